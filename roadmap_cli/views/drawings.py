"""Drawings by month for the page of the report: bars of items, and a curve of terms.

The bars share their axis with the timeline at a terminal: all its months are equally long, so that
bars line up with the months of a heading.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan.figures import judged, period_states
from roadmap_cli.plan.model import LEGEND, LOOKS, State
from roadmap_cli.plan.view import by_section
from roadmap_cli.terms.points import Period, blocks, days_in_month, month_number
from roadmap_cli.terms.vocabulary import MONTHS
from roadmap_cli.views.sentences import due_text, headed, state_text
from roadmap_cli.wording import one_line, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Section
    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import View

_MOST_LABELS = 24  # of months or years over the bars
SHORT_MONTHS = tuple(name[:3] for name in MONTHS)


class Extent(NamedTuple):
    """The part of a period on the axis, in months; and whether the period extends beyond it."""

    start: float
    end: float
    before: bool
    after: bool


@dataclass(frozen=True)
class Axis:
    """The whole months that cover a period."""

    span: Period

    @cached_property
    def months(self) -> list[date]:
        """Give the first days of the months."""
        whole = Period(self.span.first.replace(day=1), self.span.last)
        return [month.first for month in blocks(whole, 1)]

    @cached_property
    def years(self) -> list[int]:
        """Give the places of the months with which a year begins on the axis."""
        return [place for place, month in enumerate(self.months) if place == 0 or month.month == 1]

    def position(self, day: date) -> float:
        """Return the place of the start of a day, in months from the start of the axis."""
        months = month_number(day) - month_number(self.span.first)
        return months + (day.day - 1) / _length(day)

    def place(self, day: date) -> float | None:
        """Return the place of a day, None if it is outside the plan."""
        return self.position(day) if day in self.span else None

    def stretch(self, period: Period) -> Extent | None:
        """Clip a period to the axis; None if it is entirely outside.

        The end is the place where the last day ends.
        """
        length = len(self.months)
        start = self.position(period.first)
        # rounding errors in fractions of a month would cost a cell at its edge
        end = round(self.position(period.last) + 1 / _length(period.last), 6)
        if end <= 0 or start >= length:
            return None
        return Extent(max(start, 0.0), min(end, length), before=start < 0, after=end > length)


def _length(day: date) -> int:
    return days_in_month(day.year, day.month)


def states_drawn(rows: Iterable[Standing], as_of: date) -> list[State]:
    """Return the states of the periods of some items, in the order of a legend."""
    drawn = {state for row in rows for state in period_states(row, as_of)}
    return [state for state in LEGEND if state in drawn]


def html_text(text: str) -> str:
    """Escape a text, with Russian no-break spaces."""
    return escape(unbroken(text))


def month_bars(view: View, home: NamedPlan) -> str:
    """Draw the items of a plan as bars by section; empty for a plan without items."""
    rows = view.within(home).rows
    if not rows:
        return ""
    axis = Axis(home.plan.span)
    place = axis.place(view.day)
    now = ""
    if place is not None:
        now = f'<i class="now" style="left:{100 * place / len(axis.months):.3f}%"></i>'
    name = f": {escape(one_line(home.name))}" if view.several else ""
    parts = [f"<section><h2>План по месяцам{name}</h2>"]
    for section, members in by_section(rows):
        parts.append(_bars_head(section, axis))
        parts += [_bars_row(row, axis, view.day, now) for row in members]
        parts.append("</div>")
    keys = ""
    for state in states_drawn(rows, view.day):
        look = LOOKS[state]
        keys += f'<span><i class="bar key {state}">{look.mark}</i>{look.name}</span>'
    line = f"<span>┆ день отчёта, {wording.day(view.day)}</span>"
    parts += [f'<p class="legend quiet">{keys}{line}</p>', "</section>"]
    return "\n".join(parts)


def _bars_head(section: Section, axis: Axis) -> str:
    """Begin a section with its title and the months, which stay in view when scrolling."""
    whole = len(axis.months)
    grid = f' style="--months:{whole}"' if whole <= _MOST_LABELS else ""
    names, labels = _names_above(axis), ""
    for start, end in pairwise([*names, whole]):
        labels += f'<span style="{_extent(start, end, whole)}">{names[start]}</span>'
    title = html_text(one_line(section.title))
    scale = f'<div class="line">{labels}</div>'
    return f'<div class="part"{grid}>\n<div class="row scale"><h3>{title}</h3>{scale}</div>'


def _names_above(axis: Axis) -> dict[int, str]:
    """Name the months by their places; if they are too many, years."""
    months, years = axis.months, axis.years
    if len(months) > _MOST_LABELS:
        step = ceil(len(years) / _MOST_LABELS)
        return {place: str(months[place].year) for place in years[::step]}
    names = {place: SHORT_MONTHS[month.month - 1] for place, month in enumerate(months)}
    if len(years) > 1:
        for place in years:
            names[place] = f"{months[place].year}<br>{names[place]}"
    return names


def _extent(start: float, end: float, whole: int) -> str:
    """Return the position on the line, in percent of its months."""
    left = 100 * start / whole
    width = 100 * (end - start) / whole
    return f"left:{left:.3f}%;width:{width:.3f}%"


def _bars_row(row: Standing, axis: Axis, as_of: date, now: str) -> str:
    title = html_text(headed(row.item.id, row))
    parties = "".join(f"{html_text(one_line(party))} · " for party in row.item.responsible)
    stands = state_text(row)
    if not (row.term.periods or row.is_unclear):
        stands += f", {due_text(row)}"
    css = ' class="late"' if row.state is State.OVERDUE else ""
    item = f"{title}<small>{parties}<span{css}>{html_text(stands)}</span></small>"
    bars = ""
    for period, state in zip(row.term.periods, period_states(row, as_of), strict=True):
        bars += _bar(period, state, axis)
    return f'<div class="row"><div>{item}</div><div class="line">{bars}{now}</div></div>'


def _bar(period: Period, state: State, axis: Axis) -> str:
    """Draw a period; one outside the axis is an arrow with its last day."""
    first, last = wording.day(period.first), wording.day(period.last)
    look = LOOKS[state]
    dates = escape(f"{first} – {last}: {look.name}")
    stretch = axis.stretch(period)
    if stretch is None:
        side, arrow = ("left", "←") if period.last < axis.span.first else ("right", "→")
        css = f'class="out" style="{side}:0"'
        return f'<span {css} title="{dates}">{arrow} {last}</span>'
    extent = _extent(stretch.start, stretch.end, len(axis.months))
    css = f'class="bar {state}" style="{extent}"'
    return f'<div {css} title="{dates}">{look.mark}</div>'


_MOST_POINTS = 12  # in a longer plan every second, third … month is drawn
_WIDTH, _HEIGHT = 560, 230  # of the curve, in the units of its drawing
_LEFT, _RIGHT = 40, 104  # room for the figures and the names of the lines
_TOP, _BOTTOM = 14, 26  # for half a letter and for the months
_MOST_LINES = 5  # across the drawing
_MARK = 3.5  # half of a marker


class MonthEnd(NamedTuple):
    """The end of a month: the terms due and executed by then; None for a future month."""

    month: date
    name: str
    planned: int
    executed: int | None


class _Place(NamedTuple):
    """A point of a line in the drawing, with its figure."""

    x: float
    y: float
    figure: int


def points(view: View, home: NamedPlan) -> list[MonthEnd]:
    """Count the terms of a plan cumulatively by month, without removed items.

    An unknown day of execution is the end of the term, at most the view's day.
    """
    rows = [row for row in view.within(home).rows if not row.is_cancelled]
    terms = [term for row in rows for term in judged(row, row.term.periods)]
    due = [term.period.last for term in terms]
    executed = [term.mark or min(term.period.last, view.day) for term in terms if term.is_executed]
    months = Axis(home.plan.span).months
    step = ceil(len(months) / _MOST_POINTS)
    months = months[(len(months) - 1) % step :: step]  # so that the last one has all terms
    found = []
    for month in months:
        end = month.replace(day=_length(month))
        by_then = sum(day <= end for day in executed) if month <= view.day else None
        is_one_year = months[0].year == months[-1].year
        name = SHORT_MONTHS[month.month - 1] if is_one_year else f"{month:%m.%Y}"
        found.append(MonthEnd(month, name, sum(day <= end for day in due), by_then))
    return found


def curve(view: View, home: NamedPlan) -> str:
    """Write the drawing of a plan with its table; empty for a plan without control dates."""
    found = points(view, home)
    most = max((max(each.planned, each.executed or 0) for each in found), default=0)
    if not most:
        return ""
    name = f": {escape(one_line(home.name))}" if view.several else ""
    return (
        f'<section class="curve"><h2>План и факт по месяцам{name}</h2>\n'
        f"{_drawing(found, most, view.day)}\n{_curve_table(found)}</section>"
    )


def _drawing(found: Sequence[MonthEnd], most: int, day: date) -> str:
    """Draw both lines as SVG, up to the first level that holds `most`.

    The actual line ends with the present month; its marks are round beside the squares of the plan,
    as colour may be lost.
    """
    step = step_of(most)
    top = step * ceil(most / step)
    plan, fact = [], []
    for number, each in enumerate(found):
        x = _x(number, found)
        plan.append(_Place(x, _y(each.planned, top), each.planned))
        if each.executed is not None:
            fact.append(_Place(x, _y(each.executed, top), each.executed))
    label = f"Наступающие сроки нарастающим итогом и исполненные на {wording.day(day)}"
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">',
        *(_level(value, top) for value in range(0, top + 1, step)),
        *_curve_months(found),
        _polyline("plan", plan),
        _polyline("fact", fact),
        *map(_square, plan),
        *(f'<circle class="fact" cx="{x:.1f}" cy="{y:.1f}" r="{_MARK}"/>' for x, y, _ in fact),
        *_line_names(plan, fact),
        "</svg>",
    ]
    return "\n".join(parts)


def step_of(most: int) -> int:
    """Return a natural distance of grid lines: 1, 2, 5, 10, 20, 50 and so on."""
    tens = 1
    while True:
        for step in (tens, 2 * tens, 5 * tens):
            if step * _MOST_LINES >= most:
                return step
        tens *= 10


def _x(place: int, found: Sequence[MonthEnd]) -> float:
    room = _WIDTH - _LEFT - _RIGHT
    return _LEFT + room * place / max(1, len(found) - 1)


def _y(figure: int, top: int) -> float:
    room = _HEIGHT - _TOP - _BOTTOM
    return _TOP + room * (1 - figure / top)


def _level(value: int, top: int) -> str:
    y, right = _y(value, top), _WIDTH - _RIGHT
    return (
        f'<line class="level" x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>'
        f'<text x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
    )


def _curve_months(found: Sequence[MonthEnd]) -> Iterable[str]:
    """Name the months: all of a calendar year, every second one if years are shown.

    A narrow screen has room for half of them.
    """
    every = 1 if found[0].month.year == found[-1].month.year else 2
    for place in range(0, len(found), every):
        css = "" if place % (2 * every) == 0 else ' class="second"'
        x, y = _x(place, found), _HEIGHT - 8
        yield f'<text{css} x="{x:.1f}" y="{y}" text-anchor="middle">{found[place].name}</text>'


def _polyline(name: str, places: Sequence[_Place]) -> str:
    """Join the places of a line; empty for an actual line not begun."""
    if not places:
        return ""
    corners = [f"{each.x:.1f},{each.y:.1f}" for each in places]
    return f'<polyline class="{name}" points="{" ".join(corners)}"/>'


def _square(place: _Place) -> str:
    left, top, side = place.x - _MARK, place.y - _MARK, 2 * _MARK
    return f'<rect class="plan" x="{left:.1f}" y="{top:.1f}" width="{side}" height="{side}"/>'


def _line_names(plan: Sequence[_Place], fact: Sequence[_Place]) -> Iterable[str]:
    planned = plan[-1]
    yield _line_name(planned.x, planned.y + 4, f"план: {planned.figure}")
    if fact:
        executed = fact[-1]
        both_end_here = len(fact) == len(plan)
        lower = max(executed.y, planned.y) if both_end_here else executed.y
        y = lower + 16
        if y >= _HEIGHT - _BOTTOM:
            y = executed.y - 9
        yield _line_name(executed.x, y, f"факт: {executed.figure}")


def _line_name(x: float, y: float, text: str) -> str:
    return f'<text class="name" x="{x + 9:.1f}" y="{y:.1f}">{text}</text>'


def _curve_table(found: Sequence[MonthEnd]) -> str:
    heads = planned = executed = ""
    for each in found:
        cell = f'<td class="n" data-name="{each.name}">'  # a narrow screen has it beside the figure
        count = wording.NOTHING if each.executed is None else each.executed
        heads += f'<th class="n">{each.name}</th>'
        planned += f"{cell}{each.planned}</td>"
        executed += f"{cell}{count}</td>"
    return (
        f"<table><thead><tr><th>По конец месяца</th>{heads}</tr></thead>"
        f'<tbody><tr><td class="head">Наступает сроков</td>{planned}</tr>\n'
        f'<tr><td class="head">Исполнено</td>{executed}</tr>\n</tbody></table>'
    )
