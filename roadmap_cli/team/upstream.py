"""The branch of the shared repository that this one is sent to: found, fetched, pushed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from roadmap_cli.errors import NotSentError
from roadmap_cli.team.git import NETWORK_SECONDS, GitError
from roadmap_cli.team.refusals import refused, unreachable, was_faster

if TYPE_CHECKING:
    from roadmap_cli.team.repository import Repository

_NOT_SENT = "не отправлено"
_UNDER_WAY = {
    "MERGE_HEAD": "слияние",
    "CHERRY_PICK_HEAD": "перенос отметок (cherry-pick)",
    "REVERT_HEAD": "отмена (revert)",
    "rebase-merge": "перенос ветки (rebase)",
    "rebase-apply": "перенос ветки (rebase)",
}


class Upstream:
    """Where the branch of a clone is sent: the remote and the branch there."""

    def __init__(self, repository: Repository) -> None:
        """Find it; before anything is written, refuse a clone that is not ready.

        Raises:
            NotSentError: no branch, no upstream, no identity, or something is under way.

        """
        self.repository = repository
        self.git = repository.git
        self._must_have_finished()
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
        self._must_know_user()

    def _must_have_finished(self) -> None:
        """Refuse to go on in the middle of a merge, a rebase and the like."""
        for name, what in _UNDER_WAY.items():
            if (self.repository.place / name).exists():
                raise NotSentError(
                    _NOT_SENT, f"не закончено {what}: закончите или отмените, затем повторите"
                )

    def _must_know_user(self) -> None:
        """Refuse to go on without a name for the commits."""
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
        """Name the commit that stood there when the clone last looked."""
        return self.repository.commit_named(self.name)

    def fetch(self) -> str | None:
        """Get what others sent.

        Returns:
            Their commit; None where nothing was sent yet.

        Raises:
            NotSentError: no connection.

        """
        try:
            self._fetch()
            theirs = self.commit()
            if theirs and self._needs_the_past(theirs):
                self._fetch("--unshallow")
        except GitError as error:
            raise unreachable(error) from None
        return theirs

    def _fetch(self, *options: str) -> None:
        self.git.run("fetch", "-q", *options, self.remote, seconds=NETWORK_SECONDS)

    def _needs_the_past(self, theirs: str) -> bool:
        """Tell whether the clone was made so short that it lacks what both sides share."""
        shallow = self.git.says("rev-parse", "--is-shallow-repository")
        if shallow != "true":
            return False
        return not self.repository.common(self.repository.head(), theirs)

    def push(self, commit: str) -> bool:
        """Send a commit; False where somebody was faster.

        Raises:
            NotSentError: no connection, or it is refused there, with the reason.

        """
        words = ("push", "--porcelain", self.remote, f"{commit}:{self.there}")
        try:
            self.git.run(*words, seconds=NETWORK_SECONDS, tries=1)
        except GitError as error:
            if was_faster(error):
                return False
            if "rejected]" in error.output or "hook" in error.reason:
                what = "отметки сохранены здесь, но их не приняли"
                raise refused(what, error) from None
            raise unreachable(error) from None
        return True

    def left_lock(self) -> str | None:
        """Name the lock that was left in a shared folder and blocks everybody, if there is one."""
        address = self.git.says("remote", "get-url", self.remote) or ""
        folder = Path(address.removeprefix("file://"))
        for place in (folder, folder / ".git"):
            lock = place / f"{self.there}.lock"
            if lock.exists():
                return str(lock)
        return None
