"""What happened to the plans between two commits: told in lines, with names that changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from roadmap_cli.planfile.document import DocumentError, decode
from roadmap_cli.team.raw import (
    COURSE,
    items_in,
    items_of,
    parsed,
    sections_of,
)
from roadmap_cli.team.story import told

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from roadmap_cli.team.raw import Data
    from roadmap_cli.team.repository import Entries, Repository


class Commits:
    """Reads plans of commits and tells what became of them."""

    def __init__(self, repository: Repository) -> None:
        """Take the clone; the plans have no short names yet."""
        self.repository = repository
        self.short_names: Mapping[str, str] = {}

    def content(self, entries: Entries, name: str) -> bytes:
        """Give a plan of a commit; nothing where it has none of that name."""
        entry = entries.get(name)
        return self.repository.content(entry.blob) if entry else b""

    def lines_between(
        self, before: str | None, after: str | None, decided: str | None = None
    ) -> list[str]:
        """Tell what happened to the plans between two commits or trees.

        What was removed and yet stays, as was decided in a third one, is not called removed.
        """
        final = self.repository.entries(decided)
        old, new = self.repository.entries(before), self.repository.entries(after)
        names = self.renames(old, new)
        former_names = {new_name: name for name, new_name in names.items()}
        lines = [f"план {name} теперь {names[name]}" for name in names]
        for name in differing(old, new):
            former = self.content(old, former_names.get(name, name))
            kept = items_of(_data(self.content(final, name)))
            lines += self.told(name, former, self.content(new, name), kept)
        gone = [name for name in old if name not in {*new, *names, *final}]
        return [*lines, *(f"план {name} удалён" for name in gone)]

    def renames(self, old: Entries, new: Entries) -> dict[str, str]:
        """Tell which plans got another name or place; of copies alike, by the name of the file.

        Where several files have other contents, plans may have taken each other's names.
        """
        gone = [name for name in old if name not in new]
        added = [name for name in new if name not in old]
        changed = [name for name in differing(old, new) if name in old]
        if len(changed) + len(added) > 1:
            others = [
                name
                for name in changed
                if not is_same_plan(self.content(old, name), self.content(new, name))
            ]
            gone, added = [*gone, *others], [*added, *others]
        found: dict[str, str] = {}
        for name in gone:
            raw = self.content(old, name)
            heirs = [each for each in added if is_same_plan(raw, self.content(new, each))]
            alike = [each for each in heirs if Path(each).name == Path(name).name]
            (heir,) = heirs if len(heirs) == 1 else alike if len(alike) == 1 else [""]
            if heir and heir not in found.values():
                found[name] = heir
        return found

    def told(self, name: str, before: bytes, after: bytes, kept: Collection[str] = ()) -> list[str]:
        """Tell what happened to a plan; where there are several, with its name."""
        if not before:
            return [f"план {name} добавлен"]
        lines = told(_data(before), _data(after), kept)
        short = self.short_names.get(name)
        if short and len(self.short_names) > 1:
            return [f"{short}/{line}" for line in lines]
        return lines


PLAN_REMOVED = "план удалён"
PLAN_STAYS = "план не изменён"


def differing(old: Entries, new: Entries) -> list[str]:
    """Name the plans that are new, or not as they were."""
    return [name for name, entry in new.items() if old.get(name) != entry]


def is_same_plan(raw: bytes, other: bytes) -> bool:
    """Tell whether two files are one plan: by `uid`, else by all but what happened to its items."""
    one, two = _data(raw), _data(other)
    if not one or not two:
        return False
    if one.get("uid") and two.get("uid"):
        return bool(one["uid"] == two["uid"])
    return _approved(one) == _approved(two)


def _approved(data: Data) -> list[Any]:
    """Give what an order approves: the plan's keys and its items without their course."""
    frame = {key: value for key, value in data.items() if key not in {"uid", "sections"}}
    found: list[Any] = [frame]
    for section in sections_of(data):
        found.append(section.get("title"))
        items = items_in(section)
        found += [{key: each[key] for key in each if key not in COURSE} for each in items]
    return found


def _data(raw: bytes) -> Any:  # noqa: ANN401  # a plan as the file has it; nothing where it has none
    """Parse a plan; one that is none counts as empty."""
    try:
        return parsed(decode(raw)[0]).data
    except DocumentError:
        return None
