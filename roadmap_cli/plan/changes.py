"""What it means to start, submit, execute, cancel, postpone …: pure decisions about one item.

A decision looks at an item as it stands and gives the fields and the event to write; how they come
into the file is the matter of `planfile.update`.
"""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli import wording
from roadmap_cli.errors import RefusedChangeError
from roadmap_cli.plan.model import postponement, read_term
from roadmap_cli.plan.standing import submitted_on
from roadmap_cli.plan.states import State, Status
from roadmap_cli.terms import Kind, read_span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from roadmap_cli.plan.model import Item
    from roadmap_cli.plan.standing import Standing

Fields: TypeAlias = dict[str, str | list[str | None] | None]


class Stamp(NamedTuple):
    """Who makes a change, when it is written, and the day that it counts for if none is named."""

    at: datetime
    by: str
    today: date


class Change(NamedTuple):
    """Fields of one item to write, and the event for its history; no event: nothing to do."""

    item: Item
    fields: Fields
    event: Mapping[str, str]


Decision: TypeAlias = "Callable[[Standing, Stamp], Change]"
"""Decides about an item as it stands on the day of the change."""


def start(day: date | None = None, note: str | None = None) -> Decision:
    """Take an item into work."""

    def decide_start(row: Standing, stamp: Stamp) -> Change:
        _must_be_open(row)
        _must_have_come(row, day, stamp)
        if row.item.status is not Status.PLANNED:
            return _nothing(row)
        return _status(row, stamp, "start", Status.IN_PROGRESS, note, day=day)

    return decide_start


def progress(text: str, day: date | None = None) -> Decision:
    """Record a line about the course of execution; a planned item is in progress from then on."""

    def decide_progress(row: Standing, stamp: Stamp) -> Change:
        _must_be_open(row)
        _must_have_come(row, day, stamp)
        if row.item.status is Status.PLANNED:
            return _status(row, stamp, "progress", Status.IN_PROGRESS, text, day=day, keep=True)
        return _change(row, stamp, "progress", {}, text, day=day, keep=True)

    return decide_progress


def submit(day: date | None = None, note: str | None = None) -> Decision:
    """Report an item as executed, for the controller to accept or to return."""

    def decide_submit(row: Standing, stamp: Stamp) -> Change:
        _must_be_open(row)
        _must_have_come(row, day, stamp)
        if row.item.status is Status.SUBMITTED:
            return _nothing(row)
        return _status(row, stamp, "submit", Status.SUBMITTED, note, day=day)

    return decide_submit


def give_back(reason: str, day: date | None = None) -> Decision:
    """Send a submitted item back to work."""

    def decide_return(row: Standing, stamp: Stamp) -> Change:
        if row.item.status is not Status.SUBMITTED:
            raise RefusedChangeError(row.item.id, "он не на проверке, возвращать нечего")
        return _status(row, stamp, "return", Status.IN_PROGRESS, reason, day=day, keep=True)

    return decide_return


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
        if row.state is State.CANCELLED:
            _must_be_open(row)
        executed_on = wanted.day or _day_of_report(row, stamp)
        _must_be_a_day_of_the_plan(row, executed_on, stamp)
        if wanted.correct:
            return _corrected(row, stamp, wanted)
        place = _place_to_mark(row, stamp, wanted, executed_on)
        if place is None:
            return _same_or_refused(row, wanted)
        marks = _padded(row)
        old = marks[place]
        marks[place] = executed_on
        return _marked(
            row, stamp, "done", marks, note=wanted.note, executed_on=executed_on, old_date=old
        )

    return decide_done


def _day_of_report(row: Standing, stamp: Stamp) -> date:
    """Take the day of the report that is accepted, else the day of the change."""
    if row.item.status is Status.SUBMITTED:
        return submitted_on(row.item, stamp.today)
    return stamp.today


def _padded(row: Standing) -> list[date | None]:
    """Give the recorded dates, one at least for each period; none is dropped."""
    recorded = row.item.executed
    missing = max(1, len(row.term.periods)) - len(recorded)
    return [*recorded, *[None] * missing]


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
    open_ones = [i for i, mark in enumerate(row.marks) if mark is None]
    begun = [i for i in open_ones if row.term.periods[i].first <= stamp.today]
    return begun[0] if begun else None


def _period_named(row: Standing, text: str) -> int:
    """Find the only period of an item that a wording names."""
    spans = read_span(text, row.plan.span)
    found = [i for i, period in enumerate(row.term.periods) if period in spans]
    found = found or [
        i for i, period in enumerate(row.term.periods) if any(period.last in span for span in spans)
    ]
    if len(found) != 1:
        periods = "; ".join(starmap(wording.span, row.term.periods)) or wording.NO_TERM
        raise RefusedChangeError(
            row.item.id, f"«{wording.one_line(text)}» не один из его периодов: {periods}"
        )
    return found[0]


def _same_or_refused(row: Standing, wanted: Execution) -> Change:
    """Do nothing where nothing new is said; never drop another date or note in silence."""
    recorded = [mark for mark in row.dates if mark]
    if wanted.period is not None:
        recorded = [mark for mark in (row.marks[_period_named(row, wanted.period)],) if mark]
    another_date = wanted.day is not None and bool(recorded) and wanted.day not in recorded
    another_note = wanted.note is not None and wanted.note != row.item.note
    if not (another_date or another_note or (wanted.day and not recorded)):
        return _nothing(row)
    stands = f"исполнен {wording.day(recorded[-1])}" if recorded else "исполнен без даты"
    note = f", примечание «{wording.one_line(row.item.note)}»" if row.item.note else ""
    raise RefusedChangeError(
        row.item.id, f"он уже {stands}{note}; чтобы исправить запись, добавьте --correct"
    )


def _corrected(row: Standing, stamp: Stamp, wanted: Execution) -> Change:
    """Put another date or note in the place of the recorded ones, which stay in the history."""
    closed = [i for i, mark in enumerate(row.marks) if mark]
    if wanted.period is not None:
        place = _period_named(row, wanted.period)
        if place not in closed:
            raise RefusedChangeError(row.item.id, "этот период ещё не исполнен, исправлять нечего")
    elif closed:
        place = max(closed, key=lambda i: (row.marks[i], i))
    elif row.is_done:
        place = 0
    else:
        raise RefusedChangeError(row.item.id, "он ещё не исполнен, исправлять нечего")
    marks = _padded(row)
    old, new = marks[place], wanted.day or marks[place]
    if new == old and wanted.note in {None, row.item.note}:
        return _nothing(row)
    marks[place] = new
    return _marked(row, stamp, "correct", marks, note=wanted.note, executed_on=new, old_date=old)


def _marked(  # noqa: PLR0913  # what a mark consists of
    row: Standing,
    stamp: Stamp,
    did: str,
    marks: Sequence[date | None],
    *,
    note: str | None,
    executed_on: date | None,
    old_date: date | None,
) -> Change:
    """Write marks, and the status that follows from them."""
    count = max(1, len(row.term.periods))
    closed = all(mark and mark <= stamp.today for mark in marks[:count])
    status = Status.DONE if closed or row.item.status is Status.DONE else Status.IN_PROGRESS
    fields: Fields = {"status": status.value, "executed": _texts(marks)}
    replaced = old_date if old_date != executed_on else None
    return _change(
        row,
        stamp,
        did,
        fields,
        note,
        day=executed_on,
        was=row.item.status.value,
        became=status.value,
        old_date=replaced,
    )


def _texts(marks: Sequence[date | None]) -> list[str | None]:
    """Write marks as the file has them: by position, without trailing gaps."""
    texts = [mark.isoformat() if mark else None for mark in marks]
    while texts and texts[-1] is None:
        texts.pop()
    return texts


def cancel(reason: str, day: date | None = None) -> Decision:
    """Take an item off control; the reason becomes its note."""

    def decide_cancel(row: Standing, stamp: Stamp) -> Change:
        _must_have_come(row, day, stamp)
        if row.state is State.CANCELLED:
            return _nothing(row)
        if row.is_done:
            raise RefusedChangeError(
                row.item.id,
                f"он уже исполнен; если это ошибка, сначала: roadmap reopen {row.item.id}",
            )
        return _status(row, stamp, "cancel", Status.CANCELLED, reason, day=day)

    return decide_cancel


def reopen(note: str | None = None, day: date | None = None) -> Decision:
    """Open the period that was executed last, or a cancelled item."""

    def decide_reopen(row: Standing, stamp: Stamp) -> Change:
        item, marks = row.item, list(row.item.executed)
        cancelled = item.status is Status.CANCELLED
        if not cancelled and item.status is not Status.DONE and not any(marks):
            return _nothing(row)
        if any(marks) and not cancelled:
            latest = max((mark, place) for place, mark in enumerate(marks) if mark)
            marks[latest[1]] = None
        status = Status.IN_PROGRESS if any(marks) else _status_before(item)
        change = _status(row, stamp, "reopen", status, note, day=day)
        if marks != list(item.executed):
            change.fields["executed"] = _texts(marks) or None
        return change

    return decide_reopen


def _status_before(item: Item) -> Status:
    """Give the status that an item without marks had before it was closed; at first, planned."""
    was = [event.was for event in item.history if event.became in {Status.DONE, Status.CANCELLED}]
    begun = {Status.IN_PROGRESS, Status.SUBMITTED}
    return Status.IN_PROGRESS if was and was[-1] in begun else Status.PLANNED


def postpone(text: str, reason: str, day: date | None = None) -> Decision:
    """Move the date that counts; the approved term stays as written.

    A date between the approved term and the present one corrects a postponement; the approved term
    itself takes it back. The decision raises UnreadableTermError for a wording without a date and
    RefusedChangeError for one that is earlier than the approved term.
    """

    def decide_postpone(row: Standing, stamp: Stamp) -> Change:
        item = row.item
        _must_be_open(row)
        _must_have_come(row, day, stamp)
        if row.term.kind is Kind.UNDATED:
            raise RefusedChangeError(
                item.id, f"у него нет срока («{item.term}»), переносить нечего"
            )
        if item.postponed_to == text:
            return _nothing(row)
        to_approved = wording.fold(text) == wording.fold(item.term)
        new_last = None if to_approved else postponement(text, row.plan.span)
        if _takes_back(row, new_last):
            return _moved(row, stamp, None, reason, day)
        _must_be_later(row, new_last)
        return _moved(row, stamp, text, reason, day)

    return decide_postpone


def _approved_due(row: Standing) -> date | None:
    """Give the last day of the earliest open period by the approved term."""
    pairs = zip(row.approved.periods, row.marks, strict=False)
    return next((period.last for period, mark in pairs if not mark), None)


def _takes_back(row: Standing, new_last: date | None) -> bool:
    """Tell whether a new date is the approved one of an item that is postponed."""
    approved = _approved_due(row)
    return bool(row.item.postponed_to) and new_last in {None, approved}


def _must_be_later(row: Standing, new_last: date | None) -> None:
    """Refuse a date that is no postponement of the approved term."""
    approved = _approved_due(row)
    if approved and (new_last is None or new_last <= approved):
        asked = wording.day(new_last or approved)
        raise RefusedChangeError(
            row.item.id,
            f"новый срок {asked} не позже утверждённого {wording.day(approved)}: "
            "назовите более поздний",
        )


def _moved(row: Standing, stamp: Stamp, text: str | None, reason: str, day: date | None) -> Change:
    item = row.item
    fields: Fields = {"postponed_to": text}
    was, became = item.postponed_to or item.term, text or item.term
    return _change(row, stamp, "postpone", fields, reason, day=day, was=was, became=became)


def note(text: str, day: date | None = None) -> Decision:
    """Replace the note of an item; the former one stays in the history."""

    def decide_note(row: Standing, stamp: Stamp) -> Change:
        if row.item.note == text:
            return _nothing(row)
        return _change(row, stamp, "note", {}, text, day=day)

    return decide_note


class Amendment(NamedTuple):
    """What a later order changes in an item; None and no parties: it stays."""

    title: str | None = None
    term: str | None = None
    responsible: Sequence[str] = ()
    due: date | str | None = None


def amend(wanted: Amendment, reason: str, day: date | None = None) -> Decision:
    """Change title, term or parties of an item; was and became stand in the history.

    A new term takes the place of explicit `start` and `due`, which belonged to the old wording.
    The decision refuses a term with another number of periods while marks exist: nobody could tell
    which period a mark would belong to.
    """

    def decide_amend(row: Standing, stamp: Stamp) -> Change:
        fields, was, became = _amended(row, wanted)
        if not fields:
            return _nothing(row)
        if wanted.term is not None or wanted.due:
            _must_keep_its_periods(row, wanted)
        old, new = "; ".join(was), "; ".join(became)
        return _change(row, stamp, "amend", fields, reason, day=day, was=old, became=new, keep=True)

    return decide_amend


def _amended(row: Standing, wanted: Amendment) -> tuple[Fields, list[str], list[str]]:
    """Give the fields that differ, and what each was and became."""
    item = row.item
    fields: Fields = {}
    was: list[str] = []
    became: list[str] = []
    for name, key, old, new in (
        ("мероприятие", "title", item.title, wanted.title),
        ("срок", "term", item.term, wanted.term),
        ("ответственные", "responsible", list(item.responsible), list(wanted.responsible) or None),
    ):
        if new is not None and new != old:
            fields[key] = new if isinstance(new, str) else [*new]
            was.append(f"{name}: {_shown(old)}")
            became.append(f"{name}: {_shown(new)}")
    if "term" in fields and (item.start or item.due):
        fields |= {"start": None, "due": str(wanted.due) if wanted.due else None}
    if wanted.due and wanted.due != item.due:
        fields["due"] = str(wanted.due)
        was.append(f"контрольная дата: {item.due or '—'}")
        became.append(f"контрольная дата: {wanted.due}")
    return fields, was, became


def _shown(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _must_keep_its_periods(row: Standing, wanted: Amendment) -> None:
    """Refuse a term whose periods the recorded marks would not fit."""
    text, section = wanted.term or row.item.term, row.plan.section_period_of(row.item)
    term = read_term(text, None, wanted.due, row.plan.span, section)
    before, after = len(row.approved.periods), len(term.periods)
    if any(row.item.executed) and before != after:
        raise RefusedChangeError(
            row.item.id,
            "у него есть отметки об исполнении, а новый срок делит его иначе "
            f"(периодов было {before}, станет {after}); "
            f"сначала снимите отметки: roadmap reopen {row.item.id}",
        )


def _must_be_open(row: Standing) -> None:
    if row.is_open:
        return
    closed = "снят с контроля" if row.state is State.CANCELLED else "уже исполнен"
    raise RefusedChangeError(
        row.item.id, f"он {closed}; чтобы открыть его снова: roadmap reopen {row.item.id}"
    )


def _must_have_come(row: Standing, day: date | None, stamp: Stamp) -> None:
    if day and day > stamp.today:
        raise RefusedChangeError(row.item.id, f"день {wording.day(day)} ещё не наступил")


def _must_be_a_day_of_the_plan(row: Standing, day: date, stamp: Stamp) -> None:
    """Refuse a date of execution in the future or before the plan."""
    first = row.plan.span.first
    if day > stamp.today:
        raise RefusedChangeError(
            row.item.id, f"дата исполнения {wording.day(day)} ещё не наступила"
        )
    if day < first:
        raise RefusedChangeError(
            row.item.id,
            f"дата исполнения {wording.day(day)} раньше начала плана ({wording.day(first)})",
        )


def _nothing(row: Standing) -> Change:
    return Change(row.item, {}, {})


def _status(  # noqa: PLR0913  # what a change of status consists of
    row: Standing,
    stamp: Stamp,
    did: str,
    status: Status,
    note: str | None,
    *,
    day: date | None,
    keep: bool = False,
) -> Change:
    was, fields = row.item.status.value, {"status": status.value}
    return _change(
        row, stamp, did, dict(fields), note, day=day, was=was, became=status.value, keep=keep
    )


def _change(  # noqa: PLR0913  # one parameter for each part of an event
    row: Standing,
    stamp: Stamp,
    did: str,
    fields: Fields,
    note: str | None,
    *,
    day: date | None = None,
    was: str | None = None,
    became: str | None = None,
    old_date: date | None = None,
    keep: bool = False,
) -> Change:
    """Complete the fields with the note and describe the event; empty parts stay out of the file.

    `keep` leaves the item's own note as it is: the text stands in the history alone.
    """
    item = row.item
    known_notes = {event.note for event in item.history}
    replaces = note is not None and not keep
    event = {
        "at": stamp.at.isoformat(timespec="seconds"),
        "by": stamp.by,
        "did": did,
        "was": was,
        "became": became,
        "date": (day or stamp.today).isoformat(),
        "note": note,
        "old_note": item.note if replaces and item.note not in known_notes else None,
        "old_date": old_date.isoformat() if old_date else None,
    }
    noted: Fields = {**fields, "note": note} if replaces else fields
    return Change(item, noted, {key: text for key, text in event.items() if text})
