"""What commands show, written to a file: its ending chooses the form."""

from __future__ import annotations

import csv
import json
import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap


@pytest.mark.parametrize("command", ["list", "show 7", "overdue", "parties", "report"])
@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_a_file_has_what_a_pipe_has_in_that_form(
    roadmap: Roadmap, plan: Path, command: str, form: str
) -> None:
    ending = {"table": "txt", "markdown": "md"}.get(form, form)
    file = plan.parent / f"сводка.{ending}"
    assert roadmap(*command.split(), "-o", file.name).out == f"Записано: {file.name}\n"
    piped = roadmap(*command.split(), "--format", form).out
    if form != "csv":
        assert file.read_bytes().decode() == piped
        return
    with file.open(encoding="utf-8-sig", newline="") as local:
        cells = list(csv.reader(local, delimiter=";"))
    assert cells == list(csv.reader(piped.splitlines(keepends=True)))
    assert file.read_bytes().startswith("\ufeff".encode())
    assert not piped.startswith("\ufeff")


def test_a_long_text_is_written_too(roadmap: Roadmap, plan: Path) -> None:
    long = "протокол " * 20_000
    assert roadmap("note", "7", long).code == 0
    assert roadmap("changes", "--since", "01.01.2020", "-o", "к.csv").code == 0
    assert long.strip() in (plan.parent / "к.csv").read_text(encoding="utf-8-sig")


def test_the_other_files(roadmap: Roadmap, plan: Path) -> None:
    folder = plan.parent
    assert roadmap("timeline", "-o", "план.txt").code == 0
    assert "\x1b" not in (folder / "план.txt").read_text()
    assert roadmap("calendar", "-o", "план.ics").code == 0
    assert (folder / "план.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert roadmap("letters", "--until", "12.10.2020", "-o", "письма").code == 0
    assert len(list((folder / "письма").iterdir())) > 1
    assert roadmap("list", "--format", "plain", "-o", "план.txt").code == 0
    assert (folder / "план.txt").read_text() == roadmap("list").out


def test_an_empty_result_replaces_what_the_file_had(roadmap: Roadmap, plan: Path) -> None:
    file = plan.parent / "долги.json"
    roadmap("overdue", "-o", file.name)
    assert json.loads(file.read_text())["items"]
    roadmap("overdue", "-r", "ОУ", "--today", "2020-02-01", "-o", file.name)
    assert json.loads(file.read_text())["items"] == []


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("list -o json", "вид вывода называет --format json"),
        ("report -o docx", "вид вывода называет --format docx"),
        ("done 7 -o json", "вид вывода называет --format"),
        ("list --format отчёт.docx", "файл называет --output отчёт.docx"),
        ("report --format отчёт.docx", "файл называет --output отчёт.docx"),
        ("list --format jsn", "нет значения «jsn»; возможно, «json»?"),
        ("list -o план", "его окончание: .txt, .csv, .json, .md"),
        ("list -o план.docx", "документ составляет roadmap report --output план.docx"),
        ("list -o план.json --format csv", "расходятся"),
        ("timeline -o план.csv", "его окончание: .txt"),
        ("calendar -o план.docx", "только .ics"),
    ],
)
def test_what_is_asked_for_otherwise_is_told(roadmap: Roadmap, typed: str, told: str) -> None:
    outcome = roadmap(*shlex.split(typed))
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err


def test_a_plan_is_never_written_over(roadmap: Roadmap, plan: Path) -> None:
    (plan.parent / "план.csv").symlink_to(plan)
    before = plan.read_bytes()
    assert roadmap("list", "-o", "план.csv").code == 6
    assert plan.read_bytes() == before
