"""The digest that people read on the screen and in a mail: wrapped, without colour."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.plan.standing import days_after, submitted_on
from roadmap_cli.views.output import dump_json, envelope, item_json
from roadmap_cli.views.sentences import due_text, last_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.plan.reminders import Digest, Pace
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View

WIDTH = 72  # columns of a mail's body


def text(view: View, found: Digest, pace: Pace) -> str:
    """Write a digest as the lines of a mail; an empty one is an empty text."""
    within = wording.plural(pace.within, wording.DAYS)
    quiet = wording.plural(pace.quiet, wording.DAYS)
    parts = [
        ("Просрочено", found.overdue),
        (f"Срок наступает в ближайшие {within}", found.soon),
        ("Ждёт проверки", found.waiting),
        ("Срок не прочитан, исправьте его (roadmap check)", found.unclear),
        ("Начинается в этом месяце", found.starting),
        (f"Идёт, а записей о ходе исполнения нет {quiet}", found.quiet),
        ("Ещё не исполнено, а план заканчивается в этом месяце", found.closing),
    ]
    return "\n".join(_part(view, title, rows) for title, rows in parts if rows)


def json_text(view: View, found: Digest) -> str:
    """Write a digest for programs: the parts by name, the items as everywhere."""
    parts = {}
    for name, rows in found._asdict().items():
        parts[name] = [item_json(row) for row in rows]
    return dump_json(envelope(view) | parts)


def _part(view: View, title: str, rows: Sequence[Standing]) -> str:
    """Write items under a title that says how many they are."""
    count = wording.plural(len(rows), wording.ITEMS)
    entries = "".join(_entry(view, row) for row in rows)
    return f"{title}: {count}\n\n{entries}"


def _entry(view: View, row: Standing) -> str:
    """Write one item: number and title, then when and who, then how it goes, indented."""
    number = f"{wording.one_line(view.name_of(row))}. "
    indent = " " * len(number)
    text = _wrapped(wording.one_line(row.item.title), number, indent)
    parties = "; ".join(map(wording.one_line, row.item.responsible)) or wording.NOBODY
    text += _wrapped(f"{_when(view, row)}; {parties}", indent, indent)
    progress = last_progress(row)
    if progress:
        text += _wrapped(f"ход исполнения: {progress}", indent, indent)
    return f"{text}\n"


def _wrapped(words: str, first: str, indent: str) -> str:
    """Break words into the lines of a mail, indented after the first."""
    lines = textwrap.wrap(words, WIDTH, initial_indent=first, subsequent_indent=indent)
    return "".join(f"{line}\n" for line in lines)


def _when(view: View, row: Standing) -> str:
    """Say when an item is due, and how far that is."""
    if row.due is None:
        return due_text(row)
    due = f"срок {wording.day(row.due)}"
    late = wording.plural(row.days_late, wording.DAYS)
    if row.is_submitted:
        waits = days_after(view.day, submitted_on(row.item, view.day))
        due += f", на проверке {wording.plural(waits, wording.DAYS)}"
        if row.days_late:
            due += f", представлено с нарушением срока на {late}"
        return due
    if row.days_late:
        return f"{due}, просрочено на {late}"
    if row.due == view.day:
        return f"{due}, сегодня"
    days_left = (row.due - view.day).days
    return f"{due}, через {wording.plural(days_left, wording.DAYS)}"


def heading(name: str) -> str:
    """Underline the name of a party, above its part of a digest."""
    line = wording.one_line(name)
    return f"{line}\n{'=' * min(len(line), WIDTH)}\n\n"
