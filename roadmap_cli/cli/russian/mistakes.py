"""Usage errors as one Russian sentence each, and the line that was meant: `list Сентябрь`.

The sentences are built from values of Typer's exceptions, not texts.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import typer

from roadmap_cli import terms
from roadmap_cli.cli.russian.help import (
    choices,
    label,
    limits,
    metavar,
    params_of,
    quoted,
    suggestion,
    takes_value,
    usage_name,
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
        case NoSuchOption(ctx=ctx) if ctx is not None:
            return _no_such_option(error.option_name, ctx)
        case BadOptionUsage(ctx=ctx) if ctx is not None:
            return _bad_usage(error.option_name, ctx)
        case MissingParameter(param=TyperArgument() | TyperOption() as param, ctx=ctx) if (
            ctx is not None
        ):
            return _missing(param, ctx)
        case typer.BadParameter():
            return _bad_value(error)
        case UsageError(ctx=ctx) if (
            ctx and isinstance(ctx.command, TyperGroup) and not is_russian(error.message)
        ):
            return f"не указана команда; все команды: {ctx.command_path} --help"
    return _ours_or(error.message, "команда не понята: roadmap --help")


def _no_such_option(name: str, ctx: Context) -> str:
    """Name the most similar options, or the commands that have an option given before them."""
    params = [param for param in params_of(ctx.command, ctx) if not param.hidden]
    known: list[str] = []
    for param in params:
        known += param.opts
    hint = _called_in_russian(name, params) or suggestion(name, known)
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


def _called_in_russian(name: str, params: Iterable[Param]) -> str:
    """Suggest the option whose value has the name that was typed as an option: --месяц."""
    asked = name.strip("-").casefold()
    found = [param for param in params if metavar(param).casefold() == asked]
    return perhaps(max(param.opts, key=len) for param in found)


def _bad_usage(name: str, ctx: Context) -> str:
    """Distinguish an option without a value from a flag with one."""
    for param in params_of(ctx.command, ctx):
        if takes_value(param) and name in param.opts:
            return f"параметру {name} нужно значение: {name} {metavar(param)}"
    return f"параметр {name} пишется без значения"


def _missing(param: Param, ctx: Context) -> str:
    """Name the argument or option that must be there."""
    name = f"обязательный {label(param)}"
    if isinstance(param, TyperArgument):
        return f"не указан {name}; нужно так: {ctx.command_path} {_arguments(ctx)}"
    params = params_of(ctx.command, ctx)
    options = [each for each in params if isinstance(each, TyperOption) and each.required]
    words = [f"{max(each.opts, key=len)} {metavar(each)}" for each in options]
    line = " ".join(filter(None, [ctx.command_path, _arguments(ctx), *words]))
    return f"не указан {name}; нужно так: {line}"


_ITEM_NUMBER = re.compile(r"(?!\d\d?\.\d\d?\.\d{4})(№\s*)?(\S+/)?\d+([.,-]\d+)*[.,]?")


def truly_missing(argument: TyperArgument, ctx: Context, typed: Sequence[str]) -> TyperArgument:
    """Find the missing argument if several numbers come before another one.

    The parser reads `postpone 8` as a term without numbers; it is a number without a term.

    Args:
        argument: the one that the parser reports.
        ctx: the command's.
        typed: its words.

    """
    if argument.nargs != -1:
        return argument
    values = parsed(ctx, typed)
    for other in params_of(ctx.command, ctx):
        value = values.get(other.name)
        took_number = isinstance(value, str) and _ITEM_NUMBER.fullmatch(value.strip())
        if isinstance(other, TyperArgument) and took_number:
            return other
    return argument


def _arguments(ctx: Context) -> str:
    """Show all arguments of a command."""
    params = params_of(ctx.command, ctx)
    arguments = [param for param in params if isinstance(param, TyperArgument)]
    return " ".join(map(usage_name, arguments))


def _bad_value(error: typer.BadParameter) -> str:
    """Say which parameter got a wrong value and what it needs."""
    param = error.param
    # of a pydantic.ValidationError, which is not imported here
    failures = getattr(error.__cause__, "errors", None)
    if isinstance(param, (TyperArgument, TyperOption)) and failures is not None:
        value = str(failures()[0]["input"])
        return f"{label(param)}: {_wanted(param, value)}"
    return _ours_or(error.message, "такое значение не подходит")


def _wanted(param: Param, value: str) -> str:
    """Say what a value must be, by the parameter's type."""
    known = choices(param)
    if known:
        hint = suggestion(value, known)
        may = f"{hint} Можно" if hint else "можно"
        return f"нет значения {quoted(value)}; {may}: {', '.join(known)}"
    number = " ".join(["нужно целое число", *limits(param)])
    return f"{number}, а не {quoted(value)}"


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


def _ours_or(message: str, otherwise: str) -> str:
    """Keep a message of ours; replace one of Typer's."""
    return message if is_russian(message) else otherwise


def is_russian(text: str) -> bool:
    """Tell a message of ours from one of Typer's, which is Russian only inside its quotes."""
    without_quotes = re.sub(r"'[^']*'|\"[^\"]*\"", "", text)
    return re.search("[а-яё]", without_quotes, re.IGNORECASE) is not None


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
    return " ".join(["roadmap", command, *map(_in_quotes, words)])


def _in_quotes(word: str) -> str:
    """Quote a word unless all its characters are safe in a shell."""
    text = one_line(word)
    return text if re.fullmatch(r"[\w.,/№-]+", text) else f'"{text}"'
