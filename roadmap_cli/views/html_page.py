"""The report as one HTML page: nothing to load, for screen, phone and A4, in colour or without."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.plan.figures import period_states
from roadmap_cli.plan.states import LEGEND, LOOKS, State
from roadmap_cli.views import curve
from roadmap_cli.views.axis import SHORT_MONTHS, Axis
from roadmap_cli.views.sentences import due_text, state_text
from roadmap_cli.wording import one_line, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

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
    return (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_style()}</style>\n</head>\n<body>\n"
        + "\n".join(_body(view, content, title))
        + "\n</body>\n</html>\n"
    )


def _body(view: View, content: Report, title: str) -> list[str]:
    figures = [sheet for sheet in content.sheets if sheet.of_figures]
    lists = [sheet for sheet in content.sheets if not sheet.of_figures]
    drawn = view.plans if len(view.plans) <= MOST_DRAWN else ()
    return [
        _header(content, title),
        f'<section class="gauges">{"".join(map(_gauge, content.gauges))}</section>',
        *(f"<p>{_text(line)}</p>" for line in (*content.sentences, *content.warnings)),
        *map(_sheet, figures),
        *(curve.section(view, home) for home in drawn),
        *map(_sheet, lists),
        *(_timeline(view, home) for home in drawn),
        "<h2>Как посчитано</h2>",
        *(f'<p class="quiet">{_text(line)}</p>' for line in content.formulas),
    ]


def _text(text: str) -> str:
    """Write a text as text, with no-break spaces where Russians want them."""
    return escape(unbroken(text))


def _style() -> str:
    return "\n" + files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def _header(content: Report, title: str) -> str:
    facts = "".join(
        f'<p class="fact">{_text(name)}: {_text(text)}</p>'
        for name, text in content.facts
    )
    plans = "".join(f"<p>{_text(plan)}</p>" for plan in content.plans)
    return f"<header><h1>{title}</h1>{plans}{facts}</header>"


def _gauge(each: Gauge) -> str:
    percent = wording.percent(each.part, each.whole)
    width = 100 * each.part / each.whole if each.whole else 0
    whole = wording.plural(each.whole, _COME)
    made_of = f"{each.part} из {whole}" if each.whole else "наступивших сроков нет"
    return (
        f'<div class="gauge">{escape(each.name)}<b>{percent}</b>{made_of}'
        f'<div class="track"><i style="width:{width:.2f}%"></i></div></div>'
    )


def _sheet(sheet: Sheet) -> str:
    title = f"<h2>{_text(sheet.heading)}</h2>"
    remark = f'<p class="quiet">{_text(sheet.remark)}</p>' if sheet.remark else ""
    if not sheet.lines:
        return f"{title}<p>{_text(sheet.empty)}</p>{remark}"
    heads = "".join(f"<th{_number(head)}>{_head(head)}</th>" for head in sheet.heads)
    lines = "\n".join(_row(sheet, line) for line in sheet.lines)
    css = ' class="figures"' if sheet.of_figures else ""
    body = f"<thead><tr>{heads}</tr></thead><tbody>\n{lines}\n</tbody>"
    return f"{title}<table{css}>{body}</table>{remark}"


def _head(head: Head) -> str:
    """Let a heading of figures break where its short form does."""
    return escape(
        head.short.replace("-\n", _SOFT_HYPHEN).replace("\n", " ") or head.name
    )


def _number(head: Head) -> str:
    return ' class="n"' if head.figures else ""


def _row(sheet: Sheet, line: Line) -> str:
    leader = 0 if sheet.of_figures else 1
    cells = "".join(
        _cell(head, text, leads=place == leader)
        for place, (head, text) in enumerate(zip(sheet.heads, line.cells, strict=True))
    )
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
    names = " ".join(name for name, holds in marks.items() if holds)
    css = f' class="{names}"' if names else ""
    name = escape(head.name.removesuffix(PERCENT))
    return f'<td{css} data-name="{name}">{_text(text)}</td>'


def _timeline(view: View, home: NamedPlan) -> str:
    """Draw the items of a plan as bars, section by section; nothing for a plan without items."""
    rows = [row for row in view.rows if row.home.name == home.name]
    if not rows:
        return ""
    axis = Axis(home.plan.span)
    name = f": {escape(one_line(home.name))}" if view.several else ""
    scale = _scale(axis)
    parts = [
        _timeline_part(list(part), axis, scale, view.day)
        for _, part in groupby(rows, key=lambda row: id(row.section))
    ]
    title = f"<section><h2>План по месяцам{name}</h2>"
    return "\n".join([title, *parts, _legend(rows, view.day), "</section>"])


def _timeline_part(
    rows: Sequence[Standing], axis: Axis, scale: str, as_of: date
) -> str:
    """Draw a section under its title and the months, which stay in sight while it is scrolled."""
    title = _text(one_line(rows[0].section.title))
    head = f'<div class="row scale"><h3>{title}</h3>{scale}</div>'
    body = [_timeline_row(row, axis, as_of) for row in rows]
    grid = (
        f' style="--months:{len(axis.months)}"'
        if len(axis.months) <= MOST_LABELS
        else ""
    )
    return "\n".join([f'<div class="part"{grid}>', head, *body, "</div>"])


def _scale(axis: Axis) -> str:
    return f'<div class="line">{"".join(_labels(axis))}</div>'


def _labels(axis: Axis) -> Iterable[str]:
    """Name the months, or the years of a long plan."""
    months = axis.months
    if len(months) <= MOST_LABELS:
        several = months[0].year != months[-1].year
        for place, month in enumerate(months):
            opens_year = several and (place == 0 or month.month == 1)
            year = f"{month.year}<br>" if opens_year else ""
            yield _label(place, 1, len(months), year + SHORT_MONTHS[month.month - 1])
        return
    starts = [
        place for place, month in enumerate(months) if place == 0 or month.month == 1
    ]
    starts = starts[:: -(-len(starts) // MOST_LABELS)]
    for place, following in zip(starts, [*starts[1:], len(months)], strict=True):
        yield _label(place, following - place, len(months), str(months[place].year))


def _label(place: int, length: int, whole: int, text: str) -> str:
    return f'<span style="{_extent(place, place + length, whole)}">{text}</span>'


def _extent(start: float, end: float, whole: int) -> str:
    return f"left:{100 * start / whole:.3f}%;width:{100 * (end - start) / whole:.3f}%"


def _timeline_row(row: Standing, axis: Axis, as_of: date) -> str:
    state = _text(_state(row))
    css = ' class="late"' if row.state is State.OVERDUE else ""
    parties = "".join(f"{_text(one_line(party))} · " for party in row.item.responsible)
    title = _text(f"{one_line(row.item.id)}. {one_line(row.item.title)}")
    place = axis.place(as_of)
    now = (
        f'<i class="now" style="left:{100 * place / len(axis.months):.3f}%"></i>'
        if place is not None
        else ""
    )
    states = period_states(row, as_of)
    bars = "".join(
        _bar(period, each, axis)
        for period, each in zip(row.term.periods, states, strict=True)
    )
    what = f"{title}<small>{parties}<span{css}>{state}</span></small>"
    return (
        f'<div class="row"><div>{what}</div><div class="line">{bars}{now}</div></div>'
    )


def _state(row: Standing) -> str:
    undated = not row.term.periods and not row.is_unclear
    return state_text(row) + (f", {due_text(row)}" if undated else "")


def _bar(period: Period, state: State, axis: Axis) -> str:
    stretch = axis.stretch(period)
    dates = escape(
        f"{wording.day(period.first)} – {wording.day(period.last)}: {LOOKS[state].name}"
    )
    if stretch is None:
        side, arrow = ("left", "←") if period.last < axis.span.first else ("right", "→")
        text = f"{arrow} {wording.day(period.last)}"
        return f'<span class="out" style="{side}:0" title="{dates}">{text}</span>'
    extent = _extent(stretch.start, stretch.end, len(axis.months))
    mark = LOOKS[state].mark
    return f'<div class="bar {state}" style="{extent}" title="{dates}">{mark}</div>'


def _legend(rows: Sequence[Standing], as_of: date) -> str:
    present = {state for row in rows for state in period_states(row, as_of)}
    keys = [
        f'<span><i class="bar key {state}">{LOOKS[state].mark}</i>{LOOKS[state].name}</span>'
        for state in LEGEND
        if state in present
    ]
    line = f"<span>┆ день отчёта, {wording.day(as_of)}</span>"
    return f'<p class="legend quiet">{"".join(keys)}{line}</p>'
