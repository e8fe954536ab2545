"""The timeline as people see it: at two widths, for three kinds of plans, with and without colour."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from golden_files import same_as_golden
from test_report import report_of_everything

from roadmap_cli.plan.problems import read_plan
from roadmap_cli.plan.view import View
from roadmap_cli.views import tables
from roadmap_cli.views.timeline import timeline

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program, Roadmap

ACADEMIC = {
    "title": "План на 2019-2020 учебный год",
    "period": {"start": "2019-09-01", "end": "2020-08-31"},
    "sections": [
        {
            "title": "Раздел с [bold]разметкой[/bold]",
            "items": [
                {
                    "id": "1",
                    "title": "Отчёт",
                    "term": "ежеквартально",
                    "executed": ["2019-12-31", "2020-02-05"],
                },
                {"id": "2", "title": "Сверка", "term": "ежемесячно", "executed": ["2019-09-30"]},
                {"id": "3", "title": "Снято", "term": "Май", "status": "cancelled"},
                {"id": "1.10", "title": "По графику", "term": "по мере необходимости"},
                {"id": "5", "title": "Цвет \x1b[31m", "term": "Июнь", "status": "in_progress"},
                {"id": "6", "title": "Шире плана", "term": "01.06.2019 - 15.10.2020"},
                {"id": "7", "title": "После плана", "term": "15.10.2021"},
                {
                    "id": "8",
                    "title": "До плана",
                    "term": "15.05.2019",
                    "status": "done",
                    "executed": ["2019-05-15"],
                },
            ],
        }
    ],
}
DAY = date(2020, 4, 6)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def drawn(
    data: dict[str, Any],
    stream: io.StringIO | None = None,
    *,
    day: date = DAY,
    ascii_only: bool = False,
) -> str:
    plan, problems = read_plan(data)
    assert plan, problems
    view = View.of_plan(plan, day)
    return tables.text(stream or io.StringIO(), timeline(view, ascii_only=ascii_only))


def years(first: int, last: int, *terms: str) -> dict[str, Any]:
    items = [
        {"id": str(number), "title": "Пункт", "term": term}
        for number, term in enumerate(terms, start=1)
    ]
    period = {"start": f"{first}-01-01", "end": f"{last}-12-31"}
    return {"title": "П", "period": period, "sections": [{"title": "Р", "items": items}]}


@pytest.mark.usefixtures("plan_with_marks")
@pytest.mark.parametrize("width", [80, 160])
def test_the_plan_of_2020(roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    same_as_golden(f"timeline_{width}.txt", roadmap("timeline").out)


@pytest.mark.parametrize(("width", "ascii_only"), [(80, False), (160, True)])
def test_an_academic_year(monkeypatch: pytest.MonkeyPatch, width: int, ascii_only: bool) -> None:  # noqa: FBT001
    monkeypatch.setenv("COLUMNS", str(width))
    same_as_golden(f"timeline_academic_{width}.txt", drawn(ACADEMIC, ascii_only=ascii_only))


@pytest.mark.parametrize("width", [80, 160])
def test_several_plans_and_every_state(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    view, _ = report_of_everything(several=True)
    same_as_golden(f"timeline_every_state_{width}.txt", tables.text(io.StringIO(), timeline(view)))


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160, 250])
@pytest.mark.parametrize(
    "data", [ACADEMIC, years(2020, 2022, "май 2021"), years(1990, 2039, "май 2021")]
)
def test_no_line_is_longer_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, width: int, data: dict[str, Any]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(map(len, drawn(data).splitlines())) <= max(width, tables.LEAST_WIDTH)


def test_touching_periods_are_bars_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = drawn(ACADEMIC).splitlines()
    assert [line.split(None, 2)[2] for line in lines if " Сверка" in line] == [
        "██ !! !! !! !! !! !! ░░ ░░ ░░ ░░ ░░░"
    ]


def test_three_years_keep_their_months_and_fifty_get_longer_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    three = drawn(years(2020, 2022, "январь 2020", "декабрь 2022")).splitlines()
    assert any("ЯФМАМИИАСОНД" * 3 in line for line in three)
    assert [
        line.split("Пункт")[1].count("!") + line.count("░") for line in three if "Пункт" in line
    ] == [1, 1]
    fifty = drawn(years(1990, 2039, "январь 1990", "декабрь 2039"))
    assert "1990" in fifty
    assert "ЯФМ" not in fifty


def test_the_day_is_marked_only_inside_the_plan() -> None:
    assert "▼" in drawn(ACADEMIC)
    outside = drawn(ACADEMIC, day=date(2021, 1, 1))
    assert "▼" not in outside
    assert "вне периода плана" in outside
    assert "▼ 01.09.2019" in drawn(ACADEMIC, day=date(2019, 9, 1))


def test_data_is_shown_and_never_obeyed() -> None:
    text = drawn(ACADEMIC)
    assert "[bold]разметкой[/bold]" in text
    assert "Цвет ␛[31m" in text
    assert "\x1b" not in text


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[1;31m" in drawn(ACADEMIC, Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in drawn(ACADEMIC, Terminal()).replace("␛[31m", "")


def test_a_dumb_terminal_gets_ascii_signs(plan: Path, program: Program) -> None:
    text = program("timeline", cwd=plan.parent, TERM="dumb").out
    assert "---" in text
    assert not set(text) & set("█▓▒░│▼…")
    assert program("timeline", "--ascii", cwd=plan.parent, TERM="xterm").out == text
    assert set(program("timeline", cwd=plan.parent, TERM="xterm").out) & set("░│▼")


@pytest.mark.usefixtures("plan_with_marks")
def test_another_day(roadmap: Roadmap) -> None:
    assert (
        "На 01.02.2020: исполнено 2 из 18, просрочено 0."
        in roadmap("timeline", "--date", "01.02.2020").out
    )
    yesterday = roadmap("timeline", "--date", "вчера").out
    assert "На 30.09.2020: исполнено 3 из 18, просрочено 0." in yesterday
    assert roadmap("timeline", "--date", "когда").code == 2


@pytest.mark.parametrize("year", ["0001", "9999"])
@pytest.mark.parametrize(
    "command", ["list", "timeline", "report --format html", "report", "remind"]
)
def test_the_first_and_the_last_year_of_the_calendar_are_years(
    roadmap: Roadmap, plan: Path, year: str, command: str
) -> None:
    period = f"period: {{start: {year}-01-01, end: {year}-12-31}}"
    plan.write_text(plan.read_text().replace("year: 2020", period))
    outcome = roadmap(*command.split(), "--today", f"{year}-12-31")
    assert (outcome.code, "сбой" in outcome.err) == (0, False), outcome.err
