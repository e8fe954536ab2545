"""Items, parties, events and readings as plain lines, CSV, JSON, Markdown: tested contracts.

Also the text of a digest, on screen and in a mail, and the forms that commands and files have.
"""

from __future__ import annotations

import csv
import io
import re
import textwrap
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from roadmap_cli import wording
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.plan import model
from roadmap_cli.plan.model import State
from roadmap_cli.plan.standing import days_after
from roadmap_cli.terms import describe
from roadmap_cli.views import sentences
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.report_lists import Digest, Logged, Pace
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import PartyCount, Turn, View
    from roadmap_cli.terms import Term

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
    "plan",
    "ref",
)
PARTY_COLUMNS = ("party", "total", *State, "next_due")
NOTHING = "-"
"""Stands for nothing in a plain line: `read` in a shell takes two tabs for one."""

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@")


class Format(StrEnum):
    """Output formats; each command has some of them."""

    TABLE = "table"
    PLAIN = "plain"
    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    ICS = "ics"


ENDINGS = {
    ".txt": Format.TABLE,
    ".csv": Format.CSV,
    ".json": Format.JSON,
    ".md": Format.MARKDOWN,
    ".html": Format.HTML,
    ".docx": Format.DOCX,
    ".xlsx": Format.XLSX,
    ".pdf": Format.PDF,
    ".ics": Format.ICS,
}
"""The form of a file by its ending."""
BINARY = frozenset({Format.DOCX, Format.XLSX, Format.PDF})


def items_text(view: View, form: Format) -> str:
    """Write items as CSV, JSON, Markdown, or a plain line each.

    A line has id, state, due, days_late, responsible, title between tabs; with several plans the
    first field is the reference instead of the number. A version of JSON may gain keys, but none is
    renamed or removed.
    """
    lines: list[Iterable[str]] = []
    match form:
        case Format.CSV:
            return items_csv(view.rows, {})
        case Format.JSON:
            return dump_json(envelope(view) | {"items": [item_json(row) for row in view.rows]})
        case Format.MARKDOWN:
            heads = ("№", "Мероприятие", "Срок", "Ответственные", "Состояние")
            for row in view.rows:
                texts = [view.name_of(row), row.item.title, sentences.term_text(row)]
                texts += [", ".join(row.item.responsible), sentences.state_text(row)]
                lines.append(map(markdown_cell, texts))
            return markdown_table(heads, (True, False, False, False, False), lines)
        case _:
            for row in view.rows:
                due = wording.iso(row.due) or NOTHING
                parties = ";".join(map(one_line, row.item.responsible)) or NOTHING
                name, title = one_line(view.name_of(row)), one_line(row.item.title)
                lines.append((name, row.state, due, str(row.days_late), parties, title))
            return _tabbed(lines)


def _tabbed(lines: Iterable[Iterable[str]]) -> str:
    return "".join("\t".join(line) + "\n" for line in lines)


def items_csv(rows: Sequence[Standing], more: Mapping[str, Sequence[str]]) -> str:
    """Write RFC 4180 with a header; several parties of an item are separated by `;`.

    `more` are further columns: names, each with a text per row.
    """
    lines = []
    for row, *texts in zip(rows, *more.values(), strict=True):
        facts = item_json(row) | {"responsible": ";".join(row.item.responsible)}
        lines.append([*(facts[key] for key in CSV_COLUMNS), *texts])
    return _csv([*CSV_COLUMNS, *more], lines)


def _csv(heads: Sequence[str], lines: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    rows = (map(_csv_cell, line) for line in (heads, *lines))
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def csv_for_excel(text: str) -> bytes:
    """Convert RFC 4180 to what a Russian Excel opens on a double click."""
    file = io.StringIO()
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    lines = csv.reader(io.StringIO(text, newline=""))
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode("utf-8-sig")


def _csv_cell(value: object) -> str:
    """Write a cell that no spreadsheet runs as a formula, by prefixing an apostrophe."""
    text = wording.visible("" if value is None else str(value))
    return f"'{text}" if text.lstrip().startswith(_RUN_BY_SPREADSHEETS) else text


def changes_json(view: View, turns: Iterable[Turn], *, dry_run: bool) -> str:
    """Write the items of a change after it, with the state of each before; a new one had none."""
    items = [
        item_json(turn.row)
        | {
            "changed": turn.is_change,
            "removed": turn.after is None,
            "state_before": turn.before.state.value if turn.before else None,
        }
        for turn in turns
    ]
    return dump_json(envelope(view) | {"dry_run": dry_run, "items": items})


def envelope(view: View, today: date | None = None) -> dict[str, Any]:
    """Begin every JSON answer, `plan` only for a single plan; by default on the view's day."""
    plans = [
        {"name": home.name, "title": home.plan.title, "period": _dates(home.plan.span)}
        for home in view.plans
    ]
    only = {"plan": plans[0]} if len(plans) == 1 else {}
    day = today or view.day
    return {"version": JSON_VERSION, **only, "plans": plans, "today": day.isoformat()}


def dump_json(value: object, indent: int | None = 2) -> str:
    """Write JSON that a terminal can show: Cyrillic unescaped, control characters escaped."""
    import json  # noqa: PLC0415  # plain lines do not need it

    text = json.dumps(value, ensure_ascii=False, indent=indent)
    for sign in set(re.findall(f"[{wording.CONTROLS}]", text)):  # json escapes the others itself
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"{text}\n"


def item_json(row: Standing) -> dict[str, Any]:
    """Return an item's facts under the keys of the JSON contract."""
    known = row.course
    history = [event.model_dump(mode="json", exclude_none=True) for event in known.events]
    asked = known.request and {
        "date": wording.iso(known.request.day),
        "by": known.request.by,
        "term": known.request.text,
        "due": wording.iso(known.request.last),
        "reason": known.request.reason,
    }
    return {
        "plan": row.home.name,
        "ref": row.ref,
        "id": row.item.id,
        "section": row.section.title,
        "title": row.item.title,
        "term": row.approved.text,
        "kind": row.term.kind.value,
        "periods": [_dates(period) for period in row.term.periods],
        "responsible": list(row.item.responsible),
        "status": known.status.value,
        "state": row.state.value,
        "due": wording.iso(row.due),
        "days_late": row.days_late,
        "executed": [wording.iso(mark) for mark in known.executed],
        "executed_periods": row.executed_periods,
        "postponed_to": known.postponed_to,
        "note": known.note or None,
        "members": [_member_json(row, member) for member in row.members],
        "request": asked,
        "history": history,
    }


def _member_json(row: Standing, member: str) -> dict[str, Any]:
    """Return the days on which a member reported on each period; null if it has not."""
    told = {each.place: each.day for each in row.course.reports if each.member == member}
    places = range(len(row.course.marks))
    return {"name": member, "reported": [wording.iso(told.get(place)) for place in places]}


def _dates(period: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in period]


def _party_fields(party: PartyCount, next_due: str | None) -> tuple[str, ...]:
    counts = [str(party.tally.states[state]) for state in State]
    return (one_line(party.name), str(party.tally.total), *counts, next_due or "")


def parties_text(view: View, parties: Sequence[PartyCount], form: Format) -> str:
    """Write parties as CSV, JSON, Markdown, or a plain line each, with a count for every state."""
    match form:
        case Format.CSV:
            lines = [_party_fields(each, wording.iso(each.next_due)) for each in parties]
            return _csv(PARTY_COLUMNS, lines)
        case Format.JSON:
            found = []
            for each in parties:
                states = {state.value: each.tally.states[state] for state in State}
                facts = {"name": each.name, "total": each.tally.total, "states": states}
                found.append(facts | {"next_due": wording.iso(each.next_due)})
            return dump_json(envelope(view) | {"parties": found})
        case Format.MARKDOWN:
            heads = ("Ответственный", "Всего", *map(model.state_name, State), "Ближайший срок")
            shown = []
            for each in parties:
                fields = _party_fields(each, wording.day_or(each.next_due, NOTHING))
                shown.append(map(markdown_cell, fields))
            return markdown_table(heads, (False, *[True] * (len(heads) - 1)), shown)
        case _:
            return _tabbed(
                _party_fields(each, wording.iso(each.next_due) or NOTHING) for each in parties
            )


ENTRY_COLUMNS = ("at", "by", "id", "did", "date", "note", "title")


def _entry_fields(view: View, each: Logged) -> tuple[str, ...]:
    """Return the fields of an event with its item, none of them empty."""
    event = each.event
    shown = [event.member or "", event.note or "", "; ".join(event.evidence or ())]
    return (
        event.at.isoformat(timespec="seconds"),
        one_line(event.by) or NOTHING,
        one_line(view.name_of(each.row)),
        event.did,
        event.day.isoformat(),
        one_line(": ".join(filter(None, shown))) or NOTHING,
        one_line(each.row.item.title),
    )


def entries_text(view: View, entries: Sequence[Logged], form: Format) -> str:
    """Write events with their items as CSV, JSON, Markdown, or a plain line each."""
    match form:
        case Format.CSV:
            return _csv(ENTRY_COLUMNS, [_entry_fields(view, each) for each in entries])
        case Format.JSON:
            found = []
            for row, event in entries:
                facts = event.model_dump(mode="json", exclude_none=True)
                found.append({"ref": row.ref, "id": row.item.id, "title": row.item.title, **facts})
            return dump_json(envelope(view) | {"changes": found})
        case Format.MARKDOWN:
            lines = []
            for row, event in entries:
                texts = (view.name_of(row), row.item.title, sentences.event_line(event))
                lines.append(map(markdown_cell, texts))
            heads = ("№", "Мероприятие", "Что изменилось")
            return markdown_table(heads, (True, False, False), lines)
        case _:
            return _tabbed(_entry_fields(view, each) for each in entries)


def reading_line(text: str, reading: Term | UnreadableTermError) -> str:
    """Describe for people how a wording is understood."""
    told = reading if isinstance(reading, UnreadableTermError) else describe(reading)
    return f"{one_line(text)}\t{one_line(str(told))}"


def reading_json(text: str, reading: Term | UnreadableTermError) -> str:
    """Write how a wording is understood as one line of JSON."""
    facts: dict[str, object] = {"text": text}
    if isinstance(reading, UnreadableTermError):
        facts["error"] = str(reading)
    else:
        facts["kind"] = reading.kind.value
        facts["periods"] = [_dates(period) for period in reading.periods]
    return dump_json(facts, indent=None)


def markdown_cell(text: str) -> str:
    """Escape Markdown's special characters."""
    return re.sub(r"([\\|*_`<>\[\]])", r"\\\1", one_line(text))


def markdown_table(
    heads: Sequence[str], figures: Sequence[bool], lines: Iterable[Iterable[str]]
) -> str:
    """Write a table of escaped cells; columns of figures are aligned right."""
    rule = ["--:" if right else "---" for right in figures]
    rows = [" | ".join(line) for line in (heads, rule, *lines)]
    return "".join(f"| {row} |\n" for row in rows)


MAIL_WIDTH = 72  # columns of a mail body


def digest_text(view: View, found: Digest, pace: Pace) -> str:
    """Write a digest as the text of a mail; an empty one as an empty text."""
    within = wording.plural(pace.within, wording.DAYS)
    nearest = "ближайший" if wording.is_one(pace.within) else "ближайшие"
    quiet = wording.plural(pace.quiet, wording.DAYS)
    parts = [
        ("Просрочено", found.overdue),
        (f"Срок наступает в {nearest} {within}", found.soon),
        ("Ждёт проверки", found.waiting),
        ("Просят перенести срок", found.requests),
        ("Срок не прочитан, исправьте его (roadmap check)", found.unclear),
        ("Начинается в этом месяце", found.starting),
        (f"Идёт, а записей о ходе исполнения нет {quiet}", found.quiet),
        ("Ещё не исполнено, а план заканчивается в этом месяце", found.closing),
    ]
    texts = []
    for title, rows in parts:
        if rows:
            count = wording.plural(len(rows), wording.ITEMS)
            entries = "".join(_digest_entry(view, row) for row in rows)
            texts.append(f"{title}: {count}\n\n{entries}")
    return "\n".join(texts)


def digest_json(view: View, found: Digest) -> str:
    """Write a digest as JSON: parts by name, items as everywhere."""
    lists = {name: list(map(item_json, rows)) for name, rows in found._asdict().items()}
    return dump_json(envelope(view) | lists)


def _digest_entry(view: View, row: Standing) -> str:
    number = f"{one_line(view.name_of(row))}. "
    indent = " " * len(number)
    parties = "; ".join(map(one_line, row.item.responsible)) or wording.NOBODY
    progress = sentences.last_progress(row)
    more = [
        f"{_when(view, row)}; {parties}",
        f"ход исполнения: {progress}" if progress else "",
        sentences.reported_text(row),
        sentences.missing_text(row),
        sentences.request_text(row),
    ]
    text = _wrapped(one_line(row.item.title), number, indent)
    return text + "".join(_wrapped(each, indent, indent) for each in more if each) + "\n"


def _wrapped(words: str, first: str, indent: str) -> str:
    whole = wording.unbroken(words)
    lines = textwrap.wrap(whole, MAIL_WIDTH, initial_indent=first, subsequent_indent=indent)
    return "".join(f"{line}\n" for line in lines).replace("\u00a0", " ")


def _when(view: View, row: Standing) -> str:
    if row.due is None:
        return sentences.due_text(row)
    off = sentences.day_off(row)
    due = f"срок {wording.day(row.due)}" + (f" ({off})" if off else "")
    if row.is_moved:
        due += f" (перенесён, по плану: {one_line(row.approved.text)})"
    if len(row.marks) > 1 and row.stake:
        due = f"период {wording.span(*row.stake)}, {due}"
    late = wording.plural(row.days_late, wording.DAYS)
    report = row.course.submission
    if row.is_submitted and report:
        waits = days_after(view.day, report.day or view.day)
        due += f", на проверке {wording.plural(waits, wording.DAYS)}"
        return f"{due}, представлено с нарушением срока на {late}" if row.days_late else due
    if row.days_late:
        return f"{due}, просрочено на {late}"
    left = (row.due - view.day).days
    return f"{due}, через {wording.plural(left, wording.DAYS)}" if left else f"{due}, сегодня"


def digest_heading(name: str) -> str:
    """Underline the name of a party, above its part of a digest."""
    line = one_line(name)
    return f"{line}\n{'=' * min(len(line), MAIL_WIDTH)}\n\n"
