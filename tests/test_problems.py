"""What is wrong with the data of a plan: each problem has its place and one Russian sentence."""

from __future__ import annotations

from typing import Any

import pytest
from small_plans import Data, day, item

from roadmap_cli.plan.model import Plan
from roadmap_cli.plan.problems import lenient_span, read_plan

PAIRS = "нужны пары «ключ: значение»"
STATUSES = "planned, in_progress, submitted, done, cancelled"


def _plan(*items: Any, **more: object) -> Data:
    return {"title": "П", "year": "2020", "sections": [{"title": "Р", "items": list(items)}]} | more


def _without(data: Data, key: str) -> Data:
    return {name: value for name, value in data.items() if name != key}


def _problems(data: object) -> list[tuple[str, str]]:
    plan, problems = read_plan(data)
    assert (plan is None) is bool(problems)
    return [("/".join(map(str, place)), sentence) for place, sentence in problems]


EVENT = {"at": "2020-05-01T12:00:00", "by": "Я", "did": "note"}
FIELDS = "id, title, term, responsible, status, start, due, postponed_to, executed, result, comment, note, history"


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"title": None}, "title", "«title»: нужен текст"),
        ({"title": "  "}, "title", "«title»: пусто, нужен текст"),
        ({"title": ["а"]}, "title", "«title»: нужен текст"),
        ({"status": "finished"}, "status", f"«status»: нет статуса «finished»; можно: {STATUSES}"),
        ({"responsible": "МОЦ"}, "responsible", "«responsible»: нужен список: через запятую в квадратных скобках или с новой строки после «- »"),
        ({"responsible": [""]}, "responsible/0", "«responsible»: пусто, нужен текст"),
        ({"start": "28.09.2020"}, "start", "«start»: нужна дата вида 2020-09-28"),
        ({"start": "2020-9-28"}, "start", "«start»: нужна дата вида 2020-09-28"),
        ({"start": "2020-02-30"}, "start", "«start»: нужна дата вида 2020-09-28"),
        ({"start": "1579219200"}, "start", "«start»: нужна дата вида 2020-09-28"),
        ({"start": ["2020-09-28"]}, "start", "«start»: нужна дата вида 2020-09-28"),
        ({"executed": ["2020-09-28", "вчера"]}, "executed/1", "«executed»: нужна дата вида 2020-09-28"),
        ({"start": "2020-05-02", "due": "2020-05-01"}, "", "«items»: due раньше, чем start: поменяйте даты местами"),
        ({"start": "2020-05-02", "due": "нет", "term": "по графику"}, "", "«items»: «due: нет» рядом со start: уберите одно из двух"),
        ({"due": "нет"}, "due", "«due: нет» рядом со сроком, который читается: уберите одно из двух"),
        ({"due": "нет", "term": "ежеквартально"}, "due", "«due: нет» рядом со сроком, который читается: уберите одно из двух"),
        ({"stats": "done"}, "stats", "неизвестный ключ «stats»; возможно, «status»?"),
        ({"xyz": "1"}, "xyz", f"неизвестный ключ «xyz»; здесь бывают: {FIELDS}"),
        ({"history": [EVENT | {"did": "ate"}]}, "history/0/did", "«did»: нет действия «ate»; историю пишет сама программа roadmap"),
        ({"history": [EVENT | {"at": "вчера"}]}, "history/0/at", "«at»: значение «вчера» не подходит"),
        ({"history": [EVENT | {"at": "ы" * 70}]}, "history/0/at", f"«at»: значение «{'ы' * 60}» не подходит"),
        ({"history": [EVENT | {"noted": "х"}]}, "history/0/noted", "неизвестный ключ «noted»; возможно, «note»?"),
        ({"history": [_without(EVENT, "by")]}, "history/0/by", "не хватает обязательного ключа «by»"),
        ({"history": ["х"]}, "history/0", f"«history»: {PAIRS}"),
        (
            {"postponed_to": "попозже"},
            "postponed_to",
            "срок «попозже» не понят: непонятно «попозже»; напишите «январь 2020» или «до 31.12.2020» или «в течение года»",
        ),
        (
            {"postponed_to": "по графику"},
            "postponed_to",
            "срок «по графику» не понят: перенести можно только на определённую дату; напишите «до 31.12.2020» или «31.12.2020»",
        ),
        (
            {"postponed_to": "июнь, август"},
            "postponed_to",
            "срок «июнь, август» не понят: перенести можно только на один срок; напишите «до 31.08.2020»",
        ),
    ],
)  # fmt: skip
def test_a_wrong_item(fields: Data, place: str, sentence: str) -> None:
    found = _problems(_plan(item(1), item(2) | fields))
    assert found == [("/".join(filter(None, ["sections/0/items/1", place])), sentence)]


NAMELESS = "ключ без имени: напишите имя перед двоеточием"


@pytest.mark.parametrize(
    ("data", "place", "sentence"),
    [
        ([], "", "файл должен начинаться с ключей title, year и sections"),
        (None, "", "файл должен начинаться с ключей title, year и sections"),
        ("план", "", "файл должен начинаться с ключей title, year и sections"),
        (_without(_plan(), "title"), "title", "не хватает обязательного ключа «title»"),
        (_without(_plan(), "sections"), "sections", "не хватает обязательного ключа «sections»"),
        (_without(_plan(), "year"), "", "«план»: укажите что-то одно: year: 2020 или period: {start: …, end: …}"),
        (_plan(period={"start": "2020-01-01", "end": "2020-12-31"}), "", "«план»: укажите что-то одно: year: 2020 или period: {start: …, end: …}"),
        (_plan(year="двадцатый"), "year", "«year»: нужен один год числом, а не «двадцатый»; иной период: period: {start: 2020-09-01, end: 2021-08-31}"),
        (_plan(year=["2020"]), "year", "«year»: нужно целое число"),
        (_plan(year="1899"), "year", "«year»: год должен быть не раньше 1900"),
        (_plan(year="3000"), "year", "«year»: год должен быть не позже 2999"),
        (_plan(yeer="2020"), "yeer", "неизвестный ключ «yeer»; возможно, «year»?"),
        (_plan(zzz="2020"), "zzz", "неизвестный ключ «zzz»; здесь бывают: title, year, period, uid, order, contacts, groups, sections"),
        (_plan(order={"nomber": "5"}), "order/nomber", "неизвестный ключ «nomber»; возможно, «number»?"),
        (_plan(order="приказ"), "order", f"«order»: {PAIRS}"),
        (_plan(contacts=["МОЦ"]), "contacts", f"«contacts»: {PAIRS}"),
        (_plan(contacts={"": "a@example.org"}), "contacts/", NAMELESS),
        (_plan(contacts={None: "a@example.org"}), "contacts/None", NAMELESS),
        (_plan(groups={None: ["Школа № 1"]}), "groups/None", NAMELESS),
        (_plan(sections=[{"title": "Р"}]), "sections/0/items", "не хватает обязательного ключа «items»"),
        (_plan(sections={}), "sections", "«sections»: нужен список: через запятую в квадратных скобках или с новой строки после «- »"),
        (_plan(sections=["Раздел"]), "sections/0", f"«sections»: {PAIRS}"),
        (_plan(sections=[{"title": "Р", "items": [], "notes": "х"}]), "sections/0/notes", "неизвестный ключ «notes»; возможно, «items»?"),
        (_plan("пункт"), "sections/0/items/0", f"«items»: {PAIRS}"),
        (
            _plan(sections=[{"title": "Р", "term": "ежеквартально", "items": []}]),
            "sections/0/term",
            "срок «ежеквартально» не понят: у раздела может быть только один период; напишите «Апрель»",
        ),
        (
            _plan(sections=[{"title": "А", "items": []}, {"title": "Р", "term": "по графику", "items": []}]),
            "sections/1/term",
            "срок «по графику» не понят: у раздела может быть только один период; напишите «Апрель»",
        ),
    ],
)  # fmt: skip
def test_a_wrong_plan(data: object, place: str, sentence: str) -> None:
    assert _problems(data) == [(place, sentence)]


PERIOD = {"start": "2020-01-01", "end": "2020-12-31"}


@pytest.mark.parametrize(
    ("period", "place", "sentence"),
    [
        (PERIOD | {"end": "2019-12-31"}, "period", "«period»: end раньше, чем start: поменяйте даты местами"),
        (PERIOD | {"end": "2070-01-01"}, "period", "«period»: план длиннее 50 лет: проверьте годы"),
        (PERIOD | {"last": "х"}, "period/last", "неизвестный ключ «last»; здесь бывают: start, end"),
        (PERIOD | {"begin": "х"}, "period/begin", "неизвестный ключ «begin»; здесь бывают: start, end"),
        (PERIOD | {"strat": "х"}, "period/strat", "неизвестный ключ «strat»; возможно, «start»?"),
        ({"start": "2020-01-01"}, "period/end", "не хватает обязательного ключа «end»"),
    ],
)  # fmt: skip
def test_a_wrong_period(period: Data, place: str, sentence: str) -> None:
    assert _problems(_without(_plan(period=period), "year")) == [(place, sentence)]


@pytest.mark.parametrize(
    ("numbers", "sentences"),
    [
        (["1", "2", "1.2"], []),
        (["7", "7"], ["номер «7» уже есть у пункта выше: номера не повторяются"]),
        (["7", " 7 "], ["номер « 7 » уже есть у пункта выше: номера не повторяются"]),
        (["7", "7."], ["номер «7.» уже есть у пункта выше: в командах «7» и «7.» — одно и то же"]),
        (["№ 7", "7"], ["номер «7» уже есть у пункта выше: в командах «№ 7» и «7» — одно и то же"]),
        (
            ["7", "7.", "№7"],
            [
                "номер «7.» уже есть у пункта выше: в командах «7» и «7.» — одно и то же",
                "номер «№7» уже есть у пункта выше: в командах «7» и «№7» — одно и то же",
            ],
        ),
    ],
)
def test_numbers_that_commands_could_not_tell_apart(
    numbers: list[str], sentences: list[str]
) -> None:
    found = _problems(_plan(*(item(number) for number in numbers)))
    assert [sentence for _, sentence in found] == sentences
    assert all(place.endswith("/id") for place, _ in found)


def test_numbers_repeat_across_sections_too() -> None:
    sections = [{"title": "А", "items": [item(1)]}, {"title": "Б", "items": [item(2), item(1)]}]
    assert [place for place, _ in _problems(_plan(sections=sections))] == ["sections/1/items/1/id"]


def test_all_problems_are_told_at_once_also_beside_wrong_shapes() -> None:
    data = _plan(
        item(1) | {"status": "x"},
        "текст",
        item(1) | {"id": ["1"]},
        item(1),
        item(3) | {"postponed_to": "по графику"},
        item(4) | {"postponed_to": " "},
        item(5) | {"postponed_to": ["май"], "term": ["май"], "due": "нет"},
    )
    data["sections"] += [
        "текст",
        {"title": "Б", "items": "текст"},
        {"title": "В", "items": [item(3)], "term": " "},
    ]
    places = [place for place, _ in _problems(data)]
    assert (
        places
        == [
            "sections/0/items/0/status",
            "sections/0/items/1",
            "sections/0/items/2/id",
            "sections/0/items/4/postponed_to",
            "sections/0/items/5/term",
            "sections/0/items/5/postponed_to",
            "sections/1",
            "sections/2/items",
            "sections/3/term",
            "sections/0/items/3/id",
            "sections/0/items/4/postponed_to",
            "sections/3/items/0/id",
        ]
        or places
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"due": "нет", "term": "по графику"},
        {"due": "нет", "term": "до 31 июня"},
        {"due": "нет", "term": "постоянно"},
        {"start": "2020-05-01", "due": "2020-05-01"},
        {"postponed_to": " июнь "},
        {"term": "до 31 июня"},
        {"executed": [None, "2020-05-01"]},
        {"note": None, "postponed_to": None, "due": None, "start": None},
    ],
)
def test_what_is_right(fields: Data) -> None:
    plan, problems = read_plan(_plan(item(1) | fields))
    assert problems == []
    assert isinstance(plan, Plan)


@pytest.mark.parametrize("due", ["28.09.2020", "1579219200", "никогда"])
def test_due_is_a_date_or_says_that_there_is_none(due: str) -> None:
    found = _problems(_plan(item(1, term="по графику", due=due)))
    assert [sentence for _, sentence in found] == ["«due»: нужна дата вида 2020-09-28"]


def test_years_at_the_edges() -> None:
    for year in ("1900", "2999"):
        assert _problems(_plan(year=year)) == []


@pytest.mark.parametrize(
    ("data", "span"),
    [
        ({"year": "2020"}, ("2020-01-01", "2020-12-31")),
        (
            {"year": "2020", "title": ["?"], "sections": "?", "zzz": "?"},
            ("2020-01-01", "2020-12-31"),
        ),
        ({"period": {"start": "2019-09-01", "end": "2020-08-31"}}, ("2019-09-01", "2020-08-31")),
        ({"year": "x"}, None),
        ({}, None),
        (["2020"], None),
        (None, None),
    ],
)
def test_the_period_of_a_plan_with_mistakes(data: object, span: tuple[str, str] | None) -> None:
    assert lenient_span(data) == (span and tuple(map(day, span)))


def test_without_a_period_terms_wait_but_numbers_do_not() -> None:
    data = _plan(item(1) | {"postponed_to": "по графику"}, item(1), year="x")
    places = [place for place, _ in _problems(data)]
    assert places == ["year", "sections/0/items/1/id"]
