"""Many who answer for one item: who has reported, who has not, what they ask for, what shows it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from papers import docx_lines, write_plan
from small_plans import event, view_of

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

SCHOOLS = [f"Школа № {number}" for number in (1, 2, 3, 10)]
ITEMS = [
    {"id": "1", "title": "Отчёт о результатах", "term": "Сентябрь", "responsible": ["ОУ", "МОЦ"]},
    {"id": "2", "title": "Мониторинг", "term": "ежеквартально", "responsible": ["ОУ"]},
    {"id": "3", "title": "Совещание", "term": "Ноябрь", "responsible": ["МОЦ"]},
]
TODAY = ("--today", "2020-10-01")
NO_1 = "roadmap: пункт 1 не изменён: "
QUARTERS = (
    "01.01.2020 – 31.03.2020; 01.04.2020 – 30.06.2020; "
    "01.07.2020 – 30.09.2020; 01.10.2020 – 31.12.2020"
)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a plan of three items, two of them of a group, in the working directory."""
    path = tmp_path / "roadmap_2020.yaml"
    write_plan(path, ITEMS, groups={"ОУ": SCHOOLS})
    monkeypatch.chdir(tmp_path)
    return path


def report_all(roadmap: Roadmap, *schools: str, number: str = "1", date: str = "28.09") -> None:
    for school in schools or SCHOOLS:
        assert roadmap(*TODAY, "submit", number, "--by", school, "--date", date).code == 0


def shown(roadmap: Roadmap, number: str = "1") -> dict[str, object]:
    (found,) = json.loads(roadmap(*TODAY, "show", number, "--format", "json").out)["items"]
    return dict(found)


@pytest.mark.usefixtures("plan")
def test_an_item_waits_for_acceptance_once_each_member_has_reported(roadmap: Roadmap) -> None:
    report_all(roadmap, *SCHOOLS[:-1])
    assert (shown(roadmap)["status"], shown(roadmap)["state"]) == ("in_progress", "overdue")
    told = roadmap(*TODAY, "submit", "1", "--by", "школа 10", "--date", "30.09").out
    assert "Школа № 10, 30.09.2020; на проверке, отчитались 4 из 4" in told
    assert roadmap(*TODAY, "done", "1").out.count("исполнено 30.09.2020, в срок") == 1


@pytest.mark.usefixtures("plan")
def test_done_names_who_is_missing(roadmap: Roadmap) -> None:
    report_all(roadmap, "Школа № 1", "Школа № 3")
    refused = roadmap(*TODAY, "done", "1")
    assert refused.code == 2
    assert "не отчитались 2 из 4: Школа № 2, Школа № 10" in refused.err
    assert roadmap(*TODAY, "done", "1", "--anyway", "--date", "30.09").code == 0
    late = roadmap(*TODAY, "submit", "1", "--by", "Школа № 2")  # it is known all the same
    assert (late.code, shown(roadmap)["state"]) == (0, "done")
    assert "3 из 4" in roadmap(*TODAY, "show", "1").out


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["submit", "1"], 2, f"{NO_1}по нему отчитывается каждый; назовите, кто: --by ({', '.join(SCHOOLS)})"),
        (["submit", "1", "--by", "Школа № 4"], 2, "roadmap: в группе, которая отчитывается по пункту, нет «Школа № 4»; возможно, «Школа № 3» или «Школа № 2» или «Школа № 1»?"),
        (["submit", "1", "--by", "МОЦ"], 2, f"roadmap: в группе, которая отчитывается по пункту, нет «МОЦ»; в неё входят: {', '.join(SCHOOLS)}"),
        (["submit", "3", "--by", "МОЦ"], 2, "roadmap: пункт 3 не изменён: за него не отвечает группа (groups в файле плана): уберите --by"),
        (["submit", "1", "--by", "Школа № 1"], 0, "1. Отчёт о результатах: уже в работе; просрочено, 1 день, отчитались 1 из 4, ничего не изменено"),
        (["submit", "1", "--by", "Школа № 1", "--date", "29.09"], 2, f'{NO_1}отчёт уже есть: Школа № 1, 28.09.2020; чтобы заменить его, сначала: roadmap return 1 --by "Школа № 1" --reason …'),
        (["return", "1", "--reason", "х"], 2, f"{NO_1}отчитались ещё не все; назовите, чей отчёт вернуть: --by"),
        (["return", "1", "--by", "Школа № 2", "--reason", "х"], 2, f"{NO_1}отчёта по нему нет: Школа № 2"),
        (["return", "1", "--by", "школа 1", "--reason", "х"], 0, "1. Отчёт о результатах: отчёт возвращён: Школа № 1; просрочено, 1 день, отчитались 0 из 4; всего исполнено 0 из 3"),
        (["submit", "2", "--by", "Школа № 1", "--period", "май"], 2, f"roadmap: пункт 2 не изменён: периода «май» у него нет; его периоды: {QUARTERS}"),
        (["submit", "3", "--evidence", "нет.pdf"], 2, "roadmap: подтверждения нет на месте: файла нет.pdf нет"),
        (["postpone", "3"], 2, 'roadmap: о переносе пункта 3 никто не просил; назовите новый срок и основание: roadmap postpone 3 "до 20 ноября" --reason …'),
        (["postpone", "3", "Декабрь"], 2, 'roadmap: о переносе пункта 3 никто не просил; назовите основание: roadmap postpone 3 "до 20 ноября" --reason …'),
        (["request", "1", "Август", "--reason", "х"], 2, f"{NO_1}новый срок 31.08.2020 не позже утверждённого 30.09.2020: назовите более поздний"),
    ],
)  # fmt: skip
def test_what_is_refused_and_what_to_do(
    roadmap: Roadmap, words: list[str], code: int, told: str
) -> None:
    report_all(roadmap, "Школа № 1")
    result = roadmap(*TODAY, *words)
    assert (result.code, result.out + result.err) == (code, f"{told}\n")


def test_a_return_without_a_period_is_of_the_latest_report_of_that_member(
    roadmap: Roadmap, plan: Path
) -> None:
    report_all(roadmap, "Школа № 1", "Школа № 2", number="2", date="20.03")
    for line in (
        ["submit", "--date", "01.06", "--by", "Школа № 2"],
        ["return", "--reason", "нет", "--by", "Школа № 1"],
    ):
        assert roadmap("--today", "2020-06-02", line[0], "2", *line[1:]).code == 0
    text = plan.read_text().replace("date: 2020-06-02, period: 2020-03-31", "date: 2020-06-02")
    plan.write_text(text)  # as other programs may write it
    assert "  Школа № 1: " not in roadmap("--today", "2020-06-02", "show", "2").out


def test_a_school_that_left_the_group_is_shown_and_not_counted(
    roadmap: Roadmap, plan: Path
) -> None:
    report_all(roadmap, "Школа № 1", "Школа № 3")
    marks, groups = plan.read_text().split("groups:")
    plan.write_text(f"{marks}groups:{groups.replace('  - Школа № 3', '')}")
    told = roadmap(*TODAY, "show", "1").out
    assert "отчитались 1 из 3" in told
    assert "отчитались:       1 из 3" in told
    assert "Школа № 3: 28.09.2020, в группу больше не входит" in told


@pytest.mark.parametrize(
    ("change", "mark"),
    [
        (("  - Школа № 10", "  - Школа № 10\n  - Лицей"), "исполнено 05.10.2020 с нарушением"),
        (("  - Школа № 10\n", ""), "исполнено 28.09.2020, в срок"),
    ],
    ids=["joins", "leaves"],
)
def test_the_last_report_is_that_of_the_schools_of_today(
    roadmap: Roadmap, plan: Path, change: tuple[str, str], mark: str
) -> None:
    today = ("--today", "2020-10-05")
    joins = "Лицей" in change[1]
    report_all(roadmap, SCHOOLS[-1], date="30.09" if joins else "01.10")
    report_all(roadmap, *SCHOOLS[:-1])
    plan.write_text(plan.read_text().replace(*change))
    if joins:
        assert roadmap(*today, "submit", "1", "--by", "Лицей").code == 0
    assert mark in roadmap(*today, "done", "1").out


@pytest.mark.usefixtures("plan")
def test_each_period_has_its_own_reports(roadmap: Roadmap) -> None:
    report_all(roadmap, "Школа № 1", number="2", date="31.03")
    report_all(roadmap, "Школа № 1", number="2", date="30.06")  # the first is told already
    report_all(roadmap, *SCHOOLS[1:], number="2", date="01.04")
    members = {each["name"]: each["reported"] for each in shown(roadmap, "2")["members"]}  # type: ignore[attr-defined]  # a list of objects
    assert members["Школа № 1"] == ["2020-03-31", "2020-06-30", None, None]
    # the first quarter waits for acceptance; who is asked for is late with the second
    late = roadmap("--today", "2020-07-03", "remind").out
    assert "срок 30.06.2020, просрочено на 3 дня" in late
    assert "отчитались 1 из 4" in late
    assert roadmap(*TODAY, "done", "2").code == 0
    assert shown(roadmap, "2")["executed"] == ["2020-04-01"]
    assert "отчитались 1 из 4" in roadmap(*TODAY, "show", "2").out


@pytest.mark.usefixtures("plan")
def test_a_member_that_has_reported_on_a_quarter_is_reminded_of_the_next(roadmap: Roadmap) -> None:
    quarters = [("2020-04-01", "31.03"), ("2020-06-26", "25.06")]
    for today, day in quarters:
        told = roadmap("--today", today, "submit", "2", "--by", "Школа № 1", "--date", day)
        assert told.code == 0
    remind = ("remind", "--by-responsible", "-r", "Школа № 1")
    assert roadmap("--today", "2020-06-26", *remind).out == ""
    ahead = roadmap("--today", "2020-09-25", *remind).out
    assert (
        "2. Мониторинг\n   период 01.07.2020 – 30.09.2020, срок 30.09.2020, через 5 дней;" in ahead
    )


@pytest.mark.usefixtures("plan")
def test_a_member_is_not_asked_again_while_another_quarter_waits_for_acceptance(
    roadmap: Roadmap, tmp_path: Path
) -> None:
    report_all(roadmap, number="2", date="31.03")
    report_all(roadmap, "Школа № 1", number="2", date="30.06")
    letters = ("letters", "--until", "10.10.2020", "--output", "письма")
    assert roadmap(*TODAY, *letters).code == 0
    for school, asked in (("Школа № 1", False), ("Школа № 2", True)):
        letter = "\n".join(docx_lines(tmp_path / "письма" / f"{school}.docx"))
        assert ("за II квартал" in letter, "за III квартал" in letter) == (asked, True)
        told = roadmap(*TODAY, "remind", "--by-responsible", "-r", school).out
        assert ("срок 30.06.2020" in told) == asked


@pytest.mark.usefixtures("plan")
def test_a_member_is_reminded_of_what_it_owes_and_no_more(roadmap: Roadmap) -> None:
    nobody = roadmap(*TODAY, "remind").out
    assert "отчитались 0 из 4" in nobody
    assert "не отчитались" not in nobody  # the names of all say no more than the figure
    report_all(roadmap, "Школа № 1")
    report_all(roadmap, "Школа № 1", number="2", date="31.03")
    own = roadmap("--today", "2020-06-01", "remind", "--by-responsible", "-r", "Школа № 1").out
    assert own == ""
    others = roadmap("--today", "2020-06-01", "remind", "--by-responsible", "-r", "Школа № 2").out
    assert "Просрочено: 1 пункт" in others
    everybody = roadmap(*TODAY, "remind").out
    assert "отчитались 1 из 4" in everybody
    assert "не отчитались: Школа № 2, Школа № 3, Школа № 10" in everybody


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("parties", "due"),
    [
        (["Школа № 1"], ["2 2020-09-30"]),
        (["Школа № 2"], ["1 2020-09-30", "2 2020-03-31"]),
        (["Школа № 1", "Школа № 2"], ["1 2020-09-30", "2 2020-03-31"]),
        (["МОЦ"], ["1 2020-09-30"]),
        (["ОУ"], ["1 2020-09-30", "2 2020-03-31"]),
    ],
)
def test_what_a_member_has_reported_is_not_overdue_for_it(
    roadmap: Roadmap, parties: list[str], due: list[str]
) -> None:
    asked = [word for party in parties for word in ("-r", party)]
    report_all(roadmap, "Школа № 1")
    for day in ("31.03", "30.06"):
        report_all(roadmap, "Школа № 1", number="2", date=day)
    for words in (("overdue",), ("list", "--overdue")):
        lines = roadmap(*TODAY, *words, *asked, "--format", "plain").out.splitlines()
        fields = [line.split("\t") for line in lines]
        assert sorted(f"{number} {day}" for number, _, day, *_ in fields) == due


@pytest.mark.usefixtures("plan")
def test_what_a_member_has_reported_ahead_is_not_overdue_while_another_waits(
    roadmap: Roadmap,
) -> None:
    report_all(roadmap, number="2", date="31.03")
    for day in ("30.06", "30.09"):
        report_all(roadmap, "Школа № 1", number="2", date=day)
    for school, due in (("Школа № 1", []), ("Школа № 2", ["2020-06-30"])):
        found = json.loads(roadmap(*TODAY, "overdue", "-r", school, "--format", "json").out)
        assert [each["due"] for each in found["items"] if each["id"] == "2"] == due


@pytest.mark.usefixtures("plan")
def test_what_a_member_owes_counts_the_reports_on_that_period(roadmap: Roadmap) -> None:
    report_all(roadmap, "Школа № 1", number="2", date="31.03")
    for school, count, late in (("Школа № 1", "0 из 4", 93), ("Школа № 2", "1 из 4", 184)):
        told = roadmap(*TODAY, "overdue", "-r", school, "--format", "markdown").out
        assert f"исполнено 0 из 4, отчитались {count} |" in told
        found = json.loads(roadmap(*TODAY, "overdue", "-r", school, "--format", "json").out)
        assert [each["days_late"] for each in found["items"] if each["id"] == "2"] == [late]


@pytest.mark.usefixtures("plan")
def test_a_member_has_missed_what_ends_with_the_period_of_the_report(roadmap: Roadmap) -> None:
    words = ("report", "--period", "III квартал", "--format", "json", "--today", "2020-10-11")
    parties = json.loads(roadmap(*words).out)["parties"]
    assert [each["overdue"] for each in parties if each["name"] == "Школа № 1"] == [2]


def test_for_a_member_a_report_that_waits_is_of_its_own_period() -> None:
    told = event("03-20 submit", member="Школа № 1", period="2020-03-31")
    fields = ITEMS[1] | {"status": "in_progress", "history": [told]}
    view = view_of("2020-03-25", fields, groups={"ОУ": SCHOOLS})
    ((_name, (row,)),) = view.by_party(["Школа № 1"])
    assert (row.state, row.due) == ("submitted", date(2020, 3, 31))


@pytest.mark.usefixtures("plan")
def test_each_member_gets_its_own_letter(roadmap: Roadmap, tmp_path: Path) -> None:
    report_all(roadmap, "Школа № 1")
    letters = ("letters", "--until", "10.10.2020", "--output", "письма")
    assert roadmap(*TODAY, *letters).code == 0
    names = sorted(path.name for path in (tmp_path / "письма").iterdir())
    assert names == sorted(f"{party}.docx" for party in ("МОЦ", *SCHOOLS))
    asked = "\n".join(docx_lines(tmp_path / "письма" / "Школа № 1.docx"))
    assert "Мониторинг" in asked
    assert "Отчёт о результатах" not in asked


def test_a_report_of_a_member_is_judged_by_the_term_of_its_day(
    roadmap: Roadmap, plan: Path
) -> None:
    write_plan(plan, ITEMS[:1], groups={"ОУ": SCHOOLS})
    moved = ("postpone", "1", "--reason", "карантин", "--date")
    assert roadmap(*TODAY, *moved, "2020-09-28", "до 30 октября").code == 0
    report_all(roadmap, "Школа № 1")
    assert roadmap(*TODAY, *moved, "2020-09-30", "до 30 ноября").code == 0
    rows = [line.split("\t") for line in roadmap(*TODAY, "parties").out.splitlines()]
    due = {row[0]: row[-1] for row in rows}
    assert (due["Школа № 1"], due["Школа № 2"]) == ("2020-10-30", "2020-11-30")


@pytest.mark.usefixtures("plan")
def test_what_is_returned_to_all_is_the_reports_on_one_period(roadmap: Roadmap) -> None:
    report_all(roadmap, number="2", date="31.03")
    second = ("submit", "2", "--by", "Школа № 1", "--period", "II квартал", "--date", "30.06")
    assert roadmap(*TODAY, *second).code == 0
    assert roadmap(*TODAY, "return", "2", "--reason", "не те формы").code == 0
    item = json.loads(roadmap(*TODAY, "show", "2", "--format", "json").out)["items"][0]
    first, *others = [each["reported"] for each in item["members"]]
    assert first == [None, "2020-06-30", None, None]
    assert others == [[None] * 4] * 3


def test_a_school_that_joins_does_not_take_an_item_back_from_acceptance(
    roadmap: Roadmap, plan: Path
) -> None:
    report_all(roadmap)
    joined = plan.read_text().replace("  - Школа № 10\n", "  - Школа № 10\n  - Школа № 11\n")
    plan.write_text(joined)
    item = shown(roadmap)
    assert (item["status"], item["state"]) == ("submitted", "submitted")
    assert "отчитались 4 из 5" in roadmap(*TODAY, "show", "1").out
    assert "исполнено 28.09.2020, в срок" in roadmap(*TODAY, "done", "1", "--anyway").out


@pytest.mark.parametrize("records_period", [True, False])
def test_a_returned_report_is_the_one_on_the_latest_period(
    roadmap: Roadmap, plan: Path, *, records_period: bool
) -> None:
    report_all(roadmap, "Школа № 1", number="2", date="31.03")
    second = ("submit", "2", "--by", "Школа № 1", "--period", "II квартал")
    assert roadmap(*TODAY, *second).code == 0
    assert roadmap(*TODAY, "return", "2", "--by", "Школа № 1", "--reason", "нет акта").code == 0
    before, period, after = plan.read_text().rpartition("period: 2020-06-30, ")
    assert "did: return" in before.splitlines()[-1]
    plan.write_text(before + (period if records_period else "") + after)
    item = json.loads(roadmap(*TODAY, "show", "2", "--format", "json").out)["items"][0]
    assert item["members"][0] == {"name": "Школа № 1", "reported": ["2020-03-31", None, None, None]}


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("chosen", [(), ("-r", "ОУ")])
def test_letters_about_an_older_plan_go_to_the_members_of_then(
    roadmap: Roadmap, tmp_path: Path, chosen: tuple[str, ...]
) -> None:
    for year, groups in ((2018, {}), (2019, {"ОУ": ["Школа № 7", "Школа № 2"]})):
        write_plan(tmp_path / f"roadmap_{year}.yaml", ITEMS[:1], year=year, groups=groups)
    assert roadmap(*TODAY, "letters", "--until", "10.10.2020", "-o", "письма", *chosen).code == 0
    names = {path.stem for path in (tmp_path / "письма").glob("*[!Ц].docx")}  # but for МОЦ
    of_now = {f"2020 {school}" for school in SCHOOLS}
    assert names == {"2018 ОУ", "2019 Школа № 7", "2019 Школа № 2", *of_now}


def test_two_terms_that_a_postponement_made_one_have_their_own_reports(
    roadmap: Roadmap, plan: Path
) -> None:
    item = ITEMS[1] | {"term": "до 1 марта, до 1 июня", "postponed_to": "10 июня"}
    write_plan(plan, [item], groups={"ОУ": SCHOOLS[:2]})
    for line in ("done 2 --anyway", "submit 2 --by 1", "submit 2 --by 2"):
        told = roadmap("--today", "2020-05-20", *line.split())
        assert told.code == 0, told.err
    assert "на проверке, исполнено 1 из 2, отчитались 2 из 2;" in told.out
    mark = roadmap("--today", "2020-06-01", "report", "--format", "csv").out
    assert "20.05.2020 – исполнено, отчитались 0 из 2" in mark
    assert "Представлена информация 20.05.2020, проверяется." in mark
    assert "Отчитались 2 из 2." in mark


def test_of_two_terms_that_are_one_only_the_reported_one_waits(
    roadmap: Roadmap, plan: Path
) -> None:
    item = ITEMS[2] | {"term": "до 1 марта, до 1 июня", "postponed_to": "10 июня"}
    write_plan(plan, [item])
    assert roadmap("--today", "2020-05-20", "submit", "3").code == 0
    found = json.loads(roadmap("--today", "2020-06-09", "report", "--format", "json").out)
    assert [each["due"] for each in found["due_soon"]] == ["2020-06-10"]
    page = roadmap("--today", "2020-06-11", "report", "--format", "html").out
    assert page.count("10.06.2020: на проверке") == page.count("10.06.2020: просрочено") == 1


@pytest.mark.usefixtures("plan")
def test_the_report_shows_who_has_and_who_has_not(roadmap: Roadmap, tmp_path: Path) -> None:
    report_all(roadmap, "Школа № 1")
    noted = ("--date", "28.09", "--note", "исх. № 41")
    assert roadmap(*TODAY, "submit", "1", "--by", "Школа № 3", *noted).code == 0
    assert roadmap(*TODAY, "report", "--output", "отчёт.docx").code == 0
    lines = [line.replace("\xa0", " ") for line in docx_lines(tmp_path / "отчёт.docx")]
    assert "Школа № 3 | 28.09.2020, исх. № 41 | нет | нет | нет | нет" in lines
    assert "Школа № 1 | 28.09.2020 | нет | нет | нет | нет" in lines
    assert "Отчитались | 2 из 4 | 0 из 4 | 0 из 4 | 0 из 4 | 0 из 4" in lines
    assert any("не отчитались: Школа № 2, Школа № 10" in line for line in lines)
    in_time = roadmap("--today", "2020-09-29", "report", "--format", "csv").out
    assert "Исполняется в течение срока, срок – 30.09.2020. Отчитались 2 из 4" in in_time
    page = roadmap(*TODAY, "report", "--format", "html").out
    assert "Отчёты по группам" in page
    assert roadmap(*TODAY, "report", "--output", "отчёт.xlsx").code == 0
    sheet = load_workbook(tmp_path / "отчёт.xlsx")["Отчёты групп"]
    assert "п. 2 за I квартал 2020 года" in [cell.value for cell in sheet[3]]
    assert sheet.row_dimensions[3].height >= 45  # three lines of a head are not cut
    assert (sheet["B6"].value, sheet["B6"].alignment.wrap_text) == ("28.09.2020, исх. № 41", True)
    assert sheet.row_dimensions[6].height >= 30


@pytest.mark.usefixtures("plan")
def test_a_request_moves_nothing_until_it_is_decided(roadmap: Roadmap) -> None:
    asked = roadmap(*TODAY, "request", "3", "до 20 декабря", "--reason", "ремонт зала")
    assert "просят другой срок: до 20 декабря" in asked.out
    assert shown(roadmap, "3")["due"] == "2020-11-30"
    assert "Просят перенести срок: 1 пункт" in roadmap(*TODAY, "remind").out
    assert roadmap(*TODAY, "return", "3", "--reason", "зал не нужен").code == 0
    assert shown(roadmap, "3")["request"] is None
    assert "снята запись: " in roadmap(*TODAY, "undo").out
    assert roadmap(*TODAY, "postpone", "3").code == 0
    found = shown(roadmap, "3")
    assert (found["due"], found["request"], found["note"]) == ("2020-12-20", None, "ремонт зала")


def test_evidence_is_named_from_the_folder_of_the_plan_and_led_to_from_papers(
    roadmap: Roadmap, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "справки").mkdir()
    (tmp_path / "справки" / "акт 5.pdf").write_text("")
    (tmp_path / "папка").mkdir()
    monkeypatch.chdir(tmp_path / "папка")
    marked = roadmap(
        *TODAY, "done", "3", "--evidence", "../справки/акт 5.pdf", "--evidence", "https://a.ru/б"
    )
    assert marked.code == 0
    assert "evidence: [справки/акт 5.pdf, 'https://a.ru/б']" in plan.read_text()
    page = roadmap(*TODAY, "report", "--format", "html").out
    assert (
        '<a href="../%D1%81%D0%BF%D1%80%D0%B0%D0%B2%D0%BA%D0%B8/%D0%B0%D0%BA%D1%82%205.pdf">'
        in page
    )
    assert "акт 5.pdf" not in roadmap(*TODAY, "check").out
    (tmp_path / "справки" / "акт 5.pdf").unlink()
    assert "файла-подтверждения справки/акт 5.pdf нет" in roadmap(*TODAY, "check").out


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    "words",
    [
        ("submit", "3"),
        ("progress", "3", "начато"),
        ("submit", "1", "--by", "Школа № 1"),
        ("done", "3"),
    ],
)
def test_a_page_leads_to_the_document_of_each_kind_of_record(
    roadmap: Roadmap, words: tuple[str, ...]
) -> None:
    assert roadmap(*TODAY, *words, "--evidence", "https://a.ru/1").code == 0
    assert '<a href="https://a.ru/1">' in roadmap(*TODAY, "report", "--format", "html").out


@pytest.mark.usefixtures("plan")
def test_an_acceptance_adds_its_document_to_those_of_the_report(roadmap: Roadmap) -> None:
    for words in (
        ("submit", "3", "--note", "исх. № 12", "--evidence", "https://a.ru/1"),
        ("done", "3", "--note", "протокол № 5", "--evidence", "https://a.ru/2"),
    ):
        assert roadmap(*TODAY, *words).code == 0
    page = roadmap(*TODAY, "report", "--format", "html").out
    assert '<a href="https://a.ru/1">' in page
    assert '<a href="https://a.ru/2">' in page
    (told,) = json.loads(roadmap(*TODAY, "report", "--format", "json").out)["executed"]
    assert told["evidence"] == "исх. № 12; протокол № 5"
    assert told["files"] == ["https://a.ru/1", "https://a.ru/2"]


@pytest.mark.usefixtures("plan")
def test_a_document_runs_nothing_in_a_browser(roadmap: Roadmap, plan: Path) -> None:
    event = "{at: 2020-10-01T10:00:00, by: х, did: done, evidence: ['javascript://%0aalert(1)']}"
    text = plan.read_text().replace("term: Ноябрь", f"history: [{event}]\n    term: Ноябрь", 1)
    plan.write_text(text)
    assert 'href="javascript:' not in roadmap(*TODAY, "report", "--format", "html").out


@pytest.mark.usefixtures("plan")
def test_changes_tell_who_did_what_since_a_day(roadmap: Roadmap) -> None:
    report_all(roadmap, "Школа № 1")
    assert roadmap(*TODAY, "request", "3", "Декабрь", "--reason", "ремонт").code == 0
    lines = roadmap(*TODAY, "changes", "--since", "01.01.2020").out.splitlines()
    assert [line.split("\t")[2:6] for line in lines] == [
        ["1", "submit", "2020-09-28", "Школа № 1"],
        ["3", "request", "2020-10-01", "ремонт"],
    ]
    assert roadmap("--today", "2999-01-01", "changes").out == ""
    told = json.loads(roadmap(*TODAY, "changes", "--since", "2020-01-01", "--format", "json").out)
    assert [each["did"] for each in told["changes"]] == ["submit", "request"]


@pytest.mark.parametrize(
    ("groups", "told"),
    [
        ({"ОУ": ["Школа № 1", "Школа № 1"]}, "записан дважды"),
        ({"ОУ": ["Школа № 1"], "МОЦ": ["Школа № 1"]}, "и в группе «ОУ», и в группе «МОЦ»"),
        ({"ОУ": ["Школа № 1"], "ДОУ": ["Сад № 1"]}, "группа «ДОУ» не отвечает"),
        ({"ОУ": ["МОЦ"], "МОЦ": ["Отдел"]}, "сама группа"),
        ({"ОУ": ["Школа № 2"]}, ":13:5: предупреждение: пункт 1: отчёт записан за «Школа № 1»"),
    ],
)
def test_check_names_what_is_wrong_with_groups(
    roadmap: Roadmap, plan: Path, groups: dict[str, list[str]], told: str
) -> None:
    report_all(roadmap, "Школа № 1")
    text = plan.read_text()
    before, _, _ = text.partition("groups:")
    listed = "".join(f"  {name}: [{', '.join(members)}]\n" for name, members in groups.items())
    plan.write_text(f"{before}groups:\n{listed}")
    assert told in roadmap(*TODAY, "check").out


@pytest.mark.usefixtures("plan")
def test_as_of_an_earlier_day_later_reports_are_not_known(roadmap: Roadmap) -> None:
    report_all(roadmap, *SCHOOLS[:-1], date="10.09")
    report_all(roadmap, SCHOOLS[-1], date="20.09")
    early = roadmap("--today", "2020-09-15", "show", "1").out
    assert "отчитались 3 из 4" in early
    assert "на проверке" not in early.partition("история")[0]


@pytest.mark.parametrize(
    ("party", "members"),
    [
        ("школы № 1-3, 5", ["Школа № 1", "Школа № 2", "Школа № 3", "Школа № 5"]),
        ("МБОУ СОШ №1, №4", ["МБОУ СОШ № 1", "МБОУ СОШ № 4"]),
        ("Школа № 3", []),
        ("классные руководители 1-4 классов", []),
        ("школы № 5-3", []),
        ("школы № 1-100000", []),
    ],
)
def test_import_offers_to_keep_the_many_of_one_party_as_a_group(
    roadmap: Roadmap,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    party: str,
    members: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = ["№;Мероприятие;Срок;Ответственный", f"1;Отчёт;Сентябрь;{party}", "2;Сбор;Май;МОЦ"]
    source = tmp_path / "план.csv"
    source.write_text("\n".join(f'"{cell}"'.replace(";", '";"') for cell in lines))
    words = (
        "import",
        "план.csv",
        "--title",
        "План",
        "--year",
        "2020",
        "--output",
    )
    asked = roadmap(*words, "-")
    assert ("--groups или --no-groups" in asked.err) == bool(members)
    assert roadmap(*words, "roadmap_1.yaml", "--groups", "--accept").code == 0
    found = json.loads(roadmap(*TODAY, "show", "1", "--format", "json").out)["items"][0]
    assert [each["name"] for each in found["members"]] == members


@pytest.mark.usefixtures("plan")
def test_a_report_on_a_closed_period_is_counted_there_and_the_next_is_not_asked_for_yet(
    roadmap: Roadmap,
) -> None:
    early = ("--today", "2020-02-10")
    assert roadmap(*early, "submit", "2", "--by", "Школа № 1").code == 0
    told = roadmap(*early, "done", "2", "--anyway").out
    assert "в работе, исполнено 1 из 4; закрыт период" in told
    told = roadmap(*early, "submit", "2", "--by", "Школа № 2").out
    assert "за период 01.01.2020 – 31.03.2020, отчитались 2 из 4; в работе" in told
    paper = roadmap("--today", "2020-03-10", "report", "--format", "csv").out
    assert "Исполняется: исполнено 1 из 4, ближайший срок – 30.06.2020. 10.02.2020" in paper
    assert "10.02.2020 – исполнено, отчитались 2 из 4." in paper
    paper = roadmap("--today", "2020-04-10", "report", "--format", "csv").out
    assert "Отчитались 0 из 4" in paper  # the second quarter has begun


@pytest.mark.usefixtures("plan")
def test_figures_of_a_member_add_up_when_only_members_have_reported(roadmap: Roadmap) -> None:
    report_all(roadmap, "Школа № 1")
    lines = roadmap("--today", "2020-09-30", "report").out.splitlines()
    (head,) = {line for line in lines if line.startswith("| Ответственный ")}
    (row,) = [line for line in lines if line.startswith("| Школа № 1 | 2 ")]
    names = [cell.strip() for cell in head.strip("|").split("|")]
    cells = dict(zip(names, [cell.strip() for cell in row.strip("|").split("|")], strict=True))
    rest = ("Исполнено", "Просрочено", "На проверке", "В работе", "Срок не истёк", "Без срока")
    assert cells["На проверке"] == "1"
    assert sum(int(cells[name]) for name in (*rest, "Снято")) == int(cells["Всего"])


@pytest.mark.usefixtures("plan")
def test_a_narrow_report_says_on_what_a_member_has_reported(roadmap: Roadmap) -> None:
    report_all(roadmap, "Школа № 1")
    text = roadmap("--today", "2020-02-10", "report", "--format", "table").out
    assert "Школа № 2: п. 2 за I квартал 2020 года – нет" in text
    text = roadmap(*TODAY, "report", "--format", "table").out
    assert "Школа № 1: п. 1 – 28.09.2020; п. 2 за I квартал 2020 года – нет;" in text


@pytest.mark.usefixtures("plan")
def test_a_reminder_parts_no_number_from_its_sign(roadmap: Roadmap) -> None:
    report_all(roadmap, "Школа № 10")
    lines = roadmap("--today", "2020-10-09", "remind").out.splitlines()
    assert not [line for line in lines if line.endswith(("№", " 9"))]


@pytest.mark.usefixtures("plan")
def test_a_report_of_a_member_read_twice_closes_one_quarter(roadmap: Roadmap) -> None:
    report = ("submit", "2", "--by", "Школа № 1", "--date", "18.09", "--note", "справка")
    assert roadmap(*TODAY, *report).code == 0
    assert "ничего не изменено" in roadmap(*TODAY, *report).out
    told = {"name": "Школа № 1", "reported": ["2020-09-18", None, None, None]}
    members = shown(roadmap, "2")["members"]
    assert isinstance(members, list)
    assert told in members
    assert roadmap(*TODAY, *report, "--period", "II квартал").code == 0


def test_an_executed_item_tells_who_reported_on_its_last_period(
    roadmap: Roadmap, plan: Path
) -> None:
    twice = {"id": "1", "title": "Сверка", "term": "I и III кварталы", "responsible": ["ОУ"]}
    write_plan(plan, [twice], groups={"ОУ": SCHOOLS})
    report_all(roadmap, date="31.03")
    assert roadmap(*TODAY, "done", "1").code == 0
    report_all(roadmap, *SCHOOLS[1:])
    assert roadmap(*TODAY, "done", "1", "--anyway", "--period", "III квартал").code == 0
    told = roadmap(*TODAY, "report", "--format", "csv").out
    assert "Отчитались 3 из 4; не отчитались: Школа № 1." in told
