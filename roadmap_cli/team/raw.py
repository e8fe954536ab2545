"""A plan as plain data, as in its file: reading, comparing, and merging a value of three versions.

A change by one side alone is taken; every other rule of a merge is in `rules`.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import Plan, same_id
from roadmap_cli.plan.problems import read_plan
from roadmap_cli.planfile.document import Document, DocumentError, decode
from roadmap_cli.planfile.find import parse, understood

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from roadmap_cli.planfile.find import Loaded


T = TypeVar("T")
RawData: TypeAlias = "dict[str, Any]"
RawEvent: TypeAlias = "dict[str, Any]"
Side: TypeAlias = Literal["ours", "theirs"]

SIDES: tuple[Side, Side] = ("ours", "theirs")
OTHER: dict[Side, Side] = {"ours": "theirs", "theirs": "ours"}
VERSIONS = ("base", *SIDES)
DISPUTED: Any = object()
COURSE = frozenset({"status", "executed", "postponed_to", "note", "history"})
"""The fields of an item that say what happened to it; the others are what an order approved."""


def three_way(base: Any, ours: Any, theirs: Any) -> Any:  # noqa: ANN401  # values of any shape
    """Take a change made by one side or equally by both; DISPUTED if they differ."""
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    return DISPUTED


def sections_of(data: Any) -> list[RawData]:  # noqa: ANN401  # a plan as the file has it
    """Return a plan's sections; an empty file has none."""
    plan = data or {}
    return plan.get("sections") or []


def items_in(section: Mapping[str, Any]) -> list[RawData]:
    """Return a section's items."""
    return section.get("items") or []


def items_of(data: Any) -> dict[str, RawData]:  # noqa: ANN401  # a plan as the file has it
    """Return a plan's items by number."""
    found = {}
    for section in sections_of(data):
        for item in items_in(section):
            found[number_of(item)] = item
    return found


def number_of(item: Mapping[str, Any]) -> str:
    """Return an item's number normalized for comparison: "7." and "№ 7" are 7."""
    return same_id(str(item["id"]))


def picked(data: Mapping[str, Any], keys: Sequence[str]) -> RawData:
    """Return some fields, without empty ones."""
    return {key: data.get(key) or None for key in keys}


def omitted(data: Mapping[str, Any], key: str) -> RawData:
    """Return all fields but one."""
    return {name: value for name, value in data.items() if name != key}


def tidy(item: RawData) -> RawData:
    """Leave out empty fields: absent, null and an empty list are the same."""
    return {key: value for key, value in item.items() if value not in (None, [])}


def events_of(item: Mapping[str, Any]) -> list[RawEvent]:
    """Return an item's history."""
    return item.get("history") or []


def new_events(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RawEvent]:
    """Return the events of an item that were not there before."""
    return without(events_of(after), events_of(before))


def without(events: Sequence[T], known: Sequence[T]) -> list[T]:
    """Return the events that are not among the known ones, as multisets."""
    left = list(known)
    rest = []
    for event in events:
        if event in left:
            left.remove(event)
        else:
            rest.append(event)
    return rest


def instant(event: Mapping[str, str]) -> float:
    """Return when an event was written, as a timestamp; without a time zone it is local."""
    try:
        return datetime.fromisoformat(event.get("at", "")).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def writing(event: RawEvent) -> tuple[float, str]:
    """Sort events by time, and those of one second in an order that both sides agree on."""
    return instant(event), json.dumps(event, sort_keys=True, ensure_ascii=False)


_BOM = "\ufeff"
_ITEM_KEYS = {"id", "title", "term", "start", "due", "responsible", *COURSE}


class NotAPlanError(ValueError):
    """A text is not a plan whose items can be compared."""


def as_plan(raw: bytes) -> str:
    """Decode a version, keeping a byte order mark.

    Raises:
        NotAPlanError: it is not text.

    """
    try:
        text, bom = decode(raw)
    except DocumentError as error:
        raise NotAPlanError(str(error)) from None
    return _BOM + text if bom else text


@lru_cache(maxsize=8)
def parsed(text: str) -> Document:
    """Parse a version, cached because a sync looks at each one several times.

    Raises:
        DocumentError: it is not YAML.

    """
    return Document(text)


def loaded(path: Path, raw: bytes) -> Loaded:
    """Read a version that must be valid; the path is for messages.

    Raises:
        InvalidPlanError: it is not a plan; has every problem found.

    """
    try:
        text, bom = decode(raw)
        return understood(path, parsed(text), bom=bom)
    except DocumentError:
        return parse(path, raw)  # finds everything else that is wrong


def read(text: str) -> Document:
    """Parse a version whose items must be comparable.

    Raises:
        NotAPlanError: they are not.

    """
    try:
        document = parsed(text)
    except DocumentError as error:
        raise NotAPlanError(str(error)) from None
    if text and not is_sound(document.data):
        raise NotAPlanError("no sections with numbered items")
    return document


class _Event(BaseModel, extra="allow", strict=True):
    at: str
    did: str
    __pydantic_extra__: dict[str, str | list[str] | None]


class _Item(BaseModel, strict=True):
    id: str
    status: str | None = None
    executed: list[str | None] | None = None
    history: list[_Event] | None = None


class _Section(BaseModel, strict=True):
    title: str
    items: list[_Item] | None


class _Form(BaseModel, strict=True):
    """The parts of a plan that a merge compares."""

    sections: list[_Section]


def is_sound(data: Any) -> bool:  # noqa: ANN401  # as the file has it
    """Return whether data have the form of a plan: titles, unique numbers, valid marks."""
    try:
        _Form.model_validate(data)
    except ValidationError:
        return False
    numbers = [number_of(item) for section in sections_of(data) for item in items_in(section)]
    return len(set(numbers)) == len(numbers)


def problem_of(data: Any) -> str | None:  # noqa: ANN401  # the same
    """Return the first thing that is wrong with a plan."""
    problems = read_plan(data)[1]
    return problems[0][1] if problems else None


def plan_of(data: RawData) -> Plan:
    """Read as much of a plan as its items' courses need, ignoring other problems.

    Raises:
        NotAPlanError: even that cannot be read.

    """
    frame = _present(data, ("title", "year", "period", "groups"))
    sections = []
    for section in sections_of(data):
        items = [_present(item, _ITEM_KEYS) for item in items_in(section)]
        sections.append({**_present(section, ("title", "term")), "items": items})
    try:
        plan = Plan.model_validate({**frame, "sections": sections})
        for each in plan.sections:
            plan.period_of(each)
    except (ValidationError, UnreadableTermError):
        raise NotAPlanError("its items cannot be read") from None
    return plan


def _present(data: RawData, keys: Collection[str]) -> RawData:
    """Return those of some fields that are there."""
    return {key: data[key] for key in keys if key in data}


def is_same_plan(raw: bytes, other: bytes) -> bool:
    """Return whether two files are one plan: by `uid`, else by all but their items' history."""
    one, two = data_of(raw), data_of(other)
    if not one or not two:
        return False
    if one.get("uid") and two.get("uid"):
        return bool(one["uid"] == two["uid"])
    return _approved(one) == _approved(two)


def _approved(data: RawData) -> list[Any]:
    """Return what an order approves: the plan's keys and its items without their course."""
    frame = {key: value for key, value in data.items() if key not in {"uid", "sections"}}
    found: list[Any] = [frame]
    for section in sections_of(data):
        found.append(section.get("title"))
        items = items_in(section)
        found += [{key: each[key] for key in each if key not in COURSE} for each in items]
    return found


def data_of(raw: bytes) -> Any:  # noqa: ANN401  # a plan as the file has it; nothing where it has none
    """Parse a plan; anything else counts as empty."""
    try:
        return parsed(decode(raw)[0]).data
    except DocumentError:
        return None
