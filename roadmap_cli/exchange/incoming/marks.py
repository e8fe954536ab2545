"""Marks of execution: sentences of our own report restore the state, others become a note."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_DAY = r"(\d\d)\.(\d\d)\.(\d{4})"
_LATE = r"с нарушением срока на \d+ \w+"
_DONE = re.compile(rf"Исполнено {_DAY}(?: {_LATE})?\.?\s*(.*)", re.DOTALL)
_NO_DAY = r"Исполнено\. Дата исполнения не указана\."
_DONE_SOMEDAY = re.compile(rf"{_NO_DAY}\s*(.*)", re.DOTALL)
_DONE_EACH_TIME = re.compile(r"Исполнено \d+ из \d+\.")
_CANCELLED = re.compile(r"Снято с контроля\.?\s*(?:Основание: )?(.*)", re.DOTALL)
_COUNTED = re.compile(r"(?:Не исполнено в срок|Исполняется): исполнено (\d+) из \d+")
_POSTPONED = re.compile(rf"Срок перенес[её]н на {_DAY}\.?\s*(?:Основание: )?([^\n]*)")
_UNDER_WAY = re.compile(
    r"Исполняется в течение срока|"
    r"Исполняется по мере необходимости, срок не установлен\.(?: Сведения|\n\d\d\.)"
)
_SUBMITTED = re.compile(
    rf"Представлена информация {_DAY}(?:, {_LATE})?, проверяется\.?\s*(.*)", re.DOTALL
)
_SILENT = re.compile(
    r"(Срок не наступил|Сведения о ходе|Не исполнено|Исполняется|Срок в плане не прочитан)[^\n]*"
)
_DATED_LINE = re.compile(rf"^{_DAY}(?: – |\b)", re.MULTILINE)


class State(NamedTuple):
    """What a mark says of its item."""

    status: str = "planned"
    executed: tuple[date, ...] = ()
    postponed_to: date | None = None
    note: str = ""


def read(mark: str) -> State:
    """Read a mark, line breaks kept."""
    lines = [" ".join(line.split()) for line in mark.splitlines()]
    text = "\n".join(lines).strip()
    done = _DONE.match(text)
    if done:
        return _done(done)
    someday = _DONE_SOMEDAY.match(text)
    if someday:
        return State("done", note=someday[1].strip())
    cancelled = _CANCELLED.match(text)
    if cancelled:
        return State("cancelled", note=cancelled[1].strip())
    return _open(text)


def _done(found: re.Match[str]) -> State:
    """Read the day of execution, or a day for each time; where it is no day, all is a note."""
    *figures, rest = found.groups()
    if _DONE_EACH_TIME.match(rest):
        return State("done", _dated(rest))
    day = _day(*figures)
    if day is None:
        return State(note=found.string)
    return State("done", (day,), note=rest.strip())


def _open(text: str) -> State:
    """Read what is said of an item that is not closed."""
    counted = _COUNTED.match(text)
    if counted:
        executed = _dated(text)[: int(counted[1])]
        return State("in_progress", executed, note=_rest(text))
    postponed = _POSTPONED.search(text)
    if postponed:
        *figures, reason = postponed.groups()
        day = _day(*figures)
        if day:
            return State(postponed_to=day, note=reason.strip())
    submitted = _SUBMITTED.match(text)
    if submitted:
        *figures, rest = submitted.groups()
        told = f"представлена информация {'.'.join(figures)}. {rest}"
        return State("submitted", note=told.strip(". "))
    status = "in_progress" if _UNDER_WAY.match(text) else "planned"
    return State(status, note=_rest(text))


def _dated(text: str) -> tuple[date, ...]:
    """Give the days that lines of their own begin with."""
    days = [_day(*each.groups()) for each in _DATED_LINE.finditer(text)]
    return tuple(day for day in days if day)


def _rest(text: str) -> str:
    """Give what the sentences of a report leave: dated lines, or all of a text not ours."""
    return _SILENT.sub("", text).strip()


def _day(day: str, month: str, year: str) -> date | None:
    """Give the day of these figures, None where the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
