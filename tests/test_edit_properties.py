"""Whatever a person has written, an edit changes the wanted fields and nothing else, and can be taken back."""

from __future__ import annotations

import os
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadmap_cli.planfile.document import Document, decode
from roadmap_cli.planfile.edit import edit, item_slice

STATUSES = ("planned", "in_progress", "done", "cancelled")
words = st.text(alphabet="абвЯ ёx7№«»—😀'\"#:,-[]{}&*!|>%@`~\t", min_size=1, max_size=20)
any_text = st.one_of(
    words, st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable() or "\n" in text)
)
texts = any_text.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text))
dates = st.dates().map(lambda day: day.isoformat())
comments = st.sampled_from(["", "  # да", " # см. п. 3: «важно»", "   "])
gaps = st.sampled_from(["", "\n", "  # строка\n", "\n# в начале строки\n\n"])


def _flow(text: str, style: str | None) -> str:
    """Write a scalar in a style as a person might."""
    line = yaml.dump(
        [text], default_style=style, default_flow_style=True, allow_unicode=True, width=10**9
    )
    return line.strip()[1:-1]


@st.composite
def scalars(draw: st.DrawFn, text: str, pad: str, *, block: bool) -> str:
    """Write a text plain, quoted, or as a block of lines."""
    style = draw(st.sampled_from([None, "'", '"', *(["|", ">"] if block else [])]))
    if style in {"|", ">"} and text.strip() == text and text.isprintable() and "\t" not in text:
        chomp = draw(st.sampled_from(["", "-", "+"]))
        return f"{style}{chomp}{draw(comments)}\n{pad}    {text}\n{pad}    {text}" + draw(
            st.sampled_from(["", "\n"])
        )
    return _flow(text, None if style in {"|", ">"} else style) + draw(comments)


@st.composite
def items(draw: st.DrawFn, number: int) -> str:
    """Write one item: keys in any order and at any column, values in any style, comments everywhere."""
    fields = {"id": f'"{number}"', "title": None, "term": "май"}
    optional = ["status", "note", "responsible", "executed", "history"]
    for name in draw(st.permutations(optional))[: draw(st.integers(0, len(optional)))]:
        fields[name] = None
    events = draw(st.integers(0, 2))
    if draw(st.booleans()):
        return (
            "  - {"
            + ", ".join(_flow_pair(draw, name, text, events) for name, text in fields.items())
            + "}\n"
        )
    pad = "  " + " " * draw(st.integers(2, 5))
    lines = [pad + _block_pair(draw, name, text, pad, events) for name, text in fields.items()]
    first = "  -" + lines[0][3:]
    return "\n".join([first, *lines[1:]]) + "\n"


def _flow_pair(draw: st.DrawFn, name: str, text: str | None, events: int) -> str:
    if name in {"executed", "history"}:
        entries = (
            ["2020-01-02"] * events
            if name == "executed"
            else ["{at: 2020-01-02T03:04:05, by: я}"] * events
        )
        return f"{name}: [{', '.join(entries)}]"
    if name == "responsible":
        return "responsible: [МОЦ, 'а, б']"
    if name == "status":
        return f"status: {draw(st.sampled_from(STATUSES))}"
    return f"{name}: {text or _flow(draw(texts), draw(st.sampled_from([None, chr(39), chr(34)])))}"


def _block_pair(draw: st.DrawFn, name: str, text: str | None, pad: str, events: int) -> str:
    if name in {"executed", "history"} and draw(st.booleans()):
        entry = "2020-01-02" if name == "executed" else "{at: 2020-01-02T03:04:05, by: я}"
        indent = pad + " " * draw(st.sampled_from([0, 2]))
        return f"{name}:{draw(comments)}" + "".join(
            f"\n{indent}- {entry}{draw(comments)}" for _ in range(events)
        )
    if name in {"title", "note"}:
        return f"{name}: " + draw(scalars(draw(texts), pad, block=True))
    return _flow_pair(draw, name, text, events) + draw(comments)


@st.composite
def plans(draw: st.DrawFn) -> str:
    """Write a plan of several items with all that surrounds them."""
    parts = ["# план\ntitle: п\nsections:\n- title: р\n  items:\n"]
    for number in range(draw(st.integers(1, 3))):
        parts += [draw(gaps), draw(items(number))]
    text = "".join(parts) + draw(gaps)
    text = text if draw(st.booleans()) else text.rstrip("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


changes = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(STATUSES),
        "note": texts,
        "executed": st.lists(st.none() | dates, min_size=1, max_size=3),
        "postponed_to": texts,
    },
).filter(bool)


def _check(text: str, edits: list[tuple[int, dict[str, Any]]]) -> None:
    """Edit in turn, comparing data and lines each time; then take everything back."""
    document, steps = Document(text), []
    for index, fields in edits:
        data: Any = document.data
        path = ("sections", 0, "items", index % len(data["sections"][0]["items"]))
        item = data["sections"][0]["items"][path[3]]
        event = {
            "at": "2020-09-28T10:00:00",
            "by": "Минаева Е.Л.",
            "note": str(fields.get("note", "x")),
        }
        wanted = {**fields, "history": [*(item.get("history") or []), event]}
        changed = edit(document, {path: wanted})
        expected = Document(document.text).data
        expected["sections"][0]["items"][path[3]].update(wanted)  # type: ignore[index, call-overload, union-attr]
        assert changed.data == expected
        start, end = item_slice(document, path)
        new_start, new_end = item_slice(changed, path)
        assert changed.text[:new_start] == document.text[:start]
        assert changed.text[new_end:] == document.text[end:]
        steps.append((path, document.text[start:end], document.text))
        document = changed
    for path, former, whole in reversed(steps):
        start, end = item_slice(document, path)
        document = Document(document.text[:start] + former + document.text[end:])
        assert document.text == whole


@given(plans(), st.lists(st.tuples(st.integers(0, 2), changes), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_only_the_wanted_fields_change(text: str, edits: list[tuple[int, dict[str, Any]]]) -> None:
    _check(text, edits)


@pytest.mark.torture
@pytest.mark.timeout(3600)
@given(plans(), st.lists(st.tuples(st.integers(0, 2), changes), min_size=1, max_size=6))
@settings(
    max_examples=int(os.environ.get("TORTURE_EXAMPLES", "20000")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_only_the_wanted_fields_change_in_many_plans(
    text: str, edits: list[tuple[int, dict[str, Any]]]
) -> None:
    _check(text, edits)


@given(texts)
def test_any_text_survives_being_written(text: str) -> None:
    document = Document("title: п\nsections:\n- title: р\n  items:\n  - id: 1\n")
    new = edit(document, {("sections", 0, "items", 0): {"note": text}}).text
    data: Any = Document(decode(new.encode())[0]).data
    assert data["sections"][0]["items"][0]["note"] == text
    assert new.count("\n") == document.text.count("\n") + 1
