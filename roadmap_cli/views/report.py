"""The report as one set of texts and tables, which Markdown, HTML and a terminal only lay out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan import figures
from roadmap_cli.plan.figures import Column
from roadmap_cli.plan.filters import worst_first
from roadmap_cli.plan.states import State
from roadmap_cli.views.sentences import state_text
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.figures import Figures, Share, ViewFigures
    from roadmap_cli.plan.model import Order, Plan
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View


class Head(NamedTuple):
    """A column: its name, a short one in lines for a narrow terminal, whether it holds figures.

    `weight` is its claim to free room.
    """

    name: str
    short: str = ""
    figures: bool = False
    weight: int = 0


class Line(NamedTuple):
    """A row of a table; a state gives it a colour, and the words say the same."""

    cells: tuple[str, ...]
    state: State | None = None
    total: bool = False


class Sheet(NamedTuple):
    """A table under a heading; `empty` is said instead of a table without rows."""

    heading: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    empty: str = ""
    remark: str = ""


class Gauge(NamedTuple):
    """A percentage with its meaning and what it is made of."""

    name: str
    part: int
    whole: int

    @property
    def text(self) -> str:
        """Write the percentage and the two numbers behind it."""
        return f"{wording.percent(self.part, self.whole)} ({self.part} из {self.whole})"


class Report(NamedTuple):
    """All that a report says, ready to be laid out; every text is one line and safe to show."""

    title: str
    plans: tuple[str, ...]
    as_of: str
    facts: tuple[tuple[str, str], ...]
    gauges: tuple[Gauge, ...]
    sentences: tuple[str, ...]
    formulas: tuple[str, ...]
    sheets: tuple[Sheet, ...]


TITLE = "Отчёт об исполнении плана"
TERMS = ("контрольный срок", "контрольных срока", "контрольных сроков")
FIGURE_HEADS = (
    Head("Всего", "Всего", figures=True),
    Head("Исполнено", "Испол-\nнено", figures=True),
    Head("в срок", "в\nсрок", figures=True),
    Head("с нарушением", "с нару-\nшением", figures=True),
    Head("Просрочено", "Просро-\nчено", figures=True),
    Head("На проверке", "На про-\nверке", figures=True),
    Head("В работе", "В ра-\nботе", figures=True),
    Head("Срок не истёк", "Срок не\nистёк", figures=True),
    Head("Без срока", "Без\nсрока", figures=True),
    Head("Срок не прочитан", "Срок не\nпроч.", figures=True),
    Head("Снято", "Снято", figures=True),
    Head("Исполнение, %", "Испол-\nнение", figures=True),
    Head("В срок, %", "В срок", figures=True),
)


OPTIONAL = {Column.SUBMITTED: "На проверке", Column.UNCLEAR: "Срок не прочитан"}
"""Columns that stand only where there is something in them: who has none need not know them."""


def build(view: View, today: date) -> Report:
    """Say how some plans stand.

    Args:
        view: the plans as of the day of the report.
        today: the day on which it is made.

    """
    counts = figures.view_figures(view)
    one = view.plans[0].plan if len(view.plans) == 1 else None
    return Report(
        title=TITLE,
        plans=tuple(_plan_name(home.plan) for home in view.plans),
        as_of=f"по состоянию на {wording.day(view.day)}",
        facts=_facts(one.order) if one else (),
        gauges=_gauges(counts.total),
        sentences=(*_sentences(counts.total, view.day), *_warnings(view, today)),
        formulas=formulas(view.day),
        sheets=(*_figure_sheets(view, counts), _overdue_sheet(view), *_more_sheets(view)),
    )


def _plan_name(plan: Plan) -> str:
    """Give the plan's title and the act that approved it."""
    order = plan.order
    parts = [
        f"от {wording.day(order.date)}" if order and order.date else "",
        f"№ {order.number}" if order and order.number else "",
    ]
    act = " ".join(filter(None, parts))
    return one_line(f"{plan.title} (приказ {act})" if act else plan.title)


def _facts(order: Order | None) -> tuple[tuple[str, str], ...]:
    """Name who approved the plan and who answers for its control."""
    if not order:
        return ()
    pairs = (
        ("Утвердил", order.issued_by),
        ("Подписал", order.signed_by),
        ("Контроль исполнения", order.controlled_by),
    )
    return tuple((name, one_line(text)) for name, text in pairs if text)


def _gauges(total: Figures) -> tuple[Gauge, ...]:
    """Give the percentages; by the approved terms only where a postponement matters."""
    pairs = _gauge_pair(total.current, "")
    if total.approved[:3] != total.current[:3]:
        pairs += _gauge_pair(total.approved, " по первоначальным срокам")
    return pairs


def _gauge_pair(share: Share, suffix: str) -> tuple[Gauge, ...]:
    return (
        Gauge(f"Исполнение{suffix}", share.executed, share.due),
        Gauge(f"В срок{suffix}", share.in_time, share.due),
    )


def _sentences(total: Figures, as_of: date) -> tuple[str, ...]:
    """Say the main figures in words, and how many terms have come due at all."""
    submitted = total.items[Column.SUBMITTED]
    due = wording.plural(total.current.due, TERMS)
    named = [
        (f"в срок {total.items[Column.DONE_IN_TIME]}", total.items[Column.DONE_IN_TIME]),
        (f"с нарушением срока {total.items[Column.DONE_LATE]}", total.items[Column.DONE_LATE]),
    ]
    how = ", ".join(text for text, number in named if number)
    lines = [
        f"Всего {wording.plural(total.tally.total, wording.ITEMS)}: исполнено {total.tally.done}"
        + (f" ({how})" if how else "")
        + f", просрочено {total.tally.overdue}"
        + (f", на проверке {submitted}" if submitted else "")
        + f", снято с контроля {total.items[Column.CANCELLED]}.",
        f"На {wording.day(as_of)} наступило {due} из {total.terms}.",
    ]
    if total.current.early:
        early = wording.plural(total.current.early, TERMS)
        lines.append(f"Исполнено досрочно: {early}; в проценты это войдёт, когда срок наступит.")
    return tuple(lines)


def _warnings(view: View, today: date) -> tuple[str, ...]:
    """Say what the reader must know to trust the figures."""
    lines = []
    blank = figures.without_date(view.rows)
    if blank:
        numbers = _numbers(view, blank)
        lines.append(f"Дата исполнения не указана, сочтено исполненным в срок: {numbers}.")
    if view.day != today:
        lines.append(
            f"Составлено {wording.day(today)}: учтено то, что относится к дням "
            f"по {wording.day(view.day)} включительно; записи без истории взяты нынешние."
        )
    return tuple(lines)


def _numbers(view: View, rows: Iterable[Standing]) -> str:
    return "п. " + ", ".join(one_line(view.name_of(row)) for row in rows)


def formulas(as_of: date) -> tuple[str, ...]:
    """Say how the percentages are counted."""
    due = f"сроки, наступившие по {wording.day(as_of)} включительно"
    parts = (
        *("исполнено", "просрочено", "на проверке", "в работе", "срок не истёк"),
        *("без срока", "срок не прочитан", "снято"),
    )
    return (
        f"Исполнение = исполненные сроки ÷ {due}.",
        f"В срок = сроки, исполненные не позже последнего дня, ÷ {due}.",
        f"{_COUNTED}: у ежеквартального пункта их четыре в год, у пункта с одним сроком — один.",
        f"{_NOT_COUNTED}, пункты без срока и снятые с контроля в проценты не входят.",
        "Срок, исполненный до переноса, оценивается по сроку, который действовал в тот день.",
        f"Число пунктов: всего = {' + '.join(parts)}.",
    )


_COUNTED = "Считаются контрольные сроки"
_NOT_COUNTED = "Ненаступившие сроки (и исполненные досрочно)"


def _figure_sheets(view: View, counts: ViewFigures) -> tuple[Sheet, ...]:
    """Lay out the figures: a row a plan where there are several, else a row a section; parties."""
    shown = [column for column in Column if column not in OPTIONAL or counts.total.items[column]]
    hidden = [name for column, name in OPTIONAL.items() if column not in shown]
    heads = tuple(head for head in FIGURE_HEADS if head.name not in hidden)
    total = _figure_line(counts.total, shown)._replace(total=True)
    if view.several:
        name, groups = ("По планам", "План"), [_figure_line(each, shown) for each in counts.plans]
    else:
        name = ("По разделам", "Раздел")
        groups = [
            _figure_line(each, shown, f"{number}. ")
            for number, each in enumerate(counts.sections, start=1)
        ]
    parties = tuple(_figure_line(each, shown) for each in counts.parties)
    shared = sum(each.tally.total for each in counts.parties) > counts.total.tally.total
    remark = (
        "Пункт нескольких ответственных учтён у каждого, "
        "поэтому сумма по ответственным больше итога."
    )
    return (
        Sheet(name[0], (Head(name[1], weight=1), *heads), (*groups, total)),
        Sheet(
            "По ответственным",
            (Head("Ответственный", weight=1), *heads),
            parties,
            remark=remark if shared else "",
        ),
    )


def _figure_line(each: Figures, shown: Sequence[Column], prefix: str = "") -> Line:
    columns = [each.items[column] for column in shown]
    numbers = [str(number) for number in (each.tally.total, each.tally.done, *columns)]
    share = each.current
    percents = (
        wording.percent(share.executed, share.due),
        wording.percent(share.in_time, share.due),
    )
    return Line((prefix + one_line(each.name), *numbers, *percents))


_WHAT = (Head("№", figures=True), Head("Мероприятие", weight=3), Head("Ответственные", weight=2))


def _what(view: View, row: Standing) -> tuple[str, str, str]:
    """Give what every list of items begins with: number, title, parties."""
    parties = "; ".join(map(one_line, row.item.responsible)) or "—"
    return one_line(view.name_of(row)), one_line(row.item.title), parties


def _note(row: Standing) -> str:
    return one_line(row.item.note or "")


def _term(row: Standing) -> str:
    """Give the approved wording, and the new one of a postponed item."""
    term = one_line(row.item.term)
    moved = row.item.postponed_to
    return f"{term}, перенесён на {one_line(moved)}" if moved else term


def _overdue_sheet(view: View) -> Sheet:
    """List the overdue items, the worst first."""
    heads = (
        *_WHAT,
        Head("Срок"),
        Head("Контрольная дата"),
        Head("Просрочено"),
        Head("Примечание", weight=2),
    )
    lines = tuple(_overdue_line(view, row) for row in worst_first(view.rows))
    return Sheet("Просрочено", heads, lines, "Просроченных пунктов нет.")


def _overdue_line(view: View, row: Standing) -> Line:
    late = wording.plural(row.days_late, wording.DAYS)
    terms = figures.overdue_terms(row, view.day)
    if terms > 1:
        late += f" ({wording.plural(terms, ('срок', 'срока', 'сроков'))})"
    due = wording.day(row.due) if row.due else "—"
    return Line((*_what(view, row), _term(row), due, late, _note(row)), State.OVERDUE)


def _more_sheets(view: View) -> tuple[Sheet, ...]:
    """List what else a chair asks for, where there is any."""
    sheets = (_late_sheet(view), _postponed_sheet(view), _unclear_sheet(view))
    return tuple(sheet for sheet in sheets if sheet.lines)


def _late_sheet(view: View) -> Sheet:
    heads = (
        *_WHAT,
        Head("Контрольная дата"),
        Head("Исполнено"),
        Head("Нарушение"),
        Head("Примечание", weight=2),
    )
    lines = []
    for each in figures.executed_late(view.rows):
        due, mark = wording.day(each.period.last), wording.day(each.mark)
        late = wording.plural(each.days_late, wording.DAYS)
        cells = (*_what(view, each.row), due, mark, late, _note(each.row))
        lines.append(Line(cells, State.DONE_LATE))
    return Sheet("Исполнено с нарушением срока", heads, tuple(lines))


def _postponed_sheet(view: View) -> Sheet:
    heads = (
        *_WHAT,
        Head("Срок по плану"),
        Head("Перенесён на"),
        Head("Состояние"),
        Head("Основание", weight=2),
    )
    lines = []
    for row in figures.postponed(view.rows):
        term, moved = one_line(row.item.term), one_line(row.item.postponed_to or "")
        cells = (*_what(view, row), term, moved, state_text(row), _reason(row))
        lines.append(Line(cells, row.state))
    return Sheet("Перенесённые сроки", heads, tuple(lines))


def _unclear_sheet(view: View) -> Sheet:
    heads = (*_WHAT, Head("Срок, как он записан", weight=2))
    rows = [row for row in view.rows if row.is_unclear]
    lines = tuple(Line((*_what(view, row), one_line(row.item.term)), row.state) for row in rows)
    remark = "Эти пункты не могут быть просрочены, пока их срок не исправлен: roadmap check."
    return Sheet("Срок не прочитан", heads, lines, remark=remark)


def _reason(row: Standing) -> str:
    """Give the note of the last postponement, else the item's own."""
    notes = [event.note for event in row.item.history if event.did == "postpone" and event.note]
    return one_line(notes[-1]) if notes else _note(row)
