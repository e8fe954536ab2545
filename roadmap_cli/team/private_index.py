"""A merge of commits in an index of its own: neither the folder nor git's index is looked at."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from roadmap_cli.errors import UndecidedError
from roadmap_cli.team.git import GitError
from roadmap_cli.team.repository import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from roadmap_cli.team.git import Git
    from roadmap_cli.team.repository import Repository

BASE, OURS, THEIRS = 1, 2, 3
"""The stages of git's index: the versions of a file that both sides changed."""

MergePlan: TypeAlias = "Callable[[str, Mapping[int, bytes]], bytes]"


def merged_tree(repository: Repository, commits: Sequence[str], merge_plan: MergePlan) -> str:
    """Merge base, ours and theirs.

    Args:
        repository: the clone that has the commits.
        commits: base, ours and theirs.
        merge_plan: merges a plan, given its name and its contents by stage.

    Returns:
        The merged tree.

    Raises:
        UndecidedError: another file conflicts.

    """
    git = repository.git
    index = repository.place / "roadmap-sync.index"
    index.unlink(missing_ok=True)
    try:
        git.run("read-tree", "-i", "-m", "--aggressive", *commits, index=index)
        for name, stages in _unmerged(git, index).items():
            contents = {stage: repository.content(entry.blob) for stage, entry in stages.items()}
            if repository.is_plan(name):
                merged = merge_plan(name, contents)
            else:
                merged = _merge_other(git, name, contents)
            entry = Entry(_merged_mode(stages), repository.stored(merged))
            repository.put(name, entry, index)
        return git.run("write-tree", index=index).decode().strip()
    finally:
        index.unlink(missing_ok=True)


def _unmerged(git: Git, index: Path) -> dict[str, dict[int, Entry]]:
    """Give the files that both sides changed, by stage."""
    found: dict[str, dict[int, Entry]] = {}
    raw = git.run("ls-files", "-u", "-z", index=index)
    for line in raw.decode("utf-8", "surrogateescape").split("\0"):
        facts, _, name = line.partition("\t")
        if name:
            mode, blob, stage = facts.split()
            found.setdefault(name, {})[int(stage)] = Entry(mode, blob)
    return found


def _merge_other(git: Git, name: str, contents: Mapping[int, bytes]) -> bytes:
    """Merge a file that is no plan as git does.

    Raises:
        UndecidedError: git cannot.

    """
    with suppress(KeyError, GitError, UnicodeDecodeError):
        base, ours, theirs = (contents[stage].decode() for stage in (BASE, OURS, THEIRS))
        merged = git.merge_lines(base, ours, theirs)
        if "\n|||||||" not in merged and not merged.startswith("<<<<<<<"):
            return merged.encode()
    reason = f"файл {name} (не план) изменён с двух сторон: сведите его сами: git pull --no-rebase"
    raise UndecidedError([reason])


def _merged_mode(stages: Mapping[int, Entry]) -> str:
    """Take the mode of a file from who changed it, ours where both did."""
    ours, theirs = stages[OURS].mode, stages[THEIRS].mode
    base = stages[BASE].mode if BASE in stages else ours
    return theirs if ours == base else ours
