"""Changes of the course: start, progress, submit and return, cancel, reopen, note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.errors import RefusedChangeError
from roadmap_cli.plan.changes.record import (
    Record,
    marks_as_written,
    must_be_open,
    must_have_come,
    nothing,
    with_status,
    written,
)
from roadmap_cli.plan.states import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roadmap_cli.plan.changes.record import Change, Decision, Stamp
    from roadmap_cli.plan.model import Item
    from roadmap_cli.plan.standing import Standing


def start(day: date | None = None, note: str | None = None) -> Decision:
    """Take an item into work."""

    def decide_start(row: Standing, stamp: Stamp) -> Change:
        must_be_open(row)
        must_have_come(row, day, stamp)
        if row.item.status is not Status.PLANNED:
            return nothing(row)
        return with_status(row, stamp, Status.IN_PROGRESS, Record("start", note, day))

    return decide_start


def progress(text: str, day: date | None = None) -> Decision:
    """Record a line about the course of execution; a planned item is in progress from then on."""

    def decide_progress(row: Standing, stamp: Stamp) -> Change:
        must_be_open(row)
        must_have_come(row, day, stamp)
        line = Record("progress", text, day)
        if row.item.status is Status.PLANNED:
            return with_status(row, stamp, Status.IN_PROGRESS, line, keep_note=True)
        return written(row, stamp, line, {}, keep_note=True)

    return decide_progress


def submit(day: date | None = None, note: str | None = None) -> Decision:
    """Report an item as executed, for the controller to accept or to return."""

    def decide_submit(row: Standing, stamp: Stamp) -> Change:
        must_be_open(row)
        must_have_come(row, day, stamp)
        if row.item.status is Status.SUBMITTED:
            return nothing(row)
        return with_status(row, stamp, Status.SUBMITTED, Record("submit", note, day))

    return decide_submit


def give_back(reason: str, day: date | None = None) -> Decision:
    """Send a submitted item back to work."""

    def decide_return(row: Standing, stamp: Stamp) -> Change:
        if row.item.status is not Status.SUBMITTED:
            raise RefusedChangeError(row.item.id, "он не на проверке, возвращать нечего")
        returned = Record("return", reason, day)
        return with_status(row, stamp, Status.IN_PROGRESS, returned, keep_note=True)

    return decide_return


def cancel(reason: str, day: date | None = None) -> Decision:
    """Take an item off control; the reason becomes its note."""

    def decide_cancel(row: Standing, stamp: Stamp) -> Change:
        must_have_come(row, day, stamp)
        if row.is_cancelled:
            return nothing(row)
        if row.is_done:
            raise RefusedChangeError(
                row.item.id,
                f"он уже исполнен; если это ошибка, сначала: roadmap reopen {row.item.id}",
            )
        return with_status(row, stamp, Status.CANCELLED, Record("cancel", reason, day))

    return decide_cancel


def reopen(note: str | None = None, day: date | None = None) -> Decision:
    """Open the period that was executed last, or a cancelled item."""

    def decide_reopen(row: Standing, stamp: Stamp) -> Change:
        item = row.item
        is_closed = item.status in {Status.CANCELLED, Status.DONE}
        if not is_closed and not any(item.executed):
            return nothing(row)
        marks = list(item.executed)
        if item.status is not Status.CANCELLED:
            marks = _without_the_latest(marks)
        status = _status_when_open(item, marks)
        change = with_status(row, stamp, status, Record("reopen", note, day))
        if marks == list(item.executed):
            return change
        executed = marks_as_written(marks) or None
        return change._replace(fields={**change.fields, "executed": executed})

    return decide_reopen


def _without_the_latest(executed: Sequence[date | None]) -> list[date | None]:
    """Give the marks without the latest of them, if there is one."""
    marks = list(executed)
    known = [(mark, place) for place, mark in enumerate(marks) if mark]
    if known:
        _, place = max(known)
        marks[place] = None
    return marks


def _status_when_open(item: Item, marks: Sequence[date | None]) -> Status:
    """Give the status that an item had before it was closed; at first, planned."""
    closed = {Status.DONE, Status.CANCELLED}
    was = [event.was for event in item.history if event.became in closed]
    begun = {Status.IN_PROGRESS, Status.SUBMITTED}
    if any(marks) or (was and was[-1] in begun):
        return Status.IN_PROGRESS
    return Status.PLANNED


def note(text: str, day: date | None = None) -> Decision:
    """Replace the note of an item; the former one stays in the history."""

    def decide_note(row: Standing, stamp: Stamp) -> Change:
        if row.item.note == text:
            return nothing(row)
        return written(row, stamp, Record("note", text, day), {})

    return decide_note
