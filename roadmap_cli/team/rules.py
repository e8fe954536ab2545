"""The rules by which what two people did to one item goes together: a function and a sentence each.

Only that merges by itself which the program would have accepted one after the other; the rest is
asked. A rule yields the fields that it settles, or a doubt. The rule of execution has a module of
its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.team.case import TERM, Doubt, doubt_about, later_note
from roadmap_cli.team.data import (
    DISPUTED,
    Data,
    Event,
    Side,
    events_of,
    three_way,
    without,
    writing,
)
from roadmap_cli.team.execution import execution, submission

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roadmap_cli.team.case import Case, Finding

_OWNED = {"id", "history", "status", "executed", "postponed_to", "note", *TERM}


def postponement(case: Case) -> Iterator[Finding]:
    """Take a postponement by one or by both alike; ask where both postponed differently."""
    value = case.value("postponed_to")
    if value is DISPUTED:
        yield doubt_about(case, "postponement", ["postponed_to"], frozenset({"postpone"}))
    else:
        yield {"postponed_to": value}


def note(case: Case) -> Iterator[Finding]:
    """Keep the note recorded later, the other is in the history; ask about one written by hand."""
    value = case.value("note")
    if value is DISPUTED:
        value = later_note(case)
    if value is DISPUTED:
        yield doubt_about(case, "note", ["note"], frozenset({"note"}))
    else:
        yield {"note": value}


def term(case: Case) -> Iterator[Finding]:
    """Take a term and its explicit dates together from who changed them; ask where both did."""
    yield _whole(case, "term", TERM)


def wording(case: Case) -> Iterator[Finding]:
    """Take title, parties and whatever else from who changed it; ask where both did."""
    for key in dict.fromkeys([*case.base, *case.ours, *case.theirs]):
        if key not in _OWNED:
            yield _whole(case, key, (key,))


def _whole(case: Case, what: str, keys: Sequence[str]) -> Finding:
    """Take some fields as one."""
    fields: Data = case.values(keys)
    if fields is DISPUTED:
        return doubt_about(case, what, keys, frozenset({"amend"}))
    return fields


def history(case: Case) -> Iterator[Finding]:
    """Keep all events of both, in the order of writing; ask about the removal of one."""
    known, ours, theirs = (events_of(case.base), events_of(case.ours), events_of(case.theirs))
    agreed = three_way(known, ours, theirs)
    if agreed is not DISPUTED:
        yield {"history": agreed or None}
        return
    news = case.news("ours")
    news += without(case.news("theirs"), news)
    removed_here, removed_there = without(known, ours), without(known, theirs)
    here = _in_order(without(known, removed_here), news)
    if removed_here == removed_there:
        yield {"history": here or None}
    else:
        there = _in_order(without(known, removed_there), news)
        fields: dict[Side, Data] = {"ours": {"history": here}, "theirs": {"history": there}}
        yield Doubt("history", fields)


def _in_order(known: Sequence[Event], news: Sequence[Event]) -> list[Event]:
    """Put each new event after those written before it; what was known keeps its order."""
    events = list(known)
    for event in sorted(news, key=writing):
        events.insert(_place_of(event, events), event)
    return events


def _place_of(event: Event, events: Sequence[Event]) -> int:
    """Give the place behind all events but the latest ones that were written after it."""
    place = len(events)
    while place and events[place - 1].get("at", "") > event.get("at", ""):
        place -= 1
    return place


RULES = (execution, submission, postponement, note, term, wording, history)


def judge(case: Case) -> tuple[Data, list[Doubt]]:
    """Apply all rules: what is settled, and the doubts, none of which is part of another."""
    settled: Data = {"id": case.ours["id"]}
    doubts: list[Doubt] = []
    for rule in RULES:
        for finding in rule(case):
            if isinstance(finding, dict):
                settled.update(finding)
            elif not any(finding.keys <= doubt.keys for doubt in doubts):
                doubts.append(finding)
    return settled, doubts
