"""How much of some plans is executed as of a day: counts and two percentages, also by group.

Counts are of items, and every item stands in exactly one column:

    total = done in time + done late + overdue + submitted + in progress + not yet due
            + undated + unclear + cancelled

Percentages are of control terms, one a period: a quarterly item has four in a year, an item with
one period has one.

    executed % = terms executed / terms due
    in time %  = terms executed in time / terms due

A term is due when its last day is the day of the report or earlier; on that day it is not overdue
yet. Cancelled items and items without a readable date have no terms here, and neither has a term
executed ahead of its time: it enters both percentages on the day when it falls due, and is counted
apart until then. So no percentage exceeds 100 %, and what is due but not executed is overdue, waits
for acceptance or falls due that very day.

A period is judged by the term that counted on the day of its mark (see `standing`); "approved"
percentages judge by the document's own terms instead. An item marked as done without a date counts
as executed in time, as everywhere in this program; such items are listed.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.states import State
from roadmap_cli.plan.view import Count
from roadmap_cli.terms import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period


class Column(StrEnum):
    """Where an item is counted; the order is the one of the report."""

    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    IN_PROGRESS = "in_progress"
    NOT_DUE = "not_due"
    UNDATED = "undated"
    UNCLEAR = "unclear"
    CANCELLED = "cancelled"


_COLUMNS = {
    State.DONE: Column.DONE_IN_TIME,
    State.DONE_LATE: Column.DONE_LATE,
    State.OVERDUE: Column.OVERDUE,
    State.SUBMITTED: Column.SUBMITTED,
    State.IN_PROGRESS: Column.IN_PROGRESS,
    State.PLANNED: Column.NOT_DUE,
    State.CANCELLED: Column.CANCELLED,
}
_NO_DATE = {Kind.UNDATED: Column.UNDATED, Kind.UNCLEAR: Column.UNCLEAR}


class Share(NamedTuple):
    """Terms that are due, and how many of them are executed, in time; `early`: not due yet."""

    due: int
    executed: int
    in_time: int
    early: int


class Figures(NamedTuple):
    """The figures of one group of items.

    `terms` counts all control terms, due or not. `current` judges by the terms that count now,
    `approved` by those of the document, before any postponement.
    """

    name: str
    tally: Count
    items: Mapping[Column, int]
    terms: int
    current: Share
    approved: Share


class ViewFigures(NamedTuple):
    """The figures of a view; an item of two parties counts for both."""

    total: Figures
    plans: tuple[Figures, ...]
    sections: tuple[Figures, ...]
    parties: tuple[Figures, ...]


def column(row: Standing) -> Column:
    """Tell where an item is counted."""
    if row.state in {State.IN_PROGRESS, State.PLANNED}:
        return _NO_DATE.get(row.term.kind, _COLUMNS[row.state])
    return _COLUMNS[row.state]


def view_figures(view: View) -> ViewFigures:
    """Count a view: in total, a row a plan, a row a section and a row a party."""
    by_plan: dict[str, list[Standing]] = {home.name: [] for home in view.plans}
    by_section: dict[int, list[Standing]] = {
        id(section): [] for home in view.plans for section in home.plan.sections
    }
    for row in view.rows:
        by_plan[row.home.name].append(row)
        by_section[id(row.section)].append(row)
    return ViewFigures(
        total=figures("Всего", view.rows, view.day),
        plans=tuple(figures(name, rows, view.day) for name, rows in by_plan.items()),
        sections=tuple(
            figures(section.title, by_section[id(section)], view.day)
            for home in view.plans
            for section in home.plan.sections
        ),
        parties=tuple(figures(name, rows, view.day) for name, rows in view.by_party()),
    )


def figures(name: str, rows: Sequence[Standing], as_of: date) -> Figures:
    """Count a group of items."""
    columns = Counter(map(column, rows))
    live = [row for row in rows if row.state is not State.CANCELLED]
    return Figures(
        name=name,
        tally=Count.of(rows),
        items={each: columns[each] for each in Column},
        terms=sum(len(row.term.periods) for row in live),
        current=share([term for row in live for term in _judged(row, row.term.periods)], as_of),
        approved=share(
            [term for row in live for term in _judged(row, row.approved.periods)], as_of
        ),
    )


def share_of(rows: Iterable[Standing], days: Period) -> Share:
    """Count the terms of rows that fall due in a window of days, as of its last."""
    live = [row for row in rows if row.state is not State.CANCELLED]
    judged = [term for row in live for term in _judged(row, row.term.periods)]
    return share([term for term in judged if term[0].last >= days.first], days.last)


def share(terms: Sequence[tuple[Period, bool, date | None]], as_of: date) -> Share:
    """Count terms, each given as its period, whether it is executed, and when if that is known."""
    due = [term for term in terms if term[0].last <= as_of]
    executed = [term for term in due if term[1]]
    in_time = [period for period, _, mark in executed if mark is None or mark <= period.last]
    early = sum(done for period, done, _ in terms if period.last > as_of)
    return Share(len(due), len(executed), len(in_time), early)


def _judged(row: Standing, periods: Sequence[Period]) -> Iterator[tuple[Period, bool, date | None]]:
    """Set an item's marks against the periods of a term."""
    for period, mark in zip(periods, row.marks, strict=False):
        yield period, mark is not None or row.is_done, mark


def period_states(row: Standing, as_of: date) -> list[State]:
    """Tell how each period of an item's term stands on a day."""
    pairs = zip(row.term.periods, row.marks, strict=True)
    return [_period_state(row, period, mark, as_of) for period, mark in pairs]


def _period_state(row: Standing, period: Period, mark: date | None, as_of: date) -> State:
    if row.state is State.CANCELLED:
        return State.CANCELLED
    if mark or row.is_done:
        return State.DONE_LATE if mark and mark > period.last else State.DONE
    if period == row.stake and row.state is State.SUBMITTED:
        return State.SUBMITTED
    if period.last < as_of:
        return State.OVERDUE
    begun = row.state is State.IN_PROGRESS and period == row.stake
    return State.IN_PROGRESS if begun else State.PLANNED


def overdue_terms(row: Standing, as_of: date) -> int:
    """Count the overdue terms of one item."""
    return period_states(row, as_of).count(State.OVERDUE)


def postponed(rows: Sequence[Standing]) -> list[Standing]:
    """Choose the items whose approved term was moved; cancelled ones no longer matter."""
    return [row for row in rows if row.term != row.approved and row.state is not State.CANCELLED]


def without_date(rows: Sequence[Standing]) -> list[Standing]:
    """Choose the items marked as done of which a date of execution is not known."""
    return [row for row in rows if row.is_done and row.term.periods and not all(row.marks)]
