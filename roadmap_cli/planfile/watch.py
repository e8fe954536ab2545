"""A plan that people may save at any moment: read while nobody writes, replaced if unchanged.

Linux lends the file: with a read lease nobody can begin to write it unnoticed, and who tries waits
until we let go. Elsewhere a file that has just changed is read twice.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from roadmap_cli.errors import BeingSavedError
from roadmap_cli.planfile import files, lock

if TYPE_CHECKING:
    from collections.abc import Iterator


WAIT_SECONDS = 10.0  # how long an editor may take over saving
_PAUSE = 0.02  # between looks whether a writer has finished
_FRESH = 1.0  # seconds: a file changed so lately may still be in the saving
_APART = 0.3  # seconds between two readings that must be equal
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD of linux/fcntl.h


class Watched:
    """A plan that was read while nobody wrote it."""

    def __init__(self, target: Path, file: BinaryIO, raw: bytes, *, leased: bool) -> None:
        """Keep the open file and what it holds."""
        self.raw = raw
        self._target = target
        self._file = file
        self._leased = leased

    def replace(self, raw: bytes) -> bool:
        """Put new bytes in the plan's place, keeping mode, group and attributes.

        Returns:
            False if somebody has saved the plan meanwhile, or is about to: nothing is replaced.

        Raises:
            OSError, UnwritableError: nothing is replaced.

        """
        temporary = files.staged(self._target, raw, self._file)
        try:
            return self._is_as_read() and self._put(temporary)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _is_as_read(self) -> bool:
        """Tell whether the name still leads to the file read, with the same bytes."""
        if not self._is_open_at(self._target):
            return False
        return files.contents(self._target, self._file) == self.raw

    def _is_open_at(self, place: Path) -> bool:
        """Tell whether a name leads to the very file that was read."""
        ours = os.fstat(self._file.fileno())
        return os.path.samestat(ours, place.stat())

    def _put(self, temporary: Path) -> bool:
        """Give the new file the plan's name; give it back if the old one is not the one we read."""
        if not _exchanged(temporary, self._target):
            if not self._leased:
                self._file.close()  # Windows replaces no open file
            temporary.replace(self._target)
        elif not self._was_exchanged_for(temporary):
            _exchanged(temporary, self._target)
            return False
        files.sync_folder(self._target.parent)
        if not self._leased:
            lock.remember_own(self._target)
        return True

    def _was_exchanged_for(self, old: Path) -> bool:
        """Tell whether what we have displaced is what we read, and nobody waits to write it."""
        if not self._is_open_at(old):
            return False
        return not self._leased or _is_lent(self._file)


@contextmanager
def still(path: Path, target: Path, deadline: float) -> Iterator[Watched]:
    """Read a plan at a moment when no other process writes it.

    Args:
        path: the plan as it was named, for messages.
        target: the same with links followed.
        deadline: when to give up, on the monotonic clock.

    Raises:
        BeingSavedError: others were writing it until the deadline.
        MissingPlanError, UnreadablePlanError: it cannot be read.

    """
    while True:
        with files.opened(path) as file:
            watched = _looked_at(path, target, file)
            if watched:
                yield watched
                return
        if time.monotonic() > deadline:
            raise BeingSavedError(path, WAIT_SECONDS)
        time.sleep(_PAUSE)


def at_rest(path: Path) -> bytes:
    """Read a plan's bytes at a moment when no other process writes it.

    Raises:
        BeingSavedError: others were writing it for WAIT_SECONDS.
        MissingPlanError, UnreadablePlanError: it cannot be read.

    """
    target = Path(os.path.realpath(path))
    with still(path, target, time.monotonic() + WAIT_SECONDS) as watched:
        return watched.raw


def _looked_at(path: Path, target: Path, file: BinaryIO) -> Watched | None:
    """Read the plan; None while somebody writes it."""
    try:
        leased = _lend(file)
    except BlockingIOError:
        return None
    raw = files.contents(path, file)
    if leased or _is_quiet(path, target, file, raw):
        return Watched(target, file, raw, leased=leased)
    return None


def _is_quiet(path: Path, target: Path, file: BinaryIO, raw: bytes) -> bool:
    """Tell whether a file without a lease is at rest: not changed lately, or the same twice."""
    facts = os.fstat(file.fileno())
    age = abs(time.time() - facts.st_mtime)  # a clock may be set back
    if age > _FRESH or lock.is_own(target, facts):
        return True
    time.sleep(_APART)
    return files.contents(path, file) == raw


def _lend(file: BinaryIO) -> bool:
    """Take a read lease, which ends when the file is closed.

    Returns:
        Whether leases are to be had: on Linux, from most file systems, for the file's owner.

    Raises:
        BlockingIOError: somebody has the file open for writing.

    """
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415  # other systems have none of this

    try:
        # Who wants to write the file makes the system send a signal: one that is ignored unasked.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        raise
    except OSError:
        return False
    return True


def _is_lent(file: BinaryIO) -> bool:
    """Tell whether a lease still holds and nobody waits for its end."""
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415  # as above

    return fcntl.fcntl(file, fcntl.F_GETLEASE) == fcntl.F_RDLCK


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange the names of two files in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    import ctypes  # noqa: PLC0415  # only changes pay for it

    try:
        rename = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError):  # an old C library
        return False
    names = os.fsencode(one), os.fsencode(other)
    refused: int = rename(_HERE, names[0], _HERE, names[1], _EXCHANGE)
    return not refused
