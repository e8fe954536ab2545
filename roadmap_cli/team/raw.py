"""A plan as plain data, as in its file: reading, comparing, and telling in Russian what changed.

A change by one side alone is taken; every other rule of a merge is in `rules`.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import Plan, same_id, state_name
from roadmap_cli.plan.problems import read_plan
from roadmap_cli.planfile.document import Document, DocumentError, decode
from roadmap_cli.planfile.find import parse, understood
from roadmap_cli.views.sentences import DEEDS
from roadmap_cli.wording import NOTHING, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from roadmap_cli.plan.model import Location
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
    return (data or {}).get("sections") or []


def items_in(section: Mapping[str, Any]) -> list[RawData]:
    """Return a section's items."""
    return section.get("items") or []


def placed_items(data: Any) -> Iterator[tuple[Location, RawData]]:  # noqa: ANN401  # a plan as the file has it
    """Yield a plan's items with their places in the file."""
    for s, section in enumerate(sections_of(data)):
        for i, item in enumerate(items_in(section)):
            yield ("sections", s, "items", i), item


def items_of(data: Any) -> dict[str, RawData]:  # noqa: ANN401  # a plan as the file has it
    """Return a plan's items by number."""
    return {number_of(item): item for _, item in placed_items(data)}


def number_of(item: Mapping[str, Any]) -> str:
    """Return an item's number normalized for comparison: "7." and "№ 7" are 7."""
    return same_id(str(item["id"]))


def picked(data: Mapping[str, Any], keys: Sequence[str]) -> RawData:
    """Return some fields; absent and empty ones are None, and so equal."""
    return {key: data.get(key) or None for key in keys}


def omitted(data: Mapping[str, Any], *keys: str) -> RawData:
    """Return all fields but some."""
    return {name: value for name, value in data.items() if name not in keys}


def tidy(item: RawData) -> RawData:
    """Leave out empty fields: absent, null and an empty list are the same."""
    return {key: value for key, value in item.items() if value not in (None, [])}


def events_of(item: Mapping[str, Any]) -> list[RawEvent]:
    """Return an item's history."""
    return item.get("history") or []


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
    """Return what orders events: the time, and in one second the same for both sides."""
    return instant(event), json.dumps(event, sort_keys=True, ensure_ascii=False)


_ITEM_KEYS = {"id", "title", "term", "start", "due", "responsible", *COURSE}


class NotAPlanError(ValueError):
    """A text is not a plan whose items can be compared."""


def as_plan(raw: bytes) -> str:
    """Decode a version, keeping a byte order mark; raise NotAPlanError if it is not text."""
    try:
        decode(raw)
    except DocumentError as error:
        raise NotAPlanError(str(error)) from None
    return raw.decode()


@lru_cache(maxsize=8)
def parsed(text: str) -> Document:
    """Parse a version or raise DocumentError; cached, as a sync looks at each several times."""
    return Document(text)


def loaded(path: Path, raw: bytes) -> Loaded:
    """Read a version, or raise InvalidPlanError with every problem; the path is for messages."""
    try:
        text, bom = decode(raw)
        return understood(path, parsed(text), bom=bom)
    except DocumentError:
        return parse(path, raw)  # finds everything else that is wrong


def read(text: str) -> Document:
    """Parse a version whose items must be comparable; raise NotAPlanError if they are not."""
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
    return len(items_of(data)) == len([*placed_items(data)])


def problem_of(data: Any) -> str | None:  # noqa: ANN401  # the same
    """Return the first thing that is wrong with a plan."""
    problems = read_plan(data)[1]
    return problems[0][1] if problems else None


def plan_of(data: RawData) -> Plan:
    """Read only what the courses of a plan's items need; raise NotAPlanError if that fails."""
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
    found: list[Any] = [omitted(data, "uid", "sections")]
    for section in sections_of(data):
        found.append(section.get("title"))
        found += [omitted(each, *COURSE) for each in items_in(section)]
    return found


def data_of(raw: bytes) -> Any:  # noqa: ANN401  # a plan as the file has it; nothing where it has none
    """Parse a plan; anything else, as somebody may have committed by hand, counts as empty."""
    try:
        return read(decode(raw)[0]).data
    except (DocumentError, NotAPlanError):
        return None


_SUBJECT_LENGTH = 72  # what `git log --oneline` shows in full in a usual window
_KEYS = {
    "title": "мероприятие",
    "term": "срок",
    "responsible": "ответственные",
    "status": "статус",
    "start": "начало",
    "due": "контрольная дата",
    "postponed_to": "новый срок",
    "executed": "исполнено",
    "result": "результат",
    "comment": "из документа",
    "note": "примечание",
    "id": "номер",
}
_PLAN_KEYS = {
    "title": "название",
    "year": "год",
    "period": "период",
    "start": "первый день",
    "end": "последний день",
    "order": "приказ",
    "number": "номер",
    "date": "дата",
    "issued_by": "кто издал",
    "signed_by": "кто подписал",
    "controlled_by": "кто контролирует",
    "purpose": "цель",
    "contacts": "адреса",
    "groups": "группы",
    "term": "срок",
}
_IN_THE_END = "в итоге"
_NAMES_NEW_VALUE = {"postpone", "amend"}
_SAYS = {"note", "progress"}
_INITIALS = re.compile(r"( [А-ЯЁA-Z]\.)+([А-ЯЁA-Z]\.)*\Z")
_ISO_DAY = re.compile(r"\A(\d{4})-(\d\d)-(\d\d)\Z")
_DATED = {"start", "submit", "return", "done", "correct", "cancel", "reopen"}


def changes_between(before: Any, after: Any, kept: Collection[str] = ()) -> list[str]:  # noqa: ANN401  # plans as the files have them
    """Tell what was done to a plan: a line per event and per item changed by hand.

    `kept` are items whose removal was decided against and is ignored.
    """
    if not before:
        return ["план исправлен: прежний файл не читался"]
    old, new = items_of(before), items_of(after)
    lines = []
    for number, item in new.items():
        name, former = one_line(number), old.get(number)
        events = without(events_of(item), events_of(former or {}))
        lines += [f"{name}: {_news_words(event, item)}" for event in events]
        if former is None and not events:
            lines.append(f"{name}: пункт добавлен")
        elif former != item and not events:
            lines.append(f"{name}: правка")
    there = {*new, *kept}
    lines += [f"{one_line(number)}: пункт удалён" for number in old if number not in there]
    if _beside_items(before) != _beside_items(after):
        lines.append("правка плана")
    return lines


def _news_words(event: RawEvent, item: RawData) -> str:
    """Describe an event; one that repeats an earlier one is described as the decision."""
    history = events_of(item)
    earlier = history[: history.index(event)]
    is_repeated = _deed(event) in map(_deed, earlier)
    return f"{_IN_THE_END} {event_words(event)}" if is_repeated else event_words(event)


def _deed(event: RawEvent) -> tuple[str | None, ...]:
    """Return what an event says, apart from who wrote it and when."""
    return tuple(event.get(key) for key in ("did", "became", "date", "note"))


def _beside_items(data: Any) -> RawData:  # noqa: ANN401  # the same
    return {**(data or {}), "sections": [omitted(each, "items") for each in sections_of(data)]}


def event_words(event: Mapping[str, str]) -> str:
    """Describe an event: «исполнено 28.09.2020 (Минаева)»."""
    did = event.get("did", "")
    became, remark = event.get("became"), event.get("note")
    text = DEEDS.get(did, one_line(did))
    if became and did in _NAMES_NEW_VALUE:
        text += f" на «{one_line(became)}»"
    if member := event.get("member"):
        text = f"{one_line(member)}: {text}"
    if did in _DATED:  # an old event is for the day of writing
        text += f" {_day_words(event.get('date') or event.get('at', '')[:10])}"
    if remark:
        colon = ":" if did in _SAYS else ","
        text += f"{colon} {one_line(remark)}"
    return f"{text} ({_surname(event)})"


def amend_words(event: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """Describe what an order changed, limited to some fields of its event."""
    remark = event.get("note")
    text = f"изменено: {value_words(fields)}"
    if remark:
        text += f", {one_line(remark)}"
    return f"{text} ({_surname(event)})"


def _surname(event: Mapping[str, str]) -> str:
    name = one_line(event.get("by") or "")
    return _INITIALS.sub("", name) or "неизвестно кто"


def _day_words(text: str) -> str:
    return one_line(_ISO_DAY.sub(r"\3.\2.\1", text))


def value_words(fields: Mapping[str, Any]) -> str:
    """Describe the values of some fields of an item."""
    return "; ".join(f"{_KEYS.get(key, key)} {_value(value)}" for key, value in fields.items())


def place_words(place: Sequence[str], value: Any) -> str:  # noqa: ANN401  # a value of the file
    """Describe a key of the plan, a nested key after its parent."""
    names = [_PLAN_KEYS.get(key, key) for key in place]
    return f"{', '.join(names)} {_value(value)}"


def _value(value: Any) -> str:  # noqa: ANN401  # a value of the file
    """Format an empty value as a dash, a day or a status as documents do, other text in quotes."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        return "; ".join(place_words([key], each) for key, each in value.items())
    text = str(value)
    if _ISO_DAY.match(text):
        return _day_words(text)
    status = state_name(text)
    return status if status != text else f"«{one_line(text)}»"


def message(lines: Sequence[str]) -> str:
    """Write a commit message: a readable subject, with the rest below.

    Decisions come first: they are the news of a merge.
    """
    if not lines:
        return "правка оформления плана"
    lines = sorted(lines, key=lambda line: f": {_IN_THE_END} " not in line)
    subject = "; ".join(lines)
    if len(subject) <= _SUBJECT_LENGTH or len(lines) == 1:
        return subject
    first, *others = lines
    numbers = dict.fromkeys(line.partition(":")[0] for line in others)
    subject = f"{first}; ещё: {', '.join(numbers)}"
    if len(subject) > 2 * _SUBJECT_LENGTH:
        subject = f"{first}; ещё {len(others)}"
    return "\n".join([subject, "", *lines])
