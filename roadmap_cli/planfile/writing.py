"""The one writer of YAML: values in one line, and the text of a new plan file.

Pure functions of a description; the caller validates the text before writing the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from roadmap_cli import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.terms import Period


_NUMBER = re.compile(r"[1-9]\d*\Z")  # as a document numbers its items
# Dates of ours; YAML's own writer would quote them.
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d)?)?\Z")
_LIKE_A_NUMBER = re.compile(r"[-+]?(0\d+|\d+e[-+]?\d+|0[xob][\da-fA-F_]+|\d+(:\d+)+)\Z")
"""Numbers to some readers of YAML, ours among them, and texts to the writer."""
_ONE_LINE = 1 << 30  # columns, so that no scalar is wrapped
_SPECIAL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def flow(value: Any) -> str:
    """Write a text, a list, a mapping of texts or None."""
    if isinstance(value, dict):
        return "{" + ", ".join(pair(name, each) for name, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return "null" if value is None else written(value)


def pair(name: str, value: Any) -> str:
    """Write a key and its value; a plain number as an id has no quotes, as people write it."""
    is_number = name == "id" and _NUMBER.match(str(value))
    return f"{name}: {value if is_number else flow(value)}"


def written(text: str, style: str | None = None) -> str:
    """Write a text in its former quotes; YAML's own writer decides when quotes are needed."""
    if _PLAIN.match(text) and style not in {"'", '"'}:
        return text
    if _LIKE_A_NUMBER.match(text) and not style:
        style = "'"
    if style == "'" and not _SPECIAL.search(text):
        return "'" + text.replace("'", "''") + "'"
    quoted = '"' if style == '"' or _SPECIAL.search(text) else None
    line = yaml.dump(
        [text], default_flow_style=True, allow_unicode=True, width=_ONE_LINE, default_style=quoted
    )
    return line.strip()[1:-1]


SCHEMA_FILE = "roadmap.schema.json"
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
"""The first line of a plan, by which editors know what may stand in it."""
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_FIGURES = 40  # of a number; int refuses thousands of digits

_GUIDE = """\
#
# Это обычный текст: правьте его в любом редакторе, пишите свои строки-комментарии после знака «#».
# Отступы делайте пробелами. Номера вида 1.10 берите в кавычки: id: '1.10'.
#
#   term         срок слово в слово, как в документе: Сентябрь; до 15 марта; ежеквартально
#   responsible  ответственные через запятую в квадратных скобках; имя с запятой внутри — в кавычках
#   status       planned (запланировано), in_progress (в работе), submitted (на проверке),
#                done (исполнено), cancelled (снято с контроля)
#
# Отметки удобнее ставить командой: roadmap done 7 --note "протокол № 4".
# Проверить файл после правки: roadmap check. Подсказки в редакторе: roadmap schema > {schema}.
"""


def fresh_uid() -> str:
    """Return a unique identifier."""
    from uuid import uuid4  # noqa: PLC0415  # what only reads plans does without

    return str(uuid4())


@dataclass(frozen=True)
class NewItem:
    """An item of a new plan."""

    id: str
    title: str
    term: str
    responsible: tuple[str, ...] = ()
    status: str = "planned"
    executed: tuple[date | None, ...] = ()
    postponed_to: date | None = None
    note: str = ""
    result: str = ""
    comment: str = ""


@dataclass(frozen=True)
class NewSection:
    """A section of a new plan; its `term` applies to items that name only days."""

    title: str
    items: tuple[NewItem, ...] = ()
    term: str = ""


@dataclass(frozen=True)
class NewPlan:
    """A new plan: its title, its first and last day, the fields of its order, its sections.

    `uid` identifies it even when its title or file changes.
    """

    title: str
    span: Period
    order: Mapping[str, str | date] = field(default_factory=dict)
    sections: tuple[NewSection, ...] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    uid: str = field(default_factory=fresh_uid)


_Row: TypeAlias = "tuple[str, str | Sequence[str] | None]"
"""The start of a line and the text or texts to be quoted after it; None: nothing follows."""


def compose(plan: NewPlan) -> str:
    """Return the text of a plan's file."""
    rows = [*_plan_rows(plan), *_section_rows(plan.sections)]
    values = iter(_quoted([value for _, value in rows if value is not None]))
    lines = [
        SCHEMA_LINE,
        f"# {wording.one_line(plan.title)}{_basis(plan.order)}.",
        _GUIDE.format(schema=SCHEMA_FILE),
        *(start if value is None else f"{start} {next(values)}" for start, value in rows),
    ]
    return "\n".join([*lines, ""])


def _basis(order: Mapping[str, str | date]) -> str:
    """Name the order in the first comment, unless it has no number."""
    number, day = order.get("number"), order.get("date")
    if not number:
        return ""
    dated = f" от {day:%d.%m.%Y}" if day and not isinstance(day, str) else ""
    return f": приказ{dated} № {number}"


def _plan_rows(plan: NewPlan) -> Iterator[_Row]:
    """Write title, period, uid and order; a whole calendar year is written as `year`."""
    yield "title:", plan.title
    first, last = plan.span
    is_whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if is_whole and first.year == last.year:
        yield f"year: {first.year}", None
    else:
        yield f"period: {{start: {first}, end: {last}}}", None
    yield f"uid: {plan.uid}", None
    if plan.order:
        yield "order:", None
    for name, value in plan.order.items():
        if isinstance(value, str):
            yield f"  {name}:", value
        else:
            yield f"  {name}: {value}", None
    if plan.groups:
        yield "groups:", None
    for name, members in plan.groups.items():
        yield f"  {_quoted([name])[0]}:", members
    yield "", None


def _section_rows(sections: Sequence[NewSection]) -> Iterator[_Row]:
    yield "sections:" if sections else "sections: []", None
    for i, section in enumerate(sections):
        if i:
            yield "", None
        yield "  - title:", section.title
        if section.term:
            yield "    term:", section.term
        yield "    items:" if section.items else "    items: []", None
        for item in section.items:
            yield from _item_rows(item)


def _item_rows(item: NewItem) -> Iterator[_Row]:
    yield "      - id:", item.id
    yield "        title:", item.title
    yield "        term:", item.term
    yield "        responsible:", item.responsible
    yield f"        status: {item.status}", None
    if item.postponed_to:
        yield f"        postponed_to: {item.postponed_to}", None
    if item.executed:
        days = ", ".join(str(day or "null") for day in item.executed)
        yield f"        executed: [{days}]", None
    for name, text in (("result", item.result), ("comment", item.comment), ("note", item.note)):
        if text:
            yield f"        {name}:", text


def _quoted(values: Sequence[str | Sequence[str]]) -> list[str]:
    """Quote each value as PyYAML does, on one line; one call for all is several times faster."""
    text: str = yaml.dump(
        [*map(_on_one_line, values), []],  # the list keeps the scalars out of one bracket
        Dumper=_DUMPER,
        allow_unicode=True,
        width=_ONE_LINE,
        default_flow_style=None,  # inner lists in brackets
    )
    lines = (line.removeprefix("- ") for line in text.splitlines()[:-1])
    return [f"'{line}'" if _LIKE_A_NUMBER.match(line) else line for line in lines]


def _on_one_line(value: str | Sequence[str]) -> str | int | list[str]:
    """Put texts on one line; a number without leading zeros needs no quotes."""
    if not isinstance(value, str):
        return [" ".join(each.split()) for each in value]
    text = " ".join(value.split())
    is_plain_number = text.isdecimal() and len(text) <= _FIGURES and text == str(int(text))
    return int(text) if is_plain_number else text
