"""Writing plans by commands: new, add, amend; the text, the numbers, the refusals, the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roadmap_cli.planfile import find

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

    from roadmap_cli.plan.model import Item


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def last_item(path: Path) -> Item:
    return find.load(path).plan.items[-1]


@pytest.mark.parametrize(
    ("year", "name", "line"),
    [
        ("2021", "roadmap_2021.yaml", "year: 2021"),
        ("2020-2021", "roadmap_2020-2021.yaml", "period: {start: 2020-09-01, end: 2021-08-31}"),
        ("2021-01-01..2023-12-31", "roadmap_2021-2023.yaml", "period: {start: 2021-01-01"),
    ],
)
def test_a_new_plan_is_named_after_its_period(
    roadmap: Roadmap, folder: Path, year: str, name: str, line: str
) -> None:
    assert roadmap("new", year).code == 0
    text = (folder / name).read_text()
    assert line in text
    assert text.endswith("sections: []\n")
    outcome = roadmap("-f", name, "list")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == f"roadmap: в плане {name[8:-5]} нет ни одного пункта\n"


@pytest.mark.parametrize(
    ("typed", "number", "day"),
    [
        ("№ 5 от 15.01.2021", "5", "2021-01-15"),
        ("приказ от 15.01.2021 г. № 13/01-04", "13/01-04", "2021-01-15"),
        ("7-о", "7-о", ""),
    ],
)
def test_the_order_of_a_new_plan(
    roadmap: Roadmap, folder: Path, typed: str, number: str, day: str
) -> None:
    assert roadmap("new", "2021", "--order", typed).code == 0
    order = find.load(folder / "roadmap_2021.yaml").plan.order
    assert order
    assert (order.number, str(order.date or "")) == (number, day)


def test_new_never_overwrites_and_lies_beside_other_plans(roadmap: Roadmap, plan: Path) -> None:
    (plan.parent / "ниже").mkdir()
    assert roadmap("new", "2021").code == 0
    assert (plan.parent / "roadmap_2021.yaml").exists()
    before = plan.read_bytes()
    assert roadmap("new", "2020").code == 6
    assert plan.read_bytes() == before


def test_the_first_item_of_an_empty_plan_gets_a_section(roadmap: Roadmap, folder: Path) -> None:
    roadmap("new", "2020")
    outcome = roadmap("add", "Семинар", "--term", "Ноябрь", "-r", "МОЦ")
    assert outcome.out == "1. Семинар: добавлено, срок 30.11.2020; всего исполнено 0 из 1\n"
    assert outcome.err == ""
    again = roadmap("add", "семинар", "--term", "Ноябрь", "-r", "МОЦ").err
    assert again == "roadmap: так же назван п. 1; если это повтор: roadmap undo\n"
    late = roadmap("--today", "2020-06-01", "add", "Отчёт", "--term", "ежеквартально").out
    assert "добавлено, срок 31.03.2020, просрочено, 62 дня, исполнено 0 из 4;" in late
    plan = find.load(folder / "roadmap_2020.yaml").plan
    assert [section.title for section in plan.sections] == ["Мероприятия"]


@pytest.mark.parametrize(
    ("arguments", "number", "section"),
    [
        (["--section", "2"], "19", 2),
        (["--section", "практик"], "19", 3),
        (["--new-section", "Дополнительно: прочее"], "19", 5),
        (["--section", "1", "--id", "3а"], "3а", 1),
    ],
)
def test_an_item_goes_to_the_end_of_its_section(
    roadmap: Roadmap, plan: Path, arguments: list[str], number: str, section: int
) -> None:
    before = plan.read_bytes()
    words = ["Семинар, выездной", "--term", "Ноябрь", "-r", "Степанов А.И., инженер"]
    assert roadmap("add", *words, *arguments, "--reason", "приказ № 5").code == 0
    item = find.load(plan).plan.sections[section - 1].items[-1]
    assert (item.id, item.title, item.term) == (number, "Семинар, выездной", "Ноябрь")
    assert item.responsible == ("Степанов А.И., инженер",)
    assert [(event.did, event.note) for event in item.history] == [("add", "приказ № 5")]
    removed = [line for line in before.splitlines() if line not in plan.read_bytes().splitlines()]
    assert removed == []
    undone = roadmap("undo")
    assert "убрано из плана" in undone.out
    assert plan.read_bytes() == before


def test_the_next_number_follows_the_manner_of_the_section(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(
        "title: П\nyear: 2020\nsections:\n"
        "  - title: Первый\n    items:\n      - {id: '1.9', title: а, term: Май}\n"
        "      - {id: '1.10', title: б, term: Май}\n"
        "  - title: Второй\n    items:\n      - {id: '2.1', title: в, term: Май}\n"
    )
    assert roadmap("add", "г", "--term", "Май", "--section", "1").out.startswith("1.11. ")
    assert roadmap("add", "д", "--term", "Май", "--section", "2").out.startswith("2.2. ")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["x", "--term", "Ноябрь"], 2, "разделов несколько"),
        (["x", "--term", "Ноябрь", "--section", "нет такого"], 2, "в плане нет раздела"),
        (["x", "--term", "Ноябрь", "--section", "1", "--id", "№ 7"], 2, "номер № 7 уже занят"),
        (["x", "--term", "мартобрь", "--section", "1"], 2, "срок «мартобрь» не понят"),
        ([" ", "--term", "Ноябрь", "--section", "1"], 2, "мероприятие не может быть пустым"),
    ],
)
def test_what_cannot_be_added_is_told(
    roadmap: Roadmap, plan: Path, arguments: list[str], code: int, told: str
) -> None:
    before = plan.read_bytes()
    outcome = roadmap("add", *arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert told in outcome.err
    assert plan.read_bytes() == before


def test_an_item_without_a_date_says_so(roadmap: Roadmap, plan: Path) -> None:
    words = ["add", "x", "--section", "1", "--term", "через 10 дней после приказа"]
    assert roadmap(*words).code == 2
    assert "добавлено, без срока" in roadmap(*words, "--due", "нет").out
    assert roadmap(*words, "--due", "15.11").out.startswith("20. x: добавлено, срок 15.11.2020")
    assert str(last_item(plan).due) != "нет"


def test_an_amendment_keeps_what_was_in_the_history(roadmap: Roadmap, plan: Path) -> None:
    before = plan.read_bytes()
    outcome = roadmap("amend", "8", "--term", "Ноябрь", "-r", "ОУ", "--reason", "приказ № 5")
    assert "срок: Октябрь" in outcome.out
    (item,) = (item for item in find.load(plan).plan.items if item.id == "8")
    assert (item.term, item.responsible) == ("Ноябрь", ("ОУ",))
    event = item.history[-1]
    assert event.was == "срок: Октябрь; ответственные: Координатор МОЦ, руководители ОУ"
    assert event.became == "срок: Ноябрь; ответственные: ОУ"
    roadmap("undo")
    assert plan.read_bytes() == before


def test_an_amendment_that_marks_would_not_fit_is_refused(roadmap: Roadmap, plan: Path) -> None:
    assert roadmap("done", "7").code == 0
    before = plan.read_bytes()
    outcome = roadmap("amend", "7", "--term", "ежеквартально", "--reason", "x")
    assert outcome.code == 2
    assert "периодов было 1, станет 4" in outcome.err
    assert plan.read_bytes() == before
    assert roadmap("amend", "7", "--reason", "x").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ["add", "X", "--term", "Ноябрь", "-r", ""],
        ["add", "X", "--term", "Ноябрь", "--id", " "],
        ["add", "X", "--term", "Ноябрь", "--new-section", " "],
        ["add", "X", "--term", "Ноябрь", "--section", "1", "--new-section", "Н"],
        ["add", "X", "--term", "Ноябрь", "--due", "нет"],
        ["amend", "1", "--due", "нет", "--reason", "x"],
        ["amend", "1", "--title", " ", "--reason", "x"],
        ["amend", "1", "-r", "", "--reason", "x"],
    ],
)
def test_a_wrong_argument_is_no_fault_of_the_file(
    roadmap: Roadmap, plan: Path, words: list[str]
) -> None:
    before = plan.read_bytes()
    outcome = roadmap(*words)
    assert outcome.code == 2
    assert plan.name not in outcome.err
    assert plan.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["new", "2021", "--title", "\udcd1"],
        ["new", "2021", "--order", "5\udcd1"],
        ["add", "\udcd1", "--term", "Май", "--section", "1"],
        ["add", "X", "--term", "Май", "--new-section", "\udcd1"],
    ],
)
def test_bytes_that_are_no_text_are_refused(roadmap: Roadmap, plan: Path, words: list[str]) -> None:
    outcome = roadmap(*words)
    assert outcome.code == 2
    assert "не в кодировке UTF-8" in outcome.err
    assert [path.name for path in plan.parent.glob("*.yaml")] == [plan.name]


def test_no_folder_is_made_for_a_plan(roadmap: Roadmap, folder: Path) -> None:
    for words in (["init", "нет/x.yaml"], ["new", "2021", "--output", "нет/x.yaml"]):
        outcome = roadmap(*words)
        assert outcome.code == 6
        told = "файл нет/x.yaml не создан: нет папки нет; создайте её и повторите команду"
        assert outcome.err == f"roadmap: {told}\n"
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("words", "other_way"),
    [
        (["init", "roadmap_2020.yaml"], "roadmap init ПУТЬ"),
        (["new", "2021", "--output", "roadmap_2020.yaml"], "--output ФАЙЛ"),
    ],
)
def test_a_file_that_is_there_is_never_written_over(
    roadmap: Roadmap, plan: Path, words: list[str], other_way: str
) -> None:
    before = plan.read_bytes()
    outcome = roadmap(*words)
    assert outcome.code == 6
    told = f"файл {plan.name} не создан: он уже есть; назовите другой: {other_way}"
    assert outcome.err == f"roadmap: {told}\n"
    assert plan.read_bytes() == before


WITH_NAMES = """\
title: t
year: 2020
sections:
- title: s
  items: &a
  - id: 1
    title: a
    term: май
    responsible: &r [МОЦ, Школа № 1]
- title: z
  items: []
groups:
  ОУ: &g [Школа № 2]
  ДОУ: *g
"""


@pytest.mark.parametrize(
    ("words", "place", "told"),
    [
        (
            ["add", "X", "--term", "Май", "--section", "1"],
            ":5:3",
            "список «items» записан так, что его нельзя дополнить, не задев остального: "
            "запишите его строками, по одному «- » на запись, без ссылок &, *, <<; "
            "ничего не изменено",
        ),
        (
            ["amend", "1", "-r", "ОУ", "--reason", "приказ"],
            ":9:5",
            "здесь стоит метка &имя, ссылка *имя или указание типа: впишите вместо неё само "
            "значение; ничего не изменено",
        ),
        (
            ["parties", "--rename", "Школа № 1", "Лицей"],
            ":9:5",
            "здесь стоит метка &имя, ссылка *имя или указание типа: впишите вместо неё само "
            "значение; ничего не изменено",
        ),
        (
            ["parties", "--rename", "Школа № 2", "Лицей"],
            "",
            "contacts или groups записаны ссылками: поправьте их сами",
        ),
    ],
)
def test_references_that_are_in_the_way_are_told_with_their_place(
    roadmap: Roadmap, plan: Path, words: list[str], place: str, told: str
) -> None:
    plan.write_text(WITH_NAMES)
    outcome = roadmap(*words)
    assert (outcome.code, outcome.out) == (6, "")
    assert outcome.err == f"roadmap: {plan}{place}: {told}\n"
    assert plan.read_text() == WITH_NAMES
