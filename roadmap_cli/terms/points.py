"""Points of the calendar as a wording names them, often without a year."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.periods import (
    SCHOOL_YEAR_ENDS,
    SCHOOL_YEAR_STARTS,
    YEAR_MONTHS,
    Period,
    days_in_month,
)
from roadmap_cli.terms.vocabulary import MONTHS_OF
from roadmap_cli.wording import day as day_text

if TYPE_CHECKING:
    from collections.abc import Collection

LAST_DAY = 31  # stands for the last day of any month
WEEK = 7  # days
LEAP_YEAR = 2020  # has every day that some calendar has
UNTIL = {"до", "не позднее", "по"}
LAST_WEEK = (-6, LAST_DAY)  # days before the first are counted from the end of a month


class Refusal(Exception):  # noqa: N818  # no error yet: it becomes one
    """What is unclear, and ways to write it; an UnreadableTermError knows the whole wording too."""

    def __init__(self, reason: str, *advice: str) -> None:
        """Keep both."""
        self.reason = reason
        self.advice = advice
        super().__init__(reason)


class Size(StrEnum):
    """How much of the calendar a point is."""

    DAY = "day"
    PART = "part of a month"
    MONTH = "month"
    MONTHS = "quarter or half-year"
    YEAR = "one or more calendar years"
    SCHOOL_YEAR = "school year"


_OF_MONTHS = {1: Size.MONTH, YEAR_MONTHS: Size.YEAR}
PARTS_OF_YEAR = {Size.MONTH, Size.MONTHS}
WHOLE = {*PARTS_OF_YEAR, Size.YEAR, Size.SCHOOL_YEAR}
"""«До X» ends before these."""


class Point(NamedTuple):
    """Days within a year: from (month, day) to (month, day), and the year if it is named."""

    size: Size
    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None = None
    years_long: int = 0  # how many New Years lie inside: one in a school year
    in_section: bool = False  # the month is not named: it is the section's
    reports: bool = False  # of the year that follows each year of the plan
    weekday: int | None = None  # the one day in it that is a Monday, …

    @property
    def is_whole(self) -> bool:
        """Tell whether it is whole months."""
        return self.size in WHOLE

    @property
    def is_month(self) -> bool:
        """Tell whether it is one whole month."""
        return self.size is Size.MONTH

    @property
    def is_year(self) -> bool:
        """Tell whether it is one or more whole calendar years."""
        return self.size is Size.YEAR

    @property
    def end(self) -> Point:
        """The last day of it."""
        year = None if self.year is None else self.year + self.years_long
        return Point(Size.DAY, self.last, self.last, year, in_section=self.in_section)

    def in_year(self, year: int) -> Point:
        """Give it the year that stands elsewhere in the wording, if it has none of its own."""
        return self if self.year is not None else self._replace(year=year)

    def days(self, year: int) -> Period:
        """Give its days in a year; the 31st stands for the last day of any month."""
        span = Period(_day(year, self.first), _day(year + self.years_long, self.last))
        if self.weekday is None:
            return span
        return _weekday_in(span, self.weekday)

    def exists_in(self, year: int) -> bool:
        """Tell whether a year has it: 29 February is not in every one."""
        month, day = self.first
        return day == LAST_DAY or day <= days_in_month(year, month)


def _day(year: int, month_and_day: tuple[int, int]) -> date:
    """Give a day of a year; one before the first is counted from the end of the month."""
    month, day = month_and_day
    longest = days_in_month(year, month)
    if day <= 0:
        return date(year, month, longest + day)
    return date(year, month, min(day, longest))


def _weekday_in(span: Period, weekday: int) -> Period:
    """Find the Monday, … in a week of a month; the fifth week may have none."""
    ahead = (weekday - span.first.weekday()) % WEEK
    day = span.first + timedelta(days=ahead)
    if day > span.last:
        raise Refusal("такого дня недели в этом месяце нет: назовите число")
    return Period(day, day)


class Found(NamedTuple):
    """A point as the wording leads to it: the word before it and, of a span, its other end.

    `weekday` is what the wording calls a date, and is checked: «15 мая (пятница)».
    """

    how: str
    point: Point
    last: Point | None = None
    weekday: int | None = None

    @property
    def is_deadline(self) -> bool:
        """Tell whether the wording says until when."""
        return self.how in UNTIL

    def is_one_of(self, months: Collection[int]) -> bool:
        """Tell whether it is one whole month, and one of some."""
        return self.is_month and self.point.first[0] in months

    @property
    def is_month(self) -> bool:
        """Tell whether it is one whole month."""
        return self.last is None and self.point.is_month

    @property
    def is_part_of_year(self) -> bool:
        """Tell whether it is one whole month, quarter or half-year, with nothing before it."""
        bare = not self.how and self.last is None
        return bare and self.point.size in PARTS_OF_YEAR

    @property
    def is_last_day(self) -> bool:
        """Tell whether it is a day until which something is due."""
        unchecked = self.weekday is None
        return unchecked and self.is_deadline and self.is_single

    @property
    def is_single(self) -> bool:
        """Tell whether it is one day."""
        return self.point.size is Size.DAY and self.last is None

    @property
    def is_endless(self) -> bool:
        """Tell whether it begins and does not end: «с сентября»."""
        return self.how == "с" and self.last is None

    @property
    def year(self) -> int | None:
        """The year that the wording names for it."""
        if self.last is None:
            return self.point.year
        return self.point.year or self.last.year

    def in_year(self, year: int) -> Found:
        """Give it the year that stands elsewhere in the wording; the end of a span follows."""
        return self._replace(point=self.point.in_year(year))


SCHOOL_HALVES = (Point(Size.MONTHS, (9, 1), (12, 31)), Point(Size.MONTHS, (1, 1), (5, 31)))


def months_point(first: int, last: int, year: int | None) -> Point:
    """Give the point of whole months, both inside."""
    size = _OF_MONTHS.get(last - first + 1, Size.MONTHS)
    return Point(size, (first, 1), (last, LAST_DAY), year)


def school_year(starts: int | None) -> Point:
    """Give the point of a school year."""
    first, last = (SCHOOL_YEAR_STARTS, 1), (SCHOOL_YEAR_ENDS, LAST_DAY)
    return Point(Size.SCHOOL_YEAR, first, last, starts, years_long=1)


def day_point(day: int, month: int, year: int | None, text: str) -> Point:
    """Give the point of one day, if any calendar has it."""
    longest = days_in_month(year or LEAP_YEAR, month)
    if not 1 <= day <= longest:
        nearest = f"{longest} {MONTHS_OF[month - 1]}"
        if year is not None:
            nearest = day_text(date(year, month, longest))
        raise Refusal(f"дня «{text}» нет в календаре", nearest)
    return Point(Size.DAY, (month, day), (month, day), year)


def by_school_years(plan: Period) -> bool:
    """Tell whether a plan begins with a school year."""
    several = plan.first.year != plan.last.year
    return several and plan.first.month == SCHOOL_YEAR_STARTS


def by_calendar_years(plan: Period) -> bool:
    """Tell whether a plan is several whole calendar years."""
    several = plan.first.year != plan.last.year
    return several and (plan.first.month, plan.last.month) == (1, 12)
