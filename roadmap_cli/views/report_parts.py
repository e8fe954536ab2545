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

_WHAT = (
    Head("№", figures=True),
    Head("Мероприятие", weight=3),
    Head("Ответственные", weight=2),
)
_NOTE = Head("Примечание", weight=2)
_BASIS = Head("Основание", weight=2)
_EVIDENCE = Head("Подтверждение", weight=2)


def sheets(view: View, found: Parts) -> tuple[Sheet, ...]:
    """Lay out the lists; one without rows is left out, but that nothing is overdue is said."""
    overdue = _overdue(view, found)
    rest = (
        _submitted(view, found),
        _in_time(view, found),
        _late(view, found),
        _cancelled(view, found),
        _postponed(view, found),
        _courses(view, found),
        _soon(view, found),
        _unclear(view, found),
    )
    return (overdue, *(sheet for sheet in rest if sheet.lines or sheet.empty))


def _what(view: View, row: Standing) -> tuple[str, str, str]:
    """Give what every list of items begins with: number, title, parties."""
    parties = "; ".join(map(one_line, row.item.responsible)) or wording.NOTHING
    return one_line(view.name_of(row)), one_line(row.item.title), parties


def _note(row: Standing) -> str:
    return one_line(row.item.note or "")


def _term(row: Standing) -> str:
    """Give the approved wording, and the new one of a postponed item."""
    term = one_line(row.item.term)
    moved = row.item.postponed_to
    return f"{term}, перенесён на {one_line(moved)}" if moved else term


def _due(row: Standing) -> str:
    return wording.day_or(row.due)


def _overdue(view: View, found: Parts) -> Sheet:
    """List what is overdue; with a column of notes where there are any."""
    heads: tuple[Head, ...] = (
        *_WHAT,
        *map(Head, ("Срок", "Контрольная дата", "Просрочено")),
    )
    lines = tuple(_overdue_line(view, row) for row in found.overdue)
    notes = [_note(row) for row in found.overdue]
    if any(notes):
        heads = (*heads, _NOTE)
        lines = tuple(
            line._replace(cells=(*line.cells, note))
            for line, note in zip(lines, notes, strict=True)
        )
    return Sheet("Просрочено", heads, lines, "Просроченных пунктов нет.")


def _overdue_line(view: View, row: Standing) -> Line:
    late = wording.plural(row.days_late, wording.DAYS)
    terms = figures.overdue_terms(row, view.day)
    if terms > 1:
        late += f" ({wording.plural(terms, ('срок', 'срока', 'сроков'))})"
    return Line((*_what(view, row), _term(row), _due(row), late), State.OVERDUE)


def _submitted(view: View, found: Parts) -> Sheet:
    heads = (*_WHAT, Head("Контрольная дата"), Head("Представлено"), _EVIDENCE)
    lines = []
    for row in found.submitted:
        event = last_event(row.item, "submit", view.day)
        reported = wording.day_or(event.day if event else None)
        shown = basis(row.item, "submit", view.day)
        lines.append(
            Line((*_what(view, row), _due(row), reported, one_line(shown)), row.state)
        )
    return Sheet("На проверке", heads, tuple(lines))


def _in_time(view: View, found: Parts) -> Sheet:
    heads = (*_WHAT, Head("Контрольная дата"), Head("Исполнено"), _EVIDENCE)
    in_time = [each for each in found.executed if not each.days_late]
    lines = tuple(
        Line((*_marked(view, each), one_line(each.evidence)), State.DONE)
        for each in in_time
    )
    return Sheet("Исполнено в срок", heads, lines)


def _late(view: View, found: Parts) -> Sheet:
    heads = (
        *_WHAT,
        Head("Контрольная дата"),
        Head("Исполнено"),
        Head("Нарушение"),
        _EVIDENCE,
    )
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
    heads = (*_WHAT, Head("Срок"), Head("Снято"), _BASIS)
    lines = []
    for each in found.cancelled:
        when = wording.day_or(each.day)
        cells = (*_what(view, each.row), _term(each.row), when, one_line(each.basis))
        lines.append(Line(cells, each.row.state))
    return Sheet("Снято с контроля", heads, tuple(lines))


def _postponed(view: View, found: Parts) -> Sheet:
    heads = (
        *_WHAT,
        Head("Срок по плану"),
        Head("Перенесён на"),
        Head("Состояние"),
        _BASIS,
    )
    lines = []
    for each in found.postponed:
        row = each.row
        term, moved = one_line(row.item.term), one_line(row.item.postponed_to or "")
        cells = (*_what(view, row), term, moved, state_text(row), one_line(each.basis))
        lines.append(Line(cells, row.state))
    return Sheet("Перенесённые сроки", heads, tuple(lines))


def _courses(view: View, found: Parts) -> Sheet:
    heads = (*_WHAT, Head("Контрольная дата"), Head("Ход исполнения", weight=3))
    lines = tuple(
        Line(
            (*_what(view, each.row), _due(each.row), lines_of(each.lines)),
            each.row.state,
        )
        for each in found.courses
    )
    silent = _silent(view, found.silent)
    return Sheet("Ход исполнения", heads, lines, silent, silent if lines else "")


def _silent(view: View, rows: Sequence[Standing]) -> str:
    """Name the items that run and of which nothing is recorded."""
    numbers = ", ".join(one_line(view.name_of(row)) for row in rows)
    return (
        f"Исполняются, но сведения о ходе исполнения не внесены: п. {numbers}."
        if rows
        else ""
    )


def _soon(view: View, found: Parts) -> Sheet:
    heads = (*_WHAT, Head("Контрольная дата"), Head("Осталось"), Head("Состояние"))
    lines = []
    for row in found.soon:
        days = (row.due - view.day).days if row.due else 0
        left = wording.plural(days, wording.DAYS) if days else "сегодня"
        cells = (*_what(view, row), _due(row), left, state_text(row))
        lines.append(Line(cells, row.state))
    return Sheet(f"Срок наступит в ближайшие {SOON} дней", heads, tuple(lines))


def _unclear(view: View, found: Parts) -> Sheet:
    heads = (*_WHAT, Head("Срок, как он записан", weight=2))
    lines = tuple(
        Line((*_what(view, row), one_line(row.item.term)), row.state)
        for row in found.unclear
    )
    remark = (
        "Эти пункты не могут быть просрочены, пока их срок не исправлен: roadmap check."
    )
    return Sheet("Срок не прочитан", heads, lines, remark=remark if lines else "")
