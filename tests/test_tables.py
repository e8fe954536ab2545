"""The tables of items and parties as people see them, whole, at two widths."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from golden_files import same_as_golden
from papers import write_plan
from small_plans import event, item, view_of
from test_report import report_of_everything

from roadmap_cli.plan.report_lists import written_since
from roadmap_cli.plan.view import party_counts
from roadmap_cli.views import tables
from roadmap_cli.views.tables import Block
from roadmap_cli.views.timeline import timeline

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap


@pytest.mark.usefixtures("plan_with_marks")
@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list", ["list"]),
        ("list_september", ["list", "--month", "Сентябрь"]),
        ("show", ["show", "7", "11"]),
        ("parties", ["parties"]),
    ],
)
def test_a_table(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, name: str, arguments: list[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = re.sub(  # the clock's own time
        r"\d\d\.\d\d\.\d{4} \d\d:\d\d,",
        "01.10.2020 12:00,",
        roadmap(*arguments, "--format", "table").out,
    )
    assert max(map(len, shown.splitlines())) <= width
    same_as_golden(f"{name}_{width}.txt", shown)


@pytest.mark.usefixtures("plan_with_marks")
@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list.md", ["list", "--overdue", "--format", "markdown"]),
        ("parties.csv", ["parties", "--format", "csv"]),
        ("parties.md", ["parties", "--format", "markdown"]),
        ("remind.txt", ["remind", "--by-responsible", "-r", "МОЦ", "-r", "ОУ"]),
    ],
)
def test_a_text(roadmap: Roadmap, name: str, arguments: list[str]) -> None:
    same_as_golden(name, roadmap(*arguments).out)


PARTIES = ["Степанов А.И., инженер-программист", "руководители общеобразовательных организаций"]


def _mark(did: str, on: str, **more: str) -> dict[str, str]:
    return {"at": f"{on}T12:00:00", "by": "Минаева Е.Л.", "did": did, "date": on} | more


EVERY_STATE: list[dict[str, Any]] = [
    {"id": 1, "term": "Декабрь", "status": "done", "executed": [date(2020, 12, 28)]},
    {"id": 2, "term": "Сентябрь", "status": "done", "executed": [date(2020, 12, 28)]},
    {
        "id": 3,
        "term": "Август",
        "status": "submitted",
        "history": [_mark("submit", "2020-12-28", was="planned", became="submitted")],
    },
    {"id": 4, "term": "ежеквартально", "status": "in_progress", "executed": [date(2020, 3, 30)]},
    {"id": 5, "term": "ежегодно до 31.12.2020", "status": "planned"},
    {"id": 6, "term": "14.05.2020-19.05.2020", "status": "cancelled", "note": "приказ"},
    {"id": 7, "term": "Сентябр", "status": "planned"},
    {"id": 8, "term": "по мере необходимости", "status": "in_progress"},
]
WHOLE = ["исполнено 28.12.2020", "инженер-программист", "общеобразовательных", "37,5\u00a0%"]


@pytest.fixture
def every_state(plan: Path) -> None:
    more = {"title": "Профессионально-педагогическая переподготовка", "responsible": PARTIES}
    write_plan(plan, [each | more for each in EVERY_STATE])


@pytest.mark.usefixtures("every_state")
@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize(
    ("arguments", "whole"),
    [
        (["list"], WHOLE[:3]),
        (["overdue"], ["исполнено 1 из 4", *WHOLE[1:3]]),
        (["list", "--sort", "due"], WHOLE[:3]),
        (["parties"], WHOLE[1:3]),
        (["report"], WHOLE[1:]),
        (
            ["list", "--compact"],
            [
                "исполнено, на 89 дней позже",
                "на проверке, на 119 дней позже",
                "просрочено, 184 дня, исполнено 1 из 4",
            ],
        ),
    ],
)
def test_no_word_is_broken_and_no_number_parted_from_its_sign(
    roadmap: Roadmap,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    whole: list[str],
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("ROADMAP_TODAY", "2020-12-31")
    shown = roadmap(*arguments, "--format", "table").out
    if "--compact" not in arguments:  # of a narrow line the state is kept, not the width
        assert max(map(len, shown.splitlines())) <= width
    words = shown.replace("\u00a0", " ")
    assert [each for each in whole if each.replace("\u00a0", " ") not in words] == []
    if width > 60 and "--compact" not in arguments and arguments != ["parties"]:
        assert "Профессионально-педагогическая" in words
    assert not re.search(r"\d\n\s*(%|дн|из)|№\n", words)
    assert width < 80 or not re.search(r"[а-я]-(\s|$)", words)


def test_a_period_wider_than_its_column_goes_on_below_after_its_dash(
    roadmap: Roadmap, plan: Path
) -> None:
    report = _mark("submit", "2020-03-30", was="planned", became="submitted")
    item = {"id": 1, "title": "а", "term": "ежеквартально", "status": "submitted"}
    write_plan(plan, [item | {"history": [report]}])
    shown = roadmap("--today", "2020-10-20", "list", "--format", "table").out
    assert "01.01.2020 –\n" in shown.replace("\u00a0", " ")


@pytest.mark.parametrize("words", [["overdue"], ["list", "--sort", "due"]])
def test_what_is_sorted_has_no_rows_of_sections(
    roadmap: Roadmap, plan: Path, words: list[str]
) -> None:
    item = {"title": "а", "status": "planned"}
    sections = [
        {"title": f"Раздел {n}", "items": [item | {"id": n, "term": month}]}
        for n, month in enumerate(["Май", "Март", "Апрель"], start=1)
    ]
    write_plan(plan, [], sections=sections)
    other = plan.with_name("roadmap_2019.yaml")
    write_plan(other, [item | {"id": 1, "term": "Май"}], year=2019)
    shown = roadmap("--all", *words, "--format", "table").out
    assert "Раздел" not in shown
    order = re.findall(r"^ *(20\d\d/\d) ", shown, re.MULTILINE)
    assert order == ["2019/1", "2020/2", "2020/3", "2020/1"]


def test_of_several_terms_the_next_one_is_shown(roadmap: Roadmap, plan: Path) -> None:
    item = {"id": 1, "title": "Сводка", "term": "ежемесячно до 25 числа", "responsible": ["МОЦ"]}
    done = {"status": "in_progress", "executed": ["2020-01-20", "2020-02-20"]}
    write_plan(plan, [item | done, item | {"id": 2, "term": "Сентябрь"}])
    lines = roadmap("--today", "2020-03-01", "list", "--format", "table").out.splitlines()
    dates = [line.strip() for line in lines if re.fullmatch(r"\s+\d\d\.\d\d\.\d{4}", line)]
    assert dates == ["25.03.2020"]


READINGS = """\
1       май                           01.05.2020 – 31.05.2020
2020/2  ежеквартально до 10 числа     01.01.2020 – 10.04.2020; 01.04.2020 – 10.07.2020;
        месяца, следующего за         01.07.2020 – 10.10.2020; 01.10.2020 – 10.01.2021
        отчетным                      перенесён: до 20 декабря, 20.12.2020
3       по графику                    без срока
roadmap_2020.yaml:8:9: предупреждение: срок «май 2021» вне периода плана (01.01.2020 – 31.12.2020),
  проверьте год
"""


def test_readings_stand_in_columns_with_what_became_of_them_below(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    quarters = "01.01.2020 – 10.04.2020; 01.04.2020 – 10.07.2020"
    quarters += "; 01.07.2020 – 10.10.2020; 01.10.2020 – 10.01.2021"
    lines = [
        "1\tмай\t01.05.2020 – 31.05.2020",
        "2020/2\tежеквартально до 10 числа месяца, следующего за отчетным\t"
        f"{quarters}\tперенесён: до 20 декабря\t20.12.2020",
        "3\tпо графику\tбез срока",
    ]
    remark = "roadmap_2020.yaml:8:9: предупреждение: срок «май 2021» вне периода плана "
    remark += "(01.01.2020 – 31.12.2020), проверьте год"
    shown = tables.text(io.StringIO(), tables.readings(lines, 3, [remark]))
    assert shown == READINGS


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["май\t01.05.2020"], "май  01.05.2020\n"),
        (
            ["май\t01.05.2020", "по графику\tбез срока"],
            "май         01.05.2020\nпо графику  без срока\n",
        ),
    ],
)
def test_readings_of_wordings_alone(lines: list[str], shown: str) -> None:
    assert tables.text(io.StringIO(), tables.readings(lines, 2)) == shown


ENTRIES = """\
1. Отчёт школы
  19.05.2020 12:00, Минаева Е.Л., исполнено 18.05.2020: акт № 1 от 18.05.2020,
    подписан
  20.05.2020 12:00, Минаева Е.Л., открыто снова
2. дело 2
  20.05.2020 12:00, Минаева Е.Л., взято в работу
"""


def test_changes_stand_below_their_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    note = "акт № 1 от 18.05.2020, подписан"
    done = event("05-19 done", date="2020-05-18", note=note)
    view = view_of(
        "05-21",
        item(1, title="Отчёт\nшколы", history=[done, event("05-20 reopen")]),
        item(2, history=[event("05-20 start")]),
    )
    written = written_since(view, date(2020, 5, 19))
    by_item = sorted(written, key=lambda each: each.row.item.id)
    assert tables.text(io.StringIO(), tables.entries(view, by_item)) == ENTRIES


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


VIEW, REPORT = report_of_everything(several=True)
COLOURED = {
    "list": tables.items([Block("Просрочено", VIEW)], "Показано 18 из 18"),
    "list_in_other_order": tables.items([Block("", VIEW)], "Показано", in_order=False),
    "list_compact": tables.items([Block("", VIEW)], "Показано", compact=True),
    "card": tables.card("2020/1", VIEW.rows[0]),
    "changes": tables.entries(VIEW, written_since(VIEW, date(2020, 9, 1))),
    "parties": tables.parties(VIEW, party_counts(VIEW)),
    "report": tables.report(REPORT),
    "timeline": timeline(VIEW),
}


def _in_marks(text: str) -> str:
    """Show each change of colour as its number: ‹1;31› is bold and red, ‹› is neither."""
    shown, present, wanted = "", "", ""
    for part in re.split(r"(\x1b\[[\d;]*m|\s+)", text):
        if part.startswith("\x1b"):
            wanted = part[2:-1].removeprefix("0")
            continue
        if part.strip() and wanted != present:
            shown += f"‹{wanted}›"
            present = wanted
        shown += part
    return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


@pytest.mark.parametrize("name", COLOURED)
def test_colours_of_a_terminal(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    shown = _in_marks(tables.text(Terminal(), COLOURED[name]))
    same_as_golden(f"coloured_{name}.txt", shown)


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", ["list", "list_in_other_order", "parties"])
def test_every_state_at_a_width(monkeypatch: pytest.MonkeyPatch, name: str, width: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    same_as_golden(f"states_{name}_{width}.txt", tables.text(io.StringIO(), COLOURED[name]))
