"""The rules by which what two people did to one item goes together: a function and a sentence each.

Only that merges by itself which the program would have accepted one after the other; the rest is
asked. A rule yields the fields that it settles, or a doubt. The rule of execution has a module of
its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.team.raw import (
    DISPUTED,
    OTHER,
    SIDES,
    Data,
    Event,
    Side,
    events_of,
    instant,
    three_way,
    without,
    writing,
)
from roadmap_cli.team.steps import TERM, Doubt, doubt_about, execution, later_note, submission
from roadmap_cli.team.story import amend_words, event_words, key_words, value_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roadmap_cli.team.raw import Data, Event, Side
    from roadmap_cli.team.steps import Case, Finding


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
    while place and instant(events[place - 1]) > instant(event):
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
            elif any(finding.keys <= doubt.keys for doubt in doubts):
                continue
            elif later := _who_knew(case, finding):
                settled.update(finding.fields[later])
            else:
                doubts.append(finding)
    return settled, doubts


def _who_knew(case: Case, doubt: Doubt) -> Side | None:
    """Name the side that did what it did after it had got all that the other did."""
    for name in SIDES:
        mine, other = case.news(name), case.news(OTHER[name])
        goes_on = len(mine) > len(other) and not without(other, mine)
        if goes_on and case.deeds(OTHER[name], doubt.deeds):
            return name
    return None


_MARKS = {"done", "correct"}
_OF_FIELDS = {"postpone", "amend"}
_TERMS = {*TERM, "postponed_to"}


class Stamp(NamedTuple):
    """When and by whom doubts are decided."""

    at: str
    by: str


def decided(case: Case, settled: Data, doubt: Doubt, side: Side, stamp: Stamp) -> Data:
    """Take one side's fields and record that as an ordinary event; both original events stay.

    A side's history stands before the events of what was decided already.
    """
    chosen = doubt.fields[side]
    item = {**settled, **chosen}
    decision = _decision(case, doubt, side, stamp)
    earlier = events_of(settled) if "history" in chosen else []
    item["history"] = [*events_of(item), *earlier, decision]
    return item


def _decision(case: Case, doubt: Doubt, side: Side, stamp: Stamp) -> Event:
    """Repeat the chosen deed as of now; what was written by hand is named in a note.

    So is what an order changed: one event of it may name more than what was asked about.
    """
    made: Event = {"at": stamp.at, "by": stamp.by}
    deeds = _deeds(case, doubt, side)
    if not deeds or deeds[-1].get("did") == "amend":
        words = side_words(case, doubt, side)
        return {**made, "did": "note", "note": f"решено оставить: {words}"}
    chosen = {key: text for key, text in deeds[-1].items() if not key.startswith("old_")}
    if chosen["did"] == "postpone":
        return {**chosen, **made, **_terms_told(case, doubt, side, chosen)}
    if "status" in doubt.fields[side]:
        made |= _statuses_told(doubt, side, chosen)
    return {**chosen, **made}


def _terms_told(case: Case, doubt: Doubt, side: Side, chosen: Event) -> Event:
    """Say which new term gave way to the chosen one, if one did."""
    given_up = _deeds(case, doubt, OTHER[side])
    if "was" in chosen and given_up and given_up[-1].get("did") == "postpone":
        return {"was": given_up[-1].get("became", chosen["was"])}
    return {}


def _statuses_told(doubt: Doubt, side: Side, chosen: Event) -> Event:
    """Say which status gave way to the chosen one; a deed that changes none tells of a change."""
    was = doubt.fields[OTHER[side]].get("status") or "planned"
    became = doubt.fields[side].get("status") or "planned"
    if "became" not in chosen:
        return {} if was == became else {"was": was, "became": became}
    return {"was": was, "became": became} if "was" in chosen else {"became": became}


def _deeds(case: Case, doubt: Doubt, side: Side) -> list[Event]:
    """Give what one side did in the matter: its steps, else how it changed the fields.

    Of periods in question these are the marks of the periods, and what took such marks back.
    """
    deeds = case.deeds(side, doubt.deeds)
    if doubt.twice:
        days = {each.days[side] for each in doubt.twice}
        return [event for event in deeds if _day_or_none(event) in days]
    steps = [event for event in deeds if event.get("did") not in _OF_FIELDS]
    fields = doubt.fields[side]
    return steps or [event for event in deeds if _is_about(event, fields)]


def _day_or_none(event: Event) -> str | None:
    """Give the day that an event marks a period with; None where it leaves one open."""
    return event.get("date") if event.get("did") in _MARKS else None


def _is_about(event: Event, fields: Data) -> bool:
    """Tell whether an event may have changed some of the fields."""
    if event.get("did") != "amend":
        return True
    names = [f"{key_words(key)}: " for key in fields]
    return any(name in event.get("became", "") for name in names)


def side_words(case: Case, doubt: Doubt, side: Side) -> str:
    """Say what one side did: by its latest event on the matter, else by what its fields hold."""
    if doubt.twice:
        return "; ".join(_mark_words(case, doubt, side))
    if doubt.what == "history":
        return _history_words(case, side)
    fields = doubt.fields[side]
    changed = {key: value for key, value in fields.items() if case.differs(side, key)}
    deeds = _deeds(case, doubt, side)
    if not deeds:
        return value_words(changed or fields)
    latest = deeds[-1]
    if latest.get("did") == "amend":
        return amend_words(latest, changed)
    words = event_words(latest)
    beside = {key: value for key, value in changed.items() if key in _TERMS}
    if beside and latest.get("did") not in _OF_FIELDS:
        words += f"; {value_words(beside)}"
    return words


def _mark_words(case: Case, doubt: Doubt, side: Side) -> Iterator[str]:
    """Say on which day one side has each period in question executed, and who says so."""
    for each in doubt.twice:
        day = each.days[side]
        words = value_words({"executed": day})
        for event in _deeds(case, doubt, side):
            if _day_or_none(event) == day:
                words = event_words(event)
        yield f"за {each.period} {words}" if each.period else words


def _history_words(case: Case, side: Side) -> str:
    """Say which events of the history a side removed."""
    removed = without(events_of(case.base), events_of(case.side(side)))
    if not removed:
        return "история без удалений"
    return f"из истории удалено: {'; '.join(map(event_words, removed))}"
