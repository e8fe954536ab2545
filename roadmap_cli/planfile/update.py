"""Change the plan file: lock, read, rewrite, check the result, replace if nobody else has saved it.

`plan.changes` decides what a change of items means; here it is written and undone. The journal, one
bounded file beside the plan, keeps the latest changes as texts before and after. It is written
before the plan is replaced, so a change interrupted in between is recognised by the plan still
having the old texts. Losing the journal loses only the possibility of `undo`.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from contextlib import nullcontext, suppress
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli import wording
from roadmap_cli.errors import (
    AlreadySentError,
    BusyPlanError,
    NothingToUndoError,
    UnwritableError,
    UsageError,
)
from roadmap_cli.planfile import files
from roadmap_cli.planfile.document import Document
from roadmap_cli.planfile.edit import (
    Slice,
    UnsafeEdit,
    add_item,
    add_section,
    edit,
    item_slice,
    replaced,
    written_anew,
)
from roadmap_cli.planfile.find import Loaded, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from roadmap_cli.plan.changes import Change, Destination
    from roadmap_cli.plan.model import Location, Plan

# What the values of a journal that is damaged, or not ours, may cause.
_DAMAGED = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)
_LOST_BYTE = re.compile("[\ud800-\udfff]")  # Python's escapes for bytes that it cannot decode


class Rewriting(NamedTuple):
    """The new text of a plan and, for `undo`: when (ISO), by whom, what was done."""

    after: Loaded
    at: str
    by: str
    did: str


class _Step(NamedTuple):
    """The new text of a plan, its new journal, and by item the number of changes undone."""

    after: Loaded
    entries: list[Entry]
    undone: Mapping[str, int] = {}


def rewrite(
    path: Path,
    decide: Callable[[Loaded], Rewriting | None],
    *,
    others: Iterable[Path] = (),
    dry_run: bool = False,
) -> tuple[Loaded, Loaded]:
    """Replace a plan's text so that `undo` can restore it; return the plan before and after.

    `decide` returns the new text, given the plan read under the lock, or None if there is nothing
    to do; it is called again if somebody saves the file meanwhile. The changes so far of `others`
    count as older than this one, whatever the clock says. A dry run goes the whole way but writes
    nothing. BusyPlanError or UnwritableError: the file is unchanged.
    """
    known = _latest_order([path, *others])

    def next_step(before: Loaded, entries: list[Entry]) -> _Step | None:
        made = decide(before)
        if made is None:
            return None
        entry = remembered(before, made.after, at=made.at, by=made.by, did=made.did)
        own = entries[-1].order if entries else 0
        entry = entry._replace(order=max(time.time_ns(), known + 1, own + 1))
        return _Step(made.after, [*entries, entry])

    return _replaced(path, next_step, dry_run=dry_run)


def change(
    path: Path,
    decide: Callable[[Plan], Sequence[Change]],
    *,
    others: Iterable[Path] = (),
    dry_run: bool = False,
) -> tuple[Plan, Plan, list[Change]]:
    """Make all changes of items that `decide` returns for the plan read under the lock, or none.

    All else is as for `rewrite`. Return the plan before, the plan after, and the changes.
    """
    made: list[Change] = []

    def rewritten(before: Loaded) -> Rewriting | None:
        made[:] = decide(before.plan)
        wanted = [each for each in made if each.event]
        if not wanted:
            return None
        document = _edited(path, before.document, wanted)
        at, by, did = (str(wanted[0].event[key]) for key in ("at", "by", "did"))
        return Rewriting(before.with_document(path, document), at, by, did)

    before, after = rewrite(path, rewritten, others=others, dry_run=dry_run)
    return before.plan, after.plan, made


def added(
    path: Path, document: Document, where: Destination, fields: Mapping[str, Any]
) -> Document:
    """Add an item to the text of a plan; the path is for messages.

    UnwritableError if the form of the file does not allow it, UsageError if a text is not in UTF-8.
    """
    must_be_text([*fields.values(), where.new_title])
    try:
        if where.section is None:
            return add_section(document, where.new_title, fields)
        return add_item(document, where.section, fields)
    except UnsafeEdit as error:
        raise _refused(path, error) from None


def renamed(
    path: Path, document: Document, changes: Sequence[Change], names: Renaming
) -> tuple[Document, list[str]]:
    """Write changes of items, and rename a party in the contacts and groups of a plan.

    Return the text, and the top-level places of the name. UnwritableError if the form of the file
    does not allow it, UsageError if the new name is already there.
    """
    must_be_text([names.new])
    document = _edited(path, document, changes) if changes else document
    wanted: Any = deepcopy(document.data)
    nodes, places = [], []
    for key in ("contacts", "groups"):
        if found := list(_top_names(document, key, names)):
            nodes += found
            places.append(key)
            old: dict[str, Any] = wanted[key]
            if names.new in old and any(map(names.is_meant, old)):
                told = f"«{wording.one_line(names.new)}» уже есть в {key}"
                raise UsageError(f"{told}: уберите одну из двух строк и повторите")
            wanted[key] = {
                names.of(name): [*map(names.of, value)] if isinstance(value, list) else value
                for name, value in old.items()
            }
    for place, event in _events(wanted):
        if names.is_meant(event.get("member")):
            event["member"] = names.new
            nodes.append(document.node((*place, "member")))
    slices = [written_anew(document.text, node, names.new) for node in nodes]
    result = Document(replaced(document.text, slices))
    if result.data != wanted:
        raise UnwritableError(str(path), "contacts или groups записаны ссылками: поправьте их сами")
    return result, places


def _top_names(document: Document, key: str, names: Renaming) -> Iterator[Any]:
    """Yield the nodes of a party among the keys and members of a top-level mapping."""
    if isinstance(document.data, dict) and isinstance(document.data.get(key), dict):
        for name, value in document.node((key,)).value:
            members = value.value if isinstance(value.value, list) else ()
            yield from (node for node in (name, *members) if names.is_meant(node.value))


def _events(plan: Any) -> Iterator[tuple[Location, Any]]:  # noqa: ANN401  # the data of a file
    for s, section in enumerate(plan["sections"]):
        for i, item in enumerate(section["items"]):
            for number, event in enumerate(item.get("history") or ()):
                yield ("sections", s, "items", i, "history", number), event


class Renaming(NamedTuple):
    """The present name of a party, in any spelling, and its new name."""

    old: str
    new: str

    def is_meant(self, name: object) -> bool:
        """Return whether a name is the old one."""
        return isinstance(name, str) and wording.fold(name) == wording.fold(self.old)

    def of(self, name: str) -> str:
        """Return the name of a party after the change."""
        return self.new if self.is_meant(name) else name


def _refused(path: Path, error: UnsafeEdit) -> UnwritableError:
    line, column = error.position
    return UnwritableError(f"{path}:{line}:{column}", f"{error.reason}; ничего не изменено")


def undo(path: Path, *, plan: str = "", dry_run: bool = False) -> tuple[Plan, Plan, Entry]:
    """Undo the latest change; return the plan before, the plan after, and that change.

    NothingToUndoError: no change is remembered. AlreadySentError: others have received it; its
    command names the items after the plan, such as `2020/`.
    UnwritableError: what it wrote was edited since; nothing is overwritten.
    """
    undone: list[Entry] = []

    def next_step(now: Loaded, entries: list[Entry]) -> _Step:
        document = now.document
        # a change that was interrupted before the plan was replaced, or undone
        while entries and all(spot.now == spot.before for spot in _spots(document, entries[-1])):
            entries.pop()
        if not entries:
            raise NothingToUndoError([path])
        *earlier, entry = entries
        if entry.sent:
            raise AlreadySentError([f"{plan}{number}" for number in entry.items], entry.did)
        undone[:] = [entry]
        after = parse(path, now.encode(_restored(path, document, entry)))
        return _Step(after, earlier, _undone(now.plan, after.plan))

    before, after = _replaced(path, next_step, dry_run=dry_run)
    return before.plan, after.plan, undone[0]


def _undone(before: Plan, after: Plan) -> dict[str, int]:
    """Count by item the events undone, plus one for the undoing itself."""
    rest = {item.id: item for item in after.items}
    found = {}
    for item in before.items:
        left = rest.get(item.id)
        if item != left:
            gone = len(item.history) - (len(left.history) if left else 0)
            found[item.id] = max(0, gone) + 1
    return found


CLOCKS_APART = 600.0  # seconds by which two correct clocks may differ


def latest(path: Path) -> Entry | None:
    """Return the latest recorded change of a plan."""
    return next(reversed(read_journal(Path(os.path.realpath(path)))), None)


def _latest_order(paths: Iterable[Path]) -> int:
    """Return the highest order of a change in these plans and all others in their folders."""
    folders = {Path(os.path.realpath(path)).parent for path in paths}
    pattern = files.beside(Path("*"), "undo").name
    journals = [journal for folder in folders for journal in folder.glob(pattern)]
    remembered = [entry for journal in journals for entry in _entries(journal)[-1:]]
    return max((entry.order for entry in remembered), default=0)


def _replaced(
    path: Path, next_step: Callable[[Loaded, list[Entry]], _Step | None], *, dry_run: bool
) -> tuple[Loaded, Loaded]:
    """Make a change, starting again whenever somebody saves the file meanwhile."""
    # A dry run needs neither a lock nor write permission.
    held = nullcontext(files.resolved(path)) if dry_run else files.locked(path)
    with held as target:
        deadline = time.monotonic() + files.WAIT_SECONDS
        while True:
            with files.still(path, target, deadline) as watched:
                before = parse(path, watched.raw)
                entries = read_journal(target)
                step = next_step(before, list(entries))
                if step is None:
                    return before, before
                if dry_run or _put(path, target, watched, step, entries):
                    return before, step.after
            if time.monotonic() > deadline:
                raise BusyPlanError(path, files.WAIT_SECONDS)


def _put(
    path: Path, target: Path, watched: files.Watched, step: _Step, entries: list[Entry]
) -> bool:
    """Replace the plan; write the journal before that if it grows, after that if it shrinks.

    So the journal may have a change that never happened, but never lacks one that did.
    """
    raw = step.after.encode(step.after.document.text)
    files.must_fit(path, raw)
    grows = len(step.entries) > len(entries)
    if grows:
        write_journal(target, step.entries)
    replaced = watched.replace(raw)
    if grows and not replaced:
        write_journal(target, entries)
    if replaced and not grows:
        # If this fails, the plan is changed and the entry will be recognised as undone.
        with suppress(OSError):
            write_journal(target, step.entries, step.undone)
    return replaced


def _edited(path: Path, document: Document, changes: Sequence[Change]) -> Document:
    updates: dict[Any, Any] = {}
    for each in changes:
        must_be_text([*each.fields.values(), *each.event.values()])
        place, item = document.items[each.item.id]
        history = [*(item.get("history") or ()), dict(each.event)]
        updates[place] = {**each.fields, "history": history}
    try:
        return edit(document, updates)
    except UnsafeEdit as error:
        raise _refused(path, error) from None


def must_be_text(values: Iterable[object]) -> None:
    """Refuse with UsageError text typed in another encoding than UTF-8: no plan can hold it."""
    for value in values:
        if isinstance(value, (list, tuple)):
            must_be_text(value)
        elif isinstance(value, str) and _LOST_BYTE.search(value):
            shown = value.encode("utf-8", "backslashreplace").decode()
            raise UsageError(
                f"в тексте «{shown}» есть байты не в кодировке UTF-8; "
                "наберите его заново в терминале с UTF-8"
            )


def _restored(path: Path, document: Document, entry: Entry) -> str:
    """Return the text without a change; UnwritableError if what it wrote was edited since."""
    spots = _spots(document, entry)
    for spot in spots:
        if spot.now != spot.after:
            what = f"пункт {spot.item_id}" if spot.item_id else "план"
            raise UnwritableError(
                f"последнее изменение ({wording.moment(entry.moment)}) не отменено",
                f"{what} с тех пор правили в файле {path}; "
                "поправьте его там же или дайте обратную команду",
            )
    return _without(document.text, spots)


KEPT_CHANGES = 50
# A note of 100 kB is fine; fifty of them, rewritten at every change, are not.
KEPT_CHARACTERS = 2_000_000


class Stretch(NamedTuple):
    """The part of the text that a change replaced, and a check of the rest.

    `head` and `tail` count the characters before and after it; `digest` is that of both together.
    """

    head: int
    tail: int
    digest: str
    before: str
    after: str


class Entry(NamedTuple):
    """One change: when, by whom, what, and the texts of its items before and after.

    If the texts of items do not cover the change, `stretch` does. Others already have what was
    `sent`. `order` exceeds that of every change known when it was made: the clock in nanoseconds,
    or more if the clock was behind.
    """

    at: str
    by: str
    did: str
    items: Mapping[str, tuple[str, str]]
    stretch: Stretch | None = None
    sent: bool = False
    order: int = 0

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.at)


def read_journal(target: Path) -> list[Entry]:
    """Read the changes of a plan, latest last."""
    return _entries(files.beside(target, "undo"))


def _entries(journal: Path) -> list[Entry]:
    """Read the changes in a journal; a missing or damaged one has none."""
    try:
        return [_entry(line) for line in _lines(journal) if isinstance(line, list)]
    except _DAMAGED:
        return []


def taken_back(path: Path) -> dict[str, int]:
    """Count by item the changes that `undo` reverted, plus the undoings themselves.

    Added to an item's events, they number its states, so that `undo` never lowers the number.
    """
    try:
        journal = files.beside(Path(os.path.realpath(path)), "undo")
        found = next(iter(_lines(journal)), None)
        return {key: int(count) for key, count in found.items()} if isinstance(found, dict) else {}
    except _DAMAGED:
        return {}


def _lines(journal: Path) -> list[Any]:
    """Read the lines of a journal: the counts of undone changes by item, then a list per change."""
    return [json.loads(line) for line in files.read_helper(journal).decode().splitlines()]


def _entry(parts: Any) -> Entry:  # noqa: ANN401  # what JSON holds may have any shape
    """Read one change; those of earlier versions end before `stretch`, `sent` or `order`."""
    at, by, did, items, *more = parts
    texts = {key: (before, after) for key, (before, after) in items.items()}
    moment = datetime.fromisoformat(at)  # anything else there means a damaged journal
    stretch, sent, order = [*more, *(None, False, moment.timestamp() * 10**9)[len(more) :]][:3]
    whole = Stretch(*stretch) if stretch else None
    return Entry(at, by, did, texts, whole, bool(sent), int(order))


def write_journal(target: Path, entries: Sequence[Entry], undone: Mapping[str, int] = {}) -> None:
    """Write the latest changes and the counts of undone ones; without either, remove the file."""
    place = files.beside(target, "undo")
    counts = Counter(taken_back(target))
    counts.update(undone)
    lines = [json.dumps(entry, ensure_ascii=True) for entry in entries[-KEPT_CHANGES:]]
    while len(lines) > 1 and sum(map(len, lines)) > KEPT_CHARACTERS:
        del lines[0]
    if counts:
        lines.insert(0, json.dumps(counts, ensure_ascii=True))
    if lines:
        text = "".join(f"{line}\n" for line in lines)
        files.replace(place, text.encode(), like=target)
    else:
        place.unlink(missing_ok=True)


def mark_sent(target: Path, sent: Sequence[Entry]) -> None:
    """Record that others have received some changes."""
    entries = read_journal(target)
    marked = [entry._replace(sent=True) if entry in sent else entry for entry in entries]
    if marked != entries:
        write_journal(target, marked)


def remembered(before: Loaded, after: Loaded, *, at: str, by: str, did: str) -> Entry:
    """Describe a change by the texts of its items or, if they do not cover it, by what differs."""
    old, new = before.document, after.document
    former = {item.id: item for item in before.plan.items}
    texts = {
        item.id: (old.text[slice(*_extent(old, item.id))], new.text[slice(*_extent(new, item.id))])
        for item in after.plan.items
        if item != former.get(item.id, item)
    }
    entry = Entry(at, by, did, texts)
    if _without(new.text, _spots(new, entry)) == old.text:
        return entry
    head = wording.common_start(old.text, new.text)
    tail = wording.common_start(old.text[head:][::-1], new.text[head:][::-1])
    end_before, end_after = len(old.text) - tail, len(new.text) - tail
    digest = _digest(old.text[:head] + old.text[end_before:])
    was, became = old.text[head:end_before], new.text[head:end_after]
    return entry._replace(stretch=Stretch(head, tail, digest, was, became))


class _Spot(NamedTuple):
    """Where a change was made: the text there now, and those before and after the change.

    Without an item, it is the stretch. `now` is None if the item is gone, or what surrounds the
    stretch has changed.
    """

    item_id: str
    start: int
    end: int
    now: str | None
    before: str
    after: str


def _spots(document: Document, entry: Entry) -> list[_Spot]:
    text = document.text
    if entry.stretch:
        head, tail, digest, before, after = entry.stretch
        end = len(text) - tail
        is_there = end >= head and _digest(text[:head] + text[end:]) == digest
        return [_Spot("", head, end, text[head:end] if is_there else None, before, after)]
    spots = []
    for item_id, (before, after) in entry.items.items():
        start, end = _extent(document, item_id)
        spots.append(_Spot(item_id, start, end, text[start:end] or None, before, after))
    return spots


def _extent(document: Document, item_id: str) -> tuple[int, int]:
    """Return where an item's text is; an empty extent if there is no such item."""
    if item_id not in document.items:
        return 0, 0
    return item_slice(document, document.items[item_id][0])


def _without(text: str, spots: Iterable[_Spot]) -> str:
    return replaced(text, [Slice(each.start, each.end, each.before) for each in spots])


def _digest(text: str) -> str:
    """Hash a text that is too long to keep."""
    from hashlib import sha256  # noqa: PLC0415  # only changes of a whole file need it

    return sha256(text.encode()).hexdigest()
