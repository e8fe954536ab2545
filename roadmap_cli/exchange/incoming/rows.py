"""What formats give and recognition takes: rows of cells with their places; a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import ExitCode, RoadmapError
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDARD_INPUT = "стандартный ввод"
"""The name of a document that comes from there."""


class UnreadableDocumentError(RoadmapError):
    """A document in which no plan can be read."""

    exit_code = ExitCode.BROKEN

    def __init__(self, name: str, reason: str) -> None:
        """Name the document, the reason and what to do."""
        super().__init__(f"документ {one_line(name)} не прочитан: {reason}")


_UNSEEN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u00ad": "", "\u200b": "", "\ufeff": ""})


def clean(text: str) -> str:
    """Make spaces that do not break plain, and drop signs that nobody sees."""
    return text.translate(_UNSEEN)


class Cell(NamedTuple):
    """A physical cell: its text, how many columns it covers, whether it continues the one above."""

    text: str
    span: int = 1
    continued: bool = False
    bold: bool = False

    @property
    def line(self) -> str:
        """The text in one line."""
        return " ".join(self.text.split())


class Row(NamedTuple):
    """A row of a table, or, with `table` 0, a line of the text around."""

    cells: tuple[Cell, ...]
    place: str
    table: int = 0
    heading: bool = False

    @property
    def lines(self) -> list[str]:
        """The texts of the cells that have any, each in one line."""
        return [cell.line for cell in self.cells if cell.line]

    @property
    def width(self) -> int:
        """Columns that the cells cover."""
        return sum(cell.span for cell in self.cells)

    @property
    def placed(self) -> list[tuple[int, Cell]]:
        """The cells, each with the first grid column that it covers."""
        placed = []
        start = 0
        for cell in self.cells:
            placed.append((start, cell))
            start += cell.span
        return placed


class Document(NamedTuple):
    """A document's name and its rows in order.

    `physical`: cells are known as such; in pasted text an empty cell at the end may be lost.
    """

    name: str
    rows: Sequence[Row]
    physical: bool = True
