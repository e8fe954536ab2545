"""The latest changes of a plan as texts before and after, in one bounded file beside it.

The file is written before the plan is replaced. So a change whose program was killed in between is
recognised by the plan still having the texts from before, and losing the file loses nothing but the
possibility of `undo`.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli.planfile import files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

KEPT_CHANGES = 50
# A note of 100 kB is possible; fifty of them, written anew at every change, are not.
KEPT_CHARACTERS = 2_000_000


class Stretch(NamedTuple):
    """The part of the whole text that a change replaced, and what stood around it.

    `head` and `tail` count the characters before and after it, `digest` is that of both together.
    """

    head: int
    tail: int
    digest: str
    before: str
    after: str


class Entry(NamedTuple):
    """One change: when, by whom, what, and the texts of its items before and after.

    Where the texts of items do not tell the change whole, `stretch` does. What was `sent` is known
    to others.
    """

    at: str
    by: str
    did: str
    items: Mapping[str, tuple[str, str]]
    stretch: Stretch | None = None
    sent: bool = False

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.at)


def read(target: Path) -> list[Entry]:
    """Read the changes of a plan, the latest last; a missing or damaged journal has none."""
    raw = files.read_helper(files.beside(target, "undo"))
    try:
        return [_entry(json.loads(line)) for line in raw.decode().splitlines()]
    except (ValueError, TypeError, AttributeError):
        return []


def _entry(parts: Any) -> Entry:  # noqa: ANN401  # what JSON holds may have any shape
    """Read one change; those of earlier versions end before `stretch` and `sent`."""
    at, by, did, items, *more = parts
    texts = {key: (before, after) for key, (before, after) in items.items()}
    stretch, sent = [*more, None, False][:2]
    whole = Stretch(*stretch) if stretch else None
    datetime.fromisoformat(at)  # a journal with anything else there is damaged
    return Entry(at, by, did, texts, whole, bool(sent))


def written_at(target: Path) -> int:
    """Give the time in nanoseconds when the journal of a plan was written."""
    return files.beside(target, "undo").stat().st_mtime_ns


def write(target: Path, entries: Sequence[Entry]) -> None:
    """Keep the latest changes; none: no file."""
    place = files.beside(target, "undo")
    latest = entries[-KEPT_CHANGES:]
    lines = [json.dumps(entry, ensure_ascii=True) for entry in latest]
    while len(lines) > 1 and sum(map(len, lines)) > KEPT_CHARACTERS:
        del lines[0]
    if lines:
        text = "".join(f"{line}\n" for line in lines)
        files.replace(place, text.encode(), like=target)
    else:
        place.unlink(missing_ok=True)


def mark_sent(target: Path, sent: Sequence[Entry]) -> None:
    """Remember that others have got some changes."""
    entries = read(target)
    marked = [entry._replace(sent=True) if entry in sent else entry for entry in entries]
    if marked != entries:
        write(target, marked)
