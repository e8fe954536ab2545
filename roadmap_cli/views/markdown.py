"""The one writer of Markdown: cells quoted, tables of cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def cell(text: str) -> str:
    """Quote what Markdown would take for its own marks."""
    return re.sub(r"([\\|*_`<>\[\]])", r"\\\1", one_line(text))


def table(heads: Sequence[str], figures: Sequence[bool], lines: Iterable[Iterable[str]]) -> str:
    """Write a table of cells that are quoted already.

    Args:
        heads: the names of the columns.
        figures: which columns stand to the right.
        lines: the rows.

    """
    rule = ["--:" if right else "---" for right in figures]
    rows = [" | ".join(line) for line in (heads, rule, *lines)]
    return "".join(f"| {row} |\n" for row in rows)
