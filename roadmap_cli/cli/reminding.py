"""The command that reminds people: on the screen, through cron, by mail."""

from typing import Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.options import (
    DryRun,
    ExitCodeOption,
    PartyOption,
    TextOrJson,
    TextOrJsonOption,
)
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import session
from roadmap_cli.cli.streams import on_terminal, write
from roadmap_cli.errors import UsageError
from roadmap_cli.plan import filters, report_lists
from roadmap_cli.plan.filters import Filters
from roadmap_cli.plan.report_lists import Pace
from roadmap_cli.plan.view import View
from roadmap_cli.views import output

commands = RussianTyper()


@commands.command()
def remind(
    context: typer.Context,
    *,
    within: Annotated[
        int, typer.Option("--within", min=0, metavar="ДНЕЙ", help="срок наступит за столько дней")
    ] = 7,
    quiet: Annotated[
        int,
        typer.Option(
            "--quiet",
            min=1,
            max=36_500,
            metavar="ДНЕЙ",
            help="исполняется, а записей о ходе нет столько дней",
        ),
    ] = 90,
    by_responsible: Annotated[
        bool, typer.Option("--by-responsible", help="отдельно по каждому ответственному")
    ] = False,
    responsible: PartyOption,
    form: TextOrJsonOption = TextOrJson.TEXT,
    exit_code: ExitCodeOption = False,
    mail: Annotated[
        bool, typer.Option("--mail", help="разослать почтой через $ROADMAP_SMTP")
    ] = False,
    once: Annotated[
        bool, typer.Option("--once", help="с --mail: не слать того, что сегодня уже отправлено")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Напомнить о сроках всех планов: просрочено, скоро, ждёт проверки, начинается, без записей."""
    if (once or dry_run) and not mail:
        raise UsageError("--once и --dry-run относятся к письмам: добавьте --mail")
    if by_responsible and form is TextOrJson.JSON:
        raise UsageError("в json ответственные стоят у каждого пункта: уберите --by-responsible")
    now, pace = session(context), Pace(within, quiet)
    now.say_period()
    view = filters.choose(now.everywhere, Filters(parties=responsible))
    names = filters.parties_named(now.everywhere, responsible) if responsible else None
    found = report_lists.digest(view, pace)
    if mail:
        from roadmap_cli.cli.mailing import Mailing, mail_digests  # noqa: PLC0415  # only to send

        mail_digests(now, view, Mailing(names, pace, once, dry_run))
    elif form is TextOrJson.JSON:
        write(output.digest_json(view, found))
    elif by_responsible:
        write(_by_party(view, names, pace))
    else:
        write(output.digest_text(view, found, pace))
    if not (found or mail) and on_terminal():
        write(f"Напоминать не о чем: на {wording.day(now.today)} всё в срок.\n")
    now.end(found=bool(found) and exit_code)


def _by_party(view: View, names: list[str] | None, pace: Pace) -> str:
    """Write each party's digest under its name; one with nothing in it is left out."""
    parts = []
    for name, found in report_lists.by_party(view, pace, names).items():
        parts.append(output.digest_heading(name) + output.digest_text(view, found, pace))
    return "\n".join(parts)
