"""A slip of the pen in a wording that is read: it is read as before, or refused, never otherwise."""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from functools import lru_cache
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roadmap_cli import terms
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.wording import LOOKALIKES as TYPED_FOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roadmap_cli.terms import Term

TABLES = Path(__file__).parent / "tables"
WORD = re.compile("[а-яё]{3,}", re.IGNORECASE)
LOOKALIKES = str.maketrans("аеорсхукмтнвАЕОРСХУКМТНВ", "aeopcxykmthbAEOPCXYKMTHB")
VOWELS = "аеёиоуыэюяьъй"

HARMLESS = {"ее"}
"""What a slip makes that is another right wording, reviewed one by one."""


def _dropped(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _doubled(word: str, at: int) -> str:
    return word[: at + 1] + word[at:]


def _swapped(word: str, at: int) -> str:
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _latin(word: str, at: int) -> str:
    return word[:at] + word[at:].translate(LOOKALIKES)


def _shortened(word: str, at: int) -> str:
    while at < len(word) and word[at].casefold() in VOWELS:
        at += 1
    return f"{word[: at + 1]}." if 1 <= at < len(word) - 1 else word


def _in_parts(word: str, _: int) -> str:
    return unicodedata.normalize("NFD", word)


EDITS: tuple[Callable[[str, int], str], ...] = (
    _dropped,
    _doubled,
    _swapped,
    _latin,
    _shortened,
    _in_parts,
)


@lru_cache(maxsize=1)
def _right() -> list[tuple[str, str]]:
    """Give the plans and wordings of the tables that are read."""
    found = []
    for name, plan, wording in (("readings.tsv", 0, 1), ("examples.tsv", 1, 0)):
        with (TABLES / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
        found += [(row[plan], row[wording]) for row in rows]
    return [row for row in found if _reading(*row) is not None]


def _reading(plan: str, wording: str) -> Term | None:
    try:
        return terms.read(wording, terms.read_plan_period(plan))._replace(text="")
    except UnreadableTermError:
        return None


def _slips(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Give plans and wordings, each with its words mistyped in one place or two."""
    for _ in count():
        plan, right = chance.choice(_right())
        wrong = right
        for _ in range(chance.choice((1, 1, 2))):
            words = list(WORD.finditer(wrong))
            if words:
                word = chance.choice(words)
                edit = chance.choice(EDITS)
                typed = edit(word[0], chance.randrange(len(word[0])))
                rest = wrong[word.end() :].removeprefix("." if typed.endswith(".") else "")
                wrong = wrong[: word.start()] + typed + rest
        yield plan, right, wrong


def _misread(seed: int, number: int) -> list[tuple[str, str, str]]:
    found = []
    for plan, right, wrong in islice(_slips(random.Random(seed)), number):
        reading = _reading(plan, wrong)
        if reading not in {None, _reading(plan, right)} and wrong not in HARMLESS:
            found.append((plan, right, wrong))
    return found


def test_a_slip_of_the_pen_is_read_as_it_was_meant_or_refused() -> None:
    assert _misread(seed=1, number=2000) == []


@pytest.mark.torture
@pytest.mark.timeout(0)
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_slips_of_the_pen(seed: int) -> None:
    assert _misread(seed, number=30_000) == []


TIMELY = (
    "май мая янв февр. окт. ноября дек. кв. II кв. 3 кв. полугод. полугодие квартал ежемес. "
    "ежедн. еженед. каждый каждую пятница пт. среда вторник выходные праздники каникулы каник. "
    "четверть четв. триместр семестр весна весной весен. осенью лето летом летний зимой зима зимн. "
    "нач. начало кон. конец конца сер. середина посл. последняя вкл. включ. включительно "
    "нед. неделя недели декада дек половина пол. дн. дней день сутки час. часов раз раза 2р. дважды трижды "
    "однократно периодически повторно еще кроме исключая отмена отменено перенос перенесено или "
    "либо до не утром вечером ночью завтра сегодня послезавтра X XI VIII 15.X 5 12 2021 2021г. "
    "15.05 10-15 10.00 май-июнь мая-июня апр-май 1-я первая вторая сентябрьский майские "
    "новогодние рождество масленица год года г. год. учебный уч. период срок сроки срочно скоро "
    "немедленно часто редко иногда позже позднее далее затем потом monthly May Sept vfq MAPT числа "
    "чис. числ месяц мес. месяца месячник следующий след. текущий"
)
DATES, OTHERS = ("15.10", "до 15 марта", "III квартал"), ("по графику", "в течение года")
INCLUSIVE = {"вкл.", "включ.", "включительно"}  # as the last day of a date is anyway
BESIDE = ("{} ({})", "{}, {}", "{}/ {}")


def _passed_over(words: list[str], *bases: str, ways: int = 3) -> set[str]:
    """Give the words beside which a wording is read as without them."""
    return {
        word
        for base in bases
        for word in words
        for beside in BESIDE[:ways]
        if _reading("2020", beside.format(base, word)) == _reading("2020", base)
    }


def test_a_word_of_time_is_not_passed_over() -> None:
    assert _passed_over(TIMELY.split(), *DATES) == INCLUSIVE
    assert _passed_over(TIMELY.split(), *OTHERS) == set()


@pytest.mark.parametrize("edit", EDITS)
def test_a_word_of_time_with_a_slip_is_not_passed_over(edit: Callable[[str, int], str]) -> None:
    long = [word for word in TIMELY.split() if WORD.fullmatch(word)]
    slips = [edit(word, at) for word in long for at in range(4)]
    found = {word.translate(TYPED_FOR) for word in _passed_over(slips, "15.10", ways=1)}
    assert found <= HARMLESS | INCLUSIVE
