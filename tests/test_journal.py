"""The journal of `undo`: its form, its bounds, journals of earlier versions, and damaged ones."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from conftest import plan_text

from roadmap_cli.planfile import files, find, update

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

AT = "2020-09-28T10:00:00+03:00"
ITEM = "id: 1, title: отчёт, term: май"
MARKED = "{id: 1, title: отчёт, term: май, status: done}"
BEFORE = f"{{{ITEM}}}"


@pytest.fixture
def small(plan: Path) -> Path:
    """Give a plan of one item."""
    plan.write_text(plan_text("2020", ITEM))
    return plan


def _lines(plan: Path) -> list[Any]:
    return [json.loads(line) for line in files.beside(plan, "undo").read_text("ascii").splitlines()]


def _write(plan: Path, *lines: object) -> None:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    files.beside(plan, "undo").write_text(text)


def test_a_change_is_remembered_by_the_texts_of_its_items(roadmap: Roadmap, small: Path) -> None:
    began = time.time_ns()
    assert roadmap("note", "1", "акт").code == 0
    ((at, by, did, items, stretch, sent, order),) = _lines(small)
    (event,) = find.parse(small, small.read_bytes()).plan.items[0].history
    after = small.read_text().splitlines()[-1].strip().removeprefix("- ")
    assert (at, by, did) == (event.at.isoformat(), "Минаева Е.Л.", "note")
    assert items == {"1": [BEFORE, after]}
    assert (stretch, sent) == (None, False)
    assert began <= order <= time.time_ns()


def test_undone_changes_are_counted_by_item(roadmap: Roadmap, small: Path) -> None:
    for text in ("раз", "два", "три"):
        assert roadmap("note", "1", text).code == 0
    whole = _lines(small)
    for left, count in ((2, 2), (1, 4), (0, 6)):
        assert roadmap("undo").code == 0
        assert _lines(small) == [{"1": count}, *whole[:left]]
    assert update.taken_back(small) == {"1": 6}
    assert roadmap("note", "1", "раз").code == 0
    assert _lines(small)[0] == {"1": 6}
    assert len(_lines(small)) == 2


def test_an_item_that_undo_takes_from_the_plan_is_counted_too(
    roadmap: Roadmap, small: Path
) -> None:
    assert roadmap("add", "б", "--term", "Май").code == 0
    assert roadmap("note", "2", "раз").code == 0
    for count in (2, 4):  # each event, and each undoing
        assert roadmap("undo").code == 0
        assert update.taken_back(small) == {"2": count}


@pytest.mark.parametrize("where", ["here", "beside", "meanwhile"])
def test_a_change_comes_after_all_that_it_knows_of(
    roadmap: Roadmap, small: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    later = 10**30  # a clock that is far ahead
    other = small.with_name("roadmap_2021.yaml")
    other.write_text(small.read_text())
    known = [update.Entry(AT, "Я", "note", {}, order=each) for each in (5, later)]
    update.write_journal(other if where == "beside" else small, known)
    if where == "meanwhile":  # it was written between the look around and the lock
        monkeypatch.setattr(update, "_latest_order", lambda _: 7)
    assert roadmap("-f", str(small), "note", "1", "акт").code == 0
    assert update.read_journal(small)[-1].order == later + 1


@pytest.mark.parametrize(
    ("more", "sent", "order"),
    [
        ([], False, 1601276400 * 10**9),
        ([None], False, 1601276400 * 10**9),
        ([None, True], True, 1601276400 * 10**9),
        ([None, False, 5], False, 5),
        ([None, True, 5, "of a later version"], True, 5),
    ],
)
def test_a_journal_of_another_version_is_read(
    roadmap: Roadmap,
    small: Path,
    more: list[object],
    *,
    sent: bool,
    order: int,
) -> None:
    small.write_text(small.read_text().replace(BEFORE, MARKED))
    _write(small, [AT, "Я", "done", {"1": [BEFORE, MARKED]}, *more])
    (entry,) = update.read_journal(small)
    assert entry == (AT, "Я", "done", {"1": (BEFORE, MARKED)}, None, sent, order)
    assert update.latest(small) == entry
    outcome = roadmap("undo")
    assert outcome.code == (2 if sent else 0), outcome.err
    assert (BEFORE in small.read_text()) is not sent


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"{",
        b"\xff\xfe",
        b'null\n5\n"x"\n',
        b'{"1": "x"}\n',
        b'{"1": null}\n',
        b"[]\n",
        b'["x"]\n',
        b'{"1": Infinity}\n',
        b"[" * 100_000,
        f'["{AT}", "Я", "done", {{}}, null, false, Infinity]\n'.encode(),
        b'["x", "x", "x", {}]\n',
        f'["{AT}", "Я", "done", 5]\n'.encode(),
        f'["{AT}", "Я", "done", {{"1": ["a"]}}]\n'.encode(),
        f'["{AT}", "Я", "done", {{"1": 5}}]\n'.encode(),
        f'["{AT}", "Я", "done", {{}}, 5]\n'.encode(),
        f'["{AT}", "Я", "done", {{}}, ["a"]]\n'.encode(),
        f'["{AT}", "Я", "done", {{}}, null, false, "x"]\n'.encode(),
    ],
)  # fmt: skip
def test_a_damaged_journal_costs_the_undoing_and_nothing_else(
    roadmap: Roadmap, small: Path, raw: bytes
) -> None:
    files.beside(small, "undo").write_bytes(raw)
    before = small.read_bytes()
    refused = roadmap("undo")
    assert (refused.code, refused.out) == (4, "")
    assert refused.err == f"roadmap: отменять нечего: у плана {small} нет запомненных изменений\n"
    assert small.read_bytes() == before
    assert update.taken_back(small) == {}
    assert roadmap("note", "1", "акт").code == 0
    assert roadmap("undo").code == 0
    assert small.read_bytes() == before


def _entries(plan: Path, count: int) -> list[update.Entry]:
    made = [update.Entry(AT, "Я", f"note {n:05}", {}) for n in range(count)]
    update.write_journal(plan, made)
    return made


def test_a_journal_has_the_latest_changes_by_number(small: Path) -> None:
    made = _entries(small, update.KEPT_CHANGES + 1)
    assert [each.did for each in update.read_journal(small)] == [each.did for each in made[1:]]


@pytest.mark.parametrize(("room", "kept"), [(3, 3), (2.9, 2), (1, 1), (0.5, 1)])
def test_a_journal_has_the_latest_changes_by_size_and_always_one(
    small: Path, monkeypatch: pytest.MonkeyPatch, room: float, kept: int
) -> None:
    _entries(small, 1)
    (line,) = files.beside(small, "undo").read_text().splitlines()
    monkeypatch.setattr(update, "KEPT_CHARACTERS", int(room * len(line)))
    made = _entries(small, 5)
    assert [each.did for each in update.read_journal(small)] == [each.did for each in made[-kept:]]


def test_a_journal_without_entries_and_counts_is_removed(small: Path) -> None:
    _entries(small, 1)
    update.write_journal(small, [])
    assert not files.beside(small, "undo").exists()
    update.write_journal(small, [], {"1": 2})
    assert _lines(small) == [{"1": 2}]
    update.write_journal(small, [], {"1": 3, "2": 1})
    assert _lines(small) == [{"1": 5, "2": 1}]


def test_only_what_others_received_is_marked_as_sent(small: Path) -> None:
    first, second, third = _entries(small, 3)
    before = files.beside(small, "undo").stat()
    update.mark_sent(small, [])
    assert files.beside(small, "undo").stat().st_ino == before.st_ino
    update.mark_sent(small, [first, third])
    sent = [each.sent for each in update.read_journal(small)]
    assert sent == [True, False, True]
    assert update.read_journal(small)[1] == second
