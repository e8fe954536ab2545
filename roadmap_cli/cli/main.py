"""The application, and the one place where errors become sentences and exit codes."""

import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from roadmap_cli.cli.options import files, flag, option, plans, view_if_readable
from roadmap_cli.cli.russian import RussianGroup, RussianTyper
from roadmap_cli.cli.russian.help import SHARED, takes_value
from roadmap_cli.cli.terminal import as_text, on_terminal, say, say_error
from roadmap_cli.errors import ExitCode, RoadmapError, UsageError

if TYPE_CHECKING:
    from roadmap_cli.cli.russian.typer_private import Command, Context

COMMANDS: dict[str, list[str]] = {}
"""The commands under the headings of the help."""
MODULES: dict[str, str] = {}
"""The modules of the commands."""
for _heading, _module, _names in (
    ("Посмотреть", "listing", "list show overdue changes"),
    ("Посмотреть", "reporting", "timeline"),
    ("Посмотреть", "listing", "parties"),
    ("Отметить", "changing", "done progress start submit return cancel request postpone reopen"),
    ("Отметить", "changing", "note undo"),
    ("Составить план", "importing", "import"),
    ("Составить план", "adding", "new add amend edit"),
    ("Составить план", "listing", "check term"),
    ("Сообщить", "reminding", "remind"),
    ("Сообщить", "reporting", "report letters calendar"),
    ("Вместе", "syncing", "sync"),
    ("Прочее", "adding", "init"),
    ("Прочее", "listing", "schema"),
    ("Прочее", "helping", "help"),
):
    COMMANDS.setdefault(_heading, []).extend(_names.split())
    MODULES.update(dict.fromkeys(_names.split(), _module))
MODULES["merge-driver"] = "syncing"  # called by git
SHARED_BY: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("new", "schema", "help", "merge-driver"), ()),
    **dict.fromkeys(("init", "sync"), ("file",)),
    "import": ("today",),
    "term": ("file", "today"),
    **dict.fromkeys(("overdue", "remind", "letters", "check", "undo"), ("file", "plan", "today")),
}


class _Commands(RussianGroup):
    """The commands, each loaded on demand, as start-up is most of a short run."""

    headings = COMMANDS
    shared_by = SHARED_BY

    def list_commands(self, ctx: "Context") -> list[str]:  # noqa: ARG002  # as Typer calls it
        """Name all commands in the order of the help."""
        return list(MODULES)

    def get_command(self, ctx: "Context", cmd_name: str) -> "Command | None":
        """Load a command's module and build the command, once."""
        if cmd_name in MODULES and cmd_name not in self.commands:
            module = import_module(f"roadmap_cli.cli.{MODULES[cmd_name]}")
            commands: RussianTyper = module.commands
            self.commands[cmd_name] = commands.build(cmd_name)
        return super().get_command(ctx, cmd_name)

    def meant(self, ctx: "Context", words: Sequence[str]) -> str:
        """Return the command line that was meant by misplaced words."""
        from roadmap_cli.cli.russian.mistakes import meant  # noqa: PLC0415  # only a mistake pays for it

        name = next((word for word in words if word in MODULES), "")
        command = self.get_command(ctx, name)
        params = [*self.params, *(command.params if command else ())]
        valued = {name for each in params if takes_value(each) for name in each.opts}
        return meant(words, name, view_if_readable(ctx), valued)

    def closing_lines(self, name: str = "") -> Sequence[str]:
        """End the help of a command with its examples, that of the program with its own options."""
        from roadmap_cli.cli import helping  # noqa: PLC0415  # only help needs it

        return helping.EXAMPLES.get(name, ()) if name else helping.OPTIONS


app = RussianTyper(
    name="roadmap",
    help="Контроль исполнения планов (дорожных карт), которые лежат в файлах YAML.",
    cls=_Commands,
    no_args_is_help=False,
)


_shared = partial(option, rich_help_panel=SHARED)


def _version(wanted: object) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  # nobody else needs it

        typer.echo(f"roadmap {version('roadmap-control')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _shared_options(
    context: typer.Context,
    *,
    file: Annotated[
        list[str] | None,
        _shared(
            "--file -f",
            "ФАЙЛ",
            "файл или папка планов; если не указан — $ROADMAP_FILE, затем ближайшие roadmap_*.yaml",
            files,
        ),
    ] = None,
    plan: Annotated[
        list[str] | None,
        _shared("--plan", "ПЛАН", "какой план из найденных: 2020, школа-3/2020", plans),
    ] = None,
    everything: Annotated[
        bool, _shared("--all", None, "все найденные планы, а не только действующие сегодня")
    ] = False,
    today: Annotated[
        str | None,
        _shared(
            "--today",
            "ДАТА",
            "считать сегодняшним этот день; если не указан — $ROADMAP_TODAY, затем часы",
        ),
    ] = None,
    version: Annotated[
        bool, flag("--version", "показать версию и выйти", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Declare the options, which commands read by `shared`. Without a command, greet a person."""
    if context.invoked_subcommand is None:
        if not on_terminal():
            raise UsageError("не указана команда; все команды: roadmap --help")
        from roadmap_cli.cli.helping import greet  # noqa: PLC0415  # only a bare `roadmap`

        greet(context)


def main() -> NoReturn:
    """Run the command line of this process and exit with its code."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # UTF-8 whatever the locale; undecodable bytes of file names are shown instead of failing
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")  # type: ignore[union-attr]
    if sys.stdin is not None:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    code = run([as_text(word) for word in sys.argv[1:]])
    gc.freeze()  # at exit a collection would find nothing and take a tenth of a run
    sys.exit(code)


def _quoted(words: Sequence[str]) -> list[str]:
    """Treat «…» after an option as quotes, which the shell does not: --note «протокол № 4»."""
    found: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        is_value = bool(found) and found[-1].startswith("-")
        if is_value and word.startswith("«") and word.count("«") > word.count("»"):
            for end in range(1, len(rest) + 1):
                text = " ".join([word, *rest[:end]])
                if rest[end - 1].startswith("-"):
                    break
                if text.endswith("»") and text.count("«") == text.count("»"):
                    word = text[1:-1]
                    del rest[:end]
                    break
        found.append(word)
    return found


def _numbered(words: list[str]) -> list[str]:
    """Join «№ 7» right after a command; further on it may be part of unquoted text."""
    first = next((at for at, word in enumerate(words, 1) if word in MODULES), len(words))
    found = words[:first]
    rest = words[first:]
    while rest[:1] == ["№"] and rest[1:] and rest[1][:1].isdecimal():
        found.append("".join(rest[:2]))
        rest = rest[2:]
    return found + rest


@cache
def _program() -> "Command":
    return typer.main.get_command(app)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return the exit code."""
    words = _numbered(_quoted(arguments))
    try:
        return _program().main(words, prog_name="roadmap", standalone_mode=False) or 0
    except typer.TyperException as error:
        from roadmap_cli.cli.russian.mistakes import sentence  # noqa: PLC0415  # only a mistake pays for it

        say(sentence(error))
        return UsageError.exit_code
    except RoadmapError as error:
        say_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:
        if os.environ.get("ROADMAP_DEBUG"):
            raise
        say(
            f"сбой самой программы ({type(error).__name__}: {error}); "
            "подробности: ROADMAP_DEBUG=1 roadmap …"
        )
        return ExitCode.CRASHED
