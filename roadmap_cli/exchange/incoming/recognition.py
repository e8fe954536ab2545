"""Recognition of a plan in its tables: sections and items, what was skipped and why.

The way: rows → `tables` with their columns → `pairing`, what the cells mean → rows torn by a page
mended → sections. No format, no file, no dates are known here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.incoming import sections, torn
from roadmap_cli.exchange.incoming.pairing import (
    Heading,
    Line,
    Skipped,
    Unpaired,
    heading_of,
    meaning,
)
from roadmap_cli.exchange.incoming.tables import LONGEST_HEADING, heads, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.exchange.incoming.rows import Cell, Row
    from roadmap_cli.exchange.incoming.sections import Section
    from roadmap_cli.exchange.incoming.tables import Table

_DITTO = re.compile(r"[-–—\s]*(//|\"|»|''|«\s*»)[-–—\s]*|то же|тот же|та же|те же", re.IGNORECASE)


class Reading(NamedTuple):
    """What recognition gives; `unpaired` are rows that nobody may guess."""

    sections: Sequence[Section]
    skipped: Sequence[Skipped]
    unpaired: Sequence[Unpaired]


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
    return Reading(found, skipped, unpaired)


def _headings_between(above: Sequence[Row], skipped: list[Skipped]) -> Iterator[Heading]:
    """Take the text between two tables as the heading of the second, unless it is too long."""
    spoken = [row for row in above if row.lines]
    text = " ".join(texts_of(spoken))
    if len(text) > LONGEST_HEADING:
        skipped += [Skipped(row.place, "текст между таблицами") for row in spoken]
    elif spoken:
        yield Heading(spoken[0].place, text)


def _meanings(
    table: Table, skipped: list[Skipped], *, physical: bool
) -> Iterator[Line | Heading | Unpaired]:
    """Tell what each row is; below a repeated header its columns hold."""
    columns = table.columns
    repeated = {head.begin: head for head in heads(table.rows, columns)}
    head_end = 0
    above: dict[int, str] = {}
    for place, row in enumerate(table.rows):
        if place in repeated:
            _, head_end, columns = repeated[place]
        reason = _reason_to_skip(row, within_head=place < head_end)
        if reason:
            if physical or row.lines:  # an empty line of text is no row
                skipped.append(Skipped(row.place, reason))
            continue
        heading = heading_of(row)
        if heading:
            yield heading
        else:
            yield meaning(_filled(row, above), columns, physical=physical)


def _reason_to_skip(row: Row, *, within_head: bool) -> str | None:
    """Tell why a row gives nothing; None for one that is to be read."""
    if within_head:
        return "повтор заголовка таблицы"
    if not row.lines:
        return "пустая строка"
    if _counts_columns(row):
        return "номера столбцов"
    return None


def _counts_columns(row: Row) -> bool:
    """Tell whether a row is «1 | 2 | 3 | 4», the numbers of the columns."""
    texts = [text.rstrip(".") for text in row.lines]
    counted = [str(i) for i in range(1, len(texts) + 1)]
    return len(texts) > 2 and texts == counted  # noqa: PLR2004  # «1 | 2» may be a row


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


def _filled(row: Row, above: dict[int, str]) -> Row:
    """Give to cells merged downwards, and to «-//-», the text of the cell that they continue.

    Args:
        row: the row.
        above: the text above by grid column; the row's own texts are put in.

    """
    cells = []
    for start, cell in row.placed:
        if not _repeats(cell):
            above[start] = cell.text
        cells.append(cell._replace(text=above.get(start, "")))
    return row._replace(cells=tuple(cells))


def _repeats(cell: Cell) -> bool:
    """Tell whether a cell says what the one above it says."""
    if not cell.line:
        return cell.continued
    return _DITTO.fullmatch(cell.line) is not None
