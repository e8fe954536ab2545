"""What a plan must say, told a second time and another way: a list of deeds in, the facts of a day out.

Written from the design and the guide, not from the program; `test_reference` asks both. Nothing of the
program is imported here. A deed that is taken becomes an event; `course` replays, in the order of their
writing, the events of an item that count by a day, and everything else is read from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

YEAR = 2020


def day(text: str) -> date:
    """Read `09-30` as a day of the plan's year."""
    return date.fromisoformat(text if len(text) > len("09-30") else f"{YEAR}-{text}")


def _spans(*lines: str) -> list[tuple[date, date]]:
    return [(day(first), day(last)) for first, last in map(str.split, lines)]


REPORTS = "до 10 числа месяца, следующего за отчётным кварталом"
TERMS = {
    "Сентябрь": _spans("09-01 09-30"),
    "Август": _spans("08-01 08-31"),
    "Ноябрь": _spans("11-01 11-30"),
    "до 15 марта": _spans("01-01 03-15"),
    "в течение года": _spans("01-01 12-31"),
    "2 раза в год": _spans("01-01 06-30", "07-01 12-31"),
    "ежеквартально": _spans("01-01 03-31", "04-01 06-30", "07-01 09-30", "10-01 12-31"),
    REPORTS: _spans("01-01 04-10", "04-01 07-10", "07-01 10-10", "10-01 2021-01-10"),
    "по графику": [],
    "Сентябр": [],
}
UNDATED, UNCLEAR = "по графику", "Сентябр"
HALVES = ["I полугодие", "II полугодие"]
QUARTERS = ["I квартал", "II квартал", "III квартал", "IV квартал"]


class Deed(NamedTuple):
    """What somebody does: on which day, to which item, with which words."""

    today: date
    item: int
    did: str
    on: date | None = None
    note: str | None = None
    period: int | None = None
    term: str | date | None = None


class Event(NamedTuple):
    """What became of a deed; `seq` is the order of writing, `takes` what it puts out of force."""

    seq: int
    did: str
    day: date
    period: int = 0
    note: str | None = None
    term: str | date | None = None
    takes: int | None = None
    accepted: date | None = None


class Mark(NamedTuple):
    """A period executed or reported: when, by which paper, when the report of it was accepted.

    `known` is the place in writing of what it was said by first: a report, a mark that is corrected.
    """

    seq: int
    period: int
    day: date
    note: str | None
    known: int
    accepted: date | None = None
    report: str | None = None

    @property
    def evidence(self) -> str | None:
        """What proves it: its paper, after that of a report that it accepted with another one."""
        if self.report and self.note and self.report not in self.note:
            return f"{self.report}; {self.note}"
        return self.note


class Move(NamedTuple):
    """A decision about the term: to which day it moved the term, or that it counts as approved."""

    seq: int
    day: date
    to: date | None


@dataclass
class Course:
    """Where an item has come to on a day."""

    term: str
    on: date
    moves: list[Move] = field(default_factory=list)
    begun: bool = False
    removal: Event | None = None
    told: list[Mark] = field(default_factory=list)
    sent: list[Mark] = field(default_factory=list)
    void: set[int] = field(default_factory=set)
    lines: list[tuple[date, str | None]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many marks close the item."""
        return max(1, len(TERMS[self.term]))

    @property
    def marks(self) -> dict[int, Mark]:
        """The mark of each executed period: the first written of those that stand.

        Another one of the same day lends it its paper.
        """
        found: dict[int, Mark] = {}
        for mark in sorted(self.told, key=lambda mark: mark.seq):
            if mark.seq not in self.void:
                first = found.setdefault(mark.period, mark)
                if first.day == mark.day and not first.note:
                    found[mark.period] = first._replace(note=mark.note)
        return found

    @property
    def report(self) -> Mark | None:
        """The report that waits for the controller."""
        waiting = [
            mark
            for mark in self.sent
            if mark.seq not in self.void and mark.period not in self.marks
        ]
        return waiting[-1] if waiting else None

    @property
    def moved(self) -> date | None:
        """The day to which the term is moved, by the decision of the latest day."""
        return self.moved_by(date.max)

    def moved_by(self, on: date) -> date | None:
        """Give the day to which the term was moved on a day, whatever was decided later."""
        known = [move for move in self.moves if move.day <= on]
        return known[-1].to if known else None

    def decide(self, event: Event, to: date | None) -> None:
        """Take a decision about the term among the others: «in the order of `date` and then `at`»."""
        self.moves.append(Move(event.seq, event.day, to))
        self.moves.sort(key=lambda move: move.day)

    def due_of(self, mark: Mark) -> date | None:
        """Give the term of a mark: as it was moved on its day, before it was written."""
        known = [move for move in self.moves if (move.day, move.seq) < (mark.day, mark.known)]
        then = known[-1].to if known else None
        return self.later(mark.period, then) or self.decided(mark.period)

    def later(self, period: int, moved: date | None) -> date | None:
        """Give the later of the approved and the moved term, if there is either."""
        found = [day for day in (self.approved(period), moved) if day]
        return None if self.term == UNDATED else max(found, default=None)

    def late(self, mark: Mark) -> int:
        """By how many days a mark missed its term."""
        due = self.due_of(mark)
        return max(0, (mark.day - due).days) if due else 0

    def approved(self, period: int) -> date | None:
        """Give the last day of a period by the approved term."""
        spans = TERMS[self.term]
        return spans[period if period < len(spans) else 0][1] if spans else None

    def end(self, period: int) -> date | None:
        """Give the last day of an open period, as it was on the day of a report that waits."""
        if self.report and self.report.period == period:
            return self.due_of(self.report)
        return self.decided(period)

    def decided(self, period: int) -> date | None:
        """Give the last day of a period as it was postponed, whoever has reported on it."""
        return self.later(period, self.moved)

    @property
    def open(self) -> list[int]:
        """The periods without a mark."""
        return [each for each in range(self.count) if each not in self.marks]

    @property
    def status(self) -> str:
        """The status of the file."""
        if self.removal:
            return "cancelled"
        if not self.open:
            return "done"
        if self.report:
            return "submitted"
        return "in_progress" if self.begun or self.marks else "planned"

    @property
    def due(self) -> date | None:
        """The control date of an item that is open: what it missed, else its earliest open term."""
        return (self.missed() or self.end(self.open[0])) if self.open else None

    def missed(self, *, over: bool = False) -> date | None:
        """Give the earliest open term that was missed; of a period that is over, its last day too."""
        waits = self.report.period if self.report else None
        ends = [end for each in self.open if each != waits and (end := self.end(each))]
        gone = [end for end in ends if end < self.on or (over and end == self.on)]
        return min(gone, default=None)

    def state(self, *, over: bool = False) -> str:
        """How the item stands."""
        if self.status == "done" and any(self.late(mark) for mark in self.marks.values()):
            return "done_late"
        if self.status in {"done", "cancelled"}:
            return self.status
        return "overdue" if self.missed(over=over) else self.status

    def column(self, *, over: bool = False) -> str:
        """Where the item is counted."""
        state = self.state(over=over)
        if not self.due and state in {"planned", "in_progress"}:
            return "unclear" if self.term == UNCLEAR else "undated"
        if state == "planned":
            return "not_due"
        return "done_in_time" if state == "done" else state

    def terms(self) -> dict[str, int]:
        """How many terms have come due, how many of them are executed, and in time; and early."""
        found = dict.fromkeys(("due", "executed", "in_time", "early"), 0)
        if self.removal:
            return found
        for each in range(self.count):
            mark = self.marks.get(each)
            end = self.due_of(mark) if mark else self.end(each)
            if end is None:
                continue
            if end <= self.on:
                found["due"] += 1
                found["executed"] += mark is not None
                found["in_time"] += mark is not None and not self.late(mark)
            else:
                found["early"] += mark is not None
        return found

    def apply(self, event: Event) -> None:  # noqa: C901  # one rule a deed, read in a row
        """Go one event on."""
        event = event._replace(period=min(event.period, self.count - 1))
        report, former = self.report, self.marks.get(event.period)
        if event.takes is not None:
            self.void.add(event.takes)
        match event.did:
            case "start" | "return":
                self.begun = True
            case "progress":
                self.begun = True
                self.lines.append((event.day, event.note))
            case "submit" | "done" | "correct":
                self.begun |= event.did == "submit"
                note, known, said = event.note, event.seq, None
                if event.did == "done" and report and report.period == event.period:
                    said = report.note if note not in {None, report.note} else None
                    note = note or report.note
                    known = report.known if event.day == report.day else known
                    self.void.add(report.seq)
                if event.did == "correct":
                    known = former.known if former else known
                    said = former.report if former else None
                    self.void |= self.of_period(event)
                mark = Mark(event.seq, event.period, event.day, note, known, event.accepted, said)
                (self.sent if event.did == "submit" else self.told).append(mark)
            case "cancel":
                self.removal = self.removal or event
            case "reopen" if self.removal:
                self.removal = None
            case "reopen":
                self.void |= self.of_period(event)
            case "postpone":
                assert isinstance(event.term, date)
                back = event.term == self.approved(event.period)
                self.decide(event, None if back else event.term)
            case "amend":
                self.term = str(event.term)
                self.decide(event, None)
                self.void |= {mark.seq for mark in self.told if mark.period >= self.count}

    def of_period(self, event: Event) -> set[int]:
        """Give the marks of the period of an event that were written before it."""
        return {
            mark.seq for mark in self.told if mark.period == event.period and mark.seq < event.seq
        }


@dataclass
class Item:
    """An item: the term that it began with and what was recorded of it."""

    term: str
    events: list[Event] = field(default_factory=list)

    def course(self, on: date) -> Course:
        """Replay what belongs to days up to one."""
        found = Course(self.term, on)
        for event in self.events:
            if event.day <= on:
                found.apply(event)
        return found

    def ends(self) -> dict[Event, date]:
        """Give the last approved day of the period that each event names, where it was written."""
        found, term = {}, self.term
        for event in self.events:
            if event.period < len(TERMS[term]):
                found[event] = TERMS[term][event.period][1]
            term = str(event.term) if event.did == "amend" else term
        return found

    def merge(self, one: Item, two: Item) -> None:
        """Take the events of two versions; an event names «the `period` (its last approved day)»."""
        ends, term = one.ends() | two.ends(), self.term
        self.events = []
        for event in sorted({*one.events, *two.events}):
            days = [last for _, last in TERMS[term]]
            last = ends.get(event)
            number = days.index(last) if last in days else event.period
            self.events.append(event._replace(period=number))
            term = str(event.term) if event.did == "amend" else term

    def decide(  # noqa: C901, PLR0911, PLR0912  # one rule a deed, read in a row
        self, deed: Deed, seq: int
    ) -> Event | None:
        """Say what a deed records; nothing of one that is refused or changes nothing."""
        now, on = self.course(deed.today), deed.on or deed.today
        plain = Event(seq, deed.did, on, note=deed.note)
        if on > deed.today:
            return None
        if deed.did == "note":
            return plain
        if deed.did == "correct":
            return _correction(now, deed, plain)
        if deed.did == "reopen":
            return _reopening(now, plain)
        if now.status in {"done", "cancelled"} and deed.did != "amend":
            return None
        match deed.did:
            case "start":
                return plain if now.status == "planned" else None
            case "progress" | "cancel":
                return plain
            case "return" if now.report and on >= now.report.day:
                return plain._replace(period=now.report.period, takes=now.report.seq)
            case "submit" if not now.report:
                which = _closes(now, on, deed.period)
                return plain._replace(period=now.open[0] if which is None else which)
            case "done":
                return _execution(now, deed, plain)
            case "postpone" if isinstance(deed.term, date) and now.term != UNDATED:
                which = now.open[0]
                was, earliest = now.later(which, now.moved_by(on)), now.approved(which)
                if deed.term == was or (earliest and deed.term < earliest):
                    return None
                return plain._replace(period=which, term=deed.term)
            case "amend" if deed.term != now.term:
                alike = len(TERMS[str(deed.term)]) == len(TERMS[now.term])
                return plain._replace(term=deed.term) if alike or not now.marks else None
        return None


def _closes(now: Course, on: date, wanted: int | None) -> int | None:
    """Choose the period that a report concerns: the named one, else the earliest that has begun."""
    if wanted is not None:
        return wanted if wanted in now.open else None
    spans = TERMS[now.term]
    begun = [each for each in now.open if len(spans) <= 1 or spans[each][0] <= on]
    return begun[0] if begun else None


def _execution(now: Course, deed: Deed, plain: Event) -> Event | None:
    waits = now.report if deed.period in {None, now.report and now.report.period} else None
    if waits:
        on, note = deed.on or waits.day, deed.note or waits.note
        accepted = None if deed.on else deed.today
        return plain._replace(
            day=on, note=note, period=waits.period, takes=waits.seq, accepted=accepted
        )
    alike = [
        mark
        for mark in now.marks.values()
        if deed.note in {None, mark.note}
        and (mark.day == plain.day or (deed.on is None and mark.accepted == plain.day))
    ]
    if alike and deed.period is None:
        return None
    which = _closes(now, plain.day, deed.period)
    return None if which is None else plain._replace(period=which)


def _correction(now: Course, deed: Deed, plain: Event) -> Event | None:
    if now.removal or not now.marks:
        return None
    mark = _named(now, deed) if deed.period is None else now.marks.get(deed.period)
    if mark is None:
        return None
    told = plain._replace(
        period=mark.period, day=deed.on or mark.day, note=deed.note or mark.note, takes=mark.seq
    )
    return None if (told.day, told.note) == (mark.day, mark.note) else told


def _named(now: Course, deed: Deed) -> Mark | None:
    """Choose the mark that is corrected without a period: the one of the day, else the latest."""
    same = [mark for mark in now.marks.values() if mark.day == deed.on]
    if len(same) == 1:
        return same[0]
    latest = max(now.marks.values(), key=lambda mark: (mark.day, mark.period))
    spans = TERMS[now.term]
    is_before = deed.on is not None and bool(spans) and deed.on < spans[latest.period][0]
    return None if is_before and len(now.marks) > 1 else latest


def _reopening(now: Course, plain: Event) -> Event | None:
    if now.removal:
        return plain._replace(takes=now.removal.seq)
    if not now.marks:
        return None
    latest = max(now.marks.values(), key=lambda mark: (mark.day, mark.period))
    return plain._replace(period=latest.period, takes=latest.seq)
