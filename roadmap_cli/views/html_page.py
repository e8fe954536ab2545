"""The report as one HTML page: nothing to load, for screen, phone and A4, in colour or without."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from math import ceil
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.plan.figures import period_states
from roadmap_cli.plan.states import LOOKS, State
from roadmap_cli.views import curve
from roadmap_cli.views.axis import SHORT_MONTHS, Axis, states_drawn
from roadmap_cli.views.groups import by_section
from roadmap_cli.views.sentences import due_text, state_text
from roadmap_cli.wording import one_line, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Section
    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period
    from roadmap_cli.views.paper import Gauge, Head, Line, Report, Sheet

_SOFT_HYPHEN = "\u00ad"
PERCENT = ", %"  # in the name of a column whose cells have the sign themselves
MOST_LABELS = 24  # of months or years over the bars
MOST_DRAWN = 5  # plans drawn by month; of more the table of plans says enough
_COME = ("наступившего срока", "наступивших сроков", "наступивших сроков")


def page(view: View, content: Report) -> str:
    """Write the page.

    Args:
        view: the plans as of the day of the report, drawn besides what the report says.
        content: the report.

    """
    title = _text(f"{content.title} {content.as_of}")
    body = "\n".join(_body(view, content, title))
    return (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>\n{_style_sheet()}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _body(view: View, content: Report, title: str) -> list[str]:
    """Give the blocks of the page: figures and drawings first, then the lists."""
    figures = [sheet for sheet in content.sheets if sheet.of_figures]
    lists = [sheet for sheet in content.sheets if not sheet.of_figures]
    drawn = view.plans if len(view.plans) <= MOST_DRAWN else ()
    gauges = "".join(map(_gauge, content.gauges))
    return [
        _header(content, title),
        f'<section class="gauges">{gauges}</section>',
        *map(_paragraph, content.sentences),
        *map(_paragraph, content.warnings),
        *map(_sheet, figures),
        *(curve.section(view, home) for home in drawn),
        *map(_sheet, lists),
        *(_timeline(view, home) for home in drawn),
        "<h2>Как посчитано</h2>",
        *map(_remark, content.formulas),
    ]


def _text(text: str) -> str:
    """Write a text as text, with no-break spaces where Russians want them."""
    return escape(unbroken(text))


def _paragraph(text: str) -> str:
    """Write a plain text as a paragraph."""
    return f"<p>{_text(text)}</p>"


def _remark(text: str) -> str:
    """Write a plain text as a paragraph in small print."""
    return f'<p class="quiet">{_text(text)}</p>'


def _class(name: str) -> str:
    """Write the attribute for a class, or nothing for none."""
    return f' class="{name}"' if name else ""


def _style_sheet() -> str:
    """Read the styles, which are written into the page: it loads nothing."""
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def _header(content: Report, title: str) -> str:
    """Write the title, the plans, and who stands behind them."""
    plans = "".join(map(_paragraph, content.plans))
    facts = ""
    for name, text in content.facts:
        facts += f'<p class="fact">{_text(name)}: {_text(text)}</p>'
    return f"<header><h1>{title}</h1>{plans}{facts}</header>"


def _gauge(each: Gauge) -> str:
    """Show a percentage with what it is made of; no terms due: an empty bar."""
    percent = wording.percent(each.part, each.whole)
    filled = 0.0
    made_of = "наступивших сроков нет"
    if each.whole:
        filled = 100 * each.part / each.whole
        made_of = f"{each.part} из {wording.plural(each.whole, _COME)}"
    return (
        f'<div class="gauge">{escape(each.name)}<b>{percent}</b>{made_of}'
        f'<div class="track"><i style="width:{filled:.2f}%"></i></div></div>'
    )


def _sheet(sheet: Sheet) -> str:
    """Write a table, or the words that stand for one without rows."""
    title = f"<h2>{_text(sheet.heading)}</h2>"
    remark = _remark(sheet.remark) if sheet.remark else ""
    if not sheet.lines:
        return f"{title}{_paragraph(sheet.empty)}{remark}"
    heads = "".join(map(_head, sheet.heads))
    lines = "\n".join(_row(sheet, line) for line in sheet.lines)
    css = _class("figures" if sheet.of_figures else "")
    body = f"<thead><tr>{heads}</tr></thead><tbody>\n{lines}\n</tbody>"
    return f"{title}<table{css}>{body}</table>{remark}"


def _head(head: Head) -> str:
    """Write the name of a column; one of figures breaks where its short form does."""
    short = head.short.replace("-\n", _SOFT_HYPHEN).replace("\n", " ")
    css = _class("n" if head.figures else "")
    return f"<th{css}>{escape(short or head.name)}</th>"


def _row(sheet: Sheet, line: Line) -> str:
    """Write a row, named by its first cell or, in a list of items, by the title."""
    leader = sheet.heads[0] if sheet.of_figures else sheet.heads[1]
    cells = ""
    for head, text in zip(sheet.heads, line.cells, strict=True):
        cells += _cell(head, text, leads=head is leader)
    css = "total" if line.total else line.state or ""
    return f'<tr class="{css}">{cells}</tr>'


def _cell(head: Head, text: str, *, leads: bool) -> str:
    """Write a cell; a narrow screen shows a row as a card, led by what names it, without zeros."""
    marks = {
        "n": head.figures,
        "head": leads,
        "short": not head.figures and not head.weight,
        "zero": head.figures and text == "0",
    }
    names = [name for name, holds in marks.items() if holds]
    css = _class(" ".join(names))
    name = escape(head.name.removesuffix(PERCENT))
    return f'<td{css} data-name="{name}">{_text(text)}</td>'


def _timeline(view: View, home: NamedPlan) -> str:
    """Draw the items of a plan as bars, section by section; nothing for a plan without items."""
    rows = [row for row in view.rows if row.home.name == home.name]
    if not rows:
        return ""
    axis = Axis(home.plan.span)
    name = f": {escape(one_line(home.name))}" if view.several else ""
    parts = [f"<section><h2>План по месяцам{name}</h2>"]
    for section, members in by_section(rows):
        parts.append(_timeline_head(section, axis))
        parts += [_timeline_row(row, axis, view.day) for row in members]
        parts.append("</div>")
    parts += [_legend(rows, view.day), "</section>"]
    return "\n".join(parts)


def _timeline_head(section: Section, axis: Axis) -> str:
    """Open a section with its title and the months, which stay in sight while it is scrolled."""
    months = axis.months
    grid, labels = "", _years(axis)
    if len(months) <= MOST_LABELS:
        grid, labels = f' style="--months:{len(months)}"', _months(axis)
    title = _text(one_line(section.title))
    scale = f'<div class="line">{"".join(labels)}</div>'
    head = f'<div class="row scale"><h3>{title}</h3>{scale}</div>'
    return f'<div class="part"{grid}>\n{head}'


def _months(axis: Axis) -> Iterator[str]:
    """Name the months; where there are several years, each over its first month."""
    months = axis.months
    several = months[0].year != months[-1].year
    for place, month in enumerate(months):
        name = SHORT_MONTHS[month.month - 1]
        if several and place in axis.years:
            name = f"{month.year}<br>{name}"
        yield _label(place, place + 1, len(months), name)


def _years(axis: Axis) -> Iterator[str]:
    """Name the years; of too many only every second, third … one."""
    months = axis.months
    step = ceil(len(axis.years) / MOST_LABELS)
    starts = axis.years[::step]
    ends = [*starts[1:], len(months)]
    for start, end in zip(starts, ends, strict=True):
        year = str(months[start].year)
        yield _label(start, end, len(months), year)


def _label(start: int, end: int, whole: int, text: str) -> str:
    """Write a text over the months from `start` up to `end`, of `whole` in all."""
    return f'<span style="{_extent(start, end, whole)}">{text}</span>'


def _extent(start: float, end: float, whole: int) -> str:
    """Say where something lies on the line, in percent of its months."""
    left = 100 * start / whole
    width = 100 * (end - start) / whole
    return f"left:{left:.3f}%;width:{width:.3f}%"


def _timeline_row(row: Standing, axis: Axis, as_of: date) -> str:
    """Draw one item beside its bars."""
    bars = ""
    states = period_states(row, as_of)
    for period, state in zip(row.term.periods, states, strict=True):
        bars += _bar(period, state, axis)
    line = f'<div class="line">{bars}{_today(axis, as_of)}</div>'
    return f'<div class="row"><div>{_item(row)}</div>{line}</div>'


def _item(row: Standing) -> str:
    """Say what an item is, who answers for it and how it stands."""
    title = _text(f"{one_line(row.item.id)}. {one_line(row.item.title)}")
    parties = ""
    for party in row.item.responsible:
        parties += f"{_text(one_line(party))} · "
    css = _class("late" if row.state is State.OVERDUE else "")
    state = f"<span{css}>{_text(_state(row))}</span>"
    return f"{title}<small>{parties}{state}</small>"


def _today(axis: Axis, as_of: date) -> str:
    """Mark the day of the report, if it is on the axis."""
    place = axis.place(as_of)
    if place is None:
        return ""
    left = 100 * place / len(axis.months)
    return f'<i class="now" style="left:{left:.3f}%"></i>'


def _state(row: Standing) -> str:
    """Say how an item stands; of one without a date also that it has none."""
    state = state_text(row)
    if row.term.periods or row.is_unclear:
        return state
    return f"{state}, {due_text(row)}"


def _bar(period: Period, state: State, axis: Axis) -> str:
    """Draw a period; of one outside the axis only an arrow and its last day are shown."""
    first, last = wording.day(period.first), wording.day(period.last)
    look = LOOKS[state]
    dates = escape(f"{first} – {last}: {look.name}")
    stretch = axis.stretch(period)
    if stretch is None:
        side, arrow = "right", "→"
        if period.last < axis.span.first:
            side, arrow = "left", "←"
        css = f'class="out" style="{side}:0"'
        return f'<span {css} title="{dates}">{arrow} {last}</span>'
    extent = _extent(stretch.start, stretch.end, len(axis.months))
    css = f'class="bar {state}" style="{extent}"'
    return f'<div {css} title="{dates}">{look.mark}</div>'


def _legend(rows: Sequence[Standing], as_of: date) -> str:
    """Explain the states that are drawn, and the line of the day."""
    keys = ""
    for state in states_drawn(rows, as_of):
        look = LOOKS[state]
        keys += f'<span><i class="bar key {state}">{look.mark}</i>{look.name}</span>'
    line = f"<span>┆ день отчёта, {wording.day(as_of)}</span>"
    return f'<p class="legend quiet">{keys}{line}</p>'
