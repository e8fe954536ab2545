"""Commands of those who write plans: amend."""

from typing import Annotated

import typer

from roadmap_cli.cli.changing import change, not_empty
from roadmap_cli.cli.options import DateOption, DryRun, Ids, Reason, many
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import session
from roadmap_cli.errors import UsageError
from roadmap_cli.plan import changes
from roadmap_cli.plan.changes import Amendment

commands = RussianTyper()

TitleOption = Annotated[
    str | None,
    typer.Option("--title", "-t", metavar="ТЕКСТ", help="мероприятие", show_default=False),
]
TermOption = Annotated[
    str | None,
    typer.Option("--term", metavar="СРОК", help="срок словами документа", show_default=False),
]
PartiesOption = Annotated[
    list[str],
    many("--responsible", "-r", metavar="ОТВЕТСТВЕННЫЙ", help="ответственный; можно несколько"),
]


@commands.command()
def amend(  # noqa: PLR0913  # each parameter is one option of the command
    context: typer.Context,
    *,
    ids: Ids,
    title: TitleOption = None,
    term: TermOption = None,
    responsible: PartiesOption,
    reason: Reason,
    date: DateOption = None,
    dry_run: DryRun = False,
) -> None:
    """Изменить мероприятие, срок, ответственных по новому приказу; прежнее — в истории."""
    now = session(context)
    why = not_empty(reason, "основание")
    wanted = Amendment(title, term, responsible)
    if not any(wanted):
        raise UsageError("скажите, что изменить: --title, --term или --responsible")
    change(now, ids, lambda home: changes.amend(wanted, why, now.date(date, home)), dry_run=dry_run)
