"""One row of a table, paired with the columns of its header: its number, its measure, its term."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.incoming.header import Role, is_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadmap_cli.exchange.incoming.header import Column, Columns
    from roadmap_cli.exchange.incoming.rows import Cell, Row

NUMBER = re.compile(
    r"[№п.\s]*\d+(\.\d+)*\s*[.)]*|[№п.\s]*[ivxlc]+\s*[.)]*|\d+[а-я][.)]*", re.IGNORECASE
)
# whose text a cell merged over several columns is: the first of these that it covers
_HARD_ROLES = (
    Role.MEASURE,
    Role.TERM,
    Role.PARTY,
    Role.MARK,
    Role.SECTION,
    Role.NUMBER,
    Role.EXTRA,
)
_BEGIN, _END = re.compile("начал"), re.compile("оконч|конец|заверш")


class Line(NamedTuple):
    """A row of the plan's table as what its cells mean."""

    place: str
    number: str = ""
    title: str = ""
    term: str = ""
    party: str = ""  # with the line breaks of the cell: each may begin a party
    mark: str = ""
    section: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    continued: frozenset[Role] = frozenset()
    bold: bool = False


class Heading(NamedTuple):
    """A row that names what follows."""

    place: str
    text: str


class Skipped(NamedTuple):
    """A row that gives no item, and why."""

    place: str
    reason: str


class Unpaired(NamedTuple):
    """A row whose cells belong to no column for certain."""

    place: str
    cells: int


def meaning(row: Row, columns: Columns, *, physical: bool) -> Line | Heading | Unpaired:
    """Tell what a row with some text is.

    Args:
        row: the row.
        columns: the columns of the header above it.
        physical: whether each cell is known; otherwise cells at the end may be lost.

    """
    pairs = _pairs(row, columns, physical=physical)
    if pairs is None:
        return _numbered_heading(row) or Unpaired(row.place, len(row.cells))
    if _covers_the_table(pairs):
        return Heading(row.place, " ".join(row.lines))
    return _line(row, pairs)


def heading_of(row: Row) -> Heading | None:
    """Take a row with one text, over several columns or repeated in each, for a heading."""
    return Heading(row.place, row.lines[0]) if _says_one_thing(row) else None


def _says_one_thing(row: Row) -> bool:
    """Tell whether a row has one text, and that is not the text of one of its columns."""
    if len(row.cells) == 1:
        return True
    texts = row.lines
    if any(cell.continued for cell in row.cells):
        return False
    if len(set(texts)) > 1:
        return False
    is_in_each_cell = len(texts) == len(row.cells)
    if is_in_each_cell:
        return True
    return len(texts) == 1 and _is_of_the_row(row)


def _is_of_the_row(row: Row) -> bool:
    """Tell whether the one text of a row is of no column: merged over some, or before all."""
    filled = next(cell for cell in row.cells if cell.line)
    if filled.span > 1:
        return True
    text = row.cells[0].line
    if not text or NUMBER.fullmatch(text):
        return False
    return not text[0].islower()


def _numbered_heading(row: Row) -> Heading | None:
    """Give «I. Title» of a row that has nothing but a number and a text."""
    texts = row.lines
    is_pair = len(texts) == 2 and NUMBER.fullmatch(texts[0])  # noqa: PLR2004  # number and text
    return Heading(row.place, " ".join(texts)) if is_pair else None


class _Pair(NamedTuple):
    """A cell and the columns that it covers."""

    columns: tuple[Column, ...]
    cell: Cell


def _pairs(row: Row, columns: Columns, *, physical: bool) -> list[_Pair] | None:
    """Pair cells with columns by count, else by the grid, else by what may be lost in text."""
    cells = list(row.cells)
    while len(cells) > len(columns) and not cells[-1].line:
        cells.pop()
    if len(cells) == len(columns):
        return _in_order(columns, cells)
    if row.width == columns[-1].end:
        return _by_grid(row, columns)
    return None if physical else _with_lost_cells(cells, columns)


def _in_order(columns: Iterable[Column], cells: Iterable[Cell]) -> list[_Pair]:
    """Pair cells with columns, the first with the first, as far as there are cells."""
    pairs = zip(columns, cells, strict=False)
    return [_Pair((column,), cell) for column, cell in pairs]


def _by_grid(row: Row, columns: Columns) -> list[_Pair]:
    """Pair cells with all columns that they cover, were it in part."""
    pairs = []
    for start, cell in row.placed:
        end = start + cell.span
        covered = [each for each in columns if each.start < end and start < each.end]
        pairs.append(_Pair(tuple(covered), cell))
    return pairs


def _with_lost_cells(cells: Sequence[Cell], columns: Columns) -> list[_Pair] | None:
    """Pair the cells of a line of text: those at the end may be lost, or the number before them."""
    if not cells or len(cells) > len(columns):
        return None
    first = cells[0].line
    may_be_number = not first or NUMBER.fullmatch(first)
    if may_be_number or columns[0].role is not Role.NUMBER:
        return _in_order(columns, cells)
    if len(cells) == len(columns) - 1:
        return _in_order(columns[1:], cells)
    return None


def _covers_the_table(pairs: Sequence[_Pair]) -> bool:
    """Tell whether the only text beside a number covers the measure and what stands right of it."""
    beside: list[set[Role]] = []
    for pair in pairs:
        roles = {column.role for column in pair.columns}
        if pair.cell.line and not roles <= {Role.NUMBER, Role.BLANK}:
            beside.append(roles)
    if len(beside) != 1:
        return False
    roles = beside[0]
    if Role.MEASURE not in roles:
        return False
    return not roles.isdisjoint({Role.TERM, Role.PARTY})


class _Filled(NamedTuple):
    """A cell under the column whose text it has."""

    column: Column
    cell: Cell


def _line(row: Row, pairs: Sequence[_Pair]) -> Line:
    """Give a row as its cells mean it; a number comes down to no second row."""
    by_role = _by_role(pairs)
    continued = {role for role, cells in by_role.items() if cells[0].cell.continued}
    number = _in_one_line(by_role[Role.NUMBER])
    return Line(
        place=row.place,
        number="" if Role.NUMBER in continued else number,
        title=_in_one_line(by_role[Role.MEASURE]),
        term=_term(by_role[Role.TERM]),
        party=_in_lines(by_role[Role.PARTY]),
        mark=_in_lines(by_role[Role.MARK]),
        section=_in_one_line(by_role[Role.SECTION]),
        extra=_under_words(by_role[Role.EXTRA]),
        continued=frozenset(continued),
        bold=_is_bold(by_role[Role.MEASURE]),
    )


def _by_role(pairs: Sequence[_Pair]) -> defaultdict[Role, list[_Filled]]:
    """Gather the cells by what they hold; under a column that is to be passed over is none."""
    by_role = defaultdict(list)
    for pair in pairs:
        column = _main(pair.columns)
        if column is not None:
            by_role[column.role].append(_Filled(column, pair.cell))
    return by_role


def _main(covered: tuple[Column, ...]) -> Column | None:
    """Choose, of the columns that a merged cell covers, the one whose text it is."""
    for role in _HARD_ROLES:
        for column in covered:
            if column.role is role:
                return column
    return None


def _in_one_line(cells: Sequence[_Filled]) -> str:
    """Join the texts of cells whose line ends mean nothing."""
    texts = [cell.line for _, cell in cells]
    return " ".join(filter(None, texts))


def _in_lines(cells: Sequence[_Filled]) -> str:
    """Join the texts of cells with the line ends that they have."""
    texts = [cell.text.strip() for _, cell in cells]
    return "\n".join(filter(None, texts))


def _under_words(cells: Sequence[_Filled]) -> tuple[tuple[str, str], ...]:
    """Give the texts of the cells that have any, each with the words above its column."""
    texts = [(column.words, cell.line) for column, cell in cells]
    return tuple((words, text) for words, text in texts if text)


def _is_bold(cells: Sequence[_Filled]) -> bool:
    """Tell whether all cells with some text are bold."""
    bold = [cell.bold for _, cell in cells if cell.line]
    return bool(bold) and all(bold)


def _term(cells: Sequence[_Filled]) -> str:
    """Put the term together where it stands in several columns: begin and end, month and day."""
    filled = _under_words(cells)
    if any(is_month(words) for words, _ in filled):
        return ", ".join(_in_month(words, text) for words, text in filled)
    begin = _named(_BEGIN, filled)
    end = _named(_END, filled)
    if begin and end:
        return begin if begin == end else f"с {begin} по {end}"
    texts = [text for _, text in filled]
    if len(texts) == 1:
        return _in_lines(cells)
    texts.sort(key=_begins_with_letters)  # «15» before «сентября»
    return " ".join(texts)


def _named(name: re.Pattern[str], filled: Iterable[tuple[str, str]]) -> str:
    """Give the text of the first column that is named so."""
    for words, text in filled:
        if name.search(words.casefold()):
            return text
    return ""


def _begins_with_letters(text: str) -> bool:
    """Give the key to sort parts of a term by: figures come first."""
    return not text[0].isdigit()


def _in_month(words: str, text: str) -> str:
    """Give the term of a cell under the name of a month: a sign there means the month."""
    return f"{text} {words}" if re.search(r"\d", text) else words
