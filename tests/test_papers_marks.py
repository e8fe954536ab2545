"""The mark of execution: a sentence for every state, as official reports have them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from roadmap_cli.plan import report_lists
from roadmap_cli.plan.problems import read_plan
from roadmap_cli.plan.view import View
from roadmap_cli.terms import Period
from roadmap_cli.views.execution_mark import mark, sentence
from roadmap_cli.wording import on_paper, unbroken

DAY = date(2020, 10, 5)


def _event(did: str, day: str, note: str | None = None, **more: str) -> dict[str, str]:
    noted = {"note": note} if note else {}
    return {"at": f"{day}T10:00:00", "by": "Я", "did": did, "date": day, **noted, **more}


def _done(*days: str, term: str = "Сентябрь", **more: Any) -> dict[str, Any]:
    return {"term": term, "status": "done", "executed": list(days), **more}


SUBMITTED = {"was": "planned", "became": "submitted"}
CASES: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    (
        "in time",
        _done("2020-09-28", note="протокол № 4 от 28.09.2020"),
        ("Исполнено 28.09.2020. Протокол № 4 от 28.09.2020.",),
    ),
    ("in time, nothing noted", _done("2020-09-28"), ("Исполнено 28.09.2020.",)),
    (
        "late",
        _done("2020-02-14", term="Январь", note="Письмо от 14.02.2020 № 56"),
        ("Исполнено 14.02.2020 с нарушением срока на 14 дней. Письмо от 14.02.2020 № 56.",),
    ),
    (
        "late by a day",
        _done("2020-10-01"),
        ("Исполнено 01.10.2020 с нарушением срока на 1 день.",),
    ),
    ("no date", {"term": "Сентябрь", "status": "done"}, ("Исполнено. Дата исполнения не указана.",)),
    (
        "undated and done",
        _done("2020-09-28", term="по мере необходимости", note="акт"),
        ("Исполнено 28.09.2020. Акт.",),
    ),
    (
        "initials get no second dot",
        _done("2020-09-28", note="справку подписала Минаева Е.Л."),
        ("Исполнено 28.09.2020. Справку подписала Минаева Е.Л.",),
    ),
    (
        "a postponement without a reason",
        {
            "term": "Сентябрь",
            "postponed_to": "30 ноября",
            "history": [_event("postpone", "2020-09-01", was="Сентябрь", became="30 ноября")],
        },
        (
            "Срок не наступил (30.11.2020).",
            "Срок перенесён на 30.11.2020. Основание не указано.",
        ),
    ),
    (
        "the note of a postponement is no evidence",
        _done(
            "2020-09-28",
            note="карантин",
            history=[
                _event("postpone", "2020-08-01", "карантин", was="Сентябрь", became="Сентябрь"),
                _event("done", "2020-09-28", was="planned", became="done"),
            ],
        ),
        ("Исполнено 28.09.2020.",),
    ),
    (
        "accepted with the note of the report",
        _done(
            "2020-09-28",
            history=[
                _event("submit", "2020-09-28", "исх. № 12", **SUBMITTED),
                _event("done", "2020-09-28", was="submitted", became="done"),
            ],
        ),
        ("Исполнено 28.09.2020. Исх. № 12.",),
    ),
    (
        "accepted with words of the controller beside those of the report",
        _done(
            "2020-09-28",
            note="протокол № 5",
            history=[
                _event("submit", "2020-09-28", "исх. № 12", **SUBMITTED),
                _event("done", "2020-09-28", "протокол № 5", was="submitted", became="done"),
            ],
        ),
        ("Исполнено 28.09.2020. Исх. № 12; протокол № 5.",),
    ),
    (
        "accepted with words that repeat those of the report",
        _done(
            "2020-09-28",
            note="Исх. № 12, принято",
            history=[
                _event("submit", "2020-09-28", "исх. № 12", **SUBMITTED),
                _event("done", "2020-09-28", "Исх. № 12, принято", was="submitted", became="done"),
            ],
        ),
        ("Исполнено 28.09.2020. Исх. № 12, принято.",),
    ),
    (
        "a correction is of the acceptance, if that had words of its own",
        _done(
            "2020-09-28",
            note="протокол № 6",
            history=[
                _event("submit", "2020-09-28", "исх. № 12", **SUBMITTED),
                _event("done", "2020-09-28", "протокол № 5", was="submitted", became="done"),
                _event("correct", "2020-09-28", "протокол № 6", old_date="2020-09-28"),
            ],
        ),
        ("Исполнено 28.09.2020. Исх. № 12; протокол № 6.",),
    ),
    (
        "a correction is of the report, if that was accepted with nothing else",
        _done(
            "2020-09-28",
            note="исх. № 13",
            history=[
                _event("submit", "2020-09-28", "исх. № 12", **SUBMITTED),
                _event("done", "2020-09-28", "исх. № 12", was="submitted", became="done"),
                _event("correct", "2020-09-28", "исх. № 13", old_date="2020-09-28"),
            ],
        ),
        ("Исполнено 28.09.2020. Исх. № 13.",),
    ),
    (
        "what was noted after the day of the report is not told",
        _done(
            "2020-09-28",
            note="позже",
            history=[
                _event("done", "2020-09-28", "акт", was="planned", became="done"),
                _event("note", "2020-10-06", "позже"),
            ],
        ),
        ("Исполнено 28.09.2020. Акт.",),
    ),
    (
        "nor is what a later note has replaced forgotten",
        _done(
            "2020-09-28",
            note="позже",
            history=[_event("note", "2020-10-06", "позже", old_note="акт № 3")],
        ),
        ("Исполнено 28.09.2020. Акт № 3.",),
    ),
    (
        "four of four",
        _done("2020-03-30", "2020-06-30", "2020-09-30", "2020-10-02", term="ежеквартально"),
        (
            "Исполнено 02.10.2020. Исполнено 4 из 4.",
            "30.03.2020 – исполнено;",
            "30.06.2020 – исполнено;",
            "30.09.2020 – исполнено;",
            "02.10.2020 – исполнено.",
        ),
    ),
    (
        "waits for acceptance",
        {
            "term": "Сентябрь",
            "status": "submitted",
            "history": [_event("submit", "2020-09-28", "исх. № 12 от 28.09.2020", **SUBMITTED)],
        },
        ("Представлена информация 28.09.2020, проверяется. Исх. № 12 от 28.09.2020.",),
    ),
    (
        "reported late",
        {
            "term": "Сентябрь",
            "status": "submitted",
            "history": [_event("submit", "2020-10-02", **SUBMITTED)],
        },
        (
            "Представлена информация 02.10.2020, с нарушением срока на 2 дня, проверяется.",
        ),
    ),
    (
        "moved in the first quarter, and in the second one but back again",
        {
            "term": "ежеквартально",
            "status": "in_progress",
            "executed": ["2020-04-15", "2020-06-20", "2020-09-25"],
            "note": "письмо В",
            "history": [
                _event("postpone", "2020-03-20", "письмо А", became="20 апреля"),
                _event("done", "2020-04-15", period="2020-03-31"),
                _event("postpone", "2020-04-16", "письмо Б", became="20 июля"),
                _event("postpone", "2020-04-18", "письмо В", was="20 июля", became="ежеквартально"),
                _event("done", "2020-06-20", period="2020-06-30"),
                _event("done", "2020-09-25", period="2020-09-30"),
            ],
        },
        (
            "Исполняется: исполнено 3 из 4, ближайший срок – 31.12.2020.",
            "Срок перенесён на 20.04.2020. Основание: письмо А.",
            "Срок переносился 2 раза, прежние решения: на 20.07.2020 (письмо Б); "
            "перенос отменён (письмо В).",
            "15.04.2020 – исполнено;",
            "20.06.2020 – исполнено;",
            "25.09.2020 – исполнено.",
        ),
    ),
    (
        "reported on a later period first",
        {
            "term": "октябрь, ноябрь",
            "status": "submitted",
            "history": [_event("submit", "2020-10-01", period="2020-11-30", **SUBMITTED)],
        },
        (
            "Представлена информация 01.10.2020 за ноябрь 2020 года, проверяется. "
            "Всего исполнено 0 из 2.",
        ),
    ),
    (
        "reported on one period, late with another",
        {
            "term": "май, сентябрь",
            "status": "submitted",
            "history": [_event("submit", "2020-05-20", period="2020-05-31", **SUBMITTED)],
        },
        (
            "Не исполнено в срок: исполнено 0 из 2, просрочено 5 дней (срок – 30.09.2020).",
            "Представлена информация 20.05.2020 за май 2020 года, проверяется. "
            "Всего исполнено 0 из 2.",
        ),
    ),
    (
        "overdue",
        {"term": "Сентябрь"},
        ("Не исполнено, просрочено 5 дней (срок – 30.09.2020).",),
    ),
    (
        "overdue, with lines of progress",
        {
            "term": "Сентябрь",
            "status": "in_progress",
            "history": [_event("progress", "2020-09-01", "начато.")],
        },
        (
            "Не исполнено, просрочено 5 дней (срок – 30.09.2020).",
            "01.09.2020 – начато.",
        ),
    ),
    (
        "under way",
        {
            "term": "В течение года",
            "status": "in_progress",
            "history": [
                _event("progress", "2020-09-18", "выезды в 4 школы, справка от 18.09.2020"),
                _event("progress", "2020-03-05", "семинар, протокол № 1."),
                _event("progress", "2020-10-06", "будущее"),
            ],
        },
        (
            "Исполняется в течение срока, срок – 31.12.2020.",
            "05.03.2020 – семинар, протокол № 1;",
            "18.09.2020 – выезды в 4 школы, справка от 18.09.2020.",
        ),
    ),
    (
        "under way without a line",
        {"term": "В течение года", "status": "in_progress"},
        (
            "Исполняется в течение срока, срок – 31.12.2020. "
            "Сведения о ходе исполнения не внесены.",
        ),
    ),
    (
        "year-long, nothing recorded",
        {"term": "В течение года"},
        ("Срок не наступил (31.12.2020). Сведения о ходе исполнения не внесены.",),
    ),
    ("not due", {"term": "Ноябрь"}, ("Срок не наступил (30.11.2020).",)),
    ("due today", {"term": "до 5 октября"}, ("Срок истекает 05.10.2020.",)),
    (
        "cancelled",
        {
            "term": "Сентябрь",
            "status": "cancelled",
            "history": [
                _event("cancel", "2020-05-12", "приказ от 12.05.2020 № 61/01-04",
                       was="planned", became="cancelled")
            ],
        },
        ("Снято с контроля. Основание: приказ от 12.05.2020 № 61/01-04.",),
    ),
    (
        "cancelled by an event without a basis",
        {
            "term": "Сентябрь",
            "status": "cancelled",
            "history": [_event("cancel", "2020-05-12", was="planned", became="cancelled")],
        },
        ("Снято с контроля. Основание не указано.",),
    ),
    (
        "another term asked for without a reason",
        {"term": "Октябрь", "history": [_event("request", "2020-10-02", became="Ноябрь")]},
        ("Срок не наступил (31.10.2020).", "Просят другой срок: Ноябрь (Я)."),
    ),
    (
        "cancelled by hand",
        {"term": "Сентябрь", "status": "cancelled"},
        ("Снято с контроля. Основание не указано.",),
    ),
    (
        "postponed",
        {
            "term": "Сентябрь",
            "postponed_to": "Ноябрь",
            "history": [
                _event("postpone", "2020-09-21", "письмо Департамента от 21.09.2020 № 2211",
                       was="Сентябрь", became="Ноябрь")
            ],
        },
        (
            "Срок не наступил (30.11.2020).",
            "Срок перенесён на 30.11.2020. Основание: письмо Департамента от 21.09.2020 № 2211.",
        ),
    ),
    (
        "postponed more than once",
        {
            "term": "Сентябрь",
            "postponed_to": "Декабрь",
            "history": [
                _event("postpone", "2020-09-01", "письмо № 1.", was="Сентябрь", became="Ноябрь"),
                _event("postpone", "2020-10-01", "письмо № 2", was="Ноябрь", became="Декабрь"),
            ],
        },
        (
            "Срок не наступил (31.12.2020). Сведения о ходе исполнения не внесены.",
            "Срок перенесён на 31.12.2020. Основание: письмо № 2.",
            "Срок переносился 2 раза, прежние решения: на 30.11.2020 (письмо № 1).",
        ),
    ),
    (
        "postponed by a hand, then by a decision",
        {
            "term": "Сентябрь",
            "postponed_to": "Ноябрь",
            "history": [_event("postpone", "2020-09-20", "письмо", was="Октябрь", became="Ноябрь")],
        },
        (
            "Срок не наступил (30.11.2020).",
            "Срок перенесён на 30.11.2020. Основание: письмо.",
            "Срок переносился 2 раза, прежние решения: на 31.10.2020.",
        ),
    ),
    (
        "an order that approves the day of the postponement moves nothing",
        {
            "term": "Ноябрь",
            "history": [
                _event("postpone", "2020-09-01", "письмо", was="Сентябрь", became="Ноябрь"),
                _event("amend", "2020-09-20", "приказ", old_term="Сентябрь"),
            ],
        },
        (
            "Срок не наступил (30.11.2020).",
            "Срок переносился 1 раз, прежние решения: на 30.11.2020 (письмо); перенос отменён.",
        ),
    ),
    (
        "two orders about the term before the postponements are none",
        {
            "term": "Октябрь",
            "postponed_to": "Декабрь",
            "history": [
                _event("amend", "2020-08-01", "приказ № 1", old_term="Июль"),
                _event("amend", "2020-08-15", "приказ № 2", old_term="Сентябрь"),
                _event("postpone", "2020-09-01", "письмо № 1", was="Октябрь", became="Ноябрь"),
                _event("postpone", "2020-10-01", "письмо № 2", was="Ноябрь", became="Декабрь"),
            ],
        },
        (
            "Срок не наступил (31.12.2020).",
            "Срок перенесён на 31.12.2020. Основание: письмо № 2.",
            "Срок переносился 2 раза, прежние решения: на 30.11.2020 (письмо № 1).",
        ),
    ),
    (
        "a postponement that was taken back",
        {
            "term": "Октябрь",
            "history": [
                _event("postpone", "2020-09-01", "письмо № 1", was="Октябрь", became="Ноябрь"),
                _event("postpone", "2020-10-01", "письмо № 2", was="Ноябрь", became="Октябрь"),
            ],
        },
        (
            "Срок не наступил (31.10.2020).",
            "Срок переносился 1 раз, прежние решения: на 30.11.2020 (письмо № 1);"
            " перенос отменён (письмо № 2).",
        ),
    ),
    (
        "executed after some work",
        _done("2020-09-28", history=[
            _event("progress", "2020-03-05", "семинар, протокол № 1"),
            _event("progress", "2020-09-18", "выезды."),
            _event("done", "2020-09-28", "отчёт", was="in_progress", became="done"),
        ]),
        (
            "Исполнено 28.09.2020. Отчёт.",
            "05.03.2020 – семинар, протокол № 1;",
            "18.09.2020 – выезды.",
        ),
    ),
    (
        "cancelled after some work",
        {
            "term": "ежеквартально",
            "status": "cancelled",
            "executed": ["2020-03-30"],
            "history": [
                _event("done", "2020-03-30", "отчёт", was="planned", became="in_progress"),
                _event("progress", "2020-05-05", "семинар"),
                _event("cancel", "2020-05-12", "приказ № 61", was="in_progress",
                       became="cancelled"),
            ],
        },
        (
            "Снято с контроля. Основание: приказ № 61.",
            "30.03.2020 – исполнено, отчёт;",
            "05.05.2020 – семинар.",
        ),
    ),
    (
        "postponed and executed in time",
        _done("2020-10-02", postponed_to="Ноябрь"),
        ("Исполнено 02.10.2020.", "Срок перенесён на 30.11.2020. Основание не указано."),
    ),
    (
        "recurrent, late",
        {"term": "ежеквартально", "executed": ["2020-03-30", "2020-07-02"], "note": "отчёт № 2"},
        (
            "Не исполнено в срок: исполнено 2 из 4, просрочено 5 дней (срок – 30.09.2020).",
            "30.03.2020 – исполнено;",
            "02.07.2020 – исполнено, с нарушением срока на 2 дня, отчёт № 2.",
        ),
    ),
    (
        "recurrent, on schedule",
        {"term": "ежеквартально", "executed": ["2020-03-30", "2020-06-30", "2020-09-29"]},
        (
            "Исполняется: исполнено 3 из 4, ближайший срок – 31.12.2020.",
            "30.03.2020 – исполнено;",
            "30.06.2020 – исполнено;",
            "29.09.2020 – исполнено.",
        ),
    ),
    (
        "undated",
        {"term": "по мере необходимости"},
        ("Исполняется по мере необходимости, срок не установлен.",),
    ),
    (
        "undated, under way without a line",
        {"term": "по мере необходимости", "status": "in_progress"},
        (
            "Исполняется по мере необходимости, срок не установлен. "
            "Сведения о ходе исполнения не внесены.",
        ),
    ),
    ("unclear", {"term": "Сентябр 2"}, ("Срок в плане не прочитан: «Сентябр 2».",)),
    (
        "what cannot be printed is left out",
        {"term": "Сентябрь", "status": "cancelled", "note": "приказ\x1b[31m\n№ 5\u202e"},
        ("Снято с контроля. Основание: приказ[31m № 5.",),
    ),
]  # fmt: skip


def _view(item: dict[str, Any], day: date = DAY) -> View:
    items = [{"id": "1", "title": "а", **item}]
    plan, problems = read_plan(
        {"title": "П", "year": "2020", "sections": [{"title": "Р", "items": items}]}
    )
    assert plan, problems
    return View.of_plan(plan, day)


@pytest.mark.parametrize(("_name", "item", "told"), CASES, ids=[name for name, *_ in CASES])
def test_every_state_has_its_sentence(
    _name: str, item: dict[str, Any], told: tuple[str, ...]
) -> None:
    view = _view(item)
    assert mark(view.rows[0], report_lists.window(view, None)) == told


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ({"term": "Сентябрь"}, "Не исполнено в срок (срок – 30.09.2020)."),
        (
            {"term": "ежеквартально", "executed": ["2020-03-30", "2020-06-30"]},
            "Не исполнено в срок: исполнено 2 из 4, срок – 30.09.2020.",
        ),
        ({"term": "Август"}, "Не исполнено, просрочено 30 дней (срок – 31.08.2020)."),
    ],
)
def test_what_is_missed_on_the_last_day_of_a_period_that_is_over(
    item: dict[str, Any], told: str
) -> None:
    (home,) = _view(item).plans
    view = View.of([home], date(2020, 9, 30), written=DAY)
    assert mark(view.rows[0], report_lists.window(view, None))[0] == told


def test_of_a_period_only_its_own_lines_are_told() -> None:
    lines = [_event("progress", "2020-03-05", "март"), _event("progress", "2020-09-18", "сентябрь")]
    view = _view({"term": "В течение года", "status": "in_progress", "history": lines})
    days = report_lists.window(view, Period(date(2020, 7, 1), date(2020, 9, 30)))
    told = mark(view.rows[0], days)
    assert told == ("Исполняется в течение срока, срок – 31.12.2020.", "18.09.2020 – сентябрь.")


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("протокол № 4", "Протокол № 4."),
        ("Протокол.", "Протокол."),
        ("подписала Минаева Е.Л.", "Подписала Минаева Е.Л."),
        ("готово!", "Готово!"),
        ("см. приложение;", "См. приложение."),
        ("«Итоги»", "«Итоги»."),
    ],
)
def test_a_note_becomes_a_sentence(note: str, written: str) -> None:
    assert sentence(note) == written


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("протокол № 4", "протокол №~4"),
        ("просрочено 5 дней, 1 день, 2 дня", "просрочено 5~дней, 1~день, 2~дня"),
        ("80 % из 5", "80~% из 5"),
        ("срок – 30.09.2020", "срок~– 30.09.2020"),
        ("Февраль - декабрь, 5 дневников", "Февраль - декабрь, 5 дневников"),
    ],
)
def test_a_line_ends_where_it_may(text: str, kept: str) -> None:
    assert unbroken(text) == kept.replace("~", "\u00a0")


def test_a_paper_has_no_sign_that_its_format_forbids() -> None:
    assert on_paper("а\x00б\ufffe\ud800\x1b[1m\u200b\t в\n г") == "аб[1m в г"
