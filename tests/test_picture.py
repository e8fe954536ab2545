"""The picture of a terminal in README.md: drawn by Rich from what the program lays out.

`ROADMAP_WRITE_GOLDEN=1 python -m pytest tests/test_picture.py` draws it anew.
"""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING

from conftest import PROJECT
from golden_files import same_as
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from roadmap_cli.plan.view import View, by_month, month_words
from roadmap_cli.planfile import find
from roadmap_cli.views import sentences, tables

if TYPE_CHECKING:
    from pathlib import Path

PICTURE = PROJECT / "docs" / "list.svg"
WIDTH = 100
FONTS = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
"""Rich's own template fetches fonts from elsewhere; a picture needs none."""


def _drawn(plan: Path) -> str:
    view = View.of_plan(find.load(plan).plan, date(2020, 10, 1), "2020")
    due, _ = by_month(view, ["Сентябрь"])
    words = month_words(["Сентябрь"], due_only=True)
    summary = sentences.summary(due, len(view.rows), words)
    blocks = [tables.Block("Срок в это время", due)]
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(tables.items(blocks, summary))
    return console.export_svg(
        title="roadmap list --month Сентябрь --due-only",
        code_format=FONTS.sub("", CONSOLE_SVG_FORMAT),
        unique_id="roadmap",
    )


def test_the_picture_shows_what_the_program_shows(plan_with_marks: Path) -> None:
    same_as(PICTURE, _drawn(plan_with_marks))


def test_the_picture_stands_in_the_first_screen_and_fetches_nothing() -> None:
    assert "docs/list.svg" in "\n".join((PROJECT / "README.md").read_text().splitlines()[:30])
    assert not re.search(r"url\(\"?http", PICTURE.read_text(encoding="utf-8"))
