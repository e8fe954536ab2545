"""Whatever two people did to a plan, both directions of a merge agree and no event is lost, doubled or invented."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from versions import (
    ITEM_1,
    ITEM_4,
    LAST,
    PLAN,
    add,
    cancel,
    data,
    done,
    item,
    items,
    mark,
    merged,
    note,
    postpone,
    put,
    start,
    submit,
)

from roadmap_cli.planfile.document import DocumentError
from roadmap_cli.team.raw import SIDES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from versions import Edit

    Step = tuple[str, int, int]

PEOPLE = ("Минаева Е.Л.", "Петрова А.Б.")
DEEDS = (
    "start",
    "done",
    "quarter",
    "cancel",
    "postpone",
    "note",
    "title",
    "by hand",
    "comment",
    "add",
    "remove",
    "move",
    "rename",
    "reopen",
    "progress",
    "submit",
    "mark new",
)
steps = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(1, 5), st.integers(0, 3)), max_size=5
)


def _edit(step: Step, by: str, at: str) -> Edit:
    """Give one change; which value it writes is chosen by a number."""
    deed, number, choice = step
    day = f"2020-0{choice + 3}-15"
    who: dict[str, Any] = {"by": by, "at": at}
    second = "\n  # второй раздел\n"
    edits: dict[str, Edit] = {
        "start": start(number, **who),
        "done": done(number, day, **who),
        "quarter": done(
            2, *[None] * choice, f"2020-{3 * choice + 3:02}-15", status="in_progress", **who
        ),
        "cancel": cancel(number, f"приказ № {choice}", **who),
        "postpone": postpone(number, ("Октябрь", "Ноябрь", "Декабрь", "31.12.2020")[choice], **who),
        "note": note(number, f"акт {choice}", **who),
        "title": put("title: Отчёт", f"title: Отчёт {choice}"),
        "by hand": put("note: от руки", f"note: от руки {choice}"),
        "comment": put("term: Декабрь", f"term: Декабрь  # {choice}"),
        "add": (lambda text: text + item(6 + choice))
        if choice % 2
        else put(second, item(6 + choice) + second),
        "remove": _cut(ITEM_4),
        "move": lambda text: (
            put(second, ITEM_1 + second)(_cut(ITEM_1)(text))
            if choice % 2
            else _cut(ITEM_1)(text) + ITEM_1
        ),
        "rename": put("title: Второй", f"title: Второй {choice}"),
        "progress": mark(number, "progress", event={"note": f"шаг {choice}"}, **who),
        "submit": submit(number, day, **who),
        "mark new": done(6 + choice, day, **who),
        "reopen": mark(number, "reopen", status="in_progress", executed=None, **who),
    }
    return edits[deed]


def _cut(block: str) -> Edit:
    """Take an item away that nobody has written anything into."""

    def change(text: str) -> str:
        before, found, after = text.partition(block)
        assert found
        assert not after.startswith("        ")
        return before + after

    return change


def _changed(text: str, todo: Sequence[Step], side: int, month: int = 9) -> str:
    """Make the changes that can be made."""
    for count, step in enumerate(todo):
        at = f"2020-{month:02}-{10 + 2 * count + side:02}T10:00:00"
        try:
            changed = _edit(step, PEOPLE[side], at)(text)
            numbers = [
                each["id"] for section in data(changed)["sections"] for each in section["items"]
            ]
        except (AssertionError, KeyError, DocumentError):
            continue
        if len(set(numbers)) == len(numbers):
            text = changed
    return text


def _check(
    before: Sequence[Step], ours: Sequence[Step], theirs: Sequence[Step], choices: Sequence[int]
) -> None:
    base = _changed(PLAN, before, 0, month=8)
    one, two = _changed(base, ours, 0), _changed(base, theirs, 1)
    there, back = merged(base, one, two), merged(base, two, one)
    assert {question.key for question in there.questions} == {
        question.key for question in back.questions
    }
    chosen = {question.item for question in there.questions if question.what == "added"}
    if there.questions:
        assert "<<<<<<<" in there.text
        there = _decided(base, one, two, choices)
    if not there.questions:
        _check_nothing_lost(one, two, there.text, chosen)
    if not back.questions:
        assert _unordered(there.text) == _unordered(back.text)


def _decided(base: str, one: str, two: str, choices: Sequence[int]) -> Any:
    """Answer until nothing more is asked; what no choice of a side answers ends it."""
    answers: dict[tuple[str, str], Any] = {}
    found = merged(base, one, two)
    while found.questions and all(question.choice for question in found.questions):
        assert not any(question.key in answers for question in found.questions)
        for count, question in enumerate(found.questions):
            answers[question.key] = SIDES[choices[count % len(choices)]]
        found = merged(base, one, two, answers)
    return found


def _check_nothing_lost(one: str, two: str, text: str, chosen: Collection[str]) -> None:
    """Every event of an item that stays is there once; nothing else is, but decisions.

    Of an item that both added differently only the chosen one stays.
    """
    found, mine, other = items(text), items(one), items(two)
    for number, each in found.items():
        events = each.get("history") or []
        sources = [side[number].get("history") or [] for side in (mine, other) if number in side]
        for event in [event for source in sources for event in source if number not in chosen]:
            assert events.count(event) == 1
        known = [event for source in sources for event in source]
        assert {event["by"] for event in events if event not in known} <= {"Белова С.В."}
    gone = set(mine) | set(other)
    assert set(found) <= gone
    assert set(mine) & set(other) <= set(found)


def _unordered(text: str) -> Any:
    plan = data(text)
    sections = [{**each, "items": sorted(each["items"], key=str)} for each in plan["sections"]]
    return {**plan, "sections": sorted(sections, key=str)}


choices = st.lists(st.integers(0, 1), min_size=1, max_size=5)


@given(steps, steps, steps, choices)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_directions_agree_and_nothing_is_lost(
    before: list[Step], ours: list[Step], theirs: list[Step], choices: list[int]
) -> None:
    _check(before, ours, theirs, choices)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@given(steps, steps, steps, choices)
@settings(
    max_examples=int(os.environ.get("TORTURE_EXAMPLES", "5000")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_both_directions_agree_in_many_merges(
    before: list[Step], ours: list[Step], theirs: list[Step], choices: list[int]
) -> None:
    _check(before, ours, theirs, choices)


def test_the_check_of_this_file_can_fail() -> None:
    text = add(LAST, 6)(note(1, "акт")(PLAN))
    with pytest.raises(AssertionError):
        _check_nothing_lost(text, PLAN, PLAN, ())
    assert item(6) in text
