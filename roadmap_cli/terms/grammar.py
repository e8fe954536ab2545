"""The grammar of terms: the clauses of a wording, and why one is refused."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms.points import (
    YEAR_MONTHS,
    Found,
    Kind,
    Period,
    Refusal,
    Term,
    by_school_years,
    joined_deadlines,
    refuse_disorder,
    refuse_limited_years,
    refuse_mixed_months,
    refuse_mixed_years,
    refuse_two_first_years,
    with_shared_year,
)
from roadmap_cli.terms.recurrences import WEEKLY, RecurrenceReader
from roadmap_cli.terms.tokens import (
    MEANINGS,
    MONTH_FORMS,
    Cursor,
    Token,
    any_begins,
    near_months,
    numbers,
    tokens,
    without_evidence,
)
from roadmap_cli.terms.vocabulary import (
    AT_ONCE,
    EVENT_NAMED,
    EVENT_PATTERNS,
    EVENTS,
    EXCEPTIONS,
    FURTHER_TIMES,
    LABEL,
    MONTHS,
    MONTHS_OF,
    SCHOOL_PARTS,
    SEASON_MONTHS,
    SEASONS,
    SET_ELSEWHERE,
    SHIFTS,
    UNDATED_NOUNS,
    UNDATED_STARTS,
    VAGUE_PARTS,
    WHOLE_PLAN,
)
from roadmap_cli.wording import day as day_text
from roadmap_cli.wording import one_line

SHOWN = 80  # characters of a wording that a message repeats
_REASONS = {
    EXCEPTIONS: "из срока что-то исключено: назовите то, что остаётся",
    SCHOOL_PARTS: "четверти и каникулы у каждой школы свои: назовите даты",
    f"{SEASONS} {SHIFTS}": "время года и переносы каждый понимает по-своему: назовите даты",
    VAGUE_PARTS: "половину и середину без чисел каждый понимает по-своему: назовите дни",
}
_NO_MONTH = "у числа {text} нет месяца"
# What is not understood, by how it begins
_ODD = {
    "end": "даты нет",
    "clock": "время есть, а дня нет",
    "time": "неясно, что такое «{text}»: время суток или месяц и год",
    "течение": "неясно, с какого дня считать: назовите даты",
    "number неделя": "неясно, какого месяца неделя: назовите дни",
    "number - number кратно": "неясно, сколько раз: назовите одно число",
    "далее": "неясно, с какого дня идёт «далее»: назовите даты",
    "day !word|weekday": _NO_MONTH,
    "unknown от date|number": "рядом со сроком стоит дата документа: уберите её",
}


def refused(text: str, refusal: Refusal, found: list[Token], plan: Period) -> UnreadableTermError:
    """Make the error that a person reads: what is unclear, and two or three ways to write it."""
    short = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    if speaks_of_event(found):
        return EventTermError(one_line(short))
    advice = refusal.advice or usual_advice(plan)
    return UnreadableTermError(one_line(short), one_line(refusal.reason), advice)


def usual_advice(plan: Period) -> tuple[str, ...]:
    """Give three ways to write a term of a plan."""
    month = MONTHS[plan.first.month - 1]
    return (f"{month} {plan.first.year:04d}", f"до {day_text(plan.last)}", "в течение года")


def unknown(reader: Cursor, text: str, plan: Period) -> Refusal:
    """Say what is not understood where no production goes on."""
    token = reader.peek()
    near = near_months(token.text)
    if near:
        return _misspelt(token.text, near[0], plan)
    shown = f"непонятно «{_as_typed(reader, text)}»"
    reason = reader.choice(_ODD) or _unclear(reader.tokens[reader.at :]) or shown
    advice = _season(token, plan)
    if reason == _NO_MONTH:
        day = f"{token.text} {MONTHS_OF[plan.first.month - 1]}"
        advice = [day, f"до {day}"]
    return Refusal(reason.replace("{text}", token.text), *advice)


def _misspelt(text: str, month: str, plan: Period) -> Refusal:
    """Refuse a word that is a month but for a letter."""
    return Refusal(f"непонятно слово «{text}»", f"{month} {plan.first.year:04d}")


def _unclear(rest: list[Token]) -> str:
    """Say why words that name no date cannot be given one; nothing if they are simply unknown."""
    for stems, reason in _REASONS.items():
        if any_begins(rest, stems):
            return reason
    return ""


def _season(token: Token, plan: Period) -> list[str]:
    """Advise the months of a season, if a word names one and the plan has it once."""
    if plan.months != YEAR_MONTHS:
        return []
    return [months for stem, months in SEASON_MONTHS.items() if token.begins(stem)]


def _as_typed(reader: Cursor, text: str) -> str:
    """Give the words that are not understood as they were typed, if they can be found."""
    first, second, third = (reader.peek(ahead).text for ahead in range(3))
    phrase = f"{first} {second}".rstrip(" ,;()/")
    if second == "-":
        phrase = f"{first}-{third}"
    at = text.lower().replace("ё", "е").find(phrase)
    return phrase if at < 0 else text[at : at + len(phrase)]


def refuse_slip(text: str, plan: Period) -> None:
    """Refuse a month with a slip of the pen among words that would be passed over."""
    number = _slip(text)
    if number:
        raise _misspelt(text, MONTHS[number - 1], plan)


@lru_cache(maxsize=4096)
def _slip(text: str) -> int:
    """Give the number of the month that a word is but for a letter; 0 if it is none."""
    from difflib import get_close_matches  # noqa: PLC0415  # not every wording has such words

    alike = [form for form in (*MONTHS, *MONTHS_OF) if form[0] == text[0]]
    near = get_close_matches(text, alike, n=1, cutoff=0.8)
    return MONTH_FORMS[near[0]] if near else 0


def speaks_of_event(found: list[Token]) -> bool:
    """Tell whether a wording counts from an event: «в течение 10 дней», «до согласования»."""
    cursor = Cursor(found)
    if any_begins(found, EVENTS) or any_begins(found, AT_ONCE):
        return True
    if cursor.finds(*EVENT_PATTERNS):
        recurs = cursor.finds("кратно")  # «раз в 90 дней»
        return not recurs
    if not cursor.finds(EVENT_NAMED):
        return False
    return not any(token.is_unknown and may_be_month(token) for token in found)


def may_be_month(token: Token) -> bool:
    """Tell whether a word may be a month with a slip of the pen."""
    from difflib import get_close_matches  # noqa: PLC0415  # only a remark or a mistake pays for it

    return bool(get_close_matches(token.text, MONTH_FORMS, n=1, cutoff=0.75))


UNDATED = "undated"  # a kind of clause: «по графику»
_LASTING = (
    "год учебный период срок реализация текущий календарный отчетный финансовый следующий "
    "последующий рабочий и включительно"
)
# words that begin a term of their own, behind «по графику» too
_TIMELY = (MEANINGS | {"весь"}) - set(_LASTING.split())
_STARTS = UNDATED_STARTS.split()
_HARMLESS = ("unknown", "весь", "в", "с", "к")
_UNITS = ("полугодие", "год", "квартал", "месяц", "неделя", "день", "час")
_CLAUSE_STARTS = (
    "постоянно|еженедельно|ежемесячно|ежеквартально|ежегодно|течение|до",
    "в|с|к month|date|number|течение",
)
_DATE_STARTS = ("month|date|number|time|clock", "в|с|до|к|на|по month|date|number|time|clock")
_HIDING = f"{SEASONS} {SHIFTS} {SCHOOL_PARTS} {VAGUE_PARTS} {FURTHER_TIMES} {EXCEPTIONS}"
_DATES_IN_BRACKETS = ("( с? date", "( с? number", "( с? month")
_DAYS_IN_BRACKETS = ("( с? date", "( с? day -|по day month", "( с? day month -|по day month")
_SCHOOL_TIMES = f"{SCHOOL_PARTS} {SEASONS}"


class UndatedReader(RecurrenceReader):
    """Reads what has no date, and passes over what is no term."""

    def _see(self, kind: str, *, seen: object = True) -> bool:
        """Note that the wording has a clause of a kind, if it has."""
        if seen:
            self.seen.add(kind)
        return bool(seen)

    def _undated(self) -> bool:
        """Read what has no date: «по мере необходимости», «по графику ФЦТ», «согласно приказу»."""
        if self.phrase("без срок"):
            return self._see(UNDATED)
        if self.found:
            self.take("далее")
        event = any_begins(self.tokens[self.at : self.at + 2], EVENTS)
        begins = self.tried(self._set_elsewhere) or self._starts_undated(event=event)
        if begins:
            self._pass_words(event=event)
        return self._see(UNDATED, seen=begins)

    def _set_elsewhere(self) -> bool:
        """Take «в сроки, установленные приказом»."""
        led = self.phrase("в? срок ,?")
        return bool(led) and self.peek().begins(SET_ELSEWHERE)

    def _starts_undated(self, *, event: bool) -> bool:
        """Tell whether words about a graph, a plan or an event begin here."""
        led = self.take("в", "по", "при", "на")
        first = self.peek()
        starts_term = self.follows(*_CLAUSE_STARTS)
        if starts_term or not first.fits(["word"]):
            return False
        if event or first.fits(_STARTS):
            return True
        reach = 3 if led else 0  # words within which a noun must stand
        return any_begins(self.tokens[self.at : self.at + reach], UNDATED_NOUNS)

    def _pass_words(self, *, event: bool) -> None:
        """Pass over the words about a graph, a plan or an event, up to where a term begins."""
        counted = False
        while not self._words_end(event=event):
            token = self.peek()
            event |= token.begins(EVENTS)
            counted |= token.fits(_UNITS)
            self.at += 1
        counted |= self.follows(*_DATE_STARTS)
        if event and counted:
            raise Refusal("срок отсчитывается от события, а нужна дата")

    def _words_end(self, *, event: bool) -> bool:
        """Tell whether words about a graph end; words of time belong to those about an event."""
        token = self.peek()
        if not token.fits(["word", "-", "year"]):
            return True
        _refuse_in_words(token, self.plan)
        if self.follows(*_CLAUSE_STARTS):
            return True
        of_event = event or token.begins(EVENTS)
        return token.meaning in _TIMELY and not of_event

    # Remarks

    def _remark(self) -> bool:
        """Pass over a remark in which nothing speaks of time: «(по приказу)», «, 10 смывов»."""
        if not self._may_be_remark():
            return False
        start = self.at
        while self._word_of_remark():
            pass
        ends = self.peek().fits([")", "end"])
        return ends and self.at > start

    def _may_be_remark(self) -> bool:
        """Tell whether a remark may begin: in brackets, about a graph, or behind a date."""
        if UNDATED in self.seen:
            return True
        signs = ["(", ","] if self.found else ["("]
        return self.behind.fits(signs)

    def _word_of_remark(self) -> bool:
        """Take one word of a remark, or a number of things."""
        if self.phrase("-|,"):
            return True
        figures = 1 if self.peek().text.isdigit() else 0
        if _speaks_of_time(self.peek(figures)):
            return False
        self.at += figures + 1
        return True

    def _explained(self) -> bool:
        """Pass over «лето» and «осенние каникулы» where brackets say which days they are."""
        start = self.at
        self._pass_over(SEASONS)
        season = self.at > start
        self._pass_over(_SCHOOL_TIMES)
        of_school = any_begins(self.tokens[start : self.at], SCHOOL_PARTS)
        self.phrase("период|время")
        dates = _DAYS_IN_BRACKETS if of_school else _DATES_IN_BRACKETS
        named = season or of_school
        return named and self.follows(*dates)

    def _pass_over(self, stems: str) -> None:
        """Pass over words that begin with some stems."""
        while self.peek().begins(stems):
            self.at += 1


def _refuse_in_words(token: Token, plan: Period) -> None:
    """Refuse what stands in words about a graph and changes what they mean."""
    if token.meaning == "от":
        raise Refusal("дата документа стоит вместо срока: уберите её или назовите срок")
    if token.begins(EXCEPTIONS):
        raise Refusal("из срока что-то исключено: назовите то, что остаётся")
    if token.is_unknown:
        refuse_slip(token.text, plan)


def _speaks_of_time(token: Token) -> bool:
    """Tell whether something may hang on a word, so that no remark may hide it."""
    if not token.fits(_HARMLESS):
        return True
    hides = token.begins(EVENTS) or token.begins(_HIDING)
    return hides or may_be_month(token)


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
