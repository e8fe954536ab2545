"""Options that work before and after every command, declared once in the application's callback.

`rich_help_panel=SHARED` marks such an option. `RussianCommand` takes it too, where the group says
that it means something there: it is parsed, named in the help and completed; a value given after
the command replaces the one before it.
Commands read the result by `shared(ctx)`.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from roadmap_cli.cli.russian.typer_private import TyperOption

if TYPE_CHECKING:
    from roadmap_cli.cli.russian.typer_private import Context

SHARED = "Общие параметры"
"""The help panel of the shared options, and the mark that makes an option shared."""


def shared(ctx: Context) -> dict[str, Any]:
    """Give the values of the shared options by name, during completion too."""
    root = ctx.find_root()
    return {option.name: root.params.get(option.name) for option in shared_options(ctx)}


def shared_options(ctx: Context, name: str = "") -> list[TyperOption]:
    """Give the options that the application's callback shares, with a command if one is named.

    A flag that changes nothing is taken, since it does no harm, but not shown.
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
