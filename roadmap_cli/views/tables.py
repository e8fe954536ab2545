"""Items, parties and reports laid out by Rich for a terminal; states in words and colour."""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from roadmap_cli import wording
from roadmap_cli.plan.states import LOOKS, State
from roadmap_cli.views.output import by_plan, by_section
from roadmap_cli.views.sentences import details, due_text, last_progress, state_text, term_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.views.output import PartyCount
    from roadmap_cli.views.report import Gauge, Line, Report, Sheet

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
    terms = [row.approved.text for row in rows]
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


# from here on a table has room for its names and all its figures in one line
WIDE = 140
BAR_WIDTH = 20
ASCII_BAR = "#-"
BAR = "█░"


def report(content: Report, *, ascii_only: bool = False) -> RenderableType:
    """Lay out a report.

    Args:
        content: what it says.
        ascii_only: draw bars with ASCII signs.

    """
    return _Page(content, ASCII_BAR if ascii_only else BAR)


class _Page:
    """A report that chooses its layout when it learns the width of the terminal."""

    def __init__(self, content: Report, signs: str) -> None:
        self.content = content
        self.signs = signs

    def __rich_console__(self, console: Console, _options: object) -> list[RenderableType]:
        content = self.content
        wide = console.width >= WIDE
        facts = []
        for name, text in content.facts:
            facts.append(Text.assemble((f"{name}: ", "dim"), text))
        return [
            Text(f"{content.title} {content.as_of}", style="bold"),
            *map(Text, content.plans),
            *facts,
            Text(),
            _gauges(content.gauges, self.signs),
            *map(Text, content.sentences),
            *map(Text, content.warnings),
            *(_sheet(sheet, wide=wide) for sheet in content.sheets),
            _report_heading("Как посчитано"),
            *(Text(line, style="dim") for line in content.formulas),
        ]


def _gauges(gauges: Sequence[Gauge], signs: str) -> RenderableType:
    """Lay the percentages out one below the other, with bars of one length."""
    table = Table.grid(padding=(0, 1))
    for each in gauges:
        bar = wording.bar(each.part, each.whole, signs, BAR_WIDTH)
        table.add_row(each.name, Text(bar), Text(each.text, "bold"))
    return table


def _report_heading(text: str) -> RenderableType:
    """Write a heading below a blank line."""
    return Text(f"\n{text}", style="bold underline")


def _sheet(sheet: Sheet, *, wide: bool) -> RenderableType:
    """Lay a table out as there is room for it, or say what stands for no rows."""
    parts: list[RenderableType] = [_report_heading(sheet.heading)]
    if not sheet.lines:
        parts.append(Text(sheet.empty))
    elif wide:
        parts.append(_sheet_table(sheet))
    elif sheet.of_figures:
        parts.append(_stacked_figures(sheet))
    else:
        for line in sheet.lines:
            parts += _paragraphs(sheet, line)
    if sheet.remark:
        parts.append(Text(sheet.remark, style="dim"))
    return Group(*parts)


def _style(line: Line) -> str:
    """Give the style of a row: bold for totals, else that of its state, if any."""
    if line.total:
        return "bold"
    return LOOKS[line.state].style if line.state else ""


def _sheet_table(sheet: Sheet) -> Table:
    """Lay out a table with one line a row, as wide as the terminal."""
    table = Table(box=None, header_style="dim", expand=True, padding=(0, 2, 0, 0), pad_edge=False)
    for head in sheet.heads:
        if head.figures:
            table.add_column(head.name, justify="right", no_wrap=True)
        else:
            table.add_column(head.name, ratio=head.weight or None, overflow="fold")
    for line in sheet.lines:
        style = _style(line)
        table.add_row(*(Text(cell, style=style) for cell in line.cells))
    return table


def _stacked_figures(sheet: Sheet) -> RenderableType:
    """Lay out figures under their names: all of them fit in 80 columns."""
    widths = [_figure_width(sheet, place) for place in range(1, len(sheet.heads))]
    names = [Text(head.short, "dim") for head in sheet.heads[1:]]
    parts: list[RenderableType] = [_figure_row(names, widths)]
    for line in sheet.lines:
        style = _style(line)
        figures = [Text(cell, style) for cell in line.cells[1:]]
        parts += [Text(line.cells[0], style=style), _figure_row(figures, widths)]
    return Group(*parts)


def _figure_width(sheet: Sheet, place: int) -> int:
    """Give the width of a column that holds its figures and the lines of its short name."""
    texts = sheet.heads[place].short.splitlines()
    texts += [line.cells[place] for line in sheet.lines]
    return max(map(len, texts))


def _figure_row(cells: Sequence[Text], widths: Sequence[int]) -> Table:
    """Lay figures out in one row; names of several lines end at its bottom."""
    row = Table.grid(padding=(0, 1, 0, 0))
    for width in widths:
        row.add_column(width=width, justify="right", vertical="bottom")
    row.add_row(*cells)
    return row


def _paragraphs(sheet: Sheet, line: Line) -> list[RenderableType]:
    """Write an item as its number and title, with the rest named and indented."""
    number, title, *rest = line.cells
    facts = []
    for head, text in zip(sheet.heads[2:], rest, strict=True):
        if text:
            facts.append(f"{head.name.lower()}: {text}")
    style = _style(line)
    below_the_title = (0, 0, 0, len(number) + 2)
    return [
        Text.assemble((f"{number}. ", style), title),
        Padding(Text("; ".join(facts), style=style), below_the_title),
    ]
