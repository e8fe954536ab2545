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
    from roadmap_cli.plan.model import Item
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
        fields = _amended(row.item, wanted)
        if not fields:
            return nothing(row)
        if wanted.term is not None or wanted.due:
            _must_keep_its_periods(row, wanted)
        was, became = _told(row.item, wanted, fields)
        amended = Record("amend", reason, day, was=was, became=became)
        return written(row, stamp, amended, fields, keep_note=True)

    return decide_amend


def _amended(item: Item, wanted: Amendment) -> Fields:
    """Give the fields that differ."""
    fields: Fields = {}
    if wanted.title is not None and wanted.title != item.title:
        fields["title"] = wanted.title
    has_new_term = wanted.term is not None and wanted.term != item.term
    if has_new_term:
        fields["term"] = wanted.term
    if wanted.responsible and tuple(wanted.responsible) != item.responsible:
        fields["responsible"] = [*wanted.responsible]
    if has_new_term and (item.start or item.due):
        fields |= {"start": None, "due": None}
    if wanted.due and (has_new_term or wanted.due != item.due):
        fields["due"] = str(wanted.due)
    return fields


def _told(item: Item, wanted: Amendment, fields: Fields) -> tuple[str, str]:
    """Say for the history what the fields that differ were, and what they became."""
    parties, new_parties = ", ".join(item.responsible), ", ".join(wanted.responsible)
    texts = {
        "title": ("мероприятие", item.title, wanted.title),
        "term": ("срок", item.term, wanted.term),
        "responsible": ("ответственные", parties, new_parties),
    }
    told = [texts[key] for key in texts if key in fields]
    if wanted.due and wanted.due != item.due:
        told.append(("контрольная дата", str(item.due or "—"), str(wanted.due)))
    was = "; ".join(f"{name}: {old}" for name, old, _ in told)
    became = "; ".join(f"{name}: {new}" for name, _, new in told)
    return was, became


def _must_keep_its_periods(row: Standing, wanted: Amendment) -> None:
    """Refuse a term whose periods the recorded marks would not fit."""
    text = wanted.term or row.item.term
    section = row.plan.section_period_of(row.item)
    term = read_term(text, None, wanted.due, row.plan.span, section)
    before, after = len(row.approved.periods), len(term.periods)
    if any(row.item.executed) and before != after:
        raise RefusedChangeError(
            row.item.id,
            "у него есть отметки об исполнении, а новый срок делит его иначе "
            f"(периодов было {before}, станет {after}); "
            f"сначала снимите отметки: roadmap reopen {row.item.id}",
        )
