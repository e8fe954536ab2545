"""How the dates of a wording go together: what year they share, and which of them contradict each other."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from roadmap_cli.terms.points import UNTIL, Found, Refusal

if TYPE_CHECKING:
    from roadmap_cli.terms.periods import Period


def with_shared_year(found: list[Found]) -> list[Found]:
    """Let a year at the end of a list hold for all of it, unless it passes New Year: «декабрь, март 2021»."""
    years = [_end_year(each) for each in found]
    if len(years) < 2 or years[-1] is None or any(years[:-1]):  # noqa: PLR2004  # a list
        return found
    starts = [each.point.first for each in found]
    if max(starts[:-1]) >= starts[-1]:
        return found
    return [each.in_year(years[-1]) for each in found]


def _end_year(found: Found) -> int | None:
    return found.point.year or (found.last.year if found.last else None)


def joined_deadlines(found: list[Found]) -> list[Found]:
    """Make one span of a time and a day in it until which one has time: «декабрь (не позднее 15 декабря)»."""
    joined: list[Found] = []
    for each in found:
        span = _span_until(joined[-1], each) if joined else None
        if span:
            joined[-1] = span
        else:
            joined.append(each)
    return joined


def _span_until(one: Found, other: Found) -> Found | None:
    """Give the span of a month, quarter or half-year and a deadline in it, in either order."""
    spans, deadlines = _sorted_by_kind(one, other)
    if spans.how or spans.last or deadlines.how not in UNTIL or deadlines.last:
        return None
    time, day = spans.point, deadlines.point
    in_one_year = time.before and not time.is_year and not time.years_long
    if not in_one_year or not day.is_day or not time.first[0] <= day.last[0] <= time.last[0]:
        return None
    if None not in {time.year, day.year} and time.year != day.year:
        return None
    if one.how in UNTIL and not time.is_month:
        return None
    span = time._replace(last=day.last, year=day.year or time.year, before=False)
    return Found("", span)


def _sorted_by_kind(one: Found, other: Found) -> tuple[Found, Found]:
    return (other, one) if one.how in UNTIL else (one, other)


def refuse_mixed_years(found: list[Found], plan: Period, *, yearly: bool, onwards: bool) -> None:
    """Refuse years that may belong to several dates: «декабрь 2021, 2022», «декабрь 2020, январь, февраль 2021»."""
    whole = [each.point.is_year for each in found]
    if any(whole) and not all(whole):
        raise Refusal("неясно, к чему относятся годы: допишите год к каждой дате")
    years = [each.year for each in found]
    named = {year for year in years if year}
    one_year = plan.first.year == plan.last.year
    some_lack_it = any(years[:-1]) and not all(years)
    if some_lack_it:
        single = all(each.point.is_day and each.last is None for each in found)
        if single or not one_year or named != {plan.first.year}:
            raise Refusal("неясно, к чему относятся годы: допишите год к каждой дате")
    if onwards and len(named) > 1:
        raise Refusal("неясно, с какого года повторять: назовите даты каждого года")
    endless = any(each.how == "с" and each.last is None for each in found)
    if yearly and not onwards and not one_year and (named or endless):
        raise Refusal("«ежегодно» и год или длинный промежуток вместе: назовите даты каждого года")


def refuse_mixed_months(found: list[Found]) -> None:
    """Refuse «15, май» in a section of another month: the number may belong to either."""
    if len({each.point.in_section for each in found}) > 1:
        raise Refusal("неясно, какого месяца число: допишите месяц")


def refuse_disorder(resolved: list[tuple[str, Period]]) -> None:
    """Refuse times that lie inside each other, and deadlines that do not follow each other."""
    deadlines = [period.last for how, period in resolved if how in UNTIL]
    times = sorted({period for how, period in resolved if how not in UNTIL})
    inside_deadline = any(time.first <= end for end in deadlines for time in times)
    inside_each_other = any(later.first <= time.last for time, later in pairwise(times))
    if inside_deadline or inside_each_other:
        raise Refusal("неясно, один это срок или несколько")
    if deadlines != sorted(deadlines):
        raise Refusal("сроки идут не по порядку: назовите годы")
