"""What becomes of an item that two people changed: all events replayed, manual edits, answers.

An answer is an event like any other: the chosen deed repeated as of now, which says what it
overrules and so has the last word in the replay. The file says what it cannot overrule that way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan.course import told
from roadmap_cli.plan.model import Event, Status, trimmed
from roadmap_cli.team.frame import Question
from roadmap_cli.team.raw import DISPUTED, OTHER, SIDES, picked, three_way
from roadmap_cli.team.rules import (
    MARKS,
    RANKS,
    TERM,
    clashes,
    day_at,
    deeds_of,
    histories,
    is_in_question,
    side_words,
    value_of,
    wordings,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Course
    from roadmap_cli.team.frame import Choices
    from roadmap_cli.team.raw import RawData, RawEvent, Side
    from roadmap_cli.team.rules import Case, Clash, Signature

_UNTOUCHED: Any = object()


def judge(
    case: Case, number: str, answers: Choices, stamp: Signature
) -> tuple[RawData, list[Question]]:
    """Return an item as both sides made it, and what a person must decide first."""
    chosen: list[tuple[Clash, Side]] = []
    questions: list[Question] = []
    for clash in clashes(case):
        ours, theirs = (side_words(case, clash, side) for side in SIDES)
        question = Question(number, clash.what, ours, theirs)
        side = answers.get(question.key)
        if side:
            chosen.append((clash, side))
        else:
            questions.append(question)
    return _Result(case, chosen).item(stamp), questions


class Summary(NamedTuple):
    """What the file says beside the history, by events and manual edits."""

    status: Status
    days: list[date | None]
    postponed_to: str | None
    note: str | None


class _Result:
    """An item put together, with what was decided."""

    def __init__(self, case: Case, chosen: Sequence[tuple[Clash, Side]]) -> None:
        self.case = case
        self.chosen = chosen
        self.side = {key: side for clash, side in chosen for key in clash.keys}
        self.events = histories(case)[self.side.get("history", "ours")]

    def item(self, stamp: Signature) -> RawData:
        """Return the fields for the file."""
        case = self.case
        data: RawData = {"id": case.sides["ours"].data["id"]}
        for keys in (TERM, *([key] for key in wordings(case))):
            value = value_of(case, keys)
            if value is DISPUTED or keys[0] in self.side:
                value = case.fields(self.side.get(keys[0], "ours"), keys)
            data |= value
        union = self._replayed(data, [])
        found = self._summary(union)
        made: RawEvent = {"at": stamp.at, "by": stamp.by}
        decisions: list[RawEvent] = []
        if self.chosen:
            for _ in range(2):  # a removal prevents taking a mark back
                now = self._replayed(data, decisions)
                decisions += [each | made for each in self._taken_back(now, found)]
            decisions += [each | made for each in self._decisions(union, found)]
            now = self._replayed(data, decisions)
            decisions += [each | made for each in self._corrections(now, found)]
            now = self._replayed(data, decisions)
            found = self._summary(now, is_told=True)
        has_status = any("status" in version.data for version in case.sides.values())
        return data | {
            "status": found.status.value
            if has_status or found.status is not Status.PLANNED
            else None,
            "executed": [*map(wording.iso, found.days)] or None,
            "postponed_to": found.postponed_to,
            "note": found.note,
            "history": [*(case.raw[event] for event in self.events), *decisions] or None,
        }

    def _taken_back(self, now: Course, found: Summary) -> Iterator[RawEvent]:
        """Take back the rejected marks before repeating the chosen deeds."""
        if found.status is Status.CANCELLED:
            return
        for place, day, wanted in self._disputed(now, found):
            if day and not wanted:
                if now.status is Status.CANCELLED:
                    yield {"did": "reopen"}
                    return
                yield self._named(now, place, day) | {"did": "reopen"}

    def _corrections(self, now: Course, found: Summary) -> Iterator[RawEvent]:
        """Add the dates and the note that the repeated deeds do not cover."""
        for place, day, wanted in self._disputed(now, found):
            if wanted and day != wanted:
                named = self._named(now, place, day)
                yield named | {"did": "correct", "date": wanted.isoformat()}
        is_part = any(is_in_question(self.case, clash, OTHER[side]) for clash, side in self.chosen)
        if is_part and found.note and found.note != now.note:
            yield {"did": "note", "note": found.note}

    def _disputed(
        self, now: Course, found: Summary
    ) -> Iterator[tuple[int, date | None, date | None]]:
        """Yield the periods in question with the replayed day and the chosen one."""
        for clash, _ in self.chosen:
            for place in self._places(clash, now):
                yield place, now.days[place], day_at(found.days, place)

    def _named(self, now: Course, place: int, day: date | None) -> RawEvent:
        """Name a period and the day of its mark, like an event that replaces it."""
        event: RawEvent = {}
        if now.term.periods:
            event["period"] = now.term.periods[place].last.isoformat()
        return event | ({"old_date": day.isoformat()} if day else {})

    def _places(self, clash: Clash, now: Course) -> Collection[int]:
        """Return the periods whose dates are in question."""
        if "executed" not in clash.keys:
            return ()
        return range(len(now.marks)) if clash.places is None else clash.places

    def _replayed(self, data: RawData, decisions: Sequence[RawEvent]) -> Course:
        """Replay all events; one from an old file keeps the period that it was about there."""
        ours, theirs = (self.case.sides[side] for side in SIDES)
        frame = ours if ours.frame != self.case.base.frame else theirs
        timed = ours if picked(ours.data, TERM) == picked(data, TERM) else theirs
        term = {key: getattr(timed.item, key) for key in TERM}
        item = frame.item.model_copy(update=term)
        periods = frame.plan.term_of(item).periods
        events = [self.case.named(event, periods) for event in self.events]
        events += map(Event.model_validate, decisions)
        return told(frame.plan, item.model_copy(update={"history": tuple(events)}))

    def _summary(self, now: Course, *, is_told: bool = False) -> Summary:
        """Return the result of the events, manual edits and answers.

        The dates of an answer are the chosen side's. If it is about the whole item or a removal, so
        is the status, unless it follows from the dates. Once events record the answers
        (`is_told`), their replay says it all, except manual edits.
        """
        case, sides = self.case, [*self.case.sides.values()]
        days = list(now.days)
        versions = [(case.days_before, case.told_before.days)]
        versions += [(each.days, each.told.days) for each in sides]
        for place in range(len(days)):
            pairs = [(day_at(says, place), day_at(was_told, place)) for says, was_told in versions]
            days[place] = _with_hands(pairs, days[place])
        status = self._status(now, days)
        texts: dict[str, str | None] = {}
        for key in ("postponed_to", "note"):
            pairs = [(getattr(case.before, key) or None, getattr(case.told_before, key) or None)]
            pairs += [(getattr(v.item, key), getattr(v.told, key) or None) for v in sides]
            texts[key] = _with_hands(pairs, getattr(now, key) or None)
        for clash, side in self.chosen:
            version = case.sides[side]
            by_event = is_told and deeds_of(case, clash, side, None)
            says: Any = now if by_event else version.item
            texts |= {key: getattr(says, key) or None for key in texts if key in clash.keys}
            if "note" not in self.side and is_in_question(case, clash, OTHER[side]):
                texts["note"] = (now.note or None) if is_told else version.item.note
            if "executed" not in clash.keys:
                continue
            for place in self._places(clash, now):
                days[place] = day_at(now.days if is_told else version.days, place)
            is_removal = any(each.says.status is Status.CANCELLED for each in sides)
            if by_event:
                status = now.status if days == [*now.days] else _status_of(now, days)
            elif clash.places is None:
                status = version.says.status
            else:
                status = _status_of(version.says if is_removal else now, days)
        ours, theirs = (each.item.executed[len(days) :] for each in sides)
        rest = three_way(case.base.item.executed[len(days) :], ours, theirs)
        dates = trimmed([*days, *(max(ours, theirs, key=str) if rest is DISPUTED else rest)])
        return Summary(status, list(dates), **texts)

    def _status(self, now: Course, days: Sequence[date | None]) -> Status:
        """Derive the status from events and dates, unless a manual edit advanced it further."""
        case, status = self.case, _status_of(now, days)
        pairs = [(case.before.status, _status_of(case.told_before, case.days_before))]
        pairs += [
            (each.item.status, _status_of(each.told, each.days)) for each in case.sides.values()
        ]
        written: Status = _with_hands(pairs, status)
        is_back = RANKS[written] < RANKS[case.before.status]
        return written if is_back else max(written, status, key=RANKS.__getitem__)

    def _decisions(self, union: Course, found: Summary) -> Iterator[RawEvent]:
        """Repeat what was chosen, period by period if periods are in question."""
        for clash, side in self.chosen:
            term, to = union.term.text, self.case.sides[side].item.postponed_to
            deeds = deeds_of(self.case, clash, side, None)
            is_said = any(each.did == "postpone" for each in deeds[-1:])
            if "postponed_to" in clash.keys and to != union.postponed_to and not is_said:
                was = union.postponed_to or term
                yield {"did": "postpone", "was": was, "became": to or term}
            places = sorted(clash.places or ())
            for place in places if clash.is_named else [*places, None]:
                yield self._decision(clash, side, place, union, found)

    def _decision(
        self, clash: Clash, side: Side, place: int | None, union: Course, found: Summary
    ) -> RawEvent:
        """Repeat a deed, and say what it overrules; a manual edit is named in a note.

        So is a change by an order, whose event may name more than what was asked about.
        """
        case = self.case
        deeds = deeds_of(case, clash, side, place)
        if clash.what == "note" and found.note:
            return {"did": "note", "note": found.note}
        if not deeds or deeds[-1].did == "amend":
            return {
                "did": "amend",
                "note": f"решено оставить: {words_of(case, clash, side, place)}",
            }
        deed = deeds[-1]
        event = {key: text for key, text in case.raw[deed].items() if not key.startswith("old_")}
        if deed.did == "postpone":
            given_up = [each.became for each in clash.deeds[OTHER[side]] if each.did == "postpone"]
            return event | ({"was": given_up[-1] or ""} if given_up else {})
        if "status" in clash.keys and (place is None or clash.is_named):
            was, became = case.sides[OTHER[side]].says.status.value, found.status.value
            event |= {"was": was, "became": became}
        return event | self._overruling(deed, side, place, union)

    def _overruling(self, deed: Event, side: Side, place: int | None, union: Course) -> RawEvent:
        """Add the period of a repeated deed and the day that it replaces there."""
        case = self.case
        event: RawEvent = {}
        places = case.places[deed] if place is None else {place}
        which = len(union.marks) if len(places) > 1 else min(places, default=0)
        overruled = day_at(union.days, which) if deed.did in {*MARKS, "return"} else None
        if overruled == deed.day:
            overruled = day_at(case.sides[OTHER[side]].days, which)
        if deed.member:
            report = union.reports_on(which).get(deed.member)
            overruled = report and report.day
        if overruled and (deed.did == "return" or overruled != deed.day):
            event["old_date"] = overruled.isoformat()
        if places and which < len(union.term.periods) > 1:
            event["period"] = union.term.periods[which].last.isoformat()
        return event


def _with_hands(pairs: Sequence[tuple[Any, Any]], otherwise: Any) -> Any:  # noqa: ANN401  # a value of the file
    """Take a manual edit: where base, ours and theirs differ from their histories."""
    hands = [_UNTOUCHED if says == was_told else says for says, was_told in pairs]
    value = three_way(*hands)
    if value is DISPUTED:
        value = three_way(*(says for says, _ in pairs))
    return otherwise if value in (_UNTOUCHED, DISPUTED) else value


def _status_of(known: Course, days: Sequence[date | None]) -> Status:
    """Derive a status from dates: all present means done, a report on an open period waits."""
    waits = known.submission
    if known.status is Status.CANCELLED:
        return Status.CANCELLED
    if known.is_whole or None not in days:
        return Status.DONE
    if known.status is Status.SUBMITTED and waits and not day_at(days, waits.place):
        return Status.SUBMITTED
    return (
        Status.IN_PROGRESS
        if any(days)
        else min(known.status, Status.IN_PROGRESS, key=RANKS.__getitem__)
    )
