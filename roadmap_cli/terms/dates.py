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
TWO_FIGURES = range(10, 100)
UNIT_MONTHS = {"месяц": 1, "квартал": QUARTER, "полугодие": HALF, "год": YEAR_MONTHS}
TEN_DAYS = ((1, 10), (11, 20), (21, LAST_DAY))
MONTH_PARTS = {
    "декада": TEN_DAYS,
    "неделя": ((1, 7), (8, 14), (15, 21), (22, 28), (29, LAST_DAY)),
    "половина": ((1, 15), (16, LAST_DAY)),
}
# «1 неделя», but not «1 недели», which may be how long something lasts
_ONE_PART = {"неделя", "неделю", "неделе", "нед", "половина", "половину", "половине"} | {
    "декада",
    "декаду",
    "декаде",
}
_BEHIND_A_DAY = {"end", ",", ";", "(", ")", "-", "\n", "time"}
_BEHIND_A_DAY_WORDS = {"и", "по", "до", "в", "с", "включительно"}
_DATE_BEGINS = {"date", "month", "number"}


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
        """Begin before the first token, with no point found."""
        super().__init__(found)
        self.plan = plan
        self.section = section
        self.found: list[Found] = []

    @property
    def one_year(self) -> bool:
        """Tell whether the plan lies in one calendar year."""
        return self.plan.first.year == self.plan.last.year

    def _dated(self) -> bool:
        """Read a date, a span of dates, or a series of days of one month."""
        start = self.at
        self.phrase("в срок|период")
        self.phrase("срок -?")
        how = self._how()
        if how in {"", "до"}:
            how = self._time_before_date(how)
        point = self._edge(how)
        if point is None and self._series(how):
            return True
        point = point or self._point()
        if point is None:
            self.at = start
            return False
        self._close(how, point)
        return True

    def _how(self) -> str:
        """Take what stands before a date: until, from, or nothing."""
        if self.take("до", "к"):
            return "до"
        if self.take("не позднее"):
            return "не позднее"
        if self.phrase("начиная с?"):
            return "с"
        if self.peek().meaning == "с" and self.peek(1).kind != "time" and self.take("с"):
            return "с"
        if self.peek().meaning == "по" and self.peek(1).kind in _DATE_BEGINS:
            self.take("по")
            return "по"
        self.take("течение", "в", "на")
        self.take("весь")
        return ""

    # A date and the end of its span

    def _close(self, how: str, point: Point) -> None:
        """Complete a date by the end of its span, if it has one."""
        included = self.take("включительно")
        joint = self._joint(how)
        last = self._span_end(joint, point) if joint else None
        included = self.take("включительно") or included
        if self.take("-"):
            raise Refusal("в промежутке больше двух дат")
        self._times()
        if included and how == "до":
            how = "не позднее"
        self.found.append(Found(how, point, last))

    def _joint(self, how: str) -> str:
        """Take the sign or the word between the two ends of a span."""
        if how in {"", "с"} and self.take("-"):
            return "-"
        if how == "с":
            word = self.take("по", "до")
            return word.meaning if word else ""
        if how or self.peek(1).kind not in _DATE_BEGINS:
            return ""
        if self.take("по"):  # «20.03 по 20.04»
            return "по"
        if self.peek().meaning == "до" and self.peek(1).kind == "month":
            raise Refusal("неясно, входит ли последний месяц: напишите «с … по …»")
        return ""

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
        """Pass over a time of day that stands before its date; give what then stands before that."""
        start = self.at
        span = self.phrase("с? time час? -|до time час?")
        if span or self.phrase("time час?"):
            dated = self.peek().kind == "date" or (
                self.peek().is_day and self.peek(1).kind == "month"
            )
            if dated:
                return "" if span else how
        self.at = start
        return how

    def _times(self) -> None:
        """Pass over times of day behind a date."""
        self._refuse_time_like_a_date()
        sign, following = self.peek(), self.peek(1)
        if sign.kind == "," and following.kind == "time" and ":" not in following.text:
            return
        while self.phrase("в|с|до|к|,? time") or self.phrase("в|с|до number час"):
            while self.take("час", "-"):
                pass

    def _refuse_time_like_a_date(self) -> None:
        day, sign, following = self.tokens[self.at - 1], self.peek(), self.peek(1)
        at_ten_past_ten = sign.kind == "," and self.peek(2).kind == "date"
        if at_ten_past_ten and following.meaning == "в":
            raise Refusal("неясно, где время суток, а где дата: пишите время через двоеточие")
        behind_month = day.kind == "month" and sign.kind in {",", "("}
        if behind_month and following.kind == "date" and "." in following.text:
            raise Refusal("неясно, где время суток, а где дата: пишите время через двоеточие")

    # Beginnings and ends

    def _edge(self, how: str) -> Point | None:
        """Read «до конца марта», «до конца года», «до начала учебного года»."""
        edge = self.take("конец", "начало")
        if edge is None:
            return None
        if how not in {"до", "не позднее"}:
            raise Refusal("начало и конец без чисел каждый понимает по-своему: назовите дни")
        school = self.phrase("учебный год")
        if edge.meaning == "начало":
            if school:
                return Point((8, LAST_DAY), (8, LAST_DAY))
            raise Refusal("начало без числа каждый понимает по-своему: назовите день")
        return school_year(None).end if school else self._end()

    def _end(self) -> Point | None:
        """Read what follows «до конца»."""
        self.take("календарный", "текущий")
        if self.take("год"):
            self._refuse_one_of_several_ends()
            return Point((YEAR_MONTHS, LAST_DAY), (YEAR_MONTHS, LAST_DAY))
        point = self._section_point() or self._point()
        return point.end if point else None

    def _refuse_one_of_several_ends(self) -> None:
        if not self.one_year:
            raise Refusal(
                "неясно, какого года конец",
                f"до 31.12.{self.plan.first.year:04d}",
                f"до {day_text(self.plan.last)}",
            )

    # Numbers that share what follows: «5, 12 и 19 октября», «I, III квартал», «20-24.11»

    def _series(self, how: str) -> bool:
        start = self.at
        numbers = self._numbers(how)
        tail = self._point() if len(numbers) > 1 else None
        spanned = how == "с" and len(numbers) == 2  # noqa: PLR2004  # «с 1 по 15 октября»
        if tail is None or (how and not spanned):
            self.at = start
            return False
        self._add_series(numbers, tail)
        self._times()
        return True

    def _numbers(self, how: str) -> list[_Number]:
        """Take numbers and what joins them, up to the last, which begins the point that they share."""
        numbers = []
        joints = ("-", ",", "и", "по") if how == "с" else ("-", ",", "и")
        while number := self.take("number"):
            joint = self.take(*joints)
            numbers.append(_Number(number, (joint.meaning or joint.kind) if joint else ""))
            if joint is None:
                self.at -= 1
                return numbers
        return [*numbers, _Number(self.peek(), "")] if self.peek().kind == "date" else []

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
        in_parts = tail.before and months in {QUARTER, HALF} and not tail.years_long
        if in_parts and 1 <= value <= YEAR_MONTHS // months:
            return months_point((value - 1) * months + 1, value * months, tail.year)
        raise Refusal(f"неясно, к чему относится число {value}")

    # Points

    def _point(self) -> Point | None:
        """Read one date, month, part of a month or a year, year or school year, with its year if any."""
        start = self.at
        for production in (
            self._full_date,
            self._day_and_month,
            self._ordinal,
            self._month,
            self._years,
            self._day_alone,
        ):
            point = production()
            if point is not None:
                return point
            self.at = start
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
        year = self._year()
        point = day_point(day, month, year, text)
        of_each_year = year is None and by_calendar_years(self.plan)
        reports = of_each_year and self._following_reported_year()
        return point._replace(reports=reports)

    def _refuse_month_and_year(self) -> None:
        """Refuse «09.12» in a plan of 2012, unless a neighbour shows that it is a day and a month."""
        dates = [token for token in self.tokens if token.kind == "date"]
        days = any(token.kind == "number" for token in self.tokens)
        if days or not all(self._may_be_month_and_year(token) for token in dates):
            return
        day, month, _ = cast("tuple[int, int, None]", dates[0].value)
        as_day, as_month = f"{day} {GENITIVE[month - 1]}", f"{MONTHS[day - 1]} {CENTURY + month}"
        raise Refusal(f"это может быть и {as_day}, и {as_month}", as_day, as_month)

    def _may_be_month_and_year(self, token: Token) -> bool:
        day, month, year = cast("tuple[int, int, int | None]", token.value)
        in_plan = self.plan.first.year <= CENTURY + month <= self.plan.last.year
        return year is None and in_plan and 1 <= day <= YEAR_MONTHS

    def _day_and_month(self) -> Point | None:
        day, month = self.take("number"), self.take("month")
        if day is None or month is None:
            return None
        self.take("месяц")
        return self._day_of_some_year(day.number, month.number, f"{day.text} {month.text}")

    def _month(self) -> Point | None:
        month = self.take("month")
        if month is None:
            return None
        self.take("месяц")
        return months_point(month.number, month.number, self._year())

    def _ordinal(self) -> Point | None:
        """Read «III квартал», «II полугодие», «первая декада мая», «2 неделя октября»."""
        ordinal = self.take("number")
        unit = self.take("квартал", "полугодие", *MONTH_PARTS)
        if ordinal is None or unit is None:
            return None
        if unit.meaning in MONTH_PARTS:
            return self._part_of_month(ordinal, unit)
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
        month = self._month()
        counted = ordinal.text.isdigit() and unit.text not in _ONE_PART
        if counted and (month is None or unit.meaning != "декада"):
            return None
        month = month or self._section_month()
        if month is None:
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
        section, unit = self.section, self.peek().meaning
        if section is None or not section.has_whole_months:
            return None
        if UNIT_MONTHS.get(unit) != section.months or section.first.year != section.last.year:
            return None
        self.take(unit)
        point = months_point(section.first.month, section.last.month, section.first.year)
        return point._replace(in_section=True)

    def _day_alone(self) -> Point | None:
        """Read «до 10» or «25-26» in a section of one month."""
        day = self.take("number")
        if day is None or not day.is_day or not day.text[0].isdigit():
            return None
        named = self.take("число")
        month = self._section_month()
        following = self.peek()
        ends = following.kind in _BEHIND_A_DAY or following.meaning in _BEHIND_A_DAY_WORDS
        if month is None or not (named or ends):
            return None
        number = month.first[0]
        point = day_point(day.number, number, month.year, f"{day.number} {GENITIVE[number - 1]}")
        return point._replace(in_section=True)

    # Years

    def _years(self) -> Point | None:
        """Read «2020 год», «2019-2020 учебный год»."""
        first = self.take("year")
        last = self.take("year") if first and self.take("-", "/") else None
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
        """Take the year after a date: «2020», «2020 г.», «20 г.», «т.г.», «следующего года»."""
        self._sign_before_year()
        year = self.take("year")
        if year:
            self.take("год")
            return year.number
        short = self.peek()
        if short.kind == "number" and short.number in TWO_FIGURES and self.phrase("number год"):
            return CENTURY + short.number
        return self._year_in_words()

    def _sign_before_year(self) -> None:
        """Pass over the sign in «май, 2020», «сентябрь (2019 г.)»."""
        sign, year, after = self.peek(), self.peek(1), self.peek(2)
        ends = after.meaning == "год" or after.kind in {"end", ")", "\n"}
        if sign.kind in {",", "\n", "(", ";"} and year.kind == "year" and ends:
            self.at += 1

    def _year_in_words(self) -> int | None:
        if self.phrase("т|с|текущий|отчетный|финансовый год"):
            if self.one_year:
                return self.plan.first.year
            raise Refusal("неясно, какой год текущий: в плане их несколько")
        if self.one_year:
            follows = self.phrase("следующий год") or self._following_reported_year()
            return self.plan.first.year + 1 if follows else None
        of_each_year = by_calendar_years(self.plan)
        if self.phrase("следующий год") or (not of_each_year and self._following_reported_year()):
            raise Refusal("неясно, какой год следующий: в плане их несколько")
        return None

    def _following_reported_year(self) -> bool:
        """Take «года, следующего за отчетным»."""
        return self.phrase("год ,? следующий за отчетный год?") or self.phrase(
            "следующий за отчетный год"
        )


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
    if first and last and last.number != first.number + 1:
        raise Refusal("учебный год длится один год")
    if first and not last:
        raise Refusal("у учебного года два числа", f"{first.text}-{first.number + 1} учебный год")
