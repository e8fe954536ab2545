"""The plan as values: numbers of items, periods, parties, terms that are read by plan and section."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError
from small_plans import day, item, plan_of

from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import Event, Item, postponed_day, read_term, same_id, section_period
from roadmap_cli.terms import Kind, Period

YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
SCHOOL_YEAR = Period(date(2019, 9, 1), date(2020, 8, 31))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", "7"),
        ("7.", "7"),
        (" 7. ", "7"),
        ("№7", "7"),
        ("№ 7.", "7"),
        ("1.10", "1.10"),
        ("7№", "7№"),
        (".7", ".7"),
        ("7..", "7."),
    ],
)
def test_numbers_are_compared_without_their_dress(typed: str, number: str) -> None:
    assert same_id(typed) == number


@pytest.mark.parametrize(
    ("start", "due", "first", "last"),
    [
        (None, "06-30", "01-01", "06-30"),
        ("05-02", None, "05-02", "12-31"),
        ("05-02", "06-30", "05-02", "06-30"),
        (None, "2019-12-15", "2019-12-15", "2019-12-15"),  # before the plan: one day, not reversed
        ("2021-02-01", None, "2021-02-01", "2021-02-01"),
    ],
)
def test_explicit_dates_stand_in_for_the_wording(
    start: str | None, due: str | None, first: str, last: str
) -> None:
    term = read_term(
        "как получится", day(start) if start else None, day(due) if due else None, YEAR
    )
    assert (term.text, term.kind) == ("как получится", Kind.DATED)
    assert term.periods == (Period(day(first), day(last)),)


def test_no_term_is_no_term_whatever_the_wording() -> None:
    assert read_term("Май", None, "нет", YEAR) == ("Май", Kind.UNDATED, ())


def test_a_wording_is_read_by_plan_and_section() -> None:
    april = Period(day("04-01"), day("04-30"))
    assert read_term("Октябрь", None, None, SCHOOL_YEAR).periods[0].last == day("2019-10-31")
    assert read_term("25-26", None, None, YEAR, april).periods == ((day("04-25"), day("04-26")),)
    with pytest.raises(UnreadableTermError):
        read_term("25-26", None, None, YEAR)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ежеквартально", "у раздела может быть только один период; напишите «Апрель»"),
        ("по графику", "у раздела может быть только один период; напишите «Апрель»"),
        ("постоянно", "у раздела может быть только один период; напишите «Апрель»"),
    ],
)
def test_a_section_has_one_period(text: str, reason: str) -> None:
    assert section_period("I квартал", YEAR) == (day("01-01"), day("03-31"))
    with pytest.raises(UnreadableTermError) as caught:
        section_period(text, YEAR)
    assert str(caught.value) == f"срок «{text}» не понят: {reason}"


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("до 15 июля", "07-15"),
        ("август", "08-31"),
        ("20.12.2020", "12-20"),
        ("с 1 по 9 мая", "05-09"),
    ],
)
def test_a_postponement_is_to_a_day(text: str, last: str) -> None:
    assert postponed_day(text, YEAR) == day(last)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "постоянно",
            "срок «постоянно» не понят: перенести можно только на определённую дату; напишите «до 31.08.2020» или «31.08.2020»",
        ),
        (
            "через неделю после приказа",
            "срок «через неделю после приказа» не понят: перенести можно только на определённую дату; напишите «до 31.08.2020» или «31.08.2020»",
        ),
        (
            "ежеквартально",
            "срок «ежеквартально» не понят: перенести можно только на один срок; напишите «до 31.08.2020»",
        ),
        (
            "сентябрь, май",
            "срок «сентябрь, май» не понят: перенести можно только на один срок; напишите «до 31.05.2020»",
        ),
    ],
)
def test_a_postponement_advises_the_last_day(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableTermError) as caught:
        postponed_day(text, SCHOOL_YEAR)
    assert str(caught.value) == sentence


def test_a_plan_lists_items_and_parties_in_the_order_of_the_document() -> None:
    sections = [
        {"title": "А", "items": [item(1, responsible=["ОУ", "МОЦ"]), item(2)]},
        {"title": "Б", "items": [item(3, responsible=["РМЦ", "ОУ"])]},
    ]
    plan = plan_of(sections=sections)
    assert [each.id for each in plan.items] == ["1", "2", "3"]
    assert plan.parties == ("ОУ", "МОЦ", "РМЦ")
    assert plan.span == YEAR
    school = plan_of(item(1), period={"start": "2019-09-01", "end": "2020-08-31"})
    assert school.span == SCHOOL_YEAR


def test_the_own_term_of_a_section_belongs_to_its_items_only() -> None:
    sections = [
        {"title": "А", "items": [item(1)]},
        {
            "title": "Апрель",
            "term": "Апрель",
            "items": [item(2, term="25-26"), item(3, term="25-31")],
        },
        {"title": "Б", "items": [item(4, term="25-26")]},
    ]
    plan = plan_of(sections=sections)
    april = Period(day("04-01"), day("04-30"))
    assert [plan.section_period_of(each) for each in plan.items] == [None, april, april, None]
    kinds = [plan.term_of(each).kind for each in plan.items]
    assert kinds == [Kind.DATED, Kind.DATED, Kind.UNCLEAR, Kind.UNCLEAR]
    assert plan.term_of(plan.items[2]) == ("25-31", Kind.UNCLEAR, ())
    dated = plan_of(item(1, term="25-26", start="2020-05-01", due="2020-05-02"))
    assert dated.term_of(dated.items[0]).periods == ((day("05-01"), day("05-02")),)


def test_a_term_is_what_each_order_made_of_it() -> None:
    history = [
        {"at": f"2020-0{month}-01T12:00:00", "by": "Я", "did": "amend"} | old
        for month, old in enumerate(
            (
                {"old_term": "Апрель", "old_start": "2020-04-03", "old_due": "2020-04-20"},
                {"note": "иное название"},
                {"old_term": "по графику", "old_due": "нет"},
            ),
            start=2,
        )
    ]
    plan = plan_of(item(1, history=history))
    (made,) = plan.items
    original, after = plan.terms_of(made)
    assert original.periods == ((day("04-03"), day("04-20")),)
    assert [after[id(each)].text for each in made.history[::2]] == ["по графику", "Май"]
    assert after[id(made.history[0])].kind is Kind.UNDATED


def test_an_event_counts_for_its_day_else_for_the_day_of_writing() -> None:
    event = {"at": "2020-06-10T23:59:59", "by": "Я", "did": "done"}
    assert Event.model_validate(event).day == day("06-10")
    assert Event.model_validate(event | {"date": "2020-06-01"}).day == day("06-01")


def test_nothing_of_a_plan_changes_after_reading() -> None:
    made = Item.model_validate(item(1))
    with pytest.raises(ValidationError):
        made.title = "х"  # type: ignore[misc]  # what the test is about
