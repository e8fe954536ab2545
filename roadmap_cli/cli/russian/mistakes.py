"""Usage errors as one Russian sentence each, built from values of Typer's exceptions, not texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer

from roadmap_cli.cli.russian.parameters import (
    choices,
    label,
    limits,
    metavar,
    params_of,
    quoted,
    takes_value,
    usage_name,
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
from roadmap_cli.wording import nearest, one_line, perhaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadmap_cli.cli.russian.parameters import Param
    from roadmap_cli.cli.russian.typer_private import Command, Context


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


def suggestion(word: str, known: Iterable[str]) -> str:
    """Suggest names similar to the typed one."""
    return perhaps(nearest(word, known))


def visible_commands(group: TyperGroup, ctx: Context) -> dict[str, Command]:
    """Return the commands that a group shows, which it may build on demand."""
    found = {name: group.get_command(ctx, name) for name in group.list_commands(ctx)}
    return {name: command for name, command in found.items() if command and not command.hidden}


def _ours_or(message: str, otherwise: str) -> str:
    """Keep a message of ours; replace one of Typer's."""
    return message if is_russian(message) else otherwise


def is_russian(text: str) -> bool:
    """Tell a message of ours from one of Typer's, which is Russian only inside its quotes."""
    without_quotes = re.sub(r"'[^']*'|\"[^\"]*\"", "", text)
    return re.search("[а-яё]", without_quotes, re.IGNORECASE) is not None
