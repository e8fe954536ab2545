"""How the dates of a wording go together: what year they share, and which contradict each other."""

from __future__ import annotations

from datetime import date
from itertools import chain, pairwise, starmap
from operator import attrgetter
from typing import TYPE_CHECKING

from roadmap_cli.terms.periods import Period
from roadmap_cli.terms.points import Found, Refusal, Size

if TYPE_CHECKING:
    from roadmap_cli.terms.points import Point

_MIXED_YEARS = "неясно, к чему относятся годы: допишите год к каждой дате"

_year = attrgetter("year")
_point = attrgetter("point")
_start = attrgetter("point.first")
_is_single = attrgetter("is_single")
_is_endless = attrgetter("is_endless")
_is_year = attrgetter("point.is_year")
_in_section = attrgetter("point.in_section")


def with_shared_year(found: list[Found]) -> list[Found]:
    """Let a year at the end of a list hold for all of it.

    Not where the list then passes New Year: «декабрь, март 2021».
    """
    *earlier, last = [None, *map(_year, found)]
    if last is None or set(earlier) != {None}:
        return found
    starts = list(map(_start, found))
    passes_new_year = max(starts[:-1], default=starts[-1]) >= starts[-1]
    if passes_new_year:
        return found
    return [each.in_year(last) for each in found]


def joined_deadlines(found: list[Found]) -> list[Found]:
    """Make one span of a time and a deadline in it: «декабрь (не позднее 15 декабря)»."""
    joined: list[Found] = []
    for each in found:
        span = _span_until(joined[-1], each) if joined else None
        if span is None:
            joined.append(each)
        else:
            joined[-1] = span
    return joined


def _span_until(one: Found, other: Found) -> Found | None:
    """Give the span of a month, quarter or half-year and a deadline in it.

    A month may stand on either side, since nothing else can be meant: «до 15.09 (сентябрь)».
    """
    if one.is_deadline and other.point.is_month:
        one, other = other, one
    if not one.is_part_of_year:
        return None
    if not other.is_last_day:
        return None
    return _until_day(one.point, other.point)


def _until_day(time: Point, day: Point) -> Found | None:
    """Give the span from the beginning of a time to a day, if the day lies in it."""
    inside = time.first[0] <= day.last[0] <= time.last[0]
    years = {time.year, day.year} - {None}
    if not inside or len(years) > 1:
        return None
    year = next(iter(years), None)
    return Found("", time._replace(last=day.last, year=year, size=Size.PART))


def refuse_mixed_years(found: list[Found], plan: Period) -> None:
    """Refuse years that may belong to several dates: «декабрь 2021, 2022».

    Args:
        found: the dates.
        plan: the plan's first and last day.

    """
    alike = len(set(map(_is_year, found))) <= 1
    if not alike or _lack_a_year(found, plan):
        raise Refusal(_MIXED_YEARS)
    points = list(map(_point, found))
    without_years = {point._replace(year=None) for point in points if point.year}
    twice = not without_years.isdisjoint(points)  # «декабрь декабрь 2019»
    if twice:
        raise Refusal(_MIXED_YEARS)


def _lack_a_year(found: list[Found], plan: Period) -> bool:
    """Tell whether a year in a list may hold for the dates behind it too.

    As in «декабрь 2020, январь, февраль 2021»; the year of a plan of one year needs no such care.
    """
    years = list(map(_year, found))
    before_others = any(years[:-1])
    if None not in years or not before_others:
        return False
    if all(map(_is_single, found)):
        return True
    only_year = {None, plan.first.year, plan.last.year}
    return len(only_year) > 2 or not only_year.issuperset(years)  # noqa: PLR2004  # and None


def refuse_two_first_years(found: list[Found]) -> None:
    """Refuse «май 2021, июнь 2022, далее ежегодно»."""
    named = set(map(_year, found))
    if len(named) > 1:
        raise Refusal("неясно, с какого года повторять: назовите даты каждого года")


def refuse_limited_years(found: list[Found]) -> None:
    """Refuse «ежегодно, 2021-2022 годы» and «ежегодно с сентября» in a plan of several years."""
    limits = [*map(_year, found), *map(_is_endless, found)]
    if any(limits):
        raise Refusal(
            "«ежегодно» и год или длинный промежуток вместе: назовите даты каждого года"
        )


def refuse_mixed_months(found: list[Found]) -> None:
    """Refuse «15, май» in a section of another month: the number may belong to either."""
    homes = set(map(_in_section, found))
    if len(homes) > 1:
        raise Refusal("неясно, какого месяца число: допишите месяц")


def refuse_disorder(deadlines: list[Period], times: list[Period]) -> None:
    """Refuse times that lie inside each other, and deadlines that do not follow each other.

    Args:
        deadlines: the periods of «до», in the order of the wording.
        times: all others.

    """
    ends = [period.last for period in deadlines]
    in_order = sorted(set(times))
    until = [Period(date.min, end) for end in sorted(ends)[-1:]]
    early = starmap(Period.overlaps, zip(until, in_order, strict=False))
    inside = starmap(_is_one_inside, pairwise(in_order))
    if any(chain(early, inside)):
        raise Refusal("неясно, один это срок или несколько")
    if ends != sorted(ends):
        raise Refusal("сроки идут не по порядку: назовите годы")


def _is_one_inside(one: Period, other: Period) -> bool:
    """Tell whether one of two times lies inside the other; they may share days."""
    return one.holds(other) or other.holds(one)
