"""Texts that people read, kept whole in `golden/`.

`ROADMAP_WRITE_GOLDEN=1 pytest tests/test_report.py tests/test_timeline.py` writes them anew; look at `git diff` then. A
test that writes fails, so that no run passes by writing what it should have checked.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


def same_as_golden(name: str, text: str) -> None:
    """Compare a text with its golden file, or write the file if the environment asks for it."""
    same_as(FOLDER / name, text)


def same_as(path: Path, text: str) -> None:
    """Compare a text with a file that is kept, or write the file if the environment asks for it."""
    if os.environ.get("ROADMAP_WRITE_GOLDEN"):
        path.write_bytes(text.encode())
        pytest.fail(
            f"{path.name} written; look at the difference and run without ROADMAP_WRITE_GOLDEN"
        )
    assert text == path.read_bytes().decode(), (
        "if the change is meant: ROADMAP_WRITE_GOLDEN=1 pytest"
    )
