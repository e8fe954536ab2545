"""The command `help`, and what a bare `roadmap` says at a terminal."""

from collections.abc import Sequence
from typing import Annotated

import typer

from roadmap_cli.cli.complete import command_names
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.russian.mistakes import suggestion
from roadmap_cli.cli.session import session
from roadmap_cli.cli.streams import data_stream, write
from roadmap_cli.errors import MissingPlanError, UsageError
from roadmap_cli.plan.filters import due_within, worst_first
from roadmap_cli.views import sentences

commands = RussianTyper()

AHEAD = 30  # days
NO_PLAN_YET = (
    ("roadmap import приказ.docx", "из документа Word, Excel, CSV, HTML"),
    ("roadmap new {year}", "пустой план на год"),
    ("roadmap init", "готовый план, чтобы попробовать"),
)
EVERY_DAY = (
    ("roadmap list --month Сентябрь", "что в плане на месяц"),
    ('roadmap done 7 --note "протокол № 4"', "отметить исполнение"),
    ('roadmap progress 12 "проведён семинар"', "записать, что сделано"),
    ("roadmap overdue", "что просрочено"),
    ("roadmap report", "отчёт об исполнении"),
    ("roadmap undo", "отменить последнее изменение"),
)


@commands.command("help")
def show_help(
    context: typer.Context,
    command: Annotated[
        str | None,
        typer.Argument(
            metavar="КОМАНДА",
            help="о какой команде",
            autocompletion=command_names,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Показать справку о программе или о команде."""
    root = context.find_root()
    group = root.command
    if command is None:
        write(group.get_help(root) + "\n")
        return
    found = group.get_command(root, command)  # type: ignore[attr-defined]
    if found is None:
        names = group.list_commands(root)  # type: ignore[attr-defined]
        hint = suggestion(command, names) or "все команды: roadmap --help"
        raise UsageError(f"нет команды «{command}»; {hint}")
    own = typer.Context(found, info_name=command, parent=root)
    write(found.get_help(own) + "\n")


def greet(context: typer.Context) -> None:
    """Show at a terminal what is due now, and the commands of every day."""
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

    now = session(context)
    try:
        view = now.everywhere
    except MissingPlanError:
        write("Плана в этой папке пока нет. Создайте его:\n")
        year = now.today.year
        _write_commands([(line.format(year=year), what) for line, what in NO_PLAN_YET])
        write("\nДальше, на каждый день:\n")
    else:
        late = worst_first(view.rows)
        soon = [row for row in view.rows if due_within(view, row, AHEAD)]
        shown = view.only([*late, *soon])
        chosen_by = [f"просрочено и на {AHEAD} дней вперёд"]
        summary = sentences.summary(shown, len(view.rows), chosen_by)
        listing = tables.items([tables.Block("", shown)], summary, compact=True, in_order=False)
        write(tables.text(data_stream(), listing) + "\n")
    _write_commands(EVERY_DAY)
    write("\nВсе команды: roadmap --help, о команде: roadmap help done\n")


def _write_commands(commands_with_meanings: Sequence[tuple[str, str]]) -> None:
    """Write commands and what they do, both lists in columns of the same width."""
    width = max(len(line) for line, _ in EVERY_DAY)
    lines = [f"  {line:<{width}}  {what}\n" for line, what in commands_with_meanings]
    write("".join(lines))
