"""What happened to an item: the replay of its events, on which everything else relies.

`course` is the one place where events become a status, marks of execution, a report that waits, a
postponement, a note. The rules, each once:

* Only events dated up to the day are replayed: what is dated later does not affect an earlier day.
  Decisions about the term are ordered by day, then by writing, whenever they are entered.
  Everything else is taken in the order of writing: a command acts on what is recorded by then.
  Sorted by day, a mark entered after a reopening but dated before it would be taken back by it.
* A mark, a report, its return and a correction concern one period, named by its last approved day.
  An event of an old file that names none concerns the period that the rule of that time chose: for
  a mark, the one that has its day in `executed`, else the earliest open one; for a reopening, the
  mark with the latest day.
* What one member of a group reports is kept for that member. Once all have reported on a period,
  it waits for acceptance as any report does; members are those of the present plan, and a
  report recorded as the last one counts as the last one.
* A request for another term changes nothing; a decision about the term, a return, a report, a mark
  or a removal ends it.
* A correction without a note keeps the mark's; an acceptance with one keeps the report's beside it.
* A reopened removal takes the basis of the removal out of the note, and a report that waited waits
  again. A reopened execution leaves the item in work if anything is recorded of it.
* A new order about the term ends an earlier postponement, and the new term is what marks are
  timed by, older ones too: it takes the place of the old one in the document. A postponement does
  not; but for a term that could not be read it is the only date there is, and times all marks.
* A correction of a note alone keeps the day that an earlier correction gave the mark.
* `status`, `executed`, `postponed_to` and `note` of the file are a summary for people. Where they
  differ from the replay of all events, somebody has edited them by hand, and the file wins: a date
  of execution from its own day on, like a mark written last (what was recorded for the days before
  a reopening stays), the rest from the day of the latest event on; without events, always. The next
  event names a postponement by hand that came before it.

An event that makes no sense in its place (two histories may have been merged) does nothing: a mark
is never dropped by a second one, nor by a report on the period. What two people recorded with the
same day is one mark or report with the proofs of both. But an answer to a question of `sync` has
the last word, and says what it overrules: a mark, a return or a member's report names the day of
what it replaces (`old_date`); a deed names the removal or the report that it overrules (`was` and
`became`), and so does a postponement, which no command writes for a removed item. A removal that
says that an item of one period was executed takes the mark back.
"""

from __future__ import annotations

from datetime import date
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING

from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import (
    Course,
    Mark,
    MemberReport,
    Progress,
    Proof,
    Request,
    Resolution,
    Status,
    Submission,
    earliest_open,
    latest_mark,
    postponed_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from roadmap_cli.plan.model import Event, Item, Plan

EVER = date.max
"""The day by which every event counts."""
_STATUSES = frozenset(Status)
_OPEN = frozenset({Status.PLANNED, Status.IN_PROGRESS})
_BEGUN = frozenset({Status.IN_PROGRESS, Status.SUBMITTED})
_CLOSED = frozenset({Status.DONE, Status.CANCELLED})
_BESIDE_STATUS = frozenset({"add", "amend", "note", "postpone", "request"})
_BESIDE_NOTE = frozenset({"add", "amend", "progress", "request", "return"})
_Proofs = tuple[Proof, Proof]  # of a mark, of the report that it accepted
_UNPROVED = Proof(), Proof()


def course(plan: Plan, item: Item, day: date = EVER) -> Course:
    """Tell what happened to an item by a day, that day included; by default, all of it."""
    is_touched = item.status is not Status.PLANNED or item.executed or item.postponed_to
    if is_touched or item.history:
        return _replayed(plan, item, day, day).course()
    term, note = plan.term_of(item), item.note or ""  # a shortcut: most items of a plan
    return Course(term, Status.PLANNED, (None,) * term.most_marks, note=note, remark=note)


def recorded(plan: Plan, item: Item, today: date, *news: Event) -> Course:
    """Tell everything recorded of an item, whatever its day: the basis of a change.

    Dates written by hand count up to `today`; `news` is what will happen to it next.
    """
    replay = _replayed(plan, item, EVER, today)
    for event in news:
        replay.take(event)
    return replay.course()


def steps(plan: Plan, item: Item) -> Iterator[tuple[Event, Course, Course]]:
    """Yield each event with what the history says before and after it."""
    replay = _Replay(plan, item, EVER)
    after = replay.course()
    for event in item.history:
        replay.take(event)
        before, after = after, replay.course()
        yield event, before, after


def told(plan: Plan, item: Item) -> Course:
    """Tell what the history alone says, without later edits by hand."""
    return _told(plan, item, EVER).course()


def _told(plan: Plan, item: Item, day: date) -> _Replay:
    replay = _Replay(plan, item, day)
    for event in item.history:
        if event.day <= day:
            replay.take(event)
    return replay


def _replayed(plan: Plan, item: Item, day: date, by_hand: date) -> _Replay:
    """Replay the events up to one day, then the edits by hand up to another."""
    whole = replay = _told(plan, item, EVER)
    if any(event.day > day for event in item.history):
        replay = _told(plan, item, day)
    replay.day = by_hand
    replay.edit_by_hand(whole.course())
    return replay


def _kept_under_control(history: Iterable[Event]) -> set[int]:
    """Find the events that say that a removed item was not removed after all."""
    kept: set[int] = set()
    is_removed = False
    for event in history:
        is_open = event.was == Status.CANCELLED and event.became in _STATUSES - {Status.CANCELLED}
        if event.did in {"cancel", "reopen"}:
            is_removed = event.did == "cancel"
        elif is_removed and (is_open or event.did == "postpone"):
            kept.add(id(event))
            is_removed = False
    return kept


def _proofs_of(history: Iterable[Event], places: Mapping[int, int]) -> dict[int, _Proofs]:
    """Find the proof of each mark, by event: its own, else its report's, else the former mark's."""
    found: dict[int, _Proofs] = {}
    marked: dict[int | None, tuple[date, Proof, Proof]] = {}
    waiting: dict[int | None, list[Event]] = {}
    for event in history:
        place = places.get(id(event))
        if event.did == "submit" and not event.member:
            waiting.setdefault(place, []).append(event)
        elif event.did == "return":
            waiting.clear()
        elif event.did == "reopen":
            marked.pop(place, None)
        elif event.did in {"done", "correct"}:
            proof, report = Proof.of(event), Proof()
            sent = waiting.pop(place, None) if event.did == "done" else None
            if sent and event.was in {None, Status.SUBMITTED}:
                known = [each for each in sent if each.day <= event.day] or sent
                report = Proof.of(known[-1])
                proof = proof.over(report)
            day, former, accepted = marked.get(place, (event.old_date, *_UNPROVED))
            if event.did == "correct" or day == event.old_date:  # otherwise there already is a mark
                proof = proof.over(former)
                report = report if event.did == "done" or accepted == former else accepted
                marked[place] = event.day, proof, report
            found[id(event)] = proof, report
    return found


def _is_noted(event: Event) -> bool:
    """Return whether an event replaced the note of the item."""
    is_own = event.note and not event.member and event.did not in _BESIDE_NOTE
    return bool(event.old_note or is_own)


class _Replay:
    def __init__(self, plan: Plan, item: Item, day: date) -> None:
        self.plan = plan
        self.item = item
        self.day = day
        self.term, self.amended = plan.terms_of(item)
        self.marks: list[Mark | None] = [None] * self.term.most_marks
        # Dates of the file whose events name no period, and corrections of such dates
        self.unclaimed: list[date | None] = []
        self.corrected: dict[date, date] = {}
        # By event: the place, in the term of then, of the period named
        self.places: dict[int, int] = {}
        self.kept = _kept_under_control(item.history)
        self.members = plan.members_of(item)
        self.reports: dict[tuple[int, str], MemberReport] = {}
        self.request: Request | None = None
        self.status = Status.PLANNED
        self.submission: Submission | None = None
        self.earlier: list[Submission] = []  # reports on other periods that wait beside it
        self.postponements: list[Resolution] = []
        self.removal: Resolution | None = None
        self.first_note = ""  # the file's before all events
        self.note, self.remark, self.former_note = "", "", ("", "")
        self.former_report: Submission | None = None  # what waited when the item was removed
        # By place and day of a mark: its note, and the note and remark before it
        self.noted: dict[tuple[int, date], tuple[str | None, str, str]] = {}
        # Places of marks with the days that were corrected
        self.left: set[tuple[int, date]] = set()
        self.has_begun = self.knew_report = False
        self.lines: list[Progress] = []
        self.events: list[Event] = []
        if item.history:
            self._begin(item.history)
        self.proofs = _proofs_of(item.history, self.places)

    def _begin(self, history: Sequence[Event]) -> None:
        """Infer from the history what the file said before it."""
        self._begin_with_marks(history)
        first = next((event for event in history if event.did not in _BESIDE_STATUS), None)
        status = first and first.was
        if first and first.did == "progress":  # a progress line alone changed no status
            status = first.was or Status.IN_PROGRESS
        if status in _STATUSES and not (status == Status.DONE and any(self.marks)):
            self.status = Status(status)
        if any(self.marks):
            self._executed()
        self.has_begun = self.status in _BEGUN
        decided = [each for each in history if each.did == "postpone" or id(each) in self.amended]
        # what was postponed only after an order was not postponed before
        moved = decided[0].was if decided and decided[0].did == "postpone" else None
        last = self._last_day(moved) if moved and moved != self.term.text else None
        if last:
            self.postponements.append(Resolution(None, "", moved, last))
        noted = next(filter(_is_noted, history), None)
        self.first_note = self.note = self.remark = (noted and noted.old_note) or ""

    def _begin_with_marks(self, history: Sequence[Event]) -> None:
        """Find dates older than their first event, and those that no event names."""
        self.unclaimed = list(self.item.executed[: len(self.marks)])
        marked: set[int | None] = set()
        term = self.term
        for event in history:
            term = self.amended.get(id(event), term)
            place = term.place_of(event.period)
            if place is not None:
                self.places[id(event)] = place
            if event.did not in {"done", "correct", "reopen"}:
                continue
            if event.did == "correct" and event.old_date and event.period is None:
                self.corrected[event.old_date] = event.day
            is_new = {place, None} & marked or (place is None and event.period)
            was_there = event.old_date if event.did != "done" and not is_new else None
            if was_there and was_there <= self.day:
                self.marks[place or 0] = Mark(was_there)
            marked.add(place)
            if place is not None and self.unclaimed[place : place + 1] == [event.day]:
                self.unclaimed[place] = None

    def take(self, event: Event) -> None:
        """Take an event by the method that has the name of its deed."""
        self.events.append(event)
        if self.status is Status.CANCELLED and id(event) in self.kept:
            self._take_back_removal()
        if event.did != "add":  # an item begins with it
            getattr(self, f"take_{event.did}")(event)
        is_overruled = event.was == Status.SUBMITTED and event.became in _OPEN
        if self.status is Status.SUBMITTED and is_overruled and event.did != "done":
            self.submission, self.status = None, Status(event.became or "")

    def course(self) -> Course:
        decided = self.postponements  # including an order that ended one
        postponements = tuple(
            each for n, each in enumerate(decided) if each.text or (n and decided[n - 1].text)
        )
        return Course(
            term=self.term,
            status=self.status,
            marks=tuple(self.marks),
            submission=self.submission,
            postponements=postponements,
            removal=self.removal,
            note=self.note,
            remark=self.remark,
            lines=tuple(self.lines),
            events=tuple(self.events),
            reports=tuple(self.reports.values()),
            request=self.request,
        )

    def _noted(self, event: Event, *, is_remark: bool = False) -> None:
        if event.note:
            self.note = event.note
            self.remark = event.note if is_remark else ""

    def take_start(self, event: Event) -> None:
        self._noted(event)
        self._begun()

    def take_progress(self, event: Event) -> None:
        line = Progress(event.day, event.note or "", event.evidence or ())
        if line.text and line not in self.lines:
            self.lines.append(line)
        self._begun()

    def _begun(self) -> None:
        self.has_begun = True
        if self.status is Status.PLANNED:
            self.status = Status.IN_PROGRESS

    def _begun_by_hand(self, event: Event) -> None:
        """Note a start that only the file recorded when an event was written."""
        if event.was in _BEGUN and self.status not in _BEGUN:
            self.has_begun = True

    def take_submit(self, event: Event) -> None:
        place = self._place(event)
        if place is None:
            place = earliest_open(self.marks)
        if event.member:
            self._report_of_member(event, event.member, place or 0)
            return
        if place is None or self.marks[place] or self.status in _CLOSED:
            return
        self._noted(event)
        self.has_begun = True
        proof, waits = Proof.of(event), self.submission
        if waits and (waits.place, waits.day) == (place, event.day):
            proof = proof.beside(Proof.of(waits))
        self._wait(place, event.day, proof)

    def _wait(self, place: int, day: date, proof: Proof) -> None:
        if self.submission and self.submission.place != place:
            self.earlier.append(self.submission)
        known = tuple(self.postponements)
        self.submission = Submission(place, day, proof.note, known, proof.evidence)
        self.status = Status.SUBMITTED
        self.request = None

    def _end_report(self) -> None:
        """End the report that waits; one that waited beside it goes on waiting."""
        open_places = {place for place, mark in enumerate(self.marks) if mark is None}
        self.earlier = [each for each in self.earlier if each.place in open_places]
        self.submission = self.earlier.pop() if self.earlier else None
        self.status = Status.SUBMITTED if self.submission else Status.IN_PROGRESS

    def _report_of_member(self, event: Event, member: str, place: int) -> None:
        """Record a member's report; nothing waits for acceptance until all have reported."""
        former = self.reports.get((place, member))
        proof = Proof.of(event)
        if former and former.day == event.day:
            proof = Proof.of(former).beside(proof)
        elif former and former.day != event.old_date:
            return
        self.reports[place, member] = MemberReport(member, place, event.day, *proof)
        if self.marks[place] or self.status in _CLOSED:
            return
        self._begun()
        number, history = len(self.events), self.item.history
        # No event written before it is left out for its later day
        is_whole = number <= len(history) and history[number - 1] is event
        if is_whole and event.became == Status.SUBMITTED and self.submission is None:
            self._wait_for_members(place)
        waits = self.submission
        if waits and waits.place == place and self._all_reported(place):  # one who joined since
            self._wait_for_members(place)
        self._wait_if_all_reported()

    def _wait_if_all_reported(self) -> None:
        """Submit the earliest open period on which every member has reported."""
        if self.submission or not self.members or self.status in _CLOSED:
            return
        for place, mark in enumerate(self.marks):
            if mark is None and self._all_reported(place):
                self._wait_for_members(place)
                return

    def _all_reported(self, place: int) -> bool:
        return all((place, member) in self.reports for member in self.members)

    def _wait_for_members(self, place: int) -> None:
        days = {each.member: each.day for each in self.reports.values() if each.place == place}
        own = [days[member] for member in self.members if member in days]
        proof = Proof.of(self.submission) if self.submission else Proof()
        self._wait(place, max(own or days.values()), proof)

    def _forget(self, is_gone: Callable[[MemberReport], bool]) -> None:
        self.reports = {key: each for key, each in self.reports.items() if not is_gone(each)}

    def take_return(self, event: Event) -> None:
        waits, place = self.submission, self._place(event)
        mark = self.marks[place or 0]
        if event.member:  # the report on the period named, else the latest
            places = (each for each, member in self.reports if member == event.member)
            returned = max((each for each in places if place in {None, each}), default=None)
            if returned is not None:
                del self.reports[returned, event.member]
                if waits and waits.place == returned:
                    self._end_report()
            self._wait_if_all_reported()
        elif self.status is Status.SUBMITTED:
            if waits:
                self._forget(lambda each: each.place == waits.place)
            self._end_report()
        elif mark and mark.day == event.old_date:
            self.marks[place or 0] = None
            self.status = Status.IN_PROGRESS
        else:
            self.request = None

    def take_request(self, event: Event) -> None:
        if event.became and self.status not in {Status.SUBMITTED, *_CLOSED}:
            last = self._last_day(event.became)
            self.request = Request(event.day, event.by, event.became, last, event.note or "")

    def take_done(self, event: Event) -> None:
        place = self._place(event)
        if place is None:
            place = self._place_of_old(event)
        former = self.marks[place or 0]
        overrules = former is not None and former.day == event.old_date
        is_same = former is not None and former.day == event.day
        if place is None and not (overrules or is_same):
            return
        overruled = self.noted.get((place or 0, event.old_date or event.day))
        if event.old_date and overruled and overruled[0] == self.note:
            _, self.note, self.remark = overruled
        self.noted[place or 0, event.day] = (event.note, self.note, self.remark)
        waits = self.submission if self.submission and self.submission.place == place else None
        if not waits or event.note != waits.note:  # an accepted report was noted when it came
            self._noted(event)
        if former and not overrules:
            if is_same:
                proof = Proof.of(former).beside(Proof.of(event))
                self.marks[place or 0] = former._replace(**proof._asdict())
            return
        place = place or 0
        self._begun_by_hand(event)
        report, known = Proof.of(waits) if waits else Proof(), tuple(self.postponements)
        if waits:
            known = waits.postponements if event.day == waits.day else known
            self._end_report()
        # Seen from a day before the report that it accepts, the report's note is known
        proof = Proof.of(event).over(report).over(self.proofs.get(id(event), _UNPROVED)[0])
        self.marks[place] = Mark(event.day, *proof, known, event.accepted, report)
        self.request = None
        self._executed()
        self._wait_if_all_reported()

    def _place(self, event: Event) -> int | None:
        """Find the place of the period that an event names, even in a term not in force yet."""
        place = self.places.get(id(event), self.term.place_of(event.period))
        return place if place is None else min(place, len(self.marks) - 1)

    def _place_of_old(self, event: Event) -> int | None:
        """Choose the period of a mark whose event does not name it."""
        day = event.day
        while day in self.corrected:
            day = self.corrected.pop(day)
        known = self.unclaimed[: len(self.marks)]  # an order may have reduced the periods
        if day in known:
            place = known.index(day)
            if self.marks[place] is None:
                self.unclaimed[place] = None
                return place
        return earliest_open(self.marks)

    def _executed(self) -> None:
        if self.status is Status.CANCELLED:
            return
        if None not in self.marks:
            self.status = Status.DONE
        elif self.submission:
            self.status = Status.SUBMITTED
        elif self.status is not Status.DONE:
            self.status = Status.IN_PROGRESS

    def take_correct(self, event: Event) -> None:
        place = self._place(event)
        days = [mark and mark.day for mark in self.marks]
        if place is None and (event.old_date or event.day) in days:
            place = days.index(event.old_date or event.day)
        if place is None:
            place = latest_mark(self.marks) or 0
        self._noted(event)
        corrected = self.marks[place]
        # Seen from a day before the one that it corrects, the mark is not there yet, or one that a
        # reopening took back still is; its note is known
        former, report = self.proofs.get(id(event), _UNPROVED)
        if corrected and event.old_date in {None, corrected.day}:
            former = Proof.of(corrected)
            report = corrected.report if corrected.report != former else Proof()
        proof = Proof.of(event).over(former)
        known = corrected.postponements if corrected else tuple(self.postponements)
        if event.old_date:
            self.left.add((place, event.old_date))
        # A correction of a note alone names the day that the mark had on that machine
        is_moved = corrected is None or event.old_date or (place, event.day) not in self.left
        day = event.day if corrected is None or is_moved else corrected.day
        self.marks[place] = Mark(day, *proof, known, None, report if corrected else Proof())
        self._executed()

    def take_cancel(self, event: Event) -> None:
        if len(self.marks) == 1 and event.was == Status.DONE:
            self.marks = [None]
        if self.removal and self.status is Status.CANCELLED:
            if event.note != self.removal.basis:
                self._noted(event)
            return
        self.former_note, self.former_report = (self.note, self.remark), self.submission
        self.knew_report = event.was == Status.SUBMITTED
        self._noted(event)
        self.removal = Resolution(event.day, event.note or "")
        self.request = None
        self._begun_by_hand(event)
        self.submission = None
        self.status = Status.CANCELLED

    def take_reopen(self, event: Event) -> None:
        if self.status is Status.CANCELLED:
            if self.knew_report and event.became in _OPEN:
                self.former_report = None  # earlier versions did not let it wait again
            self._take_back_removal()
            self._noted(event)
            return
        place = self._place(event)
        if place is None:
            place = latest_mark(self.marks) or 0
        self.marks[place] = None
        self._noted(event)
        if self.submission is None:
            self._under_control_again()

    def _take_back_removal(self) -> None:
        """Bring the item back under control, and drop the basis of the removal from the note."""
        if self.removal and self.note == self.removal.basis:
            self.note, self.remark = self.former_note
        self.removal = None
        self._under_control_again()
        if any(self.marks):
            self._executed()
        waits = self.former_report
        if waits and waits.place < len(self.marks) and not self.marks[waits.place]:
            self.submission, self.status = waits, Status.SUBMITTED

    def _under_control_again(self) -> None:
        self.status = Status.IN_PROGRESS if self.has_begun or any(self.marks) else Status.PLANNED

    def take_postpone(self, event: Event) -> None:
        self.request = None
        text = event.became or self.item.postponed_to  # an old event may lack `became`
        decided = Resolution(event.day, event.note or "")
        if text is not None and text != self.term.text:
            decided = decided._replace(text=text, last=self._last_day(text))
        # one of two that `sync` asked about, decided again, is not a new one
        self.postponements = [each for each in self.postponements if each != decided]
        place = self._place_by_day(event)
        self.postponements.insert(place, decided)
        if place == len(self.postponements) - 1:
            self._noted(event)

    def _place_by_day(self, event: Event) -> int:
        """Find the place of a decision: after earlier days and the one that it says it replaces."""
        place = len(self.postponements)
        for each in reversed(self.postponements):
            if (each.day or date.min) <= event.day or (event.was and each.text == event.was):
                break
            place -= 1
        return place

    def _last_day(self, text: str) -> date | None:
        """Read the last day of a term; in old files it may be a formerly approved wording."""
        try:
            return postponed_day(text, self.plan.span)
        except UnreadableTermError:
            return None

    def take_note(self, event: Event) -> None:
        self._noted(event, is_remark=True)

    def take_amend(self, event: Event) -> None:
        if event.old_term is None:
            return
        self.term = self.amended[id(event)]
        self.request = None
        self.postponements.insert(self._place_by_day(event), Resolution(event.day))
        places = self.term.most_marks
        self.marks = [*self.marks, *[None] * places][:places]
        if self.submission and self.submission.place >= len(self.marks):
            self.submission = self.submission._replace(place=0)
        self._forget(lambda each: each.place >= len(self.marks))
        if any(self.marks):
            self.status = Status.IN_PROGRESS if self.status is Status.DONE else self.status
            self._executed()

    def edit_by_hand(self, told: Course) -> None:
        """Let the file's summary win where it contradicts what all events tell."""
        item = self.item
        latest = max((event.day for event in item.history), default=None)
        counts = latest is None or latest <= self.day
        dates = zip_longest(item.executed[: len(told.marks)], told.executed)
        for place, (day, was_told) in enumerate(dates):
            if day != was_told:
                here = min(place, len(self.marks) - 1)
                self._mark_by_hand(here, day, was_told, counts=counts)
        if item.status is not told.status:
            stated = item.executed if item.status is Status.DONE else ()
            if max(filter(None, (latest, *stated)), default=self.day) <= self.day:
                self.status = item.status
                self.removal = None
        if self.status is not Status.SUBMITTED:
            self.submission = None
        elif self.submission is None or self.marks[self.submission.place]:
            waiting, known = earliest_open(self.marks), self.submission or Submission(0, None)
            self.submission = None if waiting is None else known._replace(place=waiting)
        text = item.postponed_to
        # the hand came after the events before one that names what it wrote, or after all
        before = takewhile(lambda event: not text or event.postponed_to != text, item.history)
        since = max((event.day for event in before), default=None)
        if text != told.postponed_to and (since or date.min) <= self.day:
            last = self._last_day(text) if text else None
            basis = "" if since else self.first_note
            self.postponements.append(Resolution(since, basis, text, last))
        if counts and (item.note or "") != told.note:
            self.note = item.note or ""
            # The note of an open item postponed by hand is the basis of the postponement
            is_basis = self.postponements and self.status in _OPEN and not item.history
            self.remark = "" if is_basis else self.note

    def _mark_by_hand(
        self, place: int, day: date | None, was_told: date | None, *, counts: bool
    ) -> None:
        """Put a date of the file in its place, like a mark or a correction written last."""
        if day is None:
            if counts:
                self.marks[place] = None
            return
        former, waits = self.marks[place], self.submission
        if day > self.day or (former and was_told is None):
            return  # a recorded mark stands until the day on which it was reopened
        proof, report = (Proof.of(former), former.report) if former else (Proof(), Proof())
        if waits and waits.place == place and self.item.status is not Status.SUBMITTED:
            proof, report = Proof.of(waits), Proof()
        self.marks[place] = Mark(day, *proof, tuple(self.postponements), None, report)
        if not counts:
            if waits and waits.place == place:
                self._end_report()
            self._executed()
        elif self.status is Status.PLANNED is not self.item.status:
            self.status = Status.IN_PROGRESS
