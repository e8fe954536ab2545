"""Commands for those who ask how plans are executed: report and timeline."""

import os
from enum import StrEnum
from typing import Annotated

import typer

from roadmap_cli.cli.options import AsOfOption, PartyOption, SectionOption
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, session
from roadmap_cli.cli.streams import data_stream, on_terminal, write
from roadmap_cli.plan import filters
from roadmap_cli.plan.filters import Filters
from roadmap_cli.plan.view import View

commands = RussianTyper()

AsciiOption = Annotated[bool, typer.Option("--ascii", help="рисовать полосы знаками ASCII")]


class ReportFormat(StrEnum):
    """Forms of a report."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


def _as_of(now: Session, date: str | None, wanted: Filters) -> View:
    """See the plans in view as of a day, and of them the rows that are wanted."""
    plans = now.view.plans
    day = now.date(date, plans[0]) or now.today
    return filters.choose(View.of(plans, day), wanted)


@commands.command()
def report(  # noqa: PLR0913  # each parameter is one option of the command
    context: typer.Context,
    *,
    as_of: AsOfOption = None,
    responsible: PartyOption,
    section: SectionOption,
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
    """Составить отчёт: цифры, проценты, просроченные и перенесённые пункты."""
    from roadmap_cli.views import report as reports  # noqa: PLC0415  # only this command needs it
    from roadmap_cli.views import report_text  # noqa: PLC0415  # the same

    now = session(context)
    view = _as_of(now, as_of, Filters(parties=responsible, sections=section))
    match form or (ReportFormat.TABLE if on_terminal() else ReportFormat.MARKDOWN):
        case ReportFormat.JSON:
            write(report_text.json_text(view, now.today))
        case ReportFormat.HTML:
            from roadmap_cli.views import html_page  # noqa: PLC0415  # only this form needs it

            write(html_page.page(view, now.today))
        case ReportFormat.MARKDOWN:
            write(report_text.markdown(reports.build(view, now.today)))
        case ReportFormat.TABLE:
            from roadmap_cli.views import report_tables, tables  # noqa: PLC0415  # rich

            signs = _plain_signs(wanted=ascii_only)
            layout = report_tables.report(reports.build(view, now.today), ascii_only=signs)
            write(tables.text(data_stream(), layout))
    now.say_debts()
    now.end()


@commands.command()
def timeline(
    context: typer.Context,
    *,
    as_of: AsOfOption = None,
    responsible: PartyOption,
    section: SectionOption,
    ascii_only: AsciiOption = False,
) -> None:
    """Показать план полосами по месяцам."""
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only where it draws
    from roadmap_cli.views import timeline as lines  # noqa: PLC0415  # the same

    now = session(context)
    view = _as_of(now, as_of, Filters(parties=responsible, sections=section))
    drawing = lines.timeline(view, ascii_only=_plain_signs(wanted=ascii_only))
    write(tables.text(data_stream(), drawing))
    now.end()


def _plain_signs(*, wanted: bool) -> bool:
    """Tell whether bars keep to ASCII: it is asked for, or the terminal knows nothing else."""
    return wanted or os.environ.get("TERM") == "dumb"
