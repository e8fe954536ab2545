"""The part of the grammar that reads points: days, months, quarters, parts of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.terms.points import (
    LAST_DAY,
    LAST_WEEK,
    MIXED_YEARS,
    SCHOOL_HALVES,
    SCHOOL_YEAR_ENDS,
    SCHOOL_YEAR_STARTS,
    WHOLE,
    YEAR_MONTHS,
    Found,
    Period,
    Placer,
    Point,
    Refusal,
    Size,
    by_school_years,
    day_point,
    months_point,
    refuse_early,
)
from roadmap_cli.terms.tokens import CENTURY, Cursor, full_year, numbers
from roadmap_cli.terms.vocabulary import MONTHS, MONTHS_OF, ONE_PART
from roadmap_cli.wording import day as day_text

if TYPE_CHECKING:
    from roadmap_cli.terms.tokens import Token

QUARTER, HALF = 3, 6  # months
UNIT_MONTHS = {"месяц": 1, "квартал": QUARTER, "полугодие": HALF, "год": YEAR_MONTHS}
_WEEKS = {"1": (1, 7), "2": (8, 14), "3": (15, 21), "4": (22, 28)}
# Parts of a month and the first and last day of each, by what stands before the name
MONTH_PARTS = {
    "декада": {"1": (1, 10), "2": (11, 20), "3": (21, LAST_DAY), "последний": (21, LAST_DAY)},
    "неделя": {**_WEEKS, "5": (29, LAST_DAY), "последний": LAST_WEEK},
    "половина": {"1": (1, 15), "2": (16, LAST_DAY)},
    "weekday": {**_WEEKS, "последний": LAST_WEEK},
}
_NAMED_PART = f"number|последний {'|'.join(MONTH_PARTS)}"  # «первая декада», «последняя пятница»
_DAY_ALONE = ("day число", "day &end|,|;|(|)|-|time|clock|и|по|до|в|с|включительно")
_REPORTED_YEAR = ("год ,? следующий за отчетный год?", "следующий за отчетный год")
_YEAR_IN_WORDS = {
    "т|с|текущий|отчетный|финансовый год": 0,
    "соответствующий календарный|финансовый? год": 0,
    "следующий год": 1,
    **dict.fromkeys(_REPORTED_YEAR, 1),
}


class Place(NamedTuple):
    """Which month of a block the days of a recurrence are in, by the words after them."""

    month: str = ""  # FOLLOWING the block, CLOSING it, or its only one
    unit: int = 0  # months of a block, where the words name it
    usual: int = 0  # months of a block where nothing else names them


class BlockDays(NamedTuple):
    """The days that a recurrence names in its blocks: «до 25 числа», «последняя пятница»."""

    first: int
    last: int
    place: Place = Place()
    until: bool = False
    weekday: int | None = None


class Reader(Cursor):
    """One reading of one wording: the plan that it belongs to, and what has been found so far."""

    def __init__(self, found: list[Token], text: str, plan: Period, section: Period | None) -> None:
        """Start before the first token."""
        super().__init__(found)
        self.text = text
        self.plan = plan
        self.section = section
        self.home = section or plan
        self.one_year = len(plan.years) == 1
        self.found: list[Found] = []
        self.seen: set[str] = set()  # kinds of clauses
        self.yearly = False
        self.onwards = False  # «далее ежегодно»
        self.run_on = False  # months stand in a row without a sign
        self.block = 0  # months in a block of a recurrence
        self.times = False  # it is said how many times: «2 раза в квартал»
        self.times_a_year = 0  # «2 раза в год»
        self.at_least = False  # «не реже 2 раз в год»
        self.from_start = False  # blocks are counted from a month on: «раз в 3 месяца с февраля»
        self.days: BlockDays | None = None

    @property
    def has_deadline(self) -> bool:
        """Whether any of the dates is a deadline."""
        return any(found.is_deadline for found in self.found)

    @property
    def placer(self) -> Placer:
        """The placer, which finds the years that the wording leaves out."""
        return Placer(self.plan, self.home, self.yearly, self.onwards)


def _point(reader: Reader) -> Point | None:
    return reader.tried(
        _full_date,
        _day_and_month,
        _part_of_year,
        _part_of_month,
        _last_day,
        _month,
        _years,
        _day_alone,
    )


# Days


def _full_date(reader: Reader) -> Point | None:
    taken = reader.phrase("date")
    if not taken:
        return None
    (token,) = taken
    day, month, year = token.date
    if not 1 <= month <= YEAR_MONTHS:
        raise Refusal(f"в «{token.text}» нет такого месяца")
    if year is not None:
        reader.phrase("год")
        return day_point(day, month, year, token.text)
    point = _day_of_some_year(reader, day, month, token.text)
    if point.year is None:
        _refuse_month_and_year(reader)
    return point


def _day_of_some_year(reader: Reader, day: int, month: int, text: str) -> Point:
    """Attach the year after a day, or «следующего года» after each year of a longer plan."""
    first, last = reader.plan
    of_years = not reader.one_year and (first.month, last.month) == (1, YEAR_MONTHS)
    if of_years and reader.phrase(*_REPORTED_YEAR):
        return day_point(day, month, None, text)._replace(reports=True)
    return day_point(day, month, _year(reader), text)


def _refuse_month_and_year(reader: Reader) -> None:
    """Refuse «09.12», which may be September 2012, unless a neighbour shows that it is a day."""
    dates = [token for token in reader.tokens if token.kind == "date"]
    days_or_months = all(
        year is None and 1 <= day <= YEAR_MONTHS and CENTURY + month in reader.plan.years
        for day, month, year in (each.date for each in dates)
    )
    if not days_or_months or reader.finds("number"):
        return
    day, month, _ = dates[0].date
    as_day = f"{day} {MONTHS_OF[month - 1]}"
    as_month = f"{MONTHS[day - 1]} {CENTURY + month}"
    raise Refusal(f"это может быть и {as_day}, и {as_month}", as_day, as_month)


def _day_and_month(reader: Reader) -> Point | None:
    taken = reader.phrase("written-day month месяц?")
    if not taken:
        return None
    day, month, *_ = taken
    text = f"{day.text} {month.text}"
    return _day_of_some_year(reader, day.number, month.number, text)


# Months and their parts, quarters and half-years


def _month(reader: Reader) -> Point | None:
    taken = reader.phrase("month месяц?")
    if not taken:
        return None
    month = taken[0].number
    if of_school := reader.phrase("year -|/ year учебный год?"):
        first, last = numbers(of_school, "year")
        year = first if month >= SCHOOL_YEAR_STARTS else last
        raise Refusal(
            "назовите один год: учебный начинается в одном, кончается в другом",
            f"{MONTHS[month - 1]} {year:04d}",
        )
    return months_point(month, month, _year(reader))


def _part_of_year(reader: Reader) -> Point | None:
    """Read «III квартал», «II полугодие»."""
    taken = reader.phrase("number квартал|полугодие")
    if not taken:
        return None
    ordinal, unit = taken
    number, length = ordinal.number, UNIT_MONTHS[unit.meaning]
    if of_school := reader.phrase("учебный год?", "year -|/ year учебный год?"):
        of_plan = reader.plan.years if by_school_years(reader.plan) else []
        raise _unclear_part(number, length, numbers(of_school, "year") or [*of_plan])
    if not 1 <= number <= YEAR_MONTHS // length:
        raise Refusal(f"нет такого: {ordinal.text} {unit.text}")
    year = _year(reader)
    bare_half = length == HALF and year is None
    if bare_half and by_school_years(reader.plan):
        return SCHOOL_HALVES[number - 1]
    last = number * length
    return months_point(last - length + 1, last, year)


def _unclear_part(number: int, length: int, years: list[int]) -> Refusal:
    """Refuse «II полугодие 2021-2022 учебного года»: every school counts it in its own way."""
    advice = []
    if len(years) == len(SCHOOL_HALVES) and length == HALF and number in {1, 2}:
        half = SCHOOL_HALVES[number - 1]
        first, last = MONTHS[half.first[0] - 1], MONTHS[half.last[0] - 1]
        advice = [f"{first} - {last} {years[number - 1]:04d}"]
    return Refusal("части учебного года каждый считает по-своему: назовите месяцы", *advice)


def _part_of_month(reader: Reader) -> Point | None:
    """Read «первая декада мая», «последняя пятница октября»; without a month, the section's."""
    named = reader.phrase(_NAMED_PART)
    month = _month(reader) or _section_month(reader)
    if not named or month is None:
        return None
    counted, unit = named
    of_month = unit.meaning == "декада" and not month.in_section
    if _may_last(counted, unit) and not of_month:
        return None
    return _part(month, counted, unit)


def _last_day(reader: Reader) -> Point | None:
    if not reader.phrase("последний день|число"):
        return None
    month = _month(reader) or _section_month(reader)
    return month.end if month else None


def one_part(reader: Reader) -> list[Token]:
    """Take a part of a month, but not «2 недели», which may be a duration."""
    named = reader.phrase(_NAMED_PART)
    return [] if named and _may_last(*named) else named


# What belongs to the section: its month is not named


def _section_month(reader: Reader) -> Point | None:
    section = reader.section
    if section is None or section.months > 1:
        return None
    reader.phrase("месяц")
    first = section.first
    return months_point(first.month, first.month, first.year, in_section=True)


def section_point(reader: Reader) -> Point | None:
    """Read «месяца» or «квартала» where the section's own term is such a unit."""
    section = reader.section
    if section is None or not section.has_whole_months or len(section.years) > 1:
        return None
    if UNIT_MONTHS.get(reader.peek().meaning) != section.months:
        return None
    reader.at += 1
    first, last = section
    return months_point(first.month, last.month, first.year, in_section=True)


def _day_alone(reader: Reader) -> Point | None:
    """Read «до 10» or «25-26» in a section of one month."""
    taken = reader.phrase(*_DAY_ALONE)
    month = _section_month(reader)
    if not taken or month is None:
        return None
    return _day_of(month, taken[0].number)


def _day_of(month: Point, day: int) -> Point:
    number, _ = month.first
    point = day_point(day, number, month.year, f"{day} {MONTHS_OF[number - 1]}")
    return point._replace(in_section=month.in_section)


# Years


def _years(reader: Reader) -> Point | None:
    school = reader.phrase("учебный год", "year учебный год?", "year -|/ year учебный год?")
    if school:
        years = numbers(school, "year")
        if len(years) == 1:
            raise Refusal("у учебного года два числа", f"{years[0]}-{years[0] + 1} учебный год")
        if years and years[1] != years[0] + 1:
            raise Refusal("учебный год длится один год")
        first, last = (SCHOOL_YEAR_STARTS, 1), (SCHOOL_YEAR_ENDS, LAST_DAY)
        return Point(Size.SCHOOL_YEAR, first, last, years[0] if years else None, years_long=1)
    taken = reader.phrase("year -|/ year год?", "year год?")
    years = numbers(taken, "year")
    if not years:
        return None
    if years != sorted(years):
        raise Refusal("годы стоят в обратном порядке")
    whole_year = months_point(1, YEAR_MONTHS, years[0])
    return whole_year._replace(years_long=years[-1] - years[0])


def _year(reader: Reader) -> int | None:
    """Take the year after a date: «2020», «, 2020 г.», «20 г.», «т.г.», «следующего года»."""
    if reader.follows(",|;|( year год|end|)|;"):
        reader.at += 1
    named = reader.phrase("year год?", "short-year год")
    if named:
        return full_year(named[0].number)
    shift = reader.choice(_YEAR_IN_WORDS)
    if shift is None or (reader.yearly and not shift):  # «текущего года»: each year of the plan
        return None
    if not reader.one_year:
        name = "следующий" if shift else "текущий"
        raise Refusal(f"неясно, какой год {name}: в плане их несколько")
    return reader.plan.first.year + shift


def _may_last(counted: Token, unit: Token) -> bool:
    return counted.text.isdigit() and unit.text not in ONE_PART.split()


def _part(month: Point, counted: Token, unit: Token) -> Point:
    number, _ = month.first
    first, last, weekday = days_of_part(counted, unit)
    part = month._replace(first=(number, first), last=(number, last))
    return part._replace(size=Size.PART, weekday=weekday)


def days_of_part(counted: Token, unit: Token) -> tuple[int, int, int | None]:
    """Return the first and last day of a part of a month, and the weekday that is meant in it."""
    days = counted.found_in(unit.found_in(MONTH_PARTS) or {})
    if days is None:
        raise Refusal(f"нет такого: {counted.text} {unit.text}")
    return (*days, unit.number if unit.kind == "weekday" else None)


# What stands before a date, and what it is to the reading
_LEADS = {
    "до|к": "до",
    "не-позднее": "не позднее",
    "начиная с?": "с",
    "с !time|clock": "с",
    "по &date|month|number": "по",
    "течение|в|на весь?": "",
    "весь": "",
}
# What stands between the ends of a span, by what stood before it
_JOINTS = {
    "": {"-": "-", "по &date|month|number": "по", "до &month": "до"},
    "с": {"-": "-", "по": "по", "до": "до"},
}
_INCLUDED = (",? включительно", "( включительно )")
_TIMES = ("в|с|до|к? time|clock час? -? час?", ", в|с? clock час? -? час?", "в|с|до number час -?")


def dated(reader: Reader) -> bool:
    """Read a date, a span of dates, or a series of days of one month."""
    reader.phrase("в срок|период")
    reader.phrase("срок -?")
    how = reader.choice(_LEADS) or ""
    if how in {"", "до"}:
        _time_before_date(reader)
    if reader.follows("конец|начало"):
        return _close(reader, how, _edge(reader, how))
    if reader.tried(lambda here: _series(here, how)):
        return True
    leads = reader.follows("weekday ,? date", "weekday ,? day month")
    called = reader.phrase("weekday ,?") if leads else []
    closed = _close(reader, how, _point(reader))
    if called:
        _call(reader, called)
    return closed


def weekday_of_date(reader: Reader) -> bool:
    """Read the weekday after a date, to be checked: «15 мая (пятница)»."""
    called = reader.phrase("в? weekday )?")
    if not called or not reader.found:
        return False
    _call(reader, called)
    pass_times(reader)
    return True


def _call(reader: Reader, called: list[Token]) -> None:
    dated = reader.found[-1]
    if not dated.is_single or dated.weekday is not None:
        raise Refusal("неясно, к какому из дней относится день недели")
    (weekday,) = numbers(called, "weekday")
    reader.found[-1] = dated._replace(weekday=weekday)


def part_of_found_month(reader: Reader) -> bool:
    """Read the part of the only month before it: «октябрь (3 неделя)»."""
    months = [found for found in reader.found if found.is_month]
    if len(months) != 1 or not reader.found[-1].is_month:
        return False
    month = reader.found[-1]
    if reader.phrase("последний день|число месяц? !month"):
        part = month.point.end
    elif (named := one_part(reader)) and not reader.follows("month"):
        part = _part(month.point, *named)
    else:
        return False
    if month.how:
        return False
    reader.found[-1] = Found("", part)
    return True


# A date and the end of its span


def _close(reader: Reader, how: str, point: Point | None) -> bool:
    if point is None:
        return False
    included = reader.phrase(*_INCLUDED)
    joint = reader.choice(_JOINTS.get(how, {}))
    last = _span_end(reader, joint, point) if joint else None
    included += reader.phrase(*_INCLUDED)
    if included and not how and point.size in WHOLE and reader.has_deadline:
        raise Refusal("неясно, к чему относится «включительно»: напишите последние дни")
    if reader.phrase("-"):
        raise Refusal("в промежутке больше двух дат")
    if point.size in WHOLE and reader.follows(",? time"):
        raise Refusal(_TIME_OR_DATE)
    pass_times(reader)
    if how == "до":
        how = _until(point, included=bool(included))
    reader.found.append(Found(how, point, last))
    return True


def _until(point: Point, *, included: bool) -> str:
    """Return «не позднее» if the date is included, else «до»; refuse «до второй половины мая»."""
    if included:
        return "не позднее"
    if point.size is Size.PART and point.weekday is None:
        raise Refusal("неясно, входят ли эти дни в срок: напишите последний день")
    return "до"


def _span_end(reader: Reader, joint: str, first: Point) -> Point:
    last = _point(reader)
    if last is None:
        raise Refusal("нет конца промежутка")
    if (last.size is Size.YEAR) != (first.size is Size.YEAR):
        raise Refusal(MIXED_YEARS)
    if joint == "до" and last.size is not Size.DAY:
        raise Refusal("неясно, входит ли последний месяц: напишите «с … по …»")
    return last


# Times of day, which are no dates


def _time_before_date(reader: Reader) -> None:
    """Pass over a time before a date; the «с» of «с 9.00 до 12.00 15 марта» belongs to it."""
    start = reader.at
    reader.phrase("с? time|clock час? -|до time|clock час?")
    reader.phrase("time|clock час?")
    if not reader.follows("date", "day month"):
        reader.at = start


_TIME_OR_DATE = "неясно, где время суток, а где дата: пишите время через двоеточие"


def pass_times(reader: Reader) -> None:
    """Pass over times of day after a date; refuse what may be a date too: «17 сентября, 10.10»."""
    after_month = reader.behind.kind == "month" and reader.follows(",|( date")
    if after_month or reader.follows(", в date"):
        raise Refusal(_TIME_OR_DATE)
    while reader.phrase(*_TIMES):
        pass


# Beginnings and ends


def _edge(reader: Reader, how: str) -> Point | None:
    """Read «до конца марта», «до конца года», «до начала учебного года»."""
    if how not in {"до", "не позднее"}:
        raise Refusal("начало и конец без чисел каждый понимает по-своему: назовите дни")
    if reader.phrase("начало учебный год"):
        return months_point(8, 8, None).end
    if reader.phrase("начало"):
        raise Refusal("начало без числа каждый понимает по-своему: назовите день")
    if reader.phrase("конец календарный|текущий? год"):
        if not reader.one_year:
            raise Refusal(
                "неясно, какого года конец",
                f"до 31.12.{reader.plan.first.year:04d}",
                f"до {day_text(reader.plan.last)}",
            )
        return months_point(YEAR_MONTHS, YEAR_MONTHS, None).end
    reader.phrase("конец календарный|текущий?")
    point = section_point(reader) or _point(reader)
    return point.end if point else None


# Numbers that share what follows: «5, 12 и 19 октября», «I, III квартал», «20-24.11»


def _series(reader: Reader, how: str) -> bool:
    """Read numbers and the date that they share: «с 1 по 15 октября», «до 1 и 15 марта»."""
    numbers: list[tuple[Token, bool]] = []  # each with whether the next one ends a span with it
    while taken := reader.phrase("number -|,|и|по &number|date"):
        numbers.append((taken[0], taken[1].fits(["-", "по"])))
    spans = [opens for _, opens in numbers]
    until = how in {"до", "не позднее"} and True not in spans
    shared = numbers and (not how or until or (how == "с" and spans == [True]))
    tail = _point(reader) if shared else None
    if tail is None or (until and tail.size is not Size.DAY):
        return False
    begin = len(reader.found)
    joined: list[Point] = []
    for number, opens_span in numbers:
        joined.append(_like(number, tail))
        if not opens_span:
            refuse_early([joined[0]], tail, reader.plan)
            _add_joined(reader, joined)
            joined = []
    if until:  # what stands after the last of the days is of each
        _close(reader, how, tail)
        how = reader.found[-1].how
        reader.found[begin:] = [each._replace(how=how) for each in reader.found[begin:]]
        return True
    _add_joined(reader, [*joined, tail])
    if joined:
        reader.phrase(*_INCLUDED)
    pass_times(reader)
    return True


def _add_joined(reader: Reader, joined: list[Point]) -> None:
    first, *rest = joined
    if len(rest) > 1:
        raise Refusal("в промежутке больше двух чисел")
    reader.found.append(Found("", first, rest[0] if rest else None))


def _like(number: Token, tail: Point) -> Point:
    """Return the point that a number before «15 октября», «III квартал» or «24.11» means."""
    if tail.size is Size.DAY:
        point = _day_of(tail, number.number) if number.fits(["day"]) else None
    elif tail.size is Size.PART:
        point = _like_part(number, tail)
    else:
        point = _like_months(number, tail)
    if point is None:
        raise Refusal(f"неясно, к чему относится число {number.number}")
    return point


def _like_part(number: Token, tail: Point) -> Point | None:
    month, first = tail.first
    _, last = tail.last
    for parts in MONTH_PARTS.values():
        meant = number.found_in(parts)
        if meant and (first, last) in parts.values():
            return tail._replace(first=(month, meant[0]), last=(month, meant[1]))
    return None


def _like_months(number: Token, tail: Point) -> Point | None:
    months = tail.last[0] - tail.first[0] + 1
    starts = range(1, YEAR_MONTHS + 1, months)
    alike = [months_point(first, first + months - 1, tail.year) for first in starts]
    if tail in SCHOOL_HALVES:
        alike = list(SCHOOL_HALVES)
    return alike[number.number - 1] if 1 <= number.number <= len(alike) else None
