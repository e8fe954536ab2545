"""What a merged plan must look like, and what a person must decide first.

`Shape` has its keys, sections, membership and order, and verifies a text; `judge` says what becomes
of an item that two people changed: all events replayed, manual edits, answers. An answer is an
event like any other: the chosen deed repeated as of now, which says what it overrules and so has
the last word in the replay. The file says what it cannot overrule that way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from roadmap_cli import wording
from roadmap_cli.plan.course import told
from roadmap_cli.plan.model import Event, Status, trimmed
from roadmap_cli.team.raw import (
    DISPUTED,
    OTHER,
    SIDES,
    VERSIONS,
    RawData,
    Side,
    items_in,
    items_of,
    number_of,
    omitted,
    picked,
    place_words,
    sections_of,
    three_way,
    tidy,
)
from roadmap_cli.team.rules import MARKS, RANKS, TERM, clashes, day_at

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Course
    from roadmap_cli.team.raw import RawEvent
    from roadmap_cli.team.rules import Case, Clash, Signature


SectionKey: TypeAlias = "tuple[str, int]"
KeyPath: TypeAlias = "tuple[str, ...]"
"""Keys one inside another, the section in words before its own."""

Sequences: TypeAlias = "Mapping[str, Sequence[Hashable]]"
"""The same things in base, ours and theirs, each in its order."""

ADDED = "added"  # what a question is about where both gave one number to a new item
ORDER = ("", "order of items")  # no key of a plan is called so: `order` is one


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


@dataclass
class Inquiry:
    """What a person has decided, and the questions that are still open."""

    answers: Choices
    open: list[Question] = field(default_factory=list)

    def side(self, item: str, what: str, ours: str, theirs: str) -> Side | None:
        """Return the chosen side; without an answer, the question stays open."""
        side = self.answers.get((item, what))
        if side is None:
            self.open.append(Question(item, what, ours, theirs))
        return side

    def refuse(self, item: str, what: str, reason: str, todo: str) -> None:
        """Leave open what choosing a side cannot settle."""
        self.open.append(Question(item, what, reason, todo, choice=False))


class PlanVersion(NamedTuple):
    """One version of a plan: keys, items, sections by an identity that survives renaming.

    `homes` maps the items, in order, to their sections.
    """

    keys: RawData
    sections: dict[SectionKey, RawData]
    homes: dict[str, SectionKey]

    @classmethod
    def of(cls, data: RawData) -> PlanVersion:
        """Take a plan apart, with titles as the identities of sections."""
        sections: dict[SectionKey, RawData] = {}
        homes: dict[str, SectionKey] = {}
        for section in sections_of(data):
            key = _free_key(section["title"], sections)
            sections[key] = omitted(section, "items")
            for item in items_in(section):
                homes[number_of(item)] = key
        return cls(omitted(data, "sections"), sections, homes)

    def renamed(self, names: Mapping[SectionKey, SectionKey]) -> PlanVersion:
        """Give some sections other identities."""
        sections = {names.get(key, key): section for key, section in self.sections.items()}
        homes = {number: names.get(key, key) for number, key in self.homes.items()}
        return self._replace(sections=sections, homes=homes)


def _free_key(title: str, taken: Iterable[SectionKey]) -> SectionKey:
    """Count sections with the same title, to tell them apart."""
    return title, [known for known, _ in taken].count(title)


def taken_versions(data: Mapping[str, RawData]) -> dict[str, PlanVersion]:
    """Take three versions apart; a retitled section keeps its identity in the base."""
    versions = {name: PlanVersion.of(data[name]) for name in VERSIONS}
    return versions | {side: _identified(versions[side], versions["base"]) for side in SIDES}


def _identified(version: PlanVersion, base: PlanVersion) -> PlanVersion:
    """Give a new section the identity of the former one with which it shares most items.

    No other new section may share more items with the former one.
    """
    shared = Counter((key, base.homes.get(number)) for number, key in version.homes.items())
    gone = [key for key in base.sections if key not in version.sections]
    new = [key for key in version.sections if key not in base.sections]
    names = {}
    for former in gone:
        heir = max(new, key=lambda key: shared[key, former], default=None)
        if heir and shared[heir, former] and former == max(gone, key=lambda key: shared[heir, key]):
            names[heir] = former
    return version.renamed(names)


class Shape(NamedTuple):
    """What the merged plan must look like, and the versions whose order it keeps."""

    plan: PlanVersion
    items: Mapping[str, RawData]
    versions: Mapping[str, PlanVersion]
    chosen_order: Side | None

    def fits(self, data: RawData) -> bool:
        """Verify that a sound plan is the merge: keys, sections, items, membership and order."""
        identities: dict[SectionKey, SectionKey] = {}
        for key, section in self.plan.sections.items():
            identities[_free_key(section["title"], identities)] = key
        merged = PlanVersion.of(data)
        if not merged.sections.keys() <= identities.keys():
            return False
        merged = merged.renamed(identities)
        items = {number: tidy(item) for number, item in items_of(data).items()}
        if (merged, items) != (self.plan, self.items):
            return False
        orders = self._orders({**self.versions, "merged": merged})
        return all(_keeps_order(each, self.chosen_order) for each in orders)

    def _orders(self, versions: Mapping[str, PlanVersion]) -> Iterator[Sequences]:
        """Yield the sections of each version, then its items of each section, if they remain."""
        homes = self.plan.homes
        yield {name: list(version.sections) for name, version in versions.items()}
        for key in self.plan.sections:
            yield {
                name: [n for n, home in version.homes.items() if home == key == homes.get(n)]
                for name, version in versions.items()
            }

    def ask_about_order(self, inquiry: Inquiry) -> None:
        """Ask once if both sides reordered the same sections or items."""
        orders = self._orders(self.versions)
        if any(_common_order(each, self.chosen_order) is None for each in orders):
            inquiry.side(*ORDER, "порядок пунктов ваш", "порядок пунктов присланный")


def _common_order(sequences: Sequences, chosen: Side | None) -> list[Hashable] | None:
    """Return the order of what all versions have; None if the sides changed it differently."""
    base, ours, theirs = (sequences[name] for name in VERSIONS)
    common = set(base) & set(ours) & set(theirs)
    order: Any = three_way(_only(base, common), _only(ours, common), _only(theirs, common))
    if order is not DISPUTED:
        return list(order)
    return _only(sequences[chosen], common) if chosen else None


def _keeps_order(sequences: Sequences, chosen: Side | None) -> bool:
    """Check a merged order against each side's, except where the other side changed it."""
    merged, order = sequences["merged"], _common_order(sequences, chosen)
    if order is None:
        return False
    kept = [sequences[name] for name in SIDES if _only(sequences[name], order) == order]
    return all(_only(merged, each) == _only(each, merged) for each in (order, *kept))


def _only(sequence: Sequence[Hashable], kept: Iterable[Hashable]) -> list[Hashable]:
    wanted = set(kept)
    return [each for each in sequence if each in wanted]


def merged_keys(versions: Sequence[RawData], inquiry: Inquiry, path: KeyPath = ()) -> RawData:
    """Merge the keys of base, ours and theirs around the items, down to those of `contacts`."""
    _, ours, theirs = versions
    merged: RawData = {}
    for key in dict.fromkeys([*ours, *theirs]):
        values = [version.get(key) for version in versions]
        value = three_way(*values)
        if value is DISPUTED:
            value = _settled(values, inquiry, (*path, key))
        if value is not None:
            merged[key] = value
    return merged


def _settled(values: Sequence[Any], inquiry: Inquiry, place: KeyPath) -> Any:  # noqa: ANN401  # a value of the file
    """Merge a value that both sides changed by its parts, or ask; None without an answer."""
    known, ours, theirs = values
    if isinstance(ours, dict) and isinstance(theirs, dict):
        parts = [known if isinstance(known, dict) else {}, ours, theirs]
        return merged_keys(parts, inquiry, place)
    words = (place_words(place, each) for each in (ours, theirs))
    side = inquiry.side("", ".".join(place), *words)
    if side is None:
        return None
    return ours if side == "ours" else theirs


def merged_sections(
    versions: Mapping[str, PlanVersion], inquiry: Inquiry
) -> dict[SectionKey, RawData]:
    """Merge the sections' own keys; one removed by a side and untouched by the other is gone."""
    base, ours, theirs = (versions[name].sections for name in VERSIONS)
    merged: dict[SectionKey, RawData] = {}
    for key in dict.fromkeys([*ours, *theirs]):
        title, earlier = key
        words = f"раздел «{title}»" + (f" ({earlier + 1}-й с этим названием)" if earlier else "")
        present = [sections[key] for sections in (ours, theirs) if key in sections]
        if len(present) == len(SIDES):
            merged[key] = merged_keys([base.get(key, {}), *present], inquiry, (words,))
        elif key not in base:
            merged[key] = present[0]
        elif present[0] != base[key]:
            what = "у вас изменён, а в присланном плане удалён"
            if key in theirs:
                what = "у вас удалён, а прислан изменённым"
            todo = "сделайте его у себя таким, как прислано, и повторите"
            inquiry.refuse("", words, f"{words} {what}", todo)
    return merged


def judge(case: Case, number: str, inquiry: Inquiry, stamp: Signature) -> RawData:
    """Return an item as both sides made it, asking what a person must decide first."""
    chosen: list[tuple[Clash, Side]] = []
    for clash in clashes(case):
        words = (clash.side_words(side) for side in SIDES)
        side = inquiry.side(number, clash.what, *words)
        if side:
            chosen.append((clash, side))
    return _Result(case, chosen, stamp).item()


class _Summary(NamedTuple):
    """What the file says beside the history, by events and manual edits."""

    status: Status
    days: list[date | None]
    postponed_to: str | None
    note: str | None


class _Result:
    """An item put together, with what was decided."""

    def __init__(self, case: Case, chosen: Sequence[tuple[Clash, Side]], stamp: Signature) -> None:
        self.case = case
        self.chosen = chosen
        self.signature: RawEvent = stamp._asdict()
        self.side = {key: side for clash, side in chosen for key in clash.keys}
        self.events = case.histories()[self.side.get("history", "ours")]
        self.data: RawData = {"id": case.sides["ours"].data["id"]}
        for keys in case.approved:
            value = case.value_of(keys)
            if value is DISPUTED or keys[0] in self.side:
                value = case.fields(self.side.get(keys[0], "ours"), keys)
            self.data |= value
        self.union = self._replayed([])
        self.found = self._summary(self.union)

    def item(self) -> RawData:
        """Return the fields for the file."""
        case, found = self.case, self.found
        decisions: list[RawEvent] = []
        if self.chosen:
            for _ in range(2):  # a removal prevents taking a mark back
                decisions += self._taken_back(self._replayed(decisions))
            decisions += self._decisions()
            decisions += self._corrections(self._replayed(decisions))
            found = self._summary(self._replayed(decisions), is_told=True)
        answers = [each | self.signature for each in decisions]
        has_status = any("status" in version.data for version in case.sides.values())
        is_said = has_status or found.status is not Status.PLANNED
        return self.data | {
            "status": found.status.value if is_said else None,
            "executed": [*map(wording.iso, found.days)] or None,
            "postponed_to": found.postponed_to,
            "note": found.note,
            "history": [*(case.raw[event] for event in self.events), *answers] or None,
        }

    def _taken_back(self, now: Course) -> Iterator[RawEvent]:
        """Take back the rejected marks before repeating the chosen deeds."""
        if self.found.status is Status.CANCELLED:
            return
        for place, day, wanted in self._disputed(now):
            if day and not wanted:
                if now.status is Status.CANCELLED:
                    yield {"did": "reopen"}
                    return
                yield self._named(now, place, day) | {"did": "reopen"}

    def _corrections(self, now: Course) -> Iterator[RawEvent]:
        """Add the dates and the note that the repeated deeds do not cover."""
        for place, day, wanted in self._disputed(now):
            if wanted and day != wanted:
                named = self._named(now, place, day)
                yield named | {"did": "correct", "date": wanted.isoformat()}
        is_part = any(clash.has_note_of(OTHER[side]) for clash, side in self.chosen)
        if is_part and self.found.note and self.found.note != now.note:
            yield {"did": "note", "note": self.found.note}

    def _disputed(self, now: Course) -> Iterator[tuple[int, date | None, date | None]]:
        """Yield the periods in question with the replayed day and the chosen one."""
        for clash, _ in self.chosen:
            for place in self._places(clash, now):
                yield place, now.days[place], day_at(self.found.days, place)

    def _named(self, now: Course, place: int, day: date | None) -> RawEvent:
        """Name a period and the day of its mark, like an event that replaces it."""
        event: RawEvent = {}
        if now.term.periods:
            event["period"] = now.term.periods[place].last.isoformat()
        return event | ({"old_date": day.isoformat()} if day else {})

    def _places(self, clash: Clash, now: Course) -> Collection[int]:
        if "executed" not in clash.keys:
            return ()
        return range(len(now.marks)) if clash.places is None else clash.places

    def _replayed(self, decisions: Sequence[RawEvent]) -> Course:
        """Replay all events; one from an old file keeps the period that it was about there."""
        ours, theirs = (self.case.sides[side] for side in SIDES)
        frame = ours if ours.frame != self.case.base.frame else theirs
        timed = ours if picked(ours.data, TERM) == picked(self.data, TERM) else theirs
        term = {key: getattr(timed.item, key) for key in TERM}
        item = frame.item.model_copy(update=term)
        periods = frame.plan.term_of(item).periods
        events = [self.case.named(event, periods) for event in self.events]
        events += [Event.model_validate(each | self.signature) for each in decisions]
        return told(frame.plan, item.model_copy(update={"history": tuple(events)}))

    def _summary(self, now: Course, *, is_told: bool = False) -> _Summary:
        """Return the result of the events, manual edits and answers.

        The dates of an answer are the chosen side's. If it is about the whole item or a removal, so
        is the status, unless it follows from the dates. Once events record the answers
        (`is_told`), their replay says it all, except manual edits.
        """
        case, sides = self.case, [*self.case.sides.values()]
        days = list(now.days)
        for place, day in enumerate(now.days):
            pairs = [(day_at(v.days, place), day_at(v.told.days, place)) for v in case.versions]
            days[place] = _with_hands(pairs, day)
        status = self._status(now, days)
        texts: dict[str, str | None] = {}
        for key in ("postponed_to", "note"):
            pairs = [(getattr(case.before, key) or None, getattr(case.base.told, key) or None)]
            pairs += [(getattr(v.item, key), getattr(v.told, key) or None) for v in sides]
            texts[key] = _with_hands(pairs, getattr(now, key) or None)
        for clash, side in self.chosen:
            version = case.sides[side]
            by_event = is_told and clash.deeds_of(side)
            says = now if by_event else version.says
            texts |= {key: getattr(says, key) or None for key in texts if key in clash.keys}
            if "note" not in self.side and clash.has_note_of(OTHER[side]):
                texts["note"] = (now.note or None) if is_told else version.item.note
            if "executed" not in clash.keys:
                continue
            for place in self._places(clash, now):
                days[place] = day_at(now.days if is_told else version.days, place)
            is_removal = any(each.says.status is Status.CANCELLED for each in sides)
            if clash.places is not None and not is_removal:
                status = self._status(now, days)
            elif by_event:
                status = now.status if days == [*now.days] else _status_of(now, days)
            elif clash.places is None:
                status = version.says.status
            else:
                status = _status_of(version.says, days)
        ours, theirs = (each.item.executed[len(days) :] for each in sides)
        rest = three_way(case.base.item.executed[len(days) :], ours, theirs)
        dates = trimmed([*days, *(max(ours, theirs, key=str) if rest is DISPUTED else rest)])
        return _Summary(status, list(dates), **texts)

    def _status(self, now: Course, days: Sequence[date | None]) -> Status:
        """Derive the status from events and dates, unless a manual edit advanced it further."""
        status = _status_of(now, days)
        pairs = [(v.says.status, _status_of(v.told, v.days)) for v in self.case.versions]
        by_hand = [says for says, was_told in pairs if says not in {was_told, pairs[0][0]}]
        written: Status = _with_hands(pairs, max([status, *by_hand], key=RANKS.__getitem__))
        is_back = RANKS[written] < RANKS[self.case.before.status]
        return written if is_back else max(written, status, key=RANKS.__getitem__)

    def _decisions(self) -> Iterator[RawEvent]:
        """Repeat what was chosen, period by period if periods are in question."""
        union = self.union
        for clash, side in self.chosen:
            term, to = union.term.text, self.case.sides[side].item.postponed_to
            deeds = clash.deeds_of(side)
            is_said = any(each.did == "postpone" for each in deeds[-1:])
            if "postponed_to" in clash.keys and to != union.postponed_to and not is_said:
                was = union.postponed_to or term
                yield {"did": "postpone", "was": was, "became": to or term}
            places = sorted(clash.places or ())
            for place in places if clash.is_named else [*places, None]:
                yield self._decision(clash, side, place)

    def _decision(self, clash: Clash, side: Side, place: int | None) -> RawEvent:
        """Repeat a deed, and say what it overrules; a manual edit is named in a note.

        So is a change by an order, whose event may name more than what was asked about.
        """
        case, found = self.case, self.found
        deeds = clash.deeds_of(side, place)
        if clash.what == "note" and found.note:
            return {"did": "note", "note": found.note}
        if not deeds or deeds[-1].did == "amend":
            return {"did": "amend", "note": f"решено оставить: {clash.words_of(side, place)}"}
        deed = deeds[-1]
        event = {key: text for key, text in case.raw[deed].items() if not key.startswith("old_")}
        if deed.did == "postpone":
            given_up = [each.became for each in clash.deeds[OTHER[side]] if each.did == "postpone"]
            return event | ({"was": given_up[-1] or ""} if given_up else {})
        if "status" in clash.keys and (place is None or clash.is_named):
            was, became = case.sides[OTHER[side]].says.status.value, found.status.value
            event |= {"was": was, "became": became}
        return event | self._overruling(deed, side, place)

    def _overruling(self, deed: Event, side: Side, place: int | None) -> RawEvent:
        """Add the period of a repeated deed and the day that it replaces there."""
        case, union = self.case, self.union
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


_UNTOUCHED: Any = object()


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
    if any(days):
        return Status.IN_PROGRESS
    return min(known.status, Status.IN_PROGRESS, key=RANKS.__getitem__)
