"""What a new item is: where it goes, its number, its fields and the first event of its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import UsageError
from roadmap_cli.plan.filters import sections_named
from roadmap_cli.plan.matter import Record
from roadmap_cli.plan.model import read_term, same_id
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roadmap_cli.plan.matter import Stamp
    from roadmap_cli.plan.model import Plan, Section

FIRST_SECTION = "Мероприятия"
"""The title of the section that an empty plan gets with its first item."""


class NewItem(NamedTuple):
    """An item as it is asked for; an empty id: the next free one; `due`: a date or «нет»."""

    title: str
    term: str
    responsible: Sequence[str] = ()
    id: str = ""
    due: date | str | None = None


class Place(NamedTuple):
    """Where an item goes: the index of a section, or the title of a new one at the end."""

    section: int | None
    new_title: str = ""


def place(plan: Plan, wanted: str | None, new_title: str | None) -> Place:
    """Choose the section of a new item.

    Args:
        plan: the plan.
        wanted: a number from 1 or words of a title; None: the only section there is.
        new_title: the title of a new section.

    Raises:
        UsageError: it cannot be told which section is meant.
        UnknownSectionError: there is no such section.

    """
    if new_title:
        return Place(None, new_title)
    if wanted is None:
        return _only_place(plan)
    found = sections_named([plan], wanted)
    if len(found) > 1:
        raise UsageError(f"«{one_line(wanted)}» есть в названиях нескольких разделов: дайте номер")
    places = [i for i, each in enumerate(plan.sections) if each is found[0]]
    return Place(places[0])


def _only_place(plan: Plan) -> Place:
    """Choose the only section there is, or the first of an empty plan."""
    titles = [one_line(section.title) for section in plan.sections]
    if len(titles) > 1:
        numbered = [f"{i}. {title}" for i, title in enumerate(titles, start=1)]
        listed = "; ".join(numbered)
        raise UsageError(f"разделов несколько, назовите нужный: --section НОМЕР ({listed})")
    return Place(0) if titles else Place(None, FIRST_SECTION)


def next_id(plan: Plan, section: int | None) -> str:
    """Give the next free number, in the manner of the section: 19, or 2.5 after 2.4."""
    known = {same_id(item.id) for item in plan.items}
    stem = "" if section is None else _stem(plan.sections[section])
    tails = [number.removeprefix(stem) for number in known if number.startswith(stem)]
    used = [int(tail) for tail in tails if tail.isdecimal()]
    return f"{stem}{max(used, default=len(known)) + 1}"


def _stem(section: Section) -> str:
    """Give what the numbers of a section begin with: «2.» of 2.4, nothing of 19."""
    if not section.items:
        return ""
    stem, dot, tail = same_id(section.items[-1].id).rpartition(".")
    return stem + dot if tail.isdecimal() else ""


def fields(plan: Plan, where: Place, item: NewItem, reason: str, stamp: Stamp) -> dict[str, object]:
    """Give the keys of the new item, in the order in which they are written.

    Raises:
        UsageError: the number is taken.
        UnreadableTermError: the term cannot be read and no date says what it does not.

    """
    number = item.id or next_id(plan, where.section)
    if same_id(number) in {same_id(each.id) for each in plan.items}:
        free = next_id(plan, where.section)
        raise UsageError(f"номер {one_line(number)} уже занят; свободен, например, {free}")
    section_period = None
    if where.section is not None:
        section_period = plan.period_of(plan.sections[where.section])
    read_term(item.term, None, item.due, plan.span, section_period)
    added = Record("add", reason or None)
    made = {
        "id": number,
        "title": item.title,
        "term": item.term,
        "due": str(item.due) if item.due else None,
        "responsible": list(item.responsible),
        "status": "planned",
        "history": [added.written(stamp)],
    }
    return {key: value for key, value in made.items() if value}
