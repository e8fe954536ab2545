"""The part of the grammar that reads what recurs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from roadmap_cli.terms.dates import HALF, QUARTER, DateReader, is_day
from roadmap_cli.terms.periods import YEAR_MONTHS, Kind, Period, Term, blocks, days_in_month
from roadmap_cli.terms.points import (
    LAST_DAY,
    SCHOOL_HALVES,
    UNTIL,
    Placer,
    Refusal,
    by_school_years,
)

if TYPE_CHECKING:
    from roadmap_cli.terms.points import Point
    from roadmap_cli.terms.words import Token

LONGEST_WEEKLY = {"неделя": 4, "день": 31}  # more is no longer too often for marks


class RecurrenceReader(DateReader):
    """Reads «ежемесячно», «2 раза в год», «по пятницам» beside dates."""

    def __init__(self, found: list[Token], text: str, plan: Period) -> None:
        """Begin before the first token, with no recurrence found."""
        super().__init__(found, text, plan)
        self.yearly = False
        self.block = 0  # months in a block of a recurrence
        self.day: tuple[str, int] | None = None  # «до 25 числа»: ("до", 25)

    def _weekly(self) -> bool:
        """Take what comes every week, every day or twice a month: too often for marks of their own."""
        start = self.at
        self.phrase("не", "реже")
        often = self._how_often()
        if often:
            length = self.take("number") if self.take("в") else None
            longest = LONGEST_WEEKLY.get(str(self.peek().value))
            if length and longest and length.number > longest:
                raise Refusal("это реже, чем раз в месяц: назовите даты")
            if self.take("неделя", "день") or (often > 1 and self.take("месяц")):
                return True
        self.at = start
        if self.take("каждый", "по") and self.take("день недели", "день", "неделя"):
            while self.take("день недели", ",", "и"):
                pass
            return True
        self.at = start
        if self.take("день недели") and self.phrase("в", "time"):
            return True
        self.at = start
        return False

    def _recurrence(self) -> bool:
        """Read «ежемесячно», «раз в квартал», «2 раза в год», with a day of the month or without."""
        start, earlier = self.at, self.day
        block = self._block()
        if not block:
            self.at, self.day = start, None
            self._day_of_month()
            if self.day:
                block = 1 if self.tokens[self.at - 2].value == "каждый" else self._block()
        if not block:
            self.at, self.day = start, earlier
            return False
        if self.block and self.block != block:
            raise Refusal("названы две разные периодичности")
        self.block = block
        if self.day is None:
            self._day_of_month()
        if earlier and self.day != earlier:
            raise Refusal("названы два разных числа месяца")
        return True

    def _block(self) -> int:
        """Take how often something recurs, as the months of one block; 0 if nothing of the kind is there."""
        for word, months in {
            "ежемесячно": 1,
            "ежеквартально": QUARTER,
            "раз-полугодие": HALF,
        }.items():
            if self.take(word):
                return months
        if self.take("ежегодно") or self.phrase("каждый", "год"):
            self.yearly = True
            return YEAR_MONTHS
        if self.take("каждый") or (self.peek(1).text.endswith(("ам", "ям")) and self.take("по")):
            return self._unit()
        return self._part()

    def _unit(self) -> int:
        unit = self.take("месяц", "квартал", "полугодие", "год")
        return (
            {"месяц": 1, "квартал": QUARTER, "полугодие": HALF, "год": YEAR_MONTHS}[str(unit.value)]
            if unit
            else 0
        )

    def _part(self) -> int:
        """Take «не реже 2 раз в год», «раз в 2 месяца»."""
        self.phrase("не", "реже")
        often = self._how_often()
        if not often or not self.take("в"):
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

    def _day_of_month(self) -> None:
        """Take «до 25 числа», «15 числа», «до 10 числа следующего месяца» after a recurrence."""
        start = self.at
        self.take(",", "-")
        until = bool(self.take("до") or self.phrase("не", "позднее"))
        day = self.take("number")
        if not day or not self.take("число") or not is_day(day):
            self.at = start
            return
        self.day = ("до" if until else "в", day.number)
        self.phrase("каждый", "месяц")
        start = self.at
        reported = ("следующий", "за", "отчетный")
        if (
            self.phrase("следующий", "месяц")
            or self.phrase("месяц", *reported)
            or self.phrase("месяц", ",", *reported)
        ):
            if self.peek().value == "квартал":
                raise Refusal("неясно, с какого квартала считать: назовите дни")
            self.take("месяц", "период")
            self.day = ("следующий", day.number)
        else:
            self.at = start
            self.take("месяц")

    def _recurrent(self, periods: list[Period]) -> Term:
        """Give the periods of a recurrence: the listed ones, or the blocks of the plan or of the span named."""
        if len(periods) > 1 or (periods and self.yearly):
            if self.day:
                raise Refusal("названы и даты, и число месяца: оставьте что-то одно")
            spans = [period for point in self.points for period in self._spans(point)]
            if not self.yearly and any(
                (span.last - span.first).days > LAST_DAY * self.block for span in spans
            ):
                raise Refusal("повторяется в нескольких промежутках: назовите месяцы")
            return Term(self.text, Kind.DATED, tuple(periods))
        span = periods[0] if periods else self.plan
        months = (
            (span.last.year - span.first.year) * YEAR_MONTHS
            + span.last.month
            - span.first.month
            + 1
        )
        if self.block > max(months, 0 if periods else YEAR_MONTHS):
            raise Refusal("повторяется реже, чем раз за это время: назовите даты")
        last_day = days_in_month(span.last.year, span.last.month)
        if periods and (
            span.first.day != 1
            or span.last.day != last_day
            or any(how in {"до", "не позднее"} for how, _, _ in self.points)
        ):
            raise Refusal("повторение и часть месяца вместе: назовите даты")
        return Term(
            self.text, Kind.DATED, tuple(self._with_day(block) for block in self._blocks(span))
        )

    def _blocks(self, span: Period) -> list[Period]:
        """Cut a span into blocks; the half-years of a plan by school years are those of the school."""
        halves = any(token.value in {"полугодие", "раз-полугодие"} for token in self.tokens)
        if halves and span == self.plan and by_school_years(self.plan):
            placer = Placer(self.plan, yearly=True)
            return sorted(
                half for point in SCHOOL_HALVES for half in placer.resolved("", point, None)
            )
        shift = (span.first.month - 1) % self.block if self.block in {QUARTER, HALF} else 0
        if not shift or (span == self.plan and by_school_years(self.plan)):
            return blocks(span, self.block)
        aligned = Period(span.first.replace(day=1, month=span.first.month - shift), span.last)
        first, *rest = blocks(
            aligned, self.block
        )  # quarters and half-years are those of the calendar
        return [Period(span.first, first.last), *rest]

    def _spans(self, point: tuple[str, Point, Point | None]) -> list[Period]:
        return [] if point[0] in UNTIL else Placer(self.plan, yearly=self.yearly).resolved(*point)

    def _with_day(self, block: Period) -> Period:
        """Put the day of the month that a recurrence names into one of its blocks."""
        if self.day is None:
            return block
        how, number = self.day
        if how == "следующий":
            if self.block != 1 and by_school_years(self.plan):
                raise Refusal("неясно, с какого квартала считать: назовите дни")
            following = block.last + timedelta(days=1)
            return Period(
                block.first,
                following.replace(day=min(number, days_in_month(following.year, following.month))),
            )
        if self.block != 1:
            raise Refusal("число названо, а месяц нет")
        day = block.last.replace(day=min(number, days_in_month(block.last.year, block.last.month)))
        return Period(min(block.first, day), day) if how == "до" else Period(day, day)
