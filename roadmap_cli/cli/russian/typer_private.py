"""Typer's private names, read in 0.29: the one place that a new version of Typer may break."""

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
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info

shell_name = _get_shell_name
completion_scripts = _completion_scripts

__all__ = [
    "BadOptionUsage",
    "BashComplete",
    "Command",
    "CompletionItem",
    "Context",
    "FishComplete",
    "HelpFormatter",
    "MissingParameter",
    "NoSuchOption",
    "Parameter",
    "Shells",
    "TyperArgument",
    "TyperCommand",
    "TyperGroup",
    "TyperOption",
    "UsageError",
    "ZshComplete",
    "add_completion_class",
    "completion_scripts",
    "get_command_from_info",
    "get_completion_script",
    "install",
    "shell_name",
]
