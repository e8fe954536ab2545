"""The digest that people read: what stands in it, in what words, and when it is silent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roadmap_cli import wording

if TYPE_CHECKING:
    from conftest import Roadmap

PLAN = """\
title: п
year: 2020
sections:
  - title: р
    items:
      - {id: 1, title: давно, term: до 1 марта, responsible: [МОЦ]}
      - {id: 2, title: недавно, term: до 30 сентября, responsible: [ОУ]}
      - {id: 3, title: сегодня, term: 01.10.2020, responsible: [МОЦ]}
      - {id: 4, title: скоро, term: до 08.10.2020, responsible: [МОЦ, ОУ]}
      - {id: 5, title: потом, term: с 5 по 9 октября, responsible: [ОУ]}
      - {id: 6, title: весь год, term: в течение года, responsible: [ОУ]}
      - {id: 7, title: сделано, term: октябрь, responsible: [ОУ], status: done, executed: [2020-09-01]}
      - {id: 8, title: без срока, term: по графику, responsible: [ОУ]}
"""
DIGEST = """\
Просрочено: 2 пункта

1. давно
   срок 01.03.2020, просрочено на 214 дней; МОЦ

2. недавно
   срок 30.09.2020, просрочено на 1 день; ОУ


Срок наступает в ближайшие 7 дней: 2 пункта

3. сегодня
   срок 01.10.2020, сегодня; МОЦ

4. скоро
   срок 08.10.2020, через 7 дней; МОЦ; ОУ


Начинается в этом месяце: 1 пункт

5. потом
   срок 09.10.2020, через 8 дней; ОУ


Идёт, а записей о ходе исполнения нет 90 дней: 1 пункт

6. весь год
   срок 31.12.2020, через 91 день; ОУ

"""


@pytest.fixture
def small(plan: Path) -> Path:
    plan.write_text(PLAN)
    return plan


@pytest.mark.usefixtures("small")
def test_a_digest_names_each_item_once(roadmap: Roadmap) -> None:
    assert roadmap("remind") == (0, DIGEST, "")


@pytest.mark.usefixtures("small")
def test_each_party_has_its_own_digest(roadmap: Roadmap) -> None:
    text = roadmap("remind", "--by-responsible").out
    first, second = text.split("ОУ\n==\n")
    assert first.startswith("МОЦ\n===\n\nПросрочено: 1 пункт\n\n1. давно\n")
    assert "2. недавно" in second
    assert roadmap("remind", "-r", "МОЦ", "--by-responsible").out == first.rstrip("\n") + "\n\n"


@pytest.mark.usefixtures("small")
def test_nothing_to_say_is_no_output(roadmap: Roadmap) -> None:
    assert roadmap("remind", "--today", "2020-02-01", "--within", "0") == (0, "", "")


@pytest.mark.usefixtures("plan")
def test_lines_fit_a_mail(roadmap: Roadmap) -> None:
    lines = roadmap("remind", "--within", "365").out.splitlines()
    assert max(map(len, lines)) <= 72
    assert len([line for line in lines if line[:1].isdigit()]) == 18


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 дней"), (1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (14, "14 дней"), (21, "21 день"),
     (22, "22 дня"), (111, "111 дней"), (112, "112 дней"), (121, "121 день")],
)  # fmt: skip
def test_plurals(number: int, words: str) -> None:
    assert wording.plural(number, wording.DAYS) == words
