"""The states of an item in one table: key, name, signs and style, in the order of a list.

How an item comes to a state is the rule of `standing`; everything that shows one looks here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Status(StrEnum):
    """What the file stores about an item's execution."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DONE = "done"
    CANCELLED = "cancelled"


class State(StrEnum):
    """How an item stands on a day; derived, never stored."""

    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    DONE_LATE = "done_late"
    DONE = "done"
    CANCELLED = "cancelled"


class Look(NamedTuple):
    """How a state is shown: never by colour alone.

    `heading` is the name broken for a narrow column; `sign` and `ascii` fill bars in a terminal,
    `mark` stands in a bar of the page; `style` is a Rich style.
    """

    name: str
    heading: str
    sign: str
    ascii: str
    mark: str
    style: str


LOOKS = {
    State.OVERDUE: Look("просрочено", "Просро-\nчено", "!", "!", "!", "bold red"),
    State.SUBMITTED: Look("на проверке", "На про-\nверке", "▚", "+", "?", "magenta"),
    State.IN_PROGRESS: Look("в работе", "В ра-\nботе", "▒", "=", "▸", "cyan"),
    State.PLANNED: Look("запланировано", "Запла-\nнировано", "░", "-", "", ""),
    State.DONE_LATE: Look(
        "исполнено с нарушением срока", "с нару-\nшением", "▓", "%", "✓!", "yellow"
    ),
    State.DONE: Look("исполнено", "Испол-\nнено", "█", "#", "✓", "green"),
    State.CANCELLED: Look("снято с контроля", "Снято", "×", "x", "×", "dim"),
}
CLOSED = frozenset({State.DONE, State.DONE_LATE, State.CANCELLED})
DONE = frozenset({State.DONE, State.DONE_LATE})
LEGEND = (
    State.DONE,
    State.DONE_LATE,
    State.OVERDUE,
    State.SUBMITTED,
    State.IN_PROGRESS,
    State.PLANNED,
    State.CANCELLED,
)
"""The order in which a legend explains them: from executed to removed."""

OPEN_WORDS = ("open", "открытые")


def name(key: str) -> str:
    """Give the Russian name of a state or status; a word that is none of them stays as it is."""
    return LOOKS[State(key)].name if key in LOOKS else key


def every_word() -> list[str]:
    """Give all words by which a list can be filtered: keys, names, and those for open items."""
    return [*LOOKS, *(look.name for look in LOOKS.values()), *OPEN_WORDS]
