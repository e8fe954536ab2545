"""What every change of an item starts from, and how it is written.

A change looks at an item as it stands and at all that is recorded of it, and gives one event; the
fields of the file follow from the replay of that event (`course`). How they come into the file is
the matter of `planfile.update`. No change counts for a day of the future.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli import wording
from roadmap_cli.errors import RefusedChangeError
from roadmap_cli.plan.course import recorded
from roadmap_cli.plan.model import Event, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from roadmap_cli.plan.marks import Course
    from roadmap_cli.plan.model import Deed, Item, Plan
    from roadmap_cli.plan.standing import NamedPlan, Standing

Fields: TypeAlias = "dict[str, str | list[str | None] | None]"
STATUS = ("status",)
"""What a change of the status writes, also where it stays what it is."""


class Stamp(NamedTuple):
    """Who makes a change, when it is written, and the day that it counts for if none is named."""

    at: datetime
    by: str
    today: date

    @property
    def written(self) -> str:
        """The time of writing, as files have it: with the offset from UTC."""
        return self.at.isoformat(timespec="seconds")


class Change(NamedTuple):
    """Fields of one item to write, and the event for its history; no event: nothing to do."""

    item: Item
    fields: Fields
    event: Mapping[str, str | list[str]]


class Record(NamedTuple):
    """What the history is told; no `day`: that of the change."""

    did: Deed
    note: str | None = None
    day: date | None = None
    period: date | None = None
    member: str | None = None
    evidence: Sequence[str] = ()
    was: str | None = None
    became: str | None = None
    old_note: str | None = None
    old_date: date | None = None
    old_term: str | None = None
    old_start: date | None = None
    old_due: date | str | None = None
    accepted: date | None = None

    def event(self, stamp: Stamp) -> Event:
        """Make the event that the history is told."""
        values = self._asdict()
        del values["day"]
        values["evidence"] = tuple(self.evidence) or None
        day = self.day or stamp.today
        return Event.model_construct(at=stamp.at, by=stamp.by, date=day, **values)

    def written(self, stamp: Stamp) -> dict[str, str | list[str]]:
        """Write it as the file has it; empty parts stay out."""
        facts = dict(self.event(stamp)) | {"at": stamp.written}
        return {
            key: list(fact) if isinstance(fact, tuple) else str(fact)
            for key, fact in facts.items()
            if fact
        }


class Matter(NamedTuple):
    """An item that is to be changed: how it stands, all that is recorded of it, who changes it."""

    row: Standing
    known: Course
    stamp: Stamp

    @classmethod
    def of(cls, row: Standing, stamp: Stamp) -> Matter:
        """Look up what is recorded of an item, whatever day it counts for."""
        return cls(row, recorded(row.plan, row.item, stamp.today), stamp)

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.row.item

    @property
    def plan(self) -> Plan:
        """The plan of the item."""
        return self.row.plan

    @property
    def home(self) -> NamedPlan:
        """The plan under its short name."""
        return self.row.home

    @property
    def is_removed(self) -> bool:
        """Tell whether the item was taken off control."""
        return self.known.status is Status.CANCELLED

    def refused(self, why: str) -> RefusedChangeError:
        """Say why the item is not changed, and what to do."""
        return RefusedChangeError(self.item.id, why)

    def closed(self) -> RefusedChangeError:
        """Say that the item is executed or taken off control."""
        closed = "снят с контроля" if self.is_removed else "уже исполнен"
        return self.refused(f"он {closed}; чтобы открыть его снова: roadmap reopen {self.item.id}")

    def must_be_open(self) -> None:
        """Refuse to change what is executed or taken off control.

        Raises:
            RefusedChangeError: it is.

        """
        if self.is_removed or self.known.is_executed:
            raise self.closed()

    def period(self, place: int) -> date | None:
        """Name a period by its last approved day; the only one of an undated term has no name."""
        periods = self.known.term.periods
        return periods[place].last if periods else None

    def unchanged(self) -> Change:
        """Leave the item as it is."""
        return Change(self.item, {}, {})

    def changed(self, record: Record, *, keys: Sequence[str] = ()) -> Change:
        """Write an event, and the fields that differ when it has happened.

        Args:
            record: the event.
            keys: fields that are written even where they stay as they are.

        Raises:
            RefusedChangeError: the event counts for a day of the future.

        """
        self.must_have_come(record)
        known, told = self.known, record
        is_in_history = any(event.note == known.note for event in known.events)
        if record.note and known.note and not is_in_history:
            told = told._replace(old_note=known.note)
        new = recorded(self.plan, self.item, self.stamp.today, told.event(self.stamp))
        if new.note == known.note:
            told = told._replace(old_note=None)
        if keys or new.status is not known.status:
            told = told._replace(was=known.status.value, became=new.status.value)
        fields: Fields = {}
        if new.status is not known.status or "status" in keys:
            fields["status"] = new.status.value
        if new.executed != known.executed or "executed" in keys:
            fields["executed"] = [*map(wording.iso, new.dates_in_file(self.item))] or None
        if new.postponed_to != known.postponed_to:
            fields["postponed_to"] = new.postponed_to
        if new.note != known.note:
            fields["note"] = new.note or None
        return Change(self.item, fields, told.written(self.stamp))

    def must_have_come(self, record: Record) -> None:
        """Refuse a day of the future.

        Raises:
            RefusedChangeError: it is one.

        """
        if record.day is None or record.day <= self.stamp.today:
            return
        is_mark = record.did in {"done", "correct"}
        what, come = ("дата исполнения", "наступила") if is_mark else ("день", "наступил")
        raise self.refused(f"{what} {wording.day(record.day)} ещё не {come}")


Decision: TypeAlias = "Callable[[Matter], Change]"
"""Decides what a command does to an item."""
