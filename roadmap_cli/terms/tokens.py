"""Words, tokens, and a cursor over the tokens of a wording; which words a remark may hold."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar, cast

from roadmap_cli.terms import vocabulary
from roadmap_cli.terms.points import LAST_DAY, Refusal
from roadmap_cli.wording import LOOKALIKES, TO_RUSSIAN, composed, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


T = TypeVar("T")


class Token(NamedTuple):
    """A piece of a wording.

    `kind` is `word`, `number`, `date`, `month`, `weekday`, `year`, `clock` (10:00), `time` (10.00),
    `other` or the sign itself; `value` is the word's meaning, the number, or (day, month,
    year or None). `names` are what patterns call it: its kind, a number's figures, or the meaning
    and text of a word. «15», «15-го» and «первое» are also a «written-day», and a «day» if some
    month has it; a word in no table is «unknown».
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
        """The meaning of a word; empty for other tokens."""
        return str(self.value) if self.kind == "word" else ""

    def fits(self, wanted: Iterable[str]) -> bool:
        """Return whether one of the names is wanted."""
        return not self.names.isdisjoint(wanted)

    def found_in(self, table: Mapping[str, T]) -> T | None:
        """Look up one of the names in a table."""
        return next((table[name] for name in self.names if name in table), None)

    def begins(self, stems: str) -> bool:
        """Return whether a word is one of the whole words or begins with one of the stems."""
        if self.kind != "word":
            return False
        words, beginnings = _stems(stems)
        return self.text in words or self.text.startswith(beginnings)


@lru_cache(maxsize=64)
def _stems(stems: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Split a table of stems into whole words and beginnings of words."""
    every = stems.split()
    words = [stem.removesuffix(".") for stem in every if stem.endswith(".")]
    return frozenset(words), tuple(stem for stem in every if not stem.endswith("."))


def token(kind: str, text: str, value: object = None, *names: str) -> Token:
    """Make a token that patterns may call by its kind and other names."""
    return Token(kind, text, value, frozenset((kind, *names)))


def word(text: str, meaning: str | None = None) -> Token:
    """Make the token of a word.

    A Latin word must not be taken for a kind of token, since kinds have English names.
    """
    names = ["word", meaning or "unknown"]
    if meaning or not text.isascii():
        names.append(text)
    return Token("word", text, meaning or text, frozenset(names))


def any_begins(found: Iterable[Token], stems: str) -> bool:
    """Return whether one of some words begins with one of the stems."""
    return any(each.begins(stems) for each in found)


def numbers(found: Iterable[Token], kind: str = "number") -> list[int]:
    """Return the numbers that the tokens of a kind stand for."""
    return [each.number for each in found if each.kind == kind]


END = token("end", "")


def _by_text(table: dict[T, str]) -> dict[str, T]:
    return {text: meaning for meaning, texts in table.items() for text in texts.split()}


def _numbered(table: dict[str, str], first: int) -> dict[str, int]:
    """Map every form of a name of a month or day of the week to its number."""
    named = enumerate(table.items(), start=first)
    return _by_text({number: f"{name} {forms}" for number, (name, forms) in named})


def _ordinals(stems: Iterable[str], endings: str) -> dict[str, int]:
    return {
        stem + ending: number
        for number, stem in enumerate(stems, start=1)
        for ending in endings.split()
    }


MONTH_FORMS = _numbered(vocabulary.MONTH_FORMS, 1)


def _known_words() -> dict[str, Token]:
    known = {}
    ordinals = _ordinals(vocabulary.ORDINALS, vocabulary.ORDINAL_ENDINGS)
    of_days = _ordinals(vocabulary.ORDINALS, vocabulary.DAY_ENDINGS)
    for text, number in {**ordinals, **_by_text(vocabulary.COUNTS)}.items():
        names = ["written-day", "day"] if text in of_days else []
        known[text] = token("number", text, number, str(number), *names)
    weekdays = _numbered(vocabulary.WEEKDAY_FORMS, 0)
    known |= {text: word(text, meaning) for text, meaning in _by_text(vocabulary.FORMS).items()}
    known |= {text: token("month", text, number) for text, number in MONTH_FORMS.items()}
    return known | {text: token("weekday", text, number) for text, number in weekdays.items()}


_KNOWN = _known_words()
_BY_STEM = _by_text(vocabulary.STEMS)

_GLUE = {"в", "с", "к", "весь"}  # words that mean nothing on their own
MEANINGS = {*vocabulary.FORMS, *vocabulary.STEMS, *vocabulary.PHRASES.values()} - _GLUE
"""Words that change a reading, so that no remark may hold them unread."""


def near_months(text: str) -> list[str]:
    """Name the months that a word may mean, misspelt or typed in the Latin layout."""
    return nearest(text, vocabulary.MONTHS, most=2, likeness=0.7)


@lru_cache(maxsize=512)
def _parts(pattern: str) -> tuple[tuple[frozenset[str], str], ...]:
    """Split a pattern into its words: what fits each of them, and its sign."""
    parts = []
    for part in pattern.split():
        bare = part.strip("?&!")
        parts.append((frozenset(bare.split("|")), part.replace(bare, "")))
    return tuple(parts)


@lru_cache(maxsize=256)
def _openings(patterns: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for pattern in patterns:
        for wanted, sign in _parts(pattern):
            found |= wanted
            if sign != "?":
                break
    return frozenset(found)


def _length(pattern: str, found: Sequence[Token], start: int) -> int:
    """Count the tokens that a pattern takes at a place; 0 if it does not fit."""
    at = start
    for wanted, sign in _parts(pattern):
        fits = found[at].fits(wanted)
        is_right = not fits if sign == "!" else fits
        if not is_right and sign != "?":
            return 0
        if fits and sign in {"", "?"}:
            at += 1
    return at - start


_FARTHEST = 3  # tokens of look-ahead


class Cursor:
    """A position among the tokens of a wording."""

    def __init__(self, found: list[Token]) -> None:
        """Start before the first token."""
        self.tokens = found
        self.at = 0
        self._with_end = [*found, *[END] * _FARTHEST]

    def peek(self, ahead: int = 0) -> Token:
        """Look at a token, not too far ahead; past the last one there are some of kind `end`."""
        return self._with_end[self.at + ahead]

    @property
    def behind(self) -> Token:
        """The token just taken; at the start, one of kind `end`."""
        return self.tokens[self.at - 1] if self.at else END

    def phrase(self, *patterns: str) -> list[Token]:
        """Take the tokens of the first pattern that fits, or none."""
        start = self.at
        if not self._with_end[start].fits(_openings(patterns)):
            return []
        for pattern in patterns:
            if taken := _length(pattern, self._with_end, start):
                self.at += taken
                return self.tokens[start : self.at]
        return []

    def choice(self, table: Mapping[str, T]) -> T | None:
        """Take the first pattern of a table that fits, and return its value."""
        if not self.peek().fits(_openings(tuple(table))):
            return None
        for pattern, meant in table.items():
            if self.phrase(pattern):
                return meant
        return None

    def follows(self, *patterns: str) -> bool:
        """Return whether one of the patterns fits here, and take nothing."""
        return any(_length(pattern, self._with_end, self.at) for pattern in patterns)

    def finds(self, *patterns: str) -> bool:
        """Return whether one of the patterns fits anywhere."""
        return any(
            _length(pattern, self._with_end, place)
            for place in range(len(self.tokens))
            for pattern in patterns
        )

    def tried(self, *productions: Callable[[Self], T]) -> T:
        """Try productions here until one finds something; if none does, take nothing."""
        start = self.at
        for production in productions:
            if found := production(self):
                break
            self.at = start
        return found


LONGEST_NUMBER = 6  # figures; too long for a day or a year
CENTURY = 2000
_YEARS = range(1990, 2100)

_SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—―−…", "-")
    | dict.fromkeys('«»"“”„', " ")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")  # hidden: soft hyphens, zero width
    | {"\u00a0": " ", "ё": "е"}
)
_RUSSIAN = re.compile("[а-я]")
_MONTH_FORMS = tuple(MONTH_FORMS)
_JOINED_MONTHS = re.compile(rf"(?:{'|'.join(MONTH_FORMS)}){{2,}}$")
_SPACED_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.\s*(0[1-9]|1[0-2])\.\s*(\d{4})(?!\d)")
_SPACED_DAY = re.compile(r"(?<![\d.])(\d{1,2})\.\s+(0[1-9]|1[0-2])(?!\s*[\d.а-я])")
_SHORT_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*([-/])\s*(\d\d)(?=\s*(?:уч|гг))")
_TIMES_IN = re.compile(r"(?<=\d)\s*р\.?\s*/\s*(?=[а-я])")
_SPACED_ENDING = re.compile(r"(?<=\d)\s*-\s*(го|му|ый|ий|ой|ая|ое|ые|х|й|я|е|ти)(?![а-я])")
_TOKEN = re.compile(
    r"""(?P<iso>\d{4}-\d{2}-\d{2}(?!\d))
      | (?P<foreign>\d{1,2}-\d{2}-\d{4}(?!\d)|\d{1,2}/\d{2}/\d{4}(?!\d))
      | (?P<tens>\d{1,2}-?[ех]\s+числ(?:а|ах)(?![а-я]))
      | (?P<clock>\d{1,2}:\d{2}(?::\d{2})?)
      | (?P<time>\d{1,2}(?:\.(?:00|1[3-9]|[2-5]\d)|-00)(?![\d.]*\d))
      | (?P<date>\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2}(?!\d)))?(?!\d))
      | (?P<month>(?:0?[1-9]|1[0-2])\.\d{4}(?!\d))
      | (?P<document>№\s*\d+(?:[-/](?:\d+|[а-яa-z]{1,2}(?![а-яa-z])))*)
      | (?P<number>\d+)(?:-?(?:(?P<of_day>ого|его|ое|му|го|е)
                             |(?:ым|ом|ой|ая|ую|ый|ий|й|я|ю|м|х))(?![а-я]))?
      | (?P<roman>(?:iv|i{1,3}|іv|і{1,3})(?:(?=кв)|(?![a-zа-яі])))
        (?:-(?:ый|ой|ий|го|ая|ом|ую|й|е|я|м|ю)(?![а-я]))?
      | (?P<word>[а-яa-zі]+)(?P<dot>\.?)
      | (?P<sign>[-,;()/])
      | (?P<noise>[\s.:]+)
      | (?P<strange>.)""",
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> list[Token]:
    """Cut a wording into tokens.

    Spaces, dots and quotes are dropped; several words with one joint meaning make one token.
    """
    return _joined([token for match in _TOKEN.finditer(_clean(text)) for token in _cut(match)])


def _clean(text: str) -> str:
    clean = composed(text).lower().translate(_SIGNS).rstrip(" .")
    for short, whole in vocabulary.ABBREVIATIONS.items():
        clean = clean.replace(short, whole)
    clean = _TIMES_IN.sub(" раз в ", clean)
    clean = _SHORT_SCHOOL_YEAR.sub(rf"\1\g<2>{CENTURY // 100}\3", clean)
    clean = _SPACED_ENDING.sub(r"-\1", clean)
    clean = _SPACED_DATE.sub(r"\1.\2.\3", clean)
    return _SPACED_DAY.sub(r"\1.\2", clean)


def _cut(match: re.Match[str]) -> list[Token]:
    """Make the tokens of a piece; spaces, dots and colons have none."""
    kind, text = match.lastgroup or "", match[0]
    made: list[Token] = []
    match kind:
        case "iso":
            year, month, day = map(int, text.split("-"))
            made = [token("date", text, (day, month, year))]
        case "date":
            day, month, *rest = map(int, text.split("."))
            made = [token("date", text, (day, month, full_year(rest[0]) if rest else None))]
        case "month":
            first, second = text.split(".")
            made = [token("month", first, int(first)), token("year", second, int(second))]
        case "number" | "of_day":
            made = [_number(match)]
        case "roman":
            number = vocabulary.ROMAN[match["roman"]]
            made = [token("number", text, number, str(number))]
        case "document":
            made = [word(text)]
        case "dot":
            made = [_word(match)]
        case _ if kind != "noise":
            made = [token({"sign": text, "strange": "other"}.get(kind, kind), text)]
    return made


def full_year(number: int) -> int:
    """Return the year written with two or four figures."""
    return number + CENTURY if number in range(100) else number


def _number(match: re.Match[str]) -> Token:
    """Read «15-й», «2020», and «15» or «15-го», which may be days."""
    figures = match["number"]
    number = int(figures[:LONGEST_NUMBER])
    if number in _YEARS and len(figures) == len("2020"):
        return token("year", match[0], number)
    names = [str(number)]
    if match["of_day"] or match[0] == figures:
        names.append("written-day")
        if 1 <= number <= LAST_DAY:
            names.append("day")
    if len(figures) == len("20"):
        names.append("short-year")
    return token("number", match[0], number, *names)


def _word(match: re.Match[str]) -> Token:
    """Find a word in the tables, whole or by its beginning.

    Latin letters in a Russian word are typos. «Сентябрьоктябрь» must not be ignored.
    """
    text = match["word"]
    if _RUSSIAN.search(text):
        text = text.translate(LOOKALIKES)
    known = _KNOWN.get(text)
    if known is not None:
        return known
    stem = next(filter(text.startswith, _BY_STEM), "")
    run_together = _JOINED_MONTHS.match(text) or (stem and text.endswith(_MONTH_FORMS))
    if run_together:
        return token("other", text)
    found = word(text, _BY_STEM.get(stem))
    if match["dot"] and "unknown" in found.names:
        return found._replace(names=found.names | {"shortened"})
    return found


def _joined(found: list[Token]) -> list[Token]:
    """Join tokens with one joint meaning: «не реже, чем», «в срок до»."""
    cursor = Cursor(found)
    joined = []
    while cursor.at < len(found):
        start = cursor.at
        meaning = cursor.choice(vocabulary.PHRASES)
        if meaning is None:
            cursor.at += 1
            joined.append(found[start])
        else:
            text = " ".join(each.text for each in found[start : cursor.at])
            joined.append(word(text, meaning))
    return joined


# Remarks. The one rule by which words are ignored, wherever they stand: in brackets, after a comma,
# after «/» or in words about a schedule, a word is ignored only if it is known not to speak of
# time, or is unlike every word that does: not such a word in full, shortened, run together with
# another, or with one or two letters wrong.

_HARMLESS = ("весь", "в", "с")  # known words that a remark may hold
_ROMAN = re.compile("[ivxхі]+")
_LEADS = ("в", "во", "с", "со", "к", "ко", "до", "по", "на", "за", "и", "не", "от", "раз")
_PIECES = tuple(vocabulary.TIMELY_PIECES.split())
_ENDINGS = {"", *vocabulary.ENDINGS.split()}
_SHORT, _LONG = 4, 6  # letters; a shorter word resembles some abbreviation
_SHORTENED = 4  # letters before a dot: too few to tell
_ENDING = 3  # letters at most
_SLIPS = 2  # wrong letters allowed, and one more if none comes from another word


def pass_word(cursor: Cursor) -> bool:
    """Take a word of a remark, a quantity or a sign, unless it may speak of time."""
    if cursor.phrase("-|,"):
        return True
    token = cursor.peek()
    if token.text.isdigit():
        taken = 2 if _is_of(cursor.peek(1).text, vocabulary.THINGS) else 0
    else:
        taken = 0 if speaks_of_time(token) else 1
    cursor.at += taken
    return taken > 0


def without_evidence(found: list[Token]) -> list[Token]:
    """Cut off the evidence after «/»: «20 июля 2020/ протокол».

    The sign may also join two years: «2019/2020 учебный год».
    """
    cursor = Cursor(found)
    while not cursor.peek().fits(["/", "end"]):
        if not cursor.phrase("year / &year|number"):
            cursor.at += 1
    end = cursor.at
    while cursor.peek().kind != "end":
        if not cursor.phrase("/|;|(|)") and not pass_word(cursor):
            raise Refusal(
                "после «/» стоит ещё один срок или документ с датой: напишите срок отдельно"
            )
    return found[:end]


def speaks_of_time(token: Token) -> bool:
    """Return whether a token may affect a date, so that no remark may contain it."""
    if "unknown" not in token.names:
        return not token.fits(_HARMLESS)
    if token.text.startswith("№"):
        return False
    may_be_any = "shortened" in token.names and len(token.text) <= _SHORTENED
    return (may_be_any and not is_other(token.text)) or _may_mean_time(token.text)


@lru_cache(maxsize=4096)
def _may_mean_time(text: str) -> bool:
    """Return whether a word in no table of the grammar may still speak of time."""
    if is_other(text):
        return False
    if len(text) < _SHORT or _ROMAN.fullmatch(text):
        return True
    if not text.isascii():
        # run together with another word: «вмае», «сентябрьоктябрь»
        led = any(text.startswith(lead) and text.removeprefix(lead) in _KNOWN for lead in _LEADS)
        return led or any(piece in text for piece in _PIECES) or _is_near(text)
    meant = [text.translate(table) for table in (LOOKALIKES, TO_RUSSIAN)]
    timely = text.startswith(tuple(vocabulary.TIMELY_LATIN.split()))
    return timely or any(_may_mean_time(word) for word in meant if not word.isascii())


def is_other(text: str) -> bool:
    """Return whether a word is known not to speak of time."""
    return _is_of(text, vocabulary.OTHER) or _is_of(text, vocabulary.THINGS)


def _is_of(text: str, stems: str) -> bool:
    """Return whether a word is one of the whole words, or one of the stems with an ending."""
    words, beginnings = _stems(stems)
    cuts = range(max(len(text) - _ENDING, 2), len(text) + 1)
    return text in words or any(text[:at] in beginnings and text[at:] in _ENDINGS for at in cuts)


@lru_cache(maxsize=1)
def _timely() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the whole words that speak of time, and the stems of others."""
    known = {
        text
        for text, token in _KNOWN.items()
        if not token.fits(("и", "в", "с"))
        and (token.kind != "number" or text.startswith(vocabulary.ORDINALS))
    }
    words, beginnings = _stems(" ".join((*vocabulary.STEMS.values(), vocabulary.TIMELY)))
    every = (*vocabulary.ORDINALS, *vocabulary.FURTHER_ORDINALS)
    ordinals = _ordinals(every, vocabulary.ORDINAL_ENDINGS)
    return words.union(known, ordinals, vocabulary.TIMELY_WORDS.split()), beginnings


def _is_near(text: str) -> bool:
    """Return whether a word is a word of time, shortened or with a letter or two wrong."""
    whole, stems = _timely()
    if text in whole or text.startswith(stems):
        return True
    letters = set(text)
    for word in (*whole, *stems):
        if word.startswith(text):
            return True
        extra = len(letters.difference(word))
        if extra > _SLIPS:
            continue
        slips = (_SLIPS if len(word) >= _LONG else 1) + (not extra)
        misspelt, shortened = _distances(text, word)
        if misspelt <= slips or shortened <= 1:
            return True
    return False


def _distances(text: str, word: str) -> tuple[int, int]:
    """Count the letters wrong, dropped or swapped: in the whole word, and in its beginning."""
    older: list[int] = []
    row = list(range(len(word) + 1))
    for at, letter in enumerate(text):
        newer = [at + 1]
        for place, wanted in enumerate(word):
            cost = min(row[place + 1] + 1, newer[place] + 1, row[place] + (letter != wanted))
            swapped = place and at and (letter, text[at - 1]) == (word[place - 1], wanted)
            newer.append(min(cost, older[place - 1] + 1) if swapped else cost)
        older, row = row, newer
    return row[-1], min(row)
