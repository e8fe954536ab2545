"""What becomes of each item of two versions of a plan: its fields, its section, its staying."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.team.rules import (
    DISPUTED,
    SIDES,
    Case,
    Doubt,
    Side,
    Stamp,
    decided,
    judge,
    side_words,
    three_way,
)
from roadmap_cli.team.shape import VERSIONS, Question, tidy
from roadmap_cli.team.story import event_words, new_events

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roadmap_cli.team.shape import Answers, Data, SectionKey, Version

REMOVED = "пункт удалён"
KEPT = "решено: пункт остаётся"


class Fate(NamedTuple):
    """What becomes of an item, None where it goes; `placed` is the side whose place counts."""

    item: Data | None
    home: SectionKey | None
    placed: Side | None = None
    questions: tuple[Question, ...] = ()


class Sides(NamedTuple):
    """All that items are judged by: three versions, their items and how many periods they have."""

    parts: Mapping[str, Version]
    items: Mapping[str, Mapping[str, Data]]
    periods: Mapping[str, Mapping[str, int]]
    answers: Answers
    stamp: Stamp

    def fates(self) -> dict[str, Fate]:
        """Judge every item that either side has."""
        numbers = dict.fromkeys([*self.parts["ours"].order, *self.parts["theirs"].order])
        return {number: self._fate(number) for number in numbers}

    def _fate(self, number: str) -> Fate:
        has = {name: number in self.items[name] for name in VERSIONS}
        if has["ours"] and has["theirs"]:
            return self._merged(number) if has["base"] else self._added_twice(number)
        side: Side = "ours" if has["ours"] else "theirs"
        if has["base"]:
            return self._removed(number, side)
        return Fate(self.items[side][number], self.parts[side].homes[number])

    def _case(self, number: str) -> Case:
        base, ours, theirs = (self.items[name].get(number, {}) for name in VERSIONS)
        periods = {name: self.periods[name].get(number, 0) for name in VERSIONS}
        return Case(base, ours, theirs, periods)

    def _merged(self, number: str) -> Fate:
        """Apply the rules to what both have; ask where both moved it, to different sections."""
        case = self._case(number)
        item, doubts = judge(case)
        questions = []
        for doubt in doubts:
            question = _question(number, case, doubt)
            side = self.answers.get(question.key)
            if side:
                item = decided(case, item, doubt, side, self.stamp)
            else:
                questions.append(question)
        homes = [self.parts[name].homes[number] for name in VERSIONS]
        home = three_way(*homes)
        placed = None
        if home is DISPUTED:
            words = [f"перенесён в раздел «{each[0]}»" for each in homes[1:]]
            question = _asked(number, "moved", words)
            placed = self.answers.get(question.key)
            home = homes[1 + SIDES.index(placed or "ours")]
            questions += [] if placed else [question]
            placed = placed or "ours"
        return Fate(tidy(item), home, placed, tuple(questions))

    def _added_twice(self, number: str) -> Fate:
        """Take what both added alike once; ask where it differs."""
        case = self._case(number)
        homes = {name: self.parts[name].homes[number] for name in SIDES}
        if case.ours == case.theirs and homes["ours"] == homes["theirs"]:
            return Fate(case.ours, homes["ours"])
        question = _asked(number, "added", [_content(case, name) for name in SIDES])
        side = self.answers.get(question.key)
        if side is None:
            return Fate(case.ours, homes["ours"], "ours", (question,))
        return Fate(case.side(side), homes[side], side)

    def _removed(self, number: str, side: Side) -> Fate:
        """Let go what one removed and the other left alone; ask where it was changed or moved."""
        case = self._case(number)
        home = self.parts[side].homes[number]
        moved = home != self.parts["base"].homes[number]
        if case.side(side) == case.base and not moved:
            return Fate(None, None)
        changed = _changes(case, side) or "пункт перенесён в другой раздел"
        words = (changed, REMOVED) if side == "ours" else (REMOVED, changed)
        question = _asked(number, "removed", words)
        chosen = self.answers.get(question.key)
        if chosen is None:
            return Fate(case.side(side), home, side, (question,))
        if chosen != side:
            return Fate(None, None, chosen)
        remark = {"at": self.stamp.at, "by": self.stamp.by, "did": "note", "note": KEPT}
        item = case.side(side)
        return Fate({**item, "history": [*item.get("history", []), remark]}, home, side)


def _question(number: str, case: Case, doubt: Doubt) -> Question:
    return _asked(number, doubt.what, [side_words(case, doubt, name) for name in SIDES])


def _asked(number: str, what: str, words: Sequence[str]) -> Question:
    ours, theirs = words
    return Question(number, what, ours, theirs)


def _changes(case: Case, side: Side) -> str:
    """Say what a side did to an item."""
    events = new_events(case.base, case.side(side))
    if events:
        return "; ".join(map(event_words, events))
    return "пункт изменён" if case.side(side) != case.base else ""


def _content(case: Case, side: Side) -> str:
    item = case.side(side)
    return f"«{item.get('title')}», срок «{item.get('term')}»"
