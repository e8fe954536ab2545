"""Wordings cut into tokens, each with its meaning, and a cursor over them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from roadmap_cli.terms import vocabulary
from roadmap_cli.terms.vocabulary import (
    ABBREVIATIONS,
    COUNTS,
    FORMS,
    MONTHS,
    ORDINAL_ENDINGS,
    ORDINALS,
    PHRASES,
    ROMAN,
    STEMS,
)
from roadmap_cli.wording import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

T = TypeVar("T")

__all__ = ["MEANINGS", "MONTHS", "MONTH_FORMS", "Cursor", "Token", "near_months", "tokens"]

LONGEST_NUMBER = 6  # figures; enough to be no day and no year
LONGEST_DAY = 31
SHORT_WORD = 2  # letters
YEARS = range(1990, 2100)
CENTURY = 2000


class Token(NamedTuple):
    """A piece of a wording.

    `kind` is `word`, `number`, `date`, `month`, `year`, `clock` (10:00), `time` (10.00), `line`,
    `other` or the sign itself; `value` is the
    word's meaning, the number, or (day, month, year or None).
    """

    kind: str
    text: str
    value: object = None

    @property
    def number(self) -> int:
        """The number that a token of kind `number`, `month` or `year` stands for."""
        return cast("int", self.value)

    @property
    def meaning(self) -> str:
        """The meaning of a word; nothing if the token is none."""
        return str(self.value) if self.kind == "word" else ""

    @property
    def is_unknown(self) -> bool:
        """Tell whether a word stands in no table."""
        return self.kind == "word" and self.text == self.value and self.text not in MEANINGS

    @property
    def is_written_as_day(self) -> bool:
        """Tell whether a number is «15», «15-го» or «первое», but not «II» or «вторая»."""
        return self.kind == "number" and _DAY.fullmatch(self.text) is not None

    @property
    def is_day(self) -> bool:
        """Tell whether a number may be a day of a month."""
        return self.is_written_as_day and 1 <= self.number <= LONGEST_DAY

    def fits(self, wanted: Collection[str]) -> bool:
        """Tell whether the kind, or a word's meaning, is one of the wanted.

        A number may be a «day» too, and a word without a meaning is «unknown». Kinds have English
        names, so a word of the wording such as «number» must not be taken for one.
        """
        name = self.value if self.kind == "word" and not self.text.isascii() else self.kind
        if name in wanted:
            return True
        return ("day" in wanted and self.is_day) or ("unknown" in wanted and self.is_unknown)

    def begins(self, stems: str) -> bool:
        """Tell whether a word begins with one of the stems; one of two letters is a whole word."""
        words, beginnings = _stems(stems)
        known = self.text in words or self.text.startswith(beginnings)
        return known and self.kind == "word"


END = Token("end", "")


@lru_cache(maxsize=64)
def _stems(stems: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Split a table of stems into whole words and beginnings of words."""
    every = stems.split()
    return frozenset(every), tuple(stem for stem in every if len(stem) > SHORT_WORD)


def _by_text(table: dict[str, str]) -> dict[str, str]:
    """Turn «meaning: texts» into «text: meaning»."""
    return {text: meaning for meaning, texts in table.items() for text in texts.split()}


def _month_forms() -> dict[str, int]:
    """Give the number of a month for every form of its name."""
    numbers = {name: number for number, name in enumerate(MONTHS, start=1)}
    others = {form: numbers[name] for form, name in _by_text(vocabulary.MONTH_FORMS).items()}
    return numbers | others


def _number_words() -> dict[str, int]:
    """Give the number for the words that count and those that order."""
    found: dict[str, int] = {}
    for number, forms in enumerate(COUNTS, start=1):
        found |= dict.fromkeys(forms.split(), number)
    for number, stem in enumerate(ORDINALS, start=1):
        found |= {stem + ending: number for ending in ORDINAL_ENDINGS.split()}
    return found


def _known_words() -> dict[str, Token]:
    """Make the tokens of all words that are known whole."""
    numbers = {text: Token("number", text, value) for text, value in _number_words().items()}
    words = {text: Token("word", text, value) for text, value in _by_text(FORMS).items()}
    months = {text: Token("month", text, value) for text, value in MONTH_FORMS.items()}
    return numbers | words | months


MONTH_FORMS = _month_forms()
_KNOWN = _known_words()
_STEMS = _by_text(STEMS)

_GLUE = {"в", "с", "к", "весь"}  # words that mean nothing by themselves
MEANINGS = ({*FORMS, *STEMS, *PHRASES} - _GLUE) | {"не", "до", "и", "но"}
"""Words that change a reading, so that no remark may hold them unread."""

_LOOKALIKES = str.maketrans("aeopcxykmthb", "аеорсхукмтнв")
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−…", "-")
    | dict.fromkeys('«»"“”„', " ")
    | {"\u00ad": "", "\u00a0": " ", "ё": "е"}
)
_DAY = re.compile(r"\d+(?:-?(?:ого|его|го|ое|е|му))?|(?:перв|втор|трет|четверт)(?:ого|ое|ье|ьего)")
_SPACED_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.\s*(0[1-9]|1[0-2])\.\s*(\d{4})(?!\d)")
_SPACED_DAY = re.compile(r"(?<![\d.])(\d{1,2})\.\s+(0[1-9]|1[0-2])(?!\s*[\d.а-я])")
_TOKEN = re.compile(
    r"""(?P<iso>\d{4}-\d{2}-\d{2}(?!\d))
      | (?P<clock>\d{1,2}:\d{2})
      | (?P<time>\d{1,2}(?:\.(?:00|1[3-9]|[2-5]\d)|-00)(?![\d.]*\d))
      | (?P<date>\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2}(?!\d)))?(?!\d))
      | (?P<month>(?:0?[1-9]|1[0-2])\.\d{4}(?!\d))
      | (?P<number>\d+)(?:-?(?P<ending>ого|его|ым|ой|ая|ое|ый|ий|му|го|й|е|я|х)(?![а-я]))?
      | (?P<roman>(?:iv|i{1,3}|іv|і{1,3})(?:(?=кв)|(?![a-zа-яі])))
        (?:-(?:ый|ой|ий|го|ая|й|е|я)(?![а-я]))?
      | (?P<word>[а-яa-zі]+)
      | (?P<line>\n)
      | (?P<sign>[-,;()/])
      | (?P<noise>[\s.:]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> list[Token]:
    """Cut a wording into tokens.

    Spaces, dots and quotes are dropped; several words that have one meaning together are one token.
    """
    found = []
    for match in _TOKEN.finditer(_clean(text)):
        found += _MAKERS.get(match.lastgroup or "", _sign)(match)
    return _joined(found)


def _clean(text: str) -> str:
    clean = text.lower().translate(_DASHES).rstrip(" .").lstrip()
    for short, whole in ABBREVIATIONS.items():
        clean = clean.replace(short, whole)
    clean = _SPACED_DATE.sub(r"\1.\2.\3", clean)
    return _SPACED_DAY.sub(r"\1.\2", clean)


def _iso_date(match: re.Match[str]) -> list[Token]:
    """Read «2020-05-15»."""
    year, month, day = map(int, match[0].split("-"))
    return [Token("date", match[0], (day, month, year))]


def _date(match: re.Match[str]) -> list[Token]:
    """Read «15.05», «15.05.2020», «15.05.20»."""
    day, month, *rest = map(int, match[0].split("."))
    year = rest[0] if rest else None
    if year is not None and year < 100:  # noqa: PLR2004  # two figures
        year += CENTURY
    return [Token("date", match[0], (day, month, year))]


def _month_and_year(match: re.Match[str]) -> list[Token]:
    """Read «05.2020»."""
    month, year = match[0].split(".")
    return [Token("month", month, int(month)), Token("year", year, int(year))]


def _number(match: re.Match[str]) -> list[Token]:
    """Read «15», «15-го», «2020»."""
    figures = match["number"]
    number = int(figures[:LONGEST_NUMBER])
    is_year = len(figures) == len("2020") and number in YEARS
    return [Token("year" if is_year else "number", match[0], number)]


def _roman(match: re.Match[str]) -> list[Token]:
    return [Token("number", match[0], ROMAN[match["roman"]])]


def _word(match: re.Match[str]) -> list[Token]:
    """Find a word in the tables, whole or by its beginning.

    Latin letters in a Russian word are slips.
    """
    text = match[0]
    if re.search("[а-я]", text):
        text = text.translate(_LOOKALIKES)
    known = _KNOWN.get(text)
    if known:
        return [known]
    stem = next(filter(text.startswith, _STEMS), "")
    return [Token("word", text, _STEMS.get(stem, text))]


def _sign(match: re.Match[str]) -> list[Token]:
    kind = match.lastgroup or ""
    return [Token(match[0] if kind == "sign" else kind, match[0])]


def _noise(_: re.Match[str]) -> list[Token]:
    return []


_MAKERS = {
    "iso": _iso_date,
    "date": _date,
    "month": _month_and_year,
    "number": _number,
    "ending": _number,
    "roman": _roman,
    "word": _word,
    "noise": _noise,
}


class _Part(NamedTuple):
    """One word of a pattern."""

    wanted: frozenset[str]
    sign: str  # "?": may be missing, "&": must follow but stays, "!": must not follow


@lru_cache(maxsize=512)
def _parts(pattern: str) -> tuple[_Part, ...]:
    parts = []
    for word in pattern.split():
        signs = word[:1] + word[-1:]
        sign = next((each for each in signs if each in "?&!"), "")
        parts.append(_Part(frozenset(word.strip("?&!").split("|")), sign))
    return tuple(parts)


def _length(pattern: str, found: Sequence[Token], start: int) -> int:
    """Count the tokens from a place on that a pattern takes; 0 if it does not fit there."""
    at = start
    for part in _parts(pattern):
        token = found[at] if at < len(found) else END
        fits = token.fits(part.wanted)
        if fits == (part.sign == "!") and part.sign != "?":
            return 0
        if fits and part.sign in {"", "?"}:
            at += 1
    return at - start


def _openings() -> dict[str, list[tuple[str, str]]]:
    """Index the phrases by the words with which they may begin."""
    found: dict[str, list[tuple[str, str]]] = {}
    for meaning, patterns in PHRASES.items():
        for pattern in patterns:
            for part in _parts(pattern):
                for word in part.wanted:
                    found.setdefault(word, []).append((pattern, meaning))
                if part.sign != "?":
                    break
    return found


_OPENINGS = _openings()


def _joined(found: list[Token]) -> list[Token]:
    """Make one token of several that have one meaning together: «не реже, чем», «в срок до»."""
    joined = []
    at = 0
    while at < len(found):
        for pattern, meaning in _OPENINGS.get(found[at].meaning, ()):
            length = _length(pattern, found, at)
            if length:
                text = " ".join(token.text for token in found[at : at + length])
                joined.append(Token("word", text, meaning))
                at += length
                break
        else:
            joined.append(found[at])
            at += 1
    return joined


def near_months(text: str) -> list[str]:
    """Name the months that a misspelt word may mean, or one typed in the Latin layout."""
    return nearest(text, MONTHS, most=2, likeness=0.7)


class Cursor:
    """A position among the tokens of a wording."""

    def __init__(self, found: list[Token]) -> None:
        """Begin before the first token."""
        self.tokens = found
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        """Look at a token; behind the last one stands one of kind `end`."""
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else END

    def take(self, *wanted: str) -> Token | None:
        """Take the next token if its kind, or a word's meaning, is one of the wanted."""
        token = self.peek()
        if not token.fits(wanted):
            return None
        self.at += 1
        return token

    @property
    def behind(self) -> Token:
        """The token just taken; at the beginning one of kind `end`."""
        return self.tokens[self.at - 1] if self.at else END

    def phrase(self, *patterns: str) -> bool:
        """Take the tokens of the first pattern that fits, or none."""
        for pattern in patterns:
            length = _length(pattern, self.tokens, self.at)
            if length:
                self.at += length
                return True
        return False

    def choice(self, table: Mapping[str, T]) -> T | None:
        """Take the first pattern of a table that fits, and give what it stands for."""
        for pattern, value in table.items():
            if self.phrase(pattern):
                return value
        return None

    def follows(self, *patterns: str) -> bool:
        """Tell whether one of the patterns fits here, and take nothing."""
        return any(_length(pattern, self.tokens, self.at) for pattern in patterns)

    def finds(self, *patterns: str) -> bool:
        """Tell whether one of the patterns fits anywhere."""
        places = range(len(self.tokens))
        return any(_length(pattern, self.tokens, at) for pattern in patterns for at in places)

    def tried(self, production: Callable[[], T]) -> T:
        """Let a production read on from here; where it finds nothing, nothing is taken."""
        start = self.at
        found = production()
        if not found:
            self.at = start
        return found
