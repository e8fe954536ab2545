"""Our Word documents: the official report, a letter to a party, their layout, and their PDF.

The layout follows ГОСТ Р 7.0.97-2016. Tables are built as XML elements: python-docx finds a cell by
counting all cells before it, too slow for a thousand rows, and lacks a few settings that Word and
LibreOffice need.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import NoProgramError, NotInstalledError
from roadmap_cli.exchange.importing.cells import told_apart
from roadmap_cli.plan.standing import days_after
from roadmap_cli.views import execution_mark
from roadmap_cli.wording import DAYS, capitalized, day, day_off, on_paper, plural, unbroken

try:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Mm, Pt
except ModuleNotFoundError:
    raise NotInstalledError("документ Word (.docx) не записан", "office") from None

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from docx.document import Document as DocxDocument
    from docx.oxml.xmlchemy import BaseOxmlElement as Element
    from docx.section import Section
    from docx.text.paragraph import Paragraph

    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.views.report import Report, Sheet

FONT = "Times New Roman"
BODY_SIZE = 14  # points
TABLE_SIZE = 12
MARGINS = (20, 10, 20, 20)  # left, right, top, bottom
FIRST_LINE = 1.25  # centimetres
ADDRESS = 9.0  # centimetres from the left to the recipient's name
# characters, a third of a page; a taller row would leave pages half empty, and LibreOffice loses
# text of an unbreakable row taller than a page (about 1,200)
LONGEST_WHOLE_ROW = 400
HAND = 50  # millimetres for a signature
LONGEST_PROPERTY = 255  # characters, Word's maximum
_TWIPS = 56.7  # in a millimetre
_CELL_MARGIN = 108  # twips, left and right, as in Word
_RULES = ("top", "left", "bottom", "right", "insideH", "insideV")
_FONTS = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")
_THEME_FONTS = ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme")
_INITIALS = r"[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?"
_SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:ич|вна|чна)"
_NAMES = (
    rf"(?P<initials>{_INITIALS})\s?(?P<surname>{_SURNAME})",
    rf"(?P<surname>{_SURNAME})\s+(?P<initials>{_INITIALS})",
    rf"(?P<surname>{_SURNAME})\s+(?P<first>[А-ЯЁ])[а-яё]+\s+(?P<second>{_PATRONYMIC})",
    rf"(?P<first>[А-ЯЁ])[а-яё]+\s+(?P<second>{_PATRONYMIC})\s+(?P<surname>{_SURNAME})",
)
_SIGNERS = [
    re.compile(form)
    for name in _NAMES
    for form in (rf"(?:(?P<post>.*?\S)\s+)??{name}", rf"{name}\s*[,–—-]\s*(?P<post>.*\S)")
]


class PaperCell(NamedTuple):
    """A cell: its paragraphs, its width in columns, and `w:jc` unless aligned left."""

    paragraphs: tuple[str, ...]
    span: int = 1
    bold: bool = False
    align: str = ""
    links: tuple[execution_mark.Link, ...] = ()


class PaperRow(NamedTuple):
    """A row; `header` is repeated on every page, `with_next` stays on the page of the next row."""

    cells: tuple[PaperCell, ...]
    header: bool = False
    with_next: bool = False


class Page(NamedTuple):
    """The millimetres of a page; records kept for over ten years need 30 on the left."""

    width: int
    height: int

    @property
    def room(self) -> int:
        """The width for text."""
        left, right, _, _ = MARGINS
        return self.width - left - right


REPORT_PAGE = Page(297, 210)
REPORT_HEADS = (
    "№\nп/п",
    "Мероприятие",
    "Срок исполнения",
    "Ответственные",
    "Отметка об исполнении",
)
_REPORT_WIDTHS = (14, 86, 34, 50, 83)  # millimetres, of a number alone
_FIGURE_WIDTH = 28  # millimetres, in the summary
# of «школа-3/2020/1.10» in a report on several plans
_WIDTHS_OF_REFERENCES = (30, 78, 32, 48, 79)


def report_document(report: Report) -> bytes:
    """Write the report: a title, the totals, the table, a line to sign."""
    made = _new(REPORT_PAGE, report.heading)
    _headings(made, report)
    totals = list(report.sentences)
    if any(gauge.whole for gauge in report.gauges):  # control terms are counted apart from items
        shares = ", ".join(f"{gauge.name.lower()} – {gauge.text}" for gauge in report.gauges)
        totals.append(f"По контрольным срокам: {shares}.")
    _paragraph(made, " ".join(totals), ALIGN.JUSTIFY)
    _paragraph(made, "")
    controllers = {cover.controlled_by for cover in report.covers}
    signer = controllers.pop() if len(controllers) == 1 else ""
    summaries = [report.summary] if len(report.summary.lines) > 1 else []
    summaries += report.groups
    widths = _WIDTHS_OF_REFERENCES if len(report.covers) > 1 else _REPORT_WIDTHS
    rows = _report_rows(report)
    if signer and not summaries:  # a signature is not left alone on its page
        rows[-1] = rows[-1]._replace(with_next=True)
    _add_table(made, widths, rows)
    for sheet in summaries:
        _add_figures(made, sheet, with_next=bool(signer) and sheet is summaries[-1])
    if signer:
        _signature(made, REPORT_PAGE, signer)
    return _saved(made)


def _headings(made: DocxDocument, report: Report) -> None:
    _paragraph(made, "ОТЧЁТ", bold=True)
    what = "плана мероприятий" if len(report.covers) == 1 else "планов мероприятий"
    _paragraph(made, f"об исполнении {what}", bold=True)
    for cover in report.covers:
        _paragraph(made, cover.title)
        if cover.act:
            _paragraph(made, f"({cover.act})")
    _paragraph(made, report.as_of)
    if report.chosen:
        _paragraph(made, f"({report.chosen})")
    _paragraph(made, "")


def _report_rows(report: Report) -> list[PaperRow]:
    """Return the items under their sections, with a paragraph per party, as names have commas."""
    rows = [_heads(REPORT_HEADS)]
    for chapter in report.chapters:
        name = f"{chapter.plan}: {chapter.title}" if len(report.covers) > 1 else chapter.title
        heading = PaperCell((name,), span=len(REPORT_HEADS), bold=True, align="center")
        rows.append(PaperRow((heading,), with_next=True))
        for entry in chapter.entries:
            number = PaperCell((entry.number,), align="center")
            title = PaperCell((on_paper(entry.row.item.title),))
            term = PaperCell((on_paper(entry.row.approved.text),))
            parties = PaperCell(told_apart(tuple(map(on_paper, entry.row.item.responsible))))
            mark = PaperCell(entry.mark, links=entry.links)
            rows.append(PaperRow((number, title, term, parties, mark)))
    return rows


def _add_figures(made: DocxDocument, sheet: Sheet, *, with_next: bool) -> None:
    _paragraph(made, "")
    heading = _paragraph(made, sheet.heading, bold=True)
    heading.paragraph_format.keep_with_next = True
    rows = [_heads([head.name for head in sheet.heads])]
    for line in sheet.lines:
        name, *figures = line.cells
        cells = [PaperCell((on_paper(name),), bold=line.total)]
        cells += [PaperCell((each,), bold=line.total, align="center") for each in figures]
        rows.append(PaperRow(tuple(cells)))
    if with_next:
        rows[-1] = rows[-1]._replace(with_next=True)
    columns = [_FIGURE_WIDTH] * (len(sheet.heads) - 1)
    _add_table(made, (REPORT_PAGE.room - sum(columns), *columns), rows, size=11)
    if sheet.remark:
        _paragraph(made, sheet.remark, ALIGN.LEFT)


LETTER_PAGE = Page(210, 297)
LETTER_HEADS = ("№\nп/п", "Мероприятие", "Срок исполнения", "Информация об исполнении")
_LETTER_WIDTHS = (14, 72, 36, 58)  # millimetres
_TO_REPORT = (
    "представить информацию об исполнении следующих мероприятий, "
    "по которым Вы являетесь ответственным исполнителем:"
)
_ASKED = (
    "В информации прошу указать дату исполнения и реквизиты подтверждающего документа (протокол, "
    "приказ, письмо, справка). Если мероприятие не исполнено – причины и предлагаемый срок "
    "исполнения."
)


def letter_document(party: str, asked: View, until: date) -> bytes:
    """Write the letter: to whom, what about, the table to fill in, a line to sign.

    `asked` are the items of one plan that the party is asked about, `until` is the day to answer.
    """
    plan, to = asked.plans[0].plan, on_paper(party)
    cover, act = execution_mark.cover(plan), execution_mark.act(plan.order, "приказом")
    made = _new(LETTER_PAGE, f"Об исполнении плана: {to}")
    address = _paragraph(made, to, ALIGN.LEFT)
    address.paragraph_format.left_indent = Cm(ADDRESS)
    address.paragraph_format.space_after = Pt(BODY_SIZE)
    _paragraph(made, "____________ № ____________", ALIGN.LEFT)  # date and number, by hand
    _paragraph(made, "")
    _paragraph(made, "Об исполнении плана мероприятий", bold=True)
    _paragraph(made, cover.title)
    _paragraph(made, "")
    begin = f"В соответствии с {act} прошу" if act else "Прошу"
    _paragraph(made, f"{begin} до {day(until)} {_TO_REPORT}", ALIGN.JUSTIFY)
    _paragraph(made, "")
    rows = [_heads(LETTER_HEADS)]
    for row in asked.rows:
        number = PaperCell((on_paper(row.item.id),), align="center")
        title = PaperCell((on_paper(row.item.title),))
        term = PaperCell(tuple(_asked_term(row, asked.day, until)))
        rows.append(PaperRow((number, title, term, PaperCell(()))))
    _add_table(made, _LETTER_WIDTHS, rows)
    _paragraph(made, "")
    _paragraph(made, _ASKED, ALIGN.JUSTIFY)
    controller = cover.controlled_by
    if controller:
        dot = "" if controller.endswith(".") else "."
        _paragraph(made, f"Контроль исполнения: {controller}{dot}", ALIGN.JUSTIFY)
    signer = cover.signed_by or controller
    if signer:
        _signature(made, LETTER_PAGE, signer)
    return _saved(made)


def _asked_term(row: Standing, today: date, until: date) -> Iterator[str]:
    """Describe the deadline: wording, term in force, delay; for several, each one asked."""
    text = on_paper(row.approved.text)
    periods = list(zip(row.approved.periods, row.term.periods, strict=False))
    if len(periods) <= 1:
        if row.due and row.term != row.approved:
            text += f", перенесён на {day(row.due)}"
        yield text
        if row.days_late:
            yield _late(row.days_late)
        elif row.due and day_off(row.due):
            yield f"{day(row.due)} – {day_off(row.due)}"
        return
    yield text
    for place, (approved, period) in enumerate(periods):
        if place in row.course.unreported and period.first <= until:
            moved = f", перенесён на {day(period.last)}" if period != approved else ""
            late = days_after(today, period.last)
            told = f", {_late(late)}" if late else ""
            which = execution_mark.name_of_place(row, place)
            yield f"{which}, срок – {day(approved.last)}{moved}{told}"


def _late(days: int) -> str:
    return f"просрочено на {plural(days, DAYS)}"


def _new(page: Page, title: str) -> DocxDocument:
    document = Document()
    _set_page(document.sections[0], page)
    _set_fonts(document)
    properties = document.core_properties
    properties.title = title[:LONGEST_PROPERTY]
    properties.author = ""
    properties.comments = ""
    properties.language = "ru-RU"
    return document


def _set_page(section: Section, page: Page) -> None:
    is_wide = page.width > page.height
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = map(Mm, page)
    left, right, top, bottom = map(Mm, MARGINS)
    section.left_margin, section.right_margin = left, right
    section.top_margin, section.bottom_margin = top, bottom
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _element(number._p, "w:fldSimple", {"w:instr": "PAGE"})  # noqa: SLF001  # no public way


def _set_fonts(document: DocxDocument) -> None:
    """Set the font for every script; otherwise Word uses the theme's for some."""
    styles = document.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        for name in _THEME_FONTS:
            fonts.attrib.pop(qn(name), None)
        for name in _FONTS:
            fonts.set(qn(name), FONT)
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), "ru-RU")
    normal = document.styles["Normal"]
    normal.font.name = FONT
    normal.font.size = Pt(BODY_SIZE)
    spacing = normal.paragraph_format
    spacing.space_after = Pt(0)
    spacing.line_spacing = 1.0


def _paragraph(
    document: DocxDocument, text: str, align: ALIGN = ALIGN.CENTER, *, bold: bool = False
) -> Paragraph:
    """Add a paragraph; a justified one is indented."""
    added = document.add_paragraph()
    added.add_run(unbroken(text)).bold = bold or None
    added.alignment = align
    if align is ALIGN.JUSTIFY:
        added.paragraph_format.first_line_indent = Cm(FIRST_LINE)
    return added


def _heads(names: Sequence[str]) -> PaperRow:
    cells = [PaperCell(tuple(name.split("\n")), bold=True, align="center") for name in names]
    return PaperRow(tuple(cells), header=True, with_next=True)


def _add_table(
    document: DocxDocument,
    millimetres: Sequence[int],
    rows: Sequence[PaperRow],
    *,
    ruled: bool = True,
    size: int = TABLE_SIZE,
) -> None:
    """Add a table, given the widths of its columns and the size of its text in points."""
    widths = [round(width * _TWIPS) for width in millimetres]
    built = OxmlElement("w:tbl")
    _add_table_properties(built, sum(widths), ruled=ruled)
    grid = _element(built, "w:tblGrid")
    for width in widths:
        _element(grid, "w:gridCol", {"w:w": width})
    for row in rows:
        _add_row(built, row, widths, size)
    document.element.body[-1].addprevious(built)


def _add_table_properties(table: Element, width: int, *, ruled: bool) -> None:
    """Fix the widths; without the indent, a table with rules would jut into the margin."""
    margin, rule = (_CELL_MARGIN, "single") if ruled else (0, "nil")
    properties = _element(table, "w:tblPr")
    _element(properties, "w:tblW", {"w:w": width, "w:type": "dxa"})
    _element(properties, "w:tblInd", {"w:w": margin, "w:type": "dxa"})
    borders = _element(properties, "w:tblBorders")
    for side in _RULES:
        _element(borders, f"w:{side}", {"w:val": rule, "w:sz": 4, "w:space": 0})
    _element(properties, "w:tblLayout", {"w:type": "fixed"})
    margins = _element(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _element(margins, f"w:{side}", {"w:w": margin, "w:type": "dxa"})


def _add_row(table: Element, row: PaperRow, widths: Sequence[int], size: int) -> None:
    """Add a row, kept whole on its page unless too tall; Word requires a paragraph in each cell."""
    built = _element(table, "w:tr")
    properties = _element(built, "w:trPr")
    lengths = [sum(map(len, cell.paragraphs)) for cell in row.cells]
    if max(lengths) < LONGEST_WHOLE_ROW:
        _element(properties, "w:cantSplit")
    if row.header:
        _element(properties, "w:tblHeader")
    column = 0
    for cell in row.cells:
        built_cell = _element(built, "w:tc")
        about_cell = _element(built_cell, "w:tcPr")
        width = sum(widths[column : column + cell.span])
        _element(about_cell, "w:tcW", {"w:w": width, "w:type": "dxa"})
        if cell.span > 1:
            _element(about_cell, "w:gridSpan", {"w:val": cell.span})
        for text in cell.paragraphs or ("",):
            _add_run(_add_paragraph(built_cell, cell.align, row), text, size, bold=cell.bold)
        for link in cell.links:  # a field, unlike a link, needs no relationship in the package
            lines = _add_paragraph(built_cell, cell.align, row)
            field = _element(lines, "w:fldSimple", {"w:instr": f' HYPERLINK "{link.target}" '})
            _add_run(field, link.name, size, bold=False)
        column += cell.span


def _add_paragraph(cell: Element, align: str, row: PaperRow) -> Element:
    built = _element(cell, "w:p")
    properties = _element(built, "w:pPr")
    if row.with_next:
        _element(properties, "w:keepNext")
    if align:
        _element(properties, "w:jc", {"w:val": align})
    return built


def _add_run(lines: Element, text: str, size: int, *, bold: bool) -> None:
    """Add a text; its size, in points, is repeated for complex scripts."""
    run = _element(lines, "w:r")
    properties = _element(run, "w:rPr")
    if bold:
        _element(properties, "w:b")
    for name in ("w:sz", "w:szCs"):
        _element(properties, name, {"w:val": 2 * size})  # in half-points
    words = _element(run, "w:t", {"xml:space": "preserve"})
    words.text = unbroken(text)


def _element(parent: Element, name: str, attributes: dict[str, str | int] | None = None) -> Element:
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), str(value))
    parent.append(made)
    return made


def _signature(document: DocxDocument, page: Page, signer: str) -> None:
    gap = _paragraph(document, "")
    gap.paragraph_format.keep_with_next = True
    post, name = post_and_name(signer)
    cells = (
        PaperCell((post,)),
        PaperCell(("_" * 16,), align="center"),
        PaperCell((name,), align="right"),
    )
    side = (page.room - HAND) // 2
    _add_table(document, (side, HAND, side), [PaperRow(cells)], ruled=False, size=BODY_SIZE)
    last = _paragraph(document, "")  # a document must end in one
    last.paragraph_format.line_spacing = Pt(1)


def _saved(document: DocxDocument) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def post_and_name(text: str) -> tuple[str, str]:
    """Split «ведущий специалист Минаева Е.Л.» into post and name as signed.

    There initials come first, «Е.Л. Минаева»; a text without such a name stays whole.
    """
    matches = (form.fullmatch(text.strip()) for form in _SIGNERS)
    found = next(filter(None, matches), None)
    if found is None:
        return capitalized(text), ""
    said = found.groupdict()
    initials = said.get("initials") or f"{said['first']}.{said['second'][0]}."
    name = f"{''.join(initials.split())} {said['surname']}"
    return capitalized((said["post"] or "").rstrip(" ,–—-")), name


_LIBREOFFICE = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_LONGEST_RUN = 180  # seconds for a report, even on a busy machine


def as_pdf(raw: bytes) -> bytes:
    """Convert a Word document to PDF with LibreOffice in a profile of its own.

    Raises:
        NoProgramError: LibreOffice is not installed, or lacks Writer.

    """
    found = next(filter(None, map(shutil.which, _LIBREOFFICE)), None)
    if found is None:
        raise NoProgramError(is_there=False)
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "report.docx"
        source.write_bytes(raw)
        profile = (folder / "profile").as_uri()
        command = [found, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        environment = {**os.environ, "HOME": name}
        try:
            subprocess.run(  # noqa: S603  # the program found above, on a file of ours
                [*command, "--outdir", name, str(source)],
                check=True,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LONGEST_RUN,
            )
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise NoProgramError(is_there=True) from None
