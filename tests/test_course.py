"""What is said about an item follows from its events alone: of any day, whenever they were recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import plan_text
from docx import Document
from small_plans import Data, day, event, item, plan_of, row_of, turn, view_of

from roadmap_cli.plan.course import course, recorded, steps

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from conftest import Outcome, Roadmap

    from roadmap_cli.plan.standing import Standing

PLAN = """\
title: План
year: 2020
sections:
- title: Раздел
  items:
  - {id: 1, title: Справка, term: Сентябрь, responsible: [МОЦ]}
  - {id: 2, title: Мониторинг, term: ежеквартально, responsible: [ОУ]}
  - {id: 3, title: Семинар, term: 2 раза в год, responsible: [ОУ]}
  - {id: 6, title: Отчёт, term: "до 10 числа месяца, следующего за отчётным кварталом"}
  - {id: 8, title: Сводка, term: "до 5 числа месяца, следующего за отчётным"}
"""


class Desk:
    """A plan and the commands given on some days, each a line: `09-28 done 1`."""

    def __init__(self, roadmap: Roadmap) -> None:
        """Sit down at it."""
        self.roadmap = roadmap

    def __call__(self, line: str, *more: str) -> Outcome:
        today, *words = line.split()
        return self.roadmap("--today", f"2020-{today}", *words, *more)

    def does(self, *lines: str) -> None:
        for line in lines:
            said = self(*line.split(" | "))
            assert said.code == 0, (line, said.err)

    def item(self, line: str) -> dict[str, Any]:
        today, number = line.split()
        shown = self(f"{today} show {number} --format json")
        (found,) = json.loads(shown.out)["items"]
        assert isinstance(found, dict)
        return found

    def report(self, line: str, *more: str) -> dict[str, Any]:
        found = json.loads(self(f"{line} report --format json", *more).out)
        assert isinstance(found, dict)
        return found


@pytest.fixture
def desk(plan: Path, roadmap: Roadmap) -> Desk:
    plan.write_text(PLAN, encoding="utf-8")
    return Desk(roadmap)


# --- an event says which period it concerns


@pytest.mark.parametrize(
    ("lines", "number", "period"),
    [
        (["03-20 done 2"], "2", "2020-03-31"),
        (["03-20 done 2 --period | III квартал"], "2", "2020-09-30"),
        (["03-20 submit 2"], "2", "2020-03-31"),
        (["03-20 submit 2", "03-21 return 2 --reason | нет подписи"], "2", "2020-03-31"),
        (["03-20 done 2", "03-25 done 2 --correct --date 2020-03-10"], "2", "2020-03-31"),
        (["03-20 done 2", "03-25 reopen 2"], "2", "2020-03-31"),
        (["03-20 done 2", "03-25 postpone 2 | до 15 июля --reason | письмо"], "2", "2020-06-30"),
        (["10-01 done 1"], "1", "2020-09-30"),
        (["03-20 request 2 | до 15 апреля --reason | письмо"], "2", "2020-03-31"),
    ],
)
def test_an_event_names_its_period_by_the_last_approved_day(
    desk: Desk, lines: list[str], number: str, period: str
) -> None:
    for line in lines:
        words = line.replace(" --reason | ", " | --reason | ").split(" | ")
        said = desk(*words)
        assert said.code == 0, said.err
    assert desk.item(f"12-31 {number}")["history"][-1]["period"] == period


@pytest.mark.parametrize(
    ("number", "today", "words", "closed"),
    [
        ("6", "07-08", "II квартал", "01.04.2020 – 10.07.2020"),
        ("6", "07-08", "июль", "01.04.2020 – 10.07.2020"),
        ("6", "07-08", "I квартал", "01.01.2020 – 10.04.2020"),
        ("6", "12-30", "IV квартал", "01.10.2020 – 10.01.2021"),
        ("6", "12-30", "октябрь - декабрь", "01.10.2020 – 10.01.2021"),
        ("6", "12-30", "октябрь - ноябрь", "01.07.2020 – 10.10.2020"),
        ("8", "03-03", "февраль", "01.02.2020 – 05.03.2020"),
        ("8", "12-30", "декабрь", "01.12.2020 – 05.01.2021"),
        ("2", "03-03", "I квартал", "01.01.2020 – 31.03.2020"),
    ],
)
def test_words_for_a_period_mean_the_one_that_a_report_is_about(
    desk: Desk, number: str, today: str, words: str, closed: str
) -> None:
    assert f"закрыт период {closed}" in desk(f"{today} done {number} --period", words).out


def test_a_period_that_ends_as_the_next_begins_is_named_by_what_it_is_about(
    desk: Desk, plan: Path
) -> None:
    plan.write_text(PLAN.replace("до 10 числа", "до 1 числа"), encoding="utf-8")
    said = desk("07-08 done 6 --period", "II квартал")
    assert "закрыт период 01.04.2020 – 01.07.2020" in said.out


def test_a_postponed_period_keeps_its_own_words(desk: Desk) -> None:
    desk.does("03-20 postpone 2 | до 15 апреля | --reason | письмо")
    for words in ("I квартал", "апрель"):
        said = desk("04-10 done 2 --dry-run --period", words)
        assert "закрыт период 01.01.2020 – 15.04.2020, в срок" in said.out, words


# --- marks: none is lost, none is taken for another


def test_two_protocols_of_one_day_show_two_quarters(desk: Desk) -> None:
    desk.does(
        "07-05 done 2 --period | I квартал | --note | протокол А",
        "07-05 done 2 --period | II квартал | --note | протокол Б",
    )
    assert [each["evidence"] for each in desk.report("07-06")["executed"]] == [
        "протокол А",
        "протокол Б",
    ]


def test_a_correction_keeps_the_note_and_touches_no_other_quarter(desk: Desk) -> None:
    desk.does(
        "03-20 done 2 --note | протокол № 1",
        "06-20 done 2 --note | протокол № 2",
        "06-21 done 2 --correct --period | I квартал | --date | 2020-03-19",
    )
    assert desk.item("06-21 2")["executed"] == ["2020-03-19", "2020-06-20"]
    shown = [each["evidence"] for each in desk.report("06-21")["executed"]]
    assert shown == ["протокол № 1", "протокол № 2"]


def test_a_day_that_is_recorded_is_corrected_in_its_own_quarter(desk: Desk) -> None:
    desk.does("03-20 done 2 --note | протокол № 1", "06-20 done 2 --note | протокол № 2")
    again = ("06-21 done 2 --date 2020-03-20 --note", "протокол № 7")
    assert "--correct" in desk(*again).err
    assert desk(*again, "--correct").code == 0
    assert desk.item("06-21 2")["executed"] == ["2020-03-20", "2020-06-20"]
    assert [each["evidence"] for each in desk.report("06-21")["executed"]] == [
        "протокол № 7",
        "протокол № 2",
    ]


def test_a_correction_to_a_day_before_the_latest_quarter_asks_which_one(desk: Desk) -> None:
    desk.does("03-20 done 2", "06-20 done 2")
    said = desk("06-21 done 2 --correct --date 2020-03-18")
    assert said.code == 2
    assert said.err == (
        "roadmap: пункт 2 не изменён: исполнено несколько его периодов; "
        "назовите тот, который исправить: --period\n"
    )
    assert desk.item("06-21 2")["executed"] == ["2020-03-20", "2020-06-20"]


def test_a_correction_to_the_first_day_of_the_latest_quarter_is_of_that_quarter(desk: Desk) -> None:
    desk.does("03-20 done 2", "06-20 done 2", "06-21 done 2 --correct --date 2020-04-01")
    assert desk.item("06-21 2")["executed"] == ["2020-03-20", "2020-04-01"]


def test_a_correction_says_which_date_became_which(desk: Desk) -> None:
    desk.does("03-20 done 2")
    said = desk("03-25 done 2 --correct --date 2020-03-10").out
    assert "дата исполнения 20.03.2020 → 10.03.2020, период 01.01.2020 – 31.03.2020, в срок" in said


def test_a_correction_says_of_which_quarter_the_note_is_another(desk: Desk) -> None:
    desk.does("03-20 done 2 --note | протокол 1", "06-20 done 2 --note | протокол 2")
    said = desk("06-21 done 2 --correct --period", "I квартал", "--note", "протокол 1а").out
    assert "период 01.01.2020 – 31.03.2020, примечание «протокол 1» → «протокол 1а»" in said
    said = desk("06-21 done 2 --correct --date 2020-06-19 --note", "протокол 2а").out
    assert "20.06.2020 → 19.06.2020, период 01.04.2020 – 30.06.2020, в срок" in said
    assert "примечание «протокол 2» → «протокол 2а»" in said


def test_an_earlier_today_drops_no_recorded_date(desk: Desk) -> None:
    desk.does("09-28 done 1 --note | протокол")
    assert "он уже исполнен 28.09.2020" in desk("09-20 done 1 --date 2020-09-20").err
    assert desk.item("09-28 1")["executed"] == ["2020-09-28"]


def test_the_same_mark_typed_twice_closes_one_quarter(desk: Desk) -> None:
    desk.does("07-05 done 2 --note | протокол", "07-05 done 2 --note | протокол")
    assert desk.item("07-05 2")["executed"] == ["2020-07-05"]
    desk.does("07-05 done 2 --note | другой протокол")
    assert desk.item("07-05 2")["executed"] == ["2020-07-05", "2020-07-05"]


@pytest.mark.parametrize(
    ("accepting", "again"),
    [
        ("07-06 done 2", "07-06 done 2"),
        ("07-06 done 2 --note | принято", "07-06 done 2 --note | принято"),
        ("07-06 done 2 --date 2020-04-02", "07-06 done 2 --date 2020-04-02"),
        ("04-03 done 2", "04-03 done 2"),
    ],
)
def test_a_report_accepted_twice_closes_one_quarter(desk: Desk, accepting: str, again: str) -> None:
    desk.does("04-03 submit 2 --note | отчёт", accepting)
    first = desk.item("07-06 2")["executed"]
    said = desk(*again.split(" | "))
    assert (said.code, "ничего не изменено" in said.out) == (0, True)
    assert "период 01.01.2020 – 31.03.2020 уже закрыт" in said.out
    assert desk.item("07-06 2")["executed"] == first
    assert len(first) == 1


def test_an_acceptance_of_a_later_day_says_what_was_accepted_before(desk: Desk) -> None:
    desk.does("04-03 submit 2 --note | отчёт", "04-06 done 2")
    said = desk("04-07 done 2").out
    assert "закрыт период 01.04.2020 – 30.06.2020, в срок" in said
    assert "отчёт за период 01.01.2020 – 31.03.2020 был принят 06.04.2020" in said


# --- reports that wait


def test_what_is_late_beside_a_report_is_named_by_its_own_term(desk: Desk) -> None:
    desk.does("04-03 submit 2 --note | отчёт")
    item = desk.item("07-03 2")
    assert (item["state"], item["due"], item["days_late"]) == ("overdue", "2020-06-30", 3)
    assert "период 01.04.2020 – 30.06.2020" in desk("07-03 remind").out
    assert desk.item("06-03 2")["due"] == "2020-03-31"


def test_a_report_hides_no_other_quarter_from_who_is_reminded(desk: Desk) -> None:
    desk.does("04-03 submit 2 --note | отчёт")
    told = desk("06-25 remind").out
    assert "период 01.04.2020 – 30.06.2020, срок 30.06.2020" in told
    assert "Ждёт проверки" in told


@pytest.mark.parametrize(
    ("until", "asked"),
    [
        ("04-04 05.04.2020", ["за II квартал 2020 года, срок – 30.06.2020"]),
        (
            "07-03 05.07.2020",
            [
                "за II квартал 2020 года, срок – 30.06.2020, просрочено на 3 дня",
                "за III квартал 2020 года, срок – 30.09.2020",
            ],
        ),
    ],
)
def test_a_letter_does_not_ask_for_what_is_reported(
    desk: Desk, plan: Path, until: str, asked: list[str]
) -> None:
    today, day_of_answer = until.split()
    desk.does("04-03 submit 2 --note | отчёт")
    desk.does(f"{today} letters --until {day_of_answer} --output п -r ОУ")
    (table,) = Document(str(plan.parent / "п" / "ОУ.docx")).tables
    cells = [
        row.cells[2].text.replace("\xa0", " ").split("\n")
        for row in table.rows
        if row.cells[0].text == "2"
    ]
    assert cells == [["ежеквартально", *asked]]


def test_a_postponement_beside_a_report_names_its_own_day(desk: Desk) -> None:
    desk.does("04-03 submit 2 --note | отчёт")
    said = desk("06-25 postpone 2 --reason письмо", "до 20 июля").out
    assert "срок ежеквартально → 20.07.2020" in said
    item = desk.item("07-10 2")
    assert (item["state"], item["due"]) == ("submitted", "2020-03-31")


def test_nothing_more_is_asked_of_what_is_reported_whole(desk: Desk) -> None:
    desk.does("09-03 submit 1")
    assert "Справка" not in desk("09-25 remind --within 10").out.partition("Ждёт")[0]


def test_a_report_is_accepted_on_a_day_that_has_a_mark(desk: Desk) -> None:
    desk.does("07-05 done 2", "07-05 submit 2 --note | отчёт", "07-06 done 2")
    item = desk.item("07-06 2")
    assert item["executed"] == ["2020-07-05", "2020-07-05"]
    assert item["status"] == "in_progress"


def test_a_report_of_a_quarter_to_come_is_accepted(desk: Desk) -> None:
    desk.does("03-15 done 2", "03-20 submit 2", "03-21 done 2")
    assert desk.item("03-21 2")["executed"] == ["2020-03-15", "2020-03-20"]


def test_a_late_report_stays_late_whatever_is_decided_later(desk: Desk) -> None:
    desk.does("10-05 submit 1", "10-06 postpone 1 | до 15 октября | --reason | письмо")
    assert desk.item("10-06 1")["days_late"] == 5
    desk.does("10-07 done 1")
    item = desk.item("10-07 1")
    assert (item["state"], item["days_late"]) == ("done_late", 5)


@pytest.mark.parametrize("late", ["submit 1", "done 1"])
def test_a_postponement_of_the_same_day_after_a_late_report_changes_nothing(
    desk: Desk, late: str
) -> None:
    desk.does(f"10-05 {late}")
    if late == "submit 1":
        desk.does("10-05 postpone 1 | до 15 октября | --reason | письмо", "10-05 done 1")
    item = desk.item("10-06 1")
    assert (item["state"], item["days_late"]) == ("done_late", 5)


def test_an_acceptance_of_a_later_day_is_timed_by_the_postponement_of_then(desk: Desk) -> None:
    desk.does(
        "10-05 submit 1",
        "10-10 postpone 1 | до 15 октября | --reason | письмо",
        "10-10 done 1 --date 2020-10-10",
    )
    assert desk.item("10-11 1")["state"] == "done"


def test_a_postponement_of_the_same_day_before_a_report_counts(desk: Desk) -> None:
    desk.does("10-05 postpone 1 | до 15 октября | --reason | письмо", "10-05 done 1")
    assert desk.item("10-06 1")["state"] == "done"


def test_a_decision_entered_late_stands_before_the_later_one(desk: Desk) -> None:
    desk.does("05-01 postpone 1 | до 15 октября | --reason | приказ № 2")
    words = ("--reason", "приказ № 1", "--date", "2020-04-01")
    said = desk("06-01 postpone 1", "до 15 ноября", *words)
    assert said.out.startswith(
        "1. Справка: перенос записан; действует более позднее решение: срок 15.10.2020"
    )
    item = desk.item("06-02 1")
    assert (item["due"], item["postponed_to"], item["note"]) == (
        "2020-10-15",
        "до 15 октября",
        "приказ № 2",
    )
    assert desk.item("04-15 1")["due"] == "2020-11-15"
    assert "вручную" not in desk("06-02 check").out


def test_a_decision_entered_late_stands_between_the_others(desk: Desk) -> None:
    for today, term, of in (
        ("10-01", "до 15 октября", "10-01"),
        ("11-10", "до 20 декабря", "11-10"),
        ("11-11", "до 15 ноября", "10-20"),
    ):
        desk.does(f"{today} postpone 1 | {term} | --reason | письмо | --date | 2020-{of}")
    due = [desk.item(f"{day} 1")["due"] for day in ("10-05", "10-25", "11-12")]
    assert due == ["2020-10-15", "2020-11-15", "2020-12-20"]
    desk.does("11-12 done 1 --date 2020-11-01")
    assert desk.item("11-12 1")["state"] == "done"


def test_an_order_entered_late_ends_no_later_postponement(desk: Desk) -> None:
    desk.does("05-01 postpone 1 | до 15 ноября | --reason | письмо")
    desk.does("06-01 amend 1 | --term | Октябрь | --reason | приказ | --date | 2020-04-01")
    assert (desk.item("04-15 1")["due"], desk.item("06-02 1")["due"]) == (
        "2020-10-31",
        "2020-11-15",
    )
    assert "вручную" not in desk("06-02 check").out


def test_an_acceptance_says_what_it_accepts(desk: Desk) -> None:
    desk.does("09-05 submit 1 --note акт --evidence https://example.org/a", "09-07 done 1")
    accepted = desk.item("09-08 1")["history"][-1]
    assert (accepted["did"], accepted["note"], accepted["evidence"]) == (
        "done",
        "акт",
        ["https://example.org/a"],
    )


def test_a_report_hides_no_other_quarter_that_is_missed(desk: Desk) -> None:
    desk.does("03-20 submit 2")
    assert desk.item("06-30 2")["state"] == "submitted"
    item = desk.item("07-01 2")
    assert (item["state"], item["days_late"]) == ("overdue", 1)
    assert "(2 срока)" not in desk("07-01 report --format markdown").out


def test_a_correction_to_a_day_of_the_future_is_refused(desk: Desk) -> None:
    desk.does("09-10 done 1")
    said = desk("09-11 done 1 --correct --date 2020-09-20")
    assert (said.code, "дата исполнения 20.09.2020 ещё не наступила" in said.err) == (2, True)


@pytest.mark.parametrize(
    "line",
    [
        "09-11 return 1 | --reason | х | --date | 2030-01-01",
        "09-11 reopen 1 | --date | 2030-01-01",
        "09-11 note 1 | х | --date | 9999-12-31",
        "09-11 amend 1 | --title | Иначе | --reason | х | --date | 9999-12-31",
        "09-11 progress 1 | х | --date | 2020-09-12",
        "09-11 start 1 | --date | 2020-09-12",
    ],
)
def test_no_change_takes_a_day_of_the_future(desk: Desk, line: str) -> None:
    if "reopen" in line:
        desk.does("09-10 done 1")
    if "return" in line:
        desk.does("09-10 submit 1")
    said = desk(*line.split(" | "))
    assert (said.code, "ещё не наступил" in said.err) == (2, True)
    assert desk("09-11 remind").code == 0


def test_a_report_is_not_returned_before_it_came(desk: Desk) -> None:
    desk.does("09-10 submit 1")
    assert desk("09-11 return 1 --reason х --date 2020-09-09").code == 2


# --- as of an earlier day


def test_before_a_reopening_a_late_mark_was_late(desk: Desk) -> None:
    desk.does("10-05 done 1")
    then = desk.report("10-10")["total"]
    desk.does("10-20 reopen 1")
    assert desk.report("10-20", "--date", "2020-10-10")["total"] == then
    assert desk.item("10-20 1")["state"] == "overdue"


def test_marks_recorded_in_another_order(desk: Desk) -> None:
    desk.does(
        "07-10 done 3 --period | II полугодие | --date | 2020-07-05",
        "07-20 done 3 --period | I полугодие | --date | 2020-04-02",
    )
    item = desk.item("05-01 3")
    assert (item["state"], item["executed"]) == ("in_progress", ["2020-04-02"])
    assert desk.item("07-20 3")["state"] == "done"


def test_an_earlier_day_is_told_nothing_of_what_was_decided_later(desk: Desk) -> None:
    desk.does(
        "10-20 postpone 1 | Ноябрь | --reason | письмо",
        "10-28 note 1 | ждём решения",
        "11-02 amend 1 | --term | Декабрь | --reason | приказ",
    )
    text = desk("11-20 report --date 2020-10-05 --format markdown").out
    assert "Сентябрь" in text
    assert not any(word in text for word in ("Ноябрь", "ждём решения", "Декабрь", "приказ"))
    item = desk.item("10-05 1")
    assert (item["term"], item["due"], item["note"]) == ("Сентябрь", "2020-09-30", None)
    assert desk.item("10-21 1")["due"] == "2020-11-30"
    assert desk.item("11-20 1")["due"] == "2020-12-31"


def test_the_filter_by_status_is_of_the_day_too(desk: Desk) -> None:
    desk.does("09-28 done 1")
    assert desk("09-01 list -s done").out == ""
    assert desk("09-28 list -s done").out.startswith("1\tdone\t")


def test_a_correction_after_a_reopening_keeps_the_note_of_what_it_corrects(desk: Desk) -> None:
    desk.does("09-20 done 1 --note | протокол 1", "10-02 reopen 1", "10-05 done 1 --note | акт 2")
    desk.does("10-06 done 1 --correct --date 25.09.2020")
    found = desk.report("10-06", "--period", "III квартал")
    (mark,) = [each for each in found["executed"] if each["id"] == "1"]
    assert (mark["executed"], mark["evidence"]) == ("2020-09-25", "акт 2")


def test_a_report_for_a_period_that_is_over_is_of_the_end_of_its_last_day(desk: Desk) -> None:
    desk.does("10-10 done 1 --note | протокол")
    words = ("--period", "III квартал")
    found = desk.report("10-11", *words)
    assert (found["total"]["overdue"], found["total"]["current"]["executed"]) == (5, 0)
    assert [each["id"] for each in found["overdue"]][-1] == "1"
    text = desk("10-11 report --format markdown", *words).out
    assert "не исполнено в срок; исполнено 10.10.2020, с нарушением срока на 10 дней" in text
    # on the very day it is not missed yet
    assert desk.report("09-30", *words)["total"]["overdue"] == 4


def test_what_falls_due_after_a_period_that_is_over_begins_with_the_next_day(
    desk: Desk, plan: Path
) -> None:
    terms = ("до 30 сентября", "до 1 октября")
    items = [f"id: {n}, title: дело, term: {term}" for n, term in enumerate(terms, 1)]
    plan.write_text(plan_text("2020", *items), encoding="utf-8")
    found = desk.report("10-11", "--period", "III квартал")
    assert [each["id"] for each in found["due_soon"]] == ["2"]


# --- terms that a later order changes


def test_an_amended_term_ends_a_postponement(desk: Desk) -> None:
    for term, due in (("Декабрь", "2020-12-31"), ("Август", "2020-08-31")):
        desk.does("08-01 postpone 1 | Октябрь | --reason | письмо")
        said = desk("08-05 amend 1", "--term", term, "--reason", "приказ").out
        assert f"срок: Сентябрь → {term}; перенос на «Октябрь» больше не действует;" in said
        item = desk.item("08-05 1")
        assert (item["due"], item["postponed_to"]) == (due, None)
        assert desk.item("08-04 1")["due"] == "2020-10-31"
        assert "Октябрь" not in desk("08-05 list --format table").out
        assert desk("08-05 undo").code == desk("08-05 undo").code == 0


def test_what_was_begun_is_in_work_when_it_is_reopened(desk: Desk) -> None:
    desk.does("09-01 start 1", "09-20 done 1", "09-21 done 1 --correct --note х", "09-22 reopen 1")
    assert desk.item("09-22 1")["status"] == "in_progress"


def test_a_reopened_removal_takes_its_basis_out_of_the_note(desk: Desk) -> None:
    desk.does(
        "09-01 note 1 | спросить Ольгу", "09-02 cancel 1 | --reason | приказ № 5", "09-03 reopen 1"
    )
    assert desk.item("09-03 1")["note"] == "спросить Ольгу"


def test_a_postponement_of_one_quarter_is_not_the_former_term_of_the_next(desk: Desk) -> None:
    desk.does("03-20 postpone 2 | до 15 апреля | --reason | письмо", "04-10 done 2")
    refused = desk("06-20 postpone 2", "30 июня", "--reason", "письмо 2")
    assert "не позже утверждённого 30.06.2020" in refused.err
    moved = desk("06-20 postpone 2", "до 20 июля", "--reason", "письмо 2")
    assert "срок ежеквартально → 20.07.2020" in moved.out
    assert desk.item("06-20 2")["history"][-1]["was"] == "ежеквартально"
    desk.does("06-20 undo", "06-20 request 2 | до 20 июля | --reason | зал занят")
    assert desk.item("06-20 2")["history"][-1]["was"] == "ежеквартально"


def test_what_was_told_on_the_way_stays_in_the_report_of_what_is_executed(desk: Desk) -> None:
    desk.does("09-01 progress 1 | опрошены 5 школ", "09-20 done 1")
    (told,) = desk.report("12-31")["progress"]
    assert told["lines"] == [{"date": "2020-09-01", "text": "опрошены 5 школ"}]
    for form in ("markdown", "html"):
        assert "опрошены 5 школ" in desk(f"12-31 report --format {form}").out


def test_an_item_that_waits_for_acceptance_is_not_one_of_which_nothing_is_recorded(
    plan: Path, roadmap: Roadmap
) -> None:
    def silent() -> str:
        report = roadmap("report", "--period", "2020 год", "--today", "2021-01-11").out
        return report.partition("за этот период не внесены: п. ")[2].partition(".")[0]

    plan.write_text(plan_text("2020", "id: 1, title: ход, term: в течение года"))
    assert roadmap("start", "1", "--today", "2020-11-01").code == 0
    assert silent() == ""  # what was missed is in another part
    plan.write_text(plan_text("2020-01-01 2021-12-31", "id: 1, title: ход, term: весь период"))
    assert roadmap("start", "1", "--today", "2020-11-01").code == 0
    assert silent() == "1"
    assert roadmap("submit", "1", "--today", "2020-12-20").code == 0
    assert silent() == ""


def test_a_report_waits_again_when_a_removal_is_reopened(desk: Desk) -> None:
    desk.does(
        "09-01 submit 1 --note | исх. 15",
        "09-02 cancel 1 | --reason | приказ № 5",
        "09-03 reopen 1",
    )
    item = desk.item("09-03 1")
    assert (item["status"], item["note"]) == ("submitted", "исх. 15")
    desk.does("09-05 done 1")
    assert desk.item("09-05 1")["executed"] == ["2020-09-01"]


# --- hands


@pytest.mark.parametrize(
    ("fields", "today", "told"),
    [
        # a date that a hand has written counts from itself
        ({"status": "done", "executed": ["2020-05-20"]}, "05-19", "planned"),
        ({"status": "done", "executed": ["2020-05-20"]}, "05-20", "done"),
        # earlier versions did not let a report wait again, and their files say so
        (
            {
                "status": "in_progress",
                "history": [
                    turn("05-10 submit planned submitted"),
                    turn("05-12 cancel submitted cancelled"),
                    turn("05-14 reopen cancelled in_progress"),
                    event("05-20 note", note="х"),
                ],
            },
            "05-14",
            "in_progress",
        ),
        # beside a history: the rest from the day of the latest event
        (
            {"status": "cancelled", "history": [turn("05-10 start planned in_progress")]},
            "05-09",
            "planned",
        ),
        (
            {"status": "cancelled", "history": [turn("05-10 start planned in_progress")]},
            "05-10",
            "cancelled",
        ),
        # a date that a hand has taken away is gone from then on
        ({"status": "planned", "history": [turn("05-10 done planned done")]}, "05-10", "planned"),
    ],
)
def test_the_file_wins_where_a_hand_has_edited_it(fields: Data, today: str, told: str) -> None:
    assert row_of(today, **fields).state == told


@pytest.mark.parametrize(
    ("lines", "day", "state"),
    [
        (["10-02 start 1"], "10-01", "planned"),
        (["11-18 done 1"], "10-15", "planned"),
        (["11-18 done 1"], "11-18", "done"),
        (["11-18 done 1", "12-01 reopen 1", "12-02 done 1"], "12-03", "done_late"),
        (["11-18 submit 1", "11-23 done 1"], "11-23", "done"),
        (["11-21 submit 1", "11-23 done 1"], "11-23", "done_late"),
        (["09-02 note 1 | письмо", "11-18 done 1"], "09-01", "planned"),
    ],
)
def test_a_postponement_by_hand_counts_for_what_a_command_records_after_it(
    desk: Desk, plan: Path, lines: list[str], day: str, state: str
) -> None:
    moved = "term: Сентябрь, postponed_to: 20 ноября,"
    plan.write_text(PLAN.replace("term: Сентябрь,", moved), encoding="utf-8")
    desk.does(*lines)
    item = desk.item(f"{day} 1")
    assert (item["state"], item["due"]) == (state, "2020-11-20")


def test_a_postponement_by_hand_keeps_its_basis_when_the_item_is_executed(
    desk: Desk, plan: Path
) -> None:
    moved = "term: Сентябрь, postponed_to: 20 ноября, note: письмо № 3,"
    plan.write_text(PLAN.replace("term: Сентябрь,", moved), encoding="utf-8")
    desk.does("11-18 done 1 --note | акт")
    told = "Исполнено 18.11.2020. Акт. Срок перенесён на 20.11.2020. Основание: письмо № 3."
    assert told in desk("11-18 report --format csv").out
    assert "правили рукой" not in desk("11-18 check").out


def test_a_postponement_by_hand_after_a_late_mark_does_not_make_it_timely(
    desk: Desk, plan: Path
) -> None:
    desk.does("09-02 start 1", "10-05 done 1")
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("status: done", "postponed_to: 20 ноября, status: done"), "utf-8")
    desk.does("10-06 note 1 | акт")
    assert desk.item("10-06 1")["state"] == "done_late"


@pytest.mark.parametrize("before", ["progress 1 | выезд", "start 1"])
def test_a_note_by_hand_is_told_of_the_days_before_it_was_replaced(
    desk: Desk, plan: Path, before: str
) -> None:
    plan.write_text(PLAN.replace("term: Сентябрь,", "term: Сентябрь, note: письмо,"), "utf-8")
    desk.does(f"05-10 {before}", "05-20 note 1 | акт")
    assert [desk.item(f"{day} 1")["note"] for day in ("05-09", "05-20")] == ["письмо", "акт"]


def test_the_basis_of_a_postponement_by_hand_proves_no_earlier_quarter(
    desk: Desk, plan: Path
) -> None:
    by_hand = "status: in_progress, executed: [2020-03-20], postponed_to: до 20 июля, note: письмо,"
    plan.write_text(PLAN.replace("term: еж", f"{by_hand} term: еж"), encoding="utf-8")
    found = desk.report("05-10")
    assert [each["evidence"] for each in found["executed"]] == [None]
    assert [each["basis"] for each in found["postponed"]] == ["письмо"]


def test_a_postponement_by_hand_after_an_event_has_no_basis(desk: Desk, plan: Path) -> None:
    desk.does("09-03 start 1")
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("status:", "postponed_to: 20 ноября, status:", 1), "utf-8")
    (moved,) = desk.report("10-06")["postponed"]
    assert (moved["decided"], moved["basis"]) == ("2020-09-03", None)
    assert [desk.item(f"{day} 1")["due"] for day in ("09-02", "09-03")] == [
        "2020-09-30",
        "2020-11-20",
    ]


def test_a_postponement_by_hand_after_a_note_has_no_earlier_note_for_basis(
    desk: Desk, plan: Path
) -> None:
    plan.write_text(PLAN.replace("term: Сентябрь,", "term: Сентябрь, note: письмо,"), "utf-8")
    desk.does("09-03 note 1 | акт")
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("note: акт", "postponed_to: 20 ноября, note: акт", 1), "utf-8")
    (moved,) = desk.report("10-06")["postponed"]
    assert (moved["decided"], moved["basis"]) == ("2020-09-03", "акт")


def test_a_note_that_a_hand_has_deleted_is_none(desk: Desk, plan: Path) -> None:
    desk.does("09-03 note 1 | акт")
    plan.write_text(plan.read_text("utf-8").replace("note: акт, ", "", 1), "utf-8")
    assert desk.item("09-03 1")["note"] is None


def test_what_a_hand_has_called_done_was_in_work_while_one_quarter_was_marked() -> None:
    corrected = turn("05-20 correct done done") | {"date": "2020-03-22", "old_date": "2020-03-20"}
    fields = {"term": "ежеквартально", "status": "done", "executed": ["2020-03-22"]}
    row = row_of("03-21", history=[corrected, LATER], **fields)
    assert row.course.status == "in_progress"


def test_a_postponement_that_a_hand_has_deleted_is_none(desk: Desk, plan: Path) -> None:
    desk.does("09-02 postpone 1 | 20 ноября | --reason | письмо")
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("postponed_to: 20 ноября, ", "", 1), "utf-8")
    assert desk.item("09-02 1")["due"] == "2020-09-30"
    assert desk.report("10-06")["postponed"] == []


def test_a_mark_whose_date_a_hand_has_edited_keeps_its_papers(desk: Desk, plan: Path) -> None:
    desk.does(
        "03-20 submit 2 --note | отчёт",
        "03-21 done 2 --note | протокол",
        "06-20 done 2 --note | акт",
    )
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("executed: [2020-03-20", "executed: [2020-03-19"), "utf-8")
    found = [(each["executed"], each["evidence"]) for each in desk.report("06-21")["executed"]]
    assert found == [("2020-03-19", "отчёт; протокол"), ("2020-06-20", "акт")]


def test_a_line_of_progress_without_words_is_none() -> None:
    row = row_of("05-11", status="in_progress", history=[event("05-10 progress")])
    assert (row.state, row.course.lines) == ("in_progress", ())


def test_check_names_what_a_hand_has_edited(desk: Desk, plan: Path) -> None:
    desk.does("09-28 done 1")
    assert "правили рукой" not in desk("09-28 check").out
    plan.write_text(
        plan.read_text("utf-8").replace("executed: [2020-09-28]", "executed: [2020-09-27]"), "utf-8"
    )
    assert "executed не так, как в истории" in desk("09-28 check").out
    assert desk.item("09-28 1")["executed"] == ["2020-09-27"]
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("status: done", "postponed_to: Октябрь, status: done", 1), "utf-8")
    assert "executed, postponed_to не так, как в истории" in desk("09-28 check").out
    by_hand = plan.read_text("utf-8").replace("status: done", "status: planned, note: акт", 1)
    plan.write_text(by_hand, encoding="utf-8")
    assert "status, executed, postponed_to, note не так" in desk("09-28 check").out


@pytest.mark.parametrize(
    ("second", "corrected", "executed"),
    [
        ("09-20", "09-20 09-19", [day("03-20"), None, day("09-19")]),
        ("06-20", "03-20 03-19", [day("03-19"), day("06-20")]),  # not the latest mark
    ],
)
def test_old_events_without_a_period_are_read_by_the_rule_that_wrote_them(
    second: str, corrected: str, executed: list[date | None]
) -> None:
    old, new = (day(each).isoformat() for each in corrected.split())
    partly = {"was": "in_progress", "became": "in_progress"}
    history = [
        turn("03-20 done planned in_progress") | {"note": "а"},
        turn(f"{second} done in_progress in_progress") | {"note": "б"},
        event("09-21 correct", date=new, old_date=old, **partly),
    ]
    fields = {"term": "ежеквартально", "status": "in_progress", "history": history}
    row = row_of("12-31", executed=[each and each.isoformat() for each in executed], **fields)
    assert row.marks == (*executed, *[None] * (4 - len(executed)))
    assert [mark.note for mark in row.course.marks if mark] == ["а", "б"]


def test_a_report_that_came_beside_another_waits_when_that_is_returned() -> None:
    history = [
        event("03-20 submit", period="2020-03-31"),
        event("03-21 submit", period="2020-06-30"),
        event("03-22 return", period="2020-06-30", note="рано"),
        event("03-25 note", note="звонили"),
    ]
    row = row_of("03-23", term="ежеквартально", status="submitted", history=history)
    assert (row.state, row.course.submission and row.course.submission.place) == ("submitted", 0)


def test_a_report_of_one_who_joined_moves_no_day_while_others_are_missing() -> None:
    schools = [f"Школа № {number}" for number in (1, 2, 3, 4)]
    history = [
        turn("09-20 submit planned in_progress") | {"member": schools[0]},
        turn("09-21 submit in_progress submitted") | {"member": schools[1]},
        event("09-28 submit", member=schools[2]),
    ]
    fields = {"term": "Сентябрь", "responsible": ["ОУ"], "status": "submitted"}
    (row,) = view_of("09-29", item() | fields | {"history": history}, groups={"ОУ": schools}).rows
    assert row.course.submission
    assert row.course.submission.day == day("09-21")


def test_the_return_of_a_report_that_is_not_there_changes_nothing() -> None:
    history = [event("05-10 return", member="Школа № 1", note="нет подписи")]
    row = row_of("05-11", history=history)
    assert (row.state, row.course.reports) == ("planned", ())


# --- a report that waits, and what is said beside it


def test_what_waits_is_told_though_a_later_period_is_missed(desk: Desk) -> None:
    desk.does("03-31 submit 2 --note | отчёт I")
    digest = json.loads(desk("07-10 remind --format json").out)
    assert [each["due"] for each in digest["overdue"] if each["id"] == "2"] == ["2020-06-30"]
    assert [(each["id"], each["due"]) for each in digest["waiting"]] == [("2", "2020-03-31")]
    text = " ".join(desk("07-10 remind").out.split())
    assert "период 01.01.2020 – 31.03.2020, срок 31.03.2020, на проверке 101 день;" in text
    report = desk.report("07-10")
    assert [(each["id"], each["due"]) for each in report["submitted"]] == [("2", "2020-03-31")]
    assert report["total"]["submitted"] == 0
    assert "| 31.03.2020 | 31.03.2020 | отчёт I |" in desk("07-10 report").out
    assert "просрочено, 10 дней, исполнено 0 из 4, на проверке отчёт за период 01.01.2020" in (
        desk("07-10 show 2").out
    )


def test_what_waits_is_told_by_its_own_period_though_an_earlier_one_is_open(desk: Desk) -> None:
    desk.does("02-10 submit 2 --note досрочно --period | III квартал")
    for found in (
        desk.report("02-12")["submitted"],
        json.loads(desk("02-12 remind --format json").out)["waiting"],
    ):
        assert [(each["id"], each["due"]) for each in found] == [("2", "2020-09-30")]
    text = " ".join(desk("02-12 remind").out.split())
    assert "период 01.07.2020 – 30.09.2020, срок 30.09.2020, на проверке 2 дня;" in text
    assert "| 30.09.2020 | 10.02.2020 | досрочно |" in desk("02-12 report").out
    shown = desk("02-12 show 2").out
    assert "на проверке, исполнено 0 из 4, отчёт за период 01.07.2020 – 30.09.2020" in shown
    assert desk.item("02-12 2")["due"] == "2020-03-31"


def test_before_its_first_note_an_item_had_none(desk: Desk, plan: Path) -> None:
    desk.does("05-10 note 1 | письмо")
    by_hand = plan.read_text("utf-8").replace("note: письмо", "note: справка", 1)
    plan.write_text(by_hand, encoding="utf-8")
    desk.does("05-20 note 1 | акт")
    notes = [desk.item(f"{day} 1")["note"] for day in ("05-09", "05-10", "05-20")]
    assert notes == [None, "письмо", "акт"]


def test_a_note_after_a_mark_without_papers_proves_it(desk: Desk) -> None:
    desk.does("09-20 start 1 --note | начато", "09-25 done 1")
    assert [each["evidence"] for each in desk.report("09-26")["executed"]] == [None]
    desk.does("09-26 note 1 | акт № 5")
    assert [each["evidence"] for each in desk.report("09-26")["executed"]] == ["акт № 5"]


def test_the_basis_of_a_postponement_shows_no_report(desk: Desk) -> None:
    desk.does("07-05 submit 3", "07-06 postpone 3 15.07.2020 --reason письмо")
    assert "| 05.07.2020 |  |" in desk("07-06 report").out


def test_the_next_period_is_not_the_one_that_waits(desk: Desk) -> None:
    desk.does("04-01 submit 2")
    (soon,) = [each for each in desk.report("06-20")["due_soon"] if each["id"] == "2"]
    assert (soon["due"], soon["state"]) == ("2020-06-30", "in_progress")


def test_a_period_that_was_not_moved_is_not_called_so(desk: Desk) -> None:
    desk.does("04-01 submit 2", "06-21 postpone 2 20.07.2020 --reason письмо")
    text = " ".join(desk("07-15 remind --within 7").out.split())
    assert "период 01.04.2020 – 20.07.2020, срок 20.07.2020 (перенесён, " in text
    assert "срок 31.03.2020, на проверке 105 дней" in text


def test_a_moved_quarter_keeps_its_decision_when_the_next_is_moved_back(desk: Desk) -> None:
    desk.does("03-20 postpone 2 20.04.2020 --reason А", "04-15 done 2")
    desk.does("04-16 postpone 2 20.07.2020 --reason Б", "04-18 postpone 2 ежеквартально --reason В")
    (moved,) = desk.report("05-10")["postponed"]
    assert (moved["decided"], moved["basis"]) == ("2020-03-20", "А")
    assert "| ежеквартально | 20.04.2020 |" in desk("05-10 report").out


# --- what a change says


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ["03-20 done 2 --note А", "03-21 done 2 --correct --date 2020-03-10"],
            "дата исполнения 10.03.2020 → 20.03.2020, период 01.01.2020 – 31.03.2020, в срок;",
        ),
        (
            ["10-05 done 1 --note А", "10-05 done 1 --correct --date 2020-09-10 --note Б"],
            "дата исполнения 10.09.2020 → 05.10.2020, позже срока на 5 дней; примечание «Б» → «А»;",
        ),
        (
            [
                "03-20 done 2 --note А",
                "06-20 done 2 --note Б",
                "06-21 done 2 --correct --note В --period | I квартал",
            ],
            "период 01.01.2020 – 31.03.2020, примечание «В» → «А»;",
        ),
    ],
)
def test_the_undo_of_a_correction_says_what_stands_again(
    desk: Desk, lines: list[str], told: str
) -> None:
    desk.does(*lines)
    assert told in desk("10-06 undo").out


def test_on_its_last_day_nothing_is_late_yet(desk: Desk) -> None:
    said = desk("09-30 start 1").out
    assert said == "1. Справка: запланировано → в работе; всего исполнено 0 из 5\n"


def test_what_is_submitted_of_an_item_without_a_term_is_not_late() -> None:
    row = row_of("05-11", term="постоянно", status="submitted", history=[event("05-10 submit")])
    assert (row.state, row.days_late) == ("submitted", 0)


@pytest.mark.parametrize("number", ["1", "3"])
def test_a_mark_of_a_later_day_is_named_on_an_earlier_one(desk: Desk, number: str) -> None:
    desk.does(f"06-28 done {number} --note А")
    said = desk(f"06-20 done {number}")
    assert (said.code, "уже исполнен 28.06.2020, примечание «А»" in said.err) == (2, True)
    again = desk(f"06-20 done {number} --correct").out
    assert "(записано более поздним днём), ничего не изменено" in again


def test_the_note_of_one_period_is_not_that_of_another(desk: Desk) -> None:
    desk.does("03-20 done 2 --note А", "06-20 done 2", "06-21 note 3 Б")
    for note in ("А", "В"):
        said = desk(f"06-21 done 2 --note {note} --period", "II квартал")
        assert said.code == 2
        assert "его период 01.04.2020 – 30.06.2020 уже исполнен 20.06.2020; чтобы" in said.err
    corrected = desk("06-22 done 2 --correct --note А --period", "II квартал")
    assert "период 01.04.2020 – 30.06.2020, примечание «А»" in corrected.out
    assert [each["evidence"] for each in desk.report("06-22")["executed"]] == ["А", "А"]


def test_the_report_shows_who_asks_for_another_term_until_it_is_decided(desk: Desk) -> None:
    desk.does("05-02 request 1 20.11.2020 --reason карантин")
    assert [each["id"] for each in desk.report("05-02")["requests"]] == ["1"]
    asked = "| 30.09.2020 | 20.11.2020 | "
    assert asked in desk("05-02 report").out
    desk.does("05-03 return 1 --reason нет")
    assert desk.report("05-03")["requests"] == []
    assert asked in desk("05-03 report --date 2020-05-02").out
    shown = desk("05-03 show 1").out
    assert "в переносе срока отказано 03.05.2020: нет" in shown
    assert "возвращено" not in shown


@pytest.mark.parametrize(
    "words", [["--note", "исх. 2"], ["--date", "2020-03-19"], ["--period", "II квартал"]]
)
def test_no_other_report_is_dropped_beside_the_one_that_waits(desk: Desk, words: list[str]) -> None:
    desk.does("03-20 submit 2 --note исх.1", "03-21 submit 2", "03-21 submit 2 --note исх.1")
    said = desk("03-21 submit 2", *words)
    assert said.code == 2
    assert "отчёт уже представлен 20.03.2020 за период 01.01.2020 – 31.03.2020" in said.err
    desk.does("03-22 done 2")
    assert desk("03-22 submit 2", *words).code == 0


def test_another_day_of_a_report_of_one_period_is_refused_without_it(desk: Desk) -> None:
    desk.does("09-28 submit 1")
    said = desk("09-29 submit 1 --date 2020-09-29")
    assert "отчёт уже представлен 28.09.2020 и ждёт проверки; сначала примите его" in said.err


def test_a_report_waits_for_a_term_of_fewer_periods(desk: Desk) -> None:
    desk.does("03-20 submit 2 --period | II квартал", "03-21 amend 2 --term июнь --reason | письмо")
    assert desk.item("03-21 2")["status"] == "submitted"
    desk.does("03-22 done 2")
    assert desk.item("03-22 2")["executed"] == ["2020-03-20"]


def test_of_two_marks_of_one_day_the_first_is_named(desk: Desk) -> None:
    desk.does("06-30 done 3 --period июнь", "06-30 done 3 --period декабрь --note справка")
    said = desk("07-01 done 3 --date 2020-07-01")
    assert "его период 01.01.2020 – 30.06.2020 уже исполнен 30.06.2020" in said.err


def test_the_only_mark_may_be_corrected_to_an_earlier_day(desk: Desk) -> None:
    desk.does("05-10 done 2 --period | II квартал", "05-11 done 2 --correct --date 2020-03-20")
    assert desk.item("05-11 2")["executed"] == [None, "2020-03-20"]


def test_an_old_mark_takes_no_day_that_a_period_is_named_for() -> None:
    history = [
        turn("05-10 done planned in_progress") | {"note": "а"},
        event("05-20 correct", date="2020-03-20", old_date="2020-05-10", period="2020-03-31"),
        event("05-21 done", date="2020-05-10", note="б", period="2020-06-30"),
    ]
    fields = {"term": "ежеквартально", "status": "in_progress"}
    row = row_of("12-31", executed=["2020-03-20", "2020-05-10"], history=history, **fields)
    assert [mark.note for mark in row.course.marks if mark] == ["а", "б"]


def test_before_an_order_a_mark_of_a_later_period_is_that_of_the_last(desk: Desk) -> None:
    desk.does("06-10 amend 1 | --term | ежеквартально | --reason | приказ")
    desk.does("06-11 done 1 --date 2020-05-12 --period | III квартал")
    assert desk.item("06-11 1")["executed"] == [None, None, "2020-05-12"]
    assert desk.item("05-12 1")["executed"] == ["2020-05-12"]


def test_of_two_decisions_of_one_day_the_one_written_last_counts(desk: Desk) -> None:
    desk.does("05-10 postpone 1 | Октябрь | --reason | письмо")
    desk.does("05-10 amend 1 | --term | Ноябрь | --reason | приказ", "06-10 progress 1 | выезд")
    item = desk.item("05-10 1")
    assert (item["due"], item["postponed_to"]) == ("2020-11-30", None)


@pytest.mark.parametrize("seen", ["03-16", "03-26"])
def test_a_mark_of_a_day_before_its_report_has_the_note_of_the_report(
    desk: Desk, seen: str
) -> None:
    act = "https://example.org/a"
    desk.does(f"03-20 submit 2 --note акт --evidence {act}", "03-25 done 2 --date 2020-03-15")
    (found,) = desk.report(seen)["executed"]
    assert (found["evidence"], found["files"]) == ("акт", [act])


QUARTER = {"period": "2020-03-31"}
SENT = event("03-20 submit", note="акт", **QUARTER)


@pytest.mark.parametrize(
    ("between", "note"),
    [([], "акт"), ([event("03-21 return", note="нет подписи", **QUARTER)], "")],
)
def test_an_acceptance_without_a_note_has_that_of_the_report_that_waited(
    between: list[Data], note: str
) -> None:
    history = [SENT, *between, event("03-15 done", **QUARTER)]
    row = row_of("03-16", term="ежеквартально", executed=["2020-03-15"], history=history)
    assert [mark and mark.note for mark in row.course.marks] == [note, None, None, None]


@pytest.mark.parametrize(
    ("history", "executed", "seen"),
    [
        # the report on one quarter is none on another
        ([SENT, event("03-15 done", period="2020-06-30")], [None, "2020-03-15"], "03-16"),
        # a correction accepts no report
        (
            [
                event("03-10 done", **QUARTER),
                SENT,
                event("03-05 correct", old_date="2020-03-10", **QUARTER),
            ],
            ["2020-03-05"],
            "03-06",
        ),
    ],
)
def test_a_report_that_is_still_to_come_proves_only_what_accepts_it(
    history: list[Data], executed: list[str | None], seen: str
) -> None:
    fields = {"term": "ежеквартально", "status": "in_progress", "executed": executed}
    row = row_of(seen, history=history, **fields)
    assert [mark.note for mark in row.course.marks if mark] == [""]


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        # what was decided of a day between does not bring it back sooner
        (
            {
                "history": [
                    turn("05-01 cancel planned cancelled"),
                    event("06-10 postpone", became="Август"),
                    event("05-20 postpone", became="Июль"),
                ]
            },
            "05-25",
        ),
        # nor does a decision about what a hand has removed
        (
            {
                "history": [
                    event("05-10 postpone", became="Июль"),
                    turn("05-20 reopen cancelled planned"),
                ]
            },
            "05-15",
        ),
        # nor an order about the term of what was executed in part
        (
            {
                "term": "ежеквартально",
                "status": "cancelled",
                "executed": ["2020-03-20"],
                "history": [
                    event("03-20 done", period="2020-03-31"),
                    turn("05-01 cancel in_progress cancelled"),
                    event("05-05 amend", old_term="2 раза в год"),
                    event("06-10 note", note="акт"),
                ],
            },
            "05-06",
        ),
    ],
)
def test_what_was_removed_stays_so_until_it_is_brought_back(fields: Data, seen: str) -> None:
    assert row_of(seen, **fields).state == "cancelled"


def test_a_removal_after_one_by_hand_tells_its_basis() -> None:
    history = [turn("05-20 cancel cancelled cancelled") | {"note": "приказ"}]
    row = row_of("05-20", status="cancelled", note="приказ", history=history)
    assert row.course.removal == (day("05-20"), "приказ", None, None)


def test_a_request_about_what_is_executed_asks_for_nothing() -> None:
    history = [event("05-10 done"), event("05-12 request", became="Июль")]
    row = row_of("05-12", status="done", executed=["2020-05-10"], history=history)
    assert row.course.request is None


LATER = event("06-10 progress", note="выезд")  # the state of the file is not that of a day before
TWO_SCHOOLS = ["Школа № 1", "Школа № 2"]
REPORTS = [event(f"05-1{n} submit", member=school) for n, school in enumerate(TWO_SCHOOLS)]


def row_of_schools(today: str, **fields: object) -> Standing:
    """See one item that two schools answer for, on a day."""
    item_of_group = item() | {"responsible": ["ОУ"]} | fields
    (row,) = view_of(today, item_of_group, groups={"ОУ": TWO_SCHOOLS}).rows
    return row


@pytest.mark.parametrize(
    ("returned", "marks"),
    [({}, [None]), ({"old_date": "2020-05-11"}, ["2020-05-10"])],
)
def test_an_acceptance_is_returned_by_the_day_that_it_has(
    returned: dict[str, str], marks: list[str | None]
) -> None:
    back = {"old_date": "2020-05-10"} | returned
    history = [turn("05-10 done planned done"), event("05-12 return", **back), LATER]
    row = row_of("05-12", status="in_progress", history=history)
    assert row.course.status == ("done" if marks[0] else "in_progress")
    assert [mark and mark.isoformat() for mark in row.marks] == marks


@pytest.mark.parametrize(
    ("member", "status"),
    [("Школа № 1", "in_progress"), ("Школа № 3", "submitted")],
)
def test_only_the_report_that_is_there_is_returned(member: str, status: str) -> None:
    history = [*REPORTS, event("05-20 return", member=member, note="подпись"), LATER]
    row = row_of_schools("05-20", status="in_progress", history=history)
    assert row.course.status == status


def test_reports_of_all_members_add_to_the_one_for_all() -> None:
    history = [event("05-09 submit", note="сводный отчёт"), *REPORTS, LATER]
    row = row_of_schools("05-11", status="submitted", history=history)
    waits = row.course.submission
    assert waits
    assert (waits.day, waits.note) == (day("05-11"), "сводный отчёт")


@pytest.mark.parametrize(
    ("before", "status"),
    [
        (event("03-20 done", **QUARTER), "in_progress"),
        (turn("03-20 cancel planned cancelled"), "cancelled"),
    ],
)
def test_the_last_report_on_what_is_closed_waits_for_nothing(before: Data, status: str) -> None:
    late = event("03-25 submit", member="Школа № 1", became="submitted", **QUARTER)
    history = [before, late, LATER]
    row = row_of_schools("03-25", term="ежеквартально", status=status, history=history)
    assert row.course.status == status


def test_a_report_on_a_period_that_an_order_took_away_does_not_wait_again() -> None:
    history = [
        turn("05-10 submit planned submitted") | {"period": "2020-06-30"},
        turn("05-12 cancel submitted cancelled"),
        event("05-13 amend", old_term="ежеквартально"),
        turn("05-14 reopen cancelled submitted"),
        LATER,
    ]
    assert row_of("05-14", status="in_progress", history=history).course.status == "in_progress"


def test_an_order_of_fewer_periods_drops_what_members_reported_on_the_others() -> None:
    school = event("05-10 submit", member="Школа № 1", period="2020-06-30")
    history = [school, event("05-20 amend", old_term="ежеквартально")]
    row = row_of_schools("05-20", status="in_progress", history=history)
    assert row.course.reports == ()


def test_a_postponement_times_a_mark_made_before_it_if_the_term_cannot_be_read() -> None:
    moved = event("05-20 postpone", became="до 1 мая")
    fields = {"term": "через месяц после приказа", "status": "done", "executed": ["2020-05-10"]}
    row = row_of("05-21", history=[event("05-10 done"), moved], postponed_to="до 1 мая", **fields)
    assert (row.state, row.days_late) == ("done_late", 9)


def test_a_step_begins_with_the_mark_by_hand_that_it_corrects() -> None:
    corrected = event("05-20 correct", date="2020-05-12", old_date="2020-05-10")
    plan = plan_of(item(status="done", executed=["2020-05-12"], history=[corrected]))
    ((_event, before, after),) = steps(plan, plan.items[0])
    assert (before.days, after.days) == ((day("05-10"),), (day("05-12"),))


def test_a_mark_by_hand_stood_until_it_was_reopened() -> None:
    history = [turn("05-20 reopen done in_progress") | {"old_date": "2020-05-10"}]
    rows = [row_of(seen, status="in_progress", history=history) for seen in ("05-12", "05-20")]
    assert [row.marks for row in rows] == [(day("05-10"),), (None,)]


def test_what_a_hand_has_marked_waits_for_nothing() -> None:
    row = row_of("05-20", status="submitted", executed=["2020-05-10"])
    assert (row.state, row.course.submission) == ("done", None)


def test_a_refused_request_takes_back_no_mark() -> None:
    history = [
        event("03-20 done", period="2020-03-31"),
        event("05-20 request", became="до 15 июля"),
        event("05-22 return", note="нет"),
    ]
    fields = {"term": "ежеквартально", "status": "in_progress", "executed": ["2020-03-20"]}
    row = row_of("05-23", history=history, **fields)
    assert (row.marks[0], row.course.request) == (day("03-20"), None)


def test_a_mark_corrected_to_a_day_before_its_report_does_not_show_that_yet() -> None:
    history = [
        SENT,
        event("03-25 done", note="протокол", **QUARTER),
        event("03-15 correct", old_date="2020-03-25", **QUARTER),
    ]
    fields = {"term": "ежеквартально", "status": "in_progress", "executed": ["2020-03-15"]}
    found = [row_of(seen, history=history, **fields).course.marks[0] for seen in ("03-16", "03-25")]
    assert [mark and mark.report.note for mark in found] == ["", "акт"]


def test_a_report_accepted_before_a_mark_was_replaced_is_not_of_the_new_one() -> None:
    history = [
        event("03-10 done", **QUARTER),
        event("03-30 reopen", **QUARTER),
        event("03-12 submit", note="п2", **QUARTER),
        event("03-20 done", note="п3", **QUARTER),
        event("03-18 done", note="п4", old_date="2020-03-20", **QUARTER),
        event("03-14 correct", old_date="2020-03-18", **QUARTER),
    ]
    row = row_of("03-15", term="ежеквартально", status="in_progress", history=history)
    assert [mark and (mark.note, mark.report.note) for mark in row.course.marks[:1]] == [("п4", "")]


def test_a_note_of_what_was_never_begun_is_told_as_any_other() -> None:
    plan = plan_of(item(note="спросить Ольгу"))
    (found,) = plan.items
    assert course(plan, found) == recorded(plan, found, day("05-20"))


def test_before_a_reopening_what_was_done_by_hand_without_a_day_is_done() -> None:
    history = [turn("05-20 reopen done in_progress")]
    row = row_of("05-10", status="in_progress", history=history)
    assert row.course.status == "done"


def test_a_day_between_events_is_told_by_those_before_it() -> None:
    history = [
        turn("05-20 submit planned submitted"),
        turn("05-22 start submitted in_progress"),
        turn("05-25 done in_progress done") | {"note": "акт А"},
        turn("05-26 done done done") | {"old_date": "2020-05-25"},
        turn("06-10 reopen done in_progress"),
    ]
    seen = {day: row_of(day, history=history) for day in ("05-21", "05-23", "05-25", "05-27")}
    assert [row.course.status for row in seen.values()] == [
        "submitted",
        "in_progress",
        "done",
        "done",
    ]
    assert [row.course.note for row in seen.values()] == ["", "", "акт А", ""]


@pytest.mark.parametrize("quarter", ["2020-03-31", "2020-06-30"])
def test_the_note_of_a_mark_that_another_replaced_is_not_that_of_the_item(quarter: str) -> None:
    history = [
        event("03-10 note", note="ждём"),
        event("03-20 done", note="акт", period=quarter),
        event("03-18 done", old_date="2020-03-20", period=quarter),
        LATER,
    ]
    row = row_of("04-10", term="ежеквартально", status="in_progress", history=history)
    assert row.course.note == "ждём"
    assert [mark.note for mark in row.course.marks if mark] == ["акт"]


def test_an_acceptance_with_words_of_its_own_is_the_note_of_the_item() -> None:
    history = [
        event("05-10 submit", note="исх. 15"),
        event("05-12 done", note="протокол"),
        LATER,
    ]
    row = row_of("05-12", status="done", executed=["2020-05-12"], history=history)
    assert row.course.note == "протокол"


@pytest.mark.parametrize(
    ("seen", "marks"),
    [
        ("03-11", []),
        ("03-12", ["2020-03-12"]),
        ("05-09", ["2020-03-12"]),
        ("05-10", ["2020-03-12", "2020-05-10"]),
        ("05-12", ["2020-03-12", "2020-05-12"]),
    ],
)
def test_before_a_correction_the_mark_by_hand_stood(
    desk: Desk, plan: Path, seen: str, marks: list[str | None]
) -> None:
    quarterly = "term: ежеквартально, responsible: [ОУ]"
    by_hand = f"{quarterly}, executed: [2020-03-12, 2020-05-10]"
    plan.write_text(PLAN.replace(quarterly, by_hand), encoding="utf-8")
    desk.does("05-20 done 2 --correct --note акт --period | I квартал")
    desk.does("05-20 done 2 --correct --date 2020-05-12 --period | II квартал")
    assert desk.item(f"{seen} 2")["executed"] == marks


def test_before_an_order_the_days_beside_the_term_were_the_former_ones(
    desk: Desk, plan: Path
) -> None:
    unread = "term: через месяц после приказа, start: 2020-05-10, due: 2020-05-31"
    plan.write_text(PLAN.replace("term: Сентябрь", unread), encoding="utf-8")
    desk.does("06-10 amend 1 --due 2020-07-31 --reason письмо")
    desk.does("06-20 amend 1 --term июль --reason приказ")
    assert desk.item("05-20 1")["periods"] == [["2020-05-10", "2020-05-31"]]
    assert desk.item("06-10 1")["periods"] == [["2020-05-10", "2020-07-31"]]
    assert desk.item("06-20 1")["periods"] == [["2020-07-01", "2020-07-31"]]


@pytest.mark.parametrize("address", ["http://example.org/a", "HTTPS://example.org/a"])
def test_an_address_is_kept_as_it_was_typed(desk: Desk, address: str) -> None:
    desk.does(f"09-28 done 1 --evidence {address}")
    (found,) = [each for each in desk.report("09-28")["executed"] if each["id"] == "1"]
    assert found["files"] == [address]


def test_a_correction_of_documents_names_them(desk: Desk) -> None:
    first, second = "https://example.org/a", "https://example.org/b"
    desk.does(f"03-20 done 2 --evidence {first}")
    said = desk(f"03-21 done 2 --correct --evidence {second}").out
    assert f"документы: {first} → {second};" in said
    assert f"документы: {second} → {first};" in desk("03-21 undo").out


def test_the_report_of_one_party_counts_no_others(desk: Desk) -> None:
    found = desk.report("03-20", "-r", "МОЦ")
    assert [each["name"] for each in found["parties"]] == ["МОЦ"]


def test_a_report_that_was_accepted_is_not_one_on_the_next_period(desk: Desk) -> None:
    report = "--date 2020-06-28 --note справка"
    desk.does(f"06-29 submit 3 {report}", "06-30 done 3", f"07-01 submit 3 {report}")
    item = desk.item("07-01 3")
    assert (item["status"], item["executed"]) == ("in_progress", ["2020-06-28"])
    assert "уже закрыт 28.06.2020" in desk(f"07-01 submit 3 {report}").out
    desk.does(f"12-01 submit 3 {report} --period | II полугодие")
    assert desk.item("12-01 3")["status"] == "submitted"


def test_what_was_reported_is_returned_the_same_day(desk: Desk) -> None:
    desk.does("09-28 submit 1", "09-28 return 1 | --reason | нет приложения")
    assert desk.item("09-28 1")["state"] == "in_progress"


def test_a_date_written_by_hand_ends_no_report_of_another_quarter(desk: Desk, plan: Path) -> None:
    desk.does("05-01 submit 2 | --period | II квартал", "07-02 note 2 | акт")
    plan.write_text(plan.read_text().replace("id: 2, ", "id: 2, executed: [2020-03-30], "))
    for today in ("06-01", "07-02"):
        assert "на проверке, исполнено 1 из 4" in desk(f"{today} show 2").out


def test_a_return_takes_back_the_acceptance_that_it_names(desk: Desk, plan: Path) -> None:
    at = "at: '2020-09-28T12:00:00+03:00', by: Минаева Е.Л."
    done = f"{{{at}, did: done, became: done, date: 2020-09-28}}"
    back = f"{{{at}, did: return, became: in_progress, date: 2020-09-29, old_date: 2020-09-28}}"
    item = f"status: in_progress, history: [{done}, {back}]"
    plan.write_text(PLAN.replace("term: Сентябрь, ", f"term: Сентябрь, {item}, "))
    assert desk.item("09-29 1")["state"] == "in_progress"
    assert desk.item("09-28 1")["state"] == "done"


def test_a_report_that_comes_after_a_removal_changes_nothing(desk: Desk, plan: Path) -> None:
    desk.does("09-28 cancel 1 | --reason | приказ", "10-05 note 1 | акт")
    late = (
        "at: 2020-09-29T12:00:00Z, by: Ким В.Г., did: submit, became: submitted, date: 2020-09-29"
    )
    before, note = plan.read_text().rsplit(", {at:", 1)  # two that worked at once, on two machines
    plan.write_text(f"{before}, {{{late}}}, {{at:{note}")
    for today in ("09-30", "10-06"):  # the state of the file is not that of an earlier day
        assert desk.item(f"{today} 1")["state"] == "cancelled"


def test_a_postponement_to_the_last_day_of_the_next_quarter_was_that_of_the_first(
    desk: Desk,
) -> None:
    desk.does("03-20 postpone 2 | 30.06.2020 | --reason | письмо", "06-10 done 2")
    said = desk("06-20 postpone 2", "31.07.2020", "--reason", "письмо")
    assert "срок ежеквартально → 31.07.2020" in said.out
