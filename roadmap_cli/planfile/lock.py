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

    from filelock import BaseFileLock

LOCK_SECONDS = 30.0  # fifty changes at once on a slow machine take half of that
_WRITE_BITS = 0o222
_SIGNATURE = "процесс".encode()


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
        lock = _acquired(path, files.beside(target, "lock"))
        try:
            yield target
        finally:
            with suppress(OSError):  # the lock goes with the process at the latest
                lock.release()
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


def _acquired(path: Path, place: Path) -> BaseFileLock:
    """Take the lock and sign it; its holder is waited for, LOCK_SECONDS at most."""
    from filelock import FileLock, SoftFileLock, Timeout  # noqa: PLC0415  # reading needs no lock

    _must_be_ordinary(path, place)
    # Others who may write the plan must be able to lock it.
    lock = FileLock(place, timeout=LOCK_SECONDS, mode=0o666)
    try:
        with warnings.catch_warnings():
            # Where flock is not to be had, the library makes do with the existence of the file.
            warnings.simplefilter("ignore", UserWarning)
            lock.acquire()
    except Timeout:
        holder = _record(place)[0].decode(errors="replace")
        raise BusyPlanError(path, LOCK_SECONDS, place, holder) from None
    if not isinstance(lock, SoftFileLock):  # that one keeps its own record there
        _sign(place)
    return lock


def _must_be_ordinary(path: Path, place: Path) -> None:
    """Refuse a lock that is a link or a pipe: somebody has planted it."""
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(place.lstat().st_mode):
            raise UnwritableError(
                f"план {path} не изменён",
                f"{place} — не обычный файл (ссылка, канал или папка); удалите его",
            )


def _sign(place: Path) -> None:
    """Say who holds the lock; the line below is written by `remember_own`."""
    _, below = _record(place)
    files.overwrite_helper(place, b"%b %d\n%b" % (_SIGNATURE, os.getpid(), below))


def _record(place: Path) -> tuple[bytes, bytes]:
    """Read a lock: the line of who holds it, and what is below; empty where it lacks."""
    holder, _, below = files.read_helper(place).partition(b"\n")
    return holder, below


def remember_own(target: Path) -> None:
    """Note, under the lock, that the plan as it is now was written by us."""
    place = files.beside(target, "lock")
    signature, _ = _record(place)
    if not signature.startswith(_SIGNATURE):
        return  # the record of the lock itself stands there
    fingerprint = _fingerprint(target.stat())
    files.overwrite_helper(place, b"%b\n%b\n" % (signature, fingerprint))


def is_own(target: Path, facts: os.stat_result) -> bool:
    """Tell whether the plan is as we left it."""
    _, noted = _record(files.beside(target, "lock"))
    return noted.rstrip() == _fingerprint(facts)


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
