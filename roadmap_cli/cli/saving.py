"""Files that a command writes: the form by the ending, never a plan, replaced in one step."""

from __future__ import annotations

import os
import stat
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from roadmap_cli import wording
from roadmap_cli.cli import options
from roadmap_cli.cli.session import as_path, working_directory
from roadmap_cli.cli.streams import write
from roadmap_cli.errors import UnwritableError, UsageError
from roadmap_cli.planfile import find
from roadmap_cli.planfile.files import because, create, is_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        metavar="ФАЙЛ",
        help="записать в файл; его окончание называет вид",
        autocompletion=options.files,
        show_default=False,
    ),
]
_Form = TypeVar("_Form")
_PLAN_ENDINGS = frozenset({".yaml", ".yml"})
_NEW_FILE = 0o666  # as the user's mask leaves it


def form_of(name: str, endings: Mapping[str, _Form]) -> _Form:
    """Tell the form of a file by its ending.

    Raises:
        UsageError: no form has such an ending.

    """
    ending = Path(name).suffix.lower()
    if ending not in endings:
        known = ", ".join(endings)
        raise UsageError(f"вид файла «{wording.one_line(name)}» не понят; его окончание: {known}")
    return endings[ending]


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
