"""Documents with mistakes of all kinds: each is read into a plan that loads, or refused in a sentence."""

from __future__ import annotations

import os
import random
import zipfile
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from import_fixtures import ORDER, TITLE, order_of_25_items, propose, saved, word
from test_import_layouts import FORMS, LAYOUTS

from roadmap_cli.errors import RoadmapError
from roadmap_cli.exchange.importing import office
from roadmap_cli.exchange.importing.proposal import Answers
from roadmap_cli.planfile import find
from roadmap_cli.planfile.writing import compose

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2021, 1, 20)
FILES = int(os.environ.get("TORTURE_FILES", "20000"))
PARTS = ("document.xml", "sheet1.xml", "sharedStrings.xml", "styles.xml", "workbook.xml")
HOSTILE = (
    "\x00", "\ufeff", "\u2028", "\u202e", "№", "«", '"', "<", "&#0;", "&#x110000;", "\t", "\n\n", ";;",
    "31.02.2021", "в течение", "Срок", "Мероприятие", "12345678901234567890", "²", "XLII", "-1", "1e999",
)  # fmt: skip


@cache
def _good() -> tuple[bytes, ...]:
    """Give the documents that are spoilt, all read as they are."""
    made = [saved(order_of_25_items()), saved(word(*ORDER))]
    for rows, _ in LAYOUTS.values():
        made += [form(rows) for form in FORMS.values()]
    made = [_timeless(raw) if raw.startswith(b"PK") else raw for raw in made]
    for rows, _ in LAYOUTS.values():
        made.append("\n".join([TITLE, *(";".join(row) for row in rows)]).encode("cp1251"))
    return tuple(made)


def _timeless(raw: bytes) -> bytes:
    """Pack an archive so that a seed spoils the same bytes on every day."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if not name.startswith("docProps/"):
                new.writestr(zipfile.ZipInfo(name), old.read(name))
    return file.getvalue()


def _spoilt(raw: bytes, luck: random.Random) -> bytes:
    """Spoil a document: parts of an archive as text, now and then its bytes as such."""
    if not raw.startswith(b"PK") or luck.random() < 0.1:
        return _mutated(raw, luck)
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            chosen = name.endswith(PARTS) and luck.random() < 0.6
            new.writestr(name, _mutated(old.read(name), luck) if chosen else old.read(name))
    return file.getvalue()


def _mutated(raw: bytes, luck: random.Random) -> bytes:
    """Cut, repeat, move, exchange or insert pieces, between signs that mean something or anywhere."""
    text = raw
    for _ in range(luck.randint(1, 6)):
        begin, end = sorted(_place(text, luck) for _ in "12")
        end = min(end, begin + luck.choice((1, 30, 3000)))
        piece = text[begin:end]
        at = _place(text, luck)
        text = luck.choice(
            (
                text[:begin] + text[end:],
                text[:end] + piece * luck.randint(1, 20) + text[end:],
                text[:at] + piece + text[at:],
                text[:at] + luck.choice(HOSTILE).encode("utf-8", "ignore") + text[at:],
                text[:begin] + bytes(luck.choices(range(256), k=min(3, end - begin))) + text[end:],
            )
        )
    return text


def _place(text: bytes, luck: random.Random) -> int:
    at = luck.randint(0, len(text))
    found = text.find(luck.choice((b"<", b">", b'"', b"\t", b"\n", b";")), at)
    return at if found < 0 or luck.random() < 0.3 else found


def _run(seeds: Sequence[int]) -> int:
    """Read the documents of some seeds, and count those in which there is a plan."""
    read = 0
    for seed in seeds:
        luck = random.Random(seed)  # no secret
        raw = _spoilt(luck.choice(_good()), luck)
        answers = Answers(notes=luck.choice((None, True)), august=luck.choice((None, 2021)))
        try:
            proposal = propose(office.read("план", raw), answers, TODAY)
        except RoadmapError as error:
            assert "\n" not in str(error), seed
            continue
        except Exception as error:
            raise AssertionError(seed) from error
        path = Path("roadmap_2021.yaml")
        try:
            plan = find.parse(path, compose(proposal.plan).encode()).plan
        except RoadmapError as error:
            raise AssertionError(seed) from error
        assert len(plan.items) == len(proposal.items), seed
        read += 1
    return read


def test_a_spoilt_document_is_read_or_refused() -> None:
    assert _run(range(60))


@pytest.mark.torture
@pytest.mark.parametrize("share", range(20))
def test_many_spoilt_documents_are_read_or_refused(share: int) -> None:
    assert _run(range(1000 + share, 1000 + FILES, 20))
