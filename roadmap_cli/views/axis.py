"""A plan's months on a line: the place of a day, the months, the states to draw.

All months are equally long, so that bars line up with the months of a heading.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.figures import period_states
from roadmap_cli.plan.model import LEGEND, State
from roadmap_cli.terms.points import Period, blocks, days_in_month, month_number
from roadmap_cli.terms.vocabulary import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from roadmap_cli.plan.standing import Standing

SHORT_MONTHS = tuple(name[:3] for name in MONTHS)


class Extent(NamedTuple):
    """The part of a period on the axis, in months; and whether the period extends beyond it."""

    start: float
    end: float
    before: bool
    after: bool


@dataclass(frozen=True)
class Axis:
    """The whole months that cover a period."""

    span: Period

    @cached_property
    def months(self) -> list[date]:
        """Give the first days of the months."""
        whole = Period(self.span.first.replace(day=1), self.span.last)
        return [month.first for month in blocks(whole, 1)]

    @cached_property
    def years(self) -> list[int]:
        """Give the places of the months with which a year begins on the axis."""
        return [place for place, month in enumerate(self.months) if place == 0 or month.month == 1]

    def position(self, day: date) -> float:
        """Return the place of the start of a day, in months from the start of the axis."""
        months = month_number(day) - month_number(self.span.first)
        return months + (day.day - 1) / _length(day)

    def place(self, day: date) -> float | None:
        """Return the place of a day, None if it is outside the plan."""
        return self.position(day) if day in self.span else None

    def stretch(self, period: Period) -> Extent | None:
        """Clip a period to the axis; None if it is entirely outside.

        The end is the place where the last day ends.
        """
        length = len(self.months)
        start = self.position(period.first)
        after_last = self.position(period.last) + 1 / _length(period.last)
        # rounding errors in fractions of a month would cost a cell at its edge
        end = round(after_last, 6)
        if end <= 0 or start >= length:
            return None
        return Extent(
            start=max(start, 0.0), end=min(end, length), before=start < 0, after=end > length
        )


def _length(day: date) -> int:
    """Count the days of a day's month."""
    return days_in_month(day.year, day.month)


def touching(period: Period, following: Period | None) -> bool:
    """Return whether the next period begins the day after this one, or earlier."""
    return following is not None and following.first <= period.last + timedelta(days=1)


def states_drawn(rows: Iterable[Standing], as_of: date) -> list[State]:
    """Return the states of the periods of some items, in the order of a legend."""
    drawn: set[State] = set()
    for row in rows:
        drawn.update(period_states(row, as_of))
    return [state for state in LEGEND if state in drawn]
