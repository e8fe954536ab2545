"""Options that commands share, and what completion offers for them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from roadmap_cli.cli.russian.completion import FILES, Offered
from roadmap_cli.cli.russian.help import no_such_value, visible_commands
from roadmap_cli.cli.session import DATE_FORMS, Session
from roadmap_cli.errors import RoadmapError
from roadmap_cli.plan.model import LOOKS, OPEN_WORDS
from roadmap_cli.plan.view import View
from roadmap_cli.terms.vocabulary import MONTHS
from roadmap_cli.views.output import ENDINGS, Format
from roadmap_cli.wording import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from roadmap_cli.cli.russian.typer_private import Context

    Offers: TypeAlias = Callable[..., Any] | None


def view_if_readable(context: Context) -> View:
    """Return the plans in view; an empty view if none can be read."""
    with suppress(RoadmapError):
        return Session(context, silent=True).view
    return View((), (), date.min)


def _begun(texts: Iterable[str], incomplete: str) -> list[str]:
    return [Offered(text) for text in texts if fold(text).startswith(fold(incomplete))]


def _explained(pairs: Iterable[tuple[str, str]], incomplete: str) -> list[tuple[str, str]]:
    meanings = {text: one_line(meaning) for text, meaning in pairs}
    return [(text, meanings[text]) for text in _begun(meanings, incomplete)]


def item_ids(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the numbers of items with their titles, or references if several plans are in view."""
    view = view_if_readable(context)
    return _explained([(view.name_of(row), row.item.title) for row in view.rows], incomplete)


def open_item_ids(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the numbers of open items with their titles."""
    view = view_if_readable(context)
    rows = [row for row in view.rows if row.is_open]
    return _explained([(view.name_of(row), row.item.title) for row in rows], incomplete)


def parties(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the parties of the plans in view."""
    return _begun(view_if_readable(context).parties, incomplete)


def sections(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the numbers of sections with their titles."""
    found: list[tuple[str, str]] = []
    for home in view_if_readable(context).plans:
        titles = [section.title for section in home.plan.sections]
        found += [(str(number), title) for number, title in enumerate(titles, start=1)]
    return _explained(found, incomplete)


def months(incomplete: str) -> list[str]:
    """Offer the months."""
    return _begun(MONTHS, incomplete)


def states(incomplete: str) -> list[tuple[str, str]]:
    """Offer statuses and states: keys with their Russian names, or names if those are typed."""
    found = [(state.value, look.name) for state, look in LOOKS.items()]
    if incomplete:
        found += [(name, "") for name in sorted(look.name for look in LOOKS.values())]
    found += [(word, "все неисполненные") for word in OPEN_WORDS]
    return _explained(found, incomplete)


def files() -> list[str]:
    """Let the shell offer its files."""
    return [FILES]


def plans(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the short names of all plans found, with their titles."""
    with suppress(RoadmapError):
        found = Session(context, silent=True).everywhere.plans
        return _explained([(home.name, home.plan.title) for home in found], incomplete)
    return []


def command_names(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the commands with what they do."""
    root = context.find_root()
    shown = visible_commands(root.command, root)  # type: ignore[arg-type]  # the root is a group
    helps = ((name, command.get_short_help_str()) for name, command in shown.items())
    return _explained(helps, incomplete)


def item_ids_or_months(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer both if a term follows several numbers: the shell cannot know which comes next."""
    return open_item_ids(context, incomplete) + [(name, "") for name in months(incomplete)]


def option(names: str, value: str | None, about: str, offers: Offers = None, **more: Any) -> Any:  # noqa: ANN401  # as typer.Option has it
    """Declare an option: names, the word for its value if it has one, help, what is offered."""
    return typer.Option(*names.split(), metavar=value, help=about, autocompletion=offers, **more)


def many(names: str, value: str, about: str, offers: Offers = None) -> Any:  # noqa: ANN401  # as above
    """Declare a repeatable option, by default without values."""
    return option(names, value, about, offers, default_factory=list, show_default=False)


def argument(value: str, about: str, offers: Offers = None, **more: Any) -> Any:  # noqa: ANN401  # as above
    """Declare an argument: the word for it, its help, what completion offers."""
    return typer.Argument(metavar=value, help=about, autocompletion=offers, **more)


def flag(name: str, about: str, **more: Any) -> Any:  # noqa: ANN401  # as above
    """Declare an option without a value."""
    return typer.Option(name, help=about, **more)


def format_option(*forms: Format, about: str = "вид вывода") -> Any:  # noqa: ANN401  # as above
    """Declare `--format` for a command with these forms."""

    def read(text: str) -> Format:
        """Read a format; a file name belongs to another option."""
        if text in forms:
            return Format(text)
        if Path(text).suffix.lower() in ENDINGS:
            known, file = ", ".join(forms), one_line(text)
            raise typer.BadParameter(
                f"параметр --format: можно {known}; файл называет --output {file}"
            )
        raise typer.BadParameter(f"параметр --format: {no_such_value(text, forms)}")

    def offered(incomplete: str) -> list[str]:
        return _begun(forms, incomplete)

    about = f"{about}: {', '.join(forms)}"
    return option("--format", "ВИД", about, offered, parser=read, show_default=False)


LIST_FORMS = (Format.TABLE, Format.PLAIN, Format.CSV, Format.JSON, Format.MARKDOWN)
TextOrJson = Annotated[Format, format_option(Format.TEXT, Format.JSON)]
ListFormat = Annotated[
    Format | None, format_option(*LIST_FORMS, about="вид; на экран table, в канал plain")
]
Output = Annotated[
    str | None, option("--output -o", "ФАЙЛ", "записать в файл; его окончание называет вид", files)
]
PartyOption = Annotated[list[str], many("--responsible -r", "ОТВЕТСТВЕННЫЙ", "чьи пункты", parties)]
SectionOption = Annotated[
    list[str], many("--section", "РАЗДЕЛ", "номер раздела или слова из названия", sections)
]
_NUMBERS = "номера пунктов: 7, 7-9, 2,7 или 2020/7"
Ids = Annotated[list[str], argument("НОМЕР...", _NUMBERS, item_ids)]
OpenIds = Annotated[list[str], argument("НОМЕР...", _NUMBERS, open_item_ids)]
Note = Annotated[str | None, option("--note -n", "ТЕКСТ", "примечание")]
Reason = Annotated[str, option("--reason --note -n", "ТЕКСТ", "основание")]
DateOption = Annotated[
    str | None,
    option("--date -d", "ДАТА", f"какой датой записать ({DATE_FORMS}); если не указана — сегодня"),
]
DryRun = Annotated[bool, flag("--dry-run", "показать, что будет, и ничего не менять")]
ExitCodeOption = Annotated[bool, flag("--exit-code", "код выхода 3, если есть что показать")]
AsOfOption = Annotated[
    str | None,
    option(
        "--date -d",
        "ДАТА",
        f"по состоянию на этот день ({DATE_FORMS}); если не указан — на сегодня",
    ),
]
