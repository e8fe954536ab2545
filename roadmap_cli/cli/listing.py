"""Read-only commands: list, show, overdue, changes, parties; check, term, schema."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from roadmap_cli import terms, wording
from roadmap_cli.cli.options import (
    LIST_FORMS,
    DryRun,
    ExitCodeOption,
    Ids,
    ListFormat,
    Output,
    PartyOption,
    SectionOption,
    TextOrJson,
    argument,
    flag,
    many,
    months,
    option,
    states,
)
from roadmap_cli.cli.options import parties as party_names
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import DATE_FORMS, Session
from roadmap_cli.cli.terminal import can_ask, deliver, drawn, form_of, on_terminal, say, write
from roadmap_cli.errors import (
    ExitCode,
    InvalidPlanError,
    MissingPlanError,
    Problem,
    UnreadableTermError,
    UsageError,
)
from roadmap_cli.plan import problems, report_lists
from roadmap_cli.plan.model import is_address
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import (
    Filters,
    SortKey,
    View,
    by_month,
    choose,
    month_words,
    months_not_read,
    party_counts,
    sort_rows,
    worst_first,
)
from roadmap_cli.planfile import find
from roadmap_cli.planfile.document import swallowed
from roadmap_cli.views import output as forms
from roadmap_cli.views import sentences
from roadmap_cli.views.output import Format

if TYPE_CHECKING:
    from roadmap_cli.views.tables import Layout

commands = RussianTyper()


@commands.command("list")
def list_items(
    context: typer.Context,
    *,
    month: Annotated[
        list[str],
        many(
            "--month -m",
            "МЕСЯЦ",
            "месяц (Сентябрь, сен, 9, 2020-09) или иной срок («II квартал»)",
            months,
        ),
    ],
    due_only: Annotated[
        bool, flag("--due-only", "с --month: только те, чей срок в этом месяце")
    ] = False,
    responsible: PartyOption,
    status: Annotated[
        list[str],
        many("--status -s", "СТАТУС", "статус или состояние; open — все неисполненные", states),
    ],
    section: SectionOption,
    search: Annotated[list[str], many("--search", "ТЕКСТ", "слова из пункта или его истории")],
    overdue: Annotated[bool, flag("--overdue", "только просроченные")] = False,
    within: Annotated[
        int | None, option("--within", "ДНЕЙ", "срок наступит за столько дней", min=0)
    ] = None,
    sort: Annotated[
        SortKey,
        typer.Option(
            "--sort", help="порядок: как в плане, по сроку, по состоянию, по ответственному"
        ),
    ] = SortKey.PLAN,
    compact: Annotated[bool, flag("--compact", "таблица по строке на пункт")] = False,
    form: ListFormat = None,
    output: Output = None,
) -> None:
    """Показать пункты плана: все или выбранные."""
    now = Session(context)
    if due_only and not month:
        raise UsageError("--due-only уточняет --month: назовите и месяц, например --month Сентябрь")
    form = form_of(context, form, output, LIST_FORMS)
    wanted = Filters(responsible, status, section, search, overdue, within)
    now.say_period(always=bool(month))
    now.say_empty(now.view)
    now.say_unread(choose(now.view, Filters(parties=responsible, sections=section)))
    view = sort_rows(choose(now.view, wanted), sort)
    blocks = [("", view)]
    if month:
        due, running = by_month(view, month)
        for name, error in months_not_read(now.view, month):
            say(f"план {wording.one_line(name)} не показан: {error}")
        blocks = [("Срок в это время", due)]
        if not due_only:
            blocks.append(("Идут в это время", running))
    shown = view.only(row for _, each in blocks for row in each.rows)
    if form is not Format.TABLE:
        deliver(now, forms.items_text(shown, form), output)
    elif shown.rows or output or on_terminal():
        words = [*month_words(month, due_only=due_only), *wanted.words()]
        summary = sentences.summary(shown, len(now.view.rows), words)
        in_order = sort is SortKey.PLAN
        deliver(now, _table(blocks, summary, compact=compact, in_order=in_order), output)
    now.say_debts()
    now.end()


def _table(blocks: Sequence[tuple[str, View]], summary: str, **layout: bool) -> Layout:
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

    return tables.items([tables.Block(*block) for block in blocks], summary, **layout)


@commands.command()
def show(context: typer.Context, ids: Ids, form: ListFormat = None, output: Output = None) -> None:
    """Показать о пунктах всё, с историей."""
    now = Session(context)
    form = form_of(context, form, output, LIST_FORMS)
    found = now.meant(ids, to_change=False)
    homes = {row.home.name: row.home for row in found}
    view = View(tuple(homes.values()), tuple(found), now.today)
    named = [(view.name_of(row), row) for row in found]
    match form:
        case Format.TABLE:
            from roadmap_cli.views import tables  # noqa: PLC0415  # rich only for a table

            text = "\n".join(drawn(tables.card(*each), output) for each in named)
        case Format.PLAIN:
            text = "\n".join(sentences.details_text(*each) for each in named)
        case other:
            text = forms.items_text(view, other)
    deliver(now, text, output)
    now.end()


@commands.command()
def overdue(
    context: typer.Context,
    *,
    responsible: PartyOption,
    form: ListFormat = None,
    output: Output = None,
    exit_code: ExitCodeOption = False,
) -> None:
    """Показать просроченные пункты всех планов.

    Худшие сначала; если их нет, программа молчит.
    """
    now = Session(context)
    form = form_of(context, form, output, LIST_FORMS)
    now.say_period()
    wanted = Filters(parties=responsible, overdue=True)
    now.say_unread(choose(now.everywhere, Filters(parties=responsible)))
    view = choose(now.everywhere, wanted)
    view = view.only(worst_first(view.rows))
    if form is not Format.TABLE and (view.rows or output or form is Format.JSON):
        deliver(now, forms.items_text(view, form), output)
    elif view.rows or output:
        summary = sentences.summary(view, len(now.everywhere.rows), wanted.words())
        deliver(now, _table([("", view)], summary, in_order=False), output)
    elif on_terminal():
        write(f"Просроченных пунктов нет на {wording.day(now.today)}.\n")
    now.end(found=bool(view.rows) and exit_code)


@commands.command()
def changes(
    context: typer.Context,
    *,
    since: Annotated[
        str | None,
        option("--since", "ДАТА", f"с какого дня ({DATE_FORMS}); если не указан — с понедельника"),
    ] = None,
    responsible: PartyOption,
    form: ListFormat = None,
    output: Output = None,
) -> None:
    """Показать, что изменилось: кто, когда, что отметил."""
    now = Session(context)
    form = form_of(context, form, output, LIST_FORMS)
    day = now.date(since, *now.view.plans) or now.today - timedelta(days=now.today.weekday())
    view = choose(now.view, Filters(parties=responsible))
    entries = report_lists.written_since(view, day)
    if form is not Format.TABLE:
        deliver(now, forms.entries_text(view, entries, form), output)
    elif entries:
        from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only where it draws

        deliver(now, tables.entries(view, entries), output)
    else:
        deliver(now, f"С {wording.day(day)} изменений нет.\n", output)
    now.end()


@commands.command("parties")
def list_parties(
    context: typer.Context,
    rename: Annotated[
        tuple[str, str] | None,
        option(
            "--rename",
            "СТАРОЕ НОВОЕ",
            "назвать иначе везде: в пунктах, адресах и группах",
            party_names,
        ),
    ] = None,
    dry_run: DryRun = False,
    form: ListFormat = None,
    output: Output = None,
) -> None:
    """Показать, кто за сколько пунктов отвечает.

    Сколько у кого пунктов, в каком состоянии, и ближайший срок.
    """
    now = Session(context)
    if rename:
        from roadmap_cli.cli.adding import rename_party  # noqa: PLC0415  # only to change

        rename_party(now, *rename, dry_run=dry_run)
        return
    if dry_run:
        raise UsageError("--dry-run относится к --rename")
    form = form_of(context, form, output, LIST_FORMS)
    view = now.with_debts
    counts = [each for each in party_counts(view) if each.tally.total]
    if form is Format.TABLE:
        from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

        deliver(now, tables.parties(view, counts), output)
    else:
        deliver(now, forms.parties_text(view, counts, form), output)
    now.end()


@commands.command()
def check(context: typer.Context, form: TextOrJson = Format.TEXT) -> None:
    """Проверить файлы планов и то, как прочитаны сроки.

    Ошибки, предупреждения и чтение каждого срока.
    """
    now = Session(context)
    plans: Sequence[NamedPlan] = ()
    try:
        plans = now.everywhere.plans
        now.say_empty(now.everywhere)
    except find.FAILURES:
        if form is Format.TEXT:
            raise
    findings = list(_broken(now)) if form is Format.JSON else []
    findings += _findings(now, plans)
    if form is Format.JSON:
        told = [each._asdict() for each in findings]
        write(forms.dump_json({"version": forms.JSON_VERSION, "findings": told}))
    else:
        lines = []
        for home in plans:
            for item in home.plan.items:
                name = f"{home.name}/{item.id}" if len(plans) > 1 else item.id
                reading = problems.reading(home, item, now.today)
                lines.append(f"{wording.one_line(name)}\t{reading}")
        _write_readings(lines, 3, [each.line_to_open for each in findings])
    if any(each.level == ERROR for each in findings):
        raise typer.Exit(ExitCode.BROKEN)
    now.end()


ERROR, WARNING = "error", "warning"


class Finding(NamedTuple):
    """What `check` has to say of a place in a file, with the keys of its JSON."""

    file: str
    line: int
    column: int
    level: str
    text: str

    @property
    def line_to_open(self) -> str:
        """The finding as `file:line:column: text`, which editors can open."""
        level = "предупреждение: " if self.level == WARNING else ""
        return wording.visible(f"{self.file}:{self.line}:{self.column}: {level}{self.text}")


def _write_readings(lines: list[str], columns: int, remarks: Sequence[str] = ()) -> None:
    """Write how wordings are read: in columns for a person, tab-separated for a program."""
    if not on_terminal():
        write("".join(f"{line}\n" for line in (*lines, *remarks)))
        return
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

    write(drawn(tables.readings(lines, columns, remarks)))


def _broken(now: Session) -> Iterator[Finding]:
    """Yield the problems of unreadable plans, which the text form reports on stderr."""
    for name, error in now.failures.items():
        whole = [Problem(1, 1, str(error))]
        for place in error.problems if isinstance(error, InvalidPlanError) else whole:
            yield Finding(str(now.paths[name]), place.line, place.column, ERROR, place.text)


def _findings(now: Session, plans: Sequence[NamedPlan]) -> Iterator[Finding]:
    """Find what is wrong or doubtful in each plan, then copies, which mail and sync mix up."""
    for home in plans:
        document, path = now.loaded(home).document, str(now.path(home))
        for place in document.locate(problems.unclear_terms(home.plan)):
            yield Finding(path, place.line, place.column, ERROR, place.text)
        doubts = list(problems.warnings(home.plan, now.today))
        for at, item in problems.placed_items(home.plan):
            for file in sorted(item.documents):
                if not is_address(file) and not now.file_of(home, file).exists():
                    text = f"пункт {item.id}: файла-подтверждения {wording.one_line(file)} нет"
                    doubts.append(((*at, "history"), text))
        for place in sorted([*document.locate(doubts), *swallowed(document)]):
            yield Finding(path, place.line, place.column, WARNING, place.text)
    first: dict[str, str] = {}
    for home in plans:
        uid, path = home.plan.uid, str(now.path(home))
        if uid and first.setdefault(uid, path) != path:
            text = f"такой же uid у плана {first[uid]}: если это другой план, уберите строку uid"
            line, column = now.loaded(home).document.position(["uid"])
            yield Finding(path, line, column, WARNING, text)


@commands.command()
def schema() -> None:
    """Напечатать JSON Schema файла плана для редакторов."""
    write(forms.dump_json(find.schema()))


@commands.command()
def term(
    context: typer.Context,
    texts: Annotated[
        list[str],
        argument(
            "СРОК...",
            "формулировки; если не указаны — строки со стандартного ввода",
            default_factory=list,
            show_default=False,
        ),
    ],
    year: Annotated[
        str | None, option("--year -y", "ГОД", "план: 2020, 2019-2020 или 2021-01-01..2023-12-31")
    ] = None,
    form: TextOrJson = Format.TEXT,
) -> None:
    """Показать, как понимаются формулировки сроков."""
    plan = _plan_period(Session(context), year)
    if not texts and can_ask():
        say("Наберите сроки, каждый с новой строки; в конце нажмите Ctrl+D:", prefix="")
    if not texts and sys.stdin is not None:
        texts = [line for line in sys.stdin.read().splitlines() if line.strip()]
    readings: list[terms.Term | UnreadableTermError] = []
    for text in texts:
        try:
            readings.append(terms.read(text, plan))
        except UnreadableTermError as error:
            readings.append(error)
    if form is Format.JSON:
        write("".join(map(forms.reading_json, texts, readings)))
    else:
        _write_readings(list(map(forms.reading_line, texts, readings)), 2)
    if any(isinstance(reading, UnreadableTermError) for reading in readings):
        raise typer.Exit(ExitCode.USAGE)


def _plan_period(now: Session, year: str | None) -> terms.Period:
    if year:
        return terms.read_plan_period(year)
    try:
        found = now.found
    except MissingPlanError:
        return terms.read_plan_period(str(now.today.year))
    spans = [find.span(each.path) for each in found]
    return next((span for span in spans if now.today in span), spans[-1])
