"""A version of a plan as a merge needs it: items told apart, what is wrong, the periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from roadmap_cli import wording
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.problems import read_plan
from roadmap_cli.planfile.document import Document, DocumentError, decode
from roadmap_cli.team.data import items_in, items_of, number_of, sections_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.plan.model import Item
    from roadmap_cli.team.data import Data

_BOM = "\ufeff"
_TERM_KEYS = ("id", "title", "term", "start", "due")


class NotAPlanError(ValueError):
    """A text is no plan, so that its items cannot be told apart."""


def as_plan(raw: bytes) -> str:
    """Decode a version; the mark of a BOM stays.

    Raises:
        NotAPlanError: it is no text.

    """
    try:
        text, bom = decode(raw)
    except DocumentError as error:
        raise NotAPlanError(str(error)) from None
    return _BOM + text if bom else text


def read(text: str) -> Document:
    """Parse a version; its items must be such that they can be told apart.

    Raises:
        NotAPlanError: they are not.

    """
    try:
        document = Document(text)
    except DocumentError as error:
        raise NotAPlanError(str(error)) from None
    if text and not is_sound(document.data):
        raise NotAPlanError("no sections with numbered items")
    return document


class _Event(BaseModel, extra="allow", strict=True):
    at: str
    did: str
    __pydantic_extra__: dict[str, str | None]


class _Item(BaseModel, strict=True):
    id: str
    status: str | None = None
    executed: list[str | None] | None = None
    history: list[_Event] | None = None


class _Section(BaseModel, strict=True):
    title: str
    items: list[_Item] | None


class _Form(BaseModel, strict=True):
    """What a merge looks into, in the form in which it can be compared."""

    sections: list[_Section]


def is_sound(data: Any) -> bool:  # noqa: ANN401  # as the file has it
    """Tell whether data have the form of a plan, with titles, no number twice, and marks."""
    try:
        _Form.model_validate(data)
    except ValidationError:
        return False
    numbers = [number_of(item) for section in sections_of(data) for item in items_in(section)]
    return len(set(numbers)) == len(numbers)


def problem_of(data: Any) -> str | None:  # noqa: ANN401  # the same
    """Give the first thing that is wrong with a plan."""
    problems = read_plan(data)[1]
    return problems[0][1] if problems else None


def periods_of(data: Data) -> dict[str, list[str]]:
    """Give the periods of each item's term in words; a term that cannot be read has one."""
    plan = _with_terms_alone(data)
    if plan is None:
        return {}
    found = {}
    for number, item in zip(items_of(data), plan.items, strict=True):
        found[number] = _periods(plan, item)
    return found


def _with_terms_alone(data: Data) -> Plan | None:
    """Read a plan by what terms need; whatever else is wrong with it does not matter here."""
    sections = []
    for section in sections_of(data):
        items = [_present(item, _TERM_KEYS) for item in items_in(section)]
        sections.append({**section, "items": items})
    frame = _present(data, ("title", "year", "period"))
    try:
        return Plan.model_validate({**frame, "sections": sections})
    except ValidationError:
        return None


def _present(data: Data, keys: Sequence[str]) -> Data:
    """Give some fields, as far as they are there."""
    return {key: data[key] for key in keys if key in data}


def _periods(plan: Plan, item: Item) -> list[str]:
    """Give the periods of one term; what has no days is one."""
    try:
        periods = plan.term_of(item).periods
    except UnreadableTermError:
        periods = ()
    return [wording.span(*period) for period in periods] or [""]
