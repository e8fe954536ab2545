"""What it means to start, submit, execute, cancel, postpone, amend: pure decisions about one item.

A decision looks at an item as it stands and at all that is recorded of it, and gives one event; the
fields of the file follow from the replay of that event (`course`). How they come into the file is
the matter of `planfile.update`.

What any change refuses: a day of the future, and a day on which it would change nothing since a
later one has decided otherwise.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli import wording
from roadmap_cli.errors import RefusedChangeError, UnknownPartyError, UsageError
from roadmap_cli.plan.course import recorded
from roadmap_cli.plan.filters import match_names
from roadmap_cli.plan.model import Event, Status, postponement, read_term
from roadmap_cli.terms import Kind, read_span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from roadmap_cli.plan.course import Course, Mark
    from roadmap_cli.plan.model import Deed, Item
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.terms import Period

Fields: TypeAlias = "dict[str, str | list[str | None] | None]"
STATUS = ("status",)
"""What a change of the status writes, also where it stays what it is."""


class Stamp(NamedTuple):
    """Who makes a change, when it is written, and the day that it counts for if none is named."""

    at: datetime
    by: str
    today: date

    @property
    def written(self) -> str:
        """The time of writing, as files have it: with the offset from UTC."""
        return self.at.isoformat(timespec="seconds")


class Change(NamedTuple):
    """Fields of one item to write, and the event for its history; no event: nothing to do."""

    item: Item
    fields: Fields
    event: Mapping[str, str | list[str]]


Decision: TypeAlias = "Callable[[Standing, Stamp], Change]"
"""Decides about an item as it stands on the day of the change."""


class Record(NamedTuple):
    """What the history is told; no `day`: that of the change."""

    did: Deed
    note: str | None = None
    day: date | None = None
    period: date | None = None
    member: str | None = None
    evidence: Sequence[str] = ()
    was: str | None = None
    became: str | None = None
    old_note: str | None = None
    old_date: date | None = None
    old_term: str | None = None
    old_start: date | None = None
    old_due: date | str | None = None
    accepted: date | None = None

    def event(self, stamp: Stamp) -> Event:
        """Make the event that the history is told."""
        values = self._asdict()
        del values["day"]
        values["evidence"] = tuple(self.evidence) or None
        day = self.day or stamp.today
        return Event.model_construct(at=stamp.at, by=stamp.by, date=day, **values)

    def written(self, stamp: Stamp) -> dict[str, str | list[str]]:
        """Write it as the file has it; empty parts stay out."""
        facts = dict(self.event(stamp)) | {"at": stamp.written}
        return {
            key: list(fact) if isinstance(fact, tuple) else str(fact)
            for key, fact in facts.items()
            if fact
        }


def start(day: date | None = None, note: str | None = None) -> Decision:
    """Take an item into work."""

    def decide_start(row: Standing, stamp: Stamp) -> Change:
        known = _open(row, stamp)
        if known.status is not Status.PLANNED:
            return _nothing(row)
        return _written(row, stamp, known, Record("start", note, day), keys=STATUS)

    return decide_start


def progress(text: str, day: date | None = None, evidence: Sequence[str] = ()) -> Decision:
    """Record a line about the course of execution; a planned item is in progress from then on."""

    def decide_progress(row: Standing, stamp: Stamp) -> Change:
        line = Record("progress", text, day, evidence=evidence)
        return _written(row, stamp, _open(row, stamp), line)

    return decide_progress


class _Report(NamedTuple):
    """What a member reports: day, note, documents, the period by its wording."""

    day: date | None
    note: str | None
    evidence: Sequence[str]
    period: str | None


def submit(
    day: date | None = None,
    note: str | None = None,
    *,
    evidence: Sequence[str] = (),
    member: str | None = None,
    period: str | None = None,
) -> Decision:
    """Report an item as executed, for the controller to accept or to return.

    Of a recurrent item the period named is reported, else the earliest open one. Where a group
    answers, each of its members reports.
    """
    told = _Report(day, note, evidence, period)

    def decide_submit(row: Standing, stamp: Stamp) -> Change:
        members = row.plan.members_of(row.item)
        if member is not None:
            return _member_reports(row, stamp, told, _member_named(row, members, member))
        if members:
            listed = wording.listed(members)
            raise RefusedChangeError(
                row.item.id, f"по нему отчитывается каждый; назовите, кто: --by ({listed})"
            )
        known = _open(row, stamp)
        if known.status is Status.SUBMITTED:
            return _nothing(row)
        place = known.earliest_open or 0
        if period is not None:
            place = _period_named(row, known, period)
        if known.marks[place]:
            raise RefusedChangeError(row.item.id, "этот период уже исполнен")
        report = Record("submit", note, day, _period(known, place), evidence=evidence)
        return _written(row, stamp, known, report, keys=STATUS)

    return decide_submit


def _member_named(row: Standing, members: Sequence[str], name: str) -> str:
    """Find the member of an item's groups that is meant.

    Raises:
        RefusedChangeError: no group answers for the item.
        UnknownPartyError: no member is called so, or several are.

    """
    if not members:
        raise RefusedChangeError(
            row.item.id, "за него не отвечает группа (groups в файле плана): уберите --by"
        )
    found = match_names(members, name)
    if len(found) != 1:
        raise UnknownPartyError(name, found or members)
    return found[0]


def _member_reports(row: Standing, stamp: Stamp, told: _Report, member: str) -> Change:
    """Take down the report of one member; the last one lets the item wait for acceptance."""
    known = recorded(row.plan, row.item, stamp.today)
    if known.status is Status.CANCELLED:
        raise _closed(row, known)
    place = _place_of_member(row, stamp, known, told, member)
    own = known.reports_on(place).get(member)
    if own is None:
        period = _period(known, place)
        report = Record("submit", told.note, told.day, period, member, told.evidence)
        return _written(row, stamp, known, report, keys=STATUS)
    is_same = told.day in {None, own.day} and told.note in {None, own.note}
    if is_same and tuple(told.evidence) in {(), own.evidence}:
        return _nothing(row)
    raise RefusedChangeError(
        row.item.id,
        f"{member} уже представил отчёт {wording.day(own.day)}; чтобы заменить его, сначала: "
        f'roadmap return {row.item.id} --by "{member}" --reason …',
    )


def _place_of_member(row: Standing, stamp: Stamp, known: Course, told: _Report, member: str) -> int:
    """Choose the period on which a member reports.

    It is the one named, else the earliest open one that has begun and that it has not reported on,
    else the earliest closed without it, else the one of its latest report.
    """
    if told.period is not None:
        return _period_named(row, known, told.period)
    day = told.day or stamp.today
    untold = [n for n in range(len(known.marks)) if member not in known.reports_on(n)]
    begun = [n for n in untold if len(known.marks) == 1 or known.term.periods[n].first <= day]
    waiting = [n for n in begun if known.marks[n] is None]
    told_last = [each.place for each in known.reports if each.member == member]
    chosen = [*waiting, *begun, *reversed(told_last)]
    if not chosen:
        raise _not_begun(row)
    return chosen[0]


def give_back(reason: str, day: date | None = None, member: str | None = None) -> Decision:
    """Send a submitted item, or the report of one member, back to work; else refuse a request."""

    def decide_return(row: Standing, stamp: Stamp) -> Change:
        known = recorded(row.plan, row.item, stamp.today)
        waits = known.submission
        if member is not None:
            name = _member_named(row, row.plan.members_of(row.item), member)
            return _returned_to_member(row, stamp, known, name, Record("return", reason, day))
        if waits is None and known.request:
            return _written(row, stamp, known, Record("return", reason, day))
        if waits is None:
            if known.reports:
                raise RefusedChangeError(
                    row.item.id, "отчитались ещё не все; назовите, чей отчёт вернуть: --by"
                )
            raise RefusedChangeError(row.item.id, "он не на проверке, возвращать нечего")
        if day and waits.day and day < waits.day:
            raise RefusedChangeError(
                row.item.id,
                f"представлен он {wording.day(waits.day)}, а возвращён был бы раньше: "
                f"{wording.day(day)}",
            )
        returned = Record("return", reason, day, _period(known, waits.place))
        return _written(row, stamp, known, returned, keys=STATUS)

    return decide_return


def _returned_to_member(
    row: Standing, stamp: Stamp, known: Course, member: str, returned: Record
) -> Change:
    """Send the latest report of one member back."""
    own = [each for each in known.reports if each.member == member]
    if not own:
        raise RefusedChangeError(row.item.id, f"{member} по нему не отчитывался")
    latest = max(own, key=lambda each: each.place)
    if known.marks[latest.place]:
        raise RefusedChangeError(
            row.item.id,
            f"отчёт уже принят; чтобы вернуть его, сначала: roadmap reopen {row.item.id}",
        )
    if returned.day and returned.day < latest.day:
        raise RefusedChangeError(
            row.item.id, f"отчёт представлен {wording.day(latest.day)}, раньше его не вернуть"
        )
    told = returned._replace(period=_period(known, latest.place), member=member)
    return _written(row, stamp, known, told, keys=STATUS)


def cancel(reason: str, day: date | None = None) -> Decision:
    """Take an item off control; the reason becomes its note."""

    def decide_cancel(row: Standing, stamp: Stamp) -> Change:
        known = recorded(row.plan, row.item, stamp.today)
        if known.status is Status.CANCELLED:
            return _nothing(row)
        if known.is_executed:
            raise RefusedChangeError(
                row.item.id,
                f"он уже исполнен; если это ошибка, сначала: roadmap reopen {row.item.id}",
            )
        return _written(row, stamp, known, Record("cancel", reason, day), keys=STATUS)

    return decide_cancel


def reopen(note: str | None = None, day: date | None = None) -> Decision:
    """Open the period that was executed last, or a cancelled item."""

    def decide_reopen(row: Standing, stamp: Stamp) -> Change:
        known = recorded(row.plan, row.item, stamp.today)
        if known.status is Status.CANCELLED:
            return _written(row, stamp, known, Record("reopen", note, day), keys=STATUS)
        latest = known.latest_mark
        if latest is None:
            if known.status is not Status.DONE:
                return _nothing(row)
            return _written(row, stamp, known, Record("reopen", note, day), keys=STATUS)
        mark = known.marks[latest]
        taken = Record("reopen", note, day, _period(known, latest), old_date=mark and mark.day)
        return _written(row, stamp, known, taken, keys=STATUS)

    return decide_reopen


def note(text: str, day: date | None = None) -> Decision:
    """Replace the note of an item; the former one stays in the history."""

    def decide_note(row: Standing, stamp: Stamp) -> Change:
        if row.item.note == text:
            return _nothing(row)
        return _written(
            row, stamp, recorded(row.plan, row.item, stamp.today), Record("note", text, day)
        )

    return decide_note


class Execution(NamedTuple):
    """What `done` was asked for: day, note, the period by its wording, whether it corrects.

    `anyway`: also where members of a group have not reported.
    """

    day: date | None = None
    note: str | None = None
    period: str | None = None
    correct: bool = False
    evidence: Sequence[str] = ()
    anyway: bool = False


def done(wanted: Execution = Execution()) -> Decision:  # noqa: B008  # a frozen value
    """Mark a period as executed.

    It is the one named, else that of a report which waits, else the earliest open one that has
    begun on the day; an item with one period is marked at any time. The same day and note again, or
    a report accepted once more on the day of its acceptance, close nothing more. What would change
    a recorded date or note is refused unless it is asked for as a correction, which keeps the old
    ones in the history.
    """

    def decide_done(row: Standing, stamp: Stamp) -> Change:
        known = recorded(row.plan, row.item, stamp.today)
        if known.status is Status.CANCELLED:
            raise _closed(row, known)
        if wanted.correct:
            return _corrected(row, stamp, known, wanted)
        place = _place_to_mark(row, stamp, known, wanted)
        if place is None:
            return _same_or_refused(row, known, wanted)
        day = wanted.day or _day_of_report(known, place) or stamp.today
        _must_be_in_the_plan(row, day)
        missing = row.missing(place)
        if missing and not wanted.anyway:
            raise RefusedChangeError(
                row.item.id,
                f"не отчитались {len(missing)} из {len(row.members)}: {wording.listed(missing)}; "
                "чтобы отметить без них, добавьте --anyway",
            )
        record = Record("done", wanted.note, day, evidence=wanted.evidence)
        if wanted.day is None and day != stamp.today and len(known.marks) > 1:
            record = record._replace(accepted=stamp.today)
        return _marked(row, stamp, known, place, record)

    return decide_done


def _day_of_report(known: Course, place: int) -> date | None:
    """Give the day of the report that waits, where it is about this period."""
    waits = known.submission
    return waits.day if waits and waits.place == place else None


def _place_to_mark(row: Standing, stamp: Stamp, known: Course, wanted: Execution) -> int | None:
    """Choose the period to mark: its place; None where there is nothing to do."""
    if wanted.period is not None:
        named = _period_named(row, known, wanted.period)
        return None if known.marks[named] else named
    if known.is_executed:
        return None
    if known.submission:
        return known.submission.place
    if len(known.marks) == 1:
        return 0
    day = wanted.day or stamp.today
    for mark in known.marks:
        typed_on = {mark.day, mark.accepted if wanted.day is None else None} if mark else set()
        if mark and day in typed_on and _is_told(wanted, mark):
            return None  # the same typed twice
    earliest = known.earliest_open
    has_begun = earliest is not None and row.term.periods[earliest].first <= day
    return earliest if has_begun else None


def _is_told(wanted: Execution, mark: Mark) -> bool:
    """Tell whether a mark already has the note and the documents that are asked for."""
    return wanted.note in {None, mark.note} and tuple(wanted.evidence) in {(), mark.evidence}


def _period_named(row: Standing, known: Course, text: str) -> int:
    """Find the only period of an item that a wording names.

    It is one of the approved term, or of the one that counts; of a term «за отчётным периодом»
    also the period that is reported on.
    """
    approved, counted = known.term.periods, row.term.periods
    spans = read_span(text, row.plan.span)
    ways = (
        [place for place, period in enumerate(approved) if period in spans],
        [place for place, period in enumerate(counted) if period in spans],
        _reported_on(approved, spans),
        [place for place, period in enumerate(approved) if period.ends_in(spans)],
        [place for place, period in enumerate(counted) if period.ends_in(spans)],
    )
    named = next(filter(None, ways), [])
    if len(named) == 1:
        return named[0]
    listed = "; ".join(wording.span(*period) for period in counted) or wording.NO_TERM
    raise RefusedChangeError(
        row.item.id, f"«{wording.one_line(text)}» не один из его периодов: {listed}"
    )


def _reported_on(periods: Sequence[Period], spans: Sequence[Period]) -> list[int]:
    """Find the periods for reports about some spans: each ends when the next one has begun."""
    found = []
    for place, (period, following) in enumerate(pairwise(periods)):
        if not period.first < following.first <= period.last:
            return []
        reported = period._replace(last=following.first - timedelta(days=1))
        if reported in spans:
            found.append(place)
        months = round((following.first - period.first).days / 30)
    if len(periods) > 1:
        last = periods[-1]
        found += [
            len(periods) - 1
            for span in spans
            if span.first == last.first and round((span.last - span.first).days / 30) == months
        ]
    return found


def _same_or_refused(row: Standing, known: Course, wanted: Execution) -> Change:
    """Do nothing where nothing new is said; never drop another date or note in silence."""
    marks = [mark for mark in known.marks if mark]
    if wanted.period is not None:
        marks = [mark for mark in [known.marks[_period_named(row, known, wanted.period)]] if mark]
    elif wanted.day:
        marks = [mark for mark in marks if mark.day == wanted.day] or marks
    if not marks and not known.is_executed and row.stake:
        raise _not_begun(row)
    days = {mark.day for mark in marks}
    notes = {mark.note for mark in marks} | {None, row.item.note}
    files = {mark.evidence for mark in marks} | {()}
    is_told = wanted.note in notes and tuple(wanted.evidence) in files
    if wanted.day in {None, *days} and is_told:
        return _nothing(row)
    latest = max(marks, key=lambda mark: mark.day, default=None)
    text = f"исполнен {wording.day(latest.day)}" if latest else "исполнен без даты"
    told = (latest.note if latest else "") or row.item.note
    if told:
        text += f", примечание «{wording.one_line(told)}»"
    raise RefusedChangeError(
        row.item.id, f"он уже {text}; чтобы исправить запись, добавьте --correct"
    )


def _not_begun(row: Standing) -> RefusedChangeError:
    """Say that the next period of an item has not begun."""
    stake = wording.span(*row.stake) if row.stake else wording.NO_TERM
    return RefusedChangeError(
        row.item.id,
        f"его период {stake} ещё не начался; если он исполнен досрочно, назовите его: --period",
    )


def _corrected(row: Standing, stamp: Stamp, known: Course, wanted: Execution) -> Change:
    """Put another date or note in the place of the recorded ones, which stay in the history."""
    place = _place_to_correct(row, known, wanted)
    old = known.marks[place]
    day = wanted.day or (old.day if old else None)
    is_known = wanted.note in {None, old.note if old else None, row.item.note}
    is_known = is_known and tuple(wanted.evidence) in {(), old.evidence if old else ()}
    if (old and day == old.day and is_known) or (day is None and is_known):
        return _nothing(row)
    if day:
        _must_be_in_the_plan(row, day)
    mark = Record("correct", wanted.note, day or stamp.today, evidence=wanted.evidence)
    return _marked(row, stamp, known, place, mark)


def _place_to_correct(row: Standing, known: Course, wanted: Execution) -> int:
    """Choose the mark to correct: that of the period named, of the day named, else the only one.

    Raises:
        RefusedChangeError: there is no such mark, or it cannot be told which one is meant.

    """
    if wanted.period is not None:
        named = _period_named(row, known, wanted.period)
        if not known.marks[named]:
            raise RefusedChangeError(row.item.id, "этот период ещё не исполнен, исправлять нечего")
        return named
    latest = known.latest_mark
    if latest is None:
        if known.is_executed:
            return 0
        raise RefusedChangeError(row.item.id, "он ещё не исполнен, исправлять нечего")
    same = [place for place, mark in enumerate(known.marks) if mark and mark.day == wanted.day]
    if len(same) == 1:
        return same[0]
    several = sum(mark is not None for mark in known.marks) > 1
    if wanted.day and several and wanted.day < row.term.periods[latest].first:
        raise RefusedChangeError(
            row.item.id,
            "исполнено несколько его периодов; назовите тот, который исправить: --period",
        )
    return latest


def _marked(row: Standing, stamp: Stamp, known: Course, place: int, record: Record) -> Change:
    """Write a mark of a period: the date, and the status that follows from it."""
    written = row.item.executed[place : place + 1]  # also a date to come, written by hand
    told = record._replace(period=_period(known, place))
    if any(written) and written != (record.day,):
        told = told._replace(old_date=written[0])
    return _written(row, stamp, known, told, keys=("status", "executed"))


def _must_be_in_the_plan(row: Standing, day: date) -> None:
    """Refuse a date of execution before the plan."""
    first = row.plan.span.first
    if day < first:
        raise RefusedChangeError(
            row.item.id,
            f"дата исполнения {wording.day(day)} раньше начала плана ({wording.day(first)})",
        )


def request(text: str, reason: str, day: date | None = None) -> Decision:
    """Ask for another term, which `postpone` or `return` decides; the term stays as it is."""

    def decide_request(row: Standing, stamp: Stamp) -> Change:
        known = _open(row, stamp)
        if known.submission:
            raise RefusedChangeError(row.item.id, "он на проверке, переносить срок поздно")
        _must_have_a_term(row)
        asked = known.request
        if asked and (asked.text, asked.reason) == (text, reason):
            return _nothing(row)
        new = _new_wording(row, known, text)
        if new is None:
            raise RefusedChangeError(row.item.id, "это его утверждённый срок")
        period = _period(known, known.earliest_open or 0)
        was = row.item.postponed_to or row.item.term
        return _written(
            row, stamp, known, Record("request", reason, day, period, was=was, became=new)
        )

    return decide_request


def _must_have_a_term(row: Standing) -> None:
    """Refuse to move what has no term."""
    if row.term.kind is Kind.UNDATED:
        raise RefusedChangeError(
            row.item.id, f"у него нет срока («{row.item.term}»), переносить нечего"
        )


def postpone(
    text: str | None = None, reason: str | None = None, day: date | None = None
) -> Decision:
    """Move the date that counts; the approved term stays as written.

    Without a term or a reason those that were asked for (`request`) are taken.

    A date between the approved term and the present one corrects a postponement; the approved term
    itself takes it back. The decision raises UnreadableTermError for a wording without a date and
    RefusedChangeError for one that is earlier than the approved term.
    """

    def decide_postpone(row: Standing, stamp: Stamp) -> Change:
        item = row.item
        known = _open(row, stamp)
        _must_have_a_term(row)
        asked = known.request
        to, why = text or (asked and asked.text), reason or (asked and asked.reason)
        if to is None or why is None:
            missing = {"новый срок": text, "основание": reason}
            what = " и ".join(name for name, given in missing.items() if given is None)
            raise UsageError(
                f"о переносе пункта {item.id} никто не просил; назовите {what}: "
                f'roadmap postpone {item.id} "до 20 ноября" --reason …'
            )
        if item.postponed_to == to:
            return _nothing(row)
        new = _new_wording(row, known, to)
        was, became = item.postponed_to or item.term, new or item.term
        period = _period(known, known.earliest_open or 0)
        moved = Record("postpone", why, day, period, was=was, became=became)
        return _written(row, stamp, known, moved)

    return decide_postpone


def _new_wording(row: Standing, known: Course, text: str) -> str | None:
    """Give the new term; None where it is the approved one, which takes a postponement back.

    Raises:
        RefusedChangeError: it is not later than the approved one.

    """
    approved = _period(known, known.earliest_open or 0)
    last = approved
    if wording.fold(text) != wording.fold(row.item.term):
        last = postponement(text, row.plan.span)
    if row.item.postponed_to and last == approved:
        return None
    if approved and last and last <= approved:
        raise RefusedChangeError(
            row.item.id,
            f"новый срок {wording.day(last)} не позже утверждённого "
            f"{wording.day(approved)}: назовите более поздний",
        )
    return text


class Amendment(NamedTuple):
    """What a later order changes in an item; None and no parties: it stays."""

    title: str | None = None
    term: str | None = None
    responsible: Sequence[str] = ()
    due: date | str | None = None


def amend(wanted: Amendment, reason: str, day: date | None = None) -> Decision:
    """Change title, term or parties of an item; was and became stand in the history.

    A new term takes the place of explicit `start` and `due`, which belonged to the old wording, and
    ends a postponement of it. The decision refuses a term with another number of periods while
    marks exist: nobody could tell which period a mark would belong to.
    """

    def decide_amend(row: Standing, stamp: Stamp) -> Change:
        item, fields = row.item, _amended(row.item, wanted)
        if not fields:
            return _nothing(row)
        was, became = _told(item, wanted, fields)
        amended = Record("amend", reason, day, was=was, became=became)
        if "term" in fields or "due" in fields:
            _must_keep_its_periods(row, wanted)
            amended = amended._replace(old_term=item.term, old_start=item.start, old_due=item.due)
            if item.postponed_to:
                fields["postponed_to"] = None
        _must_have_come(row, stamp, amended)
        return Change(item, fields, amended.written(stamp))

    return decide_amend


def _amended(item: Item, wanted: Amendment) -> Fields:
    """Give the fields that differ."""
    fields: Fields = {}
    if wanted.title is not None and wanted.title != item.title:
        fields["title"] = wanted.title
    has_new_term = wanted.term is not None and wanted.term != item.term
    if has_new_term:
        fields["term"] = wanted.term
    if wanted.responsible and tuple(wanted.responsible) != item.responsible:
        fields["responsible"] = [*wanted.responsible]
    if has_new_term and (item.start or item.due):
        fields |= {"start": None, "due": None}
    if wanted.due and (has_new_term or wanted.due != item.due):
        fields["due"] = str(wanted.due)
    return fields


def _told(item: Item, wanted: Amendment, fields: Fields) -> tuple[str, str]:
    """Say for the history what the fields that differ were, and what they became."""
    parties, new_parties = ", ".join(item.responsible), ", ".join(wanted.responsible)
    texts = {
        "title": ("мероприятие", item.title, wanted.title),
        "term": ("срок", item.term, wanted.term),
        "responsible": ("ответственные", parties, new_parties),
    }
    told = [texts[key] for key in texts if key in fields]
    if wanted.due and wanted.due != item.due:
        told.append(("контрольная дата", str(item.due or "—"), str(wanted.due)))
    was = "; ".join(f"{name}: {old}" for name, old, _ in told)
    became = "; ".join(f"{name}: {new}" for name, _, new in told)
    return was, became


def _must_keep_its_periods(row: Standing, wanted: Amendment) -> None:
    """Refuse a term whose periods the recorded marks would not fit."""
    text = wanted.term or row.item.term
    section = row.plan.section_period_of(row.item)
    term = read_term(text, None, wanted.due, row.plan.span, section)
    before, after_it = len(row.approved.periods), len(term.periods)
    if any(row.item.executed) and before != after_it:
        raise RefusedChangeError(
            row.item.id,
            "у него есть отметки об исполнении, а новый срок делит его иначе "
            f"(периодов было {before}, станет {after_it}); "
            f"сначала снимите отметки: roadmap reopen {row.item.id}",
        )


def _nothing(row: Standing) -> Change:
    """Leave an item as it is."""
    return Change(row.item, {}, {})


def _written(
    row: Standing, stamp: Stamp, known: Course, record: Record, *, keys: Sequence[str] = ()
) -> Change:
    """Write an event, and the fields that differ when it has happened.

    Args:
        row: the item as it stands.
        stamp: who, and when.
        known: all that is recorded of the item.
        record: the event.
        keys: fields that are written even where they stay as they are.

    """
    _must_have_come(row, stamp, record)
    told = record
    if record.note and known.note and not any(event.note == known.note for event in known.events):
        told = told._replace(old_note=known.note)
    item = row.item
    new = recorded(row.plan, item, stamp.today, told.event(stamp))
    if new.note == known.note:
        told = told._replace(old_note=None)
    if keys or new.status is not known.status:
        told = told._replace(was=known.status.value, became=new.status.value)
    fields: Fields = {}
    if new.status is not known.status or "status" in keys:
        fields["status"] = new.status.value
    if new.executed != known.executed or "executed" in keys:
        fields["executed"] = [*map(wording.iso, new.dates_in_file(item))] or None
    if new.postponed_to != known.postponed_to:
        fields["postponed_to"] = new.postponed_to
    if new.note != known.note:
        fields["note"] = new.note or None
    return Change(item, fields, told.written(stamp))


def _period(known: Course, place: int) -> date | None:
    """Name a period by its last approved day; nothing names the only one of an undated term."""
    periods = known.term.periods
    return periods[place].last if periods else None


def _open(row: Standing, stamp: Stamp) -> Course:
    """Give what is known of an item that is neither executed nor removed.

    Raises:
        RefusedChangeError: it is.

    """
    known = recorded(row.plan, row.item, stamp.today)
    if known.status is Status.CANCELLED or known.is_executed:
        raise _closed(row, known)
    return known


def _closed(row: Standing, known: Course) -> RefusedChangeError:
    """Say that an item is executed or taken off control."""
    closed = "снят с контроля" if known.status is Status.CANCELLED else "уже исполнен"
    return RefusedChangeError(
        row.item.id, f"он {closed}; чтобы открыть его снова: roadmap reopen {row.item.id}"
    )


def _must_have_come(row: Standing, stamp: Stamp, record: Record) -> None:
    """Refuse a day of the future."""
    if record.day is None or record.day <= stamp.today:
        return
    what = "дата исполнения" if record.did in {"done", "correct"} else "день"
    not_yet = "наступила" if record.did in {"done", "correct"} else "наступил"
    raise RefusedChangeError(row.item.id, f"{what} {wording.day(record.day)} ещё не {not_yet}")
