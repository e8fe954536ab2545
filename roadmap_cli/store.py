"""The plan file: find it, load it with line numbers, change it under a lock and replace it atomically."""

from __future__ import annotations

from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadmap_cli import files, journal
from roadmap_cli.document import Document, DocumentError, decode
from roadmap_cli.errors import (
    InvalidPlanError,
    MissingPlanError,
    NothingToUndoError,
    Problem,
    SeveralPlansError,
    UnwritableError,
)
from roadmap_cli.model import Plan, read_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    from roadmap_cli.changes import Change
    from roadmap_cli.journal import Entry
    from roadmap_cli.model import Location

BUILT_IN = Path("data/roadmap_2020.yaml")
_BOM = "\ufeff"


def find(named: Path | None, folder: Path, today: date) -> Path:
    """Find the plan file.

    Args:
        named: the file asked for by option or environment, if any.
        folder: where the search upwards begins.
        today: chooses among several plans the one whose period holds this day.

    Raises:
        MissingPlanError, SeveralPlansError: there is none, or no way to choose.

    """
    if named is not None:
        return named
    for level in (folder, *folder.parents):
        found = sorted([*level.glob("data/roadmap_*.yaml"), *level.glob("roadmap_*.yaml")])
        if found:
            return found[0] if len(found) == 1 else _current(found, today)
    raise MissingPlanError(folder, searched=True)


def _current(paths: Sequence[Path], today: date) -> Path:
    """Choose the only plan whose period holds today; a broken plan holds no day but is not passed over in silence."""
    current = [path for path in paths if today in load(path).span]
    if len(current) != 1:
        raise SeveralPlansError(paths)
    return current[0]


@dataclass(frozen=True)
class _Loaded:
    """A plan file as read: its raw bytes' form, its text with positions, its meaning."""

    bom: bool
    document: Document
    plan: Plan

    def encode(self, text: str) -> bytes:
        return ((_BOM if self.bom else "") + text).encode()


def load(path: Path) -> Plan:
    """Read and validate a plan; nothing is written.

    Raises:
        MissingPlanError, UnreadablePlanError: the file cannot be read.
        InvalidPlanError: the file cannot be trusted, with every problem in it.

    """
    return _parse(path, files.read(path)).plan


def _parse(path: Path, raw: bytes) -> _Loaded:
    try:
        text, bom = decode(raw)
        document = Document(text)
    except DocumentError as error:
        raise InvalidPlanError(path, error.problems) from None
    if document.data is None:
        raise InvalidPlanError(
            path, [Problem(1, 1, "файл пуст: запишите в него план или создайте новый: roadmap init")]
        )
    plan, problems = read_plan(document.data)
    if plan is None:
        raise InvalidPlanError(path, [Problem(*document.position(place), text) for place, text in problems])
    return _Loaded(bom, document, plan)


def locate(path: Path, findings: Iterable[tuple[Location, str]]) -> list[Problem]:
    """Give findings about a valid plan their lines and columns in the file."""
    document = _parse(path, files.read(path)).document
    return sorted(Problem(*document.position(place), text) for place, text in findings)


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
        before = _parse(path, files.read(target))
        changes = decide(before.plan)
        wanted = [each for each in changes if each.event]
        if not wanted:
            return before.plan, before.plan, list(changes)
        text = _edited(path, before.document, wanted)
        after = _parse(path, before.encode(text))
        if not dry_run:
            entry = _entry(before.document, after.document, wanted)
            journal.write(target, [*journal.read(target), entry])
            files.replace(target, before.encode(text))
    return before.plan, after.plan, list(changes)


def _edited(path: Path, document: Document, changes: Sequence[Change]) -> str:
    """Write the fields of the changes and one event each into the text."""
    from roadmap_cli.edit import UnsafeEdit, edit  # noqa: PLC0415  # reading needs no editor

    updates: dict[Any, Any] = {}
    for each in changes:
        place, item = _place(document, each.item.id)
        history = deepcopy(item.get("history") or [])
        updates[place] = {**each.fields, "history": [*history, dict(each.event)]}
    try:
        return edit(document, updates)
    except UnsafeEdit as error:
        line, column = error.position
        raise UnwritableError(f"{path}:{line}:{column}", f"{error.reason}; ничего не изменено") from None


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
    texts = {each.item.id: (_item_text(before, each.item.id), _item_text(after, each.item.id)) for each in changes}
    return journal.Entry(changes[0].event["at"], changes[0].event["by"], changes[0].event["did"], texts)


def _item_text(document: Document, item_id: str) -> str:
    """Give an item's own text, which is never empty; empty if there is no such item."""
    from roadmap_cli.edit import item_slice  # noqa: PLC0415  # reading needs no editor

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
        now = _parse(path, files.read(target))
        entries = journal.read(target)
        while entries and _never_happened(now, entries[-1]):
            entries.pop()
        if not entries:
            raise NothingToUndoError(path)
        entry = entries.pop()
        text = _restored(path, now, entry)
        after = _parse(path, now.encode(text))
        if not dry_run:
            files.replace(target, now.encode(text))
            journal.write(target, entries)
    return now.plan, after.plan, entry


def _never_happened(now: _Loaded, entry: Entry) -> bool:
    """Recognise an entry whose program was killed before the plan was replaced, or one already undone."""
    return all(_item_text(now.document, item_id) == before for item_id, (before, _) in entry.items.items())


def _restored(path: Path, now: _Loaded, entry: Entry) -> str:
    """Put the former texts of the items in place of the present ones."""
    from roadmap_cli.edit import Slice, item_slice, replaced  # noqa: PLC0415  # reading needs no editor

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


def schema() -> dict[str, Any]:
    """Give the JSON Schema of a plan file, for editors."""
    return Plan.model_json_schema()


def create(path: Path) -> None:
    """Write the built-in plan where there is no file yet.

    Raises:
        UnwritableError: there is one, or the folder cannot be written.

    """
    try:
        with path.open("xb") as file:
            file.write(_built_in_plan())
    except FileExistsError:
        raise UnwritableError(f"файл {path} не создан", "он уже есть; назовите другой: roadmap init ПУТЬ") from None
    except OSError as error:
        raise UnwritableError(f"файл {path} не создан", files.because(error)) from None


def _built_in_plan() -> bytes:
    """Take the plan from the package, or from beside it where the project runs from its sources."""
    package = Path(__file__).parent
    places = (package / BUILT_IN, package.parent / BUILT_IN)
    return next(place for place in places if place.exists()).read_bytes()
