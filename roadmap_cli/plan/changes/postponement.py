"""Postponement: another date that counts, its correction, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.errors import RefusedChangeError
from roadmap_cli.plan.changes.record import Record, must_be_open, must_have_come, nothing, written
from roadmap_cli.plan.model import postponement
from roadmap_cli.terms import Kind

if TYPE_CHECKING:
    from datetime import date

    from roadmap_cli.plan.changes.record import Change, Decision, Stamp
    from roadmap_cli.plan.standing import Standing


def postpone(text: str, reason: str, day: date | None = None) -> Decision:
    """Move the date that counts; the approved term stays as written.

    A date between the approved term and the present one corrects a postponement; the approved term
    itself takes it back. The decision raises UnreadableTermError for a wording without a date and
    RefusedChangeError for one that is earlier than the approved term.
    """

    def decide_postpone(row: Standing, stamp: Stamp) -> Change:
        item = row.item
        must_be_open(row)
        must_have_come(row, day, stamp)
        if row.term.kind is Kind.UNDATED:
            raise RefusedChangeError(
                item.id, f"у него нет срока («{item.term}»), переносить нечего"
            )
        if item.postponed_to == text:
            return nothing(row)
        new = _new_wording(row, text)
        was, became = item.postponed_to or item.term, new or item.term
        moved = Record("postpone", reason, day, was=was, became=became)
        return written(row, stamp, moved, {"postponed_to": new})

    return decide_postpone


def _new_wording(row: Standing, text: str) -> str | None:
    """Give the new term; None where it is the approved one, which takes a postponement back.

    Raises:
        RefusedChangeError: it is not later than the approved one.

    """
    approved = _approved_due(row)
    last = approved
    if wording.fold(text) != wording.fold(row.item.term):
        last = postponement(text, row.plan.span)
    if row.item.postponed_to and last == approved:
        return None
    if approved and last and last <= approved:
        raise RefusedChangeError(
            row.item.id,
            f"новый срок {wording.day(last)} не позже утверждённого "
            f"{wording.day(approved)}: назовите более поздний",
        )
    return text


def _approved_due(row: Standing) -> date | None:
    """Give the last day of the earliest open period by the approved term."""
    for period, mark in zip(row.approved.periods, row.marks, strict=False):
        if not mark:
            return period.last
    return None
