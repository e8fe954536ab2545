"""A clone of the shared repository as `sync` sees it: branch, versions, private merge, sending."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import NotSentError, UndecidedError
from roadmap_cli.team.git import NETWORK_SECONDS, Git, GitError
from roadmap_cli.team.refusals import (
    explained,
    no_clone,
    refused,
    unless_locked,
    unreachable,
    was_faster,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_PLAN = re.compile(r"(.*/)?roadmap_[^/]*\.ya?ml")
OTHER_SYNC_SECONDS = 60.0
_UNDER_WAY = {
    "MERGE_HEAD": "слияние",
    "CHERRY_PICK_HEAD": "перенос отметок (cherry-pick)",
    "REVERT_HEAD": "отмена (revert)",
    "rebase-merge": "перенос ветки (rebase)",
    "rebase-apply": "перенос ветки (rebase)",
}


class Entry(NamedTuple):
    """A file of a commit: its mode and the name of its content."""

    mode: str
    blob: str


class Upstream(NamedTuple):
    """Where a branch is sent: the remote and the name there."""

    branch: str
    remote: str
    ref: str


class Repository:
    """The clone that a folder belongs to."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Find the clone that a folder belongs to.

        Raises:
            NotSentError: there is no git, or the folder is in no clone.

        """
        with explained("не отправлено"):
            self.git = Git(folder, environment)
        try:
            self.git.folder = self.top = Path(
                self.git.text("rev-parse", "--show-toplevel")
            )
        except GitError as error:
            raise no_clone(folder, error) from None
        self.place = Path(self.git.text("rev-parse", "--absolute-git-dir"))
        self.named: list[str] = []
        self._known: dict[str, dict[str, Entry]] = {}
        self._contents: dict[str, bytes] = {}

    def look_at(self, plans: Sequence[Path], *, asked_for: bool) -> None:
        """Take plans into account that git may not track yet.

        Args:
            plans: files, found or asked for.
            asked_for: whether they were named; what a search found outside the clone is not meant.

        Raises:
            NotSentError: a plan asked for lies outside the clone.

        """
        top = self.top.resolve()
        for path in plans:
            place = path.resolve()
            if place.is_relative_to(top):
                self.named.append(place.relative_to(top).as_posix())
            elif asked_for:
                raise NotSentError(
                    f"план {path} лежит вне папки {self.top}",
                    "отправьте его отдельно: roadmap --file",
                )

    def is_plan(self, name: str) -> bool:
        """Tell plans from other files."""
        return name in self.named or bool(_PLAN.fullmatch(name))

    def path_of(self, name: str) -> Path:
        """Give the place of one of git's own files."""
        return self.top / self.git.text("rev-parse", "--git-path", name)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep a second `sync` of the same clone waiting.

        Raises:
            NotSentError: the first one takes too long.

        """
        from filelock import FileLock, Timeout  # noqa: PLC0415  # nothing else here needs it

        lock = FileLock(self.place / "roadmap-sync.lock", timeout=OTHER_SYNC_SECONDS)
        try:
            with lock:
                yield
        except Timeout:
            raise NotSentError(
                "не отправлено", "другая команда sync ещё работает"
            ) from None

    def upstream(self) -> Upstream:
        """Tell where the branch is sent; before anything is written, refuse what is not ready.

        Raises:
            NotSentError: no branch, no upstream, no identity, or something is under way.

        """
        self._must_have_finished()
        branch = self.git.says("symbolic-ref", "-q", "--short", "HEAD")
        if not branch:
            raise NotSentError(
                "не отправлено", "вы не на ветке: вернитесь на неё: git switch main"
            )
        remote = self.git.says("config", f"branch.{branch}.remote")
        ref = self.git.says("config", f"branch.{branch}.merge")
        if not remote or not ref:
            raise NotSentError(
                "не отправлено",
                f"ветка {branch} ни с чем не связана; один раз: git push -u origin {branch}",
            )
        self._must_know_user()
        return Upstream(branch, remote, ref)

    def _must_have_finished(self) -> None:
        """Refuse to go on in the middle of a merge, a rebase and the like."""
        for name, what in _UNDER_WAY.items():
            if (self.place / name).exists():
                raise NotSentError(
                    "не отправлено",
                    f"не закончено {what}: закончите или отмените, затем повторите",
                )

    def _must_know_user(self) -> None:
        """Refuse to go on without a name for the commits."""
        try:
            self.git.text("var", "GIT_COMMITTER_IDENT")
        except GitError:
            raise NotSentError(
                "не отправлено",
                "git не знает, кто вы; один раз: "
                'git config --global user.name "Фамилия И.О.", '
                "git config --global user.email АДРЕС",
            ) from None

    def head(self) -> str | None:
        """Name the commit that the branch stands at."""
        return self.commit_named("HEAD")

    def commit_named(self, name: str) -> str | None:
        """Name the commit behind a name, if there is one."""
        return self.git.says("rev-parse", "-q", "--verify", f"{name}^{{commit}}")

    def plans(self) -> list[str]:
        """Name the plans that are there: those that git tracks, and those asked for."""
        tracked = self.git.text("ls-files", "-z").split("\0")
        names = dict.fromkeys([*filter(self.is_plan, tracked), *self.named])
        return sorted(name for name in names if (self.top / name).is_file())

    def entries(self, commit: str | None) -> dict[str, Entry]:
        """Give the plans of a commit or tree by their names."""
        if commit is None:
            return {}
        if commit not in self._known:
            self._known[commit] = self._listed(commit)
        return self._known[commit]

    def _listed(self, commit: str) -> dict[str, Entry]:
        """List the plans of a commit or tree."""
        found = {}
        for line in self.git.text("ls-tree", "-r", "-z", commit).split("\0"):
            facts, _, name = line.partition("\t")
            if self.is_plan(name):
                mode, _, blob = facts.split()
                found[name] = Entry(mode, blob)
        return found

    def content(self, blob: str) -> bytes:
        """Give a content as git stores it."""
        if blob not in self._contents:
            self._contents[blob] = self.git.run("cat-file", "blob", blob)
        return self._contents[blob]

    def outward(self, name: str, blob: str) -> bytes:
        """Give a content as it must stand in the folder: the line breaks of this system."""
        return self.git.run("cat-file", "--filters", f"--path={name}", blob)

    def inward(self, names: Sequence[str]) -> dict[str, str]:
        """Name the contents of files as git would store them, whatever its index says of them."""
        paths = "".join(f"{name}\n" for name in names).encode(
            "utf-8", "surrogateescape"
        )
        blobs = (
            self.git.run("hash-object", "--stdin-paths", stdin=paths).decode().split()
        )
        return dict(zip(names, blobs, strict=True))

    def commit(self, names: Sequence[str], message: str) -> None:
        """Commit these files alone; what else is staged stays staged.

        Raises:
            NotSentError: git refuses, with its reason.

        """
        try:
            self.git.run("add", "--intent-to-add", "--", *names)
            self.git.run(
                "commit", "-q", "-F", "-", "--", *names, stdin=_encoded(message)
            )
        except GitError as error:
            raise refused("отметки не записаны в git", error) from None

    def fetch(self, upstream: Upstream) -> str | None:
        """Get what others sent.

        Returns:
            Their commit; None where nothing was sent yet.

        Raises:
            NotSentError: no connection.

        """
        try:
            self.git.run("fetch", "-q", upstream.remote, seconds=NETWORK_SECONDS)
            theirs = self.commit_named(f"{upstream.branch}@{{upstream}}")
            shallow = self.git.says("rev-parse", "--is-shallow-repository") == "true"
            if theirs and shallow and not self.common(self.head(), theirs):
                self.git.run(
                    "fetch",
                    "-q",
                    "--unshallow",
                    upstream.remote,
                    seconds=NETWORK_SECONDS,
                )
        except GitError as error:
            raise unreachable(error) from None
        return theirs

    def common(self, ours: str | None, theirs: str) -> str | None:
        """Name the latest commit that both have."""
        return self.git.says("merge-base", ours, theirs) if ours else None

    def merged_tree(
        self,
        commits: Sequence[str],
        merge_plan: Callable[[str, Mapping[int, bytes]], bytes],
    ) -> str:
        """Merge base, ours and theirs in a private index; the folder is not looked at.

        Args:
            commits: base, ours and theirs.
            merge_plan: merges a plan, given its name and its contents by stage: 1, 2 and 3.

        Returns:
            The merged tree.

        Raises:
            UndecidedError: another file conflicts.

        """
        index = self.place / "roadmap-sync.index"
        index.unlink(missing_ok=True)
        try:
            self.git.run("read-tree", "-i", "-m", "--aggressive", *commits, index=index)
            for name, stages in self._unmerged(index).items():
                merge = merge_plan if self.is_plan(name) else self._merge_other
                contents = {
                    stage: self.content(entry.blob) for stage, entry in stages.items()
                }
                merged = self._stored(merge(name, contents))
                self._set(name, Entry(_merged_mode(stages), merged), index)
            return self.git.run("write-tree", index=index).decode().strip()
        finally:
            index.unlink(missing_ok=True)

    def _unmerged(self, index: Path) -> dict[str, dict[int, Entry]]:
        """Give the files that both sides changed, by stage."""
        found: dict[str, dict[int, Entry]] = {}
        listing = self.git.run("ls-files", "-u", "-z", index=index).decode(
            "utf-8", "surrogateescape"
        )
        for line in listing.split("\0"):
            facts, _, name = line.partition("\t")
            if name:
                mode, blob, stage = facts.split()
                found.setdefault(name, {})[int(stage)] = Entry(mode, blob)
        return found

    def _stored(self, raw: bytes) -> str:
        """Give a content to git, and its name there."""
        return self.git.run("hash-object", "-w", "--stdin", stdin=raw).decode().strip()

    def _merge_other(self, name: str, contents: Mapping[int, bytes]) -> bytes:
        """Merge another file as git does."""
        with suppress(KeyError, GitError, UnicodeDecodeError):
            ours, theirs = contents[2].decode(), contents[3].decode()
            merged = self.git.merge_lines(contents[1].decode(), ours, theirs)
            if "\n|||||||" not in merged and not merged.startswith("<<<<<<<"):
                return merged.encode()
        reason = (
            f"файл {name} (не план) изменён с двух сторон: "
            "сведите его сами: git pull --no-rebase"
        )
        raise UndecidedError([reason])

    def _set(self, name: str, entry: Entry, index: Path | None = None) -> None:
        """Put a content into an index, the repository's own or a private one."""
        info = f"{entry.mode},{entry.blob},{name}"
        self.git.run("update-index", "--add", "--cacheinfo", info, index=index)

    def join(self, tree: str, ours: str, theirs: str, message: str) -> str:
        """Make the commit of a merge; the branch stays where it is."""
        parents = ("-p", ours, "-p", theirs)
        made = self.git.run(
            "commit-tree", tree, *parents, "-F", "-", stdin=_encoded(message)
        )
        return made.decode().strip()

    def must_be_able_to_advance(self, ours: str | None, merged: str) -> None:
        """Make sure beforehand that the branch can move on, whatever else lies in the folder.

        Raises:
            GitError: files that are not committed are in the way, or git is locked.

        """
        with unless_locked():
            self.git.run("update-index", "-q", "--refresh")
        if ours:
            self.git.run("read-tree", "-n", "-m", "-u", ours, merged)

    def advance(self, plans: Mapping[str, Entry], merged: str) -> None:
        """Move the branch on, after the plans have been put in place.

        Raises:
            GitError: git refuses.

        """
        for name, entry in plans.items():
            self._set(name, entry)
        self.git.run("merge", "-q", "--ff-only", merged)
        with unless_locked():
            self.git.run("update-index", "-q", "--refresh")

    def push(self, commit: str, upstream: Upstream) -> bool:
        """Send a commit; False where somebody was faster.

        Raises:
            NotSentError: no connection, or it is refused there, with the reason.

        """
        try:
            target = f"{commit}:{upstream.ref}"
            words = ("push", "--porcelain", upstream.remote, target)
            self.git.run(*words, seconds=NETWORK_SECONDS, tries=1)
        except GitError as error:
            if was_faster(error):
                return False
            if "rejected]" in error.output or "hook" in error.reason:
                raise refused(
                    "отметки сохранены здесь, но их не приняли", error
                ) from None
            raise unreachable(error) from None
        return True

    def shared_lock(self, upstream: Upstream) -> str | None:
        """Name the lock that was left in a shared folder and blocks everybody, if there is one."""
        place = self.git.says("remote", "get-url", upstream.remote) or ""
        name = f"{upstream.ref}.lock"
        folders = [
            Path(place.removeprefix("file://")) / inner for inner in ("", ".git")
        ]
        return next(
            (str(each / name) for each in folders if (each / name).exists()), None
        )

    def author(self, commit: str) -> str:
        """Name who made a commit."""
        return self.git.text("log", "-1", "--format=%an", commit)


def _merged_mode(stages: Mapping[int, Entry]) -> str:
    """Take the mode of a file from who changed it, ours where both did."""
    ours, theirs = stages[2].mode, stages[3].mode
    base = stages[1].mode if 1 in stages else ours
    return theirs if ours == base else ours


def _encoded(message: str) -> bytes:
    """Write a message as git wants it; names of files may hold what is no UTF-8."""
    return message.encode("utf-8", "replace")
