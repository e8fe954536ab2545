"""Marks of execution, and letters and sheets returned filled in: what is executed, on which day.

What a returned letter says is only a proposal to a person: a text without a day, with several days,
or about the future is pointed out and left to that person.
"""

from __future__ import annotations

import re
import textwrap
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms, wording
from roadmap_cli.errors import UnreadableTermError, UsageError
from roadmap_cli.exchange.importing import Skipped, cells, clean, existing_day, sections, tables
from roadmap_cli.exchange.importing.cells import bare
from roadmap_cli.exchange.importing.sections import Measure
from roadmap_cli.terms import Period
from roadmap_cli.terms.tokens import MONTH_FORMS
from roadmap_cli.views import execution_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from roadmap_cli.exchange.importing import Source
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View

_DATE = r"(\d\d)\.(\d\d)\.(\d{4})"
_LATE = r"с нарушением срока на \d+ \w+"
_DONE = re.compile(rf"Исполнено {_DATE}(?: {_LATE})?\.?\s*(.*)", re.DOTALL)
_DONE_SOMEDAY = re.compile(r"Исполнено\. Дата исполнения не указана\.\s*(.*)", re.DOTALL)
_DONE_EACH_TIME = re.compile(r"Исполнено \d+ из \d+(?:, с нарушением срока – \d+)?\.")
_CANCELLED = re.compile(r"Снято с контроля\.?\s*(?:Основание: )?(.*)", re.DOTALL)
_COUNTED = re.compile(
    r"^(?:Не исполнено в срок: |Исполняется: |.*проверяется\..* Всего )исполнено (\d+) из \d+",
    re.MULTILINE,
)
_POSTPONED = re.compile(
    rf"Срок перенес[её]н на {_DATE}\.?\s*(?:Основание(?:: | не указано\.))?([^\n]*)"
)
_UNDER_WAY = re.compile(
    r"Исполняется в течение срока|"
    r"Исполняется по мере необходимости, срок не установлен\.(?: Сведения|\n\d\d\.)"
)
_SUBMITTED = re.compile(
    rf"^Представлена информация(?: {_DATE})?( за .*?)?(?:, {_LATE})?, проверяется\.? *"
    r"(.*?)(?: ?Всего исполнено \d+ из \d+\.)?$",
    re.MULTILINE,
)
_SILENT = re.compile(
    r"(Срок не наступил|Сведения о ходе|Не исполнено|Исполняется|Срок в плане не прочитан)[^\n]*"
)
_DATED_LINE = re.compile(rf"^{_DATE}(?: – |\b)", re.MULTILINE)
_MARK_LINE = re.compile(
    rf"^{_DATE} – исполнено\b(?: за (?:период )?([^,;\n]*?\d{{4}}(?: года?)?)(?=[,;.]|$))?",
    re.MULTILINE,
)
_MOVED = re.compile(rf"(.+), перенес[её]н на {_DATE}")
_OWED = re.compile(rf"просрочено на \d+ д|за .+, срок – {_DATE}")


class ReadMark(NamedTuple):
    """What a mark says of its item; days of execution with the period that each names, if any.

    `decided` is what it says of the postponement of an executed item, which proves nothing.
    """

    status: str = "planned"
    executed: tuple[tuple[date, str], ...] = ()
    postponed_to: date | None = None
    note: str = ""
    decided: str = ""


def read_term_of_letter(text: str) -> tuple[str, date | None]:
    """Strip what our letters add below a term, and return the day of its postponement."""
    first, *more = text.splitlines() or [""]
    if not all(map(_OWED.match, more)):
        first = text
    moved = _MOVED.fullmatch(first)
    if moved is None:
        return first, None
    term, *figures = moved.groups()
    return term, existing_day(*figures)


def read_mark(mark: str) -> ReadMark:
    """Read a mark, keeping line breaks."""
    lines = [" ".join(line.split()) for line in mark.splitlines()]
    text = "\n".join(lines).strip()
    done = _DONE.match(text)
    if done:
        *figures, rest = done.groups()
        if _DONE_EACH_TIME.match(rest):
            return ReadMark("done", _dated(rest))
        day, moved, decided = existing_day(*figures), None, ""
        postponed = _POSTPONED.search(rest)
        if postponed:
            moved, decided = existing_day(*postponed.groups()[:3]), postponed[0].strip()
            rest = rest.replace(postponed[0], "")
        if day is None:
            return ReadMark(note=text)
        return ReadMark("done", ((day, ""),), moved, rest.strip(), decided)
    for status, pattern in (("done", _DONE_SOMEDAY), ("cancelled", _CANCELLED)):
        found = pattern.match(text)
        if found:
            return ReadMark(status, note=found[1].strip())
    return _open(text)


def _open(text: str) -> ReadMark:
    counted = _COUNTED.search(text)
    executed = _dated(text)[: int(counted[1])] if counted else ()
    submitted = _SUBMITTED.search(text)
    postponed = _POSTPONED.search(text)
    status = "in_progress" if executed or _UNDER_WAY.match(text) else "planned"
    moved, note = None, _rest(text)
    if postponed:
        *figures, basis = postponed.groups()
        moved = existing_day(*figures)
        note = f"{basis}\n{_rest(_POSTPONED.sub('', text))}"
    if submitted:
        *figures, period, said = submitted.groups()
        status = "submitted"
        day = f" {'.'.join(figures)}" if figures[0] else ""
        if day or period:
            said = f"представлена информация{day}{period or ''}. {said}"
        rest = _rest(_SUBMITTED.sub("", text))
        note = said.strip(". ") + (f".\n{rest}" if rest else "")
    return ReadMark(status, executed, moved, note.strip())


def _dated(text: str) -> tuple[tuple[date, str], ...]:
    """Return the dates of lines whose first word makes them marks; else of all dated lines."""
    lines = _MARK_LINE.findall(text) or [(*line, "") for line in _DATED_LINE.findall(text)]
    days = [(existing_day(*figures), period) for *figures, period in lines]
    return tuple((day, period) for day, period in days if day)


def by_period(
    marks: Sequence[tuple[date, str]], term: str, span: Period
) -> tuple[date | None, ...]:
    """Put days of execution in the places of the periods that they name, with None for gaps."""
    in_order = tuple(day for day, _ in marks)
    if not all(period for _, period in marks):
        return in_order
    try:
        begins = [period.first for period in terms.read(term, span).periods]
        places = {
            begins.index(terms.read_span(period, span)[0].first): day for day, period in marks
        }
    except (UnreadableTermError, ValueError):
        return in_order
    return tuple(places.get(place) for place in range(max(places, default=-1) + 1))


def _rest(text: str) -> str:
    """Return what is left without our report's sentences."""
    return _SILENT.sub("", text).strip()


_OWN_COLUMNS = {"контрольная дата", "состояние", "дней просрочки", "план"}  # of our own sheet
_LIKE = 0.8  # similarity of a title with the right number; somebody may have fixed a word
_NAMES = "|".join(sorted(MONTH_FORMS, key=len, reverse=True))
_DAY = re.compile(
    r"(?<![\d.,/])(?:(\d{4})-(\d\d)-(\d\d)"
    r"|[«\"“]?(\d{1,2})(?:-?го)?[»\"”]?\s*(?:"
    r"\.\s?(\d{1,2})\s?\.\s?(\d{4}|\d\d)(?!\d)"
    r"|\.(0[1-9]|1[0-2])(?!\.?\d)"
    rf"|({_NAMES})\b\.?(?:\s*(\d{{4}}|\d\d(?=\s?г))(?!\d))?))(?:\s?г(?:ода|\.)?(?!\w))?",
    re.IGNORECASE,
)
_CENTURY, _HUNDRED = 2000, 100  # of a year in two figures
_NUMBER_OF_DOCUMENT = re.compile(r"(?:№|\bn(?=[ \d]))\s*[\w/-]*\d[\w/-]*", re.IGNORECASE)
_SPAN = re.compile(r"\s*(?:по|до|[-–—])\s*\Z")
_ENDS_SPAN = re.compile(r"\d\S*\s*(?:по|до|[-–—])\s*\Z")
_EXECUTED = re.compile(
    r"\b(исполнен|выполнен|провед[её]н|сделан|состоял|завершен|завершён)\w*\s*[:–—-]?\s*\Z",
    re.IGNORECASE,
)
_WORD_FIRST = re.compile(r"\A(исполнен|выполнен)[оаы]?\b[\s,.;:–—-]*", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(не\s+(?!(менее|более|позднее|позже|ранее|только)\b)\w|не(исполн|выполн|провед|готов)"
    r"|будет|будут|план(иру|ов)|запланир|предполага|намечен|перен[оеё]с|отлож|продл|прос(им|ьба)"
    r"|отмен|сорван|готов(им|ит|ят)|отсутств"
    r"|прошу|в\s+(работе|процессе|стадии)|исполняется|выполняется|проводится|вед[её]тся|частично)",
    re.IGNORECASE,
)
_FIGURES = r"\d\d\.\d\d\.\d{4}"
_OURS = re.compile(  # of our report, as of the day when it was made
    rf"Срок (не наступил|истекает) ?\(?{_FIGURES}\)?\. ?"
    r"|Сведения о ходе исполнения(?: за этот период)? не внесены\. ?"
    rf"|Не исполнено(, просрочено \d+ \w+| в срок:? исполнено \d+ из \d+(, просрочено \d+ \w+)?,?"
    rf"| в срок)? \(срок – {_FIGURES}\)\. ?"
    rf"|Исполняется(: исполнено \d+ из \d+, ближайший срок| в течение срока, срок) – {_FIGURES}\. ?"
    r"|Исполняется по мере необходимости, срок не установлен\. ?"
    rf"|Срок перенесён на {_FIGURES}\. (Основание: [^\n]*|Основание не указано\. ?)"
)


class Reply(NamedTuple):
    """What a row reports of an item: the day of execution, its proof, the member."""

    row: Standing
    day: date
    note: str
    member: str | None = None


def read(
    source: Source, columns: str | None, in_view: View, found: View
) -> tuple[list[Reply], list[Skipped]]:
    """Read what a document reports about the items of one plan, and what it leaves open.

    A person may have named its columns; `found` are all plans that it may be about. Raise
    UnreadableDocumentError if it has no table of a plan, UsageError if it is unclear of which plan.
    """
    group = tables.find(source, columns).tables
    entries, _, unpaired = sections.entries_of(group, ())
    measures = [entry for entry in entries if isinstance(entry, Measure)]
    plan = _plan_of(source, measures, in_view, found)
    left = [Skipped(row.place, "какая ячейка к какому столбцу, не видно") for row in unpaired]
    said: dict[str, tuple[Standing, list[str]]] = {}
    for measure in measures:
        row = plan.item(measure)
        if row is None:
            title = textwrap.shorten(wording.one_line(measure.title), 60, placeholder="…")
            left.append(Skipped(f"{measure.place} «{title}»", "такого пункта в плане нет"))
            continue
        _, texts = said.setdefault(row.item.id, (row, []))
        text = _said(measure, row, found.day)
        texts += [text] if text and text not in texts else []
    addressed = set(map(bare, source.around))
    made: list[Reply] = []
    for number, (row, texts) in said.items():
        reply = reply_of(row, "\n".join(texts))
        if isinstance(reply, Reply):
            members = [each for each in row.plan.members_of(row.item) if bare(each) in addressed]
            made.append(reply._replace(member=members[0] if len(members) == 1 else None))
        else:
            shown = textwrap.shorten(wording.one_line("; ".join(texts)), 80, placeholder="…")
            left.append(Skipped(f"{number} «{shown}»" if shown else number, reply))
    return made, left


def _plan_of(source: Source, measures: Sequence[Measure], in_view: View, found: View) -> _Items:
    """Choose the plan that a document names, else the one that has most of its items."""
    around = bare(" ".join(source.around))
    plans = [_Items(found.within(home)) for home in found.plans]
    named = [plan for plan in plans if bare(plan.home.plan.title) in around]
    seen = [plan for plan in plans if plan.home in in_view.plans]
    for group in (named, seen, plans):
        counts = [sum(plan.item(each) is not None for each in measures) for plan in group]
        most = max(counts, default=0)
        if not most:
            continue
        if counts.count(most) == 1:
            return group[counts.index(most)]
        names = wording.listed([plan.home.name for plan in group])
        raise UsageError(f"документ подходит к нескольким планам ({names}); назовите его: --plan")
    raise UsageError(
        f"в {wording.one_line(source.name)} нет ни одного пункта плана; "
        "проверьте, тот ли это документ, или назовите план: --plan"
    )


class _Items:
    def __init__(self, view: View) -> None:
        [self.home] = view.plans
        self.by_number = {name: row for row in view.rows for name in (row.item.id, row.ref)}
        self.by_title: dict[str, list[Standing]] = {}
        for row in view.rows:
            self.by_title.setdefault(bare(row.item.title), []).append(row)

    def item(self, measure: Measure) -> Standing | None:
        """Find the item of a row by its title and, if that is not enough, its number."""
        numbered = self.by_number.get(cells.plain_number(measure.number))
        titled = self.by_title.get(bare(measure.title), [])
        if len(titled) == 1:
            return titled[0]
        if titled or numbered is None:
            return numbered if numbered in titled else None
        like = SequenceMatcher(None, bare(numbered.item.title), bare(measure.title), autojunk=False)
        return numbered if like.ratio() >= _LIKE else None


def _said(measure: Measure, row: Standing, today: date) -> str:
    """Return what people wrote, without the sentences of our report and its columns."""
    ours = set(execution_mark.mark(row, Period(min(row.plan.span.first, today), today)))
    mark = [_OURS.sub("", clean(text)).strip() for text in measure.mark.split("\n")]
    texts = [text for text in mark if text not in ours]
    if measure.result != row.item.result:
        texts.append(measure.result)
    texts += [text for words, text in measure.extra if wording.fold(words) not in _OWN_COLUMNS]
    return "\n".join(filter(None, texts))


def reply_of(row: Standing, text: str) -> Reply | str:
    """Read the day and the note about an item, or say why there is no reply."""
    if not text:
        return "ничего не записано"
    days = list(_days(text, row.plan.span))
    own = [each for each in days if not each.of_document] or days
    told = {each.day for each in own}
    if len(told) > 1:
        told = {each.day for each in own if each.executed} or told
    day = next(iter(told), None)
    if _NOT_YET.search(text):
        reason = "об исполнении не говорит"
    elif not told:
        reason = "нет дня исполнения"
    elif len(told) > 1:
        reason = "несколько дней"
    elif day is None:
        reason = "такого дня нет или его год неясен"
    elif day < row.plan.span.first:
        reason = "день раньше начала плана"
    else:
        return Reply(row, day, _note(text, [each for each in own if each.day == day]))
    return reason


class _Said(NamedTuple):
    """A day in a text: where, whether a document's, whether after «исполнено»."""

    found: re.Match[str]
    day: date | None
    of_document: bool
    executed: bool


def _days(text: str, span: Period) -> Iterator[_Said]:
    """Find the days in a text; those without a year only if no other has one."""
    plain = re.sub(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", r"\1.\2.\3", text)
    masked = _NUMBER_OF_DOCUMENT.sub(lambda found: "№" + " " * (len(found[0]) - 1), plain)
    found = [(each, *_figures(each)) for each in _DAY.finditer(masked)]
    with_year = any(year for _, _, _, year in found)
    for (each, day, month, year), following in zip_longest(found, found[1:]):
        begins_span = following and _SPAN.fullmatch(masked[each.end() : following[0].start()])
        if begins_span or (with_year and not year):
            continue
        before, behind = masked[: each.start()], masked[each.end() :]
        is_of_document = re.search(r"\bот\s*\Z", before) or re.match(r"[\s,]*№", behind)
        years = [year] if year else span.years
        days = [known for known in (existing_day(day, month, each) for each in years) if known]
        inside = days if year else [known for known in days if known in span]
        yield _Said(
            found=each,
            day=inside[0] if len(inside) == 1 else None,
            of_document=is_of_document is not None,
            executed=_EXECUTED.search(before) is not None,
        )


def _figures(found: re.Match[str]) -> tuple[int, int, int]:
    """Return day, month and year; 0 without a year."""
    year, month, day, own_day, figures, own_year, alone, name, year_of_name = found.groups()
    month = MONTH_FORMS[name.casefold()] if name else int(month or figures or alone)
    said = int(year or own_year or year_of_name or 0)
    return int(day or own_day), month, said + _CENTURY if 0 < said < _HUNDRED else said


def _note(text: str, days: Sequence[_Said]) -> str:
    """Return the text beside the day of execution, without the day if that stands alone."""
    [first, *more] = days
    before, behind = text[: first.found.start()], text[first.found.end() :]
    if not (more or first.of_document or _ENDS_SPAN.search(before)):
        text = f"{before} {behind}"
    lines = [" ".join(line.split()).strip(" ,;–—") for line in text.split("\n")]
    note = re.sub(r"\s+([,.;:)])", r"\1", "; ".join(filter(None, lines))).lstrip(" ,.;:–—")
    note = _WORD_FIRST.sub("", note)
    return note if re.search(r"\w", note) else ""
