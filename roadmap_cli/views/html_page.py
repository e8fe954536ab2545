"""The report as one HTML page: nothing to load, readable on a phone, printable on A4, in colours and without them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.plan.figures import period_states
from roadmap_cli.plan.standing import State
from roadmap_cli.views import report
from roadmap_cli.views.axis import SHORT_MONTHS, Axis
from roadmap_cli.views.output import state_text
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Plan
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.terms import Period
    from roadmap_cli.views.report import Day, Gauge, Head, Line, Report, Sheet

_SOFT_HYPHEN = "\u00ad"
MOST_LABELS = 24  # of months or years over the bars
SIGNS = {
    State.DONE: "✓",
    State.DONE_LATE: "✓!",
    State.OVERDUE: "!",
    State.IN_PROGRESS: "▸",
    State.PLANNED: "",
    State.CANCELLED: "×",
}
STYLE = """
:root { color-scheme: light; --line: #b8c0cc; --quiet: #566070; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 75rem; padding: 1.5rem; color: #1a2230; background: #fff;
  font: 16px/1.45 "PT Sans", "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif; overflow-wrap: anywhere; }
header { border-bottom: 3px solid #1f4e8c; margin-bottom: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
header p { margin: 0 0 .4rem; }
.fact, .quiet { color: var(--quiet); font-size: .92rem; }
.gauges { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1rem; }
.gauge { border: 1px solid var(--line); border-radius: .4rem; padding: .7rem 1rem; break-inside: avoid; }
.gauge b { display: block; font-size: 1.9rem; line-height: 1.2; }
.track { height: .7rem; margin-top: .4rem; border: 1px solid #1f4e8c; }
.track i { display: block; height: 100%; background: #1f4e8c; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
th { background: #eef2f7; overflow-wrap: normal; }
td.n, th.n { text-align: right; white-space: nowrap; overflow-wrap: normal; }
td.short { overflow-wrap: break-word; }
.figures { table-layout: fixed; }
.figures th.n { white-space: normal; font-size: .8rem; padding: .35rem .3rem; }
.figures th:first-child { width: 32%; }
tr { break-inside: avoid; }
tr.total { break-before: avoid; }
tr.total td { font-weight: bold; border-top: 2px solid #1a2230; }
tr.overdue td:first-child { border-left: .35rem solid #b3261e; }
tr.done_late td:first-child { border-left: .35rem double #8a6100; }
.row { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 .8rem; padding: .2rem 0;
  border-bottom: 1px solid #e6e9ee; break-inside: avoid; font-size: .88rem; }
.row small { color: var(--quiet); display: block; }
.row .late { color: #b3261e; font-weight: bold; }
h3 { font-size: .95rem; margin: .9rem 0 .2rem; break-after: avoid; }
.line { position: relative; min-height: 1.5rem; align-self: stretch; overflow: hidden; }
.scale { border: 0; color: var(--quiet); font-size: .78rem; }
.scale .line { height: 2.3rem; line-height: 1.1rem; }
.scale span { position: absolute; border-left: 1px solid var(--line); padding-left: 2px; overflow-wrap: normal; }
.out { position: absolute; color: var(--quiet); background: #fff; z-index: 2; }
.now { position: absolute; top: 0; bottom: 0; border-left: 2px dashed #1a2230; z-index: 1; }
.bar { position: absolute; top: .2rem; height: 1.1rem; border: 1px solid #1a2230; border-radius: 2px; overflow: hidden;
  font-size: .75rem; line-height: 1rem; text-align: center; font-weight: bold; white-space: nowrap; min-width: 3px; }
.key { position: static; display: inline-block; width: 2rem; vertical-align: middle; margin-right: .35rem; }
.legend span { display: inline-block; margin-right: 1.2rem; }
.bar.done { background: #2e7d32; color: #fff; }
.bar.done_late { background: repeating-linear-gradient(45deg, #ffe082 0 5px, #e0a800 5px 10px); color: #1a2230; }
.bar.overdue { background: #b3261e; color: #fff; }
.bar.in_progress { background: repeating-linear-gradient(90deg, #bbdefb 0 6px, #64a6e8 6px 8px); color: #1a2230; }
.bar.planned { background: #fff; color: #1a2230; }
.bar.cancelled { background: #e0e0e0; color: #1a2230; border-style: dotted; }
@media screen and (max-width: 700px) {
  body { padding: .8rem; }
  h1 { font-size: 1.3rem; }
  table, tbody, tr, td { display: block; width: 100%; }
  thead { display: none; }
  tr { border: 1px solid var(--line); margin-bottom: .6rem; }
  .figures tr { display: grid; grid-template-columns: 1fr 1fr; }
  .figures td { font-size: .82rem; gap: .4rem; }
  tr.total td { border: 0; }
  td, td.n { border: 0; display: flex; justify-content: space-between; gap: 1rem; text-align: right;
    white-space: normal; padding: .15rem .6rem; }
  td::before { content: attr(data-name); color: var(--quiet); text-align: left; flex: 0 0 auto; max-width: 72%; }
  td:empty, td.zero { display: none; }
  td.head { display: block; text-align: left; font-weight: bold; background: #eef2f7; padding: .4rem .6rem;
    grid-column: 1 / -1; }
  td.head::before { content: ""; display: none; }
  .row { grid-template-columns: minmax(0, 1fr); }
  .scale { position: sticky; top: 0; background: #fff; z-index: 2; }
  .scale > :first-child { display: none; }
}
@page { size: A4; margin: 15mm 12mm; }
@media print {
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  table { font-size: 8pt; }
  th, td { padding: 2pt 3pt; }
  .figures th.n, .figures td.n { font-size: 7pt; padding: 2pt; }
  .figures th:first-child { width: 28%; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
  .bar, .track i, th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def page(plan: Plan, rows: Sequence[Standing], day: Day) -> str:
    """Write the page.

    Args:
        plan: the plan.
        rows: how its items stand on the day of the report.
        day: that day, and today.

    """
    content = report.build(plan, rows, day)
    title = escape(f"{content.title} {content.as_of}")
    figures = [sheet for sheet in content.sheets if sheet.heads[-1].figures]
    lists = [sheet for sheet in content.sheets if not sheet.heads[-1].figures]
    body = [
        _header(content, title),
        f'<section class="gauges">{"".join(map(_gauge, content.gauges))}</section>',
        *(f"<p>{escape(line)}</p>" for line in content.sentences),
        *map(_sheet, figures),
        _timeline(plan, rows, day.as_of),
        *map(_sheet, lists),
        "<h2>Как посчитано</h2>",
        *(f'<p class="quiet">{escape(line)}</p>' for line in content.formulas),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _header(content: Report, title: str) -> str:
    facts = "".join(
        f'<p class="fact">{escape(name)}: {escape(text)}</p>' for name, text in content.facts
    )
    return f"<header><h1>{title}</h1><p>{escape(content.plan)}</p>{facts}</header>"


def _gauge(each: Gauge) -> str:
    percent = wording.percent(each.part, each.whole)
    width = 100 * each.part / each.whole if each.whole else 0
    return (
        f'<div class="gauge">{escape(each.name)}<b>{percent}</b>{each.part} из {each.whole}'
        f'<div class="track"><i style="width:{width:.2f}%"></i></div></div>'
    )


def _sheet(sheet: Sheet) -> str:
    title = f"<h2>{escape(sheet.heading)}</h2>"
    if not sheet.lines:
        return f"{title}<p>{escape(sheet.empty)}</p>"
    heads = "".join(f"<th{_number(head)}>{_head(head)}</th>" for head in sheet.heads)
    lines = "\n".join(_row(sheet, line) for line in sheet.lines)
    remark = f'<p class="quiet">{escape(sheet.remark)}</p>' if sheet.remark else ""
    css = ' class="figures"' if sheet.heads[-1].figures else ""
    return f"{title}<table{css}><thead><tr>{heads}</tr></thead><tbody>\n{lines}\n</tbody></table>{remark}"


def _head(head: Head) -> str:
    """Let a heading of figures break where its short form does."""
    return escape(head.short.replace("-\n", _SOFT_HYPHEN).replace("\n", " ") or head.name)


def _number(head: Head) -> str:
    return ' class="n"' if head.figures else ""


def _row(sheet: Sheet, line: Line) -> str:
    """Write a row; a narrow screen shows it as a card, led by what names it, without the columns that say nothing."""
    leader = 0 if sheet.heads[-1].figures else 1
    cells = []
    for place, (head, text) in enumerate(zip(sheet.heads, line.cells, strict=True)):
        marks = {
            "n": head.figures,
            "head": place == leader,
            "short": not head.figures and not head.weight,
            "zero": head.figures and text == "0",
        }
        names = " ".join(name for name, holds in marks.items() if holds)
        css = f' class="{names}"' if names else ""
        cells.append(f'<td{css} data-name="{escape(head.name)}">{escape(text)}</td>')
    css = "total" if line.total else line.state or ""
    return f'<tr class="{css}">{"".join(cells)}</tr>'


def _timeline(plan: Plan, rows: Sequence[Standing], as_of: date) -> str:
    axis = Axis(plan.span)
    lines = [
        f'<div class="row scale"><div></div><div class="line">{"".join(_labels(axis))}</div></div>'
    ]
    section = None
    for row in rows:
        if row.section is not section:
            section = row.section
            lines.append(f"<h3>{escape(one_line(section.title))}</h3>")
        lines.append(_timeline_row(row, axis, as_of))
    return "\n".join(
        ["<section><h2>План по месяцам</h2>", *lines, _legend(rows, as_of), "</section>"]
    )


def _labels(axis: Axis) -> Iterable[str]:
    """Name the months, or the years of a long plan."""
    months = axis.months
    years = {month.year for month in months}
    if len(months) <= MOST_LABELS:
        for place, month in enumerate(months):
            year = (
                f"<br>{month.year}" if len(years) > 1 and (place == 0 or month.month == 1) else ""
            )
            yield _label(place, 1, len(months), SHORT_MONTHS[month.month - 1] + year)
        return
    starts = [place for place, month in enumerate(months) if place == 0 or month.month == 1]
    starts = starts[:: -(-len(starts) // MOST_LABELS)]
    for place, following in zip(starts, [*starts[1:], len(months)], strict=True):
        yield _label(place, following - place, len(months), str(months[place].year))


def _label(place: int, length: int, whole: int, text: str) -> str:
    return f'<span style="{_extent(place, place + length, whole)}">{text}</span>'


def _extent(start: float, end: float, whole: int) -> str:
    return f"left:{100 * start / whole:.3f}%;width:{100 * (end - start) / whole:.3f}%"


def _timeline_row(row: Standing, axis: Axis, as_of: date) -> str:
    state = escape(state_text(row) + ("" if row.term.periods else f", {wording.NO_TERM}"))
    css = ' class="late"' if row.state is State.OVERDUE else ""
    parties = "".join(f"{escape(one_line(party))} · " for party in row.item.responsible)
    title = escape(f"{one_line(row.item.id)}. {one_line(row.item.title)}")
    place = axis.place(as_of)
    now = (
        f'<i class="now" style="left:{100 * place / len(axis.months):.3f}%"></i>'
        if place is not None
        else ""
    )
    states = period_states(row, as_of)
    bars = "".join(
        _bar(period, each, axis) for period, each in zip(row.term.periods, states, strict=True)
    )
    what = f"{title}<small>{parties}<span{css}>{state}</span></small>"
    return f'<div class="row"><div>{what}</div><div class="line">{bars}{now}</div></div>'


def _bar(period: Period, state: State, axis: Axis) -> str:
    stretch = axis.stretch(period)
    dates = (
        f"{wording.day(period.first)} – {wording.day(period.last)}: {wording.STATE_NAMES[state]}"
    )
    if stretch is None:
        side, arrow = ("left", "←") if period.last < axis.span.first else ("right", "→")
        return f'<span class="out" style="{side}:0" title="{escape(dates)}">{arrow} {wording.day(period.last)}</span>'
    extent = _extent(stretch.start, stretch.end, len(axis.months))
    return f'<div class="bar {state}" style="{extent}" title="{escape(dates)}">{SIGNS[state]}</div>'


def _legend(rows: Sequence[Standing], as_of: date) -> str:
    present = {state for row in rows for state in period_states(row, as_of)}
    keys = [
        f'<span><i class="bar key {state}">{sign}</i>{wording.STATE_NAMES[state]}</span>'
        for state, sign in SIGNS.items()
        if state in present
    ]
    return f'<p class="legend quiet">{"".join(keys)}<span>┆ {wording.day(as_of)}</span></p>'
