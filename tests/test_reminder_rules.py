"""Which items a digest names, in which of its parts, on which day."""

from __future__ import annotations

import pytest
from small_plans import Data, day, event, home_of, item, view_of

from roadmap_cli.plan import report_lists
from roadmap_cli.plan.report_lists import Digest, Pace
from roadmap_cli.plan.view import View
from roadmap_cli.wording import NOBODY

WEDNESDAY = "06-10"
PACE = Pace(within=7, quiet=90)


def _told(digest: Digest) -> str:
    """Say which items stand in which part: `soon 3 4; quiet 6`."""
    parts = digest._asdict().items()
    return "; ".join(
        f"{name} {' '.join(row.item.id for row in rows)}" for name, rows in parts if rows
    )


def _digest(today: str, *items: Data, pace: Pace = PACE, **plan: object) -> str:
    return _told(report_lists.digest(view_of(today, *items, **plan), pace))


def test_nothing_more_than_a_week_and_ninety_days_unless_asked() -> None:
    assert Pace() == (7, 90)


def test_each_item_stands_in_the_first_part_that_it_belongs_to() -> None:
    told = _digest(
        WEDNESDAY,
        item(1),
        item(2, term="Март"),
        item(3, term="до 17 июня"),
        item(4, term="до 10 июня"),
        item(5, term="до 18 июня"),
        item(6, term="до 12 июня", status="submitted"),
        item(7, status="submitted"),
        item(8, term="до 31 июня"),
        item(9, status="done"),
        item(10, status="cancelled"),
        item(11, term="с 12 по 29 июня"),
        item(12, term="в течение года"),
        item(13, term="по графику"),
        item(14, term="до 12 июня", status="in_progress"),
    )
    assert told == "overdue 2 1; soon 4 14 3; waiting 6 7; unclear 8; starting 11; quiet 5 12"


def test_what_falls_due_first_is_told_first() -> None:
    items = (item(1, term="до 15 июня"), item(2, term="до 11 июня"), item(3, term="до 15 июня"))
    assert _digest(WEDNESDAY, *items) == "soon 2 1 3"


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("06-10", ""),  # a Wednesday
        ("06-01", "starting 1; quiet 2"),  # a Monday and the first
        ("06-08", ""),  # the second Monday
        ("07-06", "quiet 2"),  # the first Monday
        ("07-01", "quiet 2"),  # the first, a Wednesday
        ("06-09", ""),
        ("06-07", ""),
    ],
)
def test_what_is_no_deadline_comes_alone_only_on_the_first_and_the_first_monday(
    today: str, told: str
) -> None:
    assert (
        _digest(today, item(1, term="с 5 июня по 31 июля"), item(2, term="в течение года")) == told
    )


@pytest.mark.parametrize(
    "urgent",
    [item(9), item(9, term="до 12 июня"), item(9, status="submitted"), item(9, term="до 31 июня")],
)
def test_what_is_no_deadline_comes_along_with_what_is(urgent: Data) -> None:
    assert _digest(WEDNESDAY, urgent, item(1, term="с 5 по 30 июня")).endswith("; starting 1")


MONDAY = "06-01"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"term": "Июнь"}, "starting 1"),
        ({"term": "с 30 июня по 31 июля"}, "starting 1"),
        ({"term": "с 31 мая по 30 июня"}, ""),
        ({"term": "июнь 2021"}, ""),
        ({"term": "Июнь", "status": "done"}, ""),
        ({"term": "по графику"}, ""),
        ({"term": "в течение года", "start": "2020-06-01"}, "starting 1"),
        # an item of quarters has news when its quarter begins, and only then
        ({"term": "ежеквартально", "executed": ["2020-03-01", "2020-06-01"]}, ""),
        ({"term": "июнь, сентябрь", "executed": ["2020-06-01"]}, ""),
    ],
)
def test_what_starts_this_month(fields: Data, told: str) -> None:
    assert _digest(MONDAY, item(**fields)) == told


def test_the_start_of_the_whole_plan_is_no_news() -> None:
    items = (item(1, term="в течение года"), item(2, term="постоянно"), item(3, term="ежемесячно"))
    assert _digest("01-01", *items) == "starting 3"
    moved = item(1, term="в течение года", postponed_to="до 31 января 2021")
    assert _digest("01-01", moved) == ""
    span = {"start": "2020-01-01", "end": "2020-12-31"}
    dated = item(1, term="с 1 января по 31 декабря")
    assert _digest("01-01", dated, period=span) == ""


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("12-01", "quiet 2; closing 1"),
        ("2019-12-01", ""),
        ("11-02", "quiet 2"),  # a Monday of the month before
    ],
)
def test_the_last_month_of_the_plan(today: str, told: str) -> None:
    # the second one belongs to a plan that ends in another year
    homes = [
        home_of("2020", item(1, term="с 1 октября по 31 декабря")),
        home_of("2021", item(2, term="в течение двух лет", due="2021-12-31"),
                period={"start": "2020-01-01", "end": "2021-12-31"}),
    ]  # fmt: skip
    assert _told(report_lists.digest(View.of(homes, day(today)), PACE)) == told


def test_what_has_no_date_is_closed_with_the_plan() -> None:
    items = (item(1, term="по графику"), item(2, term="Декабрь"), item(3, term="в течение года"))
    assert _digest("12-01", *items) == "starting 2; closing 1 3"


@pytest.mark.parametrize(
    ("today", "fields", "told"),
    [
        # ninety days after the first one
        ("03-02", {"term": "в течение года"}, ""),  # a Monday, 61 days after 1 January
        ("04-01", {"term": "в течение года"}, "quiet 1"),
        ("05-29", {"term": "в течение года"}, ""),  # a Friday
        # a line in the history puts it off
        ("06-01", {"term": "в течение года", "history": [event("03-03 progress")]}, "quiet 1"),
        ("06-01", {"term": "в течение года", "history": [event("03-04 progress")]}, ""),
        (
            "06-01",
            {"term": "в течение года", "history": [event("04-11 note"), event("03-01 note")]},
            "",
        ),
        # lines from before the period say nothing of it
        ("06-01", {"term": "с 4 марта по 31 октября", "history": [event("01-15 note")]}, ""),
        ("06-01", {"term": "с 3 марта по 31 октября", "history": [event("01-15 note")]}, "quiet 1"),
        # periods of a quarter need no nudge
        ("07-01", {"term": "с 16 марта по 15 июня", "postponed_to": "10 июля"}, "quiet 1"),
        ("06-01", {"term": "с 1 марта по 8 июня"}, "soon 1"),
        ("09-28", {"term": "ежеквартально", "executed": ["2020-03-01", "2020-06-01"]}, "soon 1"),
        # neither does what has not begun
        ("06-01", {"term": "с 1 августа по 31 декабря"}, ""),
    ],
)
def test_a_long_period_about_which_nothing_is_recorded(today: str, fields: Data, told: str) -> None:
    assert _digest(today, item(**fields)) == told


@pytest.mark.parametrize(("last", "told"), [("31 мая", ""), ("1 июня", "quiet 1")])
def test_a_period_longer_than_a_quarter(last: str, told: str) -> None:
    items = item(1, term=f"с 1 марта по {last}")
    assert _digest("05-04", items, pace=Pace(within=7, quiet=30)) == told


def test_on_its_last_day_a_period_still_runs() -> None:
    fields = {"term": "в течение полугода", "start": "2020-01-06", "due": "2020-06-01"}
    assert _digest(MONDAY, item(**fields), pace=Pace(within=-1, quiet=90)) == "quiet 1"


def test_the_pace_is_the_one_asked_for() -> None:
    items = (item(1, term="до 12 июня"), item(2, term="в течение года"))
    assert _digest(WEDNESDAY, *items, pace=Pace(within=1, quiet=90)) == ""
    assert _digest(MONDAY, *items, pace=Pace(within=11, quiet=153)) == "soon 1"
    assert _digest(MONDAY, *items, pace=Pace(within=10, quiet=152)) == "quiet 1 2"


# --- a digest for each party


def _by_party(today: str, *items: Data, names: list[str] | None = None) -> dict[str, str]:
    digests = report_lists.by_party(view_of(today, *items), PACE, names)
    return {name: _told(each) for name, each in digests.items()}


def test_each_party_hears_of_its_own_items() -> None:
    told = _by_party(
        WEDNESDAY,
        item(1, responsible=["МОЦ"]),
        item(2, responsible=["ОУ", "МОЦ"], term="до 12 июня"),
        item(3, responsible=["РМЦ"], term="Декабрь"),
        item(4),
        item(5, responsible=["ИРО"], term="с 5 по 30 июня"),
    )
    assert told == {"МОЦ": "overdue 1; soon 2", "ОУ": "soon 2", NOBODY: "overdue 4"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"term": "до 12 июня"}, "soon 1"),
        ({"status": "submitted"}, "waiting 1"),
        ({"term": "до 31 июня"}, "unclear 1"),
        ({}, "overdue 1"),
    ],
)
def test_one_item_of_any_urgent_part_is_enough_for_a_digest(fields: Data, told: str) -> None:
    assert _by_party(WEDNESDAY, item(1, responsible=["ОУ"], **fields)) == {"ОУ": told}


@pytest.mark.parametrize(("term", "today", "told"), [
    ("с 5 по 30 июня", "06-01", "starting 1"),
    ("в течение года", "06-01", "quiet 1"),
    ("по графику", "12-07", "closing 1"),
])  # fmt: skip
def test_a_party_hears_on_the_first_of_what_is_no_deadline(
    term: str, today: str, told: str
) -> None:
    assert _by_party(today, item(1, responsible=["ОУ"], term=term)) == {"ОУ": told}


def test_parties_asked_for_are_the_only_ones_and_nobody_s_items_stay_away() -> None:
    items = (item(1, responsible=["МОЦ"]), item(2, responsible=["ОУ"]), item(3))
    assert _by_party(WEDNESDAY, *items, names=["ОУ", "нет такого"]) == {"ОУ": "overdue 2"}
    assert _by_party(WEDNESDAY, *items, names=[]) == {}
