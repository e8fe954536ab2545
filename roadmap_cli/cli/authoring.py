"""Commands of those who write plans: new, add and amend."""

import re
from datetime import date as Date  # noqa: N812  # `date` is an option of `amend`
from typing import Annotated

import typer

from roadmap_cli.cli.changing import change, not_empty
from roadmap_cli.cli.complete import sections
from roadmap_cli.cli.options import (
    DateOption,
    DryRun,
    Ids,
    Reason,
    TextOrJson,
    TextOrJsonOption,
    many,
)
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.saving import created_line
from roadmap_cli.cli.session import Session, as_path, session, working_directory
from roadmap_cli.cli.streams import write
from roadmap_cli.cli.telling import Way, tell, turns_between
from roadmap_cli.errors import UsageError
from roadmap_cli.plan import additions, changes
from roadmap_cli.plan.additions import NewItem
from roadmap_cli.plan.changes import Amendment, Decision
from roadmap_cli.plan.model import NO_DUE
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.planfile import find, store, update
from roadmap_cli.planfile.compose import NewPlan, compose
from roadmap_cli.planfile.store import Loaded
from roadmap_cli.planfile.update import Rewriting
from roadmap_cli.terms import Period, read_plan_period

commands = RussianTyper()

TitleOption = Annotated[
    str | None,
    typer.Option("--title", "-t", metavar="ТЕКСТ", help="мероприятие", show_default=False),
]
TermOption = Annotated[
    str | None,
    typer.Option("--term", metavar="СРОК", help="срок словами документа", show_default=False),
]
DueOption = Annotated[
    str | None,
    typer.Option(
        "--due",
        metavar="ДАТА",
        help="контрольная дата, если её нет в сроке; «нет» — пункт без срока",
        show_default=False,
    ),
]
PartiesOption = Annotated[
    list[str], many("--responsible", "-r", metavar="ОТВЕТСТВЕННЫЙ", help="ответственный")
]


@commands.command()
def new(
    context: typer.Context,
    year: Annotated[
        str,
        typer.Argument(metavar="ГОД", help="2021, 2020-2021 (учебный) или 2021-01-01..2023-12-31"),
    ],
    title: Annotated[
        str | None,
        typer.Option("--title", "-t", metavar="ТЕКСТ", help="название плана", show_default=False),
    ] = None,
    order: Annotated[
        str | None,
        typer.Option(
            "--order", metavar="ПРИКАЗ", help="приказ: «№ 5 от 15.01.2021»", show_default=False
        ),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", metavar="ФАЙЛ", help="имя файла", show_default=False)
    ] = None,
) -> None:
    """Создать пустой план на год; пункты в него добавляет roadmap add."""
    now = session(context)
    span = read_plan_period(year)
    plan = NewPlan(title or _usual_title(span), span, _read_order(order, now))
    usual = find.usual_place(span, working_directory())
    target = as_path(output) if output else usual
    raw = compose(plan).encode()
    store.parse(target, raw)
    store.create_from(target, raw, "--output ФАЙЛ")
    write(created_line(target, 'add "Мероприятие" --term Сентябрь') + "\n")


def _usual_title(span: Period) -> str:
    """Give the title of a plan whose author gave none: that of its years."""
    first, last = span.first.year, span.last.year
    if first == last:
        return f"План мероприятий на {first} год"
    return f"План мероприятий на {first}-{last} годы"


def _read_order(text: str | None, now: Session) -> dict[str, str | Date]:
    """Read «№ 5 от 15.01.2021» in either order, or a number alone.

    Raises:
        UsageError: there is no number in it, or no such day.

    """
    if text is None:
        return {}
    day = re.search(r"\d\d?\.\d\d?\.\d{4}|\d{4}-\d\d-\d\d", text)
    rest = text.replace(day[0], " ") if day else text
    needless = r"\b(приказ|от|г\.?|года)\b|№"
    number = re.sub(needless, " ", rest, flags=re.IGNORECASE).strip(" .,")
    if not number:
        raise UsageError("в --order нет номера; напишите, например: --order «№ 5 от 15.01.2021»")
    order: dict[str, str | Date] = {"number": number}
    dated = now.date(day[0]) if day else None
    if dated:
        order["date"] = dated
    return order


@commands.command()
def add(
    context: typer.Context,
    *,
    title: Annotated[str, typer.Argument(metavar="МЕРОПРИЯТИЕ", help="мероприятие; в кавычках")],
    term: Annotated[str, typer.Option("--term", metavar="СРОК", help="срок словами документа")],
    responsible: PartiesOption,
    section: Annotated[
        str | None,
        typer.Option(
            "--section",
            metavar="РАЗДЕЛ",
            help="номер раздела или слова из названия",
            autocompletion=sections,
            show_default=False,
        ),
    ] = None,
    new_section: Annotated[
        str | None,
        typer.Option("--new-section", metavar="НАЗВАНИЕ", help="новый раздел", show_default=False),
    ] = None,
    number: Annotated[
        str | None,
        typer.Option("--id", metavar="НОМЕР", help="номер; если не указан — следующий свободный"),
    ] = None,
    due: DueOption = None,
    reason: Annotated[
        str, typer.Option("--reason", "--note", "-n", metavar="ТЕКСТ", help="основание")
    ] = "",
    dry_run: DryRun = False,
    form: TextOrJsonOption = TextOrJson.TEXT,
) -> None:
    """Добавить пункт в конец раздела."""
    now = session(context)
    home = _only_plan_in_view(now)
    day = _due(now, due, home)
    what = not_empty(title, "мероприятие")
    item = NewItem(what, term, responsible, number or "", day)

    def decide(before: Loaded) -> Rewriting:
        """Find place and number in the plan as it is under the lock, and add there."""
        stamp, plan = now.stamp, before.plan
        where = additions.place(plan, section, new_section)
        made = additions.fields(plan, where, item, reason, stamp)
        document = update.added(now.path(home), before.document, where, made)
        after = before.with_document(now.path(home), document)
        return Rewriting(after, stamp.written, stamp.by, "add")

    before, after = update.rewrite(now.path(home), decide, dry_run=dry_run)
    view, turns = turns_between(now, home, before.plan, after.plan)
    tell(now, view, turns, Way(dry_run, form))


def _due(now: Session, text: str | None, home: NamedPlan) -> Date | str | None:
    """Read `--due`: a day of the plan, or the word that there is no term."""
    return text if text == NO_DUE else now.date(text, home)


def _only_plan_in_view(now: Session) -> NamedPlan:
    """Give the one plan to which an item can be added."""
    plans = now.view.plans
    if len(plans) > 1:
        names = ", ".join(home.name for home in plans)
        raise UsageError(f"планов несколько ({names}); назовите нужный: --plan {plans[0].name}")
    return plans[0]


@commands.command()
def amend(
    context: typer.Context,
    *,
    ids: Ids,
    title: TitleOption = None,
    term: TermOption = None,
    responsible: PartiesOption,
    due: DueOption = None,
    reason: Reason,
    date: DateOption = None,
    dry_run: DryRun = False,
    form: TextOrJsonOption = TextOrJson.TEXT,
) -> None:
    """Изменить мероприятие, срок, ответственных по новому приказу; прежнее — в истории."""
    now = session(context)
    why = not_empty(reason, "основание")
    if not any((title, term, responsible, due)):
        raise UsageError("скажите, что изменить: --title, --term, --responsible или --due")

    def decision(home: NamedPlan) -> Decision:
        """Read the days by the period of the plan that the items turn out to be of."""
        wanted = Amendment(title, term, responsible, _due(now, due, home))
        return changes.amend(wanted, why, now.date(date, home))

    change(now, ids, decision, Way(dry_run, form))
