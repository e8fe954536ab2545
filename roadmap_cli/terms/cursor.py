"""Patterns of words, as the tables write them, and a cursor over the tokens of a wording."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from roadmap_cli.terms.words import END, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")


class _Part(NamedTuple):
    """One word of a pattern: what fits it, and what its sign says."""

    wanted: frozenset[str]
    may_lack: bool  # «?»
    is_taken: bool  # not «&», which must follow, nor «!», which must not
    fits: bool  # not «!»


@lru_cache(maxsize=512)
def _parts(pattern: str) -> tuple[_Part, ...]:
    """Cut a pattern into its words."""
    return tuple(map(_part, pattern.split()))


def _part(word: str) -> _Part:
    """Read one word of a pattern and its sign."""
    bare = word.strip("?&!")
    sign = word.replace(bare, "")
    return _Part(
        wanted=frozenset(bare.split("|")),
        may_lack=sign == "?",
        is_taken=sign in {"", "?"},
        fits=sign != "!",
    )


def openings(pattern: str) -> list[str]:
    """Give the words with which a pattern may begin."""
    found: list[str] = []
    for part in _parts(pattern):
        found += part.wanted
        if not part.may_lack:
            break
    return found


@lru_cache(maxsize=256)
def _all_openings(patterns: tuple[str, ...]) -> frozenset[str]:
    """Give the words with which one of some patterns may begin."""
    found: set[str] = set()
    for pattern in patterns:
        found.update(openings(pattern))
    return frozenset(found)


def length(pattern: str, found: Sequence[Token], start: int) -> int:
    """Count the tokens from a place on that a pattern takes; 0 if it does not fit there.

    Args:
        pattern: the words of the pattern.
        found: the tokens, and one of kind `end` behind them.
        start: the place.

    """
    at = start
    for part in _parts(pattern):
        fits = found[at].fits(part.wanted)
        if fits != part.fits and not part.may_lack:
            return 0
        if fits and part.is_taken:
            at += 1
    return at - start


FARTHEST = 3  # tokens that may be looked ahead


class Cursor:
    """A position among the tokens of a wording."""

    def __init__(self, found: list[Token]) -> None:
        """Begin before the first token."""
        self.tokens = found
        self.at = 0
        self._with_end = [*found, *[END] * FARTHEST]

    def peek(self, ahead: int = 0) -> Token:
        """Look at a token, not too far ahead; behind the last one stand some of kind `end`."""
        return self._with_end[self.at + ahead]

    @property
    def behind(self) -> Token:
        """The token just taken; at the beginning one of kind `end`."""
        return self.tokens[self.at - 1] if self.at else END

    def take(self, *wanted: str) -> Token | None:
        """Take the next token if its kind, or a word's meaning, is one of the wanted."""
        token = self.peek()
        if not token.fits(wanted):
            return None
        self.at += 1
        return token

    def phrase(self, *patterns: str) -> list[Token]:
        """Take the tokens of the first pattern that fits, or none."""
        start = self.at
        if not self._with_end[start].fits(_all_openings(patterns)):
            return []
        for pattern in patterns:
            taken = self._length(pattern, start)
            if taken:
                self.at += taken
                return self.tokens[start : self.at]
        return []

    def choice(self, table: Mapping[str, T]) -> T | None:
        """Take the first pattern of a table that fits, and give what it stands for."""
        if not self.peek().fits(_all_openings(tuple(table))):
            return None
        for pattern, meant in table.items():
            if self.phrase(pattern):
                return meant
        return None

    def follows(self, *patterns: str) -> bool:
        """Tell whether one of the patterns fits here, and take nothing."""
        return any(self._length(pattern, self.at) for pattern in patterns)

    def finds(self, *patterns: str) -> bool:
        """Tell whether one of the patterns fits anywhere."""
        for place in range(len(self.tokens)):
            if any(self._length(pattern, place) for pattern in patterns):
                return True
        return False

    def _length(self, pattern: str, place: int) -> int:
        """Count the tokens that a pattern takes at a place."""
        return length(pattern, self._with_end, place)

    def tried(self, production: Callable[[], T]) -> T:
        """Let a production read on from here; where it finds nothing, nothing is taken."""
        start = self.at
        found = production()
        if not found:
            self.at = start
        return found
