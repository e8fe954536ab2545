"""What it means to start, cancel, reopen, postpone, amend an item: plain functions over one item.

Reports and marks of execution stand in `execution`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.errors import UsageError
from roadmap_cli.plan.matter import STATUS, Change, Record
from roadmap_cli.plan.model import Status, postponement, read_term
from roadmap_cli.terms import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roadmap_cli.plan.matter import Fields, Matter
    from roadmap_cli.plan.model import Item


def start(matter: Matter, day: date | None = None, note: str | None = None) -> Change:
    """Take an item into work."""
    matter.must_be_open()
    known = matter.known
    if known.status is not Status.PLANNED:
        return matter.unchanged()
    return matter.changed(Record("start", note, day), keys=STATUS)


def progress(
    matter: Matter, text: str, day: date | None = None, evidence: Sequence[str] = ()
) -> Change:
    """Record a line about the course of execution; a planned item is in progress from then on."""
    matter.must_be_open()
    return matter.changed(Record("progress", text, day, evidence=evidence))


def cancel(matter: Matter, reason: str, day: date | None = None) -> Change:
    """Take an item off control; the reason becomes its note."""
    known = matter.known
    if matter.is_removed:
        return matter.unchanged()
    if known.is_executed:
        raise matter.refused(
            f"он уже исполнен; если это ошибка, сначала: roadmap reopen {matter.item.id}",
        )
    return matter.changed(Record("cancel", reason, day), keys=STATUS)


def reopen(matter: Matter, note: str | None = None, day: date | None = None) -> Change:
    """Open the period that was executed last, or a cancelled item."""
    known = matter.known
    if matter.is_removed:
        return matter.changed(Record("reopen", note, day), keys=STATUS)
    latest = known.latest_mark
    if latest is None:
        if known.status is not Status.DONE:
            return matter.unchanged()
        return matter.changed(Record("reopen", note, day), keys=STATUS)
    mark = known.marks[latest]
    taken = Record("reopen", note, day, matter.period(latest), old_date=mark and mark.day)
    return matter.changed(taken, keys=STATUS)


def note(matter: Matter, text: str, day: date | None = None) -> Change:
    """Replace the note of an item; the former one stays in the history."""
    if matter.item.note == text:
        return matter.unchanged()
    return matter.changed(Record("note", text, day))


def request(matter: Matter, text: str, reason: str, day: date | None = None) -> Change:
    """Ask for another term, which `postpone` or `return` decides; the term stays as it is."""
    matter.must_be_open()
    known = matter.known
    if known.submission:
        raise matter.refused("он на проверке, переносить срок поздно")
    _must_have_a_term(matter)
    asked = known.request
    if asked and (asked.text, asked.reason) == (text, reason):
        return matter.unchanged()
    new = _new_wording(matter, text, matter.item.postponed_to)
    if new is None:
        raise matter.refused("это его утверждённый срок")
    period = matter.period(known.earliest_open or 0)
    was = matter.item.postponed_to or matter.item.term
    return matter.changed(Record("request", reason, day, period, was=was, became=new))


def _must_have_a_term(matter: Matter) -> None:
    """Refuse to move what has no term."""
    if matter.row.term.kind is Kind.UNDATED:
        raise matter.refused(f"у него нет срока («{matter.item.term}»), переносить нечего")


def postpone(
    matter: Matter, text: str | None = None, reason: str | None = None, day: date | None = None
) -> Change:
    """Move the date that counts; the approved term stays as written.

    Without a term or a reason those that were asked for (`request`) are taken.

    A date between the approved term and the present one corrects a postponement; the approved term
    itself takes it back. The decision raises UnreadableTermError for a wording without a date and
    RefusedChangeError for one that is earlier than the approved term.
    """
    item = matter.item
    matter.must_be_open()
    known = matter.known
    _must_have_a_term(matter)
    asked = known.request
    to, why = text or (asked and asked.text), reason or (asked and asked.reason)
    if to is None or why is None:
        missing = {"новый срок": text, "основание": reason}
        what = " и ".join(name for name, given in missing.items() if given is None)
        raise UsageError(
            f"о переносе пункта {item.id} никто не просил; назовите {what}: "
            f'roadmap postpone {item.id} "до 20 ноября" --reason …'
        )
    then = known.postponed_on(day or matter.stamp.today)
    then_text = then and then.text
    if then_text == to:
        return matter.unchanged()
    new = _new_wording(matter, to, then_text)
    was, became = then_text or item.term, new or item.term
    period = matter.period(known.earliest_open or 0)
    moved = Record("postpone", why, day, period, was=was, became=became)
    return matter.changed(moved)


def _new_wording(matter: Matter, text: str, postponed_to: str | None) -> str | None:
    """Give the new term; None where it is the approved one, which takes a postponement back.

    Raises:
        RefusedChangeError: it is not later than the approved one.

    """
    known = matter.known
    approved = matter.period(known.earliest_open or 0)
    last = approved
    if wording.fold(text) != wording.fold(matter.item.term):
        last = postponement(text, matter.plan.span)
    if postponed_to and last == approved:
        return None
    if approved and last and last <= approved:
        raise matter.refused(
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


def amend(matter: Matter, wanted: Amendment, reason: str, day: date | None = None) -> Change:
    """Change title, term or parties of an item; was and became stand in the history.

    A new term takes the place of explicit `start` and `due`, which belonged to the old wording, and
    ends a postponement of it. The decision refuses a term with another number of periods while
    marks exist: nobody could tell which period a mark would belong to.
    """
    item, fields = matter.item, _amended(matter.item, wanted)
    if not fields:
        return matter.unchanged()
    was, became = _told(item, wanted, fields)
    amended = Record("amend", reason, day, was=was, became=became)
    if "term" in fields or "due" in fields:
        _must_keep_its_periods(matter, wanted)
        amended = amended._replace(old_term=item.term, old_start=item.start, old_due=item.due)
        known = matter.known
        counts = known.postponed_on(day or matter.stamp.today)
        if item.postponed_to and counts == known.postponements[-1]:
            fields["postponed_to"] = None
    matter.must_have_come(amended)
    return Change(item, fields, amended.written(matter.stamp))


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


def _must_keep_its_periods(matter: Matter, wanted: Amendment) -> None:
    """Refuse a term whose periods the recorded marks would not fit."""
    text = wanted.term or matter.item.term
    section = matter.plan.section_period_of(matter.item)
    term = read_term(text, None, wanted.due, matter.plan.span, section)
    before, after_it = len(matter.row.approved.periods), len(term.periods)
    if any(matter.item.executed) and before != after_it:
        raise matter.refused(
            "у него есть отметки об исполнении, а новый срок делит его иначе "
            f"(периодов было {before}, станет {after_it}); "
            f"сначала снимите отметки: roadmap reopen {matter.item.id}",
        )
