"""Rows of an HTML page: lines of text and tables, cells that span rows continued in those below."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from roadmap_cli.exchange.importing.header import Cell, Row, clean


def rows(text: str) -> list[Row]:
    """Read the lines of text and the rows of tables of an HTML page."""
    page = _Page()
    page.feed(text)
    page.close()
    return page.finished()


_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"p", "div", "li", "ul", "ol", "center", "section"} | _HEADINGS
_UNSEEN = {"style", "script", "head", "title", "template"}
_CELLS = {"td", "th"}
_MAX_SPAN = 1000  # of a cell; a page that says more is wrong


class _Page(HTMLParser):
    """Gathers rows; a cell that spans rows is continued in those below."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[Row] = []
        self._text: list[str] = []
        self._cells: list[Cell] | None = None
        self._cell: tuple[int, int] | None = None  # span across and downwards
        self._down: dict[int, tuple[int, int]] = {}  # grid column → rows to come, span
        self._next: dict[int, tuple[int, int]] = {}  # the same for the row below
        self._hidden = 0  # depth of elements that nobody sees
        self._depth = 0  # of tables within tables
        self._tables = 0
        self._number = 0  # of rows of the table
        self._begins = {
            **dict.fromkeys(_UNSEEN, self._hide),
            **dict.fromkeys(_BLOCKS, self._end_line),
            "br": self._break_line,
            "table": self._begin_table,
            "tr": self._begin_row,
        }
        self._ends = {
            **dict.fromkeys(_UNSEEN, self._show),
            **dict.fromkeys(_BLOCKS, self._end_line),
            **dict.fromkeys(_CELLS, self._end_cell),
            "table": self._end_table,
            "tr": self._end_row,
        }

    def finished(self) -> list[Row]:
        """Give the rows, the text after the last tag included."""
        self._end_line()
        return self._rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or a line."""
        if self._is_of_a_table_within(tag):
            return
        if tag in _CELLS:
            self._begin_cell(dict(attrs))
        elif tag in self._begins:
            self._begins[tag]()

    def handle_endtag(self, tag: str) -> None:
        """End what has begun."""
        if tag in self._ends and not self._is_of_a_table_within(tag):
            self._ends[tag]()

    def _is_of_a_table_within(self, tag: str) -> bool:
        """Tell whether a tag makes rows of a table in a cell, or outside of any."""
        return tag in {"tr", *_CELLS} and self._depth != 1

    def handle_data(self, data: str) -> None:
        """Take text; line ends of the source are spaces."""
        if not self._hidden:
            self._text.append(re.sub(r"\s+", " ", data))

    def _hide(self) -> None:
        """Begin what nobody sees; elements of this kind may lie within each other."""
        self._hidden += 1

    def _show(self) -> None:
        """End what nobody sees; one end too many does no harm."""
        self._hidden = max(0, self._hidden - 1)

    def _break_line(self) -> None:
        """Break a line and stay in its row, which the end of a block would end."""
        self._text.append("\n")

    def _begin_table(self) -> None:
        """Begin a table; one within a cell is text of that cell."""
        self._end_line()
        self._depth += 1
        if self._depth == 1:
            self._tables += 1
            self._number = 0
            self._next = {}

    def _end_table(self) -> None:
        """End a table, with a row that lacks its end tag."""
        if self._depth == 1:
            self._end_row()
        self._depth = max(0, self._depth - 1)

    def _begin_row(self) -> None:
        """Begin a row with the cells that come down from above before its own."""
        self._end_row()
        self._cells = []
        self._down = self._next
        self._next = {}
        self._continue_above(self._cells)

    def _begin_cell(self, sizes: dict[str, str | None]) -> None:
        """Begin a cell; the one before it may lack its end tag."""
        self._end_cell()
        across = _size(sizes.get("colspan"))
        downwards = _size(sizes.get("rowspan"))
        self._cell = across, downwards

    def _end_line(self) -> None:
        """End a line of a cell, or a line of the text around."""
        if self._cell is not None:
            self._text.append("\n")
            return
        text = "".join(self._text)
        self._text = []
        if self._cells is not None:  # between the cells of a row
            return
        if text.strip() or self._rows:
            place = f"строка {len(self._rows) + 1}"
            line = Cell(_tidy(text))
            self._rows.append(Row((line,), place))

    def _end_cell(self) -> None:
        """Put the cell into its row; none is open: do nothing."""
        if self._cell is None or self._cells is None:
            return
        across, downwards = self._cell
        start = sum(cell.span for cell in self._cells)
        text = "".join(self._text)
        self._cells.append(Cell(_tidy(text), across))
        if downwards > 1:
            self._next[start] = downwards - 1, across
        self._text = []
        self._cell = None
        self._continue_above(self._cells)

    def _continue_above(self, cells: list[Cell]) -> None:
        """Put in the cells that continue ones above, up to the next cell of the row's own."""
        start = sum(cell.span for cell in cells)
        while start in self._down:
            left, span = self._down.pop(start)
            cells.append(Cell("", span, continued=True))
            if left > 1:
                self._next[start] = left - 1, span
            start += span

    def _end_row(self) -> None:
        """Put the row among the others, unless it has no cells or none is open."""
        self._end_cell()
        if self._cells:
            self._number += 1
            place = f"таблица {self._tables}, строка {self._number}"
            self._rows.append(Row(tuple(self._cells), place, self._tables))
        self._cells = None


def _size(text: str | None) -> int:
    """Read a span; nonsense counts as one."""
    if text is None or not text.strip().isdecimal():
        return 1
    return min(max(1, int(text)), _MAX_SPAN)


def _tidy(text: str) -> str:
    """Leave lines without spaces at their ends, and none that is empty."""
    lines = clean(text).split("\n")
    tidy = [" ".join(line.split()) for line in lines]
    return "\n".join(filter(None, tidy))
