"""Shell completion offers what the plan holds, and nothing where there is no plan."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import TODAY, bare_environment, plan_text

from roadmap_cli.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Offers = Callable[..., str]
    InBash = Callable[..., list[str]]

NOTHING: list[str] = []
CASES = [
    ("roadmap li", "list"),
    ("roadmap help do", "done"),
    ("roadmap done 1", "1 10 11 12 13 14 15 16 17 18"),
    ("roadmap list -m Сен", "сентябрь"),
    ("roadmap list -r м", "МОЦ"),
    ("roadmap list --responsible = коор", r"Координатор\ МОЦ"),
    ('roadmap list -r "коор', "Координатор МОЦ"),
    ("roadmap list -s Исполнено", r"исполнено исполнено\ с\ нарушением\ срока"),
    ("roadmap list -s D", "done_late done"),
    ("roadmap list --format m", "markdown"),
    ("roadmap list --responsible Коор", r"Координатор\ МОЦ"),
    ("roadmap list --month се", "сентябрь"),
    ("roadmap list --status d", "done_late done"),
    ("roadmap list --section ", "1 2 3 4"),
    ("roadmap postpone 8 но", "ноябрь"),
]


@pytest.fixture
def offers(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Offers:
    """Call the program as the scripts of the shells do, beside the plan, and give what it offers."""
    monkeypatch.chdir(plan.parent)

    def call(**environment: str) -> str:
        with monkeypatch.context() as patch:
            for name, text in {**environment, "ROADMAP_TODAY": TODAY}.items():
                patch.setenv(name, text)
            with pytest.raises(SystemExit) as end:
                run([])
        shown = capsys.readouterr()
        assert (end.value.code, shown.err) == (0, "")
        return shown.out

    return call


@pytest.fixture
def in_bash(offers: Offers) -> InBash:
    """Complete a line, or words as bash has parted them."""

    def call(line: str | list[str], kind: str = "%", columns: int = 80) -> list[str]:
        words = line.split(" ") if isinstance(line, str) else line
        shown = offers(
            _ROADMAP_COMPLETE="complete_bash",
            COMP_WORDS="\n".join(words),
            COMP_CWORD=str(len(words) - 1),
            COMP_TYPE=str(ord(kind)),
            COLUMNS=str(columns),
        )
        return shown.splitlines() if isinstance(line, list) else shown.strip().splitlines()

    return call


@pytest.mark.parametrize(("line", "offered"), CASES, ids=[line for line, _ in CASES])
def test_bash_is_offered_live_values(in_bash: InBash, line: str, offered: str) -> None:
    assert " ".join(in_bash(line)) == offered


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("roadmap done 2020/1", "2020/1 2020/10 2020/11 2020/12 2020/13 2020/14 2020/15 2020/16 "
         "2020/17 2020/18"),
        ("roadmap show 2019-2020/", "2019-2020/1"),
        ("roadmap --plan 2019-2020 done ", ""),
        ("roadmap list --plan 2", "2019-2020 2020"),
    ],
)  # fmt: skip
def test_references_are_offered_where_several_plans_are_in_view(
    in_bash: InBash, plan: Path, line: str, offered: str
) -> None:
    item = "id: 1, title: отчёт, term: май, responsible: [ОУ], status: done"
    other = plan.with_name("roadmap_2019-2020.yaml")
    other.write_text(plan_text("2019-09-01 2020-12-31", item))
    assert " ".join(in_bash(line)) == offered


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["МКУ", ":", r"\ Ц"], [r"\ Центр"]),
        (["МКУ", ":"], [r"\ Архив", r"\ Центр"]),
        (["мку", ":", ""], [r"\ Архив", r"\ Центр"]),
        (['"МКУ: Ц'], ["МКУ: Центр"]),
        (["м"], [r"МКУ:\ Архив", r"МКУ:\ Центр"]),
    ],
)
def test_bash_goes_on_behind_a_colon_at_which_it_parts_words(
    in_bash: InBash, plan: Path, words: list[str], offered: list[str]
) -> None:
    names = ("МКУ: Архив", "МКУ: Центр")
    items = [
        f'id: {n}, title: о, term: май, responsible: ["{name}"]' for n, name in enumerate(names)
    ]
    plan.write_text(plan_text("2020", *items))
    assert in_bash(["roadmap", "list", "-r", *words]) == offered


def test_bash_shows_a_choice_with_what_it_means_and_inserts_the_bare_value(
    in_bash: InBash,
) -> None:
    shown = in_bash("roadmap done ", kind="?", columns=60)
    assert [line[:4] for line in shown] == [f"{number:<4}" for number in range(1, 19)]
    assert shown[0] == "1   Разработка Дорожной карты проекта"
    assert shown[6] == "7   Отчет руководителей школ с нестабильными результатами …"
    assert in_bash("roadmap done 7", kind="?") == ["7"]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("roadmap done 7", "7\tОтчет руководителей школ с нестабильными результатами по реализации "
         "плана мероприятий по устранению причин нестабильности результатов"),
        ("roadmap list -r м", "МОЦ"),
        ("roadmap list --responsible=коор", "--responsible=Координатор МОЦ"),
        ("roadmap list -m Сен", "сентябрь"),
        ("roadmap done", "done\tОтметить пункты исполненными"),
        ("roadmap import ", "/"),
        ("roadmap list -m сентябрь ", ""),
    ],
)  # fmt: skip
def test_fish_is_offered_whole_words_with_whole_titles(
    offers: Offers, line: str, offered: str
) -> None:
    shown = offers(
        _ROADMAP_COMPLETE="complete_fish",
        _TYPER_COMPLETE_ARGS=line,
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    assert shown == f"{offered}\n"


SHELLS = {
    "bash": r"""roadmap --show-completion > script; source ./script
        COMP_WORDS=(LINE); COMP_CWORD=3
        _roadmap_completion roadmap; printf '%s\n' "${COMPREPLY[@]}" """,
    "zsh": """compdef() { }; _describe() { print -l -- $found }
        roadmap --show-completion > script; source ./script
        words=(LINE); CURRENT=4
        _roadmap_completion""",
    "fish": """roadmap --show-completion | source; complete -C 'LINE'""",
}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "offered"), [("roadmap list -m Сен", "сентябрь"), ("roadmap list -r м", "МОЦ")]
)
def test_the_script_that_is_shown_works_in_its_shell(
    plan: Path, shell: str, line: str, offered: str
) -> None:
    if sys.platform == "win32" or shutil.which(shell) is None:
        pytest.skip(f"not installed: {shell}")
    command = plan.with_name("roadmap")
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m roadmap_cli \"$@\"\n")
    command.chmod(0o755)
    path = f"{plan.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shell, "-c", SHELLS[shell].replace("LINE", line)],
        cwd=plan.parent,
        env=bare_environment(PATH=path, LC_ALL="C.UTF-8", HOME=str(plan.parent)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout == f"{offered}\n"


@pytest.mark.parametrize(
    "line", ["roadmap done 1", "roadmap list -r М", "roadmap list --section 1"]
)
def test_without_a_plan_nothing_is_offered(in_bash: InBash, plan: Path, line: str) -> None:
    plan.unlink()
    assert in_bash(line) == NOTHING


@pytest.mark.parametrize(
    "line", ["roadmap done ", "roadmap list -r М", "roadmap --plan ", "roadmap list --section "]
)
def test_a_broken_plan_offers_nothing_and_says_nothing(
    in_bash: InBash, plan: Path, line: str
) -> None:
    plan.write_text("title: [")
    assert in_bash(line) == NOTHING


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        *[(f"roadmap {words} ", ["/"]) for words in (
            "import", "init", "--file", "report --output", "letters --output",
        )],
        *[(f"roadmap {words} ", NOTHING) for words in (
            "list", "list -m сентябрь", "done --note", "done 7 --date", "add",
        )],
    ],
)  # fmt: skip
def test_files_are_offered_only_where_a_file_is_wanted(
    in_bash: InBash, line: str, offered: list[str]
) -> None:
    assert in_bash(line) == offered
