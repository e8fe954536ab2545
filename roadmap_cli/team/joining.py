"""One commit out of two, made without touching the folder: what a person decides is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from roadmap_cli.errors import IncomingPlanError, InvalidPlanError, NotSentError, UndecidedError
from roadmap_cli.planfile.find import parse
from roadmap_cli.team.commits import differing
from roadmap_cli.team.merge import Merged, merge
from roadmap_cli.team.private_index import BASE, OURS, THEIRS, merged_tree
from roadmap_cli.team.reading import NotAPlanError, as_plan
from roadmap_cli.team.story import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roadmap_cli.team.asking import Person
    from roadmap_cli.team.commits import Commits
    from roadmap_cli.team.data import Side
    from roadmap_cli.team.decisions import Stamp
    from roadmap_cli.team.shape import Answers


class Joining:
    """Merges what was recorded here with what others sent."""

    def __init__(self, commits: Commits, person: Person, stamp: Stamp) -> None:
        """Take who reads commits, who decides, and how a decision is signed."""
        self.commits = commits
        self.repository = commits.repository
        self.person = person
        self.stamp = stamp

    def joined(self, ours: str | None, theirs: str | None) -> str | None:
        """Give the commit that has both sides: one of them, or a new one.

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
        """Make the commit of a merge; its message tells what came of it."""

        def merge_plan(name: str, contents: Mapping[int, bytes]) -> bytes:
            return self._merge_plan(name, contents, theirs)

        tree = merged_tree(self.repository, [base, ours, theirs], merge_plan)
        text = message(self.commits.lines_between(ours, tree))
        return self.repository.join(tree, ours, theirs, f"Сведено: {text}")

    def _must_be_valid(self, base: str | None, theirs: str) -> None:
        """Refuse plans that others changed and that nobody could read here."""
        known = self.repository.entries(base)
        sent = self.repository.entries(theirs)
        for name in differing(known, sent):
            self._check(name, self.commits.content(sent, name), theirs)

    def _check(self, name: str, raw: bytes, theirs: str) -> None:
        """Refuse a plan that somebody sent and that cannot be trusted."""
        try:
            parse(self.repository.top / name, raw)
        except InvalidPlanError as error:
            author = self.repository.author(theirs)
            raise IncomingPlanError(Path(name), author, error.problems) from None

    def _merge_plan(self, name: str, contents: Mapping[int, bytes], theirs: str) -> bytes:
        """Merge one plan; ask what must be decided, each question once."""
        if OURS not in contents or THEIRS not in contents:
            reason = f"план {name} удалён одной стороной и изменён другой: решите, нужен ли он"
            raise UndecidedError([reason])
        answers: dict[tuple[str, str], Side] = {}
        while True:
            try:
                merged = self._merged_texts(contents, answers)
            except NotAPlanError:
                self._check(name, contents[THEIRS], theirs)
                reason = f"прежний план {name} не читается: сведите сами: git pull --no-rebase"
                raise UndecidedError([reason]) from None
            if not merged.questions:
                return merged.text.encode()
            answers.update(self.person.answers(name, merged.questions))

    def _merged_texts(self, contents: Mapping[int, bytes], answers: Answers) -> Merged:
        """Merge the texts of a plan with the answers that are known so far."""
        return merge(
            as_plan(contents.get(BASE, b"")),
            as_plan(contents[OURS]),
            as_plan(contents[THEIRS]),
            lines=self.repository.git.merge_lines,
            answers=answers,
            stamp=self.stamp,
        )
