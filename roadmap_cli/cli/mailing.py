"""Digests by mail: whom to write to, from whom, and what came of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.cli.streams import on_terminal, say, write
from roadmap_cli.errors import MailSettingsError, UndeliveredError
from roadmap_cli.exchange import mail as post
from roadmap_cli.exchange.identity import identities
from roadmap_cli.plan import reminders
from roadmap_cli.plan.view import View
from roadmap_cli.planfile.files import because
from roadmap_cli.views.output import digest_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import EmailMessage

    from roadmap_cli.cli.session import Session
    from roadmap_cli.plan.reminders import Digest, Pace
    from roadmap_cli.plan.standing import NamedPlan


class Mailing(NamedTuple):
    """What `remind --mail` was asked for: whose digests, how far ahead, and how to send."""

    names: list[str] | None
    pace: Pace
    once: bool
    dry_run: bool


def mail_digests(now: Session, view: View, wanted: Mailing) -> None:
    """Send the digests of each plan from its own controller, or show the messages.

    Raises:
        UndeliveredError: some were not sent; the others were.

    """
    failures: list[str] = []
    sent: list[str] = []
    places = [(home.plan, now.path(home)) for home in view.plans]
    for home, identity in zip(view.plans, identities(places), strict=True):
        messages = _messages(now, view.within(home), identity, wanted, failures)
        if wanted.dry_run:
            write("\n".join(map(post.readable, messages)))
        elif messages:
            done, refused = _send(now, home, messages, once=wanted.once)
            sent += done
            failures += refused
    if sent and on_terminal():
        write(f"Отправлено писем: {len(sent)} ({'; '.join(sent)})\n")
    elif not (sent or failures or wanted.dry_run) and on_terminal():
        write(_NOTHING_SENT)
    if failures:
        raise UndeliveredError(failures)


_NOTHING_SENT = "Писем не отправлено: напоминать не о чем или сегодня уже отправлено.\n"


def _messages(
    now: Session, view: View, identity: str, wanted: Mailing, failures: list[str]
) -> list[EmailMessage]:
    """Write the messages of one plan; an address that is none goes to the failures."""
    home = view.plans[0]
    bodies = _bodies(view, home, wanted.names, wanted.pace)
    sender = _sender(home) if bodies else ""
    messages = []
    for party, body in bodies.items():
        try:
            messages.append(post.message(home.plan, identity, party, sender, body, now.moment))
        except MailSettingsError as error:
            failures.append(str(error))
    return messages


def _send(
    now: Session, home: NamedPlan, messages: list[EmailMessage], *, once: bool
) -> tuple[list[str], list[str]]:
    """Send the messages of one plan; with `once` only those not sent yet on this day.

    Returns:
        Who got one, and the failures.

    """
    user = os.environ.get("ROADMAP_SMTP_USER")
    server = post.read_server(os.environ.get("ROADMAP_SMTP", ""), user, _password())
    sent: list[str] = []
    if not once:
        failures = post.send(server, messages, lambda mail: sent.append(str(mail["To"])))
        return sent, failures
    outbox = post.Outbox(now.path(home))

    def delivered(mail: EmailMessage) -> None:
        """Remember a message at once: a run that is cut off must not repeat it."""
        outbox.add(mail, now.today.isoformat())
        sent.append(str(mail["To"]))

    with outbox.alone():
        known = outbox.sent()
        new = [mail for mail in messages if mail["Message-ID"] not in known]
        return sent, post.send(server, new, delivered)


def _controller(home: NamedPlan) -> str:
    """Name who controls the plan; nothing where its order names nobody."""
    order = home.plan.order
    return (order.controlled_by or "") if order else ""


def _sender(home: NamedPlan) -> str:
    """Give the address that the messages of a plan come from; the environment goes first.

    Raises:
        MailSettingsError: neither the environment nor the plan's contacts name one.

    """
    from_plan = home.plan.contacts.get(_controller(home))
    sender = os.environ.get("ROADMAP_MAIL_FROM") or from_plan
    if not sender:
        raise MailSettingsError(
            "неизвестно, от кого письма: задайте $ROADMAP_MAIL_FROM или адрес контролёра в contacts"
        )
    return sender


def _bodies(view: View, home: NamedPlan, names: list[str] | None, pace: Pace) -> Mapping[str, str]:
    """Write to each party that has an address; the controller gets a summary and who has none.

    Cron, which mails every line, is told of them only where no controller is.
    """
    contacts, controller = home.plan.contacts, _controller(home)
    each: dict[str, Digest] = reminders.by_party(view, pace, names)
    bodies = {}
    unreachable = []
    for name, found in each.items():
        if name in contacts:
            bodies[name] = digest_text(view, found, pace)
        else:
            unreachable.append(wording.one_line(name))
    without = ", ".join(unreachable)
    summary = digest_text(view, reminders.digest(view, pace), pace)
    has_controller = controller in contacts
    if without and (on_terminal() or not has_controller):
        say(f"нет адреса в contacts: {without}")
    if summary and has_controller:
        note = f"\nБез адреса: {without}\n" if without else ""
        bodies[controller] = f"Сводка контролёру\n\n{summary}{note}"
    return bodies


def _password() -> str | None:
    """Read the password from the environment or from the file that it names."""
    name = os.environ.get("ROADMAP_SMTP_PASSWORD_FILE")
    if not name:
        return os.environ.get("ROADMAP_SMTP_PASSWORD")
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise MailSettingsError(f"пароль из {name} не прочитан: {because(error)}") from None
