"""The part of the grammar that reads the days of a recurrence: «до 5 числа», «2-я пятница»."""

from __future__ import annotations

from typing import NamedTuple

from roadmap_cli.terms.dates import DateReader
from roadmap_cli.terms.point_reader import UNIT_MONTHS, days_of_part, weekday
from roadmap_cli.terms.points import LAST_DAY, Refusal
from roadmap_cli.terms.words import numbers

FOLLOWING, CLOSING, UNCLEAR = "following", "closing", "unclear"


class Place(NamedTuple):
    """What the words behind the days of a recurrence say."""

    month: str = ""  # FOLLOWING the block, CLOSING it, or its only one
    unit: int = 0  # months of a block, where the words name it
    usual: int = 0  # months of a block where nothing else names them


class BlockDays(NamedTuple):
    """The days that a recurrence names in its blocks: «до 25 числа», «последняя пятница»."""

    first: int
    last: int
    place: Place = Place()
    until: bool = False
    weekday: int | None = None

    @property
    def is_one(self) -> bool:
        """Tell whether it is one day of a month."""
        return self.first == self.last or self.weekday is not None


_EACH_MONTH = Place(unit=1, usual=1)
# Words behind a part of a month: «последняя пятница месяца» is that of each month
_PLACES_OF_PART = {"каждый месяц": _EACH_MONTH, "месяц": Place()}
_PLACES_OF_WEEKDAY = {"каждый? месяц": _EACH_MONTH}
_DAYS = ("с? day -|по day число", "day число", "в? последний день|число")
_DAY_OF_EACH_MONTH = "day каждый месяц"
_AFTER = "1? месяц? ,? следующий за|после"


def _places() -> dict[str, Place]:
    """Tabulate the words behind the days.

    «Следующего за отчетным» alone, and «за отчетным месяца», are about the month, unless the
    wording says how often it recurs; how long a «период» is must be said.
    """
    table = {
        "каждый месяц": _EACH_MONTH,
        "следующий месяц": Place(FOLLOWING),
        f"{_AFTER} отчетный месяца": Place(FOLLOWING, usual=1),
        f"{_AFTER} отчетный? период месяц?": Place(FOLLOWING),
    }
    for unit, months in UNIT_MONTHS.items():
        following = Place(FOLLOWING, months, months)
        table[f"{_AFTER} отчетный? {unit} месяц?"] = following
        table[f"1 месяц следующий {unit}"] = following
        closing = Place(CLOSING, months, months)
        table[f"последний месяц каждый|отчетный? {unit}"] = closing
    table[f"{_AFTER} отчетный"] = Place(FOLLOWING, usual=1)
    table[_AFTER] = Place(UNCLEAR)
    table["месяц"] = Place()
    return table


def _ends() -> dict[str, BlockDays]:
    """Tabulate «до конца (каждого) квартала»."""
    table = {}
    for unit, months in UNIT_MONTHS.items():
        last = BlockDays(LAST_DAY, LAST_DAY, Place(CLOSING, months), until=True)
        of_each = Place(CLOSING, months, months)
        table[f"конец {unit}"] = last
        table[f"конец каждый {unit}"] = last._replace(place=of_each)
    del table["конец год"]  # that of the calendar, whatever the block
    return table


def _last_months() -> dict[str, BlockDays]:
    """Tabulate «последний месяц (каждого) квартала»."""
    table = {}
    for unit, months in UNIT_MONTHS.items():
        place = Place(CLOSING, months, months)
        table[f"последний месяц каждый? {unit}"] = BlockDays(1, LAST_DAY, place)
    return table


_PLACES = _places()
_ENDS = _ends()
_LAST_MONTHS = _last_months()


class BlockDaysReader(DateReader):
    """Reads the days that stand beside «ежемесячно», and the month that they are of."""

    def _block_days(self) -> BlockDays | None:
        """Take «до 25 числа», «последняя пятница», «до 10 числа месяца, следующего за отчетным»."""
        self.take(",", "-")
        until = self.phrase("до|к|не-позднее")
        of_block = self.choice(_ENDS if until else _LAST_MONTHS)
        if of_block:
            return of_block
        days = self.tried(self._numbered_days) or self.tried(self._days_of_part)
        if days is None or not until:
            return days
        return days._replace(until=True) if days.is_one else None

    def _numbered_days(self) -> BlockDays | None:
        """Take «25 числа», «с 1 по 5 число», «последний день», and of which month."""
        each = self.follows(_DAY_OF_EACH_MONTH)
        taken = self.phrase("day") if each else self.phrase(*_DAYS)
        days = numbers(taken) or [LAST_DAY]
        if not taken or days != sorted(days):
            return None
        return BlockDays(days[0], days[-1], self._place())

    def _place(self) -> Place:
        """Take the words behind the days that say in which month of a block they are."""
        place = self.choice(_PLACES) or Place()
        if place.month == UNCLEAR:
            raise Refusal("неясно, за чем следует этот месяц: напишите «следующего за отчетным»")
        return place

    def _days_of_part(self) -> BlockDays | None:
        """Take «последняя пятница (каждого) месяца», «первая неделя» beside «ежемесячно»."""
        self.phrase("в? каждый?")
        part = self._one_part()
        if part is None or self.follows("month"):
            return None
        counted, unit = part
        called = weekday(unit)
        places = _PLACES_OF_PART if called is None else _PLACES_OF_WEEKDAY
        place = self.choice(places) or Place()
        first, last = days_of_part(counted, unit)
        return BlockDays(first, last, place, weekday=called)
