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
# of «школа-3/2020/1.10» in a report on several plans
_WIDTHS_OF_REFERENCES = (30, 78, 32, 48, 79)


def document(report: Report) -> bytes:
    """Write the report: a title, the totals, the table, a line to sign."""
    made = look.new(PAGE, f"{report.title} {report.as_of}")
    _headings(made, report)
    look.paragraph(made, _totals(report), ALIGN.JUSTIFY)
    look.paragraph(made, "")
    controllers = {cover.controlled_by for cover in report.covers}
    signer = controllers.pop() if len(controllers) == 1 else ""
    look.add(made, _table(report, to_sign=bool(signer)))
    if signer:
        look.signature(made, PAGE, *post_and_name(signer))
    return look.saved(made)


def _headings(made: Document, report: Report) -> None:
    """Name the plans with their orders, the day, and what was chosen of them."""
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
    sentences = list(report.sentences)
    if any(gauge.whole for gauge in report.gauges):
        shares = [f"{gauge.name.lower()} – {gauge.text}" for gauge in report.gauges]
        sentences.append(f"По контрольным срокам: {', '.join(shares)}.")
    return " ".join(sentences)


def _table(report: Report, *, to_sign: bool) -> Table:
    """Give the items by chapters; of several plans a chapter names its own too."""
    several = len(report.covers) > 1
    rows = [look.heads(HEADS)]
    for chapter in report.chapters:
        title = f"{chapter.plan}: {chapter.title}" if several else chapter.title
        heading = Cell((title,), span=len(HEADS), bold=True, align="center")
        rows.append(Row((heading,), with_next=True))
        rows += [_row(entry) for entry in chapter.entries]
    if to_sign:  # no signature stands on a page of its own
        rows[-1] = rows[-1]._replace(with_next=True)
    return Table(_WIDTHS_OF_REFERENCES if several else _WIDTHS, rows)


def _row(entry: Entry) -> Row:
    """Give an item; each party has a paragraph, and a comma within its name is no end of it."""
    number = Cell((entry.number,), align="center")
    title = Cell((entry.title,))
    term = Cell((entry.term,))
    parties = Cell(told_apart(entry.parties))
    return Row((number, title, term, parties, Cell(entry.mark)))
