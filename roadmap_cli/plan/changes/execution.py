"""Marks of execution: `done`, and its correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.errors import RefusedChangeError
from roadmap_cli.plan.changes.record import Record, marks_as_written, must_be_open, nothing, written
from roadmap_cli.plan.standing import submitted_on
from roadmap_cli.plan.states import Status
from roadmap_cli.terms import read_span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roadmap_cli.plan.changes.record import Change, Decision, Stamp
    from roadmap_cli.plan.standing import Standing


class Execution(NamedTuple):
    """What `done` was asked for: day, note, the period by its wording, whether it corrects."""

    day: date | None = None
    note: str | None = None
    period: str | None = None
    correct: bool = False


def done(wanted: Execution = Execution()) -> Decision:  # noqa: B008  # a frozen value
    """Mark a period as executed: the one named, else the earliest open one that has begun.

    An item with one period is marked at any time. Twice is harmless; what would change a recorded
    date or note is refused unless it is asked for as a correction, which keeps the old ones in the
    history. The decision refuses a day in the future or before the plan, and a cancelled item.
    """

    def decide_done(row: Standing, stamp: Stamp) -> Change:
        if row.is_cancelled:
            must_be_open(row)
        executed_on = wanted.day or _usual_day(row, stamp, wanted)
        _must_be_a_day_of_the_plan(row, executed_on, stamp)
        if wanted.correct:
            return _corrected(row, stamp, wanted)
        place = _place_to_mark(row, stamp, wanted, executed_on)
        if place is None:
            return _same_or_refused(row, wanted)
        return _marked(row, stamp, place, Record("done", wanted.note, executed_on))

    return decide_done


def _usual_day(row: Standing, stamp: Stamp, wanted: Execution) -> date:
    """Take the day of the report that is accepted, else the day of the change."""
    if row.item.status is not Status.SUBMITTED:
        return stamp.today
    if wanted.period and not _is_reported(row, _period_named(row, wanted.period)):
        return stamp.today
    return submitted_on(row.item, stamp.today)


def _is_reported(row: Standing, place: int) -> bool:
    """Tell whether this period is the earliest open one, for which a report that waits answers."""
    return None not in row.marks[:place] and row.marks[place] is None


def _place_to_mark(row: Standing, stamp: Stamp, wanted: Execution, executed_on: date) -> int | None:
    """Choose the period to mark: its place among the marks, None where there is nothing to do.

    A day that is recorded already is the same report typed twice: it closes no further period.
    """
    if wanted.period is not None:
        place = _period_named(row, wanted.period)
        return None if row.marks[place] else place
    if not row.is_open or executed_on in row.marks:
        return None
    if len(row.term.periods) <= 1:
        return 0
    if row.stake is None or row.stake.first > stamp.today:
        return None
    return row.marks.index(None)


def _period_named(row: Standing, text: str) -> int:
    """Find the only period of an item that a wording names."""
    periods = row.term.periods
    spans = read_span(text, row.plan.span)
    named = [period for period in periods if period in spans]
    if not named:
        named = [period for period in periods if period.ends_in(spans)]
    if len(named) == 1:
        return periods.index(named[0])
    spans_told = [wording.span(*period) for period in periods]
    listed = "; ".join(spans_told) or wording.NO_TERM
    shown = wording.one_line(text)
    raise RefusedChangeError(row.item.id, f"«{shown}» не один из его периодов: {listed}")


def _same_or_refused(row: Standing, wanted: Execution) -> Change:
    """Do nothing where nothing new is said; never drop another date or note in silence."""
    if row.is_open and row.stake and not any(row.marks):
        raise RefusedChangeError(
            row.item.id,
            f"его период {wording.span(*row.stake)} ещё не начался; "
            "если он исполнен досрочно, назовите его: --period",
        )
    dates = row.dates
    if wanted.period is not None:
        dates = (row.marks[_period_named(row, wanted.period)],)
    recorded = [mark for mark in dates if mark]
    same_day = wanted.day is None or wanted.day in recorded
    same_note = wanted.note in {None, row.item.note}
    if same_day and same_note:
        return nothing(row)
    stands = _stands(recorded, row.item.note)
    raise RefusedChangeError(
        row.item.id, f"он уже {stands}; чтобы исправить запись, добавьте --correct"
    )


def _stands(recorded: Sequence[date], note: str | None) -> str:
    """Say what is recorded of an execution."""
    text = "исполнен без даты"
    if recorded:
        text = f"исполнен {wording.day(recorded[-1])}"
    if note:
        text += f", примечание «{wording.one_line(note)}»"
    return text


def _corrected(row: Standing, stamp: Stamp, wanted: Execution) -> Change:
    """Put another date or note in the place of the recorded ones, which stay in the history."""
    place = _place_to_correct(row, wanted)
    old = _padded(row)[place]
    new = wanted.day or old
    if new == old and wanted.note in {None, row.item.note}:
        return nothing(row)
    return _marked(row, stamp, place, Record("correct", wanted.note, new))


def _place_to_correct(row: Standing, wanted: Execution) -> int:
    """Choose the mark to correct: that of the period named, else the latest.

    Raises:
        RefusedChangeError: there is no such mark.

    """
    if wanted.period is not None:
        named = _period_named(row, wanted.period)
        if not row.marks[named]:
            raise RefusedChangeError(row.item.id, "этот период ещё не исполнен, исправлять нечего")
        return named
    closed = [(mark, place) for place, mark in enumerate(row.marks) if mark]
    if closed:
        _, latest = max(closed)
        return latest
    if row.is_done:
        return 0
    raise RefusedChangeError(row.item.id, "он ещё не исполнен, исправлять нечего")


def _padded(row: Standing) -> list[date | None]:
    """Give the recorded dates, one at least for each period; none is dropped."""
    recorded = row.item.executed
    missing = row.term.most_marks - len(recorded)
    return [*recorded, *[None] * missing]


def _marked(row: Standing, stamp: Stamp, place: int, record: Record) -> Change:
    """Put the record's day among the marks, and write the status that follows from them."""
    marks = _padded(row)
    old = marks[place]
    marks[place] = record.day
    counted = marks[: row.term.most_marks]
    all_closed = all(mark and mark <= stamp.today for mark in counted)
    status = Status.IN_PROGRESS
    if all_closed or row.item.status is Status.DONE:
        status = Status.DONE
    elif row.item.status is Status.SUBMITTED and not _is_reported(row, place):
        status = Status.SUBMITTED  # the report is about another period, and still waits
    told = record._replace(was=row.item.status.value, became=status.value)
    if old != record.day:
        told = told._replace(old_date=old)
    executed = marks_as_written(marks)
    return written(row, stamp, told, {"status": status.value, "executed": executed})


def _must_be_a_day_of_the_plan(row: Standing, day: date, stamp: Stamp) -> None:
    """Refuse a date of execution in the future or before the plan."""
    first = row.plan.span.first
    said = f"дата исполнения {wording.day(day)}"
    if day > stamp.today:
        raise RefusedChangeError(row.item.id, f"{said} ещё не наступила")
    if day < first:
        raise RefusedChangeError(row.item.id, f"{said} раньше начала плана ({wording.day(first)})")
