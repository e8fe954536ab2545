"""Commands that make papers for others: the calendar and the letters."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Annotated, NamedTuple

import typer

from roadmap_cli import wording
from roadmap_cli.cli.complete import files
from roadmap_cli.cli.options import PartyOption, SectionOption
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.saving import OutputOption, create_all, form_of, replace
from roadmap_cli.cli.session import as_path, session
from roadmap_cli.cli.streams import Progress, on_terminal, say, write
from roadmap_cli.errors import UsageError
from roadmap_cli.plan import filters, report_lists
from roadmap_cli.plan.filters import Filters
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View

commands = RussianTyper()

CALENDAR = ".ics"
# bytes of a file's name, with its ending and room for a number that tells it from another one
LONGEST_NAME = 120 - len(" (99).docx")


@commands.command()
def calendar(
    context: typer.Context,
    *,
    responsible: PartyOption,
    section: SectionOption,
    output: OutputOption = None,
) -> None:
    """Записать контрольные даты календарём (.ics); исполненное и снятое в него не входит."""
    from roadmap_cli.exchange import ics  # noqa: PLC0415  # only this command needs it
    from roadmap_cli.exchange.identity import identities  # noqa: PLC0415  # the same

    now = session(context)
    if output is not None:
        form_of(output, {CALENDAR: CALENDAR})
    elif on_terminal():
        raise UsageError("календарь пишут в файл: roadmap calendar --output план.ics")
    wanted = Filters(parties=responsible, sections=section)
    view = filters.choose(now.view, wanted)
    known = identities((home.plan, now.path(home)) for home in view.plans)
    names = {home.name: name for home, name in zip(view.plans, known, strict=True)}
    text = ics.calendar(view, names, _former(output) if output else "")
    if output is None:
        write(text)
    else:
        replace(output, text.encode(), [each.path for each in now.found])
    now.end()


def _former(output: str) -> str:
    """Give the text of the calendar that is to be replaced; nothing where there is none."""
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
            metavar="ПАПКА",
            help="папка для писем; создаст, если её нет",
            autocompletion=files,
        ),
    ],
) -> None:
    """Подготовить запросы об исполнении (.docx), по письму каждому ответственному."""
    now = session(context)
    day = now.date(until, *now.view.plans)
    if day is None or day < now.today:
        raise UsageError(f"день ответа уже прошёл: {wording.one_line(until)}")
    names = filters.parties_named(now.everywhere, responsible) if responsible else None
    asked = report_lists.to_answer(now.everywhere, day)
    requests = [each for home in asked.plans for each in _requests(asked, home, names)]
    _say_whose_none(asked, names)
    if not requests and on_terminal():
        write(f"Писать некому: к {wording.day(day)} нет пунктов, о которых спросить.\n")
    progress = Progress("готовлю письма", len(requests))
    files = []
    for number, request in enumerate(requests, start=1):
        name = _file_name(request, several=now.everywhere.several)
        files.append((name, _letter(request, day)))
        progress(number)
    create_all(as_path(output), files)
    now.end()


class Request(NamedTuple):
    """What a party is asked about: open items of one plan."""

    party: str
    view: View


def _requests(asked: View, home: NamedPlan, names: Sequence[str] | None) -> Iterator[Request]:
    """Ask each party of a plan about its items; those of nobody are left out."""
    own = asked.within(home)
    for party, rows in own.by_party(names):
        if rows and party != wording.NOBODY:
            yield Request(party, own.only(rows))


def _say_whose_none(asked: View, names: Sequence[str] | None) -> None:
    """Name the items that nobody answers for, unless the letters of some are asked for."""
    free = [asked.name_of(row) for row in asked.rows if not row.item.responsible]
    if free and names is None:
        numbers = ", ".join(map(wording.one_line, free))
        say(f"{wording.NOBODY}, письма нет: п. {numbers}")


def _letter(request: Request, until: date) -> bytes:
    """Write a letter in Word."""
    from roadmap_cli.exchange import word  # noqa: PLC0415  # only this command needs it
    from roadmap_cli.views import execution_mark  # noqa: PLC0415  # the same

    view = request.view
    plan = view.plans[0].plan
    letter = word.Letter(
        cover=execution_mark.cover(plan),
        act=execution_mark.act(plan.order, "приказом"),
        party=wording.on_paper(request.party),
        until=until,
        asked=view,
    )
    return word.letter_document(letter)


def _file_name(request: Request, *, several: bool) -> str:
    """Name a letter after its party, without what some system does not bear in a name."""
    plan = f"{request.view.plans[0].name} " if several else ""
    text = wording.on_paper(f"{plan}{request.party}")
    clean = re.sub(r'[<>:"/\\|?*]', "-", text).strip(". ")
    if len(clean.encode()) > LONGEST_NAME:
        whole_words = clean.encode()[:LONGEST_NAME].decode(errors="ignore").rpartition(" ")[0]
        clean = whole_words or clean.encode()[:LONGEST_NAME].decode(errors="ignore")
    return clean.rstrip(".,; ") or "письмо"
