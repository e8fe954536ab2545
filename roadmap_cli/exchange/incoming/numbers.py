"""Numbers of items: those of the document, made up where it lost them, never twice the same."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import TYPE_CHECKING

from roadmap_cli.terms.words import MONTH_FORMS

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
        return f"{int(dated[1])}.{MONTH_FORMS[dated[2].casefold()]}"
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
    last = [int(number.split(".")[-1]) for number in numbers]
    return all(
        now in {1, before + 1} for before, now in zip([0, *last], last, strict=False)
    )


def numbered(
    groups: Sequence[Sequence[str]], titles: Sequence[str | None]
) -> list[list[str]]:
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
        own = _section_numbers(titles)
        groups = [
            _within(section, group) for section, group in zip(own, groups, strict=True)
        ]
    return _unique(groups)


def _within(section: str, group: Sequence[str]) -> list[str]:
    """Put the number of a section before those of its items, counted if all of them are lost."""
    numbers = group if any(group) else _first_numbers(len(group))
    return [f"{section}.{number}" if number else "" for number in numbers]


def _first_numbers(most: int) -> list[str]:
    return [str(number) for number in range(1, most + 1)]


def _counted(groups: Sequence[Sequence[str]]) -> list[list[str]]:
    following = count(1)
    return [[str(next(following)) for _ in group] for group in groups]


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
    return own if all(own) and all_differ else _first_numbers(len(own))


def _number_of(title: str) -> str:
    found = _SECTION_NUMBER.match(title)
    return _arabic(found[1]) if found else ""


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _arabic(number: str) -> str:
    if number.isdigit():
        return str(int(number))
    values = [_ROMAN[letter] for letter in number.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return str(
        sum(-value if value < following else value for value, following in pairs)
    )


def _unique(groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Give a number that is missing or repeated the next one free after the number before it."""
    ids = _Ids(groups)
    return [[ids.of(number) for number in group] for group in groups]


class _Ids:
    """The ids given so far, and the numbers that the document has for items to come."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._taken = set(filter(None, chain.from_iterable(groups)))
        self._used: set[str] = set()
        self._before = "0"

    def of(self, number: str) -> str:
        """Give the id of the next item, whose number the document has so."""
        own = number
        if not own or own in self._used:
            own = self._following() if not number else self._below(number)
            self._taken.add(own)
        self._used.add(own)
        self._before = number or self._before
        return own

    def _following(self) -> str:
        """Take the number after the last one, if nobody else has it: an item may be missing."""
        if self._before.isdigit():
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
