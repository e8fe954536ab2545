"""The rule of execution: which steps of two people go together, and which are asked.

Status and dates of execution are one thing: who changed either changed both. The rule that
`execution` applies is the sum of the small ones below it, each with its sentence.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli.team.case import TERM, DatedTwice, doubt_about
from roadmap_cli.team.data import (
    DISPUTED,
    OTHER,
    SIDES,
    VERSIONS,
    Data,
    Side,
    picked,
    three_way,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roadmap_cli.team.case import Case, Doubt, Finding

Marks: TypeAlias = "Sequence[str | None]"

_RANKS = {"planned": 0, "in_progress": 1, "submitted": 2, "done": 3, "cancelled": 4}
_STEPS_BACK = frozenset({"reopen", "return"})
_STEPS = (
    frozenset({"start", "progress", "submit", "done", "correct", "cancel"})
    | _STEPS_BACK
)
_MARKS = _STEPS | {"postpone"}


class _State(NamedTuple):
    """How far an item is: its status, and its dates of execution without trailing gaps."""

    status: str
    marks: list[str | None]

    @property
    def first_open(self) -> int:
        """The position of the earliest period that is not executed."""
        executed = _executed(self.marks)
        position = 0
        while position in executed:
            position += 1
        return position


def _executed(marks: Marks) -> set[int]:
    """Give the positions of the periods that have a date."""
    return {position for position, mark in enumerate(marks) if mark}


def _state(item: Data) -> _State:
    """Read how far an item is."""
    marks = list(item.get("executed") or [])
    while marks and not marks[-1]:
        marks.pop()
    return _State(item.get("status") or "planned", marks)


def _rank(status: str) -> int:
    """Tell how far a status is; one that nobody knows counts as the first."""
    return _RANKS.get(status, 0)


def _execution_doubt(
    case: Case, *more: str, deeds: frozenset[str] = frozenset()
) -> Doubt:
    """Ask about the execution and what is disputed with it: a term that divides it otherwise."""
    keys = ["status", "executed", *more]
    deeds = _STEPS | deeds
    if any(_marks_other_periods(case, name) for name in SIDES):
        keys += TERM
        deeds |= {"amend"}
    return doubt_about(case, "execution", keys, deeds)


def _removes_what_goes_on(case: Case, name: Side) -> bool:
    """Let no removal from control win in silence over a mark of execution."""
    return _removed(case, name) and _went_on(case, OTHER[name])


def _removed(case: Case, name: Side) -> bool:
    """Tell whether a side took the item off control."""
    before, after = _state(case.base).status, _state(case.side(name)).status
    return after == "cancelled" != before


def _went_on(case: Case, name: Side) -> bool:
    """Tell whether a side worked on with the item and left it under control."""
    if _state(case.side(name)).status == "cancelled":
        return False
    changed = case.differs(name, "status", "executed", "postponed_to")
    return changed or bool(case.deeds(name, _MARKS))


def _takes_back_what_changed(case: Case, name: Side) -> bool:
    """Let no step back win in silence over another change of the other side."""
    if _state(case.ours) == _state(case.theirs) or _are_apart(case):
        return False
    return _went_back(case, name) and case.differs(OTHER[name], "status", "executed")


def _went_back(case: Case, name: Side) -> bool:
    """Tell whether a side took back a status or a date, or said that it did."""
    if case.deeds(name, _STEPS_BACK):
        return True
    before, after = _state(case.base), _state(case.side(name))
    if _executed(before.marks) - _executed(after.marks):
        return True
    return _rank(after.status) < _rank(before.status) and not _marked(case, name)


def _marked(case: Case, name: Side) -> bool:
    """Tell whether a side dated a period, after which the item no longer waits for acceptance."""
    before, after = _state(case.base), _state(case.side(name))
    return before.status == "submitted" and before.marks != after.marks


def _are_apart(case: Case) -> bool:
    """Tell whether each side was about other ones of several periods."""
    if not _has_several_periods(case):
        return False
    ours, theirs = (_touched(case, name) for name in SIDES)
    return ours is not None and theirs is not None and not ours & theirs


def _touched(case: Case, name: Side) -> set[int] | None:
    """Give the positions of the periods that a side was about; None where it was the item."""
    before, after = _state(case.base), _state(case.side(name))
    if "cancelled" in {before.status, after.status}:
        return None
    if _closed_as_a_whole(case, name) or _closed_as_a_whole(case, "base"):
        return None
    pairs = zip_longest(before.marks, after.marks)
    touched = {place for place, (old, new) in enumerate(pairs) if old != new}
    if case.deeds(name, {"submit"}):  # answers for the earliest period that is open
        touched |= set(range(after.first_open + 1))
    if _sent_back(case, name):
        touched.add(before.first_open)
    return touched


def _sent_back(case: Case, name: Side) -> bool:
    """Tell whether a side took a report back that waited for acceptance."""
    before, after = _state(case.base), _state(case.side(name))
    if before.status != "submitted":
        return False
    waits = after.status == "submitted" or _marked(case, name)
    return not waits or bool(case.deeds(name, {"return"}))


def _marks_other_periods(case: Case, name: Side) -> bool:
    """Let no mark stand for a period of a term that the other side divides otherwise."""
    known = {len(case.periods["base"]), len(case.periods[name])}
    divided_otherwise = len(case.periods[OTHER[name]]) not in known
    return divided_otherwise and case.differs(name, "executed")


def execution(case: Case) -> Iterator[Finding]:
    """Let steps forward go together; ask about removal from control, steps back and two dates."""
    if any(_removes_what_goes_on(case, name) for name in SIDES):
        yield _removal(case)
    elif any(_takes_back_what_changed(case, name) for name in SIDES):
        yield _step_back(case)
    elif any(_marks_other_periods(case, name) for name in SIDES):
        yield _execution_doubt(case)
    else:
        yield _steps_forward(case)


def _removal(case: Case) -> Doubt:
    """Ask about a removal; like `cancel`, it leaves the dates of periods that were executed."""
    doubt = _execution_doubt(case)
    if not any(_goes_on_by_steps(case, name) for name in SIDES):
        doubt = _execution_doubt(case, "postponed_to", deeds=frozenset({"postpone"}))
    if not _has_several_periods(case):
        return doubt
    marks = _merged_marks(case)
    return _with_fields(doubt, *(_chosen(case, name, marks, set()) for name in SIDES))


def _goes_on_by_steps(case: Case, name: Side) -> bool:
    """Tell whether a side did more with an item under control than postpone it."""
    if _state(case.side(name)).status == "cancelled":
        return False
    return case.differs(name, "status", "executed") or bool(case.deeds(name, _STEPS))


def _step_back(case: Case) -> Doubt:
    """Ask about a step back; of several periods, about those alone that both were about."""
    doubt = _execution_doubt(case)
    ours, theirs = (_touched(case, name) for name in SIDES)
    if ours is None or theirs is None or not _has_several_periods(case):
        return doubt
    marks, both = _merged_marks(case), ours & theirs
    chosen = [_chosen(case, name, marks, both) for name in SIDES]
    doubt = _with_fields(doubt, *chosen)
    if any(case.deeds(name, {"submit"}) for name in SIDES):  # a report is the news then
        return doubt
    return doubt._replace(twice=_twice(case, both))


def _with_fields(doubt: Doubt, ours: Data, theirs: Data) -> Doubt:
    """Put other fields of the two sides into a doubt."""
    return doubt._replace(
        ours={**doubt.ours, **ours}, theirs={**doubt.theirs, **theirs}
    )


def _chosen(case: Case, name: Side, marks: Sequence[Any], places: set[int]) -> Data:
    """Give the fields of a side that is chosen: its own dates in some places, else those of both.

    The status follows from the dates, unless the side says something else.
    """
    state = _state(case.side(name))
    dates = _with_own(case.side(name), marks, places)
    status = state.status
    if status == "cancelled":
        pass
    elif _executed(dates) >= set(range(len(case.periods[name]))):
        status = "done"
    elif status == "submitted" and state.first_open not in _executed(dates):
        pass
    elif any(dates):
        status = "in_progress"
    return {"status": status, "executed": dates or None}


def _has_several_periods(case: Case) -> bool:
    """Tell whether both sides have the same periods, and more than one."""
    ours, theirs = case.periods["ours"], case.periods["theirs"]
    return ours == theirs and len(ours) > 1


def _steps_forward(case: Case) -> Finding:
    """Take status and dates from who changed them; where both did, put the dates together."""
    base, ours, theirs = _state(case.base), _state(case.ours), _state(case.theirs)
    agreed = three_way(base, ours, theirs)
    if agreed is DISPUTED:
        return _together(case)
    source = case.ours if agreed == ours else case.theirs
    return picked(source, ("status", "executed"))


def _together(case: Case) -> Finding:
    """Merge the dates by position, ask where one has two; the status follows from them."""
    marks = _merged_marks(case)
    if DISPUTED in marks:
        return _dated_twice(case, marks)
    return _executed_on(case, marks)


def _merged_marks(case: Case) -> list[Any]:
    """Merge the dates of execution by position; DISPUTED where the two sides have two."""
    positions = zip_longest(
        _state(case.base).marks, _state(case.ours).marks, _state(case.theirs).marks
    )
    return [three_way(*position) for position in positions]


def _executed_on(case: Case, marks: Marks) -> Data:
    """Give the fields of an item with these dates."""
    return {"status": _status(case, marks), "executed": list(marks) or None}


def _dated_twice(case: Case, marks: Sequence[Any]) -> Doubt:
    """Ask about the periods that have two dates; whatever the answer, the other dates stay."""
    places = {place for place, mark in enumerate(marks) if mark is DISPUTED}
    ours, theirs = (_with_own(case.side(name), marks, places) for name in SIDES)
    doubt = _with_fields(
        _execution_doubt(case), _executed_on(case, ours), _executed_on(case, theirs)
    )
    return doubt._replace(twice=_twice(case, places))


def _with_own(item: Data, marks: Sequence[Any], places: set[int]) -> list[Any]:
    """Put a side's own dates in some places, and where the two sides differ."""
    own = [*_state(item).marks, *[None] * len(marks)]
    return [
        own[place] if place in places or mark is DISPUTED else mark
        for place, mark in enumerate(marks)
    ]


def _twice(case: Case, places: set[int]) -> tuple[DatedTwice, ...]:
    """Name the periods in some places, each with what the two sides have there."""
    ours, theirs = (dict(enumerate(_state(case.side(name)).marks)) for name in SIDES)
    return tuple(
        DatedTwice(_period_words(case, place), ours.get(place), theirs.get(place))
        for place in sorted(places)
    )


def _period_words(case: Case, position: int) -> str:
    """Name one of several periods; the only one needs no name."""
    periods = case.periods["ours"]
    return periods[position] if 1 < len(periods) > position else ""


def _status(case: Case, marks: Marks) -> str:
    """Derive the status: all periods executed is done; a report on an open period waits."""
    statuses = [_state(case.ours).status, _state(case.theirs).status]
    if statuses == ["cancelled", "cancelled"]:
        return "cancelled"
    if _all_executed(case, marks):
        return "done"
    if any(_closed_as_a_whole(case, name) for name in SIDES):
        return "done"
    if any(_still_submitted(case, name, marks) for name in SIDES):
        return "submitted"
    if any(marks) or "submitted" in statuses:
        return "in_progress"
    return max(statuses, key=_rank)


def _closed_as_a_whole(case: Case, name: str) -> bool:
    """Tell whether a version calls an item executed of which not all periods have a date."""
    item = {"base": case.base, "ours": case.ours, "theirs": case.theirs}[name]
    state = _state(item)
    periods = set(range(len(case.periods[name])))
    return state.status == "done" and not _executed(state.marks) >= periods


def _all_executed(case: Case, marks: Marks) -> bool:
    """Tell whether there are as many dates as the term has periods."""
    base, ours, theirs = (len(case.periods[name]) for name in VERSIONS)
    count = three_way(base, ours, theirs)
    if count in {0, DISPUTED}:
        return False
    return _executed(marks) >= set(range(count))


def _still_submitted(case: Case, name: Side, marks: Marks) -> bool:
    """Tell whether the period that a side reported on, the earliest open one, is open still."""
    state = _state(case.side(name))
    if state.status != "submitted" or _sent_back(case, OTHER[name]):
        return False
    return state.first_open not in _executed(marks)


def submission(case: Case) -> Iterator[Finding]:
    """Ask where one period was reported with two days: acceptance takes the day from there."""
    ours, theirs = _state(case.ours), _state(case.theirs)
    if {ours.status, theirs.status} != {"submitted"}:
        return
    if ours.first_open != theirs.first_open:
        return
    days = {_reported_on(case, name) for name in SIDES}
    if None not in days and len(days) > 1:
        yield doubt_about(case, "submission", ["status"], frozenset({"submit"}))


def _reported_on(case: Case, name: Side) -> str | None:
    """Give the day of a side's latest report, if it made one."""
    reports = case.deeds(name, {"submit"})
    if not reports:
        return None
    latest = reports[-1]
    return latest.get("date") or latest.get("at", "")[:10]
