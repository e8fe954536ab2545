"""Commands about the plan file itself and about wordings: check, schema, init, term."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from roadmap_cli import terms, wording
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, as_path, session, working_folder, write
from roadmap_cli.errors import MissingPlanError, SeveralPlansError, UnreadableTermError
from roadmap_cli.plan import checks
from roadmap_cli.planfile import store
from roadmap_cli.terms import Period, Term
from roadmap_cli.views import output

commands = RussianTyper()

UNREADABLE = UnreadableTermError.exit_code


@commands.command()
def check(context: typer.Context) -> None:
    """Проверить файл плана: ошибки, предупреждения и то, как прочитан каждый срок."""
    now = session(context)
    lines = [
        f"{wording.one_line(item.id)}\t{checks.reading(now.plan, item)}" for item in now.plan.items
    ]
    warnings = [
        f"{now.path}:{line}:{column}: предупреждение: {text}"
        for line, column, text in now.loaded.document.locate(checks.warnings(now.plan, now.today))
    ]
    write("".join(f"{line}\n" for line in [*lines, *warnings]))


@commands.command()
def schema() -> None:
    """Напечатать JSON Schema файла плана для редакторов."""
    write(output.dump_json(store.schema()))


@commands.command()
def init(
    context: typer.Context,
    path: Annotated[
        str | None,
        typer.Argument(metavar="ПУТЬ", help="имя нового файла; без него roadmap_2020.yaml"),
    ] = None,
) -> None:
    """Создать файл со встроенным планом на 2020 год."""
    now = session(context)
    target = now.file or store.unclaimed(working_folder()) if path is None else as_path(path)
    store.create(target)
    write(f"Создан {target}. Дальше: roadmap --file {target} list\n")


class TermFormat(StrEnum):
    """Forms of the output of `term`."""

    TEXT = "text"
    JSON = "json"


@commands.command()
def term(
    context: typer.Context,
    texts: Annotated[
        list[str],
        typer.Argument(
            metavar="СРОК...",
            help="формулировки; без них строки читаются со стандартного ввода",
            default_factory=list,
            show_default=False,
        ),
    ],
    year: Annotated[
        str | None,
        typer.Option(
            "--year", "-y", metavar="ГОД", help="план: 2020, 2019-2020 или 2021-01-01..2023-12-31"
        ),
    ] = None,
    form: Annotated[
        TermFormat, typer.Option("--format", "-o", help="вид вывода")
    ] = TermFormat.TEXT,
) -> None:
    """Показать, как понимаются формулировки сроков."""
    plan = _plan_period(session(context), year)
    wordings = texts or [line for line in sys.stdin.read().splitlines() if line.strip()]
    readings = [_read(text, plan) for text in wordings]
    line = output.reading_json if form is TermFormat.JSON else output.reading_line
    write("".join(line(text, reading) for text, reading in zip(wordings, readings, strict=True)))
    if any(isinstance(reading, UnreadableTermError) for reading in readings):
        raise typer.Exit(UNREADABLE)


def _read(text: str, plan: Period) -> Term | UnreadableTermError:
    try:
        return terms.read(text, plan)
    except UnreadableTermError as error:
        return error


def _plan_period(now: Session, year: str | None) -> Period:
    """Take the period asked for, else the plan's, else the present year."""
    if year:
        return terms.read_plan_period(year)
    try:
        return store.span(now.path)
    except (MissingPlanError, SeveralPlansError):
        return terms.read_plan_period(str(now.today.year))
