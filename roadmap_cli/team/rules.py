"""The rules by which what two people did to one item goes together: a function and a sentence each.

Only that merges by itself which the program would have accepted one after the other; the rest is
asked. Items are plain data, as a plan file has them. A rule yields the fields that it settles, or
a doubt.
"""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from roadmap_cli.team.story import event_words, new_events, value_words, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Item: TypeAlias = "dict[str, Any]"
Event: TypeAlias = "dict[str, str]"
Side: TypeAlias = Literal["ours", "theirs"]
SIDES: tuple[Side, Side] = ("ours", "theirs")

DISPUTED: Any = object()
_RANKS = {"planned": 0, "in_progress": 1, "submitted": 2, "done": 3, "cancelled": 4}
_BACK = {"reopen", "return"}
_TERM = ("term", "start", "due")
_OWNED = {"id", "history", "status", "executed", "postponed_to", "note", *_TERM}
_EXECUTION = {"start", "progress", "submit", "return", "done", "correct", "cancel", "reopen"}


class Case(NamedTuple):
    """One item in three versions, and how many periods its term has in each (0: not known)."""

    base: Item
    ours: Item
    theirs: Item
    periods: Mapping[str, int]

    def side(self, name: Side) -> Item:
        """Give one of the two versions."""
        return self.ours if name == "ours" else self.theirs

    def news(self, name: Side) -> list[Event]:
        """Give the events that one side added."""
        return new_events(self.base, self.side(name))

    def differs(self, name: Side, *keys: str) -> bool:
        """Tell whether a side changed any of the fields."""
        return picked(self.side(name), keys) != picked(self.base, keys)


class Doubt(NamedTuple):
    """What a person must decide: the fields that each side would set, the deeds in question."""

    what: str
    ours: Item
    theirs: Item
    deeds: frozenset[str] = frozenset()

    def side(self, name: Side) -> Item:
        """Give the fields of one side."""
        return self.ours if name == "ours" else self.theirs


class Stamp(NamedTuple):
    """When and by whom doubts are decided."""

    at: str
    by: str


Finding: TypeAlias = "Item | Doubt"


def three_way(base: Any, ours: Any, theirs: Any) -> Any:  # noqa: ANN401  # values of any shape
    """Take what only one side changed, or both alike; DISPUTED where they differ."""
    if theirs in (ours, base):
        return ours
    return theirs if ours == base else DISPUTED


def picked(item: Item, keys: Sequence[str]) -> Item:
    """Give some fields of an item; an empty one is as good as none."""
    return {key: item.get(key) or None for key in keys}


def history(case: Case) -> Iterator[Finding]:
    """Keep all events of both, in the order of writing; ask about the removal of one."""
    agreed = three_way(*(item.get("history") or [] for item in case[:3]))
    if agreed is not DISPUTED:
        yield {"history": agreed or None}
        return
    base = case.base.get("history") or []
    gone = {name: without(base, case.side(name).get("history") or []) for name in SIDES}
    news = case.news("ours")
    news += without(case.news("theirs"), news)
    kept = {name: _in_order(without(base, gone[name]), news) for name in SIDES}
    if gone["ours"] == gone["theirs"]:
        yield {"history": kept["ours"] or None}
    else:
        yield Doubt("history", {"history": kept["ours"]}, {"history": kept["theirs"]})


def _in_order(known: Sequence[Event], news: Sequence[Event]) -> list[Event]:
    """Put each new event after those written before it; what was known keeps its order."""
    events = list(known)
    for event in sorted(news, key=_writing):
        place = len(events)
        while place and events[place - 1].get("at", "") > event.get("at", ""):
            place -= 1
        events.insert(place, event)
    return events


def _writing(event: Event) -> tuple[str, str]:
    """Order events by time, and those of one second in a way that both sides find."""
    return event.get("at", ""), json.dumps(event, sort_keys=True, ensure_ascii=False)


def execution(case: Case) -> Iterator[Finding]:
    """Let steps forward go together; ask about removal from control, steps back and two dates."""
    if _removal_disputed(case) or _step_back_disputed(case):
        yield _execution_doubt(case, "postponed_to")
    elif _periods_disputed(case):
        yield _execution_doubt(case, *_TERM)
    else:
        states = [_state(item) for item in case[:3]]
        agreed = three_way(*states)
        if agreed is not DISPUTED:
            source = case.ours if agreed == states[1] else case.theirs
            yield picked(source, ("status", "executed"))
        else:
            yield _together(case)


def _execution_doubt(case: Case, *more: str) -> Doubt:
    """Ask about the execution and whatever else of these fields is disputed with it."""
    keys = ["status", "executed"]
    keys += [key for key in more if case.differs("ours", key) or case.differs("theirs", key)]
    return _doubt(case, "execution", keys, frozenset(_EXECUTION | {"postpone", "amend"}))


def _doubt(case: Case, what: str, keys: Sequence[str], deeds: frozenset[str]) -> Doubt:
    """Ask which side's fields stay; a note goes with them that is disputed too, or says why."""
    disputed = three_way(*(item.get("note") for item in case[:3])) is DISPUTED
    if disputed or any(_note_says_why(case, name, deeds) for name in SIDES):
        keys = [*dict.fromkeys([*keys, "note"])]
    return Doubt(what, picked(case.ours, keys), picked(case.theirs, keys), deeds)


def _note_says_why(case: Case, name: Side, deeds: frozenset[str]) -> bool:
    """Tell whether a side's note was written by its deed in question."""
    text = case.side(name).get("note")
    return bool(text) and any(
        event.get("note") == text for event in case.news(name) if event.get("did") in deeds
    )


def _state(item: Item) -> tuple[str, list[str | None]]:
    """Give the status and the dates of execution without trailing gaps."""
    marks = list(item.get("executed") or [])
    while marks and not marks[-1]:
        marks.pop()
    return item.get("status") or "planned", marks


def _removal_disputed(case: Case) -> bool:
    """Tell whether one side took the item off control and the other went on with it."""
    for name, other in (SIDES, SIDES[::-1]):
        removed = _state(case.side(name))[0] == "cancelled" != _state(case.base)[0]
        alive = _state(case.side(other))[0] != "cancelled"
        went_on = case.differs(other, "status", "executed", "postponed_to")
        if removed and alive and went_on:
            return True
    return False


def _step_back_disputed(case: Case) -> bool:
    """Tell whether one side opened again or sent back what the other changed as well."""
    if _state(case.ours) == _state(case.theirs):
        return False
    for name, other in (SIDES, SIDES[::-1]):
        if _went_back(case, name) and case.differs(other, "status", "executed"):
            return True
    return False


def _went_back(case: Case, name: Side) -> bool:
    old_status, old_marks = _state(case.base)
    status, marks = _state(case.side(name))
    lower = _RANKS.get(status, 0) < _RANKS.get(old_status, 0)
    emptied = any(old and not new for old, new in zip_longest(old_marks, marks[: len(old_marks)]))
    said = any(event.get("did") in _BACK for event in case.news(name))
    return lower or emptied or said


def _periods_disputed(case: Case) -> bool:
    """Tell whether one side changed how many periods there are and the other marked one."""
    for name, other in (SIDES, SIDES[::-1]):
        marked = case.differs(name, "executed")
        if marked and case.periods[other] not in {case.periods["base"], case.periods[name]}:
            return True
    return False


def _together(case: Case) -> Finding:
    """Merge the marks by position, ask where one has two dates; the status follows from them."""
    versions = [_state(item)[1] for item in case[:3]]
    marks = [three_way(*position) for position in zip_longest(*versions)]
    if DISPUTED in marks:
        return _execution_doubt(case)
    return {"status": _status(case, marks), "executed": marks or None}


def _status(case: Case, marks: Sequence[str | None]) -> str:
    """Derive the status: all periods executed is done; a report on an open period waits."""
    count = three_way(*(case.periods[name] for name in ("base", *SIDES)))
    full = bool(count) and len(marks) >= count and all(marks[:count])
    statuses = [_state(case.side(name))[0] for name in SIDES]
    if full or "done" in statuses:
        return "done"
    if any(_still_submitted(case.side(name), marks) for name in SIDES):
        return "submitted"
    highest = max(statuses, key=lambda status: _RANKS.get(status, 0))
    return "in_progress" if any(marks) or highest == "submitted" else highest


def _still_submitted(item: Item, marks: Sequence[str | None]) -> bool:
    """Tell whether the period that was reported on, the earliest open one, is open still."""
    status, own = _state(item)
    reported = next((i for i, mark in enumerate(own) if not mark), len(own))
    return status == "submitted" and (reported >= len(marks) or not marks[reported])


def submission(case: Case) -> Iterator[Finding]:
    """Ask where one period was reported with two days: acceptance takes the day from there."""
    days = [_submitted_on(case, name) for name in SIDES]
    if all(days) and days[0] != days[1]:
        yield _doubt(case, "submission", ["status"], frozenset({"submit"}))


def _submitted_on(case: Case, name: Side) -> str | None:
    if _state(case.ours) != _state(case.theirs) or _state(case.ours)[0] != "submitted":
        return None
    reports = [event for event in case.news(name) if event.get("did") == "submit"]
    return reports[-1].get("date") or reports[-1].get("at", "")[:10] if reports else None


def postponement(case: Case) -> Iterator[Finding]:
    """Take a postponement by one or by both alike; ask where both postponed differently."""
    value = three_way(*(item.get("postponed_to") for item in case[:3]))
    if value is DISPUTED:
        yield _doubt(case, "postponement", ["postponed_to"], frozenset({"postpone"}))
    else:
        yield {"postponed_to": value}


def note(case: Case) -> Iterator[Finding]:
    """Keep the note recorded later, the other is in the history; ask about one written by hand."""
    value = three_way(*(item.get("note") for item in case[:3]))
    if value is not DISPUTED:
        yield {"note": value}
        return
    writings = [_note_written(case, name) for name in SIDES]
    if None in writings:
        yield _doubt(case, "note", ["note"], frozenset({"note"}))
    else:
        later = case.ours if writings[0] > writings[1] else case.theirs  # type: ignore[operator]
        yield {"note": later.get("note")}


def _note_written(case: Case, name: Side) -> tuple[str, str] | None:
    """Give when a side's note was recorded by the program; None for one written by hand."""
    text = case.side(name).get("note")
    events = [event for event in case.news(name) if event.get("note") == text]
    return _writing(events[-1]) if text and events else None


def term(case: Case) -> Iterator[Finding]:
    """Take a term and its explicit dates together from who changed them; ask where both did."""
    yield _whole(case, "term", _TERM)


def wording(case: Case) -> Iterator[Finding]:
    """Take title, parties and whatever else from who changed it; ask where both did."""
    keys = dict.fromkeys(key for item in case[:3] for key in item if key not in _OWNED)
    for key in keys:
        yield _whole(case, key, (key,))


def _whole(case: Case, what: str, keys: Sequence[str]) -> Finding:
    value = three_way(*(picked(item, keys) for item in case[:3]))
    return _doubt(case, what, keys, frozenset({"amend"})) if value is DISPUTED else value


RULES = (execution, submission, postponement, note, term, wording, history)


def judge(case: Case) -> tuple[Item, list[Doubt]]:
    """Apply all rules: what is settled, and the doubts, none of which is part of another."""
    settled: Item = {"id": case.ours["id"]}
    doubts: list[Doubt] = []
    for rule in RULES:
        for finding in rule(case):
            if isinstance(finding, dict):
                settled.update(finding)
            elif not any(set(finding.ours) <= set(doubt.ours) for doubt in doubts):
                doubts.append(finding)
    return settled, doubts


def decided(case: Case, settled: Item, doubt: Doubt, side: Side, stamp: Stamp) -> Item:
    """Take one side's fields and record that as an ordinary event; both original events stay."""
    fields = doubt.side(side)
    former = {**settled, **fields}
    events = former.get("history") or []
    return {**former, "history": [*events, decision(case, doubt, side, stamp)]}


def decision(case: Case, doubt: Doubt, side: Side, stamp: Stamp) -> Event:
    """Repeat the chosen deed as of now; what was written by hand is named in a note."""
    made: Event = {"at": stamp.at, "by": stamp.by}
    deeds = _deeds(case, doubt, side)
    if deeds:
        chosen = {key: text for key, text in deeds[-1].items() if not key.startswith("old_")}
        given_up = _deeds(case, doubt, "theirs" if side == "ours" else "ours")
        if "was" in chosen and given_up:
            made["was"] = given_up[-1].get("became", chosen["was"])
        return {**chosen, **made}
    return {**made, "did": "note", "note": f"решено оставить: {value_words(doubt.side(side))}"}


def _deeds(case: Case, doubt: Doubt, side: Side) -> list[Event]:
    """Give what a side did in the matter of a doubt."""
    return [event for event in case.news(side) if event.get("did") in doubt.deeds]


def side_words(case: Case, doubt: Doubt, side: Side) -> str:
    """Say what one side did: by its latest event on the matter, else by what its fields hold."""
    deeds = _deeds(case, doubt, side)
    if deeds:
        return event_words(deeds[-1])
    changed = {key: value for key, value in doubt.side(side).items() if case.differs(side, key)}
    if "history" in doubt.ours:
        return f"строк истории: {len(doubt.side(side)['history'] or [])}"
    return value_words(changed or doubt.side(side))
