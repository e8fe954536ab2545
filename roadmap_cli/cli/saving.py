"""Files that a command writes: the form by the ending, never a plan, replaced in one step."""

from __future__ import annotations

import io
import os
import stat
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.cli.session import as_path, working_directory
from roadmap_cli.cli.streams import data_stream, on_terminal, write
from roadmap_cli.errors import UnwritableError, UsageError
from roadmap_cli.planfile import find
from roadmap_cli.planfile.files import because, create, is_folder
from roadmap_cli.views.output import BINARY, ENDINGS, Format, csv_for_excel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import typer

    from roadmap_cli.cli.session import Session
    from roadmap_cli.views.tables import Layout

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
    replace(output, raw, [each.path for each in now.found])


def created_line(plan: Path, words: str) -> str:
    """Say that a plan file is made, and which command comes next; it names what is not found."""
    name = wording.visible(str(plan))
    is_found = plan.absolute() in find.nearest(working_directory())
    option = "" if is_found else f"--file {name} "
    return f"Создан {name}. Дальше: roadmap {option}{words}"


def replace(name: str, raw: bytes, plans: Iterable[Path]) -> None:
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
        _replace(target, raw)
    except OSError as error:
        raise not_written(place, error) from None
    told([place])


def refuse_plan(place: Path, target: Path, plans: Iterable[Path]) -> None:
    """Never write onto a plan, whatever it is called and however one comes to it."""
    is_one = any(_same_file(target, plan) for plan in plans)
    if is_one or target.suffix.lower() in _PLAN_ENDINGS:
        reason = "это план; назовите другой файл"
        raise UnwritableError(f"файл {place} не записан", reason)


def _same_file(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file, also by links; a missing one is none."""
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


def _replace(target: Path, raw: bytes) -> None:
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
    """Give the mode of a file, or that of a new one, which only setting the mask tells."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return _NEW_FILE & ~mask


def create_all(folder: Path, letters: Sequence[tuple[str, bytes]]) -> None:
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
    told(places)


def _unlike(names: Iterable[str]) -> list[str]:
    """Tell names apart by numbers where a system without capital letters would not."""
    times: Counter[str] = Counter()
    found = []
    for name in names:
        times[name.casefold()] += 1
        count = times[name.casefold()]
        found.append(name if count == 1 else f"{name} ({count})")
    return found


def told(places: Iterable[Path]) -> None:
    """Say what was written."""
    names = [wording.visible(str(place)) for place in places]
    write("".join(f"Записано: {name}\n" for name in names))
