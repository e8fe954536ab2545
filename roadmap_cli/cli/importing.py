"""The command that takes a plan in from a document: import."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.complete import files
from roadmap_cli.cli.dialogue import agreed
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.saving import created_line
from roadmap_cli.cli.session import as_path, session, working_directory
from roadmap_cli.cli.streams import can_ask, say, write
from roadmap_cli.errors import UsageError
from roadmap_cli.exchange.importing import source
from roadmap_cli.exchange.importing.header import STANDARD_INPUT, Document
from roadmap_cli.exchange.importing.proposal import Answers, Doubt, Proposal, propose
from roadmap_cli.planfile import find, writing

commands = RussianTyper()

STREAM = "-"  # in place of a file: standard input or output


@commands.command("import")
def import_(
    context: typer.Context,
    source_file: Annotated[
        str,
        typer.Argument(
            metavar="ДОКУМЕНТ", help="файл; - читает вставленный текст", autocompletion=files
        ),
    ],
    *,
    output: Annotated[
        str | None, typer.Option("--output", metavar="ФАЙЛ", help="новый файл плана; - на экран")
    ] = None,
    year: Annotated[
        str | None,
        typer.Option("--year", "-y", metavar="ГОД", help="период плана: 2021 или 2020-2021"),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="ТЕКСТ", help="название плана")
    ] = None,
    table: Annotated[
        int | None, typer.Option("--table", metavar="N", help="номер таблицы в документе")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="СТОЛБЦЫ",
            help="столбцы по порядку: №,мероприятие,срок,ответственный",
        ),
    ] = None,
    notes: Annotated[
        bool | None, typer.Option("--notes/--no-notes", help="другие столбцы — в примечания")
    ] = None,
    same_parties: Annotated[
        bool | None,
        typer.Option("--same-parties/--distinct-parties", help="похожие ответственные — это один"),
    ] = None,
    august: Annotated[
        int | None,
        typer.Option("--august", metavar="ГОД", help="какого года август в плане учебного года"),
    ] = None,
    empty_term: Annotated[
        str | None,
        typer.Option("--empty-term", metavar="СРОК", help="срок пунктов, у которых он не указан"),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="не спрашивать, принять предложенное")
    ] = False,
) -> None:
    """Создать план из документа Word, таблицы Excel, CSV, HTML или вставленного текста."""
    now = session(context)
    document = _document(source_file)
    answers = Answers(title, year, table, columns, notes, same_parties, august, empty_term)
    proposal = _decided(document, answers, now.today, accept=accept)
    _hand_over(proposal, None if output is None else as_path(output))


def _document(file: str) -> Document:
    """Read the document from a file or, for `-`, from standard input."""
    if file == STREAM:
        return source.read(STANDARD_INPUT, sys.stdin.buffer.read() if sys.stdin else b"")
    path = as_path(file)
    return source.read(str(path), source.load(path))


def _decided(document: Document, answers: Answers, today: date, *, accept: bool) -> Proposal:
    """Settle the doubts: by a person at a terminal, by the defaults where these are accepted.

    Raises:
        UsageError: there is nobody to ask.

    """
    if not accept and can_ask():
        return agreed(document, answers, today)
    proposal = propose(document, answers, today)
    questions = list(map(_doubt_line, proposal.doubts))
    if proposal.unclear:
        questions.append(f"{_unclear_line(proposal)}: --accept оставит их так, с пометкой")
    if questions and not accept:
        listed = "\n".join(f"  {question}" for question in questions)
        raise UsageError(
            f"план прочитан, но есть вопросы, и файл не создан:\n{listed}\n"
            "  принять всё предложенное: --accept"
        )
    return proposal


def _doubt_line(doubt: Doubt) -> str:
    """Say a doubt, what is assumed and the option that answers it."""
    if isinstance(doubt.default, bool):
        return f"{doubt.said}: {doubt.option}"
    return f"{doubt.said}; предлагается «{doubt.default}»: {doubt.option}"


def _hand_over(proposal: Proposal, output: Path | None) -> None:
    """Write the plan, which must load at once, and say what came of it."""
    text = writing.compose(proposal.plan)
    target = output or find.usual_place(proposal.plan.span, working_directory())
    raw = text.encode()
    find.parse(target, raw)
    if str(target) == STREAM:
        write(text)
    else:
        find.create_from(target, raw, "--output ФАЙЛ")
    for line in _result_lines(proposal, target):
        say(line, prefix="")


def _result_lines(proposal: Proposal, target: Path) -> list[str]:
    """Say what the rows became, which were skipped, what is to be decided, what comes next."""
    rows = wording.plural(proposal.rows, ("строка", "строки", "строк"))
    items = wording.plural(len(proposal.items), wording.ITEMS)
    sections = wording.plural(len(proposal.plan.sections), ("раздел", "раздела", "разделов"))
    lines = [f"Прочитано: {rows} с мероприятиями — {items}, {sections}."]
    reasons = dict.fromkeys(each.reason for each in proposal.skipped)
    for reason in reasons:
        places = [each.place for each in proposal.skipped if each.reason == reason]
        lines.append(f"Пропущено ({reason}): {wording.listed(places)}.")
    if proposal.unclear:
        lines.append(f"Решите сами: {_unclear_line(proposal)}; как исправить: roadmap check.")
    if str(target) != STREAM:
        lines.append(created_line(target, "list"))
    return lines


def _unclear_line(proposal: Proposal) -> str:
    """Name the items whose terms are not read, each with its wording."""
    numbers = [f"{each.id} «{each.term}»" for each in proposal.unclear]
    return f"{wording.UNREAD_TERM}: {wording.listed(numbers)}"
