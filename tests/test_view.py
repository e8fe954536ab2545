"""A view of plans: whose items are whose, how many stand where, which plans a day is looked at in."""

from __future__ import annotations

import pytest
from small_plans import day, home_of, item, view_of

from roadmap_cli.plan.view import Count, View, in_view
from roadmap_cli.wording import NOBODY


def _groups(view: View, names: list[str] | None = None) -> dict[str, str]:
    return {name: " ".join(row.item.id for row in rows) for name, rows in view.by_party(names)}


ITEMS = (
    item(1, responsible=["ОУ", "МОЦ"]),
    item(2),
    item(3, responsible=["МОЦ"]),
    item(4, responsible=["РМЦ"]),
)


def test_each_party_has_its_rows_and_nobody_s_come_last() -> None:
    view = view_of("06-10", *ITEMS)
    assert list(_groups(view).items()) == [("ОУ", "1"), ("МОЦ", "1 3"), ("РМЦ", "4"), (NOBODY, "2")]
    assert _groups(view_of("06-10", *ITEMS[2:])) == {"МОЦ": "3", "РМЦ": "4"}


def test_parties_asked_for_come_in_that_order_and_alone() -> None:
    view = view_of("06-10", *ITEMS)
    assert list(_groups(view, ["РМЦ", "МОЦ"]).items()) == [("РМЦ", "4"), ("МОЦ", "1 3")]
    assert _groups(view, []) == {}
    assert _groups(view, ["ИРО"]) == {"ИРО": ""}


def test_a_part_of_a_view_keeps_plans_and_day() -> None:
    view = view_of("06-10", *ITEMS)
    part = view.only(row for row in view.rows if row.item.id == "3")
    assert (part.plans, part.day) == (view.plans, day("06-10"))
    assert _groups(part) == {"ОУ": "", "МОЦ": "3", "РМЦ": ""}
    assert [row.item.id for row in part.rows] == ["3"]


def test_several_plans_name_their_items_by_references() -> None:
    one = View.of([home_of("2020", item(1))], day("06-10"))
    assert (one.several, one.name_of(one.rows[0])) == (False, "1")
    homes = [home_of("2020", item(1, responsible=["ОУ"])), home_of("2021", item(1), year="2021")]
    two = View.of(iter(homes), day("06-10"))
    assert two.several
    assert [two.name_of(row) for row in two.rows] == ["2020/1", "2021/1"]
    assert two.parties == ("ОУ",)
    assert View.of_plan(homes[0].plan, day("06-10"), "х").plans == (("х", homes[0].plan),)
    assert View.of_plan(homes[0].plan, day("06-10")).plans[0].name == ""


def test_counts() -> None:
    view = view_of(
        "06-10",
        item(1),
        item(2, status="done"),
        item(3, executed=["2020-06-02"]),
        item(4, status="cancelled"),
        item(5, term="Июль"),
    )
    count = Count.of(view.rows)
    assert (count.total, count.done, count.overdue) == (5, 2, 1)


SPANS = {
    "2018": ("2018-01-01", "2018-12-31"),
    "2020": ("2020-01-01", "2020-12-31"),
    "школа": ("2019-09-01", "2020-08-31"),
    "осень": ("2020-09-01", "2020-12-31"),
    "2023": ("2023-01-01", "2023-12-31"),
    "2024": ("2024-01-01", "2024-12-31"),
}


@pytest.mark.parametrize(
    ("names", "today", "seen"),
    [
        ("2020 школа 2023", "2020-05-01", "2020 школа"),
        ("2020 школа 2023", "2020-08-31", "2020 школа"),
        ("2020 школа 2023", "2020-09-01", "2020"),
        ("2020 школа 2023", "2019-12-31", "школа"),
        # between two plans: all that ended last
        ("2018 школа 2020 осень 2023", "2021-01-01", "2020 осень"),
        ("2018 2023", "2020-05-01", "2018"),
        ("2018 2020", "2025-01-01", "2020"),
        # before all of them: those that begin first
        ("2023 2024", "2021-01-01", "2023"),
        ("2024 2020 2023", "2019-12-31", "2020"),
        ("", "2020-01-01", ""),
    ],
)
def test_plans_in_view_of_a_day(names: str, today: str, seen: str) -> None:
    homes = [
        home_of(name, item(1), period=dict(zip(("start", "end"), SPANS[name], strict=True)))
        for name in names.split()
    ]
    assert " ".join(home.name for home in in_view(homes, day(today))) == seen
