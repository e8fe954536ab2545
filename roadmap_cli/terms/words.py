"""The words of terms: what a token is, and the tokens of all words that the tables know."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from roadmap_cli.terms import vocabulary
from roadmap_cli.terms.vocabulary import (
    DAY_ENDINGS,
    FORMS,
    MONTHS,
    ORDINAL_ENDINGS,
    ORDINALS,
    PHRASES,
    STEMS,
)
from roadmap_cli.wording import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["KNOWN", "MEANINGS", "MONTHS", "MONTH_FORMS", "Token", "near_months", "word"]

T = TypeVar("T")


class Token(NamedTuple):
    """A piece of a wording.

    `kind` is `word`, `number`, `date`, `month`, `weekday`, `year`, `clock` (10:00), `time` (10.00),
    `line`, `other` or the sign itself; `value` is the word's meaning, the number, or (day, month,
    year or None). `names` are what patterns call it: its kind, a number's figures, or the meaning
    and text of a word. «15», «15-го» and «первое» are a «written-day» too, a «day» if some month
    has it; a word that stands in no table is «unknown».
    """

    kind: str
    text: str
    value: object
    names: frozenset[str]

    @property
    def number(self) -> int:
        """The number that a token of kind `number`, `month`, `weekday` or `year` stands for."""
        return cast("int", self.value)

    @property
    def date(self) -> tuple[int, int, int | None]:
        """The day, month and year, if it is named, of a token of kind `date`."""
        return cast("tuple[int, int, int | None]", self.value)

    @property
    def meaning(self) -> str:
        """The meaning of a word; nothing if the token is none."""
        return str(self.value) if self.kind == "word" else ""

    @property
    def is_unknown(self) -> bool:
        """Tell whether a word stands in no table."""
        return "unknown" in self.names

    def fits(self, wanted: Iterable[str]) -> bool:
        """Tell whether one of the names is wanted."""
        return not self.names.isdisjoint(wanted)

    def found_in(self, table: Mapping[str, T]) -> T | None:
        """Give what a table holds under one of the names, if it does."""
        for name in self.names:
            if name in table:
                return table[name]
        return None

    def begins(self, stems: str) -> bool:
        """Tell whether a word is one of some whole words, or begins with one of the stems."""
        if self.kind != "word":
            return False
        words, beginnings = _stems(stems)
        return self.text in words or self.text.startswith(beginnings)


@lru_cache(maxsize=64)
def _stems(stems: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Split a table of stems into whole words and beginnings of words."""
    every = stems.split()
    words = [stem.removesuffix(".") for stem in every if stem.endswith(".")]
    beginnings = [stem for stem in every if not stem.endswith(".")]
    return frozenset(words), tuple(beginnings)


def token(kind: str, text: str, value: object = None, *names: str) -> Token:
    """Make a token that patterns may call by its kind and by other names."""
    return Token(kind, text, value, frozenset((kind, *names)))


def word(text: str, meaning: str | None = None) -> Token:
    """Make the token of a word.

    A Latin word must not be taken for a kind of token, which has an English name too.
    """
    if meaning is not None:
        return Token("word", text, meaning, frozenset(["word", meaning, text]))
    if text.isascii():
        return Token("word", text, text, frozenset(["word", "unknown"]))
    return Token("word", text, text, frozenset(["word", text, "unknown"]))


def any_begins(found: Iterable[Token], stems: str) -> bool:
    """Tell whether one of some words begins with one of the stems."""
    return any(each.begins(stems) for each in found)


def numbers(found: Iterable[Token], kind: str = "number") -> list[int]:
    """Give the numbers that the tokens of a kind stand for."""
    return [each.number for each in found if each.kind == kind]


END = token("end", "")


def _by_text(table: dict[str, str]) -> dict[str, str]:
    """Turn «meaning: texts» into «text: meaning»."""
    found: dict[str, str] = {}
    for meaning, texts in table.items():
        found |= dict.fromkeys(texts.split(), meaning)
    return found


def _numbered(table: dict[str, str], first: int) -> dict[str, int]:
    """Give the number of a month or a day of the week for every form of its name."""
    found: dict[str, int] = {}
    for number, (name, forms) in enumerate(table.items(), start=first):
        found |= dict.fromkeys([name, *forms.split()], number)
    return found


def _ordinals(endings: str) -> dict[str, int]:
    """Give the number for the forms of the words that order, «первый», with some endings."""
    found: dict[str, int] = {}
    for number, stem in enumerate(ORDINALS, start=1):
        forms = [stem + ending for ending in endings.split()]
        found |= dict.fromkeys(forms, number)
    return found


MONTH_FORMS = _numbered(vocabulary.MONTH_FORMS, 1)
_WEEKDAY_FORMS = _numbered(vocabulary.WEEKDAY_FORMS, 0)
_DAY_WORDS = set(_ordinals(DAY_ENDINGS))


def _number_word(text: str, value: int) -> Token:
    """Make the token of «первое», which may be a day, or of «вторая», which may not."""
    if text in _DAY_WORDS:
        return token("number", text, value, str(value), "written-day", "day")
    return token("number", text, value, str(value))


def _known_words() -> dict[str, Token]:
    """Make the tokens of all words that are known whole."""
    known: dict[str, Token] = {}
    counts = _numbered(vocabulary.COUNTS, 1) | _ordinals(ORDINAL_ENDINGS)
    for text, number in counts.items():
        known[text] = _number_word(text, number)
    for text, meaning in _by_text(FORMS).items():
        known[text] = word(text, meaning)
    for text, number in MONTH_FORMS.items():
        known[text] = token("month", text, number)
    for text, number in _WEEKDAY_FORMS.items():
        known[text] = token("weekday", text, number)
    return known


KNOWN = _known_words()
BY_STEM = _by_text(STEMS)

_GLUE = {"в", "с", "к", "весь"}  # words that mean nothing by themselves
MEANINGS = {*FORMS, *STEMS, *PHRASES} - _GLUE
"""Words that change a reading, so that no remark may hold them unread."""


def near_months(text: str) -> list[str]:
    """Name the months that a misspelt word may mean, or one typed in the Latin layout."""
    return nearest(text, MONTHS, most=2, likeness=0.7)
