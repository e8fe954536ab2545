"""Periods of days, points of the calendar, and their places in a plan."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.vocabulary import MONTHS, MONTHS_OF, WEEKDAYS
from roadmap_cli.wording import day as day_text

if TYPE_CHECKING:
    from collections.abc import Iterable


# A school year is 1 September … 31 May; a plan by school years ends on 31 August
SCHOOL_YEAR_STARTS, SCHOOL_YEAR_ENDS = 9, 5  # months
YEAR_MONTHS = 12
# A longer «plan» is a mistyped year; «ежеквартально» in it would be thousands of periods
LONGEST_PLAN_YEARS = 50


class Period(NamedTuple):
    """First … last day, both inside."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        """Return whether a day is inside."""
        return isinstance(day, date) and self.first <= day <= self.last

    def overlaps(self, other: Period) -> bool:
        """Return whether the periods share a day."""
        return self.first <= other.last and other.first <= self.last

    def ends_in(self, spans: Iterable[Period]) -> bool:
        """Return whether its last day is in any of the spans."""
        return any(self.last in span for span in spans)

    def holds(self, other: Period) -> bool:
        """Return whether the whole of another period is inside."""
        return self.first <= other.first and other.last <= self.last

    @property
    def years(self) -> range:
        """The calendar years that it touches."""
        return range(self.first.year, self.last.year + 1)

    @property
    def months(self) -> int:
        """The number of calendar months that it touches."""
        return month_number(self.last) - month_number(self.first) + 1

    @property
    def has_whole_months(self) -> bool:
        """Whether it begins and ends as months do."""
        last_day = days_in_month(self.last.year, self.last.month)
        return self.first.day == 1 and self.last.day == last_day

    @property
    def is_too_long(self) -> bool:
        """Whether it is longer than a plan may be."""
        return self.months > LONGEST_PLAN_YEARS * YEAR_MONTHS


class Kind(StrEnum):
    """What a term is: dates, the whole plan, no date at all, or a wording that a person must fix.

    `read` never returns the last: it raises. A plan uses it for a wording that cannot be read.
    """

    DATED = "dated"
    CONTINUOUS = "continuous"
    UNDATED = "undated"
    UNCLEAR = "unclear"


class Term(NamedTuple):
    """A wording, verbatim, and its reading.

    The periods are sorted. A continuous term has one, the whole plan; an undated one has none.
    """

    text: str
    kind: Kind
    periods: tuple[Period, ...]

    @property
    def most_marks(self) -> int:
        """The number of marks of execution needed: one per period, one if there are no periods."""
        return max(1, len(self.periods))

    def place_of(self, last: date | None) -> int | None:
        """Return the index of the period with this last day, or None."""
        lasts = [period.last for period in self.periods]
        return lasts.index(last) if last in lasts else None


def days_in_month(year: int, month: int) -> int:
    """Return the number of days in a month."""
    return monthrange(year, month)[1]


def blocks(span: Period, months: int) -> list[Period]:
    """Cut a span into blocks of whole months; the last one may be shorter."""
    later = range(month_number(span.first) + months, month_number(span.last) + 1, months)
    firsts = [date(number // YEAR_MONTHS, number % YEAR_MONTHS + 1, 1) for number in later]
    lasts = [first - timedelta(days=1) for first in firsts]
    ends = zip([span.first, *firsts], [*lasts, span.last], strict=True)
    return [Period(first, last) for first, last in ends]


def month_number(day: date) -> int:
    """Count the calendar months up to a day."""
    return day.year * YEAR_MONTHS + day.month - 1


LAST_DAY = 31  # stands for the last day of any month
WEEK = 7  # days
LEAP_YEAR = 2020  # has every day that some calendar has
UNTIL = {"до", "не позднее", "по"}
LAST_WEEK = (-6, LAST_DAY)  # days before the first are counted from the end of a month


class Refusal(Exception):  # noqa: N818  # no error yet: it becomes one
    """What is unclear, and ways to write it; an UnreadableTermError also has the whole wording."""

    def __init__(self, reason: str, *advice: str) -> None:
        """Keep the reason and the advice."""
        self.reason = reason
        self.advice = advice


class Size(StrEnum):
    """How much of the calendar a point is."""

    DAY = "day"
    PART = "part of a month"
    MONTH = "month"
    MONTHS = "quarter or half-year"
    YEAR = "one or more calendar years"
    SCHOOL_YEAR = "school year"


PARTS_OF_YEAR = {Size.MONTH, Size.MONTHS}
WHOLE = {*PARTS_OF_YEAR, Size.YEAR, Size.SCHOOL_YEAR}
"""«До X» ends before these."""


class Point(NamedTuple):
    """Days within a year, from (month, day) to (month, day), and the year if named."""

    size: Size
    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None = None
    years_long: int = 0  # how many New Years lie inside: one in a school year
    in_section: bool = False  # the month is not named: it is the section's
    reports: bool = False  # of the year that follows each year of the plan
    weekday: int | None = None  # the one day in it that is a Monday, …

    @property
    def end(self) -> Point:
        """Its last day, as a point."""
        year = None if self.year is None else self.year + self.years_long
        return Point(Size.DAY, self.last, self.last, year, in_section=self.in_section)

    def in_year(self, year: int) -> Point:
        """Take the year given elsewhere in the wording, unless it has its own."""
        return self if self.year is not None else self._replace(year=year)

    def days(self, year: int) -> Period:
        """Return its days in a year."""
        first, last = _day(year, self.first), _day(year + self.years_long, self.last)
        if self.weekday is None:
            return Period(first, last)
        day = first + timedelta(days=(self.weekday - first.weekday()) % WEEK)
        if day > last:
            raise Refusal("такого дня недели в этом месяце нет: назовите число")
        return Period(day, day)

    def exists_in(self, year: int) -> bool:
        """Return whether a year has it: 29 February is not in every one."""
        return all(
            day == LAST_DAY or day <= days_in_month(year, month)
            for month, day in (self.first, self.last)
        )


def _day(year: int, month_and_day: tuple[int, int]) -> date:
    """Return a day of a year; one before the first is counted from the end of the month."""
    month, day = month_and_day
    longest = days_in_month(year, month)
    if day <= 0:
        return date(year, month, longest + day)
    if longest < day < LAST_DAY:
        raise Refusal(f"такого дня в {year:04d} году нет", day_text(date(year, month, longest)))
    return date(year, month, min(day, longest))


class Found(NamedTuple):
    """A point as the wording has it: the word before it and the other end of a span.

    `weekday` is the day of the week in the wording, which is checked: «15 мая (пятница)».
    """

    how: str
    point: Point
    last: Point | None = None
    weekday: int | None = None

    @property
    def is_deadline(self) -> bool:
        """Whether it is a deadline."""
        return self.how in UNTIL

    @property
    def is_month(self) -> bool:
        """Whether it is one whole month."""
        return self.last is None and self.point.size is Size.MONTH

    @property
    def is_single(self) -> bool:
        """Whether it is one day."""
        return self.point.size is Size.DAY and self.last is None

    @property
    def is_endless(self) -> bool:
        """Whether it begins and does not end: «с сентября»."""
        return self.how == "с" and self.last is None

    @property
    def year(self) -> int | None:
        """The year named for it."""
        if self.last is None:
            return self.point.year
        return self.point.year or self.last.year

    @property
    def first_year(self) -> int | None:
        """The year in which it begins, if one is named for it or for its end."""
        if self.last is None or self.point.year is not None or self.last.year is None:
            return self.year
        return self.last.year - (self.point.first > self.last.last)

    def in_year(self, year: int) -> Found:
        """Take the year given elsewhere in the wording; so does the end of a span."""
        return self._replace(point=self.point.in_year(year))


SCHOOL_HALVES = (Point(Size.MONTHS, (9, 1), (12, 31)), Point(Size.MONTHS, (1, 1), (5, 31)))


def months_point(first: int, last: int, year: int | None, *, in_section: bool = False) -> Point:
    """Return the point of whole months, both inclusive."""
    size = {1: Size.MONTH, YEAR_MONTHS: Size.YEAR}.get(last - first + 1, Size.MONTHS)
    return Point(size, (first, 1), (last, LAST_DAY), year, in_section=in_section)


def day_point(day: int, month: int, year: int | None, text: str) -> Point:
    """Return the point of one day, if some year has that day."""
    longest = days_in_month(year or LEAP_YEAR, month)
    if not 1 <= day <= longest:
        last = f"{longest} {MONTHS_OF[month - 1]}"
        last = last if year is None else day_text(date(year, month, longest))
        raise Refusal(f"дня «{text}» нет в календаре", last)
    return Point(Size.DAY, (month, day), (month, day), year)


def by_school_years(plan: Period) -> bool:
    """Return whether a plan goes by school years."""
    return len(plan.years) > 1 and plan.first.month == SCHOOL_YEAR_STARTS


class Placer(NamedTuple):
    """Places points in a plan: finds the years that the wording leaves out."""

    plan: Period
    home: Period  # the only period of the section's own term, if it has one, or the plan
    yearly: bool  # the wording speaks of every year
    onwards: bool = False  # it speaks of every year from the named one on

    def periods(self, found: Found) -> list[Period]:
        """Return the periods of a point or a span, given the word before it."""
        how, point, last, weekday = found
        if last is not None:
            return self._between(point, last)
        placed = self._placed(point)
        for days in placed:
            _refuse_other_weekday(how, days.first, weekday)
        if found.is_deadline:
            return [self._until(how, point, days) for days in placed]
        if how == "с":  # until the plan's end, which the day itself may pass
            days = placed[0]
            return [Period(days.first, max(days.last, self._whole(point).last))]
        return placed

    def _whole(self, point: Point) -> Period:
        """Return the time an open span fills: the plan, or the section that gives the month."""
        return self.home if point.in_section else self.plan

    def _until(self, how: str, point: Point, days: Period) -> Period:
        """Return the days from the plan's first to a date; «до июля» ends on 30 June."""
        end = days.last
        if how == "до" and point.size in WHOLE:
            end = days.first - timedelta(days=1)
            if end < self.plan.first:
                raise Refusal(
                    "он кончается раньше, чем начинается план: напишите последний день",
                    f"до {day_text(days.last)}",
                )
        first = self._whole(point).first
        of_each_year = self.yearly and self.plan.months > YEAR_MONTHS
        if of_each_year or point.reports:
            year = end.year - 1 if point.reports else end.year
            first = max(first, date(year, 1, 1))
        return Period(min(first, end), end)

    def _between(self, first: Point, last: Point) -> list[Period]:
        """Return a span; often only one end has a year, and a span may cross New Year."""
        if last.year is not None and first.year is None:
            crosses = first.first > last.last and last.years_long == 0
            first = first.in_year(last.year - 1 if crosses else last.year)
            self._refuse_crossing(first, crosses=crosses)
        elif first.year is not None and last.year is None:
            crosses = last.last < first.first
            last = last.in_year(first.year + 1 if crosses else first.year)
            self._refuse_crossing(last, crosses=crosses)
        starts = self._placed(first)
        ends = self._placed(last, ends=True)
        return [_span(start, ends) for start in starts]

    def _refuse_crossing(self, guessed: Point, *, crosses: bool) -> None:
        """Refuse a span that would cross New Year and leave the plan: its ends are swapped."""
        inside = len(self.plan.years) > 1 and self.plan.overlaps(guessed.days(guessed.year or 0))
        if crosses and not inside:
            raise Refusal("начало промежутка позже конца")

    def _placed(self, point: Point, *, ends: bool = False) -> list[Period]:
        """Find the years of a point: the named one, or the one that puts it inside the plan.

        At the end of a span (`ends`), August is clearly the last month of a school year.
        """
        if point.reports:
            return [point.days(year + 1) for year in self.plan.years]
        if point.year is not None:
            later = range(point.year + 1, self.plan.last.year + 1) if self.onwards else ()
            return [point.days(point.year), *self._held(point, later)]
        is_august = point.first[0] == SCHOOL_YEAR_STARTS - 1
        if is_august and not ends and by_school_years(self.plan):
            raise Refusal(
                "август бывает и перед учебным годом, и в его конце: назовите год",
                *_months(point, [self.plan.first.year, self.plan.last.year]),
            )
        inside = self._inside(point)
        if len(inside) > 1 and not self.yearly:
            years = [days.first.year for days in inside[:2]]
            raise Refusal("в плане несколько лет: назовите год", *_months(point, years))
        return inside

    def _inside(self, point: Point) -> list[Period]:
        """Find a point in the plan, preferably in the section: «май» under «2022 год»."""
        years = [year for year in self.plan.years if point.exists_in(year)]
        if self.yearly and len(years) < len(self.plan.years):
            raise Refusal("такого дня не в каждом году есть: назовите другой")
        inside = self._held(point, years)
        if not inside:
            raise Refusal("такого дня в периоде плана нет: назовите год")
        near = [days for days in inside if self.home.overlaps(days)]
        return near if len(near) == 1 else inside

    def _held(self, point: Point, years: Iterable[int]) -> list[Period]:
        return [days for days in map(point.days, years) if self.plan.holds(days)]


def _refuse_other_weekday(how: str, day: date, weekday: int | None) -> None:
    """Refuse «15 мая (четверг)» if that is a Friday; suggest both possible meanings."""
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


def _months(point: Point, years: list[int]) -> list[str]:
    month = MONTHS[point.first[0] - 1]
    return [f"{month} {year:04d}" for year in years]


def _span(start: Period, ends: list[Period]) -> Period:
    """Return the span from a beginning to the nearest of the ends."""
    last = next((end.last for end in ends if start.first <= end.last), None)
    if last is None:
        raise Refusal("начало промежутка позже конца: поменяйте местами или назовите годы")
    return Period(start.first, last)


MIXED_YEARS = "неясно, к чему относятся годы: допишите год к каждой дате"


def with_shared_year(found: list[Found], plan: Period, *, run_on: bool) -> list[Found]:
    """Apply a year in a list to all dates before it: «март, ноябрь 2020, январь 2021».

    Not if the list would then cross New Year: «декабрь, март 2021». If dates run on without
    separators, only a year at the end is clear.
    """
    years = [each.first_year for each in found]
    bare = next((place for place, year in enumerate(years) if year is not None), 0)
    if not bare or None in years[bare:] or (run_on and bare < len(found) - 1):
        return found
    one, year = found[bare].point, years[bare] or 0
    if max(each.point.first for each in found[:bare]) >= one.first:
        return found
    shared = [each.in_year(year) for each in found[:bare]]
    refuse_early([each.point for each in shared], one.in_year(year), plan)
    return [*shared, *found[bare:]]


def refuse_early(shared: list[Point], named: Point, plan: Period) -> None:
    """Refuse a year, named once and shared, that puts a date before the plan: «II, IV кв. 2019»."""
    if named.year is None or named.days(named.year).last < plan.first:
        return
    if any(each.days(named.year).last < plan.first for each in shared):
        raise Refusal(MIXED_YEARS)


def joined_deadlines(found: list[Found]) -> list[Found]:
    """Join a time and a deadline within it into one span: «декабрь (не позднее 15 декабря)»."""
    joined: list[Found] = []
    for each in found:
        span = _span_until(joined[-1], each) if joined else None
        if span:
            joined.pop()
        joined.append(span or each)
    return joined


def _span_until(one: Found, other: Found) -> Found | None:
    """Return the span of a month, quarter or half-year with a deadline in it."""
    # A month may come second, as it is unambiguous: «до 15.09 (сентябрь)»
    if one.is_deadline and other.point.size is Size.MONTH:
        one, other = other, one
    is_time = not one.how and one.last is None and one.point.size in PARTS_OF_YEAR
    is_last_day = other.is_deadline and other.is_single and other.weekday is None
    if not is_time or not is_last_day:
        return None
    time, day = one.point, other.point
    inside = time.first[0] <= day.last[0] <= time.last[0]
    years = {time.year, day.year} - {None}
    if not inside or len(years) > 1:
        return None
    year = time.year or day.year
    return Found("", time._replace(last=day.last, year=year, size=Size.PART))


def refuse_mixed_years(found: list[Found], plan: Period) -> None:
    """Refuse years that may belong to several dates: «декабрь 2021, 2022»."""
    of_years = {each.point.size is Size.YEAR for each in found}
    points = [each.point for each in found]
    without_years = {point._replace(year=None) for point in points if point.year}
    twice = not without_years.isdisjoint(points)  # «декабрь декабрь 2019»
    if len(of_years) > 1 or twice or _lack_a_year(found, plan):
        raise Refusal(MIXED_YEARS)


def _lack_a_year(found: list[Found], plan: Period) -> bool:
    """Return whether a year in a list may also apply to the dates after it.

    As in «декабрь 2020, январь, февраль 2021»; harmless in a plan of one year.
    """
    years = [each.year for each in found]
    before_others = any(years[:-1])
    if None not in years or not before_others:
        return False
    if all(each.is_single for each in found):
        return True
    only_year = {plan.first.year, plan.last.year}
    return len(only_year) > 1 or set(years) != {None, *only_year}


def refuse_disorder(deadlines: list[Period], times: list[Period]) -> None:
    """Refuse times inside each other, and deadlines out of the order of the wording."""
    ends = [period.last for period in deadlines]
    in_order = sorted(set(times))
    early = bool(ends and in_order) and in_order[0].first <= max(ends)
    inside = any(one.holds(other) or other.holds(one) for one, other in pairwise(in_order))
    if early or inside:
        raise Refusal("неясно, один это срок или несколько")
    if ends != sorted(ends):
        raise Refusal("сроки идут не по порядку: назовите годы")
