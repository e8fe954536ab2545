"""Which items to remind people of, each once, in the first part of a digest that it belongs to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.filters import due_soon, worst_first
from roadmap_cli.terms import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View

MONDAY = 0


class Pace(NamedTuple):
    """How far ahead to look, and how long an item may run without a line; in days."""

    within: int = 7
    quiet: int = 90


class Digest(NamedTuple):
    """What to remind of.

    `overdue` and `soon` are deadlines; `waiting` asks the controller for acceptance; `unclear` asks
    the editor of the plan; `starting`, `quiet` and `closing` are no deadlines.
    """

    overdue: tuple[Standing, ...]
    soon: tuple[Standing, ...]
    waiting: tuple[Standing, ...]
    unclear: tuple[Standing, ...]
    starting: tuple[Standing, ...]
    quiet: tuple[Standing, ...]
    closing: tuple[Standing, ...]

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return any(self)


def digest(view: View, pace: Pace) -> Digest:
    """Choose what to remind of on the view's day.

    What is no deadline comes along with what is, and alone only on Mondays and on the 1st.
    """
    overdue = worst_first(view.rows)
    soon = due_soon(view, pace.within)
    waiting = [row for row in view.rows if row.is_submitted]
    unclear = [row for row in view.rows if row.is_unclear]
    urgent = [*overdue, *soon, *waiting, *unclear]
    rest: list[Standing] = []
    if urgent or view.day.weekday() == MONDAY or view.day.day == 1:
        named = {id(row) for row in urgent}
        rest = [row for row in view.rows if row.is_open and id(row) not in named]
    starting, quiet, closing = _no_deadlines(view, rest, pace)
    return Digest(
        overdue=tuple(overdue),
        soon=tuple(soon),
        waiting=tuple(waiting),
        unclear=tuple(unclear),
        starting=tuple(starting),
        quiet=tuple(quiet),
        closing=tuple(closing),
    )


def _no_deadlines(
    view: View, rest: Sequence[Standing], pace: Pace
) -> tuple[list[Standing], list[Standing], list[Standing]]:
    """Part the open items that no deadline names into starting, quiet and closing ones."""
    starting: list[Standing] = []
    quiet: list[Standing] = []
    closing: list[Standing] = []
    for row in rest:
        if _starts_this_month(view, row):
            starting.append(row)
        elif _in_last_month(view, row):
            closing.append(row)
        elif _is_quiet(view, row, pace.quiet):
            quiet.append(row)
    return starting, quiet, closing


def _starts_this_month(view: View, row: Standing) -> bool:
    """Tell whether the period at stake begins in the day's month.

    A period as long as the plan is no news: on the first of January it would list half of them.
    """
    stake, span = row.stake, row.plan.span
    if stake is None or row.term.kind is not Kind.DATED or stake == span:
        return False
    return (stake.first.year, stake.first.month) == (view.day.year, view.day.month)


def _in_last_month(view: View, row: Standing) -> bool:
    """Tell whether the day is in the last month of the item's plan."""
    last = row.plan.span.last
    return (view.day.year, view.day.month) == (last.year, last.month)


def _is_quiet(view: View, row: Standing, days: int) -> bool:
    """Tell whether a long period runs and nothing has been recorded for some days."""
    if row.stake is None or not row.runs_long(view.day):
        return False
    recorded = [event.day for event in row.course.events]
    last_line = max([*recorded, row.stake.first])
    return last_line + timedelta(days=days) <= view.day


def by_party(view: View, pace: Pace, names: Sequence[str] | None = None) -> dict[str, Digest]:
    """Give each party its own digest; a party with nothing to be reminded of is left out.

    Args:
        view: all rows that are looked at.
        pace: how far ahead.
        names: the parties to look at; all, and the items of nobody, if not given.

    """
    digests = {}
    for name, rows in view.by_party(names):
        own = digest(view.only(rows), pace)
        if own:
            digests[name] = own
    return digests
