"""Digests as mail: one for each party that has an address, a summary for the controller.

Who gets which is in `cli.reminding`. Sending is safe to repeat: a message's ID is made of the plan,
the day and the party, so that mail programs and servers can drop duplicates. The outbox, a file
beside the plan, records the day and the ID of each message after its delivery, so a killed run
repeats at most the message that it was just delivering.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from contextlib import contextmanager
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from roadmap_cli.errors import MailSettingsError, UnwritableError
from roadmap_cli.planfile import files
from roadmap_cli.planfile.files import because, beside
from roadmap_cli.wording import day, one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from roadmap_cli.plan.model import Plan

TIMEOUT = 20.0  # seconds for one reply of the server
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
_LONGEST_SUBJECT = 200  # characters
_SHOWN_HEADERS = ("From", "To", "Subject", "Date", "Message-ID")
# a kind before those that it belongs to
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "сервер не принял имя или пароль"),
    (smtplib.SMTPRecipientsRefused, "сервер отказал адресу"),
    (smtplib.SMTPSenderRefused, "сервер отказал отправителю"),
    (smtplib.SMTPNotSupportedError, "сервер этого не умеет (STARTTLS или вход по паролю)"),
    (ssl.SSLError, "сертификат сервера не проверен"),
    (TimeoutError, "сервер не ответил вовремя"),
    (ConnectionRefusedError, "сервер не принимает соединений"),
    (smtplib.SMTPServerDisconnected, "сервер оборвал соединение"),
    (Exception, "сервер недоступен или отказал"),
)


class Server(NamedTuple):
    """Where and how to send; `password` is never printed."""

    scheme: str
    host: str
    port: int
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        """Leave the password out."""
        return f"{self.scheme}://{self.host}:{self.port}"


def read_server(url: str, user: str | None, password: str | None) -> Server:
    """Read smtp://host:port, smtps://host:port or smtp+starttls://host:port.

    Raises:
        MailSettingsError: it is none of these, holds a password, or would send one unencrypted
            to another host.

    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise MailSettingsError("порт в $ROADMAP_SMTP не число") from None
    if parts.username or parts.password:
        raise MailSettingsError(
            "имени и пароля в $ROADMAP_SMTP быть не должно: задайте $ROADMAP_SMTP_USER и пароль"
        )
    if parts.scheme not in PORTS or not parts.hostname:
        raise MailSettingsError(
            "нужен $ROADMAP_SMTP вида smtp://, smtps:// или smtp+starttls://сервер:порт"
        )
    if user and parts.scheme == "smtp" and parts.hostname not in LOCAL_HOSTS:
        raise MailSettingsError("пароль нельзя слать открыто: нужен smtps:// или smtp+starttls://")
    return Server(parts.scheme, parts.hostname, port, user, password)


def addresses(text: str) -> list[str]:
    """Read the addresses of one contact, separated by commas.

    Raises:
        MailSettingsError: one of them is not an address.

    """
    try:
        pairs = getaddresses([text])
        found = [Address(addr_spec=address).addr_spec for _, address in pairs]
    except (ValueError, IndexError, HeaderParseError):
        found = []
    if found and text.isprintable() and all("@" in each for each in found):
        return found
    raise MailSettingsError(
        f"«{one_line(text)}» не адрес почты: исправьте contacts плана или $ROADMAP_MAIL_FROM"
    )


def message(  # noqa: PLR0913, PLR0917  # the parts of a letter
    plan: Plan, identity: str, party: str, sender: str, body: str, now: datetime
) -> EmailMessage:
    """Write one message to a party of the contacts, safe from header injection.

    Its ID is made of the plan's identity, which no title changes, the day of `now` and the party.

    Raises:
        MailSettingsError: the sender's or the party's address is invalid.

    """
    today = now.date()
    subject = f"Контроль исполнения на {day(today)}: {one_line(plan.title)}"
    digest = sha256(f"{identity}\n{today.isoformat()}\n{party}".encode()).hexdigest()
    mail = EmailMessage(policy=SMTP)
    mail["From"] = addresses(sender)[0]
    mail["To"] = ", ".join(addresses(plan.contacts[party]))
    mail["Subject"] = subject[:_LONGEST_SUBJECT]
    mail["Date"] = format_datetime(now.astimezone())
    mail["Message-ID"] = f"<{digest[:32]}@roadmap-control.invalid>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body)
    return mail


def readable(mail: EmailMessage) -> str:
    """Write a message as its recipient sees it, with nothing encoded."""
    head = "".join(f"{name}: {mail[name]}\n" for name in _SHOWN_HEADERS)
    return f"{head}\n{mail.get_content()}".replace("\r\n", "\n")


def send(
    server: Server, messages: Iterable[EmailMessage], delivered: Callable[[EmailMessage], object]
) -> list[str]:
    """Send messages one by one; one that fails does not stop the others.

    `delivered` is called for each that reaches somebody.

    Returns:
        For each message or address that failed, which and why.

    """
    failures: list[str] = []
    for mail in messages:
        try:
            refused = _deliver(server, mail)
        except (OSError, smtplib.SMTPException) as error:
            failures.append(f"{mail['To']}: {_reason(error)}")
        else:
            delivered(mail)
            for address, (code, _) in refused.items():
                failures.append(f"{address}: сервер отказал ({code})")
    return failures


def _deliver(server: Server, mail: EmailMessage) -> dict[str, tuple[int, bytes]]:
    """Send one message over its own connection, so that a failure affects only that one."""
    where = server.host, server.port
    if server.scheme == "smtps":  # encrypted from the first byte
        context = ssl.create_default_context()
        made: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=context)
    else:
        made = smtplib.SMTP(*where, timeout=TIMEOUT)
    with made as connection:
        if server.scheme == "smtp+starttls":
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password or "")
        return connection.send_message(mail)


def _reason(error: Exception) -> str:
    """Say why a message was not sent, with the kind of error for the administrator."""
    hung = isinstance(error.__context__, TimeoutError)  # smtplib reports it as a hang-up
    cause = error.__context__ if hung else error
    text = next(text for kind, text in _REASONS if isinstance(cause, kind))
    return f"{text} ({type(error).__name__})"


WAIT = 60.0  # seconds for another run that is sending


class Outbox:
    """The messages sent for one plan."""

    def __init__(self, plan: Path) -> None:
        """Take the plan file beside which the record is kept."""
        self.place = beside(files.resolved(plan), "sent")

    def sent(self) -> set[str]:
        """Return the identifiers of all messages that were delivered."""
        try:
            lines = self.place.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise self._unwritable(error) from None
        identifiers = {line.partition(" ")[2] for line in lines}
        return identifiers - {""}  # the line of a run that was killed may lack it

    def add(self, mail: EmailMessage, day: str) -> None:
        """Record that a message was delivered on a day."""
        no_link = getattr(os, "O_NOFOLLOW", 0)  # other systems have none
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | no_link
        try:
            descriptor = os.open(self.place, flags, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(f"{day} {mail['Message-ID']}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise self._unwritable(error) from None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep another run from sending the same messages at the same time.

        Raises:
            UnwritableError: it takes too long, or the folder cannot be written.

        """
        try:
            held = files.take(self.place.with_name(f"{self.place.name}.lock"), WAIT)
        except TimeoutError:
            busy = "письма уже рассылает другая программа; повторите позже"
            raise UnwritableError("рассылка не начата", busy) from None
        except OSError as error:
            raise self._unwritable(error) from None
        with held:
            yield

    def _unwritable(self, error: OSError) -> UnwritableError:
        return UnwritableError(f"память о рассылке {self.place} недоступна", because(error))
