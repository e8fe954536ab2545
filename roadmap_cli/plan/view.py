"""A view: plans, how their items stand on a day, and that day, which so can never disagree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.plan.model import DONE, State
from roadmap_cli.plan.standing import NamedPlan, Standing, for_member, standings
from roadmap_cli.wording import NOBODY, without_yo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Plan
    from roadmap_cli.terms import Period


@dataclass(frozen=True)
class View:
    """Rows of some plans as of a day: all of their items, or those that were chosen.

    `written` is the later day on which a report about a time that is over is written: then the
    rows are as of the end of the day.
    """

    plans: tuple[NamedPlan, ...]
    rows: tuple[Standing, ...]
    day: date
    written: date | None = None

    @classmethod
    def of(cls, plans: Iterable[NamedPlan], day: date, written: date | None = None) -> View:
        """See all items of some plans, in the order of the documents."""
        plans = tuple(plans)
        rows: list[Standing] = []
        for home in plans:
            rows += standings(home, day, is_over=written is not None)
        return cls(plans, tuple(rows), day, written)

    @classmethod
    def of_plan(cls, plan: Plan, day: date, name: str = "") -> View:
        """See all items of one plan."""
        return cls.of([NamedPlan(name, plan)], day)

    def only(self, rows: Iterable[Standing]) -> View:
        """Keep some of the rows."""
        return replace(self, rows=tuple(rows))

    def within(self, home: NamedPlan) -> View:
        """Keep one of the plans, with its rows."""
        rows = tuple(row for row in self.rows if row.home is home)
        return View((home,), rows, self.day, self.written)

    @property
    def several(self) -> bool:
        """Tell whether numbers alone do not name the items: there is more than one plan."""
        return len(self.plans) > 1

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """All parties of the plans, in order of first mention."""
        found: dict[str, str] = {}
        for home in self.plans:
            for name in home.plan.parties:
                found.setdefault(without_yo(name), name)
        return tuple(found.values())

    def name_of(self, row: Standing) -> str:
        """Give what names an item here: its number, with its plan where there are several."""
        return row.ref if self.several else row.item.id

    def by_party(
        self, parties: Sequence[str] | None = None
    ) -> list[tuple[str, tuple[Standing, ...]]]:
        """Give each party its rows, and last those rows that nobody answers for, if there are any.

        A member of a group gets the rows of its group as they stand for it.

        Args:
            parties: the parties to give, in this order; all, and the rows of nobody, if not given.

        """
        wanted = self.parties if parties is None else parties
        own: dict[str, list[Standing]] = {without_yo(name): [] for name in wanted}
        for row in self.rows:
            for name in row.plan.answering(row.item):
                rows = own.get(without_yo(name))
                if rows is not None:
                    is_member = name not in row.item.responsible
                    rows.append(for_member(row, name, self.day) if is_member else row)
        found = [(name, tuple(own[without_yo(name)])) for name in wanted]
        nobodys = tuple(row for row in self.rows if not row.item.responsible)
        if parties is None and nobodys:
            found.append((NOBODY, nobodys))
        return found


class Turn(NamedTuple):
    """An item before and after a change; `row` is how it stands, or stood if it is gone."""

    row: Standing
    before: Standing | None
    after: Standing | None

    @property
    def is_change(self) -> bool:
        """Tell whether the item is another, new or gone."""
        if self.before is None or self.after is None:
            return True
        return self.before.item != self.after.item


class Count(NamedTuple):
    """How many rows there are in each state."""

    states: Counter[State]

    @classmethod
    def of(cls, rows: Iterable[Standing]) -> Count:
        """Count rows."""
        return cls(Counter(row.state for row in rows))

    @property
    def total(self) -> int:
        """Count all of them."""
        return self.states.total()

    @property
    def done(self) -> int:
        """Count the executed ones."""
        return sum(self.states[state] for state in DONE)

    @property
    def overdue(self) -> int:
        """Count the overdue ones."""
        return self.states[State.OVERDUE]


def in_view(plans: Sequence[NamedPlan], today: date) -> list[NamedPlan]:
    """Choose the plans that a day is looked at in.

    Those whose period holds it; else all that ended last; else all that begin first.
    """
    ranks = [_rank(home.plan.span, today) for home in plans]
    best = min(ranks, default=None)
    return [home for home, rank in zip(plans, ranks, strict=True) if rank == best]


def _rank(span: Period, today: date) -> tuple[int, int]:
    """Rank a plan's period, the best least: holding a day, ended before, yet to begin; by days."""
    if today in span:
        return 0, 0
    if span.last < today:
        return 1, (today - span.last).days
    return 2, (span.first - today).days
