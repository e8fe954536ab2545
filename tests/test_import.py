"""The command `import`: from a document to a plan file, with a person at a terminal and without."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import forks
import pytest
import yaml
from conftest import PROJECT, bare_environment
from import_fixtures import HEAD, ROWS, TITLE, order_of_25_items, saved, word

from roadmap_cli.planfile import find

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program, Roadmap

UNCLEAR = [["1", "Курсы", "1 раз в четверть", "Методист"]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty working directory, in January 2021."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROADMAP_TODAY", "2021-01-20")
    return tmp_path


def put(folder: Path, *parts: object, name: str = "план.docx") -> None:
    (folder / name).write_bytes(saved(word(*parts)))  # type: ignore[arg-type]


def plan_of(text: str) -> dict[str, object]:
    data: dict[str, object] = yaml.load(text, yaml.BaseLoader)  # noqa: S506  # texts as they stand
    return data


def test_an_order_of_25_items_from_word_to_the_list_of_a_month(
    folder: Path, roadmap: Roadmap
) -> None:
    (folder / "приказ.docx").write_bytes(saved(order_of_25_items()))
    outcome = roadmap("import", "приказ.docx")
    assert (outcome.code, outcome.out) == (0, "")
    made = folder / "roadmap_2021.yaml"
    assert outcome.err == (
        "Прочитано: 25 строк с мероприятиями — 25 пунктов, 4 раздела.\n"
        "Пропущено (заголовок таблицы): таблица 1, строка 1.\n"
        f"Создан {made}. Дальше: roadmap list\n"
    )
    assert roadmap("check").code == 0
    rows = roadmap("list", "--month", "Май").out.splitlines()
    assert len(rows) == 6
    assert rows[0].split("\t")[0::2] == ["13", "2021-05-15", "Завхозы;Орлов П.П., садовник"]


def test_the_order_around_the_table(folder: Path, roadmap: Roadmap) -> None:
    (folder / "приказ.docx").write_bytes(saved(order_of_25_items()))
    plan = plan_of(roadmap("import", "приказ.docx", "--output", "-").out)
    assert plan["title"] == "План мероприятий по подготовке школ к новому учебному году на 2021 год"
    assert plan["order"] == {
        "number": "5/од",
        "date": "2021-01-15",
        "title": "Об утверждении плана подготовки школ к новому учебному году",
        "issued_by": "Отдел образования Администрации города Сосновка",
        "signed_by": "Начальник отдела образования А.Б. Лесной",
        "controlled_by": "главный специалист отдела Кузнецова М.П.",
        "purpose": "В целях подготовки школ города Сосновка",
    }


BUNDLED = plan_of((PROJECT / "data" / "roadmap_2020.yaml").read_text(encoding="utf-8"))


def test_the_bundled_plan_pasted_is_the_bundled_plan(program: Program) -> None:
    lines = [str(BUNDLED["title"]), "", "\t".join(HEAD)]
    for section in BUNDLED["sections"]:  # type: ignore[attr-defined]
        lines.append(f"{section['title']}\t\t\t")
        lines += [
            "\t".join(
                [f"{item['id']}.", item["title"], item["term"], ", ".join(item["responsible"])]
            )
            for item in section["items"]
        ]
    outcome = program("import", "-", "--output", "-", stdin="\n".join(lines))
    assert outcome.code == 0
    read = plan_of(outcome.out)
    assert (read["title"], read["year"]) == (BUNDLED["title"], "2020")
    assert read["sections"] == BUNDLED["sections"]


def test_off_a_terminal_doubts_are_listed_with_the_option_that_answers_each(
    folder: Path, roadmap: Roadmap
) -> None:
    rows = [
        [*HEAD, "Место"],
        ["1", "Курсы", "", "Координатор", "зал"],
        ["2", "Слёт", "Май", "Кординатор", ""],
    ]
    put(folder, "Школа № 3", rows)
    outcome = roadmap("import", "план.docx")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines() == [
        "roadmap: план прочитан, но есть вопросы, и файл не создан:",
        "  название плана в документе не найдено; предлагается «план»: --title",
        "  период плана в его названии не указан; предлагается «2021»: --year",
        "  ответственные, похожие на одного, записаны по-разному: «Координатор» и «Кординатор»: "
        "--same-parties или --distinct-parties",
        "  есть другие столбцы, в план они не попадут: «Место»: "
        "--notes (сохранить в примечаниях) или --no-notes",
        "  срок не указан (таблица 1, строка 2: «Курсы»); предлагается «срок не указан»: "
        "--empty-term",
        "  срок не прочитан: 1 «срок не указан»: --accept оставит их так, с пометкой",
        "  принять всё предложенное: --accept",
    ]
    assert [path.name for path in folder.iterdir()] == ["план.docx"]


def test_what_is_accepted_without_a_question_is_said(folder: Path, roadmap: Roadmap) -> None:
    rows = [[*HEAD, "Место"], ["1", "Курсы", "Май", "Методист", "зал"]]
    put(folder, "Школа № 3", rows)
    assert roadmap("import", "план.docx", "--accept").err.splitlines()[2:5] == [
        "Принято: название плана в документе не найдено; предлагается «план»: --title.",
        "Принято: период плана в его названии не указан; предлагается «2021»: --year.",
        "Принято: есть другие столбцы, в план они не попадут: «Место»: "
        "--notes (сохранить в примечаниях) или --no-notes.",
    ]


def test_every_doubt_is_settled_by_its_option(folder: Path, roadmap: Roadmap) -> None:
    rows = [
        [*HEAD, "Место"],
        ["1", "Курсы", "", "Координатор", "зал"],
        ["2", "Слёт", "Май", "Кординатор", ""],
    ]
    put(folder, rows, name="школа.docx")
    typed = ("--title", "План школы", "--year", "2020-2021", "--same-parties", "--notes")
    outcome = roadmap("import", "школа.docx", *typed, "--empty-term", "июнь", "--output", "-")
    assert outcome.code == 0
    plan = plan_of(outcome.out)
    assert plan["title"] == "План школы"
    assert plan["period"] == {"start": "2020-09-01", "end": "2021-08-31"}
    first, second = plan["sections"][0]["items"]  # type: ignore[index]
    assert (first["term"], first["comment"]) == ("июнь", "Место: зал")
    assert first["responsible"] == second["responsible"]


def test_what_is_accepted_undecided_is_visibly_unclear(folder: Path, roadmap: Roadmap) -> None:
    put(folder, TITLE, [HEAD, *UNCLEAR])
    assert roadmap("import", "план.docx").code == 2
    outcome = roadmap("import", "план.docx", "--accept")
    assert outcome.code == 0
    assert (
        "Решите сами: срок не прочитан: 1 «1 раз в четверть»; как исправить: roadmap check."
        in outcome.err.splitlines()
    )
    assert roadmap("check").code == 5
    assert roadmap("list").code == 0


@pytest.mark.parametrize(
    ("august", "terms"),
    [
        ((), ["Июль, август", "до 20 августа", "август 2021"]),
        (("--august", "2020"), ["Июль 2020, август 2020", "до 20 августа 2020", "август 2021"]),
        (("--august", "2021"), ["Июль 2021, август 2021", "до 20 августа 2021", "август 2021"]),
    ],
)
def test_which_august_a_school_year_means(
    folder: Path, roadmap: Roadmap, august: tuple[str, ...], terms: list[str]
) -> None:
    rows = [
        HEAD,
        ["1", "Приёмка", "Июль, август", "Завхоз"],
        ["2", "Ремонт", "до 20 августа", "Завхоз"],
        ["3", "Итоги", "август 2021", "Завуч"],
    ]
    put(folder, "План на 2020-2021 учебный год", rows)
    refused = roadmap("import", "план.docx")
    assert "«Июль, август»: август 2020 или 2021 года" in refused.err
    assert refused.err.count("август 2020 или 2021 года") == 1  # once for all items
    outcome = roadmap("import", "план.docx", "--accept", "--output", "-", *august)
    items = plan_of(outcome.out)["sections"][0]["items"]  # type: ignore[index]
    assert [item["term"] for item in items] == terms


def test_several_plans_in_one_file_are_listed_and_chosen(folder: Path, roadmap: Roadmap) -> None:
    second = [HEAD, ["1", "Уборка", "Май", "Завхоз"]]
    put(folder, TITLE, [HEAD, *ROWS], "План уборки на 2021 год", second)
    outcome = roadmap("import", "план.docx", "--accept")
    assert outcome.code == 2
    assert outcome.err == (
        "roadmap: документ план.docx не прочитан: в нём несколько планов, выберите: "
        f"--table 1 — «{TITLE}» (2 строки, первая: Курсы); "
        "--table 2 — «План уборки на 2021 год» (1 строка, первая: Уборка); "
        "вместе, одним планом: --table 1,2; каждый в свой файл: --each\n"
    )
    plan = plan_of(roadmap("import", "план.docx", "--table", "2", "--output", "-").out)
    assert plan["title"] == "План уборки на 2021 год"
    assert roadmap("import", "план.docx", "--table", "3").err == (
        "roadmap: документ план.docx не прочитан: таблицы плана № 3 в нём нет; есть: 1, 2\n"
    )


def test_several_plans_become_one_or_a_file_each(folder: Path, roadmap: Roadmap) -> None:
    second = [HEAD, ["1", "Уборка", "Май", "Завхоз"]]
    put(folder, TITLE, [HEAD, *ROWS], "План уборки на 2021 год", second)
    together = plan_of(roadmap("import", "план.docx", "--table", "1,2", "--output", "-").out)
    titles = [item["title"] for part in together["sections"] for item in part["items"]]  # type: ignore[attr-defined]
    assert titles == ["Курсы", "Поход", "Уборка"]
    assert roadmap("import", "план.docx", "--each").code == 0
    made = {path.name: plan_of(path.read_text("utf-8"))["title"] for path in folder.glob("*.yaml")}
    assert made == {"roadmap_2021.yaml": TITLE, "roadmap_2021_2.yaml": "План уборки на 2021 год"}
    assert roadmap("import", "план.docx", "--table", "два").code == 2
    assert roadmap("import", "план.docx", "--each", "--output", "-")[:2] == (2, "")
    (folder / "roadmap_2021.yaml").unlink()
    refused = roadmap("import", "план.docx", "--each")  # the second file is there: none is made
    assert (refused.code, refused.err.count("\n")) == (6, 1)
    assert not (folder / "roadmap_2021.yaml").exists()


def test_a_table_that_may_go_on_is_asked_about(folder: Path, roadmap: Roadmap) -> None:
    put(folder, TITLE, [HEAD, *ROWS], "", [["3.", "Слёт", "Май", "Завуч"]])
    refused = roadmap("import", "план.docx")
    assert refused.code == 2
    assert "таблица 2: своего заголовка нет" in refused.err
    taken = roadmap("import", "план.docx", "--accept", "--output", "-")
    assert "Взято как продолжение таблицы выше: таблица 2." in taken.err
    assert "Слёт" in taken.out
    assert "Слёт" not in roadmap("import", "план.docx", "--table", "1", "--output", "-").out


def test_terms_outside_the_period_are_named(folder: Path, roadmap: Roadmap) -> None:
    put(folder, TITLE, [HEAD, ["1", "Курсы", "Март", "МОЦ"], ["2", "Слёт", "15.03.2022", "МОЦ"]])
    assert "Сроки вне периода плана: 2 «15.03.2022»." in roadmap("import", "план.docx").err


def test_a_file_that_exists_is_refused_before_any_question(folder: Path, roadmap: Roadmap) -> None:
    put(folder, "Школа", [HEAD, *ROWS])
    (folder / "есть.yaml").write_text("x", "utf-8")
    assert roadmap("import", "план.docx", "--output", "есть.yaml").code == 6


def test_columns_that_nobody_knows_are_named(folder: Path, roadmap: Roadmap) -> None:
    put(folder, TITLE, [["А", "Б", "В", "Г"], ["зал", "Курсы", "Март", "Методист"]])
    assert roadmap("import", "план.docx", "--accept").code == 5
    names = "примечание, мероприятие, срок, ответственный"
    outcome = roadmap("import", "план.docx", "--columns", names, "--accept", "--output", "-")
    items = plan_of(outcome.out)["sections"][0]["items"]  # type: ignore[index]
    assert [item["title"] for item in items] == ["Б", "Курсы"]
    assert items[1]["comment"] == "примечание: зал"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("--columns", "срок, цвет"), "--columns: нет столбца «цвет»; бывают: №, мероприятие"),
        (("--columns", "срок"), "--columns: среди столбцов нужно «мероприятие»"),
        (("--year", "давно"), "нужен период плана; напишите «2020»"),
    ],
)
def test_an_answer_that_cannot_be_meant(
    folder: Path, roadmap: Roadmap, typed: tuple[str, ...], words: str
) -> None:
    put(folder, TITLE, [HEAD, *ROWS])
    outcome = roadmap("import", "план.docx", *typed)
    assert outcome.code == 2
    assert words in outcome.err


def test_a_plan_goes_beside_the_plans_found_and_never_over_a_file(
    plan: Path, roadmap: Roadmap
) -> None:
    inner = plan.parent / "документы"
    inner.mkdir()
    put(inner, TITLE, [HEAD, *ROWS])
    document = "документы/план.docx"
    assert roadmap("import", document).code == 0
    assert (plan.parent / "roadmap_2021.yaml").exists()
    again = roadmap("import", document)
    assert again.code == 6
    assert again.err.endswith("он уже есть; назовите другой: --output ФАЙЛ\n")
    before = plan.read_bytes()
    assert roadmap("import", document, "--output", plan.name).code == 6
    assert plan.read_bytes() == before


def test_a_plan_of_a_school_year_is_named_by_both_years(folder: Path, roadmap: Roadmap) -> None:
    put(folder, TITLE, [HEAD, *ROWS])
    assert roadmap("import", "план.docx", "--year", "2020-2021").code == 0
    assert find.load(folder / "roadmap_2020-2021.yaml").plan.title == TITLE


MARKS: dict[str, dict[str, object]] = {
    "Исполнено 10.03.2021. Протокол № 4.": {
        "status": "done",
        "executed": ["2021-03-10"],
        "note": "Протокол № 4.",
    },
    "Исполнено 14.04.2021 с нарушением срока на 14 дней.": {
        "status": "done",
        "executed": ["2021-04-14"],
    },
    "Снято с контроля. Основание: приказ № 61.": {"status": "cancelled", "note": "приказ № 61."},
    "Срок не наступил (30.11.2021).\nСрок перенесён на 30.11.2021. Основание: письмо № 2.": {
        "status": "planned",
        "postponed_to": "2021-11-30",
        "note": "письмо № 2.",
    },
    "Исполняется в течение срока, срок – 31.03.2021.\n05.03.2021 – семинар, протокол № 1;": {
        "status": "in_progress",
        "note": "05.03.2021 – семинар, протокол № 1;",
    },
    "Не исполнено, просрочено 5 дней (срок – 31.03.2021).": {"status": "planned"},
    "Срок не наступил (31.12.2021). Сведения о ходе исполнения не внесены.": {"status": "planned"},
    "Представлена информация 28.03.2021, проверяется. Исх. № 12.": {
        "status": "submitted",
        "note": "представлена информация 28.03.2021. Исх. № 12",
    },
    "сделано, см. папку 3": {"status": "planned", "note": "сделано, см. папку 3"},
}


@pytest.mark.parametrize("mark", MARKS)
def test_marks_already_filled_in(folder: Path, roadmap: Roadmap, mark: str) -> None:
    rows = [[*HEAD, "Отметка об исполнении"], ["1", "Курсы", "Март", "Методист", mark]]
    put(folder, TITLE, rows)
    outcome = roadmap("import", "план.docx", "--output", "-")
    assert outcome.code == 0, outcome.err
    item = plan_of(outcome.out)["sections"][0]["items"][0]  # type: ignore[index]
    known: dict[str, object] = {
        "id": "1",
        "title": "Курсы",
        "term": "Март",
        "responsible": ["Методист"],
    }
    assert item == known | MARKS[mark]


def test_marks_of_a_recurrent_item(folder: Path, roadmap: Roadmap) -> None:
    mark = (
        "Не исполнено в срок: исполнено 2 из 4, просрочено 5 дней (срок – 30.09.2021).\n"
        "31.03.2021 – справка;\n28.06.2021 – справка;\n30.08.2021 – собраны сведения."
    )
    rows = [[*HEAD, "Отметка"], ["1", "Отчёт", "ежеквартально", "Методист", mark]]
    put(folder, TITLE, rows)
    item = plan_of(roadmap("import", "план.docx", "--output", "-").out)["sections"][0]["items"][0]  # type: ignore[index]
    assert item["executed"] == ["2021-03-31", "2021-06-28"]
    assert item["status"] == "in_progress"


def test_a_plan_out_of_our_own_report(folder: Path, roadmap: Roadmap) -> None:
    head = ("ОТЧЁТ", "об исполнении плана мероприятий", "Дорожная карта школы")
    order = "(приказ от 17.01.2021 № 13/01-04)"
    rows = [
        [*HEAD, "Отметка об исполнении"],
        ["1", "Курсы", "Март", "Методист", "Срок не наступил."],
    ]
    put(folder, *head, order, "по состоянию на 01.10.2021", rows)
    outcome = roadmap("import", "план.docx", "--accept", "--output", "-")
    plan = plan_of(outcome.out)
    assert plan["title"] == "Дорожная карта школы"
    assert plan["order"] == {"number": "13/01-04", "date": "2021-01-17"}
    assert plan["year"] == "2021"


@pytest.mark.parametrize(("name", "table"), [("отчёт.docx", ()), ("отчёт.xlsx", ("--table", "1"))])
def test_our_own_papers_are_read_again(
    plan_with_marks: Path, roadmap: Roadmap, name: str, table: tuple[str, ...]
) -> None:
    assert roadmap("cancel", "11", "--reason", "приказ № 61").code == 0
    assert roadmap("report", "--output", name).code == 0
    typed = ("--title", "Отчёт", "--year", "2020", "--accept", "--output", "-")
    outcome = roadmap("import", name, *table, *typed)
    assert outcome.code == 0, outcome.err
    read = plan_of(outcome.out)["sections"]
    had = plan_of(plan_with_marks.read_text(encoding="utf-8"))["sections"]
    assert [told(section) for section in read] == [told(section) for section in had]  # type: ignore[attr-defined]


def told(section: dict[str, Any]) -> list[object]:
    fields = ("id", "title", "term", "responsible", "status", "executed")
    return [section["title"], *([item.get(name) for name in fields] for item in section["items"])]


def test_a_file_that_is_not_there(folder: Path, roadmap: Roadmap) -> None:
    outcome = roadmap("import", "нет.docx")
    assert (outcome.code, outcome.err) == (
        5,
        "roadmap: документ нет.docx не прочитан: такого файла нет; проверьте имя\n",
    )
    assert roadmap("import", str(folder)).code == 5


def test_without_the_office_packages_one_sentence_installs_them(folder: Path) -> None:
    put(folder, TITLE, [HEAD, *ROWS])
    hidden = "import sys; sys.modules['lxml'] = None; from roadmap_cli.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "import", "план.docx"],
        capture_output=True,
        encoding="utf-8",
        env=bare_environment(),
        check=False,
    )
    assert (done.returncode, done.stdout) == (7, "")
    told, _, line = done.stderr.partition("; установите: ")
    assert told == "roadmap: документ не прочитан: нужная библиотека не установлена"
    assert sys.executable in shlex.split(line)
    assert "openpyxl" in line


def at_a_terminal(folder: Path, *arguments: str, answers: str) -> tuple[int, str]:
    """Run `import` on a real pseudo-terminal; the answers wait in it as typed lines."""
    environment = bare_environment(COLUMNS="200", TERM="dumb", ROADMAP_TODAY="2021-01-20")
    code, shown = forks.at_terminal(["import", *arguments], environment, typed=answers, cwd=folder)
    return code, shown.replace("\r", "")


terminal = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")


@terminal
def test_at_a_terminal_enter_accepts_what_was_found(folder: Path) -> None:
    (folder / "приказ.docx").write_bytes(saved(order_of_25_items()))
    code, shown = at_a_terminal(folder, "приказ.docx", answers="\n")
    assert code == 0
    assert (
        "Найдено:\n"
        "  План мероприятий по подготовке школ к новому учебному году на 2021 год\n"
        "  период: 01.01.2021 – 31.12.2021\n"
        "  утверждён: 15.01.2021 № 5/од\n"
        "  приказ: Об утверждении плана подготовки школ к новому учебному году\n"
        "  разделов 4, пунктов 25, ответственных 5\n"
        "  1. Провести собеседования с директорами школ (1 этап) | Февраль | Отдел образования\n"
        "  13. Провести субботники (1 этап) | до 15 мая | Завхозы; Орлов П.П., садовник\n"
        "  25. Подвести итоги | декабрь | Отдел образования\n"
        "Записать план? [Д/н]: "
    ) in shown
    assert "YAML" not in shown
    assert find.load(folder / "roadmap_2021.yaml").plan.items[24].title == "Подвести итоги"


@terminal
def test_at_a_terminal_each_class_of_doubt_is_one_question(folder: Path) -> None:
    rows = [
        [*HEAD, "Место"],
        ["1", "Курсы", "", "Координатор", "зал"],
        ["2", "Слёт", "", "Кординатор", "парк"],
        ["3", "Приёмка", "август", "Завхоз", ""],
    ]
    put(folder, "Школа № 3", rows)
    answers = "План школы\nвчера\n2020-2021\nда\nд\nмай\n2020\n\n"
    code, shown = at_a_terminal(folder, "план.docx", answers=answers)
    assert code == 0, shown
    assert shown.count("Название плана [план]: ") == 1
    assert "нужен период плана" in shown
    assert shown.count("Это один ответственный? [д/Н]: ") == 1
    assert shown.count("Сохранить эти столбцы в примечаниях? [д/Н]: ") == 1
    assert shown.count("Какой срок им записать [срок не указан]: ") == 1
    assert shown.count("Какого года август [решу потом]: ") == 1
    plan = find.load(folder / "roadmap_2020-2021.yaml").plan
    assert plan.title == "План школы"
    assert [item.term for item in plan.items] == ["май", "май", "август 2020"]
    assert plan.parties == ("Координатор", "Завхоз")
    assert plan.items[0].comment == "Место: зал"


@terminal
def test_at_a_terminal_a_file_that_exists_is_said_before_the_questions_it_makes_vain(
    folder: Path,
) -> None:
    rows = [[*HEAD, "Место"], ["1", "Курсы", "", "Координатор", "зал"]]
    put(folder, "План школы", rows)
    (folder / "roadmap_2021.yaml").write_text("", "utf-8")
    code, shown = at_a_terminal(folder, "план.docx", answers="2021\n")
    assert code == 6
    assert "он уже есть" in shown
    assert "Сохранить эти столбцы" not in shown
    put(folder, TITLE, [HEAD, *ROWS])
    code, shown = at_a_terminal(folder, "план.docx", answers="\x04")
    assert (code, "Записать план" in shown) == (6, False)


@terminal
@pytest.mark.parametrize(
    ("answers", "words"),
    [("н\n", "план не записан: вы отказались"), ("\x04", "ничего не записано: ответа нет")],
)
def test_at_a_terminal_nothing_is_written_without_consent(
    folder: Path, answers: str, words: str
) -> None:
    put(folder, TITLE, [HEAD, *ROWS])
    code, shown = at_a_terminal(folder, "план.docx", answers=answers)
    assert code == 2
    assert words in shown
    assert [path.name for path in folder.iterdir()] == ["план.docx"]


@terminal
def test_at_a_terminal_one_of_several_plans_is_chosen(folder: Path) -> None:
    second = [HEAD, ["1", "Уборка", "Май", "Завхоз"]]
    put(folder, TITLE, [HEAD, *ROWS], "План уборки на 2021 год", second)
    code, shown = at_a_terminal(folder, "план.docx", answers="2\n\n")
    assert code == 0
    assert "В документе несколько планов. Какой нужен?" in shown
    assert find.load(folder / "roadmap_2021.yaml").plan.title == "План уборки на 2021 год"


def test_text_below_the_last_table_is_about_the_last_of_several_plans(
    folder: Path, roadmap: Roadmap
) -> None:
    second = [HEAD, ["1", "Уборка", "Май", "Завхоз"]]
    control = "Контроль за исполнением приказа возложить на завуча Белкину О.Н."
    put(folder, TITLE, [HEAD, *ROWS], "План уборки на 2021 год", second, control)
    read = ("import", "план.docx", "--accept", "--output", "-", "--table")
    assert "Белкин" not in roadmap(*read, "1").out
    assert "Белкин" in roadmap(*read, "2").out
