"""`sync`: record, fetch, merge, send, put in place; each step is a function of a few lines.

A kill between sending and putting in place leaves a clone that is merely behind. Plans are
replaced before the branch moves: a kill in between leaves a folder that is ahead of its
branch, which the next run records, and never one that would take back what others sent.
"""

from __future__ import annotations

import random
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli.errors import (
    IncomingPlanError,
    InvalidPlanError,
    NotSentError,
    UndecidedError,
)
from roadmap_cli.planfile import find, journal, watch
from roadmap_cli.planfile.document import Document, DocumentError, decode
from roadmap_cli.planfile.lock import locked
from roadmap_cli.planfile.store import parse
from roadmap_cli.team import clone
from roadmap_cli.team.asking import Decide, Person
from roadmap_cli.team.merge import Merged, merge
from roadmap_cli.team.reading import NotAPlanError
from roadmap_cli.team.refusals import explained
from roadmap_cli.team.story import message, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from roadmap_cli.planfile.journal import Entry as Deed
    from roadmap_cli.planfile.watch import Watched
    from roadmap_cli.team.data import Side
    from roadmap_cli.team.decisions import Stamp
    from roadmap_cli.team.repository import Entry, Repository, Upstream
    from roadmap_cli.team.shape import Answers

ATTEMPTS = 10
FIRST_PAUSE = 0.05  # seconds; doubled with every attempt, so that thirty clones part
LONGEST_PAUSE = 2.0
_BOM = "\ufeff"


Entries: TypeAlias = "Mapping[str, Entry]"
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
        upstream = repository.upstream()
        with repository.exclusive():
            return _Sync(repository, upstream, settings).run()


class _Sync:
    """One run: what is remembered between its attempts."""

    def __init__(
        self, repository: Repository, upstream: Upstream, settings: Settings
    ) -> None:
        self.repository = repository
        self.upstream = upstream
        self.settings = settings
        self.person = Person(settings.decide)
        self.deeds: dict[str, list[Deed]] = {}
        self.short: dict[str, str] = {}
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
        merged = self._merged(ours, theirs)
        if not self.sent:
            self.received = self._received(ours, theirs)
        last = attempt == ATTEMPTS - 1
        sent = self._is_sent(ours, theirs, merged, last=last)
        return sent and self._put_in_place(ours, merged)

    def _received(self, ours: str | None, theirs: str | None) -> list[str]:
        """Tell what others did since this clone last met them, without what was decided here."""
        known = self.repository.common(ours, theirs) if theirs else None
        return self._lines_between(known, theirs)

    def _is_sent(
        self, ours: str | None, theirs: str | None, merged: str | None, *, last: bool
    ) -> bool:
        """Send the merge; where that fails for good, what others sent is taken all the same."""
        if merged is not None and merged != theirs:
            accepted = self._push(ours, merged)
            if not accepted and last:
                self._put_in_place(ours, merged)
            if not accepted:
                return False
            self.sent += self._lines_between(theirs, merged)
        self._mark_sent()
        return True

    def _push(self, ours: str | None, merged: str) -> bool:
        """Send the merge; where that is refused, it is put in place here."""
        self.settings.progress("отправляю")
        try:
            return self.repository.push(merged, self.upstream)
        except NotSentError:
            self._put_in_place(ours, merged)
            raise

    def _prepare(self) -> None:
        """Set the clone up where it is not yet, and say so."""
        if clone.prepare(self.repository, self.settings.command):
            self.settings.tell(clone.PREPARED)

    def _fetch(self) -> str | None:
        """Get what others sent, with a word for who waits."""
        self.settings.progress("получаю присланное")
        return self.repository.fetch(self.upstream)

    def _busy(self) -> NotSentError:
        """Say why every attempt failed: a lock that was left behind, or so many others."""
        lock = self.repository.shared_lock(self.upstream)
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
        self.short = dict(zip(names, short, strict=True))
        with self._held(names) as held:
            raws = {name: each.raw for name, each in held.items()}
            blobs = self.repository.inward(names)
            self._must_be_readable(raws, blobs)
            self.deeds = {name: journal.read(self._target(name)) for name in names}
            self._commit_changed(raws, blobs)
        return self.repository.head()

    def _must_be_readable(self, raws: Contents, blobs: Mapping[str, str]) -> None:
        """Refuse a plan that others lack and that cannot be trusted."""
        others = self.repository.entries(self._theirs())
        for name, raw in raws.items():
            if _blob(others, name) != blobs[name]:
                parse(self._target(name), raw)

    def _commit_changed(self, raws: Contents, blobs: Mapping[str, str]) -> None:
        """Commit the plans that differ from the branch, with a message that tells what was done."""
        known = self.repository.entries(self.repository.head())
        changed = {
            name: raw for name, raw in raws.items() if _blob(known, name) != blobs[name]
        }
        if changed:
            self._tell_of_new(changed, known)
            self.repository.commit(list(changed), self._message(changed, known))

    def _target(self, name: str) -> Path:
        """Give the place of a plan in the folder."""
        return self.repository.top / name

    def _theirs(self) -> str | None:
        """Name what others were known to have when the clone last looked."""
        return self.repository.commit_named(f"{self.upstream.branch}@{{upstream}}")

    def _tell_of_new(self, names: Iterable[str], known: Entries) -> None:
        """Say which plans others get for the first time."""
        for name in names:
            if name not in known:
                self.settings.tell(f"план {name} добавлен: теперь его получат и другие")

    @contextmanager
    def _held(self, names: Sequence[str]) -> Iterator[dict[str, Watched]]:
        """Lock plans and read them while nobody saves them."""
        with ExitStack() as stack:
            targets = {
                name: stack.enter_context(locked(self._target(name))) for name in names
            }
            deadline = time.monotonic() + watch.WAIT_SECONDS
            yield {
                name: stack.enter_context(
                    watch.still(self._target(name), target, deadline)
                )
                for name, target in targets.items()
            }

    def _message(self, changed: Contents, known: Entries) -> str:
        """Tell in the message of a commit what was done to the plans."""
        lines = []
        for name, raw in changed.items():
            lines += self._told(name, self._content(known, name), raw)
        return message(lines)

    def _content(self, entries: Entries, name: str) -> bytes:
        """Give a plan of a commit; nothing where it has none of that name."""
        entry = entries.get(name)
        return self.repository.content(entry.blob) if entry else b""

    def _told(self, name: str, before: bytes, after: bytes) -> list[str]:
        """Tell what happened to a plan; where there are several, with its name."""
        if not before:
            return [f"план {name} добавлен"]
        lines = told(_data(before), _data(after))
        if len(self.short) > 1 and name in self.short:
            return [f"{self.short[name]}/{line}" for line in lines]
        return lines

    def _merged(self, ours: str | None, theirs: str | None) -> str | None:
        """Give the commit that has both sides, made without touching the folder (step 4)."""
        if theirs is None:
            return ours
        base = self.repository.common(ours, theirs)
        if base == theirs:
            return ours
        self._must_be_valid(base, theirs)
        if base == ours:
            return theirs
        if base is None or ours is None:
            raise NotSentError(
                "не отправлено",
                "у этой папки и у общей нет общего начала; получите общую заново: git clone, "
                "и перенесите в неё свой план",
            )
        tree = self.repository.merged_tree([base, ours, theirs], self._merge_plan)
        text = message(self._lines_between(ours, tree))
        return self.repository.join(tree, ours, theirs, f"Сведено: {text}")

    def _must_be_valid(self, base: str | None, theirs: str) -> None:
        """Refuse plans that others changed and that nobody could read here."""
        known = self.repository.entries(base)
        sent = self.repository.entries(theirs)
        for name in _differing(known, sent):
            self._check(name, self._content(sent, name), theirs)

    def _check(self, name: str, raw: bytes, theirs: str) -> None:
        """Refuse a plan that somebody sent and that cannot be trusted."""
        try:
            parse(self._target(name), raw)
        except InvalidPlanError as error:
            author = self.repository.author(theirs)
            raise IncomingPlanError(Path(name), author, error.problems) from None

    def _merge_plan(self, name: str, contents: Mapping[int, bytes]) -> bytes:
        """Merge one plan; ask what must be decided, each question once."""
        if 2 not in contents or 3 not in contents:  # noqa: PLR2004  # git's stages of ours and theirs
            raise UndecidedError(
                [
                    f"план {name} удалён одной стороной и изменён другой: решите, нужен ли он"
                ]
            )
        answers: dict[tuple[str, str], Side] = {}
        while True:
            merged = self._merged_texts(name, contents, answers)
            if not merged.questions:
                return merged.text.encode()
            answers.update(self.person.answers(name, merged.questions))

    def _merged_texts(
        self, name: str, contents: Mapping[int, bytes], answers: Answers
    ) -> Merged:
        """Merge the texts of a plan; refuse what is none, ours and theirs with their places."""
        try:
            base, ours, theirs = (
                as_plan(contents.get(stage, b"")) for stage in (1, 2, 3)
            )
            return merge(
                base,
                ours,
                theirs,
                lines=self.repository.git.merge_lines,
                answers=answers,
                stamp=self.settings.stamp,
            )
        except NotAPlanError:
            self._check(name, contents[3], f"{self.upstream.branch}@{{upstream}}")
            raise UndecidedError(
                [f"прежний план {name} не читается: сведите сами: git pull --no-rebase"]
            ) from None

    def _put_in_place(self, ours: str | None, merged: str | None) -> bool:
        """Replace the plans, then move the branch, under the locks (step 5).

        Returns:
            False where a plan or the branch was changed meanwhile.

        """
        if merged is None or merged == ours:
            return True
        known, wanted = self.repository.entries(ours), self.repository.entries(merged)
        changed = {
            name: wanted[name] for name in _differing(known, wanted) if name in known
        }
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
                    journal.mark_sent(target, deeds)

    def _lines_between(self, before: str | None, after: str | None) -> list[str]:
        """Tell what happened to the plans between two commits or trees."""
        old, new = self.repository.entries(before), self.repository.entries(after)
        lines = []
        for name in _differing(old, new):
            former, present = self._content(old, name), self._content(new, name)
            lines += self._told(name, former, present)
        lines += [f"план {name} удалён" for name in old if name not in new]
        return lines


def _differing(old: Entries, new: Entries) -> list[str]:
    """Name the plans that are new, or not as they were."""
    return [name for name, entry in new.items() if old.get(name) != entry]


def _blob(entries: Entries, name: str) -> str | None:
    """Name the content that a plan has in a commit, if it is there."""
    entry = entries.get(name)
    return entry and entry.blob


def _pause(attempt: int) -> None:
    """Wait a random moment before a further attempt."""
    if attempt:
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
        time.sleep(random.uniform(0, longest))  # noqa: S311  # no secret, only not all at once


def as_plan(raw: bytes) -> str:
    """Decode a plan; one that is no text is refused by `merge`."""
    try:
        text, bom = decode(raw)
    except DocumentError as error:
        raise NotAPlanError(str(error)) from None
    return _BOM + text if bom else text


def _data(raw: bytes) -> Any:  # noqa: ANN401  # a plan as the file has it; nothing where it has none
    """Parse a plan, to tell what happened to it; one that is none counts as empty."""
    try:
        return Document(decode(raw)[0]).data
    except DocumentError:
        return None
