"""Edits one rule at a time: spacing, blocks, gaps, two of a kind at once, and refusals in words."""

from __future__ import annotations

from typing import Any

import pytest

from roadmap_cli.planfile.document import Document
from roadmap_cli.planfile.edit import UnsafeEdit, edit

ITEM = ("sections", 0, "items", 0)
BLOCK = "  - id: 1\n    title: a\n    term: май\n    status: planned\n"
EVENT = {"at": "2020-09-28T10:00:00", "by": "me", "did": "done"}
LATER = EVENT | {"did": "note"}
LINE = "{at: 2020-09-28T10:00:00, by: me, did: done}"
LATER_LINE = LINE.replace("done", "note")
DATES = ["2020-03-05", "2020-06-05", "2020-09-05"]
FOLDED = (
    BLOCK + "    executed:\n      - |-\n        2020-03-05\n\n      - |-\n        2020-06-05\n\n"
)


def _document(item: str) -> Document:
    return Document(f"title: t\nyear: 2020\nsections:\n- title: s\n  items:\n{item}")


@pytest.mark.parametrize(
    ("before", "fields", "after"),
    [
        pytest.param(
            BLOCK,
            {"note": "x", "executed": DATES[:2]},
            BLOCK + "    note: x\n    executed: [2020-03-05, 2020-06-05]\n",
            id="two new fields, each in its line",
        ),
        pytest.param(
            BLOCK,
            {"history": [EVENT, LATER]},
            BLOCK + f"    history:\n      - {LINE}\n      - {LATER_LINE}\n",
            id="a new history with a line an event",
        ),
        pytest.param(
            BLOCK + "    history: []   # пусто\n",
            {"history": [EVENT, LATER]},
            BLOCK + f"    history:   # пусто\n      - {LINE}\n      - {LATER_LINE}\n",
            id="an empty history keeps the comment beside it",
        ),
        pytest.param(
            BLOCK.replace("\n", "\r\n") + "    history: []\r\n\n",
            {"history": [EVENT]},
            BLOCK.replace("\n", "\r\n") + f"    history:\r\n      - {LINE}\r\n\n",
            id="a new line ends as the line above it",
        ),
        pytest.param(
            "  - {id: 1, title: a, term: май, history: []}\n",
            {"history": [EVENT]},
            f"  - {{id: 1, title: a, term: май, history: [{LINE}]}}\n",
            id="a history in braces stays in them",
        ),
        pytest.param(
            BLOCK + "    executed: [2020-03-05]\n",
            {"executed": DATES},
            BLOCK + "    executed: [2020-03-05, 2020-06-05, 2020-09-05]\n",
            id="two dates are added in brackets",
        ),
        pytest.param(
            BLOCK + "    executed:\n    - 2020-03-05\n",
            {"executed": DATES},
            BLOCK + "    executed:\n    - 2020-03-05\n    - 2020-06-05\n    - 2020-09-05\n",
            id="two dates are added in lines",
        ),
        pytest.param(
            BLOCK + "    executed: [2020-03-05, 2020-06-05, 2020-09-05]\n",
            {"executed": DATES[:2]},
            BLOCK + "    executed: [2020-03-05, 2020-06-05]\n",
            id="one date of three goes",
        ),
        pytest.param(
            BLOCK + "    executed: [2020-03-05, 2020-06-05, 2020-09-05]\n",
            {"executed": DATES[:1]},
            BLOCK + "    executed: [2020-03-05]\n",
            id="two dates of three go",
        ),
        pytest.param(
            BLOCK + "    note: x  # до\n    executed: [2020-03-05, 2020-06-05]  # после\n",
            {"executed": DATES[:1]},
            BLOCK + "    note: x  # до\n    executed: [2020-03-05]  # после\n",
            id="a date goes from brackets, comments around them stay",
        ),
        pytest.param(
            BLOCK + "    executed:\n    - null\n    - 2020-06-05\n",
            {"executed": [None, "2020-06-05", "2020-09-05"]},
            BLOCK + "    executed:\n    - null\n    - 2020-06-05\n    - 2020-09-05\n",
            id="a date is added below a gap",
        ),
        pytest.param(
            BLOCK + "    executed: [2020-03-05, '2020-06-05']\n",
            {"executed": ["2020-03-07", "2020-06-07"]},
            BLOCK + "    executed: [2020-03-07, '2020-06-07']\n",
            id="a date keeps its quotes",
        ),
        pytest.param(
            BLOCK + "    executed: [2020-03-05, 2020-06-05]\n",
            {"executed": [None, "2020-06-05"]},
            BLOCK + "    executed: [null, 2020-06-05]\n",
            id="a date becomes a gap",
        ),
        pytest.param(
            BLOCK + "    executed:\n    - ~\n    - null\n    -\n    - 2020-06-05\n",
            {"executed": [None, None, None, "2020-06-07"]},
            BLOCK + "    executed:\n    - ~\n    - null\n    -\n    - 2020-06-07\n",
            id="gaps stay as they are written",
        ),
        pytest.param(
            FOLDED,
            {"executed": DATES},
            FOLDED.removesuffix("\n") + "      - 2020-09-05\n\n",
            id="a date is added below a block",
        ),
        pytest.param(
            FOLDED,
            {"executed": DATES[:1]},
            FOLDED.replace("      - |-\n        2020-06-05\n", ""),
            id="a block goes, the blank line below it stays",
        ),
        pytest.param(
            FOLDED,
            {"executed": ["2020-03-07", "2020-06-05"]},
            FOLDED.replace("|-\n        2020-03-05", "2020-03-07"),
            id="a block of a list becomes one line",
        ),
        pytest.param(
            BLOCK + "    note: >  # важно\n      раз\n      два\n",
            {"note": "x"},
            BLOCK + "    note: x  # важно\n",
            id="a folded block keeps its comment too",
        ),
        pytest.param(
            BLOCK + "    note: |\n      раз\n    term: май\n".replace("    term: май\n", ""),
            {"note": "x"},
            BLOCK + "    note: x\n",
            id="a block without a comment gets none",
        ),
        pytest.param(
            BLOCK + "    note:\n",
            {"note": "x"},
            BLOCK + "    note: x\n",
            id="a value stands apart from its colon",
        ),
        pytest.param(
            BLOCK + "    note: |\n      раз\n\n    responsible: []\n",
            {"note": None},
            BLOCK + "\n    responsible: []\n",
            id="a block is removed without the blank line below it",
        ),
        pytest.param(
            BLOCK + "    note: x\n",
            {"note": None},
            BLOCK,
            id="a field is removed with its line",
        ),
        pytest.param(
            "  - {id: 1, title: a, note: x, term: май}\n",
            {"note": None},
            "  - {id: 1, title: a, note: null, term: май}\n",
            id="in braces it is emptied",
        ),
        pytest.param(
            BLOCK + "    note: 'протокол # 4'\n",
            {"note": None},
            BLOCK,
            id="a text with a sign of comments is removed",
        ),
        pytest.param(
            "  - {}\n",
            {"note": None},
            "  - {}\n",
            id="an empty item has nothing to remove",
        ),
        pytest.param(
            BLOCK,
            {"executed": None, "note": None},
            BLOCK,
            id="what is not there needs no removal",
        ),
    ],
)  # fmt: skip
def test_an_edit(before: str, fields: dict[str, Any], after: str) -> None:
    assert edit(_document(before), {ITEM: fields}).text == _document(after).text


@pytest.mark.parametrize(
    ("item", "index", "fields", "position", "reason"),
    [
        (
            BLOCK + "    note: &n x\n",
            0,
            {"note": "y"},
            (10, 5),
            "здесь стоит метка &имя, ссылка *имя или указание типа: впишите вместо неё само значение",
        ),
        (
            BLOCK + "    note: &n x\n  - {id: 2, title: b, term: май, note: *n}\n",
            1,
            {"note": "y"},
            (11, 34),
            "значение «note» — ссылка *имя или взято через <<: впишите вместо неё само значение",
        ),
        (
            "  - {id: 1, title: a, term: май, note: x}\n  - <<: {status: planned}\n    id: 2\n    title: b\n    term: май\n",
            1,
            {"term": "июнь"},
            (10, 5),
            "значение «term» — ссылка *имя или взято через <<: впишите вместо неё само значение",
        ),
        (
            BLOCK + "    executed:\n    - 2020-03-05\n    # второй\n    - 2020-06-05\n",
            0,
            {"executed": DATES[:1]},
            (6, 5),
            "между датами стоят комментарии: уберите дату сами",
        ),
        (
            BLOCK + "    executed: [2020-03-05,  # № 1\n      2020-06-05]\n",
            0,
            {"executed": DATES[:1]},
            (6, 5),
            "между датами стоят комментарии: уберите дату сами",
        ),
        (
            BLOCK + "    executed: [&d 2020-03-05, *d, 2020-09-05]\n",
            0,
            {"executed": DATES},
            (6, 5),
            "запись пункта устроена так, что её нельзя изменить, не задев остального (ссылки &, *, <<?)",
        ),
        ("  - {}\n", 0, {"note": "y"}, (6, 5), "пункт пуст: впишите в него id, title и term"),
        (
            "  - &i {id: 1, title: a, term: май, status: planned}\n  - <<: *i\n    id: 2\n",
            0,
            {"status": "done"},
            (6, 5),
            "здесь стоит метка &имя, ссылка *имя или указание типа: впишите вместо неё само значение",
        ),
        (
            BLOCK + "    responsible: &r\n    - МОЦ\n  - {id: 2, title: b, term: май, responsible: *r}\n",
            0,
            {"responsible": ["ОУ"]},
            (10, 5),
            "здесь стоит метка &имя, ссылка *имя или указание типа: впишите вместо неё само значение",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_where_and_what_to_do(
    item: str, index: int, fields: dict[str, Any], position: tuple[int, int], reason: str
) -> None:
    with pytest.raises(UnsafeEdit) as caught:
        edit(_document(item), {("sections", 0, "items", index): fields})
    assert (caught.value.position, caught.value.reason) == (position, reason)
    assert str(caught.value) == reason


def test_an_item_that_stands_in_two_places_is_refused() -> None:
    shared = "title: t\nyear: 2020\nsections:\n- &s\n  title: s\n  items:\n" + BLOCK + "- *s\n"
    with pytest.raises(UnsafeEdit) as caught:
        edit(Document(shared), {ITEM: {"status": "done"}})
    assert caught.value.position == (7, 5)
    assert caught.value.reason == (
        "запись пункта устроена так, что её нельзя изменить, не задев остального (ссылки &, *, <<?)"
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=ascii)
def test_every_line_ends_as_those_of_the_file(newline: str) -> None:
    before = _document(BLOCK + "    executed: [2020-03-05]\n    comment: y  # да\n").text
    after = _document(
        BLOCK + "    comment: z  # да\n    note: x\n    history:\n      - " + LINE + "\n"
    ).text
    fields = {"executed": None, "comment": "z", "note": "x", "history": [EVENT]}
    changed = edit(Document(before.replace("\n", newline)), {ITEM: fields})
    assert changed.text == after.replace("\n", newline)
