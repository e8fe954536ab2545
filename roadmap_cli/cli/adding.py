"""Commands for writing plans: new, init, add, amend, and edit, which opens an editor.

`edit` works like visudo: a copy is edited, and replaces the plan only if it can be read.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date as Date  # noqa: N812  # `date` is an option of `amend`
from pathlib import Path
from typing import Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.changing import Wanted, Way, changing, must_be_said, tell_turns
from roadmap_cli.cli.options import (
    DateOption,
    DryRun,
    Ids,
    Reason,
    TextOrJson,
    argument,
    item_ids,
    many,
    option,
    sections,
)
from roadmap_cli.cli.options import files as plan_files
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session
from roadmap_cli.cli.terminal import (
    as_path,
    ask,
    can_ask,
    created_line,
    say,
    say_error,
    working_directory,
    write,
    write_changes,
)
from roadmap_cli.errors import (
    InvalidPlanError,
    RoadmapError,
    UnknownPartyError,
    UnwritableError,
    UsageError,
)
from roadmap_cli.plan import changes, problems
from roadmap_cli.plan.changes import Addition, Amendment, Change, Matter
from roadmap_cli.plan.model import NO_DUE
from roadmap_cli.plan.standing import NamedPlan, standings
from roadmap_cli.plan.view import View
from roadmap_cli.planfile import files, find, update
from roadmap_cli.planfile.writing import NewPlan, compose
from roadmap_cli.terms import read_plan_period
from roadmap_cli.views.output import Format
from roadmap_cli.wording import fold

commands = RussianTyper()

USUAL_EDITORS = ("sensible-editor", "nano", "vi")
AT_ONCE = 2.0  # seconds; nobody opens, reads and closes a file that fast
_GO_BACK, _WRITE_OVER = ("вернуться в редактор", "go back"), ("записать поверх", "write over")
_KNOW_LINES = ("sensible-editor", "vi", "vim", "nvim", "nano", "emacs", "micro", "joe", "mcedit")

DueOption = Annotated[
    str | None,
    option("--due", "ДАТА", "контрольная дата, если её нет в сроке; «нет» — пункт без срока"),
]
PartiesOption = Annotated[list[str], many("--responsible -r", "ОТВЕТСТВЕННЫЙ", "ответственный")]


@commands.command()
def init(
    context: typer.Context,
    path: Annotated[
        str | None,
        argument("ПУТЬ", "имя нового файла; если не указано — roadmap_2020.yaml", plan_files),
    ] = None,
) -> None:
    """Создать файл с готовым планом, чтобы попробовать.

    Это план на 2020 год, утверждённый приказом от 17.01.2020 № 13/01-04.
    """
    now = Session(context)
    named = as_path(path) if path else next(iter(now.files), None)
    target = named or Path(find.BUILT_IN.name)
    found = find.in_folder(target.parent) if named else find.nearest(working_directory())
    for other in found:  # a second plan of one period in a folder would silently diverge
        is_another = other.absolute() != target.absolute()
        if is_another and (not named or find.span(other) == find.built_in().plan.span):
            reason = f"план уже есть: {other}; для другого года: roadmap import или roadmap new"
            raise UnwritableError(f"файл {target} не создан", reason)
    find.create(target)
    write(created_line(target, "list") + "\n")


@commands.command()
def new(
    context: typer.Context,
    year: Annotated[str, argument("ГОД", "2021, 2020-2021 (учебный) или 2021-01-01..2023-12-31")],
    title: Annotated[str | None, option("--title -t", "ТЕКСТ", "название плана")] = None,
    order: Annotated[str | None, option("--order", "ПРИКАЗ", "приказ: «№ 5 от 15.01.2021»")] = None,
    output: Annotated[str | None, option("--output -o", "ФАЙЛ", "имя файла")] = None,
) -> None:
    """Создать пустой план на год.

    Пункты в него добавляет roadmap add.
    """
    now = Session(context)
    span = read_plan_period(year)
    update.must_be_text([title, order])
    first, last = span.first.year, span.last.year
    years = f"{first} год" if first == last else f"{first}-{last} годы"
    plan = NewPlan(title or f"План мероприятий на {years}", span, _read_order(order, now))
    usual = find.usual_place(span, working_directory())
    target = as_path(output) if output else usual
    raw = compose(plan).encode()
    find.parse(target, raw)
    find.create_from(target, raw, "--output ФАЙЛ")
    write(created_line(target, 'add "Мероприятие" --term Сентябрь') + "\n")


def _read_order(text: str | None, now: Session) -> dict[str, str | Date]:
    """Read «№ 5 от 15.01.2021» in either order, or a number alone."""
    if text is None:
        return {}
    day = re.search(r"\d\d?\.\d\d?\.\d{4}|\d{4}-\d\d-\d\d", text)
    rest = text.replace(day[0], " ") if day else text
    needless = r"\b(приказ|от|г\.?|года)\b|№"
    number = re.sub(needless, " ", rest, flags=re.IGNORECASE).strip(" .,")
    if not number:
        raise UsageError("в --order нет номера; напишите, например: --order «№ 5 от 15.01.2021»")
    dated = now.date(day[0]) if day else None
    return {"number": number} | ({"date": dated} if dated else {})


@commands.command()
def add(
    context: typer.Context,
    *,
    title: Annotated[str, argument("МЕРОПРИЯТИЕ", "мероприятие; в кавычках")],
    term: Annotated[str, option("--term", "СРОК", "срок словами документа")],
    responsible: PartiesOption,
    section: Annotated[
        str | None, option("--section", "РАЗДЕЛ", "номер раздела или слова из названия", sections)
    ] = None,
    new_section: Annotated[str | None, option("--new-section", "НАЗВАНИЕ", "новый раздел")] = None,
    number: Annotated[
        str | None, option("--id", "НОМЕР", "номер; если не указан — следующий свободный")
    ] = None,
    due: DueOption = None,
    reason: Reason = "",
    dry_run: DryRun = False,
    form: TextOrJson = Format.TEXT,
) -> None:
    """Добавить пункт в конец раздела."""
    now = Session(context)
    if section is not None and new_section is not None:
        raise UsageError("--section и --new-section вместе не бывают: оставьте что-то одно")
    home = _only_plan_in_view(now)
    day = _due(now, due, home)
    must_be_said("мероприятие", title)
    must_be_said("ответственный", *responsible)
    must_be_said("номер", number)
    must_be_said("название раздела", new_section)
    item = Addition(title, term, responsible, number or "", day)
    path = now.path(home)

    def decide(before: find.Loaded) -> update.Rewriting:
        stamp, plan = now.stamp, before.plan
        where = changes.destination(plan, section, new_section)
        made = changes.added(plan, where, item, reason, stamp)
        document = update.added(path, before.document, where, made)
        after = before.with_document(path, document)
        return update.Rewriting(after, stamp.written, stamp.by, "add")

    before, after = update.rewrite(path, decide, others=now.paths.values(), dry_run=dry_run)
    tell_turns(now, home, before.plan, after.plan, Way(dry_run, form))
    namesakes = [each.id for each in before.plan.items if fold(each.title) == fold(title)]
    if namesakes:
        say(f"так же назван п. {wording.listed(namesakes)}; если это повтор: roadmap undo")


def _due(now: Session, text: str | None, home: NamedPlan) -> Date | str | None:
    return text if text == NO_DUE else now.date(text, home)


def _only_plan_in_view(now: Session) -> NamedPlan:
    plans = now.view.plans
    if len(plans) > 1:
        names = ", ".join(home.name for home in plans)
        raise UsageError(f"планов несколько ({names}); назовите нужный: --plan {plans[0].name}")
    return plans[0]


@commands.command()
@changing
def amend(
    now: Session,
    *,
    ids: Ids,
    title: Annotated[str | None, option("--title -t", "ТЕКСТ", "мероприятие")] = None,
    term: Annotated[str | None, option("--term", "СРОК", "срок словами документа")] = None,
    responsible: PartiesOption,
    due: DueOption = None,
    reason: Reason,
    date: DateOption = None,
) -> Wanted:
    """Изменить пункты по новому приказу.

    Мероприятие, срок, ответственных; прежнее остаётся в истории.
    """
    must_be_said("основание", reason)
    if not any((title, term, responsible, due)):
        raise UsageError("скажите, что изменить: --title, --term, --responsible или --due")
    must_be_said("ответственный", *responsible)
    must_be_said("мероприятие", title)

    def decision(matter: Matter) -> Change:
        wanted = Amendment(title, term, responsible, _due(now, due, matter.home))
        return changes.amend(matter, wanted, reason, now.date(date, matter.home))

    return ids, decision


def rename_party(now: Session, old: str, new: str, *, dry_run: bool) -> None:
    """Rename a party in all items, contacts and groups of the plan in view."""
    must_be_said("новое имя", new)
    names = update.Renaming(old, " ".join(new.split()))
    home = _only_plan_in_view(now)
    path = now.path(home)
    places: list[str] = []

    def decide(before: find.Loaded) -> update.Rewriting | None:
        made = []
        for row in standings(NamedPlan(home.name, before.plan), now.today):
            if any(map(names.is_meant, row.item.responsible)):
                parties = list(dict.fromkeys(map(names.of, row.item.responsible)))
                wanted = Amendment(responsible=parties)
                made.append(changes.amend(Matter.of(row, now.stamp), wanted, ""))
        new_events = [each for each in made if each.event]
        document, keys = update.renamed(path, before.document, new_events, names)
        places[:] = [f"п. {wording.listed([each.item.id for each in made])}"] if made else []
        places.extend(keys)
        if not places:
            raise UnknownPartyError(old, View.of([home], now.today).parties)
        after = before.with_document(path, document)
        return update.Rewriting(after, now.stamp.written, now.stamp.by, "rename")

    before, after = update.rewrite(path, decide, others=now.paths.values(), dry_run=dry_run)
    if before.document.text == after.document.text:
        write(f"«{wording.one_line(names.new)}» уже так называется, ничего не изменено\n")
        return
    what = "будет" if dry_run else "теперь"
    text = f"«{wording.one_line(old)}» {what} «{wording.one_line(names.new)}»: {', '.join(places)}"
    others = [each for each in before.plan.parties if not names.is_meant(each)]
    if fold(names.new) in map(fold, others):
        text += "; такой уже был, и это теперь один ответственный"
    write_changes([text], dry_run=dry_run)


class _ChangedMeanwhileError(RoadmapError):
    """The plan was changed while its copy was in the editor."""


@commands.command()
def edit(
    context: typer.Context,
    item: Annotated[
        str | None, argument("НОМЕР", "пункт, на котором открыть файл", item_ids)
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Открыть план в редакторе и проверить записанное.

    Редактор — $VISUAL или $EDITOR; план записывается, только если он читается.
    """
    now = Session(context)
    if not can_ask():
        raise UsageError("edit работает только в терминале; файл можно править любым редактором")
    home, line = _wanted(now, item)
    path = now.path(home)
    before = now.loaded(home)
    raw = before.encode(before.document.text)
    copy = _copy(path, raw)
    say(f"правка идёт в копии: {copy}")
    try:
        is_kept = _edit_until_put(now, path, copy, before, line=line, dry_run=dry_run)
    except BaseException:  # however it ends, what was typed is kept
        if _read(copy) != raw:
            say(f"план не изменён; ваша правка: {copy}")
        else:
            copy.unlink(missing_ok=True)
        raise
    if not is_kept:
        copy.unlink(missing_ok=True)


def _wanted(now: Session, item: str | None) -> tuple[NamedPlan, int]:
    """Choose the plan and the line at which to open it."""
    if item is not None:
        (row,) = now.meant([item], to_change=True)[:1]
        document = now.loaded(row.home).document
        line, _ = document.position(document.items[row.item.id][0])
        return row.home, line
    plans = now.view.plans
    if len(plans) == 1:
        return plans[0], 1
    home = ask("Какой план открыть?", [(f"{each.name}: {each.plan.title}", each) for each in plans])
    if home is None:
        raise UsageError("план не выбран; назовите его: --plan ИМЯ")
    return home, 1


def _edit_until_put(
    now: Session, path: Path, copy: Path, before: find.Loaded, *, line: int, dry_run: bool
) -> bool:
    """Open the editor until the copy is in place, nothing changed, or the person gives up.

    Returns whether to keep the copy: it is not in place, or may still be open in an editor.
    """
    while True:
        opened = time.monotonic()
        _open_editor(copy, line)
        raw = _read(copy)
        if raw == before.encode(before.document.text):
            write("Ничего не изменено.\n")
            came_back_at_once = time.monotonic() - opened < AT_ONCE
            if came_back_at_once:
                say(
                    "редактор сразу вернулся; если он ещё открыт, roadmap его не дождался: "
                    'назовите его так, чтобы ждал, например EDITOR="code --wait"'
                )
            return came_back_at_once
        try:
            _put(now, path, raw, before, dry_run=dry_run)
        except InvalidPlanError as error:
            say_error(error)
            line = error.problems[0].line
            question = "Такой план не читается. Что сделать?"
            answers = [_GO_BACK, ("оставить план как был", "keep")]
        except _ChangedMeanwhileError:
            question = "План за это время изменили. Что сделать?"
            answers = [_GO_BACK, ("оставить план как есть", "keep"), _WRITE_OVER]
        else:
            break
        answer = ask(question, answers)
        if answer == "write over":
            _put(now, path, raw, None, dry_run=dry_run)
            break
        if answer != "go back":
            say(f"план не изменён; ваша правка: {copy}")
            return True
    if dry_run:
        say(f"пробный запуск: файл не изменён; ваша правка: {copy}")
    return dry_run


def _put(
    now: Session, path: Path, raw: bytes, opened: find.Loaded | None, *, dry_run: bool
) -> None:
    """Replace the plan with the edited text unless it changed since it was opened, and say so.

    Without `opened` it is replaced in any case.
    """
    after = find.parse(path, raw)

    def decide(present: find.Loaded) -> update.Rewriting:
        if opened and present.document.text != opened.document.text:
            raise _ChangedMeanwhileError
        stamp = now.stamp
        return update.Rewriting(after, stamp.written, stamp.by, "edit")

    before, _ = update.rewrite(path, decide, others=now.paths.values(), dry_run=dry_run)
    known = {text for _, text in problems.unclear_terms(before.plan)}
    unread = [each for each in problems.unclear_terms(after.plan) if each[1] not in known]
    for line, column, text in after.document.locate(unread):
        say(f"{path}:{line}:{column}: {text}", prefix="")
    if not dry_run:
        write(f"Записано: {path}\n")


def _copy(path: Path, raw: bytes) -> Path:
    """Create the copy to edit, with a name that no search for plans finds."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f"edited-{path.stem}-", suffix=path.suffix)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
    except OSError as error:
        raise UnwritableError("копия плана для правки не создана", files.because(error)) from None
    return Path(name)


def _read(copy: Path) -> bytes:
    try:
        return copy.read_bytes()
    except OSError as error:
        raise UnwritableError(f"правка {copy} не прочитана", files.because(error)) from None


def _open_editor(copy: Path, line: int) -> None:
    usual = ["notepad"] if sys.platform == "win32" else USUAL_EDITORS
    default = next(filter(shutil.which, usual), usual[-1])
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or default
    try:
        words = shlex.split(command)
    except ValueError:
        raise UsageError(f"в $EDITOR не закрыта кавычка: {command}") from None
    at_line = [f"+{line}"] if Path(words[0]).stem in _KNOW_LINES else []
    try:
        done = subprocess.run([*words, *at_line, str(copy)], check=False)  # noqa: S603  # chosen by the user
    except OSError as error:
        reason = files.because(error)
        raise UsageError(
            f"редактор «{command}» не запущен: {reason}; назовите другой в $EDITOR"
        ) from None
    if done.returncode:
        raise UsageError(f"редактор «{command}» завершился с ошибкой; план не изменён")
