"""What a change did, told to a person in lines or to a program in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.cli.options import TextOrJson
from roadmap_cli.cli.streams import say, write_changes
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import Count, Turn, View
from roadmap_cli.views import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.cli.session import Session
    from roadmap_cli.plan.model import Plan


class Way(NamedTuple):
    """How a change is made and told: for trial, in lines or in JSON."""

    dry_run: bool
    form: TextOrJson


def tell(
    now: Session,
    view: View,
    turns: Sequence[Turn],
    way: Way,
    *,
    prefix: str = "",
    otherwise: str = "",
) -> None:
    """Tell what became of some items.

    Args:
        now: the session.
        view: the plan as the change has left it.
        turns: the items, as they were and are.
        way: how to tell.
        prefix: what each line begins with.
        otherwise: what is told in a line where no item is concerned.

    """
    if way.form is TextOrJson.JSON:
        from roadmap_cli.views import output  # noqa: PLC0415  # people need no JSON

        text = output.changes_json(view, turns, dry_run=way.dry_run)
        write_changes(text.splitlines(), wrap=False, dry_run=way.dry_run)
    else:
        count = Count.of(view.rows)
        lines = [_line(now, turn, count) for turn in turns] or [otherwise]
        write_changes([f"{prefix}{line}" for line in lines], dry_run=way.dry_run)
    if way.dry_run:
        say("пробный запуск: файл не изменён")


def _line(now: Session, turn: Turn, count: Count) -> str:
    """Say what became of an item: new or gone, changed, or already as wanted."""
    name = now.name_of(turn.row)
    if turn.before is None or turn.after is None:
        return sentences.presence_line(name, turn.row, count, added=turn.before is None)
    if turn.is_change:
        return sentences.change_line(name, turn.before, turn.after, count)
    return sentences.nothing_line(name, turn.before)


def turns_between(
    now: Session, home: NamedPlan, before: Plan, after: Plan
) -> tuple[View, list[Turn]]:
    """Give a plan after a change, and every item that is another, new or gone."""
    seen = View.of_plan(after, now.today, home.name)
    former = View.of_plan(before, now.today, home.name)
    old = {row.item.id: row for row in former.rows}
    turns = [Turn(row, old.pop(row.item.id, None), row) for row in seen.rows]
    turns += [Turn(row, row, None) for row in old.values()]
    return seen, [turn for turn in turns if turn.is_change]
