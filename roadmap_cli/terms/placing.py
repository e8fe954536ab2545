"""Places of points in a plan: the years that a wording leaves out, and what «до» and «с» make."""

from __future__ import annotations

from datetime import date, timedelta

from roadmap_cli.terms.periods import SCHOOL_YEAR_STARTS, YEAR_MONTHS, Period
from roadmap_cli.terms.points import WEEK, Found, Point, Refusal, by_school_years
from roadmap_cli.terms.vocabulary import MONTHS, WEEKDAYS
from roadmap_cli.wording import day as day_text


class Placer:
    """Places points in a plan: finds the years that the wording leaves out."""

    def __init__(
        self, plan: Period, section: Period | None, *, yearly: bool, onwards: bool = False
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
            year = end.year - 1 if point.reports else end.year
            first = max(first, date(year, 1, 1))
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
            last = last.in_year(first.year + 1 if passes_new_year else first.year)
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
        return first.in_year(year - 1 if crosses else year)

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
        raise Refusal("начало промежутка позже конца: поменяйте местами или назовите годы")
    return Period(start.first, later[0].last)
