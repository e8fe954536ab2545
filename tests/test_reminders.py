"""The digest that people read: what stands in it, in what words, and when it is silent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import plan_text
from golden_files import same_as_golden
from papers import write_plan
from small_plans import event, item, turn, view_of

from roadmap_cli import wording
from roadmap_cli.plan.report_lists import Digest, Pace, digest
from roadmap_cli.views.output import digest_text

if TYPE_CHECKING:
    from conftest import Roadmap
    from small_plans import Data

PLAN = """\
title: п
year: 2020
sections:
  - title: р
    items:
      - {id: 1, title: давно, term: до 1 марта, responsible: [МОЦ]}
      - {id: 2, title: недавно, term: до 30 сентября, responsible: [ОУ]}
      - {id: 3, title: сегодня, term: 01.10.2020, responsible: [МОЦ]}
      - {id: 4, title: скоро, term: до 08.10.2020, responsible: [МОЦ, ОУ]}
      - {id: 5, title: потом, term: с 5 по 9 октября, responsible: [ОУ]}
      - {id: 6, title: весь год, term: в течение года, responsible: [ОУ]}
      - {id: 7, title: сделано, term: октябрь, responsible: [ОУ], status: done, executed: [2020-09-01]}
      - {id: 8, title: без срока, term: по графику, responsible: [ОУ]}
"""
DIGEST = """\
Просрочено: 2 пункта

1. давно
   срок 01.03.2020, просрочено на 214 дней; МОЦ

2. недавно
   срок 30.09.2020, просрочено на 1 день; ОУ


Срок наступает в ближайшие 7 дней: 2 пункта

3. сегодня
   срок 01.10.2020, сегодня; МОЦ

4. скоро
   срок 08.10.2020, через 7 дней; МОЦ; ОУ


Начинается в этом месяце: 1 пункт

5. потом
   срок 09.10.2020, через 8 дней; ОУ


Идёт, а записей о ходе исполнения нет 90 дней: 1 пункт

6. весь год
   срок 31.12.2020, через 91 день; ОУ

"""


@pytest.fixture
def small(plan: Path) -> Path:
    plan.write_text(PLAN)
    return plan


@pytest.mark.usefixtures("small")
def test_a_digest_names_each_item_once(roadmap: Roadmap) -> None:
    assert roadmap("remind") == (0, DIGEST, "")


@pytest.mark.usefixtures("small")
def test_each_party_has_its_own_digest(roadmap: Roadmap) -> None:
    text = roadmap("remind", "--by-responsible").out
    first, second = text.split("ОУ\n==\n")
    assert first.startswith("МОЦ\n===\n\nПросрочено: 1 пункт\n\n1. давно\n")
    assert "2. недавно" in second
    assert roadmap("remind", "-r", "МОЦ", "--by-responsible").out == first.rstrip("\n") + "\n\n"


@pytest.mark.usefixtures("small")
def test_nothing_to_say_is_no_output(roadmap: Roadmap) -> None:
    assert roadmap("remind", "--today", "2020-02-01", "--within", "0") == (0, "", "")


@pytest.mark.usefixtures("plan")
def test_lines_fit_a_mail(roadmap: Roadmap) -> None:
    lines = roadmap("remind", "--within", "365").out.splitlines()
    assert max(map(len, lines)) <= 72
    assert len([line for line in lines if line[:1].isdigit()]) == 18


@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("до 2 октября", "срок 02.10.2020, через 1 день"),
        ("до 3 октября", "срок 03.10.2020 (суббота), через 2 дня"),
        ("до 4 октября", "срок 04.10.2020 (воскресенье), через 3 дня"),
    ],
)
def test_a_control_date_on_a_day_off_is_marked(
    roadmap: Roadmap, plan: Path, term: str, told: str
) -> None:
    plan.write_text(plan_text("2020", f"id: 1, title: сверка, term: {term}, responsible: [ОУ]"))
    assert f"   {told}; ОУ\n" in roadmap("remind").out


# --- what is no deadline, and what waits for somebody


ALL_YEAR = "id: 1, title: сопровождение, term: постоянно, responsible: [МОЦ]"
STARTING = "id: 2, title: сверка, term: 1 ноября - 20 декабря, responsible: [МОЦ]"
MONTHS_AHEAD = "id: 3, title: сбор, term: декабрь, responsible: [ОУ]"


def parts(text: str) -> list[str]:
    """Give the headings of a digest without their counts."""
    return [
        line.rpartition(":")[0] for line in text.splitlines() if line.endswith(("пункт", "пункта"))
    ]


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (
            "2020-11-01",
            ["Начинается в этом месяце", "Идёт, а записей о ходе исполнения нет 90 дней"],
        ),
        (
            "2020-11-02",
            ["Начинается в этом месяце", "Идёт, а записей о ходе исполнения нет 90 дней"],
        ),
        ("2020-11-03", []),  # a Tuesday
        ("2020-11-08", []),  # a Sunday
        ("2020-11-09", []),  # the second Monday
        (
            "2020-12-01",
            ["Начинается в этом месяце", "Ещё не исполнено, а план заканчивается в этом месяце"],
        ),
        ("2020-12-08", []),
        (
            "2020-12-15",
            [
                "Срок наступает в ближайшие 7 дней",
                "Начинается в этом месяце",
                "Ещё не исполнено, а план заканчивается в этом месяце",
            ],
        ),
    ],
)
def test_what_is_no_deadline_comes_alone_on_the_first_and_the_first_monday(
    roadmap: Roadmap, plan: Path, today: str, shown: list[str]
) -> None:
    plan.write_text(plan_text("2020", ALL_YEAR, STARTING, MONTHS_AHEAD))
    assert parts(roadmap("remind", "--today", today).out) == shown
    code = roadmap("remind", "--today", today, "--exit-code").code
    assert code == (3 if shown else 0)


def test_a_line_about_its_course_keeps_an_item_from_being_quiet(
    roadmap: Roadmap, plan: Path
) -> None:
    plan.write_text(plan_text("2020", ALL_YEAR))
    roadmap("progress", "1", "семинар", "--date", "2020-07-15", "--today", "2020-07-20")
    quiet = "Идёт, а записей о ходе исполнения нет"
    assert roadmap("remind", "--today", "2020-10-05").out == ""
    monday = roadmap("remind", "--today", "2020-11-02").out
    assert monday.startswith(f"{quiet} 90 дней: 1 пункт")
    assert "ход исполнения: 15.07.2020: семинар" in monday
    assert f"{quiet} 30 дней" in roadmap("remind", "--today", "2020-09-01", "--quiet", "30").out


def test_each_item_stands_in_one_part(roadmap: Roadmap, plan: Path) -> None:
    items = [
        "id: 1, title: поздно, term: май, responsible: [МОЦ]",
        "id: 2, title: скоро, term: 05.12.2020, responsible: [МОЦ]",
        "id: 3, title: представлено, term: 05.12.2020, status: submitted, responsible: [МОЦ]",
        "id: 4, title: неясно, term: мартобрь, responsible: [МОЦ]",
        "id: 5, title: начало, term: 1-31 декабря, responsible: [МОЦ]",
        "id: 6, title: весь год, term: постоянно, responsible: [МОЦ]",
        "id: 7, title: сделано, term: май, status: done, executed: [2020-05-05]",
        "id: 8, title: по графику, term: по графику, responsible: [МОЦ]",
    ]
    plan.write_text(plan_text("2020", *items))
    found = json.loads(roadmap("remind", "--format", "json", "--today", "2020-12-01").out)
    numbers = {name: [item["id"] for item in found[name]] for name in Digest._fields}
    assert numbers == {
        "overdue": ["1"],
        "soon": ["2"],
        "waiting": ["3"],
        "requests": [],
        "unclear": ["4"],
        "starting": ["5"],
        "quiet": [],
        "closing": ["6", "8"],
    }


def _by_member(when: str, member: str) -> Data:
    return event(f"{when} submit", member=member, date=f"2020-{when}")


def test_every_part_of_a_digest() -> None:
    asked = event("11-28 request", became="Февраль 2021", note="карантин", date="2020-11-28")
    view = view_of(
        "12-01",
        item(1, title=f"Поздно {'слово ' * 15}", term="май", postponed_to="Август"),
        item(2, term="ежеквартально", executed=["2020-03-30"], responsible=["МОЦ"]),
        item(
            3,
            term="до 5 декабря",
            responsible=["школы"],
            history=[_by_member("11-30", "Школа 1")],
        ),
        item(
            4,
            term="ноябрь",
            status="submitted",
            history=[turn("11-25 submit planned submitted")],
        ),
        item(
            5,
            term="октябрь",
            status="submitted",
            history=[turn("11-10 submit planned submitted")],
        ),
        item(6, term="до 20 декабря", history=[asked]),
        item(7, term="мартобрь", responsible=["МОЦ", "ОУ"]),
        item(
            8,
            term="2-25 декабря",
            history=[event("11-15 progress", note="собрано\n3 из 5", date="2020-11-15")],
        ),
        item(9, term="постоянно"),
        item(10, term="по графику"),
        item(11, term="до 2 декабря"),
        item(
            12,
            term="ежеквартально",
            executed=["2020-03-30", "2020-06-30", "2020-09-29"],
            responsible=["школы"],
        ),
        item(13, term="1 декабря"),
        groups={"школы": ["Школа 1", "Школа 2", "Школа 3"]},
    )
    pace = Pace()
    same_as_golden("digest.txt", digest_text(view, digest(view, pace), pace))


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("term: 05.10.2020, responsible: [СОИРО]", "СОИРО\n=====\n\nСрок наступает в ближайшие"),
        ("term: 05.10.2020", "без ответственного\n==================\n\nСрок наступает"),
        ("term: май", "без ответственного\n==================\n\nПросрочено: 1 пункт"),
    ],
)
def test_a_party_with_one_thing_to_do_and_an_item_of_nobody_have_their_digest(
    roadmap: Roadmap, plan: Path, item: str, told: str
) -> None:
    plan.write_text(plan_text("2020", f"id: 1, title: т, {item}"))
    text = roadmap("remind", "--by-responsible").out
    assert text.startswith(told)
    assert "1. т" in text
    if "responsible" not in item:
        assert roadmap("parties").out.startswith("без ответственного\t1\t")
        assert roadmap("list", "-r", "без ответственного").out.startswith("1\t")
        assert "; без ответственного" in roadmap("remind").out


def test_the_late_ones_are_told_worst_first(roadmap: Roadmap, plan: Path) -> None:
    terms = {"1": "август", "2": "март", "3": "сентябрь", "4": "июнь", "5": "март"}
    items = [f"id: {n}, title: т, term: {term}, responsible: [МОЦ]" for n, term in terms.items()]
    plan.write_text(plan_text("2020", *items))
    expected = ["2", "5", "4", "1", "3"]
    told = [line[0] for line in roadmap("remind").out.splitlines() if line[1:2] == "."]
    assert told == expected
    assert [line[0] for line in roadmap("overdue").out.splitlines()] == expected
    report = json.loads(roadmap("report", "--format", "json").out)
    assert [item["id"] for item in report["overdue"]] == expected
    rows = roadmap("report").out.partition("## Просрочено")[2].splitlines()
    assert [row.split(" | ")[0].strip("| ") for row in rows[4:9]] == expected


def test_a_list_of_late_executions_is_worst_first(roadmap: Roadmap, plan: Path) -> None:
    marks = {"1": "2020-06-03", "2": "2020-06-30", "3": "2020-06-10"}
    items = [
        f"id: {n}, title: т, term: май, status: done, executed: [{mark}]"
        for n, mark in marks.items()
    ]
    plan.write_text(plan_text("2020", *items))
    late = json.loads(roadmap("report", "--format", "json").out)["executed_late"]
    assert [(each["id"], each["days_late"]) for each in late] == [("2", 30), ("3", 10), ("1", 3)]


def test_soon_is_told_in_the_order_of_dates(roadmap: Roadmap, plan: Path) -> None:
    terms = {"1": "07.10.2020", "2": "01.10.2020", "3": "05.10.2020"}
    plan.write_text(plan_text("2020", *(f"id: {n}, title: т, term: {t}" for n, t in terms.items())))
    found = json.loads(roadmap("remind", "--format", "json").out)["soon"]
    assert [item["id"] for item in found] == ["2", "3", "1"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 дней"), (1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (14, "14 дней"), (21, "21 день"),
     (22, "22 дня"), (111, "111 дней"), (112, "112 дней"), (121, "121 день")],
)  # fmt: skip
def test_plurals(number: int, words: str) -> None:
    assert wording.plural(number, wording.DAYS) == words


def test_a_digest_names_the_term_that_counts_and_the_period(plan: Path, roadmap: Roadmap) -> None:
    item = {"title": "а", "responsible": ["ОУ"]}
    write_plan(plan, [item | {"id": 1, "term": "Май"}, item | {"id": 2, "term": "ежеквартально"}])
    roadmap("postpone", "1", "до 25 сентября", "--reason", "письмо")
    roadmap("done", "2", "--date", "2020-03-30")
    shown = " ".join(roadmap("remind").out.split())
    assert "срок 25.09.2020 (перенесён, по плану: Май), просрочено на 6 дней" in shown
    assert "период 01.04.2020 – 30.06.2020, срок 30.06.2020, просрочено на 93 дня" in shown
    assert "| Май → до 25 сентября |" in roadmap("list", "--format", "markdown").out


def test_a_quarter_beside_a_report_that_waits_is_told_by_its_own_days(
    roadmap: Roadmap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "roadmap_2020.yaml"
    path.write_text(plan_text("2020", "id: 1, title: мониторинг, term: ежеквартально"))
    assert roadmap("--today", "2020-04-01", "done", "1", "--date", "31.03").code == 0
    assert roadmap("--today", "2020-07-02", "submit", "1").code == 0
    told = roadmap("--today", "2020-09-25", "remind").out
    assert "период 01.07.2020 – 30.09.2020, срок 30.09.2020, через 5 дней" in told
    assert "на проверке 85 дней, представлено с нарушением срока на 2 дня" in " ".join(told.split())
