"""`sync`: record, fetch, merge, send, put in place; `_succeeds` has the steps in order.

A kill between sending and putting in place leaves a clone that is merely behind. Plans are
replaced before the branch moves: a kill in between leaves a folder ahead of its branch, which the
next run records, and never one that would revert what others sent.
"""

from __future__ import annotations

import posixpath
import random
import textwrap
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.errors import (
    IncomingPlanError,
    InvalidPlanError,
    NotSentError,
    Problem,
    UndecidedError,
)
from roadmap_cli.plan.model import is_address
from roadmap_cli.planfile import files, find, update
from roadmap_cli.planfile.document import decode
from roadmap_cli.planfile.files import locked
from roadmap_cli.team.git import PREPARED, explained, prepare
from roadmap_cli.team.merge import Merged, merge
from roadmap_cli.team.outcome import ADDED, Question
from roadmap_cli.team.raw import (
    DISPUTED,
    SIDES,
    VERSIONS,
    NotAPlanError,
    as_plan,
    loaded,
    message,
    three_way,
)
from roadmap_cli.team.repository import (
    Commits,
    Tracked,
    Upstream,
    differing,
    merged_tree,
)
from roadmap_cli.team.skeleton import renumbered
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from roadmap_cli.planfile.files import Watched
    from roadmap_cli.planfile.update import Entry
    from roadmap_cli.team.outcome import Answer
    from roadmap_cli.team.raw import Side
    from roadmap_cli.team.repository import Entries, Repository
    from roadmap_cli.team.rules import Signature


PLAN_REMOVED = "план удалён"
PLAN_STAYS = "план не изменён"
LONGEST_TITLE = 60  # characters of a question


Decide: TypeAlias = "Callable[[Question], Answer | None]"


class Person:
    """Who decides, and the decisions so far, so that no question is asked twice."""

    def __init__(self, decide: Decide) -> None:
        """Take the function that asks a question and returns None without an answer."""
        self._decide = decide
        self._known: dict[Question, Answer] = {}

    def answers(self, plan: str, questions: Sequence[Question]) -> dict[tuple[str, str], Answer]:
        """Get the answers to all questions; raise UndecidedError if some have none."""
        asked = [question._replace(plan=plan) for question in questions]
        found = [(each, self.answer(each)) for each in asked]
        left = [each for each, side in found if not side]
        if left:
            can_answer = any(each.choice for each in left)
            raise UndecidedError([sentence(each) for each in left], can_answer=can_answer)
        return {each.key: side for each, side in found if side}

    def answer(self, question: Question) -> Answer | None:
        """Ask an unanswered question, unless choosing a side cannot settle it."""
        if question not in self._known and question.choice:
            side = self._decide(question)
            if side:
                self._known[question] = side
        return self._known.get(question)


def sentence(question: Question) -> str:
    """Ask a question in one sentence, with the item's title to save looking up its number."""
    what = f"План {question.plan}"
    if question.item:
        title = textwrap.shorten(question.title, LONGEST_TITLE, placeholder="…")
        titled = f" «{title}»" if title else ""
        what = f"Пункт {question.item}{titled} ({question.plan})"
    if not question.choice:
        return f"{what}: {question.ours}; {question.theirs}"
    sides = f"у вас {question.ours}; прислано: {question.theirs}."
    if question.what == ADDED:
        sides += f" Если нужны оба, дайте своему другой номер: {question.free}."
    return f"{what}: {sides} Что остаётся?"


class Joining(NamedTuple):
    """Merges what was recorded here with what others sent; the stamp is that of decisions."""

    repository: Repository
    commits: Commits
    person: Person
    stamp: Signature

    def joined(self, ours: str | None, theirs: str | None) -> str | None:
        """Return the commit that has both sides: an existing or a new one.

        Raises:
            NotSentError: they have nothing in common.
            IncomingPlanError: what was sent cannot be trusted.
            UndecidedError: two people decided differently.

        """
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
        return self._merged(base, ours, theirs)

    def _merged(self, base: str, ours: str, theirs: str) -> str:
        def merge_plan(name: str, contents: Mapping[str, bytes]) -> bytes | None:
            if all(side in contents for side in SIDES):
                return self._merge_plan(name, contents, theirs)
            return self._kept_or_not(name, contents)

        versions = self._named_alike(base, ours, theirs)
        tree = merged_tree(self.repository, versions, merge_plan)
        text = message(self.commits.lines_between(ours, tree))
        return self.repository.commit_tree(tree, [ours, theirs], f"Сведено: {text}")

    def _named_alike(self, base: str, ours: str, theirs: str) -> list[str]:
        """Give a renamed plan its new name in all three versions."""
        versions = {"base": base, "ours": ours, "theirs": theirs}
        entries = {side: self.repository.entries(commit) for side, commit in versions.items()}
        names = {side: self.commits.renames(entries["base"], entries[side]) for side in VERSIONS}
        moves: dict[str, dict[str, str]] = {side: {} for side in VERSIONS}
        for name in {**names["ours"], **names["theirs"]}:
            present = {side: names[side].get(name, name) for side in VERSIONS}
            final = three_way(*present.values())
            if final is DISPUTED:
                here, there = (f"файл назван {present[side]}" for side in SIDES)
                question = Question("", "name", here, there)
                final = present[self.person.answers(name, [question])[question.key]]
            for side in VERSIONS:
                if present[side] in entries[side] and present[side] != final:
                    moves[side][present[side]] = final
        return [
            self.repository.renamed(versions[side], moves[side]) if moves[side] else versions[side]
            for side in VERSIONS
        ]

    def _kept_or_not(self, name: str, contents: Mapping[str, bytes]) -> bytes | None:
        """Ask whether to keep a plan that one side removed and the other changed."""
        words = dict.fromkeys(SIDES, PLAN_REMOVED)
        for side in SIDES:
            if side in contents:
                lines = self.commits.told(name, contents["base"], contents[side])
                words[side] = "; ".join(lines) or PLAN_STAYS
        question = Question("", "removed", words["ours"], words["theirs"])
        return contents.get(self.person.answers(name, [question])[question.key])

    def _must_be_valid(self, base: str | None, theirs: str) -> None:
        for name, reason in self.repository.untrusted(base, theirs):
            author = self.repository.author(theirs)
            raise IncomingPlanError(Path(one_line(name)), author, [Problem(0, 0, reason)])
        known = self.repository.entries(base)
        sent = self.repository.entries(theirs)
        for name in differing(known, sent):
            self._check(name, self.commits.content(sent, name), theirs)

    def _check(self, name: str, raw: bytes, theirs: str) -> None:
        try:
            loaded(self.repository.top / name, raw)
        except InvalidPlanError as error:
            author = self.repository.author(theirs)
            raise IncomingPlanError(Path(name), author, error.problems) from None

    def _merge_plan(self, name: str, contents: Mapping[str, bytes], theirs: str) -> bytes:
        answers: dict[tuple[str, str], Side] = {}
        while True:
            try:
                texts = [as_plan(contents.get(each, b"")) for each in VERSIONS]
                lines = self.repository.git.merge_lines
                merged = merge(*texts, lines=lines, answers=answers, stamp=self.stamp)
            except NotAPlanError:
                self._check(name, contents["theirs"], theirs)
                reason = f"прежний план {name} не читается: сведите сами: git pull --no-rebase"
                raise UndecidedError([reason]) from None
            if not merged.questions:
                return merged.text.encode()
            for key, answer in self.person.answers(name, merged.questions).items():
                if answer == "both":
                    ours = self._renumbered(contents["ours"], key[0], merged)
                    contents = {**contents, "ours": ours}
                else:
                    answers[key] = answer

    def _renumbered(self, raw: bytes, number: str, merged: Merged) -> bytes:
        """Give our new item the proposed number if theirs has taken its own."""
        (free,) = (each.free for each in merged.questions if each.item == number and each.free)
        text, bom = decode(raw)
        changed = renumbered(text, number, free, self.stamp._asdict()).encode()
        return (b"\xef\xbb\xbf" if bom else b"") + changed


ATTEMPTS = 10
FIRST_PAUSE = 0.05  # seconds; doubled with every attempt, to spread thirty clones
LONGEST_PAUSE = 2.0


class Done(NamedTuple):
    """What a `sync` sent and received, and how often it started again."""

    sent: list[str]
    received: list[str]
    retries: int


class Settings(NamedTuple):
    """What `sync` gets from the command line and the environment."""

    command: Sequence[str]
    stamp: Signature
    decide: Decide
    tell: Callable[[str], None]
    progress: Callable[[str], None]


def sync(repository: Repository, settings: Settings) -> Done:
    """Send local changes and receive those of others.

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
    """One run, with what it remembers between attempts."""

    def __init__(self, repository: Repository, upstream: Upstream, settings: Settings) -> None:
        self.repository = repository
        self.upstream = upstream
        self.settings = settings
        self.commits = Commits(repository)
        self.person = Person(settings.decide)
        self.joining = Joining(repository, self.commits, self.person, settings.stamp)
        self.deeds: dict[str, list[Entry]] = {}
        self.sent: list[str] = []
        self.received: list[str] = []
        self.missing: list[str] = []
        self.undecided: list[str] = []

    def run(self) -> Done:
        """Go through the steps, up to ten times if somebody was faster.

        A merge is put in place once it is sent, or cannot be sent at all: a rejected one leaves no
        trace in the history and is made again from the local commit.
        """
        for attempt in range(ATTEMPTS):
            if attempt:
                longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
                time.sleep(random.uniform(0, longest))  # noqa: S311  # no secret, only not all at once
            if self._succeeds(attempt):
                if self.undecided and not self.sent:
                    raise UndecidedError(self.undecided, can_answer=True)
                for question in self.undecided:
                    self.settings.tell(question)
                return Done(self.sent, self.received, attempt)
        raise self.upstream.busy(ATTEMPTS)

    def _succeeds(self, attempt: int) -> bool:
        """Go through the steps once; False if somebody was faster or changed a plan meanwhile."""
        ours = self._record()
        if attempt == 0 and prepare(self.repository.git, self.settings.command):
            self.settings.tell(PREPARED)
        theirs = self._fetch(attempt)
        if attempt == 0:
            self._settle_missing(ours, theirs)
            ours = self.repository.head()
        merged = self.joining.joined(ours, theirs)
        if not self.sent:
            known = self.repository.common(ours, theirs)
            self.received = self.commits.lines_between(known, theirs, merged)
        if merged is not None and merged != theirs:
            if not self._is_accepted(ours, merged, is_last=attempt == ATTEMPTS - 1):
                return False
            self.sent += self.commits.lines_between(theirs, merged)
        self._mark_sent()
        return self._put_in_place(ours, merged)

    def _settle_missing(self, ours: str | None, theirs: str | None) -> None:
        """Ask about plans missing from the folder: removed for everybody, or by mistake.

        What git was told to remove, or nobody else has, is removed for everybody.
        """
        others = self.repository.entries(theirs)
        known = self.repository.entries(self.repository.common(ours, theirs))
        told: list[str] = []
        for name in list(self.missing):
            if name not in others or self.repository.is_staged_away(name):
                answer: Answer | None = "ours"
            else:
                before, after = (self.commits.content(each, name) for each in (known, others))
                words = "; ".join(self.commits.told(name, before, after)) if before else ""
                question = Question("", "removed", PLAN_REMOVED, words or PLAN_STAYS, plan=name)
                answer = self.person.answer(question)
                if answer is None and words:
                    self.undecided.append(sentence(question))
                elif answer is None:
                    told.append(
                        f"план {name} удалён только у вас; удалить у всех: git rm {name} и снова "
                        f"roadmap sync; вернуть: git checkout -- {name}"
                    )
            if answer:
                self.missing.remove(name)
            if answer == "ours":
                self.repository.commit([name], f"план {name} удалён")
            elif answer:
                self.repository.git.run("checkout-index", "-q", "--", name)
        for line in self.repository.new_lines(told):
            self.settings.tell(line)

    def _is_accepted(self, ours: str | None, merged: str, *, is_last: bool) -> bool:
        """Send a commit; if that finally fails, still take what others sent."""
        self.settings.progress("отправляю")
        try:
            accepted = self.upstream.push(merged)
        except NotSentError:
            self._put_in_place(ours, merged)
            raise
        if is_last and not accepted:
            self._put_in_place(ours, merged)
        return accepted

    def _fetch(self, attempt: int) -> str | None:
        self.settings.progress("получаю присланное")
        known = self.upstream.commit()
        theirs = self.upstream.fetch()
        if attempt == 0 and known and theirs and self.repository.common(known, theirs) != known:
            self.settings.tell(
                "общая история переписана (push --force): полученное раньше сохранено здесь и "
                "будет отправлено снова"
            )
        return theirs

    def _record(self) -> str | None:
        """Commit the plans that were changed, under their locks, each valid."""
        present = self.repository.plans()
        moved = self._moved(present)
        names = sorted({*present, *moved.values()})
        short = find.short_names([self._target(name) for name in names])
        self.commits.short_names = dict(zip(names, short, strict=True))
        with self._held(names) as held:
            raws = {name: each.raw for name, each in held.items()}
            blobs = self.repository.inward(names)
            others = self.repository.entries(self.upstream.commit())
            for name in _edited(blobs, others):
                loaded(self._target(name), raws[name])  # an invalid plan is not sent
            self.deeds = {name: update.read_journal(self._target(name)) for name in names}
            if self.repository.has_commit_hooks():  # hooks may write the plan, and need not wait
                for each in held.values():
                    each.give_back()
            self._commit_changed(raws, blobs, moved)
            self.repository.mend_index()
        return self.repository.head()

    def _moved(self, present: Sequence[str]) -> dict[str, str]:
        """Find the new names of plans that the branch has elsewhere."""
        missing = self.repository.missing()
        known = self.repository.entries(self.repository.head())
        found = {name: entry for name, entry in known.items() if name not in missing}
        others = [name for name in _edited(self.repository.inward(present), known) if name in known]
        if missing:
            others += {*present, *self.repository.untracked()} - set(known)
        if missing or len(others) > 1:  # two may have swapped names
            for name in others:
                blob = self.repository.stored(files.read(self._target(name)))
                found[name] = Tracked("100644", blob)
        moved = self.commits.renames(known, found)
        self.missing = [name for name in missing if name not in moved]
        return moved

    def _commit_changed(
        self, raws: Mapping[str, bytes], blobs: Mapping[str, str], moved: Mapping[str, str]
    ) -> None:
        """Commit the plans that differ from the branch, with a message that says what was done."""
        known = self.repository.entries(self.repository.head())
        former = {**known, **{new: known[old] for old, new in moved.items()}}
        changed = {name: raws[name] for name in _edited(blobs, known)}
        if not changed:
            return
        lines = [f"план {old} теперь {new}" for old, new in moved.items()]
        for name, raw in changed.items():
            if name not in former:
                self.settings.tell(f"план {name} добавлен: теперь его получат и другие")
            lines += self.commits.told(name, self.commits.content(former, name), raw)
        documents = self.repository.new_files(self._documents(changed, former))
        self.repository.commit([*changed, *moved, *documents], message(lines))
        known = self.repository.entries(self.repository.head())
        left = _edited(self.repository.inward([*changed]), known)  # what a user's hook wrote
        for name in left:
            loaded(self._target(name), files.read(self._target(name)))
        if left:
            self.repository.commit_rest(left, "дописано при записи (хук git)")

    def _documents(self, raws: Mapping[str, bytes], known: Entries) -> Iterator[str]:
        """Yield the evidence files of marks that are new here, within the folders of plans.

        Somebody else's plan must not make this clone send files from its folder.
        """
        for name, raw in raws.items():
            sent = self._evidence(name, self.commits.content(known, name))
            new = {each for each in self._evidence(name, raw) - sent if not is_address(each)}
            for file in sorted(map(posixpath.normpath, new)):
                if not file.startswith(("/", "../")):
                    yield posixpath.join(posixpath.dirname(name), file)

    def _evidence(self, name: str, raw: bytes) -> set[str]:
        """Return the documents of a plan; most have none and are not parsed for this."""
        if b"evidence" not in raw:
            return set()
        items = loaded(self._target(name), raw).plan.items
        return {file for item in items for file in item.documents}

    def _target(self, name: str) -> Path:
        return self.repository.top / name

    @contextmanager
    def _held(self, names: Sequence[str]) -> Iterator[dict[str, Watched]]:
        """Lock plans and read them while nobody is saving them."""
        with ExitStack() as stack:
            targets = {name: stack.enter_context(locked(self._target(name))) for name in names}
            deadline = time.monotonic() + files.WAIT_SECONDS
            yield {
                name: stack.enter_context(files.still(self._target(name), target, deadline))
                for name, target in targets.items()
            }

    def _put_in_place(self, ours: str | None, merged: str | None) -> bool:
        """Replace the plans, then move the branch, under the locks.

        False if a plan or the branch changed meanwhile.
        """
        if merged is None or merged == ours:
            return True
        known, wanted = self.repository.entries(ours), self.repository.entries(merged)
        there = {name: entry for name, entry in known.items() if name not in self.missing}
        changed = {name: wanted[name] for name in differing(there, wanted) if name in there}
        touched = [*changed, *(name for name in there if name not in wanted)]
        with explained("присланное не принято"), self._held(touched) as held:
            is_moved = self.repository.head() != ours
            if is_moved or _edited(self.repository.inward(touched), known):
                return False
            self.repository.must_be_able_to_advance(ours, merged)
            for name, entry in changed.items():
                if not held[name].replace(self.repository.outward(name, entry.blob)):
                    return False
            self.repository.advance(changed, merged)
            for name in self.missing:  # git restores what others changed
                self._target(name).unlink(missing_ok=True)
        return True

    def _mark_sent(self) -> None:
        """Tell `undo` that others have the recorded changes."""
        for name, deeds in self.deeds.items():
            if any(not deed.sent for deed in deeds):
                with locked(self._target(name)) as target:
                    update.mark_sent(target, deeds)


def _edited(blobs: Mapping[str, str], known: Entries) -> list[str]:
    """Name the plans whose files are not those of a commit."""
    return [name for name, blob in blobs.items() if name not in known or known[name].blob != blob]
