"""`sync`: record, fetch, merge, send, put in place; each step is a function of a few lines.

A kill between sending and putting in place leaves a clone that is merely behind. Plans are
replaced before the branch moves: a kill in between leaves a folder that is ahead of its
branch, which the next run records, and never one that would take back what others sent.
"""

from __future__ import annotations

import random
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.errors import NotSentError
from roadmap_cli.planfile import files, find, update
from roadmap_cli.planfile.files import locked
from roadmap_cli.planfile.find import parse
from roadmap_cli.team import clone
from roadmap_cli.team.asking import Decide, Person
from roadmap_cli.team.commits import Commits, differing
from roadmap_cli.team.joining import Joining
from roadmap_cli.team.refusals import explained
from roadmap_cli.team.story import message
from roadmap_cli.team.upstream import Upstream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from roadmap_cli.planfile.files import Watched
    from roadmap_cli.planfile.update import Entry as Deed
    from roadmap_cli.team.decisions import Stamp
    from roadmap_cli.team.repository import Entries, Repository

ATTEMPTS = 10
FIRST_PAUSE = 0.05  # seconds; doubled with every attempt, so that thirty clones part
LONGEST_PAUSE = 2.0

Contents: TypeAlias = "Mapping[str, bytes]"


class Done(NamedTuple):
    """What a `sync` did: what was sent, what came, how often it began again."""

    sent: list[str]
    received: list[str]
    retries: int


class Settings(NamedTuple):
    """What `sync` takes from the edge of the program."""

    command: Sequence[str]
    stamp: Stamp
    decide: Decide
    tell: Callable[[str], None]
    progress: Callable[[str], None]


def sync(repository: Repository, settings: Settings) -> Done:
    """Send what was recorded here and get what others sent.

    Raises:
        NotSentError: git is not ready, there is no connection, or it was refused.
        InvalidPlanError, IncomingPlanError: a plan cannot be trusted.
        UndecidedError: two people decided differently.

    """
    with explained("не отправлено"):
        upstream = Upstream(repository)
        with repository.exclusive():
            return _Sync(repository, upstream, settings).run()


class _Sync:
    """One run: what is remembered between its attempts."""

    def __init__(self, repository: Repository, upstream: Upstream, settings: Settings) -> None:
        self.repository = repository
        self.upstream = upstream
        self.settings = settings
        self.commits = Commits(repository)
        person = Person(settings.decide)
        self.joining = Joining(self.commits, person, settings.stamp)
        self.deeds: dict[str, list[Deed]] = {}
        self.sent: list[str] = []
        self.received: list[str] = []

    def run(self) -> Done:
        """Go the steps, again from the start where somebody was faster, ten times at most.

        A merge is put in place once it is sent, or when it cannot be: so a rejected one leaves no
        trace in the history, and is made anew from what was recorded here.
        """
        for attempt in range(ATTEMPTS):
            _pause(attempt)
            if self._succeeds(attempt):
                return Done(self.sent, self.received, attempt)
        raise self._busy()

    def _succeeds(self, attempt: int) -> bool:
        """Go all steps once; False where somebody was faster, or changed a plan meanwhile."""
        ours = self._record()
        if attempt == 0:
            self._prepare()
        theirs = self._fetch()
        merged = self.joining.joined(ours, theirs)
        if not self.sent:
            self.received = self._received(ours, theirs)
        if merged is not None and merged != theirs:
            is_last = attempt == ATTEMPTS - 1
            if not self._is_accepted(ours, merged, is_last=is_last):
                return False
            self.sent += self.commits.lines_between(theirs, merged)
        self._mark_sent()
        return self._put_in_place(ours, merged)

    def _received(self, ours: str | None, theirs: str | None) -> list[str]:
        """Tell what others did since this clone last met them, without what was decided here."""
        known = self.repository.common(ours, theirs) if theirs else None
        return self.commits.lines_between(known, theirs)

    def _is_accepted(self, ours: str | None, merged: str, *, is_last: bool) -> bool:
        """Send a commit; where that fails for good, what others sent is taken all the same."""
        self.settings.progress("отправляю")
        try:
            accepted = self.upstream.push(merged)
        except NotSentError:
            self._put_in_place(ours, merged)
            raise
        if is_last and not accepted:
            self._put_in_place(ours, merged)
        return accepted

    def _prepare(self) -> None:
        """Set the clone up where it is not yet, and say so."""
        if clone.prepare(self.repository, self.settings.command):
            self.settings.tell(clone.PREPARED)

    def _fetch(self) -> str | None:
        """Get what others sent, with a word for who waits."""
        self.settings.progress("получаю присланное")
        return self.upstream.fetch()

    def _busy(self) -> NotSentError:
        """Say why every attempt failed: a lock that was left behind, or so many others."""
        lock = self.upstream.left_lock()
        if lock:
            return NotSentError(
                "отметки сохранены здесь, но общая папка закрыта для всех",
                f"остался файл {lock}; если сейчас никто не отправляет, удалите его",
            )
        return NotSentError(
            "отметки сохранены здесь, но не отправлены",
            f"{ATTEMPTS} раз подряд кто-то успевал раньше; повторите через минуту",
        )

    def _record(self) -> str | None:
        """Commit the plans that were changed, under their locks, each valid (steps 1 and 2)."""
        names = self.repository.plans()
        short = find.short_names([self._target(name) for name in names])
        self.commits.short_names = dict(zip(names, short, strict=True))
        with self._held(names) as held:
            raws = {name: each.raw for name, each in held.items()}
            blobs = self.repository.inward(names)
            self._must_be_readable(raws, blobs)
            self.deeds = {name: update.read_journal(self._target(name)) for name in names}
            self._commit_changed(raws, blobs)
        return self.repository.head()

    def _must_be_readable(self, raws: Contents, blobs: Mapping[str, str]) -> None:
        """Refuse a plan that others lack and that cannot be trusted."""
        others = self.repository.entries(self.upstream.commit())
        for name, raw in raws.items():
            if not _has(others, name, blobs[name]):
                parse(self._target(name), raw)

    def _commit_changed(self, raws: Contents, blobs: Mapping[str, str]) -> None:
        """Commit the plans that differ from the branch, with a message that tells what was done."""
        known = self.repository.entries(self.repository.head())
        changed = {name: raw for name, raw in raws.items() if not _has(known, name, blobs[name])}
        if changed:
            self._tell_of_new(changed, known)
            self.repository.commit(list(changed), self._message(changed, known))

    def _target(self, name: str) -> Path:
        """Give the place of a plan in the folder."""
        return self.repository.top / name

    def _tell_of_new(self, names: Iterable[str], known: Entries) -> None:
        """Say which plans others get for the first time."""
        for name in names:
            if name not in known:
                self.settings.tell(f"план {name} добавлен: теперь его получат и другие")

    @contextmanager
    def _held(self, names: Sequence[str]) -> Iterator[dict[str, Watched]]:
        """Lock plans and read them while nobody saves them."""
        with ExitStack() as stack:
            locks = {}
            for name in names:
                locks[name] = stack.enter_context(locked(self._target(name)))
            deadline = time.monotonic() + files.WAIT_SECONDS
            held = {}
            for name, target in locks.items():
                still = files.still(self._target(name), target, deadline)
                held[name] = stack.enter_context(still)
            yield held

    def _message(self, changed: Contents, known: Entries) -> str:
        """Tell in the message of a commit what was done to the plans."""
        lines = []
        for name, raw in changed.items():
            lines += self.commits.told(name, self.commits.content(known, name), raw)
        return message(lines)

    def _put_in_place(self, ours: str | None, merged: str | None) -> bool:
        """Replace the plans, then move the branch, under the locks (step 5).

        Returns:
            False where a plan or the branch was changed meanwhile.

        """
        if merged is None or merged == ours:
            return True
        known, wanted = self.repository.entries(ours), self.repository.entries(merged)
        changed = {name: wanted[name] for name in differing(known, wanted) if name in known}
        with explained("присланное не принято"), self._held(list(changed)) as held:
            if self.repository.head() != ours or not self._untouched(changed, known):
                return False
            self.repository.must_be_able_to_advance(ours, merged)
            if not self._replaced(held, changed):
                return False
            self.repository.advance(changed, merged)
        return True

    def _untouched(self, names: Iterable[str], known: Entries) -> bool:
        """Tell whether plans are still as they were committed."""
        blobs = self.repository.inward(list(names))
        return all(known[name].blob == blob for name, blob in blobs.items())

    def _replaced(self, held: Mapping[str, Watched], wanted: Entries) -> bool:
        """Put plans in place; False where one is no longer what was read."""
        for name, each in held.items():
            if not each.replace(self.repository.outward(name, wanted[name].blob)):
                return False
        return True

    def _mark_sent(self) -> None:
        """Let `undo` know that others have the changes that were recorded (step 7)."""
        for name, deeds in self.deeds.items():
            if any(not deed.sent for deed in deeds):
                with locked(self._target(name)) as target:
                    update.mark_sent(target, deeds)


def _has(entries: Entries, name: str, blob: str) -> bool:
    """Tell whether a commit has a plan with just this content."""
    entry = entries.get(name)
    return entry is not None and entry.blob == blob


def _pause(attempt: int) -> None:
    """Wait a random moment before a further attempt."""
    if attempt:
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
        time.sleep(random.uniform(0, longest))  # noqa: S311  # no secret, only not all at once
