"""Which of a document's tables are the plan: the only one, or the one that a person has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli import wording
from roadmap_cli.exchange.incoming import header, preamble, tables
from roadmap_cli.exchange.incoming.rows import UnreadableDocumentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.exchange.incoming.rows import Document
    from roadmap_cli.exchange.incoming.tables import Found, Table

_NO_TABLE = (
    "таблицы в нём нет (возможно, это скан или текст без столбцов); "
    "нужен документ с таблицей: № | Мероприятие | Срок | Ответственные"
)
_NO_HEADER = (
    "таблица плана в нём не найдена: нет заголовка со словами «Мероприятие» и «Срок»; "
    'назовите столбцы: --columns "№,мероприятие,срок,ответственный"'
)


class SeveralPlansError(UnreadableDocumentError):
    """A document with more than one plan; `choices` are the numbers of tables and titles."""

    def __init__(self, name: str, choices: Sequence[tuple[int, str]]) -> None:
        """List the plans."""
        self.choices = tuple(choices)
        offered = [f"--table {number} — «{title}»" for number, title in choices]
        listed = "; ".join(offered)
        super().__init__(name, f"в нём несколько планов, выберите один: {listed}")


def chosen(
    document: Document, columns: str | None, number: int | None
) -> tuple[Sequence[Table], Found]:
    """Choose the tables of one plan among all that were found; text below is the last plan's.

    Args:
        document: the document's rows.
        columns: the names of the columns, if a person has given them.
        number: that of a table of the plan, if a person has given it.

    Raises:
        UnreadableDocumentError: there is no such table.
        SeveralPlansError: a person must choose.
        UsageError: a name of a column is none.

    """
    named = header.named(columns) if columns else None
    found = tables.find(document.rows, named)
    plans = tables.plans(found)
    if not plans:
        has_tables = any(row.table for row in document.rows)
        reason = _NO_HEADER if has_tables else _NO_TABLE
        raise UnreadableDocumentError(document.name, reason)
    if number is not None:
        plan = _with_table(document, plans, number)
        is_last = plan[-1] is found.tables[-1] or len(plans) == 1
        return plan, found if is_last else found._replace(below=())
    if len(plans) > 1:
        choices = [(plan[0].number, _title_of(plan)) for plan in plans]
        raise SeveralPlansError(document.name, choices)
    return plans[0], found


def _with_table(
    document: Document, plans: Sequence[Sequence[Table]], number: int
) -> Sequence[Table]:
    """Give the plan of a table where there are several plans, else the one table alone."""
    known: list[str] = []
    for plan in plans:
        alone = [table for table in plan if table.number == number]
        if alone:
            return plan if len(plans) > 1 else alone
        known += [str(table.number) for table in plan]
    raise UnreadableDocumentError(
        document.name, f"таблицы плана № {number} в нём нет; есть: {', '.join(known)}"
    )


def _title_of(plan: Sequence[Table]) -> str:
    """Name a plan, to be chosen by it, as the text above its first table does."""
    title = preamble.read(plan[0].above, ()).title
    return wording.one_line(title or "без названия")
