"""Ordinary files, read, made and replaced so that a kill or a full disk leaves no half of one."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from roadmap_cli.errors import MissingPlanError, UnreadablePlanError, UnwritableError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

MAX_BYTES = 8 * 1024 * 1024  # 10,000 items take about 5 MB; more is not a plan
MAX_HELPER_BYTES = 64 * 1024 * 1024  # what undo remembers of one change of such a plan
_KEPT_ATTRIBUTES = ("user.", "system.posix_acl_access")  # names of attributes begin so
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # the other end of a FIFO may never come
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def read(path: Path) -> bytes:
    """Read a plan's bytes.

    Raises:
        MissingPlanError, UnreadablePlanError: with the reason in Russian.

    """
    with opened(path) as file:
        return contents(path, file)


def opened(path: Path) -> BinaryIO:
    """Open a plan for reading: an ordinary file, since a device could give bytes for ever.

    Raises:
        MissingPlanError, UnreadablePlanError: with the reason in Russian.

    """
    try:
        file = open(path, "rb", opener=_open_at_once)  # noqa: SIM115  # the caller closes it
    except (FileNotFoundError, NotADirectoryError):
        raise MissingPlanError(path, searched=False) from None
    except IsADirectoryError:
        raise UnreadablePlanError(path, "это папка, а нужен файл YAML") from None
    except OSError as error:
        raise UnreadablePlanError(path, because(error)) from None
    if not _is_ordinary(file):
        file.close()
        reason = "это не обычный файл (устройство, канал или сокет)"
        raise UnreadablePlanError(path, reason)
    return file


def contents(path: Path, file: BinaryIO) -> bytes:
    """Read an open plan from its beginning; the path is for messages.

    Raises:
        UnreadablePlanError: it cannot be read or is too large.

    """
    try:
        file.seek(0)
        raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadablePlanError(path, because(error)) from None
    if len(raw) > MAX_BYTES:
        reason = f"файл больше {_MEGABYTES} МБ, это не похоже на план"
        raise UnreadablePlanError(path, reason)
    return raw


_MEGABYTES = MAX_BYTES // 1024 // 1024


def must_fit(path: Path, raw: bytes) -> None:
    """Refuse to write what could not be read again.

    Raises:
        UnwritableError: it is larger than a plan may be.

    """
    if len(raw) > MAX_BYTES:
        raise UnwritableError(
            f"план {path} не изменён",
            f"он стал бы больше {_MEGABYTES} МБ, и его нельзя было бы прочитать; "
            "сократите примечание или разделите план",
        )


def _open_at_once(name: str, flags: int) -> int:
    """Open what may be a FIFO without waiting for its other end."""
    return os.open(name, flags | _NO_WAIT)


def _open_private(name: str, flags: int) -> int:
    """Make a file that we alone can read until it has the plan's mode."""
    return os.open(name, flags | _NO_LINK, 0o600)


def _open_helper(name: str, flags: int) -> int:
    """Open what somebody may have made a link or a FIFO: follow and await none."""
    return os.open(name, flags | _NO_WAIT | _NO_LINK)


def _is_ordinary(file: BinaryIO) -> bool:
    """Tell whether an open file is no device, pipe or socket."""
    return stat.S_ISREG(os.fstat(file.fileno()).st_mode)


def read_helper(place: Path) -> bytes:
    """Read a file beside the plan; what another has planted there gives nothing.

    No link is followed, nothing but an ordinary file is read, nothing is waited for.
    """
    try:
        with open(place, "rb", opener=_open_helper) as file:
            return file.read(MAX_HELPER_BYTES) if _is_ordinary(file) else b""
    except OSError:
        return b""


def is_folder(place: Path) -> bool:
    """Tell whether a place is a folder; of a place that is closed to us that cannot be told."""
    with suppress(OSError):
        return place.is_dir()
    return False


def beside(target: Path, suffix: str) -> Path:
    """Name a hidden helper file beside the plan: `.roadmap_2020.yaml.lock`."""
    return target.with_name(f".{target.name}.{suffix}")


def create(path: Path, raw: bytes) -> None:
    """Make a file where there is none; no half of it stays if that fails.

    Raises:
        FileExistsError: there is one.
        OSError: it cannot be made or filled.

    """
    with path.open("xb") as file:
        try:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def replace(target: Path, raw: bytes, like: Path) -> None:
    """Replace a file, or what is called so, in one step; `like` gives mode, owner and the rest."""
    with opened(like) as model:
        temporary = staged(target, raw, model)
    try:
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def staged(target: Path, raw: bytes, like: BinaryIO) -> Path:
    """Write a target's new bytes to a new file beside it, with all that `like` has, onto the disk.

    Call it under the lock: the name is fixed, so that kills leave no litter that grows. What bears
    the name already goes; if it is a link, what it points to is not touched.

    Raises:
        OSError, UnwritableError: nothing is left of the new file.

    """
    temporary = beside(target, "tmp")
    temporary.unlink(missing_ok=True)
    try:
        with open(temporary, "xb", opener=_open_private) as file:
            _take_after(file.fileno(), like.fileno(), target)
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _take_after(new: int, old: int, target: Path) -> None:
    """Give a new file the owner, group, mode, ACL and attributes of an old one.

    The owner is kept where the system lets us; where the rest cannot be kept, UnwritableError.
    """
    facts = os.fstat(old)
    if not hasattr(os, "fchown"):
        return
    _keep_owner(new, facts)
    os.fchmod(new, stat.S_IMODE(facts.st_mode))
    try:
        _keep_attributes(new, old)
    except OSError as error:
        what = f"права ACL или атрибуты файла ({because(error)})"
        raise _not_kept(target, what) from None
    if os.fstat(new).st_gid != facts.st_gid:
        raise _not_kept(target, "группу файла")


def _not_kept(target: Path, what: str) -> UnwritableError:
    """Say what a plan would lose by being replaced; `what` is in the accusative."""
    return UnwritableError(
        f"план {target} не изменён",
        f"не удалось сохранить {what}; запустите команду от имени владельца файла",
    )


def _keep_owner(new: int, facts: os.stat_result) -> None:
    """Set owner and group, or at least the group, as far as the system lets us."""
    try:
        os.fchown(new, facts.st_uid, facts.st_gid)
    except OSError:
        with suppress(OSError):
            os.fchown(new, -1, facts.st_gid)


def _keep_attributes(new: int, old: int) -> None:
    """Make ACL and user's attributes the same; the folder may have given some to the new file."""
    wanted = _attributes(old)
    for name in _attributes(new).keys() - wanted.keys():
        os.removexattr(new, name)
    for name, value in wanted.items():
        os.setxattr(new, name, value)


def _attributes(file: int) -> dict[str, bytes]:
    """Give the attributes that are kept; none where the system or the disk has none."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        names = os.listxattr(file)
    except OSError:  # this file system has none
        return {}
    return {name: os.getxattr(file, name) for name in names if name.startswith(_KEPT_ATTRIBUTES)}


def sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut; not every system lets a folder be opened for that."""
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
    "ENOENT": "папки больше нет",
    "ELOOP": "символические ссылки замкнуты в круг; исправьте их: ls -l",
    "ENAMETOOLONG": "слишком длинное имя файла",
    "ENOLCK": "на этом диске файл нельзя заблокировать; перенесите план на другой диск",
}


def because(error: OSError) -> str:
    """Say in Russian why the system refused."""
    import errno  # noqa: PLC0415  # only a failure pays for it

    code = errno.errorcode.get(error.errno or 0, "")
    known = _REASONS.get(code)
    if known:
        return known
    name = code or type(error).__name__
    return f"система отказала ({name})"
