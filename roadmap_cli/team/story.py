"""What happened to a plan, told in Russian: for messages of commits, questions and counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from roadmap_cli.plan import states
from roadmap_cli.plan.model import same_id
from roadmap_cli.views.sentences import DEEDS
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Item: TypeAlias = "Mapping[str, Any]"

SUBJECT_LENGTH = 72  # what `git log --oneline` shows whole in a usual window
_KEYS = {
    "title": "мероприятие",
    "term": "срок",
    "responsible": "ответственные",
    "status": "статус",
    "start": "начало",
    "due": "контрольная дата",
    "postponed_to": "новый срок",
    "executed": "исполнено",
    "note": "примечание",
    "year": "год",
    "contacts": "адрес",
    "order": "приказ",
}
_NAMES_NEW_VALUE = {"postpone", "amend"}
_SAYS = {"note", "progress"}
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_DATED = {"start", "submit", "return", "done", "correct", "cancel", "reopen"}


def items_of(data: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401  # a plan as the file has it
    """Give a plan's items by number."""
    sections = (data or {}).get("sections") or []
    return {number_of(item): item for section in sections for item in section.get("items") or []}


def number_of(item: Item) -> str:
    """Give an item's number in the form in which numbers are compared: "7." and "№ 7" are 7."""
    return same_id(str(item["id"]))


def new_events(before: Item | None, after: Item | None) -> list[dict[str, str]]:
    """Give the events of an item that were not there before."""
    return without((after or {}).get("history") or [], (before or {}).get("history") or [])


def without(
    events: Sequence[dict[str, str]], known: Sequence[dict[str, str]]
) -> list[dict[str, str]]:
    """Give the events that are not among the known ones, each counted as often as it stands."""
    left = list(known)
    rest = []
    for event in events:
        if event in left:
            left.remove(event)
        else:
            rest.append(event)
    return rest


def told(before: Any, after: Any) -> list[str]:  # noqa: ANN401  # plans as the files have them
    """Tell what was done to a plan: a line an event, and one for each item changed by hand."""
    if not before:
        return ["план добавлен"]
    old, new = items_of(before), items_of(after)
    lines = [line for number, item in new.items() for line in _told(number, old.get(number), item)]
    lines += [f"{one_line(number)}: пункт удалён" for number in old if number not in new]
    if _frame(before) != _frame(after):
        lines.append("правка плана")
    return lines


def _told(number: str, before: Item | None, after: Item) -> Iterator[str]:
    events = new_events(before, after)
    for event in events:
        yield f"{one_line(number)}: {event_words(event)}"
    if not events and before is None:
        yield f"{one_line(number)}: пункт добавлен"
    elif not events and before != after:
        yield f"{one_line(number)}: правка"


def _frame(data: Any) -> Any:  # noqa: ANN401  # the same
    """Give what a plan holds besides its items."""
    plan = data or {}
    sections = [
        {key: value for key, value in section.items() if key != "items"}
        for section in plan.get("sections") or []
    ]
    return {**plan, "sections": sections}


def event_words(event: Mapping[str, str]) -> str:
    """Say an event as people do: «исполнено 28.09.2020 (Минаева)»."""
    did = str(event.get("did", ""))
    words = [DEEDS.get(did, one_line(did))]
    if did in _NAMES_NEW_VALUE and event.get("became"):
        words.append(f"на «{one_line(str(event['became']))}»")
    if did in _DATED:
        words.append(day_words(event.get("date") or event.get("at", "")[:10]))
    text = " ".join(words)
    if event.get("note"):
        text += f"{':' if did in _SAYS else ','} {one_line(str(event['note']))}"
    return f"{text} ({_surname(event)})"


def _surname(event: Mapping[str, str]) -> str:
    """Name the author without the initials."""
    name = one_line(str(event.get("by") or "")) or "неизвестно кто"
    return re.sub(r"( [А-ЯЁA-Z]\.)+([А-ЯЁA-Z]\.)*\Z", "", name)


def day_words(text: str) -> str:
    """Write a day of the file as documents do."""
    found = _ISO_DAY.match(str(text))
    return ".".join(reversed(found.groups())) if found else one_line(str(text))


def value_words(fields: Mapping[str, Any]) -> str:
    """Say what some fields hold."""
    return "; ".join(f"{_key(key)} {_value(value)}" for key, value in fields.items())


def _key(path: str) -> str:
    """Name a key, or one inside another: `contacts.МОЦ`."""
    first, _, rest = path.partition(".")
    return f"{_KEYS.get(first, first)} {_KEYS.get(rest, rest)}".strip()


def _value(value: Any) -> str:  # noqa: ANN401  # a value of the file
    if value in (None, "", []):
        return "—"
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, dict):
        return "; ".join(f"{key} {_value(each)}" for key, each in value.items())
    text = str(value)
    if _ISO_DAY.match(text):
        return day_words(text)
    known = states.name(text)
    return known if known != text else f"«{one_line(text)}»"


def message(lines: Sequence[str]) -> str:
    """Write the message of a commit: one readable subject; what it cannot hold, below."""
    subject = "; ".join(lines)
    if len(subject) <= SUBJECT_LENGTH or len(lines) == 1:
        return subject or "правка оформления плана"
    return _short(lines) + "\n\n" + "\n".join(lines)


def _short(lines: Sequence[str]) -> str:
    """Name the first deed whole and the others by their numbers."""
    rest = list(dict.fromkeys(line.partition(":")[0] for line in lines[1:]))
    subject = f"{lines[0]}; ещё: {', '.join(rest)}"
    return subject if len(subject) <= 2 * SUBJECT_LENGTH else f"{lines[0]}; ещё {len(lines) - 1}"
