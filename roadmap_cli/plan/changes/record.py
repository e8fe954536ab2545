"""What a change writes: fields of one item and an event for its history; what any change refuses.

Here is neither what a change means (the modules beside this one) nor how it comes into the file
(`planfile.update`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli import wording
from roadmap_cli.errors import RefusedChangeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from roadmap_cli.plan.model import Deed, Item
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.states import Status

Fields: TypeAlias = dict[str, str | list[str | None] | None]


class Stamp(NamedTuple):
    """Who makes a change, when it is written, and the day that it counts for if none is named."""

    at: datetime
    by: str
    today: date

    @property
    def written(self) -> str:
        """The time of writing, as files have it."""
        return self.at.isoformat(timespec="seconds")


class Change(NamedTuple):
    """Fields of one item to write, and the event for its history; no event: nothing to do."""

    item: Item
    fields: Fields
    event: Mapping[str, str]


Decision: TypeAlias = "Callable[[Standing, Stamp], Change]"
"""Decides about an item as it stands on the day of the change."""


class Record(NamedTuple):
    """What the history is told; no `day`: that of the change."""

    did: Deed
    note: str | None = None
    day: date | None = None
    was: str | None = None
    became: str | None = None
    old_note: str | None = None
    old_date: date | None = None

    def event(self, stamp: Stamp) -> dict[str, str]:
        """Write it as the file has it; empty parts stay out."""
        day = self.day or stamp.today
        texts = {
            "at": stamp.written,
            "by": stamp.by,
            "did": self.did,
            "was": self.was,
            "became": self.became,
            "date": day.isoformat(),
            "note": self.note,
            "old_note": self.old_note,
            "old_date": wording.iso(self.old_date),
        }
        return {key: text for key, text in texts.items() if text}


def nothing(row: Standing) -> Change:
    """Leave an item as it is."""
    return Change(row.item, {}, {})


def written(
    row: Standing, stamp: Stamp, record: Record, fields: Fields, *, keep_note: bool = False
) -> Change:
    """Write fields and an event; the event's note becomes the item's own.

    Args:
        row: the item as it stands.
        stamp: who, and when.
        record: the event.
        fields: what changes in the item besides its note.
        keep_note: leave the item's own note: the text stands in the history alone.

    """
    item = row.item
    if record.note is None or keep_note:
        return Change(item, fields, record.event(stamp))
    is_known = any(event.note == item.note for event in item.history)
    told = record if is_known else record._replace(old_note=item.note)
    return Change(item, {**fields, "note": record.note}, told.event(stamp))


def with_status(
    row: Standing, stamp: Stamp, status: Status, record: Record, *, keep_note: bool = False
) -> Change:
    """Write a status, and in the event what it was and became."""
    told = record._replace(was=row.item.status.value, became=status.value)
    return written(row, stamp, told, {"status": status.value}, keep_note=keep_note)


def marks_as_written(marks: Sequence[date | None]) -> list[str | None]:
    """Write marks as the file has them: by position, without trailing gaps."""
    texts = [wording.iso(mark) for mark in marks]
    while texts and texts[-1] is None:
        texts.pop()
    return texts


def must_be_open(row: Standing) -> None:
    """Refuse an item that is executed or taken off control.

    Raises:
        RefusedChangeError: it is.

    """
    if row.is_open:
        return
    closed = "снят с контроля" if row.is_cancelled else "уже исполнен"
    raise RefusedChangeError(
        row.item.id, f"он {closed}; чтобы открыть его снова: roadmap reopen {row.item.id}"
    )


def must_have_come(row: Standing, day: date | None, stamp: Stamp) -> None:
    """Refuse a day of the future.

    Raises:
        RefusedChangeError: it is one.

    """
    if day and day > stamp.today:
        raise RefusedChangeError(row.item.id, f"день {wording.day(day)} ещё не наступил")
