"""One plan file: load it with line numbers, create it; nothing here changes one."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from roadmap_cli.errors import (
    BeingSavedError,
    InvalidPlanError,
    MissingPlanError,
    Problem,
    UnreadablePlanError,
    UnwritableError,
)
from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.problems import lenient_span, read_plan
from roadmap_cli.planfile import files
from roadmap_cli.planfile.document import Document, DocumentError, decode

if TYPE_CHECKING:
    from roadmap_cli.terms import Period


BUILT_IN = Path("data/roadmap_2020.yaml")
_BOM = "\ufeff"


FAILURES = (InvalidPlanError, MissingPlanError, UnreadablePlanError, BeingSavedError)
"""What reading a plan may raise."""


class Loaded(NamedTuple):
    """A plan file as read: its byte order mark, if any, its text with positions, its meaning."""

    bom: bool
    document: Document
    plan: Plan

    def encode(self, text: str) -> bytes:
        """Give a new text the form that the file has."""
        return ((_BOM if self.bom else "") + text).encode()

    def with_document(self, path: Path, document: Document) -> Loaded:
        """Give what the file is with another text; the path is for messages.

        Raises:
            InvalidPlanError: that would be no plan, with every problem in it.

        """
        return _understood(path, self.bom, document)


def load(path: Path) -> Loaded:
    """Read and validate a plan; nothing is written.

    Raises:
        MissingPlanError, UnreadablePlanError: the file cannot be read.
        InvalidPlanError: the file cannot be trusted, with every problem in it.

    """
    return parse(path, files.read(path))


def span(path: Path) -> Period:
    """Give a plan's period, even if the plan has mistakes elsewhere.

    Who mends a term must be able to try wordings.

    Raises:
        MissingPlanError, UnreadablePlanError, InvalidPlanError: there is no period to be had.

    """
    raw = files.read(path)
    with suppress(DocumentError):
        found = lenient_span(Document(decode(raw)[0]).data)
        if found:
            return found
    return parse(path, raw).plan.span


@lru_cache(maxsize=4)  # a change reads the plan once more under the lock
def parse(path: Path, raw: bytes) -> Loaded:
    """Validate a plan's bytes; the path is for messages.

    Raises:
        InvalidPlanError: the file cannot be trusted, with every problem in it.

    """
    try:
        text, bom = decode(raw)
        document = Document(text)
    except DocumentError as error:
        problems = set(error.problems)
        if error.document:
            _, findings = read_plan(error.document.data)
            problems.update(error.document.locate(findings))
        raise InvalidPlanError(path, sorted(problems)) from None
    return _understood(path, bom, document)


def _understood(path: Path, bom: bool, document: Document) -> Loaded:  # noqa: FBT001  # see Loaded
    """Validate the data of a document."""
    if document.data is None:
        text = "файл пуст: запишите в него план или создайте новый: roadmap init"
        raise InvalidPlanError(path, [Problem(1, 1, text)])
    plan, problems = read_plan(document.data)
    if plan is None:
        raise InvalidPlanError(path, document.locate(problems))
    return Loaded(bom, document, plan)


def schema() -> dict[str, Any]:
    """Give the JSON Schema of a plan file, for editors."""
    return Plan.model_json_schema()


def create(path: Path) -> None:
    """Write the built-in plan, under a `uid` of its own, where there is no file yet.

    Raises:
        UnwritableError: there is one, or the folder cannot be written.

    """
    from roadmap_cli.planfile.compose import SCHEMA_LINE, fresh_uid  # noqa: PLC0415  # only init writes

    text = f"{SCHEMA_LINE}\n{_built_in_plan().decode()}"
    year = f"\nyear: {built_in().plan.year}\n"
    text = text.replace(year, f"{year}uid: {fresh_uid()}\n", 1)
    create_from(path, text.encode(), "roadmap init ПУТЬ")


def create_from(path: Path, raw: bytes, other_way: str) -> None:
    """Write a new plan where there is no file yet.

    Args:
        path: the file to make.
        raw: its bytes.
        other_way: how the command is told another name.

    Raises:
        UnwritableError: there is a file, or the folder cannot be written.

    """
    try:
        files.create(path, raw)
    except FileExistsError:
        raise UnwritableError(
            f"файл {path} не создан", f"он уже есть; назовите другой: {other_way}"
        ) from None
    except OSError as error:
        raise UnwritableError(f"файл {path} не создан", files.because(error)) from None


def built_in() -> Loaded:
    """Give the built-in plan."""
    return parse(BUILT_IN, _built_in_plan())


def _built_in_plan() -> bytes:
    """Take the plan from the package, or from beside it where the project runs from its sources."""
    package = Path(__file__).parent.parent
    places = (package / BUILT_IN, package.parent / BUILT_IN)
    return next(place for place in places if place.exists()).read_bytes()
