"""Versions of a small plan, as tests of a team make them: each change is a function from text to text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadmap_cli.planfile.document import Document
from roadmap_cli.planfile.edit import edit
from roadmap_cli.team.git import Git
from roadmap_cli.team.merge import Merged, merge
from roadmap_cli.team.rules import Signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from roadmap_cli.team.outcome import Choices

    Edit = Callable[[str], str]

PLAN = """\
# план школы
title: План
year: 2020
contacts:
  МОЦ: moc@example.org
sections:
  - title: Первый
    items:
      - id: 1
        title: Отчёт
        term: Сентябрь
        responsible: [МОЦ]
        status: planned
      - id: 2
        title: Сверка
        term: ежеквартально
        responsible: [МОЦ, ОУ]
        status: planned
      - id: 3
        title: Семинар
        term: до 15 октября
        status: in_progress
        note: от руки

  # второй раздел
  - title: Второй
    items:
      - id: 4
        title: Сайт
        term: В течение года
        status: planned
      - id: 5
        title: Итоги
        term: Декабрь
        status: planned
"""
MINAEVA, PETROVA = "Минаева Е.Л.", "Петрова А.Б."
NOON = "2020-09-28T12:00:00"
LATER = "2020-09-29T12:00:00"
DECIDED = Signature("2020-10-01T09:00:00", "Белова С.В.")


def lines(base: str, ours: str, theirs: str) -> str:
    """Merge by lines with the real git."""
    return Git(Path.cwd(), os.environ).merge_lines(base, ours, theirs)


def merged(base: str, ours: str, theirs: str, answers: Choices | None = None) -> Merged:
    """Merge as `sync` does."""
    return merge(base, ours, theirs, lines=lines, answers=answers, stamp=DECIDED)


def data(text: str) -> Any:
    """Give what a text means."""
    return Document(text.removeprefix("\ufeff")).data


def items(text: str) -> dict[str, Any]:
    """Give the items of a text by number."""
    return {item["id"]: item for section in data(text)["sections"] for item in section["items"]}


def all_of(*edits: Edit) -> Edit:
    """Make several changes one after the other."""

    def change(text: str) -> str:
        for each in edits:
            text = each(text)
        return text

    return change


def put(old: str, new: str) -> Edit:
    """Edit by hand: the old text must be there."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def mark(
    number: int,
    did: str,
    by: str = MINAEVA,
    at: str = NOON,
    event: dict[str, str] | None = None,
    **fields: Any,
) -> Edit:
    """Change an item as a command does, with an event."""

    def change(text: str) -> str:
        document = Document(text)
        whole: Any = document.data
        for s, section in enumerate(whole["sections"]):
            for i, item in enumerate(section["items"]):
                if item["id"] == str(number):
                    line = {"at": at, "by": by, "did": did, **(event or {})}
                    wanted = {**fields, "history": [*(item.get("history") or []), line]}
                    return edit(document, {("sections", s, "items", i): wanted}).text
        raise KeyError(number)

    return change


def done(number: int, *days: str | None, status: str = "done", **more: Any) -> Edit:
    """Mark as executed on these days, by position."""
    latest = next(day for day in reversed(days) if day)
    event = {"became": status, "date": latest}
    return mark(number, "done", event=event, status=status, executed=list(days), **more)


def start(number: int, **more: Any) -> Edit:
    """Take into work."""
    return mark(number, "start", event={"became": "in_progress"}, status="in_progress", **more)


def submit(number: int, day: str, **more: Any) -> Edit:
    """Report."""
    return mark(
        number, "submit", event={"date": day, "became": "submitted"}, status="submitted", **more
    )


def cancel(number: int, reason: str = "приказ № 61", **more: Any) -> Edit:
    """Take off control."""
    event = {"became": "cancelled", "note": reason}
    return mark(number, "cancel", event=event, status="cancelled", note=reason, **more)


def postpone(number: int, wording: str, **more: Any) -> Edit:
    """Postpone."""
    return mark(number, "postpone", event={"became": wording}, postponed_to=wording, **more)


def note(number: int, text: str, **more: Any) -> Edit:
    """Write a note."""
    return mark(number, "note", event={"note": text}, note=text, **more)


def reopen(number: int, **more: Any) -> Edit:
    """Open again."""
    return mark(number, "reopen", status="planned", executed=None, **more)


def item(number: int, title: str = "новый") -> str:
    """Write an item."""
    return f"      - id: {number}\n        title: {title}\n        term: май\n"


def add(after: str, number: int, title: str = "новый") -> Edit:
    """Add an item behind a text."""
    return put(after, after + item(number, title))


LAST = "        term: Декабрь\n        status: planned\n"
FIRST_SECTION_END = "        note: от руки\n"
ITEM_1 = """\
      - id: 1
        title: Отчёт
        term: Сентябрь
        responsible: [МОЦ]
        status: planned
"""
ITEM_4 = """\
      - id: 4
        title: Сайт
        term: В течение года
        status: planned
"""
ITEM_5 = """\
      - id: 5
        title: Итоги
        term: Декабрь
        status: planned
"""
NOTHING: Edit = str
