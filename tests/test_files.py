"""What lies around the plan: planted links and pipes, rights and attributes, full and odd disks."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import forks
import pytest
from conftest import AS_ANOTHER, bare_environment, wait_for

from roadmap_cli.plan.model import Plan
from roadmap_cli.planfile import files, find, update

if TYPE_CHECKING:
    from conftest import Roadmap

    from roadmap_cli.plan.changes import Change

if sys.platform == "win32":
    pytest.skip("faults that this system does not have", allow_module_level=True)

root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can arrange it")
HELPERS = ("tmp", "undo", "undo.tmp", "lock", "own")


def _helper(plan: Path, name: str) -> Path:
    """Give a helper's place; `undo.tmp` is the temporary file of the journal."""
    if name == "undo.tmp":
        return files.beside(files.beside(plan, "undo"), "tmp")
    return files.beside(plan, name)


@pytest.mark.parametrize("name", HELPERS)
def test_a_planted_link_is_never_followed(
    roadmap: Roadmap, plan: Path, tmp_path: Path, name: str
) -> None:
    other = tmp_path / "чужое.txt"
    other.write_text("чужое")
    other.chmod(0o600)
    _helper(plan, name).symlink_to(other)
    outcome = roadmap("done", "7")
    assert other.read_text() == "чужое"
    assert stat.S_IMODE(other.stat().st_mode) == 0o600
    assert outcome.code == (6 if name == "lock" else 0), outcome.err
    assert "Traceback" not in outcome.err


def test_a_link_planted_where_our_own_writes_are_noted_is_never_followed(
    plan: Path, tmp_path: Path
) -> None:
    other = tmp_path / "чужое.txt"
    other.write_text("чужое")
    files.beside(plan, "own").symlink_to(other)
    assert _run_without_locks(plan, "done", "7") == (0, "")
    assert other.read_text() == "чужое"


@pytest.mark.parametrize("name", HELPERS)
@pytest.mark.parametrize("command", [("done", "7"), ("undo",), ("note", "7", "x", "--dry-run")])
def test_a_planted_pipe_hangs_nothing(
    roadmap: Roadmap, plan: Path, name: str, command: tuple[str, ...]
) -> None:
    os.mkfifo(_helper(plan, name))
    outcome = roadmap(*command)
    assert outcome.code in {0, 4, 6}, outcome.err
    if name == "lock" and command[0] == "done":
        told = "не обычный файл (ссылка, канал или папка); удалите его"
        place = _helper(plan, name)
        assert outcome.err == f"roadmap: план {plan} не изменён: {place} — {told}\n"


def test_what_kills_have_left_goes_with_the_next_change(roadmap: Roadmap, plan: Path) -> None:
    for name in ("tmp", "undo.tmp"):
        _helper(plan, name).write_text("половина плана")
    assert roadmap("done", "7").code == 0
    left = {plan.name, *(_helper(plan, name).name for name in ("lock", "undo"))}
    assert set(os.listdir(plan.parent)) == left


def _acl(path: Path) -> str:
    return subprocess.run(
        ["getfacl", "-cE", str(path)], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.skipif(not shutil.which("setfacl"), reason="not installed: setfacl")
def test_an_access_list_stays_and_none_is_given_by_the_folder(roadmap: Roadmap, plan: Path) -> None:
    given = subprocess.run(["setfacl", "-m", "u:1234:rw,g:1235:r", str(plan)], check=False)
    if given.returncode:
        pytest.skip("no access lists on this file system")
    before = _acl(plan)
    assert "1234" in before
    assert roadmap("done", "7").code == 0
    assert _acl(plan) == before
    subprocess.run(["setfacl", "-b", str(plan)], check=True)
    subprocess.run(["setfacl", "-d", "-m", "u:1234:rwx", str(plan.parent)], check=True)
    before = _acl(plan)
    assert roadmap("done", "8").code == 0
    assert _acl(plan) == before


NO_RIGHTS = "нет прав; попросите доступ к файлу и папке или запустите от имени владельца"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.EACCES, NO_RIGHTS),
        (errno.EPERM, NO_RIGHTS),
        (errno.EROFS, "диск подключён только для чтения; подключите его для записи или скопируйте план"),
        (errno.ENOSPC, "на диске нет места; освободите его и повторите команду"),
        (errno.EDQUOT, "исчерпана квота диска; освободите место и повторите команду"),
        (errno.EFBIG, "превышен разрешённый размер файла (ulimit -f)"),
        (errno.ENOENT, "такого файла или папки нет"),
        (errno.ELOOP, "символические ссылки замкнуты в круг; исправьте их: ls -l"),
        (errno.ENAMETOOLONG, "слишком длинное имя файла"),
        (errno.ENOLCK, "на этом диске файл нельзя заблокировать; перенесите план на другой диск"),
        (errno.EIO, "система отказала (EIO)"),
        (None, "система отказала (OSError)"),
    ],
)  # fmt: skip
def test_why_the_system_refused_is_said_in_russian(code: int | None, told: str) -> None:
    assert files.because(OSError(code, "No words of the system")) == told


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no such attributes here")
def test_a_change_that_would_lose_attributes_is_refused(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        os.setxattr(plan, "user.xdg.comment", "учёт".encode())
    except OSError:
        pytest.skip("no such attributes on this file system")
    before = plan.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "setxattr", full)
    outcome = roadmap("done", "7")
    assert outcome.code == 6
    assert outcome.err == (
        f"roadmap: план {plan} не изменён: не удалось сохранить права ACL или атрибуты файла "
        "(на диске нет места; освободите его и повторите команду); "
        "запустите команду от имени владельца файла\n"
    )
    assert plan.read_bytes() == before
    assert not _helper(plan, "tmp").exists()


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no such attributes here")
def test_attributes_of_the_user_stay(roadmap: Roadmap, plan: Path) -> None:
    try:
        os.setxattr(plan, "user.xdg.comment", "учёт".encode())
    except OSError:
        pytest.skip("no such attributes on this file system")
    assert roadmap("done", "7").code == 0
    assert os.getxattr(plan, "user.xdg.comment").decode() == "учёт"


@root
def test_owner_and_group_stay(roadmap: Roadmap, plan: Path) -> None:
    os.chown(plan, 1234, 1235)
    assert roadmap("done", "7").code == 0
    facts = plan.stat()
    assert (facts.st_uid, facts.st_gid) == (1234, 1235)


@root
def test_a_change_that_would_lose_the_group_is_refused(plan: Path, open_folder: Path) -> None:
    other, plan = plan, open_folder / plan.name
    os.chown(plan, 1234, 1235)
    plan.chmod(0o666)
    before = plan.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER, str(plan), str(other)],
        env=bare_environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6, done.stderr
    told = "не удалось сохранить группу файла; запустите команду от имени владельца файла"
    # Where the run is measured, coverage has its own complaint below
    assert done.stderr.splitlines()[0] == f"roadmap: план {plan} не изменён: {told}"
    assert plan.read_bytes() == before
    assert plan.stat().st_gid == 1235


def test_init_on_a_full_disk_leaves_no_half_of_a_plan(roadmap: Roadmap, disk: Path) -> None:
    ballast = disk / "балласт"
    ballast.write_bytes(b"x" * 8192)
    target = disk / "roadmap_2020.yaml"
    outcome = roadmap("init", str(target))
    assert outcome.code == 6
    told = "на диске нет места; освободите его и повторите команду"
    assert outcome.err == f"roadmap: файл {target} не создан: {told}\n"
    assert not target.exists()
    ballast.unlink()
    assert roadmap("init", str(target)).code == 0
    find.load(target)


def test_a_disk_for_reading_only_is_named(roadmap: Roadmap, plan: Path, disk: Path) -> None:
    shutil.copy(plan, disk / "roadmap_2020.yaml")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    outcome = roadmap("-f", str(disk / "roadmap_2020.yaml"), "done", "7")
    assert outcome.code == 6
    told = ": диск подключён только для чтения; подключите его для записи или скопируйте план\n"
    assert outcome.err.endswith(told)
    assert "chmod" not in outcome.err


def test_a_disk_that_takes_no_other_file_is_told(roadmap: Roadmap, plan: Path, disk: Path) -> None:
    target = disk / "roadmap_2020.yaml"
    shutil.copy(plan, target)
    room_for_the_lock = ["mount", "-o", "remount,nr_inodes=3", str(disk)]
    subprocess.run(room_for_the_lock, check=True)
    outcome = roadmap("-f", str(target), "done", "7")
    assert outcome.code == 6
    told = "на диске нет места; освободите его и повторите команду"
    assert outcome.err == f"roadmap: план {target} не изменён: {told}\n"
    assert target.read_bytes() == plan.read_bytes()


@pytest.mark.parametrize(
    "command", [("list",), ("done", "7"), ("done", "7", "--dry-run"), ("undo",)]
)
def test_links_that_go_round_are_told(
    roadmap: Roadmap, tmp_path: Path, command: tuple[str, ...]
) -> None:
    one, other = tmp_path / "roadmap_1.yaml", tmp_path / "roadmap_2.yaml"
    one.symlink_to(other)
    other.symlink_to(one)
    outcome = roadmap("-f", str(one), *command)
    assert outcome.code == 5
    assert outcome.err == (
        f"roadmap: план {one} не прочитан: символические ссылки замкнуты в круг; "
        "исправьте их: ls -l\n"
    )


def test_a_change_that_makes_the_file_too_large_is_refused(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = plan.read_bytes()
    monkeypatch.setattr(files, "MAX_BYTES", len(before) + 300)
    assert roadmap("done", "7").code == 0
    marked = plan.read_bytes()
    outcome = roadmap("note", "8", "x" * 300)
    assert outcome.code == 6
    assert outcome.err == (
        f"roadmap: план {plan} не изменён: он стал бы больше 8 МБ, и его нельзя было бы "
        "прочитать; сократите примечание или разделите план\n"
    )
    assert plan.read_bytes() == marked
    assert roadmap("undo").code == 0
    assert plan.read_bytes() == before


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are not listed here")
def test_a_failed_unlock_is_no_failed_change(plan: Path) -> None:
    place = str(files.beside(plan, "lock"))

    def decide(now: Plan) -> list[Change]:
        for link in Path("/proc/self/fd").iterdir():
            if os.path.realpath(link) == place:
                os.close(int(link.name))  # unlocking will fail with EBADF
        return _mark(now)

    _, after, _ = update.change(plan, decide)
    assert after == find.load(plan).plan
    assert after.items[6].status.value == "done"


def _mark(now: Plan) -> list[Change]:
    from datetime import datetime  # noqa: PLC0415  # here only

    from roadmap_cli.plan import changes, execution  # noqa: PLC0415  # the same
    from roadmap_cli.plan.view import View  # noqa: PLC0415  # the same

    at = datetime(2020, 9, 28, 10, 0)  # noqa: DTZ001  # local
    stamp = changes.Stamp(at, "Минаева Е.Л.", at.date())
    (row,) = (row for row in View.of_plan(now, stamp.today).rows if row.item.id == "7")
    return [execution.done(changes.Matter.of(row, stamp))]


WITHOUT_LOCKS = """
import errno, fcntl, pathlib, sys
def flock(*_):
    pathlib.Path(sys.argv[2]).with_name("tried").touch()
    raise OSError(errno.ENOSYS, "Function not implemented")
fcntl.flock = flock
from roadmap_cli.planfile import files
files._lend = lambda _: False
from roadmap_cli.__main__ import main
main()
"""


def _run_without_locks(plan: Path, *words: str) -> tuple[int | None, str]:
    """Run the program where files cannot be locked; give its exit code and what it says of errors."""
    with NamedTemporaryFile() as err:
        process = forks.start(
            forks.script,
            *(WITHOUT_LOCKS, "-f", str(plan), *words),
            environment=bare_environment(),
            streams=(os.devnull, os.devnull, err.name),
        )
        process.join()
        return process.exitcode, err.read().decode()


def test_where_files_cannot_be_locked_changes_go_on_without_an_english_word(plan: Path) -> None:
    for words in (["done", "7"], ["done", "8"], ["undo"]):
        assert _run_without_locks(plan, *words) == (0, "")
    assert not files.beside(plan, "lock").exists()


def test_where_files_cannot_be_locked_who_writes_long_is_waited_for(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library takes a lock over whose record it cannot read for two seconds."""
    import fcntl  # noqa: PLC0415  # other systems have none

    def flock(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", flock)
    place = files.beside(plan, "lock")
    rivals: list[subprocess.Popen[bytes]] = []

    def decide(now: Plan) -> list[Change]:
        files.remember_own(plan)  # as is done without leases after the plan was replaced
        held = place.read_bytes()
        command = [sys.executable, "-c", WITHOUT_LOCKS, "-f", str(plan), "done", "8"]
        rivals.append(subprocess.Popen(command, env=bare_environment()))
        wait_for(plan.with_name("tried").exists)  # from here on the rival wants the lock
        time.sleep(3)
        assert rivals[0].poll() is None
        assert place.read_bytes() == held
        return _mark(now)

    update.change(plan, decide)
    assert rivals[0].wait() == 0
    assert not place.exists()
    marked = [item.id for item in find.load(plan).plan.items if item.status.value == "done"]
    assert marked == ["7", "8"]


@pytest.mark.parametrize("where", ["note", "user"])
def test_bytes_that_are_no_text_are_named_as_such(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    before = plan.read_bytes()
    odd = b"\xff".decode("utf-8", "surrogateescape")
    if where == "user":
        monkeypatch.setenv("ROADMAP_USER", odd)
    outcome = roadmap("note", "7", "x" if where == "user" else f"протокол {odd}")
    assert outcome.code == 2
    shown = "\\udcff" if where == "user" else "протокол \\udcff"
    assert outcome.err == (
        f"roadmap: в тексте «{shown}» есть байты не в кодировке UTF-8; "
        "наберите его заново в терминале с UTF-8\n"
    )
    assert plan.read_bytes() == before
