"""A clone of the shared repository: its commits, plans and branch, and the remote branch."""

from __future__ import annotations

import posixpath
import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.errors import NotSentError, UndecidedError
from roadmap_cli.planfile import files
from roadmap_cli.planfile.files import MAX_BYTES
from roadmap_cli.team.git import (
    NETWORK_SECONDS,
    Git,
    GitError,
    explained,
    no_clone,
    unreachable,
)
from roadmap_cli.team.raw import (
    OTHER,
    SIDES,
    VERSIONS,
    changes_between,
    data_of,
    is_same_plan,
    items_of,
)
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence


_PLAN = re.compile(r"(.*/)?roadmap_[^/]*\.ya?ml", re.DOTALL)
_ODD = re.compile(r'^"|[\x00-\x1f\x7f]')  # not possible in lists with one name per line
_ODD_NAME = "в имени файла есть знаки, которым там не место (перевод строки, кавычка)"
_PLAN_OR_FOLDER = re.compile(rf"{_PLAN.pattern}|(.*/)?data", re.DOTALL)
_LINK = "120000"
OTHER_SYNC_SECONDS = 60.0


class Tracked(NamedTuple):
    """A file of a commit: its mode and the name of its content."""

    mode: str
    blob: str

    @property
    def is_file(self) -> bool:
        """Whether it is neither a link nor a submodule."""
        return self.mode.startswith("100")


Entries: TypeAlias = "Mapping[str, Tracked]"
"""The plans of a commit, by their names."""


class Repository:
    """The clone that a folder belongs to."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Find the clone of a folder; raise NotSentError if there is none, or no git."""
        with explained("не отправлено"):
            self.git = Git(folder, environment)
        try:
            self.git.folder = self.top = Path(self.git.text("rev-parse", "--show-toplevel"))
        except GitError as error:
            raise no_clone(folder, error) from None
        self.place = Path(self.git.text("rev-parse", "--absolute-git-dir"))
        self.named: list[str] = []
        self._known: dict[str | None, dict[str, Tracked]] = {}
        self._contents: dict[str, bytes] = {}

    def look_at(self, plans: Sequence[Path], *, asked_for: bool) -> None:
        """Include plans that git may not track yet.

        Outside the clone those only found are ignored; a named one raises NotSentError.
        """
        top = self.top.resolve()
        for path in plans:
            place = path.resolve()
            if place.is_relative_to(top):
                name = place.relative_to(top).as_posix()
                if _ODD.search(name):
                    raise NotSentError(f"план {one_line(name)}: {_ODD_NAME}", "переименуйте его")
                self.named.append(name)
            elif asked_for:
                raise NotSentError(
                    f"план {path} лежит вне папки {self.top}",
                    "отправьте его отдельно: roadmap --file",
                )

    def is_plan(self, name: str) -> bool:
        """Return whether a file is a plan."""
        return name in self.named or bool(_PLAN.fullmatch(name) and not _ODD.search(name))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Make a second `sync` of the clone wait; raise NotSentError if that takes too long."""
        try:
            held = files.take(self.place / "roadmap-sync.lock", OTHER_SYNC_SECONDS)
        except TimeoutError:
            raise NotSentError("не отправлено", "другая команда sync ещё работает") from None
        with held:
            yield

    def head(self) -> str | None:
        """Return the commit of the branch."""
        return self.commit_named("HEAD")

    def commit_named(self, name: str) -> str | None:
        """Resolve a name to a commit, if there is one."""
        return self.git.says("rev-parse", "-q", "--verify", f"{name}^{{commit}}")

    def plans(self) -> list[str]:
        """Name the plans that exist: those that git tracks and those asked for."""
        tracked = filter(self.is_plan, self._listed_files())
        return sorted(set(filter(None, map(self._followed, [*tracked, *self.named]))))

    def _listed_files(self, *options: str) -> list[str]:
        return [name for name in self.git.text("ls-files", "-z", *options).split("\0") if name]

    def stages(self, option: str, index: Path | None = None) -> dict[str, dict[str, Tracked]]:
        """Return the files of an index, each by its versions; a settled file has one, "merged"."""
        found: dict[str, dict[str, Tracked]] = {}
        names = ("merged", *VERSIONS)
        listing = self.git.text("ls-files", "-z", option, index=index)
        for (mode, blob, stage), name in _facts(listing):
            found.setdefault(name, {})[names[int(stage)]] = Tracked(mode, blob)
        return found

    def _followed(self, name: str) -> str | None:
        """Follow links inside the clone; None if there is no file or it is outside."""
        place = (self.top / name).resolve()
        top = self.top.resolve()
        if not place.is_file() or not place.is_relative_to(top):
            return None
        real = place.relative_to(top).as_posix()
        if not self.is_plan(real):
            self.named.append(real)  # the target of a plan's link is a plan, whatever its name
        return real

    def missing(self) -> list[str]:
        """Name the plans of the branch that are no longer in the folder."""
        there = set(self._listed_files()) - set(self._listed_files("--deleted"))
        return [name for name in self.entries(self.head()) if name not in there]

    def is_staged_away(self, name: str) -> bool:
        """Return whether git was told to remove a file, so that it was no mistake."""
        return not self.git.run("ls-files", "--", _literal(name))

    def new_lines(self, lines: Sequence[str]) -> list[str]:
        """Return the messages that were not among those of last time, and store them all."""
        place = self.place / "roadmap-sync.told"
        former = place.read_text("utf-8").splitlines() if place.exists() else []
        if former != list(lines):
            place.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return [line for line in lines if line not in former]

    def untracked(self) -> list[str]:
        """Name the plans, anywhere in the folder, that git does not know yet."""
        return list(filter(self.is_plan, self._listed_files("--others", "--exclude-standard")))

    def new_files(self, names: Iterable[str]) -> list[str]:
        """Choose the files that git may track but does not yet, or has with other content."""
        named = [_literal(name) for name in names if (self.top / name).is_file()]
        if not named:
            return []
        return self._listed_files("--others", "--modified", "--exclude-standard", "--", *named)

    def entries(self, commit: str | None) -> dict[str, Tracked]:
        """Return the plans of a commit or tree by their names."""
        if commit not in self._known:
            files = self._files(commit).items()
            self._known[commit] = {
                name: entry for name, entry in files if self.is_plan(name) and entry.is_file
            }
        return self._known[commit]

    def _files(self, commit: str | None) -> dict[str, Tracked]:
        listing = self.git.text("ls-tree", "-r", "-z", commit) if commit else ""
        return {name: Tracked(mode, blob) for (mode, _, blob), name in _facts(listing)}

    def untrusted(self, known: str | None, commit: str) -> Iterator[tuple[str, str]]:
        """Yield new plans of a commit that must not get into the folder, each with the reason."""
        before, files = self._files(known), self._files(commit)
        for name, entry in files.items():
            if before.get(name) == entry or not _PLAN_OR_FOLDER.fullmatch(name):
                continue
            if _ODD.search(name):
                yield name, _ODD_NAME
            elif entry.mode == _LINK:
                target = self.git.run("cat-file", "blob", entry.blob).decode(errors="replace")
                real = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
                is_inside = real in files or any(each.startswith(f"{real}/") for each in files)
                if not is_inside or (real in files and not files[real].is_file):
                    yield name, f"это ссылка за пределы общей папки: {one_line(target)}"
            elif entry.is_file and self.is_plan(name):
                size = int(self.git.text("cat-file", "-s", entry.blob))
                if size > MAX_BYTES:
                    yield name, f"в нём {size // 1024 // 1024} МБ, это не похоже на план"

    def content(self, blob: str) -> bytes:
        """Return a blob as git stores it."""
        if blob not in self._contents:
            self._contents[blob] = self.git.run("cat-file", "blob", blob)
        return self._contents[blob]

    def outward(self, name: str, blob: str) -> bytes:
        """Return a blob as it must be in the folder, with the line breaks of this system."""
        return self.git.run("cat-file", "--filters", f"--path={name}", blob)

    def inward(self, names: Sequence[str]) -> dict[str, str]:
        """Return the blobs that git would store for files, whatever its index says."""
        listed = "".join(f"{name}\n" for name in names)
        paths = listed.encode("utf-8", "surrogateescape")
        blobs = self.git.text("hash-object", "--stdin-paths", stdin=paths)
        return dict(zip(names, blobs.split(), strict=True))

    def commit(self, names: Sequence[str], message: str) -> None:
        """Commit only these files, or raise NotSentError; everything else staged stays staged."""
        try:
            present = [_literal(name) for name in names if (self.top / name).exists()]
            if present:
                self.git.run("add", "--intent-to-add", "--", *present)
            paths = map(_literal, names)
            self.git.run("commit", "-q", "-F", "-", "--", *paths, stdin=_encoded(message))
        except GitError as error:
            raise NotSentError("отметки не записаны в git", error.words) from None

    def has_commit_hooks(self) -> bool:
        """Return whether git runs a user's hook when it commits."""
        folder = self.git.path_of("hooks")
        names = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")
        return any((folder / name).exists() for name in names)

    def commit_rest(self, names: Sequence[str], message: str) -> None:
        """Commit what a hook wrote into plans during the commit, without running it again."""
        head = self.git.text("rev-parse", "HEAD")
        known = self.entries(head)
        blobs = {name: self.git.text("hash-object", "-w", "--", name) for name in names}
        written = {name: Tracked(known[name].mode, blob) for name, blob in blobs.items()}
        made = self.commit_tree(self._changed_tree(head, written), [head], message)
        self.git.run("update-ref", "-m", "roadmap sync", "HEAD", made, head)

    def mend_index(self) -> None:
        """Make the plans in the index those of the branch.

        If git was killed in between, or a hook changed a plan, they differ, and git would take
        committed changes for work in the way.
        """
        staged = self.stages("--stage")
        for name, entry in self.entries(self.head()).items():
            if staged.get(name, {}).get("merged", entry) != entry:
                self.put(name, entry)

    @contextmanager
    def private_index(self) -> Iterator[Path]:
        """Yield an index that nobody else reads or changes."""
        index = self.place / "roadmap-sync.index"
        index.unlink(missing_ok=True)
        try:
            yield index
        finally:
            index.unlink(missing_ok=True)

    def renamed(self, commit: str, names: Mapping[str, str]) -> str:
        """Return the tree of a commit with some plans renamed."""
        known = self.entries(commit)
        wanted = {new: known[name] for name, new in names.items()}
        return self._changed_tree(commit, dict.fromkeys(names) | wanted)

    def _changed_tree(self, commit: str, changes: Mapping[str, Tracked | None]) -> str:
        with self.private_index() as index:
            self.git.run("read-tree", commit, index=index)
            for name, entry in changes.items():
                self.put(name, entry, index)
            return self.git.text("write-tree", index=index)

    def common(self, ours: str | None, theirs: str | None) -> str | None:
        """Name the latest commit that both have."""
        return self.git.says("merge-base", ours, theirs) if ours and theirs else None

    def stored(self, raw: bytes) -> str:
        """Store a content in git and return its name."""
        return self.git.text("hash-object", "-w", "--stdin", stdin=raw)

    def put(self, name: str, entry: Tracked | None, index: Path | None = None) -> None:
        """Put a file into an index, the repository's own or a private one; None takes it out."""
        what = ("--force-remove", "--", name)
        if entry:
            what = ("--add", "--cacheinfo", f"{entry.mode},{entry.blob},{name}")
        self.git.run("update-index", *what, index=index)

    def commit_tree(self, tree: str, parents: Sequence[str], message: str) -> str:
        """Make a commit of a tree; the branch stays where it is."""
        options = [option for parent in parents for option in ("-p", parent)]
        return self.git.text("commit-tree", tree, *options, "-F", "-", stdin=_encoded(message))

    def must_be_able_to_advance(self, ours: str | None, merged: str) -> None:
        """Raise GitError if a lock or uncommitted files would be in the way of the branch."""
        self._refresh_index()
        if ours:
            self.git.run("read-tree", "-n", "-m", "-u", ours, merged)

    def advance(self, plans: Mapping[str, Tracked], merged: str) -> None:
        """Advance the branch after the plans were put in place."""
        for name, entry in plans.items():
            self.put(name, entry)
        self.git.run("merge", "-q", "--ff-only", merged)
        self._refresh_index()

    def _refresh_index(self) -> None:
        """Refresh the index; git also fails about files that differ, which is no error here."""
        try:
            self.git.run("update-index", "-q", "--refresh")
        except GitError as error:
            if error.lock:
                raise

    def author(self, commit: str) -> str:
        """Name who made a commit."""
        return self.git.text("log", "-1", "--format=%an", commit)


def _facts(listing: str) -> Iterator[tuple[list[str], str]]:
    """Yield what git says of each file that it lists with -z, and the file's name."""
    for line in listing.split("\0"):
        facts, _, name = line.partition("\t")
        if name:
            yield facts.split(), name


def _literal(name: str) -> str:
    return f":(literal){name}"


def _encoded(message: str) -> bytes:
    """Encode a message for git; names of files may not be UTF-8."""
    return message.encode("utf-8", "replace")


_NOT_SENT = "не отправлено"
_UNDER_WAY = {
    "MERGE_HEAD": "слияние",
    "CHERRY_PICK_HEAD": "перенос отметок (cherry-pick)",
    "REVERT_HEAD": "отмена (revert)",
    "rebase-merge": "перенос ветки (rebase)",
    "rebase-apply": "перенос ветки (rebase)",
}


class Upstream:
    """Where a clone's branch is pushed: the remote and its branch."""

    def __init__(self, repository: Repository) -> None:
        """Find the upstream, before anything is written.

        Raise NotSentError without branch, upstream or identity, or in an unfinished operation.
        """
        self.repository = repository
        self.git = repository.git
        for name, what in _UNDER_WAY.items():
            if (repository.place / name).exists():
                raise NotSentError(
                    _NOT_SENT, f"не закончено {what}: закончите или отмените, затем повторите"
                )
        branch = self.git.says("symbolic-ref", "-q", "--short", "HEAD")
        if not branch:
            raise NotSentError(_NOT_SENT, "вы не на ветке: вернитесь на неё: git switch main")
        remote = self.git.says("config", f"branch.{branch}.remote")
        there = self.git.says("config", f"branch.{branch}.merge")
        if not remote or not there:
            raise NotSentError(
                _NOT_SENT,
                f"ветка {branch} ни с чем не связана; один раз: git push -u origin {branch}",
            )
        self.name = f"{branch}@{{upstream}}"
        self.remote = remote
        self.there = there
        try:
            self.git.text("var", "GIT_COMMITTER_IDENT")
        except GitError:
            raise NotSentError(
                _NOT_SENT,
                "git не знает, кто вы; один раз: "
                'git config --global user.name "Фамилия И.О.", '
                "git config --global user.email АДРЕС",
            ) from None

    def commit(self) -> str | None:
        """Return its commit as last fetched."""
        return self.repository.commit_named(self.name)

    def fetch(self) -> str | None:
        """Get what others sent: their commit, if there is one; raise NotSentError if offline."""
        words = ("fetch", "-q", "--no-recurse-submodules")
        try:
            self.git.run(*words, self.remote, seconds=NETWORK_SECONDS)
            theirs = self.commit()
            is_shallow = self.git.says("rev-parse", "--is-shallow-repository") == "true"
            if theirs and is_shallow and not self.repository.common(self.repository.head(), theirs):
                self.git.run(*words, "--unshallow", self.remote, seconds=NETWORK_SECONDS)
        except GitError as error:
            raise unreachable(error) from None
        return theirs

    def push(self, commit: str) -> bool:
        """Push a commit; False if somebody was faster, NotSentError if offline or refused."""
        words = ("push", "--porcelain", self.remote, f"{commit}:{self.there}")
        try:
            self.git.run(*words, seconds=NETWORK_SECONDS, tries=1)
        except GitError as error:
            if error.was_faster:
                return False
            if "rejected]" in error.output or "hook" in error.reason:
                what = "отметки сохранены здесь, но их не приняли"
                raise NotSentError(what, error.words) from None
            raise unreachable(error) from None
        return True

    def busy(self, attempts: int) -> NotSentError:
        """Build the error why all attempts failed: a lock left behind, or too many others."""
        address = self.git.says("remote", "get-url", self.remote) or ""
        folder = Path(address.removeprefix("file://"))
        for place in (folder, folder / ".git"):
            lock = place / f"{self.there}.lock"
            if lock.exists():
                return NotSentError(
                    "отметки сохранены здесь, но общая папка закрыта для всех",
                    f"остался файл {lock}; если сейчас никто не отправляет, удалите его",
                )
        return NotSentError(
            "отметки сохранены здесь, но не отправлены",
            f"{attempts} раз подряд кто-то успевал раньше; повторите через минуту",
        )


def differing(old: Entries, new: Entries) -> list[str]:
    """Name the plans that are new or changed."""
    return [name for name, entry in new.items() if old.get(name) != entry]


class Commits:
    """Reads plans of commits and tells what changed in them."""

    def __init__(self, repository: Repository) -> None:
        """Take the clone; plans have no short names yet."""
        self.repository = repository
        self.short_names: Mapping[str, str] = {}

    def content(self, entries: Entries, name: str) -> bytes:
        """Return a plan of a commit; empty if there is none."""
        entry = entries.get(name)
        return self.repository.content(entry.blob) if entry else b""

    def lines_between(
        self, before: str | None, after: str | None, decided: str | None = None
    ) -> list[str]:
        """Tell what happened to the plans between two commits or trees.

        What was removed but was decided to stay, in a third one, is not called removed.
        """
        final = self.repository.entries(decided)
        old, new = self.repository.entries(before), self.repository.entries(after)
        names = self.renames(old, new)
        former_names = {new_name: name for name, new_name in names.items()}
        lines = [f"план {name} теперь {names[name]}" for name in names]
        for name in differing(old, new):
            former = self.content(old, former_names.get(name, name))
            kept = items_of(data_of(self.content(final, name)))
            lines += self.told(name, former, self.content(new, name), kept)
        gone = [name for name in old if name not in {*new, *names, *final}]
        return [*lines, *(f"план {name} удалён" for name in gone)]

    def renames(self, old: Entries, new: Entries) -> dict[str, str]:
        """Find plans that were renamed or moved; equal copies are matched by file name.

        If several files changed contents, plans may have swapped names.
        """
        gone = [name for name in old if name not in new]
        added = [name for name in new if name not in old]
        changed = [name for name in differing(old, new) if name in old]
        if len(changed) + len(added) > 1:
            others = [
                name
                for name in changed
                if not is_same_plan(self.content(old, name), self.content(new, name))
            ]
            gone, added = [*gone, *others], [*added, *others]
        found: dict[str, str] = {}
        for name in gone:
            raw = self.content(old, name)
            heirs = [each for each in added if is_same_plan(raw, self.content(new, each))]
            alike = [each for each in heirs if Path(each).name == Path(name).name]
            (heir,) = heirs if len(heirs) == 1 else alike if len(alike) == 1 else [""]
            if heir and heir not in found.values():
                found[name] = heir
        return found

    def told(self, name: str, before: bytes, after: bytes, kept: Collection[str] = ()) -> list[str]:
        """Tell what happened to a plan, with its name if there are several."""
        if not before:
            return [f"план {name} добавлен"]
        lines = changes_between(data_of(before), data_of(after), kept)
        short = self.short_names.get(name)
        if short and len(self.short_names) > 1:
            return [f"{short}/{line}" for line in lines]
        return lines


MergePlan: TypeAlias = "Callable[[str, Mapping[str, bytes]], bytes | None]"


def merged_tree(repository: Repository, commits: Sequence[str], merge_plan: MergePlan) -> str:
    """Merge base, ours and theirs into a tree.

    `merge_plan` merges a plan, given its name and its contents by version; None if it goes.
    Raise UndecidedError if another file conflicts.
    """
    git = repository.git
    with repository.private_index() as index:
        git.run("read-tree", "-i", "-m", "--aggressive", *commits, index=index)
        for name, versions in repository.stages("-u", index).items():
            if not all(entry.is_file for entry in versions.values()):
                raise _not_by_us(f"{name} (ссылка или вложенный репозиторий)")
            contents = {side: repository.content(entry.blob) for side, entry in versions.items()}
            if repository.is_plan(name):
                merged = merge_plan(name, contents)
            else:
                merged = _merge_other(git, name, contents)
            entry = None
            if merged is not None:
                entry = Tracked(_merged_mode(versions), repository.stored(merged))
            repository.put(name, entry, index)
        return git.text("write-tree", index=index)


def _merge_other(git: Git, name: str, contents: Mapping[str, bytes]) -> bytes:
    """Merge a file that is not a plan as git does; raise UndecidedError if it cannot."""
    with suppress(KeyError, GitError, UnicodeDecodeError):
        base, ours, theirs = (contents[each].decode() for each in VERSIONS)
        merged = git.merge_lines(base, ours, theirs)
        if "\n|||||||" not in merged and not merged.startswith("<<<<<<<"):
            return merged.encode()
    raise _not_by_us(f"файл {name} (не план)")


def _not_by_us(what: str) -> UndecidedError:
    return UndecidedError([f"{what}: изменено с двух сторон; сведите сами: git pull --no-rebase"])


def _merged_mode(versions: Mapping[str, Tracked]) -> str:
    """Take a file's mode from the side that changed it, ours if both did."""
    ours, theirs = (versions.get(side) or versions[OTHER[side]] for side in SIDES)
    base = versions.get("base", ours)
    return theirs.mode if ours.mode == base.mode else ours.mode
