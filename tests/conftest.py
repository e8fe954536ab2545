"""What all tests share: the real plan in a folder of its own, and the program run in this process or in a new one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import forks
import pytest
from hypothesis import HealthCheck, settings

from roadmap_cli.cli.main import run
from roadmap_cli.planfile import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# How long an example takes says how busy the machine is.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

PROJECT = Path(__file__).parent.parent
TODAY = "2020-10-01"


AS_ANOTHER = """
import os, sys
from roadmap_cli.cli.main import run
plan, other = sys.argv[1:]
run(["-f", other, "done", "7"])  # loads all modules, which another user may have no right to read
os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.exit(run(["-f", plan, "done", "7"]))
"""
"""What another user than root may do with a plan, after root has changed another one."""


def pytest_sessionstart() -> None:
    """Refuse to begin below a forgotten plan, which every search from a test's folder would find."""
    stray = find.nearest(Path(tempfile.gettempdir()).resolve())
    if stray:
        pytest.exit(f"remove {stray[0]}: tests would take it for their plan", returncode=1)


def plan_text(period: str, *items: str, title: str = "") -> str:
    """Write a plan with one section.

    Args:
        period: a year, or two days: `2019-09-01 2020-08-31`.
        items: each as the inside of a flow mapping: `id: 1, title: отчёт, term: май`.
        title: the plan's; by default it is the period.

    """
    first, _, last = period.partition(" ")
    span = f"period: {{start: {first}, end: {last}}}" if last else f"year: {first}"
    lines = "".join(f"      - {{{item}}}\n" for item in items)
    return f"title: {title or period}\n{span}\nsections:\n  - title: р\n    items:\n{lines}"


class Outcome(NamedTuple):
    """What a run of the program left behind."""

    code: int
    out: str
    err: str


class Roadmap(Protocol):
    """A way to run `roadmap` with some arguments."""

    def __call__(self, *arguments: str) -> Outcome: ...


class Office(Protocol):
    """A way to save papers in another form, into a folder."""

    def __call__(self, ending: str, folder: Path, *papers: Path) -> list[Path]: ...


@pytest.fixture(scope="session")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder without a plan: no test finds that of the project by accident."""
    return tmp_path_factory.mktemp("nowhere")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, nowhere: Path) -> None:
    """Keep the tester's own settings and the project's own plan out."""
    monkeypatch.chdir(nowhere)
    for name in (
        "ROADMAP_FILE",
        "ROADMAP_TODAY",
        "COLUMNS",
        "NO_COLOR",
        "FORCE_COLOR",
        "PYTHONIOENCODING",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ROADMAP_USER", "Минаева Е.Л.")


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the real plan; the working directory is its folder."""
    path = tmp_path / "roadmap_2020.yaml"
    path.write_bytes((PROJECT / "data" / "roadmap_2020.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def roadmap(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Roadmap:
    """Run the program in this process on 1 October 2020, with no terminal."""

    def call(*arguments: str) -> Outcome:
        if "ROADMAP_TODAY" not in os.environ:
            monkeypatch.setenv("ROADMAP_TODAY", TODAY)
        code = run(arguments)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def plan_with_marks(plan: Path, roadmap: Roadmap) -> Path:
    """Give the real plan with items 1, 2 and 4 done in time and 7 a day late."""
    for item, day in (("1", "2020-01-20"), ("2", "2020-09-28"), ("4", "2020-01-31")):
        assert roadmap("done", item, "--date", day).code == 0
    assert (
        roadmap("done", "7", "--date", "2020-10-01", "--note", "протокол № 4 от 01.10.2020").code
        == 0
    )
    return plan


@pytest.fixture
def october(plan: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the real plan as it stands on 5 October: executed, removed, postponed, under way."""
    import papers  # noqa: PLC0415  # python-docx is loaded for tests of papers alone

    monkeypatch.setenv("ROADMAP_TODAY", papers.OCTOBER)
    plan.write_bytes(papers.october())
    return plan


@pytest.fixture
def open_folder(plan: Path) -> Iterator[Path]:
    """Give a folder with a copy of the plan that other users may enter, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        shutil.copy(plan, folder)
        yield folder


class Program(Protocol):
    """A way to run `roadmap` as a process."""

    def __call__(
        self, *arguments: str, cwd: Path | None = None, stdin: str | None = None, **environment: str
    ) -> Outcome: ...


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice, which saves papers in another form; its profile is made but once."""
    if shutil.which("soffice") is None:
        pytest.skip("not installed: soffice")
    profile = tmp_path_factory.mktemp("office").as_uri()

    def saved(ending: str, folder: Path, *papers: Path) -> list[Path]:
        options = ["--headless", "--convert-to", ending, "--outdir", str(folder)]
        subprocess.run(  # our own words
            ["soffice", f"-env:UserInstallation={profile}", *options, *map(str, papers)],
            check=True,
            capture_output=True,
            timeout=110,
        )
        return [folder / f"{paper.stem}.{ending}" for paper in papers]

    return saved


@pytest.fixture
def program() -> Program:
    """Run the program as cron would: a new process, a bare environment, no terminal."""

    def call(
        *arguments: str, cwd: Path | None = None, stdin: str | None = None, **environment: str
    ) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "roadmap_cli", *arguments],
            cwd=cwd,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env=bare_environment(**environment),
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return call


def wait_for(what: Callable[[], object]) -> None:
    """Wait until something is so; what never comes is ended by the limit of time for a test."""
    while not what():
        time.sleep(0.005)


def calls(work: Callable[[], object]) -> int:
    """Count the calls that some work makes: a measure that no busy machine stretches."""
    count = 0

    def one_more(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(one_more)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


FOLLOWED = ("COVERAGE_", "FAKETIME", "LD_PRELOAD", "NO_FAKE_STAT")
"""Beginnings of variables by which coverage, and a clock that is set, follow a process."""


def bare_environment(**more: str) -> dict[str, str]:
    """Give the environment of a cron job, and what coverage and another clock need to follow."""
    kept = {
        name: text for name, text in os.environ.items() if name in {"PATH", "HOME", "SYSTEMROOT"}
    }
    kept |= {name: text for name, text in os.environ.items() if name.startswith(FOLLOWED)}
    return {**kept, "LC_ALL": cron_locale(), "ROADMAP_TODAY": TODAY, **more}


@cache
def cron_locale() -> str:
    """Give the locale of cron, in which Python before 3.13 cannot start from a Cyrillic folder.

    There, where `pip install -e` has left the path of the project, Python itself fails.
    """
    environment = {**os.environ, "LC_ALL": "C"}
    started = subprocess.run(
        [sys.executable, "-c", ""], env=environment, stderr=subprocess.DEVNULL, check=False
    )
    return "C.UTF-8" if started.returncode else "C"


def mounted(folder: Path, *options: str) -> bool:
    """Mount a small disk in memory."""
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of our own of 16 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mounted(folder, "size=16k"):
        pytest.skip("no right to mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def on_a_terminal(
    *arguments: str, columns: int, typed: str = "", cwd: Path | None = None, **environment: str
) -> str:
    """Start the program on a real pseudo-terminal, type something, and give what it showed."""
    import pty  # noqa: PLC0415  # not every system has it

    main, other = pty.openpty()
    variables = {"COLUMNS": str(columns), "TERM": "xterm-256color", **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "roadmap_cli", *arguments],
        stdin=other,
        stdout=other,
        stderr=other,
        cwd=cwd,
        env=bare_environment(**variables),
    )
    os.close(other)
    os.write(main, typed.encode())
    shown = forks.screen(main)
    process.wait()
    return shown
