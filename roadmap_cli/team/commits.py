"""What happened to the plans between two commits, told in lines and in messages of commits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roadmap_cli.planfile.document import Document, DocumentError, decode
from roadmap_cli.team.story import told

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    def lines_between(self, before: str | None, after: str | None) -> list[str]:
        """Tell what happened to the plans between two commits or trees."""
        old, new = self.repository.entries(before), self.repository.entries(after)
        lines = []
        for name in differing(old, new):
            former, present = self.content(old, name), self.content(new, name)
            lines += self.told(name, former, present)
        lines += [f"план {name} удалён" for name in old if name not in new]
        return lines

    def told(self, name: str, before: bytes, after: bytes) -> list[str]:
        """Tell what happened to a plan; where there are several, with its name."""
        if not before:
            return [f"план {name} добавлен"]
        lines = told(_data(before), _data(after))
        short = self.short_names.get(name)
        if short and len(self.short_names) > 1:
            return [f"{short}/{line}" for line in lines]
        return lines


def differing(old: Entries, new: Entries) -> list[str]:
    """Name the plans that are new, or not as they were."""
    return [name for name, entry in new.items() if old.get(name) != entry]


def _data(raw: bytes) -> Any:  # noqa: ANN401  # a plan as the file has it; nothing where it has none
    """Parse a plan; one that is none counts as empty."""
    try:
        return Document(decode(raw)[0]).data
    except DocumentError:
        return None
