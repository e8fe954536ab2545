"""From a document to a new plan: what was found, what is in doubt, what answers change.

`propose` is pure: it is run anew with each answer. A doubt is of a class, never of a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.exchange.incoming import (
    marks,
    numbers,
    parties,
    preamble,
    recognition,
    wordings,
)
from roadmap_cli.exchange.incoming.choice import chosen
from roadmap_cli.exchange.incoming.rows import STANDARD_INPUT, UnreadableDocumentError
from roadmap_cli.plan.model import Order, read_term, section_period
from roadmap_cli.planfile.compose import NewItem, NewPlan, NewSection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roadmap_cli.exchange.incoming.pairing import Line, Skipped
    from roadmap_cli.exchange.incoming.preamble import Preamble
    from roadmap_cli.exchange.incoming.recognition import Reading
    from roadmap_cli.exchange.incoming.rows import Document
    from roadmap_cli.terms import Period

NO_TERM = "срок не указан"
NO_SECTIONS = "Мероприятия"
LATER = "решу потом"
"""The answer that leaves a term unclear."""
_NAMES_YEAR = re.compile(r"20\d\d.*(год|уч)")
_SHOWN = 5  # examples in a question


@dataclass(frozen=True)
class Answers:
    """What a person has decided, by option or at a terminal; None where nobody has."""

    title: str | None = None
    year: str | None = None
    table: int | None = None
    columns: str | None = None
    notes: bool | None = None
    same_parties: bool | None = None
    august: int | None = None
    empty_term: str | None = None


class Doubt(NamedTuple):
    """A class of doubt: the field of `Answers` that settles it, words, default, option."""

    field: str
    said: str
    default: str | int | bool
    option: str


class Unclear(NamedTuple):
    """An item whose term a person must decide, and why."""

    id: str
    term: str
    why: str


class Proposal(NamedTuple):
    """The plan that would be written, and what a person should know of it."""

    plan: NewPlan
    doubts: tuple[Doubt, ...]
    unclear: tuple[Unclear, ...]
    skipped: Sequence[Skipped]
    rows: int

    @property
    def items(self) -> tuple[NewItem, ...]:
        """All items in order."""
        return tuple(item for section in self.plan.sections for item in section.items)


def propose(document: Document, answers: Answers, today: date) -> Proposal:
    """Read a document as a plan.

    Args:
        document: the document's rows.
        answers: what is decided already.
        today: the day whose year is assumed where nothing names one.

    Raises:
        UnreadableDocumentError: there is no plan in it, or rows that nobody may guess.
        SeveralPlansError: there are several, and none of them is chosen.
        UsageError: an answer that cannot be meant.

    """
    group, found = chosen(document, answers.columns, answers.table)
    around = preamble.read(group[0].above, found.below)
    reading = recognition.read(group, around.heading, physical=document.physical)
    reading = reading._replace(skipped=[*reading.skipped, *found.skipped])
    if reading.unpaired:
        row = reading.unpaired[0]
        raise UnreadableDocumentError(
            document.name,
            f"{row.place}: ячеек в строке {row.cells}, и какая из них к какому столбцу, не видно; "
            "исправьте строку или назовите столбцы: --columns",
        )
    if not reading.sections:
        nothing = "под заголовком таблицы нет ни одного мероприятия; проверьте документ"
        raise UnreadableDocumentError(document.name, nothing)
    return _Builder(document, answers, around, reading, today).proposal()


class _Builder:
    """Puts the plan together out of what was recognised; each doubt is noted where it comes up."""

    def __init__(
        self,
        document: Document,
        answers: Answers,
        around: Preamble,
        reading: Reading,
        today: date,
    ) -> None:
        self.document = document
        self.answers = answers
        self.around = around
        self.reading = reading
        self.today = today
        self.doubts: list[Doubt] = []
        self.lines: list[Line] = []
        for section in reading.sections:
            self.lines += section.lines

    def proposal(self) -> Proposal:
        """Give the plan, its doubts and its terms that nobody can read."""
        title = self._title()
        span = self._span(title)
        sections = [_with_term(section, span) for section in self._sections(span)]
        plan = NewPlan(title, span, self._order(), tuple(sections))
        unclear = tuple(_unclear(sections, span))
        rows = len(self.lines)
        return Proposal(plan, tuple(self.doubts), unclear, self.reading.skipped, rows)

    def _order(self) -> dict[str, str | date]:
        """Give the fields of the order as the file arranges them."""
        found = self.around.order
        return {name: found[name] for name in Order.model_fields if name in found}

    def _title(self) -> str:
        if self.answers.title:
            return self.answers.title
        if self.around.title:
            return self.around.title
        if self.document.name == STANDARD_INPUT:
            title = "План мероприятий"
        else:  # the name of the file without its folder and its ending
            title = re.sub(r".*[/\\]|\.\w+\Z", "", self.document.name)
        self._doubt("title", "название плана в документе не найдено", title, "--title")
        return title

    def _span(self, title: str) -> Period:
        if self.answers.year:
            return terms.read_plan_period(self.answers.year)
        said = preamble.period(title)
        if said is None:
            said = self._guessed_period()
            self._doubt("year", "период плана в его названии не указан", said, "--year")
        return terms.read_plan_period(said)

    def _guessed_period(self) -> str:
        """Take the period from the text around, the file's name, the terms, the order, today."""
        with_unit = filter(_NAMES_YEAR.search, self.around.texts)
        for text in (*with_unit, self.document.name):
            period = preamble.period(text)
            if period:
                return period
        terms_said = " ".join(line.term for line in self.lines)
        years = re.findall(r"\b20\d\d\b", terms_said)
        if years:
            first, last = min(years), max(years)
            return first if first == last else f"{first}-{last}"
        approved = self.around.order.get("date")
        day = approved if isinstance(approved, date) else self.today
        return str(day.year)

    def _sections(self, span: Period) -> list[NewSection]:
        """Make the items; what every line of all sections has is settled for them together."""
        lines = self._without_typed_numbers()
        responsible = self._parties(lines)
        self._ask_for_notes(lines)
        self._ask_for_terms(lines)
        rest = zip(lines, self._ids(lines), responsible, strict=True)
        sections = []
        for section in self.reading.sections:
            items = [
                self._item(line, own_id, own_parties, section.title, span)
                for line, own_id, own_parties in islice(rest, len(section.lines))
            ]
            sections.append(NewSection(section.title or NO_SECTIONS, tuple(items)))
        return sections

    def _ids(self, lines: Sequence[Line]) -> list[str]:
        """Give each line the id of its item."""
        rest = iter([numbers.plain(line.number) for line in lines])
        found = self.reading.sections
        groups = [list(islice(rest, len(section.lines))) for section in found]
        ids = numbers.numbered(groups, [section.title for section in found])
        return list(chain.from_iterable(ids))

    def _without_typed_numbers(self) -> list[Line]:
        """Move numbers typed into the measures to where they belong, if no row has one."""
        if any(line.number for line in self.lines):
            return self.lines
        pairs = numbers.typed([line.title for line in self.lines])
        if pairs is None:
            return self.lines
        lines = []
        for line, (number, title) in zip(self.lines, pairs, strict=True):
            lines.append(line._replace(number=number, title=title))
        return lines

    def _parties(self, lines: Sequence[Line]) -> list[list[str]]:
        cells = parties.match([parties.split(line.party) for line in lines])
        alike = parties.alike(cells)
        if alike:
            shown = [f"«{one}» и «{other}»" for one, other in alike[:_SHOWN]]
            listed = "; ".join(shown)
            self._doubt(
                "same_parties",
                f"ответственные, похожие на одного, записаны по-разному: {listed}",
                default=False,
                option="--same-parties или --distinct-parties",
            )
        return parties.joined(cells, alike) if self.answers.same_parties else cells

    def _ask_for_notes(self, lines: Sequence[Line]) -> None:
        extra = chain.from_iterable(line.extra for line in lines)
        columns = list(dict.fromkeys(words for words, _ in extra))
        if columns and not self.answers.columns:
            shown = ", ".join(f"«{words}»" for words in columns)
            self._doubt(
                "notes",
                f"есть другие столбцы, в план они не попадут: {shown}",
                default=False,
                option="--notes (сохранить в примечаниях) или --no-notes",
            )

    def _ask_for_terms(self, lines: Sequence[Line]) -> None:
        """Ask what an empty cell of terms means, unless sections named by months say it."""
        empty = [line.place for line in lines if not line.term]
        if not empty or all(_is_month(each.title) for each in self.reading.sections):
            return
        more = " и другие" if len(empty) > _SHOWN else ""
        places = ", ".join(empty[:_SHOWN])
        said = f"срок не указан ({places}{more})"
        self._doubt("empty_term", said, NO_TERM, "--empty-term")

    def _item(
        self,
        line: Line,
        own_id: str,
        responsible: list[str],
        title: str | None,
        span: Period,
    ) -> NewItem:
        state = marks.read(line.mark)
        notes = [state.note] if state.note else []
        if self.answers.notes or self.answers.columns:
            notes += [f"{words}: {text}" for words, text in line.extra]
        return NewItem(
            id=own_id,
            title=line.title,
            term=self._term(line, title, span),
            responsible=tuple(responsible),
            status=state.status,
            executed=state.executed,
            postponed_to=state.postponed_to,
            note="; ".join(notes),
        )

    def _term(self, line: Line, title: str | None, span: Period) -> str:
        if not line.term:
            if title and _is_month(title):
                return title
            return self.answers.empty_term or NO_TERM
        if not wordings.names_august(line.term) or wordings.can_read(line.term, span):
            return line.term
        if self.answers.august:
            return wordings.with_years(line.term, self.answers.august, span)
        years = f"{span.first.year} или {span.last.year}"
        self._doubt("august", f"«{line.term}»: август {years} года", LATER, "--august")
        return line.term

    def _doubt(
        self,
        field: str,
        said: str,
        default: str | int | bool,  # noqa: FBT001  # it may be «no»
        option: str,
    ) -> None:
        """Note a doubt of a class, once, unless a person has settled it."""
        is_settled = getattr(self.answers, field) is not None
        is_known = any(doubt.field == field for doubt in self.doubts)
        if not (is_settled or is_known):
            self.doubts.append(Doubt(field, said, default, option))


def _is_month(title: str | None) -> bool:
    return title is not None and wordings.is_month(title)


def _with_term(section: NewSection, span: Period) -> NewSection:
    """Give a section named by a month its own term, if some item needs it."""
    own = wordings.month_of(section.title)
    if own is None or all(wordings.can_read(item.term, span) for item in section.items):
        return section
    try:
        section_period(own, span)
    except UnreadableTermError:
        return section
    return replace(section, term=own)


def _unclear(sections: Sequence[NewSection], span: Period) -> Iterator[Unclear]:
    """Give the items whose terms the plan will show as not read."""
    for section in sections:
        own = section_period(section.term, span) if section.term else None
        for item in section.items:
            try:
                read_term(item.term, None, None, span, own)
            except UnreadableTermError as error:
                yield Unclear(item.id, item.term, error.reason)
