"""The grammar of terms: the clauses of a wording, and why one is refused."""

from __future__ import annotations

from datetime import timedelta

from roadmap_cli import wording
from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms import vocabulary
from roadmap_cli.terms.dates import (
    MONTH_PARTS,
    Reader,
    dated,
    part_of_found_month,
    section_point,
    weekday_of_date,
)
from roadmap_cli.terms.points import (
    YEAR_MONTHS,
    Found,
    Kind,
    Period,
    Refusal,
    Size,
    Term,
    by_school_years,
    joined_deadlines,
    months_point,
    refuse_disorder,
    refuse_mixed_years,
    with_shared_year,
)
from roadmap_cli.terms.recurrences import TWO_RECURRENCES, WEEKLY, recurrence, recurrent, weekly
from roadmap_cli.terms.tokens import (
    MEANINGS,
    Cursor,
    Token,
    any_begins,
    is_other,
    near_months,
    numbers,
    pass_word,
    speaks_of_time,
    tokens,
    without_evidence,
)
from roadmap_cli.terms.vocabulary import CASES, MONTHS, MONTHS_OF

LONGEST = 1000  # characters
SHOWN = 80  # characters of a wording that a message repeats
_OF_SCHOOL = "четверти и каникулы у каждой школы свои: назовите даты"
_REASONS = {
    vocabulary.EXCEPTIONS: "из срока что-то исключено: назовите то, что остаётся",
    vocabulary.SCHOOL_PARTS: _OF_SCHOOL,
    f"{vocabulary.SEASONS} {vocabulary.SHIFTS}": (
        "время года и переносы каждый понимает по-своему: назовите даты"
    ),
    vocabulary.VAGUE_PARTS: "половину и середину без чисел каждый понимает по-своему: назовите дни",
}
_NO_MONTH = "у числа {text} нет месяца"
_FOREIGN = "дату «{text}» напишите через точки"
_ODD = {  # what is not understood, by how it begins
    "end": "даты нет",
    "clock": "время есть, а дня нет",
    "time": "неясно, что такое «{text}»: время суток или месяц и год",
    "течение": "неясно, с какого дня считать: назовите даты",
    "number неделя": "неясно, какого месяца неделя: назовите дни",
    "number - number кратно": "неясно, сколько раз: назовите одно число",
    "далее": "неясно, с какого дня идёт «далее»: назовите даты",
    "day !word|weekday": _NO_MONTH,
    "day число end": _NO_MONTH,
    "unknown от date|number": "рядом со сроком стоит дата документа: уберите её",
    "foreign": _FOREIGN,
    "tens": "«{text}» – это не один день: назовите дни",
}


def refused(
    text: str, refusal: Refusal, plan: Period, section: Period | None
) -> UnreadableTermError:
    """Build the error for a person: what is unclear, and two or three ways to write it."""
    short = wording.one_line(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
    if refusal.reason != _OF_SCHOOL and _speaks_of_event(tokens(text[:LONGEST])):
        return EventTermError(short)
    advice = [each for each in refusal.advice if _is_read(each, plan, section)]
    reason = wording.one_line(refusal.reason)
    return UnreadableTermError(short, reason, advice or usual_advice(plan))


def _is_read(text: str, plan: Period, section: Period | None) -> bool:
    try:
        read_term(text, plan, section)
    except (Refusal, ValueError, OverflowError):
        return False
    return True


def usual_advice(plan: Period) -> tuple[str, ...]:
    """Return three example wordings for a plan."""
    month = MONTHS[plan.first.month - 1]
    return (f"{month} {plan.first.year:04d}", f"до {wording.day(plan.last)}", "в течение года")


def unknown(reader: Reader) -> Refusal:
    """Say what is not understood at the place where no production applies."""
    token = reader.peek()
    if near_months(token.text):
        return _unknown_word(token.text, reader.plan)
    shown = f"непонятно «{_as_typed(reader)}»"
    if reader.follows("до|к|с day end", "до|к|с day число end") and reader.phrase("до|к|с"):
        token = reader.peek()
    rest = reader.tokens[reader.at :]
    undated = (reason for stems, reason in _REASONS.items() if any_begins(rest, stems))
    reason = reader.choice(_ODD) or next(undated, shown)
    advice = []
    if reader.plan.months == YEAR_MONTHS:  # which has a season once
        season = reader.peek(1) if token.fits(["в", "на"]) else token
        seasons = vocabulary.SEASON_MONTHS.items()
        advice = [months for stem, months in seasons if season.begins(stem)]
    if reason == _NO_MONTH:
        day = f"{token.number} {_month_meant(reader)}"
        advice = [day, f"до {day}"]
    if reason == _FOREIGN:
        advice = [token.text.replace("-", ".").replace("/", ".")]
    return Refusal(reason.replace("{text}", token.text), *advice)


def _month_meant(reader: Reader) -> str:
    """Guess the month of a bare number: a neighbour's, else the plan's first."""
    months = [
        each.number if each.kind == "month" else each.date[1]
        for each in (*reversed(reader.tokens[: reader.at]), *reader.tokens[reader.at :])
        if each.fits(["month", "date"])
    ]
    first = (reader.section or reader.plan).first.month
    number = months[0] if months and 1 <= months[0] <= YEAR_MONTHS else first
    year = "" if reader.plan.months <= YEAR_MONTHS else f" {_year_of(number, reader.plan):04d}"
    return f"{MONTHS_OF[number - 1]}{year}"


def _year_of(month: int, plan: Period) -> int:
    """Return the year of a month's first occurrence in a plan."""
    point = months_point(month, month, None)
    years = [year for year in plan.years if plan.holds(point.days(year))]
    return years[0] if years else plan.first.year


def _unknown_word(text: str, plan: Period) -> Refusal:
    near = near_months(text)[:1]
    months = [f"{month} {_year_of(MONTHS.index(month) + 1, plan):04d}" for month in near]
    return Refusal(f"непонятно слово «{text}»", *months)


def _as_typed(reader: Reader) -> str:
    """Return the words not understood as they were typed, if they can be found."""
    first, second, third = (reader.peek(ahead).text for ahead in range(3))
    phrase = f"{first} {second}".rstrip(" ,;()/")
    if second == "-":
        phrase = f"{first}-{third}"
    text = reader.text
    at = text.lower().replace("ё", "е").find(phrase)
    return phrase if at < 0 else text[at : at + len(phrase)]


def _speaks_of_event(found: list[Token]) -> bool:
    """Return whether a wording is counted from an event: «в течение 10 дней», «до согласования»."""
    cursor = Cursor(found)
    if any_begins(found, f"{vocabulary.EVENTS} {vocabulary.AT_ONCE}"):
        return True
    if cursor.finds(*vocabulary.EVENT_PATTERNS):
        return not cursor.finds("кратно")  # «раз в 90 дней»
    if not cursor.finds(vocabulary.EVENT_NAMED):
        return False
    return not any(token.fits(["unknown"]) and near_months(token.text) for token in found)


UNDATED = "undated"  # a kind of clause: «по графику»
_LASTING = "год учебный период срок реализация текущий календарный отчетный финансовый рабочий и"
# words that begin a term of their own, after «по графику» too
_TIMELY = (MEANINGS | {"весь"}) - set(_LASTING.split())
_STARTS = vocabulary.UNDATED_STARTS.split()
_UNITS = ("полугодие", "год", "квартал", "месяц", "неделя", "день", "час")
_CLAUSE_STARTS = (
    "постоянно|еженедельно|ежемесячно|ежеквартально|ежегодно|течение|до",
    "в|с|к month|date|number|течение",
)
_DATE_STARTS = ("month|date|number|time|clock", "в|с|до|к|на|по month|date|number|time|clock")
_DATES_IN_BRACKETS = ("( с? date", "( с? number", "( с? month")
_DAYS_IN_BRACKETS = ("( с? date", "( с? day -|по day month", "( с? day month -|по day month")
_SCHOOL_TIMES = f"{vocabulary.SCHOOL_PARTS} {vocabulary.SEASONS}"
_PLURAL = ("ей", "ям", "ями", "ях", "ов", "ам", "ами", "ах")  # endings of every quarter


def _see(reader: Reader, kind: str) -> bool:
    reader.seen.add(kind)
    return True


def _undated(reader: Reader) -> bool:
    if reader.phrase("без срок"):
        return _see(reader, UNDATED)
    if reader.found:
        reader.phrase("далее")
    event = any_begins(reader.tokens[reader.at : reader.at + 2], vocabulary.EVENTS)
    begins = reader.tried(_set_elsewhere) or _starts_undated(reader, event=event)
    if not begins:
        return False
    _pass_words(reader, event=event)
    return _see(reader, UNDATED)


def _set_elsewhere(reader: Reader) -> bool:
    """Take «в сроки, установленные приказом»."""
    led = reader.phrase("в? срок ,?")
    return bool(led) and reader.peek().begins(vocabulary.SET_ELSEWHERE)


def _starts_undated(reader: Reader, *, event: bool) -> bool:
    led = reader.phrase("в|по|при|на")
    first = reader.peek()
    starts_term = reader.follows(*_CLAUSE_STARTS)
    if starts_term or not first.fits(["word"]):
        return False
    if event or first.fits(_STARTS):
        return True
    reach = 3 if led else 0  # words within which a noun must stand
    return any_begins(reader.tokens[reader.at : reader.at + reach], vocabulary.UNDATED_NOUNS)


def _pass_words(reader: Reader, *, event: bool) -> None:
    counted = False
    while reader.peek().fits(["word", "-", "year"]):
        token = reader.peek()
        _refuse_in_words(reader, token, event=event)
        event |= token.begins(vocabulary.EVENTS)
        # Words about an event may include time
        if reader.follows(*_CLAUSE_STARTS) or (token.meaning in _TIMELY and not event):
            break
        counted |= token.fits(_UNITS)
        reader.at += 1
    counted |= reader.follows(*_DATE_STARTS)
    if event and counted:
        raise Refusal("срок отсчитывается от события, а нужна дата")


# Remarks


def _remark(reader: Reader) -> bool:
    """Pass over a remark: «(по приказу)», «, 10 смывов», «ежедневно по направлениям»."""
    begins = UNDATED in reader.seen or reader.behind.kind == "("
    if reader.found:
        begins = reader.behind.fits(["(", ","])
    of_matters = reader.peek().text == "по" and is_other(reader.peek(1).text)
    if not begins and not (_recurs(reader) and of_matters):
        return False
    while pass_word(reader):
        pass
    return reader.peek().fits([")", "end"])


def _recurs(reader: Reader) -> bool:
    return reader.block > 0 or not reader.seen.isdisjoint(CONSTANT)


def _explained(reader: Reader) -> bool:
    """Pass over «лето» or «в период осенних каникул» if brackets give the days."""
    reader.phrase("в|на")
    reader.phrase("период|время|день")
    start = reader.at
    while reader.peek().begins(_SCHOOL_TIMES):
        reader.at += 1
    times = reader.tokens[start : reader.at]
    reader.phrase("период|время")
    of_school = any_begins(times, vocabulary.SCHOOL_PARTS)
    return bool(times) and reader.follows(*(_DAYS_IN_BRACKETS if of_school else _DATES_IN_BRACKETS))


def _refuse_in_words(reader: Reader, token: Token, *, event: bool) -> None:
    """Refuse what changes the meaning of words about a schedule or an event."""
    of_other_year = token.kind == "year" and token.number not in reader.plan.years
    if token.meaning == "от" or of_other_year:
        raise Refusal("дата документа стоит вместо срока: уберите её или назовите срок")
    if token.begins(vocabulary.EXCEPTIONS):
        raise Refusal(_REASONS[vocabulary.EXCEPTIONS])
    if event and token.begins(vocabulary.SCHOOL_PARTS):
        if reader.behind.meaning == "каждый" or token.text.endswith(_PLURAL) or reader.block:
            raise Refusal(_OF_SCHOOL)
    elif token.fits(["unknown"]) and not token.begins(vocabulary.EVENTS) and speaks_of_time(token):
        raise _unknown_word(token.text, reader.plan)


_TIMES = {"date", "month", "weekday", "year", "number", "time", "clock"}
_TERM_STARTS = MEANINGS | _TIMES | {"с", "в", "к"}
_LABELLED = f"{vocabulary.LABEL} &{'|'.join(_TERM_STARTS)}"
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


# The beginning and the end of a year: their months in calendar years and in school years
_EDGES_OF_YEAR = {"начало": (1, _AUGUST, 9), "конец": (5, 6, _AUGUST, 12)}
_WHOLE_AND_DATES = "назван и весь период плана, и даты: оставьте что-то одно"


# The wording


def read_term(text: str, plan: Period, section: Period | None) -> Term:
    """Read all clauses of a wording and put them together; the arguments are those of `read`."""
    if len(text) > LONGEST:  # far longer than any order's, and too long to read in time
        raise Refusal(f"он длиннее {LONGEST} знаков; пояснения перенесите в примечание")
    reader = Reader(without_evidence(tokens(text)), text, plan, section)
    if not reader.tokens:
        raise Refusal("он пуст")
    if reader.tokens[-1].meaning == "и":
        raise Refusal("после «и» ничего нет")
    reader.phrase(_LABELLED)
    separated = True
    while reader.peek().kind != "end":
        if _separator(reader):
            separated = True
            continue
        _clause(reader, separated=separated)
        separated = False
    return _together(reader)


def _separator(reader: Reader) -> bool:
    """Take a sign or «и» between clauses, or the dash of «ежемесячно - до 5 числа»."""
    if reader.phrase(",|;|и|(|)"):
        return True
    # After what recurs, a dash cannot be that of a span
    recurs = _recurs(reader) and not reader.found and reader.behind.fits(_TERM_STARTS)
    return recurs and bool(reader.phrase("-"))


def _clause(reader: Reader, *, separated: bool) -> None:
    if reader.tried(
        _of_section,
        _whole,
        _constantly,
        recurrence,
        _undated,
        _edge_of_year,
        part_of_found_month,
        weekday_of_date,
        _remark,
        _explained,
    ):
        return
    in_brackets = reader.behind.kind == "("
    before, begin = len(reader.found), reader.at
    if not reader.tried(dated):
        raise unknown(reader)
    if before:
        _refuse_lost_day(reader, before, begin)
        _refuse_unclear_list(reader, before, separated=separated, in_brackets=in_brackets)
        _repeat_until(reader, before, begin, separated=separated)


def _refuse_unclear_list(
    reader: Reader, before: int, *, separated: bool, in_brackets: bool
) -> None:
    alone = in_brackets and not reader.block
    if alone and len(joined_deadlines(reader.found)) > before:
        raise Refusal("неясно, один это срок или несколько")
    bare = all(found.point.size is Size.MONTH for found in reader.found[-2:])
    if not separated and not bare:
        raise Refusal("между датами нет ни запятой, ни «и»: это перечень или что-то одно?")
    reader.run_on = reader.run_on or not separated


def _refuse_lost_day(reader: Reader, before: int, begin: int) -> None:
    """Refuse a month in the genitive after a part of another: «1 апреля, июля»."""
    lead, first = reader.found[before - 1], reader.tokens[begin]
    size = (lead.last or lead.point).size
    named = [each.kind for each in reader.tokens[:begin] if each.fits(["month", *MONTH_PARTS])]
    is_part = size is Size.DAY or (size is Size.PART and named[-1] == "month")
    if is_part and first.kind == "month" and first.text in MONTHS_OF and not lead.is_deadline:
        whole = MONTHS[first.number - 1]
        raise Refusal(f"у «{first.text}» нет числа: назовите день, а весь месяц — «{whole}»")


def _repeat_until(reader: Reader, before: int, begin: int, *, separated: bool) -> None:
    """Apply «до» to each date of a list: «до марта, июня», «к сентябрю, декабрю».

    Not to one in another case: «до марта, июнь» and «до марта, в июне» are until March, and June.
    """
    lead = reader.found[before - 1]
    in_time = len(joined_deadlines(reader.found[:before])) < before  # «июнь (до 15.06), июль»
    if not lead.is_deadline or in_time or len(joined_deadlines(reader.found[before - 1 :])) == 1:
        return
    for place, found in enumerate(reader.found[before:], start=before):
        sizes = {lead.point.size, found.point.size}
        if found.how or (len(sizes) > 1 and Size.YEAR in sizes):
            continue
        alike = len(sizes) == 1 and _in_one_case(reader, begin)
        if not separated or found.last or not alike:
            raise Refusal("неясно, до какого дня следующий срок: повторите перед ним «до»")
        reader.found[place] = found._replace(how=lead.how)


def _in_one_case(reader: Reader, begin: int) -> bool:
    """Return whether the dates on both sides are in one grammatical case; «июн.» fits any."""
    if reader.tokens[begin].meaning == "в":
        return False
    before = [CASES[each.text] for each in reader.tokens[:begin] if each.text in CASES]
    behind = [CASES[each.text] for each in reader.tokens[begin:] if each.text in CASES]
    return not before or not behind or before[-1] == behind[0]


# Clauses


def _whole(reader: Reader) -> bool:
    """Read what lasts the whole plan: «в течение года», «весь период реализации»."""
    reader.phrase("в|на")
    return reader.tried(_period_of_plan, _year_of_plan) and _see(reader, WHOLE)


def _period_of_plan(reader: Reader) -> bool:
    """Take «весь период», «срок реализации проекта»."""
    if not reader.phrase(*_PLAN_PERIODS):
        return False
    while reader.peek().fits(["период", "срок"]) or reader.peek().begins(vocabulary.WHOLE_PLAN):
        reader.at += 1
    return True


def _year_of_plan(reader: Reader) -> bool:
    """Take «в течение года», «2020 год» or «2019-2020 годы» if that is the whole plan."""
    financial = ("течение весь? финансовый год",) if reader.one_year else ()
    if reader.phrase("круглый год", *_THROUGH_THE_YEAR, *financial):
        return True
    reader.phrase("течение весь?", "весь")
    reader.phrase("календарный|текущий")
    taken = reader.phrase("year -|/ year год? !учебный", "year год? !учебный|-|/")
    years = numbers(taken, "year")
    if not years:
        return False
    first, last = reader.plan
    return years[0] == first.year and years[-1] == last.year


def _of_section(reader: Reader) -> bool:
    """Read «в течение месяца» in a section of one month."""
    of_plan = reader.section == reader.plan and reader.plan.months > 1
    reader.phrase("на")
    if of_plan or not reader.phrase("течение весь?", "весь"):
        return False
    point = section_point(reader)
    if point is None:
        return False
    reader.found.append(Found("", point))
    return True


def _constantly(reader: Reader) -> bool:
    """Read «постоянно», «еженедельно», «по пятницам», «…, далее постоянно»."""
    if reader.phrase("постоянно"):
        return _see(reader, STEADY)
    if reader.found and reader.phrase("далее-постоянно )? &end"):
        return _see(reader, ONWARDS)
    return weekly(reader) and _see(reader, WEEKLY)


def _edge_of_year(reader: Reader) -> bool:
    """Pass over the remark in «август (начало года)», which says which of two Augusts is meant."""
    edge = reader.phrase("начало|конец учебный? год &)|end") if reader.behind.kind == "(" else []
    if not edge or not reader.found:
        return False
    found, meaning = reader.found[-1], edge[0].meaning
    month, _ = found.point.first
    if not found.is_month or month not in _EDGES_OF_YEAR[meaning]:
        return False
    if month == _AUGUST and by_school_years(reader.plan):
        day = reader.plan.first if meaning == "начало" else reader.plan.last
        reader.found[-1] = found.in_year(day.year)
    return True


# Combining the clauses


def _together(reader: Reader) -> Term:
    shared = with_shared_year(reader.found, reader.plan, run_on=reader.run_on)
    reader.found = joined_deadlines(shared)
    if len({found.point.in_section for found in reader.found}) > 1:  # «15, май»
        raise Refusal("неясно, какого месяца число: допишите месяц")
    refuse_mixed_years(reader.found, reader.plan)
    if reader.onwards and len({found.year for found in reader.found}) > 1:
        raise Refusal("неясно, с какого года повторять: назовите даты каждого года")
    limits = [found for found in reader.found if found.year or found.is_endless]
    if reader.yearly and not reader.onwards and not reader.one_year and limits:
        raise Refusal("«ежегодно» и год или длинный промежуток вместе: назовите даты каждого года")
    placer = reader.placer
    deadlines: list[Period] = []
    times: list[Period] = []
    for found in reader.found:
        alike = deadlines if found.is_deadline else times
        alike += placer.periods(found)
    refuse_disorder(deadlines, times)
    return _reading(reader, sorted({*deadlines, *times}))


def _reading(reader: Reader, periods: list[Period]) -> Term:
    if reader.block:
        others = {WEEKLY, WHOLE, STEADY, ONWARDS} if periods else {WEEKLY}
        if reader.seen & others:
            raise Refusal(TWO_RECURRENCES)
        return Term(reader.text, Kind.DATED, tuple(recurrent(reader, periods)))
    if reader.seen & CONSTANT:
        return _constant(reader, periods)
    if WHOLE in reader.seen:
        return _continuous(reader, periods)
    if periods:
        rest = _rest_of_plan(reader, periods) if ONWARDS in reader.seen else []
        return Term(reader.text, Kind.DATED, (*periods, *rest))
    if UNDATED in reader.seen:
        return Term(reader.text, Kind.UNDATED, ())
    raise Refusal("в нём нет ни даты, ни слов о том, что её нет")


def _continuous(reader: Reader, periods: list[Period]) -> Term:
    if periods not in ([], [reader.plan]):
        raise Refusal(_WHOLE_AND_DATES)
    return Term(reader.text, Kind.CONTINUOUS, (reader.plan,))


def _constant(reader: Reader, periods: list[Period]) -> Term:
    if ONWARDS in reader.seen:
        raise Refusal(TWO_RECURRENCES)
    times = periods or [reader.home]
    if WHOLE in reader.seen or times[0] == reader.plan:
        return _continuous(reader, periods)
    several = len(times) > 1 or reader.has_deadline
    if several or times[0].first == times[0].last:
        raise Refusal(_WHOLE_AND_DATES)
    return Term(reader.text, Kind.DATED, tuple(times))


def _rest_of_plan(reader: Reader, periods: list[Period]) -> list[Period]:
    """Return the time after the dates in «до 15 марта, далее постоянно»."""
    last = max(period.last for period in periods)
    if last < reader.plan.last:
        return [Period(last + timedelta(days=1), reader.plan.last)]
    if reader.found[-1].is_endless:
        return []
    raise Refusal("после последней даты в плане не остаётся времени: уберите «далее постоянно»")
