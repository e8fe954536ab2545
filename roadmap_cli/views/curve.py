"""Plan and fact by months on the page: a drawing that needs no colour, and the table behind it."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.terms.periods import YEAR_MONTHS
from roadmap_cli.views.axis import SHORT_MONTHS, Axis

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def points(view: View, home: NamedPlan) -> list[Point]:
    """Count the terms of a plan month by month, growing; those of removed items are left out."""
    rows = [row for row in view.rows if row.home is home and not row.is_cancelled]
    due = sorted(period.last for row in rows for period in row.term.periods)
    executed = sorted(day for row in rows for day in _executed(row, view.day))
    months = Axis(home.plan.span).months
    step = -(-len(months) // MOST_POINTS)
    found = []
    for month in months[step - 1 :: step]:
        end = _end_of(month)
        count = _by(executed, end) if month <= view.day else None
        found.append(Point(month, _by(due, end), count))
    return found


def _executed(row: Standing, day: date) -> Iterable[date]:
    """Give the days of execution; of a mark without a date the last day of its term."""
    for period, mark in zip(row.term.periods, row.marks, strict=True):
        if mark or row.is_done:
            yield mark or min(period.last, day)


def _by(days: Sequence[date], end: date) -> int:
    return sum(day <= end for day in days)


def _end_of(month: date) -> date:
    number = month.year * YEAR_MONTHS + month.month
    following = date(number // YEAR_MONTHS, number % YEAR_MONTHS + 1, 1)
    return following - timedelta(days=1)


def section(view: View, home: NamedPlan) -> str:
    """Write the drawing of a plan with its table; nothing for a plan without control dates."""
    found = points(view, home)
    most = max((max(each.planned, each.executed or 0) for each in found), default=0)
    if not most:
        return ""
    name = f": {escape(wording.one_line(home.name))}" if view.several else ""
    return (
        f'<section class="curve"><h2>План и факт по месяцам{name}</h2>\n'
        f"{_drawing(found, most, view.day)}\n{_table(found)}</section>"
    )


def _drawing(found: Sequence[Point], most: int, day: date) -> str:
    step = step_of(most)
    top = step * -(-most // step)
    plan = [(_x(i, found), _y(each.planned, top)) for i, each in enumerate(found)]
    fact = [
        (_x(i, found), _y(each.executed, top))
        for i, each in enumerate(found)
        if each.executed is not None
    ]
    last_fact = next(
        (each.executed for each in reversed(found) if each.executed is not None), 0
    )
    label = f"Наступающие сроки нарастающим итогом и исполненные на {wording.day(day)}"
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">',
        *(_level(value, top) for value in range(0, top + 1, step)),
        *_months(found),
        _line("plan", plan),
        _line("fact", fact),
        *(_square(x, y) for x, y in plan),
        *(
            f'<circle class="fact" cx="{x:.1f}" cy="{y:.1f}" r="{_MARK}"/>'
            for x, y in fact
        ),
        *_names(plan, fact, found[-1].planned, last_fact or 0),
        "</svg>",
    ]
    return "\n".join(parts)


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


def _y(value: int | None, top: int) -> float:
    room = HEIGHT - TOP - BOTTOM
    return TOP + room * (1 - (value or 0) / top)


def _level(value: int, top: int) -> str:
    """Draw a line across, with its figure."""
    y = _y(value, top)
    return (
        f'<line class="level" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>'
        f'<text x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
    )


def _months(found: Sequence[Point]) -> Iterable[str]:
    """Name the months: every one of a calendar year, every second where years stand too.

    A narrow screen has room for half of them.
    """
    every = 1 if _one_year(found) else 2
    for place in range(0, len(found), every):
        css = "" if place % (2 * every) == 0 else ' class="second"'
        yield (
            f'<text{css} x="{_x(place, found):.1f}" y="{HEIGHT - 8}" text-anchor="middle">'
            f"{_name(found[place].month, found)}</text>"
        )


def _one_year(found: Sequence[Point]) -> bool:
    return found[0].month.year == found[-1].month.year


def _name(month: date, found: Sequence[Point]) -> str:
    """Name a month; with its year where there are several."""
    return SHORT_MONTHS[month.month - 1] if _one_year(found) else f"{month:%m.%Y}"


def _line(name: str, places: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline class="{name}" points="{path}"/>' if places else ""


def _square(x: float, y: float) -> str:
    side = 2 * _MARK
    return (
        f'<rect class="plan" x="{x - _MARK:.1f}" y="{y - _MARK:.1f}" '
        f'width="{side}" height="{side}"/>'
    )


def _names(
    plan: Sequence[tuple[float, float]],
    fact: Sequence[tuple[float, float]],
    planned: int,
    executed: int,
) -> Iterable[str]:
    """Name the lines where they end, apart from each other."""
    x, y = plan[-1]
    yield f'<text class="name" x="{x + 9:.1f}" y="{y + 4:.1f}">план: {planned}</text>'
    if fact:
        x, fact_y = fact[-1]
        below = max(fact_y, y if len(fact) == len(plan) else 0) + 16
        place = below if below < HEIGHT - BOTTOM else fact_y - 9
        yield f'<text class="name" x="{x + 9:.1f}" y="{place:.1f}">факт: {executed}</text>'


def _table(found: Sequence[Point]) -> str:
    """Write the figures behind the drawing; «—» for what is yet to come."""
    names = [_name(each.month, found) for each in found]
    planned = [str(each.planned) for each in found]
    executed = [
        wording.NOTHING if each.executed is None else str(each.executed)
        for each in found
    ]
    heads = "".join(f'<th class="n">{name}</th>' for name in names)
    body = _row("Наступает сроков", names, planned) + _row("Исполнено", names, executed)
    return (
        f"<table><thead><tr><th>По конец месяца</th>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _row(title: str, names: Sequence[str], texts: Sequence[str]) -> str:
    cells = "".join(
        f'<td class="n" data-name="{name}">{text}</td>'
        for name, text in zip(names, texts, strict=True)
    )
    return f'<tr><td class="head">{title}</td>{cells}</tr>\n'
