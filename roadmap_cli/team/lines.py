"""Three texts merged by lines, and what can be made of the places that both sides changed.

The lines of items are placeholders: what is left to decide by lines are comments, titles, order
and insertions. A way to settle a place is only offered where no comment is lost; whether it is
right, the data prove.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.team.rules import DISPUTED, three_way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from roadmap_cli.team.rules import Side

LineMerge: TypeAlias = "Callable[[str, str, str], str]"
"""Takes base, ours and theirs; gives the merge, with conflicts in the form of diff3."""

OURS, MIDDLE, THEIRS = "<<<<<<<", "=======", ">>>>>>>"
_PLACE = re.compile(
    rf"^{OURS}[^\n]*\n(.*?)^\|{{7}}[^\n]*\n(.*?)^{MIDDLE}\n(.*?)^{THEIRS}[^\n]*\n",
    re.MULTILINE | re.DOTALL,
)


class Place(NamedTuple):
    """Lines that both sides changed, in three versions."""

    base: list[str]
    ours: list[str]
    theirs: list[str]

    def side(self, name: Side) -> str:
        """Give one side's lines."""
        return "".join(self.ours if name == "ours" else self.theirs)

    @property
    def name(self) -> str:
        """What a question about these lines is called: the same lines, the same name."""
        return f"lines\n{''.join(self.ours)}{MIDDLE}\n{''.join(self.theirs)}"


def split(merged: str) -> list[str | Place]:
    """Split what a line merge gave into settled text and disputed places."""
    pieces = _PLACE.split(merged)
    found: list[str | Place] = [pieces[0]]
    for at in range(1, len(pieces), 4):
        ours, base, theirs = (text.splitlines(keepends=True) for text in pieces[at : at + 3])
        found += [Place(base, ours, theirs), pieces[at + 3]]
    return found


def ways(place: Place) -> list[str]:
    """Give the ways to settle a place without losing a comment, the most natural first."""
    offered = [_line_by_line(place), *_both(place), place.side("ours"), place.side("theirs")]
    kept = [text for text in offered if text is not None and _keeps_comments(place, text)]
    return list(dict.fromkeys(kept))


def _line_by_line(place: Place) -> str | None:
    """Settle neighbouring lines of which each side changed another."""
    if not len(place.base) == len(place.ours) == len(place.theirs):
        return None
    lines = [three_way(*versions) for versions in zip(*place, strict=True)]
    return None if DISPUTED in lines else "".join(lines)


def _both(place: Place) -> Iterator[str | None]:
    """Keep what either side added, ours first or theirs first, without what either removed."""
    base, ours, theirs = place
    if _comments_replaced(place):
        return
    for first, second in ((ours, theirs), (theirs, ours)):
        kept = [line for line in first if line in second or line not in base]
        added = [line for line in second if line not in base and line not in first]
        yield "".join([*kept, *added])


def _comments_replaced(place: Place) -> bool:
    """Tell whether both sides wrote comments where at least one of them took one away."""
    base, ours, theirs = (_comments(lines) for lines in place)
    removed = [line for line in base if line not in ours or line not in theirs]
    written = [any(line not in base for line in side) for side in (ours, theirs)]
    return bool(removed) and all(written)


def _keeps_comments(place: Place, text: str) -> bool:
    base, ours, theirs = (_comments(lines) for lines in place)
    present = _comments(text.splitlines(keepends=True))
    wanted = [line for line in base if line in ours and line in theirs]
    wanted += [line for line in (*ours, *theirs) if line not in base]
    return all(line in present for line in wanted)


def _comments(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if re.search(r"(^|\s)#", line)]
