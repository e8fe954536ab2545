"""The tables of plans in a document: where each begins and ends, and which form the plan."""

from __future__ import annotations

import re
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.errors import ExitCode
from roadmap_cli.exchange.importing import header, preamble
from roadmap_cli.exchange.importing.cells import is_number
from roadmap_cli.exchange.importing.header import Role, Skipped, UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.exchange.importing.header import Columns, Row, Source


LONGEST_HEADING = 250  # characters between two tables of a plan
_PLAN = re.compile(
    r"\W*(\w+ )?(план|дорожная карта|график|перечень мероприятий|циклограмма)\b", re.IGNORECASE
)
_SIGNATURES = re.compile(
    r"_{3,}|\b(согласовано|ознакомлен\w*|подпис[ьи]|телефон\w*|лист согласования)\b", re.IGNORECASE
)
_TELEPHONE = re.compile(r"(т(ел)?\.?\s*)?\+?\d[\d\s()-]{4,}\d")
_OWN_TITLE = re.compile(r"\b20\d\d\b|утвержд|приложени", re.IGNORECASE)


class Table(NamedTuple):
    """A table of a plan: its number among all, the text above it, its columns, the rows below."""

    number: int
    above: Sequence[Row]
    columns: Columns
    rows: Sequence[Row]
    skipped: Sequence[Skipped] = ()
    continues: bool = False
    """It has no header of its own and is taken as a continuation of the one above."""


class FoundTables(NamedTuple):
    """A document's tables of plans, the lines after the last, the tables left out."""

    source: Source
    tables: Sequence[Table]
    below: Sequence[Row]
    skipped: Sequence[Skipped]


def _find(source: Source, named: Columns | None) -> FoundTables:
    """Find the tables of plans; with named columns, all that have that many."""
    found: list[Table] = []
    above: list[Row] = []
    skipped: list[Skipped] = []
    for number, group in groupby(source.rows, key=lambda row: row.table):
        here = list(group)
        parts = _parts(number, here, named) if number else []
        if number and found and not parts:
            before = found[-1].columns
            if _goes_on(here, above, before):
                parts = [Table(number, (), before, here, continues=True)]
            else:  # what stands before the plan is its approval
                skipped.append(Skipped(f"таблица {number}", "без заголовка плана"))
        if not parts:
            above += here
        for part in parts:
            found.append(part._replace(above=[*above, *part.above]))
            above = []
    kept = _with_terms(_of_plans(found, skipped) if named is None else found, skipped)
    numbers = [table.number for table in kept]
    if len(set(numbers)) < len(numbers):  # several plans within one table
        kept = [table._replace(number=i) for i, table in enumerate(kept, start=1)]
    return FoundTables(source, kept, above, skipped)


def _of_plans(found: Sequence[Table], skipped: list[Skipped]) -> Sequence[Table]:
    """Leave out tables of tasks and of goods."""
    kept = []
    for table in found:
        other = header.other_table(table.columns)
        if other:
            skipped.append(Skipped(f"таблица {table.number}", f"это {other}, а не план"))
        else:
            kept.append(table)
    return kept


def _with_terms(found: Sequence[Table], skipped: list[Skipped]) -> Sequence[Table]:
    """Leave out tables without terms if others have them: a list of people is not a plan."""
    if not any(_has_terms(table) for table in found):
        return found
    kept: list[Table] = []
    above: list[Row] = []
    for table in found:
        above += table.above
        if _has_terms(table):
            kept.append(table._replace(above=above))
            above = []
        else:
            skipped.append(Skipped(f"таблица {table.number}", "без сроков"))
    return kept


def _has_terms(table: Table) -> bool:
    return any(column.role is Role.TERM for column in table.columns)


def _goes_on(rows: Sequence[Row], above: Sequence[Row], columns: Columns) -> bool:
    """Return whether a table without a header continues the one before it."""
    if not all(_fits(row, columns) for row in rows) or _is_of_people(rows, above):
        return False
    text = " ".join(texts_of(above))
    return len(text) <= LONGEST_HEADING and not begins_plan(above)


def _is_of_people(rows: Sequence[Row], above: Sequence[Row]) -> bool:
    said = [*texts_of(above), *texts_of(rows)]
    if any(map(_SIGNATURES.search, said)):
        return True
    with_telephone = [row for row in rows if any(map(_TELEPHONE.fullmatch, row.lines))]
    return 2 * len(with_telephone) > len(rows)


def _fits(row: Row, columns: Columns) -> bool:
    """Return whether a row is one text or fits these columns."""
    return len(row.cells) in {1, len(columns)} or row.width == columns[-1].end


def texts_of(rows: Iterable[Row]) -> list[str]:
    """Return the texts of all cells that have any."""
    return [text for row in rows for text in row.lines]


def _parts(number: int, rows: Sequence[Row], named: Columns | None) -> Sequence[Table]:
    found = list(heads(rows))
    if named is not None:
        return _part_named(number, rows, found, named)
    return _cut(number, rows, found) if found else []


def _part_named(
    number: int, rows: Sequence[Row], found: Iterable[Header], named: Columns
) -> Sequence[Table]:
    """Take a table from the first row with as many columns as a person named.

    A header is skipped right there or below lines of text; further down it is an item that uses
    such words.
    """
    widths = [len(row.cells) for row in rows]
    if len(named) not in widths:
        return []
    first = widths.index(len(named))
    below_text = first
    while below_text < len(rows) and _is_text(rows[below_text]):
        below_text += 1
    for head in found:
        if head.begin == below_text:
            return [_table(number, rows, head)._replace(columns=named)]
    return [Table(number, rows[:first], named, rows[first:])]


def _is_text(row: Row) -> bool:
    """Return whether a row has at most one text, like a line outside tables."""
    return len(row.lines) <= 1


def _cut(number: int, rows: Sequence[Row], found: Sequence[Header]) -> Sequence[Table]:
    """Split a table where a header with another plan's title above it begins, from the end."""
    first, *later = found
    parts = []
    for head in reversed(later):
        title = _title_begin(rows, head.begin)
        if title < head.begin:
            part = _table(number, rows, head)
            parts.append(part._replace(above=rows[title : head.begin]))
            rows = rows[:title]
    parts.append(_table(number, rows, first))
    return parts[::-1]


def _table(number: int, rows: Sequence[Row], head: Header) -> Table:
    own = rows[head.begin : head.end]
    skipped = [Skipped(row.place, "заголовок таблицы") for row in own]
    below = rows[head.end :]
    return Table(number, rows[: head.begin], numbered(head.columns, below), below, skipped)


def numbered(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Keep a column as the numbers only if most of its cells are numbers.

    Otherwise a column without a name may have directions, and a named one is kept as a note.
    """
    made = list(columns)
    for place, column in enumerate(columns):
        if column.role is Role.NUMBER:
            below = [row.cells[place].line for row in rows if len(row.cells) == len(columns)]
            texts = list(filter(None, below))
            if 2 * sum(map(is_number, texts)) < len(texts):
                made[place] = column._replace(role=Role.EXTRA if column.words else Role.SECTION)
    return tuple(made)


class Header(NamedTuple):
    """A header: its first row, the row after it, its columns."""

    begin: int
    end: int
    columns: Columns


def heads(rows: Sequence[Row], first: Columns | None = None) -> Iterator[Header]:
    """Find every header.

    Args:
        rows: the rows of a table, or those below its first header.
        first: this first header.

    """
    for place, (row, below) in enumerate(zip_longest(rows, rows[1:])):
        if len(row.lines) < 2:  # noqa: PLR2004  # a title, in whatever cell
            continue
        is_double = below is not None and header.is_second_row(row, below)
        columns = header.read(row, below if is_double else None)
        if columns is None:
            continue
        if first is None:
            first = columns
        elif not header.repeats(row, columns, first):
            continue
        yield Header(place, place + (2 if is_double else 1), columns)


def _title_begin(rows: Sequence[Row], begin: int) -> int:
    """Return the first line of a plan's title right above a header, else the header's row."""
    title = begin
    while title > 0 and _is_text(rows[title - 1]):
        title -= 1
    return title if begins_plan(rows[title:begin]) else begin


def begins_plan(lines: Iterable[Row]) -> bool:
    """Return whether text has a plan's title, not a section's: with a year or an approval."""
    texts = texts_of(lines)
    if not any(map(_PLAN.match, texts)):
        return False
    return _OWN_TITLE.search(" ".join(texts)) is not None


def plans(found: FoundTables) -> list[list[Table]]:
    """Group the tables by plan: each plan begins with a title."""
    groups: list[list[Table]] = []
    for table in found.tables:
        if not groups or begins_plan(table.above):
            groups.append([])
        groups[-1].append(table)
    return groups


_NO_TABLE = (
    "таблицы в нём нет (возможно, это скан или текст без столбцов); "
    "нужен документ с таблицей: № | Мероприятие | Срок | Ответственные"
)
_NAME_COLUMNS = (
    'если это всё же план, назовите столбцы: --columns "№,мероприятие,срок,ответственный"'
)
_NO_HEADER = (
    "таблица плана в нём не найдена: нет заголовка со словами «Мероприятие» и «Срок»; "
    f"{_NAME_COLUMNS.removeprefix('если это всё же план, ')}"
)
_CONTRACT = re.compile(
    r"\W*((муниципальный|государственный) )?(договор|контракт)\b(?! о)", re.IGNORECASE
)
_PARTIES_OF_CONTRACT = re.compile(r"именуем\w+ в дальнейшем|\bстороны\b", re.IGNORECASE)


class SeveralPlansError(UnreadableDocumentError):
    """A document with several plans; `choices` are the numbers of tables and their words."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, choices: Sequence[tuple[int, str]]) -> None:
        """List the plans."""
        self.choices = tuple(choices)
        offered = [f"--table {number} — {words}" for number, words in choices]
        numbers = ",".join(str(number) for number, _ in choices)
        super().__init__(
            name,
            f"в нём несколько планов, выберите: {'; '.join(offered)}; "
            f"вместе, одним планом: --table {numbers}; каждый в свой файл: --each",
        )


def find(source: Source, columns: str | None) -> FoundTables:
    """Find the tables of plans in a document; a person may have named the columns.

    Raises:
        UnreadableDocumentError: there is none.
        UsageError: a column name is unknown.

    """
    found = _find(source, header.named(columns) if columns else None)
    if found.tables and (columns or not _is_contract(source.rows)):
        return found
    reason = _NO_HEADER if any(row.table for row in source.rows) else _NO_TABLE
    if found.tables:
        reason = f"это договор, а не план мероприятий; {_NAME_COLUMNS}"
    elif found.skipped:
        place, what = found.skipped[0]
        reason = f"{place}: {what}; {_NAME_COLUMNS}"
    raise UnreadableDocumentError(source.name, reason)


def _is_contract(rows: Sequence[Row]) -> bool:
    """Return whether a document is a contract: a line above says so, and it names its parties."""
    texts = texts_of(row for row in rows if not row.table)
    return any(map(_CONTRACT.match, texts)) and any(map(_PARTIES_OF_CONTRACT.search, texts))


def chosen(
    found: FoundTables, numbers: Sequence[int], *, continued: bool
) -> tuple[Sequence[Table], Sequence[Row]]:
    """Choose the tables of one plan.

    Args:
        found: all tables found.
        numbers: the numbers of the plan's tables, if a person gave some.
        continued: whether a table without a header continues the one above it.

    Returns:
        The tables, and the lines below them, which belong to the last plan.

    Raises:
        UnreadableDocumentError: there is no such table.
        SeveralPlansError: a person must choose.

    """
    if not continued:
        found = found._replace(tables=[table for table in found.tables if not table.continues])
    groups = plans(found)
    if numbers:
        plan = _with_tables(found.source, groups, numbers)
        is_last = plan[-1] is found.tables[-1] or len(groups) == 1
        return plan, found.below if is_last else ()
    if len(groups) > 1:
        raise SeveralPlansError(found.source.name, offered(groups))
    return groups[0], found.below


def _first_measure(plan: Sequence[Table], rows: Sequence[Row]) -> str:
    """Return the measure of the first row, or its longest text if the cells are shifted."""
    if not rows:
        return ""
    of_measure = [each.start for each in plan[0].columns if each.role is Role.MEASURE]
    texts = dict(rows[0].placed)
    measures = [texts[start].line for start in of_measure if start in texts and texts[start].line]
    return measures[0] if measures else max(rows[0].lines, key=len)


def offered(groups: Sequence[Sequence[Table]]) -> list[tuple[int, str]]:
    """Return the number of each plan's first table, with words to recognise it."""
    choices = []
    for plan in groups:
        rows = [row for table in plan for row in table.rows if len(row.lines) > 1]
        count = wording.plural(len(rows), ("строка", "строки", "строк"))
        measure = _first_measure(plan, rows)
        first = f", первая: {wording.one_line(measure)[:40]}" if measure else ""
        choices.append((plan[0].number, f"«{_title_of(plan)}» ({count}{first})"))
    return choices


def _with_tables(
    source: Source, groups: Sequence[Sequence[Table]], numbers: Sequence[int]
) -> Sequence[Table]:
    """Return the tables with these numbers; with one number and several plans, its whole plan."""
    known = {table.number: plan for plan in groups for table in plan}
    for number in numbers:
        if number not in known:
            listed = ", ".join(map(str, known))
            reason = f"таблицы плана № {number} в нём нет; есть: {listed}"
            raise UnreadableDocumentError(source.name, reason)
    if len(numbers) == 1 and len(groups) > 1:
        return known[numbers[0]]
    return [table for plan in groups for table in plan if table.number in numbers]


def _title_of(plan: Sequence[Table]) -> str:
    """Name a plan for a choice, by the text above its first table."""
    title = preamble.read(plan[0].above, ()).title
    return wording.one_line(title or "без названия")
