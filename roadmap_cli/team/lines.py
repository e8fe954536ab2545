"""Three texts merged by lines, and what can be made of the places that both sides changed.

The lines of items are placeholders: what is left to decide by lines are comments, titles, order
and insertions. A way to settle a place is only offered where no comment is lost; whether it is
right, the data prove.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.team.data import DISPUTED, three_way

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roadmap_cli.team.data import Side

Lines: TypeAlias = "Sequence[str]"
LineMerge: TypeAlias = "Callable[[str, str, str], str]"
"""Takes base, ours and theirs; gives the merge, with conflicts in the form of diff3."""

OURS, MIDDLE, THEIRS = "<<<<<<<", "=======", ">>>>>>>"
_COMMENT = re.compile(r"(^|\s)#")
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
    offered = [*_line_by_line(place), *_both(place), place.side("ours"), place.side("theirs")]
    kept = [text for text in offered if _keeps_comments(place, text)]
    return list(dict.fromkeys(kept))


def _line_by_line(place: Place) -> list[str]:
    """Settle neighbouring lines of which each side changed another."""
    base, ours, theirs = place
    if not len(base) == len(ours) == len(theirs):
        return []
    lines = list(map(three_way, base, ours, theirs))
    return [] if DISPUTED in lines else ["".join(lines)]


def _both(place: Place) -> list[str]:
    """Keep what either side added, ours first or theirs first, without what either removed."""
    if _comments_replaced(place):
        return []
    base, ours, theirs = place
    return [_one_after_the_other(base, ours, theirs), _one_after_the_other(base, theirs, ours)]


def _one_after_the_other(base: Lines, first: Lines, second: Lines) -> str:
    """Give the lines of one side that the other did not remove, then what the other added."""
    kept = _except(first, _except(base, second))
    added = _except(second, [*base, *first])
    return "".join([*kept, *added])


def _except(lines: Lines, others: Lines) -> list[str]:
    """Leave out lines that stand among the others."""
    return [line for line in lines if line not in others]


def _comments_replaced(place: Place) -> bool:
    """Tell whether both sides wrote comments where at least one of them took one away."""
    base, ours, theirs = map(_comments, place)
    removed = base - (ours & theirs)
    both_wrote = ours - base and theirs - base
    return bool(removed and both_wrote)


def _keeps_comments(place: Place, text: str) -> bool:
    """Tell whether the comments are there that a side wrote, or that neither took away."""
    base, ours, theirs = map(_comments, place)
    written = (ours - base) | (theirs - base)
    left = ours & theirs
    present = _comments(text.splitlines(keepends=True))
    return written | left <= present


def _comments(lines: Lines) -> set[str]:
    """Give the lines that have a comment."""
    return set(filter(_COMMENT.search, lines))
