"""A letter to a party that asks how its items are executed, for Word."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange import docx_look as look
from roadmap_cli.exchange.docx_look import ALIGN, Cell, Page, Row, Table
from roadmap_cli.exchange.people import post_and_name
from roadmap_cli.wording import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from docx.document import Document

    from roadmap_cli.views.official import Cover, Entry

PAGE = Page(landscape=False)
HEADS = (("№", "п/п"), ("Мероприятие",), ("Срок исполнения",), ("Информация об исполнении",))
_WIDTHS = (14, 72, 36, 58)  # millimetres
_ASKED = (
    "В информации прошу указать дату исполнения и реквизиты подтверждающего документа (протокол, "
    "приказ, письмо, справка). Если мероприятие не исполнено – причины и предлагаемый срок "
    "исполнения."
)


class Letter(NamedTuple):
    """What a letter says; `party`, like all other texts, is without what cannot be printed."""

    cover: Cover
    act: str
    party: str
    until: date
    entries: Sequence[Entry]


def document(letter: Letter) -> bytes:
    """Write the letter: to whom, what about, the table to fill in, a line to sign."""
    made = look.new(PAGE, f"Об исполнении плана: {letter.party}")
    _head(made, letter)
    look.paragraph(made, _request(letter), ALIGN.JUSTIFY)
    look.paragraph(made, "")
    look.add(made, _table(letter.entries))
    look.paragraph(made, "")
    look.paragraph(made, _ASKED, ALIGN.JUSTIFY)
    controller = letter.cover.controlled_by
    if controller:
        dot = "" if controller.endswith(".") else "."
        told = f"Контроль исполнения: {controller}{dot}"
        look.paragraph(made, told, ALIGN.JUSTIFY)
    signer = letter.cover.signed_by
    if signer:
        look.signature(made, PAGE, *post_and_name(signer))
    return look.saved(made)


def _head(made: Document, letter: Letter) -> None:
    """Say to whom and about what; its date and number are filled in by hand."""
    look.address(made, letter.party)
    look.paragraph(made, "____________ № ____________", ALIGN.LEFT)
    look.paragraph(made, "")
    look.paragraph(made, "Об исполнении плана мероприятий", bold=True)
    look.paragraph(made, letter.cover.title)
    look.paragraph(made, "")


def _request(letter: Letter) -> str:
    """Ask by a day; a plan whose order is not known is named as the plan alone."""
    until = day(letter.until)
    begin = f"В соответствии с {letter.act} прошу" if letter.act else "Прошу"
    return (
        f"{begin} до {until} представить информацию об исполнении следующих мероприятий, "
        "по которым Вы являетесь ответственным исполнителем:"
    )


def _table(entries: Sequence[Entry]) -> Table:
    """Give the table that the party fills in and sends back."""
    rows = [_row(entry) for entry in entries]
    return Table(_WIDTHS, [look.heads(HEADS), *rows])


def _row(entry: Entry) -> Row:
    """Give an item; what a party is asked for is to be filled in."""
    number = Cell((entry.number,), align="center")
    title = Cell((entry.title,))
    term = Cell((entry.term,))
    to_fill_in = Cell(())
    return Row((number, title, term, to_fill_in))
