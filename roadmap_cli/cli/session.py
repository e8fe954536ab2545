"""The edge of the program: the only place that reads the clock, the environment and the terminal."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.cli.russian.shared_options import shared
from roadmap_cli.errors import UnwritableError, UsageError
from roadmap_cli.plan import standing
from roadmap_cli.plan.changes import Stamp
from roadmap_cli.planfile import store
from roadmap_cli.planfile.files import because
from roadmap_cli.views.output import Format

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    import typer

    from roadmap_cli.plan.model import Plan
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.planfile.store import Loaded

_DATE_FORMS = (
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)",
    r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})",
)


def read_date(text: str) -> date:
    """Read a day as 2020-09-28 or 28.09.2020.

    Raises:
        UsageError: it is neither.

    """
    for form in _DATE_FORMS:
        found = re.fullmatch(form, text.strip(), re.ASCII)
        if found:
            with suppress(ValueError):  # a day that no calendar has
                return date(**{part: int(figures) for part, figures in found.groupdict().items()})
    raise UsageError(f"нужна дата вида 2020-09-28 или 28.09.2020, а не «{wording.one_line(text)}»")


class Session:
    """What one run of the program knows of the world."""

    def __init__(self, file: Path | None, now: datetime) -> None:
        """Take the plan asked for, if any, and the time that counts as now."""
        self.file = file
        self.now = now

    @property
    def today(self) -> date:
        """The day on which items are looked at."""
        return self.now.date()

    @cached_property
    def path(self) -> Path:
        """The plan file: the one named, else the nearest."""
        return self.file or store.find(working_folder(), self.today)

    @cached_property
    def loaded(self) -> Loaded:
        """The plan file, read once."""
        return store.load(self.path)

    @cached_property
    def plan(self) -> Plan:
        """The plan; a person is told if today lies outside it."""
        plan = self.loaded.plan
        if sys.stderr is not None and sys.stderr.isatty() and self.today not in plan.span:
            first, last = plan.span.first, plan.span.last
            say(
                f"план на {wording.day(first)} – {wording.day(last)}, сегодня {wording.day(self.today)}"
            )
        return plan

    @cached_property
    def rows(self) -> list[Standing]:
        """How every item stands today, in the document's order."""
        return standing.standings(self.plan, self.today)

    @property
    def stamp(self) -> Stamp:
        """Who makes a change, and when."""
        return Stamp(self.now, as_text(os.environ.get("ROADMAP_USER", "")) or _login())


def session(context: typer.Context) -> Session:
    """Take the shared options and the environment; an empty variable counts as none."""
    options = shared(context)
    file, today = options.get("file"), options.get("today")
    if file == "":
        raise UsageError("после --file нужно имя файла, а оно пустое")
    file = file or as_text(os.environ.get("ROADMAP_FILE", ""))
    today = os.environ.get("ROADMAP_TODAY") or None if today is None else today
    now = datetime.now()  # noqa: DTZ005  # terms are local days
    if today is not None:
        now = datetime.combine(read_date(today), now.time())
    return Session(as_path(file) if file else None, now)


def working_folder() -> Path:
    """Give the working directory.

    Raises:
        UsageError: it was deleted.

    """
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError(
            "рабочей папки больше нет; перейдите в другую (cd) или назовите план: --file ПУТЬ"
        ) from None


def as_text(raw: str) -> str:
    """Read a word of the command line or the environment as UTF-8, whatever the locale (LC_ALL=C PYTHONUTF8=0)."""
    return os.fsencode(raw).decode("utf-8", "surrogateescape")


def as_path(text: str) -> Path:
    """Give the path that a text names, in the form in which this locale passes names to the system."""
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))


def _login() -> str:
    from getpass import getuser  # noqa: PLC0415  # only a change asks for it

    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return "неизвестно кто"


def on_terminal() -> bool:
    """Tell whether a person reads standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def chosen(form: Format | None) -> Format:
    """Choose the form of output: a table for people, plain lines for programs."""
    return form or (Format.TABLE if on_terminal() else Format.PLAIN)


def write(text: str) -> None:
    """Send data to standard output.

    Raises:
        UnwritableError: it does not take them; a reader that went away (`| head`) is no error.

    """
    stream = data_stream()
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError as error:
        _silence(stream)
        raise UnwritableError("вывод не записан", because(error)) from None


def write_changes(lines: Iterable[str]) -> None:
    """Say what was changed, a line each; a terminal gets them broken at spaces.

    Raises:
        UnwritableError: nobody could be told of changes that are made.

    """
    if on_terminal():
        width = get_terminal_size().columns
        lines = (textwrap.fill(line, width, break_on_hyphens=False) for line in lines)
    try:
        write("".join(f"{line}\n" for line in lines))
    except UnwritableError:
        raise UnwritableError(
            "вывод не записан, а план изменён", "проверьте: roadmap show; не повторяйте"
        ) from None


def data_stream() -> TextIO:
    """Give standard output.

    Raises:
        UnwritableError: it was closed before the program began.

    """
    if sys.stdout is None:
        raise UnwritableError("вывод не записан", "стандартный вывод закрыт")
    return sys.stdout


def _silence(stream: TextIO) -> None:
    """Keep what is left in the buffer from being written once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def say(text: str, prefix: str = "roadmap: ") -> None:
    """Tell a person something on standard error; if nobody can hear it, go on."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(f"{prefix}{text}\n")
            sys.stderr.flush()
        except OSError:
            _silence(sys.stderr)
