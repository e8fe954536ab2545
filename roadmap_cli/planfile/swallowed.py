"""What YAML took for a comment though a person may have meant it as text: «приказ #5»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from roadmap_cli.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roadmap_cli.planfile.document import Document

_TEXTS = {"title", "note", "term", "responsible", "postponed_to"}
_GLUED = re.compile(r"[ \t]+(#[^\s#][^\r\n]*)")


def swallowed(document: Document) -> Iterator[Problem]:
    """Find unquoted texts behind which a word that begins with # was dropped as a comment.

    A comment proper has a blank after its sign, so that `Сентябрь # уточнить` is left alone.
    """
    for key, node in _texts(document.root, ""):
        if node.style is not None:
            continue
        match = _GLUED.match(document.text, node.end_mark.index)
        if match:
            end = node.end_mark
            dropped = match[1].strip()
            whole = f'{key}: "{node.value} {dropped}"'
            text = (
                f"«{dropped}» после пробела — комментарий и в план не попало; "
                f"если это текст, возьмите всё в кавычки: {whole}"
            )
            yield Problem(end.line + 1, end.column + 1, text)


def _texts(node: Any, key: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # as PyYAML has it
    """Walk over the values of keys that hold texts."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _texts(value, name.value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _texts(child, key)
    elif key in _TEXTS:
        yield key, node
