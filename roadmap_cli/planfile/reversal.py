"""What taking back a change needs: what to remember of it, and how to put the former text back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roadmap_cli.planfile.journal import Entry, Stretch
from roadmap_cli.planfile.slices import Path, Slice, item_slice, replaced

if TYPE_CHECKING:
    from roadmap_cli.planfile.document import Document
    from roadmap_cli.planfile.store import Loaded


class EditedSince(Exception):  # noqa: N818  # no failure of the program: a person's edit forbids it
    """What a change wrote is no longer there; `item_id` names the item, None: the file."""

    def __init__(self, item_id: str | None) -> None:
        """Keep which."""
        self.item_id = item_id
        super().__init__(item_id)


def place(document: Document, item_id: str) -> tuple[Path, dict[str, Any]]:
    """Find an item's path in the data of a valid document; KeyError where there is none."""
    data: Any = document.data
    for s, section in enumerate(data["sections"]):
        for i, item in enumerate(section["items"]):
            if item["id"].strip() == item_id:
                return ("sections", s, "items", i), item
    raise KeyError(item_id)


def remembered(before: Loaded, after: Loaded, *, at: str, by: str, did: str) -> Entry:
    """Describe a change by the texts of its items, or, where that is not all, by what differs."""
    entry = Entry(at, by, did, _item_texts(before, after))
    try:
        complete = restored(after.document, entry) == before.document.text
    except EditedSince:
        complete = False
    if complete:
        return entry
    return entry._replace(stretch=_stretch(before.document.text, after.document.text))


def _item_texts(before: Loaded, after: Loaded) -> dict[str, tuple[str, str]]:
    """Give the texts of the items that say something else now and were there before."""
    old, new = before.document, after.document
    former = {item.id: item for item in before.plan.items}
    texts = {}
    for item in after.plan.items:
        if item != former.get(item.id, item):
            texts[item.id] = (_text(old, item.id), _text(new, item.id))
    return texts


def _text(document: Document, item_id: str) -> str:
    """Give an item's own text, which is never empty; empty if there is no such item."""
    try:
        path, _ = place(document, item_id)
    except KeyError:
        return ""
    start, end = item_slice(document, path)
    return document.text[start:end]


def restored(document: Document, entry: Entry) -> str:
    """Put the former texts in place of the present ones.

    Raises:
        EditedSince: something else stands there now.

    """
    if entry.stretch:
        return _stretched_back(document.text, entry.stretch)
    slices = []
    for item_id, (before, after) in entry.items.items():
        if _text(document, item_id) != after:
            raise EditedSince(item_id)
        path, _ = place(document, item_id)
        start, end = item_slice(document, path)
        slices.append(Slice(start, end, before))
    return replaced(document.text, slices)


def never_happened(document: Document, entry: Entry) -> bool:
    """Recognise a change whose program was killed before the plan was replaced, or one undone."""
    if entry.stretch:
        return _middle(document.text, entry.stretch) == entry.stretch.before
    former = {item_id: before for item_id, (before, _) in entry.items.items()}
    present = {item_id: _text(document, item_id) for item_id in former}
    return present == former


def _stretch(before: str, after: str) -> Stretch:
    """Describe how two texts differ by the least stretch that holds all differences."""
    head = _common([before, after])
    differing = [before[head:], after[head:]]
    tail = _common([text[::-1] for text in differing])
    end_before, end_after = len(before) - tail, len(after) - tail
    around = before[:head] + before[end_before:]
    return Stretch(
        head,
        tail,
        digest=_digest(around),
        before=before[head:end_before],
        after=after[head:end_after],
    )


def _common(texts: list[str]) -> int:
    """Count the characters with which all texts begin."""
    first, last = min(texts), max(texts)  # what these two share, all between them do
    for n, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return n
    return min(len(first), len(last))


def _stretched_back(text: str, stretch: Stretch) -> str:
    """Put the former stretch back; EditedSince where the text is another now."""
    if _middle(text, stretch) != stretch.after:
        raise EditedSince(None)
    head = text[: stretch.head]
    tail = text[len(text) - stretch.tail :]
    return head + stretch.before + tail


def _middle(text: str, stretch: Stretch) -> str | None:
    """Give what stands in a stretch's place now; None if the text around it is another."""
    end = len(text) - stretch.tail
    around = text[: stretch.head] + text[end:]
    if end < stretch.head or _digest(around) != stretch.digest:
        return None
    return text[stretch.head : end]


def _digest(text: str) -> str:
    """Name a text that is too long to keep by its hash."""
    from hashlib import sha256  # noqa: PLC0415  # only changes of a whole file need it

    return sha256(text.encode()).hexdigest()
