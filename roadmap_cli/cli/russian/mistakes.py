"""Usage errors as one Russian sentence each, and the line that was meant: `list Сентябрь`.

Only an unknown command is refused elsewhere, where commands are found: in `help`.
"""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import typer

from roadmap_cli import terms
from roadmap_cli.cli.russian.help import (
    choices,
    limits,
    long_name,
    metavar,
    no_such_value,
    params_of,
    quoted,
    suggestion,
    takes_value,
    usage_names,
    visible_commands,
)
from roadmap_cli.cli.russian.typer_private import (
    BadOptionUsage,
    MissingParameter,
    NoSuchOption,
    TyperArgument,
    TyperGroup,
    TyperOption,
    UsageError,
    parsed,
)
from roadmap_cli.cli.terminal import PLAN_ENDINGS
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import LOOKS, OPEN_WORDS
from roadmap_cli.wording import fold, one_line, perhaps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from roadmap_cli.cli.russian.help import Param
    from roadmap_cli.cli.russian.typer_private import Context
    from roadmap_cli.plan.view import View


def sentence(error: typer.TyperException) -> str:
    """Say in one Russian line what is wrong and what to do."""
    match error:
        case NoSuchOption(ctx=ctx) if ctx:
            return _no_such_option(error.option_name, ctx)
        case BadOptionUsage(ctx=ctx) if ctx:
            return _bad_usage(error.option_name, ctx)
        case MissingParameter(param=TyperArgument() | TyperOption() as param, ctx=ctx) if ctx:
            return _missing(param, ctx)
        case typer.BadParameter():
            return _bad_value(error)
        case UsageError(ctx=ctx) if ctx and not _is_russian(error.message):
            if isinstance(ctx.command, TyperGroup):
                return f"не указана команда; все команды: {ctx.command_path} --help"
    return error.message if _is_russian(error.message) else "команда не понята: roadmap --help"


def _no_such_option(name: str, ctx: Context) -> str:
    """Name the most similar options, or the commands that have an option given before them."""
    params = [param for param in params_of(ctx.command, ctx) if not param.hidden]
    known = [option for param in params for option in param.opts]
    asked = name.strip("-").casefold()  # --месяц, as the value of the option is called
    called = [long_name(param) for param in params if metavar(param).casefold() == asked]
    hint = perhaps(called) or suggestion(name, known)
    is_text = " " in name or re.match(r"-(?![A-Za-z-])", name)
    if is_text and any(isinstance(param, TyperArgument) for param in params):
        hint = f'если с тире начинается текст, так: {ctx.command_path} … -- "- текст"'
    if name == "-o" and "--format" in known:
        hint = "вид вывода называет --format"
    advice = hint or f"все: {ctx.command_path} --help"
    if not isinstance(ctx.command, TyperGroup):
        return f"нет параметра {quoted(name)} у команды {ctx.info_name}; {advice}"
    for word, command in visible_commands(ctx.command, ctx).items():
        if any(name in param.opts for param in command.params):
            return f"параметр {name} пишется после команды: {ctx.command_path} {word} {name}"
    return f"нет параметра {quoted(name)}; {advice}"


def _bad_usage(name: str, ctx: Context) -> str:
    for param in params_of(ctx.command, ctx):
        if takes_value(param) and name in param.opts:
            return f"параметру {name} нужно значение: {name} {metavar(param)}"
    return f"параметр {name} пишется без значения"


def _label(param: Param) -> str:
    if isinstance(param, TyperArgument):
        return f"аргумент {metavar(param)}"
    return f"параметр {long_name(param)}"


def _missing(param: Param, ctx: Context) -> str:
    words = [ctx.command_path, *usage_names(ctx.command, ctx)]
    for each in params_of(ctx.command, ctx):
        if isinstance(each, TyperOption) and each.required:
            words += [long_name(each), metavar(each)]
    return f"не указан обязательный {_label(param)}; нужно так: {' '.join(words)}"


_ITEM_NUMBER = re.compile(r"(?!\d\d?\.\d\d?\.\d{4})(№\s*)?(\S+/)?\d+([.,-]\d+)*[.,]?")


def truly_missing(argument: TyperArgument, ctx: Context, typed: Sequence[str]) -> TyperArgument:
    """Find the missing argument if several numbers come before another one.

    The parser reports `argument`: it reads `postpone 8` as a term without numbers, but that is a
    number without a term.
    """
    if argument.nargs != -1:
        return argument
    values, _ = parsed(ctx, typed)
    for other in params_of(ctx.command, ctx):
        value = values.get(other.name)
        took_number = isinstance(value, str) and _ITEM_NUMBER.fullmatch(value.strip())
        if isinstance(other, TyperArgument) and took_number:
            return other
    return argument


def _bad_value(error: typer.BadParameter) -> str:
    param = error.param
    failures = getattr(error.__cause__, "errors", None)  # of pydantic, which is not imported here
    if isinstance(param, (TyperArgument, TyperOption)) and failures is not None:
        value, known = str(failures()[0]["input"]), choices(param)
        wanted = " ".join(["нужно целое число", *limits(param)])
        told = no_such_value(value, known) if known else f"{wanted}, а не {quoted(value)}"
        return f"{_label(param)}: {told}"
    return error.message if _is_russian(error.message) else "такое значение не подходит"


def surplus(rest: Sequence[str], ctx: Context, meant: str = "") -> str:
    """Name surplus arguments; word processors turn `--` into a dash."""
    if rest[0].startswith(("–", "—")):
        option = "--" + one_line(rest[0]).lstrip("–—-")
        return f"вместо тире в {quoted(rest[0])} нужны два дефиса: {option}"
    what = "лишний аргумент" if len(rest) == 1 else "лишние аргументы"
    words = ", ".join(map(quoted, rest))
    if meant:
        return f"{what} {words}; возможно, так: {meant}"
    return f"{what} {words}: {ctx.command_path} --help"


def _is_russian(text: str) -> bool:
    """Tell a message of ours from one of Typer's, which is Russian only inside its quotes."""
    without_quotes = re.sub(r"'[^']*'|\"[^\"]*\"", "", text)
    return re.search("[а-яё]", without_quotes, re.IGNORECASE) is not None


_LISTS = ("list", "parties", "overdue", "report", "remind")
_ONE_TEXT = ("add", "import")
_WITHOUT_ARGUMENTS = ("check", "undo", "sync", "timeline")
_ANY = "--search"  # takes what no other option takes
_STATE_NAMES = {*map(fold, OPEN_WORDS), *(fold(look.name) for look in LOOKS.values())}
_SHORTEST = 3  # letters of a name given without a command


def meant(words: Sequence[str], command: str, view: View, valued: Collection[str]) -> str:
    """Return the command line that was meant; empty if unknown.

    `command` is the one among the words, if any, and `valued` are its options that take a value.
    """
    if not command:  # a number, a month, a party, a state is in its place
        is_filter = all(len(word) >= _SHORTEST and _option(word, view) != _ANY for word in words)
        return _list("list", words, view, ()) if is_filter or _are_items(words, view) else ""
    others = list(words)
    others.remove(command)
    if command in _LISTS:
        return _list(command, others, view, valued)
    if words[0] != command:
        return _command_line(command, others)
    groups = _groups(others, valued)
    if command in _ONE_TEXT or all(group.option for group in groups):
        return _command_line(command, [part for group in groups for part in group.joined])
    if command in _WITHOUT_ARGUMENTS:
        files = [word for word in groups[0].texts if word.endswith(PLAN_ENDINGS)]
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


def _list(command: str, words: Sequence[str], view: View, valued: Collection[str]) -> str:
    """Quote what is one name or month, and put every loose word after its option."""
    if _are_items(words, view):
        return _command_line("show", words)
    parts: list[str] = []
    loose: list[str] = []
    for group in _groups(words, valued):
        takes = _TAKES.get(group.option)
        if not group.option:
            is_name = _option(group.whole, view) != _ANY
            loose += [group.whole] if is_name else group.texts
        elif takes is None or takes(group.whole, view):
            parts += group.joined
        else:  # only the first word is its value
            parts += _Group(group.option, group.texts[:1]).joined
            loose += group.texts[1:]
    options = [_option(word, view) for word in loose]
    if command == "report" and set(options) <= {"-r", "--month"}:
        options = ["--period" if option == "--month" else option for option in options]
    elif command == "parties" or set(options) - {"-r"}:
        command = "list"
    for option, word in zip(options, loose, strict=True):
        parts += [option, word]
    return _command_line(command, parts)


def _option(word: str, view: View) -> str:
    return next((each for each in ("-s", "--month", "-r") if _TAKES[each](word, view)), _ANY)


def _is_state(text: str, _view: View) -> bool:
    return fold(text) in _STATE_NAMES


def _is_party(text: str, view: View) -> bool:
    return any(fold(text) in fold(name) for name in view.parties)


def _is_month(text: str, view: View) -> bool:
    """Return whether `--month` takes a text: in the plan or, without one, in 2020."""
    span = view.plans[0].plan.span if view.plans else terms.read_plan_period("2020")
    with suppress(UnreadableTermError):
        return bool(terms.read_span(text, span))
    return False


_TAKES = {
    **dict.fromkeys(("--month", "-m", "--period"), _is_month),
    **dict.fromkeys(("--responsible", "-r"), _is_party),
    **dict.fromkeys(("--status", "-s"), _is_state),
}
"""Whether an option takes a text."""


def _are_items(words: Sequence[str], view: View) -> bool:
    return bool(words) and {row.item.id for row in view.rows}.issuperset(words)


def _command_line(command: str, words: Iterable[str]) -> str:
    """Write a command line, quoting what a shell would split or change."""
    line = f"roadmap {command}"
    for text in map(one_line, words):
        if re.search(r'["$`\\!]', text):
            line += f" {shlex.quote(text)}"
        else:
            line += f" {text}" if re.fullmatch(r"[\w.,/№-]+", text) else f' "{text}"'
    return line
