"""The parts of which Word and Excel make a document, written down as these programs write them, and what is read of each."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from import_fixtures import HEAD, drawn

from roadmap_cli.exchange.importing import (
    Cell,
    RefusedPartError,
    Row,
    Skipped,
    Source,
    UnreadableDocumentError,
    cell_span,
    check_rows,
    clean,
    office,
    tidy,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = "word/document.xml"


def packed(parts: Mapping[str, str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def excel(*sheets: str, names: Sequence[str] = (), **more: str) -> Source:
    """Read a workbook of such sheets, each with what stands in it and its name."""
    called = names or [f"Лист{i}" for i in range(1, len(sheets) + 1)]
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="{each}" r:id="r{i}"/>' for i, each in zip(numbers, called, strict=True))  # fmt: skip
    related = "".join(f'<a Id="r{i}" Target="worksheets/sheet{i}.xml"/>' for i in numbers)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
    }
    for i, text in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{i}.xml"] = f'<worksheet xmlns="{S}">{text}</worksheet>'
    parts |= {f"xl/{name}.xml": f'<{tag} xmlns="{S}">{text}</{tag}>' for name, (tag, text) in {
        "styles": ("styleSheet", more.get("styles", "")),
        "sharedStrings": ("sst", more.get("texts", "")),
    }.items() if text}  # fmt: skip
    return office.read("план", packed(parts))


def data(*rows: str) -> str:
    return f"<sheetData>{''.join(f'<row>{row}</row>' for row in rows)}</sheetData>"


TEXTS = (
    "<si><t>ноль</t></si><si><r><t>Кур</t></r><r><t/></r><r><t>сы</t></r>"
    "<rPh><t>!</t></rPh></si><si><t/></si>"
)
FORMS = {
    "General": "General",
    "0.00": "0.00",
    "#0.0": "#0.0",
    "0.000000000": "0.000000000",
    "0.0000000000": "0.0000000000",
    "0": "0",
    "0.0%": "0.0%",
    "dd.mm.yyyy": "dd.mm.yyyy",
}


def _styles(forms: Sequence[str]) -> str:
    own = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{form}"/>'
        for number, form in enumerate(forms, start=164)
    )
    listed = "".join(f'<xf numFmtId="{164 + place}"/>' for place in range(len(forms)))
    return f"<numFmts>{own}</numFmts><cellXfs>{listed}</cellXfs>"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c t="s"><v>0</v></c>', "ноль"),
        ('<c t="s"><v>1</v></c>', "Курсы"),  # in pieces, without the guide to its reading
        ('<c t="s"><v>2</v></c>', None),
        ('<c t="inlineStr"><is><t>Слёт</t></is></c>', "Слёт"),
        ('<c t="inlineStr"><is><r><t>Сл</t></r><r><t>ёт</t></r></is></c>', "Слёт"),
        ('<c t="inlineStr"><v>5</v></c>', None),
        ('<c t="str"><f>A1</f><v>итог</v></c>', "итог"),
        ('<c t="b"><v>1</v></c>', "1"),
        ('<c t="e"><v>#N/A</v></c>', None),
        ('<c t="d"><v>2021-09-20</v></c>', "20.09.2021"),
        ('<c t="d"><v>2021-09-20T10:00:00</v></c>', "20.09.2021"),
        ("<c><v>7</v></c>", "7"),
        ('<c t="n"><v>0.30000000000000004</v></c>', "0.3"),
        ("<c><v>123456789.123456</v></c>", "123456789.123456"),
        ("<c><v/></c>", None),
        ("<c><f>A1</f></c>", None),
        ('<c r="B7"/>', None),
    ],
)  # fmt: skip
def test_a_cell_of_excel_is_read_by_its_kind(cell: str, shown: str | None) -> None:
    found = excel(data(cell), texts=TEXTS).rows
    assert drawn(found) == ([] if shown is None else [shown])


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("General", "1.5", "1.5"),
        ("0.00", "1.5", "1.50"),
        ("#0.0", "1.25", "1.2"),
        ("0.000000000", "1.5", "1.500000000"),
        ("0.0000000000", "1.5", "1.5"),
        ("0", "1.5", "1.5"),
        ("0.0%", "1.5", "1.5"),
        ("dd.mm.yyyy", "44459", "20.09.2021"),
        ("dd.mm.yyyy", "44459.75", "20.09.2021"),
        ("dd.mm.yyyy", "5000000", "5000000"),  # no such day
        ("dd.mm.yyyy", "1e999", "1e999"),
        ("hh:mm", "0.5", "12:00:00"),
        ("yyyy", "44459", "сентябрь 2021"),
        ("hh", "44459", "20.09.2021"),
        ("mm", "44459", "сентябрь 2021"),
        ("mmm", "44459", "сентябрь 2021"),
        ("d mmm", "44459", "20 сентября 2021"),
        ("D MMMM", "44459", "20 сентября 2021"),
        ("dd.mm;mmmm", "44459", "20.09.2021"),
        ("dd.mm&quot; mmmm&quot;", "44459", "20.09.2021"),
        ("[$-mmmm]dd.mm", "44459", "20.09.2021"),
        ("dd.mm.yyyy", "3", "03.01.1900"),
    ],
)
def test_a_number_of_excel_is_shown_by_its_format(form: str, value: str, shown: str) -> None:
    cells = f'<c s="1"><v>{value}</v></c>'
    assert drawn(excel(data(cells), styles=_styles(["General", form])).rows) == [shown]


def test_styles_of_a_book_by_their_numbers() -> None:
    fonts = "<fonts><font/><font><b/></font></fonts>"
    forms = ("", ' numFmtId="14"', ' numFmtId="999" fontId="1"', ' numFmtId="2" fontId="2"')
    styles = f"{fonts}<cellXfs>{''.join(f'<xf{form}/>' for form in forms)}</cellXfs>"
    cells = "".join(f'<c s="{style}"><v>44459</v></c>' for style in range(5)) + "<c><v>1</v></c>"
    assert drawn(excel(data(cells), styles=styles).rows) == [
        "44459 | 20.09.2021 | *44459 | 44459.00 | 44459 | 1"
    ]
    assert drawn(excel(data(cells)).rows) == ["44459 | 44459 | 44459 | 44459 | 44459 | 1"]


def test_only_cells_with_text_make_a_row_and_its_width() -> None:
    found = excel(
        '<sheetData><row r="2"><c r="B2"><v>1</v></c></row>'
        '<row r="4"><c r="IV4"><v>2</v></c><c r="IW4"><v>3</v></c></row>'
        '<row><c r="A5"><v>4</v></c><c><v>5</v></c></row><row r="9"><c r="A9"/></row></sheetData>'
    ).rows
    assert [row.place for row in found] == ["строка 2", "строка 4", "строка 5"]
    assert [row.width for row in found] == [256, 256, 256]
    assert [[cell.text for cell in row.cells if cell.text] for row in found] == [
        ["1"],
        ["2"],
        ["4", "5"],
    ]
    assert [cell.text for cell in found[0].cells[:3]] == ["", "1", ""]
    assert found[1].cells[-1].text == "2"


@pytest.mark.parametrize(
    ("merged", "expected"),
    [
        ((), ["1 | 2 | 3 | 4", "5 | 6 | 7 | 8", "9 | 10 | 11 | 12"]),
        (("A1:D1",), ["1 >4", "5 | 6 | 7 | 8", "9 | 10 | 11 | 12"]),
        (("A1", "A1:D1"), ["1 >4", "5 | 6 | 7 | 8", "9 | 10 | 11 | 12"]),
        (("A2:A2", "B3:B3"), ["1 | 2 | 3 | 4", "5 | 6 | 7 | 8", "9 | 10 | 11 | 12"]),
        (("B1:C1",), ["1 | 2 >2 | 4", "5 | 6 | 7 | 8", "9 | 10 | 11 | 12"]),
        (("A1:A3",), ["1 | 2 | 3 | 4", "^5 | 6 | 7 | 8", "^9 | 10 | 11 | 12"]),
        (("C2:D3",), ["1 | 2 | 3 | 4", "5 | 6 | 7 >2", "9 | 10 | ^11 >2"]),
        (("C2:Z2",), ["1 | 2 | 3 | 4", "5 | 6 | 7 >2", "9 | 10 | 11 | 12"]),
        (
            ("A1", "", "1:2", "a1:b1", "A1:B1:C1"),
            ["1 | 2 | 3 | 4", "5 | 6 | 7 | 8", "9 | 10 | 11 | 12"],
        ),
    ],
)
def test_merged_ranges_of_a_sheet(merged: Sequence[str], expected: list[str]) -> None:
    cells = ["".join(f"<c><v>{row * 4 + i}</v></c>" for i in range(1, 5)) for row in range(3)]
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged) + "<mergeCell/>"
    assert drawn(excel(f"{data(*cells)}<mergeCells>{areas}</mergeCells>").rows) == expected


def test_empty_cells_stand_before_others() -> None:
    cells = "<c/><c><v>1</v></c><c r='D1'/><c r='E1'><v>2</v></c>"
    assert drawn(excel(data("", cells, "<c/>", "<c><v>3</v></c>")).rows) == [
        " | 1 |  |  | 2",
        "3 |  |  |  | ",
    ]


def test_more_merged_cells_than_a_plan_has() -> None:
    cells = data("<c><v>1</v></c>")
    areas = [f'<mergeCell ref="{chr(65 + i)}1:{chr(65 + i)}1048576"/>' for i in range(20)]
    assert excel(f"{cells}<mergeCells>{''.join(areas[:19])}</mergeCells>").rows
    with pytest.raises(UnreadableDocumentError) as refusal:
        excel(f"{cells}<mergeCells>{''.join(areas)}</mergeCells>")
    assert str(refusal.value) == (
        "документ план не прочитан: объединённых ячеек в нём больше, чем бывает в плане"
    )


def test_sheets_of_a_book_are_tables_with_their_names() -> None:
    cells = data("<c><v>1</v></c>", "<c><v>2</v></c>")
    found = excel(cells, "<sheetData/>", cells, names=["План", "Пустой", "Май"])
    assert [(row.place, row.table, *drawn([row])) for row in found.rows] == [
        ("лист «План», строка 1", 1, "1"),
        ("лист «План», строка 2", 1, "2"),
        ("лист «Май»", 0, "Май"),
        ("лист «Май», строка 1", 3, "1"),
        ("лист «Май», строка 2", 3, "2"),
    ]
    alone = excel(cells, names=["Май"])
    assert [(row.place, row.table) for row in alone.rows] == [("строка 1", 1), ("строка 2", 1)]


def test_what_is_hidden_in_a_book_is_named_by_its_sheet() -> None:
    rows = (
        '<row hidden="1"><c><v>1</v></c></row><row hidden="0"><c><v>2</v></c></row>'
        '<row hidden="true"><c><v>3</v></c></row><row hidden="1"/><row><c><v>4</v></c></row>'
    )
    found = excel(f"<sheetData>{rows}</sheetData>", "<sheetData/>", names=["План", "Ещё"])
    assert [row.place for row in found.rows] == ["лист «План», строка 2", "лист «План», строка 5"]
    assert found.skipped == (
        Skipped("лист «План», строка 1", "скрытая строка"),
        Skipped("лист «План», строка 3", "скрытая строка"),
    )


def test_a_chart_among_the_sheets_is_none_and_a_target_may_begin_at_the_root() -> None:
    cells = f'<worksheet xmlns="{S}">{data("<c><v>1</v></c>")}</worksheet>'
    targets = {
        "r1": ("chartsheets/sheet1.xml", "visible"),
        "r2": ("/xl/worksheets/sheet2.xml", "veryHidden"),
        "r3": ("/xl/worksheets/sheet3.xml", "visible"),
        "r4": ("worksheets/lost.xml", "visible"),
    }
    listed = "".join(f'<sheet name="{key}" r:id="{key}" state="{state}"/>' for key, (_, state) in targets.items())  # fmt: skip
    related = "".join(f'<a Id="{key}" Target="{target}"/>' for key, (target, _) in targets.items())
    raw = packed(
        {
            "xl/workbook.xml": f'<a xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></a>',
            "xl/_rels/workbook.xml.rels": f"<a>{related}</a>",
            "xl/chartsheets/sheet1.xml": cells,
            "xl/worksheets/sheet2.xml": cells,
            "xl/worksheets/sheet3.xml": cells,
        }
    )
    found = office.read("план", raw)
    assert [(row.place, row.table) for row in found.rows] == [("лист «r3», строка 1", 1)]
    assert found.skipped == (Skipped("лист «r2»", "скрытый лист"),)


def words(body: str) -> list[Row]:
    text = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return list(office.read("план", packed({DOCUMENT: text})).rows)


def paragraph(text: str, facts: str = "") -> str:
    return f"<w:p>{run(text, facts)}</w:p>"


def run(text: str, facts: str = "") -> str:
    return f"<w:r><w:rPr>{facts}</w:rPr><w:t>{text}</w:t></w:r>"


RAISED = '<w:vertAlign w:val="superscript"/>'
LOWERED = '<w:vertAlign w:val="subscript"/>'
OFF = ("0", "false", "off", "none")


def hidden(value: str) -> str:
    return f'<w:vanish w:val="{value}"/>'


def bold(value: str) -> str:
    return f'<w:b w:val="{value}"/>'


def cell(inside: str, facts: str = "") -> str:
    return f"<w:tc><w:tcPr>{facts}</w:tcPr>{inside}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


TWO = cell(paragraph("а")) + cell(paragraph("б"))


def test_paragraphs_and_tables_of_word_are_counted() -> None:
    found = words(
        f"{paragraph('первый')}<w:p/>{table(TWO, '', TWO)}{paragraph('третий')}{table(TWO)}"
    )
    assert [(row.place, row.table, *drawn([row])) for row in found] == [
        ("абзац 1", 0, "первый"),
        ("абзац 2", 0, ""),
        ("таблица 1, строка 1", 1, "а | б"),
        ("таблица 1, строка 3", 1, "а | б"),
        ("абзац 3", 0, "третий"),
        ("таблица 2, строка 1", 2, "а | б"),
    ]


@pytest.mark.parametrize("tag", ["ins", "smartTag", "customXml", "sdt", "sdtContent"])
def test_a_row_a_cell_and_a_paragraph_may_be_wrapped(tag: str) -> None:
    def wrapped(text: str) -> str:
        return f"<w:{tag}>{text}</w:{tag}>"

    rows = wrapped(f"<w:tr>{cell(paragraph('а'))}{wrapped(cell(paragraph('б')))}</w:tr>")
    found = words(f"{wrapped(paragraph('текст'))}{wrapped(f'<w:tbl>{rows}</w:tbl>')}")
    assert drawn(found) == ["текст", "а | б"]
    assert drawn(words(f"<w:other>{paragraph('текст')}</w:other>")) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("", "Курсы | Май"),
        ('<w:gridSpan w:val="2"/>', "Курсы >2 | Май"),
        ('<w:vMerge w:val="restart"/>', "Курсы | Май"),
        ("<w:vMerge/>", "^Курсы | Май"),
        ('<w:vMerge w:val="continue"/>', "^Курсы | Май"),
    ],
)
def test_the_facts_of_a_cell_of_word(facts: str, expected: str) -> None:
    row = cell(paragraph("Курсы"), facts) + cell(paragraph("Май"))
    assert drawn(words(table(row))) == [expected]


def test_columns_that_a_row_of_word_leaves_out_are_one_empty_cell() -> None:
    facts = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>'
    assert drawn(words(table(facts + TWO))) == [">2 | а | б"]


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (table(cell(table(TWO))), ["а | б"]),
        (table(cell(table(TWO)), cell(table(TWO + TWO))), ["а | б", "а | б | а | б"]),
        (table(cell(table(TWO)) + cell(paragraph("в"))), ["а б | в"]),
        (table(cell(paragraph("в")), cell(table(TWO))), ["а | б"]),
        (table(cell(paragraph("в"))), ["в"]),
    ],
)
def test_a_table_of_word_that_is_only_a_frame(frame: str, expected: list[str]) -> None:
    found = [line.replace(" / ", " ") for line in drawn(words(frame))]
    assert found == expected


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (paragraph("а") + paragraph("б"), "а / б"),
        (paragraph("а") + "<w:p/>" + paragraph("б"), "а / б"),
        ("<w:p><w:r><w:t>а</w:t><w:t/><w:t>б</w:t></w:r></w:p>", "аб"),
        ("<w:p><w:r><w:t>а</w:t><w:br/><w:t>б</w:t></w:r></w:p>", "а / б"),
        ("<w:p><w:r><w:t>а</w:t><w:tab/><w:t>б</w:t></w:r></w:p>", "а б"),
        ("<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>а</w:t></w:r></w:p>", "а"),
        (f"<w:p>{run('м')}{run('2)*', RAISED)}</w:p>", "м"),
        (f"<w:p>{run('1')}{run('й', RAISED)}</w:p>", "1й"),
        (f"<w:p>{run('H')}{run('2', LOWERED)}</w:p>", "H2"),
        (f"<w:p>{run('а')}{run('б', '<w:vanish/>')}</w:p>", "а"),
        *((f"<w:p>{run('а')}{run('б', hidden(off))}</w:p>", "аб") for off in OFF),
        (f"<w:p>{run('а')}{run('б', hidden('1'))}</w:p>", "а"),
        (
            f"<w:p>{run('а')}<w:r><w:drawing><w:txbxContent>{paragraph('б')}</w:txbxContent>"
            f"</w:drawing></w:r>{run('в')}</w:p>",
            "а / б / в",
        ),
    ],
)  # fmt: skip
def test_the_text_of_a_cell_of_word(inside: str, shown: str) -> None:
    assert drawn(words(table(cell(inside) + cell("")))) == [f"{shown} | "]


BOLD, PLAIN = run("а", "<w:b/>"), run("б")


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        (BOLD, "*а"),
        (PLAIN, "б"),
        (BOLD + PLAIN, "аб"),
        (BOLD + BOLD, "*аа"),
        (BOLD + run(""), "*а"),
        (run("а", bold("1")), "*а"),
        *((run("а", bold(off)), "а") for off in OFF),
        (run(""), ""),
        ("", ""),
    ],
)
def test_a_cell_of_word_is_bold_where_all_its_text_is(runs: str, shown: str) -> None:
    [row] = words(table(cell(f"<w:p>{runs}</w:p>") + cell(paragraph("в"))))
    assert drawn([row]) == [f"{shown} | в"]


MEGABYTE = 1024 * 1024


def _padded(sign: str, most: int, counted: str) -> bytes:
    """Give a document with comments that fill a part of it up to some count of signs."""
    comments = 21  # none may be longer than ten megabytes
    body = f"<w:body>{paragraph('текст')}</w:body>"
    text = f'<w:document xmlns:w="{W}">{"<!---->" * comments}{body}</w:document>'
    known = sum(map(text.count, counted)) if counted else len(text.encode())
    each, rest = divmod(most - known, comments)
    text = text.replace("<!---->", f"<!--{sign * each}-->").replace("<!--", f"<!--{sign * rest}", 1)
    return packed({DOCUMENT: text}, zipfile.ZIP_STORED)


@pytest.mark.parametrize(
    ("sign", "most", "counted"),
    [(" ", 20 * MEGABYTE, ""), ("=", 1_500_000, "<="), ("<", 1_500_000, "<=")],
    ids=["bytes", "attributes", "elements"],
)
def test_the_largest_part_of_a_document_that_is_read(sign: str, most: int, counted: str) -> None:
    assert office.read("план", _padded(sign, most, counted)).rows
    with pytest.raises(UnreadableDocumentError) as refusal:
        office.read("план", _padded(sign, most + 1, counted))
    assert str(refusal.value) == (
        "документ план не прочитан: внутри он слишком велик для плана; сохраните план отдельно"
    )


def test_the_largest_paste_that_is_read() -> None:
    raw = "\t".join(HEAD).encode() + b"\n\t\t\t" + b"<" * 600_000
    assert len(office.read("план", raw).rows) == 2
    for larger in (raw + b"<", b"x" * (10 * MEGABYTE + 1)):
        with pytest.raises(UnreadableDocumentError, match="слишком велик для плана"):
            office.read("план", larger)


def test_what_a_part_of_a_document_may_not_do() -> None:
    """Neither entities nor texts of more than ten megabytes are what these programs write."""
    body = f"<w:body>{paragraph('&word;')}{paragraph('текст')}</w:body>"
    entity = '<!DOCTYPE a [<!ENTITY word "слово">]>'
    text = f'{entity}<w:document xmlns:w="{W}">{body}</w:document>'
    assert drawn(office.read("план", packed({DOCUMENT: text})).rows) == ["", "текст"]
    with pytest.raises(UnreadableDocumentError, match="файл повреждён"):
        words(paragraph("x" * (10 * MEGABYTE)))


def test_the_largest_file_that_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "план.docx"
    for size, is_loaded in ((64 * MEGABYTE, True), (64 * MEGABYTE + 1, False)):
        with path.open("wb") as file:
            file.truncate(size)
        if is_loaded:
            assert len(office.load(path)) == size
            continue
        with pytest.raises(UnreadableDocumentError) as refusal:
            office.load(path)
        assert str(refusal.value) == (
            f"документ {path} не прочитан: он больше 64 МБ; сохраните план отдельно"
        )


def test_a_stream_is_read_up_to_more_than_a_paste_may_have() -> None:
    stream = io.BytesIO(b"x" * (10 * MEGABYTE + 5))
    assert len(office.load_stream(stream)) == 10 * MEGABYTE + 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("нет.docx", "такого файла нет; проверьте имя"),
        (".", "это папка или устройство; проверьте имя"),
        pytest.param(
            "/proc/self/mem",
            "система не даёт его прочитать; проверьте права на файл",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="no such file there"),
        ),
    ],
)
def test_a_file_that_cannot_be_loaded(name: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with pytest.raises(UnreadableDocumentError) as refusal:
        office.load(path)
    assert str(refusal.value) == f"документ {path} не прочитан: {reason}"
    assert refusal.value.exit_code == 5


@pytest.mark.parametrize(
    ("said", "span"),
    [
        (None, 1),
        ("", 1),
        (" ", 1),
        ("0", 1),
        ("1", 1),
        ("2", 2),
        (" 3 ", 3),
        ("-2", 1),
        ("1.5", 1),
        ("два", 1),
        ("256", 256),
        ("257", 256),
        ("9" * 5000, 256),
    ],
)
def test_how_many_columns_a_cell_covers(said: str | None, span: int) -> None:
    assert cell_span(said) == span


def test_the_longest_table_that_is_read() -> None:
    check_rows(5000, "таблица 1")
    with pytest.raises(RefusedPartError) as refusal:
        check_rows(5001, "таблица 1")
    assert str(refusal.value) == ("таблица 1: строк больше 5000, это не план; оставьте в ней план")


def test_what_nobody_sees_in_a_text_is_not_read() -> None:
    assert clean("а\u00a0б\u202fв\u00adг\u200bд\ufeffе") == "а б вгде"
    assert tidy(" а \t б\u00a0\n\n \u200b\nв ") == "а б\nв"


def test_a_row_of_cells() -> None:
    row = Row((Cell("а\n б", 2), Cell(""), Cell("в", 3)), "строка 1")
    assert row.lines == ["а б", "в"]
    assert row.width == 6
    assert [start for start, _ in row.placed] == [0, 2, 3]
    assert (row.table, row.cells[1]) == (0, Cell("", 1, continued=False, bold=False))
    text = Row((Cell("текст"), Cell("")), "строка 2")
    source = Source("план", [row._replace(table=1), text])
    assert (source.around, source.skipped) == (["текст"], ())
