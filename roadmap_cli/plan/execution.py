"""How an item is reported and executed: submit, return, done, and the correction of a mark."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.errors import UnknownMemberError, UnreadableTermError
from roadmap_cli.plan.changes import STATUS, Change, Facts
from roadmap_cli.plan.model import Status, earliest_open, latest_mark
from roadmap_cli.plan.view import match_names
from roadmap_cli.terms import read_span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roadmap_cli.errors import RefusedChangeError
    from roadmap_cli.plan.changes import Matter
    from roadmap_cli.plan.model import Event, Mark, MemberReport, Submission
    from roadmap_cli.terms import Period


class Reporting(NamedTuple):
    """The request of `submit`: day, note, documents, member and period."""

    day: date | None = None
    note: str | None = None
    evidence: Sequence[str] = ()
    member: str | None = None
    period: str | None = None


def submit(matter: Matter, wanted: Reporting) -> Change:
    """Report an item as executed, for the controller to accept or to return.

    For a recurrent item that is the named period, else the earliest open one. If a group answers,
    each of its members reports.
    """
    if wanted.member is not None:
        return _member_reports(matter, wanted, _member_named(matter, wanted.member))
    if matter.row.members:
        listed = wording.listed(matter.row.members)
        raise matter.refused(f"по нему отчитывается каждый; назовите, кто: --by ({listed})")
    matter.must_be_open()
    known = matter.known
    place = earliest_open(known.marks) or 0
    if wanted.period is not None:
        place = _period_named(matter, wanted.period)
    if known.status is Status.SUBMITTED:
        return _same_report_or_refused(matter, wanted, place)
    if known.marks[place]:
        raise matter.refused("этот период уже исполнен")
    for mark in known.marks if wanted.period is None and wanted.note else ():
        if mark and (mark.day, mark.note) == (wanted.day, wanted.note):
            return matter.unchanged(known.marks.index(mark))  # accepted already
    return _reported(matter, place, wanted)


def _same_report_or_refused(matter: Matter, wanted: Reporting, place: int) -> Change:
    """Do nothing where the report that waits says the same; drop no other one in silence."""
    waits = matter.known.submission
    if waits is None:
        return matter.unchanged()
    is_same_period = wanted.period is None or place == waits.place
    if is_same_period and wanted.day in {None, waits.day} and _is_told(wanted, [waits]):
        return matter.unchanged()
    text = f"уже представлен {wording.day(waits.day)}" if waits.day else "уже представлен"
    if len(matter.known.marks) > 1 and matter.row.term.periods:
        text += f" за период {wording.span(*matter.known.term.periods[waits.place])}"
    number = matter.item.id
    raise matter.refused(
        f"отчёт {text} и ждёт проверки; сначала примите его (roadmap done {number}) "
        f'или верните: roadmap return {number} --reason "…"'
    )


def _reported(matter: Matter, place: int, told: Reporting, member: str | None = None) -> Change:
    period, evidence = matter.period(place), tuple(told.evidence)
    report = matter.stamp.event(
        "submit", told.note, told.day, period=period, member=member, evidence=evidence
    )
    return matter.changed(report, keys=STATUS)


def _member_named(matter: Matter, name: str) -> str:
    members = matter.row.members
    if not members:
        raise matter.refused("за него не отвечает группа (groups в файле плана): уберите --by")
    found = match_names(members, name)
    if len(found) != 1:
        raise UnknownMemberError(name, found or members)
    return found[0]


def _member_reports(matter: Matter, told: Reporting, member: str) -> Change:
    """Record the report of one member; after the last one, the item waits for acceptance."""
    if matter.is_removed:
        raise matter.closed()
    place = _place_of_member(matter, told, member)
    own = matter.known.reports_on(place).get(member)
    if own is None:
        return _reported(matter, place, told, member)
    if told.day in {None, own.day} and _is_told(told, [own]):
        return matter.unchanged()
    raise matter.refused(
        f"отчёт уже есть: {member}, {wording.day(own.day)}; чтобы заменить его, сначала: "
        f'roadmap return {matter.item.id} --by "{member}" --reason …',
    )


def _place_of_member(matter: Matter, told: Reporting, member: str) -> int:
    """Choose the period on which a member reports.

    It is the named one, else the earliest open one that has begun and lacks its report, else the
    earliest one closed without it, else the one of its latest report.
    """
    known = matter.known
    if told.period is not None:
        return _period_named(matter, told.period)
    day = told.day or matter.stamp.today
    for each in known.reports:
        if each.member == member and each.day == day and _is_told(told, [each]):
            return each.place  # the same typed twice, or a letter that is read again
    untold = [n for n in range(len(known.marks)) if member not in known.reports_on(n)]
    begun = [n for n in untold if len(known.marks) == 1 or known.term.periods[n].first <= day]
    waiting = [n for n in begun if known.marks[n] is None]
    told_last = [each.place for each in known.reports if each.member == member]
    chosen = [*waiting, *begun, *reversed(told_last)]
    if not chosen:
        raise _not_begun(matter)
    return chosen[0]


def give_back(
    matter: Matter, reason: str, day: date | None = None, member: str | None = None
) -> Change:
    """Return a submitted item or a member's report for more work; else refuse a request."""
    known = matter.known
    waits = known.submission
    if member is not None:
        return _returned_to_member(matter, _member_named(matter, member), reason, day)
    if waits is None:
        if known.request:
            return matter.changed(matter.stamp.event("return", reason, day))
        if known.reports:
            raise matter.refused("отчитались ещё не все; назовите, чей отчёт вернуть: --by")
        raise matter.refused("он не на проверке, возвращать нечего")
    if day and waits.day and day < waits.day:
        raise matter.refused(
            f"представлен он {wording.day(waits.day)}, а возвращён был бы раньше: "
            f"{wording.day(day)}",
        )
    returned = matter.stamp.event("return", reason, day, period=matter.period(waits.place))
    return matter.changed(returned, keys=STATUS)


def _returned_to_member(matter: Matter, member: str, reason: str, day: date | None) -> Change:
    known = matter.known
    own = [each for each in known.reports if each.member == member]
    if not own:
        raise matter.refused(f"отчёта по нему нет: {member}")
    latest = max(own, key=lambda each: each.place)
    if known.marks[latest.place]:
        raise matter.refused(
            f"отчёт уже принят; чтобы вернуть его, сначала: roadmap reopen {matter.item.id}",
        )
    if day and day < latest.day:
        raise matter.refused(f"отчёт представлен {wording.day(latest.day)}, раньше его не вернуть")
    period = matter.period(latest.place)
    returned = matter.stamp.event("return", reason, day, period=period, member=member)
    return matter.changed(returned, keys=STATUS)


class Marking(NamedTuple):
    """The request of `done`; `anyway`: even if members of a group have not reported."""

    day: date | None = None
    note: str | None = None
    period: str | None = None
    correct: bool = False
    evidence: Sequence[str] = ()
    anyway: bool = False


def done(matter: Matter, wanted: Marking = Marking()) -> Change:  # noqa: B008  # a frozen value
    """Mark a period as executed.

    It is the named one, else that of a waiting report, else the earliest open one that has begun by
    the day; an item with one period can be marked at any time. Repeating the day and note, or
    accepting a report again on the day of its acceptance, closes nothing more. Changing a recorded
    date or note is refused except as a correction, which keeps the old ones in the history.
    """
    known = matter.known
    if matter.is_removed:
        raise matter.closed()
    if wanted.correct:
        return _corrected(matter, wanted)
    place = _place_to_mark(matter, wanted)
    if place is None:
        return _same_or_refused(matter, wanted)
    waits = known.submission if known.submission and known.submission.place == place else None
    day = wanted.day or (waits and waits.day) or matter.stamp.today
    _must_be_in_the_plan(matter, day)
    missing = matter.row.missing(place)
    if missing and not wanted.anyway:
        raise matter.refused(
            f"не отчитались {len(missing)} из {len(matter.row.members)}: "
            f"{wording.listed(missing)}; чтобы отметить без них, добавьте --anyway",
        )
    note, evidence = wanted.note, wanted.evidence
    if waits:  # the event itself says what it accepts
        note, evidence = note or waits.note or None, evidence or waits.evidence
    is_older = wanted.day is None and day != matter.stamp.today and len(known.marks) > 1
    accepted = matter.stamp.today if is_older else None
    event = matter.stamp.event("done", note, day, evidence=tuple(evidence), accepted=accepted)
    return _marked(matter, place, event)


def _place_to_mark(matter: Matter, wanted: Marking) -> int | None:
    """Choose the place of the period to mark; None if there is nothing to do."""
    known = matter.known
    if wanted.period is not None:
        named = _period_named(matter, wanted.period)
        return None if known.marks[named] else named
    if known.is_executed:
        return None
    if known.submission:
        return known.submission.place
    if len(known.marks) == 1:
        return 0
    day = wanted.day or matter.stamp.today
    for mark in filter(None, known.marks):
        accepted = mark.accepted if wanted.day is None else None
        if day in {mark.day, accepted} and _is_told(wanted, [mark]):
            return None  # the same command twice
    earliest = earliest_open(known.marks)
    has_begun = earliest is not None and matter.row.term.periods[earliest].first <= day
    return earliest if has_begun else None


def _is_told(
    wanted: Marking | Reporting,
    known: Sequence[Mark | MemberReport | Submission],
    note: str | None = None,
) -> bool:
    """Return whether the requested note and documents are already recorded."""
    notes = {None, note, *(each.note for each in known)}
    return wanted.note in notes and tuple(wanted.evidence) in {(), *(m.evidence for m in known)}


def _period_named(matter: Matter, text: str) -> int:
    """Find the one period of an item that a wording names.

    It is a period of the approved term or of the term in force; for a term «за отчётным периодом»,
    the period reported on will do too.
    """
    known = matter.known
    approved, counted = known.term.periods, matter.row.term.periods
    try:
        spans = read_span(text, matter.plan.span)
    except UnreadableTermError:
        spans = ()
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
    if not counted:
        raise matter.refused("у него нет периодов: уберите --period")
    listed = "; ".join(wording.span(*period) for period in counted)
    raise matter.refused(f"периода «{wording.one_line(text)}» у него нет; его периоды: {listed}")


def _reported_on(periods: Sequence[Period], spans: Sequence[Period]) -> list[int]:
    """Find the periods for reports about these spans: each ends when the next one has begun."""
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


def _same_or_refused(matter: Matter, wanted: Marking) -> Change:
    """Do nothing if nothing new is said; never silently drop another date or note."""
    known = matter.known
    marks = [mark for mark in known.marks if mark]
    place = latest_mark(known.marks)
    if wanted.period is not None:
        place = _period_named(matter, wanted.period)
        marks = [mark for mark in [known.marks[place]] if mark]
    elif wanted.day:
        marks = [mark for mark in marks if mark.day == wanted.day] or marks
    if not marks and not known.is_executed and matter.row.stake:
        raise _not_begun(matter)
    day = wanted.day
    if day is None and any(mark.day > matter.stamp.today for mark in marks):
        day = matter.stamp.today  # a mark of a later day is not what is meant
    days = {None, *(mark.day for mark in marks)}
    if day in days and _is_told(wanted, marks, known.remark):
        return matter.unchanged(place)
    latest = max(marks, key=lambda mark: mark.day, default=None)
    text = f"исполнен {wording.day(latest.day)}" if latest else "исполнен без даты"
    told = (latest.note if latest else "") or known.remark
    if told:
        text += f", примечание «{wording.one_line(told)}»"
    what = "он"
    if latest and len(known.marks) > 1:
        what = f"его период {wording.span(*known.term.periods[known.marks.index(latest)])}"
    raise matter.refused(f"{what} уже {text}; чтобы исправить запись, добавьте --correct")


def _not_begun(matter: Matter) -> RefusedChangeError:
    period = wording.span(*matter.row.term.periods[earliest_open(matter.known.marks) or 0])
    return matter.refused(
        f"его период {period} ещё не начался; если он исполнен досрочно, назовите его: --period",
    )


def _corrected(matter: Matter, wanted: Marking) -> Change:
    known = matter.known
    place = _place_to_correct(matter, wanted)
    old, old_day = known.marks[place], known.days[place]
    day = wanted.day or old_day
    if day == old_day and _is_told(wanted, [old] if old else [], known.remark):
        return matter.unchanged()
    if day:
        _must_be_in_the_plan(matter, day)
    event = matter.stamp.event("correct", wanted.note, day, evidence=tuple(wanted.evidence))
    return _marked(matter, place, event)


def _place_to_correct(matter: Matter, wanted: Marking) -> int:
    """Choose the mark to correct: that of the named period or day, else the only one."""
    known = matter.known
    if wanted.period is not None:
        named = _period_named(matter, wanted.period)
        if not known.marks[named]:
            raise matter.refused("этот период ещё не исполнен, исправлять нечего")
        return named
    latest = latest_mark(known.marks)
    if latest is None:
        if known.is_executed:
            return 0
        raise matter.refused("он ещё не исполнен, исправлять нечего")
    if wanted.day and known.days.count(wanted.day) == 1:
        return known.days.index(wanted.day)
    several = len(known.marks) - known.marks.count(None) > 1
    if wanted.day and several and wanted.day < matter.row.term.periods[latest].first:
        raise matter.refused(
            "исполнено несколько его периодов; назовите тот, который исправить: --period",
        )
    return latest


def _marked(matter: Matter, place: int, event: Event) -> Change:
    facts: Facts = {"period": matter.period(place)}
    written = matter.item.executed[place : place + 1]  # even a future date written by hand
    if any(written) and written != (event.day,):
        facts["old_date"] = written[0]
    return matter.changed(event.model_copy(update=facts), keys=("status", "executed"))


def _must_be_in_the_plan(matter: Matter, day: date) -> None:
    first = matter.plan.span.first
    if day < first:
        raise matter.refused(
            f"дата исполнения {wording.day(day)} раньше начала плана ({wording.day(first)})",
        )
