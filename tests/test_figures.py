"""Figures of a plan in which every number can be counted on fingers, as of 1 July 2020."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from roadmap_cli import wording
from roadmap_cli.plan import figures, report_lists
from roadmap_cli.plan.figures import Column, Figures, Share, ViewFigures
from roadmap_cli.plan.model import Plan, State
from roadmap_cli.plan.problems import read_plan
from roadmap_cli.plan.report_lists import Parts
from roadmap_cli.plan.standing import Standing
from roadmap_cli.plan.view import View
from roadmap_cli.terms import Period
from roadmap_cli.views.drawings import Axis
from roadmap_cli.wording import NOBODY

if TYPE_CHECKING:
    from collections.abc import Mapping

AS_OF = date(2020, 7, 1)

# Due by 1 July: 1, 2, 3, 9 (two of its four quarters), 10, 11. Item 13 is executed on 2 July, which is still to come.
#   terms due:        1 1 · 2 1 · 3 1 · 9 2 · 10 1 · 11 1 = 7
#   executed:         1 1 · 2 1 · 3 0 · 9 1 · 10 1 · 11 0 = 4
#   executed in time: 1 1 · 2 0 · 3 0 · 9 1 · 10 1 · 11 0 = 3
# By the approved terms 8 (February, moved to December) was due and not executed, and 10 (January, moved to March and
# executed on 1 March) was late: 8 due, 4 executed, 2 in time.
PLAN = {
    "title": "План",
    "year": "2020",
    "sections": [
        {
            "title": "Раздел А",
            "items": [
                {"id": "1", "title": "в срок", "term": "Январь", "responsible": ["МОЦ"],
                 "status": "done", "executed": ["2020-01-31"]},
                {"id": "2", "title": "поздно", "term": "Февраль", "responsible": ["МОЦ", "ОУ"],
                 "status": "done", "executed": ["2020-03-03"]},
                {"id": "3", "title": "просрочено", "term": "Март", "responsible": ["ОУ"]},
                {"id": "4", "title": "снято", "term": "Март", "responsible": ["ОУ"], "status": "cancelled"},
                {"id": "5", "title": "в работе", "term": "Октябрь", "status": "in_progress"},
            ],
        },
        {
            "title": "Раздел Б",
            "items": [
                {"id": "6", "title": "впереди", "term": "Ноябрь", "responsible": ["СОИРО"]},
                {"id": "7", "title": "без срока", "term": "по мере необходимости", "responsible": ["СОИРО"]},
                {"id": "8", "title": "перенесено", "term": "Февраль", "responsible": ["СОИРО"],
                 "postponed_to": "Декабрь"},
                {"id": "9", "title": "по кварталам", "term": "ежеквартально", "responsible": ["МОЦ"],
                 "executed": ["2020-03-30"]},
                {"id": "10", "title": "перенесено, исполнено", "term": "Январь", "responsible": ["МОЦ"],
                 "postponed_to": "Март", "status": "done", "executed": ["2020-03-01"]},
                {"id": "11", "title": "срок сегодня", "term": "до 1 июля", "responsible": ["ОУ"]},
                {"id": "12", "title": "досрочно", "term": "Август", "responsible": ["СОИРО"],
                 "status": "done", "executed": ["2020-06-01"]},
                {"id": "13", "title": "в будущем", "term": "Август", "responsible": ["СОИРО"],
                 "status": "done", "executed": ["2020-07-02"]},
            ],
        },
    ],
}  # fmt: skip


def _plan(data: object = PLAN) -> Plan:
    plan, problems = read_plan(data)
    assert plan, problems
    return plan


def _view(data: object = PLAN, as_of: date = AS_OF) -> View:
    return View.of_plan(_plan(data), as_of)


def _one(item: Mapping[str, object]) -> View:
    return _view({"title": "П", "year": "2020", "sections": [{"title": "Р", "items": [item]}]})


def _rows(as_of: date = AS_OF) -> tuple[Standing, ...]:
    return _view(as_of=as_of).rows


def _parts(view: View) -> Parts:
    return report_lists.parts(view, report_lists.window(view, None))


def _counted(as_of: date = AS_OF) -> ViewFigures:
    return figures.view_figures(_view(as_of=as_of))


def _columns(each: Figures) -> str:
    """Write a group's counts in the order of the report.

    In time, late, overdue, submitted, in progress, not due, undated, unclear, cancelled.
    """
    return " ".join(str(each.items[column]) for column in Column)


def test_every_item_is_counted_in_one_column() -> None:
    columns = {row.item.id: figures.column(row) for row in _rows()}
    assert columns == {
        "1": Column.DONE_IN_TIME,
        "2": Column.DONE_LATE,
        "3": Column.OVERDUE,
        "4": Column.CANCELLED,
        "5": Column.IN_PROGRESS,
        "6": Column.NOT_DUE,
        "7": Column.UNDATED,
        "8": Column.NOT_DUE,
        "9": Column.OVERDUE,
        "10": Column.DONE_IN_TIME,
        "11": Column.NOT_DUE,
        "12": Column.DONE_IN_TIME,
        "13": Column.NOT_DUE,
    }


def test_total() -> None:
    total = _counted().total
    assert (total.tally.total, total.tally.done) == (13, 4)
    assert _columns(total) == "3 1 2 0 1 4 1 0 1"
    assert total.terms == 14  # one each, four of the quarterly item, none of 4 and 7
    assert total.current == Share(due=7, executed=4, in_time=3, early=1)
    assert total.approved == Share(due=8, executed=4, in_time=2, early=1)


@pytest.mark.parametrize(
    ("name", "total", "columns", "current", "approved"),
    [
        ("Раздел А", 5, "1 1 1 0 1 0 0 0 1", (3, 2, 1, 0), (3, 2, 1, 0)),
        ("Раздел Б", 8, "2 0 1 0 0 4 1 0 0", (4, 2, 2, 1), (5, 2, 1, 1)),
        ("МОЦ", 4, "2 1 1 0 0 0 0 0 0", (5, 4, 3, 0), (5, 4, 2, 0)),
        ("ОУ", 4, "0 1 1 0 0 1 0 0 1", (3, 1, 0, 0), (3, 1, 0, 0)),
        ("СОИРО", 5, "1 0 0 0 0 3 1 0 0", (0, 0, 0, 1), (1, 0, 0, 1)),
        (NOBODY, 1, "0 0 0 0 1 0 0 0 0", (0, 0, 0, 0), (0, 0, 0, 0)),
    ],
)
def test_groups(
    name: str, total: int, columns: str, current: tuple[int, ...], approved: tuple[int, ...]
) -> None:
    counted = _counted()
    (each,) = [each for each in (*counted.sections, *counted.parties) if each.name == name]
    assert (each.tally.total, _columns(each)) == (total, columns)
    assert (each.current, each.approved) == (current, approved)


@pytest.mark.parametrize("month", range(1, 13))
def test_columns_add_up_and_no_share_exceeds_the_whole(month: int) -> None:
    counted = _counted(date(2020, month, 15))
    for each in (counted.total, *counted.sections, *counted.parties):
        assert each.tally.total == sum(each.items.values())
        for share in (each.current, each.approved):
            assert share.in_time <= share.executed <= share.due
    assert counted.total.tally.total == 13
    assert sum(each.tally.total for each in counted.sections) == 13


def test_nothing_is_due_on_the_first_day_of_the_year() -> None:
    total = _counted(date(2020, 1, 1)).total
    assert (total.current.due, wording.percent(total.current.executed, total.current.due)) == (
        0,
        "—",
    )


def test_an_early_term_enters_on_the_day_when_it_falls_due() -> None:
    before, after = (
        _counted(date(2020, 8, 30)).total.current,
        _counted(date(2020, 8, 31)).total.current,
    )
    assert (before.early, after.early) == (2, 0)
    assert (
        after.due - before.due,
        after.executed - before.executed,
        after.in_time - before.in_time,
    ) == (2, 2, 2)


def test_periods_have_states_of_their_own() -> None:
    row = next(row for row in _rows() if row.item.id == "9")
    states = [State.DONE, State.OVERDUE, State.PLANNED, State.PLANNED]
    assert figures.period_states(row, AS_OF) == states
    assert figures.overdue_terms(row, AS_OF) == 1
    by_id = {row.item.id: figures.period_states(row, AS_OF) for row in _rows()}
    assert by_id["2"] == [State.DONE_LATE]
    assert by_id["4"] == [State.CANCELLED]
    assert by_id["5"] == [State.IN_PROGRESS]
    assert by_id["7"] == []


def test_late_executions_are_found_also_inside_open_items() -> None:
    late = [(each.row.item.id, each.days_late) for each in _parts(_view()).late]
    assert late == [("2", 3)]  # 29 February to 3 March
    item = {
        "id": "1",
        "title": "а",
        "term": "ежеквартально",
        "executed": ["2020-04-10", "2020-06-30"],
    }
    (found,) = _parts(_one(item)).late
    assert found.period
    assert (found.period.last, found.mark, found.days_late) == (
        date(2020, 3, 31),
        date(2020, 4, 10),
        10,
    )


def test_an_execution_without_a_date_counts_as_in_time_and_is_named() -> None:
    item = {"id": "1", "title": "а", "term": "Январь", "status": "done"}
    view = _one(item)
    assert figures.view_figures(view).total.current == (1, 1, 1, 0)
    assert figures.without_date(view.rows) == list(view.rows)
    assert figures.without_date(_rows()) == []


def test_postponed_items_are_shown_apart() -> None:
    assert [row.item.id for row in figures.postponed(_rows())] == ["8", "10"]


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "—"),
        (0, 5, "0 %"),
        (5, 5, "100 %"),
        (1, 2, "50 %"),
        (13, 15, "86,7 %"),
        (2, 3, "66,7 %"),
        (1, 16, "6,3 %"),
        (2999, 3000, "99,9 %"),
        (1, 3000, "0,1 %"),
    ],
)
def test_percentages_as_russians_write_them(part: int, whole: int, text: str) -> None:
    assert wording.percent(part, whole) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("part", "whole", "drawn"),
    [(0, 5, "----------"), (1, 100, "#---------"), (1, 2, "#####-----"), (99, 100, "#########-"), (3, 3, "##########"),
     (0, 0, "----------")],
)  # fmt: skip
def test_bars(part: int, whole: int, drawn: str) -> None:
    assert wording.bar(part, whole, "#-") == drawn


@pytest.mark.parametrize(
    ("first", "last", "start", "end", "before", "after"),
    [
        (date(2019, 9, 1), date(2019, 9, 30), 0, 1, False, False),
        (date(2019, 9, 16), date(2020, 1, 31), 0.5, 5, False, False),
        (date(2019, 6, 1), date(2019, 10, 31), 0, 2, True, False),
        (date(2020, 8, 1), date(2020, 9, 1), 11, 12, False, True),
    ],
)
def test_an_academic_year_on_an_axis(  # a row of the table
    *, first: date, last: date, start: float, end: float, before: bool, after: bool
) -> None:
    axis = Axis(Period(date(2019, 9, 1), date(2020, 8, 31)))
    assert axis.stretch(Period(first, last)) == (start, end, before, after)


def test_what_lies_outside_is_not_on_the_axis() -> None:
    axis = Axis(Period(date(2020, 1, 1), date(2020, 12, 31)))
    assert axis.stretch(Period(date(2019, 1, 1), date(2019, 12, 31))) is None
    assert axis.stretch(Period(date(2021, 1, 1), date(2021, 1, 31))) is None
    assert axis.place(date(2021, 1, 1)) is None
    assert axis.months[0] == date(2020, 1, 1)
    assert len(axis.months) == 12
