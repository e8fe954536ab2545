"""An official report made here is read by `import` again: sections, items, terms, parties, states."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from papers import OCTOBER, write_plan

from roadmap_cli.cli.main import run
from roadmap_cli.plan.view import View
from roadmap_cli.planfile import find

if TYPE_CHECKING:
    from conftest import Roadmap

    from roadmap_cli.plan.standing import Standing

DAY = date.fromisoformat(OCTOBER)
PLANNED = "planned"


def _event(did: str, day: str, became: str, note: str) -> dict[str, Any]:
    event = {"at": f"{day}T10:00:00", "by": "Я", "did": did, "was": PLANNED, "became": became}
    return {**event, "date": date.fromisoformat(day), "note": note}


def _executed(*days: str) -> dict[str, Any]:
    return {"status": "done", "executed": [date.fromisoformat(day) for day in days]}


def _told(status: str, *events: dict[str, Any]) -> dict[str, Any]:
    return {"status": status, "history": list(events)}


POSTPONED = _event("postpone", "2020-09-21", "до 20 ноября", "письмо № 2211")
STATES: list[dict[str, Any]] = [
    {},
    _executed("2020-02-14"),
    _executed("2020-09-28") | {"note": "протокол № 4 от 28.09.2020"},
    _executed("2020-10-02") | {"note": "справку подписала Минаева Е.Л."},
    {"status": "done"},
    _told("cancelled", _event("cancel", "2020-05-12", "cancelled", "приказ № 61/01-04")),
    {"status": "cancelled"},
    _told("submitted", _event("submit", "2020-09-28", "submitted", "исх. № 12")),
    _told("submitted", _event("submit", "2020-10-02", "submitted", "исх. № 13")),
    _told("in_progress", _event("progress", "2020-03-05", "in_progress", "семинар, протокол № 1")),
    {"status": "in_progress"},
]
TERMS = ["Сентябрь", "В течение года", "Февраль - декабрь", "до 15 марта", "по мере необходимости"]
QUARTERS = ("2020-03-30", "2020-07-02", "2020-09-29", "2020-10-01")
PARTIES = [
    "МОЦ",
    "Координатор МОЦ",
    "руководители ОУ",
    "Степанов А.И., инженер-программист",
    "заместитель директора по УВР",
    "заместитель директора по УВР, руководители ШМО",
    "Иванов И.И., Петров П.П.",
    "отдел образования, опеки; школы",
    "Сидоров А.А.",
    "методист",
    "Классные",
]
WORDS = st.sampled_from(
    [
        "мониторинг",
        "школ",
        "района",
        "семинар",
        "«Методический",
        "день»",
        "ГИА-9",
        "PR",
        "№5",
        "2021",
    ]
)


def _dated(term: str, state: dict[str, Any], parties: list[str]) -> dict[str, Any]:
    return {"term": term, "responsible": parties, **state}


def _recurrent(count: int, parties: list[str]) -> dict[str, Any]:
    marks = [date.fromisoformat(day) for day in QUARTERS[:count]]
    status = ("planned", "in_progress", "in_progress", "in_progress", "done")[count]
    return {"term": "ежеквартально", "responsible": parties, "status": status, "executed": marks}


def _postponed(parties: list[str]) -> dict[str, Any]:
    moved = {"postponed_to": "до 20 ноября", "history": [POSTPONED | {"was": "Сентябрь"}]}
    return {"term": "Сентябрь", "responsible": parties, **moved}


RESPONSIBLE = st.lists(st.sampled_from(PARTIES), unique=True, max_size=3)
ITEMS = st.one_of(
    st.builds(_dated, st.sampled_from(TERMS), st.sampled_from(STATES), RESPONSIBLE),
    st.builds(_recurrent, st.integers(0, 4), RESPONSIBLE),
    st.builds(_postponed, RESPONSIBLE),
)
TITLES = st.lists(WORDS, min_size=2, max_size=9).map(lambda words: "Мероприятие " + " ".join(words))
SECTIONS = st.lists(
    st.lists(st.tuples(TITLES, ITEMS), min_size=1, max_size=5), min_size=1, max_size=3
)


def _facts(row: Standing) -> tuple[object, ...]:
    item = row.item
    known = tuple(mark for mark in row.marks if mark)
    return (row.section.title, item.id, item.title, item.term, item.responsible, row.state, known)


def _there_and_back(folder: Path, sections: list[dict[str, Any]]) -> tuple[View, View]:
    """Write a plan, its report, and the plan that is read from it; give both plans."""
    plan, back = folder / "roadmap_2020.yaml", folder / "назад.yaml"
    write_plan(plan, [], title="План мероприятий района на 2020 год", sections=sections)
    begin = ["--file", str(plan), "--today", OCTOBER]
    report = str(folder / "отчёт.docx")
    assert run([*begin, "report", "--output", report]) == 0
    assert run(["--today", OCTOBER, "import", report, "--accept", "--output", str(back)]) == 0
    before, after = (View.of_plan(find.load(path).plan, DAY) for path in (plan, back))
    return before, after


@settings(max_examples=20, deadline=None, phases=[Phase.generate])  # a run takes long to shrink
@given(SECTIONS)
def test_a_report_is_read_back_as_the_plan_that_it_tells_of(
    generated: list[list[tuple[str, dict[str, Any]]]],
) -> None:
    number = 0
    sections = []
    for place, section in enumerate(generated, start=1):
        items = []
        for title, facts in section:
            number += 1
            items.append({"id": number, "title": title, **facts})
        sections.append({"title": f"Направление работы {place}", "items": items})
    with TemporaryDirectory() as folder:
        before, after = _there_and_back(Path(folder), sections)
    assert list(map(_facts, after.rows)) == list(map(_facts, before.rows))
    assert after.plans[0].plan.title == before.plans[0].plan.title
    assert after.plans[0].plan.span == before.plans[0].plan.span


def test_the_report_of_october_is_read_back(october: Path, roadmap: Roadmap) -> None:
    roadmap("report", "--output", "отчёт.docx")
    assert roadmap("import", "отчёт.docx", "--accept", "--output", "назад.yaml").code == 0
    plans = [find.load(path).plan for path in (october, october.with_name("назад.yaml"))]
    before, after = (View.of_plan(plan, DAY) for plan in plans)
    assert list(map(_facts, after.rows)) == list(map(_facts, before.rows))
    assert plans[1].title == plans[0].title
    orders = [plan.order for plan in plans if plan.order]
    assert orders[1].number == orders[0].number
    assert orders[1].date == orders[0].date


@pytest.mark.parametrize(
    ("deeds", "status", "executed"),
    [
        ([], "planned", 0),
        (["done 1 --date 2020-03-30"], "in_progress", 1),
        (["submit 1 --date 2020-03-30 --note отчёт"], "submitted", 0),
        (["progress 1 начато --date 2020-03-20", "done 1 --date 2020-03-30"], "in_progress", 1),
        (
            ["done 1 --date 2020-03-30 --note акт", "submit 1 --date 2020-10-01 --note отчёт"],
            "submitted",
            1,
        ),
    ],
)
def test_a_recurrent_item_is_read_back(
    plan: Path, roadmap: Roadmap, deeds: list[str], status: str, executed: int
) -> None:
    write_plan(plan, [{"id": 1, "title": "отчёт", "term": "ежеквартально"}])
    for words in deeds:
        assert roadmap(*words.split()).code == 0
    roadmap("report", "--output", "отчёт.docx")
    assert roadmap("import", "отчёт.docx", "--accept", "--output", "назад.yaml").code == 0
    (item,) = find.load(plan.with_name("назад.yaml")).plan.items
    assert (item.status, len(item.executed)) == (status, executed)


@pytest.mark.parametrize(
    ("term", "deeds", "kept", "evidence"),
    [
        (
            "Сентябрь",
            ["postpone 1 Октябрь --reason письмо-1", "postpone 1 Ноябрь --reason письмо-2"],
            ["на 31.10.2020 (письмо-1)", "письмо-2"],
            [],
        ),
        (
            "Ноябрь",
            ["postpone 1 Декабрь --reason письмо-1", "postpone 1 Ноябрь --reason письмо-2"],
            ["на 31.12.2020 (письмо-1)", "перенос отменён (письмо-2)"],
            [],
        ),
        (
            "ежеквартально",
            [
                "done 1 --date 2020-03-30 --note акт-1",
                "done 1 --date 2020-06-30 --note акт-2",
                "postpone 1 15.10.2020 --reason письмо-1",
                "postpone 1 25.10.2020 --reason письмо-2",
            ],
            ["акт-1", "акт-2", "на 15.10.2020 (письмо-1)", "письмо-2"],
            [None, None],
        ),
        (
            "2 раза в год",
            [
                "submit 1 --date 2020-06-20 --note отчёт",
                "postpone 1 15.10.2020 --reason письмо-1",
            ],
            ["20.06.2020. Отчёт", "на 15.10.2020 (письмо-1)"],
            [],
        ),
    ],
)
def test_all_that_was_decided_is_read_back_and_is_no_evidence(
    plan: Path, roadmap: Roadmap, term: str, deeds: list[str], kept: list[str], evidence: list[Any]
) -> None:
    write_plan(plan, [{"id": 1, "title": "дело", "term": term}])
    for words in deeds:
        assert roadmap(*words.split()).code == 0
    roadmap("report", "--output", "отчёт.docx")
    assert roadmap("import", "отчёт.docx", "--accept", "--output", "назад.yaml").code == 0
    (item,) = find.load(plan.with_name("назад.yaml")).plan.items
    assert [each for each in kept if each not in (item.note or "")] == []
    told = json.loads(roadmap("-f", "назад.yaml", "report", "--format", "json").out)
    assert [each["evidence"] for each in told["executed"]] == evidence
    assert [each["days_late"] for each in told["submitted"]] in ([], [0])


def test_a_postponement_of_what_was_executed_is_read_back_and_proves_nothing(
    plan: Path, roadmap: Roadmap
) -> None:
    write_plan(plan, [{"id": 1, "title": "дело", "term": "Август"}])
    roadmap("postpone", "1", "до 20 сентября", "--reason", "письмо № 1", "--date", "2020-08-20")
    roadmap("done", "1", "--date", "2020-09-18", "--note", "справка № 7")
    roadmap("report", "--output", "отчёт.docx")
    assert roadmap("import", "отчёт.docx", "--accept", "--output", "назад.yaml").code == 0
    (item,) = find.load(plan.with_name("назад.yaml")).plan.items
    assert (item.postponed_to, item.note) == ("2020-09-20", "Справка № 7.")
    assert item.comment == "Срок перенесён на 20.09.2020. Основание: письмо № 1."
    assert roadmap("-f", "назад.yaml", "list").out.split("\t")[1] == "done"


def test_a_letter_of_debts_is_read_back(plan: Path, roadmap: Roadmap) -> None:
    terms = ("Сентябрь", "Май", "ежеквартально")
    items = [
        {"id": number, "title": "дело", "term": term, "responsible": ["ОУ"]}
        for number, term in enumerate(terms, start=1)
    ]
    write_plan(plan, items, title="План мероприятий на 2020 год")
    roadmap("postpone", "1", "до 25 ноября", "--reason", "письмо")
    roadmap("letters", "--until", "12.10.2020", "--output", "письма")
    letter = str(Path("письма") / "ОУ.docx")
    assert roadmap("import", letter, "--accept", "--output", "назад.yaml").code == 0
    read = find.load(plan.with_name("назад.yaml")).plan.items
    assert [item.term for item in read] == [*terms]
    assert [item.postponed_to for item in read] == ["2020-11-25", None, None]


@pytest.mark.usefixtures("october")
def test_a_letter_is_read_back(roadmap: Roadmap, plan: Path) -> None:
    roadmap("letters", "-r", "МОЦ", "--until", "12.10.2020", "--output", "письма")
    letter = str(Path("письма") / "МОЦ.docx")
    assert roadmap("import", letter, "--accept", "--output", "назад.yaml").code == 0
    items = find.load(plan.with_name("назад.yaml")).plan.items
    assert [item.id for item in items] == ["3", "6", "12", "13", "16"]
    assert {item.term for item in items} == {"В течение года", "Февраль - декабрь"}


@pytest.mark.parametrize("words", [[], ["--period", "III квартал"], ["--period", "2020 год"]])
def test_the_day_of_a_report_is_no_part_of_the_title(
    plan: Path, roadmap: Roadmap, words: list[str]
) -> None:
    write_plan(plan, [{"id": 1, "title": "отчёт", "term": "Май"}], title="План")
    roadmap("report", "--output", "отчёт.docx", *words)
    more = ("--accept", "--year", "2020", "--output", "назад.yaml")
    assert roadmap("import", "отчёт.docx", *more).code == 0
    assert find.load(plan.with_name("назад.yaml")).plan.title == "План"


@pytest.mark.parametrize(
    ("term", "deeds"),
    [
        ("2 раза в год", [("done", "1", "--period", "II полугодие", "--note", "акт")]),
        (
            "ежеквартально",
            [
                ("done", "1", "--period", "I квартал", "--date", "2020-09-20"),
                ("done", "1", "--period", "III квартал", "--date", "2020-09-10"),
            ],
        ),
        (
            "до 10 числа месяца, следующего за отчётным кварталом",
            [("done", "1", "--period", "II квартал", "--date", "2020-07-12", "--note", "письмо")],
        ),
        (
            "2 раза в год",
            [
                ("done", "1", "--period", "II полугодие", "--date", "2020-08-01"),
                ("done", "1", "--period", "I полугодие", "--date", "2020-09-01"),
            ],
        ),
    ],
)
def test_periods_executed_out_of_order_are_read_back(
    plan: Path, roadmap: Roadmap, term: str, deeds: list[tuple[str, ...]]
) -> None:
    write_plan(plan, [{"id": 1, "title": "отчёт", "term": term, "responsible": ["ОУ"]}])
    for words in deeds:
        assert roadmap(*words).code == 0
    roadmap("report", "--output", "отчёт.docx")
    more = ("--accept", "--year", "2020", "--output", "назад.yaml")
    assert roadmap("import", "отчёт.docx", *more).code == 0
    paths = (plan, plan.with_name("назад.yaml"))
    (before,), (after,) = (View.of_plan(find.load(path).plan, DAY).rows for path in paths)
    assert (after.state, after.due, after.marks) == (before.state, before.due, before.marks)
