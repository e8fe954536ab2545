"""The report as one set of texts and tables, which Markdown, HTML and a terminal only lay out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.plan import figures, parts
from roadmap_cli.plan.figures import Column
from roadmap_cli.views import official, report_parts
from roadmap_cli.views.paper import Gauge, Head, Line, Report, Sheet
from roadmap_cli.views.period_names import period_name
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.figures import Figures, Share, ViewFigures
    from roadmap_cli.plan.model import Order, Plan
    from roadmap_cli.plan.parts import Parts
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period


TITLE = "Отчёт об исполнении плана"
PLANS = ("план", "плана", "планов")
MOST_NAMES = 12  # titles of plans at the top; the table of plans names all of them
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


def build(
    view: View, today: date, period: Period | None = None, chosen: Sequence[str] = ()
) -> Report:
    """Say how some plans stand.

    Args:
        view: the plans as of the day of the report.
        today: the day on which it is made.
        period: the period that it is for, which the view's day ends or is in.
        chosen: which items it is about, in the words of the command line; all, if none.

    """
    days = parts.window(view, period)
    counts = figures.view_figures(view)
    found = parts.parts(view, days)
    one = view.plans[0].plan if len(view.plans) == 1 else None
    selection = one_line("; ".join(chosen))
    return Report(
        title=TITLE,
        plans=_plan_names(view),
        as_of=_as_of(view.day, period),
        chosen=selection,
        facts=(*_facts(one.order if one else None), *_selected(selection)),
        gauges=_gauges(counts.total),
        sentences=(
            *_sentences(counts.total, view.day),
            *_of_period(view, days, period),
        ),
        warnings=_warnings(view, today, found),
        formulas=formulas(view.day),
        sheets=(*_figure_sheets(view, counts), *report_parts.sheets(view, found)),
        covers=tuple(official.cover(home.plan) for home in view.plans),
        chapters=official.chapters(view, days),
    )


def _as_of(day: date, period: Period | None) -> str:
    """Name the day of a report, or its period; of one that is not over, both."""
    as_of = f"по состоянию на {wording.day(day)}"
    if period is None:
        return as_of
    return period_name(period) + (f", {as_of}" if day < period.last else "")


def _selected(selection: str) -> tuple[tuple[str, str], ...]:
    return (("Отобрано", selection),) if selection else ()


def _of_period(view: View, days: Period, period: Period | None) -> tuple[str, ...]:
    """Say how many terms fell due in the period itself."""
    if period is None:
        return ()
    share = figures.share_of(view.rows, days)
    name = period_name(period)
    fell = f"{name[0].upper()}{name[1:]} наступило {wording.plural(share.due, TERMS)}"
    if not share.due:
        return (f"{fell}.",)
    left = share.due - share.executed
    return (
        f"{fell}: исполнено {share.executed} (в срок {share.in_time}), не исполнено {left}.",
    )


def _plan_names(view: View) -> tuple[str, ...]:
    """Give the titles of the plans, under their short names where there are several."""
    if not view.several:
        return tuple(_plan_name(home.plan) for home in view.plans)
    named = view.plans[:MOST_NAMES]
    names = [f"{one_line(home.name)}: {_plan_name(home.plan)}" for home in named]
    more = len(view.plans) - len(named)
    rest = (f"и ещё {wording.plural(more, PLANS)}",) if more else ()
    return (*names, *rest)


def _plan_name(plan: Plan) -> str:
    """Give the plan's title and the act that approved it."""
    act = official.act(plan.order)
    return f"{one_line(plan.title)} ({act})" if act else one_line(plan.title)


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
        (
            f"в срок {total.items[Column.DONE_IN_TIME]}",
            total.items[Column.DONE_IN_TIME],
        ),
        (
            f"с нарушением срока {total.items[Column.DONE_LATE]}",
            total.items[Column.DONE_LATE],
        ),
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
        lines.append(
            f"Исполнено досрочно: {early}; в проценты это войдёт, когда срок наступит."
        )
    return tuple(lines)


def _warnings(view: View, today: date, found: Parts) -> tuple[str, ...]:
    """Say what the reader must know to trust the figures."""
    lines = []
    blank = figures.without_date(view.rows)
    if blank:
        numbers = _numbers(view, blank)
        lines.append(
            f"Дата исполнения не указана, сочтено исполненным в срок: {numbers}."
        )
    if found.undated:
        numbers = _numbers(view, found.undated)
        lines.append(
            f"День исполнения, снятия или переноса не записан, в списки не вошли: {numbers}."
        )
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
    columns = (
        *("исполнено", "просрочено", "на проверке", "в работе", "срок не истёк"),
        *("без срока", "срок не прочитан", "снято"),
    )
    return (
        f"Исполнение = исполненные сроки ÷ {due}.",
        f"В срок = сроки, исполненные не позже последнего дня, ÷ {due}.",
        f"{_COUNTED}: у ежеквартального пункта их четыре в год, у пункта с одним сроком — один.",
        f"{_NOT_COUNTED}, пункты без срока и снятые с контроля в проценты не входят.",
        "Срок, исполненный до переноса, оценивается по сроку, который действовал в тот день.",
        f"Число пунктов: всего = {' + '.join(columns)}.",
    )


_COUNTED = "Считаются контрольные сроки"
_NOT_COUNTED = "Ненаступившие сроки (и исполненные досрочно)"


def _figure_sheets(view: View, counts: ViewFigures) -> tuple[Sheet, ...]:
    """Lay out the figures: a row a plan where there are several, else a row a section; parties."""
    shown = [
        column
        for column in Column
        if column not in OPTIONAL or counts.total.items[column]
    ]
    hidden = [name for column, name in OPTIONAL.items() if column not in shown]
    heads = tuple(head for head in FIGURE_HEADS if head.name not in hidden)
    total = _figure_line(counts.total, shown)._replace(total=True)
    if view.several:
        name, groups = (
            ("По планам", "План"),
            [_figure_line(each, shown) for each in counts.plans],
        )
    else:
        name = ("По разделам", "Раздел")
        groups = [
            _figure_line(each, shown, "" if _has_number(each.name) else f"{number}. ")
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
            empty="Пунктов нет.",
            remark=remark if shared else "",
        ),
    )


def _has_number(title: str) -> bool:
    """Tell whether a section's title begins with the number that the document gives it."""
    return re.match(r"(?:раздел )?(?:\d+|[ivxlc]+)[.)]", title.lower()) is not None


def _figure_line(each: Figures, shown: Sequence[Column], prefix: str = "") -> Line:
    columns = [each.items[column] for column in shown]
    numbers = [str(number) for number in (each.tally.total, each.tally.done, *columns)]
    share = each.current
    percents = (
        wording.percent(share.executed, share.due),
        wording.percent(share.in_time, share.due),
    )
    return Line((prefix + one_line(each.name), *numbers, *percents))
