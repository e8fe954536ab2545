"""How two people's changes to one item are merged: the union of their events, replayed.

The course of an item is the replay of all events of both, in the order of writing. A manual edit,
where a side's file differs from its own history, is kept. If a new event or a manual edit of one
side contradicts one of the other (a clash), a person is asked. The answer is again an event, the
chosen deed repeated as of now, which has the last word in the replay.
"""

from __future__ import annotations

from collections import deque
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan.course import EVER, course, recorded, steps, told
from roadmap_cli.plan.model import Event, Status
from roadmap_cli.team.raw import (
    COURSE,
    DISPUTED,
    OTHER,
    SIDES,
    RawData,
    RawEvent,
    Side,
    amend_words,
    event_words,
    events_of,
    instant,
    picked,
    three_way,
    value_words,
    without,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Course, Item, Plan
    from roadmap_cli.terms import Period

TERM = ("term", "start", "due")
MARKS = frozenset({"done", "correct"})
_BACK = frozenset({"reopen", "return"})
_STEPS = frozenset({"start", "progress", "submit", "cancel"}) | MARKS | _BACK
RANKS = {status: rank for rank, status in enumerate(Status)}


class Signature(NamedTuple):
    """When and by whom questions are answered."""

    at: str
    by: str


class ItemVersion(NamedTuple):
    """An item as a side has it: what its file says, and what its history alone says."""

    plan: Plan
    item: Item
    data: RawData
    says: Course
    told: Course

    @classmethod
    def of(cls, plan: Plan, item: Item, data: RawData) -> ItemVersion:
        """Read an item of a plan; `data` is what the file has."""
        return cls(plan, item, data, course(plan, item), told(plan, item))

    @property
    def days(self) -> tuple[date | None, ...]:
        """The dates of execution by period."""
        return self.says.days

    @property
    def frame(self) -> tuple[Any, ...]:
        """The context in which its wordings are read, and who reports on it."""
        plan, item = self.plan, self.item
        return plan.span, plan.section_period_of(item), plan.members_of(item)


def day_at(days: Sequence[date | None], place: int) -> date | None:
    """Return the date of a period; None if it is open."""
    return days[place] if place < len(days) else None


class Case:
    """One item in three versions; what both sides have received since counts as known."""

    def __init__(
        self, base: ItemVersion, ours: ItemVersion, theirs: ItemVersion, sure: tuple[float, float]
    ) -> None:
        """Find the new events of both sides; the base then says what both have received.

        A missing base is a version without history; `sure` is the time in which a correct clock
        has written new events.
        """
        self.sides: dict[Side, ItemVersion] = {"ours": ours, "theirs": theirs}
        self.sure = sure
        self.raw: dict[Event, RawEvent] = {}
        self.places: dict[Event, frozenset[int]] = {}
        for version in (base, ours, theirs):
            self._read(version)
        known = base.item.history
        first, second = (without(each.item.history, known) for each in (ours, theirs))
        shared = without(first, without(first, second))
        self.shared = shared
        self.news: dict[Side, list[Event]] = {
            "ours": without(first, shared),
            "theirs": without(second, shared),
        }
        if shared:
            both_have = base.item.model_copy(update={"history": (*known, *shared)})
            says = recorded(base.plan, base.item, EVER, *shared)
            base = base._replace(says=says, told=told(base.plan, both_have))
        self.base, self.before = base, base.says
        self.versions = (base, ours, theirs)

    def _read(self, version: ItemVersion) -> None:
        """Find the periods that each event was about, and its form in the file."""
        periods = version.says.term.periods
        named = [self.named(event, periods) for event in version.item.history]
        item = version.item.model_copy(update={"history": tuple(named)})
        replay = zip(
            version.item.history, events_of(version.data), steps(version.plan, item), strict=True
        )
        for event, raw, (_, before, after) in replay:
            self.raw.setdefault(event, raw)
            pairs = enumerate(zip_longest(before.marks, after.marks))
            found = {place for place, (old, new) in pairs if old != new}
            found |= {each.place for each in set(before.reports) ^ set(after.reports)}
            if before.submission != after.submission:
                found |= {each.place for each in (before.submission, after.submission) if each}
            self.places.setdefault(event, frozenset(found if event.did in _STEPS else ()))

    def named(self, event: Event, periods: Sequence[Period]) -> Event:
        """Add to an event of an old file the period that it was about when written."""
        places = self.places.get(event, frozenset())
        if event.period is not None or len(places) != 1 or max(places) >= len(periods):
            return event
        return event.model_copy(update={"period": periods[max(places)].last})

    def deeds(self, side: Side, kinds: Collection[str]) -> list[Event]:
        """Return the new events of some kinds of a side."""
        return [event for event in self.news[side] if event.did in kinds]

    def fields(self, side: Side, keys: Sequence[str]) -> RawData:
        """Return some fields of a side."""
        return picked(self.sides[side].data, keys)

    def changed(self, side: Side, keys: Sequence[str]) -> RawData:
        """Return those of the fields that a side has changed."""
        known, fields = picked(self.base.data, keys), self.fields(side, keys)
        return {key: value for key, value in fields.items() if value != known[key]}

    def value_of(self, keys: Sequence[str]) -> Any:  # noqa: ANN401  # fields, or DISPUTED
        """Return fields from the only side that changed them, or that knew the other's order."""
        value = three_way(*(picked(version.data, keys) for version in self.versions))
        if value is DISPUTED and any(event.did == "amend" for event in self.shared):
            for side in SIDES:
                if self.deeds(side, {"amend"}) and not self.news[OTHER[side]]:
                    return self.fields(side, keys)
        return value

    @property
    def approved(self) -> list[tuple[str, ...]]:
        """The keys that an order approves: the term with its explicit dates, then each other."""
        keys = dict.fromkeys(key for version in self.versions for key in version.data)
        return [TERM, *((key,) for key in keys if key not in {"id", *TERM, *COURSE})]

    def histories(self) -> dict[Side, list[Event]]:
        """Return all events of both, known ones first, except those that a side removed."""
        known = list(self.base.item.history)
        ours, theirs = (list(self.sides[side].item.history) for side in SIDES)
        agreed = three_way(known, ours, theirs)
        if agreed is not DISPUTED:
            return dict.fromkeys(SIDES, agreed)
        news = self._in_order(without(ours, known), without(theirs, known))
        return {
            side: [*without(known, without(known, events)), *news]
            for side, events in zip(SIDES, (ours, theirs), strict=True)
        }

    def _in_order(self, ours: Sequence[Event], theirs: Sequence[Event]) -> list[Event]:
        """Merge events in the order of writing; each side's own order stays, whatever its clock."""
        queues = [deque(ours), deque(theirs)]
        latest = [0.0, 0.0]
        found = []
        while all(queues):
            first, second = (queue[0] for queue in queues)
            turn = 0
            if first != second and first in queues[1]:  # ours is there too, after others
                turn = 1
            elif first != second and second not in queues[0]:
                keys = [writing(self.raw[queue[0]]) for queue in queues]
                times = [max(time, key[0]) for time, key in zip(latest, keys, strict=True)]
                turn = 0 if (times[0], keys[0][1]) <= (times[1], keys[1][1]) else 1
                latest[turn] = times[turn]
            event = queues[turn].popleft()
            if event in queues[1 - turn]:
                queues[1 - turn].remove(event)
            found.append(event)
        return [*found, *queues[0], *queues[1]]

    def noted(self, side: Side) -> Event | None:
        """Return the event that wrote a side's note or, like a reopening, removed it.

        None if it was changed by hand.
        """
        text, news = self.sides[side].item.note, self.news[side]
        events = [each for each in news if (each.note == text if text else each.did == "reopen")]
        return events[-1] if events else None

    def is_changed(self, side: Side) -> bool:
        """Return whether a side has changed the status or a date."""
        before, after = self.before, self.sides[side].says
        return (before.status, before.executed) != (after.status, after.executed)

    def goes_back(self, side: Side) -> bool:
        """Return whether a status, a report or a date was taken back."""
        after = self.sides[side]
        pairs = zip_longest(self.before.days, after.days)
        is_said = any(event.did in _BACK and not event.member for event in self.news[side])
        if is_said or any(old and not new for old, new in pairs):
            return True
        is_accepted = self.before.status is Status.SUBMITTED and self.before.days != after.days
        return RANKS[after.says.status] < RANKS[self.before.status] and not is_accepted

    def touched(self, side: Side) -> frozenset[int] | None:
        """Return the periods that a side changed; None for the whole item."""
        after = self.sides[side]
        both = (self.before, after.says)
        if any(each.is_whole or each.status is Status.CANCELLED for each in both):
            return None
        pairs = enumerate(zip_longest(self.before.days, after.days))
        found = {place for place, (old, new) in pairs if old != new}
        for event in self.news[side]:
            found |= self.places[event]
            if event.did == "submit" and event.period is None:  # any period open at the time
                found |= set(range(max(self.places[event], default=0)))
        waited = self.before.submission
        if waited and after.says.submission is None:
            found.add(waited.place)
        return frozenset(found)

    def divides_otherwise(self, side: Side) -> bool:
        """Return whether a side has dates of periods missing in the other's new term."""
        counts = {name: each.says.term.most_marks for name, each in self.sides.items()}
        known = {self.before.term.most_marks, counts[side]}
        is_dated = self.sides[side].says.executed != self.before.executed
        return is_dated and counts[OTHER[side]] not in known


class Clash(NamedTuple):
    """A contradiction between two sides.

    `deeds` are the events in question, latest last; `keys` the fields concerned; `places` the
    periods that take the chosen side's dates, or None for all; `is_named`: to be named.
    """

    case: Case
    what: str
    deeds: Mapping[Side, Sequence[Event]]
    keys: tuple[str, ...]
    places: frozenset[int] | None = frozenset()
    is_named: bool = False

    def has_note_of(self, side: Side) -> bool:
        """Return whether a side's note was written by a deed in question."""
        event = self.case.noted(side)
        if event is None or event not in self.deeds[side]:
            return False
        return not self.is_named or bool(self.case.places[event] & (self.places or frozenset()))

    def deeds_of(self, side: Side, place: int | None = None) -> list[Event]:
        """Return what one side did in the matter: its steps, else its changes to the fields.

        For a period in question these are its marks and what took them back.
        """
        deeds = self.deeds[side]
        if place is not None:
            day = day_at(self.case.sides[side].days, place)
            deeds = [event for event in deeds if place in self.case.places[event]]
            return [event for event in deeds if (event.day if event.did in MARKS else None) == day]
        steps_made = [event for event in deeds if event.did not in {"postpone", "amend"}]
        changed = self.case.changed(side, self.keys)
        return steps_made or [event for event in deeds if _is_about(event, changed)]

    def side_words(self, side: Side) -> str:
        """Say what one side did, by its latest event on the matter, else by its fields."""
        if self.is_named:
            return "; ".join(self.words_of(side, each) for each in sorted(self.places or ()))
        return self.words_of(side)

    def words_of(self, side: Side, place: int | None = None) -> str:
        """Say what one side did in the matter, or with one of the periods in question."""
        case = self.case
        if self.what == "history":
            removed = without(case.base.item.history, case.sides[side].item.history)
            told_of = "; ".join(event_words(case.raw[event]) for event in removed)
            return f"из истории удалено: {told_of}" if removed else "история без удалений"
        deeds = self.deeds_of(side, place)
        periods = case.sides["ours"].says.term.periods
        if place is not None:
            executed = {"executed": wording.iso(day_at(case.sides[side].days, place))}
            text = event_words(case.raw[deeds[-1]]) if deeds else value_words(executed)
            return f"за {wording.span(*periods[place])} {text}" if len(periods) > 1 else text
        changed = case.changed(side, self.keys)
        if not deeds:
            return value_words(changed or case.fields(side, self.keys))
        latest = case.raw[deeds[-1]]
        if deeds[-1].did == "amend":
            return amend_words(latest, changed)
        beside = {key: value for key, value in changed.items() if key in {*TERM, "postponed_to"}}
        if beside and deeds[-1].did != "postpone":
            return f"{event_words(latest)}; {value_words(beside)}"
        about = case.places[deeds[-1]] if deeds[-1].member and len(periods) > 1 else ()
        spans = [f"за {wording.span(*periods[each])} " for each in about if each < len(periods)]
        return "".join([*spans[:1], event_words(latest)])


def _is_about(event: Event, fields: RawData) -> bool:
    """Return whether an order's event holds one of the values."""
    if event.did != "amend":
        return True
    values = [", ".join(each) if isinstance(each, list) else str(each) for each in fields.values()]
    return any(value in (event.became or "") for value in values)


def clashes(case: Case) -> Iterator[Clash]:
    """Find contradictions by the table of rules, one function per row."""
    found: list[Clash] = []
    for rule in (execution, submission, reports, postponement, note, approved, history):
        for clash in rule(case, found):
            covered = any(set(clash.keys) <= set(each.keys) for each in found)
            if not covered:
                found.append(clash)
                yield clash


def _clash(case: Case, what: str, kinds: Collection[str], keys: Sequence[str]) -> Clash:
    return Clash(case, what, {side: case.deeds(side, kinds) for side in SIDES}, tuple(keys))


def execution(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask about a removal, a step back, two dates of a period, dates for other periods."""
    keys, kinds = ["status", "executed"], _STEPS
    if any(case.divides_otherwise(side) for side in SIDES):
        keys, kinds = [*keys, *TERM], kinds | {"amend"}
    first, second = (case.sides[side].says.term.periods for side in SIDES)
    has_several_periods = first == second and len(first) > 1
    whole = _clash(case, "execution", kinds, keys)._replace(places=None)
    days = zip_longest(*(version.days for version in case.versions))
    twice = frozenset(place for place, each in enumerate(days) if three_way(*each) is DISPUTED)
    if any(_removes_what_goes_on(case, side) for side in SIDES):
        if not any(_goes_on(case, side) for side in SIDES):
            yield _clash(case, "execution", kinds | {"postpone"}, [*keys, "postponed_to"])
        else:
            yield whole._replace(places=twice) if has_several_periods else whole
        return
    ours, theirs = (case.touched(side) for side in SIDES)
    both = None if ours is None or theirs is None else ours & theirs
    if any(_takes_back_what_changed(case, side) for side in SIDES):
        if not has_several_periods or both is None:
            yield whole
        elif both:
            is_report = any(case.deeds(side, {"submit"}) for side in SIDES)
            yield whole._replace(places=both, is_named=not is_report)
    elif "term" in keys:
        yield whole
    elif twice:
        yield whole._replace(places=twice, is_named=True)


def _removes_what_goes_on(case: Case, side: Side) -> bool:
    """Return whether a removal would silently override a mark, a step or a postponement."""
    if case.sides[side].says.status is not Status.CANCELLED:
        return False
    other = case.sides[OTHER[side]]
    if Status.CANCELLED in {case.before.status, other.says.status}:
        return False
    is_put_off = other.item.postponed_to != case.before.postponed_to
    return is_put_off or bool(case.deeds(OTHER[side], {"postpone"})) or _goes_on(case, OTHER[side])


def _goes_on(case: Case, side: Side) -> bool:
    """Return whether an item under control was changed other than by postponing it."""
    if case.sides[side].says.status is Status.CANCELLED:
        return False
    return case.is_changed(side) or bool(case.deeds(side, _STEPS))


def _takes_back_what_changed(case: Case, side: Side) -> bool:
    """Return whether a step back would silently override a change of the other side."""
    ours, theirs = (case.sides[each] for each in SIDES)
    is_agreed = (ours.says.status, ours.days) == (theirs.says.status, theirs.days)
    if ours.days == theirs.days and all(case.deeds(each, {"reopen"}) for each in SIDES):
        is_agreed = not any(case.deeds(each, {"return"}) for each in SIDES)
    return not is_agreed and case.goes_back(side) and case.is_changed(OTHER[side])


def submission(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask if a period was reported with two days, since acceptance takes its day from there."""
    ours, theirs = (case.sides[side].says.submission for side in SIDES)
    news = (case.deeds(side, {"submit"}) for side in SIDES)
    is_new = all(any(not event.member for event in events) for events in news)
    days = {each.day for each in (ours, theirs) if each and each.day}
    if is_new and ours and theirs and ours.place == theirs.place and len(days) > 1:
        yield _clash(case, "submission", {"submit"}, ["status"])


def reports(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask if a member reported on a period with two days."""
    known, ours, theirs = (
        {(each.member, each.place): each.day for each in version.says.reports}
        for version in case.versions
    )
    for key in dict.fromkeys([*known, *ours, *theirs]):
        if three_way(known.get(key), ours.get(key), theirs.get(key)) is DISPUTED:
            member, place = key
            deeds = {
                side: [
                    event
                    for event in case.news[side]
                    if event.member == member and place in case.places[event]
                ]
                for side in SIDES
            }
            what = f"report {place} {member}"
            yield Clash(case, what, deeds, (what,))


def postponement(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask if the postponements differ."""
    if three_way(*(version.says.postponed_to for version in case.versions)) is DISPUTED:
        yield _clash(case, "postponement", {"postpone"}, ["postponed_to"])


def note(case: Case, found: Sequence[Clash]) -> Iterator[Clash]:
    """Ask about a note changed by hand, or with clocks that do not show which one is later.

    Otherwise the later one stays, and the note of a deed in question goes with the deed.
    """
    if three_way(*(version.says.note for version in case.versions)) is not DISPUTED:
        return
    events = [case.noted(side) for side in SIDES]
    first, last = case.sure
    is_clear = all(event and first <= instant(case.raw[event]) <= last for event in events)
    is_part = any(clash.has_note_of(side) for clash in found for side in SIDES)
    if None in events or not (is_clear or is_part):
        deeds = {side: [event] if event else [] for side, event in zip(SIDES, events, strict=True)}
        yield Clash(case, "note", deeds, ("note",))


def approved(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Take what was approved from the side that changed it; ask if both did."""
    for keys in case.approved:
        if case.value_of(keys) is DISPUTED:
            yield _clash(case, keys[0], {"amend"}, keys)


def history(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask about the removal of an event."""
    histories = case.histories()
    if histories["ours"] != histories["theirs"]:
        yield _clash(case, "history", (), ["history"])
