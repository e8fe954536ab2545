"""Completion in shells: its two options in Russian, and names of several words in bash."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import typer

from roadmap_cli.cli.russian.typer_private import (
    BashComplete,
    Shells,
    get_completion_script,
    install,
    shell_name,
)

if TYPE_CHECKING:
    from roadmap_cli.cli.russian.typer_private import CompletionItem, Context, Parameter


def _shell(ctx: Context) -> str:
    """Return the name of the user's shell."""
    name = shell_name()
    if name not in set(Shells):
        ctx.fail(f"эта оболочка не поддерживается; подойдут {', '.join(Shells)}")
    return name


def _install_completion(ctx: Context, _param: Parameter, value: object) -> None:
    """Install completion and say so."""
    if value and not ctx.resilient_parsing:
        shell, path = install(_shell(ctx))
        typer.echo(
            f"Автодополнение для {shell} записано в {path} и заработает в новом окне терминала"
        )
        raise typer.Exit


def _show_completion(ctx: Context, _param: Parameter, value: object) -> None:
    """Print the script that completion consists of."""
    if value and not ctx.resilient_parsing:
        name = ctx.find_root().info_name or ""
        variable = f"_{name}_COMPLETE".replace("-", "_").upper()
        typer.echo(get_completion_script(prog_name=name, complete_var=variable, shell=_shell(ctx)))
        raise typer.Exit


OPTIONS = {
    "install_completion": ("Включить автодополнение команд в этой оболочке", _install_completion),
    "show_completion": ("Показать сценарий автодополнения для этой оболочки", _show_completion),
}


class RussianBashComplete(BashComplete):
    """Typer's completion for bash, which neither quotes spaces nor knows `--name=value`."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Drop the equals signs, which bash makes words of their own."""
        args, incomplete = super().get_completion_args()
        return [arg for arg in args if arg != "="], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Quote what the shell would split, unless the user has opened a quote."""
        typed = os.environ["COMP_WORDS"].split("\n")[int(os.environ["COMP_CWORD"]) :]
        return (
            item.value
            if typed and typed[0][:1] in {"'", '"'}
            else re.sub(r"([^\w./,:=+@%-])", r"\\\1", item.value)
        )
