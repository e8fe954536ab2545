"""Edit a plan's text in place by minimal slices, and prove that nothing else changed.

Each edit of items and each addition is planned against the marks of the parsed text, all slices are
replaced at once, and the result is parsed again: its data must differ from the old data in exactly
the wanted fields of exactly the wanted items.
"""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml

from roadmap_cli.planfile.document import Document, DocumentError, unshared
from roadmap_cli.planfile.writing import flow, pair, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from roadmap_cli.plan.model import Location

    Fields: TypeAlias = "Mapping[str, str | Sequence[str]]"


Value: TypeAlias = "str | Sequence[str | None] | Sequence[Mapping[str, str]] | None"
Node: TypeAlias = Any  # PyYAML's types do not include node styles

_STEP = 2  # indentation of lists that we write
_ATTEMPTS = 4  # places to try for a new line
_BLOCK_HEADER = re.compile(r"[|>][^\r\n#]*(#[^\r\n]*)?")
_REFERENCES = ("&", "*", "!")
_BREAK = re.compile(r"\r\n|\n|\r")
_BLANK_LINE_AT_END = re.compile(r"(\r\n|\n|\r(?!\n))[ \t]*(\r\n|\n|\r)\Z")


def edit(document: Document, changes: Mapping[Location, Mapping[str, Value]]) -> Document:
    """Set fields of items, by path: a list is given in full; None empties or removes a field.

    Raise UnsafeEdit if the form of the text does not allow it.
    """
    wanted = unshared(document.data)
    for path, fields in changes.items():
        _at(wanted, path).update(unshared(dict(fields)))
    wanted = _normal(wanted, changes)
    for attempt in range(_ATTEMPTS):
        slices: list[Slice] = []
        for path, fields in changes.items():
            slices += _ItemEditor(document, path, attempt).slices(fields)
        with suppress(DocumentError):
            new = Document(replaced(document.text, slices))
            if _normal(new.data, changes) == wanted:
                return new
    raise UnsafeEdit(
        document,
        next(iter(changes)),
        "запись пункта устроена так, что её нельзя изменить, не задев остального "
        "(ссылки &, *, <<?)",
    )


def _normal(data: Any, changes: Mapping[Location, Mapping[str, Value]]) -> Any:
    """Make absent, empty and null fields equal in the edited items."""
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


def _at(data: Any, path: Location) -> Any:
    """Return the data at a path; raise LookupError or TypeError if there are none."""
    for step in path:
        data = data[step]
    return data


class _ItemEditor:
    def __init__(self, document: Document, path: Location, attempt: int) -> None:
        """Prepare for an item; each attempt, from 0, puts new fields one entry higher."""
        self.document, self.path, self.attempt = document, path, attempt
        self.text = document.text
        self.node = document.node(path)
        self.entries = {key.value: (key, value) for key, value in self.node.value}

    def slices(self, fields: Mapping[str, Value]) -> Iterator[Slice]:
        """Plan all fields; those that the item lacks are added in one place."""
        self._refuse_references(self.node, self.path)
        missing = {}
        for name, value in fields.items():
            if name in self.entries:
                yield from self._set(name, value)
            elif value is not None:
                missing[name] = value
        if missing:
            yield self._insertion(missing)

    def _refuse_references(self, node: Node, path: Location) -> None:
        if self.text.startswith(_REFERENCES, node.start_mark.index):
            raise UnsafeEdit(
                self.document,
                path,
                "здесь стоит метка &имя, ссылка *имя или указание типа: "
                "впишите вместо неё само значение",
            )

    def _set(self, name: str, value: Value) -> Iterator[Slice]:
        key, node = self.entries[name]
        path = (*self.path, name)
        if _is_alias(key, node) or "<<" in self.entries:
            raise UnsafeEdit(
                self.document,
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
        """Replace a scalar, keeping its quotes; a block becomes one line, its comment stays."""
        start, end, new = written_anew(self.text, node, value)
        header = _BLOCK_HEADER.match(self.text, start) if node.style in {"|", ">"} else None
        if header and header[1]:
            new += f"  {header[1]}"
        return Slice(start, end, self._spaced(start, new))

    def _spaced(self, start: int, new: str) -> str:
        """Put a space after the colon if there was no value."""
        before = self.text[start - 1]
        return new if before.isspace() else f" {new}"

    def _list(self, node: Node, values: Sequence[Any]) -> Iterator[Slice]:
        for child, value in zip(node.value, values, strict=False):
            if not isinstance(child, yaml.ScalarNode) or isinstance(value, dict):
                continue
            was = None if child.value in {"", "~", "null"} else child.value
            if was != value:
                yield written_anew(self.text, child, value)
        if added := values[len(node.value) :]:
            yield self._appended(node, added)
        elif len(values) < len(node.value):
            yield from self._shortened(node, len(values))

    def _appended(self, node: Node, added: Sequence[Any]) -> Slice:
        """Add entries after the last one, in its own style: in brackets or on lines."""
        last = _content_end(self.text, node.value[-1])
        if node.flow_style:
            return Slice(last, last, "".join(f", {flow(value)}" for value in added))
        indent = _indent_at(self.text, node.start_mark.index)
        lines = [f"{indent}- {flow(value)}" for value in added]
        return _below(self.text, _line_end(self.text, last), lines)

    def _shortened(self, node: Node, count: int) -> Iterator[Slice]:
        """Drop the entries from `count` on, each with its line and the comment on it."""
        if node.flow_style:
            start = _content_end(self.text, node.value[count - 1])
            end = _content_end(self.text, node.value[-1])
            self._keep_comments(start, end)
            yield Slice(start, end, "")
            return
        for before, child in pairwise(node.value[count - 1 :]):
            above = _line_end(self.text, _content_end(self.text, before))
            self._keep_comments(above, child.start_mark.index)
            own_line = _line_start(self.text, child.start_mark.index)
            end = _line_end(self.text, _content_end(self.text, child))
            yield Slice(_break_before(self.text, own_line), end, "")

    def _keep_comments(self, start: int, end: int) -> None:
        if "#" in self.text[start:end]:
            reason = "между датами стоят комментарии: уберите дату сами"
            raise UnsafeEdit(self.document, self.path, reason)

    def _new_list(self, key: Node, node: Node, values: Sequence[Any]) -> Slice:
        start, end = node.start_mark.index, _content_end(self.text, node)
        is_on_one_line = start <= _line_end(self.text, key.end_mark.index)
        if self.node.flow_style or not _holds_mappings(values) or not is_on_one_line:
            return Slice(start, end, self._spaced(start, flow(values)))
        indent = " " * (self.node.start_mark.column + _STEP)
        lines = [f"{indent}- {flow(value)}" for value in values]
        return _in_place_of(self.text, key, node, lines)

    def _removal(self, key: Node, node: Node) -> Slice:
        """Remove a field's lines if they hold nothing else, else empty its value."""
        start, end = key.start_mark.index, _content_end(self.text, node)
        if isinstance(node, yaml.SequenceNode):
            self._keep_comments(start, end)
        if self._stands_alone(start, end):
            above = _break_before(self.text, _line_start(self.text, start))
            return Slice(above, _line_end(self.text, end), "")
        empty = "[]" if isinstance(node, yaml.SequenceNode) else "null"
        begin = node.start_mark.index
        if isinstance(node, yaml.SequenceNode) and not node.flow_style:
            begin = self.text.index(":", key.end_mark.index) + 1
        return Slice(begin, end, self._spaced(begin, empty))

    def _stands_alone(self, start: int, end: int) -> bool:
        """Return whether a field's lines hold nothing else, and no comment above belongs to them.

        Without its last field, a comment or a blank line above it would fall out of the item.
        """
        own_line = _line_start(self.text, start)
        before = self.text[own_line:start]
        behind = self.text[end : _line_end(self.text, end)]
        if before.strip() or behind.strip() or not own_line:
            return False
        above = _break_before(self.text, own_line)
        line_above = self.text[_line_start(self.text, above) : above].strip()
        return bool(line_above) and not line_above.startswith("#")

    def _insertion(self, fields: Mapping[str, Any]) -> Slice:
        if not self.node.value:
            reason = "пункт пуст: впишите в него id, title и term"
            raise UnsafeEdit(self.document, self.path, reason)
        entries = [entry for entry in self.node.value if entry[0].value != "history"]
        candidates = entries or self.node.value
        above = candidates[max(0, len(candidates) - 1 - self.attempt)]  # the later, the higher
        end = _value_end(self.text, *above)
        if self.node.flow_style:
            pairs = "".join(f", {pair(name, each)}" for name, each in fields.items())
            return Slice(end, end, pairs)
        indent = _indent_at(self.text, self.node.start_mark.index)
        return _below(self.text, _line_end(self.text, end), _fields(indent, fields, _STEP))


def add_item(document: Document, section: int, fields: Fields) -> Document:
    """Add an item, with its keys in the order to write, at the end of a section, from 0.

    Raise UnsafeEdit if the form of the text does not allow it.
    """
    return _added(document, ("sections", section, "items"), fields)


def add_section(document: Document, title: str, fields: Fields) -> Document:
    """Add a section with its first item at the end of a plan; all else as for `add_item`."""
    return _added(document, ("sections",), {"title": title, "items": [fields]})


def _added(document: Document, path: Location, entry: Mapping[str, Any]) -> Document:
    try:
        key, node = document.entry(path)
    except KeyError:
        reason = f"здесь нет ключа «{path[-1]}»: допишите {path[-1]}: []"
        raise UnsafeEdit(document, path, reason) from None
    wanted = unshared(document.data)
    parent = _at(wanted, path[:-1])
    parent[path[-1]] = [*(parent[path[-1]] or []), unshared(entry)]
    for slice_ in _places(document.text, document.node(path[:-1]), key, node, entry):
        with suppress(DocumentError):
            new = Document(replaced(document.text, [slice_]))
            if new.data == wanted:
                return new
    reason = (
        f"список «{path[-1]}» записан так, что его нельзя дополнить, не задев остального: "
        "запишите его строками, по одному «- » на запись, без ссылок &, *, <<"
    )
    if not document.text.endswith(("\n", "\r")):  # a block of lines there would gain a line break
        reason = "последняя строка файла не закончена: допишите в конце файла перевод строки"
    raise UnsafeEdit(document, path, reason)


def _places(
    text: str, parent: Node, key: Node, node: Node, entry: Mapping[str, Any]
) -> Iterator[Slice]:
    """Yield the possible slices, best first."""
    end = _content_end(text, node)
    if not node.value:
        start = node.start_mark.index
        is_on_one_line = start <= _line_end(text, key.end_mark.index)
        if not parent.flow_style and is_on_one_line:
            column = parent.start_mark.column + _STEP
            yield _in_place_of(text, key, node, _block(entry, column, column + 2, _STEP))
        yield Slice(start, end, f"[{flow(entry)}]")
        yield Slice(start, end, f" [{flow(entry)}]")
    elif node.flow_style:
        last = _content_end(text, node.value[-1])
        yield Slice(last, last, f", {flow(entry)}")
    else:
        # in the style of the last one: in braces, or with keys at the same column
        dash, last = node.start_mark.column, node.value[-1]
        lines = [" " * dash + f"- {flow(entry)}"]
        if not last.flow_style and isinstance(last, yaml.MappingNode):
            lines = _block(entry, dash, last.start_mark.column, _step_of(last))
        under = _below_comments(text, _line_end(text, end), dash)
        yield _below(text, under, [*_gap(text, node.value), *lines])
        yield _after_block(text, node, lines)


def _below_comments(text: str, end: int, dash: int) -> int:
    """Return where the comments below the last entry that are indented as its own end."""
    indented = re.compile(rf"(?:(?:\r\n|\n|\r) {{{dash + 1},}}#[^\r\n]*)+")
    comments = indented.match(text, end)
    return comments.end() if comments else end


def _after_block(text: str, node: Node, lines: Sequence[str]) -> Slice:
    """Put lines after the last value and its blank lines, which a block scalar may have."""
    while isinstance(node, yaml.CollectionNode) and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = node.end_mark.index
    newline = _newline_at(text, _line_end(text, end))
    return Slice(end, end, "".join(f"{line}{newline}" for line in lines))


def _gap(text: str, entries: Sequence[Node]) -> list[str]:
    """Return a blank line if the last two entries have one between them."""
    if len(entries) == 1:
        return []
    before, after = entries[-2:]
    between = text[_content_end(text, before) : _line_start(text, after.start_mark.index)]
    return [""] if _BLANK_LINE_AT_END.search(between) else []


def _step_of(entry: Node) -> int:
    """Return the indentation of lists inside an entry."""
    for key, value in entry.value:
        is_list = isinstance(value, yaml.SequenceNode) and not value.flow_style
        if is_list and not _is_alias(key, value):
            step: int = value.start_mark.column - key.start_mark.column
            return step
    return _STEP


def _block(entry: Mapping[str, Any], dash: int, column: int, step: int) -> list[str]:
    """Write an entry on lines: dash and keys at these columns, lists indented by the step."""
    indent = " " * column
    first, *others = _fields(indent, entry, step)
    return [(" " * dash + "-").ljust(column) + first[column:], *others]


def _fields(indent: str, fields: Mapping[str, Any], step: int) -> Iterator[str]:
    """Write the fields of a block mapping on lines; each event of a history takes one."""
    inner = indent + " " * step
    for name, value in fields.items():
        if not _holds_mappings(value):
            yield indent + pair(name, value)
            continue
        yield f"{indent}{name}:"
        for each in value:
            if name == "history":
                yield f"{inner}- {flow(each)}"
            else:
                yield from _block(each, len(inner), len(inner) + 2, step)


def _holds_mappings(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and any(isinstance(each, dict) for each in value)


class UnsafeEdit(Exception):  # noqa: N818  # no failure of the program: the file's form forbids it
    """An edit impossible without touching something else; `reason` says what to change."""

    def __init__(self, document: Document, path: Location, reason: str) -> None:
        """Keep the position (line and column from 1) of what is at the path, and the reason."""
        self.position = document.position(path)
        self.reason = reason
        super().__init__(reason)


class Slice(NamedTuple):
    """Characters from `start` to `end` (exclusive) that become `text`."""

    start: int
    end: int
    text: str


def replaced(text: str, slices: Iterable[Slice]) -> str:
    """Replace non-overlapping slices, all at once."""
    pieces, rest = [], 0
    for start, end, new in sorted(slices):
        pieces += [text[rest:start], new]
        rest = end
    return "".join([*pieces, text[rest:]])


def item_slice(document: Document, path: Location) -> tuple[int, int]:
    """Return the extent of an item's text: from its first key to the end of its last line.

    A flow mapping ends with its brace. Restoring the former text of this slice undoes an edit.
    """
    node = document.node(path)
    end = _content_end(document.text, node)
    if not node.flow_style:
        end = _line_end(document.text, end)
    return node.start_mark.index, end


def _content_end(text: str, node: Node) -> int:
    """Return where a node's last character ends, without the comments and blank lines below it."""
    start: int = node.start_mark.index
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        return start + len(text[start:end].rstrip())
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return end
    if isinstance(node, yaml.SequenceNode):
        return _content_end(text, node.value[-1])
    return _value_end(text, *node.value[-1])


def _value_end(text: str, key: Node, value: Node) -> int:
    """Return where a value ends; since an alias has the marks of its anchor, its key is used."""
    end: int = key.end_mark.index
    return end if _is_alias(key, value) else _content_end(text, value)


def _is_alias(key: Node, value: Node) -> bool:
    """Return whether a value is written as `*name`; its marks are then those of its anchor."""
    return bool(value.start_mark.index < key.end_mark.index)


def _line_end(text: str, index: int) -> int:
    """Return the end of the line of a character, before its line break."""
    match = _BREAK.search(text, index)
    return match.start() if match else len(text)


def _line_start(text: str, index: int) -> int:
    return max(text.rfind(mark, 0, index) for mark in "\r\n") + 1


def _break_before(text: str, start: int) -> int:
    """Return the start of the line break before a line."""
    return start - 2 if text.endswith("\r\n", 0, start) else start - 1


def _newline_at(text: str, end: int) -> str:
    """Return the line break at a line's end; at the end of the file, that of the first line."""
    found = _BREAK.match(text, end) or _BREAK.search(text)
    return found[0] if found else "\n"


def _indent_at(text: str, index: int) -> str:
    """Return the white space before a column, with blanks in place of other characters."""
    return re.sub(r"\S", " ", text[_line_start(text, index) : index])


def written_anew(text: str, node: Node, value: str | None) -> Slice:
    """Replace the text of a scalar, keeping its quotes; None becomes null."""
    new = "null" if value is None else written(value, node.style)
    return Slice(node.start_mark.index, _content_end(text, node), new)


def _below(text: str, end: int, lines: Iterable[str]) -> Slice:
    """Put lines below the one that ends at `end`."""
    newline = _newline_at(text, end)
    return Slice(end, end, "".join(f"{newline}{line}" for line in lines))


def _in_place_of(text: str, key: Node, node: Node, lines: Iterable[str]) -> Slice:
    """Replace a key's value with lines below it; a comment after the value stays."""
    colon = text.index(":", key.end_mark.index)
    value_ends = _content_end(text, node)
    below = _below(text, _line_end(text, value_ends), lines)
    comment = text[value_ends : below.end].rstrip()
    return Slice(colon + 1, below.end, comment + below.text)
