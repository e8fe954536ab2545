"""What stands behind «/» names the evidence of execution: «20 июля 2020/ протокол»."""

from __future__ import annotations

from itertools import pairwise

from roadmap_cli.terms.points import Refusal
from roadmap_cli.terms.words import END, MEANINGS, Token

_TIMES = ("month", "date", "year", "number")


def without_evidence(found: list[Token]) -> list[Token]:
    """Cut off the evidence, unless the sign joins two years: «2019/2020 учебный год»."""
    for index, (before, token) in enumerate(pairwise([END, *found, END])):
        if token.kind != "/":
            continue
        rest = found[index + 1 :]
        joins_years = before.kind == "year" and [*rest, END][0].fits(["year", "number"])
        if joins_years:
            continue
        if any(_speaks_of_time(*pair) for pair in pairwise([END, *rest])):
            raise Refusal(
                "после «/» стоит ещё один срок или документ с датой: напишите срок отдельно"
            )
        return found[:index]
    return found


def _speaks_of_time(before: Token, token: Token) -> bool:
    names_document = token.kind == "number" and before.text == "№"  # «протокол № 4»
    return token.meaning in MEANINGS or (token.fits(_TIMES) and not names_document)
