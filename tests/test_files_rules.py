"""How plan files are shared with other programs: who is waited for, for how long, and what is said of it."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from typing import TYPE_CHECKING

import pytest

from roadmap_cli.errors import (
    BusyPlanError,
    MissingPlanError,
    UnreadablePlanError,
    UnwritableError,
)
from roadmap_cli.planfile import files, find

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

posix = pytest.mark.skipif(sys.platform == "win32", reason="another system")


class Clock:
    """A clock that only sleep moves, and what was slept."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take the place of the real one."""
        self.now, self.slept = 1000.0, list[float]()
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(time, "time", lambda: self.now)
        monkeypatch.setattr(time, "sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_who_holds_the_lock_is_waited_for_and_told(
    plan: Path, roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Path, float]] = []

    def take(place: Path, seconds: float) -> None:
        asked.append((place, seconds))
        raise TimeoutError

    monkeypatch.setattr(files, "take", take)  # half a minute is too long for a test
    outcome = roadmap("done", "7")
    lock = plan.parent / ".roadmap_2020.yaml.lock"
    assert asked == [(lock, 30.0)]
    assert outcome == (
        6,
        "",
        f"roadmap: план {plan} не изменён: он занят другой программой, ждали 30 с; "
        f"повторите команду, а кто держит файл, покажет: fuser -v {lock}\n",
    )


def test_who_writes_the_plan_is_waited_for_and_told(
    plan: Path, roadmap: Roadmap, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lend(_: object) -> bool:
        raise BlockingIOError

    monkeypatch.setattr(files, "_lend", lend)
    outcome = roadmap("done", "7")
    assert outcome == (
        6,
        "",
        f"roadmap: план {plan} не изменён: другая программа записывает его, ждали 10 с; "
        f"закройте его там и повторите команду, а кто держит файл, покажет: fuser -v {plan}\n",
    )
    assert set(clock.slept) == {0.02}
    assert sum(clock.slept) == pytest.approx(10, abs=0.05)


@pytest.mark.parametrize(
    ("text", "to_change", "error"),
    [
        (None, False, None),
        (None, True, BusyPlanError),
        ("{", False, BusyPlanError),  # it may be half of what is being saved
        ("{", True, BusyPlanError),
    ],
)
def test_who_writes_a_plan_is_waited_for_where_it_matters(
    plan: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    text: str | None,
    *,
    to_change: bool,
    error: type[Exception] | None,
) -> None:
    def lend(_: object) -> bool:
        raise BlockingIOError

    monkeypatch.setattr(files, "_lend", lend)
    if text:
        plan.write_text(text)
    read = find.read_all(find.find([plan], plan), lambda _: None, to_change=to_change)
    assert [type(each) for each in read.failures.values()] == [error] * bool(error)
    assert list(read.plans) == ["2020"] * (not error)
    assert bool(clock.slept) is bool(error)


@pytest.mark.parametrize(
    ("age", "slept"),
    [(0.9, [0.3]), (1.1, []), (-0.9, [0.3]), (-1.1, [])],  # the clock may have been set back
)
def test_without_leases_a_plan_just_saved_is_read_twice(
    plan: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, age: float, slept: list[float]
) -> None:
    monkeypatch.setattr(files, "_lend", lambda _: False)
    os.utime(plan, (clock.now - age,) * 2)
    assert files.at_rest(plan) == plan.read_bytes()
    assert clock.slept == slept


def test_our_own_writes_are_noted_where_there_are_no_leases(
    plan: Path, roadmap: Roadmap, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "another")
    own = plan.parent / ".roadmap_2020.yaml.own"
    for words in (("done", "7"), ("undo",)):
        assert roadmap(*words).code == 0
        facts = plan.stat()
        assert own.read_text() == f"{facts.st_ino} {facts.st_mtime_ns} {facts.st_size}"
    assert clock.slept == []


@posix
def test_helpers_of_a_plan_are_open_to_whom_the_plan_is(plan: Path, roadmap: Roadmap) -> None:
    plan.chmod(0o640)
    mask = os.umask(0)
    try:
        assert roadmap("done", "7").code == 0
    finally:
        os.umask(mask)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in plan.parent.iterdir()}
    assert modes == {
        "roadmap_2020.yaml": 0o640,
        ".roadmap_2020.yaml.undo": 0o640,
        ".roadmap_2020.yaml.lock": 0o666,  # who may write the plan must be able to lock it
    }


@posix
def test_a_new_plan_is_open_to_whom_the_mask_allows(tmp_path: Path) -> None:
    path = tmp_path / "roadmap_2020.yaml"
    mask = os.umask(0o027)
    try:
        files.create(path, b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    with pytest.raises(FileExistsError):
        files.create(path, b"y")
    assert path.read_bytes() == b"x"


@posix
@pytest.mark.usefixtures("plan")
def test_no_other_user_can_read_a_plan_while_it_is_written(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    fchown = os.fchown

    def noted(file: int, owner: int, group: int) -> None:
        modes.append(stat.S_IMODE(os.fstat(file).st_mode))
        fchown(file, owner, group)

    monkeypatch.setattr(os, "fchown", noted)
    assert roadmap("done", "7").code == 0
    assert modes == [0o600, 0o600]  # the journal, the plan


def test_why_a_plan_cannot_be_opened_is_told(plan: Path) -> None:
    after = "или создайте план: roadmap import ДОКУМЕНТ, roadmap new ГОД, roadmap init"
    for missing in (plan.with_name("нет.yaml"), plan / "нет.yaml"):
        for look in (files.read, files.resolved):
            with pytest.raises(MissingPlanError) as caught:
                look(missing)
            told = f"нет файла плана {missing}; проверьте имя в --file и $ROADMAP_FILE {after}"
            assert str(caught.value) == told
    with pytest.raises(UnreadablePlanError) as unread:
        files.read(plan.parent)
    assert str(unread.value) == f"план {plan.parent} не прочитан: это папка, а нужен файл YAML"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lends files")
def test_a_plan_that_is_given_back_can_be_written_at_once(plan: Path) -> None:
    def is_free() -> bool:
        try:
            os.close(os.open(plan, os.O_WRONLY | os.O_NONBLOCK))
        except BlockingIOError:
            return False
        return True

    with files.still(plan, plan, time.monotonic()):
        if is_free():
            pytest.skip("files of this disk cannot be lent")
    with files.still(plan, plan, time.monotonic()) as watched:
        for _ in range(2):
            watched.give_back()
            assert is_free()


@posix
def test_the_owner_is_kept_where_the_system_allows_and_the_group_always(
    plan: Path, roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []

    def fchown(_: int, owner: int, group: int) -> None:
        asked.append((owner, group))
        if owner != -1:
            raise PermissionError

    monkeypatch.setattr(os, "fchown", fchown)
    facts = plan.stat()
    assert roadmap("done", "7").code == 0
    assert asked == [(facts.st_uid, facts.st_gid), (-1, facts.st_gid)] * 2  # the journal, the plan


@posix
def test_a_group_that_cannot_be_kept_is_told(
    plan: Path, roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fchown(*_: int) -> None:
        raise PermissionError

    before = plan.read_bytes()
    real = os.fstat
    plan_is = plan.stat().st_ino

    def fstat(file: int) -> os.stat_result:
        facts = real(file)
        if facts.st_ino != plan_is:
            return facts
        parts = list(facts)
        parts[stat.ST_GID] += 1
        return os.stat_result(parts)

    monkeypatch.setattr(os, "fchown", fchown)
    monkeypatch.setattr(os, "fstat", fstat)
    outcome = roadmap("done", "7")
    assert outcome == (
        6,
        "",
        f"roadmap: план {plan} не изменён: не удалось сохранить группу файла; "
        "запустите команду от имени владельца файла\n",
    )
    assert plan.read_bytes() == before
    assert not plan.with_name(".roadmap_2020.yaml.tmp").exists()


@posix
def test_all_is_on_the_disk_in_its_order(
    plan: Path, roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def fsync(file: int) -> None:
        facts = os.fstat(file)
        told.append("folder" if stat.S_ISDIR(facts.st_mode) else f"{facts.st_size} bytes")

    monkeypatch.setattr(os, "fsync", fsync)
    assert roadmap("done", "7").code == 0
    journal = plan.with_name(".roadmap_2020.yaml.undo").stat().st_size
    assert told == [f"{journal} bytes", "folder", f"{plan.stat().st_size} bytes", "folder"]


def test_what_fits_into_a_plan(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = plan.read_bytes()
    monkeypatch.setattr(files, "MAX_BYTES", len(raw))
    files.must_fit(plan, raw)
    assert files.read(plan) == raw
    with pytest.raises(UnwritableError) as unwritten:
        files.must_fit(plan, raw + b"#")
    assert str(unwritten.value) == (
        f"план {plan} не изменён: он стал бы больше 8 МБ, и его нельзя было бы прочитать; "
        "сократите примечание или разделите план"
    )
    plan.write_bytes(raw + b"#")
    with pytest.raises(UnreadablePlanError) as unread:
        files.read(plan)
    assert str(unread.value) == (
        f"план {plan} не прочитан: файл больше 8 МБ, это не похоже на план"
    )


def test_no_more_is_read_of_a_helper_than_a_plan_can_have_given(tmp_path: Path) -> None:
    place = tmp_path / "helper"
    with place.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    assert len(files.read_helper(place)) == 64 * 1024 * 1024
    assert files.read_helper(tmp_path) == files.read_helper(tmp_path / "нет") == b""


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES])
def test_a_plan_that_fails_while_it_is_read(plan: Path, code: int) -> None:
    class Failing:
        """A file of a disk that is at its end."""

        def seek(self, _: int) -> None:
            raise OSError(code, "")

    with pytest.raises(UnreadablePlanError) as caught:
        files.contents(plan, Failing())  # type: ignore[arg-type]  # not all of a file is needed
    assert str(caught.value) == f"план {plan} не прочитан: {files.because(OSError(code, ''))}"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges names")
def test_names_are_exchanged_or_left(tmp_path: Path) -> None:
    one, other, missing = tmp_path / "а", tmp_path / "б", tmp_path / "в"
    one.write_text("один")
    other.write_text("другой")
    exchanged = files._exchanged  # noqa: SLF001  # no change shows which of two ways it went
    if not exchanged(one, other):
        pytest.skip("names cannot be exchanged on this file system")
    assert (one.read_text(), other.read_text()) == ("другой", "один")
    assert not exchanged(one, missing)
    assert (one.exists(), missing.exists()) == (True, False)


@posix
def test_a_file_that_is_there_stays_even_if_no_other_can_be_opened(tmp_path: Path) -> None:
    there = tmp_path / "Минаева.docx"
    there.write_bytes(b"her letter")
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        with pytest.raises(OSError, match="Минаева") as caught:
            files.create(there, b"another")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert caught.value.errno == errno.EMFILE
    assert there.read_bytes() == b"her letter"
