"""A plan as plain data, as its file has it, and a value of it in three versions.

What only one side changed is taken; every other rule of a merge is in `rules`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from roadmap_cli.plan.model import same_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Data: TypeAlias = "dict[str, Any]"
Event: TypeAlias = "dict[str, str]"
Side: TypeAlias = Literal["ours", "theirs"]

SIDES: tuple[Side, Side] = ("ours", "theirs")
OTHER: dict[Side, Side] = {"ours": "theirs", "theirs": "ours"}
VERSIONS = ("base", *SIDES)
DISPUTED: Any = object()


def three_way(base: Any, ours: Any, theirs: Any) -> Any:  # noqa: ANN401  # values of any shape
    """Take what only one side changed, or both alike; DISPUTED where they differ."""
    if theirs in (ours, base):
        return ours
    if ours == base:
        return theirs
    return DISPUTED


def sections_of(data: Any) -> list[Data]:  # noqa: ANN401  # a plan as the file has it
    """Give a plan's sections; an empty file has none."""
    plan = data or {}
    return plan.get("sections") or []


def items_in(section: Mapping[str, Any]) -> list[Data]:
    """Give a section's items."""
    return section.get("items") or []


def items_of(data: Any) -> dict[str, Data]:  # noqa: ANN401  # a plan as the file has it
    """Give a plan's items by number."""
    found = {}
    for section in sections_of(data):
        for item in items_in(section):
            found[number_of(item)] = item
    return found


def number_of(item: Mapping[str, Any]) -> str:
    """Give an item's number in the form in which numbers are compared: "7." and "№ 7" are 7."""
    return same_id(str(item["id"]))


def picked(data: Mapping[str, Any], keys: Sequence[str]) -> Data:
    """Give some fields; an empty one is as good as none."""
    return {key: data.get(key) or None for key in keys}


def omitted(data: Mapping[str, Any], key: str) -> Data:
    """Give all fields but one."""
    return {name: value for name, value in data.items() if name != key}


def tidy(item: Data) -> Data:
    """Leave out empty fields: absent, null and an empty list are the same."""
    return {key: value for key, value in item.items() if value not in (None, [])}


def events_of(item: Mapping[str, Any]) -> list[Event]:
    """Give an item's history."""
    return item.get("history") or []


def new_events(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Event]:
    """Give the events of an item that were not there before."""
    return without(events_of(after), events_of(before))


def without(events: Sequence[Event], known: Sequence[Event]) -> list[Event]:
    """Give the events that are not among the known ones, each counted as often as it stands."""
    left = list(known)
    rest = []
    for event in events:
        if event in left:
            left.remove(event)
        else:
            rest.append(event)
    return rest


def writing(event: Event) -> tuple[str, str]:
    """Order events by time, and those of one second in a way that both sides find."""
    return event.get("at", ""), json.dumps(event, sort_keys=True, ensure_ascii=False)
