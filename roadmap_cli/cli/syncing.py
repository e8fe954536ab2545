"""Commands of a team: sync, and the hidden merge-driver that git itself calls."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session
from roadmap_cli.cli.terminal import as_path, ask, can_ask, is_watched, on_terminal, say, write
from roadmap_cli.errors import MissingPlanError
from roadmap_cli.planfile import files
from roadmap_cli.team.git import CONFLICT, MERGED, Git
from roadmap_cli.team.merge import merge
from roadmap_cli.team.outcome import Answer, Question
from roadmap_cli.team.raw import NotAPlanError, as_plan
from roadmap_cli.team.repository import Repository
from roadmap_cli.team.rules import Signature
from roadmap_cli.team.sync import Settings, sentence
from roadmap_cli.team.sync import sync as send_and_receive

commands = RussianTyper()


@commands.command()
def sync(context: typer.Context) -> None:
    """Отправить свои отметки и получить чужие.

    Через git; первый вызов готовит к этому папку.
    """
    now = Session(context)
    plans: list[Path] = []
    with suppress(MissingPlanError):  # a new clone may have none yet
        plans = [each.path for each in now.found]
    asked_for = bool(now.files)
    folder = plans[0].resolve().parent if asked_for and plans else Path.cwd()
    repository = Repository(folder, os.environ)
    repository.look_at(plans, asked_for=asked_for)
    settings = Settings(
        command=(Path(sys.executable).as_posix(), "-m", "roadmap_cli"),
        stamp=Signature(now.clock.isoformat(timespec="seconds"), now.person(folder)),
        decide=_ask,
        tell=say,
        progress=_progress,
    )
    done = send_and_receive(repository, settings)
    if done.sent or done.received or on_terminal():
        write(f"Отправлено {len(done.sent)}, получено {len(done.received)}\n")
    if on_terminal():
        write("".join(f"  {line}\n" for line in done.received))


def _ask(question: Question) -> Answer | None:
    if not can_ask():
        return None
    choices: list[tuple[str, Answer]] = [("ваше", "ours"), ("присланное", "theirs")]
    if question.free:
        choices.append((f"оба, ваше под номером {question.free}", "both"))
    return ask(sentence(question), choices, otherwise="отложить")


def _progress(text: str) -> None:
    if is_watched():  # cron's log does not need it
        say(f"{text}…")


@commands.command("merge-driver", hidden=True)
def merge_driver(
    base: Annotated[str, typer.Argument(metavar="ОБЩЕЕ")],
    ours: Annotated[str, typer.Argument(metavar="НАШЕ")],
    theirs: Annotated[str, typer.Argument(metavar="ПРИСЛАННОЕ")],
    name: Annotated[str, typer.Argument(metavar="ИМЯ")] = "",
) -> None:
    """Свести две версии плана для git."""
    paths = [as_path(text) for text in (base, ours, theirs)]
    lines = Git(Path.cwd(), os.environ).merge_lines
    try:
        texts = [as_plan(files.read(path)) for path in paths]
        merged = merge(*texts, lines=lines)
    except NotAPlanError:
        say(f"план {name} не читается; git сводит его по строкам, проверьте результат")
        raise typer.Exit(1) from None
    files.replace(paths[1], merged.text.encode(), like=paths[1])
    for question in merged.questions:
        say(sentence(question._replace(plan=name)))
    write(CONFLICT if merged.questions else MERGED)
    raise typer.Exit(1 if merged.questions else 0)
