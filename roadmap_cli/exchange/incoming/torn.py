"""Rows that a page break has torn in two, put together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.exchange.incoming.header import Role
from roadmap_cli.exchange.incoming.pairing import Heading, Line, Skipped
from roadmap_cli.wording import fold

if TYPE_CHECKING:
    from collections.abc import Sequence


def mended(known: Sequence[Line | Heading], skipped: list[Skipped]) -> list[Line | Heading]:
    """Put together the halves of rows that a page break has torn."""
    lines = [entry for entry in known if isinstance(entry, Line)]
    numbered = any(line.number for line in lines)
    whole: list[Line | Heading] = []
    for entry in known:
        before = whole[-1] if whole else None
        if (
            isinstance(entry, Line)
            and isinstance(before, Line)
            and _is_torn(before, entry, numbered=numbered)
        ):
            skipped.append(Skipped(entry.place, "продолжение строки выше"))
            whole[-1] = _joined(before, entry)
        else:
            whole.append(entry)
    return whole


def _is_torn(before: Line, line: Line, *, numbered: bool) -> bool:
    """Tell whether a row continues the one above; the number may stand on either half."""
    if before.number and line.number:
        return False
    if Role.MEASURE in line.continued:
        return False
    if not line.title:
        return True
    one_number = bool(before.number) != bool(line.number)
    goes_on = _begins_within(line.title)
    nothing_new = _same_or_empty(before.term, line.term) and _same_or_empty(
        before.party, line.party
    )
    if numbered and one_number and goes_on:
        return nothing_new or not (line.term and line.party)
    return not line.number and goes_on and not line.term and not line.party


def _begins_within(title: str) -> bool:
    """Tell whether a text cannot begin a measure."""
    return title[0].islower() or title[0] in "-–—•●,;:)»"


def _same_or_empty(before: str, text: str) -> bool:
    return not text or fold(before) == fold(text)


def _joined(before: Line, line: Line) -> Line:
    term = before.term if _same_or_empty(before.term, line.term) else f"{before.term} {line.term}"
    party = before.party
    if not _same_or_empty(before.party, line.party):
        party = f"{before.party}\n{line.party}"
    return before._replace(
        number=before.number or line.number,
        title=f"{before.title} {line.title}".strip(),
        term=term.strip(),
        party=party.strip(),
        mark=f"{before.mark}\n{line.mark}".strip(),
        extra=(*before.extra, *line.extra),
    )
