"""Numbers of items: those of the document, made up where it lost them, never twice the same."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from roadmap_cli.terms.tokens import MONTH_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TYPED = re.compile(r"\s*\.?(\d+(?:\.\d+)+|\d+(?=[.)]))[.)]*\s*(?=[^\d\s.)])")
_SECTION_NUMBER = re.compile(r"\W*(?:раздел\s+)?(\d+|[IVXLC]+)\b", re.IGNORECASE)
_EXCEL_DATE = re.compile(
    r"(\d\d?)\.(янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек)", re.IGNORECASE
)


def plain(text: str) -> str:
    """Give a number as an id: no «№», spaces, last dot; 01.фев was 1.2 before Excel saw it."""
    dated = _EXCEL_DATE.fullmatch(text.strip())
    if dated:
        day = int(dated[1])
        month = MONTH_FORMS[dated[2].casefold()]
        return f"{day}.{month}"
    return re.sub(r"^[№п.\s]+|\s", "", text).rstrip(".)")


def typed(titles: Sequence[str]) -> list[tuple[str, str]] | None:
    """Take off the numbers typed into the measures.

    Returns:
        Pairs of number and title, or None where the figures do not count up: «9 мая» is no number.

    """
    pairs = []
    for title in titles:
        found = _TYPED.match(title)
        if found is None:
            return None
        pairs.append((found[1], title[found.end() :]))
    return pairs if _count_up([number for number, _ in pairs]) else None


def _count_up(numbers: Sequence[str]) -> bool:
    """Tell whether each number follows the one before it or begins anew."""
    before = 0
    for number in numbers:
        _, _, tail = number.rpartition(".")
        now = int(tail)
        if now not in {1, before + 1}:
            return False
        before = now
    return True


def numbered(groups: Sequence[Sequence[str]], titles: Sequence[str | None]) -> list[list[str]]:
    """Give every item of every section an id of its own.

    Args:
        groups: the numbers of each section's items as the document has them; "" where it has none.
        titles: the titles of these sections.

    Returns:
        Ids in the same shape. Lost numbers become 1 … n, numbers that restart become
        `section.number`, an item without a number among others follows the one before it: 9.1.

    """
    if not any(chain.from_iterable(groups)):
        return _counted(groups)
    if _restart(groups):
        pairs = zip(_section_numbers(titles), groups, strict=True)
        groups = [_within(section, group) for section, group in pairs]
    ids = _Ids(groups)
    return [[ids.of(number) for number in group] for group in groups]


def _within(section: str, group: Sequence[str]) -> list[str]:
    """Put the number of a section before those of its items, counted if all of them are lost."""
    numbers = group if any(group) else _counted_on(0, len(group))
    return [f"{section}.{number}" if number else "" for number in numbers]


def _counted_on(before: int, many: int) -> list[str]:
    """Give the numbers that follow one, so many of them."""
    return [str(before + i) for i in range(1, many + 1)]


def _counted(groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Count through all sections."""
    counted = []
    before = 0
    for group in groups:
        counted.append(_counted_on(before, len(group)))
        before += len(group)
    return counted


def _restart(groups: Sequence[Sequence[str]]) -> bool:
    """Tell whether two sections have items of the same number."""
    seen: set[str] = set()
    for group in groups:
        own = set(filter(None, group))
        if not seen.isdisjoint(own):
            return True
        seen |= own
    return False


def _section_numbers(titles: Sequence[str | None]) -> list[str]:
    """Take the numbers of the titles; where some are missing or repeat, number in order."""
    own = [_number_of(title or "") for title in titles]
    all_differ = len(set(own)) == len(own)
    return own if all(own) and all_differ else _counted_on(0, len(own))


def _number_of(title: str) -> str:
    """Give the number that a title begins with, in Arabic figures; "" where it has none."""
    found = _SECTION_NUMBER.match(title)
    return _arabic(found[1]) if found else ""


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _arabic(number: str) -> str:
    """Write a number in figures, be it Roman or with zeros before it."""
    if number.isdigit():
        return str(int(number))
    values = [_ROMAN[letter] for letter in number.upper()]
    total = 0
    followings = [*values[1:], 0]
    for value, following in zip(values, followings, strict=True):
        if value < following:  # IV
            total -= value
        else:
            total += value
    return str(total)


class _Ids:
    """The ids given so far, and the numbers that the document has for items to come.

    A number that is missing or repeated becomes the next one free after the number before it.
    """

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        """Take the numbers of the document: no id made up may be one of them."""
        self._taken = set(filter(None, chain.from_iterable(groups)))
        self._used: set[str] = set()
        self._before = "0"

    def of(self, number: str) -> str:
        """Give the id of the next item, whose number the document has so."""
        if not number:
            own = self._following()
        elif number in self._used:
            own = self._below(number)
        else:
            own = number
        self._taken.add(own)
        self._used.add(own)
        if number:
            self._before = number
        return own

    def _following(self) -> str:
        """Take the number after the last one, if nobody else has it: an item may be missing."""
        if self._before.isdecimal():  # «7¹» has the sign of a footnote
            following = str(int(self._before) + 1)
            if following not in self._taken:
                return following
        return self._below(self._before)

    def _below(self, number: str) -> str:
        """Take the first of 7.1, 7.2 … that nobody has."""
        tail = 1
        while f"{number}.{tail}" in self._taken:
            tail += 1
        return f"{number}.{tail}"
