"""How one item stands on a day: its periods and marks, what it waits for, its state.

The rules, each once:

* What an event tells counts from its own day: as of an earlier day an item is what it was then.
* A mark closes a period from its date on; a date of the future closes nothing yet.
* A period is judged by the term that counted on the day of its mark: a postponement decided later
  does not make a late mark timely, and one taken back does not make a timely one late. A period
  without a mark is judged by the term that counts now.
* A report that waits for acceptance answers for the earliest open period, from the day of the
  report on; a later period that is past due makes the item overdue all the same.
* An item all of whose periods have marks is executed, whatever its status says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import postponement
from roadmap_cli.plan.states import CLOSED, DONE, State, Status
from roadmap_cli.terms import Kind, Period, Term

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Event, Item, Plan, Section


LONGER_THAN_A_QUARTER = 92  # days; shorter periods need no nudge between their ends
_STATUSES = frozenset(Status)


class NamedPlan(NamedTuple):
    """A plan under the short name by which commands and references call it."""

    name: str
    plan: Plan


class Standing(NamedTuple):
    """An item as it stands on a day.

    `marks` has the date of execution, or None, of every period of `term`; `stake` is the earliest
    period without a mark, the one that the item is waiting for; `due` is its last day, the last
    period's when all have a mark, None for an item without dates; `days_late` counts from the
    last day of the period that makes the item late.
    """

    home: NamedPlan
    section: Section
    item: Item
    term: Term
    approved: Term
    marks: tuple[date | None, ...]
    stake: Period | None
    state: State
    due: date | None
    days_late: int

    @property
    def plan(self) -> Plan:
        """The plan that the item stands in."""
        return self.home.plan

    @property
    def ref(self) -> str:
        """What names the item among several plans: `2020/7`."""
        return f"{self.home.name}/{self.item.id}"

    @property
    def dates(self) -> tuple[date | None, ...]:
        """The dates of execution that are known, also that of an item without periods."""
        return self.marks if self.term.periods else self.item.executed

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self.state not in CLOSED

    @property
    def is_done(self) -> bool:
        """Tell whether the item is executed, in time or late."""
        return self.state in DONE

    @property
    def is_submitted(self) -> bool:
        """Tell whether a report waits for acceptance, and no later period makes the item late."""
        return self.state is State.SUBMITTED

    @property
    def is_cancelled(self) -> bool:
        """Tell whether the item was taken off control."""
        return self.state is State.CANCELLED

    @property
    def is_unclear(self) -> bool:
        """Tell whether the item is open and its term is a wording that nobody has read yet."""
        return self.is_open and self.term.kind is Kind.UNCLEAR

    def runs_long(self, day: date) -> bool:
        """Tell whether a day is in the period at stake, so long a one that it is asked about."""
        stake = self.stake
        if stake is None or day not in stake:
            return False
        return (stake.last - stake.first).days >= LONGER_THAN_A_QUARTER

    @property
    def executed_periods(self) -> int:
        """Count the periods of the term that are executed."""
        if self.is_done:
            return len(self.marks)
        return len(self.marks) - self.marks.count(None)


def standings(
    home: NamedPlan, today: date, numbers: Collection[str] | None = None
) -> Iterator[Standing]:
    """Tell how the items of a plan stand on a day, in the order of the document.

    Args:
        home: the plan.
        today: the day.
        numbers: the numbers of the items that are wanted; all, if not given.

    """
    for section in home.plan.sections:
        for item in section.items:
            if numbers is None or item.id in numbers:
                yield standing(home, section, item, today)


def standing(home: NamedPlan, section: Section, item: Item, today: date) -> Standing:
    """Derive how an item stands on a day, by the rules above."""
    approved = home.plan.term_of(item)
    marks = marks_on(item, approved.most_marks, today)
    term = _term_that_counts(home.plan, item, approved, marks, today)
    marks = marks[: len(term.periods)]
    pairs = list(zip(term.periods, marks, strict=True))
    waiting = [period for period, mark in pairs if mark is None]
    state, late = _state(item, pairs, waiting, today)
    stake = waiting[0] if waiting else None
    due = _due(term, stake, state)
    return Standing(home, section, item, term, approved, marks, stake, state, due, late)


def _state(
    item: Item, pairs: Sequence[tuple[Period, date | None]], waiting: Sequence[Period], today: date
) -> tuple[State, int]:
    """Give the state of an item, and by how many days it is or was late.

    Args:
        item: the item.
        pairs: the periods of its term with their marks.
        waiting: the periods without a mark.
        today: the day.

    """
    status = status_on(item, today)
    if status is Status.CANCELLED:
        return State.CANCELLED, 0
    all_executed = pairs and not waiting
    if status is Status.DONE or all_executed:
        return _closed_state(pairs)
    if status is Status.SUBMITTED:
        return _submitted_state(waiting, submitted_on(item, today), today)
    some_executed = len(waiting) < len(pairs)
    has_begun = status is Status.IN_PROGRESS or some_executed
    return _open_state(waiting, today, has_begun=has_begun)


def _due(term: Term, stake: Period | None, state: State) -> date | None:
    """Give the last day of the period at stake; of an executed item, of its last period."""
    if stake and state not in DONE:
        return stake.last
    return term.periods[-1].last if term.periods else None


def _closed_state(pairs: Iterable[tuple[Period, date | None]]) -> tuple[State, int]:
    """Tell whether an item was executed in time, and by how many days the worst was missed."""
    delays = [days_after(mark, period.last) for period, mark in pairs if mark]
    late = max(delays, default=0)
    state = State.DONE_LATE if late else State.DONE
    return state, late


def _submitted_state(waiting: Sequence[Period], reported: date, today: date) -> tuple[State, int]:
    """Judge an item whose report waits: it answers for the earliest of the open periods."""
    for period in waiting[1:]:
        if period.last < today:
            return State.OVERDUE, days_after(today, period.last)
    if not waiting:
        return State.SUBMITTED, 0
    return State.SUBMITTED, days_after(reported, waiting[0].last)


def _open_state(waiting: Sequence[Period], today: date, *, has_begun: bool) -> tuple[State, int]:
    """Judge an item that is neither closed nor reported."""
    if waiting and waiting[0].last < today:
        return State.OVERDUE, days_after(today, waiting[0].last)
    state = State.IN_PROGRESS if has_begun else State.PLANNED
    return state, 0


def days_after(day: date, last: date) -> int:
    """Count the days by which a day is after a last day; 0 where it is not."""
    return max(0, (day - last).days)


def marks_on(item: Item, count: int, day: date) -> tuple[date | None, ...]:
    """Give the date of execution of each of `count` periods, None where there is none by a day."""
    marks: list[date | None] = [None] * count
    for place, mark in enumerate(item.executed[:count]):
        if mark and mark <= day:
            marks[place] = mark
    return tuple(marks)


def counted(events: Iterable[Event], day: date) -> list[Event]:
    """Choose the events that count by a day."""
    return [event for event in events if event.day <= day]


def status_on(item: Item, day: date) -> Status:
    """Give the status that an item had on a day, as far as its history tells.

    Without a history the stored status is all that is known, except that an item whose dates of
    execution are all yet to come is not executed.
    """
    events = [event for event in item.history if event.was in _STATUSES]
    if not events:
        is_to_come = any(mark > day for mark in item.executed if mark)
        is_not_yet_done = item.status is Status.DONE and is_to_come
        return Status.PLANNED if is_not_yet_done else item.status
    by_then = counted(events, day)
    if not by_then:
        return Status(events[0].was or Status.PLANNED)
    latest = by_then[-1]
    if latest is events[-1] or latest.became not in _STATUSES:
        return item.status
    return Status(latest.became)


def submitted_on(item: Item, today: date) -> date:
    """Give the day of the report that waits for acceptance."""
    reports = counted(item.events_of("submit"), today)
    return reports[-1].day if reports else today


def postponed_on(item: Item, day: date) -> str | None:
    """Give the wording of the term to which an item was postponed by a day, if it was.

    Events of the history count from their own day; without one, what the file says counts always.
    """
    events = item.events_of("postpone")
    by_then = counted(events, day)
    if len(by_then) == len(events):
        return item.postponed_to
    wording = by_then[-1].became if by_then else events[0].was
    return None if wording == item.term else wording


def _term_that_counts(
    plan: Plan, item: Item, approved: Term, marks: Sequence[date | None], today: date
) -> Term:
    """Move the ends of the periods to where the item was postponed, by the rule of the marks."""
    if item.postponed_to is None and not item.events_of("postpone"):
        return approved
    if not approved.periods:
        return _dated_by_postponement(plan, item, approved, today)
    moved = []
    for period, mark in zip(approved.periods, marks, strict=True):
        last = period.last
        later = _postponed_to(plan, item, mark or today)
        if later:
            last = max(last, later)
        moved.append(Period(period.first, last))
    return Term(approved.text, approved.kind, tuple(moved))


def _dated_by_postponement(plan: Plan, item: Item, approved: Term, today: date) -> Term:
    """Let a postponement date a term that could not be read."""
    last = _postponed_to(plan, item, today)
    if last is None or approved.kind is not Kind.UNCLEAR:
        return approved
    first = min(plan.span.first, last)
    return Term(approved.text, Kind.DATED, (Period(first, last),))


def _postponed_to(plan: Plan, item: Item, day: date) -> date | None:
    """Read the date to which an item was postponed by a day, if it was."""
    wording = postponed_on(item, day)
    if wording is None:
        return None
    try:
        return postponement(wording, plan.span)
    except UnreadableTermError:  # the approved wording of then, amended since
        return None
