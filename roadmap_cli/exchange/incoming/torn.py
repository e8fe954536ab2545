"""Rows that a page break has torn in two, put together again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.exchange.incoming.header import Role
from roadmap_cli.exchange.incoming.pairing import Line, Skipped
from roadmap_cli.wording import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.exchange.incoming.pairing import Heading


def mended(known: Sequence[Line | Heading], skipped: list[Skipped]) -> list[Line | Heading]:
    """Put together the halves of rows that a page break has torn."""
    numbered = any(isinstance(entry, Line) and entry.number for entry in known)
    whole: list[Line | Heading] = []
    for entry in known:
        before = whole[-1] if whole else None
        if not isinstance(entry, Line) or not isinstance(before, Line):
            whole.append(entry)
        elif _is_torn(before, entry, numbered=numbered):
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
    if not _begins_within(line.title):
        return False
    if numbered and (before.number or line.number):
        lacks_something = not line.term or not line.party
        return lacks_something or _says_nothing_new(before, line)
    return not (line.number or line.term or line.party)


def _says_nothing_new(before: Line, line: Line) -> bool:
    """Tell whether term and party, if there are any, are those of the row above."""
    same_term = _same_or_empty(before.term, line.term)
    return same_term and _same_or_empty(before.party, line.party)


def _begins_within(title: str) -> bool:
    """Tell whether a text cannot begin a measure."""
    return title[0].islower() or title[0] in "-–—•●,;:)»"


def _same_or_empty(before: str, text: str) -> bool:
    """Tell whether a text adds nothing to that above it; case aside."""
    return not text or fold(before) == fold(text)


def _joined(before: Line, line: Line) -> Line:
    """Join two halves of a row; the number stands on either of them."""
    return before._replace(
        number=before.number or line.number,
        title=f"{before.title} {line.title}".strip(),
        term=_both(before.term, line.term, " "),
        party=_both(before.party, line.party, "\n"),
        mark=f"{before.mark}\n{line.mark}".strip(),
        extra=(*before.extra, *line.extra),
    )


def _both(before: str, text: str, between: str) -> str:
    """Join what two halves say, unless they say the same."""
    if _same_or_empty(before, text):
        return before.strip()
    return f"{before}{between}{text}".strip()
