"""Shell completion offers what the plan holds, and nothing where there is no plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import plan_text

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

CASES = [
    ("roadmap li", "list"),
    ("roadmap done 1", "1 10 11 12 13 14 15 16 17 18"),
    ("roadmap list --responsible Коор", r"Координатор\ МОЦ"),
    ("roadmap list --month се", "сентябрь"),
    ("roadmap list --status d", "done_late done"),
    ("roadmap list --section ", "1 2 3 4"),
    ("roadmap postpone 8 но", "ноябрь"),
]


def _complete(program: Program, line: str, folder: Path) -> list[str]:
    words = line.split(" ")
    environment = {"_ROADMAP_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(words)}
    return program(cwd=folder, COMP_CWORD=str(len(words) - 1), **environment).out.split()


@pytest.mark.parametrize(("line", "offered"), CASES, ids=[line for line, _ in CASES])
def test_bash_is_offered_live_values(program: Program, plan: Path, line: str, offered: str) -> None:
    assert " ".join(_complete(program, line, plan.parent)) == offered


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
    program: Program, plan: Path, line: str, offered: str
) -> None:
    item = "id: 1, title: отчёт, term: май, responsible: [ОУ], status: done"
    other = plan.with_name("roadmap_2019-2020.yaml")
    other.write_text(plan_text("2019-09-01 2020-12-31", item))
    assert " ".join(_complete(program, line, plan.parent)) == offered


def test_titles_stand_beside_the_numbers_where_the_shell_shows_them(
    program: Program, plan: Path
) -> None:
    arguments = "roadmap done 7"
    shown = program(
        cwd=plan.parent, _ROADMAP_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS=arguments
    ).out
    assert "Отчет руководителей школ" in shown


@pytest.mark.parametrize(
    "line", ["roadmap done 1", "roadmap list -r М", "roadmap list --section 1"]
)
def test_without_a_plan_nothing_is_offered(program: Program, plan: Path, line: str) -> None:
    plan.unlink()
    assert _complete(program, line, plan.parent) == []
