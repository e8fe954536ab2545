"""The plan's months as columns, a bar per item, for a terminal: states by sign and colour."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from roadmap_cli import wording
from roadmap_cli.plan.figures import Column, column, period_states
from roadmap_cli.plan.model import LEGEND, LOOKS, State
from roadmap_cli.plan.view import Count, by_section
from roadmap_cli.views.drawings import SHORT_MONTHS, Axis, states_drawn
from roadmap_cli.views.sentences import due_text, executed
from roadmap_cli.views.tables import ByWidth
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from roadmap_cli.plan.model import Plan
    from roadmap_cli.plan.standing import Standing
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
    today: str = "│"
    arrow: str = "▼"
    before: str = "◄"
    after: str = "►"
    more: str = "…"


FULL = Signs({state: LOOKS[state].sign for state in LEGEND})
ASCII = Signs(
    {state: LOOKS[state].ascii for state in LEGEND},
    today="|",
    arrow="v",
    before="<",
    after=">",
    more="...",
)


def timeline(view: View, *, ascii_only: bool = False) -> RenderableType:
    """Draw plans one below the other, at the scale that the width of the terminal allows."""
    signs = ASCII if ascii_only else FULL

    def lay(width: int) -> Iterator[RenderableType]:
        for number, home in enumerate(view.plans):
            if number:
                yield Text()
            shown = view.within(home)
            yield from _heading(shown, home.plan)
            ids = [cell_len(one_line(row.item.id)) for row in shown.rows]
            scale = Scale.fit(Axis(home.plan.span), int(width * BARS_SHARE))
            drawing = _Drawing(scale, signs, view.day, max(ids, default=1), width)
            yield from drawing.chart(shown.rows)
            yield from _legend(shown, signs, width)

    return ByWidth(lay)


def _heading(view: View, plan: Plan) -> Iterator[Text]:
    count = Count.of(view.rows)
    when = wording.day(view.day) + ("" if view.day in plan.span else ", вне периода плана")
    yield Text(one_line(plan.title), style="bold")
    yield Text(f"На {when}: {executed(count)}, просрочено {count.overdue}.")
    yield Text()


def _legend(view: View, signs: Signs, width: int) -> Iterator[Text]:
    line = Text()
    for state in states_drawn(view.rows, view.day):
        look = LOOKS[state]
        entry = Text.assemble((signs.states[state] * 2, look.style), " ", look.name, " " * GAP)
        if not line or line.cell_len + entry.cell_len > width + GAP:
            line.rstrip()
            yield line
            line = Text()
        line += entry
    line.rstrip()
    yield line


class Scale(NamedTuple):
    """The number of columns of a drawing and their width."""

    axis: Axis
    step: int
    cells: int

    @classmethod
    def fit(cls, axis: Axis, room: int) -> Scale:
        """Choose the finest columns that fit: months, quarters or years."""
        months = len(axis.months)
        step = next((step for step in STEPS if ceil(months / step) <= room), STEPS[-1])
        cells = room // ceil(months / step)
        return cls(axis, step, min(MOST_CELLS, max(1, cells)))

    @property
    def width(self) -> int:
        """Give the width of the drawing in cells."""
        return ceil(len(self.axis.months) / self.step) * self.cells

    def cell(self, place: float) -> int:
        """Return the cell of a place on the axis."""
        return min(int(place / self.step * self.cells), self.width - 1)

    def last_cell(self, place: float) -> int:
        """Return the cell of a place that ends a bar."""
        return max(0, ceil(place / self.step * self.cells) - 1)


class _Drawing(NamedTuple):
    """The lines of the chart: number, title, bars; `numbers` is the width of the first."""

    scale: Scale
    signs: Signs
    as_of: date
    numbers: int
    width: int

    @property
    def titles(self) -> int:
        """The cells left for titles, beside a blank on either side."""
        return self.width - self.numbers - 2 - self.scale.width

    def chart(self, rows: Sequence[Standing]) -> Iterator[Text]:
        """Draw the heading, and the items under their sections."""
        for label in self._labels():
            yield self._line("", "", label)
        for section, members in by_section(rows):
            title = self._shorten(one_line(section.title), self.width)
            yield Text(title.rstrip(), style="bold")
            yield from map(self._item, members)

    def _line(self, number: str, title: str, bars: Text) -> Text:
        indent = " " * (self.numbers - cell_len(number))
        line = Text(f"{indent}{number} {self._shorten(title, self.titles)} ") + bars
        line.rstrip()
        return line

    def _shorten(self, text: str, width: int) -> str:
        if cell_len(text) <= width:
            return set_cell_size(text, width)
        kept = set_cell_size(text, width - len(self.signs.more)).rstrip()
        return set_cell_size(kept + self.signs.more, width)

    def _labels(self) -> Iterator[Text]:
        axis = self.scale.axis
        yield self._spread((place, str(axis.months[place].year)) for place in axis.years)
        if self.scale.step == 1:
            yield self._spread(enumerate(map(self._month, axis.months)))
        place = axis.place(self.as_of)
        if place is not None:
            yield self._today(self.scale.cell(place))

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
        label, arrow = wording.day(self.as_of), self.signs.arrow
        line = f"{' ' * cell}{arrow} {label}"[: self.scale.width]
        if cell > len(label):
            line = f"{label:>{cell - 1}} {arrow}"
        return Text(line, style="bold")

    def _item(self, row: Standing) -> Text:
        line = self._line(one_line(row.item.id), one_line(row.item.title), self._bars(row))
        if row.is_cancelled:
            line.stylize("dim", 0, self.numbers + self.titles + 1)
        return line

    def _bars(self, row: Standing) -> Text:
        periods = row.term.periods
        if not periods:
            return self._undated(row)
        cells = [(" ", "")] * self.scale.width
        place = self.scale.axis.place(self.as_of)
        if place is not None:
            cells[self.scale.cell(place)] = (self.signs.today, "bold")
        states = period_states(row, self.as_of)
        for period, state, after in zip(periods, states, [*periods[1:], None], strict=True):
            is_followed = after is not None and after.first <= period.last + timedelta(days=1)
            self._bar(cells, period, state, apart=is_followed)
        return Text.assemble(*cells)

    def _undated(self, row: Standing) -> Text:
        """Say instead of bars why there are none, with the state if it says more."""
        look, text = LOOKS[row.state], due_text(row)
        if column(row) not in {Column.UNDATED, Column.UNCLEAR}:
            text += f", {look.name}"
        return Text(self._shorten(text, self.scale.width).rstrip(), style=look.style or "dim")

    def _bar(
        self, cells: list[tuple[str, str]], period: Period, state: State, *, apart: bool
    ) -> None:
        """Draw one period, with a gap before the next one if a cell can be spared."""
        axis, signs, style = self.scale.axis, self.signs, LOOKS[state].style
        stretch = axis.stretch(period)
        if stretch is None:
            if period.last < axis.span.first:
                cells[0] = (signs.before, style)
            else:
                cells[-1] = (signs.after, style)
            return
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
