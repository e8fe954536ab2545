"""`parties --rename`: a party is called otherwise everywhere in a plan, in one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import plan_text

from roadmap_cli.planfile import find

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

CONTACTS = "contacts:\n  'Координатор МОЦ': k@example.org  # её адрес\nsections:\n"


@pytest.fixture
def known(plan: Path) -> Path:
    """Give the real plan with an address."""
    plan.write_text(plan.read_text().replace("sections:\n", CONTACTS, 1))
    return plan


@pytest.mark.parametrize("typed", ["Координатор МОЦ", "координатор  моц"])
def test_items_and_addresses_have_the_new_name_and_undo_takes_it_back(
    roadmap: Roadmap, known: Path, typed: str
) -> None:
    before = known.read_bytes()
    tried = roadmap("parties", "--rename", typed, "Методист МОЦ", "--dry-run")
    assert (tried.code, known.read_bytes()) == (0, before)
    told = roadmap("parties", "--rename", typed, "Методист МОЦ").out
    assert (
        told == f"«{' '.join(typed.split())}» теперь «Методист МОЦ»: п. 2, 5, 8, 15, 17, contacts\n"
    )
    plan = find.load(known).plan
    assert dict(plan.contacts) == {"Методист МОЦ": "k@example.org"}
    assert "  'Методист МОЦ': k@example.org  # её адрес\n" in known.read_text()
    parties = {name for item in plan.items for name in item.responsible}
    assert "Методист МОЦ" in parties
    assert "Координатор МОЦ" not in parties
    assert next(item for item in plan.items if item.id == "8").history[-1].did == "amend"
    assert "parties --rename" in roadmap("undo").out
    assert known.read_bytes() == before


def test_two_spellings_become_one_party(roadmap: Roadmap, known: Path) -> None:
    known.write_text(known.read_text().replace(CONTACTS, "sections:\n"))
    told = roadmap("parties", "--rename", "руководители ОУ", "Координатор МОЦ").out
    assert told.endswith("; такой уже был, и это теперь один ответственный\n")
    item = next(item for item in find.load(known).plan.items if item.id == "8")
    assert item.responsible == ("Координатор МОЦ",)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["Кординатор МОЦ", "Методист"], "нет ответственного «Кординатор МОЦ»"),
        (["МОЦ", " "], "новое имя не может быть пустым"),
        (["МОЦ"], "нужно значение: --rename СТАРОЕ НОВОЕ"),
        (
            ["Методический центр", "Координатор МОЦ"],
            "«Координатор МОЦ» уже есть в contacts: уберите одну из двух строк и повторите\n",
        ),
    ],
)
def test_what_cannot_be_renamed_stays(
    roadmap: Roadmap, known: Path, words: list[str], told: str
) -> None:
    more = CONTACTS.replace("sections:\n", "  Методический центр: m@example.org\nsections:\n")
    known.write_text(known.read_text().replace(CONTACTS, more))
    before = known.read_bytes()
    outcome = roadmap("parties", "--rename", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err
    assert known.read_bytes() == before


@pytest.mark.usefixtures("known")
def test_the_same_name_changes_nothing(roadmap: Roadmap) -> None:
    outcome = roadmap("parties", "--rename", "МОЦ", "МОЦ")
    assert outcome.out == "«МОЦ» уже так называется, ничего не изменено\n"


def test_groups_and_the_reports_of_their_members_have_the_new_name(
    roadmap: Roadmap, plan: Path
) -> None:
    item = "id: 11, title: отчёт, term: Ноябрь, responsible: [ОУ]"
    groups = "groups:\n  ОУ: [Школа № 1, 'Школа № 2']  # две\nsections:\n"
    plan.write_text(plan_text("2020", item).replace("sections:\n", groups))
    assert roadmap("submit", "11", "--by", "Школа № 2", "--note", "исх. № 3").code == 0
    before = plan.read_bytes()
    assert "groups" in roadmap("parties", "--rename", "Школа № 2", "Лицей № 2").out
    assert roadmap("parties", "--rename", "ОУ", "Школы").code == 0
    assert "  Школы: [Школа № 1, 'Лицей № 2']  # две\n" in plan.read_text()
    found = find.load(plan).plan
    assert found.items[0].history[0].member == "Лицей № 2"
    assert found.items[0].responsible == ("Школы",)
    roadmap("undo")
    roadmap("undo")
    assert plan.read_bytes() == before
