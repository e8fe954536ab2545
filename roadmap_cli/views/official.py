"""The official side of a report: whose plan it is, and the table with a mark of execution an item.

Every text is one line without what cannot be printed; a form lays it out as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan import evidence, parts
from roadmap_cli.views.marks import mark
from roadmap_cli.wording import on_paper

if TYPE_CHECKING:
    from datetime import date

    from roadmap_cli.plan.model import Order, Plan
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period


class Cover(NamedTuple):
    """What a document says of a plan: its title, the act that approved it, and people."""

    title: str
    act: str
    issued_by: str
    signed_by: str
    controlled_by: str


class Entry(NamedTuple):
    """An item as the official table and the sheet have it; `executed` is the last mark."""

    number: str
    title: str
    term: str
    parties: tuple[str, ...]
    mark: tuple[str, ...]
    executed: date | None
    row: Standing


class Chapter(NamedTuple):
    """A section with its items; `plan` names the plan where there are several."""

    plan: str
    title: str
    entries: tuple[Entry, ...]


def cover(plan: Plan) -> Cover:
    """Say whose plan it is."""
    title = on_paper(plan.title)
    order = plan.order
    if order is None:
        return Cover(title, act="", issued_by="", signed_by="", controlled_by="")
    return Cover(
        title,
        act=act(order),
        issued_by=on_paper(order.issued_by or ""),
        signed_by=on_paper(order.signed_by or ""),
        controlled_by=on_paper(order.controlled_by or ""),
    )


def act(order: Order | None, case: str = "приказ") -> str:
    """Name the act that approved a plan: «приказ от 17.01.2020 № 13/01-04»; nothing if unknown."""
    if order is None:
        return ""
    text = ""
    if order.date:
        text += f" от {wording.day(order.date)}"
    if order.number:
        text += f" № {on_paper(order.number)}"
    return f"{case}{text}" if text else ""


def chapters(view: View, days: Period) -> tuple[Chapter, ...]:
    """Give the items section by section; of a period those that it concerns.

    Args:
        view: the plans as of the last of the days.
        days: the days that are told of.

    """
    everything = evidence.is_everything(days)
    grouped: dict[int, list[Standing]] = {}
    for row in view.rows:
        if everything or parts.concerns(row, days):
            grouped.setdefault(id(row.section), []).append(row)
    found = []
    for home in view.plans:
        plan = on_paper(home.name) if view.several else ""
        for section in home.plan.sections:
            rows = grouped.get(id(section), ())
            entries = tuple(entry(view, row, days) for row in rows)
            if entries:
                found.append(Chapter(plan, on_paper(section.title), entries))
    return tuple(found)


def entry(view: View, row: Standing, days: Period) -> Entry:
    """Give an item with its mark of execution."""
    executions = evidence.executions(row, evidence.everything_by(days.last))
    marks = [each.mark for each in executions if each.mark]
    return Entry(
        number=on_paper(view.name_of(row)),
        title=on_paper(row.item.title),
        term=on_paper(row.item.term),
        parties=tuple(map(on_paper, row.item.responsible)),
        mark=mark(row, days),
        executed=max(marks, default=None),
        row=row,
    )
