"""The plan's months as columns, a bar per item, for a terminal: states by sign and colour."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.text import Text

from roadmap_cli import wording
from roadmap_cli.plan.figures import Column, column, period_states
from roadmap_cli.plan.model import LEGEND, LOOKS, State
from roadmap_cli.plan.view import Count
from roadmap_cli.views.drawings import SHORT_MONTHS, Axis, states_drawn, touching
from roadmap_cli.views.output import by_section
from roadmap_cli.views.sentences import due_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from rich.console import Console

    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period

BARS_SHARE = 0.56  # of the line; the rest is for titles
MOST_CELLS = 6  # per month; more would only stretch the bars
CELLS_FOR_NAMES = 4  # a month's short name and a space
CELLS_FOR_NUMBERS = 3
GAP = 3  # between the entries of the legend
STEPS = (1, 3, 6, 12, 24, 60)  # months per column, if the plan is long


class Signs(NamedTuple):
    """The characters of bars and marks."""

    states: Mapping[State, str]
    today: str
    arrow: str
    before: str
    after: str
    more: str


FULL = Signs(
    {state: LOOKS[state].sign for state in LEGEND},
    today="│",
    arrow="▼",
    before="◄",
    after="►",
    more="…",
)
ASCII = Signs(
    {state: LOOKS[state].ascii for state in LEGEND},
    today="|",
    arrow="v",
    before="<",
    after=">",
    more="...",
)


def timeline(view: View, *, ascii_only: bool = False) -> RenderableType:
    """Draw plans one below the other.

    Args:
        view: each plan is drawn over its period, with the day marked if inside.
        ascii_only: draw with ASCII signs; words stay Russian.

    """
    signs = ASCII if ascii_only else FULL
    parts: list[RenderableType] = []
    for home in view.plans:
        if parts:
            parts.append(Text())
        parts.append(_Timeline(home, view, signs))
    return Group(*parts)


class _Timeline:
    """A drawing that chooses its scale when it learns the width of the terminal."""

    def __init__(self, home: NamedPlan, view: View, signs: Signs) -> None:
        self.plan = home.plan
        self.rows = [row for row in view.rows if row.home.name == home.name]
        self.as_of = view.day
        self.signs = signs

    def __rich_console__(self, console: Console, _options: object) -> list[RenderableType]:
        widths = [cell_len(wording.one_line(row.item.id)) for row in self.rows]
        numbers = max(widths, default=1)
        room = int(console.width * BARS_SHARE)
        scale = Scale.fit(Axis(self.plan.span), room)
        titles = console.width - numbers - 2 - scale.width
        drawing = _Drawing(scale, self.signs, self.as_of, numbers, titles)
        return [self._heading(), drawing.chart(self.rows), self._legend(console.width)]

    def _heading(self) -> RenderableType:
        """Name the plan and say how it stands, even if the day is outside it."""
        count = Count.of(self.rows)
        outside = "" if self.as_of in self.plan.span else ", вне периода плана"
        state = (
            f"На {wording.day(self.as_of)}{outside}: исполнено {count.done} из {count.total}, "
            f"просрочено {count.overdue}."
        )
        title = Text(wording.one_line(self.plan.title), style="bold")
        return Group(title, Text(state), Text())

    def _legend(self, width: int) -> RenderableType:
        """Explain the signs used, as many per line as fit."""
        lines = [Text()]
        for state in states_drawn(self.rows, self.as_of):
            look = LOOKS[state]
            sign = self.signs.states[state] * 2
            entry = Text.assemble((sign, look.style), " ", look.name, " " * GAP)
            is_too_long = lines[-1].cell_len + entry.cell_len > width + GAP
            if is_too_long or not lines[-1]:
                lines.append(Text())
            lines[-1] += entry
        for line in lines:
            line.rstrip()
        return Group(*lines)


class Scale(NamedTuple):
    """The number of columns of a drawing and their width."""

    axis: Axis
    step: int
    cells: int

    @classmethod
    def fit(cls, axis: Axis, room: int) -> Scale:
        """Choose the finest columns that fit: months, quarters or years."""
        months = len(axis.months)
        fitting = (step for step in STEPS if ceil(months / step) <= room)
        step = next(fitting, STEPS[-1])
        cells = room // ceil(months / step)
        return cls(axis, step, min(MOST_CELLS, max(1, cells)))

    @property
    def columns(self) -> int:
        """Count the columns."""
        return ceil(len(self.axis.months) / self.step)

    @property
    def width(self) -> int:
        """Give the width of the drawing in cells."""
        return self.columns * self.cells

    def cell(self, place: float) -> int:
        """Return the cell of a place on the axis."""
        return min(int(place / self.step * self.cells), self.width - 1)

    def last_cell(self, place: float) -> int:
        """Return the cell of a place that ends a bar."""
        return max(0, ceil(place / self.step * self.cells) - 1)


class _Drawing(NamedTuple):
    """The lines of the chart: number, title, bars."""

    scale: Scale
    signs: Signs
    as_of: date
    numbers: int
    titles: int

    def chart(self, rows: Sequence[Standing]) -> RenderableType:
        """Draw the heading, and the items under their sections."""
        lines = [self._line("", "", label) for label in self._labels()]
        for section, members in by_section(rows):
            lines.append(self._section(section.title))
            lines += [self._item(row) for row in members]
        return Group(*lines)

    def _line(self, number: str, title: str, bars: Text) -> Text:
        """Put number, title and bars side by side, each in its own cells."""
        indent = " " * (self.numbers - cell_len(number))
        title = self._shorten(title, self.titles)
        line = Text(f"{indent}{number} {title} ") + bars
        line.rstrip()
        return line

    def _section(self, title: str) -> Text:
        """Write a section's title over the whole width."""
        width = self.numbers + self.titles + self.scale.width + 2
        line = self._shorten(wording.one_line(title), width)
        return Text(line.rstrip(), style="bold")

    def _shorten(self, text: str, width: int) -> str:
        """Pad or cut a text to a width, marking a cut."""
        if cell_len(text) <= width:
            return set_cell_size(text, width)
        kept = set_cell_size(text, width - len(self.signs.more)).rstrip()
        return set_cell_size(kept + self.signs.more, width)

    def _labels(self) -> list[Text]:
        """Write the years, the months and the mark of the day."""
        axis = self.scale.axis
        years = [(place, str(axis.months[place].year)) for place in axis.years]
        lines = [self._spread(years)]
        if self.scale.step == 1:
            names = [self._month(month) for month in axis.months]
            lines.append(self._spread(enumerate(names)))
        place = axis.place(self.as_of)
        if place is not None:
            lines.append(self._today(self.scale.cell(place)))
        return lines

    def _month(self, month: date) -> str:
        """Name a month in the room there is: «сен», «09», «С»."""
        name = SHORT_MONTHS[month.month - 1]
        if self.scale.cells >= CELLS_FOR_NAMES:
            return name
        if self.scale.cells >= CELLS_FOR_NUMBERS:
            return f"{month.month:02}"
        return name[0].upper()

    def _spread(self, labels: Iterable[tuple[int, str]]) -> Text:
        """Write labels where their months begin, skipping those that do not fit."""
        line = ""
        for month, label in labels:
            cell = self.scale.cell(month)
            gap = 1 if line and len(label) > 1 else 0
            if len(line) + gap <= cell <= self.scale.width - len(label):
                line = f"{line:<{cell}}{label}"
        return Text(line, style="dim")

    def _today(self, cell: int) -> Text:
        """Mark the day with its date, to the left of the mark if it fits."""
        label, arrow = wording.day(self.as_of), self.signs.arrow
        if cell > len(label):
            return Text(f"{label:>{cell - 1}} {arrow}", style="bold")
        line = f"{' ' * cell}{arrow} {label}"
        return Text(line[: self.scale.width], style="bold")

    def _item(self, row: Standing) -> Text:
        """Draw an item; a cancelled one has a dim number and title."""
        number, title = wording.one_line(row.item.id), wording.one_line(row.item.title)
        line = self._line(number, title, self._bars(row))
        if row.is_cancelled:
            line.stylize("dim", 0, self.numbers + self.titles + 1)
        return line

    def _bars(self, row: Standing) -> Text:
        """Draw an item's periods, marking the day where there is no bar."""
        periods = row.term.periods
        if not periods:
            return self._undated(row)
        cells = [(" ", "")] * self.scale.width
        place = self.scale.axis.place(self.as_of)
        if place is not None:
            cells[self.scale.cell(place)] = (self.signs.today, "bold")
        states = period_states(row, self.as_of)
        following = [*periods[1:], None]
        for period, state, after in zip(periods, states, following, strict=True):
            self._bar(cells, period, state, apart=touching(period, after))
        return Text.assemble(*cells)

    def _undated(self, row: Standing) -> Text:
        """Say instead of bars why there are none, with the state if it says more."""
        look = LOOKS[row.state]
        text = due_text(row)
        if column(row) not in {Column.UNDATED, Column.UNCLEAR}:
            text += f", {look.name}"
        shown = self._shorten(text, self.scale.width).rstrip()
        return Text(shown, style=look.style or "dim")

    def _bar(
        self, cells: list[tuple[str, str]], period: Period, state: State, *, apart: bool
    ) -> None:
        """Draw one period, with a gap before the next one if a cell can be spared."""
        axis, signs, style = self.scale.axis, self.signs, LOOKS[state].style
        stretch = axis.stretch(period)
        if stretch is None and period.last < axis.span.first:
            cells[0] = (signs.before, style)
        elif stretch is None:
            cells[-1] = (signs.after, style)
        else:
            first = self.scale.cell(stretch.start)
            last = self.scale.last_cell(stretch.end)
            if apart and last > first:
                last -= 1
            for cell in range(first, last + 1):
                cells[cell] = (signs.states[state], style)
            if stretch.before:
                cells[first] = (signs.before, style)
            if stretch.after:
                cells[last] = (signs.after, style)
