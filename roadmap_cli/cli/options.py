"""Options and arguments that several commands take, each described once."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from roadmap_cli.cli.complete import item_ids, open_item_ids, parties, sections
from roadmap_cli.cli.dates import FORMS
from roadmap_cli.views.output import Format


def many(*names: str, help: str, **more: Any) -> Any:  # noqa: A002, ANN401  # as typer.Option has it
    """Describe an option that can be repeated; without it there are no values."""
    return typer.Option(*names, help=help, default_factory=list, show_default=False, **more)


class TextOrJson(StrEnum):
    """Forms of output of commands that tell people something: sentences, or JSON for programs."""

    TEXT = "text"
    JSON = "json"


TextOrJsonOption = Annotated[TextOrJson, typer.Option("--format", "-o", help="вид вывода")]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-o",
        help="вид вывода; на экран — table, в файл или канал — plain",
        show_default=False,
    ),
]
PartyOption = Annotated[
    list[str],
    many("--responsible", "-r", metavar="ОТВЕТСТВЕННЫЙ", help="чьи пункты", autocompletion=parties),
]
SectionOption = Annotated[
    list[str],
    many(
        "--section",
        metavar="РАЗДЕЛ",
        help="номер раздела или слова из названия",
        autocompletion=sections,
    ),
]
Ids = Annotated[
    list[str],
    typer.Argument(
        metavar="НОМЕР...", help="номера пунктов: 7, 7-9, 2,7 или 2020/7", autocompletion=item_ids
    ),
]
OpenIds = Annotated[
    list[str],
    typer.Argument(
        metavar="НОМЕР...",
        help="номера пунктов: 7, 7-9, 2,7 или 2020/7",
        autocompletion=open_item_ids,
    ),
]
Note = Annotated[
    str | None, typer.Option("--note", "-n", metavar="ТЕКСТ", help="примечание", show_default=False)
]
Reason = Annotated[str, typer.Option("--reason", "--note", "-n", metavar="ТЕКСТ", help="основание")]
DateOption = Annotated[
    str | None,
    typer.Option(
        "--date",
        "-d",
        metavar="ДАТА",
        help=f"какой датой записать ({FORMS}); если не указана — сегодня",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="показать, что будет, и ничего не менять")]
ExitCodeOption = Annotated[
    bool, typer.Option("--exit-code", help="код выхода 3, если есть что показать")
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--date",
        "-d",
        metavar="ДАТА",
        help=f"по состоянию на этот день ({FORMS}); если не указан — на сегодня",
        show_default=False,
    ),
]
