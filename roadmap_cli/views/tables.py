"""Items as Rich tables for a terminal: sections as rows, states in words and colour."""

from __future__ import annotations

import io
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from roadmap_cli import wording
from roadmap_cli.plan.states import LOOKS, State
from roadmap_cli.views.sentences import (
    details,
    due_text,
    last_progress,
    state_text,
    term_text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO

    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.views.output import PartyCount

NARROW = 100  # below this many columns the term and the state share one column
LEAST_WIDTH = 60  # narrower, the title would vanish


class Block(NamedTuple):
    """Rows under a heading; an empty heading is not shown."""

    heading: str
    view: View


def text(stream: TextIO, renderable: RenderableType) -> str:
    """Render for a stream: as wide as the terminal, in colour only where it wants one.

    No line ends in spaces.
    """
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


def items(
    blocks: Sequence[Block], summary: str, *, compact: bool = False
) -> RenderableType:
    """Lay out blocks of items under the names of their plans and sections, and a summary line.

    Args:
        blocks: one a group of rows.
        summary: the line below all of them.
        compact: one line an item, without sections.

    """
    return _Listing(blocks, summary, _compact if compact else _sectioned)


class _Listing:
    """A table that chooses its columns when it learns the width of the terminal."""

    def __init__(
        self,
        blocks: Sequence[Block],
        summary: str,
        layout: Callable[[Sequence[Standing], int], Iterator[RenderableType]],
    ) -> None:
        self.blocks = [block for block in blocks if block.view.rows]
        self.summary = summary
        self.layout = layout

    def __rich_console__(
        self, console: Console, _options: object
    ) -> list[RenderableType]:
        parts: list[RenderableType] = []
        for block in self.blocks:
            if block.heading:
                parts.append(Text(block.heading, style="bold underline"))
            for home, rows in _by_plan(block.view.rows):
                parts.append(_plan_heading(home))
                parts += self.layout(rows, console.width)
        return [*parts, Text(self.summary, style="bold")]


def _by_plan(rows: Iterable[Standing]) -> Iterator[tuple[NamedPlan, list[Standing]]]:
    """Part rows where the plan changes."""
    for _, group in groupby(rows, key=lambda row: row.home.name):
        found = list(group)
        yield found[0].home, found


def _plan_heading(home: NamedPlan) -> Text:
    """Name a plan in one line: its short name first, as a long title loses its end and the year."""
    name, title = wording.one_line(home.name), wording.one_line(home.plan.title)
    return Text(
        f"{name}: {title}", style="bold cyan", no_wrap=True, overflow="ellipsis"
    )


def _sectioned(rows: Sequence[Standing], width: int) -> Iterator[RenderableType]:
    """Lay out rows under their sections' titles; the columns have the same widths all through."""
    narrow = width < NARROW
    widths = _widths(rows, narrow=narrow)
    yield _columns(widths, header=True)
    first = True
    for _, group in groupby(rows, key=lambda row: id(row.section)):
        members = list(group)
        if not first:
            yield Text()
        first = False
        yield Text(wording.one_line(members[0].section.title), style="bold")
        table = _columns(widths, header=False)
        for row in members:
            table.add_row(*_cells(row, widths["Ответственные"] or 0, narrow=narrow))
        yield table
    yield Text()


def _compact(rows: Sequence[Standing], width: int) -> Iterator[RenderableType]:
    """Lay out rows one line each: number, title as far as it goes, date, state."""
    table = Table(
        box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False, expand=True
    )
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=max(24, width // 3))
    for row in rows:
        style = LOOKS[row.state].style
        state = state_text(row)
        cells = (row.item.id, row.item.title)
        number, title = (wording.one_line(each) for each in cells)
        table.add_row(
            Text(number, style), Text(title), Text(due_text(row)), Text(state, style)
        )
    yield table


def _widths(rows: Sequence[Standing], *, narrow: bool) -> dict[str, int | None]:
    """Choose column widths by the content, within bounds that leave most of the line to titles."""
    number = max(len(wording.one_line(row.item.id)) for row in rows)
    names = [party for row in rows for party in row.item.responsible]
    party = _longest(names, 13, 16 if narrow else 26)
    if narrow:
        return {
            "№": number,
            "Мероприятие": None,
            "Ответственные": party,
            "Срок, состояние": 19,
        }
    term = _longest([row.item.term for row in rows], 14, 22)
    return {
        "№": number,
        "Мероприятие": None,
        "Срок": term,
        "Ответственные": party,
        "Состояние": 24,
    }


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
    style = LOOKS[row.state].style
    number = Text(wording.one_line(row.item.id), style=style)
    names = [
        _hanging(wording.one_line(name), party_width) for name in row.item.responsible
    ]
    parties = Text("\n".join(names))
    term, state = Text(term_text(row)), Text(state_text(row), style=style)
    if narrow:
        return number, _title(row), parties, Text("\n").join([term, state])
    return number, _title(row), term, parties, state


def _title(row: Standing) -> Text:
    """Write the measure, and below it the last line about the course of its execution."""
    title = Text(wording.one_line(row.item.title))
    if row.is_cancelled:
        title.stylize("dim")
    progress = last_progress(row) if row.is_open else ""
    return title.append(f"\n{progress}", style="dim") if progress else title


def _hanging(name: str, width: int) -> str:
    """Break a name at spaces and hyphens, further lines indented: each name is seen to begin."""
    return textwrap.fill(name, width, subsequent_indent=" ")


def card(name: str, row: Standing) -> RenderableType:
    """Lay out everything about an item."""
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 2), pad_edge=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for fact, value in details(row):
        style = LOOKS[row.state].style if fact == "состояние" else ""
        table.add_row(fact, Text(value, style=style))
    title = f"{wording.one_line(name)}. {wording.one_line(row.item.title)}"
    return Group(Text(title, style="bold"), table)


def parties(view: View, counts: Sequence[PartyCount]) -> RenderableType:
    """Lay out who answers for how much; states without items are left out."""
    states = [
        state for state in State if any(each.tally.states[state] for each in counts)
    ]
    table = Table(box=None, header_style="dim", padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("Ответственный", overflow="fold", vertical="bottom")
    named = [LOOKS[state].heading for state in states]
    for name in ("Всего", *named, "Ближай-\nший срок"):
        table.add_column(name, justify="right", vertical="bottom", no_wrap=True)
    for each in counts:
        table.add_row(*_party_row(each, states))
    headings = [_plan_heading(home) for home in view.plans]
    return Group(*headings[:_MOST_HEADINGS], table)


def _party_row(each: PartyCount, states: Iterable[State]) -> Iterator[Text]:
    """Write how much one party answers for."""
    yield Text(wording.one_line(each.name))
    yield Text(str(each.tally.total))
    for state in states:
        number = each.tally.states[state]
        yield Text(str(number or "·"), style=LOOKS[state].style)
    yield Text(wording.day_or(each.next_due))


_MOST_HEADINGS = 5  # plans named above a table about all of them
