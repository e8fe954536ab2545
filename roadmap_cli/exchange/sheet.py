"""The report as a workbook: a row per item to sort and filter, and the figures."""

from __future__ import annotations

from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING

from roadmap_cli.errors import NotInstalledError
from roadmap_cli.plan import model
from roadmap_cli.plan.model import State
from roadmap_cli.views.sentences import executed_on
from roadmap_cli.wording import NOBODY, on_paper

try:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem
    from openpyxl.worksheet.header_footer import _HeaderFooterPart as Part
    from openpyxl.worksheet.properties import PageSetupProperties
except ModuleNotFoundError:
    raise NotInstalledError("таблица Excel (.xlsx) не записана", "office") from None

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from roadmap_cli.views.execution_mark import Chapter, OfficialRow
    from roadmap_cli.views.report import Report, Sheet

    _Value = str | int | date | None


_STATE = "Состояние"
_MARK = "Отметка об исполнении"
COLUMNS = {
    "№ п/п": 8,
    "Мероприятие": 46,
    "Раздел": 28,
    "Срок исполнения": 16,
    "Контрольная дата": 13,
    "Ответственные": 24,
    _STATE: 16,
    "Дней просрочки": 12,
    "Дата отметки": 13,
    _MARK: 48,
}
"""The columns and their widths in characters."""

_PLAN = {"План": 14}
_UNFROZEN = "C2"  # the first scrolling cell: heads, numbers and measures stay in view
_LINE = 15.0  # points of height of an 11-point line
_TALLEST = 409.0  # points, Excel's maximum
_LONGEST = 32_000  # characters of a cell; Excel takes 32,767
_FIGURES = 14  # width of a column of figures
_NAMES = 60  # width of a column of names
_FILLS = {
    State.OVERDUE: "F8D7DA",
    State.SUBMITTED: "E8DAEF",
    State.IN_PROGRESS: "D6EAF8",
    State.DONE_LATE: "FFF3CD",
    State.DONE: "D5F0DA",
    State.CANCELLED: "E5E7E9",
}
_RULE = Side(style="thin", color="B8C0CC")
_BORDER = Border(left=_RULE, right=_RULE, top=_RULE, bottom=_RULE)
_TOP = Alignment(vertical="top", wrap_text=True)
_RIGHT = Alignment(vertical="top", horizontal="right")
_HEAD = Alignment(vertical="center", horizontal="center", wrap_text=True)
_NUMBER = Alignment(vertical="top", horizontal="center")
_GREY = PatternFill("solid", start_color="EEF2F7")


def workbook(report: Report) -> bytes:
    """Write the items, and the figures on a second sheet."""
    book = Workbook()
    book.properties.creator = ""
    book.properties.title = on_paper(report.heading)
    items = book.worksheets[0]
    items.title = "Пункты"
    _write_items(items, report)
    figures = book.create_sheet("Итоги")
    _write_texts(figures, report)
    for table in report.sheets:
        if table.of_figures:
            _write_table(figures, table)
    if report.groups:
        groups = book.create_sheet("Отчёты групп")
        for table in report.groups:
            _write_table(groups, table)
    for sheet in book.worksheets:
        _set_print(sheet, report)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_items(sheet: Worksheet, report: Report) -> None:
    columns = COLUMNS | _PLAN if len(report.covers) > 1 else COLUMNS
    _write_heads(sheet, 1, columns.items())
    sheet.row_dimensions[1].height = 2 * _LINE
    for chapter in report.chapters:
        for entry in chapter.entries:
            _write_entry(sheet, chapter, entry, columns)
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A1:{last}{sheet.max_row}"
    sheet.freeze_panes = _UNFROZEN
    sheet.print_title_rows = "1:1"


def _write_heads(sheet: Worksheet, row: int, columns: Iterable[tuple[str, int]]) -> None:
    """Write the names of columns, and set the widths of these."""
    for place, (head, width) in enumerate(columns, start=1):
        cell = _put(sheet, row, place, head)
        cell.font = _font(bold=True)
        cell.alignment = _HEAD
        cell.fill = _GREY
        sheet.column_dimensions[get_column_letter(place)].width = width


def _write_entry(
    sheet: Worksheet, chapter: Chapter, entry: OfficialRow, columns: Mapping[str, int]
) -> None:
    """Write an item below the last row; a state that matters has its colour."""
    row, number = entry.row, sheet.max_row + 1
    values: tuple[_Value, ...] = (
        _number(entry.number),
        on_paper(row.item.title),
        chapter.title,
        on_paper(row.approved.text),
        row.due,
        "\n".join(map(on_paper, row.item.responsible)) or NOBODY,
        model.state_name(row.state),
        row.days_late or None,
        executed_on(row),
        "\n".join([*entry.mark, *(link.name for link in entry.links)]),
        chapter.plan,
    )
    for place, value in enumerate(values[: len(columns)], start=1):
        _put(sheet, number, place, value)
    sheet.cell(number, 1).alignment = _NUMBER
    heads = list(columns)
    if entry.links:
        sheet.cell(number, heads.index(_MARK) + 1).hyperlink = entry.links[0].target
    if row.state in _FILLS:
        fill = PatternFill("solid", start_color=_FILLS[row.state])
        sheet.cell(number, heads.index(_STATE) + 1).fill = fill
    lines = [
        _lines(value, width)
        for value, width in zip(values, columns.values(), strict=False)
        if isinstance(value, str)
    ]  # LibreOffice does not compute the height itself
    sheet.row_dimensions[number].height = min(_TALLEST, _LINE * max(lines))


def _put(sheet: Worksheet, row: int, place: int, value: _Value) -> Cell | MergedCell:
    """Write a value: a text always as text, a date as a date."""
    cell = sheet.cell(row, place)
    cell.font = _font()
    cell.border = _BORDER
    cell.alignment = _NUMBER
    if isinstance(value, str):
        cell.value = value[:_LONGEST]
        cell.data_type = "s"
        cell.alignment = _TOP
    elif value is not None:
        cell.value = value
        cell.number_format = "0" if isinstance(value, int) else "DD.MM.YYYY"
    return cell


def _font(*, bold: bool = False) -> Font:
    return Font(name="Calibri", size=11, bold=bold)


def _number(text: str) -> int | str:
    """Convert «7» to a number, so that it sorts as one; leave «1.10» and «007» as they are."""
    has_only_figures = text.isascii() and text.isdecimal()
    if has_only_figures and str(int(text)) == text:
        return int(text)
    return on_paper(text)


def _lines(text: str, width: int) -> int:
    """Count the lines of a text: whole words in nine tenths of a line, longer ones cut."""
    room = 9 * width // 10
    return sum(len(wrap(part, room)) or 1 for part in text.split("\n"))


def _set_print(sheet: Worksheet, report: Report) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    above = HeaderFooterItem(center=Part(text=on_paper(report.heading)))
    below = HeaderFooterItem(center=Part(text="&P из &N"))
    sheet.HeaderFooter = HeaderFooter(oddHeader=above, oddFooter=below)


def _write_texts(sheet: Worksheet, report: Report) -> None:
    texts = [
        report.heading,
        *report.plans,
        *(f"{name}: {text}" for name, text in report.facts),
        *(f"{gauge.name}: {gauge.text}" for gauge in report.gauges),
        *report.sentences,
        *report.warnings,
    ]
    for number, text in enumerate(texts, start=1):
        cell = sheet.cell(number, 1)
        cell.value = on_paper(text)
        cell.data_type = "s"
        cell.font = _font(bold=number == 1)


def _write_table(sheet: Worksheet, table: Sheet) -> None:
    start = sheet.max_row + 2
    widths = [_NAMES, *[_FIGURES] * (len(table.heads) - 1)]
    names = [head.name for head in table.heads]
    _write_heads(sheet, start, zip(names, widths, strict=True))
    most = max(_lines(head.name, _FIGURES) for head in table.heads[1:])
    sheet.row_dimensions[start].height = max(2, most) * _LINE
    for number, line in enumerate(table.lines, start=start + 1):
        most = 1
        for place, (text, width) in enumerate(zip(line.cells, widths, strict=False), start=1):
            cell = _put(sheet, number, place, _number(text))
            lines = _lines(text, width)
            cell.font = _font(bold=line.total)
            cell.alignment = _TOP if place == 1 or lines > 1 else _RIGHT
            most = max(most, lines)
        sheet.row_dimensions[number].height = min(_TALLEST, _LINE * most)
