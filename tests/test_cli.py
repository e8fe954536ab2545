"""What a person and a script see: commands, filters, formats, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, TODAY, bare_environment, on_a_terminal, plan_text
from golden_files import same_as_golden
from test_russian import latin_words

from roadmap_cli import cli
from roadmap_cli.cli.main import MODULES
from roadmap_cli.plan.model import State

if TYPE_CHECKING:
    from conftest import Program, Roadmap

pytestmark = pytest.mark.usefixtures("plan")
DUE_IN_SEPTEMBER = "2 7 11"
RUNNING_IN_SEPTEMBER = "3 5 6 9 10 12 13 15 16 17 18"


def ids(text: str) -> str:
    return " ".join(line.split("\t")[0] for line in text.splitlines())


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--month Сентябрь", f"{DUE_IN_SEPTEMBER} {RUNNING_IN_SEPTEMBER}"),
        ("-m 09 --due-only", DUE_IN_SEPTEMBER),
        ("-m 2020-09 --due-only", DUE_IN_SEPTEMBER),
        ("-m сентября --due-only -r МОЦ", "7"),
        ("-m январь -m октябрь --due-only", "1 4 8"),
        ("-m IV.квартал --due-only", "3 5 6 8 9 10 12 13 14 15 16 17 18"),
        ("-r МОЦ", "3 4 6 7 12 13 14 16"),
        ("-r моц", "3 4 6 7 12 13 14 16"),
        ("-r координатор", "2 5 8 15 17"),
        ("-r ОУ -r СОИРО", "11 16"),
        ("-r Степанов", "18"),
        ("--section 1", "1 2 3"),
        ("--section практик", "15 16"),
        ("--search гиа", "8"),
        ("--overdue", "1 2 4 7 11"),
        ("--overdue -r МОЦ", "4 7"),
        ("-s overdue", "1 2 4 7 11"),
        ("-s просрочено", "1 2 4 7 11"),
        ("-s done", ""),
        ("--within 30", "8"),
        ("--within 29", ""),
        ("--within 0 --today 2020-11-30", "14"),
        ("--sort due --section 1", "1 2 3"),
        ("--sort state --section 2 -m октябрь --due-only", "8"),
        ("--sort party --section 4", "17 18"),
    ],
)
def test_filters_choose(roadmap: Roadmap, arguments: str, expected: str) -> None:
    outcome = roadmap(
        "list",
        *(word.replace(".", " ") if "квартал" in word else word for word in arguments.split()),
    )
    assert (outcome.code, ids(outcome.out), outcome.err) == (0, expected, "")


def test_plain_is_one_item_a_line_in_the_order_of_the_contract(roadmap: Roadmap) -> None:
    assert roadmap("list", "-r", "руководители ОУ").out.splitlines() == [
        "8\tplanned\t2020-10-31\t0\tКоординатор МОЦ;руководители ОУ\tСобеседование с руководителями образовательных "
        "организаций по итогам проведения ГИА 2020 и подготовке к ГИА 2021",
        "15\tplanned\t2020-12-31\t0\tКоординатор МОЦ;руководители ОУ\tПроведение методических мероприятий, "
        "способствующих получению нового образовательного результата в ОУ",
    ]


ITEM_KEYS = [
    "plan",
    "ref",
    "id",
    "section",
    "title",
    "term",
    "kind",
    "periods",
    "responsible",
    "status",
    "state",
    "due",
    "days_late",
    "executed",
    "executed_periods",
    "postponed_to",
    "note",
    "members",
    "request",
    "history",
]


def test_json_keeps_its_keys(roadmap: Roadmap) -> None:
    answer = json.loads(roadmap("list", "--format", "json").out)
    assert list(answer) == ["version", "plan", "plans", "today", "items"]
    assert (answer["version"], answer["today"]) == (1, TODAY)
    assert list(answer["plan"]) == ["name", "title", "period"]
    assert answer["plan"]["name"] == "2020"
    assert answer["plan"]["period"] == ["2020-01-01", "2020-12-31"]
    assert answer["plans"] == [answer["plan"]]
    assert len(answer["items"]) == 18
    assert all(list(item) == ITEM_KEYS for item in answer["items"])
    assert answer["items"][6] | {"title": "", "section": ""} == {
        "plan": "2020",
        "ref": "2020/7",
        "id": "7",
        "section": "",
        "title": "",
        "term": "Сентябрь",
        "kind": "dated",
        "periods": [["2020-09-01", "2020-09-30"]],
        "responsible": ["МОЦ"],
        "status": "planned",
        "state": "overdue",
        "due": "2020-09-30",
        "days_late": 1,
        "executed": [],
        "executed_periods": 0,
        "postponed_to": None,
        "note": None,
        "members": [],
        "request": None,
        "history": [],
    }


def test_csv_is_rfc_4180(roadmap: Roadmap) -> None:
    text = roadmap("list", "--format", "csv").out
    assert text.startswith(
        "id,state,due,days_late,responsible,title,section,term,status,note,plan,ref\r\n"
    )
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 18
    assert (rows[17]["plan"], rows[17]["ref"]) == ("2020", "2020/18")
    assert rows[17]["responsible"] == "Степанов А.И., инженер-программист"


def test_markdown_is_a_table(roadmap: Roadmap) -> None:
    lines = roadmap("list", "--section", "4", "--format", "markdown").out.splitlines()
    assert lines[0] == "| № | Мероприятие | Срок | Ответственные | Состояние |"
    assert [line.count(" | ") for line in lines] == [4, 4, 4, 4]


def test_nothing_found_is_no_failure_and_no_output(roadmap: Roadmap) -> None:
    assert roadmap("list", "-s", "done") == (0, "", "")
    assert roadmap("overdue", "--today", "2020-01-15") == (0, "", "")


def test_overdue_is_worst_first_and_has_its_exit_code(roadmap: Roadmap) -> None:
    outcome = roadmap("overdue")
    assert (outcome.code, ids(outcome.out)) == (0, "1 4 2 7 11")
    assert roadmap("overdue", "--exit-code").code == 3
    assert roadmap("overdue", "--exit-code", "--today", "2020-01-31").code == 0
    assert ids(roadmap("overdue", "-r", "ОУ").out) == "11"


def test_an_item_is_marked_and_only_its_lines_change(roadmap: Roadmap, plan: Path) -> None:
    before = plan.read_text().splitlines()
    outcome = roadmap("done", "7", "--date", "28.09.2020", "--note", "протокол № 4 от 28.09.2020")
    assert outcome.code == 0
    assert outcome.out.startswith("7. Отчет руководителей школ")
    assert outcome.out.endswith(
        ": просрочено, 1 день → исполнено 28.09.2020, в срок; всего исполнено 1 из 18\n"
    )
    after = plan.read_text().splitlines()
    line = before.index("      - id: 7") + 4
    new = after[line : line + 5]
    assert after == [*before[:line], *new, *before[line + 1 :]]
    assert new[:4] == [
        "        status: done",
        "        executed: [2020-09-28]",
        "        note: протокол № 4 от 28.09.2020",
        "        history:",
    ]
    assert "by: Минаева Е.Л., did: done, was: planned, became: done, date: 2020-09-28" in new[4]
    again = roadmap("done", "7")
    assert again.code == 0
    assert again.out.endswith("уже исполнено 28.09.2020, ничего не изменено\n")
    assert plan.read_text().splitlines() == after


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        (
            "start 2",
            "запланировано → в работе; по-прежнему просрочено, 1 день; всего исполнено 0 из 18",
        ),
        (
            "progress 2 собраны",
            "запланировано → в работе; по-прежнему просрочено, 1 день; всего исполнено 0 из 18",
        ),
        (
            "postpone 7 Ноябрь --reason письмо",
            "срок Сентябрь → 30.11.2020; прежний срок прошёл 1 день назад; всего исполнено 0 из 18",
        ),
        (
            "amend 8 --title Беседа --term Ноябрь --reason приказ",
            "→ Беседа; срок: Октябрь → Ноябрь; всего исполнено 0 из 18",
        ),
        ("start 8", "запланировано → в работе; всего исполнено 0 из 18"),
        (
            "done 7",
            "просрочено, 1 день → исполнено 01.10.2020 с нарушением срока на 1 день; всего исполнено 1 из 18",
        ),
        (
            "cancel 11 --reason нет",
            "просрочено, 1 день → снято с контроля; всего исполнено 0 из 18",
        ),
        ("postpone 8 Ноябрь --reason письмо", "срок Октябрь → 30.11.2020; всего исполнено 0 из 18"),
        ("note 8 текст", "примечание «текст»; всего исполнено 0 из 18"),
        ("reopen 8", "уже запланировано, ничего не изменено"),
        ("done 7.", "исполнено 1 из 18"),
        ("done №7", "исполнено 1 из 18"),
        ("done № 7", "исполнено 1 из 18"),
        ("done № 7 № 8", "\nВсего исполнено 2 из 18"),
        ("done 7 --date 28.09.20", "исполнено 28.09.2020, в срок; всего исполнено 1 из 18"),
    ],
)
def test_a_change_says_what_it_did_and_undo_takes_it_back(
    roadmap: Roadmap, plan: Path, arguments: str, end: str
) -> None:
    before = plan.read_bytes()
    dry = roadmap(*arguments.split(), "--dry-run")
    assert plan.read_bytes() == before
    outcome = roadmap(*arguments.split())
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.endswith(f"{end}\n")
    assert dry.out == outcome.out
    assert "пробный запуск" in dry.err
    if plan.read_bytes() != before:
        assert roadmap("undo").code == 0
    assert plan.read_bytes() == before


def test_guillemets_that_a_shell_has_split_are_quotes(roadmap: Roadmap, plan: Path) -> None:
    typed = "done 7 --note «протокол «Точки роста» № 4» --date вчера"
    assert roadmap(*typed.split()).code == 0
    assert "note: протокол «Точки роста» № 4\n" in plan.read_text()
    assert roadmap("note", "8", "«Точка роста»").code == 0
    assert "note: «Точка роста»\n" in plan.read_text()
    unclosed = roadmap("done", "9", "--note", "«протокол", "№", "4")
    assert unclosed.code == 2


@pytest.mark.parametrize(
    ("ids", "typed", "code", "answer"),
    [
        (("1", "2"), "1,2", 0, ""),
        (("1", "2"), "1,1", 2, "«1,1» — пункт 1.1? Номер пишется через точку: 1.1"),
        (("1", "2"), "№ 1,1", 2, "«№ 1,1» — пункт 1.1? Номер пишется через точку: 1.1"),
        (("'1.1'", "'1.2'"), "1,1", 2, "«1,1» — пункт 1.1? Номер пишется через точку: 1.1"),
        (("'1.1'", "'1.2'"), "1,2", 2, "«1,2» — пункт 1.2? Номер пишется через точку: 1.2"),
        (("'1.1'", "'1.2'"), "2020/1,2", 2, "пункт 1.2?"),
        (("'1.1'", "'1.2'"), "1.1,1.2", 0, ""),
        (("'1.1'", "'1.2'"), "1,7", 4, "нет пунктов 1, 7"),
        (("'1,1'", "1"), "1,1", 0, ""),
    ],
)
def test_a_comma_in_a_number_is_asked_about(
    roadmap: Roadmap, plan: Path, ids: tuple[str, ...], typed: str, code: int, answer: str
) -> None:
    items = [f"id: {number}, title: т, term: май, responsible: [ОУ]" for number in ids]
    plan.write_text(plan_text("2020", *items))
    outcome = roadmap("done", typed)
    assert outcome.code == code
    assert answer in outcome.err


@pytest.mark.parametrize(
    ("ids", "others", "typed", "answer"),
    [
        ("1 2", "1.3 4", "2020/1,3", "в плане нет пункта 3"),
        ("1.1 2", "1,1 4", "2020/1,1", "пункт 1.1?"),
    ],
)
def test_a_comma_in_a_number_of_one_plan_is_not_asked_about_by_the_items_of_another(
    roadmap: Roadmap, plan: Path, ids: str, others: str, typed: str, answer: str
) -> None:
    for year, numbers in (("2020", ids), ("2021", others)):
        items = [f"id: '{number}', title: т, term: май" for number in numbers.split()]
        (plan.parent / f"roadmap_{year}.yaml").write_text(plan_text(year, *items))
    outcome = roadmap("done", typed, "--all")
    assert answer in outcome.err


def test_several_items_change_together_or_not_at_all(roadmap: Roadmap, plan: Path) -> None:
    before = plan.read_bytes()
    assert roadmap("done", "1", "2", "77").code == 4
    assert plan.read_bytes() == before
    outcome = roadmap("done", "1", "2")
    assert len(outcome.out.splitlines()) == 3
    assert outcome.out.count("исполнено 2 из 18") == 1
    assert roadmap("undo").code == 0
    assert plan.read_bytes() == before


def test_a_postponed_item_keeps_its_approved_term(roadmap: Roadmap) -> None:
    roadmap("postpone", "8", "Ноябрь", "--reason", "письмо")
    roadmap("postpone", "8", "до 20 декабря", "--reason", "ещё письмо")
    text = roadmap("show", "8").out
    assert "срок:             Октябрь" in text
    assert "контрольная дата: 20.12.2020" in text
    assert "(Октябрь → Ноябрь): письмо" in text
    assert "(Ноябрь → до 20 декабря): ещё письмо" in text
    assert "8" in ids(roadmap("list", "-m", "декабрь", "--due-only").out).split()


QUARTERLY = """\
title: п
year: 2020
sections:
  - title: р
    items:
      - {id: 1, title: отчёт, term: ежеквартально, responsible: [МОЦ]}
"""


def test_each_period_needs_its_own_mark(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(QUARTERLY)
    assert ids(roadmap("overdue").out) == "1"
    line = roadmap("done", "1", "--date", "2020-03-30").out
    closed = "закрыт период 01.01.2020 – 31.03.2020, в срок"
    assert line.endswith(
        f"→ просрочено, 93 дня, исполнено 1 из 4; {closed}; всего исполнено 0 из 1\n"
    )
    roadmap("done", "1", "--date", "2020-09-15", "--period", "III квартал")
    item = json.loads(roadmap("show", "1", "--format", "json").out)["items"][0]
    assert (item["executed"], item["due"]) == (["2020-03-30", None, "2020-09-15"], "2020-06-30")
    roadmap("done", "1")
    item = json.loads(roadmap("show", "1", "--format", "json").out)["items"][0]
    assert item["executed"] == ["2020-03-30", "2020-10-01", "2020-09-15"]
    assert item["due"] == "2020-12-31"
    roadmap("done", "1", "--today", "2020-12-20")
    assert (
        json.loads(roadmap("show", "1", "--format", "json", "--today", "2020-12-31").out)["items"][
            0
        ]["state"]
        == "done_late"
    )
    roadmap("reopen", "1", "--today", "2020-12-21")
    item = json.loads(roadmap("show", "1", "--format", "json", "--today", "2020-12-21").out)[
        "items"
    ][0]
    assert (item["executed_periods"], item["status"]) == (3, "in_progress")


PLAN_HEAD = "title: п\nyear: 2020\nsections:\n  - title: р\n    items:\n"
ITEM = "      - id: 1\n        title: т\n        term: май\n        responsible: [МОЦ]\n"
EMPTY = "файл пуст: запишите в него план или создайте новый: roadmap init"
BROKEN = [
    ("empty", b"", f":1:1: {EMPTY}\n"),
    ("comments only", b"# \xd0\xb0\n", f":1:1: {EMPTY}\n"),
    ("a list", b"- a\n", "ключей title, year и sections"),
    ("a scalar", b"a\n", "ключей title, year и sections"),
    ("no sections", b"title: a\nyear: 2020\n", "не хватает обязательного ключа «sections»"),
    (
        "a plan for ever",
        PLAN_HEAD.replace("year: 2020", "period: {start: 0001-01-01, end: 9999-12-31}")
        + ITEM.replace("май", "ежеквартально"),
        "длиннее 50 лет",
    ),
    ("no year", PLAN_HEAD.replace("year: 2020\n", "") + ITEM, "year: 2020 или period"),
    (
        "a bad year",
        PLAN_HEAD.replace("2020", "20x") + ITEM,
        ":2:1: «year»: нужен один год числом, а не «20x»",
    ),
    ("cp1251", (PLAN_HEAD + ITEM).encode("cp1251"), "Windows-1251"),
    ("not UTF-8", b"title: \x81\x00\xff\n", "UTF-8"),
    ("broken YAML", PLAN_HEAD + "      - id: [1\n", "скобка"),
    (
        "unknown key",
        PLAN_HEAD + ITEM + "        statu: done\n",
        ":10:9: неизвестный ключ «statu»; возможно, «status»?",
    ),
    ("repeated key", PLAN_HEAD + ITEM + "        term: июнь\n", ":10:9: ключ «term» повторяется"),
    ("repeated id", PLAN_HEAD + ITEM + ITEM, ":10:9: номер «1» уже есть"),
    *(
        (
            f"id {same} beside 1",
            PLAN_HEAD + ITEM + ITEM.replace("id: 1", f"id: '{same}'"),
            f":10:9: номер «{same}» уже есть у пункта выше: в командах «1» и «{same}» — одно и то",
        )
        for same in ("1.", "№ 1", "№1.")
    ),
    ("float id", PLAN_HEAD + ITEM.replace("id: 1", "id: 1.10"), ":6:13: номер 1.10 без кавычек"),
    (
        "bad status",
        PLAN_HEAD + ITEM + "        status: готово\n",
        ":10:9: «status»: нет статуса «готово»; можно: planned",
    ),
    (
        "postponed to nowhere",
        PLAN_HEAD + ITEM + "        postponed_to: Сентябр\n",
        ":10:9: срок «Сентябр» не понят",
    ),
    (
        "no date beside a date",
        PLAN_HEAD + ITEM + "        due: нет\n",
        ":10:9: «due: нет» рядом со сроком, который читается",
    ),
    (
        "no title",
        PLAN_HEAD + ITEM.replace("        title: т\n", ""),
        "не хватает обязательного ключа «title»",
    ),
    ("parties as a text", PLAN_HEAD + ITEM.replace("[МОЦ]", "МОЦ"), "нужен список"),
    ("a bad date", PLAN_HEAD + ITEM + "        due: 31.12.2020\n", "нужна дата вида 2020-09-28"),
    (
        "reversed dates",
        PLAN_HEAD + ITEM + "        start: 2020-06-01\n        due: 2020-05-01\n",
        "due раньше, чем start",
    ),
    (
        "alias bomb",
        "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n",
        "разворачиваются",
    ),
    (
        "a git conflict",
        "<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> x\n",
        ":1:1: в файле незаконченное слияние git",
    ),
]


@pytest.mark.parametrize(
    ("content", "fragment"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN]
)
@pytest.mark.parametrize("command", ["overdue", "done 1", "check"])
def test_a_broken_plan_is_told_with_its_line_and_never_nothing_overdue(
    roadmap: Roadmap, plan: Path, content: str | bytes, fragment: str, command: str
) -> None:
    plan.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = plan.read_bytes()
    outcome = roadmap(*command.split())
    assert (outcome.code, outcome.out) == (5, "")
    assert fragment in outcome.err
    assert outcome.err.startswith(f"{plan}:")
    assert plan.read_bytes() == before


def test_all_problems_are_told_at_once(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(
        PLAN_HEAD
        + ITEM
        + "        statu: x\n"
        + ITEM
        + "        status: y\n"
        + "        postponed_to: мартобрь\n"
    )
    assert [line.split(":")[1] for line in roadmap("check").err.splitlines()] == [
        "10",
        "11",
        "15",
        "16",
    ]
    plan.write_text("title: ещё раз\n" + plan.read_text().replace("- id: 1\n", "- id: 1.10\n", 1))
    assert [line.split(":")[1] for line in roadmap("check").err.splitlines()] == [
        "2",
        "7",
        "11",
        "16",
        "17",
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "fragment"),
    [
        ("list -m Сентябр", 2, "напишите «сентябрь»"),
        ("list -r МОЦЦ", 2, "возможно, «МОЦ»?"),
        ("list -s dnoe", 2, "возможно, «done»?"),
        ("list --section 9", 2, "нет раздела «9»"),
        ("list --due-only", 2, "назовите и месяц"),
        ("list --today когда", 2, "нужна дата вида 2020-09-28, 28.09.2020, 28.09, вчера, а не"),
        ("show 77", 4, "возможно, «7» или «17»?"),
        ("done 7 --date 2020-10-02", 2, "ещё не наступила"),
        ("done 7 --date 2019-12-31", 2, "раньше начала плана"),
        ("done 7 --date 31.02.2020", 2, "дня 31.02.2020 нет в календаре"),
        ("done 7 --date 31.09", 2, "дня 31.09 нет в календаре"),
        ("postpone 8 Сентябрь --reason x", 2, "не позже утверждённого 31.10.2020"),
        ("postpone 8 постоянно --reason x", 2, "на определённую дату"),
        ("postpone 8 мартобря --reason x", 2, "не понят"),
        ("cancel 7", 2, "--reason"),
        ("undo", 4, "отменять нечего"),
        ("done ,", 4, "нет пункта ,"),
        ("lst", 2, "возможно, «list»?"),
        ("list --mnth май", 2, "возможно, «--month»?"),
        ("list --format xml", 2, "table, plain, csv, json, markdown"),
        ("done", 2, "не указан обязательный аргумент НОМЕР"),
        ("-f нет.yaml list", 5, "нет файла плана нет.yaml"),
        ("-f пусто list", 5, "нет файла плана пусто"),
        ("-f /dev/zero list", 5, "это не обычный файл"),
        ("init roadmap_2020.yaml", 6, "он уже есть"),
    ],
)
def test_a_mistake_is_one_russian_line_with_its_exit_code(
    roadmap: Roadmap, plan: Path, arguments: str, code: int, fragment: str
) -> None:
    before = plan.read_bytes()
    outcome = roadmap(*arguments.split())
    assert (outcome.code, outcome.out) == (code, "")
    assert fragment in outcome.err
    assert outcome.err.count("\n") == 1
    assert plan.read_bytes() == before


@pytest.mark.parametrize(
    ("first", "second", "fragment"),
    [
        ("done 7", "start 7", "он уже исполнен"),
        ("done 7", "cancel 7 --reason x", "он уже исполнен"),
        ("cancel 7 --reason x", "done 7", "он снят с контроля"),
        ("done 8", "postpone 8 ноябрь --reason x", "он уже исполнен"),
    ],
)
def test_a_closed_item_must_be_opened_first(
    roadmap: Roadmap, first: str, second: str, fragment: str
) -> None:
    assert roadmap(*first.split()).code == 0
    outcome = roadmap(*second.split())
    assert outcome.code == 2
    assert fragment in outcome.err
    assert "roadmap reopen" in outcome.err
    number = first.split()[1]
    assert roadmap("reopen", number).code == 0
    assert roadmap(*second.split()).code == 0


@pytest.mark.parametrize(
    "command",
    [
        "start 7",
        "done 7",
        "cancel 7 --reason x",
        "postpone 8 ноябрь --reason x",
        "reopen 7",
        "progress 8 семинар",
    ],
)
def test_what_is_already_so_is_harmless(roadmap: Roadmap, plan: Path, command: str) -> None:
    first = roadmap(*command.split())
    before = plan.read_bytes()
    again = roadmap(*command.split())
    assert (first.code, again.code) == (0, 0)
    assert "ничего не изменено" in again.out
    assert plan.read_bytes() == before


def test_a_form_that_cannot_be_edited_safely_is_refused_with_its_place(
    roadmap: Roadmap, plan: Path
) -> None:
    plan.write_text(
        PLAN_HEAD
        + ITEM
        + "        status: &s planned\n"
        + ITEM.replace("1", "2")
        + "        status: *s\n"
    )
    before = plan.read_bytes()
    outcome = roadmap("done", "1")
    assert outcome.code == 6
    assert re.fullmatch(
        r"roadmap: .+:10:9: здесь стоит метка .+; ничего не изменено\n", outcome.err
    )
    assert plan.read_bytes() == before


def test_our_own_crash_is_one_line_too(
    roadmap: Roadmap,
    plan: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert plan.exists()
    monkeypatch.setattr("roadmap_cli.plan.standing.standing", lambda *_, **__: 1 / 0)
    outcome = roadmap("list")
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (1, "", 1)
    assert "сбой самой программы (ZeroDivisionError" in outcome.err
    monkeypatch.setenv("ROADMAP_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        roadmap("list")
    capsys.readouterr()


def test_the_version_is_the_distribution_s(roadmap: Roadmap) -> None:
    assert re.fullmatch(r"roadmap \d+\.\d+\.\d+\n", roadmap("--version").out)


def test_done_twice_closes_no_period_that_has_not_begun(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(QUARTERLY)
    assert (
        "закрыт период 01.01.2020 – 31.03.2020, в срок"
        in roadmap("done", "1", "--today", "2020-02-10").out
    )
    before = plan.read_bytes()
    again = roadmap("done", "1", "--today", "2020-02-10")
    assert again.code == 0
    assert again.out.endswith("следующий закроет --period 30.06.2020\n")
    assert plan.read_bytes() == before
    late = roadmap("done", "1", "--today", "2020-07-05").out
    assert "закрыт период 01.04.2020 – 30.06.2020, позже срока на 5 дней" in late


def test_a_postponement_leaves_executed_periods_alone(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(QUARTERLY)
    roadmap("done", "1", "--today", "2020-04-20")
    roadmap("postpone", "1", "31.08.2020", "--reason", "письмо", "--today", "2020-06-20")
    item = json.loads(roadmap("show", "1", "--format", "json").out)["items"][0]
    assert [last for _, last in item["periods"]] == [
        "2020-03-31",
        "2020-08-31",
        "2020-09-30",
        "2020-12-31",
    ]


@pytest.mark.parametrize(
    ("status", "reopened"), [("planned", "planned"), ("in_progress", "in_progress")]
)
def test_reopening_gives_the_former_status_back(
    roadmap: Roadmap, plan: Path, status: str, reopened: str
) -> None:
    for close in (["done", "7"], ["cancel", "7", "--reason", "x"]):
        if status == "in_progress":
            roadmap("start", "7")
        roadmap(*close)
        roadmap("reopen", "7")
        assert (
            json.loads(roadmap("show", "7", "--format", "json").out)["items"][0]["status"]
            == reopened
        )
    assert plan.exists()


def test_a_note_on_an_executed_item_is_told(roadmap: Roadmap, plan: Path) -> None:
    assert plan.exists()
    roadmap("done", "7", "--date", "2020-09-28")
    assert "примечание «протокол»" in roadmap("note", "7", "протокол").out


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["cancel", "8", "--reason", ""], "основание не может быть пустым"),
        (["postpone", "8", "Ноябрь", "--reason", " "], "основание не может быть пустым"),
        (["note", "8", ""], "текст примечания не может быть пустым"),
        (["done", "8", "--date", ""], "нужна дата"),
        (["list", "--today", ""], "нужна дата"),
        (["-f", "", "done", "8"], "нужно имя файла"),
        (
            ["postpone", "8", "ноябрь, декабрь", "--reason", "x"],
            "перенести можно только на один срок",
        ),
    ],
)
def test_an_empty_value_is_no_value(
    roadmap: Roadmap, plan: Path, arguments: list[str], fragment: str
) -> None:
    before = plan.read_bytes()
    outcome = roadmap(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert fragment in outcome.err
    assert plan.read_bytes() == before


def test_init_makes_no_second_copy_in_silence(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = plan.parent / "sub"
    inner.mkdir()
    monkeypatch.chdir(inner)
    refused = roadmap("init")
    assert (refused.code, list(inner.iterdir())) == (6, [])
    assert f"план уже есть: {plan}" in refused.err
    assert roadmap("init", "roadmap_my.yaml").code == 0
    for again in (["roadmap_other.yaml"], ["--file", "roadmap_other.yaml"]):
        refused = roadmap("init", *again)
        assert refused.code == 6
        assert "план уже есть: roadmap_my.yaml" in refused.err
    assert os.listdir(inner) == ["roadmap_my.yaml"]
    (inner / "roadmap_my.yaml").write_text(QUARTERLY.replace("2020", "2021"))
    assert roadmap("init", "roadmap_2020.yaml").code == 0


def test_reading_never_writes(roadmap: Roadmap, plan: Path) -> None:
    before = plan.read_bytes(), plan.stat().st_mtime_ns, os.listdir(plan.parent)
    commands = [
        "list",
        "list --format table",
        "show 7",
        "overdue",
        "parties",
        "check",
        "schema",
        "term май",
    ]
    for command in [*commands, "done 7 --dry-run"]:
        assert roadmap(*command.split()).code == 0
    assert (plan.read_bytes(), plan.stat().st_mtime_ns, os.listdir(plan.parent)) == before


def test_the_plan_is_found_upwards_and_the_one_that_holds_today_wins(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = plan.parent / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert ids(roadmap("list", "-m", "октябрь", "--due-only").out) == "8"
    other = plan.with_name("roadmap_2021.yaml")
    other.write_text(QUARTERLY.replace("2020", "2021"))
    assert ids(roadmap("list", "-m", "октябрь", "--due-only").out) == "8"
    assert ids(roadmap("list", "--today", "2021-02-01").out) == "1"
    ended_last = roadmap("list", "--today", "2025-01-01")
    assert (ended_last.code, ids(ended_last.out)) == (0, "1")
    assert ended_last.err == "roadmap: в плане 2020 просрочено 18: roadmap overdue\n"
    monkeypatch.setenv("ROADMAP_FILE", str(other))
    assert ids(roadmap("list").out) == "1"
    assert len(roadmap("list", "--file", str(plan)).out.splitlines()) == 18


def test_no_plan_at_all_is_told(roadmap: Roadmap, plan: Path) -> None:
    plan.unlink()
    outcome = roadmap("overdue")
    assert outcome.code == 5
    assert "roadmap init" in outcome.err


def test_init_writes_the_built_in_plan(roadmap: Roadmap, plan: Path) -> None:
    built_in = plan.read_text().splitlines()
    plan.unlink()
    assert roadmap("init").code == 0
    written = plan.read_text().splitlines()
    assert written.pop(0) == "# yaml-language-server: $schema=roadmap.schema.json"
    (uid,) = [line for line in written if line.startswith("uid: ")]
    assert [line for line in written if line != uid] == built_in


def test_parties_are_counted_by_state(roadmap: Roadmap) -> None:
    lines = [line.split("\t") for line in roadmap("parties").out.splitlines()]
    assert ["МОЦ", "8", "2", "0", "0", "6", "0", "0", "0", "2020-01-31"] in lines
    assert len(lines) == 7


def test_the_keys_of_parties_in_json_are_a_contract(roadmap: Roadmap) -> None:
    roadmap("start", "3")
    roadmap("cancel", "11", "--reason", "приказ")
    answer = json.loads(roadmap("parties", "--format", "json").out)
    assert list(answer) == ["version", "plan", "plans", "today", "parties"]
    by_name = {each["name"]: each for each in answer["parties"]}
    assert by_name["МОЦ"] == {
        "name": "МОЦ",
        "total": 8,
        "states": dict.fromkeys(State, 0) | {"overdue": 2, "planned": 5, "in_progress": 1},
        "next_due": "2020-01-31",
    }
    assert (by_name["ОУ"]["states"]["cancelled"], by_name["ОУ"]["next_due"]) == (1, None)


def test_check_says_how_each_term_is_read_and_warns(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(PLAN_HEAD + ITEM.replace("май", "май 2021") + "        status: done\n")
    lines = roadmap("check").out.splitlines()
    assert lines[0] == "1\tмай 2021\t01.05.2021 – 31.05.2021"
    assert [line.split(": предупреждение: ")[0] for line in lines[1:]] == [
        f"{plan}:8:9",
        f"{plan}:10:9",
    ]


def test_term_answers_many_wordings_and_refuses_some(program: Program) -> None:
    outcome = program(
        "term", "--year", "2020", "--format", "json", stdin="до июля\n3\nпо графику\n"
    )
    answers = [json.loads(line) for line in outcome.out.splitlines()]
    assert outcome.code == 2
    assert answers[0] == {
        "text": "до июля",
        "kind": "dated",
        "periods": [["2020-01-01", "2020-06-30"]],
    }
    assert list(answers[1]) == ["text", "error"]
    assert answers[2] == {"text": "по графику", "kind": "undated", "periods": []}


def test_who_mends_a_term_can_try_wordings_beside_the_broken_plan(
    roadmap: Roadmap, plan: Path
) -> None:
    plan.write_text(PLAN_HEAD.replace("2020", "2031") + ITEM.replace("май", "мартобрь"))
    assert roadmap("check").code == 5
    assert roadmap("term", "март").out == "март\t01.03.2031 – 31.03.2031\n"
    plan.write_text(PLAN_HEAD.replace("2020", "когда-нибудь") + ITEM)
    assert roadmap("term", "март").code == 5
    assert roadmap("term", "март", "--year", "2020").code == 0


def test_what_an_editor_says_of_each_key(roadmap: Roadmap) -> None:
    schema = json.loads(roadmap("schema").out)
    parts = {"План": schema, **schema["$defs"]}
    lines = [
        f"{name}.{key}: {about.get('description')}"
        for name, part in parts.items()
        for key, about in part.get("properties", {}).items()
    ]
    same_as_golden("schema.txt", "\n".join(lines) + "\n")


def test_the_schema_accepts_the_plan_and_refuses_what_the_reader_refuses(
    roadmap: Roadmap, plan: Path
) -> None:
    import jsonschema  # noqa: PLC0415  # slow, and only here
    import yaml  # noqa: PLC0415  # the same

    schema = json.loads(roadmap("schema").out)
    loaded = yaml.load(plan.read_text(), Loader=yaml.BaseLoader)  # noqa: S506  # texts only
    loaded["year"] = 2020
    jsonschema.validate(loaded, schema)
    loaded["sections"][0]["items"][0]["statu"] = "done"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(loaded, schema)


def test_every_command_is_offered(roadmap: Roadmap) -> None:
    shown = re.findall(r"^.{14}  ([a-z]+) ", roadmap("--help").out, re.MULTILINE)
    modules = [
        import_module(f"roadmap_cli.cli.{module.name}")
        for module in pkgutil.iter_modules(cli.__path__)
    ]
    written = [
        info
        for module in modules
        if hasattr(module, "commands")
        for info in module.commands.registered_commands
    ]
    assert shown == [name for name in NAMES if name not in HIDDEN]
    offered = {info.name or info.callback.__name__ for info in written if not info.hidden}
    assert set(shown) == offered


HIDDEN = {"merge-driver"}  # git calls it, nobody else
NAMES = list(MODULES)
LATIN = {
    *("html", "docx", "pdf", "xlsx", "ics", "csv", "md", "json", "git"),
    *[
        "roadmap",
        "YAML",
        "JSON",
        "ROADMAP_FILE",
        "ROADMAP_TODAY",
        "file",
        "today",
        "version",
        "help",
        "install-completion",
        "show-completion",
    ],
    *[
        "month",
        "due-only",
        "responsible",
        "status",
        "section",
        "search",
        "overdue",
        "within",
        "sort",
        "open",
        "format",
        "exit-code",
        "note",
        "dry-run",
        "date",
    ],
    *[
        "reason",
        "year",
        "table",
        "plain",
        "csv",
        "json",
        "markdown",
        "plan",
        "due",
        "state",
        "party",
        "text",
        "Schema",
        "roadmap_",
        "roadmap_2020",
        "m",
        "r",
        "s",
        "o",
        "f",
        "n",
        "d",
        "y",
        "ID",
        "yaml",
        "Word",
        "Excel",
    ],
}


@pytest.mark.parametrize("command", ["", *NAMES])
def test_help_has_no_english_words(roadmap: Roadmap, command: str) -> None:
    text = roadmap(*command.split(), "--help").out
    assert "Использование: roadmap" in text
    assert latin_words(text, LATIN | set(NAMES)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.parametrize("columns", [80, 160])
def test_a_terminal_gets_a_table_that_fits(columns: int) -> None:
    shown = on_a_terminal("list", "--month", "Сентябрь", columns=columns, NO_COLOR="1")
    text = "".join(
        piece.partition("m")[2] if i else piece for i, piece in enumerate(shown.split("\x1b["))
    )
    lines = [line.rstrip() for line in text.replace("\r", "").splitlines()]
    assert max(map(len, lines)) <= columns
    assert lines[0] == "Срок в это время"
    assert "Идут в это время" in lines
    assert lines[-1] == "Показано 14 из 18 (месяц: Сентябрь): ░░░░░░░░░░ исполнено 0, просрочено 3."
    assert "\x1b[31m" not in shown
    assert "\x1b[1;31m" in on_a_terminal("list", "--overdue", columns=columns)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_terminal_is_told_that_the_plan_is_of_another_year() -> None:
    shown = on_a_terminal("overdue", "--today", "2026-11-23", columns=80)
    assert "план на 01.01.2020 – 31.12.2020, сегодня 23.11.2026" in shown
    assert "Просроченных пунктов нет на 01.01.2020." in on_a_terminal(
        "overdue", "--today", "2020-01-01", columns=80
    )


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.parametrize(
    ("words", "asked", "told"),
    [
        ("term --year 2020", "Наберите сроки, каждый с новой строки; в конце", "01.05"),
        ("import - --accept", "Вставьте таблицу; в конце", "таблица плана в нём не найдена"),
    ],
)
def test_what_reads_from_a_terminal_says_what_it_waits_for(
    plan: Path, words: str, asked: str, told: str
) -> None:
    shown = on_a_terminal(*words.split(), columns=120, typed="май\n\x04", cwd=plan.parent)
    assert shown.index(asked) < shown.index(told)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_terminal_gets_a_change_broken_at_spaces(plan: Path) -> None:
    lines = on_a_terminal("-f", str(plan), "done", "7", "--dry-run", columns=80).splitlines()
    assert max(map(len, lines)) <= 80
    assert "по реализации плана" in lines[0]
    assert lines[1].startswith("мероприятий по устранению причин")


LIST_IN_EACH_FORM = """
import sys
from roadmap_cli.cli.main import main
for form in ("plain", "table", "csv", "json", "markdown"):
    sys.argv[1:] = ["list", "--format", form]
    try:
        main()
    except SystemExit as end:
        sys.stdout.write(f"\\f{end.code} {form}\\f")
"""


@pytest.mark.parametrize(
    "environment", [{}, {"PYTHONIOENCODING": "koi8-r"}, {"FORCE_COLOR": "1"}, {"COLUMNS": "20"}]
)
def test_a_pipe_gets_plain_utf8_whatever_the_locale(
    roadmap: Roadmap, plan: Path, environment: dict[str, str]
) -> None:
    roadmap("note", "7", "№ 4 \x1b[31m")
    done = subprocess.run(
        [sys.executable, "-c", LIST_IN_EACH_FORM],
        cwd=plan.parent,
        env=bare_environment(**environment),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    shown = done.stdout.split("\f")
    assert done.stderr == ""
    assert shown[1::2] == ["0 plain", "0 table", "0 csv", "0 json", "0 markdown"]
    assert all("Отчет" in form for form in shown[:-1:2])
    assert "\x1b" not in done.stdout


def test_rich_is_not_imported_for_a_pipe(plan: Path) -> None:
    code = "import sys; from roadmap_cli.cli.main import run; run(['list']); sys.exit('rich' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=plan.parent, env=bare_environment(), check=False
    )
    assert done.returncode == 0


def test_layers_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="locales of POSIX")
def test_words_and_file_names_are_utf8_even_where_python_is_told_otherwise(
    program: Program, plan: Path
) -> None:
    other = plan.with_name("План № 1.yaml")
    plan.rename(other)
    named = str(other)
    assert program("note", "8", "№ 1", "--file", named, PYTHONUTF8="0").code == 0
    assert ids(program("list", "--search", "№ 1", "--file", named, PYTHONUTF8="0").out) == "8"
    assert program("note", "7", "№ 2", PYTHONUTF8="0", ROADMAP_FILE=named).code == 0
    assert ids(program("list", "--search", "№ 2", PYTHONUTF8="0", ROADMAP_FILE=named).out) == "7"
    assert program("init", "новый.yaml", cwd=plan.parent, PYTHONUTF8="0").code == 0
    assert plan.with_name("новый.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ("list -m Ctynz,hm", 2, "напишите «сентябрь»"),
        ("list -r VJW", 2, "возможно, «МОЦ»?"),
        ("list -s dsgjkytyj", 2, "возможно, «исполнено»?"),
        ("list -m cентябрь --due-only", 0, ""),  # its first letter is Latin
        ("done 7, 8 --dry-run", 0, "пробный запуск"),
        ("done 7 --note протокол № 4", 2, "«№» не номер пункта; текст из нескольких слов"),
        ("note 7", 2, "аргумент ТЕКСТ; нужно так: roadmap note НОМЕР... ТЕКСТ"),
        ("progress 2020/12", 2, "аргумент ТЕКСТ; нужно так"),
        (
            "postpone 8 --reason письмо",
            2,
            "никто не просил; назовите новый срок: roadmap postpone 8 ",
        ),
        ("postpone 7-9 --reason письмо", 2, "назовите новый срок: roadmap postpone 7"),
        ("postpone Ноябрь --reason письмо", 2, "аргумента НОМЕР; нужно так"),
        ("postpone 15.11.2020 --reason письмо", 2, "аргумента НОМЕР; нужно так"),
        ("note", 2, "аргумент НОМЕР; нужно так"),
    ],
)
def test_slips_of_the_hand(roadmap: Roadmap, arguments: str, code: int, told: str) -> None:
    outcome = roadmap(*arguments.split())
    assert (outcome.code, told in outcome.err) == (code, True)
    assert outcome.err.count("\n") == bool(told)


CHANGES = ["done 7", "start 3", "progress 12 семинар", "submit 2", "cancel 11 --reason приказ"]
CHANGES += ["postpone 8 Ноябрь --reason письмо", "note 5 акт", "amend 5 --term Май --reason приказ"]


@pytest.mark.parametrize("arguments", CHANGES)
def test_a_change_is_told_to_programs(roadmap: Roadmap, arguments: str) -> None:
    listed = json.loads(roadmap("list", "--format", "json").out)
    outcome = roadmap(*arguments.split(), "--format", "json")
    answer = json.loads(outcome.out)
    assert (outcome.code, outcome.err) == (0, "")
    assert answer.keys() == listed.keys() | {"dry_run"}
    (item,) = answer["items"]
    assert item.keys() == listed["items"][0].keys() | {"changed", "removed", "state_before"}
    assert (item["id"], item["changed"], item["removed"]) == (arguments.split()[1], True, False)
    assert item["history"][-1]["did"] == arguments.split(maxsplit=1)[0]


def test_programs_are_told_of_trials_of_nothing_new_and_of_what_is_gone(roadmap: Roadmap) -> None:
    tried = json.loads(roadmap("done", "7", "--dry-run", "--format", "json").out)
    assert (tried["dry_run"], tried["items"][0]["state_before"]) == (True, "overdue")
    roadmap("done", "7")
    both = json.loads(roadmap("done", "7", "2", "--format", "json").out)["items"]
    assert [(each["id"], each["changed"]) for each in both] == [("7", False), ("2", True)]
    undone = json.loads(roadmap("undo", "--format", "json").out)["items"]
    assert [(each["id"], each["state"]) for each in undone] == [("2", "overdue")]
    added = json.loads(
        roadmap("add", "Совещание", "--term", "Май", "--section", "1", "--format", "json").out
    )
    assert [(each["id"], each["state_before"]) for each in added["items"]] == [("19", None)]
    gone = json.loads(roadmap("undo", "--format", "json").out)["items"]
    assert [(each["id"], each["removed"]) for each in gone] == [("19", True)]


def test_a_refused_change_tells_programs_nothing(roadmap: Roadmap) -> None:
    outcome = roadmap("done", "77", "--format", "json")
    assert (outcome.code, outcome.out) == (4, "")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_json_of_a_change_is_not_broken_on_a_terminal(plan: Path) -> None:
    shown = on_a_terminal("--file", str(plan), "done", "7", "--format", "json", columns=40)
    assert json.loads(shown)["items"][0]["id"] == "7"


@pytest.mark.usefixtures("plan")
def test_a_correction_says_what_it_corrects_and_undo_what_comes_back(roadmap: Roadmap) -> None:
    roadmap("done", "7", "8", "--date", "28.09.2020", "--note", "протокол № 4")
    told = [
        roadmap("done", "7", "--correct", "--note", "протокол № 5").out,
        roadmap("done", "7", "--correct", "--date", "29.09.2020").out,
        roadmap("done", "7", "--correct", "--date", "30.09.2020", "--note", "акт").out,
        roadmap("undo", "--dry-run").out,
        roadmap("note", "8", "ждём").out,
        roadmap("undo").out,
    ]
    ends = [line.rpartition("нестабильности результатов: ")[2] for line in told[:3]]
    assert ends == [
        "примечание «протокол № 4» → «протокол № 5»; всего исполнено 2 из 18\n",
        "дата исполнения 28.09.2020 → 29.09.2020, в срок; всего исполнено 2 из 18\n",
        "дата исполнения 29.09.2020 → 30.09.2020, в срок; "
        "примечание «протокол № 5» → «акт»; всего исполнено 2 из 18\n",
    ]
    assert told[3].startswith("Будет отменено (")
    assert "; done --correct): 7. " in told[3]
    assert told[4].endswith("примечание «протокол № 4» → «ждём»; всего исполнено 2 из 18\n")
    assert "; note): 8. " in told[5]
    assert told[5].endswith("примечание «ждём» → «протокол № 4»; всего исполнено 2 из 18\n")
