"""Periods of days, and what a reading of a term is."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

# A school year is 1 September … 31 May; a plan by school years ends on 31 August
SCHOOL_YEAR_STARTS, SCHOOL_YEAR_ENDS = 9, 5  # months
YEAR_MONTHS = 12
# A longer «plan» is a mistyped year, and «ежеквартально» in it thousands of periods
LONGEST_PLAN_YEARS = 50


class Period(NamedTuple):
    """First … last day, both inside."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        """Tell whether a day is inside."""
        return isinstance(day, date) and self.first <= day <= self.last

    def overlaps(self, other: Period) -> bool:
        """Tell whether some day is inside both."""
        return self.first <= other.last and other.first <= self.last

    def ends_in(self, spans: Iterable[Period]) -> bool:
        """Tell whether its last day is in one of some spans."""
        return any(self.last in span for span in spans)

    def holds(self, other: Period) -> bool:
        """Tell whether the whole of another period is inside."""
        return self.first <= other.first and other.last <= self.last

    @property
    def years(self) -> range:
        """The calendar years that it touches."""
        return range(self.first.year, self.last.year + 1)

    @property
    def is_day(self) -> bool:
        """Tell whether it is one day."""
        return self.first == self.last

    @property
    def months(self) -> int:
        """The number of calendar months that it touches."""
        return month_number(self.last) - month_number(self.first) + 1

    @property
    def has_whole_months(self) -> bool:
        """Tell whether it begins and ends as months do."""
        last_day = days_in_month(self.last.year, self.last.month)
        return self.first.day == 1 and self.last.day == last_day

    @property
    def is_part_of_year(self) -> bool:
        """Tell whether it is whole months of one calendar year."""
        return self.has_whole_months and self.first.year == self.last.year

    @property
    def is_too_long(self) -> bool:
        """Tell whether it is longer than a plan may be."""
        return self.months > LONGEST_PLAN_YEARS * YEAR_MONTHS


class Kind(StrEnum):
    """What a term is: dates, the whole plan, no date at all, or a wording that a person must mend.

    `read` never gives the last one: it raises; a plan stands for such a wording by it.
    """

    DATED = "dated"
    CONTINUOUS = "continuous"
    UNDATED = "undated"
    UNCLEAR = "unclear"


class Term(NamedTuple):
    """A wording, verbatim, and its reading.

    The periods are sorted: one, the whole plan, if it is continuous; none if undated.
    """

    text: str
    kind: Kind
    periods: tuple[Period, ...]

    @property
    def most_marks(self) -> int:
        """The number of marks of execution that count: one a period, one without periods."""
        return max(1, len(self.periods))


def days_in_month(year: int, month: int) -> int:
    """Give the last day of a month."""
    return monthrange(year, month)[1]


def blocks(span: Period, months: int) -> list[Period]:
    """Cut a span into blocks of whole months; the last one may be shorter."""
    found = []
    start, end = month_number(span.first), month_number(span.last)
    for number in range(start, end + 1, months):
        first, last = span
        if number > start:
            first = _first_day(number)
        if number + months <= end:
            last = _first_day(number + months) - timedelta(days=1)
        found.append(Period(first, last))
    return found


def month_number(day: date) -> int:
    """Count the months of the calendar up to a day."""
    return day.year * YEAR_MONTHS + day.month - 1


def _first_day(number: int) -> date:
    """Give the first day of a month by its number in the calendar."""
    year, month = divmod(number, YEAR_MONTHS)
    return date(year, month + 1, 1)
