"""What a person is asked about a document, and what is assumed where nobody answers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from import_fixtures import propose
from test_import_table import rows

from roadmap_cli.exchange.importing import Source
from roadmap_cli.exchange.importing.proposal import Answers

if TYPE_CHECKING:
    from roadmap_cli.exchange.importing.proposal import Proposal

HEAD = "№ | Мероприятие | Срок | Ответственный"
ROW = "1 | Курсы | Март | МОЦ"


def read(text: str, name: str = "план.docx", **answers: Any) -> Proposal:
    return propose(Source(name, rows(text)), Answers(**answers), date(2021, 1, 20))


DOUBTFUL = f"""
{HEAD} | Место | Часы
1 | Курсы | | Координатор МОЦ | зал | 5
2 | Слёт | | Кординатор МОЦ | |
3 | Слёт школьников города Сосновка и района у реки | | школы № 1-3 | |
4 | Бал | | лицеи № 1, 2 | |
5 | Сбор | | Завуч | |
6 | Смотр | | Завуч | |
7 | Приёмка | август | Завуч | |
8 | Приёмка | в августе | Завуч | |
9 | Май | Завуч
---
10 | Игра | Май | Завуч | |
"""


def test_every_class_of_doubt_in_its_words() -> None:
    proposal = read(DOUBTFUL, "папка/мой план.v2.docx", year="2020-2021")
    assert [tuple(each) for each in proposal.doubts] == [
        (
            "continues",
            "таблица 2: своего заголовка нет, взято как продолжение таблицы выше",
            "Это продолжение",
            True,
            "--table N возьмёт только названную",
        ),
        (
            "unpaired",
            "строка 10: какая ячейка к какому столбцу, не видно, в план не попадёт",
            "Пропустить эти строки",
            True,
            "--columns или --accept",
        ),
        (
            "title",
            "название плана в документе не найдено",
            "Название плана",
            "мой план.v2",
            "--title",
        ),
        (
            "same_parties",
            "ответственные, похожие на одного, записаны по-разному: "
            "«Координатор МОЦ» и «Кординатор МОЦ»",
            "Это один ответственный",
            False,
            "--same-parties или --distinct-parties",
        ),
        (
            "groups",
            "за одним ответственным стоят многие («школы № 1-3»: 3; «лицеи № 1, 2»: 2), "
            "и каждый отчитается сам",
            "Завести группу",
            False,
            "--groups или --no-groups",
        ),
        (
            "notes",
            "есть другие столбцы, в план они не попадут: «Место», «Часы»",
            "Сохранить эти столбцы в примечаниях",
            False,
            "--notes (сохранить в примечаниях) или --no-notes",
        ),
        (
            "empty_term",
            "срок не указан (строка 2: «Курсы»; строка 3: «Слёт»; "
            "строка 4: «Слёт школьников города Сосновка и района»; строка 5: «Бал»; "
            "строка 6: «Сбор» и другие)",
            "Какой срок им записать",
            "срок не указан",
            "--empty-term",
        ),
        (
            "august",
            "«август»: август 2020 или 2021 года",
            "Какого года август",
            "решу потом",
            "--august",
        ),
    ]
    assert (len(proposal.items), list(proposal.continued)) == (9, ["таблица 2"])
    assert [item.id for item in proposal.unclear] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert proposal.plan.groups == {}


def test_what_a_person_has_answered_is_not_asked() -> None:
    answers: dict[str, Any] = {
        "title": "План",
        "year": "2020-2021",
        "continues": True,
        "unpaired": True,
        "same_parties": True,
        "groups": True,
        "notes": False,
        "empty_term": "июнь",
        "august": 2020,
    }
    proposal = read(DOUBTFUL, **answers)
    assert proposal.doubts == ()
    assert [(item.term, item.responsible) for item in proposal.items] == [
        ("июнь", ("Координатор МОЦ",)),
        ("июнь", ("Координатор МОЦ",)),
        ("июнь", ("школы № 1-3",)),
        ("июнь", ("лицеи № 1, 2",)),
        ("июнь", ("Завуч",)),
        ("июнь", ("Завуч",)),
        ("август 2020", ("Завуч",)),
        ("в августе 2020", ("Завуч",)),
        ("Май", ("Завуч",)),
    ]
    assert {item.comment for item in proposal.items} == {""}
    assert proposal.plan.groups == {
        "школы № 1-3": ("Школа № 1", "Школа № 2", "Школа № 3"),
        "лицеи № 1, 2": ("Лицей № 1", "Лицей № 2"),
    }
    settled = {name: False for name, value in answers.items() if value is True}
    proposal = read(DOUBTFUL, **(answers | settled))
    assert [doubt.field for doubt in proposal.doubts] == []
    assert proposal.items[1].responsible == ("Кординатор МОЦ",)
    assert (len(proposal.items), proposal.plan.groups) == (8, {})
    chosen = read(DOUBTFUL, **(answers | {"continues": None, "table": (1, 2)}))
    assert (chosen.doubts, len(chosen.items)) == ((), 9)


def test_five_of_each_class_are_shown() -> None:
    terms = [f"{number} | Дело {number} | | школы № {number}-9" for number in range(1, 6)]
    said = [doubt.said for doubt in read("\n".join([HEAD, *terms]), year="2021").doubts]
    assert said[-2:] == [
        "за одним ответственным стоят многие («школы № 1-9»: 9; «школы № 2-9»: 8; "
        "«школы № 3-9»: 7; «школы № 4-9»: 6; «школы № 5-9»: 5), и каждый отчитается сам",
        "срок не указан (строка 2: «Дело 1»; строка 3: «Дело 2»; строка 4: «Дело 3»; "
        "строка 5: «Дело 4»; строка 6: «Дело 5»)",
    ]
    more = [*terms, "6 | Дело 6 | | школы № 6-9"]
    said = [doubt.said for doubt in read("\n".join([HEAD, *more]), year="2021").doubts]
    assert "«школы № 5-9»: 5), и" in said[-2]
    assert said[-1].endswith("строка 6: «Дело 5» и другие)")


def test_five_pairs_of_alike_parties_are_shown() -> None:
    names = ["Библиотекарь", "Координатор", "Воспитатель", "Председатель", "Заместитель"]
    names.append("Представитель")
    lines = [
        f"{number} | Дело {number} | Май | {name}, {name[:3]}{name[4:]}"
        for number, name in enumerate(names)
    ]
    [doubt] = read("\n".join([HEAD, *lines]), year="2021", title="План").doubts
    assert doubt.said == (
        "ответственные, похожие на одного, записаны по-разному: "
        "«Библиотекарь» и «Бибиотекарь»; «Координатор» и «Коодинатор»; "
        "«Воспитатель» и «Воситатель»; «Председатель» и «Преседатель»; "
        "«Заместитель» и «Замститель»"
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("план.docx", "план"),
        ("папка/другая/мой план.v2.docx", "мой план.v2"),
        ("C:\\папка\\план.xlsx", "план"),
        ("план", "план"),
        ("план школы. Новый", "план школы. Новый"),
        ("стандартный ввод", "План мероприятий"),
    ],
)
def test_the_title_where_there_is_none(name: str, title: str) -> None:
    proposal = read(f"{HEAD}\n{ROW}", name, year="2021")
    assert proposal.plan.title == title
    assert [(doubt.field, doubt.default) for doubt in proposal.doubts] == [("title", title)]


@pytest.mark.parametrize(
    ("text", "name", "span"),
    [
        (f"{HEAD}\n{ROW}", "план.docx", "2021-01-01 2021-12-31"),
        (f"{HEAD}\n{ROW}", "план 2019.docx", "2019-01-01 2019-12-31"),
        (f"Школа, 2018 год\n{HEAD}\n{ROW}", "план 2019.docx", "2018-01-01 2018-12-31"),
        (f"Школа, 2018/19 уч.\n{HEAD}\n{ROW}", "план 2019.docx", "2018-09-01 2019-08-31"),
        (f"Школа 2018\n{HEAD}\n{ROW}", "план 2019.docx", "2019-01-01 2019-12-31"),
        (f"Утверждаю 01.02.2017\n{HEAD}\n{ROW}", "план.docx", "2017-01-01 2017-12-31"),
        (f"Утверждаю 01.02.2017\n{HEAD}\n1 | Курсы | май 2018 | МОЦ", "план.docx", "2018-01-01 2018-12-31"),
        (f"{HEAD}\n1 | Курсы | май 2018, 12025 | МОЦ\n2 | Бал | май 2018 | МОЦ", "план.docx", "2018-01-01 2018-12-31"),
        (f"{HEAD}\n1 | Курсы | май 2019 | МОЦ\n2 | Бал | май 2018 | МОЦ", "план.docx", "2018-09-01 2019-08-31"),
        (f"{HEAD}\n1 | Курсы | май 2018 | МОЦ\n2 | Бал | май 2020 | МОЦ", "план.docx", "2018-01-01 2020-12-31"),
        (f"{HEAD}\n1 | Курсы | 2018 год | МОЦ\n2 | Бал | 2019 год | МОЦ", "план.docx", "2018-09-01 2019-08-31"),
    ],
)  # fmt: skip
def test_the_period_where_the_title_has_none(text: str, name: str, span: str) -> None:
    proposal = read(text, name, title="План")
    first, last = span.split()
    assert proposal.plan.span == (date.fromisoformat(first), date.fromisoformat(last))
    [doubt] = proposal.doubts
    told = span if first[:4] != last[:4] and "01-01" in span else first[:4]
    told = f"{first[:4]}-{last[:4]}" if "09-01" in span else told.replace(" ", "..")
    assert tuple(doubt) == (
        "year",
        "период плана в его названии не указан",
        "На какой период план (2021 или 2020-2021)",
        told,
        "--year",
    )


@pytest.mark.parametrize(
    ("line", "may_be"),
    [
        ("Работа с кадрами", True),
        ("Кадры", True),
        ("К", True),
        ("работа с кадрами", False),
        ("Кадры.", False),
        ("Кадры,", False),
        ("Кадры:", False),
        ("Кадры;", False),
        ("Кадры)", False),
        ("Цель работы", False),
        ("Задача школы", False),
        ("Работу ведёт Орлов П.П.", False),
        ("Работу ведёт П.П. Орлов", False),
        ("Школа 2021 года и далее", False),
        ("Школа в 2021/22 уч. году", False),
        ("Школа 2021", True),
    ],
)
def test_a_line_below_the_title_may_be_the_heading_of_one_of_several_tables(
    line: str, *, may_be: bool
) -> None:
    text = f"План на 2021 год\n\n{line}\n{HEAD}\n{ROW}\nДети\n{HEAD}\n2 | Слёт | Май | МОЦ"
    first, second = read(text).plan.sections
    assert (first.title, second.title) == (line if may_be else "Мероприятия", "Дети")


def test_of_lines_below_the_title_only_the_last_is_the_heading_of_a_table() -> None:
    tables = f"{HEAD}\n{ROW}\nДети\n{HEAD}\n2 | Слёт | Май | МОЦ"
    text = f"План на 2021 год\n\nСлова о школе\nКадры\n{tables}"
    assert [section.title for section in read(text).plan.sections] == ["Кадры", "Дети"]
    alone = f"План на 2021 год\n\nКадры\n{HEAD}\n{ROW}"
    assert [section.title for section in read(alone).plan.sections] == ["Мероприятия"]


@pytest.mark.parametrize(
    ("term", "is_asked"),
    [
        ("август", True),
        ("В АВГУСТЕ", True),
        ("до 20 августа", True),
        ("август 2020, август", True),
        ("Августин", True),
        ("август 2020", False),
        ("август  2020 г.", False),
        ("июль", False),
    ],
)
def test_an_august_without_a_year_is_asked_about(term: str, *, is_asked: bool) -> None:
    text = f"{HEAD}\n1 | Курсы | {term} | МОЦ\n2 | Слёт | {term} | МОЦ"
    doubts = read(text, title="План", year="2020-2021").doubts
    assert [each.said for each in doubts] == (
        [f"«{term}»: август 2020 или 2021 года"] if is_asked else []
    )


@pytest.mark.parametrize(
    ("heading", "term", "section"),
    [
        ("Март", "до 10", "Март"),
        ("Март", "май", ""),
        ("Работа в марте", "до 10", "марте"),
        ("Работа в марте", "май", ""),
        ("Работа в I квартале", "до 10", "I квартал"),
        ("Работа", "до 10", ""),
        ("Работа в марте 2025", "до 10", "марте 2025"),
        ("Март 2021", "до 10", "Март 2021"),
        ("Март 2025", "до 10", "Март 2025"),
    ],
)
def test_a_section_has_a_term_where_an_item_needs_it(heading: str, term: str, section: str) -> None:
    text = f"{HEAD}\n{heading} >4\n1 | Курсы | {term} | МОЦ"
    [made] = read(text, title="План", year="2021").plan.sections
    assert (made.title, made.term) == (heading, section)


def test_terms_that_leave_the_period_and_those_that_nobody_can_read() -> None:
    terms = [
        "31.12.2020",
        "01.01.2022",
        "01.01.2021",
        "31.12.2021",
        "с 31.12.2021 по 01.01.2022",
        "декабрь 2020",
        "когда-нибудь",
        "Март",
    ]
    lines = [f"{number} | Дело | {term} | МОЦ" for number, term in enumerate(terms, start=1)]
    proposal = read("\n".join([HEAD, *lines]), title="План", year="2021")
    assert [item.id for item in proposal.outside] == ["1", "2", "5", "6"]
    assert [item.id for item in proposal.unclear] == ["7"]


def test_what_other_columns_and_marks_make_of_an_item() -> None:
    each_time = (
        "Исполнено 02.10.2021. Исполнено 2 из 2. / 30.03.2021 – исполнено за I квартал 2021 года;"
        " / 02.10.2021 – исполнено за III квартал 2021 года."
    )
    text = f"""
{HEAD} | Отметка | Результат | Место | Часы
1 | Курсы | Март, перенесён на 25.11.2021 | МОЦ | Срок перенесён на 26.11.2021. | Акт | зал | 5
2 | Слёт | Март, перенесён на 25.11.2021 | МОЦ | | | |
3 | Бал | ежеквартально | МОЦ | {each_time} | | |
4 | Сбор | Март | МОЦ | Исполнено 02.10.2021. Срок перенесён на 26.11.2021. Основание: письмо. | | сад |
"""
    first, second, third, fourth = read(text, title="План", year="2021", notes=True).items
    moved = date(2021, 11, 26)
    assert (first.term, first.postponed_to, first.result) == ("Март", moved, "Акт")
    assert (first.comment, first.note) == ("Место: зал; Часы: 5", "")
    assert (second.term, second.postponed_to, second.comment) == ("Март", date(2021, 11, 25), "")
    assert third.executed == (date(2021, 3, 30), None, date(2021, 10, 2))
    assert (fourth.status, fourth.executed) == ("done", (date(2021, 10, 2),))
    assert fourth.comment == "Место: сад; Срок перенесён на 26.11.2021. Основание: письмо."
    columns = "№,мероприятие,срок,ответственный,отметка,результат,место,примечание"
    named = read(text, title="План", year="2021", columns=columns.replace("место", "примечания"))
    assert named.items[0].comment == "примечания: зал; примечание: 5"
    assert named.doubts == ()
    assert read(text, title="План", year="2021", notes=False).items[0].comment == ""


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("№", "id"),
        ("номер", "id"),
        ("N", "id"),
        ("срок", "term"),
        ("Сроки", "term"),
        ("ответственный", "responsible"),
        ("ответственные", "responsible"),
        ("исполнитель", "responsible"),
        ("исполнители", "responsible"),
        ("отметка", "note"),
        ("результат", "result"),
        ("ожидаемый результат", "result"),
        ("примечание", "comment"),
        ("примечания", "comment"),
        ("раздел", "section"),
        ("-", None),
        ("", None),
        ("пустой", None),
    ],
)
def test_a_name_of_a_column_that_a_person_types(name: str, role: str | None) -> None:
    text = "Курсы | 7 | МОЦ\nСлёт | 7 | МОЦ"
    proposal = read(text, title="План", year="2021", columns=f" Мероприятия , {name},исполнитель")
    item = proposal.items[0]
    told: dict[str, object] = {
        "id": item.id == "7" and item.id,
        "term": item.term != "срок не указан" and item.term,
        "responsible": "; ".join(item.responsible).removesuffix("МОЦ").removesuffix("; "),
        "note": item.note,
        "result": item.result,
        "comment": item.comment.removeprefix(f"{name}: "),
        "section": proposal.plan.sections[0].title.removeprefix("Мероприятия"),
    }
    assert {key: value for key, value in told.items() if value} == ({role: "7"} if role else {})
