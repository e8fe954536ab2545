"""What the documents tell people to run does what they say, as written."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import FOLLOWED, PROJECT, cron_locale

from roadmap_cli.cli.adding import USUAL_EDITORS
from roadmap_cli.cli.main import MODULES
from roadmap_cli.cli.reporting import REPORT_FORMS
from roadmap_cli.errors import ExitCode
from roadmap_cli.plan.model import State, Status
from roadmap_cli.planfile import find
from roadmap_cli.planfile.update import KEPT_CHANGES
from roadmap_cli.views.output import ENDINGS

if TYPE_CHECKING:
    from conftest import Roadmap

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the recipes are for sh and cron")
GUIDE = (PROJECT / "README.ru.md").read_text(encoding="utf-8")
README = (PROJECT / "README.md").read_text(encoding="utf-8")
RECIPES: list[tuple[str, str, str]] = re.findall(
    r"### (.*?)\n.*?<!-- recipe: (\w+) -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL
)
LATE = ["1", "4", "2", "7", "11"]


@pytest.fixture
def home(plan: Path) -> Path:
    """Give a home folder with the plan where the recipes look for it."""
    folder = plan.parent / "home"
    (folder / "plan").mkdir(parents=True)
    contacts = "contacts:\n  МОЦ: moc@example.org\n"
    (folder / "plan" / plan.name).write_text(
        plan.read_text().replace("sections:\n", contacts + "sections:\n")
    )
    return folder


def _sh(command: str, home: Path) -> str:
    """Run a command as cron does: nothing but PATH and HOME, no locale, no terminal, no input, another folder."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    environment = {
        "PATH": path,
        "HOME": str(home),
        "LC_ALL": cron_locale(),
        "ROADMAP_TODAY": "2020-10-01",
    }
    environment |= {name: text for name, text in os.environ.items() if name.startswith(FOLLOWED)}
    done: subprocess.CompletedProcess[bytes] = subprocess.run(
        ["/bin/sh", "-c", f"exec <&-; {command}"],
        cwd="/",
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return str(done.stdout, "utf-8")


def _recipe(title: str) -> str:
    return next(text for name, _, text in RECIPES if name == title)


def _crontab_command(text: str) -> str:
    """Take the command of a crontab's line, with cron's own rule for the percent sign."""
    line = next(line for line in text.splitlines() if re.match(r"[\d*]", line))
    assert len(line.split(None, 5)) == 6
    command = line.split(None, 5)[5]
    assert not re.search(r"(?<!\\)%", command)
    return command.replace("\\%", "%")


def test_every_recipe_is_tested() -> None:
    assert [name for name, _, _ in RECIPES] == [
        "Назвать группу",
        "От писем до отчёта",
        "Первый день: общая папка на сетевом диске",
        "Первый день: каждый, кто отвечает",
        "Каждый день вдвоём",
        "Еженедельное письмо о просроченном",
        "Список на первое число месяца",
        "Просроченное по каждому ответственному",
        "JSON и jq",
        "Сигнал другой программе",
        "Письма каждому ответственному",
        "Таймер systemd вместо cron",
    ]


def test_the_weekly_mail(home: Path) -> None:
    command = _crontab_command(_recipe("Еженедельное письмо о просроченном"))
    assert _sh(command, home).startswith(
        "Просрочено: 5 пунктов\n\n1. Разработка Дорожной карты проекта\n"
    )
    assert _sh(f"ROADMAP_TODAY=2020-02-01; export ROADMAP_TODAY; {command} -r ОУ", home) == ""


def test_the_list_of_the_month(home: Path) -> None:
    command = _crontab_command(_recipe("Список на первое число месяца"))
    this_month = "$(date +%Y-%m)"
    assert this_month in command
    shown = _sh(command.replace(this_month, "2020-09"), home)
    assert re.search(
        r"^Показано \d+ из 18 \(месяц: 2020-09; только со сроком в нём\)", shown, re.MULTILINE
    )
    assert _sh(command.replace(this_month, "2020-08") + " -r МОЦ", home) == ""


def test_a_loop_over_parties(home: Path) -> None:
    lines = _sh(_recipe("Просроченное по каждому ответственному"), home).splitlines()
    assert "МОЦ: пункт 7, срок 2020-09-30, просрочено дней: 1" in lines
    assert "Комитет по образованию: пункт 1, срок 2020-01-31, просрочено дней: 244" in lines
    assert len(lines) == 5


@pytest.mark.skipif(shutil.which("jq") is None, reason="not installed: jq")
def test_json_with_jq(home: Path) -> None:
    refs = [line.split("\t")[0] for line in _sh(_recipe("JSON и jq"), home).splitlines()]
    assert refs == [f"2020/{number}" for number in LATE]


def test_a_signal_to_another_program(home: Path) -> None:
    recipe = _recipe("Сигнал другой программе")
    assert " ".join(_sh(recipe, home).split()) == "есть просроченные: 5"
    (home / "plan" / "roadmap_2020.yaml").write_text("title: [")
    assert "план не прочитан" in _sh(recipe, home)


def test_mail_to_each_party(home: Path) -> None:
    shown = _sh(_recipe("Письма каждому ответственному"), home)
    assert "To: moc@example.org" in shown
    assert "From: plan@example.org" in shown


def test_the_systemd_timer(home: Path) -> None:
    units = _recipe("Таймер systemd вместо cron")
    assert {"[Service]", "[Timer]", "[Install]", "OnCalendar=Mon 08:00"} <= set(units.splitlines())
    command = next(
        line.partition("=")[2] for line in units.splitlines() if line.startswith("ExecStart=")
    )
    words = [word.replace("%h", str(home)) for word in shlex.split(command)]
    assert "To: moc@example.org" in _sh(
        f"ROADMAP_MAIL_FROM=a@example.org {shlex.join([*words, '--dry-run'])}", home
    )


def test_twelve_schools_from_letters_to_the_report(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(plan.parent)
    plan.write_text(
        plan.read_text().replace("sections:\n", f"{_recipe('Назвать группу')}sections:\n", 1)
    )
    told = {}
    for line in _recipe("От писем до отчёта").splitlines():
        words = shlex.split(line)
        result = roadmap("--today", "2020-09-22", *words[1:])
        assert result.code == 0, result.err
        told[words[1]] = result.out
    assert len(list((plan.parent / "письма").iterdir())) == 12
    assert "отчитались 2 из 12" in told["show"]
    assert "Просят перенести срок: 1 пункт" in told["remind"]
    assert "15.10.2020" in told["postpone"]
    assert (plan.parent / "отчёт.docx").exists()


def test_a_team_from_the_first_day_on(home: Path) -> None:
    other = home.parent / "other"
    other.mkdir()
    (home.parent / "district").mkdir()
    first, second, daily = (text for _, kind, text in RECIPES if kind == "team")
    assert "Отправлено 1, получено 0\n" in _at_home(first, home)
    assert _at_home(second, other).startswith("7\t") or "7\t" in _at_home("roadmap list", other)
    shown = _at_home(daily, other)
    assert "Отправлено 1, получено 0\n" in shown
    assert "7: исполнено 28.09.2020, протокол № 4 (" in shown
    cron = next(line for line in GUIDE.splitlines() if line.endswith("&& roadmap sync"))
    assert _at_home(cron.split(None, 5)[5], home) == "Отправлено 0, получено 1\n"


def _at_home(recipe: str, home: Path) -> str:
    """Run a recipe of the team at somebody's home; the network drive is a folder beside it."""
    district = home.parent / "district"
    steps = recipe.strip().replace("/mnt/district", shlex.quote(str(district))).splitlines()
    return _sh(f"cd {shlex.quote(str(home))}; set -e; " + "; ".join(steps), home)


def test_the_pictures_of_the_output_are_true(roadmap: Roadmap, plan: Path) -> None:
    assert plan.exists()
    shown = "\n".join(
        line.rstrip()
        for line in roadmap(*_picture_command()[1:], "--format", "table").out.splitlines()
    )
    assert shown in README


def _picture_command() -> list[str]:
    return shlex.split(
        next(line for line in README.splitlines() if line.startswith("$ roadmap"))[2:]
    )


def test_both_set_up_commands_stand_in_the_first_screen() -> None:
    first = "\n".join(README.splitlines()[:24])
    assert (
        "pip install -q -c constraints.txt '.[office]' && .venv/bin/roadmap list --month Сентябрь"
        in first
    )
    assert "pip install -q -c constraints.txt -e '.[test]' && .venv/bin/python -m pytest" in first


def test_every_package_that_is_needed_is_pinned_by_name_and_version_alone() -> None:
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    named = [re.fullmatch(r'([\w.-]+)==[\w.]+ ; python_version < "3\.15"', pin) for pin in pins]
    assert all(named), pins
    pinned = {_plain(found[1]) for found in named if found}
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    needed = {_plain(re.split(r"[<>=\[; ]", each)[0]) for listed in lists for each in listed}
    assert needed - {project["name"]} <= pinned
    assert not [each for listed in lists for each in listed if not re.search(r"[<=\[]", each)]


def test_the_changelog_tells_of_the_version() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\n## {project['version']}\n" in (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")


def _plain(package: str) -> str:
    """Write a package's name as the index compares it."""
    return re.sub(r"[._-]+", "-", package).lower()


@pytest.mark.parametrize(
    "document", ["README.md", "README.ru.md", "CONTRIBUTING.md", "CHANGELOG.md"]
)
def test_every_command_named_exists(document: str) -> None:
    commands = [
        import_module(f"roadmap_cli.cli.{module}").commands.build(name)
        for name, module in MODULES.items()
    ]
    text = (PROJECT / document).read_text(encoding="utf-8")
    named = re.findall(r"(?:^|[`(])roadmap (?:--(?:file|today) \S+ )*([a-z]+)", text, re.MULTILINE)
    assert set(named) <= {command.name for command in commands}
    options = {name for command in commands for param in command.params for name in param.opts}
    shared = {"--file", "--plan", "--today", "--install-completion", "--help", "--version"}
    used = {
        option
        for line in text.splitlines()
        if re.match(r"roadmap ", line)
        for option in re.findall(r"--[a-z-]+", line)
    }
    assert used <= options | shared


def test_every_example_of_the_guide_runs(roadmap: Roadmap, plan: Path) -> None:
    assert plan.exists()
    for block in re.findall(
        r"```sh\n(roadmap .*?)```", GUIDE.partition("## Двенадцать школ")[0], re.DOTALL
    ):
        for line in block.splitlines():
            assert roadmap(*shlex.split(line)[1:]).code == 0, line


@pytest.mark.parametrize("beside", [False, True])
def test_every_command_of_the_readme_runs_as_written(
    roadmap: Roadmap, plan: Path, *, beside: bool
) -> None:
    """A new plan is written in an empty folder, and beside the plan of last year."""
    every_day, next_plan = (
        [shlex.split(line, comments=True) for line in block.splitlines()]
        for block in re.findall(r"```sh\n(roadmap .*?)```", README, re.DOTALL)
    )
    assert {words[1] for words in next_plan} == {"import", "new", "add", "amend", "edit"}
    if beside:
        for words in every_day:
            assert roadmap(*words[1:]).code == 0, words
    else:
        plan.unlink()
    for words in next_plan:
        wanted = {"import": 5, "edit": 2}.get(words[1], 0)  # no document, no terminal
        outcome = roadmap(*words[1:])
        assert outcome.code == wanted, outcome
    made = find.load(plan.with_name("roadmap_2021.yaml")).plan
    assert [(section.title, len(section.items)) for section in made.sections] == [
        ("Работа со школами", 1),
        ("Методическая работа", 2),
    ]


def test_the_keys_columns_and_codes_that_the_readme_names(roadmap: Roadmap, plan: Path) -> None:
    assert plan.exists()
    answer = json.loads(roadmap("show", "7", "--format", "json").out)
    named = re.search(r"\*\*json\*\*.*?an item has (.*?);", README, re.DOTALL)
    assert named
    assert set(re.findall(r"`(\w+)`", named[1])) == set(answer["items"][0])
    changed = json.loads(roadmap("done", "7", "--dry-run", "--format", "json").out)
    assert {"changed", "removed", "state_before"} <= set(changed["items"][0])
    assert changed["dry_run"] is True
    plain = re.search(r"\*\*plain\*\*, version 1: (.*?)\. ", README)
    assert plain
    columns = re.findall(r"`[a-z_]+`", plain[1])
    assert len(columns) == len(roadmap("list").out.splitlines()[0].split("\t"))
    states = re.search(r"^States: (.*)\.$", README, re.MULTILINE)
    assert states
    assert set(re.findall(r"`(\w+)`", states[1])) == set(State)
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)]
    assert codes == [code for code in ExitCode if code < ExitCode.INTERRUPTED]


def test_the_sentences_of_the_guide_that_can_be_checked(roadmap: Roadmap, plan: Path) -> None:
    assert plan.exists()
    endings = re.search(r"Вид отчёта определяет окончание имени файла: (.*?)\. Файл", GUIDE)
    assert endings
    named = re.findall(r"`(\.\w+)`", endings[1])
    assert {*named, ".txt"} == {ending for ending, form in ENDINGS.items() if form in REPORT_FORMS}
    for file in ("пункты.txt", "пункты.csv", "пункты.json", "пункты.md"):
        assert roadmap("list", "-o", file).code == 0
    assert f"последние {KEPT_CHANGES} изменений" in GUIDE
    assert f"иначе {', '.join(USUAL_EDITORS)}" in GUIDE
    for word in ("7", "№ 7", "7-9", "2,7", "2020/7"):
        assert f"`{word}`" in GUIDE
        assert roadmap("show", word).code == 0
    for day in ("28.09.2020", "2020-09-28", "28.09", "вчера"):
        assert f"`{day}`" in GUIDE
        assert roadmap("done", "7", "--dry-run", "--date", day).code == 0
    for status in Status:
        assert status in GUIDE.partition("status: planned    # ")[2].partition("\n")[0]
    codes = GUIDE.partition("Коды выхода: ")[2].partition(".")[0]
    assert [int(code) for code in re.findall(r"(\d) — ", codes)] == list(range(9))
    assert len(roadmap("--help").out.splitlines()) <= 40
    terms = re.findall(
        r"«([^»]*)»",
        GUIDE.partition("Так, как их пишут в планах: ")[2].partition("Месяц без года")[0],
    )
    outcome = roadmap("term", *terms, "--year", "2020")
    assert outcome.code == 0, outcome.out
    assert (
        roadmap("term", "15 мая (четверг)", "апрель, мвй", "октябрь (нач.)", "--year", "2020").code
        == 2
    )
