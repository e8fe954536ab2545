"""The control dates as a calendar (RFC 5545): an all-day event per open period.

Executed and removed items are left out. A moved or renamed event keeps its identifier, so that a
program that reads the file again moves it too; missing events are not deleted there.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid5

from roadmap_cli.views.sentences import state_text
from roadmap_cli.wording import NOBODY, day, on_paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period

_NAMESPACE = UUID("5d1b6a0e-6c0f-4f43-9a67-3f8f0a2c7b11")  # of this program's events
_LONGEST_LINE = 75  # bytes, without the end of the line
_REMIND = 3  # days before
_SATURDAY = 5
_KEPT = re.compile(r"(UID|SEQUENCE|DTSTART;VALUE=DATE):(.*)")


class Kept(NamedTuple):
    """What the file to be replaced had of an event: its number of changes and its day."""

    sequence: int
    day: str


def kept(text: str) -> dict[str, Kept]:
    """Read the events of our calendar by identifier; other texts give none."""
    found = {}
    for event in text.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
        facts = dict(_KEPT.findall(event.replace("\r", "")))
        number = facts.get("SEQUENCE", "")
        if number.isdecimal() and "UID" in facts:
            found[facts["UID"]] = Kept(int(number), facts.get("DTSTART;VALUE=DATE", ""))
    return found


class Identity(NamedTuple):
    """What identifies a plan, and the number of undone changes by item."""

    key: str
    taken_back: Mapping[str, int] = {}


def calendar(view: View, identities: Mapping[str, Identity], former: str = "") -> str:
    """Write the open periods of a view; `former` is the text of the file to be replaced."""
    known = kept(former)
    names = " · ".join(on_paper(home.plan.title) for home in view.plans)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//roadmap-control//roadmap//RU",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(names)}",
    ]
    for row in view.rows:
        if row.is_open:
            lines += _events(view, row, identities[row.home.name], known)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _events(view: View, row: Standing, plan: Identity, known: Mapping[str, Kept]) -> Iterator[str]:
    """Yield an event for each open period of a row; executed ones are only counted.

    It is on the last day of the period; without an end it takes a day (RFC 5545).
    """
    title = f"{on_paper(view.name_of(row))}. {on_paper(row.item.title)}"
    times = len(row.course.events) + plan.taken_back.get(row.item.id, 0)
    periods = zip(row.term.periods, row.marks, strict=True)
    for number, (period, executed) in enumerate(periods, start=1):
        if executed:
            continue
        last = period.last
        uid = str(uuid5(_NAMESPACE, json.dumps([plan.key, row.item.id, number])))
        former = known.get(uid)
        newer = former.sequence + (former.day != f"{last:%Y%m%d}") if former else 0
        yield "BEGIN:VEVENT"
        yield f"UID:{uid}"
        yield f"DTSTAMP:{_stamp(row):%Y%m%dT%H%M%SZ}"
        yield f"SEQUENCE:{max(times, newer)}"
        yield f"DTSTART;VALUE=DATE:{last:%Y%m%d}"
        if last < date.max:
            yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY:{_escaped(title)}"
        yield f"DESCRIPTION:{_escaped(_description(row, period))}"
        yield "TRANSP:TRANSPARENT"
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"TRIGGER:{_trigger(last)}"
        yield f"DESCRIPTION:{_escaped(title)}"
        yield "END:VALARM"
        yield "END:VEVENT"


def _trigger(last: date) -> str:
    """Return the trigger at nine on a working day before; midnight of the day is 0."""
    ahead = _REMIND
    while (last - timedelta(days=ahead)).weekday() >= _SATURDAY:
        ahead += 1
    return f"-P{ahead - 1}DT15H"


def _stamp(row: Standing) -> datetime:
    """Return the moment of the last change, so that two runs write the same.

    Without any it is the day of the order, or that on which the plan begins.
    """
    moments = [event.at for event in row.course.events]
    if moments:  # one without a zone is taken for UTC
        return max(at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC) for at in moments)
    order = row.plan.order
    first = order.date if order and order.date else row.plan.span.first
    return datetime.combine(first, time(), UTC)


def _description(row: Standing, period: Period) -> str:
    parties = "; ".join(map(on_paper, row.item.responsible)) or NOBODY
    term = on_paper(row.approved.text)
    if period not in row.approved.periods:
        term = f"{term}, перенесён на {day(period.last)}"
    return (
        f"Ответственные: {parties}\nСрок по плану: {term}\n"
        f"Состояние: {state_text(row)}\n{on_paper(row.plan.title)}"
    )


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a long line by bytes, between letters, with a leading blank in continuations."""
    folded, room = "", _LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            folded += "\r\n "
            room = _LONGEST_LINE - 1
        folded += letter
        room -= size
    return folded
