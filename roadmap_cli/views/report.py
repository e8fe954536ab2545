"""The report as texts and tables, which the formats only lay out."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan import figures, report_lists
from roadmap_cli.plan.figures import Column
from roadmap_cli.plan.model import State, Status
from roadmap_cli.plan.report_lists import SOON
from roadmap_cli.views import execution_mark
from roadmap_cli.views.execution_mark import lines_of, name_of_place, period_name, since_text
from roadmap_cli.views.sentences import count_of_reports, formulas, state_text
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.figures import Figures, Share, ViewFigures
    from roadmap_cli.plan.model import Plan
    from roadmap_cli.plan.report_lists import Execution, MemberColumn, Parts
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period
    from roadmap_cli.views.execution_mark import Chapter, Cover, Link


SOFT = {
    text.replace("\u00ad", ""): text
    for text in (
        *("Испол\u00adнено", "Про\u00adсро\u00adчено", "про\u00adверке", "ра\u00adботе"),
        *("на\u00adруше\u00adнием", "Испол\u00adнение,", "прочи\u00adтан"),
    )
}


class Head(NamedTuple):
    """A column: its name, a short name in lines for a narrow terminal, whether it has figures.

    `weight` is its share of free space.
    """

    name: str
    short: str = ""
    figures: bool = False
    weight: int = 0

    @property
    def breakable(self) -> str:
        """The name with the places where a browser may break its words."""
        return " ".join(SOFT.get(word, word) for word in self.name.split(" "))


class Line(NamedTuple):
    """A row of a table; a state gives it a colour, which the words repeat.

    `links` are the documents named in the last cell.
    """

    cells: tuple[str, ...]
    state: State | None = None
    total: bool = False
    links: tuple[Link, ...] = ()


class Sheet(NamedTuple):
    """A table under a heading; `empty` replaces a table without rows."""

    heading: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    empty: str = ""
    remark: str = ""

    @property
    def of_figures(self) -> bool:
        """Whether the table has counts, not a list."""
        return self.heads[-1].figures


class Gauge(NamedTuple):
    """A percentage with its meaning and its numbers."""

    name: str
    part: int
    whole: int

    @property
    def text(self) -> str:
        """Write the percentage and the two numbers behind it."""
        percent = wording.percent(self.part, self.whole)
        return f"{percent} ({self.part} из {self.whole})"


class Report(NamedTuple):
    """The contents of a report; every text is one line and safe to show.

    `sentences` are the figures in words, `warnings` what the reader must know to trust them;
    `chosen` describes the items if they are not all. `covers` and `chapters` are the official
    table, a row per item; other formats have `plans`, `facts` and `sheets` instead. `groups` say
    which members have reported on which item; they are among the `sheets` too.
    """

    title: str
    plans: tuple[str, ...]
    as_of: str
    chosen: str
    facts: tuple[tuple[str, str], ...]
    gauges: tuple[Gauge, ...]
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    formulas: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    covers: tuple[Cover, ...]
    chapters: tuple[Chapter, ...]
    summary: Sheet
    groups: tuple[Sheet, ...] = ()


TITLE = "Отчёт об исполнении плана"
TITLE_OF_SEVERAL = "Отчёт об исполнении планов"
PLANS = ("план", "плана", "планов")
_MOST_COLUMNS = 8  # of items beside the names of members
MOST_NAMES = 12  # titles of plans at the top; the table of plans names all of them
TERMS = ("контрольный срок", "контрольных срока", "контрольных сроков")
HEADS_BEFORE = (
    Head("Всего", "Всего", figures=True),
    Head("Исполнено", "Исполн.", figures=True),
)
HEADS = {
    Column.DONE_IN_TIME: Head("в срок", "в\nсрок", figures=True),
    Column.DONE_LATE: Head("с нарушением", "позже\nсрока", figures=True),
    Column.OVERDUE: Head("Просрочено", "Проср.", figures=True),
    Column.SUBMITTED: Head("На проверке", "На\nпров.", figures=True),
    Column.IN_PROGRESS: Head("В работе", "В\nраб.", figures=True),
    Column.NOT_DUE: Head("Срок не истёк", "Срок\nне\nистёк", figures=True),
    Column.UNDATED: Head("Без срока", "Без\nсрока", figures=True),
    Column.UNCLEAR: Head("Срок не прочитан", "Срок\nне\nпроч.", figures=True),
    Column.CANCELLED: Head("Снято", "Снято", figures=True),
}
HEADS_AFTER = (
    Head("Исполнение, %", "Исп.,\n%", figures=True),
    Head("В срок, %", "В\nсрок,\n%", figures=True),
)
OPTIONAL = frozenset({Column.SUBMITTED, Column.UNCLEAR})
"""Columns that stand only where there is something in them: who has none need not know them."""


def build(
    view: View,
    today: date,
    period: Period | None = None,
    chosen: Sequence[str] = (),
    folders: Mapping[str, str] = MappingProxyType({}),
) -> Report:
    """Build the report of some plans.

    Args:
        view: the plans as of the day of the report.
        today: the day of writing.
        period: the period of the report, which contains the view's day.
        chosen: the choice of items, in the words of the command line; by default all.
        folders: the path to each plan's folder from that of the report.

    """
    days = report_lists.window(view, period)
    counts = figures.view_figures(view)
    found = report_lists.parts(view, days)
    groups = _groups(view, days, folders)
    selection = one_line("; ".join(chosen))
    return Report(
        title=TITLE_OF_SEVERAL if view.several else TITLE,
        plans=_plan_names(view),
        as_of=_as_of(view.day, period),
        chosen=selection,
        facts=_facts(view, selection),
        gauges=_gauges(counts.total),
        sentences=_sentences(view, counts.total, days, period),
        warnings=_warnings(view, today, found),
        formulas=formulas(view.day),
        sheets=(*_figure_sheets(view, counts), *_lists(view, found, folders, days), *groups),
        covers=tuple(execution_mark.cover(home.plan) for home in view.plans),
        chapters=execution_mark.chapters(view, days, folders),
        summary=_summary(counts),
        groups=groups,
    )


def _as_of(day: date, period: Period | None) -> str:
    """Name the day of a report or its period, or both if it is not over."""
    as_of = f"по состоянию на {wording.day(day)}"
    if period is None:
        return as_of
    name = period_name(period)
    return f"{name}, {as_of}" if day < period.last else name


def _plan_names(view: View) -> tuple[str, ...]:
    """Return the titles of the plans, with short names if there are several."""
    if not view.several:
        return tuple(_plan_name(home.plan) for home in view.plans)
    named = view.plans[:MOST_NAMES]
    names = [f"{one_line(home.name)}: {_plan_name(home.plan)}" for home in named]
    more = len(view.plans) - len(named)
    if more:
        names.append(f"и ещё {wording.plural(more, PLANS)}")
    return tuple(names)


def _plan_name(plan: Plan) -> str:
    """Return the plan's title and the act that approved it."""
    title = one_line(plan.title)
    act = execution_mark.act(plan.order)
    return f"{title} ({act})" if act else title


def _facts(view: View, selection: str) -> tuple[tuple[str, str], ...]:
    """Name who approved and who controls a single plan; and what was chosen."""
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
    """Return the percentages; those by the approved terms only if a postponement matters."""
    current, approved = total.current, total.approved
    pairs = _gauge_pair(current, "")
    if approved._replace(early=current.early) != current:
        pairs += _gauge_pair(approved, " по первоначальным срокам")
    return pairs


def _gauge_pair(share: Share, suffix: str) -> tuple[Gauge, ...]:
    """Return both percentages of one way of counting, named by the suffix."""
    return (
        Gauge(f"Исполнение{suffix}", share.executed, share.due),
        Gauge(f"В срок{suffix}", share.in_time, share.due),
    )


def _sentences(view: View, total: Figures, days: Period, period: Period | None) -> tuple[str, ...]:
    """Return the main figures in words, and the number of terms due."""
    due = wording.plural(total.current.due, TERMS)
    came = "наступил" if wording.is_one(total.current.due) else "наступило"
    lines = [
        _items_sentence(total),
        f"На {wording.day(view.day)} {came} {due} из {total.terms}.",
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
    """Say how many terms fell due within the period."""
    share = figures.share_of(view.rows, days)
    due = wording.plural(share.due, TERMS)
    came = "наступил" if wording.is_one(share.due) else "наступило"
    fell = f"{wording.capitalized(name)} {came} {due}"
    if not share.due:
        return f"{fell}."
    done = f"исполнено {share.executed} (в срок {share.in_time})"
    waits = sum(_waits_for(row, days) for row in view.rows)
    checked = f" (из них на проверке {waits})" if waits else ""
    return f"{fell}: {done}, не исполнено {share.due - share.executed}{checked}."


def _waits_for(row: Standing, days: Period) -> bool:
    """Return whether a report waits for acceptance on a term that fell due in the days."""
    waits = row.course.submission
    if waits is None or row.is_cancelled or row.is_done or not row.term.periods:
        return False
    return row.term.periods[waits.place].last in days


def _warnings(view: View, today: date, found: Parts) -> tuple[str, ...]:
    """Return the warnings that the reader must know to trust the figures."""
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
        items = [row.item for row in view.rows if not row.item.history]
        is_written_by_hand = any(
            item.executed or item.status is not Status.PLANNED for item in items
        )
        by_hand = "; записи без истории взяты нынешние" if is_written_by_hand else ""
        lines.append(
            f"Составлено {wording.day(today)}: учтено то, что относится к дням "
            f"по {wording.day(view.day)} включительно{by_hand}."
        )
    return tuple(lines)


def _numbers(view: View, rows: Iterable[Standing]) -> str:
    """Name items by their numbers: «п. 3, 7»."""
    return f"п. {', '.join(one_line(view.name_of(row)) for row in rows)}"


def _figure_sheets(view: View, counts: ViewFigures) -> tuple[Sheet, Sheet]:
    """Lay out the figures: a row per plan, or per section of a single plan; and the parties."""
    filled = _filled(counts)
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


def _filled(counts: ViewFigures) -> set[Column]:
    """Find the non-empty columns; a member's report counts for that member alone."""
    groups = (counts.total, *counts.parties)
    return {column for each in groups for column, number in each.items.items() if number}


def _summary(counts: ViewFigures) -> Sheet:
    """Give each party's executed, late and overdue counts: what a committee asks for first."""
    waits = [Column.SUBMITTED] if Column.SUBMITTED in _filled(counts) else []
    shown = [Column.DONE_LATE, Column.OVERDUE, *waits, Column.CANCELLED]
    heads = (*HEADS_BEFORE, *(HEADS[column] for column in shown), HEADS_AFTER[0])
    return Sheet(
        "Сводка по ответственным",
        (Head("Ответственный", weight=1), *heads),
        tuple(Line(_figure_line(each, shown).cells[:-1]) for each in counts.parties),
        remark=_remark_of_shared_items(counts),
    )


def _remark_of_shared_items(counts: ViewFigures) -> str:
    """Explain why the parties add up to more than the total, if they do."""
    of_parties = sum(each.tally.total for each in counts.parties)
    if of_parties <= counts.total.tally.total:
        return ""
    return (
        "Пункт нескольких ответственных учтён у каждого, "
        "поэтому сумма по ответственным больше итога."
    )


def _numbered(sections: Sequence[Figures]) -> tuple[Figures, ...]:
    """Put numbers before titles that have none of their own."""
    return tuple(
        each if _has_number(each.name) else each._replace(name=f"{number}. {each.name}")
        for number, each in enumerate(sections, start=1)
    )


def _has_number(title: str) -> bool:
    """Return whether a section's title begins with the document's number."""
    return re.match(r"(?:раздел )?(?:\d+|[ivxlc]+)[.)]", title.lower()) is not None


def _figure_line(each: Figures, shown: Sequence[Column]) -> Line:
    """Lay out the figures of a group under the heads of the columns shown."""
    numbers = [each.tally.total, each.tally.done, *(each.items[column] for column in shown)]
    share = each.current
    executed = wording.percent(share.executed, share.due)
    in_time = wording.percent(share.in_time, share.due)
    return Line((one_line(each.name), *map(str, numbers), executed, in_time))


_WHAT = (Head("№", figures=True), Head("Мероприятие", weight=3), Head("Ответственные", weight=2))
_DUE = Head("Контрольная дата")
_NOTE = Head("Примечание", weight=2)
_BASIS = Head("Основание", weight=2)
_EVIDENCE = Head("Подтверждение", weight=2)


def _groups(view: View, days: Period, folders: Mapping[str, str]) -> tuple[Sheet, ...]:
    """Lay out the reports of groups: a row per member, a column per item and period."""
    columns = report_lists.member_columns(view, days)
    shares = [columns[i : i + _MOST_COLUMNS] for i in range(0, len(columns), _MOST_COLUMNS)]
    return tuple(_reports_of_members(view, share, folders) for share in shares)


def _reports_of_members(
    view: View, columns: Sequence[MemberColumn], folders: Mapping[str, str]
) -> Sheet:
    """Lay out some columns with the days of reports, and their counts below."""
    members = dict.fromkeys(member for each in columns for member in each.row.members)
    told = [each.row.course.reports_on(each.place) for each in columns]
    lines = []
    for member in members:
        days = [wording.day(own[member].day) if member in own else "нет" for own in told]
        asked = [member in each.row.members for each in columns]
        cells = [day if is_asked else "" for day, is_asked in zip(days, asked, strict=True)]
        links = [
            link
            for each, own in zip(columns, told, strict=True)
            if member in own
            for link in _shown(each.row, own[member].evidence, folders)
        ]
        lines.append(Line((one_line(member), *cells), links=tuple(dict.fromkeys(links))))
    counts = [count_of_reports(each.row, each.place) for each in columns]
    heads = (Head("Кто отчитывается", weight=1), *(_member_head(view, each) for each in columns))
    total = Line(("Отчитались", *counts), total=True)
    return Sheet("Отчёты по группам", heads, (*lines, total))


def _member_head(view: View, column: MemberColumn) -> Head:
    """Name an item and, if it has several, the period: «п. 2 за II квартал 2020 года»."""
    period = f" {name_of_place(column.row, column.place)}" if column.period else ""
    return Head(f"п. {one_line(view.name_of(column.row))}{period}")


def _lists(view: View, found: Parts, folders: Mapping[str, str], days: Period) -> tuple[Sheet, ...]:
    """Lay out the lists without empty ones, except the one of overdue items."""
    every = (
        _overdue(view, found),
        _submitted(view, found, folders),
        _in_time(view, found, folders),
        _late(view, found, folders),
        _cancelled(view, found),
        _postponed(view, found),
        _courses(view, found, folders, days),
        _soon(view, found),
        _requests(view, found),
        _unclear(view, found),
    )
    return tuple(sheet for sheet in every if sheet.lines or sheet.empty)


def _what(view: View, row: Standing) -> tuple[str, str, str]:
    """Return the first cells of every list of items: number, title, parties."""
    parties = "; ".join(map(one_line, row.item.responsible)) or wording.NOTHING
    return one_line(view.name_of(row)), one_line(row.item.title), parties


def _note(row: Standing) -> str:
    """Return the note of an item on one line, empty if none."""
    return one_line(row.course.note)


def _term(row: Standing) -> str:
    """Return the approved wording, and the day to which the period at stake was moved."""
    term = one_line(row.approved.text)
    return f"{term}, перенесён на {_due(row)}" if row.is_moved else term


def _due(row: Standing) -> str:
    """Write the control date; «—» for an item without one."""
    return wording.day_or(row.due)


def _overdue(view: View, found: Parts) -> Sheet:
    """List what is overdue, with a column of notes if there are any."""
    heads: tuple[Head, ...] = (*_WHAT, Head("Срок"), _DUE, Head("Просрочено"))
    has_notes = any(map(_note, found.overdue))
    if has_notes:
        heads = (*heads, _NOTE)
    lines = []
    for row in found.overdue:
        note = (_note(row),) if has_notes else ()
        cells = (*_what(view, row), _term(row), _due(row), _days_overdue(view, row), *note)
        lines.append(Line(cells, State.OVERDUE))
    return Sheet("Просрочено", heads, tuple(lines), "Просроченных пунктов нет.")


def _days_overdue(view: View, row: Standing) -> str:
    """Say how long an item is overdue and, if several terms are missed, how many."""
    late = state_text(row) if not row.days_late else wording.plural(row.days_late, wording.DAYS)
    terms = figures.overdue_terms(row, view.day)
    if terms > 1:
        late += f" ({wording.plural(terms, ('срок', 'срока', 'сроков'))})"
    since = since_text(row, view.written)
    return f"{late}; {since}" if since else late


def _submitted(view: View, found: Parts, folders: Mapping[str, str]) -> Sheet:
    """List what waits for acceptance, with the report's day and words."""
    heads = (*_WHAT, _DUE, Head("Представлено"), _EVIDENCE)
    lines = []
    for row in found.submitted:
        waits = row.course.submission
        reported = wording.day_or(waits.day if waits else None)
        shown = one_line((waits.note if waits else "") or row.course.remark)
        cells = (*_what(view, row), _due(row), reported, shown)
        files = waits.evidence if waits else ()
        lines.append(Line(cells, row.state, links=_shown(row, files, folders)))
    return Sheet("На проверке", heads, tuple(lines))


def _shown(row: Standing, files: Iterable[str], folders: Mapping[str, str]) -> tuple[Link, ...]:
    """Link some documents of an item."""
    return execution_mark.links(files, folders.get(row.home.name, ""))


def _in_time(view: View, found: Parts, folders: Mapping[str, str]) -> Sheet:
    """List the terms executed in time, and those with an unknown day."""
    heads = (*_WHAT, _DUE, Head("Исполнено"), _EVIDENCE)
    lines = []
    for each in found.executed:
        if not each.days_late:
            cells = (*_marked(view, each), one_line(each.evidence))
            lines.append(Line(cells, State.DONE, links=_shown(each.row, each.files, folders)))
    return Sheet("Исполнено в срок", heads, tuple(lines))


def _late(view: View, found: Parts, folders: Mapping[str, str]) -> Sheet:
    """List the terms executed after their last day, worst first."""
    heads = (*_WHAT, _DUE, Head("Исполнено"), Head("Нарушение"), _EVIDENCE)
    lines = []
    for each in found.late:
        late = wording.plural(each.days_late, wording.DAYS)
        cells = (*_marked(view, each), late, one_line(each.evidence))
        lines.append(Line(cells, State.DONE_LATE, links=_shown(each.row, each.files, folders)))
    return Sheet("Исполнено с нарушением срока", heads, tuple(lines))


def _marked(view: View, each: Execution) -> tuple[str, ...]:
    """Return an executed term: its item, its last day, and the day of execution."""
    return (*_what(view, each.row), wording.day_or(each.due), wording.day_or(each.mark))


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
    heads = (*_WHAT, Head("Срок по плану"), Head("Перенесён на"), Head("Состояние"), _BASIS)
    lines = []
    for each in found.postponed:
        row = each.row
        term, moved = one_line(row.approved.text), one_line(row.course.postponed_to or "")
        basis = one_line(execution_mark.bases(row))
        cells = (*_what(view, row), term, moved, state_text(row), basis)
        lines.append(Line(cells, row.state))
    return Sheet("Перенесённые сроки", heads, tuple(lines))


def _courses(view: View, found: Parts, folders: Mapping[str, str], days: Period) -> Sheet:
    """List the recorded progress, and name the silent items below."""
    heads = (*_WHAT, _DUE, Head("Ход исполнения", weight=3))
    lines = []
    for each in found.courses:
        cells = (*_what(view, each.row), _due(each.row), lines_of(each.lines))
        files = [file for line in each.lines for file in line.evidence]
        lines.append(Line(cells, each.row.state, links=_shown(each.row, files, folders)))
    silent = _silent(view, found.silent, days)
    remark = silent if lines else ""
    return Sheet("Ход исполнения", heads, tuple(lines), empty=silent, remark=remark)


def _silent(view: View, rows: Sequence[Standing], days: Period) -> str:
    """Name the items under way without a record; empty if there are none."""
    if not rows:
        return ""
    return f"Исполняются, но {execution_mark.nothing_recorded(days)}: {_numbers(view, rows)}."


def _soon(view: View, found: Parts) -> Sheet:
    """List the items that fall due next, nearest first."""
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
    return wording.plural((row.due - view.day).days, wording.DAYS)


def _requests(view: View, found: Parts) -> Sheet:
    """List the undecided requests for another term."""
    heads = (*_WHAT, _DUE, Head("Просят"), Head("Кто и когда"), _BASIS)
    lines = []
    for row in found.requests:
        asked = row.course.request
        if asked:
            who = f"{one_line(asked.by)}, {wording.day(asked.day)}"
            cells = (*_what(view, row), _due(row), one_line(asked.text), who)
            lines.append(Line((*cells, one_line(asked.reason)), row.state))
    return Sheet("Просят перенести срок", heads, tuple(lines))


def _unclear(view: View, found: Parts) -> Sheet:
    """List the items with unread terms, by wording."""
    heads = (*_WHAT, Head("Срок, как он записан", weight=2))
    lines = [
        Line((*_what(view, row), one_line(row.approved.text)), row.state) for row in found.unclear
    ]
    remark = "Эти пункты не могут быть просрочены, пока их срок не исправлен: roadmap check."
    return Sheet("Срок не прочитан", heads, tuple(lines), remark=remark)
