"""The tables of items and parties as people see them, whole, at two widths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from golden_files import same_as_golden

if TYPE_CHECKING:
    from conftest import Roadmap

pytestmark = pytest.mark.usefixtures("plan_with_marks")


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list", ["list"]),
        ("list_september", ["list", "--month", "Сентябрь"]),
        ("show", ["show", "7", "11"]),
        ("parties", ["parties"]),
    ],
)
def test_a_table(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, name: str, arguments: list[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = re.sub(  # the clock's own time
        r"\d\d\.\d\d\.\d{4} \d\d:\d\d,",
        "01.10.2020 12:00,",
        roadmap(*arguments, "--format", "table").out,
    )
    assert max(map(len, shown.splitlines())) <= width
    same_as_golden(f"{name}_{width}.txt", shown)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list.md", ["list", "--overdue", "-o", "markdown"]),
        ("parties.csv", ["parties", "-o", "csv"]),
        ("parties.md", ["parties", "-o", "markdown"]),
        ("remind.txt", ["remind", "--by-responsible", "-r", "МОЦ", "-r", "ОУ"]),
    ],
)
def test_a_text(roadmap: Roadmap, name: str, arguments: list[str]) -> None:
    same_as_golden(name, roadmap(*arguments).out)
