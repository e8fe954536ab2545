"""References to plans, doubts that a person has settled, and what is said of what is not there."""

from __future__ import annotations

import pytest
from small_plans import day, home_of, item

from roadmap_cli.errors import (
    AmbiguousItemError,
    NoSuchItemError,
    NotANumberError,
    UnknownPlanError,
    UsageError,
)
from roadmap_cli.plan import view
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View

SCHOOL_YEAR = {"period": {"start": "2019-09-01", "end": "2020-08-31"}}


def _home(name: str, *numbers: str, **more: object) -> NamedPlan:
    return home_of(name, *(item(number) for number in numbers), **more)


PLANS = [
    _home("2020", "1", "7"),
    _home("лицей/2020", "7"),
    _home("школа/2021", "7", year="2021"),
    _home("кадры", "5", **SCHOOL_YEAR),
]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2020", "2020"),
        ("ЛИЦЕЙ/2020", "лицей/2020"),
        (" лицей/2020 ", "лицей/2020"),
        ("2021", "школа/2021"),  # the only name that ends so
        ("а/2021", "школа/2021"),
        ("дры", "кадры"),
        ("лицей", "лицей/2020"),  # the only plan of that folder
        ("2019", "кадры"),  # no name: a year that the plan touches
        (" 2019 ", "кадры"),
    ],
)
def test_plans_by_a_name(text: str, names: str) -> None:
    assert " ".join(home.name for home in view.plans_named(iter(PLANS), text)) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [("2018", None), ("2019", "а б"), ("2020", "б в"), ("2021", "в г"), ("2022", None)],
)
def test_a_year_means_all_plans_that_touch_it(text: str, names: str | None) -> None:
    spans = {
        "а": ("2019-01-01", "2019-12-31"),
        "б": ("2019-09-01", "2020-08-31"),
        "в": ("2020-12-31", "2021-01-01"),
        "г": ("2021-06-01", "2021-06-30"),
    }
    plans = [
        _home(name, "1", period={"start": start, "end": end})
        for name, (start, end) in spans.items()
    ]
    if names is None:
        with pytest.raises(UnknownPlanError):
            view.plans_named(plans, text)
    else:
        assert " ".join(home.name for home in view.plans_named(plans, text)) == names


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("020", "нет плана «020»; возможно, «2020»?"),  # two names end so: none is meant
        ("кадр", "нет плана «кадр»; возможно, «кадры»?"),
        ("2031-й", "нет плана «2031-й»; имена планов показывает roadmap report --all"),
        ("", "нет плана «»; имена планов показывает roadmap report --all"),
        ("архив 2020", "нет плана «архив 2020»; имена планов показывает roadmap report --all"),
    ],
)
def test_a_plan_that_is_not_there(text: str, sentence: str) -> None:
    with pytest.raises(UnknownPlanError) as caught:
        view.plans_named(PLANS, text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("word", "named"),
    [
        ("2020/7", True),
        ("лицей/2020/7", True),
        ("2021/7", True),
        ("нет/7", False),
        ("7", False),
        ("7/2", False),
        ("кадры", False),
        ("кадры/", True),
        ("/7", False),
    ],
)
def test_whether_a_reference_names_a_plan(*, word: str, named: bool) -> None:
    assert view.names_a_plan(word, PLANS) is named


# --- items

SEEN = View.of(
    [_home("2021", "1", "2", "7", "10", year="2021"), _home("лицей", "7", "8", year="2021")],
    day("2021-01-15"),
)
OTHERS = View.of([_home("2020", "1", "7", "9")], day("2021-01-15"))
NONE = View.of([], day("2021-01-15"))


def _find(
    *words: str,
    seen: View = SEEN,
    late_elsewhere: bool = False,
    decided: dict[str, str] | None = None,
) -> str:
    rows = view.items_named(
        words, seen, OTHERS, late_elsewhere=late_elsewhere, decided=decided or {}
    )
    return " ".join(row.ref for row in rows)


def test_an_item_is_found_once_and_in_the_order_asked_for() -> None:
    assert _find("2", "2021/7", "1", "2", "2020/9") == "2021/2 2021/7 2021/1 2020/9"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("2021/1-2", "2021/1 2021/2"),
        ("2021/№ 1-2", "2021/1 2021/2"),
        ("2021/1-2, 7", "2021/1 2021/2 2021/7"),
        ("2021/2;1", "2021/2 2021/1"),
        ("лицей/7-8", "лицей/7 лицей/8"),
        ("2020/7", "2020/7"),
        ("1-1", "2021/1"),
        ("1-2.", "2021/1 2021/2"),
    ],
)
def test_ranges_and_lists(word: str, found: str) -> None:
    assert _find(word) == found


def test_a_range_of_a_thousand_is_the_longest() -> None:
    for word, missing in (("2021/100-1100", 1001), ("2021/100-1101", 1)):
        with pytest.raises(NoSuchItemError) as caught:
            _find(word)
        assert len(caught.value.missing) == missing


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["77"], "в плане нет пункта 77; есть 2021/1 … лицей/8"),
        (["отчёт"], "в плане нет пункта отчёт; есть 2021/1 … лицей/8"),
        (["7 \n 8"], "в плане нет пункта 7 8; есть 2021/1 … лицей/8"),
        (["2021/99"], "в плане нет пункта 99; есть 2021/1 … лицей/8"),
        (["2021/55", "66"], "в плане нет пунктов 55, 66; есть 2021/1 … лицей/8"),
    ],
)
def test_an_item_that_is_not_there(words: list[str], sentence: str) -> None:
    with pytest.raises(NoSuchItemError) as caught:
        _find(*words)
    assert str(caught.value) == sentence


def test_nothing_is_there_in_an_empty_plan() -> None:
    with pytest.raises(NoSuchItemError, match="нет пункта 77; план пуст"):
        _find("77", seen=NONE)


def test_an_item_of_a_plan_that_is_not_in_view_is_named_by_its_reference() -> None:
    with pytest.raises(NoSuchItemError, match="нет пункта 7; есть в другом плане: 2020/7"):
        _find("7", seen=NONE)
    with pytest.raises(NoSuchItemError, match=r"нет пункта 99; есть 2020/\S+ … 2020/"):
        _find("2020/99")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["1", "сдан\nв срок"], "«сдан в срок» не номер пункта"),
        (["55", "сдан", "вовремя"], "«сдан» не номер пункта"),
        (["№", "4"], "«№» не номер пункта"),
    ],
)
def test_a_text_out_of_quotes(words: list[str], said: str) -> None:
    with pytest.raises(NotANumberError) as caught:
        _find(*words)
    assert str(caught.value) == f"{said}; текст из нескольких слов возьмите в кавычки: «…»"


def test_a_doubt_names_all_that_may_be_meant() -> None:
    with pytest.raises(AmbiguousItemError) as caught:
        _find("№ 7.", late_elsewhere=True)
    assert str(caught.value) == (
        "пункт 7 есть в разных планах: 2021/7 «дело 7» (запланировано), "
        "лицей/7 «дело 7» (запланировано), 2020/7 «дело 7» (просрочено); "
        "напишите, например, 2021/7"
    )


def test_a_title_of_several_lines_is_told_in_one() -> None:
    homes = [home_of(name, item(7, title="а\n  б")) for name in ("х", "у")]
    with pytest.raises(AmbiguousItemError) as caught:
        _find("7", seen=View.of(homes, day("01-15")))
    assert caught.value.choices == (
        ("х/7", "«а б» (запланировано)"),
        ("у/7", "«а б» (запланировано)"),
    )


def test_a_comma_lists_numbers_that_exist_though_a_dot_would_name_another() -> None:
    seen = View.of([home_of("2020", item(1), item(10), item("1.10"))], day("01-15"))
    assert _find("1,10", seen=seen) == "2020/1 2020/10"


def test_a_comma_after_the_name_of_a_plan_is_of_its_numbers() -> None:
    homes = [home_of("2019", item(1), item(2)), home_of("2020", item("1.1"), item("1.2"))]
    seen, none = View.of(homes, day("01-15")), View.of([], day("01-15"))
    with pytest.raises(UsageError, match=r"«2020/1,2» — пункт 1\.2\?"):
        view.items_named(["2020/1,2"], seen, none, late_elsewhere=False, decided={})
    rows = view.items_named(["2019/1,2"], seen, none, late_elsewhere=False, decided={})
    assert [row.ref for row in rows] == ["2019/1", "2019/2"]


def test_titles_that_differ_need_no_states() -> None:
    homes = [home_of(name, item(7, title=title)) for name, title in (("х", "отчёт"), ("у", "акт"))]
    with pytest.raises(AmbiguousItemError) as caught:
        _find("7", seen=View.of(homes, day("01-15")))
    assert caught.value.choices == (("х/7", "«отчёт»"), ("у/7", "«акт»"))


@pytest.mark.parametrize(
    ("words", "decided", "found"),
    [
        (["7"], {"7": "лицей/7"}, "лицей/7"),
        (["№ 7."], {"7": "лицей/7"}, "лицей/7"),
        (["7", "1"], {"7": "2020/7", "1": "2020/1"}, "2020/7 2020/1"),
        (["2"], {"7": "лицей/7"}, "2021/2"),
    ],
)
def test_a_doubt_that_a_person_has_settled(
    words: list[str], decided: dict[str, str], found: str
) -> None:
    assert _find(*words, late_elsewhere=True, decided=decided) == found


def test_only_an_overdue_item_of_another_plan_brings_a_doubt() -> None:
    with pytest.raises(AmbiguousItemError):
        _find("1", late_elsewhere=True)
    assert _find("1", late_elsewhere=False) == "2021/1"
    assert _find("2", late_elsewhere=True) == "2021/2"
    done = View.of([_home("2021", "1", year="2021")], day("2020-05-15"))
    others = View.of([_home("2020", "1")], day("2020-05-15"))  # not overdue yet
    rows = view.items_named(["1"], done, others, late_elsewhere=True, decided={})
    assert [row.ref for row in rows] == ["2021/1"]


def test_a_number_with_a_comma_or_a_dash_in_it_is_one_number() -> None:
    seen = View.of([_home("2021", "1", "2", "1,2", year="2021")], day("2021-01-15"))
    assert _find("1,2", seen=seen) == "2021/1,2"
    others = View.of([_home("2020", "1", "7", "8", "9", "7-9")], day("2021-01-15"))
    rows = view.items_named(["2020/7-9,1"], seen, others, late_elsewhere=False, decided={})
    assert [row.ref for row in rows] == ["2020/7-9", "2020/1"]


def test_the_longest_name_of_a_plan_is_meant() -> None:
    homes = [_home("школа", "1", "кадры/1"), _home("школа/кадры", "1")]
    assert _find("школа/кадры/1", seen=View.of(homes, day("01-15"))) == "школа/кадры/1"
