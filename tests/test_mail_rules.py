"""Mail to the letter: servers and addresses, each header, what is told of each failure, the record of what was sent."""

from __future__ import annotations

import errno
import os
import smtplib
import ssl
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import pytest
from small_plans import item, plan_of

from roadmap_cli.errors import MailSettingsError, UnwritableError
from roadmap_cli.exchange import mail
from roadmap_cli.exchange.mail import (
    Outbox,
    Server,
    addresses,
    message,
    read_server,
    readable,
    send,
)
from roadmap_cli.planfile import files

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

SCHEMES = "нужен $ROADMAP_SMTP вида smtp://, smtps:// или smtp+starttls://сервер:порт"
NO_NUMBER = "порт в $ROADMAP_SMTP не число"
NOT_THERE = "имени и пароля в $ROADMAP_SMTP быть не должно: задайте $ROADMAP_SMTP_USER и пароль"
NO_RIGHTS = "нет прав; попросите доступ к файлу и папке или запустите от имени владельца"
OPENLY = "пароль нельзя слать открыто: нужен smtps:// или smtp+starttls://"


@pytest.mark.parametrize(
    ("url", "user", "read"),
    [
        ("smtp://mail.example.org", None, ("smtp", "mail.example.org", 25)),
        ("smtps://mail.example.org", None, ("smtps", "mail.example.org", 465)),
        ("smtp+starttls://mail.example.org", None, ("smtp+starttls", "mail.example.org", 587)),
        ("smtp://mail.example.org:2525", None, ("smtp", "mail.example.org", 2525)),
        ("smtps://mail.example.org", "я", ("smtps", "mail.example.org", 465)),
        ("smtp+starttls://x:26", "я", ("smtp+starttls", "x", 26)),
        ("smtp://localhost", "я", ("smtp", "localhost", 25)),
        ("smtp://127.0.0.1", "я", ("smtp", "127.0.0.1", 25)),
        ("smtp://[::1]", "я", ("smtp", "::1", 25)),
    ],
)
def test_a_server_is_read(url: str, user: str | None, read: tuple[str, str, int]) -> None:
    server = read_server(url, user, "тайна")
    assert tuple(server) == (*read, user, "тайна")
    scheme, host, port = read
    assert repr(server) == f"{scheme}://{host}:{port}"


@pytest.mark.parametrize(
    ("url", "user", "told"),
    [
        ("", None, SCHEMES),
        ("mail.example.org", None, SCHEMES),
        ("smtp://", None, SCHEMES),
        ("http://mail.example.org", None, SCHEMES),
        ("smtp://x:y", None, NO_NUMBER),
        ("smtp://x:70000", None, NO_NUMBER),
        ("smtp://я@x", None, NOT_THERE),
        ("smtp://:тайна@x", None, NOT_THERE),
        ("smtps://я:тайна@x", None, NOT_THERE),
        ("http://я@x", None, NOT_THERE),
        ("smtp://mail.example.org", "я", OPENLY),
        ("smtp://127.0.0.2", "я", OPENLY),
    ],
)
def test_a_server_that_cannot_be_used(url: str, user: str | None, told: str) -> None:
    with pytest.raises(MailSettingsError) as caught:
        read_server(url, user, None)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a@example.org", ["a@example.org"]),
        (" a@example.org ", ["a@example.org"]),
        ("a@example.org, b@example.org", ["a@example.org", "b@example.org"]),
        ("МОЦ <a@example.org>", ["a@example.org"]),
        ('"Центр, МОЦ" <a@example.org>, b@example.org', ["a@example.org", "b@example.org"]),
    ],
)
def test_addresses_of_a_contact(text: str, read: list[str]) -> None:
    assert addresses(text) == read


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("нет", "нет"),
        ("a@example.org, нет", "a@example.org, нет"),
        ("a@", "a@"),
        ("a b@example.org", "a b@example.org"),
        ("a@example.org\nBcc: b@example.org", "a@example.org Bcc: b@example.org"),
        ("a@example.org\x1b", "a@example.org\u241b"),
        ("<", "<"),
        ("@", "@"),
        ("<>", "<>"),
        ("МОЦ <>", "МОЦ <>"),
        ("a@example.org, МОЦ <>", "a@example.org, МОЦ <>"),
    ],
)
def test_what_is_no_address(text: str, shown: str) -> None:
    with pytest.raises(MailSettingsError) as caught:
        addresses(text)
    assert (
        str(caught.value)
        == f"«{shown}» не адрес почты: исправьте contacts плана или $ROADMAP_MAIL_FROM"
    )


NOW = datetime(2020, 10, 1, 9, 30, tzinfo=UTC)


def _message(**more: Any) -> EmailMessage:
    contacts = {"МОЦ": "a@example.org, Второй <b@example.org>", "ОУ": "c@example.org"}
    plan = plan_of(item(), title=more.pop("title", "План"), contacts=contacts)
    words = {"identity": "план", "party": "МОЦ", "sender": "Я <from@example.org>", "now": NOW}
    return message(plan, **{**words, "body": "Текст\n", **more})


def test_a_message_header_by_header() -> None:
    mail = _message()
    date = NOW.astimezone().strftime("%a, %d %b %Y %H:%M:%S %z")
    assert [(name, str(text)) for name, text in mail.items()] == [
        ("From", "from@example.org"),
        ("To", "a@example.org, b@example.org"),
        ("Subject", "Контроль исполнения на 01.10.2020: План"),
        ("Date", date),
        ("Message-ID", "<d03375132fc9b97a8244db9526562c43@roadmap-control.invalid>"),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Type", 'text/plain; charset="utf-8"'),
        ("Content-Transfer-Encoding", "8bit"),
        ("MIME-Version", "1.0"),
    ]
    assert readable(mail) == (
        "From: from@example.org\nTo: a@example.org, b@example.org\n"
        f"Subject: Контроль исполнения на 01.10.2020: План\nDate: {date}\n"
        "Message-ID: <d03375132fc9b97a8244db9526562c43@roadmap-control.invalid>\n\nТекст\n"
    )
    number = b"Message-ID: <d03375132fc9b97a8244db9526562c43@roadmap-control.invalid>"
    assert number in mail.as_bytes().split(b"\r\n")
    assert mail.as_bytes().count(b"\n") == mail.as_bytes().count(b"\r\n")


def test_a_long_line_is_shown_as_it_is() -> None:
    line = "ж" * 2000  # no mail may have such lines, so it is encoded
    assert readable(_message(body=f"{line}\n{line}\n")).partition("\n\n")[2] == f"{line}\n{line}\n"


def test_a_long_title_is_cut_in_the_subject() -> None:
    begin = "Контроль исполнения на 01.10.2020: "
    for length in (200, 201):
        title = "я" * (length - len(begin))
        assert _message(title=title)["Subject"] == f"{begin}{title}"[:200]


@pytest.mark.parametrize(
    ("more", "same"),
    [
        ({"title": "Иначе", "body": "иначе", "sender": "b@example.org"}, True),
        ({"now": NOW.replace(hour=23)}, True),
        ({"now": NOW.replace(day=2)}, False),
        ({"identity": "план\n2"}, False),
        ({"party": "ОУ"}, False),
    ],
)
def test_what_makes_it_another_message(more: dict[str, Any], *, same: bool) -> None:
    name = "Message-ID"
    assert (_message()[name] == _message(**more)[name]) is same


class Connection:
    """A server that notes what is asked of it, and fails as it is told to."""

    asked: list[Any]
    failure: Exception | None
    refused: dict[str, tuple[int, bytes]]

    def __init__(self, *where: Any, **how: Any) -> None:
        """Note what was called for."""
        self.asked += [(type(self).__name__, where, sorted(how), how["timeout"])]

    def __enter__(self) -> Self:
        """Stay open for what follows."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take leave."""
        self.asked.append("quit")

    def starttls(self, *, context: ssl.SSLContext) -> None:
        self.asked.append(("starttls", context.verify_mode, context.check_hostname))

    def login(self, user: str, password: str) -> None:
        self.asked.append(("login", user, password))

    def send_message(self, sent: EmailMessage) -> dict[str, tuple[int, bytes]]:
        self.asked.append(str(sent["To"]))
        if self.failure:
            raise self.failure
        return self.refused


class Encrypted(Connection):
    """One that is encrypted from the first byte."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    monkeypatch.setattr(smtplib, "SMTP", Connection)  # no real server fails in all these ways
    monkeypatch.setattr(smtplib, "SMTP_SSL", Encrypted)
    noted: list[Any] = []
    monkeypatch.setattr(Connection, "asked", noted, raising=False)
    monkeypatch.setattr(Connection, "failure", None, raising=False)
    monkeypatch.setattr(Connection, "refused", {}, raising=False)
    return noted


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server("smtp", "x", 25), [("Connection", ("x", 25), ["timeout"], 20.0)]),
        (
            Server("smtp", "localhost", 25, "я", "тайна"),
            [
                ("Connection", ("localhost", 25), ["timeout"], 20.0),
                ("login", "я", "тайна"),
            ],
        ),
        (
            Server("smtps", "x", 465, "я"),
            [("Encrypted", ("x", 465), ["context", "timeout"], 20.0), ("login", "я", "")],
        ),
        (
            Server("smtp+starttls", "x", 587, "я", "тайна"),
            [
                ("Connection", ("x", 587), ["timeout"], 20.0),
                ("starttls", ssl.CERT_REQUIRED, True),
                ("login", "я", "тайна"),
            ],
        ),
        (
            Server("smtp+starttls", "x", 587, None, "тайна"),
            [
                ("Connection", ("x", 587), ["timeout"], 20.0),
                ("starttls", ssl.CERT_REQUIRED, True),
            ],
        ),
    ],
    ids=["open", "local", "tls", "starttls", "nobody"],
)
def test_what_is_asked_of_a_server(asked: list[Any], server: Server, expected: list[Any]) -> None:
    letters = [_message(party=party) for party in ("МОЦ", "ОУ")]
    delivered: list[EmailMessage] = []
    assert send(server, letters, delivered.append) == []
    assert delivered == letters
    first, second = "a@example.org, b@example.org", "c@example.org"
    assert asked == [*expected, first, "quit", *expected, second, "quit"]


def _in_silence(error: Exception) -> Exception:
    """Give what smtplib raises where a server falls silent."""
    error.__context__ = TimeoutError()
    return error


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b""),
            "сервер не принял имя или пароль (SMTPAuthenticationError)",
        ),
        (smtplib.SMTPRecipientsRefused({}), "сервер отказал адресу (SMTPRecipientsRefused)"),
        (
            smtplib.SMTPSenderRefused(550, b"", "a"),
            "сервер отказал отправителю (SMTPSenderRefused)",
        ),
        (
            smtplib.SMTPNotSupportedError(),
            "сервер этого не умеет (STARTTLS или вход по паролю) (SMTPNotSupportedError)",
        ),
        (
            ssl.SSLCertVerificationError(),
            "сертификат сервера не проверен (SSLCertVerificationError)",
        ),
        (TimeoutError(), "сервер не ответил вовремя (TimeoutError)"),
        (
            _in_silence(smtplib.SMTPServerDisconnected()),
            "сервер не ответил вовремя (SMTPServerDisconnected)",
        ),
        (ConnectionRefusedError(), "сервер не принимает соединений (ConnectionRefusedError)"),
        (smtplib.SMTPServerDisconnected(), "сервер оборвал соединение (SMTPServerDisconnected)"),
        (smtplib.SMTPDataError(554, b""), "сервер недоступен или отказал (SMTPDataError)"),
        (OSError(errno.EHOSTUNREACH, ""), "сервер недоступен или отказал (OSError)"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else "",
)
@pytest.mark.usefixtures("asked")
def test_each_failure_is_told(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, told: str
) -> None:
    monkeypatch.setattr(Connection, "failure", failure)
    letters = [_message(party=party) for party in ("МОЦ", "ОУ")]
    delivered: list[EmailMessage] = []
    assert send(Server("smtp", "x", 25), letters, delivered.append) == [
        f"a@example.org, b@example.org: {told}",
        f"c@example.org: {told}",
    ]
    assert delivered == []


@pytest.mark.usefixtures("asked")
def test_one_address_of_two_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "refused", {"b@example.org": (550, b"no such user")})
    letters = [_message()]
    delivered: list[EmailMessage] = []
    assert send(Server("smtp", "x", 25), letters, delivered.append) == [
        "b@example.org: сервер отказал (550)"
    ]
    assert delivered == letters


def test_the_record_of_what_was_sent(plan: Path) -> None:
    first, second = (_message(party=party) for party in ("МОЦ", "ОУ"))
    outbox, place = Outbox(plan), plan.parent / ".roadmap_2020.yaml.sent"
    assert outbox.sent() == set()
    outbox.add(first, "2020-10-01")
    outbox.add(second, "2020-10-02")
    numbers = [str(each["Message-ID"]) for each in (first, second)]
    assert place.read_text() == f"2020-10-01 {numbers[0]}\n2020-10-02 {numbers[1]}\n"
    assert place.stat().st_mode & 0o777 == 0o600
    place.write_text(place.read_text() + "2020-10-03")  # the run was killed
    assert Outbox(plan).sent() == set(numbers)


def test_a_record_is_on_the_disk_before_the_next_message(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: sizes.append(os.fstat(file).st_size))
    Outbox(plan).add(_message(), "2020-10-01")
    place = plan.parent / ".roadmap_2020.yaml.sent"
    assert sizes == [place.stat().st_size]


def test_a_record_beside_a_link_is_that_of_the_plan(plan: Path) -> None:
    letter = _message()
    (plan.parent / "ссылки").mkdir()
    link = plan.parent / "ссылки" / "план.yaml"
    link.symlink_to(plan)
    Outbox(link).add(letter, "2020-10-01")
    assert Outbox(plan).sent() == {str(letter["Message-ID"])}
    assert [each.name for each in link.parent.iterdir()] == ["план.yaml"]


def test_a_record_that_cannot_be_used(plan: Path) -> None:
    letter, place = _message(), plan.parent / ".roadmap_2020.yaml.sent"
    place.mkdir()
    outbox = Outbox(plan)
    for use in (outbox.sent, lambda: outbox.add(letter, "2020-10-01")):
        with pytest.raises(UnwritableError) as caught:
            use()
        assert (
            str(caught.value) == f"память о рассылке {place} недоступна: система отказала (EISDIR)"
        )


def test_mail_waits_for_another_run_that_sends(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = plan.parent / ".roadmap_2020.yaml.sent.lock"
    assert mail.WAIT == 60
    monkeypatch.setattr(mail, "WAIT", 0.05)
    with Outbox(plan).alone():
        assert lock.exists()
        with pytest.raises(UnwritableError) as caught, Outbox(plan).alone():
            pass
    busy = "рассылка не начата: письма уже рассылает другая программа; повторите позже"
    assert str(caught.value) == busy
    with Outbox(plan).alone():
        pass


def test_mail_that_cannot_be_locked_is_not_sent(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(*_: object) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(files, "take", take)  # root may write anywhere
    with pytest.raises(UnwritableError) as caught, Outbox(plan).alone():
        pass
    place = plan.parent / ".roadmap_2020.yaml.sent"
    assert str(caught.value) == f"память о рассылке {place} недоступна: {NO_RIGHTS}"
