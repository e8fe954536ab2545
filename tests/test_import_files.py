"""Documents as people have them: Word, Excel, CSV, HTML, pasted text; built here, with invented names."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from import_fixtures import HEAD, ROWS, TITLE, changed, propose, saved, sheet, word

from roadmap_cli.exchange.importing import UnreadableDocumentError, office
from roadmap_cli.exchange.importing.proposal import Answers, Proposal

if TYPE_CHECKING:
    from collections.abc import Callable

EXPECTED = ["1 | Курсы | Март | Методист", "2 | Поход | до 15 мая | Завуч; физрук"]


def read(raw: bytes, name: str = "план") -> Proposal:
    return propose(office.read(name, raw), Answers(), date(2021, 1, 20))


def told(proposal: Proposal) -> list[str]:
    return [
        f"{item.id} | {item.title} | {item.term} | {'; '.join(item.responsible)}"
        for item in proposal.items
    ]


def sections(proposal: Proposal) -> list[str]:
    return [section.title for section in proposal.plan.sections]


def html(rows: str) -> bytes:
    return f"<html><body><p>{TITLE}</p><table>{rows}</table></body></html>".encode()


def html_row(*cells: str, tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


FORMATS: dict[str, Callable[[], bytes]] = {
    "docx": lambda: saved(word(TITLE, [HEAD, *ROWS])),
    "xlsx": lambda: saved(sheet([[TITLE], HEAD, *ROWS])),
    "csv": lambda: "\n".join([TITLE, *(";".join(row) for row in [HEAD, *ROWS])]).encode(),
    "csv with a mark": lambda: "\n".join([TITLE, *(";".join(row) for row in [HEAD, *ROWS])]).encode(
        "utf-8-sig"
    ),
    "csv of old Windows": lambda: "\r\n".join(
        [TITLE, *(";".join(row) for row in [HEAD, *ROWS])]
    ).encode("cp1251"),
    "csv with commas": lambda: "\n".join(
        [TITLE, *(",".join(f'"{cell}"' for cell in row) for row in [HEAD, *ROWS])]
    ).encode(),
    "text with tabs": lambda: "\n".join(
        [TITLE, *("\t".join(row) for row in [HEAD, *ROWS])]
    ).encode(),
    "text of a text editor of Windows": lambda: "\n".join(
        [TITLE, *("\t".join(row) for row in [HEAD, *ROWS])]
    ).encode("utf-16"),
    "html": lambda: html("".join(html_row(*row) for row in [HEAD, *ROWS])),
}


@pytest.mark.parametrize("form", FORMATS)
def test_one_plan_in_every_form(form: str) -> None:
    proposal = read(FORMATS[form]())
    assert told(proposal) == EXPECTED
    assert proposal.plan.title == TITLE
    assert proposal.plan.span == (date(2021, 1, 1), date(2021, 12, 31))
    assert proposal.doubts == ()


LEFT_OUT = [HEAD, ROWS[0], ["", "Итого", "", ""], ROWS[1]]


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        (saved(word(TITLE, LEFT_OUT)), ["таблица 1, строка 1", "таблица 1, строка 3"]),
        (saved(word(TITLE, [["а", "б"]], LEFT_OUT)), ["таблица 2, строка 1", "таблица 2, строка 3"]),
        (saved(sheet([[TITLE], [], *LEFT_OUT])), ["строка 3", "строка 5"]),
        ("\n".join([TITLE, "", *map(";".join, LEFT_OUT)]).encode(), ["строка 3", "строка 5"]),
        ("\n".join([TITLE, *map("\t".join, LEFT_OUT)]).encode(), ["строка 2", "строка 4"]),
        (html("".join(html_row(*row) for row in LEFT_OUT)), ["таблица 1, строка 1", "таблица 1, строка 3"]),
    ],
    ids=["word", "the second table of word", "excel", "csv", "tabs", "html"],
)  # fmt: skip
def test_what_is_left_out_is_named_by_its_place(raw: bytes, places: list[str]) -> None:
    proposal = read(raw)
    assert told(proposal) == EXPECTED
    assert sorted(each.place for each in proposal.skipped) == places


def test_a_document_is_known_by_its_content_not_by_its_name() -> None:
    assert told(read(FORMATS["xlsx"](), "план.docx")) == EXPECTED
    assert told(read(FORMATS["html"](), "план.doc")) == EXPECTED


def test_cells_merged_in_word() -> None:
    document = word(TITLE, [HEAD, ["Кадры"], *ROWS, ["3.", "Слёт", "", ""]])
    table = document.tables[0]
    table.cell(3, 2).merge(table.cell(4, 2))
    table.cell(3, 3).merge(table.cell(4, 3))
    proposal = read(saved(document))
    assert sections(proposal) == ["Кадры"]
    assert told(proposal) == [*EXPECTED, "3 | Слёт | до 15 мая | Завуч; физрук"]


def test_a_header_of_two_rows_in_word() -> None:
    above = ["№", "Мероприятие", "Срок", "", "Ответственные"]
    below = ["", "", "начало", "окончание", ""]
    rows = [["1", "Ремонт", "01.06.2021", "20.08.2021", "Завхоз"], ["2", "Кадры", "", "", ""]]
    document = word(TITLE, [above, below, *rows, ["3", "Сбор", "20.05.2021", "", "Завуч"]])
    table = document.tables[0]
    table.cell(0, 2).merge(table.cell(0, 3))
    for column in (0, 1, 4):
        table.cell(0, column).merge(table.cell(1, column))
    table.cell(3, 1).merge(table.cell(3, 4))
    table.cell(4, 2).merge(table.cell(4, 3))
    proposal = read(saved(document))
    assert sections(proposal) == ["Мероприятия", "2 Кадры"]
    assert told(proposal) == [
        "1 | Ремонт | с 01.06.2021 по 20.08.2021 | Завхоз",
        "3 | Сбор | 20.05.2021 | Завуч",
    ]


def test_paragraphs_of_a_cell_in_word_are_parties_and_words_of_a_measure() -> None:
    rows = [["1.", "Беседы:\n- о дружбе;\n- о труде", "Март\nМай", "Завуч\nклассные руководители"]]
    assert told(read(saved(word(TITLE, [HEAD, *rows])))) == [
        "1 | Беседы: - о дружбе; - о труде | Март Май | Завуч; классные руководители"
    ]


def test_what_is_moved_away_in_word_is_not_read_and_what_is_put_in_is() -> None:
    document = word(TITLE, [HEAD, *ROWS])
    paragraph = document.tables[0].cell(1, 1).paragraphs[0]._p  # noqa: SLF001  # no other way there
    for tag, text_tag, text in (("w:moveFrom", "w:t", " старые"), ("w:ins", "w:t", " новые")):
        mark, run, piece = (OxmlElement(each) for each in (tag, "w:r", text_tag))
        piece.text = text
        run.append(piece)
        mark.append(run)
        paragraph.append(mark)
    assert told(read(saved(document)))[0] == "1 | Курсы новые | Март | Методист"


def test_a_row_that_begins_later_in_words_grid() -> None:
    document = word(TITLE, [HEAD, *ROWS])
    row = document.tables[0].rows[1]._tr  # noqa: SLF001  # the same
    row.remove(row.findall(qn("w:tc"))[0])
    facts, before = OxmlElement("w:trPr"), OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    facts.append(before)
    row.insert(0, facts)
    assert told(read(saved(document))) == EXPECTED


def test_a_plan_inside_a_frame_of_one_cell() -> None:
    document = word([["Рамка"]])
    frame = document.tables[0].cell(0, 0)._tc  # noqa: SLF001  # the same
    frame.append(word([HEAD, *ROWS]).tables[0]._tbl)  # noqa: SLF001  # the same
    assert told(read(saved(document))) == EXPECTED


def test_an_approval_in_a_table_without_borders() -> None:
    approval = [
        ["СОГЛАСОВАНО\nПедсовет", "УТВЕРЖДАЮ\nДиректор школы\nИванова И.И.\n«30» августа 2021 г."]
    ]
    document = word(TITLE.replace("2021", "2021-2022 учебный"), [HEAD, *ROWS])
    body = document.element.body
    body.insert(0, word(approval).tables[0]._tbl)  # noqa: SLF001  # the same
    plan = read(saved(document)).plan
    assert plan.order == {"date": date(2021, 8, 30), "signed_by": "Директор школы Иванова И.И."}
    assert plan.span == (date(2021, 9, 1), date(2022, 8, 31))


def test_a_sheet_with_merged_cells_real_dates_and_numbers() -> None:
    day = datetime(2021, 9, 20)  # noqa: DTZ001  # as Excel keeps a day
    book = sheet(
        [
            [TITLE],
            [],
            HEAD,
            ["Кадры"],
            [1, "Курсы", day, "Методист"],
            [1.1, "Слёт", day],
            [2, 6, 6, "Завуч"],
        ]
    )
    page = book.active
    page.title = "Лист1"
    for area in ("A1:D1", "A4:D4", "D5:D6"):
        page.merge_cells(area)
    page["C5"].number_format = "dd.mm.yyyy"
    page["C6"].number_format = "mmmm yyyy"
    page["A6"].number_format = "0.00"
    proposal = read(saved(book))
    assert sections(proposal) == ["Кадры"]
    assert told(proposal) == [
        "1 | Курсы | 20.09.2021 | Методист",
        "1.10 | Слёт | сентябрь 2021 | Методист",
        "2 | 6 | 6 | Завуч",
    ]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("dd.mm.yyyy", "20.09.2021"),
        ("mm-dd-yy", "20.09.2021"),
        ("d mmmm", "20 сентября 2021"),
        ('[$-419]d mmmm yyyy" г."', "20 сентября 2021"),
        ("mmm.yy", "сентябрь 2021"),
        ("mmmm", "сентябрь 2021"),
        ("dd.mm", "20.09.2021"),
        ("m/d/yy", "20.09.2021"),
    ],
)
def test_a_date_of_excel_is_shown_by_its_format(form: str, shown: str) -> None:
    day = datetime(2021, 9, 20)  # noqa: DTZ001  # as Excel keeps a day
    book = sheet([[TITLE], HEAD, [1, "Курсы", day, "Методист"]])
    book.active["C3"].number_format = form
    assert read(saved(book)).items[0].term == shown


@pytest.mark.parametrize(
    ("properties", "term"),
    [
        ("<workbookPr/>", "20.09.2021"),
        ('<workbookPr date1904="0"/>', "20.09.2021"),
        ('<workbookPr date1904="1"/>', "21.09.2025"),
        ('<workbookPr date1904="true"/>', "21.09.2025"),
        ("", "20.09.2021"),  # some programs write none
    ],
)
def test_days_are_counted_from_1904_where_the_book_says_so(properties: str, term: str) -> None:
    book = sheet([[TITLE], HEAD, [1, "Курсы", datetime(2021, 9, 20), "Методист"]])  # noqa: DTZ001  # as Excel keeps a day
    raw = changed(
        saved(book), "xl/workbook.xml", lambda text: text.replace("<workbookPr/>", properties)
    )
    assert read(raw).items[0].term == term


@pytest.mark.parametrize("names", [r' r="[A-Z]+\d+"', r' r="\d+"', r' r="\w+"'])
def test_cells_and_rows_of_a_sheet_need_no_names(names: str) -> None:
    rows = [["1.", "Курсы", "", "Методист"], ["2.", "Поход", "до 15 мая", "Завуч, физрук"]]
    whole = saved(sheet([[TITLE], HEAD, *rows]))
    raw = changed(whole, "xl/worksheets/sheet1.xml", lambda text: re.sub(names, "", text))
    assert raw != whole
    assert told(read(raw))[1:] == EXPECTED[1:]
    assert [each.place for each in read(raw).skipped] == ["строка 2"]


def test_a_number_that_excel_took_for_a_date() -> None:
    book = sheet([[TITLE], HEAD, [datetime(2021, 2, 1), "Курсы", "Март", "Методист"]])  # noqa: DTZ001  # the same
    book.active["A3"].number_format = "d.m"
    assert read(saved(book)).items[0].id == "1.2"


def test_a_hidden_sheet_is_not_read_and_several_are_one_plan() -> None:
    book = sheet([[TITLE], HEAD, ROWS[0]])
    second = book.create_sheet("Второе полугодие")
    for row in (HEAD, ROWS[1]):
        second.append(row)
    hidden = book.create_sheet("Черновик")
    for row in (HEAD, ["9", "Старое", "Май", "Никто"]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    assert told(read(saved(book))) == EXPECTED


def test_spans_of_html() -> None:
    rows = (
        html_row(*HEAD, tag="th")
        + "<tr><td colspan=4><b>Кадры</b></td></tr>"
        + '<tr><td>1.</td><td>Курсы</td><td rowspan="3">Март</td><td>Методист</td></tr>'
        + "<tr><td>2.</td><td>Слёт<br>юных</td><td><p>Завуч</p><p>физрук</p></td></tr>"
        + html_row("3.", "Поход", "Завуч")
        + html_row("4.", "Отчёт", "Май", "Завуч")
    )
    proposal = read(html(rows))
    assert sections(proposal) == ["Кадры"]
    assert told(proposal) == [
        "1 | Курсы | Март | Методист",
        "2 | Слёт юных | Март | Завуч; физрук",
        "3 | Поход | Март | Завуч",
        "4 | Отчёт | Май | Завуч",
    ]


PASTED = {
    "paragraphs of a cell as lines": (
        "№\nп/п\tМероприятие\tСрок\nпроведения\tОтветственные\n"
        "1\tБеседы:\n- о дружбе;\n- о труде\tМарт\tЗавуч,\nфизрук\nДети\n2\tПоход\tМай\tЗавуч\n",
        ["1 | Беседы: - о дружбе; - о труде | Март | Завуч; физрук", "2 | Поход | Май | Завуч"],
    ),
    "a party that goes on below two others": (
        "№\tМероприятие\tСрок\tОтветственные\n1\tБеседы\tМарт\tЗавуч,\nСтаршие\nДружинники\n"
        "2\tПоход\tМай\tЗавуч\n",
        ["1 | Беседы | Март | Завуч; Старшие Дружинники", "2 | Поход | Май | Завуч"],
    ),
    "a post on a line of its own is no section": (
        "№\tМероприятие\tСрок\tОтветственные\n1\tБеседы\tМарт\tСоц. педагог\nКлассные руководители\n"
        "Воспитательная работа\n2\tПоход\tМай\tЗавуч\n",
        ["1 | Беседы | Март | Соц. педагог; Классные руководители", "2 | Поход | Май | Завуч"],
    ),
    "cells with line ends in quotes": (
        '№\tМероприятие\tСрок\tОтветственные\n1\t"Беседы ""О труде"":\n- раз"\tМарт\t"Завуч,\nфизрук"\n',
        ['1 | Беседы "О труде": - раз | Март | Завуч; физрук'],
    ),
    "quotes that are of the text": (
        '№\tМероприятие\tСрок\tОтветственные\n1\t"Правила" движения\tМарт\tЗавуч\n2\t"Зарница\tМай\tЗавуч\n',
        ['1 | "Правила" движения | Март | Завуч', '2 | "Зарница | Май | Завуч'],
    ),
    "CSV with quotes that are of the text": (
        '№;Мероприятие;Срок;Ответственные\n1;"Правила" движения;Март;Завуч\n2;"Зарница;Май;Завуч\n'
        '3;"Поход; ""слёт""\nшкол";Май;Завуч\n\n4;Смотр;Май;Завуч\n',
        [
            '1 | "Правила" движения | Март | Завуч',
            '2 | "Зарница | Май | Завуч',
            '3 | Поход; "слёт" школ | Май | Завуч',
            "4 | Смотр | Май | Завуч",
        ],
    ),
    "empty cells at the end lost": (
        "№\tМероприятие\tСрок\tОтветственные\tОтметка\n1\tКурсы\tМарт\tМетодист\n2\tПоход\tМай\n",
        ["1 | Курсы | Март | Методист", "2 | Поход | Май | "],
    ),
    "sections as lines": (
        "№\tМероприятие\tСрок\tОтветственные\nКадры\n1\tКурсы\tМарт\tМетодист\n\nДети\n2\tПоход\tМай\tЗавуч\n",
        ["1 | Курсы | Март | Методист", "2 | Поход | Май | Завуч"],
    ),
}


@pytest.mark.parametrize("kind", PASTED)
def test_pasted_text(kind: str) -> None:
    text, expected = PASTED[kind]
    assert told(read(f"{TITLE}\n{text}".encode())) == expected


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def packed(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


SAVE = "откройте его и сохраните как .docx или .xlsx"
DAMAGED = "файл повреждён; попросите прислать его ещё раз или откройте и сохраните заново"
NO_HEADER = (
    "таблица плана в нём не найдена: нет заголовка со словами «Мероприятие» и «Срок»; "
    'назовите столбцы: --columns "№,мероприятие,срок,ответственный"'
)
COPY = "скопируйте таблицу из Word или Excel либо укажите сам файл .docx или .xlsx"
BY_SPACES = f"столбцы в нём сделаны пробелами, и где кончается ячейка, не видно; {COPY}"
BY_LINES = f"каждая ячейка стоит в нём на своей строке, и строки таблицы не видны; {COPY}"
REFUSED: dict[str, tuple[bytes, str]] = {
    "old Word": (OLD, f"это старый формат Word или Excel (.doc, .xls); {SAVE}"),
    "a password": (
        OLD + "EncryptedPackage".encode("utf-16-le"),
        "он защищён паролем; откройте его и сохраните без пароля",
    ),
    "pdf": (
        b"%PDF-1.7 ...",
        f"это PDF, в нём нет ячеек таблицы; найдите исходный файл или {SAVE}",
    ),
    "rtf": (b"{\\rtf1 ...}", f"это формат RTF; {SAVE}"),
    "a web archive": (b"MIME-Version: 1.0 ...", f"это веб-архив; {SAVE}"),
    "a picture": (b"\x89PNG ...", "это рисунок; нужен сам документ .docx или .xlsx"),
    "a photograph": (
        b"\xff\xd8\xff\xe0 ...",
        "это фотография; нужен сам документ .docx или .xlsx",
    ),
    "OpenDocument": (packed("mimetype", "content.xml"), f"это OpenDocument; {SAVE}"),
    "another archive": (packed("readme.txt"), f"это не документ Word или Excel; {SAVE}"),
    "half an archive": (FORMATS["docx"]()[:900], DAMAGED),
    "Word without sense": (packed("word/document.xml"), DAMAGED),
    "Excel without sense": (packed("xl/workbook.xml"), DAMAGED),
    "other bytes": (
        b"\x7fELF\0\0\0",
        "это не текст и не документ Word или Excel; сохраните его как .docx или .xlsx",
    ),
    "nothing": (b" \n", "он пуст; проверьте, тот ли это файл"),
    "a page of nothing": (b"<!doctype html>", "страница повреждена; сохраните её заново"),
    "an order without a table": (
        saved(word("П Р И К А З", "О плане")),
        "таблицы в нём нет (возможно, это скан или текст без столбцов); "
        "нужен документ с таблицей: № | Мероприятие | Срок | Ответственные",
    ),
    "another table": (saved(word([["Фамилия", "Оценка"], ["Петров", "5"]])), NO_HEADER),
    "a header and nothing else": (
        saved(word([HEAD])),
        "под заголовком таблицы нет ни одного мероприятия; проверьте документ",
    ),
    "a long text after a quote": (('"' + "слово " * 40000).encode(), NO_HEADER),
    "columns of spaces": (
        "План\n№    Мероприятие      Срок     Ответственные\n1    Курсы    Март    Методист".encode(),
        BY_SPACES,
    ),
    "columns of two spaces": ("Мероприятие  Срок".encode(), BY_SPACES),
    "a cell a line": ("\n".join(cell for row in [HEAD, *ROWS] for cell in row).encode(), BY_LINES),
    "two columns, a cell a line": ("\n№\n\nСрок проведения\nМероприятие".encode(), BY_LINES),
    "a plan": (
        "title: План\nsections: []\n".encode(),
        "это уже файл плана; посмотрите его: roadmap list --file план.docx",
    ),
    "eight columns, a cell a line": (
        "\n".join(["План", "№", *"абвгд", "Мероприятие", "Срок"]).encode(),
        BY_LINES,
    ),
    "nine columns, a cell a line": (
        "\n".join(["План", "№", *"абвгде", "Мероприятие", "Срок"]).encode(),
        NO_HEADER,
    ),
    "a row with a cell too many": (
        "\n".join("\t".join(row) for row in [HEAD, ["1", "а", "б", "в", "г", "д"]]).encode(),
        "строка 2: ячеек в строке 6, и какая из них к какому столбцу, не видно; "
        "исправьте строку или назовите столбцы: --columns",
    ),
    "a table of marks": (
        saved(word([["Мероприятие", "Срок", "Цена", "Сумма"], ["Курсы", "Май", "1", "1"]])),
        "таблица 1: это спецификация договора, а не план; если это всё же план, "
        'назовите столбцы: --columns "№,мероприятие,срок,ответственный"',
    ),
    "a contract": (
        saved(word("ДОГОВОР № 5", "Стороны договорились", [HEAD, *ROWS])),
        "это договор, а не план мероприятий; если это всё же план, "
        'назовите столбцы: --columns "№,мероприятие,срок,ответственный"',
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_document_that_cannot_be_read_is_refused_with_what_to_do(kind: str) -> None:
    raw, words = REFUSED[kind]
    with pytest.raises(UnreadableDocumentError) as refusal:
        read(raw, "план.docx")
    assert str(refusal.value) == f"документ план.docx не прочитан: {words}"
    assert refusal.value.exit_code == 5
