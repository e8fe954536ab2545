"""The official report, the letters and the sheet, read back by the libraries of their formats."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PROJECT, bare_environment
from docx import Document
from docx.oxml.ns import qn
from golden_files import same_as_golden
from openpyxl import load_workbook
from papers import docx_lines, write_plan

from roadmap_cli.exchange.word import post_and_name

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Office, Roadmap

HOSTILE = "=HYPERLINK(1) <b>&amp; \x1b[31m\u202e{{x}}\ufffe"
CLEAN = "=HYPERLINK(1) <b>&amp; [31m{{x}}"
SOFFICE = shutil.which("soffice")


def _hostile(plan: Path) -> None:
    item = {
        "id": "=1+1",
        "title": HOSTILE,
        "term": "Сентябрь",
        "responsible": [HOSTILE],
        "status": "done",
        "executed": [date(2020, 9, 1)],
        "note": HOSTILE,
    }
    text = {"number": HOSTILE, "controlled_by": HOSTILE}
    write_plan(plan, [item], title=f"& {HOSTILE}", order=text)


def _report(roadmap: Roadmap, plan: Path, ending: str, *words: str) -> Path:
    target = plan.with_name(f"отчёт.{ending}")
    assert roadmap("report", "--output", target.name, *words).code == 0
    return target


def _tables(path: Path) -> list[Any]:
    return list(Document(str(path)).element.body.iter(qn("w:tbl")))


def test_the_official_report_of_october(october: Path, roadmap: Roadmap) -> None:
    lines = docx_lines(_report(roadmap, october, "docx"))
    same_as_golden("report.docx.txt", "\n".join(lines).replace("\u00a0", "~") + "\n")


def test_the_official_report_of_a_quarter_has_what_concerns_it(
    october: Path, roadmap: Roadmap
) -> None:
    lines = docx_lines(_report(roadmap, october, "docx", "--period", "III квартал"))
    assert "за III квартал 2020 года" in lines
    numbers = [line.split(" | ")[0] for line in lines if line.count(" | ") == 4][1:]
    # executed in January, and due in October
    assert set(range(1, 19)) - set(map(int, numbers)) == {1, 4, 8}


def test_several_plans_stand_in_one_report_under_their_names(
    october: Path, roadmap: Roadmap
) -> None:
    item = {"id": 1, "title": "а", "term": "Сентябрь", "responsible": ["ОУ"]}
    write_plan(october.with_name("roadmap_2021.yaml"), [item], title="План 2021", year=2021)
    assert roadmap("--all", "report", "--output", "отчёт.docx").code == 0
    lines = docx_lines(october.with_name("отчёт.docx"))
    assert "об исполнении планов мероприятий" in lines
    assert "2021: Раздел" in lines
    assert any(line.startswith("2021/1 | а | Сентябрь | ОУ | ") for line in lines)


def test_the_look_of_the_official_report(october: Path, roadmap: Roadmap) -> None:
    document = Document(str(_report(roadmap, october, "docx")))
    (section,) = document.sections
    millimetres = [
        round(length.mm) for length in (
            section.page_width, section.page_height, section.left_margin, section.right_margin,
            section.top_margin, section.bottom_margin,
        ) if length
    ]  # fmt: skip
    assert millimetres == [297, 210, 20, 10, 20, 20]
    assert section.different_first_page_header_footer
    (number,) = section.header.part.element.iter(qn("w:fldSimple"))
    assert number.get(qn("w:instr")) == "PAGE"
    assert not section.first_page_header.paragraphs[0].text
    assert 'w:val="ru-RU"' in document.styles.element.xml
    fonts = list(document.styles.element.iter(qn("w:rFonts")))
    assert {fonts[0].get(qn(f"w:{name}")) for name in ("ascii", "hAnsi", "cs", "eastAsia")} == {
        "Times New Roman"
    }
    assert not [key for each in fonts for key in each.attrib if "heme" in str(key)]


def test_the_table_of_the_official_report(october: Path, roadmap: Roadmap) -> None:
    table, summary, signature = _tables(_report(roadmap, october, "docx"))
    rows = list(table.iter(qn("w:tr")))
    assert len(rows) == 1 + 4 + 18
    assert [len(list(row.iter(qn("w:tblHeader")))) for row in rows] == [1] + [0] * 22
    grid = [int(each.get(qn("w:w"))) for each in table.iter(qn("w:gridCol"))]
    for row in rows:
        cells = list(row.iter(qn("w:tc")))
        widths = [int(each.get(qn("w:w"))) for each in row.iter(qn("w:tcW"))]
        assert widths == (grid if len(cells) == 5 else [sum(grid)])
        assert list(row.iter(qn("w:cantSplit")))
    sections = [row for row in rows if len(list(row.iter(qn("w:tc")))) == 1]
    assert len(sections) == 4
    last = list(summary.iter(qn("w:tr")))[-1]  # stays with the signature
    assert all(list(row.iter(qn("w:keepNext"))) for row in [*sections, last])
    assert next(table.iter(qn("w:tblLayout"))).get(qn("w:type")) == "fixed"
    assert next(table.iter(qn("w:tblInd"))).get(qn("w:w")) == "108"
    assert next(signature.iter(qn("w:top"))).get(qn("w:val")) == "nil"


def _look(element: Any) -> str:
    """Tell an element's settings: names, values, and those of what it holds."""
    values = ",".join(str(value) for key, value in element.attrib.items() if "rsid" not in key)
    within = " ".join(map(_look, element))
    name = str(element.tag).partition("}")[2]
    return f"{name}{f'={values}' if values else ''}{f'({within})' if within else ''}"


def test_the_look_of_papers(october: Path, roadmap: Roadmap) -> None:
    assert roadmap("letters", "--until", "12.10.2020", "--output", "письма").code == 0
    lines = []
    for path in (_report(roadmap, october, "docx"), october.parent / "письма" / "МОЦ.docx"):
        looks: Counter[str] = Counter()
        body = Document(str(path)).element.body
        for paragraph in body.iter(qn("w:p")):
            runs = {
                " ".join(map(_look, run.iter(qn("w:rPr")))) for run in paragraph.iter(qn("w:r"))
            }
            own = " ".join(map(_look, paragraph.iterchildren(qn("w:pPr"))))
            cell = paragraph.getparent()
            around = " ".join(map(_look, cell.iterchildren(qn("w:tcPr"))))
            looks[f"{around} | {own} | {' / '.join(sorted(runs))}"] += 1
        looks.update(map(_look, body.iter(qn("w:tblPr"), qn("w:trPr"))))
        lines += [path.name, *(f"{number} {look}" for look, number in looks.items())]
    same_as_golden("looks.docx.txt", "\n".join(lines) + "\n")


def test_a_tall_row_may_break_and_a_short_one_may_not(plan: Path, roadmap: Roadmap) -> None:
    tall = {"id": 1, "title": "слово " * 300, "term": "Сентябрь"}
    write_plan(plan, [tall, {"id": 2, "title": "а", "term": "Сентябрь"}])
    (table,) = _tables(_report(roadmap, plan, "docx"))
    whole = [bool(list(row.iter(qn("w:cantSplit")))) for row in table.iter(qn("w:tr"))]
    assert whole == [True, True, False, True]


def test_texts_of_a_plan_are_data_in_a_document(plan: Path, roadmap: Roadmap) -> None:
    _hostile(plan)
    told_apart = "\u200c"  # of no width: the semicolon is one of the party's name
    texts = docx_lines(_report(roadmap, plan, "docx"))
    lines = [text.replace(told_apart, "") for text in texts]
    assert f"& {CLEAN}" in lines
    assert f"=1+1 | {CLEAN} | Сентябрь | {CLEAN} | Исполнено 01.09.2020. {CLEAN}." in lines


def test_an_empty_plan_has_a_report_too(plan: Path, roadmap: Roadmap) -> None:
    write_plan(plan, [])
    lines = docx_lines(_report(roadmap, plan, "docx"))
    assert lines[-1].startswith("№ / п/п | Мероприятие")
    assert load_workbook(_report(roadmap, plan, "xlsx"))["Пункты"].max_row == 1


def test_the_sheet_of_october(october: Path, roadmap: Roadmap) -> None:
    book = load_workbook(_report(roadmap, october, "xlsx"))
    assert book.sheetnames == ["Пункты", "Итоги"]
    sheet = book["Пункты"]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 19
    assert rows[7] == (
        7,
        "Отчет руководителей школ с нестабильными результатами по реализации плана мероприятий "
        "по устранению причин нестабильности результатов",
        "Консультирование и тьюторское сопровождение школ с нестабильными результатами",
        "Сентябрь",
        datetime(2020, 9, 30),  # noqa: DTZ001  # a cell has no time zone
        "МОЦ",
        "исполнено с нарушением срока",
        1,
        datetime(2020, 10, 1),  # noqa: DTZ001  # the same
        "Исполнено 01.10.2020 с нарушением срока на 1 день. Протокол № 4 от 01.10.2020.",
    )
    assert sheet["E8"].number_format == "DD.MM.YYYY"
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:J19"
    assert not sheet.merged_cells.ranges
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    colours = {sheet.cell(row, 7).fill.start_color.rgb for row in (2, 8, 12, 13)}
    assert len(colours) == 4
    heights = [sheet.row_dimensions[row].height for row in (2, 13)]
    assert heights[0] < heights[1]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJ"]
    assert widths == [8, 46, 28, 16, 13, 24, 16, 12, 13, 48]
    assert [book["Итоги"].column_dimensions[letter].width for letter in "ABC"] == [60, 14, 14]
    totals = [row[0] for row in book["Итоги"].iter_rows(values_only=True)]
    assert "На 05.10.2020 наступило 4 контрольных срока из 17." in totals


def test_the_look_of_the_sheet(october: Path, roadmap: Roadmap) -> None:
    lines = []
    for sheet in load_workbook(_report(roadmap, october, "xlsx")):
        looks: dict[str, list[str]] = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None and not cell.has_style:
                    continue
                font, place = cell.font, cell.alignment
                look = (
                    f"{font.name} {font.size:g}{' bold' * font.bold}, {cell.fill.start_color.rgb}"
                )
                look += f", {place.horizontal} {place.vertical}{' wrapped' * bool(place.wrap_text)}"
                look += f", {cell.number_format}, {cell.border.left.style or 'no'} rule"
                looks.setdefault(look, []).append(cell.coordinate)
        lines += [sheet.title, *(f"{look}: {' '.join(cells)}" for look, cells in looks.items())]
        heights = {row: each.height for row, each in sheet.row_dimensions.items() if each.height}
        lines.append(f"heights: {' '.join(f'{row}={high:g}' for row, high in heights.items())}")
    same_as_golden("sheet.xlsx.txt", "\n".join(lines) + "\n")


def test_the_words_of_the_sheet(october: Path, roadmap: Roadmap) -> None:
    book = load_workbook(_report(roadmap, october, "xlsx"))
    lines = [f"{book.properties.creator or 'nobody'}: {book.properties.title}"]
    for sheet in book:
        header, footer = sheet.oddHeader, sheet.oddFooter
        assert header
        assert footer
        lines += ["", f"{sheet.title} ({header.center.text} … {footer.center.text})"]
        lines += [
            " | ".join("" if value is None else str(value) for value in row).replace("\n", " / ")
            for row in sheet.iter_rows(values_only=True)
        ]
    same_as_golden("words.xlsx.txt", "\n".join(lines) + "\n")


def test_a_row_has_room_for_whole_words_in_a_narrow_column(plan: Path, roadmap: Roadmap) -> None:
    term = "до 10 числа месяца, следующего за отчётным кварталом, по согласованию"
    write_plan(plan, [{"id": 1, "title": "дело", "term": term, "due": date(2020, 10, 10)}])
    assert roadmap("report", "--output", "о.xlsx").code == 0
    sheet = load_workbook(plan.with_name("о.xlsx")).worksheets[0]
    assert sheet.row_dimensions[2].height == 6 * 15  # as LibreOffice breaks it


def test_texts_of_a_plan_are_data_in_a_sheet(plan: Path, roadmap: Roadmap) -> None:
    _hostile(plan)
    book = load_workbook(_report(roadmap, plan, "xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    sheet = book["Пункты"]
    assert (sheet["A2"].value, sheet["B2"].value) == ("=1+1", CLEAN)


@pytest.mark.parametrize(
    ("number", "written"), [("7", 7), ("1.10", "1.10"), ("007", "007"), ("²", "²"), ("2а", "2а")]
)
def test_a_number_sorts_as_a_number_and_stays_what_it_is(
    plan: Path, roadmap: Roadmap, number: str, written: object
) -> None:
    write_plan(plan, [{"id": number, "title": "а", "term": "Сентябрь"}])
    assert load_workbook(_report(roadmap, plan, "xlsx"))["Пункты"]["A2"].value == written


def test_a_printed_sheet_is_headed_by_the_title(plan: Path, roadmap: Roadmap) -> None:
    _report(roadmap, plan, "xlsx", "-r", "МОЦ")
    header = load_workbook(plan.with_name("отчёт.xlsx"))["Пункты"].oddHeader
    assert header
    assert header.center.text == "Отчёт об исполнении плана по состоянию на 01.10.2020"


def test_letters_ask_each_party_for_its_own(october: Path, roadmap: Roadmap) -> None:
    outcome = roadmap("letters", "--until", "12.10.2020", "--output", "письма")
    assert (outcome.code, outcome.err) == (0, "")
    folder = october.parent / "письма"
    names = sorted(path.stem for path in folder.iterdir())
    parties = ["МОЦ", "СОИРО", "Комитет по образованию", "Координатор МОЦ", "руководители ОУ"]
    assert names == sorted([*parties, "Степанов А.И., инженер-программист"])
    assert outcome.out.count("Записано: ") == 6
    text = "\n".join(docx_lines(folder / "МОЦ.docx"))
    same_as_golden("letter.docx.txt", text.replace("\u00a0", "~") + "\n")


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize(
    ("until", "numbers"),
    [
        ("2020-10-05", ["3", "6", "12", "13", "16"]),
        ("2020-11-01", ["3", "6", "12", "13", "14", "16"]),  # November has begun by then
    ],
)
def test_a_letter_asks_of_what_has_begun_by_then(
    roadmap: Roadmap, plan: Path, until: str, numbers: list[str]
) -> None:
    roadmap("letters", "-r", "МОЦ", "--until", until, "--output", "п")
    lines = docx_lines(plan.parent / "п" / "МОЦ.docx")
    assert [line.split(" | ")[0] for line in lines if line.count(" | ") == 3][1:] == numbers


def test_a_letter_gives_the_term_that_counts_and_what_is_overdue(
    plan: Path, roadmap: Roadmap
) -> None:
    terms = {1: "Сентябрь", 2: "Июль", 3: "ежеквартально", 4: "по мере необходимости"}
    items = [
        {"id": number, "title": "а", "term": term, "responsible": ["ОУ"], "status": "in_progress"}
        for number, term in terms.items()
    ]
    write_plan(plan, items)
    roadmap("postpone", "1", "до 25 ноября", "--reason", "письмо")
    roadmap("done", "3", "--date", "2020-03-30")
    old = {"id": 1, "title": "долг", "term": "Декабрь", "responsible": ["ОУ"]}
    write_plan(
        plan.with_name("roadmap_2019.yaml"), [old, old | {"id": 2, "status": "done"}], year=2019
    )
    today = ("--file", str(plan.parent), "--today", "2020-10-05")
    assert roadmap(*today, "letters", "--until", "12.10.2020", "--output", "п").code == 0
    told = {
        path.name: [
            line.split(" | ")[2].replace("\u00a0", " ")
            for line in docx_lines(path)
            if line.count(" | ") == 3
        ][1:]
        for path in (plan.parent / "п").iterdir()
    }
    assert told == {
        "2019 ОУ.docx": ["Декабрь / просрочено на 279 дней"],
        "2020 ОУ.docx": [
            "Сентябрь, перенесён на 25.11.2020",
            "Июль / просрочено на 66 дней",
            "ежеквартально"
            " / за II квартал 2020 года, срок – 30.06.2020, просрочено на 97 дней"
            " / за III квартал 2020 года, срок – 30.09.2020, просрочено на 5 дней"
            " / за IV квартал 2020 года, срок – 31.12.2020",
            "по мере необходимости",
        ],
    }


def test_who_controls_signs_where_nobody_else_is_known(tmp_path: Path, roadmap: Roadmap) -> None:
    plan = tmp_path / "roadmap_2020.yaml"
    order = {"number": "7", "controlled_by": "Минаева Е.Л., ведущий специалист"}
    item = {"id": 1, "title": "Отчёт", "term": "Сентябрь", "responsible": ["МОЦ"]}
    write_plan(plan, [item], order=order)
    said = roadmap("-f", str(plan), "letters", "--until", "10.10.2020", "-o", str(tmp_path))
    assert said.code == 0, said.err
    assert "Е.Л.\u00a0Минаева" in docx_lines(tmp_path / "МОЦ.docx")[-2]


@pytest.mark.parametrize("groups", [{}, {"ОУ": ["Школа № 1", "Школа № 2"]}])
@pytest.mark.parametrize("parties", [["ОУ"], ["ОУ", "МОЦ"]])
def test_a_signature_stays_with_the_table_above_it(
    plan: Path, roadmap: Roadmap, groups: dict[str, list[str]], parties: list[str]
) -> None:
    item = {"id": 1, "title": "Отчёт", "term": "Сентябрь", "responsible": parties}
    write_plan(plan, [item], order={"controlled_by": "Минаева Е.Л., методист"}, groups=groups)
    tables = _tables(_report(roadmap, plan, "docx"))
    kept = [bool(list(list(table.iter(qn("w:tr")))[-1].iter(qn("w:keepNext")))) for table in tables]
    assert kept == [*[False] * (len(tables) - 2), True, False]  # the last one is the signature


def test_letters_ask_for_the_quarter_that_a_report_is_about(plan: Path, roadmap: Roadmap) -> None:
    term = "до 10 числа месяца, следующего за отчётным кварталом"
    write_plan(plan, [{"id": 1, "title": "а", "term": term, "responsible": ["ОУ"]}])
    roadmap("--today", "2021-01-15", "letters", "--until", "20.01.2021", "--output", "п")
    (asked,) = [line for line in docx_lines(plan.parent / "п" / "ОУ.docx") if term in line]
    for quarter, last in (("I", "10.04.2020"), ("II", "10.07.2020"), ("IV", "10.01.2021")):
        assert f"за {quarter} квартал 2020 года, срок – {last}" in asked.replace("\u00a0", " ")


def test_letters_never_write_over_one(october: Path, roadmap: Roadmap) -> None:
    folder = october.parent / "письма"
    folder.mkdir()
    (folder / "СОИРО.docx").write_text("ответ")
    outcome = roadmap("letters", "--until", "12.10.2020", "--output", "письма")
    assert outcome.code == 6
    assert "СОИРО.docx не записан: он уже есть" in outcome.err
    assert [path.name for path in folder.iterdir()] == ["СОИРО.docx"]
    assert (folder / "СОИРО.docx").read_text() == "ответ"


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--until", "01.10.2020", "--output", "п"], 2, "день ответа уже прошёл"),
        (["--until", "12.10.2020", "--output", "нет/п"], 6, "нет папки нет"),
        (["--until", "12.10.2020", "--output", "roadmap_2020.yaml"], 6, "это не папка"),
        (["--until", "12.10.2020", "--output", "п", "-r", "никто"], 2, "нет ответственного"),
    ],
)
def test_letters_that_cannot_be_written(
    roadmap: Roadmap, words: list[str], code: int, told: str
) -> None:
    outcome = roadmap("letters", *words)
    assert (outcome.code, outcome.out) == (code, "")
    assert told in outcome.err


def test_names_of_files_and_properties_keep_within_their_limits(
    plan: Path, roadmap: Roadmap
) -> None:
    long = "заместитель директора по учебно-воспитательной работе " * 8
    parties = [long.strip(), f"{long}второй", "слово" * 60]
    item = {"id": 1, "title": "а", "term": "Январь", "responsible": parties}
    write_plan(plan, [item], title="План " * 100)
    assert roadmap("letters", "--until", "12.10.2020", "--output", "п").code == 0
    letters = sorted((plan.parent / "п").iterdir())
    assert len(letters) == 3
    assert max(len(path.name.encode()) for path in letters) <= 120
    assert all(path.name.startswith(("заместитель директора", "слово")) for path in letters)
    assert {len(Document(str(path)).core_properties.title) <= 255 for path in letters} == {True}
    for ending in ("docx", "xlsx"):
        _report(roadmap, plan, ending)


@pytest.mark.skipif(not SOFFICE, reason="no LibreOffice on this machine")
def test_a_report_in_pdf_is_made_by_libreoffice(october: Path, roadmap: Roadmap) -> None:
    target = _report(roadmap, october, "pdf")
    assert target.read_bytes().startswith(b"%PDF-")
    shown = subprocess.run(
        ["pdftotext", str(target), "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    assert "Е.Л. Минаева" in shown.replace("\u00a0", " ")


def test_without_libreoffice_a_pdf_is_refused_with_what_to_do(
    plan: Path, roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "bin"
    broken.mkdir()
    monkeypatch.setenv("PATH", str(broken))
    missing = roadmap("report", "--output", "р.pdf")
    (broken / "soffice").write_text("#!/bin/sh\nexit 0\n")
    (broken / "soffice").chmod(0o755)
    without_a_file = roadmap("report", "--output", "р.pdf")
    for outcome, advice in ((missing, "установите его"), (without_a_file, "и часть для Word")):
        assert (outcome.code, outcome.out) == (7, "")
        assert advice in outcome.err
    assert not plan.with_name("р.pdf").exists()


def test_who_gets_no_letter_and_how_files_are_named(plan: Path, roadmap: Roadmap) -> None:
    def item(number: int, *parties: str, **more: str) -> dict[str, Any]:
        return {"id": number, "title": "а", "term": "Январь", "responsible": [*parties], **more}

    submitted = item(4, "ГИБДД", status="submitted")
    executed = item(5, "СОИРО", status="done")
    items = [item(1, "../ОУ/.."), item(2, "моц", "МОЦ"), item(3), submitted, executed]
    write_plan(plan, items)
    outcome = roadmap("letters", "--until", "12.10.2020", "--output", "п")
    names = {path.name for path in (plan.parent / "п").iterdir()}
    assert names == {"-ОУ-.docx", "моц.docx", "МОЦ (2).docx"}
    assert outcome.err == "roadmap: без ответственного, письма нет: п. 3\n"
    again = roadmap("letters", "-r", "СОИРО", "--until", "12.10.2020", "--output", "другая")
    assert (again.code, again.out) == (0, "")
    assert not (plan.parent / "другая").exists()


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("председатель Комитета С.В. Белова", ("Председатель Комитета", "С.В. Белова")),
        ("ведущий специалист Минаева Е.Л.", ("Ведущий специалист", "Е.Л. Минаева")),
        ("директор Римский-Корсаков А. Б.", ("Директор", "А.Б. Римский-Корсаков")),
        ("директор Минаева Елена Львовна", ("Директор", "Е.Л. Минаева")),
        ("директор Пётр Ильич Чайковский", ("Директор", "П.И. Чайковский")),
        ("Минаева Е.Л., ведущий специалист", ("Ведущий специалист", "Е.Л. Минаева")),
        ("Минаева Елена Львовна – директор", ("Директор", "Е.Л. Минаева")),
        ("Минаева Е.Л.", ("", "Е.Л. Минаева")),
        ("Комитет по образованию", ("Комитет по образованию", "")),
    ],
)
def test_who_signs(text: str, parted: tuple[str, str]) -> None:
    assert post_and_name(text) == parted


@pytest.mark.parametrize(
    ("missing", "words", "said"),
    [
        ("docx", ["report", "--output", "р.docx"], "документ Word (.docx) не записан"),
        ("docx", ["report", "--output", "р.pdf"], "PDF (его делают из документа Word) не записан"),
        ("openpyxl", ["report", "--output", "р.xlsx"], "таблица Excel (.xlsx) не записана"),
        ("docx", ["letters", "--until", "12.10.2020", "--output", "п"], "документ Word (.docx)"),
    ],
)
def test_a_missing_library_is_named_with_the_command(
    plan: Path, missing: str, words: list[str], said: str
) -> None:
    code = (
        f"import sys; sys.modules[{missing!r}] = None; "
        "from roadmap_cli.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--file", str(plan), *words],
        env=bare_environment(PYTHONPATH=str(PROJECT), PYTHONUTF8="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (7, "")
    assert done.stderr.startswith(f"roadmap: {said}")
    line = shlex.split(done.stderr.partition("установите: ")[2])
    assert sys.executable in line
    assert {re.split("[<>]", name)[0] for name in line[-2:]} == {"openpyxl", "python-docx"}
    assert len(done.stderr.splitlines()) == 1


def test_the_libraries_of_papers_are_loaded_for_papers_only(plan: Path) -> None:
    code = (
        "import sys; from roadmap_cli.cli.main import run; "
        "[run(['--file', sys.argv[1], *line.split()]) for line in sys.argv[2:]]; "
        "sys.exit(bool({'docx', 'openpyxl'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(plan), "report", "report --format html", "list"]
    environment = bare_environment(PYTHONPATH=str(PROJECT), PYTHONUTF8="1")
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode == 0


def _long_plan(plan: Path) -> None:
    """Write 120 items, some of which are taller than a page."""
    words = [
        "проведение",
        "мониторинга",
        "методического",
        "сопровождения",
        "педагогов",
        "школ",
        "района",
    ]
    items = [
        {
            "id": number,
            "title": " ".join(words[(number + i) % 7] for i in range(5 + number % 9 * 45)),
            "term": ("Сентябрь", "В течение года", "ежеквартально")[number % 3],
            "responsible": ["Координатор МОЦ", "ОУ"][: 1 + number % 2],
        }
        for number in range(1, 121)
    ]
    write_plan(plan, items, order={"controlled_by": "ведущий специалист Минаева Е.Л."})


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@pytest.mark.torture
def test_no_word_is_lost_on_the_way_to_paper(plan: Path, roadmap: Roadmap, office: Office) -> None:
    _long_plan(plan)
    target = _report(roadmap, plan, "docx")
    (pdf,) = office("pdf", plan.parent, target)
    shown = subprocess.run(
        ["pdftotext", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    written = _words("\n".join(docx_lines(target)))
    assert written.total() > 15_000
    assert not written - _words(shown)
