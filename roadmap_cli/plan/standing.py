"""How an item stands on a day: its periods and marks, what it waits for, its state.

`course` says what happened to it; the rules of judging, each once:

* A mark closes a period from its date on; a future date closes nothing yet.
* A period is judged by the term in force on the day of its mark: a postponement decided later does
  not make a late mark timely, and one taken back does not make a timely one late. A waiting report
  is judged likewise by its own day. A period with neither is judged by the present term.
* A report waiting for acceptance covers its period from the day of the report on; the item is still
  overdue if another period is past due.
* An item all of whose periods have marks is executed, whatever its status says.
* What is due on a day and not executed is overdue at the end of that day, not during it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.course import course
from roadmap_cli.plan.model import CLOSED, DONE, State, Status, earliest_open
from roadmap_cli.terms import Kind, Period, Term

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Course, Item, Plan, Section


LONGER_THAN_A_QUARTER = 92  # days; shorter periods need no nudge between their ends


class NamedPlan(NamedTuple):
    """A plan and the short name that commands and references use for it."""

    name: str
    plan: Plan


class Standing(NamedTuple):
    """An item as it stands on a day.

    `marks` has the date of execution, or None, for every period of `term`. `stake` is the period at
    stake: the earliest without a mark, and in an overdue item also without a report. `due` is its
    last day; in an executed item, that of the last period; None for an item without dates. `place`
    is its index; if all periods have a mark, that of the last one.
    `days_late` counts from the last day of the period that makes the item late: 0 if missed at the
    end of that very day. `course` is what happened by the day. With `is_over` the item is judged at
    the end of the day, with `member` as this member of a group sees it.
    """

    home: NamedPlan
    section: Section
    item: Item
    term: Term
    course: Course
    marks: tuple[date | None, ...]
    stake: Period | None
    place: int
    state: State
    due: date | None
    days_late: int
    is_over: bool = False
    member: str = ""

    @property
    def approved(self) -> Term:
        """The approved term as of the day."""
        return self.course.term

    @property
    def plan(self) -> Plan:
        """The plan that the item stands in."""
        return self.home.plan

    @property
    def ref(self) -> str:
        """The item's reference among several plans: `2020/7`."""
        return f"{self.home.name}/{self.item.id}"

    @property
    def members(self) -> tuple[str, ...]:
        """The members of the groups that answer for the item; none in a member's view."""
        return () if self.member else self.plan.members_of(self.item)

    def missing(self, place: int) -> tuple[str, ...]:
        """Name the members that have not reported on a period."""
        told = self.course.reports_on(place)
        return tuple(member for member in self.members if member not in told)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state not in CLOSED

    @property
    def is_done(self) -> bool:
        """Whether the item is executed, in time or late."""
        return self.state in DONE

    @property
    def is_submitted(self) -> bool:
        """Whether a report waits for acceptance, and no other period makes the item late."""
        return self.state is State.SUBMITTED

    @property
    def is_cancelled(self) -> bool:
        """Whether the item was taken off control."""
        return self.state is State.CANCELLED

    @property
    def is_unclear(self) -> bool:
        """Whether the item is open and its term cannot be read."""
        return self.is_open and self.term.kind is Kind.UNCLEAR

    def runs_long(self, day: date) -> bool:
        """Return whether a day is in the period at stake and that is long enough to ask about."""
        stake = self.stake
        if stake is None or day not in stake:
            return False
        return (stake.last - stake.first).days >= LONGER_THAN_A_QUARTER

    @property
    def beside_report(self) -> Standing | None:
        """The standing at the earliest period without a mark or a report, if there is one."""
        places = self.course.unreported
        if not (places and self.term.periods):
            return None
        state = State.IN_PROGRESS if self.is_submitted else self.state
        return self.at(places[0])._replace(days_late=0, state=state)

    def at(self, place: int) -> Standing:
        """Return the standing at another of its periods, as late as before."""
        period = self.term.periods[place]
        return self._replace(stake=period, place=place, due=period.last)

    @property
    def is_moved(self) -> bool:
        """Whether the period at stake was moved from where the approved term has it."""
        approved = self.approved.periods[self.place : self.place + 1]
        return self.stake is not None and self.stake not in approved

    @property
    def as_reported(self) -> Standing | None:
        """The standing at the period of the report that waits for acceptance, if one waits."""
        waits = self.course.submission
        if waits is None or not self.is_open:
            return None
        if not self.term.periods:
            return self
        late = days_after(waits.day, self.term.periods[waits.place].last)
        return self.at(waits.place)._replace(days_late=late, state=State.SUBMITTED)

    @property
    def late_periods(self) -> int:
        """The number of periods executed after their last day."""
        pairs = zip(self.term.periods, self.marks, strict=False)
        return sum(mark is not None and mark > period.last for period, mark in pairs)

    @property
    def executed_periods(self) -> int:
        """The number of periods executed."""
        if self.is_done:
            return len(self.marks)
        return len(self.marks) - self.marks.count(None)


def standings(
    home: NamedPlan, today: date, numbers: Collection[str] | None = None, *, is_over: bool = False
) -> Iterator[Standing]:
    """Judge the items of a plan, all or those of some numbers, in the order of the document."""
    for item in home.plan.items:
        if numbers is None or item.id in numbers:
            yield standing(home, item, today, is_over=is_over)


def standing(home: NamedPlan, item: Item, today: date, *, is_over: bool = False) -> Standing:
    """Derive how an item stands on a day, by the rules above."""
    return _judged(home, item, course(home.plan, item, today), today, is_over=is_over)


def for_member(row: Standing, member: str, today: date) -> Standing:
    """Derive how an item stands for one member of a group, by its own reports."""
    known = row.course.of_member(member)
    seen = _judged(row.home, row.item, known, today, is_over=row.is_over)
    return seen._replace(member=member)


def _judged(home: NamedPlan, item: Item, known: Course, today: date, *, is_over: bool) -> Standing:
    term = _term_that_counts(home.plan, known, today)
    periods = term.periods
    state, late = _state(known, periods, today, is_over=is_over)
    place = earliest_open(known.marks)
    if state is State.OVERDUE:
        place = known.unreported[0]
    elif known.submission and known.answered:
        place = known.submission.place
    stake = periods[place] if periods and place is not None else None
    if place is None:
        place = len(known.marks) - 1
    due = periods[-1].last if periods else None
    if stake and state not in DONE:
        due = stake.last
    section, marks = home.plan.section_of(item), known.days if periods else ()
    return Standing(
        home, section, item, term, known, marks, stake, place, state, due, late, is_over
    )


def _state(
    known: Course, periods: Sequence[Period], today: date, *, is_over: bool
) -> tuple[State, int]:
    """Return the state of an item and the days by which it is or was late."""
    if known.status is Status.CANCELLED:
        return State.CANCELLED, 0
    if known.status is Status.DONE or (periods and None not in known.marks):
        pairs = zip(periods, known.marks, strict=False)
        delays = [days_after(mark.day, period.last) for period, mark in pairs if mark]
        late = max(delays, default=0)
        return (State.DONE_LATE if late else State.DONE), late
    for period in (periods[place] for place in known.unreported if periods):
        if is_missed(period, today, is_over=is_over):
            return State.OVERDUE, days_after(today, period.last)
    waits = known.submission
    if waits:
        late = days_after(waits.day, periods[waits.place].last) if periods else 0
        return State.SUBMITTED, late
    has_begun = known.status is Status.IN_PROGRESS or (periods and any(known.marks))
    return (State.IN_PROGRESS if has_begun else State.PLANNED), 0


def is_missed(period: Period, today: date, *, is_over: bool) -> bool:
    """Return whether the last day of a period is past; with `is_over`, today is past too."""
    return period.last < today or (is_over and period.last == today)


def days_after(day: date | None, last: date) -> int:
    """Count the days from a last day to a later day; 0 if it is not later or not known."""
    return max(0, (day - last).days) if day else 0


def _term_that_counts(plan: Plan, known: Course, today: date) -> Term:
    """Move the ends of the periods by the postponements in force for each."""
    approved = known.term
    if not known.postponements:
        return approved
    if approved.kind is Kind.UNCLEAR:  # dated by the postponement of the mark, else by the latest
        latest = known.postponed_on(today)
        last = _moved_to(known, 0, today) or (latest and latest.last)
        if last is None:
            return approved
        return Term(approved.text, Kind.DATED, (Period(min(plan.span.first, last), last),))
    moved = []
    for place, period in enumerate(approved.periods):
        last = _moved_to(known, place, today)
        moved.append(Period(period.first, max(period.last, last or period.last)))
    return Term(approved.text, approved.kind, tuple(moved))


def _moved_to(known: Course, place: int, today: date) -> date | None:
    """Return the day to which a period was moved, as in force for its mark or report."""
    mark, waits = known.marks[place], known.submission
    judged = mark or (waits if waits and waits.place == place else None)
    moved = known.postponed_on(today)
    if judged and judged.day:
        moved = known.postponed_on(judged.day, judged.postponements)
    return moved and moved.last
