"""What is allowed in a plan but deserves a person's look, and how each term is understood."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import Status
from roadmap_cli.terms import Kind, describe, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from roadmap_cli.plan.model import Item, Location, Plan


def reading(plan: Plan, item: Item) -> str:
    """Say how an item's term is understood: the wording, the approved reading, the one after a postponement."""
    text = f"{wording.one_line(item.term)}\t{describe(plan.term_of(item))}"
    if item.postponed_to:
        text += f"\tперенесён: {wording.one_line(item.postponed_to)}\t{describe(plan.current_term_of(item))}"
    return text


def warnings(plan: Plan, today: date) -> Iterator[tuple[Location, str]]:
    """Find what is suspicious: its place in the file and a Russian sentence."""
    for s, section in enumerate(plan.sections):
        for i, item in enumerate(section.items):
            for key, text in [*_item_warnings(plan, item), *_date_warnings(plan, item, today)]:
                yield ("sections", s, "items", i, key), f"пункт {item.id}: {text}"
    for name in plan.contacts:
        if name not in (*plan.parties, plan.order.controlled_by if plan.order else None):
            yield ("contacts", name), f"адрес есть, а ответственного «{name}» в плане нет"


def _item_warnings(plan: Plan, item: Item) -> Iterator[tuple[str, str]]:
    term, span = plan.term_of(item), plan.span
    outside = [
        period for period in term.periods if period.first < span.first or period.last > span.last
    ]
    if outside:
        yield "term", f"срок «{item.term}» выходит за период плана: {describe(term)}"
    if not item.responsible:
        yield "id", "нет ответственных"
    marks = [mark for mark in item.executed if mark]
    count = max(1, len(term.periods))
    if item.status is Status.DONE and not marks:
        yield "status", "исполнен, но без даты исполнения: допишите executed: [ГГГГ-ММ-ДД]"
    elif item.status is Status.DONE and len(marks) < count:
        yield "status", f"исполнен, но дат исполнения {len(marks)} из {count}"
    if item.status in {Status.PLANNED, Status.IN_PROGRESS} and len(marks) >= count:
        yield "status", f"все даты исполнения есть, а статус {item.status.value}: поставьте done"
    if len(item.executed) > count:
        yield (
            "executed",
            f"дат исполнения {len(item.executed)}, а периодов {count}: лишние не учитываются",
        )
    if item.postponed_to and plan.current_term_of(item).periods == term.periods:
        yield (
            "postponed_to",
            f"перенос на «{item.postponed_to}» не меняет срок: он не позже утверждённого",
        )


def _date_warnings(plan: Plan, item: Item, today: date) -> Iterator[tuple[str, str]]:
    for mark in filter(None, item.executed):
        if mark > today:
            yield (
                "executed",
                f"дата исполнения {wording.day(mark)} ещё не наступила и пока не считается",
            )
        elif mark < plan.span.first:
            yield "executed", f"дата исполнения {wording.day(mark)} раньше начала плана"
    if item.start or item.due:
        with suppress(UnreadableTermError):
            term = read(item.term, plan.span)
            if term.kind is Kind.DATED and term.periods != plan.term_of(item).periods:
                key = "due" if item.due else "start"
                yield (
                    key,
                    f"вместо срока «{item.term}» ({describe(term)}) считается {describe(plan.term_of(item))}",
                )
