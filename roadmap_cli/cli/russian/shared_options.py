"""Options that work before and after every command, declared once in the application's callback.

`rich_help_panel=SHARED` marks such an option. `RussianCommand` takes it too: it is parsed, shown
in the help and completed there; a value given after the command replaces the one before it.
Commands read the result by `shared(ctx)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roadmap_cli.cli.russian.typer_private import TyperOption

if TYPE_CHECKING:
    from roadmap_cli.cli.russian.typer_private import Context

SHARED = "Общие параметры (до команды или после неё)"
"""The help panel of the shared options, and the mark that makes an option shared."""


def shared(ctx: Context) -> dict[str, Any]:
    """Give the values of the shared options by name, during completion too."""
    root = ctx.find_root()
    return {option.name: root.params.get(option.name) for option in shared_options(ctx)}


def shared_options(ctx: Context) -> list[TyperOption]:
    """Give the options that the application's callback shares."""
    params = ctx.find_root().command.params
    return [
        param
        for param in params
        if isinstance(param, TyperOption) and param.rich_help_panel == SHARED
    ]


def hand_up(ctx: Context) -> None:
    """Move what a command parsed for the shared options to where `shared` reads it."""
    for option in shared_options(ctx):
        # the command's function does not declare it
        value = ctx.params.pop(option.name, None)
        source = ctx.get_parameter_source(option.name)
        if source is not None and source.name == "COMMANDLINE":
            ctx.find_root().params[option.name] = value
