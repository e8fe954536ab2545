"""From a document to a new plan: what was found, what is in doubt, what answers change.

`propose` is pure: it is run anew with each answer. A doubt is of a class, never of a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms, wording
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.exchange.importing import cells, parties, preamble, sections
from roadmap_cli.exchange.importing.header import (
    STANDARD_INPUT,
    Skipped,
    UnreadableDocumentError,
)
from roadmap_cli.exchange.importing.tables import chosen
from roadmap_cli.plan.model import Order, read_term, section_period
from roadmap_cli.planfile.writing import NewItem, NewPlan, NewSection

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from roadmap_cli.exchange.importing.header import Source
    from roadmap_cli.exchange.importing.preamble import Preamble
    from roadmap_cli.exchange.importing.sections import FoundSection, Measure, Reading
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
    continued: Sequence[str] = ()
    outside: tuple[Unclear, ...] = ()
    """Items with terms that leave the plan's period."""

    @property
    def items(self) -> tuple[NewItem, ...]:
        """All items in order."""
        items: list[NewItem] = []
        for section in self.plan.sections:
            items += section.items
        return tuple(items)


class Recognised(NamedTuple):
    """A document whose rows are understood: what does not change with answers about words."""

    document: Source
    around: Preamble
    reading: Reading
    continued: tuple[str, ...]
    """Places of tables without a header that were taken for more of the one above."""

    def proposal(self, answers: Answers, today: date) -> Proposal:
        """Put a plan together.

        Args:
            answers: what is decided already.
            today: the day whose year is assumed where nothing names one.

        Raises:
            UsageError: an answer that cannot be meant.

        """
        return _Draft(self, answers, today).proposal()


def recognise(document: Source, answers: Answers) -> Recognised:
    """Find the plan in a document.

    Raises:
        UnreadableDocumentError: there is no plan in it.
        SeveralPlansError: there are several, and none of them is chosen.
        UsageError: a name of a column that there is not.

    """
    continued = answers.continues is not False
    group, found = chosen(document, answers.columns, answers.table, continued=continued)
    around = preamble.read(group[0].above, found.below)
    reading = sections.read(group, around.heading, physical=document.physical)
    skipped = [*reading.skipped, *found.skipped, *document.skipped]
    if not reading.sections:
        nothing = "под заголовком таблицы нет ни одного мероприятия; проверьте документ"
        if reading.unpaired:
            row = reading.unpaired[0]
            nothing = (
                f"{row.place}: ячеек в строке {row.cells}, и какая из них к какому столбцу, "
                "не видно; исправьте строку или назовите столбцы: --columns"
            )
        raise UnreadableDocumentError(document.name, nothing)
    guessed = tuple(f"таблица {table.number}" for table in group if table.continues)
    return Recognised(document, around, reading._replace(skipped=skipped), guessed)


def propose(document: Source, answers: Answers, today: date) -> Proposal:
    """Read a document as a plan at once; see `recognise` and `Recognised.proposal`."""
    return recognise(document, answers).proposal(answers, today)


class _Draft:
    """Puts the plan together out of what was recognised; each doubt is noted where it comes up."""

    def __init__(self, found: Recognised, answers: Answers, today: date) -> None:
        """Settle title and period first: all else is read with them."""
        self.document, self.around, self.reading, self.continued = found
        self.answers = answers
        self.today = today
        self.doubts: list[Doubt] = []
        self.groups: dict[str, tuple[str, ...]] = {}
        self.lines = _lines_of(self.reading.sections)
        self._ask_for_rows()
        self.title = self._title()
        self.span = self._span()

    def proposal(self) -> Proposal:
        """Give the plan, its doubts and its terms that nobody can read."""
        sections = [_with_term(section, self.span) for section in self._sections()]
        plan = NewPlan(self.title, self.span, self._order(), tuple(sections), self.groups)
        return Proposal(
            plan=plan,
            doubts=tuple(self.doubts),
            unclear=tuple(_unclear(sections, self.span)),
            skipped=[
                *self.reading.skipped,
                *(Skipped(row.place, "ячейки не по столбцам") for row in self.reading.unpaired),
            ],
            continued=self.continued,
            outside=tuple(_outside(sections, self.span)),
            rows=len(self.lines),
        )

    def _order(self) -> dict[str, str | date]:
        """Give the fields of the order as the file arranges them."""
        found = self.around.order
        return {name: found[name] for name in Order.model_fields if name in found}

    def _ask_for_rows(self) -> None:
        """Ask about tables and rows of which it is not certain that they belong to the plan."""
        if self.continued and not self.answers.table:
            places = wording.listed(self.continued)
            said = f"{places}: своего заголовка нет, взято как продолжение таблицы выше"
            self._doubt(
                "continues", said, default=True, option="--table N возьмёт только названную"
            )
        unpaired = [row.place for row in self.reading.unpaired]
        if unpaired:
            places = wording.listed(unpaired)
            said = f"{places}: какая ячейка к какому столбцу, не видно, в план не попадёт"
            self._doubt("unpaired", said, default=True, option="--columns или --accept")

    def _title(self) -> str:
        """Give the title that is decided or found; else that of the file, in doubt."""
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

    def _span(self) -> Period:
        """Give the period decided or in the title; else a guess, in doubt."""
        if self.answers.year:
            return terms.read_plan_period(self.answers.year)
        said = preamble.period(self.title)
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

    def _sections(self) -> list[NewSection]:
        """Make the items: ids and parties are settled for all lines, then sections take theirs."""
        responsible = self._parties()
        self._ask_for_notes()
        self._ask_for_terms()
        rest = zip(self.lines, self._ids(), responsible, strict=True)
        sections = []
        for found in self.reading.sections:
            items = []
            for line, own_id, own_parties in islice(rest, len(found.lines)):
                items.append(self._item(line, own_id, own_parties, found.month))
            title = found.title or NO_SECTIONS
            term = "" if title == found.month else found.month
            sections.append(NewSection(title, tuple(items), term))
        return sections

    def _ids(self) -> list[str]:
        """Give each line the id of its item."""
        rest = iter([cells.plain_number(line.number) for line in self.lines])
        found = self.reading.sections
        groups = [list(islice(rest, len(section.lines))) for section in found]
        ids = cells.numbered(groups, [section.title for section in found])
        return list(chain.from_iterable(ids))

    def _parties(self) -> list[list[str]]:
        """Give each line its parties."""
        split = parties.match([parties.split(line.party) for line in self.lines])
        alike = parties.alike(split)
        if alike:
            shown = [f"«{one}» и «{other}»" for one, other in alike[:_SHOWN]]
            listed = "; ".join(shown)
            self._doubt(
                "same_parties",
                f"ответственные, похожие на одного, записаны по-разному: {listed}",
                default=False,
                option="--same-parties или --distinct-parties",
            )
        joined = parties.joined(split, alike) if self.answers.same_parties else split
        self._ask_for_groups({name: parties.members(name) for name in chain.from_iterable(joined)})
        return joined

    def _ask_for_groups(self, found: Mapping[str, tuple[str, ...]]) -> None:
        """Ask whether each of the many that a party stands for is to report for itself."""
        groups = {name: members for name, members in found.items() if members}
        if groups:
            shown = "; ".join(f"«{name}»: {len(groups[name])}" for name in list(groups)[:_SHOWN])
            self._doubt(
                "groups",
                f"за одним ответственным стоят многие ({shown}), и каждый отчитается сам",
                default=False,
                option="--groups или --no-groups",
            )
        self.groups = groups if self.answers.groups else {}

    def _ask_for_notes(self) -> None:
        """Ask what becomes of other columns; who has named the columns wants them."""
        if self.answers.columns:
            return
        extra = chain.from_iterable(line.extra for line in self.lines)
        columns = dict.fromkeys(words for words, _ in extra)
        if columns:
            shown = ", ".join(f"«{words}»" for words in columns)
            self._doubt(
                "notes",
                f"есть другие столбцы, в план они не попадут: {shown}",
                default=False,
                option="--notes (сохранить в примечаниях) или --no-notes",
            )

    def _ask_for_terms(self) -> None:
        """Ask what an empty cell of terms means, unless sections named by months say it."""
        below_no_month = [section.lines for section in self.reading.sections if not section.month]
        empty = [line.place for line in chain.from_iterable(below_no_month) if not line.term]
        if not empty:
            return
        more = " и другие" if len(empty) > _SHOWN else ""
        places = ", ".join(empty[:_SHOWN])
        said = f"срок не указан ({places}{more})"
        self._doubt("empty_term", said, NO_TERM, "--empty-term")

    def _item(self, line: Measure, own_id: str, responsible: Sequence[str], month: str) -> NewItem:
        """Make an item; its note is what the mark says: other columns never show an execution."""
        state = cells.read_mark(line.mark)
        term, moved = cells.read_term_of_letter(line.term)
        wanted = self.answers.notes or self.answers.columns
        others = [f"{words}: {text}" for words, text in line.extra] if wanted else []
        return NewItem(
            id=own_id,
            title=line.title,
            term=self._term(term, month),
            responsible=tuple(responsible),
            status=state.status,
            executed=state.executed,
            postponed_to=state.postponed_to or moved,
            note=state.note,
            result=line.result,
            comment="; ".join(others),
        )

    def _term(self, term: str, month: str) -> str:
        """Complete a term: by the month that names the section, by the year of an August."""
        if not term:
            if month:
                return month
            return self.answers.empty_term or NO_TERM
        span = self.span
        term = terms.in_one_line(term, span)
        if not cells.names_august(term) or cells.can_read(term, span):
            return term
        if self.answers.august:
            return cells.with_years(term, self.answers.august, span)
        years = f"{span.first.year} или {span.last.year}"
        self._doubt("august", f"«{term}»: август {years} года", LATER, "--august")
        return term

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


def _lines_of(sections: Iterable[FoundSection]) -> list[Measure]:
    """Give all lines, numbers typed into their measures moved where they belong."""
    lines = list(chain.from_iterable(section.lines for section in sections))
    if any(line.number for line in lines):
        return lines
    pairs = cells.typed([line.title for line in lines])
    if pairs is None:
        return lines
    moved = []
    for line, (number, title) in zip(lines, pairs, strict=True):
        moved.append(line._replace(number=number, title=title))
    return moved


def _with_term(section: NewSection, span: Period) -> NewSection:
    """Give a section named by a month its own term, if some item needs it; drop one not read."""
    own = section.term or cells.month_of(section.title)
    if own is None:
        return section
    if not section.term and all(cells.can_read(item.term, span) for item in section.items):
        return section
    try:
        section_period(own, span)
    except UnreadableTermError:
        return replace(section, term="")
    return replace(section, term=own)


def _outside(sections: Sequence[NewSection], span: Period) -> Iterator[Unclear]:
    """Give the items whose terms leave the plan's period."""
    for section in sections:
        own = section_period(section.term, span) if section.term else None
        for item in section.items:
            if not cells.can_read(item.term, span):
                continue
            periods = read_term(item.term, None, None, span, own).periods
            if any(period.first < span.first or period.last > span.last for period in periods):
                yield Unclear(item.id, item.term, "вне периода плана")


def _unclear(sections: Sequence[NewSection], span: Period) -> Iterator[Unclear]:
    """Give the items whose terms the plan will show as not read."""
    for section in sections:
        own = section_period(section.term, span) if section.term else None
        for item in section.items:
            try:
                read_term(item.term, None, None, span, own)
            except UnreadableTermError as error:
                yield Unclear(item.id, item.term, error.reason)
