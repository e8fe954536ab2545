"""A Typer that lacks what it keeps to itself costs Russian words, and no command."""

from __future__ import annotations

import json
import os
import re
import shlex
from typing import TYPE_CHECKING

import forks
import pytest
from conftest import PROJECT, bare_environment

from roadmap_cli.cli.russian import typer_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

NAMES = [
    *(
        f"typer._click.exceptions.{name}"
        for name in ("BadOptionUsage", "MissingParameter", "NoSuchOption", "UsageError")
    ),
    "typer._click.shell_completion.add_completion_class",
    *(
        f"typer._completion_classes.{name}"
        for name in ("BashComplete", "FishComplete", "ZshComplete")
    ),
    *(
        f"typer._completion_shared.{name}"
        for name in (
            "Shells",
            "_completion_scripts",
            "_get_shell_name",
            "get_completion_script",
            "install",
        )
    ),
    "typer.main.get_command_from_info",
]
ATTRIBUTES = [
    "typer.core.TyperOption.type_descriptor",
    "typer.core.TyperOption.min",
    "typer.core.TyperCommand.make_parser",
]
TAKE_AWAY = """
import sys, types
from importlib import import_module
import typer
attributes = set()
for gone in sys.argv.pop(1).split():
    module, _, name = gone.rpartition(".")
    if name == "*":
        sys.modules[module] = None
    elif module.startswith("typer.core."):
        attributes.add(name)
    else:
        real = import_module(module)
        copy = types.ModuleType(module)
        vars(copy).update({key: value for key, value in vars(real).items() if key != name})
        sys.modules[module] = copy  # who has imported the name already, as Typer has, keeps it
import roadmap_cli.cli.russian.typer_private as ours
ours.getattr = lambda thing, wanted, *instead: (
    instead[0] if wanted in attributes else getattr(thing, wanted, *instead)
)
"""
EVERY_COMMAND = """
import json
from roadmap_cli.cli.main import MODULES, run
from roadmap_cli.cli.russian.typer_private import MISSING
lines = json.loads(sys.argv[1])
if ["help", "done"] in lines:  # all are wanted
    lines += [[name, "--help"] for name in MODULES if name != "merge-driver"]
codes = {" ".join(words): run(words) for words in lines}
print(json.dumps({"missing": MISSING, "codes": codes}))
"""
LINES = {
    "list": 0,
    "list --month Сентябрь --status open": 0,
    "show 7": 0,
    "overdue": 0,
    "parties": 0,
    "remind": 0,
    "start 5": 0,
    "progress 5 семинар": 0,
    "submit 8 --note исх": 0,
    "return 8 --reason нет": 0,
    "done 7": 0,
    "cancel 11 --reason приказ": 0,
    "reopen 11": 0,
    "postpone 14 Декабрь --reason письмо": 0,
    "note 7 ждём": 0,
    "undo": 0,
    "new 2021": 0,
    "add Семинар --section 2 --term Ноябрь": 0,
    "amend 8 --term Ноябрь --reason приказ": 0,
    "check": 0,
    "schema": 0,
    "import нет.docx": 5,
    "init нет/roadmap_2020.yaml": 6,
    "term Апрель --year 2020": 0,
    "report": 0,
    "timeline": 0,
    "calendar --output план.ics": 0,
    "letters --until 25.11.2020 --output письма": 0,
    "sync": 6,
    "help done": 0,
    "--help": 0,
    "lst": 2,
    "done": 2,
    "list --nonsense": 2,
    "list --sort nonsense": 2,
    "postpone 8": 2,
    "": 2,
}
OFTEN = [
    "list",
    "done 7",
    "--help",
    "list --help",
    "lst",
    "done",
    "list --nonsense",
    "list --sort nonsense",
]


def test_typer_has_all_that_is_ours_to_translate() -> None:
    assert typer_private.MISSING == [], (
        "Typer no longer has these; see cli/russian/typer_private.py"
    )


def test_every_private_name_is_taken_away_below() -> None:
    code = (PROJECT / "roadmap_cli/cli/russian/typer_private.py").read_text(encoding="utf-8")
    tried = {name.rpartition(".")[2] for name in NAMES}
    looked_up = code.partition("if not TYPE_CHECKING:")[2].partition("shell_name =")[0]
    assert set(re.findall(r'"(\w+)"', looked_up)) == tried


def _run_without(gone: Sequence[str], lines: Iterable[str], folder: Path) -> None:
    words = json.dumps([shlex.split(line) for line in lines])
    out, err = folder / "out", folder / "err"
    for stream in (out, err):
        stream.touch()
    forks.start(
        forks.script,
        TAKE_AWAY + EVERY_COMMAND,
        " ".join(gone),
        words,
        environment=bare_environment(ROADMAP_USER="Минаева Е.Л."),
        streams=(os.devnull, str(out), str(err)),
        cwd=folder,
    ).join()
    shown = out.read_text("utf-8")
    told = json.loads(shown.splitlines()[-1]) if shown else {}
    assert "сбой" not in err.read_text("utf-8")
    assert told["codes"] == {line: LINES.get(line, 0) for line in told["codes"]}
    assert gone[0].endswith("*") or set(told["missing"]) == set(gone) & set(NAMES)


def test_every_command_runs_without_all_of_them(plan: Path) -> None:
    _run_without([*NAMES, *ATTRIBUTES], LINES, plan.parent)


EACH = [*NAMES, *ATTRIBUTES, "typer._completion_shared.*"]


@pytest.mark.parametrize("gone", EACH)
def test_reading_changing_help_and_mistakes_work_without(gone: str, plan: Path) -> None:
    _run_without([gone], OFTEN, plan.parent)


@pytest.mark.torture
@pytest.mark.parametrize("gone", EACH)
def test_every_command_runs_without(gone: str, plan: Path) -> None:
    _run_without([gone], LINES, plan.parent)
