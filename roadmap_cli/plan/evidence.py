"""What an item's history gives as evidence: notes of executions, bases of decisions, progress.

An event counts from its own day, so that an earlier day is told nothing that came later.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.standing import counted, days_after, marks_on
from roadmap_cli.terms import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roadmap_cli.plan.model import Event, Item
    from roadmap_cli.plan.standing import Standing

# Their texts stand in the history alone
_NOT_NOTED = frozenset({"progress", "return", "amend"})
# Their notes are bases
_DECISIONS = ("start", "cancel", "reopen", "postpone")


class Execution(NamedTuple):
    """One mark of execution; `period` is None where the term has none, `mark` where no date is."""

    row: Standing
    period: Period | None
    mark: date | None
    evidence: str

    @property
    def due(self) -> date | None:
        """The last day of the period."""
        return self.period.last if self.period else None

    @property
    def days_late(self) -> int:
        """Count the days by which the last day of the period was missed."""
        if self.mark is None or self.due is None:
            return 0
        return days_after(self.mark, self.due)


class Note(NamedTuple):
    """A dated line."""

    day: date
    text: str


def everything_by(day: date) -> Period:
    """Give the window of all days up to one; what has no date belongs there too."""
    return Period(date.min, day)


def is_everything(window: Period) -> bool:
    """Tell whether a window has no beginning."""
    return window.first == date.min


def executions(row: Standing, window: Period) -> Iterator[Execution]:
    """Give the marks of an item that lie in a window of days."""
    marks = row.marks or marks_on(row.item, 1, window.last)
    periods = row.term.periods or (None,)
    latest = max((mark for mark in marks if mark), default=None)
    for period, mark in zip(periods, marks, strict=True):
        if mark is None or mark not in window:
            continue
        text = _evidence(row.item, mark)
        if not text and mark == latest:
            text = remark(row.item, window.last)
        yield Execution(row, period, mark, text)


def _evidence(item: Item, mark: date) -> str:
    """Give what was noted with a mark, else with the report that it accepts."""
    own = _last_note(item.events_of("done", "correct"), mark)
    return own or _last_note(item.events_of("submit"), mark)


def _last_note(events: Iterable[Event], day: date) -> str:
    """Give the last of the notes of some events that count for a day."""
    notes = [event.note for event in events if event.note and event.day == day]
    return notes[-1] if notes else ""


def remark(item: Item, day: date) -> str:
    """Give the item's note on a day, unless it is the basis of some decision."""
    text = note_on(item, day)
    bases = [event.note for event in item.events_of(*_DECISIONS)]
    return "" if text in bases else text


def note_on(item: Item, day: date) -> str:
    """Give the note that an item had on a day, as far as its history tells."""
    told = [event for event in item.history if event.note]
    noted = [event for event in told if event.did not in _NOT_NOTED]
    by_then = counted(noted, day)
    if len(by_then) == len(noted):
        return item.note or ""
    if by_then:
        return by_then[-1].note or ""
    return noted[0].old_note or ""


def last_event(item: Item, deed: str, day: date) -> Event | None:
    """Give the last event of a kind by a day."""
    events = counted(item.events_of(deed), day)
    return events[-1] if events else None


def basis(item: Item, deed: str, day: date) -> str:
    """Give the basis of the last decision of a kind by a day, else the item's note."""
    event = last_event(item, deed, day)
    if event and event.note:
        return event.note
    return note_on(item, day)


def course(item: Item, window: Period) -> list[Note]:
    """Give the lines about the course of execution in a window of days, in order."""
    told = [event for event in item.events_of("progress") if event.day in window]
    lines = [Note(event.day, event.note) for event in told if event.note]
    return sorted(lines, key=lambda line: line.day)
