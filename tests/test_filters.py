"""Which items a list shows and in what order: filters, months, sorting, names that are meant."""

from __future__ import annotations

import pytest
from small_plans import Data, day, event, home_of, item, view_of

from roadmap_cli.errors import (
    UnknownPartyError,
    UnknownSectionError,
    UnknownStatusError,
    UnreadableTermError,
)
from roadmap_cli.plan.view import (
    Filters,
    SortKey,
    View,
    by_month,
    choose,
    due_within,
    month_words,
    parties_named,
    sort_rows,
    worst_first,
)
from roadmap_cli.wording import NOBODY

A = {
    "title": "Учёба",
    "items": [
        item(1, term="Март", responsible=["МОЦ", "ОУ"]),
        item(2, term="Июнь", responsible=["ОУ"], status="done", executed=["2020-06-01"]),
        item(3, term="Июнь", responsible=["МОЦ"], note="спросить Ольгу"),
        item(4, term="в течение года", title="Отчёт о ЁЛКЕ"),
    ],
}
B = {
    "title": "Отчёты",
    "items": [
        item(5, term="ежеквартально", responsible=["РМЦ"], executed=["2020-03-31"]),
        item(6, term="Апрель", responsible=["МОЦ"], status="cancelled"),
        item(7, term="по мере необходимости", responsible=["Отдел образования"]),
        item(8, term="Май", responsible=["ОУ"], status="submitted"),
        item(
            9,
            term="Декабрь",
            responsible=["МОЦ"],
            status="in_progress",
            note="новое",
            history=[event("02-01 note", note="письмо № 5", old_note="звонок")],
        ),
        item(10, term="Февраль", responsible=["МОЦ"], status="done", executed=["2020-03-03"]),
    ],
}
VIEW = view_of("06-10", sections=[A, B])


def _ids(view: View) -> str:
    return " ".join(row.item.id for row in view.rows)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, "1 2 3 4 5 6 7 8 9 10"),
        ({"parties": ["ОУ"]}, "1 2 8"),
        ({"parties": ["оу", "рмц"]}, "1 2 5 8"),
        ({"parties": [NOBODY]}, "4"),
        ({"parties": ["образования"]}, "7"),
        ({"statuses": ["open"]}, "1 3 4 5 7 8 9"),
        ({"statuses": ["Открытые"]}, "1 3 4 5 7 8 9"),
        ({"statuses": ["done"]}, "2 10"),
        ({"statuses": ["исполнено с нарушением срока"]}, "10"),
        ({"statuses": ["done-late"]}, "10"),
        ({"statuses": ["просрочено"]}, "1"),
        ({"statuses": ["overdue", "на проверке"]}, "1 8"),
        ({"statuses": ["planned"]}, "1 3 4 5 7"),  # the stored word and the state both count
        ({"statuses": ["в работе"]}, "5 9"),
        ({"statuses": ["open", "cancelled"]}, "1 3 4 5 6 7 8 9"),
        ({"sections": ["1"]}, "1 2 3 4"),
        ({"sections": [" 2 "]}, "5 6 7 8 9 10"),
        ({"sections": ["отчеты"]}, "5 6 7 8 9 10"),
        ({"sections": ["уч"]}, "1 2 3 4"),
        ({"sections": ["1", "2"]}, "1 2 3 4 5 6 7 8 9 10"),
        ({"search": ["елке"]}, "4"),
        ({"search": ["ольгу", "звонок"]}, "3 9"),
        ({"search": ["письмо"]}, "9"),
        ({"search": ["дело 10"]}, "10"),
        ({"search": ["необходимости"]}, "7"),
        ({"search": ["рмц"]}, "5"),
        ({"search": ["7"]}, "7"),
        ({"search": ["нет такого"]}, ""),
        ({"search": ["xx"]}, ""),
        ({"overdue": True}, "1"),
        ({"within": 0}, ""),
        ({"within": 19}, ""),
        ({"within": 20}, "3 5"),
        ({"within": 204}, "3 4 5 9"),
        # filters combine by AND
        ({"parties": ["МОЦ"], "statuses": ["open"]}, "1 3 9"),
        ({"parties": ["МОЦ"], "overdue": True}, "1"),
        ({"sections": ["2"], "within": 20}, "5"),
        ({"sections": ["2"], "search": ["МОЦ"], "statuses": ["done"]}, "10"),
    ],
)
def test_choose(wanted: Data, ids: str) -> None:
    assert _ids(choose(VIEW, Filters(**wanted))) == ids


@pytest.mark.parametrize(
    ("due", "days", "inside"),
    [
        ("06-09", 7, False),
        ("06-10", 0, True),
        ("06-11", 0, False),
        ("06-17", 7, True),
        ("06-18", 7, False),
    ],
)
def test_both_ends_of_within_count(*, due: str, days: int, inside: bool) -> None:
    view = view_of("06-10", item(term="-", due=f"2020-{due}"))
    assert due_within(view, view.rows[0], days) is inside


def test_what_is_closed_or_has_no_date_never_falls_due() -> None:
    view = view_of(
        "05-30",
        item(1, status="done", executed=["2020-05-30"]),
        item(2, status="cancelled"),
        item(3, term="по мере необходимости"),
        item(4),
    )
    assert _ids(choose(view, Filters(within=365))) == "4"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (Filters(), []),
        (
            Filters(parties=["МОЦ", "ОУ"], statuses=["open"]),
            ["ответственный: МОЦ или ОУ", "статус: open"],
        ),
        (Filters(sections=["1"], search=["план"]), ["раздел: 1", "текст: план"]),
        (Filters(overdue=True, within=0), ["просроченные", "срок за столько дней: 0"]),
    ],
)
def test_filters_are_said_in_words(wanted: Filters, words: list[str]) -> None:
    assert wanted.words() == words


def test_months_are_said_in_words() -> None:
    assert month_words([], due_only=False) == []
    assert month_words(["май", "июнь"], due_only=True) == [
        "месяц: май или июнь",
        "только со сроком в нём",
    ]


@pytest.mark.parametrize(
    ("months", "due", "running"),
    [
        (["март"], "1 5", "4"),
        (["2020-06"], "2 3 5", "4"),
        (["февраль"], "10", "4 5"),
        (["апрель", "май"], "6 8", "4 5"),
        (["декабрь"], "4 5 9", ""),
    ],
)
def test_months_part_what_ends_there_from_what_runs_through(
    months: list[str], due: str, running: str
) -> None:
    ending, through = by_month(VIEW, months)
    assert (_ids(ending), _ids(through)) == (due, running)
    assert ending.day == VIEW.day


def test_a_month_belongs_to_each_plan_s_own_year() -> None:
    homes = [home_of("2020", item(1)), home_of("2021", item(1), item(2, term="Июнь"), year="2021")]
    view = View.of(homes, day("06-10"))
    due, _ = by_month(view, ["май"])
    assert [row.ref for row in due.rows] == ["2020/1", "2021/1"]
    due, _ = by_month(view, ["05.2021"])
    assert [row.ref for row in due.rows] == ["2021/1"]


def test_a_month_that_only_one_of_the_plans_knows() -> None:
    short = {"period": {"start": "2021-01-01", "end": "2021-03-31"}}
    homes = [home_of("кварт", item(1, term="Март"), **short), home_of("2020", item(2))]
    view = View.of(homes, day("06-10"))
    for order in (view, View.of(homes[::-1], day("06-10"))):
        due, _ = by_month(order, ["май"])
        assert [row.ref for row in due.rows] == ["2020/2"]
    with pytest.raises(UnreadableTermError):
        by_month(view, ["мартобрь"])


def test_the_longest_overdue_comes_first_and_equals_stay_in_order() -> None:
    view = view_of(
        "06-10",
        item(1),
        item(2, term="Март"),
        item(3, term="Июнь"),
        item(4),
        item(5, term="Апрель"),
    )
    assert [row.item.id for row in worst_first(view.rows)] == ["2", "5", "1", "4"]


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        (SortKey.PLAN, "1 2 3 4 5 6 7 8 9 10"),
        (SortKey.DUE, "10 1 6 8 2 3 5 4 9 7"),
        (SortKey.STATE, "1 8 5 9 3 4 7 10 2 6"),
        (SortKey.PARTY, "4 3 6 9 10 1 7 2 8 5"),
    ],
)
def test_sort(key: SortKey, ids: str) -> None:
    assert _ids(sort_rows(VIEW, key)) == ids


def test_within_a_state_the_latest_is_first() -> None:
    view = view_of("06-10", item(1), item(2, term="Март"), item(3, term="Апрель"))
    assert _ids(sort_rows(view, SortKey.STATE)) == "2 3 1"


def test_parties_are_sorted_whatever_the_case_of_letters() -> None:
    view = view_of("06-10", *(item(i, responsible=[name]) for i, name in enumerate("вБа", start=1)))
    assert _ids(sort_rows(view, SortKey.PARTY)) == "3 2 1"


# --- names


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (["ОУ"], ["ОУ"]),  # the one called so, though another has it inside
        (["о"], ["МОЦ", "ОУ", "Отдел образования", NOBODY]),
        (["рмц", "моц"], ["МОЦ", "РМЦ"]),
        (["мц"], ["РМЦ"]),
        ([NOBODY], [NOBODY]),
        (["без"], [NOBODY]),
    ],
)
def test_parties_that_are_meant(names: list[str], meant: list[str]) -> None:
    assert parties_named(VIEW, names) == meant


def test_the_party_called_so_is_meant_though_another_has_the_name_in_its_own() -> None:
    view = view_of("06-10", item(1, responsible=["ОУ района", "ОУ"]))
    assert parties_named(view, ["оу"]) == ["ОУ"]
    assert parties_named(view, ["района"]) == ["ОУ района"]
    view = view_of("06-10", item(1, responsible=["Школа 3", "Школа № 3"]))
    assert parties_named(view, ["школа № 3"]) == ["Школа № 3"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("РМЦЦ", "в плане нет ответственного «РМЦЦ»; возможно, «РМЦ»?"),
        ("ИРО", "в плане нет ответственного «ИРО»; все ответственные: roadmap parties"),
        (" ", "в плане нет ответственного « »; все ответственные: roadmap parties"),
        (
            "без ответственных",
            "в плане нет ответственного «без ответственных»; возможно, «без ответственного»?",
        ),
    ],
)
def test_a_party_that_is_not_there(name: str, sentence: str) -> None:
    with pytest.raises(UnknownPartyError) as caught:
        parties_named(VIEW, ["МОЦ", name])
    assert str(caught.value) == sentence


def test_nobody_is_no_party_where_somebody_answers_for_all() -> None:
    with pytest.raises(UnknownPartyError):
        parties_named(view_of("06-10", item(responsible=["МОЦ"])), [NOBODY])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Отчёта", "в плане нет раздела «Отчёта»; возможно, «Отчёты»?"),
        ("3", "в плане нет раздела «3»; разделы: 1, 2, … или слова из названия"),
        ("0", "в плане нет раздела «0»; разделы: 1, 2, … или слова из названия"),
        ("", "в плане нет раздела «»; разделы: 1, 2, … или слова из названия"),
    ],
)
def test_a_section_that_is_not_there(text: str, sentence: str) -> None:
    with pytest.raises(UnknownSectionError) as caught:
        choose(VIEW, Filters(sections=["1", text]))
    assert str(caught.value) == sentence


def test_a_number_means_one_section_even_of_equal_titles() -> None:
    sections = [{"title": "Разное", "items": [item(n)]} for n in (1, 2, 3)]
    view = view_of("06-10", sections=sections)
    assert _ids(choose(view, Filters(sections=["2"]))) == "2"
    assert _ids(choose(view, Filters(sections=["разное"]))) == "1 2 3"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("исполнена", "нет статуса «исполнена»; возможно, «исполнено»?"),
        (
            "ъ",
            "нет статуса «ъ»; бывают: overdue, submitted, in_progress, planned, done_late, done, cancelled, "
            "просрочено, на проверке, в работе, запланировано, исполнено с нарушением срока, исполнено, "
            "снято с контроля, open, открытые",
        ),
    ],
)
def test_a_status_that_is_not_there(text: str, sentence: str) -> None:
    with pytest.raises(UnknownStatusError) as caught:
        choose(VIEW, Filters(statuses=["done", text]))
    assert str(caught.value) == sentence
