"""Questions of a merge as a person is asked them: in one sentence, and each once."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from roadmap_cli.errors import UndecidedError
from roadmap_cli.team.shape import ADDED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roadmap_cli.team.data import Side
    from roadmap_cli.team.shape import Question


LONGEST_TITLE = 60  # characters of a question


class Asked(NamedTuple):
    """A question and the plan that it is about."""

    plan: str
    question: Question


Decide: TypeAlias = "Callable[[Asked], Side | None]"


class Person:
    """Who decides, and what was decided: a question that comes again is not asked again."""

    def __init__(self, decide: Decide) -> None:
        """Take what asks a question, and gives None where there is no answer."""
        self._decide = decide
        self._known: dict[Asked, Side] = {}

    def answers(self, plan: str, questions: Sequence[Question]) -> dict[tuple[str, str], Side]:
        """Get the answers to all questions.

        Raises:
            UndecidedError: some have none.

        """
        found = {}
        left: list[Asked] = []
        for question in questions:
            asked = Asked(plan, question)
            side = self._answer(asked)
            if side:
                found[question.key] = side
            else:
                left.append(asked)
        if left:
            can_answer = any(asked.question.choice for asked in left)
            raise UndecidedError([sentence(asked) for asked in left], can_answer=can_answer)
        return found

    def _answer(self, asked: Asked) -> Side | None:
        """Ask what was not answered before; nobody can answer what no choice of a side settles."""
        if asked not in self._known and asked.question.choice:
            side = self._decide(asked)
            if side:
                self._known[asked] = side
        return self._known.get(asked)


def _titled(question: Question) -> str:
    """Quote the beginning of an item's title, so that nobody must look the number up."""
    title = textwrap.shorten(question.title, LONGEST_TITLE, placeholder="…")
    return f" «{title}»" if title else ""


def sentence(asked: Asked) -> str:
    """Ask a question in one sentence."""
    plan, question = asked
    what = f"Пункт {question.item}{_titled(question)} ({plan})" if question.item else f"План {plan}"
    if not question.choice:
        return f"{what}: {question.ours}; {question.theirs}"
    sides = f"у вас {question.ours}; прислано: {question.theirs}."
    if question.what == ADDED:
        other_number = f"дайте своему другой номер: roadmap edit {question.item}"
        sides += f" Если нужны оба, отложите и {other_number}."
    return f"{what}: {sides} Что остаётся?"
