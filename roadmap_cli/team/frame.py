"""How two versions of a plan are merged around the items: keys, sections, membership and order.

`Shape` says what the merged plan must look like; `Shape.fits` verifies a text.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from roadmap_cli.team.raw import (
    DISPUTED,
    SIDES,
    VERSIONS,
    RawData,
    Side,
    items_in,
    number_of,
    omitted,
    sections_of,
    three_way,
    tidy,
)
from roadmap_cli.team.story import place_words

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence


SectionKey: TypeAlias = "tuple[str, int]"
KeyPath: TypeAlias = "tuple[str, ...]"
"""Keys one inside another, the section in words before its own."""

Sequences: TypeAlias = "Mapping[str, Sequence[Hashable]]"
"""The same things in base, ours and theirs, each in its order."""

ADDED = "added"  # what a question is about where both gave one number to a new item
_ORDER = ("", "order of items")  # no key of a plan is called so: `order` is one


class Question(NamedTuple):
    """What a person must decide.

    `item` is a number, or empty for the plan as a whole, `plan` its name in the clone; `ours` and
    `theirs` say what each side has. If choosing a side is no answer, `choice` is false, `ours` says
    what is wrong and `theirs` what to do. `title` is the item's, to show to the person; `free` is
    the number that ours could get if both sides gave one number to a new item.
    """

    item: str
    what: str
    ours: str
    theirs: str
    choice: bool = True
    title: str = ""
    free: str = ""
    plan: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The key of an answer."""
        return self.item, self.what


Choices: TypeAlias = "Mapping[tuple[str, str], Side]"
Answer: TypeAlias = Literal["ours", "theirs", "both"]
"""What a person may choose; of two new items both can stay, ours with another number."""


class PlanVersion(NamedTuple):
    """One version of a plan: keys, items, sections by an identity that survives renaming.

    `homes` maps the items, in order, to their sections.
    """

    keys: RawData
    sections: dict[SectionKey, RawData]
    homes: dict[str, SectionKey]

    def items_of(self, key: SectionKey) -> list[str]:
        """Return the items of a section in their order."""
        return [number for number, home in self.homes.items() if home == key]

    def renamed(self, names: Mapping[SectionKey, SectionKey]) -> PlanVersion:
        """Give some sections other identities."""
        sections = {names.get(key, key): section for key, section in self.sections.items()}
        homes = {number: names.get(key, key) for number, key in self.homes.items()}
        return self._replace(sections=sections, homes=homes)


def taken_versions(base: RawData, ours: RawData, theirs: RawData) -> dict[str, PlanVersion]:
    """Take three versions apart, recognising retitled sections by their items."""
    known = _version(base)
    return {
        "base": known,
        "ours": _identified(_version(ours), known),
        "theirs": _identified(_version(theirs), known),
    }


def _version(data: RawData) -> PlanVersion:
    """Take a plan apart, with titles as the identities of sections."""
    sections: dict[SectionKey, RawData] = {}
    homes: dict[str, SectionKey] = {}
    for section in sections_of(data):
        key = _free_key(section["title"], sections)
        sections[key] = omitted(section, "items")
        for item in items_in(section):
            homes[number_of(item)] = key
    return PlanVersion(omitted(data, "sections"), sections, homes)


def _free_key(title: str, taken: Mapping[SectionKey, Any]) -> SectionKey:
    """Count sections with the same title, to tell them apart."""
    titles = [key[0] for key in taken]
    return title, titles.count(title)


def _identified(version: PlanVersion, base: PlanVersion) -> PlanVersion:
    """Give renamed sections their identity in the base."""
    shared = Counter((key, base.homes.get(number)) for number, key in version.homes.items())
    gone = _missing(base.sections, version.sections)
    new = _missing(version.sections, base.sections)
    names = {}
    for key in new:
        former = max(gone, key=lambda each: shared[key, each], default=None)
        if former and _is_heir(key, former, new, shared):
            names[key] = former
    return version.renamed(names)


def _missing(
    sections: Iterable[SectionKey], others: Mapping[SectionKey, RawData]
) -> list[SectionKey]:
    """Return the sections that are not among the others."""
    return [key for key in sections if key not in others]


def _is_heir(
    key: SectionKey, former: SectionKey, new: Sequence[SectionKey], shared: Counter[Any]
) -> bool:
    """Return whether a section has more items of a former one than any other new section."""
    if not shared[key, former]:
        return False
    return key == max(new, key=lambda each: shared[each, former])


class Shape(NamedTuple):
    """What the merged plan must look like."""

    keys: RawData
    sections: dict[SectionKey, RawData]
    items: Mapping[str, RawData]
    homes: Mapping[str, SectionKey]
    versions: Mapping[str, PlanVersion]
    answers: Choices

    def fits(self, data: RawData) -> bool:
        """Verify that a parsed text is the merge: keys, sections, items, membership and order."""
        plain = _version(data)
        identities = self._identities()
        if not plain.sections.keys() <= identities.keys():
            return False
        found = plain.renamed(identities)
        present = (found.keys, found.sections, found.homes)
        if present != (self.keys, self.sections, self.homes):
            return False
        return self._has_items(data) and self._keeps_order(found)

    def _identities(self) -> dict[SectionKey, SectionKey]:
        """Map the final titles of sections to their identities."""
        found: dict[SectionKey, SectionKey] = {}
        for key, section in self.sections.items():
            found[_free_key(section["title"], found)] = key
        return found

    def _has_items(self, data: RawData) -> bool:
        """Check the contents of each item, and that none is there twice."""
        items = [item for section in sections_of(data) for item in items_in(section)]
        found = {number_of(item): tidy(item) for item in items}
        return found == self.items and len(items) == len(found)

    def _keeps_order(self, found: PlanVersion) -> bool:
        """Check the order of the sections, and of the items of each."""
        chosen = self.chosen_order
        if not in_order(list(found.sections), self.section_sequences(), chosen):
            return False
        for key in self.sections:
            if not in_order(found.items_of(key), self.item_sequences(key), chosen):
                return False
        return True

    @property
    def chosen_order(self) -> Side | None:
        """The side whose order a person chose."""
        return self.answers.get(_ORDER)

    def section_sequences(self) -> Sequences:
        """Return each version's sections."""
        return {name: list(version.sections) for name, version in self.versions.items()}

    def item_sequences(self, key: SectionKey) -> Sequences:
        """Return each version's items of a section, limited to those that remain."""
        here = [number for number, home in self.homes.items() if home == key]
        return {name: _only(version.items_of(key), here) for name, version in self.versions.items()}


def common_order(sequences: Sequences, chosen: Side | None) -> list[Hashable] | None:
    """Return the order of what all versions have; None if the sides changed it differently."""
    base, ours, theirs = (sequences[name] for name in VERSIONS)
    common = set(base) & set(ours) & set(theirs)
    order: Any = three_way(_only(base, common), _only(ours, common), _only(theirs, common))
    if order is not DISPUTED:
        return list(order)
    return _only(sequences[chosen], common) if chosen else None


def in_order(result: Sequence[Hashable], sequences: Sequences, chosen: Side | None) -> bool:
    """Check a merged order against each side's, except where the other side changed it."""
    order = common_order(sequences, chosen)
    if order is None or not _agree(result, order):
        return False
    for name in SIDES:
        side = sequences[name]
        kept_order = _only(side, order) == order
        if kept_order and not _agree(result, side):
            return False
    return True


def _agree(one: Sequence[Hashable], other: Sequence[Hashable]) -> bool:
    """Return whether two sequences have their common elements in the same order."""
    return _only(one, other) == _only(other, one)


def _only(sequence: Sequence[Hashable], kept: Iterable[Hashable]) -> list[Hashable]:
    """Keep only what is also in another collection."""
    wanted = set(kept)
    return [each for each in sequence if each in wanted]


def merged_keys(
    versions: Sequence[RawData], answers: Choices, path: KeyPath = ()
) -> tuple[RawData, list[Question]]:
    """Merge the keys around the items, one by one, down to the single address of `contacts`."""
    _, ours, theirs = versions
    merged: RawData = {}
    questions: list[Question] = []
    for key in dict.fromkeys([*ours, *theirs]):
        place = (*path, key)
        values = [version.get(key) for version in versions]
        value, more = _merged_value(values, answers, place)
        questions += more
        if value is not None:
            merged[key] = value
    return merged, questions


def _merged_value(
    values: Sequence[Any], answers: Choices, place: KeyPath
) -> tuple[Any, list[Question]]:
    """Take a value from the side that changed it; if both did, merge its parts or ask."""
    base, ours, theirs = values
    value = three_way(base, ours, theirs)
    if value is not DISPUTED:
        return value, []
    if isinstance(ours, dict) and isinstance(theirs, dict):
        known = base if isinstance(base, dict) else {}
        return merged_keys([known, ours, theirs], answers, place)
    question = Question("", ".".join(place), place_words(place, ours), place_words(place, theirs))
    side = answers.get(question.key)
    if side == "ours":
        return ours, []
    if side == "theirs":
        return theirs, []
    return None, [question]


def merged_sections(
    parts: Mapping[str, PlanVersion], answers: Choices
) -> tuple[dict[SectionKey, RawData], list[Question]]:
    """Merge the sections' own keys; one removed by a side and untouched by the other is gone."""
    base, ours, theirs = (parts[name].sections for name in VERSIONS)
    merged: dict[SectionKey, RawData] = {}
    questions: list[Question] = []
    for key in dict.fromkeys([*ours, *theirs]):
        versions = (base.get(key), ours.get(key), theirs.get(key))
        section, more = _merged_section(key, versions, answers)
        questions += more
        if section is not None:
            merged[key] = section
    return merged, questions


def _merged_section(
    key: SectionKey,
    versions: tuple[RawData | None, RawData | None, RawData | None],
    answers: Choices,
) -> tuple[RawData | None, list[Question]]:
    """Merge the keys of one section; None where a side removed it."""
    base, ours, theirs = versions
    if ours and theirs:
        return merged_keys([base or {}, ours, theirs], answers, (_section_words(key),))
    left = ours or theirs
    if base is None:
        return left, []
    if left in (base, None):
        return None, []
    return None, [_removed(key, here=not ours)]


def _removed(key: SectionKey, *, here: bool) -> Question:
    """Ask about a section that one side removed and the other changed."""
    what = "у вас удалён, а прислан изменённым"
    if not here:
        what = "у вас изменён, а в присланном плане удалён"
    section = _section_words(key)
    todo = "сделайте его у себя таким, как прислано, и повторите"
    return Question("", section, f"{section} {what}", todo, choice=False)


def _section_words(key: SectionKey) -> str:
    """Name a section, adding its number if several have the same title."""
    title, earlier = key
    words = f"раздел «{title}»"
    if earlier:
        words += f" ({earlier + 1}-й с этим названием)"
    return words


def order_questions(shape: Shape) -> Iterator[Question]:
    """Ask once if both sides reordered the same sections or items."""
    everything = [shape.section_sequences()]
    everything += [shape.item_sequences(key) for key in shape.sections]
    for sequences in everything:
        if common_order(sequences, shape.chosen_order) is None:
            yield Question(*_ORDER, "порядок пунктов ваш", "порядок пунктов присланный")
            return
