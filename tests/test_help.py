"""Help: its examples run, `help` and a bare `roadmap` answer, words in wrong places are understood."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import TODAY, on_a_terminal
from import_fixtures import documents

from roadmap_cli.cli.helping import EXAMPLES
from roadmap_cli.cli.main import MODULES

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

COMMANDS = [name for name in MODULES if name != "merge-driver"]
NEEDS = {"return": [("submit", "7")], "undo": [("done", "7")], "reopen": [("done", "7")]}
"""What must have been done before a command's examples make sense."""
NEED_A_TERMINAL = {"edit", "sync"}  # or a repository


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("name", COMMANDS)
def test_examples_of_help_run(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("ROADMAP_MAIL_FROM", "chief@example.org")
    text = roadmap(name, "--help").out
    for example in EXAMPLES[name]:
        assert "".join(example.split()) in "".join(text.split())  # a long one is broken
        if name == "init":
            plan.unlink(missing_ok=True)
            (plan.parent / "планы").mkdir(exist_ok=True)
        if name == "import":
            documents(plan.parent)
        for words in NEEDS.get(name, []):
            roadmap(*words)
        typed = shlex.split(example)[1:]
        outcome = roadmap(*typed[: typed.index(">")] if ">" in typed else typed)
        wanted = {2, 6} if name in NEED_A_TERMINAL else {0, 3}
        assert outcome.code in wanted, (example, outcome)


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("report сентябрь", "roadmap report --period сентябрь"),
        ("report МОЦ 'III квартал'", 'roadmap report -r МОЦ --period "III квартал"'),
        ("report открытые", "roadmap list -s открытые"),
        ("list Сентябрь", "roadmap list --month Сентябрь"),
        ("list сентябрь МОЦ", "roadmap list --month сентябрь -r МОЦ"),
        ("list 'II квартал'", 'roadmap list --month "II квартал"'),
        ("list протокол", "roadmap list --search протокол"),
        ("parties МОЦ", "roadmap list -r МОЦ"),
        ("overdue МОЦ", "roadmap overdue -r МОЦ"),
        ("7 done", "roadmap done 7"),
        ("7 8 done", "roadmap done 7 8"),
        ("сентябрь list", "roadmap list --month сентябрь"),
        ("сентябрь", "roadmap list --month сентябрь"),
        ("моц", "roadmap list -r моц"),
        ("7", "roadmap show 7"),
        ("list 7 8", "roadmap show 7 8"),
        ("list открытые", "roadmap list -s открытые"),
        ("list Координатор МОЦ", 'roadmap list -r "Координатор МОЦ"'),
        ("list -r Координатор МОЦ", 'roadmap list -r "Координатор МОЦ"'),
        ("list -m II квартал --compact", 'roadmap list -m "II квартал" --compact'),
        ("list -m Сентябрь Октябрь", 'roadmap list -m "Сентябрь Октябрь"'),
        ("list -m Сентябрь МОЦ", "roadmap list -m Сентябрь -r МОЦ"),
        ("list МОЦ -m Сентябрь", "roadmap list -m Сентябрь -r МОЦ"),
        ("list --overdue МОЦ", "roadmap list --overdue -r МОЦ"),
        ("list -s в работе", 'roadmap list -s "в работе"'),
        ("report --period III квартал", 'roadmap report --period "III квартал"'),
        ("add Семинар для завучей --term май", 'roadmap add "Семинар для завучей" --term май'),
        ("add Семинар --term до 15 марта", 'roadmap add Семинар --term "до 15 марта"'),
        ("import мой план.docx", 'roadmap import "мой план.docx"'),
        ("list 'письмо `id` $HOME'", "roadmap list --search 'письмо `id` $HOME'"),
    ],
)
def test_words_in_wrong_places_are_answered_with_what_was_meant(
    roadmap: Roadmap, typed: str, meant: str
) -> None:
    outcome = roadmap(*shlex.split(typed))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith(f"возможно, так: {meant}\n")


@pytest.mark.usefixtures("plan")
def test_the_command_that_was_meant_runs(roadmap: Roadmap) -> None:
    hint = roadmap("list", "сентябрь", "МОЦ").err.partition("возможно, так: ")[2]
    assert roadmap(*shlex.split(hint)[1:]).code == 0


def test_help_of_a_command_is_the_same_in_three_ways(roadmap: Roadmap) -> None:
    texts = {
        roadmap(*words).out for words in (("help", "done"), ("done", "-h"), ("done", "--help"))
    }
    assert len(texts) == 1
    assert "roadmap done 7" in texts.pop()


def test_all_commands_stand_under_headings_in_one_screen(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = roadmap("--help").out.splitlines()
    assert len(lines) + len({"request", "changes"} - set(COMMANDS)) <= 40
    assert max(map(len, lines)) <= 80
    named = {line.split()[-len(line[16:].split())]: line[:14].strip() for line in lines[3:33]}
    assert set(named) <= set(COMMANDS)
    headings = [heading for heading in named.values() if heading]
    assert headings == [
        "Посмотреть",
        "Отметить",
        "Составить план",
        "Сообщить",
        "Вместе",
        "Прочее",
    ]
    text = "\n".join(lines)
    for option in (
        *("--file", "--plan", "--all", "--today", "--version", "--help"),
        *("--install-completion", "--show-completion"),
    ):
        assert option in text


@pytest.mark.parametrize(
    ("command", "shared"),
    [
        ("list", "--file, --plan, --all, --today"),
        ("done", "--file, --plan, --all, --today"),
        ("overdue", "--file, --plan, --today"),
        ("undo", "--file, --plan, --today"),
        ("sync", "--file"),
        ("init", "--file"),
        ("import", "--today"),
        ("new", ""),
        ("schema", ""),
    ],
)
def test_a_command_names_at_its_end_the_shared_options_that_it_has(
    roadmap: Roadmap, command: str, shared: str
) -> None:
    text = roadmap(command, "--help").out
    line = f"Общие параметры: {shared} (о них: roadmap --help)"
    assert (text.splitlines()[-1] == line) is bool(shared)
    assert text.count("--today") == shared.count("--today")


@pytest.mark.parametrize(
    ("command", "forms"),
    [
        ("list", "table, plain, csv, json, markdown"),
        ("done", "text, json"),
        ("report", "table, markdown, json, csv, html, docx, xlsx, pdf"),
    ],
)
def test_help_names_the_forms_that_a_command_has_and_no_others(
    roadmap: Roadmap, command: str, forms: str
) -> None:
    text = " ".join(roadmap(command, "--help").out.split())
    assert f": {forms} -" in text
    assert text.count("json") == forms.count("json") + text.count("format json")


@pytest.mark.usefixtures("plan")
def test_a_shared_option_that_means_nothing_is_refused_unless_it_does_no_harm(
    roadmap: Roadmap,
) -> None:
    assert "нет параметра «--file» у команды new" in roadmap("new", "2021", "--file", "п.yaml").err
    assert "нет параметра «--plan» у команды schema" in roadmap("schema", "--plan", "2020").err
    assert roadmap("overdue", "--all") == roadmap("overdue")


def test_help_of_no_command_suggests_one(roadmap: Roadmap) -> None:
    outcome = roadmap("help", "dnoe")
    assert outcome.code == 2
    assert "«done»" in outcome.err


def test_a_bare_call_off_a_terminal_is_a_mistake(roadmap: Roadmap) -> None:
    assert roadmap() == (2, "", "roadmap: не указана команда; все команды: roadmap --help\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
@pytest.mark.parametrize(
    ("day", "shown", "chosen"),
    [
        ("2020-01-20", ["1", "4"], "просрочено и на 30 дней вперёд"),
        ("2020-10-12", ["1", "4", "2", "7", "11", "8"], "просрочено и на 30 дней вперёд"),
        ("2020-05-12", ["2", "7", "11"], "ближайший срок; просроченного нет"),
        ("2020-12-30", ["3", "5"], "просрочено и на 30 дней вперёд"),
    ],
)
def test_a_bare_call_shows_what_is_late_or_near_and_hints_until_the_first_mark(
    roadmap: Roadmap, plan: Path, day: str, shown: list[str], chosen: str
) -> None:
    marked = day[5:7] in {"05", "12"}
    if marked:
        roadmap("done", "1", "4", "--date", "2020-01-20")
    if day.startswith("2020-12"):
        roadmap("done", "2", "7", "8", "11", "14", "--date", "2020-09-20")
    coloured = on_a_terminal(columns=80, cwd=plan.parent, ROADMAP_TODAY=day)
    screen = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    lines = screen.splitlines()
    numbers = [line.split()[0] for line in lines if re.match(r" ?\d{1,2} \S", line)]
    assert numbers[: len(shown)] == shown
    assert chosen in " ".join(screen.split())
    assert ("roadmap overdue" in screen) is not marked
    assert max(map(len, lines)) <= 80


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("words", [["note", "7", "- начато"], ["progress", "7", "-5 школ"]])
def test_a_text_that_begins_with_a_dash(roadmap: Roadmap, words: list[str]) -> None:
    *command, text = words
    assert f'так: roadmap {command[0]} … -- "- текст"' in roadmap(*words).err
    assert roadmap(*command, "--", text).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_a_bare_call_without_a_plan_says_how_to_get_one(tmp_path: Path) -> None:
    shown = on_a_terminal(columns=80, cwd=tmp_path)
    for words in ("import приказ.docx", f"new {TODAY[:4]}", "init", "list --month Сентябрь"):
        assert f"  roadmap {words}  " in shown
    assert max(map(len, shown.splitlines())) <= 80
