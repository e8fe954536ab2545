"""A new item: the section it goes to, its number, its keys in their order, refusals in words."""

from __future__ import annotations

from datetime import datetime

import pytest
from small_plans import day, item, plan_of

from roadmap_cli.errors import UnknownSectionError, UnreadableTermError, UsageError
from roadmap_cli.plan import changes
from roadmap_cli.plan.changes import Addition, Destination, Stamp
from roadmap_cli.plan.model import Plan

STAMP = Stamp(datetime(2020, 6, 11, 9, 30, 15, 999), "Ким А.Б.", day("06-10"))  # noqa: DTZ001  # as the file has it
EVENT = {"at": "2020-06-11T09:30:15", "by": "Ким А.Б.", "did": "add", "date": "2020-06-10"}


def _plan(*titles: str) -> Plan:
    return plan_of(sections=[{"title": title, "items": []} for title in titles])


THREE = ("Учёба", "Отчёты\nи планы", "Отчёты отделов")


@pytest.mark.parametrize(
    ("titles", "wanted", "new", "place"),
    [
        ((), None, None, (None, "Мероприятия")),
        (("Учёба",), None, None, (0, "")),
        (("Учёба",), None, "Новый", (None, "Новый")),
        (THREE, "2", "Новый", (None, "Новый")),
        (THREE, "1", None, (0, "")),
        (THREE, " 3 ", None, (2, "")),
        (THREE, "учеба", None, (0, "")),
        (THREE, "планы", None, (1, "")),
        (THREE, "отчеты отделов", None, (2, "")),
    ],
)
def test_where_it_goes(
    titles: tuple[str, ...], wanted: str | None, new: str | None, place: tuple[int | None, str]
) -> None:
    assert changes.destination(_plan(*titles), wanted, new) == Destination(*place)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            None,
            "разделов несколько, назовите нужный: --section НОМЕР "
            "(1. Учёба; 2. Отчёты и планы; 3. Отчёты отделов)",
        ),
        ("отчеты", "«отчеты» есть в названиях нескольких разделов: дайте номер"),
        ("4", "в плане нет раздела «4»; разделы: 1, 2, … или слова из названия"),
        ("0", "в плане нет раздела «0»; разделы: 1, 2, … или слова из названия"),
        ("учёбе", "в плане нет раздела «учёбе»; возможно, «Учёба»?"),
    ],
)
def test_where_it_cannot_go(wanted: str | None, sentence: str) -> None:
    with pytest.raises((UsageError, UnknownSectionError)) as caught:
        changes.destination(_plan(*THREE), wanted, None)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("sections", "where", "number"),
    [
        ([[]], 0, "1"),
        ([], None, "1"),
        ([["1", "2"]], 0, "3"),
        ([["1", "9", "3"]], 0, "10"),
        ([["1", "2"], ["3"]], 0, "4"),  # numbers run through the plan
        ([["1", "2"], []], 1, "3"),
        ([["1", "2"]], None, "3"),
        # in the manner of the section
        ([["1.1", "1.2"], ["2.1"]], 0, "1.3"),
        ([["1.1", "1.2"], ["2.9"]], 1, "2.10"),
        ([["1.1", "1.10"]], 0, "1.11"),
        ([["1.1.1", "1.1.2"], ["1.2"]], 0, "1.1.3"),
        ([["а.1"], ["б.7"]], 0, "а.2"),
        ([["№ 4."]], 0, "5"),
        ([["1", "2", "2.а"]], 0, "3"),  # a letter begins no count of its own
        # numbers that are none: one more than there are items
        ([["а", "б"]], 0, "3"),
    ],
)
def test_the_next_free_number(sections: list[list[str]], where: int | None, number: str) -> None:
    parts = [{"title": "р", "items": [item(each) for each in numbers]} for numbers in sections]
    assert changes.next_id(plan_of(sections=parts), where) == number


def test_keys_in_the_order_of_writing() -> None:
    plan = plan_of(item(1))
    wanted = Addition("отчёт", "Июнь", ["МОЦ", "ОУ"], "12", day("06-30"))
    made = changes.added(plan, Destination(0), wanted, "приказ № 9", STAMP)
    assert list(made.items()) == [
        ("id", "12"),
        ("title", "отчёт"),
        ("term", "Июнь"),
        ("due", "2020-06-30"),
        ("responsible", ["МОЦ", "ОУ"]),
        ("status", "planned"),
        ("history", [EVENT | {"note": "приказ № 9"}]),
    ]


def test_the_number_is_in_the_manner_of_the_section_it_goes_to() -> None:
    plan = plan_of(item("1.1"))
    assert changes.added(plan, Destination(0), Addition("а", "Июнь"), "", STAMP)["id"] == "1.2"
    with pytest.raises(UsageError, match=r"свободен, например, 1\.2$"):
        changes.added(plan, Destination(0), Addition("а", "Июнь", id="1.1"), "", STAMP)


def test_of_two_sections_one_must_be_named() -> None:
    with pytest.raises(UsageError, match=r"--section НОМЕР \(1\. А; 2\. Б\)"):
        changes.destination(_plan("А", "Б"), None, None)


def test_what_is_not_said_is_not_written() -> None:
    made = changes.added(plan_of(item(1)), Destination(0), Addition("отчёт", "Июнь"), "", STAMP)
    assert made == {
        "id": "2",
        "title": "отчёт",
        "term": "Июнь",
        "status": "planned",
        "history": [EVENT],
    }


def test_no_term_is_written_as_such() -> None:
    wanted = Addition("отчёт", "по графику", due="нет")
    assert changes.added(plan_of(item(1)), Destination(0), wanted, "", STAMP)["due"] == "нет"


@pytest.mark.parametrize("number", ["7", "7.", "№ 7"])
def test_a_number_that_is_taken(number: str) -> None:
    with pytest.raises(UsageError) as caught:
        changes.added(plan_of(item(7)), Destination(0), Addition("а", "Июнь", id=number), "", STAMP)
    assert str(caught.value) == f"номер {number} уже занят; свободен, например, 8"


def test_the_term_must_be_readable_where_the_item_goes() -> None:
    april = {"title": "Апрель", "term": "Апрель", "items": [item(1, term="1")]}
    plan = plan_of(sections=[april, {"title": "Разное", "items": []}])
    wanted = Addition("а", "25-26")
    assert changes.added(plan, Destination(0), wanted, "", STAMP)["id"] == "2"
    for where in (Destination(1), Destination(None, "Новый")):
        with pytest.raises(UnreadableTermError):
            changes.added(plan, where, wanted, "", STAMP)
    dated = wanted._replace(due=day("04-26"))
    assert changes.added(plan, Destination(1), dated, "", STAMP)["due"] == "2020-04-26"
