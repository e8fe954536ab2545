"""The part of the grammar that reads what recurs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.dates import DateReader
from roadmap_cli.terms.periods import YEAR_MONTHS, Kind, Period, Term, blocks, days_in_month
from roadmap_cli.terms.point_reader import HALF, QUARTER, UNIT_MONTHS
from roadmap_cli.terms.points import (
    LAST_DAY,
    SCHOOL_HALVES,
    Found,
    Placer,
    Refusal,
    by_school_years,
)

if TYPE_CHECKING:
    from roadmap_cli.terms.words import Token

LONGEST_WEEKLY = {"неделя": 4, "день": 31}  # more is no longer too often for marks
FOLLOWING, CLOSING = "следующий", "последний"

# How often, and the months of one block
_EVERY = {
    "не-реже? ежемесячно": 1,
    "не-реже? ежеквартально": QUARTER,
    "раз-полугодие": HALF,
    "каждый месяц": 1,
    "каждый квартал": QUARTER,
    "каждый полугодие": HALF,
}
_BY = {"по месяц": 1, "по квартал": QUARTER, "по полугодие": HALF, "по год": YEAR_MONTHS}
# Words about the day of a month, and which month they mean
_MONTH_OF_DAY = {
    "каждый месяц": "каждый",
    "следующий месяц": "следующий месяц",
    "месяц ,? следующий за": FOLLOWING,
    ",? следующий за": FOLLOWING,
    "последний месяц каждый|отчетный?": CLOSING,
    "месяц": "",
}
_WEEKDAYS = ("каждый|по день|неделя", "каждый|по день-недели")


class MonthDay(NamedTuple):
    """The day of a month that a recurrence names: «до 25 числа», «15 числа следующего месяца»."""

    number: int
    until: bool
    place: str = ""  # in the block's only month, in the one FOLLOWING the block, or CLOSING it
    unit: int = 0  # months of a block, as the words about the day name it
    usual: int = 0  # the same where nothing in the wording names it


class RecurrenceReader(DateReader):
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
        self.yearly = False
        self.onwards = False  # «далее ежегодно»
        self.block = 0  # months in a block of a recurrence
        self.day: MonthDay | None = None

    def _placer(self) -> Placer:
        return Placer(self.plan, self.section, yearly=self.yearly, onwards=self.onwards)

    # Too often for marks of its own

    def _weekly(self) -> bool:
        """Take what comes every week, every day or twice a month."""
        for production in (self._often, self._on_weekdays):
            if self.tried(production):
                self._times()
                return True
        return False

    def _often(self) -> bool:
        """Take «еженедельно», «2 раза в неделю», «раз в 14 дней», «2 раза в месяц»."""
        if self.phrase("не-реже? еженедельно"):
            return True
        self.take("не-реже")
        often = self._how_often()
        if often == 0:
            return False
        if often > 1 and self.phrase("в месяц"):
            return True
        return self.phrase("в неделя|день") or self._every_few_weeks()

    def _every_few_weeks(self) -> bool:
        """Take «в 14 дней», «в две недели»."""
        length, unit = self.peek(1), self.peek(2)
        if not self.phrase("в number неделя|день"):
            return False
        if length.number > LONGEST_WEEKLY[unit.meaning]:
            raise Refusal("это реже, чем раз в месяц: назовите даты")
        return True

    def _on_weekdays(self) -> bool:
        """Take «каждый вторник», «по понедельникам и средам», «вторник, четверг в 10.00»."""
        recurs = self.phrase(*_WEEKDAYS)
        if not recurs and not self.take("день-недели"):
            return False
        while self.phrase(",? и? по? день-недели"):
            pass
        return recurs or self.phrase("в time|clock")  # without a time it may be one day

    # A recurrence with marks

    def _recurrence(self) -> bool:
        """Read «ежемесячно», «2 раза в год», with a day of the month or without."""
        named = self.tried(self._block)
        day = self.tried(self._month_day)
        block = named or self._block_behind(day)
        if not block:
            return False
        self._refuse_second_recurrence(block, day)
        if named and day and (day.place, day.unit) == (FOLLOWING, QUARTER):
            _refuse_quarter_said_twice(day)
        self.block = block
        self.day = day or self.day
        return True

    def _refuse_second_recurrence(self, block: int, day: MonthDay | None) -> None:
        unit = day.unit if day else 0
        if {self.block, unit} - {0, block}:
            raise Refusal("названы две разные периодичности")
        if len({self.day, day} - {None}) > 1:
            raise Refusal("названы два разных числа месяца")

    def _block_behind(self, day: MonthDay | None) -> int:
        """Take how often something recurs behind the day, or know it from the day's own words."""
        if day is None:
            return 0
        return self.tried(self._block_behind_sign) or day.unit or day.usual

    def _block_behind_sign(self) -> int:
        self.take(",", "-")
        return self._block()

    def _block(self) -> int:
        """Take how often something recurs.

        Returns:
            The months of one block; 0 if nothing of the kind is there.

        """
        if self.found and self.take("далее-ежегодно"):
            self.yearly = self.onwards = True
            return YEAR_MONTHS
        if self.phrase("не-реже? ежегодно", "каждый год"):
            self.yearly = True
            return YEAR_MONTHS
        every = self.choice(_EVERY)
        if every:
            return every
        if self.peek(1).text.endswith(("ам", "ям")):  # «по кварталам», but not «по кварталу»
            return self.choice(_BY) or 0
        self.take("не-реже")
        return self._part()

    def _part(self) -> int:
        """Take «2 раза в год», «раз в 2 месяца»."""
        often = self._how_often()
        if not often or not self.take("в", "течение"):
            return 0
        length = self.take("number")
        if self.take("учебный"):
            raise Refusal("учебный год не делится на равные части: назовите месяцы")
        self.take("календарный")
        unit = self._unit()
        months = unit * length.number if length else unit
        if months % often or (length and not months):
            raise Refusal("на такое число частей срок не делится поровну: назовите месяцы")
        return months // often

    def _unit(self) -> int:
        unit = self.take(*UNIT_MONTHS)
        return UNIT_MONTHS[unit.meaning] if unit else 0

    def _how_often(self) -> int:
        """Take «раз», «2 раза», «дважды»: how many times; 0 if nothing of the kind is there."""
        at_least = self.behind.meaning == "не-реже"
        first = self.peek()
        if self.phrase("дважды"):
            return 2 if first.text == "дважды" else 3
        if self.phrase("number раз"):
            return first.number
        alone = at_least or first.text == "раз"  # «раза в год» has lost its number
        return 1 if alone and self.phrase("раз") else 0

    # The day of the month beside a recurrence

    def _month_day(self) -> MonthDay | None:
        """Take «до 25 числа», «15 числа», «до 10 числа месяца, следующего за отчетным»."""
        self.take(",", "-")
        until = self.phrase("до|к|не-позднее")
        number = self.peek().value
        if not isinstance(number, int) or not self.phrase("day число"):
            return None
        day = MonthDay(number, until)
        place = self.choice(_MONTH_OF_DAY) or ""
        if place == "каждый":
            return day._replace(usual=1)
        if place == "следующий месяц":
            return day._replace(place=FOLLOWING)
        if place == CLOSING:
            return day._replace(place=CLOSING, unit=self._unit())
        return self._after_reported(day) if place == FOLLOWING else day

    def _after_reported(self, day: MonthDay) -> MonthDay:
        """Take «отчетным (месяцем, кварталом, периодом)», behind which the day comes.

        «Следующего за отчетным» alone, and «за отчетным месяца», are about the month, unless the
        wording says how often it recurs; how long a «период» is must be said.
        """
        day = day._replace(place=FOLLOWING)
        reported = self.phrase("отчетный")
        if self.phrase("период"):
            return day
        if reported and self.peek().text == "месяца":
            self.take("месяц")
            return day._replace(usual=1)
        unit = self._unit()
        if not reported and not unit:
            raise Refusal("неясно, за чем следует этот месяц: напишите «следующего за отчетным»")
        return day._replace(unit=unit, usual=1)

    # What a recurrence comes to

    def _recurrent(self, periods: list[Period]) -> Term:
        """Give the periods of a recurrence: those listed, or the blocks of the plan or a span."""
        if len(periods) > 1 or (periods and self.yearly):
            if self.day:
                raise Refusal("названы и даты, и число месяца: оставьте что-то одно")
            self._refuse_several_spans()
            return self._dated_term(periods)
        span = self._recurring_span(periods)
        return self._dated_term([self._with_day(block) for block in self._blocks(span)])

    def _recurring_span(self, periods: list[Period]) -> Period:
        """Give the span that is cut into blocks: the one named, the section's, or the plan."""
        if not periods:
            return self._span_of_plan()
        span = periods[0]
        if self.block > span.months:
            raise Refusal("повторяется реже, чем раз за это время: назовите даты")
        deadline = any(found.how in {"до", "не позднее"} for found in self.found)
        if deadline or not span.has_whole_months:
            raise Refusal("повторение и часть месяца вместе: назовите даты")
        return span

    def _span_of_plan(self) -> Period:
        """Give the section's time, or the plan, which counts as a year even if it is shorter."""
        span = self.section or self.plan
        longest = max(span.months, YEAR_MONTHS) if span == self.plan else span.months
        if self.block > longest:
            raise Refusal("повторяется реже, чем раз за это время: назовите даты")
        return span

    def _dated_term(self, periods: list[Period]) -> Term:
        return Term(self.text, Kind.DATED, tuple(periods))

    def _refuse_several_spans(self) -> None:
        """Refuse «ежемесячно, март-май, сентябрь-ноябрь»: is it a mark a month, or a span."""
        if self.yearly:
            return
        longest = timedelta(days=LAST_DAY * self.block)
        for found in self.found:
            spans = [] if found.is_deadline else self._placer().periods(found)
            if any(span.last - span.first > longest for span in spans):
                raise Refusal("повторяется в нескольких промежутках: назовите месяцы")

    def _blocks(self, span: Period) -> list[Period]:
        """Cut a span into blocks: those of the calendar, or the half-years of the school."""
        of_school = span == self.plan and by_school_years(self.plan)
        if of_school and self.finds("полугодие|раз-полугодие"):
            return self._school_halves()
        if of_school or self.block not in {QUARTER, HALF}:
            return blocks(span, self.block)
        shift = (span.first.month - 1) % self.block
        aligned = Period(span.first.replace(day=1, month=span.first.month - shift), span.last)
        first, *rest = blocks(aligned, self.block)
        return [Period(span.first, first.last), *rest]

    def _school_halves(self) -> list[Period]:
        placer = Placer(self.plan, None, yearly=True)
        halves = []
        for point in SCHOOL_HALVES:
            halves += placer.periods(Found("", point))
        return sorted(halves)

    def _with_day(self, block: Period) -> Period:
        """Put the day of the month that a recurrence names into one of its blocks."""
        if self.day is None:
            return block
        if self.day.place == FOLLOWING:
            month = block.last + timedelta(days=1)
        elif self.day.place == CLOSING or self.block == 1:
            month = block.last
        else:
            raise Refusal("число названо, а месяц нет")
        longest = days_in_month(month.year, month.month)
        day = month.replace(day=min(self.day.number, longest))
        has_time = self.day.until or self.day.place == FOLLOWING
        return Period(min(block.first, day), day) if has_time else Period(day, day)


def _refuse_quarter_said_twice(day: MonthDay) -> None:
    """Refuse «ежеквартально … за отчетным кварталом».

    Plans that write so begin their reports with different quarters.
    """
    raise Refusal(
        "неясно, с какого квартала считать",
        f"до {day.number} числа месяца, следующего за отчетным кварталом",
        f"ежеквартально до {day.number} числа следующего месяца",
    )
