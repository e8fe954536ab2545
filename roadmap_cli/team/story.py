"""What happened to a plan, in Russian: for commit messages, questions and counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from roadmap_cli.plan import model
from roadmap_cli.team.raw import events_of, items_of, new_events, omitted, sections_of
from roadmap_cli.views.sentences import DEEDS
from roadmap_cli.wording import NOTHING, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from roadmap_cli.team.raw import RawEvent

RawItem: TypeAlias = "Mapping[str, Any]"

SUBJECT_LENGTH = 72  # what `git log --oneline` shows in full in a usual window
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
    "term": "срок",
}
_IN_THE_END = "в итоге"
_NAMES_NEW_VALUE = {"postpone", "amend"}
_SAYS = {"note", "progress"}
_INITIALS = re.compile(r"( [А-ЯЁA-Z]\.)+([А-ЯЁA-Z]\.)*\Z")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_DATED = {"start", "submit", "return", "done", "correct", "cancel", "reopen"}


def told(before: Any, after: Any, kept: Collection[str] = ()) -> list[str]:  # noqa: ANN401  # plans as the files have them
    """Tell what was done to a plan: a line per event and per item changed by hand.

    `kept` are items whose removal was decided against and is ignored.
    """
    if not before:
        return ["план добавлен"]
    old, new = items_of(before), items_of(after)
    lines = []
    for number, item in new.items():
        lines += _told_of_item(number, old.get(number), item)
    for number in old:
        if number not in new and number not in kept:
            lines.append(f"{one_line(number)}: пункт удалён")
    if _frame(before) != _frame(after):
        lines.append("правка плана")
    return lines


def _told_of_item(number: str, before: RawItem | None, after: RawItem) -> list[str]:
    """Tell what was done to an item: its new events, else that it was added or edited."""
    name = one_line(number)
    events = new_events(before or {}, after)
    if events:
        return [f"{name}: {_news_words(event, after)}" for event in events]
    if before is None:
        return [f"{name}: пункт добавлен"]
    if before != after:
        return [f"{name}: правка"]
    return []


def _news_words(event: RawEvent, item: RawItem) -> str:
    """Describe an event; one that repeats an earlier one is described as the decision."""
    history = events_of(item)
    earlier = history[: history.index(event)]
    words = event_words(event)
    if _deed(event) in map(_deed, earlier):
        return f"{_IN_THE_END} {words}"
    return words


def _deed(event: RawEvent) -> tuple[str | None, ...]:
    """Return what an event says, apart from who wrote it and when."""
    return tuple(event.get(key) for key in ("did", "became", "date", "note"))


def _frame(data: Any) -> Any:  # noqa: ANN401  # the same
    """Return what a plan holds besides its items."""
    sections = [omitted(section, "items") for section in sections_of(data)]
    return {**(data or {}), "sections": sections}


def event_words(event: Mapping[str, str]) -> str:
    """Describe an event: «исполнено 28.09.2020 (Минаева)»."""
    did = event.get("did", "")
    became, remark = event.get("became"), event.get("note")
    text = DEEDS.get(did, one_line(did))
    if became and did in _NAMES_NEW_VALUE:
        text += f" на «{one_line(became)}»"
    if member := event.get("member"):
        text = f"{one_line(member)}: {text}"
    if did in _DATED:
        text += f" {day_words(_day(event))}"
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


def _day(event: Mapping[str, str]) -> str:
    """Return the day that an event is for; for an old one, the day of writing."""
    return event.get("date") or event.get("at", "")[:10]


def _surname(event: Mapping[str, str]) -> str:
    """Name the author without the initials."""
    name = one_line(event.get("by") or "")
    return _INITIALS.sub("", name) or "неизвестно кто"


def day_words(text: str) -> str:
    """Format a day of the file as documents do."""
    found = _ISO_DAY.match(text)
    if not found:
        return one_line(text)
    year, month, day = found.groups()
    return f"{day}.{month}.{year}"


def value_words(fields: Mapping[str, Any]) -> str:
    """Describe the values of some fields of an item."""
    words = [f"{key_words(key)} {_value(value)}" for key, value in fields.items()]
    return "; ".join(words)


def key_words(key: str) -> str:
    """Name a key of an item."""
    return _KEYS.get(key, key)


def place_words(place: Sequence[str], value: Any) -> str:  # noqa: ANN401  # a value of the file
    """Describe a key of the plan, a nested key after its parent."""
    names = [_PLAN_KEYS.get(key, key) for key in place]
    return f"{', '.join(names)} {_value(value)}"


def _value(value: Any) -> str:  # noqa: ANN401  # a value of the file
    """Describe a value of any form; an empty one is a dash."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        parts = [f"{_PLAN_KEYS.get(key, key)} {_value(each)}" for key, each in value.items()]
        return "; ".join(parts)
    return _text(str(value))


def _text(text: str) -> str:
    """Format a day or a status as documents do, any other text in quotes."""
    if _ISO_DAY.match(text):
        return day_words(text)
    status = model.state_name(text)
    return status if status != text else f"«{one_line(text)}»"


def message(lines: Sequence[str]) -> str:
    """Write a commit message: a readable subject, with the rest below.

    Decisions come first: they are the news of a merge.
    """
    if not lines:
        return "правка оформления плана"
    lines = sorted(lines, key=lambda line: f": {_IN_THE_END} " not in line)
    subject = "; ".join(lines)
    if len(subject) <= SUBJECT_LENGTH or len(lines) == 1:
        return subject
    everything = "\n".join(lines)
    return f"{_short(lines)}\n\n{everything}"


def _short(lines: Sequence[str]) -> str:
    """Name the first deed in full and the others by number, or count them."""
    first, *others = lines
    numbers = [line.partition(":")[0] for line in others]
    listed = ", ".join(dict.fromkeys(numbers))
    subject = f"{first}; ещё: {listed}"
    if len(subject) <= 2 * SUBJECT_LENGTH:
        return subject
    return f"{first}; ещё {len(others)}"
