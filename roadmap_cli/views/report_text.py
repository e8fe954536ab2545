"""The report as Markdown and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roadmap_cli import wording
from roadmap_cli.plan import figures
from roadmap_cli.plan.figures import Column
from roadmap_cli.plan.standing import worst_first
from roadmap_cli.views.output import dump_json, envelope, item_json, markdown_cell
from roadmap_cli.views.report import formulas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.plan.figures import Figures, Share
    from roadmap_cli.plan.model import Plan
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.views.report import Day, Line, Report, Sheet


def markdown(report: Report) -> str:
    """Write the report in Markdown."""
    cell = markdown_cell
    blocks = [f"# {report.title} {report.as_of}", cell(report.plan)]
    blocks.append("\n".join(f"- {name}: {cell(text)}" for name, text in report.facts))
    gauges = [
        f"- **{each.name}: {each.text}** {wording.bar(each.part, each.whole)}"
        for each in report.gauges
    ]
    blocks += ["\n".join(gauges), *map(cell, report.sentences)]
    blocks += [block for sheet in report.sheets for block in _markdown_sheet(sheet)]
    blocks += ["## Как посчитано", "\n".join(f"- {line}" for line in report.formulas)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _markdown_sheet(sheet: Sheet) -> list[str]:
    if not sheet.lines:
        return [f"## {sheet.heading}", sheet.empty]
    rule = ["--:" if head.figures else "---" for head in sheet.heads]
    cells = [[head.name for head in sheet.heads], rule]
    cells += [[_strong(text, line) for text in line.cells] for line in sheet.lines]
    table = "\n".join(f"| {' | '.join(line)} |" for line in cells)
    return [f"## {sheet.heading}", table, sheet.remark]


def _strong(text: str, line: Line) -> str:
    quoted = markdown_cell(text)
    return f"**{quoted}**" if line.total and quoted else quoted


def json_text(plan: Plan, rows: Sequence[Standing], day: Day) -> str:
    """Write the figures and the items behind them; new keys may be added to a version, none renamed or removed."""
    counts = figures.plan_figures(plan, rows, day.as_of)
    late = [
        {
            "id": each.row.item.id,
            "due": each.period.last.isoformat(),
            "executed": each.mark.isoformat(),
            "days_late": each.days_late,
        }
        for each in figures.executed_late(rows)
    ]
    body = {
        "as_of": day.as_of.isoformat(),
        "total": _figures_json(counts.total),
        "sections": [_figures_json(each) for each in counts.sections],
        "parties": [_figures_json(each) for each in counts.parties],
        "overdue": [item_json(row) for row in worst_first(rows)],
        "executed_late": late,
        "postponed": [item_json(row) for row in figures.postponed(rows)],
        "formulas": list(formulas(day.as_of)),
    }
    return dump_json(envelope(plan, day.today) | body)


def _figures_json(each: Figures) -> dict[str, Any]:
    counts = {column.value: each.items[column] for column in Column}
    return {
        "name": each.name,
        "total": each.total,
        "done": each.done,
        **counts,
        "current": _share_json(each.current),
        "approved": _share_json(each.approved),
    }


def _share_json(share: Share) -> dict[str, Any]:
    return {
        **share._asdict(),
        "percent_executed": _percentage(share.executed, share.due),
        "percent_in_time": _percentage(share.in_time, share.due),
    }


def _percentage(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
