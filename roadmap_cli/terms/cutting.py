"""Wordings cut into tokens."""

from __future__ import annotations

import re

from roadmap_cli.terms.cursor import length, openings
from roadmap_cli.terms.vocabulary import ABBREVIATIONS, PHRASES, ROMAN
from roadmap_cli.terms.words import BY_STEM, END, KNOWN, MONTH_FORMS, Token, token, word

LONGEST_NUMBER = 6  # figures; enough to be no day and no year
LONGEST_DAY = 31
CENTURY = 2000
_YEARS = range(1990, 2100)
_TWO_FIGURES = range(100)


_LOOKALIKES = str.maketrans("aeopcxykmthb", "аеорсхукмтнв")
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−…", "-")
    | dict.fromkeys('«»"“”„', " ")
    | {"\u00ad": "", "\u00a0": " ", "ё": "е"}
)
_RUSSIAN = re.compile("[а-я]")
_MONTH_FORMS = tuple(MONTH_FORMS)
_JOINED_MONTHS = re.compile("(?:{0})+(?:{0})$".format("|".join(MONTH_FORMS)))
_SPACED_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.\s*(0[1-9]|1[0-2])\.\s*(\d{4})(?!\d)")
_SPACED_DAY = re.compile(r"(?<![\d.])(\d{1,2})\.\s+(0[1-9]|1[0-2])(?!\s*[\d.а-я])")
_TOKEN = re.compile(
    r"""(?P<iso>\d{4}-\d{2}-\d{2}(?!\d))
      | (?P<clock>\d{1,2}:\d{2})
      | (?P<time>\d{1,2}(?:\.(?:00|1[3-9]|[2-5]\d)|-00)(?![\d.]*\d))
      | (?P<date>\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2}(?!\d)))?(?!\d))
      | (?P<month>(?:0?[1-9]|1[0-2])\.\d{4}(?!\d))
      | (?P<document>№\s*\d+(?:[-/]\w+)*)
      | (?P<number>\d+)(?:-?(?:(?P<of_day>ого|его|ое|му|го|е)
                             |(?:ым|ом|ой|ая|ую|ый|ий|й|я|ю|м|х))(?![а-я]))?
      | (?P<roman>(?:iv|i{1,3}|іv|і{1,3})(?:(?=кв)|(?![a-zа-яі])))
        (?:-(?:ый|ой|ий|го|ая|ом|ую|й|е|я|м|ю)(?![а-я]))?
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
    found: list[Token] = []
    for match in _TOKEN.finditer(_clean(text)):
        maker = _MAKERS.get(match.lastgroup or "", _plain)
        found += maker(match)
    return _joined(found)


def _clean(text: str) -> str:
    """Bring a wording to one way of writing letters, dashes and dates."""
    clean = text.lower().translate(_DASHES).rstrip(" .").lstrip()
    for short, whole in ABBREVIATIONS.items():
        clean = clean.replace(short, whole)
    clean = _SPACED_DATE.sub(r"\1.\2.\3", clean)
    return _SPACED_DAY.sub(r"\1.\2", clean)


def _iso_date(match: re.Match[str]) -> list[Token]:
    """Read «2020-05-15»."""
    year, month, day = map(int, match[0].split("-"))
    return [token("date", match[0], (day, month, year))]


def _date(match: re.Match[str]) -> list[Token]:
    """Read «15.05», «15.05.2020», «15.05.20»."""
    day, month, *rest = map(int, match[0].split("."))
    year = full_year(rest[0]) if rest else None
    return [token("date", match[0], (day, month, year))]


def full_year(number: int) -> int:
    """Give the year that two figures, or four, stand for."""
    return number + CENTURY if number in _TWO_FIGURES else number


def _month_and_year(match: re.Match[str]) -> list[Token]:
    """Read «05.2020»."""
    month, year = match[0].split(".")
    return [token("month", month, int(month)), token("year", year, int(year))]


def _number(match: re.Match[str]) -> list[Token]:
    """Read «15-й», «2020», and «15» or «15-го», which may be days."""
    figures = match["number"]
    number = int(figures[:LONGEST_NUMBER])
    if number in _YEARS and len(figures) == len("2020"):
        return [token("year", match[0], number)]
    names = [str(number)]
    if match["of_day"] or match[0] == figures:
        names.append("written-day")
        if 1 <= number <= LONGEST_DAY:
            names.append("day")
    if len(figures) == len("20"):
        names.append("short-year")
    return [token("number", match[0], number, *names)]


def _roman(match: re.Match[str]) -> list[Token]:
    """Read «II», «IV-й»."""
    number = ROMAN[match["roman"]]
    return [token("number", match[0], number, str(number))]


def _word(match: re.Match[str]) -> list[Token]:
    """Find a word in the tables, whole or by its beginning.

    Latin letters in a Russian word are slips. «Сентябрьоктябрь» is no word that may be passed over.
    """
    text = match[0]
    if _RUSSIAN.search(text):
        text = text.translate(_LOOKALIKES)
    known = KNOWN.get(text)
    if known is not None:
        return [known]
    stem = next(filter(text.startswith, BY_STEM), "")
    run_together = _JOINED_MONTHS.match(text) or (stem and text.endswith(_MONTH_FORMS))
    if run_together:
        return [token("other", text)]
    return [word(text, BY_STEM.get(stem))]


def _document(match: re.Match[str]) -> list[Token]:
    """Take the number of a document for a word: «№ 61-п» speaks of no time."""
    return [word(match[0])]


def _plain(match: re.Match[str]) -> list[Token]:
    """Take a time of day, a line break or a strange sign for what it is."""
    return [token(match.lastgroup or "", match[0])]


def _sign(match: re.Match[str]) -> list[Token]:
    """Take a sign by itself."""
    return [token(match[0], match[0])]


def _noise(_: re.Match[str]) -> list[Token]:
    """Drop spaces, dots and colons."""
    return []


_MAKERS = {
    "iso": _iso_date,
    "date": _date,
    "month": _month_and_year,
    "document": _document,
    "number": _number,
    "of_day": _number,
    "roman": _roman,
    "word": _word,
    "sign": _sign,
    "noise": _noise,
}


def _openings() -> dict[str, list[tuple[str, str]]]:
    """Index the phrases by the words with which they may begin."""
    found: dict[str, list[tuple[str, str]]] = {}
    for meaning, patterns in PHRASES.items():
        for pattern in patterns:
            for opening in openings(pattern):
                found.setdefault(opening, []).append((pattern, meaning))
    return found


_OPENINGS = _openings()


def _joined(found: list[Token]) -> list[Token]:
    """Make one token of several that have one meaning together: «не реже, чем», «в срок до»."""
    joined = []
    at = 0
    with_end = [*found, END]
    while at < len(found):
        taken, one = _phrase(with_end, at)
        joined.append(one)
        at += taken
    return joined


def _phrase(found: list[Token], at: int) -> tuple[int, Token]:
    """Find the phrase that begins at a place: how many tokens it takes, and the one they make."""
    for pattern, meaning in _OPENINGS.get(found[at].meaning, ()):
        taken = length(pattern, found, at)
        if taken:
            texts = [each.text for each in found[at : at + taken]]
            return taken, word(" ".join(texts), meaning)
    return 1, found[at]
