"""The grammar of terms: the clauses of a wording."""

from __future__ import annotations

from datetime import timedelta

from roadmap_cli.terms.cutting import tokens
from roadmap_cli.terms.evidence import without_evidence
from roadmap_cli.terms.periods import Kind, Period, Term
from roadmap_cli.terms.points import Found, Refusal, by_school_years
from roadmap_cli.terms.recurrences import WEEKLY, RecurrenceReader
from roadmap_cli.terms.refusals import from_event, may_be_month, unknown
from roadmap_cli.terms.together import (
    joined_deadlines,
    refuse_disorder,
    refuse_limited_years,
    refuse_mixed_months,
    refuse_mixed_years,
    refuse_two_first_years,
    with_shared_year,
)
from roadmap_cli.terms.vocabulary import (
    EXCEPTIONS,
    FURTHER_TIMES,
    LABEL,
    SCHOOL_PARTS,
    SEASONS,
    SET_ELSEWHERE,
    SHIFTS,
    UNDATED_NOUNS,
    UNDATED_STARTS,
    VAGUE_PARTS,
    WHOLE_PLAN,
)
from roadmap_cli.terms.words import MEANINGS, Token

LONGEST = 1000  # characters
_UNITS = ("полугодие", "год", "квартал", "месяц", "неделя", "день", "час")
_LASTING = (
    "год учебный период срок реализация текущий календарный отчетный финансовый следующий "
    "последующий рабочий и включительно"
)
# words that begin a term of their own, behind «по графику» too
_TIMELY = (MEANINGS | {"весь"}) - set(_LASTING.split())
_CLAUSE_STARTS = (
    "постоянно|еженедельно|ежемесячно|ежеквартально|ежегодно|течение|до",
    "в|с|к month|date|number|течение",
)
_TERM_STARTS = {*MEANINGS, *"свк", "date", "month", "weekday", "year", "number", "time", "clock"}
_PLAN_PERIODS = (
    "течение весь? период|срок|реализация|действия",
    "весь период|срок|реализация",
    "период &реализация|действия",
)
_DATE_STARTS = (
    "month|date|number|time|clock",
    "в|с|до|к|на|по month|date|number|time|clock",
)
# Kinds of clauses
WHOLE = "whole"  # «в течение года»: the plan from end to end
STEADY = "steady"  # «постоянно»
UNDATED = "undated"  # «по графику»
ONWARDS = "onwards"  # «…, далее постоянно»
CONSTANT = {WEEKLY, STEADY}
_THROUGH_THE_YEAR = tuple(
    f"{led} календарный|текущий? год" for led in ("течение весь", "течение", "весь")
)
_DATES_IN_BRACKETS = ("( с? date", "( с? number", "( с? month")
_DAYS_IN_BRACKETS = ("( с? date", "( с? day -|по day month", "( с? day month -|по day month")
_SCHOOL_TIMES = f"{SCHOOL_PARTS} {SEASONS}"
_WHOLE_AND_DATES = "назван и весь период плана, и даты: оставьте что-то одно"
_HIDING = f"{SEASONS} {SHIFTS} {SCHOOL_PARTS} {VAGUE_PARTS} {FURTHER_TIMES} {EXCEPTIONS}"
_AUGUST = 8
_BEGINNING_MONTHS, _ENDING_MONTHS = (1, 8, 9), (5, 6, 8, 12)  # of calendar and of school years
_EDGES_OF_YEAR = {
    "начало учебный? год &)|end": _BEGINNING_MONTHS,
    "конец учебный? год &)|end": _ENDING_MONTHS,
}


class Reader(RecurrenceReader):
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
        """Take a sign or «и» between clauses."""
        if self.take(",", ";", "line", "и", "(", ")"):
            return True
        return self._recurs_before_dash() and bool(self.phrase("-"))

    def _recurs_before_dash(self) -> bool:
        """Tell whether a dash here is that of «ежемесячно - до 5 числа», and of no span."""
        recurs = self.block > 0 or bool(self.seen & CONSTANT)
        if self.found or not recurs:
            return False
        return self.behind.fits(_TERM_STARTS)

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
        if in_brackets and not self.block and len(joined_deadlines(self.found)) > before:
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
        """Take «весь период», «срок реализации проекта», with the dates that `describe` writes."""
        if not self.phrase(*_PLAN_PERIODS):
            return False
        while self.peek().fits(["период", "срок"]) or self.peek().begins(WHOLE_PLAN):
            self.at += 1
        self.tried(self._plan_in_brackets)
        return True

    def _plan_in_brackets(self) -> bool:
        if not self.phrase("( &date"):
            return False
        first = self._point()
        last = self._point() if self.take("-") else None
        if first is None or last is None or not self.take(")"):
            return False
        return self._placer().periods(Found("", first, last)) == [self.plan]

    def _year_of_plan(self) -> bool:
        """Take «в течение года», «2020 год» or «2019-2020 годы» where that is the whole plan."""
        if self.phrase("круглый год", *_THROUGH_THE_YEAR):
            return True
        self.phrase("течение весь?", "весь")
        self.phrase("календарный|текущий")
        taken = self.phrase("year -|/ year год? !учебный", "year год? !учебный|-|/")
        years = [token.number for token in taken if token.kind == "year"]
        return years[:1] + years[-1:] == [self.plan.first.year, self.plan.last.year]

    def _of_section(self) -> bool:
        """Read «в течение месяца» in a section of one month."""
        if self.section == self.plan and self.plan.months > 1:
            return False
        self.take("в", "на")
        point = self._section_point() if self.phrase("течение весь?", "весь") else None
        if point is None:
            return False
        self.found.append(Found("", point))
        return True

    def _constantly(self) -> bool:
        """Read «постоянно», «еженедельно», «по пятницам», «…, далее постоянно»."""
        if self.phrase("постоянно"):
            return self._see(STEADY)
        if self.found and self.phrase("далее-постоянно"):
            return self._see(ONWARDS)
        return self._see(WEEKLY, seen=self._weekly())

    def _see(self, kind: str, *, seen: bool = True) -> bool:
        """Note that the wording has a clause of a kind, if it has."""
        if seen:
            self.seen.add(kind)
        return seen

    def _edge_of_year(self) -> bool:
        """Pass over the remark in «август (начало года)», which tells the two Augusts apart."""
        if self.behind.kind != "(":
            return False
        months = self.choice(_EDGES_OF_YEAR) or ()
        edges = [found for found in self.found[-1:] if found.is_one_of(months)]
        for found in edges:
            self.found[-1] = self._august(found, ends=months == _ENDING_MONTHS)
        return len(edges) > 0

    def _august(self, found: Found, *, ends: bool) -> Found:
        """Give an August of a school year its year; other months have theirs."""
        if found.point.first[0] != _AUGUST:
            return found
        if not by_school_years(self.plan):
            return found
        year = self.plan.last.year if ends else self.plan.first.year
        return found.in_year(year)

    def _explained(self) -> bool:
        """Pass over «лето» and «осенние каникулы» where brackets say which days they are."""
        season, holidays = self._words(SEASONS), self._words(_SCHOOL_TIMES)
        self.phrase("период|время")
        dates = _DAYS_IN_BRACKETS if holidays else _DATES_IN_BRACKETS
        return season + holidays > 0 and self.follows(*dates)

    def _words(self, stems: str) -> int:
        """Pass over words that begin with some stems, and count them."""
        start = self.at
        while self.peek().begins(stems):
            self.at += 1
        return self.at - start

    # What has no date

    def _undated(self) -> bool:
        """Read what has no date: «по мере необходимости», «по графику ФЦТ», «согласно приказу»."""
        if self.phrase("без срок"):
            return self._see(UNDATED)
        if self.found:
            self.take("далее")
        event = from_event(self.peek()) or from_event(self.peek(1))
        begins = self.tried(self._set_elsewhere) or self._starts_undated(event=event)
        if begins:
            self._pass_words(event=event)
        return self._see(UNDATED, seen=begins)

    def _set_elsewhere(self) -> bool:
        """Take «в сроки, установленные приказом»."""
        return bool(self.phrase("в? срок ,?")) and self.peek().begins(SET_ELSEWHERE)

    def _starts_undated(self, *, event: bool) -> bool:
        """Tell whether words about a graph, a plan or an event begin here."""
        led = self.take("в", "по", "при", "на")
        first = self.peek()
        if first.kind != "word" or self.follows(*_CLAUSE_STARTS):
            return False
        if event or first.meaning in UNDATED_STARTS.split():
            return True
        ahead = self.tokens[self.at : self.at + 3] if led else []
        return any(token.begins(UNDATED_NOUNS) for token in ahead)

    def _pass_words(self, *, event: bool) -> None:
        """Pass over the words about a graph, a plan or an event, up to where a term begins."""
        start = self.at
        while not self._words_end(event=event):
            event = event or from_event(self.peek())
            self.at += 1
        passed = self.tokens[start : self.at]
        counted = any(token.fits(_UNITS) for token in passed)
        if event and (counted or self.follows(*_DATE_STARTS)):
            raise Refusal("срок отсчитывается от события, а нужна дата")

    def _words_end(self, *, event: bool) -> bool:
        """Tell whether words about a graph end; words of time belong to those about an event."""
        token = self.peek()
        if token.kind not in {"word", "-", "year"}:
            return True
        self._refuse_in_words(token)
        if self.follows(*_CLAUSE_STARTS):
            return True
        return token.meaning in _TIMELY and not (event or from_event(token))

    def _refuse_in_words(self, token: Token) -> None:
        if token.meaning == "от":
            raise Refusal("дата документа стоит вместо срока: уберите её или назовите срок")
        if token.begins(EXCEPTIONS):
            raise Refusal("из срока что-то исключено: назовите то, что остаётся")

    def _remark(self) -> bool:
        """Pass over a remark in which nothing speaks of time: «(по приказу)», «, 10 смывов»."""
        if not self._may_be_remark():
            return False
        start = self.at
        while self._word_of_remark():
            pass
        return self.at > start and self.peek().fits([")", "end"])

    def _may_be_remark(self) -> bool:
        """Tell whether a remark may begin: in brackets, about a graph, or behind a date."""
        if self.behind.kind == "(" or UNDATED in self.seen:
            return True
        return self.behind.kind == "," and len(self.found) > 0

    def _word_of_remark(self) -> bool:
        """Take one word of a remark, or a number of things."""
        if self.phrase("-|,"):
            return True
        length = 1 + self.peek().text.isdigit()
        if _speaks_of_time(self.peek(length - 1)):
            return False
        self.at += length
        return True

    # What the clauses come to

    def _together(self) -> Term:
        """Put the dates in order and choose the kind of the term."""
        self.found = joined_deadlines(with_shared_year(self.found))
        refuse_mixed_months(self.found)
        refuse_mixed_years(self.found, self.plan)
        if self.onwards:
            refuse_two_first_years(self.found)
        elif self.yearly and not self.one_year:
            refuse_limited_years(self.found)
        placer = self._placer()
        resolved = []
        for found in self.found:
            resolved += [(found.how, period) for period in placer.periods(found)]
        refuse_disorder(resolved)
        return self._reading(sorted({period for _, period in resolved}))

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
        others = {WEEKLY, WHOLE, STEADY, ONWARDS} if periods else {WEEKLY}
        if self.seen & others:
            raise Refusal("названы две разные периодичности")

    def _continuous(self, periods: list[Period]) -> Term:
        if periods not in ([], [self.plan]):
            raise Refusal(_WHOLE_AND_DATES)
        return Term(self.text, Kind.CONTINUOUS, (self.plan,))

    def _constant(self, periods: list[Period]) -> Term:
        """Give the time through which something goes on: a span, the section's, or the plan."""
        times = periods or [self.section or self.plan]
        if WHOLE in self.seen or times[0] == self.plan:
            return self._continuous(periods)
        (first, *others) = times
        deadline = any(found.is_deadline for found in self.found)
        if others or deadline or first.first == first.last:
            raise Refusal(_WHOLE_AND_DATES)
        return self._dated_term([first])

    def _rest_of_plan(self, periods: list[Period]) -> list[Period]:
        """Give the time behind the dates in «до 15 марта, далее постоянно»."""
        last = max(period.last for period in periods)
        if last < self.plan.last:
            return [Period(last + timedelta(days=1), self.plan.last)]
        if self.found[-1].is_endless:
            return []
        raise Refusal("после последней даты в плане не остаётся времени: уберите «далее постоянно»")


def _speaks_of_time(token: Token) -> bool:
    """Tell whether something may hang on a word, so that no remark may hide it."""
    if token.kind != "word":
        return True
    if token.meaning in MEANINGS:
        return True
    if from_event(token) or token.begins(_HIDING):
        return True
    return may_be_month(token)
