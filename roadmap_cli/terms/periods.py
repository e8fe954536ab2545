"""Periods of days, and what a reading of a term is."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

SCHOOL_YEAR_STARTS, SCHOOL_YEAR_ENDS = (
    9,
    5,
)  # 1 September … 31 May; a plan by school years ends on 31 August
YEAR_MONTHS = 12


class Period(NamedTuple):
    """First … last day, both inside."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        """Tell whether a day is inside."""
        return isinstance(day, date) and self.first <= day <= self.last

    def overlaps(self, other: Period) -> bool:
        """Tell whether some day is inside both."""
        return self.first <= other.last and other.first <= self.last


class Kind(StrEnum):
    """What a term is: dates, the whole plan, no date at all, or a wording that a person must mend.

    `read` never gives the last one: it raises; a plan stands for such a wording by it.
    """

    DATED = "dated"
    CONTINUOUS = "continuous"
    UNDATED = "undated"
    UNCLEAR = "unclear"


class Term(NamedTuple):
    """A wording, verbatim, and its reading: periods sorted; one, the whole plan, if continuous; none if undated."""

    text: str
    kind: Kind
    periods: tuple[Period, ...]


def days_in_month(year: int, month: int) -> int:
    """Give the last day of a month."""
    return monthrange(year, month)[1]


def blocks(span: Period, months: int) -> list[Period]:
    """Cut a span into blocks of whole months; the last one may be shorter."""
    found = []
    first = span.first
    while first <= span.last:
        index = first.year * YEAR_MONTHS + first.month - 1 + months
        following = date(index // YEAR_MONTHS, index % YEAR_MONTHS + 1, 1)
        found.append(Period(first, min(following - timedelta(days=1), span.last)))
        first = following
    return found
