"""What becomes of each item of two versions of a plan: its fields, its section, its staying."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.team.case import Case
from roadmap_cli.team.data import (
    DISPUTED,
    SIDES,
    VERSIONS,
    Side,
    events_of,
    number_of,
    picked,
    three_way,
    tidy,
)
from roadmap_cli.team.decisions import Stamp, decided, side_words
from roadmap_cli.team.rules import judge
from roadmap_cli.team.shape import ADDED, Question
from roadmap_cli.team.story import event_words, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roadmap_cli.team.data import Data
    from roadmap_cli.team.pieces import Piece
    from roadmap_cli.team.shape import Answers, SectionKey, Version

REMOVED = "пункт удалён"
KEPT = "решено: пункт остаётся"
_COURSE = {"status", "executed", "postponed_to", "note", "history"}


class Fate(NamedTuple):
    """What becomes of an item, None where it goes; `placed` is the side whose place counts."""

    item: Data | None
    home: SectionKey | None
    placed: Side | None = None
    questions: tuple[Question, ...] = ()


class Sides(NamedTuple):
    """All that items are judged by: three versions, their items and these items' periods."""

    parts: Mapping[str, Version]
    pieces: Mapping[str, Mapping[str, Piece]]
    periods: Mapping[str, Mapping[str, Sequence[str]]]
    answers: Answers
    stamp: Stamp

    def fates(self) -> dict[str, Fate]:
        """Judge every item that either side has."""
        numbers = dict.fromkeys([*self.parts["ours"].homes, *self.parts["theirs"].homes])
        return {number: self._fate(number) for number in numbers}

    def _fate(self, number: str) -> Fate:
        """Choose what to judge an item by: who has it, and whether it was there before."""
        there_before = number in self.pieces["base"]
        sides = [name for name in SIDES if number in self.pieces[name]]
        if len(sides) == len(SIDES):
            return self._merged(number) if there_before else self._added_twice(number)
        (side,) = sides
        if there_before:
            return self._removed(number, side)
        return Fate(self._item(number, side), self._home(number, side))

    def _case(self, number: str) -> Case:
        """Put the three versions of an item together."""
        base, ours, theirs = (self._item(number, name) for name in VERSIONS)
        periods = {name: self.periods[name].get(number, []) for name in VERSIONS}
        return Case(base, ours, theirs, periods)

    def _item(self, number: str, name: str) -> Data:
        """Give an item as a version has it, empty where it has none."""
        piece = self.pieces[name].get(number)
        return piece.item if piece else {}

    def _home(self, number: str, name: str) -> SectionKey:
        """Give the section where a version has an item."""
        return self.parts[name].homes[number]

    def _merged(self, number: str) -> Fate:
        """Apply the rules to what both have."""
        item, questions = self._judged(number)
        home, placed, moved = self._moved(number)
        return Fate(tidy(item), home, placed, (*questions, *moved))

    def _judged(self, number: str) -> tuple[Data, list[Question]]:
        """Give an item as it is with what was decided, and what is left to decide."""
        case = self._case(number)
        item, doubts = judge(case)
        questions = []
        for doubt in doubts:
            words = [side_words(case, doubt, name) for name in SIDES]
            question = _asked(number, doubt.what, words)
            side = self.answers.get(question.key)
            if side:
                item = decided(case, item, doubt, side, self.stamp)
            else:
                questions.append(question)
        return item, questions

    def _moved(self, number: str) -> tuple[SectionKey, Side | None, list[Question]]:
        """Take a move by one side; ask where both moved an item, to different sections."""
        base, ours, theirs = (self._home(number, name) for name in VERSIONS)
        home = three_way(base, ours, theirs)
        if home is not DISPUTED:
            return home, None, []
        words = [f"перенесён в раздел «{title}»" for title, _ in (ours, theirs)]
        question = _asked(number, "moved", words)
        side = self.answers.get(question.key)
        if side is None:
            return ours, "ours", [question]
        return self._home(number, side), side, []

    def _added_twice(self, number: str) -> Fate:
        """Take what both added alike once, with the marks of both; ask where it differs."""
        case = self._case(number)
        ours, theirs = (self._home(number, name) for name in SIDES)
        if ours == theirs and not _differing(case):
            item, questions = self._judged(number)
            return Fate(tidy(item), ours, None, tuple(questions))
        words = [self._added_words(case, name) for name in SIDES]
        question = _asked(number, ADDED, words)
        side = self.answers.get(question.key)
        if side is None:
            return Fate(case.ours, ours, "ours", (question,))
        return Fate(case.side(side), self._home(number, side), side)

    def _added_words(self, case: Case, side: Side) -> str:
        """Name an item that a side added, with all in which it differs from the other's."""
        item = case.side(side)
        title, _ = self._home(number_of(item), side)
        fields = picked(item, ["title", *_differing(case)])
        return f"новый пункт в разделе «{title}»: {value_words(fields)}"

    def _changes(self, number: str, side: Side) -> str:
        """Say what a side did to an item that the other removed; nothing where it did nothing."""
        events = self._case(number).news(side)
        if events:
            return "; ".join(map(event_words, events))
        before, after = self.pieces["base"][number], self.pieces[side][number]
        if after.item != before.item:
            return "пункт изменён"
        if self._home(number, side) != self._home(number, "base"):
            return "пункт перенесён в другой раздел"
        if after.comments != before.comments:
            return "изменены комментарии внутри пункта"
        return ""

    def _removed(self, number: str, side: Side) -> Fate:
        """Let go what one removed and the other left alone; ask where it was changed or moved."""
        case = self._case(number)
        item, home = case.side(side), self._home(number, side)
        changes = self._changes(number, side)
        if not changes:
            return Fate(None, None)
        words = {"ours": REMOVED, "theirs": REMOVED, side: changes}
        question = _asked(number, "removed", [words[name] for name in SIDES])
        chosen = self.answers.get(question.key)
        if chosen is None:
            return Fate(item, home, side, (question,))
        if chosen != side:
            return Fate(None, None, chosen)
        remark = {"at": self.stamp.at, "by": self.stamp.by, "did": "note", "note": KEPT}
        return Fate({**item, "history": [*events_of(item), remark]}, home, side)


def _asked(number: str, what: str, words: Sequence[str]) -> Question:
    """Ask about an item what each side has to say."""
    ours, theirs = words
    return Question(number, what, ours, theirs)


def _differing(case: Case) -> list[str]:
    """Name the fields in which what both added differs, apart from what was done since."""
    keys = dict.fromkeys([*case.ours, *case.theirs])
    content = [key for key in keys if key not in _COURSE]
    return [key for key in content if case.ours.get(key) != case.theirs.get(key)]
