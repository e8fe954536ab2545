"""Reading plans from documents; here, what a document is to all of it: rows of cells."""

from __future__ import annotations

import re
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli.errors import ExitCode, RoadmapError
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    Element: TypeAlias = Any  # lxml's have no types


NUMBER = re.compile(
    r"[№п.\s]*\d+(\.\d+)*\s*[.)]*|[№п.\s]*[ivxlc]+\s*[.)]*|\d+[а-я][.)]*|[а-я]\)", re.IGNORECASE
)
"""Of an item or a section: «№ 7», «1.2.», «IV», «7а», «а)»."""

STANDARD_INPUT = "стандартный ввод"
"""The name of a document that comes from there."""


class UnreadableDocumentError(RoadmapError):
    """A document from which no plan can be read."""

    exit_code = ExitCode.BROKEN

    def __init__(self, name: str, reason: str) -> None:
        """Name the document, the reason and what to do."""
        super().__init__(f"документ {one_line(name)} не прочитан: {reason}")


MAX_ROWS = 5000
"""Of a table; no plan has so many."""


class RefusedPartError(Exception):
    """A part of a document that a reader refuses; the text says why, and what to do."""


def check_rows(number: int, where: str) -> None:
    """Refuse a table that has more rows than any plan."""
    if number > MAX_ROWS:
        what = f"{where}: строк больше {MAX_ROWS}, это не план; оставьте в ней план"
        raise RefusedPartError(what)


_MAX_SPAN = 256  # columns; no plan has so many


def cell_span(text: str | None) -> int:
    """Read how many columns or rows a cell spans; nonsense counts as one."""
    if text is None or not text.strip().isdecimal():
        return 1
    return min(max(1, int(text.strip()[:6])), _MAX_SPAN)


_UNSEEN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u00ad": "", "\u200b": "", "\ufeff": ""})


def clean(text: str) -> str:
    """Replace no-break spaces with plain ones, and drop invisible characters."""
    return text.translate(_UNSEEN)


def tidy(text: str) -> str:
    """Strip lines and drop empty ones."""
    lines = [" ".join(line.split()) for line in clean(text).split("\n")]
    return "\n".join(filter(None, lines))


def existing_day(day: str | int, month: str | int, year: str | int) -> date | None:
    """Return the date, or None if the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


class Cell(NamedTuple):
    """A physical cell: its text, its width in columns, whether it continues the one above."""

    text: str
    span: int = 1
    continued: bool = False
    bold: bool = False

    @property
    def line(self) -> str:
        """The text in one line."""
        return " ".join(self.text.split())


class Row(NamedTuple):
    """A row of a table, or, with `table` 0, a line of the text around.

    `physical`: all cells are known; in pasted text an empty cell at the end may be lost.
    """

    cells: tuple[Cell, ...]
    place: str
    table: int = 0
    physical: bool = True

    @property
    def lines(self) -> list[str]:
        """The non-empty texts of the cells, each on one line."""
        return [cell.line for cell in self.cells if cell.line]

    @property
    def width(self) -> int:
        """The number of columns that the cells cover."""
        return sum(cell.span for cell in self.cells)

    @property
    def placed(self) -> list[tuple[int, Cell]]:
        """The cells, each with the first grid column that it covers."""
        starts = accumulate((cell.span for cell in self.cells), initial=0)
        return list(zip(starts, self.cells, strict=False))


class Heading(NamedTuple):
    """A row that names what follows."""

    place: str
    text: str


class Skipped(NamedTuple):
    """A row that yields no item, and why."""

    place: str
    reason: str


class Source(NamedTuple):
    """A document's name and its rows in order."""

    name: str
    rows: Sequence[Row]
    skipped: Sequence[Skipped] = ()

    @property
    def around(self) -> list[str]:
        """The texts around the tables."""
        return texts_of(row for row in self.rows if not row.table)


def texts_of(rows: Iterable[Row]) -> list[str]:
    """Return the texts of all cells that have any."""
    return [text for row in rows for text in row.lines]
