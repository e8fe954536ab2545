"""Change the plan file: lock, read, rewrite, check the result, replace if nobody else has saved it.

What a change of items means is decided in `plan.changes`; here it is written, and taken back.
"""

from __future__ import annotations

import re
import time
from contextlib import nullcontext, suppress
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli import wording
from roadmap_cli.errors import (
    AlreadySentError,
    BeingSavedError,
    NothingToUndoError,
    UnwritableError,
    UsageError,
)
from roadmap_cli.planfile import files, journal, lock, reversal, watch
from roadmap_cli.planfile.edit import edit
from roadmap_cli.planfile.insert import add_item, add_section
from roadmap_cli.planfile.slices import UnsafeEdit
from roadmap_cli.planfile.store import Loaded, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from roadmap_cli.plan.additions import Place
    from roadmap_cli.plan.changes import Change
    from roadmap_cli.plan.model import Plan
    from roadmap_cli.planfile.document import Document
    from roadmap_cli.planfile.journal import Entry

_LOST_BYTE = re.compile("[\ud800-\udfff]")  # so Python keeps what it cannot decode


class Rewriting(NamedTuple):
    """What a plan is to become, and for `undo`: when (ISO), by whom, what was done."""

    after: Loaded
    at: str
    by: str
    did: str


class _Step(NamedTuple):
    """What a plan is to become, and its journal then."""

    after: Loaded
    entries: list[Entry]


def rewrite(
    path: Path, decide: Callable[[Loaded], Rewriting | None], *, dry_run: bool = False
) -> tuple[Loaded, Loaded]:
    """Put another text in a plan's place, with a way back by `undo`.

    Args:
        path: the plan; a symbolic link stays a link, its target is replaced.
        decide: what the plan is to become, given what it is under the lock; None: nothing to do.
            It is asked again if somebody saves the file meanwhile.
        dry_run: go the whole way but write nothing.

    Returns:
        The plan before and after.

    Raises:
        BusyPlanError, BeingSavedError, UnwritableError: the file is as it was.
        RoadmapError: whatever reading the plan or `decide` raises.

    """

    def next_step(before: Loaded, entries: list[Entry]) -> _Step | None:
        """Decide, and remember how to take it back; None: nothing to do."""
        made = decide(before)
        if made is None:
            return None
        entry = reversal.remembered(before, made.after, at=made.at, by=made.by, did=made.did)
        return _Step(made.after, [*entries, entry])

    return _replaced(path, next_step, dry_run=dry_run)


def change(
    path: Path, decide: Callable[[Plan], Sequence[Change]], *, dry_run: bool = False
) -> tuple[Plan, Plan, list[Change]]:
    """Change items: all that `decide` gives, or none.

    Args:
        path: the plan, as `rewrite` takes it.
        decide: what to write, given the plan as it is under the lock.
        dry_run: go the whole way but write nothing.

    Returns:
        The plan before, the plan after, and the changes.

    Raises:
        RoadmapError: whatever `rewrite` or `decide` raises.

    """
    made: list[Change] = []

    def rewritten(before: Loaded) -> Rewriting | None:
        """Write the changes that have an event; None: there is none."""
        made[:] = decide(before.plan)
        wanted = [each for each in made if each.event]
        if not wanted:
            return None
        document = _edited(path, before.document, wanted)
        event = wanted[0].event
        return Rewriting(
            before.with_document(path, document), event["at"], event["by"], event["did"]
        )

    before, after = rewrite(path, rewritten, dry_run=dry_run)
    return before.plan, after.plan, made


def added(path: Path, document: Document, where: Place, fields: Mapping[str, Any]) -> Document:
    """Add an item to the text of a plan; the path is for messages.

    Raises:
        UnwritableError: the form of the file does not allow it.

    """
    try:
        if where.section is None:
            return add_section(document, where.new_title, fields)
        return add_item(document, where.section, fields)
    except UnsafeEdit as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: UnsafeEdit) -> UnwritableError:
    """Say where the form of a file forbids an edit."""
    line, column = error.position
    reason = f"{error.reason}; ничего не изменено"
    return UnwritableError(f"{path}:{line}:{column}", reason)


def undo(path: Path, *, dry_run: bool = False) -> tuple[Plan, Plan, Entry]:
    """Take back the latest change.

    Returns:
        The plan before, the plan after, and the change taken back.

    Raises:
        NothingToUndoError: no change is remembered.
        AlreadySentError: others have got the change.
        UnwritableError: what that change wrote was edited since; nothing is overwritten.

    """
    undone: list[Entry] = []

    def next_step(now: Loaded, entries: list[Entry]) -> _Step:
        """Take back the latest change that did happen and was not undone."""
        while entries and reversal.never_happened(now.document, entries[-1]):
            entries.pop()
        if not entries:
            raise NothingToUndoError([path])
        *earlier, entry = entries
        if entry.sent:
            raise AlreadySentError(list(entry.items), entry.did)
        undone[:] = [entry]
        text = _restored(path, now.document, entry)
        return _Step(parse(path, now.encode(text)), earlier)

    before, after = _replaced(path, next_step, dry_run=dry_run)
    return before.plan, after.plan, undone[0]


def changed_at(path: Path) -> tuple[str, int]:
    """Give when the latest change that is remembered was made; an empty text if there is none.

    Of changes in the same second, the time of their journals tells which was later.
    """
    target = lock.resolved(path)
    entries = journal.read(target)
    if not entries:
        return "", 0
    return entries[-1].at, journal.written_at(target)


def _replaced(
    path: Path, next_step: Callable[[Loaded, list[Entry]], _Step | None], *, dry_run: bool
) -> tuple[Loaded, Loaded]:
    """Go the one way of all changes, once more from the start whenever somebody saves the file."""
    with _held(path, dry_run=dry_run) as target:
        deadline = time.monotonic() + watch.WAIT_SECONDS
        while True:
            with watch.still(path, target, deadline) as watched:
                before = parse(path, watched.raw)
                entries = journal.read(target)
                step = next_step(before, list(entries))
                if step is None:
                    return before, before
                if dry_run or _put(path, target, watched, step, entries):
                    return before, step.after
            if time.monotonic() > deadline:
                raise BeingSavedError(path, watch.WAIT_SECONDS)


def _put(
    path: Path, target: Path, watched: watch.Watched, step: _Step, entries: list[Entry]
) -> bool:
    """Replace the plan, the journal before it where it grows and after it where it shrinks.

    So the journal may know of a change that never happened, and never misses one that did.
    """
    raw = step.after.encode(step.after.document.text)
    files.must_fit(path, raw)
    grows = len(step.entries) > len(entries)
    if grows:
        journal.write(target, step.entries)
    replaced = watched.replace(raw)
    if grows and not replaced:
        journal.write(target, entries)
    if replaced and not grows:
        # If this fails, the plan is changed and the entry will be known as undone.
        with suppress(OSError):
            journal.write(target, step.entries)
    return replaced


def _edited(path: Path, document: Document, changes: Sequence[Change]) -> Document:
    """Write the fields of the changes and one event each into the text."""
    updates: dict[Any, Any] = {}
    for each in changes:
        _must_be_text([*each.fields.values(), *each.event.values()])
        place, item = reversal.place(document, each.item.id)
        former = deepcopy(item.get("history") or [])
        history = [*former, dict(each.event)]
        updates[place] = {**each.fields, "history": history}
    try:
        return edit(document, updates)
    except UnsafeEdit as error:
        raise _refused(path, error) from None


def _must_be_text(values: Iterable[object]) -> None:
    """Refuse what was typed in another encoding than UTF-8: no plan can hold such bytes."""
    for value in values:
        if isinstance(value, str) and _LOST_BYTE.search(value):
            shown = value.encode("utf-8", "backslashreplace").decode()
            raise UsageError(
                f"в тексте «{shown}» есть байты не в кодировке UTF-8; "
                "наберите его заново в терминале с UTF-8"
            )


def _restored(path: Path, document: Document, entry: Entry) -> str:
    """Give the text without a change.

    Raises:
        UnwritableError: what the change wrote was edited since.

    """
    try:
        return reversal.restored(document, entry)
    except reversal.EditedSince as error:
        what = f"пункт {error.item_id}" if error.item_id else "план"
        raise UnwritableError(
            f"последнее изменение ({wording.moment(entry.moment)}) не отменено",
            f"{what} с тех пор правили в файле {path}; "
            "поправьте его там же или дайте обратную команду",
        ) from None


def _held(path: Path, *, dry_run: bool) -> AbstractContextManager[Path]:
    """Lock the plan; a dry run writes nothing, so it needs no lock and no right to write."""
    return nullcontext(lock.resolved(path)) if dry_run else lock.locked(path)
