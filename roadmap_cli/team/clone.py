"""What the first `sync` sets up, in the clone alone: nothing is committed or set for others."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from roadmap_cli.team.git import Git
    from roadmap_cli.team.repository import Repository

MERGED, CONFLICT = "merged", "conflict"
"""What the driver prints as its last deed: only then is its exit believed."""

_ATTRIBUTES = ("roadmap_*.yaml merge=roadmap", "roadmap_*.yml merge=roadmap")
_EXCLUDED = (".roadmap_*",)
_NAME = "roadmap: слияние планов по пунктам"
PREPARED = (
    "папка подготовлена: git сводит планы по пунктам (.git/info/attributes, merge.roadmap.driver) "
    "и не замечает служебных файлов .roadmap_* (.git/info/exclude)"
)


def person(folder: Path, environment: Mapping[str, str]) -> str:
    """Give the name under which git records, in a clone that is set up; an empty text elsewhere."""
    root = next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)
    attributes = root / ".git/info/attributes" if root else None
    if not attributes or not attributes.is_file():
        return ""
    if _ATTRIBUTES[0].encode() not in attributes.read_bytes().splitlines():
        return ""
    from roadmap_cli.errors import NotSentError  # noqa: PLC0415  # only a clone needs git
    from roadmap_cli.team.git import Git  # noqa: PLC0415  # the same

    try:
        return Git(folder, environment).says("config", "user.name") or ""
    except NotSentError:  # there is no git any more
        return ""


def prepare(repository: Repository, command: Sequence[str]) -> bool:
    """Set a clone up for merging plans.

    Args:
        repository: the clone.
        command: how this program is started, by its whole path.

    Returns:
        Whether anything was missing.

    """
    changed = [
        _add_lines(repository.path_of("info/attributes"), _ATTRIBUTES),
        _add_lines(repository.path_of("info/exclude"), _EXCLUDED),
    ]
    settings = {"merge.roadmap.name": _NAME, "merge.roadmap.driver": driver(command)}
    changed += [_set(repository.git, name, value) for name, value in settings.items()]
    return any(changed)


def _set(git: Git, name: str, value: str) -> bool:
    """Set what is not set so yet, for this clone alone."""
    if git.says("config", "--local", name) == value:
        return False
    git.run("config", "--local", name, value)
    return True


def driver(command: Sequence[str]) -> str:
    """Write the setting of the merge driver.

    Where the program is missing, killed or silent, git alone would leave ours without the other
    side and without markers. So unless the driver says how it ended, git merges by lines, and a
    person looks at the result.
    """
    program = shlex.join(command)
    return (
        f'case "$({program} merge-driver -- %O %A %B %P)" in '
        f"{MERGED}) exit 0;; {CONFLICT}) exit 1;; esac; "
        "git merge-file %A %O %B; exit 1"
    )


def _add_lines(path: Path, lines: Sequence[str]) -> bool:
    """Add lines that a file does not have yet."""
    present = path.read_bytes() if path.exists() else b""
    missing = [line for line in lines if line.encode() not in present.splitlines()]
    if not missing:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    added = "".join(f"{line}\n" for line in missing)
    if present and not present.endswith(b"\n"):
        added = f"\n{added}"
    with path.open("ab") as file:  # what stands there is the user's, and stays
        file.write(added.encode())
    return True
