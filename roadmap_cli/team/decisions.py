"""What a person is asked about an item and what the answer makes of it: an ordinary event."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.team.data import OTHER, events_of, without
from roadmap_cli.team.story import event_words, value_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roadmap_cli.team.case import Case, Doubt
    from roadmap_cli.team.data import Data, Event, Side


class Stamp(NamedTuple):
    """When and by whom doubts are decided."""

    at: str
    by: str


def decided(case: Case, settled: Data, doubt: Doubt, side: Side, stamp: Stamp) -> Data:
    """Take one side's fields and record that as an ordinary event; both original events stay.

    A side's history stands before the events of what was decided already.
    """
    chosen = doubt.side(side)
    item = {**settled, **chosen}
    decision = _decision(case, doubt, side, stamp)
    earlier = events_of(settled) if "history" in chosen else []
    item["history"] = [*events_of(item), *earlier, decision]
    return item


def _decision(case: Case, doubt: Doubt, side: Side, stamp: Stamp) -> Event:
    """Repeat the chosen deed as of now; what was written by hand is named in a note."""
    made: Event = {"at": stamp.at, "by": stamp.by}
    deeds = _deeds(case, doubt, side)
    if not deeds:
        words = side_words(case, doubt, side)
        return {**made, "did": "note", "note": f"решено оставить: {words}"}
    chosen = {
        key: text for key, text in deeds[-1].items() if not key.startswith("old_")
    }
    if doubt.twice:
        chosen["became"] = doubt.side(side)["status"]
    given_up = _deeds(case, doubt, OTHER[side])
    if "was" in chosen and given_up:
        made["was"] = given_up[-1].get("became", chosen["was"])
    return {**chosen, **made}


def _deeds(case: Case, doubt: Doubt, side: Side) -> list[Event]:
    """Give what one side did in the matter: of periods in question, the marks of these."""
    deeds = case.deeds(side, doubt.deeds)
    if not doubt.twice:
        return deeds
    days = {each.side(side) for each in doubt.twice}
    return [event for event in deeds if event.get("date") in days]


def side_words(case: Case, doubt: Doubt, side: Side) -> str:
    """Say what one side did: by its latest event on the matter, else by what its fields hold."""
    if doubt.twice:
        return "; ".join(_mark_words(case, doubt, side))
    deeds = _deeds(case, doubt, side)
    if deeds:
        return event_words(deeds[-1])
    if doubt.what == "history":
        return _history_words(case, side)
    fields = doubt.side(side)
    changed = {key: value for key, value in fields.items() if case.differs(side, key)}
    return value_words(changed or fields)


def _mark_words(case: Case, doubt: Doubt, side: Side) -> Iterator[str]:
    """Say on which day one side has each period in question executed, and who says so."""
    for each in doubt.twice:
        day = each.side(side)
        words = value_words({"executed": day})
        for event in _deeds(case, doubt, side):
            if event.get("date") == day:
                words = event_words(event)
        yield f"за {each.period} {words}" if each.period else words


def _history_words(case: Case, side: Side) -> str:
    """Say which events of the history a side removed."""
    removed = without(events_of(case.base), events_of(case.side(side)))
    if not removed:
        return "история без удалений"
    return f"из истории удалено: {'; '.join(map(event_words, removed))}"
