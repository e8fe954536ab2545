"""What stands behind «/» names the evidence of execution: «20 июля 2020/ протокол»."""

from __future__ import annotations

from roadmap_cli.terms.cursor import Cursor
from roadmap_cli.terms.points import Refusal
from roadmap_cli.terms.words import MEANINGS, Token

_TWO_YEARS = "year / &year|number"
_TIMES = ("month", "weekday", "date", "year", "number", "other")


def without_evidence(found: list[Token]) -> list[Token]:
    """Cut off the evidence, unless the sign joins two years: «2019/2020 учебный год»."""
    cursor = Cursor(found)
    while not cursor.peek().fits(["/", "end"]):
        if not cursor.phrase(_TWO_YEARS):
            cursor.at += 1
    evidence = found[cursor.at :]
    if any(map(_speaks_of_time, evidence)):
        raise Refusal("после «/» стоит ещё один срок или документ с датой: напишите срок отдельно")
    return found[: cursor.at]


def _speaks_of_time(token: Token) -> bool:
    """Tell whether a token may belong to a term of its own."""
    return token.meaning in MEANINGS or token.fits(_TIMES)
