"""What `undo` needs: the latest changes of a plan as texts before and after, in one bounded file beside it.

The file is written before the plan is replaced. So a change whose program was killed in between is recognised by
the plan still having the texts from before, and losing the file loses nothing but the possibility of `undo`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.planfile import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KEPT_CHANGES = 50
KEPT_CHARACTERS = 2_000_000  # a note of 100 kB is possible; fifty of them at every change are not


class Entry(NamedTuple):
    """One change: when, by whom, what, and the texts of its items before and after."""

    at: str
    by: str
    did: str
    items: dict[str, tuple[str, str]]


def read(target: Path) -> list[Entry]:
    """Read the changes of a plan, the latest last; a missing or damaged journal has none."""
    entries = []
    try:
        for line in files.beside(target, "undo").read_text(encoding="utf-8").splitlines():
            at, by, did, items = json.loads(line)
            entries.append(
                Entry(at, by, did, {key: (before, after) for key, (before, after) in items.items()})
            )
    except (OSError, ValueError, TypeError, AttributeError):
        return []
    return entries


def written_at(target: Path) -> int:
    """Give the time in nanoseconds when the journal of a plan was written."""
    return files.beside(target, "undo").stat().st_mtime_ns


def write(target: Path, entries: Sequence[Entry]) -> None:
    """Keep the latest changes; none: no file."""
    place = files.beside(target, "undo")
    lines = [json.dumps(entry, ensure_ascii=True) for entry in entries[-KEPT_CHANGES:]]
    while len(lines) > 1 and sum(map(len, lines)) > KEPT_CHARACTERS:
        del lines[0]
    if lines:
        files.replace(place, "".join(f"{line}\n" for line in lines).encode(), like=target)
    else:
        place.unlink(missing_ok=True)
