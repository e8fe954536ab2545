"""New items and sections in hand-written YAML: exact texts, and the proof for generated plans."""

from __future__ import annotations

import copy
import os
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
    ("without a line break at the end", ONE[:-1], ONE + _item("  - ", "    ")[:-1]),
    (
        "with the line breaks of the file",
        ONE.replace("\n", "\r\n"),
        (ONE + _item("  - ", "    ")).replace("\n", "\r\n"),
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


SECTION = "- title: Мероприятия\n  items:\n" + _item("  - ", "    ")
SECTIONS = [
    ("as the last one is indented", ONE, ONE + SECTION),
    (
        "after the last item's comments",
        ONE + "  # конец раздела\n# конец\n",
        ONE + "  # конец раздела\n" + SECTION + "# конец\n",
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


REFUSED = [
    (
        "the list of another section",
        "- title: s\n  items: &a\n  - id: 1\n- title: z\n  items: *a\n",
    ),
    ("a list that is a reference", "- title: s\n  items: &a [{id: 1}]\n- title: z\n  items: *a\n"),
    ("no list at all", "- title: s\n- title: z\n  items: []\n"),
    ("a section made by a merge key", "- &s {title: s, items: [{id: 1}]}\n- <<: *s\n"),
]


@pytest.mark.parametrize("section", [0, 1])
@pytest.mark.parametrize("text", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_added_safely_is_refused(text: str, section: int) -> None:
    document = Document(HEAD + "sections:\n" + text)
    try:
        added: Any = add_item(document, section, ITEM).data
    except UnsafeEdit as refused:
        assert any(word in refused.reason for word in ("запишите", "допишите"))
        assert refused.position > (3, 0)
    else:
        expected: Any = copy.deepcopy(document.data)
        expected["sections"][section]["items"] = [*expected["sections"][section]["items"], ITEM]
        assert added == expected


def test_a_block_of_lines_at_an_unfinished_end_is_told() -> None:
    document = Document(HEAD + ONE + "    note: |\n      да")
    with pytest.raises(UnsafeEdit, match="перевод строки"):
        add_item(document, 0, ITEM)


fields = st.fixed_dictionaries(
    {"id": st.sampled_from(["9", "1.10", "07", "7а"]), "title": texts, "term": texts},
    optional={"responsible": st.lists(texts, min_size=1, max_size=3), "note": texts},
)


def _check(text: str, item: dict[str, Any], *, new_section: bool) -> None:
    document = Document(text if text.endswith("\n") else f"{text}\n")  # see the test above
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
