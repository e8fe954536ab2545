"""The command that takes a plan in from a document: import."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from roadmap_cli import terms, wording
from roadmap_cli.cli.changing import Member, Way, change
from roadmap_cli.cli.options import argument, files, flag, option
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session
from roadmap_cli.cli.terminal import (
    as_path,
    ask,
    can_ask,
    created_line,
    line_typed,
    say,
    working_directory,
    write,
)
from roadmap_cli.errors import RefusedChangeError, RoadmapError, UsageError
from roadmap_cli.exchange.importing import STANDARD_INPUT, Skipped, Source, office, replies, tables
from roadmap_cli.exchange.importing.proposal import (
    LATER,
    Answers,
    Doubt,
    Proposal,
    propose,
    recognise,
)
from roadmap_cli.exchange.importing.tables import FoundTables, SeveralPlansError
from roadmap_cli.plan import execution
from roadmap_cli.plan.changes import Change, Matter
from roadmap_cli.plan.execution import Reporting
from roadmap_cli.plan.standing import Standing
from roadmap_cli.planfile import find, writing

commands = RussianTyper()

STREAM = "-"  # in place of a file: standard input or output


@commands.command("import")
def import_(
    context: typer.Context,
    source_file: Annotated[str, argument("ДОКУМЕНТ", "файл; - читает вставленный текст", files)],
    *,
    output: Annotated[
        str | None, option("--output -o", "ФАЙЛ", "новый файл плана; - на экран")
    ] = None,
    year: Annotated[
        str | None, option("--year -y", "ГОД", "период плана: 2021 или 2020-2021")
    ] = None,
    title: Annotated[str | None, option("--title", "ТЕКСТ", "название плана")] = None,
    table: Annotated[str | None, option("--table", "N,N", "номера таблиц плана: 2 или 2,3")] = None,
    each: Annotated[bool, flag("--each", "каждый план документа в свой файл")] = False,
    columns: Annotated[
        str | None,
        option("--columns", "СТОЛБЦЫ", "столбцы по порядку: №,мероприятие,срок,ответственный"),
    ] = None,
    notes: Annotated[
        bool | None, flag("--notes/--no-notes", "другие столбцы — в примечания")
    ] = None,
    same_parties: Annotated[
        bool | None, flag("--same-parties/--distinct-parties", "похожие ответственные — это один")
    ] = None,
    groups: Annotated[
        bool | None, flag("--groups/--no-groups", "«школы № 1-12» — группа, каждая отчитается сама")
    ] = None,
    august: Annotated[
        int | None, option("--august", "ГОД", "какого года август в плане учебного года")
    ] = None,
    empty_term: Annotated[
        str | None, option("--empty-term", "СРОК", "срок пунктов, у которых он не указан")
    ] = None,
    is_reply: Annotated[
        bool, flag("--marks", "это не план, а ответ: записать, что по нему исполнено")
    ] = False,
    by: Member = None,
    accept: Annotated[bool, flag("--accept", "не спрашивать, принять предложенное")] = False,
) -> None:
    """Создать план из документа Word, Excel, CSV, HTML.

    Или из вставленного текста: roadmap import -
    """
    now = Session(context)
    if by is not None and not is_reply:
        raise UsageError("--by бывает только с --marks: он говорит, чей это ответ")
    if is_reply:
        others = (output, year, title, table, notes, same_parties, groups, august, empty_term)
        if each or any(option is not None for option in others):
            raise UsageError(
                "с --marks плана не создают: из прочих нужны только --columns и --accept"
            )
        _record(now, _source(source_file), columns, by, accept=accept)
        return
    if each and output == STREAM:
        raise UsageError("--each пишет каждый план в свой файл: назовите файл вместо «-»")
    target = None if output is None else as_path(output)
    if target is not None and not target.is_dir():
        _refuse_taken(target)
    source = _source(source_file)
    numbers = _numbers(table)
    answers = Answers(
        title, year, numbers, columns, notes, same_parties, august, empty_term, groups=groups
    )
    found = tables.find(source, columns)
    wanted = [answers]
    if each:
        wanted = [replace(answers, table=(plan[0].number,)) for plan in tables.plans(found)]
    decided = [_decided(found, own, now.today, target, accept=accept) for own in wanted]
    _hand_over(decided, target)


def _refuse_taken(target: Path) -> None:
    if target.exists():
        raise find.taken(target, "--output")


def _record(
    now: Session, source: Source, columns: str | None, by: str | None, *, accept: bool
) -> None:
    """Record what a document reports as submitted, if a person agrees; name what it leaves open."""
    proposed, left = _reported(now, source, columns, by)
    if not proposed:
        for line in ["записать нечего", *left]:
            say(line)
        return
    lines = [line for _, _, line in proposed] + left
    if not accept and not can_ask():
        listed = "\n".join(f"  {line}" for line in lines)
        raise UsageError(f"прочитано, но не записано:\n{listed}\n  записать: --accept")
    for line in left if accept else lines:
        say(line, prefix="")
    if not accept and not _yes_or_no("Записать как представленное на проверку", default=True):
        raise UsageError("ничего не записано: вы отказались")
    wanted = {row.item.id: told for row, told, _ in proposed}

    def decision(matter: Matter) -> Change:
        return execution.submit(matter, wanted[matter.item.id])

    change(now, [row.ref for row, _, _ in proposed], Way(), decision)


def _reported(
    now: Session, source: Source, columns: str | None, by: str | None
) -> tuple[list[tuple[Standing, Reporting, str]], list[str]]:
    """Find what may be recorded, each with a line that tells of it, and say what may not."""
    found, skipped = replies.read(source, columns, now.view, now.everywhere)
    proposed = []
    refused = []
    for row, day, note, addressee in found:
        member = (by or addressee) if row.plan.members_of(row.item) else None
        wanted = Reporting(day, note or None, member=member)
        try:
            is_new = execution.submit(Matter.of(row, now.stamp), wanted).event
        except RefusedChangeError as error:
            refused.append(str(error))
            continue
        if is_new:
            told = ", ".join(filter(None, [f"исполнено {wording.day(day)}", note, member]))
            line = f"{now.name_of(row)}: {wording.one_line(told)}"
            proposed.append((row, wanted, line))
        else:
            skipped.append(Skipped(row.item.id, "отчёт уже есть"))
    rest = [*refused, *_grouped("Не записано", skipped)]
    if rest:
        rest.append("Что из этого исполнено, запишите сами: roadmap submit НОМЕР --date ДЕНЬ")
    return proposed, rest


def _grouped(what: str, skipped: Sequence[Skipped]) -> list[str]:
    places: dict[str, list[str]] = {}
    for place, reason in skipped:
        places.setdefault(reason, []).append(place)
    return [f"{what} ({reason}): {wording.listed(names)}." for reason, names in places.items()]


def _numbers(typed: str | None) -> tuple[int, ...]:
    pieces = [] if typed is None else typed.replace(" ", "").split(",")
    if not all(piece.isascii() and piece.isdigit() and len(piece) < 6 for piece in pieces):  # noqa: PLR2004  # figures
        raise UsageError(f"--table: нужны номера таблиц, 2 или 2,3, а не «{typed}»")
    return tuple(map(int, pieces))


def _source(file: str) -> Source:
    if file == STREAM:
        if can_ask():
            say("Вставьте таблицу; в конце с новой строки нажмите Ctrl+D:", prefix="")
        raw = office.load_stream(sys.stdin.buffer) if sys.stdin else b""
        return office.read(STANDARD_INPUT, raw)
    path = as_path(file)
    return office.read(str(path), office.load(path))


def _decided(
    found: FoundTables, answers: Answers, today: date, output: Path | None, *, accept: bool
) -> Proposal:
    """Settle the doubts: by a person at a terminal, by the defaults where these are accepted."""
    if not accept and can_ask():
        return _agreed(found, answers, today, output)
    proposal = propose(recognise(found, answers), answers, today)
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
    offered = "" if isinstance(doubt.default, bool) else f"; предлагается «{doubt.default}»"
    return f"{doubt.said}{offered}: {doubt.option}"


def _hand_over(proposals: Sequence[Proposal], output: Path | None) -> None:
    """Write the plans of a document, which must load at once, all or none, and say how it went."""
    made = []
    for number, proposal in enumerate(proposals, start=1):
        target = _target(proposal, output)
        if number > 1 and str(target) != STREAM:  # further files have their number in the name
            target = target.with_stem(f"{target.stem}_{number}")
        raw = writing.compose(proposal.plan).encode()
        find.parse(target, raw)
        made.append((target, raw))
    written: list[Path] = []
    try:
        for target, raw in made:
            if str(target) == STREAM:
                write(raw.decode())
            else:
                find.create_from(target, raw, "--output ФАЙЛ")
                written.append(target)
    except RoadmapError:
        for target in written:
            target.unlink(missing_ok=True)
        raise
    for proposal, (target, _) in zip(proposals, made, strict=True):
        for line in _result_lines(proposal, target):
            say(line, prefix="")


def _target(proposal: Proposal, output: Path | None) -> Path:
    """Tell where a plan goes: where a person said, else beside the plans found."""
    span = proposal.plan.span
    if output is not None and output.is_dir():
        return output / find.usual_place(span, output).name
    return output or find.usual_place(span, working_directory())


def _result_lines(proposal: Proposal, target: Path) -> list[str]:
    rows = wording.plural(len(proposal.items), ("строка", "строки", "строк"))
    items = wording.plural(len(proposal.items), wording.ITEMS)
    sections = wording.plural(len(proposal.plan.sections), ("раздел", "раздела", "разделов"))
    lines = [f"Прочитано: {rows} с мероприятиями — {items}, {sections}."]
    lines += _grouped("Пропущено", proposal.skipped)
    if proposal.continued:
        continued = wording.listed(proposal.continued)
        lines.append(f"Взято как продолжение таблицы выше: {continued}.")
    assumed = [doubt for doubt in proposal.doubts if doubt.field in _TOLD_WHEN_ACCEPTED]
    lines += [f"Принято: {_doubt_line(doubt)}." for doubt in assumed]
    if proposal.outside:
        lines.append(f"Сроки вне периода плана: {wording.listed(_terms(proposal.outside))}.")
    if proposal.unclear:
        lines.append(f"Решите сами: {_unclear_line(proposal)}; как исправить: roadmap check.")
    if str(target) != STREAM:
        lines.append(created_line(target, "list"))
    return lines


def _unclear_line(proposal: Proposal) -> str:
    return f"{wording.UNREAD_TERM}: {wording.listed(_terms(proposal.unclear))}"


def _terms(items: Iterable[writing.NewItem]) -> list[str]:
    return [f"{each.id} «{each.term}»" for each in items]


_YES, _NO = {"д", "да", "y", "yes"}, {"н", "нет", "n", "no"}
_TOLD_WHEN_ACCEPTED = {"title", "year", "notes", "same_parties"}  # else nobody sees them


def _agreed(found: FoundTables, answers: Answers, today: date, output: Path | None) -> Proposal:
    """Show what was found and settle every doubt with a person.

    An existing file is told before any question whose answer would be lost because of it.
    """
    try:
        known = recognise(found, answers)
    except SeveralPlansError as error:
        numbers = ",".join(str(number) for number, _ in error.choices)
        say(f"Вместе, одним планом: --table {numbers}; каждый в свой файл: --each.", prefix="")
        choices = [(words, number) for number, words in error.choices]
        chosen = ask("В документе несколько планов. Какой нужен?", choices)
        if chosen is None:
            raise
        answers = replace(answers, table=(chosen,))
        known = recognise(found, answers)
    proposal = propose(known, answers, today)
    if proposal.doubts:
        items = wording.plural(len(proposal.items), wording.ITEMS)
        say(f"{wording.one_line(proposal.plan.title)}: {items}. Enter — как предложено.", prefix="")
    while proposal.doubts:
        doubt = proposal.doubts[0]
        if all(each.field != "year" for each in proposal.doubts):
            _refuse_taken(_target(proposal, output))
        answers = replace(answers, **{doubt.field: _answer(doubt)})
        if doubt.field == "continues":
            known = recognise(found, answers)
        if doubt.field == "unpaired" and not answers.unpaired:
            raise UsageError("план не записан: исправьте строки или назовите столбцы: --columns")
        proposal = propose(known, answers, today)
    _refuse_taken(_target(proposal, output))
    _show(proposal)
    if not _yes_or_no("Записать план", default=True):
        raise UsageError("план не записан: вы отказались")
    return proposal


def _show(proposal: Proposal) -> None:
    plan = proposal.plan
    items = proposal.items
    parties = {party for item in items for party in item.responsible}
    lines = [plan.title, f"период: {wording.span(*plan.span)}"]
    day, number = plan.order.get("date"), plan.order.get("number")
    approved = [wording.day(day)] if isinstance(day, date) else []
    approved += [f"№ {number}"] if number else []
    if approved:
        lines.append(f"утверждён: {' '.join(approved)}")
    about = plan.order.get("title")
    if about:
        lines.append(f"приказ: {about}")
    lines.append(
        f"разделов {len(plan.sections)}, пунктов {len(items)}, ответственных {len(parties)}"
    )
    for place in dict.fromkeys((0, len(items) // 2, len(items) - 1)):
        item = items[place]
        who = "; ".join(item.responsible) or wording.NOBODY
        lines.append(f"{item.id}. {item.title} | {item.term} | {who}")
    if proposal.unclear:
        shown = ", ".join(_terms(proposal.unclear))
        lines.append(f"{wording.UNREAD_TERM}, решите потом: {shown}")
    say("\n  ".join(["Найдено:", *lines]), prefix="")


def _answer(doubt: Doubt) -> Any:  # noqa: ANN401  # the type of the field that it settles
    say(f"{wording.one_line(wording.capitalized(doubt.said))}.", prefix="")
    if isinstance(doubt.default, bool):
        return _yes_or_no(doubt.question, default=doubt.default)
    while True:
        text = _ask(f"{doubt.question} [{doubt.default}]: ") or doubt.default
        try:
            return _read(doubt.field, text)
        except RoadmapError as error:
            say(str(error), prefix="")


def _read(field: str, text: str) -> str | int:
    """Read an answer as its field wants it, or refuse it; «решу потом» is year 0."""
    if field == "year":
        terms.read_plan_period(text)
    if field != "august":
        return text
    if text == LATER:
        return 0
    if not text.isdecimal():
        raise UsageError(f"нужен год, а не «{wording.one_line(text)}»")
    return int(text)


def _yes_or_no(question: str, *, default: bool) -> bool:
    """Ask until the answer is one; Enter takes the default, the capital letter."""
    choice = "[Д/н]" if default else "[д/Н]"
    while True:
        text = _ask(f"{question}? {choice}: ").casefold()
        if not text:
            return default
        if text in _YES | _NO:
            return text in _YES
        say("ответьте «д» или «н»; Enter — как предложено", prefix="")


def _ask(prompt: str) -> str:
    line = line_typed(prompt)
    if line is None:
        say("", prefix="")
        raise UsageError("ничего не записано: ответа нет")
    return line.strip()
