"""The plan survives what machines and people do to it: real processes, real locks, real faults."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import forks
import pytest
from conftest import AS_ANOTHER, bare_environment
from filelock import FileLock
from papers import write_plan

from roadmap_cli.planfile import files, find

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.process import BaseProcess

    from conftest import Roadmap

posix = pytest.mark.skipif(sys.platform == "win32", reason="a fault that this system does not have")
HELPERS = {".roadmap_2020.yaml.lock", ".roadmap_2020.yaml.undo", "roadmap_2020.yaml"}


def _start(plan: Path, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "roadmap_cli", "--file", str(plan), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={
            name: text
            for name, text in bare_environment(**environment).items()
            if not name.startswith("COVERAGE_")
        },
    )


def _program(plan: Path) -> str:
    """Write the program and its plan for a shell."""
    return shlex.join([sys.executable, "-m", "roadmap_cli", "-f", str(plan)])


def _code(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process and give its exit code."""
    process.communicate()
    return process.returncode


def _many_items(plan: Path, count: int) -> None:
    items = [
        f"      - id: {n}  # {n}\n        title: т{n}\n        term: май\n"
        for n in range(1, count + 1)
    ]
    plan.write_text("title: п\nyear: 2020\nsections:\n  - title: р\n    items:\n" + "".join(items))


def _at_once(plan: Path, changes: Sequence[tuple[str, ...]], processes: int) -> None:
    """Make changes in so many processes at once."""
    begin = forks.CONTEXT.Barrier(processes)
    with TemporaryDirectory() as folder:
        running = []
        for n in range(processes):
            told = Path(folder, str(n))
            told.touch()
            share = [["-f", str(plan), *words] for words in changes[n::processes]]
            streams = (os.devnull, os.devnull, str(told))
            process = forks.start(
                forks.changes, begin, share, environment=bare_environment(), streams=streams
            )
            running.append((process, told))
        for process, told in running:
            process.join()
            lines = told.read_text("utf-8").splitlines()
            busy = all("занят другой программой" in line for line in lines)
            assert (process.exitcode, busy) == (0, True), lines


at_once = pytest.mark.parametrize(
    ("changes", "processes"), [(24, 8), pytest.param(50, 50, marks=pytest.mark.torture)]
)


@at_once
def test_changes_of_different_items_at_once_all_succeed(
    plan: Path, changes: int, processes: int
) -> None:
    _many_items(plan, changes)
    numbers = range(1, changes + 1)
    _at_once(plan, [("done", str(n), "--note", f"№ {n}") for n in numbers], processes)
    items = find.load(plan).plan.items
    assert [item.status.value for item in items] == ["done"] * changes
    assert [item.note for item in items] == [f"№ {n}" for n in numbers]
    assert set(os.listdir(plan.parent)) == HELPERS


@at_once
def test_changes_of_one_item_at_once_leave_every_event(
    plan: Path, changes: int, processes: int
) -> None:
    _at_once(plan, [("note", "7", f"№ {n}") for n in range(changes)], processes)
    (item,) = (item for item in find.load(plan).plan.items if item.id == "7")
    assert {event.note for event in item.history} == {f"№ {n}" for n in range(changes)}


def _kill_often(plan: Path, times: int) -> None:
    """Kill changes at moments spread over a whole run; what was confirmed must be in the file.

    Each fifth run is left to end by itself, so that some are confirmed however busy the machine is.
    """
    with TemporaryDirectory() as folder:
        out = Path(folder, "out")
        for n in range(2):  # before the first one what all need is loaded
            began = time.monotonic()
            process = _note(plan, "1", f"мера {n}", out)
            process.join()
            usual = time.monotonic() - began
            assert process.exitcode == 0
        confirmed = [_killed(plan, n, times, usual, out) for n in range(times)]
    assert any(confirmed)


def _note(plan: Path, item: str, text: str, out: Path) -> BaseProcess:
    out.write_bytes(b"")
    return forks.start(
        forks.program,
        *("--file", str(plan), "note", item, text),
        environment=bare_environment(),
        streams=(os.devnull, str(out), os.devnull),
    )


def _killed(plan: Path, n: int, times: int, usual: float, out: Path) -> bool:
    process = _note(plan, "7", f"№ {n}", out)
    process.join(None if n % 5 == 4 else usual * (0.3 + 0.9 * n / times))
    if n % 3:
        process.kill()
    else:
        process.terminate()
    process.join()
    (item,) = (item for item in find.load(plan).plan.items if item.id == "7")
    confirmed = bool(out.read_bytes())
    if confirmed:
        assert f"№ {n}" in [event.note for event in item.history]
    assert set(os.listdir(plan.parent)) <= HELPERS | {
        ".roadmap_2020.yaml.tmp",
        "..roadmap_2020.yaml.undo.tmp",
    }
    return confirmed


@posix
def test_a_kill_at_any_moment_leaves_a_whole_file(plan: Path) -> None:
    _kill_often(plan, 25)
    before = plan.read_bytes()
    assert _code(_start(plan, "done", "8")) == 0
    assert _code(_start(plan, "undo")) == 0
    assert plan.read_bytes() == before


@posix
@pytest.mark.torture
@pytest.mark.timeout(600)
def test_three_hundred_kills(plan: Path) -> None:
    _kill_often(plan, 300)


@pytest.mark.skipif(shutil.which("strace") is None, reason="not installed: strace")
def test_a_folder_that_cannot_be_flushed_is_no_failure(plan: Path) -> None:
    fault = "inject=fsync:error=EINVAL:when=2+2"  # after each file its folder
    program = [sys.executable, "-m", "roadmap_cli", "-f", str(plan), "done", "7"]
    done = subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-o",
            str(plan.with_name("calls")),
            "-e",
            "trace=fsync",
            "-e",
            fault,
            *program,
        ],
        env=bare_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    calls = plan.with_name("calls").read_text()
    if "fsync" not in calls:
        pytest.skip("no right to trace a program here")
    assert "EINVAL" in calls
    assert (done.returncode, done.stderr) == (0, "")
    assert "status: done" in plan.read_text()


@posix
def test_a_change_that_was_killed_before_the_plan_was_replaced_is_not_undone(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = plan.read_bytes()
    roadmap("done", "7")
    marked = plan.read_bytes()

    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files.Watched, "replace", killed)
        assert roadmap("done", "8").code == 130
    assert plan.read_bytes() == marked
    assert "7. " in roadmap("undo").out
    assert plan.read_bytes() == before


def test_an_item_edited_since_is_not_overwritten_by_undo(roadmap: Roadmap, plan: Path) -> None:
    roadmap("done", "7")
    edited = plan.read_text().replace("Отчет руководителей", "Отчёт руководителей")
    plan.write_text(edited)
    outcome = roadmap("undo")
    assert outcome.code == 6
    moment = r"последнее изменение \(\d\d\.\d\d\.\d{4} \d\d:\d\d\) не отменено: "
    advice = "поправьте его там же или дайте обратную команду"
    told = re.escape(f"пункт 7 с тех пор правили в файле {plan}; {advice}\n")
    assert re.fullmatch(f"roadmap: {moment}{told}", outcome.err)
    assert plan.read_text() == edited


@pytest.mark.usefixtures("plan")
def test_undo_says_when_and_by_whom_a_change_was_made(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROADMAP_USER", "Минаева Е.Л.")
    roadmap("done", "7")
    shown = roadmap("undo").out
    moment = r"\d\d\.\d\d\.\d{4} \d\d:\d\d"
    assert re.match(
        rf"Отменено \({moment}, Минаева Е\.Л\.; done\): 7\. Отчет .*→ просрочено, 1 день", shown
    )


def test_an_item_removed_since_is_not_brought_back_by_undo(roadmap: Roadmap, plan: Path) -> None:
    roadmap("done", "18")
    shortened = plan.read_text().partition("      - id: 18\n")[0]
    plan.write_text(shortened)
    outcome = roadmap("undo")
    assert outcome.code == 6
    assert "пункт 18 с тех пор правили" in outcome.err
    assert plan.read_text() == shortened


def test_undo_keeps_what_was_edited_elsewhere(roadmap: Roadmap, plan: Path) -> None:
    before = plan.read_text()
    roadmap("done", "7")
    plan.write_text("# моя заметка\n" + plan.read_text())
    assert roadmap("undo").code == 0
    assert plan.read_text() == "# моя заметка\n" + before


@posix
def test_a_full_disk_leaves_the_old_file(plan: Path) -> None:
    before = plan.read_bytes()
    limited = f"ulimit -f 8; trap '' XFSZ; exec {_program(plan)} note 7 x"
    whole_caches = bare_environment(
        PYTHONDONTWRITEBYTECODE="1"
    )  # else the limit would cut them too
    done = subprocess.run(
        ["bash", "-c", limited], env=whole_caches, capture_output=True, text=True, check=False
    )
    assert done.returncode == 6
    told = "превышен разрешённый размер файла (ulimit -f)"
    # Where the run is measured, coverage has its own complaint below
    assert done.stderr.splitlines()[0] == f"roadmap: план {plan} не изменён: {told}"
    assert plan.read_bytes() == before
    assert ".roadmap_2020.yaml.tmp" not in os.listdir(plan.parent)


@posix
def test_a_read_only_file_is_refused(roadmap: Roadmap, plan: Path) -> None:
    plan.chmod(0o444)
    outcome = roadmap("done", "7")
    assert outcome.code == 6
    told = "файл открыт только для чтения; разрешите запись: chmod u+w"
    assert outcome.err == f"roadmap: план {plan} не изменён: {told}\n"
    assert roadmap("list").code == 0


@posix
@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can become another user"
)
def test_a_read_only_folder_and_a_forbidden_file_are_told(plan: Path, open_folder: Path) -> None:
    other, plan = plan, open_folder / plan.name
    open_folder.chmod(0o755)
    plan.chmod(0o666)
    done = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER, str(plan), str(other)],
        env=bare_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6, done.stderr
    assert "нет прав" in done.stderr


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("--file", "list", 5),
        ("--file", "done 7", 5),
        ("report --output", "", 6),
        ("calendar --output", "", 6),
        ("init", "", 6),
        ("import", "", 5),
        ("list --search", "", 0),
    ],
)
def test_a_name_that_the_system_refuses_even_to_look_at(
    roadmap: Roadmap, plan: Path, before: str, after: str, code: int
) -> None:
    ending = ".ics" if "calendar" in before else ".docx" if "report" in before else ".yaml"
    name = str(plan.parent / ("x" * 300 + ending))
    outcome = roadmap(*before.split(), name, *after.split())
    assert outcome.code == code
    assert "сбой" not in outcome.err
    assert outcome.err.count("\n") == bool(code)
    if before.endswith(("--file", "--output")):
        assert outcome.err.endswith(": слишком длинное имя файла\n")


EACH = """
import contextlib, io, json, sys
from roadmap_cli.cli.main import run
for words in json.loads(sys.argv[1]):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()) as err:
        code = run(words)
    print(json.dumps([code, err.getvalue()]))
"""
"""Each command of some, with its exit code and what it says of errors."""


@posix
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="not installed: setpriv")
def test_a_folder_that_is_closed_to_us_is_told(plan: Path) -> None:
    closed = plan.parent / "закрыто"
    closed.mkdir()
    (closed / plan.name).write_bytes(plan.read_bytes())
    if os.geteuid() == 0:
        os.chown(closed, 65534, 65534)
    closed.chmod(0o700 if os.geteuid() == 0 else 0)
    without = "-dac_override,-dac_read_search"
    taken = ["setpriv", "--bounding-set", without, "--inh-caps", without]
    lines = [
        ["-f", str(plan.parent), "list"],
        ["-f", str(closed), "list"],
        ["-f", str(closed / plan.name), "list"],
        ["-f", str(plan), "report", "--output", str(closed / "о.docx")],
    ]
    run = [sys.executable, "-c", EACH, json.dumps(lines)]
    done = subprocess.run(
        [*(taken if os.geteuid() == 0 else []), *run],
        env=bare_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(code, "нет прав" in err) for code, err in told] == [
        (5, True),
        (5, True),
        (5, True),
        (6, True),
    ], told
    closed.chmod(0o700)


def test_a_folder_that_is_gone_is_told(roadmap: Roadmap, plan: Path) -> None:
    gone = plan.parent / "нет" / "roadmap_2020.yaml"
    assert roadmap("-f", str(gone), "done", "7").code == 5
    assert not gone.parent.exists()


@posix
def test_a_symbolic_link_stays_one(roadmap: Roadmap, plan: Path) -> None:
    link = plan.parent / "link" / "plan.yaml"
    link.parent.mkdir()
    link.symlink_to(plan)
    assert roadmap("-f", str(link), "done", "7").code == 0
    assert link.is_symlink()
    assert b"status: done" in plan.read_bytes()
    assert os.listdir(link.parent) == ["plan.yaml"]


@posix
def test_a_hard_link_is_refused(roadmap: Roadmap, plan: Path) -> None:
    os.link(plan, plan.with_name("copy.yaml"))
    outcome = roadmap("done", "7")
    assert outcome.code == 6
    assert outcome.err == (
        f"roadmap: план {plan} не изменён: у файла 2 имени (жёсткие ссылки), "
        "и после замены они разошлись бы; "
        "оставьте одно имя, а другое сделайте символической ссылкой: ln -s\n"
    )


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o666])
def test_mode_bits_stay(roadmap: Roadmap, plan: Path, mode: int) -> None:
    plan.chmod(mode)
    assert roadmap("done", "7").code == 0
    assert stat.S_IMODE(plan.stat().st_mode) == mode


def test_a_lock_held_by_another_program_is_told(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.2)
    before = plan.read_bytes()
    with FileLock(files.beside(plan, "lock")):
        outcome = roadmap("done", "7")
    assert outcome.code == 6
    assert "он занят" in outcome.err
    assert "fuser" in outcome.err
    assert plan.read_bytes() == before
    assert roadmap("done", "7").code == 0


@posix
@pytest.mark.parametrize("kind", ["fifo", "socket"])
def test_what_is_no_ordinary_file_is_refused_at_once(
    roadmap: Roadmap, plan: Path, kind: str
) -> None:
    other = plan.with_name("roadmap_x.yaml")
    if kind == "fifo":
        os.mkfifo(other)
    else:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(other.name)  # whole paths may be too long for a socket
    why = "это не обычный файл (устройство, канал или сокет)"
    if kind == "socket":
        why = "система отказала (ENXIO)"
    for command in ("list", "done"):
        outcome = roadmap("-f", str(other), command, *(["7"] if command == "done" else []))
        assert outcome.code == 5, outcome.err
        assert outcome.err == f"roadmap: план {other} не прочитан: {why}\n"


def test_a_folder_with_the_name_of_a_plan_is_told(roadmap: Roadmap, plan: Path) -> None:
    folder = plan.with_name("roadmap_2021.yaml")
    folder.mkdir()
    outcome = roadmap("list")
    assert outcome.code == 5
    assert outcome.out
    assert outcome.err == f"roadmap: план {folder} не прочитан: это папка, а нужен файл YAML\n"


@pytest.mark.parametrize(("more", "code"), [(0, 0), (1, 5)])
def test_a_plan_may_have_eight_megabytes(
    roadmap: Roadmap, plan: Path, more: int, code: int
) -> None:
    text = plan.read_bytes()
    plan.write_bytes(text + b"#" * (8 * 1024 * 1024 + more - len(text)))
    outcome = roadmap("list")
    assert outcome.code == code
    told = f"план {plan} не прочитан: файл больше 8 МБ, это не похоже на план"
    assert outcome.err == (f"roadmap: {told}\n" if code else "")


@pytest.mark.parametrize(
    "content",
    [b"x: " + b"\xd0\xb0" * 5_000_000, b"[" * 1_000_000, b"- " * 1_000_000, b"? " * 1_000_000],
    ids=["text", "brackets", "lists", "keys"],
)
def test_a_monstrous_plan_is_refused_in_bounded_time(
    roadmap: Roadmap, plan: Path, content: bytes
) -> None:
    plan.write_bytes(content)
    assert roadmap("list").code == 5  # within the limit of time for a test


NASTY = [
    "\x1b[31mred",
    "[bold]x[/bold]",
    "a\nb\r\nc",
    ": # - {",
    "да" * 50_000,
    "\u202eтекст",
    "\x9b31m",
    "'\"\\",
    " x ",
    "~",
    "1.10",
    "%",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_note_is_kept_as_it_is_and_shown_harmlessly(
    roadmap: Roadmap, plan: Path, text: str
) -> None:
    before = plan.read_bytes()
    assert roadmap("note", "7", text).code == 0
    (item,) = (item for item in find.load(plan).plan.items if item.id == "7")
    assert item.note == text
    for form in ("plain", "table", "csv", "json", "markdown"):
        shown = roadmap("show", "7", "--format", form).out
        assert not set(shown) & {"\x1b", "\x9b", "\u202e"}
    assert roadmap("undo").code == 0
    assert plan.read_bytes() == before


@posix
def test_a_closed_pipe_is_no_error(plan: Path) -> None:
    script = f"{_program(plan)} list --format json | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], env=bare_environment(), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("{\n0\n", "")


@posix
def test_a_change_that_cannot_be_told_is_told_to_be_made(plan: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    script = f"{_program(plan)} done 7 > /dev/full"
    done = subprocess.run(
        ["bash", "-c", script], env=bare_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 6
    assert (
        done.stderr == "roadmap: план изменён, но вывод не записан: не повторяйте команду, "
        "проверьте её: roadmap show\n"
    )
    assert b"status: done" in plan.read_bytes()


@posix
def test_letters_that_do_not_all_fit_are_not_begun(tmp_path: Path) -> None:
    plan = tmp_path / "roadmap_2020.yaml"
    long = " ".join(hashlib.sha512(bytes([number])).hexdigest() for number in range(256))
    items = [
        {"id": 1, "title": "а", "term": "Май", "responsible": ["А", "Б"]},
        {"id": 2, "title": long, "term": "Май", "responsible": ["Б"]},
    ]
    write_plan(plan, items)
    script = f"ulimit -f 45; cd {shlex.quote(str(tmp_path))}; {_program(plan)} letters --until 31.12.2099 --output п"
    whole_caches = bare_environment(PYTHONDONTWRITEBYTECODE="1")
    done = subprocess.run(
        ["bash", "-c", script], env=whole_caches, capture_output=True, text=True, check=False
    )
    told = "roadmap: файл п/Б.docx не записан: превышен разрешённый размер файла (ulimit -f)"
    assert (done.returncode, done.stdout, done.stderr.splitlines()[0]) == (6, "", told)
    assert list((tmp_path / "п").iterdir()) == []


@posix
@pytest.mark.parametrize(
    ("end", "code"), [("> /dev/full", 6), (">&-", 6), ("2>&-", 0), ("< /dev/null", 0)]
)
def test_streams_that_are_full_or_closed(plan: Path, end: str, code: int) -> None:
    if "full" in end and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    script = f"{_program(plan)} list {end}"
    done = subprocess.run(
        ["bash", "-c", script], env=bare_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert ("вывод не записан" in done.stderr) == (code == 6)
    assert "Traceback" not in done.stderr


@posix
@pytest.mark.parametrize("command", ["import -", "term", "done 7 --dry-run", "list"])
def test_a_closed_standard_input_is_an_empty_one(plan: Path, command: str) -> None:
    script = f"{_program(plan)} {command}"
    closed, empty = (
        subprocess.run(
            ["sh", "-c", f"{script} {stream}"],
            env=bare_environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for stream in ("<&-", "< /dev/null")
    )
    told = [(done.returncode, done.stdout, done.stderr) for done in (closed, empty)]
    assert told[0] == told[1]


@posix
def test_ctrl_c_while_waiting_changes_nothing(plan: Path) -> None:
    before = plan.read_bytes()
    with FileLock(files.beside(plan, "lock")):
        process = _start(plan, "done", "7")
        while not any(Path(f"/proc/{process.pid}/fd").glob("*")) and process.poll() is None:
            pass
        time.sleep(
            1.0
        )  # long enough to be waiting for the lock; were it not, it would be refused the same way
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert process.returncode in {130, -signal.SIGINT}
    assert b"Traceback" not in told
    assert plan.read_bytes() == before


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    identity = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.org",
    }
    identity |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    return subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env=bare_environment(**identity),
        capture_output=True,
        text=True,
        check=False,
    )


def _two_clones(plan: Path) -> tuple[Path, Path]:
    _git(plan.parent, "init", "-q", "-b", "main", ".")
    _git(plan.parent, "add", plan.name)
    _git(plan.parent, "commit", "-qm", "plan")
    mine, theirs = plan.parent / "mine", plan.parent / "theirs"
    for clone in (mine, theirs):
        _git(plan.parent, "clone", "-q", ".", str(clone))
    return mine, theirs


def _mark_and_merge(roadmap: Roadmap, plan: Path, mine: str, theirs: str) -> tuple[Path, int]:
    clones = _two_clones(plan)
    for clone, item in zip(clones, (mine, theirs), strict=True):
        with chdir(clone):
            roadmap("done", item, "--note", f"отчёт {clone.name}")
        _git(clone, "commit", "-qam", f"done {item}")
    _git(clones[0], "fetch", "-q", str(clones[1]), "main")
    return clones[0], _git(clones[0], "merge", "-q", "FETCH_HEAD").returncode


@pytest.mark.parametrize(("mine", "theirs"), [("7", "8"), ("1", "18"), ("3", "4")])
def test_marks_of_different_items_merge_in_git(
    roadmap: Roadmap, plan: Path, mine: str, theirs: str
) -> None:
    clone, code = _mark_and_merge(roadmap, plan, mine, theirs)
    assert code == 0
    marked = [
        item.id for item in find.load(clone / plan.name).plan.items if item.status.value == "done"
    ]
    assert marked == [mine, theirs]


def test_marks_of_the_same_item_conflict_and_check_says_so(roadmap: Roadmap, plan: Path) -> None:
    clone, code = _mark_and_merge(roadmap, plan, "7", "7")
    assert code == 1
    with chdir(clone):
        outcome = roadmap("check")
    assert outcome.code == 5
    assert "незаконченное слияние git" in outcome.err


def test_a_byte_order_mark_and_windows_line_ends_stay(roadmap: Roadmap, plan: Path) -> None:
    before = b"\xef\xbb\xbf" + plan.read_bytes().replace(b"\n", b"\r\n")
    plan.write_bytes(before)
    assert roadmap("done", "7", "--note", "№ 4").code == 0
    changed = plan.read_bytes()
    assert changed.startswith(b"\xef\xbb\xbf#")
    assert changed.count(b"\n") == changed.count(b"\r\n")
    assert roadmap("undo").code == 0
    assert plan.read_bytes() == before


@posix
def test_a_trial_run_that_cannot_be_told_has_changed_nothing(plan: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    before = plan.read_bytes()
    words = [sys.executable, "-m", "roadmap_cli", "-f", str(plan), "done", "7", "--dry-run"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            words,
            env=bare_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 6
    assert "вывод не записан" in done.stderr
    assert "план изменён" not in done.stderr
    assert plan.read_bytes() == before
