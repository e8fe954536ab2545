"""Terms (сроки) as officials write them, read into periods of days.

The grammar, over the tokens of `words`:

    wording    = clause { separator clause }          [ "/" evidence ]
    clause     = whole | recurrence | undated | dated
    whole      = «в течение года» | «постоянно» | «еженедельно» | «по понедельникам» …
    recurrence = («ежемесячно» | «N раз в год» | «по кварталам» …) [ [«до»] day «числа» ], in either order
    undated    = («по мере» | «по графику» | «согласно» …) words
    dated      = [ «до» | «к» | «не позднее» ] point | point «-» point | «с» point [ «по» point ] | days month
    point      = date | day month | month | quarter | half-year | ten days | year | school year    [ year ]

What no production reads is refused: a term that is read wrongly in silence is worse than one that is not read.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import starmap

from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.terms.grammar import LONGEST, Reader
from roadmap_cli.terms.periods import SCHOOL_YEAR_STARTS, YEAR_MONTHS, Kind, Period, Term
from roadmap_cli.terms.points import Refusal, usual_advice
from roadmap_cli.terms.words import MONTHS, near_months
from roadmap_cli.wording import one_line, span

__all__ = ["LONGEST", "Kind", "Period", "Term", "describe", "read", "read_plan_period", "read_span"]
SHOWN = 80  # characters of a wording that a message repeats


@lru_cache(maxsize=4096)
def read(text: str, plan: Period) -> Term:
    """Read a term.

    Args:
        text: the wording of the document.
        plan: the plan's first and last day; dates without a year belong there.

    Raises:
        UnreadableTermError: a person must decide what is meant.

    """
    try:
        return Reader(text, plan).term()
    except Refusal as refusal:
        short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        advice = refusal.advice or usual_advice(plan)
        raise UnreadableTermError(one_line(short), one_line(refusal.reason), advice) from None
    except (ValueError, OverflowError):  # a year 0 or 10000
        raise UnreadableTermError(
            one_line(text[:SHOWN]), "такой даты нет в календаре", usual_advice(plan)
        ) from None


def read_span(text: str, plan: Period) -> tuple[Period, ...]:
    """Read what `--month` takes: any dated term, also 9, 09, 2020-09 and 09.2020.

    Raises:
        UnreadableTermError: it names no month of the plan.

    """
    number = re.fullmatch(
        r"\s*(?:(?P<y1>\d{4})-)?(?P<month>0?[1-9]|1[0-2])(?:\.(?P<y2>\d{4}))?\s*", text
    )
    if number:
        year = number["y1"] or number["y2"] or ""
        text = f"{MONTHS[int(number['month']) - 1]} {year}"
    try:
        term = read(text, plan)
    except UnreadableTermError as error:
        raise UnreadableTermError(text, error.reason, near_months(text) or error.advice) from None
    if term.kind is not Kind.DATED:
        raise UnreadableTermError(text, "здесь нужен месяц", usual_advice(plan)[:1])
    return term.periods


def read_plan_period(text: str) -> Period:
    """Read the period of a plan: 2020, 2019-2020 (a school year, to 31 August) or 2021-01-01..2023-12-31.

    Raises:
        UnreadableTermError: it is none of these.

    """
    match = re.fullmatch(
        r"\s*(\d{4})(?:\s*[-–/]\s*(\d{4})|-(\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d))?\s*", text
    )
    try:
        if match and match[3]:
            period = Period(
                date.fromisoformat(f"{match[1]}-{match[3]}"), date.fromisoformat(match[4])
            )
            if period.first <= period.last:
                return period
        elif match and match[2] and int(match[2]) == int(match[1]) + 1:
            return Period(
                date(int(match[1]), SCHOOL_YEAR_STARTS, 1),
                date(int(match[2]), SCHOOL_YEAR_STARTS - 1, 31),
            )
        elif match and not match[2]:
            return Period(date(int(match[1]), 1, 1), date(int(match[1]), YEAR_MONTHS, 31))
    except ValueError:
        pass  # a day that no calendar has
    raise UnreadableTermError(
        text, "нужен период плана", ["2020", "2019-2020", "2021-01-01..2023-12-31"]
    )


def describe(term: Term) -> str:
    """Say in Russian how a term is read; reading that again gives the same."""
    if term.kind is Kind.UNDATED:
        return "без срока"
    if term.kind is Kind.UNCLEAR:
        return "срок не прочитан"
    spans = "; ".join(starmap(span, term.periods))
    return f"весь период плана ({spans})" if term.kind is Kind.CONTINUOUS else spans
