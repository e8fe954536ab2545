"""Arguments and options: their help texts, and the options shared by all commands.

The shared ones are declared once in the application's callback, marked by
`rich_help_panel=SHARED`. `RussianCommand` also takes such an option if the group says that it
applies there: it is parsed, named in the help and completed; a value given after the
command replaces the one before it. Commands read the result by `shared(ctx)`.
"""

from __future__ import annotations

from copy import copy
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from roadmap_cli.cli.russian.typer_private import (
    TyperArgument,
    TyperOption,
    choices_of,
    least_of,
)
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from roadmap_cli.cli.russian.typer_private import Command, Context, Parameter

    Param: TypeAlias = TyperArgument | TyperOption


SHARED = "Общие параметры"
"""The help panel of the shared options, and the mark that makes an option shared."""


def shared(ctx: Context) -> dict[str, Any]:
    """Return the values of the shared options by name, even during completion."""
    root = ctx.find_root()
    return {option.name: root.params.get(option.name) for option in shared_options(ctx)}


def shared_options(ctx: Context, name: str = "") -> list[TyperOption]:
    """Return the shared options of the application's callback, limited to those of a named command.

    A flag without effect is accepted, as it does no harm, but not shown.
    """
    group = ctx.find_root().command
    found = []
    for param in group.params:
        if isinstance(param, TyperOption) and param.rich_help_panel == SHARED:
            if not name or group.shares(name, param.name):  # type: ignore[attr-defined]
                found.append(param)
            elif param.is_flag:
                hidden = copy(param)
                hidden.hidden = True
                found.append(hidden)
    return found


def hand_up(ctx: Context) -> None:
    """Move what a command parsed for the shared options to where `shared` reads it."""
    for option in shared_options(ctx):
        # the command's function does not declare it
        value = ctx.params.pop(option.name, None)
        source = ctx.get_parameter_source(option.name)
        if source is not None and source.name == "COMMANDLINE":
            ctx.find_root().params[option.name] = value


def params_of(command: Command, ctx: Context) -> list[Param]:
    """Return a command's parameters, which Typer builds from these two classes."""
    return [
        param
        for param in command.get_params(ctx)
        if isinstance(param, (TyperArgument, TyperOption))
    ]


def label(param: Param) -> str:
    """Name a parameter for a sentence."""
    if isinstance(param, TyperArgument):
        return f"аргумент {metavar(param)}"
    return f"параметр {max(param.opts, key=len)}"


def metavar(param: Param) -> str:
    """Return the word that stands for a value."""
    if param.metavar is not None:
        # the dots of a repeated argument are added where it is shown
        return param.metavar.removesuffix("...")
    return "ВАРИАНТ" if choices(param) else param.name.upper()


def takes_value(param: Parameter) -> bool:
    """Return whether a parameter is an option with a value."""
    return isinstance(param, TyperOption) and not param.is_flag


def usage_name(argument: TyperArgument) -> str:
    """Return an argument as the usage line shows it."""
    name = metavar(argument)
    if not argument.required:
        name = f"[{name}]"
    return name + _repeats(argument)


def _repeats(argument: TyperArgument) -> str:
    """Return dots if an argument takes several values."""
    return "" if argument.nargs == 1 else "..."


def choices(param: Param) -> list[str]:
    """Return the accepted values, if they form a list; a parameter with a metavar has none."""
    return [] if param.metavar else [_plain(choice) for choice in choices_of(param)]


def limits(param: Param) -> list[str]:
    """Describe the minimum of a number."""
    least = least_of(param)
    return [] if least is None else [f"не меньше {least}"]


def help_row(param: Param) -> tuple[str, str]:
    """Return the two columns of a parameter's help."""
    text = param.help or ""
    notes = "; ".join(_notes(param))
    if notes:
        text = f"{text}  [{notes}]" if text else f"[{notes}]"
    if isinstance(param, TyperArgument):
        return metavar(param) + _repeats(param), text
    names = ", ".join(sorted(param.opts, key=len))
    if not param.is_flag:
        names += f" {metavar(param)}"
    return names, text


def _notes(param: Param) -> list[str]:
    """List what stands in brackets after a parameter's help."""
    optional = {"варианты": ", ".join(choices(param)), "по умолчанию": _default(param)}
    notes = ["обязательно"] if param.required else []
    notes += [f"{name}: {text}" for name, text in optional.items() if text]
    notes += limits(param)
    if isinstance(param, TyperOption) and param.multiple:
        notes.append("можно повторять")
    return notes


def _default(param: Param) -> str:
    """Return a default as it would be typed, if worth showing."""
    value = param.default
    if not param.show_default or value is None or isinstance(value, bool):
        return ""
    return _plain(value)


def _plain(value: object) -> str:
    """Write a value as it is typed; for an enumeration member, its value."""
    return str(value.value if isinstance(value, Enum) else value)


def quoted(value: object) -> str:
    """Return what was typed, safe to show."""
    return f"«{one_line(str(value))}»"
