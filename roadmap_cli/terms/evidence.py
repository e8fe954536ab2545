"""What stands behind «/» names the evidence of execution: «20 июля 2020/ протокол»."""

from __future__ import annotations

from itertools import pairwise

from roadmap_cli.terms.points import Refusal
from roadmap_cli.terms.words import END, MEANINGS, Token

_TIMES = ("month", "weekday", "date", "year", "number")


def without_evidence(found: list[Token]) -> list[Token]:
    """Cut off the evidence, unless the sign joins two years: «2019/2020 учебный год»."""
    for index, (sign, following) in enumerate(pairwise([*found, END])):
        if sign.kind != "/":
            continue
        joins_years = found[index - 1].kind == "year" and following.fits(["year", "number"])
        if joins_years:
            continue
        if any(map(_speaks_of_time, found[index:])):
            raise Refusal(
                "после «/» стоит ещё один срок или документ с датой: напишите срок отдельно"
            )
        return found[:index]
    return found


def _speaks_of_time(token: Token) -> bool:
    return token.meaning in MEANINGS or token.fits(_TIMES)
