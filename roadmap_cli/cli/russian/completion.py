"""Completion in bash, zsh and fish: its two options in Russian, scripts and answers of our own.

Typer's scripts offer files where nothing is known; its answers split descriptions, lose the order
and cannot complete what was typed in another case. What is offered is in `cli.options`.
"""

from __future__ import annotations

import os
import re
import shlex
from typing import TYPE_CHECKING

import typer

from roadmap_cli.cli.russian.typer_private import (
    BashComplete,
    FishComplete,
    Shells,
    ZshComplete,
    add_completion_class,
    completion_scripts,
    get_completion_script,
    install,
    shell_name,
)

if TYPE_CHECKING:
    from roadmap_cli.cli.russian.typer_private import CompletionItem, Context, Parameter


def _shell(ctx: Context) -> str:
    name = shell_name()
    if name not in set(Shells):
        ctx.fail(f"эта оболочка не поддерживается; подойдут {', '.join(Shells)}")
    return name


def _install_completion(ctx: Context, _param: Parameter, value: object) -> None:
    if value and not ctx.resilient_parsing:
        shell, path = install(_shell(ctx))
        typer.echo(
            f"Автодополнение для {shell} записано в {path} и заработает в новом окне терминала"
        )
        raise typer.Exit


def _show_completion(ctx: Context, _param: Parameter, value: object) -> None:
    if value and not ctx.resilient_parsing:
        name = ctx.find_root().info_name or ""
        variable = f"_{name}_COMPLETE".replace("-", "_").upper()
        script = get_completion_script(prog_name=name, complete_var=variable, shell=_shell(ctx))
        typer.echo(script)
        raise typer.Exit


OPTIONS = {
    "install_completion": ("включить автодополнение команд в этой оболочке", _install_completion),
    "show_completion": ("показать сценарий автодополнения для этой оболочки", _show_completion),
}


class Offered(str):
    """A text offered whatever was typed, although Typer drops what does not begin as typed."""

    __slots__ = ()

    def startswith(self, *_typed: object) -> bool:
        """Return True: what offers it has already checked what was typed."""
        return True


FILES = Offered("/")
"""Offered alone, it asks the shell for the names of its files."""

_SCRIPT_BASH = """
%(complete_func)s() {
    local IFS=$'\\n' line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == / ]]; then compopt -o default
        elif [[ $line ]]; then COMPREPLY+=("$line")
        fi
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD COMP_TYPE=$COMP_TYPE \\
        COLUMNS=${COLUMNS:-80} %(autocomplete_var)s=complete_bash "$1")
    compopt -o nosort
} 2> /dev/null

complete -F %(complete_func)s %(prog_name)s
"""

_SCRIPT_ZSH = """
#compdef %(prog_name)s

%(complete_func)s() {
    eval "$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" \\
        %(autocomplete_var)s=complete_zsh %(prog_name)s 2> /dev/null)"
}

if [[ $funcstack[1] == _%(prog_name)s ]]; then
    %(complete_func)s
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

_SCRIPT_FISH = """
function %(complete_func)s
    set -lx %(autocomplete_var)s complete_fish
    set -lx _TYPER_COMPLETE_FISH_ACTION get-args
    set -lx _TYPER_COMPLETE_ARGS (commandline -cp)
    set -l found (%(prog_name)s 2> /dev/null)
    if test "$found" = /
        __fish_complete_path (commandline -ct)
    else
        string join -- \\n $found
    end
end

complete --command %(prog_name)s --no-files --keep-order --arguments '(%(complete_func)s)'
"""


_INSERTED = ("37", "42")  # kinds of completion that insert every line into the command
# -U: zsh's own comparison does not ignore the case of Russian letters
_ZSH_DESCRIBE = "_describe -V roadmap found -U"


def _option(incomplete: str) -> str:
    """Return the `--name=` that a word begins with, if it does."""
    name, sign, _ = incomplete.partition("=")
    return name + sign if sign and name.startswith("--") else ""


class RussianBashComplete(BashComplete):
    """Answers for bash, which shows whole lines and inserts their common prefix."""

    colons = 0

    def get_completion_args(self) -> tuple[list[str], str]:
        """Drop equals signs and join at colons, which bash makes separate words."""
        words: list[str] = []
        begun = int(os.environ["COMP_CWORD"])
        for place, word in enumerate(os.environ["COMP_WORDS"].split("\n")[: begun + 1]):
            if place > 1 and (word == ":" or (words and words[-1].endswith(":"))):
                words[-1] += word
            else:
                words.append(word)
        os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(words), str(len(words) - 1)
        args, incomplete = super().get_completion_args()
        self.colons = 0 if words[-1].startswith(("'", '"')) else incomplete.count(":")
        return [arg for arg in args if arg != "="], incomplete

    def complete(self) -> str:
        """Add meanings, cut to the width, to the values if the choice is only shown."""
        items = self.get_completions(*self.get_completion_args())
        for item in items:
            item.value = self.format_completion(item)
        is_choice = len(items) > 1 and any(item.help for item in items)
        if not is_choice or os.environ.get("COMP_TYPE") in _INSERTED:
            return "\n".join(item.value for item in items)
        width = int(os.environ.get("COLUMNS", "80"))
        longest = max(len(item.value) for item in items)
        lines = [f"{item.value:<{longest}}  {item.help or ''}".rstrip() for item in items]
        return "\n".join(line if len(line) < width else f"{line[: width - 2]}…" for line in lines)

    def format_completion(self, item: CompletionItem) -> str:
        """Quote what the shell would split, unless the user has opened a quote."""
        value: str = item.value
        words = os.environ["COMP_WORDS"].split("\n")
        typed = words[int(os.environ["COMP_CWORD"]) :]
        if typed and typed[0].startswith(("'", '"')):
            return value
        quoted = re.sub(r"([^\w./,:=+@%-])", r"\\\1", value)
        return quoted.split(":", self.colons)[-1]  # bash already has the rest


class RussianZshComplete(ZshComplete):
    """Answers for zsh: commands of its completion system, which keep the order, in any case."""

    def complete(self) -> str:
        """Write the commands."""
        args, incomplete = self.get_completion_args()
        items = self.get_completions(args, incomplete)
        if not items:
            return ":"
        if items[0].value is FILES:
            return "_files"
        found = " ".join(shlex.quote(self.format_completion(item)) for item in items)
        return f"local -a found=({found})\n{_ZSH_DESCRIBE} -P {shlex.quote(_option(incomplete))}"

    def format_completion(self, item: CompletionItem) -> str:
        """Put a colon between a value and what it means."""
        value = item.value.replace(":", r"\:")
        return f"{value}:{item.help}" if item.help else value


class RussianFishComplete(FishComplete):
    """Answers for fish, which wants whole words: `--name=value`."""

    def complete(self) -> str:
        """Put the meanings after a tab."""
        args, incomplete = self.get_completion_args()
        option = _option(incomplete)
        lines = [
            f"{option}{item.value}\t{item.help or ''}"
            for item in self.get_completions(args, incomplete)
        ]
        return "\n".join(line.rstrip() for line in lines)


def answer_shells() -> None:
    """Register our scripts and answers for the shells."""
    completion_scripts.update(
        {Shells.bash: _SCRIPT_BASH, Shells.zsh: _SCRIPT_ZSH, Shells.fish: _SCRIPT_FISH}
    )
    add_completion_class(RussianBashComplete, Shells.bash)
    add_completion_class(RussianZshComplete, Shells.zsh)
    add_completion_class(RussianFishComplete, Shells.fish)
