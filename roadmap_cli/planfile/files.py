"""Files shared with other programs: read, created and replaced whole, by one writer at a time.

A kill or a full disk never leaves half a file. The lock keeps out other runs of this program; since
people may save a plan at any moment, it is read while nobody writes it, and replaced only if it is
still what was read. On Linux a read lease does this: nobody can start writing unnoticed, and a
writer waits until we let go. Elsewhere a recently changed file is read twice.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
import time
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from roadmap_cli.errors import BusyPlanError, MissingPlanError, UnreadablePlanError, UnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filelock import AcquireReturnProxy, FileLock


MAX_BYTES = 8 * 1024 * 1024  # 10,000 items take about 5 MB; more is not a plan
_MEGABYTES = MAX_BYTES // 1024 // 1024
MAX_HELPER_BYTES = 64 * 1024 * 1024  # what undo remembers of one change to such a plan
_KEPT_ATTRIBUTES = ("user.", "system.posix_acl_access")  # prefix of attribute names
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a FIFO may never get another end
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def read(path: Path) -> bytes:
    """Read a plan's bytes; MissingPlanError or UnreadablePlanError says why it cannot."""
    with opened(path) as file:
        return contents(path, file)


def opened(path: Path) -> BinaryIO:
    """Open a plan for reading; MissingPlanError or UnreadablePlanError says why it cannot."""
    try:
        file = open(path, "rb", opener=_open_at_once)  # noqa: SIM115  # the caller closes it
    except OSError as error:
        raise _unread(path, error) from None
    if not _is_ordinary(file):  # a device could yield bytes forever
        file.close()
        reason = "это не обычный файл (устройство, канал или сокет)"
        raise UnreadablePlanError(path, reason)
    return file


def _unread(path: Path, error: OSError) -> MissingPlanError | UnreadablePlanError:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return MissingPlanError(path, searched=False)
    if isinstance(error, IsADirectoryError):
        return UnreadablePlanError(path, "это папка, а нужен файл YAML")
    return UnreadablePlanError(path, because(error))


def contents(path: Path, file: BinaryIO) -> bytes:
    """Read an open plan from its beginning; UnreadablePlanError, with the path, if it cannot."""
    try:
        file.seek(0)
        raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadablePlanError(path, because(error)) from None
    if len(raw) > MAX_BYTES:
        raise UnreadablePlanError(path, f"файл больше {_MEGABYTES} МБ, это не похоже на план")
    return raw


def must_fit(path: Path, raw: bytes) -> None:
    """Raise UnwritableError rather than write what is too large to be read back."""
    if len(raw) > MAX_BYTES:
        raise UnwritableError(
            f"план {path} не изменён",
            f"он стал бы больше {_MEGABYTES} МБ, и его нельзя было бы прочитать; "
            "сократите примечание или разделите план",
        )


def _open_at_once(name: str, flags: int) -> int:
    """Open a possible FIFO without waiting for its other end."""
    return os.open(name, flags | _NO_WAIT)


def _open_helper(name: str, flags: int) -> int:
    """Open a possible link or FIFO without following it or waiting; a new file is ours alone."""
    return os.open(name, flags | _NO_WAIT | _NO_LINK, 0o600)


def _is_ordinary(file: BinaryIO) -> bool:
    return stat.S_ISREG(os.fstat(file.fileno()).st_mode)


def read_helper(place: Path) -> bytes:
    """Read an ordinary file beside the plan; a planted link or pipe, or none, yields nothing."""
    try:
        with open(place, "rb", opener=_open_helper) as file:
            return file.read(MAX_HELPER_BYTES) if _is_ordinary(file) else b""
    except OSError:
        return b""


def is_folder(place: Path) -> bool:
    """Return whether a place is a folder; False where we have no access."""
    return os.path.isdir(place)  # noqa: PTH112  # the other way raises where we have none


def beside(target: Path, suffix: str) -> Path:
    """Name a hidden helper file beside the plan: `.roadmap_2020.yaml.lock`."""
    return target.with_name(f".{target.name}.{suffix}")


def create(path: Path, raw: bytes) -> None:
    """Create a new file; on failure, FileExistsError included, leave no half of it."""
    _write_new(path, raw)
    sync_folder(path.parent)


def replace(target: Path, raw: bytes, like: Path) -> None:
    """Replace a file atomically; the plan `like` gives mode, owner and the rest."""
    with opened(like) as model:
        temporary = staged(target, raw, model)
    try:
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def staged(target: Path, raw: bytes, like: BinaryIO) -> Path:
    """Write a target's new bytes to disk in a file beside it, with the attributes of `like`.

    Call it under the lock: the name is fixed, so that kills leave no growing litter. An existing
    file of that name is removed; if it is a link, its target is not touched. OSError or
    UnwritableError leaves no part of the new file.
    """
    temporary = beside(target, "tmp")
    temporary.unlink(missing_ok=True)
    _write_new(temporary, raw, like)
    return temporary


def _write_new(place: Path, raw: bytes, like: BinaryIO | None = None) -> None:
    file = open(place, "xb", opener=_open_helper if like else None)  # noqa: SIM115  # closed below
    try:
        with file:
            if like:
                _take_after(file.fileno(), like)
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _take_after(new: int, plan: BinaryIO) -> None:
    """Give a new file the owner, group, mode, ACL and attributes of the plan.

    The owner is kept if the system allows; UnwritableError if the rest cannot be kept.
    """
    facts = os.fstat(plan.fileno())
    if not hasattr(os, "fchown"):
        return
    try:
        os.fchown(new, facts.st_uid, facts.st_gid)
    except OSError:
        with suppress(OSError):
            os.fchown(new, -1, facts.st_gid)
    os.fchmod(new, stat.S_IMODE(facts.st_mode))
    try:
        _keep_attributes(new, plan.fileno())
    except OSError as error:
        what = f"права ACL или атрибуты файла ({because(error)})"
        raise _not_kept(plan, what) from None
    if os.fstat(new).st_gid != facts.st_gid:
        raise _not_kept(plan, "группу файла")


def _not_kept(plan: BinaryIO, what: str) -> UnwritableError:
    """Build the error about what a plan would lose when replaced; `what` is in the accusative."""
    return UnwritableError(
        f"план {plan.name} не изменён",
        f"не удалось сохранить {what}; запустите команду от имени владельца файла",
    )


def _keep_attributes(new: int, old: int) -> None:
    """Copy ACL and user attributes; the new file may have inherited others from the folder."""
    wanted = _attributes(old)
    for name in _attributes(new).keys() - wanted.keys():
        os.removexattr(new, name)
    for name, value in wanted.items():
        os.setxattr(new, name, value)


def _attributes(file: int) -> dict[str, bytes]:
    """Return the attributes to keep; none if the system or the disk has none."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        names = os.listxattr(file)
    except OSError:  # not on this file system
        return {}
    return {name: os.getxattr(file, name) for name in names if name.startswith(_KEPT_ATTRIBUTES)}


def sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut, if the system allows opening a folder for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_NO_RIGHTS = "нет прав; попросите доступ к файлу и папке или запустите от имени владельца"
_REASONS = {
    "EACCES": _NO_RIGHTS,
    "EPERM": _NO_RIGHTS,
    "EROFS": "диск подключён только для чтения; подключите его для записи или скопируйте план",
    "ENOSPC": "на диске нет места; освободите его и повторите команду",
    "EDQUOT": "исчерпана квота диска; освободите место и повторите команду",
    "EFBIG": "превышен разрешённый размер файла (ulimit -f)",
    "ENOENT": "такого файла или папки нет",
    "ELOOP": "символические ссылки замкнуты в круг; исправьте их: ls -l",
    "ENAMETOOLONG": "слишком длинное имя файла",
    "ENOLCK": "на этом диске файл нельзя заблокировать; перенесите план на другой диск",
}


def because(error: OSError) -> str:
    """Say in Russian why the system refused."""
    code = errno.errorcode.get(error.errno or 0, "")
    return _REASONS.get(code) or f"система отказала ({code or type(error).__name__})"


LOCK_SECONDS = 30.0  # fifty simultaneous changes on a slow machine take half of this
_WRITE_BITS = 0o222


@contextmanager
def locked(path: Path) -> Iterator[Path]:
    """Keep other writers out and yield the file to replace: the target of a symbolic link.

    Raise BusyPlanError if another program held the lock for LOCK_SECONDS, UnwritableError if the
    file or its folder cannot be written. An OSError in the block becomes the latter too, so the
    block must not raise any after replacing the plan.
    """
    target = resolved(path)
    _must_be_replaceable(path, target)
    try:
        place = beside(target, "lock")
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(place.lstat().st_mode):  # a link or a pipe was planted
                reason = f"{place} — не обычный файл (ссылка, канал или папка); удалите его"
                raise UnwritableError(f"план {path} не изменён", reason)
        try:
            held = take(place, LOCK_SECONDS)
        except TimeoutError:
            raise BusyPlanError(path, LOCK_SECONDS, place) from None
        try:
            yield target
        finally:
            with suppress(OSError):  # the lock ends with the process at the latest
                held.lock.release()
    except OSError as error:
        raise UnwritableError(f"план {path} не изменён", because(error)) from None


def resolved(path: Path) -> Path:
    """Follow all links of a path; MissingPlanError or UnreadablePlanError if it leads nowhere."""
    try:
        path.stat()
        return path.resolve()
    except OSError as error:
        raise _unread(path, error) from None


def take(place: Path, seconds: float) -> AcquireReturnProxy[FileLock]:
    """Take a lock file, waiting for its holder; leaving the context releases it.

    The file belongs to the library, which may keep a record in it; we write nothing there.
    TimeoutError if another program held it all that time, OSError if it cannot be made or locked.
    """
    with warnings.catch_warnings():
        # Without flock, the library relies on the existence of the file, and says so in English.
        warnings.simplefilter("ignore")
        from filelock import FileLock  # noqa: PLC0415  # reading needs no lock

        # Others who may write the plan must be able to lock it.
        return FileLock(place, timeout=seconds, mode=0o666).acquire()


def remember_own(target: Path) -> None:
    """Note, under the lock, that we wrote the plan as it is now; ignore failures."""
    place = beside(target, "own")
    with suppress(OSError):
        place.unlink(missing_ok=True)
        with place.open("xb") as file:  # created anew, so no planted link is followed
            file.write(_fingerprint(target.stat()))


def _fingerprint(facts: os.stat_result) -> bytes:
    """Identify a state of the plan without reading it; every save changes the fingerprint."""
    return f"{facts.st_ino} {facts.st_mtime_ns} {facts.st_size}".encode()


def _must_be_replaceable(path: Path, target: Path) -> None:
    """Refuse a file that the system would let us replace against its owner's will."""
    what = f"план {path} не изменён"
    facts = target.stat()
    # Mode and permissions do not show that a disk is read-only.
    if hasattr(os, "statvfs") and os.statvfs(target).f_flag & os.ST_RDONLY:
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


WAIT_SECONDS = 10.0  # how long an editor may take to save
_PAUSE = 0.02  # between checks for the end of writing
_FRESH = 1.0  # seconds; a file changed so recently may still be being saved
_APART = 0.3  # seconds between two reads that must be equal
_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD of linux/fcntl.h


@dataclass
class Watched:
    """A plan read while nobody was writing it: the open file and its contents."""

    _target: Path
    _file: BinaryIO
    raw: bytes
    _leased: bool

    def replace(self, raw: bytes) -> bool:
        """Replace the plan's bytes, keeping mode, group and attributes.

        Return False, without replacing, if somebody has saved the plan meanwhile or is about to.
        OSError or UnwritableError: nothing is replaced.
        """
        temporary = staged(self._target, raw, self._file)
        try:
            if not self._is_open_at(self._target):
                return False
            return contents(self._target, self._file) == self.raw and self._put(temporary)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def give_back(self) -> None:
        """End the lease, so that a program started by this one can write the plan at once."""
        if self._leased:
            import fcntl  # noqa: PLC0415  # where a file is lent, there is this

            fcntl.fcntl(self._file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
            self._leased = False

    def _is_open_at(self, place: Path) -> bool:
        """Return whether a name leads to the very file that was read."""
        return os.path.samestat(os.fstat(self._file.fileno()), place.stat())

    def _put(self, temporary: Path) -> bool:
        """Rename the new file to the plan; undo that if the old one is not what we read."""
        if not _exchanged(temporary, self._target):
            if not self._leased:
                self._file.close()  # Windows cannot replace an open file
            temporary.replace(self._target)
        elif not self._is_open_at(temporary) or (self._leased and not _is_lent(self._file)):
            # What was displaced is not what we read, or somebody waits to write it.
            _exchanged(temporary, self._target)
            return False
        sync_folder(self._target.parent)
        if not self._leased:
            remember_own(self._target)
        return True


@contextmanager
def still(path: Path, target: Path, deadline: float) -> Iterator[Watched]:
    """Read a plan at a moment when no other process is writing it.

    The path is for messages; `target` is the same with links resolved. After the deadline, on the
    monotonic clock, BusyPlanError.
    """
    while True:
        with opened(path) as file:
            watched = _looked_at(path, target, file)
            if watched:
                yield watched
                return
        if time.monotonic() > deadline:
            raise BusyPlanError(path, WAIT_SECONDS)
        time.sleep(_PAUSE)


def at_rest(path: Path) -> bytes:
    """Read a plan's bytes as `still` does, waiting for WAIT_SECONDS."""
    target = Path(os.path.realpath(path))
    with still(path, target, time.monotonic() + WAIT_SECONDS) as watched:
        return watched.raw


def _looked_at(path: Path, target: Path, file: BinaryIO) -> Watched | None:
    """Read the plan; None while somebody is writing it."""
    try:
        leased = _lend(file)
    except BlockingIOError:
        return None
    raw = contents(path, file)
    is_still = leased or _is_quiet(path, target, file, raw)
    return Watched(target, file, raw, leased) if is_still else None


def _is_quiet(path: Path, target: Path, file: BinaryIO, raw: bytes) -> bool:
    """Return whether a file without a lease is at rest: old, as we left it, or read twice alike."""
    facts = os.fstat(file.fileno())
    age = abs(time.time() - facts.st_mtime)  # the clock may have been set back
    if age > _FRESH or read_helper(beside(target, "own")) == _fingerprint(facts):
        return True
    time.sleep(_APART)
    return contents(path, file) == raw


def _lend(file: BinaryIO) -> bool:
    """Take a read lease, which ends when the file is closed; False if there are no leases.

    They are on Linux, most file systems, for the file's owner. BlockingIOError means that somebody
    has the file open for writing.
    """
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415  # other systems have none of this

    try:
        # A writer makes the system send a signal: one that is ignored by default.
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        raise
    except OSError:
        return False
    return True


def _is_lent(file: BinaryIO) -> bool:
    """Return whether a lease still holds and nobody is waiting for its end."""
    if sys.platform != "linux":
        return False
    import fcntl  # noqa: PLC0415  # as above

    return fcntl.fcntl(file, fcntl.F_GETLEASE) == fcntl.F_RDLCK


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange the names of two files atomically; False if the system cannot."""
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
