"""Marks of execution as sentences for official reports, and their table."""

from __future__ import annotations

import posixpath
import re
from datetime import timedelta
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from roadmap_cli import wording
from roadmap_cli.plan import report_lists
from roadmap_cli.plan.model import Order, Progress, State, is_address
from roadmap_cli.plan.view import by_section
from roadmap_cli.terms import Kind
from roadmap_cli.terms.vocabulary import MONTHS
from roadmap_cli.views import sentences
from roadmap_cli.wording import day, on_paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Plan, Resolution, Submission
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period


class Cover(NamedTuple):
    """The cover of a document: the plan's title, the act that approved it, people."""

    title: str
    act: str
    signed_by: str
    controlled_by: str


class Link(NamedTuple):
    """A document that proves an execution: its name, and its path from the paper."""

    name: str
    target: str


def links(row: Standing, files: Iterable[str], folders: Mapping[str, str]) -> tuple[Link, ...]:
    """Name documents of an item, each once, by their paths from the paper.

    `folders` has the path to the folder of each plan from that of the paper.
    """
    found, folder = {}, folders.get(row.home.name, "")
    for file in files:
        target = quote(file, safe=":/?#[]@!$&'()*+,;=%~")
        if not is_address(file):
            target = quote(posixpath.normpath(posixpath.join(folder, file)))
        found[file] = Link(on_paper(file), target)
    return tuple(found.values())


class OfficialRow(NamedTuple):
    """An item of the official table: its number there, its mark and its documents."""

    row: Standing
    number: str
    mark: tuple[str, ...]
    links: tuple[Link, ...]


class Chapter(NamedTuple):
    """A section with its items; `plan` names the plan if there are several."""

    plan: str
    title: str
    entries: tuple[OfficialRow, ...]


def cover(plan: Plan) -> Cover:
    """Build the cover of a plan."""
    order = plan.order or Order()
    return Cover(
        title=on_paper(plan.title),
        act=act(order),
        signed_by=on_paper(order.signed_by or ""),
        controlled_by=on_paper(order.controlled_by or ""),
    )


def act(order: Order | None, case: str = "приказ") -> str:
    """Name the act that approved a plan: «приказ от 17.01.2020 № 13/01-04»; empty if unknown."""
    dated = f" от {day(order.date)}" if order and order.date else ""
    numbered = f" № {on_paper(order.number)}" if order and order.number else ""
    return f"{case}{dated}{numbered}" if dated or numbered else ""


def chapters(view: View, days: Period, folders: Mapping[str, str]) -> tuple[Chapter, ...]:
    """Return the items by section; for a period, those that it concerns."""
    everything = report_lists.is_everything(days)
    shown = (row for row in view.rows if everything or report_lists.concerns(row, days))
    found = []
    for section, rows in by_section(shown):
        entries = []
        for row in rows:
            told, proofs = mark(row, days, view.written), links(row, _files(row), folders)
            entries.append(OfficialRow(row, on_paper(view.name_of(row)), told, proofs))
        plan = on_paper(rows[0].home.name) if view.several else ""
        found.append(Chapter(plan, on_paper(section.title), tuple(entries)))
    return tuple(found)


def _files(row: Standing) -> Iterator[str]:
    known = row.course
    told = [report_lists.proof_of(mark).evidence for mark in known.marks if mark]
    told += [known.submission.evidence] if known.submission else []
    told += [each.evidence for each in known.reports]
    told += [line.evidence for line in known.lines]
    return chain.from_iterable(told)


_ENDED = re.compile(r"[.!?…]$")
_NEEDLESS_DOT = re.compile(r"(?:(?<=\w{4})|(?<=[\d»)]))\.$")
"""A dot that ends a sentence, and not initials or an abbreviation: «Е.Л.» and «г.» keep theirs."""


def mark(row: Standing, days: Period, written: date | None = None) -> tuple[str, ...]:
    """Describe the execution of an item by the last of some days, a text per paragraph.

    Progress lines are those of the days; what was executed until a later day of writing is added.
    """
    return tuple(map(on_paper, _paragraphs(row, days, written)))


def _paragraphs(row: Standing, days: Period, written: date | None) -> Iterator[str]:
    if row.is_cancelled:
        yield f"Снято с контроля. {_basis(report_lists.removal(row))}"
    elif row.is_done:
        yield _executed(row, days)
    if row.state is State.OVERDUE:
        yield _overdue(row)
    if row.is_open and row.course.submission:
        yield _submitted(row, row.course.submission)
    if row.state in {State.IN_PROGRESS, State.PLANNED}:
        yield _in_time(row, days)
    has_begun = row.stake is None or row.stake.first <= days.last
    if row.members and not row.is_cancelled and (has_begun or row.course.reports_on(row.place)):
        told = filter(None, (sentences.reported_text(row), sentences.missing_text(row)))
        yield _ended(wording.capitalized("; ".join(told)))
    if row.course.request:
        yield _ended(wording.capitalized(sentences.request_text(row)))
    yield from _postponed(row)
    yield from _dated_lines(row, days)
    since = since_text(row, written)
    if since:
        yield _ended(wording.capitalized(since))


def nothing_recorded(days: Period) -> str:
    """Say that no progress is recorded, at all or in the window of days."""
    when = "" if report_lists.is_everything(days) else " за этот период"
    return f"сведения о ходе исполнения{when} не внесены"


def _executed(row: Standing, days: Period) -> str:
    last, periods = sentences.executed_on(row), len(row.marks)
    text = f"Исполнено {day(last)}" if last else "Исполнено"
    undated = "" if last else " Дата исполнения не указана."
    if periods > 1:
        late = f", с нарушением срока – {row.late_periods}" if row.days_late else ""
        return f"{text}. Исполнено {periods} из {periods}{late}.{undated}"
    if row.days_late:
        text += f" с нарушением срока на {wording.plural(row.days_late, wording.DAYS)}"
    executions = _executions(row, days)
    proof = executions[0].evidence if executions else row.course.remark
    return f"{text}.{undated}{_next_sentence(proof)}"


def _executions(row: Standing, days: Period) -> list[report_lists.Execution]:
    return list(report_lists.executions(row, report_lists.everything_by(days.last)))


def since_text(row: Standing, written: date | None) -> str:
    """Say what was executed between the day of the report and the day of writing, if anything."""
    if written is None:
        return ""
    told = []
    for each in report_lists.executed_since(row, written):
        several = each.period and len(row.marks) > 1
        which = f"{name_of_place(each.row, each.place)} " if several else ""
        late = sentences.late_by(each.days_late)
        told.append(f"{which}исполнено {wording.day_or(each.mark)}{late}")
    return "; ".join(told)


def _overdue(row: Standing) -> str:
    late = f"срок – {wording.day_or(row.due)}"
    if row.days_late:
        late = f"просрочено {wording.plural(row.days_late, wording.DAYS)} ({late})"
    if len(row.marks) > 1:
        return f"Не исполнено в срок: {_counted(row)}, {late}."
    return f"Не исполнено, {late}." if row.days_late else f"Не исполнено в срок ({late})."


def _submitted(row: Standing, waits: Submission) -> str:
    when = f" {day(waits.day)}" if waits.day else ""
    if waits.place != row.place:
        when += f" {name_of_place(row, waits.place)}"
    late = sentences.late_by(row.days_late) if row.is_submitted else ""
    text = f"Представлена информация{when}{late}, проверяется."
    text += _next_sentence(waits.note or row.course.remark)
    if len(row.marks) > 1:
        text += f" Всего {_counted(row)}."
    return text


def _in_time(row: Standing, days: Period) -> str:
    """Describe an item that runs; it is asked about progress if begun, or if its term is long."""
    lines = report_lists.lines(row, days)
    begun = row.state is State.IN_PROGRESS
    nothing = f" {wording.capitalized(nothing_recorded(days))}."
    silent = nothing if begun and not (lines or row.course.reports) else ""
    if row.term.kind is Kind.UNCLEAR:
        return f"Срок в плане не прочитан: «{row.approved.text}»."
    if row.term.kind is Kind.UNDATED or row.stake is None:
        return f"Исполняется по мере необходимости, срок не установлен.{silent}"
    last = row.stake.last
    if any(row.marks):
        return f"Исполняется: {_counted(row)}, ближайший срок – {day(last)}."
    if lines or begun:
        return f"Исполняется в течение срока, срок – {day(last)}.{silent}"
    if last == days.last:
        return f"Срок истекает {day(last)}."
    silent = nothing if row.runs_long(days.last) else ""
    return f"Срок не наступил ({day(last)}).{silent}"


def _counted(row: Standing) -> str:
    return f"исполнено {row.executed_periods} из {len(row.marks)}"


def _postponed(row: Standing) -> Iterator[str]:
    former = list(row.course.postponements)
    moved = report_lists.moved_by(row)
    if moved and moved.last and not row.is_cancelled:
        yield f"Срок перенесён на {day(moved.last)}. {_basis(report_lists.postponement(row))}"
        former.remove(moved)
    if any(each.text for each in former):
        told = "; ".join(map(_moved, former))
        yield _ended(f"Срок переносился {_times(row)}, прежние решения: {told}")


def _times(row: Standing) -> str:
    moved = [each for each in row.course.postponements if each.text]
    return wording.plural(len(moved), ("раз", "раза", "раз"))


def _moved(each: Resolution) -> str:
    text = "перенос отменён"
    if each.text:
        text = f"на {day(each.last)}" if each.last else f"на «{on_paper(each.text)}»"
    return f"{text} ({_without_end(each.basis)})" if each.basis else text


def bases(row: Standing) -> str:
    """Return the basis of a postponement; for several, all of them and their number."""
    moved = [each for each in row.course.postponements if each.text]
    if len(moved) <= 1:
        return report_lists.postponement(row).basis
    return f"{_times(row)}: {'; '.join(map(_moved, row.course.postponements))}"


def _basis(decision: report_lists.Decided) -> str:
    if not decision.basis:
        return "Основание не указано."
    return _ended(f"Основание: {on_paper(decision.basis)}")


def _dated_lines(row: Standing, days: Period) -> list[str]:
    """Write the marks of a recurrent item and its progress, a line per day."""
    notes = report_lists.lines(row, days)
    executed = [mark for mark in row.marks if mark]
    if row.is_done and executed:
        notes = [note for note in notes if note.day <= max(executed)]
    if len(row.marks) > 1:
        in_order = [*row.course.executed] == sorted(filter(None, row.course.executed))
        for each in _executions(row, days):
            if each.mark:
                notes.append(Progress(each.mark, _mark_text(each, in_order=in_order)))
    if not notes:
        return []
    notes.sort(key=lambda note: note.day)
    *lines, last = map(_line, notes)
    return [*(f"{line};" for line in lines), _ended(last)]


def _line(note: Progress) -> str:
    """Write a dated line without a final dot, as another may follow."""
    return f"{day(note.day)} – {_without_end(note.text)}"


def _mark_text(each: report_lists.Execution, *, in_order: bool) -> str:
    """Write after the day of a mark how late it is, and the proof of execution.

    If the days are not in the order of the periods, or skip one, each names its period.
    """
    text = "исполнено"
    if each.period and not in_order:
        text += f" {period_name(each.row.approved.periods[each.place])}"
    text += sentences.late_by(each.days_late)
    if each.evidence:
        text += f", {each.evidence}"
    if each.row.missing(each.place):
        text += f", отчитались {sentences.count_of_reports(each.row, each.place)}"
    return text


def _next_sentence(text: str) -> str:
    return f" {sentence(text)}" if text else ""


def sentence(text: str) -> str:
    """Write a note as a sentence: capitalized, with one dot at the end."""
    return _ended(wording.capitalized(on_paper(text)))


def _ended(text: str) -> str:
    """End a text as a sentence, keeping its own «!», «?» or «…»."""
    bare = text.rstrip(" ,;")
    return bare if _ENDED.search(bare) else f"{bare}."


def _without_end(text: str) -> str:
    """Strip a final dot, commas and blanks, but not an abbreviation's dot."""
    return _NEEDLESS_DOT.sub("", on_paper(text).rstrip(" ,;"))


def lines_of(notes: Sequence[Progress]) -> str:
    """Join dated lines: «05.03.2020 – семинар; 18.09.2020 – выезды»."""
    return "; ".join(map(_line, notes))


_PERIOD_NAMES = {
    **{(month, month): name for month, name in enumerate(MONTHS, start=1)},
    (1, 3): "I квартал",
    (4, 6): "II квартал",
    (7, 9): "III квартал",
    (10, 12): "IV квартал",
    (1, 6): "I полугодие",
    (7, 12): "II полугодие",
    (1, 9): "9 месяцев",
}
_WHOLE_YEAR = (1, 12)
_SCHOOL_YEARS = ((9, 5), (9, 8))  # to the end of lessons, and to the next school year


def period_name(period: Period) -> str:
    """Name a period after «за», by its dates if it has no name."""
    first, last = period
    if period.has_whole_months:
        months = (first.month, last.month)
        if first.year + 1 == last.year and months in _SCHOOL_YEARS:
            return f"за {first.year}-{last.year} учебный год"
        if first.year == last.year and months == _WHOLE_YEAR:
            return f"за {first.year} год"
        if first.year == last.year and months in _PERIOD_NAMES:
            return f"за {_PERIOD_NAMES[months]} {first.year} года"
    if first == last:
        return f"за {wording.day(first)}"
    return f"за период с {wording.day(first)} по {wording.day(last)}"


def name_of_place(row: Standing, place: int) -> str:
    """Name a period of an item after «за»; for a report due later, the period reported on."""
    periods = row.approved.periods
    period = periods[place]
    pairs = [*pairwise(periods)]
    if pairs and all(one.first < after.first <= one.last for one, after in pairs):
        following = periods[place + 1].first if place + 1 < len(periods) else None
        last = following - timedelta(days=1) if following else row.plan.span.last
        period = period._replace(last=min(period.last, last))
    return period_name(period)
