"""Rows of a .docx: physical cells as Word keeps them, not the grid that a library makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn

from roadmap_cli.exchange.importing.header import Cell, Row, clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _TAB, _BREAK, _CARRIAGE = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_NO_BREAK_HYPHEN = qn("w:noBreakHyphen")
_RUN, _BOLD, _VALUE = qn("w:r"), qn("w:b"), qn("w:val")
_MERGED, _SPAN, _BEFORE = qn("w:vMerge"), qn("w:gridSpan"), qn("w:gridBefore")
_CELL_FACTS, _ROW_FACTS, _RUN_FACTS = qn("w:tcPr"), qn("w:trPr"), qn("w:rPr")
_CONTENT_CONTROL = {qn("w:sdt"), qn("w:sdtContent")}
_WRAPPERS = {qn("w:ins"), qn("w:smartTag"), qn("w:customXml")} | _CONTENT_CONTROL
_UNSEEN = {
    qn("w:moveFrom"),
    _P,  # of a text box within a paragraph
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_SIGNS = {_TAB: " ", _BREAK: "\n", _CARRIAGE: "\n", _NO_BREAK_HYPHEN: "-"}


def rows(file: BinaryIO) -> list[Row]:
    """Read the lines of text and the rows of tables in order."""
    body = docx.Document(file).element.body
    found: list[Row] = []
    tables = 0
    lines = 0
    for element in _children(body, {_P, _TBL}):
        if element.tag == _P:
            lines += 1
            line = Cell(_paragraph(element))
            found.append(Row((line,), f"абзац {lines}"))
            continue
        for table in _tables(element):
            tables += 1
            found += _table_rows(table, tables)
    return found


def _tables(table: Any) -> list[Any]:  # noqa: ANN401  # lxml's elements have no types
    """Give a table; of one that is only a frame, a cell a row, those inside."""
    inside: list[Any] = []
    for row in _children(table, {_TR}):
        cells = list(_children(row, {_TC}))
        if len(cells) != 1:
            return [table]
        inside += _children(cells[0], {_TBL})
    return inside or [table]


def _table_rows(table: Any, number: int) -> Iterator[Row]:  # noqa: ANN401  # the same
    """Give the rows of a table, its number in their places."""
    for i, row in enumerate(_children(table, {_TR}), start=1):
        cells = list(_cells(row))
        if cells:
            place = f"таблица {number}, строка {i}"
            yield Row(tuple(cells), place, number)


def _cells(row: Any) -> Iterator[Cell]:  # noqa: ANN401  # the same
    """Give the cells of a row, an empty one for the columns it leaves out at first."""
    before = _value(row, f"{_ROW_FACTS}/{_BEFORE}")
    if before:
        yield Cell("", int(before))
    for cell in _children(row, {_TC}):
        text = "\n".join(map(_paragraph, cell.iter(_P)))
        span = _value(cell, f"{_CELL_FACTS}/{_SPAN}") or 1
        merged = cell.find(f"{_CELL_FACTS}/{_MERGED}")
        continued = merged is not None and merged.get(_VALUE) != "restart"
        yield Cell(text.strip(), int(span), continued, _is_bold(cell))


def _value(element: Any, path: str) -> str | None:  # noqa: ANN401  # the same
    """Give the value of a fact about a row or a cell, if it has one."""
    fact = element.find(path)
    return None if fact is None else fact.get(_VALUE)


def _children(element: Any, wanted: set[str]) -> Iterator[Any]:  # noqa: ANN401  # the same
    """Give the children of some tags, also inside content controls and marks of corrections."""
    for child in element:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, wanted)


def _paragraph(element: Any) -> str:  # noqa: ANN401  # the same
    """Give the text of a paragraph without what is deleted or repeated for older programs."""
    return clean("".join(_pieces(element)))


def _pieces(element: Any) -> Iterator[str]:  # noqa: ANN401  # the same
    """Give texts and signs in order; a tab outside a run is a setting, no sign."""
    for child in element:
        tag = child.tag
        if tag == _TEXT:
            yield child.text or ""
        elif tag in _SIGNS and element.tag == _RUN:
            yield _SIGNS[tag]
        elif tag not in _UNSEEN:
            yield from _pieces(child)


def _is_bold(cell: Any) -> bool:  # noqa: ANN401  # the same
    """Tell whether all runs with some text are bold by themselves; styles are not looked into."""
    runs = [run for run in cell.iter(_RUN) if _has_text(run)]
    return bool(runs) and all(map(_has_bold, runs))


def _has_text(run: Any) -> bool:  # noqa: ANN401  # the same
    """Tell whether a run has text: the type of an empty one does not count."""
    return any(piece.text for piece in run.iter(_TEXT))


def _has_bold(run: Any) -> bool:  # noqa: ANN401  # the same
    """Tell whether a run is set bold; the setting may also say that it is not."""
    bold = run.find(f"{_RUN_FACTS}/{_BOLD}")
    return bold is not None and bold.get(_VALUE) not in {"0", "false", "off"}
