"""Ordinary files, read and replaced so that a kill or a full disk leaves the old or the new one, whole."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from roadmap_cli.errors import BusyPlanError, MissingPlanError, UnreadablePlanError, UnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 8 * 1024 * 1024  # 10,000 items take about 5 MB; more is not a plan
LOCK_SECONDS = 30.0  # fifty changes at once on a slow machine take half of that
_WRITE_BITS = 0o222


def read(path: Path) -> bytes:
    """Read a plan's bytes: an ordinary file of bearable size, since a device could give bytes for ever.

    Raises:
        MissingPlanError, UnreadablePlanError: with the reason in Russian.

    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:  # Path.open takes no opener
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UnreadablePlanError(path, "это не обычный файл (устройство, канал или сокет)")
            raw = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise MissingPlanError(path, searched=False) from None
    except IsADirectoryError:
        raise UnreadablePlanError(path, "это папка, а нужен файл YAML") from None
    except OSError as error:
        raise UnreadablePlanError(path, because(error)) from None
    if len(raw) > MAX_BYTES:
        raise UnreadablePlanError(
            path, f"файл больше {MAX_BYTES // 1024 // 1024} МБ, это не похоже на план"
        )
    return raw


def _open_at_once(name: str, flags: int) -> int:
    """Open without waiting for the other end of a FIFO."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def beside(target: Path, suffix: str) -> Path:
    """Name a hidden helper file beside the plan: `.roadmap_2020.yaml.lock`."""
    return target.with_name(f".{target.name}.{suffix}")


@contextmanager
def locked(path: Path) -> Iterator[Path]:
    """Keep other writers out and give the file to replace: what a symbolic link points to.

    Raises:
        BusyPlanError: another program held the lock for LOCK_SECONDS.
        UnwritableError: the file or its folder cannot be written; also for an OSError inside the block.

    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  # reading needs no lock

    target = path.resolve()
    _must_be_replaceable(path, target)
    place = beside(target, "lock")
    lock = FileLock(
        place, timeout=LOCK_SECONDS, mode=0o666
    )  # others who may write the plan must be able to lock it
    try:
        with lock:
            with suppress(OSError):
                place.write_text(f"процесс {os.getpid()}", encoding="utf-8")
            yield target
    except Timeout:
        raise BusyPlanError(path, LOCK_SECONDS, place, _holder(place)) from None
    except OSError as error:
        raise UnwritableError(f"план {path} не изменён", because(error)) from None


def _holder(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8")
    except OSError:
        return ""


def _must_be_replaceable(path: Path, target: Path) -> None:
    """Refuse what the system would let us replace against its owner's will."""
    try:
        facts = target.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingPlanError(path, searched=False) from None
    except OSError as error:
        raise UnreadablePlanError(path, because(error)) from None
    if not facts.st_mode & _WRITE_BITS or not os.access(target, os.W_OK):
        raise UnwritableError(
            f"план {path} не изменён", "файл открыт только для чтения; разрешите запись: chmod u+w"
        )
    if stat.S_ISREG(facts.st_mode) and facts.st_nlink > 1:
        raise UnwritableError(
            f"план {path} не изменён",
            f"у файла {facts.st_nlink} имени (жёсткие ссылки), и после замены они разошлись бы; "
            "оставьте одно имя, а другое сделайте символической ссылкой: ln -s",
        )


def replace(target: Path, raw: bytes, like: Path | None = None) -> None:
    """Replace a file's bytes in one step, keeping its mode and, where allowed, its owner.

    Call it under the lock: the temporary file has one fixed name, so that a kill leaves no litter that grows.

    Args:
        target: the file to replace or make.
        raw: its new bytes.
        like: the file whose mode and owner it takes; itself where not given.

    """
    temporary = beside(target, "tmp")
    facts = (like or target).stat()
    try:
        with temporary.open("wb") as file:
            _keep_owner(file.fileno(), facts)
            temporary.chmod(stat.S_IMODE(facts.st_mode))
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _keep_owner(descriptor: int, facts: os.stat_result) -> None:
    if hasattr(os, "fchown"):
        with suppress(PermissionError):
            os.fchown(descriptor, facts.st_uid, facts.st_gid)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; not every system lets a folder be opened for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


_REASONS = {
    "EACCES": "нет прав; попросите доступ к файлу и папке или запустите от имени владельца",
    "EPERM": "нет прав; попросите доступ к файлу и папке или запустите от имени владельца",
    "EROFS": "диск подключён только для чтения",
    "ENOSPC": "на диске нет места; освободите его и повторите команду",
    "EDQUOT": "исчерпана квота диска; освободите место и повторите команду",
    "EFBIG": "превышен разрешённый размер файла (ulimit -f)",
    "ENOENT": "папки больше нет",
    "ELOOP": "символические ссылки замкнуты в круг",
    "ENAMETOOLONG": "слишком длинное имя файла",
}


def because(error: OSError) -> str:
    """Say in Russian why the system refused."""
    import errno  # noqa: PLC0415  # only a failure pays for it

    code = errno.errorcode.get(error.errno or 0, "")
    return _REASONS.get(code, f"система отказала ({code or type(error).__name__})")
