"""One item in three versions, and what the rules find about it: fields, or a doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli.team.data import (
    DISPUTED,
    SIDES,
    Data,
    Event,
    Side,
    new_events,
    picked,
    three_way,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

TERM = ("term", "start", "due")


class Case(NamedTuple):
    """One item in three versions, and the periods of its term in each (none: not known)."""

    base: Data
    ours: Data
    theirs: Data
    periods: Mapping[str, Sequence[str]]

    def side(self, name: Side) -> Data:
        """Give one of the two versions."""
        return self.ours if name == "ours" else self.theirs

    def value(self, key: str) -> Any:  # noqa: ANN401  # a value of the file
        """Give a field that only one side changed, or both alike; else DISPUTED."""
        return three_way(self.base.get(key), self.ours.get(key), self.theirs.get(key))

    def values(self, keys: Sequence[str]) -> Any:  # noqa: ANN401  # fields, or DISPUTED
        """Give fields that belong together, of which only one side changed some; else DISPUTED."""
        return three_way(
            picked(self.base, keys), picked(self.ours, keys), picked(self.theirs, keys)
        )

    def differs(self, name: Side, *keys: str) -> bool:
        """Tell whether a side changed any of the fields."""
        return picked(self.side(name), keys) != picked(self.base, keys)

    def news(self, name: Side) -> list[Event]:
        """Give the events that one side added."""
        return new_events(self.base, self.side(name))

    def deeds(self, name: Side, kinds: Collection[str]) -> list[Event]:
        """Give the events of some kinds that one side added."""
        return [event for event in self.news(name) if event.get("did") in kinds]


class DatedTwice(NamedTuple):
    """A period, in words, with the day on which each side says that it was executed."""

    period: str
    ours: str
    theirs: str

    def side(self, name: Side) -> str:
        """Give the day of one side."""
        return self.ours if name == "ours" else self.theirs


class Doubt(NamedTuple):
    """What a person must decide: the fields that each side would set, the deeds in question.

    `twice` are the periods that the doubt is about, where it is not about all of the item.
    """

    what: str
    ours: Data
    theirs: Data
    deeds: frozenset[str] = frozenset()
    twice: tuple[DatedTwice, ...] = ()

    def side(self, name: Side) -> Data:
        """Give the fields of one side."""
        return self.ours if name == "ours" else self.theirs

    def is_part_of(self, other: Doubt) -> bool:
        """Tell whether another doubt is about all these fields."""
        return set(self.ours) <= set(other.ours)


Finding: TypeAlias = "Data | Doubt"


def doubt_about(
    case: Case, what: str, keys: Sequence[str], deeds: frozenset[str]
) -> Doubt:
    """Ask which side's fields stay; a note goes with them that is disputed too, or says why."""
    fields = list(keys)
    if "note" not in fields and _note_belongs(case, deeds):
        fields.append("note")
    return Doubt(what, picked(case.ours, fields), picked(case.theirs, fields), deeds)


def _note_belongs(case: Case, deeds: frozenset[str]) -> bool:
    """Tell whether the note is disputed, or was written by a deed in question."""
    if case.value("note") is DISPUTED:
        return True
    return any(_note_says_why(case, name, deeds) for name in SIDES)


def _note_says_why(case: Case, name: Side, deeds: frozenset[str]) -> bool:
    """Tell whether a side's note was written by its deed in question."""
    text = case.side(name).get("note")
    reasons = [event.get("note") for event in case.deeds(name, deeds)]
    return bool(text) and text in reasons
