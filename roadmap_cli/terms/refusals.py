"""Why a wording is refused, and what is advised instead."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms.cursor import Cursor
from roadmap_cli.terms.periods import YEAR_MONTHS
from roadmap_cli.terms.points import Refusal
from roadmap_cli.terms.vocabulary import (
    AT_ONCE,
    EVENT_NAMED,
    EVENT_PATTERNS,
    EVENTS,
    EXCEPTIONS,
    MONTHS,
    MONTHS_OF,
    SCHOOL_PARTS,
    SEASON_MONTHS,
    SEASONS,
    SHIFTS,
    VAGUE_PARTS,
)
from roadmap_cli.terms.words import MONTH_FORMS, Token, any_begins, near_months
from roadmap_cli.wording import day as day_text
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from roadmap_cli.terms.periods import Period

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
