"""Plan and fact by months on the page: a drawing that needs no colour, and the table behind it."""

from __future__ import annotations

from html import escape
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.terms.points import days_in_month
from roadmap_cli.views.axis import SHORT_MONTHS, Axis

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import View

MOST_POINTS = 12  # of a longer plan every second, third … month is drawn
WIDTH, HEIGHT = 560, 230  # of the drawing, in its own units
LEFT, RIGHT = 40, 104  # room for the figures and for the names of the lines
TOP, BOTTOM = 14, 26  # for half a letter and for the months
MOST_LINES = 5  # across the drawing
_MARK = 3.5  # half of a marker


class Point(NamedTuple):
    """The end of a month: terms due by it and executed by it; None of a month yet to come."""

    month: date
    planned: int
    executed: int | None


class _Place(NamedTuple):
    """A point of a line in the drawing, with its figure."""

    x: float
    y: float
    figure: int


def points(view: View, home: NamedPlan) -> list[Point]:
    """Count the terms of a plan month by month, growing; those of removed items are left out."""
    due: list[date] = []
    executed: list[date] = []
    for row in view.rows:
        if row.home is home and not row.is_cancelled:
            due += [period.last for period in row.term.periods]
            executed += _executed(row, view.day)
    months = Axis(home.plan.span).months
    step = ceil(len(months) / MOST_POINTS)
    first = (len(months) - 1) % step  # so that the last month is drawn, with all terms
    found = []
    for month in months[first::step]:
        end = month.replace(day=days_in_month(month.year, month.month))
        has_begun = month <= view.day
        count = _count_by(executed, end) if has_begun else None
        found.append(Point(month, _count_by(due, end), count))
    return found


def _executed(row: Standing, day: date) -> Iterable[date]:
    """Give the days of execution; an unknown one is the end of the term, at most `day`."""
    for period, mark in zip(row.term.periods, row.marks, strict=True):
        if mark:
            yield mark
        elif row.is_done:
            yield min(period.last, day)


def _count_by(days: Sequence[date], end: date) -> int:
    """Count the days up to the end of a month, the last one included."""
    return sum(day <= end for day in days)


def section(view: View, home: NamedPlan) -> str:
    """Write the drawing of a plan with its table; nothing for a plan without control dates."""
    found = points(view, home)
    figures = [each.planned for each in found]
    figures += [each.executed or 0 for each in found]
    most = max(figures, default=0)
    if not most:
        return ""
    name = f": {escape(wording.one_line(home.name))}" if view.several else ""
    return (
        f'<section class="curve"><h2>План и факт по месяцам{name}</h2>\n'
        f"{_drawing(found, most, view.day)}\n{_table(found)}</section>"
    )


def _drawing(found: Sequence[Point], most: int, day: date) -> str:
    """Draw both lines as SVG, up to the first level that holds `most`."""
    step = step_of(most)
    top = step * ceil(most / step)
    plan, fact = _places(found, top)
    label = f"Наступающие сроки нарастающим итогом и исполненные на {wording.day(day)}"
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">',
        *(_level(value, top) for value in range(0, top + 1, step)),
        *_months(found),
        _polyline("plan", plan),
        _polyline("fact", fact),
        *map(_square, plan),
        *map(_circle, fact),
        *_names(plan, fact),
        "</svg>",
    ]
    return "\n".join(parts)


def _places(found: Sequence[Point], top: int) -> tuple[list[_Place], list[_Place]]:
    """Place the points of both lines; the one of the fact ends with the present month."""
    plan = []
    fact = []
    for number, each in enumerate(found):
        x = _x(number, found)
        plan.append(_Place(x, _y(each.planned, top), each.planned))
        if each.executed is not None:
            fact.append(_Place(x, _y(each.executed, top), each.executed))
    return plan, fact


def step_of(most: int) -> int:
    """Give the distance of the lines across: 1, 2, 5, 10, 20, 50 … as a person would choose it."""
    tens = 1
    while True:
        for step in (tens, 2 * tens, 5 * tens):
            if step * MOST_LINES >= most:
                return step
        tens *= 10


def _x(place: int, found: Sequence[Point]) -> float:
    """Put the points of the months side by side; one alone stands on the left."""
    room = WIDTH - LEFT - RIGHT
    return LEFT + room * place / max(1, len(found) - 1)


def _y(figure: int, top: int) -> float:
    """Give the height of a figure: 0 lies at the bottom, `top` at the top."""
    room = HEIGHT - TOP - BOTTOM
    return TOP + room * (1 - figure / top)


def _level(value: int, top: int) -> str:
    """Draw a line across, with its figure."""
    y, right = _y(value, top), WIDTH - RIGHT
    return (
        f'<line class="level" x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
    )


def _months(found: Sequence[Point]) -> Iterable[str]:
    """Name the months: every one of a calendar year, every second where years stand too.

    A narrow screen has room for half of them.
    """
    every = 1 if _one_year(found) else 2
    for place in range(0, len(found), every):
        css = "" if place % (2 * every) == 0 else ' class="second"'
        x, y = _x(place, found), HEIGHT - 8
        name = _name(found[place].month, found)
        yield f'<text{css} x="{x:.1f}" y="{y}" text-anchor="middle">{name}</text>'


def _one_year(found: Sequence[Point]) -> bool:
    """Tell whether all months are of one year, which then need not be named."""
    return found[0].month.year == found[-1].month.year


def _name(month: date, found: Sequence[Point]) -> str:
    """Name a month; with its year where there are several."""
    return SHORT_MONTHS[month.month - 1] if _one_year(found) else f"{month:%m.%Y}"


def _polyline(name: str, places: Sequence[_Place]) -> str:
    """Join the places of a line; nothing for a fact that has not begun."""
    if not places:
        return ""
    corners = [f"{each.x:.1f},{each.y:.1f}" for each in places]
    return f'<polyline class="{name}" points="{" ".join(corners)}"/>'


def _square(place: _Place) -> str:
    """Mark a planned figure, in another shape than the fact: colour may be lost."""
    left, top = place.x - _MARK, place.y - _MARK
    side = 2 * _MARK
    return f'<rect class="plan" x="{left:.1f}" y="{top:.1f}" width="{side}" height="{side}"/>'


def _circle(place: _Place) -> str:
    """Mark a figure of the fact, round among the squares of the plan."""
    return f'<circle class="fact" cx="{place.x:.1f}" cy="{place.y:.1f}" r="{_MARK}"/>'


def _names(plan: Sequence[_Place], fact: Sequence[_Place]) -> Iterable[str]:
    """Name the lines where they end, apart from each other."""
    planned = plan[-1]
    yield _line_name(planned.x, planned.y + 4, f"план: {planned.figure}")
    if fact:
        executed = fact[-1]
        both_end_here = len(fact) == len(plan)
        lower = max(executed.y, planned.y) if both_end_here else executed.y
        y = lower + 16
        if y >= HEIGHT - BOTTOM:
            y = executed.y - 9
        yield _line_name(executed.x, y, f"факт: {executed.figure}")


def _line_name(x: float, y: float, text: str) -> str:
    """Write the name of a line to the right of its last mark."""
    return f'<text class="name" x="{x + 9:.1f}" y="{y:.1f}">{text}</text>'


def _table(found: Sequence[Point]) -> str:
    """Write the figures behind the drawing; «—» for what is yet to come."""
    heads = planned = executed = ""
    for each in found:
        name = _name(each.month, found)
        count = wording.NOTHING if each.executed is None else str(each.executed)
        heads += f'<th class="n">{name}</th>'
        planned += _cell(name, str(each.planned))
        executed += _cell(name, count)
    rows = _row("Наступает сроков", planned) + _row("Исполнено", executed)
    return (
        f"<table><thead><tr><th>По конец месяца</th>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _cell(name: str, text: str) -> str:
    """Write a figure; on a narrow screen the month stands beside it."""
    return f'<td class="n" data-name="{name}">{text}</td>'


def _row(title: str, cells: str) -> str:
    """Put the title of a row before its cells."""
    return f'<tr><td class="head">{title}</td>{cells}</tr>\n'
