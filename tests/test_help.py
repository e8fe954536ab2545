"""Help: its examples run, `help` and a bare `roadmap` answer, words in wrong places are understood."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import TODAY, on_a_terminal
from import_fixtures import documents

from roadmap_cli.cli.helping import EXAMPLES
from roadmap_cli.cli.main import MODULES

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

COMMANDS = [name for names in MODULES.values() for name in names if name != "merge-driver"]
NEEDS = {"return": [("submit", "7")], "undo": [("done", "7")], "reopen": [("done", "7")]}
"""What must have been done before a command's examples make sense."""
NEED_A_TERMINAL = {"edit", "sync"}  # or a repository


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("name", COMMANDS)
def test_examples_of_help_run(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("ROADMAP_MAIL_FROM", "chief@example.org")
    text = roadmap(name, "--help").out
    for example in EXAMPLES[name]:
        assert "".join(example.split()) in "".join(text.split())  # a long one is broken
        if name == "init":
            plan.unlink(missing_ok=True)
            (plan.parent / "планы").mkdir(exist_ok=True)
        if name == "import":
            documents(plan.parent)
        for words in NEEDS.get(name, []):
            roadmap(*words)
        typed = shlex.split(example)[1:]
        outcome = roadmap(*typed[: typed.index(">")] if ">" in typed else typed)
        wanted = {2, 6} if name in NEED_A_TERMINAL else {0, 3}
        assert outcome.code in wanted, (example, outcome)


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("report сентябрь", "roadmap report --period сентябрь"),
        ("report МОЦ 'III квартал'", 'roadmap report -r МОЦ --period "III квартал"'),
        ("report открытые", "roadmap list -s открытые"),
        ("list Сентябрь", "roadmap list --month Сентябрь"),
        ("list сентябрь МОЦ", "roadmap list --month сентябрь -r МОЦ"),
        ("list 'II квартал'", 'roadmap list --month "II квартал"'),
        ("list протокол", "roadmap list --search протокол"),
        ("parties МОЦ", "roadmap list -r МОЦ"),
        ("overdue МОЦ", "roadmap overdue -r МОЦ"),
        ("7 done", "roadmap done 7"),
        ("7 8 done", "roadmap done 7 8"),
        ("сентябрь list", "roadmap list --month сентябрь"),
        ("сентябрь", "roadmap list --month сентябрь"),
        ("моц", "roadmap list -r моц"),
        ("7", "roadmap show 7"),
        ("list 7 8", "roadmap show 7 8"),
        ("list открытые", "roadmap list -s открытые"),
        ("list Координатор МОЦ", 'roadmap list -r "Координатор МОЦ"'),
        ("list -r Координатор МОЦ", 'roadmap list -r "Координатор МОЦ"'),
        ("list -m II квартал --compact", 'roadmap list -m "II квартал" --compact'),
        ("list -m Сентябрь Октябрь", 'roadmap list -m "Сентябрь Октябрь"'),
        ("list -m Сентябрь МОЦ", "roadmap list -m Сентябрь -r МОЦ"),
        ("list МОЦ -m Сентябрь", "roadmap list -m Сентябрь -r МОЦ"),
        ("list --overdue МОЦ", "roadmap list --overdue -r МОЦ"),
        ("list -s в работе", 'roadmap list -s "в работе"'),
        ("report --period III квартал", 'roadmap report --period "III квартал"'),
        ("add Семинар для завучей --term май", 'roadmap add "Семинар для завучей" --term май'),
        ("add Семинар --term до 15 марта", 'roadmap add Семинар --term "до 15 марта"'),
        ("import мой план.docx", 'roadmap import "мой план.docx"'),
    ],
)
def test_words_in_wrong_places_are_answered_with_what_was_meant(
    roadmap: Roadmap, typed: str, meant: str
) -> None:
    outcome = roadmap(*shlex.split(typed))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith(f"возможно, так: {meant}\n")


@pytest.mark.usefixtures("plan")
def test_the_command_that_was_meant_runs(roadmap: Roadmap) -> None:
    hint = roadmap("list", "сентябрь", "МОЦ").err.partition("возможно, так: ")[2]
    assert roadmap(*shlex.split(hint)[1:]).code == 0


def test_help_of_a_command_is_the_same_in_three_ways(roadmap: Roadmap) -> None:
    texts = {
        roadmap(*words).out for words in (("help", "done"), ("done", "-h"), ("done", "--help"))
    }
    assert len(texts) == 1
    assert "roadmap done 7" in texts.pop()


def test_help_of_no_command_suggests_one(roadmap: Roadmap) -> None:
    outcome = roadmap("help", "dnoe")
    assert outcome.code == 2
    assert "«done»" in outcome.err


def test_a_bare_call_off_a_terminal_is_a_mistake(roadmap: Roadmap) -> None:
    assert roadmap() == (2, "", "roadmap: не указана команда; все команды: roadmap --help\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_a_bare_call_without_a_plan_says_how_to_get_one(tmp_path: Path) -> None:
    shown = on_a_terminal(columns=80, cwd=tmp_path)
    for words in ("import приказ.docx", f"new {TODAY[:4]}", "init", "list --month Сентябрь"):
        assert f"  roadmap {words}  " in shown
    assert max(map(len, shown.splitlines())) <= 80
