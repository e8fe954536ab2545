"""The official report, the letters and the sheet, read back by the libraries of their formats."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
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


def _text(part: Any) -> str:
    return "".join(text.text or "" for text in part.iter(qn("w:t")))


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


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("-r СОИРО", ["по состоянию на 05.10.2020", "(ответственный: СОИРО)"]),
        ("--period сентябрь", ["за сентябрь 2020 года"]),
        ("-r СОИРО --period сентябрь", ["за сентябрь 2020 года", "(ответственный: СОИРО)"]),
    ],
)
def test_a_report_on_a_part_says_which(
    plan: Path, roadmap: Roadmap, words: str, expected: list[str]
) -> None:
    lines = docx_lines(_report(roadmap, plan, "docx", *words.split()))
    assert lines[4 : lines.index("")] == expected


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
    settings = {str(key).rpartition("}")[2]: value for key, value in element.attrib.items()}
    told = ",".join(f"{key}={each}" for key, each in settings.items() if "rsid" not in key)
    within = " ".join(map(_look, element))
    name = str(element.tag).partition("}")[2]
    return f"{name}{f'[{told}]' if told else ''}{f'({within})' if within else ''}"


def _looks(path: Path) -> list[str]:
    """Tell the look of a paper: its page, its styles, and each kind of paragraph, table and row."""
    document = Document(str(path))
    (section,) = document.sections
    body, styles, about = document.element.body, document.styles, document.core_properties
    properties = (about.title, about.author or "nobody", about.comments or "-", about.language)
    lines = [path.name, " | ".join(properties)]
    lines += map(_look, body.sectPr.iter(qn("w:pgSz"), qn("w:pgMar"), qn("w:titlePg")))
    lines += map(_look, section.header.part.element.iter(qn("w:p")))
    lines += map(_look, styles["Normal"].element.iterchildren(qn("w:pPr"), qn("w:rPr")))
    lines += sorted({_look(each) for each in styles.element.iter(qn("w:rFonts"), qn("w:lang"))})
    looks: Counter[str] = Counter()
    for paragraph in body.iter(qn("w:p")):
        runs = {
            " ".join(map(_look, run.iter(qn("w:rPr"), qn("w:t"))))
            for run in paragraph.iter(qn("w:r"))
        }
        own = " ".join(map(_look, paragraph.iterchildren(qn("w:pPr"))))
        around = " ".join(map(_look, paragraph.getparent().iterchildren(qn("w:tcPr"))))
        looks[f"{around} | {own} | {' / '.join(sorted(runs))}"] += 1
    looks.update(map(_look, body.iter(qn("w:tblPr"), qn("w:tblGrid"), qn("w:trPr"))))
    return [*lines, *(f"{number} {look}" for look, number in looks.items())]


def test_the_look_of_papers(october: Path, roadmap: Roadmap) -> None:
    assert roadmap("letters", "--until", "12.10.2020", "--output", "письма").code == 0
    papers = (_report(roadmap, october, "docx"), october.parent / "письма" / "МОЦ.docx")
    lines = [line for path in papers for line in _looks(path)]
    same_as_golden("looks.docx.txt", "\n".join(lines) + "\n")


def test_a_tall_row_may_break_and_a_short_one_may_not(plan: Path, roadmap: Roadmap) -> None:
    texts = ["а" * 399, "а" * 400, "а"]
    items = [{"id": n, "title": text, "term": "Сентябрь"} for n, text in enumerate(texts)]
    write_plan(plan, items)
    (table,) = _tables(_report(roadmap, plan, "docx"))
    whole = [bool(list(row.iter(qn("w:cantSplit")))) for row in table.iter(qn("w:tr"))]
    assert whole == [True, True, True, False, True]


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
    assert lines == [
        "ОТЧЁТ",
        "об исполнении плана мероприятий",
        "План",
        "по состоянию на 01.10.2020",
        "",
        "Всего 0 пунктов: исполнено 0, просрочено 0, снято с контроля 0. "
        "На 01.10.2020 наступило 0 контрольных сроков из 0.",
        "",
        "№ / п/п | Мероприятие | Срок исполнения | Ответственные | Отметка об исполнении",
    ]
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


def _sheets(path: Path) -> list[str]:
    """Tell the words of a workbook: its properties, each sheet with its header and footer."""
    book = load_workbook(path)
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
    return lines


def _rule(side: Any) -> str:
    return f"{side.style} rule {side.color.rgb}" if side and side.style else "no rule"


def _counted(lines: list[str]) -> str:
    """Join lines with blanks that can be seen; of a word again and again, say how often."""
    text = re.sub(
        "Слово(?: Слово){9,}", lambda found: f"[{len(found[0].split())} слов]", "\n".join(lines)
    )
    return text.replace("\u00a0", "~").replace("\u200c", "^") + "\n"


def _sheet_looks(path: Path) -> list[str]:
    """Tell the looks of a workbook: each kind of cell, sizes, printing, links."""
    lines = []
    for sheet in load_workbook(path):
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
                border = cell.border
                sides = (border.left, border.right, border.top, border.bottom)
                look += f", {cell.data_type} {cell.number_format}, {' and '.join(sorted(set(map(_rule, sides))))}"
                looks.setdefault(look, []).append(cell.coordinate)
        lines += [sheet.title, *(f"{look}: {' '.join(cells)}" for look, cells in looks.items())]
        heights = {row: each.height for row, each in sheet.row_dimensions.items() if each.height}
        lines.append(f"heights: {' '.join(f'{row}={high:g}' for row, high in heights.items())}")
        widths = {letter: each.width for letter, each in sheet.column_dimensions.items()}
        lines.append(f"widths: {' '.join(f'{letter}={wide:g}' for letter, wide in widths.items())}")
        page, fitted = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
        lines.append(
            f"page: {page.orientation}, {page.paperSize}, {page.fitToWidth} by {page.fitToHeight}, "
            f"{fitted and fitted.fitToPage}, rows {sheet.print_title_rows}, "
            f"frozen {sheet.freeze_panes}, filter {sheet.auto_filter.ref}"
        )
        links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        lines += [f"link: {link.ref} {link.target}" for link in links]
    return lines


def test_the_look_of_the_sheet(october: Path, roadmap: Roadmap) -> None:
    lines = _sheet_looks(_report(roadmap, october, "xlsx"))
    same_as_golden("sheet.xlsx.txt", "\n".join(lines) + "\n")


def test_the_words_of_the_sheet(october: Path, roadmap: Roadmap) -> None:
    lines = _sheets(_report(roadmap, october, "xlsx"))
    same_as_golden("words.xlsx.txt", "\n".join(lines) + "\n")


@pytest.fixture
def two_plans(plan: Path, roadmap: Roadmap) -> Path:
    """Give the first of two plans under one controller, with whatever a report has rarely."""
    titles = {
        1: ("Отчёт", "до 1 сентября", ["МОЦ"]),
        "1.10": ("Слово " * 220, "Март", []),
        3: ("Справка", "ежеквартально", ["ОУ", "МОЦ"]),
        4: ("Слёт", "Ноябрь", ["МОЦ"]),
        5: ("Поход", "по мере необходимости", ["Совет; актив"]),
        "6а": ("Слово " * 2500, "как получится", ["МОЦ"]),
    }
    items = [
        {"id": number, "title": title, "term": term, "responsible": parties}
        for number, (title, term, parties) in titles.items()
    ]
    order = {"number": "5", "date": date(2020, 1, 17), "controlled_by": "Минаева Е.Л., методист"}
    schools = {"ОУ": ["Школа № 1", "Школа № 2", "Гимназия имени Петра Великого"]}
    write_plan(plan, items, title="Первый план", order=order, groups=schools)
    other = plan.with_name("roadmap_2021.yaml")
    controlled = {"controlled_by": "Минаева Е.Л., методист"}
    item = {"id": 1, "title": "Сбор", "term": "Май", "responsible": ["Гимназия"]}
    write_plan(other, [item], title="Второй план", year=2021, order=controlled)
    files = ("--evidence", "протоколы/№ 1.pdf", "--evidence", "https://example.org/a?b=в")
    (plan.parent / "протоколы").mkdir()
    (plan.parent / "протоколы" / "№ 1.pdf").touch()
    for words in (
        ("done", "1", "--date", "2020-09-02", "--note", "протокол № 1", *files),
        ("submit", "3", "--by", "Школа № 1", "--period", "I квартал", "--date", "2020-03-30"),
        ("submit", "4", "--date", "2020-09-30", "--note", "акт", *files[2:]),
    ):
        assert roadmap("--file", str(plan), *words).code == 0
    return plan


def test_two_plans_in_one_document(two_plans: Path, roadmap: Roadmap) -> None:
    path = _report(roadmap, two_plans, "docx", "--all")
    fields = [
        f"{each.get(qn('w:instr'))}: {_text(each)}"
        for each in Document(str(path)).element.body.iter(qn("w:fldSimple"))
    ]
    lines = [*docx_lines(path), "", *_looks(path), "", *fields]
    same_as_golden("two_plans.docx.txt", _counted(lines))


def test_two_plans_in_one_workbook(two_plans: Path, roadmap: Roadmap) -> None:
    path = _report(roadmap, two_plans, "xlsx", "--all")
    same_as_golden("two_plans.xlsx.txt", _counted([*_sheets(path), "", *_sheet_looks(path)]))


def test_a_table_of_groups_has_room_for_its_heads(plan: Path, roadmap: Roadmap) -> None:
    groups = {"ОУ": ["Школа № 1", "Школа № 2 имени первого учителя и всех его учеников и друзей"]}
    write_plan(plan, [{"id": 1, "title": "а", "term": "Май", "responsible": ["ОУ"]}], groups=groups)
    sheet = load_workbook(_report(roadmap, plan, "xlsx"))["Отчёты групп"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows == [
        ["Кто отчитывается", "п. 1"],
        [groups["ОУ"][0], "нет"],
        [groups["ОУ"][1], "нет"],
        ["Отчитались", "0 из 2"],
    ]
    heights = [sheet.row_dimensions[row].height for row in range(3, 7)]
    assert heights == [30, 15, 30, 15]


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


TO_REPORT = (
    "до 12.10.2020 представить информацию об исполнении следующих мероприятий, по которым Вы "
    "являетесь ответственным исполнителем:"
)
ASKED = (
    "В информации прошу указать дату исполнения и реквизиты подтверждающего документа (протокол, "
    "приказ, письмо, справка). Если мероприятие не исполнено – причины и предлагаемый срок "
    "исполнения."
)


@pytest.mark.parametrize(
    ("order", "begin", "end"),
    [
        (None, "Прошу", []),
        ({"number": "5"}, "В соответствии с приказом № 5 прошу", []),
        (
            {"date": date(2020, 1, 17), "controlled_by": "методист Минаева Е.Л."},
            "В соответствии с приказом от 17.01.2020 прошу",
            [
                "Контроль исполнения: методист Минаева Е.Л.",
                "",
                "Методист | ________________ | Е.Л. Минаева",
                "",
            ],
        ),
        (
            {"controlled_by": "Отдел образования"},
            "Прошу",
            [
                "Контроль исполнения: Отдел образования.",
                "",
                "Отдел образования | ________________ | ",
                "",
            ],
        ),
        (
            {"signed_by": "директор Белова С.В."},
            "Прошу",
            ["", "Директор | ________________ | С.В. Белова", ""],
        ),
        (
            {"signed_by": "директор Белова С.В.", "controlled_by": "Минаева Е.Л."},
            "Прошу",
            [
                "Контроль исполнения: Минаева Е.Л.",
                "",
                "Директор | ________________ | С.В. Белова",
                "",
            ],
        ),
    ],
)
def test_a_letter_line_by_line(
    plan: Path, roadmap: Roadmap, order: dict[str, Any] | None, begin: str, end: list[str]
) -> None:
    item = {"id": "1.10", "title": "Отчёт", "term": "Сентябрь", "responsible": ["МОЦ"]}
    write_plan(plan, [item], **({"order": order} if order else {}))
    assert roadmap("letters", "--until", "12.10.2020", "--output", "п").code == 0
    lines = [line.replace("\u00a0", " ") for line in docx_lines(plan.parent / "п" / "МОЦ.docx")]
    assert lines == [
        "МОЦ",
        "____________ № ____________",
        "",
        "Об исполнении плана мероприятий",
        "План",
        "",
        f"{begin} {TO_REPORT}",
        "",
        "№ / п/п | Мероприятие | Срок исполнения | Информация об исполнении",
        "1.10 | Отчёт | Сентябрь / просрочено на 1 день | ",
        "",
        ASKED,
        *end,
    ]


@pytest.mark.parametrize(
    ("term", "changes", "until", "told"),
    [
        ("до 12 октября", [], "2020-10-12", "до 12 октября"),
        ("до 10 октября", [], "2020-10-12", "до 10 октября / 10.10.2020 – суббота"),
        ("до 11 октября", [], "2020-10-12", "до 11 октября / 11.10.2020 – воскресенье"),
        ("до 27 сентября", [], "2020-10-12", "до 27 сентября / просрочено на 4 дня"),
        (
            "до 27 сентября",
            ["postpone 1 до_10_октября"],
            "2020-10-12",
            "до 27 сентября, перенесён на 10.10.2020 / 10.10.2020 – суббота",
        ),
        (
            "ежеквартально",
            [],
            "2020-10-01",  # when the last quarter begins
            "ежеквартально / за I квартал 2020 года, срок – 31.03.2020, просрочено на 184 дня"
            " / за II квартал 2020 года, срок – 30.06.2020, просрочено на 93 дня"
            " / за III квартал 2020 года, срок – 30.09.2020, просрочено на 1 день"
            " / за IV квартал 2020 года, срок – 31.12.2020",
        ),
        (
            "май, октябрь, ноябрь",
            ["--today 2020-05-20 postpone 1 до_20_июля"],
            "2020-10-31",
            "май, октябрь, ноябрь / за май 2020 года, срок – 31.05.2020, перенесён на 20.07.2020,"
            " просрочено на 73 дня / за октябрь 2020 года, срок – 31.10.2020",
        ),
        (
            "май, октябрь",
            ["--today 2020-05-20 submit 1"],
            "2020-10-31",
            "май, октябрь / за октябрь 2020 года, срок – 31.10.2020",
        ),
    ],
)
def test_a_letter_names_the_term_the_delay_and_a_day_off(
    plan: Path, roadmap: Roadmap, term: str, changes: list[str], until: str, told: str
) -> None:
    write_plan(plan, [{"id": 1, "title": "а", "term": term, "responsible": ["ОУ"]}])
    for line in changes:
        words = [word.replace("_", " ") for word in line.split()]
        assert roadmap(*words, "--note", "письмо").code == 0
    assert roadmap("letters", "--until", until, "--output", "п").code == 0
    lines = docx_lines(plan.parent / "п" / "ОУ.docx")
    (row,) = [line.split(" | ") for line in lines if line.startswith("1 | ")]
    assert row[2].replace("\u00a0", " ") == told


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
    titles = [Document(str(path)).core_properties.title for path in letters]
    assert [len(title) for title in titles] == [255, 255, 255]
    for ending in ("docx", "xlsx"):
        _report(roadmap, plan, ending)


def test_a_text_that_excel_would_not_take_is_cut(plan: Path, roadmap: Roadmap) -> None:
    title = "а" * 32_001
    write_plan(plan, [{"id": 1, "title": title, "term": "Январь"}])
    sheet = load_workbook(_report(roadmap, plan, "xlsx"))["Пункты"]
    assert sheet["B2"].value == title[:-1]


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


SCRIPT = """#!/bin/sh
[ "$(readlink /proc/self/fd/0)" = /dev/null ] || exit 3
[ -p /proc/self/fd/1 ] && [ -p /proc/self/fd/2 ] || exit 4  # what it says is for nobody
for word; do echo "$word"; done > "$TOLD"
echo "HOME=$HOME" >> "$TOLD"
for word; do paper=$word; done
cp "$paper" "${paper%.docx}.pdf"
exit $WITH
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc on this system")
@pytest.mark.parametrize("name", ["soffice", "libreoffice"])
@pytest.mark.parametrize(("exit_code", "code"), [("0", 0), ("1", 7)])
def test_how_libreoffice_is_asked(
    plan: Path,
    roadmap: Roadmap,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    exit_code: str,
    code: int,
) -> None:
    programs, told = tmp_path / "bin", tmp_path / "told"
    programs.mkdir()
    for each in ("cp", "readlink", "sh"):
        (programs / each).symlink_to(str(shutil.which(each)))
    (programs / name).write_text(SCRIPT)
    (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("TOLD", str(told))
    monkeypatch.setenv("WITH", exit_code)
    assert roadmap("report", "--output", "р.pdf").code == code
    *words, home = told.read_text().splitlines()
    folder = home.removeprefix("HOME=")
    assert words == [
        f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        f"{folder}/report.docx",
    ]
    assert not Path(folder).exists()
    assert plan.with_name("р.pdf").exists() is (code == 0)


@pytest.mark.usefixtures("plan")
def test_where_libreoffice_is_looked_for(roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(shutil, "which", asked.append)  # no machine has all three
    assert roadmap("report", "--output", "р.pdf").code == 7
    on_a_mac = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
    assert asked == ["soffice", "libreoffice", on_a_mac]


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
        (" Минаева Е.Л. ", ("", "Е.Л. Минаева")),
        ("Минаева Е.", ("", "Е. Минаева")),
        ("Е. Л. Минаева", ("", "Е.Л. Минаева")),
        ("ведущий специалист Е. Л. Минаева", ("Ведущий специалист", "Е.Л. Минаева")),
        ("Е.Л.Минаева", ("", "Е.Л. Минаева")),
        ("методист, Минаева Е.Л.", ("Методист", "Е.Л. Минаева")),
        ("методист – Е.Л. Минаева", ("Методист", "Е.Л. Минаева")),
        ("методист — Минаева Елена Львовна", ("Методист", "Е.Л. Минаева")),
        ("методист - Елена Львовна Минаева", ("Методист", "Е.Л. Минаева")),
        ("Е.Л. Минаева, методист", ("Методист", "Е.Л. Минаева")),
        ("Минаева Е.Л. – методист", ("Методист", "Е.Л. Минаева")),
        ("Минаева Е.Л. - методист", ("Методист", "Е.Л. Минаева")),
        ("Минаева Е.Л. — методист", ("Методист", "Е.Л. Минаева")),
        ("Минаева Е.Л. методист", ("Минаева Е.Л. методист", "")),
        ("Фомина Инна Ильинична", ("", "И.И. Фомина")),
        ("Инна Ильинична Ёлкина, методист", ("Методист", "И.И. Ёлкина")),
        ("Ильин Фома Фомич", ("", "Ф.Ф. Ильин")),
        ("Фома Ильич Римский-Корсаков", ("", "Ф.И. Римский-Корсаков")),
        ("директор школы № 2 Ким Анна", ("Директор школы № 2 Ким Анна", "")),
        ("", ("", "")),
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
        (
            "docx",
            ["letters", "--until", "12.10.2020", "--output", "п"],
            "документ Word (.docx) не записан",
        ),
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
    what, _, command = done.stderr.partition(": нужная библиотека не установлена; установите: ")
    assert what == f"roadmap: {said}"
    line = shlex.split(command)
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
