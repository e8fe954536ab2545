"""What is wrong with a plan file, what a person should look at: places and Russian sentences."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from roadmap_cli import terms, wording
from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.plan.course import told
from roadmap_cli.plan.model import (
    NO_DUE,
    Event,
    Item,
    Location,
    Order,
    Plan,
    Section,
    Span,
    Status,
    postponed_day,
    same_id,
    section_period,
    trimmed,
)
from roadmap_cli.plan.standing import standing
from roadmap_cli.terms import Kind, describe
from roadmap_cli.wording import nearest, perhaps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from pydantic_core import ErrorDetails

    from roadmap_cli.plan.standing import NamedPlan
    from roadmap_cli.terms import Period

    Finding = tuple[Location, str]


def read_plan(data: object) -> tuple[Plan | None, list[Finding]]:
    """Validate what a file holds: texts, None, lists and dictionaries; return plan and problems."""
    plan: Plan | None = None
    problems: list[Finding] = []
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            place = tuple(step for step in detail["loc"] if step != "[key]")
            problems.append((place, _sentence(place, detail)))
    problems += _cross_checks(data, plan.span if plan else lenient_span(data))
    return None if problems else plan, problems


def in_one_form(data: object, text: str) -> object:
    """Return data with normalized letters, numbers of items excepted, and one spelling per party.

    `data` are as the file has them, and not modified; `text` is the whole file.
    """
    is_composed = wording.is_composed(text) and "\\" not in text  # which may bring other letters
    found = data if is_composed else _composed(data)
    if "ё" in text or "Ё" in text:
        spelled: dict[str, str] = {}
        names = list(_names(found))
        for name in names:
            spelled.setdefault(wording.without_yo(name), name)
        if any(spelled[wording.without_yo(name)] != name for name in names):
            return _respelled(found, spelled)
    return found


def _composed(data: object) -> object:
    if isinstance(data, str):
        return wording.composed(data)
    if isinstance(data, list):
        return [*map(_composed, data)]
    if isinstance(data, dict):
        return {
            _composed(key): value if key == "id" else _composed(value)
            for key, value in data.items()
        }
    return data


def _names(data: object) -> Iterator[str]:
    """Yield the parties of items, those with addresses, those that reported, as far as given."""
    sections = [section for _, section in _entries((), data, "sections")]
    items = [item for section in sections for _, item in _entries((), section, "items")]
    for item in items:
        yield from _texts(item.get("responsible"))
    for key in ("groups", "contacts"):
        entries = data.get(key) if isinstance(data, dict) else None
        for name, members in entries.items() if isinstance(entries, dict) else ():
            yield from _texts([name])
            yield from _texts(members)
    for item in items:
        yield from _texts([event.get("member") for _, event in _entries((), item, "history")])


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _respelled(data: Any, spelled: Mapping[str, str]) -> Any:  # noqa: ANN401  # whatever the file has
    """Spell each party as at first mention, in items, groups, addresses and members' reports."""
    if isinstance(data, list):
        return [_respelled(each, spelled) for each in data]
    if not isinstance(data, dict):
        return data

    def spelt(name: object) -> object:
        return spelled.get(wording.without_yo(str(name)), name)

    found = {key: _respelled(value, spelled) for key, value in data.items()}
    if isinstance(found.get("responsible"), list):
        found["responsible"] = [*map(spelt, found["responsible"])]
    if found.get("member"):
        found["member"] = spelt(found["member"])
    for key in ("contacts", "groups"):
        if isinstance(found.get(key), dict):
            found[key] = {
                spelt(name): [*map(spelt, each)] if isinstance(each, list) else each
                for name, each in found[key].items()
            }
    return found


def _cross_checks(data: object, span: Period | None) -> Iterator[Finding]:
    """Find what no single value shows: duplicate numbers, and terms that need the plan's period."""
    seen: dict[str, str] = {}
    sections = list(_entries((), data, "sections"))
    for section_place, section in sections:
        for place, item in _entries(section_place, section, "items"):
            yield from _repeated(place, item.get("id"), seen)
            if span:
                yield from _term_problems(place, item, span)
    if span:
        for place, section in sections:
            yield from _refused((*place, "term"), section.get("term"), span, section_period)


def _repeated(place: Location, number: object, seen: dict[str, str]) -> Iterator[Finding]:
    """Refuse a number that `done` could not tell from an earlier one."""
    if not isinstance(number, str):
        return
    first = seen.get(same_id(number))
    if first is None:
        seen[same_id(number)] = number
        return
    why = f"в командах «{first}» и «{number}» — одно и то же"
    if first.strip() == number.strip():
        why = "номера не повторяются"
    yield (*place, "id"), f"номер «{number}» уже есть у пункта выше: {why}"


def _term_problems(place: Location, item: dict[str, Any], span: Period) -> Iterator[Finding]:
    """Check what must be right at once: the term of a postponement, and `due: нет`."""
    moved = item.get("postponed_to")
    yield from _refused((*place, "postponed_to"), moved, span, postponed_day)
    term = item.get("term")
    if item.get("due") == NO_DUE and isinstance(term, str):
        with suppress(UnreadableTermError):
            if terms.read(term, span).kind is Kind.DATED:
                text = "«due: нет» рядом со сроком, который читается: уберите одно из двух"
                yield (*place, "due"), text


def _refused(
    place: Location, text: object, span: Period, read: Callable[[str, Period], object]
) -> Iterator[Finding]:
    """Say why a wording is refused; the model itself refuses what is not text."""
    if not isinstance(text, str) or not text.strip():
        return
    try:
        read(text.strip(), span)
    except UnreadableTermError as error:
        yield place, str(error)


def lenient_span(data: object) -> Period | None:
    """Get the period even of a plan with mistakes elsewhere; None if the period is wrong."""
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
    """Iterate over a list of dictionaries under a key, whatever the shape of the data."""
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
    "int_parsing": "«{key}»: нужен один год числом, а не «{input}»; иной период: "
    "period: {{start: 2020-09-01, end: 2021-08-31}}",
    "int_type": "«{key}»: нужно целое число",
    "greater_than_equal": "«{key}»: год должен быть не раньше 1900",
    "less_than_equal": "«{key}»: год должен быть не позже 2999",
    "tuple_type": "«{key}»: нужен список: через запятую в квадратных скобках "
    "или с новой строки после «- »",
    "literal_error": "«{key}»: нет действия «{input}»; историю пишет сама программа roadmap",
    "dict_type": "«{key}»: нужны пары «ключ: значение»",
    "model_type": "«{key}»: нужны пары «ключ: значение»",
}
_PARTS: dict[str, type[BaseModel]] = {
    "sections": Section,
    "items": Item,
    "order": Order,
    "period": Span,
    "history": Event,
}


def _sentence(place: Location, detail: ErrorDetails) -> str:
    key = next((step for step in reversed(place) if isinstance(step, str)), "план")
    kind = detail["type"]
    if detail["loc"][-1:] == ("[key]",):
        return "ключ без имени: напишите имя перед двоеточием"
    if kind == "extra_forbidden":
        return _unknown_key(place)
    if kind in {"iso_date", "reversed", "one_period"}:
        return f"«{key}»: {detail['msg']}"
    if not place:
        return "файл должен начинаться с ключей title, year и sections"
    sentence = _SENTENCES.get(kind, "«{key}»: значение «{input}» не подходит")
    return sentence.format(key=key, input=str(detail["input"])[:60])


def _unknown_key(place: Location) -> str:
    *path, key = place
    parts: list[type[BaseModel]] = [Plan, *(_PARTS[step] for step in path if step in _PARTS)]
    fields = parts[-1].model_fields
    near = nearest(str(key), fields, most=1)
    hint = perhaps(near) or f"здесь бывают: {', '.join(fields)}"
    return f"неизвестный ключ «{key}»; {hint}"


_NAME_WITH_INITIALS = re.compile(
    r"[А-ЯЁ][а-яё-]+ [А-ЯЁ]\. ?[А-ЯЁ]\.|[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё-]+"
)
# With more, comparing each with each would take too long
_MOST_PARTIES = 400
_LETTERS_A_SLIP = 6  # one typo per so many letters: «МОЦ» and «РОЦ» are two bodies


def reading(home: NamedPlan, item: Item, today: date) -> str:
    """Describe how a term is understood: the wording, the approved and the present reading."""
    plan = home.plan
    texts = [wording.one_line(item.term), describe(plan.term_of(item))]
    if item.postponed_to:
        current = standing(home, item, today).term
        moved = wording.one_line(item.postponed_to)
        texts += [f"перенесён: {moved}", describe(current)]
    return "\t".join(texts)


def unclear_terms(plan: Plan) -> Iterator[Finding]:
    """Explain every term that cannot be read: its place in the file, and ways to write it."""
    for place, item in placed_items(plan):
        try:
            plan.read_as_term_of(item, item.term, item.start, item.due)
        except EventTermError as error:  # names the keys itself
            yield (*place, "term"), f"пункт {item.id}: {error}"
        except UnreadableTermError as error:
            ways = f"допишите due: {plan.span.last} (последний день) или due: {NO_DUE} (срока нет)"
            ways += f", командой: {due_command(plan, item.id)}"
            yield (*place, "term"), f"пункт {item.id}: {error}; либо {ways}"


def due_command(plan: Plan, name: str) -> str:
    """Return the command that sets an item's control date if its wording cannot be read."""
    last = wording.day(plan.span.last)
    return f"roadmap amend {wording.one_line(name)} --due {last} --reason ОСНОВАНИЕ"


def warnings(plan: Plan, today: date) -> Iterator[Finding]:
    """Find what is valid but suspicious: its place in the file and a Russian sentence."""
    for place, item in placed_items(plan):
        found = chain(
            _term_warnings(plan, item),
            _mark_warnings(plan, item, today),
            _party_warnings(plan, item),
            _mixed_letters(item),
        )
        for key, text in found:
            yield (*place, key), f"пункт {item.id}: {text}"
    yield from _similar_parties(plan)
    known = {*plan.parties, plan.order and plan.order.controlled_by}
    for name in plan.contacts:
        if name not in known:
            yield ("contacts", name), f"адрес есть, а ответственного «{name}» в плане нет"
    yield from _group_warnings(plan)


def placed_items(plan: Plan) -> Iterator[tuple[Location, Item]]:
    """Yield all items with their places in the file."""
    for s, section in enumerate(plan.sections):
        for i, item in enumerate(section.items):
            yield ("sections", s, "items", i), item


def _term_warnings(plan: Plan, item: Item) -> Iterator[tuple[str, str]]:
    term = plan.term_of(item)
    if not all(plan.span.holds(period) for period in term.periods):
        yield "term", f"срок «{item.term}» выходит за период плана: {describe(term)}"
    if item.start or item.due:
        with suppress(UnreadableTermError):
            words = plan.read_as_term_of(item, item.term, None, None)
            if words.kind is Kind.DATED and words.periods != term.periods:
                text = f"вместо срока «{item.term}» ({describe(words)}) считается {describe(term)}"
                yield "due" if item.due else "start", text
    moved = item.postponed_to
    if moved and term.periods:
        last = postponed_day(moved, plan.span)
        if last <= term.periods[0].last:
            text = f"перенос на «{moved}» не меняет срок: он не позже утверждённого"
            yield "postponed_to", text


def _mark_warnings(plan: Plan, item: Item, today: date) -> Iterator[tuple[str, str]]:
    marks = [mark for mark in item.executed if mark]
    count = plan.term_of(item).most_marks
    edited = edited_by_hand(plan, item)
    if edited:
        keys = ", ".join(edited)
        yield edited[0], f"{keys} не так, как в истории: правили рукой, считается записанное в поле"
    if item.status is Status.DONE and not marks:
        yield "status", "исполнен, но без даты исполнения: допишите executed: [ГГГГ-ММ-ДД]"
    elif item.status is Status.DONE and len(marks) < count:
        yield "status", f"исполнен, но дат исполнения {len(marks)} из {count}"
    elif item.status in {Status.PLANNED, Status.IN_PROGRESS} and len(marks) >= count:
        yield "status", f"все даты исполнения есть, а статус {item.status.value}: поставьте done"
    if len(item.executed) > count:
        extra = f"дат исполнения {len(item.executed)}, а периодов {count}: лишние не учитываются"
        yield "executed", extra
    for mark in marks:
        said = f"дата исполнения {wording.day(mark)}"
        if mark > today:
            yield "executed", f"{said} ещё не наступила и пока не считается"
        elif mark < plan.span.first:
            yield "executed", f"{said} раньше начала плана"


def edited_by_hand(plan: Plan, item: Item) -> list[str]:
    """Name the keys of the summary that contradict the history."""
    if not item.history:
        return []
    known, moved = told(plan, item), item.postponed_to
    pairs = {
        "status": (item.status, known.status),
        "executed": (trimmed(item.executed[: len(known.marks)]), known.executed),
        "postponed_to": (moved, moved if item.names_by_hand(moved) else known.postponed_to),
        "note": (item.note or "", known.note),
    }
    return [key for key, (says, was_told) in pairs.items() if says != was_told]


def _party_warnings(plan: Plan, item: Item) -> Iterator[tuple[str, str]]:
    """Find parties wrongly split by YAML or by hand, and reports of others than members."""
    if not item.responsible:
        yield "id", "нет ответственных"
    for name in item.responsible:
        if ";" in name:
            text = f"в ответственном «{name}» точка с запятой: запишите каждого отдельно"
            yield "responsible", text
    for name, following in pairwise(item.responsible):
        if _NAME_WITH_INITIALS.fullmatch(name) and following[:1].islower():
            cut = f"запятая разделила «{name}» и «{following}»"
            advice = "если это один ответственный, возьмите в кавычки"
            yield "responsible", f'{cut}; {advice}: ["{name}, {following}"]'
    reported = {event.member for event in item.history if event.member}
    for name in sorted(reported - {*plan.members_of(item)}):
        yield "history", f"отчёт записан за «{name}», а в группах пункта его нет (groups)"


def _mixed_letters(item: Item) -> Iterator[tuple[str, str]]:
    """Find words in which a Latin letter replaces a Cyrillic look-alike."""
    texts = {"title": item.title, "term": item.term, "responsible": " ".join(item.responsible)}
    for key, text in texts.items():
        for word in dict.fromkeys(wording.mixed_words(text)):
            latin = ", ".join(dict.fromkeys(re.findall("[A-Za-z]", word)))
            yield key, f"в слове «{word}» латинские буквы ({latin}): наберите его русскими"


def _similar_parties(plan: Plan) -> Iterator[Finding]:
    """Find parties that differ by case, spaces or a letter or two: probable typos."""
    places: dict[str, Location] = {}
    for place, item in placed_items(plan):
        for index, name in enumerate(item.responsible):
            places.setdefault(name, (*place, "responsible", index))
    for group, members in plan.groups.items():
        for index, name in enumerate(members):
            places.setdefault(name, ("groups", group, index))
    for first, second in combinations(plan.parties[:_MOST_PARTIES], 2):
        folded = [wording.fold(name).translate(wording.LOOKALIKES) for name in (first, second)]
        if _differ_by_a_slip(*folded):
            both = f"ответственные «{first}» и «{second}» похожи"
            yield places[second], f"{both}: если это один, запишите одинаково"


def _differ_by_a_slip(first: str, second: str) -> bool:
    """Return whether two texts differ by a letter or two; short ones must be equal."""
    allowed = min(2, min(len(first), len(second)) // _LETTERS_A_SLIP)
    if abs(len(first) - len(second)) > allowed or _digits(first) != _digits(second):
        return False
    return wording.distance(first, second, allowed) <= allowed


def _digits(text: str) -> str:
    """Return the digits of a name: «Школа № 1» and «Школа № 2» differ."""
    return "".join(filter(str.isdigit, text))


def _group_warnings(plan: Plan) -> Iterator[Finding]:
    answering = {party for item in plan.items for party in item.responsible}
    homes: dict[str, str] = {}
    for group, members in plan.groups.items():
        if group not in answering:
            yield ("groups", group), f"группа «{group}» не отвечает ни за один пункт"
        for place, member in enumerate(members):
            at = ("groups", group, place)
            if member in plan.groups:
                yield at, f"«{member}» в группе «{group}» сама группа: назовите её членов"
            elif homes.get(member) == group:
                yield at, f"«{member}» в группе «{group}» записан дважды"
            elif member in homes:
                yield at, f"«{member}» есть и в группе «{homes[member]}», и в группе «{group}»"
            homes.setdefault(member, group)
