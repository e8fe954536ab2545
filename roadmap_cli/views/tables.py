"""Items, parties and reports laid out with Rich for a terminal; states in words and colour.

Cells are wrapped here because Rich separates numbers from their signs.
"""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from roadmap_cli import wording
from roadmap_cli.plan.model import LOOKS, State
from roadmap_cli.plan.view import by_plan
from roadmap_cli.views import sentences
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TextIO

    from roadmap_cli.plan.report_lists import Logged
    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import PartyCount, View
    from roadmap_cli.views.report import Line, Report, Sheet

Layout: TypeAlias = RenderableType
NARROW = 100  # on narrower terminals the term and the state share a column
LEAST_WIDTH = 60  # narrower, the title would vanish
LEAST_TITLE = 12
GOOD_TITLE = 32  # if less, terms do without a column of their own
LONGEST_WORDING = 28  # of a wording beside its reading
LONGEST_NUMBER = 20  # of a reference to an item of another plan
_MOST_HEADINGS = 5  # plans named above a table of all of them
# from this width on, a table of a report fits its names and figures on one line
WIDE = 140
BAR_WIDTH = 20
ASCII_BAR = "#-"
BAR = "█░"


class Block(NamedTuple):
    """Rows under a heading; an empty heading is not shown."""

    heading: str
    view: View


class ByWidth(NamedTuple):
    """A renderable that is laid out for the width of the terminal."""

    lay: Callable[[int], Iterable[RenderableType]]

    def __rich_console__(self, console: Console, _options: object) -> Iterable[RenderableType]:
        """Lay out for the width of the console."""
        return self.lay(console.width)


def text(stream: TextIO, renderable: RenderableType) -> str:
    """Render for a stream: as wide as the terminal, in colour if it supports it.

    Lines have no trailing spaces.
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
    console.print(renderable, crop=False)
    lines = page.getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _wrapped(text: str, width: int, first: str = "", indent: str = "") -> str:
    """Wrap a text at words, keeping numbers with their signs; only an overlong word is cut."""
    room = width - len(indent)
    words = wording.unbroken(text).split(" ")
    # The days of a period that does not fit stand on two lines
    whole = " ".join(each.replace("–\u00a0", "– ") if len(each) > room else each for each in words)
    is_too_long = any(len(word) > room for word in whole.split(" "))
    lines = textwrap.wrap(
        whole, width, initial_indent=first, subsequent_indent=indent, break_on_hyphens=is_too_long
    )
    return "\n".join(lines).replace("\u00a0", " ")


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


def _longest_word(texts: Iterable[str]) -> int:
    """Return the length of the longest unbreakable piece."""
    return _longest(word for each in texts for word in wording.unbroken(each).split(" "))


def items(
    blocks: Sequence[Block], summary: str, *, compact: bool = False, in_order: bool = True
) -> RenderableType:
    """Lay out blocks of items under the names of their plans and sections, and a summary line.

    A compact item is one line; neither compact ones nor those out of order have sections.
    """

    def lay(width: int) -> Iterator[RenderableType]:
        for heading, view in blocks:
            parts: list[Sequence[Standing]] = [view.rows] if view.rows else []
            if in_order:
                parts = [rows for _, rows in by_plan(view.rows)]
            if heading and parts:
                yield Text(heading, style="bold underline")
            for rows in parts:
                homes = (rows[0].home,) if in_order else view.plans[:_MOST_HEADINGS]
                yield from map(_plan_heading, homes)
                names = [one_line(row.item.id if in_order else view.name_of(row)) for row in rows]
                if compact:
                    yield _compact(rows, names, width)
                else:
                    yield _full(rows, names, width, sections=in_order)
        yield Text(_wrapped(summary, width), style="bold")

    return ByWidth(lay)


def _plan_heading(home: NamedPlan) -> Text:
    """Name a plan on one line, short name first, since a long title is cut before its year."""
    name, title = one_line(home.name), one_line(home.plan.title)
    return Text(f"{name}: {title}", style="bold cyan", no_wrap=True, overflow="ellipsis")


def _compact(rows: Sequence[Standing], names: Sequence[str], width: int) -> RenderableType:
    dates = [
        f"{sentences.due_text(row)} {sentences.day_off(row, brief=True)}".rstrip() for row in rows
    ]
    states = [sentences.state_text(row, brief=True) for row in rows]
    number, date = _longest(names), _longest(dates)
    title = max(LEAST_TITLE, width - number - date - _longest(states) - 3)
    lines = []
    for row, name, due, state in zip(rows, names, dates, states, strict=True):
        style = LOOKS[row.state].style
        shown = one_line(row.item.title)
        if len(shown) > title:
            shown = f"{shown[: title - 1].rstrip()}…"
        middle = f" {shown:<{title}} {due:<{date}} "
        line = Text.assemble((f"{name:>{number}}", style), middle, (state, style))
        line.no_wrap, line.overflow = True, "ignore"
        lines.append(line)
    return Group(*lines)


class _Columns(NamedTuple):
    """The widths of the columns; without one for terms, they share that of states."""

    number: int
    title: int
    term: int
    party: int
    state: int


def _columns_for(rows: Sequence[Standing], names: Sequence[str], width: int) -> _Columns:
    parties = [one_line(name) for row in rows for name in row.item.responsible]
    terms = [sentences.term_text(row) for row in rows]
    number = min(LONGEST_NUMBER, _longest(names))
    # further lines of a name are indented
    least = max(13, min(22, _longest_word(parties) + 1))
    if width >= NARROW:
        term = max(14, min(22, _longest(terms)), min(26, _longest_word(terms)))
        party = max(least, min(26, _longest(parties)))
        title = width - number - term - party - 24 - 4
        if title >= GOOD_TITLE:
            return _Columns(number, title, term, party, 24)
    party = max(least, min(16, _longest(parties)))
    state = max(20, min(22, _longest_word(terms)))  # «исполнено 28.12.2020»
    return _Columns(number, width - number - party - state - 3, 0, party, state)


def _full(
    rows: Sequence[Standing], names: Sequence[str], width: int, *, sections: bool
) -> RenderableType:
    """Lay out rows under their sections' titles, with the same column widths throughout."""
    columns = _columns_for(rows, names, width)
    table = _table(columns, header=True)
    parts: list[RenderableType] = [table]
    section = None
    for name, row in zip(names, rows, strict=True):
        if sections and row.section is not section:
            if section:
                parts.append(Text())
            section = row.section
            table = _table(columns, header=False)
            parts += [Text(_wrapped(one_line(section.title), width), style="bold"), table]
        table.add_row(*_cells(name, row, columns))
    return Group(*parts, Text())


def _table(columns: _Columns, *, header: bool) -> Table:
    """Create a table without rows; if narrow, term and state share a column."""
    table = _plain_table(header=header, gap=1)
    table.add_column("№", width=columns.number, justify="right", overflow="fold")
    table.add_column("Мероприятие", width=columns.title, overflow="fold")
    if columns.term:
        table.add_column("Срок", width=columns.term, overflow="fold")
    table.add_column("Ответственные", width=columns.party, overflow="fold")
    name = "Состояние" if columns.term else "Срок, состояние"
    table.add_column(name, width=columns.state, overflow="fold")
    return table


def _plain_table(*, header: bool, gap: int) -> Table:
    return Table(
        box=None, show_header=header, header_style="dim", padding=(0, gap, 0, 0), pad_edge=False
    )


def _cells(name: str, row: Standing, columns: _Columns) -> Iterator[Text]:
    style = LOOKS[row.state].style
    title = Text(_wrapped(one_line(row.item.title), columns.title))
    if row.is_cancelled:
        title.stylize("dim")
    progress = sentences.last_progress(row) if row.is_open else ""
    if progress:
        title.append(f"\n{_wrapped(progress, columns.title)}", style="dim")
    own = map(one_line, row.item.responsible)
    parties = "\n".join(_wrapped(party, columns.party, indent=" ") for party in own)
    term = Text(_wrapped(sentences.term_text(row), columns.term or columns.state))
    off, due = sentences.day_off(row, brief=True), sentences.due_text(row)
    if off or (row.is_open and len(row.marks) > 1):  # the next one of several terms
        term.append(f"\n{off} {due}" if off else f"\n{due}")
    state = Text(_wrapped(sentences.state_text(row), columns.state), style=style)
    yield Text(name, style=style)
    yield title
    if columns.term:
        yield term
    yield Text(parties)
    yield state if columns.term else Text("\n").join([term, state])


def card(name: str, row: Standing) -> RenderableType:
    """Lay out everything about an item."""
    facts = sentences.details(row)

    def lay(width: int) -> Iterator[RenderableType]:
        names = _longest(fact for fact, _ in facts)
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 2), pad_edge=True)
        table.add_column(style="dim", width=names)
        table.add_column(overflow="fold")
        for fact, value in facts:
            style = LOOKS[row.state].style if fact == "состояние" else ""
            # two blanks before each column and one after
            table.add_row(fact, Text(_wrapped(value, width - names - 6), style=style))
        yield Text(_wrapped(sentences.headed(name, row), width), style="bold")
        yield table

    return ByWidth(lay)


def readings(lines: Sequence[str], count: int, remarks: Sequence[str] = ()) -> RenderableType:
    """Lay out how wordings are read, and remarks below.

    Lines have `count` fields between tabs, the reading last; further ones go below it in pairs.
    """
    rows = [line.split("\t") for line in lines]
    widths = [min(LONGEST_WORDING, _longest(row[n] for row in rows)) for n in range(count - 1)]

    def lay(width: int) -> Iterator[RenderableType]:
        table = _plain_table(header=False, gap=2)
        room = width - sum(widths) - 2 * len(widths)
        for own in (*widths, room):
            table.add_column(width=own, overflow="fold")
        for row in rows:
            cells = map(_wrapped, row, widths)
            said = [_wrapped(", ".join(row[n : n + 2]), room) for n in range(count, len(row), 2)]
            table.add_row(*cells, "\n".join([_wrapped(row[count - 1], room), *said]))
        yield table
        for remark in remarks:
            yield Text(_wrapped(remark, width, indent="  "))

    return ByWidth(lay)


def entries(view: View, written: Sequence[Logged]) -> RenderableType:
    """Lay out history entries: who did what, below their item."""

    def lay(width: int) -> Iterator[RenderableType]:
        last = None
        for each in written:
            if each.row is not last:
                last = each.row
                named = _wrapped(sentences.headed(view.name_of(last), last), width)
                yield Text(named, style=f"{LOOKS[last.state].style} bold")
            yield Text(_wrapped(sentences.event_line(each.event), width, "  ", "    "))

    return ByWidth(lay)


def parties(view: View, counts: Sequence[PartyCount]) -> RenderableType:
    """Lay out the counts of parties, without states that have no items."""
    states = [state for state in State if any(each.tally.states[state] for each in counts)]
    heads = [
        ("Ответственный", ""),
        ("Всего", "Всего"),
        *((LOOKS[state].heading.replace("\n", " "), LOOKS[state].heading) for state in states),
        ("Ближайший срок", "Ближайший\nсрок"),
    ]
    rows = []
    for each in counts:
        count, own = each.tally, Text(one_line(each.name))
        figures = [Text(str(count.states[key] or "·"), LOOKS[key].style) for key in states]
        rows.append([own, Text(str(count.total)), *figures, Text(wording.day_or(each.next_due))])

    def lay(width: int) -> Iterator[RenderableType]:
        yield from map(_plan_heading, view.plans[:_MOST_HEADINGS])
        yield _figures(heads, rows, width)

    return ByWidth(lay)


def _figures(
    heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[Text]], width: int
) -> RenderableType:
    """Lay out a name and its figures per row, with figures below if a line is too short.

    A head is the name of a column and a short one in lines.
    """
    names = [row[0].plain for row in rows]
    whole, short = [], []
    for n, (in_full, in_lines) in enumerate(heads[1:], start=1):
        figure = _longest(row[n].plain for row in rows)
        whole.append(max(len(in_full), figure))
        short.append(max(_longest(in_lines.splitlines()), figure))
    least = min(_longest(names), max(len(heads[0][0]), _longest_word(names), 20))
    for widths, gap, place in ((whole, 2, 0), (short, 1, 1)):
        room = width - sum(widths) - gap * len(widths)
        if room >= least and (place or width >= WIDE):
            table = _plain_table(header=True, gap=gap)
            table.add_column(heads[0][0], width=room, vertical="bottom", overflow="fold")
            for head, own in zip(heads[1:], widths, strict=True):
                table.add_column(head[place], width=own, justify="right", vertical="bottom")
            for name, *cells in rows:
                table.add_row(Text(_wrapped(name.plain, room), style=name.style), *cells)
            return table
    if sum(short) + len(short) - 1 > width:
        return Group(*_figures_in_words(heads, rows, width))
    parts: list[RenderableType] = [_figure_row([Text(name, "dim") for _, name in heads[1:]], short)]
    for name, *cells in rows:
        parts += [Text(_wrapped(name.plain, width), style=name.style), _figure_row(cells, short)]
    return Group(*parts)


def _figures_in_words(
    heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[Text]], width: int
) -> Iterator[Text]:
    """Write each figure after its name, if a line is too short even for the figures."""
    for name, *cells in rows:
        yield Text(_wrapped(name.plain, width), style=name.style)
        facts = []
        for (head, _), cell in zip(heads[1:], cells, strict=True):
            if cell.plain not in {"0", "·"}:
                facts.append(f"{head.lower()}: {cell.plain}")
        yield Text(_wrapped("; ".join(facts), width, "  ", "  "))


def _figure_row(cells: Sequence[Text], widths: Sequence[int]) -> Table:
    row = Table.grid(padding=(0, 1, 0, 0))
    for width in widths:
        row.add_column(width=width, justify="right", vertical="bottom")
    row.add_row(*cells)
    return row


def report(content: Report, *, ascii_only: bool = False) -> RenderableType:
    """Lay out a report: tables if they fit, else items as paragraphs."""
    signs = ASCII_BAR if ascii_only else BAR

    def lay(width: int) -> Iterator[RenderableType]:
        yield Text(_wrapped(content.heading, width), style="bold")
        for plan in content.plans:
            yield Text(_wrapped(plan, width))
        for name, fact in content.facts:
            lines = Text(_wrapped(f"{name}: {fact}", width))
            lines.stylize("dim", 0, len(name) + 1)
            yield lines
        yield Text()
        gauges = Table.grid(padding=(0, 1))
        for each in content.gauges:
            bar = wording.bar(each.part, each.whole, signs, BAR_WIDTH)
            gauges.add_row(each.name, Text(bar), Text(each.text, "bold"))
        yield gauges
        for line in (*content.sentences, *content.warnings):
            yield Text(_wrapped(line, width))
        for sheet in content.sheets:
            yield from _sheet(sheet, width)
        yield _report_heading("Как посчитано")
        for line in content.formulas:
            yield Text(_wrapped(line, width), style="dim")

    return ByWidth(lay)


def _report_heading(text: str) -> RenderableType:
    return Text(f"\n{text}", style="bold underline")


def _sheet(sheet: Sheet, width: int) -> Iterator[RenderableType]:
    yield _report_heading(sheet.heading)
    if not sheet.lines:
        yield Text(_wrapped(sheet.empty, width))
    elif sheet.of_figures:
        heads = [(head.name, head.short) for head in sheet.heads]
        rows = [[Text(cell, style=_style(line)) for cell in line.cells] for line in sheet.lines]
        yield _figures(heads, rows, width)
    else:
        widths = _list_widths(sheet, width) if width >= WIDE else []
        if widths:
            yield _list(sheet, widths)
        else:
            for line in sheet.lines:
                yield from _paragraphs(sheet, line, width)
    if sheet.remark:
        yield Text(_wrapped(sheet.remark, width), style="dim")


def _style(line: Line) -> str:
    if line.total:
        return "bold"
    return LOOKS[line.state].style if line.state else ""


def _list_widths(sheet: Sheet, width: int) -> list[int]:
    """Divide a line among the columns; empty if a word would have to be broken."""
    names = [head.name for head in sheet.heads]
    columns = list(zip(names, *(line.cells for line in sheet.lines), strict=True))
    least = [_longest_word(texts) for texts in columns]
    fixed = [
        0 if head.weight else max(least[n], min(24, _longest(columns[n])))
        for n, head in enumerate(sheet.heads)
    ]
    room = width - sum(fixed) - 2 * (len(fixed) - 1)
    claims = sum(head.weight for head in sheet.heads)
    widths = [
        own or room * head.weight // claims for head, own in zip(sheet.heads, fixed, strict=True)
    ]
    return widths if all(own >= word for own, word in zip(widths, least, strict=True)) else []


def _list(sheet: Sheet, widths: Sequence[int]) -> Table:
    table = _plain_table(header=True, gap=2)
    for head, width in zip(sheet.heads, widths, strict=True):
        table.add_column(
            _wrapped(head.name, width),
            width=width,
            justify="right" if head.figures else "left",
            overflow="fold",
        )
    for line in sheet.lines:
        cells = [_wrapped(cell, width) for cell, width in zip(line.cells, widths, strict=True)]
        table.add_row(*(Text(cell, style=_style(line)) for cell in cells))
    return table


def _paragraphs(sheet: Sheet, line: Line, width: int) -> Iterator[Text]:
    """Write an item as its number and title, with the rest named and indented; else each cell."""
    style = _style(line)
    pairs = list(zip(sheet.heads, line.cells, strict=True))
    if not sheet.heads[0].figures:
        told = "; ".join(f"{head.name} – {cell}" for head, cell in pairs[1:] if cell)
        yield Text(_wrapped(told, width, f"{line.cells[0]}: ", "  "), style=style)
        return
    number, title, *_ = line.cells
    indent = " " * (len(number) + 2)
    lines = Text(_wrapped(title, width, f"{number}. ", indent))
    lines.stylize(style, 0, len(number) + 1)
    yield lines
    facts = "; ".join(f"{head.name.lower()}: {cell}" for head, cell in pairs[2:] if cell)
    yield Text(_wrapped(facts, width, indent, indent), style=style)
