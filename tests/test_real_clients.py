"""Programs of others read what we write: plans, calendars, documents of Word and Excel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from papers import DEEDS
from ruamel.yaml import YAML

from roadmap_cli.planfile import find

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Office, Roadmap

EVERY_CHANGE = (
    *DEEDS,
    ("start", "5", "--note", "рабочая группа"),
    ("submit", "8", "--date", "2020-10-01", "--note", "исх. № 12"),
    ("return", "8", "--reason", "нет протокола"),
    ("done", "8", "--date", "2020-10-01", "--note", "протокол № 5"),
    ("done", "8", "--date", "2020-10-02", "--note", "протокол: № 6", "--correct"),
    ("reopen", "7", "--note", "протокол отозван"),
    ("note", "10", "строка «в кавычках», # не комментарий: и двоеточие"),
    ("add", "Семинар для завучей", "--section", "2", "--term", "Ноябрь", "-r", "МОЦ"),
    ("amend", "9", "--term", "до 15 декабря", "--reason", "приказ от 01.10.2020 № 5"),
    ("undo",),
)
WITH_KHAL = """
[calendars]
[[plan]]
path = {0}/calendar
[locale]
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
[default]
default_calendar = plan
[sqlite]
path = {0}/khal.db
"""


def _run(*command: str | Path) -> str:
    """Run a program; without it the test is skipped, which `.ci/run` does not pass over."""
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"not installed: {command[0]}")
    done = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def versions(plan: Path, roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Give the plan as it is after every command that changes it, and one of each that writes one."""
    monkeypatch.setenv("ROADMAP_TODAY", "2020-10-05")
    table = plan.with_name("таблица.csv")
    table.write_text("№,Мероприятие,Срок,Ответственный\n1,Отчёт,Март,МОЦ\n2,Семинар,Май,ОУ\n")
    written = [plan]
    for n, words in enumerate(EVERY_CHANGE):
        assert roadmap("-f", str(plan), *words).code == 0, words
        written.append(plan.with_name(f"{n:02} {words[0]}.yaml"))
        shutil.copy(plan, written[-1])
    for name, words in {
        "new": ("new", "2021", "--output"),
        "import": ("import", str(table), "--year", "2021", "--accept", "--output"),
        "init": ("init",),
    }.items():
        folder = plan.parent / name
        folder.mkdir()
        written.append(folder / "roadmap_x.yaml")
        assert roadmap(*words, str(written[-1])).code == 0, words
    return written


def test_check_jsonschema_accepts_the_plan_after_every_command(
    versions: list[Path], roadmap: Roadmap
) -> None:
    schema = versions[0].with_name("schema.json")
    schema.write_text(roadmap("schema").out)
    _run(sys.executable, "-m", "check_jsonschema", "--schemafile", schema, *versions)
    wrong = versions[0].with_name("wrong.yaml")
    wrong.write_text(versions[0].read_text().replace("status: done", "status: gone", 1))
    with pytest.raises(AssertionError, match="gone"):
        _run(sys.executable, "-m", "check_jsonschema", "--schemafile", schema, wrong)


def test_another_reader_of_yaml_reads_the_same(versions: list[Path]) -> None:
    for path in versions:
        plan = find.load(path).plan
        data: dict[str, Any] = YAML(typ="safe", pure=True).load(path)
        items = [item for section in data["sections"] for item in section["items"]]
        assert data["title"] == plan.title, path
        for theirs, ours in zip(items, plan.items, strict=True):
            assert str(theirs["id"]) == ours.id
            assert theirs["title"].split() == ours.title.split()
            assert theirs.get("status", "planned") == ours.status.value
            assert theirs.get("note") == ours.note
            assert len(theirs.get("history") or []) == len(ours.history)


def test_khal_shows_the_calendar(plan: Path, roadmap: Roadmap) -> None:
    assert roadmap("calendar", "--output", str(plan.with_name("plan.ics"))).code == 0
    home = plan.parent / "khal"
    (home / "calendar").mkdir(parents=True)
    config = home / "config"
    config.write_text(WITH_KHAL.format(home))
    _run("khal", "-c", config, "import", "--batch", plan.with_name("plan.ics"))
    shown = _run(
        "khal", "-c", config, "list", "--day-format", "", "--format", "{start-date} {title}",
        "2020-01-01", "2021-01-01",
    ).splitlines()  # fmt: skip
    assert len(shown) == 18
    assert [line.partition(".")[0] for line in shown[:6]] == [
        "2020-01-31 1", "2020-01-31 4", "2020-09-30 11", "2020-09-30 2", "2020-09-30 7",
        "2020-10-31 8",
    ]  # fmt: skip


def test_office_reads_the_papers_and_their_parts_are_well_formed(
    october: Path, roadmap: Roadmap, office: Office
) -> None:
    folder = october.parent
    papers = [folder / "отчёт.docx", folder / "таблица.xlsx"]
    for paper in papers:
        assert roadmap("report", "--output", str(paper)).code == 0
        with zipfile.ZipFile(paper) as archive:
            archive.extractall(folder / paper.stem)
        parts = [
            path for path in (folder / paper.stem).rglob("*") if path.suffix in {".xml", ".rels"}
        ]
        assert parts
        _run("xmllint", "--noout", *parts)
    for printed in office("pdf", folder, *papers):
        shown = _run("pdftotext", printed, "-").split()
        assert {"протокол", "справка"} <= set(shown)
