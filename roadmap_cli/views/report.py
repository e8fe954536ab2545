"""The report as texts and tables, which the formats only lay out."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan import figures, report_lists
from roadmap_cli.plan.figures import Column
from roadmap_cli.plan.model import Order, State, Status
from roadmap_cli.views import execution_mark
from roadmap_cli.views.sentences import count_of_reports, formulas, state_text
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.figures import Figures, ViewFigures
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period

    _Cell = str | date | None


class Head(NamedTuple):
    """A column: its name, a short name in lines for a narrow terminal, whether it has figures.

    `weight` is its share of free space.
    """

    name: str
    short: str = ""
    figures: bool = False
    weight: int = 0


class Line(NamedTuple):
    """A row of a table; a state gives it a colour, which the words repeat.

    `links` are the documents that cells name, by the number of the cell; -1 is the last one.
    """

    cells: tuple[str, ...]
    state: State | None = None
    total: bool = False
    links: Mapping[int, Sequence[execution_mark.Link]] = {}


class Sheet(NamedTuple):
    """A table under a heading; `empty` replaces a table without rows."""

    heading: str
    heads: Sequence[Head]
    lines: Sequence[Line]
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
        return f"{wording.percent(self.part, self.whole)} ({self.part} из {self.whole})"


class Report(NamedTuple):
    """The contents of a report; every text is one line and safe to show.

    `sentences` are the figures in words, `warnings` what the reader must know to trust them;
    `chosen` describes the items if they are not all. `covers` and `chapters` are the official
    table, a row per item; other formats have `plans`, `facts` and `sheets` instead. `groups` say
    which members have reported on which item; they are among the `sheets` too.
    """

    heading: str
    plans: tuple[str, ...]
    as_of: str
    chosen: str
    facts: tuple[tuple[str, str], ...]
    gauges: tuple[Gauge, ...]
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    formulas: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    covers: tuple[execution_mark.Cover, ...]
    chapters: tuple[execution_mark.Chapter, ...]
    summary: Sheet
    groups: tuple[Sheet, ...]


_NUMBER = re.compile(r"(?:раздел )?(?:\d+|[ivxlc]+)[.)]")  # of a section
PLANS = ("план", "плана", "планов")
_MOST_COLUMNS = 8  # of items beside the names of members
MOST_NAMES = 12  # titles of plans at the top; the table of plans names all of them
TERMS = ("контрольный срок", "контрольных срока", "контрольных сроков")
HEADS_BEFORE = (Head("Всего", "Всего", figures=True), Head("Исполнено", "Исполн.", figures=True))
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
# columns shown only if they have something; others need not know of them
OPTIONAL = frozenset({Column.SUBMITTED, Column.UNCLEAR})


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
    as_of = _as_of(view.day, period)
    return Report(
        heading=f"Отчёт об исполнении {'планов' if view.several else 'плана'} {as_of}",
        plans=_plan_names(view),
        as_of=as_of,
        chosen=selection,
        facts=_facts(view, selection),
        gauges=_gauges(counts.total),
        sentences=_sentences(view, counts.total, days, period),
        warnings=_warnings(view, today, found),
        formulas=formulas(view.day),
        sheets=(
            *_figure_sheets(view, counts),
            *_Lists(view, found, folders, days).sheets(),
            *groups,
        ),
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
    name = execution_mark.period_name(period)
    return f"{name}, {as_of}" if day < period.last else name


def _plan_names(view: View) -> tuple[str, ...]:
    names = []
    for home in view.plans[:MOST_NAMES]:
        name = one_line(home.plan.title)
        act = execution_mark.act(home.plan.order)
        name += f" ({act})" if act else ""
        names.append(f"{one_line(home.name)}: {name}" if view.several else name)
    more = len(view.plans) - len(names)
    if more:
        names.append(f"и ещё {wording.plural(more, PLANS)}")
    return tuple(names)


def _facts(view: View, selection: str) -> tuple[tuple[str, str], ...]:
    order = (view.plans[0].plan.order if len(view.plans) == 1 else None) or Order()
    pairs = (
        ("Утвердил", order.issued_by),
        ("Подписал", order.signed_by),
        ("Контроль исполнения", order.controlled_by),
        ("Отобрано", selection),
    )
    return tuple((name, one_line(text)) for name, text in pairs if text)


def _gauges(total: Figures) -> tuple[Gauge, ...]:
    """Return the percentages; those by the approved terms only if a postponement matters."""
    current, approved = total.current, total.approved
    shares = {"": current}
    if approved._replace(early=current.early) != current:
        shares[" по первоначальным срокам"] = approved
    gauges = []
    for suffix, share in shares.items():
        gauges.append(Gauge(f"Исполнение{suffix}", share.executed, share.due))
        gauges.append(Gauge(f"В срок{suffix}", share.in_time, share.due))
    return tuple(gauges)


def _sentences(view: View, total: Figures, days: Period, period: Period | None) -> tuple[str, ...]:
    lines = [
        _items_sentence(total),
        f"На {wording.day(view.day)} {_came_due(total.current.due)} из {total.terms}.",
    ]
    if total.current.early:
        early = wording.plural(total.current.early, TERMS)
        lines.append(f"Исполнено досрочно: {early}; в проценты это войдёт, когда срок наступит.")
    if period:
        lines.append(_period_sentence(view, days, execution_mark.period_name(period)))
    return tuple(lines)


def _came_due(terms: int) -> str:
    came = "наступил" if wording.is_one(terms) else "наступило"
    return f"{came} {wording.plural(terms, TERMS)}"


def _items_sentence(total: Figures) -> str:
    items = total.items
    counts = {"в срок": items[Column.DONE_IN_TIME], "с нарушением срока": items[Column.DONE_LATE]}
    how = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    done = f"исполнено {total.tally.done} ({how})" if how else f"исполнено {total.tally.done}"
    clauses = [done, f"просрочено {total.tally.overdue}"]
    if items[Column.SUBMITTED]:
        clauses.append(f"на проверке {items[Column.SUBMITTED]}")
    clauses.append(f"снято с контроля {items[Column.CANCELLED]}")
    whole = wording.plural(total.tally.total, wording.ITEMS)
    return f"Всего {whole}: {', '.join(clauses)}."


def _period_sentence(view: View, days: Period, name: str) -> str:
    share = figures.share_of(view.rows, days)
    fell = f"{wording.capitalized(name)} {_came_due(share.due)}"
    if not share.due:
        return f"{fell}."
    done = f"исполнено {share.executed} (в срок {share.in_time})"
    waits = sum(_waits_for(row, days) for row in view.rows)
    checked = f" (из них на проверке {waits})" if waits else ""
    return f"{fell}: {done}, не исполнено {share.due - share.executed}{checked}."


def _waits_for(row: Standing, days: Period) -> bool:
    """Return whether a report waits for acceptance on a term that fell due in the days."""
    waits, periods = row.course.submission, row.term.periods
    return bool(waits and row.is_open and periods and periods[waits.place].last in days)


def _warnings(view: View, today: date, found: report_lists.Parts) -> tuple[str, ...]:
    without_day = {
        "Дата исполнения не указана, сочтено исполненным в срок": figures.without_date(view.rows),
        "День исполнения, снятия или переноса не записан, в списки не вошли": found.undated,
    }
    lines = [f"{what}: {_numbers(view, rows)}." for what, rows in without_day.items() if rows]
    if view.day != today:
        items = [row.item for row in view.rows if not row.item.history]
        is_by_hand = any(item.executed or item.status is not Status.PLANNED for item in items)
        by_hand = "; записи без истории взяты нынешние" if is_by_hand else ""
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
    if view.several:
        groups = _figure_sheet("По планам", "План", counts.plans, shown)
    else:
        sections = [
            each if _NUMBER.match(each.name.lower()) else each._replace(name=f"{n}. {each.name}")
            for n, each in enumerate(counts.sections, start=1)
        ]
        groups = _figure_sheet("По разделам", "Раздел", sections, shown)
    total = Line(_figure_cells(counts.total, shown), total=True)
    groups = groups._replace(lines=[*groups.lines, total])
    return groups, _party_sheet("По ответственным", counts, shown)


def _figure_sheet(
    heading: str, name: str, groups: Iterable[Figures], shown: Sequence[Column], shares: int = 2
) -> Sheet:
    """Lay out a group per row, with the columns shown and so many of the two percentages."""
    columns = [HEADS[column] for column in shown]
    heads = (Head(name, weight=1), *HEADS_BEFORE, *columns, *HEADS_AFTER[:shares])
    lines = [Line(_figure_cells(each, shown)[: len(heads)]) for each in groups]
    return Sheet(heading, heads, lines)


def _filled(counts: ViewFigures) -> set[Column]:
    """Find the non-empty columns; a member's report counts for that member alone."""
    groups = (counts.total, *counts.parties)
    return {column for each in groups for column, number in each.items.items() if number}


def _summary(counts: ViewFigures) -> Sheet:
    """Give each party's executed, late and overdue counts: what a committee asks for first."""
    waits = [Column.SUBMITTED] if Column.SUBMITTED in _filled(counts) else []
    shown = [Column.DONE_LATE, Column.OVERDUE, *waits, Column.CANCELLED]
    return _party_sheet("Сводка по ответственным", counts, shown, shares=1)


def _party_sheet(
    heading: str, counts: ViewFigures, shown: Sequence[Column], shares: int = 2
) -> Sheet:
    """Lay out the parties, and explain why they add up to more than the total, if they do."""
    remark = ""
    if sum(each.tally.total for each in counts.parties) > counts.total.tally.total:
        remark = (
            "Пункт нескольких ответственных учтён у каждого, "
            "поэтому сумма по ответственным больше итога."
        )
    sheet = _figure_sheet(heading, "Ответственный", counts.parties, shown, shares)
    return sheet._replace(empty="Пунктов нет.", remark=remark)


def _figure_cells(each: Figures, shown: Sequence[Column]) -> tuple[str, ...]:
    numbers = [each.tally.total, each.tally.done, *(each.items[column] for column in shown)]
    share = each.current
    executed = wording.percent(share.executed, share.due)
    in_time = wording.percent(share.in_time, share.due)
    return (one_line(each.name), *map(str, numbers), executed, in_time)


_WHAT = (Head("№", figures=True), Head("Мероприятие", weight=3), Head("Ответственные", weight=2))
_DUE = Head("Контрольная дата")
_BASIS = Head("Основание", weight=2)
_EVIDENCE = Head("Подтверждение", weight=2)


def _groups(view: View, days: Period, folders: Mapping[str, str]) -> tuple[Sheet, ...]:
    columns = report_lists.member_columns(view, days)
    shares = [columns[i : i + _MOST_COLUMNS] for i in range(0, len(columns), _MOST_COLUMNS)]
    return tuple(_reports_of_members(view, share, folders) for share in shares)


def _reports_of_members(
    view: View, columns: Sequence[report_lists.MemberColumn], folders: Mapping[str, str]
) -> Sheet:
    """Lay out some columns with the days and words of reports, and their counts below."""
    members = dict.fromkeys(member for each in columns for member in each.row.members)
    told = [each.row.course.reports_on(each.place) for each in columns]
    lines = []
    for member in members:
        cells, links = [one_line(member)], {}
        for number, (each, own) in enumerate(zip(columns, told, strict=True), start=1):
            report = own.get(member)
            cell = wording.day(report.day) if report else "нет"
            if report and report.note:
                cell += f", {one_line(report.note)}"
            cells.append(cell if member in each.row.members else "")
            if report:
                links[number] = execution_mark.links(each.row, report.evidence, folders)
        lines.append(Line(tuple(cells), links=links))
    heads = [Head("Кто отчитывается", weight=1)]
    for each in columns:  # «п. 2 за II квартал 2020 года»
        several = len(each.row.approved.periods) > 1
        period = f" {execution_mark.name_of_place(each.row, each.place)}" if several else ""
        heads.append(Head(f"п. {one_line(view.name_of(each.row))}{period}"))
    counts = [count_of_reports(each.row, each.place) for each in columns]
    total = Line(("Отчитались", *counts), total=True)
    return Sheet("Отчёты по группам", heads, [*lines, total])


class _Lists(NamedTuple):
    """The lists of items; a row begins with the item's number, title and parties."""

    view: View
    found: report_lists.Parts
    folders: Mapping[str, str]
    days: Period

    def sheets(self) -> tuple[Sheet, ...]:
        """Lay out the lists without empty ones, except the one of overdue items."""
        in_time = [each for each in self.found.executed if not each.days_late]
        every = (
            self._overdue(),
            self._submitted(),
            self._executed("Исполнено в срок", in_time, State.DONE),
            self._executed("Исполнено с нарушением срока", self.found.late, State.DONE_LATE),
            self._cancelled(),
            self._postponed(),
            self._courses(),
            self._soon(),
            self._requests(),
            self._unclear(),
        )
        return tuple(sheet for sheet in every if sheet.lines or sheet.empty)

    def _line(
        self, row: Standing, *cells: _Cell, state: State | None = None, files: Iterable[str] = ()
    ) -> Line:
        """Write an item with the cells of its list; the state is its own unless given."""
        parties = "; ".join(map(one_line, row.item.responsible)) or wording.NOTHING
        own = (cell if isinstance(cell, str) else wording.day_or(cell) for cell in cells)
        texts = (self.view.name_of(row), row.item.title, parties, *own)
        linked = execution_mark.links(row, files, self.folders)
        return Line(tuple(map(one_line, texts)), state or row.state, links={-1: linked})

    def _overdue(self) -> Sheet:
        heads = [*_WHAT, Head("Срок"), _DUE, Head("Просрочено")]
        has_notes = any(row.course.note.strip() for row in self.found.overdue)
        if has_notes:
            heads.append(Head("Примечание", weight=2))
        lines = []
        for row in self.found.overdue:
            note = [row.course.note] if has_notes else []
            lines.append(self._line(row, _term(row), row.due, self._days_overdue(row), *note))
        return Sheet("Просрочено", heads, lines, "Просроченных пунктов нет.")

    def _days_overdue(self, row: Standing) -> str:
        late = wording.plural(row.days_late, wording.DAYS) if row.days_late else state_text(row)
        terms = figures.overdue_terms(row, self.view.day)
        if terms > 1:
            late += f" ({wording.plural(terms, ('срок', 'срока', 'сроков'))})"
        since = execution_mark.since_text(row, self.view.written)
        return f"{late}; {since}" if since else late

    def _submitted(self) -> Sheet:
        heads = (*_WHAT, _DUE, Head("Представлено"), _EVIDENCE)
        lines = []
        for row in self.found.submitted:
            waits = row.course.submission
            if waits:
                told = waits.note or row.course.remark
                lines.append(self._line(row, row.due, waits.day, told, files=waits.evidence))
        return Sheet("На проверке", heads, lines)

    def _executed(
        self, heading: str, found: Iterable[report_lists.Execution], state: State
    ) -> Sheet:
        """List terms executed in time, or on an unknown day, or late: then with the delay."""
        delay = [Head("Нарушение")] if state is State.DONE_LATE else []
        heads = (*_WHAT, _DUE, Head("Исполнено"), *delay, _EVIDENCE)
        lines = []
        for each in found:
            late = [wording.plural(each.days_late, wording.DAYS)] if delay else []
            cells = each.due, each.mark, *late, each.evidence
            lines.append(self._line(each.row, *cells, state=state, files=each.files))
        return Sheet(heading, heads, lines)

    def _cancelled(self) -> Sheet:
        heads = (*_WHAT, Head("Срок"), Head("Снято"), _BASIS)
        found = self.found.cancelled
        lines = [self._line(each.row, _term(each.row), each.day, each.basis) for each in found]
        return Sheet("Снято с контроля", heads, lines)

    def _postponed(self) -> Sheet:
        heads = (*_WHAT, Head("Срок по плану"), Head("Перенесён на"), Head("Состояние"), _BASIS)
        lines = []
        for row, *_ in self.found.postponed:
            moved = report_lists.moved_by(row)
            terms = row.approved.text, (moved and moved.text) or ""
            lines.append(self._line(row, *terms, state_text(row), execution_mark.bases(row)))
        return Sheet("Перенесённые сроки", heads, lines)

    def _courses(self) -> Sheet:
        heads = (*_WHAT, _DUE, Head("Ход исполнения", weight=3))
        lines = []
        for row, notes in self.found.courses:
            files = [file for note in notes for file in note.evidence]
            lines.append(self._line(row, row.due, execution_mark.lines_of(notes), files=files))
        silent = ""
        if self.found.silent:
            numbers = _numbers(self.view, self.found.silent)
            nothing = execution_mark.nothing_recorded(self.days)
            silent = f"Исполняются, но {nothing}: {numbers}."
        remark = silent if lines else ""
        return Sheet("Ход исполнения", heads, lines, empty=silent, remark=remark)

    def _soon(self) -> Sheet:
        heads = (*_WHAT, _DUE, Head("Осталось"), Head("Состояние"))
        lines = []
        for row in self.found.soon:
            days = (row.due - self.view.day).days if row.due else 0
            left = wording.plural(days, wording.DAYS) if days else "сегодня"
            lines.append(self._line(row, row.due, left, state_text(row)))
        return Sheet(f"Срок наступит в ближайшие {report_lists.SOON} дней", heads, lines)

    def _requests(self) -> Sheet:
        heads = (*_WHAT, _DUE, Head("Просят"), Head("Кто и когда"), _BASIS)
        lines = []
        for row in self.found.requests:
            asked = row.course.request
            if asked:
                who = f"{one_line(asked.by)}, {wording.day(asked.day)}"
                lines.append(self._line(row, row.due, asked.text, who, asked.reason))
        return Sheet("Просят перенести срок", heads, lines)

    def _unclear(self) -> Sheet:
        heads = (*_WHAT, Head("Срок, как он записан", weight=2))
        lines = [self._line(row, row.approved.text) for row in self.found.unclear]
        remark = "Эти пункты не могут быть просрочены, пока их срок не исправлен: roadmap check."
        return Sheet("Срок не прочитан", heads, lines, remark=remark)


def _term(row: Standing) -> str:
    """Return the approved wording, and the day to which the period at stake was moved."""
    term = one_line(row.approved.text)
    return f"{term}, перенесён на {wording.day_or(row.due)}" if row.is_moved else term
