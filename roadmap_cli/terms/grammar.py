"""The grammar of terms: clauses, and how they go together."""

from __future__ import annotations

from itertools import pairwise

from roadmap_cli.terms.dates import is_day
from roadmap_cli.terms.periods import Kind, Period, Term
from roadmap_cli.terms.points import (
    GENITIVE,
    UNTIL,
    Placer,
    Point,
    Refusal,
    in_year,
    is_month,
    is_year,
    usual_advice,
)
from roadmap_cli.terms.recurrences import RecurrenceReader
from roadmap_cli.terms.words import MEANINGS, Token, near_months, tokens

LONGEST = 1000  # characters
_UNDATED_NOUNS = (
    *(
        "мер",
        "необходимост",
        "график",
        "план",
        "согласован",
        "запрос",
        "назначени",
        "требовани",
        "поступлени",
        "заявк",
    ),
    *(
        "обращени",
        "факт",
        "приказ",
        "распоряжени",
        "положени",
        "расписани",
        "потребност",
        "договор",
        "заявлени",
    ),
    *("циклограмм", "наличи"),
)
_UNDATED_STARTS = (
    "согласно",
    "соответствии",
    "соответствие",
    "необходимости",
    "установленные",
    "установленный",
    "графику",
    "график",
)
_SET_ELSEWHERE = (
    "установлен",
    "определен",
    "предусмотрен",
    "указан",
)  # «в сроки, установленные приказом»
_UNITS = {"полугодие", "год", "квартал", "месяц", "неделя", "день", "час"}
_EXCEPT = ("кроме", "исключени", "помимо")
_RELATIVE = (  # words that count from an event, or take something out
    "итогам",
    "окончани",
    "истечени",
    "завершени",
    "перед",
    "накануне",
    "через",
    *_EXCEPT,
    "ранее",
    "раньше",
)
_LASTING = (
    "год учебный период срок реализация текущий календарный отчетный следующий и включительно"
)
_TIMELY = (MEANINGS | {"весь"}) - set(
    _LASTING.split()
)  # words that begin a term of their own, after «по графику» too
_FROM_EVENT = "срок отсчитывается от события или в нём есть исключение, а нужна дата"
_SEASONS = (
    *("лет", "осен", "весн", "зим", "отмен", "перенес"),
    *("четны", "нечетн"),
)
_HIDING = (*_SEASONS, "четверт", "триместр", "каникул", "половин", "середин")
_UNCLEAR = {
    ("четверт", "триместр", "каникул"): "четверти и каникулы у каждой школы свои: назовите даты",
    _SEASONS: "время года и переносы каждый понимает по-своему: назовите даты",
    ("половин", "середин"): "половину и середину без чисел каждый понимает по-своему: назовите дни",
}


class Reader(RecurrenceReader):
    """One reading of one wording: what has been found so far, and what it comes to."""

    def __init__(self, text: str, plan: Period) -> None:
        """Cut the wording into tokens; one that no order would write is refused, since reading it takes time."""
        if len(text) > LONGEST:
            raise Refusal(f"он длиннее {LONGEST} знаков; пояснения перенесите в примечание")
        super().__init__(_without_evidence(tokens(text), plan), text, plan)
        self.whole = self.undated = False

    # The wording

    def term(self) -> Term:
        """Read all clauses and put them together."""
        if not self.tokens:
            raise Refusal("он пуст")
        separated = True
        while self.peek().kind != "end":
            if self.take(",", ";", "\n", "и", "(", ")") or (
                self.block and not self.points and self.take("-")
            ):
                separated = True
                continue
            self._clause(separated=separated)
            separated = False
        return self._together()

    def _clause(self, *, separated: bool) -> None:
        for production in (self._whole, self._recurrence, self._undated, self._remark):
            if production():
                return
        before = len(self.points)
        if not self._dated():
            raise self._unknown()
        bare = all(is_month(point) for _, point, _ in self.points[-2:])
        if before and not separated and not bare:
            raise Refusal("между датами нет ни запятой, ни «и»: это перечень или что-то одно?")

    def _unknown(self) -> Refusal:
        token = self.peek()
        near = near_months(token.text)
        if near:
            return Refusal(
                f"непонятно слово «{token.text}»",
                *(f"{name} {self.plan.first.year}" for name in near[:1]),
            )
        if is_day(token) and token.text.isdigit() and self.peek(1).kind != "word":
            day = f"{token.text} {GENITIVE[self.plan.first.month - 1]}"
            return Refusal(f"у числа {token.text} нет месяца", day, f"до {day}")
        if token.kind in {"time", "end"}:
            odd = f"неясно, что такое «{token.text}»: время суток или месяц и год"
            return Refusal(
                "даты нет"
                if token.kind == "end"
                else odd
                if "." in token.text
                else "время есть, а дня нет"
            )
        phrase = " ".join(filter(None, (token.text, self.peek(1).text)))
        return Refusal(_unclear(self.tokens[self.at :]) or f"непонятно «{phrase}»")

    # Clauses

    def _whole(self) -> bool:
        """Read what lasts as long as the plan: «в течение года», «постоянно», «2 раза в неделю», «по пятницам»."""
        start = self.at
        if self.take("постоянно") or self.phrase("круглый", "год") or self._weekly():
            self.whole = True
            return True
        self.take("в", "на")
        led = [self.take("течение"), self.take("весь")]
        lasting = any(led) or (self.peek().value == "период" and self.peek(1).value == "реализация")
        if lasting and self.take("период", "срок", "реализация"):
            while self.take(
                "реализация",
                "период",
                "срок",
                "действия",
                "плана",
                "проекта",
                "программы",
                "отчетный",
            ):
                pass
            self._parenthesised_span()
            self.whole = True
            return True
        if self._plan_year(led=any(led)):
            self.whole = True
            return True
        self.at = start
        return False

    def _plan_year(self, *, led: bool) -> bool:
        """Take «года», «календарного года», «2020 года» or «2019-2020 годов» where that is the whole plan."""
        start = self.at
        self.take("календарный", "весь", "текущий")
        years = [self.take("year")]
        if years[0] and self.take("-", "/"):
            years.append(self.take("year"))
        word = self.take("год")
        if all(years):
            first, last = (year.number for year in (years[0], years[-1]) if year)
            if (first, last) == (
                self.plan.first.year,
                self.plan.last.year,
            ) and self.peek().value != "учебный":
                self.take("год")
                return True
        elif word and led:
            return True
        self.at = start
        return False

    def _parenthesised_span(self) -> None:
        """Take the plan's own dates, as `describe` writes them."""
        start = self.at
        first = self._point() if self.take("(") and self.peek().kind == "date" else None
        last = self._point() if first and self.take("-") else None
        spans = (
            Placer(self.plan, yearly=False).resolved("", first, last)
            if first and last and self.take(")")
            else []
        )
        if spans != [self.plan]:
            self.at = start

    def _undated(self) -> bool:
        """Read what has no date: «по мере необходимости», «по графику ФЦТ», «согласно приказу»."""
        start = self.at
        if self.phrase("без", "срок"):
            self.undated = True
            return True
        self.take("в")
        if (
            self.take("срок")
            and (self.take(",") or True)
            and str(self.peek().value).startswith(_SET_ELSEWHERE)
        ):
            self.undated = True
            self._pass_words(event=False)
            return True
        self.at = start
        event = any(_from_event(self.peek(i)) for i in range(2))
        led = self.take("в", "по", "при", "на")
        ahead = [str(self.peek(i).value) for i in range(3) if self.peek(i).kind == "word"]
        noun = led and any(word.startswith(_UNDATED_NOUNS) for word in ahead)
        named = event or noun or self.peek().value in _UNDATED_STARTS
        if not named or self.peek().kind != "word" or self._starts_clause():
            self.at = start
            return False
        self.undated = True
        self._pass_words(event=event)
        return True

    def _pass_words(self, *, event: bool) -> None:
        """Pass over the words about a graph, a plan or an event, up to where something with a date begins."""
        counted = False
        while self.peek().kind in {"word", "-", "year"} and not self._starts_clause():
            if self.peek().value == "от":
                raise Refusal("дата документа стоит вместо срока: уберите её или назовите срок")
            if not event and self.peek().value in _TIMELY:
                break
            if str(self.peek().value).startswith(_EXCEPT):
                raise Refusal("из срока что-то исключено: назовите то, что остаётся")
            event = event or _from_event(self.peek())
            counted = counted or self.peek().kind == "number" or self.peek().value in _UNITS
            self.at += 1
        ahead = {self.peek().kind, self.peek(1).kind if self.peek().kind == "word" else ""}
        if event and (counted or ahead & {"month", "date", "number", "time"}):
            raise Refusal(_FROM_EVENT)

    def _remark(self) -> bool:
        """Pass over a remark in brackets, or about a graph, in which nothing speaks of time."""
        start = self.at
        if not (self.undated or (start and self.tokens[start - 1].kind == "(")):
            return False
        while self.peek().kind in {"word", "-", ","} and self.peek().value not in MEANINGS:
            if _from_event(self.peek()) or str(self.peek().value).startswith(_HIDING):
                break
            self.at += 1
        if self.at > start and self.peek().kind in {")", "end"}:
            return True
        self.at = start
        return False

    def _starts_clause(self) -> bool:
        """Tell whether words about a plan or a graph end here, since something known begins."""
        here, following = self.peek().value, self.peek(1)
        if here in {"постоянно", "ежемесячно", "ежеквартально", "ежегодно", "течение", "до"}:
            return True
        return here in {"в", "с", "к"} and (
            following.value == "течение" or following.kind in {"month", "date", "number"}
        )

    def _together(self) -> Term:
        self._share_year()
        self._join_deadlines()
        placer = Placer(self.plan, yearly=self.yearly)
        self._refuse_mixed_years()
        resolved = [
            (point[0], period) for point in self.points for period in placer.resolved(*point)
        ]
        deadlines = [period for how, period in resolved if how in UNTIL]
        days = sorted({day for how, day in resolved if how not in UNTIL})
        if any(day.first <= end.last for end in deadlines for day in days) or any(
            later.first <= day.last for day, later in pairwise(days)
        ):
            raise Refusal("неясно, один это срок или несколько")
        if deadlines != sorted(deadlines, key=lambda end: end.last):
            raise Refusal("сроки идут не по порядку: назовите годы")
        if self.block and self.whole and resolved:
            raise Refusal("названы две разные периодичности")
        periods = sorted({period for _, period in resolved})
        if self.block:
            return self._recurrent(periods)
        if self.whole:
            if periods and periods != [self.plan]:
                raise Refusal("назван и весь период плана, и даты: оставьте что-то одно")
            return Term(self.text, Kind.CONTINUOUS, (self.plan,))
        if periods:
            return Term(self.text, Kind.DATED, tuple(periods))
        if self.undated:
            return Term(self.text, Kind.UNDATED, ())
        raise Refusal("в нём нет ни даты, ни слов о том, что её нет")

    def _refuse_mixed_years(self) -> None:
        """Refuse years that may belong to several dates: «декабрь 2021, 2022», «декабрь 2020, январь, февраль 2021»."""
        years = [
            point.year if last is None else point.year or last.year
            for _, point, last in self.points
        ]
        whole = [is_year(point) for _, point, _ in self.points]
        single = [point.first == point.last and last is None for _, point, last in self.points]
        named = {year for year in years if year}
        mixed = any(years[:-1]) and not all(years)
        if (any(whole) and not all(whole)) or (
            mixed
            and (
                all(single)
                or named != {self.plan.first.year}
                or self.plan.first.year != self.plan.last.year
            )
        ):
            raise Refusal("неясно, к чему относятся годы: допишите год к каждой дате")
        if self.yearly and self.plan.first.year != self.plan.last.year and (named or self._long()):
            raise Refusal(
                "«ежегодно» и год или длинный промежуток вместе: назовите даты каждого года"
            )

    def _long(self) -> bool:
        """Tell whether a span has no end, so that in a plan of several years it would take them all."""
        return any(how == "с" and last is None for how, _, last in self.points)

    def _join_deadlines(self) -> None:
        """Make one span of a month and a day in it until which one has time: «декабрь (не позднее 15 декабря)»."""
        for index in range(len(self.points) - 1, 0, -1):
            pair = sorted(self.points[index - 1 : index + 1], key=lambda found: found[0])
            (how, month, end), (until, day, _) = pair
            if how or end or until not in UNTIL or not is_month(month) or is_month(day):
                continue
            if month.first[0] == day.last[0] and (
                None in {month.year, day.year} or month.year == day.year
            ):
                self.points[index - 1 : index + 1] = [
                    ("", Point(month.first, day.last, day.year or month.year), None)
                ]

    def _share_year(self) -> None:
        """Let a year at the end of a list hold for all of it, unless it passes New Year: «декабрь, март 2021»."""
        years = [point.year or (last.year if last else None) for _, point, last in self.points]
        starts = [point.first for _, point, _ in self.points]
        if (
            len(years) > 1
            and years[-1] is not None
            and not any(years[:-1])
            and max(starts[:-1]) < starts[-1]
        ):
            last_year = years[-1]
            self.points = [
                (how, in_year(point, last_year), last and in_year(last, last_year))
                for how, point, last in self.points
            ]


def _unclear(rest: list[Token]) -> str:
    """Say why words that name no date cannot be given one; nothing if they are simply unknown."""
    words = [str(token.value) for token in rest if token.kind == "word"]
    reasons = (
        reason
        for stems, reason in _UNCLEAR.items()
        if any(word.startswith(stems) for word in words)
    )
    if "течение" in words[:2]:
        return "неясно, с какого дня считать: назовите даты"
    return next(reasons, _FROM_EVENT if any(map(_from_event, rest)) else "")


def _from_event(token: Token) -> bool:
    return token.kind == "word" and (
        token.value == "после" or str(token.value).startswith(_RELATIVE)
    )


def _without_evidence(found: list[Token], plan: Period) -> list[Token]:
    """Cut off what stands after «/» and names the evidence, unless the sign joins two years or two months."""
    for index, token in enumerate(found):
        if token.kind == "/" and not (index and found[index - 1].kind == "year"):
            rest = found[index + 1 :]
            if any(
                each.kind in {"month", "date", "year", "number"} or each.value in MEANINGS
                for each in rest
            ):
                raise Refusal(
                    "после «/» стоит ещё один срок или документ с датой: напишите срок отдельно",
                    *usual_advice(plan),
                )
            return found[:index]
    return found
