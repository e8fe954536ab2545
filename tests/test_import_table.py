"""Recognition of a plan in rows of cells: tables as officials make them, written down cell by cell."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_fixtures import propose

from roadmap_cli.exchange.importing import Cell, Row, Skipped, Source, UnreadableDocumentError
from roadmap_cli.exchange.importing.proposal import Answers, Proposal
from roadmap_cli.exchange.importing.tables import Role, SeveralPlansError, role_of
from roadmap_cli.planfile import find
from roadmap_cli.planfile.writing import compose

HEAD = "№ | Мероприятие | Срок | Ответственный"
TODAY = date(2021, 1, 20)


def rows(text: str) -> list[Row]:
    """Write a document as text.

    A line with «|» is a row of a table, another is a line of text; «---» begins the next table. Of a cell: `^` continues
    the cell above, `>3` at the end covers three columns, `*bold*` is bold, `/` breaks a line.
    """
    found = []
    table = 1
    for i, line in enumerate(text.strip().splitlines(), start=1):
        if line.strip() == "---":
            table += 1
        elif "|" in line or ">" in line:
            cells = tuple(_cell(cell) for cell in re.split(r"\|", line))
            found.append(Row(cells, f"строка {i}", table))
        else:
            found.append(Row((Cell(line.strip()),), f"строка {i}"))
            table += 1
    return found


def _cell(text: str) -> Cell:
    text = text.strip()
    text, _, span = text.partition(">")
    text = text.strip()
    continued = text == "^"
    bold = text.startswith("*")
    plain = text.strip("*^ ").replace(" / ", "\n")
    return Cell(plain, int(span or 1), continued, bold)


def read(text: str, *, physical: bool = True, **answers: object) -> Proposal:
    document = Source("план.docx", [row._replace(physical=physical) for row in rows(text)])
    return propose(document, Answers(**{"year": "2021", "title": "План", **answers}), TODAY)  # type: ignore[arg-type]


def told(proposal: Proposal) -> list[str]:
    """Say a plan in lines: sections, and items as id, title, term and parties."""
    lines = []
    for section in proposal.plan.sections:
        lines.append(f"# {section.title}" + (f" [{section.term}]" if section.term else ""))
        lines += [
            f"{item.id} | {item.title} | {item.term} | {'; '.join(item.responsible)}"
            for item in section.items
        ]
    return lines


KINDS = {
    "sections with numbers over items that lost theirs": (
        f"""
        {HEAD}
        1 | Кадры | |
        | Курсы | Март | Методист
        2 | Дети | |
        | Поход | Май | Завуч
        """,
        ["# 1 Кадры", "1 | Курсы | Март | Методист", "# 2 Дети", "2 | Поход | Май | Завуч"],
    ),
    "sections with numbers, merged, over items whose numbers go through": (
        f"""
        {HEAD}
        1 | Кадры >3
        1 | Курсы | Март | Методист
        2 | Дети >3
        2 | Поход | Май | Завуч
        """,
        ["# 1 Кадры", "1 | Курсы | Март | Методист", "# 2 Дети", "2 | Поход | Май | Завуч"],
    ),
    "a half torn off that has a party of its own": (
        f"""
        {HEAD}
        1 | Организовать курсы | Март | Методист
        | и аттестацию | | завуч
        """,
        ["# Мероприятия", "1 | Организовать курсы и аттестацию | Март | Методист; завуч"],
    ),
    "a number merged over both halves of a torn row": (
        f"""
        {HEAD}
        1 | Организовать курсы | Март | Методист
        ^ | и аттестацию | |
        2 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Организовать курсы и аттестацию | Март | Методист",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "a date of the fact beside the term": (
        """
        № | Мероприятие | Срок исполнения | Дата исполнения | Ответственный
        1 | Курсы | Март | 10.03.2021 | Методист
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист"],
    ),
    "a measure alone in its row beside cells merged downwards": (
        """
        Мероприятие | Срок | Ответственный
        Курсы | Март | Методист
        Аттестация | ^ | ^
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист", "2 | Аттестация | Март | Методист"],
    ),
    "a section with a number in the cell of the numbers, items that begin anew": (
        f"""
        {HEAD}
        1 | Кадры | |
        1 | Курсы | Март | Методист
        2 | Дети | |
        1 | Поход | Май | Завуч
        """,
        ["# 1 Кадры", "1.1 | Курсы | Март | Методист", "# 2 Дети", "2.1 | Поход | Май | Завуч"],
    ),
    "an item without term and party among others": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        2 | Слёт | |
        3 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "2 | Слёт | срок не указан | ",
            "3 | Поход | Май | Завуч",
        ],
    ),
    "months as columns, with signs in them": (
        """
        № | Мероприятие | сентябрь | октябрь | I квартал | Ответственный
        1 | Курсы | + | + | | Методист
        2 | Слёт | 12 | | | Завуч
        3 | Отчёт | | | х | Завуч
        4 | Обзор | до 15.09 | | до 01.03 | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | сентябрь, октябрь | Методист",
            "2 | Слёт | 12 сентябрь | Завуч",
            "3 | Отчёт | I квартал | Завуч",
            "4 | Обзор | до 15.09, до 01.03 | Завуч",
        ],
    ),
    "a list of people is no table of the plan": (
        f"""
        № | Направление работы | Ответственный
        1 | Охрана труда | Петров
        ---
        {HEAD}
        1 | Курсы | Март | Методист
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист"],
    ),
    "the same as above": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        2 | Слёт | -//- | то же
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист", "2 | Слёт | Март | Методист"],
    ),
    "headings between tables of which only the first has a header": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        Работа с детьми
        2 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "# Работа с детьми",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "a row in small letters that has a term or a party of its own": (
        """
        Мероприятие | Срок | Ответственный
        Организовать курсы | Март | Методист
        аттестация | Май |
        приёмка | | Завуч
        – смотр | Март | Методист
        """,
        [
            "# Мероприятия",
            "1 | Организовать курсы | Март | Методист",
            "2 | аттестация | Май | ",
            "3 | приёмка | срок не указан | Завуч",
            "4 | – смотр | Март | Методист",
        ],
    ),
    "rows in small letters without numbers among others": (
        f"""
        {HEAD}
        | курсы | Март | Методист
        | аттестация | Май |
        1 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "0.1 | курсы | Март | Методист",
            "0.2 | аттестация | Май | ",
            "1 | Поход | Май | Завуч",
        ],
    ),
    "a measure in the first column torn by a page": (
        """
        Мероприятие | Срок | Ответственный
        Организовать курсы | Март | Методист
        и аттестацию | |
        """,
        ["# Мероприятия", "1 | Организовать курсы и аттестацию | Март | Методист"],
    ),
    "words of a header hyphenated, short and with Latin letters": (
        """
        N п.п. | Меро- / приятия | Cpoки | Отв.
        1 | Курсы | Март | Методист
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист"],
    ),
    "a row with a term and no measure": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        2 | | Май | Завуч
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист"],
    ),
    "a measure that uses the words of a header": (
        """
        Мероприятие | Срок | Ответственный
        Мероприятия ко Дню Победы | в период каникул | Организаторы
        Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Мероприятия ко Дню Победы | в период каникул | Организаторы",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "a header of two rows without spans, as CSV has it": (
        """
        № | Мероприятие | Срок | | Ответственный
        | | начало | окончание |
        1 | Ремонт зала | 01.06.2021 | 20.08.2021 | Завхоз
        """,
        ["# Мероприятия", "1 | Ремонт зала | с 01.06.2021 по 20.08.2021 | Завхоз"],
    ),
    "a column of numbers without a name, a measure with an odd one": (
        """
        | Планируемая деятельность | Сроки | Ответственные
        5 | Ремонт зала | Июнь | Завхоз
        """,
        ["# Мероприятия", "5 | Ремонт зала | Июнь | Завхоз"],
    ),
    "columns in another order and with other words": (
        """
        Дата | Кто проводит | Содержание работы | п/п
        Май | Завуч | Смотр кабинетов | 1
        """,
        ["# Мероприятия", "1 | Смотр кабинетов | Май | Завуч"],
    ),
    "a header of two rows, the term divided": (
        """
        № | Мероприятие | Срок >2 | Ответственный
        ^ | ^ | начало | окончание | ^
        1 | Ремонт зала | 01.06.2021 | 20.08.2021 | Завхоз
        2 | Субботник | 24.04.2021 | 24.04.2021 | Завхоз
        """,
        [
            "# Мероприятия",
            "1 | Ремонт зала | с 01.06.2021 по 20.08.2021 | Завхоз",
            "2 | Субботник | 24.04.2021 | Завхоз",
        ],
    ),
    "sections as merged rows, numbers go through": (
        f"""
        {HEAD}
        I. Кадры >4
        1. | Курсы | Март | Методист
        II. Дети >4
        2. | Поход | Май | Завуч
        """,
        ["# I. Кадры", "1 | Курсы | Март | Методист", "# II. Дети", "2 | Поход | Май | Завуч"],
    ),
    "a section over all columns but that of the number": (
        f"""
        {HEAD}
        1 | Кадры >3
        1.1 | Курсы | Март | Методист
        2 | Дети >3
        2.1 | Поход | Май | Завуч
        """,
        ["# 1 Кадры", "1.1 | Курсы | Март | Методист", "# 2 Дети", "2.1 | Поход | Май | Завуч"],
    ),
    "a section in the cell of the measure": (
        f"""
        {HEAD}
        | *Кадры* | |
        1 | Курсы | Март | Методист
        | Дети | |
        2 | Поход | Май | Завуч
        """,
        ["# Кадры", "1 | Курсы | Март | Методист", "# Дети", "2 | Поход | Май | Завуч"],
    ),
    "sections as headings between tables": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        2. Работа с детьми
        {HEAD}
        2 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "# 2. Работа с детьми",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "headings without numbers above each of several tables": (
        f"""
        План работы на 2021 год
        Работа с кадрами
        {HEAD}
        1 | Курсы | Март | Методист
        Работа с детьми
        {HEAD}
        2 | Поход | Май | Завуч
        """,
        [
            "# Работа с кадрами",
            "1 | Курсы | Март | Методист",
            "# Работа с детьми",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "headings of two levels between tables, and a note to the first": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        * Срок уточняется.
        Раздел 2. Школа
        2.1. Дети
        и родители
        {HEAD}
        2 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "# Раздел 2. Школа. 2.1. Дети и родители",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "a sheet that begins with an empty column, its title merged": (
        """
        | УТВЕРЖДАЮ | | | Приложение 1
        | План на 2021 год >4
        | № | Мероприятие | Срок | Ответственный
        | 1 | Курсы | Март | Методист
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист"],
    ),
    "a measure alone beside its direction": (
        """
        № | Направление | Мероприятие | Срок | Ответственный
        1 | Кадры | Курсы | |
        2 | Кадры | Аттестация | Июнь | Методист
        """,
        ["# Кадры", "1 | Курсы | срок не указан | ", "2 | Аттестация | Июнь | Методист"],
    ),
    "a number merged downwards with the direction that it is of": (
        """
        № | Направление | Мероприятие | Срок | Ответственный
        1 | Кадры | Курсы | Март | Методист
        ^ | ^ | Аттестация | Июнь | Методист
        2 | Дети | Поход | Май | Завуч
        ^ | ^ | Слёт | Май | Завуч
        """,
        [
            "# Кадры",
            "1 | Курсы | Март | Методист",
            "1.1 | Аттестация | Июнь | Методист",
            "# Дети",
            "2 | Поход | Май | Завуч",
            "2.1 | Слёт | Май | Завуч",
        ],
    ),
    "sections as a column merged downwards": (
        """
        Направление | № | Мероприятие | Срок | Ответственный
        Кадры | 1 | Курсы | Март | Методист
        ^ | 2 | Аттестация | Июнь | Методист
        Дети | 3 | Поход | Май | Завуч
        ^ | 4 | Слёт | Май | Завуч
        """,
        [
            "# Кадры",
            "1 | Курсы | Март | Методист",
            "2 | Аттестация | Июнь | Методист",
            "# Дети",
            "3 | Поход | Май | Завуч",
            "4 | Слёт | Май | Завуч",
        ],
    ),
    "numbers lost": (
        f"""
        {HEAD}
        Кадры >4
        | Курсы | Март | Методист
        Дети >4
        | Поход | Май | Завуч
        """,
        ["# Кадры", "1 | Курсы | Март | Методист", "# Дети", "2 | Поход | Май | Завуч"],
    ),
    "numbers restart": (
        f"""
        {HEAD}
        Кадры >4
        1 | Курсы | Март | Методист
        Дети >4
        1 | Поход | Май | Завуч
        2 | Слёт | Май | Завуч
        """,
        [
            "# Кадры",
            "1.1 | Курсы | Март | Методист",
            "# Дети",
            "2.1 | Поход | Май | Завуч",
            "2.2 | Слёт | Май | Завуч",
        ],
    ),
    "numbers restart under sections that have their own": (
        f"""
        {HEAD}
        III. Кадры >4
        1 | Курсы | Март | Методист
        V. Дети >4
        1 | Поход | Май | Завуч
        """,
        ["# III. Кадры", "3.1 | Курсы | Март | Методист", "# V. Дети", "5.1 | Поход | Май | Завуч"],
    ),
    "numbers typed into the measure": (
        """
        Мероприятие | Срок | Ответственный
        1. Курсы | Март | Методист
        2.Поход на 3 дня | Май | Завуч
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист", "2 | Поход на 3 дня | Май | Завуч"],
    ),
    "figures at the beginning that are no numbers": (
        """
        Мероприятие | Срок | Ответственный
        8 Марта, концерт | Март | Методист
        9 Мая, шествие | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | 8 Марта, концерт | Март | Методист",
            "2 | 9 Мая, шествие | Май | Завуч",
        ],
    ),
    "letters below numbers": (
        f"""
        {HEAD}
        1 | Подготовить к зиме: | Август | Завхоз
        а) | школы | Июль | Завхоз
        б) | сады | Август | Завхоз
        2 | Провести: | Май | Завуч
        а) | смотр | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Подготовить к зиме: | Август | Завхоз",
            "1.а | школы | Июль | Завхоз",
            "1.б | сады | Август | Завхоз",
            "2 | Провести: | Май | Завуч",
            "2.а | смотр | Май | Завуч",
        ],
    ),
    "items without numbers where those are free": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        | Смотр | - | Завуч
        | Слёт | Май | Завуч
        4 / 5 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "2 | Смотр | - | Завуч",
            "3 | Слёт | Май | Завуч",
            "4 | Поход | Май | Завуч",
        ],
    ),
    "an item without a number among others": (
        f"""
        {HEAD}
        1. | Курсы | Март | Методист
        | Подведение итогов | Май | Методист
        2. | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "1.1 | Подведение итогов | Май | Методист",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "a number typed twice": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        1 | Аттестация | Июнь | Методист
        2 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "1.1 | Аттестация | Июнь | Методист",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "a row torn by a page, its number on the first half": (
        f"""
        {HEAD}
        1 | Организовать курсы для педагогов | Март | Методист
        | и провести их аттестацию | |
        2 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Организовать курсы для педагогов и провести их аттестацию | Март | Методист",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "a row torn by a page, its number on the second half, term and party on both": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        | Беседы: о дружбе; | Май | Завуч
        2 | о здоровье. | Май | Завуч
        3 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "2 | Беседы: о дружбе; о здоровье. | Май | Завуч",
            "3 | Поход | Май | Завуч",
        ],
    ),
    "a cell of parties torn by a page": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист,
        | | | завуч
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист; завуч"],
    ),
    "the header repeated on every page, with the numbers of the columns": (
        f"""
        {HEAD}
        1 | 2 | 3 | 4
        1 | Курсы | Март | Методист
        {HEAD}
        1 | 2 | 3 | 4
        2 | Поход | Май | Завуч
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист", "2 | Поход | Май | Завуч"],
    ),
    "a table that goes on without a header": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        ---
        2 | Поход | Май | Завуч
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист", "2 | Поход | Май | Завуч"],
    ),
    "term and party merged downwards": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        2 | Аттестация | ^ | ^
        3 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "2 | Аттестация | Март | Методист",
            "3 | Поход | Май | Завуч",
        ],
    ),
    "a measure merged downwards over several terms": (
        f"""
        {HEAD}
        1 | Совещание | Март | Методист
        ^ | ^ | Май | Завуч
        2 | Поход | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Совещание | Март | Методист",
            "1.1 | Совещание | Май | Завуч",
            "2 | Поход | Май | Завуч",
        ],
    ),
    "number, measure and term merged downwards over several parties": (
        f"""
        {HEAD}
        1 | Концерт | Июнь | Клуб
        ^ | ^ | ^ | Музей
        2 | Поход | Май | Завуч
        """,
        ["# Мероприятия", "1 | Концерт | Июнь | Клуб; Музей", "2 | Поход | Май | Завуч"],
    ),
    "signs under years and months of a header of two rows": (
        """
        № | Мероприятие | Сроки >3 | Ответственный
        ^ | ^ | май | 2022 | XI | ^
        1 | Ремонт зала | + | | х | Завхоз
        2 | Субботник | | + | - | Завхоз
        """,
        ["# Мероприятия", "1 | Ремонт зала | май, XI | Завхоз", "2 | Субботник | 2022 | Завхоз"],
    ),
    "a term divided into «с» and «по»": (
        """
        № | Мероприятие | Сроки >2 | Ответственный
        ^ | ^ | с | по | ^
        1 | Ремонт зала | 01.06.2021 | 20.08.2021 | Завхоз
        """,
        ["# Мероприятия", "1 | Ремонт зала | с 01.06.2021 по 20.08.2021 | Завхоз"],
    ),
    "days with the month in the section's row": (
        f"""
        {HEAD}
        Апрель >4
        1 | Субботник | 20-24 | Завхоз
        2 | Смотр | в течение месяца | Завуч
        Май >4
        3 | Поход | Май | Завуч
        """,
        [
            "# Апрель [Апрель]",
            "1 | Субботник | 20-24 | Завхоз",
            "2 | Смотр | в течение месяца | Завуч",
            "# Май",
            "3 | Поход | Май | Завуч",
        ],
    ),
    "months as sections and no column of terms": (
        """
        № | Мероприятие | Ответственный
        Апрель >3
        1 | Субботник | Завхоз
        """,
        ["# Апрель", "1 | Субботник | Апрель | Завхоз"],
    ),
    "month and day in two columns": (
        """
        Месяц | Дата | Мероприятие | Ответственный
        апреля | 12 | Гагаринский урок | Завуч
        ^ | 24 | Субботник | Завхоз
        """,
        [
            "# Мероприятия",
            "1 | Гагаринский урок | 12 апреля | Завуч",
            "2 | Субботник | 24 апреля | Завхоз",
        ],
    ),
    "headings of two levels": (
        f"""
        {HEAD}
        Раздел 1. Школа >4
        1.1. Кадры >4
        1 | Курсы | Март | Методист
        1.2. Дети >4
        2 | Поход | Май | Завуч
        Раздел 2. Дом >4
        3 | Собрание | Май | Завуч
        """,
        [
            "# Раздел 1. Школа. 1.1. Кадры",
            "1 | Курсы | Март | Методист",
            "# Раздел 1. Школа. 1.2. Дети",
            "2 | Поход | Май | Завуч",
            "# Раздел 2. Дом",
            "3 | Собрание | Май | Завуч",
        ],
    ),
    "rows with a cell less than the grid, as hands draw them": (
        f"""
        {HEAD}
        1 >2 | Курсы >3 | Март | Методист
        2 | Поход >2 | Май >4 | Завуч
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист", "2 | Поход | Май | Завуч"],
    ),
    "rows with a cell less, each cell below its column": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        2 | Поход | до 15 мая
        | Слёт | Июнь
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "2 | Поход | до 15 мая | ",
            "3 | Слёт | Июнь | ",
        ],
    ),
    "a table all in bold: bold tells nothing of a row without a term": (
        f"""
        {HEAD}
        1 | *Курсы | Март | Методист
        2 | *Поход | |
        3 | *Смотр | Май | Завуч
        """,
        [
            "# Мероприятия",
            "1 | Курсы | Март | Методист",
            "2 | Поход | срок не указан | ",
            "3 | Смотр | Май | Завуч",
        ],
    ),
    "an empty row, and a signature below": (
        f"""
        {HEAD}
        1 | Курсы | Март | Методист
        | | |
        Директор школы Иванова И.И. >4
        """,
        ["# Мероприятия", "1 | Курсы | Март | Методист"],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_read_as_a_person_reads_it(kind: str) -> None:
    text, expected = KINDS[kind]
    proposal = read(text)
    assert told(proposal) == expected
    assert {doubt.field for doubt in proposal.doubts} <= {"empty_term", "continues"}


def test_a_term_of_preparation_is_not_that_of_the_measure() -> None:
    proposal = read(
        """
        № | Мероприятие | Срок подготовки | Срок проведения | Ответственный
        1 | Курсы | Февраль | Март | Методист
        """
    )
    assert told(proposal) == ["# Мероприятия", "1 | Курсы | Март | Методист"]
    assert any("«Срок подготовки»" in doubt.said for doubt in proposal.doubts)


def test_what_is_no_table_of_the_plan_is_named() -> None:
    proposal = read(
        f"""
        № | Направление работы | Ответственный
        1 | Охрана труда | Петров
        План на 2021 год
        {HEAD}
        1 | Курсы | Март | Методист
        План уборки на 2022 год
        1 | Уборка | Май | Завхоз
        """,
        title=None,
        year=None,
    )
    assert told(proposal) == ["# Мероприятия", "1 | Курсы | Март | Методист"]
    assert proposal.plan.title == "План на 2021 год"
    assert {(each.place, each.reason) for each in proposal.skipped} == {
        ("таблица 1", "без сроков"),
        ("строка 4", "заголовок таблицы"),
        ("таблица 3", "без заголовка плана"),
    }


COLUMNS = {
    Role.NUMBER: (
        "№; N п/п; #; номер; № №; № пункта; Номер по порядку; п/п; п.п.; пп; № п.п.; п\\п"
    ),
    Role.MEASURE: (
        "Мероприятие; Наименование мероприятия; Содержание работы; Название; Перечень; Что делать; "
        "Вид деятельности; Формы проведения; Форма работы; Тема; Тематика; Темы; Действие; "
        "Действия; Работа; Работы; Дело; Дела; Шаг; Шаги; Направления работы; Вопрос; "
        "Вопросы для рассмотрения; Поручение; Поручения; Пункт плана; Пункты плана; "
        "Задачи исполнителя; Задача исполнителя; Что сделать; Что делаем"
    ),
    Role.TERM: (
        "Срок; Сроки исполнения; Дата; Даты; Время; Период; Когда; Месяц; Календарный срок; "
        "Календарные сроки; Дни; Число; Квартал; Кварталы; Периодичность; Периодичность уборки; "
        "Год; Годы; Год реализации; Годы исполнения; Годы выполнения; Длительность; "
        "Продолжительность (дней); Длительность, нед; Продолжительность, мес; Длительность, сут; "
        "Начало; Окончание работ; Конец; Завершение; Март; I квартал; К какому сроку"
    ),
    Role.PARTY: (
        "Ответственный; Отв.; Исполнитель; Исполн.; Организатор; Кто; Кто проводит; Кто отвечает?; "
        "Кто исполняет; Проводящая организация; Должностное лицо; Должностные лица; "
        "Ответственный за исполнение"
    ),
    Role.MARK: (
        "Отметка об исполнении; Отметка о выполнении; Информация об исполнении; Ход исполнения; "
        "Отметка; Статус; Состояние; Факт; Фактическая дата; Дата фактического исполнения; "
        "Реальный срок; Исполнение; Исполнено; Выполнение мероприятия; Выполнение мероприятий; "
        "Выполнено"
    ),
    Role.RESULT: (
        "Ожидаемый результат; Планируемые результаты; Предполагаемый конечный результат; "
        "Прогнозируемый результат; Результат; Результаты реализации; Результат мероприятия; "
        "Результаты мероприятий; Показатель; Целевой показатель эффективности; Показатели; "
        "Вид документа; Итоговый документ; Документ; Выход; Выход на результат; Вид отчётности; "
        "Вид отчетности; Форма отчётности; Форма отчета; Форма представления результатов; "
        "Форма представления; Итог; Итоги контроля; Где подводятся итоги; Форма подведения итогов; "
        "Результаты контроля работы; Чем подтверждается; Подтверждающие документы; "
        "Выходной документ; Индикатор; Индикаторы достижения"
    ),
    Role.SECTION: (
        "Раздел; Направление; Направления; Блок; Модуль; Задача; Задачи; Этап; Этапы; Раздел плана"
    ),
    Role.EXTRA: (
        "Контроль; Контрольная дата; Дата контрольная; Срок контрольный; Отметка контрольная; "
        "Кто контролирует; Кто контролирует срок; Примечание; Финансирование; Место"
    ),
}


@pytest.mark.parametrize("role", COLUMNS)
def test_a_column_is_known_by_the_words_above_it(role: Role) -> None:
    words = COLUMNS[role].split("; ")
    assert {each: role_of(each) for each in words} == dict.fromkeys(words, role)


def test_a_text_longer_than_a_heading_names_no_column() -> None:
    words = "Мероприятие по подготовке".ljust(120, ".")
    assert (role_of(words), role_of(f"{words}.")) == (Role.MEASURE, Role.EXTRA)


def _between(*lines: str) -> str:
    """Write two tables with some text between them."""
    above, below = "1 | Курсы | Март | Методист", "2 | Уборка | Май | Завхоз"
    return "\n".join([HEAD, above, *lines, HEAD, below])


@pytest.mark.parametrize(
    "lines",
    [
        ["План уборки на 2022 год"],
        ["Годовой план", "на 2021-2022 учебный год"],
        ["«Дорожная карта» на 2022 год"],
        ["График уборки на 2022 год"],
        ["Перечень мероприятий на 2022 год"],
        ["Циклограмма работы на 2022 год"],
        ["УТВЕРЖДАЮ", "План уборки"],
        ["План уборки", "утверждён директором"],
        ["Приложение 2", "План уборки"],
    ],
    ids=" / ".join,
)
def test_a_title_with_its_own_year_or_approval_begins_another_plan(lines: list[str]) -> None:
    with pytest.raises(SeveralPlansError) as refusal:
        read(_between(*lines))
    assert len(refusal.value.choices) == 2


@pytest.mark.parametrize(
    "line", ["План уборки", "Планирование на 2022 год", "Работа по плану на 2022 год", "2022 год"]
)
def test_a_heading_begins_no_other_plan(line: str) -> None:
    assert told(read(_between(line))) == [
        "# Мероприятия",
        "1 | Курсы | Март | Методист",
        f"# {line}",
        "2 | Уборка | Май | Завхоз",
    ]


@pytest.mark.parametrize(
    "row",
    [
        "Поход | Май | Завуч",
        "2 | Поход | Завуч",
        "2 | Поход | Май | Завуч | | слёт",
        "Май | Поход",
    ],
)
def test_a_row_whose_cells_fit_no_columns_is_asked_about(row: str) -> None:
    proposal = read(f"{HEAD}\n1 | Курсы | Март | Методист\n{row}")
    assert told(proposal) == ["# Мероприятия", "1 | Курсы | Март | Методист"]
    said = "строка 3: какая ячейка к какому столбцу, не видно, в план не попадёт"
    assert [doubt.said for doubt in proposal.doubts] == [said]
    assert proposal.skipped[-1] == Skipped("строка 3", "ячейки не по столбцам")


@pytest.mark.parametrize(
    "below",
    [
        "2 | Поход | Май | Завуч",
        "Дети >1\n2 | Поход | Май | Завуч",
        "Дети >4\n2 | Поход | Май | Завуч",
        "2 | Поход | Май и июнь >2",
        "Работа с детьми",
        "Д" * 250,
    ],
)
def test_a_table_without_a_header_that_fits_goes_on(below: str) -> None:
    more = below if "|" in below else f"{below}\n2 | Поход | Май | Завуч"
    proposal = read(f"{HEAD}\n1 | Курсы | Март | Методист\n---\n{more}")
    assert [item.title for item in proposal.items] == ["Курсы", "Поход"]
    assert [doubt.field for doubt in proposal.doubts] == ["continues"]


@pytest.mark.parametrize(
    "below", ["2 | Поход", "2 | Поход | Май | Завуч | Парк", "Д" * 251, "План уборки на 2022 год"]
)
def test_a_table_without_a_header_that_does_not_fit_is_named(below: str) -> None:
    more = below if "|" in below else f"{below}\n2 | Поход | Май | Завуч"
    proposal = read(f"{HEAD}\n1 | Курсы | Март | Методист\n---\n{more}")
    assert [item.title for item in proposal.items] == ["Курсы"]
    assert [each.reason for each in proposal.skipped][-1:] == ["без заголовка плана"]


@pytest.mark.parametrize(
    "same",
    ["-//-", "//", "– // –", "—»—", "«»", "« »", "''", '"', "То же", "тот же", "та же", "те же"],
)
def test_a_cell_that_repeats_the_one_above(same: str) -> None:
    proposal = read(f"{HEAD}\n1 | Курсы | Март | Методист\n2 | Слёт | {same} | {same}")
    assert told(proposal)[2:] == ["2 | Слёт | Март | Методист"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("| Итого: | |", "итог: «Итого:»"),
        ("| ВСЕГО мероприятий | |", "итог: «ВСЕГО мероприятий»"),
        ("| | |", "пустая строка"),
        ("1 | 2 | 3 | 4", "номера столбцов"),
        ("1. | 2. | 3. |", "номера столбцов"),
        ("Примечание: зал занят >1", "примечание"),
        ("Примечания >1", "примечание"),
        ("Продолжение таблицы 1 >1", "примечание"),
        ("Окончание приложения >1", "примечание"),
        ("Продолжение плана >1", "примечание"),
        (HEAD, "повтор заголовка таблицы"),
        ("3 | | Май | Завуч", "в ней нет мероприятия"),
        ("Работа с детьми >4", "строка без пунктов: «Работа с детьми»"),
    ],
)
def test_a_row_without_a_measure_is_named(row: str, reason: str) -> None:
    first = "Поход | Май | Завуч" if row.startswith("3") else ""
    lines = [HEAD, "1 | Курсы | Март | Методист", *([f"2 | {first}"] if first else []), row]
    proposal = read("\n".join(lines))
    assert told(proposal)[1] == "1 | Курсы | Март | Методист"
    assert proposal.skipped[-1] == Skipped(f"строка {len(lines)}", reason)


@pytest.mark.parametrize(
    "beginning", ["Итоговый сбор", "Всероссийский день", "Примечательный день"]
)
def test_a_measure_may_begin_like_what_is_left_out(beginning: str) -> None:
    proposal = read(f"{HEAD}\n1 | Курсы | Март | Методист\n| {beginning} | Май |")
    assert [item.title for item in proposal.items] == ["Курсы", beginning]


NAMED = "мероприятие,срок,ответственный"


def test_where_columns_are_named_no_item_passes_for_their_header() -> None:
    proposal = read(
        """
        Курсы | Март | Методист
        Подготовка мероприятий к празднику | в срок до 1 мая | Завуч
        Смотр | Май | Завуч
        """,
        columns=NAMED,
    )
    titles = [item.title for item in proposal.items]
    assert titles == ["Курсы", "Подготовка мероприятий к празднику", "Смотр"]


def test_where_columns_are_named_the_title_stands_above_their_header() -> None:
    proposal = read(
        """
        План работы на 2021 год | |
        | |
        Дело | Когда | Кто
        Курсы | Март | Методист
        """,
        columns=NAMED,
        title=None,
        year=None,
    )
    assert proposal.plan.title == "План работы на 2021 год"
    assert [item.title for item in proposal.items] == ["Курсы"]
    assert [each.place for each in proposal.skipped] == ["строка 3"]


WORDS = st.integers(0, 10**9).map(lambda number: f"слово{number}")
CELLS = st.one_of(WORDS, st.just(""), st.just("^"), st.sampled_from(["1", "2.", "I", "Май"]))
TABLES = st.lists(
    st.one_of(
        st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS).map(" | ".join),
        WORDS.map("{} >5".format),
        st.tuples(CELLS, WORDS.map("{} >4".format)).map(" | ".join),
    ),
    min_size=1,
    max_size=8,
)


HEADS = st.sampled_from(
    [
        f"{HEAD} | Место",
        f"{HEAD} | Задачи",
        f"{HEAD} | Ожидаемый результат",
        f"{HEAD} | Отметка об исполнении",
        f"{HEAD} | Дата проведения",
        "Цель | Задачи | Мероприятия | Сроки | Ответственный",
        "№ | Направление | Мероприятие | Сроки | Исполнители",
        "№ | Содержание | Мероприятие | Месяц | Число",
    ]
)


@given(HEADS, TABLES)
def test_no_word_of_a_table_is_lost_in_silence(head: str, lines: list[str]) -> None:
    document = Source("план.docx", rows("\n".join([head, *lines])))
    answers = Answers(title="План", year="2021", notes=True)
    try:
        proposal = propose(document, answers, TODAY)
    except UnreadableDocumentError:
        return
    texts = [(item.comment, item.note, item.result) for item in proposal.items]
    kept = "\n".join([*told(proposal), *chain.from_iterable(texts)])
    skipped = {each.place for each in proposal.skipped}
    for row in document.rows:
        words = [] if row.place in skipped else re.findall(r"слово\d+", " ".join(row.lines))
        assert [word for word in words if word not in kept] == []


@given(HEADS, TABLES)
def test_a_plan_out_of_any_table_loads(head: str, lines: list[str]) -> None:
    document = Source("план.docx", rows("\n".join([head, *lines])))
    try:
        proposal = propose(document, Answers(title="План", year="2021"), TODAY)
    except UnreadableDocumentError:
        return
    loaded = find.parse(Path("план.yaml"), compose(proposal.plan).encode()).plan
    assert [item.id for item in loaded.items] == [item.id for item in proposal.items]
