"""How the dates of a wording go together: what year they share, and which contradict each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from roadmap_cli.terms.points import Found, Refusal, Size

if TYPE_CHECKING:
    from roadmap_cli.terms.periods import Period
    from roadmap_cli.terms.points import Point

_MIXED_YEARS = "неясно, к чему относятся годы: допишите год к каждой дате"


def with_shared_year(found: list[Found]) -> list[Found]:
    """Let a year at the end of a list hold for all of it.

    Not where the list then passes New Year: «декабрь, март 2021».
    """
    if not found:
        return found
    *earlier, last = found
    if not earlier or last.year is None:
        return found
    if any(each.year is not None for each in earlier):
        return found
    latest = max(each.point.first for each in earlier)
    passes_new_year = latest >= last.point.first
    if passes_new_year:
        return found
    return [each.in_year(last.year) for each in found]


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
    if not one.is_part_of_year or not other.is_last_day:
        return None
    return _until_day(one.point, other.point)


def _until_day(time: Point, day: Point) -> Found | None:
    """Give the span from the beginning of a time to a day, if the day lies in it."""
    inside = time.first[0] <= day.last[0] <= time.last[0]
    years = {time.year, day.year} - {None}
    if not inside or len(years) > 1:
        return None
    span = time._replace(last=day.last, year=time.year or day.year, size=Size.PART)
    return Found("", span)


def refuse_mixed_years(found: list[Found], plan: Period) -> None:
    """Refuse years that may belong to several dates: «декабрь 2021, 2022».

    Args:
        found: the dates.
        plan: the plan's first and last day.

    """
    kinds = {each.point.is_year for each in found}
    if len(kinds) > 1 or _lack_a_year(found, plan):
        raise Refusal(_MIXED_YEARS)
    points = [each.point for each in found]
    without_years = {point._replace(year=None) for point in points if point.year}
    twice = not without_years.isdisjoint(points)  # «декабрь декабрь 2019»
    if twice:
        raise Refusal(_MIXED_YEARS)


def _lack_a_year(found: list[Found], plan: Period) -> bool:
    """Tell whether a year in a list may hold for the dates behind it too.

    As in «декабрь 2020, январь, февраль 2021»; the year of a plan of one year needs no such care.
    """
    years = [each.year for each in found]
    before_others = any(years[:-1])
    if None not in years or not before_others:
        return False
    if all(each.is_single for each in found):
        return True
    only_year = {plan.first.year, plan.last.year}
    return len(only_year) > 1 or set(years) != {None, *only_year}


def refuse_two_first_years(found: list[Found]) -> None:
    """Refuse «май 2021, июнь 2022, далее ежегодно»."""
    named = {each.year for each in found}
    if len(named) > 1:
        raise Refusal("неясно, с какого года повторять: назовите даты каждого года")


def refuse_limited_years(found: list[Found]) -> None:
    """Refuse «ежегодно, 2021-2022 годы» and «ежегодно с сентября» in a plan of several years."""
    if any(each.year or each.is_endless for each in found):
        raise Refusal("«ежегодно» и год или длинный промежуток вместе: назовите даты каждого года")


def refuse_mixed_months(found: list[Found]) -> None:
    """Refuse «15, май» in a section of another month: the number may belong to either."""
    kinds = {each.point.in_section for each in found}
    if len(kinds) > 1:
        raise Refusal("неясно, какого месяца число: допишите месяц")


def refuse_disorder(deadlines: list[Period], times: list[Period]) -> None:
    """Refuse times that lie inside each other, and deadlines that do not follow each other.

    Args:
        deadlines: the periods of «до», in the order of the wording.
        times: all others.

    """
    ends = [period.last for period in deadlines]
    in_order = sorted(set(times))
    early = bool(ends and in_order) and in_order[0].first <= max(ends)
    inside = any(_is_one_inside(one, other) for one, other in pairwise(in_order))
    if early or inside:
        raise Refusal("неясно, один это срок или несколько")
    if ends != sorted(ends):
        raise Refusal("сроки идут не по порядку: назовите годы")


def _is_one_inside(one: Period, other: Period) -> bool:
    """Tell whether one of two times lies inside the other; they may share days."""
    return one.holds(other) or other.holds(one)
