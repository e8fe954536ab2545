"""Tables of wordings: how each is read, and what must be refused."""

from __future__ import annotations

import csv
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from roadmap_cli import terms
from roadmap_cli.errors import EventTermError, UnreadableTermError
from roadmap_cli.terms import LONGEST, LONGEST_PLAN_YEARS, Kind, Period, Term
from roadmap_cli.terms.vocabulary import MONTHS

TABLES = Path(__file__).parent / "tables"


def _table(name: str) -> list[list[str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def _written(term: Term) -> str:
    if term.kind is not Kind.DATED:
        return ""
    spans = (f"{p.first}" if p.first == p.last else f"{p.first}..{p.last}" for p in term.periods)
    return ";".join(spans)


@pytest.mark.parametrize(("plan", "wording", "kind", "periods"), _table("readings.tsv"))
def test_a_wording_is_read(plan: str, wording: str, kind: str, periods: str) -> None:
    term = terms.read(wording, terms.read_plan_period(plan))
    assert (term.kind.value, _written(term)) == (kind, periods)


@pytest.mark.parametrize(("plan", "wording", "reason"), _table("refusals.tsv"))
def test_what_a_person_must_decide_is_refused_with_ways_to_write_it(
    plan: str, wording: str, reason: str
) -> None:
    period = terms.read_plan_period(plan)
    with pytest.raises(UnreadableTermError) as refused:
        terms.read(wording, period)
    shown = " ".join(wording.split())
    assert str(refused.value).startswith(f"срок «{shown}» не понят: {reason}; ")
    if isinstance(refused.value, EventTermError):
        _keeps_the_wording(refused.value)
        return
    assert refused.value.advice
    for advice in refused.value.advice:
        assert terms.read(advice, period).text == advice


@pytest.mark.parametrize(
    ("wording", "shown"),
    [("я" * 80, f"«{'я' * 80}»"), ("я" * 81, f"«{'я' * 80}…»")],
)
def test_of_a_long_wording_the_beginning_is_shown(wording: str, shown: str) -> None:
    with pytest.raises(UnreadableTermError) as refused:
        terms.read(wording, terms.read_plan_period("2020"))
    assert shown in str(refused.value)


def _keeps_the_wording(refused: EventTermError) -> None:
    """Assert that words about an event stay, with no month suggested for them."""
    assert refused.advice == ("due: дата", "due: нет")
    advice = str(refused).split(refused.reason)[1]
    assert "«due: дата» или «due: нет»" in advice
    assert not any(month in advice for month in MONTHS)


@pytest.mark.parametrize(("plan", "section", "wording", "kind", "periods"), _table("sections.tsv"))
def test_what_names_no_month_belongs_to_the_section(
    plan: str, section: str, wording: str, kind: str, periods: str
) -> None:
    span = terms.read_plan_period(plan)
    (own,) = terms.read(section, span).periods if section else (None,)
    if kind == "refused":
        with pytest.raises(UnreadableTermError) as refused:
            terms.read(wording, span, own)
        assert refused.value.reason == periods
    else:
        term = terms.read(wording, span, own)
        assert (term.kind.value, _written(term)) == (kind, periods)


@pytest.mark.parametrize(("plan", "wording", "advice"), _table("advice.tsv"))
def test_the_advice_names_the_month_that_may_be_meant(plan: str, wording: str, advice: str) -> None:
    with pytest.raises(UnreadableTermError) as refused:
        terms.read(wording, terms.read_plan_period(plan))
    assert "; ".join(refused.value.advice) == advice


def test_in_a_section_only_that_is_advised_which_is_read_there() -> None:
    plan = terms.read_plan_period("2020")
    (april,) = terms.read("Апрель", plan).periods
    with pytest.raises(UnreadableTermError) as refused:
        terms.read("до 10 числа месяца, следующего за отчетным периодом", plan, april)
    monthly = "ежемесячно до 10 числа месяца, следующего за отчетным"  # not «ежеквартально»
    assert refused.value.advice == (monthly,)


@pytest.mark.parametrize(("wording", "plan", "kind", "periods", "accepted"), _table("examples.tsv"))
def test_wordings_of_real_plans(
    wording: str, plan: str, kind: str, periods: str, accepted: str
) -> None:
    try:
        term = terms.read(wording, terms.read_plan_period(plan))
    except UnreadableTermError:
        assert "refuse" in accepted
        return
    assert term.kind.value == ("dated" if kind == "list" else kind)
    if periods.endswith(" periods"):
        assert f"{len(term.periods)} periods" == periods
    else:
        assert ";".join(f"{p.first}..{p.last}" for p in term.periods) == periods


@pytest.mark.parametrize(("point", "plan", "line", "kind", "periods"), _table("times.tsv"))
def test_nothing_that_speaks_of_time_is_passed_over(
    point: str, plan: str, line: str, kind: str, periods: str
) -> None:
    wording = line.replace("\\n", "\n")
    try:
        term = terms.read(wording, terms.read_plan_period(plan))
    except UnreadableTermError:
        assert kind == "refused", point
    else:
        assert (term.kind.value, _written(term)) == (kind, periods), point


@pytest.mark.parametrize(
    ("wording", "periods"),
    [
        ("Сентябрь\n2019 г.", "2019-09-01..2019-09-30"),
        ("15 октября\n2019 г.", "2019-10-15"),
        ("сентябрь-октябрь\n2019 г.", "2019-09-01..2019-10-31"),
    ],
)
def test_a_year_on_the_next_line_is_the_date_s(wording: str, periods: str) -> None:
    assert _written(terms.read(wording, terms.read_plan_period("2019-2020"))) == periods


@pytest.mark.parametrize(
    ("wording", "line", "periods"),
    [
        ("25.01.2020\n9:00", "25.01.2020 9:00", "2020-01-25"),
        ("До\n01.05.2020 г.", "До 01.05.2020 г.", "2020-01-01..2020-05-01"),
        ("3 неделя\nсентября", "3 неделя сентября", "2020-09-15..2020-09-21"),
        ("7 сентября\n15 сентября", "7 сентября; 15 сентября", "2020-09-07;2020-09-15"),
        ("7\r\nмая\r\n15\r\nмая", "7 мая; 15 мая", "2020-05-07;2020-05-15"),
        ("1 мая\n3 мая\n\n5 мая", "1 мая; 3 мая; 5 мая", "2020-05-01;2020-05-03;2020-05-05"),
        (
            "1 мая\n3 мая\n5 мая\n7 мая\n9\nмая",
            "1 мая; 3 мая; 5 мая; 7 мая; 9 мая",
            "2020-05-01;2020-05-03;2020-05-05;2020-05-07;2020-05-09",
        ),
        ("\n".join(f"{day} мая" for day in range(1, 9)), None, None),
    ],
)
def test_a_line_break_is_a_space_and_then_a_separator(
    wording: str, line: str | None, periods: str | None
) -> None:
    line = line or wording.replace("\n", "; ")
    periods = periods or ";".join(f"2020-05-0{day}" for day in range(1, 9))
    plan = terms.read_plan_period("2020")
    term = terms.read(wording, plan)
    assert (term.text, _written(term)) == (wording, periods)
    assert terms.in_one_line(wording, plan) == line
    assert _written(terms.read(line, plan)) == periods


def test_lines_that_may_be_joined_in_two_ways_are_refused() -> None:
    plan = terms.read_plan_period("2020")
    with pytest.raises(UnreadableTermError, match="строки можно понять по-разному"):
        terms.read("сентябрь\n3 неделя\nоктября", plan)
    assert terms.in_one_line("педсовет\nв среду", plan) == "педсовет в среду"


def test_recurrences_without_dates_fill_the_plan() -> None:
    for plan in ("2020", "2019-2020"):
        span = terms.read_plan_period(plan)
        for wording, count in (
            ("ежемесячно", 12),
            ("ежеквартально", 4),
            ("2 раза в год", 2),
            ("ежегодно", 1),
        ):
            periods = terms.read(wording, span).periods
            assert len(periods) == count
            assert (periods[0].first, periods[-1].last) == (span.first, span.last)
            assert all((b.first - a.last).days == 1 for a, b in pairwise(periods))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Сентябрь", "2020-09-01", "2020-09-30"),
        ("сентября", "2020-09-01", "2020-09-30"),
        ("сен", "2020-09-01", "2020-09-30"),
        ("9", "2020-09-01", "2020-09-30"),
        ("09", "2020-09-01", "2020-09-30"),
        ("2020-09", "2020-09-01", "2020-09-30"),
        ("09.2020", "2020-09-01", "2020-09-30"),
        ("2021-09", "2021-09-01", "2021-09-30"),
        ("09.2021", "2021-09-01", "2021-09-30"),
        ("1", "2020-01-01", "2020-01-31"),
        ("01.2020", "2020-01-01", "2020-01-31"),
        ("12", "2020-12-01", "2020-12-31"),
        ("II квартал", "2020-04-01", "2020-06-30"),
        ("01.09.2020 – 15.09.2020", "2020-09-01", "2020-09-15"),
    ],
)
def test_a_month_is_named_in_any_way(text: str, first: str, last: str) -> None:
    (span,) = terms.read_span(text, terms.read_plan_period("2020"))
    assert (str(span.first), str(span.last)) == (first, last)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Сентябр", ("сентябрь",)),
        ("октобрь", ("октябрь",)),
        ("ентябрь", ("сентябрь", "ноябрь")),
    ],
)
def test_a_misspelt_month_is_answered_with_the_nearest(text: str, advice: tuple[str, ...]) -> None:
    with pytest.raises(UnreadableTermError) as refused:
        terms.read_span(text, terms.read_plan_period("2020"))
    assert refused.value.advice == advice


def test_the_nearest_month_has_its_year_where_a_plan_has_several() -> None:
    plan = terms.read_plan_period("2021-01-01..2023-12-31")
    with pytest.raises(UnreadableTermError) as refused:
        terms.read_span("Сентябр", plan)
    assert refused.value.advice == ("сентябрь 2021",)
    assert terms.read_span(refused.value.advice[0], plan)


@pytest.mark.parametrize(
    ("text", "number"), [("13", 13), ("00", 0), ("2020-13", 13), ("13.2020", 13)]
)
def test_there_are_twelve_months(text: str, number: int) -> None:
    with pytest.raises(UnreadableTermError) as refused:
        terms.read_span(text, terms.read_plan_period("2020"))
    reason = f"месяца с номером {number} нет"
    assert str(refused.value) == f"срок «{text}» не понят: {reason}; напишите «январь 2020»"


@pytest.mark.parametrize("text", ["постоянно", "по графику", "после педсовета в мае"])
def test_a_month_must_be_a_date(text: str) -> None:
    with pytest.raises(UnreadableTermError, match="нужен месяц"):
        terms.read_span(text, terms.read_plan_period("2020"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2019-2020", "2019-09-01", "2020-08-31"),
        ("2019/2020", "2019-09-01", "2020-08-31"),
        ("2021-01-01..2023-12-31", "2021-01-01", "2023-12-31"),
    ],
)
def test_the_period_of_a_plan(text: str, first: str, last: str) -> None:
    span = terms.read_plan_period(text)
    assert (str(span.first), str(span.last)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "год", "2019-2021", "2020-02-30..2020-12-31", "2023-01-01..2021-01-01", "20"]
)
def test_no_period_of_a_plan(text: str) -> None:
    with pytest.raises(UnreadableTermError):
        terms.read_plan_period(text)


def test_a_plan_may_last_fifty_years_and_no_longer() -> None:
    assert terms.read_plan_period("2001-01-01..2050-12-31").months == 12 * LONGEST_PLAN_YEARS
    for text, year in (("2001-01-01..2051-01-31", 2001), ("0001-01-01..9999-12-31", 1)):
        with pytest.raises(UnreadableTermError) as refused:
            terms.read_plan_period(text)
        assert str(refused.value) == (
            f"срок «{text}» не понят: план длиннее 50 лет; "
            f"напишите «{year:04d}-01-01..{year:04d}-12-31»"
        )


def test_a_year_has_four_figures_everywhere() -> None:
    plan = terms.read_plan_period("0001")
    assert terms.describe(terms.read("постоянно", plan)).endswith("(01.01.0001 – 31.12.0001)")
    with pytest.raises(UnreadableTermError) as refused:
        terms.read("понедельник", plan)
    assert refused.value.advice[:2] == ("январь 0001", "до 31.12.0001")


def test_periods_hold_their_first_and_last_day() -> None:
    (may,) = terms.read_span("май", terms.read_plan_period("2020"))
    (june,) = terms.read_span("июнь", terms.read_plan_period("2020"))
    assert may.first in may
    assert may.last in may
    assert june.first not in may
    assert not may.overlaps(june)
    assert may.overlaps(Period(may.last, june.last))


@pytest.mark.parametrize(
    ("words", "described"),
    [
        ("по мере необходимости", "без срока"),
        ("в течение года", "весь период плана (01.01.2020 – 31.12.2020)"),
        ("15 мая", "15.05.2020"),
        ("март, сентябрь", "01.03.2020 – 31.03.2020; 01.09.2020 – 30.09.2020"),
    ],
)
def test_a_reading_is_described(words: str, described: str) -> None:
    assert terms.describe(terms.read(words, terms.read_plan_period("2020"))) == described


def test_a_term_that_is_not_read_is_described_so() -> None:
    assert terms.describe(Term("когда-нибудь", Kind.UNCLEAR, ())) == "срок не прочитан"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            "по мере необходимости",
            "срок «по мере необходимости» не понят: здесь нужен месяц; напишите «январь 2020»",
        ),
        (
            "в течение 5 дней после приказа",
            "срок «в течение 5 дней после приказа» не понят: здесь нужен месяц; "
            "напишите «январь 2020»",
        ),
        ("Сентябр", "срок «Сентябр» не понят: непонятно слово «сентябр»; напишите «сентябрь»"),
    ],
)
def test_what_is_no_month_is_refused_with_one(words: str, sentence: str) -> None:
    with pytest.raises(UnreadableTermError) as refusal:
        terms.read_span(words, terms.read_plan_period("2020"))
    assert str(refusal.value) == sentence


def test_what_is_no_period_of_a_plan_is_refused_with_all_forms() -> None:
    with pytest.raises(UnreadableTermError) as refusal:
        terms.read_plan_period("абв")
    assert str(refusal.value) == (
        "срок «абв» не понят: нужен период плана; "
        "напишите «2020» или «2019-2020» или «2021-01-01..2023-12-31»"
    )


def test_a_plan_may_last_a_day() -> None:
    day = date(2020, 5, 15)
    assert terms.read_plan_period("2020-05-15..2020-05-15") == Period(day, day)


def test_the_wording_stays_with_its_reading() -> None:
    plan = terms.read_plan_period("2020")
    for words in ("по мере необходимости", "в течение года", "15 мая"):
        assert terms.read(words, plan).text == words


def test_a_text_is_no_term() -> None:
    plan = terms.read_plan_period("2020")
    assert terms.read("май ".ljust(LONGEST, "."), plan).kind is Kind.DATED
    with pytest.raises(UnreadableTermError, match=f"длиннее {LONGEST} знаков"):
        terms.read("май ".ljust(LONGEST + 1, "."), plan)


@pytest.mark.parametrize(
    ("first", "last", "overlap"),
    [("05-31", "05-31", True), ("04-01", "05-01", True), ("06-01", "06-30", False)],
)
def test_periods_that_share_a_day_overlap(first: str, last: str, *, overlap: bool) -> None:
    may = Period(date(2020, 5, 1), date(2020, 5, 31))
    other = Period(date.fromisoformat(f"2020-{first}"), date.fromisoformat(f"2020-{last}"))
    assert may.overlaps(other) is overlap
    assert other.overlaps(may) is overlap
