"""How much of a plan is executed as of a day: counts and two percentages, by section, by party and in total.

Counts are of items, and every item stands in exactly one column:

    total = done in time + done late + overdue + in progress + not yet due + undated + cancelled

Percentages are of control terms, one a period: a quarterly item has four in a year, an item with one period has one.

    executed % = terms executed / terms due
    in time %  = terms executed in time / terms due

A term is due when its last day is the day of the report or earlier; on that day it is not overdue yet. Cancelled items
and items without a term have no terms here, and neither has a term executed ahead of its time: it enters both
percentages on the day when it falls due, and is counted apart until then. So no percentage exceeds 100 %, and what is
due but not executed is overdue or falls due that very day.

An item marked as done without a date counts as executed in time, as everywhere in this program; such items are listed.
A mark dated after the day of the report does not count yet: its item is in progress then. Cancellations and
postponements have no date in the plan's own fields, so that they are taken as they are now.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.standing import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Plan
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.terms import Period


class Column(StrEnum):
    """Where an item is counted; the order is the one of the report."""

    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    OVERDUE = "overdue"
    IN_PROGRESS = "in_progress"
    NOT_DUE = "not_due"
    UNDATED = "undated"
    CANCELLED = "cancelled"


_COLUMNS = {
    State.DONE: Column.DONE_IN_TIME,
    State.DONE_LATE: Column.DONE_LATE,
    State.OVERDUE: Column.OVERDUE,
    State.IN_PROGRESS: Column.IN_PROGRESS,
    State.PLANNED: Column.NOT_DUE,
    State.CANCELLED: Column.CANCELLED,
}


class Share(NamedTuple):
    """Terms that are due, and how many of them are executed at all and in time; `early` ones are not due yet."""

    due: int
    executed: int
    in_time: int
    early: int


class Figures(NamedTuple):
    """The figures of one group of items.

    `current` judges by the terms that count now, `approved` by those of the document, before any postponement.
    """

    name: str
    items: Mapping[Column, int]
    current: Share
    approved: Share

    @property
    def total(self) -> int:
        """Count all items."""
        return sum(self.items.values())

    @property
    def done(self) -> int:
        """Count the executed items."""
        return self.items[Column.DONE_IN_TIME] + self.items[Column.DONE_LATE]


class PlanFigures(NamedTuple):
    """The figures of a plan; an item of two parties counts for both."""

    total: Figures
    sections: tuple[Figures, ...]
    parties: tuple[Figures, ...]


class Execution(NamedTuple):
    """One term that was executed after its last day."""

    row: Standing
    period: Period
    mark: date
    days_late: int


NOBODY = "ответственный не назначен"


def column(row: Standing) -> Column:
    """Tell where an item is counted."""
    return Column.UNDATED if row.is_open and not row.term.periods else _COLUMNS[row.state]


def plan_figures(plan: Plan, rows: Sequence[Standing], as_of: date) -> PlanFigures:
    """Count a plan.

    Args:
        plan: names the sections and the parties, in its order.
        rows: how its items stand on the day.
        as_of: the day of the report.

    """
    sections = [
        figures(section.title, [row for row in rows if row.section is section], as_of)
        for section in plan.sections
    ]
    parties = [
        figures(name, [row for row in rows if name in row.item.responsible], as_of)
        for name in plan.parties
    ]
    nobodys = [row for row in rows if not row.item.responsible]
    if nobodys:
        parties.append(figures(NOBODY, nobodys, as_of))
    return PlanFigures(figures("Всего", rows, as_of), tuple(sections), tuple(parties))


def figures(name: str, rows: Sequence[Standing], as_of: date) -> Figures:
    """Count a group of items."""
    columns = [column(row) for row in rows]
    live = [row for row in rows if row.state is not State.CANCELLED]
    return Figures(
        name,
        {each: columns.count(each) for each in Column},
        share([term for row in live for term in _judged(row, row.term.periods)], as_of),
        share([term for row in live for term in _judged(row, row.approved.periods)], as_of),
    )


def share(terms: Sequence[tuple[Period, bool, date | None]], as_of: date) -> Share:
    """Count terms, each given as its period, whether it is executed, and the date of that where it is known."""
    due = [term for term in terms if term[0].last <= as_of]
    executed = [term for term in due if term[1]]
    in_time = [period for period, _, mark in executed if mark is None or mark <= period.last]
    early = sum(done for period, done, _ in terms if period.last > as_of)
    return Share(len(due), len(executed), len(in_time), early)


def _judged(row: Standing, periods: Sequence[Period]) -> Iterator[tuple[Period, bool, date | None]]:
    """Set an item's marks against the periods of a term."""
    for period, mark in zip(periods, row.marks, strict=True):
        yield period, mark is not None or row.is_done, mark


def period_states(row: Standing, as_of: date) -> list[State]:
    """Tell how each period of an item's term stands on a day."""
    return [
        _period_state(row, period, mark, as_of)
        for period, mark in zip(row.term.periods, row.marks, strict=True)
    ]


def _period_state(row: Standing, period: Period, mark: date | None, as_of: date) -> State:
    if row.state is State.CANCELLED:
        return State.CANCELLED
    if mark or row.is_done:
        return State.DONE_LATE if mark and mark > period.last else State.DONE
    if period.last < as_of:
        return State.OVERDUE
    begun = row.state is State.IN_PROGRESS and period == row.stake
    return State.IN_PROGRESS if begun else State.PLANNED


def executed_late(rows: Sequence[Standing]) -> list[Execution]:
    """Find the terms executed late, also of items that have further terms to come; the latest first."""
    found = [
        Execution(row, period, mark, (mark - period.last).days)
        for row in rows
        if row.state is not State.CANCELLED
        for period, mark in zip(row.term.periods, row.marks, strict=True)
        if mark and mark > period.last
    ]
    return sorted(found, key=lambda each: -each.days_late)


def overdue_terms(row: Standing, as_of: date) -> int:
    """Count the overdue terms of one item."""
    return period_states(row, as_of).count(State.OVERDUE)


def postponed(rows: Sequence[Standing]) -> list[Standing]:
    """Choose the items whose approved term was moved; cancelled ones no longer matter."""
    return [row for row in rows if row.item.postponed_to and row.state is not State.CANCELLED]


def without_date(rows: Sequence[Standing]) -> list[Standing]:
    """Choose the items marked as done of which a date of execution is not known."""
    return [row for row in rows if row.is_done and row.term.periods and not all(row.marks)]
