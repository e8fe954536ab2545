"""Two versions of a plan made one: three texts in, one text or questions out; no files, no git.

Every item is replaced by a placeholder, the three skeletons are merged by lines, and each
placeholder is filled with one side's text of the item, or with ours changed by the editor that
`done` uses. A result counts only when it parses to exactly the data that the rules want,
membership and order of sections and the plan's keys included.
"""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.problems import read_plan
from roadmap_cli.planfile.document import Document, DocumentError
from roadmap_cli.planfile.slices import UnsafeEdit
from roadmap_cli.team import lines as by_lines
from roadmap_cli.team.fates import Sides
from roadmap_cli.team.lines import MIDDLE, OURS, THEIRS, LineMerge, Place
from roadmap_cli.team.pieces import Marks, Piece, merged_piece, taken_apart
from roadmap_cli.team.rules import SIDES, Side, Stamp
from roadmap_cli.team.shape import (
    VERSIONS,
    Answers,
    Data,
    Question,
    Shape,
    merged_keys,
    merged_sections,
    order_questions,
    taken_versions,
)
from roadmap_cli.team.story import items_of, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TRIALS = 256  # ways to settle disputed places that are tried before a person is asked
_BOM = "\ufeff"
_TERM_KEYS = ("id", "title", "term", "start", "due")
_LABELS = {"ours": "у вас", "theirs": "прислано"}
_IMPOSSIBLE = Question(
    "",
    "lines",
    "одни и те же строки плана изменены с двух сторон",
    "сделайте эти строки у себя такими, как прислано, и повторите",
    choice=False,
)


class NotAPlanError(ValueError):
    """One of the texts is no plan, so that its items cannot be told apart."""


class Merged(NamedTuple):
    """A proven text; or the questions that stand in its way, and a text with conflict markers."""

    text: str
    questions: tuple[Question, ...]


def merge(  # noqa: PLR0913  # three texts, a tool, and what a person decided
    base: str,
    ours: str,
    theirs: str,
    *,
    lines: LineMerge,
    answers: Answers | None = None,
    stamp: Stamp | None = None,
) -> Merged:
    """Merge two versions of a plan.

    Args:
        base: the text both come from; empty where there is none.
        ours: our text; its byte order mark and line breaks are those of the result.
        theirs: the other text.
        lines: merges three texts by lines.
        answers: which side stays, by the key of a question.
        stamp: when and by whom the answers are given.

    Returns:
        The merge; both directions give the same data, but for the order of what both added in
        one place.

    Raises:
        NotAPlanError: one of the texts is no plan.

    """
    texts = [_plain(text) for text in (base, ours, theirs)]
    merger = _Merger(texts, lines, answers or {}, stamp or Stamp("", ""))
    result = merger.result()
    return Merged(_like(ours, result.text), result.questions)


def _plain(text: str) -> str:
    """Bring a text to the form in which versions are compared."""
    plain = text.removeprefix(_BOM).replace("\r\n", "\n")
    return plain if plain.endswith("\n") or not plain else f"{plain}\n"


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
        self, texts: Sequence[str], lines: LineMerge, answers: Answers, stamp: Stamp
    ) -> None:
        self.lines = lines
        self.answers = answers
        self.texts = dict(zip(VERSIONS, texts, strict=True))
        self.marks = Marks(texts)
        documents = {name: _document(text) for name, text in self.texts.items()}
        data: dict[str, Any] = {name: each.data or {} for name, each in documents.items()}
        apart = {name: taken_apart(each, self.marks) for name, each in documents.items()}
        self.skeletons = {name: skeleton for name, (skeleton, _) in apart.items()}
        self.pieces = {name: pieces for name, (_, pieces) in apart.items()}
        self.order = taken_versions(data["base"], data["ours"], data["theirs"])
        items = {
            name: {n: p.item for n, p in pieces.items()} for name, pieces in self.pieces.items()
        }
        periods = {name: _periods(each) for name, each in data.items()}
        self.fates = Sides(self.order, items, periods, answers, stamp).fates()
        self.shape, self.questions = self._shape()
        self.valid = all(_valid(data[name]) for name in SIDES)

    def _shape(self) -> tuple[Shape, list[Question]]:
        """Say what the result must look like, and what stands in the way."""
        keys, questions = merged_keys([self.order[name].keys for name in VERSIONS], self.answers)
        sections, more = merged_sections(self.order, self.answers)
        stay = {number: fate for number, fate in self.fates.items() if fate.item is not None}
        items = {number: fate.item for number, fate in stay.items() if fate.item}
        homes = {number: fate.home for number, fate in stay.items() if fate.home}
        shape = Shape(keys, sections, items, homes, self.order, self.answers)
        asked = [question for fate in self.fates.values() for question in fate.questions]
        return shape, [*questions, *more, *asked, *order_questions(shape)]

    def result(self) -> Merged:
        """Put the versions together, or say what must be decided first."""
        parts = by_lines.split(self.lines(*self._placed_skeletons()))
        texts, unsafe = self._item_texts()
        choices = [self._choices(part) for part in parts if isinstance(part, Place)]
        questions = [*self.questions, *unsafe, *self._line_questions(parts)]
        if not questions:
            settled = self._first_that_fits(parts, choices, texts)
            if isinstance(settled, str):
                return Merged(settled, ())
            questions = [settled]
        return Merged(self._with_markers(parts, texts), tuple(questions))

    def _first_that_fits(
        self,
        parts: Sequence[str | Place],
        choices: Sequence[Sequence[str]],
        texts: Mapping[str, Piece],
    ) -> str | Question:
        """Try the ways to settle the disputed places: the data prove which one is right."""
        for chosen in islice(product(*choices), TRIALS):
            text = self._filled(_joined(parts, chosen), texts)
            data = self._fitting_data(text)
            if data is not None:
                problems = read_plan(data)[1] if self.valid else []
                return _not_together(problems[0][1]) if problems else text
        return _IMPOSSIBLE

    def _placed_skeletons(self) -> list[str]:
        """Take an item whose place was chosen away from the versions that place it otherwise."""
        skeletons = []
        for name in VERSIONS:
            elsewhere = [n for n, fate in self.fates.items() if fate.placed not in {None, name}]
            skeletons.append(self.marks.dropped(self.skeletons[name], elsewhere))
        return skeletons

    def _item_texts(self) -> tuple[dict[str, Piece], list[Question]]:
        """Give the text of each item that stays and is settled."""
        texts: dict[str, Piece] = {}
        questions: list[Question] = []
        for number, fate in self.fates.items():
            if fate.item is None or fate.questions:
                continue
            pieces = {name: self.pieces[name].get(number) for name in VERSIONS}
            try:
                piece = merged_piece(pieces, fate.item, self.lines)
            except (UnsafeEdit, DocumentError) as error:
                questions.append(_form_question(number, str(error)))
                continue
            if piece:
                texts[number] = piece
            else:
                questions.append(
                    _form_question(number, "комментарии внутри него изменены с двух сторон")
                )
        return texts, questions

    def _choices(self, place: Place) -> list[str]:
        side = self.answers.get(("", place.name))
        return [place.side(side)] if side else by_lines.ways(place)

    def _line_questions(self, parts: Sequence[str | Place]) -> list[Question]:
        """Ask about places that nothing but a person can settle."""
        places = [part for part in parts if isinstance(part, Place) and not self._choices(part)]
        return [
            Question(
                "", place.name, self._shown(place.side("ours")), self._shown(place.side("theirs"))
            )
            for place in places
        ]

    def _shown(self, text: str) -> str:
        """Show lines to a person, items by their numbers."""
        named = self.marks.filled(text, lambda number, _: f"пункт {number}")
        return (
            " / ".join(line.strip() for line in named.splitlines() if line.strip()) or "нет строк"
        )

    def _filled(self, skeleton: str, texts: Mapping[str, Piece]) -> str:
        """Put the items back."""
        return self.marks.filled(
            skeleton,
            lambda number, column: texts[number].at(column) if number in texts else "",
        )

    def _fitting_data(self, text: str) -> Any:  # noqa: ANN401  # as the file has it
        """Give what a text means if that is what it must mean, else None."""
        try:
            data: Any = Document(text).data
        except DocumentError:
            return None
        return data if _sound(data) and self.shape.fits(data) else None

    def _with_markers(self, parts: Sequence[str | Place], texts: Mapping[str, Piece]) -> str:
        """Mark what must be decided, and nothing else; never a text without markers."""
        open_places = [
            part if isinstance(part, str) else self._settled_or_marked(part) for part in parts
        ]
        lines = "".join(open_places).splitlines(keepends=True)
        text = "".join(self._line(line, texts) for line in lines)
        if OURS not in text:
            return _marked(self.texts["ours"], self.texts["theirs"])
        return text

    def _settled_or_marked(self, place: Place) -> str:
        ways = self._choices(place)
        plan_asked = any(not question.item for question in self.questions)
        if ways and not plan_asked:
            return ways[0]
        return _marked(place.side("ours"), place.side("theirs"))

    def _line(self, line: str, texts: Mapping[str, Piece]) -> str:
        numbers = self.marks.numbers(line)
        if all(number in texts for number in numbers):
            return self._filled(line, texts)
        return _marked(
            *(self._filled(line, {**texts, **self._of(name, numbers)}) for name in SIDES)
        )

    def _of(self, name: Side, numbers: Sequence[str]) -> dict[str, Piece]:
        pieces = self.pieces[name]
        return {number: pieces[number] for number in numbers if number in pieces}


def _document(text: str) -> Document:
    """Parse a version; its items must be such that they can be told apart."""
    try:
        document = Document(text)
    except DocumentError as error:
        raise NotAPlanError(str(error)) from None
    if text and not _sound(document.data):
        raise NotAPlanError("no sections with numbered items")
    return document


def _sound(data: Any) -> bool:  # noqa: ANN401  # as the file has it
    """Tell whether data have the form of a plan, with titles, numbers and no number twice."""
    try:
        sections = [(section["title"], section["items"] or []) for section in data["sections"]]
        numbers = [number_of(item) for _, items in sections for item in items]
        titled = all(isinstance(title, str) for title, _ in sections)
        return titled and len(set(numbers)) == len(numbers)
    except (KeyError, TypeError, AttributeError):
        return False


def _valid(data: Any) -> bool:  # noqa: ANN401  # the same
    return not read_plan(data)[1]


def _plan(data: Any) -> Plan | None:  # noqa: ANN401  # the same
    try:
        return Plan.model_validate(data)
    except ValidationError:
        return None


def _periods(data: Data) -> dict[str, int]:
    """Count the periods of each item's term; a term that cannot be read counts as one."""
    sections = [
        {**section, "items": [_pick(item, _TERM_KEYS) for item in section.get("items") or []]}
        for section in data.get("sections") or []
    ]
    plan = _plan({**_pick(data, ("title", "year", "period")), "sections": sections})
    if plan is None:
        return {}
    counts = {}
    for number, item in zip(items_of(data), plan.items, strict=True):
        try:
            counts[number] = max(1, len(plan.term_of(item).periods))
        except UnreadableTermError:
            counts[number] = 1
    return counts


def _pick(data: Data, keys: Sequence[str]) -> Data:
    return {key: data[key] for key in keys if key in data}


def _joined(parts: Sequence[str | Place], chosen: Sequence[str]) -> str:
    """Put settled text and the chosen way of each disputed place together."""
    left = iter(chosen)
    return "".join(part if isinstance(part, str) else next(left) for part in parts)


def _marked(ours: str, theirs: str) -> str:
    """Write the two sides between git's markers."""
    ours, theirs = (
        text if text.endswith("\n") or not text else f"{text}\n" for text in (ours, theirs)
    )
    return f"{OURS} {_LABELS['ours']}\n{ours}{MIDDLE}\n{theirs}{THEIRS} {_LABELS['theirs']}\n"


def _not_together(problem: str) -> Question:
    """Leave to a person what each side could write, but not both."""
    reason = f"ваша версия и присланная верны, а вместе нет: {problem}"
    return Question("", "together", reason, "поправьте свою и повторите", choice=False)


def _form_question(number: str, reason: str) -> Question:
    return Question(
        number,
        "form",
        reason,
        "сделайте запись пункта у себя такой, как прислано, и повторите",
        choice=False,
    )
