"""The rule of execution: which steps of two people go together, and which are asked.

Status and dates of execution are one thing: who changed either changed both. The rule that
`execution` applies is the sum of the small ones below it, each with its sentence.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TypeAlias

from roadmap_cli.team.case import TERM, DatedTwice, doubt_about
from roadmap_cli.team.course import (
    STEPS,
    are_all_executed,
    courses_of,
    executed_places,
    rank,
    state_of,
)
from roadmap_cli.team.data import DISPUTED, OTHER, SIDES, VERSIONS, Data, Side, picked, three_way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from roadmap_cli.team.case import Case, Doubt, Finding
    from roadmap_cli.team.course import Course, Marks

Courses: TypeAlias = "Mapping[Side, Course]"


def execution(case: Case) -> Iterator[Finding]:
    """Let steps forward go together; ask about removal from control, steps back and two dates."""
    courses = courses_of(case)
    if any(_removes_what_goes_on(courses, name) for name in SIDES):
        yield _removal(case, courses)
    elif any(_takes_back_what_changed(case, courses, name) for name in SIDES):
        yield _step_back(case, courses)
    elif any(_marks_other_periods(case, name) for name in SIDES):
        yield _execution_doubt(case)
    else:
        yield _steps_forward(case, courses)


def _removes_what_goes_on(courses: Courses, name: Side) -> bool:
    """Let no removal from control win in silence over a mark of execution."""
    return courses[name].took_off and courses[OTHER[name]].went_on


def _takes_back_what_changed(case: Case, courses: Courses, name: Side) -> bool:
    """Let no step back win in silence over another change of the other side."""
    mine, other = courses[name], courses[OTHER[name]]
    if mine.after == other.after or _are_apart(case, courses):
        return False
    return mine.went_back and other.before != other.after


def _are_apart(case: Case, courses: Courses) -> bool:
    """Tell whether each side was about other ones of several periods."""
    if not _has_several_periods(case):
        return False
    ours, theirs = (courses[name].touched for name in SIDES)
    return ours is not None and theirs is not None and not ours & theirs


def _has_several_periods(case: Case) -> bool:
    """Tell whether both sides have the same periods, and more than one."""
    ours, theirs = case.periods["ours"], case.periods["theirs"]
    return ours == theirs and len(ours) > 1


def _marks_other_periods(case: Case, name: Side) -> bool:
    """Let no mark stand for a period of a term that the other side divides otherwise."""
    known = {len(case.periods["base"]), len(case.periods[name])}
    divided_otherwise = len(case.periods[OTHER[name]]) not in known
    return divided_otherwise and case.differs(name, "executed")


def _execution_doubt(case: Case, *more: str, deeds: frozenset[str] = frozenset()) -> Doubt:
    """Ask about the execution and what is disputed with it: a term that divides it otherwise."""
    keys = ["status", "executed", *more]
    deeds = STEPS | deeds
    if any(_marks_other_periods(case, name) for name in SIDES):
        keys += TERM
        deeds |= {"amend"}
    return doubt_about(case, "execution", keys, deeds)


def _removal(case: Case, courses: Courses) -> Doubt:
    """Ask about a removal; like `cancel`, it leaves the dates of periods that were executed."""
    if any(course.went_on_by_steps for course in courses.values()):
        doubt = _execution_doubt(case)
    else:
        doubt = _execution_doubt(case, "postponed_to", deeds=frozenset({"postpone"}))
    if not _has_several_periods(case):
        return doubt
    return _with_dates_of_both(courses, doubt, set())


def _step_back(case: Case, courses: Courses) -> Doubt:
    """Ask about a step back; of several periods, about those alone that both were about."""
    doubt = _execution_doubt(case)
    ours, theirs = (courses[name].touched for name in SIDES)
    if ours is None or theirs is None or not _has_several_periods(case):
        return doubt
    both = ours & theirs
    doubt = _with_dates_of_both(courses, doubt, both)
    if any("submit" in course.deeds for course in courses.values()):
        return doubt  # the report is the news then
    return doubt._replace(twice=_twice(case, courses, both))


def _with_dates_of_both(courses: Courses, doubt: Doubt, places: set[int]) -> Doubt:
    """Let each answer keep the dates of both sides, but in some places those of the chosen one."""
    marks = _merged_marks(courses)
    chosen = {}
    for name in SIDES:
        course = courses[name]
        chosen[name] = _chosen(course, _with_own(course, marks, places))
    return doubt.with_fields(chosen)


def _chosen(course: Course, dates: Marks) -> Data:
    """Give the fields of a side that is chosen, with these dates.

    The status follows from the dates, unless the item is off control or a report still waits.
    """
    status = course.after.status
    is_open = course.after.first_open not in executed_places(dates)
    waits = status == "submitted" and is_open
    if status != "cancelled":
        if are_all_executed(dates, course.periods):
            status = "done"
        elif any(dates) and not waits:
            status = "in_progress"
    return {"status": status, "executed": list(dates) or None}


def _steps_forward(case: Case, courses: Courses) -> Finding:
    """Take status and dates from who changed them; where both did, put the dates together."""
    ours, theirs = courses["ours"], courses["theirs"]
    agreed = three_way(ours.before, ours.after, theirs.after)
    if agreed is DISPUTED:
        return _together(case, courses)
    source = case.ours if agreed == ours.after else case.theirs
    return picked(source, ("status", "executed"))


def _together(case: Case, courses: Courses) -> Finding:
    """Merge the dates by position, ask where one has two; the status follows from them."""
    marks = _merged_marks(courses)
    disputed = {place for place, mark in enumerate(marks) if mark is DISPUTED}
    if not disputed:
        return _executed_on(case, courses, marks)
    chosen = {}
    for name in SIDES:
        dates = _with_own(courses[name], marks, disputed)
        chosen[name] = _executed_on(case, courses, dates)
    doubt = _execution_doubt(case).with_fields(chosen)
    return doubt._replace(twice=_twice(case, courses, disputed))


def _merged_marks(courses: Courses) -> list[Any]:
    """Merge the dates of execution by position; DISPUTED where the two sides have two."""
    ours, theirs = courses["ours"], courses["theirs"]
    positions = zip_longest(ours.before.marks, ours.after.marks, theirs.after.marks)
    return [three_way(*position) for position in positions]


def _executed_on(case: Case, courses: Courses, marks: Marks) -> Data:
    """Give the fields of an item with these dates."""
    status = _status(case, courses, marks)
    return {"status": status, "executed": list(marks) or None}


def _with_own(course: Course, marks: Sequence[Any], places: set[int]) -> list[Any]:
    """Put a side's own dates in some places, and where the two sides differ."""
    own = [*course.after.marks, *[None] * len(marks)]
    return [
        own[place] if place in places or mark is DISPUTED else mark
        for place, mark in enumerate(marks)
    ]


def _twice(case: Case, courses: Courses, places: set[int]) -> tuple[DatedTwice, ...]:
    """Name the periods in some places, each with what the two sides have there."""
    found = []
    for place in sorted(places):
        days = {name: courses[name].after.mark_at(place) for name in SIDES}
        found.append(DatedTwice(_period_words(case, place), days))
    return tuple(found)


def _period_words(case: Case, position: int) -> str:
    """Name one of several periods; the only one needs no name."""
    periods = case.periods["ours"]
    return periods[position] if 1 < len(periods) > position else ""


def _status(case: Case, courses: Courses, marks: Marks) -> str:
    """Derive the status: all periods executed is done; a report on an open period waits."""
    statuses = [courses[name].after.status for name in SIDES]
    if statuses == ["cancelled", "cancelled"]:
        return "cancelled"
    if _all_executed(case, marks):
        return "done"
    for course in courses.values():
        if course.after.is_closed_as_a_whole(course.periods):
            return "done"
    if any(_still_submitted(courses, name, marks) for name in SIDES):
        return "submitted"
    if any(marks) or "submitted" in statuses:
        return "in_progress"
    return max(statuses, key=rank)


def _all_executed(case: Case, marks: Marks) -> bool:
    """Tell whether there are as many dates as the term has periods."""
    base, ours, theirs = (len(case.periods[name]) for name in VERSIONS)
    count = three_way(base, ours, theirs)
    if count in {0, DISPUTED}:
        return False
    return are_all_executed(marks, count)


def _still_submitted(courses: Courses, name: Side, marks: Marks) -> bool:
    """Tell whether the period that a side reported on, the earliest open one, is open still."""
    state = courses[name].after
    if state.status != "submitted" or courses[OTHER[name]].sent_back:
        return False
    return state.first_open not in executed_places(marks)


def submission(case: Case) -> Iterator[Finding]:
    """Ask where one period was reported with two days: acceptance takes the day from there."""
    ours, theirs = state_of(case.ours), state_of(case.theirs)
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
