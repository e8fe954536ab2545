"""Rows of an .xlsx: merged ranges as spans, dates and numbers as their format shows them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl

from roadmap_cli.exchange.importing.header import Cell, Row, clean
from roadmap_cli.terms.vocabulary import MONTHS, MONTHS_OF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_DATE_PARTS = re.compile(r"d+|m+|y+", re.IGNORECASE)
_SHORT_NAME = 3  # letters m in a format: «сен»; more are «сентябрь»


def rows(file: BinaryIO) -> list[Row]:
    """Read the rows of all visible sheets; each sheet is a table."""
    book = openpyxl.load_workbook(file, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    several = len(sheets) > 1
    found: list[Row] = []
    for number, sheet in enumerate(sheets, start=1):
        found += _sheet_rows(sheet, number, several=several)
        while found and not found[-1].lines:  # rows that have borders and nothing else
            found.pop()
    return found


def _sheet_rows(sheet: Any, number: int, *, several: bool) -> Iterator[Row]:  # noqa: ANN401  # openpyxl has no types
    """Give the rows; of several sheets each is named where a row is."""
    merged = _merged(sheet)
    name = f"лист «{sheet.title}», " if several else ""
    for line in sheet.iter_rows():
        seen = [cell for cell in line if cell.coordinate not in merged.covered]
        cells = [_cell(cell, merged) for cell in seen]
        place = f"{name}строка {line[0].row}"
        yield Row(tuple(cells), place, number)


class _Merged(NamedTuple):
    """Places of cells in merged ranges: of each line the first has a span, the rest is covered."""

    spans: dict[str, int]
    covered: set[str]
    continued: set[str]  # the first of a line below another one


def _merged(sheet: Any) -> _Merged:  # noqa: ANN401  # the same
    """Gather what the sheet says of merged ranges, to be found by cell."""
    merged = _Merged({}, set(), set())
    for area in sheet.merged_cells.ranges:
        for number, line in enumerate(area.rows):
            first, *rest = (sheet.cell(*place).coordinate for place in line)
            merged.spans[first] = len(line)
            merged.covered.update(rest)
            if number > 0:
                merged.continued.add(first)
    return merged


def _cell(cell: Any, merged: _Merged) -> Cell:  # noqa: ANN401  # the same
    """Give a cell with its span and whether it goes on below another one."""
    return Cell(
        text=_shown(cell),
        span=merged.spans.get(cell.coordinate, 1),
        continued=cell.coordinate in merged.continued,
        bold=bool(cell.font and cell.font.b),
    )


def _shown(cell: Any) -> str:  # noqa: ANN401  # the same
    """Show a value as its number format does; formulas give what Excel had counted."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return _date(value, cell.number_format)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return clean(str(value)).strip()
    fixed = re.fullmatch(r"[#0]*0\.(0+)", cell.number_format)
    if fixed is None:
        return f"{value:.15g}"
    decimals = len(fixed[1])
    return f"{value:.{decimals}f}"


def _date(value: date, form: str) -> str:
    """Show a date: as its format says where that names a month, else as 28.09.2020."""
    bare = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|;.*|\\", "", form).casefold()
    parts = _DATE_PARTS.findall(bare)
    by_sign = {part[0]: part for part in parts}
    day = by_sign.get("d", "")
    month = by_sign.get("m", "")
    year = str(value.year) if "y" in by_sign else ""
    names_month = len(month) >= _SHORT_NAME
    if names_month or (parts and not day):
        return _with_month(value, year, has_day=bool(day))
    begins_with_month = parts[:1] == [month]  # Excel's usual date, of any country
    if begins_with_month or not parts:
        return f"{value:%d.%m.%Y}"
    day_figures = str(value.day).zfill(len(day))
    month_figures = str(value.month).zfill(len(month))
    return ".".join(filter(None, [day_figures, month_figures, year]))


def _with_month(value: date, year: str, *, has_day: bool) -> str:
    """Write «28 сентября 2020», or «сентябрь 2020»; without a year where the format has none."""
    if has_day:
        month_of = MONTHS_OF[value.month - 1]
        return f"{value.day} {month_of} {year}".rstrip()
    month = MONTHS[value.month - 1]
    return f"{month} {year}".rstrip()
