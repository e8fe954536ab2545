"""Points of the calendar as a wording names them, often without a year, and their places in a plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from roadmap_cli.terms.periods import SCHOOL_YEAR_STARTS, Period, days_in_month
from roadmap_cli.terms.words import MONTHS


class Refusal(Exception):  # noqa: N818  # becomes an UnreadableTermError, which knows the whole wording
    """What is unclear, and ways to write it."""

    def __init__(self, reason: str, *advice: str) -> None:
        """Keep both."""
        self.reason = reason
        self.advice = advice
        super().__init__(reason)


def usual_advice(plan: Period) -> tuple[str, ...]:
    """Give three ways to write a term of a plan."""
    month = MONTHS[plan.first.month - 1]
    return f"{month} {plan.first.year}", f"до {plan.last:%d.%m.%Y}", "в течение года"


class Point(NamedTuple):
    """Days within a year: from (month, day) to (month, day), and the year if it is named."""

    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None = None
    years_long: int = 0  # how many New Years lie inside: one in a school year
    before: bool = False  # «до X» ends before X: a bare month, quarter or half-year


class Placer:
    """Places points in a plan: finds the years that the wording leaves out."""

    def __init__(self, plan: Period, *, yearly: bool) -> None:
        """Take the plan, and whether the wording speaks of every year."""
        self.plan = plan
        self.yearly = yearly

    def resolved(self, how: str, first: Point, last: Point | None) -> list[Period]:
        """Give the periods that a point, or a span of two, comes to after the word before it."""
        if last is not None:
            return self._between(first, last)
        if how in UNTIL:
            return [
                self._until(days, exclusive=how == "до" and first.before)
                for days in self._placed(first)
            ]
        if how == "с":
            return [
                Period(days.first, max(days.last, self.plan.last))
                for days in self._placed(first)[:1]
            ]
        return self._placed(first)

    def _until(self, days: Period, *, exclusive: bool) -> Period:
        """Give the days from the plan's first to a date; «до июля» ends on 30 June."""
        end = days.first - timedelta(days=1) if exclusive else days.last
        if exclusive and end < self.plan.first:
            raise Refusal(
                "он кончается раньше, чем начинается план: напишите последний день",
                f"до {days.last:%d.%m.%Y}",
            )
        many = (self.plan.last - self.plan.first).days > LONGEST_YEAR
        begins = (
            max(self.plan.first, date(end.year, 1, 1)) if self.yearly and many else self.plan.first
        )
        return Period(min(begins, end), end)

    def _between(self, first: Point, last: Point) -> list[Period]:
        """Give a span; a year stands often at its end only, and a span may pass New Year."""
        if first.year is None and last.year is not None:
            crosses = (first.first > last.last) and last.years_long == 0
            first = in_year(first, last.year - 1 if crosses else last.year)
            if (
                crosses
                and not by_school_years(self.plan)
                and self.plan.first.year == self.plan.last.year
            ):
                raise Refusal("начало промежутка позже конца")
        elif last.year is None and first.year is not None:
            last = in_year(last, first.year + (last.last < first.first))
        spans = [
            Period(start.first, end.last)
            for start in self._placed(first)
            for end in self._placed(last, ends=True)
            if start.first <= end.last
        ]
        if not spans:
            raise Refusal("начало промежутка позже конца: поменяйте местами или назовите годы")
        if len(spans) > 1:
            raise Refusal(
                "в плане несколько лет: назовите год",
                f"{MONTHS[first.first[0] - 1]} {self.plan.first.year}",
            )
        return spans

    def _placed(self, point: Point, *, ends: bool = False) -> list[Period]:
        """Find the years of a point: the one named, or the one that puts it into the plan."""
        if point.year is not None:
            return [_days(point, point.year)]
        if by_school_years(self.plan) and point.first[0] == SCHOOL_YEAR_STARTS - 1 and not ends:
            month = MONTHS[point.first[0] - 1]
            raise Refusal(
                "август бывает и перед учебным годом, и в его конце: назовите год",
                *(f"{month} {year}" for year in (self.plan.first.year, self.plan.last.year)),
            )
        years = range(self.plan.first.year, self.plan.last.year + 1)
        found = [_days(point, year) for year in years if _exists(point, year)]
        inside = [days for days in found if days.first in self.plan and days.last in self.plan]
        if not inside:
            raise Refusal("такого дня в периоде плана нет: назовите год")
        if len(inside) > 1 and not self.yearly:
            month = MONTHS[point.first[0] - 1]
            raise Refusal(
                "в плане несколько лет: назовите год",
                *(f"{month} {days.first.year}" for days in inside[:2]),
            )
        return inside


LONGEST_YEAR = 366  # days
LAST_DAY = 31  # stands for the last day of any month
UNTIL = {"до", "не позднее", "по"}
TEN_DAYS = ((1, 10), (11, 20), (21, 31))
SCHOOL_HALVES = (Point((9, 1), (12, 31), before=True), Point((1, 1), (5, 31), before=True))
GENITIVE = tuple(name[:-1] + "я" if name[-1] in "ьй" else name + "а" for name in MONTHS)


def months_point(first: int, last: int, year: int | None) -> Point:
    """Give the point of whole months, both inside."""
    return Point((first, 1), (last, 31), year, before=True)


def in_year(point: Point, year: int) -> Point:
    """Give a point the year that stands elsewhere in the wording."""
    return Point(point.first, point.last, point.year or year, point.years_long, point.before)


def day_point(day: int, month: int, year: int | None, text: str) -> Point:
    """Give the point of one day, if any calendar has it."""
    longest = days_in_month(year or 2020, month)  # a leap year, where none is named
    if not 1 <= day <= longest:
        raise Refusal(f"дня «{text}» нет в календаре", f"{longest} {GENITIVE[month - 1]}")
    return Point((month, day), (month, day), year)


def _exists(point: Point, year: int) -> bool:
    return point.first[1] == LAST_DAY or point.first[1] <= days_in_month(year, point.first[0])


def _days(point: Point, year: int) -> Period:
    """Give a point's days in a year; the 31st stands for the last day of any month."""
    (first_month, first_day), (last_month, last_day) = point.first, point.last
    end_year = year + point.years_long
    return Period(
        date(year, first_month, min(first_day, days_in_month(year, first_month))),
        date(end_year, last_month, min(last_day, days_in_month(end_year, last_month))),
    )


def is_year(point: Point) -> bool:
    """Tell whether a point is one or more whole calendar years."""
    return point.before and (point.first, point.last) == ((1, 1), (12, 31))


def is_month(point: Point) -> bool:
    """Tell whether a point is one whole month."""
    return point.before and point.first[0] == point.last[0]


def by_school_years(plan: Period) -> bool:
    """Tell whether a plan begins with a school year."""
    return plan.first.month == SCHOOL_YEAR_STARTS and plan.first.year != plan.last.year
