"""The part of the grammar that reads dates."""

from __future__ import annotations

from typing import NamedTuple, cast

from roadmap_cli.terms.periods import YEAR_MONTHS, Period
from roadmap_cli.terms.points import (
    GENITIVE,
    LAST_DAY,
    SCHOOL_HALVES,
    Found,
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
from roadmap_cli.wording import day as day_text

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

# What stands before a date, and what it is to the reading
_LEADS = {
    "до|к": "до",
    "не-позднее": "не позднее",
    "начиная с?": "с",
    "с !time|clock": "с",
    "по &date|month|number": "по",
    "течение|в|на весь?": "",
    "весь": "",
}
# What stands between the ends of a span, by what stood before it
_JOINTS = {
    "": {
        "-": "-",
        "по &date|month|number": "по",
        "до &month": "до",
    },
    "с": {"-": "-", "по": "по", "до": "до"},
}
_TIMES = (
    "в|с|до|к? time|clock час? -? час?",
    ", clock час? -? час?",
    "в|с|до number час -?",
)
_SPAN_OF_TIMES = "с? time|clock час? -|до time|clock час?"
_ONE_TIME = "time|clock час?"
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


class _Number(NamedTuple):
    """A number that shares what follows, and the sign or word behind it."""

    token: Token
    joint: str

    @property
    def opens_span(self) -> bool:
        """Tell whether the next number ends a span that this one begins."""
        return self.joint in {"-", "по"}


class DateReader(Cursor):
    """Reads dates, spans of dates and series of days into points."""

    def __init__(self, found: list[Token], plan: Period, section: Period | None) -> None:
        """Begin before the first token, with no point found.

        Args:
            found: the tokens of the wording.
            plan: the plan's first and last day.
            section: the one period of the section's own term, if it has such a term.

        """
        super().__init__(found)
        self.plan = plan
        self.section = section
        self.one_year = len(plan.years) == 1
        self.found: list[Found] = []

    def _dated(self) -> bool:
        """Read a date, a span of dates, or a series of days of one month."""
        self.phrase("в срок|период")
        self.phrase("срок -?")
        how = self.choice(_LEADS) or ""
        if how in {"", "до"}:
            how = self._time_before_date(how)
        if self.follows("конец|начало"):
            point = self._edge(how)
        elif self.tried(lambda: self._series(how)):
            return True
        else:
            point = self._point()
        if point is None:
            return False
        self._close(how, point)
        return True

    # A date and the end of its span

    def _close(self, how: str, point: Point) -> None:
        """Complete a date by the end of its span, if it has one."""
        included = self.phrase("включительно")
        joint = self.choice(_JOINTS.get(how, {}))
        last = self._span_end(joint, point) if joint else None
        included = self.phrase("включительно") or included
        if self.take("-"):
            raise Refusal("в промежутке больше двух дат")
        self._times()
        if included and how == "до":
            how = "не позднее"
        self.found.append(Found(how, point, last))

    def _span_end(self, joint: str, first: Point) -> Point:
        last = self._point()
        if last is None:
            raise Refusal("нет конца промежутка")
        if last.is_year != first.is_year:
            raise Refusal("неясно, к чему относятся годы: допишите год к каждой дате")
        if joint == "до" and last.before:
            raise Refusal("неясно, входит ли последний месяц: напишите «с … по …»")
        return last

    # Times of day, which are no dates

    def _time_before_date(self, how: str) -> str:
        """Pass over a time of day that stands before its date.

        Returns:
            What stands before the date then: nothing, if the time was a span, as in
            «с 9.00 до 12.00 15 марта».

        """
        start = self.at
        span = self.phrase(_SPAN_OF_TIMES)
        self.phrase(_ONE_TIME)
        if self.follows("date", "day month"):
            return "" if span else how
        self.at = start
        return how

    def _times(self) -> None:
        """Pass over times of day behind a date.

        One that may be a date as well is refused: «17 сентября, 10.10».
        """
        after_month = self.behind.kind == "month" and self.follows(",|( date")
        if after_month or self.follows(", в date"):
            raise Refusal("неясно, где время суток, а где дата: пишите время через двоеточие")
        while self.phrase(*_TIMES):
            pass

    # Beginnings and ends

    def _edge(self, how: str) -> Point | None:
        """Read «до конца марта», «до конца года», «до начала учебного года»."""
        if how not in {"до", "не позднее"}:
            raise Refusal("начало и конец без чисел каждый понимает по-своему: назовите дни")
        if self.phrase("начало учебный год"):
            return Point((8, LAST_DAY), (8, LAST_DAY))
        if self.phrase("конец учебный год"):
            return school_year(None).end
        if self.take("начало"):
            raise Refusal("начало без числа каждый понимает по-своему: назовите день")
        self.phrase("конец календарный|текущий?")
        if self.take("год"):
            return self._end_of_year()
        point = self._section_point() or self._point()
        return point.end if point else None

    def _end_of_year(self) -> Point:
        if not self.one_year:
            raise Refusal(
                "неясно, какого года конец",
                f"до 31.12.{self.plan.first.year:04d}",
                f"до {day_text(self.plan.last)}",
            )
        return Point((YEAR_MONTHS, LAST_DAY), (YEAR_MONTHS, LAST_DAY))

    # Numbers that share what follows: «5, 12 и 19 октября», «I, III квартал», «20-24.11»

    def _series(self, how: str) -> bool:
        numbers = self._numbers(how)
        tail = self._point() if len(numbers) > 1 else None
        spanned = how == "с" and len(numbers) == 2  # noqa: PLR2004  # «с 1 по 15 октября»
        if tail is None or (how and not spanned):
            return False
        self._add_series(numbers, tail)
        self._times()
        return True

    def _numbers(self, how: str) -> list[_Number]:
        """Take numbers and what joins them.

        The last one begins the point that they share, and is not taken.
        """
        numbers: list[_Number] = []
        joints = ("-", ",", "и", "по") if how == "с" else ("-", ",", "и")
        while number := self.take("number"):
            joint = self.take(*joints)
            if joint is None:
                self.at -= 1
                return [*numbers, _Number(number, "")]
            numbers.append(_Number(number, joint.meaning or joint.kind))
        shared_date = self.peek()
        return [*numbers, _Number(shared_date, "")] if shared_date.kind == "date" else []

    def _add_series(self, numbers: list[_Number], tail: Point) -> None:
        points = [*(self._like(number.token, tail) for number in numbers[:-1]), tail]
        index = 0
        while index < len(points):
            if not numbers[index].opens_span:
                self.found.append(Found("", points[index]))
                index += 1
                continue
            if numbers[index + 1].opens_span:
                raise Refusal("в промежутке больше двух чисел")
            self.found.append(Found("", points[index], points[index + 1]))
            index += 2

    def _like(self, number: Token, tail: Point) -> Point:
        """Give the point that a number means before «15 октября», «III квартал» or «24.11»."""
        value, month = number.number, tail.first[0]
        if tail.is_day and number.is_day:
            point = day_point(value, month, tail.year, f"{value} {GENITIVE[month - 1]}")
            return point._replace(in_section=tail.in_section)
        days = _same_part(value, tail)
        if days is not None:
            return tail._replace(first=(month, days[0]), last=(month, days[1]))
        months = tail.last[0] - month + 1
        if months not in {QUARTER, HALF} or tail.years_long or value * months > YEAR_MONTHS:
            raise Refusal(f"неясно, к чему относится число {value}")
        return months_point((value - 1) * months + 1, value * months, tail.year)

    # Points

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


def _same_part(number: int, tail: Point) -> tuple[int, int] | None:
    """Give the days of the part of a month that a number means beside another of its kind."""
    days = (tail.first[1], tail.last[1])
    if tail.before or tail.first[0] != tail.last[0]:
        return None
    for parts in MONTH_PARTS.values():
        if days in parts and 1 <= number <= len(parts):
            return parts[number - 1]
    return None


def _refuse_odd_school_year(first: Token | None, last: Token | None) -> None:
    if first is None:
        return
    following = first.number + 1
    if last is None:
        raise Refusal("у учебного года два числа", f"{first.text}-{following} учебный год")
    if last.number != following:
        raise Refusal("учебный год длится один год")
