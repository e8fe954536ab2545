"""What `check` warns of: allowed, but a person should look; every warning with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roadmap_cli.planfile.document import Document, swallowed

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

HEAD = "title: п\nyear: 2020\ncontacts: {%s: x@example.org}\nsections:\n  - title: р\n    items:\n"
ITEM = "      - id: 1\n        title: т\n        term: %s\n"


def check(roadmap: Roadmap, plan: Path, item: str, contact: str = "МОЦ") -> list[str]:
    plan.write_text(HEAD % contact + item)
    outcome = roadmap("check")
    assert (outcome.code, outcome.err) == (0, "")
    return [
        line.removeprefix(str(plan))
        for line in outcome.out.splitlines()
        if "предупреждение" in line
    ]


@pytest.mark.parametrize(
    ("term", "more", "expected"),
    [
        (
            "май 2021",
            "responsible: [МОЦ]",
            ":9:9: предупреждение: пункт 1: срок «май 2021» выходит за период плана",
        ),
        ("май", "note: х", ":7:9: предупреждение: пункт 1: нет ответственных"),
        (
            "май",
            "responsible: [МОЦ]\n        status: done",
            ":11:9: предупреждение: пункт 1: исполнен, но без даты",
        ),
        (
            "ежеквартально",
            "responsible: [МОЦ]\n        status: done\n        executed: [2020-03-01]",
            ":11:9: предупреждение: пункт 1: исполнен, но дат исполнения 1 из 4",
        ),
        (
            "май",
            "responsible: [МОЦ]\n        status: in_progress\n        executed: [2020-05-01]",
            ":11:9: предупреждение: пункт 1: все даты исполнения есть, а статус in_progress",
        ),
        (
            "май",
            "responsible: [МОЦ]\n        status: done\n        executed: [2020-05-01, 2020-05-02]",
            ":12:9: предупреждение: пункт 1: дат исполнения 2, а периодов 1",
        ),
        (
            "май",
            "responsible: [МОЦ]\n        status: done\n        executed: [2029-05-05]",
            ":12:9: предупреждение: пункт 1: дата исполнения 05.05.2029 ещё не наступила",
        ),
        (
            "май",
            "responsible: [МОЦ]\n        status: done\n        executed: [2019-05-05]",
            ":12:9: предупреждение: пункт 1: дата исполнения 05.05.2019 раньше начала плана",
        ),
        (
            "май",
            "responsible: [МОЦ]\n        due: 2020-09-05",
            ":11:9: предупреждение: пункт 1: вместо срока «май» (01.05.2020 – 31.05.2020) считается 01.01.2020 – 05.09.2020",
        ),
        (
            "май",
            "responsible: [МОЦ]\n        postponed_to: 31 мая",
            ":11:9: предупреждение: пункт 1: перенос на «31 мая» не меняет срок",
        ),
        (
            "май",
            "responsible: [МОЦ]\n        postponed_to: апрель",
            ":11:9: предупреждение: пункт 1: перенос на «апрель» не меняет срок",
        ),
    ],
)
def test_a_warning_says_where_and_what(
    roadmap: Roadmap, plan: Path, term: str, more: str, expected: str
) -> None:
    (warning,) = (
        line for line in check(roadmap, plan, f"{ITEM % term}        {more}\n") if "пункт 1" in line
    )
    assert warning.startswith(expected)


@pytest.mark.parametrize("key", ["note", "result", "comment"])
def test_what_became_a_comment_of_yaml_is_told(roadmap: Roadmap, plan: Path, key: str) -> None:
    item = ITEM % "май" + f"        responsible: [МОЦ]\n        {key}: акт #5\n"
    (warning,) = check(roadmap, plan, item)
    assert warning == (
        f":11:{14 + len(key)}: предупреждение: «#5» после пробела — комментарий и в план не попало; "
        f'если это текст, возьмите всё в кавычки: {key}: "акт #5"'
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("title: акт #5", [(11, "title", "акт", "#5")]),
        ("term: май #5", [(10, "term", "май", "#5")]),
        ("postponed_to: май #5", [(18, "postponed_to", "май", "#5")]),
        ("note: акт \t #5, лист #6  ", [(10, "note", "акт", "#5, лист #6")]),
        ("responsible: [МОЦ, ОУ] #5", []),
        ("responsible: [МОЦ #5,\n , ОУ]", [(18, "responsible", "МОЦ", "#5,")]),
        ("responsible:\n- МОЦ\n- ОУ #5", [(5, "responsible", "ОУ", "#5")]),
        ("note: акт # 5", []),
        ("note: акт #", []),
        ("note: акт ##5", []),
        ("note: акт#5", []),
        ("note: 'акт' #5", []),
        ('note: "акт" #5', []),
        ("note: |  #5\n  акт #5", []),
        ("note: акт\n#5", []),
        ("status: done #5", []),
        ("id: 1 #5", []),
    ],
)
def test_what_is_a_comment_and_what_looks_like_a_text(
    line: str, told: list[tuple[int, str, str, str]]
) -> None:
    last = line.count("\n") + 1 if line.startswith("responsible:\n") else 1
    assert list(swallowed(Document(f"{line}\n"))) == [
        (
            last,
            column,
            f"«{dropped}» после пробела — комментарий и в план не попало; "
            f'если это текст, возьмите всё в кавычки: {key}: "{value} {dropped}"',
        )
        for column, key, value, dropped in told
    ]


def test_an_address_of_nobody_is_told(roadmap: Roadmap, plan: Path) -> None:
    (warning,) = check(roadmap, plan, ITEM % "май" + "        responsible: [МОЦ]\n", contact="МОЦЦ")
    assert warning == ":3:12: предупреждение: адрес есть, а ответственного «МОЦЦ» в плане нет"


def test_a_postponed_term_is_read_too(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(HEAD % "МОЦ" + ITEM % "май" + "        postponed_to: до 15 июня\n")
    first = roadmap("check").out.splitlines()[0]
    assert (
        first == "1\tмай\t01.05.2020 – 31.05.2020\tперенесён: до 15 июня\t01.05.2020 – 15.06.2020"
    )


def test_the_bundled_plan_has_no_warning(roadmap: Roadmap, plan: Path) -> None:
    assert plan.exists()
    assert "предупреждение" not in roadmap("check").out
