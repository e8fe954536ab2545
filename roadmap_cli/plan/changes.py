"""What it means to start, execute, cancel, reopen, postpone or annotate an item: pure decisions, written by `store`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.errors import RefusedChangeError
from roadmap_cli.plan.model import Status, postponement
from roadmap_cli.terms import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from roadmap_cli.plan.model import Item, Plan

Fields: TypeAlias = dict[str, str | list[str | None] | None]


class Stamp(NamedTuple):
    """When and by whom a change is made."""

    at: datetime
    by: str

    @property
    def today(self) -> date:
        """The day of the change."""
        return self.at.date()


class Change(NamedTuple):
    """Fields of one item to write, and the event for its history; no fields: nothing to do."""

    item: Item
    fields: Fields
    event: Mapping[str, str]


Decision: TypeAlias = "Callable[[Plan, Item, Stamp], Change]"


def start(note: str | None = None) -> Decision:
    """Take an item into work."""

    def decide(_: Plan, item: Item, stamp: Stamp) -> Change:
        _must_be_open(item)
        if item.status is Status.IN_PROGRESS:
            return _nothing(item)
        return _status(item, stamp, "start", Status.IN_PROGRESS, note)

    return decide


def done(day: date | None = None, note: str | None = None) -> Decision:
    """Mark the earliest open period as executed, or the open period that `day` falls into.

    `done` is harmless twice: after a recurrent item's first mark, only a period that has begun is closed.
    The decision raises RefusedChangeError for a day in the future or before the plan, and for a cancelled item.
    """

    def decide(plan: Plan, item: Item, stamp: Stamp) -> Change:
        executed_on = day or stamp.today
        if item.status is Status.DONE:
            return _nothing(item)
        _must_be_open(item)
        if executed_on > stamp.today:
            raise RefusedChangeError(
                item.id, f"дата исполнения {executed_on:%d.%m.%Y} ещё не наступила"
            )
        if executed_on < plan.span.first:
            raise RefusedChangeError(
                item.id,
                f"дата исполнения {executed_on:%d.%m.%Y} раньше начала плана ({plan.span.first:%d.%m.%Y})",
            )
        marks = _mark(plan, item, executed_on, by_day=day is not None)
        if _ahead(plan, item, marks, stamp.today):
            return _nothing(item)
        status = Status.IN_PROGRESS if None in marks else Status.DONE
        fields: Fields = {"status": status.value, "executed": _texts(marks)}
        became = {"was": item.status.value, "became": status.value}
        return _change(item, stamp, "done", fields, note, executed_on=executed_on, **became)

    return decide


def _mark(plan: Plan, item: Item, day: date, *, by_day: bool) -> list[date | None]:
    """Put a date of execution into its place among the item's periods."""
    periods = plan.current_term_of(item).periods
    count = max(1, len(periods))
    marks = [*item.executed, *[None] * count][:count]
    open_ones = [i for i, mark in enumerate(marks) if mark is None]
    inside = [i for i in open_ones if by_day and periods and day in periods[i]]
    for i in (inside or open_ones)[:1]:
        marks[i] = day
    return marks


def _ahead(plan: Plan, item: Item, marks: Sequence[date | None], today: date) -> bool:
    """Tell whether a new mark of a recurrent item is for a period that has not begun: `done` typed twice."""
    periods = plan.current_term_of(item).periods
    old = [*item.executed, *[None] * len(marks)]
    closed = [
        period for period, was, mark in zip(periods, old, marks, strict=False) if mark and not was
    ]
    return len(periods) > 1 and any(old) and all(period.first > today for period in closed)


def _texts(marks: Sequence[date | None]) -> list[str | None]:
    """Write marks as the file has them: by position, without trailing gaps."""
    texts = [mark.isoformat() if mark else None for mark in marks]
    while texts and texts[-1] is None:
        texts.pop()
    return texts


def cancel(reason: str) -> Decision:
    """Take an item off control; the reason becomes its note."""

    def decide(_: Plan, item: Item, stamp: Stamp) -> Change:
        if item.status is Status.CANCELLED:
            return _nothing(item)
        if item.status is Status.DONE:
            raise RefusedChangeError(
                item.id, f"он уже исполнен; если это ошибка, сначала: roadmap reopen {item.id}"
            )
        return _status(item, stamp, "cancel", Status.CANCELLED, reason)

    return decide


def reopen(note: str | None = None) -> Decision:
    """Open the period that was executed last, or a cancelled item."""

    def decide(_: Plan, item: Item, stamp: Stamp) -> Change:
        marks = list(item.executed)
        cancelled = item.status is Status.CANCELLED
        if not cancelled and item.status is not Status.DONE and not any(marks):
            return _nothing(item)
        if any(marks) and not cancelled:
            latest = max((mark, index) for index, mark in enumerate(marks) if mark)
            marks[latest[1]] = None
        status = Status.IN_PROGRESS if any(marks) else _status_before(item)
        change = _status(item, stamp, "reopen", status, note)
        if marks != list(item.executed):
            change.fields["executed"] = _texts(marks) or None
        return change

    return decide


def _status_before(item: Item) -> Status:
    """Give the status that an item without marks had before it was closed; without a history, the first one."""
    was = [event.was for event in item.history if event.became in {Status.DONE, Status.CANCELLED}]
    return Status.IN_PROGRESS if was and was[-1] == Status.IN_PROGRESS else Status.PLANNED


def postpone(wording: str, reason: str) -> Decision:
    """Move the date that counts; the approved term stays as written.

    The decision raises UnreadableTermError for a wording without a date and RefusedChangeError when the new date
    is not later than the one that counts now.
    """

    def decide(plan: Plan, item: Item, stamp: Stamp) -> Change:
        _must_be_open(item)
        term = plan.current_term_of(item)
        if term.kind is Kind.UNDATED:
            raise RefusedChangeError(
                item.id, f"у него нет срока («{item.term}»), переносить нечего"
            )
        if item.postponed_to == wording:
            return _nothing(item)
        new_last = postponement(wording, plan.span)
        marks = [*item.executed, *[None] * len(term.periods)]
        due = next(
            period.last for period, mark in zip(term.periods, marks, strict=False) if mark is None
        )
        if new_last <= due:
            raise RefusedChangeError(
                item.id,
                f"новый срок {new_last:%d.%m.%Y} не позже нынешнего {due:%d.%m.%Y}: назовите более поздний",
            )
        fields: Fields = {"postponed_to": wording}
        return _change(
            item,
            stamp,
            "postpone",
            fields,
            reason,
            was=item.postponed_to or item.term,
            became=wording,
        )

    return decide


def note(text: str) -> Decision:
    """Replace the note of an item; the former one stays in the history."""

    def decide(_: Plan, item: Item, stamp: Stamp) -> Change:
        return _nothing(item) if item.note == text else _change(item, stamp, "note", {}, text)

    return decide


def _must_be_open(item: Item) -> None:
    closed = {Status.DONE: "уже исполнен", Status.CANCELLED: "снят с контроля"}.get(item.status)
    if closed:
        raise RefusedChangeError(
            item.id, f"он {closed}; чтобы открыть его снова: roadmap reopen {item.id}"
        )


def _nothing(item: Item) -> Change:
    return Change(item, {}, {})


def _status(item: Item, stamp: Stamp, did: str, status: Status, note: str | None) -> Change:
    return _change(
        item, stamp, did, {"status": status.value}, note, was=item.status.value, became=status.value
    )


def _change(  # noqa: PLR0913  # one parameter for each part of an event
    item: Item,
    stamp: Stamp,
    did: str,
    fields: Fields,
    note: str | None,
    *,
    was: str | None = None,
    became: str | None = None,
    executed_on: date | None = None,
) -> Change:
    """Complete the fields with the note and describe the event; empty parts are left out of the file."""
    noted: Fields = {**fields, "note": note} if note else fields
    known_notes = {event.note for event in item.history}
    event = {
        "at": stamp.at.isoformat(timespec="seconds"),
        "by": stamp.by,
        "did": did,
        "was": was,
        "became": became,
        "date": executed_on.isoformat() if executed_on else None,
        "note": note,
        "old_note": item.note if note and item.note not in known_notes else None,
    }
    return Change(item, noted, {key: text for key, text in event.items() if text})
