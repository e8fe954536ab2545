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
    from roadmap_cli.plan.model import Plan
    from roadmap_cli.plan.parts import Parts
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period


TITLE = "Отчёт об исполнении плана"
PLANS = ("план", "плана", "планов")
MOST_NAMES = 12  # titles of plans at the top; the table of plans names all of them
TERMS = ("контрольный срок", "контрольных срока", "контрольных сроков")
HEADS_BEFORE = (
    Head("Всего", "Всего", figures=True),
    Head("Исполнено", "Испол-\nнено", figures=True),
)
HEADS = {
    Column.DONE_IN_TIME: Head("в срок", "в\nсрок", figures=True),
    Column.DONE_LATE: Head("с нарушением", "с нару-\nшением", figures=True),
    Column.OVERDUE: Head("Просрочено", "Просро-\nчено", figures=True),
    Column.SUBMITTED: Head("На проверке", "На про-\nверке", figures=True),
    Column.IN_PROGRESS: Head("В работе", "В ра-\nботе", figures=True),
    Column.NOT_DUE: Head("Срок не истёк", "Срок не\nистёк", figures=True),
    Column.UNDATED: Head("Без срока", "Без\nсрока", figures=True),
    Column.UNCLEAR: Head("Срок не прочитан", "Срок не\nпроч.", figures=True),
    Column.CANCELLED: Head("Снято", "Снято", figures=True),
}
HEADS_AFTER = (
    Head("Исполнение, %", "Испол-\nнение", figures=True),
    Head("В срок, %", "В срок", figures=True),
)
OPTIONAL = frozenset({Column.SUBMITTED, Column.UNCLEAR})
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
    selection = one_line("; ".join(chosen))
    return Report(
        title=TITLE,
        plans=_plan_names(view),
        as_of=_as_of(view.day, period),
        chosen=selection,
        facts=_facts(view, selection),
        gauges=_gauges(counts.total),
        sentences=_sentences(view, counts.total, days, period),
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
    name = period_name(period)
    return f"{name}, {as_of}" if day < period.last else name


def _plan_names(view: View) -> tuple[str, ...]:
    """Give the titles of the plans, under their short names where there are several."""
    if not view.several:
        return tuple(_plan_name(home.plan) for home in view.plans)
    named = view.plans[:MOST_NAMES]
    names = [f"{one_line(home.name)}: {_plan_name(home.plan)}" for home in named]
    more = len(view.plans) - len(named)
    if more:
        names.append(f"и ещё {wording.plural(more, PLANS)}")
    return tuple(names)


def _plan_name(plan: Plan) -> str:
    """Give the plan's title and the act that approved it."""
    title = one_line(plan.title)
    act = official.act(plan.order)
    return f"{title} ({act})" if act else title


def _facts(view: View, selection: str) -> tuple[tuple[str, str], ...]:
    """Name who approved the plan and who controls it, where it is one; and what was chosen."""
    order = view.plans[0].plan.order if len(view.plans) == 1 else None
    pairs: list[tuple[str, str | None]] = []
    if order:
        pairs = [
            ("Утвердил", order.issued_by),
            ("Подписал", order.signed_by),
            ("Контроль исполнения", order.controlled_by),
        ]
    pairs.append(("Отобрано", selection))
    return tuple((name, one_line(text)) for name, text in pairs if text)


def _gauges(total: Figures) -> tuple[Gauge, ...]:
    """Give the percentages; by the approved terms only where a postponement matters."""
    current, approved = total.current, total.approved
    pairs = _gauge_pair(current, "")
    if approved._replace(early=current.early) != current:
        pairs += _gauge_pair(approved, " по первоначальным срокам")
    return pairs


def _gauge_pair(share: Share, suffix: str) -> tuple[Gauge, ...]:
    """Give both percentages of one way to count, which the suffix names."""
    return (
        Gauge(f"Исполнение{suffix}", share.executed, share.due),
        Gauge(f"В срок{suffix}", share.in_time, share.due),
    )


def _sentences(view: View, total: Figures, days: Period, period: Period | None) -> tuple[str, ...]:
    """Say the main figures in words, and how many terms have come due at all."""
    due = wording.plural(total.current.due, TERMS)
    lines = [
        _items_sentence(total),
        f"На {wording.day(view.day)} наступило {due} из {total.terms}.",
    ]
    if total.current.early:
        early = wording.plural(total.current.early, TERMS)
        lines.append(f"Исполнено досрочно: {early}; в проценты это войдёт, когда срок наступит.")
    if period:
        lines.append(_period_sentence(view, days, period_name(period)))
    return tuple(lines)


def _items_sentence(total: Figures) -> str:
    """Say how the items stand."""
    items = total.items
    in_time, late = items[Column.DONE_IN_TIME], items[Column.DONE_LATE]
    how = []
    if in_time:
        how.append(f"в срок {in_time}")
    if late:
        how.append(f"с нарушением срока {late}")
    done = f"исполнено {total.tally.done}"
    if how:
        done += f" ({', '.join(how)})"
    clauses = [done, f"просрочено {total.tally.overdue}"]
    if items[Column.SUBMITTED]:
        clauses.append(f"на проверке {items[Column.SUBMITTED]}")
    clauses.append(f"снято с контроля {items[Column.CANCELLED]}")
    whole = wording.plural(total.tally.total, wording.ITEMS)
    return f"Всего {whole}: {', '.join(clauses)}."


def _period_sentence(view: View, days: Period, name: str) -> str:
    """Say how many terms fell due in the period itself."""
    share = figures.share_of(view.rows, days)
    due = wording.plural(share.due, TERMS)
    fell = f"{wording.capitalized(name)} наступило {due}"
    if not share.due:
        return f"{fell}."
    done = f"исполнено {share.executed} (в срок {share.in_time})"
    return f"{fell}: {done}, не исполнено {share.due - share.executed}."


def _warnings(view: View, today: date, found: Parts) -> tuple[str, ...]:
    """Say what the reader must know to trust the figures."""
    lines = []
    blank = figures.without_date(view.rows)
    if blank:
        numbers = _numbers(view, blank)
        lines.append(f"Дата исполнения не указана, сочтено исполненным в срок: {numbers}.")
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
    """Name items by their numbers: «п. 3, 7»."""
    numbers = [one_line(view.name_of(row)) for row in rows]
    return f"п. {', '.join(numbers)}"


def formulas(as_of: date) -> tuple[str, ...]:
    """Say how the percentages are counted."""
    due = f"сроки, наступившие по {wording.day(as_of)} включительно"
    columns = (
        "исполнено + просрочено + на проверке + в работе + срок не истёк"
        " + без срока + срок не прочитан + снято"
    )
    counted = (
        "Считаются контрольные сроки: у ежеквартального пункта их четыре в год, "
        "у пункта с одним сроком — один."
    )
    not_counted = (
        "Ненаступившие сроки (и исполненные досрочно), "
        "пункты без срока и снятые с контроля в проценты не входят."
    )
    return (
        f"Исполнение = исполненные сроки ÷ {due}.",
        f"В срок = сроки, исполненные не позже последнего дня, ÷ {due}.",
        counted,
        not_counted,
        "Срок, исполненный до переноса, оценивается по сроку, который действовал в тот день.",
        f"Число пунктов: всего = {columns}.",
    )


def _figure_sheets(view: View, counts: ViewFigures) -> tuple[Sheet, Sheet]:
    """Lay out the figures: a row a plan where there are several, else a row a section; parties."""
    filled = {column for column, number in counts.total.items.items() if number}
    shown = [column for column in Column if column in filled or column not in OPTIONAL]
    heads = (*HEADS_BEFORE, *(HEADS[column] for column in shown), *HEADS_AFTER)
    heading, name, groups = "По разделам", "Раздел", _numbered(counts.sections)
    if view.several:
        heading, name, groups = "По планам", "План", counts.plans
    lines = [_figure_line(each, shown) for each in groups]
    total = _figure_line(counts.total, shown)._replace(total=True)
    parties = tuple(_figure_line(each, shown) for each in counts.parties)
    return (
        Sheet(heading, (Head(name, weight=1), *heads), (*lines, total)),
        Sheet(
            "По ответственным",
            (Head("Ответственный", weight=1), *heads),
            parties,
            empty="Пунктов нет.",
            remark=_remark_of_shared_items(counts),
        ),
    )


def _remark_of_shared_items(counts: ViewFigures) -> str:
    """Say why the parties add up to more than there is, if they do."""
    of_parties = sum(each.tally.total for each in counts.parties)
    if of_parties <= counts.total.tally.total:
        return ""
    return (
        "Пункт нескольких ответственных учтён у каждого, "
        "поэтому сумма по ответственным больше итога."
    )


def _numbered(sections: Sequence[Figures]) -> tuple[Figures, ...]:
    """Put a number before the titles that have none of their own."""
    found = []
    for number, each in enumerate(sections, start=1):
        name = each.name if _has_number(each.name) else f"{number}. {each.name}"
        found.append(each._replace(name=name))
    return tuple(found)


def _has_number(title: str) -> bool:
    """Tell whether a section's title begins with the number that the document gives it."""
    return re.match(r"(?:раздел )?(?:\d+|[ivxlc]+)[.)]", title.lower()) is not None


def _figure_line(each: Figures, shown: Sequence[Column]) -> Line:
    """Lay out the figures of a group under the heads of the columns shown."""
    numbers = [each.tally.total, each.tally.done]
    numbers += [each.items[column] for column in shown]
    share = each.current
    executed = wording.percent(share.executed, share.due)
    in_time = wording.percent(share.in_time, share.due)
    return Line((one_line(each.name), *map(str, numbers), executed, in_time))
