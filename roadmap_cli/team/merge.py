"""Merging two versions of a plan: three texts in, one text or questions out; no files, no git.

Every item is replaced by a placeholder, the three skeletons are merged by lines, and each
placeholder is filled with one side's text of the item, or with ours changed by the editor that
`done` uses. A result is valid only if it parses to exactly the data that the rules require,
including membership and order of sections and the plan's keys.
"""

from __future__ import annotations

import math
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli.plan.model import Status
from roadmap_cli.planfile.document import DocumentError
from roadmap_cli.planfile.edit import UnsafeEdit
from roadmap_cli.planfile.update import CLOCKS_APART
from roadmap_cli.team.outcome import (
    ADDED,
    Question,
    Shape,
    judge,
    merged_keys,
    merged_sections,
    order_questions,
    taken_versions,
)
from roadmap_cli.team.raw import (
    COURSE,
    DISPUTED,
    SIDES,
    VERSIONS,
    event_words,
    events_of,
    instant,
    is_sound,
    items_of,
    new_events,
    number_of,
    parsed,
    picked,
    plan_of,
    problem_of,
    read,
    three_way,
    tidy,
    value_words,
)
from roadmap_cli.team.rules import Case, ItemVersion, Signature
from roadmap_cli.team.skeleton import (
    MIDDLE,
    OURS,
    THEIRS,
    Dispute,
    LineMerge,
    Piece,
    Placeholders,
    merged_piece,
    split,
    taken_apart,
    ways,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from roadmap_cli.plan.model import Item, Plan
    from roadmap_cli.team.outcome import Choices, PlanVersion, SectionKey
    from roadmap_cli.team.raw import RawData, Side


REMOVED = "пункт удалён"
KEPT = "решено: пункт остаётся"
_UNTOUCHED = {
    "status": Status.PLANNED,
    "executed": (),
    "postponed_to": None,
    "note": None,
    "history": (),
}


class Fate(NamedTuple):
    """What becomes of an item, None if it goes; `placed` is the side whose place is taken."""

    item: RawData | None
    home: SectionKey | None
    placed: Side | None = None
    questions: tuple[Question, ...] = ()


class Sides(NamedTuple):
    """The basis for judging items: three versions, their items and the items' periods."""

    parts: Mapping[str, PlanVersion]
    pieces: Mapping[str, Mapping[str, Piece]]
    plans: Mapping[str, tuple[Plan, Mapping[str, Item]]]
    answers: Choices
    stamp: Signature
    sure: tuple[float, float]

    def fates(self) -> dict[str, Fate]:
        """Judge every item of either side."""
        numbers = dict.fromkeys([*self.parts["ours"].homes, *self.parts["theirs"].homes])
        return {number: self._fate(number) for number in numbers}

    def _fate(self, number: str) -> Fate:
        """Choose the rule for an item by who has it and whether it was there before."""
        there_before = number in self.pieces["base"]
        sides = [name for name in SIDES if number in self.pieces[name]]
        if len(sides) == len(SIDES):
            return self._merged(number) if there_before else self._added_twice(number)
        (side,) = sides
        if there_before:
            return self._removed(number, side)
        return Fate(self._item(number, side), self._home(number, side))

    def _case(self, number: str) -> Case:
        """Combine the three versions of an item; a missing one has no history."""
        ours, theirs = (self._version(number, name) for name in SIDES)
        if number in self.pieces["base"]:
            base = self._version(number, "base")
        else:
            item = ours.item.model_copy(update=_UNTOUCHED)
            base = ItemVersion.of(ours.plan, item, {})
        return Case(base, ours, theirs, self.sure)

    def _version(self, number: str, name: str) -> ItemVersion:
        """Read an item as a version has it."""
        plan, items = self.plans[name]
        return ItemVersion.of(plan, items[number], self._item(number, name))

    def _item(self, number: str, name: str) -> RawData:
        """Return an item of a version, empty if it has none."""
        piece = self.pieces[name].get(number)
        return piece.item if piece else {}

    def _home(self, number: str, name: str) -> SectionKey:
        """Return the section of an item in a version."""
        return self.parts[name].homes[number]

    def _merged(self, number: str) -> Fate:
        """Apply the rules to what both have."""
        item, questions = self._judged(number)
        home, placed, moved = self._moved(number)
        return Fate(tidy(item), home, placed, (*questions, *moved))

    def _judged(self, number: str) -> tuple[RawData, list[Question]]:
        """Take an item from the side that changed it; if both did, apply the rules."""
        item = three_way(*(self._item(number, name) for name in VERSIONS))
        if item is not DISPUTED:
            return item, []
        return judge(self._case(number), number, self.answers, self.stamp)

    def _moved(self, number: str) -> tuple[SectionKey, Side | None, list[Question]]:
        """Follow a move by one side; ask if the sides moved an item to different sections."""
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
        """Take an item that both added once, with the marks of both; ask if it differs."""
        ours, theirs = (self._home(number, name) for name in SIDES)
        if ours == theirs and not self._differing(number):
            item, questions = self._judged(number)
            return Fate(tidy(item), ours, None, tuple(questions))
        words = [self._added_words(number, name) for name in SIDES]
        question = _asked(number, ADDED, words)
        side = self.answers.get(question.key)
        home = self._home(number, side or "ours")
        return Fate(
            self._item(number, side or "ours"), home, side or "ours", () if side else (question,)
        )

    def _differing(self, number: str) -> list[str]:
        """Name the fields that differ in an item added by both, apart from later changes."""
        ours, theirs = (self._item(number, name) for name in SIDES)
        content = [key for key in dict.fromkeys([*ours, *theirs]) if key not in COURSE]
        return [key for key in content if ours.get(key) != theirs.get(key)]

    def _added_words(self, number: str, side: Side) -> str:
        """Name an item that a side added, with all its differences from the other's."""
        title, _ = self._home(number, side)
        fields = picked(self._item(number, side), ["title", *self._differing(number)])
        return f"новый пункт в разделе «{title}»: {value_words(fields)}"

    def _changes(self, number: str, side: Side) -> str:
        """Say what a side did to an item that the other removed; empty if nothing."""
        events = new_events(self._item(number, "base"), self._item(number, side))
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
        """Drop an item that one side removed, but ask if the other changed or moved it."""
        item, home = self._item(number, side), self._home(number, side)
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
        remark = {"at": self.stamp.at, "by": self.stamp.by, "did": "amend", "note": KEPT}
        return Fate({**item, "history": [*events_of(item), remark]}, home, side)


def _asked(number: str, what: str, words: Sequence[str]) -> Question:
    """Ask about an item, with what each side says."""
    ours, theirs = words
    return Question(number, what, ours, theirs)


TRIALS = 256  # ways of settling disputed places to try before asking a person
_BOM = "\ufeff"
_IMPOSSIBLE = Question(
    "",
    "lines",
    "одни и те же строки плана изменены с двух сторон",
    "сделайте эти строки у себя такими, как прислано, и повторите",
    choice=False,
)


class Merged(NamedTuple):
    """A verified text; or the open questions and a text with conflict markers."""

    text: str
    questions: tuple[Question, ...]


def merge(  # noqa: PLR0913  # three texts, a tool, and what a person decided
    base: str,
    ours: str,
    theirs: str,
    *,
    lines: LineMerge,
    answers: Choices | None = None,
    stamp: Signature | None = None,
) -> Merged:
    """Merge two versions of a plan.

    Args:
        base: their common ancestor, empty if there is none.
        ours: our text; its byte order mark and line breaks are those of the result.
        theirs: the other text.
        lines: merges three texts by lines.
        answers: which side stays, by the key of a question.
        stamp: when and by whom the answers are given.

    Returns:
        The merge; both directions give the same data, but additions in one place have ours first.

    Raises:
        NotAPlanError: one of the texts is not a plan.

    """
    texts = [_plain(text) for text in (base, ours, theirs)]
    merger = _Merger(texts, lines, answers or {}, stamp or Signature("", ""))
    result = merger.result()
    return Merged(_like(ours, result.text), result.questions)


def _plain(text: str) -> str:
    """Normalize a text for comparing versions."""
    return _whole_lines(text.removeprefix(_BOM).replace("\r\n", "\n"))


def _like(ours: str, text: str) -> str:
    """Give a merged text the form of ours."""
    if ours and not ours.endswith("\n"):
        text = text.removesuffix("\n")
    if "\r\n" in ours:
        text = text.replace("\n", "\r\n")
    return _BOM + text if ours.startswith(_BOM) else text


class _Merger:
    """One merge: the versions taken apart, then put together."""

    def __init__(
        self, texts: Sequence[str], lines: LineMerge, answers: Choices, stamp: Signature
    ) -> None:
        self.lines = lines
        self.answers = answers
        self.texts = dict(zip(VERSIONS, texts, strict=True))
        self.marks = Placeholders(texts)
        self.data: dict[str, RawData] = {}
        self.skeletons: dict[str, str] = {}
        self.pieces: dict[str, dict[str, Piece]] = {}
        for name, text in self.texts.items():
            self._take_apart(name, text)
        self.versions = taken_versions(*self.data.values())
        self.fates = self._sides(answers, stamp).fates()
        self.shape, self.questions = self._shape()

    def _take_apart(self, name: str, text: str) -> None:
        """Keep the data, the skeleton and the pieces of one version."""
        document = read(text)
        whole: Any = document.data
        self.data[name] = whole or {}
        self.skeletons[name], self.pieces[name] = taken_apart(document, self.marks)

    def _sides(self, answers: Choices, stamp: Signature) -> Sides:
        """Return the basis for judging items."""
        plans: dict[str, tuple[Plan, dict[str, Item]]] = {}
        for name, data in self.data.items():
            if self.pieces[name]:
                plan = plan_of(data)
                numbers = map(number_of, items_of(data).values())
                plans[name] = plan, dict(zip(numbers, plan.items, strict=True))
        known = [
            instant(event)
            for item in self.pieces["base"].values()
            for event in events_of(item.item)
        ]
        written = instant({"at": stamp.at}) or math.inf
        sure = (max(known, default=0.0) - CLOCKS_APART, written + CLOCKS_APART)
        return Sides(self.versions, self.pieces, plans, answers, stamp, sure)

    def _shape(self) -> tuple[Shape, list[Question]]:
        """Return the required shape of the result and the questions that are open."""
        versions = [self.versions[name].keys for name in VERSIONS]
        keys, of_keys = merged_keys(versions, self.answers)
        sections, of_sections = merged_sections(self.versions, self.answers)
        items: dict[str, RawData] = {}
        homes: dict[str, SectionKey] = {}
        of_items: list[Question] = []
        for number, fate in self.fates.items():
            of_items += fate.questions
            if fate.item is not None and fate.home is not None:
                items[number], homes[number] = fate.item, fate.home
        shape = Shape(keys, sections, items, homes, self.versions, self.answers)
        return shape, [*of_keys, *of_sections, *of_items, *order_questions(shape)]

    def result(self) -> Merged:
        """Merge the versions, or say what must be decided first."""
        parts = split(self.lines(*self._placed_skeletons()))
        texts, unsafe = self._item_texts()
        questions = [*self.questions, *unsafe, *self._line_questions(parts)]
        if not questions:
            settled = self._first_that_fits(parts, texts)
            if isinstance(settled, str):
                return Merged(settled, ())
            questions = [settled]
        titled = [each._replace(title=self._title(each.item)) for each in questions]
        return Merged(self._with_markers(parts, texts), tuple(self._with_free_numbers(titled)))

    def _with_free_numbers(self, questions: Sequence[Question]) -> Iterator[Question]:
        """Propose the next free number for each new item of ours whose number is taken."""
        taken = set(self.fates)
        for question in questions:
            stem, dot, tail = question.item.rpartition(".")
            if question.what != ADDED or not tail.isdecimal():
                yield question
                continue
            tails = [number.removeprefix(stem + dot) for number in taken if number.startswith(stem)]
            free = f"{stem}{dot}{max(int(each) for each in tails if each.isdecimal()) + 1}"
            taken.add(free)
            yield question._replace(free=free)

    def _title(self, number: str) -> str:
        """Return the title of an item, preferably ours; empty for the plan as a whole."""
        for name in SIDES:
            piece = self.pieces[name].get(number)
            if piece:
                return str(piece.item.get("title") or "")
        return ""

    def _first_that_fits(
        self, parts: Sequence[str | Dispute], texts: Mapping[str, Piece]
    ) -> str | Question:
        """Try the ways to settle the disputed places; the data show which one is right."""
        choices = [self._choices(place) for place in _places(parts)]
        for chosen in islice(product(*choices), TRIALS):
            text = self._filled(_joined(parts, chosen), texts)
            data = self._fitting_data(text)
            if data is not None:
                problem = self._problem_of_both(data)
                return _not_together(problem) if problem else text
        return _IMPOSSIBLE

    def _problem_of_both(self, data: RawData) -> str | None:
        """Say what is wrong with the merge of two valid plans."""
        if any(problem_of(self.data[name]) for name in SIDES):
            return None
        return problem_of(data)

    def _placed_skeletons(self) -> list[str]:
        """Remove an item whose place was chosen from the versions that place it elsewhere."""
        skeletons = []
        for name in VERSIONS:
            elsewhere = [n for n, fate in self.fates.items() if fate.placed not in {None, name}]
            skeletons.append(self.marks.dropped(self.skeletons[name], elsewhere))
        return skeletons

    def _item_texts(self) -> tuple[dict[str, Piece], list[Question]]:
        """Return the text of each item that stays and is settled."""
        texts: dict[str, Piece] = {}
        questions: list[Question] = []
        for number, fate in self.fates.items():
            if fate.item is None or fate.questions:
                continue
            made = self._item_text(number, fate.item)
            if isinstance(made, Piece):
                texts[number] = made
            else:
                questions.append(made)
        return texts, questions

    def _item_text(self, number: str, item: RawData) -> Piece | Question:
        """Return the text of one item, or say why it cannot be written."""
        versions = {name: each[number] for name, each in self.pieces.items() if number in each}
        try:
            piece = merged_piece(versions, item, self.lines)
        except (UnsafeEdit, DocumentError) as error:
            return _form_question(number, str(error))
        return piece or _form_question(number, "комментарии внутри него изменены с двух сторон")

    def _choices(self, place: Dispute) -> list[str]:
        """Return the ways to settle a place: the chosen one, else all."""
        side = self.answers.get(("", place.name))
        return [place.side(side)] if side else ways(place)

    def _line_questions(self, parts: Sequence[str | Dispute]) -> list[Question]:
        """Ask about places that only a person can settle."""
        questions = []
        for place in _places(parts):
            if not self._choices(place):
                ours, theirs = (self._shown(place.side(name)) for name in SIDES)
                questions.append(Question("", place.name, ours, theirs))
        return questions

    def _shown(self, text: str) -> str:
        """Show lines to a person, items by their numbers."""
        named = self.marks.filled(text, lambda number, _: f"пункт {number}")
        lines = [line.strip() for line in named.splitlines()]
        return " / ".join(filter(None, lines)) or "нет строк"

    def _filled(self, skeleton: str, texts: Mapping[str, Piece]) -> str:
        """Put the items back."""

        def text_of(number: str, column: int) -> str:
            piece = texts.get(number)
            return piece.at(column) if piece else ""

        return self.marks.filled(skeleton, text_of)

    def _fitting_data(self, text: str) -> RawData | None:
        """Return the data of a text if they are what they must be, else None."""
        try:
            whole: Any = parsed(text).data
        except DocumentError:
            return None
        if not is_sound(whole) or not self.shape.fits(whole):
            return None
        data: RawData = whole
        return data

    def _with_markers(self, parts: Sequence[str | Dispute], texts: Mapping[str, Piece]) -> str:
        """Mark exactly what must be decided; the text always has markers."""
        skeleton = ""
        for part in parts:
            skeleton += part if isinstance(part, str) else self._settled_or_marked(part)
        lines = skeleton.splitlines(keepends=True)
        text = "".join(self._filled_or_marked(line, texts) for line in lines)
        if OURS not in text:
            return _marked(self.texts["ours"], self.texts["theirs"])
        return text

    def _settled_or_marked(self, place: Dispute) -> str:
        """Mark a place if a person must decide about the plan or no way settles it."""
        ways = self._choices(place)
        about = {question.item for question in self.questions}
        plan_asked = "" in about
        if ways and not plan_asked:
            return ways[0]
        return _marked(place.side("ours"), place.side("theirs"))

    def _filled_or_marked(self, line: str, texts: Mapping[str, Piece]) -> str:
        """Put the items of a line back, marking any that is not settled."""
        numbers = self.marks.numbers(line)
        if all(number in texts for number in numbers):
            return self._filled(line, texts)
        ours, theirs = ({**texts, **self._pieces_of(name, numbers)} for name in SIDES)
        return _marked(self._filled(line, ours), self._filled(line, theirs))

    def _pieces_of(self, name: Side, numbers: Sequence[str]) -> dict[str, Piece]:
        """Return one side's pieces of the items that it has."""
        pieces = self.pieces[name]
        return {number: pieces[number] for number in numbers if number in pieces}


def _places(parts: Sequence[str | Dispute]) -> list[Dispute]:
    """Return the disputed places of a merge by lines."""
    return [part for part in parts if isinstance(part, Dispute)]


def _joined(parts: Sequence[str | Dispute], chosen: Sequence[str]) -> str:
    """Join the settled text and the chosen way of each disputed place."""
    left = iter(chosen)
    return "".join(part if isinstance(part, str) else next(left) for part in parts)


def _marked(ours: str, theirs: str) -> str:
    """Write the two sides between git's markers."""
    opening, closing = f"{OURS} у вас\n", f"{THEIRS} прислано\n"
    return f"{opening}{_whole_lines(ours)}{MIDDLE}\n{_whole_lines(theirs)}{closing}"


def _whole_lines(text: str) -> str:
    """End a non-empty text with a line break."""
    return text if text.endswith("\n") or not text else f"{text}\n"


def _not_together(problem: str) -> Question:
    """Ask about what either side could write, but not both."""
    reason = f"ваша версия и присланная верны, а вместе нет: {problem}"
    return Question("", "together", reason, "поправьте свою и повторите", choice=False)


def _form_question(number: str, reason: str) -> Question:
    """Ask about an item whose text the editor cannot write."""
    return Question(
        number,
        "form",
        reason,
        "сделайте запись пункта у себя такой, как прислано, и повторите",
        choice=False,
    )
