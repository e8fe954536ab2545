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
from roadmap_cli.team.git import GitError
from roadmap_cli.team.merge import merge
from roadmap_cli.team.reading import NotAPlanError
from roadmap_cli.team.refusals import refused
from roadmap_cli.team.story import message, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from roadmap_cli.planfile.journal import Entry as Deed
    from roadmap_cli.planfile.watch import Watched
    from roadmap_cli.team.data import Side
    from roadmap_cli.team.decisions import Stamp
    from roadmap_cli.team.repository import Entry, Repository, Upstream
    from roadmap_cli.team.shape import Question

ATTEMPTS = 10
FIRST_PAUSE = 0.05  # seconds; doubled with every attempt, so that thirty clones part
LONGEST_PAUSE = 2.0
_BOM = "\ufeff"


class Asked(NamedTuple):
    """A question and the plan that it is about."""

    plan: str
    question: Question


Decide: TypeAlias = "Callable[[Asked], Side | None]"
Entries: TypeAlias = "Mapping[str, Entry]"


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
    upstream = repository.upstream()
    try:
        with repository.exclusive():
            return _Sync(repository, upstream, settings).run()
    except GitError as error:
        raise refused("не отправлено", error) from None


class _Sync:
    """One run: what is remembered between its attempts."""

    def __init__(self, repository: Repository, upstream: Upstream, settings: Settings) -> None:
        self.repository = repository
        self.upstream = upstream
        self.settings = settings
        self.answers: dict[Asked, Side] = {}
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
            ours = self._record()
            if attempt == 0:
                self._prepare()
            self.settings.progress("получаю присланное")
            theirs = self.repository.fetch(self.upstream)
            merged = self._merged(ours, theirs)
            if not self.sent:
                self.received = self._received(ours, theirs)
            last = attempt == ATTEMPTS - 1
            if self._is_sent(ours, theirs, merged, last=last) and self._put_in_place(ours, merged):
                return Done(self.sent, self.received, attempt)
        raise self._busy()

    def _received(self, ours: str | None, theirs: str | None) -> list[str]:
        """Tell what others did since this clone last met them, without what was decided here."""
        known = self.repository.common(ours, theirs) if theirs else None
        return self._lines_between(known, theirs)

    def _is_sent(
        self, ours: str | None, theirs: str | None, merged: str | None, *, last: bool
    ) -> bool:
        """Send the merge; where that fails for good, what others sent is taken all the same."""
        if merged is not None and merged != theirs:
            self.settings.progress("отправляю")
            try:
                accepted = self.repository.push(merged, self.upstream)
            except NotSentError:
                self._put_in_place(ours, merged)
                raise
            if not accepted:
                if last:
                    self._put_in_place(ours, merged)
                return False
            self.sent += self._lines_between(theirs, merged)
        self._mark_sent()
        return True

    def _prepare(self) -> None:
        if clone.prepare(self.repository, self.settings.command):
            self.settings.tell(clone.PREPARED)

    def _busy(self) -> NotSentError:
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
            known = self.repository.entries(self.repository.head())
            others = self.repository.entries(self._theirs())
            blobs = self.repository.inward(names)
            for name, blob in blobs.items():  # what others lack must be valid
                if _blob(others, name) != blob:
                    parse(self._target(name), held[name].raw)
            changed = [name for name in names if _blob(known, name) != blobs[name]]
            self.deeds = {name: journal.read(self._target(name)) for name in names}
            if changed:
                self._tell_of_new([name for name in changed if name not in known])
                self.repository.commit(
                    changed, self._message({name: held[name].raw for name in changed}, known)
                )
        return self.repository.head()

    def _target(self, name: str) -> Path:
        return self.repository.top / name

    def _theirs(self) -> str | None:
        """Name what others were known to have when the clone last looked."""
        return self.repository.commit_named(f"{self.upstream.branch}@{{upstream}}")

    def _tell_of_new(self, names: Sequence[str]) -> None:
        for name in names:
            self.settings.tell(f"план {name} добавлен: теперь его получат и другие")

    @contextmanager
    def _held(self, names: Sequence[str]) -> Iterator[dict[str, Watched]]:
        """Lock plans and read them while nobody saves them."""
        with ExitStack() as stack:
            targets = {name: stack.enter_context(locked(self._target(name))) for name in names}
            deadline = time.monotonic() + watch.WAIT_SECONDS
            yield {
                name: stack.enter_context(watch.still(self._target(name), target, deadline))
                for name, target in targets.items()
            }

    def _message(self, changed: Mapping[str, bytes], known: Entries) -> str:
        lines = []
        for name, raw in changed.items():
            before = self.repository.content(known[name].blob) if name in known else b""
            lines += self._told(name, before, raw)
        return message(lines)

    def _told(self, name: str, before: bytes, after: bytes) -> list[str]:
        """Tell what happened to a plan; where there are several, with its name."""
        prefix = f"{self.short[name]}/" if len(self.short) > 1 and name in self.short else ""
        return [f"{prefix}{line}" for line in told(_data(before), _data(after))]

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
        for name, entry in self.repository.entries(theirs).items():
            if known.get(name) != entry:
                self._check(name, self.repository.content(entry.blob), theirs)

    def _check(self, name: str, raw: bytes, theirs: str) -> None:
        try:
            parse(self._target(name), raw)
        except InvalidPlanError as error:
            author = self.repository.author(theirs)
            raise IncomingPlanError(Path(name), author, error.problems) from None

    def _merge_plan(self, name: str, contents: Mapping[int, bytes]) -> bytes:
        """Merge one plan; ask what must be decided, each question once."""
        if 2 not in contents or 3 not in contents:  # noqa: PLR2004  # git's stages of ours and theirs
            raise UndecidedError(
                [f"план {name} удалён одной стороной и изменён другой: решите, нужен ли он"]
            )
        base, ours, theirs = (as_plan(contents.get(stage, b"")) for stage in (1, 2, 3))
        answers: dict[tuple[str, str], Side] = {}
        while True:
            try:
                merged = merge(
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
            if not merged.questions:
                return merged.text.encode()
            answers.update(self._answers(name, merged.questions))

    def _answers(self, plan: str, questions: Sequence[Question]) -> dict[tuple[str, str], Side]:
        """Get the answers of a person; what is asked again after a retry is remembered."""
        found = {}
        left = []
        for question in questions:
            asked = Asked(plan, question)
            side = self.answers.get(asked) or (
                self.settings.decide(asked) if question.choice else None
            )
            if side:
                self.answers[asked] = side
                found[question.key] = side
            else:
                left.append(asked)
        if left:
            raise UndecidedError([sentence(asked) for asked in left])
        return found

    def _put_in_place(self, ours: str | None, merged: str | None) -> bool:
        """Replace the plans, then move the branch, under the locks (step 5).

        Returns:
            False where a plan or the branch was changed meanwhile.

        """
        if merged is None or merged == ours:
            return True
        known, wanted = self.repository.entries(ours), self.repository.entries(merged)
        names = [name for name in wanted if name in known and wanted[name] != known[name]]
        with self._held(names) as held:
            blobs = self.repository.inward(names)
            untouched = all(known[name].blob == blob for name, blob in blobs.items())
            if self.repository.head() != ours or not untouched:
                return False
            self.repository.must_be_able_to_advance(ours, merged)
            for name, each in held.items():
                if not each.replace(self.repository.outward(name, wanted[name].blob)):
                    return False
            self.repository.advance({name: wanted[name] for name in names}, merged)
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
        for name, entry in new.items():
            if old.get(name) != entry:
                former = self.repository.content(old[name].blob) if name in old else b""
                lines += self._told(name, former, self.repository.content(entry.blob))
        return lines


def sentence(asked: Asked) -> str:
    """Ask a question in one sentence."""
    plan, question = asked
    what = f"Пункт {question.item} ({plan})" if question.item else f"План {plan}"
    if not question.choice:
        return f"{what}: {question.ours}; {question.theirs}"
    return f"{what}: у вас {question.ours}; прислано: {question.theirs}. Что остаётся?"


def _blob(entries: Entries, name: str) -> str | None:
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
    try:
        return Document(decode(raw)[0]).data
    except DocumentError:
        return None
