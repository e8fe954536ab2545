"""The grammar of terms: the clauses of a wording."""

from __future__ import annotations

from roadmap_cli.terms.periods import Kind, Period, Term
from roadmap_cli.terms.points import UNTIL, Found, Refusal, by_school_years
from roadmap_cli.terms.recurrences import RecurrenceReader
from roadmap_cli.terms.refusals import from_event, may_be_month, unknown
from roadmap_cli.terms.together import (
    joined_deadlines,
    refuse_disorder,
    refuse_mixed_months,
    refuse_mixed_years,
    with_shared_year,
)
from roadmap_cli.terms.vocabulary import (
    EXCEPTIONS,
    FURTHER_TIMES,
    LABEL,
    SCHOOL_PARTS,
    SEASONS,
    SET_ELSEWHERE,
    UNDATED_NOUNS,
    UNDATED_STARTS,
    VAGUE_PARTS,
    WHOLE_PLAN,
)
from roadmap_cli.terms.words import MEANINGS, Token, tokens

LONGEST = 1000  # characters
_UNITS = {"полугодие", "год", "квартал", "месяц", "неделя", "день", "час"}
_LASTING = (
    "год учебный период срок реализация текущий календарный отчетный финансовый следующий "
    "последующий рабочий и включительно"
)
# words that begin a term of their own, behind «по графику» too
_TIMELY = (MEANINGS | {"весь"}) - set(_LASTING.split())
_STARTS_ALONE = {
    "постоянно",
    "еженедельно",
    "ежемесячно",
    "ежеквартально",
    "ежегодно",
    "течение",
    "до",
}
_HIDING = f"{SEASONS} {SCHOOL_PARTS} {VAGUE_PARTS} {FURTHER_TIMES} {EXCEPTIONS}"
_BEGINNING_MONTHS, _ENDING_MONTHS = {1, 8, 9}, {5, 6, 8, 12}  # of calendar and of school years


class Reader(RecurrenceReader):
    """One reading of one wording: what has been found so far, and what it comes to."""

    def __init__(self, text: str, plan: Period, section: Period | None) -> None:
        """Cut the wording into tokens; one that no order would write is refused, since reading it takes time."""
        if len(text) > LONGEST:
            raise Refusal(f"он длиннее {LONGEST} знаков; пояснения перенесите в примечание")
        super().__init__(_without_evidence(tokens(text)), text, plan, section)
        self.whole = False  # «в течение года»: the plan from end to end
        self.weekly = False  # «по пятницам»: too often for marks
        self.steady = False  # «постоянно»
        self.undated = False

    # The wording

    def term(self) -> Term:
        """Read all clauses and put them together."""
        if not self.tokens:
            raise Refusal("он пуст")
        self._label()
        separated = True
        while self.peek().kind != "end":
            if self._separator():
                separated = True
                continue
            self._clause(separated=separated)
            separated = False
        return self._together()

    def _label(self) -> None:
        """Pass over «Срок реализации:» before a term."""
        if self.phrase(LABEL) and not self._starts_term():
            self.at = 0

    def _starts_term(self) -> bool:
        following = self.peek()
        dated = following.kind in {"date", "month", "year", "number", "time"}
        return dated or following.meaning in MEANINGS | {"с", "в", "к", "весь", "по"}

    def _separator(self) -> bool:
        if self.take(",", ";", "\n", "и", "(", ")"):
            return True
        recurs = self.block or self.weekly or self.steady
        return bool(recurs and not self.found and self.take("-"))

    def _clause(self, *, separated: bool) -> None:
        for production in (
            self._whole,
            self._constantly,
            self._recurrence,
            self._undated,
            self._end_of_year,
            self._remark,
        ):
            if production():
                return
        before = len(self.found)
        in_brackets = self.at > 0 and self.tokens[self.at - 1].kind == "("
        if not self._dated():
            raise unknown(self.tokens[self.at :], self.plan)
        if in_brackets and before and not self.block and len(joined_deadlines(self.found)) > before:
            raise Refusal("неясно, один это срок или несколько")
        bare = all(found.point.is_month for found in self.found[-2:])
        if before and not separated and not bare:
            raise Refusal("между датами нет ни запятой, ни «и»: это перечень или что-то одно?")

    # Clauses

    def _whole(self) -> bool:
        """Read what lasts as long as the plan: «в течение года», «весь период реализации»."""
        start = self.at
        if self.phrase("круглый год"):
            self.whole = True
            return True
        self.take("в", "на")
        led = bool(self.take("течение"))
        led = bool(self.take("весь")) or led
        narrower = self.section != self.plan or self.plan.months == 1
        section = self._section_point() if led and narrower else None
        if section:
            self.found.append(Found("", section))
            return True
        if self._period_of_plan(led=led) or self._plan_year(led=led):
            self.whole = True
            return True
        self.at = start
        return False

    def _period_of_plan(self, *, led: bool) -> bool:
        """Take «весь период», «срок реализации проекта», with the dates that `describe` writes."""
        named = self.peek().meaning == "период" and self.peek(1).begins("реализаци действи")
        if not (led or named) or not self.take("период", "срок", "реализация"):
            return False
        while self.peek().fits(["период", "срок"]) or self.peek().begins(WHOLE_PLAN):
            self.at += 1
        self._plan_in_brackets()
        return True

    def _plan_in_brackets(self) -> None:
        """Take the plan's own dates, as `describe` writes them."""
        start = self.at
        if self.take("(") and self.peek().kind == "date":
            first = self._point()
            last = self._point() if self.take("-") else None
            if first and last and self.take(")"):
                span = Found("", first, last)
                if self._placer().periods(span) == [self.plan]:
                    return
        self.at = start

    def _plan_year(self, *, led: bool) -> bool:
        """Take «года», «календарного года», «2020 года» or «2019-2020 годов» where that is the whole plan."""
        start = self.at
        self.take("календарный", "весь", "текущий")
        first = self.take("year")
        if first is None:
            if self.take("год") and led:
                return True
            self.at = start
            return False
        last = self.take("year") if self.take("-", "/") else first
        self.take("год")
        named = (first.number, last.number) if last else None
        if named == (self.plan.first.year, self.plan.last.year):
            if self.peek().meaning != "учебный":
                return True
        self.at = start
        return False

    def _constantly(self) -> bool:
        """Read «постоянно», «еженедельно», «по пятницам», «2 раза в неделю»."""
        if self.take("постоянно"):
            self.steady = True
            return True
        if self._weekly():
            self.weekly = True
            return True
        return False

    def _end_of_year(self) -> bool:
        """Pass over the remark in «август (начало года)», which says which August of a school year is meant."""
        start = self.at
        behind = start > 0 and self.tokens[start - 1].kind == "("
        edge = self.take("начало", "конец") if behind and self.found else None
        if edge is None or not self.phrase("учебный? год") or self.peek().kind not in {")", "end"}:
            self.at = start
            return False
        months = _BEGINNING_MONTHS if edge.meaning == "начало" else _ENDING_MONTHS
        how, point, last = self.found[-1]
        if last or not point.is_month or point.first[0] not in months:
            self.at = start
            return False
        if by_school_years(self.plan) and point.first[0] == 8 and point.year is None:  # noqa: PLR2004  # August
            plan = self.plan
            year = plan.first.year if edge.meaning == "начало" else plan.last.year
            self.found[-1] = Found(how, point.in_year(year))
        return True

    # What has no date

    def _undated(self) -> bool:
        """Read what has no date: «по мере необходимости», «по графику ФЦТ», «согласно приказу»."""
        start = self.at
        if self.phrase("без срок") or self._set_elsewhere():
            self.undated = True
            return True
        event = from_event(self.peek()) or from_event(self.peek(1))
        led = self.take("в", "по", "при", "на")
        ahead = [self.peek(index) for index in range(3)]
        named = led and any(token.begins(UNDATED_NOUNS) for token in ahead)
        named = named or ahead[0].meaning in UNDATED_STARTS.split() or event
        if not named or ahead[0].kind != "word" or self._starts_clause():
            self.at = start
            return False
        self.undated = True
        self._pass_words(event=event)
        return True

    def _set_elsewhere(self) -> bool:
        """Take «в сроки, установленные приказом»."""
        start = self.at
        if self.phrase("в? срок ,?") and self.peek().begins(SET_ELSEWHERE):
            self._pass_words(event=False)
            return True
        self.at = start
        return False

    def _pass_words(self, *, event: bool) -> None:
        """Pass over the words about a graph, a plan or an event, up to where something with a date begins."""
        counted = False
        while self.peek().kind in {"word", "-", "year"} and not self._starts_clause():
            token = self.peek()
            if token.meaning == "от":
                raise Refusal("дата документа стоит вместо срока: уберите её или назовите срок")
            if token.begins(EXCEPTIONS):
                raise Refusal("из срока что-то исключено: назовите то, что остаётся")
            if not event and token.meaning in _TIMELY:
                break
            event = event or from_event(token)
            counted = counted or token.meaning in _UNITS
            self.at += 1
        following = self.peek(1) if self.peek().kind == "word" else self.peek()
        dated = {self.peek().kind, following.kind} & {"month", "date", "number", "time"}
        if event and (counted or dated):
            raise Refusal("срок отсчитывается от события, а нужна дата")

    def _starts_clause(self) -> bool:
        """Tell whether words about a plan or a graph end here, since something known begins."""
        here, following = self.peek().meaning, self.peek(1)
        if here in _STARTS_ALONE:
            return True
        dated = following.kind in {"month", "date", "number"}
        return here in {"в", "с", "к"} and (following.meaning == "течение" or dated)

    def _remark(self) -> bool:
        """Pass over a remark in which nothing speaks of time: «(по приказу)», «, 10 смывов»."""
        start = self.at
        sign = self.tokens[start - 1].kind if start else ""
        if not (self.undated or sign == "(" or (sign == "," and self.found)):
            return False
        while self._take_of_remark():
            pass
        if self.at > start and self.peek().kind in {")", "end"}:
            return True
        self.at = start
        return False

    def _take_of_remark(self) -> bool:
        """Take one word of a remark, or a number of things."""
        token = self.peek()
        if token.kind == "number" and token.text.isdigit():
            token = self.peek(1)
            counts = _is_remark(token)
            self.at += 2 if counts else 0
            return counts
        if token.kind in {"-", ","} or _is_remark(token):
            self.at += 1
            return True
        return False

    # What the clauses come to

    def _together(self) -> Term:
        self.found = joined_deadlines(with_shared_year(self.found))
        refuse_mixed_months(self.found)
        refuse_mixed_years(self.found, self.plan, yearly=self.yearly, onwards=self.onwards)
        placer = self._placer()
        resolved = [(found.how, period) for found in self.found for period in placer.periods(found)]
        refuse_disorder(resolved)
        periods = sorted({period for _, period in resolved})
        if self.block:
            self._refuse_two_recurrences(periods)
            return self._recurrent(periods)
        if self.weekly or self.steady:
            return self._constant(periods)
        if self.whole:
            if periods and periods != [self.plan]:
                raise Refusal("назван и весь период плана, и даты: оставьте что-то одно")
            return Term(self.text, Kind.CONTINUOUS, (self.plan,))
        if periods:
            return self._dated_term(periods)
        if self.undated:
            return Term(self.text, Kind.UNDATED, ())
        raise Refusal("в нём нет ни даты, ни слов о том, что её нет")

    def _refuse_two_recurrences(self, periods: list[Period]) -> None:
        if self.weekly or (periods and (self.whole or self.steady)):
            raise Refusal("названы две разные периодичности")

    def _constant(self, periods: list[Period]) -> Term:
        """Give the time through which something goes on: a span named, the section's, or the plan."""
        if not periods and not self.whole and self.section not in {None, self.plan}:
            return self._dated_term([self.section or self.plan])
        if not periods or periods == [self.plan]:
            return Term(self.text, Kind.CONTINUOUS, (self.plan,))
        until = any(found.how in UNTIL for found in self.found)
        one_span = len(periods) == 1 and periods[0].first != periods[0].last
        if self.whole or until or not one_span:
            raise Refusal("назван и весь период плана, и даты: оставьте что-то одно")
        return self._dated_term(periods)


def _is_remark(token: Token) -> bool:
    """Tell whether a word says nothing about time."""
    if token.kind != "word" or token.meaning in MEANINGS:
        return False
    return not (from_event(token) or token.begins(_HIDING) or may_be_month(token))


def _without_evidence(found: list[Token]) -> list[Token]:
    """Cut off what stands after «/» and names the evidence, unless the sign joins two years."""
    for index, token in enumerate(found):
        if token.kind != "/":
            continue
        rest = found[index + 1 :]
        joins_years = index > 0 and found[index - 1].kind == "year"
        if joins_years and rest and rest[0].kind in {"year", "number"}:
            continue
        if any(_speaks_of_time(rest, place) for place in range(len(rest))):
            raise Refusal(
                "после «/» стоит ещё один срок или документ с датой: напишите срок отдельно"
            )
        return found[:index]
    return found


def _speaks_of_time(evidence: list[Token], index: int) -> bool:
    token = evidence[index]
    if token.kind == "number":  # «протокол № 4» names no day
        return not (index and evidence[index - 1].text == "№")
    return token.kind in {"month", "date", "year"} or token.meaning in MEANINGS
