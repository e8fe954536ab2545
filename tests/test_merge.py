"""Two versions of a plan made one: every rule, every trap, both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from versions import (
    FIRST_SECTION_END,
    ITEM_1,
    ITEM_4,
    ITEM_5,
    LAST,
    LATER,
    NOTHING,
    PETROVA,
    PLAN,
    add,
    all_of,
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
    reopen,
    start,
    submit,
)

from roadmap_cli.plan.course import course
from roadmap_cli.plan.problems import edited_by_hand, read_plan
from roadmap_cli.team.raw import SIDES, NotAPlanError

if TYPE_CHECKING:
    from versions import Edit

    from roadmap_cli.team.outcome import Choices

D28, D29 = "2020-09-28", "2020-09-29"
THEIRS: dict[str, Any] = {"by": PETROVA, "at": LATER}
ORDER = ("", "order of items")
MOVED_1 = all_of(put(ITEM_1, ""), put(ITEM_4, ITEM_1 + ITEM_4))
Q1 = done(2, "2020-03-30", status="in_progress")

SETTLED: list[tuple[str, Edit, Edit, Edit, dict[str, dict[str, Any]]]] = [
    # what, before, ours, theirs, fields of items afterwards (None: gone)
    ("neighbouring items marked", NOTHING, done(1, D28), done(2, D28, status="in_progress"), {"1": {"status": "done"}, "2": {"status": "in_progress", "executed": [D28]}}),
    ("the same mark with the same date", NOTHING, done(1, D28), done(1, D28, **THEIRS), {"1": {"status": "done", "executed": [D28]}}),
    ("four quarters filled by two people", Q1, done(2, "2020-03-30", "2020-06-30", None, "2020-12-30", status="in_progress"), done(2, "2020-03-30", None, "2020-09-30", status="in_progress", **THEIRS), {"2": {"status": "done", "executed": ["2020-03-30", "2020-06-30", "2020-09-30", "2020-12-30"]}}),
    ("two of four quarters by two people", NOTHING, done(2, "2020-03-30", status="in_progress"), done(2, None, "2020-06-30", status="in_progress", **THEIRS), {"2": {"status": "in_progress", "executed": ["2020-03-30", "2020-06-30"]}}),
    ("start / done", NOTHING, start(1), done(1, D28, **THEIRS), {"1": {"status": "done", "executed": [D28]}}),
    ("progress / done", NOTHING, mark(1, "progress", status="in_progress"), done(1, D28, **THEIRS), {"1": {"status": "done"}}),
    ("submit / done", NOTHING, submit(1, D28), done(1, D29, **THEIRS), {"1": {"status": "done", "executed": [D29]}}),
    ("start / submit", NOTHING, start(1), submit(1, D28, **THEIRS), {"1": {"status": "submitted"}}),
    ("a report of the second quarter / the first accepted", Q1, submit(2, D28), mark(2, "correct", event={"date": "2020-03-31"}, executed=["2020-03-31"], **THEIRS), {"2": {"status": "submitted", "executed": ["2020-03-31"]}}),
    ("a report of a quarter / the same accepted", NOTHING, submit(2, D28), done(2, "2020-03-30", status="in_progress", **THEIRS), {"2": {"status": "in_progress", "executed": ["2020-03-30"]}}),
    ("done / postpone", NOTHING, done(1, D28), postpone(1, "Ноябрь", **THEIRS), {"1": {"status": "done", "postponed_to": "Ноябрь"}}),
    ("start / postpone", NOTHING, start(1), postpone(1, "Ноябрь", **THEIRS), {"1": {"status": "in_progress", "postponed_to": "Ноябрь"}}),
    ("cancel / note", NOTHING, cancel(1), note(1, "акт", **THEIRS), {"1": {"status": "cancelled", "note": "акт"}}),
    ("a quarter and cancel / cancel", NOTHING, all_of(done(2, "2020-03-30", status="in_progress"), cancel(2)), cancel(2, "письмо", **THEIRS), {"2": {"status": "cancelled", "executed": ["2020-03-30"]}}),
    ("cancel / cancel", NOTHING, cancel(1), cancel(1, "письмо", **THEIRS), {"1": {"status": "cancelled", "note": "письмо"}}),
    ("postpone / postpone to the same", NOTHING, postpone(1, "Ноябрь"), postpone(1, "Ноябрь", **THEIRS), {"1": {"postponed_to": "Ноябрь"}}),
    ("note / note", NOTHING, note(1, "раньше"), note(1, "позже", **THEIRS), {"1": {"note": "позже"}}),
    ("done / the same, then cancel", NOTHING, done(1, D28), all_of(done(1, D28), cancel(1, **THEIRS)), {"1": {"status": "cancelled"}}),
    ("note / note in two time zones", NOTHING, note(1, "раньше", at="2020-09-28T18:00:00+10:00"), note(1, "позже", at="2020-09-28T12:00:00+03:00", by=PETROVA), {"1": {"note": "позже"}}),
    ("note / note of one second", NOTHING, note(1, "а"), note(1, "б", by=PETROVA), {"1": {}}),
    ("title / mark", NOTHING, put("title: Отчёт", "title: Доклад"), done(1, D28), {"1": {"title": "Доклад", "status": "done"}}),
    ("title / parties", NOTHING, put("title: Отчёт", "title: Доклад"), put("responsible: [МОЦ]", "responsible: [МОЦ, ОУ]"), {"1": {"title": "Доклад", "responsible": ["МОЦ", "ОУ"]}}),
    ("term of one period / mark", NOTHING, put("term: Сентябрь", "term: Октябрь"), done(1, D28), {"1": {"term": "Октябрь", "executed": [D28]}}),
    ("due: нет / note", NOTHING, put("term: Сентябрь\n", "term: в течение 10 дней со дня приказа\n        due: нет\n"), note(1, "акт"), {"1": {"due": "нет", "note": "акт"}}),
    ("a term that cannot be read / mark", NOTHING, put("term: Сентябрь", "term: когда-нибудь"), done(1, D28), {"1": {"term": "когда-нибудь", "status": "done"}}),
    ("added with different ids", NOTHING, add(LAST, 6), add(LAST, 7), {"6": {"title": "новый"}, "7": {}}),
    ("the same item added by both", NOTHING, add(LAST, 6), add(LAST, 6), {"6": {}}),
    ("the same item added by both and marked since", NOTHING, all_of(add(LAST, 6), done(6, D28)), all_of(add(LAST, 6), note(6, "акт", **THEIRS)), {"6": {"status": "done", "executed": [D28], "note": "акт"}}),
    ("the same item added by both, by one with a comment", NOTHING, add(LAST, 6), all_of(add(LAST, 6), put("term: май", "term: май  # уточнить")), {"6": {}}),
    ("added in different sections", NOTHING, add(LAST, 6), add(FIRST_SECTION_END, 7), {"6": {}, "7": {}}),
    ("removed / untouched", NOTHING, put(ITEM_4, ""), done(5, D28), {"4": {"gone": None}, "5": {"status": "done"}}),
    ("neighbours removed and added", NOTHING, put(ITEM_5, ""), add(LAST, 6), {"5": {"gone": None}, "6": {}}),
    ("moved / marked", NOTHING, MOVED_1, done(1, D28), {"1": {"status": "done"}}),
    ("reordered / marked", NOTHING, put(ITEM_4 + ITEM_5, ITEM_5 + ITEM_4), done(4, D28), {"4": {"status": "done"}}),
    ("reopened / untouched", done(1, D28), reopen(1), done(4, D28), {"1": {"status": "planned", "executed": None}}),
    ("section renamed / item added there", NOTHING, put("title: Второй", "title: Итоговый"), add(LAST, 6), {"6": {}}),
    ("section added / item added at the same place", NOTHING, put(LAST, LAST + "  - title: Третий\n    items:\n" + item(8)), add(LAST, 6), {"6": {}, "8": {}}),
    ("a section added by each in one place", NOTHING, put(LAST, LAST + "  - title: Третий\n    items:\n" + item(8)), put(LAST, LAST + "  - title: Четвёртый\n    items:\n" + item(9)), {"8": {}, "9": {}}),
    ("title of the plan / year beside it", NOTHING, put("title: План", "title: План района"), put("year: 2020", "year: 2021"), {}),
    ("addresses of different parties", NOTHING, put("  МОЦ: moc@example.org\n", "  МОЦ: moc@example.org\n  ОУ: ou@example.org\n"), put("  МОЦ: moc@example.org\n", "  МОЦ: moc@example.org\n  ЦРО: cro@example.org\n"), {}),
    ("comment inside an item / mark of it", NOTHING, put("term: Сентябрь", "term: Сентябрь  # уточнить"), done(1, D28), {"1": {"status": "done"}}),
    ("comments by both in one place", NOTHING, put("  # второй раздел\n", "  # второй раздел\n  # наше\n"), put("  # второй раздел\n", "  # второй раздел\n  # их\n"), {}),
    ("comments of both inside an item", NOTHING, put("title: Отчёт", "title: Отчёт  # наше"), put("responsible: [МОЦ]", "responsible: [МОЦ]  # их"), {"1": {}}),
    ("comments of both inside an item that one has marked", NOTHING, all_of(put("title: Отчёт", "title: Отчёт  # наше"), done(1, D28)), put("responsible: [МОЦ]", "responsible: [МОЦ]  # их"), {"1": {"status": "done"}}),
    ("comments of both inside an item, one above a field", NOTHING, put("        title: Сверка", "        # наше\n        title: Сверка"), put("responsible: [МОЦ, ОУ]", "responsible: [МОЦ, ОУ]  # их"), {"2": {}}),
    ("a status by hand / another by hand", NOTHING, put(ITEM_4, ITEM_4.replace("planned", "submitted")), put(ITEM_4, ITEM_4.replace("planned", "done")), {"4": {"status": "done"}}),
    ("re-indented / marked", NOTHING, lambda text: text.replace("      - id", "     - id").replace("        ", "       "), done(1, D28), {"1": {"status": "done"}}),
]  # fmt: skip


def _unordered(plan: Any) -> Any:
    """Let the order of items and sections not matter: what both added in one place stands ours first."""
    sections = [{**each, "items": sorted(each["items"], key=str)} for each in plan["sections"]]
    return {**plan, "sections": sorted(sections, key=str)}


@pytest.mark.parametrize(
    ("what", "before", "ours", "theirs", "fields"),
    SETTLED,
    ids=lambda row: row if isinstance(row, str) else "",
)
def test_what_goes_together_by_itself(
    what: str, before: Edit, ours: Edit, theirs: Edit, fields: dict[str, Any]
) -> None:
    base = before(PLAN)
    there, back = merged(base, ours(base), theirs(base)), merged(base, theirs(base), ours(base))
    assert (there.questions, back.questions) == ((), ()), what
    assert _unordered(data(there.text)) == _unordered(data(back.text))
    found = items(there.text)
    for number, expected in fields.items():
        assert (number in found) == ("gone" not in expected)
        present = {key: value for key, value in expected.items() if key != "gone"}
        assert {key: found[number].get(key) for key in present} == present if present else True
    assert _events(there.text) == _events(ours(base)) | _events(theirs(base))
    assert len(_events(there.text)) == sum(
        len(each.get("history") or []) for each in found.values()
    )
    assert _comments(there.text) >= _comments(ours(base)) | _comments(theirs(base))


def _events(text: str) -> set[str]:
    return {
        f"{number} {event}"
        for number, each in items(text).items()
        for event in each.get("history") or []
    }


def _comments(text: str) -> set[str]:
    return {line.partition("# ")[2] for line in text.splitlines() if "# " in line}


ASKED: list[tuple[str, Edit, Edit, Edit, tuple[str, str]]] = [
    ("executed on different dates", NOTHING, done(1, D28), done(1, D29), ("1", "execution")),
    ("one quarter with different dates", Q1, done(2, "2020-03-30", D28, status="in_progress"), done(2, "2020-03-30", D29, status="in_progress"), ("2", "execution")),
    ("cancel / done", NOTHING, cancel(1), done(1, D28), ("1", "execution")),
    ("cancel / start", NOTHING, cancel(1), start(1), ("1", "execution")),
    ("cancel / progress of what is in work", start(1), cancel(1), mark(1, "progress", event={"note": "собрано"}), ("1", "execution")),
    ("cancel / postpone", NOTHING, cancel(1), postpone(1, "Ноябрь"), ("1", "execution")),
    ("reopened / date corrected", done(1, D28), reopen(1), mark(1, "correct", executed=[D29]), ("1", "execution")),
    ("returned / accepted", submit(1, D28), mark(1, "return", status="in_progress"), done(1, D29), ("1", "execution")),
    ("reported with different days", NOTHING, submit(1, D28), submit(1, D29), ("1", "submission")),
    ("postpone / postpone", NOTHING, postpone(1, "Ноябрь"), postpone(1, "Декабрь"), ("1", "postponement")),
    ("note / note by a clock a day slow", note(1, "а"), note(1, "б", at="2020-09-27T12:00:00"), note(1, "в", **THEIRS), ("1", "note")),
    ("note / note by a clock a week fast", NOTHING, note(1, "б", at="2020-10-08T12:00:00"), note(1, "в", **THEIRS), ("1", "note")),
    ("note by hand / note", NOTHING, put("note: от руки", "note: правлено"), note(3, "акт"), ("3", "note")),
    ("title / title", NOTHING, put("title: Отчёт", "title: Доклад"), put("title: Отчёт", "title: Справка"), ("1", "title")),
    ("term / due", NOTHING, put("term: Сентябрь", "term: Октябрь"), put("term: Сентябрь\n", "term: Сентябрь\n        due: 2020-10-01\n"), ("1", "term")),
    ("parties / parties", NOTHING, put("[МОЦ]", "[ОУ]"), put("[МОЦ]", "[МОЦ, ОУ]"), ("1", "responsible")),
    ("term with fewer periods / a quarter", NOTHING, put("term: ежеквартально", "term: Декабрь"), done(2, D28, status="in_progress"), ("2", "execution")),
    ("an event removed / another added", note(1, "акт"), put(note(1, "акт")(PLAN).partition("        history:")[2].partition("\n      - id: 2")[0], " []"), done(1, D28), ("1", "history")),
    ("the same id with different content", NOTHING, add(LAST, 6, "наш"), add(LAST, 6, "их"), ("6", "added")),
    ("the same id added in different sections", NOTHING, add(LAST, 6), add(FIRST_SECTION_END, 6), ("6", "added")),
    ("a note by hand above / a note", NOTHING, put("title: Сайт\n", "title: Сайт\n        note: от руки\n"), note(4, "акт"), ("4", "note")),
    ("the same id written differently", NOTHING, put(LAST, LAST + item(6).replace("6", '"6."')), add(LAST, 6), ("6", "added")),
    ("removed / changed", NOTHING, put(ITEM_1, ""), done(1, D28), ("1", "removed")),
    ("removed / moved", NOTHING, put(ITEM_1, ""), MOVED_1, ("1", "removed")),
    ("removed / commented", NOTHING, put(ITEM_4, ""), put("term: В течение года", "term: В течение года  # уточнить"), ("4", "removed")),
    ("year / year", NOTHING, put("year: 2020", "year: 2021"), put("year: 2020", "year: 2022"), ("", "year")),
    ("one address twice", NOTHING, put("moc@", "a@"), put("moc@", "b@"), ("", "contacts.МОЦ")),
    ("section titles", NOTHING, put("title: Второй", "title: Итоговый"), put("title: Второй", "title: Последний"), ("", "раздел «Второй».title")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "before", "ours", "theirs", "key"),
    ASKED,
    ids=lambda row: row if isinstance(row, str) else "",
)
def test_what_a_person_decides(
    what: str, before: Edit, ours: Edit, theirs: Edit, key: tuple[str, str]
) -> None:
    base = before(PLAN)
    mine, other = ours(base), theirs(base)
    for one, two in ((mine, other), (other, mine)):
        asked = merged(base, one, two)
        assert [question.key for question in asked.questions] == [key], what
        assert "<<<<<<<" in asked.text
        for side, chosen in (("ours", one), ("theirs", two)):
            answered = merged(base, one, two, {key: side})  # type: ignore[dict-item]
            assert not answered.questions
            if key[1] != "history":
                _holds_the_choice(key, answered.text, chosen)
            if key[1] not in {"removed", "added", "history"}:
                assert _events(answered.text) >= _events(one) | _events(two)


def _holds_the_choice(key: tuple[str, str], text: str, chosen: str) -> None:
    """Compare the item, or the plan, with the side that was chosen: history and comments aside."""
    number = key[0]
    if number:
        found, wanted = items(text).get(number), items(chosen).get(number)
        assert (found is None) == (wanted is None)
        if found and wanted:
            assert _settled(found) == _settled(wanted)
            assert key[1] == "added" or found["history"][-1]["by"] == "Белова С.В."
    else:
        assert _unordered(data(text)) == _unordered(data(chosen))


def _settled(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != "history" and value}


def test_steps_of_both_go_together_beside_terms_that_both_changed() -> None:
    ours = all_of(start(1), put("term: Сентябрь", "term: ежеквартально"))(PLAN)
    theirs = all_of(submit(1, D28), put("term: Сентябрь", "term: ежемесячно"))(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    assert question.key == ("1", "term")
    found = items(merged(PLAN, ours, theirs, {question.key: "ours"}).text)["1"]
    assert (found["status"], found["term"]) == ("submitted", "ежеквартально")


def test_an_answer_about_one_quarter_keeps_the_marks_of_the_others() -> None:
    first = done(2, "2020-03-30", status="in_progress", at="2020-04-01T10:00:00")
    second = done(2, "2020-03-30", "2020-06-29", status="in_progress")
    ours = all_of(first, second)(PLAN)
    theirs = done(2, "2020-03-31", status="in_progress", **THEIRS)(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    assert question.ours == "за 01.01.2020 – 31.03.2020 исполнено 30.03.2020 (Минаева)"
    assert question.theirs == "за 01.01.2020 – 31.03.2020 исполнено 31.03.2020 (Петрова)"
    for side, day in (("ours", "2020-03-30"), ("theirs", "2020-03-31")):
        found = items(merged(PLAN, ours, theirs, {question.key: side}).text)["2"]  # type: ignore[dict-item]
        assert found["executed"] == [day, "2020-06-29"]
        assert (found["history"][-1]["by"], found["history"][-1]["date"]) == ("Белова С.В.", day)


def test_the_answer_about_a_quarter_may_complete_the_item() -> None:
    ours = done(2, "2020-03-30", "2020-06-29", status="in_progress")(PLAN)
    theirs = done(
        2, "2020-03-31", None, "2020-09-29", "2020-12-29", status="in_progress", **THEIRS
    )(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    found = items(merged(PLAN, ours, theirs, {question.key: "theirs"}).text)["2"]
    assert found["executed"] == ["2020-03-31", "2020-06-29", "2020-09-29", "2020-12-29"]
    assert (found["status"], found["history"][-2]["note"]) == (
        "done",
        "решено оставить: за 01.01.2020 – 31.03.2020 исполнено 31.03.2020",
    )


def test_the_event_of_an_answer_names_the_status_that_comes_of_it() -> None:
    days = ("2020-03-30", "2020-06-29", "2020-09-29", "2020-12-29")
    theirs = done(2, "2020-03-31", status="in_progress", **THEIRS)(PLAN)
    (question,) = merged(PLAN, done(2, *days)(PLAN), theirs).questions
    found = items(merged(PLAN, done(2, *days)(PLAN), theirs, {question.key: "theirs"}).text)["2"]
    assert (found["status"], found["executed"]) == ("done", ["2020-03-31", *days[1:]])
    assert (found["history"][-1]["date"], found["history"][-1]["became"]) == ("2020-03-31", "done")


def test_an_answer_about_a_quarter_leaves_an_item_closed_that_was_closed_by_hand() -> None:
    closed = "ежеквартально\n        responsible: [МОЦ, ОУ]\n        status: "
    theirs = put(f"{closed}planned", f"{closed}done\n        executed: [2020-03-31]")(PLAN)
    ours = done(2, "2020-03-30", "2020-06-29", status="in_progress")(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    for side, day in (("ours", "2020-03-30"), ("theirs", "2020-03-31")):
        found = items(merged(PLAN, ours, theirs, {question.key: side}).text)["2"]  # type: ignore[dict-item]
        assert (found["status"], found["executed"]) == ("done", [day, "2020-06-29"])


def test_a_removal_leaves_the_quarters_that_were_executed() -> None:
    ours, theirs = cancel(2)(PLAN), done(2, D28, status="in_progress")(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    for side, status in (("ours", "cancelled"), ("theirs", "in_progress")):
        found = items(merged(PLAN, ours, theirs, {question.key: side}).text)["2"]  # type: ignore[dict-item]
        assert (found["status"], found["executed"]) == (status, [D28])


def test_a_decision_stays_beside_an_answer_about_removed_events() -> None:
    base = note(1, "акт")(PLAN)
    history = base.partition("        history:")[2].partition("\n      - id: 2")[0]
    ours = all_of(put(history, " []"), done(1, D28))(base)
    theirs = done(1, D29, **THEIRS)(base)
    execution, removal = merged(base, ours, theirs).questions
    for side, count in (("ours", 4), ("theirs", 5)):
        answers: Choices = {execution.key: "ours", removal.key: side}  # type: ignore[dict-item]
        events = items(merged(base, ours, theirs, answers).text)["1"]["history"]
        assert (len(events), events[-2]["did"], events[-2]["date"]) == (count, "done", D28)
        assert events[-1]["note"].startswith("решено оставить: ")


def test_an_answer_about_the_title_leaves_the_note_to_its_own_rule() -> None:
    ours = all_of(put("title: Отчёт", "title: Доклад"), note(1, "раньше"))(PLAN)
    theirs = all_of(put("title: Отчёт", "title: Справка"), note(1, "позже", **THEIRS))(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    found = items(merged(PLAN, ours, theirs, {question.key: "ours"}).text)["1"]
    assert (found["title"], found["note"]) == ("Доклад", "позже")


def test_a_note_by_hand_is_asked_beside_what_another_note_belongs_to() -> None:
    ours = all_of(start(3), put("note: от руки", "note: правлено"))(PLAN)
    theirs = cancel(3, **THEIRS)(PLAN)
    execution, text = merged(PLAN, ours, theirs).questions
    assert (execution.what, text.what) == ("execution", "note")
    answers: Choices = {execution.key: "theirs", text.key: "ours"}
    found = items(merged(PLAN, ours, theirs, answers).text)["3"]
    assert (found["status"], found["note"]) == ("cancelled", "правлено")


def test_a_later_note_stays_whatever_is_answered_about_another_deed() -> None:
    ours = cancel(1)(PLAN)
    theirs = all_of(start(1, **THEIRS), note(1, "позже", **THEIRS))(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    for side, status in (("ours", "cancelled"), ("theirs", "in_progress")):
        found = items(merged(PLAN, ours, theirs, {question.key: side}).text)["1"]  # type: ignore[dict-item]
        assert (found["status"], found["note"]) == (status, "позже")


QUARTER_DAYS = ("2020-03-30", "2020-06-29", "2020-09-29", "2020-12-29")


def test_the_acceptance_of_a_quarter_is_no_step_back_from_its_report() -> None:
    base = all_of(Q1, submit(2, "2020-06-29"))(PLAN)
    ours = done(2, *QUARTER_DAYS[:2], status="in_progress")(base)
    theirs = done(2, QUARTER_DAYS[0], None, QUARTER_DAYS[2], status="in_progress", **THEIRS)(base)
    found = merged(base, ours, theirs)
    assert not found.questions
    assert items(found.text)["2"]["executed"] == list(QUARTER_DAYS[:3])


def test_a_quarter_opened_again_and_another_executed_go_together() -> None:
    base = done(2, *QUARTER_DAYS[:3], status="in_progress")(PLAN)
    again = mark(2, "reopen", PETROVA, LATER, status="in_progress", executed=list(QUARTER_DAYS[:2]))
    ours = done(2, *QUARTER_DAYS)(base)
    for one, two in ((ours, again(base)), (again(base), ours)):
        found = merged(base, one, two)
        assert not found.questions
        fields = items(found.text)["2"]
        assert fields["executed"] == [*QUARTER_DAYS[:2], None, QUARTER_DAYS[3]]
        assert fields["status"] == "in_progress"


def test_a_report_is_asked_beside_an_earlier_quarter_that_was_opened_again() -> None:
    base = Q1(PLAN)
    ours, theirs = submit(2, D28)(base), reopen(2, **THEIRS)(base)
    (question,) = merged(base, ours, theirs).questions
    assert question.ours == "представлено на проверку 28.09.2020 (Минаева)"


def test_an_answer_about_a_returned_quarter_keeps_the_mark_of_another() -> None:
    base = all_of(Q1, submit(2, "2020-06-29"))(PLAN)
    second = done(2, *QUARTER_DAYS[:2], status="in_progress")
    ours = all_of(second, done(2, *QUARTER_DAYS[:3], status="in_progress", at=LATER))(base)
    theirs = mark(2, "return", event={"note": "неполно"}, status="in_progress", **THEIRS)(base)
    (question,) = merged(base, ours, theirs).questions
    assert question.ours == "за 01.04.2020 – 30.06.2020 исполнено 29.06.2020 (Минаева)"
    assert question.theirs == (
        "за 01.04.2020 – 30.06.2020 возвращено в работу 29.09.2020, неполно (Петрова)"
    )
    for side, second_day in (("ours", QUARTER_DAYS[1]), ("theirs", None)):
        found = items(merged(base, ours, theirs, {question.key: side}).text)["2"]  # type: ignore[dict-item]
        assert found["executed"] == [QUARTER_DAYS[0], second_day, QUARTER_DAYS[2]]
        assert found["status"] == "in_progress"


def test_the_answer_against_a_removal_keeps_what_was_postponed_and_derives_the_status() -> None:
    ours = all_of(done(2, *QUARTER_DAYS[:3], status="in_progress"), postpone(2, "31.12.2020"))(PLAN)
    ours = cancel(2, at=LATER)(ours)
    theirs = done(2, None, None, None, QUARTER_DAYS[3], status="in_progress", **THEIRS)(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    for side, status in (("ours", "cancelled"), ("theirs", "done")):
        found = items(merged(PLAN, ours, theirs, {question.key: side}).text)["2"]  # type: ignore[dict-item]
        assert (found["status"], found["postponed_to"]) == (status, "31.12.2020")
        assert found["executed"] == list(QUARTER_DAYS)


def test_one_quarter_of_two_dates_beside_a_removal_keeps_the_other_quarters() -> None:
    ours = all_of(Q1, cancel(2, at=LATER))(PLAN)
    theirs = done(2, "2020-03-31", QUARTER_DAYS[1], status="in_progress", **THEIRS)(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    for side, first in (("ours", "2020-03-30"), ("theirs", "2020-03-31")):
        found = items(merged(PLAN, ours, theirs, {question.key: side}).text)["2"]  # type: ignore[dict-item]
        assert found["executed"] == [first, QUARTER_DAYS[1]]


def test_a_removal_beside_another_term_takes_the_term_with_the_marks() -> None:
    ours = all_of(put("term: Сентябрь", "term: ежеквартально"), cancel(1))(PLAN)
    theirs = done(1, D28, **THEIRS)(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    assert question.ours == (
        "снято с контроля 28.09.2020, приказ № 61 (Минаева); срок «ежеквартально»"
    )
    found = items(merged(PLAN, ours, theirs, {question.key: "theirs"}).text)["1"]
    assert (found["status"], found["term"]) == ("done", "Сентябрь")


def test_a_term_that_both_changed_is_asked_once_beside_a_mark() -> None:
    ours = put("term: ежеквартально", "term: Декабрь")(PLAN)
    theirs = all_of(
        put("term: ежеквартально", "term: ежемесячно"), done(2, "2020-01-28", status="in_progress")
    )(PLAN)
    assert [question.what for question in merged(PLAN, ours, theirs).questions] == ["execution"]


def test_two_reports_of_one_quarter_are_asked_beside_a_mark_of_another() -> None:
    ours = submit(2, D28)(PLAN)
    theirs = done(2, None, None, None, QUARTER_DAYS[3], status="in_progress", **THEIRS)(PLAN)
    theirs = submit(2, D29, **THEIRS)(theirs)
    (question,) = merged(PLAN, ours, theirs).questions
    assert question.what == "submission"
    found = items(merged(PLAN, ours, theirs, {question.key: "ours"}).text)["2"]
    assert (found["status"], found["executed"]) == (
        "submitted",
        [None, None, None, QUARTER_DAYS[3]],
    )


def amend(number: int, name: str, value: Any, words: str, **more: Any) -> Edit:
    """Change by an order."""
    event = {"became": words, "note": "приказ № 5"}
    return mark(number, "amend", event=event, **{name: value}, **more)


def test_a_question_about_the_course_does_not_speak_of_what_an_order_changed() -> None:
    base = done(1, D28)(PLAN)
    change = amend(1, "title", "Доклад", "мероприятие: Доклад")
    ours = all_of(mark(1, "correct", event={"date": D29}, executed=[D29]), change)(base)
    (question,) = merged(base, ours, reopen(1, **THEIRS)(base)).questions
    assert question.ours == "запись исправлена 29.09.2020 (Минаева)"


def test_what_orders_changed_is_asked_field_by_field() -> None:
    ours = all_of(
        amend(1, "title", "Доклад", "мероприятие: Доклад"),
        amend(1, "responsible", ["ОУ"], "ответственные: ОУ"),
    )(PLAN)
    theirs = amend(1, "title", "Справка", "мероприятие: Справка", **THEIRS)(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    assert question.ours == "изменено: мероприятие «Доклад», приказ № 5 (Минаева)"
    assert question.theirs == "изменено: мероприятие «Справка», приказ № 5 (Петрова)"
    found = items(merged(PLAN, ours, theirs, {question.key: "theirs"}).text)["1"]
    assert (found["title"], found["responsible"]) == ("Справка", ["ОУ"])
    assert found["history"][-1]["note"] == f"решено оставить: {question.theirs}"


def test_a_decision_tells_what_was_and_became_of_the_same_thing() -> None:
    ours = cancel(1)(PLAN)
    theirs = postpone(1, "Ноябрь", **THEIRS)(PLAN)
    theirs = theirs.replace("did: postpone", "did: postpone, was: Сентябрь")
    (question,) = merged(PLAN, ours, theirs).questions
    found = items(merged(PLAN, ours, theirs, {question.key: "theirs"}).text)["1"]["history"][-1]
    assert (found["did"], found["was"], found["became"]) == ("postpone", "Сентябрь", "Ноябрь")
    base = start(1)(PLAN)
    ours = cancel(1)(base)
    theirs = mark(1, "progress", event={"note": "собрано"}, **THEIRS)(base)
    (question,) = merged(base, ours, theirs).questions
    found = items(merged(base, ours, theirs, {question.key: "theirs"}).text)["1"]["history"][-1]
    assert (found["did"], found["was"], found["became"]) == ("progress", "cancelled", "in_progress")


def test_two_different_orders_are_asked() -> None:
    three = all_of(add(LAST, 6), add(LAST, 7))
    base = three(PLAN)
    six, seven = item(6), item(7)
    ours = put(seven + six, six + seven)(base)
    theirs = put(ITEM_5 + seven + six, seven + six + ITEM_5)(base)
    assert [question.key for question in merged(base, ours, theirs).questions] == [ORDER]
    for side, chosen in (("ours", ours), ("theirs", theirs)):
        assert merged(base, ours, theirs, {ORDER: side}).text == chosen  # type: ignore[dict-item]


def test_the_order_of_items_is_no_answer_about_the_order_that_approved_the_plan() -> None:
    more = all_of(add(LAST, 6), add(LAST, 7), put("year: 2020", "year: 2020\norder:\n  number: 1"))
    base = more(PLAN)
    six, seven = item(6), item(7)
    ours = all_of(put("order:\n  number: 1\n", ""), put(seven + six, six + seven))(base)
    moved = put(ITEM_5 + seven + six, seven + six + ITEM_5)
    theirs = all_of(put("  number: 1\n", "  number: 2\n"), moved)(base)
    asked = merged(base, ours, theirs).questions
    assert [question.key for question in asked] == [("", "order"), ORDER]
    assert (asked[0].ours, asked[0].theirs) == ("приказ —", "приказ номер «2»")


def test_sections_of_one_title_are_asked_about_one_by_one() -> None:
    base = PLAN.replace("title: Второй", "title: Первый")
    base = base.replace("- title: Первый\n", "- title: Первый\n    term: Апрель\n")
    ours, theirs = (base.replace("Апрель", month) for month in ("Май", "Июнь"))
    first, second = merged(base, ours, theirs).questions
    assert first.ours == "раздел «Первый», срок «Май»"
    assert second.theirs == "раздел «Первый» (2-й с этим названием), срок «Июнь»"
    answers: Choices = {first.key: "ours", second.key: "theirs"}
    found = [each["term"] for each in data(merged(base, ours, theirs, answers).text)["sections"]]
    assert found == ["Май", "Июнь"]


@pytest.mark.parametrize("change", [put("Апрель", "Май"), put("Третий", "Четвёртый")])
def test_a_section_removed_by_one_and_changed_by_the_other_is_not_lost(change: Edit) -> None:
    section = "  - title: Третий\n    term: Апрель\n    items:\n" + item(8)
    base = PLAN + section
    for ours, theirs in ((PLAN, change(base)), (change(base), PLAN)):
        found = merged(base, ours, theirs)
        (question,) = found.questions
        assert (question.choice, "раздел «Третий» у вас" in question.ours) == (False, True)
        assert "<<<<<<<" in found.text
    assert merged(base, PLAN, base).text == PLAN


def test_comments_of_both_in_an_item_that_both_added_are_not_lost() -> None:
    ours, theirs = (add(LAST, 6)(PLAN) + f"        note: акт  # {who}\n" for who in ("наш", "их"))
    (question,) = merged(PLAN, ours, theirs).questions
    assert (question.item, question.choice) == ("6", False)


WORDS: list[tuple[Edit, Edit, Edit, tuple[str, str]]] = [
    (NOTHING, put("title: План", "title: План школы"), put("title: План", "title: План района"), ("название «План школы»", "название «План района»")),
    (put("title: Второй", "title: 2. Второй"), put("2. Второй", "Итоги"), put("2. Второй", "Сайт"), ("раздел «2. Второй», название «Итоги»", "раздел «2. Второй», название «Сайт»")),
    (put("year: 2020", "year: 2020\norder: {number: 1}"), put("number: 1", "number: 2"), put("number: 1", "number: 3"), ("приказ, номер «2»", "приказ, номер «3»")),
    (put("year: 2020", "year: 2020\norder: слова"), put("order: слова", "order: {number: 2}"), put("order: слова", "order: {number: 3}"), ("приказ, номер «2»", "приказ, номер «3»")),
    (NOTHING, add(LAST, 6, "наш"), add(LAST, 6, "их"), ("новый пункт в разделе «Второй»: мероприятие «наш»", "новый пункт в разделе «Второй»: мероприятие «их»")),
    (NOTHING, add(LAST, 6), put(LAST, LAST + item(6) + "        responsible: [ОУ]\n"), ("новый пункт в разделе «Второй»: мероприятие «новый»; ответственные —", "новый пункт в разделе «Второй»: мероприятие «новый»; ответственные «ОУ»")),
    (note(1, "акт"), put(note(1, "акт")(PLAN).partition("        history:")[2].partition("\n      - id: 2")[0], " []"), done(1, D28), ("из истории удалено: примечание: акт (Минаева)", "история без удалений")),
    (NOTHING, put(ITEM_4, ""), put("term: В течение года", "term: В течение года  # уточнить"), ("пункт удалён", "изменены комментарии внутри пункта")),
]  # fmt: skip


@pytest.mark.parametrize(("before", "ours", "theirs", "words"), WORDS)
def test_a_question_names_what_differs(
    before: Edit, ours: Edit, theirs: Edit, words: tuple[str, str]
) -> None:
    base = before(PLAN)
    (question,) = merged(base, ours(base), theirs(base)).questions
    assert (question.ours, question.theirs) == words


def test_a_comment_changed_by_both_is_asked_with_its_lines() -> None:
    ours, theirs = (put("# второй раздел", comment)(PLAN) for comment in ("# наш", "# их"))
    asked = merged(PLAN, ours, theirs)
    (question,) = asked.questions
    assert (question.ours, question.theirs) == ("# наш", "# их")
    assert "<<<<<<< у вас\n  # наш\n=======\n  # их\n>>>>>>> прислано\n" in asked.text
    assert merged(PLAN, ours, theirs, {question.key: "theirs"}).text == theirs


def test_a_comment_inside_an_item_changed_by_both_is_asked_and_no_mark_is_lost() -> None:
    base = put("title: Отчёт", "title: Отчёт  # было")(PLAN)
    ours, theirs = (put("# было", comment)(base) for comment in ("# наш", "# их"))
    (question,) = merged(base, done(1, D28)(ours), theirs).questions
    assert question.item == "1"
    for side in ("ours", "theirs"):
        answered = merged(base, done(1, D28)(ours), theirs, {question.key: side})
        assert not answered.questions or not question.choice


def test_what_is_valid_apart_but_not_together_is_left_to_a_person() -> None:
    base = put("year: 2020", "period:\n  start: 2019-09-01\n  end: 2020-08-31")(PLAN)
    ours, theirs = put("2019-09-01", "2020-06-01")(base), put("2020-08-31", "2020-05-31")(base)
    (question,) = merged(base, ours, theirs).questions
    assert (question.choice, "вместе нет" in question.ours) == (False, True)


def test_an_item_that_cannot_be_edited_is_left_to_a_person() -> None:
    base = put("responsible: [МОЦ]", "responsible: &who [МОЦ]")(PLAN)
    base = put("note: от руки", "note: от руки\n        responsible: *who")(base)
    ours, theirs = done(3, D28)(base), note(3, "акт")(base)
    (question,) = merged(base, ours, theirs).questions
    assert (question.item, question.what, question.choice) == ("3", "form", False)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda t: t, lambda t: t.replace("\n", "\r\n")),
        (lambda t: "\ufeff" + t.replace("\n", "\r\n"), lambda t: t),
        (lambda t: t.rstrip("\n"), lambda t: t),
        (lambda t: t, lambda t: "\ufeff" + t.rstrip("\n")),
    ],
)
def test_the_form_of_the_file_is_ours(ours: Edit, theirs: Edit) -> None:
    found = merged(PLAN, ours(done(1, D28)(PLAN)), theirs(note(4, "акт")(PLAN)))
    assert found.text == ours(all_of(done(1, D28), note(4, "акт"))(PLAN))


def test_history_is_in_the_order_of_writing_and_keeps_comments_on_its_lines() -> None:
    base = note(1, "а", at="2020-01-01T00:00:00")(PLAN)
    ours = all_of(note(1, "б", at="2020-01-02T00:00:00"), note(1, "г", at="2020-01-04T00:00:00"))(
        base
    )
    ours = put("note: г}", "note: г}  # проверено")(ours)
    theirs = note(1, "в", at="2020-01-03T00:00:00")(base)
    found = merged(base, ours, theirs).text
    assert [event["note"] for event in items(found)["1"]["history"]] == ["а", "б", "в", "г"]
    assert "note: г}  # проверено\n" in found


def test_a_question_about_groups_has_no_english_word() -> None:
    ours, theirs = (
        put("year: 2020\n", f"year: 2020\ngroups:\n  ОУ: [{each}]\n")(PLAN)
        for each in ("Школа 1", "Школа 2")
    )
    (question,) = merged(PLAN, ours, theirs).questions
    assert (question.ours, question.theirs) == (
        "группы, ОУ «Школа 1»",
        "группы, ОУ «Школа 2»",
    )


def test_a_decision_is_an_ordinary_event_with_what_it_chose() -> None:
    ours, theirs = done(1, D28)(PLAN), cancel(1, "приказ № 61", by=PETROVA)(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    assert question.ours == "исполнено 28.09.2020 (Минаева)"
    assert question.theirs == "снято с контроля 28.09.2020, приказ № 61 (Петрова)"
    decided = items(merged(PLAN, ours, theirs, {question.key: "theirs"}).text)["1"]
    assert decided["history"][-1] == {
        "at": "2020-10-01T09:00:00",
        "by": "Белова С.В.",
        "did": "cancel",
        "was": "done",
        "became": "cancelled",
        "note": "приказ № 61",
    }
    kept = items(merged(PLAN, ours, theirs, {question.key: "ours"}).text)["1"]
    assert (kept["status"], kept["executed"], kept.get("note")) == ("done", [D28], None)


@pytest.mark.parametrize(
    "broken",
    [
        *("", "- список\n", "title: п\nsections: 5\n", PLAN + LAST),
        PLAN.replace("id: 2", "id: 1"),
        PLAN.replace("note: от руки", "history: слова"),
        PLAN.replace("note: от руки", "history: [слова]"),
        PLAN.replace("note: от руки", "history: [{at: [2020], did: note}]"),
        PLAN.replace("note: от руки", "executed: 2020-09-28"),
        PLAN.replace("status: in_progress", "status: [done]"),
    ],
)
def test_what_is_no_plan_is_not_merged(broken: str) -> None:
    with pytest.raises(NotAPlanError):
        merged(PLAN, PLAN, broken or "\t:")


def test_the_first_sections_of_a_plan_come_together() -> None:
    base = "title: План\nyear: 2020\nsections: []\n"
    one, two = (
        base.replace(" []", f"\n  - title: {title}\n    items:\n{item(number)}".rstrip("\n"))
        for title, number in (("Первый", 1), ("Второй", 2))
    )
    found = merged(base, one, two)
    assert (found.questions, found.text) == ((), one + two.partition("sections:\n")[2])


def test_a_plan_that_both_began_is_merged_by_items() -> None:
    found = merged("", add(LAST, 6)(PLAN), PLAN)
    assert found.text == add(LAST, 6)(PLAN)


@pytest.mark.parametrize(
    ("before", "ours", "theirs"),
    [
        (NOTHING, done(1, D28), done(1, D29, **THEIRS)),
        (note(1, "акт"), done(1, D28), mark(1, "done", event={"date": D29, "note": "письмо", "became": "done"}, status="done", executed=[D29], note="письмо", **THEIRS)),
        (note(1, "акт"), mark(1, "done", event={"date": D28, "note": "письмо", "became": "done"}, status="done", executed=[D28], note="письмо"), done(1, D29, **THEIRS)),
        (NOTHING, cancel(1), done(1, D28, **THEIRS)),
        (NOTHING, cancel(1), start(1, **THEIRS)),
        (NOTHING, cancel(1), submit(1, D28, **THEIRS)),
        (NOTHING, submit(1, D28), submit(1, D29, **THEIRS)),
        (NOTHING, postpone(1, "Ноябрь"), postpone(1, "Декабрь", **THEIRS)),
        (NOTHING, cancel(1), postpone(1, "Декабрь", **THEIRS)),
        (postpone(1, "Ноябрь"), mark(1, "amend", event={"old_term": "Сентябрь"}, term="Октябрь", postponed_to=None, at=LATER), postpone(1, "Декабрь", **THEIRS)),
        (submit(1, D28), mark(1, "return", status="in_progress"), done(1, D29, **THEIRS)),
        (NOTHING, all_of(start(1), cancel(1)), mark(1, "progress", event={"note": "собрано"}, status="in_progress", **THEIRS)),
        (NOTHING, put("title: Отчёт", "title: Доклад"), put("title: Отчёт", "title: Справка")),
    ],
)  # fmt: skip
def test_what_was_answered_is_said_by_the_history_alone(
    before: Edit, ours: Edit, theirs: Edit
) -> None:
    base = before(PLAN)
    (question,) = merged(base, ours(base), theirs(base)).questions
    for side in SIDES:
        plan, problems = read_plan(
            data(merged(base, ours(base), theirs(base), {question.key: side}).text)
        )
        assert (plan is not None, problems) == (True, [])
        assert plan
        assert edited_by_hand(plan, plan.items[0]) == []


def test_a_corrected_note_does_not_take_a_corrected_date_back() -> None:
    named = {"period": "2020-09-30"}
    base = mark(1, "done", event=named | {"date": D28}, status="done", executed=[D28])(PLAN)
    dated = named | {"date": D29, "old_date": D28, "note": "акт"}
    ours = mark(1, "correct", event=dated, executed=[D29], note="акт")(base)
    noted = named | {"date": D28, "note": "протокол"}
    theirs = mark(1, "correct", event=noted, note="протокол", **THEIRS)(base)
    for one, two in ((ours, theirs), (theirs, ours)):
        found = merged(base, one, two)
        item_1 = items(found.text)["1"]
        assert (item_1["executed"], item_1["note"]) == ([D29], "протокол")
        plan, _ = read_plan(data(found.text))
        assert plan
        assert edited_by_hand(plan, plan.items[0]) == []


QUARTERS = ("2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31")
GROUP = put("year: 2020\n", "year: 2020\ngroups:\n  ОУ: [Школа 1, Школа 2, Школа 3]\n")


def report(member: int, day: str, place: int = 0, status: str = "in_progress", **more: Any) -> Edit:
    """Report as one member of a group."""
    event = {"date": day, "period": QUARTERS[place], "member": f"Школа {member}", "became": status}
    return mark(2, "submit", event=event, status=status, **more)


def test_members_of_a_group_report_each_for_itself() -> None:
    base = all_of(GROUP, put("responsible: [МОЦ, ОУ]", "responsible: [ОУ]"))(PLAN)
    ours = all_of(report(1, D28), report(2, D28))(base)
    theirs = all_of(report(3, D29, **THEIRS), report(1, D28, place=1, **THEIRS))(base)
    there, back = merged(base, ours, theirs), merged(base, theirs, ours)
    assert (there.questions, back.questions) == ((), ())
    assert data(there.text) == data(back.text)
    assert items(there.text)["2"]["status"] == "submitted"
    plan, _ = read_plan(data(there.text))
    assert plan
    assert edited_by_hand(plan, plan.items[1]) == []


def test_one_member_with_two_days_of_one_period_is_asked_about() -> None:
    base = all_of(GROUP, put("responsible: [МОЦ, ОУ]", "responsible: [ОУ]"), report(2, D28))(PLAN)
    ours = all_of(report(1, D28), report(3, D28))(base)
    theirs = report(1, D29, **THEIRS)(base)
    (question,) = merged(base, ours, theirs).questions
    assert (
        question.ours
        == "за 01.01.2020 – 31.03.2020 Школа 1: представлено на проверку 28.09.2020 (Минаева)"
    )
    assert (
        question.theirs
        == "за 01.01.2020 – 31.03.2020 Школа 1: представлено на проверку 29.09.2020 (Петрова)"
    )
    for side, day in (("ours", D28), ("theirs", D29)):
        text = merged(base, ours, theirs, {question.key: side}).text  # type: ignore[dict-item]
        plan, _ = read_plan(data(text))
        assert plan
        reports = course(plan, plan.items[1]).reports_on(0)
        assert {each.member: each.day.isoformat() for each in reports.values()} == {
            "Школа 1": day,
            "Школа 2": D28,
            "Школа 3": D28,
        }
        assert edited_by_hand(plan, plan.items[1]) == []


def test_an_item_whose_report_of_a_member_stays_against_a_removal_is_in_work() -> None:
    base = all_of(GROUP, put("responsible: [МОЦ, ОУ]", "responsible: [ОУ]"))(PLAN)
    ours, theirs = cancel(2)(base), report(1, D28, **THEIRS)(base)
    (question,) = merged(base, ours, theirs).questions
    text = merged(base, ours, theirs, {question.key: "theirs"}).text
    assert items(text)["2"]["status"] == "in_progress"
    plan, _ = read_plan(data(text))
    assert plan
    assert [each.member for each in course(plan, plan.items[1]).reports] == ["Школа 1"]
    assert edited_by_hand(plan, plan.items[1]) == []


def test_documents_of_an_event_are_merged_with_it() -> None:
    theirs = put("note: акт}", "note: акт, evidence: [акт.pdf, протокол.pdf]}")(
        note(4, "акт")(PLAN)
    )
    found = merged(PLAN, start(4, at=LATER)(PLAN), theirs)
    assert not found.questions
    assert items(found.text)["4"]["history"][0]["evidence"] == ["акт.pdf", "протокол.pdf"]


@pytest.mark.parametrize("term", ["Сентябрь", "по мере необходимости"])
@pytest.mark.parametrize(
    ("did", "member"), [("done", {}), ("submit", {}), ("submit", {"member": "Школа 1"})]
)
def test_what_two_people_recorded_with_one_day_has_the_proofs_of_both(
    did: str, member: dict[str, str], term: str
) -> None:
    base = all_of(GROUP, put("Сентябрь", term), put("responsible: [МОЦ]", "responsible: [ОУ]"))(
        PLAN
    )
    status = "done" if did == "done" else "in_progress" if member else "submitted"
    fields: dict[str, Any] = {"executed": [D28]} if did == "done" else {}
    dated = {"date": D28, "became": status} | member
    proofs: list[dict[str, Any]] = [
        {"note": "акт № 4"},
        {"evidence": ["акт.pdf"]},
        {"evidence": ["б.pdf"]},
    ]
    texts = [
        mark(1, did, event=dated | proof, at=f"2020-09-29T1{hour}:00:00", status=status, **fields)(
            base
        )
        for hour, proof in enumerate(proofs)
    ]
    once = merged(base, texts[0], texts[1])
    twice = merged(base, once.text, texts[2])
    assert (once.questions, twice.questions) == ((), ())
    plan, _ = read_plan(data(twice.text))
    assert plan
    known = course(plan, plan.items[0])
    found: list[Any] = [*known.marks, known.submission, *known.reports]
    (told,) = filter(None, found)
    assert (told.note, set(told.evidence)) == ("акт № 4", {"акт.pdf", "б.pdf"})


def test_a_note_of_the_same_mark_of_an_item_without_a_term_is_not_lost() -> None:
    base = all_of(put("term: Сентябрь", "term: по мере необходимости"), note(1, "было"))(PLAN)
    noted = {"date": D28, "became": "done", "note": "акт № 7"}
    theirs = mark(1, "done", event=noted, status="done", executed=[D28], note="акт № 7", **THEIRS)
    for one, two in ((done(1, D28), theirs), (theirs, done(1, D28))):
        found = merged(base, one(base), two(base))
        assert (found.questions, items(found.text)["1"]["note"]) == ((), "акт № 7")


@pytest.mark.parametrize(
    ("both", "ours", "theirs", "what"),
    [
        (note(1, "а"), note(1, "б", at=LATER), put("note: а\n", "note: от руки\n"), "note"),
        (done(1, D28), mark(1, "correct", event={"date": "2020-09-27"}, executed=["2020-09-27"], at=LATER), put(f"executed: [{D28}]", f"executed: [{D29}]"), "execution"),
        (postpone(1, "Ноябрь"), postpone(1, "Декабрь", at=LATER), put("postponed_to: Ноябрь", "postponed_to: 20.11.2020"), "postponement"),
        (start(1), cancel(1, at=LATER), put("status: in_progress", f"status: done\n        executed: [{D28}]"), "execution"),
    ],
)  # fmt: skip
def test_an_edit_by_hand_of_who_had_got_less_is_not_passed_over(
    both: Edit, ours: Edit, theirs: Edit, what: str
) -> None:
    (question,) = merged(PLAN, ours(both(PLAN)), theirs(both(PLAN))).questions
    assert question.what == what
    assert not merged(PLAN, ours(both(PLAN)), both(PLAN)).questions


FAST = "2020-09-30T12:00:00"
ORDERED: list[tuple[str, Edit, Edit, Edit, dict[str, Any]]] = [
    ("two deeds of one second", NOTHING, note(1, "акт"), all_of(submit(1, D28), mark(1, "return", status="in_progress")), {"status": "in_progress"}),
    ("a clock that went back", NOTHING, start(1), all_of(note(1, "б", at=LATER), note(1, "в")), {"note": "в"}),
    ("a mark by a clock that was ahead, taken back", done(1, D28, at=FAST), reopen(1), note(1, "акт"), {"status": "planned", "executed": None}),
    ("a correction by a clock that was behind", done(1, D28, at=FAST), mark(1, "correct", event={"date": D29}, executed=[D29]), note(1, "акт"), {"executed": [D29]}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "before", "ours", "theirs", "fields"), ORDERED)
def test_what_one_side_wrote_later_stays_later_whatever_its_clock(
    what: str, before: Edit, ours: Edit, theirs: Edit, fields: dict[str, Any]
) -> None:
    base = before(PLAN)
    for one, two in ((ours(base), theirs(base)), (theirs(base), ours(base))):
        found = merged(base, one, two)
        assert not found.questions, what
        item_1 = items(found.text)["1"]
        assert {key: item_1.get(key) for key in fields} == fields
        for side in (one, two):
            events = items(side)["1"]["history"]
            assert [each for each in item_1["history"] if each in events] == events


def test_a_report_that_was_chosen_waits_though_the_other_side_has_a_mark() -> None:
    first = {"period": QUARTERS[0], "became": "in_progress"}
    ours = all_of(
        mark(2, "done", event=first | {"date": D28}, executed=[D28], status="in_progress"),
        mark(2, "reopen", event=first | {"old_date": D28}, executed=None, status="planned"),
        mark(2, "done", event=first | {"date": D29}, executed=[D29], status="in_progress"),
    )(PLAN)
    theirs = report_of_all(D28)(PLAN)
    (question,) = merged(PLAN, ours, theirs).questions
    for side, status in (("ours", "in_progress"), ("theirs", "submitted")):
        text = merged(PLAN, ours, theirs, {question.key: side}).text  # type: ignore[dict-item]
        assert items(text)["2"]["status"] == status
        plan, _ = read_plan(data(text))
        assert plan
        assert edited_by_hand(plan, plan.items[1]) == []


def report_of_all(day: str) -> Edit:
    """Report on the first quarter."""
    event = {"date": day, "period": QUARTERS[0], "became": "submitted"}
    return mark(2, "submit", event=event, status="submitted", **THEIRS)
