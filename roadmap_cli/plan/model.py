"""The plan as frozen values, validated by pydantic, and what is known of an item by a day; no I/O.

The words follow the approved document: a plan (дорожная карта) has sections (разделы), a section
has items (пункты), an item has a term (срок), responsible parties (ответственные) and a status.
Problems of a file are in `problems`, how an item stands on a day in `standing`. The states are one
table: key, name, signs and style, in the order of a list. `course` builds a `Course` from events.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from roadmap_cli import terms, wording
from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms import LONGEST_PLAN_YEARS, Kind, Period, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Status(StrEnum):
    """What the file stores about an item's execution."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DONE = "done"
    CANCELLED = "cancelled"


class State(StrEnum):
    """How an item stands on a day; derived, never stored."""

    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    DONE_LATE = "done_late"
    DONE = "done"
    CANCELLED = "cancelled"


class Look(NamedTuple):
    """How a state is shown, never by colour alone.

    `heading` is the name broken for a narrow column; `sign` and `ascii` fill bars in a terminal,
    `mark` stands in a bar of the page; `style` is a Rich style.
    """

    name: str
    heading: str
    sign: str
    ascii: str
    mark: str
    style: str


LOOKS = {
    State.OVERDUE: Look("просрочено", "Просрочено", "!", "!", "!", "bold red"),
    State.SUBMITTED: Look("на проверке", "На\nпроверке", "▚", "+", "?", "magenta"),
    State.IN_PROGRESS: Look("в работе", "В\nработе", "▒", "=", "▸", "cyan"),
    State.PLANNED: Look("запланировано", "Запланировано", "░", "-", "", ""),
    State.DONE_LATE: Look("исполнено с нарушением срока", "Позже\nсрока", "▓", "%", "✓!", "yellow"),
    State.DONE: Look("исполнено", "Исполнено", "█", "#", "✓", "green"),
    State.CANCELLED: Look("снято с контроля", "Снято", "×", "x", "×", "dim"),
}
CLOSED = frozenset({State.DONE, State.DONE_LATE, State.CANCELLED})
DONE = frozenset({State.DONE, State.DONE_LATE})
LEGEND = (
    State.DONE,
    State.DONE_LATE,
    State.OVERDUE,
    State.SUBMITTED,
    State.IN_PROGRESS,
    State.PLANNED,
    State.CANCELLED,
)
"""The order in which a legend explains them: from executed to removed."""

OPEN_WORDS = ("open", "открытые")


def state_name(key: str) -> str:
    """Return the Russian name of a state or status; any other word unchanged."""
    return LOOKS[State(key)].name if key in LOOKS else key


Location: TypeAlias = tuple[str | int, ...]


def _iso_date(value: object) -> date:
    """Accept YYYY-MM-DD only: pydantic alone would also read "1579219200" as a day."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise PydanticCustomError("iso_date", "нужна дата вида 2020-09-28")


Day = Annotated[
    date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})
]
NO_DUE = "нет"
"""What `due` says of an item that has no term, whatever its wording."""


def _due(value: object) -> object:
    return value if value == NO_DUE else _iso_date(value)


Due = Annotated[
    date | Literal["нет"],
    BeforeValidator(_due),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"const": NO_DUE}]}),
]
Moment = Annotated[
    datetime,
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?$"}
    ),
]
"""A time of writing: with its offset from UTC, but for those of old files."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ItemId = Annotated[
    Text,
    WithJsonSchema(
        {"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0}]}
    ),
]
Deed = Literal[
    "start",
    "progress",
    "submit",
    "return",
    "done",
    "correct",
    "cancel",
    "reopen",
    "request",
    "postpone",
    "note",
    "add",
    "amend",
]


def is_address(evidence: str) -> bool:
    """Return whether a document is given by a web address rather than a file."""
    return evidence.casefold().startswith(("http://", "https://"))


def same_id(text: str) -> str:
    """Normalize a number for comparison: "7." and "№ 7" are 7, and «7й» has one letter."""
    return wording.composed(text).strip().removeprefix("№").strip().removesuffix(".")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(_Frozen):
    """One line of an item's history: `at` is the time of writing, `date` the day that it is for."""

    at: Moment = Field(description="когда записано, со сдвигом от UTC; без него — местное время")
    by: str = Field(description="кто записал")
    did: Deed = Field(description="что сделано")
    was: str | None = Field(None, description="что было")
    became: str | None = Field(None, description="что стало")
    date: Day | None = Field(None, description="день, за который событие считается")
    period: Day | None = Field(
        None, description="период, которого событие касается: его последний день по плану"
    )
    accepted: Day | None = Field(
        None, description="день, когда приняли отчёт, если исполнено в другой"
    )
    member: str | None = Field(None, description="кто из группы отчитался")
    note: str | None = Field(None, description="примечание")
    evidence: tuple[str, ...] | None = Field(
        None, description="подтверждения: файлы (путь от файла плана) или адреса"
    )
    old_note: str | None = Field(None, description="прежнее примечание")
    old_date: Day | None = Field(None, description="прежняя дата исполнения")
    postponed_to: str | None = Field(None, description="перенос, который уже записали рукой")
    old_term: str | None = Field(None, description="прежний утверждённый срок")
    old_start: Day | None = Field(None, description="прежний первый день рядом с ним")
    old_due: Due | None = Field(None, description="прежний последний день рядом с ним")

    @property
    def day(self) -> Day:
        """The day that the event is for; for an old event without one, the day of writing."""
        return self.date or self.at.date()


class Item(_Frozen):
    """One measure of the plan."""

    id: ItemId = Field(description="номер пункта, как в документе; номера вида 1.10 в кавычках")
    title: Text = Field(description="мероприятие")
    term: Text = Field(description="срок слово в слово, как в документе")
    responsible: tuple[Text, ...] = Field((), description="ответственные")
    status: Status = Field(Status.PLANNED, description="статус")
    start: Day | None = Field(None, description="первый день, если срок назван не датой")
    due: Due | None = Field(
        None, description="последний день, если срок назван не датой; нет — срока нет"
    )
    postponed_to: Text | None = Field(
        None, description="новый срок после переноса, словами или датой"
    )
    executed: tuple[Day | None, ...] = Field(
        (), description="даты исполнения, по одной на каждый период срока"
    )
    result: Text | None = Field(None, description="ожидаемый результат, как в документе")
    comment: Text | None = Field(
        None, description="что стояло в других столбцах документа; не подтверждение исполнения"
    )
    note: str | None = Field(None, description="примечание")
    history: tuple[Event, ...] = Field((), description="история изменений, её пишет roadmap")

    def names_by_hand(self, moved: str | None) -> bool:
        """Return whether an event names this postponement as one written by hand before it."""
        return bool(moved) and any(event.postponed_to == moved for event in self.history)

    @property
    def documents(self) -> set[str]:
        """The documents named in the history: files and addresses."""
        return {file for event in self.history for file in event.evidence or ()}

    @model_validator(mode="after")
    def _start_before_due(self) -> Self:
        if self.start and self.due == NO_DUE:
            raise PydanticCustomError("reversed", "«due: нет» рядом со start: уберите одно из двух")
        if self.start and isinstance(self.due, date) and self.due < self.start:
            raise PydanticCustomError("reversed", "due раньше, чем start: поменяйте даты местами")
        return self


class Section(_Frozen):
    """A titled group of items, in the document's order."""

    title: Text = Field(description="название раздела")
    term: Text | None = Field(
        None, description="срок раздела: к нему относятся «25-26» и «в течение месяца» его пунктов"
    )
    items: tuple[Item, ...] = Field(description="пункты")


class Order(_Frozen):
    """The act (приказ) that approved the plan."""

    number: Text | None = Field(None, description="номер")
    date: Day | None = Field(None, description="дата")
    title: Text | None = Field(None, description="заголовок")
    issued_by: Text | None = Field(None, description="кто издал")
    signed_by: Text | None = Field(None, description="кто подписал")
    controlled_by: Text | None = Field(None, description="кто контролирует исполнение")
    purpose: Text | None = Field(None, description="цель, как в преамбуле")


class Span(_Frozen):
    """The plan's own period if it is not a calendar year."""

    start: Day = Field(description="первый день")
    end: Day = Field(description="последний день")

    @model_validator(mode="after")
    def _start_before_end(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("reversed", "end раньше, чем start: поменяйте даты местами")
        if Period(self.start, self.end).is_too_long:
            years = f"план длиннее {LONGEST_PLAN_YEARS} лет: проверьте годы"
            raise PydanticCustomError("reversed", "{years}", {"years": years})
        return self


class Plan(_Frozen):
    """One plan file."""

    model_config = ConfigDict(
        title="Дорожная карта",
        json_schema_extra={
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "oneOf": [{"required": ["year"]}, {"required": ["period"]}],
        },
    )

    title: Text = Field(description="название плана")
    year: Annotated[int, Field(ge=1900, le=2999)] | None = Field(
        None, description="календарный год плана"
    )
    period: Span | None = Field(None, description="период плана, если это не календарный год")
    uid: Text | None = Field(
        None, description="постоянное имя плана: по нему его узнают, как бы ни звался файл"
    )
    order: Order | None = Field(None, description="приказ, которым утверждён план")
    contacts: dict[Text, Text] = Field({}, description="адреса электронной почты ответственных")
    groups: dict[Text, tuple[Text, ...]] = Field(
        {}, description="группы: ответственный, за которым стоят многие, и кто они"
    )
    sections: tuple[Section, ...] = Field(description="разделы")

    @model_validator(mode="after")
    def _one_period(self) -> Self:
        if (self.year is None) == (self.period is None):
            raise PydanticCustomError(
                "one_period", "укажите что-то одно: year: 2020 или period: {start: …, end: …}"
            )
        return self

    @cached_property
    def span(self) -> Period:
        """First and last day of the plan."""
        if self.period:
            return Period(self.period.start, self.period.end)
        return terms.read_plan_period(str(self.year))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the document's order."""
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """All parties responsible for something, by first mention; members after their group."""
        named = (party for item in self.items for party in self.answering(item))
        return tuple(dict.fromkeys(named))

    def answering(self, item: Item) -> tuple[str, ...]:
        """Name all parties responsible for an item: each group followed by its members."""
        named = ([party, *self.groups.get(party, ())] for party in item.responsible)
        return tuple(dict.fromkeys(chain.from_iterable(named)))

    def members_of(self, item: Item) -> tuple[str, ...]:
        """Name the members of an item's groups; each reports for itself."""
        members = (each for party in item.responsible for each in self.groups.get(party, ()))
        return tuple(dict.fromkeys(members))

    @cached_property
    def _sections_by_item(self) -> dict[str, Section]:
        return {item.id: section for section in self.sections for item in section.items}

    def section_of(self, item: Item) -> Section:
        """Return the section that an item of this plan stands in."""
        return self._sections_by_item[item.id]

    def period_of(self, section: Section) -> Period | None:
        """Return the period of a section's own term, if it has one."""
        return section_period(section.term, self.span) if section.term else None

    def section_period_of(self, item: Item) -> Period | None:
        """Return the period of the term of the item's section, if it has one."""
        section = self._sections_by_item.get(item.id)
        return self.period_of(section) if section else None

    def term_of(self, item: Item) -> Term:
        """Read an item's approved term; a wording that cannot be read is of kind `unclear`."""
        try:
            return self.read_as_term_of(item, item.term, item.start, item.due)
        except UnreadableTermError:
            return Term(item.term, Kind.UNCLEAR, ())

    def terms_of(self, item: Item) -> tuple[Term, dict[int, Term]]:
        """Return an item's original term, and the one that each order made of it, by event."""
        term = self.term_of(item)
        found: dict[int, Term] = {}
        for event in reversed(item.history):
            if event.old_term is not None:
                found[id(event)] = term
                old = {"term": event.old_term, "start": event.old_start, "due": event.old_due}
                term = self.term_of(item.model_copy(update=old))
        return term, found

    def read_as_term_of(
        self, item: Item, text: str, start: date | None, due: date | str | None
    ) -> Term:
        """Read a wording as an item's term, by the rules of `read_term`."""
        return read_term(text, start, due, self.span, self.section_period_of(item))


def read_term(
    text: str,
    start: date | None,
    due: date | str | None,
    span: Period,
    section: Period | None = None,
) -> Term:
    """Read a wording, unless explicit dates are given; raise UnreadableTermError if neither helps.

    `start` and `due` are the first and the last day as in a file; `due` is NO_DUE if there is no
    term. `span` is the plan's period, `section` that of the section's own term, if it has one.
    """
    if due == NO_DUE:
        return Term(text, Kind.UNDATED, ())
    if start is None and due is None:
        return terms.read(text, span, section)
    first = start or span.first
    last = due if isinstance(due, date) else max(first, span.last)
    return Term(text, Kind.DATED, (Period(min(first, last), last),))


def section_period(text: str, span: Period) -> Period:
    """Read a section's own term; raise UnreadableTermError if it is not one period."""
    term = terms.read(text, span)
    if term.kind is not Kind.DATED or len(term.periods) != 1:
        raise UnreadableTermError(text, "у раздела может быть только один период", ["Апрель"])
    return term.periods[0]


def postponed_day(text: str, span: Period) -> date:
    """Return the last day of a postponement's term; raise UnreadableTermError if it has none."""
    last = wording.day(span.last)
    no_date = UnreadableTermError(
        text, "перенести можно только на определённую дату", [f"до {last}", last]
    )
    try:
        term = terms.read(text, span)
    except EventTermError:  # its advice is about another key
        raise no_date from None
    if term.kind is not Kind.DATED:
        raise no_date
    if len(term.periods) > 1:
        latest = wording.day(term.periods[-1].last)
        raise UnreadableTermError(text, "перенести можно только на один срок", [f"до {latest}"])
    return term.periods[0].last


class Resolution(NamedTuple):
    """A removal or a postponement: since when, if known, and on what basis.

    `text` is the new wording and `last` its last day; a postponement taken back or superseded by a
    later order has neither.
    """

    day: date | None
    basis: str = ""
    text: str | None = None
    last: date | None = None


class Proof(NamedTuple):
    """The proof of an execution: words and documents."""

    note: str = ""
    evidence: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: Event | Mark | MemberReport | Submission) -> Proof:
        """Take the proof from an event, a mark or a report."""
        return cls(told.note or "", told.evidence or ())

    def over(self, former: Proof) -> Proof:
        """Override a former proof where this one says something."""
        return Proof(self.note or former.note, self.evidence or former.evidence)

    def beside(self, other: Proof) -> Proof:
        """Add what another person recorded of the same: words if there are none, documents."""
        return Proof(self.note or other.note, (*dict.fromkeys(self.evidence + other.evidence),))


class Mark(NamedTuple):
    """An execution of a period: its day, its proof, the postponements recorded by then.

    `accepted` is the day on which its report was accepted, if it differs from the day; `report`
    is what that report said.
    """

    day: date
    note: str = ""
    evidence: tuple[str, ...] = ()
    postponements: tuple[Resolution, ...] = ()
    accepted: date | None = None
    report: Proof = Proof()


class Submission(NamedTuple):
    """A waiting report: its period, its day if known, the rest as in a mark."""

    place: int
    day: date | None
    note: str = ""
    postponements: tuple[Resolution, ...] = ()
    evidence: tuple[str, ...] = ()


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

    def reports_on(self, place: int) -> dict[str, MemberReport]:
        """Return the reports of members on a period, by member."""
        return {each.member: each for each in self.reports if each.place == place}

    def of_member(self, member: str) -> Course:
        """Return the course as one member of a group sees it: only its own reports wait."""
        told = [each for each in self.reports if each.member == member]
        own = [each for each in told if self.marks[each.place] is None]
        if not own or self.status in {Status.DONE, Status.CANCELLED}:
            return self
        latest = max(own, key=lambda each: each.place)
        waits = Submission(latest.place, latest.day, postponements=self.postponements)
        answered = frozenset(each.place for each in own)
        if self.submission:  # of the whole group
            answered |= {self.submission.place}
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
        marks = enumerate(self.marks)
        return [place for place, mark in marks if mark is None and place not in reported]

    def postponed_on(
        self, day: date, known: Sequence[Resolution] | None = None
    ) -> Resolution | None:
        """Return the decision about the term in force on a day, if any.

        Of the decisions of that very day only those in `known` count, since one recorded after a
        mark of the day does not make it timely; by default, all.
        """
        for each in reversed(self.postponements):
            is_later = each.day == day and known is not None and each not in known
            if each.day is None or (each.day <= day and not is_later):
                return each
        return None


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
