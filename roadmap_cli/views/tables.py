"""Items as Rich tables for a terminal: the document's sections as rows, states in words and colour."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from roadmap_cli import wording
from roadmap_cli.plan.standing import State
from roadmap_cli.views.output import details, state_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from roadmap_cli.plan.standing import PartyFigures, Standing

NARROW = 100  # below this many columns the term and the state share one column
LEAST_WIDTH = 60  # narrower, the title would vanish
STATE_STYLES = {
    State.PLANNED: "",
    State.IN_PROGRESS: "cyan",
    State.OVERDUE: "bold red",
    State.DONE: "green",
    State.DONE_LATE: "yellow",
    State.CANCELLED: "dim",
}
STATE_HEADINGS = {
    State.PLANNED: "Запла-\nнировано",
    State.IN_PROGRESS: "В ра-\nботе",
    State.OVERDUE: "Просро-\nчено",
    State.DONE: "Испол-\nнено",
    State.DONE_LATE: "с нару-\nшением",
    State.CANCELLED: "Снято",
}


class Block(NamedTuple):
    """Rows under a heading; an empty heading is not shown."""

    heading: str
    rows: Sequence[Standing]


def text(stream: TextIO, renderable: RenderableType) -> str:
    """Render for a stream: as wide as the terminal, in colour only where it wants one; no line ends in spaces."""
    terminal = stream.isatty()
    page = io.StringIO()
    console = Console(
        file=page,
        force_terminal=terminal,
        color_system="auto" if terminal else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    console.width = max(LEAST_WIDTH, console.width)
    console.print(renderable)
    return "".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines())


def items(blocks: Sequence[Block], summary: str) -> RenderableType:
    """Lay out blocks of items, each with the sections of the document, and a summary line."""
    return _Listing(blocks, summary)


class _Listing:
    """A table that chooses its columns when it learns the width of the terminal."""

    def __init__(self, blocks: Sequence[Block], summary: str) -> None:
        self.blocks = [block for block in blocks if block.rows]
        self.summary = summary

    def __rich_console__(self, console: Console, _options: object) -> list[RenderableType]:
        narrow = console.width < NARROW
        parts: list[RenderableType] = []
        for block in self.blocks:
            if block.heading:
                parts.append(Text(block.heading, style="bold underline"))
            parts.append(_table(block.rows, narrow=narrow))
        return [*parts, Text(self.summary, style="bold")]


def _table(rows: Sequence[Standing], *, narrow: bool) -> RenderableType:
    """Lay out rows under their sections' titles; the columns have the same widths all through."""
    widths = _widths(rows, narrow=narrow)
    parts: list[RenderableType] = [_columns(widths, header=True)]
    section = None
    for row in rows:
        if row.section is not section:
            if section:
                parts.append(Text())
            section = row.section
            parts.append(Text(wording.one_line(section.title), style="bold"))
            parts.append(_columns(widths, header=False))
        table = parts[-1]
        assert isinstance(table, Table)  # noqa: S101  # for the type checker: one follows every title
        table.add_row(*_cells(row, widths["Ответственные"] or 0, narrow=narrow))
    return Group(*parts, Text())


def _widths(rows: Sequence[Standing], *, narrow: bool) -> dict[str, int | None]:
    """Choose column widths by the content, within bounds that leave most of the line to the title."""
    number = max(len(wording.one_line(row.item.id)) for row in rows)
    party = _longest(
        [party for row in rows for party in row.item.responsible], 13, 16 if narrow else 26
    )
    if narrow:
        return {"№": number, "Мероприятие": None, "Ответственные": party, "Срок, состояние": 19}
    term = _longest([row.item.term for row in rows], 14, 22)
    return {"№": number, "Мероприятие": None, "Срок": term, "Ответственные": party, "Состояние": 24}


def _longest(texts: Sequence[str], least: int, most: int) -> int:
    return min(most, max([least, *map(len, texts)]))


def _columns(widths: dict[str, int | None], *, header: bool) -> Table:
    table = Table(
        box=None,
        show_header=header,
        header_style="dim",
        expand=True,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for name, width in widths.items():
        table.add_column(
            name,
            width=width,
            ratio=None if width else 1,
            justify="right" if name == "№" else "left",
            overflow="fold",
        )
    return table


def _cells(row: Standing, party_width: int, *, narrow: bool) -> tuple[Text, ...]:
    style = STATE_STYLES[row.state]
    number = Text(wording.one_line(row.item.id), style=style)
    title = Text(
        wording.one_line(row.item.title), style="dim" if row.state is State.CANCELLED else ""
    )
    parties = Text(
        "\n".join(_hanging(wording.one_line(name), party_width) for name in row.item.responsible)
    )
    term, state = Text(_term(row)), Text(state_text(row), style=style)
    if narrow:
        return number, title, parties, Text("\n").join([term, state])
    return number, title, term, parties, state


def _hanging(name: str, width: int) -> str:
    """Break a name at spaces and hyphens, its further lines indented, so that each name is seen to begin."""
    return textwrap.fill(name, width, subsequent_indent=" ")


def _term(row: Standing) -> str:
    """Give the approved wording, and the new one where the item is postponed."""
    term = wording.one_line(row.item.term)
    return f"{term} → {wording.one_line(row.item.postponed_to)}" if row.item.postponed_to else term


def card(row: Standing) -> RenderableType:
    """Lay out everything about an item."""
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 2), pad_edge=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in details(row):
        table.add_row(
            name, Text(text, style=STATE_STYLES[row.state] if name == "состояние" else "")
        )
    title = Text(
        f"{wording.one_line(row.item.id)}. {wording.one_line(row.item.title)}", style="bold"
    )
    return Group(title, table)


def parties(rows: Sequence[PartyFigures]) -> RenderableType:
    """Lay out who answers for how much; states without items are left out."""
    states = [state for state in State if any(row.states[state] for row in rows)]
    table = Table(box=None, header_style="dim", padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("Ответственный", overflow="fold", vertical="bottom")
    for name in ("Всего", *(STATE_HEADINGS[state] for state in states), "Ближай-\nший срок"):
        table.add_column(name, justify="right", vertical="bottom", no_wrap=True)
    for row in rows:
        counts = [
            Text(str(row.states[state] or "·"), style=STATE_STYLES[state]) for state in states
        ]
        due = wording.day(row.next_due) if row.next_due else "—"
        table.add_row(Text(wording.one_line(row.name)), Text(str(row.total)), *counts, Text(due))
    return table
