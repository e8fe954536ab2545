"""Wordings composed of parts, beside a reading of their own that is composed as they are."""

from __future__ import annotations

import random
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from roadmap_cli import terms
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.terms.vocabulary import MONTH_FORMS, MONTHS, MONTHS_OF

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Span = tuple[date, date]
IN_MONTH = tuple(forms.split()[1] for forms in MONTH_FORMS.values())  # «январе»
TO_MONTH = tuple(forms.split()[2] for forms in MONTH_FORMS.values())  # «январю»
ROMANS = ("I", "II", "III", "IV")
REMARKS = ("по согласованию", "приказ № 61", "актовый зал", "педсовет", "школа № 5", "отчет в РОО")
WEEKDAYS = ("понедельник", "вторник", "четверг")
FIRST_TO_FOURTH = ("первый", "второй", "третий", "четвертый")


@dataclass(frozen=True)
class Plan:
    """A plan, and the years that its months are in; none where each must be named."""

    said: str
    first: date
    last: date
    years: tuple[int, ...]  # by month

    def year(self, month: int) -> int | None:
        return self.years[month - 1] if self.years else None


PLANS = (
    Plan("2020", date(2020, 1, 1), date(2020, 12, 31), (2020,) * 12),
    Plan("2021", date(2021, 1, 1), date(2021, 12, 31), (2021,) * 12),
    Plan("2019-2020", date(2019, 9, 1), date(2020, 8, 31), (2020,) * 8 + (2019,) * 4),
    Plan("2021-01-01..2023-12-31", date(2021, 1, 1), date(2023, 12, 31), ()),
)


@dataclass(frozen=True)
class Made:
    """A wording and what it means."""

    text: str
    periods: tuple[Span, ...]
    kind: str = "dated"
    lead: str = ""  # «до», which may hold for others behind it


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


@dataclass(frozen=True)
class Maker:
    """Makes wordings of a plan."""

    chance: random.Random
    plan: Plan

    def any(self, *choices: str) -> str:
        return self.chance.choice(choices)

    def time(self) -> tuple[int, int, bool]:
        """Choose a year and a month of the plan, and whether the wording must name the year."""
        month = self.chance.randint(1, 12)
        year = self.plan.year(month)
        august = month == 8 and self.plan.said == "2019-2020"
        if year is None:
            return self.chance.choice((2021, 2022, 2023)), month, True
        return year, month, august or self.chance.random() < 0.3

    def year(self, year: int, *, named: bool) -> str:
        if not named:
            return ""
        return self.any(f" {year}", f" {year} г.", f" {year}г", f" {year} года", f", {year} г.")

    def dash(self) -> str:
        return self.any("-", " - ", " – ", "–", " —")

    def whole_month(self) -> Made:
        year, month, named = self.time()
        word = self.any(MONTHS[month - 1], f"в {IN_MONTH[month - 1]}", MONTHS_OF[month - 1])
        if self.chance.random() < 0.1:
            return Made(f"{month:02d}.{year}", (_month(year, month),))
        return Made(word + self.year(year, named=named), (_month(year, month),))

    def months(self) -> Made:
        year, month, _ = self.time()
        last = min(month + self.chance.randint(1, 4), 12)
        if last == month or (self.plan.said == "2019-2020" and month < 9 <= last + 1):
            return self.whole_month()
        named = self.plan.year(month) is None or self.chance.random() < 0.3
        span = (_month(year, month)[0], _month(year, last)[1])
        text = self.any(
            f"{MONTHS[month - 1]}{self.dash()}{MONTHS[last - 1]}",
            f"с {MONTHS_OF[month - 1]} по {MONTHS[last - 1]}",
            f"в период с {MONTHS_OF[month - 1]} по {MONTHS[last - 1]}",
        )
        return Made(text + self.year(year, named=named), (span,))

    def day_text(self, day: date, *, named: bool) -> str:
        if named:
            return self.any(
                f"{day:%d.%m.%Y}",
                f"{day:%d.%m.%Y} г.",
                f"{day.day} {MONTHS_OF[day.month - 1]} {day.year} года",
                f"{day.day:02d} {MONTHS_OF[day.month - 1]} {day.year}",
            )
        return self.any(f"{day.day} {MONTHS_OF[day.month - 1]}", f"{day:%d.%m}")

    def some_day(self) -> tuple[date, bool]:
        year, month, named = self.time()
        day = date(year, month, self.chance.randint(1, monthrange(year, month)[1]))
        return day, named

    def one_day(self) -> Made:
        day, named = self.some_day()
        return Made(self.day_text(day, named=named), ((day, day),))

    def days(self) -> Made:
        day, named = self.some_day()
        last = day + timedelta(days=self.chance.randint(1, 20))
        if last.month != day.month:
            return self.one_day()
        tail = MONTHS_OF[day.month - 1] + (f" {day.year} г." if named else "")
        text = self.any(
            f"{day.day}{self.dash()}{last.day} {tail}", f"с {day.day} по {last.day} {tail}"
        )
        return Made(text, ((day, last),))

    def until(self) -> Made:
        day, named = self.some_day()
        lead = self.any("до", "к", "не позднее", "в срок до")
        text = self.day_text(day, named=named)
        return Made(f"{lead} {text}", ((self.plan.first, day),), lead=lead)

    def until_month(self) -> Made:
        year, month, named = self.time()
        first, last = _month(year, month)
        if self.chance.random() < 0.4:
            text = f"до конца {MONTHS_OF[month - 1]}{self.year(year, named=named)}"
            return Made(text, ((self.plan.first, last),), lead="до конца")
        if first == self.plan.first:
            return self.until()
        words = self.any(f"до {MONTHS_OF[month - 1]}", f"к {TO_MONTH[month - 1]}")
        text = words + self.year(year, named=named)
        return Made(text, ((self.plan.first, first - timedelta(days=1)),), lead=words.split()[0])

    def quarter(self) -> Made:
        number = self.chance.randint(1, 4)
        month = 3 * number - 2
        year = self.plan.year(month)
        if self.plan.said == "2019-2020" and number == 3:
            return self.whole_month()
        named = year is None or self.chance.random() < 0.3
        year = year or self.chance.choice((2021, 2022, 2023))
        span = (_month(year, month)[0], _month(year, month + 2)[1])
        ordinal = self.any(ROMANS[number - 1], str(number), FIRST_TO_FOURTH[number - 1])
        text = self.any(f"{ordinal} квартал", f"{ordinal} кв.", f"в {ordinal} квартале")
        return Made(text + self.year(year, named=named), (span,))

    def part(self) -> Made:
        year, month, named = self.time()
        first, last = _month(year, month)
        number = self.chance.randint(1, 3)
        roman = self.any(ROMANS[number - 1], f"{number}-я", str(number))
        starts = 7 * number - 6
        choices = [
            (f"{roman} декада", 10 * number - 9, 10 * number if number < 3 else last.day),
            (f"{roman} неделя", starts, starts + 6),
            ("последняя неделя", last.day - 6, last.day),
            ("первая половина", 1, 15),
            ("вторая половина", 16, last.day),
        ]
        text, begins, ends = self.chance.choice(choices)
        tail = f" {MONTHS_OF[month - 1]}{self.year(year, named=named)}"
        return Made(text + tail, ((first.replace(day=begins), first.replace(day=ends)),))

    def weekday(self) -> Made:
        year, month, named = self.time()
        number, weekday = self.chance.randint(1, 4), self.chance.choice((0, 1, 3))
        days = [date(year, month, day) for day in range(1, 29)]
        day = [each for each in days if each.weekday() == weekday][number - 1]
        name = WEEKDAYS[min(weekday, 2)]
        text = f"{FIRST_TO_FOURTH[number - 1]} {name} {MONTHS_OF[month - 1]}"
        return Made(text + self.year(year, named=named), ((day, day),))

    def listed(self) -> Made:
        """Join two or three of one kind, in the order of time."""
        kind = self.chance.choice(
            (self.whole_month, self.one_day, self.until, self.until_month, self.quarter, self.days)
        )
        found = {made.periods: made for made in (kind() for _ in range(3))}
        parts = sorted(found.values(), key=lambda made: made.periods)
        parts = [made for made in parts if "," not in made.text]
        if len(parts) < 2 or any(
            one.periods[0][1] >= other.periods[0][0] and not one.lead
            for one, other in pairwise(parts)
        ):
            return kind()
        texts = [made.text for made in parts]
        if any(made.text[-1].isdigit() != parts[0].text[-1].isdigit() for made in parts):
            return kind()
        years = {re.search(r"20\d\d", made.text) is None for made in parts}
        if len(years) > 1:
            return kind()
        sign = self.any(", ", "; ", " и ", "\n", ",")
        periods = tuple(period for made in parts for period in made.periods)
        return Made(sign.join(texts), periods, lead=parts[0].lead)

    def sharing_a_year(self) -> Made:
        """Name the year once, at the end of a list: «март, ноябрь 2020, январь 2021»."""
        if not self.plan.years:
            year, span = 2022, range(1, 13)
        else:
            year = self.plan.first.year
            span = range(self.plan.first.month, 13)
        months = sorted(self.chance.sample(span, 2))
        names = f"{MONTHS[months[0] - 1]}, {MONTHS[months[1] - 1]} {year}"
        spans = [_month(year, month) for month in months]
        if self.chance.random() < 0.5:
            later = self.chance.randint(1, 7)
            names += f", {MONTHS[later - 1]} {year + 1}"
            spans.append(_month(year + 1, later))
        return Made(names, tuple(spans))

    def past_new_year(self) -> Made:
        """Pass New Year within a plan: «ноябрь - январь 2020»."""
        if self.plan.first.year == self.plan.last.year:
            return self.months()
        year = self.plan.first.year
        first, last = self.chance.randint(10, 12), self.chance.randint(1, 5)
        span = (_month(year, first)[0], _month(year + 1, last)[1])
        ends = [f"{MONTHS[first - 1]} {year}", f"{MONTHS[last - 1]} {year + 1}"]
        if self.plan.years:
            ends = [end if self.chance.random() < 0.5 else end.split()[0] for end in ends]
        return Made(self.dash().join(ends), (span,))

    def until_each(self) -> Made:
        """Let «до» hold for both of a list: «до марта, июня»."""
        first, last = sorted(self.chance.sample(range(2, 13), 2))
        if not self.plan.years or self.plan.said == "2019-2020":
            return self.until()
        ends = [
            _month(self.plan.first.year, month)[0] - timedelta(days=1) for month in (first, last)
        ]
        sign = self.any(", ", " и ", "; ")
        text = self.any(
            f"до {MONTHS_OF[first - 1]}{sign}{MONTHS_OF[last - 1]}",
            f"к {TO_MONTH[first - 1]}{sign}{TO_MONTH[last - 1]}",
        )
        return Made(text, tuple((self.plan.first, end) for end in ends))

    def blocks(self, length: int, first: date, last: date) -> list[Span]:
        found = []
        while first <= last:
            month = first.month + length
            after = date(first.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
            found.append((first, min(after - timedelta(days=1), last)))
            first = after
        return found

    def recurrent(self) -> Made:
        often, length = self.chance.choice(
            [
                ("ежемесячно", 1),
                ("1 раз в месяц", 1),
                ("не реже одного раза в месяц", 1),
                ("ежеквартально", 3),
                ("раз в квартал", 3),
                ("4 раза в год", 3),
                ("раз в 2 месяца", 2),
                ("один раз в шесть месяцев", 6),
                ("не менее 3-х раз в год", 4),
            ]
        )
        return Made(often, tuple(self.blocks(length, self.plan.first, self.plan.last)))

    def recurrent_days(self) -> Made:
        number = self.chance.randint(1, 28)
        found = self.blocks(1, self.plan.first, self.plan.last)
        if self.chance.random() < 0.5:
            periods = [(first, first.replace(day=number)) for first, _ in found]
            until = self.any("до", "не позднее", "в срок до")
            text = self.any(
                f"ежемесячно, {until} {number} числа", f"{until} {number} числа каждого месяца"
            )
            return Made(text, tuple(periods))
        length, unit = self.chance.choice([(1, "месяцем"), (3, "кварталом")])
        found = self.blocks(length, self.plan.first, self.plan.last)
        ends = [(last + timedelta(days=1)).replace(day=number) for _, last in found]
        text = f"до {number} числа месяца, следующего за отчетным {unit}"
        starts = [first for first, _ in found]
        return Made(text, tuple(zip(starts, ends, strict=True)))

    def counted(self) -> Made:
        """Count blocks of months from a month on: «раз в 3 месяца с февраля»."""
        if not self.plan.years or self.plan.said == "2019-2020":
            return self.recurrent()
        length, first = self.chance.randint(2, 6), self.chance.randint(1, 6)
        last = self.chance.randint(first + length - 1, 12)
        year = self.plan.first.year
        span = (_month(year, first)[0], _month(year, last)[1])
        end = "" if last == 12 else f" по {MONTHS[last - 1]}"
        text = f"{self.any('раз', '1 раз')} в {length} месяцев с {MONTHS_OF[first - 1]}{end}"
        return Made(text, tuple(self.blocks(length, *span)))

    def as_often(self) -> Made:
        """Name as many months as times: «2 раза в год (май, октябрь)»."""
        if not self.plan.years:
            return self.recurrent()
        number = self.chance.choice((2, 3, 4))
        first = self.plan.first.month
        order = [(first - 1 + ahead) % 12 for ahead in range(12)]
        months = [order[at] for at in sorted(self.chance.sample(range(12), number))]
        if self.plan.said == "2019-2020" and 7 in months:
            return self.recurrent()
        spans = [_month(self.plan.years[month], month + 1) for month in months]
        names = ", ".join(MONTHS[month] for month in months)
        text = f"{number} раза в год" + self.any(f" ({names})", f": {names}", f" - {names}")
        return Made(text, tuple(spans))

    def whole(self) -> Made:
        text = self.any("в течение года", "постоянно", "еженедельно", "весь период реализации")
        return Made(text, ((self.plan.first, self.plan.last),), "continuous")

    def undated(self) -> Made:
        return Made(self.any("по мере необходимости", "по графику", "по плану МОЦ"), (), "undated")

    def made(self) -> Made:
        kinds: Sequence[Callable[[], Made]] = (
            self.whole_month,
            self.months,
            self.one_day,
            self.days,
            self.until,
            self.until_month,
            self.quarter,
            self.part,
            self.weekday,
            self.listed,
            self.listed,
            self.until_each,
            self.sharing_a_year,
            self.past_new_year,
            self.recurrent,
            self.recurrent_days,
            self.counted,
            self.as_often,
            self.whole,
            self.undated,
        )
        made = self.chance.choice(kinds)()
        return Made(self.spelt(made.text), tuple(sorted(set(made.periods))), made.kind)

    def spelt(self, text: str) -> str:
        """Add a remark, and write it as people do."""
        if self.chance.random() < 0.2:
            text += self.any(" ({})", "/ {}").format(self.chance.choice(REMARKS))
        for chance, spell in (
            (0.1, str.upper),
            (0.2, str.capitalize),
            (0.1, lambda made: made.replace(" ", "\u00a0")),
            (0.1, lambda made: made.replace(" ", "  ")),
            (0.1, lambda made: unicodedata.normalize("NFD", made)),
            (0.1, lambda made: made.replace("рт", "р\u00adт")),
            (0.05, lambda made: made.replace(" ", "\n", 1)),
            (0.2, lambda made: f"{made}{self.any('.', ' ', ',', ';')}"),
        ):
            if self.chance.random() < chance:
                text = spell(text)
        return text


def _reading(text: str, plan: Plan) -> tuple[str, tuple[Span, ...]] | str:
    try:
        term = terms.read(text, terms.read_plan_period(plan.said))
    except UnreadableTermError as refusal:
        return refusal.reason
    return term.kind.value, tuple((period.first, period.last) for period in term.periods)


def _misread(seed: int, number: int) -> list[tuple[str, Made, object]]:
    chance = random.Random(seed)
    found: list[tuple[str, Made, object]] = []
    for _ in range(number):
        plan = chance.choice(PLANS)
        made = Maker(chance, plan).made()
        reading = _reading(made.text, plan)
        if reading != (made.kind, made.periods):
            found.append((plan.said, made, reading))
    return found


def test_a_wording_is_read_as_it_is_composed() -> None:
    assert _misread(seed=1, number=1500) == []


@pytest.mark.torture
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_wordings_are_read_as_they_are_composed(seed: int) -> None:
    assert _misread(seed, number=20_000) == []
