"""Commands for those who ask how the plan is executed: report and timeline."""

import os
from enum import StrEnum
from typing import Annotated

import typer

from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import data_stream, on_terminal, read_date, session, write
from roadmap_cli.plan import standing

commands = RussianTyper()

AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--date", "-d", metavar="ДАТА", help="по состоянию на этот день; без него — на сегодня"
    ),
]
AsciiOption = Annotated[bool, typer.Option("--ascii", help="рисовать полосы знаками ASCII")]


class ReportFormat(StrEnum):
    """Forms of a report."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


@commands.command()
def report(
    context: typer.Context,
    as_of: AsOfOption = None,
    form: Annotated[
        ReportFormat | None,
        typer.Option(
            "--format",
            "-o",
            help="вид вывода; на экран — table, в файл или канал — markdown",
            show_default=False,
        ),
    ] = None,
    ascii_only: AsciiOption = False,
) -> None:
    """Составить отчёт: цифры по разделам и ответственным, проценты, просроченные и перенесённые пункты."""
    from roadmap_cli.views import report as reports  # noqa: PLC0415  # the other commands need not wait for it
    from roadmap_cli.views import report_text  # noqa: PLC0415  # the same

    now = session(context)
    day = reports.Day(read_date(as_of) if as_of else now.today, now.today)
    rows = standing.standings(now.plan, day.as_of)
    match form or (ReportFormat.TABLE if on_terminal() else ReportFormat.MARKDOWN):
        case ReportFormat.JSON:
            write(report_text.json_text(now.plan, rows, day))
        case ReportFormat.HTML:
            from roadmap_cli.views import html_page  # noqa: PLC0415  # only this form needs it

            write(html_page.page(now.plan, rows, day))
        case ReportFormat.MARKDOWN:
            write(report_text.markdown(reports.build(now.plan, rows, day)))
        case ReportFormat.TABLE:
            from roadmap_cli.views import report_tables, tables  # noqa: PLC0415  # rich is loaded only for a table

            content = reports.build(now.plan, rows, day)
            write(
                tables.text(
                    data_stream(),
                    report_tables.report(content, ascii_only=_plain_signs(wanted=ascii_only)),
                )
            )


@commands.command()
def timeline(
    context: typer.Context, as_of: AsOfOption = None, ascii_only: AsciiOption = False
) -> None:
    """Показать план полосами по месяцам."""
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only where it draws
    from roadmap_cli.views import timeline as lines  # noqa: PLC0415  # the same

    now = session(context)
    day = read_date(as_of) if as_of else now.today
    rows = standing.standings(now.plan, day)
    write(
        tables.text(
            data_stream(),
            lines.timeline(now.plan, rows, day, ascii_only=_plain_signs(wanted=ascii_only)),
        )
    )


def _plain_signs(*, wanted: bool) -> bool:
    """Tell whether bars keep to ASCII: because it is asked for, or since the terminal knows nothing else."""
    return wanted or os.environ.get("TERM") == "dumb"
