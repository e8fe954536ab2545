"""The part of the grammar that reads what recurs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.dates import HALF, QUARTER, UNIT_MONTHS, DateReader
from roadmap_cli.terms.periods import YEAR_MONTHS, Kind, Period, Term, blocks, days_in_month
from roadmap_cli.terms.points import (
    LAST_DAY,
    SCHOOL_HALVES,
    UNTIL,
    Found,
    Placer,
    Refusal,
    by_school_years,
)

if TYPE_CHECKING:
    from roadmap_cli.terms.words import Token

LONGEST_WEEKLY = {"неделя": 4, "день": 31}  # more is no longer too often for marks
EVERY = {"ежемесячно": 1, "ежеквартально": QUARTER, "раз-полугодие": HALF}  # months
FOLLOWING, CLOSING = "следующий", "последний"


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
        """Begin before the first token, with no recurrence found."""
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
        start = self.at
        for production in (self._often, self._on_weekdays, self._weekdays_at):
            if production():
                self._times()
                return True
            self.at = start
        return False

    def _often(self) -> bool:
        """Take «еженедельно», «2 раза в неделю», «раз в 14 дней», «2 раза в месяц»."""
        self.take("не реже")
        if self.take("еженедельно"):
            return True
        often = self._how_often()
        if not often or not self.take("в"):
            return False
        length = self.take("number")
        longest = LONGEST_WEEKLY.get(self.peek().meaning)
        if length and longest and length.number > longest:
            raise Refusal("это реже, чем раз в месяц: назовите даты")
        return bool(self.take("неделя", "день") or (often > 1 and self.take("месяц")))

    def _on_weekdays(self) -> bool:
        """Take «каждый вторник», «по понедельникам и средам»."""
        if not self.take("каждый", "по"):
            return False
        return bool(self.take("день", "неделя")) or self._weekdays()

    def _weekdays_at(self) -> bool:
        """Take «вторник, четверг в 10.00»: without a time it may be one day."""
        return self._weekdays() and self.phrase("в time")

    def _weekdays(self) -> bool:
        if not self.take("день-недели"):
            return False
        while self.phrase(",? и? по? день-недели"):
            pass
        return True

    # A recurrence with marks

    def _recurrence(self) -> bool:
        """Read «ежемесячно», «раз в квартал», «2 раза в год», with a day of the month or without."""
        start, earlier = self.at, self.day
        block = self._block()
        day = self._month_day()
        block_named = block > 0
        block = block or self._block_behind(day)
        if not block:
            self.at = start
            return False
        if self.block not in {0, block} or (day and day.unit not in {0, block}):
            raise Refusal("названы две разные периодичности")
        if block_named and day and (day.place, day.unit) == (FOLLOWING, QUARTER):
            _refuse_quarter_said_twice(day)
        if day and earlier and day != earlier:
            raise Refusal("названы два разных числа месяца")
        self.block = block
        self.day = day or earlier
        return True

    def _block_behind(self, day: MonthDay | None) -> int:
        """Take how often something recurs behind the day, or know it from the words about the day."""
        if day is None:
            return 0
        start = self.at
        self.take(",", "-")
        block = self._block()
        if not block:
            self.at = start
        return block or day.unit or day.usual

    def _block(self) -> int:
        """Take how often something recurs, as the months of one block; 0 if nothing of the kind is there."""
        start = self.at
        if self.found and self.take("далее ежегодно"):
            self.yearly = self.onwards = True
            return YEAR_MONTHS
        often = self.take("не реже")
        every = self.take(*EVERY)
        if every:
            return EVERY[every.meaning]
        if self.take("ежегодно") or self.phrase("каждый год"):
            self.yearly = True
            return YEAR_MONTHS
        by_plural = self.peek(1).text.endswith(("ам", "ям")) and not often
        if self.take("каждый") or (by_plural and self.take("по")):
            block = self._unit()
        else:
            block = self._part()
        if not block:
            self.at = start
        return block

    def _unit(self) -> int:
        unit = self.take(*UNIT_MONTHS)
        return UNIT_MONTHS[unit.meaning] if unit else 0

    def _part(self) -> int:
        """Take «2 раза в год», «раз в 2 месяца»."""
        often = self._how_often()
        if not often or not self.take("в", "течение"):
            return 0
        length = self.take("number")
        if self.take("учебный"):
            raise Refusal("учебный год не делится на равные части: назовите месяцы")
        self.take("календарный")
        months = self._unit() * (length.number if length else 1)
        if months % often or (length and not months):
            raise Refusal("на такое число частей срок не делится поровну: назовите месяцы")
        return months // often

    def _how_often(self) -> int:
        """Take «раз», «2 раза», «дважды»: how many times; 0 if nothing of the kind is there."""
        word = self.take("дважды")
        if word:
            return 2 if word.text == "дважды" else 3
        count = self.take("number")
        return (count.number if count else 1) if self.take("раз") else 0

    # The day of the month beside a recurrence

    def _month_day(self) -> MonthDay | None:
        """Take «до 25 числа», «15 числа», «до 10 числа месяца, следующего за отчетным»."""
        start = self.at
        self.take(",", "-")
        until = self.take("до", "к", "не позднее")
        number = self.take("number")
        if number is None or not self.take("число") or not number.is_day:
            self.at = start
            return None
        return self._month_of(MonthDay(number.number, until is not None))

    def _month_of(self, day: MonthDay) -> MonthDay:
        """Take the words that say which month the day is of."""
        if self.phrase("каждый месяц"):
            return day._replace(usual=1)
        if self.phrase("следующий месяц"):
            return day._replace(place=FOLLOWING)
        if self.phrase("месяц ,? следующий за") or self.phrase(",? следующий за"):
            unit, usual = self._reported()
            return day._replace(place=FOLLOWING, unit=unit, usual=usual)
        if self.phrase("последний месяц"):
            self.take("каждый", "отчетный")
            return day._replace(place=CLOSING, unit=self._unit())
        self.take("месяц")
        return day

    def _reported(self) -> tuple[int, int]:
        """Take «отчетным (месяцем, кварталом, периодом)»: the months that it names, and those it leaves to custom.

        «Следующего за отчетным» alone, and «за отчетным месяца», are about the month, unless the wording says
        how often it recurs; the length of a «период» must be said.
        """
        reported = self.take("отчетный")
        if self.take("период"):
            return 0, 0
        if reported and self.peek().text == "месяца":
            self.take("месяц")
            return 0, 1
        return self._unit(), 1 if reported else 0

    # What a recurrence comes to

    def _recurrent(self, periods: list[Period]) -> Term:
        """Give the periods of a recurrence: the listed ones, or the blocks of the plan or of the span named."""
        if len(periods) > 1 or (periods and self.yearly):
            if self.day:
                raise Refusal("названы и даты, и число месяца: оставьте что-то одно")
            self._refuse_several_spans()
            return self._dated_term(periods)
        span = periods[0] if periods else self.section or self.plan
        shortest = span.months if periods or span != self.plan else max(span.months, YEAR_MONTHS)
        if self.block > shortest:
            raise Refusal("повторяется реже, чем раз за это время: назовите даты")
        if periods and (not span.has_whole_months or self._has_deadline()):
            raise Refusal("повторение и часть месяца вместе: назовите даты")
        return self._dated_term([self._with_day(block) for block in self._blocks(span)])

    def _dated_term(self, periods: list[Period]) -> Term:
        return Term(self.text, Kind.DATED, tuple(periods))

    def _has_deadline(self) -> bool:
        return any(found.how in {"до", "не позднее"} for found in self.found)

    def _refuse_several_spans(self) -> None:
        """Refuse «ежемесячно, март-май, сентябрь-ноябрь»: a mark for each month, or for each span?"""
        if self.yearly:
            return
        for found in self.found:
            for span in self._spans(found):
                if (span.last - span.first).days > LAST_DAY * self.block:
                    raise Refusal("повторяется в нескольких промежутках: назовите месяцы")

    def _spans(self, found: Found) -> list[Period]:
        return [] if found.how in UNTIL else self._placer().periods(found)

    def _blocks(self, span: Period) -> list[Period]:
        """Cut a span into blocks: quarters and half-years of the calendar, or half-years of the school."""
        of_school = span == self.plan and by_school_years(self.plan)
        if of_school and any(token.fits(["полугодие", "раз-полугодие"]) for token in self.tokens):
            placer = Placer(self.plan, None, yearly=True)
            return sorted(
                half for point in SCHOOL_HALVES for half in placer.periods(Found("", point))
            )
        shift = (span.first.month - 1) % self.block if self.block in {QUARTER, HALF} else 0
        if not shift or of_school:
            return blocks(span, self.block)
        aligned = Period(span.first.replace(day=1, month=span.first.month - shift), span.last)
        first, *rest = blocks(aligned, self.block)
        return [Period(span.first, first.last), *rest]

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
        if self.day.until or self.day.place == FOLLOWING:
            return Period(min(block.first, day), day)
        return Period(day, day)


def _refuse_quarter_said_twice(day: MonthDay) -> None:
    """Refuse «ежеквартально … за отчетным кварталом»: such plans begin their reports in different quarters."""
    number = day.number
    raise Refusal(
        "неясно, с какого квартала считать",
        f"до {number} числа месяца, следующего за отчетным кварталом",
        f"ежеквартально до {number} числа следующего месяца",
    )
