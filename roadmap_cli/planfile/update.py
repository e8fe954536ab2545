"""Change the plan file: lock, read, edit in place, check the result, replace atomically; and take a change back."""

from __future__ import annotations

from contextlib import nullcontext
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from roadmap_cli.errors import NothingToUndoError, UnwritableError
from roadmap_cli.planfile import files, journal
from roadmap_cli.planfile.edit import Slice, UnsafeEdit, edit, item_slice, replaced
from roadmap_cli.planfile.journal import Entry
from roadmap_cli.planfile.store import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from roadmap_cli.plan.changes import Change
    from roadmap_cli.plan.model import Plan
    from roadmap_cli.planfile.document import Document
    from roadmap_cli.planfile.store import Loaded


def change(
    path: Path, decide: Callable[[Plan], Sequence[Change]], *, dry_run: bool = False
) -> tuple[Plan, Plan, list[Change]]:
    """Change items: all that `decide` gives, or none.

    Args:
        path: the plan; a symbolic link stays a link, its target is replaced.
        decide: what to write, given the plan as it is under the lock.
        dry_run: go the whole way but write nothing.

    Returns:
        The plan before, the plan after, and the changes.

    Raises:
        BusyPlanError, UnwritableError: the file is as it was.
        RoadmapError: whatever reading the plan or `decide` raises.

    """
    with _held(path, dry_run=dry_run) as target:
        before = parse(path, files.read(target))
        changes = decide(before.plan)
        wanted = [each for each in changes if each.event]
        if not wanted:
            return before.plan, before.plan, list(changes)
        text = _edited(path, before.document, wanted)
        after = parse(path, before.encode(text))
        if not dry_run:
            entry = _entry(before.document, after.document, wanted)
            journal.write(target, [*journal.read(target), entry])
            files.replace(target, before.encode(text))
    return before.plan, after.plan, list(changes)


def _edited(path: Path, document: Document, changes: Sequence[Change]) -> str:
    """Write the fields of the changes and one event each into the text."""
    updates: dict[Any, Any] = {}
    for each in changes:
        place, item = _place(document, each.item.id)
        history = deepcopy(item.get("history") or [])
        updates[place] = {**each.fields, "history": [*history, dict(each.event)]}
    try:
        return edit(document, updates)
    except UnsafeEdit as error:
        line, column = error.position
        raise UnwritableError(
            f"{path}:{line}:{column}", f"{error.reason}; ничего не изменено"
        ) from None


def _place(document: Document, item_id: str) -> tuple[tuple[str | int, ...], dict[str, Any]]:
    """Find an item's path in the data of a valid document."""
    data: Any = document.data
    for s, section in enumerate(data["sections"]):
        for i, item in enumerate(section["items"]):
            if item["id"].strip() == item_id:
                return ("sections", s, "items", i), item
    raise KeyError(item_id)


def _entry(before: Document, after: Document, changes: Sequence[Change]) -> Entry:
    """Remember the items' texts before and after, for `undo`."""
    texts = {
        each.item.id: (_item_text(before, each.item.id), _item_text(after, each.item.id))
        for each in changes
    }
    return Entry(changes[0].event["at"], changes[0].event["by"], changes[0].event["did"], texts)


def _item_text(document: Document, item_id: str) -> str:
    """Give an item's own text, which is never empty; empty if there is no such item."""
    try:
        start, end = item_slice(document, _place(document, item_id)[0])
    except KeyError:
        return ""
    return document.text[start:end]


def undo(path: Path, *, dry_run: bool = False) -> tuple[Plan, Plan, Entry]:
    """Take back the latest change.

    Returns:
        The plan before, the plan after, and the change taken back.

    Raises:
        NothingToUndoError: no change is remembered.
        UnwritableError: an item of that change was edited since; nothing is overwritten.

    """
    with _held(path, dry_run=dry_run) as target:
        now = parse(path, files.read(target))
        entries = journal.read(target)
        while entries and _never_happened(now, entries[-1]):
            entries.pop()
        if not entries:
            raise NothingToUndoError([path])
        entry = entries.pop()
        text = _restored(path, now, entry)
        after = parse(path, now.encode(text))
        if not dry_run:
            files.replace(target, now.encode(text))
            journal.write(target, entries)
    return now.plan, after.plan, entry


def changed_at(path: Path) -> str:
    """Give the time of the latest change that is remembered; an empty text if there is none."""
    entries = journal.read(path.resolve())
    return entries[-1].at if entries else ""


def _never_happened(now: Loaded, entry: Entry) -> bool:
    """Recognise an entry whose program was killed before the plan was replaced, or one already undone."""
    return all(
        _item_text(now.document, item_id) == before for item_id, (before, _) in entry.items.items()
    )


def _restored(path: Path, now: Loaded, entry: Entry) -> str:
    """Put the former texts of the items in place of the present ones."""
    slices = []
    for item_id, (before, after) in entry.items.items():
        if _item_text(now.document, item_id) != after:
            raise UnwritableError(
                f"изменение «{entry.did}» от {entry.at} не отменено",
                f"пункт {item_id} с тех пор правили в файле {path}; поправьте его там же или дайте обратную команду",
            )
        slices.append(Slice(*item_slice(now.document, _place(now.document, item_id)[0]), before))
    return replaced(now.document.text, slices)


def _held(path: Path, *, dry_run: bool) -> AbstractContextManager[Path]:
    """Lock the plan; a dry run writes nothing, so it needs no lock and no right to write."""
    return nullcontext(path.resolve()) if dry_run else files.locked(path)
