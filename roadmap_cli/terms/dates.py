"""The part of the grammar that reads dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.periods import YEAR_MONTHS
from roadmap_cli.terms.point_reader import HALF, MONTH_PARTS, QUARTER, PointReader
from roadmap_cli.terms.points import (
    GENITIVE,
    LAST_DAY,
    Found,
    Point,
    Refusal,
    day_point,
    months_point,
    school_year,
)
from roadmap_cli.wording import day as day_text

if TYPE_CHECKING:
    from roadmap_cli.terms.periods import Period
    from roadmap_cli.terms.words import Token

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


class _Number(NamedTuple):
    """A number that shares what follows, and the sign or word behind it."""

    token: Token
    joint: str

    @property
    def opens_span(self) -> bool:
        """Tell whether the next number ends a span that this one begins."""
        return self.joint in {"-", "по"}


class DateReader(PointReader):
    """Reads dates, spans of dates and series of days into points."""

    def __init__(self, found: list[Token], plan: Period, section: Period | None) -> None:
        """Begin before the first token, with no date found: see `PointReader`."""
        super().__init__(found, plan, section)
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


def _same_part(number: int, tail: Point) -> tuple[int, int] | None:
    """Give the days of the part of a month that a number means beside another of its kind."""
    days = (tail.first[1], tail.last[1])
    if tail.before or tail.first[0] != tail.last[0]:
        return None
    for parts in MONTH_PARTS.values():
        if days in parts and 1 <= number <= len(parts):
            return parts[number - 1]
    return None
