"""Wordings that a document leaves to be completed: months in headings, Augusts without a year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadmap_cli import terms
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.terms.points import SCHOOL_YEAR_STARTS
from roadmap_cli.terms.tokens import MONTH_FORMS

if TYPE_CHECKING:
    from roadmap_cli.terms import Period

_MONTH = re.compile(
    r"\b(январ|феврал|март|апрел|ма[йея]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
    r"(\s+20\d\d)?",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b([IV]{1,3}|[1-4])(-?[а-я]{1,2})? (квартал|полугодие)", re.IGNORECASE)
_AUGUST = re.compile(r"\bавгуст[а-я]*\b(?!\s*20\d\d)", re.IGNORECASE)
_SHORT = 3  # letters of the short form of a month
_SUMMER = (6, 7, 8)  # months that go together where a school's plan says «июль, август»


def month_of(title: str) -> str | None:
    """Find the one month, quarter or half-year that a section's title names."""
    found = [*_MONTH.finditer(title), *_QUARTER.finditer(title)]
    return found[0][0] if len(found) == 1 else None


def is_month(title: str) -> bool:
    """Tell whether a title is a month, a quarter or a half-year and nothing else."""
    own = month_of(title)
    if own is None:
        return False
    rest = title.replace(own, "")
    return not re.sub(r"\W|год|г\b|\d", "", rest)


def names_august(term: str) -> bool:
    """Tell whether a term has an August without a year."""
    return _AUGUST.search(term) is not None


def with_years(term: str, august: int, span: Period) -> str:
    """Write to every month of a term its year, once a person has said which August is meant."""

    def dated(found: re.Match[str]) -> str:
        """Give a month with its year; one that has a year keeps it."""
        if found[2]:
            return found[0]
        month = MONTH_FORMS[found[1][:_SHORT].casefold()]
        return f"{found[0]} {_year(month, august, span)}"

    written = _MONTH.sub(dated, term)
    return written if can_read(written, span) else term


def _year(month: int, august: int, span: Period) -> int:
    """Give the year of a month in a plan by school years; the summer before it goes together."""
    is_august = month == _SUMMER[-1]
    goes_with_august = month in _SUMMER and august == span.first.year
    if is_august or goes_with_august:
        return august
    return span.first.year if month >= SCHOOL_YEAR_STARTS else span.last.year


def can_read(term: str, span: Period) -> bool:
    """Tell whether a term can be read without a person."""
    try:
        terms.read(term, span)
    except UnreadableTermError:
        return False
    return True
