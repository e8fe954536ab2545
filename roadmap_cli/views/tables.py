"""Items as Rich tables for a terminal: sections as rows, states in words and colour."""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from roadmap_cli import wording
from roadmap_cli.plan.states import LOOKS, State
from roadmap_cli.views.groups import by_plan, by_section
from roadmap_cli.views.sentences import details, due_text, last_progress, state_text, term_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.views.output import PartyCount

NARROW = 100  # below this many columns the term and the state share one column
LEAST_WIDTH = 60  # narrower, the title would vanish
_MOST_HEADINGS = 5  # plans named above a table about all of them


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
    lines = page.getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def items(blocks: Sequence[Block], summary: str, *, compact: bool = False) -> RenderableType:
    """Lay out blocks of items under the names of their plans and sections, and a summary line.

    Args:
        blocks: one a group of rows.
        summary: the line below all of them.
        compact: one line an item, without sections.

    """
    return _Listing(blocks, summary, compact=compact)


class _Listing:
    """A table that chooses its columns when it learns the width of the terminal."""

    def __init__(self, blocks: Sequence[Block], summary: str, *, compact: bool) -> None:
        self.blocks = [block for block in blocks if block.view.rows]
        self.summary = summary
        self.compact = compact

    def __rich_console__(self, console: Console, _options: object) -> list[RenderableType]:
        parts: list[RenderableType] = []
        for block in self.blocks:
            if block.heading:
                parts.append(Text(block.heading, style="bold underline"))
            for home, rows in by_plan(block.view.rows):
                parts.append(_plan_heading(home))
                if self.compact:
                    parts.append(_compact(rows, console.width))
                else:
                    parts += _sectioned(rows, console.width)
        return [*parts, Text(self.summary, style="bold")]


def _plan_heading(home: NamedPlan) -> Text:
    """Name a plan in one line: its short name first, as a long title loses its end and the year."""
    name, title = wording.one_line(home.name), wording.one_line(home.plan.title)
    return Text(f"{name}: {title}", style="bold cyan", no_wrap=True, overflow="ellipsis")


def _sectioned(rows: Sequence[Standing], width: int) -> Iterator[RenderableType]:
    """Lay out rows under their sections' titles; the columns have the same widths all through."""
    columns = _columns_for(rows, width)
    yield _table(columns, header=True)
    for section, members in by_section(rows):
        yield Text(wording.one_line(section.title), style="bold")
        table = _table(columns, header=False)
        for row in members:
            table.add_row(*_cells(row, columns))
        yield table
        yield Text()


def _compact(rows: Sequence[Standing], width: int) -> Table:
    """Lay out rows one line each: number, title as far as it goes, date, state."""
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False, expand=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=max(24, width // 3))
    for row in rows:
        style = LOOKS[row.state].style
        table.add_row(
            Text(wording.one_line(row.item.id), style),
            Text(wording.one_line(row.item.title)),
            Text(due_text(row)),
            Text(state_text(row), style),
        )
    return table


class _Columns(NamedTuple):
    """How wide the columns are, but for that of titles, which gets the rest of the line."""

    number: int
    term: int
    party: int
    narrow: bool


def _columns_for(rows: Sequence[Standing], width: int) -> _Columns:
    """Choose widths by the content, within bounds that leave most of the line to titles."""
    narrow = width < NARROW
    numbers = [wording.one_line(row.item.id) for row in rows]
    terms = [row.item.term for row in rows]
    parties: list[str] = []
    for row in rows:
        parties += row.item.responsible
    return _Columns(
        number=_longest(numbers),
        term=min(22, max(14, _longest(terms))),
        party=min(16 if narrow else 26, max(13, _longest(parties))),
        narrow=narrow,
    )


def _longest(texts: Sequence[str]) -> int:
    """Count the letters of the longest text; 0 if there are no texts."""
    return max(map(len, texts), default=0)


def _table(columns: _Columns, *, header: bool) -> Table:
    """Make a table without rows; where it is narrow, term and state share a column."""
    table = Table(
        box=None,
        show_header=header,
        header_style="dim",
        expand=True,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    number, term, party, narrow = columns
    table.add_column("№", width=number, justify="right", overflow="fold")
    table.add_column("Мероприятие", ratio=1, overflow="fold")
    if narrow:
        table.add_column("Ответственные", width=party, overflow="fold")
        table.add_column("Срок, состояние", width=19, overflow="fold")
    else:
        table.add_column("Срок", width=term, overflow="fold")
        table.add_column("Ответственные", width=party, overflow="fold")
        table.add_column("Состояние", width=24, overflow="fold")
    return table


def _cells(row: Standing, columns: _Columns) -> tuple[Text, ...]:
    """Write the cells of an item, as many as `_table` has columns."""
    style = LOOKS[row.state].style
    number = Text(wording.one_line(row.item.id), style=style)
    names = [_hanging(name, columns.party) for name in row.item.responsible]
    parties = Text("\n".join(names))
    term = Text(term_text(row))
    state = Text(state_text(row), style=style)
    if columns.narrow:
        return number, _title(row), parties, Text("\n").join([term, state])
    return number, _title(row), term, parties, state


def _title(row: Standing) -> Text:
    """Write the measure, and below it the last line about the course of its execution."""
    title = Text(wording.one_line(row.item.title))
    if row.is_cancelled:
        title.stylize("dim")
    progress = last_progress(row) if row.is_open else ""
    if progress:
        title.append(f"\n{progress}", style="dim")
    return title


def _hanging(name: str, width: int) -> str:
    """Break a name at spaces and hyphens, further lines indented: each name is seen to begin."""
    return textwrap.fill(wording.one_line(name), width, subsequent_indent=" ")


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
    total: Counter[State] = Counter()
    for each in counts:
        total += each.tally.states
    states = [state for state in State if total[state]]
    table = Table(box=None, header_style="dim", padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("Ответственный", overflow="fold", vertical="bottom")
    named = [LOOKS[state].heading for state in states]
    for name in ("Всего", *named, "Ближай-\nший срок"):
        table.add_column(name, justify="right", vertical="bottom", no_wrap=True)
    for each in counts:
        table.add_row(*_party_row(each, states))
    headings = [_plan_heading(home) for home in view.plans]
    return Group(*headings[:_MOST_HEADINGS], table)


def _party_row(each: PartyCount, states: Sequence[State]) -> Iterator[Text]:
    """Write how much one party answers for."""
    yield Text(wording.one_line(each.name))
    yield Text(str(each.tally.total))
    for state in states:
        number = each.tally.states[state]
        yield Text(str(number or "·"), style=LOOKS[state].style)
    yield Text(wording.day_or(each.next_due))
