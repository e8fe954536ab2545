"""What import makes of words: parties of a cell, the text around a table, numbers; and the text of a new plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from roadmap_cli.exchange.importing import Cell, Row, cells, preamble
from roadmap_cli.planfile import find
from roadmap_cli.planfile.writing import NewItem, NewPlan, NewSection, compose
from roadmap_cli.terms import read_plan_period
from roadmap_cli.wording import composed

PLACE = Path("план.yaml")
CELLS = {
    "Зам. директора по АХЧ, вахтеры, сторожа": ["Зам. директора по АХЧ", "вахтеры", "сторожа"],
    "Степанов А.И., инженер-программист": ["Степанов А.И., инженер-программист"],
    "А.И. Степанов, инженер-программист": ["А.И. Степанов, инженер-программист"],
    "Степанов А.И., Белкина О.Н.": ["Степанов А.И.", "Белкина О.Н."],
    "Белкина О.Н., воспитатели": ["Белкина О.Н.", "воспитатели"],
    "Белкина О.Н., учителя начальных классов": ["Белкина О.Н.", "учителя начальных классов"],
    "Белкина О.Н., завуч, Степанов А.И., завхоз": ["Белкина О.Н., завуч", "Степанов А.И., завхоз"],
    "Степанов А.И.\nинженер-программист": ["Степанов А.И. инженер-программист"],
    "Зам директора по УВР, ВР., воспитатели": ["Зам директора по УВР, ВР", "воспитатели"],
    "Зам. директора по УВР,\nВР": ["Зам. директора по УВР, ВР"],
    "Зам директора по АХЧ. водитель автобуса": ["Зам директора по АХЧ", "водитель автобуса"],
    "Зам директора по ВР.Воспитатели": ["Зам директора по ВР", "Воспитатели"],
    "Комитет по образованию, МОЦ": ["Комитет по образованию", "МОЦ"],
    "Отдел культуры, спорта и молодёжи, школы": ["Отдел культуры, спорта и молодёжи", "школы"],
    "Комитет по образованию, директора и учителя": [
        "Комитет по образованию",
        "директора и учителя",
    ],
    "Старший воспитатель и воспитатели.": ["Старший воспитатель и воспитатели"],
    "Директор, заместители директора,": ["Директор", "заместители директора"],
    "Директор; завхоз": ["Директор", "завхоз"],
    "Соц. педагог\nвоспитатели": ["Соц. педагог", "воспитатели"],
    "Заместитель директора\nпо воспитательной работе": [
        "Заместитель директора по воспитательной работе"
    ],
    "Зам.\nдиректора": ["Зам. директора"],
    "Заместитель\nдиректора": ["Заместитель директора"],
    "Учителя,\nдиректора школ": ["Учителя", "директора школ"],
    "Классные\nруководители": ["Классные руководители"],
    "МБОУ «Школа, сад\nи лицей»": ["МБОУ «Школа, сад и лицей»"],
    "Классные руководители (1, 5 классы), завуч": ["Классные руководители (1, 5 классы)", "завуч"],
    "- директор;\n- завхоз.": ["директор", "завхоз"],
    "Директор .": ["Директор"],
    "Вожатая\nДиректор": ["Вожатая", "Директор"],
    "Вожатая\nзавуч": ["Вожатая", "завуч"],
    "МО учителей математики, физики и информатики": [
        "МО учителей математики, физики и информатики"
    ],
    "Учителя биологии, химии, завуч": ["Учителя биологии, химии", "завуч"],
    "1. Директор 2. Завуч": ["Директор", "Завуч"],
    "1) Директор\n2) Завуч": ["Директор", "Завуч"],
    "Отдел\nобразования, школы": ["Отдел образования", "школы"],
    "Белкина\nО.Н.": ["Белкина О.Н."],
    "—": [],
    "Учителя и др.": ["Учителя и др."],
    "Белкина О.Н.": ["Белкина О.Н."],
    " ,\n": [],
}


@pytest.mark.parametrize("text", CELLS)
def test_a_cell_is_split_as_a_person_would(text: str) -> None:
    assert cells.split_parties(text) == CELLS[text]


def test_spellings_of_one_party_become_the_most_frequent() -> None:
    found = [
        ["Зам директора"],
        ["зам. директора", "Завхоз"],
        ["Зам. директора"],
        ["Зам. директора"],
    ]
    assert cells.match_parties(found) == [
        ["Зам. директора"],
        ["Зам. директора", "Завхоз"],
        ["Зам. директора"],
        ["Зам. директора"],
    ]


@pytest.mark.parametrize(
    ("names", "marked"),
    [
        (["МОЦ", "Степанов А.И., инженер-программист"], False),
        (["заместитель директора по УВР, руководители ШМО"], True),
        (["МОЦ", "отдел опеки; школы", "Иванов И.И., Петров П.П."], True),
        (["Классные", "Сидоров А.А.", "методист"], True),  # lines that else are one party
        ([], False),
    ],
)
def test_our_own_papers_tell_parties_apart(names: list[str], *, marked: bool) -> None:
    told = cells.told_apart(names)
    assert (told != tuple(names)) == marked
    assert cells.split_parties("\n".join(told)) == names


def test_a_party_added_by_hand_to_our_own_paper_is_a_party() -> None:
    (told,) = cells.told_apart(["заместитель директора по УВР, руководители ШМО"])
    added = ["заместитель директора по УВР, руководители ШМО", "МОЦ", "ОУ"]
    assert cells.split_parties(f"{told}, МОЦ\nОУ") == added


def test_two_parties_side_by_side_are_parted_only_where_both_are_known() -> None:
    found = [["Инспектор ОДН Соц. педагог"], ["Соц. педагог"], ["Инспектор ОДН"], ["Совет школы"]]
    assert cells.match_parties(found) == [
        ["Инспектор ОДН", "Соц. педагог"],
        ["Соц. педагог"],
        ["Инспектор ОДН"],
        ["Совет школы"],
    ]


@pytest.mark.parametrize(
    "party",
    [
        "Директор школы",
        "Методист МОЦ",
        "директор Лесной А.Б.",
        "Комитет образования",
        "Лесной А.Б. завуч",
    ],
)
def test_what_depends_on_the_word_before_it_is_not_parted_from_it(party: str) -> None:
    first, rest = party.split(" ", 1)
    alone = [[first], [rest], ["Лесной А.Б."], ["завуч"]]
    assert cells.match_parties([[party], *alone])[0] == [party]


def test_parties_behind_an_abbreviation_are_parted() -> None:
    assert cells.match_parties([["МОЦ ОУ"], ["МОЦ"], ["ОУ"]])[0] == ["МОЦ", "ОУ"]


@pytest.mark.parametrize(
    ("names", "alike"),
    [
        (["Координатор МОЦ", "Кординатор МОЦ"], True),
        (["Методический кабинет", "Методичский кабинет"], True),
        (["воспитатель", "воспитатели"], False),
        (["Школа № 1 города", "Школа № 2 города"], False),
        (["УВР", "ВР"], False),
        (["Директор школы", "Завхоз"], False),
    ],
)
def test_a_slip_of_the_keyboard_is_noticed(names: list[str], *, alike: bool) -> None:
    assert bool(cells.alike_parties([names])) is alike


def around(*lines: str) -> preamble.Preamble:
    return preamble.read([Row((Cell(line),), "абзац") for line in lines], [])


TITLES = {
    ("План", "работы с детьми", "на 2021 год", "", "Школа № 3"): "План работы с детьми на 2021 год",
    ("УТВЕРЖДАЮ", "Комплексный план мер"): "Комплексный план мер",
    ("Комплекс мер", "по охране труда"): "Комплекс мер по охране труда",
    ("Мероприятия", "по охране труда", "на 2021 год"): "Мероприятия по охране труда на 2021 год",
    ("План работы школы на 2021 год", "Цель: порядок.", "План мероприятий"): (
        "План работы школы на 2021 год"
    ),
    ("План мероприятий", "по охране труда", "на 2021 год", "1. Общие меры"): (
        "План мероприятий по охране труда на 2021 год"
    ),
    ("План мероприятий по охране труда", "", "на 2021 год"): (
        "План мероприятий по охране труда на 2021 год"
    ),
    ("ПЛАН РАБОТЫ", "", "на 2020-2021 учебный год"): "ПЛАН РАБОТЫ на 2020-2021 учебный год",
    ("П Л А Н", "работы школы", "Цель: порядок"): "ПЛАН работы школы",
    ("**Дорожная карта", "проекта**"): "Дорожная карта проекта",
    ("План первый", "", "План второй", "на 2021 год"): "План второй на 2021 год",
    ("«План мероприятий", "по охране труда» на 2021 год"): (
        "«План мероприятий по охране труда» на 2021 год"
    ),
    ("«планы на будущее»", "Школа"): None,
    ("планы на будущее", "Школа"): None,
}


@pytest.mark.parametrize("lines", TITLES)
def test_the_title_above_the_table(lines: tuple[str, ...]) -> None:
    assert around(*lines).title == TITLES[lines]


ORDERS = {
    ("УТВЕРЖДАЮ", "Директор школы", "24.августа.2019", "____ И.А. Лесная"): {
        "date": date(2019, 8, 24),
        "signed_by": "Директор школы И.А. Лесная",
    },
    ("Утверждён приказом директора МБОУ СОШ № 5 от 30.08.2021 № 112-о",): {
        "number": "112-о",
        "date": date(2021, 8, 30),
    },
    ("Приложение к приказу № 7 от «1» сентября 2021 г.",): {
        "number": "7",
        "date": date(2021, 9, 1),
    },
    ("УТВЕРЖДАЮ", "Директор ______", "«__» ______ 2021 г."): {},
    (
        "ПРИКАЗ",
        "01.02.2021",
        "№ 3",
        "1. Утвердить план.",
        "2. Контроль оставляю за собой.",
        "Директор",
        "О.Н. Белкина",
    ): {
        "number": "3",
        "date": date(2021, 2, 1),
        "signed_by": "Директор О.Н. Белкина",
        "controlled_by": "Директор О.Н. Белкина",
    },
    ("Утверждено 31.02.2021",): {},
    ("План работы",): {},
}


@pytest.mark.parametrize("lines", ORDERS)
def test_the_order_above_the_table(lines: tuple[str, ...]) -> None:
    assert around(*lines).order == ORDERS[lines]


HEADINGS = {
    ("План на 2021 год", "1. Работа с кадрами"): "1. Работа с кадрами",
    ("План на 2021 год", "I. Работа с кадрами"): "I. Работа с кадрами",
    ("План на 2021 год", "Раздел I. Кадры"): "Раздел I. Кадры",
    ("План на 2021 год", "Раздел 1. Школа", "1.1. Дети"): "Раздел 1. Школа. 1.1. Дети",
    ("План на 2021 год", "Задачи:", "1. Порядок"): None,
    ("План на 2021 год", "Задачи:", "1. Порядок", "2. Труд"): None,
    ("План на 2021 год", "Цель: порядок"): None,
}


@pytest.mark.parametrize("lines", HEADINGS)
def test_a_heading_above_the_first_table(lines: tuple[str, ...]) -> None:
    headings = around(*lines).headings
    assert (". ".join(each.text for each in headings) or None) == HEADINGS[lines]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("План на 2021 год", "2021"),
        ("План на 2020-2021 учебный год", "2020-2021"),
        ("План на 2020 – 2021 уч. год", "2020-2021"),
        ("План на 2020/21 уч.год", "2020-2021"),
        ("План на 2020-2021 г.г.", "2020-01-01..2021-12-31"),
        ("План на 2021-2023 годы", "2021-01-01..2023-12-31"),
        ("План по итогам 2017-2019 годов на 2020 год", "2020"),
        ("План подготовки к ГИА в 2020 году по результатам 2018-2019 учебного года", "2020"),
        ("План в рамках Года науки 2021 на 2022 год", "2022"),
        ("План Года семьи, 2024 г.", "2024"),
        ("План работы на период с 01.09.2019 по 31.05.2020", "2019-2020"),
        ("План с 1 сентября 2019 года по 31 мая 2020 года", "2019-2020"),
        ("План с 15 октября 2019 г. по 1 марта 2020 г.", "2019-10-15..2020-03-01"),
        ("План месячника с 1 сентября по 30 сентября 2021 года", "2021"),
        ("План к приказу от 17.01.2020", None),
        ("План", None),
    ],
)
def test_the_period_that_a_title_names(text: str, period: str | None) -> None:
    assert preamble.period(text) == period


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ведущего специалиста Комитета Минаеву Е.Л.", "ведущий специалист Комитета Минаева Е.Л."),
        ("заместителя директора Орлова П.П.", "заместитель директора Орлов П.П."),
        ("директора Лесного А.Б.", "директор Лесного А.Б."),
        ("методиста ЦРО Орлову П.П.", "методист ЦРО Орлова П.П."),
        ("заведующую отделом О.Н. Белкину", "заведующая отделом О.Н. Белкина"),
        ("председателя комитета", "председатель комитета"),
        ("Совет школы", "Совет школы"),
    ],
)
def test_a_controller_is_named_in_the_nominative(text: str, named: str) -> None:
    assert preamble.person(text) == named


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.", "1"), ("№ 5", "5"), ("1.10.", "1.10"), ("п. 3", "3"), ("2)", "2"), ("01.фев", "1.2")],
)
def test_a_number_becomes_an_id(text: str, number: str) -> None:
    assert cells.plain_number(text) == number


@given(
    st.lists(st.lists(st.sampled_from(["", "1", "2", "3", "1.1", "5а"]), min_size=1), min_size=1)
)
def test_ids_are_never_empty_and_never_repeat(groups: list[list[str]]) -> None:
    made = cells.numbered(groups, [f"Раздел {i}" for i in range(len(groups))])
    flat = [number for group in made for number in group]
    assert list(map(len, made)) == list(map(len, groups))
    assert all(flat)
    assert len(set(flat)) == len(flat)


def test_a_number_with_the_sign_of_a_footnote_is_no_figure_to_count_from() -> None:
    assert cells.numbered([["7¹", "", "8"]], [None]) == [["7¹", "7¹.1", "8"]]


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: composed(text).split()
)


@settings(max_examples=40, deadline=None)
@given(title=TEXTS, term=TEXTS, names=st.lists(TEXTS, unique=True), note=TEXTS)
@example(title="а", term="а", names=["\U0002f800"], note="\U0002f800")  # the file has its number
def test_a_new_plan_loads_and_says_what_it_was_told(
    title: str, term: str, names: list[str], note: str
) -> None:
    item = NewItem("1.10", title, term, tuple(names), note=note)
    plan = NewPlan(
        title, read_plan_period("2021"), {"number": title}, (NewSection(title, (item,)),)
    )
    loaded = find.parse(PLACE, compose(plan).encode()).plan
    read = loaded.items[0]

    def told(text: str) -> str:
        return " ".join(composed(text).split())

    assert (read.id, read.title, read.term, read.note) == ("1.10", *map(told, (title, term, note)))
    assert [told(name) for name in names] == list(read.responsible)
    assert loaded.title == loaded.sections[0].title == told(title)


def test_a_new_plan_may_have_no_items_yet_and_any_period() -> None:
    empty = NewPlan("План", read_plan_period("2020-2021"))
    loaded = find.parse(PLACE, compose(empty).encode()).plan
    assert (loaded.items, loaded.span) == ((), empty.span)
    section = NewSection("Апрель", term="Апрель")
    loaded = find.parse(PLACE, compose(NewPlan("План", empty.span, {}, (section,))).encode()).plan
    assert [(each.title, each.term) for each in loaded.sections] == [("Апрель", "Апрель")]
    assert compose(empty).startswith("# yaml-language-server: $schema=roadmap.schema.json\n")
