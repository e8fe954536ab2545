"""Edit items of a plan's text in place: the smallest slices, and proof that nothing else has changed.

Each edit is planned against the marks of the parsed text, all slices are replaced at once, and the result is parsed
again: its data must differ from the old data in exactly the wanted fields of exactly the wanted items.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

from roadmap_cli.planfile.document import Document, DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Path: TypeAlias = "tuple[str | int, ...]"
Node: TypeAlias = Any  # the types of PyYAML say nothing of the styles of its nodes
Value: TypeAlias = "str | Sequence[str | None] | Sequence[Mapping[str, str]] | None"

STEP = 2  # columns by which a list of our own is indented
ATTEMPTS = 4  # places tried for a new line before giving up
_PLAIN = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?\Z"
)  # our dates; YAML's own writer would quote them
_BREAK = re.compile(r"\r\n|\n|\r")
_SPECIAL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_BLOCK_HEADER = re.compile(r"[|>][^\r\n#]*(#[^\r\n]*)?")


class UnsafeEdit(Exception):  # noqa: N818  # it is no failure of the program: the form of the file forbids the edit
    """An edit that cannot be made without touching something else; `reason` says what to change in the file."""

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


def edit(document: Document, changes: Mapping[Path, Mapping[str, Value]]) -> str:
    """Set fields of items.

    Args:
        document: the parsed text.
        changes: for each item's path the fields to set; a list is given whole; None empties or removes a field.

    Returns:
        The new text.

    Raises:
        UnsafeEdit: the form of the text does not allow it.

    """
    wanted = _expected(document.data, changes)
    for attempt in range(ATTEMPTS):
        slices: list[Slice] = []
        for path, fields in changes.items():
            slices += _ItemEditor(document, path, attempt).slices(fields)
        text = replaced(document.text, slices)
        try:
            data = Document(text).data
        except DocumentError:
            continue
        if _normal(data, changes) == wanted:
            return text
    where = document.position(next(iter(changes)))
    raise UnsafeEdit(
        where,
        "запись пункта устроена так, что её нельзя изменить, не задев остального (ссылки &, *, <<?)",
    )


def item_slice(document: Document, path: Path) -> tuple[int, int]:
    """Give where an item's own text begins and ends: from its first key to the end of its last line.

    A flow mapping ends with its brace. Putting the former text of this slice back undoes any edit of the item.
    """
    node = document.node(path)
    end = _content_end(document.text, node)
    return node.start_mark.index, end if node.flow_style else _line_end(document.text, end)


def replaced(text: str, slices: Iterable[Slice]) -> str:
    """Replace slices that do not overlap, all at once."""
    for start, end, new in sorted(slices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _expected(data: Any, changes: Mapping[Path, Mapping[str, Value]]) -> Any:
    """Give the data that the new text must have."""
    wanted = _unshared(data)
    for path, fields in changes.items():
        _at(wanted, path).update({key: _unshared(value) for key, value in fields.items()})
    return _normal(wanted, changes)


def _unshared(data: Any) -> Any:
    """Copy data so that what aliases shared is no longer shared."""
    if isinstance(data, dict):
        return {key: _unshared(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_unshared(value) for value in data]
    return data


def _normal(data: Any, changes: Mapping[Path, Mapping[str, Value]]) -> Any:
    """Let an absent, an empty and a null field be the same in the items that are edited."""
    copy = _unshared(data)
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
    for step in path:
        data = data[step]
    return data


def _content_end(text: str, node: Node) -> int:
    """Give where the last character of a node stands, without the comments and blank lines that marks include."""
    start: int = node.start_mark.index
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        return start + len(text[start:end].rstrip()) if node.style in {"|", ">"} else end
    if node.flow_style or not node.value:
        return end
    if isinstance(node, yaml.SequenceNode):
        return _content_end(text, node.value[-1])
    return _value_end(text, *node.value[-1])


def _value_end(text: str, key: Node, value: Node) -> int:
    """Give where a value ends; an alias has the marks of its anchor, so there the key must do."""
    end: int = key.end_mark.index
    return end if _is_alias(key, value) else _content_end(text, value)


def _is_alias(key: Node, value: Node) -> bool:
    return bool(value.start_mark.index < key.end_mark.index)


def _line_end(text: str, index: int) -> int:
    match = _BREAK.search(text, index)
    return match.start() if match else len(text)


class _ItemEditor:
    """Plans the slices that set fields of one item."""

    def __init__(self, document: Document, path: Path, attempt: int) -> None:
        self.document = document
        self.text = document.text
        self.path = path
        self.attempt = attempt
        self.node = document.node(path)
        self.entries = {key.value: (key, value) for key, value in self.node.value}

    def slices(self, fields: Mapping[str, Value]) -> Iterator[Slice]:
        """Plan all fields; those that the item does not have yet are added together, in one place."""
        self._refuse(("&", "*", "!"), self.node, self.path)
        missing = {}
        for name, value in fields.items():
            if name in self.entries:
                yield from self._set(name, value)
            elif value is not None:
                missing[name] = value
        if missing:
            yield self._insertion(missing)

    def _refuse(self, marks: tuple[str, ...], node: Node, path: Path) -> None:
        """Refuse to touch what carries a reference or a tag."""
        if self.text.startswith(marks, node.start_mark.index):
            raise UnsafeEdit(
                self.document.position(path),
                "здесь стоит метка &имя, ссылка *имя или указание типа: впишите вместо неё само значение",
            )

    def _set(self, name: str, value: Value) -> Iterator[Slice]:
        key, node = self.entries[name]
        if _is_alias(key, node) or "<<" in self.entries:
            raise UnsafeEdit(
                self.document.position((*self.path, name)),
                f"значение «{name}» — ссылка *имя или взято через <<: впишите вместо неё само значение",
            )
        self._refuse(("&", "*", "!"), node, (*self.path, name))
        if value is None:
            yield self._removal(key, node)
        elif isinstance(value, str):
            yield self._scalar(node, value)
        elif isinstance(node, yaml.SequenceNode) and node.value:
            yield from self._list(node, value)
        else:
            yield self._new_list(key, node, value)

    def _scalar(self, node: Node, value: str) -> Slice:
        """Replace a scalar, keeping its quotes; a block of lines becomes one line and keeps its comment."""
        start, end = node.start_mark.index, _content_end(self.text, node)
        new = _written(value, node.style)
        if node.style in {"|", ">"}:
            header = _BLOCK_HEADER.match(self.text, start)
            if header and header[1]:
                new += f"  {header[1]}"
        return Slice(start, end, self._spaced(start, new))

    def _newline(self, line_end: int) -> str:
        """Give the line break that ends a line; at the end of the file, the one that began the last line."""
        here = _BREAK.match(self.text, line_end)
        before = None if here else next(_BREAK.finditer(self.text), None)
        found = here or before
        return found[0] if found else "\n"

    def _spaced(self, start: int, new: str) -> str:
        """Keep a value apart from the colon where there was no value."""
        return (
            new
            if (start and self.text[start - 1].isspace()) or self.text[start - 1] in "[{,"
            else f" {new}"
        )

    def _list(self, node: Node, values: Sequence[Any]) -> Iterator[Slice]:
        """Change, add or drop entries of a list that has some."""
        for child, value in zip(node.value, values, strict=False):
            if isinstance(child, yaml.ScalarNode) and not isinstance(value, dict):
                new = "null" if value is None else _written(value, child.style)
                if (value or "null") != child.value and not (
                    value is None and child.value in {"", "~", "null"}
                ):
                    yield Slice(child.start_mark.index, _content_end(self.text, child), new)
        added = values[len(node.value) :]
        if added:
            yield self._appended(node, added)
        elif len(values) < len(node.value):
            yield from self._shortened(node, len(values))

    def _appended(self, node: Node, added: Sequence[Any]) -> Slice:
        last = _content_end(self.text, node.value[-1])
        if node.flow_style:
            return Slice(last, last, "".join(f", {_flow(value)}" for value in added))
        end = _line_end(self.text, last)
        indent = self._indent(node.start_mark.index)
        newline = self._newline(end)
        return Slice(end, end, "".join(f"{newline}{indent}- {_flow(value)}" for value in added))

    def _shortened(self, node: Node, count: int) -> Iterator[Slice]:
        """Drop the entries from `count` on, each with its line and the comment on it."""
        if node.flow_style:
            start, end = (
                _content_end(self.text, node.value[count - 1]),
                _content_end(self.text, node.value[-1]),
            )
            self._keep_comments(start, end)
            yield Slice(start, end, "")
            return
        for before, child in pairwise(node.value[count - 1 :]):
            self._keep_comments(
                _line_end(self.text, _content_end(self.text, before)), child.start_mark.index
            )
            start = self.text.rfind("\n", 0, child.start_mark.index)
            start -= self.text[start - 1 : start] == "\r"
            yield Slice(start, _line_end(self.text, _content_end(self.text, child)), "")

    def _keep_comments(self, start: int, end: int) -> None:
        """Refuse to remove dates among which somebody has written comments."""
        if "#" in self.text[start:end]:
            raise UnsafeEdit(
                self.document.position(self.path),
                "между датами стоят комментарии: уберите дату сами",
            )

    def _new_list(self, key: Node, node: Node, values: Sequence[Any]) -> Slice:
        """Put entries where the value is null or an empty list."""
        start, end = node.start_mark.index, _content_end(self.text, node)
        if self.node.flow_style or not _is_events(values):
            return Slice(start, end, self._spaced(start, _flow(list(values))))
        indent = self._indent(key.start_mark.index) + " " * STEP
        line_end = _line_end(self.text, end)
        newline = self._newline(line_end)
        lines = "".join(f"{newline}{indent}- {_flow(value)}" for value in values)
        rest = self.text[end:line_end]
        return Slice(key.end_mark.index + 1, end + len(rest), f"{rest.rstrip()}{lines}")

    def _removal(self, key: Node, node: Node) -> Slice:
        """Remove a field's whole lines where they hold nothing else, else empty its value."""
        start, end = key.start_mark.index, _content_end(self.text, node)
        if isinstance(node, yaml.SequenceNode):
            self._keep_comments(start, end)
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = _line_end(self.text, end)
        alone = not self.text[line_start:start].strip() and not self.text[end:line_end].strip()
        if alone and not self.node.flow_style and line_start:
            before = line_start - (2 if self.text[line_start - 2 : line_start] == "\r\n" else 1)
            return Slice(before, line_end, "")
        empty = "[]" if isinstance(node, yaml.SequenceNode) else "null"
        return Slice(node.start_mark.index, end, self._spaced(node.start_mark.index, empty))

    def _insertion(self, fields: Mapping[str, Any]) -> Slice:
        """Add fields that the item does not have."""
        if not self.node.value:
            raise UnsafeEdit(
                self.document.position(self.path), "пункт пуст: впишите в него id, title и term"
            )
        key, value = self._anchor_entry()
        end = _value_end(self.text, key, value)
        if self.node.flow_style:
            pairs = "".join(f", {name}: {_flow(each)}" for name, each in fields.items())
            return Slice(end, end, pairs)
        indent = self._indent(self.node.value[0][0].start_mark.index)
        end = _line_end(self.text, end)
        newline = self._newline(end)
        lines = "".join(
            newline + line
            for name, each in fields.items()
            for line in self._lines(indent, name, each)
        )
        return Slice(end, end, lines)

    def _anchor_entry(self) -> tuple[Node, Node]:
        """Choose the entry after which to add: the last one before the history; each further attempt, one higher."""
        entries = [entry for entry in self.node.value if entry[0].value != "history"] or list(
            self.node.value
        )
        upwards = reversed(entries)
        entry: tuple[Node, Node] = next(islice(upwards, min(self.attempt, len(entries) - 1), None))
        return entry

    def _lines(self, indent: str, name: str, value: Any) -> list[str]:
        if _is_events(value):
            return [f"{indent}{name}:", *(f"{indent}{' ' * STEP}- {_flow(each)}" for each in value)]
        return [f"{indent}{name}: {_flow(value)}"]

    def _indent(self, index: int) -> str:
        """Give the white space that stands before a column in its line, with blanks for anything else."""
        start = max(self.text.rfind(mark, 0, index) for mark in "\r\n") + 1
        return re.sub(r"\S", " ", self.text[start:index])


def _is_events(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and isinstance(value[0], dict)


def _flow(value: Any) -> str:
    """Write a value in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(text)}" for key, text in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return "null" if value is None else _written(value)


def _written(text: str, style: str | None = None) -> str:
    """Write a text as a scalar in one line, in the quotes it had; YAML's own writer decides when they are needed."""
    if _PLAIN.match(text) and style not in {"'", '"'}:
        return text
    if style == "'" and not _SPECIAL.search(text):
        return "'" + text.replace("'", "''") + "'"
    quoted = '"' if style == '"' or _SPECIAL.search(text) else None
    line = yaml.dump(
        [text],
        default_flow_style=True,
        allow_unicode=True,
        width=float("inf"),
        default_style=quoted,
    )
    return line.strip()[1:-1]
