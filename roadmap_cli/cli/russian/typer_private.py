"""Typer's private names, read in 0.29: the one place that a new version of Typer may break."""

from typer._click import Command, Context, HelpFormatter, Parameter
from typer._click.exceptions import BadOptionUsage, MissingParameter, NoSuchOption, UsageError
from typer._click.shell_completion import CompletionItem, add_completion_class
from typer._completion_classes import BashComplete
from typer._completion_shared import Shells, _get_shell_name, get_completion_script, install
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info

shell_name = _get_shell_name

__all__ = [
    "BadOptionUsage",
    "BashComplete",
    "Command",
    "CompletionItem",
    "Context",
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
    "add_completion_class",
    "get_command_from_info",
    "get_completion_script",
    "install",
    "shell_name",
]
