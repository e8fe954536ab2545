"""A plan's text as a skeleton with placeholders, merged by lines, and the items' own texts.

The skeletons of versions are merged by lines; what is left to decide so are comments, titles,
order and insertions. A way to settle a place is only offered where no comment is lost; whether it
is right, the data prove. Each placeholder is then filled with the text of its item again, brought
to the merged data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli.planfile.document import Document
from roadmap_cli.planfile.edit import Slice, edit, item_slice, replaced
from roadmap_cli.team.raw import (
    DISPUTED,
    SIDES,
    RawData,
    events_of,
    items_in,
    number_of,
    sections_of,
    three_way,
    tidy,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from roadmap_cli.plan.model import Location as Path
    from roadmap_cli.team.raw import RawEvent, Side


_PRIVATE = "\ue000"  # no plan has it; should one have it, a longer row of them serves
_ALONE = (0,)  # the place of an item in a list of its own
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)


class Piece(NamedTuple):
    """An item's own text, the column where it begins, and its data."""

    text: str
    column: int
    item: RawData

    @property
    def comments(self) -> list[str]:
        """The comments inside, in their order."""
        return _COMMENT.findall(self.text)

    def at(self, column: int) -> str:
        """Return the text as it must stand at another column."""
        shift = column - self.column
        if not shift:
            return self.text
        first, *rest = self.text.split("\n")
        return "\n".join([first, *(_moved(line, shift) for line in rest)])


_NO_PIECE = Piece("", 0, {})


def _moved(line: str, shift: int) -> str:
    """Move a line to the right, a blank one aside, or to the left as far as it can go."""
    if shift > 0 and line.strip():
        return " " * shift + line
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(blanks, max(0, -shift)) :]


class Placeholders:
    """Placeholders of items, the same for an item in every version."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Choose a mark that stands in none of the texts."""
        mark = _PRIVATE
        while any(mark in text for text in texts):
            mark += _PRIVATE
        self.form = re.compile(f"{mark}(\\d+){mark}")
        self._mark = mark
        self._numbers: list[str] = []

    def placeholder(self, number: str) -> str:
        """Return an item's placeholder."""
        if number not in self._numbers:
            self._numbers.append(number)
        return f"{self._mark}{self._numbers.index(number)}{self._mark}"

    def numbers(self, text: str) -> list[str]:
        """Name the items whose placeholders stand in a text."""
        return [self._numbers[int(index)] for index in self.form.findall(text)]

    def filled(self, skeleton: str, text_of: Callable[[str, int], str]) -> str:
        """Put each item's text, given its number and column, in place of its placeholder."""

        def text_at(match: re.Match[str]) -> str:
            column = match.start() - (skeleton.rfind("\n", 0, match.start()) + 1)
            return text_of(self._numbers[int(match[1])], column)

        return self.form.sub(text_at, skeleton)

    def dropped(self, skeleton: str, numbers: Sequence[str]) -> str:
        """Take away the lines of some items."""
        for number in numbers:
            line = rf"^.*{re.escape(self.placeholder(number))}.*\n"
            skeleton = re.sub(line, "", skeleton, flags=re.MULTILINE)
        return skeleton


def taken_apart(document: Document, marks: Placeholders) -> tuple[str, dict[str, Piece]]:
    """Return the skeleton of a text and its items' pieces by number."""
    pieces: dict[str, Piece] = {}
    slices: list[Slice] = []
    for path, item in _items(document.data):
        start, end = item_slice(document, path)
        number = number_of(item)
        column = document.node(path).start_mark.column
        pieces[number] = Piece(document.text[start:end], column, tidy(item))
        slices.append(Slice(start, end, marks.placeholder(number)))
    return replaced(document.text, slices), pieces


def _items(data: Any) -> Iterator[tuple[Path, RawData]]:  # noqa: ANN401  # as the file has it
    """Yield a plan's items with their places."""
    for s, section in enumerate(sections_of(data)):
        for i, item in enumerate(items_in(section)):
            yield ("sections", s, "items", i), item


def renumbered(text: str, number: str, wanted: str, stamp: RawEvent) -> str:
    """Give a plan's item another number, and say so in its history.

    Raises:
        UnsafeEdit: the form of the text does not allow it.

    """
    document = Document(text)
    path, item = next(each for each in _items(document.data) if number_of(each[1]) == number)
    event = {**stamp, "did": "amend", "was": f"номер: {number}", "became": f"номер: {wanted}"}
    return edit(document, {path: {"id": wanted, "history": [*events_of(item), event]}}).text


def merged_piece(versions: Mapping[str, Piece], item: RawData, lines: LineMerge) -> Piece | None:
    """Return the text of a merged item: one side's, or ours changed by the editor that `done` uses.

    Args:
        versions: the item's pieces in base, ours and theirs, as far as it is there.
        item: its merged data, without empty fields.
        lines: merges three texts by lines.

    Returns:
        The piece; None where comments of both sides changed in the same place.

    Raises:
        UnsafeEdit: the form of the text does not allow the edit.

    """
    sides = [versions[name] for name in SIDES if name in versions]
    if len(sides) < len(SIDES):
        return _brought(sides[0], item)
    ours, theirs = sides
    base = versions.get("base", _NO_PIECE)
    source = _source(base, ours, theirs, item)
    if source:
        return _brought(source, item)
    if base is _NO_PIECE:  # with nothing in common, lines cannot tell more
        return None
    bodies = [_brought(piece, item).at(ours.column) for piece in (base, ours, theirs)]
    settled = _comments_merged(bodies, lines)
    return None if settled is None else Piece(settled, ours.column, item)


def _comments_merged(bodies: Sequence[str], lines: LineMerge) -> str | None:
    """Merge three texts of one item that differ in comments alone; None where these conflict."""
    settled, *disputed = split(lines(*[f"{body}\n" for body in bodies]))
    return None if disputed else str(settled).removesuffix("\n")


def _source(base: Piece, ours: Piece, theirs: Piece, item: RawData) -> Piece | None:
    """Choose the side whose text, or whose comments, stay; None where both changed them."""
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
    """Change a piece so that it holds the item's data."""
    if piece.item == item:
        return piece
    alone = Document(" " * (piece.column - 2) + "- " + piece.text + "\n")
    changed = _with_history(_with_fields(alone, piece.item, item), events_of(item))
    start, end = item_slice(changed, _ALONE)
    return Piece(changed.text[start:end], piece.column, tidy(_data(changed)))


def _with_fields(alone: Document, present: RawData, item: RawData) -> Document:
    """Set the fields that differ, and all events, those that are new at the end."""
    known, events = events_of(present), events_of(item)
    is_one_gone = bool(without(known, events))
    if is_one_gone:  # the editor can only add events: those that stay are written anew
        alone = edit(alone, {_ALONE: {"history": None}})
        known = []
    wanted: dict[str, Any] = {}
    for key in {**present, **item}:
        if key != "history" and present.get(key) != item.get(key):
            wanted[key] = item.get(key)
    if known != events:
        wanted["history"] = [*known, *without(events, known)]
    return edit(alone, {_ALONE: wanted})


def _with_history(alone: Document, events: Sequence[RawEvent]) -> Document:
    """Put the lines of a history into the order of the events; the editor can only append."""
    present: list[RawEvent | None] = [*events_of(_data(alone))]
    if present == list(events):
        return alone
    places = _event_places(alone, len(present))
    slices = []
    for (start, end), event in zip(places, events, strict=True):
        source = present.index(event)
        present[source] = None  # of two events alike each is taken once
        left, right = places[source]
        slices.append(Slice(start, end, alone.text[left:right]))
    return Document(replaced(alone.text, slices))


def _event_places(alone: Document, count: int) -> list[tuple[int, int]]:
    """Return where the events stand; in a list of lines, each with the comment on its line."""
    flow = alone.node((*_ALONE, "history")).flow_style
    places = []
    for index in range(count):
        start, end = item_slice(alone, (*_ALONE, "history", index))
        if not flow:
            end = alone.text.index("\n", end)
        places.append((start, end))
    return places


def _data(alone: Document) -> RawData:
    """Return the data of an item that stands alone."""
    whole: Any = alone.data
    item: RawData = whole[0]
    return item


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
        return "".join(self.ours if name == "ours" else self.theirs)

    @property
    def name(self) -> str:
        """What a question about these lines is called: the same lines, the same name."""
        return f"lines\n{''.join(self.ours)}{MIDDLE}\n{''.join(self.theirs)}"


def split(merged: str) -> list[str | Dispute]:
    """Split what a line merge gave into settled text and disputed places."""
    pieces = _PLACE.split(merged)
    found: list[str | Dispute] = [pieces[0]]
    for at in range(1, len(pieces), 4):
        ours, base, theirs = (text.splitlines(keepends=True) for text in pieces[at : at + 3])
        found += [Dispute(base, ours, theirs), pieces[at + 3]]
    return found


def ways(place: Dispute) -> list[str]:
    """Return the ways to settle a place without losing a comment, the most natural first."""
    offered = [*_line_by_line(place), *_both(place), place.side("ours"), place.side("theirs")]
    kept = [text for text in offered if _keeps_comments(place, text)]
    return list(dict.fromkeys(kept))


def _line_by_line(place: Dispute) -> list[str]:
    """Settle neighbouring lines of which each side changed another."""
    base, ours, theirs = place
    if not len(base) == len(ours) == len(theirs):
        return []
    lines = list(map(three_way, base, ours, theirs))
    return [] if DISPUTED in lines else ["".join(lines)]


def _both(place: Dispute) -> list[str]:
    """Keep what either side added, ours first or theirs first, without what either removed."""
    if _comments_replaced(place):
        return []
    base, ours, theirs = place
    return [_one_after_the_other(base, ours, theirs), _one_after_the_other(base, theirs, ours)]


def _one_after_the_other(base: Lines, first: Lines, second: Lines) -> str:
    """Return the lines of one side that the other did not remove, then what the other added."""
    kept = _except(first, _except(base, second))
    added = _except(second, [*base, *first])
    return "".join([*kept, *added])


def _except(lines: Lines, others: Lines) -> list[str]:
    """Leave out lines that stand among the others."""
    return [line for line in lines if line not in others]


def _comments_replaced(place: Dispute) -> bool:
    """Return whether both sides wrote comments where at least one of them took one away."""
    base, ours, theirs = map(_comments, place)
    removed = base - (ours & theirs)
    both_wrote = ours - base and theirs - base
    return bool(removed and both_wrote)


def _keeps_comments(place: Dispute, text: str) -> bool:
    """Return whether the comments are there that a side wrote, or that neither took away."""
    base, ours, theirs = map(_comments, place)
    written = (ours - base) | (theirs - base)
    left = ours & theirs
    present = _comments(text.splitlines(keepends=True))
    return written | left <= present


def _comments(lines: Lines) -> set[str]:
    """Return the lines that have a comment."""
    return set(filter(_COMMENT.search, lines))
