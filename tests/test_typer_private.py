"""A Typer that lacks what it keeps to itself costs Russian words, and no command."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, bare_environment

from roadmap_cli.cli.russian import typer_private

if TYPE_CHECKING:
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
gone = sys.argv.pop(1)
module, _, name = gone.rpartition(".")
if name == "*":
    sys.modules[module] = None
elif module.startswith("typer.core."):
    import roadmap_cli.cli.russian.typer_private as ours
    ours.getattr = lambda thing, wanted, *instead: (
        instead[0] if wanted == name else getattr(thing, wanted, *instead)
    )
else:
    real = import_module(module)
    copy = types.ModuleType(module)
    vars(copy).update({key: value for key, value in vars(real).items() if key != name})
    sys.modules[module] = copy  # who has imported the name already, as Typer itself has, keeps it
"""
EVERY_COMMAND = """
import json
from roadmap_cli.cli.main import MODULES, run
from roadmap_cli.cli.russian.typer_private import MISSING
lines = [[name, "--help"] for name in MODULES if name != "merge-driver"]
lines += json.loads(sys.argv[1])
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


def test_typer_has_all_that_is_ours_to_translate() -> None:
    assert typer_private.MISSING == [], (
        "Typer no longer has these; see cli/russian/typer_private.py"
    )


def test_every_private_name_is_taken_away_below() -> None:
    code = (PROJECT / "roadmap_cli/cli/russian/typer_private.py").read_text(encoding="utf-8")
    tried = {name.rpartition(".")[2] for name in NAMES}
    looked_up = code.partition("if not TYPE_CHECKING:")[2].partition("shell_name =")[0]
    assert set(re.findall(r'"(\w+)"', looked_up)) == tried


GONE = [*NAMES, *ATTRIBUTES, "typer._completion_shared.*"]
FEW = ("list --month Сентябрь --status open", "done 7", "--help", "lst", "done", "list --nonsense",
       "list --sort nonsense", "")  # fmt: skip
"""What asks the framework for each of its names: parsing, help, each kind of mistake."""


@pytest.mark.parametrize("gone", GONE)
def test_the_help_of_every_command_and_each_kind_of_mistake_do_without(
    gone: str, plan: Path
) -> None:
    _run_without(gone, plan, {line: LINES[line] for line in FEW})


@pytest.mark.torture
@pytest.mark.parametrize("gone", GONE)
def test_every_command_runs_without(gone: str, plan: Path) -> None:
    _run_without(gone, plan, LINES)


def _run_without(gone: str, plan: Path, lines: dict[str, int]) -> None:
    """Run lines in one program from which a name of the framework was taken away."""
    words = json.dumps([shlex.split(line) for line in lines])
    done = subprocess.run(
        [sys.executable, "-c", TAKE_AWAY + EVERY_COMMAND, gone, words],
        cwd=plan.parent,
        env=bare_environment(ROADMAP_USER="Минаева Е.Л.", PYTHONIOENCODING="utf-8"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {}
    assert "сбой" not in done.stderr
    assert told["codes"] == {
        **dict.fromkeys([line for line in told["codes"] if line not in lines], 0),
        **lines,
    }
    assert gone.endswith("*") or told["missing"] == ([gone] if gone in NAMES else [])
