"""The plan as frozen values: what a file may say, checked by pydantic; no I/O.

The words follow the approved document: a plan (дорожная карта) has sections (разделы), a section has items
(пункты), an item has a term (срок), responsible parties (ответственные) and a status.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from roadmap_cli import terms
from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms import Kind, Period, Term

if TYPE_CHECKING:
    from collections.abc import Iterator

Location: TypeAlias = tuple[str | int, ...]

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class Status(StrEnum):
    """What the file stores about an item's execution."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


def _iso_date(value: object) -> date:
    """Take YYYY-MM-DD only: pydantic alone would read "1579219200" as a day too."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(
            value if isinstance(value, str) and _ISO_DATE.match(value) else ""
        )
    except ValueError:
        raise PydanticCustomError("iso_date", "нужна дата вида 2020-09-28") from None


Day = Annotated[
    date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ItemId = Annotated[
    Text,
    WithJsonSchema(
        {"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0}]}
    ),
]


class _Frozen(BaseModel):
    """What all parts of a plan share: no change after reading, no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(_Frozen):
    """One line of an item's history, written by the tool."""

    at: datetime = Field(description="когда записано")
    by: str = Field(description="кто записал")
    did: Literal["start", "done", "cancel", "reopen", "postpone", "note"] = Field(
        description="что сделано"
    )
    was: str | None = Field(None, description="что было")
    became: str | None = Field(None, description="что стало")
    date: Day | None = Field(None, description="дата исполнения")
    note: str | None = Field(None, description="примечание")
    old_note: str | None = Field(None, description="прежнее примечание, вписанное от руки")


class Item(_Frozen):
    """One measure of the plan."""

    id: ItemId = Field(description="номер пункта, как в документе; номера вида 1.10 в кавычках")
    title: Text = Field(description="мероприятие")
    term: Text = Field(description="срок слово в слово, как в документе")
    responsible: tuple[Text, ...] = Field((), description="ответственные")
    status: Status = Field(Status.PLANNED, description="статус")
    start: Day | None = Field(None, description="первый день, если срок назван не датой")
    due: Day | None = Field(None, description="последний день, если срок назван не датой")
    postponed_to: Text | None = Field(
        None, description="новый срок после переноса, словами или датой"
    )
    executed: tuple[Day | None, ...] = Field(
        (), description="даты исполнения, по одной на каждый период срока"
    )
    note: str | None = Field(None, description="примечание")
    history: tuple[Event, ...] = Field((), description="история изменений, её пишет roadmap")

    @model_validator(mode="after")
    def _start_before_due(self) -> Self:
        if self.start and self.due and self.due < self.start:
            raise PydanticCustomError("reversed", "due раньше, чем start: поменяйте даты местами")
        return self


class Section(_Frozen):
    """A titled group of items, in the document's order."""

    title: Text = Field(description="название раздела")
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
    """The plan's own period where it is not a calendar year."""

    start: Day = Field(description="первый день")
    end: Day = Field(description="последний день")

    @model_validator(mode="after")
    def _start_before_end(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("reversed", "end раньше, чем start: поменяйте даты местами")
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
    order: Order | None = Field(None, description="приказ, которым утверждён план")
    contacts: dict[Text, Text] = Field({}, description="адреса электронной почты ответственных")
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
        """All responsible parties, in order of first mention."""
        return tuple(dict.fromkeys(party for item in self.items for party in item.responsible))

    def term_of(self, item: Item) -> Term:
        """Read an item's approved term; explicit `start` and `due` stand in for the wording."""
        return read_term(item.term, item.start, item.due, self.span)

    def current_term_of(self, item: Item) -> Term:
        """Give the term that counts: no period ends before the date that the item is postponed to.

        A period that had been executed when the item was postponed for the first time stays as it was.
        """
        term = self.term_of(item)
        if item.postponed_to is None:
            return term
        new_last = postponement(item.postponed_to, self.span)
        decided = next(
            (event.at.date() for event in item.history if event.did == "postpone"), date.min
        )
        settled = [mark is not None and mark < decided for mark in item.executed]
        moved = (
            period if stays else Period(period.first, max(period.last, new_last))
            for period, stays in zip_longest(term.periods, settled[: len(term.periods)])
        )
        return Term(term.text, term.kind, tuple(moved))


def read_term(text: str, start: date | None, due: date | None, span: Period) -> Term:
    """Read a wording, unless explicit dates say what it does not.

    Raises:
        UnreadableTermError: the wording cannot be read and no dates are given.

    """
    if start is None and due is None:
        return terms.read(text, span)
    last = due or max(span.last, start or span.last)
    return Term(text, Kind.DATED, (Period(min(start or span.first, last), last),))


def postponement(text: str, span: Period) -> date:
    """Give the last day of the term to which an item is postponed.

    Raises:
        UnreadableTermError: the wording cannot be read or names no date.

    """
    term = terms.read(text, span)
    if term.kind is not Kind.DATED:
        raise UnreadableTermError(
            text,
            "перенести можно только на определённую дату",
            [f"до {span.last:%d.%m.%Y}", f"{span.last:%d.%m.%Y}"],
        )
    if len(term.periods) > 1:
        raise UnreadableTermError(
            text, "перенести можно только на один срок", [f"до {term.periods[-1].last:%d.%m.%Y}"]
        )
    return term.periods[0].last


def read_plan(data: object) -> tuple[Plan | None, list[tuple[Location, str]]]:
    """Validate what a file holds.

    Args:
        data: texts, None, lists and dictionaries, as the file has them.

    Returns:
        The plan, or None; and every problem as its place in the data and a Russian sentence.

    """
    plan: Plan | None = None
    problems: list[tuple[Location, str]] = []
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        problems = [
            (_place(detail), _sentence(detail)) for detail in error.errors(include_url=False)
        ]
    problems += _cross_checks(data)
    return (None if problems else plan), problems


def _cross_checks(data: object) -> Iterator[tuple[Location, str]]:
    """Find what no single item shows: repeated ids, terms that need the plan's period, an empty plan."""
    span = lenient_span(data)
    seen: dict[str, int] = {}
    items = list(_lenient_items(data))
    if not items and isinstance(data, dict) and isinstance(data.get("sections", []), list):
        yield ("sections",), "в плане нет ни одного пункта: добавьте раздел с items"
    for number, (place, item) in enumerate(items, start=1):
        item_id = item.get("id")
        if isinstance(item_id, str) and seen.setdefault(item_id.strip(), number) != number:
            yield (*place, "id"), f"номер «{item_id}» уже есть у пункта выше: номера не повторяются"
        if span:
            yield from _term_problems(place, item, span)


def _term_problems(
    place: Location, item: dict[str, Any], span: Period
) -> Iterator[tuple[Location, str]]:
    for field, read in (("term", terms.read), ("postponed_to", postponement)):
        text = item.get(field)
        explicit = field == "term" and (item.get("start") or item.get("due"))
        if isinstance(text, str) and text.strip() and not explicit:
            try:
                read(text.strip(), span)
            except UnreadableTermError as error:
                keep = (
                    f"; или оставьте слова документа и допишите due: {span.last}"
                    if field == "term" and not isinstance(error, EventTermError)
                    else ""
                )
                yield (*place, field), f"{error}{keep}"


def lenient_span(data: object) -> Period | None:
    """Get the period even of a plan that has mistakes elsewhere; None if the period itself is one."""
    known = {key: data.get(key) for key in ("year", "period")} if isinstance(data, dict) else {}
    try:
        return Plan.model_validate({"title": "-", "sections": [], **known}).span
    except ValidationError:
        return None


def _lenient_items(data: object) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Walk over the items of data that may have any shape."""
    sections = data.get("sections") if isinstance(data, dict) else None
    for s, section in enumerate(sections if isinstance(sections, list) else ()):
        items = section.get("items") if isinstance(section, dict) else None
        for i, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield ("sections", s, "items", i), item


_SENTENCES = {
    "missing": "не хватает обязательного ключа «{key}»",
    "string_type": "«{key}»: нужен текст",
    "string_too_short": "«{key}»: пусто, нужен текст",
    "enum": "«{key}»: нет статуса «{input}»; можно: planned, in_progress, done, cancelled",
    "int_parsing": "«{key}»: нужно целое число, а не «{input}»",
    "int_type": "«{key}»: нужно целое число",
    "greater_than_equal": "«{key}»: год должен быть не раньше 1900",
    "less_than_equal": "«{key}»: год должен быть не позже 2999",
    "tuple_type": "«{key}»: нужен список: через запятую в квадратных скобках или с новой строки после «- »",
    "literal_error": "«{key}»: нет действия «{input}»; историю пишет сама программа roadmap",
    "dict_type": "«{key}»: нужны пары «ключ: значение»",
    "model_type": "«{key}»: нужны пары «ключ: значение»",
}
_DEFAULT_SENTENCE = "«{key}»: значение «{input}» не подходит"
_PARTS: dict[str, type[BaseModel]] = {
    "sections": Section,
    "items": Item,
    "order": Order,
    "period": Span,
    "history": Event,
}


def _place(detail: Any) -> Location:  # noqa: ANN401  # pydantic's ErrorDetails is a private type
    """Drop pydantic's own marks from an error's place: only keys and indexes of the file remain."""
    place: Location = detail["loc"]
    return tuple(step for step in place if step != "[key]")


def _sentence(detail: Any) -> str:  # noqa: ANN401  # the same
    """Say one of pydantic's errors in Russian."""
    place = _place(detail)
    key = next((str(step) for step in reversed(place) if isinstance(step, str)), "план")
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(place)
    if kind in {"iso_date", "reversed", "one_period"}:
        return f"«{key}»: {detail['msg']}"
    if not place:
        return "файл должен начинаться с ключей title, year и sections"
    return _SENTENCES.get(kind, _DEFAULT_SENTENCE).format(key=key, input=str(detail["input"])[:60])


def _unknown_key(place: Location) -> str:
    """Name an unknown key and the nearest known one."""
    from difflib import get_close_matches  # noqa: PLC0415  # only a mistake pays for it

    *path, key = place
    part = next((_PARTS[step] for step in reversed(path) if step in _PARTS), Plan)
    near = get_close_matches(str(key), part.model_fields, n=1)
    known = ", ".join(part.model_fields)
    return f"неизвестный ключ «{key}»" + (
        f"; возможно, «{near[0]}»?" if near else f"; здесь бывают: {known}"
    )
