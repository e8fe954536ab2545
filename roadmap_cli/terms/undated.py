"""The part of the grammar that passes over words: about a graph, about an event, and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.terms.points import Refusal
from roadmap_cli.terms.recurrences import RecurrenceReader
from roadmap_cli.terms.refusals import may_be_month, refuse_slip
from roadmap_cli.terms.vocabulary import (
    EVENTS,
    EXCEPTIONS,
    FURTHER_TIMES,
    SCHOOL_PARTS,
    SEASONS,
    SET_ELSEWHERE,
    SHIFTS,
    UNDATED_NOUNS,
    UNDATED_STARTS,
    VAGUE_PARTS,
)
from roadmap_cli.terms.words import MEANINGS, Token, any_begins

if TYPE_CHECKING:
    from roadmap_cli.terms.periods import Period

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
