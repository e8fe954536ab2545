"""Documents made to hurt: each is read or refused in a sentence, within its time and memory."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from conftest import bare_environment
from import_fixtures import HEAD, ROWS, TITLE, changed, propose, saved, sheet, word
from test_import_layouts import as_page, as_paste

from roadmap_cli.exchange.importing import UnreadableDocumentError, office
from roadmap_cli.exchange.importing.proposal import Answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DOCUMENT, SHEET, STYLES = "word/document.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"
MEGABYTE = 1_000_000
FIGURES = "9" * 5000


def _word(before: str, piece: str, times: int) -> bytes:
    made = saved(word(TITLE, [HEAD, *ROWS]))
    return changed(made, DOCUMENT, lambda text: text.replace(before, piece * times + before, 1))


def _sheet(piece: str, times: int) -> bytes:
    end = "</sheetData>"
    made = saved(sheet([[TITLE], HEAD, *ROWS]))
    return changed(made, SHEET, lambda text: text.replace(end, piece * times + end))


def _styles() -> bytes:
    made = saved(sheet([[TITLE], HEAD, *ROWS]))
    end = "</cellXfs>"
    return changed(made, STYLES, lambda text: text.replace(end, "<xf/>" * 2_000_000 + end))


def _declared() -> bytes:
    """Say in the archive's list that the document unpacks to a gigabyte."""
    raw = bytearray(saved(word(TITLE, [HEAD, *ROWS])))
    entry = raw.rindex(DOCUMENT.encode()) - 46
    raw[entry + 24 : entry + 28] = (1 << 30).to_bytes(4, "little")
    return bytes(raw)


def _bars() -> bytes:
    rows = [[str(i), "Курсы", "Март", "МОЦ", *range(428)] for i in range(108)]
    return saved(sheet([[TITLE], [*HEAD, *range(428)], *rows]))


def _paste(*lines: str) -> bytes:
    return "\n".join(["\t".join(HEAD), *lines]).encode()


REFUSED: dict[str, Callable[[], bytes]] = {
    "rows of a sheet": partial(_sheet, "<row><c><v>1</v></c></row>", 100_000),
    "rows of a document": partial(_word, "</w:tbl>", "<w:tr><w:tc><w:p/></w:tc></w:tr>", 100_000),
    "rows of a page": lambda: as_page([HEAD]).replace(b"</table>", b"<tr><td>1<td>2" * 100_000),
    "rows of a paste": lambda: as_paste([HEAD, *ROWS]) + b"\n1\t2\t3\t4" * 4998,
    "lines of a paste with tabs": lambda: as_paste([HEAD, *ROWS]) + b"\n1\t2\t3\t4" * 100_000,
    "rows of csv": lambda: ";".join(HEAD).encode() + b"\n1;2;3;4" * 100_000,
    "lines of a paste": lambda: _paste("a\n" * 20_000),
    "more lines of a paste": lambda: _paste("a\n" * 50_000),
    "paragraphs": partial(_word, "<w:tbl>", "<w:p/>", 50_000),
    "nodes of a document": partial(_word, "<w:tbl>", "<w:p/>", 2_000_000),
    "attributes of a document": partial(_word, "<w:tbl>", '<w:p a="1" b="2" c="3"/>', 500_000),
    "cells of a sheet": partial(_sheet, "<c/>", 2_000_000),
    "styles of a sheet": _styles,
    "60 MB in a part": partial(_word, "<w:tbl>", " ", 60 * MEGABYTE),
    "a gigabyte declared": _declared,
    "tags without an end": lambda: b"<html>" + b"<a " * 100_000,
    "elements without an end": lambda: b"<html>" + b"<div>" * 100_000,
    "elements of a page": lambda: b"<html>" + b"<div>a</div>" * 400_000,
    "a comment without an end": lambda: b"<html><!--" + b"x" * 5 * MEGABYTE,
    "a quote without an end": lambda: ";".join(HEAD).encode() + b'\n1;"' + b"a;b\n" * 1_250_000,
    "a paste of 60 MB": lambda: _paste("x" * 60 * MEGABYTE),
    "a bar chart of 110 × 432": _bars,
}
TOO_LONG = "строк больше 5000, это не план; оставьте в ней план"
TOO_LARGE = "внутри он слишком велик для плана; сохраните план отдельно"
NO_TABLE = (
    "таблицы в нём нет (возможно, это скан или текст без столбцов); "
    "нужен документ с таблицей: № | Мероприятие | Срок | Ответственные"
)
REASONS = {
    "rows of a sheet": f"таблица 1: {TOO_LONG}",
    "rows of a document": f"таблица 1: {TOO_LONG}",
    "rows of a page": f"таблица 1: {TOO_LONG}",
    "rows of a paste": f"таблица: {TOO_LONG}",
    "lines of a paste with tabs": f"текст: {TOO_LONG}",
    "rows of csv": f"текст: {TOO_LONG}",
    "more lines of a paste": f"текст: {TOO_LONG}",
    "lines of a paste": "под заголовком таблицы нет ни одного мероприятия; проверьте документ",
    "tags without an end": NO_TABLE,
    "elements without an end": NO_TABLE,
    "a comment without an end": NO_TABLE,
    "a quote without an end": f"текст: {TOO_LONG}",
    "a bar chart of 110 × 432": (
        "таблица 1: это диаграмма по дням, а не план; если это всё же план, "
        'назовите столбцы: --columns "№,мероприятие,срок,ответственный"'
    ),
}
"""Why a document is refused that is not too large as a whole."""
READ: dict[str, Callable[[], bytes]] = {
    "figures in html": lambda: as_page([HEAD, [FIGURES, f"Курсы {FIGURES}", FIGURES, "МОЦ"]]),
    "figures in a document": partial(
        _word,
        "</w:tbl>",
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="{FIGURES}"/></w:tcPr></w:tc></w:tr>',
        1,
    ),
    "figures for an id": lambda: saved(word(TITLE, [HEAD, [FIGURES, "Курсы", "Март", "МОЦ"]])),
    "3,000 parties in a cell": lambda: _paste(
        f"1\tКурсы\tМарт\t{', '.join(f'Школа {i}' for i in range(3000))}"
    ),
    "600 parties": lambda: _paste(*(f"{i}\tКурсы\tМарт\tУчитель школы {i:o}а" for i in range(600))),
    "the same number 2,000 times": lambda: _paste(*["1\tКурсы\tМарт\tМОЦ"] * 2000),
    "a long term": lambda: _paste(f"1\tКурсы\t{'апрель, ' * 5000}\tМОЦ"),
}
HEAVY: dict[str, Callable[[], bytes]] = {
    "250 MB in a part": partial(_word, "<w:tbl>", "<w:p/>", 250 * MEGABYTE // 6),
    "a gigabyte in a part": partial(_word, "<w:tbl>", " " * 1000, MEGABYTE),
    "250 MB in a sheet": partial(_sheet, "<row><c/></row>", 250 * MEGABYTE // 15),
    "almost all nodes": partial(_word, "</w:tbl>", "<w:tr><w:tc><w:p/></w:tc></w:tr>", 4900),
    "almost all cells": partial(_sheet, "<row>" + "<c><v>1</v></c>" * 55 + "</row>", 4900),
}
LAUNCHER = """
import os, sys
child = os.posix_spawn(sys.executable, sys.argv[1:], os.environ)
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), used.ru_maxrss // 1024, used.ru_utime + used.ru_stime)
"""
"""Starts the program from a small process: the memory of who starts it counts for it too."""


@pytest.mark.parametrize("what", REFUSED)
def test_a_document_made_to_hurt_is_refused_in_one_sentence(what: str) -> None:
    with pytest.raises(UnreadableDocumentError) as refused:
        propose(office.read("план", REFUSED[what]()), Answers(), date(2021, 1, 20))
    reason = REASONS.get(what, TOO_LARGE)
    assert str(refused.value) == f"документ план не прочитан: {reason}"


@pytest.mark.parametrize("what", READ)
def test_what_is_long_is_read(what: str) -> None:
    assert propose(office.read("план", READ[what]()), Answers(), date(2021, 1, 20)).items


@pytest.mark.torture
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
@pytest.mark.parametrize("what", [*REFUSED, *READ, *HEAVY])
def test_no_document_takes_more_than_its_memory_and_time(what: str, tmp_path: Path) -> None:
    path = tmp_path / "документ"
    path.write_bytes((REFUSED | READ | HEAVY)[what]())
    program = [
        sys.executable,
        "-m",
        "roadmap_cli",
        "import",
        str(path),
        "--accept",
        "--output",
        "-",
    ]
    run = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *program],
        capture_output=True,
        text=True,
        env=bare_environment(),
        check=True,
    )
    *_, last = run.stdout.splitlines()
    code, megabytes, seconds = last.split()
    assert int(megabytes) < 512
    assert float(seconds) < 20
    assert code in {"0", "5"}
    assert code == "0" or run.stderr.count("\n") == 1
