"""Why a wording is refused, and what is advised instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms.points import GENITIVE, Refusal
from roadmap_cli.terms.vocabulary import (
    AT_ONCE,
    EVENT_PATTERNS,
    EVENTS,
    EXCEPTIONS,
    MONTHS,
    SCHOOL_PARTS,
    SEASONS,
    VAGUE_PARTS,
)
from roadmap_cli.terms.words import MEANINGS, MONTH_FORMS, Cursor, Token, near_months
from roadmap_cli.wording import day as day_text
from roadmap_cli.wording import one_line

if TYPE_CHECKING:
    from roadmap_cli.terms.periods import Period

SHOWN = 80  # characters of a wording that a message repeats
_REASONS = {
    EXCEPTIONS: "из срока что-то исключено: назовите то, что остаётся",
    SCHOOL_PARTS: "четверти и каникулы у каждой школы свои: назовите даты",
    SEASONS: "время года и переносы каждый понимает по-своему: назовите даты",
    VAGUE_PARTS: "половину и середину без чисел каждый понимает по-своему: назовите дни",
}
_LEADING_TO_EVENT = {"до", "к", "не-позднее", "конец", "начало"}


def refused(text: str, refusal: Refusal, found: list[Token], plan: Period) -> UnreadableTermError:
    """Make the error that a person reads: what is unclear, and two or three ways to write it."""
    short = one_line(text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
    if speaks_of_event(found):
        return EventTermError(short)
    advice = refusal.advice or usual_advice(plan)
    return UnreadableTermError(short, one_line(refusal.reason), advice)


def usual_advice(plan: Period) -> tuple[str, ...]:
    """Give three ways to write a term of a plan."""
    month = MONTHS[plan.first.month - 1]
    return f"{month} {plan.first.year:04d}", f"до {day_text(plan.last)}", "в течение года"


def unknown(rest: list[Token], plan: Period) -> Refusal:
    """Say what is not understood where no production goes on."""
    token, following = [*rest, Token("end", ""), Token("end", "")][:2]
    near = near_months(token.text)
    if near:
        advice = f"{near[0]} {plan.first.year:04d}"
        return Refusal(f"непонятно слово «{token.text}»", advice)
    if token.is_day and token.text.isdigit() and following.kind != "word":
        day = f"{token.text} {GENITIVE[plan.first.month - 1]}"
        return Refusal(f"у числа {token.text} нет месяца", day, f"до {day}")
    if token.kind == "end":
        return Refusal("даты нет")
    if token.kind == "clock":
        return Refusal("время есть, а дня нет")
    if token.kind == "time":
        return Refusal(f"неясно, что такое «{token.text}»: время суток или месяц и год")
    phrase = " ".join(filter(None, (token.text, following.text)))
    return Refusal(_unclear(rest) or f"непонятно «{phrase}»")


def _unclear(rest: list[Token]) -> str:
    """Say why words that name no date cannot be given one; nothing if they are simply unknown."""
    if any(token.meaning == "течение" for token in rest[:2]):
        return "неясно, с какого дня считать: назовите даты"
    if rest[0].kind == "number" and len(rest) > 1 and rest[1].meaning == "неделя":
        return "неясно, какого месяца неделя: назовите дни"
    for stems, reason in _REASONS.items():
        if any(token.begins(stems) for token in rest):
            return reason
    return ""


def from_event(token: Token) -> bool:
    """Tell whether a word counts from an event."""
    return token.meaning == "после" or token.begins(EVENTS)


def speaks_of_event(found: list[Token]) -> bool:
    """Tell whether a wording counts from an event: «в течение 10 дней со дня …», «до согласования»."""
    cursor = Cursor(found)
    if any(from_event(token) or token.begins(AT_ONCE) for token in found):
        return True
    recurs = cursor.finds("раз")
    if not recurs and any(map(cursor.finds, EVENT_PATTERNS)):
        return True
    return any(
        token.meaning in _LEADING_TO_EVENT and _names_event(found[index + 1 : index + 2])
        for index, token in enumerate(found)
    )


def _names_event(following: list[Token]) -> bool:
    """Tell whether a word unknown here, and no misspelt month, stands where a date should."""
    for token in following:
        unknown_word = token.kind == "word" and token.meaning not in MEANINGS
        return unknown_word and not may_be_month(token)
    return False


def may_be_month(token: Token) -> bool:
    """Tell whether a word may be a month with a slip of the pen."""
    from difflib import get_close_matches  # noqa: PLC0415  # only a remark or a mistake pays for it

    return bool(get_close_matches(token.text, MONTH_FORMS, n=1, cutoff=0.75))
