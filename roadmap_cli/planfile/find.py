"""Plan files: finding, naming, reading and creating them.

They are the named ones, else those of the nearest folder. Nothing here changes an existing one.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli.errors import (
    BusyPlanError,
    InvalidPlanError,
    MissingPlanError,
    Problem,
    UnreadablePlanError,
    UnwritableError,
    UsageError,
)
from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.problems import in_one_form, lenient_span, read_plan
from roadmap_cli.planfile import files
from roadmap_cli.planfile.document import Document, DocumentError, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from roadmap_cli.errors import RoadmapError
    from roadmap_cli.terms import Period


BUILT_IN = Path("data/roadmap_2020.yaml")
_BOM = "\ufeff"
_PLAN_NAME = re.compile(r"roadmap_.+\.ya?ml", re.IGNORECASE)
_PLACES = ("", "data")  # subfolders of a folder that may hold its plans
FAILURES = (InvalidPlanError, MissingPlanError, UnreadablePlanError, BusyPlanError)
"""What reading a plan may raise."""


class PlanFile(NamedTuple):
    """A plan file and the short name of its plan; `named`: given as a file, not by its folder."""

    name: str
    path: Path
    named: bool


def find(named: Sequence[Path], folder: Path) -> list[PlanFile]:
    """Find the plan files, each real file once; MissingPlanError if there is none.

    They are the named files, even if missing, and those below the named folders; if nothing is
    named, the search goes upwards from the folder.
    """
    found = [path for each in named for path in _below(each)] if named else nearest(folder)
    if not found:
        raise MissingPlanError(named[0] if named else folder, searched=True)
    once: dict[str, Path] = {}
    for path in found:
        once.setdefault(os.path.realpath(path), path)
    as_files = {os.path.realpath(each) for each in named if not files.is_folder(each)}
    names = short_names(list(once.values()))
    return [
        PlanFile(name, path, real in as_files)
        for name, (real, path) in zip(names, once.items(), strict=True)
    ]


def _below(place: Path) -> Iterator[Path]:
    """Yield the plans below a folder, except in hidden folders; a file yields itself.

    A folder that cannot be listed yields itself, so that reading it reports why.
    """
    if not files.is_folder(place):
        yield place
        return
    closed: list[Path] = []
    for folder, folders, names in os.walk(
        place, onerror=lambda error: closed.append(Path(error.filename))
    ):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if _PLAN_NAME.fullmatch(name))
    yield from closed


def nearest(folder: Path) -> list[Path]:
    """Find the plans of the nearest folder upwards that has any."""
    for level in (folder, *folder.parents):
        found = [path for place in _PLACES for path in in_folder(level / place)]
        if found:
            return found
    return []


def usual_place(span: Period, folder: Path) -> Path:
    """Name a new plan's file by its period, beside the plans found, else in the folder itself."""
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
    """Give each plan its stem without `roadmap_`, with as many folder names as make it unique.

    Two of one folder whose stems are equal, as with `.yaml` and `.yml`, go by their file names.
    """
    stems = [re.sub(r"\Aroadmap_", "", path.stem) for path in paths]
    folders = [path.absolute().parent.parts[1:] for path in paths]
    namesakes = Counter(zip(folders, stems, strict=True))
    for i, path in enumerate(paths):
        if namesakes[folders[i], stems[i]] > 1:
            stems[i] = path.name
    names = list(stems)
    deepest = max(map(len, folders), default=0)
    for depth in range(1, deepest + 1):
        times = Counter(names)
        for i, name in enumerate(names):
            if times[name] > 1:
                names[i] = "/".join([*folders[i][-depth:], stems[i]])
    return names


class Read(NamedTuple):
    """The result of reading several plan files: the valid ones, and the errors of others."""

    plans: dict[str, Loaded]
    failures: dict[str, RoadmapError]


def read_all(found: Iterable[PlanFile], tell: Callable[[int], object], *, to_change: bool) -> Read:
    """Read plan files; one that is broken does not stop the others.

    `tell` is called after each with the number read so far. If one of them will be changed, each is
    read while nobody is saving it; else only one that looks broken is read again that way.
    """
    plans: dict[str, Loaded] = {}
    failures: dict[str, RoadmapError] = {}
    for number, each in enumerate(found, start=1):
        try:
            plans[each.name] = _loaded(each.path, at_rest=to_change)
        except FAILURES as error:
            failures[each.name] = error
        tell(number)
    return Read(plans, failures)


def _loaded(path: Path, *, at_rest: bool) -> Loaded:
    if not at_rest:
        with suppress(InvalidPlanError):
            return load(path)
    return parse(path, files.at_rest(path))


def copies(found: Sequence[PlanFile], read: Read) -> Iterator[tuple[Path, Path]]:
    """Find files of one folder that look like copies: same title, order and period."""
    first: dict[object, Path] = {}
    for each in found:
        if each.name in read.plans:
            plan = read.plans[each.name].plan
            key = (each.path.parent, plan.title, str(plan.order), plan.span)
            other = first.setdefault(key, each.path)
            if other != each.path:
                yield other, each.path


def identities(plans: Iterable[tuple[Plan, Path]]) -> list[str]:
    """Return JSON texts that identify plans in calendars and mails, even when renamed.

    An identity is the `uid`, else the order, else the folder and name. Plans that would coincide
    (schools under the order of their district) also get their folders.
    """
    plans = list(plans)
    keys = [_own_key(plan) for plan, _ in plans]
    found = []
    for own, (_, path) in zip(keys, plans, strict=True):
        key = own
        if not own or keys.count(own) > 1:
            real = Path(os.path.realpath(path))
            folder = next(parent.name for parent in real.parents if parent.name != "data")
            key = [*own, folder, real.stem]
        found.append(json.dumps(key))
    return found


def _own_key(plan: Plan) -> list[str]:
    if plan.uid:
        return ["uid", plan.uid]
    if plan.order and plan.order.number:
        return ["order", plan.order.number, str(plan.order.date)]
    return []


class Loaded(NamedTuple):
    """A plan file as read: its byte order mark, if any, its text with positions, its plan."""

    bom: bool
    document: Document
    plan: Plan

    def encode(self, text: str) -> bytes:
        """Encode a new text like the file, byte order mark included."""
        return ((_BOM if self.bom else "") + text).encode()

    def with_document(self, path: Path, document: Document) -> Loaded:
        """Return the file with the requested change; the path is for messages.

        If that would be invalid, the request is at fault, since the file was valid: UsageError.
        """
        try:
            return understood(path, document, bom=self.bom)
        except InvalidPlanError as error:
            reasons = "; ".join(dict.fromkeys(problem.text for problem in error.problems))
            raise UsageError(f"план не изменён: {reasons}") from None


def load(path: Path) -> Loaded:
    """Read and validate a plan, without writing anything; `FAILURES` has what may be raised."""
    return parse(path, files.read(path))


def span(path: Path) -> Period:
    """Return a plan's period even if it has mistakes elsewhere: who fixes a term tries wordings."""
    raw = files.read(path)
    with suppress(DocumentError):
        found = lenient_span(Document(decode(raw)[0]).data)
        if found:
            return found
    return parse(path, raw).plan.span


@lru_cache(maxsize=4)  # a change reads the plan again under the lock
def parse(path: Path, raw: bytes) -> Loaded:
    """Validate a plan's bytes; InvalidPlanError has the path and every problem."""
    try:
        text, bom = decode(raw)
        document = Document(text)
    except DocumentError as error:
        problems = set(error.problems)
        if error.document:
            _, findings = read_plan(error.document.data)
            problems.update(error.document.locate(findings))
        raise InvalidPlanError(path, sorted(problems)) from None
    return understood(path, document, bom=bom)


def understood(path: Path, document: Document, *, bom: bool = False) -> Loaded:
    """Validate the data of a document; InvalidPlanError has the path and every problem."""
    if document.data is None:
        text = "файл пуст: запишите в него план или создайте новый: roadmap init"
        raise InvalidPlanError(path, [Problem(1, 1, text)])
    plan, problems = read_plan(in_one_form(document.data, document.text))
    if plan is None:
        raise InvalidPlanError(path, document.locate(problems))
    return Loaded(bom, document, plan)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan file, for editors: what they show is in Russian."""
    whole = Plan.model_json_schema()
    for each in (whole, *whole["$defs"].values()):
        each.pop("description", None)  # the docstring of a class
    return whole


def create(path: Path) -> None:
    """Write the built-in plan, with a `uid` of its own, to a new file, as `create_from` does."""
    from roadmap_cli.planfile.writing import SCHEMA_LINE, fresh_uid  # noqa: PLC0415  # only init writes

    built = built_in()
    year = f"\nyear: {built.plan.year}\n"
    text = built.document.text.replace(year, f"{year}uid: {fresh_uid()}\n", 1)
    create_from(path, f"{SCHEMA_LINE}\n{text}".encode(), "roadmap init ПУТЬ")


def taken(path: Path, other_way: str) -> UnwritableError:
    """Build the error that the file exists, with the way to choose another name."""
    return UnwritableError(f"файл {path} не создан", f"он уже есть; назовите другой: {other_way}")


def create_from(path: Path, raw: bytes, other_way: str) -> None:
    """Write a new plan to a new file; `other_way` gives the command another name.

    Raise UnwritableError if there is a file, or the folder cannot be written.
    """
    try:
        files.create(path, raw)
    except FileExistsError:
        raise taken(path, other_way) from None
    except OSError as error:
        reason = files.because(error)
        if not files.is_folder(path.parent):
            reason = f"нет папки {path.parent}; создайте её и повторите команду"
        raise UnwritableError(f"файл {path} не создан", reason) from None


def built_in() -> Loaded:
    """Return the built-in plan, from the package or, in the source tree, from beside it."""
    package = Path(__file__).parent.parent
    places = (package / BUILT_IN, package.parent / BUILT_IN)
    return parse(BUILT_IN, next(place for place in places if place.exists()).read_bytes())
