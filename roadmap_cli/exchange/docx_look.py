"""The look of our Word documents (ГОСТ Р 7.0.97-2016): pages, fonts, paragraphs, tables.

Tables are built as elements of the format: python-docx finds a cell by counting all cells before
it, which a thousand rows do not bear, and a few settings that Word and LibreOffice need have no
place in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import NotInstalledError
from roadmap_cli.wording import unbroken

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
    from collections.abc import Sequence

    from docx.document import Document as DocxDocument
    from docx.oxml.xmlchemy import BaseOxmlElement as Element
    from docx.text.paragraph import Paragraph

__all__ = [
    "ALIGN",
    "Cell",
    "Page",
    "Row",
    "Table",
    "add",
    "address",
    "new",
    "paragraph",
    "saved",
    "signature",
]

FONT = "Times New Roman"
BODY_SIZE = 14  # points
TABLE_SIZE = 12
A4 = (210, 297)  # millimetres
MARGINS = (20, 10, 20, 20)  # left, right, top, bottom
FIRST_LINE = 1.25  # centimetres
ADDRESS = 9.0  # centimetres from the left to the name of who gets a letter
LONGEST_WHOLE_ROW = (
    400  # characters, a third of a page; a taller row would leave pages half empty,
)
# and of an unbreakable one that is taller than a page (about 1,200) LibreOffice loses text
_TWIPS = 56.7  # in a millimetre
_CELL_MARGIN = 108  # twips, left and right, as Word has them
_RULES = ("top", "left", "bottom", "right", "insideH", "insideV")
_FONTS = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")
_THEME_FONTS = ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme")


class Cell(NamedTuple):
    """A cell: its paragraphs, how many columns it covers, and `w:jc` of a side that is not left."""

    paragraphs: tuple[str, ...]
    span: int = 1
    bold: bool = False
    align: str = ""


class Row(NamedTuple):
    """A row; `header` is repeated on every page, `with_next` stays on the page of the next row."""

    cells: tuple[Cell, ...]
    header: bool = False
    with_next: bool = False


@dataclass
class Table:
    """A table: the widths of its columns in millimetres, and its rows; rules, if it has any."""

    widths: Sequence[int]
    rows: list[Row] = field(default_factory=list)
    ruled: bool = True
    size: int = TABLE_SIZE


class Page(NamedTuple):
    """The page of a document; who keeps it for over ten years needs 30 mm on the left."""

    landscape: bool

    @property
    def width(self) -> int:
        """The room for text, in millimetres."""
        return A4[self.landscape] - MARGINS[0] - MARGINS[1]


def new(page: Page, title: str) -> DocxDocument:
    """Begin a document: A4, our font in all scripts, Russian, pages numbered from the second."""
    document = Document()
    _set_page(document, page)
    _set_fonts(document)
    properties = document.core_properties
    properties.title = title
    properties.author = ""
    properties.comments = ""
    properties.language = "ru-RU"
    return document


def _set_page(document: DocxDocument, page: Page) -> None:
    section = document.sections[0]
    short, long = (Mm(side) for side in A4)
    section.orientation = WD_ORIENT.LANDSCAPE if page.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (
        (long, short) if page.landscape else (short, long)
    )
    left, right, top, bottom = (Mm(margin) for margin in MARGINS)
    section.left_margin, section.right_margin = left, right
    section.top_margin, section.bottom_margin = top, bottom
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    number._p.append(_element("w:fldSimple", {"w:instr": "PAGE"}))  # noqa: SLF001  # no public way


def _set_fonts(document: DocxDocument) -> None:
    """Say the font in every script, or Word takes that of the theme for some."""
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


def paragraph(
    document: DocxDocument,
    text: str,
    align: ALIGN = ALIGN.CENTER,
    *,
    bold: bool = False,
) -> Paragraph:
    """Add a paragraph; one that is justified begins with an indent."""
    added = document.add_paragraph()
    added.add_run(unbroken(text)).bold = bold or None
    added.alignment = align
    if align is ALIGN.JUSTIFY:
        added.paragraph_format.first_line_indent = Cm(FIRST_LINE)
    return added


def address(document: DocxDocument, party: str) -> None:
    """Say to whom a letter goes, on the right."""
    added = paragraph(document, party, ALIGN.LEFT)
    added.paragraph_format.left_indent = Cm(ADDRESS)
    added.paragraph_format.space_after = Pt(BODY_SIZE)


def add(document: DocxDocument, table: Table) -> None:
    """Add a table at the end of a document."""
    document.element.body[-1].addprevious(_table(table))


def _table(table: Table) -> Element:
    widths = [round(width * _TWIPS) for width in table.widths]
    built = _element("w:tbl")
    built.append(_table_properties(sum(widths), ruled=table.ruled))
    grid = _element("w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", {"w:w": width}))
    built.append(grid)
    for row in table.rows:
        built.append(_row(row, widths, table.size))
    return built


def _table_properties(width: int, *, ruled: bool) -> Element:
    """Fix the widths; without the indent a table with rules juts into the margin."""
    margin = _CELL_MARGIN if ruled else 0
    properties = _element("w:tblPr")
    properties.append(_element("w:tblW", {"w:w": width, "w:type": "dxa"}))
    properties.append(_element("w:tblInd", {"w:w": margin, "w:type": "dxa"}))
    borders = _element("w:tblBorders")
    for side in _RULES:
        kind = "single" if ruled else "nil"
        borders.append(_element(f"w:{side}", {"w:val": kind, "w:sz": 4, "w:space": 0}))
    properties.append(borders)
    properties.append(_element("w:tblLayout", {"w:type": "fixed"}))
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", {"w:w": margin, "w:type": "dxa"}))
    properties.append(margins)
    return properties


def _row(row: Row, widths: Sequence[int], size: int) -> Element:
    built = _element("w:tr")
    properties = _element("w:trPr")
    length = max(sum(map(len, cell.paragraphs)) for cell in row.cells)
    if length < LONGEST_WHOLE_ROW:
        properties.append(_element("w:cantSplit"))
    if row.header:
        properties.append(_element("w:tblHeader"))
    built.append(properties)
    column = 0
    for cell in row.cells:
        width = sum(widths[column : column + cell.span])
        built.append(_cell(cell, width, size, with_next=row.with_next))
        column += cell.span
    return built


def _cell(cell: Cell, width: int, size: int, *, with_next: bool) -> Element:
    built = _element("w:tc")
    properties = _element("w:tcPr")
    properties.append(_element("w:tcW", {"w:w": width, "w:type": "dxa"}))
    if cell.span > 1:
        properties.append(_element("w:gridSpan", {"w:val": cell.span}))
    built.append(properties)
    for text in cell.paragraphs or ("",):
        lines = _cell_paragraph(cell, with_next=with_next)
        lines.append(_run(text, size, bold=cell.bold))
        built.append(lines)
    return built


def _cell_paragraph(cell: Cell, *, with_next: bool) -> Element:
    built = _element("w:p")
    properties = _element("w:pPr")
    if with_next:
        properties.append(_element("w:keepNext"))
    if cell.align:
        properties.append(_element("w:jc", {"w:val": cell.align}))
    built.append(properties)
    return built


def _run(text: str, size: int, *, bold: bool) -> Element:
    run = _element("w:r")
    look = _element("w:rPr")
    if bold:
        look.append(_element("w:b"))
    for name in ("w:sz", "w:szCs"):
        look.append(_element(name, {"w:val": 2 * size}))  # in halves of a point
    run.append(look)
    words = _element("w:t", {"xml:space": "preserve"})
    words.text = unbroken(text)
    run.append(words)
    return run


def _element(name: str, attributes: dict[str, str | int] | None = None) -> Element:
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), str(value))
    return made


def signature(document: DocxDocument, page: Page, post: str, name: str) -> None:
    """Add a line to sign: the post, room for a hand, the name; a table, so that they line up."""
    gap = paragraph(document, "")
    gap.paragraph_format.keep_with_next = True
    hand = 50
    side = (page.width - hand) // 2
    cells = (
        Cell((post,)),
        Cell(("_" * 16,), align="center"),
        Cell((name,), align="right"),
    )
    add(document, Table((side, hand, side), [Row(cells)], ruled=False, size=BODY_SIZE))
    paragraph(document, "").paragraph_format.line_spacing = Pt(
        1
    )  # a page ends in a paragraph


def saved(document: DocxDocument) -> bytes:
    """Give the bytes of a document."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
