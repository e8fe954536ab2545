"""Terms (сроки) as officials write them, read into periods of days.

The grammar works on `tokens`; the words themselves are in the tables of `vocabulary`:

    wording    = [ «срок реализации:» ] clause { separator clause } [ "/" evidence ]
    clause     = whole | constant | recurrence | undated | dated | remark | onwards
    whole      = «в течение года» | «весь период реализации» …
    constant   = «постоянно» | «еженедельно» | «по понедельникам» …
    recurrence = («ежемесячно» | «N раз в год» | «по кварталам» …) [ days ], in either order
    days       = [ «до» ] (day [ «-» day ] «числа» | part) [ which month ] | «до конца» unit
    undated    = («по мере» | «по графику» | «согласно» …) words
    dated      = [ «до» | «к» | «не позднее» ] point [ weekday ] | point «-» point
               | «с» point [ «по» point ] | numbers point | month part
    point      = [ weekday ] date | day month | month | part month | quarter | half-year
               | year | school year, with its year or without;
                 in a section of one month also a day or part alone
    part       = (number | «последняя») (week | ten days | half | weekday) | «последний день»
    onwards    = «далее постоянно», at the end
    remark     = words in brackets or after a comma; `tokens` says which words, and of evidence

What no production reads is refused: a term silently misread is worse than one not read. A line
break is a space or, if the wording cannot be read that way, the separator of a list.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms.grammar import LONGEST, read_term, refused, usual_advice
from roadmap_cli.terms.points import (
    LONGEST_PLAN_YEARS,
    SCHOOL_YEAR_STARTS,
    YEAR_MONTHS,
    Kind,
    Period,
    Refusal,
    Term,
)
from roadmap_cli.terms.tokens import near_months
from roadmap_cli.terms.vocabulary import MONTHS
from roadmap_cli.wording import NO_TERM, UNREAD_TERM, span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "LONGEST",
    "LONGEST_PLAN_YEARS",
    "Kind",
    "Period",
    "Term",
    "describe",
    "in_one_line",
    "read",
    "read_plan_period",
    "read_span",
]
_MOST_BREAKS = 5  # in more lines either all breaks are spaces or none is
_PLAN_PERIOD = re.compile(
    r"""\s*(?P<year>\d{4})
        (?: \s*[-–/]\s*(?P<next>\d{4})
          | -(?P<first>\d\d-\d\d)\.\.(?P<last>\d{4}-\d\d-\d\d) )?\s*""",
    re.VERBOSE,
)

_MONTH_NUMBER = re.compile(r"\s*(?:(?P<y1>\d{4})-)?(?P<month>\d{1,2})(?:\.(?P<y2>\d{4}))?\s*")


def read(text: str, plan: Period, section: Period | None = None) -> Term:
    """Read the wording of a document; dates without a year fall in the plan.

    `section` is the only period of the section's own term («Апрель»), if it has one: bare days,
    weeks and «в течение месяца» fall in it; in a plan of one month, in the plan. Where a person
    must decide what is meant: UnreadableTermError, of a term counted from an event EventTermError.
    """
    return _read(text, plan, section)[0]


@lru_cache(maxsize=4096)
def _read(text: str, plan: Period, section: Period | None) -> tuple[Term, str]:
    """Read a term; also return the one-line wording that was read."""
    if section is None and plan.months == 1:
        section = plan
    refusals = []
    for ways in _ways(text):
        read: dict[Term, str] = {}
        for way in ways:
            try:
                read[read_term(way, plan, section)._replace(text=text)] = way
            except Refusal as refusal:
                refusals.append(refusal)
            except (ValueError, OverflowError):  # a year 0 or 10000
                refusals.append(Refusal("такой даты нет в календаре"))
        if len(read) == 1:
            return read.popitem()
        if read:
            reason = "строки можно понять по-разному: разделите сроки запятой"
            raise refused(text, Refusal(reason), plan, section)
    raise refused(text, refusals[0], plan, section)


def in_one_line(text: str, plan: Period) -> str:
    """Join a wording of several lines with spaces or the missing separators."""
    try:
        _, way = _read(text, plan, None)
    except UnreadableTermError:
        way = text
    return " ".join(way.split())


def _ways(text: str) -> Iterator[list[str]]:
    """Yield the ways to join lines: first with spaces, then with separators."""
    first, *others = [line for line in text.splitlines() if line.strip()] or [""]
    few = len(others) <= _MOST_BREAKS
    for count in range(len(others) + 1) if few else (0, len(others)):
        yield [
            first + "".join(("; " if at in cut else " ") + line for at, line in enumerate(others))
            for cut in combinations(range(len(others)), count)
        ]


def read_span(text: str, plan: Period) -> tuple[Period, ...]:
    """Read a value of `--month`: any dated term, also 9, 09, 2020-09 and 09.2020.

    UnreadableTermError: it names no month of the plan.
    """
    usual = usual_advice(plan)[:1]
    number = _MONTH_NUMBER.fullmatch(text)
    if number:
        month = int(number["month"])
        if not 1 <= month <= YEAR_MONTHS:
            raise UnreadableTermError(text, f"месяца с номером {month} нет", usual)
        year = number["y1"] or number["y2"] or ""
        text = f"{MONTHS[month - 1]} {year}"
    try:
        term = read(text, plan)
    except EventTermError:
        term = None
    except UnreadableTermError as error:
        near = near_months(text) if len(plan.years) == 1 else []
        raise UnreadableTermError(text, error.reason, near or error.advice) from None
    if term is None or term.kind is not Kind.DATED:
        raise UnreadableTermError(text, "здесь нужен месяц", usual)
    return term.periods


def read_plan_period(text: str) -> Period:
    """Read the period of a plan: 2020, 2019-2020, 2021-01-01..2023-12-31.

    Two years are a school year; a plan by school years ends on 31 August. UnreadableTermError: it
    is none of these, or is longer than `LONGEST_PLAN_YEARS`.
    """
    match = _PLAN_PERIOD.fullmatch(text)
    try:
        period = _plan_period(match) if match else None
    except ValueError:  # a day that no calendar has
        period = None
    if period is None:
        advice = ["2020", "2019-2020", "2021-01-01..2023-12-31"]
        raise UnreadableTermError(text, "нужен период плана", advice)
    if period.is_too_long:
        year = f"{period.first.year:04d}"
        too_long = f"план длиннее {LONGEST_PLAN_YEARS} лет"
        raise UnreadableTermError(text, too_long, [f"{year}-01-01..{year}-12-31"])
    return period


def _plan_period(match: re.Match[str]) -> Period | None:
    """Return the period as written, if it is valid: first day before last, consecutive years."""
    year = int(match["year"])
    if match["last"]:
        first = date.fromisoformat(f"{match['year']}-{match['first']}")
        last = date.fromisoformat(match["last"])
        return Period(first, last) if first <= last else None
    if match["next"] is None:
        return Period(date(year, 1, 1), date(year, YEAR_MONTHS, 31))
    if int(match["next"]) != year + 1:
        return None
    ends = SCHOOL_YEAR_STARTS - 1
    return Period(date(year, SCHOOL_YEAR_STARTS, 1), date(year + 1, ends, 31))


def describe(term: Term) -> str:
    """Describe in Russian how a term is read; reading the description gives the same term."""
    if term.kind is Kind.UNDATED:
        return NO_TERM
    if term.kind is Kind.UNCLEAR:
        return UNREAD_TERM
    spans = "; ".join(span(*period) for period in term.periods)
    if term.kind is Kind.CONTINUOUS:
        return f"весь период плана ({spans})"
    return spans
