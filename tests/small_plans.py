"""Plans of a few items, written in a line each: what tests of the rules start from."""

from __future__ import annotations

from datetime import date
from typing import Any

from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.problems import read_plan
from roadmap_cli.plan.standing import NamedPlan, Standing
from roadmap_cli.plan.view import View

Data = dict[str, Any]


def day(text: str) -> date:
    """Read a day; without a year it is one of 2020."""
    return date.fromisoformat(text if len(text) > len("05-31") else f"2020-{text}")


def item(number: int | str = 1, **fields: object) -> Data:
    """Give an item as a file has it, by default one for May."""
    return {"id": str(number), "title": f"дело {number}", "term": "Май"} | fields


def plan_of(*items: Data, **more: object) -> Plan:
    """Give the plan of 2020 with some items in one section, or with the sections given."""
    sections = [{"title": "Раздел", "items": list(items)}]
    data = {"title": "План", "sections": sections} | more
    if "period" not in data:
        data.setdefault("year", "2020")
    plan, problems = read_plan(data)
    assert plan, problems
    return plan


def home_of(name: str, *items: Data, **more: object) -> NamedPlan:
    """Give a plan under its short name."""
    return NamedPlan(name, plan_of(*items, **more))


def view_of(today: str, *items: Data, **more: object) -> View:
    """See the items of one plan on a day."""
    return View.of([home_of("2020", *items, **more)], day(today))


def row_of(today: str, **fields: object) -> Standing:
    """See one item on a day."""
    (row,) = view_of(today, item() | fields).rows
    return row


def event(line: str, **more: str) -> Data:
    """Give an event from `day deed`, written at noon of that day: `05-20 submit`."""
    when, did = line.split()
    at = f"{day(when).isoformat()}T12:00:00"
    return {"at": at, "by": "Минаева Е.Л.", "did": did} | more


def turn(line: str) -> Data:
    """Give an event that changes a status: `05-20 submit in_progress submitted`."""
    when, did, was, became = line.split()
    return event(f"{when} {did}", was=was, became=became, date=day(when).isoformat())
