"""Reading documents by content, not name: Word by physical cells, Excel by merged ranges."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from roadmap_cli.errors import NotInstalledError
from roadmap_cli.exchange.importing import (
    MAX_ROWS,
    Cell,
    RefusedPartError,
    Row,
    Skipped,
    Source,
    UnreadableDocumentError,
    cell_span,
    check_rows,
    text,
    tidy,
)
from roadmap_cli.exchange.importing.cells import is_month
from roadmap_cli.terms.vocabulary import MONTHS, MONTHS_OF
from roadmap_cli.wording import composed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from roadmap_cli.exchange.importing import Element

_MEGABYTE = 1024 * 1024
_MAX_MEGABYTES = 64
_MAX_TEXT = 10 * _MEGABYTE  # of a page or a paste
_MAX_TAGS = 600_000  # of a page
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PLAN = re.compile("^sections:", re.MULTILINE)
_HTML = re.compile(r"\s*(<!doctype html|<html|<table|<meta|<\?xml[^>]*>\s*<html)", re.IGNORECASE)
_SAVE = "откройте его и сохраните как .docx или .xlsx"
_DAMAGED = "файл повреждён; попросите прислать его ещё раз или откройте и сохраните заново"
_KNOWN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", f"это PDF, в нём нет ячеек таблицы; найдите исходный файл или {_SAVE}"),
    (b"{\\rtf", f"это формат RTF; {_SAVE}"),
    (_OLD_OFFICE, f"это старый формат Word или Excel (.doc, .xls); {_SAVE}"),
    (b"MIME-Version:", f"это веб-архив; {_SAVE}"),
    (b"\x89PNG", "это рисунок; нужен сам документ .docx или .xlsx"),
    (b"\xff\xd8\xff", "это фотография; нужен сам документ .docx или .xlsx"),
)
# of XML that is read at once, and of elements and attributes in it: a plan of 5,000 rows has half
_MAX_PART = 20 * _MEGABYTE
_MAX_NODES = 1_500_000
_TOO_LARGE = "внутри он слишком велик для плана; сохраните план отдельно"
_MAX_COLUMNS = 256
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = {f"{_W}{tag}" for tag in ("ins", "smartTag", "customXml", "sdt", "sdtContent")}
_UNREAD = {f"{_W}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "instrText")} | {_FALLBACK}
_SIGNS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_OFF = {None, "0", "false", "off", "none"}
_SHORT_NAME = 3  # letters m in a format: «сен»; more give «сентябрь»


def load(path: Path) -> bytes:
    """Read a document's bytes; raise UnreadableDocumentError if there is no such file."""
    try:
        if not path.exists():
            reason = "такого файла нет; проверьте имя"
        elif not path.is_file():
            reason = "это папка или устройство; проверьте имя"
        elif path.stat().st_size > _MAX_MEGABYTES * _MEGABYTE:
            reason = f"он больше {_MAX_MEGABYTES} МБ; сохраните план отдельно"
        else:
            return path.read_bytes()
    except OSError:
        reason = "система не даёт его прочитать; проверьте права на файл"
    raise UnreadableDocumentError(str(path), reason)


def load_stream(stream: BinaryIO) -> bytes:
    """Read a document's bytes from a stream, up to the largest size."""
    return stream.read(_MAX_TEXT + 1)


def read(name: str, raw: bytes) -> Source:
    """Read a document's rows, whatever its extension.

    Raise UnreadableDocumentError, or NotInstalledError without the packages for Word and Excel.
    """
    try:
        return _packed(name, raw) if raw.startswith(b"PK") else _plain(name, raw)
    except RefusedPartError as error:
        raise UnreadableDocumentError(name, str(error)) from None
    except ImportError:
        raise NotInstalledError("документ не прочитан", "office") from None


def _plain(name: str, raw: bytes) -> Source:
    """Read a page or a paste."""
    if not raw.strip():
        raise RefusedPartError("он пуст; проверьте, тот ли это файл")
    if raw.startswith(_OLD_OFFICE) and _ENCRYPTED in raw:  # a new format wrapped in the old
        raise RefusedPartError("он защищён паролем; откройте его и сохраните без пароля")
    for begin, reason in _KNOWN:
        if raw.startswith(begin):
            raise RefusedPartError(reason)
    if len(raw) > _MAX_TEXT or raw.count(b"<") > _MAX_TAGS:
        raise RefusedPartError(_TOO_LARGE)
    said = composed(text.decode(raw))
    if _PLAN.search(said):
        raise RefusedPartError(f"это уже файл плана; посмотрите его: roadmap list --file {name}")
    return Source(name, text.page(said) if _HTML.match(said) else text.pasted(said))


def _packed(name: str, raw: bytes) -> Source:
    """Read a .docx or .xlsx, which are archives."""
    hidden: list[Skipped] = []
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            rows = list(_rows(archive, hidden))
    except (RefusedPartError, ImportError):
        raise
    except Exception:  # noqa: BLE001  # a damaged document may fail anywhere in these libraries
        raise RefusedPartError(_DAMAGED) from None
    return Source(name, rows, skipped=tuple(hidden))


def _rows(archive: zipfile.ZipFile, hidden: list[Skipped]) -> Iterator[Row]:
    parts = archive.namelist()
    if "word/document.xml" in parts:
        return _word(archive)
    if "xl/workbook.xml" in parts:
        return _excel(archive, hidden)
    known = "OpenDocument" if "content.xml" in parts else "не документ Word или Excel"
    raise RefusedPartError(f"это {known}; {_SAVE}")


def _xml(archive: zipfile.ZipFile, part: str) -> Element:
    from lxml import etree  # noqa: PLC0415  # only documents of Office need it

    if archive.getinfo(part).file_size > _MAX_PART:
        raise RefusedPartError(_TOO_LARGE)
    with archive.open(part) as stream:  # which may be larger than it says
        raw = stream.read(_MAX_PART + 1)
    if len(raw) > _MAX_PART or raw.count(b"<") + raw.count(b"=") > _MAX_NODES:
        raise RefusedPartError(_TOO_LARGE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(raw, parser)


def _word(archive: zipfile.ZipFile) -> Iterator[Row]:
    body = _xml(archive, "word/document.xml").find(f"{_W}body")
    tables = 0
    lines = 0
    for element in _children(body, {f"{_W}p", f"{_W}tbl"}):
        if element.tag == f"{_W}p":
            lines += 1
            if lines > 10 * MAX_ROWS:
                raise RefusedPartError(_TOO_LARGE)
            yield Row((Cell(_text(element)),), f"абзац {lines}")
            continue
        for table in _tables(element):
            tables += 1
            for number, row in enumerate(_children(table, {f"{_W}tr"}), start=1):
                check_rows(number, f"таблица {tables}")
                cells = tuple(_cells(row))
                if cells:
                    yield Row(cells, f"таблица {tables}, строка {number}", tables)


def _tables(table: Element) -> list[Element]:
    """Return a table, or those inside one that is only a frame, with one cell per row."""
    inside: list[Element] = []
    for row in _children(table, {f"{_W}tr"}):
        cells = list(_children(row, {f"{_W}tc"}))
        if len(cells) != 1:
            return [table]
        inside += _children(cells[0], {f"{_W}tbl"})
    return inside or [table]


def _cells(row: Element) -> Iterator[Cell]:
    """Yield the cells of a row, with an empty one for skipped first columns."""
    before = _fact(row, f"{_W}trPr/{_W}gridBefore")
    if before:
        yield Cell("", cell_span(before))
    for cell in _children(row, {f"{_W}tc"}):
        runs = [run for run in cell.iter(f"{_W}r") if any(t.text for t in run.iter(f"{_W}t"))]
        yield Cell(
            text=_text(cell),
            span=cell_span(_fact(cell, f"{_W}tcPr/{_W}gridSpan")),
            continued=_fact(cell, f"{_W}tcPr/{_W}vMerge") not in {None, "restart"},
            # all its text is bold itself, not by a style
            bold=bool(runs) and all(_fact(run, f"{_W}rPr/{_W}b") not in _OFF for run in runs),
        )


def _fact(element: Element, path: str) -> str | None:
    """Return the value of a property, "" if it has none, None without the property."""
    fact = element.find(path)
    return None if fact is None else fact.get(f"{_W}val", "")


def _children(element: Element, wanted: set[str]) -> Iterator[Element]:
    """Yield the children with some tags, even inside content controls and tracked changes."""
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, wanted)


def _text(element: Element) -> str:
    return composed(tidy("".join(_pieces(element))))


def _pieces(element: Element) -> Iterator[str]:
    """Yield texts and signs in order, except deleted, hidden or duplicate ones."""
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _SIGNS and element.tag == f"{_W}r":
            yield _SIGNS[tag]
        elif tag == f"{_W}p":
            if element.tag != f"{_W}tc":  # of a text box
                yield "\n"
            yield from _pieces(child)
            if child.find(f"{_W}pPr/{_W}rPr/{_W}del") is None:
                yield "\n"
        elif tag not in _UNREAD and not _is_unseen(child):
            yield from _pieces(child)


def _is_unseen(run: Element) -> bool:
    """Return whether a run is hidden, or the sign of a footnote."""
    if _fact(run, f"{_W}rPr/{_W}vanish") not in _OFF:
        return True
    if _fact(run, f"{_W}rPr/{_W}vertAlign") != "superscript":
        return False
    return re.fullmatch(r"[\d*)\s]*", "".join(run.itertext())) is not None


class _Book:
    """What the sheets of a workbook share."""

    def __init__(self, archive: zipfile.ZipFile, workbook: Element) -> None:
        from openpyxl.styles.numbers import builtin_format_code  # noqa: PLC0415  # slow to load
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH  # noqa: PLC0415  # the same

        self.texts: list[str] = []
        self.styles: list[tuple[str, bool]] = []  # the format of each, and whether it is bold
        parts = archive.namelist()
        if "xl/sharedStrings.xml" in parts:
            self.texts = [_string(each) for each in _xml(archive, "xl/sharedStrings.xml")]
        if "xl/styles.xml" in parts:
            styles = _xml(archive, "xl/styles.xml")
            own = {
                each.get("numFmtId"): each.get("formatCode", "")
                for each in styles.iterfind(f"{_S}numFmts/{_S}numFmt")
            }
            fonts = [
                each.find(f"{_S}b") is not None for each in styles.iterfind(f"{_S}fonts/{_S}font")
            ]
            for style in styles.iterfind(f"{_S}cellXfs/{_S}xf"):
                form = style.get("numFmtId", "0")
                font = int(style.get("fontId", "0"))
                shown = own.get(form) or builtin_format_code(int(form)) or "General"
                self.styles.append((shown, font < len(fonts) and fonts[font]))
        properties = workbook.find(f"{_S}workbookPr")
        is_mac = properties is not None and properties.get("date1904") in {"1", "true"}
        self.epoch = MAC_EPOCH if is_mac else WINDOWS_EPOCH

    def style(self, cell: Element) -> tuple[str, bool]:
        number = int(cell.get("s") or 0)
        return self.styles[number] if number < len(self.styles) else ("General", False)


def _excel(archive: zipfile.ZipFile, hidden: list[Skipped]) -> Iterator[Row]:
    """Read the rows of all visible sheets of an .xlsx; each sheet is a table."""
    parts = set(archive.namelist())
    workbook = _xml(archive, "xl/workbook.xml")
    targets = {
        each.get("Id"): each.get("Target", "").removeprefix("/xl/")
        for each in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    book = _Book(archive, workbook)
    sheets = list(workbook.iterfind(f"{_S}sheets/{_S}sheet"))
    seen = [each for each in sheets if each.get("state", "visible") == "visible"]
    hidden += [
        Skipped(f"лист «{each.get('name')}»", "скрытый лист") for each in sheets if each not in seen
    ]
    number = 0
    for sheet in seen:
        part = f"xl/{targets[sheet.get(f'{_R}id')]}"
        if part in parts and "worksheets/" in part:
            number += 1
            called = sheet.get("name", "")
            name = f"лист «{called}», " if len(seen) > 1 else ""
            if name and is_month(called):  # a heading of its rows
                yield Row((Cell(composed(called)),), f"лист «{called}»")
            yield from _sheet(_xml(archive, part), book, number, name, hidden)


def _string(item: Element) -> str:
    """Return the text of a shared or inline string, without phonetic guides."""
    texts = [each for each in item.iter(f"{_S}t") if each.getparent().tag != f"{_S}rPh"]
    return "".join(each.text or "" for each in texts)


def _sheet(
    sheet: Element, book: _Book, number: int, name: str, hidden: list[Skipped]
) -> Iterator[Row]:
    """Yield the rows with text; the first cell of a merged range stands for all of it."""
    merged = _merged(sheet)
    rows: list[tuple[int, dict[int, Cell]]] = []
    place = 0
    for line in sheet.iterfind(f"{_S}sheetData/{_S}row"):
        place = int(line.get("r") or place + 1)
        cells = dict(_with_text(line, book))
        if not cells:
            continue
        if line.get("hidden") in {"1", "true"}:
            hidden.append(Skipped(f"{name}строка {place}", "скрытая строка"))
            continue
        rows.append((place, cells))
        check_rows(len(rows), f"{name}таблица {number}")
    width = max((column for _, cells in rows for column in cells), default=0)
    for place, cells in rows:
        found = []
        column = 1
        while column <= width:
            own = cells.get(column, Cell(""))
            wide, continued = merged.get((place, column), (1, False))
            span = min(wide, width - column + 1)
            found.append(own._replace(span=span, continued=continued))
            column += span
        yield Row(tuple(found), f"{name}строка {place}", number)


def _with_text(line: Element, book: _Book) -> Iterator[tuple[int, Cell]]:
    """Yield the cells of a line that have a text, with their columns."""
    column = 0
    for cell in line.iterfind(f"{_S}c"):
        column = _column(cell.get("r")) or column + 1
        if column > _MAX_COLUMNS or not len(cell):
            continue
        text = composed(tidy(_shown(cell, book)))
        _, bold = book.style(cell)
        if text:
            yield column, Cell(text, bold=bold)


def _merged(sheet: Element) -> dict[tuple[int, int], tuple[int, bool]]:
    """Return the width of merged ranges by the first cell of each row, and if one is above it."""
    merged: dict[tuple[int, int], tuple[int, bool]] = {}
    for area in sheet.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
        found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", area.get("ref") or "")
        if found is None:
            continue
        left, right = _column(found[1]), _column(found[3])
        top, bottom = int(found[2]), int(found[4])
        for row in range(top, min(bottom, top + MAX_ROWS) + 1):  # it may reach the sheet's edge
            merged[row, left] = right - left + 1, row > top
        if len(merged) > 20 * MAX_ROWS:
            raise RefusedPartError("объединённых ячеек в нём больше, чем бывает в плане")
    return merged


def _column(place: str | None) -> int:
    """Return the column number of a cell name, 2 for B7; 0 without a name."""
    number = 0
    for letter in (place or "").rstrip("0123456789")[:3]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _shown(cell: Element, book: _Book) -> str:  # noqa: PLR0911  # one return a kind
    """Show a value in its number format; formulas give the result stored by Excel."""
    from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415  # slow to load
    from openpyxl.utils.datetime import from_excel  # noqa: PLC0415  # the same

    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_S}is")
        return "" if inline is None else _string(inline)
    value = cell.findtext(f"{_S}v")
    if not value:
        return ""
    if kind == "s":
        return book.texts[int(value)]
    if kind == "d":
        return _date(date.fromisoformat(value[:10]), "dd.mm.yyyy")
    if kind != "n":
        return "" if kind == "e" else str(value)
    number = float(value)
    form, _ = book.style(cell)
    if is_date_format(form):
        try:
            found = from_excel(number, book.epoch)
        except (ValueError, OverflowError):
            return str(value)
        return _date(found, form) if isinstance(found, date) else str(found)
    fixed = re.fullmatch(r"[#0]*0\.(0{1,9})", form)
    return f"{number:.15g}" if fixed is None else f"{number:.{len(fixed[1])}f}"


def _date(value: date, form: str) -> str:
    """Show a date in its format if that names a month, else as 28.09.2020, always with a year."""
    bare = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|;.*|\\", "", form).casefold()
    parts = {part[0]: part for part in re.findall(r"d+|m+|y+", bare)}
    if len(parts.get("m", "")) < _SHORT_NAME and ("d" in parts or not parts):
        return f"{value:%d.%m.}{value.year:04d}"
    if "d" in parts:
        return f"{value.day} {MONTHS_OF[value.month - 1]} {value.year}"
    return f"{MONTHS[value.month - 1]} {value.year}"
