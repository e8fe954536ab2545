"""The part of the grammar that reads dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.periods import YEAR_MONTHS
from roadmap_cli.terms.point_reader import MONTH_PARTS, PointReader
from roadmap_cli.terms.points import (
    SCHOOL_HALVES,
    Found,
    Point,
    Refusal,
    Size,
    day_point,
    months_point,
)
from roadmap_cli.terms.vocabulary import MONTHS_OF
from roadmap_cli.terms.words import numbers
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
    "": {"-": "-", "по &date|month|number": "по", "до &month": "до"},
    "с": {"-": "-", "по": "по", "до": "до"},
}
_TIMES = ("в|с|до|к? time|clock час? -? час?", ", clock час? -? час?", "в|с|до number час -?")
_SPAN_OF_TIMES = "с? time|clock час? -|до time|clock час?"
_ONE_TIME = "time|clock час?"
_DATED_WEEKDAY = ("weekday ,? date", "weekday ,? day month")
_UNCLEAR_WEEKDAY = "неясно, к какому из дней относится день недели"


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
            return self._close(how, self._edge(how))
        return self.tried(lambda: self._series(how)) or self._date(how)

    def _date(self, how: str) -> bool:
        """Read a date, with the day of the week before it or without."""
        if not self.follows(*_DATED_WEEKDAY):
            return self._close(how, self._point())
        called = self.phrase("weekday ,?")
        closed = self._close(how, self._point())
        self._call(called)
        return closed

    def _weekday_of_date(self) -> bool:
        """Read the weekday behind a date, to be checked: «15 мая (пятница)»."""
        called = self.phrase("в? weekday )?")
        if not called or not self.found:
            return False
        self._call(called)
        self._times()
        return True

    def _call(self, called: list[Token]) -> None:
        """Note which day of the week the wording calls the latest date."""
        dated = self.found[-1]
        if not dated.is_single or dated.weekday is not None:
            raise Refusal(_UNCLEAR_WEEKDAY)
        (weekday,) = numbers(called, "weekday")
        self.found[-1] = dated._replace(weekday=weekday)

    def _part_of_found_month(self) -> bool:
        """Read the part of the only month before it: «октябрь (3 неделя)»."""
        months = [found for found in self.found if found.is_month]
        if len(months) != 1 or not self.found[-1].is_month:
            return False
        month = self.found[-1]
        part = self._part_of_month_named(month.point)
        if part is None or month.how:
            return False
        self.found[-1] = Found("", part)
        return True

    # A date and the end of its span

    def _close(self, how: str, point: Point | None) -> bool:
        """Complete a date by the end of its span, if it has one."""
        if point is None:
            return False
        included = self.phrase("включительно")
        joint = self.choice(_JOINTS.get(how, {}))
        last = self._span_end(joint, point) if joint else None
        included += self.phrase("включительно")
        if self.take("-"):
            raise Refusal("в промежутке больше двух дат")
        self._times()
        if how == "до":
            how = self._until(point, included=bool(included))
        self.found.append(Found(how, point, last))
        return True

    def _until(self, point: Point, *, included: bool) -> str:
        """Tell whether «до» is «не позднее»; refuse «до второй половины мая»: is it inside."""
        if included:
            return "не позднее"
        if point.size is Size.PART and point.weekday is None:
            raise Refusal("неясно, входят ли эти дни в срок: напишите последний день")
        return "до"

    def _span_end(self, joint: str, first: Point) -> Point:
        """Read the end of a span, which must be of the kind of its beginning."""
        last = self._point()
        if last is None:
            raise Refusal("нет конца промежутка")
        if last.is_year != first.is_year:
            raise Refusal("неясно, к чему относятся годы: допишите год к каждой дате")
        if joint == "до" and last.size is not Size.DAY:
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
        dated = self.follows("date", "day month")
        if not dated:
            self.at = start
            return how
        return "" if span else how

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
            return day_point(31, 8, None, "")
        if self.take("начало"):
            raise Refusal("начало без числа каждый понимает по-своему: назовите день")
        if self.phrase("конец календарный|текущий? год"):
            return self._end_of_year()
        self.phrase("конец календарный|текущий?")
        point = self._section_point() or self._point()
        return point.end if point else None

    def _end_of_year(self) -> Point:
        """Give 31 December, if it is clear of which year."""
        if not self.one_year:
            raise Refusal(
                "неясно, какого года конец",
                f"до 31.12.{self.plan.first.year:04d}",
                f"до {day_text(self.plan.last)}",
            )
        return months_point(1, YEAR_MONTHS, None).end

    # Numbers that share what follows: «5, 12 и 19 октября», «I, III квартал», «20-24.11»

    def _series(self, how: str) -> bool:
        """Read numbers and the date that they share: only «с 1 по 15 октября» has a word before."""
        numbers = self._numbers(how)
        is_span = how == "с" and len(numbers) == 1
        if not numbers or (how and not is_span):
            return False
        tail = self._point()
        if tail is None:
            return False
        self._add_series(numbers, tail)
        self._times()
        return True

    def _numbers(self, how: str) -> list[_Number]:
        """Take numbers and what joins them, all but the last: that begins what they share."""
        numbers: list[_Number] = []
        joints = "-|,|и|по" if how == "с" else "-|,|и"
        while taken := self.phrase(f"number {joints} &number|date"):
            numbers.append(_Number(taken[0], taken[1].meaning or taken[1].kind))
        return numbers

    def _add_series(self, numbers: list[_Number], tail: Point) -> None:
        """Add a date for each number and for the last, and a span for two that a dash joins."""
        points = [_like(number.token, tail) for number in numbers]
        joined: list[Point] = []
        for number, point in zip(numbers, points, strict=True):
            joined.append(point)
            if not number.opens_span:
                self._add_joined(joined)
                joined = []
        self._add_joined([*joined, tail])

    def _add_joined(self, joined: list[Point]) -> None:
        """Add a date, or the span of two."""
        first, *rest = joined
        if len(rest) > 1:
            raise Refusal("в промежутке больше двух чисел")
        last = rest[0] if rest else None
        self.found.append(Found("", first, last))


def _like(number: Token, tail: Point) -> Point:
    """Give the point that a number means before «15 октября», «III квартал» or «24.11»."""
    point = _LIKE[tail.size](number, tail)
    if point is None:
        raise Refusal(f"неясно, к чему относится число {number.number}")
    return point


def _like_day(number: Token, tail: Point) -> Point | None:
    """Give another day of the same month."""
    if not number.fits(["day"]):
        return None
    value, month = number.number, tail.first[0]
    point = day_point(value, month, tail.year, f"{value} {MONTHS_OF[month - 1]}")
    return point._replace(in_section=tail.in_section)


def _like_part(number: Token, tail: Point) -> Point | None:
    """Give another week, ten days or half of the same month."""
    month, first = tail.first
    _, last = tail.last
    alike = [parts for parts in MONTH_PARTS.values() if (first, last) in parts.values()]
    for parts in alike:
        meant = number.found_in(parts)
        if meant:
            return tail._replace(first=(month, meant[0]), last=(month, meant[1]))
    return None


def _like_months(number: Token, tail: Point) -> Point | None:
    """Give another quarter or half-year of the same year."""
    months = tail.last[0] - tail.first[0] + 1
    starts = range(1, YEAR_MONTHS + 1, months)
    alike = [months_point(first, first + months - 1, tail.year) for first in starts]
    if tail in SCHOOL_HALVES:
        alike = list(SCHOOL_HALVES)
    if not 1 <= number.number <= len(alike):
        return None
    return alike[number.number - 1]


_LIKE = {Size.DAY: _like_day, Size.PART: _like_part, Size.MONTHS: _like_months}
