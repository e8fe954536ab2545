"""The report on a plan as one set of texts and tables, which Markdown, HTML and a terminal only lay out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan import figures
from roadmap_cli.plan.figures import Column
from roadmap_cli.plan.standing import State, worst_first
from roadmap_cli.views.output import state_text
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.figures import Figures, PlanFigures, Share
    from roadmap_cli.plan.model import Order, Plan
    from roadmap_cli.plan.standing import Standing


class Day(NamedTuple):
    """The day that a report speaks of, and the one on which it is made."""

    as_of: date
    today: date


class Head(NamedTuple):
    """A column's name, a short one in lines for a narrow terminal, whether it holds figures, its claim to free room."""

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
    plan: str
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
    Head("В работе", "В ра-\nботе", figures=True),
    Head("Срок не истёк", "Срок не\nистёк", figures=True),
    Head("Без срока", "Без\nсрока", figures=True),
    Head("Снято", "Снято", figures=True),
    Head("Исполнение, %", "Испол-\nнение", figures=True),
    Head("В срок, %", "В срок", figures=True),
)


def build(plan: Plan, rows: Sequence[Standing], day: Day) -> Report:
    """Say how a plan stands.

    Args:
        plan: the plan.
        rows: how its items stand on the day of the report.
        day: that day, and today.

    """
    counts = figures.plan_figures(plan, rows, day.as_of)
    return Report(
        title=TITLE,
        plan=_plan_name(plan),
        as_of=f"по состоянию на {wording.day(day.as_of)}",
        facts=_facts(plan.order),
        gauges=_gauges(counts.total),
        sentences=(*_sentences(counts.total), *_warnings(rows, day)),
        formulas=formulas(day.as_of),
        sheets=(*_figure_sheets(counts), _overdue_sheet(rows, day.as_of), *_more_sheets(rows)),
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
    """Give the percentages; those by the approved terms only where a postponement makes a difference."""
    pairs = _gauge_pair(total.current, "")
    if total.approved[:3] != total.current[:3]:
        pairs += _gauge_pair(total.approved, " по первоначальным срокам")
    return pairs


def _gauge_pair(share: Share, suffix: str) -> tuple[Gauge, ...]:
    return (
        Gauge(f"Исполнение{suffix}", share.executed, share.due),
        Gauge(f"В срок{suffix}", share.in_time, share.due),
    )


def _sentences(total: Figures) -> tuple[str, ...]:
    """Say the main figures in words."""
    named = [
        (f"в срок {total.items[Column.DONE_IN_TIME]}", total.items[Column.DONE_IN_TIME]),
        (f"с нарушением срока {total.items[Column.DONE_LATE]}", total.items[Column.DONE_LATE]),
    ]
    how = ", ".join(text for text, number in named if number)
    lines = [
        f"В плане {wording.plural(total.total, wording.ITEMS)}: исполнено {total.done}"
        + (f" ({how})" if how else "")
        + f", просрочено {total.items[Column.OVERDUE]}, снято с контроля {total.items[Column.CANCELLED]}."
    ]
    if total.current.early:
        early = wording.plural(total.current.early, TERMS)
        lines.append(f"Исполнено досрочно: {early}; в проценты это войдёт, когда срок наступит.")
    return tuple(lines)


def _warnings(rows: Sequence[Standing], day: Day) -> tuple[str, ...]:
    """Say what the reader must know to trust the figures."""
    lines = []
    blank = figures.without_date(rows)
    if blank:
        lines.append(f"Дата исполнения не указана, сочтено исполненным в срок: {_numbers(blank)}.")
    if day.as_of != day.today:
        lines.append(
            f"Составлено {wording.day(day.today)}: отметки об исполнении учтены по {wording.day(day.as_of)}, "
            "а снятие с контроля, переносы и «в работе» взяты нынешние."
        )
    return tuple(lines)


def _numbers(rows: Iterable[Standing]) -> str:
    return "п. " + ", ".join(one_line(row.item.id) for row in rows)


def formulas(as_of: date) -> tuple[str, ...]:
    """Say how the percentages are counted."""
    day = wording.day(as_of)
    return (
        f"Исполнение = исполненные сроки ÷ сроки, наступившие по {day} включительно.",
        f"В срок = сроки, исполненные не позже последнего дня, ÷ сроки, наступившие по {day} включительно.",
        "Считаются контрольные сроки: у ежеквартального пункта их четыре в год, у пункта с одним сроком — один.",
        "Ненаступившие сроки (и исполненные досрочно), пункты без срока и снятые с контроля в проценты не входят.",
        "Число пунктов: всего = исполнено + просрочено + в работе + срок не истёк + без срока + снято.",
    )


def _figure_sheets(counts: PlanFigures) -> tuple[Sheet, ...]:
    total = _figure_line(counts.total)._replace(total=True)
    sections = [
        _figure_line(each, f"{number}. ") for number, each in enumerate(counts.sections, start=1)
    ]
    parties = [_figure_line(each) for each in counts.parties]
    remark = "Пункт нескольких ответственных учтён у каждого, поэтому сумма по ответственным больше итога."
    shared = sum(each.total for each in counts.parties) > counts.total.total
    return (
        Sheet("По разделам", (Head("Раздел", weight=1), *FIGURE_HEADS), (*sections, total)),
        Sheet(
            "По ответственным",
            (Head("Ответственный", weight=1), *FIGURE_HEADS),
            (*parties, total),
            "",
            remark if shared else "",
        ),
    )


def _figure_line(each: Figures, prefix: str = "") -> Line:
    columns = [each.items[column] for column in Column]
    numbers = [str(number) for number in (each.total, each.done, *columns)]
    due = each.current.due
    percents = (
        wording.percent(each.current.executed, due),
        wording.percent(each.current.in_time, due),
    )
    return Line((prefix + one_line(each.name), *numbers, *percents))


_WHAT = (Head("№", figures=True), Head("Мероприятие", weight=3), Head("Ответственные", weight=2))


def _what(row: Standing) -> tuple[str, str, str]:
    item = row.item
    return (
        one_line(item.id),
        one_line(item.title),
        "; ".join(map(one_line, item.responsible)) or "—",
    )


def _note(row: Standing) -> str:
    return one_line(row.item.note or "")


def _term(row: Standing) -> str:
    """Give the approved wording, and the new one of a postponed item."""
    term = one_line(row.item.term)
    return (
        f"{term}, перенесён на {one_line(row.item.postponed_to)}" if row.item.postponed_to else term
    )


def _overdue_sheet(rows: Sequence[Standing], as_of: date) -> Sheet:
    """List the overdue items, the worst first."""
    heads = (
        *_WHAT,
        Head("Срок"),
        Head("Контрольная дата"),
        Head("Просрочено"),
        Head("Примечание", weight=2),
    )
    lines = []
    for row in worst_first(rows):
        late = wording.plural(row.days_late, wording.DAYS)
        terms = figures.overdue_terms(row, as_of)
        late += f" ({wording.plural(terms, ('срок', 'срока', 'сроков'))})" if terms > 1 else ""
        due = wording.day(row.due) if row.due else "—"
        lines.append(Line((*_what(row), _term(row), due, late, _note(row)), State.OVERDUE))
    return Sheet("Просрочено", heads, tuple(lines), "Просроченных пунктов нет.")


def _more_sheets(rows: Sequence[Standing]) -> tuple[Sheet, ...]:
    """List what was executed late and what was postponed, where there is any."""
    sheets = (_late_sheet(rows), _postponed_sheet(rows))
    return tuple(sheet for sheet in sheets if sheet.lines)


def _late_sheet(rows: Sequence[Standing]) -> Sheet:
    heads = (
        *_WHAT,
        Head("Контрольная дата"),
        Head("Исполнено"),
        Head("Нарушение"),
        Head("Примечание", weight=2),
    )
    lines = [
        Line(
            (
                *_what(each.row),
                wording.day(each.period.last),
                wording.day(each.mark),
                wording.plural(each.days_late, wording.DAYS),
                _note(each.row),
            ),
            State.DONE_LATE,
        )
        for each in figures.executed_late(rows)
    ]
    return Sheet("Исполнено с нарушением срока", heads, tuple(lines))


def _postponed_sheet(rows: Sequence[Standing]) -> Sheet:
    heads = (
        *_WHAT,
        Head("Срок по плану"),
        Head("Перенесён на"),
        Head("Состояние"),
        Head("Примечание", weight=2),
    )
    lines = [
        Line(
            (
                *_what(row),
                one_line(row.item.term),
                one_line(row.item.postponed_to or ""),
                state_text(row),
                _reason(row),
            ),
            row.state,
        )
        for row in figures.postponed(rows)
    ]
    return Sheet("Перенесённые сроки", heads, tuple(lines))


def _reason(row: Standing) -> str:
    """Give the note of the last postponement, else the item's own."""
    notes = [event.note for event in row.item.history if event.did == "postpone" and event.note]
    return one_line(notes[-1]) if notes else _note(row)
