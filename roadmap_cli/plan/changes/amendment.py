"""What a later order changes in an item: its title, term, parties."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import RefusedChangeError
from roadmap_cli.plan.changes.record import Record, nothing, written
from roadmap_cli.plan.model import read_term

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roadmap_cli.plan.changes.record import Change, Decision, Fields, Stamp
    from roadmap_cli.plan.standing import Standing


class Amendment(NamedTuple):
    """What a later order changes in an item; None and no parties: it stays."""

    title: str | None = None
    term: str | None = None
    responsible: Sequence[str] = ()
    due: date | str | None = None


def amend(wanted: Amendment, reason: str, day: date | None = None) -> Decision:
    """Change title, term or parties of an item; was and became stand in the history.

    A new term takes the place of explicit `start` and `due`, which belonged to the old wording.
    The decision refuses a term with another number of periods while marks exist: nobody could tell
    which period a mark would belong to.
    """

    def decide_amend(row: Standing, stamp: Stamp) -> Change:
        fields, was, became = _amended(row, wanted)
        if not fields:
            return nothing(row)
        if wanted.term is not None or wanted.due:
            _must_keep_its_periods(row, wanted)
        amended = Record(
            "amend", reason, day, was="; ".join(was), became="; ".join(became)
        )
        return written(row, stamp, amended, fields, keep_note=True)

    return decide_amend


def _amended(row: Standing, wanted: Amendment) -> tuple[Fields, list[str], list[str]]:
    """Give the fields that differ, and what each was and became."""
    item = row.item
    fields: Fields = {}
    was: list[str] = []
    became: list[str] = []
    for name, key, old, new in (
        ("мероприятие", "title", item.title, wanted.title),
        ("срок", "term", item.term, wanted.term),
        (
            "ответственные",
            "responsible",
            list(item.responsible),
            list(wanted.responsible) or None,
        ),
    ):
        if new is not None and new != old:
            fields[key] = new if isinstance(new, str) else [*new]
            was.append(f"{name}: {_shown(old)}")
            became.append(f"{name}: {_shown(new)}")
    if "term" in fields and (item.start or item.due):
        fields |= {"start": None, "due": str(wanted.due) if wanted.due else None}
    if wanted.due and wanted.due != item.due:
        fields["due"] = str(wanted.due)
        was.append(f"контрольная дата: {item.due or '—'}")
        became.append(f"контрольная дата: {wanted.due}")
    return fields, was, became


def _shown(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _must_keep_its_periods(row: Standing, wanted: Amendment) -> None:
    """Refuse a term whose periods the recorded marks would not fit."""
    text, section = wanted.term or row.item.term, row.plan.section_period_of(row.item)
    term = read_term(text, None, wanted.due, row.plan.span, section)
    before, after = len(row.approved.periods), len(term.periods)
    if any(row.item.executed) and before != after:
        raise RefusedChangeError(
            row.item.id,
            "у него есть отметки об исполнении, а новый срок делит его иначе "
            f"(периодов было {before}, станет {after}); "
            f"сначала снимите отметки: roadmap reopen {row.item.id}",
        )
