"""New items and sections in hand-written YAML: exact texts, and the proof for generated plans."""

from __future__ import annotations

import copy
import os
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_edit_properties import plans, texts

from roadmap_cli.planfile.document import Document
from roadmap_cli.planfile.edit import UnsafeEdit, add_item, add_section

HEAD = "title: t\nyear: 2020\n"
ITEM = {"id": "2", "title": "б: в", "term": "май", "responsible": ["МОЦ", "а, б"]}
FLOW = "{id: 2, title: 'б: в', term: май, responsible: [МОЦ, 'а, б']}"


def _item(dash: str, pad: str) -> str:
    fields = ["id: 2", "title: 'б: в'", "term: май", "responsible: [МОЦ, 'а, б']"]
    return dash + f"\n{pad}".join(fields) + "\n"


ONE = "sections:\n- title: s\n  items:\n  - id: 1\n    title: a\n"
ITEMS = [
    ("below the last one", ONE, ONE + _item("  - ", "    ")),
    (
        "at the columns of the last one",
        ONE.replace("  - id: 1\n ", "    -   id: 1\n     "),
        ONE.replace("  - id: 1\n ", "    -   id: 1\n     ") + _item("    -   ", "        "),
    ),
    (
        "above the comments of what follows, below its own",
        ONE + "    # к пункту 1\n\n# второй\n- title: z\n  items: []\n",
        ONE
        + "    # к пункту 1\n"
        + _item("  - ", "    ")
        + "\n# второй\n- title: z\n  items: []\n",
    ),
    (
        "with a blank line where there are blank lines",
        ONE + "\n  - id: 3\n    title: c\n# конец\n",
        ONE + "\n  - id: 3\n    title: c\n\n" + _item("  - ", "    ") + "# конец\n",
    ),
    (
        "as the last two of many are parted",
        ONE + "\n  - id: 3\n    title: c\n  - id: 4\n    title: d\n",
        ONE + "\n  - id: 3\n    title: c\n  - id: 4\n    title: d\n" + _item("  - ", "    "),
    ),
    (
        "with a blank line where only the last two have one",
        ONE + "  - id: 3\n    title: c\n\n  - id: 4\n    title: d\n",
        ONE + "  - id: 3\n    title: c\n\n  - id: 4\n    title: d\n\n" + _item("  - ", "    "),
    ),
    (
        "below a last value that is empty",
        ONE + "    note: |+\n      да\n\n    responsible: []\n",
        ONE + "    note: |+\n      да\n\n    responsible: []\n" + _item("  - ", "    "),
    ),
    (
        "in brackets of several lines with comments",
        "sections:\n- title: s\n  items: [\n    {id: 1},  # да\n  ]\n",
        f"sections:\n- title: s\n  items: [\n    {{id: 1}}, {FLOW},  # да\n  ]\n",
    ),
    (
        "where the list is on the line of the dash",
        "sections:\n- items:\n  - id: 1\n    title: a\n  title: s\n",
        "sections:\n- items:\n  - id: 1\n    title: a\n" + _item("  - ", "    ") + "  title: s\n",
    ),
    ("without a line break at the end", ONE[:-1], ONE + _item("  - ", "    ")[:-1]),
    (
        "with the line breaks of the file",
        ONE.replace("\n", "\r\n"),
        (ONE + _item("  - ", "    ")).replace("\n", "\r\n"),
    ),
    (
        "with the line breaks of the file below several",
        (ONE + "  - id: 3\n    title: c\n").replace("\n", "\r\n"),
        (ONE + "  - id: 3\n    title: c\n" + _item("  - ", "    ")).replace("\n", "\r\n"),
    ),
    (
        "in braces as the last one",
        "sections:\n- title: s\n  items:\n  - {id: 1}  # да\n",
        f"sections:\n- title: s\n  items:\n  - {{id: 1}}  # да\n  - {FLOW}\n",
    ),
    (
        "in a list in brackets",
        "sections: [{title: s, items: [{id: 1}]}]\n",
        f"sections: [{{title: s, items: [{{id: 1}}, {FLOW}]}}]\n",
    ),
    (
        "in an empty list",
        "sections:\n- title: s\n  items: []  # пока\n",
        "sections:\n- title: s\n  items:  # пока\n" + _item("    - ", "      "),
    ),
    (
        "in an empty list spaced otherwise",
        "sections:\n- title: s\n  items : []\n",
        "sections:\n- title: s\n  items :\n" + _item("    - ", "      "),
    ),
    (
        "in an empty list in braces",
        "sections:\n- {title: s, items: []}\n",
        f"sections:\n- {{title: s, items: [{FLOW}]}}\n",
    ),
    (
        "in an empty list on a line of its own",
        "sections:\n- title: s\n  items: # пока\n    []\n",
        f"sections:\n- title: s\n  items: # пока\n    [{FLOW}]\n",
    ),
    (
        "where there is no list yet",
        "sections:\n- items:\n  title: s\n",
        "sections:\n- items:\n" + _item("    - ", "      ") + "  title: s\n",
    ),
    (
        "in this section, though another has no list",
        "sections:\n- title: s\n  items: []\n- title: z\n",
        "sections:\n- title: s\n  items:\n" + _item("    - ", "      ") + "- title: z\n",
    ),
    (
        "below a block of lines with its blank lines",
        ONE + "    note: |+\n      да\n\n\n",
        ONE + "    note: |+\n      да\n\n\n" + _item("  - ", "    "),
    ),
]


@pytest.mark.parametrize(
    ("before", "after"), [case[1:] for case in ITEMS], ids=[case[0] for case in ITEMS]
)
def test_an_item_is_added(before: str, after: str) -> None:
    assert add_item(Document(HEAD + before), 0, ITEM).text == HEAD + after


@pytest.mark.parametrize(
    ("before", "after"), [case[1:] for case in ITEMS], ids=[case[0] for case in ITEMS]
)
def test_an_item_is_added_with_old_line_breaks(before: str, after: str) -> None:
    text, expected = (re.sub("\r?\n", "\r", HEAD + each) for each in (before, after))
    assert add_item(Document(text), 0, ITEM).text == expected


SECTION = "- title: Мероприятия\n  items:\n" + _item("  - ", "    ")
SECTIONS = [
    ("as the last one is indented", ONE, ONE + SECTION),
    (
        "after the last item's comments",
        ONE + "  # конец раздела\n# конец\n",
        ONE + "  # конец раздела\n" + SECTION + "# конец\n",
    ),
    (
        "with items as far as those of the last one",
        "sections:\n- title: s\n  term: май\n  items:\n      - id: 1\n        title: a\n",
        "sections:\n- title: s\n  term: май\n  items:\n      - id: 1\n        title: a\n"
        "- title: Мероприятия\n  items:\n" + _item("      - ", "        "),
    ),
    (
        "with items a little to the right where those of the last one are in brackets",
        "sections:\n- title: s\n  items: [{id: 1}]\n",
        "sections:\n- title: s\n  items: [{id: 1}]\n"
        "- title: Мероприятия\n  items:\n" + _item("    - ", "      "),
    ),
    (
        "in an empty plan",
        "sections: []\ncontacts: {}\n",
        "sections:\n  - title: Мероприятия\n    items:\n"
        + _item("      - ", "        ")
        + "contacts: {}\n",
    ),
    (
        "in a plan in brackets",
        "sections: [{title: s, items: []}]\n",
        f"sections: [{{title: s, items: []}}, {{title: Мероприятия, items: [{FLOW}]}}]\n",
    ),
]


@pytest.mark.parametrize(
    ("before", "after"), [case[1:] for case in SECTIONS], ids=[case[0] for case in SECTIONS]
)
def test_a_section_is_added(before: str, after: str) -> None:
    added = add_section(Document(HEAD + before), "Мероприятия", ITEM)
    assert added.text == HEAD + after


LINES = (
    "список «{}» записан так, что его нельзя дополнить, не задев остального: "
    "запишите его строками, по одному «- » на запись, без ссылок &, *, <<"
)
MISSING = "здесь нет ключа «{}»: допишите {}: []"
UNFINISHED = "последняя строка файла не закончена: допишите в конце файла перевод строки"
SHARED = "sections:\n- title: s\n  items: &a\n  - id: 1\n- title: z\n  items: *a\n"
IN_BRACKETS = "sections:\n- title: s\n  items: &a [{id: 1}]\n- title: z\n  items: *a\n"
EMPTY = "sections:\n- title: s\n  items: &a []\n- title: z\n  items: *a\n"
MERGED = "sections:\n- &s {title: s, items: [{id: 1}]}\n- <<: *s\n"
REFUSED: list[tuple[str, str, int | None, tuple[int, int], str]] = [
    ("a list that another section has too", SHARED, 0, (5, 3), LINES.format("items")),
    ("the list of another section", SHARED, 1, (8, 3), LINES.format("items")),
    ("such a list in brackets", IN_BRACKETS, 0, (5, 3), LINES.format("items")),
    ("a reference to it", IN_BRACKETS, 1, (7, 3), LINES.format("items")),
    ("an empty list with a name", EMPTY, 0, (5, 3), LINES.format("items")),
    ("a reference to an empty list", EMPTY, 1, (7, 3), LINES.format("items")),
    ("a section that is merged", MERGED, 0, (4, 17), LINES.format("items")),
    ("a section made by a merge key", MERGED, 1, (5, 3), MISSING.format("items", "items")),
    ("no list", "sections:\n- title: s\n", 0, (4, 3), MISSING.format("items", "items")),
    ("a block at an unfinished end", ONE + "    note: |\n      да", 0, (5, 3), UNFINISHED),
    ("sections beside it", ONE + "    note: |\n      да", None, (3, 1), UNFINISHED),
    ("sections that are a reference", "sections: &a [{title: s}]\nb: *a\n", None, (3, 1), LINES.format("sections")),
    ("no sections", "x: 1\n", None, (1, 1), MISSING.format("sections", "sections")),
]  # fmt: skip


def _added(document: Document, section: int | None) -> Document:
    """Add an item to a section or, without one, with a section of its own."""
    if section is None:
        return add_section(document, "Мероприятия", ITEM)
    return add_item(document, section, ITEM)


@pytest.mark.parametrize(
    ("text", "section", "position", "reason"),
    [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)
def test_what_cannot_be_added_safely_is_refused(
    text: str, section: int | None, position: tuple[int, int], reason: str
) -> None:
    document = Document(HEAD + text)
    with pytest.raises(UnsafeEdit) as refused:
        _added(document, section)
    assert (refused.value.position, refused.value.reason) == (position, reason)


fields = st.fixed_dictionaries(
    {"id": st.sampled_from(["9", "1.10", "07", "7а"]), "title": texts, "term": texts},
    optional={"responsible": st.lists(texts, min_size=1, max_size=3), "note": texts},
)


def _check(text: str, item: dict[str, Any], *, new_section: bool) -> None:
    document = Document(text if text.endswith("\n") else f"{text}\n")  # else it is refused
    expected: Any = copy.deepcopy(document.data)
    if new_section:
        added = add_section(document, "Р", item)
        expected["sections"].append({"title": "Р", "items": [item]})
    else:
        added = add_item(document, 0, item)
        expected["sections"][0]["items"].append(item)
    assert added.data == expected
    kept = [line.strip() for line in added.text.splitlines()]
    for line in text.splitlines():
        assert line.strip() in kept, "a line of the person is gone"
        kept.remove(line.strip())


@given(plans(), fields, st.booleans())
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
def test_nothing_but_the_new_entry_differs(
    text: str,
    item: dict[str, Any],
    new_section: bool,  # noqa: FBT001  # hypothesis passes it so
) -> None:
    _check(text, item, new_section=new_section)


@pytest.mark.torture
@given(plans(), fields, st.booleans())
@settings(
    max_examples=int(os.environ.get("TORTURE_EXAMPLES", "5000")),
    suppress_health_check=list(HealthCheck),
)
def test_nothing_but_the_new_entry_differs_in_many_plans(
    text: str,
    item: dict[str, Any],
    new_section: bool,  # noqa: FBT001  # hypothesis passes it so
) -> None:
    _check(text, item, new_section=new_section)
