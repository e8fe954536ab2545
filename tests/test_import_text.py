"""Pages and pasted text, written down as programs make them, and what is read of their lines and cells."""

from __future__ import annotations

import pytest
from import_fixtures import drawn

from roadmap_cli.exchange.importing import RefusedPartError, Row, text

BLOCKS = ["p", "div", "li", "ul", "ol", "center", "section", "h1", "h2", "h3", "h4", "h5", "h6"]


@pytest.mark.parametrize("tag", [*BLOCKS, "b", "span", "a"])
def test_a_block_of_a_page_is_a_line_of_its_own(tag: str) -> None:
    inside = f"1<{tag}>2</{tag}>3"
    lines = ["1", "2", "3"] if tag in BLOCKS else ["123"]
    assert drawn(text.page(f"<html><div>{inside}</div></html>")) == lines
    assert drawn(text.page(f"<table><tr><td>{inside}</table>")) == [" / ".join(lines)]


@pytest.mark.parametrize("tag", ["style", "script", "title", "template"])
def test_what_a_page_does_not_show_is_not_read(tag: str) -> None:
    assert drawn(text.page(f"<table><tr><td>а<{tag}>нет</{tag}>б</table>")) == ["аб"]
    page = f"<html><head><{tag}>нет</{tag}></head><body>а</body></html>"
    assert drawn(text.page(page)) == ["а"]


PAGES: list[tuple[str, list[str]]] = [
    ('<?xml version="1.0" encoding="windows-1251"?>\n<p>а<!-- б -->в<?г д?>е</p>', ["аве"]),
    ("<p>&laquo;а&raquo;&nbsp;б\n  &amp; в</p>", ["«а» б & в"]),
    ("<p>а<br>б<br><br>в", ["а / б / в"]),
    ("<table><tr><td>а<table><tr><td>б<td>в</table>г<td>д</table>", ["а / б / в / г | д"]),
    ("<table><tr><td>а<table><tr><th>б<th>в</table>г</table>", ["а / б / в / г"]),
    (
        "<table><tr><td>а<tr><td><table><tr><td>б<tr><td>в</table></table>",
        ["а", "б / в"],
    ),
    (
        "<table><tr><td>а<td><table><tr><td>б<td>в<tr><th>г<th>д</table></table>",
        ["а", "б | в", "г | д"],
    ),
    (
        "<table><tr><td><table><tr><td>а<tr><td>б</table><td>"
        "<table><tr><td>в<tr><td>г</table></table>",
        ["а", "б", "в", "г"],
    ),
    (
        "<table><tr><td rowspan=2 colspan=2>1<td>2<td rowspan=3>3<tr><td>4<tr><td>5<td>6<td>7</table>",
        ["1 >2 | 2 | 3", "^ >2 | 4 | ^", "5 | 6 | 7 | ^"],
    ),
    (
        "<table><tr><td>0<td rowspan=2>1<td rowspan=2>2<tr><td>3<tr><td>4<td>5<td>6</table>",
        ["0 | 1 | 2", "3 | ^ | ^", "4 | 5 | 6"],
    ),
    (
        "<table><tr><td rowspan=2>1<td rowspan=1>2<tr><td>3<tr><td>4<td>5</table>",
        ["1 | 2", "^ | 3", "4 | 5"],
    ),
    (
        "<table><caption>а <b>б</b></caption>в<tr>г<td>1<td>2</td>д</tr>е<tr><td>3</table>ж",
        ["а б", "в", "г", "д", "е", "1 | 2", "3", "ж"],
    ),
    ("<table><tr><x><td>а<tr><td>б<td>в</table>", ["а", "б | в"]),
    ("<table><td>а</td><tr><td>1<td>2</table><tr><td>б</td></tr>", ["а", "1 | 2", "б"]),
    (
        "<table><tr><td rowspan=5>1<td>2</table><table><tr><td>3<td>4</table>",
        ["1 | 2", "3 | 4"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("page", "expected"), PAGES)
def test_the_cells_of_a_page(page: str, expected: list[str]) -> None:
    assert drawn(text.page(page)) == expected


def places(rows: list[Row]) -> list[tuple[str, int, str]]:
    return [(row.place, row.table, *drawn([row])) for row in rows]  # type: ignore[misc]


def test_lines_and_rows_of_a_page_are_counted() -> None:
    page = "<table><tr><td>1<td>2</tr><tr></tr><tr><td>3</tr></table>"
    assert places(text.page(f"<html>до{page}между<table><tr><th>4</table>после</html>")) == [
        ("строка 1", 0, "до"),
        ("таблица 1, строка 1", 1, "1 | 2"),
        ("таблица 1, строка 3", 1, "3"),
        ("строка 4", 0, "между"),
        ("таблица 2, строка 1", 2, "4"),
        ("строка 6", 0, "после"),
    ]


def test_an_empty_paragraph_of_a_page_is_a_line_unless_it_is_the_first() -> None:
    page = "<html><p></p><p>один</p><p> </p><div></div><li></li><p>два</p></html>"
    assert places(text.page(page)) == [
        ("строка 1", 0, "один"),
        ("строка 2", 0, ""),
        ("строка 3", 0, "два"),
    ]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("а".encode(), "а"),
        ("а".encode("utf-8-sig"), "а"),
        ("а".encode("cp1251"), "а"),
        ("а".encode("utf-16"), "а"),
        (b"\xff\xfe\x30\x04", "а"),
        (b"\xfe\xff\x04\x30", "а"),
        (b"\xff\xfe\x30\x04\x30", "а\ufffd"),
        (b"\x98\xe0", "\ufffdа"),
    ],
)
def test_the_encoding_of_a_text(raw: bytes, expected: str) -> None:
    assert text.decode(raw) == expected


def test_a_text_has_no_zero_bytes() -> None:
    with pytest.raises(RefusedPartError):
        text.decode("а".encode() + b"\0")


PASTES: list[tuple[str, list[str]]] = [
    ("№\tСрок\n\t1\n\t2\n\t3\n\t4", ["№ | Срок", " | 1", " | 2", " | 3", " | 4"]),
    ("№\tСрок\n\t1\n\t2\n\t3\n\t4\n\t5", ["№ | Срок | 1 | 2 | 3 | 4 | 5"]),
    ("а\tб\r\nв\tг\rд\tе", ["а | б", "в | г", "д | е"]),
    ("а,б\nМероприятие;Срок\n1,2;3", ["а,б", "Мероприятие | Срок", "1,2 | 3"]),
    ("Мероприятие,Срок\n1;2,3", ["Мероприятие | Срок", "1;2 | 3"]),
    ("Мероприятие\nСрок;\nа, б", ["Мероприятие", "Срок;", "а, б"]),
    (" Мероприятие ; Срок \n а ; б ", ["Мероприятие | Срок", "а | б"]),
    ("№\nп/п\tМеро-\nприятие\tСрок\tОтветственные\n1\tБал\tМай\tКлуб", ["№ п/п | Меро- приятие | Срок | Ответственные", "1 | Бал | Май | Клуб"]),
    ("Мероприятие\tСрок\nисполнения\tОтветственные\n1\tБал\tМай\tКлуб", ["Мероприятие | Срок исполнения | Ответственные", "1 | Бал | Май | Клуб"]),
    ("План\tработы\nМероприятие\tСрок\nБал\tМай", ["План | работы", "Мероприятие | Срок", "Бал | Май"]),
    ("План\tработы\nна год\nМероприятие\tСрок\nБал\tМай", ["План | работы", "на год", "Мероприятие | Срок", "Бал | Май"]),
    ("№\nа\nб\nв\nг\nд\nе\tМероприятие\tСрок\n1\tБал\tМай", ["№ а б в г д е | Мероприятие | Срок", "1 | Бал | Май"]),
    ("№\nа\nб\nв\nг\nд\nе\nж\nз\tМероприятие\tСрок\n1\tБал\tМай", ["№", "а", "б", "в", "г", "д", "е", "ж", "з | Мероприятие | Срок", "1 | Бал | Май"]),
    ("№\tМероприятие\tСрок\nДата\tМесто\tСрок\n1\tБал\tМай", ["№ | Мероприятие | Срок", "Дата | Место | Срок", "1 | Бал | Май"]),
    ("№\tМероприятие\tСрок\nпроведения\tОтветственный\n1\tБал\tМай\tКлуб", ["№ | Мероприятие | Срок проведения | Ответственный", "1 | Бал | Май | Клуб"]),
    ("№\tМероприятие\tСрок\nКадры\nи дети\n1\tБал\tМай", ["№ | Мероприятие | Срок", "Кадры", "и дети", "1 | Бал | Май"]),
    ('Мероприятие\tСрок\n"Бал ""наш""\nвечером"\tМай\n"а" б\t"в', ["Мероприятие | Срок", 'Бал "наш" / вечером | Май', '"а" б | "в']),
    ('Мероприятие;Срок\n"Бал; вечер\nпоздний";Май\n"а\tб";в', ["Мероприятие;Срок", '"Бал; вечер', 'поздний";Май', '"а | б";в']),
    ('Мероприятие;Срок\n"Бал";"Май"', ["Мероприятие | Срок", "Бал | Май"]),
    ("Мероприятие;Срок\nБал;Май\n", ["Мероприятие | Срок", "Бал | Май", ""]),
    ("№\tМероприятие\nпроведения\tСрок\n1\tБал\tМай", ["№ | Мероприятие проведения | Срок", "1 | Бал | Май"]),
    ("№\n\tМероприятие\tСрок\n1\tБал\tМай\n№\n\tМероприятие\tСрок\n2\tСбор\tМай", ["№ | Мероприятие | Срок", "1 | Бал | Май", "№ | Мероприятие | Срок", "2 | Сбор | Май"]),
    ("# План **на год**\n| Мероприятие | Срок |\n|---|:-:|\n| Бал \\| вечер | Май<br>Июнь |\n| Сбор |  |", ["План на год", "Мероприятие | Срок", "", "Бал | вечер | Май / Июнь", "Сбор | "]),
    ("Мероприятие | Срок\n--- | ---\nБал;вечер | Май", ["Мероприятие | Срок", "", "Бал;вечер | Май"]),
]  # fmt: skip


@pytest.mark.parametrize(("paste", "expected"), PASTES)
def test_the_cells_of_a_paste(paste: str, expected: list[str]) -> None:
    rows = text.pasted(paste)
    assert drawn(rows) == expected
    assert [(row.place, row.table) for row in rows] == [
        (f"строка {number}", 1) for number in range(1, len(rows) + 1)
    ]


BELOW: list[tuple[str, list[str]]] = [
    ("Кадры\nещё\n1\tКурсы\tМай\tЗавуч", ["Кадры", "ещё", "1 | Курсы | Май | Завуч"]),
    ("1\tКурсы\tМай\tЗавуч\n2\n3\tСбор\tМай\tЗавуч", ["1 | Курсы | Май | Завуч", "2", "3 | Сбор | Май | Завуч"]),
    ("1\tКурсы\n2\nмай\tЗавуч", ["1 | Курсы / 2 / май | Завуч"]),
    ("1\tКурсы\tМай\n\tСбор\tМай\tЗавуч", ["1 | Курсы | Май", " | Сбор | Май | Завуч"]),
    ("1\tКурсы\tМай\n\tЗавуч", ["1 | Курсы | Май | Завуч"]),
    ("1\tКурсы\tМай\n\tКлуб\n2\tСбор\tМай\tКлуб", ["1 | Курсы | Май | Клуб", "2 | Сбор | Май | Клуб"]),
    ("1\tКурсы\tМай\n\tРаздел 2", ["1 | Курсы | Май", " | Раздел 2"]),
    ("1\tКурсы\n\tМай\tЗавуч", ["1 | Курсы | Май | Завуч"]),
    ("1\tКурсы\n\tСбор 9 класса\tМай", ["1 | Курсы", " | Сбор 9 класса | Май"]),
    ("1\tБал\t06.03\n12.00\tКлуб", ["1 | Бал | 06.03 / 12.00 | Клуб"]),
    ("1\tБал\t06.03\nв 12-00\tКлуб", ["1 | Бал | 06.03 / в 12-00 | Клуб"]),
    ("1\tБал\t06.03\n12:00\tКлуб", ["1 | Бал | 06.03 / 12:00 | Клуб"]),
    ("1\tБал\t06.03\n12.0\tКлуб", ["1 | Бал | 06.03", "12.0 | Клуб"]),
    ("1\tБал\t06.03\n12.00\tКлуб\tзавуч", ["1 | Бал | 06.03", "12.00 | Клуб | завуч"]),
    ("1\tБал\tМай\n12\tКлуб", ["1 | Бал | Май", "12 | Клуб"]),
    ("1\tБал\tМай\nIV\tКлуб", ["1 | Бал | Май", "IV | Клуб"]),
    ("1\tБал\tМай\nи июнь\tКлуб", ["1 | Бал | Май / и июнь | Клуб"]),
    ("1\tБал\tМай\nи июнь\tКлуб\tЗавуч", ["1 | Бал | Май", "и июнь | Клуб | Завуч"]),
    ("1\tБал\tМай\tКлуб\nзавуч\tещё", ["1 | Бал | Май | Клуб", "завуч | ещё"]),
    ("1\tБал\tМай\tКлуб\tещё\nзавуч", ["1 | Бал | Май | Клуб | ещё", "завуч"]),
    ("1\tБал\tМай\tКлуб\nзавуч", ["1 | Бал | Май | Клуб / завуч"]),
    ("1\tБал\tМай\tКлуб\nСлово", ["1 | Бал | Май | Клуб", "Слово"]),
    ("1\tБал\tМай\tКлуб,\nСлово", ["1 | Бал | Май | Клуб, / Слово"]),
    ("1\tБал\tМай\tКлуб, \nСлово", ["1 | Бал | Май | Клуб,  / Слово"]),
    ("1\tБал\tМай\tЗам. директора по\nАХЧ", ["1 | Бал | Май | Зам. директора по / АХЧ"]),
    ("1\tБал\tМай\tКлуб\nВоспитатели", ["1 | Бал | Май | Клуб / Воспитатели"]),
    ("1\tБал\tМай\tКлуб\nОрлов П.П.", ["1 | Бал | Май | Клуб / Орлов П.П."]),
    ("1\tБал\tМай\tКлуб\nМузей\n2\tСбор\tМай\tМузей", ["1 | Бал | Май | Клуб / Музей", "2 | Сбор | Май | Музей"]),
    ("1\tБал\tМай\tКлуб\nИсполнитель: Орлов П.П.", ["1 | Бал | Май | Клуб", "Исполнитель: Орлов П.П."]),
    ("1\tБал\tМай\tКлуб\nзавуч,\nСлово", ["1 | Бал | Май | Клуб / завуч, / Слово"]),
    ("1\tБал\tМай\tКлуб\n\nзавуч", ["1 | Бал | Май | Клуб", "", "завуч"]),
    ("1\tБал\n2\tСбор\tМай\tКлуб", ["1 | Бал", "2 | Сбор | Май | Клуб"]),
    ("1\tБал\nвечером\tМай\tКлуб", ["1 | Бал / вечером | Май | Клуб"]),
    ("1\tБал\nвечером\tМай\tКлуб\tещё", ["1 | Бал", "вечером | Май | Клуб | ещё"]),
]  # fmt: skip
"""Lines below a header of four columns; Word pastes each paragraph of a cell as one."""


@pytest.mark.parametrize(("lines", "expected"), BELOW)
def test_a_line_of_a_paste_begins_a_row_or_goes_on(lines: str, expected: list[str]) -> None:
    head, *rows = text.pasted(f"№\tМероприятие\tСрок\tОтветственные\n{lines}")
    assert drawn([head]) == ["№ | Мероприятие | Срок | Ответственные"]
    assert drawn(rows) == expected
