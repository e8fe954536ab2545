"""The look of our Word documents (ГОСТ Р 7.0.97-2016): pages, fonts, paragraphs, tables.

Tables are built as elements of the format: python-docx finds a cell by counting all cells before
it, which a thousand rows do not bear, and a few settings that Word and LibreOffice need have no
place in it.
"""

from __future__ import annotations

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
    from docx.section import Section
    from docx.text.paragraph import Paragraph

__all__ = [
    "ALIGN",
    "Cell",
    "Page",
    "Row",
    "Table",
    "add",
    "address",
    "heads",
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
# characters, a third of a page; a taller row would leave pages half empty, and of an unbreakable
# one that is taller than a page (about 1,200) LibreOffice loses text
LONGEST_WHOLE_ROW = 400
HAND = 50  # millimetres for a signature
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


class Table(NamedTuple):
    """A table: the widths of its columns in millimetres, and its rows; rules, if it has any."""

    widths: Sequence[int]
    rows: Sequence[Row]
    ruled: bool = True
    size: int = TABLE_SIZE


class Page(NamedTuple):
    """The page of a document; who keeps it for over ten years needs 30 mm on the left."""

    landscape: bool

    @property
    def sides(self) -> tuple[int, int]:
        """Its width and its height, in millimetres."""
        short, long = A4
        return (long, short) if self.landscape else (short, long)

    @property
    def width(self) -> int:
        """The room for text, in millimetres."""
        across, _ = self.sides
        left, right, _, _ = MARGINS
        return across - left - right


def new(page: Page, title: str) -> DocxDocument:
    """Begin a document: A4, our font in all scripts, Russian, pages numbered from the second."""
    document = Document()
    _set_page(document.sections[0], page)
    _set_fonts(document)
    properties = document.core_properties
    properties.title = title
    properties.author = ""
    properties.comments = ""
    properties.language = "ru-RU"
    return document


def _set_page(section: Section, page: Page) -> None:
    """Set size, margins and the number above, which the first page has not."""
    width, height = page.sides
    section.orientation = WD_ORIENT.LANDSCAPE if page.landscape else WD_ORIENT.PORTRAIT
    section.page_width = Mm(width)
    section.page_height = Mm(height)
    left, right, top, bottom = MARGINS
    section.left_margin = Mm(left)
    section.right_margin = Mm(right)
    section.top_margin = Mm(top)
    section.bottom_margin = Mm(bottom)
    section.header_distance = Mm(10)
    section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _add(number._p, "w:fldSimple", {"w:instr": "PAGE"})  # noqa: SLF001  # no public way


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
    document: DocxDocument, text: str, align: ALIGN = ALIGN.CENTER, *, bold: bool = False
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


def heads(names: Sequence[tuple[str, ...]]) -> Row:
    """Head a table: the lines of each column's name."""
    cells = [Cell(name, bold=True, align="center") for name in names]
    return Row(tuple(cells), header=True, with_next=True)


def add(document: DocxDocument, table: Table) -> None:
    """Add a table at the end of a document."""
    widths = [round(width * _TWIPS) for width in table.widths]
    built = OxmlElement("w:tbl")
    _add_table_properties(built, sum(widths), ruled=table.ruled)
    grid = _add(built, "w:tblGrid")
    for width in widths:
        _add(grid, "w:gridCol", {"w:w": width})
    for row in table.rows:
        _add_row(built, row, widths, table.size)
    document.element.body[-1].addprevious(built)


def _add_table_properties(table: Element, width: int, *, ruled: bool) -> None:
    """Fix the widths; without the indent a table with rules juts into the margin."""
    margin = _CELL_MARGIN if ruled else 0
    rule = "single" if ruled else "nil"
    properties = _add(table, "w:tblPr")
    _add(properties, "w:tblW", {"w:w": width, "w:type": "dxa"})
    _add(properties, "w:tblInd", {"w:w": margin, "w:type": "dxa"})
    borders = _add(properties, "w:tblBorders")
    for side in _RULES:
        _add(borders, f"w:{side}", {"w:val": rule, "w:sz": 4, "w:space": 0})
    _add(properties, "w:tblLayout", {"w:type": "fixed"})
    margins = _add(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _add(margins, f"w:{side}", {"w:w": margin, "w:type": "dxa"})


def _add_row(table: Element, row: Row, widths: Sequence[int], size: int) -> None:
    """Add a row; one that is not too tall is kept whole on its page."""
    built = _add(table, "w:tr")
    properties = _add(built, "w:trPr")
    lengths = [sum(map(len, cell.paragraphs)) for cell in row.cells]
    if max(lengths) < LONGEST_WHOLE_ROW:
        _add(properties, "w:cantSplit")
    if row.header:
        _add(properties, "w:tblHeader")
    column = 0
    for cell in row.cells:
        width = sum(widths[column : column + cell.span])
        built_cell = _add_cell(built, width, cell.span)
        for text in cell.paragraphs or ("",):
            lines = _add_paragraph(built_cell, cell.align, with_next=row.with_next)
            _add_run(lines, text, size, bold=cell.bold)
        column += cell.span


def _add_cell(row: Element, width: int, span: int) -> Element:
    """Add a cell, its width in twips; Word demands that a paragraph follow."""
    built = _add(row, "w:tc")
    properties = _add(built, "w:tcPr")
    _add(properties, "w:tcW", {"w:w": width, "w:type": "dxa"})
    if span > 1:
        _add(properties, "w:gridSpan", {"w:val": span})
    return built


def _add_paragraph(cell: Element, align: str, *, with_next: bool) -> Element:
    """Add a paragraph to a cell; `align` is a `w:jc`, empty for the left."""
    built = _add(cell, "w:p")
    properties = _add(built, "w:pPr")
    if with_next:
        _add(properties, "w:keepNext")
    if align:
        _add(properties, "w:jc", {"w:val": align})
    return built


def _add_run(lines: Element, text: str, size: int, *, bold: bool) -> None:
    """Add a text; its size, in points, is said once more for other scripts."""
    run = _add(lines, "w:r")
    properties = _add(run, "w:rPr")
    if bold:
        _add(properties, "w:b")
    for name in ("w:sz", "w:szCs"):
        _add(properties, name, {"w:val": 2 * size})  # in halves of a point
    words = _add(run, "w:t", {"xml:space": "preserve"})
    words.text = unbroken(text)


def _add(parent: Element, name: str, attributes: dict[str, str | int] | None = None) -> Element:
    """Add an element within another one."""
    made = OxmlElement(name)
    for key, value in (attributes or {}).items():
        made.set(qn(key), str(value))
    parent.append(made)
    return made


def signature(document: DocxDocument, page: Page, post: str, name: str) -> None:
    """Add a line to sign: the post, room for a hand, the name; a table, so that they line up."""
    gap = paragraph(document, "")
    gap.paragraph_format.keep_with_next = True
    side = (page.width - HAND) // 2
    cells = (Cell((post,)), Cell(("_" * 16,), align="center"), Cell((name,), align="right"))
    widths = (side, HAND, side)
    add(document, Table(widths, [Row(cells)], ruled=False, size=BODY_SIZE))
    last = paragraph(document, "")  # a page must end in one
    last.paragraph_format.line_spacing = Pt(1)


def saved(document: DocxDocument) -> bytes:
    """Give the bytes of a document."""
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
