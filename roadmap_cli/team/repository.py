"""A clone of the shared repository: its commits, its plans in them, its branch moved on."""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.errors import NotSentError
from roadmap_cli.planfile import files
from roadmap_cli.team.git import Git, GitError
from roadmap_cli.team.refusals import explained, no_clone, refused, unless_locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PLAN = re.compile(r"(.*/)?roadmap_[^/]*\.ya?ml")
OTHER_SYNC_SECONDS = 60.0


class Entry(NamedTuple):
    """A file of a commit: its mode and the name of its content."""

    mode: str
    blob: str


Entries: TypeAlias = "Mapping[str, Entry]"
"""The plans of a commit, by their names."""


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
            self.git.folder = self.top = Path(self.git.text("rev-parse", "--show-toplevel"))
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
        try:
            held = files.take(self.place / "roadmap-sync.lock", OTHER_SYNC_SECONDS)
        except TimeoutError:
            raise NotSentError("не отправлено", "другая команда sync ещё работает") from None
        with held:
            yield

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
        listed = "".join(f"{name}\n" for name in names)
        paths = listed.encode("utf-8", "surrogateescape")
        blobs = self.git.run("hash-object", "--stdin-paths", stdin=paths)
        return dict(zip(names, blobs.decode().split(), strict=True))

    def commit(self, names: Sequence[str], message: str) -> None:
        """Commit these files alone; what else is staged stays staged.

        Raises:
            NotSentError: git refuses, with its reason.

        """
        try:
            self.git.run("add", "--intent-to-add", "--", *names)
            self.git.run("commit", "-q", "-F", "-", "--", *names, stdin=_encoded(message))
        except GitError as error:
            raise refused("отметки не записаны в git", error) from None

    def common(self, ours: str | None, theirs: str) -> str | None:
        """Name the latest commit that both have."""
        return self.git.says("merge-base", ours, theirs) if ours else None

    def stored(self, raw: bytes) -> str:
        """Give a content to git, and its name there."""
        return self.git.run("hash-object", "-w", "--stdin", stdin=raw).decode().strip()

    def put(self, name: str, entry: Entry, index: Path | None = None) -> None:
        """Put a content into an index, the repository's own or a private one."""
        info = f"{entry.mode},{entry.blob},{name}"
        self.git.run("update-index", "--add", "--cacheinfo", info, index=index)

    def join(self, tree: str, ours: str, theirs: str, message: str) -> str:
        """Make the commit of a merge; the branch stays where it is."""
        parents = ("-p", ours, "-p", theirs)
        made = self.git.run("commit-tree", tree, *parents, "-F", "-", stdin=_encoded(message))
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
            self.put(name, entry)
        self.git.run("merge", "-q", "--ff-only", merged)
        with unless_locked():
            self.git.run("update-index", "-q", "--refresh")

    def author(self, commit: str) -> str:
        """Name who made a commit."""
        return self.git.text("log", "-1", "--format=%an", commit)


def _encoded(message: str) -> bytes:
    """Write a message as git wants it; names of files may hold what is no UTF-8."""
    return message.encode("utf-8", "replace")
