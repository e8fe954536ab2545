"""Which items to remind people of, and the digest that they read in a mail: wrapped, without colour."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.plan.standing import due_within, worst_first

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roadmap_cli.plan.standing import Standing

WIDTH = 72  # columns of a mail's body


class Digest(NamedTuple):
    """Items to remind of; each stands once, in the first list that it belongs to."""

    overdue: list[Standing]
    soon: list[Standing]
    starting: list[Standing]

    def __bool__(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(self.overdue or self.soon or self.starting)


def digest(rows: Sequence[Standing], today: date, within: int) -> Digest:
    """Choose what is overdue, worst first, what falls due within some days, and what starts in today's month."""
    overdue = worst_first(rows)
    soon = [row for row in rows if due_within(row, today, within)]
    starting = [row for row in rows if row not in soon and _starts_this_month(row, today)]
    return Digest(overdue, sorted(soon, key=lambda row: (row.due is None, row.due)), starting)


def _starts_this_month(row: Standing, today: date) -> bool:
    """Tell whether the period at stake begins in today's month; one as long as the plan is no news in any month."""
    stake = row.stake
    return (
        row.is_open
        and not row.days_late
        and stake is not None
        and (stake.first.year, stake.first.month) == (today.year, today.month)
    )


def by_party(
    parties: Sequence[str], rows: Sequence[Standing], today: date, within: int
) -> dict[str, Digest]:
    """Give each party its own digest; a party with nothing to be reminded of is left out."""
    own = {name: [row for row in rows if name in row.item.responsible] for name in parties}
    digests = {name: digest(chosen, today, within) for name, chosen in own.items()}
    return {name: each for name, each in digests.items() if each}


def text(found: Digest, today: date, within: int) -> str:
    """Write a digest as the lines of a mail; an empty one is an empty text."""
    parts = [
        _part("Просрочено", found.overdue, today),
        _part(
            f"Срок наступает в ближайшие {wording.plural(within, wording.DAYS)}", found.soon, today
        ),
        _part("Начинается в этом месяце", found.starting, today),
    ]
    return "\n".join(part for part in parts if part)


def _part(title: str, rows: Sequence[Standing], today: date) -> str:
    if not rows:
        return ""
    return f"{title}: {wording.plural(len(rows), wording.ITEMS)}\n\n" + "".join(
        _entry(row, today) for row in rows
    )


def _entry(row: Standing, today: date) -> str:
    """Write one item: number and title, then when and who, indented."""
    number = f"{wording.one_line(row.item.id)}. "
    parties = "; ".join(map(wording.one_line, row.item.responsible))
    indent = " " * len(number)
    title = textwrap.fill(
        wording.one_line(row.item.title), WIDTH, initial_indent=number, subsequent_indent=indent
    )
    facts = "; ".join(filter(None, (_when(row, today), parties)))
    return f"{title}\n{textwrap.fill(facts, WIDTH, initial_indent=indent, subsequent_indent=indent)}\n\n"


def _when(row: Standing, today: date) -> str:
    """Say when an item is due, and how far that is."""
    if row.due is None:
        return wording.NO_TERM
    due = f"срок {wording.day(row.due)}"
    if row.days_late:
        return f"{due}, просрочено на {wording.plural(row.days_late, wording.DAYS)}"
    days = (row.due - today).days
    return f"{due}, {'сегодня' if not days else 'через ' + wording.plural(days, wording.DAYS)}"
