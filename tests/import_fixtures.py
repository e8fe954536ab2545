"""Documents for the tests of import, built by the libraries that people's programs resemble; names are invented."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import openpyxl

from roadmap_cli.exchange.importing import proposal, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from roadmap_cli.exchange.importing import Cell, Row, Source

HEAD = ["№", "Мероприятие", "Срок", "Ответственные"]
TITLE = "План мероприятий на 2021 год"
ROWS = [["1.", "Курсы", "Март", "Методист"], ["2.", "Поход", "до 15 мая", "Завуч, физрук"]]


def propose(source: Source, answers: proposal.Answers, today: date) -> proposal.Proposal:
    """Read a document as a plan at once."""
    found = tables.find(source, answers.columns)
    return proposal.propose(proposal.recognise(found, answers), answers, today)


def word(*parts: str | Sequence[Sequence[str]]) -> Any:
    """Build a Word document of paragraphs and tables; a row of one text is merged over all columns."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=0, cols=max(map(len, part)))
        for texts in part:
            cells = table.add_row().cells
            if len(texts) == 1 < len(cells):
                cells[0].merge(cells[-1])
            for cell, text in zip(cells, texts, strict=False):
                cell.text = text
    return document


def sheet(rows: Sequence[Sequence[object]]) -> Any:
    """Build a workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return book


def saved(document: Any) -> bytes:
    """Give the bytes of a document or a workbook."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def changed(raw: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Change a part of an archive."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == part else text)
    return file.getvalue()


def drawn(rows: Sequence[Row]) -> list[str]:
    """Draw rows: of a cell, `>2` covers two columns, `^` continues the one above, `*` is bold."""
    return [" | ".join(map(_drawn, row.cells)) for row in rows]


def _drawn(cell: Cell) -> str:
    text = cell.text.replace("\n", " / ")
    signs = f"{'*' if cell.bold else ''}{'^' if cell.continued else ''}"
    return f"{signs}{text}{f' >{cell.span}' if cell.span > 1 else ''}".strip()


def documents(folder: Path) -> None:
    """Put the documents that the examples name into a folder."""
    (folder / "приказ.docx").write_bytes(saved(word(TITLE, [HEAD, *ROWS])))
    (folder / "план.xlsx").write_bytes(saved(sheet([["План школы"], HEAD, *ROWS])))


ORDER = (
    "АДМИНИСТРАЦИЯ ГОРОДА СОСНОВКА",
    "ОТДЕЛ ОБРАЗОВАНИЯ",
    "",
    "П Р И К А З",
    "",
    "15.01.2021",
    "№ 5/ од",
    "",
    "Об утверждении плана подготовки школ",
    "к новому учебному году",
    "",
    "В целях подготовки школ города Сосновка",
    "",
    "п р и к а з ы в а ю:",
    "1. Утвердить план мероприятий на 2021 год (приложение).",
    "2. Контроль за исполнением приказа возложить на главного специалиста отдела Кузнецову М.П.",
    "",
    "Начальник отдела образования",
    "",
    "А.Б. Лесной",
    "",
    "План мероприятий",
    "по подготовке школ к новому учебному году",
    "на 2021 год",
)
STAGES = [
    [["Кадры"], ["Провести собеседования с директорами школ", "Февраль", "Отдел образования"]],
    [["Здания"], ["Провести ремонт", "июнь - август", "Директора школ"]],
    [["Территории"], ["Провести субботники", "до 15 мая", "Завхозы, Орлов П.П., садовник"]],
    [["Документы"], ["Составить паспорта готовности", "III квартал", "Методический кабинет"]],
]


def order_of_25_items() -> Any:
    """Build an order with a plan of 25 items in four sections, as it comes by mail."""
    rows: list[list[str]] = [["№ п/п", "Мероприятие", "Срок исполнения", "Ответственные"]]
    number = 0
    for heading, (title, term, party) in STAGES:
        rows.append(heading)
        for stage in range(1, 7):
            number += 1
            rows.append([f"{number}.", f"{title} ({stage} этап)", term, party])
    rows.append(["25.", "Подвести итоги", "декабрь", "Отдел образования"])
    return word(*ORDER, rows)
