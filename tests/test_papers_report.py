"""The parts and the periods of a report, and the files that it is written to."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from conftest import PROJECT, bare_environment, plan_text
from papers import write_plan
from small_plans import row_of

from roadmap_cli.terms import Period, read_span
from roadmap_cli.views.execution_mark import name_of_place, period_name

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
SCHOOL_YEAR = Period(date(2019, 9, 1), date(2020, 8, 31))


def _parts(text: str) -> dict[str, list[str]]:
    """Give the numbers of the items under each heading of a report in Markdown."""
    found: dict[str, list[str]] = {}
    for block in text.split("\n## ")[1:]:
        heading, _, rest = block.partition("\n")
        found[heading] = re.findall(r"^\| ([\d/.]+) \|", rest, re.MULTILINE)
    return found


def _json(roadmap: Roadmap, *words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(roadmap("report", "--format", "json", *words).out)
    return answer


@pytest.mark.usefixtures("october")
def test_the_parts_of_october(roadmap: Roadmap) -> None:
    text = roadmap("report").out
    assert _parts(text) == {
        "По разделам": [],
        "По ответственным": [],
        "Просрочено": [],
        "Исполнено в срок": ["1", "2", "4"],
        "Исполнено с нарушением срока": ["7"],
        "Снято с контроля": ["11"],
        "Перенесённые сроки": ["14"],
        "Ход исполнения": ["12"],
        "Срок наступит в ближайшие 30 дней": ["8"],
        "Как посчитано": [],
    }
    assert "наступило 4 контрольных срока из 17" in text
    assert "| 12.05.2020 | приказ от 12.05.2020 № 61/01-04 |" in text
    assert "05.03.2020 – семинар, протокол № 1; 18.09.2020 – выезды в 4 школы" in text
    assert "сведения о ходе исполнения не внесены: п. 3, 5, 6, 9, 10, 13, 15, 16, 17, 18." in text


def test_what_is_reported_is_not_asked_for_again(plan: Path, roadmap: Roadmap) -> None:
    near = {"title": "а", "term": "Октябрь"}
    write_plan(plan, [{"id": 1, **near}, {"id": 2, **near, "status": "submitted"}])
    parts = _parts(roadmap("report").out)
    assert parts["На проверке"] == ["2"]
    assert parts["Срок наступит в ближайшие 30 дней"] == ["1"]


@pytest.mark.usefixtures("october")
def test_a_report_for_a_period_speaks_of_that_period_alone(roadmap: Roadmap, plan: Path) -> None:
    text = roadmap("report", "--period", "II квартал").out
    assert "не внесены: п. 3, 5, 6, 9, 10, 12," in text  # of 12 there is a line of March
    assert "Исполняются, но сведения о ходе исполнения за этот период не внесены: п." in text
    assert (
        "Сведения о ходе исполнения за этот период не внесены."
        in roadmap("report", "--period", "II квартал", "--format", "csv").out
    )
    over = roadmap("--today", "2021-01-11", "report", "--period", "2020 год").out
    assert "Исполняются" not in over  # what ran to the last day is overdue at its end
    write_plan(plan, [{"id": 1, "title": "а", "term": "Сентябрь"}])
    roadmap("submit", "1", "--date", "28.09.2020")
    text = roadmap("report", "--period", "III квартал").out
    assert "исполнено 0 (в срок 0), не исполнено 1 (из них на проверке 1)." in text


@pytest.mark.usefixtures("october")
def test_json_has_the_same_parts(roadmap: Roadmap) -> None:
    answer = _json(roadmap)
    ids = {
        key: [each["id"] for each in answer[key]]
        for key in ("executed", "executed_late", "cancelled", "postponed", "progress", "due_soon")
    }
    assert ids == {
        "executed": ["1", "2", "4", "7"],
        "executed_late": ["7"],
        "cancelled": ["11"],
        "postponed": ["14"],
        "progress": ["12"],
        "due_soon": ["8"],
    }
    assert answer["period"] is None
    assert answer["executed"][1]["evidence"] == "справка от 28.09.2020"
    assert answer["cancelled"][0]["decided"] == "2020-05-12"
    assert [line["date"] for line in answer["progress"][0]["lines"]] == ["2020-03-05", "2020-09-18"]


@pytest.mark.usefixtures("october")
def test_a_quarter_tells_what_happened_in_it(roadmap: Roadmap) -> None:
    text = roadmap("report", "--period", "III квартал").out
    assert text.startswith("# Отчёт об исполнении плана за III квартал 2020 года\n")
    parts = _parts(text)
    assert parts["Исполнено в срок"] == ["2"]
    assert "Исполнено с нарушением срока" not in parts  # item 7 was executed on 1 October
    assert "Снято с контроля" not in parts
    assert parts["Перенесённые сроки"] == ["14"]
    assert "18.09.2020 – выезды" in text
    assert "05.03.2020 – семинар" not in text
    fell = "За III квартал 2020 года наступило 2 контрольных срока: исполнено 1 (в срок 1)"
    assert fell in text
    second = _parts(roadmap("report", "--period", "2 квартал").out)
    assert second["Снято с контроля"] == ["11"]
    answer = _json(roadmap, "--period", "III квартал")
    assert (answer["as_of"], answer["period"]) == ("2020-09-30", ["2020-07-01", "2020-09-30"])


@pytest.mark.usefixtures("october")
def test_a_period_that_is_not_over_is_told_as_of_today(roadmap: Roadmap) -> None:
    text = roadmap("report", "--period", "2020 год").out
    assert text.startswith("# Отчёт об исполнении плана за 2020 год, по состоянию на 05.10.2020\n")
    assert _parts(text)["Исполнено с нарушением срока"] == ["7"]


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--period", "IV квартал 2021"], "ещё не начался"),
        (["--period", "Ноябрь"], "ещё не начался: он с 01.11.2020"),
        (["--period", "Сентябрь", "--date", "2020-09-30"], "--date и --period вместе не бывают"),
        (["--period", "январь, март"], "не один период"),
        (["--period", "Сентябр"], "Сентябр"),
    ],
)
def test_a_period_that_cannot_be_meant(roadmap: Roadmap, words: list[str], told: str) -> None:
    outcome = roadmap("report", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err


def test_what_has_no_date_belongs_to_no_period_and_is_named(plan: Path, roadmap: Roadmap) -> None:
    blank = {"id": 1, "title": "а", "term": "Август", "status": "done"}
    gone = {"id": 2, "title": "б", "term": "Август", "status": "cancelled"}
    write_plan(plan, [blank, gone])
    text = roadmap("report", "--period", "Август").out
    assert not {"Исполнено в срок", "Снято с контроля"} & set(_parts(text))
    assert "не записан, в списки не вошли: п. 1, 2." in text
    parts = _parts(roadmap("report").out)
    assert (parts["Исполнено в срок"], parts["Снято с контроля"]) == (["1"], ["2"])


def test_a_period_differs_between_plans(plan: Path, roadmap: Roadmap) -> None:
    write_plan(plan.with_name("roadmap_2021.yaml"), [], title="План 2021", year=2021)
    outcome = roadmap("--all", "report", "--period", "Сентябрь")
    assert outcome.code == 2
    assert "в разных планах" in outcome.err
    named = roadmap("--all", "report", "--period", "Сентябрь 2020")
    assert named.code == 0
    assert "за сентябрь 2020 года" in named.out


@pytest.mark.usefixtures("october")
def test_a_report_on_some_items_says_so(roadmap: Roadmap) -> None:
    assert "- Отобрано: ответственный: МОЦ" in roadmap("report", "-r", "МОЦ").out
    assert "Отобрано" not in roadmap("report").out


@pytest.mark.parametrize(
    ("span", "text", "name"),
    [
        (YEAR, "сен", "за сентябрь 2020 года"),
        (YEAR, "I квартал", "за I квартал 2020 года"),
        (YEAR, "II полугодие", "за II полугодие 2020 года"),
        (YEAR, "с января по сентябрь", "за 9 месяцев 2020 года"),
        (YEAR, "с 1 августа по 15 сентября", "за период с 01.08.2020 по 15.09.2020"),
        (YEAR, "28.09.2020", "за 28.09.2020"),
        (SCHOOL_YEAR, "в течение учебного года", "за 2019-2020 учебный год"),
        (SCHOOL_YEAR, "май", "за май 2020 года"),
        (YEAR, "III квартал", "за III квартал 2020 года"),
        (YEAR, "IV квартал", "за IV квартал 2020 года"),
        (YEAR, "I полугодие", "за I полугодие 2020 года"),
        (SCHOOL_YEAR, "с 1 сентября 2019 по 31 августа 2020", "за 2019-2020 учебный год"),
        (SCHOOL_YEAR, "с 1 октября 2019 по 31 мая 2020", "за период с 01.10.2019 по 31.05.2020"),
        (YEAR, "с 1 сентября по 30 сентября", "за сентябрь 2020 года"),
        (YEAR, "с 1 марта по 30 апреля", "за период с 01.03.2020 по 30.04.2020"),
    ],
)
def test_names_of_periods(span: Period, text: str, name: str) -> None:
    (period,) = read_span(text, span)
    assert period_name(period) == name
    assert period_name(YEAR) == "за 2020 год"


@pytest.mark.parametrize(
    ("term", "first", "last"),
    [
        ("ежеквартально", "за I квартал 2020 года", "за IV квартал 2020 года"),
        # what is due later is told of the period reported on
        (
            "ежеквартально до 10 числа следующего месяца",
            "за I квартал 2020 года",
            "за IV квартал 2020 года",
        ),
        (
            "ежемесячно, до 5 числа месяца, следующего за отчетным",
            "за январь 2020 года",
            "за декабрь 2020 года",
        ),
        # periods apart keep their own days, within the plan or not
        ("май, октябрь", "за май 2020 года", "за октябрь 2020 года"),
        ("май, январь 2021", "за май 2020 года", "за январь 2021 года"),
        ("до 1 февраля следующего года",) + ("за период с 01.01.2020 по 01.02.2021",) * 2,
        # and so do those that all begin with the plan
        (
            "до 1 марта, до 15 июня",
            "за период с 01.01.2020 по 01.03.2020",
            "за период с 01.01.2020 по 15.06.2020",
        ),
    ],
)
def test_a_period_of_an_item_is_named_by_what_is_reported_on(
    term: str, first: str, last: str
) -> None:
    row = row_of("10-01", term=term)
    places = range(len(row.approved.periods))
    assert name_of_place(row, places[0]) == first
    assert name_of_place(row, places[-1]) == last


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize("name", ["р.docx", "р.xlsx", "р.html", "р.md", "р.json", "р.csv", "Р.MD"])
def test_the_ending_chooses_the_form(roadmap: Roadmap, plan: Path, name: str) -> None:
    outcome = roadmap("report", "--output", name)
    assert (outcome.code, outcome.out, outcome.err) == (0, f"Записано: {name}\n", "")
    raw = (plan.parent / name).read_bytes()
    begins = {
        ".docx": b"PK\x03\x04",
        ".xlsx": b"PK\x03\x04",
        ".html": b"<!DOCTYPE html>",
        ".md": "# Отчёт".encode(),
        ".json": b'{\n  "version": 1',
        ".csv": b"\xef\xbb\xbfid;state;due;",
    }
    assert raw.startswith(begins[(plan.parent / name).suffix.lower()])
    assert [path.name for path in plan.parent.iterdir() if path.name.endswith(".tmp")] == []


@pytest.mark.usefixtures("october")
def test_a_file_has_what_the_screen_has(roadmap: Roadmap, plan: Path) -> None:
    for form, ending in (("markdown", "md"), ("html", "html"), ("json", "json")):
        roadmap("report", "--output", f"р.{ending}", "--format", form)
        written = (plan.parent / f"р.{ending}").read_bytes().decode()
        assert written == roadmap("report", "--format", form).out


@pytest.mark.usefixtures("october")
def test_csv_has_a_row_an_item_with_its_mark(roadmap: Roadmap) -> None:
    lines = roadmap("report", "--format", "csv").out.split("\r\n")
    assert lines[0].endswith(",plan,ref,mark")
    assert len(lines) == 20
    assert lines[11].endswith(",Снято с контроля. Основание: приказ от 12.05.2020 № 61/01-04.")


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--output", "р.odt"], 2, ".txt, .csv, .json, .md, .html, .docx, .xlsx, .pdf"),
        (["--output", "docx"], 2, "вид вывода называет --format docx"),
        (["--output", "отчёт"], 2, "окончание"),
        (["--output", "р.md", "--format", "html"], 2, "расходятся"),
        (["--format", "docx"], 2, "запишите в файл: roadmap report --output отчёт.docx"),
        (["--format", "xlsx"], 2, "--output отчёт.xlsx"),
        (["--output", "нет/р.md"], 6, "нет папки нет"),
        (["--output", "папка.md"], 6, "это папка"),
        (["--output", "план.md"], 6, "это план"),
        (["--output", "чужой.md"], 6, "это план"),
    ],
)
def test_what_is_not_written(
    roadmap: Roadmap, plan: Path, words: list[str], code: int, told: str
) -> None:
    folder = plan.parent
    (folder / "папка.md").mkdir()
    (folder / "план.md").symlink_to(plan)
    other = folder / "архив" / "roadmap_2019.yaml"
    other.parent.mkdir()
    other.write_text("title: прошлый")
    (folder / "чужой.md").symlink_to(other)
    before = plan.read_bytes()
    outcome = roadmap("report", *words)
    assert (outcome.code, outcome.out) == (code, "")
    assert told in outcome.err
    assert (plan.read_bytes(), other.read_text()) == (before, "title: прошлый")


def test_a_plan_that_is_called_like_a_report_is_not_written_over(
    plan: Path, roadmap: Roadmap
) -> None:
    odd = plan.rename(plan.with_name("план.md"))
    before = odd.read_bytes()
    outcome = roadmap("--file", str(odd), "report", "--output", "план.md")
    assert (outcome.code, odd.read_bytes()) == (6, before)


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv"])
def test_what_a_reader_must_know_is_said_beside_every_file(
    plan: Path, roadmap: Roadmap, ending: str
) -> None:
    plan.write_text(plan_text("2020", "id: 1, title: отчёт, term: май, status: done"))
    outcome = roadmap("report", "--output", f"о.{ending}")
    warning = "Дата исполнения не указана, сочтено исполненным в срок: п. 1."
    assert (outcome.code, warning in outcome.err.replace("\u00a0", " ")) == (0, True)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
@pytest.mark.parametrize("ending", ["docx", "xlsx", "html"])
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o2660])
def test_every_form_of_a_file_keeps_the_mode_of_what_it_replaces(
    plan: Path, roadmap: Roadmap, ending: str, mode: int
) -> None:
    target = plan.with_name(f"о.{ending}")
    assert roadmap("report", "--output", target.name).code == 0
    old = os.umask(0)
    os.umask(old)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~old
    target.chmod(mode)
    assert roadmap("report", "--output", target.name).code == 0
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_a_file_is_replaced_and_keeps_its_mode_and_a_link_stays(
    plan: Path, roadmap: Roadmap
) -> None:
    target = plan.parent / "отчёт.md"
    target.write_text("старый")
    target.chmod(0o640)
    link = plan.parent / "ссылка.md"
    link.symlink_to(target.name)
    assert roadmap("report", "--output", "ссылка.md").code == 0
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert target.read_text().startswith("# Отчёт")


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_a_new_file_has_the_mode_that_the_mask_leaves(plan: Path, roadmap: Roadmap) -> None:
    old = os.umask(0o027)
    try:
        roadmap("report", "--output", "новый.md")
    finally:
        os.umask(old)
    assert (plan.parent / "новый.md").stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["report", "--format", "html"], "roadmap report --output отчёт.html"),
        (["calendar"], "roadmap calendar --output план.ics"),
    ],
)
def test_a_page_is_not_poured_onto_a_terminal(plan: Path, words: list[str], told: str) -> None:
    import pty  # noqa: PLC0415  # not every system has it

    main, other = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "roadmap_cli", "--file", str(plan), *words],
        stdout=other,
        stderr=subprocess.PIPE,
        env=bare_environment(PYTHONPATH=str(PROJECT)),
        check=False,
    )
    os.set_blocking(main, False)
    with pytest.raises(BlockingIOError):
        os.read(main, 1)
    os.close(other)
    os.close(main)
    assert done.returncode == 2
    assert told in done.stderr.decode()


@pytest.mark.usefixtures("october")
def test_the_curve_counts_plan_and_fact_by_months(roadmap: Roadmap) -> None:
    page = roadmap("report", "--format", "html").out
    curve = page.partition('<section class="curve">')[2].partition("</section>")[0]
    rows = [
        re.findall(r'data-name="\w+">([^<]+)<', row) for row in curve.split("<tr>") if "data" in row
    ]
    assert rows[0] == ["2", "2", "2", "2", "2", "2", "2", "2", "4", "5", "5", "17"]
    assert rows[1] == ["2", "2", "2", "2", "2", "2", "2", "2", "3", "4", "—", "—"]
    assert curve.count("<circle") == 10
    assert curve.count("<rect") == 12
    assert "план: 17" in curve
    assert "факт: 4" in curve


def test_a_long_plan_is_drawn_by_few_points_and_an_undated_one_not_at_all(
    plan: Path, roadmap: Roadmap
) -> None:
    item = {"id": 1, "title": "а", "term": "01.06.2021"}
    period = {"start": date(2020, 1, 1), "end": date(2022, 12, 31)}
    write_plan(plan, [item], year=None, period=period)
    text = plan.read_text(encoding="utf-8").replace("year: null\n", "")
    plan.write_text(text, encoding="utf-8")
    page = roadmap("report", "--format", "html").out
    assert page.count('<rect class="plan"') == 12
    assert ">03.2020<" in page
    write_plan(plan, [item | {"term": "по мере необходимости"}])
    assert "План и факт" not in roadmap("report", "--format", "html").out


def test_an_overdue_term_is_told_to_be_moved_to_a_day(plan: Path, roadmap: Roadmap) -> None:
    terms = {1: "Сентябрь", 2: "ежеквартально"}
    items = [
        {"id": n, "title": "а", "term": term, "responsible": ["ОУ"]} for n, term in terms.items()
    ]
    write_plan(plan, items)
    for today, *words in (
        ("2020-03-25", "postpone", "2", "до 15 апреля", "--reason", "письмо"),
        ("2020-04-10", "done", "2"),
        ("2020-09-20", "postpone", "1", "до 15 октября", "--reason", "письмо"),
    ):
        assert roadmap("--today", today, *words).code == 0
    text = roadmap("--today", "2020-11-01", "report").out
    assert "| Сентябрь, перенесён на 15.10.2020 | 15.10.2020 | 17 дней |" in text
    assert "| ежеквартально | 30.06.2020 | 124 дня (2 срока) |" in text
