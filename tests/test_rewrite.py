"""Rewriting a plan's whole text, and taking any change back byte for byte."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import calls, plan_text

from roadmap_cli.errors import UnwritableError, UsageError
from roadmap_cli.planfile import find, update
from roadmap_cli.planfile.document import Document
from roadmap_cli.planfile.edit import add_item

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Roadmap

    from roadmap_cli.planfile.find import Loaded
    from roadmap_cli.planfile.update import Rewriting

NEW = {"id": "19", "title": "Итоги года", "term": "декабрь", "responsible": ["МОЦ"]}


def _rewriting(path: Path, change: Callable[[str], str]) -> Callable[[Loaded], Rewriting]:
    def decide(before: Loaded) -> Rewriting:
        after = before.with_document(path, Document(change(before.document.text)))
        now = datetime(2020, 9, 28, 10, 0)  # noqa: DTZ001  # local time, as the file has it
        return update.Rewriting(after, now.isoformat(), "Минаева Е.Л.", "edit")

    return decide


def _added(text: str) -> str:
    return add_item(Document(text), 3, NEW).text


REWRITINGS: dict[str, Callable[[str], str]] = {
    "a new item": _added,
    "a comment": lambda text: "# наш план\n" + text,
    "a title": lambda text: text.replace("Дорожная карта", "План", 1),
    "an item and a comment": lambda text: text.replace("МОЦ", "ИМЦ") + "# конец\n",
    "an item that goes": lambda text: text.partition("      - id: 18\n")[0],
    "all line ends": lambda text: text.replace("\n", "\r\n"),
    "a comment inside an item": lambda text: text.replace("- id: 7\n", "- id: 7  # срочно\n"),
    "the order": lambda text: text.replace("- id: 7\n", "- id: 77\n").replace(
        "- id: 8\n", "- id: 7\n"
    ),
}


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("change", REWRITINGS.values(), ids=REWRITINGS)
def test_a_rewriting_is_taken_back_byte_for_byte(
    plan: Path, change: Callable[[str], str], bom: bytes
) -> None:
    plan.write_bytes(bom + plan.read_bytes())
    raw = plan.read_bytes()
    before, after = update.rewrite(plan, _rewriting(plan, change))
    written = plan.read_bytes()
    assert written == bom + change(before.document.text).encode()
    assert after.plan == find.load(plan).plan
    update.undo(plan)
    assert plan.read_bytes() == raw


def test_changes_are_taken_back_one_after_another(roadmap: Roadmap, plan: Path) -> None:
    texts = [plan.read_bytes()]
    steps: list[Callable[[], object]] = [
        lambda: roadmap("done", "7", "--note", "протокол № 4"),
        lambda: update.rewrite(plan, _rewriting(plan, _added)),
        lambda: roadmap("done", "19"),
        lambda: update.rewrite(plan, _rewriting(plan, lambda text: f"# план\n{text}")),
    ]
    for step in steps:
        step()
        texts.append(plan.read_bytes())
    assert len(set(texts)) == 5
    for text in reversed(texts[:-1]):
        update.undo(plan)
        assert plan.read_bytes() == text
    assert roadmap("undo").code == 4


def test_fifty_changes_can_be_taken_back_and_no_more(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(plan_text("2020", "id: 1, title: отчёт, term: май"))
    texts = []
    for n in range(51):
        assert roadmap("note", "1", f"№ {n}").code == 0
        texts.append(plan.read_text())
    for text in texts[-2::-1]:
        assert roadmap("undo").code == 0
        assert plan.read_text() == text
    assert roadmap("undo").code == 4
    assert plan.read_text() == texts[0]


EDITED_SINCE: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "below": (_added, lambda text: text + "# потом\n"),
    "above, to the same length": (_added, lambda text: text.replace("Дорожная", "дорожная", 1)),
    "in it": (_added, lambda text: text.replace("Итоги года", "Итоги")),
    "so that its ends overlap": (
        lambda text: text.replace("##X##\n", "####\n"),
        lambda text: text.replace("####\n", "###\n"),
    ),
}


@pytest.mark.parametrize(("change", "hand"), EDITED_SINCE.values(), ids=EDITED_SINCE)
def test_a_rewriting_edited_since_is_not_overwritten_by_undo(
    plan: Path, change: Callable[[str], str], hand: Callable[[str], str]
) -> None:
    plan.write_text("##X##\n" + plan.read_text())
    update.rewrite(plan, _rewriting(plan, change))
    edited = hand(plan.read_text())
    plan.write_text(edited)
    told = f"план с тех пор правили в файле {plan}; поправьте его там же или дайте обратную команду"
    with pytest.raises(UnwritableError, match=f"не отменено: {re.escape(told)}\\Z"):
        update.undo(plan)
    assert plan.read_text() == edited


def test_a_rewriting_that_is_no_plan_is_refused(plan: Path) -> None:
    before = plan.read_bytes()
    with pytest.raises(
        UsageError, match=r"^план не изменён: «year»: год должен быть не раньше 1900\Z"
    ):
        update.rewrite(plan, _rewriting(plan, lambda text: text.replace("year: 2020", "year: 20")))
    assert plan.read_bytes() == before


def test_a_dry_run_and_nothing_to_do_write_nothing(plan: Path) -> None:
    before = plan.read_bytes()
    update.rewrite(plan, _rewriting(plan, _added), dry_run=True)
    assert [path.name for path in plan.parent.iterdir()] == [plan.name]
    one, other = update.rewrite(plan, lambda _: None)
    assert one is other
    assert plan.read_bytes() == before
    assert not update.read_journal(plan)


def test_a_rewriting_killed_before_the_plan_was_replaced_is_not_undone(plan: Path) -> None:
    raw = plan.read_bytes()
    update.rewrite(plan, _rewriting(plan, lambda text: f"# раз\n{text}"))
    once = plan.read_bytes()
    update.rewrite(plan, _rewriting(plan, lambda text: f"# два\n{text}"))
    plan.write_bytes(once)  # what a kill leaves: the journal knows more than the plan
    update.undo(plan)
    assert plan.read_bytes() == raw


@pytest.mark.parametrize("between", ["", "\n", "    # когда исполнено\n"])
@pytest.mark.parametrize("rest", ["", "  - id: 2\n    title: б\n    term: май\n"])
def test_undo_doubles_nothing_that_stood_above_a_field(
    roadmap: Roadmap, plan: Path, between: str, rest: str
) -> None:
    item = "  - id: 1\n    title: а\n    term: май\n    status: done\n    history: []\n"
    head = "title: п\nyear: 2020\nsections:\n- title: р\n  items:\n"
    text = head + item + between + "    executed: [2020-05-03]\n" + rest
    plan.write_text(text)
    assert roadmap("reopen", "1").code == 0
    assert plan.read_text().count("# когда исполнено") == between.count("#")
    assert roadmap("undo").code == 0
    assert plan.read_text() == text


def test_the_journal_of_a_rewriting_is_small(plan: Path) -> None:
    update.rewrite(plan, _rewriting(plan, _added))
    (entry,) = update.read_journal(plan)
    assert entry.stretch
    assert len(entry.stretch.before) + len(entry.stretch.after) < 300


def test_a_note_written_by_hand_is_kept_in_the_history(roadmap: Roadmap, plan: Path) -> None:
    text = plan.read_text().replace("- id: 7\n", "- id: 7\n        note: от руки\n")
    plan.write_text(text)
    for words in (["start", "7"], ["note", "7", "раз"], ["done", "7", "--note", "два"]):
        assert roadmap(*words).code == 0
    (item,) = (item for item in find.load(plan).plan.items if item.id == "7")
    assert item.note == "два"
    assert [event.old_note for event in item.history] == [None, "от руки", None]
    assert [event.note for event in item.history] == [None, "раз", "два"]


def test_a_change_of_all_items_costs_as_much_for_each_in_a_large_plan() -> None:
    def remembered(count: int) -> int:
        items = [f"id: {n}, title: т, term: май, responsible: [Школа]" for n in range(count)]
        text = plan_text("2020", *items)
        before = find.parse(Path("x.yaml"), text.encode())
        after = find.parse(Path("x.yaml"), text.replace("Школа", "Лицей").encode())
        return calls(lambda: update.remembered(before, after, at="", by="", did="edit"))

    assert remembered(200) <= 12 * remembered(20)
