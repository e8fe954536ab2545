"""The one rule by which words are ignored, wherever they stand.

In brackets, after a comma, after «/» or in words about a schedule, a word is ignored only if it is
known not to speak of time, or is unlike every word that does: not such a word in full, shortened,
run together with another, or with one or two letters wrong.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from roadmap_cli.terms.points import Refusal
from roadmap_cli.terms.tokens import KNOWN, Cursor
from roadmap_cli.terms.vocabulary import (
    AT_ONCE,
    ENDINGS,
    EVENTS,
    EXCEPTIONS,
    FURTHER_ORDINALS,
    FURTHER_TIMES,
    ORDINAL_ENDINGS,
    ORDINALS,
    OTHER,
    SCHOOL_PARTS,
    SEASONS,
    SHIFTS,
    STEMS,
    THINGS,
    TIMELY,
    TIMELY_LATIN,
    TIMELY_PIECES,
    TIMELY_WORDS,
    VAGUE_PARTS,
)
from roadmap_cli.wording import LOOKALIKES, TO_RUSSIAN

if TYPE_CHECKING:
    from roadmap_cli.terms.tokens import Token

_GLUE = ("весь", "в", "с")  # known words that a remark may hold
_ROMAN = re.compile("[ivxхі]+")
_LEADS = ("в", "во", "с", "со", "к", "ко", "до", "по", "на", "за", "и", "не", "от", "раз")
_TIMELY = (TIMELY, SEASONS, SCHOOL_PARTS, SHIFTS, VAGUE_PARTS, FURTHER_TIMES, EXCEPTIONS, EVENTS)
_PIECES = tuple(TIMELY_PIECES.split())
_SHORT, _LONG = 4, 6  # letters; a shorter word resembles some abbreviation
_SHORTENED = 4  # letters before a dot: too few to tell
_ENDING = 3
_SLIPS = 2  # wrong letters allowed, and one more if none comes from another word


def pass_word(cursor: Cursor) -> bool:
    """Take a word of a remark, a quantity or a sign, unless it may speak of time."""
    if cursor.phrase("-|,"):
        return True
    token = cursor.peek()
    if token.text.isdigit():
        if not _is_of(cursor.peek(1).text, THINGS):
            return False
        cursor.at += 2
        return True
    if speaks_of_time(token):
        return False
    cursor.at += 1
    return True


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
    if not token.is_unknown:
        return not token.fits(_GLUE)
    if token.text.startswith("№"):
        return False
    may_be_any = token.fits(["shortened"]) and len(token.text) <= _SHORTENED
    return (may_be_any and not is_other(token.text)) or may_mean_time(token.text)


@lru_cache(maxsize=4096)
def may_mean_time(text: str) -> bool:
    """Return whether a word in no table of the grammar may still speak of time."""
    if text.isascii():
        meant = [text.translate(table) for table in (LOOKALIKES, TO_RUSSIAN)]
        timely = text.startswith(tuple(TIMELY_LATIN.split())) or _ROMAN.fullmatch(text)
        return (
            bool(timely)
            or len(text) < _SHORT
            or any(may_mean_time(word) for word in meant if not word.isascii())
        )
    if is_other(text):
        return False
    if len(text) < _SHORT or _ROMAN.fullmatch(text):
        return True
    return _is_run_together(text) or _is_near(text)


def is_other(text: str) -> bool:
    """Return whether a word is known not to speak of time."""
    return _is_of(text, OTHER) or _is_of(text, THINGS)


def _is_of(text: str, stems: str) -> bool:
    """Return whether a word begins with a stem of a table or is one of its whole words."""
    whole, beginnings, endings = _others(stems)
    if text in whole:
        return True
    cuts = range(max(len(text) - _ENDING, 2), len(text) + 1)
    return any(text[:cut] in beginnings and text[cut:] in endings for cut in cuts)


@lru_cache(maxsize=2)
def _others(stems: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    every = stems.split()
    whole = frozenset(stem[:-1] for stem in every if stem.endswith("."))
    return whole, frozenset(every), frozenset(["", *ENDINGS.split()])


@lru_cache(maxsize=1)
def _timely() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the whole words that speak of time, and the stems of others."""
    names = {text for text, token in KNOWN.items() if not token.fits(("и", "в", "с"))}
    names -= {
        text for text in names if KNOWN[text].kind == "number" and not text.startswith(ORDINALS)
    }
    stems = {stem for line in (*STEMS.values(), *_TIMELY, AT_ONCE) for stem in line.split()}
    whole = names | {stem[:-1] for stem in stems if stem.endswith(".")} | set(TIMELY_WORDS.split())
    whole |= {
        stem + ending for stem in FURTHER_ORDINALS.split() for ending in ORDINAL_ENDINGS.split()
    }
    return frozenset(whole), tuple(stem for stem in stems if not stem.endswith("."))


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


def _is_run_together(text: str) -> bool:
    """Return whether a word of time is run together with another: «вмае», «сентябрьоктябрь»."""
    rests = [text.removeprefix(lead) for lead in _LEADS if text.startswith(lead)]
    return any(rest in KNOWN for rest in rests) or any(piece in text for piece in _PIECES)
