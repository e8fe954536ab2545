"""Commands that change items: start, done, cancel, reopen, postpone, note, undo."""

from collections.abc import Sequence
from typing import Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.complete import item_ids_or_months
from roadmap_cli.cli.reading import Ids
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, read_date, say, session, write_changes
from roadmap_cli.errors import UsageError
from roadmap_cli.plan import changes, standing
from roadmap_cli.plan.changes import Change, Decision
from roadmap_cli.plan.model import Plan
from roadmap_cli.planfile import update
from roadmap_cli.views import output

commands = RussianTyper()

Note = Annotated[
    str | None, typer.Option("--note", "-n", metavar="ТЕКСТ", help="примечание", show_default=False)
]
Reason = Annotated[str, typer.Option("--reason", "--note", "-n", metavar="ТЕКСТ", help="основание")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="показать, что будет, и ничего не менять")]


@commands.command()
def start(context: typer.Context, ids: Ids, note: Note = None, dry_run: DryRun = False) -> None:
    """Отметить, что пункты взяты в работу."""
    _change(session(context), ids, changes.start(note), dry_run=dry_run)


@commands.command()
def done(
    context: typer.Context,
    ids: Ids,
    date: Annotated[
        str | None,
        typer.Option("--date", "-d", metavar="ДАТА", help="день исполнения; без него сегодня"),
    ] = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Отметить пункты исполненными."""
    day = None if date is None else read_date(date)
    _change(session(context), ids, changes.done(day, note), dry_run=dry_run)


@commands.command()
def cancel(context: typer.Context, ids: Ids, reason: Reason, dry_run: DryRun = False) -> None:
    """Снять пункты с контроля."""
    _change(session(context), ids, changes.cancel(_said(reason, "основание")), dry_run=dry_run)


@commands.command()
def reopen(context: typer.Context, ids: Ids, note: Note = None, dry_run: DryRun = False) -> None:
    """Открыть исполненные или снятые пункты снова."""
    _change(session(context), ids, changes.reopen(note), dry_run=dry_run)


@commands.command()
def postpone(
    context: typer.Context,
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="номера пунктов", autocompletion=item_ids_or_months),
    ],
    term: Annotated[str, typer.Argument(metavar="СРОК", help="новый срок словами или датой")],
    reason: Reason,
    dry_run: DryRun = False,
) -> None:
    """Перенести срок; утверждённый срок остаётся в файле."""
    _change(
        session(context), ids, changes.postpone(term, _said(reason, "основание")), dry_run=dry_run
    )


@commands.command()
def note(
    context: typer.Context,
    ids: Ids,
    text: Annotated[str, typer.Argument(metavar="ТЕКСТ", help="примечание")],
    dry_run: DryRun = False,
) -> None:
    """Записать к пунктам примечание."""
    _change(session(context), ids, changes.note(_said(text, "текст примечания")), dry_run=dry_run)


@commands.command()
def undo(context: typer.Context, dry_run: DryRun = False) -> None:
    """Отменить последнее изменение."""
    now = session(context)
    before, after, entry = update.undo(now.path, dry_run=dry_run)
    lines = _lines(now, before, after, list(entry.items))
    write_changes(
        f"отменено ({wording.one_line(entry.by)}, {entry.at.replace('T', ' ')}): {line}"
        for line in lines
    )
    _remind_of_dry_run(dry_run=dry_run)


def _said(text: str, what: str) -> str:
    """Refuse an empty text where the command is about the text."""
    if not text.strip():
        raise UsageError(f"{what} не может быть пустым")
    return text


def _change(now: Session, ids: Sequence[str], decide: Decision, *, dry_run: bool) -> None:
    """Change all the items or none, and say a line about each."""

    def decide_all(plan: Plan) -> list[Change]:
        return [decide(plan, item, now.stamp) for _, item in standing.find_items(plan, ids)]

    before, after, made = update.change(now.path, decide_all, dry_run=dry_run)
    changed = [each.item.id for each in made if each.event]
    lines = _lines(now, before, after, changed)
    for each in made:
        if not each.event:
            row = _rows(before, now)[each.item.id]
            lines.append(output.nothing_line(row))
    write_changes(lines)
    _remind_of_dry_run(dry_run=dry_run)


def _lines(now: Session, before: Plan, after: Plan, ids: Sequence[str]) -> list[str]:
    old, new = _rows(before, now), _rows(after, now)
    tally = standing.tally(list(new.values()))
    return [output.change_line(old[item_id], new[item_id], tally) for item_id in ids]


def _rows(plan: Plan, now: Session) -> dict[str, standing.Standing]:
    return {row.item.id: row for row in standing.standings(plan, now.today)}


def _remind_of_dry_run(*, dry_run: bool) -> None:
    if dry_run:
        say("пробный запуск: файл не изменён")
