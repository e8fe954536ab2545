"""Add an item to a section, or a section to a plan, in place: proved by parsing, as edits are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from roadmap_cli.planfile.document import Document, DocumentError, unshared
from roadmap_cli.planfile.slices import (
    Node,
    Path,
    Slice,
    UnsafeEdit,
    below,
    content_end,
    in_place_of,
    is_alias,
    line_end,
    line_start,
    newline_at,
    replaced,
)
from roadmap_cli.planfile.writing import flow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Fields: TypeAlias = "Mapping[str, str | Sequence[str]]"

STEP = 2  # columns by which a new list is indented
# Ids that need no quotes, as the document numbers its items
_NUMBER = re.compile(r"[1-9]\d*\Z")
_BLANK_LINE_AT_END = re.compile(r"(\r\n|\n|\r)[ \t]*(\r\n|\n|\r)\Z")


def add_item(document: Document, section: int, fields: Fields) -> Document:
    """Add an item at the end of a section.

    Args:
        document: the parsed text.
        section: the index of the section, from 0.
        fields: the keys of the item in the order in which they are written.

    Returns:
        The new text, parsed.

    Raises:
        UnsafeEdit: the form of the text does not allow it.

    """
    return _added(document, ("sections", section, "items"), fields)


def add_section(document: Document, title: str, fields: Fields) -> Document:
    """Add a section with its first item at the end of a plan.

    Args:
        document: the parsed text.
        title: the title of the section.
        fields: those of its first item, as `add_item` takes them.

    Returns:
        The new text, parsed.

    Raises:
        UnsafeEdit: the form of the text does not allow it.

    """
    return _added(document, ("sections",), {"title": title, "items": [fields]})


def _added(document: Document, path: Path, entry: Mapping[str, Any]) -> Document:
    """Append a mapping to the list at a path, trying one place after another."""
    try:
        key, node = _key_and_list(document, path)
    except KeyError:
        raise UnsafeEdit(
            document.position(path), f"здесь нет ключа «{path[-1]}»: допишите {path[-1]}: []"
        ) from None
    wanted = _expected(document.data, path, entry)
    for slice_ in _places(document, path, key, node, entry):
        try:
            new = Document(replaced(document.text, [slice_]))
        except DocumentError:
            continue
        if new.data == wanted:
            return new
    raise UnsafeEdit(document.position(path), _why_not(document.text, path))


def _why_not(text: str, path: Path) -> str:
    """Say why an entry cannot be added to a list."""
    ends_a_line = text.endswith(("\n", "\r"))
    if not ends_a_line:  # a block of lines there would get another line break
        return "последняя строка файла не закончена: допишите в конце файла перевод строки"
    return (
        f"список «{path[-1]}» записан так, что его нельзя дополнить, не задев остального: "
        "запишите его строками, по одному «- » на запись, без ссылок &, *, <<"
    )


def _key_and_list(document: Document, path: Path) -> tuple[Node, Node]:
    """Give the nodes of a key and of its value."""
    for key, value in document.node(path[:-1]).value:
        if key.value == path[-1]:
            return key, value
    raise KeyError(path[-1])


def _expected(data: Any, path: Path, entry: Mapping[str, Any]) -> Any:
    """Give the data with the entry; only what lies on the path is copied."""
    if not path:
        return [*(data or []), unshared(entry)]
    step, *rest = path
    copy = data.copy()
    copy[step] = _expected(data[step], tuple(rest), entry)
    return copy


def _places(
    document: Document, path: Path, key: Node, node: Node, entry: Mapping[str, Any]
) -> Iterator[Slice]:
    """Offer the slices that may do, the best first."""
    text = document.text
    if not node.value:
        parent = document.node(path[:-1])
        yield from _first_entry(parent, text, key, node, entry)
    elif node.flow_style:
        end = content_end(text, node.value[-1])
        yield Slice(end, end, f", {_flow(entry)}")
    else:
        last = content_end(text, node)
        lines = _lines_like(node, entry, step=_step_of(node))
        gap = _gap(text, node.value)
        end = _below_comments(text, line_end(text, last), node.start_mark.column)
        yield below(text, end, [*gap, *lines])
        yield _after_block(text, node, lines)


def _first_entry(
    parent: Node, text: str, key: Node, node: Node, entry: Mapping[str, Any]
) -> Iterator[Slice]:
    """Put the first entry in place of an empty list or of nothing."""
    start, end = node.start_mark.index, content_end(text, node)
    is_on_one_line = start <= line_end(text, key.end_mark.index)
    if not parent.flow_style and is_on_one_line:
        column = parent.start_mark.column + STEP
        lines = _block(entry, column, column + 2, STEP)
        yield in_place_of(text, key, node, lines)
    yield Slice(start, end, f"[{_flow(entry)}]")
    yield Slice(start, end, f" [{_flow(entry)}]")


def _below_comments(text: str, end: int, dash: int) -> int:
    """Give where the comments end that stand below the last entry and are indented as its own."""
    indented = re.compile(rf"(?:(?:\r\n|\n|\r) {{{dash + 1},}}#[^\r\n]*)+")
    comments = indented.match(text, end)
    return comments.end() if comments else end


def _after_block(text: str, node: Node, lines: Sequence[str]) -> Slice:
    """Put lines where the last value ends with all its blank lines, as a block of lines may."""
    while isinstance(node, yaml.CollectionNode) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = node.end_mark.index
    newline = newline_at(text, line_end(text, end))
    block = [f"{line}{newline}" for line in lines]
    return Slice(end, end, "".join(block))


def _gap(text: str, entries: Sequence[Node]) -> list[str]:
    """Give a blank line where the last two entries have one between them."""
    if len(entries) == 1:
        return []
    before, after = entries[-2:]
    start = content_end(text, before)
    end = line_start(text, after.start_mark.index)
    has_blank_line = _BLANK_LINE_AT_END.search(text[start:end])
    return [""] if has_blank_line else []


def _step_of(node: Node) -> int:
    """Give by how many columns the lists inside the last entry are indented."""
    last = node.value[-1]
    if isinstance(last, yaml.MappingNode) and not last.flow_style:
        for key, value in last.value:
            is_list = isinstance(value, yaml.SequenceNode) and not value.flow_style
            if is_list and not is_alias(key, value):
                step: int = value.start_mark.column - key.start_mark.column
                return step
    return STEP


def _lines_like(node: Node, entry: Mapping[str, Any], *, step: int) -> list[str]:
    """Write an entry as the last one is written: in braces, or with its keys at the same column."""
    dash, last = node.start_mark.column, node.value[-1]
    if last.flow_style or not isinstance(last, yaml.MappingNode):
        return [" " * dash + f"- {_flow(entry)}"]
    return list(_block(entry, dash, last.start_mark.column, step))


def _block(entry: Mapping[str, Any], dash: int, column: int, step: int) -> Iterator[str]:
    """Write an entry in lines: the dash and the keys at these columns, lists inside by a step.

    An event of the history is one line, as changes write it.
    """
    start = " " * dash + "-" + " " * (column - dash - 1)
    for name, value in entry.items():
        if _holds_mappings(value):
            yield f"{start}{name}:"
            inner = column + step
            for each in value:
                if name == "history":
                    yield " " * inner + f"- {_flow(each)}"
                else:
                    yield from _block(each, inner, inner + 2, step)
        else:
            yield f"{start}{name}: {_flow_value(name, value)}"
        start = " " * column


def _holds_mappings(value: Any) -> bool:
    """Tell a list of mappings from one of texts; an empty one is as good as of texts."""
    if not isinstance(value, list) or not value:
        return False
    return not isinstance(value[0], str)


def _flow(entry: Mapping[str, Any]) -> str:
    """Write an entry in braces."""
    pairs = []
    for name, value in entry.items():
        if _holds_mappings(value):
            listed = ", ".join(map(_flow, value))
            pairs.append(f"{name}: [{listed}]")
        else:
            pairs.append(f"{name}: {_flow_value(name, value)}")
    return "{" + ", ".join(pairs) + "}"


def _flow_value(name: str, value: Any) -> str:
    """Write a value; an id that is a plain number has no quotes, as people write it."""
    is_number = name == "id" and _NUMBER.match(value)
    return value if is_number else flow(value)
