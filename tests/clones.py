"""A shared bare repository and its clones, with the real git and the real program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import forks
from conftest import FOLLOWED, TODAY, Outcome, cron_locale
from versions import PLAN

from roadmap_cli.cli.main import run
from roadmap_cli.planfile.document import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "roadmap_2020.yaml"


class Clone:
    """One person's clone."""

    def __init__(self, folder: Path, who: str, *, home: Path) -> None:
        """Take a folder; who works there has a name for git and for the program."""
        self.folder = folder
        self.who = who
        self.home = home
        self.plan = folder / NAME

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Give an environment with nothing of the tester's own settings."""
        kept = {
            name: text
            for name, text in os.environ.items()
            if name == "PATH" or name.startswith(FOLLOWED)
        }
        return {
            **kept,
            "HOME": str(self.home),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_NAME": self.who,
            "GIT_AUTHOR_EMAIL": "кто@example.org",
            "GIT_COMMITTER_NAME": self.who,
            "GIT_COMMITTER_EMAIL": "кто@example.org",
            "ROADMAP_USER": self.who,
            "ROADMAP_TODAY": TODAY,
            "LC_ALL": cron_locale(),
            **(more or {}),
        }

    def git(self, *arguments: str, check: bool = True) -> str:
        """Run git as a person would."""
        ran = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            check=False,
        )
        assert not check or ran.returncode == 0, ran.stderr.decode()
        return ran.stdout.decode().removesuffix("\n")

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
        """Start the program without a terminal."""
        return subprocess.Popen(
            [sys.executable, "-m", "roadmap_cli", *arguments],
            cwd=self.folder,
            env=self.environment(more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def roadmap(self, *arguments: str, **more: str) -> Outcome:
        """Run the program in this process, without a terminal."""
        out, err = StringIO(), StringIO()
        environment = mock.patch.dict(os.environ, self.environment(more), clear=True)
        with environment, chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
            code = run(arguments)
        return Outcome(code, out.getvalue(), err.getvalue())

    def sync(self, **more: str) -> Outcome:
        """Send and receive."""
        return self.roadmap("sync", **more)

    def at_terminal(self, *arguments: str, answers: str = "") -> Outcome:
        """Run the program at a terminal and type the answers."""
        environment = self.environment({"TERM": "dumb", "COLUMNS": "200"})
        code, shown = forks.at_terminal(arguments, environment, typed=answers, cwd=self.folder)
        return Outcome(code, shown.replace("\r\n", "\n"), "")

    def items(self) -> dict[str, Any]:
        """Give the items of the plan by number."""
        whole: Any = Document(self.plan.read_bytes().decode().removeprefix("\ufeff")).data
        return {item["id"]: item for section in whole["sections"] for item in section["items"]}

    def log(self) -> list[str]:
        """Give the subjects of the commits, the latest first."""
        return self.git("log", "--format=%s").splitlines()


class Hub:
    """The shared repository."""

    def __init__(self, folder: Path) -> None:
        """Make it, empty."""
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.bare = folder / "hub.git"
        subprocess.run(
            ["git", "init", "-q", "--bare", "-b", "main", str(self.bare)],
            check=True,
            env=self._environment(),
        )

    def _environment(self) -> dict[str, str]:
        return Clone(self.folder, "общая", home=self.home).environment()

    def clone(self, who: str, *options: str, at: str = "") -> Clone:
        """Make a clone for a person."""
        folder = self.folder / (at or _folder(who))
        source = f"file://{self.bare}" if options else str(self.bare)
        subprocess.run(
            ["git", "clone", "-q", *options, source, str(folder)],
            check=True,
            env=self._environment(),
            capture_output=True,
        )
        return Clone(folder, who, home=self.home)

    def filled(self, *people: str, text: str = PLAN) -> list[Clone]:
        """Give clones that all have a plan, prepared by a first `sync` of the first one."""
        made = _made(people, text)
        shutil.copytree(made, self.folder, dirs_exist_ok=True)
        for config in self.folder.glob("*/.git/config"):
            config.write_text(config.read_text().replace(str(made), str(self.folder)))
        return [Clone(self.folder / _folder(who), who, home=self.home) for who in people]

    def head(self) -> str:
        """Name the latest commit."""
        ran = subprocess.run(
            ["git", "rev-parse", "main"],
            cwd=self.bare,
            capture_output=True,
            check=True,
            env=self._environment(),
        )
        return ran.stdout.decode().strip()


MADE = tempfile.TemporaryDirectory()
"""Repositories as they are after the first `sync`: each is made once and copied for each test."""


@cache
def _made(people: tuple[str, ...], text: str) -> Path:
    hub = Hub(Path(tempfile.mkdtemp(dir=MADE.name)))
    first = hub.clone(people[0])
    first.plan.write_bytes(text.encode())
    assert first.sync().code == 0
    for who in people[1:]:
        hub.clone(who)
    return hub.folder


def _folder(who: str) -> str:
    return who.split(maxsplit=1)[0]
