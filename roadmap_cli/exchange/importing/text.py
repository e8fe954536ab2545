"""Rows of text: an HTML page, pasted text with tabs, or CSV; what is ambiguous is refused."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from roadmap_cli.exchange.importing import (
    MAX_ROWS,
    NUMBER,
    Cell,
    RefusedPartError,
    Row,
    cell_span,
    cells,
    check_rows,
    clean,
    tidy,
)
from roadmap_cli.exchange.importing.tables import Role, read_header, role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.exchange.importing import Element

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"html", "center", "section", "p", "div", "li", "ul", "ol", *_HEADINGS}
_BLOCKS |= {"table", "caption", "tr"}
_UNSEEN = {"style", "script", "head", "title", "template"}
_LONGEST_HEADER = 8  # lines over which the cells of a split header may be spread
_TIME = re.compile(r"(в )?\d{1,2}[.:-]\d\d")  # not an item's number if a date is above it
_MOST_ALONE = 0.8  # of the lines with a tab; with more, a row is not a line
_RULE_CELL = r"\s*(:-+:?|-+:|-{3,})\s*"
_RULE = re.compile(rf"\s*\|?({_RULE_CELL}\|)+({_RULE_CELL})?\s*")  # below a Markdown header
_BY_SPACES = "столбцы в нём сделаны пробелами, и где кончается ячейка, не видно"
_BY_LINES = "каждая ячейка стоит в нём на своей строке, и строки таблицы не видны"
_COPY = "скопируйте таблицу из Word или Excel либо укажите сам файл .docx или .xlsx"


def page(text: str) -> list[Row]:
    """Read the lines of text and the rows of tables of an HTML page."""
    from lxml import etree  # noqa: PLC0415  # only pages need it

    text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
    try:
        parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(text.encode("utf-8", "replace").decode(), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise RefusedPartError("страница повреждена; сохраните её заново")
    _unwrap(root)
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    rows: list[Row] = []
    tables = 0
    line = ""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if _ends_line(event, element):
            text = tidy(line)
            if text or (rows and event == "end" and element.tag == "p"):
                rows.append(Row((Cell(text),), f"строка {len(rows) + 1}"))
            line = ""
        if event == "end" and element.tag == "table":  # what stands beside its cells is above it
            tables += 1
            rows += _rows(element, tables)
        if event == "start" and _is_in_table(element):
            walk.skip_subtree()
        else:
            line += _said(event, element)
    return rows


def _unwrap(root: Element) -> None:
    """Treat layout tables, with a longer table in a cell, as mere blocks."""
    home = {part: _table_of(part) for part in root.iter("tr", "td", "th")}
    rows = Counter(table for part, table in home.items() if part.tag == "tr")
    around = {
        outer
        for table in root.iter("table")
        for outer in table.iterancestors("table")
        if rows[table] > rows[outer]
    }
    for part in [*around, *(part for part, table in home.items() if table in around)]:
        part.tag = "div"


def _is_in_table(element: Element) -> bool:
    """Return whether an element is a cell in a row of a table, as a broken page may not have it."""
    row = next(element.iterancestors("tr"), None) if element.tag in {"td", "th"} else None
    return row is not None and _table_of(row) is not None


def _table_of(element: Element) -> Element | None:
    return next(element.iterancestors("table"), None)


def _ends_line(event: str, element: Element) -> bool:
    return element.tag in _BLOCKS or (event == "start" and element.tag in {"td", "th"})


def _said(event: str, element: Element) -> str:
    """Return the text after the beginning or the end of an element."""
    said = element.text if event == "start" else element.tail
    is_break = event == "end" and element.tag == "br"
    return ("\n" if is_break else "") + re.sub(r"\s+", " ", said or "")


def _rows(table: Element, number: int) -> Iterator[Row]:
    """Yield the rows of a table; a cell spanning rows is continued in those below."""
    down: dict[int, tuple[int, int]] = {}  # grid column → rows to come, span
    own = (row for row in table.iter("tr") if _table_of(row) is table)
    for place, row in enumerate(own, start=1):
        check_rows(place, f"таблица {number}")
        waiting = (cell for cell in row.iter("td", "th") if next(cell.iterancestors("tr")) is row)
        found: list[Cell] = []
        below: dict[int, tuple[int, int]] = {}
        column = 0
        while True:
            if column in down:
                left, span = down[column]
                found.append(Cell("", span, continued=True))
            else:
                cell = next(waiting, None)
                if cell is None:
                    break
                left, span = cell_span(cell.get("rowspan")), cell_span(cell.get("colspan"))
                found.append(Cell(_text(cell), span))
            if left > 1:
                below[column] = left - 1, span
            column += span
        down = below
        if found:
            yield Row(tuple(found), f"таблица {number}, строка {place}", number)


def _text(cell: Element) -> str:
    """Return the text of a cell, which may have a table of its own."""
    from lxml import etree  # noqa: PLC0415  # only pages need it

    pieces = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walk:
        is_row = event == "start" and element.tag == "tr"
        if is_row and _table_of(element) is _table_of(cell):
            walk.skip_subtree()  # a row by itself, which a broken page has within a cell
        else:
            pieces.append(("\n" if _ends_line(event, element) else "") + _said(event, element))
    return tidy("".join(pieces[:-1]))  # the last one is behind the cell


def decode(raw: bytes) -> str:
    """Decode UTF-8 with or without BOM, UTF-16 with one, else cp1251; refuse what is no text."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", "replace")
    if b"\0" in raw:
        what = "это не текст и не документ Word или Excel; сохраните его как .docx или .xlsx"
        raise RefusedPartError(what)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace")


def pasted(text: str) -> list[Row]:
    """Read pasted text or CSV; refuse one that has lost its columns."""
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.count("\n") > 10 * MAX_ROWS:  # apart from lines of text around a table
        check_rows(text.count("\n"), "текст")
    if any(map(_RULE.fullmatch, text.split("\n"))):
        return _as_rows(_markdown(text))
    with_tabs = [line for line in text.split("\n") if "\t" in line]
    if with_tabs:
        alone = [line for line in with_tabs if re.fullmatch(r"\t[^\t]+", line)]
        if len(alone) > _MOST_ALONE * len(with_tabs):  # each cell on a line of its own
            text = re.sub(r"\n(?=\t[^\t\n])", "", text)
        return _as_rows(_mended(list(_lines(text, "\t"))))
    for delimiter in ";,":
        if any(_is_header(map(str.strip, line)) for line in _lines(text, delimiter)):
            return _as_rows(_lines(text, delimiter))
    _refuse_lost_columns(text)
    return _as_rows([line] for line in text.split("\n"))


def _as_rows(lines: Iterable[Sequence[str]]) -> list[Row]:
    """Take all lines as rows of one table, as text does not show where one ends."""
    found = []
    rows = 0
    for i, line in enumerate(lines, start=1):
        rows += len(line) > 1
        check_rows(rows, "таблица")
        row = tuple(Cell(text.strip()) for text in line)
        found.append(Row(row, f"строка {i}", 1, physical=False))
    return found


def _markdown(text: str) -> Iterator[list[str]]:
    """Split rows of Markdown at «|», and take the marks off headings and bold text."""
    for line in text.split("\n"):
        plain = re.sub(r"^\s*#+ |\*\*|__", "", line).strip()
        if _RULE.fullmatch(line):
            yield [""]
        elif plain.startswith("|") or plain.endswith("|"):
            cells = re.split(r"(?<!\\)\|", re.sub(r"^\||(?<!\\)\|$", "", plain))
            yield [re.sub("<br ?/?>", "\n", cell).replace("\\|", "|") for cell in cells]
        else:
            yield [plain]


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    """Split text at delimiters and line ends, except within a fully quoted cell.

    An unclosed quote is text: `csv` would take the rest of the file as its cell.
    """
    cell = re.compile(
        rf'(?:"((?:[^"\t]|"")*+)"(?=[{delimiter}\n]|\Z)|([^{delimiter}\n]*))([{delimiter}\n]|\Z)'
    )
    line: list[str] = []
    for found in cell.finditer(text):
        quoted, bare, end = found.groups()
        line.append(bare if quoted is None else quoted.replace('""', '"'))
        if end != delimiter:
            yield line
            line = []
        if not end:
            return


def _mended(lines: Sequence[list[str]]) -> list[list[str]]:
    """Join rows whose cells had line breaks: Word pastes each paragraph as a line."""
    mended: list[list[str]] = []
    known = {cells.bare(line[-1]) for line in lines if any(map(str.strip, line[:-1]))}
    width = 0
    place = 0
    below_header = True
    while place < len(lines):
        line, count = _header_at(lines, place)
        if count:
            width = len(line)
        if not (count or below_header) and _goes_on(mended[-1], line, width, known):
            mended[-1] = _joined(mended[-1], line, "\n")
        else:
            mended.append(line)
            below_header = count > 0
        place += max(1, count)
    return mended


def _header_at(lines: Sequence[list[str]], place: int) -> tuple[list[str], int]:
    """Return the header that begins at a line and how many lines it spans; else the line and 0."""
    joined = longest = lines[place]
    torn_over = 1 if _is_header(joined) else 0
    begins_with_number = role_of(joined[0]) is Role.NUMBER
    below = lines[place + 1 : place + _LONGEST_HEADER]
    for count, line in enumerate(below, start=2):
        goes_on_within = line[0][:1].islower()
        may_go_on = begins_with_number and not torn_over
        if _is_header(line) and not begins_with_number:  # whole by itself: a title stands above it
            break
        if not (goes_on_within or may_go_on):
            break
        joined = _joined(joined, line, " ")
        if _is_header(joined):
            longest, torn_over = joined, count
    return longest, torn_over


def _joined(before: Sequence[str], line: Sequence[str], between: str) -> list[str]:
    """Append the cells of a line to a row, the first one completing its last cell."""
    *whole, last = before
    first, *rest = line
    return [*whole, f"{last}{between}{first}", *rest]


def _is_header(texts: Iterable[str]) -> bool:
    cells = tuple(map(Cell, texts))
    return len(cells) > 1 and read_header(Row(cells, "")) is not None


def _goes_on(before: Sequence[str], line: Sequence[str], width: int, known: set[str]) -> bool:
    """Return whether a line continues a row or its last cell.

    Known is what occurs alone in last cells, probably parties; the width is that of the header.
    """
    if len(before) == 1:
        return False
    together = len(before) + len(line) - 1
    text = line[0].strip()
    begins_row = not text or (len(line) > 1 and NUMBER.fullmatch(text))
    is_parted = _TIME.fullmatch(text) or _is_rest(before, line, known)
    if begins_row and not (together == width > len(line) and is_parted):
        return False
    if len(before) < width:
        return together <= width
    if len(line) > 1 or len(before) > width:
        return False
    *_, above = before[-1].rstrip().split("\n")
    if text[0].islower() or above.endswith(",") or cells.party_goes_on(above, text):
        return True
    return _is_party(text, known) and ":" not in text  # «Исполнитель: …» is below the table


def _is_rest(before: Sequence[str], line: Sequence[str], known: set[str]) -> bool:
    """Return whether a line is what an empty paragraph at the end of a cell parted from a row."""
    if line[0].strip() or not line[1:] or not NUMBER.fullmatch(before[0].strip()):
        return False
    _, first, *more = line
    is_term = cells.speaks_of_time(first) and not any(map(cells.speaks_of_time, more))
    return is_term if more else _is_party(first, known)


def _is_party(text: str, known: set[str]) -> bool:
    return cells.is_post(text) or cells.is_person(text) or cells.bare(text) in known


def _refuse_lost_columns(text: str) -> None:
    lines = list(filter(None, map(str.strip, text.split("\n"))))
    for place, line in enumerate(lines):
        if _is_header(re.split(r"\s{2,}", line)):
            raise RefusedPartError(f"{_BY_SPACES}; {_COPY}")
        if role_of(line) is not Role.NUMBER:
            continue
        ends = range(place + 2, min(place + _LONGEST_HEADER, len(lines)) + 1)
        if any(_is_header(lines[place:end]) for end in ends):
            raise RefusedPartError(f"{_BY_LINES}; {_COPY}")
