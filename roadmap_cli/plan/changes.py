"""Plain functions that start, cancel, reopen, postpone, amend or add an item.

A change looks at an item as it stands and at everything recorded of it, and yields one event; the
fields of the file follow from the replay of that event (`course`). `planfile.update` writes them
to the file. No change may be dated in the future. Reports and marks of execution are in
`execution`.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypedDict

from roadmap_cli import wording
from roadmap_cli.errors import RefusedChangeError, UsageError
from roadmap_cli.plan.course import recorded, told
from roadmap_cli.plan.model import (
    Event,
    Status,
    earliest_open,
    latest_mark,
    postponed_day,
    read_term,
    same_id,
    trimmed,
)
from roadmap_cli.plan.view import sections_named
from roadmap_cli.terms import Kind
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime
    from typing import Unpack

    from roadmap_cli.plan.model import Course, Deed, Item, Plan
    from roadmap_cli.plan.standing import NamedPlan, Standing

Fields: TypeAlias = "dict[str, str | list[str | None] | None]"
STATUS = ("status",)
"""What a change of the status writes, also where it stays what it is."""


class Facts(TypedDict, total=False):
    """What an event may say beside its deed, note and day, by the names in `Event`."""

    was: str
    became: str
    period: date | None
    accepted: date | None
    member: str | None
    evidence: tuple[str, ...]
    old_note: str
    old_date: date | None
    postponed_to: str
    old_term: str
    old_start: date | None
    old_due: date | str | None


class Stamp(NamedTuple):
    """Who makes a change, when it is written, and the day it counts for unless another is named."""

    at: datetime
    by: str
    today: date

    @property
    def written(self) -> str:
        """The time of writing as in files: with the offset from UTC."""
        return self.at.isoformat(timespec="seconds")

    def event(self, did: Deed, note: str | None, day: date | None, **facts: Unpack[Facts]) -> Event:
        """Make an event for the history; without a day, it is for today."""
        day = day or self.today
        made = Event.model_construct(at=self.at, by=self.by, did=did, note=note, date=day)
        return made.model_copy(update=facts)


class Change(NamedTuple):
    """Fields of one item to write, and the event for its history; without an event, nothing to do.

    `place` is then the named period, if any, that already is as wanted.
    """

    item: Item
    fields: Fields
    event: Mapping[str, str | list[str]]
    place: int | None = None


class Matter(NamedTuple):
    """An item to be changed: how it stands, everything recorded of it, who changes it."""

    row: Standing
    known: Course
    stamp: Stamp

    @classmethod
    def of(cls, row: Standing, stamp: Stamp) -> Matter:
        """Look up everything recorded of an item, whatever its day."""
        return cls(row, recorded(row.plan, row.item, stamp.today), stamp)

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.row.item

    @property
    def plan(self) -> Plan:
        """The plan of the item."""
        return self.row.plan

    @property
    def home(self) -> NamedPlan:
        """The plan under its short name."""
        return self.row.home

    @property
    def is_removed(self) -> bool:
        """Whether the item was taken off control."""
        return self.known.status is Status.CANCELLED

    def refused(self, why: str) -> RefusedChangeError:
        """Build the error that says why the item is not changed, and what to do."""
        return RefusedChangeError(self.item.id, why)

    def closed(self) -> RefusedChangeError:
        """Build the error that says that the item is executed or taken off control."""
        closed = "снят с контроля" if self.is_removed else "уже исполнен"
        return self.refused(f"он {closed}; чтобы открыть его снова: roadmap reopen {self.item.id}")

    def must_be_open(self) -> None:
        """Raise RefusedChangeError for an item that is executed or taken off control."""
        if self.is_removed or self.known.is_executed:
            raise self.closed()

    def period(self, place: int) -> date | None:
        """Name a period by its last approved day; that of an undated term has no name."""
        periods = self.known.term.periods
        return periods[place].last if periods else None

    def unchanged(self, place: int | None = None) -> Change:
        """Change nothing, and report the named period."""
        return Change(self.item, {}, {}, place)

    def changed(self, event: Event, *, keys: Sequence[str] = ()) -> Change:
        """Write an event and the fields that it changes; those of `keys` in any case."""
        self.must_have_come(event)
        known = self.known
        new = recorded(self.plan, self.item, self.stamp.today, event)
        facts: Facts = {}
        is_in_history = any(each.note == known.note for each in known.events)
        if event.note and known.note and new.note != known.note and not is_in_history:
            facts["old_note"] = known.note
        moved = known.postponed_to
        is_kept = moved == new.postponed_to and not self.item.names_by_hand(moved)
        if moved and is_kept and moved != told(self.plan, self.item).postponed_to:
            facts["postponed_to"] = moved  # or nothing would say that it came before this event
        fields: Fields = {}
        if "status" in keys or new.status is not known.status:
            facts |= {"was": known.status.value, "became": new.status.value}
            fields["status"] = new.status.value
        if new.executed != known.executed or "executed" in keys:
            rest = self.item.executed[len(new.marks) :]  # dates that belong to no period
            fields["executed"] = [*map(wording.iso, trimmed([*new.days, *rest]))] or None
        if new.postponed_to != known.postponed_to:
            fields["postponed_to"] = new.postponed_to
        if new.note != known.note:
            fields["note"] = new.note or None
        return Change(self.item, fields, as_in_file(event.model_copy(update=facts)))

    def must_have_come(self, event: Event) -> None:
        """Raise RefusedChangeError for a day of the future."""
        if event.day <= self.stamp.today:
            return
        is_mark = event.did in {"done", "correct"}
        what, come = ("дата исполнения", "наступила") if is_mark else ("день", "наступил")
        raise self.refused(f"{what} {wording.day(event.day)} ещё не {come}")


def as_in_file(event: Event) -> dict[str, str | list[str]]:
    """Return an event as the file has it, without empty parts."""
    facts = dict(event) | {"at": event.at.isoformat(timespec="seconds")}
    return {
        key: list(fact) if isinstance(fact, tuple) else str(fact)
        for key, fact in facts.items()
        if fact
    }


Decision: TypeAlias = "Callable[[Matter], Change]"
"""Decides what a command does to an item."""


def start(matter: Matter, day: date | None = None, note: str | None = None) -> Change:
    """Take an item into work."""
    matter.must_be_open()
    if matter.known.status is not Status.PLANNED:
        return matter.unchanged()
    return matter.changed(matter.stamp.event("start", note, day))


def progress(
    matter: Matter, text: str, day: date | None = None, evidence: Sequence[str] = ()
) -> Change:
    """Record a progress line, once if typed twice; a planned item is in progress from then on."""
    matter.must_be_open()
    line = matter.stamp.event("progress", text, day, evidence=tuple(evidence))
    said = attrgetter("did", "by", "day", "note")
    for last in matter.item.history[-1:]:
        if said(last) == said(line) and (last.evidence or ()) == line.evidence:
            return matter.unchanged()
    return matter.changed(line)


def cancel(matter: Matter, reason: str, day: date | None = None) -> Change:
    """Take an item off control; the reason becomes its note."""
    if matter.is_removed:
        return matter.unchanged()
    if matter.known.is_executed:
        raise matter.refused(
            f"он уже исполнен; если это ошибка, сначала: roadmap reopen {matter.item.id}",
        )
    return matter.changed(matter.stamp.event("cancel", reason, day))


def reopen(matter: Matter, note: str | None = None, day: date | None = None) -> Change:
    """Open the period that was executed last, or a cancelled item."""
    known = matter.known
    latest = latest_mark(known.marks)
    if latest is None and known.status not in {Status.DONE, Status.CANCELLED}:
        return matter.unchanged()
    facts: Facts = {}
    if latest is not None and not matter.is_removed:
        facts = {"period": matter.period(latest), "old_date": known.days[latest]}
    return matter.changed(matter.stamp.event("reopen", note, day, **facts), keys=STATUS)


def note(matter: Matter, text: str, day: date | None = None) -> Change:
    """Replace the note of an item; the former one is kept in the history."""
    if matter.item.note == text:
        return matter.unchanged()
    return matter.changed(matter.stamp.event("note", text, day))


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
    then = _moved_to(matter, text, day)
    new = _new_wording(matter, text, then)
    if new is None:
        raise matter.refused("это его утверждённый срок")
    was, period = then or matter.item.term, _approved_day(matter)
    new_request = matter.stamp.event("request", reason, day, was=was, became=new, period=period)
    return matter.changed(new_request)


def _must_have_a_term(matter: Matter) -> None:
    if matter.row.term.kind is Kind.UNDATED:
        raise matter.refused(f"у него нет срока («{matter.item.term}»), переносить нечего")


def postpone(
    matter: Matter, text: str | None = None, reason: str | None = None, day: date | None = None
) -> Change:
    """Move the date that counts; the approved term stays as written.

    A missing term or reason is taken from the pending `request`. A date between the approved term
    and the present one corrects a postponement; the approved term itself takes it back. Raises
    UnreadableTermError for a wording without a date, RefusedChangeError for an earlier one.
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
    then = _moved_to(matter, to, day)
    if then == to:
        return matter.unchanged()
    was, became = then or item.term, _new_wording(matter, to, then) or item.term
    period = _approved_day(matter)
    moved = matter.stamp.event("postpone", why, day, was=was, became=became, period=period)
    return matter.changed(moved)


def _approved_day(matter: Matter) -> date | None:
    return matter.period(earliest_open(matter.known.marks) or 0)


def _moved_to(matter: Matter, text: str, day: date | None) -> str | None:
    """Return the wording to which the earliest open period is moved on a day.

    What moved an earlier period alone is left out, unless `text`, the approved term, takes it back.
    """
    known = matter.known
    then, approved = known.postponed_on(day or matter.stamp.today), _approved_day(matter)
    is_of_earlier = then and then.last and approved and then.last <= approved
    if len(known.marks) > 1 and is_of_earlier and not _is_approved(matter.item, text):
        return None
    return then and then.text


def _is_approved(item: Item, text: str) -> bool:
    return wording.fold(text) == wording.fold(item.term)


def _new_wording(matter: Matter, text: str, postponed_to: str | None) -> str | None:
    """Return the new term; None if it is the approved one, which takes a postponement back."""
    approved = last = _approved_day(matter)
    is_unread = approved is None and postponed_to is None  # there is nothing to take back
    if is_unread or not _is_approved(matter.item, text):
        last = postponed_day(text, matter.plan.span)
    if postponed_to and last == approved:
        return None
    if approved and last and last <= approved:
        raise matter.refused(
            f"новый срок {wording.day(last)} не позже утверждённого "
            f"{wording.day(approved)}: назовите более поздний",
        )
    return text


class Amendment(NamedTuple):
    """What a later order changes in an item; None and no parties mean no change."""

    title: str | None = None
    term: str | None = None
    responsible: Sequence[str] = ()
    due: date | str | None = None


def amend(matter: Matter, wanted: Amendment, reason: str, day: date | None = None) -> Change:
    """Change title, term or parties of an item; the history has both old and new.

    A new term takes the place of explicit `start` and `due`, which belonged to the old wording, and
    ends a postponement. A term with another number of periods is refused while marks exist: nobody
    could tell which period a mark would belong to.
    """
    item = matter.item
    fields, was, became = _amended(item, wanted)
    if not fields:
        return matter.unchanged()
    told: Facts = {"was": was, "became": became}
    if "term" in fields or "due" in fields:
        _must_keep_its_periods(matter, wanted)
        told |= {"old_term": item.term, "old_start": item.start, "old_due": item.due}
        counts = matter.known.postponed_on(day or matter.stamp.today)
        if item.postponed_to and counts == matter.known.postponements[-1]:
            fields["postponed_to"] = None
    amended = matter.stamp.event("amend", reason, day, **told)
    matter.must_have_come(amended)
    return Change(item, fields, as_in_file(amended))


def _amended(item: Item, wanted: Amendment) -> tuple[Fields, str, str]:
    """Return the fields that change, and for the history what they were and became."""
    fields: Fields = {}
    told: list[tuple[str, str, str]] = []
    if wanted.title is not None and wanted.title != item.title:
        fields["title"] = wanted.title
        told.append(("мероприятие", item.title, wanted.title))
    if wanted.term is not None and wanted.term != item.term:
        fields["term"] = wanted.term
        told.append(("срок", item.term, wanted.term))
    if wanted.responsible and tuple(wanted.responsible) != item.responsible:
        fields["responsible"] = [*wanted.responsible]
        told.append(("ответственные", ", ".join(item.responsible), ", ".join(wanted.responsible)))
    if "term" in fields and (item.start or item.due):
        fields |= {"start": None, "due": None}
    if wanted.due and wanted.due != item.due:
        told.append(("контрольная дата", str(item.due or "—"), str(wanted.due)))
    if wanted.due and ("term" in fields or wanted.due != item.due):
        fields["due"] = str(wanted.due)
        if item.start and (isinstance(wanted.due, str) or item.start > wanted.due):
            fields["start"] = None
    was = "; ".join(f"{name}: {before}" for name, before, _ in told)
    became = "; ".join(f"{name}: {after}" for name, _, after in told)
    return fields, was, became


def _must_keep_its_periods(matter: Matter, wanted: Amendment) -> None:
    text = wanted.term or matter.item.term
    term = matter.plan.read_as_term_of(matter.item, text, None, wanted.due)
    before, after_it = len(matter.row.approved.periods), len(term.periods)
    if any(matter.item.executed) and before != after_it:
        raise matter.refused(
            "у него есть отметки об исполнении, а новый срок делит его иначе "
            f"(периодов было {before}, станет {after_it}); "
            f"сначала снимите отметки: roadmap reopen {matter.item.id}",
        )


class Addition(NamedTuple):
    """An item as requested; an empty id means the next free one; `due` is a date or «нет»."""

    title: str
    term: str
    responsible: Sequence[str] = ()
    id: str = ""
    due: date | str | None = None


class Destination(NamedTuple):
    """Where an item goes: the index of a section, or the title of a new last one."""

    section: int | None
    new_title: str = ""


def destination(plan: Plan, wanted: str | None, new_title: str | None) -> Destination:
    """Choose the section of a new item: a number from 1, or words of a title.

    None means the only section, or the first one of an empty plan. Raises UsageError if several
    may be meant, UnknownSectionError if there is none.
    """
    if new_title:
        return Destination(None, new_title)
    if wanted is None:
        titles = [one_line(section.title) for section in plan.sections]
        if len(titles) > 1:
            listed = "; ".join(f"{i}. {title}" for i, title in enumerate(titles, start=1))
            raise UsageError(f"разделов несколько, назовите нужный: --section НОМЕР ({listed})")
        return Destination(0) if titles else Destination(None, "Мероприятия")
    found = sections_named([plan], wanted)
    if len(found) > 1:
        raise UsageError(f"«{one_line(wanted)}» есть в названиях нескольких разделов: дайте номер")
    places = [i for i, each in enumerate(plan.sections) if each is found[0]]
    return Destination(places[0])


def next_id(plan: Plan, section: int | None) -> str:
    """Return the next free number in the section's style: 19, or 2.5 after 2.4."""
    known = {same_id(item.id) for item in plan.items}
    stem = ""  # of 2.4 it is «2.», of 19 nothing
    if section is not None and plan.sections[section].items:
        last = same_id(plan.sections[section].items[-1].id)
        head, dot, tail = last.rpartition(".")
        stem = head + dot if tail.isdecimal() else ""
    tails = [number.removeprefix(stem) for number in known if number.startswith(stem)]
    used = [int(tail) for tail in tails if tail.isdecimal()]
    return f"{stem}{max(used, default=len(known)) + 1}"


def added(
    plan: Plan, where: Destination, item: Addition, reason: str, stamp: Stamp
) -> dict[str, object]:
    """Return the keys of the new item, in the order in which they are written.

    Raises UsageError for a taken number, UnreadableTermError for a term that no date replaces.
    """
    free = next_id(plan, where.section)
    number = item.id or free
    if same_id(number) in {same_id(each.id) for each in plan.items}:
        raise UsageError(f"номер {one_line(number)} уже занят; свободен, например, {free}")
    period = None if where.section is None else plan.period_of(plan.sections[where.section])
    read_term(item.term, None, item.due, plan.span, period)
    made = {
        "id": number,
        "title": item.title,
        "term": item.term,
        "due": str(item.due) if item.due else None,
        "responsible": list(item.responsible),
        "status": "planned",
        "history": [as_in_file(stamp.event("add", reason or None, None))],
    }
    return {key: value for key, value in made.items() if value}
