"""How the dates of a wording go together: what year they share, and which contradict each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from roadmap_cli.terms.points import UNTIL, Found, Refusal

if TYPE_CHECKING:
    from roadmap_cli.terms.periods import Period
    from roadmap_cli.terms.points import Point


def with_shared_year(found: list[Found]) -> list[Found]:
    """Let a year at the end of a list hold for all of it.

    Not where the list then passes New Year: «декабрь, март 2021».
    """
    years = [each.year for each in found]
    if len(found) < 2 or years[-1] is None or any(years[:-1]):  # noqa: PLR2004  # a list
        return found
    starts = [each.point.first for each in found]
    passes_new_year = max(starts[:-1]) >= starts[-1]
    return found if passes_new_year else [each.in_year(years[-1]) for each in found]


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
    if one.how or not other.is_deadline:
        return None
    if one.last or not one.point.is_part_of_year or not other.is_single:
        return None
    return _until_day(one.point, other.point)


def _until_day(time: Point, day: Point) -> Found | None:
    inside = time.first[0] <= day.last[0] <= time.last[0]
    years = {time.year, day.year} - {None}
    if not inside or len(years) > 1:
        return None
    year = next(iter(years), None)
    return Found("", time._replace(last=day.last, year=year, before=False))


def refuse_mixed_years(found: list[Found], plan: Period) -> None:
    """Refuse years that may belong to several dates: «декабрь 2021, 2022».

    Args:
        found: the dates.
        plan: the plan's first and last day.

    """
    reason = "неясно, к чему относятся годы: допишите год к каждой дате"
    if len({each.point.is_year for each in found}) > 1:
        raise Refusal(reason)
    if _lack_a_year(found, plan):
        raise Refusal(reason)
    if _twice_with_and_without_year(found):
        raise Refusal(reason)


def refuse_two_first_years(found: list[Found]) -> None:
    """Refuse «май 2021, июнь 2022, далее ежегодно»."""
    named = {each.year for each in found}
    if len(named) > 1:
        raise Refusal("неясно, с какого года повторять: назовите даты каждого года")


def refuse_limited_years(found: list[Found]) -> None:
    """Refuse «ежегодно, 2021-2022 годы» and «ежегодно с сентября» in a plan of several years."""
    for each in found:
        if each.year or each.is_endless:
            raise Refusal(
                "«ежегодно» и год или длинный промежуток вместе: назовите даты каждого года"
            )


def _lack_a_year(found: list[Found], plan: Period) -> bool:
    """Tell whether a year in a list may hold for the dates behind it too.

    As in «декабрь 2020, январь, февраль 2021»; the year of a plan of one year needs no such care.
    """
    years = [each.year for each in found]
    if all(years) or not any(years[:-1]):
        return False
    if all(each.is_single for each in found):
        return True
    return len(plan.years) > 1 or not set(years) <= {None, plan.first.year}


def _twice_with_and_without_year(found: list[Found]) -> bool:
    """Tell whether one date stands with a year and without: «декабрь декабрь 2019»."""
    dated = {each.point._replace(year=None) for each in found if each.point.year}
    return not dated.isdisjoint(each.point for each in found)


def refuse_mixed_months(found: list[Found]) -> None:
    """Refuse «15, май» in a section of another month: the number may belong to either."""
    if len({each.point.in_section for each in found}) > 1:
        raise Refusal("неясно, какого месяца число: допишите месяц")


def refuse_disorder(resolved: list[tuple[str, Period]]) -> None:
    """Refuse times that lie inside each other, and deadlines that do not follow each other.

    Args:
        resolved: the periods, each with the word before it.

    """
    deadlines = [period.last for how, period in resolved if how in UNTIL]
    times = sorted({period for how, period in resolved if how not in UNTIL})
    early = times[:1] if deadlines else []
    overlaps = [later.first <= time.last for time, later in pairwise(times)]
    overlaps += [time.first <= max(deadlines) for time in early]
    if any(overlaps):
        raise Refusal("неясно, один это срок или несколько")
    if deadlines != sorted(deadlines):
        raise Refusal("сроки идут не по порядку: назовите годы")
