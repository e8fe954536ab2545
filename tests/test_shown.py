"""What a plan, an argument or a file name holds is shown, and never obeyed by anything."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import bare_environment, on_a_terminal, plan_text

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program, Roadmap

ESCAPE = "\x1b[31m"
HIDDEN = "\u202e\u200b\u2066\ufeff"
NASTY = f"х{ESCAPE}{HIDDEN}"
OBEYED = set(f"\x1b\x9b{HIDDEN}")
posix = pytest.mark.skipif(sys.platform == "win32", reason="streams and terminals of POSIX")


@pytest.mark.parametrize(
    "command",
    [
        ["list", "-r", NASTY],
        ["list", "-s", NASTY],
        ["list", "-m", NASTY],
        ["list", "--section", NASTY],
        ["list", "--plan", NASTY],
        ["list", "--today", NASTY],
        ["list", "--sort", NASTY],
        ["list", "--within", NASTY],
        ["list", "-f", NASTY],
        ["list", NASTY],
        ["list", f"--{NASTY}"],
        [NASTY],
        ["show", NASTY],
        ["show", "7", f"2020/{NASTY}"],
        ["done", "7", "--date", NASTY],
        ["done", "7", "--period", NASTY],
        ["note", "7", NASTY, "текст"],
        ["postpone", "8", NASTY, "-n", "письмо"],
        ["term", "май", "--year", NASTY],
        ["report", "--date", NASTY],
        ["report", "--format", NASTY],
        ["init", f"{NASTY}/план.yaml"],
    ],
    ids=" ".join,
)
def test_an_argument_in_a_message(roadmap: Roadmap, plan: Path, command: list[str]) -> None:
    assert plan.exists()
    outcome = roadmap(*command)
    assert (outcome.code >= 2, outcome.err.count("\n")) == (True, 1)
    assert not set(outcome.out + outcome.err) & OBEYED
    assert "␛[31m" in outcome.err


@pytest.mark.parametrize("term", ["май", "мартобрь"])
def test_what_a_plan_holds_in_every_output(
    roadmap: Roadmap, folder_with_a_nasty_name: Path, term: str
) -> None:
    shown = json.dumps(NASTY, ensure_ascii=True)
    item = f"id: {shown}, title: {shown}, term: {term}, responsible: [{shown}], note: {shown}"
    path = folder_with_a_nasty_name / "roadmap_2020.yaml"
    path.write_text(plan_text("2020", item, title=shown))
    number = NASTY.strip()
    for command in (
        ["list", "--format", "table"],
        ["list"],
        ["list", "--format", "csv"],
        ["list", "--format", "markdown"],
        ["list", "--format", "json"],
        ["show", number],
        ["overdue", "--today", "2021-02-01"],
        ["remind"],
        ["remind", "--by-responsible"],
        ["report"],
        ["report", "--format", "html"],
        ["report", "--format", "table"],
        ["timeline"],
        ["parties"],
        ["parties", "--format", "table"],
        ["check"],
        ["start", number, "-n", NASTY],
        ["done", number, "--date", "2019-01-01"],
        ["done", number],
        ["done", number, "-n", "другое"],
        ["add", NASTY, "--section", "1", "--term", "май", "-r", NASTY, "--id", f"2{NASTY}"],
        ["undo"],
        ["undo"],
    ):
        outcome = roadmap(*command)
        assert not set(outcome.out + outcome.err) & OBEYED, command
        assert outcome.out + outcome.err, command


@pytest.fixture
def folder_with_a_nasty_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / NASTY
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_a_broken_plan_under_a_nasty_name(roadmap: Roadmap, folder_with_a_nasty_name: Path) -> None:
    before = roadmap("init", f"{NASTY}.yaml").out
    assert before.startswith("Создан х␛[31m")
    assert not set(before) & OBEYED
    content = f"title: п\nyear: 2020\nsections: []\n'{NASTY}': 1\n".replace("\x1b", "e")
    (folder_with_a_nasty_name / f"roadmap_{NASTY}.yaml").write_text(content)
    (folder_with_a_nasty_name / "roadmap_2021.yaml").write_text("sections: []\ntitle: [\n")
    outcome = roadmap("list")
    assert outcome.code == 5
    assert not set(outcome.err) & OBEYED
    assert "\\u202e\\u200b" in outcome.err


@posix
def test_a_real_terminal_is_not_coloured_by_a_message(plan: Path) -> None:
    shown = on_a_terminal("show", NASTY, columns=80, cwd=plan.parent)
    assert not set(shown) & OBEYED
    assert "␛[31m" in shown


# --- spreadsheets


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A1", "\t=1", "  =1", "\u00a0+1"]
)
@pytest.mark.parametrize("command", ["list", "parties"])
def test_no_cell_is_run_by_a_spreadsheet(
    roadmap: Roadmap, plan: Path, cell: str, command: str
) -> None:
    text = json.dumps(cell)
    item = f"id: '=1', title: {text}, term: май, responsible: [{text}], note: {text}"
    plan.write_text(plan_text("2020", item))
    rows = list(csv.reader(io.StringIO(roadmap(command, "--format", "csv").out, newline="")))
    assert len(rows) == 2
    assert not [
        value
        for row in rows
        for value in row
        if value.lstrip()[:1] in set("=+-@") or value[:1] in set("\t\r")
    ]
    assert any(cell.strip() in value for value in rows[1])


def test_other_cells_are_left_as_they_are(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(plan_text("2020", "id: 1, title: 'А = Б', term: май, responsible: ['МОЦ']"))
    (row,) = csv.DictReader(io.StringIO(roadmap("list", "--format", "csv").out, newline=""))
    assert (row["id"], row["title"], row["responsible"]) == ("1", "А = Б", "МОЦ")


# --- one line is one line, numbers are what they say


def test_a_text_with_line_breaks_is_one_line(roadmap: Roadmap, plan: Path) -> None:
    breaks = json.dumps("до\n15\r\nмая")
    item = f'id: 1, title: {breaks}, term: "май\\nиюнь", responsible: [{breaks}]'
    plan.write_text(plan_text("2020", item))
    for command in ("list", "overdue", "done 1", "undo", "show 1"):
        text = roadmap(*command.split()).out
        assert "до 15 мая" in text, command
        lines = [line for line in text.splitlines() if line and not line.startswith("  ")]
        assert len(lines) == 1, command
    assert roadmap("postpone", "1", "10 июля", "-n", "а\nб").out.count("\n") == 1
    assert "\tмай июнь\t" in roadmap("check").out
    assert roadmap("term", "до\n15 мая", "--year", "2020").out.count("\n") == 1


def test_the_number_of_a_section_names_one_section(roadmap: Roadmap, plan: Path) -> None:
    second = "  - title: р\n    items:\n      - {id: 2, title: т, term: май}\n"
    plan.write_text(plan_text("2020", "id: 1, title: т, term: май") + second)
    assert roadmap("list", "--section", "1").out.split("\t")[0] == "1"
    assert roadmap("list", "--section", "2").out.split("\t")[0] == "2"
    assert [line[0] for line in roadmap("list", "--section", "р").out.splitlines()] == ["1", "2"]
    report = json.loads(roadmap("report", "--format", "json").out)
    assert [each["total"] for each in report["sections"]] == [1, 1]


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ("--within 30", "срок за столько дней: 30"),
        ("--overdue -r МОЦ", "ответственный: МОЦ; просроченные"),
        ("-m сентябрь --due-only", "месяц: сентябрь; только со сроком в нём"),
        ("-s open -r МОЦ -r ОУ", "ответственный: МОЦ или ОУ; статус: open"),
        ("--section 1 --search карт", "раздел: 1; текст: карт"),
    ],
)
def test_the_summary_names_every_filter(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, filters: str, words: str
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    last = roadmap("list", "--format", "table", *filters.split()).out.splitlines()[-1]
    assert f"из 18 ({words}): " in last


def test_an_early_year_has_four_figures(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(plan_text("0001-01-01 0001-12-31", "id: 1, title: т, term: май"))
    assert "31.05.0001" in roadmap("show", "1").out
    assert "31.05.0001" in roadmap("list", "--format", "table", "--compact").out


# --- places that are gone, streams that are closed


@posix
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ("--file {plan} overdue", 0, ""),
        ("--file {plan} done 8", 0, ""),
        ("--file {folder} list", 0, ""),
        ("term май --year 2020", 0, ""),
        ("list", 2, "рабочей папки больше нет"),
        ("-f x.yaml list", 5, "нет файла плана x.yaml"),
        ("init", 2, "рабочей папки больше нет"),
        ("init x.yaml", 6, "такого файла или папки нет"),
    ],
)
def test_a_working_directory_that_was_deleted(
    plan: Path, *, arguments: str, code: int, told: str
) -> None:
    words = arguments.format(plan=shlex.quote(str(plan)), folder=shlex.quote(str(plan.parent)))
    command = f'mkdir gone && cd gone && rmdir ../gone && exec "$0" -m roadmap_cli {words}'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable],
        cwd=plan.parent,
        env=bare_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "сбой самой программы" not in done.stderr
    assert told in done.stderr
    assert bool(done.stdout) is (code == 0)


@posix
@pytest.mark.parametrize("command", ["term --year 2020", "list", "done 8 --dry-run", "done 1"])
def test_standard_input_may_be_closed(plan: Path, command: str) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m roadmap_cli {command} <&-', sys.executable],
        cwd=plan.parent,
        env=bare_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "сбой самой программы" not in done.stderr


def test_a_message_wraps_at_spaces_on_a_terminal(plan: Path) -> None:
    other = plan.with_name("roadmap_2021.yaml")
    other.write_text(plan.read_text().replace("2020", "2021"))
    shown = on_a_terminal(
        "done", "77", columns=60, cwd=plan.parent, ROADMAP_TODAY="2021-01-15"
    ).splitlines()
    assert max(map(len, shown)) <= 60
    assert "нет пункта 77" in " ".join(line.strip() for line in shown)


def test_cron_is_told_the_same_in_one_line(program: Program, plan: Path) -> None:
    long = program("list", "-r", "н" * 300, cwd=plan.parent)
    assert (long.code, long.err.count("\n")) == (2, 1)
    assert os.linesep not in long.err.rstrip("\n")
