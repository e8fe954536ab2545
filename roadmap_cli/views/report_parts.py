"""The lists of a report: what is overdue, executed, removed, postponed, running, near, unread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.plan import figures
from roadmap_cli.plan.evidence import basis, last_event
from roadmap_cli.plan.parts import SOON
from roadmap_cli.plan.states import State
from roadmap_cli.views.marks import lines_of
from roadmap_cli.views.paper import Head, Line, Sheet
from roadmap_cli.views.sentences import state_text
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.plan.evidence import Execution
    from roadmap_cli.plan.parts import Parts
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View

_WHAT = (Head("№", figures=True), Head("Мероприятие", weight=3), Head("Ответственные", weight=2))
_DUE = Head("Контрольная дата")
_NOTE = Head("Примечание", weight=2)
_BASIS = Head("Основание", weight=2)
_EVIDENCE = Head("Подтверждение", weight=2)


def sheets(view: View, found: Parts) -> tuple[Sheet, ...]:
    """Lay out the lists; one without rows is left out, but that nothing is overdue is said."""
    every = (
        _overdue(view, found),
        _submitted(view, found),
        _in_time(view, found),
        _late(view, found),
        _cancelled(view, found),
        _postponed(view, found),
        _courses(view, found),
        _soon(view, found),
        _unclear(view, found),
    )
    return tuple(sheet for sheet in every if sheet.lines or sheet.empty)


def _what(view: View, row: Standing) -> tuple[str, str, str]:
    """Give what every list of items begins with: number, title, parties."""
    parties = "; ".join(map(one_line, row.item.responsible)) or wording.NOTHING
    return one_line(view.name_of(row)), one_line(row.item.title), parties


def _note(row: Standing) -> str:
    """Give the note of an item in one line; nothing if it has none."""
    return one_line(row.item.note or "")


def _term(row: Standing) -> str:
    """Give the approved wording, and the new one of a postponed item."""
    term = one_line(row.item.term)
    moved = row.item.postponed_to
    return f"{term}, перенесён на {one_line(moved)}" if moved else term


def _due(row: Standing) -> str:
    """Write the control date; «—» for an item without one."""
    return wording.day_or(row.due)


def _overdue(view: View, found: Parts) -> Sheet:
    """List what is overdue; with a column of notes where there are any."""
    heads: tuple[Head, ...] = (*_WHAT, Head("Срок"), _DUE, Head("Просрочено"))
    has_notes = any(map(_note, found.overdue))
    if has_notes:
        heads = (*heads, _NOTE)
    lines = []
    for row in found.overdue:
        note = (_note(row),) if has_notes else ()
        late = _days_overdue(view, row)
        cells = (*_what(view, row), _term(row), _due(row), late, *note)
        lines.append(Line(cells, State.OVERDUE))
    return Sheet("Просрочено", heads, tuple(lines), "Просроченных пунктов нет.")


def _days_overdue(view: View, row: Standing) -> str:
    """Say how long an item is overdue; of several missed terms also how many they are."""
    late = wording.plural(row.days_late, wording.DAYS)
    terms = figures.overdue_terms(row, view.day)
    if terms > 1:
        late += f" ({wording.plural(terms, ('срок', 'срока', 'сроков'))})"
    return late


def _submitted(view: View, found: Parts) -> Sheet:
    """List what waits for acceptance, with the report's day and words."""
    heads = (*_WHAT, _DUE, Head("Представлено"), _EVIDENCE)
    lines = []
    for row in found.submitted:
        event = last_event(row.item, "submit", view.day)
        reported = wording.day_or(event.day if event else None)
        shown = one_line(basis(row.item, "submit", view.day))
        cells = (*_what(view, row), _due(row), reported, shown)
        lines.append(Line(cells, row.state))
    return Sheet("На проверке", heads, tuple(lines))


def _in_time(view: View, found: Parts) -> Sheet:
    """List the terms executed in time, and those whose day is not known."""
    heads = (*_WHAT, _DUE, Head("Исполнено"), _EVIDENCE)
    lines = []
    for each in found.executed:
        if not each.days_late:
            cells = (*_marked(view, each), one_line(each.evidence))
            lines.append(Line(cells, State.DONE))
    return Sheet("Исполнено в срок", heads, tuple(lines))


def _late(view: View, found: Parts) -> Sheet:
    """List the terms executed after their last day, the worst first."""
    heads = (*_WHAT, _DUE, Head("Исполнено"), Head("Нарушение"), _EVIDENCE)
    lines = []
    for each in found.late:
        late = wording.plural(each.days_late, wording.DAYS)
        cells = (*_marked(view, each), late, one_line(each.evidence))
        lines.append(Line(cells, State.DONE_LATE))
    return Sheet("Исполнено с нарушением срока", heads, tuple(lines))


def _marked(view: View, each: Execution) -> tuple[str, ...]:
    """Give an executed term: what it is of, its last day, and the day of its execution."""
    due = wording.day_or(each.due)
    done = wording.day_or(each.mark)
    return (*_what(view, each.row), due, done)


def _cancelled(view: View, found: Parts) -> Sheet:
    """List the items taken off control; the day is «—» if not recorded."""
    heads = (*_WHAT, Head("Срок"), Head("Снято"), _BASIS)
    lines = []
    for each in found.cancelled:
        when = wording.day_or(each.day)
        cells = (*_what(view, each.row), _term(each.row), when, one_line(each.basis))
        lines.append(Line(cells, each.row.state))
    return Sheet("Снято с контроля", heads, tuple(lines))


def _postponed(view: View, found: Parts) -> Sheet:
    """List the postponed items by both wordings, the approved and the new one."""
    terms = (Head("Срок по плану"), Head("Перенесён на"))
    heads = (*_WHAT, *terms, Head("Состояние"), _BASIS)
    lines = []
    for each in found.postponed:
        row = each.row
        term, moved = one_line(row.item.term), one_line(row.item.postponed_to or "")
        cells = (*_what(view, row), term, moved, state_text(row), one_line(each.basis))
        lines.append(Line(cells, row.state))
    return Sheet("Перенесённые сроки", heads, tuple(lines))


def _courses(view: View, found: Parts) -> Sheet:
    """List what is recorded of running items; the silent ones are named below."""
    heads = (*_WHAT, _DUE, Head("Ход исполнения", weight=3))
    lines = []
    for each in found.courses:
        cells = (*_what(view, each.row), _due(each.row), lines_of(each.lines))
        lines.append(Line(cells, each.row.state))
    silent = _silent(view, found.silent)
    remark = silent if lines else ""
    return Sheet("Ход исполнения", heads, tuple(lines), empty=silent, remark=remark)


def _silent(view: View, rows: Sequence[Standing]) -> str:
    """Name the items that run and of which nothing is recorded; nothing if there are none."""
    if not rows:
        return ""
    numbers = ", ".join(one_line(view.name_of(row)) for row in rows)
    return f"Исполняются, но сведения о ходе исполнения не внесены: п. {numbers}."


def _soon(view: View, found: Parts) -> Sheet:
    """List the items that fall due next, the nearest first."""
    heads = (*_WHAT, _DUE, Head("Осталось"), Head("Состояние"))
    lines = []
    for row in found.soon:
        cells = (*_what(view, row), _due(row), _days_left(view, row), state_text(row))
        lines.append(Line(cells, row.state))
    return Sheet(f"Срок наступит в ближайшие {SOON} дней", heads, tuple(lines))


def _days_left(view: View, row: Standing) -> str:
    """Say how many days are left; on the control date itself, «сегодня»."""
    if row.due is None or row.due == view.day:
        return "сегодня"
    days_left = (row.due - view.day).days
    return wording.plural(days_left, wording.DAYS)


def _unclear(view: View, found: Parts) -> Sheet:
    """List the items whose term nobody has read, by their wordings."""
    heads = (*_WHAT, Head("Срок, как он записан", weight=2))
    lines = []
    for row in found.unclear:
        cells = (*_what(view, row), one_line(row.item.term))
        lines.append(Line(cells, row.state))
    remark = "Эти пункты не могут быть просрочены, пока их срок не исправлен: roadmap check."
    return Sheet("Срок не прочитан", heads, tuple(lines), remark=remark)
