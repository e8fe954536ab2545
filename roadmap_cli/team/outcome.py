"""What a merged plan must look like, and what a person must decide first.

`Shape` has its keys, sections, membership and order, and verifies a text; `judge` says what becomes
of an item that two people changed: all events replayed, manual edits, answers. An answer is an
event like any other: the chosen deed repeated as of now, which says what it overrules and so has
the last word in the replay. The file says what it cannot overrule that way.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from roadmap_cli import wording
from roadmap_cli.plan.course import told
from roadmap_cli.plan.marks import trimmed
from roadmap_cli.plan.model import Event, Status
from roadmap_cli.team.raw import (
    DISPUTED,
    OTHER,
    SIDES,
    VERSIONS,
    RawData,
    Side,
    items_in,
    number_of,
    omitted,
    picked,
    place_words,
    sections_of,
    three_way,
    tidy,
)
from roadmap_cli.team.rules import (
    MARKS,
    RANKS,
    TERM,
    clashes,
    day_at,
    deeds_of,
    histories,
    is_in_question,
    side_words,
    value_of,
    wordings,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.marks import Course
    from roadmap_cli.team.raw import RawEvent
    from roadmap_cli.team.rules import Case, Clash, Signature


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


_UNTOUCHED: Any = object()


def judge(
    case: Case, number: str, answers: Choices, stamp: Signature
) -> tuple[RawData, list[Question]]:
    """Return an item as both sides made it, and what a person must decide first."""
    chosen: list[tuple[Clash, Side]] = []
    questions: list[Question] = []
    for clash in clashes(case):
        ours, theirs = (side_words(case, clash, side) for side in SIDES)
        question = Question(number, clash.what, ours, theirs)
        side = answers.get(question.key)
        if side:
            chosen.append((clash, side))
        else:
            questions.append(question)
    return _Result(case, chosen).item(stamp), questions


class Summary(NamedTuple):
    """What the file says beside the history, by events and manual edits."""

    status: Status
    days: list[date | None]
    postponed_to: str | None
    note: str | None


class _Result:
    """An item put together, with what was decided."""

    def __init__(self, case: Case, chosen: Sequence[tuple[Clash, Side]]) -> None:
        self.case = case
        self.chosen = chosen
        self.side = {key: side for clash, side in chosen for key in clash.keys}
        self.events = histories(case)[self.side.get("history", "ours")]

    def item(self, stamp: Signature) -> RawData:
        """Return the fields for the file."""
        case = self.case
        data: RawData = {"id": case.sides["ours"].data["id"]}
        for keys in (TERM, *([key] for key in wordings(case))):
            value = value_of(case, keys)
            if value is DISPUTED or keys[0] in self.side:
                value = case.fields(self.side.get(keys[0], "ours"), keys)
            data |= value
        union = self._replayed(data, [])
        found = self._summary(union)
        made: RawEvent = {"at": stamp.at, "by": stamp.by}
        decisions: list[RawEvent] = []
        if self.chosen:
            for _ in range(2):  # a removal prevents taking a mark back
                now = self._replayed(data, decisions)
                decisions += [each | made for each in self._taken_back(now, found)]
            decisions += [each | made for each in self._decisions(union, found)]
            now = self._replayed(data, decisions)
            decisions += [each | made for each in self._corrections(now, found)]
            now = self._replayed(data, decisions)
            found = self._summary(now, is_told=True)
        has_status = any("status" in version.data for version in case.sides.values())
        return data | {
            "status": found.status.value
            if has_status or found.status is not Status.PLANNED
            else None,
            "executed": [*map(wording.iso, found.days)] or None,
            "postponed_to": found.postponed_to,
            "note": found.note,
            "history": [*(case.raw[event] for event in self.events), *decisions] or None,
        }

    def _taken_back(self, now: Course, found: Summary) -> Iterator[RawEvent]:
        """Take back the rejected marks before repeating the chosen deeds."""
        if found.status is Status.CANCELLED:
            return
        for place, day, wanted in self._disputed(now, found):
            if day and not wanted:
                if now.status is Status.CANCELLED:
                    yield {"did": "reopen"}
                    return
                yield self._named(now, place, day) | {"did": "reopen"}

    def _corrections(self, now: Course, found: Summary) -> Iterator[RawEvent]:
        """Add the dates and the note that the repeated deeds do not cover."""
        for place, day, wanted in self._disputed(now, found):
            if wanted and day != wanted:
                named = self._named(now, place, day)
                yield named | {"did": "correct", "date": wanted.isoformat()}
        is_part = any(is_in_question(self.case, clash, OTHER[side]) for clash, side in self.chosen)
        if is_part and found.note and found.note != now.note:
            yield {"did": "note", "note": found.note}

    def _disputed(
        self, now: Course, found: Summary
    ) -> Iterator[tuple[int, date | None, date | None]]:
        """Yield the periods in question with the replayed day and the chosen one."""
        for clash, _ in self.chosen:
            for place in self._places(clash, now):
                yield place, now.days[place], day_at(found.days, place)

    def _named(self, now: Course, place: int, day: date | None) -> RawEvent:
        """Name a period and the day of its mark, like an event that replaces it."""
        event: RawEvent = {}
        if now.term.periods:
            event["period"] = now.term.periods[place].last.isoformat()
        return event | ({"old_date": day.isoformat()} if day else {})

    def _places(self, clash: Clash, now: Course) -> Collection[int]:
        """Return the periods whose dates are in question."""
        if "executed" not in clash.keys:
            return ()
        return range(len(now.marks)) if clash.places is None else clash.places

    def _replayed(self, data: RawData, decisions: Sequence[RawEvent]) -> Course:
        """Replay all events; one from an old file keeps the period that it was about there."""
        ours, theirs = (self.case.sides[side] for side in SIDES)
        frame = ours if ours.frame != self.case.base.frame else theirs
        timed = ours if picked(ours.data, TERM) == picked(data, TERM) else theirs
        term = {key: getattr(timed.item, key) for key in TERM}
        item = frame.item.model_copy(update=term)
        periods = frame.plan.term_of(item).periods
        events = [self.case.named(event, periods) for event in self.events]
        events += map(Event.model_validate, decisions)
        return told(frame.plan, item.model_copy(update={"history": tuple(events)}))

    def _summary(self, now: Course, *, is_told: bool = False) -> Summary:
        """Return the result of the events, manual edits and answers.

        The dates of an answer are the chosen side's. If it is about the whole item or a removal, so
        is the status, unless it follows from the dates. Once events record the answers
        (`is_told`), their replay says it all, except manual edits.
        """
        case, sides = self.case, [*self.case.sides.values()]
        days = list(now.days)
        versions = [(case.days_before, case.told_before.days)]
        versions += [(each.days, each.told.days) for each in sides]
        for place in range(len(days)):
            pairs = [(day_at(says, place), day_at(was_told, place)) for says, was_told in versions]
            days[place] = _with_hands(pairs, days[place])
        status = self._status(now, days)
        texts: dict[str, str | None] = {}
        for key in ("postponed_to", "note"):
            pairs = [(getattr(case.before, key) or None, getattr(case.told_before, key) or None)]
            pairs += [(getattr(v.item, key), getattr(v.told, key) or None) for v in sides]
            texts[key] = _with_hands(pairs, getattr(now, key) or None)
        for clash, side in self.chosen:
            version = case.sides[side]
            by_event = is_told and deeds_of(case, clash, side, None)
            says: Any = now if by_event else version.item
            texts |= {key: getattr(says, key) or None for key in texts if key in clash.keys}
            if "note" not in self.side and is_in_question(case, clash, OTHER[side]):
                texts["note"] = (now.note or None) if is_told else version.item.note
            if "executed" not in clash.keys:
                continue
            for place in self._places(clash, now):
                days[place] = day_at(now.days if is_told else version.days, place)
            is_removal = any(each.says.status is Status.CANCELLED for each in sides)
            if by_event:
                status = now.status if days == [*now.days] else _status_of(now, days)
            elif clash.places is None:
                status = version.says.status
            else:
                status = _status_of(version.says if is_removal else now, days)
        ours, theirs = (each.item.executed[len(days) :] for each in sides)
        rest = three_way(case.base.item.executed[len(days) :], ours, theirs)
        dates = trimmed([*days, *(max(ours, theirs, key=str) if rest is DISPUTED else rest)])
        return Summary(status, list(dates), **texts)

    def _status(self, now: Course, days: Sequence[date | None]) -> Status:
        """Derive the status from events and dates, unless a manual edit advanced it further."""
        case, status = self.case, _status_of(now, days)
        pairs = [(case.before.status, _status_of(case.told_before, case.days_before))]
        pairs += [
            (each.item.status, _status_of(each.told, each.days)) for each in case.sides.values()
        ]
        written: Status = _with_hands(pairs, status)
        is_back = RANKS[written] < RANKS[case.before.status]
        return written if is_back else max(written, status, key=RANKS.__getitem__)

    def _decisions(self, union: Course, found: Summary) -> Iterator[RawEvent]:
        """Repeat what was chosen, period by period if periods are in question."""
        for clash, side in self.chosen:
            term, to = union.term.text, self.case.sides[side].item.postponed_to
            deeds = deeds_of(self.case, clash, side, None)
            is_said = any(each.did == "postpone" for each in deeds[-1:])
            if "postponed_to" in clash.keys and to != union.postponed_to and not is_said:
                was = union.postponed_to or term
                yield {"did": "postpone", "was": was, "became": to or term}
            places = sorted(clash.places or ())
            for place in places if clash.is_named else [*places, None]:
                yield self._decision(clash, side, place, union, found)

    def _decision(
        self, clash: Clash, side: Side, place: int | None, union: Course, found: Summary
    ) -> RawEvent:
        """Repeat a deed, and say what it overrules; a manual edit is named in a note.

        So is a change by an order, whose event may name more than what was asked about.
        """
        case = self.case
        deeds = deeds_of(case, clash, side, place)
        if clash.what == "note" and found.note:
            return {"did": "note", "note": found.note}
        if not deeds or deeds[-1].did == "amend":
            return {
                "did": "amend",
                "note": f"решено оставить: {words_of(case, clash, side, place)}",
            }
        deed = deeds[-1]
        event = {key: text for key, text in case.raw[deed].items() if not key.startswith("old_")}
        if deed.did == "postpone":
            given_up = [each.became for each in clash.deeds[OTHER[side]] if each.did == "postpone"]
            return event | ({"was": given_up[-1] or ""} if given_up else {})
        if "status" in clash.keys and (place is None or clash.is_named):
            was, became = case.sides[OTHER[side]].says.status.value, found.status.value
            event |= {"was": was, "became": became}
        return event | self._overruling(deed, side, place, union)

    def _overruling(self, deed: Event, side: Side, place: int | None, union: Course) -> RawEvent:
        """Add the period of a repeated deed and the day that it replaces there."""
        case = self.case
        event: RawEvent = {}
        places = case.places[deed] if place is None else {place}
        which = len(union.marks) if len(places) > 1 else min(places, default=0)
        overruled = day_at(union.days, which) if deed.did in {*MARKS, "return"} else None
        if overruled == deed.day:
            overruled = day_at(case.sides[OTHER[side]].days, which)
        if deed.member:
            report = union.reports_on(which).get(deed.member)
            overruled = report and report.day
        if overruled and (deed.did == "return" or overruled != deed.day):
            event["old_date"] = overruled.isoformat()
        if places and which < len(union.term.periods) > 1:
            event["period"] = union.term.periods[which].last.isoformat()
        return event


def _with_hands(pairs: Sequence[tuple[Any, Any]], otherwise: Any) -> Any:  # noqa: ANN401  # a value of the file
    """Take a manual edit: where base, ours and theirs differ from their histories."""
    hands = [_UNTOUCHED if says == was_told else says for says, was_told in pairs]
    value = three_way(*hands)
    if value is DISPUTED:
        value = three_way(*(says for says, _ in pairs))
    return otherwise if value in (_UNTOUCHED, DISPUTED) else value


def _status_of(known: Course, days: Sequence[date | None]) -> Status:
    """Derive a status from dates: all present means done, a report on an open period waits."""
    waits = known.submission
    if known.status is Status.CANCELLED:
        return Status.CANCELLED
    if known.is_whole or None not in days:
        return Status.DONE
    if known.status is Status.SUBMITTED and waits and not day_at(days, waits.place):
        return Status.SUBMITTED
    return (
        Status.IN_PROGRESS
        if any(days)
        else min(known.status, Status.IN_PROGRESS, key=RANKS.__getitem__)
    )
