"""How what two people did to one item goes together: the union of their events, replayed.

The course of an item is all events of both, in the order of writing, and what the replay of these
says; a hand edit is what a side's file says beside its own history, and stays. Where a new event or
a hand edit of one side contradicts one of the other, a person is asked: a clash. The answer is an
event again, the chosen deed repeated as of now, which has the last word in the replay.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan.course import EVER, course, recorded, steps, told, trimmed
from roadmap_cli.plan.model import Event, Status
from roadmap_cli.team.frame import Question
from roadmap_cli.team.raw import (
    DISPUTED,
    OTHER,
    SIDES,
    Data,
    RawEvent,
    Side,
    events_of,
    picked,
    three_way,
    without,
    writing,
)
from roadmap_cli.team.story import amend_words, event_words, value_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.course import Course
    from roadmap_cli.plan.model import Item, Plan
    from roadmap_cli.team.frame import Answers
    from roadmap_cli.terms import Period

TERM = ("term", "start", "due")
_COURSE = ("status", "executed", "postponed_to", "note")
_OWNED = {"id", "history", *_COURSE, *TERM}
_MARKS = frozenset({"done", "correct"})
_BACK = frozenset({"reopen", "return"})
_STEPS = frozenset({"start", "progress", "submit", "cancel"}) | _MARKS | _BACK
_RANKS = {status: rank for rank, status in enumerate(Status)}
_UNTOUCHED: Any = object()


class Stamp(NamedTuple):
    """When and by whom questions are answered."""

    at: str
    by: str


class Version(NamedTuple):
    """An item as a side has it: what its file says of it, and what its history alone tells."""

    plan: Plan
    item: Item
    data: Data
    says: Course
    told: Course

    @classmethod
    def of(cls, plan: Plan, item: Item, data: Data) -> Version:
        """Read an item of a plan; `data` is what the file has."""
        return cls(plan, item, data, course(plan, item), told(plan, item))

    @property
    def days(self) -> tuple[date | None, ...]:
        """The dates of execution by period."""
        return tuple(mark and mark.day for mark in self.says.marks)

    @property
    def is_whole(self) -> bool:
        """Whether it is called executed though not all of its periods have a date."""
        return self.says.status is Status.DONE and None in self.days

    @property
    def frame(self) -> tuple[Any, Any]:
        """What its wordings are read in."""
        return self.plan.span, self.plan.section_period_of(self.item)


class Clash(NamedTuple):
    """What two sides say against each other.

    `deeds` are the events in question, the latest last; `keys` what they are about; `places` the
    periods whose dates are the chosen side's, all of them (None) or some, named where `is_named`.
    """

    what: str
    deeds: Mapping[Side, Sequence[Event]]
    keys: tuple[str, ...]
    places: frozenset[int] | None = frozenset()
    is_named: bool = False


class Case:
    """One item in three versions; what both sides have got since counts as known before."""

    def __init__(
        self, base: Version, ours: Version, theirs: Version, sure: tuple[float, float]
    ) -> None:
        """Tell the new events of both sides.

        Args:
            base: what both come from; of an item that was not there, one to which nothing happened.
            ours: our version.
            theirs: the other one.
            sure: the time in which a clock that goes right has written new events.

        """
        self.base = base
        self.sides: dict[Side, Version] = {"ours": ours, "theirs": theirs}
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
        self.before, self.told_before = base.says, base.told
        if shared:
            history = (*known, *shared)
            self.before = recorded(base.plan, base.item, EVER, *shared)
            self.told_before = told(base.plan, base.item.model_copy(update={"history": history}))

    def _read(self, version: Version) -> None:
        """Find out which periods each event was about, and how the file has it."""
        periods = version.says.term.periods
        named = [self.named(event, periods) for event in version.item.history]
        item = version.item.model_copy(update={"history": tuple(named)})
        for event, (_, before, after) in zip(
            version.item.history, steps(version.plan, item), strict=True
        ):
            pairs = enumerate(zip_longest(before.marks, after.marks))
            found = {place for place, (old, new) in pairs if old != new}
            if before.submission != after.submission:
                found |= {each.place for each in (before.submission, after.submission) if each}
            self.places.setdefault(event, frozenset(found if event.did in _STEPS else ()))
        for event, raw in zip(version.item.history, events_of(version.data), strict=True):
            self.raw.setdefault(event, raw)

    def named(self, event: Event, periods: Sequence[Period]) -> Event:
        """Let an event of an old file name the period that it was about where it was written."""
        places = self.places.get(event, frozenset())
        if event.period is not None or len(places) != 1 or max(places) >= len(periods):
            return event
        return event.model_copy(update={"period": periods[max(places)].last})

    @property
    def days_before(self) -> tuple[date | None, ...]:
        """The dates that both had."""
        return tuple(mark and mark.day for mark in self.before.marks)

    def deeds(self, side: Side, kinds: Collection[str]) -> list[Event]:
        """Give the new events of some kinds of a side."""
        return [event for event in self.news[side] if event.did in kinds]

    def fields(self, side: Side, keys: Sequence[str]) -> Data:
        """Give some fields of a side."""
        return picked(self.sides[side].data, keys)

    def changed(self, side: Side, keys: Sequence[str]) -> Data:
        """Give those of some fields that a side has changed."""
        known, fields = picked(self.base.data, keys), self.fields(side, keys)
        return {key: value for key, value in fields.items() if value != known[key]}

    @property
    def has_several_periods(self) -> bool:
        """Whether both sides have the same periods, and more than one."""
        ours, theirs = (self.sides[side].says.term.periods for side in SIDES)
        return ours == theirs and len(ours) > 1

    def is_changed(self, side: Side) -> bool:
        """Tell whether a side has changed the status or a date."""
        after = self.sides[side]
        before = (self.before.status, trimmed(self.days_before))
        return before != (after.says.status, trimmed(after.days))

    def goes_back(self, side: Side) -> bool:
        """Tell whether a status, a report or a date was taken back."""
        after = self.sides[side]
        pairs = zip_longest(self.days_before, after.days)
        if self.deeds(side, _BACK) or any(old and not new for old, new in pairs):
            return True
        is_lower = _RANKS[after.says.status] < _RANKS[self.before.status]
        return is_lower and not self._accepts(side)

    def _accepts(self, side: Side) -> bool:
        waited = self.before.status is Status.SUBMITTED
        return waited and self.days_before != self.sides[side].days

    def touched(self, side: Side) -> frozenset[int] | None:
        """Tell which periods a side was about; None: about the item."""
        after = self.sides[side]
        was_whole = self.before.status is Status.DONE and None in self.days_before
        if Status.CANCELLED in {self.before.status, after.says.status}:
            return None
        if was_whole or after.is_whole:
            return None
        pairs = enumerate(zip_longest(self.days_before, after.days))
        found = {place for place, (old, new) in pairs if old != new}
        for event in self.news[side]:
            found |= self.places[event]
            if event.did == "submit" and event.period is None:  # any that was open then
                found |= set(range(max(self.places[event], default=0)))
        waited = self.before.submission
        if waited and after.says.submission is None:
            found.add(waited.place)
        return frozenset(found)

    def divides_otherwise(self, side: Side) -> bool:
        """Tell whether a side has dates of periods that the other's new term does not have."""
        counts = {name: each.says.term.most_marks for name, each in self.sides.items()}
        known = {self.before.term.most_marks, counts[side]}
        is_dated = trimmed(self.sides[side].days) != trimmed(self.days_before)
        return is_dated and counts[OTHER[side]] not in known


def clashes(case: Case) -> Iterator[Clash]:
    """Find what two sides say against each other, by the table of rules: one function a row."""
    found: list[Clash] = []
    for rule in (execution, submission, postponement, note, term, words, history):
        for clash in rule(case, found):
            covered = any(set(clash.keys) <= set(each.keys) for each in found)
            if not covered:
                found.append(clash)
                yield clash


def _clash(case: Case, what: str, kinds: Collection[str], keys: Sequence[str]) -> Clash:
    return Clash(what, {side: case.deeds(side, kinds) for side in SIDES}, tuple(keys))


def execution(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask about a removal, a step back, two dates of a period, dates beside another division."""
    keys, kinds = ["status", "executed"], _STEPS
    if any(case.divides_otherwise(side) for side in SIDES):
        keys, kinds = [*keys, *TERM], kinds | {"amend"}
    whole = _clash(case, "execution", kinds, keys)._replace(places=None)
    twice = _dated_twice(case)
    if any(_removes_what_goes_on(case, side) for side in SIDES):
        if not any(_goes_on(case, side) for side in SIDES):
            yield _clash(case, "execution", kinds | {"postpone"}, [*keys, "postponed_to"])
        else:
            yield whole._replace(places=twice) if case.has_several_periods else whole
        return
    ours, theirs = (case.touched(side) for side in SIDES)
    both = None if ours is None or theirs is None else ours & theirs
    if any(_takes_back_what_changed(case, side) for side in SIDES):
        if not case.has_several_periods or both is None:
            yield whole
        elif both:
            is_report = any(case.deeds(side, {"submit"}) for side in SIDES)
            yield whole._replace(places=both, is_named=not is_report)
    elif "term" in keys:
        yield whole
    elif twice:
        yield whole._replace(places=twice, is_named=True)


def _removes_what_goes_on(case: Case, side: Side) -> bool:
    """Let no removal from control win in silence over a mark, a step or a postponement."""
    if case.sides[side].says.status is not Status.CANCELLED:
        return False
    other = case.sides[OTHER[side]]
    if Status.CANCELLED in {case.before.status, other.says.status}:
        return False
    is_put_off = other.item.postponed_to != case.before.postponed_to
    is_put_off = is_put_off or bool(case.deeds(OTHER[side], {"postpone"}))
    return is_put_off or _goes_on(case, OTHER[side])


def _goes_on(case: Case, side: Side) -> bool:
    """Tell whether more was done with an item under control than to put it off."""
    if case.sides[side].says.status is Status.CANCELLED:
        return False
    return case.is_changed(side) or bool(case.deeds(side, _STEPS))


def _takes_back_what_changed(case: Case, side: Side) -> bool:
    """Let no step back win in silence over another change of the other side."""
    ours, theirs = (case.sides[each] for each in SIDES)
    is_agreed = (ours.says.status, ours.days) == (theirs.says.status, theirs.days)
    return not is_agreed and case.goes_back(side) and case.is_changed(OTHER[side])


def _dated_twice(case: Case) -> frozenset[int]:
    """Give the periods that have two dates."""
    days = zip_longest(case.days_before, *(case.sides[side].days for side in SIDES))
    return frozenset(place for place, each in enumerate(days) if three_way(*each) is DISPUTED)


def submission(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask where one period was reported with two days: acceptance takes the day from there."""
    waits = [case.sides[side].says.submission for side in SIDES]
    places = {each.place if each else None for each in waits}
    days = {each.day if each else None for each in waits}
    is_new = all(case.deeds(side, {"submit"}) for side in SIDES)
    if is_new and len(places) == 1 and None not in places | days and len(days) > 1:
        yield _clash(case, "submission", {"submit"}, ["status"])


def postponement(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask where both postponed differently."""
    ours, theirs = (case.sides[side].item.postponed_to for side in SIDES)
    if three_way(case.before.postponed_to, ours, theirs) is DISPUTED:
        yield _clash(case, "postponement", {"postpone"}, ["postponed_to"])


def note(case: Case, found: Sequence[Clash]) -> Iterator[Clash]:
    """Ask about a note that was changed by hand, or by a clock that does not tell which is later.

    Else the later one stays, and what a deed in question has noted goes with the deed.
    """
    if three_way(*map(_text, (case.before.note, *_notes(case)))) is not DISPUTED:
        return
    events = [_noted(case, side) for side in SIDES]
    first, last = case.sure
    is_clear = all(event and first <= event.at.timestamp() <= last for event in events)
    in_question = [event for clash in found for side in SIDES for event in clash.deeds[side]]
    if None in events or (not is_clear and not any(each in in_question for each in events)):
        yield _clash(case, "note", {"note"}, ["note"])


def _text(note: str | None) -> str:
    return note or ""


def _notes(case: Case) -> list[str | None]:
    return [case.sides[side].item.note for side in SIDES]


def _noted(case: Case, side: Side) -> Event | None:
    """Give the event that wrote a side's note; None of one that a hand has written."""
    text = case.sides[side].item.note
    events = [event for event in case.news[side] if event.note == text]
    return events[-1] if text and events else None


def term(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Take a term and its explicit dates together from who changed them; ask where both did."""
    if _value(case, TERM) is DISPUTED:
        yield _clash(case, "term", {"amend"}, TERM)


def words(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Take title, parties and whatever else from who changed it; ask where both did."""
    for key in _wordings(case):
        if _value(case, [key]) is DISPUTED:
            yield _clash(case, key, {"amend"}, [key])


def _wordings(case: Case) -> list[str]:
    versions = (case.base, *case.sides.values())
    keys = dict.fromkeys(key for version in versions for key in version.data)
    return [key for key in keys if key not in _OWNED]


def _value(case: Case, keys: Sequence[str]) -> Any:  # noqa: ANN401  # fields, or DISPUTED
    """Give fields that only one side changed, or the one who had got the other's order before."""
    fields = [picked(version.data, keys) for version in (case.base, *case.sides.values())]
    value = three_way(*fields)
    if value is DISPUTED and any(event.did == "amend" for event in case.shared):
        for side in SIDES:
            if case.deeds(side, {"amend"}) and not case.news[OTHER[side]]:
                return case.fields(side, keys)
    return value


def history(case: Case, _: Sequence[Clash]) -> Iterator[Clash]:
    """Ask about the removal of an event."""
    if _histories(case)["ours"] != _histories(case)["theirs"]:
        yield _clash(case, "history", (), ["history"])


def _histories(case: Case) -> dict[Side, list[Event]]:
    """Give all events of both, in the order of writing, but for those that a side removed."""
    known = list(case.base.item.history)
    ours, theirs = (list(case.sides[side].item.history) for side in SIDES)
    agreed = three_way(known, ours, theirs)
    if agreed is not DISPUTED:
        return dict.fromkeys(SIDES, agreed)
    news = [*case.shared, *case.news["ours"], *case.news["theirs"]]
    found: dict[Side, list[Event]] = {}
    for side in SIDES:
        removed = without(known, case.sides[side].item.history)
        events = without(known, removed)
        for event in sorted(news, key=lambda each: writing(case.raw[each])):
            events.insert(_place_of(event, events), event)
        found[side] = events
    return found


def _place_of(event: Event, events: Sequence[Event]) -> int:
    """Give the place behind all events but the latest ones that were written after it."""
    place = len(events)
    while place and events[place - 1].at.timestamp() > event.at.timestamp():
        place -= 1
    return place


def judge(case: Case, number: str, answers: Answers, stamp: Stamp) -> tuple[Data, list[Question]]:
    """Give an item as both have made it, and what a person must decide first."""
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
    """What the file says beside the history, as the events and the hands have it."""

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
        self.events = _histories(case)[self.side.get("history", "ours")]

    def item(self, stamp: Stamp) -> Data:
        """Give the fields as the file will have them."""
        case = self.case
        data: Data = {"id": case.sides["ours"].data["id"]}
        for keys in (TERM, *([key] for key in _wordings(case))):
            value = _value(case, keys)
            if value is DISPUTED or keys[0] in self.side:
                value = case.fields(self.side.get(keys[0], "ours"), keys)
            data |= value
        union = self._replayed(data, [])
        found = self._summary(union)
        decisions = list(self._decisions(union, found, stamp))
        if decisions:
            found = self._summary(self._replayed(data, decisions))
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

    def _replayed(self, data: Data, decisions: Sequence[RawEvent]) -> Course:
        """Replay all events; one of an old file is about the period that it was about there."""
        ours, theirs = (self.case.sides[side] for side in SIDES)
        frame = ours if ours.frame != self.case.base.frame else theirs
        timed = ours if picked(ours.data, TERM) == picked(data, TERM) else theirs
        term = {key: getattr(timed.item, key) for key in TERM}
        item = frame.item.model_copy(update=term)
        periods = frame.plan.term_of(item).periods
        events = [self.case.named(event, periods) for event in self.events]
        events += map(Event.model_validate, decisions)
        return told(frame.plan, item.model_copy(update={"history": tuple(events)}))

    def _summary(self, now: Course) -> Summary:
        """Say what the events came to, with what hands have written beside them, and the answers.

        The dates of an answer are the chosen side's, and where it is about the item as a whole, or
        a removal, so is the status, as far as it does not follow from the dates.
        """
        case, sides = self.case, [*self.case.sides.values()]
        days = _days(now)
        versions = [(case.days_before, _days(case.told_before))]
        versions += [(each.days, _days(each.told)) for each in sides]
        for place in range(len(days)):
            pairs = [(_at(says, place), _at(was_told, place)) for says, was_told in versions]
            days[place] = _with_hands(pairs, days[place])
        status = self._status(now, days)
        texts: dict[str, str | None] = {}
        for key in ("postponed_to", "note"):
            pairs = [(getattr(case.before, key) or None, getattr(case.told_before, key) or None)]
            pairs += [(getattr(v.item, key), getattr(v.told, key) or None) for v in sides]
            texts[key] = _with_hands(pairs, getattr(now, key) or None)
        for clash, side in self.chosen:
            version, noted = case.sides[side], _noted(case, OTHER[side])
            texts |= {key: getattr(version.item, key) for key in texts if key in clash.keys}
            if "note" not in self.side and noted in clash.deeds[OTHER[side]]:
                texts["note"] = version.item.note
            if "executed" not in clash.keys:
                continue
            places = range(len(days)) if clash.places is None else clash.places
            for place in places:
                days[place] = _at(version.days, place)
            is_removal = any(each.says.status is Status.CANCELLED for each in sides)
            if clash.places is None:
                status = version.says.status
            else:
                status = _status_of(version.says if is_removal else now, days)
        ours, theirs = (each.item.executed[len(days) :] for each in sides)
        rest = three_way(case.base.item.executed[len(days) :], ours, theirs)
        dates = trimmed([*days, *(max(ours, theirs, key=str) if rest is DISPUTED else rest)])
        return Summary(status, list(dates), **texts)

    def _status(self, now: Course, days: Sequence[date | None]) -> Status:
        """Let the status follow from events and dates, unless a hand has brought it further."""
        case, status = self.case, _status_of(now, days)
        pairs = [(case.before.status, _status_of(case.told_before, case.days_before))]
        pairs += [
            (each.item.status, _status_of(each.told, each.days)) for each in case.sides.values()
        ]
        written: Status = _with_hands(pairs, status)
        is_back = _RANKS[written] < _RANKS[case.before.status]
        return written if is_back else max(written, status, key=_RANKS.__getitem__)

    def _decisions(self, union: Course, found: Summary, stamp: Stamp) -> Iterator[RawEvent]:
        """Repeat what was chosen as of now, period by period where these are in question."""
        made: RawEvent = {"at": stamp.at, "by": stamp.by}
        for clash, side in self.chosen:
            places = sorted(clash.places or ())
            for place in places if clash.is_named else [*places, None]:
                yield self._decision(clash, side, place, union, found) | made

    def _decision(
        self, clash: Clash, side: Side, place: int | None, union: Course, found: Summary
    ) -> RawEvent:
        """Repeat a deed, and say what it overrules; what a hand has written is named in a note.

        So is what an order changed: one event of it may name more than what was asked about.
        """
        case = self.case
        deeds = _deeds(case, clash, side, place)
        if not deeds or deeds[-1].did == "amend":
            return {"did": "amend", "note": f"решено оставить: {_words(case, clash, side, place)}"}
        deed = deeds[-1]
        event = {key: text for key, text in case.raw[deed].items() if not key.startswith("old_")}
        if deed.did == "postpone":
            given_up = [each.became for each in clash.deeds[OTHER[side]] if each.did == "postpone"]
            return event | ({"was": given_up[-1] or ""} if "was" in event and given_up else {})
        if "status" in clash.keys and (place is None or clash.is_named):
            was, became = case.sides[OTHER[side]].says.status.value, found.status.value
            is_told = "was" in event or "became" not in event or was is Status.CANCELLED
            if was != became and is_told:
                event |= {"was": was, "became": became}
            elif "became" in event:
                event |= {"became": became} | ({"was": was} if "was" in event else {})
        (which,) = [place] if place is not None else case.places[deed] or [None]
        mark = union.marks[which] if which is not None and which < len(union.marks) else None
        if (
            mark
            and deed.did in {*_MARKS, "return"}
            and (deed.did == "return" or mark.day != deed.day)
        ):
            event["old_date"] = mark.day.isoformat()
        if which is not None and len(union.term.periods) > 1:
            event["period"] = union.term.periods[which].last.isoformat()
        return event


def _days(known: Course) -> list[date | None]:
    return [mark and mark.day for mark in known.marks]


def _at(days: Sequence[date | None], place: int) -> date | None:
    return days[place] if place < len(days) else None


def _with_hands(pairs: Sequence[tuple[Any, Any]], otherwise: Any) -> Any:  # noqa: ANN401  # a value of the file
    """Take what a hand has written: what base, ours and theirs say beside what they are told."""
    hands = [_UNTOUCHED if says == was_told else says for says, was_told in pairs]
    value = three_way(*hands)
    if value is DISPUTED:
        value = three_way(*(says for says, _ in pairs))
    return otherwise if value in (_UNTOUCHED, DISPUTED) else value


def _status_of(known: Course, days: Sequence[date | None]) -> Status:
    """Let a status follow from dates: all of them is done, a report on an open period waits."""
    waits, is_whole = known.submission, known.status is Status.DONE and None in known.marks
    if known.status is Status.CANCELLED:
        return Status.CANCELLED
    if is_whole or None not in days:
        return Status.DONE
    if known.status is Status.SUBMITTED and waits and not _at(days, waits.place):
        return Status.SUBMITTED
    return (
        Status.IN_PROGRESS
        if any(days)
        else min(known.status, Status.IN_PROGRESS, key=_RANKS.__getitem__)
    )


def _deeds(case: Case, clash: Clash, side: Side, place: int | None) -> list[Event]:
    """Give what one side did in the matter: its steps, else how it changed the fields.

    Of a period in question these are its marks, and what took such marks back.
    """
    deeds = clash.deeds[side]
    if place is not None:
        day = _at(case.sides[side].days, place)
        deeds = [event for event in deeds if place in case.places[event]]
        return [event for event in deeds if (event.day if event.did in _MARKS else None) == day]
    steps_made = [event for event in deeds if event.did not in {"postpone", "amend"}]
    changed = case.changed(side, clash.keys)
    return steps_made or [event for event in deeds if _is_about(event, changed)]


def _is_about(event: Event, fields: Data) -> bool:
    """Tell whether an order brought one of some values; its event holds these themselves."""
    if event.did != "amend":
        return True
    values = [", ".join(each) if isinstance(each, list) else str(each) for each in fields.values()]
    return any(value in (event.became or "") for value in values)


def side_words(case: Case, clash: Clash, side: Side) -> str:
    """Say what one side did: by its latest event on the matter, else by what its fields hold."""
    if clash.is_named:
        return "; ".join(_words(case, clash, side, each) for each in sorted(clash.places or ()))
    return _words(case, clash, side, None)


def _words(case: Case, clash: Clash, side: Side, place: int | None) -> str:
    if clash.what == "history":
        return _history_words(case, side)
    deeds = _deeds(case, clash, side, place)
    if place is not None:
        day = _at(case.sides[side].days, place)
        text = (
            event_words(case.raw[deeds[-1]])
            if deeds
            else value_words({"executed": wording.iso(day)})
        )
        periods = case.sides["ours"].says.term.periods
        return f"за {wording.span(*periods[place])} {text}" if len(periods) > 1 else text
    changed = case.changed(side, clash.keys)
    if not deeds:
        return value_words(changed or case.fields(side, clash.keys))
    latest = case.raw[deeds[-1]]
    if deeds[-1].did == "amend":
        return amend_words(latest, changed)
    beside = {key: value for key, value in changed.items() if key in {*TERM, "postponed_to"}}
    if beside and deeds[-1].did != "postpone":
        return f"{event_words(latest)}; {value_words(beside)}"
    return event_words(latest)


def _history_words(case: Case, side: Side) -> str:
    """Say which events of the history a side removed."""
    removed = without(case.base.item.history, case.sides[side].item.history)
    told_of = "; ".join(event_words(case.raw[event]) for event in removed)
    return f"из истории удалено: {told_of}" if removed else "история без удалений"
