"""The part of the grammar that reads what recurs, and on which days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.dates import HALF, QUARTER, UNIT_MONTHS, DateReader, days_of_part, weekday
from roadmap_cli.terms.points import (
    LAST_DAY,
    SCHOOL_HALVES,
    YEAR_MONTHS,
    Found,
    Kind,
    Period,
    Placer,
    Point,
    Refusal,
    Size,
    Term,
    blocks,
    by_school_years,
)
from roadmap_cli.terms.tokens import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from roadmap_cli.terms.tokens import Token


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


LONGEST_WEEKLY = {"неделя": 4, "день": 31}  # more is no longer too often for marks
WEEKLY = "weekly"  # a kind of clause, «по пятницам»: too often for marks

# How often, and the months of one block
_EVERY = {
    "не-реже? ежемесячно": 1,
    "не-реже? ежеквартально": QUARTER,
    "не-реже? ежегодно": YEAR_MONTHS,
    "раз-полугодие": HALF,
    "каждый месяц": 1,
    "каждый квартал": QUARTER,
    "каждый полугодие": HALF,
    "каждый год": YEAR_MONTHS,
    "по месяцам": 1,
    "по кварталам": QUARTER,
    "по полугодиям": HALF,
    "по годам": YEAR_MONTHS,
}
# How many times; «раза в год» has lost its number
_HOW_OFTEN = {"не-реже? трижды": 3, "не-реже? дважды": 2, "не-реже кратно": 1, "раз": 1}
_COUNTED = "не-реже? number кратно"
_WEEKDAYS = ("каждый|по день|неделя", "каждый|по weekday")

_TOO_SELDOM = "повторяется реже, чем раз за это время: назовите даты"


class RecurrenceReader(BlockDaysReader):
    """Reads «ежемесячно», «2 раза в год», «по пятницам» beside dates."""

    def __init__(self, found: list[Token], text: str, plan: Period, section: Period | None) -> None:
        """Begin before the first token, with no recurrence found.

        Args:
            found: the tokens of the wording.
            text: the wording itself, for the term that comes of it.
            plan: the plan's first and last day.
            section: the one period of the section's own term, if it has such a term.

        """
        super().__init__(found, plan, section)
        self.text = text
        self.seen: set[str] = set()  # kinds of clauses
        self.yearly = False
        self.onwards = False  # «далее ежегодно»
        self.block = 0  # months in a block of a recurrence
        self.days: BlockDays | None = None

    def _placer(self) -> Placer:
        """Prepare to place the dates of this wording."""
        return Placer(self.plan, self.section, yearly=self.yearly, onwards=self.onwards)

    # Too often for marks of its own

    def _weekly(self) -> bool:
        """Take what comes every week, every day or twice a month."""
        often = self.tried(self._often) or self.tried(self._on_weekdays)
        if often:
            self._times()
        return often

    def _often(self) -> bool:
        """Take «еженедельно», «2 раза в неделю», «раз в 14 дней», «2 раза в месяц»."""
        if self.phrase("не-реже? еженедельно"):
            return True
        often = self._how_often()
        if often == 0:
            return False
        if self.phrase("в неделя|день"):
            return True
        if often > 1 and self.phrase("в месяц"):
            return True
        return self._every_few_weeks()

    def _every_few_weeks(self) -> bool:
        """Take «в 14 дней», «в две недели»."""
        taken = self.phrase("в number неделя|день")
        if not taken:
            return False
        _, length, unit = taken
        if length.number > LONGEST_WEEKLY[unit.meaning]:
            raise Refusal("это реже, чем раз в месяц: назовите даты")
        return True

    def _on_weekdays(self) -> bool:
        """Take «каждый вторник», «по понедельникам и средам», «вторник, четверг в 10.00»."""
        every = self.phrase(*_WEEKDAYS)
        if not every and not self.take("weekday"):
            return False
        while self.phrase(",? и? по? weekday"):
            pass
        if every or WEEKLY in self.seen:
            return True
        return bool(self.phrase("в time|clock"))  # without a time it may be one day

    # A recurrence with marks

    def _recurrence(self) -> bool:
        """Read «ежемесячно», «2 раза в год», with days of the month or without."""
        named = self.tried(self._block)
        days = self.tried(self._block_days)
        block = named or self._block_of(days)
        if not block:
            return False
        self.phrase("в time|clock час?")
        self._refuse_second_recurrence(block, days)
        self.block = block
        self.days = days or self.days
        self.yearly = self.yearly or block == YEAR_MONTHS
        return True

    def _refuse_second_recurrence(self, block: int, days: BlockDays | None) -> None:
        """Refuse another length of a block, and other days in it."""
        unit = days.place.unit if days else 0
        allowed = {0, block}
        if self.block not in allowed or unit not in allowed:
            raise Refusal("названы две разные периодичности")
        if self.days and days and self.days != days:
            raise Refusal("названы два разных числа месяца")

    def _block_of(self, days: BlockDays | None) -> int:
        """Know how often days come: from the words behind or before them, or from their own."""
        if days is None:
            return 0
        block = self.tried(self._block_behind_sign) or self.block or days.place.usual
        if not block and days.place.month == FOLLOWING:
            after = f"до {days.last} числа месяца, следующего за отчетным"
            raise Refusal(
                "неясно, какой период отчетный: добавьте «ежемесячно» или «ежеквартально»",
                f"ежемесячно {after}",
                f"ежеквартально {after}",
            )
        return block

    def _block_behind_sign(self) -> int:
        """Take how often something recurs behind a sign."""
        self.take(",", "-", "(")
        return self._block()

    def _block(self) -> int:
        """Take how often something recurs.

        Returns:
            The months of one block; 0 if nothing of the kind is there.

        """
        if self.found and self.phrase("далее-ежегодно"):
            self.onwards = True
            return YEAR_MONTHS
        return self.choice(_EVERY) or self._share()

    def _share(self) -> int:
        """Take «2 раза в год», «раз в 2 месяца»."""
        often = self._how_often()
        within = self.phrase("в|течение number", "в|течение")
        if not often or not within:
            return 0
        if self.take("учебный"):
            raise Refusal("учебный год не делится на равные части: назовите месяцы")
        self.take("календарный")
        unit = self.choice(UNIT_MONTHS) or 0
        (length,) = numbers(within) or [1]
        months = unit * length
        if months % often or length == 0:
            raise Refusal("на такое число частей срок не делится поровну: назовите месяцы")
        return months // often

    def _how_often(self) -> int:
        """Take «раз», «2 раза», «дважды»: how many times; 0 if nothing of the kind is there."""
        named = self.choice(_HOW_OFTEN)
        if named:
            return named
        counted = self.phrase(_COUNTED)
        return counted[-2].number if counted else 0

    # What a recurrence comes to

    def _recurrent(self, periods: list[Period]) -> Term:
        """Give the periods of a recurrence: those listed, or the blocks of the plan or of spans."""
        if self._lists_dates(periods):
            return self._dated_term(periods)
        spans = periods if len(periods) > 1 else [self._recurring_span(periods)]
        found: set[Period] = set()
        for span in spans:
            found.update(self._with_days(block) for block in self._blocks(span))
        return self._dated_term(sorted(found))

    def _lists_dates(self, periods: list[Period]) -> bool:
        """Tell whether the dates are themselves what recurs: «2 раза в год (май, октябрь)»."""
        fewest = 1 if self.yearly else 2
        if len(periods) < fewest or self._are_whole_blocks(periods):
            return False
        if self.days:
            raise Refusal("названы и даты, и число месяца: оставьте что-то одно")
        self._refuse_several_spans()
        return True

    def _are_whole_blocks(self, periods: list[Period]) -> bool:
        """Tell whether a mark is due in each block of every span: «ежемесячно, март-май, июль»."""
        if self.yearly or self._has_deadline():
            return False
        return all(self._is_of_whole_blocks(span) for span in periods)

    def _has_deadline(self) -> bool:
        """Tell whether one of the dates says until when."""
        return any(found.is_deadline for found in self.found)

    def _is_of_whole_blocks(self, span: Period) -> bool:
        """Tell whether a span is cut without a rest."""
        lengths = {block.months for block in self._blocks(span)}
        return span.has_whole_months and lengths == {self.block}

    def _refuse_several_spans(self) -> None:
        """Refuse «ежемесячно, 15 марта - 20 мая, сентябрь»: is it a mark a month, or a span."""
        if self.yearly:
            return
        longest = timedelta(days=LAST_DAY * self.block)
        placer = self._placer()
        for found in self.found:
            spans = [] if found.is_deadline else placer.periods(found)
            if any(span.last - span.first > longest for span in spans):
                raise Refusal("повторяется в нескольких промежутках: назовите месяцы")

    def _recurring_span(self, periods: list[Period]) -> Period:
        """Give the span that is cut into blocks: the one named, the section's, or the plan."""
        if not periods:
            return self._span_of_plan()
        (span,) = periods
        if self.block > span.months:
            raise Refusal(_TOO_SELDOM)
        has_end = any(found.how in {"до", "не позднее"} for found in self.found)
        if has_end or not span.has_whole_months:
            raise Refusal("повторение и часть месяца вместе: назовите даты")
        return span

    def _span_of_plan(self) -> Period:
        """Give the section's time, or the plan, which counts as a year even if it is shorter."""
        span = self.home
        shortest = YEAR_MONTHS if span == self.plan else 0
        if self.block > max(span.months, shortest):
            raise Refusal(_TOO_SELDOM)
        return span

    def _dated_term(self, periods: Iterable[Period]) -> Term:
        """Give a term of some periods."""
        return Term(self.text, Kind.DATED, tuple(periods))

    def _blocks(self, span: Period) -> list[Period]:
        """Cut a span into blocks: those of the calendar, or the half-years of the school."""
        of_school = by_school_years(self.plan) and span == self.plan
        if of_school and self.finds("полугодие|раз-полугодие"):
            return self._school_halves()
        if of_school or self.block not in {QUARTER, HALF}:
            return blocks(span, self.block)
        shift = (span.first.month - 1) % self.block
        start = span.first.replace(day=1, month=span.first.month - shift)
        first, *rest = blocks(Period(start, span.last), self.block)
        return [Period(span.first, first.last), *rest]

    def _school_halves(self) -> list[Period]:
        """Give the half-years of every school year of the plan."""
        placer = Placer(self.plan, None, yearly=True)
        halves: list[Period] = []
        for half in SCHOOL_HALVES:
            halves += placer.periods(Found("", half))
        return sorted(halves)

    def _with_days(self, block: Period) -> Period:
        """Put the days that a recurrence names into one of its blocks."""
        days = self.days
        if days is None:
            return block
        month = self._month_of(block, days.place)
        first, last = (month.month, days.first), (month.month, days.last)
        named = Point(Size.PART, first, last, weekday=days.weekday).days(month.year)
        if days.until or days.place.month == FOLLOWING:
            return Period(min(block.first, named.last), named.last)
        return named

    def _month_of(self, block: Period, place: Place) -> date:
        """Give a day of the month of a block that is meant."""
        if place.month == FOLLOWING:
            return block.last + timedelta(days=1)
        if place.month == CLOSING or self.block == 1:
            return block.last
        raise Refusal("число названо, а месяц нет")
