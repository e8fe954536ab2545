"""Layouts of real plans: each as a Word document, a sheet, a page and a paste where it can occur; names are invented."""

from __future__ import annotations

import html
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from docx.oxml import parse_xml
from import_fixtures import HEAD, ROWS, TITLE, changed, propose, saved, sheet, word

from roadmap_cli.exchange.importing import UnreadableDocumentError, office
from roadmap_cli.exchange.importing.proposal import Answers, Proposal
from roadmap_cli.planfile import find
from roadmap_cli.planfile.writing import compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Roadmap

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TODAY = date(2021, 1, 20)


def read(raw: bytes, **answers: Any) -> Proposal:
    return propose(office.read("план", raw), Answers(**answers), TODAY)


def told(proposal: Proposal) -> list[str]:
    lines = []
    for section in proposal.plan.sections:
        lines.append(f"# {section.title}" + (f" [{section.term}]" if section.term else ""))
        for item in section.items:
            line = f"{item.id} | {item.title} | {item.term} | {'; '.join(item.responsible)}"
            lines.append(line + (f" → {item.result}" if item.result else ""))
    return lines


def as_word(rows: Sequence[Sequence[str]]) -> bytes:
    return saved(word(TITLE, rows))


def as_sheet(rows: Sequence[Sequence[str]]) -> bytes:
    book = sheet([[TITLE], *rows])
    page = book.worksheets[0]
    for number, row in enumerate(rows, start=2):
        if len(row) == 1:
            page.merge_cells(
                start_row=number, end_row=number, start_column=1, end_column=len(rows[0])
            )
    return saved(book)


def as_page(rows: Sequence[Sequence[str]]) -> bytes:
    lines = []
    for row in rows:
        span = f' colspan="{len(rows[0])}"' if len(row) == 1 else ""
        cells = "".join(f"<td{span}>{html.escape(text)}" for text in row)
        lines.append(f"<tr>{cells}")
    return f"<html><p>{TITLE}</p><table>{''.join(lines)}</table></html>".encode()


def as_paste(rows: Sequence[Sequence[str]]) -> bytes:
    return "\n".join([TITLE, *("\t".join(row) for row in rows)]).encode()


FORMS = {"docx": as_word, "xlsx": as_sheet, "html": as_page, "paste": as_paste}
LAYOUTS: dict[str, tuple[list[list[str]], list[str]]] = {
    "rows of months above rows of directions": (
        [
            HEAD,
            ["Март"],
            ["Работа с кадрами"],
            ["1", "Курсы", "", "Методист"],
            ["Работа с детьми"],
            ["2", "Поход", "до 10", "Завуч"],
            ["Апрель"],
            ["Работа с кадрами"],
            ["3", "Слёт", "", "Методист"],
        ],
        [
            "# Работа с кадрами [Март]",
            "1 | Курсы | Март | Методист",
            "# Работа с детьми [Март]",
            "2 | Поход | до 10 | Завуч",
            "# Работа с кадрами [Апрель]",
            "3 | Слёт | Апрель | Методист",
        ],
    ),
    "rows of months above rows of directions, no column of terms": (
        [
            ["№", "Мероприятие", "Ответственный"],
            ["СЕНТЯБРЬ 2021"],
            ["Работа с кадрами"],
            ["1", "Курсы", "Методист"],
            ["Октябрь - ноябрь"],
            ["Работа с детьми"],
            ["2", "Поход", ""],
        ],
        [
            "# Работа с кадрами [СЕНТЯБРЬ 2021]",
            "1 | Курсы | СЕНТЯБРЬ 2021 | Методист",
            "# Работа с детьми [Октябрь - ноябрь]",
            "2 | Поход | Октябрь - ноябрь | ",
        ],
    ),
    "rows of months below rows of directions": (
        [
            HEAD,
            ["Работа с кадрами"],
            ["Март"],
            ["1", "Курсы", "", "Методист"],
            ["Апрель"],
            ["2", "Слёт", "", "Методист"],
            ["Работа с детьми"],
            ["Март"],
            ["3", "Поход", "до 10", "Завуч"],
        ],
        [
            "# Работа с кадрами [Март]",
            "1 | Курсы | Март | Методист",
            "# Работа с кадрами [Апрель]",
            "2 | Слёт | Апрель | Методист",
            "# Работа с детьми [Март]",
            "3 | Поход | до 10 | Завуч",
        ],
    ),
    "a beginning and how long it lasts": (
        [
            ["№", "Мероприятие", "Дата начала", "Длительность", "Ответственный"],
            ["1", "Курсы", "01.03.2021", "10", "Методист"],
            ["2", "Поход", "27.04.2021", "2 недели", "Завуч"],
            ["3", "Слёт", "03.05.2021", "1 день", "Завуч"],
        ],
        [
            "# Мероприятия",
            "1 | Курсы | с 01.03.2021 по 10.03.2021 | Методист",
            "2 | Поход | с 27.04.2021 по 10.05.2021 | Завуч",
            "3 | Слёт | 03.05.2021 | Завуч",
        ],
    ),
    "days for a term beside a beginning": (
        [
            ["№", "Мероприятие", "Дата начала", "Срок (дней)", "Ответственный"],
            ["1", "Курсы", "01.03.2021", "10", "Методист"],
        ],
        ["# Мероприятия", "1 | Курсы | с 01.03.2021 по 10.03.2021 | Методист"],
    ),
    "a beginning without an end, an end without a beginning": (
        [
            ["№", "Мероприятие", "Дата начала", "Дата окончания", "Ответственный"],
            ["1", "Ремонт", "01.06.2021", "15.08.2021", "Завхоз"],
            ["2", "Курсы", "10.02.2021", "", "Методист"],
            ["3", "Сбор", "", "20.05.2021", "Физрук"],
        ],
        [
            "# Мероприятия",
            "1 | Ремонт | с 01.06.2021 по 15.08.2021 | Завхоз",
            "2 | Курсы | с 10.02.2021 | Методист",
            "3 | Сбор | до 20.05.2021 | Физрук",
        ],
    ),
    "tasks of those who execute, beside a measure": (
        [
            ["№", "Мероприятие", "Задачи исполнителя", "Срок", "Исполнитель"],
            ["1", "Форум", "Подготовить зал", "Май", "Завхоз"],
        ],
        ["# Мероприятия", "1 | Форум | Май | Завхоз"],
    ),
    "items without numbers below a point that has one": (
        [
            HEAD,
            ["1", "Провести:", "", ""],
            ["", "а) совещание", "Март", "Директор"],
            ["", "б) семинар", "Апрель", "Завуч"],
            ["2", "Подготовить отчёт", "Май", "Завуч"],
        ],
        [
            "# 1 Провести:",
            "1.1 | а) совещание | Март | Директор",
            "1.2 | б) семинар | Апрель | Завуч",
            "2 | Подготовить отчёт | Май | Завуч",
        ],
    ),
    "short names of months above columns, a day under one": (
        [
            ["№", "Мероприятие", "Янв", "Фев.", "Март", "Ответственный"],
            ["1", "Мониторинг", "+", "", "+", "Завуч"],
            ["2", "Совещание", "", "15.02", "", "Директор"],
            ["3", "Сбор", "", "", "5", "Физрук"],
        ],
        [
            "# Мероприятия",
            "1 | Мониторинг | Янв, Март | Завуч",
            "2 | Совещание | 15.02 | Директор",
            "3 | Сбор | 5 Март | Физрук",
        ],
    ),
    "a row that sums up": (
        [
            [*HEAD, "Объём финансирования"],
            ["1", "Ремонт", "июнь", "Завхоз", "150"],
            ["", "Всего", "", "", "150"],
        ],
        ["# Мероприятия", "1 | Ремонт | июнь | Завхоз"],
    ),
    "a signature in the last row": (
        [HEAD, ["1", "Курсы", "Март", "Методист"], ["", "Директор", "", "А.Б. Лесной"]],
        ["# Мероприятия", "1 | Курсы | Март | Методист"],
    ),
    "the expected result": (
        [
            [*HEAD, "Ожидаемый результат"],
            ["1", "Курсы", "Март", "Методист", "Справка"],
            ["2", "Слёт", "Май", "Завуч", ""],
            ["3", "Смотр", "Июнь", "Завуч", "—"],
        ],
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист → Справка",
            "2 | Слёт | Май | Завуч",
            "3 | Смотр | Июнь | Завуч",
        ],
    ),
    "headers in small letters": (
        [
            ["п/п", "наименование мероприятия", "срок", "ответственный"],
            ["1", "Курсы", "Март", "Методист"],
        ],
        ["# Мероприятия", "1 | Курсы | Март | Методист"],
    ),
    "measures under the names of months, a direction a row": (
        [
            ["Направление", "Сентябрь", "Октябрь", "Ответственный"],
            ["Память", "Урок мира", "Встреча с ветеранами", "Завуч"],
            ["Труд", "Субботник", "Операция «Кормушка»", "Завхоз"],
            ["Спорт", "", "Кросс", "Завхоз"],
            ["Спорт", "Слёт", "", "Завхоз"],
        ],
        [
            "# Память",
            "1 | Урок мира | Сентябрь | Завуч",
            "2 | Встреча с ветеранами | Октябрь | Завуч",
            "# Труд",
            "3 | Субботник | Сентябрь | Завхоз",
            "4 | Операция «Кормушка» | Октябрь | Завхоз",
            "# Спорт",
            "5 | Кросс | Октябрь | Завхоз",
            "6 | Слёт | Сентябрь | Завхоз",
        ],
    ),
    "months as rows, measures under the names of directions": (
        [
            ["Месяц", "Учебная работа", "Мероприятия с родителями", "Ответственный"],
            ["Март", "Курсы", "Собрание", "Завуч"],
            ["Апрель", "", "Беседы", "Завуч"],
            ["Май", "Смотр", "", "Завхоз"],
        ],
        [
            "# Учебная работа",
            "1 | Курсы | Март | Завуч",
            "2 | Смотр | Май | Завхоз",
            "# Мероприятия с родителями",
            "3 | Собрание | Март | Завуч",
            "4 | Беседы | Апрель | Завуч",
        ],
    ),
    "signs, dashes and words under the names of months": (
        [
            ["Мероприятие", "Март", "Апрель", "Май", "Ответственный"],
            ["Курсы", "+", "-", "х", "Завуч"],
            ["Смотр", "–", "отчёт", "", "Завхоз"],
        ],
        [
            "# Мероприятия",
            "1 | Курсы | Март, Май | Завуч",
            "2 | Смотр | Апрель (отчёт) | Завхоз",
        ],
    ),
    "days as rows of sections": (
        [
            ["№", "Мероприятие", "Ответственный"],
            ["1 марта"],
            ["1", "Курсы", "Методист"],
            ["02.03.2021 (вторник)"],
            ["2", "Поход", "Завуч"],
        ],
        [
            "# 1 марта",
            "1 | Курсы | 1 марта | Методист",
            "# 02.03.2021 (вторник)",
            "2 | Поход | 02.03.2021 (вторник) | Завуч",
        ],
    ),
    "a column of months beside that of days": (
        [
            ["Месяц", "Мероприятие", "Сроки", "Ответственный"],
            ["Март", "Курсы", "до 10", "Методист"],
            ["Апрель", "Поход", "2 неделя", "Завуч"],
        ],
        [
            "# Мероприятия",
            "1 | Курсы | до 10 Март | Методист",
            "2 | Поход | 2 неделя Апрель | Завуч",
        ],
    ),
    "a column of stages, where results are considered": (
        [
            ["Этап", "Содержание работы", "Сроки", "Ответственный", "Итог"],
            ["Начало", "Издать приказ", "Март", "Директор", "Приказ"],
            ["Начало", "Собрать группу", "Март", "Директор", "Список"],
        ],
        [
            "# Начало",
            "1 | Издать приказ | Март | Директор → Приказ",
            "2 | Собрать группу | Март | Директор → Список",
        ],
    ),
    "the time of a day on a line of its own": (
        [
            ["№", "Дата и время", "Название мероприятия", "Проводящая организация"],
            ["1", "06.03\n12.00", "Масленица", "Клуб"],
            ["2", "8 марта\n14:00", "Концерт", "Клуб"],
        ],
        [
            "# Мероприятия",
            "1 | Масленица | 06.03 12.00 | Клуб",
            "2 | Концерт | 8 марта 14:00 | Клуб",
        ],
    ),
    "beginning and end of a programme, with an event of control": (
        [
            [
                "№ п/п",
                "Наименование основного мероприятия, контрольного события",
                "Срок начала реализации",
                "Срок окончания реализации (дата контрольного события)",
                "Ответственный",
                "Ед. изм.",
                "Кол-во",
            ],
            ["1.", "Ремонт зала", "01.06.2021", "20.08.2021", "Завхоз", "шт.", "1"],
        ],
        ["# Мероприятия", "1 | Ремонт зала | с 01.06.2021 по 20.08.2021 | Завхоз"],
    ),
    "a row that says that the table goes on, and a note within it": (
        [
            HEAD,
            ["1", "Курсы", "Март", "Методист"],
            ["Продолжение таблицы 1"],
            HEAD,
            ["2", "Поход", "Май", "Завуч"],
            ["* если позволит погода"],
            ["3", "Слёт", "Июнь", "Глава посёлка\nОрлов П.П."],
        ],
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "2 | Поход | Май | Завуч",
            "3 | Слёт | Июнь | Глава посёлка Орлов П.П.",
        ],
    ),
    "how often, and who is the official": (
        [
            ["№", "Процедура", "Периодичность", "Должностное лицо"],
            ["1", "Уборка", "ежемесячно", "Завхоз"],
            ["2", "Осмотр", "ежеквартально", "воспитатели\nстарших групп"],
        ],
        [
            "# Мероприятия",
            "1 | Уборка | ежемесячно | Завхоз",
            "2 | Осмотр | ежеквартально | воспитатели старших групп",
        ],
    ),
    "numbers of sections beside those of measures": (
        [
            ["№", "Направление", "№", "Мероприятие", "Срок", "Ответственный"],
            ["1", "Кадры", "1.1", "Курсы", "Март", "Методист"],
            ["1", "Кадры", "1.2", "Аттестация", "Май", "Завуч"],
        ],
        ["# Кадры", "1.1 | Курсы | Март | Методист", "1.2 | Аттестация | Май | Завуч"],
    ),
    "month, day and time in columns of their own": (
        [
            ["Мероприятие", "Месяц", "Число", "Время", "Ответственный", "Выход на результат"],
            ["Курсы", "март", "15", "10:00", "Методист", "Справка"],
        ],
        ["# Мероприятия", "1 | Курсы | 15 март 10:00 | Методист → Справка"],
    ),
    "classes of a party on a line of their own": (
        [
            HEAD,
            ["I. Беседы"],
            ["1", "О дороге", "Март", "Классные руководители\n1-11 кл."],
            ["2", "О воде", "Май", "Завуч"],
        ],
        [
            "# I. Беседы",
            "1 | О дороге | Март | Классные руководители 1-11 кл.",
            "2 | О воде | Май | Завуч",
        ],
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_read_alike_in_every_form(layout: str, form: str) -> None:
    rows, expected = LAYOUTS[layout]
    proposal = read(FORMS[form](rows))
    assert told(proposal) == expected
    assert proposal.plan.title == TITLE
    assert not proposal.unclear


def test_a_paste_with_each_cell_behind_a_tab_of_its_own_line() -> None:
    rows = "№\n\tМероприятие\n\tСрок\n\tОтветственный\n\n1\n\tКурсы\n\tМай\n\tМОЦ\n"
    proposal = read(f"{TITLE}\n{rows}\n2\n\tПоход\n\tИюнь\n\tЗавуч\n".encode())
    assert told(proposal) == [
        "# Мероприятия",
        "1 | Курсы | Май | МОЦ",
        "2 | Поход | Июнь | Завуч",
    ]


def test_sheets_called_by_months_are_sections_with_that_term() -> None:
    book = sheet([[TITLE], HEAD, ["1", "Сбор", "до 5", "Завхоз"]])
    book.worksheets[0].title = "Март"
    for row in (HEAD, ["1", "Поход", "в течение месяца", "Физрук"]):
        (book["Апрель"] if "Апрель" in book.sheetnames else book.create_sheet("Апрель")).append(row)
    proposal = read(saved(book))
    assert told(proposal) == [
        "# Март [Март]",
        "1.1 | Сбор | до 5 | Завхоз",
        "# Апрель [Апрель]",
        "2.1 | Поход | в течение месяца | Физрук",
    ]
    assert not proposal.unclear


def test_several_measures_in_a_cell_keep_their_numbers() -> None:
    rows = [["Мероприятия", "Срок"], ["1. Сбор\n2. Педсовет", "Март"], ["1. Поход\n2. Бал", "Май"]]
    assert [item.title for item in read(as_word(rows)).items] == [
        "1. Сбор 2. Педсовет",
        "1. Поход 2. Бал",
    ]


def test_months_above_tables_are_terms_the_first_too() -> None:
    head = ["№", "Мероприятие", "Ответственные"]
    rows = [head, ["1", "Сбор", "Завхоз"]]
    proposal = read(saved(word(TITLE, "МАРТ", rows, "АПРЕЛЬ", rows)))
    assert [item.term for item in proposal.items] == ["МАРТ", "АПРЕЛЬ"]


def test_two_columns_of_lengths_without_a_beginning_are_a_term_to_be_decided() -> None:
    head = ["№", "Мероприятие", "Длительность", "Срок (дней)", "Ответственный"]
    proposal = read(as_word([head, ["1", "Курсы", "10", "12", "Методист"]]))
    assert [item.term for item in proposal.items] == ["10 12"]
    assert proposal.unclear


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("План мероприятий на 2020 год по итогам 2019 года", 2020),
        ("План мероприятий на 2020 год во исполнение Указа от 7 мая 2018 года № 204", 2020),
        ("План мероприятий на 2020 г. по результатам ВПР 2019 г.", 2020),
        ("План на период 2020-2021 учебный год по итогам 2018-2019 учебного года", 2020),
    ],
)
def test_the_year_of_a_title_is_that_of_the_plan(title: str, year: int) -> None:
    proposal = read(saved(word(title, [HEAD, *ROWS])))
    assert proposal.plan.span.first.year == year


@pytest.mark.parametrize(
    ("terms", "span"),
    [
        (["Май 2019", "Октябрь 2021"], "2019-01-01..2021-12-31"),
        (["Май 2020", "Октябрь 2020"], "2020-01-01..2020-12-31"),
    ],
)
def test_a_period_that_no_title_names_is_guessed_from_the_terms(
    terms: list[str], span: str
) -> None:
    rows = [["1", "Сбор", terms[0], "МОЦ"], ["2", "Отчёт", terms[1], "ОУ"]]
    first, last = read(saved(word("План мероприятий", [HEAD, *rows]))).plan.span
    assert f"{first}..{last}" == span


@pytest.mark.parametrize(
    "below", ["Петров П.П.", "МОЦ", "завуч Петрова А.А.", "Воспитатели", "Методист", "Школы"]
)
def test_a_second_party_of_a_pasted_cell_is_no_section(below: str) -> None:
    head = "\t".join(HEAD)
    text = f"{TITLE}\n{head}\n1\tКурсы\tМарт\tОрлов И.И.\n{below}\n2\tСлёт\tМай\tМОЦ\n3\tПоход\tМай\tМетодист\n"
    proposal = read(text.encode())
    assert [section.title for section in proposal.plan.sections] == ["Мероприятия"]
    assert proposal.items[0].responsible == ("Орлов И.И.", below)


def test_text_of_a_text_box_is_there_once() -> None:
    document = word(TITLE, [HEAD, *ROWS])
    box = "<w:txbxContent><w:p><w:r><w:t>этап</w:t></w:r></w:p></w:txbxContent>"
    office_names = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    paragraph = document.tables[0].rows[1].cells[1].paragraphs[0]._p  # noqa: SLF001  # python-docx has no other way
    paragraph.append(
        parse_xml(
            f"<w:r {W} {office_names}><mc:AlternateContent>"
            f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
    )
    assert read(saved(document)).items[0].title == "Курсы этап"


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ("<w:vanish/>", "Курсы"),
        ('<w:vertAlign w:val="superscript"/>', "Курсы"),
        ('<w:vanish w:val="0"/>', "Курсы1"),
    ],
)
def test_hidden_text_and_signs_of_footnotes_are_left_out(facts: str, shown: str) -> None:
    document = word(TITLE, [HEAD, *ROWS])
    paragraph = document.tables[0].rows[1].cells[1].paragraphs[0]._p  # noqa: SLF001  # the same
    paragraph.append(parse_xml(f"<w:r {W}><w:rPr>{facts}</w:rPr><w:t>1</w:t></w:r>"))
    assert read(saved(document)).items[0].title == shown


@pytest.mark.parametrize("sign", ["<w:br/>", "<w:tab/>", "<w:cr/>", "<w:noBreakHyphen/>"])
@pytest.mark.parametrize("around", ["del", "moveFrom"])
def test_a_deleted_sign_parts_no_word(around: str, sign: str) -> None:
    document = word(TITLE, [HEAD, *ROWS])
    paragraph = document.tables[0].rows[1].cells[1].paragraphs[0]._p  # noqa: SLF001  # the same
    paragraph.append(parse_xml(f"<w:{around} {W}><w:r>{sign}</w:r></w:{around}>"))
    paragraph.append(parse_xml(f"<w:r {W}><w:t>ы</w:t></w:r>"))
    assert read(saved(document)).items[0].title == "Курсыы"


@pytest.mark.parametrize(
    ("sign", "shown"),
    [
        ("<w:br/>", "Курсы ы"),
        ("<w:tab/>", "Курсы ы"),
        ("<w:cr/>", "Курсы ы"),
        ("<w:noBreakHyphen/>", "Курсы-ы"),
    ],
)
def test_a_sign_of_word_is_read_as_it_looks(sign: str, shown: str) -> None:
    document = word(TITLE, [HEAD, *ROWS])
    paragraph = document.tables[0].rows[1].cells[1].paragraphs[0]._p  # noqa: SLF001  # the same
    paragraph.append(parse_xml(f"<w:r {W}>{sign}<w:t>ы</w:t></w:r>"))
    assert read(saved(document)).items[0].title == shown


def test_a_deleted_end_of_a_paragraph_parts_no_word() -> None:
    document = word(TITLE, [HEAD, ["1", "Курсы для за", "Март", "МОЦ"]])
    cell = document.tables[0].rows[1].cells[1]
    deleted = '<w:del w:id="3" w:author="a" w:date="2020-01-01T00:00:00Z"/>'
    cell.paragraphs[0]._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {W}>{deleted}</w:rPr>"))  # noqa: SLF001  # the same
    cell.add_paragraph("вучей")
    assert read(saved(document)).items[0].title == "Курсы для завучей"


@pytest.mark.parametrize(
    ("between", "table"),
    [
        ("СОГЛАСОВАНО", ["Зам. директора", "_______", "Белкина А.А.", "15.01.2021"]),
        ("", ["Зам. директора", "подпись", "Белкина А.А.", "15.01.2021"]),
        ("Список для связи", ["Белкина А.А.", "завуч", "8 (495) 111-22-33", ""]),
        ("Список для связи", ["Белкина А.А.", "завуч", "тел. 11-22-33", ""]),
        ("Список для связи", ["Белкина А.А.", "завуч", "т.+74951112233", ""]),
        ("Телефоны", ["Белкина А.А.", "завуч", "22-33", ""]),
        ("С планом ознакомлены", ["Белкина А.А.", "завуч", "", ""]),
        ("Лист согласования", ["Белкина А.А.", "завуч", "", ""]),
        ("Подписи", ["Белкина А.А.", "завуч", "", ""]),
        ("", ["Белкина А.А.", "завуч", "___", ""]),
    ],
)
def test_a_table_of_people_is_no_part_of_the_plan(between: str, table: list[str]) -> None:
    proposal = read(saved(word(TITLE, [HEAD, *ROWS], between, [table])))
    assert [item.title for item in proposal.items] == ["Курсы", "Поход"]
    assert any("таблица 2" in each.place for each in proposal.skipped)


def test_a_table_within_a_cell_of_a_page_is_text_of_the_cell() -> None:
    inner = "<table><tr><td>для завучей<td>и педагогов</table>"
    page = (
        as_page([HEAD, ["1", "Курсы", "Март", "МОЦ"]])
        .decode()
        .replace("<td>Курсы", f"<td>Курсы{inner}")
    )
    assert read(page.encode()).items[0].title == "Курсы для завучей и педагогов"


def test_a_table_that_lays_a_page_out_is_none_of_the_plan() -> None:
    plan = as_page([HEAD, *ROWS]).decode()
    menu = "<table><tr><td>Главная<tr><td>Новости</table>"
    page = f"<html><table><tr><td>{menu}<td><table><tr><td>{plan}</table></table>"
    proposal = read(page.encode())
    alone = read(plan.encode())
    assert told(proposal) == told(alone)
    assert proposal.plan.title == alone.plan.title


def test_lines_of_a_page_are_a_title_with_nothing_between_them() -> None:
    title = ["ПЛАН", "мероприятий по подготовке школ", "города Сосновка на 2021 год"]
    lines = "".join(f"<div><p><b>{line}</b></p></div>\n" for line in title)
    rows = "".join(f"<tr>{''.join(f'<td>{text}' for text in row)}" for row in [HEAD, *ROWS])
    proposal = read(f"<html>{lines}<table>{rows}</table></html>".encode())
    assert proposal.plan.title == " ".join(title)


def test_hidden_rows_and_sheets_are_named() -> None:
    book = sheet([[TITLE], HEAD, *ROWS])
    book.worksheets[0].row_dimensions[3].hidden = True
    book.create_sheet("Черновик").sheet_state = "hidden"
    proposal = read(saved(book))
    assert [item.title for item in proposal.items] == ["Поход"]
    named = {(each.place, each.reason) for each in proposal.skipped}
    assert {("строка 3", "скрытая строка"), ("лист «Черновик»", "скрытый лист")} <= named


def test_a_column_without_a_name_is_that_of_numbers_only_where_it_has_some() -> None:
    head = ["", "Мероприятие", "Срок", "Ответственный"]
    rows = [["Кадры", "Курсы", "Март", "МОЦ"], ["Кадры", "Слёт", "Май", "МОЦ"]]
    rows += [["Дети", "Поход", "Май", "Завуч"], ["Дети", "Кросс", "Май", "Завуч"]]
    assert told(read(as_word([head, *rows]))) == [
        "# Кадры",
        "1 | Курсы | Март | МОЦ",
        "2 | Слёт | Май | МОЦ",
        "# Дети",
        "3 | Поход | Май | Завуч",
        "4 | Кросс | Май | Завуч",
    ]


def test_a_column_of_numbers_that_has_words_is_another_column() -> None:
    head = ["№ школы", "№", "Мероприятие", "Срок", "Ответственный"]
    rows = [["гимназия", "7", "Курсы", "Март", "МОЦ"], ["лицей", "9", "Слёт", "Май", "МОЦ"]]
    proposal = read(as_word([[*head[1:]], *(row[1:] for row in rows)]))
    assert [item.id for item in proposal.items] == ["7", "9"]
    shuffled = [[row[1], *row[:1], *row[2:]] for row in [head, *rows]]
    assert [item.id for item in read(as_word(shuffled)).items] == ["7", "9"]
    lost = read(as_word([[*HEAD], ["гимназия", "Курсы", "Март", "МОЦ"]]), notes=True)
    assert [(item.id, item.comment) for item in lost.items] == [("1", "№: гимназия")]


def test_notes_of_other_columns_are_no_evidence() -> None:
    head = [*HEAD, "Отметка об исполнении", "Финансирование"]
    done = ["1", "Курсы", "Март", "МОЦ", "Исполнено 15.03.2021. Справка № 1.", "5 000"]
    proposal = read(as_word([head, done, ["2", "Слёт", "Май", "МОЦ", "", "7 000"]]), notes=True)
    first, second = proposal.items
    assert (first.note, first.comment) == ("Справка № 1.", "Финансирование: 5 000")
    assert (second.note, second.comment) == ("", "Финансирование: 7 000")
    plan = find.parse(Path("план.yaml"), compose(proposal.plan).encode()).plan
    assert [(item.note, item.comment) for item in plan.items] == [
        ("Справка № 1.", "Финансирование: 5 000"),
        (None, "Финансирование: 7 000"),
    ]


CHANGES = {
    "by command": ["done", "1"],
    "reported, not accepted": ["submit", "1"],
    "by hand": "done\n        executed: [2021-03-20]",
    "removed by hand": "cancelled",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_column_of_notes_is_never_told_as_evidence_and_never_lost(
    roadmap: Roadmap, tmp_path: Path, change: str
) -> None:
    source, target = tmp_path / "план.docx", tmp_path / "roadmap_2021.yaml"
    head = [*HEAD, "Примечание"]
    source.write_bytes(as_word([head, ["1", "Курсы", "Март", "МОЦ", "актовый зал"]]))
    assert roadmap("import", str(source), "--notes", "--output", str(target)).code == 0
    now = ["-f", str(target), "--today", "2021-03-20"]
    made = CHANGES[change]
    if isinstance(made, str):
        text = target.read_text("utf-8")
        target.write_text(text.replace("status: planned", f"status: {made}"), "utf-8")
    else:
        outcome = roadmap(*now, *made)
        assert (outcome.code, "зал" in outcome.out) == (0, False)
    for form in ("md", "csv", "json", "html"):
        assert "зал" not in roadmap(*now, "report", "--format", form).out, form
    assert "\n  из документа:     Примечание: актовый зал\n" in roadmap(*now, "show", "1").out
    assert roadmap(*now, "list", "--all", "--search", "зал").out.count("Курсы") == 1


@pytest.mark.parametrize(
    "preamble",
    [
        ["В целях подготовки школ"],
        ["Руководствуясь уставом,", "приказываю:"],
        ["В связи с новым годом"],
        ["приказываю:"],
        ["1. Утвердить план."],
    ],
)
def test_the_title_of_an_order_ends_where_its_preamble_begins(preamble: list[str]) -> None:
    order = ["ПРИКАЗ", "от 15.01.2021 № 5", "Об утверждении плана", "подготовки школ", *preamble]
    proposal = read(saved(word(*order, TITLE, [HEAD, *ROWS])))
    assert proposal.plan.order["title"] == "Об утверждении плана подготовки школ"


TASKS = ["ИД", "Название задачи", "Длительность", "Начало", "Окончание", "Предшественники"]
GOODS = ["№", "Наименование работ", "Кол-во", "Цена", "Срок поставки", "Исполнитель"]
DAYS = ["№", "Задача", "Срок", "Ответственный", *map(str, range(1, 101))]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("head", [TASKS, GOODS, DAYS], ids=["tasks", "goods", "bars"])
def test_what_is_no_plan_is_refused_unless_a_person_names_its_columns(
    head: list[str], form: str
) -> None:
    raw = FORMS[form]([head, ["1", "Курсы", "10", "01.03.2021", *["1"] * (len(head) - 4)]])
    with pytest.raises(UnreadableDocumentError, match="а не план; если это всё же план, назовите"):
        read(raw)
    columns = ",".join(["№", "мероприятие", "-", "срок", *["-"] * (len(head) - 4)])
    assert [item.title for item in read(raw, columns=columns).items] == ["Курсы"]


@pytest.mark.parametrize(
    "said",
    [
        ("ДОГОВОР № 5", "ООО «Ромашка», именуемое в дальнейшем Исполнитель, и школа …"),
        ("Муниципальный контракт", "Стороны договорились"),
        ("Государственный контракт № 5", "именуемый в дальнейшем Заказчик"),
    ],
)
def test_a_contract_is_refused(said: tuple[str, str]) -> None:
    with pytest.raises(UnreadableDocumentError, match="это договор, а не план"):
        read(saved(word(*said, [HEAD, *ROWS])))


@pytest.mark.parametrize(
    "said",
    [
        ("ДОГОВОР № 5", "о плане работы"),
        ("Договор о сотрудничестве", "Стороны договорились"),
        ("Школа", "Стороны договорились"),
    ],
)
def test_a_plan_that_speaks_of_contracts_is_none(said: tuple[str, str]) -> None:
    assert read(saved(word(*said, TITLE, [HEAD, *ROWS]))).plan.title == TITLE


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Предшественники", "дерево задач"),
        ("Код СДР", "дерево задач"),
        ("% завершения", "дерево задач"),
        ("% выполнения", "дерево задач"),
        ("WBS", "дерево задач"),
        ("Predecessors", "дерево задач"),
        ("Task name", "дерево задач"),
        ("Трудозатраты", "дерево задач"),
        ("Трудоёмкость", "дерево задач"),
        ("Трудоемкость, час", "дерево задач"),
        ("Цена; Количество", "спецификация договора"),
        ("Сумма; Кол-во", "спецификация договора"),
        ("Общая стоимость; Ед. изм.", "спецификация договора"),
        ("Единица измерения; Цена, руб.", "спецификация договора"),
    ],
)
def test_words_above_columns_that_no_plan_has(words: str, kind: str) -> None:
    more = words.split("; ")
    head = ["№", "Мероприятие", "Срок", "Исполнитель", *more]
    raw = as_word([head, ["1", "Курсы", "Март", "МОЦ", *["1"] * len(more)]])
    with pytest.raises(UnreadableDocumentError, match=f"таблица 1: это {kind}, а не план"):
        read(raw)


@pytest.mark.parametrize("more", ["Сумма", "Готовность", "Количество"])
def test_one_column_of_money_or_numbers_makes_no_other_table(more: str) -> None:
    head = ["№", "Мероприятие", "Срок", "Исполнитель", more]
    assert [
        item.title for item in read(as_word([head, ["1", "Сбор", "Май", "ОУ", "1"]])).items
    ] == ["Сбор"]


def test_the_expected_result_is_shown(roadmap: Roadmap, tmp_path: Path) -> None:
    source, target = tmp_path / "план.docx", tmp_path / "roadmap_2021.yaml"
    head = [*HEAD, "Ожидаемый результат"]
    source.write_bytes(as_word([head, ["1", "Курсы", "Март", "МОЦ", "Справка"]]))
    assert roadmap("import", str(source), "--output", str(target)).code == 0
    assert "\n  результат:        Справка\n" in roadmap("-f", str(target), "show", "1").out


EDGE = "XFD1048576"


@pytest.mark.parametrize("merged", ["A5:A1048576", "D3:XFD3", "C2:XFD1048576"])
def test_what_reaches_to_the_edge_of_a_sheet_costs_nothing(merged: str) -> None:
    raw = saved(sheet([[TITLE], HEAD, *ROWS]))
    ranges = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'
    stray = f'<row r="1048576"><c r="{EDGE}"><v>1</v></c></row></sheetData>{ranges}'
    raw = changed(raw, "xl/worksheets/sheet1.xml", lambda text: text.replace("</sheetData>", stray))
    assert [item.title for item in read(raw).items][:1] == ["Курсы"]


def test_numbers_of_all_forms_come_into_the_file_as_they_are() -> None:
    numbers = ["08", "09", "1.10", "11e9", "0o17", "1:75", "1_0", "7"]
    rows = [[number, f"Дело {number}", "Март", "МОЦ"] for number in numbers]
    proposal = read(as_word([HEAD, *rows]))
    plan = find.parse(Path("план.yaml"), compose(proposal.plan).encode()).plan
    assert [item.id for item in plan.items] == numbers
