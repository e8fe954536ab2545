"""Live values for shell completion; whatever fails, completion offers nothing rather than an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from roadmap_cli.cli.session import session
from roadmap_cli.errors import RoadmapError
from roadmap_cli.planfile import store
from roadmap_cli.terms.words import MONTHS
from roadmap_cli.wording import STATE_NAMES, one_line

if TYPE_CHECKING:
    from roadmap_cli.plan.model import Plan


def _plan(context: typer.Context) -> Plan | None:
    try:
        return store.load(session(context).path).plan  # not `plan`, which may speak to the terminal
    except RoadmapError:
        return None


def item_ids(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the numbers of items with their titles."""
    plan = _plan(context)
    items = plan.items if plan else ()
    return [(item.id, one_line(item.title)) for item in items if item.id.startswith(incomplete)]


def parties(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the parties of the plan."""
    plan = _plan(context)
    names = plan.parties if plan else ()
    return [name for name in names if name.casefold().startswith(incomplete.casefold())]


def sections(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the numbers of sections with their titles."""
    plan = _plan(context)
    titles = [section.title for section in plan.sections] if plan else []
    numbered = [(str(number), one_line(title)) for number, title in enumerate(titles, start=1)]
    return [(number, title) for number, title in numbered if number.startswith(incomplete)]


def months(incomplete: str) -> list[str]:
    """Offer the months."""
    return [name for name in MONTHS if name.startswith(incomplete.casefold())]


def states(incomplete: str) -> list[tuple[str, str]]:
    """Offer statuses and states with their Russian names."""
    return [(state, name) for state, name in STATE_NAMES.items() if state.startswith(incomplete)]


def item_ids_or_months(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer both, where several numbers are followed by a term and the shell cannot know which comes next."""
    return [*item_ids(context, incomplete), *((name, "") for name in months(incomplete))]
