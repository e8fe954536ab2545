"""The grammar of terms: the clauses of a wording."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from roadmap_cli.terms.cutting import tokens
from roadmap_cli.terms.evidence import without_evidence
from roadmap_cli.terms.periods import Kind, Period, Term
from roadmap_cli.terms.points import Found, Refusal, by_school_years
from roadmap_cli.terms.recurrences import WEEKLY
from roadmap_cli.terms.refusals import unknown
from roadmap_cli.terms.together import (
    joined_deadlines,
    refuse_disorder,
    refuse_limited_years,
    refuse_mixed_months,
    refuse_mixed_years,
    refuse_two_first_years,
    with_shared_year,
)
from roadmap_cli.terms.undated import UNDATED, UndatedReader
from roadmap_cli.terms.vocabulary import LABEL, WHOLE_PLAN
from roadmap_cli.terms.words import MEANINGS, numbers

LONGEST = 1000  # characters
_TIMES = {"date", "month", "weekday", "year", "number", "time", "clock"}
_TERM_STARTS = MEANINGS | _TIMES | {"с", "в", "к"}
_PLAN_PERIODS = (
    "течение весь? период|срок|реализация|действия",
    "весь период|срок|реализация",
    "период &реализация|действия",
)
_THROUGH_THE_YEAR = ("течение весь? календарный|текущий? год", "весь календарный|текущий? год")
# Kinds of clauses
WHOLE = "whole"  # «в течение года»: the plan from end to end
STEADY = "steady"  # «постоянно»
ONWARDS = "onwards"  # «…, далее постоянно»
CONSTANT = {WEEKLY, STEADY}
_AUGUST = 8


class _Edge(NamedTuple):
    """The beginning of a year, or its end: months of calendar and of school years there."""

    months: tuple[int, ...]
    is_beginning: bool


_EDGES_OF_YEAR = {
    "начало учебный? год &)|end": _Edge((1, _AUGUST, 9), is_beginning=True),
    "конец учебный? год &)|end": _Edge((5, 6, _AUGUST, 12), is_beginning=False),
}
_WHOLE_AND_DATES = "назван и весь период плана, и даты: оставьте что-то одно"
_TWO_RECURRENCES = "названы две разные периодичности"


class Reader(UndatedReader):
    """One reading of one wording: what has been found so far, and what it comes to."""

    def __init__(self, text: str, plan: Period, section: Period | None) -> None:
        """Cut the wording into tokens.

        Args:
            text: the wording; one longer than an order would write is refused, as it takes time.
            plan: the plan's first and last day.
            section: the one period of the section's own term, if it has such a term.

        """
        if len(text) > LONGEST:
            raise Refusal(f"он длиннее {LONGEST} знаков; пояснения перенесите в примечание")
        super().__init__(without_evidence(tokens(text)), text, plan, section)

    # The wording

    def term(self) -> Term:
        """Read all clauses and put them together."""
        if not self.tokens:
            raise Refusal("он пуст")
        if self.tokens[-1].meaning == "и":
            raise Refusal("после «и» ничего нет")
        self.tried(self._label)
        separated = True
        while self.peek().kind != "end":
            if self._separator():
                separated = True
                continue
            self._clause(separated=separated)
            separated = False
        return self._together()

    def _label(self) -> bool:
        """Pass over «Срок реализации:» before a term."""
        label = self.phrase(LABEL)
        return bool(label) and self.peek().fits(_TERM_STARTS)

    def _separator(self) -> bool:
        """Take a sign or «и» between clauses, or the dash of «ежемесячно - до 5 числа»."""
        signs = self.phrase(",|;|line|и|(|)")
        if signs or not self._recurs_before():
            return bool(signs)
        return bool(self.phrase("-"))

    def _recurs_before(self) -> bool:
        """Tell whether only something that recurs stands before, so that a dash is of no span."""
        recurs = self.block > 0 or not self.seen.isdisjoint(CONSTANT)
        if self.found:
            return False
        return recurs and self.behind.fits(_TERM_STARTS)

    def _clause(self, *, separated: bool) -> None:
        """Read one clause, in the way of the first production that fits it."""
        for production in (
            self._of_section,
            self._whole,
            self._constantly,
            self._recurrence,
            self._undated,
            self._edge_of_year,
            self._part_of_found_month,
            self._weekday_of_date,
            self._remark,
            self._explained,
        ):
            if self.tried(production):
                return
        in_brackets = self.behind.kind == "("
        before = len(self.found)
        if not self.tried(self._dated):
            raise unknown(self, self.text, self.plan)
        if before:
            self._refuse_unclear_list(before, separated=separated, in_brackets=in_brackets)

    def _refuse_unclear_list(self, before: int, *, separated: bool, in_brackets: bool) -> None:
        """Refuse a date of which one cannot tell how it belongs to those before it."""
        alone = in_brackets and not self.block
        if alone and len(joined_deadlines(self.found)) > before:
            raise Refusal("неясно, один это срок или несколько")
        bare = all(found.point.is_month for found in self.found[-2:])
        if not separated and not bare:
            raise Refusal("между датами нет ни запятой, ни «и»: это перечень или что-то одно?")

    # Clauses

    def _whole(self) -> bool:
        """Read what lasts as long as the plan: «в течение года», «весь период реализации»."""
        self.take("в", "на")
        whole = self.tried(self._period_of_plan) or self.tried(self._year_of_plan)
        return self._see(WHOLE, seen=whole)

    def _period_of_plan(self) -> bool:
        """Take «весь период», «срок реализации проекта»."""
        if not self.phrase(*_PLAN_PERIODS):
            return False
        while self.peek().fits(["период", "срок"]) or self.peek().begins(WHOLE_PLAN):
            self.at += 1
        return True

    def _year_of_plan(self) -> bool:
        """Take «в течение года», «2020 год» or «2019-2020 годы» where that is the whole plan."""
        if self.phrase("круглый год", *_THROUGH_THE_YEAR):
            return True
        self.phrase("течение весь?", "весь")
        self.phrase("календарный|текущий")
        taken = self.phrase("year -|/ year год? !учебный", "year год? !учебный|-|/")
        years = numbers(taken, "year")
        if not years:
            return False
        first, last = self.plan
        return years[0] == first.year and years[-1] == last.year

    def _of_section(self) -> bool:
        """Read «в течение месяца» in a section of one month."""
        of_plan = self.section == self.plan and self.plan.months > 1
        self.take("на")
        if of_plan or not self.phrase("течение весь?", "весь"):
            return False
        point = self._section_point()
        if point is None:
            return False
        self.found.append(Found("", point))
        return True

    def _constantly(self) -> bool:
        """Read «постоянно», «еженедельно», «по пятницам», «…, далее постоянно»."""
        if self.phrase("постоянно"):
            return self._see(STEADY)
        if self.found and self.phrase("далее-постоянно )? &end"):
            return self._see(ONWARDS)
        return self._see(WEEKLY, seen=self._weekly())

    def _edge_of_year(self) -> bool:
        """Pass over the remark in «август (начало года)», which tells the two Augusts apart."""
        edge = self.choice(_EDGES_OF_YEAR) if self.behind.kind == "(" else None
        if edge is None or not self.found:
            return False
        found = self.found[-1]
        if not found.is_one_of(edge.months):
            return False
        one_of_two = found.is_one_of([_AUGUST]) and by_school_years(self.plan)
        if one_of_two:
            day = self.plan.first if edge.is_beginning else self.plan.last
            self.found[-1] = found.in_year(day.year)
        return True

    # What the clauses come to

    def _together(self) -> Term:
        """Put the dates in order and choose the kind of the term."""
        self.found = joined_deadlines(with_shared_year(self.found))
        refuse_mixed_months(self.found)
        refuse_mixed_years(self.found, self.plan)
        self._refuse_unclear_years()
        placer = self._placer()
        deadlines: list[Period] = []
        times: list[Period] = []
        for found in self.found:
            alike = deadlines if found.is_deadline else times
            alike += placer.periods(found)
        refuse_disorder(deadlines, times)
        return self._reading(sorted({*deadlines, *times}))

    def _refuse_unclear_years(self) -> None:
        """Refuse years beside «ежегодно» that do not say from when it holds, or for how long."""
        if self.onwards:
            refuse_two_first_years(self.found)
        elif self.yearly and not self.one_year:
            refuse_limited_years(self.found)

    def _reading(self, periods: list[Period]) -> Term:
        """Choose the kind of the term, now that its dates are known."""
        if self.block:
            self._refuse_two_recurrences(periods)
            return self._recurrent(periods)
        if self.seen & CONSTANT:
            return self._constant(periods)
        if WHOLE in self.seen:
            return self._continuous(periods)
        if ONWARDS in self.seen:
            return self._dated_term([*periods, *self._rest_of_plan(periods)])
        if periods:
            return self._dated_term(periods)
        if UNDATED in self.seen:
            return Term(self.text, Kind.UNDATED, ())
        raise Refusal("в нём нет ни даты, ни слов о том, что её нет")

    def _refuse_two_recurrences(self, periods: list[Period]) -> None:
        """Refuse «ежемесячно, еженедельно в июне»."""
        others = {WEEKLY, WHOLE, STEADY, ONWARDS} if periods else {WEEKLY}
        if self.seen & others:
            raise Refusal(_TWO_RECURRENCES)

    def _continuous(self, periods: list[Period]) -> Term:
        """Give the whole plan, if no dates narrow it."""
        if periods not in ([], [self.plan]):
            raise Refusal(_WHOLE_AND_DATES)
        return Term(self.text, Kind.CONTINUOUS, (self.plan,))

    def _constant(self, periods: list[Period]) -> Term:
        """Give the time through which something goes on: a span, the section's, or the plan."""
        if ONWARDS in self.seen:
            raise Refusal(_TWO_RECURRENCES)
        times = periods or [self.home]
        if WHOLE in self.seen or times[0] == self.plan:
            return self._continuous(periods)
        several = len(times) > 1 or self._has_deadline()
        if several or times[0].is_day:
            raise Refusal(_WHOLE_AND_DATES)
        return self._dated_term(times)

    def _rest_of_plan(self, periods: list[Period]) -> list[Period]:
        """Give the time behind the dates in «до 15 марта, далее постоянно»."""
        last = max(period.last for period in periods)
        if last < self.plan.last:
            return [Period(last + timedelta(days=1), self.plan.last)]
        if self.found[-1].is_endless:
            return []
        raise Refusal("после последней даты в плане не остаётся времени: уберите «далее постоянно»")
