"""Standard output for data, standard error for the rest; what a terminal is asked and told."""

from __future__ import annotations

import errno
import os
import sys
import textwrap
from contextlib import suppress
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.errors import UnwritableError
from roadmap_cli.planfile.files import because

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

SHOWN_AFTER = 50  # pieces of long work; less is over before anybody looks


def on_terminal() -> bool:
    """Tell whether a person reads standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def is_watched() -> bool:
    """Tell whether a person reads standard error."""
    return sys.stderr is not None and sys.stderr.isatty()


def redirected_to() -> str:
    """Name the file that standard output goes to, where the system tells it (Linux)."""
    with suppress(OSError):
        return os.readlink("/proc/self/fd/1")  # noqa: PTH115  # no path before it is one
    return ""


def can_ask() -> bool:
    """Tell whether a person can be asked: standard input and error are a terminal."""
    return is_watched() and sys.stdin is not None and sys.stdin.isatty()


def write(text: str) -> None:
    """Send data to standard output.

    Raises:
        UnwritableError: it does not take them; a reader that went away (`| head`) is no error.

    """
    stream = data_stream()
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _silence(stream)
        if _reader_has_gone(error):
            return
        raise UnwritableError("вывод не записан", because(error)) from None


def _reader_has_gone(error: OSError) -> bool:
    """Tell whether a pipe was closed at its other end, for which Windows has no name of its own."""
    closed_on_windows = sys.platform == "win32" and error.errno == errno.EINVAL
    return isinstance(error, BrokenPipeError) or closed_on_windows


def write_changes(lines: Iterable[str], *, wrap: bool = True, dry_run: bool = False) -> None:
    """Say what was changed; a terminal gets each line broken at spaces, unless it must stay whole.

    Raises:
        UnwritableError: nobody could be told of changes that are made.

    """
    if wrap and on_terminal():
        width = get_terminal_size().columns
        lines = [_wrapped(line, width) for line in lines]
    try:
        write("".join(f"{line}\n" for line in lines))
    except UnwritableError:
        if dry_run:
            raise
        advice = "не повторяйте команду, проверьте её: roadmap show"
        raise UnwritableError("план изменён, но вывод не записан", advice) from None


def _wrapped(line: str, width: int) -> str:
    """Break a line at spaces only: what may be copied from it stays whole."""
    return textwrap.fill(line, width, break_on_hyphens=False, break_long_words=False)


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
    """Tell a person something on standard error; if nobody can hear it, go on.

    Whatever a plan, an argument or a file name holds is shown here, never obeyed by the terminal.
    """
    if sys.stderr is None:
        return
    lines = [wording.visible(line) for line in f"{prefix}{text}".split("\n")]
    if sys.stderr.isatty():
        width = get_terminal_size().columns
        lines = [_wrapped(line, width) for line in lines]
    try:
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def ask(question: str, answers: Sequence[str], *, otherwise: str = "отказаться") -> int | None:
    """Let a person at a terminal choose one of some answers, or do otherwise.

    Returns:
        The place of the answer; None where the person chose none.

    """
    say(question, prefix="")
    for number, answer in enumerate(answers, start=1):
        say(f"  {number}. {answer}", prefix="")
    numbers = [str(number) for number in range(1, len(answers) + 1)]
    while True:
        typed = line_typed(f"Номер (1–{len(answers)}, Enter — {otherwise}): ")
        reply = (typed or "").strip()
        if not reply:
            return None
        if reply in numbers:
            return numbers.index(reply)
        say(f"нет ответа «{wording.one_line(reply)}»: наберите номер ответа", prefix="")


def line_typed(prompt: str) -> str | None:
    """Ask a person for a line; None where the input was closed."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline() or None


class Progress:
    """How far long work has come: a line on a terminal that is written over; silent elsewhere."""

    def __init__(self, what: str, total: int) -> None:
        """Name the work and say how many pieces it has."""
        self.what = what
        self.total = total
        self.shown = is_watched() and total >= SHOWN_AFTER

    def __call__(self, number: int) -> None:
        """Say that so many pieces are done; the last one wipes the line."""
        if not self.shown or (number % 10 and number != self.total):
            return
        is_last = number >= self.total
        text = "" if is_last else f"{self.what}: {number} из {self.total}"
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
