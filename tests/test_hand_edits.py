"""A person saves the plan while a command runs: nothing that was saved is lost, no half of it read."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import wait_for

from roadmap_cli.errors import BusyPlanError
from roadmap_cli.plan import execution
from roadmap_cli.plan.changes import Change, Matter, Stamp
from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.view import View
from roadmap_cli.planfile import files, find, update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Roadmap

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lends files")
REMARK = "# правка от руки\n"
AT = datetime(2020, 9, 28, 10, 0)  # noqa: DTZ001  # local time, as the file has it
STAMP = Stamp(AT, "Минаева Е.Л.", AT.date())
SLOW_EDITOR = """
import sys
with open(sys.argv[1], "wb") as file:
    new = sys.stdin.buffer.read(int(sys.argv[2]))
    file.write(new[: len(new) // 2])
    file.flush()
    print("half", flush=True)
    sys.stdin.buffer.read(1)
    file.write(new[len(new) // 2 :])
"""
COMMANDS = """
import contextlib, io, os, sys
from roadmap_cli.cli.main import run
plan, item, stop, rounds = sys.argv[1:]
n = 0
REFUSALS = ("с тех пор правили", "записывает", "занят")
while not os.path.exists(stop):
    n += 1
    for words in (["note", item, f"№ {n}"], ["undo"]):
        told = io.StringIO()
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(io.StringIO()):
            code = run(["-f", plan, *words])
        refused = code == 6 and any(words in told.getvalue() for words in REFUSALS)
        if code not in {0, 4} and not refused:
            sys.exit(f"{code}: {told.getvalue()}")
    with open(rounds, "a") as done:
        done.write(".")
print(n)
"""


@pytest.fixture(params=["lent", "not lent"])
def lent(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Try both ways: with the leases of Linux, and as where there are none."""
    if request.param == "not lent":
        monkeypatch.setattr(files, "_lend", lambda _: False)
    elif sys.platform != "linux":
        pytest.skip("only Linux lends files")
    return bool(request.param == "lent")


def _done_after(hand: Callable[[], object]) -> Callable[[Plan], list[Change]]:
    """Decide to mark item 7; the first time somebody saves the file between reading and replacing."""
    hands = iter([hand])

    def decide(plan: Plan) -> list[Change]:
        next(hands, lambda: None)()
        (row,) = (row for row in View.of_plan(plan, STAMP.today).rows if row.item.id == "7")
        return [execution.done(Matter.of(row, STAMP))]

    return decide


def _is_done(plan: Path) -> bool:
    (item,) = (item for item in find.load(plan).plan.items if item.id == "7")
    return item.status.value == "done"


def _save_by_rename(plan: Path, raw: bytes) -> None:
    new = plan.with_name("4913~")
    new.write_bytes(raw)
    new.replace(plan)


def _with_remark(plan: Path) -> bytes:
    return plan.read_bytes() + REMARK.encode()


def test_an_item_removed_by_hand_meanwhile_is_missed(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = plan.read_text().splitlines(keepends=True)
    start = lines.index("      - id: 18\n")
    change = update.change

    def late(*arguments: object, **options: object) -> object:
        plan.write_text("".join(lines[:start]))
        return change(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(update, "change", late)
    outcome = roadmap("done", "17", "18")
    assert (outcome.code, outcome.out) == (4, "")
    assert "нет пункта 18" in outcome.err
    assert plan.read_text() == "".join(lines[:start])


@pytest.mark.usefixtures("lent")
def test_a_file_saved_by_rename_meanwhile_is_read_once_more(plan: Path) -> None:
    before = plan.read_bytes()
    new = _with_remark(plan)
    update.change(plan, _done_after(lambda: _save_by_rename(plan, new)))
    assert plan.read_text().endswith(REMARK)
    assert _is_done(plan)
    update.undo(plan)
    assert plan.read_bytes() == before + REMARK.encode()


def test_a_file_saved_by_rename_at_the_last_moment_is_given_back(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last comparison and the replacement there is no time, but there could be."""
    new = _with_remark(plan)
    exchanged = files._exchanged  # noqa: SLF001  # the last step before the name changes hands
    hands = iter([lambda: _save_by_rename(plan, new)])

    def late(one: Path, other: Path) -> bool:
        next(hands, lambda: None)()
        return exchanged(one, other)

    monkeypatch.setattr(files, "_exchanged", late)
    if not exchanged(plan, plan):
        pytest.skip("names cannot be exchanged here")
    update.change(plan, _done_after(lambda: None))
    assert plan.read_text().endswith(REMARK)
    assert _is_done(plan)


def test_without_leases_a_file_saved_in_place_meanwhile_is_read_once_more(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_lend", lambda _: False)
    new = _with_remark(plan)
    update.change(plan, _done_after(lambda: plan.write_bytes(new)))
    assert plan.read_text().endswith(REMARK)
    assert _is_done(plan)


def _start_editor(plan: Path, new: bytes) -> subprocess.Popen[bytes]:
    """Begin to save the file in place, slowly: a byte more lets the editor finish."""
    editor = subprocess.Popen(
        [sys.executable, "-c", SLOW_EDITOR, str(plan), str(len(new))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert editor.stdin
    editor.stdin.write(new)
    editor.stdin.flush()
    return editor


@linux
def test_who_opens_the_file_meanwhile_saves_the_plan_and_not_a_ghost(plan: Path) -> None:
    new = _with_remark(plan)
    editors: list[subprocess.Popen[bytes]] = []

    def opened_by_hand() -> None:
        editors.append(_start_editor(plan, new))
        wait_for(lambda: "BREAKING" in Path("/proc/locks").read_text())

    finisher = threading.Thread(target=lambda: _finish(editors))
    finisher.start()
    update.change(plan, _done_after(opened_by_hand))
    finisher.join()
    assert plan.read_text().endswith(REMARK)
    assert _is_done(plan)


def _finish(editors: list[subprocess.Popen[bytes]]) -> None:
    wait_for(lambda: bool(editors))
    editors[0].stdout.readline()  # type: ignore[union-attr]  # it is a pipe
    assert editors[0].communicate(b"!")[1] is None


@linux
def test_a_half_saved_file_is_not_taken_for_the_plan(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = _start_editor(plan, _with_remark(plan))
    editor.stdout.readline()  # type: ignore[union-attr]  # it is a pipe

    def finish(_: float) -> None:
        if editor.returncode is None:
            editor.communicate(b"!")

    monkeypatch.setattr(time, "sleep", finish)  # the editor finishes while the command waits
    outcome = roadmap("done", "7")
    assert editor.returncode == 0
    assert (outcome.code, outcome.err) == (0, "")
    assert plan.read_text().endswith(REMARK)
    assert _is_done(plan)


@linux
def test_who_keeps_the_file_open_for_writing_is_waited_for_and_told(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.2)
    before = plan.read_bytes()
    with plan.open("r+b"):
        outcome = roadmap("done", "7")
    assert outcome.code == 6
    assert "другая программа записывает его" in outcome.err
    assert "fuser" in outcome.err
    assert plan.read_bytes() == before
    assert roadmap("undo").code == 4
    assert roadmap("done", "7").code == 0


def test_who_saves_again_and_again_is_told(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count()

    def decide(now: Plan) -> list[Change]:
        _save_by_rename(plan, _with_remark(plan))
        passed = next(seconds) * 6.0  # of the ten that an editor may take
        monkeypatch.setattr(time, "monotonic", lambda: passed)
        return _done_after(lambda: None)(now)

    monkeypatch.setattr(time, "monotonic", lambda: 0.0)
    with pytest.raises(BusyPlanError):
        update.change(plan, decide)
    monkeypatch.undo()
    assert plan.read_text().endswith(REMARK * 3)
    assert not files.beside(plan, "undo").exists()
    assert not _is_done(plan)


def test_without_leases_a_file_in_the_saving_is_read_when_it_rests(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_lend", lambda _: False)
    new = _with_remark(plan)
    plan.write_bytes(new[: len(new) // 2])
    os.utime(plan, (time.time(),) * 2)  # by the clock that the program has, which may be another
    monkeypatch.setattr(time, "sleep", lambda _: plan.write_bytes(new))
    assert roadmap("done", "7").code == 0
    assert plan.read_text().endswith(REMARK)
    assert _is_done(plan)


@pytest.mark.usefixtures("plan")
def test_without_leases_our_own_writes_cost_no_waiting(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_lend", lambda _: False)
    assert roadmap("done", "7").code == 0

    def forbidden(_: float) -> None:
        raise AssertionError

    monkeypatch.setattr(time, "sleep", forbidden)
    for words in (["done", "8"], ["undo"], ["undo"], ["start", "8", "--dry-run"]):
        assert roadmap(*words).code == 0


def _saves(plan: Path, count: int) -> Iterator[int]:
    """Save the plan by hand in turn by rename, in place, and slowly in place; nothing may get lost."""
    for n in range(count):
        text = plan.read_bytes()
        assert text.count(b"\n# \xd0\xbf") == n, "a hand edit was lost"
        new = text + f"# п{n}\n".encode()
        if n % 3 == 0:
            _save_by_rename(plan, new)
        else:
            _save_in_place(plan, new, pause=0.003 * (n % 3 - 1))
        yield n


def _save_in_place(plan: Path, new: bytes, pause: float) -> None:
    with plan.open("wb", buffering=0) as file:
        file.write(new[: len(new) // 3])
        time.sleep(pause)
        file.write(new[len(new) // 3 :])


def _edit_while_commands_run(plan: Path, edits: int) -> int:
    stop, rounds = plan.with_name("stop"), plan.with_name("rounds")
    rounds.touch()
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", COMMANDS, str(plan), item, str(stop), str(rounds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={name: text for name, text in os.environ.items() if "COVERAGE" not in name},
        )
        for item in ("7", "8")
    ]
    try:
        known = 0
        for n in _saves(plan, edits):
            time.sleep(0.001 * (n % 17))
            # On a busy machine a command never gets through between two saves: now and then all rest
            while n % 50 == 0 and rounds.stat().st_size <= known:
                assert all(command.poll() is None for command in commands)
                time.sleep(0.01)
            known = rounds.stat().st_size if n % 50 == 0 else known
    finally:
        stop.touch()
        told = [command.communicate() for command in commands]
    assert [err for _, err in told] == [b"", b""]
    assert plan.read_bytes().count(b"\n# \xd0\xbf") == edits
    find.load(plan)
    return sum(int(out) for out, _ in told)


@linux
def test_scripted_hand_edits_beside_running_commands_are_all_kept(plan: Path) -> None:
    _edit_while_commands_run(plan, 150)


@linux
@pytest.mark.torture
@pytest.mark.timeout(3600)
def test_thousands_of_hand_edits_beside_running_commands_are_all_kept(plan: Path) -> None:
    rounds = _edit_while_commands_run(plan, int(os.environ.get("TORTURE_EDITS", "6000")))
    assert rounds > 100
