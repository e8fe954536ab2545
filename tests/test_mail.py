"""Mail through a real SMTP server on this machine."""

from __future__ import annotations

import re
import socket
import ssl
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from roadmap_cli.exchange import mail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from conftest import Roadmap

PLAN = """\
title: План «№ 1»
year: 2020
order: {controlled_by: Минаева Е.Л.}
contacts:
  МОЦ: moc@example.org
  ОУ: ou@example.org, second@example.org
  Минаева Е.Л.: chief@example.org
sections:
  - title: р
    items:
      - {id: 1, title: давно, term: до 1 марта, responsible: [МОЦ]}
      - {id: 2, title: недавно, term: до 30 сентября, responsible: [ОУ]}
      - {id: 3, title: никому, term: до 30 сентября, responsible: [Никто]}
"""


class Box:
    """What the server has taken; an address with `refused` in it is refused."""

    def __init__(self) -> None:
        """Begin empty."""
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.users: list[str] = []

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self,
        _server: object,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if "refused" in address:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # the same
        content = envelope.content or b""
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def authenticate(
        self, _s: object, _session: object, _e: object, _mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.users.append(data.login.decode())
        return AuthResult(success=data.password == b"secret", handled=False)


@pytest.fixture
def box() -> Box:
    return Box()


def serve(box: Box, **settings: Any) -> Iterator[Controller]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **settings)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    yield from serve(box)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(autouse=True)
def _plan(plan: Path) -> None:
    plan.write_text(PLAN)


def _use(monkeypatch: pytest.MonkeyPatch, controller: Controller, scheme: str = "smtp") -> None:
    monkeypatch.setenv("ROADMAP_SMTP", f"{scheme}://127.0.0.1:{controller.port}")


def test_each_party_gets_its_own_digest_and_the_controller_a_summary(
    roadmap: Roadmap, box: Box, server: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, server)
    assert roadmap("remind", "--mail") == (0, "", "")
    assert box.recipients == [
        "moc@example.org",
        "ou@example.org",
        "second@example.org",
        "chief@example.org",
    ]
    first, second, summary = box.messages
    assert first["Subject"] == "Контроль исполнения на 01.10.2020: План «№ 1»"
    assert first["From"] == "chief@example.org"
    assert first["Auto-Submitted"] == "auto-generated"
    assert "давно" in first.get_content()
    assert "недавно" not in first.get_content()
    assert "недавно" in second.get_content()
    assert "Без адреса: Никто" in summary.get_content()


def test_who_has_no_address_is_told_where_no_controller_is(
    roadmap: Roadmap, box: Box, server: Controller, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, server)
    monkeypatch.setenv("ROADMAP_MAIL_FROM", "cron@example.org")
    plan.write_text(re.sub(".*chief@example.org.*\n", "", PLAN))
    outcome = roadmap("remind", "--mail")
    assert outcome == (0, "", "roadmap: нет адреса в contacts: Никто\n")
    assert "chief@example.org" not in box.recipients


def test_mail_that_could_reach_nobody_is_a_failure_that_says_so(
    roadmap: Roadmap, plan: Path
) -> None:
    plan.write_text(re.sub("contacts:\n(  .*\n)+(?=sections)", "", PLAN))
    outcome = roadmap("remind", "--mail")
    message = "roadmap: писем не отправлено: впишите адреса в contacts плана: МОЦ, ОУ, Никто\n"
    assert outcome == (6, "", message)
    assert roadmap("remind", "--mail", "--dry-run").code == 0


def test_only_the_parties_asked_for_get_mail_though_others_share_their_items(
    roadmap: Roadmap, box: Box, server: Controller, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan.write_text(PLAN.replace("[МОЦ]", "[МОЦ, ОУ]"))
    _use(monkeypatch, server)
    assert roadmap("remind", "--mail", "-r", "МОЦ").code == 0
    assert box.recipients == ["moc@example.org", "chief@example.org"]


def test_sending_again_sends_the_same_message_ids(
    roadmap: Roadmap, box: Box, server: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    _use(monkeypatch, server)
    for _ in range(2):
        roadmap("remind", "--mail")
    numbers = [message["Message-ID"] for message in box.messages]
    assert numbers[:3] == numbers[3:]
    assert len(set(numbers)) == 3
    roadmap("remind", "--mail", "--today", "2020-10-02")
    assert not set(numbers) & {message["Message-ID"] for message in box.messages[6:]}


def test_letters_about_two_schools_have_two_identifiers(
    roadmap: Roadmap, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = plan.read_text()
    for school in ("школа-1", "школа-2"):
        (plan.parent / school).mkdir()
        (plan.parent / school / plan.name).write_text(text)
    monkeypatch.setenv("ROADMAP_MAIL_FROM", "plan@example.org")
    shown = roadmap("--file", "школа-1", "--file", "школа-2", "remind", "--mail", "--dry-run").out
    named = re.findall("Message-ID: (.*)", shown)
    assert len(named) == len(set(named)) == 6


def test_a_dry_run_shows_the_messages_and_needs_no_server(roadmap: Roadmap) -> None:
    text = roadmap("remind", "--mail", "--dry-run").out
    assert text.count("Message-ID: ") == 3
    head = (
        "From: chief@example.org\nTo: moc@example.org\n"
        "Subject: Контроль исполнения на 01.10.2020: План «№ 1»\n"
        r"Date: Thu, 01 Oct 2020 \d\d:\d\d:\d\d [+-]\d{4}\n"
        r"Message-ID: <[0-9a-f]{32}@roadmap-control\.invalid>\n\n"
    )
    assert re.match(head, text)
    assert "\x1b" not in text


@pytest.mark.parametrize("bad", ["refused@example.org", "no-address", '"a\\nBcc: x@example.org"'])
def test_one_bad_address_does_not_stop_the_others(
    roadmap: Roadmap,
    box: Box,
    server: Controller,
    plan: Path,
    monkeypatch: pytest.MonkeyPatch,
    bad: str,
) -> None:
    plan.write_text(PLAN.replace("moc@example.org", bad))
    _use(monkeypatch, server)
    outcome = roadmap("remind", "--mail")
    assert outcome.code == 6
    assert "не отправлено писем: 1" in outcome.err
    assert box.recipients == ["ou@example.org", "second@example.org", "chief@example.org"]


def test_a_title_cannot_add_a_header(
    roadmap: Roadmap, box: Box, server: Controller, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan.write_text(PLAN.replace("План «№ 1»", '"а\\r\\nBcc: x@example.org\\r\\n\\r\\nб"'))
    _use(monkeypatch, server)
    assert roadmap("remind", "--mail").code == 0
    assert all(message["Bcc"] is None for message in box.messages)
    assert "x@example.org" not in box.recipients


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize(("password", "code"), [("secret", 0), ("wrong", 6)])
def test_a_password_goes_over_tls(
    roadmap: Roadmap,
    box: Box,
    certificate: ssl.SSLContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    password: str,
    code: int,
) -> None:
    tls = (
        {"ssl_context": certificate}
        if scheme == "smtps"
        else {"tls_context": certificate, "require_starttls": True}
    )
    settings = {
        "authenticator": box.authenticate,
        "auth_required": True,
        "auth_require_tls": scheme != "smtps",
        **tls,
    }
    secret = tmp_path / "secret"
    secret.write_text(f"{password}\n")
    monkeypatch.setenv("ROADMAP_SMTP_USER", "minaeva")
    monkeypatch.setenv("ROADMAP_SMTP_PASSWORD_FILE", str(secret))
    for controller in serve(box, **settings):
        _use(monkeypatch, controller, scheme)
        outcome = roadmap("remind", "--mail")
    assert outcome.code == code
    assert (len(box.messages) == 3) == (code == 0)
    assert set(box.users) == {"minaeva"}
    assert password not in outcome.err
    assert ("не принял имя или пароль" in outcome.err) == (code == 6)


def test_an_unknown_certificate_is_refused(
    roadmap: Roadmap, box: Box, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    for controller in serve(box, tls_context=certificate):
        _use(monkeypatch, controller, "smtp+starttls")
        outcome = roadmap("remind", "--mail")
    assert outcome.code == 6
    assert "сертификат сервера не проверен" in outcome.err
    assert not box.messages


def test_a_server_that_hangs_or_is_not_there_is_told(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("ROADMAP_SMTP", f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        hanging = roadmap("remind", "--mail")
    refused = roadmap("remind", "--mail")
    assert (hanging.code, refused.code) == (6, 6)
    assert "не ответил вовремя" in hanging.err
    assert "не принимает соединений" in refused.err


@pytest.mark.parametrize(
    ("variables", "fragment"),
    [
        ({}, "нужен $ROADMAP_SMTP"),
        ({"ROADMAP_SMTP": "http://x"}, "нужен $ROADMAP_SMTP"),
        ({"ROADMAP_SMTP": "smtp://x:y"}, "порт"),
        ({"ROADMAP_SMTP": "smtp://me:secret@x"}, "быть не должно"),
        (
            {"ROADMAP_SMTP": "smtp://mail.example.org", "ROADMAP_SMTP_USER": "me"},
            "нельзя слать открыто",
        ),
        (
            {"ROADMAP_SMTP": "smtp://x", "ROADMAP_SMTP_PASSWORD_FILE": "нет"},
            "пароль из нет не прочитан",
        ),
    ],
)
def test_settings_that_cannot_work_are_told(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], fragment: str
) -> None:
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    outcome = roadmap("remind", "--mail")
    assert outcome.code == 2
    assert fragment in outcome.err
    assert "secret" not in outcome.err


def test_nothing_to_say_sends_nothing(roadmap: Roadmap) -> None:
    assert roadmap("remind", "--mail", "--today", "2020-02-10") == (0, "", "")


def test_a_sender_is_needed(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(PLAN.replace("  Минаева Е.Л.: chief@example.org\n", ""))
    outcome = roadmap("remind", "--mail")
    assert outcome.code == 2
    assert "ROADMAP_MAIL_FROM" in outcome.err
