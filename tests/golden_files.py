"""Texts that people read, kept whole in `golden/`.

`ROADMAP_WRITE_GOLDEN=1 pytest tests/test_report.py tests/test_timeline.py` writes them anew; look at `git diff` then. A
test that writes fails, so that no run passes by writing what it should have checked.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Roadmap

FOLDER = Path(__file__).parent / "golden"


def same_as_golden(name: str, text: str) -> None:
    """Compare a text with its golden file, or write the file if the environment asks for it."""
    path = FOLDER / name
    if os.environ.get("ROADMAP_WRITE_GOLDEN"):
        path.write_bytes(text.encode())
        pytest.fail(f"{path.name} written; look at the difference and run without ROADMAP_WRITE_GOLDEN")
    assert text == path.read_bytes().decode(), "if the change is meant: ROADMAP_WRITE_GOLDEN=1 pytest"


def mark_2020(roadmap: Roadmap) -> None:
    """Mark items 1, 2 and 4 of the real plan as done in time and 7 as done a day late."""
    for item, day in (("1", "2020-01-20"), ("2", "2020-09-28"), ("4", "2020-01-31")):
        assert roadmap("done", item, "--date", day).code == 0
    assert roadmap("done", "7", "--date", "2020-10-01", "--note", "протокол № 4 от 01.10.2020").code == 0
