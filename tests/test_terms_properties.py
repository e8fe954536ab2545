"""Whatever the spelling, the reading is the same; whatever the text, the reader answers at once and never crashes."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from roadmap_cli import terms
from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms import Kind, Period
from roadmap_cli.terms.tokens import MONTH_FORMS
from roadmap_cli.terms.vocabulary import MONTHS

YEAR = terms.read_plan_period("2020")
PLANS = [
    YEAR,
    terms.read_plan_period("2019-2020"),
    terms.read_plan_period("2021-01-01..2023-12-31"),
]

cases = st.sampled_from([str.lower, str.upper, str.capitalize])
spaces = st.sampled_from(["", " ", "  ", "\u00a0"])
dashes = st.sampled_from(["-", "–", "—", "−"])
years = st.sampled_from(["", " 2020", " 2020г", " 2020 г.", " 2020 года", " 2020 год", " 20 г."])
tails = st.sampled_from(["", ".", ",", ";", " "])
forms = st.sampled_from(sorted(MONTH_FORMS))


@given(forms, cases, years, tails)
def test_any_form_of_a_month_is_that_month(
    form: str, case: type[str], year: str, tail: str
) -> None:
    term = terms.read(case(form) + year + tail, YEAR)
    (month,) = term.periods
    assert (month.first.month, month.last.month, month.first.day) == (
        MONTH_FORMS[form],
        MONTH_FORMS[form],
        1,
    )


@given(st.integers(1, 12), st.integers(1, 12), dashes, spaces, spaces, years, cases)
def test_any_separator_makes_the_same_range(  # one parameter for each thing that varies
    first: int, last: int, dash: str, before: str, after: str, year: str, case: type[str]
) -> None:
    text = case(MONTHS[first - 1]) + before + dash + after + case(MONTHS[last - 1]) + year
    if first > last:
        with pytest.raises(UnreadableTermError):
            terms.read(text, YEAR)
    else:
        (span,) = terms.read(text, YEAR).periods
        assert (span.first.month, span.last.month) == (first, last)


@given(
    st.dates(YEAR.first, YEAR.last),
    st.sampled_from(["до", "До", "не позднее", "к", "в срок до", "по"]),
)
def test_until_a_day_is_from_the_beginning_of_the_plan(day: date, until: str) -> None:
    assert terms.read(f"{until} {day:%d.%m.%Y}", YEAR).periods == (Period(YEAR.first, day),)


texts = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            [
                "до",
                "с",
                "по",
                "в",
                "и",
                "к",
                "не",
                "раз",
                "1",
                "2",
                "15",
                "31",
                "2020",
                "20",
                "январь",
                "мая",
                "сентября",
                "квартал",
                "iv",
                "полугодие",
                "года",
                "учебного",
                "течение",
                "постоянно",
                "ежемесячно",
                "числа",
                "-",
                ",",
                ";",
                "(",
                ")",
                "/",
                "01.09",
                "31.12.2020",
                "09.12",
                "10.00",
                "графику",
                "после",
                "каждый",
                "месяц",
                "недели",
                "неделя",
                "первая",
                "половина",
                "месяца",
                "следующего",
                "за",
                "отчетным",
                "далее",
                "ежегодно",
                "реже",
                "чем",
                "но",
                "срок",
                "начало",
                "конца",
                "смывов",
                "22. 02",
                "последняя",
                "последний",
                "пятница",
                "(вт)",
                "день",
                "каждого",
                "квартала",
                "после",
                "№ 61",
                "осень",
                "каникулы",
                "{",
                "}",
                "сентябрьоктябрь",
            ]
        ),
        max_size=9,
    ).map(" ".join),
)


def _own_period(section: str, plan: Period) -> Period | None:
    """Read a section's term, where the plan has such a time."""
    with suppress(UnreadableTermError):
        return terms.read(section, plan).periods[0]
    return None


def _can_be_read(refusal: UnreadableTermError, plan: Period, own: Period | None) -> None:
    """Assert that what is advised is itself read, unless the words of the document stay."""
    if not isinstance(refusal, EventTermError):
        assert refusal.advice
        for advice in refusal.advice:
            terms.read(advice, plan, own)


SECTIONS = ["", "апрель", "II квартал", "2022 год"]


def _check(text: str, plan: Period, section: str) -> None:
    own = _own_period(section, plan)
    try:
        term = terms.read(text, plan, own)
    except UnreadableTermError as refusal:
        assert refusal.reason
        assert "\n" not in str(refusal)
        _can_be_read(refusal, plan, own)
        return
    assert term.text == text
    assert all(period.first <= period.last for period in term.periods)
    assert list(term.periods) == sorted(set(term.periods))
    assert (term.kind is Kind.UNDATED) == (not term.periods)
    again = (
        terms.read(terms.describe(term), plan, own)
        if len(terms.describe(term)) <= terms.LONGEST
        else term
    )
    assert (again.kind, again.periods) == (term.kind, term.periods)


@given(texts, st.sampled_from(PLANS), st.sampled_from(SECTIONS))
@settings(max_examples=200)
@example("до 0000000000000000", YEAR, "")
@example("29.02", terms.read_plan_period("2021"), "")
@example("31.12.0001", YEAR, "")
@example("1 раз в 0 месяцев", YEAR, "")
@example("²", YEAR, "")
@example("до 10", YEAR, "апрель")
@example("number р", YEAR, "")
@example("{}", YEAR, "")
@example("2020 end year date", YEAR, "")
def test_a_text_is_read_or_refused_and_its_reading_reads_the_same(
    text: str, plan: Period, section: str
) -> None:
    _check(text, plan, section)


@pytest.mark.torture
@given(texts, st.sampled_from(PLANS), st.sampled_from(SECTIONS))
@settings(max_examples=int(os.environ.get("TORTURE_EXAMPLES", "20000")))
def test_many_texts_are_read_or_refused(text: str, plan: Period, section: str) -> None:
    _check(text, plan, section)


@pytest.mark.parametrize(
    "piece", ["1", "до ", "(", "январь ", "1, ", "и", "-", "раз в ", "по графику ", "\u00a0", "9.9"]
)
def test_ten_kilobytes_of_anything_take_no_time(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    for length in (10_000, terms.LONGEST):
        began = time.process_time()
        with suppress(UnreadableTermError):
            terms.read(text[:length], YEAR)
        assert time.process_time() - began < 5  # of a hundredth that it takes
