"""Guessing what was meant without quotes or options: `list Сентябрь`, `-r Координатор МОЦ`."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import LOOKS, OPEN_WORDS
from roadmap_cli.wording import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from roadmap_cli.plan.view import View

_LISTS = ("list", "parties", "overdue", "report", "remind")
_ONE_TEXT = ("add", "import")
_WITHOUT_ARGUMENTS = ("check", "undo", "sync", "timeline")
_PLAN_ENDINGS = (".yaml", ".yml")
_MONTHS = ("--month", "-m", "--period")
_PARTIES = ("--responsible", "-r")
_STATUSES = ("--status", "-s")
_ANY = "--search"  # takes what no other option takes
_STATE_NAMES = {*map(fold, OPEN_WORDS), *(fold(look.name) for look in LOOKS.values())}
_SHORTEST = 3  # letters of a name given without a command


def meant(
    words: Sequence[str], commands: Collection[str], view: View | None, valued: Collection[str]
) -> str:
    """Return the command line that was meant; empty if unknown.

    Args:
        words: the words of the line.
        commands: the names of all commands.
        view: the plans in view, if they can be read.
        valued: the options of the command that take a value.

    """
    command = next((word for word in words if word in commands), None)
    if command is None:
        return _without_command(words, view)
    others = list(words)
    others.remove(command)
    if command in _LISTS:
        return _list(command, others, view, valued)
    if words[0] != command:
        return _command_line(command, others)
    groups = _groups(others, valued)
    if command in _ONE_TEXT or all(group.option for group in groups):
        parts: list[str] = []
        for group in groups:
            parts += group.joined
        return _command_line(command, parts)
    if command in _WITHOUT_ARGUMENTS:
        files = [word for word in groups[0].texts if word.endswith(_PLAN_ENDINGS)]
        options = [part for group in groups[1:] for part in group.joined]
        for file in files:
            options += ["--file", file]
        return _command_line(command, options)
    return ""


class _Group(NamedTuple):
    """An option and the words after it; words before all options have none."""

    option: str
    texts: list[str]

    @property
    def whole(self) -> str:
        """The words as the single text that quotes make of them."""
        return " ".join(self.texts)

    @property
    def joined(self) -> list[str]:
        """The option and its text, if present."""
        return [part for part in (self.option, self.whole) if part]


def _groups(words: Sequence[str], valued: Collection[str]) -> list[_Group]:
    """Split a line at its options; after one without a value a group without option begins."""
    groups = [_Group("", [])]
    for word in words:
        if word in valued:
            groups.append(_Group(word, []))
        elif word.startswith("-"):
            groups += [_Group(word, []), _Group("", [])]
        else:
            groups[-1].texts.append(word)
    return [group for group in groups if group.joined]


def _without_command(words: Sequence[str], view: View | None) -> str:
    """Guess the command from what is in its place: a number, a month, a party, a state."""
    if all(len(word) >= _SHORTEST and _option(word, view) != _ANY for word in words):
        return _list("list", words, view, ())
    return _command_line("show", words) if _are_items(words, view) else ""


def _list(command: str, words: Sequence[str], view: View | None, valued: Collection[str]) -> str:
    """Quote what is one name or month, and put every loose word after its option."""
    if _are_items(words, view):
        return _command_line("show", words)
    parts: list[str] = []
    loose: list[str] = []
    for group in _groups(words, valued):
        kept = _kept(group, view)
        parts += _Group(group.option, group.texts[:kept]).joined
        is_name = not group.option and _option(group.whole, view) != _ANY
        loose += [group.whole] if is_name else group.texts[kept:]
    options = [_option(word, view) for word in loose]
    if command == "report" and set(options) <= {"-r", "--month"}:
        options = ["--period" if option == "--month" else option for option in options]
    elif command == "parties" or set(options) - {"-r"}:
        command = "list"
    for option, word in zip(options, loose, strict=True):
        parts += [option, word]
    return _command_line(command, parts)


def _kept(group: _Group, view: View | None) -> int:
    """Count the words after an option that are its value."""
    option, whole = group.option, group.whole
    if not option:
        return 0
    is_one = {
        **dict.fromkeys(_MONTHS, _is_month(whole, view)),
        **dict.fromkeys(_PARTIES, _is_party(whole, view)),
        **dict.fromkeys(_STATUSES, _is_state(whole)),
    }
    if is_one.get(option, True):
        return len(group.texts)
    return min(1, len(group.texts))


def _option(word: str, view: View | None) -> str:
    """Name the option that takes a word."""
    if _is_state(word):
        return "-s"
    if _is_month(word, view):
        return "--month"
    return "-r" if _is_party(word, view) else _ANY


def _is_state(text: str) -> bool:
    """Return whether a text is a state's Russian name, or a word for all open ones."""
    return fold(text) in _STATE_NAMES


def _is_party(text: str, view: View | None) -> bool:
    """Return whether a text is part of a party's name; never without plans."""
    return view is not None and any(fold(text) in fold(name) for name in view.parties)


def _is_month(text: str, view: View | None) -> bool:
    """Return whether `--month` takes a text: in the plan or, without one, in 2020."""
    span = terms.read_plan_period("2020")
    if view and view.plans:
        span = view.plans[0].plan.span
    with suppress(UnreadableTermError):
        return bool(terms.read_span(text, span))
    return False


def _are_items(words: Sequence[str], view: View | None) -> bool:
    """Return whether there are words, and each is the number of an item in view."""
    if not words or view is None:
        return False
    numbers = {row.item.id for row in view.rows}
    return numbers.issuperset(words)


def _command_line(command: str, words: Iterable[str]) -> str:
    """Write a command line that can be typed as shown."""
    return " ".join(["roadmap", command, *map(_quoted, words)])


def _quoted(word: str) -> str:
    """Quote a word unless all its characters are safe in a shell."""
    text = one_line(word)
    return text if re.fullmatch(r"[\w.,/№-]+", text) else f'"{text}"'
