"""The part of the grammar that reads dates."""

from __future__ import annotations

from typing import cast

from roadmap_cli.terms.periods import SCHOOL_YEAR_ENDS, SCHOOL_YEAR_STARTS, YEAR_MONTHS, Period
from roadmap_cli.terms.points import (
    GENITIVE,
    SCHOOL_HALVES,
    TEN_DAYS,
    Point,
    Refusal,
    by_school_years,
    day_point,
    is_year,
    months_point,
)
from roadmap_cli.terms.words import MONTHS, Cursor, Token

QUARTER, HALF = 3, 6  # months


class DateReader(Cursor):
    """Reads dates, spans of dates and series of days into points."""

    def __init__(self, found: list[Token], text: str, plan: Period) -> None:
        """Begin before the first token, with no point found."""
        super().__init__(found)
        self.text = text
        self.plan = plan
        self.points: list[tuple[str, Point, Point | None]] = []

    def _dated(self) -> bool:
        """Read a date, a span of dates, or a series of days of one month."""
        start = self.at
        self.phrase("в", "срок") or self.phrase("в", "период")
        if self.take("срок"):
            self.take("-")
        how = self._how()
        if self.peek().kind == "word" and self.peek().value in {"конец", "начало"}:
            point = self._edge(how)
        else:
            if self._series(how):
                return True
            point = self._point()
        if point is None:
            self.at = start
            return False
        self._close(how, point)
        return True

    def _how(self) -> str:
        """Take what stands before a date: until, from, or nothing."""
        if self.take("до", "к"):
            return "до"
        if self.phrase("не", "позднее"):
            return "не позднее"
        if self.take("начиная"):
            self.take("с")
            return "с"
        if self.take("с"):
            return "с"
        if self.peek().value == "по" and self.peek(1).kind in {"date", "month", "number"}:
            self.take("по")
            return "по"
        self.phrase("в", "течение") or self.take("в", "на")
        self.take("весь")
        return ""

    def _close(self, how: str, point: Point) -> None:
        """Complete a date by the end of its span, if it has one."""
        included = bool(self.take("включительно"))
        ranged = self.take("-") if how in {"", "с"} else None
        if how == "с" and not ranged:
            ranged = self.take("по", "до")
        if not how and not ranged and self.peek(1).kind in {"date", "number", "month"}:
            ranged = self.take("по")  # «20.03 по 20.04»
            if self.peek().value == "до" and self.peek(1).kind == "month":
                raise Refusal("неясно, входит ли последний месяц: напишите «с … по …»")
        last = self._point() if ranged else None
        if ranged and last is None:
            raise Refusal("нет конца промежутка")
        if last and is_year(last) != is_year(point):
            raise Refusal("неясно, к чему относятся годы: допишите год к каждой дате")
        if ranged and ranged.value == "до" and last and last.before:
            raise Refusal("неясно, входит ли последний месяц: напишите «с … по …»")
        if self.take("включительно"):
            included = True
        if self.take("-"):
            raise Refusal("в промежутке больше двух дат")
        self._times()
        self.points.append(("не позднее" if included and how == "до" else how, point, last))

    def _times(self) -> None:
        """Pass over times of day, which are no dates."""
        day, sign = self.tokens[self.at - 1].kind, self.peek().kind
        if (sign == "," and self.peek(1).value == "в" and self.peek(2).kind == "date") or (
            day == "month"
            and sign in {",", "("}
            and self.peek(1).kind == "date"
            and "." in self.peek(1).text
        ):
            raise Refusal("неясно, где время суток, а где дата: пишите время через двоеточие")
        if sign == "," and self.peek(1).kind == "time" and ":" not in self.peek(1).text:
            return
        while (
            self.phrase("в|с|до|к|,", "time")
            or self.take("time")
            or self.phrase("в|с|до", "number", "час")
        ):
            self.take("час", "-")

    def _edge(self, how: str) -> Point | None:
        """Read «до конца марта», «до конца года», «до начала учебного года»."""
        edge = self.take("конец", "начало")
        if edge is None or how not in {"до", "не позднее"}:
            raise Refusal("начало и конец без чисел каждый понимает по-своему: назовите дни")
        school = bool(self.take("учебный"))
        if school and self.take("год"):
            return Point((8, 31), (8, 31)) if edge.value == "начало" else Point((5, 31), (5, 31))
        if edge.value == "начало":
            raise Refusal("начало без числа каждый понимает по-своему: назовите день")
        self.take("календарный", "текущий")
        year = self.take("year")
        if self.take("год"):
            return self._year_end(year.number if year else None)
        if year:
            return None
        point = self._point()
        return point and Point(point.last, point.last, point.year)

    def _year_end(self, year: int | None) -> Point:
        if year is None and self.plan.first.year != self.plan.last.year:
            raise Refusal(
                "неясно, какого года конец",
                f"до 31.12.{self.plan.first.year}",
                f"до {self.plan.last:%d.%m.%Y}",
            )
        return Point((12, 31), (12, 31), year)

    def _series(self, how: str) -> bool:
        """Read numbers that share what follows: «5, 12 и 19 октября», «I, III квартал», «1-15 сентября», «20-24.11»."""
        start = self.at
        numbers: list[tuple[Token, str]] = []
        while (number := self.take("number")) is not None:
            joint = self.take("-", ",", "и") or (self.take("по") if how == "с" else None)
            numbers.append((number, str(joint.value or joint.kind) if joint else ""))
            if joint is None:
                break
        if numbers and numbers[-1][1] and self.peek().kind == "date":
            numbers.append((self.peek(), ""))
        if len(numbers) < 2:  # noqa: PLR2004  # one number is no series
            self.at = start
            return False
        self.at -= 0 if numbers[-1][0].kind == "date" else 1
        tail = self._point()
        if tail is None or (how and (how != "с" or len(numbers) > 2)):  # noqa: PLR2004  # «с 1 по 15 октября»
            self.at = start
            return False
        self._add_series(numbers, tail)
        self._times()
        return True

    def _add_series(self, numbers: list[tuple[Token, str]], tail: Point) -> None:
        points = [*(self._like(number, tail) for number, _ in numbers[:-1]), tail]
        index = 0
        while index < len(points):
            ranged = index < len(points) - 1 and numbers[index][1] in {"-", "по"}
            if ranged and numbers[index + 1][1] in {"-", "по"}:
                raise Refusal("в промежутке больше двух чисел")
            self.points.append(("", points[index], points[index + 1] if ranged else None))
            index += 2 if ranged else 1

    def _like(self, number: Token, tail: Point) -> Point:
        """Give the point that a number means before «15 октября», «III квартал» or «24.11»."""
        value = number.number
        (first_month, first_day), (last_month, last_day) = tail.first, tail.last
        if tail.first == tail.last and is_day(number):
            return day_point(value, first_month, tail.year, f"{value} {GENITIVE[first_month - 1]}")
        if first_month == last_month and (first_day, last_day) in TEN_DAYS[:2] and value in {1, 2}:
            days = TEN_DAYS[value - 1]
            return Point((first_month, days[0]), (first_month, days[1]), tail.year)
        months = last_month - first_month + 1
        if (
            tail.before
            and months in {QUARTER, HALF}
            and not tail.years_long
            and 1 <= value <= YEAR_MONTHS // months
        ):
            return months_point((value - 1) * months + 1, value * months, tail.year)
        raise Refusal(f"неясно, к чему относится число {value}")

    def _point(self) -> Point | None:
        """Read one date, month, quarter, half-year, third of a month, year or school year, with its year if any."""
        start = self.at
        for production in (
            self._full_date,
            self._day_and_month,
            self._ordinal,
            self._month,
            self._years,
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
        if year is None:
            year = self._year()
            self._no_month_and_year(day, month, year)
        else:
            self.take("год")
        return day_point(day, month, year, token.text)

    def _no_month_and_year(self, day: int, month: int, year: int | None) -> None:
        """Refuse «09.12» where it may be September 2012 as well as 9 December."""
        century = 2000 + month
        near = self.plan.first.year - 1 <= century <= self.plan.last.year + 1
        alone = len(self.tokens) == 1 and self.plan.first.month == 1
        if year is None and 1 <= day <= YEAR_MONTHS and (near or alone) and "-" not in self.text:
            as_day, as_month = f"{day} {GENITIVE[month - 1]}", f"{MONTHS[day - 1]} {century}"
            raise Refusal(f"это может быть и {as_day}, и {as_month}", as_day, as_month)

    def _day_and_month(self) -> Point | None:
        day, month = self.take("number"), self.take("month")
        if day is None or month is None:
            return None
        number = month.number
        self.take("месяц")
        return day_point(day.number, number, self._year(), f"{day.text} {month.text}")

    def _month(self) -> Point | None:
        month = self.take("month")
        if month is None:
            return None
        self.take("месяц")
        number = month.number
        return months_point(number, number, self._year())

    def _ordinal(self) -> Point | None:
        """Read a quarter, a half-year or ten days of a month."""
        ordinal = self.take("number")
        unit = self.take("квартал", "полугодие", "декада")
        if ordinal is None or unit is None:
            return None
        number = ordinal.number
        if unit.value == "декада" and 1 <= number <= len(TEN_DAYS):
            month = self._month()
            return month and Point(
                (month.first[0], TEN_DAYS[number - 1][0]),
                (month.first[0], TEN_DAYS[number - 1][1]),
                month.year,
            )
        if self.take("учебный"):
            raise Refusal("части учебного года каждый считает по-своему: назовите месяцы")
        length = QUARTER if unit.value == "квартал" else HALF
        if not 1 <= number <= YEAR_MONTHS // length:
            raise Refusal(f"нет такого: {ordinal.text} {unit.text}")
        year = self._year()
        if length == HALF and year is None and by_school_years(self.plan):
            return SCHOOL_HALVES[number - 1]
        return months_point((number - 1) * length + 1, number * length, year)

    def _years(self) -> Point | None:
        """Read «2020 год», «2019-2020 учебный год»."""
        first = self.take("year")
        last = self.take("year") if first and self.take("-", "/") else None
        school = self.take("учебный")
        if not self.take("год") and not first:
            return None
        if school:
            starts = first.number if first else None
            if first and last and last.number != first.number + 1:
                raise Refusal("учебный год длится один год")
            if first and not last:
                raise Refusal(
                    "у учебного года два числа", f"{first.value}-{first.number + 1} учебный год"
                )
            return Point(
                (SCHOOL_YEAR_STARTS, 1), (SCHOOL_YEAR_ENDS, 31), starts, years_long=1, before=True
            )
        if first is None:
            return None
        length = last.number - first.number if last else 0
        if length < 0:
            raise Refusal("годы стоят в обратном порядке")
        return Point((1, 1), (12, 31), first.number, years_long=length, before=True)

    def _year(self) -> int | None:
        """Take the year after a date: «2020», «2020 г.», «20 г.», «т.г.»."""
        start = self.at
        after = self.peek(2)
        ends = after.value == "год" or after.kind in {"end", ")", "\n"}
        if self.peek().kind in {",", "\n", "(", ";"} and self.peek(1).kind == "year" and ends:
            self.at += 1  # «май, 2020», «сентябрь (2019 г.)»
        year = self.take("year")
        if year:
            self.take("год")
            return year.number
        short = self.take("number")
        if short and self.take("год") and 10 <= short.number < 100:  # noqa: PLR2004  # two figures
            return 2000 + short.number
        self.at = start
        if self.phrase("следующий", "год") or self.phrase(
            "год", ",", "следующий", "за", "отчетный"
        ):
            self.take("год")
            if self.plan.first.year == self.plan.last.year:
                return self.plan.first.year + 1
            raise Refusal("неясно, какой год следующий: в плане их несколько")
        if self.phrase("т|с|текущий", "год"):
            if self.plan.first.year == self.plan.last.year:
                return self.plan.first.year
            raise Refusal("неясно, какой год текущий: в плане их несколько")
        return None


def is_day(token: Token) -> bool:
    """Tell whether a number may be a day of a month."""
    return isinstance(token.value, int) and 1 <= token.value <= 31  # noqa: PLR2004  # days of the longest month
