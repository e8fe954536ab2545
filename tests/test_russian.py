"""Typer's own words in Russian, and options shared by all commands, on a small application."""

from __future__ import annotations

import re
import subprocess
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import pytest
import typer

from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.russian.help import SHARED, shared
from roadmap_cli.cli.russian.mistakes import sentence

if TYPE_CHECKING:
    from pathlib import Path


class Status(StrEnum):
    """Values of a choice."""

    planned = "planned"
    in_progress = "in_progress"
    done = "done"


def offer_ids(incomplete: str) -> list[tuple[str, str]]:
    every = [("1.10", "Отчёт"), ("7", "План"), ("Координатор МОЦ", "Имя из двух слов")]
    return [offer for offer in every if offer[0].startswith(incomplete)]


app = RussianTyper(
    help="Контроль исполнения плана.", epilog="Пример: roadmap list --month Сентябрь"
)
seen: dict[str, Any] = {}


@app.callback()
def _options(
    file: Annotated[
        str | None,
        typer.Option("--file", "-f", metavar="ФАЙЛ", help="файл плана", rich_help_panel=SHARED),
    ] = None,
    today: Annotated[
        str | None, typer.Option(metavar="ДАТА", help="сегодня", rich_help_panel=SHARED)
    ] = None,
) -> None:
    """Take the shared options."""


@app.command("list", help="Показать пункты.\n\nБез фильтров показывает все.")
def list_items(  # one option of each kind
    context: typer.Context,
    month: Annotated[
        list[str] | None, typer.Option("--month", "-m", metavar="МЕСЯЦ", help="месяц")
    ] = None,
    status: Annotated[list[Status] | None, typer.Option("--status", "-s", help="статус")] = None,
    sort: Annotated[Status, typer.Option(help="порядок")] = Status.planned,
    within: Annotated[int, typer.Option(min=1, metavar="ДНЕЙ", help="срок в днях")] = 7,
    overdue: Annotated[bool, typer.Option("--overdue", help="только просроченные")] = False,  # noqa: FBT002  # a flag
) -> None:
    seen.update(
        shared(context), month=month, status=status, sort=sort, within=within, overdue=overdue
    )


@app.command(help="Отметить исполнение.")
def done(
    context: typer.Context,
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="номера", autocompletion=offer_ids)
    ],
    note: Annotated[str, typer.Option("--note", "-n", metavar="ТЕКСТ", help="примечание")],
    part: Annotated[int | None, typer.Option(metavar="ЧИСЛО", help="часть")] = None,
) -> None:
    seen.update(shared(context), ids=ids, note=note, part=part)


@app.command(help="Показать один пункт.")
def show(name: Annotated[str, typer.Argument(help="номер")] = "7") -> None:
    seen.update(name=name)


@app.command(hidden=True)
def secret() -> None:
    """Stay out of help and hints."""


HELP = {
    "": """\
Использование: roadmap [ПАРАМЕТРЫ] КОМАНДА ...

  Контроль исполнения плана.

Команды  list  Показать пункты
         done  Отметить исполнение
         show  Показать один пункт

Параметры:
  -f, --file ФАЙЛ       файл плана
  --today ДАТА          сегодня
  --install-completion  включить автодополнение команд в этой оболочке
  --show-completion     показать сценарий автодополнения для этой оболочки
  -h, --help            показать эту справку и выйти

  Пример: roadmap list --month Сентябрь
""",
    "list": """\
Использование: roadmap list [ПАРАМЕТРЫ]

  Показать пункты.

  Без фильтров показывает все.

Параметры:
  -m, --month МЕСЯЦ     месяц  [можно повторять]
  -s, --status ВАРИАНТ  статус  [варианты: planned, in_progress, done; можно
                        повторять]
  --sort ВАРИАНТ        порядок  [варианты: planned, in_progress, done; по
                        умолчанию: planned]
  --within ДНЕЙ         срок в днях  [по умолчанию: 7; не меньше 1]
  --overdue             только просроченные
  -h, --help            показать эту справку и выйти

Общие параметры: --file, --today (о них: roadmap --help)
""",
    "done": """\
Использование: roadmap done [ПАРАМЕТРЫ] ID...

  Отметить исполнение.

Аргументы:
  ID...  номера  [обязательно]

Параметры:
  -n, --note ТЕКСТ  примечание  [обязательно]
  --part ЧИСЛО      часть
  -h, --help        показать эту справку и выйти

Общие параметры: --file, --today (о них: roadmap --help)
""",
    "show": """\
Использование: roadmap show [ПАРАМЕТРЫ] [NAME]

  Показать один пункт.

Аргументы:
  NAME  номер  [по умолчанию: 7]

Параметры:
  -h, --help  показать эту справку и выйти

Общие параметры: --file, --today (о них: roadmap --help)
""",
}

MISTAKES = {
    ("lst",): "нет команды «lst»; возможно, «list»? Все команды: roadmap --help",
    ("LIST",): "нет команды «LIST»; возможно, «list»? Все команды: roadmap --help",
    ("дшые",): "нет команды «дшые»; возможно, «list»? Все команды: roadmap --help",
    ("secre",): "нет команды «secre»; все команды: roadmap --help",
    ("",): "нет команды «»; все команды: roadmap --help",
    ("--", "--list"): "нет команды «--list»; возможно, «list»? Все команды: roadmap --help",
    ("--today", "2020-10-01"): "не указана команда; все команды: roadmap --help",
    ("--fle", "x"): "нет параметра «--fle»; возможно, «--file»?",
    ("-z",): "нет параметра «-z»; все: roadmap --help",
    ("--month", "май", "list"): "параметр --month пишется после команды: roadmap list --month",
    ("list", "--mnth", "май"): "нет параметра «--mnth» у команды list; возможно, «--month»?",
    ("list", "--ьщтер", "май"): "нет параметра «--ьщтер» у команды list; возможно, «--month»?",
    ("list", "--tody=2020-10-01"): "нет параметра «--tody» у команды list; возможно, «--today»?",
    ("list", "--месяц", "май"): "нет параметра «--месяц» у команды list; возможно, «--month»?",
    ("list", "-z"): "нет параметра «-z» у команды list; все: roadmap list --help",
    ("list", "--month"): "параметру --month нужно значение: --month МЕСЯЦ",
    ("list", "-m"): "параметру -m нужно значение: -m МЕСЯЦ",
    ("list", "--today"): "параметру --today нужно значение: --today ДАТА",
    ("--file",): "параметру --file нужно значение: --file ФАЙЛ",
    ("list", "--overdue=1"): "параметр --overdue пишется без значения",
    ("list", "x"): "лишний аргумент «x»: roadmap list --help",
    ("list", "x", "y z"): "лишние аргументы «x», «y z»: roadmap list --help",
    ("list", ""): "лишний аргумент «»: roadmap list --help",
    ("list", "—month", "май"): "вместо тире в «—month» нужны два дефиса: --month",
    ("list", "\x1b[1mx\n"): "лишний аргумент «␛[1mx»: roadmap list --help",
    ("list", "--within", "abc"): "параметр --within: нужно целое число не меньше 1, а не «abc»",
    ("list", "--within", "0"): "параметр --within: нужно целое число не меньше 1, а не «0»",
    (
        "list",
        "-s",
        "dne",
    ): "параметр --status: нет значения «dne»; возможно, «done»? Можно: planned, in_progress, done",
    (
        "list",
        "-s",
        "вщту",
    ): "параметр --status: нет значения «вщту»; возможно, «done»? Можно: planned, in_progress, done",
    (
        "list",
        "--sort",
        "имя",
    ): "параметр --sort: нет значения «имя»; можно: planned, in_progress, done",
    ("done",): "не указан обязательный аргумент ID; нужно так: roadmap done ID... --note ТЕКСТ",
    ("done", "7"): "не указан обязательный параметр --note; "
    "нужно так: roadmap done ID... --note ТЕКСТ",
    ("done", "7", "-n", "x", "--part", "z"): "параметр --part: нужно целое число, а не «z»",
}


def latin_words(text: str, allowed: set[str]) -> list[str]:
    """Return the words in Latin letters but for options, what «…» quotes, names in capitals and those allowed."""
    own = re.sub(r"«[^»]*»|(?<![\w-])--?[a-z][a-z-]*", " ", text)
    return [
        word
        for word in re.findall(r"[A-Za-z][\w-]*", own)
        if word not in allowed and not word.isupper()
    ]


def run(*args: str) -> Any:  # what a command returns
    """Run the sample application as a program's main() does."""
    seen.clear()
    return typer.main.get_command(app).main(list(args), prog_name="roadmap", standalone_mode=False)


def mistake(*args: str) -> str:
    """Return the sentence for a wrong command line."""
    with pytest.raises(typer.TyperException) as caught:
        run(*args)
    assert caught.value.exit_code == 2
    return sentence(caught.value)


@pytest.mark.parametrize("command", HELP)
def test_help_is_russian_and_fits_80_columns(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(*filter(None, [command]), "--help") == 0
    text = capsys.readouterr().out
    assert text == HELP[command]
    assert max(map(len, text.splitlines())) < 80
    assert latin_words(text, {"roadmap", "list", "done", "show", *Status}) == []


def test_help_follows_a_wide_terminal_up_to_100_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    run("list", "--help")
    assert 80 < max(map(len, capsys.readouterr().out.splitlines())) <= 100


def test_without_arguments_the_sentence_is_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert mistake() + "\n" == HELP[""]


@pytest.mark.parametrize("args", MISTAKES, ids=" ".join)
def test_a_mistake_gives_one_russian_sentence(args: tuple[str, ...]) -> None:
    text = mistake(*args)
    assert text == MISTAKES[args]
    assert latin_words(text, {"roadmap", "list", "done", "show", *Status}) == []


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (typer.BadParameter("не бывает"), "не бывает"),
        (typer.BadParameter("file 'план.yaml' does not exist."), "такое значение не подходит"),
        (typer.TyperException("Something 'такое' went wrong"), "команда не понята: roadmap --help"),
    ],
)
def test_english_never_comes_through(error: typer.TyperException, text: str) -> None:
    assert sentence(error) == text


@pytest.mark.parametrize(
    ("args", "file", "today"),
    [
        (["list"], None, None),
        (["--file", "a", "--today", "2020-10-01", "list"], "a", "2020-10-01"),
        (["list", "-f", "a", "--today", "2020-10-01"], "a", "2020-10-01"),
        (["--today", "2020-10-01", "list", "-f", "a"], "a", "2020-10-01"),
        (["-f", "a", "--today", "2020-10-01", "list", "-f", "b"], "b", "2020-10-01"),
    ],
)
def test_shared_options_work_before_and_after_the_command(
    args: list[str], file: str | None, today: str | None
) -> None:
    run(*args)
    assert (seen["file"], seen["today"]) == (file, today)


def test_values_reach_a_command() -> None:
    run("done", "7", "1.10", "--note", "протокол", "--today", "2020-10-01")
    assert seen == {
        "ids": ["7", "1.10"], "note": "протокол", "part": None, "file": None, "today": "2020-10-01"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("do", ["done"]),
        ("done ", ["1.10", "7", r"Координатор\ МОЦ"]),
        ("done Ко", [r"Координатор\ МОЦ"]),
        ('done "Ко', ["Координатор МОЦ"]),
        ("list -s pl", ["planned"]),
        ("list --status = pl", ["planned"]),
        ("list --tod", ["--today"]),
        ("--file x list --tod", ["--today"]),
    ],
)
def test_bash_completes(
    line: str,
    offers: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["roadmap", *line.split(" ")]
    monkeypatch.setenv("COMP_WORDS", "\n".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    monkeypatch.setenv("COMP_TYPE", str(ord("%")))
    monkeypatch.setenv("_ROADMAP_COMPLETE", "complete_bash")
    with pytest.raises(SystemExit) as stop:
        run()
    assert stop.value.code == 0
    assert capsys.readouterr().out.splitlines() == offers


def use_shell(monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    """Make Typer believe that the tests run in a shell."""
    monkeypatch.setattr("roadmap_cli.cli.russian.completion.shell_name", lambda: name)


def test_completion_is_installed_and_said_in_russian(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    use_shell(monkeypatch, "bash")
    assert run("--install-completion") == 0
    script = tmp_path / ".bash_completions" / "roadmap.sh"
    expected = f"Автодополнение для bash записано в {script} и заработает в новом окне терминала\n"
    assert capsys.readouterr().out == expected
    assert run("--show-completion") == 0
    assert capsys.readouterr().out.strip() == script.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("shell", [None, "tcsh"])
def test_an_unknown_shell_is_refused(shell: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    use_shell(monkeypatch, shell)
    text = "эта оболочка не поддерживается; подойдут bash, zsh, fish, powershell, pwsh"
    assert mistake("--install-completion") == mistake("--show-completion") == text


@pytest.mark.parametrize("args", [["--help"], ["list", "--help"], ["list"], ["lst"]], ids=" ".join)
def test_rich_is_not_imported(args: list[str]) -> None:
    code = (
        "import sys, typer\n"
        "from roadmap_cli.cli.russian import RussianTyper\n"
        "from roadmap_cli.cli.russian.mistakes import sentence\n"
        "app = RussianTyper(help='План')\n"
        "app.callback()(lambda: None)\n"
        "app.command('list', help='Показать')(lambda: None)\n"
        "try:\n"
        f"    typer.main.get_command(app).main({args!r}, prog_name='roadmap', standalone_mode=False)\n"
        "except typer.TyperException as error:\n"
        "    sentence(error)\n"
        "sys.exit(any(name.partition('.')[0] == 'rich' for name in sys.modules))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
