"""Which plan files there are: those named, else of the nearest folder; and their short names."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import InvalidPlanError, MissingPlanError
from roadmap_cli.planfile import store, watch
from roadmap_cli.planfile.files import is_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from roadmap_cli.errors import RoadmapError
    from roadmap_cli.planfile.store import Loaded
    from roadmap_cli.terms import Period

_PLAN_NAME = re.compile(r"roadmap_.+\.ya?ml", re.IGNORECASE)
_PLACES = ("", "data")  # of a folder, where its plans lie


class Found(NamedTuple):
    """A plan file and the short name of its plan; `named`: asked for as a file, not by a folder."""

    name: str
    path: Path
    named: bool


def find(named: Sequence[Path], folder: Path) -> list[Found]:
    """Find the plan files, each real file once.

    Args:
        named: files, and folders that are searched below, asked for by option or environment.
        folder: where the search upwards begins if nothing is named.

    Raises:
        MissingPlanError: there is no plan; a file that is named is given even if it is missing.

    """
    if named:
        found = [pair for each in named for pair in _below(each)]
    else:
        found = [(path, False) for path in nearest(folder)]
    if not found:
        raise MissingPlanError(named[0] if named else folder, searched=True)
    once: dict[str, Path] = {}
    for path, _ in found:
        once.setdefault(os.path.realpath(path), path)
    as_files = {os.path.realpath(path) for path, as_file in found if as_file}
    names = short_names(list(once.values()))
    return [
        Found(name, path, real in as_files)
        for name, (real, path) in zip(names, once.items(), strict=True)
    ]


def _below(place: Path) -> Iterator[tuple[Path, bool]]:
    """Give the plans below a folder, hidden folders aside; a file stands for itself.

    A folder that cannot be listed stands for the plans in it, so that reading it tells why.
    """
    if not is_folder(place):
        yield place, True
        return
    closed: list[Path] = []
    for folder, folders, files in os.walk(
        place, onerror=lambda error: closed.append(Path(error.filename))
    ):
        visible = [name for name in folders if not name.startswith(".")]
        folders[:] = sorted(visible)
        for name in sorted(files):
            if _PLAN_NAME.fullmatch(name):
                yield Path(folder, name), False
    for unlisted in closed:
        yield unlisted, False


def nearest(folder: Path) -> list[Path]:
    """Find the plans of the nearest folder upwards that has any."""
    for level in (folder, *folder.parents):
        found = [path for place in _PLACES for path in in_folder(level / place)]
        if found:
            return found
    return []


def usual_place(span: Period, folder: Path) -> Path:
    """Name a new plan's file after its period, beside the plans found, else in the folder itself.

    Args:
        span: the plan's period.
        folder: where the search for plans begins.

    """
    first, last = span.first.year, span.last.year
    years = str(first) if first == last else f"{first}-{last}"
    beside = nearest(folder)
    return (beside[0].parent if beside else folder) / f"roadmap_{years}.yaml"


def in_folder(folder: Path) -> list[Path]:
    """Find the plans that lie in one folder."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  # names are what is matched
    except OSError:
        return []
    return [folder / name for name in names if _PLAN_NAME.fullmatch(name)]


def short_names(paths: Sequence[Path]) -> list[str]:
    """Give each plan its short name.

    It is the stem without `roadmap_`, with as many of its folders' names as tell it from others.
    """
    stems = [re.sub(r"\Aroadmap_", "", path.stem) for path in paths]
    folders = [path.absolute().parent.parts[1:] for path in paths]
    names = list(stems)
    deepest = max(map(len, folders), default=0)
    for depth in range(1, deepest + 1):
        times = Counter(names)
        if len(times) == len(names):
            break
        for i, name in enumerate(names):
            if times[name] > 1:
                nearest_folders = folders[i][-depth:]
                names[i] = "/".join([*nearest_folders, stems[i]])
    return names


class Read(NamedTuple):
    """What came of reading several plan files: those that can be trusted, and why others cannot."""

    plans: dict[str, Loaded]
    failures: dict[str, RoadmapError]


def read_all(found: Iterable[Found], tell: Callable[[int], object], *, to_change: bool) -> Read:
    """Read plan files; one that is broken does not stop the others.

    Args:
        found: the files.
        tell: is told after each how many are read.
        to_change: whether one of them will be changed: then a file is read only at a moment when
            nobody is saving it. Else that is done where it looks broken, as a half-saved one does.

    """
    load = _at_rest if to_change else _now_or_at_rest
    plans: dict[str, Loaded] = {}
    failures: dict[str, RoadmapError] = {}
    for number, each in enumerate(found, start=1):
        try:
            plans[each.name] = load(each.path)
        except store.FAILURES as error:
            failures[each.name] = error
        tell(number)
    return Read(plans, failures)


def _at_rest(path: Path) -> Loaded:
    """Read a plan while nobody saves it, as one that is to be changed must be."""
    return store.parse(path, watch.at_rest(path))


def _now_or_at_rest(path: Path) -> Loaded:
    """Read a plan at once, and at rest only if it is broken: that costs time."""
    try:
        return store.load(path)
    except InvalidPlanError:
        return _at_rest(path)


def copies(found: Sequence[Found], read: Read) -> Iterator[tuple[Path, Path]]:
    """Find files of one folder that look like copies: the same title, order and period."""
    first: dict[object, Path] = {}
    for each in found:
        loaded = read.plans.get(each.name)
        if loaded is None:
            continue
        plan = loaded.plan
        key = (each.path.parent, plan.title, str(plan.order), plan.span)
        other = first.setdefault(key, each.path)
        if other != each.path:
            yield other, each.path
