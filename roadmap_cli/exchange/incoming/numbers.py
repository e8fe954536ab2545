"""Numbers of items: those of the document, made up where it lost them, never twice the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadmap_cli.terms.words import MONTH_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TYPED = re.compile(r"\s*\.?(\d+(?:\.\d+)+|\d+(?=[.)]))[.)]*\s*(?=[^\d\s.)])")
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
    return all(now in {1, before + 1} for before, now in zip([0, *last], last, strict=False))


def numbered(groups: Sequence[Sequence[str]], titles: Sequence[str | None]) -> list[list[str]]:
    """Give every item of every section an id of its own.

    Args:
        groups: the numbers of each section's items as the document has them; "" where it has none.
        titles: the titles of these sections.

    Returns:
        Ids in the same shape. Lost numbers become 1 … n, numbers that restart become
        `section.number`, an item without a number among others follows the one before it: 9.1.

    """
    if not any(number for group in groups for number in group):
        return _counted(groups)
    if _restart(groups):
        own = _section_numbers(titles)
        groups = [
            [f"{section}.{number}" if number else "" for number in _filled(group)]
            for section, group in zip(own, groups, strict=True)
        ]
    return _unique(groups)


def _counted(groups: Sequence[Sequence[str]]) -> list[list[str]]:
    ids = []
    following = 1
    for group in groups:
        ids.append([str(following + i) for i in range(len(group))])
        following += len(group)
    return ids


def _restart(groups: Sequence[Sequence[str]]) -> bool:
    """Tell whether two sections have items of the same number."""
    seen: set[str] = set()
    for group in groups:
        own = {number for number in group if number}
        if seen & own:
            return True
        seen |= own
    return False


def _filled(group: Sequence[str]) -> list[str]:
    """Count the items of a section that lost all its numbers, while others have theirs."""
    if any(group):
        return list(group)
    return [str(i) for i in range(1, len(group) + 1)]


def _section_numbers(titles: Sequence[str | None]) -> list[str]:
    """Take the numbers of the titles; where some are missing or repeat, number in order."""
    found = [
        re.match(r"\W*(?:раздел\s+)?(\d+|[IVXLC]+)\b", title or "", re.IGNORECASE)
        for title in titles
    ]
    own = [_arabic(match[1]) if match else "" for match in found]
    if all(own) and len(set(own)) == len(own):
        return own
    return [str(i) for i in range(1, len(titles) + 1)]


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _arabic(number: str) -> str:
    if number.isdigit():
        return str(int(number))
    values = [_ROMAN[letter] for letter in number.upper()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return str(sum(-value if value < following else value for value, following in pairs))


def _unique(groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Give a number that is missing or repeated the next one free after the number before it."""
    unique = [list(group) for group in groups]
    taken = {number for group in unique for number in group if number}
    used: set[str] = set()
    before = "0"
    for group in unique:
        for i, number in enumerate(group):
            if not number or number in used:
                group[i] = _free(number or before, taken, missing=not number)
                taken.add(group[i])
            used.add(group[i])
            before = number or before
    return unique


def _free(before: str, taken: set[str], *, missing: bool) -> str:
    following = str(int(before) + 1) if before.isdigit() else ""
    if missing and following and following not in taken:
        return following
    tail = 1
    while f"{before}.{tail}" in taken:
        tail += 1
    return f"{before}.{tail}"
