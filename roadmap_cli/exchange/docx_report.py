"""The official report on the execution of a plan, for Word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.exchange import docx_look as look
from roadmap_cli.exchange.docx_look import ALIGN, Cell, Page, Row, Table
from roadmap_cli.exchange.incoming.parties import told_apart
from roadmap_cli.exchange.people import post_and_name

if TYPE_CHECKING:
    from docx.document import Document

    from roadmap_cli.views.official import Entry
    from roadmap_cli.views.paper import Report

PAGE = Page(landscape=True)
HEADS = (
    ("№", "п/п"),
    ("Мероприятие",),
    ("Срок исполнения",),
    ("Ответственные",),
    ("Отметка об исполнении",),
)
_WIDTHS = (14, 86, 34, 50, 83)  # millimetres, of a number alone
_WIDTHS_OF_REFERENCES = (
    30,
    78,
    32,
    48,
    79,
)  # of «школа-3/2020/1.10» in a report on several plans


def document(report: Report) -> bytes:
    """Write the report: a title, the totals, the table, a line to sign."""
    made = look.new(PAGE, f"{report.title} {report.as_of}")
    _headings(made, report)
    look.paragraph(made, _totals(report), ALIGN.JUSTIFY)
    look.paragraph(made, "")
    controllers = list(dict.fromkeys(cover.controlled_by for cover in report.covers))
    signed = controllers[0] if len(controllers) == 1 else ""
    look.add(made, _table(report, to_sign=bool(signed)))
    if signed:
        look.signature(made, PAGE, *post_and_name(signed))
    return look.saved(made)


def _headings(made: Document, report: Report) -> None:
    look.paragraph(made, "ОТЧЁТ", bold=True)
    what = "плана мероприятий" if len(report.covers) == 1 else "планов мероприятий"
    look.paragraph(made, f"об исполнении {what}", bold=True)
    for cover in report.covers:
        look.paragraph(made, cover.title)
        if cover.act:
            look.paragraph(made, f"({cover.act})")
    look.paragraph(made, report.as_of)
    if report.chosen:
        look.paragraph(made, f"({report.chosen})")
    look.paragraph(made, "")


def _totals(report: Report) -> str:
    """Say the figures in one paragraph: items, and control terms, which are another number."""
    shares = ", ".join(
        f"{gauge.name.lower()} – {gauge.text}" for gauge in report.gauges
    )
    due = any(gauge.whole for gauge in report.gauges)
    return " ".join(
        [*report.sentences, f"По контрольным срокам: {shares}." if due else ""]
    ).strip()


def _table(report: Report, *, to_sign: bool) -> Table:
    several = len(report.covers) > 1
    table = Table(_WIDTHS_OF_REFERENCES if several else _WIDTHS)
    heads = tuple(Cell(head, bold=True, align="center") for head in HEADS)
    table.rows.append(Row(heads, header=True, with_next=True))
    for chapter in report.chapters:
        title = f"{chapter.plan}: {chapter.title}" if several else chapter.title
        heading = Cell((title,), span=len(HEADS), bold=True, align="center")
        table.rows.append(Row((heading,), with_next=True))
        table.rows += [_row(entry) for entry in chapter.entries]
    if to_sign and report.chapters:
        table.rows[-1] = table.rows[-1]._replace(with_next=True)
    return table


def _row(entry: Entry) -> Row:
    """Give an item; each party has a paragraph, and a comma within its name is no end of it."""
    return Row(
        (
            Cell((entry.number,), align="center"),
            Cell((entry.title,)),
            Cell((entry.term,)),
            Cell(told_apart(entry.parties)),
            Cell(entry.mark),
        )
    )
