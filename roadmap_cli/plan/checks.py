"""What a person should look at in a plan: terms not read, odd dates, parties that a slip made."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.plan.course import edited_by_hand
from roadmap_cli.plan.model import NO_DUE, postponement, read_term
from roadmap_cli.plan.standing import standing
from roadmap_cli.plan.states import Status
from roadmap_cli.terms import Kind, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from roadmap_cli.plan.model import Item, Location, Plan
    from roadmap_cli.plan.standing import NamedPlan
    from roadmap_cli.terms import Term

    Finding = tuple[Location, str]

_NAME_WITH_INITIALS = re.compile(
    r"[А-ЯЁ][а-яё-]+ [А-ЯЁ]\. ?[А-ЯЁ]\.|[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё-]+"
)
# Beyond that comparing all with all would take longer than anybody waits
_MOST_PARTIES = 400
_SLIP = 2  # letters
_LETTERS_A_SLIP = 6  # a slip a word or so: «МОЦ» and «РОЦ» are two bodies


def reading(home: NamedPlan, item: Item, today: date) -> str:
    """Say how an item's term is understood: the wording, the approved reading, the present one."""
    plan = home.plan
    texts = [wording.one_line(item.term), describe(plan.term_of(item))]
    if item.postponed_to:
        current = standing(home, plan.section_of(item), item, today).term
        moved = wording.one_line(item.postponed_to)
        texts += [f"перенесён: {moved}", describe(current)]
    return "\t".join(texts)


def unclear_terms(plan: Plan) -> Iterator[Finding]:
    """Explain every term that cannot be read: its place in the file, and ways to write it."""
    for place, item in _placed_items(plan):
        try:
            section = plan.section_period_of(item)
            read_term(item.term, item.start, item.due, plan.span, section)
        except EventTermError as error:  # names the keys itself
            yield (*place, "term"), f"пункт {item.id}: {error}"
        except UnreadableTermError as error:
            ways = f"допишите due: {plan.span.last} (последний день) или due: {NO_DUE} (срока нет)"
            yield (*place, "term"), f"пункт {item.id}: {error}; либо {ways}"


def warnings(plan: Plan, today: date) -> Iterator[Finding]:
    """Find what is allowed but suspicious: its place in the file and a Russian sentence."""
    for place, item in _placed_items(plan):
        yield from _of_item(place, item, _term_warnings(plan, item))
        yield from _of_item(place, item, _mark_warnings(plan, item, today))
        yield from _of_item(place, item, _party_warnings(item))
    yield from _similar_parties(plan)
    yield from _contacts_of_nobody(plan)


def _of_item(place: Location, item: Item, found: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """Say of which item the findings are, and where each stands."""
    for key, text in found:
        yield (*place, key), f"пункт {item.id}: {text}"


def _placed_items(plan: Plan) -> Iterator[tuple[Location, Item]]:
    """Give all items with their places in the file."""
    for s, section in enumerate(plan.sections):
        for i, item in enumerate(section.items):
            yield ("sections", s, "items", i), item


def _term_warnings(plan: Plan, item: Item) -> Iterator[tuple[str, str]]:
    """Find a term outside the plan, dates that contradict it, a postponement without effect."""
    term = plan.term_of(item)
    if not all(plan.span.holds(period) for period in term.periods):
        yield "term", f"срок «{item.term}» выходит за период плана: {describe(term)}"
    words = _reading_of_words(plan, item)
    if words and words.kind is Kind.DATED and words.periods != term.periods:
        key = "due" if item.due else "start"
        counted = describe(term)
        yield key, f"вместо срока «{item.term}» ({describe(words)}) считается {counted}"
    moved = item.postponed_to
    if moved and term.periods:
        last = postponement(moved, plan.span)
        if last <= term.periods[0].last:
            text = f"перенос на «{moved}» не меняет срок: он не позже утверждённого"
            yield "postponed_to", text


def _reading_of_words(plan: Plan, item: Item) -> Term | None:
    """Read the wording in whose place explicit dates stand, if it can be read at all."""
    if not (item.start or item.due):
        return None
    try:
        return read_term(item.term, None, None, plan.span, plan.section_period_of(item))
    except UnreadableTermError:
        return None


def _mark_warnings(plan: Plan, item: Item, today: date) -> Iterator[tuple[str, str]]:
    """Find marks that contradict the status, the term or the calendar."""
    marks = [mark for mark in item.executed if mark]
    count = plan.term_of(item).most_marks
    edited = edited_by_hand(plan, item)
    if edited:
        keys = ", ".join(edited)
        yield edited[0], f"{keys} не так, как в истории: правили рукой, считается записанное в поле"
    status = _status_warning(item.status, len(marks), count)
    if status:
        yield "status", status
    if len(item.executed) > count:
        extra = f"дат исполнения {len(item.executed)}, а периодов {count}: лишние не учитываются"
        yield "executed", extra
    for mark in marks:
        said = f"дата исполнения {wording.day(mark)}"
        if mark > today:
            yield "executed", f"{said} ещё не наступила и пока не считается"
        elif mark < plan.span.first:
            yield "executed", f"{said} раньше начала плана"


def _status_warning(status: Status, marks: int, count: int) -> str:
    """Say how so many marks of those that count contradict a status; nothing if they do not."""
    if status is Status.DONE and not marks:
        return "исполнен, но без даты исполнения: допишите executed: [ГГГГ-ММ-ДД]"
    if status is Status.DONE and marks < count:
        return f"исполнен, но дат исполнения {marks} из {count}"
    if status in {Status.PLANNED, Status.IN_PROGRESS} and marks >= count:
        return f"все даты исполнения есть, а статус {status.value}: поставьте done"
    return ""


def _party_warnings(item: Item) -> Iterator[tuple[str, str]]:
    """Find parties that YAML or a hand has cut wrongly."""
    if not item.responsible:
        yield "id", "нет ответственных"
    for name in item.responsible:
        if ";" in name:
            advice = "точка с запятой: запишите каждого отдельно"
            yield "responsible", f"в ответственном «{name}» {advice}"
    for name, following in pairwise(item.responsible):
        if _NAME_WITH_INITIALS.fullmatch(name) and following[:1].islower():
            cut = f"запятая разделила «{name}» и «{following}»"
            advice = "если это один ответственный, возьмите в кавычки"
            yield "responsible", f'{cut}; {advice}: ["{name}, {following}"]'


def _similar_parties(plan: Plan) -> Iterator[Finding]:
    """Find parties that differ by case, spaces or a letter or two: one of them may be a slip."""
    places = _places_of_parties(plan)
    for first, second in combinations(plan.parties[:_MOST_PARTIES], 2):
        if _differ_by_a_slip(wording.fold(first), wording.fold(second)):
            both = f"ответственные «{first}» и «{second}» похожи"
            yield places[second], f"{both}: если это один, запишите одинаково"


def _differ_by_a_slip(first: str, second: str) -> bool:
    """Tell whether one text becomes the other by a letter or two; short ones must be equal."""
    if first == second:
        return True
    shortest = min(len(first), len(second))
    allowed = min(_SLIP, shortest // _LETTERS_A_SLIP)
    if abs(len(first) - len(second)) > allowed or _digits(first) != _digits(second):
        return False
    return wording.distance(first, second, allowed) <= allowed


def _digits(text: str) -> str:
    """Give the figures of a name: «Школа № 1» and «Школа № 2» are two."""
    return "".join(filter(str.isdigit, text))


def _places_of_parties(plan: Plan) -> dict[str, Location]:
    """Give the first place of each party in the file."""
    places: dict[str, Location] = {}
    for place, item in _placed_items(plan):
        for index, name in enumerate(item.responsible):
            places.setdefault(name, (*place, "responsible", index))
    return places


def _contacts_of_nobody(plan: Plan) -> Iterator[Finding]:
    """Find addresses of people who neither answer for an item nor control the plan."""
    known = set(plan.parties)
    if plan.order and plan.order.controlled_by:
        known.add(plan.order.controlled_by)
    for name in plan.contacts:
        if name not in known:
            text = f"адрес есть, а ответственного «{name}» в плане нет"
            yield ("contacts", name), text
