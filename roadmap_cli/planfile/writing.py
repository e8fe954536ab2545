"""Values as YAML in one line."""

from __future__ import annotations

import re
from typing import Any

import yaml

# Our dates: YAML's own writer would quote them.
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?\Z")
_SPECIAL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def flow(value: Any) -> str:
    """Write a text, a list, a mapping of texts or None."""
    if isinstance(value, dict):
        pairs = [f"{key}: {flow(each)}" for key, each in value.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return "null" if value is None else written(value)


def written(text: str, style: str | None = None) -> str:
    """Write a text in the quotes it had; YAML's own writer decides when they are needed."""
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
