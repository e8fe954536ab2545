"""How people name items: numbers, lists, ranges, references, and words that are none of these."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import plan_text

from roadmap_cli.errors import AmbiguousItemError, NoSuchItemError
from roadmap_cli.plan import view
from roadmap_cli.plan.problems import read_plan
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

DAY = date(2021, 1, 15)


def _home(name: str, *numbers: str, done: str = "") -> NamedPlan:
    items = [
        {
            "id": number,
            "title": "т",
            "term": "постоянно",
            "status": "done" if number == done else "planned",
        }
        for number in numbers
    ]
    data = {"title": name, "year": name[-4:], "sections": [{"title": "р", "items": items}]}
    plan, problems = read_plan(data)
    assert plan, problems
    return NamedPlan(name, plan)


PLAIN = ("1", "2", "3", "7", "9", "1.9", "1.10", "1.11")
ODD = ("7-9", "а/7", "п1", "1,3", "2021/2")  # how items are really called
ONE = View.of([_home("2021", *PLAIN, *ODD)], DAY)
THREE = View.of(
    [
        _home("2021", "1", "3", "7"),
        _home("школа/2021", "3", "7"),
        _home("2019-2020", "5", "7"),
        _home("2021/2021", "4"),
    ],
    DAY,
)
OTHERS = View.of([_home("2020", "1", "3", "7", "8", done="3")], DAY)
NOBODY = View.of([], DAY)


def _found(words: str, seen: View, others: View = NOBODY, *, late_elsewhere: bool = False) -> str:
    rows = view.items_named(
        words.split("|"), seen, others, late_elsewhere=late_elsewhere, decided={}
    )
    return " ".join(row.ref for row in rows)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("7", "7"),
        ("7.", "7"),
        (" 7 ", "7"),
        ("№ 7", "7"),
        ("№7.", "7"),
        ("2,7", "2 7"),
        ("7;2", "7 2"),
        ("2, 7, 2", "2 7"),
        ("1-3", "1 2 3"),
        ("1–3", "1 2 3"),
        ("№ 1 - 3", "1 2 3"),
        ("1-2,9", "1 2 9"),
        ("7-9", "7-9"),  # a whole number wins over a range, a list and a plan
        ("1,3", "1,3"),
        ("1,3,9", "1 3 9"),
        ("2021/2", "2021/2"),
        ("1.9-1.11", "1.9 1.10 1.11"),
        ("1.9-11", "1.9 1.10 1.11"),
        ("а/7", "а/7"),
        ("п1", "п1"),
        ("3|1|3", "3 1"),
        ("2021/7", "7"),
        ("2021/№ 7.", "7"),
        ("2021/1-3,9", "1 2 3 9"),
        ("2021/а/7", "а/7"),
    ],
)
def test_items_of_one_plan(words: str, found: str) -> None:
    expected = " ".join(f"2021/{number}" for number in found.split())
    assert _found(words, ONE) == expected


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("77", "77"),
        ("3-5", "4, 5"),
        ("9-7", "9-7"),
        ("1-99999", "1-99999"),
        ("2020/7", "2020/7"),
        ("7/2", "7/2"),
        ("отчёт", "отчёт"),
        ("1|77|88", "77, 88"),
        ("2021/77", "77"),
    ],
)
def test_a_number_that_is_not_there(words: str, missing: str) -> None:
    with pytest.raises(NoSuchItemError) as caught:
        _found(words, ONE)
    assert ", ".join(caught.value.missing) == missing


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("5", "2019-2020/5"),
        ("2021/7", "2021/7"),
        ("школа/2021/7", "школа/2021/7"),
        ("Школа/2021/3", "школа/2021/3"),
        ("2019-2020/7", "2019-2020/7"),  # no range
        ("2019-2020/5-7", None),
        ("2021/2021/4", "2021/2021/4"),  # split at the last stroke
        ("2020/8", "2020/8"),  # a plan that is not in view
        ("2021/3,7", "2021/3 2021/7"),
    ],
)
def test_items_of_several_plans(words: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(NoSuchItemError):
            _found(words, THREE, OTHERS)
    else:
        assert _found(words, THREE, OTHERS) == found


@pytest.mark.parametrize(
    ("words", "late_elsewhere", "meant"),
    [
        ("3", False, "2021/3 школа/2021/3"),
        ("3", True, "2021/3 школа/2021/3"),  # executed in the plan of 2020
        ("7", False, "2021/7 школа/2021/7 2019-2020/7"),
        ("1", False, None),
        ("1", True, "2021/1 2020/1"),  # overdue in the plan of 2020
        ("8", True, None),
        ("8", False, "-"),
        ("1-2", True, "2021/1 2020/1"),
    ],
)
def test_a_number_of_several_plans_is_in_doubt(
    *, words: str, late_elsewhere: bool, meant: str | None
) -> None:
    try:
        found = _found(words, THREE, OTHERS, late_elsewhere=late_elsewhere)
    except AmbiguousItemError as error:
        assert " ".join(ref for ref, _ in error.choices) == meant
    except NoSuchItemError:
        assert meant == "-"
    else:
        assert meant is None
        assert len(found.split()) == 1


@pytest.mark.parametrize(
    ("command", "code", "sentence"),
    [
        ("done 7 отчёт сдан", 2, "«отчёт» не номер пункта; текст из нескольких слов возьмите в"),
        ("note 7 протокол № 4", 2, "«протокол» не номер пункта"),
        ("postpone 8 до 20 декабря -n письмо", 2, "«до» не номер пункта"),
        ("show отчёт", 4, "нет пункта отчёт"),
        ("show 3-5 77", 4, "нет пункта 77"),
        ("show 2020/77", 4, "нет пункта 77"),
        ("show 2019/7", 4, "нет пункта 2019/7"),
        ("show 1-", 4, "нет пункта 1-"),
    ],
)
def test_what_is_no_item_is_named(
    roadmap: Roadmap, plan: Path, command: str, code: int, sentence: str
) -> None:
    before = plan.read_bytes()
    outcome = roadmap(*command.split())
    assert (outcome.code, outcome.out) == (code, "")
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1
    assert plan.read_bytes() == before


def test_every_command_takes_lists_ranges_and_references(roadmap: Roadmap, plan: Path) -> None:
    for command, count in [
        (["show", "1-3"], 3),
        (["start", "№ 7,8"], 2),
        (["progress", "7-8", "идёт"], 2),
        (["submit", "2020/7-9"], 3),
        (["return", "7,9", "-n", "нет подписи"], 2),
        (["done", "7.", "2020/8"], 2),
        (["reopen", "7-8"], 2),
        (["note", "7;8", "проверено"], 2),
        (["postpone", "13-14", "31.12.2020", "-n", "письмо"], None),
        (["cancel", "17-18", "-n", "приказ"], 2),
    ]:
        outcome = roadmap(*command)
        if count is None:
            assert outcome.code == 2  # item 13 ends on that day: none of the two is changed
        elif command[0] == "show":
            assert outcome.out.count("\n  план:") == count
        else:
            *lines, counted = outcome.out.splitlines()
            assert len(lines) == count, command
            assert counted.startswith("Всего исполнено ")
    assert plan.exists()


def test_a_range_where_a_number_is_missing_changes_nothing(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(plan_text("2020", *(f"id: {n}, title: т, term: май" for n in (7, 9))))
    before = plan.read_bytes()
    assert roadmap("done", "7-9").code == 4
    assert plan.read_bytes() == before
