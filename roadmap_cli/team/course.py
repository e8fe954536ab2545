"""What one side did with an item: how far it was before, how far it is now, by which steps."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.team.data import SIDES, Data, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.team.case import Case

Marks: TypeAlias = "Sequence[str | None]"

RANKS = {"planned": 0, "in_progress": 1, "submitted": 2, "done": 3, "cancelled": 4}
STEPS_BACK = frozenset({"reopen", "return"})
STEPS_FORWARD = frozenset({"start", "progress", "submit", "done", "correct", "cancel"})
STEPS = STEPS_FORWARD | STEPS_BACK


class State(NamedTuple):
    """How far an item is: its status, and its dates of execution without trailing gaps."""

    status: str
    marks: list[str | None]

    @property
    def first_open(self) -> int:
        """The position of the earliest period that is not executed."""
        executed = executed_places(self.marks)
        position = 0
        while position in executed:
            position += 1
        return position

    def mark_at(self, position: int) -> str | None:
        """Give the date of a period; None where it is open."""
        return self.marks[position] if position < len(self.marks) else None

    def is_closed_as_a_whole(self, periods: int) -> bool:
        """Tell whether it is called executed though not all of so many periods have a date."""
        return self.status == "done" and not are_all_executed(self.marks, periods)


def state_of(item: Data) -> State:
    """Read how far an item is."""
    marks = list(item.get("executed") or [])
    while marks and not marks[-1]:
        marks.pop()
    return State(item.get("status") or "planned", marks)


def executed_places(marks: Marks) -> set[int]:
    """Give the positions of the periods that have a date."""
    return {position for position, mark in enumerate(marks) if mark}


def are_all_executed(marks: Marks, periods: int) -> bool:
    """Tell whether each of so many periods has a date."""
    return executed_places(marks) >= set(range(periods))


class Course(NamedTuple):
    """What one side did with an item.

    `deeds` are the kinds of its new events; `periods` is how many its term has, and had before.
    """

    before: State
    after: State
    deeds: frozenset[str]
    periods: int
    periods_before: int
    is_postponed: bool

    @property
    def took_off(self) -> bool:
        """Whether the item was taken off control."""
        return self.after.status == "cancelled" != self.before.status

    @property
    def went_on(self) -> bool:
        """Whether an item under control was brought on, or put off."""
        postponed = self.is_postponed and self.after.status != "cancelled"
        return postponed or self.went_on_by_steps

    @property
    def went_on_by_steps(self) -> bool:
        """Whether more was done with an item under control than to put it off."""
        if self.after.status == "cancelled":
            return False
        return self.before != self.after or bool(self.deeds & STEPS)

    @property
    def went_back(self) -> bool:
        """Whether a status or a date was taken back, or that was said."""
        if self.deeds & STEPS_BACK:
            return True
        if executed_places(self.before.marks) - executed_places(self.after.marks):
            return True
        is_lower = rank(self.after.status) < rank(self.before.status)
        return is_lower and not self._accepted

    @property
    def _accepted(self) -> bool:
        """Whether a period was dated of an item that waited for acceptance."""
        waited = self.before.status == "submitted"
        return waited and self.before.marks != self.after.marks

    @property
    def sent_back(self) -> bool:
        """Whether a report that waited for acceptance was taken back."""
        if self.before.status != "submitted":
            return False
        waits = self.after.status == "submitted" or self._accepted
        return not waits or "return" in self.deeds

    @property
    def touched(self) -> set[int] | None:
        """The positions of the periods that it is about; None where it is about the item."""
        before, after = self.before, self.after
        if "cancelled" in {before.status, after.status}:
            return None
        if before.is_closed_as_a_whole(self.periods_before):
            return None
        if after.is_closed_as_a_whole(self.periods):
            return None
        pairs = enumerate(zip_longest(before.marks, after.marks))
        touched = {place for place, (old, new) in pairs if old != new}
        if "submit" in self.deeds:  # a report answers for the earliest open period
            touched |= set(range(after.first_open + 1))
        if self.sent_back:
            touched.add(before.first_open)
        return touched


def rank(status: str) -> int:
    """Tell how far a status is; one that nobody knows counts as the first."""
    return RANKS.get(status, 0)


def courses_of(case: Case) -> dict[Side, Course]:
    """Tell what each side did with an item."""
    return {name: _course_of(case, name) for name in SIDES}


def _course_of(case: Case, name: Side) -> Course:
    """Tell what one side did; a postponement may stand in the history, the field, or both."""
    deeds = frozenset(event.get("did", "") for event in case.news(name))
    return Course(
        before=state_of(case.base),
        after=state_of(case.side(name)),
        deeds=deeds,
        periods=len(case.periods[name]),
        periods_before=len(case.periods["base"]),
        is_postponed="postpone" in deeds or case.differs(name, "postponed_to"),
    )
