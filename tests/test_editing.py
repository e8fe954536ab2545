"""`edit` in the manner of visudo, on a real terminal with a real program as the editor."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import forks
import pytest
from conftest import bare_environment, on_a_terminal
from filelock import FileLock
from papers import write_plan

from roadmap_cli.planfile import files, find

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
BREAK = "1s/.*/title: [/"
MEND = "1s/.*/# правка/"


def editor(folder: Path, *lines: str) -> str:
    """Make a program that edits its last argument: `$1` of each line is the file."""
    script = folder / "editor.sh"
    text = ["#!/bin/sh", 'for file; do :; done; set -- "$file"', *lines]
    script.write_text("\n".join(text) + "\n")
    script.chmod(0o755)
    return shlex.quote(str(script))


def edit(
    plan: Path,
    program: str,
    *arguments: str,
    typed: str = "",
    kept: Path | None = None,
) -> str:
    words = ("-f", str(plan), "edit", *arguments)
    kept = kept or plan.parent / "kept"
    kept.mkdir(exist_ok=True)
    variables = bare_environment(TERM="dumb", COLUMNS="100", EDITOR=program, TMPDIR=str(kept))
    return forks.at_terminal(words, variables, typed=typed)[1]


def test_what_can_be_read_takes_the_plans_place_and_undo_takes_it_back(
    plan: Path, roadmap: Roadmap
) -> None:
    before = plan.read_bytes()
    shown = edit(plan, editor(plan.parent, f"sed -i '{MEND}' \"$1\""), "8")
    assert "Записано" in shown
    assert plan.read_text().startswith("# правка\n")
    assert roadmap("undo").code == 0
    assert plan.read_bytes() == before


def test_what_cannot_be_read_goes_back_to_the_editor(plan: Path) -> None:
    twice = f'if [ -e again ]; then sed -i "{MEND}" "$1"; else :> again; sed -i "{BREAK}" "$1"; fi'
    shown = edit(plan, editor(plan.parent, f"cd '{plan.parent}'", twice), typed="1\n")
    assert "Такой план не читается" in shown
    assert plan.read_text().startswith("# правка\n")


def test_who_gives_up_keeps_the_plan_and_the_edited_text(plan: Path) -> None:
    before = plan.read_bytes()
    shown = edit(plan, editor(plan.parent, f"sed -i '{BREAK}' \"$1\""), typed="2\n")
    assert "план не изменён; ваша правка:" in shown
    (kept,) = (plan.parent / "kept").iterdir()
    assert kept.read_text().startswith("title: [")
    assert not find.in_folder(kept.parent)  # nobody takes it for a plan
    assert plan.read_bytes() == before


def test_a_plan_that_was_changed_meanwhile_is_asked_about(plan: Path) -> None:
    meanwhile = f"echo '# другой' >> '{plan}'"
    program = editor(plan.parent, meanwhile, f"sed -i '{MEND}' \"$1\"")
    shown = edit(plan, program, typed="2\n")
    assert "План за это время изменили" in shown
    assert plan.read_text().endswith("# другой\n")
    assert not plan.read_text().startswith("# правка")
    assert "Записано" in edit(plan, program, typed="3\n")
    assert plan.read_text().startswith("# правка\n")


def test_a_trial_run_never_says_that_it_wrote(plan: Path) -> None:
    meanwhile = f"echo '# другой' >> '{plan}'"
    program = editor(plan.parent, meanwhile, f"sed -i '{MEND}' \"$1\"")
    shown = edit(plan, program, "--dry-run", typed="3\n")
    assert "План за это время изменили" in shown
    assert "Записано" not in shown
    assert not plan.read_text().startswith("# правка")


def test_nothing_edited_changes_nothing(plan: Path) -> None:
    before = plan.read_bytes()
    assert "Ничего не изменено" in edit(plan, editor(plan.parent, ":"))
    assert plan.read_bytes() == before


def test_an_editor_that_is_not_there_is_told(plan: Path) -> None:
    told = " ".join(edit(plan, "/нет/такого").split())
    assert "не запущен: такого файла или папки нет; назовите другой в $EDITOR" in told


def test_off_a_terminal_it_is_refused(roadmap: Roadmap, plan: Path) -> None:
    assert plan.exists()
    assert roadmap("edit").code == 2


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("chmod a-w '{plan}'", "только для чтения"),
        ("mv '{plan}' '{plan}.gone'", "нет файла плана"),
        ("exit 3", "завершился с ошибкой"),
        ("kill -INT $PPID", ""),
    ],
)
def test_whatever_stops_it_what_was_typed_stays(plan: Path, spoil: str, told: str) -> None:
    typed = f"sed -i '{MEND}' \"$1\""
    shown = edit(plan, editor(plan.parent, typed, spoil.format(plan=plan)))
    (kept,) = (plan.parent / "kept").iterdir()
    assert kept.read_text().startswith("# правка\n")
    assert kept.name in "".join(shown.split()).rpartition("вашаправка:")[2]
    assert told in " ".join(shown.split())


def test_a_lock_that_is_held_costs_nothing_of_what_was_typed(plan: Path, tmp_path: Path) -> None:
    hurry = "from roadmap_cli.planfile import files\nfiles.LOCK_SECONDS = 0.2\n"
    (tmp_path / "sitecustomize.py").write_text(hurry)
    before = plan.read_bytes()
    program = editor(plan.parent, f"sed -i '{MEND}' \"$1\"")
    (folder := plan.parent / "kept").mkdir()
    words = ("-f", str(plan), "edit")
    begun = {"EDITOR": program, "TMPDIR": str(folder), "PYTHONPATH": str(tmp_path)}
    with FileLock(files.beside(plan, "lock")):
        shown = " ".join(on_a_terminal(*words, columns=100, cwd=None, **begun).split())
    assert "он занят другой программой" in shown
    (kept,) = folder.iterdir()
    assert kept.read_text().startswith("# правка\n")
    assert kept.name in shown.replace(" ", "")
    assert plan.read_bytes() == before


def test_a_full_disk_costs_nothing_of_what_was_typed(
    disk: Path, tmp_path: Path, roadmap: Roadmap
) -> None:
    plan = disk / "roadmap_2020.yaml"
    write_plan(plan, [{"id": 1, "title": "дело", "term": "Май"}])
    (disk / "балласт").write_bytes(b"x" * 8192)
    before = plan.read_bytes()
    program = editor(tmp_path, "seq -f '# %g' 3000 >> \"$1\"")
    shown = " ".join(edit(plan, program, typed="2\n", kept=tmp_path / "kept").split())
    assert "нет места" in shown
    (kept,) = (tmp_path / "kept").iterdir()
    assert kept.read_text().endswith("# 3000\n")
    assert plan.read_bytes() == before
    lock = files.beside(plan, "lock").name
    assert {each.name for each in disk.iterdir()} == {plan.name, "балласт", lock}
    assert roadmap("-f", str(plan), "check").code == 0
    (disk / "балласт").unlink()
    assert roadmap("-f", str(plan), "done", "1").code == 0


def test_an_editor_that_does_not_wait_leaves_the_copy_it_has_open(plan: Path) -> None:
    shown = edit(plan, editor(plan.parent, ":"))
    (kept,) = (plan.parent / "kept").iterdir()
    assert "--wait" in shown
    assert kept.read_bytes() == plan.read_bytes()


def test_who_looks_for_a_while_leaves_nothing(plan: Path) -> None:
    edit(plan, editor(plan.parent, "sleep 2.1"))
    assert not list((plan.parent / "kept").iterdir())


def test_a_term_that_the_edit_made_unreadable_is_told(plan: Path) -> None:
    change = "sed -i 's/term: Январь/term: мартобрь/' \"$1\""
    shown = " ".join(edit(plan, editor(plan.parent, change)).split())
    assert "Записано" in shown
    assert shown.count("мартобрь") >= 1
    assert "мартобрь" not in edit(plan, editor(plan.parent, f"sed -i '{MEND}' \"$1\""))


@pytest.mark.parametrize(
    ("there", "chosen"),
    [("nano vi", "nano"), ("vi", "vi"), ("sensible-editor nano", "sensible-editor")],
)
def test_the_usual_editors_are_tried_in_turn(plan: Path, there: str, chosen: str) -> None:
    tools = plan.parent / "tools"
    tools.mkdir()
    for name in there.split():
        tool = tools / name
        tool.write_text(f"#!/bin/sh\necho открыт {name}\n")
        tool.chmod(0o755)
    words = ("-f", str(plan), "edit")
    shown = on_a_terminal(*words, columns=100, PATH=str(tools), TMPDIR=str(plan.parent))
    assert f"открыт {chosen}" in shown
