"""Running git without prompts and with a time-out, reading its answers, setting up a clone."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from roadmap_cli.errors import NotSentError
from roadmap_cli.planfile.files import because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


OLDEST = (2, 34)
LOCAL_SECONDS = 120.0  # a user's hook may take long
NETWORK_SECONDS = 60.0
LOCK_TRIES = 5  # another running git holds its lock only briefly
LOCK_PAUSE = 0.2
NO_CODE = 1000  # git did not start or did not end in time; the words are then ours
MERGE_FAILED = 128  # up to here `merge-file` counts conflicts
# Git says only in words why a command failed: its exit code is 128 for a lock, for a folder that
# is not a clone and for a rejected key. The words are read in English (LC_ALL below) and only to
# choose the advice: for unknown words git's own are shown.
_LOCK = re.compile(r"Unable to create '([^']*)\.lock': File exists")
_CONFIG_LOCK = re.compile(r"could not lock config file (.*): File exists")
# The status of a ref in `push --porcelain`, which is made for programs, and of a ref that another
# push held locked: whether it has moved cannot be asked, as it may not have yet.
_FASTER = re.compile(
    r"\[rejected\]|\[remote rejected\] \([^)]*"
    r"(cannot lock ref|failed to update ref|failed to lock|incorrect old value|"
    r"reference already exists|unable to (create|update))"
)
_PREFIX = re.compile(r"^(remote|fatal|error|hint): *")
_SILENT = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
_UTF8 = ("-c", "i18n.commitEncoding=UTF-8", "-c", "i18n.logOutputEncoding=UTF-8")
_PATIENT_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20"


class GitError(Exception):
    """A git command that failed; `reason` is what it said."""

    def __init__(self, reason: str, code: int = NO_CODE, output: str = "") -> None:
        """Keep git's words, its exit code and what it wrote to standard output."""
        self.reason = reason.strip()
        self.code = code
        self.output = output
        super().__init__(self.reason)

    @property
    def lock(self) -> str | None:
        """The lock file that stood in the way, if any."""
        found = _LOCK.search(self.reason) or _CONFIG_LOCK.search(self.reason)
        return f"{found[1]}.lock" if found else None

    @property
    def was_faster(self) -> bool:
        """Whether a push failed only because somebody else pushed meanwhile."""
        return bool(_FASTER.search(self.output))

    @property
    def words(self) -> str:
        """What git said, in one line without its prefixes; of a lock left behind, what to do."""
        if self.lock:
            return (
                f"git занят: есть файл {self.lock}; если git сейчас не работает, удалите этот файл"
            )
        told = [_PREFIX.sub("", line.strip()) for line in self.reason.splitlines()]
        return "; ".join(filter(None, told)) or f"git завершился с кодом {self.code}"


class Git:
    """Runs git in a folder."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Find git, to run it with the user's settings; NotSentError if it is missing or old."""
        found = shutil.which("git", path=environment.get("PATH"))
        if not found:
            raise NotSentError("git не найден", "установите его: https://git-scm.com")
        self.program = found
        self.folder = folder
        self.environment = {**environment, **_SILENT}
        version = re.search(r"(\d+)\.(\d+)", self.text("version"))
        if version and (int(version[1]), int(version[2])) < OLDEST:
            needed = ".".join(map(str, OLDEST))
            raise NotSentError(f"git {version[0]} слишком старый", f"нужен {needed} или новее")
        is_set = {"GIT_SSH", "GIT_SSH_COMMAND"} & set(environment)
        if not is_set and not self.says("config", "core.sshCommand"):
            self.environment["GIT_SSH_COMMAND"] = _PATIENT_SSH

    def run(
        self,
        *arguments: str,
        stdin: bytes = b"",
        index: Path | None = None,
        seconds: float = LOCAL_SECONDS,
        tries: int = LOCK_TRIES,
    ) -> bytes:
        """Run a command and return its output, trying again if it meets a lock.

        `index` is a private one in place of the repository's. Raise GitError if the command failed
        or took more than so many seconds.
        """
        for _ in range(tries - 1):
            try:
                return self._once(arguments, stdin, index, seconds)
            except GitError as error:
                if not error.lock:
                    raise
            time.sleep(LOCK_PAUSE)
        return self._once(arguments, stdin, index, seconds)

    def _once(
        self, arguments: tuple[str, ...], stdin: bytes, index: Path | None, seconds: float
    ) -> bytes:
        extra = {"GIT_INDEX_FILE": str(index)} if index else {}
        try:
            process = subprocess.Popen(  # noqa: S603  # the program was found on the user's own PATH
                [self.program, *_UTF8, *arguments],
                cwd=self.folder,
                env={**self.environment, **extra},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # so that a time-out also ends git's helpers
            )
        except OSError as error:
            raise GitError(f"не запускается {self.program}: {because(error)}") from None
        with process:
            try:
                out, err = process.communicate(stdin, timeout=seconds)
            except subprocess.TimeoutExpired:
                _end(process)
                raise GitError(f"нет ответа {seconds:.0f} с") from None
            except BaseException:
                _end(process)
                raise
        if process.returncode:
            raise GitError(_text(err), process.returncode, _text(out))
        return out

    def text(self, *arguments: str, stdin: bytes = b"", index: Path | None = None) -> str:
        """Run a command and return its output as text without the last line break."""
        return _text(self.run(*arguments, stdin=stdin, index=index)).removesuffix("\n")

    def says(self, *arguments: str) -> str | None:
        """Ask git something; None if it fails."""
        try:
            return self.text(*arguments)
        except GitError as error:
            if error.code in {1, MERGE_FAILED}:
                return None
            raise

    def path_of(self, name: str) -> Path:
        """Return the place of one of git's own files."""
        return self.folder / self.text("rev-parse", "--git-path", name)

    def merge_lines(self, base: str, ours: str, theirs: str) -> str:
        """Merge three texts by lines, with conflicts in diff3 style, or raise GitError."""
        with TemporaryDirectory() as folder:
            paths = [Path(folder, name) for name in ("ours", "base", "theirs")]
            for path, text in zip(paths, (ours, base, theirs), strict=True):
                path.write_bytes(text.encode("utf-8", "surrogateescape"))
            try:
                return _text(self.run("merge-file", "-p", "--diff3", *map(str, paths)))
            except GitError as error:
                if not 0 < error.code < MERGE_FAILED:
                    raise
                return error.output


def _text(raw: bytes) -> str:
    """Decode git's output; bytes that are not UTF-8 survive the round trip."""
    return raw.decode("utf-8", "surrogateescape")


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


_OTHER_OWNER = re.compile(r"dubious ownership in repository at '([^']*)'")
_NO_CLONE = ("not a git repository", "must be run in a work tree")
_NOT_LET_IN = ("Authentication failed", "Permission denied", "could not read", "403", "401")
OFFLINE = "нет связи; отметки сохранены здесь и уйдут в следующий раз"


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn failures of git or of the system into NotSentError."""
    try:
        yield
    except GitError as error:
        raise NotSentError(what, error.words) from None
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        raise NotSentError(what, f"{because(error)}{place}") from None


def no_clone(folder: Path, error: GitError) -> NotSentError:
    """Build the error that git finds no clone: there is none, or git cannot read it."""
    if any(words in error.reason for words in _NO_CLONE):
        return NotSentError(
            f"папка {folder} не связана с общей",
            "получите её так: git clone АДРЕС ПАПКА; или попросите того, кто её завёл",
        )
    return distrusted(error) or NotSentError("не отправлено", error.words)


def distrusted(error: GitError) -> NotSentError | None:
    """Build the error, with advice, that git refuses a folder owned by somebody else."""
    found = _OTHER_OWNER.search(error.reason)
    return found and NotSentError(
        "не отправлено: git не доверяет папке, которую завёл другой",
        f"если она ваша общая, один раз: git config --global --add safe.directory '{found[1]}'",
    )


def unreachable(error: GitError) -> NotSentError:
    """Build the error that the shared folder was not reached: a lock, owner, key or connection."""
    if error.lock:
        return NotSentError("отметки сохранены здесь, но не отправлены", error.words)
    if owner := distrusted(error):
        return owner
    if any(words in error.reason for words in _NOT_LET_IN):
        return NotSentError(
            "отметки сохранены здесь, но войти в общую папку не удалось",
            f"проверьте имя, пароль или ключ ({error.words})",
        )
    why = error.words if error.code == NO_CODE else "что именно мешает, скажет git fetch"
    return NotSentError(OFFLINE, why)


MERGED, CONFLICT = "merged", "conflict"
"""What the driver prints as its last deed: only then is its exit believed."""

_ATTRIBUTES = ("roadmap_*.yaml merge=roadmap", "roadmap_*.yml merge=roadmap")
_EXCLUDED = (".roadmap_*",)
_NAME = "roadmap: слияние планов по пунктам"
PREPARED = (
    "папка подготовлена: git сводит планы по пунктам (.git/info/attributes, merge.roadmap.driver) "
    "и не замечает служебных файлов .roadmap_* (.git/info/exclude)"
)


def person(folder: Path, environment: Mapping[str, str]) -> str:
    """Return the name under which git commits in a prepared clone; elsewhere an empty text."""
    root = next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)
    attributes = root / ".git/info/attributes" if root else None
    if not attributes or not attributes.is_file():
        return ""
    if _ATTRIBUTES[0].encode() not in attributes.read_bytes().splitlines():
        return ""
    try:
        return Git(folder, environment).says("config", "user.name") or ""
    except NotSentError:  # git has been removed
        return ""


def prepare(git: Git, command: Sequence[str]) -> bool:
    """Set up a clone for merging plans, without committing or configuring anything for others.

    `command` starts this program, by its full path. Returns whether anything was missing.
    """
    changed = [
        _add_lines(git.path_of("info/attributes"), _ATTRIBUTES),
        _add_lines(git.path_of("info/exclude"), _EXCLUDED),
    ]
    settings = {"merge.roadmap.name": _NAME, "merge.roadmap.driver": driver(command)}
    for name, value in settings.items():
        is_missing = git.says("config", "--local", name) != value
        if is_missing:
            git.run("config", "--local", name, value)
        changed.append(is_missing)
    return any(changed)


def driver(command: Sequence[str]) -> str:
    """Return the setting of the merge driver.

    If the program is missing, killed or silent, git would keep ours without the other side and
    without markers. So unless the driver says how it ended, git merges by lines and a person
    looks at the result.
    """
    program = shlex.join(command)
    return (
        f'case "$({program} merge-driver -- %O %A %B %P)" in '
        f"{MERGED}) exit 0;; {CONFLICT}) exit 1;; esac; "
        "git merge-file %A %O %B; exit 1"
    )


def _add_lines(path: Path, lines: Sequence[str]) -> bool:
    """Add lines that a file lacks; return whether there were any."""
    present = path.read_bytes() if path.exists() else b""
    missing = [line for line in lines if line.encode() not in present.splitlines()]
    if not missing:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    added = "".join(f"{line}\n" for line in missing)
    if present and not present.endswith(b"\n"):
        added = f"\n{added}"
    with path.open("ab") as file:  # what is there belongs to the user and stays
        file.write(added.encode())
    return True
