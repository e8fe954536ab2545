"""One item in three versions, and what the rules find about it: fields, or a doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli.team.data import (
    DISPUTED,
    OTHER,
    SIDES,
    Data,
    Event,
    Side,
    new_events,
    picked,
    three_way,
    writing,
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
    """A period, in words, with the day on which each side has it executed; None: it is open."""

    period: str
    days: Mapping[Side, str | None]


class Doubt(NamedTuple):
    """What a person must decide: the fields that each side would set, the deeds in question.

    `twice` are the periods that the doubt is about, where it is not about all of the item.
    """

    what: str
    fields: Mapping[Side, Data]
    deeds: frozenset[str] = frozenset()
    twice: tuple[DatedTwice, ...] = ()

    @property
    def keys(self) -> set[str]:
        """What the fields are called, the same for both sides."""
        return set(self.fields["ours"])

    def with_fields(self, more: Mapping[Side, Data]) -> Doubt:
        """Put further fields of the two sides beside the others, or in their place."""
        fields = {name: {**self.fields[name], **more[name]} for name in SIDES}
        return self._replace(fields=fields)


Finding: TypeAlias = "Data | Doubt"


def doubt_about(case: Case, what: str, keys: Sequence[str], deeds: frozenset[str]) -> Doubt:
    """Ask which side's fields stay; a note that says why goes with them."""
    fields = {name: picked(case.side(name), keys) for name in SIDES}
    doubt = Doubt(what, fields, deeds)
    if not _note_belongs(case, deeds):
        return doubt
    notes = {name: {"note": _note_beside(case, name, deeds)} for name in SIDES}
    return doubt.with_fields(notes)


def _note_belongs(case: Case, deeds: frozenset[str]) -> bool:
    """Tell whether a deed in question wrote the note; one written by hand is asked by itself."""
    if case.value("note") is DISPUTED and None in _notes_recorded(case):
        return False
    return any(_note_says_why(case, name, deeds) for name in SIDES)


def _note_says_why(case: Case, name: Side, deeds: frozenset[str]) -> bool:
    """Tell whether a side's note was written by its deed in question."""
    text = case.side(name).get("note")
    reasons = [event.get("note") for event in case.deeds(name, deeds)]
    return bool(text) and text in reasons


def _note_beside(case: Case, name: Side, deeds: frozenset[str]) -> Any:  # noqa: ANN401  # text or none
    """Give the note that stays with a side's fields; a later one beside the matter wins."""
    if _note_says_why(case, OTHER[name], deeds):
        return case.side(name).get("note")
    value = case.value("note")
    return later_note(case) if value is DISPUTED else value


def later_note(case: Case) -> Any:  # noqa: ANN401  # a text, none, or DISPUTED
    """Give the note that was recorded later; DISPUTED where one was written by hand."""
    ours, theirs = _notes_recorded(case)
    if ours is None or theirs is None:
        return DISPUTED
    later = case.ours if ours > theirs else case.theirs
    return later.get("note")


def _notes_recorded(case: Case) -> list[tuple[str, str] | None]:
    """Give when each side's note was recorded by the program; None for one written by hand."""
    return [_note_recorded(case, name) for name in SIDES]


def _note_recorded(case: Case, name: Side) -> tuple[str, str] | None:
    """Give when a side's note was recorded."""
    text = case.side(name).get("note")
    events = [event for event in case.news(name) if event.get("note") == text]
    if not text or not events:
        return None
    return writing(events[-1])
