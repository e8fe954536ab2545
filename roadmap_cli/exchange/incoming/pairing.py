"""One row of a table, paired with the columns of its header: its number, its measure, its term."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.incoming.header import Role, is_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadmap_cli.exchange.incoming.header import Column, Columns
    from roadmap_cli.exchange.incoming.rows import Cell, Row

NUMBER = re.compile(
    r"[№п.\s]*\d+(\.\d+)*\s*[.)]*|[№п.\s]*[ivxlc]+\s*[.)]*|\d+[а-я][.)]*", re.IGNORECASE
)
_HARD_ROLES = (
    Role.MEASURE,
    Role.TERM,
    Role.PARTY,
    Role.MARK,
    Role.SECTION,
    Role.NUMBER,
    Role.EXTRA,
)
_BEGIN, _END = "начал", re.compile("оконч|конец|заверш")


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
        numbered = _numbered_heading(row)
        return Heading(row.place, numbered) if numbered else Unpaired(row.place, len(row.cells))
    wide = _covers_the_table(pairs)
    if wide:
        return Heading(row.place, " ".join(row.lines))
    return _line(row, [(_main(covered), cell) for covered, cell in pairs])


def heading_of(row: Row) -> Heading | None:
    """Take a row with one text, over several columns or repeated in each, for a heading."""
    alone = _alone(row)
    return Heading(row.place, alone) if alone else None


def _alone(row: Row) -> str:
    texts = row.lines
    if len(row.cells) == 1:
        return texts[0]
    if any(cell.continued for cell in row.cells):
        return ""
    repeated = len(texts) == len(row.cells) and len(set(texts)) == 1
    merged = len(texts) == 1 and max(cell.span for cell in row.cells if cell.line) > 1
    first = len(texts) == 1 and bool(row.cells[0].line) and not NUMBER.fullmatch(texts[0])
    begins = first and not texts[0][0].islower()
    return texts[0] if repeated or merged or begins else ""


def _numbered_heading(row: Row) -> str:
    """Give «I. Title» of a row that has nothing but a number and a text."""
    texts = row.lines
    is_pair = len(texts) == 2 and NUMBER.fullmatch(texts[0])  # noqa: PLR2004  # number and text
    return " ".join(texts) if is_pair else ""


_Pairs = list[tuple[tuple["Column", ...], "Cell"]]


def _pairs(row: Row, columns: Columns, *, physical: bool) -> _Pairs | None:
    """Pair cells with columns by count, else by the grid, else by what may be lost in text."""
    cells = list(row.cells)
    while len(cells) > len(columns) and not cells[-1].line:
        cells.pop()
    if len(cells) == len(columns):
        return [((column,), cell) for column, cell in zip(columns, cells, strict=True)]
    if row.width == sum(column.span for column in columns):
        return list(_by_grid(row.cells, columns))
    if physical:
        return None
    return _with_lost_cells(cells, columns)


def _by_grid(cells: Iterable[Cell], columns: Columns) -> Iterable[tuple[tuple[Column, ...], Cell]]:
    start = 0
    for cell in cells:
        end = start + cell.span
        covered = (each for each in columns if each.start < end and start < each.start + each.span)
        yield tuple(covered), cell
        start = end


def _with_lost_cells(cells: Sequence[Cell], columns: Columns) -> _Pairs | None:
    """Pair the cells of a line of text: those at the end may be lost, or the number before them."""
    if not cells or len(cells) > len(columns):
        return None
    has_number = columns[0].role is Role.NUMBER
    if not has_number or NUMBER.fullmatch(cells[0].line) or not cells[0].line:
        return [((column,), cell) for column, cell in zip(columns, cells, strict=False)]
    if len(cells) == len(columns) - 1:
        return [((column,), cell) for column, cell in zip(columns[1:], cells, strict=True)]
    return None


def _covers_the_table(pairs: _Pairs) -> bool:
    """Tell whether the only text beside a number covers the measure and what stands right of it."""
    filled = [
        (covered, cell)
        for covered, cell in pairs
        if cell.line and not {column.role for column in covered} <= {Role.NUMBER, Role.BLANK}
    ]
    if len(filled) != 1:
        return False
    roles = {column.role for column in filled[0][0]}
    return Role.MEASURE in roles and bool(roles & {Role.TERM, Role.PARTY})


def _main(covered: tuple[Column, ...]) -> Column | None:
    """Choose, of the columns that a merged cell covers, the one whose text it is."""
    for role in _HARD_ROLES:
        for column in covered:
            if column.role is role:
                return column
    return None


def _line(row: Row, pairs: Sequence[tuple[Column | None, Cell]]) -> Line:
    by_role: dict[Role, list[tuple[Column, Cell]]] = {}
    for column, cell in pairs:
        if column is not None:
            by_role.setdefault(column.role, []).append((column, cell))

    def text(role: Role) -> str:
        return " ".join(cell.line for _, cell in by_role.get(role, ()) if cell.line)

    continued = frozenset(role for role, cells in by_role.items() if cells[0][1].continued)
    parties = (cell.text.strip() for _, cell in by_role.get(Role.PARTY, ()))
    extra = by_role.get(Role.EXTRA, ())
    measures = [cell for _, cell in by_role.get(Role.MEASURE, ()) if cell.line]
    return Line(
        place=row.place,
        number="" if Role.NUMBER in continued else text(Role.NUMBER),
        title=text(Role.MEASURE),
        term=_term(by_role.get(Role.TERM, [])),
        party="\n".join(filter(None, parties)),
        mark="\n".join(cell.text.strip() for _, cell in by_role.get(Role.MARK, ()) if cell.line),
        section=text(Role.SECTION),
        extra=tuple((column.words, cell.line) for column, cell in extra if cell.line),
        continued=continued,
        bold=bool(measures) and all(cell.bold for cell in measures),
    )


def _term(cells: Sequence[tuple[Column, Cell]]) -> str:
    """Put the term together where it stands in several columns: begin and end, month and day."""
    filled = [(column.words, cell.line) for column, cell in cells if cell.line]
    if any(is_month(words) for words, _ in filled):
        return ", ".join(_in_month(words, text) for words, text in filled)
    begin = next((text for words, text in filled if _BEGIN in words.casefold()), "")
    end = next((text for words, text in filled if _END.search(words.casefold())), "")
    if begin and end:
        return begin if begin == end else f"с {begin} по {end}"
    days_first = sorted(filled, key=lambda each: not each[1][0].isdigit())
    return " ".join(text for _, text in days_first)


def _in_month(words: str, text: str) -> str:
    """Give the term of a cell under the name of a month: a sign there means the month."""
    return words if not re.search(r"\d", text) else f"{text} {words}"
