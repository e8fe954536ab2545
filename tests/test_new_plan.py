"""The text of a new plan word for word, and how values are written: in quotes only where they need them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from roadmap_cli.planfile.writing import (
    NewItem,
    NewPlan,
    NewSection,
    compose,
    flow,
    pair,
    written,
)
from roadmap_cli.terms import Period

GUIDE = """\
#
# Это обычный текст: правьте его в любом редакторе, пишите свои строки-комментарии после знака «#».
# Отступы делайте пробелами. Номера вида 1.10 берите в кавычки: id: '1.10'.
#
#   term         срок слово в слово, как в документе: Сентябрь; до 15 марта; ежеквартально
#   responsible  ответственные через запятую в квадратных скобках; имя с запятой внутри — в кавычках
#   status       planned (запланировано), in_progress (в работе), submitted (на проверке),
#                done (исполнено), cancelled (снято с контроля)
#
# Отметки удобнее ставить командой: roadmap done 7 --note "протокол № 4".
# Проверить файл после правки: roadmap check. Подсказки в редакторе: roadmap schema > roadmap.schema.json.
"""
WHOLE = f"""\
# yaml-language-server: $schema=roadmap.schema.json
# Дорожная карта № 1: приказ от 30.08.2020 № 112-о.
{GUIDE}
title: Дорожная карта № 1
period: {{start: 2020-09-01, end: 2021-08-31}}
uid: u-1
order:
  number: 112-о
  date: 2020-08-30
  body: Управление
groups:
  ОУ: [Школа № 1, 'Школа, 2']
  'а: б': ['12']

sections:
  - title: Первый
    term: Октябрь
    items:
      - id: 1
        title: 'Сдать отчёт: итоги'
        term: Сентябрь
        responsible: []
        status: planned
      - id: '1.10'
        title: 'План: работ'
        term: до 15 марта
        responsible: [МОЦ, 'ОУ, школы', '12']
        status: done
        postponed_to: 2020-10-01
        executed: [2020-09-05, null]
        result: итог
        comment: пояснение
        note: 'а # б'
      - id: '007'
        title: '1:30'
        term: '2020-01-02'
        responsible: []
        status: in_progress
      - id: '089'
        title: '1e5'
        term: '0o17'
        responsible: []
        status: planned

  - title: 2. Второй
    items: []
"""
ITEMS = (
    NewItem("1", "Сдать  отчёт:\nитоги", "Сентябрь"),
    NewItem(
        "1.10",
        "План: работ",
        "до 15 марта",
        ("МОЦ", "ОУ,\nшколы", "12"),
        "done",
        (date(2020, 9, 5), None),
        date(2020, 10, 1),
        note="а # б",
        result="итог",
        comment="пояснение",
    ),
    NewItem("007", "1:30", "2020-01-02", status="in_progress"),
    NewItem("089", "1e5", "0o17"),
)


def test_a_new_plan_word_for_word() -> None:
    plan = NewPlan(
        "Дорожная\nкарта № 1",
        Period(date(2020, 9, 1), date(2021, 8, 31)),
        {"number": "112-о", "date": date(2020, 8, 30), "body": "Управление"},
        (NewSection("Первый", ITEMS, "Октябрь"), NewSection("2. Второй")),
        {"ОУ": ["Школа № 1", "Школа, 2"], "а: б": ["12"]},
        "u-1",
    )
    assert compose(plan) == WHOLE


@pytest.mark.parametrize(
    ("first", "last", "line"),
    [
        ("2020-01-01", "2020-12-31", "year: 2020"),
        ("2020-01-01", "2021-12-31", "period: {start: 2020-01-01, end: 2021-12-31}"),
        ("2020-01-02", "2020-12-31", "period: {start: 2020-01-02, end: 2020-12-31}"),
        ("2020-02-01", "2020-12-31", "period: {start: 2020-02-01, end: 2020-12-31}"),
        ("2020-01-01", "2020-11-30", "period: {start: 2020-01-01, end: 2020-11-30}"),
        ("2020-01-01", "2020-12-30", "period: {start: 2020-01-01, end: 2020-12-30}"),
    ],
)
@pytest.mark.parametrize(
    ("order", "named", "lines"),
    [
        ({}, "# План.", []),
        ({"number": "5"}, "# План: приказ № 5.", ["order:", "  number: 5"]),
        ({"number": "5", "date": "осень"}, "# План: приказ № 5.", ["order:", "  number: 5", "  date: осень"]),
        ({"date": date(2020, 1, 2)}, "# План.", ["order:", "  date: 2020-01-02"]),
    ],
)  # fmt: skip
def test_a_plan_without_sections_has_its_year_or_period_and_what_is_known_of_its_order(
    first: str,
    last: str,
    line: str,
    order: dict[str, str | date],
    named: str,
    lines: list[str],
) -> None:
    span = Period(date.fromisoformat(first), date.fromisoformat(last))
    text = compose(NewPlan("План", span, order, uid="u"))
    head = ["# yaml-language-server: $schema=roadmap.schema.json", named]
    rest = ["", "title: План", line, "uid: u", *lines, "", "sections: []"]
    assert text.splitlines() == [*head, *GUIDE.splitlines(), *rest]


def test_every_new_plan_has_an_identifier_of_its_own() -> None:
    one, other = (NewPlan("План", Period(date(2020, 1, 1), date(2020, 12, 31))) for _ in range(2))
    assert one.uid != other.uid


@pytest.mark.parametrize(
    ("text", "plain", "single", "double"),
    [
        ("да", "да", "'да'", '"да"'),
        ("да: нет", "'да: нет'", "'да: нет'", '"да: нет"'),
        ("а # б", "'а # б'", "'а # б'", '"а # б"'),
        ("- а", "'- а'", "'- а'", '"- а"'),
        ("", "''", "''", '""'),
        ("~", "'~'", "'~'", '"~"'),
        ("null", "'null'", "'null'", '"null"'),
        ("no", "'no'", "'no'", '"no"'),
        ("it's", "it's", "'it''s'", '"it\'s"'),
        ('"', "'\"'", "'\"'", '"\\""'),
        ("а\nб", '"а\\nб"', '"а\\nб"', '"а\\nб"'),
        ("а\tб", '"а\\tб"', '"а\\tб"', '"а\\tб"'),
        ("а\x85б", '"а\\Nб"', '"а\\Nб"', '"а\\Nб"'),
        ("а\u2028б", '"а\\Lб"', '"а\\Lб"', '"а\\Lб"'),
        ("а\u2029б", '"а\\Pб"', '"а\\Pб"', '"а\\Pб"'),
        ("\ufeffа", '"\\uFEFFа"', '"\\uFEFFа"', '"\\uFEFFа"'),
        ("\x7f", '"\\x7F"', '"\\x7F"', '"\\x7F"'),
        ("2020-09-28", "2020-09-28", "'2020-09-28'", '"2020-09-28"'),
        ("2020-09-28T10:00:00", "2020-09-28T10:00:00", "'2020-09-28T10:00:00'", '"2020-09-28T10:00:00"'),
        ("2020-09-28T10:00:00+03:00", "2020-09-28T10:00:00+03:00", "'2020-09-28T10:00:00+03:00'", '"2020-09-28T10:00:00+03:00"'),
        ("12", "'12'", "'12'", '"12"'),
        ("1.10", "'1.10'", "'1.10'", '"1.10"'),
        ("-5", "'-5'", "'-5'", '"-5"'),
        ("007", "'007'", "'007'", '"007"'),
        ("089", "'089'", "'089'", '"089"'),
        ("1e5", "'1e5'", "'1e5'", '"1e5"'),
        ("1e-5", "'1e-5'", "'1e-5'", '"1e-5"'),
        ("0x1F", "'0x1F'", "'0x1F'", '"0x1F"'),
        ("0o17", "'0o17'", "'0o17'", '"0o17"'),
        ("0b11", "'0b11'", "'0b11'", '"0b11"'),
        ("1:30", "'1:30'", "'1:30'", '"1:30"'),
        ("12:30:45", "'12:30:45'", "'12:30:45'", '"12:30:45"'),
        ("7а", "7а", "'7а'", '"7а"'),
        ("0а", "0а", "'0а'", '"0а"'),
        ("1e", "1e", "'1e'", '"1e"'),
    ],
)  # fmt: skip
def test_a_text_keeps_its_quotes_and_gets_them_where_it_needs_them(
    text: str, plain: str, single: str, double: str
) -> None:
    assert [written(text, style) for style in (None, "", "'", '"')] == [
        plain,
        plain,
        single,
        double,
    ]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, "null"),
        ([], "[]"),
        ({}, "{}"),
        (["МОЦ", None, "а, б"], "[МОЦ, null, 'а, б']"),
        (("МОЦ",), "[МОЦ]"),
        ({"id": "7", "title": "а: б", "responsible": []}, "{id: 7, title: 'а: б', responsible: []}"),
        ([{"a": "x", "b": None}, {"c": ["y"]}], "[{a: x, b: null}, {c: [y]}]"),
    ],
)  # fmt: skip
def test_a_value_in_one_line(value: Any, line: str) -> None:
    assert flow(value) == line


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("id", "7", "id: 7"),
        ("id", "10", "id: 10"),
        ("id", "0", "id: '0'"),
        ("id", "07", "id: '07'"),
        ("id", "1.10", "id: '1.10'"),
        ("id", "7а", "id: 7а"),
        ("id", "7\n", 'id: "7\\n"'),
        ("title", "7", "title: '7'"),
    ],
)
def test_a_plain_number_of_an_item_has_no_quotes(name: str, value: str, line: str) -> None:
    assert pair(name, value) == line
