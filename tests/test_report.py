"""The report in its four forms, of the plan of 2020 on 1 October with items 1, 2, 4 and 7 done (7 late)."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import forks
import pytest
from conftest import PROJECT, bare_environment
from golden_files import same_as_golden
from small_plans import home_of, item, view_of
from test_figures import PLAN

from roadmap_cli.plan.problems import read_plan
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View
from roadmap_cli.views import report, report_text, tables
from roadmap_cli.views.drawings import curve, month_bars, points, step_of
from roadmap_cli.views.output import item_json
from roadmap_cli.views.report_text import page as html_page

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

DAY = date(2020, 7, 1)
HOSTILE = "<script>alert(1)</script> | *звёзды* [bold]_и_ `код`[/bold] \x1b[31m & \u202e"
SHOWN = "<script>alert(1)</script> | *звёзды* [bold]_и_ `код`[/bold] ␛[31m & \\u202e"


def _read(data: dict[str, Any], as_of: date = DAY) -> View:
    plan, problems = read_plan(data)
    assert plan, problems
    return View.of_plan(plan, as_of, "2020")


def _one(item: dict[str, Any]) -> View:
    return _read({"title": "П", "year": "2020", "sections": [{"title": "Р", "items": [item]}]})


def _html(view: View, day: date) -> str:
    return html_page(view, report.build(view, day))


def _hostile() -> View:
    item = {
        "id": "1",
        "title": HOSTILE,
        "term": "Январь",
        "responsible": [HOSTILE],
        "note": HOSTILE,
        "postponed_to": "Март",
    }
    order = {"number": HOSTILE, "controlled_by": HOSTILE}
    sections = [{"title": HOSTILE, "items": [item]}]
    return _read({"title": HOSTILE, "year": "2020", "order": order, "sections": sections})


def _table(view: View, *, ascii_only: bool = False) -> str:
    layout = tables.report(report.build(view, DAY), ascii_only=ascii_only)
    return tables.text(io.StringIO(), layout)


@pytest.mark.usefixtures("plan_with_marks")
@pytest.mark.parametrize("width", [80, 160])
def test_a_terminal(roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    same_as_golden(f"report_{width}.txt", roadmap("report", "--format", "table").out)


@pytest.mark.usefixtures("plan_with_marks")
@pytest.mark.parametrize(("form", "name"), [("markdown", "report.md"), ("html", "report.html")])
def test_documents(roadmap: Roadmap, form: str, name: str) -> None:
    same_as_golden(name, roadmap("report", "--format", form).out)


@pytest.mark.parametrize(
    ("most", "step"), [(1, 1), (5, 1), (6, 2), (17, 5), (25, 5), (26, 10), (290, 100), (1000, 200)]
)
def test_lines_across_the_curve_stand_at_round_figures(most: int, step: int) -> None:
    assert step_of(most) == step


@pytest.mark.parametrize(
    ("last", "drawn"), [("2020-12-31", 12), ("2021-01-31", 7), ("2021-02-28", 7), ("2022-01-31", 9)]
)
def test_the_curve_ends_with_the_last_month_of_a_plan_however_long(last: str, drawn: int) -> None:
    period = {"start": "2020-01-01", "end": last}
    home = home_of("план", item(1, term="Май 2020"), item(2, term=last), period=period)
    end = date.fromisoformat(last)
    found = points(View.of([home], end), home)
    assert len(found) == drawn
    assert found[-1].month == end.replace(day=1)
    assert found[-1].planned == 2


@pytest.mark.parametrize(
    ("day", "items", "plan", "fact"),
    [
        # side by side at the right edge, the fact below the plan
        ("12-31", ["01-31"], "465.0 18.0 план: 1", "465.0 30.0 факт: 1"),
        ("12-31", ["01-31", None], "465.0 18.0 план: 2", "465.0 125.0 факт: 1"),
        ("12-31", ["01-31", "12-10 15.01.2021"], "465.0 113.0 план: 1", "465.0 125.0 факт: 2"),
        # above its line where there is no room below
        ("12-31", [None], "465.0 18.0 план: 1", "465.0 195.0 факт: 0"),
        ("01-31", [None], "465.0 18.0 план: 1", "49.0 195.0 факт: 0"),
        ("12-31", ["01-31", *[None] * 9], "465.0 18.0 план: 10", "465.0 201.0 факт: 1"),
        ("12-31", ["01-31", *[None] * 11], "465.0 56.0 план: 12", "465.0 182.3 факт: 1"),
        # in the month of the report
        ("06-15", ["01-31"], "465.0 18.0 план: 1", "238.1 30.0 факт: 1"),
    ],
)
def test_the_names_of_the_lines_stand_apart(
    day: str, items: list[str | None], plan: str, fact: str
) -> None:
    rows = []
    for number, line in enumerate(items):
        executed, _, term = (line or "").partition(" ")
        done = {"status": "done", "executed": [f"2020-{executed}"]} if executed else {}
        rows.append(item(number, term=term or "Январь", **done))
    view = view_of(day, *rows)
    names = re.findall(r'class="name" x="([^"]*)" y="([^"]*)">([^<]*)<', curve(view, view.plans[0]))
    assert [" ".join(each) for each in names] == [plan, fact]


@pytest.mark.parametrize(
    ("fields", "stands"),
    [
        ({"term": "по графику"}, "<span>запланировано, без срока</span>"),
        (
            {"term": "по графику", "responsible": ["МОЦ", "ОУ <1>"]},
            "МОЦ · ОУ &lt;1&gt; · <span>запланировано, без срока</span>",
        ),
        (
            {"term": "по графику", "status": "done", "executed": ["2020-09-28"]},
            "<span>исполнено 28.09.2020, без срока</span>",
        ),
        ({"term": "Сентябр"}, "<span>запланировано, срок не прочитан</span>"),
        ({"term": "Ноябрь"}, "<span>запланировано</span>"),
        ({"term": "Сентябрь"}, '<span class="late">просрочено, 1 день</span>'),
        ({"term": "Май", "status": "cancelled"}, "<span>снято с контроля</span>"),
    ],
)
def test_an_item_beside_its_bars_says_how_it_stands(fields: dict[str, Any], stands: str) -> None:
    view = view_of("2020-10-01", item(1, **fields))
    drawn = month_bars(view, view.plans[0])
    assert f'<div class="row"><div>1. дело 1<small>{stands}</small></div>' in drawn


@pytest.mark.parametrize(
    ("fields", "bars"),
    [
        (
            {"term": "ежеквартально", "executed": ["2020-03-30", "2020-07-02"]},
            '<div class="bar done" style="left:0.000%;width:25.000%"'
            ' title="01.01.2020 – 31.03.2020: исполнено">✓</div>'
            '<div class="bar done_late" style="left:25.000%;width:25.000%"'
            ' title="01.04.2020 – 30.06.2020: исполнено с нарушением срока">✓!</div>'
            '<div class="bar overdue" style="left:50.000%;width:25.000%"'
            ' title="01.07.2020 – 30.09.2020: просрочено">!</div>'
            '<div class="bar planned" style="left:75.000%;width:25.000%"'
            ' title="01.10.2020 – 31.12.2020: запланировано"></div>',
        ),
        (
            {"term": "15.05.2019"},
            '<span class="out" style="left:0"'
            ' title="15.05.2019 – 15.05.2019: просрочено">← 15.05.2019</span>',
        ),
        (
            {"term": "15.05.2021"},
            '<span class="out" style="right:0"'
            ' title="15.05.2021 – 15.05.2021: запланировано">→ 15.05.2021</span>',
        ),
        (
            {"term": "01.06.2019 - 15.02.2020"},
            '<div class="bar overdue" style="left:0.000%;width:12.644%"'
            ' title="01.06.2019 – 15.02.2020: просрочено">!</div>',
        ),
        (
            {"term": "16.11.2020 - 15.02.2021", "status": "in_progress"},
            '<div class="bar in_progress" style="left:87.500%;width:12.500%"'
            ' title="16.11.2020 – 15.02.2021: в работе">▸</div>',
        ),
    ],
)
def test_bars_and_what_lies_outside_the_plan(fields: dict[str, Any], bars: str) -> None:
    view = view_of("2020-10-01", item(1, **fields))
    drawn = month_bars(view, view.plans[0])
    today = '<i class="now" style="left:75.000%"></i>'
    assert f'<div class="line">{bars}{today}</div></div>' in drawn


@pytest.mark.parametrize(
    ("day", "now"), [("2020-01-01", "0.000"), ("2020-12-31", "99.731"), ("2021-01-01", None)]
)
def test_the_day_of_the_report_is_drawn_only_inside_the_plan(day: str, now: str | None) -> None:
    view = view_of(day, item(1), item(2))
    drawn = re.findall(r'class="now" style="left:([^%]*)%', month_bars(view, view.plans[0]))
    assert drawn == ([now, now] if now else [])


@pytest.mark.parametrize(
    ("first", "last", "grid", "labels"),
    [
        (
            "2020-09-01",
            "2020-12-15",
            ' style="--months:4"',
            ["0.000 25.000 сен", "25.000 25.000 окт", "50.000 25.000 ноя", "75.000 25.000 дек"],
        ),
        (
            "2020-12-10",
            "2021-01-31",
            ' style="--months:2"',
            ["0.000 50.000 2020<br>дек", "50.000 50.000 2021<br>янв"],
        ),
        # of more than two years only the years
        (
            "2020-03-15",
            "2022-03-31",
            "",
            ["0.000 40.000 2020", "40.000 48.000 2021", "88.000 12.000 2022"],
        ),
    ],
)
def test_the_scale_of_the_bars_is_that_of_the_plan(
    first: str, last: str, grid: str, labels: list[str]
) -> None:
    view = view_of("2019-10-01", item(1), period={"start": first, "end": last})
    drawn = month_bars(view, view.plans[0])
    spans = [
        f'<span style="left:{left}%;width:{width}%">{name}</span>'
        for left, width, name in (label.split() for label in labels)
    ]
    head = f'<div class="row scale"><h3>Раздел</h3><div class="line">{"".join(spans)}</div></div>'
    assert f'<div class="part"{grid}>\n{head}\n' in drawn


@pytest.mark.parametrize(
    ("years", "labels"), [(24, list(range(2001, 2025))), (25, [*range(2001, 2026, 2)])]
)
def test_there_are_never_too_many_years_over_the_bars(years: int, labels: list[int]) -> None:
    period = {"start": "2001-01-01", "end": f"{2000 + years}-12-31"}
    view = view_of("2019-10-01", item(1, term="май 2005"), period=period)
    drawn = month_bars(view, view.plans[0])
    assert re.findall(r">(\d{4})</span>", drawn) == list(map(str, labels))


def test_the_legend_names_the_states_that_are_drawn_and_the_day() -> None:
    quarters = item(1, term="ежеквартально", executed=["2020-03-30", "2020-07-02"])
    view = view_of("2020-10-01", quarters, item(2, term="по графику", status="in_progress"))
    drawn = month_bars(view, view.plans[0])
    (legend,) = re.findall('<p class="legend quiet">(.*)</p>', drawn)
    assert legend == (
        '<span><i class="bar key done">✓</i>исполнено</span>'
        '<span><i class="bar key done_late">✓!</i>исполнено с нарушением срока</span>'
        '<span><i class="bar key overdue">!</i>просрочено</span>'
        '<span><i class="bar key planned"></i>запланировано</span>'
        "<span>┆ день отчёта, 01.10.2020</span>"
    )


def test_a_plan_without_items_has_no_heading_over_nothing() -> None:
    view = _read({"title": "П", "year": "2020", "sections": []})
    page = _html(view, DAY)
    assert "<h2>По ответственным</h2><p>Пунктов нет.</p>" in page
    assert "наступивших сроков нет" in page
    assert "План по месяцам" not in page
    assert "<p></p>" not in page


def test_the_months_stand_over_every_section() -> None:
    view = _read(PLAN)
    page = _html(view, DAY)
    sections = len(view.plans[0].plan.sections)
    assert page.count('<div class="row scale"><h3>') == page.count(">янв</span>") == sections
    assert page.count('style="--months:12"') == sections


def test_where_a_plan_is_of_two_years_each_stands_over_its_first_month() -> None:
    period = {"start": "2020-09-01", "end": "2021-08-31"}
    page = _html(view_of("2020-10-01", item(1), period=period), DAY)
    assert re.findall(r">([^<>]*<br>[^<>]*)</span>", page) == ["2020<br>сен", "2021<br>янв"]


@pytest.mark.parametrize(
    ("number", "last"), [(2, "план-2: П"), (12, "план-12: П"), (14, "и ещё 2 плана")]
)
def test_several_plans_stand_at_the_top_under_their_short_names(number: int, last: str) -> None:
    plan = _read({"title": "П", "year": "2020", "sections": []}).plans[0].plan
    homes = [NamedPlan(f"план-{place}", plan) for place in range(1, number + 1)]
    names = report.build(View.of(homes, DAY), DAY).plans
    assert names[0] == "план-1: П"
    assert names[-1] == last


@pytest.mark.parametrize(("note", "told"), [("", False), ("болезнь", True)])
def test_notes_of_what_is_overdue_have_a_column_where_there_are_any(
    note: str, *, told: bool
) -> None:
    view = _one({"id": "1", "title": "а", "term": "Январь", "note": note or None})
    overdue = next(each for each in report.build(view, DAY).sheets if each.heading == "Просрочено")
    assert ("Примечание" in {head.name for head in overdue.heads}) == told
    assert (note in overdue.lines[0].cells) == told


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Фонды", "1. Фонды"),
        ("1. Фонды", "1. Фонды"),
        ("II. Фонды", "II. Фонды"),
        ("Раздел 3. Фонды", "Раздел 3. Фонды"),
        ("4 школы", "1. 4 школы"),
    ],
)
def test_a_section_is_numbered_once(title: str, shown: str) -> None:
    items = [{"id": "1", "title": "а", "term": "Январь"}]
    view = _read({"title": "П", "year": "2020", "sections": [{"title": title, "items": items}]})
    by_sections = report.build(view, DAY).sheets[0]
    assert by_sections.lines[0].cells[0] == shown


@pytest.mark.skipif(sys.platform != "linux", reason="no other system names the file")
@pytest.mark.parametrize(
    ("file", "code"), [("отчёт.docx", 2), ("отчёт.XLSX", 2), ("отчёт.md", 0), ("отчёт", 0)]
)
def test_no_text_is_sent_into_a_file_of_an_office(plan: Path, file: str, code: int) -> None:
    target, err = plan.with_name(file), plan.with_name("err")
    for stream in (target, err):
        stream.touch()
    process = forks.start(
        forks.program,
        *("--file", str(plan), "report"),
        environment=bare_environment(),
        streams=(os.devnull, str(target), str(err)),
    )
    process.join()
    assert process.exitcode == code
    assert bool(target.read_bytes()) is not bool(code)
    assert ("roadmap report --output отчёт" in err.read_text("utf-8")) is bool(code)


@pytest.mark.usefixtures("plan_with_marks")
def test_a_pipe_gets_markdown(roadmap: Roadmap) -> None:
    assert roadmap("report").out == roadmap("report", "--format", "markdown").out


@pytest.mark.usefixtures("plan_with_marks")
def test_the_head_names_the_plan_the_order_and_the_controller(roadmap: Roadmap) -> None:
    text = roadmap("report").out
    assert text.startswith("# Отчёт об исполнении плана по состоянию на 01.10.2020\n")
    assert "на 2020 год (приказ от 17.01.2020 № 13/01-04)" in text
    assert "Контроль исполнения: ведущий специалист Комитета" in text


@pytest.mark.usefixtures("plan_with_marks")
def test_figures_of_2020(roadmap: Roadmap) -> None:
    total = json.loads(roadmap("report", "--format", "json").out)["total"]
    share = {
        "due": 5,
        "executed": 4,
        "in_time": 3,
        "early": 0,
        "percent_executed": 80.0,
        "percent_in_time": 60.0,
    }
    assert total == {
        "name": "Всего",
        "total": 18,
        "done": 4,
        "done_in_time": 3,
        "done_late": 1,
        "overdue": 1,
        "submitted": 0,
        "in_progress": 0,
        "not_due": 13,
        "undated": 0,
        "unclear": 0,
        "cancelled": 0,
        "terms": 18,
        "current": share,
        "approved": share,
    }


@pytest.mark.usefixtures("plan_with_marks")
def test_the_keys_of_the_json_are_a_contract(roadmap: Roadmap) -> None:
    answer = json.loads(roadmap("report", "--format", "json", "--date", "2020-10-05").out)
    keys = (
        "version plan plans today as_of period total by_plan sections parties overdue submitted "
        "executed executed_late cancelled postponed progress due_soon requests unclear "
        "formulas"
    )
    assert list(answer) == keys.split()
    assert (answer["version"], answer["today"], answer["as_of"]) == (1, "2020-10-01", "2020-10-05")
    assert {tuple(each) for each in answer["by_plan"] + answer["sections"] + answer["parties"]} == {
        tuple(answer["total"])
    }
    assert [len(answer[key]) for key in ("sections", "parties", "overdue")] == [4, 7, 1]
    late = {
        "plan": "2020",
        "ref": "2020/7",
        "id": "7",
        "due": "2020-09-30",
        "executed": "2020-10-01",
        "days_late": 1,
        "evidence": "протокол № 4 от 01.10.2020",
        "files": [],
    }
    assert answer["executed_late"] == [late]
    assert (answer["overdue"][0]["id"], answer["overdue"][0]["days_late"]) == ("11", 5)


def test_nothing_due_has_no_percentage() -> None:
    day = date(2020, 1, 1)
    view = _read(PLAN, day)
    answer = json.loads(report_text.json_text(view, day))
    assert answer["total"]["current"]["percent_executed"] is None
    assert "- **Исполнение: — (0 из 0)**" in report_text.markdown(report.build(view, day))
    assert "Просроченных пунктов нет." in _html(view, day)
    assert "Просроченных пунктов нет." in _table(view)


def test_what_a_reader_must_know_is_said() -> None:
    view = _read(PLAN)
    content = report.build(view, DAY)
    assert [each.text.replace("\u00a0", " ") for each in content.gauges] == [
        "57,1 % (4 из 7)",
        "42,9 % (3 из 7)",
        "50 % (4 из 8)",
        "25 % (2 из 8)",
    ]
    assert content.sentences == (
        "Всего 13 пунктов: исполнено 4 (в срок 3, с нарушением срока 1), просрочено 2, "
        "снято с контроля 1.",
        "На 01.07.2020 наступило 7 контрольных сроков из 14.",
        "Исполнено досрочно: 1 контрольный срок; в проценты это войдёт, когда срок наступит.",
    )
    headings = [sheet.heading for sheet in content.sheets]
    lists = ["Просрочено", "Исполнено в срок", "Исполнено с нарушением срока", "Снято с контроля"]
    more = ["Перенесённые сроки", "Ход исполнения", "Срок наступит в ближайшие 30 дней"]
    assert headings == ["По разделам", "По ответственным", *lists, *more]
    undated = _one({"id": "1", "title": "а", "term": "Январь", "status": "done"})
    (blank, past) = report.build(undated, date(2020, 8, 1)).warnings
    assert blank == "Дата исполнения не указана, сочтено исполненным в срок: п. 1."
    assert past == (
        "Составлено 01.08.2020: учтено то, что относится к дням по 01.07.2020 включительно; "
        "записи без истории взяты нынешние."
    )


def test_the_worst_is_first_with_its_parties_and_notes() -> None:
    view = _read(PLAN)
    overdue = report.build(view, DAY).sheets[2]
    assert [line.cells[0] for line in overdue.lines] == ["3", "9"]
    assert overdue.lines[0].cells[2:6] == ("ОУ", "Март", "31.03.2020", "92 дня")
    late = _one({"id": "1", "title": "а", "term": "ежеквартально"})
    assert report.build(late, DAY).sheets[2].lines[0].cells[5] == "92 дня (2 срока)"


def test_the_reason_of_a_postponement_is_its_own_note() -> None:
    event = {"at": "2020-02-01T10:00:00", "by": "Я", "did": "postpone", "note": "карантин"}
    item = {
        "id": "1",
        "title": "а",
        "term": "Январь",
        "postponed_to": "Декабрь",
        "note": "прочее",
        "history": [event],
    }
    sheets = {sheet.heading: sheet for sheet in report.build(_one(item), DAY).sheets}
    assert sheets["Перенесённые сроки"].lines[0].cells[-1] == "карантин"


def test_a_dumb_terminal_gets_ascii_bars() -> None:
    assert "##########" in _table(_read(PLAN), ascii_only=True)
    assert "█" not in _table(_read(PLAN), ascii_only=True)


@pytest.mark.parametrize("width", [80, 160])
def test_a_terminal_shows_markup_and_never_obeys(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = _table(_hostile())
    assert not set(text) & set("\x1b\u202e")
    assert max(map(len, text.splitlines())) <= width
    assert "<script>alert(1)</script> | *звёзды*" in " ".join(text.split())


def test_markdown_quotes_its_own_marks() -> None:
    view = _hostile()
    text = report_text.markdown(report.build(view, DAY))
    assert not re.search(r"(?<!\\)<script|\x1b|\u202e", text)
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {8, 13}


class _Page(HTMLParser):
    """Collects what a browser would take for tags, addresses and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_is_well_formed_loads_nothing_and_shows_markup_as_text() -> None:
    text = _html(_hostile(), DAY)
    page = _Page(text)
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "bold"} & set(page.tags)
    assert not {"src", "href", "srcset", "onclick"} & page.attributes
    assert not re.search(r"https?:|url\(|@import|\x1b|\u202e", text)
    assert '<html lang="ru">' in text
    assert sum(SHOWN in each for each in page.texts) >= 6
    assert "default-src 'none'" in text


def test_the_page_of_a_long_plan_names_years_and_what_lies_outside() -> None:
    items = [
        {"id": "1", "title": "а", "term": "01.05.2009"},
        {"id": "2", "title": "б", "term": "01.05.2099"},
        {"id": "3", "title": "в", "term": "по мере необходимости"},
    ]
    period = {"start": "2010-01-01", "end": "2059-12-31"}
    text = _html(
        _read({"title": "П", "period": period, "sections": [{"title": "Р", "items": items}]}), DAY
    )
    assert "← 01.05.2009" in text
    assert "→ 01.05.2099" in text
    assert "без срока" in text
    assert ">2010</span>" in text
    assert text.count("</span>") < 60


IN_TURN = """
import sys
from roadmap_cli.cli.main import run
for form in ("markdown", "json", "html", "table"):
    run(["--file", sys.argv[1], "report", "--format", form])
    print(form, "rich" in sys.modules, file=sys.stderr)
"""


def test_rich_is_loaded_for_tables_only(plan: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_TURN, str(plan)],
        env=bare_environment(PYTHONPATH=str(PROJECT), PYTHONUTF8="1"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stderr == "markdown False\njson False\nhtml False\ntable True\n"


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--virtual-time-budget=3000",
]


@pytest.fixture
def chromium(tmp_path: Path) -> Any:  # a function
    """Run a headless browser with a profile of its own."""
    if not CHROMIUM:
        pytest.skip("not installed: chromium")

    def call(*arguments: str) -> str:
        command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *arguments]
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=90, check=True
        ).stdout

    return call


def _long_plan() -> View:
    data = json.loads(json.dumps(PLAN))
    data["sections"][0]["items"][2] |= {"title": "Оченьдлинноеслово" * 12, "note": "протокол" * 30}
    return _read(data)


def test_a_browser_needs_no_sideways_scrolling(chromium: Any, tmp_path: Path) -> None:
    page = escape(_html(_long_plan(), DAY))
    widths = (390, 890, 1200)
    frames = "".join(
        f'<iframe style="border:0;width:{width}px;height:900px" srcdoc="{page}"></iframe>'
        for width in widths
    )
    script = (
        "<script>onload = () => { document.title = [...document.querySelectorAll('iframe')]"
        ".map(f => f.contentDocument.documentElement.scrollWidth).join(' ') }</script>"
    )
    harness = tmp_path / "harness.html"
    harness.write_text(f"<meta charset=utf-8><title>-</title>{frames}{script}", encoding="utf-8")
    dom = chromium("--window-size=1800,1000", "--dump-dom", harness.as_uri())
    assert re.findall(r"<title>(.*?)</title>", dom)[0] == "390 890 1200"


def test_a_browser_draws_it_and_prints_it_on_a4(chromium: Any, tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    place.write_text(_html(_long_plan(), DAY), encoding="utf-8")
    for width in (390, 1200):
        picture = tmp_path / f"{width}.png"
        chromium(f"--window-size={width},1600", f"--screenshot={picture}", place.as_uri())
        raw = picture.read_bytes()
        assert raw.startswith(b"\x89PNG")
        assert (int.from_bytes(raw[16:20], "big"), len(raw) > 20_000) == (width, True)
    printed = tmp_path / "report.pdf"
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", place.as_uri())
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed.read_bytes())
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {(595, 842)}


def test_a_warning_of_records_without_history_stands_only_where_there_are_some() -> None:
    planned = _one({"id": "1", "title": "а", "term": "Январь"})
    assert report.build(planned, date(2020, 8, 1)).warnings == (
        "Составлено 01.08.2020: учтено то, что относится к дням по 01.07.2020 включительно.",
    )


def _event(when: str, did: str, **more: Any) -> dict[str, Any]:
    return {"at": f"{when}T10:00:00", "by": "Минаева Е.Л.", "did": did, "date": when, **more}


EVERY_LIST: list[dict[str, Any]] = [
    {"title": "Давно", "term": "Март", "responsible": ["МОЦ"], "note": "нет кадров"},
    {"title": "Не исполнено за два квартала", "term": "ежеквартально", "executed": ["2020-03-30"]},
    {
        "title": "На проверке",
        "term": "Сентябрь",
        "responsible": ["МОЦ", "ОУ"],
        "status": "submitted",
        "history": [
            _event(
                "2020-10-01",
                "submit",
                was="planned",
                became="submitted",
                note="акт № 1",
                evidence=["акты/1.pdf", "https://example.org/2"],
            )
        ],
    },
    {
        "title": "В срок",
        "term": "Август",
        "responsible": ["ОУ"],
        "status": "done",
        "executed": ["2020-08-20"],
        "history": [
            _event("2020-08-20", "done", note="приказ № 2 | прил. 1", evidence=["приказ 2.pdf"])
        ],
    },
    {"title": "Без даты", "term": "Июль", "status": "done"},
    {
        "title": "Позже",
        "term": "Май",
        "responsible": ["МОЦ"],
        "status": "done",
        "executed": ["2020-06-10"],
    },
    {"title": "Досрочно", "term": "Ноябрь", "status": "done", "executed": ["2020-09-10"]},
    {
        "title": "Снято",
        "term": "Июнь",
        "status": "cancelled",
        "history": [
            _event("2020-05-12", "cancel", was="planned", became="cancelled", note="приказ № 3")
        ],
    },
    {
        "title": "Перенесено дважды",
        "term": "Сентябрь",
        "postponed_to": "Декабрь",
        "history": [
            _event("2020-09-01", "postpone", was="Сентябрь", became="Ноябрь", note="письмо № 1"),
            _event("2020-09-21", "postpone", was="Ноябрь", became="Декабрь", note="письмо № 2"),
        ],
    },
    {
        "title": "Идёт",
        "term": "В течение года",
        "status": "in_progress",
        "history": [
            _event("2020-03-05", "progress", was="planned", became="in_progress", note="семинар"),
            _event("2020-09-18", "progress", note="выезды", evidence=["справка.docx"]),
        ],
    },
    {"title": "Идёт молча", "term": "В течение года", "status": "in_progress"},
    {"title": "Сегодня", "term": "до 1 октября"},
    {
        "title": "Скоро и просят",
        "term": "до 20 октября",
        "responsible": ["ОУ"],
        "history": [
            _event("2020-09-28", "request", was="до 20 октября", became="Ноябрь", note="карантин")
        ],
    },
    {"title": "Не прочитано", "term": "Сентябр 2"},
    {"title": "По графику", "term": "по графику"},
    {
        "title": "Группа",
        "term": "ежеквартально",
        "responsible": ["школы"],
        "executed": ["2020-03-31", "2020-06-30"],
        "history": [
            _event(
                "2020-09-29", "submit", period="2020-09-30", member="Школа № 1", evidence=["1.pdf"]
            ),
            _event("2020-09-30", "submit", period="2020-09-30", member="Школа № 3", note="акт"),
        ],
    },
]
PLAN_WITH_EVERY_LIST = {
    "title": "План со всем, что бывает",
    "year": "2020",
    "order": {
        "date": "2020-01-17",
        "number": "13/01-04",
        "issued_by": "Комитет",
        "signed_by": "С.В. Белова",
        "controlled_by": "Минаева Е.Л.",
    },
    "groups": {"школы": ["Школа № 1", "Школа № 2", "Школа № 3"]},
    "sections": [
        {
            "title": "Работа",
            "items": [{"id": str(n), **each} for n, each in enumerate(EVERY_LIST, 1)],
        }
    ],
}
WRITTEN = date(2020, 10, 1)


def report_of_everything(*, several: bool = False) -> tuple[View, report.Report]:
    plan, problems = read_plan(PLAN_WITH_EVERY_LIST)
    assert plan, problems
    homes = [NamedPlan("2020", plan)]
    if several:
        homes.append(home_of("прочее", item(1, term="Август"), item(2, term="Ноябрь")))
    view = View.of(homes, WRITTEN)
    folders = {"2020": "../планы", "прочее": ""}
    return view, report.build(view, date(2020, 10, 5), chosen=["текст: о"], folders=folders)


@pytest.mark.parametrize("width", [60, 80, 160])
def test_every_list_on_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, content = report_of_everything(several=True)
    shown = tables.text(io.StringIO(), tables.report(content))
    same_as_golden(f"every_list_{width}.txt", shown)


def test_every_list_in_markdown() -> None:
    same_as_golden("every_list.md", report_text.markdown(report_of_everything()[1]))


def test_every_list_on_a_page() -> None:
    page = html_page(*report_of_everything(several=True))
    same_as_golden("every_list.html", page.partition("<body>\n")[2])


def test_what_the_lists_of_the_json_hold() -> None:
    view, _ = report_of_everything()
    answer = json.loads(report_text.json_text(view, date(2020, 10, 5)))
    ids = {
        key: [each["id"] for each in found]
        for key, found in answer.items()
        if isinstance(found, list) and found and "id" in found[0]
    }
    assert ids == {
        "overdue": ["1", "2", "16"],
        "submitted": ["3"],
        "executed": ["2", "4", "6", "7", "16", "16", "5"],
        "executed_late": ["6"],
        "cancelled": ["8"],
        "postponed": ["9"],
        "progress": ["10"],
        "due_soon": ["12", "13"],
        "requests": ["13"],
        "unclear": ["14"],
    }
    named: dict[str, Any] = {"plan": "2020", "ref": "2020/4", "id": "4"}
    assert answer["executed"][1] == named | {
        "due": "2020-08-31",
        "executed": "2020-08-20",
        "days_late": 0,
        "evidence": "приказ № 2 | прил. 1",
        "files": ["приказ 2.pdf"],
    }
    assert answer["executed"][-1] == named | {
        "ref": "2020/5",
        "id": "5",
        "due": None,
        "executed": None,
        "days_late": 0,
        "evidence": None,
        "files": [],
    }
    assert answer["progress"] == [
        named
        | {
            "ref": "2020/10",
            "id": "10",
            "lines": [
                {"date": "2020-03-05", "text": "семинар"},
                {"date": "2020-09-18", "text": "выезды"},
            ],
        }
    ]
    (removed,), (moved,), (waits,) = (
        answer[key] for key in ("cancelled", "postponed", "submitted")
    )
    assert removed == item_json(view.rows[7]) | {"decided": "2020-05-12", "basis": "приказ № 3"}
    assert (moved["decided"], moved["basis"]) == ("2020-09-21", "письмо № 2")
    assert waits == item_json(view.rows[2])
    (asked,) = answer["requests"]
    assert asked["request"] == {
        "date": "2020-09-28",
        "by": "Минаева Е.Л.",
        "term": "Ноябрь",
        "due": "2020-11-30",
        "reason": "карантин",
    }
    group = answer["overdue"][-1]
    assert group["members"] == [
        {"name": "Школа № 1", "reported": [None, None, "2020-09-29", None]},
        {"name": "Школа № 2", "reported": [None, None, None, None]},
        {"name": "Школа № 3", "reported": [None, None, "2020-09-30", None]},
    ]
    assert group["executed"] == ["2020-03-31", "2020-06-30"]
    assert group["periods"][0] == ["2020-01-01", "2020-03-31"]
    assert (answer["as_of"], answer["today"], answer["period"]) == (
        "2020-10-01",
        "2020-10-05",
        None,
    )
