"""Commands that change items: start … note, submit and return, done, postpone, undo."""

from collections.abc import Callable, Sequence
from inspect import Signature, signature
from typing import Annotated, NamedTuple, TypeAlias

import typer

from roadmap_cli import wording
from roadmap_cli.cli.options import (
    DateOption,
    DryRun,
    Ids,
    Note,
    OpenIds,
    Reason,
    TextOrJson,
    argument,
    files,
    flag,
    item_ids_or_months,
    many,
    months,
    option,
    parties,
)
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session
from roadmap_cli.cli.terminal import write_changes
from roadmap_cli.errors import BrokenNeighbourError, NoSuchItemError, NothingToUndoError, UsageError
from roadmap_cli.plan import changes, execution
from roadmap_cli.plan.changes import Change, Decision, Matter
from roadmap_cli.plan.execution import Marking, Reporting
from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.standing import NamedPlan, Standing, standings
from roadmap_cli.plan.view import Count, Turn, View
from roadmap_cli.planfile import update
from roadmap_cli.views import sentences
from roadmap_cli.views.output import Format, changes_json

commands = RussianTyper()


Text = Annotated[str, argument("ТЕКСТ", "текст; несколько слов — в кавычках")]
PeriodOption = Annotated[
    str | None,
    option(
        "--period",
        "ПЕРИОД",
        "какой период пункта с несколькими сроками: «II квартал», «март»",
        months,
    ),
]
Member = Annotated[
    str | None, option("--by", "КТО", "чей это отчёт, если за пункт отвечает группа", parties)
]
Evidence = Annotated[
    list[str], many("--evidence", "ФАЙЛ", "подтверждающий документ: файл или адрес", files)
]


class Way(NamedTuple):
    """How a change is made and reported: dry run or not, in lines or JSON."""

    dry_run: bool = False
    form: Format = Format.TEXT


Wanted: TypeAlias = tuple[Sequence[str], Decision]
"""The items that a command names, and what it decides about each."""


def changing(command: Callable[..., Wanted]) -> Callable[..., None]:
    """Make a command of a function that names items and what to decide about each.

    The function gets the session and options of its own. Typer sees these options in the signature
    of the command, and after them `--dry-run` and `--format`.
    """

    def run(
        context: typer.Context,
        *,
        dry_run: DryRun = False,
        form: TextOrJson = Format.TEXT,
        **own: object,
    ) -> None:
        now = Session(context)
        words, decision = command(now, **own)
        change(now, words, Way(dry_run, form), decision)

    _, *own = signature(command).parameters.values()
    context, dry_run, form, _ = signature(run).parameters.values()
    run.__signature__ = Signature([context, *own, dry_run, form])  # type: ignore[attr-defined]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


@commands.command()
@changing
def start(now: Session, ids: OpenIds, date: DateOption = None, note: Note = None) -> Wanted:
    """Отметить, что пункты взяты в работу."""
    return ids, lambda matter: changes.start(matter, now.date(date, matter.home), note)


@commands.command()
@changing
def progress(
    now: Session, *, ids: OpenIds, text: Text, date: DateOption = None, evidence: Evidence
) -> Wanted:
    """Записать, что сделано: строка о ходе исполнения."""
    must_be_said("текст", text)

    def decision(matter: Matter) -> Change:
        shown = now.evidence(evidence, matter.home)
        return changes.progress(matter, text, now.date(date, matter.home), shown)

    return ids, decision


@commands.command()
@changing
def submit(
    now: Session,
    *,
    ids: OpenIds,
    by: Member = None,
    date: DateOption = None,
    note: Note = None,
    evidence: Evidence,
    period: PeriodOption = None,
) -> Wanted:
    """Представить пункты на проверку контролёру."""

    def decision(matter: Matter) -> Change:
        day, shown = now.date(date, matter.home), now.evidence(evidence, matter.home)
        return execution.submit(matter, Reporting(day, note, shown, by, period))

    return ids, decision


@commands.command("return")
@changing
def give_back(
    now: Session, ids: OpenIds, reason: Reason, by: Member = None, date: DateOption = None
) -> Wanted:
    """Вернуть представленные пункты в работу.

    Или отказать в переносе срока, о котором просили.
    """
    must_be_said("основание", reason)
    return ids, lambda matter: execution.give_back(matter, reason, now.date(date, matter.home), by)


@commands.command()
@changing
def done(
    now: Session,
    *,
    ids: OpenIds,
    date: DateOption = None,
    note: Note = None,
    evidence: Evidence,
    period: PeriodOption = None,
    correct: Annotated[
        bool, flag("--correct", "исправить уже записанные дату и примечание")
    ] = False,
    anyway: Annotated[bool, flag("--anyway", "и тогда, когда из группы отчитались не все")] = False,
) -> Wanted:
    """Отметить пункты исполненными."""

    def decision(matter: Matter) -> Change:
        day, shown = now.date(date, matter.home), now.evidence(evidence, matter.home)
        return execution.done(matter, Marking(day, note, period, correct, shown, anyway))

    return ids, decision


@commands.command()
@changing
def cancel(now: Session, ids: OpenIds, reason: Reason, date: DateOption = None) -> Wanted:
    """Снять пункты с контроля."""
    must_be_said("основание", reason)
    return ids, lambda matter: changes.cancel(matter, reason, now.date(date, matter.home))


@commands.command()
@changing
def reopen(now: Session, ids: Ids, date: DateOption = None, note: Note = None) -> Wanted:
    """Открыть исполненные или снятые пункты снова."""
    return ids, lambda matter: changes.reopen(matter, note, now.date(date, matter.home))


@commands.command()
@changing
def request(
    now: Session,
    *,
    ids: Annotated[list[str], argument("НОМЕР...", "номера пунктов", item_ids_or_months)],
    term: Annotated[str, argument("СРОК", "о каком сроке просят")],
    reason: Reason,
    date: DateOption = None,
) -> Wanted:
    """Попросить о переносе срока.

    Решает контролёр: postpone или return.
    """
    must_be_said("основание", reason)
    return ids, lambda matter: changes.request(matter, term, reason, now.date(date, matter.home))


@commands.command()
@changing
def postpone(
    now: Session,
    *,
    words: Annotated[
        list[str],
        argument(
            "НОМЕР... [СРОК]",
            "номера пунктов и новый срок словами или датой; если о нём просили (request), "
            "срок и основание можно не повторять",
            item_ids_or_months,
        ),
    ],
    reason: Annotated[str | None, option("--reason --note -n", "ТЕКСТ", "основание")] = None,
    date: DateOption = None,
) -> Wanted:
    """Перенести срок; утверждённый остаётся в файле.

    К утверждённому сроку можно вернуться: назовите его.
    """
    must_be_said("основание", reason)
    ids, term = words, None
    if len(words) > 1 and (reason is not None or not now.has_item(words[-1])):
        *ids, term = words
    elif not now.has_item(words[0]) and now.is_term(words[0]):
        raise UsageError(
            "не хватает аргумента НОМЕР; нужно так: roadmap postpone НОМЕР... СРОК --reason ТЕКСТ"
        )
    return ids, lambda matter: changes.postpone(matter, term, reason, now.date(date, matter.home))


@commands.command()
@changing
def note(now: Session, ids: Ids, text: Text, date: DateOption = None) -> Wanted:
    """Записать к пунктам примечание."""
    must_be_said("текст примечания", text)
    return ids, lambda matter: changes.note(matter, text, now.date(date, matter.home))


@commands.command()
def undo(context: typer.Context, dry_run: DryRun = False, form: TextOrJson = Format.TEXT) -> None:
    """Отменить последнее изменение."""
    now, way = Session(context), Way(dry_run, form)
    home = _changed_last(now)
    plan = f"{home.name}/" if now.everywhere.several else ""
    before, after, entry = update.undo(now.path(home), plan=plan, dry_run=way.dry_run)
    when, who = wording.moment(entry.moment), wording.one_line(entry.by)
    spelled = {"correct": "done --correct", "rename": "parties --rename"}
    command = spelled.get(entry.did, entry.did)
    what = "Будет отменено" if dry_run else "Отменено"
    undone = f"{what} ({when}, {who}; {command}): "
    tell_turns(now, home, before, after, way, prefix=undone, otherwise=sentences.deed(entry.did))


def _changed_last(now: Session) -> NamedPlan:
    latest = {home.name: update.latest(now.path(home)) for home in now.everywhere.plans}
    known = {name: entry for name, entry in latest.items() if entry}
    unread = {} if now.names else now.failures
    broken = [update.latest(each.path) for each in now.found if each.name in unread]
    name = max(known, key=lambda name: known[name].order, default="")
    order = known[name].order if name else 0
    if any(entry and entry.order > order for entry in broken):
        raise BrokenNeighbourError(next(iter(latest)))
    if not name:
        raise NothingToUndoError([now.path(home) for home in now.everywhere.plans])
    ahead = known[name].moment.timestamp() - now.clock.timestamp()
    if len(known) > 1 and ahead > update.CLOCKS_APART:
        raise UsageError(
            f"неясно, какое изменение последнее: в плане {name} оно записано "
            "временем, которое ещё не наступило (часы переводили?); назовите план: "
            + " или ".join(f"roadmap --plan {name} undo" for name in known)
        )
    return next(home for home in now.everywhere.plans if home.name == name)


def must_be_said(what: str, *texts: str | None) -> None:
    """Refuse a text that is given but empty."""
    for text in texts:
        if text is not None and not text.strip():
            raise UsageError(f"{what} не может быть пустым")


def change(now: Session, words: Sequence[str], way: Way, decision: Decision) -> None:
    """Change all the items or none, and report each."""
    rows = now.meant(words, to_change=True)
    homes = {row.home.name: row.home for row in rows}
    if len(homes) > 1:
        names = " и ".join(homes)
        raise UsageError(f"одной командой меняют пункты одного плана, а названы {names}")
    home = rows[0].home
    numbers = [row.item.id for row in rows]
    old: dict[str, Standing] = {}

    def decide_all(plan: Plan) -> list[Change]:
        """Note how the items stand under the lock, and decide about each."""
        rows = standings(NamedPlan(home.name, plan), now.today, numbers)
        old.clear()
        old.update((row.item.id, row) for row in rows)
        gone = [number for number in numbers if number not in old]
        if gone:  # somebody has just removed it from the file
            raise NoSuchItemError(gone, [item.id for item in plan.items])
        return [decision(Matter.of(old[number], now.stamp)) for number in numbers]

    before, after, decided = update.change(
        now.path(home), decide_all, others=now.paths.values(), dry_run=way.dry_run
    )
    seen = View.of_plan(after, now.today, home.name)
    new = {row.item.id: row for row in seen.rows}
    turns = [
        Turn(new[each.item.id], old[each.item.id], new[each.item.id], each.place)
        for each in decided
    ]
    tell(now, seen, turns, way)
    now.say_debts(NamedPlan(home.name, before if way.dry_run else after))


def tell(
    now: Session, view: View, turns: Sequence[Turn], way: Way, prefix: str = "", otherwise: str = ""
) -> None:
    """Report what became of items, given the plan after the change.

    `prefix` begins each line, and `otherwise` is the line to write if no item is concerned.
    """
    if way.form is Format.JSON:
        text = changes_json(view, turns, dry_run=way.dry_run)
        write_changes(text.splitlines(), wrap=False, dry_run=way.dry_run)
    else:
        lines = [f"{prefix}{_line(now, turn)}" for turn in turns] or [f"{prefix}{otherwise}"]
        if any(turn.is_change for turn in turns):
            total = f"всего {sentences.executed(Count.of(view.rows))}"
            lines = [f"{lines[0]}; {total}"] if len(lines) == 1 else [*lines, total.capitalize()]
        write_changes(lines, dry_run=way.dry_run)


def _line(now: Session, turn: Turn) -> str:
    name = now.name_of(turn.row)
    if turn.before is None or turn.after is None:
        return sentences.presence_line(name, turn.row, added=turn.before is None)
    if turn.is_change:
        return sentences.change_line(name, turn.before, turn.after)
    return sentences.nothing_line(name, turn.before, turn.place)


def tell_turns(
    now: Session, home: NamedPlan, before: Plan, after: Plan, way: Way, **words: str
) -> None:
    """Report every item of a plan that is changed, new or gone, with the `words` of `tell`."""
    seen = View.of_plan(after, now.today, home.name)
    former = View.of_plan(before, now.today, home.name)
    old = {row.item.id: row for row in former.rows}
    turns = [Turn(row, old.pop(row.item.id, None), row) for row in seen.rows]
    turns += [Turn(row, row, None) for row in old.values()]
    tell(now, seen, [turn for turn in turns if turn.is_change], way, **words)
