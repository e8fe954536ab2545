"""The report for a terminal: tables where they fit, items as paragraphs where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from roadmap_cli import wording
from roadmap_cli.plan.states import LOOKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from roadmap_cli.views.paper import Gauge, Line, Report, Sheet

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
            _heading("Как посчитано"),
            *(Text(line, style="dim") for line in content.formulas),
        ]


def _gauges(gauges: Sequence[Gauge], signs: str) -> RenderableType:
    """Lay the percentages out one below the other, with bars of one length."""
    table = Table.grid(padding=(0, 1))
    for each in gauges:
        bar = wording.bar(each.part, each.whole, signs, BAR_WIDTH)
        table.add_row(each.name, Text(bar), Text(each.text, "bold"))
    return table


def _heading(text: str) -> RenderableType:
    """Write a heading below a blank line."""
    return Text(f"\n{text}", style="bold underline")


def _sheet(sheet: Sheet, *, wide: bool) -> RenderableType:
    """Lay a table out as there is room for it, or say what stands for no rows."""
    parts: list[RenderableType] = [_heading(sheet.heading)]
    if not sheet.lines:
        parts.append(Text(sheet.empty))
    elif wide:
        parts.append(_table(sheet))
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


def _table(sheet: Sheet) -> Table:
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
