"""Commands that only look: list, show, overdue, parties."""

from typing import Annotated, Any

import typer

from roadmap_cli import terms, wording
from roadmap_cli.cli.complete import item_ids, months, parties, sections, states
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, chosen, data_stream, on_terminal, session, write
from roadmap_cli.errors import UsageError
from roadmap_cli.plan import standing
from roadmap_cli.plan.standing import Filters, SortKey, Standing
from roadmap_cli.views import output
from roadmap_cli.views.output import Format

commands = RussianTyper()

FOUND = 3  # exit code of `overdue --exit-code`
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-o",
        help="вид вывода; на экран — table, в файл или канал — plain",
        show_default=False,
    ),
]


def many(*names: str, help: str, **more: Any) -> Any:  # noqa: A002, ANN401  # as typer.Option has it
    """Describe an option that can be repeated; without it there are no values."""
    return typer.Option(*names, help=help, default_factory=list, show_default=False, **more)


PartyOption = Annotated[
    list[str],
    many("--responsible", "-r", metavar="ОТВЕТСТВЕННЫЙ", help="чьи пункты", autocompletion=parties),
]
Ids = Annotated[
    list[str], typer.Argument(metavar="ID...", help="номера пунктов", autocompletion=item_ids)
]


@commands.command("list")
def list_items(  # noqa: PLR0913  # each parameter is one option of the command
    context: typer.Context,
    *,
    month: Annotated[
        list[str],
        many("--month", "-m", metavar="МЕСЯЦ", help="месяц или иной срок", autocompletion=months),
    ],
    due_only: Annotated[
        bool, typer.Option("--due-only", help="с --month: только те, чей срок в этом месяце")
    ] = False,
    responsible: PartyOption,
    status: Annotated[
        list[str],
        many(
            "--status", "-s", metavar="СТАТУС", help="статус или состояние", autocompletion=states
        ),
    ],
    section: Annotated[
        list[str],
        many(
            "--section",
            metavar="РАЗДЕЛ",
            help="номер раздела или слова из названия",
            autocompletion=sections,
        ),
    ],
    search: Annotated[list[str], many("--search", metavar="ТЕКСТ", help="слова из пункта")],
    overdue: Annotated[bool, typer.Option("--overdue", help="только просроченные")] = False,
    within: Annotated[
        int | None,
        typer.Option("--within", min=0, metavar="ДНЕЙ", help="срок наступит за столько дней"),
    ] = None,
    sort: Annotated[SortKey, typer.Option("--sort", help="порядок")] = SortKey.PLAN,
    form: FormatOption = None,
) -> None:
    """Показать пункты плана: все или выбранные."""
    now = session(context)
    filters = Filters(responsible, status, section, search, overdue, within)
    rows = standing.sort_rows(standing.choose(now.plan, now.rows, filters, now.today), sort)
    if due_only and not month:
        raise UsageError("--due-only уточняет --month: назовите и месяц, например --month Сентябрь")
    blocks = [("", rows)]
    if month:
        spans = [span for text in month for span in terms.read_span(text, now.plan.span)]
        due, running = standing.by_month(rows, spans)
        blocks = [("Срок в это время", due), ("Идут в это время", [] if due_only else running)]
    _show_list(now, blocks, chosen(form), _filter_words(context))


def _show_list(
    now: Session, blocks: list[tuple[str, list[Standing]]], form: Format, words: list[str]
) -> None:
    rows = [row for _, block in blocks for row in block]
    if form is not Format.TABLE:
        write(output.WRITERS[form](now.plan, rows, now.today))
        return
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

    summary = output.summary(standing.tally(rows), len(now.rows), words)
    write(
        tables.text(
            data_stream(), tables.items([tables.Block(*block) for block in blocks], summary)
        )
    )


def _filter_words(context: typer.Context) -> list[str]:
    """Say which filters were given, in the words of the command line."""
    names = {
        "month": "месяц",
        "due_only": "только со сроком в нём",
        "responsible": "ответственный",
        "status": "статус",
        "section": "раздел",
        "search": "текст",
        "overdue": "просроченные",
        "within": "срок за столько дней",
    }
    words = []
    for key, name in names.items():
        value = context.params.get(key)
        if value is True:
            words.append(name)
        elif value not in (None, False) and value != []:
            values = value if isinstance(value, list) else [value]
            words.append(f"{name}: {' или '.join(map(str, values))}")
    return words


@commands.command()
def show(context: typer.Context, ids: Ids, form: FormatOption = None) -> None:
    """Показать о пунктах всё, с историей."""
    now = session(context)
    wanted = {id(item) for _, item in standing.find_items(now.plan, ids)}
    rows = [row for row in now.rows if id(row.item) in wanted]
    match chosen(form):
        case Format.TABLE:
            from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

            write("\n".join(tables.text(data_stream(), tables.card(row)) for row in rows))
        case Format.PLAIN:
            write("\n".join(map(output.details_text, rows)))
        case other:
            write(output.WRITERS[other](now.plan, rows, now.today))


@commands.command()
def overdue(
    context: typer.Context,
    *,
    responsible: PartyOption,
    form: FormatOption = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="код выхода 3, если есть просроченные")
    ] = False,
) -> None:
    """Показать просроченные пункты, худшие сначала; если их нет, молчать."""
    now = session(context)
    rows = standing.choose(
        now.plan, now.rows, Filters(parties=responsible, overdue=True), now.today
    )
    rows = standing.worst_first(rows)
    if rows or chosen(form) is Format.JSON:
        _show_list(now, [("", rows)], chosen(form), _filter_words(context))
    elif on_terminal():
        write(f"Просроченных пунктов нет на {wording.day(now.today)}.\n")
    if rows and exit_code:
        raise typer.Exit(FOUND)


@commands.command("parties")
def list_parties(context: typer.Context, form: FormatOption = None) -> None:
    """Показать ответственных: сколько у кого пунктов, в каком состоянии и когда ближайший срок."""
    now = session(context)
    rows = standing.by_party(now.plan.parties, now.rows)
    if chosen(form) is Format.TABLE:
        from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

        write(tables.text(data_stream(), tables.parties(rows)))
    else:
        write(output.PARTY_WRITERS[chosen(form)](now.plan, rows, now.today))
