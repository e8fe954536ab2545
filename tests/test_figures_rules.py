"""Figures one by one: where an item is counted, how a period stands, what is late and in what order."""

from __future__ import annotations

from datetime import date

import pytest
from small_plans import Data, day, event, home_of, item, row_of, turn, view_of

from roadmap_cli.errors import UsageError
from roadmap_cli.plan import figures, report_lists
from roadmap_cli.plan.figures import Column, Share
from roadmap_cli.plan.view import View
from roadmap_cli.terms import Period

QUARTERLY = {"term": "ежеквартально"}
DONE = {"status": "done"}
CANCELLED = {"status": "cancelled"}
SUBMITTED = {"status": "submitted", "history": [turn("06-01 submit in_progress submitted")]}


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        (DONE, Column.DONE_IN_TIME),
        ({"executed": ["2020-06-01"]}, Column.DONE_LATE),
        ({}, Column.OVERDUE),
        (SUBMITTED, Column.SUBMITTED),
        ({"term": "Июнь", "status": "in_progress"}, Column.IN_PROGRESS),
        ({"term": "Июнь"}, Column.NOT_DUE),
        (CANCELLED, Column.CANCELLED),
        # without a date, as long as somebody has still to do something
        ({"term": "по графику"}, Column.UNDATED),
        ({"term": "по графику", "status": "in_progress"}, Column.UNDATED),
        ({"term": "по графику", "status": "submitted"}, Column.SUBMITTED),
        ({"term": "по графику"} | DONE, Column.DONE_IN_TIME),
        ({"term": "по графику"} | CANCELLED, Column.CANCELLED),
        ({"term": "до 31 июня"}, Column.UNCLEAR),
        ({"term": "до 31 июня"} | DONE, Column.DONE_IN_TIME),
        ({"term": "до 31 июня", "postponed_to": "июль"}, Column.NOT_DUE),
    ],
)
def test_where_an_item_is_counted(fields: Data, column: Column) -> None:
    assert figures.column(row_of("06-10", **fields)) is column


@pytest.mark.parametrize(
    ("fields", "states"),
    [
        (QUARTERLY, "overdue planned planned planned"),
        (QUARTERLY | {"status": "in_progress"}, "overdue planned planned planned"),
        (QUARTERLY | {"executed": ["2020-03-31"]}, "done in_progress planned planned"),
        (QUARTERLY | {"executed": ["2020-04-01"]}, "done_late in_progress planned planned"),
        (QUARTERLY | {"executed": [None, "2020-06-01"]}, "overdue done planned planned"),
        (QUARTERLY | DONE, "done done done done"),
        (QUARTERLY | DONE | {"executed": ["2020-04-01"]}, "done_late done done done"),
        (QUARTERLY | CANCELLED | {"executed": ["2020-03-31"]}, "cancelled cancelled cancelled cancelled"),
        (QUARTERLY | SUBMITTED, "submitted planned planned planned"),
        (QUARTERLY | SUBMITTED | {"executed": ["2020-03-31"]}, "done submitted planned planned"),
        ({}, "overdue"),
        ({"term": "до 10 июня"}, "planned"),
        ({"term": "до 9 июня"}, "overdue"),
        ({"term": "по графику"}, ""),
    ],
)  # fmt: skip
def test_every_period_has_a_state(fields: Data, states: str) -> None:
    assert " ".join(figures.period_states(row_of("06-10", **fields), day("06-10"))) == states


def test_overdue_terms_of_one_item() -> None:
    row = row_of("12-31", **QUARTERLY, executed=[None, "2020-06-01"])
    assert figures.overdue_terms(row, day("12-31")) == 2  # the first and the third


def test_terms_executed_late_begin_with_the_latest() -> None:
    view = view_of(
        "12-31",
        item(1, executed=["2020-06-02"]),
        item(2, **QUARTERLY, executed=["2020-04-10", "2020-06-30", "2020-10-01"]),
        item(3, executed=["2020-06-30"]),
        item(4, executed=["2020-05-31"]),
        item(5, executed=["2020-12-30"], **CANCELLED),
        item(6, executed=["2020-06-02"]),
        item(7, executed=["2021-01-01"]),
    )
    late = report_lists.parts(view, report_lists.window(view, None)).late
    assert [(each.row.item.id, each.days_late) for each in late] == [
        ("3", 30),
        ("2", 10),
        ("1", 2),
        ("6", 2),
        ("2", 1),
    ]
    assert late[1].period == Period(day("01-01"), day("03-31"))
    assert late[1].mark == day("04-10")


QUARTER = Period(day("01-01"), day("03-31"))


@pytest.mark.parametrize(
    ("terms", "as_of", "share"),
    [
        ([], "06-10", (0, 0, 0, 0)),
        ([(QUARTER, False, None)], "03-30", (0, 0, 0, 0)),
        ([(QUARTER, False, None)], "03-31", (1, 0, 0, 0)),
        ([(QUARTER, True, day("03-01"))], "03-30", (0, 0, 0, 1)),
        ([(QUARTER, True, day("03-01"))], "03-31", (1, 1, 1, 0)),
        ([(QUARTER, True, day("03-31"))], "04-01", (1, 1, 1, 0)),
        ([(QUARTER, True, day("04-01"))], "04-01", (1, 1, 0, 0)),
        ([(QUARTER, True, None)], "04-01", (1, 1, 1, 0)),
        ([(QUARTER, True, None)] * 2 + [(QUARTER, False, None)], "03-01", (0, 0, 0, 2)),
    ],
)
def test_shares(
    terms: list[tuple[Period, bool, date | None]], as_of: str, share: tuple[int, int, int, int]
) -> None:
    judged = [figures.Judged(*term) for term in terms]
    assert figures.share(judged, day(as_of)) == Share(*share)


def test_a_view_of_several_plans_is_counted_by_plan_section_and_party() -> None:
    sections = [{"title": "А", "items": [item(1, responsible=["ОУ"])]}, {"title": "Б", "items": []}]
    later = [{"title": "А", "items": [item(1, **DONE), item(2, responsible=["ОУ", "МОЦ"])]}]
    homes = [home_of("2020", sections=sections), home_of("2021", sections=later, year="2021")]
    counted = figures.view_figures(View.of(homes, day("2021-06-10")))
    groups = {
        part: [(each.name, each.tally.total, each.current.due) for each in getattr(counted, part)]
        for part in ("plans", "sections", "parties")
    }
    assert groups == {
        "plans": [("2020", 1, 1), ("2021", 2, 2)],
        "sections": [("А", 1, 1), ("Б", 0, 0), ("А", 2, 2)],
        "parties": [("ОУ", 2, 2), ("МОЦ", 1, 1), ("без ответственного", 1, 1)],
    }
    assert (counted.total.name, counted.total.terms, counted.total.current.executed) == (
        "Всего",
        3,
        1,
    )
    assert dict(counted.total.items)[Column.OVERDUE] == 2
    assert list(counted.total.items) == list(Column)


def test_postponed_and_undated_executions_are_chosen() -> None:
    moved = {"postponed_to": "июль"}
    view = view_of(
        "06-10",
        item(1, **moved),
        item(2, **moved, **CANCELLED),
        item(3),
        item(4, **DONE),
        item(5, **DONE, executed=["2020-05-01"]),
        item(6, **DONE, term="по графику"),
        item(7, **DONE, **QUARTERLY, executed=["2020-03-01"]),
        item(8, **CANCELLED),
    )
    assert [row.item.id for row in figures.postponed(view.rows)] == ["1"]
    assert [row.item.id for row in figures.without_date(view.rows)] == ["4", "7"]


def test_an_item_dated_by_a_postponement_has_one_term_and_none_that_was_approved() -> None:
    view = view_of("12-31", item(1, term="до 31 июня", postponed_to="июль"))
    total = figures.view_figures(view).total
    assert (total.terms, total.current.due, total.approved.due) == (1, 1, 0)


CLOSED_IN_MAY = {"status": "cancelled", "history": [turn("05-10 cancel planned cancelled")]}
CLOSED_IN_FEBRUARY = {"status": "cancelled", "history": [turn("02-10 cancel planned cancelled")]}


@pytest.mark.parametrize(
    ("fields", "concerned"),
    [
        ({"term": "Июнь"}, True),
        ({"term": "Февраль - декабрь"}, True),
        ({"term": "Март"}, True),  # owed since
        ({"term": "по мере необходимости"}, True),
        ({"term": "Октябрь"}, False),
        ({"term": "Январь", "executed": ["2020-01-20"]}, False),
        ({"term": "Апрель", "executed": ["2020-03-01"]}, True),  # it fell due here
        ({"term": "Октябрь", "executed": ["2020-05-20"]}, True),
        ({"term": "В течение года", "executed": ["2020-02-01"]}, False),
        ({"term": "по мере необходимости"} | CLOSED_IN_FEBRUARY, False),
        ({"term": "Октябрь"} | CLOSED_IN_MAY, True),
        ({"term": "Октябрь"} | CLOSED_IN_FEBRUARY, False),
    ],
)
def test_what_the_official_table_of_a_quarter_tells(fields: Data, *, concerned: bool) -> None:
    second_quarter = Period(day("04-01"), day("06-30"))
    assert report_lists.concerns(row_of("06-30", **fields), second_quarter) is concerned


def test_the_first_and_the_last_day_of_a_window_belong_to_it() -> None:
    rows = [row_of("06-30", term=term) for term in ("31.03.2020", "01.04.2020", "30.06.2020")]
    assert figures.share_of(rows, Period(day("04-01"), day("06-30"))).due == 2


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"term": "Июнь"}, True),
        ({"term": "до 15 июля"}, True),  # runs since the first of January
        ({"term": "Июль"}, False),
        ({"term": "Июнь", "executed": ["2020-05-20"]}, False),
        (SUBMITTED, False),
        ({"term": "по мере необходимости"}, False),
        ({"term": "по мере необходимости", "status": "in_progress"}, True),
        (CANCELLED, False),
    ],
)
def test_what_a_party_is_asked_about_by_a_day(fields: Data, *, asked: bool) -> None:
    view = view_of("06-01", item() | fields)
    assert bool(report_lists.to_answer(view, day("06-30")).rows) is asked


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (CLOSED_IN_MAY, "cancelled"),
        (CLOSED_IN_FEBRUARY, ""),
        (CANCELLED, "undated"),
        (
            {"postponed_to": "июль", "history": [event("05-10 postpone", became="июль")]},
            "postponed",
        ),
        ({"postponed_to": "июль", "history": [event("02-10 postpone", became="июль")]}, ""),
        ({"postponed_to": "июль"}, "undated"),
        ({"executed": ["2020-05-20"]}, "executed"),
        ({"executed": ["2020-02-20"]}, ""),
        (DONE, "undated"),
    ],
)
def test_the_report_on_a_quarter_lists_what_was_decided_and_executed_in_it(
    fields: Data, told: str
) -> None:
    view = view_of("06-30", item() | fields)
    found = report_lists.parts(view, Period(day("04-01"), day("06-30")))
    lists = ("cancelled", "postponed", "executed", "undated")
    assert " ".join(name for name in lists if getattr(found, name)) == told


GROUP = {"responsible": ["ОУ"], "history": [event("06-20 submit", member="Школа")]}
FIRST_DONE = {"executed": ["2020-03-20"], "status": "in_progress"}
ALL_DONE = {"executed": ["2020-03-20"] * 4, "status": "done"}


@pytest.mark.parametrize(
    ("fields", "whole_year", "second_quarter"),
    [
        # reported on in the second quarter, which owes the first one too
        (QUARTERLY | GROUP, "0 1", "0 1"),
        (QUARTERLY | GROUP | FIRST_DONE, "0 1", "0 1"),
        (QUARTERLY | GROUP | FIRST_DONE | {"history": []}, "0 1", "1"),
        (QUARTERLY | GROUP | ALL_DONE | {"history": []}, "0 1", "1"),
        # of what is to come only what is reported on already
        ({"term": "Июль"} | GROUP, "0", "0"),
        ({"term": "Июль"} | GROUP | {"history": []}, "", ""),
        ({"term": "Январь"} | GROUP | {"history": []}, "0", "0"),
        ({"term": "Январь"} | GROUP | DONE | {"history": []}, "0", ""),
        ({"term": "по графику"} | GROUP, "0", "0"),
        (QUARTERLY | GROUP | CANCELLED, "", ""),
        (QUARTERLY, "", ""),
    ],
)
def test_of_which_periods_the_table_of_members_tells(
    fields: Data, whole_year: str, second_quarter: str
) -> None:
    view = view_of("06-30", item() | fields, groups={"ОУ": ["Школа", "Лицей"]})
    windows = (Period(day("01-01"), day("06-30")), Period(day("04-01"), day("06-30")))
    told = [report_lists.member_columns(view, days) for days in windows]
    places = [" ".join(str(each.place) for each in columns) for columns in told]
    assert places == [whole_year, second_quarter]


def test_progress_lines_are_in_the_order_of_days_and_then_of_writing() -> None:
    said = {"06-03": "начато", "06-01": "ищем зал", "06-02": "зал найден"}
    history = [event(f"{when} progress", note=text) for when, text in said.items()]
    history.append(event("06-02 progress", note="договор подписан"))
    row = row_of("06-10", status="in_progress", history=history)
    told = report_lists.lines(row, Period(day("06-01"), day("06-10")))
    assert [line.text for line in told] == ["ищем зал", "зал найден", "договор подписан", "начато"]


def test_before_its_reopening_a_removal_by_hand_has_a_note_for_its_basis() -> None:
    reopened = turn("06-05 reopen cancelled planned") | {"old_note": "письмо № 3"}
    row = row_of("06-01", status="planned", history=[reopened])
    assert row.is_cancelled
    assert report_lists.removal(row)[1:] == (None, "письмо № 3")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("март, май", "«март, май» — не один период"),
        ("август", "«август» в разных планах — разное время"),
    ],
)
def test_the_period_of_a_report_is_one(words: str, message: str) -> None:
    school_year = {"start": "2019-09-01", "end": "2020-08-31"}
    plans = [home_of("2020", item()), home_of("2019", item(), period=school_year)]
    plans += [home_of("2021", item(), year="2021")]
    view = View.of(plans if words == "август" else plans[:1], day("2020-06-01"))
    with pytest.raises(UsageError, match=message):
        report_lists.period_named(view, words)
