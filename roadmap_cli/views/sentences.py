"""Sentences about items: how one stands, what a change did, its history."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.plan import model
from roadmap_cli.plan.model import State
from roadmap_cli.plan.problems import due_command
from roadmap_cli.plan.standing import days_after
from roadmap_cli.plan.view import Count
from roadmap_cli.terms import Kind, describe
from roadmap_cli.wording import listed, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Deed, Event, Item
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period

DEEDS = {
    "start": "взято в работу",
    "progress": "ход исполнения",
    "submit": "представлено на проверку",
    "return": "возвращено в работу",
    "done": "исполнено",
    "correct": "запись исправлена",
    "cancel": "снято с контроля",
    "reopen": "открыто снова",
    "request": "просьба о переносе срока",
    "postpone": "срок перенесён",
    "note": "примечание",
    "add": "пункт добавлен",
    "amend": "пункт изменён",
    "edit": "правка в редакторе",
    "rename": "ответственный назван иначе",
}


def state_text(row: Standing, *, brief: bool = False) -> str:
    """Say how an item stands: «в работе, исполнено 2 из 4»; briefly, to fit beside its date."""
    text = model.state_name(row.state)
    late = wording.plural(row.days_late, wording.DAYS)
    executed = wording.day_or(executed_on(row), "")
    if row.state is State.OVERDUE:
        text = f"{text}, {late}" if row.days_late else "не исполнено в срок"
    elif brief and row.days_late:
        text = f"{model.state_name(State.DONE) if row.is_done else text}, на {late} позже"
    elif row.is_submitted and row.days_late:
        text += late_by(row.days_late)
    elif row.state is State.DONE and executed:
        text += f" {executed}"
    elif row.state is State.DONE_LATE and len(row.marks) > 1:
        text = f"исполнено {executed}, с нарушением срока {row.late_periods} из {len(row.marks)}"
    elif row.state is State.DONE_LATE and executed:
        text = f"исполнено {executed} с нарушением срока на {late}"
    if len(row.marks) > 1 and row.is_open:
        text += f", исполнено {row.executed_periods} из {len(row.marks)}"
    return text if brief or not row.is_open else text + _beside_state(row)


def _beside_state(row: Standing) -> str:
    text, waits = "", row.course.submission
    if waits and waits.place != row.place:
        checked = "" if row.is_submitted else "на проверке "
        period = wording.span(*row.approved.periods[waits.place])
        text += f", {checked}отчёт за период {period}"
    if row.state is State.OVERDUE or row.place == 0 or row.course.reports_on(row.place):
        text += reported_text(row, ", ")  # for a later period only once somebody has reported
    if row.is_unclear:
        text += f", {wording.UNREAD_TERM}"
    return text


def executed_on(row: Standing) -> date | None:
    """Return the day of the last execution, if known."""
    return max((mark for mark in row.marks or row.course.executed if mark), default=None)


def late_by(days: int) -> str:
    """Say, after a comma, by how many days a term was missed; empty for none."""
    return f", с нарушением срока на {wording.plural(days, wording.DAYS)}" if days else ""


def reported_text(row: Standing, before: str = "") -> str:
    """Say how many members have reported on the period at stake; empty without a group."""
    return f"{before}отчитались {count_of_reports(row, row.place)}" if row.members else ""


def count_of_reports(row: Standing, place: int) -> str:
    """Say how many members out of all have reported on a period: «10 из 12»."""
    whole = len(row.members)
    return f"{whole - len(row.missing(place))} из {whole}"


def missing_text(row: Standing) -> str:
    """Name the members who have not reported; empty if all have or nobody has."""
    missing = row.missing(row.place)
    is_some = 0 < len(missing) < len(row.members)
    return f"не отчитались: {listed([*map(one_line, missing)])}" if is_some else ""


def request_text(row: Standing) -> str:
    """Say which other term is requested and why; empty without a request."""
    asked = row.course.request
    if asked is None:
        return ""
    who, why = one_line(asked.by), one_line(asked.reason)
    return f"просят другой срок: {one_line(asked.text)} ({who}), {why}"


def term_text(row: Standing) -> str:
    """Return the approved wording, and the new one if the item is postponed."""
    term = one_line(row.approved.text)
    moved = row.course.postponed_to
    return f"{term} → {one_line(moved)}" if moved else term


def due_text(row: Standing) -> str:
    """Return the control date of an item, or say that there is none."""
    if row.due:
        return wording.day(row.due)
    return wording.UNREAD_TERM if row.term.kind is Kind.UNCLEAR else wording.NO_TERM


def day_off(row: Standing, *, brief: bool = False) -> str:
    """Name the weekday of a future control date at a weekend."""
    is_ahead = row.due and row.is_open and not row.days_late
    return wording.day_off(row.due, brief=brief) if row.due and is_ahead else ""


def last_progress(row: Standing) -> str:
    """Return the last progress line with its day; nothing if there is none."""
    last = max(row.course.lines, key=lambda line: line.day, default=None)
    return f"{wording.day(last.day)}: {one_line(last.text)}" if last else ""


def headed(name: str, row: Standing) -> str:
    """Name an item at the beginning of a line: «7. Провести семинар»."""
    return f"{one_line(name)}. {one_line(row.item.title)}"


def executed(count: Count) -> str:
    """Say how much of the plan is executed: «исполнено 3 из 40»."""
    return f"исполнено {count.done} из {count.total}"


def change_line(name: str, before: Standing, after: Standing) -> str:
    """Say in one line what a change did to an item: to its fields or term, else to its state."""
    new_events = after.item.history[len(before.item.history) :]
    undone = before.item.history[len(after.item.history) :]
    written = {event.did: event for event in new_events}
    reported = _what_was_reported(before, after, written, undone)
    if reported:
        return f"{headed(name, after)}: {reported}"
    told: list[str] = []
    if not written or "amend" in written:  # undoing leaves no event
        told += _rewritten(before.item, after.item)
    if after.item.postponed_to != before.item.postponed_to:
        told_was = written["postpone"].was if "postpone" in written else None
        former = one_line(told_was or before.item.postponed_to or before.approved.text)
        is_ended = "amend" in written and after.item.postponed_to is None
        moved = f"срок {former} → {_moved_to(after)}"
        told.append(f"перенос на «{former}» больше не действует" if is_ended else moved)
        if written and before.state is State.OVERDUE:
            late = wording.plural(before.days_late, wording.DAYS)
            told.append(f"прежний срок прошёл {late} назад")
    elif "postpone" in written:  # a decision of an earlier day than the one in force
        told.append(f"перенос записан; действует более позднее решение: срок {_moved_to(after)}")
    corrected = next((each for each in undone or new_events if each.did == "correct"), None)
    if corrected:
        told += _corrected(before, after, corrected, is_undone=bool(undone))
    if not told:
        told.append(_states_or_note(before, after))
    if "progress" in written and before.item.status is after.item.status:
        told = ["ход исполнения записан"]
    if {"start", "progress"} & written.keys() and after.state is State.OVERDUE:
        told.append(f"по-прежнему {state_text(after)}")
    return f"{headed(name, after)}: {'; '.join(told)}"


def _states_or_note(before: Standing, after: Standing) -> str:
    old, new = state_text(before), state_text(after)
    if after.state is State.DONE and before.state is not State.DONE and any(after.marks):
        new += ", в срок"
    elif old == new and before.item.status is not after.item.status:
        old, new = model.state_name(before.item.status), model.state_name(after.item.status)
    if old != new:
        return f"{old} → {new}{_closed_periods(before, after)}{_accepted_before(before, after)}"
    was, became = before.item.note or "", after.item.note or ""
    return _note_told(was, became) if was != became else "записано"


def _note_told(was: str, became: str) -> str:
    if not was:
        return f"примечание «{one_line(became)}»"
    return f"примечание «{one_line(was)}» " + (f"→ «{one_line(became)}»" if became else "снято")


def _rewritten(before: Item, after: Item) -> Iterator[str]:
    was_due, due = (
        each if isinstance(each, str) else wording.day_or(each) for each in (before.due, after.due)
    )
    fields = [
        ("мероприятие", before.title, after.title),
        ("срок", before.term, after.term),
        ("ответственные", ", ".join(before.responsible), ", ".join(after.responsible)),
        ("контрольная дата", was_due, due),
    ]
    for name, was, became in fields:
        if was != became:
            yield f"{name}: {one_line(was)} → {one_line(became)}"


def _what_was_reported(
    before: Standing, after: Standing, written: Mapping[Deed, Event], undone: Sequence[Event]
) -> str:
    """Describe a member's report or a request for another term; empty for other changes."""
    submitted, returned = written.get("submit"), written.get("return")
    if submitted and submitted.member:
        told = f"отчёт: {one_line(submitted.member)}, {wording.day(submitted.day)}"
        place = after.course.reports[-1].place
        if len(after.marks) > 1:
            told += f", за период {wording.span(*after.term.periods[place])}"
        if place != after.place:
            told += f", отчитались {count_of_reports(after, place)}"
        return f"{told}; {state_text(after)}"
    if returned and returned.member:
        return f"отчёт возвращён: {one_line(returned.member)}; {state_text(after)}"
    if returned and before.course.request and not after.course.request:
        return "в переносе срока отказано"
    asked_again = after.course.request and not before.course.request
    for event in undone:
        if event.member or event.did == "request" or (event.did == "return" and asked_again):
            return f"снята запись: {event_line(event)}; {state_text(after)}"
    return request_text(after) if "request" in written else ""


def _moved_to(row: Standing) -> str:
    """Return the day to which an item is postponed, else its control date."""
    moved = row.course.postponements[-1].last if row.course.postponements else None
    return wording.day(moved) if moved else due_text(row)


def _corrected(
    before: Standing, after: Standing, event: Event, *, is_undone: bool
) -> Iterator[str]:
    """Say what a correction, or its undoing, changed in the day and note of which mark."""
    place = after.approved.place_of(event.period) or 0
    period = after.term.periods[place] if after.term.periods else None
    which = f"период {wording.span(*period)}, " if period and len(after.marks) > 1 else ""
    mark, now = before.course.marks[place], after.course.marks[place]
    was = mark.note if mark else ""
    note = event.note or was
    if is_undone:
        note = now.note if now else ""
    if event.old_date:
        old, new = (event.day, event.old_date) if is_undone else (event.old_date, event.day)
        judged = _judged(period, new) if period else wording.NO_TERM
        yield f"дата исполнения {wording.day(old)} → {wording.day(new)}, {which}{judged}"
    if note != was:
        yield ("" if event.old_date else which) + _note_told(was, note)
    if mark and now and mark.evidence != now.evidence:
        old_files, files = (", ".join(map(one_line, each.evidence)) for each in (mark, now))
        yield f"документы: {old_files or '—'} → {files or '—'}"


def _closed_periods(before: Standing, after: Standing) -> str:
    text = ""
    for was, period, mark in zip_longest(before.marks, after.term.periods, after.marks):
        if period and mark and not was and len(after.marks) > 1:
            text += f"; закрыт период {wording.span(*period)}, {_judged(period, mark)}"
    return text


def _accepted_before(before: Standing, after: Standing) -> str:
    """Say that the former report was accepted already, if the next period is closed right after."""
    latest = before.course.events[-1] if before.course.events else None
    if latest is None or not latest.accepted or len(before.marks) <= 1:
        return ""
    if after.executed_periods <= before.executed_periods or before.course.submission:
        return ""
    place = before.approved.place_of(latest.period)
    if place is None:
        return ""
    told = f"отчёт за период {wording.span(*before.term.periods[place])} был принят"
    return f"; {told} {wording.day(latest.accepted)}"


def _judged(period: Period, mark: date) -> str:
    late = days_after(mark, period.last)
    return f"позже срока на {wording.plural(late, wording.DAYS)}" if late else "в срок"


def presence_line(name: str, row: Standing, *, added: bool) -> str:
    """Say that an item was added to the plan or is gone from it."""
    due = f"срок {due_text(row)}" if row.due else due_text(row)
    late = f", {state_text(row)}" if row.state is State.OVERDUE else ""
    what = f"добавлено, {due}{late}" if added else "убрано из плана"
    return f"{headed(name, row)}: {what}"


def deed(did: str) -> str:
    """Name the command of a change."""
    return DEEDS.get(did, did)


def nothing_line(name: str, row: Standing, place: int | None = None) -> str:
    """Say that an item, or the period at `place`, already is as wanted, and what to do next."""
    mark = row.marks[place] if place is not None and len(row.marks) > 1 else None
    if place is not None and mark and row.is_open and row.stake:
        closed = f"период {wording.span(*row.term.periods[place])} уже закрыт {wording.day(mark)}"
        following = f"следующий закроет --period {wording.day(row.stake.last)}"
        return f"{headed(name, row)}: {closed}, ничего не изменено; {following}"
    stands = state_text(row)
    if row.course.status is not row.item.status:
        stands = f"{model.state_name(row.item.status)} (записано более поздним днём)"
    elif row.state is State.OVERDUE:
        stands = f"{model.state_name(row.item.status)}; {stands}"
    return f"{headed(name, row)}: уже {stands}, ничего не изменено"


def event_line(event: Event) -> str:
    """Describe an event of an item's history: day, person, deed, old and new values, note."""
    moment, who = wording.moment(event.at), one_line(event.by)
    is_refusal = event.did == "return" and not (event.was or event.member or event.period)
    did = "в переносе срока отказано" if is_refusal else DEEDS[event.did]
    text = f"{moment}, {who}, {did}"
    if event.date and (event.did in {"done", "correct"} or event.date != event.at.date()):
        text += f" {wording.day(event.date)}"
    if event.member:
        text += f", {one_line(event.member)}"
    if event.was and event.became and event.was != event.became:
        was, became = model.state_name(event.was), model.state_name(event.became)
        text += f" ({one_line(was)} → {one_line(became)})"
    if event.note:
        text += f": {one_line(event.note)}"
    if event.evidence:
        text += f" [{', '.join(map(one_line, event.evidence))}]"
    if event.old_date:
        text += f" [прежняя дата: {wording.day(event.old_date)}]"
    if event.old_note:
        text += f" [прежнее примечание: {one_line(event.old_note)}]"
    return text


def details(row: Standing) -> list[tuple[str, str]]:
    """Give everything about an item as names and texts, for people."""
    item, off = row.item, day_off(row)
    pairs = [
        ("план", row.plan.title),
        ("раздел", row.section.title),
        ("срок", row.approved.text),
        ("прочитан как", describe(row.approved)),
        ("перенесён на", row.course.postponed_to or ""),
        ("контрольная дата", f"{due_text(row)} ({off})" if off else due_text(row)),
        ("ответственные", "; ".join(item.responsible) or wording.NOBODY),
        ("результат", item.result or ""),
        ("из документа", item.comment or ""),
        ("состояние", state_text(row)),
        ("исполнено", ", ".join(wording.day(mark) for mark in row.course.executed if mark)),
        ("примечание", row.course.note),
        ("просьба", request_text(row)),
    ]
    facts = [(name, one_line(text)) for name, text in pairs if text]
    facts += _reports_of_members(row)
    label = "история"
    for event in row.course.events:
        facts.append((label, event_line(event)))
        label = ""
    return facts


def _reports_of_members(row: Standing) -> Iterator[tuple[str, str]]:
    last = max([row.place, *(each.place for each in row.course.reports)])
    for place in range(last + 1) if row.members else ():
        told = row.course.reports_on(place).values()
        period = f"{wording.span(*row.term.periods[place])}, " if len(row.marks) > 1 else ""
        yield "отчитались", f"{period}{count_of_reports(row, place)}"
        for each in told:
            note = f", {one_line(each.note)}" if each.note else ""
            left = "" if each.member in row.members else ", в группу больше не входит"
            yield "", f"{one_line(each.member)}: {wording.day(each.day)}{note}{left}"
        missing = row.missing(place)
        if told and missing:
            yield "", f"не отчитались: {', '.join(map(one_line, missing))}"


def details_text(name: str, row: Standing) -> str:
    """Write everything about an item as plain lines."""
    lines = [headed(name, row)]
    for fact, text in details(row):
        label = f"{fact}:" if fact else ""
        lines.append(f"  {label:<18}{text}")
    return "\n".join(lines) + "\n"


def summary(shown: View, total: int, filters: Sequence[str]) -> str:
    """Say how many items out of all are shown, by which filters, and how they stand."""
    count = Count.of(shown.rows)
    text = f"Показано {count.total} из {total}"
    if filters:
        text += f" ({'; '.join(map(one_line, filters))})"
    if count.overdue == count.total:  # a list of debts has nothing executed
        return f"{text}: просрочено {count.overdue}."
    bar = wording.bar(count.done, count.total)
    return f"{text}: {bar} исполнено {count.done}, просрочено {count.overdue}."


def unclear_line(view: View) -> str:
    """Name the items with unread terms; empty if there are none."""
    rows = [row for row in view.rows if row.is_unclear]
    if not rows:
        return ""
    names = [one_line(view.name_of(row)) for row in rows]
    items = "пункт" if len(names) == 1 else "пункты"
    mend = f"{due_command(rows[0].plan, names[0])} (--due нет — без срока)"
    return f"{wording.UNREAD_TERM}: {items} {listed(names)}; исправьте: {mend}"


def debts_line(others: View) -> str:
    """Name the other plans with overdue items; empty if there are none."""
    counts = Counter(row.home.name for row in others.rows if row.state is State.OVERDUE)
    debts = [f"в плане {one_line(name)} просрочено {count}" for name, count in counts.items()]
    return f"{listed(debts)}: roadmap overdue" if debts else ""


def formulas(as_of: date) -> tuple[str, ...]:
    """Say how the percentages are counted."""
    due = f"сроки, наступившие по {wording.day(as_of)} включительно"
    return (
        f"Исполнение = исполненные сроки ÷ {due}.",
        f"В срок = сроки, исполненные не позже последнего дня, ÷ {due}.",
        (
            "Считаются контрольные сроки: у ежеквартального пункта их четыре в год, "
            "у пункта с одним сроком — один."
        ),
        (
            "Ненаступившие сроки (и исполненные досрочно), "
            "пункты без срока и снятые с контроля в проценты не входят."
        ),
        "Срок, исполненный до переноса, оценивается по сроку, который действовал в тот день.",
        (
            "Число пунктов: всего = исполнено + просрочено + на проверке + в работе + срок не истёк"
            " + без срока + срок не прочитан + снято."
        ),
    )
