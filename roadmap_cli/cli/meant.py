"""What a person meant who gave the right words in the wrong places: `list Сентябрь`, `7 done`."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from roadmap_cli import terms
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.wording import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from roadmap_cli.plan.view import View

_LISTS = ("list", "parties", "overdue", "report", "remind")
_TAKE_MONTHS = ("list",)


def meant(words: Sequence[str], commands: Collection[str], view: View | None) -> str:
    """Give the command line that was meant; nothing if that cannot be told.

    Args:
        words: the words of the line, options aside.
        commands: the names of all commands.
        view: the plans in view, if they can be read.

    """
    first, *rest = words
    if first in commands:
        return _with_options(first, rest, view) if first in _LISTS and rest else ""
    command = next((word for word in rest if word in commands), None)
    if command is None:
        return ""
    others = [word for word in words if word != command]
    if command in _LISTS:
        return _with_options(command, others, view)
    return " ".join(["roadmap", command, *map(_quoted, others)])


def _with_options(command: str, words: Sequence[str], view: View | None) -> str:
    """Put every word behind the option that takes it."""
    options = [_option(word, view) for word in words]
    if command not in _TAKE_MONTHS and any(name != "-r" for name in options):
        command = "list"
    if command == "parties":
        command = "list"
    pairs = [part for pair in zip(options, map(_quoted, words), strict=True) for part in pair]
    return " ".join(["roadmap", command, *pairs])


def _option(word: str, view: View | None) -> str:
    if _is_month(word, view):
        return "--month"
    if view and any(fold(word) in fold(name) for name in view.parties):
        return "-r"
    return "--search"


def _is_month(word: str, view: View | None) -> bool:
    span = view.plans[0].plan.span if view and view.plans else terms.read_plan_period("2020")
    with suppress(UnreadableTermError):
        return bool(terms.read_span(word, span))
    return False


def _quoted(word: str) -> str:
    text = one_line(word)
    return text if re.fullmatch(r"[\w.,/№-]+", text) else f'"{text}"'
