"""What two people did with one item, and the rule of its execution: what is asked.

Status and dates of execution are one thing: who changed either changed both. The rule that
`execution` applies is the sum of the small ones below it, each with its sentence.
"""

from __future__ import annotations

import math
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli.team.raw import (
    DISPUTED,
    OTHER,
    SIDES,
    VERSIONS,
    Data,
    Event,
    Side,
    new_events,
    picked,
    three_way,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence


TERM = ("term", "start", "due")


class Case(NamedTuple):
    """One item in three versions, and the periods of its term in each (none: not known).

    `sure` is the time in which events may have been written, by a clock that goes right: after
    what both sides had, and before the merge.
    """

    base: Data
    ours: Data
    theirs: Data
    periods: Mapping[str, Sequence[str]]
    sure: tuple[float, float] = (0.0, math.inf)

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
    first, last = case.sure
    if not all(first <= time <= last for time, _ in (ours, theirs)):
        return DISPUTED  # a clock is wrong, so it cannot tell which one is later
    later = case.ours if ours > theirs else case.theirs
    return later.get("note")


def _notes_recorded(case: Case) -> list[tuple[float, str] | None]:
    """Give when each side's note was recorded by the program; None for one written by hand."""
    return [_note_recorded(case, name) for name in SIDES]


def _note_recorded(case: Case, name: Side) -> tuple[float, str] | None:
    """Give when a side's note was recorded."""
    text = case.side(name).get("note")
    events = [event for event in case.news(name) if event.get("note") == text]
    if not text or not events:
        return None
    return writing(events[-1])


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
