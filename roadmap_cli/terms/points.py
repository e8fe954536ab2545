"""Points of the calendar as a wording names them, often without a year; their places in a plan."""

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
from roadmap_cli.terms.vocabulary import MONTHS, MONTHS_OF, WEEKDAYS
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


SCHOOL_HALVES = (
    Point(Size.MONTHS, (9, 1), (12, 31)),
    Point(Size.MONTHS, (1, 1), (5, 31)),
)


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


class Placer:
    """Places points in a plan: finds the years that the wording leaves out."""

    def __init__(
        self,
        plan: Period,
        section: Period | None,
        *,
        yearly: bool,
        onwards: bool = False,
    ) -> None:
        """Prepare to place points.

        Args:
            plan: the plan's first and last day.
            section: the one period of the section's own term, if it has such a term.
            yearly: the wording speaks of every year.
            onwards: it speaks of every year from the one that it names.

        """
        self.plan = plan
        self.home = section or plan
        self.yearly = yearly
        self.onwards = onwards

    def periods(self, found: Found) -> list[Period]:
        """Give the periods that a point, or a span of two, comes to after the word before it."""
        how, point, last, weekday = found
        if last is not None:
            return self._between(point, last)
        placed = self._placed(point)
        for days in placed:
            _refuse_other_weekday(how, days.first, weekday)
        if found.is_deadline:
            return [self._until(how, point, days) for days in placed]
        if how == "с":
            return [self._onwards(placed[0], point)]
        return placed

    def _onwards(self, days: Period, point: Point) -> Period:
        """Give the time from a day on, which passes the end of the plan if the day's own does."""
        last = max(days.last, self._whole(point).last)
        return Period(days.first, last)

    def _whole(self, point: Point) -> Period:
        """Give the time that an open span fills: the plan, or a section that gives the month."""
        return self.home if point.in_section else self.plan

    def _until(self, how: str, point: Point, days: Period) -> Period:
        """Give the days from the first of the plan to a date; «до июля» ends on 30 June."""
        exclusive = how == "до" and point.is_whole
        end = self._day_before(days) if exclusive else days.last
        first = self._whole(point).first
        of_each_year = self.yearly and self.plan.months > YEAR_MONTHS
        if of_each_year or point.reports:
            first = max(first, date(end.year - point.reports, 1, 1))
        return Period(min(first, end), end)

    def _day_before(self, days: Period) -> date:
        """Give the last day of «до июля», which the plan must have."""
        end = days.first - timedelta(days=1)
        if end < self.plan.first:
            raise Refusal(
                "он кончается раньше, чем начинается план: напишите последний день",
                f"до {day_text(days.last)}",
            )
        return end

    def _between(self, first: Point, last: Point) -> list[Period]:
        """Give a span; a year stands often at its end only, and a span may pass New Year."""
        if last.year is not None:
            first = self._before_year(first, last, last.year)
        elif first.year is not None:
            passes_new_year = last.last < first.first
            last = last.in_year(first.year + passes_new_year)
        starts = self._placed(first)
        ends = self._placed(last, ends=True)
        return [_span(start, ends) for start in starts]

    def _before_year(self, first: Point, last: Point, year: int) -> Point:
        """Give the beginning of a span the year of its end, or the year before."""
        if first.year is not None:
            return first
        crosses = first.first > last.last and last.years_long == 0
        if crosses and len(self.plan.years) == 1:
            raise Refusal("начало промежутка позже конца")
        return first.in_year(year - crosses)

    def _placed(self, point: Point, *, ends: bool = False) -> list[Period]:
        """Find the years of a point: the one named, or the one that puts it into the plan.

        Args:
            point: the point.
            ends: it is the end of a span, so that an August of a school year is its last month.

        """
        if point.reports:
            return [point.days(year + 1) for year in self.plan.years]
        if point.year is not None:
            return self._from_named_year(point, point.year)
        if not ends:
            self._refuse_one_of_two_augusts(point)
        inside = self._inside(point)
        if not self.yearly:
            _refuse_several_years(point, inside)
        return inside

    def _inside(self, point: Point) -> list[Period]:
        """Find a point in the plan, and rather in the section: «май» under «2022 год»."""
        years = [year for year in self.plan.years if point.exists_in(year)]
        inside = self._held([point.days(year) for year in years])
        if not inside:
            raise Refusal("такого дня в периоде плана нет: назовите год")
        near = [days for days in inside if self.home.overlaps(days)]
        return near if len(near) == 1 else inside

    def _from_named_year(self, point: Point, year: int) -> list[Period]:
        """Give a point in the year that is named, and in those behind it in «далее ежегодно»."""
        named = point.days(year)
        if not self.onwards:
            return [named]
        years = range(year + 1, self.plan.last.year + 1)
        return [named, *self._held([point.days(later) for later in years])]

    def _held(self, periods: list[Period]) -> list[Period]:
        """Choose what lies in the plan as a whole."""
        return [days for days in periods if self.plan.holds(days)]

    def _refuse_one_of_two_augusts(self, point: Point) -> None:
        """Refuse a bare August of a school year: it may be the one before it, or its last month."""
        month, _ = point.first
        is_august = month == SCHOOL_YEAR_STARTS - 1
        if is_august and by_school_years(self.plan):
            years = [self.plan.first.year, self.plan.last.year]
            raise Refusal(
                "август бывает и перед учебным годом, и в его конце: назовите год",
                *_months(point, years),
            )


def _refuse_other_weekday(how: str, day: date, weekday: int | None) -> None:
    """Refuse «15 мая (четверг)» where that is a Friday; advise both that may be meant."""
    actual = day.weekday()
    if weekday is None or weekday == actual:
        return
    shift = (weekday - actual + WEEK // 2) % WEEK - WEEK // 2  # from -3 to 3
    nearest = day + timedelta(days=shift)
    called, truly = WEEKDAYS[weekday], WEEKDAYS[actual]
    raise Refusal(
        f"{day_text(day)} – это {truly}, а не {called}",
        f"{how} {day_text(day)} ({truly})".lstrip(),
        f"{how} {day_text(nearest)} ({called})".lstrip(),
    )


def _refuse_several_years(point: Point, inside: list[Period]) -> None:
    """Refuse «май» in a plan that has several."""
    if len(inside) > 1:
        years = [days.first.year for days in inside[:2]]
        raise Refusal("в плане несколько лет: назовите год", *_months(point, years))


def _months(point: Point, years: list[int]) -> list[str]:
    """Name the month in which a point begins, in several years, as a wording would."""
    month = MONTHS[point.first[0] - 1]
    return [f"{month} {year:04d}" for year in years]


def _span(start: Period, ends: list[Period]) -> Period:
    """Give the span from a beginning to the nearest of the ends."""
    later = [end for end in ends if start.first <= end.last]
    if not later:
        raise Refusal(
            "начало промежутка позже конца: поменяйте местами или назовите годы"
        )
    return Period(start.first, later[0].last)
