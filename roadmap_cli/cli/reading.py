"""Commands that only look: list, show, overdue, parties."""

from typing import Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.complete import months, states
from roadmap_cli.cli.options import (
    ExitCodeOption,
    FormatOption,
    Ids,
    PartyOption,
    SectionOption,
    many,
)
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import session
from roadmap_cli.cli.streams import chosen, data_stream, on_terminal, say, write
from roadmap_cli.errors import UsageError
from roadmap_cli.plan import filters
from roadmap_cli.plan.filters import Filters, SortKey
from roadmap_cli.plan.standing import Standing
from roadmap_cli.plan.view import View
from roadmap_cli.views import output, sentences
from roadmap_cli.views.output import Format

commands = RussianTyper()

Blocks = list[tuple[str, View]]


@commands.command("list")
def list_items(
    context: typer.Context,
    *,
    month: Annotated[
        list[str],
        many(
            "--month",
            "-m",
            metavar="МЕСЯЦ",
            help="месяц (Сентябрь, сен, 9, 2020-09) или иной срок («II квартал»)",
            autocompletion=months,
        ),
    ],
    due_only: Annotated[
        bool, typer.Option("--due-only", help="с --month: только те, чей срок в этом месяце")
    ] = False,
    responsible: PartyOption,
    status: Annotated[
        list[str],
        many(
            "--status",
            "-s",
            metavar="СТАТУС",
            help="статус или состояние; open — все неисполненные",
            autocompletion=states,
        ),
    ],
    section: SectionOption,
    search: Annotated[
        list[str], many("--search", metavar="ТЕКСТ", help="слова из пункта или его истории")
    ],
    overdue: Annotated[bool, typer.Option("--overdue", help="только просроченные")] = False,
    within: Annotated[
        int | None,
        typer.Option("--within", min=0, metavar="ДНЕЙ", help="срок наступит за столько дней"),
    ] = None,
    sort: Annotated[
        SortKey,
        typer.Option(
            "--sort", help="порядок: как в плане, по сроку, по состоянию, по ответственному"
        ),
    ] = SortKey.PLAN,
    compact: Annotated[bool, typer.Option("--compact", help="таблица по строке на пункт")] = False,
    form: FormatOption = None,
) -> None:
    """Показать пункты плана: все или выбранные."""
    now = session(context)
    if due_only and not month:
        raise UsageError("--due-only уточняет --month: назовите и месяц, например --month Сентябрь")
    wanted = Filters(month, due_only, responsible, status, section, search, overdue, within)
    now.say_period(always=bool(month))
    now.say_empty(now.view)
    view = filters.sort_rows(filters.choose(now.view, wanted), sort)
    blocks: Blocks = [("", view)]
    if month:
        due, running = filters.by_month(view, month)
        for name, error in filters.months_not_read(now.view, month):
            say(f"план {wording.one_line(name)} не показан: {error}")
        blocks = [("Срок в это время", due)]
        if not due_only:
            blocks.append(("Идут в это время", running))
    layout = {"compact": compact, "in_order": sort is SortKey.PLAN}
    _show_list(blocks, chosen(form), len(now.view.rows), wanted, **layout)
    now.say_debts()
    now.end()


def _show_list(blocks: Blocks, form: Format, total: int, wanted: Filters, **layout: bool) -> None:
    """Write blocks of rows; only a table keeps them apart and sums them up."""
    rows: list[Standing] = []
    for _, view in blocks:
        rows += view.rows
    shown = blocks[0][1].only(rows)
    if form is not Format.TABLE:
        write(output.WRITERS[form](shown))
        return
    if not (rows or on_terminal()):
        return
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

    summary = sentences.summary(shown, total, wanted.words())
    named = [tables.Block(*block) for block in blocks]
    listing = tables.items(named, summary, **layout)
    write(tables.text(data_stream(), listing))


@commands.command()
def show(context: typer.Context, ids: Ids, form: FormatOption = None) -> None:
    """Показать о пунктах всё, с историей."""
    now = session(context)
    found = now.meant(ids, to_change=False)
    homes = {row.home.name: row.home for row in found}
    view = View(tuple(homes.values()), tuple(found), now.today)
    named = [(view.name_of(row), row) for row in found]
    match chosen(form):
        case Format.TABLE:
            from roadmap_cli.views import tables  # noqa: PLC0415  # rich only for a table

            cards = [tables.text(data_stream(), tables.card(*each)) for each in named]
            write("\n".join(cards))
        case Format.PLAIN:
            write("\n".join(sentences.details_text(*each) for each in named))
        case other:
            write(output.WRITERS[other](view))
    now.end()


@commands.command()
def overdue(
    context: typer.Context,
    *,
    responsible: PartyOption,
    form: FormatOption = None,
    exit_code: ExitCodeOption = False,
) -> None:
    """Показать просроченные пункты всех планов, худшие сначала; если их нет, молчать."""
    now = session(context)
    now.say_period()
    wanted = Filters(parties=responsible, overdue=True)
    view = filters.choose(now.everywhere, wanted)
    view = view.only(filters.worst_first(view.rows))
    form = chosen(form)
    if view.rows or form is Format.JSON:
        _show_list([("", view)], form, len(now.everywhere.rows), wanted, in_order=False)
    elif on_terminal():
        write(f"Просроченных пунктов нет на {wording.day(now.today)}.\n")
    now.end(found=bool(view.rows) and exit_code)


@commands.command("parties")
def list_parties(context: typer.Context, form: FormatOption = None) -> None:
    """Показать ответственных: сколько у кого пунктов, в каком состоянии и ближайший срок."""
    now = session(context)
    view = now.with_debts
    counts = [each for each in output.party_counts(view) if each.tally.total]
    form = chosen(form)
    if form is Format.TABLE:
        from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

        write(tables.text(data_stream(), tables.parties(view, counts)))
    else:
        write(output.PARTY_WRITERS[form](view, counts))
    now.end()
