"""From a document to a new plan: what was found, what is in doubt, what answers change.

`propose` is pure and rerun with each answer. Doubts are about classes, never about rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms, wording
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.exchange.importing import (
    STANDARD_INPUT,
    Skipped,
    UnreadableDocumentError,
    cells,
    preamble,
    replies,
)
from roadmap_cli.exchange.importing.sections import entries_of, gathered
from roadmap_cli.exchange.importing.tables import Role, chosen
from roadmap_cli.plan.model import Order, section_period
from roadmap_cli.planfile.writing import NewItem, NewPlan, NewSection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.exchange.importing import Row
    from roadmap_cli.exchange.importing.preamble import Preamble
    from roadmap_cli.exchange.importing.sections import FoundSection, Measure
    from roadmap_cli.exchange.importing.tables import FoundTables
    from roadmap_cli.terms import Period

_EMPTY_TERM = "срок не указан"
LATER = "решу потом"
"""The answer that leaves a term unclear."""
_QUESTIONS: dict[str, tuple[str, str | bool, str]] = {
    "continues": ("Это продолжение", True, "--table N возьмёт только названную"),
    "unpaired": ("Пропустить эти строки", True, "--columns или --accept"),
    "title": ("Название плана", "", "--title"),
    "year": ("На какой период план (2021 или 2020-2021)", "", "--year"),
    "same_parties": ("Это один ответственный", False, "--same-parties или --distinct-parties"),
    "groups": ("Завести группу", False, "--groups или --no-groups"),
    "notes": (
        "Сохранить эти столбцы в примечаниях",
        False,
        "--notes (сохранить в примечаниях) или --no-notes",
    ),
    "empty_term": ("Какой срок им записать", _EMPTY_TERM, "--empty-term"),
    "august": ("Какого года август", LATER, "--august"),
}
"""What each class of doubt asks, its default if that is always the same, its option."""
_NAMES_YEAR = re.compile(r"20\d\d.*(год|уч)")
_AUGUST = re.compile(r"\bавгуст[а-я]*\b(?!\s*20\d\d)", re.IGNORECASE)  # without a year
_SHOWN = 5  # examples in a question


@dataclass(frozen=True)
class Answers:
    """A person's decisions, by option or at a terminal; None if undecided."""

    title: str | None = None
    year: str | None = None
    table: tuple[int, ...] = ()
    columns: str | None = None
    notes: bool | None = None
    same_parties: bool | None = None
    august: int | None = None
    empty_term: str | None = None
    continues: bool | None = None
    unpaired: bool | None = None
    groups: bool | None = None


class Doubt(NamedTuple):
    """A class of doubt: the field of `Answers` that settles it, words, default, option."""

    field: str
    said: str
    question: str
    default: str | bool
    option: str


class Proposal(NamedTuple):
    """The plan that would be written, and what a person should know about it."""

    plan: NewPlan
    doubts: tuple[Doubt, ...]
    unclear: Sequence[NewItem]
    """Items whose terms a person must clarify."""
    skipped: Sequence[Skipped]
    continued: Sequence[str]
    outside: Sequence[NewItem]
    """Items with terms that leave the plan's period."""

    @property
    def items(self) -> tuple[NewItem, ...]:
        """All items in order."""
        return tuple(item for section in self.plan.sections for item in section.items)


class Recognised(NamedTuple):
    """A document with recognised rows: what does not depend on answers about words."""

    name: str
    around: Preamble
    sections: Sequence[FoundSection]
    skipped: Sequence[Skipped]
    unpaired: Sequence[Row]
    """Rows whose cells cannot be assigned to columns with certainty."""
    continued: Sequence[str]
    """Places of tables without a header taken as a continuation of the one above."""


def recognise(found: FoundTables, answers: Answers) -> Recognised:
    """Recognise the rows of a plan in a document.

    Raise UnreadableDocumentError if there is none, SeveralPlansError if a person must choose.
    """
    source = found.source
    group, below = chosen(found, answers.table, continued=answers.continues is not False)
    several = any(table.above for table in group[1:])
    around = preamble.read(group[0].above, below, several=several)
    entries, skipped, unpaired = entries_of(group, around.headings)
    sections = gathered(entries, skipped)
    if not sections:
        nothing = "под заголовком таблицы нет ни одного мероприятия; проверьте документ"
        if unpaired:
            row = unpaired[0]
            nothing = (
                f"{row.place}: ячеек в строке {len(row.cells)}, и какая из них к какому столбцу, "
                "не видно; исправьте строку или назовите столбцы: --columns"
            )
        raise UnreadableDocumentError(source.name, nothing)
    skipped += [*found.skipped, *source.skipped]
    continued = [f"таблица {table.number}" for table in group if table.continues]
    return Recognised(source.name, around, sections, skipped, unpaired, continued)


def propose(found: Recognised, answers: Answers, today: date) -> Proposal:
    """Build a plan by the decisions so far; raise UsageError if one makes no sense.

    Today's year is assumed if none is named.
    """
    return _Draft(found, answers, today).proposal()


class _Draft:
    """A plan being built; each doubt is noted where it arises."""

    def __init__(self, found: Recognised, answers: Answers, today: date) -> None:
        self.found = found
        self.answers = answers
        self.today = today
        self.doubts: list[Doubt] = []
        self.groups: dict[str, tuple[str, ...]] = {}
        self.measures = [each for section in found.sections for each in section.measures]
        if found.continued and not answers.table:
            places = wording.listed(found.continued)
            said = f"{places}: своего заголовка нет, взято как продолжение таблицы выше"
            self._doubt("continues", said)
        if found.unpaired:
            places = wording.listed([row.place for row in found.unpaired])
            said = f"{places}: какая ячейка к какому столбцу, не видно, в план не попадёт"
            self._doubt("unpaired", said)
        self.title = answers.title or found.around.title or ""
        if not self.title:
            self.title = re.sub(r".*[/\\]|\.\w+\Z", "", found.name)  # no folder, no ending
            if found.name == STANDARD_INPUT:
                self.title = "План мероприятий"
            self._doubt("title", "название плана в документе не найдено", self.title)
        period = answers.year or preamble.period(self.title)
        if period is None:
            period = self._guessed_period()
            self._doubt("year", "период плана в его названии не указан", period)
        self.span = terms.read_plan_period(period)

    def proposal(self) -> Proposal:
        sections = self._sections()
        known = self.found.around.order  # whose fields have another order in the file
        order = {name: known[name] for name in Order.model_fields if name in known}
        unclear, outside = _terms_to_tell(sections, self.span)
        unpaired = [Skipped(row.place, "ячейки не по столбцам") for row in self.found.unpaired]
        return Proposal(
            plan=NewPlan(self.title, self.span, order, tuple(sections), self.groups),
            doubts=tuple(self.doubts),
            unclear=unclear,
            skipped=[*self.found.skipped, *unpaired],
            continued=self.found.continued,
            outside=outside,
        )

    def _doubt(self, field: str, said: str, default: str = "") -> None:
        """Note a class of doubt, once, unless a person has settled it."""
        is_known = any(each.field == field for each in self.doubts)
        if getattr(self.answers, field) is None and not is_known:
            question, usual, option = _QUESTIONS[field]
            self.doubts.append(Doubt(field, said, question, default or usual, option))

    def _guessed_period(self) -> str:
        """Take the period from the text around, the file's name, the terms, the order, today."""
        with_unit = filter(_NAMES_YEAR.search, self.found.around.texts)
        for text in (*with_unit, self.found.name):
            period = preamble.period(text)
            if period:
                return period
        years = re.findall(r"\b20\d\d\b", " ".join(each.term for each in self.measures))
        if years:
            first, last = min(years), max(years)
            if int(last) - int(first) > 1:
                return f"{first}-01-01..{last}-12-31"
            return first if first == last else f"{first}-{last}"
        approved = self.found.around.order.get("date")
        day = approved if isinstance(approved, date) else self.today
        return str(day.year)

    def _sections(self) -> list[NewSection]:
        """Build the items: ids and parties for all, then distributed to sections."""
        found = self.found.sections
        responsible = iter(self._parties())
        self._ask_for_cells()
        ids = cells.numbered(
            [list(_numbers(one.measures)) for one in found], [section.title for section in found]
        )
        sections = []
        for section, own_ids in zip(found, ids, strict=True):
            items = tuple(
                self._item(measure, own_id, next(responsible), section.month)
                for measure, own_id in zip(section.measures, own_ids, strict=True)
            )
            title = section.title or "Мероприятия"
            term = "" if title == section.month else section.month
            sections.append(NewSection(title, items, self._section_term(title, term, items)))
        return sections

    def _section_term(self, title: str, month: str, items: Iterable[NewItem]) -> str:
        """Give a section named by a month its own term, if some item needs it and it is read."""
        own = month or cells.month_of(title)
        is_needed = month or not all(cells.can_read(item.term, self.span) for item in items)
        if own is None or not is_needed:
            return ""
        try:
            section_period(own, self.span)
        except UnreadableTermError:
            return ""
        return own

    def _parties(self) -> list[list[str]]:
        """Tell the parties of each measure, and ask which are one, and which are many."""
        split = cells.match_parties([cells.split_parties(each.party) for each in self.measures])
        alike = cells.alike_parties(split)
        if alike:
            shown = "; ".join(f"«{one}» и «{other}»" for one, other in alike[:_SHOWN])
            said = f"ответственные, похожие на одного, записаны по-разному: {shown}"
            self._doubt("same_parties", said)
        joined = cells.joined_parties(split, alike) if self.answers.same_parties else split
        known = {name: cells.members(name) for name in chain.from_iterable(joined)}
        groups = {name: members for name, members in known.items() if members}
        if groups:
            shown = "; ".join(f"«{name}»: {len(groups[name])}" for name in list(groups)[:_SHOWN])
            said = f"за одним ответственным стоят многие ({shown}), и каждый отчитается сам"
            self._doubt("groups", said)
        self.groups = groups if self.answers.groups else {}
        return joined

    def _ask_for_cells(self) -> None:
        """Ask about other columns, kept if a person named them, and about cells without a term."""
        columns = dict.fromkeys(words for each in self.measures for words, _ in each.extra)
        if columns and not self.answers.columns:
            shown = ", ".join(f"«{words}»" for words in columns)
            self._doubt("notes", f"есть другие столбцы, в план они не попадут: {shown}")

        empty = [
            f"{each.place}: «{each.title[:40]}»"
            for section in self.found.sections
            for each in section.measures
            if not (section.month or each.term)
        ]
        if empty:
            more = " и другие" if len(empty) > _SHOWN else ""
            shown = "; ".join(empty[:_SHOWN])
            self._doubt("empty_term", f"срок не указан ({shown}{more})")

    def _item(
        self, measure: Measure, own_id: str, responsible: Sequence[str], month: str
    ) -> NewItem:
        """Build an item with the mark as its note; other columns never prove an execution."""
        state = replies.read_mark(measure.mark)
        term, moved = replies.read_term_of_letter(measure.term)
        wanted = self.answers.notes or self.answers.columns
        others = [f"{words}: {text}" for words, text in measure.extra] if wanted else []
        return NewItem(
            id=own_id,
            title=measure.title,
            term=self._term(term, month),
            responsible=tuple(responsible),
            status=state.status,
            executed=replies.by_period(state.executed, term, self.span),
            postponed_to=state.postponed_to or moved,
            note=state.note,
            result=measure.result,
            comment="; ".join(filter(None, [*others, state.decided])),
        )

    def _term(self, term: str, month: str) -> str:
        """Complete a term: by the month that names the section, by the year of an August."""
        if not term:
            return month or self.answers.empty_term or _EMPTY_TERM
        span = self.span
        term = terms.in_one_line(term, span)
        if not _AUGUST.search(term) or cells.can_read(term, span):
            return term
        if self.answers.august:
            return cells.with_years(term, self.answers.august, span)
        years = f"{span.first.year} или {span.last.year}"
        self._doubt("august", f"«{term}»: август {years} года")
        return term


def _numbers(measures: Iterable[Measure]) -> Iterator[str]:
    """Return the number of each measure; one merged downwards is that of all beside it."""
    number = ""
    for each in measures:
        if Role.NUMBER not in each.continued:
            number = cells.plain_number(each.number)
        yield number


def _terms_to_tell(
    sections: Iterable[NewSection], span: Period
) -> tuple[list[NewItem], list[NewItem]]:
    """Return the items whose terms cannot be read, and those whose terms leave the period."""
    unclear, outside = [], []
    for section in sections:
        own = section_period(section.term, span) if section.term else None
        for item in section.items:
            try:
                periods = terms.read(item.term, span, own).periods
            except UnreadableTermError:
                unclear.append(item)
                continue
            if not all(map(span.holds, periods)) and cells.can_read(item.term, span):
                outside.append(item)
    return unclear, outside
