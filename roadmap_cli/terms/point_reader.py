"""The part of the grammar that reads one point of the calendar: a date, a month, a year."""

from __future__ import annotations

from typing import cast

from roadmap_cli.terms.periods import YEAR_MONTHS, Period
from roadmap_cli.terms.points import (
    GENITIVE,
    LAST_DAY,
    SCHOOL_HALVES,
    Point,
    Refusal,
    by_calendar_years,
    by_school_years,
    day_point,
    months_point,
    school_year,
)
from roadmap_cli.terms.vocabulary import MONTHS
from roadmap_cli.terms.words import CENTURY, Cursor, Token

QUARTER, HALF = 3, 6  # months
UNIT_MONTHS = {"месяц": 1, "квартал": QUARTER, "полугодие": HALF, "год": YEAR_MONTHS}
MONTH_PARTS = {
    "декада": ((1, 10), (11, 20), (21, LAST_DAY)),
    "неделя": ((1, 7), (8, 14), (15, 21), (22, 28), (29, LAST_DAY)),
    "половина": ((1, 15), (16, LAST_DAY)),
}
# «1 неделя», but not «1 недели», which may be how long something lasts
_ONE_PART = (
    *("неделя", "неделю", "неделе", "нед"),
    *("половина", "половину", "половине"),
    *("декада", "декаду", "декаде"),
)
_TWO_FIGURES = range(10, 100)

_DAY_ALONE = (
    "day число",
    "day &end|,|;|(|)|-|line|time|clock|и|по|до|в|с|включительно",
)
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
        self.one_year = len(plan.years) == 1

    def _point(self) -> Point | None:
        """Read one date, month, part of a month or a year, year or school year."""
        for production in (
            self._full_date,
            self._day_and_month,
            self._ordinal,
            self._month,
            self._years,
            self._day_alone,
        ):
            point = self.tried(production)
            if point is not None:
                return point
        return None

    def _full_date(self) -> Point | None:
        token = self.take("date")
        if token is None:
            return None
        day, month, year = cast("tuple[int, int, int | None]", token.value)
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
        if self.finds("number") or not all(map(self._may_be_month_and_year, dates)):
            return
        day, month, _ = cast("tuple[int, int, None]", dates[0].value)
        as_day, as_month = f"{day} {GENITIVE[month - 1]}", f"{MONTHS[day - 1]} {CENTURY + month}"
        raise Refusal(f"это может быть и {as_day}, и {as_month}", as_day, as_month)

    def _may_be_month_and_year(self, token: Token) -> bool:
        day, month, year = cast("tuple[int, int, int | None]", token.value)
        in_plan = self.plan.first.year <= CENTURY + month <= self.plan.last.year
        return year is None and in_plan and 1 <= day <= YEAR_MONTHS

    def _day_and_month(self) -> Point | None:
        if not self.follows("number month") or not self.peek().is_written_as_day:
            return None
        day, month = self.peek(), self.peek(1)
        self.phrase("number month месяц?")
        return self._day_of_some_year(day.number, month.number, f"{day.text} {month.text}")

    def _month(self) -> Point | None:
        month = self.peek()
        if not self.phrase("month месяц?"):
            return None
        return months_point(month.number, month.number, self._year())

    def _ordinal(self) -> Point | None:
        """Read «III квартал», «II полугодие», «первая декада мая», «2 неделя октября»."""
        ordinal, unit = self.peek(), self.peek(1)
        if self.phrase("number декада|неделя|половина"):
            return self._part_of_month(ordinal, unit)
        if not self.phrase("number квартал|полугодие"):
            return None
        if self.take("учебный"):
            raise Refusal("части учебного года каждый считает по-своему: назовите месяцы")
        number, length = ordinal.number, UNIT_MONTHS[unit.meaning]
        if not 1 <= number <= YEAR_MONTHS // length:
            raise Refusal(f"нет такого: {ordinal.text} {unit.text}")
        year = self._year()
        if length == HALF and year is None and by_school_years(self.plan):
            return SCHOOL_HALVES[number - 1]
        return months_point((number - 1) * length + 1, number * length, year)

    def _part_of_month(self, ordinal: Token, unit: Token) -> Point | None:
        """Read which ten days, week or half of a month; without a month it is the section's."""
        named = self._month()
        month = named or self._section_month()
        counted = ordinal.text.isdigit() and unit.text not in _ONE_PART
        if month is None or (counted and not (named and unit.meaning == "декада")):
            return None
        parts = MONTH_PARTS[unit.meaning]
        if not 1 <= ordinal.number <= len(parts):
            raise Refusal(f"нет такого: {ordinal.text} {unit.text}")
        first, last = parts[ordinal.number - 1]
        number = month.first[0]
        return month._replace(first=(number, first), last=(number, last), before=False)

    # What belongs to the section: its month is not named

    def _section_month(self) -> Point | None:
        """Give the section's month, if its own term lies in one."""
        section = self.section
        if section is None or section.months > 1:
            return None
        self.take("месяц")
        month = months_point(section.first.month, section.first.month, section.first.year)
        return month._replace(in_section=True)

    def _section_point(self) -> Point | None:
        """Read «месяца» or «квартала» where the section's own term is one."""
        section = self.section
        if section is None or not section.has_whole_months:
            return None
        if UNIT_MONTHS.get(self.peek().meaning) != section.months:
            return None
        if section.first.year != section.last.year:
            return None
        self.at += 1
        point = months_point(section.first.month, section.last.month, section.first.year)
        return point._replace(in_section=True)

    def _day_alone(self) -> Point | None:
        """Read «до 10» or «25-26» in a section of one month."""
        day = self.peek().number if self.peek().is_day else 0
        if not self.phrase(*_DAY_ALONE):
            return None
        month = self._section_month()
        if month is None:
            return None
        number = month.first[0]
        point = day_point(day, number, month.year, f"{day} {GENITIVE[number - 1]}")
        return point._replace(in_section=True)

    # Years

    def _years(self) -> Point | None:
        """Read «2020 год», «2019-2020 учебный год»."""
        first = self.take("year")
        last = self.take("year") if first and self.phrase("-|/ &year") else None
        school = self.take("учебный")
        if not self.take("год") and not first:
            return None
        if school:
            _refuse_odd_school_year(first, last)
            return school_year(first.number if first else None)
        if first is None:
            return None
        length = last.number - first.number if last else 0
        if length < 0:
            raise Refusal("годы стоят в обратном порядке")
        whole_year = months_point(1, YEAR_MONTHS, first.number)
        return whole_year._replace(years_long=length)

    def _year(self) -> int | None:
        """Take the year after a date: «2020», «, 2020 г.», «20 г.», «т.г.», «следующего года»."""
        if self.follows(",|;|(|line year год|end|)|line", ",|;|(|line year &end"):
            self.at += 1
        year = self.peek()
        if self.phrase("year год?"):
            return year.number
        if self.follows("number год") and year.number in _TWO_FIGURES:
            self.phrase("number год")
            return CENTURY + year.number
        shift = self.choice(_YEAR_IN_WORDS)
        if shift is None:
            return None
        if not self.one_year:
            name = "следующий" if shift else "текущий"
            raise Refusal(f"неясно, какой год {name}: в плане их несколько")
        return self.plan.first.year + shift


def _refuse_odd_school_year(first: Token | None, last: Token | None) -> None:
    if first is None:
        return
    following = first.number + 1
    if last is None:
        raise Refusal("у учебного года два числа", f"{first.text}-{following} учебный год")
    if last.number != following:
        raise Refusal("учебный год длится один год")
