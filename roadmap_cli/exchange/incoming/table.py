"""Recognition of a plan in rows of cells: sections and items, what was skipped and why.

The way: rows → `tables` with their columns → `pairing`, what the cells mean → rows torn by a page
mended → sections. No format, no file, no dates are known here.
"""

from __future__ import annotations

import re
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.incoming import header, sections, torn
from roadmap_cli.exchange.incoming.header import Role
from roadmap_cli.exchange.incoming.pairing import (
    Heading,
    Line,
    Skipped,
    Unpaired,
    heading_of,
    meaning,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.exchange.incoming.header import Columns
    from roadmap_cli.exchange.incoming.rows import Cell, Row
    from roadmap_cli.exchange.incoming.sections import Section


class Table(NamedTuple):
    """A table of a plan: its number among all, the text above it, its columns, the rows below."""

    number: int
    above: tuple[Row, ...]
    columns: Columns
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()


class Found(NamedTuple):
    """The tables of plans in a document, the lines after the last, the tables left out."""

    tables: tuple[Table, ...]
    below: tuple[Row, ...]
    skipped: tuple[Skipped, ...]


class Reading(NamedTuple):
    """What recognition gives; `unpaired` are rows that nobody may guess."""

    sections: tuple[Section, ...]
    skipped: tuple[Skipped, ...]
    unpaired: tuple[Unpaired, ...]


def tables(rows: Sequence[Row], named: Columns | None = None) -> Found:
    """Find the tables of plans.

    Args:
        rows: all rows of the document.
        named: the columns that a person has named; then any table of so many columns is taken.

    """
    found: list[Table] = []
    above: list[Row] = []
    skipped: list[Skipped] = []
    for number, group in groupby(rows, key=lambda row: row.table):
        here = tuple(group)
        last = found[-1] if found else None
        parts = _plans_in(number, here, above, last, named)
        if not parts:
            above += here
            if number and last:  # what stands before the plan is its approval
                skipped.append(Skipped(f"таблица {number}", "без заголовка плана"))
        for part in parts:
            found.append(part._replace(above=(*above, *part.above)))
            above = []
    return Found(tuple(_with_terms(found, skipped)), tuple(above), tuple(skipped))


def _plans_in(
    number: int,
    rows: Sequence[Row],
    above: Sequence[Row],
    last: Table | None,
    named: Columns | None,
) -> list[Table]:
    """Give the plans of a table: its own, or the rest of the one before it.

    Args:
        number: the table's; 0 is that of the text around.
        rows: its rows.
        above: the text before it.
        last: the plan before it.
        named: the columns that a person has named.

    """
    if not number:
        return []
    parts = list(_parts(number, rows, named))
    if not parts and last and _goes_on(rows, above, last.columns):
        return [Table(number, (), last.columns, tuple(rows))]
    return parts


def _with_terms(found: Sequence[Table], skipped: list[Skipped]) -> Sequence[Table]:
    """Leave out tables without terms beside those that have them: a list of people is no plan."""
    dated = {i for i, table in enumerate(found) if _has_terms(table)}
    kept: list[Table] = []
    above: tuple[Row, ...] = ()
    for i, table in enumerate(found):
        above = (*above, *table.above)
        if dated and i not in dated:
            skipped.append(Skipped(f"таблица {table.number}", "без сроков"))
        else:
            kept.append(table._replace(above=above))
            above = ()
    return kept


def _has_terms(table: Table) -> bool:
    return any(column.role is Role.TERM for column in table.columns)


def _goes_on(rows: Sequence[Row], above: Sequence[Row], columns: Columns) -> bool:
    """Tell whether a table without a header goes on with the one before it."""
    width = sum(column.span for column in columns)
    counts = {1, len(columns)}
    if any(len(row.cells) not in counts and row.width != width for row in rows):
        return False
    text = " ".join(_lines_of(above))
    return len(text) <= _LONGEST_HEADING and not begins_plan(above)


def _lines_of(rows: Iterable[Row]) -> list[str]:
    return [text for row in rows for text in row.lines]


def _parts(number: int, rows: Sequence[Row], named: Columns | None) -> Iterator[Table]:
    """Cut a table, or a sheet, where a header with another plan's title above it begins."""
    heads = list(_heads(rows))
    if named is not None:
        yield from _part_named(number, rows, heads, named)
        return
    if not heads:
        return
    later = (head for head in heads[1:] if _title_above(rows, head.begin))
    begins = [heads[0], *later]
    stops = [*(head.begin for head in begins[1:]), len(rows)]
    for place, (head, stop) in enumerate(zip(begins, stops, strict=True)):
        above = _title_above(rows, head.begin) if place else head.begin
        below = _title_above(rows, stop) if stop < len(rows) else 0
        yield Table(
            number,
            tuple(rows[head.begin - above : head.begin]),
            head.columns,
            tuple(rows[head.end : stop - below]),
            tuple(
                Skipped(row.place, "заголовок таблицы")
                for row in rows[head.begin : head.end]
            ),
        )


def _part_named(
    number: int, rows: Sequence[Row], heads: Iterable[_Head], named: Columns
) -> Iterator[Table]:
    """Take a table from the first row on that has as many columns as a person has named."""
    for first, row in enumerate(rows):
        if len(row.cells) == len(named):
            start = next((head.end for head in heads if head.begin >= first), first)
            yield Table(number, tuple(rows[:first]), named, tuple(rows[start:]))
            return


class _Head(NamedTuple):
    """A header: its first row, the row after it, its columns."""

    begin: int
    end: int
    columns: Columns


def _heads(rows: Sequence[Row], first: Columns | None = None) -> Iterator[_Head]:
    """Find every header.

    Args:
        rows: the rows of a table, or those below its first header.
        first: this first header.

    """
    for place, (row, below) in enumerate(zip_longest(rows, rows[1:])):
        if not row.lines or len(row.cells) == 1:
            continue
        is_double = below is not None and header.is_second_row(row, below)
        columns = header.read(row, below if is_double else None)
        if columns is None:
            continue
        if first is None or header.repeats(row, columns, first):
            first = first or columns
            yield _Head(place, place + 1 + is_double, columns)


_LONGEST_HEADING = 250  # characters between two tables of a plan
_PLAN = re.compile(
    r"\W*(\w+ )?(план|дорожная карта|график|перечень мероприятий|циклограмма)\b",
    re.IGNORECASE,
)
_OWN_TITLE = re.compile(r"\b20\d\d\b|утвержд|приложени", re.IGNORECASE)


def _title_above(rows: Sequence[Row], begin: int) -> int:
    """Count the lines of text right above a header, if they are the title of a plan of its own."""
    count = 0
    while count < begin and len(rows[begin - 1 - count].lines) <= 1:
        count += 1
    return count if begins_plan(rows[begin - count : begin]) else 0


def begins_plan(lines: Iterable[Row]) -> bool:
    """Tell whether text has a plan's title, not a section's: it names a year or an approval."""
    texts = _lines_of(lines)
    if not any(map(_PLAN.match, texts)):
        return False
    return _OWN_TITLE.search(" ".join(texts)) is not None


def plans(found: Found) -> list[list[Table]]:
    """Group the tables by plans: each begins with a title of its own."""
    groups: list[list[Table]] = []
    for table in found.tables:
        if not groups or begins_plan(table.above):
            groups.append([])
        groups[-1].append(table)
    return groups


def read(group: Sequence[Table], heading: Heading | None, *, physical: bool) -> Reading:
    """Read the tables of one plan.

    Args:
        group: its tables in order.
        heading: the heading above the first table, if some line of text there is one.
        physical: whether empty cells are known to be there.

    """
    skipped: list[Skipped] = []
    entries: list[Line | Heading] = [heading] if heading else []
    unpaired: list[Unpaired] = []
    for i, table in enumerate(group):
        skipped += table.skipped
        if i:
            entries += _headings_between(table.above, skipped)
        for each in _meanings(table, skipped, physical=physical):
            if isinstance(each, Unpaired):
                unpaired.append(each)
            else:
                entries.append(each)
    entries = torn.mended(entries, skipped)
    entries = _with_measures(entries, skipped)
    found = sections.gathered(entries, skipped)
    return Reading(tuple(found), tuple(skipped), tuple(unpaired))


def _headings_between(
    above: Sequence[Row], skipped: list[Skipped]
) -> Iterator[Heading]:
    """Take the text between two tables as the heading of the second, unless it is too long."""
    spoken = [row for row in above if row.lines]
    text = " ".join(_lines_of(spoken))
    if len(text) > _LONGEST_HEADING:
        skipped += [Skipped(row.place, "текст между таблицами") for row in spoken]
    elif spoken:
        yield Heading(spoken[0].place, text)


def _meanings(
    table: Table, skipped: list[Skipped], *, physical: bool
) -> Iterator[Line | Heading | Unpaired]:
    columns = table.columns
    heads = {head.begin: head for head in _heads(table.rows, columns)}
    end = 0  # of the last header
    above: dict[int, str] = {}
    for place, row in enumerate(table.rows):
        if place in heads:
            _, end, columns = heads[place]
        reason = _reason_to_skip(row, within_head=place < end)
        if reason is None:
            yield heading_of(row) or meaning(
                _filled(row, above), columns, physical=physical
            )
        elif physical or row.lines:  # an empty line of text is no row
            skipped.append(Skipped(row.place, reason))


def _reason_to_skip(row: Row, *, within_head: bool) -> str | None:
    if within_head:
        return "повтор заголовка таблицы"
    if not row.lines:
        return "пустая строка"
    return "номера столбцов" if _counts_columns(row) else None


def _counts_columns(row: Row) -> bool:
    """Tell whether a row is «1 | 2 | 3 | 4», the numbers of the columns."""
    texts = [text.rstrip(".") for text in row.lines]
    return len(texts) > 2 and texts == [str(i) for i in range(1, len(texts) + 1)]  # noqa: PLR2004  # «1 | 2» may be a row


def _with_measures(
    entries: Iterable[Line | Heading], skipped: list[Skipped]
) -> list[Line | Heading]:
    """Leave out rows that name no measure, not even after the halves were put together."""
    kept = []
    for entry in entries:
        if isinstance(entry, Line) and not entry.title:
            skipped.append(Skipped(entry.place, "в ней нет мероприятия"))
        else:
            kept.append(entry)
    return kept


_DITTO = re.compile(
    r"[-–—\s]*(//|\"|»|''|«\s*»)[-–—\s]*|то же|тот же|та же|те же", re.IGNORECASE
)


def _filled(row: Row, above: dict[int, str]) -> Row:
    """Give to cells merged downwards, and to «-//-», the text of the cell that they continue.

    Args:
        row: the row.
        above: the text above by grid column; the row's own texts are put in.

    """
    cells = []
    start = 0
    for cell in row.cells:
        if not _repeats(cell):
            above[start] = cell.text
        cells.append(cell._replace(text=above.setdefault(start, "")))
        start += cell.span
    return row._replace(cells=tuple(cells))


def _repeats(cell: Cell) -> bool:
    is_empty = not cell.line
    return cell.continued if is_empty else _DITTO.fullmatch(cell.line) is not None
