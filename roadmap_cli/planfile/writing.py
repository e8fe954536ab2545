"""The one writer of YAML: values in one line, and the text of a new plan file.

Pure functions of a description; the caller validates the text before writing the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from roadmap_cli import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.terms import Period


# Dates of ours; YAML's own writer would quote them.
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d)?)?\Z")
_LIKE_A_NUMBER = re.compile(r"[-+]?(0\d+|\d+e[-+]?\d+|0[xob][\da-fA-F_]+|\d+(:\d+)+)\Z")
"""Numbers to some readers of YAML, ours among them, and texts to the writer."""
_SPECIAL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def flow(value: Any) -> str:
    """Write a text, a list, a mapping of texts or None."""
    if isinstance(value, dict):
        pairs = [f"{key}: {flow(each)}" for key, each in value.items()]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return "null" if value is None else written(value)


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
        [text],
        default_flow_style=True,
        allow_unicode=True,
        width=float("inf"),
        default_style=quoted,
    )
    return line.strip()[1:-1]


SCHEMA_FILE = "roadmap.schema.json"
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}"
"""The first line of a plan, by which editors know what may stand in it."""
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_FIGURES = 40  # of a number; int refuses thousands of digits
_ONE_LINE = 1 << 20  # columns, so that no scalar is wrapped
_DECEMBER_END, _JANUARY_BEGIN = (12, 31), (1, 1)

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


def compose(plan: NewPlan) -> str:
    """Return the text of a plan's file."""
    head = [
        SCHEMA_LINE,
        f"# {wording.one_line(plan.title)}{_basis(plan.order)}.",
        _GUIDE.format(schema=SCHEMA_FILE),
    ]
    lines = [*head, *_plan_lines(plan), *_section_lines(plan.sections)]
    return "\n".join([*lines, ""])


def _basis(order: Mapping[str, str | date]) -> str:
    """Name the order in the first comment, unless it has no number."""
    number, day = order.get("number"), order.get("date")
    if not number:
        return ""
    dated = f" от {day:%d.%m.%Y}" if day and not isinstance(day, str) else ""
    return f": приказ{dated} № {number}"


def _plan_lines(plan: NewPlan) -> Iterator[str]:
    """Write title, period, uid and order; a whole calendar year is written as `year`."""
    yield f"title: {_scalar(plan.title)}"
    first, last = plan.span
    begins = (first.month, first.day)
    ends = (last.month, last.day)
    is_whole = (begins, ends) == (_JANUARY_BEGIN, _DECEMBER_END)
    if is_whole and first.year == last.year:
        yield f"year: {first.year}"
    else:
        yield f"period: {{start: {first}, end: {last}}}"
    yield f"uid: {plan.uid}"
    if plan.order:
        yield "order:"
        for name, value in plan.order.items():
            yield f"  {name}: {_scalar(value)}"
    if plan.groups:
        yield "groups:"
        for name, members in plan.groups.items():
            yield f"  {_scalar(name)}: {_scalars([list(members)])[0]}"
    yield ""


def _section_lines(sections: Sequence[NewSection]) -> Iterator[str]:
    """Write the sections; one call quotes all their texts, which is faster."""
    if not sections:
        yield "sections: []"
        return
    yield "sections:"
    texts = iter(_scalars([text for section in sections for text in _texts(section)]))
    for i, section in enumerate(sections):
        if i:
            yield ""
        yield f"  - title: {next(texts)}"
        if section.term:
            yield f"    term: {next(texts)}"
        yield "    items:" if section.items else "    items: []"
        for item in section.items:
            yield from _item_lines(item, texts)


def _texts(section: NewSection) -> Iterator[str | list[str]]:
    """Yield the texts of a section to be quoted, in the order that `_section_lines` expects."""
    yield section.title
    if section.term:
        yield section.term
    for item in section.items:
        yield item.id
        yield item.title
        yield item.term
        yield list(item.responsible)
        if item.result:
            yield item.result
        if item.comment:
            yield item.comment
        if item.note:
            yield item.note


def _item_lines(item: NewItem, texts: Iterator[str]) -> Iterator[str]:
    """Write an item; what may need quotes comes from `texts`, in the order of `_texts`."""
    yield f"      - id: {next(texts)}"
    yield f"        title: {next(texts)}"
    yield f"        term: {next(texts)}"
    yield f"        responsible: {next(texts)}"
    yield f"        status: {item.status}"
    if item.postponed_to:
        yield f"        postponed_to: {item.postponed_to}"
    if item.executed:
        yield f"        executed: [{', '.join(str(day or 'null') for day in item.executed)}]"
    if item.result:
        yield f"        result: {next(texts)}"
    if item.comment:
        yield f"        comment: {next(texts)}"
    if item.note:
        yield f"        note: {next(texts)}"


def _scalar(value: str | date) -> str:
    """Write one value, in quotes where YAML needs them."""
    return _scalars([value])[0]


def _scalars(values: Sequence[str | date | list[str]]) -> list[str]:
    """Quote each value as PyYAML does, on one line, lists in brackets; one call serves all."""
    inner_lists_in_brackets = None
    sentinel: list[str] = []  # a list among them keeps the scalars out of one bracket
    text: str = yaml.dump(
        [*map(_plain, values), sentinel],
        Dumper=_DUMPER,
        allow_unicode=True,
        width=_ONE_LINE,
        default_flow_style=inner_lists_in_brackets,
    )
    lines = (line.removeprefix("- ") for line in text.splitlines()[:-1])
    return [f"'{line}'" if _LIKE_A_NUMBER.match(line) else line for line in lines]


def _plain(value: str | date | list[str]) -> str | int | date | list[str]:
    """Put a text on one line; a number without leading zeros needs no quotes."""
    if isinstance(value, list):
        return [" ".join(each.split()) for each in value]
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    is_plain_number = text.isdecimal() and len(text) <= _FIGURES and text == str(int(text))
    return int(text) if is_plain_number else text
