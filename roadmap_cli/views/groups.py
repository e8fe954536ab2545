"""Rows parted where the plan or the section changes, for headings between them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roadmap_cli.plan.model import Section
    from roadmap_cli.plan.standing import NamedPlan, Standing


def by_plan(rows: Iterable[Standing]) -> Iterator[tuple[NamedPlan, list[Standing]]]:
    """Give the rows that follow each other in one plan, with the plan."""
    for _, group in groupby(rows, key=lambda row: row.home.name):
        members = list(group)
        yield members[0].home, members


def by_section(rows: Iterable[Standing]) -> Iterator[tuple[Section, list[Standing]]]:
    """Give the rows that follow each other in one section, with the section."""
    for _, group in groupby(rows, key=lambda row: id(row.section)):
        members = list(group)
        yield members[0].section, members
