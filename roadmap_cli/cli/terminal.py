"""Standard output for data, standard error for the rest; what is asked; files that are written."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
import tempfile
import textwrap
from collections import Counter
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.errors import InvalidPlanError, UnwritableError, UsageError
from roadmap_cli.planfile import find
from roadmap_cli.planfile.files import because, create, is_folder
from roadmap_cli.views.output import BINARY, ENDINGS, Format, csv_for_excel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    import typer

    from roadmap_cli.cli.session import Session
    from roadmap_cli.errors import RoadmapError
    from roadmap_cli.views.tables import Layout


SHOWN_AFTER = 50  # pieces of long work; less is over before anybody looks


def on_terminal() -> bool:
    """Return whether a person reads standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def is_watched() -> bool:
    """Return whether a person reads standard error."""
    return sys.stderr is not None and sys.stderr.isatty()


def redirected_to() -> str:
    """Name the file that standard output goes to, where the system tells it (Linux)."""
    with suppress(OSError):
        return os.readlink("/proc/self/fd/1")  # noqa: PTH115  # no path before it is one
    return ""


def can_ask() -> bool:
    """Return whether a person can be asked: standard input and error are a terminal."""
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
    """Return whether the other end of a pipe was closed; Windows has no error of its own for it."""
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
    """Return standard output.

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


def say_error(error: RoadmapError) -> None:
    """Say a failure: lines of a plan file stand alone, so that editors find the places."""
    say(str(error), prefix="" if isinstance(error, InvalidPlanError) else "roadmap: ")


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


class ProgressLine:
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


def working_directory() -> Path:
    """Return the working directory.

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
    """Read a word of the command line or the environment as UTF-8, whatever the locale."""
    return os.fsencode(raw).decode("utf-8", "surrogateescape")


def as_path(text: str) -> Path:
    """Return the path that a text names, in the form in which this locale passes names on."""
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))


_PLAN_ENDINGS = frozenset({".yaml", ".yml"})
_NEW_FILE = 0o666  # as the user's mask leaves it


def form_of(
    context: typer.Context, form: Format | None, output: str | None, forms: Sequence[Format]
) -> Format:
    """Choose the form: of a file by its ending, else as asked for, else by who reads.

    Args:
        context: the command's.
        form: the one asked for.
        output: the file.
        forms: those that the command has, for a terminal first, for a pipe second.

    Raises:
        UsageError: no form of the command has such an ending, or it is another than asked for.

    """
    if output is None:
        return form or forms[0 if on_terminal() else 1]
    shown = wording.one_line(output)
    by_ending = ENDINGS.get(Path(output).suffix.lower())
    if by_ending is None or by_ending not in forms:
        if output in forms:
            raise UsageError(f"--output — это файл; вид вывода называет --format {shown}")
        known = ", ".join(ending for ending, each in ENDINGS.items() if each in forms)
        text = f"вид файла «{shown}» не понят; его окончание: {known}"
        if by_ending in BINARY:
            command = f"roadmap {context.command.name}"
            text = f"{command} таких файлов не пишет, только {known}"
            text += f"; документ составляет roadmap report --output {shown}"
        raise UsageError(text)
    if by_ending is Format.TABLE and form is Format.PLAIN:
        return form
    if form not in {None, by_ending}:
        raise UsageError(f"--format {form} и файл «{shown}» расходятся; оставьте что-то одно")
    return by_ending


def drawn(layout: Layout, output: str | None) -> str:
    """Draw what rich lays out: for the terminal, or without colour for a file."""
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

    return tables.text(io.StringIO() if output else data_stream(), layout)


def deliver(now: Session, written: str | bytes, output: str | None) -> None:
    """Send what a command shows to a file or, without one, to standard output."""
    if output is None:
        write(str(written))
        return
    raw = written if isinstance(written, bytes) else written.encode()
    if isinstance(written, str) and ENDINGS.get(Path(output).suffix.lower()) is Format.CSV:
        raw = csv_for_excel(written)
    write_file(output, raw, [each.path for each in now.found])


def created_line(plan: Path, words: str) -> str:
    """Say that a plan file is made, and which command comes next; it names what is not found."""
    name = wording.visible(str(plan))
    is_found = plan.absolute() in find.nearest(working_directory())
    option = "" if is_found else f"--file {name} "
    return f"Создан {name}. Дальше: roadmap {option}{words}"


def write_file(name: str, raw: bytes, plans: Iterable[Path]) -> None:
    """Write a file, or replace it in one step, and say so.

    Args:
        name: the file, as the command line has it; a link stays a link.
        raw: its bytes.
        plans: the plan files, onto which nothing is written.

    Raises:
        UnwritableError: it is a plan, or the system refuses.

    """
    place = as_path(name)
    target = Path(os.path.realpath(place))
    refuse_plan(place, target, plans)
    try:
        _put_in_place(target, raw)
    except OSError as error:
        raise not_written(place, error) from None
    say_written([place])


def refuse_plan(place: Path, target: Path, plans: Iterable[Path]) -> None:
    """Never write onto a plan, whatever it is called and however one comes to it."""
    is_one = any(_same_file(target, plan) for plan in plans)
    if is_one or target.suffix.lower() in _PLAN_ENDINGS:
        reason = "это план; назовите другой файл"
        raise UnwritableError(f"файл {place} не записан", reason)


def _same_file(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one file, also by links; a missing one is none."""
    with suppress(OSError):
        return one.samefile(other)
    return False


def not_written(place: Path, error: OSError) -> UnwritableError:
    """Say why a file is not written."""
    if not is_folder(place.parent):
        reason = f"нет папки {place.parent}; создайте её и повторите команду"
    elif is_folder(place):
        reason = "это папка; назовите файл в ней"
    else:
        reason = because(error)
    return UnwritableError(f"файл {place} не записан", reason)


def _put_in_place(target: Path, raw: bytes) -> None:
    """Put a new file in the place of an old one; its mode stays, a kill leaves one of the two."""
    descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """Return the mode of a file, or that of a new one, which only setting the mask tells."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return _NEW_FILE & ~mask


def write_new_files(folder: Path, letters: Sequence[tuple[str, bytes]]) -> None:
    """Write Word files into a folder, which is made if it is missing; none is written over.

    Args:
        folder: where they go.
        letters: names without an ending, and the bytes; like names get a number.

    Raises:
        UnwritableError: one of them is there already, or the system refuses.

    """
    names = _unlike(name for name, _ in letters)
    places = [folder / f"{name}.docx" for name in names]
    for place in places:
        if os.path.lexists(place):
            reason = "он уже есть; уберите его или назовите другую папку"
            raise UnwritableError(f"файл {place} не записан", reason)
    try:
        if places:
            folder.mkdir(exist_ok=True)
        for place, (_, raw) in zip(places, letters, strict=True):
            create(place, raw)
    except OSError as error:
        if os.path.lexists(folder) and not folder.is_dir():
            what = f"письма в {folder} не записаны"
            raise UnwritableError(what, "это не папка") from None
        raise not_written(folder, error) from None
    say_written(places)


def _unlike(names: Iterable[str]) -> list[str]:
    """Tell names apart by numbers where a system without capital letters would not."""
    times: Counter[str] = Counter()
    found = []
    for name in names:
        times[name.casefold()] += 1
        count = times[name.casefold()]
        found.append(name if count == 1 else f"{name} ({count})")
    return found


def say_written(places: Iterable[Path]) -> None:
    """Say what was written."""
    names = [wording.visible(str(place)) for place in places]
    write("".join(f"Записано: {name}\n" for name in names))
