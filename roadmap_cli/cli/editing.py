"""The command `edit`: the plan in the user's own editor, in the manner of visudo.

A copy is edited; it takes the plan's place under the lock, and only when it can be read.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from roadmap_cli.cli.complete import item_ids
from roadmap_cli.cli.options import DryRun
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, say_error, session
from roadmap_cli.cli.streams import ask, can_ask, say, write
from roadmap_cli.errors import InvalidPlanError, RoadmapError, UsageError
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.planfile import files, store, update
from roadmap_cli.planfile.reversal import place
from roadmap_cli.planfile.store import Loaded
from roadmap_cli.planfile.update import Rewriting

commands = RussianTyper()

DEFAULT_EDITORS = {"win32": "notepad"}
_GO_BACK, _WRITE_OVER = "вернуться в редактор", "записать поверх"
_KNOW_LINES = ("vi", "vim", "nvim", "nano", "emacs", "micro", "joe", "mcedit")


class _ChangedMeanwhileError(RoadmapError):
    """The plan was changed while its copy was in the editor."""


@commands.command()
def edit(
    context: typer.Context,
    item: Annotated[
        str | None,
        typer.Argument(
            metavar="НОМЕР",
            help="пункт, на котором открыть файл",
            autocompletion=item_ids,
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Открыть план в редакторе ($VISUAL, $EDITOR); записать, только если он читается."""
    now = session(context)
    if not can_ask():
        raise UsageError("edit работает только в терминале; файл можно править любым редактором")
    home, line = _wanted(now, item)
    path = now.path(home)
    before = now.loaded(home)
    with tempfile.TemporaryDirectory(prefix="roadmap-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(before.encode(before.document.text))
        _edit_until_put(now, path, copy, before, line=line, dry_run=dry_run)


def _wanted(now: Session, item: str | None) -> tuple[NamedPlan, int]:
    """Choose the plan and the line at which to open it."""
    if item is not None:
        (row,) = now.meant([item], to_change=True)[:1]
        document = now.loaded(row.home).document
        path, _ = place(document, row.item.id)
        line, _ = document.position(path)
        return row.home, line
    plans = now.view.plans
    if len(plans) == 1:
        return plans[0], 1
    titles = [f"{each.name}: {each.plan.title}" for each in plans]
    answer = ask("Какой план открыть?", titles)
    if answer is None:
        raise UsageError("план не выбран; назовите его: --plan ИМЯ")
    return plans[answer], 1


def _edit_until_put(
    now: Session, path: Path, copy: Path, before: Loaded, *, line: int, dry_run: bool
) -> None:
    """Open the editor until the copy is in place, nothing was changed, or the person gives up."""
    while True:
        _open_editor(copy, line)
        raw = copy.read_bytes()
        if raw == before.encode(before.document.text):
            write("Ничего не изменено.\n")
            return
        try:
            _put(now, path, raw, before, dry_run=dry_run)
        except InvalidPlanError as error:
            say_error(error)
            line = error.problems[0].line
            question = "Такой план не читается. Что сделать?"
            answers = [_GO_BACK, "оставить план как был"]
        except _ChangedMeanwhileError:
            question = "План за это время изменили. Что сделать?"
            answers = [_GO_BACK, "оставить план как есть", _WRITE_OVER]
        else:
            return
        place_of_answer = ask(question, answers)
        answer = None if place_of_answer is None else answers[place_of_answer]
        if answer == _WRITE_OVER:
            _put(now, path, raw, store.load(path), dry_run=dry_run)
            return
        if answer != _GO_BACK:
            say(f"план не изменён; ваша правка: {_kept(path, raw)}")
            return


def _put(now: Session, path: Path, raw: bytes, before: Loaded, *, dry_run: bool) -> None:
    """Put the edited text in the plan's place if that is still what was opened, and say so."""
    after = store.parse(path, raw)

    def decide(present: Loaded) -> Rewriting:
        """Give the edited text, unless the plan is no longer what was opened."""
        if present.document.text != before.document.text:
            raise _ChangedMeanwhileError
        stamp = now.stamp
        return Rewriting(after, stamp.written, stamp.by, "edit")

    update.rewrite(path, decide, dry_run=dry_run)
    if not dry_run:
        write(f"Записано: {path}\n")


def _kept(path: Path, raw: bytes) -> Path:
    """Keep an edited text that did not take the plan's place, so that no work is lost.

    Its name is none of a plan, or every search from below that folder would find it as one.
    """
    descriptor, name = tempfile.mkstemp(prefix=f"edited-{path.stem}-", suffix=path.suffix)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
    return Path(name)


def _open_editor(copy: Path, line: int) -> None:
    """Run the user's editor and wait for its end.

    Raises:
        UsageError: there is none, or it cannot be started.

    """
    default = DEFAULT_EDITORS.get(sys.platform, "vi")
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or default
    words = shlex.split(command)
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
