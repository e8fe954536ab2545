"""`remind --mail --once`: nothing is sent twice on a day, and nothing is forgotten that was not."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest
from test_mail import PLAN, Box, _use, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aiosmtpd.controller import Controller
    from conftest import Roadmap


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    yield from serve(box)


@pytest.fixture(autouse=True)
def _plan(plan: Path) -> None:
    plan.write_text(PLAN)


def test_a_second_run_of_the_day_sends_nothing_and_the_next_day_does(
    roadmap: Roadmap, box: Box, server: Controller, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, server)
    before = plan.read_bytes()
    assert roadmap("remind", "--mail", "--once").code == 0
    assert len(box.messages) == 3
    assert roadmap("remind", "--mail", "--once").code == 0
    assert len(box.messages) == 3
    assert roadmap("--today", "2020-10-02", "remind", "--mail", "--once").code == 0
    assert len(box.messages) == 6
    assert plan.read_bytes() == before


def test_what_was_not_delivered_is_sent_by_the_next_run(
    roadmap: Roadmap, box: Box, server: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROADMAP_SMTP", "smtp://127.0.0.1:9")
    assert roadmap("remind", "--mail", "--once").code == 6
    _use(monkeypatch, server)
    assert roadmap("remind", "--mail", "--once").code == 0
    assert len(box.messages) == 3


def test_one_party_that_failed_is_sent_alone(
    roadmap: Roadmap, box: Box, server: Controller, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, server)
    plan.write_text(PLAN.replace("moc@example.org", "refused@example.org"))
    assert roadmap("remind", "--mail", "--once").code == 6
    plan.write_text(PLAN)
    assert roadmap("remind", "--mail", "--once").code == 0
    assert box.recipients.count("moc@example.org") == 1
    assert box.recipients.count("chief@example.org") == 1


def test_where_files_cannot_be_locked_mail_goes_out_without_an_english_word(
    roadmap: Roadmap, box: Box, server: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def flock(*_: object) -> None:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", flock)
    _use(monkeypatch, server)
    assert roadmap("remind", "--mail", "--once") == (0, "", "")
    assert len(box.messages) == 3


def test_a_planted_link_is_not_followed(
    roadmap: Roadmap, server: Controller, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, server)
    victim = plan.parent / "victim"
    victim.write_text("чужое\n")
    (plan.parent / f".{plan.name}.sent").symlink_to(victim)
    outcome = roadmap("remind", "--mail", "--once")
    assert outcome.code == 6
    assert victim.read_text() == "чужое\n"
    assert "память о рассылке" in outcome.err


def test_an_item_of_nobody_reaches_the_controller(
    roadmap: Roadmap, box: Box, server: Controller, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, server)
    plan.write_text(PLAN + "      - {id: 4, title: ничьё, term: до 1 марта}\n")
    assert roadmap("remind", "--mail") == (0, "", "")
    assert "ничьё" in box.messages[-1].get_content()
    assert box.messages[-1]["To"] == "chief@example.org"


@pytest.mark.parametrize("option", ["--once", "--dry-run"])
def test_options_of_mail_need_mail(roadmap: Roadmap, option: str) -> None:
    outcome = roadmap("remind", option)
    assert outcome.code == 2
    assert "--mail" in outcome.err
