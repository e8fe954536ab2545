"""One writer at a time: the lock beside a plan, and what must hold before it may be replaced."""

from __future__ import annotations

import errno
import os
import stat
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from roadmap_cli.errors import BusyPlanError, MissingPlanError, UnreadablePlanError, UnwritableError
from roadmap_cli.planfile import files
from roadmap_cli.planfile.files import because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import AcquireReturnProxy, FileLock

LOCK_SECONDS = 30.0  # fifty changes at once on a slow machine take half of that
_WRITE_BITS = 0o222


@contextmanager
def locked(path: Path) -> Iterator[Path]:
    """Keep other writers out and give the file to replace: what a symbolic link points to.

    Raises:
        BusyPlanError: another program held the lock for LOCK_SECONDS.
        UnwritableError: the file or its folder cannot be written. An OSError inside the block
            becomes one too, so a block must raise none after the plan was replaced.

    """
    target = resolved(path)
    _must_be_replaceable(path, target)
    try:
        place = files.beside(target, "lock")
        _must_be_ordinary(path, place)
        try:
            held = take(place, LOCK_SECONDS)
        except TimeoutError:
            raise BusyPlanError(path, LOCK_SECONDS, place) from None
        try:
            yield target
        finally:
            with suppress(OSError):  # the lock goes with the process at the latest
                held.lock.release()
    except OSError as error:
        raise UnwritableError(f"план {path} не изменён", because(error)) from None


def resolved(path: Path) -> Path:
    """Give the file that a path names, with all links followed.

    Raises:
        MissingPlanError, UnreadablePlanError: it names none.

    """
    try:
        path.stat()
        return path.resolve()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingPlanError(path, searched=False) from None
    except OSError as error:
        raise UnreadablePlanError(path, because(error)) from None


def take(place: Path, seconds: float) -> AcquireReturnProxy[FileLock]:
    """Take a lock file, waiting for whoever holds it; leaving the context gives it back.

    The file is the library's own: nothing of ours is in it, where it keeps a record there too.

    Raises:
        TimeoutError: another program held it for so long.
        OSError: it cannot be made or locked.

    """
    with warnings.catch_warnings():
        # Where flock is not to be had, the library makes do with the existence of the file, and
        # says so in English.
        warnings.simplefilter("ignore")
        from filelock import FileLock  # noqa: PLC0415  # reading needs no lock

        # Others who may write the plan must be able to lock it.
        return FileLock(place, timeout=seconds, mode=0o666).acquire()


def _must_be_ordinary(path: Path, place: Path) -> None:
    """Refuse a lock that is a link or a pipe: somebody has planted it."""
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(place.lstat().st_mode):
            raise UnwritableError(
                f"план {path} не изменён",
                f"{place} — не обычный файл (ссылка, канал или папка); удалите его",
            )


def remember_own(target: Path) -> None:
    """Note, under the lock, that the plan as it is now was written by us; or do without."""
    place = files.beside(target, "own")
    with suppress(OSError):
        place.unlink(missing_ok=True)
        with place.open("xb") as file:  # made anew, so no planted link is followed
            file.write(_fingerprint(target.stat()))


def is_own(target: Path, facts: os.stat_result) -> bool:
    """Tell whether the plan is as we left it."""
    return files.read_helper(files.beside(target, "own")) == _fingerprint(facts)


def _fingerprint(facts: os.stat_result) -> bytes:
    """Name a state of the plan without reading it: another save gives another name."""
    return f"{facts.st_ino} {facts.st_mtime_ns} {facts.st_size}".encode()


def _must_be_replaceable(path: Path, target: Path) -> None:
    """Refuse what the system would let us replace against its owner's will."""
    what = f"план {path} не изменён"
    facts = target.stat()
    if _is_on_read_only_disk(target):
        raise UnwritableError(what, because(OSError(errno.EROFS, "")))
    if not facts.st_mode & _WRITE_BITS or not os.access(target, os.W_OK):
        reason = "файл открыт только для чтения; разрешите запись: chmod u+w"
        raise UnwritableError(what, reason)
    if stat.S_ISREG(facts.st_mode) and facts.st_nlink > 1:
        raise UnwritableError(
            what,
            f"у файла {facts.st_nlink} имени (жёсткие ссылки), и после замены они разошлись бы; "
            "оставьте одно имя, а другое сделайте символической ссылкой: ln -s",
        )


def _is_on_read_only_disk(target: Path) -> bool:
    """Tell whether the disk lets nobody write; mode and rights do not say so."""
    if not hasattr(os, "statvfs"):
        return False
    return bool(os.statvfs(target).f_flag & os.ST_RDONLY)
