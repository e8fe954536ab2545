"""A team under fire: clones that mark and sync at once, killed at random; nothing acknowledged is lost or doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from clones import NAME, Clone, Hub
from conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="kills by /proc")
CHANGES = int(os.environ.get("TORTURE_CHANGES", "50"))
PEOPLE = ("Минаева Е.Л.", "Петрова А.Б.", "Белова С.В.", "Орлов К.М.", "Ким В.Г.")
ITEMS = [str(number) for number in range(1, 19)]
MONTHS = ("Ноябрь", "Декабрь", "до 15 ноября", "до 20 декабря", "31.12.2020")


def _command(rng: random.Random, token: str) -> list[str]:
    """Choose a change; its text is found again in the history."""
    item = rng.choice(ITEMS)
    return rng.choice(
        [
            ["done", item, "--note", token],
            ["done", item, "--date", f"2020-09-{rng.randint(1, 28)}", "--note", token],
            ["start", item, "--note", token],
            ["note", item, token],
            ["note", item, token],
            ["cancel", item, "--reason", token],
            ["postpone", item, rng.choice(MONTHS), "--reason", token],
            ["reopen", item, "--note", token],
        ]
    )


class _Person:
    """One clone at work: what was acknowledged there, what was asked."""

    def __init__(self, clone: Clone, seed: int) -> None:
        self.clone = clone
        self.rng = random.Random(seed)
        self.acknowledged: list[str] = []
        self.tried = self.asked = self.killed = 0
        self.usual = 1.0

    def work(self) -> None:
        """Make changes, each followed by a sync that may be killed; what is refused does not count."""
        while len(self.acknowledged) < CHANGES:
            self.tried += 1
            token = f"{self.clone.who}/{self.tried}"
            process = self.clone.start(*_command(self.rng, token))
            if self.rng.random() < 0.1:
                time.sleep(self.rng.uniform(0, self.usual / 2))
                process.kill()
            out = process.communicate()[0].decode()
            if (
                process.returncode == 0
                and "ничего не изменено" not in out
                and _changed(self.clone, token)
            ):
                self.acknowledged.append(token)
                self.sync()

    def sync(self) -> None:
        """Sync, killed every third time: the program alone, or it with every git that it started."""
        if self.rng.random() < 0.33:
            process = self.clone.start("sync")
            time.sleep(self.rng.uniform(0, self.usual))
            _kill(process, tree=self.rng.random() < 0.5)
            process.communicate()
            self.killed += 1
            return
        began = time.monotonic()
        outcome = self.finished()
        self.usual = 0.8 * self.usual + 0.2 * (time.monotonic() - began)
        assert outcome in {0, 6, 8}

    def finished(self) -> int:
        """Sync to the end, answering what is asked and removing the locks that are named."""
        process = self.clone.start("sync")
        err = process.communicate()[1].decode()
        if process.returncode == 8:
            self.asked += 1
            answers = "".join(self.rng.choice("12") + "\n" for _ in range(20))
            process.returncode = self.clone.at_terminal("sync", answers=answers).code
        elif process.returncode == 6 and ".lock" in err:
            _remove_lock(err)
        assert process.returncode in {0, 6, 8}, err
        return process.returncode


def _changed(clone: Clone, token: str) -> bool:
    """Tell a change from a command that had nothing to do, which says so with exit 0 too."""
    return token in clone.plan.read_text()


def _remove_lock(err: str) -> None:
    """Do as the message says, if whoever made the lock is gone."""
    words = err.replace(";", " ").split()
    for lock in (Path(word) for word in words if word.endswith(".lock")):
        with suppress(OSError):
            if time.time() - lock.stat().st_mtime > 3:
                lock.unlink()


def _kill(process: subprocess.Popen[bytes], *, tree: bool) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGSTOP)
        family = list(_descendants(process.pid)) if tree else []
        for pid in [process.pid, *family]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _descendants(pid: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                child = int(stat.parent.name)
                yield child
                yield from _descendants(child)


def _check(hub: Hub, people: list[_Person]) -> dict[str, int]:
    """Let all sync in peace, then compare."""
    for _ in range(4):
        codes = [person.finished() for person in people]
    assert codes == [0] * len(people)
    plans = {person.clone.plan.read_bytes() for person in people}
    heads = {person.clone.git("rev-parse", "HEAD") for person in people}
    assert (len(plans), heads) == (1, {hub.head()})
    events = [
        event for item in people[0].clone.items().values() for event in item.get("history") or []
    ]
    lines = [json.dumps(event, sort_keys=True) for event in events]
    assert len(lines) == len(set(lines)), "an event is there twice"
    tokens = [event.get("note") for event in events]
    lost = [token for person in people for token in person.acknowledged if token not in tokens]
    assert lost == []
    return {
        "acknowledged": sum(len(person.acknowledged) for person in people),
        "killed": sum(person.killed for person in people),
        "asked": sum(person.asked for person in people),
        "merges": int(people[0].clone.git("rev-list", "--count", "--merges", "HEAD")),
        "commits": int(people[0].clone.git("rev-list", "--count", "HEAD")),
    }


def test_a_sync_killed_at_any_moment_is_made_good_by_the_next(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    one, two = hub.filled(*PEOPLE[:2], text=(PROJECT / "data" / NAME).read_text())
    began = time.monotonic()
    two.start("sync").communicate()
    usual = time.monotonic() - began
    for n in range(5):
        assert one.roadmap("note", "3", f"наше {n}").code == 0
        assert two.roadmap("note", str(n + 4), f"их {n}").code == 0
        assert one.sync().code == 0
        process = two.start("sync")
        time.sleep(usual * (0.3 + n / 6))
        _kill(process, tree=False)
        process.communicate()
    assert two.roadmap("check").code == 0
    assert (two.sync().code, one.sync().code) == (0, 0)
    assert one.plan.read_bytes() == two.plan.read_bytes()
    assert [event["note"] for event in one.items()["3"]["history"]] == [
        f"наше {n}" for n in range(5)
    ]
    assert [one.items()[str(n + 4)]["note"] for n in range(5)] == [f"их {n}" for n in range(5)]


@pytest.mark.torture
@pytest.mark.timeout(7200)
def test_five_clones_marking_and_killed_at_random(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    clones = hub.filled(*PEOPLE, text=(PROJECT / "data" / NAME).read_text())
    seed = int(os.environ.get("TORTURE_SEED", "1"))
    people = [_Person(clone, seed * 100 + n) for n, clone in enumerate(clones)]
    began = time.monotonic()
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(_Person.work, people))
    figures = _check(hub, people)
    print({"seed": seed, "seconds": round(time.monotonic() - began), **figures})  # noqa: T201  # the figures are the point
    assert figures["acknowledged"] > 0


SCHOOLS = int(os.environ.get("TORTURE_SCHOOLS", "30"))
MARKS = int(os.environ.get("TORTURE_MARKS", "20"))
_SCHOOL = """
import json, os, sys, time
from roadmap_cli.cli.main import run
from roadmap_cli.team import sync as module
from roadmap_cli.cli import syncing
found = {"retries": 0, "refused": 0, "longest": 0.0, "syncs": 0}
def counted(repository, settings):
    done = module.sync(repository, settings)
    found["retries"] += done.retries
    return done
syncing.send_and_receive = counted
def once():
    began = time.monotonic()
    code = run(["sync"])
    found["longest"] = max(found["longest"], time.monotonic() - began)
    found["syncs"] += 1
    return code
for n in range(int(sys.argv[1])):
    assert run(["note", str(n % 18 + 1), f"{sys.argv[2]}/{n}"]) == 0
    found["refused"] += once() != 0
while once():
    found["refused"] += 1
sys.stderr.write("\\n" + json.dumps(found))
"""


@pytest.mark.torture
@pytest.mark.timeout(7200)
def test_a_district_of_schools_in_one_repository(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    first = hub.clone("Район")
    for n in range(SCHOOLS):
        (first.folder / f"школа-{n}").mkdir()
        (first.folder / f"школа-{n}" / NAME).write_bytes((PROJECT / "data" / NAME).read_bytes())
    first.git("add", "-A")
    first.git("commit", "-qm", "планы школ")
    first.git("push", "-q")
    clones = [hub.clone(f"Школа {n}", at=f"c{n}") for n in range(SCHOOLS)]
    began = time.monotonic()
    running = [_school(clone, n) for n, clone in enumerate(clones)]
    found = [json.loads(process.communicate()[1].splitlines()[-1]) for process in running]
    seconds = time.monotonic() - began
    assert first.git("pull", "-q", "--ff-only") == ""
    notes = [_notes(first.folder / f"школа-{n}") for n in range(SCHOOLS)]
    assert notes == [[f"{n}/{mark}" for mark in range(MARKS)] for n in range(SCHOOLS)]
    syncs = sum(each["syncs"] for each in found)
    figures = {
        "marks": SCHOOLS * MARKS,
        "syncs": syncs,
        "retries": sum(each["retries"] for each in found),
        "refused": sum(each["refused"] for each in found),
        "longest": round(max(each["longest"] for each in found), 1),
        "seconds": round(seconds),
        "lost": 0,
    }
    print(figures)  # noqa: T201  # the figures are the point


def _school(clone: Clone, n: int) -> subprocess.Popen[bytes]:
    folder = clone.folder / f"школа-{n}"
    return subprocess.Popen(
        [sys.executable, "-c", _SCHOOL, str(MARKS), str(n)],
        cwd=folder,
        env=clone.environment({"PYTHONPATH": str(PROJECT)}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def _notes(folder: Path) -> list[str]:
    """Give the notes of a school's plan in the order of writing."""
    clone = Clone(folder, "", home=folder)
    events: list[dict[str, Any]] = [
        event for item in clone.items().values() for event in item.get("history") or []
    ]
    return sorted((event["note"] for event in events), key=lambda note: int(note.partition("/")[2]))
