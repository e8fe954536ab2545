"""Marks of execution: which period a report closes, what is late, what is never lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from conftest import plan_text

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Outcome, Roadmap

QUARTERS = ["2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31"]


class Life(NamedTuple):
    """One item whose story is told as days and commands."""

    roadmap: Roadmap
    path: Path

    def begin(self, term: str, more: str = "") -> None:
        self.path.write_text(
            plan_text("2020", f"id: 1, title: отчёт, term: {term}, responsible: [МОЦ]{more}")
        )

    def does(self, day: str, command: str, *words: str) -> Outcome:
        return self.roadmap(*command.split(), *words, "--today", day)

    def item(self, day: str) -> dict[str, Any]:
        answer = json.loads(self.does(day, "show 1 --format json").out)
        item: dict[str, Any] = answer["items"][0]
        return item

    def late(self, day: str) -> list[tuple[str, int]]:
        """Give the ends of the periods executed late, with the days."""
        answer = json.loads(self.does(day, "report --format json").out)
        return [(each["due"], each["days_late"]) for each in answer["executed_late"]]


@pytest.fixture
def life(roadmap: Roadmap, plan: Path) -> Life:
    return Life(roadmap, plan)


@pytest.mark.parametrize(
    ("term", "day", "command", "marks", "closed"),
    [
        ("ежеквартально", "2020-02-10", "done 1", "2020-02-10", "31.03.2020, в срок"),
        # a report comes after its quarter: it closes that quarter, not the one that has begun
        ("ежеквартально", "2020-04-03", "done 1", "2020-04-03", "31.03.2020, позже срока на 3 дня"),
        (
            "ежеквартально",
            "2020-05-01",
            "done 1 --date 2020-04-03",
            "2020-04-03",
            "31.03.2020, позже срока на 3 дня",
        ),
        (
            "ежеквартально",
            "2020-05-01",
            "done 1 --period II.квартал",
            "- 2020-05-01",
            "30.06.2020, в срок",
        ),
        ("ежеквартально", "2020-05-01", "done 1 --period июнь", "- 2020-05-01", "30.06.2020, в"),
        (
            "ежеквартально",
            "2020-10-01",
            "done 1 --period 3.кв. --date вчера",
            "- - 2020-09-30",
            "30.09.2020, в срок",
        ),
        ("ежемесячно", "2020-03-01", "done 1", "2020-03-01", "31.01.2020, позже срока на 30 дней"),
        ("декабрь", "2020-02-10", "done 1", "2020-02-10", ""),
        ("по графику", "2020-02-10", "done 1", "2020-02-10", ""),
        ("декабрь", "2020-02-10", "done 1 --date позавчера", "2020-02-08", ""),
        ("декабрь", "2020-02-10", "done 1 --date 28.01", "2020-01-28", ""),
    ],
)
def test_a_report_closes_the_earliest_open_period_that_has_begun(
    life: Life, *, term: str, day: str, command: str, marks: str, closed: str
) -> None:
    life.begin(term)
    words = [word.replace("II.", "II ").replace("3.", "3 ") for word in command.split()]
    outcome = life.does(day, "", *words)
    assert outcome.code == 0, outcome.err
    assert [mark or "-" for mark in life.item(day)["executed"]] == marks.split()
    assert ("закрыт период" in outcome.out) is bool(closed)
    assert closed in outcome.out


@pytest.mark.parametrize(
    ("term", "command", "sentence"),
    [
        ("ежеквартально", "done 1 --period май", "периода «май» у него нет; его периоды: 01.01."),
        ("ежеквартально", "done 1 --period второй", "его периоды: 01.01.2020 – 31.03.2020; 01.04"),
        ("ежеквартально", "done 1 --period март,июнь", "у него нет; его периоды"),
        ("по графику", "done 1 --period май", "у него нет периодов: уберите --period"),
        ("май", "done 1 --date 2020-05-02", "дата исполнения 02.05.2020 ещё не наступила"),
        ("май", "done 1 --date 2019-12-31", "раньше начала плана (01.01.2020)"),
        ("май", "done 1 --correct", "он ещё не исполнен, исправлять нечего"),
        ("ежеквартально", "done 1 --correct --period 1.квартал", "этот период ещё не исполнен"),
        ("май", "return 1 -n рано", "он не на проверке, возвращать нечего"),
        ("май", "submit 1 --date завтра", "нужна дата вида"),
        ("май", "submit 1 --date 02.05.2020", "день 02.05.2020 ещё не наступил"),
        ("май", "progress 1 x --date 02.05.2020", "день 02.05.2020 ещё не наступил"),
        ("май", "start 1 --date 02.05.2020", "день 02.05.2020 ещё не наступил"),
        ("по графику", "postpone 1 июнь -n x", "у него нет срока («по графику»)"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    life: Life, term: str, command: str, sentence: str
) -> None:
    life.begin(term)
    before = life.path.read_bytes()
    words = [word.replace("1.квартал", "1 квартал") for word in command.split()]
    outcome = life.does("2020-05-01", "", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err
    assert life.path.read_bytes() == before


# --- the answer is about the period that was named


def test_a_period_that_is_closed_already_is_told_by_its_own_day(life: Life) -> None:
    life.begin("ежеквартально")
    life.does("2020-03-31", "", "done", "1")
    life.does("2020-06-20", "", "done", "1")
    told = life.does("2020-06-20", "", "done", "1", "--period", "I квартал").out
    assert "период 01.01.2020 – 31.03.2020 уже закрыт 31.03.2020, ничего не изменено" in told
    assert "следующий закроет --period 30.09.2020" in told
    told = life.does("2020-11-20", "", "start", "1").out  # says nothing of how to close a period
    assert (
        told
        == "1. отчёт: уже в работе; просрочено, 51 день, исполнено 2 из 4, ничего не изменено\n"
    )


def test_what_came_after_the_period_is_told_by_its_own_term(life: Life) -> None:
    life.begin("ежеквартально")
    life.does("2020-10-10", "", "done", "1", "--period", "III квартал")
    text = life.does("2020-10-10", "", "report", "--period", "II квартал").out
    assert "| 91 день (2 срока); за III квартал 2020 года исполнено 10.10.2020, с" in text


def test_of_several_periods_those_that_were_late_are_counted(life: Life) -> None:
    life.begin("2 раза в год")
    life.does("2020-08-01", "", "done", "1")  # 32 days after the first half
    told = life.does("2020-12-01", "", "done", "1").out
    assert "исполнено 01.12.2020, с нарушением срока 1 из 2" in told


# --- no recorded date is dropped


def test_dates_beyond_the_periods_are_kept(life: Life) -> None:
    life.begin("май", ", executed: [null, 2020-02-01, 2020-03-01]")
    assert life.does("2020-05-20", "done 1").code == 0
    assert "executed: [2020-05-20, 2020-02-01, 2020-03-01]" in life.path.read_text()
    assert life.does("2020-05-21", "reopen 1").code == 0
    assert "executed: [null, 2020-02-01, 2020-03-01]" in life.path.read_text()


def test_a_date_of_the_future_closes_nothing_and_stays_in_the_history(life: Life) -> None:
    life.begin("май", ", executed: [2029-05-05]")
    assert life.item("2020-06-05")["state"] == "overdue"
    outcome = life.does("2020-06-05", "done 1")
    assert "→ исполнено 05.06.2020 с нарушением срока на 5 дней" in outcome.out
    item = life.item("2020-06-05")
    assert (item["executed"], item["state"]) == (["2020-06-05"], "done_late")
    assert item["history"][-1]["old_date"] == "2029-05-05"


@pytest.mark.parametrize("status", ["planned", "in_progress"])
def test_an_item_that_has_all_its_dates_is_executed_whatever_its_status(
    life: Life, status: str
) -> None:
    life.begin("май", f", status: {status}, executed: [2020-05-05]")
    refused = life.does("2020-06-05", "postpone 1 июль -n письмо")
    assert refused.code == 2
    assert "он уже исполнен" in refused.err
    item = life.item("2020-06-05")
    assert (item["state"], item["days_late"]) == ("done", 0)
    assert life.does("2020-06-05", "overdue").out == ""
    assert life.does("2020-06-05", "list -s open").out == ""
    total = json.loads(life.does("2020-06-05", "report --format json").out)["total"]
    assert (total["done"], total["done_in_time"], total["current"]["executed"]) == (1, 1, 1)
    assert "исполнено 1 из 1" in life.does("2020-06-05", "timeline").out
    assert life.does("2020-06-05", "parties").out.split("\t")[7] == "1"
    assert "исполнено 1, просрочено 0" in life.does("2020-06-05", "list --format table").out


def test_an_item_marked_done_without_a_date_is_executed_everywhere(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    life.begin("ежеквартально", ", status: done")
    drawn = life.does("2020-10-05", "timeline").out
    assert "!" not in drawn
    assert drawn.count("█") >= 12
    assert "исполнено 1 из 1, просрочено 0" in drawn
    assert life.does("2020-10-05", "overdue").out == ""


# --- done again, and corrections


def test_done_again_is_harmless_and_never_drops_what_is_said(life: Life) -> None:
    life.begin("май")
    life.does("2020-05-20", "done 1 -n протокол")
    before = life.path.read_bytes()
    for same in ("done 1", "done 1 --date 20.05.2020", "done 1 -n протокол"):
        outcome = life.does("2020-05-22", same)
        assert (outcome.code, outcome.err) == (0, "")
        assert "уже исполнено 20.05.2020, ничего не изменено" in outcome.out
    for other in ("done 1 --date 19.05.2020", "done 1 -n акт"):
        outcome = life.does("2020-05-22", other)
        assert (outcome.code, outcome.out) == (2, "")
        assert "он уже исполнен 20.05.2020, примечание «протокол»" in outcome.err
        assert "--correct" in outcome.err
    assert life.path.read_bytes() == before


def test_an_item_without_a_term_remembers_its_date_too(life: Life) -> None:
    life.begin("по графику")
    assert "→ исполнено 20.05.2020; всего исполнено 1 из 1" in life.does("2020-05-20", "done 1").out
    again = life.does("2020-05-22", "done 1 --date 20.05.2020")
    assert (again.code, "ничего не изменено" in again.out) == (0, True)
    other = life.does("2020-05-22", "done 1 --date 19.05.2020")
    assert other.code == 2
    assert "он уже исполнен 20.05.2020" in other.err
    assert life.does("2020-05-22", "done 1 --correct --date 19.05.2020").code == 0
    assert life.item("2020-05-22")["executed"] == ["2020-05-19"]


@pytest.mark.parametrize(
    ("options", "mark", "note"),
    [
        ("--date 19.05.2020", "2020-05-19", "протокол"),
        ("-n акт", "2020-05-20", "акт"),
        ("--date 02.06.2020 -n акт", "2020-06-02", "акт"),
    ],
)
def test_a_correction_puts_the_new_and_remembers_the_old(
    life: Life, options: str, mark: str, note: str
) -> None:
    life.begin("май", ", note: позвонить")
    life.does("2020-05-20", "done 1 -n протокол")
    assert life.does("2020-06-05", f"done 1 --correct {options}").code == 0
    item = life.item("2020-06-05")
    assert (item["executed"], item["note"]) == ([mark], note)
    told = life.does("2020-06-05", "show 1").out
    assert "запись исправлена" in told
    assert "[прежнее примечание: позвонить]" in told
    assert ("[прежняя дата: 20.05.2020]" in told) is (mark != "2020-05-20")
    assert "исполнено 20.05.2020 (запланировано → исполнено): протокол" in told
    assert (item["state"] == "done_late") is (mark > "2020-05-31")
    again = life.does("2020-06-05", f"done 1 --correct {options}")
    assert "ничего не изменено" in again.out


def test_a_correction_of_one_period_leaves_the_others(life: Life) -> None:
    life.begin("ежеквартально", ", executed: [2020-03-30, 2020-06-30]")
    life.does("2020-07-05", "done 1 --correct --date 2020-04-02 --period", "I квартал")
    assert life.item("2020-07-05")["executed"] == ["2020-04-02", "2020-06-30"]
    life.does("2020-07-05", "done 1 --correct --date 2020-06-29")
    assert life.item("2020-07-05")["executed"] == ["2020-04-02", "2020-06-29"]


def test_a_person_s_note_is_not_wiped(life: Life) -> None:
    for command in ("start 1", "submit 1", "done 1", "reopen 1", "progress 1 идёт"):
        life.begin("май", ", note: ждём письма")
        if command.startswith("reopen"):
            life.does("2020-05-01", "done 1")
        assert life.does("2020-05-02", command).code == 0
        assert life.item("2020-05-02")["note"] == "ждём письма", command


# --- a mark is judged by the term that counted on its day


def test_a_later_postponement_does_not_make_a_late_mark_timely(life: Life) -> None:
    life.begin("ежеквартально")
    life.does("2020-04-10", "done 1")
    for day, term in (("2020-04-12", "31.07.2020"), ("2020-06-01", "31.08.2020")):
        assert life.does(day, f"postpone 1 {term} -n письмо").code == 0
        assert life.late("2020-06-30") == [("2020-03-31", 10)]
    ends = [last for _, last in life.item("2020-06-30")["periods"]]
    assert ends == ["2020-03-31", "2020-08-31", *QUARTERS[2:]]
    life.does("2020-07-20", "done 1")
    assert life.late("2020-08-01") == [("2020-03-31", 10)]


def test_a_postponement_taken_back_does_not_make_a_timely_mark_late(life: Life) -> None:
    life.begin("ежеквартально")
    life.does("2020-03-20", "postpone 1 30.04.2020 -n карантин")
    life.does("2020-04-15", "done 1")
    assert life.late("2020-04-20") == []
    assert life.does("2020-05-01", "postpone 1 ежеквартально -n отмена").code == 0
    assert life.item("2020-05-01")["postponed_to"] is None
    assert life.late("2020-05-02") == []
    assert [last for _, last in life.item("2020-05-02")["periods"]] == ["2020-04-30", *QUARTERS[1:]]


def test_a_postponement_counts_from_its_own_day(life: Life) -> None:
    life.begin("май")
    life.does("2020-06-20", "postpone 1 июль -n письмо --date 2020-05-20")
    assert life.item("2020-06-20")["state"] == "planned"
    life.does("2020-06-21", "done 1 --date 2020-06-10")
    assert life.item("2020-06-21")["state"] == "done"
    life.begin("май")
    life.does("2020-06-20", "postpone 1 июль -n письмо")
    life.does("2020-06-21", "done 1 --date 2020-06-10")
    assert life.item("2020-06-21")["state"] == "done_late"


def test_a_postponement_can_be_corrected_and_taken_back(life: Life) -> None:
    life.begin("октябрь")
    assert life.does("2020-09-01", "postpone 1 декабрь -n письмо").code == 0
    shorter = life.does("2020-09-02", "postpone 1 20.11.2020 -n опечатка")
    assert "срок декабрь → 20.11.2020" in shorter.out
    early = life.does("2020-09-03", "postpone 1 20.10.2020 -n x")
    assert early.code == 2
    assert "не позже утверждённого 31.10.2020" in early.err
    back = life.does("2020-09-03", "postpone 1 октябрь -n отмена")
    assert "срок 20.11.2020 → 31.10.2020" in back.out
    assert life.item("2020-09-03")["postponed_to"] is None
    told = life.does("2020-09-03", "show 1").out
    assert "(20.11.2020 → октябрь): отмена" in told
    life.does("2020-09-04", "postpone 1 ноябрь -n письмо")
    assert life.does("2020-09-05", "postpone 1 31.10.2020 -n отмена").code == 0
    assert life.item("2020-09-05")["postponed_to"] is None


# --- reported, waiting for the controller


@pytest.mark.parametrize(
    ("reported", "accepted", "options", "mark", "state"),
    [
        ("2020-05-20", "2020-06-10", "", "2020-05-20", "done"),
        ("2020-06-03", "2020-06-10", "", "2020-06-03", "done_late"),
        ("2020-05-20", "2020-06-10", "--date 2020-06-05", "2020-06-05", "done_late"),
    ],
)
def test_acceptance_counts_from_the_day_of_the_report(
    life: Life, *, reported: str, accepted: str, options: str, mark: str, state: str
) -> None:
    life.begin("май")
    line = life.does(reported, "submit 1 -n письмо").out
    assert "→ на проверке" in line
    assert life.does(accepted, "overdue --exit-code") == (0, "", "")
    assert life.does(accepted, "list -s open").out.split("\t")[1] == "submitted"
    assert life.does(accepted, "list -s", "на проверке").out.split("\t")[1] == "submitted"
    assert life.does(accepted, f"done 1 {options}").code == 0
    item = life.item(accepted)
    assert (item["executed"], item["state"], item["note"]) == ([mark], state, "письмо")


def test_a_late_report_keeps_its_lateness(life: Life) -> None:
    life.begin("май")
    life.does("2020-06-03", "submit 1 -n письмо")
    assert life.does("2020-06-20", "list").out.split("\t")[1:4] == ["submitted", "2020-05-31", "3"]
    digest = life.does("2020-06-20", "remind").out
    assert digest.startswith("Ждёт проверки: 1 пункт\n")
    assert "на проверке 17 дней, представлено с нарушением срока на 3 дня" in " ".join(
        digest.split()
    )
    total = json.loads(life.does("2020-06-20", "report --format json").out)["total"]
    assert (total["submitted"], total["overdue"], total["done"]) == (1, 0, 0)
    assert "| На проверке |" in life.does("2020-06-20", "report").out


def test_a_returned_item_is_in_work_and_late_again(life: Life) -> None:
    life.begin("май", ", note: своё")
    life.does("2020-05-20", "submit 1")
    back = life.does("2020-06-10", "return 1 --reason", "нет подписи")
    assert "на проверке" in back.out
    assert "→ просрочено, 10 дней" in back.out
    item = life.item("2020-06-10")
    assert (item["status"], item["note"]) == ("in_progress", "своё")
    assert "возвращено в работу" in life.does("2020-06-10", "show 1").out
    assert life.does("2020-06-11", "done 1").code == 0
    assert life.item("2020-06-11")["executed"] == ["2020-06-11"]


def test_a_report_answers_for_the_earliest_period_only(life: Life) -> None:
    life.begin("ежеквартально")
    life.does("2020-04-05", "submit 1")
    item = life.item("2020-06-30")
    assert (item["state"], item["days_late"], item["due"]) == ("submitted", 5, "2020-03-31")
    assert life.item("2020-07-10")["state"] == "overdue"
    assert life.does("2020-07-10", "overdue").out.split("\t")[3] == "10"
    life.does("2020-07-10", "done 1")
    item = life.item("2020-07-10")
    assert (item["executed"], item["status"]) == (["2020-04-05"], "in_progress")
    assert life.does("2020-07-10", "overdue").out.split("\t")[2:4] == ["2020-06-30", "10"]


@pytest.mark.parametrize("command", ["done 1 --period", "done 1 --date 2020-07-08 --period"])
def test_a_report_waits_while_another_period_is_marked(life: Life, command: str) -> None:
    life.begin("ежеквартально")
    life.does("2020-04-05", "submit 1")
    marked = life.does("2020-07-08", command, "II квартал")
    assert "закрыт период 01.04.2020 – 30.06.2020, позже срока на 8 дней" in marked.out
    item = life.item("2020-07-08")
    assert (item["status"], item["executed"]) == ("submitted", [None, "2020-07-08"])
    life.does("2020-07-10", "done 1 --correct --date 2020-07-09 --period", "II квартал")
    item = life.item("2020-07-10")
    assert (item["status"], item["executed"]) == ("submitted", [None, "2020-07-09"])
    life.does("2020-07-12", "done 1 --period", "I квартал")
    item = life.item("2020-07-12")
    assert (item["status"], item["executed"]) == ("in_progress", ["2020-04-05", "2020-07-09"])


# --- the course of execution


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "in_progress"),
        (", status: in_progress", "in_progress"),
        (", status: submitted", "submitted"),
    ],
)
def test_a_line_about_the_course_of_execution(life: Life, before: str, after: str) -> None:
    life.begin("май", before)
    line = life.does("2020-04-10", "progress 1", "собраны заявки", "--date", "08.04")
    assert line.code == 0
    assert line.out.startswith("1. отчёт: ")
    item = life.item("2020-04-10")
    assert (item["status"], item["note"]) == (after, None)
    event = item["history"][-1]
    assert (event["did"], event["date"], event["note"]) == (
        "progress",
        "2020-04-08",
        "собраны заявки",
    )
    assert "08.04.2020: собраны заявки" in life.does("2020-04-10", "list --format table").out
    assert "ход исполнения: 08.04.2020: собраны заявки" in life.does("2020-05-30", "remind").out
    assert life.does("2020-04-10", "list --search", "ЗАЯВКИ").out.startswith("1\t")


@pytest.mark.parametrize("close", ["done 1", "cancel 1 -n приказ"])
def test_a_closed_item_has_no_course(life: Life, close: str) -> None:
    life.begin("май")
    life.does("2020-04-10", close)
    before = life.path.read_bytes()
    for command in ("progress 1 ещё", "submit 1"):
        refused = life.does("2020-04-11", command)
        assert refused.code == 2
        assert "roadmap reopen 1" in refused.err
    assert life.path.read_bytes() == before
