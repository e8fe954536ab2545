"""Commands that make papers: report, timeline, calendar, letters."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.options import (
    AsOfOption,
    Output,
    PartyOption,
    SectionOption,
    files,
    flag,
    format_option,
    months,
    option,
)
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session
from roadmap_cli.cli.terminal import (
    ProgressLine,
    as_path,
    deliver,
    form_of,
    on_terminal,
    say,
    write,
    write_new_files,
)
from roadmap_cli.errors import NotInstalledError, UsageError
from roadmap_cli.plan import report_lists
from roadmap_cli.plan.view import Filters, View, choose, parties_named
from roadmap_cli.planfile import update
from roadmap_cli.planfile.find import identities
from roadmap_cli.terms import Period
from roadmap_cli.views.output import BINARY, ENDINGS, Format
from roadmap_cli.views.report import Report, build

if TYPE_CHECKING:
    from roadmap_cli.views.tables import Layout

commands = RussianTyper()

AsciiOption = Annotated[bool, flag("--ascii", "рисовать полосы знаками ASCII")]


REPORT_FORMS = (
    Format.TABLE,
    Format.MARKDOWN,
    Format.JSON,
    Format.CSV,
    Format.HTML,
    Format.DOCX,
    Format.XLSX,
    Format.PDF,
)


def _within(
    now: Session, day: str | None, period_text: str | None, wanted: Filters
) -> tuple[View, Period | None]:
    """View the plans as of a day or the end of a period, but not later than today."""
    if period_text is None:
        as_of = now.date(day, *now.view.plans) or now.today
        return choose(View.of(now.view.plans, as_of), wanted), None
    if day is not None:
        raise UsageError("--date и --period вместе не бывают: отчёт за период — на его конец")
    period = report_lists.period_named(now.view, period_text)
    if period.first > now.today:
        raise UsageError(f"период «{period_text}» ещё не начался: он с {wording.day(period.first)}")
    written = now.today if period.last < now.today else None
    view = View.of(now.view.plans, min(period.last, now.today), written)
    return choose(view, wanted), period


def _form(context: typer.Context, form: Format | None, output: str | None) -> Format:
    """Choose the format; those that suit neither terminal nor pipe go to a file."""
    target = ""
    if form is None and output is None:
        with suppress(OSError):  # Linux names the file that standard output goes to
            target = os.readlink("/proc/self/fd/1")  # noqa: PTH115  # no path before it is one
    ending = Path(target).suffix.lower()
    if ENDINGS.get(ending) in BINARY:
        advice = f"roadmap report --output отчёт{ending}"
        raise UsageError(f"в файл {ending} попал бы простой текст; запишите документ: {advice}")
    chosen = form_of(context, form, output, REPORT_FORMS)
    if output is None and (chosen in BINARY or (chosen is Format.HTML and on_terminal())):
        advice = f"roadmap report --output отчёт.{chosen}"
        raise UsageError(f"{chosen} на экран не выводят; запишите в файл: {advice}")
    return chosen


@commands.command()
def report(
    context: typer.Context,
    *,
    as_of: AsOfOption = None,
    period: Annotated[
        str | None,
        option("--period", "ПЕРИОД", "за период: «III квартал», Сентябрь, «2020 год»", months),
    ] = None,
    responsible: PartyOption,
    section: SectionOption,
    form: Annotated[
        Format | None, format_option(*REPORT_FORMS, about="вид; на экран table, в канал markdown")
    ] = None,
    output: Output = None,
    ascii_only: AsciiOption = False,
) -> None:
    """Составить отчёт об исполнении.

    Цифры, просроченное, исполненное, снятое, перенесённое, ход исполнения, ближайшее.
    """
    now = Session(context)
    kind = _form(context, form, output)
    wanted = Filters(parties=responsible, sections=section)
    view, span = _within(now, as_of, period, wanted)
    if kind is Format.JSON:
        from roadmap_cli.views import report_text  # noqa: PLC0415  # only where texts are wanted

        deliver(now, report_text.json_text(view, now.today, span), output)
    else:
        # the way to each plan's folder from that of the output, or from the present one
        start = as_path(output).parent if output is not None else Path()
        ways = {
            home.name: Path(os.path.relpath(now.folder(home), start)).as_posix()
            for home in now.view.plans
        }
        content = build(view, now.today, span, tuple(wanted.words()), ways)
        if kind in {*BINARY, Format.CSV}:  # they do not have the report's warnings
            for line in content.warnings:
                say(line)
        signs = _plain_signs(wanted=ascii_only)
        deliver(now, _written(kind, view, content, ascii_only=signs), output)
    now.say_unread(choose(now.view, wanted))
    now.say_debts()
    now.end()


def _written(
    kind: Format, view: View, content: Report, *, ascii_only: bool
) -> str | bytes | Layout:
    if kind is Format.TABLE:
        from roadmap_cli.views import tables  # noqa: PLC0415  # rich

        return tables.report(content, ascii_only=ascii_only)
    if kind is Format.XLSX:
        from roadmap_cli.exchange import sheet  # noqa: PLC0415  # only this form

        return sheet.workbook(content)
    if kind in BINARY:
        try:
            from roadmap_cli.exchange import word  # noqa: PLC0415  # only these forms
        except NotInstalledError:
            if kind is Format.PDF:
                what = "PDF (его делают из документа Word) не записан"
                raise NotInstalledError(what, "office") from None
            raise
        document = word.report_document(content)
        return document if kind is Format.DOCX else word.as_pdf(document)
    from roadmap_cli.views import report_text  # noqa: PLC0415  # only these forms

    if kind is Format.HTML:
        return report_text.page(view, content)
    return report_text.csv_text(content) if kind is Format.CSV else report_text.markdown(content)


@commands.command()
def timeline(
    context: typer.Context,
    *,
    as_of: AsOfOption = None,
    responsible: PartyOption,
    section: SectionOption,
    output: Output = None,
    ascii_only: AsciiOption = False,
) -> None:
    """Показать план полосами по месяцам."""
    from roadmap_cli.views import timeline as lines  # noqa: PLC0415  # rich, only where it draws

    now = Session(context)
    form_of(context, None, output, (Format.TABLE, Format.TABLE))
    view, _ = _within(now, as_of, None, Filters(parties=responsible, sections=section))
    drawing = lines.timeline(view, ascii_only=_plain_signs(wanted=ascii_only))
    deliver(now, drawing, output)
    now.end()


def _plain_signs(*, wanted: bool) -> bool:
    """Return whether to draw bars in ASCII: on request, or if the terminal knows nothing else."""
    return wanted or os.environ.get("TERM") == "dumb"


# bytes of a file name, with its extension and room for a distinguishing number
LONGEST_NAME = 120 - len(" (99).docx")


@commands.command()
def calendar(
    context: typer.Context,
    *,
    responsible: PartyOption,
    section: SectionOption,
    output: Output = None,
) -> None:
    """Записать контрольные даты календарём (.ics).

    Исполненное и снятое с контроля в него не входит.
    """
    from roadmap_cli.exchange import ics  # noqa: PLC0415  # only this command needs it

    now = Session(context)
    form_of(context, None, output, (Format.ICS, Format.ICS))
    if output is None and on_terminal():
        raise UsageError("календарь пишут в файл: roadmap calendar --output план.ics")
    view = choose(now.view, Filters(parties=responsible, sections=section))
    known = identities((home.plan, now.path(home)) for home in view.plans)
    names = {
        home.name: ics.Identity(key, update.taken_back(now.path(home)))
        for home, key in zip(view.plans, known, strict=True)
    }
    replaced = ""
    with suppress(OSError):
        replaced = as_path(output).read_bytes().decode(errors="replace") if output else ""
    deliver(now, ics.calendar(view, names, replaced), output)
    now.end()


@commands.command()
def letters(
    context: typer.Context,
    *,
    responsible: PartyOption,
    until: Annotated[
        str,
        option(
            "--until",
            "ДАТА",
            "к какому дню ответить (2020-10-12, 12.10.2020, 12.10); в письме — начатое и то, "
            "чей срок наступит к этому дню",
        ),
    ],
    output: Annotated[
        str, option("--output -o", "ПАПКА", "папка для писем; создаст, если её нет", files)
    ],
) -> None:
    """Подготовить запросы об исполнении (.docx).

    По письму каждому ответственному.
    """
    now = Session(context)
    day = now.date(until, *now.view.plans)
    if day is None or day < now.today:
        raise UsageError(f"день ответа уже прошёл: {wording.one_line(until)}")
    names = parties_named(now.everywhere, responsible) if responsible else None
    asked = report_lists.to_answer(now.everywhere, day)
    inquiries: list[tuple[str, View]] = []
    for home in asked.plans:
        own = asked.within(home)
        for party, rows in own.by_party(report_lists.addressees(home.plan, names)):
            owed = report_lists.to_answer(own.only(rows), day)
            if owed.rows:  # of a member, what it has not reported yet
                inquiries.append((party, owed))
    free = [asked.name_of(row) for row in asked.rows if not row.item.responsible]
    if free and names is None:
        say(f"{wording.NOBODY}, письма нет: п. {', '.join(map(wording.one_line, free))}")
    if not inquiries and on_terminal():
        write(f"Писать некому: к {wording.day(day)} нет пунктов, о которых спросить.\n")
    progress = ProgressLine("готовлю письма", len(inquiries))
    files = []
    for number, (party, owed) in enumerate(inquiries, start=1):
        prefix = f"{owed.plans[0].name} " if now.everywhere.several else ""
        files.append((_file_name(prefix + party), _letter(party, owed, day)))
        progress(number)
    write_new_files(as_path(output), files)
    now.end()


def _letter(party: str, owed: View, until: date) -> bytes:
    from roadmap_cli.exchange import word  # noqa: PLC0415  # only this command needs it

    return word.letter_document(party, owed, until)


def _file_name(title: str) -> str:
    """Name a letter, without characters that some systems forbid."""
    clean = re.sub(r'[<>:"/\\|?*]', "-", wording.on_paper(title)).strip(". ")
    if len(clean.encode()) > LONGEST_NAME:
        cut = clean.encode()[:LONGEST_NAME].decode(errors="ignore")
        clean = cut.rpartition(" ")[0] or cut  # whole words, if there are several
    return clean.rstrip(".,; ") or "письмо"
