"""What is known of an item by a day: marks of execution, reports, decisions, progress lines.

Values only; `course` builds them from the events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Event, Item
    from roadmap_cli.terms import Term


class Resolution(NamedTuple):
    """A removal or a postponement: since when, if known, and on what basis.

    `text` is the new wording and `last` its last day; a postponement taken back or superseded by a
    later order has neither.
    """

    day: date | None
    basis: str = ""
    text: str | None = None
    last: date | None = None


class Mark(NamedTuple):
    """An execution of a period: its day, its proof, the postponements recorded by then.

    `accepted` is the day on which its report was accepted, if it differs from the day.
    """

    day: date
    note: str = ""
    postponements: tuple[Resolution, ...] = ()
    evidence: tuple[str, ...] = ()
    accepted: date | None = None


class Submission(NamedTuple):
    """A waiting report: its period, its day if known, the rest as in a mark."""

    place: int
    day: date | None
    note: str = ""
    postponements: tuple[Resolution, ...] = ()
    evidence: tuple[str, ...] = ()


class Proof(NamedTuple):
    """The proof of an execution: words and documents."""

    note: str = ""
    evidence: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Event | Mark | Submission) -> Proof:
        """Take the proof from an event, a mark or a report."""
        return cls(told.note or "", told.evidence or ())

    def over(self, former: Proof) -> Proof:
        """Override a former proof where this one says something."""
        return Proof(self.note or former.note, self.evidence or former.evidence)


class MemberReport(NamedTuple):
    """What one member of a group has reported on a period."""

    member: str
    place: int
    day: date
    note: str = ""
    evidence: tuple[str, ...] = ()


class Request(NamedTuple):
    """An undecided request for another term: since when, by whom, why."""

    day: date
    by: str
    text: str
    last: date | None
    reason: str


class Progress(NamedTuple):
    """A dated progress line."""

    day: date
    text: str
    evidence: tuple[str, ...] = ()


class Course(NamedTuple):
    """What is known of an item by a day.

    `marks` has one place per period of the approved `term`, at least one; `remark` is a note that
    is neither evidence of a mark nor the basis of a decision. `reports` are those of members, even
    on periods marked since. `answered`: in a member's view, the open periods it has reported on.
    """

    term: Term
    status: Status
    marks: tuple[Mark | None, ...]
    submission: Submission | None = None
    postponements: tuple[Resolution, ...] = ()
    removal: Resolution | None = None
    note: str = ""
    remark: str = ""
    lines: tuple[Progress, ...] = ()
    events: tuple[Event, ...] = ()
    reports: tuple[MemberReport, ...] = ()
    request: Request | None = None
    answered: frozenset[int] = frozenset()

    @property
    def postponed_to(self) -> str | None:
        """The wording of the postponement in force, if any."""
        return self.postponements[-1].text if self.postponements else None

    @property
    def days(self) -> tuple[date | None, ...]:
        """The dates of execution, one place per period."""
        return tuple(mark and mark.day for mark in self.marks)

    @property
    def executed(self) -> tuple[date | None, ...]:
        """The dates of execution by period, without trailing gaps."""
        return trimmed(self.days)

    def dates_in_file(self, item: Item) -> tuple[date | None, ...]:
        """Return the dates as in `executed`: by period, then those that belong to no period."""
        return trimmed([*self.days, *item.executed[len(self.marks) :]])

    def reports_on(self, place: int) -> dict[str, MemberReport]:
        """Return the reports of members on a period, by member."""
        return {each.member: each for each in self.reports if each.place == place}

    def of_member(self, member: str) -> Course:
        """Return the course as one member of a group sees it: only its own reports wait."""
        told = [each for each in self.reports if each.member == member]
        own = [each for each in told if self.marks[each.place] is None]
        if not own or self.submission or self.status in {Status.DONE, Status.CANCELLED}:
            return self
        latest = max(own, key=lambda each: each.place)
        waits = Submission(latest.place, latest.day, latest.note, self.postponements)
        answered = frozenset(each.place for each in own)
        return self._replace(submission=waits, status=Status.SUBMITTED, answered=answered)

    @property
    def is_executed(self) -> bool:
        """Whether the item's status is done, or each of its periods has a mark."""
        return self.status is Status.DONE or (bool(self.term.periods) and None not in self.marks)

    @property
    def is_whole(self) -> bool:
        """Whether the item's status is done though not all of its periods have a date."""
        return self.status is Status.DONE and None in self.marks

    @property
    def unreported(self) -> list[int]:
        """The places of the periods with neither a mark nor a waiting report."""
        reported = self.answered | ({self.submission.place} if self.submission else set())
        open_places = [place for place, mark in enumerate(self.marks) if mark is None]
        return [place for place in open_places if place not in reported]

    def postponed_on(
        self, day: date, known: Sequence[Resolution] | None = None
    ) -> Resolution | None:
        """Return the decision about the term in force on a day, if any.

        Of the decisions of that very day only those in `known` count, since one recorded after a
        mark of the day does not make it timely; by default, all.
        """
        found = None
        for each in self.postponements:
            is_later = each.day == day and known is not None and each not in known
            if each.day is None or (each.day <= day and not is_later):
                found = each
        return found


def trimmed(days: Iterable[date | None]) -> tuple[date | None, ...]:
    """Return dates by position without trailing gaps."""
    found = list(days)
    while found and found[-1] is None:
        found.pop()
    return tuple(found)


def earliest_open(marks: Sequence[Mark | None]) -> int | None:
    """Find the earliest period without a mark."""
    return next((place for place, mark in enumerate(marks) if mark is None), None)


def latest_mark(marks: Sequence[Mark | None]) -> int | None:
    """Find the period whose mark has the latest day, the last of equal ones."""
    days = [(mark.day, place) for place, mark in enumerate(marks) if mark]
    return max(days)[1] if days else None


def kept_under_control(history: Iterable[Event]) -> set[int]:
    """Find the events that say that a removed item was not removed after all."""
    kept: set[int] = set()
    is_removed = False
    for event in history:
        is_open = event.was == Status.CANCELLED and event.became in {*Status} - {Status.CANCELLED}
        if event.did in {"cancel", "reopen"}:
            is_removed = event.did == "cancel"
        elif is_removed and (is_open or event.did == "postpone"):
            kept.add(id(event))
            is_removed = False
    return kept


def proofs_of(history: Iterable[Event], places: Mapping[int, int]) -> dict[int, Proof]:
    """Find the proof of each mark, by event: its own, else its report's, else the former mark's.

    `places` has the place of the period that each event names, by event.
    """
    found: dict[int, Proof] = {}
    marked: dict[int | None, tuple[date, Proof]] = {}
    waiting: dict[int | None, list[Event]] = {}
    for event in history:
        place = places.get(id(event))
        if event.did == "submit" and not event.member:
            waiting.setdefault(place, []).append(event)
        elif event.did in {"return", "cancel"}:
            waiting.clear()
        elif event.did == "reopen":
            marked.pop(place, None)
        elif event.did in {"done", "correct"}:
            proof = Proof.of(event)
            sent = waiting.pop(place, []) if event.did == "done" else []
            if sent and event.was in {None, Status.SUBMITTED}:
                known = [each for each in sent if each.day <= event.day] or sent
                proof = proof.over(Proof.of(known[-1]))
            day, former = marked.get(place, (event.old_date, Proof()))
            if event.did == "correct" or day == event.old_date:  # otherwise there already is a mark
                proof = proof.over(former)
                marked[place] = event.day, proof
            found[id(event)] = proof
    return found
