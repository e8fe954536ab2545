"""Merging two versions of a plan: three texts in, one text or questions out; no files, no git.

Every item is replaced by a placeholder, the three skeletons are merged by lines, and each
placeholder is filled with one side's text of the item, or with ours changed by the editor that
`done` uses. A result is valid only if it parses to exactly the data that the rules require,
including membership and order of sections and the plan's keys.
"""

from __future__ import annotations

import math
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from roadmap_cli.plan.model import Status
from roadmap_cli.planfile.document import DocumentError
from roadmap_cli.planfile.edit import UnsafeEdit
from roadmap_cli.planfile.update import CLOCKS_APART
from roadmap_cli.team.outcome import (
    ADDED,
    ORDER,
    Inquiry,
    PlanVersion,
    Question,
    Shape,
    judge,
    merged_keys,
    merged_sections,
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
    parsed,
    picked,
    plan_of,
    problem_of,
    read,
    three_way,
    tidy,
    value_words,
    without,
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
    from roadmap_cli.team.outcome import Choices, SectionKey
    from roadmap_cli.team.raw import RawData, Side


Pieces: TypeAlias = "Mapping[str, Piece]"
Homes: TypeAlias = "Mapping[str, SectionKey]"
"""An item, and the section that it stands in, by the versions that have it."""

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


class Sides(NamedTuple):
    """The basis for judging items: three versions, their items and the items' periods."""

    versions: Mapping[str, PlanVersion]
    pieces: Mapping[str, Mapping[str, Piece]]
    plans: Mapping[str, tuple[Plan, Mapping[str, Item]]]
    inquiry: Inquiry
    stamp: Signature
    sure: tuple[float, float]

    def fate(self, number: str) -> Fate:
        """Choose the rule for an item by who has it and whether it was there before."""
        pieces = {name: each[number] for name, each in self.pieces.items() if number in each}
        homes = {name: self.versions[name].homes[number] for name in pieces}
        sides = [name for name in SIDES if name in pieces]
        if len(sides) == len(SIDES):
            rule = self._merged if "base" in pieces else self._added_twice
            return rule(number, pieces, homes)
        (side,) = sides
        if "base" in pieces:
            return self._removed(number, side, pieces, homes)
        return Fate(pieces[side].item, homes[side])

    def _merged(self, number: str, pieces: Pieces, homes: Homes) -> Fate:
        """Judge an item that all have; ask if the sides moved it to different sections."""
        item = self._judged(number, pieces)
        home = three_way(*(homes[name] for name in VERSIONS))
        if home is not DISPUTED:
            return Fate(item, home)
        words = (f"перенесён в раздел «{homes[name][0]}»" for name in SIDES)
        side = self.inquiry.side(number, "moved", *words) or "ours"
        return Fate(item, homes[side], side)

    def _judged(self, number: str, pieces: Pieces) -> RawData:
        """Take an item from the side that changed it; if both did, apply the rules."""
        data = {name: piece.item for name, piece in pieces.items()}
        item = three_way(data.get("base", {}), data["ours"], data["theirs"])
        if item is DISPUTED:
            versions = {}
            for name in pieces:
                plan, items = self.plans[name]
                versions[name] = ItemVersion.of(plan, items[number], data[name])
            ours, theirs = versions["ours"], versions["theirs"]
            untouched = ours.item.model_copy(update=_UNTOUCHED)
            base = versions.get("base") or ItemVersion.of(ours.plan, untouched, {})
            case = Case(base, ours, theirs, self.sure)
            item = judge(case, number, self.inquiry, self.stamp)
        return tidy(item)

    def _added_twice(self, number: str, pieces: Pieces, homes: Homes) -> Fate:
        """Take an item that both added once, with the marks of both; ask if it differs."""
        ours, theirs = (pieces[name].item for name in SIDES)
        keys = [key for key in dict.fromkeys([*ours, *theirs]) if key not in COURSE]
        differing = [key for key in keys if ours.get(key) != theirs.get(key)]
        if homes["ours"] == homes["theirs"] and not differing:
            return Fate(self._judged(number, pieces), homes["ours"])
        words = []
        for name in SIDES:
            fields = picked(pieces[name].item, ["title", *differing])
            words.append(f"новый пункт в разделе «{homes[name][0]}»: {value_words(fields)}")
        side = self.inquiry.side(number, ADDED, *words) or "ours"
        return Fate(pieces[side].item, homes[side], side)

    def _removed(self, number: str, side: Side, pieces: Pieces, homes: Homes) -> Fate:
        """Drop an item that one side removed, but ask if the other changed or moved it."""
        item, home = pieces[side].item, homes[side]
        changes = _changes(pieces["base"], pieces[side], is_moved=home != homes["base"])
        if not changes:
            return Fate(None, None)
        words = dict.fromkeys(SIDES, "пункт удалён") | {side: changes}
        chosen = self.inquiry.side(number, "removed", **words)
        if chosen is None:
            return Fate(item, home, side)
        if chosen != side:
            return Fate(None, None, chosen)
        remark = {**self.stamp._asdict(), "did": "amend", "note": "решено: пункт остаётся"}
        return Fate({**item, "history": [*events_of(item), remark]}, home, side)


def _changes(before: Piece, after: Piece, *, is_moved: bool) -> str:
    """Say what a side did to an item that the other removed; empty if nothing."""
    events = without(events_of(after.item), events_of(before.item))
    if events:
        return "; ".join(map(event_words, events))
    if after.item != before.item:
        return "пункт изменён"
    if is_moved:
        return "пункт перенесён в другой раздел"
    if after.comments != before.comments:
        return "изменены комментарии внутри пункта"
    return ""


TRIALS = 256  # ways of settling disputed places to try before asking a person
_BOM = "\ufeff"


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
    """Merge two versions of a plan; both directions give the same data.

    Additions in one place have ours first; the byte order mark and line breaks are ours. Without
    a common ancestor the base is empty. The stamp is that of the answers. Raise NotAPlanError if
    one of the texts is not a plan.
    """
    plain = [
        _whole_lines(text.removeprefix(_BOM).replace("\r\n", "\n")) for text in (base, ours, theirs)
    ]
    merged = _Merger(plain, lines, Inquiry(answers or {}), stamp or Signature("", "")).result()
    text = merged.text
    if ours and not ours.endswith("\n"):
        text = text.removesuffix("\n")
    if "\r\n" in ours:
        text = text.replace("\n", "\r\n")
    return merged._replace(text=_BOM + text if ours.startswith(_BOM) else text)


class _Merger:
    """One merge: the versions taken apart, then put together."""

    def __init__(
        self, texts: Sequence[str], lines: LineMerge, inquiry: Inquiry, stamp: Signature
    ) -> None:
        self.lines = lines
        self.inquiry = inquiry
        self.texts = dict(zip(VERSIONS, texts, strict=True))
        self.marks = Placeholders(texts)
        self.data: dict[str, RawData] = {}
        self.skeletons: dict[str, str] = {}
        self.pieces: dict[str, dict[str, Piece]] = {}
        self.plans: dict[str, tuple[Plan, dict[str, Item]]] = {}
        for name, text in self.texts.items():
            document = read(text)
            whole: Any = document.data or {}
            self.data[name] = whole
            self.skeletons[name], self.pieces[name] = taken_apart(document, self.marks)
            if self.pieces[name]:
                plan = plan_of(whole)
                self.plans[name] = plan, dict(zip(items_of(whole), plan.items, strict=True))
        self.fates: dict[str, Fate] = {}
        self.shape = self._shape(stamp)
        self.asked = {question.item for question in inquiry.open}

    def _shape(self, stamp: Signature) -> Shape:
        """Judge everything, with questions about the plan before those about items."""
        inquiry = self.inquiry
        versions = taken_versions(self.data)
        keys = merged_keys([versions[name].keys for name in VERSIONS], inquiry)
        sections = merged_sections(versions, inquiry)
        pieces = self.pieces["base"].values()
        known = [instant(event) for piece in pieces for event in events_of(piece.item)]
        written = instant({"at": stamp.at}) or math.inf
        sure = (max(known, default=0.0) - CLOCKS_APART, written + CLOCKS_APART)
        sides = Sides(versions, self.pieces, self.plans, inquiry, stamp, sure)
        items: dict[str, RawData] = {}
        homes: dict[str, SectionKey] = {}
        for number in {**versions["ours"].homes, **versions["theirs"].homes}:
            self.fates[number] = fate = sides.fate(number)
            if fate.item is not None and fate.home is not None:
                items[number], homes[number] = fate.item, fate.home
        plan = PlanVersion(keys, sections, homes)
        shape = Shape(plan, items, versions, inquiry.answers.get(ORDER))
        shape.ask_about_order(inquiry)
        return shape

    def result(self) -> Merged:
        """Merge the versions, or say what must be decided first."""
        skeletons = []
        for name in VERSIONS:  # an item whose place was chosen leaves the others
            elsewhere = [n for n, fate in self.fates.items() if fate.placed not in {None, name}]
            skeletons.append(self.marks.dropped(self.skeletons[name], elsewhere))
        parts = split(self.lines(*skeletons))
        texts = self._item_texts()
        for part in parts:
            if isinstance(part, Dispute) and not self._choices(part):
                ours, theirs = (self._shown(part.side(name)) for name in SIDES)
                self.inquiry.side("", part.name, ours, theirs)
        if not self.inquiry.open:
            settled = self._first_that_fits(parts, texts)
            if settled is not None:
                return Merged(settled, ())
        return Merged(self._with_markers(parts, texts), tuple(self._completed()))

    def _completed(self) -> Iterator[Question]:
        """Add the titles of items, and the next free number for a new item of ours if needed."""
        pieces = {**self.pieces["theirs"], **self.pieces["ours"]}
        taken = set(self.fates)
        for question in self.inquiry.open:
            number, free = question.item, ""
            title = str(pieces[number].item.get("title") or "") if number in pieces else ""
            stem, dot, tail = number.rpartition(".")
            if question.what == ADDED and tail.isdecimal():
                tails = [each.removeprefix(stem + dot) for each in taken if each.startswith(stem)]
                free = f"{stem}{dot}{max(int(each) for each in tails if each.isdecimal()) + 1}"
                taken.add(free)
            yield question._replace(title=title, free=free)

    def _first_that_fits(
        self, parts: Sequence[str | Dispute], texts: Mapping[str, Piece]
    ) -> str | None:
        """Try the ways to settle the disputed places; the data show which one is right, if any."""
        choices = [self._choices(part) for part in parts]
        for chosen in islice(product(*choices), TRIALS):
            text = self.marks.filled("".join(chosen), texts)
            try:
                data: Any = parsed(text).data
            except DocumentError:
                continue
            if is_sound(data) and self.shape.fits(data):
                are_valid = not any(problem_of(self.data[name]) for name in SIDES)
                problem = problem_of(data) if are_valid else None
                if problem is None:
                    return text
                reason = f"ваша версия и присланная верны, а вместе нет: {problem}"
                self.inquiry.refuse("", "together", reason, "поправьте свою и повторите")
                return None
        reason = "одни и те же строки плана изменены с двух сторон"
        todo = "сделайте эти строки у себя такими, как прислано, и повторите"
        self.inquiry.refuse("", "lines", reason, todo)
        return None

    def _item_texts(self) -> dict[str, Piece]:
        texts: dict[str, Piece] = {}
        for number, fate in self.fates.items():
            if fate.item is None or number in self.asked:
                continue
            versions = {name: each[number] for name, each in self.pieces.items() if number in each}
            reason = "комментарии внутри него изменены с двух сторон"
            try:
                piece = merged_piece(versions, fate.item, self.lines)
            except (UnsafeEdit, DocumentError) as error:
                piece, reason = None, str(error)
            if piece:
                texts[number] = piece
            else:
                todo = "сделайте запись пункта у себя такой, как прислано, и повторите"
                self.inquiry.refuse(number, "form", reason, todo)
        return texts

    def _choices(self, part: str | Dispute) -> list[str]:
        """Return the ways to settle a part of the plan: the only one, the chosen one, or all."""
        if isinstance(part, str):
            return [part]
        side = self.inquiry.answers.get(("", part.name))
        return [part.side(side)] if side else ways(part)

    def _shown(self, text: str) -> str:
        numbers = self.marks.numbers(text)
        named = {number: Piece(f"пункт {number}", 0, {}) for number in numbers}
        lines = [line.strip() for line in self.marks.filled(text, named).splitlines()]
        return " / ".join(filter(None, lines)) or "нет строк"

    def _with_markers(self, parts: Sequence[str | Dispute], texts: Mapping[str, Piece]) -> str:
        """Mark exactly what must be decided; the text always has markers."""
        skeleton = ""
        for part in parts:
            choices = self._choices(part)
            if isinstance(part, Dispute) and (not choices or "" in self.asked):
                skeleton += _marked(part.side("ours"), part.side("theirs"))
            else:
                skeleton += choices[0]
        text = ""
        for line in skeleton.splitlines(keepends=True):
            if all(number in texts for number in self.marks.numbers(line)):
                text += self.marks.filled(line, texts)
            else:
                own = ({**texts, **self.pieces[name]} for name in SIDES)
                text += _marked(*(self.marks.filled(line, each) for each in own))
        if OURS not in text:
            return _marked(self.texts["ours"], self.texts["theirs"])
        return text


def _marked(ours: str, theirs: str) -> str:
    opening, closing = f"{OURS} у вас\n", f"{THEIRS} прислано\n"
    return f"{opening}{_whole_lines(ours)}{MIDDLE}\n{_whole_lines(theirs)}{closing}"


def _whole_lines(text: str) -> str:
    """End a non-empty text with a line break."""
    return text if text.endswith("\n") or not text else f"{text}\n"
