"""The report as one self-contained HTML page, as Markdown, JSON and CSV.

The page is for screen, phone and A4, with or without colour.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from roadmap_cli import wording
from roadmap_cli.plan import figures, report_lists
from roadmap_cli.plan.figures import Column
from roadmap_cli.views import output
from roadmap_cli.views.drawings import curve, html_text, month_bars
from roadmap_cli.views.sentences import formulas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.figures import Figures, Share
    from roadmap_cli.plan.model import Progress
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period
    from roadmap_cli.views.execution_mark import Link
    from roadmap_cli.views.report import Gauge, Line, Report, Sheet

# the places where a browser may break the names of columns over figures
_SOFT = (
    "Испол\u00adнено Про\u00adсро\u00adчено про\u00adверке ра\u00adботе на\u00adруше\u00adнием "
    "Испол\u00adнение, прочи\u00adтан"
)
SOFT = {word.replace("\u00ad", ""): word for word in _SOFT.split()}
PERCENT = ", %"  # in the name of a column whose cells already have the sign
MOST_DRAWN = 5  # plans drawn by month; for more, the table of plans says enough
_COME = ("наступившего срока", "наступивших сроков", "наступивших сроков")


def page(view: View, content: Report) -> str:
    """Write the page; the view of the day of the report is for the drawings."""
    title = html_text(content.heading)
    styles = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>\n{styles}</style>\n</head>\n"
        f"<body>\n{_body(view, content, title)}\n</body>\n</html>\n"
    )


def _body(view: View, content: Report, title: str) -> str:
    figures = [sheet for sheet in content.sheets if sheet.of_figures]
    lists = [sheet for sheet in content.sheets if not sheet.of_figures]
    drawn = view.plans if len(view.plans) <= MOST_DRAWN else ()
    head = "".join(map(_paragraph, content.plans))
    for name, text in content.facts:
        head += f'<p class="fact">{html_text(name)}: {html_text(text)}</p>'
    blocks = [
        f"<header><h1>{title}</h1>{head}</header>",
        f'<section class="gauges">{"".join(map(_gauge, content.gauges))}</section>',
        *map(_paragraph, content.sentences),
        *map(_paragraph, content.warnings),
        *map(_sheet_html, figures),
        *(curve(view, home) for home in drawn),
        *map(_sheet_html, lists),
        *(month_bars(view, home) for home in drawn),
        "<h2>Как посчитано</h2>",
        *map(_remark, content.formulas),
    ]
    return "\n".join(blocks)


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _paragraph(text: str) -> str:
    return f"<p>{html_text(text)}</p>"


def _remark(text: str) -> str:
    return f'<p class="quiet">{html_text(text)}</p>'


def _gauge(each: Gauge) -> str:
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


def _sheet_html(sheet: Sheet) -> str:
    title = f"<h2>{html_text(sheet.heading)}</h2>"
    remark = _remark(sheet.remark) if sheet.remark else ""
    if not sheet.lines:
        return f"{title}{_paragraph(sheet.empty)}{remark}"
    heads = ""
    for head in sheet.heads:
        css = _class("n" if head.figures else "")
        name = " ".join(SOFT.get(word, word) for word in head.name.split(" "))
        heads += f"<th{css}>{escape(name)}</th>"
    lines = "\n".join(_row(sheet, line) for line in sheet.lines)
    css = _class("figures" if sheet.of_figures else "")
    body = f"<thead><tr>{heads}</tr></thead><tbody>\n{lines}\n</tbody>"
    return f"{title}<table{css}>{body}</table>{remark}"


def _texts(line: Line, quoted: Callable[[str], str], linked: Callable[[Link], str]) -> list[str]:
    """Write the cells of a line in a form, each with the documents that it names."""
    texts = [quoted(text) for text in line.cells]
    for number, links in line.links.items():
        texts[number] = ", ".join(filter(None, [texts[number], *map(linked, links)]))
    return texts


def _html_link(link: Link) -> str:
    return f'<a href="{escape(link.target)}">{html_text(link.name)}</a>'


def _markdown_link(link: Link) -> str:
    return f"[{output.markdown_cell(link.name)}]({link.target})"


def _row(sheet: Sheet, line: Line) -> str:
    """Write a row, headed by its first cell or, in a list of items, by the title.

    A narrow screen shows it as a card: the head, then other cells by their names, without zeros.
    """
    leader = sheet.heads[0] if sheet.of_figures else sheet.heads[1]
    cells = ""
    for head, text in zip(sheet.heads, _texts(line, html_text, _html_link), strict=True):
        marks = {
            "n": head.figures,
            "head": head is leader,
            "short": not head.figures and not head.weight,
            "zero": head.figures and text == "0",
        }
        css = _class(" ".join(name for name, holds in marks.items() if holds))
        name = escape(head.name.removesuffix(PERCENT))
        cells += f'<td{css} data-name="{name}">{text}</td>'
    css = "total" if line.total else line.state or ""
    return f'<tr class="{css}">{cells}</tr>'


def markdown(report: Report) -> str:
    """Write the report in Markdown."""
    facts = [f"- {name}: {output.markdown_cell(text)}" for name, text in report.facts]
    gauges = []
    for each in report.gauges:
        bar = wording.bar(each.part, each.whole)
        gauges.append(f"- **{each.name}: {each.text}** {bar}")
    blocks = [
        f"# {report.heading}",
        *map(output.markdown_cell, report.plans),
        "\n".join(facts),
        "\n".join(gauges),
        *map(output.markdown_cell, report.sentences),
        *map(output.markdown_cell, report.warnings),
        *map(_sheet_markdown, report.sheets),
        "## Как посчитано",
        "\n".join(f"- {line}" for line in report.formulas),
    ]
    return _with_blank_lines(blocks) + "\n"


def _with_blank_lines(blocks: Iterable[str]) -> str:
    return "\n\n".join(filter(None, blocks))


def _sheet_markdown(sheet: Sheet) -> str:
    lines = []
    for line in sheet.lines:
        texts = _texts(line, output.markdown_cell, _markdown_link)
        lines.append([f"**{text}**" if line.total and text else text for text in texts])
    heads = [head.name for head in sheet.heads]
    right = [head.figures for head in sheet.heads]
    body = output.markdown_table(heads, right, lines).rstrip() if lines else sheet.empty
    return _with_blank_lines([f"## {sheet.heading}", body, sheet.remark])


def json_text(view: View, today: date, period: Period | None = None) -> str:
    """Write the figures and their items; a version may gain keys, but none is renamed."""
    counts = figures.view_figures(view)
    found = report_lists.parts(view, report_lists.window(view, period))
    body = {
        "as_of": view.day.isoformat(),
        "period": [day.isoformat() for day in period] if period else None,
        "total": _figures_json(counts.total),
        "by_plan": [_figures_json(each) for each in counts.plans],
        "sections": [_figures_json(each) for each in counts.sections],
        "parties": [_figures_json(each) for each in counts.parties],
        "overdue": [output.item_json(row) for row in found.overdue],
        "submitted": [output.item_json(row) for row in found.submitted],
        "executed": [_execution_json(each) for each in found.executed],
        "executed_late": [_execution_json(each) for each in found.late],
        "cancelled": [_decision_json(each) for each in found.cancelled],
        "postponed": [_decision_json(each) for each in found.postponed],
        "progress": [_course_json(*each) for each in found.courses],
        "due_soon": [output.item_json(row) for row in found.soon],
        "requests": [output.item_json(row) for row in found.requests],
        "unclear": [output.item_json(row) for row in found.unclear],
        "formulas": list(formulas(view.day)),
    }
    return output.dump_json(output.envelope(view, today) | body)


def _named(row: Standing) -> dict[str, Any]:
    """Return the keys that identify an item where its others are not given."""
    return {"plan": row.home.name, "ref": row.ref, "id": row.item.id}


def _execution_json(each: report_lists.Execution) -> dict[str, Any]:
    return {
        **_named(each.row),
        "due": wording.iso(each.due),
        "executed": wording.iso(each.mark),
        "days_late": each.days_late,
        "evidence": each.evidence or None,
        "files": list(each.files),
    }


def _decision_json(each: report_lists.Decided) -> dict[str, Any]:
    decided = wording.iso(each.day)
    return {**output.item_json(each.row), "decided": decided, "basis": each.basis or None}


def _course_json(row: Standing, notes: Sequence[Progress]) -> dict[str, Any]:
    lines = [{"date": note.day.isoformat(), "text": note.text} for note in notes]
    return {**_named(row), "lines": lines}


def csv_text(report: Report) -> str:
    """Write the items with their marks of execution: the columns of `list`, and `mark`."""
    entries = [entry for chapter in report.chapters for entry in chapter.entries]
    marks = [" ".join(entry.mark) for entry in entries]
    return output.items_csv([entry.row for entry in entries], {"mark": marks})


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
