"""Standard output for data, standard error for the rest; questions; writing files."""

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
from typing import TYPE_CHECKING, TypeVar

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

T = TypeVar("T")
SHOWN_AFTER = 50  # pieces of work; fewer are done before anybody looks


def on_terminal() -> bool:
    """Return whether a person reads standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def is_watched() -> bool:
    """Return whether a person reads standard error."""
    return sys.stderr is not None and sys.stderr.isatty()


def can_ask() -> bool:
    """Return whether a person can be asked: standard input and error are a terminal."""
    return is_watched() and sys.stdin is not None and sys.stdin.isatty()


def write(text: str) -> None:
    """Send data to standard output or raise UnwritableError; a reader that left is no error."""
    stream = _data_stream()
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _silence(stream)
        # Windows has no error of its own for a pipe that was closed at the other end
        closed_on_windows = sys.platform == "win32" and error.errno == errno.EINVAL
        if not (isinstance(error, BrokenPipeError) or closed_on_windows):
            raise UnwritableError("вывод не записан", because(error)) from None


def write_changes(lines: Iterable[str], *, wrap: bool = True, dry_run: bool = False) -> None:
    """Say what was changed, or would be; on a terminal, lines are wrapped unless they stay whole.

    UnwritableError says that the changes are made all the same.
    """
    if wrap and on_terminal():
        lines = _wrapped(lines)
    try:
        write("".join(f"{line}\n" for line in lines))
    except UnwritableError:
        if dry_run:
            raise
        advice = "не повторяйте команду, проверьте её: roadmap show"
        raise UnwritableError("план изменён, но вывод не записан", advice) from None
    if dry_run:
        say("пробный запуск: файл не изменён")


def _wrapped(lines: Iterable[str]) -> list[str]:
    """Wrap lines at spaces only, so that what may be copied stays whole."""
    wrapper = textwrap.TextWrapper(
        get_terminal_size().columns, break_on_hyphens=False, break_long_words=False
    )
    return [wrapper.fill(line) for line in lines]


def _data_stream() -> TextIO:
    """Return standard output, or raise UnwritableError: it was closed before the program began."""
    if sys.stdout is None:
        raise UnwritableError("вывод не записан", "стандартный вывод закрыт")
    return sys.stdout


def _silence(stream: TextIO) -> None:
    """Keep the rest of the buffer from being written again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def say(text: str, prefix: str = "roadmap: ") -> None:
    """Tell a person something on standard error; ignore it if that fails.

    Control characters of plans, arguments and file names are shown, not sent to the terminal.
    """
    if sys.stderr is None:
        return
    lines = [wording.visible(line) for line in f"{prefix}{text}".split("\n")]
    if sys.stderr.isatty():
        lines = _wrapped(lines)
    try:
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def say_error(error: RoadmapError) -> None:
    """Report a failure; lines about a plan file have no prefix, so that editors find the places."""
    say(str(error), prefix="" if isinstance(error, InvalidPlanError) else "roadmap: ")


def ask(
    question: str, answers: Sequence[tuple[str, T]], *, otherwise: str = "отказаться"
) -> T | None:
    """Let a person at a terminal choose a text; return what it stands for, or None."""
    say(question, prefix="")
    numbered = {str(number): answer for number, answer in enumerate(answers, start=1)}
    for number, (text, _) in numbered.items():
        say(f"  {number}. {text}", prefix="")
    while True:
        reply = (line_typed(f"Номер (1–{len(answers)}, Enter — {otherwise}): ") or "").strip()
        if not reply:
            return None
        if reply in numbered:
            return numbered[reply][1]
        say(f"нет ответа «{wording.one_line(reply)}»: наберите номер ответа", prefix="")


def line_typed(prompt: str) -> str | None:
    """Ask a person for a line; None if the input was closed."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline() or None


class ProgressLine:
    """Progress of long work: a line overwritten on a terminal; silent elsewhere."""

    def __init__(self, what: str, total: int) -> None:
        """Name the work and its number of pieces."""
        self.what = what
        self.total = total
        self.shown = is_watched() and total >= SHOWN_AFTER

    def __call__(self, number: int) -> None:
        """Show the number of pieces done; the last one clears the line."""
        if not self.shown or (number % 10 and number != self.total):
            return
        text = "" if number >= self.total else f"{self.what}: {number} из {self.total}"
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def working_directory() -> Path:
    """Return the working directory, or raise UsageError: it was deleted."""
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
    """Return the path that a text names, encoded as this locale does."""
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))


PLAN_ENDINGS = (".yaml", ".yml")


def form_of(
    context: typer.Context, form: Format | None, output: str | None, forms: Sequence[Format]
) -> Format:
    """Choose the format: by a file's extension, else as requested, else by who reads.

    Of the command's forms the first is for a terminal, the second for a pipe. UsageError says that
    none of them has this extension, or that it is not the requested one.
    """
    if output is None:
        return form or forms[0 if on_terminal() else 1]
    shown = wording.one_line(output)
    by_ending = ENDINGS.get(Path(output).suffix.lower())
    if by_ending is None or by_ending not in forms:
        if output in forms:
            raise UsageError(f"--output — это файл; вид вывода называет --format {shown}")
        known = ", ".join(ending for ending, each in ENDINGS.items() if each in forms)
        if by_ending in BINARY:
            raise UsageError(
                f"roadmap {context.command.name} таких файлов не пишет, только {known}; "
                f"документ составляет roadmap report --output {shown}"
            )
        raise UsageError(f"вид файла «{shown}» не понят; его окончание: {known}")
    if by_ending is Format.TABLE and form is Format.PLAIN:
        return form
    if form not in {None, by_ending}:
        raise UsageError(f"--format {form} и файл «{shown}» расходятся; оставьте что-то одно")
    return by_ending


def drawn(layout: Layout, output: str | None = None) -> str:
    """Render a rich layout: for the terminal, or without colour for a file."""
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

    return tables.text(io.StringIO() if output else _data_stream(), layout)


def deliver(now: Session, written: str | bytes | Layout, output: str | None) -> None:
    """Send a command's output to a file or, without one, to standard output.

    A file is replaced atomically, and a link stays a link. A plan is never replaced, whatever its
    name or path.
    """
    if not isinstance(written, str | bytes):
        written = drawn(written, output)
    if output is None:
        write(str(written))
        return
    raw = written if isinstance(written, bytes) else written.encode()
    if isinstance(written, str) and ENDINGS.get(Path(output).suffix.lower()) is Format.CSV:
        raw = csv_for_excel(written)
    place = as_path(output)
    target = Path(os.path.realpath(place))
    is_plan = any(_same_file(target, plan) for plan in now.paths.values())
    if is_plan or target.suffix.lower() in PLAN_ENDINGS:
        raise UnwritableError(f"файл {place} не записан", "это план; назовите другой файл")
    try:
        _put_in_place(target, raw)
    except OSError as error:
        raise _not_written(place, error) from None
    _say_written([place])


def created_line(plan: Path, words: str) -> str:
    """Say that a plan file was created, and the next command, naming the plan if not found."""
    name = wording.visible(str(plan))
    is_found = plan.absolute() in find.nearest(working_directory())
    option = "" if is_found else f"--file {name} "
    return f"Создан {name}. Дальше: roadmap {option}{words}"


def _same_file(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False


def _not_written(place: Path, error: OSError) -> UnwritableError:
    if not is_folder(place.parent):
        reason = f"нет папки {place.parent}; создайте её и повторите команду"
    elif is_folder(place):
        reason = "это папка; назовите файл в ней"
    else:
        reason = because(error)
    return UnwritableError(f"файл {place} не записан", reason)


def _put_in_place(target: Path, raw: bytes) -> None:
    """Replace a file, keeping its mode; a kill leaves either the old or the new one."""
    descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            mode = stat.S_IMODE(target.stat().st_mode)
        else:  # reading the umask requires setting it
            mask = os.umask(0)
            os.umask(mask)
            mode = 0o666 & ~mask
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_new_files(folder: Path, letters: Sequence[tuple[str, bytes]]) -> None:
    """Write Word files into a folder, created if missing; UnwritableError leaves none of them.

    `letters` are names without extension, and bytes; equal names get a number. No file is replaced.
    """
    places: list[Path] = []
    times: Counter[str] = Counter()  # of names, on a case-insensitive system
    for name, _ in letters:
        times[name.casefold()] += 1
        count = times[name.casefold()]
        place = folder / (f"{name}.docx" if count == 1 else f"{name} ({count}).docx")
        if os.path.lexists(place):
            reason = "он уже есть; уберите его или назовите другую папку"
            raise UnwritableError(f"файл {place} не записан", reason)
        places.append(place)
    written: list[Path] = []
    try:
        if places:
            folder.mkdir(exist_ok=True)
        for place, (_, raw) in zip(places, letters, strict=True):
            create(place, raw)
            written.append(place)
    except OSError as error:
        for place in written:
            place.unlink(missing_ok=True)
        if os.path.lexists(folder) and not folder.is_dir():
            raise UnwritableError(f"письма в {folder} не записаны", "это не папка") from None
        place = places[len(written)] if is_folder(folder) else folder
        raise _not_written(place, error) from None
    _say_written(places)


def _say_written(places: Iterable[Path]) -> None:
    write("".join(f"Записано: {wording.visible(str(place))}\n" for place in places))
