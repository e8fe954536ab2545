"""Items as text: plain lines, CSV, JSON and Markdown for programs, and the sentences that people read."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from roadmap_cli import wording
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan.standing import State
from roadmap_cli.terms import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roadmap_cli.plan.model import Event, Plan
    from roadmap_cli.plan.standing import PartyFigures, Standing, Tally
    from roadmap_cli.terms import Period, Term

JSON_VERSION = 1
CSV_COLUMNS = (
    "id",
    "state",
    "due",
    "days_late",
    "responsible",
    "title",
    "section",
    "term",
    "status",
    "note",
)
PARTY_COLUMNS = ("party", "total", *State, "next_due")
_CONTROLS = "[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]"  # json escapes the others itself


class Format(StrEnum):
    """Forms of output; `table` belongs to `tables`."""

    TABLE = "table"
    PLAIN = "plain"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


def plain(rows: Sequence[Standing]) -> str:
    """Write one item a line: id, state, due, days_late, responsible, title, separated by tabs.

    No field is ever empty (`-` stands for nothing), since `read` in a shell takes two tabs for one.
    """
    return "".join("\t".join(_plain_fields(row)) + "\n" for row in rows)


def _plain_fields(row: Standing) -> tuple[str, ...]:
    return (
        wording.one_line(row.item.id),
        row.state,
        row.due.isoformat() if row.due else "-",
        str(row.days_late),
        ";".join(map(wording.one_line, row.item.responsible)) or "-",
        wording.one_line(row.item.title),
    )


def csv_text(rows: Sequence[Standing]) -> str:
    """Write RFC 4180 with a header; several parties of an item are separated by `;`."""
    facts = [item_json(row) | {"responsible": ";".join(row.item.responsible)} for row in rows]
    return _csv([CSV_COLUMNS, *([each[key] for key in CSV_COLUMNS] for each in facts)])


def _csv(lines: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(
        [wording.visible("" if value is None else str(value)) for value in line] for line in lines
    )
    return text.getvalue()


def json_text(plan: Plan, rows: Sequence[Standing], today: date) -> str:
    """Write the versioned envelope; new keys may be added to a version, none renamed or removed."""
    return dump_json(envelope(plan, today) | {"items": [item_json(row) for row in rows]})


def envelope(plan: Plan, today: date) -> dict[str, Any]:
    """Give what every JSON answer about a plan begins with."""
    period = [plan.span.first.isoformat(), plan.span.last.isoformat()]
    return {
        "version": JSON_VERSION,
        "plan": {"title": plan.title, "period": period},
        "today": today.isoformat(),
    }


def dump_json(value: object, indent: int | None = 2) -> str:
    """Write JSON that a terminal can show: Cyrillic as it is, control characters escaped."""
    import json  # noqa: PLC0415  # plain lines do not need it

    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return re.sub(_CONTROLS, lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def item_json(row: Standing) -> dict[str, Any]:
    """Give an item's facts under the keys of the JSON contract."""
    return {
        "id": row.item.id,
        "section": row.section.title,
        "title": row.item.title,
        "term": row.item.term,
        "kind": row.term.kind.value,
        "periods": [
            [period.first.isoformat(), period.last.isoformat()] for period in row.term.periods
        ],
        "responsible": list(row.item.responsible),
        "status": row.item.status.value,
        "state": row.state.value,
        "due": row.due.isoformat() if row.due else None,
        "days_late": row.days_late,
        "executed": [mark.isoformat() if mark else None for mark in row.item.executed],
        "executed_periods": row.executed_periods,
        "postponed_to": row.item.postponed_to,
        "note": row.item.note,
        "history": [event.model_dump(mode="json", exclude_none=True) for event in row.item.history],
    }


def markdown(rows: Sequence[Standing]) -> str:
    """Write a Markdown table."""
    cells = [
        ("№", "Мероприятие", "Срок", "Ответственные", "Состояние"),
        ("--:", "---", "---", "---", "---"),
    ]
    cells += [
        (
            row.item.id,
            row.item.title,
            row.item.term,
            ", ".join(row.item.responsible),
            state_text(row),
        )
        for row in rows
    ]
    return _markdown(cells)


def _markdown(lines: Iterable[Iterable[str]]) -> str:
    return "".join("| " + " | ".join(map(markdown_cell, line)) + " |\n" for line in lines)


def markdown_cell(text: str) -> str:
    """Quote what Markdown would take for its own marks."""
    return re.sub(r"([\\|*_`<>\[\]])", r"\\\1", wording.one_line(text))


WRITERS: dict[Format, Callable[[Plan, Sequence[Standing], date], str]] = {
    Format.PLAIN: lambda _plan, rows, _today: plain(rows),
    Format.CSV: lambda _plan, rows, _today: csv_text(rows),
    Format.JSON: json_text,
    Format.MARKDOWN: lambda _plan, rows, _today: markdown(rows),
}


def _party_fields(
    figures: PartyFigures, write_day: Callable[[date], str] = date.isoformat
) -> tuple[str, ...]:
    counts = [str(figures.states[state]) for state in State]
    due = write_day(figures.next_due) if figures.next_due else "-"
    return (wording.one_line(figures.name), str(figures.total), *counts, due)


def _party_csv(rows: Sequence[PartyFigures]) -> str:
    return _csv([PARTY_COLUMNS, *map(_party_fields, rows)])


def _party_json(plan: Plan, rows: Sequence[PartyFigures], today: date) -> str:
    parties = [
        {
            "name": row.name,
            "total": row.total,
            "states": {state.value: row.states[state] for state in State},
            "next_due": row.next_due.isoformat() if row.next_due else None,
        }
        for row in rows
    ]
    return dump_json(envelope(plan, today) | {"parties": parties})


def _party_markdown(rows: Sequence[PartyFigures]) -> str:
    states = [wording.STATE_NAMES[state] for state in State]
    header = ("Ответственный", "Всего", *states, "Ближайший срок")
    return _markdown(
        [
            header,
            ("---", *["--:"] * (len(header) - 1)),
            *(_party_fields(row, wording.day) for row in rows),
        ]
    )


PARTY_WRITERS: dict[Format, Callable[[Plan, Sequence[PartyFigures], date], str]] = {
    Format.PLAIN: lambda _plan, rows, _today: "".join(
        "\t".join(_party_fields(row)) + "\n" for row in rows
    ),
    Format.CSV: lambda _plan, rows, _today: _party_csv(rows),
    Format.JSON: _party_json,
    Format.MARKDOWN: lambda _plan, rows, _today: _party_markdown(rows),
}


def state_text(row: Standing) -> str:
    """Say how an item stands: «просрочено, 12 дней», «исполнено 28.09.2020», «в работе, 2 из 4»."""
    text = wording.STATE_NAMES[row.state]
    last = max((mark for mark in row.item.executed if mark), default=None)
    if row.state is State.OVERDUE:
        text += f", {wording.plural(row.days_late, wording.DAYS)}"
    elif row.state is State.DONE and last:
        text += f" {wording.day(last)}"
    elif row.state is State.DONE_LATE and last:
        text = f"исполнено {wording.day(last)} с нарушением срока на {wording.plural(row.days_late, wording.DAYS)}"
    if len(row.marks) > 1 and row.is_open:
        text += f", {row.executed_periods} из {len(row.marks)}"
    return text


def change_line(before: Standing, after: Standing, tally: Tally) -> str:
    """Say in one line what a change did to an item, and how much of the plan is executed."""
    old, new = state_text(before), state_text(after)
    if after.item.postponed_to != before.item.postponed_to and after.due:
        old, new = (
            f"срок {before.item.postponed_to or before.item.term}",
            f"{wording.day(after.due)}",
        )
    elif after.state is State.DONE and before.state is not State.DONE and any(after.marks):
        new += ", в срок"
    elif old == new and after.item.status is not before.item.status:
        old, new = (wording.STATE_NAMES[row.item.status] for row in (before, after))
    what = f"{old} → {new}" if old != new else "примечание записано"
    if len(after.marks) > 1:
        what += "".join(map(_closed_text, _newly_closed(before, after)))
    total = f"исполнено {tally.done} из {tally.total}"
    return f"{after.item.id}. {wording.one_line(after.item.title)}: {what}; {total}"


def _newly_closed(before: Standing, after: Standing) -> list[tuple[Period, date]]:
    """Find the periods that a change closed, with the dates of their execution."""
    marks = zip_longest(before.marks, after.term.periods, after.marks)
    return [(period, mark) for was, period, mark in marks if period and mark and not was]


def _closed_text(closed: tuple[Period, date]) -> str:
    period, mark = closed
    late = (mark - period.last).days
    judged = f"позже срока на {wording.plural(late, wording.DAYS)}" if late > 0 else "в срок"
    return f"; закрыт период {wording.day(period.first)} – {wording.day(period.last)}, {judged}"


def nothing_line(row: Standing) -> str:
    """Say that an item already is as wanted."""
    state = state_text(row)
    if row.is_open and row.stake and any(row.marks):
        state += (
            f", следующий период: {wording.day(row.stake.first)} – {wording.day(row.stake.last)}"
        )
    return f"{row.item.id}. {wording.one_line(row.item.title)}: уже {state}, ничего не изменено"


_DEEDS = {
    "start": "взято в работу",
    "done": "исполнено",
    "cancel": "снято с контроля",
    "reopen": "открыто снова",
    "postpone": "срок перенесён",
    "note": "примечание",
}


def event_line(event: Event) -> str:
    """Say one event of an item's history: when, who, what, what was and became, with what note."""
    parts = [f"{event.at:%d.%m.%Y %H:%M}", wording.one_line(event.by), _DEEDS[event.did]]
    if event.date:
        parts[-1] += f" {wording.day(event.date)}"
    text = ", ".join(parts)
    if event.was and event.became:
        was, became = (wording.STATE_NAMES.get(word, word) for word in (event.was, event.became))
        text += f" ({wording.one_line(was)} → {wording.one_line(became)})"
    text += f": {wording.one_line(event.note)}" if event.note else ""
    return text + (
        f" [прежнее примечание: {wording.one_line(event.old_note)}]" if event.old_note else ""
    )


def details(row: Standing) -> list[tuple[str, str]]:
    """Give everything about an item as names and texts, for people."""
    item = row.item
    pairs = [
        ("раздел", row.section.title),
        ("срок", item.term),
        ("прочитан как", describe(row.approved)),
        ("перенесён на", item.postponed_to or ""),
        ("контрольная дата", wording.day(row.due) if row.due else wording.NO_TERM),
        ("ответственные", "; ".join(item.responsible)),
        ("состояние", state_text(row)),
        ("исполнено", ", ".join(wording.day(mark) for mark in item.executed if mark)),
        ("примечание", item.note or ""),
    ]
    facts = [(name, wording.one_line(text)) for name, text in pairs if text]
    return facts + [
        ("история" if not i else "", event_line(event)) for i, event in enumerate(item.history)
    ]


def details_text(row: Standing) -> str:
    """Write everything about an item as plain lines."""
    lines = [f"{row.item.id}. {wording.one_line(row.item.title)}"]
    return (
        "\n".join(
            lines + [f"  {name + ':' if name else '':<18}{text}" for name, text in details(row)]
        )
        + "\n"
    )


def summary(shown: Tally, total: int, filters: Sequence[str]) -> str:
    """Say how many items of how many are shown, by which filters, and how the shown ones stand."""
    by = f" ({'; '.join(map(wording.one_line, filters))})" if filters else ""
    bar = wording.bar(shown.done, shown.total)
    return f"Показано {shown.total} из {total}{by}: {bar} исполнено {shown.done}, просрочено {shown.overdue}."


def reading_line(text: str, reading: Term | UnreadableTermError) -> str:
    """Say how one wording is understood, for people."""
    meaning = str(reading) if isinstance(reading, UnreadableTermError) else describe(reading)
    return f"{wording.one_line(text)}\t{wording.one_line(meaning)}\n"


def reading_json(text: str, reading: Term | UnreadableTermError) -> str:
    """Write how one wording is understood as one line of JSON."""
    if isinstance(reading, UnreadableTermError):
        return dump_json({"text": text, "error": str(reading)}, indent=None)
    periods = [[period.first.isoformat(), period.last.isoformat()] for period in reading.periods]
    return dump_json({"text": text, "kind": reading.kind.value, "periods": periods}, indent=None)
