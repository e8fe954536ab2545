"""Places in a hand-written YAML text: where values end, which breaks and indents stand there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadmap_cli.planfile.document import Document

Path: TypeAlias = "tuple[str | int, ...]"
Node: TypeAlias = Any  # the types of PyYAML say nothing of the styles of its nodes

_BREAK = re.compile(r"\r\n|\n|\r")


class UnsafeEdit(Exception):  # noqa: N818  # no failure of the program: the file's form forbids it
    """An edit that cannot be made without touching something else; `reason` says what to change."""

    def __init__(self, position: tuple[int, int], reason: str) -> None:
        """Keep where (line and column from 1) and why."""
        self.position = position
        self.reason = reason
        super().__init__(reason)


class Slice(NamedTuple):
    """Characters from `start` to before `end` that become `text`."""

    start: int
    end: int
    text: str


def replaced(text: str, slices: Iterable[Slice]) -> str:
    """Replace slices that do not overlap, all at once."""
    for start, end, new in sorted(slices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def item_slice(document: Document, path: Path) -> tuple[int, int]:
    """Give where an item's text is: from its first key to the end of its last line.

    A flow mapping ends with its brace. Putting the former text of this slice back undoes an edit.
    """
    node = document.node(path)
    end = content_end(document.text, node)
    if not node.flow_style:
        end = line_end(document.text, end)
    return node.start_mark.index, end


def content_end(text: str, node: Node) -> int:
    """Give where the last character of a node stands, without comments and blank lines below it."""
    start: int = node.start_mark.index
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        is_block = node.style in {"|", ">"}
        if not is_block:
            return end
        return start + len(text[start:end].rstrip())
    if node.flow_style or not node.value:
        return end
    if isinstance(node, yaml.SequenceNode):
        return content_end(text, node.value[-1])
    return value_end(text, *node.value[-1])


def value_end(text: str, key: Node, value: Node) -> int:
    """Give where a value ends; an alias has the marks of its anchor, so there the key must do."""
    end: int = key.end_mark.index
    return end if is_alias(key, value) else content_end(text, value)


def is_alias(key: Node, value: Node) -> bool:
    """Tell whether a value is written as `*name`: its marks are then those of an earlier place."""
    return bool(value.start_mark.index < key.end_mark.index)


def line_end(text: str, index: int) -> int:
    """Give where the line of a character ends, before its line break."""
    match = _BREAK.search(text, index)
    return match.start() if match else len(text)


def line_start(text: str, index: int) -> int:
    """Give where the line of a character begins."""
    return max(text.rfind(mark, 0, index) for mark in "\r\n") + 1


def break_before(text: str, start: int) -> int:
    """Give where the line break before a line's start begins."""
    has_two_signs = text[start - 2 : start] == "\r\n"
    return start - 2 if has_two_signs else start - 1


def newline_at(text: str, end: int) -> str:
    """Give the line break that ends a line; at the end of the file, that of the first line."""
    here = _BREAK.match(text, end)
    found = here or _BREAK.search(text)
    return found[0] if found else "\n"


def indent_at(text: str, index: int) -> str:
    """Give the white space that stands before a column, with blanks for anything else."""
    return re.sub(r"\S", " ", text[line_start(text, index) : index])


def below(text: str, end: int, lines: Iterable[str]) -> Slice:
    """Put lines below the one that ends at `end`."""
    newline = newline_at(text, end)
    added = [f"{newline}{line}" for line in lines]
    return Slice(end, end, "".join(added))


def in_place_of(text: str, key: Node, node: Node, lines: Iterable[str]) -> Slice:
    """Put lines below a key in the place of its value; a comment behind that stays there."""
    colon = text.index(":", key.end_mark.index)
    value_ends = content_end(text, node)
    ends = line_end(text, value_ends)
    comment = text[value_ends:ends].rstrip()
    put = below(text, ends, lines)
    return Slice(colon + 1, ends, comment + put.text)
