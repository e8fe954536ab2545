"""How a report names the period that it is for: «за III квартал 2020 года»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.terms.vocabulary import MONTHS

if TYPE_CHECKING:
    from datetime import date

    from roadmap_cli.terms import Period

_NAMES = {
    **{(month, month): name for month, name in enumerate(MONTHS, start=1)},
    (1, 3): "I квартал",
    (4, 6): "II квартал",
    (7, 9): "III квартал",
    (10, 12): "IV квартал",
    (1, 6): "I полугодие",
    (7, 12): "II полугодие",
    (1, 9): "9 месяцев",
}
_YEAR = (1, 12)
_SCHOOL_YEARS = ((9, 5), (9, 8))  # to the end of lessons, and to the next school year


def period_name(period: Period) -> str:
    """Name a period after «за»; by its dates where it has no name."""
    first, last = period
    name = _of_months(first, last) if period.has_whole_months else None
    if name:
        return name
    if first == last:
        return f"за {wording.day(first)}"
    return f"за период с {wording.day(first)} по {wording.day(last)}"


def _of_months(first: date, last: date) -> str | None:
    """Name whole months where they have a name together."""
    months = (first.month, last.month)
    if first.year + 1 == last.year and months in _SCHOOL_YEARS:
        return f"за {first.year}-{last.year} учебный год"
    if first.year != last.year:
        return None
    if months == _YEAR:
        return f"за {first.year} год"
    if months not in _NAMES:
        return None
    return f"за {_NAMES[months]} {first.year} года"
