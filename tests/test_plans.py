"""Several plans: which are found, which are in view, and what happens when one of them is broken."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PROJECT, on_a_terminal, plan_text

from roadmap_cli.planfile import find

if TYPE_CHECKING:
    from conftest import Program, Roadmap

PERIODS = {
    "2019": "2019",
    "2020": "2020",
    "2021": "2021",
    "2019-2020": "2019-09-01 2020-08-31",
    "2020-2021": "2020-09-01 2021-08-31",
}
ITEM = "id: 1, title: отчёт, term: постоянно, responsible: [МОЦ]"
ALL_FIVE = "2019-2020 2019 2020-2021 2020 2021"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay(folder: Path, names: str) -> None:
    """Put plans of these names, each of its own period, into a folder."""
    folder.mkdir(exist_ok=True)
    for name in names.split():
        (folder / f"roadmap_{name}.yaml").write_text(plan_text(PERIODS[name], ITEM))


def seen(roadmap: Roadmap, *arguments: str, today: str = "2020-10-01") -> str:
    """Give the short names of the plans that `list` looks at."""
    outcome = roadmap("list", "--format", "json", *arguments, "--today", today)
    assert outcome.code == 0, outcome.err
    return " ".join(plan["name"] for plan in json.loads(outcome.out)["plans"])


def ids(text: str) -> str:
    return " ".join(line.split("\t")[0] for line in text.splitlines())


@pytest.mark.parametrize(
    ("lying", "today", "in_view"),
    [
        ("2020", "2020-05-01", "2020"),
        ("2020 2021", "2020-12-31", "2020"),
        ("2020 2021", "2021-01-01", "2021"),
        ("2020 2021", "2022-03-01", "2021"),
        ("2020 2021", "2019-03-01", "2020"),
        ("2019 2021", "2020-06-01", "2019"),
        (ALL_FIVE, "2020-08-31", "2019-2020 2020"),
        (ALL_FIVE, "2020-09-01", "2020-2021 2020"),
        (ALL_FIVE, "2020-12-31", "2020-2021 2020"),
        (ALL_FIVE, "2021-01-01", "2020-2021 2021"),
        (ALL_FIVE, "2021-09-01", "2021"),
        (ALL_FIVE, "2022-01-01", "2021"),
        ("2019 2019-2020", "2022-01-01", "2019-2020"),
        ("2020 2020-2021", "2019-01-01", "2020"),
    ],
)
def test_the_day_chooses_among_the_plans_that_lie_there(
    roadmap: Roadmap, folder: Path, lying: str, today: str, in_view: str
) -> None:
    lay(folder, lying)
    assert seen(roadmap, today=today) == in_view


@pytest.mark.parametrize(
    ("arguments", "in_view"),
    [
        ("--plan 2020", "2020"),
        ("--plan 2021", "2021"),
        ("--plan 2020-2021", "2020-2021"),
        ("--plan 2019-2020 --plan 2021", "2019-2020 2021"),
        ("--plan 019", "2019"),
        ("--all", ALL_FIVE),
        ("-f roadmap_2021.yaml", "2021"),
        ("-f roadmap_2021.yaml -f roadmap_2019.yaml", "2021 2019"),
        ("-f .", "2020-2021 2020"),
        ("-f . -f roadmap_2019.yaml", "2019 2020-2021 2020"),
        ("-f roadmap_2021.yaml -f ./roadmap_2021.yaml", "2021"),
        ("-f roadmap_2019.yaml -f roadmap_2021.yaml --plan 2019", "2019"),
    ],
)
def test_other_plans_are_asked_for(
    roadmap: Roadmap, folder: Path, arguments: str, in_view: str
) -> None:
    lay(folder, ALL_FIVE)
    assert sorted(seen(roadmap, *arguments.split()).split()) == sorted(in_view.split())


def test_a_year_names_every_plan_that_touches_it(roadmap: Roadmap, folder: Path) -> None:
    for name, period in (("а", "2019-2020"), ("б", "2020-2021"), ("в", "2021")):
        (folder / f"roadmap_{name}.yaml").write_text(plan_text(PERIODS[period], ITEM))
    assert seen(roadmap, "--plan", "2020") == "а б"
    refused = roadmap("list", "--plan", "2035")
    assert (refused.code, refused.out) == (2, "")
    assert "нет плана «2035»" in refused.err


def test_the_variable_holds_one_plan_or_several(
    roadmap: Roadmap, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(folder / "все", ALL_FIVE)
    one, other = folder / "все" / "roadmap_2019.yaml", folder / "все" / "roadmap_2021.yaml"
    for value, in_view in [
        (f"{one}{os.pathsep}{other}", "2019 2021"),
        (f"{folder / 'все'}", "2020-2021 2020"),
        (f"{one}{os.pathsep}", "2019"),
    ]:
        monkeypatch.setenv("ROADMAP_FILE", value)
        assert seen(roadmap) == in_view
    odd = folder / f"a{os.pathsep}b.yaml"
    odd.write_text(plan_text("2020", ITEM))
    monkeypatch.setenv("ROADMAP_FILE", str(odd))
    assert json.loads(roadmap("list", "--format", "json").out)["plan"]["title"] == "2020"


def test_plans_of_a_folder_tree_have_short_names(roadmap: Roadmap, folder: Path) -> None:
    lay(folder, "2021")
    for school in ("школа-1", "школа-3", "школа-13", ".скрытая"):
        lay(folder / school, "2020")
    (folder / "ящик").mkdir()
    (folder / "ящик" / "roadmap_2020.yaml").symlink_to(folder / "школа-1" / "roadmap_2020.yaml")
    names = seen(roadmap, "-f", ".", "--all").split()
    assert names == ["2021", "школа-1/2020", "школа-13/2020", "школа-3/2020"]
    for asked, found in [
        ("школа-3/2020", "школа-3/2020"),
        ("Школа-13/2020", "школа-13/2020"),
        ("13/2020", "школа-13/2020"),
        ("школа-3", "школа-3/2020"),
        ("2020", "школа-1/2020 школа-13/2020 школа-3/2020"),
    ]:
        assert seen(roadmap, "-f", ".", "--plan", asked) == found
    line = roadmap("-f", ".", "start", "школа-3/2020/1").out
    assert line.startswith("школа-3/2020/1. отчёт: запланировано → в работе")
    assert "in_progress" in (folder / "школа-3" / "roadmap_2020.yaml").read_text()
    assert ids(roadmap("-f", ".", "list", "-s", "in_progress").out) == "школа-3/2020/1"


def test_plans_whose_names_differ_in_the_ending_alone_are_two(
    roadmap: Roadmap, folder: Path
) -> None:
    for ending in ("yaml", "yml"):
        path = folder / f"roadmap_2020.{ending}"
        path.write_text(plan_text("2020", f"id: 1, title: {ending}, term: май"))
    late = roadmap("overdue", "--format", "json").out
    assert {each["ref"]: each["title"] for each in json.loads(late)["items"]} == {
        "roadmap_2020.yaml/1": "yaml",
        "roadmap_2020.yml/1": "yml",
    }
    assert roadmap("done", "1").code == 2
    assert roadmap("done", "roadmap_2020.yml/1").code == 0
    assert "status: done" in (folder / "roadmap_2020.yml").read_text()


# --- January: last year's debts beside this year's plan


LATE = "1 2 4 6 7 8 9 10 11 12 13 16 17 18"


@pytest.fixture
def january(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the plan of 2020 with 14 items late, and that of 2021, on 15 January 2021."""
    text = (PROJECT / "data" / "roadmap_2020.yaml").read_text()
    (folder / "roadmap_2021.yaml").write_text(text.replace("2020", "2021"))
    for number in ("3", "5", "14", "15"):
        line = f"      - id: {number}\n"
        head, tail = text.split(line)
        text = head + line + tail.replace("status: planned", "status: done", 1)
    (folder / "roadmap_2020.yaml").write_text(text)
    monkeypatch.setenv("ROADMAP_TODAY", "2021-01-15")
    return folder


DEBTS = "roadmap: в плане 2020 просрочено 14: roadmap overdue\n"


@pytest.mark.usefixtures("january")
def test_a_debt_does_not_disappear_because_a_year_has_ended(roadmap: Roadmap) -> None:
    late = roadmap("overdue")
    refs = {f"2020/{number}" for number in LATE.split()}
    assert (late.code, set(ids(late.out).split()), late.err) == (0, refs, "")
    assert roadmap("overdue", "--exit-code").code == 3
    assert roadmap("overdue", "--exit-code", "--plan", "2021") == (0, "", "")
    assert roadmap("remind").out.startswith("Просрочено: 14 пунктов\n\n2020/1. Разработка")


@pytest.mark.usefixtures("january")
@pytest.mark.parametrize(
    "command", ["list", "report", "list --format json", "done 3", "report --format html"]
)
def test_debts_of_plans_out_of_view_are_told_and_stay_out_of_the_data(
    roadmap: Roadmap, command: str
) -> None:
    outcome = roadmap(*command.split())
    assert (outcome.code, outcome.err) == (0, DEBTS)
    assert "просрочено 14" not in outcome.out
    assert "2020/" not in outcome.out


@pytest.mark.usefixtures("january")
@pytest.mark.parametrize("command", ["list --all", "list --plan 2021", "-f roadmap_2021.yaml list"])
def test_who_chose_the_plans_is_not_told(roadmap: Roadmap, command: str) -> None:
    assert roadmap(*command.split()).err == ""


def test_a_number_in_doubt_is_refused_off_a_terminal(roadmap: Roadmap, january: Path) -> None:
    before = [(january / f"roadmap_{year}.yaml").read_bytes() for year in (2020, 2021)]
    refused = roadmap("done", "7")
    assert (refused.code, refused.out) == (2, "")
    assert "2021/7 «Отчет руководителей школ" in refused.err
    assert "2020/7 «Отчет руководителей школ" in refused.err
    assert [(january / f"roadmap_{year}.yaml").read_bytes() for year in (2020, 2021)] == before


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
@pytest.mark.parametrize(
    ("typed", "changed"),
    [("1\n", ["2021"]), ("2\n", ["2020"]), ("\n", []), ("7\nпервый\n2\n", ["2020"])],
)
def test_a_number_in_doubt_is_asked_at_a_terminal(
    january: Path, typed: str, changed: list[str]
) -> None:
    files = {name: january / f"roadmap_{name}.yaml" for name in ("2020", "2021")}
    before = {name: path.read_bytes() for name, path in files.items()}
    shown = on_a_terminal(
        "done", "7", typed=typed, columns=80, cwd=january, ROADMAP_TODAY="2021-01-15"
    )
    assert "Пункт 7 есть в разных планах. Какой?" in shown
    assert [name for name, path in files.items() if path.read_bytes() != before[name]] == changed
    assert ("→ исполнено" in shown) is bool(changed)
    assert ("пункт 7 есть в разных планах: 2021/7" in shown) is (not changed)
    assert ("нет ответа «первый»: наберите номер ответа" in shown) is ("первый" in typed)
    assert "2020/7 «Отчет" in shown
    assert "(просрочено)" in " ".join(shown.split())


@pytest.mark.parametrize(
    ("command", "year"),
    [
        ("done 2020/7", "2020"),
        ("done 2021/7", "2021"),
        ("done 7 --plan 2020", "2020"),
        ("done 7 --plan 2021", "2021"),
        ("-f roadmap_2020.yaml done 7", "2020"),
        ("done 3", "2021"),  # item 3 of 2020 is done: there is no doubt
        ("done 2020/7,8", "2020"),
    ],
)
def test_a_plan_that_is_named_settles_it(
    roadmap: Roadmap, january: Path, command: str, year: str
) -> None:
    files = {name: january / f"roadmap_{name}.yaml" for name in ("2020", "2021")}
    before = {name: path.read_bytes() for name, path in files.items()}
    assert roadmap(*command.split()).code == 0
    assert [name for name, path in files.items() if path.read_bytes() != before[name]] == [year]


@pytest.mark.usefixtures("january")
def test_one_command_changes_items_of_one_plan(roadmap: Roadmap) -> None:
    refused = roadmap("done", "2020/7", "2021/8")
    assert (refused.code, refused.out) == (2, "")
    assert "меняют пункты одного плана, а названы 2020 и 2021" in refused.err


@pytest.mark.usefixtures("january")
def test_a_change_names_the_plan_once_there_are_several(roadmap: Roadmap) -> None:
    assert roadmap("done", "2020/7").out.startswith("2020/7. Отчет руководителей")
    assert roadmap("undo").out.partition("): ")[2].startswith("2020/7. Отчет руководителей")
    assert roadmap("-f", "roadmap_2020.yaml", "done", "7").out.startswith("7. Отчет")


def test_undo_takes_back_the_latest_change_among_the_plans(roadmap: Roadmap, january: Path) -> None:
    files = [january / f"roadmap_{year}.yaml" for year in (2020, 2021)]
    before = [path.read_bytes() for path in files]
    for first, second in (("2020/7", "2021/7"), ("2021/7", "2020/7")):
        roadmap("done", first)
        roadmap("done", second)
        assert f": {second}. Отчет" in roadmap("undo").out
        assert f": {first}. Отчет" in roadmap("undo").out
        assert [path.read_bytes() for path in files] == before
    roadmap("done", "2020/7")
    roadmap("done", "2021/7")
    assert ": 2020/7. Отчет" in roadmap("undo", "--plan", "2020").out
    assert roadmap("undo", "--plan", "2020").code == 4


@pytest.mark.usefixtures("january")
def test_tables_lists_and_reports_name_the_plans(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    table = roadmap("list", "--format", "table").out.splitlines()
    assert table[0].startswith("2021: Дорожная карта реализации проекта")
    both = [line[:6] for line in roadmap("list", "--all", "--format", "table").out.splitlines()]
    assert [line for line in both if line in {"2020: ", "2021: "}] == ["2020: ", "2021: "]
    report = roadmap("report", "--all").out
    assert "## По планам" in report
    rows = [line for line in report.splitlines() if line.startswith(("| 2020 ", "| 2021 "))]
    assert [row.split(" | ")[1] for row in rows] == ["18", "18"]
    assert "| **Всего** | **36** |" in report
    assert roadmap("report", "--all", "--format", "html").out.count("<h2>") >= 3
    plans = json.loads(roadmap("list", "--all", "--format", "json").out)
    assert "plan" not in plans
    assert {item["ref"].partition("/")[0] for item in plans["items"]} == {"2020", "2021"}


@pytest.mark.usefixtures("january")
def test_several_plans_looked_at_make_the_reference_the_first_column(roadmap: Roadmap) -> None:
    assert (
        ids(roadmap("list", "--all", "-m", "январь", "--due-only").out)
        == "2020/1 2020/4 2021/1 2021/4"
    )
    assert ids(roadmap("list", "--all", "--search", "гиа 2021").out) == "2020/8 2021/8"
    assert ids(roadmap("list", "--plan", "2020", "--section", "4").out) == "17 18"


# --- copies and second plans


@pytest.mark.parametrize(
    ("title", "order", "told"),
    [("2020", "", True), ("другой", "", False), ("2020", "order: {number: 5}\n", False)],
)
def test_a_copy_is_noticed(
    roadmap: Roadmap, folder: Path, *, title: str, order: str, told: bool
) -> None:
    lay(folder, "2020")
    copy = folder / "roadmap_2020 (1).yaml"
    copy.write_text(order + plan_text("2020", ITEM, title=title))
    outcome = roadmap("list")
    assert (outcome.code, ids(outcome.out).count("/1")) == (0, 2)
    assert ("похожи как план и его копия" in outcome.err) is told


def test_init_beside_a_plan_of_another_year_wants_the_name_said(
    roadmap: Roadmap, folder: Path
) -> None:
    lay(folder, "2021")
    refused = roadmap("init")
    assert refused.code == 6
    assert "план уже есть" in refused.err
    assert not (folder / "roadmap_2020.yaml").exists()
    assert roadmap("init", "roadmap_2020.yaml").code == 0
    assert find.load(folder / "roadmap_2020.yaml").plan.items


def test_every_new_plan_has_a_uid_of_its_own_and_check_tells_of_a_shared_one(
    roadmap: Roadmap, folder: Path
) -> None:
    source = folder / "план.csv"
    source.write_text("№,Мероприятие,Срок,Ответственный\n1,Отчёт,Май,МОЦ\n")
    for words in (["init"], ["new", "2021"], ["new", "2022"]):
        assert roadmap(*words).code == 0
    words = ["import", str(source), "--year", "2023", "--accept", "--output", "roadmap_2023.yaml"]
    assert roadmap(*words).code == 0
    plans = [find.load(path).plan for path in sorted(folder.glob("*.yaml"))]
    assert len({plan.uid for plan in plans if plan.uid}) == len(plans) == 4
    assert "uid" not in roadmap("check").out

    copy = folder / "roadmap_2024.yaml"
    copy.write_text(Path("roadmap_2023.yaml").read_text().replace("year: 2023", "year: 2024"))
    checked = roadmap("check")
    (told,) = [line for line in checked.out.splitlines() if "uid" in line]
    assert told.startswith(f"{copy}:")
    assert "такой же uid у плана" in told
    assert checked.code == 0


def test_init_refuses_a_second_plan_of_the_same_period(roadmap: Roadmap, folder: Path) -> None:
    lay(folder, "2021")
    assert roadmap("init", "roadmap_2020.yaml").code == 0
    for name in ("roadmap_2.yaml", "roadmap_another.yaml"):
        refused = roadmap("init", name)
        assert refused.code == 6
        assert "план уже есть: roadmap_2020.yaml" in refused.err
        assert not Path(name).exists()
    assert roadmap("init", str(folder / "sub" / "x.yaml")).code == 6
    (folder / "sub").mkdir()
    assert roadmap("init", "sub/roadmap_2020.yaml").code == 0


# --- a broken plan among several


@pytest.fixture
def beside_a_broken_one(january: Path) -> Path:
    """Give the two plans beside one that cannot be read."""
    (january / "roadmap_2019.yaml").write_text("title: [\n")
    return january


@pytest.mark.usefixtures("beside_a_broken_one")
@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("overdue", "2020/1\t"),
        ("overdue --exit-code", "2020/1\t"),
        ("list", "1\t"),
        ("list -m май", "3\t"),
        ("report", "# Отчёт"),
        ("parties", "Комитет"),
        ("remind", "Просрочено"),
        ("remind --exit-code", "Просрочено"),
        ("timeline", "2021"),
        ("show 2020/7", "7. Отчет"),
        ("check", "2020/1\t"),
        ("list --all", "2020/1\t"),
    ],
)
def test_the_rest_is_shown_and_the_broken_plan_told(
    roadmap: Roadmap, command: str, shown: str
) -> None:
    outcome = roadmap(*command.split())
    assert outcome.code == 5
    assert shown in outcome.out
    assert "roadmap_2019.yaml:2:1:" in outcome.err


def test_a_bare_number_beside_a_broken_plan_changes_nothing(
    roadmap: Roadmap, beside_a_broken_one: Path
) -> None:
    files = [beside_a_broken_one / f"roadmap_{year}.yaml" for year in (2020, 2021)]
    before = [path.read_bytes() for path in files]
    refused = roadmap("done", "3")
    assert (refused.code, refused.out) == (5, "")
    assert "ничего не изменено: рядом план, который не прочитан" in refused.err
    assert [path.read_bytes() for path in files] == before
    for command in ("done 2021/3", "done 5 --plan 2021", "-f roadmap_2021.yaml done 14"):
        assert roadmap(*command.split()).code == 0, command
    assert roadmap("list", "--plan", "2021").code == 0
    assert roadmap("list", "--plan", "2019").code == 5


def test_cron_over_a_folder_with_one_broken_plan(
    program: Program, beside_a_broken_one: Path
) -> None:
    home = beside_a_broken_one / "home"
    home.mkdir()
    outcome = program(
        "-f", str(beside_a_broken_one), "overdue", cwd=home, ROADMAP_TODAY="2021-01-15"
    )
    assert outcome.code == 5
    assert len(outcome.out.splitlines()) == 14
    assert outcome.err.splitlines()[0].startswith(
        f"{beside_a_broken_one / 'roadmap_2019.yaml'}:2:1:"
    )
    assert len(outcome.err.splitlines()) == 1


def test_only_broken_plans_are_all_told(roadmap: Roadmap, folder: Path) -> None:
    for year in (2019, 2020):
        (folder / f"roadmap_{year}.yaml").write_text("title: [\n")
    outcome = roadmap("overdue")
    assert (outcome.code, outcome.out) == (5, "")
    assert [line.partition(":")[0] for line in outcome.err.splitlines()] == [
        str(folder / "roadmap_2019.yaml"),
        str(folder / "roadmap_2020.yaml"),
    ]


# --- turns of the year, many plans, empty plans


def test_on_the_first_of_september_two_kinds_of_years_meet(roadmap: Roadmap, folder: Path) -> None:
    item = "id: 1, title: сверка, term: сентябрь, responsible: [МОЦ]"
    for name in ("2019-2020", "2020-2021", "2020"):
        (folder / f"roadmap_{name}.yaml").write_text(plan_text(PERIODS[name], item))
    shown = roadmap("list", "-m", "сентябрь", "--today", "2020-09-01")
    assert ids(shown.out) == "2020-2021/1 2020/1"
    assert shown.err == "roadmap: в плане 2019-2020 просрочено 1: roadmap overdue\n"
    dues = [line.split("\t")[2] for line in shown.out.splitlines()]
    assert dues == ["2020-09-30", "2020-09-30"]
    refused = roadmap("done", "1", "--today", "2020-09-01")
    assert refused.code == 2
    assert all(f"{name}/1 «сверка»" in refused.err for name in ("2019-2020", "2020-2021", "2020"))


def test_three_hundred_plans_in_a_folder(roadmap: Roadmap, folder: Path) -> None:
    items = [f"id: {n}, title: отчёт {n}, term: май, responsible: [ОУ]" for n in (1, 2)]
    for school in range(100):
        place = folder / f"школа-{school}"
        place.mkdir()
        for year in (2019, 2020, 2021):
            (place / f"roadmap_{year}.yaml").write_text(plan_text(str(year), *items))
    assert len(roadmap("-f", ".", "overdue").out.splitlines()) == 400
    counted = json.loads(roadmap("-f", ".", "report", "--format", "json").out)
    assert (len(counted["by_plan"]), counted["total"]["total"]) == (100, 200)
    assert roadmap("-f", ".", "done", "школа-7/2020/2").out.startswith("школа-7/2020/2. отчёт 2: ")
    assert "просрочено, 123 дня → исполнено" in roadmap("-f", ".", "done", "школа-8/2020/1").out


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_many_plans_show_progress_on_a_terminal_only(
    roadmap: Roadmap, program: Program, folder: Path
) -> None:
    for number in range(60):
        (folder / f"roadmap_{number}.yaml").write_text(plan_text("2020", ITEM, title=str(number)))
    shown = on_a_terminal("list", "-r", "МОЦ", "--compact", columns=80, cwd=folder)
    assert "читаю планы: 50 из 60" in shown
    assert program("list", cwd=folder).err == ""
    assert "читаю" not in roadmap("list").err


def test_a_month_that_one_of_the_plans_does_not_know(roadmap: Roadmap, folder: Path) -> None:
    item = "id: 1, title: сверка, term: сентябрь, responsible: [МОЦ]"
    for year in ("2020", "2021"):
        (folder / f"roadmap_{year}.yaml").write_text(plan_text(year, item))
    assert ids(roadmap("list", "--all", "-m", "2020-09").out) == "2020/1"
    assert ids(roadmap("list", "--all", "-m", "сентябрь").out) == "2020/1 2021/1"
    assert roadmap("list", "--all", "-m", "мартобрь").code == 2


def test_an_empty_plan_is_a_plan(roadmap: Roadmap, folder: Path) -> None:
    (folder / "roadmap_2020.yaml").write_text("title: п\nyear: 2020\nsections: []\n")
    for command in ("list", "check"):
        assert roadmap(command) == (0, "", "roadmap: в плане 2020 нет ни одного пункта\n")
    assert roadmap("overdue").out == ""
    assert roadmap("done", "1").code == 4
    for form in ("table", "markdown", "json", "html"):
        assert roadmap("report", "--format", form).code == 0
    assert roadmap("timeline").code == 0


def test_the_debts_that_a_change_leaves_are_counted_after_it(
    roadmap: Roadmap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = ("id: 1, title: а, term: Май", "id: 2, title: б, term: Май")
    (tmp_path / "roadmap_2020.yaml").write_text(plan_text("2020", *items))
    (tmp_path / "roadmap_2021.yaml").write_text(plan_text("2021", "id: 5, title: в, term: Май"))
    monkeypatch.chdir(tmp_path)
    outcome = roadmap("--today", "2021-01-15", "done", "2020/1")
    assert outcome.err == "roadmap: в плане 2020 просрочено 1: roadmap overdue\n"


# --- what is said of plans that cannot be read, or cannot be meant


@pytest.fixture
def all_broken(folder: Path) -> Path:
    """Give a folder in which no plan can be read."""
    lay(folder, "2020 2021")
    for path in folder.glob("*.yaml"):
        path.write_text(path.read_text() + "лишнее: 1\n")
    return folder


@pytest.mark.usefixtures("all_broken")
@pytest.mark.parametrize(
    "command",
    [
        "list",
        "show 1",
        "overdue",
        "timeline",
        "parties",
        "remind",
        "report",
        "check",
        "undo",
        "done 1",
        "note 1 x",
        "add x --term Май",
        "amend 1 --title x --reason y",
        "calendar",
        "letters --until 25.12.2020 --output письма",
    ],
)
def test_where_no_plan_can_be_read_every_command_says_so_once(
    roadmap: Roadmap, command: str
) -> None:
    outcome = roadmap(*command.split())
    assert (outcome.code, outcome.out) == (5, "")
    problems = outcome.err.splitlines()
    assert len(problems) == len(set(problems)) == 2
    assert all("лишнее" in line for line in problems)


@pytest.mark.parametrize("broken", [("2021",), ("2020", "2021")])
def test_check_gives_programs_the_problems_of_broken_plans(
    roadmap: Roadmap, folder: Path, broken: tuple[str, ...]
) -> None:
    lay(folder, "2020 2021")
    for name in broken:
        path = folder / f"roadmap_{name}.yaml"
        path.write_text(path.read_text() + "лишнее: 1\n")
    outcome = roadmap("check", "--format", "json")
    assert outcome.code == 5
    errors = [each for each in json.loads(outcome.out)["findings"] if each["level"] == "error"]
    assert [(Path(each["file"]).stem, each["line"]) for each in errors] == [
        (f"roadmap_{name}", 7) for name in broken
    ]
    chosen = roadmap("check", "--format", "json", "--plan", "2021")
    assert chosen.code == 5
    assert "roadmap_2020" not in chosen.out


def test_a_broken_plan_asked_for_by_name_tells_its_problems_once(
    roadmap: Roadmap, folder: Path
) -> None:
    lay(folder, "2020 2021")
    (folder / "roadmap_2021.yaml").write_text("title: x\n")
    outcome = roadmap("list", "--plan", "2021")
    lines = outcome.err.splitlines()
    assert outcome.code == 5
    assert len(lines) == len(set(lines)) > 0


def test_an_item_may_stand_in_the_plan_that_cannot_be_read(roadmap: Roadmap, folder: Path) -> None:
    lay(folder, "2020 2021")
    (folder / "roadmap_2021.yaml").write_text("title: x\n")
    assert roadmap("show", "2020/1").code == 5  # it is shown, and the neighbour is broken
    missing = roadmap("show", "2021/1")
    assert missing.code == 5
    assert "рядом план, который не прочитан" in missing.err
    assert roadmap("show", "7", "--plan", "2020").code == 4


def _rewrite_time(path: Path, at: str) -> None:
    """Let the latest change of a plan have been written at another time, by an earlier version."""
    journal = path.with_name(f".{path.name}.undo")
    *earlier, latest = journal.read_text().splitlines()
    entry = json.loads(latest)
    entry[0] = at
    del entry[6:]
    journal.write_text("".join(f"{line}\n" for line in [*earlier, json.dumps(entry)]))


@pytest.mark.parametrize("order", [("2020", "2021"), ("2021", "2020")])
def test_undo_goes_by_the_instant_whatever_the_time_zone(
    roadmap: Roadmap, january: Path, order: tuple[str, str]
) -> None:
    for year, at in zip(
        order, ("2020-09-28T18:00:00+10:00", "2020-09-28T12:00:00+03:00"), strict=True
    ):
        assert roadmap("note", f"{year}/7", "акт").code == 0
        _rewrite_time(january / f"roadmap_{year}.yaml", at)
    assert f": {order[1]}/7. " in roadmap("undo").out
    assert f": {order[0]}/7. " in roadmap("undo").out


def test_undo_asks_for_the_plan_where_a_clock_was_ahead(roadmap: Roadmap, january: Path) -> None:
    for year in ("2021", "2020"):
        assert roadmap("note", f"{year}/7", "акт").code == 0
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    _rewrite_time(january / "roadmap_2021.yaml", tomorrow.isoformat(timespec="seconds"))
    before = (january / "roadmap_2021.yaml").read_bytes()
    refused = roadmap("undo")
    assert (refused.code, refused.out) == (2, "")
    assert "в плане 2021 оно записано временем, которое ещё не наступило" in refused.err
    assert "roadmap --plan 2020 undo" in refused.err
    assert (january / "roadmap_2021.yaml").read_bytes() == before
    assert ": 2020/7. " in roadmap("--plan", "2020", "undo").out


@pytest.mark.parametrize("named", ["", "-f"])
def test_undo_goes_by_what_a_change_knew_not_by_a_clock_that_was_behind(
    roadmap: Roadmap, january: Path, named: str
) -> None:
    assert roadmap("note", "2021/7", "акт").code == 0
    later = datetime.now().astimezone() + timedelta(hours=1)
    journal = january / ".roadmap_2021.yaml.undo"
    entry = json.loads(journal.read_text())
    entry[0], entry[6] = later.isoformat(timespec="seconds"), int(later.timestamp() * 1e9)
    journal.write_text(f"{json.dumps(entry)}\n")
    plan = ["-f", str(january / "roadmap_2020.yaml")] if named else []
    assert roadmap(*plan, "note", "7" if named else "2020/7", "акт").code == 0
    assert ": 2020/7. " in roadmap("undo").out
    assert ": 2021/7. " in roadmap("undo").out


def test_undo_takes_no_older_change_back_than_that_of_a_plan_that_cannot_be_read(
    roadmap: Roadmap, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROADMAP_TODAY", "2021-03-01")
    lay(folder, "2020 2021")
    older, latest = folder / "roadmap_2021.yaml", folder / "roadmap_2020.yaml"
    for path in (older, latest):
        assert roadmap("note", f"{path.stem[8:]}/1", "x").code == 0
    whole = latest.read_bytes()
    latest.write_bytes(whole + "лишнее: 1\n".encode())
    before = older.read_bytes()
    refused = roadmap("undo")
    assert refused.code == 5
    assert older.read_bytes() == before
    assert roadmap("undo", "--plan", "2021").code == 0
    assert older.read_bytes() != before


def test_parties_that_only_last_years_plan_has_keep_their_debts(
    roadmap: Roadmap, folder: Path
) -> None:
    late = "id: 1, title: отчёт, term: май, responsible: [Отдел]"
    moot = "id: 2, title: отчёт, term: май, responsible: [Архив], status: cancelled"
    (folder / "roadmap_2019.yaml").write_text(plan_text("2019", late, moot))
    lay(folder, "2020")
    names = [line.split("\t")[0] for line in roadmap("parties").out.splitlines()]
    assert names == ["МОЦ", "Отдел"]
    told = [line for name in names for line in roadmap("overdue", "-r", name).out.splitlines()]
    assert sorted(told) == sorted(roadmap("overdue").out.splitlines())
    assert "Отдел" not in roadmap("parties", "--plan", "2020").out


def test_a_month_leaves_no_plan_out_in_silence(roadmap: Roadmap, folder: Path) -> None:
    lay(folder, "2020")
    long = plan_text("2020-01-01 2023-12-31", "id: 1, title: т, term: сентябрь 2020")
    (folder / "roadmap_2020-2023.yaml").write_text(long)
    told = roadmap("list", "--month", "Сентябрь")
    assert told.code == 0
    assert "план 2020-2023 не показан" in told.err
    exact = roadmap("list", "--month", "2020-09")
    assert "2020-2023/1" in exact.out
    assert "не показан" not in exact.err


@pytest.mark.parametrize(
    ("lying", "words"),
    [
        ("2020 2021", "report --all --date 15.03"),
        ("2020 2021", "timeline --all --date 15.03"),
        ("2020 2021", "letters --all --until 15.03 --output письма"),
        ("long", "done 1 --date 15.03"),
    ],
)
def test_a_day_whose_year_is_in_doubt_is_refused(
    roadmap: Roadmap, folder: Path, lying: str, words: str
) -> None:
    if lying == "long":
        (folder / "roadmap_2019-2021.yaml").write_text(plan_text("2019-01-01 2021-12-31", ITEM))
    else:
        lay(folder, lying)
    outcome = roadmap(*words.split())
    assert outcome.code == 2
    assert "год дня 15.03 неясен; допишите: 15.03.2020 или 15.03.2021" in outcome.err


def test_in_a_school_year_a_day_has_one_year(roadmap: Roadmap, folder: Path) -> None:
    lay(folder, "2019-2020")
    outcome = roadmap("report", "--date", "15.03", "--format", "json")
    assert "2020-03-15" in outcome.out
