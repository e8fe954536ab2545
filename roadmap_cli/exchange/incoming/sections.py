"""The lines of a plan gathered under the headings of their sections."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.incoming import numbers
from roadmap_cli.exchange.incoming.pairing import Heading, Line, Skipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Section(NamedTuple):
    """A section as found; without a title where the document names none."""

    title: str | None
    lines: tuple[Line, ...]


def gathered(entries: Sequence[Line | Heading], skipped: list[Skipped]) -> list[Section]:
    """Gather lines under their headings, also those that a row or a column names.

    Args:
        entries: lines and headings in the order of the document.
        skipped: here is added what has no items.

    """
    found: list[tuple[list[Heading], list[Line]]] = [([], [])]
    waiting: list[Heading] = []  # headings that have no item so far
    for entry in _with_headings(entries):
        path, lines = found[-1]
        if isinstance(entry, Line):
            lines.append(entry)
            skipped += _without_items(each for each in waiting if each not in path)
            waiting = []
        else:
            found.append((_path(path, entry, has_items=bool(lines)), []))
            waiting.append(entry)
    skipped += _without_items(waiting)
    return [_section(path, lines) for path, lines in found if lines]


def _section(path: Sequence[Heading], lines: Iterable[Line]) -> Section:
    """Give a section; a heading above another one is put before it."""
    if not path:
        return Section(None, tuple(lines))
    *above, own = path
    texts = [heading.text.rstrip(" .:") for heading in above]
    return Section(". ".join([*texts, own.text]), tuple(lines))


def _without_items(headings: Iterable[Heading]) -> Iterator[Skipped]:
    """Tell of headings that no item followed: none of them becomes a section."""
    for heading in headings:
        beginning = heading.text[:40]
        yield Skipped(heading.place, f"строка без пунктов: «{beginning}»")


def _with_headings(entries: Sequence[Line | Heading]) -> Iterator[Line | Heading]:
    """Take rows that have no term and no party for the sections that they name."""
    lines = [entry for entry in entries if isinstance(entry, Line)]
    bold_tells = not all(line.bold for line in lines)
    column_groups = _are_sections([line.section for line in lines])
    section = ""
    for entry, following in zip_longest(entries, entries[1:]):
        if isinstance(entry, Heading):
            yield entry
        elif _names_section(entry, following, bold_tells=bold_tells):
            title = f"{entry.number} {entry.title}"
            yield Heading(entry.place, title.strip())
        else:
            if column_groups and entry.section not in {"", section}:
                section = entry.section
                yield Heading(entry.place, section)
            yield entry


def _are_sections(names: Sequence[str]) -> bool:
    """Tell whether a column groups the rows; a word of its own for each row does not."""
    different = set(filter(None, names))
    return 2 * len(different) <= len(names)


_SECTION_NUMBER = re.compile(r"[IVXLC]+[.)]*|раздел.*", re.IGNORECASE)


def _names_section(line: Line, following: Line | Heading | None, *, bold_tells: bool) -> bool:
    """Tell whether a row is the title of a section: by its number, its type, the row below."""
    if any((line.term, line.party, line.mark, line.extra, line.continued)):
        return False
    if not line.number or _SECTION_NUMBER.fullmatch(line.number.strip()):
        return True
    if bold_tells and line.bold:
        return True
    if not isinstance(following, Line):
        return False
    number = numbers.plain(line.number)
    below = numbers.plain(following.number)
    return below in {"", "1"} or below.startswith(f"{number}.")


def _path(path: list[Heading], heading: Heading, *, has_items: bool) -> list[Heading]:
    """Give the headings that hold below a new one: those above it of a kind of their own."""
    kinds = [_kind(each.text) for each in path]
    kind = _kind(heading.text)
    if kind in kinds:
        return [*path[: kinds.index(kind)], heading]
    return [heading] if has_items else [*path, heading]


def _kind(text: str) -> str:
    """Tell the kind of a heading by its number: «II.», «2.», «2.1», «Раздел 2», none."""
    if re.match(r"\W*[IVXLC]+\b", text):
        return "roman"
    found = re.match(r"\W*(\d+(?:\.\d+)*)", text)
    if found:
        return f"level {found[1].count('.')}"
    word = re.match(r"\W*(раздел|направление|блок|модуль|глава)\b", text, re.IGNORECASE)
    return word[1].casefold() if word else "plain"
