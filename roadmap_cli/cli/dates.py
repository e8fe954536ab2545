"""Days as people type them on a command line."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.terms import Period

_FORMS = (
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)",
    r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})",
    r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d\d)",
)
_CENTURY = 2000  # of a year in two figures
_IN_THE_PLAN = r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.?"
_RELATIVE = {"сегодня": 0, "вчера": 1, "позавчера": 2}
FORMS = "2020-09-28, 28.09.2020, 28.09, вчера"


def read_date(text: str, today: date, spans: Sequence[Period] = ()) -> date:
    """Read a day.

    Args:
        text: 2020-09-28, 28.09.2020, 28.09.20, 28.09, «вчера» or «сегодня».
        today: what the words count from.
        spans: the periods of the plans to which a day without a year belongs.

    Raises:
        UsageError: it is none of these, no calendar has such a day, or its year is in doubt.

    """
    word = wording.fold(text)
    if word in _RELATIVE:
        return today - timedelta(days=_RELATIVE[word])
    for form in _FORMS:
        found = re.fullmatch(form, word, re.ASCII)
        if found:
            parts = {name: int(figures) for name, figures in found.groupdict().items()}
            year = parts["year"] if len(found["year"]) > len("20") else _CENTURY + parts["year"]
            return _existing(text, [year], parts["month"], parts["day"])[0]
    found = re.fullmatch(_IN_THE_PLAN, word, re.ASCII)
    if not found:
        shown = wording.one_line(text)
        raise UsageError(f"нужна дата вида {FORMS}, а не «{shown}»")
    years = {year for span in spans for year in range(span.first.year, span.last.year + 1)}
    days = _existing(text, sorted(years or {today.year}), int(found["month"]), int(found["day"]))
    inside = [day for day in days if any(day in span for span in spans)] or days
    if len(inside) > 1:
        shown = wording.one_line(text)
        raise UsageError(f"год дня {shown} неясен; допишите: {wording.day(inside[-1])}")
    return inside[0]


def _existing(text: str, years: Sequence[int], month: int, day: int) -> list[date]:
    """Give a day of each of some years that has it."""
    days = []
    for year in years:
        with suppress(ValueError):
            days.append(date(year, month, day))
    if not days:
        raise UsageError(f"дня {wording.one_line(text)} нет в календаре: проверьте число и месяц")
    return days
