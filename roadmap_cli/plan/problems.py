"""What is wrong with the data of a plan file: each problem its place and one Russian sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.model import (
    NO_DUE,
    Event,
    Item,
    Location,
    Order,
    Plan,
    Section,
    Span,
    postponement,
    read_term,
    same_id,
    section_period,
)
from roadmap_cli.plan.states import Status
from roadmap_cli.terms import Kind
from roadmap_cli.wording import nearest, perhaps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roadmap_cli.terms import Period


def read_plan(data: object) -> tuple[Plan | None, list[tuple[Location, str]]]:
    """Validate what a file holds.

    Args:
        data: texts, None, lists and dictionaries, as the file has them.

    Returns:
        The plan, or None; and every problem as its place in the data and a Russian sentence.

    """
    plan: Plan | None = None
    problems: list[tuple[Location, str]] = []
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = [(_place(detail), _sentence(detail)) for detail in details]
    span = plan.span if plan else lenient_span(data)
    problems += _cross_checks(data, span)
    if problems:
        plan = None
    return plan, problems


def _cross_checks(data: object, span: Period | None) -> Iterator[tuple[Location, str]]:
    """Find what no single value shows: repeated numbers, and terms that need the plan's period."""
    seen: dict[str, str] = {}
    sections = list(_entries((), data, "sections"))
    for section_place, section in sections:
        for place, item in _entries(section_place, section, "items"):
            yield from _repeated(place, item.get("id"), seen)
            if span:
                yield from _term_problems(place, item, span)
    if span:
        for place, section in sections:
            term = section.get("term")
            yield from _refused((*place, "term"), term, span, section_period)


def _repeated(
    place: Location, number: object, seen: dict[str, str]
) -> Iterator[tuple[Location, str]]:
    """Refuse a number that `done` could not tell from an earlier one."""
    if not isinstance(number, str):
        return
    first = seen.get(same_id(number))
    if first is None:
        seen[same_id(number)] = number
        return
    if first.strip() == number.strip():
        why = "номера не повторяются"
    else:
        why = f"в командах «{first}» и «{number}» — одно и то же"
    yield (*place, "id"), f"номер «{number}» уже есть у пункта выше: {why}"


def _term_problems(
    place: Location, item: dict[str, Any], span: Period
) -> Iterator[tuple[Location, str]]:
    """Check what cannot wait for a person: where an item was postponed to, and `due: нет`."""
    moved = item.get("postponed_to")
    yield from _refused((*place, "postponed_to"), moved, span, postponement)
    if item.get("due") == NO_DUE and _is_dated(item.get("term"), span):
        yield (
            (*place, "due"),
            "«due: нет» рядом со сроком, который читается: уберите одно из двух",
        )


def _is_dated(text: object, span: Period) -> bool:
    """Tell whether a value is a wording that names dates by itself."""
    if not isinstance(text, str):
        return False
    try:
        term = read_term(text, None, None, span)
    except UnreadableTermError:
        return False
    return term.kind is Kind.DATED


def _refused(
    place: Location, text: object, span: Period, read: Callable[[str, Period], object]
) -> Iterator[tuple[Location, str]]:
    """Say why a wording is refused; what is no text, the model refuses itself."""
    if not isinstance(text, str) or not text.strip():
        return
    try:
        read(text.strip(), span)
    except UnreadableTermError as error:
        yield place, str(error)


def lenient_span(data: object) -> Period | None:
    """Get the period even of a plan with mistakes elsewhere; None if it is one itself."""
    if not isinstance(data, dict):
        return None
    when = {"year": data.get("year"), "period": data.get("period")}
    try:
        return Plan.model_validate({"title": "-", "sections": [], **when}).span
    except ValidationError:
        return None


def _entries(
    place: Location, holder: object, key: str
) -> Iterator[tuple[Location, dict[str, Any]]]:
    """Walk over a list of dictionaries, where any of all this may have another shape.

    Args:
        place: where the holder stands.
        holder: what has the list.
        key: the key of the list.

    """
    entries = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(entries, list):
        return
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            yield (*place, key, index), entry


_SENTENCES = {
    "missing": "не хватает обязательного ключа «{key}»",
    "string_type": "«{key}»: нужен текст",
    "string_too_short": "«{key}»: пусто, нужен текст",
    "enum": f"«{{key}}»: нет статуса «{{input}}»; можно: {', '.join(Status)}",
    "int_parsing": "«{key}»: нужно целое число, а не «{input}»",
    "int_type": "«{key}»: нужно целое число",
    "greater_than_equal": "«{key}»: год должен быть не раньше 1900",
    "less_than_equal": "«{key}»: год должен быть не позже 2999",
    "tuple_type": "«{key}»: нужен список: через запятую в квадратных скобках "
    "или с новой строки после «- »",
    "literal_error": "«{key}»: нет действия «{input}»; историю пишет сама программа roadmap",
    "dict_type": "«{key}»: нужны пары «ключ: значение»",
    "model_type": "«{key}»: нужны пары «ключ: значение»",
}
_DEFAULT_SENTENCE = "«{key}»: значение «{input}» не подходит"
_PARTS: dict[str, type[BaseModel]] = {
    "sections": Section,
    "items": Item,
    "order": Order,
    "period": Span,
    "history": Event,
}


def _place(detail: Any) -> Location:  # noqa: ANN401  # pydantic's ErrorDetails is a private type
    """Drop pydantic's own marks from an error's place: only keys and indexes of the file remain."""
    place: Location = detail["loc"]
    return tuple(step for step in place if step != "[key]")


def _sentence(detail: Any) -> str:  # noqa: ANN401  # the same
    """Say one of pydantic's errors in Russian."""
    place = _place(detail)
    keys = [step for step in place if isinstance(step, str)]
    key = keys[-1] if keys else "план"
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(place)
    if kind in {"iso_date", "reversed", "one_period"}:
        return f"«{key}»: {detail['msg']}"
    if not place:
        return "файл должен начинаться с ключей title, year и sections"
    sentence = _SENTENCES.get(kind, _DEFAULT_SENTENCE)
    return sentence.format(key=key, input=str(detail["input"])[:60])


def _unknown_key(place: Location) -> str:
    """Name an unknown key and the nearest known one."""
    *path, key = place
    part: type[BaseModel] = Plan
    for step in path:
        if step in _PARTS:
            part = _PARTS[step]
    near = nearest(str(key), part.model_fields, most=1)
    known = ", ".join(part.model_fields)
    hint = perhaps(near) or f"здесь бывают: {known}"
    return f"неизвестный ключ «{key}»; {hint}"
