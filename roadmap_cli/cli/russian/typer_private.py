"""Private names of Typer, as of 0.29; if one is missing, only Russian texts are lost.

Every command runs without them: a replacement leaves the matter to Typer and its English texts.
`MISSING` lists the missing names, and a test fails with them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typer._click import Command, Context, HelpFormatter, Parameter
    from typer._click.exceptions import BadOptionUsage, MissingParameter, NoSuchOption, UsageError
    from typer._click.shell_completion import CompletionItem, add_completion_class
    from typer._completion_classes import BashComplete, FishComplete, ZshComplete
    from typer._completion_shared import (
        Shells,
        _completion_scripts,
        _get_shell_name,
        get_completion_script,
        install,
    )
    from typer.main import get_command_from_info

MISSING: list[str] = []


class _NeverRaised(Exception):  # noqa: N818  # it stands for errors of Typer that are not there
    """An error that nobody raises."""


def _found(module: str, name: str, instead: object = None) -> Any:  # noqa: ANN401  # anything of Typer
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError):
        MISSING.append(f"{module}.{name}")
        return instead


if not TYPE_CHECKING:
    # used only in annotations, and as a base that the classes of typer.core imply
    Command = Context = HelpFormatter = Parameter = CompletionItem = object
    BadOptionUsage, MissingParameter, NoSuchOption, UsageError = (
        _found("typer._click.exceptions", name, _NeverRaised)
        for name in ("BadOptionUsage", "MissingParameter", "NoSuchOption", "UsageError")
    )
    get_command_from_info = _found("typer.main", "get_command_from_info")
    BashComplete, FishComplete, ZshComplete = (
        _found("typer._completion_classes", name, object)
        for name in ("BashComplete", "FishComplete", "ZshComplete")
    )
    add_completion_class = _found("typer._click.shell_completion", "add_completion_class")
    Shells, _completion_scripts, _get_shell_name, get_completion_script, install = (
        _found("typer._completion_shared", name)
        for name in (
            "Shells",
            "_completion_scripts",
            "_get_shell_name",
            "get_completion_script",
            "install",
        )
    )

shell_name = _get_shell_name
completion_scripts = _completion_scripts
OWN_COMPLETION = not any("completion" in name.rpartition(".")[0] for name in MISSING)
"""Whether all is there that our completion needs; else Typer's own remains."""


def choices_of(param: TyperArgument | TyperOption) -> Sequence[object]:
    """Return the accepted values of a parameter, if they form a list."""
    kind = getattr(param, "type_descriptor", None) or getattr(param, "type", None)
    return getattr(kind, "choices", None) or ()


def least_of(param: TyperArgument | TyperOption) -> object:
    """Return the minimum of a parameter, if there is one."""
    return getattr(param, "min", None)


def parsed(ctx: Context, words: Sequence[str]) -> tuple[Mapping[str, object], Sequence[Parameter]]:
    """Return a command's parsed words before any checks, and its parameters as often as named."""
    make = getattr(ctx.command, "make_parser", None)
    if not make:
        return {}, ()
    values, _, order = make(ctx).parse_args(list(words))
    return values, order
