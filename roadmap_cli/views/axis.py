"""A plan's months on a line: where a day falls, which months there are, what is inside.

Every month is as long as any other, so that bars line up with the months of a heading.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.periods import YEAR_MONTHS
from roadmap_cli.terms.vocabulary import MONTHS

if TYPE_CHECKING:
    from roadmap_cli.terms import Period

SHORT_MONTHS = tuple(name[:3] for name in MONTHS)


class Stretch(NamedTuple):
    """What of a period is on the axis, in months; and whether the period goes on outside."""

    start: float
    end: float
    before: bool
    after: bool


@dataclass(frozen=True)
class Axis:
    """The whole months that hold a period."""

    span: Period

    @cached_property
    def months(self) -> list[date]:
        """Give the first days of the months."""
        start = self.span.first.year * YEAR_MONTHS + self.span.first.month - 1
        end = self.span.last.year * YEAR_MONTHS + self.span.last.month
        return [
            date(number // YEAR_MONTHS, number % YEAR_MONTHS + 1, 1)
            for number in range(start, end)
        ]

    def position(self, day: date) -> float:
        """Give the place of the beginning of a day, in months from the beginning of the axis."""
        first = self.span.first
        whole = (day.year - first.year) * YEAR_MONTHS + day.month - first.month
        return whole + (day.day - 1) / monthrange(day.year, day.month)[1]

    def place(self, day: date) -> float | None:
        """Give the place of a day, None if it is outside the plan."""
        return self.position(day) if day in self.span else None

    def stretch(self, period: Period) -> Stretch | None:
        """Cut a period to the axis; None where nothing of it is inside.

        The end is the place where the last day ends.
        """
        length = len(self.months)
        start, last = self.position(period.first), self.position(period.last)
        # a sum of a month's fractions may miss its edge by a hair, which would cost a cell
        end = round(last + 1 / monthrange(period.last.year, period.last.month)[1], 6)
        if end <= 0 or start >= length:
            return None
        return Stretch(max(start, 0.0), min(end, length), start < 0, end > length)


def touching(period: Period, following: Period | None) -> bool:
    """Tell whether the next period begins the day after this one, or earlier."""
    return following is not None and following.first <= period.last + timedelta(days=1)
