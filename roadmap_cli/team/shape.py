"""How two versions of a plan go together around the items: keys, sections, membership and order.

`Shape` says what the merged plan must look like; whether a text does, `Shape.fits` proves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli.team.rules import DISPUTED, SIDES, Side, three_way
from roadmap_cli.team.story import number_of, value_words

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

Data: TypeAlias = "dict[str, Any]"
SectionKey: TypeAlias = "tuple[str, int]"
VERSIONS = ("base", *SIDES)


class Question(NamedTuple):
    """What a person must decide.

    `item` is a number, or empty where the plan as a whole is meant; `ours` and `theirs` say what
    each side holds. A question that no choice of a side answers has `choice` false: then `ours`
    says what is the matter and `theirs` what to do.
    """

    item: str
    what: str
    ours: str
    theirs: str
    choice: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What an answer is filed under."""
        return self.item, self.what


Answers: TypeAlias = "Mapping[tuple[str, str], Side]"


class Version(NamedTuple):
    """One version of a plan: keys, sections by an identity that survives a new title, items."""

    keys: Data
    sections: dict[SectionKey, Data]
    homes: dict[str, SectionKey]
    order: tuple[str, ...]


def taken_versions(base: Data, ours: Data, theirs: Data) -> dict[str, Version]:
    """Take three versions apart; a section with a new title is the one that had its items."""
    plain = {
        name: _version(data) for name, data in zip(VERSIONS, (base, ours, theirs), strict=True)
    }
    known = plain["base"]
    return {"base": known, **{name: _identified(plain[name], known) for name in SIDES}}


def _version(data: Data) -> Version:
    sections: dict[SectionKey, Data] = {}
    homes: dict[str, SectionKey] = {}
    order: list[str] = []
    for section in data.get("sections") or []:
        key = _free_key(section["title"], sections)
        sections[key] = {name: value for name, value in section.items() if name != "items"}
        numbers = [number_of(item) for item in section.get("items") or []]
        homes.update(dict.fromkeys(numbers, key))
        order += numbers
    keys = {name: value for name, value in data.items() if name != "sections"}
    return Version(keys, sections, homes, tuple(order))


def _free_key(title: str, taken: Mapping[SectionKey, Any]) -> SectionKey:
    """Tell sections of one title apart by counting them."""
    alike = sum(key[0] == title for key in taken)
    return title, alike


def _identified(version: Version, base: Version) -> Version:
    """Give renamed sections the identity that they have in the base."""
    names = {key: _former(key, version, base) for key in version.sections}
    sections = {names[key]: section for key, section in version.sections.items()}
    homes = {number: names[key] for number, key in version.homes.items()}
    return Version(version.keys, sections, homes, version.order)


def _former(key: SectionKey, version: Version, base: Version) -> SectionKey:
    if key in base.sections:
        return key
    free = [each for each in base.sections if each not in version.sections]
    shared = {each: _shared(key, version, each, base) for each in free}
    best = max(free, key=shared.__getitem__, default=None)
    rivals = [each for each in version.sections if each not in base.sections]
    claim = best and max(rivals, key=lambda each: _shared(each, version, best, base))
    return best if best and shared[best] and claim == key else key


def _shared(key: SectionKey, version: Version, former: SectionKey, base: Version) -> int:
    return sum(
        home == key and base.homes.get(number) == former for number, home in version.homes.items()
    )


class Shape(NamedTuple):
    """What the merged plan must look like."""

    keys: Data
    sections: dict[SectionKey, Data]
    items: Mapping[str, Data]
    homes: Mapping[str, SectionKey]
    order: Mapping[str, Version]
    answers: Answers

    def fits(self, data: Data) -> bool:
        """Prove that a parsed text is the merge: keys, sections, items, membership and order."""
        found = _version(data)
        expected = self._by_title()
        names = {key: expected.get(key) for key in found.sections}
        homes = {number: names[key] for number, key in found.homes.items()}
        items = [item for section in data.get("sections") or [] for item in section["items"] or []]
        return (
            found.keys == self.keys
            and [names[key] for key in found.sections] == self._section_order(found, names)
            and {names[key]: section for key, section in found.sections.items()} == self.sections
            and homes == self.homes
            and len(items) == len(self.items)
            and {number_of(item): tidy(item) for item in items} == self.items
            and self._keeps_order(found.order)
        )

    def _by_title(self) -> dict[SectionKey, SectionKey]:
        """Give the identity of each section by the title that it has in the end."""
        found: dict[SectionKey, SectionKey] = {}
        for key, section in self.sections.items():
            found[_free_key(section["title"], found)] = key
        return found

    def _section_order(self, found: Version, names: Mapping[SectionKey, Any]) -> list[Any] | None:
        order = [names[key] for key in found.sections]
        sequences = {name: list(version.sections) for name, version in self.order.items()}
        return order if in_order(order, sequences, self.answers.get(("", "order"))) else None

    def _keeps_order(self, order: Sequence[str]) -> bool:
        """Check the order of the items of each section."""
        chosen = self.answers.get(("", "order"))
        for key in self.sections:
            here = [number for number in order if self.homes[number] == key]
            sequences = self.sequences(key)
            if not in_order(here, sequences, chosen):
                return False
        return True

    def sequences(self, key: SectionKey) -> dict[str, list[str]]:
        """Give each version's items of a section, of those that are there in the end."""
        return {
            name: [
                number
                for number in version.order
                if version.homes[number] == key == self.homes.get(number)
            ]
            for name, version in self.order.items()
        }


def tidy(item: Data) -> Data:
    """Leave out empty fields: absent, null and an empty list are the same."""
    return {key: value for key, value in item.items() if value not in (None, [])}


def common_order(
    sequences: Mapping[str, Sequence[Hashable]], chosen: Side | None
) -> list[Hashable] | None:
    """Give the order of what all versions have; None where both sides changed it differently."""
    common = set(sequences["base"]) & set(sequences["ours"]) & set(sequences["theirs"])
    orders = {name: [each for each in sequences[name] if each in common] for name in VERSIONS}
    order: Any = three_way(*orders.values())
    if order is DISPUTED:
        return orders[chosen] if chosen else None
    return list(order)


def in_order(
    result: Sequence[Hashable], sequences: Mapping[str, Sequence[Hashable]], chosen: Side | None
) -> bool:
    """Check a merged order against each side's, as far as the other side has not changed it."""
    order = common_order(sequences, chosen)
    if order is None or _only(result, order) != _only(order, result):
        return False
    for name in SIDES:
        same = _only(sequences[name], order) == order
        if same and _only(result, sequences[name]) != _only(sequences[name], result):
            return False
    return True


def _only(sequence: Sequence[Hashable], kept: Sequence[Hashable]) -> list[Hashable]:
    wanted = set(kept)
    return [each for each in sequence if each in wanted]


def merged_keys(
    versions: Sequence[Data], answers: Answers, path: str = ""
) -> tuple[Data, list[Question]]:
    """Merge the keys around the items, one by one, down to the single address of `contacts`."""
    merged: Data = {}
    questions: list[Question] = []
    for key in dict.fromkeys([*versions[1], *versions[2]]):
        values: list[Any] = [version.get(key) for version in versions]
        place = f"{path}.{key}" if path else key
        value = three_way(*values)
        if value is DISPUTED and all(isinstance(each, dict) for each in values[1:]):
            value, more = merged_keys([values[0] or {}, *values[1:]], answers, place)
            questions += more
        elif value is DISPUTED:
            ours, theirs = (value_words({place: each}) for each in values[1:])
            question = Question("", place, ours, theirs)
            side = answers.get(question.key)
            value = values[1 + SIDES.index(side)] if side else None
            questions += [] if side else [question]
        if value is not None:
            merged[key] = value
    return merged, questions


def merged_sections(
    parts: Mapping[str, Version], answers: Answers
) -> tuple[dict[SectionKey, Data], list[Question]]:
    """Merge the sections' own keys: removed by a side is gone, added by a side is there."""
    base, ours, theirs = (parts[name].sections for name in VERSIONS)
    merged: dict[SectionKey, Data] = {}
    questions: list[Question] = []
    for key in dict.fromkeys([*ours, *theirs]):
        if key in base and not (key in ours and key in theirs):
            continue
        mine, other = ours.get(key), theirs.get(key)
        if mine is None or other is None:
            merged[key] = mine or other or {}
            continue
        place = f"раздел «{key[0]}»"
        merged[key], more = merged_keys([base.get(key) or {}, mine, other], answers, place)
        questions += more
    return merged, questions


def order_questions(shape: Shape) -> Iterator[Question]:
    """Ask once where both sides changed the order of the same sections or items."""
    everything: list[Mapping[str, Sequence[Hashable]]]
    everything = [{name: list(version.sections) for name, version in shape.order.items()}]
    everything += [shape.sequences(key) for key in shape.sections]
    chosen = shape.answers.get(("", "order"))
    if any(common_order(sequences, chosen) is None for sequences in everything):
        yield Question("", "order", "порядок пунктов ваш", "порядок пунктов присланный")
