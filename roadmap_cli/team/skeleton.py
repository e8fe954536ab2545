"""A plan's text as a skeleton with placeholders, and the items' own texts.

The versions' skeletons are merged by lines, so only comments, titles, order and insertions are left
to settle. A way to settle a place is offered only if it loses no comment; the data show whether it
is right. Each placeholder is then replaced with the text of its item, changed to the merged data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli import wording
from roadmap_cli.planfile.document import Document
from roadmap_cli.planfile.edit import Slice, edit, item_slice, replaced
from roadmap_cli.team.raw import (
    DISPUTED,
    SIDES,
    RawData,
    events_of,
    number_of,
    placed_items,
    three_way,
    tidy,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from roadmap_cli.team.raw import RawEvent, Side


_PRIVATE = "\ue000"  # not found in plans; otherwise a longer row of them is used
_ALONE = (0,)  # the path of an item in a list of its own
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)


class Piece(NamedTuple):
    """An item's text, its column and its data."""

    text: str
    column: int
    item: RawData

    @property
    def comments(self) -> list[str]:
        """The comments inside, in their order."""
        return _COMMENT.findall(self.text)

    def at(self, column: int) -> str:
        """Return the text moved to another column, but no line beyond the left edge."""
        shift = column - self.column
        first, *rest = self.text.split("\n")
        if shift > 0:
            rest = [" " * shift + line if line.strip() else line for line in rest]
        else:
            rest = [re.sub(rf"^ {{0,{-shift}}}", "", line) for line in rest]
        return "\n".join([first, *rest])


_NO_PIECE = Piece("", 0, {})


class Placeholders:
    """Placeholders of items, the same in every version."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Choose a mark that is in none of the texts."""
        mark = _PRIVATE
        while any(mark in text for text in texts):
            mark += _PRIVATE
        self._form = re.compile(f"{mark}(\\d+){mark}")
        self._mark = mark
        self._numbers: list[str] = []

    def placeholder(self, number: str) -> str:
        """Return an item's placeholder."""
        if number not in self._numbers:
            self._numbers.append(number)
        return f"{self._mark}{self._numbers.index(number)}{self._mark}"

    def numbers(self, text: str) -> list[str]:
        """Name the items whose placeholders are in a text."""
        return [self._numbers[int(index)] for index in self._form.findall(text)]

    def filled(self, skeleton: str, pieces: Mapping[str, Piece]) -> str:
        """Replace each placeholder with its item's text, if there is one, at its column."""

        def text_at(match: re.Match[str]) -> str:
            column = match.start() - (skeleton.rfind("\n", 0, match.start()) + 1)
            piece = pieces.get(self._numbers[int(match[1])])
            return piece.at(column) if piece else ""

        return self._form.sub(text_at, skeleton)

    def dropped(self, skeleton: str, numbers: Sequence[str]) -> str:
        """Remove the lines of some items."""
        for number in numbers:
            line = rf"^.*{re.escape(self.placeholder(number))}.*\n"
            skeleton = re.sub(line, "", skeleton, flags=re.MULTILINE)
        return skeleton


def taken_apart(document: Document, marks: Placeholders) -> tuple[str, dict[str, Piece]]:
    """Return the skeleton of a text and its items' pieces by number."""
    pieces: dict[str, Piece] = {}
    slices: list[Slice] = []
    for path, item in placed_items(document.data):
        start, end = item_slice(document, path)
        number = number_of(item)
        column = document.node(path).start_mark.column
        pieces[number] = Piece(document.text[start:end], column, tidy(item))
        slices.append(Slice(start, end, marks.placeholder(number)))
    return replaced(document.text, slices), pieces


def renumbered(text: str, number: str, wanted: str, stamp: RawEvent) -> str:
    """Renumber an item, and record that; raise UnsafeEdit if the text's form does not allow it."""
    document = Document(text)
    path, item = next(each for each in placed_items(document.data) if number_of(each[1]) == number)
    event = {**stamp, "did": "amend", "was": f"номер: {number}", "became": f"номер: {wanted}"}
    return edit(document, {path: {"id": wanted, "history": [*events_of(item), event]}}).text


def merged_piece(versions: Mapping[str, Piece], item: RawData, lines: LineMerge) -> Piece | None:
    """Return the text of a merged item: one side's, or ours edited like `done` does.

    None if both sides changed comments in the same place. The versions are base, ours and theirs,
    if present; the merged data have no empty fields. Raise UnsafeEdit if the text's form does not
    allow the edit.
    """
    sides = [versions[name] for name in SIDES if name in versions]
    if len(sides) < len(SIDES):
        return _brought(sides[0], item)
    ours, theirs = sides
    base = versions.get("base", _NO_PIECE)
    source = _source(base, ours, theirs, item)
    if source:
        return _brought(source, item)
    if base is _NO_PIECE:  # with nothing in common, merging lines would not help
        return None
    bodies = [_brought(piece, item).at(ours.column) for piece in (base, ours, theirs)]
    settled, *disputed = split(lines(*[f"{body}\n" for body in bodies]))
    return None if disputed else Piece(str(settled).removesuffix("\n"), ours.column, item)


def _source(base: Piece, ours: Piece, theirs: Piece, item: RawData) -> Piece | None:
    """Choose the side whose text or comments stay; None if both changed them."""
    text = three_way(base.text, ours.text, theirs.text)
    if text is not DISPUTED:
        return ours if text == ours.text else theirs
    comments = three_way(base.comments, ours.comments, theirs.comments)
    if comments is DISPUTED:
        return None
    fitting = [piece for piece in (ours, theirs) if piece.comments == comments]
    whole = [piece for piece in fitting if piece.item == item]
    return (whole or fitting)[0]


def _brought(piece: Piece, item: RawData) -> Piece:
    """Set the fields that differ, with new events at the end, then put all events in order."""
    if piece.item == item:
        return piece
    alone = Document(" " * (piece.column - 2) + "- " + piece.text + "\n")
    known, events = events_of(piece.item), events_of(item)
    if without(known, events):  # the editor can only add events, so the kept ones are rewritten
        alone = edit(alone, {_ALONE: {"history": None}})
        known = []
    changed = [key for key in {**piece.item, **item} if piece.item.get(key) != item.get(key)]
    wanted: dict[str, Any] = {key: item.get(key) for key in changed if key != "history"}
    present = [*known, *without(events, known)]
    if known != events:
        wanted["history"] = present
    alone = _in_order(edit(alone, {_ALONE: wanted}), present, events)
    start, end = item_slice(alone, _ALONE)
    return Piece(alone.text[start:end], piece.column, item)


def _in_order(alone: Document, present: Sequence[RawEvent], wanted: Sequence[RawEvent]) -> Document:
    """Rearrange the lines of a history; events on lines of their own keep their comments."""
    if present == wanted:
        return alone
    flow = alone.node((*_ALONE, "history")).flow_style
    places = [item_slice(alone, (*_ALONE, "history", index)) for index in range(len(present))]
    if not flow:
        places = [(start, alone.text.index("\n", end)) for start, end in places]
    left: list[RawEvent | None] = [*present]
    slices = []
    for (start, end), event in zip(places, wanted, strict=True):
        source = left.index(event)
        left[source] = None  # each of two equal events is taken once
        slices.append(Slice(start, end, alone.text[slice(*places[source])]))
    return Document(replaced(alone.text, slices))


Lines: TypeAlias = "Sequence[str]"
LineMerge: TypeAlias = "Callable[[str, str, str], str]"
"""Takes base, ours and theirs; gives the merge, with conflicts in the form of diff3."""

OURS, MIDDLE, THEIRS = "<<<<<<<", "=======", ">>>>>>>"
_PLACE = re.compile(
    rf"^{OURS}[^\n]*\n(.*?)^\|{{7}}[^\n]*\n(.*?)^{MIDDLE}\n(.*?)^{THEIRS}[^\n]*\n",
    re.MULTILINE | re.DOTALL,
)


class Dispute(NamedTuple):
    """Lines that both sides changed, in three versions."""

    base: list[str]
    ours: list[str]
    theirs: list[str]

    def side(self, name: Side) -> str:
        """Return one side's lines."""
        return "".join(getattr(self, name))

    @property
    def name(self) -> str:
        """The name of a question about these lines; equal lines have equal names."""
        return f"lines\n{''.join(self.ours)}{MIDDLE}\n{''.join(self.theirs)}"


def split(merged: str) -> list[str | Dispute]:
    """Split the result of a line merge into settled text and disputed places."""
    pieces = _PLACE.split(merged)
    found: list[str | Dispute] = [pieces[0]]
    for at in range(1, len(pieces), 4):
        ours, base, theirs = (text.splitlines(keepends=True) for text in pieces[at : at + 3])
        found += [Dispute(base, ours, theirs), pieces[at + 3]]
    return found


def ways(place: Dispute) -> list[str]:
    """Return the ways to settle a place without losing a comment, most natural first.

    They are: line by line, if the sides changed different ones; the additions of both, without what
    either removed, in either order, unless both wrote comments and one removed some; one side.
    """
    base, ours, theirs = place
    known, here, there = map(_comments, place)
    offered = []
    if len(base) == len(ours) == len(theirs):
        lines = list(map(three_way, base, ours, theirs))
        if DISPUTED not in lines:
            offered.append("".join(lines))
    removed = known - (here & there)
    if not (removed and here - known and there - known):
        offered += _one_after_the_other(base, ours, theirs)
        offered += _one_after_the_other(base, theirs, ours)
    offered += [place.side("ours"), place.side("theirs")]
    needed = (here - known) | (there - known) | (here & there)
    kept = [text for text in offered if needed <= _comments(text.splitlines(keepends=True))]
    return list(dict.fromkeys(kept))


def _one_after_the_other(base: Lines, first: Lines, second: Lines) -> list[str]:
    """Return the lines of one side that the other kept, then the other's additions.

    Lines that both added stand there once, or twice, or once if both began with them.
    """
    kept = _except(first, _except(base, second))
    begun = wording.common_start(first, second)
    added = (_except(second, [*base, *first]), _except(second, base), _except(second[begun:], base))
    return ["".join([*kept, *each]) for each in added]


def _except(lines: Lines, others: Lines) -> list[str]:
    return [line for line in lines if line not in others]


def _comments(lines: Lines) -> set[str]:
    return set(filter(_COMMENT.search, lines))
