"""The part of the grammar that reads one point of the calendar: a date, a month, a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.terms.cursor import Cursor
from roadmap_cli.terms.cutting import CENTURY, full_year
from roadmap_cli.terms.periods import YEAR_MONTHS, Period
from roadmap_cli.terms.points import (
    LAST_DAY,
    LAST_WEEK,
    SCHOOL_HALVES,
    Point,
    Refusal,
    Size,
    by_calendar_years,
    by_school_years,
    day_point,
    months_point,
    school_year,
)
from roadmap_cli.terms.vocabulary import MONTHS, MONTHS_OF, ONE_PART
from roadmap_cli.terms.words import numbers

if TYPE_CHECKING:
    from roadmap_cli.terms.words import Token

QUARTER, HALF = 3, 6  # months
UNIT_MONTHS = {"месяц": 1, "квартал": QUARTER, "полугодие": HALF, "год": YEAR_MONTHS}
_WEEKS = {"1": (1, 7), "2": (8, 14), "3": (15, 21), "4": (22, 28)}
# Parts of a month and the first and last day of each, by what stands before the name
MONTH_PARTS = {
    "декада": {"1": (1, 10), "2": (11, 20), "3": (21, LAST_DAY), "последний": (21, LAST_DAY)},
    "неделя": {**_WEEKS, "5": (29, LAST_DAY), "последний": LAST_WEEK},
    "половина": {"1": (1, 15), "2": (16, LAST_DAY)},
    "weekday": {**_WEEKS, "последний": LAST_WEEK},
}

_DAY_ALONE = ("day число", "day &end|,|;|(|)|-|line|time|clock|и|по|до|в|с|включительно")
_REPORTED_YEAR = ("год ,? следующий за отчетный год?", "следующий за отчетный год")
_YEAR_IN_WORDS = {
    "т|с|текущий|отчетный|финансовый год": 0,
    "следующий год": 1,
    **dict.fromkeys(_REPORTED_YEAR, 1),
}


class PointReader(Cursor):
    """Reads points, with their year where it is named."""

    def __init__(self, found: list[Token], plan: Period, section: Period | None) -> None:
        """Begin before the first token, with no point read.

        Args:
            found: the tokens of the wording.
            plan: the plan's first and last day.
            section: the one period of the section's own term, if it has such a term.

        """
        super().__init__(found)
        self.plan = plan
        self.section = section
        self.home = section or plan
        self.one_year = len(plan.years) == 1

    def _point(self) -> Point | None:
        """Read one date, month, part of a month or a year, year or school year."""
        for production in (
            self._full_date,
            self._day_and_month,
            self._part_of_year,
            self._part_of_month,
            self._last_day,
            self._month,
            self._years,
            self._day_alone,
        ):
            point = self.tried(production)
            if point is not None:
                return point
        return None

    # Days

    def _full_date(self) -> Point | None:
        """Read «15.05», «15.05.2020»."""
        token = self.take("date")
        if token is None:
            return None
        day, month, year = token.date
        if not 1 <= month <= YEAR_MONTHS:
            raise Refusal(f"в «{token.text}» нет такого месяца")
        if year is not None:
            self.take("год")
            return day_point(day, month, year, token.text)
        point = self._day_of_some_year(day, month, token.text)
        if point.year is None:
            self._refuse_month_and_year()
        return point

    def _day_of_some_year(self, day: int, month: int, text: str) -> Point:
        """Give a day the year that follows it, or the one after each year of a plan of several."""
        if by_calendar_years(self.plan) and self.phrase(*_REPORTED_YEAR):
            return day_point(day, month, None, text)._replace(reports=True)
        return day_point(day, month, self._year(), text)

    def _refuse_month_and_year(self) -> None:
        """Refuse «09.12» in a plan of 2012: it may be September 2012.

        Not where a neighbour shows that days and months are meant.
        """
        dates = [token for token in self.tokens if token.kind == "date"]
        unclear = all(self._may_be_month_and_year(date) for date in dates)
        if not unclear or self.finds("number"):
            return
        day, month, _ = dates[0].date
        as_day = f"{day} {MONTHS_OF[month - 1]}"
        as_month = f"{MONTHS[day - 1]} {CENTURY + month}"
        raise Refusal(f"это может быть и {as_day}, и {as_month}", as_day, as_month)

    def _may_be_month_and_year(self, token: Token) -> bool:
        """Tell whether «09.12» may be a month and a year of this plan."""
        day, month, year = token.date
        in_plan = CENTURY + month in self.plan.years
        return in_plan and year is None and 1 <= day <= YEAR_MONTHS

    def _day_and_month(self) -> Point | None:
        """Read «15 мая»."""
        taken = self.phrase("written-day month месяц?")
        if not taken:
            return None
        day, month, *_ = taken
        text = f"{day.text} {month.text}"
        return self._day_of_some_year(day.number, month.number, text)

    # Months and their parts, quarters and half-years

    def _month(self) -> Point | None:
        """Read «май», «мае месяце», with its year."""
        taken = self.phrase("month месяц?")
        if not taken:
            return None
        month = taken[0].number
        return months_point(month, month, self._year())

    def _part_of_year(self) -> Point | None:
        """Read «III квартал», «II полугодие»."""
        taken = self.phrase("number квартал|полугодие")
        if not taken:
            return None
        ordinal, unit = taken
        if self.take("учебный"):
            raise Refusal("части учебного года каждый считает по-своему: назовите месяцы")
        number, length = ordinal.number, UNIT_MONTHS[unit.meaning]
        if not 1 <= number <= YEAR_MONTHS // length:
            raise Refusal(f"нет такого: {ordinal.text} {unit.text}")
        year = self._year()
        bare_half = length == HALF and year is None
        if bare_half and by_school_years(self.plan):
            return SCHOOL_HALVES[number - 1]
        last = number * length
        return months_point(last - length + 1, last, year)

    def _part_of_month(self) -> Point | None:
        """Read «первая декада мая», «последняя пятница октября»; alone it is of the section."""
        named = self._named_part()
        month = self._month() or self._section_month()
        if named is None or month is None:
            return None
        counted, unit = named
        of_month = unit.meaning == "декада" and not month.in_section
        if _may_last(counted, unit) and not of_month:
            return None
        return _part(month, counted, unit)

    def _part_of_month_named(self, month: Point) -> Point | None:
        """Read «3 неделя» or «последний день» behind its month."""
        if self.phrase("последний день|число месяц? !month"):
            return month.end
        named = self._one_part()
        if named is None or self.follows("month"):
            return None
        return _part(month, *named)

    def _last_day(self) -> Point | None:
        """Read «последний день мая»; alone it is of the section."""
        if not self.phrase("последний день|число"):
            return None
        month = self._month() or self._section_month()
        return month.end if month else None

    def _named_part(self) -> tuple[Token, Token] | None:
        """Take «первая декада», «последняя пятница», «2-я неделя»."""
        taken = self.phrase(f"number|последний {'|'.join(MONTH_PARTS)}")
        return (taken[0], taken[1]) if taken else None

    def _one_part(self) -> tuple[Token, Token] | None:
        """Take a part of a month, but not «2 недели», which may be how long something lasts."""
        named = self._named_part()
        return None if named and _may_last(*named) else named

    # What belongs to the section: its month is not named

    def _section_month(self) -> Point | None:
        """Give the section's month, if its own term lies in one."""
        section = self.section
        if section is None or section.months > 1:
            return None
        self.take("месяц")
        first = section.first
        month = months_point(first.month, first.month, first.year)
        return month._replace(in_section=True)

    def _section_point(self) -> Point | None:
        """Read «месяца» or «квартала» where the section's own term is one."""
        section = self.section
        if section is None or not section.is_part_of_year:
            return None
        if UNIT_MONTHS.get(self.peek().meaning) != section.months:
            return None
        self.at += 1
        first, last = section
        point = months_point(first.month, last.month, first.year)
        return point._replace(in_section=True)

    def _day_alone(self) -> Point | None:
        """Read «до 10» or «25-26» in a section of one month."""
        taken = self.phrase(*_DAY_ALONE)
        month = self._section_month()
        if not taken or month is None:
            return None
        day, number = taken[0].number, month.first[0]
        point = day_point(day, number, month.year, f"{day} {MONTHS_OF[number - 1]}")
        return point._replace(in_section=True)

    # Years

    def _years(self) -> Point | None:
        """Read «2020 год», «2019-2020 учебный год»."""
        school = self.phrase("учебный год", "year учебный год?", "year -|/ year учебный год?")
        if school:
            return _school_year(numbers(school, "year"))
        taken = self.phrase("year -|/ year год?", "year год?")
        years = numbers(taken, "year")
        if not years:
            return None
        if years != sorted(years):
            raise Refusal("годы стоят в обратном порядке")
        whole_year = months_point(1, YEAR_MONTHS, years[0])
        return whole_year._replace(years_long=years[-1] - years[0])

    def _year(self) -> int | None:
        """Take the year after a date: «2020», «, 2020 г.», «20 г.», «т.г.», «следующего года»."""
        if self.follows(",|;|(|line year год|end|)|line"):
            self.at += 1
        named = self.phrase("year год?", "short-year год")
        if named:
            return full_year(named[0].number)
        shift = self.choice(_YEAR_IN_WORDS)
        if shift is None:
            return None
        if not self.one_year:
            name = "следующий" if shift else "текущий"
            raise Refusal(f"неясно, какой год {name}: в плане их несколько")
        return self.plan.first.year + shift


def _may_last(counted: Token, unit: Token) -> bool:
    """Tell whether «2 недели» may be how long something lasts."""
    return counted.text.isdigit() and unit.text not in ONE_PART.split()


def _part(month: Point, counted: Token, unit: Token) -> Point:
    """Give the part of a month, or the weekday in it, that a number or «последний» counts."""
    number, _ = month.first
    first, last = days_of_part(counted, unit)
    part = month._replace(first=(number, first), last=(number, last))
    return part._replace(size=Size.PART, weekday=weekday(unit))


def days_of_part(counted: Token, unit: Token) -> tuple[int, int]:
    """Give the first and last day of a part of a month."""
    days = counted.found_in(unit.found_in(MONTH_PARTS) or {})
    if days is None:
        raise Refusal(f"нет такого: {counted.text} {unit.text}")
    return days


def weekday(unit: Token) -> int | None:
    """Give the day of the week that a token names, if it names one."""
    return unit.number if unit.kind == "weekday" else None


def _school_year(years: list[int]) -> Point:
    """Give the point of a school year: of two years one after the other, or of none."""
    if not years:
        return school_year(None)
    first, *rest = years
    if not rest:
        raise Refusal("у учебного года два числа", f"{first}-{first + 1} учебный год")
    if rest != [first + 1]:
        raise Refusal("учебный год длится один год")
    return school_year(first)
