"""The bundled plan's year, Monday by Monday, against a real mail server: who gets how many mails."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from test_mail import Box, serve

from roadmap_cli.plan.report_lists import Pace, by_party
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View
from roadmap_cli.planfile import find

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Roadmap

PARTIES = ("Комитет по образованию", "МОЦ", "Координатор МОЦ", "руководители ОУ", "ОУ", "СОИРО")
MONDAYS = [date(2020, 1, 6) + timedelta(weeks=week) for week in range(52)]


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """Give what a server that runs has taken."""
    taken = Box()
    for controller in serve(taken):
        monkeypatch.setenv("ROADMAP_SMTP", f"smtp://127.0.0.1:{controller.port}")
        monkeypatch.setenv("ROADMAP_MAIL_FROM", "plan@example.org")
        yield taken


def test_mails_a_year_where_everything_is_marked_on_time(
    roadmap: Roadmap, plan: Path, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = {name: f"p{number}@example.org" for number, name in enumerate(PARTIES)}
    contacts = "".join(f"  {name}: {to}\n" for name, to in addresses.items())
    plan.write_text(
        plan.read_text().replace("\nsections:\n", f"\ncontacts:\n{contacts}sections:\n")
    )
    read = find.load(plan).plan
    due = {item.id: read.term_of(item).periods[-1].last for item in read.items}
    for day in MONDAYS:
        monkeypatch.setenv("ROADMAP_TODAY", day.isoformat())
        for number in [number for number, last in due.items() if last <= day]:
            assert roadmap("done", number, "--date", due.pop(number).isoformat()).code == 0
        assert roadmap("remind", "--mail").code == 0
    assert [box.recipients.count(addresses[name]) for name in PARTIES] == [12, 15, 13, 11, 2, 10]


def test_digests_a_year_where_nothing_is_marked() -> None:
    """Two parties owe something since January, and are told so every Monday."""
    homes = [NamedPlan("2020", find.built_in().plan)]
    got: Counter[str] = Counter()
    for day in MONDAYS:
        got.update(by_party(View.of(homes, day), Pace(), None).keys())
    assert [got[name] for name in PARTIES] == [50, 50, 21, 17, 15, 10]
