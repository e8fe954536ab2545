"""What a report consists of: texts and tables, ready to be laid out by the forms of output."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording

if TYPE_CHECKING:
    from roadmap_cli.plan.states import State
    from roadmap_cli.views.official import Chapter, Cover


class Head(NamedTuple):
    """A column: its name, a short one in lines for a narrow terminal, whether it holds figures.

    `weight` is its claim to free room.
    """

    name: str
    short: str = ""
    figures: bool = False
    weight: int = 0


class Line(NamedTuple):
    """A row of a table; a state gives it a colour, and the words say the same."""

    cells: tuple[str, ...]
    state: State | None = None
    total: bool = False


class Sheet(NamedTuple):
    """A table under a heading; `empty` is said instead of a table without rows."""

    heading: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    empty: str = ""
    remark: str = ""

    @property
    def of_figures(self) -> bool:
        """Tell whether the table counts, and does not list."""
        return self.heads[-1].figures


class Gauge(NamedTuple):
    """A percentage with its meaning and what it is made of."""

    name: str
    part: int
    whole: int

    @property
    def text(self) -> str:
        """Write the percentage and the two numbers behind it."""
        percent = wording.percent(self.part, self.whole)
        return f"{percent} ({self.part} из {self.whole})"


class Report(NamedTuple):
    """All that a report says; every text is one line and safe to show.

    `sentences` are the figures in words, `warnings` what the reader must know to trust them;
    `chosen` names the items that it is about where these are not all. `covers` and `chapters` are
    the official table, a row an item; the other forms have `plans`, `facts` and `sheets` instead.
    """

    title: str
    plans: tuple[str, ...]
    as_of: str
    chosen: str
    facts: tuple[tuple[str, str], ...]
    gauges: tuple[Gauge, ...]
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]
    formulas: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    covers: tuple[Cover, ...]
    chapters: tuple[Chapter, ...]
