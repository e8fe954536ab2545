"""Commands that make papers: report, timeline, calendar, letters."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from roadmap_cli import wording
from roadmap_cli.cli.options import (
    AsOfOption,
    Output,
    PartyOption,
    SectionOption,
    files,
    format_option,
    months,
)
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, session
from roadmap_cli.cli.terminal import (
    ProgressLine,
    as_path,
    deliver,
    drawn,
    form_of,
    on_terminal,
    redirected_to,
    say,
    write,
    write_new_files,
)
from roadmap_cli.errors import NotInstalledError, UsageError
from roadmap_cli.plan import report_lists
from roadmap_cli.plan.report_lists import period_named
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import Filters, View, choose, parties_named
from roadmap_cli.planfile import update
from roadmap_cli.planfile.find import identities
from roadmap_cli.terms import Period
from roadmap_cli.views.output import BINARY, ENDINGS, Format
from roadmap_cli.views.report import Report

commands = RussianTyper()


AsciiOption = Annotated[bool, typer.Option("--ascii", help="рисовать полосы знаками ASCII")]


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
# forms without the report's warnings
_UNTOLD = BINARY | {Format.CSV}


class Asked(NamedTuple):
    """The input of a report: rows as of its day, today, its period, the words of filters.

    `folders` has the path to the folder of each plan from that of the report.
    """

    view: View
    today: date
    period: Period | None
    chosen: tuple[str, ...]
    folders: Mapping[str, str] = {}


def _as_of(now: Session, day: str | None, wanted: Filters) -> View:
    """View the plans as of a day, limited to the wanted rows."""
    plans = now.view.plans
    as_of = now.date(day, *plans) or now.today
    return choose(View.of(plans, as_of), wanted)


def _asked(now: Session, day: str | None, period_text: str | None, wanted: Filters) -> Asked:
    """View the plans as of a day or the end of a period, but not later than today."""
    chosen = tuple(wanted.words())
    if period_text is None:
        return Asked(_as_of(now, day, wanted), now.today, None, chosen)
    if day is not None:
        raise UsageError("--date и --period вместе не бывают: отчёт за период — на его конец")
    period = period_named(now.view, period_text)
    if period.first > now.today:
        raise UsageError(f"период «{period_text}» ещё не начался: он с {wording.day(period.first)}")
    written = now.today if period.last < now.today else None
    view = View.of(now.view.plans, min(period.last, now.today), written)
    return Asked(choose(view, wanted), now.today, period, chosen)


def _form(context: typer.Context, form: Format | None, output: str | None) -> Format:
    """Choose the format; those that suit neither terminal nor pipe go to a file."""
    if form is None and output is None:
        _refuse_false_ending(redirected_to())
    chosen = form_of(context, form, output, REPORT_FORMS)
    if output is None and (chosen in BINARY or (chosen is Format.HTML and on_terminal())):
        advice = f"roadmap report --output отчёт.{chosen}"
        raise UsageError(f"{chosen} на экран не выводят; запишите в файл: {advice}")
    return chosen


def _refuse_false_ending(file: str) -> None:
    """Refuse to redirect text to a Word or Excel file: `> отчёт.docx`."""
    ending = Path(file).suffix.lower()
    if ENDINGS.get(ending) in BINARY:
        advice = f"roadmap report --output отчёт{ending}"
        raise UsageError(f"в файл {ending} попал бы простой текст; запишите документ: {advice}")


@commands.command()
def report(
    context: typer.Context,
    *,
    as_of: AsOfOption = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period",
            metavar="ПЕРИОД",
            help="за период: «III квартал», Сентябрь, «2020 год»",
            show_default=False,
            autocompletion=months,
        ),
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
    now = session(context)
    kind = _form(context, form, output)
    wanted = Filters(parties=responsible, sections=section)
    asked = _asked(now, as_of, period, wanted)
    plain_signs = _plain_signs(wanted=ascii_only)
    asked = asked._replace(folders=_folders(now, output))
    deliver(now, _written(kind, asked, output, ascii_only=plain_signs), output)
    now.say_unread(choose(now.view, wanted))
    now.say_debts()
    now.end()


def _folders(now: Session, output: str | None) -> dict[str, str]:
    """Return the path to each plan's folder from that of the output, or from the present one."""
    start = as_path(output).parent if output is not None else Path()
    folders = {}
    for home in now.view.plans:
        folder = Path(os.path.realpath(now.path(home))).parent
        folders[home.name] = Path(os.path.relpath(folder, start)).as_posix()
    return folders


def _written(kind: Format, asked: Asked, output: str | None, *, ascii_only: bool) -> str | bytes:
    """Write a report in one of its formats, loading only what that one needs."""
    from roadmap_cli.views import report as reports  # noqa: PLC0415  # only this command needs it

    if kind is Format.JSON:
        return _json(asked)
    content = reports.build(*asked)
    if kind in _UNTOLD:
        for line in content.warnings:
            say(line)
    if kind in BINARY:
        return _office_file(kind, content)
    if kind is Format.TABLE:
        from roadmap_cli.views import tables  # noqa: PLC0415  # rich

        return drawn(tables.report(content, ascii_only=ascii_only), output)
    return _text(kind, asked.view, content)


def _office_file(kind: Format, content: Report) -> bytes:
    """Return the bytes of a Word file, of a PDF made from it, or of an Excel file."""
    if kind is not Format.XLSX:
        try:
            from roadmap_cli.exchange import word  # noqa: PLC0415  # only these forms
        except NotInstalledError:
            if kind is Format.PDF:
                what = "PDF (его делают из документа Word) не записан"
                raise NotInstalledError(what, "office") from None
            raise
        document = word.report_document(content)
        return document if kind is Format.DOCX else word.as_pdf(document)
    from roadmap_cli.exchange import sheet  # noqa: PLC0415  # only this form

    return sheet.workbook(content)


def _json(asked: Asked) -> str:
    """Write the figures and rows themselves, and only the formulas of the report's texts."""
    from roadmap_cli.views import report_text  # noqa: PLC0415  # only this form

    return report_text.json_text(asked.view, asked.today, asked.period)


def _text(kind: Format, view: View, content: Report) -> str:
    """Write the forms that need no terminal: HTML, CSV, else Markdown."""
    from roadmap_cli.views import report_text  # noqa: PLC0415  # only reports

    if kind is Format.HTML:
        return report_text.page(view, content)
    if kind is Format.CSV:
        return report_text.csv_text(content)
    return report_text.markdown(content)


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

    now = session(context)
    form_of(context, None, output, (Format.TABLE, Format.TABLE))
    view = _as_of(now, as_of, Filters(parties=responsible, sections=section))
    drawing = lines.timeline(view, ascii_only=_plain_signs(wanted=ascii_only))
    deliver(now, drawn(drawing, output), output)
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

    now = session(context)
    form_of(context, None, output, (Format.ICS, Format.ICS))
    if output is None and on_terminal():
        raise UsageError("календарь пишут в файл: roadmap calendar --output план.ics")
    wanted = Filters(parties=responsible, sections=section)
    view = choose(now.view, wanted)
    known = identities((home.plan, now.path(home)) for home in view.plans)
    names = {
        home.name: ics.Identity(key, update.taken_back(now.path(home)))
        for home, key in zip(view.plans, known, strict=True)
    }
    deliver(now, ics.calendar(view, names, _former(output) if output else ""), output)
    now.end()


def _former(output: str) -> str:
    """Return the text of the calendar to be replaced; empty if there is none."""
    with suppress(OSError):
        return as_path(output).read_bytes().decode(errors="replace")
    return ""


@commands.command()
def letters(
    context: typer.Context,
    *,
    responsible: PartyOption,
    until: Annotated[
        str,
        typer.Option(
            "--until",
            metavar="ДАТА",
            help="к какому дню ответить (2020-10-12, 12.10.2020, 12.10); в письме — начатое и то, "
            "чей срок наступит к этому дню",
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="ПАПКА",
            help="папка для писем; создаст, если её нет",
            autocompletion=files,
        ),
    ],
) -> None:
    """Подготовить запросы об исполнении (.docx).

    По письму каждому ответственному.
    """
    now = session(context)
    day = now.date(until, *now.view.plans)
    if day is None or day < now.today:
        raise UsageError(f"день ответа уже прошёл: {wording.one_line(until)}")
    names = parties_named(now.everywhere, responsible) if responsible else None
    asked = report_lists.to_answer(now.everywhere, day)
    to = report_lists.addressees(now.everywhere, names)
    inquiries = [each for home in asked.plans for each in _inquiries(asked, home, to, day)]
    _say_whose_none(asked, names)
    if not inquiries and on_terminal():
        write(f"Писать некому: к {wording.day(day)} нет пунктов, о которых спросить.\n")
    progress = ProgressLine("готовлю письма", len(inquiries))
    files = []
    for number, inquiry in enumerate(inquiries, start=1):
        name = _file_name(inquiry, several=now.everywhere.several)
        files.append((name, _letter(inquiry, day)))
        progress(number)
    write_new_files(as_path(output), files)
    now.end()


class Inquiry(NamedTuple):
    """What a party is asked about: open items of one plan."""

    party: str
    view: View


def _inquiries(
    asked: View, home: NamedPlan, names: Sequence[str], until: date
) -> Iterator[Inquiry]:
    """Ask each party of a plan about its items, and a member about what it has not reported yet."""
    own = asked.within(home)
    for party, rows in own.by_party(names):
        owed = report_lists.to_answer(own.only(rows), until)
        if owed.rows:
            yield Inquiry(party, owed)


def _say_whose_none(asked: View, names: Sequence[str] | None) -> None:
    """Name the items without a party, unless letters for certain parties are wanted."""
    free = [asked.name_of(row) for row in asked.rows if not row.item.responsible]
    if free and names is None:
        numbers = ", ".join(map(wording.one_line, free))
        say(f"{wording.NOBODY}, письма нет: п. {numbers}")


def _letter(inquiry: Inquiry, until: date) -> bytes:
    """Write a letter in Word."""
    from roadmap_cli.exchange import word  # noqa: PLC0415  # only this command needs it
    from roadmap_cli.views import execution_mark  # noqa: PLC0415  # the same

    view = inquiry.view
    plan = view.plans[0].plan
    letter = word.Letter(
        cover=execution_mark.cover(plan),
        act=execution_mark.act(plan.order, "приказом"),
        party=wording.on_paper(inquiry.party),
        until=until,
        asked=view,
    )
    return word.letter_document(letter)


def _file_name(inquiry: Inquiry, *, several: bool) -> str:
    """Name a letter after its party, without characters that some systems forbid."""
    plan = f"{inquiry.view.plans[0].name} " if several else ""
    text = wording.on_paper(f"{plan}{inquiry.party}")
    clean = re.sub(r'[<>:"/\\|?*]', "-", text).strip(". ")
    if len(clean.encode()) > LONGEST_NAME:
        whole_words = clean.encode()[:LONGEST_NAME].decode(errors="ignore").rpartition(" ")[0]
        clean = whole_words or clean.encode()[:LONGEST_NAME].decode(errors="ignore")
    return clean.rstrip(".,; ") or "письмо"
