"""Commands that change items: start … note, submit and return, done, postpone, undo."""

from collections.abc import Callable, Collection, Sequence
from typing import Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.complete import item_ids_or_months, months
from roadmap_cli.cli.options import DateOption, DryRun, Ids, Note, OpenIds, Reason
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, session
from roadmap_cli.cli.streams import say, write_changes
from roadmap_cli.errors import NothingToUndoError, TwoPlansError, UsageError
from roadmap_cli.plan import changes
from roadmap_cli.plan.changes import Change, Decision, Execution
from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.standing import NamedPlan, Standing, standing
from roadmap_cli.plan.view import Count
from roadmap_cli.planfile import update
from roadmap_cli.views import sentences

commands = RussianTyper()

Text = Annotated[str, typer.Argument(metavar="ТЕКСТ", help="текст; несколько слов — в кавычках")]


@commands.command()
def start(
    context: typer.Context,
    ids: OpenIds,
    date: DateOption = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Отметить, что пункты взяты в работу."""
    now = session(context)
    change(now, ids, lambda home: changes.start(now.date(date, home), note), dry_run=dry_run)


@commands.command()
def progress(
    context: typer.Context,
    ids: OpenIds,
    text: Text,
    date: DateOption = None,
    dry_run: DryRun = False,
) -> None:
    """Записать к пунктам, что сделано: строка о ходе исполнения с датой."""
    now = session(context)
    said = not_empty(text, "текст")
    change(now, ids, lambda home: changes.progress(said, now.date(date, home)), dry_run=dry_run)


@commands.command()
def submit(
    context: typer.Context,
    ids: OpenIds,
    date: DateOption = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Представить пункты на проверку: исполнено, ждёт решения контролёра."""
    now = session(context)
    change(now, ids, lambda home: changes.submit(now.date(date, home), note), dry_run=dry_run)


@commands.command("return")
def give_back(
    context: typer.Context,
    ids: OpenIds,
    reason: Reason,
    date: DateOption = None,
    dry_run: DryRun = False,
) -> None:
    """Вернуть представленные пункты в работу."""
    now = session(context)
    why = not_empty(reason, "основание")
    change(now, ids, lambda home: changes.give_back(why, now.date(date, home)), dry_run=dry_run)


@commands.command()
def done(  # noqa: PLR0913  # each parameter is one option of the command
    context: typer.Context,
    *,
    ids: OpenIds,
    date: DateOption = None,
    note: Note = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            metavar="ПЕРИОД",
            help="какой период пункта с несколькими сроками: «II квартал», «март»",
            autocompletion=months,
            show_default=False,
        ),
    ] = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="исправить уже записанные дату и примечание")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Отметить пункты исполненными."""
    now = session(context)

    def decision(home: NamedPlan) -> Decision:
        return changes.done(Execution(now.date(date, home), note, period, correct))

    change(now, ids, decision, dry_run=dry_run)


@commands.command()
def cancel(
    context: typer.Context,
    ids: OpenIds,
    reason: Reason,
    date: DateOption = None,
    dry_run: DryRun = False,
) -> None:
    """Снять пункты с контроля."""
    now = session(context)
    why = not_empty(reason, "основание")
    change(now, ids, lambda home: changes.cancel(why, now.date(date, home)), dry_run=dry_run)


@commands.command()
def reopen(
    context: typer.Context,
    ids: Ids,
    date: DateOption = None,
    note: Note = None,
    dry_run: DryRun = False,
) -> None:
    """Открыть исполненные или снятые пункты снова."""
    now = session(context)
    change(now, ids, lambda home: changes.reopen(note, now.date(date, home)), dry_run=dry_run)


@commands.command()
def postpone(  # noqa: PLR0913  # each parameter is one option of the command
    context: typer.Context,
    *,
    ids: Annotated[
        list[str],
        typer.Argument(
            metavar="НОМЕР...", help="номера пунктов", autocompletion=item_ids_or_months
        ),
    ],
    term: Annotated[str, typer.Argument(metavar="СРОК", help="новый срок словами или датой")],
    reason: Reason,
    date: DateOption = None,
    dry_run: DryRun = False,
) -> None:
    """Перенести срок; утверждённый остаётся в файле, к нему можно вернуться."""
    now = session(context)
    why = not_empty(reason, "основание")

    def decision(home: NamedPlan) -> Decision:
        return changes.postpone(term, why, now.date(date, home))

    change(now, ids, decision, dry_run=dry_run)


@commands.command()
def note(
    context: typer.Context,
    ids: Ids,
    text: Text,
    date: DateOption = None,
    dry_run: DryRun = False,
) -> None:
    """Записать к пунктам примечание."""
    now = session(context)
    said = not_empty(text, "текст примечания")
    change(now, ids, lambda home: changes.note(said, now.date(date, home)), dry_run=dry_run)


@commands.command()
def undo(context: typer.Context, dry_run: DryRun = False) -> None:
    """Отменить последнее изменение."""
    now = session(context)
    home = _changed_last(now)
    before, after, entry = update.undo(now.path(home), dry_run=dry_run)
    when, who = wording.moment(entry.moment), wording.one_line(entry.by)
    prefix = f"Отменено ({when}, {who}): "
    lines = difference(now, home, before, after) or [sentences.deed(entry.did)]
    write_changes([f"{prefix}{line}" for line in lines])
    remind_of_dry_run(dry_run=dry_run)


def difference(now: Session, home: NamedPlan, before: Plan, after: Plan) -> list[str]:
    """Say a line about every item that is another, new or gone."""
    old, new = _standings(now, home, before), _standings(now, home, after)
    count = Count.of(new.values())
    lines: list[str] = []
    for item_id in {**new, **old}:
        row, was = new.get(item_id), old.get(item_id)
        if row is None or was is None:
            there = row or was
            assert there is not None  # noqa: S101  # for the type checker: the id is of one of them
            name = now.name_of(there)
            lines.append(sentences.presence_line(name, there, count, added=was is None))
        elif row.item != was.item:
            lines.append(sentences.change_line(now.name_of(row), was, row, count))
    return lines


def _changed_last(now: Session) -> NamedPlan:
    """Choose among the plans found the one that was changed last."""
    homes = now.everywhere.plans
    times = [update.changed_at(now.path(home)) for home in homes]
    last = max(times, default=("", 0))
    if not last[0]:
        raise NothingToUndoError([now.path(home) for home in homes])
    return homes[times.index(last)]


def not_empty(text: str, what: str) -> str:
    """Refuse an empty text where the command is about the text."""
    if not text.strip():
        raise UsageError(f"{what} не может быть пустым")
    return text


def change(
    now: Session,
    words: Sequence[str],
    decision_for: Callable[[NamedPlan], Decision],
    *,
    dry_run: bool,
) -> None:
    """Change all the items or none, and say a line about each."""
    rows = now.meant(words, to_change=True)
    home = _only_plan(rows)
    decision = decision_for(home)
    numbers = [row.item.id for row in rows]
    old: dict[str, Standing] = {}

    def decide_all(plan: Plan) -> list[Change]:
        old.update(_standings(now, home, plan, numbers))
        return [decision(old[number], now.stamp) for number in numbers]

    before, after, made = update.change(now.path(home), decide_all, dry_run=dry_run)
    new = _standings(now, home, after)
    count = Count.of(new.values())
    changed = [each.item.id for each in made if each.event]
    untouched = [old[each.item.id] for each in made if not each.event]
    lines = [
        sentences.change_line(now.name_of(new[number]), old[number], new[number], count)
        for number in changed
    ]
    lines += [sentences.nothing_line(now.name_of(row), row) for row in untouched]
    write_changes(lines)
    remind_of_dry_run(dry_run=dry_run)
    now.say_debts(NamedPlan(home.name, before if dry_run else after))


def _only_plan(rows: Sequence[Standing]) -> NamedPlan:
    """Give the one plan of the items that a command changes."""
    homes = {row.home.name: row.home for row in rows}
    if len(homes) > 1:
        raise TwoPlansError(list(homes))
    return rows[0].home


def _standings(
    now: Session, home: NamedPlan, plan: Plan, numbers: Collection[str] | None = None
) -> dict[str, Standing]:
    """Tell how the items of a plan stand, or some of them, by their numbers."""
    here = NamedPlan(home.name, plan)
    return {
        item.id: standing(here, section, item, now.today)
        for section in plan.sections
        for item in section.items
        if numbers is None or item.id in numbers
    }


def remind_of_dry_run(*, dry_run: bool) -> None:
    """Say that nothing was written, if so."""
    if dry_run:
        say("пробный запуск: файл не изменён")
