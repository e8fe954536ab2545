"""The part of the grammar that reads what recurs, and on which days."""

from __future__ import annotations

from datetime import timedelta

from roadmap_cli.terms.dates import (
    HALF,
    QUARTER,
    UNIT_MONTHS,
    BlockDays,
    Place,
    Reader,
    days_of_part,
    one_part,
    pass_times,
)
from roadmap_cli.terms.points import (
    LAST_DAY,
    SCHOOL_HALVES,
    YEAR_MONTHS,
    Found,
    Period,
    Placer,
    Point,
    Refusal,
    Size,
    blocks,
    by_school_years,
    days_in_month,
)
from roadmap_cli.terms.tokens import numbers
from roadmap_cli.terms.vocabulary import WEEKDAYS

FOLLOWING, CLOSING, UNCLEAR = "following", "closing", "unclear"
_DAYS = ("с? day -|по day число", "day число", "в? последний день|число")
_AFTER = "1? месяц? ,? следующий за|после"
_EACH_MONTH = Place(unit=1, usual=1)
_FOLLOWING = {unit: Place(FOLLOWING, months, months) for unit, months in UNIT_MONTHS.items()}
_CLOSING = {unit: Place(CLOSING, months, months) for unit, months in UNIT_MONTHS.items()}
# Words after the days. «Следующего за отчетным» alone and «за отчетным месяца» mean the month,
# unless the wording says how often it recurs; the length of a «период» must be stated
_PLACES = {
    "каждый месяц": _EACH_MONTH,
    "следующий месяц": Place(FOLLOWING),
    f"{_AFTER} отчетный месяца": Place(FOLLOWING, usual=1),
    f"{_AFTER} отчетный? период месяц?": Place(FOLLOWING),
    **{f"{_AFTER} отчетный? {unit} месяц?": place for unit, place in _FOLLOWING.items()},
    **{f"1 месяц следующий {unit}": place for unit, place in _FOLLOWING.items()},
    **{f"последний месяц каждый|отчетный? {unit}": place for unit, place in _CLOSING.items()},
    f"{_AFTER} отчетный": Place(FOLLOWING, usual=1),
    _AFTER: Place(UNCLEAR),
    "месяц": Place(),
}
# Words after a part of a month: «последняя пятница месяца» is that of each month
_PLACES_OF_PART = {"каждый месяц": _EACH_MONTH, "месяц": Place()}
_PLACES_OF_WEEKDAY = {"каждый? месяц": _EACH_MONTH}
_LAST_MONTHS = {
    f"последний месяц каждый? {unit}": BlockDays(1, LAST_DAY, place)
    for unit, place in _CLOSING.items()
}
_ENDS = {
    f"конец каждый {unit}": BlockDays(LAST_DAY, LAST_DAY, place, until=True)
    for unit, place in _CLOSING.items()
} | {
    f"конец {unit}": BlockDays(LAST_DAY, LAST_DAY, place._replace(usual=0), until=True)
    for unit, place in _CLOSING.items()
    if unit != "год"  # that is the calendar one, whatever the block
}


def _block_days(reader: Reader) -> BlockDays | None:
    """Take «до 25 числа», «последняя пятница», «до 10 числа месяца, следующего за отчетным»."""
    reader.phrase(",|-")
    until = reader.phrase("до|к|не-позднее")
    of_block = reader.choice(_ENDS if until else _LAST_MONTHS)
    if of_block:
        return of_block
    days = reader.tried(_numbered_days, _days_of_part)
    if days is None or not until:
        return days
    is_one = days.first == days.last or days.weekday is not None
    return days._replace(until=True) if is_one else None


def _numbered_days(reader: Reader) -> BlockDays | None:
    each = reader.follows("day каждый месяц")
    taken = reader.phrase("day") if each else reader.phrase(*_DAYS)
    days = numbers(taken) or [LAST_DAY]
    if not taken or days != sorted(days):
        return None
    place = reader.choice(_PLACES) or Place()
    if place.month == UNCLEAR:
        raise Refusal("неясно, за чем следует этот месяц: напишите «следующего за отчетным»")
    return BlockDays(days[0], days[-1], place)


def _days_of_part(reader: Reader) -> BlockDays | None:
    """Take «последняя пятница (каждого) месяца», «первая неделя» beside «ежемесячно»."""
    reader.phrase("в? каждый?")
    part = one_part(reader)
    if not part or reader.follows("month"):
        return None
    first, last, weekday = days_of_part(*part)
    places = _PLACES_OF_PART if weekday is None else _PLACES_OF_WEEKDAY
    return BlockDays(first, last, reader.choice(places) or Place(), weekday=weekday)


LONGEST_WEEKLY = {"неделя": 4, "день": 31}  # longer intervals can have marks of their own
WEEKLY = "weekly"  # a kind of clause, «по пятницам»: too often for marks

# How often, and the months of one block
_EVERY = {
    "не-реже? ежемесячно": 1,
    "не-реже? ежеквартально": QUARTER,
    "не-реже? ежегодно": YEAR_MONTHS,
    "раз-полугодие": HALF,
    **{f"каждый {unit}": months for unit, months in UNIT_MONTHS.items()},
    "по месяцам": 1,
    "по кварталам": QUARTER,
    "по полугодиям": HALF,
    "по годам": YEAR_MONTHS,
}
# How many times; «раза в год» has lost its number
_HOW_OFTEN = {"не-реже? трижды": 3, "не-реже? дважды": 2, "не-реже кратно": 1, "раз": 1}
_WEEKDAYS = ("каждый|по рабочий? день", "каждый|по неделя", "каждый|по weekday", "в рабочий день")

TWO_RECURRENCES = "названы две разные периодичности"
_TOO_SELDOM = "повторяется реже, чем раз за это время: назовите даты"


# Too often for marks of its own


def weekly(reader: Reader) -> bool:
    """Take what comes every week, every day or twice a month."""
    often = reader.tried(_often, _on_weekdays)
    if often:
        pass_times(reader)
    return often


def _often(reader: Reader) -> bool:
    """Take «еженедельно», «2 раза в неделю», «раз в 14 дней», «2 раза в месяц»."""
    if reader.phrase("не-реже? еженедельно"):
        return True
    often = _how_often(reader)
    if often == 0:
        return False
    if reader.phrase("в неделя|день"):
        return True
    if often > 1 and reader.phrase("в месяц"):
        return True
    taken = reader.phrase("в number неделя|день")
    if taken and taken[1].number > LONGEST_WEEKLY[taken[2].meaning]:
        raise Refusal("это реже, чем раз в месяц: назовите даты")
    return bool(taken)


def _on_weekdays(reader: Reader) -> bool:
    """Take «каждый вторник», «по понедельникам и средам», «вторник, четверг в 10.00»."""
    every = reader.phrase(*_WEEKDAYS)
    if not every and not reader.phrase("weekday"):
        return False
    if every and every[0].meaning == "по" and reader.behind.text in WEEKDAYS:
        raise Refusal("«по» и день недели не согласованы: «по пятницам» или «последняя пятница»?")
    while reader.phrase(",? и? по? weekday"):
        pass
    if every or WEEKLY in reader.seen:
        return True
    return bool(reader.phrase("в time|clock"))  # without a time it may be one day


# A recurrence with marks


def recurrence(reader: Reader) -> bool:
    """Read «ежемесячно», «2 раза в год», with or without days of the month."""
    named = reader.tried(_block)
    days = reader.tried(_block_days)
    block = named or _block_of(reader, days)
    if not block:
        return False
    reader.phrase("в time|clock час?")
    unit = days.place.unit if days else 0
    if {reader.block, unit} - {0, block}:
        raise Refusal(TWO_RECURRENCES)
    if reader.days and days and reader.days != days:
        raise Refusal("названы два разных числа месяца")
    reader.block = block
    reader.days = days or reader.days
    reader.yearly = reader.yearly or block == YEAR_MONTHS
    return True


def _block_of(reader: Reader, days: BlockDays | None) -> int:
    """Find how often days recur: by the words after or before them, or by themselves."""
    if days is None:
        return 0
    block = reader.tried(_block_behind_sign) or reader.block or days.place.usual
    if not block and days.place.month == FOLLOWING:
        after = f"до {days.last} числа месяца, следующего за отчетным"
        raise Refusal(
            "неясно, какой период отчетный: добавьте «ежемесячно» или «ежеквартально»",
            f"ежемесячно {after}",
            f"ежеквартально {after}",
        )
    return block


def _block_behind_sign(reader: Reader) -> int:
    reader.phrase(",|-|(")
    return _block(reader)


def _block(reader: Reader) -> int:
    """Take how often something recurs: the months of one block; 0 if there are no such words."""
    if reader.found and reader.phrase("далее-ежегодно"):
        reader.onwards = True
        return YEAR_MONTHS
    return reader.choice(_EVERY) or _share(reader)


def _share(reader: Reader) -> int:
    """Take «2 раза в год», «раз в 2 месяца»."""
    at_least = reader.peek().meaning == "не-реже"
    often = _how_often(reader)
    if often:
        within = reader.phrase("в? каждый number", "в|течение number", "в? каждый", "в|течение")
    else:
        often, within = 1, reader.phrase("каждый number &месяц")
    if not within:
        return 0
    if reader.phrase("учебный"):
        raise Refusal("учебный год не делится на равные части: назовите месяцы")
    reader.phrase("календарный")
    unit = reader.choice(UNIT_MONTHS) or 0
    (length,) = numbers(within) or [1]
    months = unit * length
    if months % often or length == 0:
        raise Refusal("на такое число частей срок не делится поровну: назовите месяцы")
    reader.times, reader.at_least = True, at_least
    reader.times_a_year = often if months == YEAR_MONTHS else 0
    reader.from_start = length > 1 or reader.behind.text == "полгода"
    return months // often


def _how_often(reader: Reader) -> int:
    """Take «раз», «2 раза», «дважды» and return the number; 0 if there are no such words."""
    named = reader.choice(_HOW_OFTEN)
    if named:
        return named
    counted = reader.phrase("не-реже? number кратно")
    return counted[-2].number if counted else 0


# The periods of a recurrence


def recurrent(reader: Reader, periods: list[Period]) -> list[Period]:
    """Return the periods of a recurrence: those listed, or the blocks of the plan or of spans."""
    if _lists_dates(reader, periods):
        return periods
    spans = periods if len(periods) > 1 else [_recurring_span(reader, periods)]
    found: set[Period] = set()
    for span in spans:
        found.update(_with_days(reader, block) for block in _blocks(reader, span))
    if reader.times_a_year and len(periods) == 1 and periods[0].months <= YEAR_MONTHS:
        _refuse_times(reader, len(found), reader.times_a_year)
    return sorted(found)


def _lists_dates(reader: Reader, periods: list[Period]) -> bool:
    """Return whether the dates list the recurrences: «2 раза в год (май, октябрь)»."""
    fewest = 1 if reader.yearly else 2
    if len(periods) < fewest or _are_whole_blocks(reader, periods):
        return False
    if reader.days:
        raise Refusal("названы и даты, и число месяца: оставьте что-то одно")
    _refuse_several_spans(reader)
    if reader.times:
        span = reader.home if reader.home.months >= reader.block else reader.plan
        _refuse_times(reader, len(periods), len(_blocks(reader, span)))
    return True


def _refuse_times(reader: Reader, dates: int, times: int) -> None:
    """Refuse «3 раза в год (май, октябрь)»: the dates do not match the number."""
    if dates < times or (dates > times and not reader.at_least):
        raise Refusal("дат не столько, сколько названо раз: оставьте что-то одно")


def _are_whole_blocks(reader: Reader, periods: list[Period]) -> bool:
    """Return whether a mark is due in each block of every span: «ежемесячно, март-май, июль»."""
    if reader.yearly or reader.has_deadline:
        return False
    return all(
        span.has_whole_months and all(b.months == reader.block for b in _blocks(reader, span))
        for span in periods
    )


def _refuse_several_spans(reader: Reader) -> None:
    """Refuse «ежемесячно, 15 марта - 20 мая, сентябрь»: monthly marks or spans."""
    if reader.yearly:
        return
    longest = timedelta(days=LAST_DAY * reader.block)
    placer = reader.placer
    for found in reader.found:
        spans = [] if found.is_deadline else placer.periods(found)
        if any(span.last - span.first > longest for span in spans):
            raise Refusal("повторяется в нескольких промежутках: назовите месяцы")


def _recurring_span(reader: Reader, periods: list[Period]) -> Period:
    """Return the span to cut into blocks: the named one, the section's, or the plan."""
    if not periods:
        span = reader.home
        # «Ежегодно» is no mistake in a plan shorter than a year
        longest = max(span.months, YEAR_MONTHS if span == reader.plan else 0)
        if reader.block > longest:
            raise Refusal(_TOO_SELDOM)
        return span
    (span,) = periods
    if reader.block > span.months:
        raise Refusal(_TOO_SELDOM)
    has_end = any(found.how in {"до", "не позднее"} for found in reader.found)
    if has_end or not span.has_whole_months:
        raise Refusal("повторение и часть месяца вместе: назовите даты")
    return span


def _blocks(reader: Reader, span: Period) -> list[Period]:
    """Cut a span into blocks: calendar ones, or school half-years."""
    of_school = by_school_years(reader.plan) and span == reader.plan
    if of_school and reader.finds("полугодие|раз-полугодие"):
        placer = Placer(reader.plan, reader.plan, yearly=True)
        return sorted(days for half in SCHOOL_HALVES for days in placer.periods(Found("", half)))
    if of_school or reader.from_start or reader.block not in {QUARTER, HALF}:
        return blocks(span, reader.block)
    shift = (span.first.month - 1) % reader.block
    start = span.first.replace(day=1, month=span.first.month - shift)
    first, *rest = blocks(Period(start, span.last), reader.block)
    return [Period(span.first, first.last), *rest]


def _with_days(reader: Reader, block: Period) -> Period:
    days = reader.days
    if days is None:
        return block
    if days.place.month == FOLLOWING:
        month = block.last + timedelta(days=1)
    elif days.place.month == CLOSING or reader.block == 1:
        month = block.last
    else:
        raise Refusal("число названо, а месяц нет")
    longest = days_in_month(month.year, month.month)
    first, last = (month.month, min(days.first, longest)), (month.month, min(days.last, longest))
    named = Point(Size.PART, first, last, weekday=days.weekday).days(month.year)
    if days.until or days.place.month == FOLLOWING:
        return Period(min(block.first, named.last), named.last)
    return named
