"""The command `help`, and what a bare `roadmap` says at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from roadmap_cli.cli.options import argument, command_names
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.russian.help import suggestion
from roadmap_cli.cli.session import Session
from roadmap_cli.cli.terminal import drawn, write
from roadmap_cli.errors import MissingPlanError, UsageError
from roadmap_cli.plan.view import due_soon, worst_first
from roadmap_cli.views import sentences

commands = RussianTyper()

OPTIONS = (
    "-f, --file ФАЙЛ  план или папка; иначе $ROADMAP_FILE, ближайшие",
    "--plan ПЛАН      один из найденных: 2020, школа-3; --all — все",
    "--today ДАТА     считать сегодняшним; иначе $ROADMAP_TODAY, часы",
    "-h, --help, --version, --install-completion, --show-completion",
)
"""The program's own options, the shared ones first, in as many lines as the help has room for."""
AHEAD = 30  # days
NO_PLAN_YET = (
    ("roadmap import приказ.docx", "из документа Word, Excel, CSV, HTML"),
    ("roadmap new {year}", "пустой план на год"),
    ("roadmap init", "готовый план, чтобы попробовать"),
)
EVERY_DAY = (
    ("roadmap list --month Сентябрь", "что в плане на месяц"),
    ('roadmap done 7 --note "протокол № 4"', "отметить исполнение"),
    ('roadmap progress 12 "проведён семинар"', "записать, что сделано"),
    ("roadmap overdue", "что просрочено"),
    ("roadmap report", "отчёт об исполнении"),
    ("roadmap undo", "отменить последнее изменение"),
)


@commands.command("help")
def show_help(
    context: typer.Context,
    command: Annotated[str | None, argument("КОМАНДА", "о какой команде", command_names)] = None,
) -> None:
    """Показать справку о программе или о команде."""
    root = context.find_root()
    group = root.command
    if command is None:
        write(group.get_help(root) + "\n")
        return
    found = group.get_command(root, command)  # type: ignore[attr-defined]
    if found is None:
        names = group.list_commands(root)  # type: ignore[attr-defined]
        hint = suggestion(command, names) or "все команды: roadmap --help"
        raise UsageError(f"нет команды «{command}»; {hint}")
    own = typer.Context(found, info_name=command, parent=root)
    write(found.get_help(own) + "\n")


def greet(context: typer.Context) -> None:
    """Show at a terminal what is due now, and the everyday commands."""
    from roadmap_cli.views import tables  # noqa: PLC0415  # rich is loaded only for a table

    now = Session(context)
    try:
        view = now.everywhere
    except MissingPlanError:
        write("Плана в этой папке пока нет. Создайте его:\n")
        _write_commands([(line.format(year=now.today.year), what) for line, what in NO_PLAN_YET])
        write("\nДальше, на каждый день:\n")
    else:
        chosen_by = f"просрочено и на {AHEAD} дней вперёд"
        rows = [*worst_first(view.rows), *due_soon(view, AHEAD)]
        if not rows:
            chosen_by = "ближайший срок; просроченного нет"
            ahead = [row for row in view.rows if row.is_open and row.due and row.due >= view.day]
            nearest = min((row.due for row in ahead if row.due), default=None)
            rows = [row for row in ahead if row.due == nearest]
        shown = view.only(rows)
        summary = sentences.summary(shown, len(view.rows), [chosen_by])
        listing = tables.items([tables.Block("", shown)], summary, compact=True, in_order=False)
        write(drawn(listing))
        events = [event for row in view.rows for event in row.item.history]
        if any(event.did not in {"add", "amend"} for event in events):
            return  # there are marks, not only the writing of a plan
        write("\n")
    _write_commands(EVERY_DAY)
    write("\nВсе команды: roadmap --help, о команде: roadmap help done\n")


def _write_commands(commands_with_meanings: Sequence[tuple[str, str]]) -> None:
    width = max(len(line) for line, _ in EVERY_DAY)  # the columns of both lists are alike
    write("".join(f"  {line:<{width}}  {what}\n" for line, what in commands_with_meanings))


EXAMPLES: dict[str, list[str]] = {}
"""The examples at the end of each command's help."""
for _line in """
roadmap list --month Сентябрь
roadmap list -r МОЦ -s open --sort due
roadmap list -m "II квартал" --due-only --format csv
roadmap show 7
roadmap show 7-9 --format json
roadmap overdue
roadmap overdue -r МОЦ --exit-code
roadmap changes
roadmap changes --since 01.10.2020 --format json
roadmap parties
roadmap parties -o ответственные.csv
roadmap parties --rename "Координатор МОЦ" "Методист МОЦ"
roadmap remind --within 14
roadmap remind --by-responsible
roadmap remind --mail --dry-run
roadmap start 5
roadmap start 5 6 --note "рабочая группа создана"
roadmap progress 12 "семинар для заместителей директоров, протокол № 1"
roadmap progress 12 "выезды в 4 школы, справка" --date 18.09.2020
roadmap submit 7 --note "исх. № 12 от 28.09.2020"
roadmap submit 8 --date 28.09.2020 --note "исх. № 12"
roadmap return 7 --reason "нет протокола"
roadmap done 7
roadmap done 2 --date 28.09.2020 --note "протокол № 4"
roadmap done 7 --correct --note "протокол № 5"
roadmap cancel 11 --reason "приказ от 12.05.2020 № 61/01-04"
roadmap reopen 7
roadmap reopen 7 --note "протокол отозван"
roadmap request 14 "до 15 декабря" --reason "зал на ремонте"
roadmap postpone 14 Декабрь --reason "письмо от 21.09.2020 № 2211"
roadmap postpone 14 "до 15 декабря" --reason "уточнено"
roadmap note 7 "ждём протокол"
roadmap undo
roadmap undo --dry-run
roadmap new 2021 --order "№ 5 от 15.01.2021"
roadmap new 2021-2022 --title "План работы школы"
roadmap add "Семинар для завучей" --section 2 --term Ноябрь -r МОЦ --reason "приказ № 5"
roadmap add "Отчёт" --new-section "Дополнительно" --term "до 15 декабря" -r ОУ
roadmap amend 8 --term Ноябрь --reason "приказ от 01.09.2020 № 5"
roadmap amend 8 -r МОЦ -r ОУ --reason "приказ от 01.09.2020 № 5"
roadmap edit
roadmap edit 7
roadmap check
roadmap check --format json
roadmap schema > roadmap.schema.json
roadmap import приказ.docx --accept
roadmap import план.xlsx --year 2021-2022 --output школа.yaml
roadmap init
roadmap init планы/roadmap_2020.yaml
roadmap term "до 15 марта" --year 2020
roadmap term "в течение учебного года" --year 2019-2020
roadmap report --output отчёт.docx
roadmap report --period "III квартал" -r МОЦ
roadmap report --date 01.10.2020 --format html > отчёт.html
roadmap timeline
roadmap timeline -r МОЦ --date 01.10.2020
roadmap calendar --output план.ics
roadmap calendar -r МОЦ --output моц.ics
roadmap letters --until 12.10.2020 --output письма
roadmap letters -r МОЦ --until 12.10.2020 --output моц
roadmap sync
roadmap sync --file планы
roadmap help done
""".strip().splitlines():
    EXAMPLES.setdefault(_line.split()[1], []).append(_line)
