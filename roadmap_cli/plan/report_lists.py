"""What a report lists besides figures, what a letter asks of a party, what reminders say."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms, wording
from roadmap_cli.errors import UnreadableTermError, UsageError
from roadmap_cli.plan import figures
from roadmap_cli.plan.model import Proof, State
from roadmap_cli.plan.standing import days_after, standing
from roadmap_cli.plan.view import due_soon, read_in_each, worst_first
from roadmap_cli.terms import Kind, Period
from roadmap_cli.wording import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.plan.model import Event, Mark, Plan, Progress, Resolution
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View


SOON = 30  # days that a report looks ahead


class Execution(NamedTuple):
    """One mark of execution; `period` is None if the term has none, `mark` if there is no date.

    `place` is the index of the period.
    """

    row: Standing
    period: Period | None
    mark: date | None
    evidence: str
    files: tuple[str, ...] = ()
    place: int = 0

    @property
    def due(self) -> date | None:
        """The last day of the period."""
        return self.period.last if self.period else None

    @property
    def days_late(self) -> int:
        """Count the days by which the last day of the period was missed."""
        return days_after(self.mark, self.period.last) if self.period else 0


class Decided(NamedTuple):
    """A removal or a postponement: the day of the decision, if known, and its basis."""

    row: Standing
    day: date | None
    basis: str


class Parts(NamedTuple):
    """The lists of a report, in the order of the plan unless stated otherwise.

    `overdue` and `late` are worst first, `soon` nearest first; `late` is a part of `executed`.
    `courses` has the dated lines about items that are not removed; `silent` items are under way
    without any. `undated` ones were executed, removed or postponed on an unknown day.
    """

    overdue: Sequence[Standing]
    submitted: Sequence[Standing]
    executed: Sequence[Execution]
    cancelled: Sequence[Decided]
    postponed: Sequence[Decided]
    courses: Sequence[tuple[Standing, Sequence[Progress]]]
    silent: Sequence[Standing]
    soon: Sequence[Standing]
    requests: Sequence[Standing]
    unclear: Sequence[Standing]
    undated: Sequence[Standing]

    @property
    def late(self) -> list[Execution]:
        """The terms that were executed after their last day."""
        found = [each for each in self.executed if each.days_late]
        return sorted(found, key=lambda each: -each.days_late)


def everything_by(day: date) -> Period:
    """Return the window of all days up to one, which also takes what has no date."""
    return Period(date.min, day)


def is_everything(window: Period) -> bool:
    """Return whether a window has no beginning."""
    return window.first == date.min


def executions(row: Standing, window: Period) -> Iterator[Execution]:
    """Yield an item's marks in a window with their proofs; for the last, the item's note may do."""
    known = row.course
    periods = row.term.periods or (None,)
    latest = max((mark.day for mark in known.marks if mark), default=None)
    for place, (period, mark) in enumerate(zip(periods, known.marks, strict=False)):
        if mark and mark.day in window:
            proof = proof_of(mark)
            text = proof.note or (known.remark if mark.day == latest else "")
            yield Execution(row, period, mark.day, text, proof.evidence, place)


def proof_of(mark: Mark) -> Proof:
    """Return what proves an execution: the report, then what its acceptance added to that."""
    report = mark.report
    notes = [mark.note] if fold(report.note) in fold(mark.note) else [report.note, mark.note]
    files = dict.fromkeys((*report.evidence, *mark.evidence))
    return Proof("; ".join(filter(None, notes)), tuple(files))


def executed_since(row: Standing, written: date) -> list[Execution]:
    """Return the marks of an item after the day of the view, up to a later one."""
    later = standing(row.home, row.item, written)
    days = everything_by(written)
    known = {(each.place, each.mark) for each in executions(row, days)}
    return [each for each in executions(later, days) if (each.place, each.mark) not in known]


def lines(row: Standing, window: Period) -> list[Progress]:
    """Return the progress lines in a window of days, in order."""
    told = [line for line in row.course.lines if line.day in window]
    return sorted(told, key=lambda line: line.day)


def removal(row: Standing) -> Decided:
    """Return the decision that took an item off control; a note stands for a missing basis."""
    return _decided(row, row.course.removal)


def postponement(row: Standing) -> Decided:
    """Return the decision that moved an item's term, in the manner of `removal`."""
    return _decided(row, moved_by(row))


def moved_by(row: Standing) -> Resolution | None:
    """Find the latest decision that moved a period of the term that counts."""
    pairs = zip_longest(row.term.periods, row.approved.periods)
    lasts = {period.last for period, approved in pairs if period and period != approved}
    return next((each for each in reversed(row.course.postponements) if each.last in lasts), None)


def _decided(row: Standing, decision: Resolution | None) -> Decided:
    basis = decision.basis if decision else ""
    return Decided(row, decision and decision.day, basis or row.course.note)


def window(view: View, period: Period | None) -> Period:
    """Return the days that a report covers, up to the view's day: those of a period, or all."""
    if period is None:
        return everything_by(view.day)
    return Period(period.first, view.day)


def parts(view: View, days: Period) -> Parts:
    """List what happened in a window of days, and how things stand on its last day, the view's."""
    rows, ever = view.rows, everything_by(days.last)
    executed = [each for row in rows if not row.is_cancelled for each in executions(row, days)]
    blank = [row for row in rows if row.is_done and not any(executions(row, ever))]
    cancelled = [removal(row) for row in rows if row.is_cancelled]
    postponed = [postponement(row) for row in figures.postponed(rows)]
    lost: set[int] = set()
    if is_everything(days):
        executed += [Execution(row, None, None, row.course.remark) for row in blank]
    else:  # what has no date belongs to no period
        lost = {id(row) for row in blank}
        lost |= {id(each.row) for each in (*cancelled, *postponed) if not each.day}
        cancelled = [each for each in cancelled if each.day and each.day in days]
        postponed = [each for each in postponed if each.day and each.day in days]
    courses = [(row, lines(row, days)) for row in rows if not row.is_cancelled]
    return Parts(
        overdue=worst_first(rows),
        submitted=reported(rows),
        executed=executed,
        cancelled=cancelled,
        postponed=postponed,
        courses=[(row, told) for row, told in courses if told],
        silent=[row for row in rows if _is_silent(row, days)],
        soon=due_soon(view, SOON),
        requests=_requests(rows),
        unclear=[row for row in rows if row.is_unclear],
        undated=[row for row in rows if id(row) in lost],
    )


def _is_silent(row: Standing, days: Period) -> bool:
    is_running = row.state in {State.IN_PROGRESS, State.PLANNED} and row.runs_long(days.last)
    return is_running and not (lines(row, days) or row.course.reports)


def reported(rows: Iterable[Standing]) -> list[Standing]:
    """Choose what waits for acceptance, also where a later period makes the item overdue."""
    return [told for row in rows if (told := row.as_reported)]


def _requests(rows: Iterable[Standing]) -> list[Standing]:
    return [row for row in rows if row.course.request and row.is_open]


def concerns(row: Standing, days: Period) -> bool:
    """Return whether the table of some days has an item: not if closed before or not begun yet."""
    periods = row.term.periods
    runs = not periods or any(period.overlaps(days) for period in periods)
    if row.is_open and (runs or row.state is State.OVERDUE):
        return True
    told = [period.last for period in periods]
    told += [event.day for event in row.course.events]
    told += [mark for mark in row.marks if mark]
    return any(day in days for day in told)


def period_named(view: View, text: str) -> Period:
    """Read the one period of a report; a month without a year is one in the plans' own period.

    Raises UnreadableTermError if no plan has it, UsageError if it is not the same one in all plans.
    """
    found = set(read_in_each(view, text, _read).values())
    shown = wording.one_line(text)
    if len(found) > 1:
        raise UsageError(f"«{shown}» в разных планах — разное время; назовите один: --plan")
    (periods,) = found
    if len(periods) != 1:
        raise UsageError(f"«{shown}» — не один период; отчёт составляют за один: «III квартал»")
    return periods[0]


def _read(text: str, span: Period) -> tuple[Period, ...]:
    """Read what `--month` takes, and words for the whole plan: «2020 год»."""
    try:
        return terms.read_span(text, span)
    except UnreadableTermError:
        term = terms.read(text, span)
        if term.kind is not Kind.CONTINUOUS:
            raise
        return term.periods


class MemberColumn(NamedTuple):
    """A period of an item on which each member of a group reports; the place is its number."""

    row: Standing
    place: int


def member_columns(view: View, days: Period) -> list[MemberColumn]:
    """Choose the periods on which members report and that have begun by the last of the days.

    In a window, only those that it touches or on which something was reported in it.
    """
    found = []
    for row in view.rows:
        if not row.members or row.is_cancelled:
            continue
        for place in range(len(row.course.marks)):
            told = row.course.reports_on(place).values()
            period = row.term.periods[place] if row.term.periods else days
            is_near = period.overlaps(days) or (row.is_open and place == row.place)
            if (is_near and period.first <= days.last) or any(each.day in days for each in told):
                found.append(MemberColumn(row, place))
    return found


def addressees(plan: Plan, names: Sequence[str] | None = None) -> list[str]:
    """Name the parties of a plan to write to, all or the given ones; for a group, its members."""
    wanted = plan.parties if names is None else names
    return list(dict.fromkeys(each for name in wanted for each in plan.groups.get(name) or (name,)))


def to_answer(view: View, until: date) -> View:
    """Choose the open items that letters ask about: a period of theirs, or undated work, began."""
    found = []
    for row in view.rows:
        asked = row.beside_report
        has_begun = row.state is State.IN_PROGRESS
        if asked and asked.stake:
            has_begun = asked.stake.first <= until
        if row.is_open and has_begun:
            found.append(row)
    return view.only(found)


class Logged(NamedTuple):
    """An event and its item."""

    row: Standing
    event: Event


def written_since(view: View, day: date) -> list[Logged]:
    """Return what was written into the histories since a day (inclusive), in order of time."""
    found = [Logged(row, event) for row in view.rows for event in row.item.history]
    recent = [each for each in found if each.event.at.astimezone().date() >= day]
    return sorted(recent, key=lambda each: each.event.at.astimezone())


MONDAY = 0
DAYS_OF_WEEK = 7


class Pace(NamedTuple):
    """How far ahead to look, and how long an item may go without a progress line; in days."""

    within: int = 7
    quiet: int = 90


class Digest(NamedTuple):
    """What to remind of.

    `overdue` and `soon` are deadlines; `waiting` asks the controller for acceptance, `requests` for
    a decision about terms (these may also be among the deadlines); `unclear` is for the editor of
    the plan; `starting`, `quiet` and `closing` are not deadlines.
    """

    overdue: Sequence[Standing]
    soon: Sequence[Standing]
    waiting: Sequence[Standing]
    requests: Sequence[Standing]
    unclear: Sequence[Standing]
    starting: Sequence[Standing]
    quiet: Sequence[Standing]
    closing: Sequence[Standing]

    def __bool__(self) -> bool:
        """Return whether there is anything to say."""
        return any(self)


def digest(view: View, pace: Pace) -> Digest:
    """Choose what to remind people of on the view's day.

    Other lists accompany deadlines; alone they are sent only on the 1st and the first Monday.
    A report of a group's member waits for the other members, not yet for acceptance.
    """
    overdue = worst_first(view.rows)
    soon = due_soon(view, pace.within)
    waiting = reported(row for row in view.rows if not row.member)
    unclear = [row for row in view.rows if row.is_unclear]
    requests = _requests(view.rows)
    named = {id(row) for row in [*overdue, *soon, *waiting, *requests, *unclear]}
    first_monday = view.day.weekday() == MONDAY and view.day.day <= DAYS_OF_WEEK
    others = view.rows if named or first_monday or view.day.day == 1 else ()
    starting: list[Standing] = []
    quiet: list[Standing] = []
    closing: list[Standing] = []
    for row in others:
        if id(row) in named or not row.is_open or row.is_submitted:
            continue
        if _starts_this_month(view, row):
            starting.append(row)
        elif row.plan.span.last.replace(day=1) == view.day.replace(day=1):
            closing.append(row)
        elif _is_quiet(view, row, pace.quiet):
            quiet.append(row)
    return Digest(overdue, soon, waiting, requests, unclear, starting, quiet, closing)


def _starts_this_month(view: View, row: Standing) -> bool:
    stake = row.stake
    # A period as long as the plan is no news: in January half the plan would be listed
    if stake is None or row.term.kind is not Kind.DATED or stake == row.plan.span:
        return False
    return stake.first.replace(day=1) == view.day.replace(day=1)


def _is_quiet(view: View, row: Standing, days: int) -> bool:
    if row.stake is None or not row.runs_long(view.day):
        return False
    latest = max([*(event.day for event in row.course.events), row.stake.first])
    return latest + timedelta(days=days) <= view.day


def by_party(view: View, pace: Pace, names: Sequence[str] | None = None) -> dict[str, Digest]:
    """Give each party its own digest, if not empty; by default all, and the items without one."""
    digests = {name: digest(view.only(rows), pace) for name, rows in view.by_party(names)}
    return {name: own for name, own in digests.items() if own}
