"""A plan's text as a skeleton with placeholders and the items' own texts.

The skeletons of versions are merged by lines; each placeholder is then filled with the text of
its item again, which is brought to the merged data here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli.planfile.document import Document
from roadmap_cli.planfile.edit import edit
from roadmap_cli.planfile.slices import Slice, item_slice, replaced
from roadmap_cli.team.lines import split
from roadmap_cli.team.rules import DISPUTED, three_way
from roadmap_cli.team.shape import Data, tidy
from roadmap_cli.team.story import number_of, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from roadmap_cli.team.lines import LineMerge

_PRIVATE = "\ue000"  # no plan has it; a longer row of them, should one have it nevertheless
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$", re.MULTILINE)


class Piece(NamedTuple):
    """An item's own text, the column where it begins, and its data."""

    text: str
    column: int
    item: Data

    @property
    def comments(self) -> list[str]:
        """The comments inside, in their order."""
        return _COMMENT.findall(self.text)

    def at(self, column: int) -> str:
        """Give the text as it must stand at another column."""
        shift = column - self.column
        if not shift:
            return self.text
        first, *rest = self.text.split("\n")
        return "\n".join([first, *(_moved(line, shift) for line in rest)])


def _moved(line: str, shift: int) -> str:
    if shift > 0 and line.strip():
        return " " * shift + line
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(blanks, max(0, -shift)) :]


class Marks:
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
        """Give an item's placeholder."""
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


def taken_apart(document: Document, marks: Marks) -> tuple[str, dict[str, Piece]]:
    """Give the skeleton of a text and its items' pieces by number."""
    pieces: dict[str, Piece] = {}
    slices: list[Slice] = []
    for path, item in _items(document.data):
        start, end = item_slice(document, path)
        number = number_of(item)
        column = document.node(path).start_mark.column
        pieces[number] = Piece(document.text[start:end], column, tidy(item))
        slices.append(Slice(start, end, marks.placeholder(number)))
    return replaced(document.text, slices), pieces


def _items(data: Any) -> Iterator[tuple[tuple[str | int, ...], Data]]:  # noqa: ANN401  # as the file has it
    for s, section in enumerate((data or {}).get("sections") or []):
        for i, item in enumerate(section.get("items") or []):
            yield ("sections", s, "items", i), item


def merged_piece(
    versions: Mapping[str, Piece | None], item: Data, lines: LineMerge
) -> Piece | None:
    """Give the text of a merged item: one side's, or ours changed by the editor that `done` uses.

    Args:
        versions: the item's pieces in base, ours and theirs.
        item: its merged data, without empty fields.
        lines: merges three texts by lines.

    Returns:
        The piece; None where comments of both sides changed in the same place.

    Raises:
        UnsafeEdit: the form of the text does not allow the edit.

    """
    base, ours, theirs = (versions[name] for name in ("base", "ours", "theirs"))
    if ours is None or theirs is None:
        return _brought(ours or theirs, item)
    if base is None:
        return _brought(ours if ours.item == item else theirs, item)
    text = three_way(base.text, ours.text, theirs.text)
    if text is not DISPUTED:
        return _brought(ours if text == ours.text else theirs, item)
    comments = three_way(base.comments, ours.comments, theirs.comments)
    if comments is not DISPUTED:
        return _brought(ours if comments == ours.comments else theirs, item)
    bodies = [_brought(piece, item).at(ours.column) for piece in (base, ours, theirs)]
    settled, *disputed = split(lines(*(f"{body}\n" for body in bodies)))
    return None if disputed else Piece(str(settled).removesuffix("\n"), ours.column, item)


def _brought(piece: Piece | None, item: Data) -> Piece:
    """Change a piece so that it holds the item's data."""
    if piece is None:
        raise KeyError(item["id"])
    if piece.item == item:
        return piece
    alone = Document(" " * (piece.column - 2) + "- " + piece.text + "\n")
    known = piece.item.get("history") or []
    events = item.get("history") or []
    if without(known, events):  # the editor can only add events: those that stay are written anew
        alone = edit(alone, {(0,): {"history": None}})
        known = []
    differing = [key for key in {**piece.item, **item} if piece.item.get(key) != item.get(key)]
    wanted: dict[str, Any] = {key: item.get(key) for key in differing if key != "history"}
    if known != events:
        wanted["history"] = [*known, *without(events, known)]
    changed = Document(_in_order(edit(alone, {(0,): wanted}), events))
    start, end = item_slice(changed, (0,))
    data: Any = changed.data
    return Piece(changed.text[start:end], piece.column, tidy(data[0]))


def _in_order(alone: Document, events: Sequence[Mapping[str, str]]) -> str:
    """Put the lines of a history into the order of the events; the editor can only append."""
    data: Any = alone.data
    present = list(data[0].get("history") or [])
    if present == list(events):
        return alone.text
    flow = alone.node((0, "history")).flow_style
    places = [_event_slice(alone, i, flow=flow) for i in range(len(present))]
    slices = []
    for (start, end), event in zip(places, events, strict=True):
        source = present.index(event)
        present[source] = None
        left, right = places[source]
        slices.append(Slice(start, end, alone.text[left:right]))
    return replaced(alone.text, slices)


def _event_slice(alone: Document, index: int, *, flow: bool) -> tuple[int, int]:
    """Give where an event stands; in a list of lines, with the comment on its line."""
    start, end = item_slice(alone, (0, "history", index))
    return start, end if flow else alone.text.index("\n", end)
