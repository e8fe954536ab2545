"""What git says when it does not do what `sync` wants, in a sentence with what to do next."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from roadmap_cli.errors import NotSentError
from roadmap_cli.planfile.files import because
from roadmap_cli.team.git import GitError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FASTER = re.compile(
    r"\[rejected\]|\[remote rejected\] \([^)]*"
    r"(cannot lock ref|failed to update ref|failed to lock|incorrect old value|"
    r"reference already exists|unable to (create|update))"
)
_OTHER_OWNER = re.compile(r"dubious ownership in repository at '([^']*)'")
_NO_CLONE = ("not a git repository", "must be run in a work tree")
_NOT_LET_IN = ("Authentication failed", "Permission denied", "could not read", "403", "401")
OFFLINE = "нет связи; отметки сохранены здесь и уйдут в следующий раз"


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Say why git, or the system itself, did not do what was wanted.

    Raises:
        NotSentError: in place of what they raised.

    """
    try:
        yield
    except GitError as error:
        raise refused(what, error) from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise NotSentError(what, f"{because(error)}{place}") from None


def was_faster(error: GitError) -> bool:
    """Tell whether a push failed only because somebody else has sent meanwhile."""
    return bool(_FASTER.search(error.output))


@contextmanager
def unless_locked() -> Iterator[None]:
    """Let `update-index --refresh` say that files differ, but not that git is locked."""
    try:
        yield
    except GitError as error:
        if error.lock:
            raise


def refused(what: str, error: GitError) -> NotSentError:
    """Say git's reason; a lock that was left behind is named with its path."""
    if error.lock:
        return NotSentError(
            what,
            f"git занят: есть файл {error.lock}; если git сейчас не работает, удалите этот файл",
        )
    return NotSentError(what, error.words)


def no_clone(folder: Path, error: GitError) -> NotSentError:
    """Say why git finds no clone: the folder is in none, or git cannot read it."""
    if any(words in error.reason for words in _NO_CLONE):
        return NotSentError(
            f"папка {folder} не связана с общей",
            "получите её так: git clone АДРЕС ПАПКА; или попросите того, кто её завёл",
        )
    return distrusted(error) or refused("не отправлено", error)


def distrusted(error: GitError) -> NotSentError | None:
    """Say what to do where git refuses a folder because somebody else has made it."""
    found = _OTHER_OWNER.search(error.reason)
    return found and NotSentError(
        "не отправлено: git не доверяет папке, которую завёл другой",
        f"если она ваша общая, один раз: git config --global --add safe.directory '{found[1]}'",
    )


def unreachable(error: GitError) -> NotSentError:
    """Say why the shared folder was not reached: a lock, an owner, a key, or no connection."""
    if error.lock:
        return refused("отметки сохранены здесь, но не отправлены", error)
    owner = distrusted(error)
    if owner:
        return owner
    if any(words in error.reason for words in _NOT_LET_IN):
        return NotSentError(
            "отметки сохранены здесь, но войти в общую папку не удалось",
            f"проверьте имя, пароль или ключ ({error.words})",
        )
    return NotSentError(OFFLINE, error.words)
