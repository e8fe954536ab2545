"""The report as Markdown and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roadmap_cli import wording
from roadmap_cli.plan import figures
from roadmap_cli.plan.figures import Column
from roadmap_cli.plan.filters import worst_first
from roadmap_cli.views.markdown import cell, table
from roadmap_cli.views.output import dump_json, envelope, item_json
from roadmap_cli.views.report import formulas

if TYPE_CHECKING:
    from datetime import date

    from roadmap_cli.plan.figures import Figures, LateExecution, Share
    from roadmap_cli.plan.view import View
    from roadmap_cli.views.report import Line, Report, Sheet


def markdown(report: Report) -> str:
    """Write the report in Markdown."""
    gauges = [
        f"- **{each.name}: {each.text}** {wording.bar(each.part, each.whole)}"
        for each in report.gauges
    ]
    blocks = [
        f"# {report.title} {report.as_of}",
        *map(cell, report.plans),
        "\n".join(f"- {name}: {cell(text)}" for name, text in report.facts),
        "\n".join(gauges),
        *map(cell, report.sentences),
        *(block for sheet in report.sheets for block in _sheet(sheet)),
        "## Как посчитано",
        "\n".join(f"- {line}" for line in report.formulas),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _sheet(sheet: Sheet) -> list[str]:
    if not sheet.lines:
        return [f"## {sheet.heading}", sheet.empty]
    heads = [head.name for head in sheet.heads]
    lines = [[_strong(text, line) for text in line.cells] for line in sheet.lines]
    body = table(heads, [head.figures for head in sheet.heads], lines).rstrip()
    return [f"## {sheet.heading}", body, sheet.remark]


def _strong(text: str, line: Line) -> str:
    quoted = cell(text)
    return f"**{quoted}**" if line.total and quoted else quoted


def json_text(view: View, today: date) -> str:
    """Write the figures and the items behind them; a version may get new keys, none is renamed."""
    counts = figures.view_figures(view)
    body = {
        "as_of": view.day.isoformat(),
        "total": _figures_json(counts.total),
        "by_plan": [_figures_json(each) for each in counts.plans],
        "sections": [_figures_json(each) for each in counts.sections],
        "parties": [_figures_json(each) for each in counts.parties],
        "overdue": [item_json(row) for row in worst_first(view.rows)],
        "executed_late": [_late_json(each) for each in figures.executed_late(view.rows)],
        "postponed": [item_json(row) for row in figures.postponed(view.rows)],
        "unclear": [item_json(row) for row in view.rows if row.is_unclear],
        "formulas": list(formulas(view.day)),
    }
    return dump_json(envelope(view, today) | body)


def _late_json(each: LateExecution) -> dict[str, Any]:
    return {
        "plan": each.row.home.name,
        "ref": each.row.ref,
        "id": each.row.item.id,
        "due": each.period.last.isoformat(),
        "executed": each.mark.isoformat(),
        "days_late": each.days_late,
    }


def _figures_json(each: Figures) -> dict[str, Any]:
    counts = {column.value: each.items[column] for column in Column}
    return {
        "name": each.name,
        "total": each.tally.total,
        "done": each.tally.done,
        **counts,
        "terms": each.terms,
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
