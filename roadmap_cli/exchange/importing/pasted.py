"""Rows of text: pasted from Word or a sheet with tabs, or CSV; what cannot be told is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadmap_cli.exchange.importing import cells, header
from roadmap_cli.exchange.importing.header import NUMBER, Cell, Row, UnreadableDocumentError, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LONGEST_HEADER = 8  # lines over which the cells of a torn header may be spread
_BY_SPACES = "столбцы в нём сделаны пробелами, и где кончается ячейка, не видно"
_BY_LINES = "каждая ячейка стоит в нём на своей строке, и строки таблицы не видны"
_COPY = "скопируйте таблицу из Word или Excel либо укажите сам файл .docx или .xlsx"


def decode(raw: bytes, name: str) -> str:
    """Decode UTF-8 with or without BOM, UTF-16 with one, else cp1251.

    Raises:
        UnreadableDocumentError: the bytes are no text.

    """
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", "replace")
    if b"\0" in raw:
        what = "это не текст и не документ Word или Excel"
        raise UnreadableDocumentError(name, f"{what}; сохраните его как .docx или .xlsx")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def rows(text: str, name: str) -> list[Row]:
    """Read pasted text or CSV.

    Raises:
        UnreadableDocumentError: columns made of spaces, or each cell on a line of its own.

    """
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    if "\t" in text:
        lines = list(_lines(text, "\t"))
        return _as_rows(_mended(lines))
    delimiter = _delimiter(text)
    if delimiter:
        return _as_rows(_lines(text, delimiter))
    _refuse_lost_columns(text, name)
    return _as_rows([line] for line in text.split("\n"))


def _as_rows(lines: Iterable[Sequence[str]]) -> list[Row]:
    """Take lines for the rows of one table: text does not say where one ends."""
    found = []
    for i, line in enumerate(lines, start=1):
        cells = [Cell(text.strip()) for text in line]
        found.append(Row(tuple(cells), f"строка {i}", 1))
    return found


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    """Cut text at delimiters and line ends; of a cell whole in quotes they are text.

    A quote that nothing closes is text too: for `csv` the rest of the file would be its cell.
    """
    end = rf"(?=[{delimiter}\n]|\Z)"
    cell = re.compile(rf'"((?:[^"\t]|"")*+)"{end}|([^{delimiter}\n]*)')
    place = 0
    line: list[str] = []
    while place <= len(text):
        found = cell.match(text, place)
        if found is None:  # the pattern matches the empty text too
            return
        quoted, bare = found.groups()
        line.append(bare if quoted is None else quoted.replace('""', '"'))
        place = found.end()
        if text[place : place + 1] != delimiter:
            yield line
            line = []
        place += 1


def _mended(lines: Sequence[list[str]]) -> list[list[str]]:
    """Put together rows whose cells had line ends: Word pastes each paragraph as a line."""
    mended: list[list[str]] = []
    width = 0
    place = 0
    while place < len(lines):
        line, count = _header_at(lines, place)
        if count:
            width = len(line)
        if not count and mended and _goes_on(mended[-1], line, width):
            mended[-1] = _joined(mended[-1], line, "\n")
        else:
            mended.append(line)
        place += max(1, count)
    return mended


def _header_at(lines: Sequence[list[str]], place: int) -> tuple[list[str], int]:
    """Give a header that begins at a line and over how many it is torn; else the line and none."""
    joined = longest = lines[place]
    torn_over = 1 if _is_header(joined) else 0
    begins_with_number = header.role_of(joined[0]) is header.Role.NUMBER
    below = lines[place + 1 : place + _LONGEST_HEADER]
    for count, line in enumerate(below, start=2):
        goes_on_within = line[0][:1].islower()
        may_go_on = begins_with_number and not torn_over
        if not (goes_on_within or may_go_on):
            break
        joined = _joined(joined, line, " ")
        if _is_header(joined):
            longest, torn_over = joined, count
    return longest, torn_over


def _joined(before: Sequence[str], line: Sequence[str], between: str) -> list[str]:
    """Put the cells of a line after those of a row whose last cell the first of them ends."""
    *whole, last = before
    first, *rest = line
    return [*whole, f"{last}{between}{first}", *rest]


def _is_header(texts: Iterable[str]) -> bool:
    """Tell whether texts are the cells of a plan's header."""
    cells = tuple(map(Cell, texts))
    return header.read(Row(cells, "")) is not None


def _goes_on(before: Sequence[str], line: Sequence[str], width: int) -> bool:
    """Tell whether a line holds the rest of a row, or of its last cell."""
    if len(before) == 1 or _begins_row(line):
        return False
    if len(before) < width:
        return len(before) + len(line) - 1 <= width
    if len(line) > 1 or len(before) > width:
        return False
    text = line[0].strip()
    if text[0].islower():
        return True
    above = before[-1].rstrip()
    return above.endswith(",") or cells.is_post(text)


def _begins_row(line: Sequence[str]) -> bool:
    """Tell whether a line begins with a number, or an empty cell, or is empty."""
    text = line[0].strip()
    if not text:
        return True
    return len(line) > 1 and NUMBER.fullmatch(text) is not None


def _delimiter(text: str) -> str:
    """Find the delimiter of CSV: the one at which some line falls into a header."""
    for delimiter in ";,":
        if any(map(_is_header_of_cells, _lines(text, delimiter))):
            return delimiter
    return ""


def _is_header_of_cells(line: Sequence[str]) -> bool:
    """Tell whether a line of several cells is a header; one cell may be prose."""
    return len(line) > 1 and _is_header(map(str.strip, line))


def _refuse_lost_columns(text: str, name: str) -> None:
    """Refuse text whose columns are gone, with the way to keep them."""
    stripped = map(str.strip, text.split("\n"))
    lines = list(filter(None, stripped))
    for place, line in enumerate(lines):
        if _is_header(re.split(r"\s{2,}", line)):
            raise UnreadableDocumentError(name, f"{_BY_SPACES}; {_COPY}")
        if _is_torn_header(lines[place : place + _LONGEST_HEADER]):
            raise UnreadableDocumentError(name, f"{_BY_LINES}; {_COPY}")


def _is_torn_header(lines: Sequence[str]) -> bool:
    """Tell whether lines begin with the cells of a header, each on a line of its own."""
    if header.role_of(lines[0]) is not header.Role.NUMBER:
        return False
    return any(_is_header(lines[:count]) for count in range(2, len(lines) + 1))
