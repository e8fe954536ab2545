"""What `check` says of a plan: how terms are read, what is not read, what looks odd; with places."""

from __future__ import annotations

import pytest
from conftest import calls
from small_plans import Data, day, home_of, item, plan_of

from roadmap_cli.plan import problems

TODAY = "06-10"
DONE = {"status": "done"}
QUARTERLY = {"term": "ежеквартально"}
SOMEBODY = {"responsible": ["МОЦ"]}


def _place(location: tuple[str | int, ...]) -> str:
    return "/".join(map(str, location))


def _warnings(*items: Data, **plan: object) -> list[tuple[str, str]]:
    found = problems.warnings(plan_of(*items, **plan), day(TODAY))
    return [(_place(place), text) for place, text in found]


@pytest.mark.parametrize(
    ("fields", "reading"),
    [
        ({}, "Май\t01.05.2020 – 31.05.2020"),
        ({"term": "по мере\n  необходимости"}, "по мере необходимости\tбез срока"),
        ({"term": "до 31 июня"}, "до 31 июня\tсрок не прочитан"),
        (
            {"postponed_to": "до 15  июля"},
            "Май\t01.05.2020 – 31.05.2020\tперенесён: до 15 июля\t01.05.2020 – 15.07.2020",
        ),
    ],
)
def test_how_a_term_is_read(fields: Data, reading: str) -> None:
    home = home_of("2020", item(6), item(7, **fields))
    assert problems.reading(home, home.plan.items[1], day(TODAY)) == reading


def test_an_item_of_a_later_section_is_read_too() -> None:
    sections = [
        {"title": "А", "items": [item(1)]},
        {"title": "Апрель", "term": "Апрель", "items": [item(2, term="25-26", postponed_to="май")]},
    ]
    home = home_of("2020", sections=sections)
    assert problems.reading(home, home.plan.items[1], day(TODAY)) == (
        "25-26\t25.04.2020 – 26.04.2020\tперенесён: май\t25.04.2020 – 31.05.2020"
    )


def test_a_long_plan_of_postponed_items_is_read_soon() -> None:
    def read(count: int) -> int:
        home = home_of(
            "2020", *(item(number, postponed_to="до 15 июля") for number in range(count))
        )
        told: set[int] = set()

        def work() -> None:
            told.update(
                problems.reading(home, each, day(TODAY)).count("\t") for each in home.plan.items
            )

        steps = calls(work)
        assert told == {3}
        return steps

    assert read(3000) <= 12 * read(300)


def test_what_is_not_read_is_explained_at_its_place() -> None:
    sections = [
        {"title": "А", "items": [item(1), item(2, term="до 31 июня")]},
        {"title": "Апрель", "term": "Апрель", "items": [item(3, term="25-26"), item(4, term="25-31")]},
        {"title": "Б", "items": [item(5, term="25-26"), item(6, term="до 31 июня", due="2020-06-30")]},
        {"title": "В", "items": [item(7, term="через месяц после приказа"), item(8, term="до 31 июня", start="2020-06-01")]},
    ]  # fmt: skip
    found = [
        (_place(place), text) for place, text in problems.unclear_terms(plan_of(sections=sections))
    ]
    places = [
        "sections/0/items/1/term",
        "sections/1/items/1/term",
        "sections/2/items/0/term",
        "sections/3/items/0/term",
    ]
    assert [place for place, _ in found] == places
    assert found[0][1].startswith("пункт 2: срок «до 31 июня» не понят: ")
    assert found[0][1].endswith(
        "; либо допишите due: 2020-12-31 (последний день) или due: нет (срока нет), командой: "
        "roadmap amend 2 --due 31.12.2020 --reason ОСНОВАНИЕ"
    )
    assert found[3][1] == (
        "пункт 7: срок «через месяц после приказа» не понят: он отсчитывается от события, а нужна дата; "
        "оставьте слова документа и допишите к пункту «due: дата» или «due: нет»"
    )


@pytest.mark.parametrize(
    ("fields", "key", "sentence"),
    [
        # terms
        (
            {"term": "с 1 декабря 2019 по 31 января 2020"},
            "term",
            "срок «с 1 декабря 2019 по 31 января 2020» выходит за период плана: 01.12.2019 – 31.01.2020",
        ),
        (
            {"term": "1 января 2021"},
            "term",
            "срок «1 января 2021» выходит за период плана: 01.01.2021",
        ),
        (
            {"due": "2020-06-30"},
            "due",
            "вместо срока «Май» (01.05.2020 – 31.05.2020) считается 01.01.2020 – 30.06.2020",
        ),
        (
            {"start": "2020-05-02"},
            "start",
            "вместо срока «Май» (01.05.2020 – 31.05.2020) считается 02.05.2020 – 31.12.2020",
        ),
        (
            {"start": "2020-05-02", "due": "2020-05-31"},
            "due",
            "вместо срока «Май» (01.05.2020 – 31.05.2020) считается 02.05.2020 – 31.05.2020",
        ),
        (
            {"postponed_to": "апрель"},
            "postponed_to",
            "перенос на «апрель» не меняет срок: он не позже утверждённого",
        ),
        (
            {"postponed_to": "31 мая"},
            "postponed_to",
            "перенос на «31 мая» не меняет срок: он не позже утверждённого",
        ),
        (
            QUARTERLY | {"postponed_to": "31 марта"},
            "postponed_to",
            "перенос на «31 марта» не меняет срок: он не позже утверждённого",
        ),
        # marks
        (DONE, "status", "исполнен, но без даты исполнения: допишите executed: [ГГГГ-ММ-ДД]"),
        (
            DONE | QUARTERLY | {"executed": ["2020-03-01", None, "2020-05-01"]},
            "status",
            "исполнен, но дат исполнения 2 из 4",
        ),
        (
            {"executed": ["2020-05-01"]},
            "status",
            "все даты исполнения есть, а статус planned: поставьте done",
        ),
        (
            {"executed": ["2020-05-01"], "status": "in_progress", "term": "по графику"},
            "status",
            "все даты исполнения есть, а статус in_progress: поставьте done",
        ),
        (
            DONE | {"executed": ["2020-05-01", "2020-05-02"]},
            "executed",
            "дат исполнения 2, а периодов 1: лишние не учитываются",
        ),
        (
            DONE | {"executed": ["2020-06-11"]},
            "executed",
            "дата исполнения 11.06.2020 ещё не наступила и пока не считается",
        ),
        (
            DONE | {"executed": ["2019-12-31"]},
            "executed",
            "дата исполнения 31.12.2019 раньше начала плана",
        ),
        # parties
        ({"responsible": []}, "id", "нет ответственных"),
        (
            {"responsible": ["МОЦ; ОУ"]},
            "responsible",
            "в ответственном «МОЦ; ОУ» точка с запятой: запишите каждого отдельно",
        ),
        (
            {"responsible": ["Минаева Е.Л.", "директор"]},
            "responsible",
            "запятая разделила «Минаева Е.Л.» и «директор»; если это один ответственный, возьмите в кавычки: "
            '["Минаева Е.Л., директор"]',
        ),
        (
            {"responsible": ["Е. Л. Минаева", "директор"]},
            "responsible",
            "запятая разделила «Е. Л. Минаева» и «директор»; если это один ответственный, возьмите в кавычки: "
            '["Е. Л. Минаева, директор"]',
        ),
    ],
)
def test_a_warning(fields: Data, key: str, sentence: str) -> None:
    found = _warnings(item(1, **SOMEBODY), item(7, **(SOMEBODY | fields)))
    assert found == [(f"sections/0/items/1/{key}", f"пункт 7: {sentence}")]


@pytest.mark.parametrize(
    "fields",
    [
        {"term": "с 1 января по 31 декабря"},
        {"start": "2020-05-01", "due": "2020-05-31"},
        {"term": "в течение года", "due": "2020-06-30"},
        {"term": "по графику", "due": "2020-06-30"},
        {"term": "до 31 июня", "due": "2020-06-30"},
        {"term": "до 31 июня", "due": "нет"},
        {"term": "до 31 июня"},
        {"postponed_to": "1 июня"},
        {"term": "до 31 июня", "postponed_to": "1 января"},
        DONE | {"executed": ["2020-05-01"]},
        DONE | {"executed": ["2020-01-01"]},
        DONE | {"executed": ["2020-06-10"]},
        DONE | {"term": "по графику", "executed": ["2020-06-10"]},
        QUARTERLY | {"executed": ["2020-05-01"]},
        QUARTERLY | {"executed": ["2020-03-01", None, "2020-05-01"], "status": "in_progress"},
        {"executed": ["2020-05-01"], "status": "submitted"},
        {"executed": ["2020-05-01"], "status": "cancelled"},
        {"responsible": ["Минаева Е.Л.", "Директор"]},
        {"responsible": ["МОЦ", "директор"]},
    ],
)
def test_nothing_odd(fields: Data) -> None:
    assert _warnings(item(7, **(SOMEBODY | fields))) == []


def test_a_section_s_own_term_counts_when_dates_stand_beside_a_wording() -> None:
    same = item(7, term="25-26", start="2020-04-25", due="2020-04-26", **SOMEBODY)
    section = {"title": "Апрель", "term": "Апрель", "items": [same]}
    assert _warnings(sections=[section]) == []
    other = same | {"due": "2020-04-27"}
    ((place, text),) = _warnings(sections=[section | {"items": [other]}])
    assert place == "sections/0/items/0/due"
    assert "вместо срока «25-26» (25.04.2020 – 26.04.2020)" in text


# --- parties that are alike, addresses of nobody

ALIKE = "ответственные «{}» и «{}» похожи: если это один, запишите одинаково"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("МОЦ", "моц"),
        ("Отдел  кадров", "отдел кадров"),
        ("Елкина", "Ёлкина"),
        ("Иванов", "Ивансв"),
        ("Иванов", "Иваново"),
        ("Иванова", "Иванов"),
        ("Отдел образования", "Отдел образавание"),
        ("Районный центр", "Райнный цетр"),
        ("Абрайонный центр", "районный центр"),
        ("Лицей № 5 города", "Лицей № 5 гароды"),
    ],
)
def test_parties_that_differ_by_a_slip(first: str, second: str) -> None:
    found = _warnings(item(1, responsible=["РМЦ", first]), item(2, responsible=["ОУ", second]))
    assert found == [("sections/0/items/1/responsible/1", ALIKE.format(first, second))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("МОЦ", "РОЦ"),
        ("Абрайонный центр", "районный цонтр"),
        ("Ивано", "Ивана"),  # five letters are too few for a slip
        ("Иванов", "Ивашко"),
        ("Иванов", "Ивановых"),
        ("Ивановский", "Ивановичев"),
        ("Лицей № 5 города", "Лицей № 6 города"),
        ("Отдел образования", "Отдел абразаваниэя"),
        ("Отдел образования", "Отдел преобразования"),
        ("Отдел образования", "Отбел абразованиа"),
        ("Районный методический центр", "Районный метадичиский цантр"),
    ],
)
def test_parties_that_are_two(first: str, second: str) -> None:
    assert _warnings(item(1, responsible=[first, second])) == []


def test_the_place_is_the_first_one_where_the_second_name_stands() -> None:
    items = [
        item(1, responsible=["МОЦ"]),
        item(2, responsible=["ОУ", "моц"]),
        item(3, responsible=["моц"]),
    ]
    assert [place for place, _ in _warnings(*items)] == ["sections/0/items/1/responsible/1"]


def test_of_members_that_differ_by_a_slip_the_second_one_is_shown() -> None:
    found = _warnings(item(1, responsible=["ОУ"]), groups={"ОУ": ["Лицей города", "Лицей гороба"]})
    assert found == [("groups/ОУ/1", ALIKE.format("Лицей города", "Лицей гороба"))]


def test_a_group_of_nobody_and_a_member_of_two() -> None:
    groups = {"ОУ": ["Школа № 1"], "ДОУ": ["Сад № 1", "Школа № 1"]}
    assert _warnings(item(1, responsible=["ОУ"]), groups=groups) == [
        ("groups/ДОУ", "группа «ДОУ» не отвечает ни за один пункт"),
        ("groups/ДОУ/1", "«Школа № 1» есть и в группе «ОУ», и в группе «ДОУ»"),
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [("title", "Oтчёт"), ("term", "Май, oтчёт"), ("responsible", ["Oтдел"])],
)
def test_latin_letters_are_found_where_they_stand(key: str, value: object) -> None:
    found = _warnings(item(1, **{key: value}))
    assert [place for place, text in found if "латинские буквы" in text] == [
        f"sections/0/items/0/{key}"
    ]


def test_of_more_than_four_hundred_parties_the_rest_is_not_compared() -> None:
    names = [f"Школа № {number}" for number in range(399)]
    alike = [*names, "Районный центр", "районный центр"]
    assert not [text for _, text in _warnings(item(1, responsible=alike)) if "центр" in text]
    assert [text for _, text in _warnings(item(1, responsible=alike[1:])) if "центр" in text]


def test_an_address_of_nobody() -> None:
    contacts = {"МОЦ": "a@example.org", "ОУ": "b@example.org", "Ким А.Б.": "c@example.org"}
    nobody = "адрес есть, а ответственного «{}» в плане нет"
    found = _warnings(item(1, **SOMEBODY), contacts=contacts)
    assert found == [(f"contacts/{name}", nobody.format(name)) for name in ("ОУ", "Ким А.Б.")]
    order = {"controlled_by": "Ким А.Б."}
    found = _warnings(item(1, **SOMEBODY), contacts=contacts, order=order)
    assert found == [("contacts/ОУ", nobody.format("ОУ"))]
