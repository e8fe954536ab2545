"""How an item stands on a day: its state, what it waits for, how late it is."""

from __future__ import annotations

import pytest
from small_plans import Data, day, event, home_of, item, row_of, turn, view_of

from roadmap_cli.plan.standing import Standing
from roadmap_cli.plan.view import View
from roadmap_cli.terms import Kind

QUARTERLY = {"term": "ежеквартально"}
UNDATED = {"term": "по мере необходимости"}
UNCLEAR = {"term": "до 31 июня"}
SUBMITTED = {"status": "submitted"}


def _told(row: Standing) -> str:
    """Say how a row stands: state, last day that counts, days late where there are any."""
    due = f"{row.due:%m-%d}" if row.due else "-"
    return f"{row.state} {due}" + (f" +{row.days_late}" if row.days_late != 0 else "")


def _reported(when: str) -> Data:
    return SUBMITTED | {"history": [turn(f"{when} submit planned submitted")]}


@pytest.mark.parametrize(
    ("today", "fields", "told"),
    [
        # the last day is still in time
        ("05-31", {}, "planned 05-31"),
        ("06-01", {}, "overdue 05-31 +1"),
        ("06-03", {"status": "in_progress"}, "overdue 05-31 +3"),
        ("04-01", {"status": "in_progress"}, "in_progress 05-31"),
        ("12-31", {"status": "cancelled"}, "cancelled 05-31"),
        # executed: with a date, without one, with one that is still to come
        ("12-31", {"status": "done"}, "done 05-31"),
        ("12-31", {"executed": ["2020-05-31"]}, "done 05-31"),
        ("12-31", {"executed": ["2020-06-05"]}, "done_late 05-31 +5"),
        ("06-05", {"executed": ["2020-06-05"]}, "done_late 05-31 +5"),
        ("06-04", {"executed": ["2020-06-05"]}, "overdue 05-31 +4"),
        # a report is judged by its own day, not by the day of the view
        ("12-31", _reported("05-31"), "submitted 05-31"),
        ("12-31", _reported("06-03"), "submitted 05-31 +3"),
        ("06-02", _reported("06-03"), "overdue 05-31 +2"),
        ("06-04", SUBMITTED, "submitted 05-31"),
        # without a date nothing is late
        ("12-31", UNDATED, "planned -"),
        ("12-31", UNDATED | {"status": "in_progress"}, "in_progress -"),
        ("12-31", UNDATED | SUBMITTED, "submitted -"),
        ("12-31", UNDATED | {"status": "done"}, "done -"),
        ("12-31", UNDATED | {"status": "cancelled"}, "cancelled -"),
        ("12-31", UNCLEAR, "planned -"),
        ("12-31", {"due": "нет"} | UNCLEAR, "planned -"),
        ("12-31", {"due": "2020-12-30"} | UNCLEAR, "overdue 12-30 +1"),
        # a quarterly item waits for its earliest open quarter
        ("03-31", QUARTERLY, "planned 03-31"),
        ("04-01", QUARTERLY, "overdue 03-31 +1"),
        ("04-01", QUARTERLY | {"executed": ["2020-03-30"]}, "in_progress 06-30"),
        ("05-01", QUARTERLY | {"executed": ["2020-04-10"]}, "in_progress 06-30"),
        ("07-02", QUARTERLY | {"executed": ["2020-04-10"]}, "overdue 06-30 +2"),
        ("04-01", QUARTERLY | {"executed": [None, "2020-03-30"]}, "overdue 03-31 +1"),
        # the worst quarter says how late the whole is
        (
            "12-31",
            QUARTERLY | {"executed": ["2020-04-10", "2020-07-03", "2020-09-30", "2020-12-30"]},
            "done_late 12-31 +10",
        ),
        ("12-31", QUARTERLY | {"status": "done"}, "done 12-31"),
        ("12-31", QUARTERLY | {"status": "done", "executed": ["2020-04-02"]}, "done_late 12-31 +2"),
        # a report answers for one quarter only
        ("06-30", QUARTERLY | _reported("03-31"), "submitted 03-31"),
        ("06-30", QUARTERLY | _reported("04-02"), "submitted 03-31 +2"),
        ("07-01", QUARTERLY | _reported("03-31"), "overdue 06-30 +1"),
        ("10-05", QUARTERLY | _reported("03-31"), "overdue 06-30 +97"),
        (
            "07-05",
            QUARTERLY | _reported("07-01") | {"executed": ["2020-03-01"]},
            "submitted 06-30 +1",
        ),
    ],
)
def test_state_due_and_lateness(today: str, fields: Data, told: str) -> None:
    assert _told(row_of(today, **fields)) == told


def test_marks_that_are_still_to_come_are_not_there_yet() -> None:
    marks = ["2020-03-31", None, "2020-08-10", "2020-08-11"]
    row = row_of("08-10", **QUARTERLY, executed=marks)
    assert row.marks == (day("03-31"), None, day("08-10"), None)
    assert row.stake == (day("04-01"), day("06-30"))
    assert row.executed_periods == 2


def test_dates_beyond_the_periods_do_not_count() -> None:
    row = row_of("06-30", executed=["2020-05-20", "2020-06-30"])
    assert row.marks == (day("05-20"),)
    assert _told(row) == "done 05-31"


@pytest.mark.parametrize(
    ("fields", "is_open", "is_done", "is_unclear", "periods"),
    [
        ({}, True, False, False, 0),
        (SUBMITTED, True, False, False, 0),
        ({"status": "done"}, False, True, False, 1),
        ({"executed": ["2020-06-06"]}, False, True, False, 1),
        ({"status": "cancelled"}, False, False, False, 0),
        (QUARTERLY | {"executed": ["2020-03-30"]}, True, False, False, 1),
        (UNCLEAR, True, False, True, 0),
        (UNCLEAR | {"status": "cancelled"}, False, False, False, 0),
        (UNDATED, True, False, False, 0),
    ],
)
def test_what_is_open_done_and_unclear(
    *, fields: Data, is_open: bool, is_done: bool, is_unclear: bool, periods: int
) -> None:
    row = row_of("12-31", **fields)
    assert (row.is_open, row.is_done, row.is_unclear) == (is_open, is_done, is_unclear)
    assert row.executed_periods == periods


def test_a_row_names_its_plan() -> None:
    row = row_of("05-01")
    assert row.ref == "2020/1"
    assert row.plan is row.home.plan
    assert row.section.title == "Раздел"


# --- the view of an earlier day

STORY = [
    turn("02-01 start planned in_progress"),
    turn("05-10 submit in_progress submitted"),
    turn("05-15 return submitted in_progress"),
    turn("06-10 done in_progress done"),
]


@pytest.mark.parametrize(
    ("history", "stored", "on", "status"),
    [
        (STORY, "done", "01-31", "planned"),
        (STORY, "done", "02-01", "in_progress"),
        (STORY, "done", "05-09", "in_progress"),
        (STORY, "done", "05-10", "submitted"),
        (STORY, "done", "05-15", "in_progress"),
        (STORY, "done", "06-09", "in_progress"),
        (STORY, "done", "06-10", "done"),
        ([turn("05-10 submit in_progress submitted")], "submitted", "05-09", "in_progress"),
        # a hand may have written another status since
        (STORY, "cancelled", "06-10", "cancelled"),
        (STORY, "cancelled", "06-09", "in_progress"),
        # lines that change no status do not count, wherever they stand
        ([event("03-01 progress", note="х")], "in_progress", "02-01", "in_progress"),
        ([*STORY, event("07-01 note", note="х")], "done", "06-10", "done"),
        ([event("01-15 note", note="х"), *STORY], "done", "01-31", "planned"),
        ([event("06-11 postpone", was="май", became="июль"), *STORY], "done", "06-10", "done"),
        # an event says by itself what it did, whatever word it became
        (
            [event("02-01 start", was="planned", became="?"), STORY[1]],
            "submitted",
            "03-01",
            "in_progress",
        ),
        # without a history the file tells, but dates to come are no execution
        ([], "in_progress", "01-01", "in_progress"),
        ([], "cancelled", "01-01", "cancelled"),
        ([], "done", "01-01", "done"),
    ],
)
def test_status_on_a_day(history: list[Data], stored: str, on: str, status: str) -> None:
    row = row_of(on, status=stored, history=history)
    assert row.course.status == status


@pytest.mark.parametrize(
    ("status", "executed", "on", "then"),
    [
        ("done", ["2020-05-05"], "05-04", "planned"),
        ("done", ["2020-05-05"], "05-05", "done"),
        ("done", ["2020-05-05"], "05-06", "done"),
        ("done", [None, "2020-05-05"], "05-04", "planned"),
        ("done", [], "05-04", "done"),
        ("in_progress", ["2020-05-05"], "05-04", "in_progress"),
        ("submitted", ["2020-05-05"], "05-04", "submitted"),
    ],
)
def test_without_a_history_dates_to_come_are_no_execution(
    status: str, executed: list[str | None], on: str, then: str
) -> None:
    assert row_of(on, status=status, executed=executed).course.status == then


def test_the_last_report_before_the_day_is_the_one_that_waits() -> None:
    history = [
        turn("05-10 submit planned submitted"),
        turn("05-15 return submitted in_progress"),
        turn("05-20 submit in_progress submitted"),
    ]
    days = {
        "05-10": "05-10",
        "05-14": "05-10",
        "05-20": "05-20",
        "06-09": "05-20",
    }
    for on, reported in days.items():
        waits = row_of(on, **SUBMITTED, history=history).course.submission
        assert waits
        assert waits.day == day(reported)


# --- postponements: which term counts when


def _moved(when: str, was: str, became: str) -> Data:
    return event(f"{when} postpone", was=was, became=became, date=f"2020-{when}")


ONCE = [_moved("05-20", "Май", "до 15 июля")]
TWICE = [*ONCE, _moved("07-10", "до 15 июля", "август")]
TAKEN_BACK = [*ONCE, _moved("06-10", "до 15 июля", "Май")]


@pytest.mark.parametrize(
    ("history", "postponed_to", "today", "told"),
    [
        ([], "до 15 июля", "01-01", "planned 07-15"),  # nothing says since when: always
        (ONCE, "до 15 июля", "05-19", "planned 05-31"),
        (ONCE, "до 15 июля", "05-20", "planned 07-15"),
        (ONCE, "до 15 июля", "07-16", "overdue 07-15 +1"),
        (TWICE, "август", "05-19", "planned 05-31"),
        (TWICE, "август", "07-09", "planned 07-15"),
        (TWICE, "август", "07-10", "planned 08-31"),
        (TAKEN_BACK, None, "05-19", "planned 05-31"),
        (TAKEN_BACK, None, "06-09", "planned 07-15"),
        (TAKEN_BACK, None, "06-10", "overdue 05-31 +10"),
        # a second postponement, looked at before the day of the first one that is known
        ([_moved("07-10", "июнь", "август")], "август", "07-01", "overdue 06-30 +1"),
        # between two postponements the wording is the document's again
        ([*TAKEN_BACK, _moved("06-20", "Май", "август")], "август", "06-15", "overdue 05-31 +15"),
        # other events are no postponements
        ([event("09-01 note", note="х"), *ONCE], "до 15 июля", "05-20", "planned 07-15"),
        # a date that is not later moves nothing
        ([], "апрель", "05-31", "planned 05-31"),
    ],
)
def test_a_postponement_counts_from_its_own_day(
    history: list[Data], postponed_to: str | None, today: str, told: str
) -> None:
    assert _told(row_of(today, history=history, postponed_to=postponed_to)) == told


@pytest.mark.parametrize(
    ("history", "postponed_to", "mark", "told"),
    [
        (ONCE, "до 15 июля", "2020-06-05", "done 07-15"),
        (ONCE, "до 15 июля", "2020-07-17", "done_late 07-15 +2"),
        # decided after the mark: the mark stays late
        ([_moved("06-20", "Май", "до 15 июля")], "до 15 июля", "2020-06-05", "done_late 05-31 +5"),
        # taken back after the mark: it stays in time
        (TAKEN_BACK, None, "2020-06-09", "done 07-15"),
        (TAKEN_BACK, None, "2020-06-11", "done_late 05-31 +11"),
    ],
)
def test_a_mark_is_judged_by_the_term_of_its_day(
    history: list[Data], postponed_to: str | None, mark: str, told: str
) -> None:
    fields = {"history": history, "postponed_to": postponed_to, "executed": [mark]}
    assert _told(row_of("12-31", **fields)) == told


def test_only_the_ends_before_the_new_date_move() -> None:
    row = row_of("04-05", **QUARTERLY, postponed_to="до 15 мая", executed=["2020-03-01"])
    assert [f"{first:%m-%d} {last:%m-%d}" for first, last in row.term.periods] == [
        "01-01 05-15",
        "04-01 06-30",
        "07-01 09-30",
        "10-01 12-31",
    ]
    assert row.term.text == "ежеквартально"
    assert row.term.kind is Kind.DATED
    assert row.approved.periods[0].last == day("03-31")


@pytest.mark.parametrize(
    ("fields", "kind", "periods"),
    [
        (UNCLEAR | {"postponed_to": "до 15 июля"}, Kind.DATED, [("2020-01-01", "2020-07-15")]),
        (UNCLEAR | {"postponed_to": "до 15.07.2019"}, Kind.DATED, [("2019-07-15", "2019-07-15")]),
        (UNCLEAR, Kind.UNCLEAR, []),
        (UNDATED | {"postponed_to": "до 15 июля"}, Kind.UNDATED, []),
    ],
)
def test_a_postponement_dates_what_could_not_be_read(
    fields: Data, kind: Kind, periods: list[tuple[str, str]]
) -> None:
    row = row_of("05-01", **fields)
    assert row.term.kind is kind
    assert row.term.text == fields["term"]
    assert list(row.term.periods) == [(day(first), day(last)) for first, last in periods]


def test_a_postponement_of_what_could_not_be_read_counts_from_its_day() -> None:
    moved = _moved("05-20", UNCLEAR["term"], "до 15 июля")
    fields = UNCLEAR | {"postponed_to": "до 15 июля", "history": [moved]}
    assert row_of("05-19", **fields).due is None
    assert row_of("05-20", **fields).due == day("07-15")


@pytest.mark.parametrize("was", ["до 31 июня", "ежеквартально", "по мере необходимости"])
def test_a_wording_that_was_amended_after_a_postponement_is_not_read_as_one(was: str) -> None:
    fields = {"postponed_to": "до 15 июля", "history": [_moved("05-20", was, "до 15 июля")]}
    assert _told(row_of("05-19", **fields)) == "planned 05-31"
    assert _told(row_of("06-01", **fields)) == "planned 07-15"
    assert _told(row_of("06-01", **fields, executed=["2020-05-19"])) == "done 05-31"


def test_a_quarterly_item_waits_for_its_own_quarter_once_a_postponement_is_taken_back() -> None:
    history = [
        _moved("05-20", "ежеквартально", "до 15 мая"),
        _moved("06-10", "до 15 мая", "ежеквартально"),
        _moved("07-01", "ежеквартально", "до 15 июля"),
    ]
    fields = QUARTERLY | {"history": history, "postponed_to": "до 15 июля"}
    told = [_told(row_of(today, **fields)) for today in ("05-16", "05-20", "06-15", "07-01")]
    late = ["overdue 03-31 +46", "overdue 05-15 +5", "overdue 03-31 +76", "planned 07-15"]
    assert told == late


def test_every_item_of_a_view_stands_in_its_own_section() -> None:
    sections = [
        {"title": "А", "items": [item(1)]},
        {"title": "Б", "items": [item(2, status="done")]},
    ]
    view = view_of("06-02", sections=sections)
    assert [(row.section.title, _told(row)) for row in view.rows] == [
        ("А", "overdue 05-31 +2"),
        ("Б", "done 05-31"),
    ]
    homes = [home_of("2020", item(1)), home_of("2021", item(1), year="2021")]
    assert [row.ref for row in View.of(homes, day("06-02")).rows] == ["2020/1", "2021/1"]
