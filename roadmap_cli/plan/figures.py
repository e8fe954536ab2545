"""How much of the plans is executed as of a day: counts and two percentages, also by group.

Items are counted, each in exactly one column:

    total = done in time + done late + overdue + submitted + in progress + not yet due
            + undated + unclear + cancelled

Percentages are of control terms, one per period: a quarterly item has four a year, an item with one
period has one.

    executed % = terms executed / terms due
    in time %  = terms executed in time / terms due

A term is due when its last day is the day of the report or earlier; on that last day it is not yet
overdue. Cancelled items and items without a readable date have no terms here. A term executed early
enters both percentages only on the day when it falls due, and is counted apart until then. So no
percentage exceeds 100 %, and what is due but not executed is overdue, waits for acceptance or falls
due that very day.

A period is judged by the term in force on the day of its mark (see `standing`); "approved"
percentages go by the document's own terms instead. An item marked as done without a date counts as
executed in time, as everywhere in this program; such items are listed.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.model import State
from roadmap_cli.plan.standing import is_missed
from roadmap_cli.plan.view import Count
from roadmap_cli.terms import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period


class Column(StrEnum):
    """Where an item is counted, in the order of the report."""

    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    IN_PROGRESS = "in_progress"
    NOT_DUE = "not_due"
    UNDATED = "undated"
    UNCLEAR = "unclear"
    CANCELLED = "cancelled"


# The other columns are named as the states
_COLUMNS = {State.DONE: Column.DONE_IN_TIME, State.PLANNED: Column.NOT_DUE}
_NO_DATE = {Kind.UNDATED: Column.UNDATED, Kind.UNCLEAR: Column.UNCLEAR}


class Judged(NamedTuple):
    """A control term: its period, whether it is executed, and when, if known."""

    period: Period
    is_executed: bool
    mark: date | None

    @property
    def is_late(self) -> bool:
        """Whether it is known to have been executed after its last day."""
        return self.mark is not None and self.mark > self.period.last


class Share(NamedTuple):
    """Terms due, how many of them are executed and in time; `early`: executed but not due yet."""

    due: int
    executed: int
    in_time: int
    early: int


class Figures(NamedTuple):
    """The figures of a group: `terms` counts all, due or not; `current` goes by those in force."""

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
    if row.state in {State.IN_PROGRESS, State.PLANNED} and row.term.kind in _NO_DATE:
        return _NO_DATE[row.term.kind]
    return _COLUMNS.get(row.state) or Column(row.state)


def view_figures(view: View) -> ViewFigures:
    """Count a view: in total, by plan, by section and by party."""
    own: dict[int, list[Standing]] = {}  # titles may repeat
    for row in view.rows:
        own.setdefault(id(row.section), []).append(row)
    sections = [section for home in view.plans for section in home.plan.sections]
    return ViewFigures(
        total=figures("Всего", view.rows, view.day),
        plans=tuple(figures(each.name, view.within(each).rows, view.day) for each in view.plans),
        sections=tuple(figures(each.title, own.get(id(each), []), view.day) for each in sections),
        parties=tuple(figures(name, rows, view.day) for name, rows in view.by_party() if rows),
    )


def figures(name: str, rows: Sequence[Standing], as_of: date) -> Figures:
    """Count a group of items."""
    columns = Counter(map(column, rows))
    counted = [row for row in rows if not row.is_cancelled]
    current = [term for row in counted for term in judged(row, row.term.periods)]
    approved = [term for row in counted for term in judged(row, row.approved.periods)]
    return Figures(
        name=name,
        tally=Count.of(rows),
        items={each: columns[each] for each in Column},
        terms=len(current),
        current=share(current, as_of),
        approved=share(approved, as_of),
    )


def share_of(rows: Iterable[Standing], days: Period) -> Share:
    """Count the terms of rows that fall due in a window of days, as of its last day."""
    terms = (term for row in rows if not row.is_cancelled for term in judged(row, row.term.periods))
    return share((term for term in terms if term.period.last >= days.first), days.last)


def share(terms: Iterable[Judged], as_of: date) -> Share:
    """Count terms as of a day."""
    due = executed = in_time = early = 0
    for term in terms:
        if term.period.last > as_of:
            early += term.is_executed
            continue
        due += 1
        executed += term.is_executed
        in_time += term.is_executed and not term.is_late
    return Share(due, executed, in_time, early)


def judged(row: Standing, periods: Sequence[Period]) -> Iterator[Judged]:
    """Match an item's marks with the periods of a term."""
    for period, mark in zip(periods, row.marks, strict=False):
        yield Judged(period, mark is not None or row.is_done, mark)


def period_states(row: Standing, as_of: date) -> list[State]:
    """Tell how each period of an item's term stands on a day."""
    terms = enumerate(judged(row, row.term.periods))
    return [_period_state(row, place, term, as_of) for place, term in terms]


def _period_state(row: Standing, place: int, term: Judged, as_of: date) -> State:
    """Tell how one period stands; only one has a waiting report, only the one at stake runs."""
    if row.is_cancelled:
        return State.CANCELLED
    if term.is_executed:
        return State.DONE_LATE if term.is_late else State.DONE
    waits = row.course.submission
    if waits and waits.place == place:
        return State.SUBMITTED
    if is_missed(term.period, as_of, is_over=row.is_over):
        return State.OVERDUE
    if place == row.place and row.state is State.IN_PROGRESS:
        return State.IN_PROGRESS
    return State.PLANNED


def overdue_terms(row: Standing, as_of: date) -> int:
    """Count the overdue terms of one item."""
    return period_states(row, as_of).count(State.OVERDUE)


def postponed(rows: Sequence[Standing]) -> list[Standing]:
    """Choose the items whose approved term was moved, except cancelled ones."""
    return [row for row in rows if row.term != row.approved and not row.is_cancelled]


def without_date(rows: Sequence[Standing]) -> list[Standing]:
    """Choose the items marked as done without a known date of execution."""
    return [row for row in rows if row.is_done and None in row.marks]
