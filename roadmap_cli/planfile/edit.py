"""Edit items of a plan's text in place: the smallest slices, and proof that nothing else changed.

Each edit is planned against the marks of the parsed text, all slices are replaced at once, and the
result is parsed again: its data must differ from the old data in exactly the wanted fields of
exactly the wanted items.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from roadmap_cli.planfile.document import Document, DocumentError, unshared
from roadmap_cli.planfile.slices import (
    Node,
    Path,
    Slice,
    UnsafeEdit,
    below,
    break_before,
    content_end,
    in_place_of,
    indent_at,
    is_alias,
    line_end,
    line_start,
    replaced,
    value_end,
)
from roadmap_cli.planfile.writing import flow, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Value: TypeAlias = "str | Sequence[str | None] | Sequence[Mapping[str, str]] | None"

STEP = 2  # columns by which a list of our own is indented
ATTEMPTS = 4  # places tried for a new line before giving up
_BLOCK_HEADER = re.compile(r"[|>][^\r\n#]*(#[^\r\n]*)?")
_REFERENCES = ("&", "*", "!")


def edit(document: Document, changes: Mapping[Path, Mapping[str, Value]]) -> Document:
    """Set fields of items.

    Args:
        document: the parsed text.
        changes: for each item's path the fields to set; a list is given whole; None empties or
            removes a field.

    Returns:
        The new text, parsed.

    Raises:
        UnsafeEdit: the form of the text does not allow it.

    """
    wanted = _expected(document.data, changes)
    for attempt in range(ATTEMPTS):
        new = _attempted(document, changes, attempt)
        if new and _normal(new.data, changes) == wanted:
            return new
    raise UnsafeEdit(
        document.position(next(iter(changes))),
        "запись пункта устроена так, что её нельзя изменить, не задев остального "
        "(ссылки &, *, <<?)",
    )


def _attempted(
    document: Document, changes: Mapping[Path, Mapping[str, Value]], attempt: int
) -> Document | None:
    """Make the edit with new lines at the place of this attempt; None where that is no YAML."""
    slices: list[Slice] = []
    for path, fields in changes.items():
        slices += _ItemEditor(document, path, attempt).slices(fields)
    try:
        return Document(replaced(document.text, slices))
    except DocumentError:
        return None


def _expected(data: Any, changes: Mapping[Path, Mapping[str, Value]]) -> Any:
    """Give the data that the new text must have."""
    wanted = unshared(data)
    for path, fields in changes.items():
        item = _at(wanted, path)
        for key, value in fields.items():
            item[key] = unshared(value)
    return _normal(wanted, changes)


def _normal(data: Any, changes: Mapping[Path, Mapping[str, Value]]) -> Any:
    """Let an absent, an empty and a null field be the same in the items that are edited."""
    copy = unshared(data)
    for path, fields in changes.items():
        try:
            item = _at(copy, path)
        except (LookupError, TypeError):
            return None
        for key in fields:
            if isinstance(item, dict) and item.get(key) in (None, []):
                item.pop(key, None)
    return copy


def _at(data: Any, path: Path) -> Any:
    """Give what stands at a path; LookupError or TypeError where nothing does."""
    for step in path:
        data = data[step]
    return data


class _ItemEditor:
    """Plans the slices that set fields of one item."""

    def __init__(self, document: Document, path: Path, attempt: int) -> None:
        """Take an item; each attempt, from 0, puts new fields one entry higher."""
        self.document = document
        self.text = document.text
        self.path = path
        self.attempt = attempt
        self.node = document.node(path)
        self.entries = {key.value: (key, value) for key, value in self.node.value}

    def slices(self, fields: Mapping[str, Value]) -> Iterator[Slice]:
        """Plan all fields; those that the item does not have yet are added in one place."""
        self._refuse_references(self.node, self.path)
        missing = {}
        for name, value in fields.items():
            if name in self.entries:
                yield from self._set(name, value)
            elif value is not None:
                missing[name] = value
        if missing:
            yield self._insertion(missing)

    def _unsafe(self, path: Path, reason: str) -> UnsafeEdit:
        """Say at which place of the file the edit is refused, and why."""
        return UnsafeEdit(self.document.position(path), reason)

    def _refuse_references(self, node: Node, path: Path) -> None:
        """Refuse to touch what carries a reference or a tag."""
        if self.text.startswith(_REFERENCES, node.start_mark.index):
            raise self._unsafe(
                path,
                "здесь стоит метка &имя, ссылка *имя или указание типа: "
                "впишите вместо неё само значение",
            )

    def _set(self, name: str, value: Value) -> Iterator[Slice]:
        """Set a field that the item has itself, not by a reference or a merge."""
        key, node = self.entries[name]
        path = (*self.path, name)
        if is_alias(key, node) or "<<" in self.entries:
            raise self._unsafe(
                path,
                f"значение «{name}» — ссылка *имя или взято через <<: "
                "впишите вместо неё само значение",
            )
        self._refuse_references(node, path)
        if value is None:
            yield self._removal(key, node)
        elif isinstance(value, str):
            yield self._scalar(node, value)
        elif isinstance(node, yaml.SequenceNode) and node.value:
            yield from self._list(node, value)
        else:
            yield self._new_list(key, node, value)

    def _scalar(self, node: Node, value: str) -> Slice:
        """Replace a scalar, keeping its quotes; a block becomes one line and keeps its comment."""
        start, end = node.start_mark.index, content_end(self.text, node)
        new = written(value, node.style)
        if node.style in {"|", ">"}:
            header = _BLOCK_HEADER.match(self.text, start)
            if header and header[1]:
                new += f"  {header[1]}"
        return Slice(start, end, self._spaced(start, new))

    def _spaced(self, start: int, new: str) -> str:
        """Keep a value apart from the colon where there was no value."""
        before = self.text[start - 1]
        return new if before.isspace() else f" {new}"

    def _list(self, node: Node, values: Sequence[Any]) -> Iterator[Slice]:
        """Change, add or drop entries of a list that has some."""
        for child, value in zip(node.value, values, strict=False):
            if isinstance(child, yaml.ScalarNode) and not isinstance(value, dict):
                yield from self._entry(child, value)
        added = values[len(node.value) :]
        if added:
            yield self._appended(node, added)
        elif len(values) < len(node.value):
            yield from self._shortened(node, len(values))

    def _entry(self, child: Node, value: str | None) -> Iterator[Slice]:
        """Replace one entry where it says something else; a gap may be written in three ways."""
        was = None if child.value in {"", "~", "null"} else child.value
        if was != value:
            new = "null" if value is None else written(value, child.style)
            yield Slice(child.start_mark.index, content_end(self.text, child), new)

    def _appended(self, node: Node, added: Sequence[Any]) -> Slice:
        """Add entries behind the last one, in brackets or in lines as it is."""
        last = content_end(self.text, node.value[-1])
        if node.flow_style:
            entries = [f", {flow(value)}" for value in added]
            return Slice(last, last, "".join(entries))
        end = line_end(self.text, last)
        indent = indent_at(self.text, node.start_mark.index)
        lines = [f"{indent}- {flow(value)}" for value in added]
        return below(self.text, end, lines)

    def _shortened(self, node: Node, count: int) -> Iterator[Slice]:
        """Drop the entries from `count` on, each with its line and the comment on it."""
        if node.flow_style:
            start = content_end(self.text, node.value[count - 1])
            end = content_end(self.text, node.value[-1])
            self._keep_comments(start, end)
            yield Slice(start, end, "")
            return
        for before, child in pairwise(node.value[count - 1 :]):
            above = line_end(self.text, content_end(self.text, before))
            self._keep_comments(above, child.start_mark.index)
            own_line = line_start(self.text, child.start_mark.index)
            end = line_end(self.text, content_end(self.text, child))
            yield Slice(break_before(self.text, own_line), end, "")

    def _keep_comments(self, start: int, end: int) -> None:
        """Refuse to remove dates among which somebody has written comments."""
        if "#" in self.text[start:end]:
            raise self._unsafe(self.path, "между датами стоят комментарии: уберите дату сами")

    def _new_list(self, key: Node, node: Node, values: Sequence[Any]) -> Slice:
        """Put entries where the value is null or an empty list."""
        start, end = node.start_mark.index, content_end(self.text, node)
        is_on_one_line = start <= line_end(self.text, key.end_mark.index)
        if self.node.flow_style or not _is_events(values) or not is_on_one_line:
            return Slice(start, end, self._spaced(start, flow(list(values))))
        indent = " " * (self.node.start_mark.column + STEP)
        lines = [f"{indent}- {flow(value)}" for value in values]
        return in_place_of(self.text, key, node, lines)

    def _removal(self, key: Node, node: Node) -> Slice:
        """Remove a field's whole lines where they hold nothing else, else empty its value."""
        start, end = key.start_mark.index, content_end(self.text, node)
        if isinstance(node, yaml.SequenceNode):
            self._keep_comments(start, end)
        if self._stands_alone(start, end):
            own_line = line_start(self.text, start)
            above = break_before(self.text, own_line)
            return Slice(above, line_end(self.text, end), "")
        empty = "[]" if isinstance(node, yaml.SequenceNode) else "null"
        begin = node.start_mark.index
        return Slice(begin, end, self._spaced(begin, empty))

    def _stands_alone(self, start: int, end: int) -> bool:
        """Tell whether a field's lines hold nothing else, and no comment above is theirs.

        A comment or a blank line above the item's last field would fall out of the item with it.
        """
        own_line = line_start(self.text, start)
        before = self.text[own_line:start]
        behind = self.text[end : line_end(self.text, end)]
        if before.strip() or behind.strip() or not own_line:
            return False
        above = break_before(self.text, own_line)
        line_above = self.text[line_start(self.text, above) : above].strip()
        return bool(line_above) and not line_above.startswith("#")

    def _insertion(self, fields: Mapping[str, Any]) -> Slice:
        """Add fields that the item does not have."""
        if not self.node.value:
            raise self._unsafe(self.path, "пункт пуст: впишите в него id, title и term")
        end = value_end(self.text, *self._anchor_entry())
        if self.node.flow_style:
            pairs = [f", {name}: {flow(each)}" for name, each in fields.items()]
            return Slice(end, end, "".join(pairs))
        indent = indent_at(self.text, self.node.start_mark.index)
        lines = []
        for name, each in fields.items():
            lines += _lines(indent, name, each)
        return below(self.text, line_end(self.text, end), lines)

    def _anchor_entry(self) -> tuple[Node, Node]:
        """Choose the entry after which to add: the last before the history; then one higher."""
        entries = [entry for entry in self.node.value if entry[0].value != "history"]
        candidates = entries or self.node.value
        chosen = max(0, len(candidates) - 1 - self.attempt)
        entry: tuple[Node, Node] = candidates[chosen]
        return entry


def _lines(indent: str, name: str, value: Any) -> list[str]:
    """Write one field as the lines of a block mapping; a history has a line an event."""
    if not _is_events(value):
        return [f"{indent}{name}: {flow(value)}"]
    deeper = indent + " " * STEP
    events = [f"{deeper}- {flow(each)}" for each in value]
    return [f"{indent}{name}:", *events]


def _is_events(value: Any) -> bool:
    """Tell a history from a list of dates."""
    if not isinstance(value, (list, tuple)) or not value:
        return False
    return isinstance(value[0], dict)
