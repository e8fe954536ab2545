"""The application that the commands join, and the options that all of them share."""

from __future__ import annotations

from typing import Annotated

import typer

from roadmap_cli.russian import SHARED, RussianTyper

app = RussianTyper(name="roadmap", help="Контроль исполнения плана (дорожной карты), который лежит в одном файле YAML.")


def _version(*, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  # nobody else needs it

        typer.echo(f"roadmap {version('roadmap-control')}")
        raise typer.Exit


@app.callback()
def _shared_options(
    file: Annotated[
        str | None,
        typer.Option(
            "--file",
            "-f",
            metavar="ФАЙЛ",
            help="файл плана; без него $ROADMAP_FILE, затем ближайший roadmap_*.yaml",
            rich_help_panel=SHARED,
        ),
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(
            "--today",
            metavar="ДАТА",
            help="считать сегодняшним этот день; без него $ROADMAP_TODAY, затем часы",
            rich_help_panel=SHARED,
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Показать версию и выйти", is_eager=True, callback=lambda wanted: _version(wanted=wanted)
        ),
    ] = False,  # a flag of the command line
) -> None:
    """Take the options; commands read them by `russian.shared`."""
