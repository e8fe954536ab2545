"""The view as of an earlier day follows the history; events have their real time and their day."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, get_args

import pytest
from conftest import plan_text
from small_plans import event as entry
from small_plans import item, view_of

from roadmap_cli.plan.model import Deed, Event
from roadmap_cli.plan.report_lists import written_since
from roadmap_cli.views.output import Format, entries_text
from roadmap_cli.views.sentences import event_line

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap
    from small_plans import Data

ITEM = "id: 1, title: отчёт, term: май, responsible: [МОЦ]"
STORY = [
    ("2020-02-01", "start 1"),
    ("2020-03-01", "progress 1 собрано"),
    ("2020-05-10", "submit 1"),
    ("2020-05-15", "return 1 -n подпись"),
    ("2020-05-20", "postpone 1 июнь -n письмо"),
    ("2020-06-10", "done 1 -n протокол"),
    ("2020-06-20", "reopen 1"),
    ("2020-07-01", "cancel 1 -n приказ"),
]


@pytest.fixture
def told(roadmap: Roadmap, plan: Path) -> Path:
    """Give a plan of one item with a whole story."""
    plan.write_text(plan_text("2020", ITEM))
    for day, command in STORY:
        outcome = roadmap(*command.split(), "--today", day)
        assert outcome.code == 0, outcome.err
    return plan


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("day", "column", "due"),
    [
        ("2020-01-31", "not_due", "2020-05-31"),
        ("2020-02-01", "in_progress", "2020-05-31"),
        ("2020-05-09", "in_progress", "2020-05-31"),
        ("2020-05-10", "submitted", "2020-05-31"),
        ("2020-05-15", "in_progress", "2020-05-31"),
        ("2020-05-19", "in_progress", "2020-05-31"),
        ("2020-05-20", "in_progress", "2020-06-30"),
        ("2020-06-09", "in_progress", "2020-06-30"),
        ("2020-06-20", "in_progress", "2020-06-30"),
        ("2020-07-01", "cancelled", "2020-06-30"),
        ("2020-12-31", "cancelled", "2020-06-30"),
    ],
)
def test_an_item_is_what_it_was_on_the_day(
    roadmap: Roadmap, day: str, column: str, due: str
) -> None:
    report = json.loads(
        roadmap("report", "--format", "json", "--date", day, "--today", "2020-12-31").out
    )
    counted = {name for name, number in report["total"].items() if number == 1} - {"total", "terms"}
    assert counted == {column}
    item = json.loads(roadmap("show", "1", "--format", "json", "--today", day).out)["items"][0]
    assert item["due"] == due


@pytest.mark.parametrize(
    ("more", "column"),
    [
        (", status: done, executed: [2020-05-05]", "not_due"),  # no history: it was planned
        (", status: in_progress", "in_progress"),
        (", status: cancelled", "cancelled"),
    ],
)
def test_without_a_history_only_dates_of_execution_tell_of_the_past(
    roadmap: Roadmap, plan: Path, more: str, column: str
) -> None:
    plan.write_text(plan_text("2020", ITEM + more))
    report = json.loads(roadmap("report", "--format", "json", "--date", "2020-03-01").out)
    assert report["total"][column] == 1


def test_an_item_done_without_having_been_started_was_planned_before(
    roadmap: Roadmap, plan: Path
) -> None:
    plan.write_text(plan_text("2020", ITEM))
    roadmap("done", "1", "--date", "2020-05-05")
    drawn = roadmap("timeline", "--date", "2020-04-01").out
    assert "░░ запланировано" in drawn
    assert "в работе" not in drawn


def test_an_event_has_its_real_time_and_the_day_that_it_counts_for(
    roadmap: Roadmap, plan: Path
) -> None:
    began = datetime.now().astimezone().replace(microsecond=0)
    roadmap("start", "7", "--today", "2020-08-01")
    roadmap("progress", "7", "идёт", "--date", "10.09", "--today", "2020-09-20")
    roadmap("done", "7", "--date", "2020-09-28", "--today", "2020-10-05")
    history = json.loads(roadmap("show", "7", "--format", "json").out)["items"][0]["history"]
    assert [event["date"] for event in history] == ["2020-08-01", "2020-09-10", "2020-09-28"]
    for event in history:
        wait = datetime.fromisoformat(event["at"]) - began
        assert timedelta() <= wait < timedelta(minutes=2)
    assert plan.exists()


def test_an_old_event_counts_for_the_day_on_which_it_was_written(
    roadmap: Roadmap, plan: Path
) -> None:
    event = "{at: 2020-06-10T10:00:00, by: Я, did: postpone, was: май, became: июль, note: письмо}"
    plan.write_text(plan_text("2020", f"{ITEM}, postponed_to: июль, history: [{event}]"))
    for day, state in (("2020-06-09", "overdue"), ("2020-06-10", "planned")):
        assert roadmap("list", "--today", day).out.split("\t")[1] == state


def test_a_postponement_without_a_history_counts_always(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(plan_text("2020", f"{ITEM}, postponed_to: июль"))
    assert roadmap("list", "--today", "2020-02-01").out.split("\t")[2] == "2020-07-31"


def test_undo_of_a_change_made_for_another_day(roadmap: Roadmap, plan: Path) -> None:
    before = plan.read_bytes()
    roadmap("done", "7", "--today", "2020-09-28")
    roadmap("note", "8", "письмо", "--today", "2020-08-01")
    assert "): 8. Собеседование" in roadmap("undo").out
    assert "): 7. Отчет" in roadmap("undo").out
    assert plan.read_bytes() == before
    assert roadmap("undo").code == 4


DEEDS: list[tuple[Data, str]] = [
    ({"did": "start"}, "взято в работу"),
    ({"did": "progress", "note": "собрано"}, "ход исполнения: собрано"),
    ({"did": "submit"}, "представлено на проверку"),
    (
        {"did": "submit", "member": "Школа 1", "evidence": ["акт.pdf", "скан 2.pdf"]},
        "представлено на проверку, Школа 1 [акт.pdf, скан 2.pdf]",
    ),
    (
        {"did": "return", "was": "submitted", "became": "in_progress", "note": "подпись"},
        "возвращено в работу (на проверке → в работе): подпись",
    ),
    ({"did": "return", "member": "Школа 1"}, "возвращено в работу, Школа 1"),
    ({"did": "return", "period": "2020-03-31"}, "возвращено в работу"),
    ({"did": "return", "note": "рано"}, "в переносе срока отказано: рано"),
    (
        {"did": "done", "was": "planned", "became": "done", "date": "2020-05-20"},
        "исполнено 20.05.2020 (запланировано → исполнено)",
    ),
    (
        {"did": "done", "was": "done", "became": "done", "date": "2020-05-18"},
        "исполнено 18.05.2020",
    ),
    (
        {"did": "correct", "date": "2020-05-20", "old_date": "2020-05-19", "old_note": "акт"},
        "запись исправлена 20.05.2020 [прежняя дата: 19.05.2020] [прежнее примечание: акт]",
    ),
    ({"did": "cancel", "date": "2020-05-19"}, "снято с контроля 19.05.2020"),
    ({"did": "cancel", "date": "2020-05-20"}, "снято с контроля"),
    ({"did": "reopen"}, "открыто снова"),
    (
        {"did": "request", "was": "Май", "became": "Июль", "note": "карантин"},
        "просьба о переносе срока (Май → Июль): карантин",
    ),
    ({"did": "postpone", "was": "Май", "became": "Июль"}, "срок перенесён (Май → Июль)"),
    ({"did": "postpone", "became": "Июль"}, "срок перенесён"),
    ({"did": "note", "note": "акт\nподписан"}, "примечание: акт подписан"),
    ({"did": "add"}, "пункт добавлен"),
    ({"did": "amend", "note": "приказ"}, "пункт изменён: приказ"),
]


@pytest.mark.parametrize(("fields", "told"), DEEDS)
def test_an_event_in_words(fields: Data, told: str) -> None:
    data = {"at": "2020-05-20T09:05:00", "by": "Минаева\nЕ.Л.", **fields}
    assert event_line(Event.model_validate(data)) == f"20.05.2020 09:05, Минаева Е.Л., {told}"


def test_every_deed_has_words_of_its_own() -> None:
    tried = {fields["did"] for fields, _ in DEEDS}
    assert tried == set(get_args(Deed))


def _entries(form: Format, by: str = "Ким А.Б.") -> str:
    done = {"was": "planned", "became": "done", "date": "2020-05-18", "note": "акт | 1"}
    view = view_of(
        "05-21",
        item(
            1, title="Отчёт\nшколы", history=[entry("05-19 done", **done) | {"evidence": ["1.pdf"]}]
        ),
        item(
            2,
            responsible=["школы"],
            history=[entry("05-20 submit", member="Школа 1", note="=акт", period="2020-05-31")],
        ),
        item(3, history=[entry("05-21 start") | {"by": by}]),
        groups={"школы": ["Школа 1"]},
    )
    return entries_text(view, written_since(view, date(2020, 5, 19)), form)


def test_changes_are_a_line_each() -> None:
    entries = [
        each.replace("2020-05-", "05-").split("\t") for each in _entries(Format.PLAIN).splitlines()
    ]
    assert entries == [
        ["05-19T12:00:00", "Минаева Е.Л.", "1", "done", "05-18", "акт | 1: 1.pdf", "Отчёт школы"],
        ["05-20T12:00:00", "Минаева Е.Л.", "2", "submit", "05-20", "Школа 1: =акт", "дело 2"],
        ["05-21T12:00:00", "Ким А.Б.", "3", "start", "05-21", "-", "дело 3"],
    ]
    unsigned = _entries(Format.PLAIN, by=" ").splitlines()[-1]
    assert unsigned.split("\t")[1] == "-"  # nothing would be no field for a shell


def test_changes_are_the_same_in_csv() -> None:
    head, *rows = csv.reader(io.StringIO(_entries(Format.CSV), newline=""))
    assert head == ["at", "by", "id", "did", "date", "note", "title"]
    lines = [line.split("\t") for line in _entries(Format.PLAIN).splitlines()]
    assert [["'-" if cell == "-" else cell for cell in line] for line in lines] == rows


def test_changes_are_a_table_in_markdown() -> None:
    assert _entries(Format.MARKDOWN) == (
        "| № | Мероприятие | Что изменилось |\n"
        "| --: | --- | --- |\n"
        "| 1 | Отчёт школы | 19.05.2020 12:00, Минаева Е.Л., исполнено 18.05.2020 "
        "(запланировано → исполнено): акт \\| 1 \\[1.pdf\\] |\n"
        "| 2 | дело 2 | 20.05.2020 12:00, Минаева Е.Л., представлено на проверку, "
        "Школа 1: =акт |\n"
        "| 3 | дело 3 | 21.05.2020 12:00, Ким А.Б., взято в работу |\n"
    )


def test_the_keys_of_changes_in_json_are_a_contract() -> None:
    answer = json.loads(_entries(Format.JSON))
    assert list(answer) == ["version", "plan", "plans", "today", "changes"]
    assert answer["changes"][0] == {
        "ref": "2020/1",
        "id": "1",
        "title": "Отчёт\nшколы",
        "at": "2020-05-19T12:00:00",
        "by": "Минаева Е.Л.",
        "did": "done",
        "was": "planned",
        "became": "done",
        "date": "2020-05-18",
        "note": "акт | 1",
        "evidence": ["1.pdf"],
    }
    assert [each["id"] for each in answer["changes"]] == ["1", "2", "3"]
