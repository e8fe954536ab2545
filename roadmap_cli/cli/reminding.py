"""The command that reminds people: on screen, through cron, by mail."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.options import DryRun, ExitCodeOption, PartyOption, TextOrJson, flag, option
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session
from roadmap_cli.cli.terminal import on_terminal, say, write
from roadmap_cli.errors import MailSettingsError, NotSentError, UsageError
from roadmap_cli.plan import report_lists
from roadmap_cli.plan.report_lists import Pace
from roadmap_cli.plan.view import Filters, View, choose, parties_named
from roadmap_cli.planfile.files import because
from roadmap_cli.planfile.find import identities
from roadmap_cli.views.output import Format, digest_heading, digest_json, digest_text

if TYPE_CHECKING:
    from email.message import EmailMessage

    from roadmap_cli.plan.standing import NamedPlan

commands = RussianTyper()


@commands.command()
def remind(
    context: typer.Context,
    *,
    within: Annotated[int, option("--within", "ДНЕЙ", "срок наступит за столько дней", min=0)] = 7,
    quiet: Annotated[
        int,
        option(
            "--quiet", "ДНЕЙ", "исполняется, а записей о ходе нет столько дней", min=1, max=36_500
        ),
    ] = 90,
    by_responsible: Annotated[
        bool, flag("--by-responsible", "отдельно по каждому ответственному")
    ] = False,
    responsible: PartyOption,
    form: TextOrJson = Format.TEXT,
    exit_code: ExitCodeOption = False,
    mail: Annotated[bool, flag("--mail", "разослать почтой через $ROADMAP_SMTP")] = False,
    once: Annotated[
        bool, flag("--once", "с --mail: не слать того, что сегодня уже отправлено")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Напомнить о сроках всех планов.

    На экран или почтой: просрочено, скоро, ждёт проверки, начинается, без записей о ходе.
    """
    if (once or dry_run) and not mail:
        raise UsageError("--once и --dry-run относятся к письмам: добавьте --mail")
    if by_responsible and form is Format.JSON:
        raise UsageError("в json ответственные стоят у каждого пункта: уберите --by-responsible")
    now, pace = Session(context), Pace(within, quiet)
    now.say_period()
    view = choose(now.everywhere, Filters(parties=responsible))
    now.say_unread(view)
    names = parties_named(now.everywhere, responsible) if responsible else None
    found = report_lists.digest(view, pace)
    if mail:
        _mail_digests(now, view, names, pace, once=once, dry_run=dry_run)
    elif form is Format.JSON:
        write(digest_json(view, found))
    elif by_responsible:
        parts = report_lists.by_party(view, pace, names).items()
        texts = [digest_heading(name) + digest_text(view, part, pace) for name, part in parts]
        write("\n".join(texts))
    else:
        write(digest_text(view, found, pace))
    if not (found or mail) and on_terminal():
        write(f"Напоминать не о чем: на {wording.day(now.today)} всё в срок.\n")
    now.end(found=bool(found) and exit_code)


def _mail_digests(
    now: Session, view: View, names: list[str] | None, pace: Pace, *, once: bool, dry_run: bool
) -> None:
    """Send the digests of each plan from its own controller, or show the messages."""
    from roadmap_cli.exchange import mail as post  # noqa: PLC0415  # only to send

    failures: list[str] = []
    sent: list[str] = []
    unreachable: list[str] = []
    untold: list[str] = []  # unreachable, and named in no summary to a controller
    written = 0
    places = [(home.plan, now.path(home)) for home in view.plans]
    for home, identity in zip(view.plans, identities(places), strict=True):
        messages, without, wrong = _messages(now, view.within(home), identity, names, pace)
        failures += wrong
        written += len(messages)
        unreachable += without
        if on_terminal() or _controller(home) not in home.plan.contacts:
            untold += without
        if dry_run:
            write("\n".join(map(post.readable, messages)))
        elif messages:
            done, refused = _send(now, home, messages, once=once)
            sent += done
            failures += refused
    if unreachable and not (written or failures or dry_run):
        parties = ", ".join(dict.fromkeys(unreachable))
        raise NotSentError("писем не отправлено", f"впишите адреса в contacts плана: {parties}")
    if untold:
        say(f"нет адреса в contacts: {', '.join(dict.fromkeys(untold))}")
    if sent and on_terminal():
        write(f"Отправлено писем: {len(sent)} ({'; '.join(sent)})\n")
    elif not (sent or failures or dry_run) and on_terminal():
        write("Писем не отправлено: напоминать не о чем или сегодня уже отправлено.\n")
    if failures:
        raise NotSentError("не отправлено писем", f"{len(failures)}; {'; '.join(failures)}")


def _messages(
    now: Session, view: View, identity: str, names: list[str] | None, pace: Pace
) -> tuple[list[EmailMessage], list[str], list[str]]:
    """Write the messages of one plan.

    Returns them, the parties without an address, and what is wrong with other addresses.
    """
    from roadmap_cli.exchange import mail as post  # noqa: PLC0415  # only to send

    (home,) = view.plans
    bodies, unreachable = _bodies(view, home, names, pace)
    sender = os.environ.get("ROADMAP_MAIL_FROM") or home.plan.contacts.get(_controller(home), "")
    if bodies and not sender:
        raise MailSettingsError(
            "неизвестно, от кого письма: задайте $ROADMAP_MAIL_FROM или адрес контролёра в contacts"
        )
    moment = datetime.combine(now.today, now.clock.time())
    messages = []
    wrong = []
    for party, body in bodies.items():
        try:
            messages.append(post.message(home.plan, identity, party, sender, body, moment))
        except MailSettingsError as error:
            wrong.append(str(error))
    return messages, unreachable, wrong


def _bodies(
    view: View, home: NamedPlan, names: list[str] | None, pace: Pace
) -> tuple[dict[str, str], list[str]]:
    """Write to each party with an address, and a summary to the controller; name the others."""
    contacts, controller = home.plan.contacts, _controller(home)
    bodies = {}
    unreachable = []
    for name, found in report_lists.by_party(view, pace, names).items():
        if name in contacts:
            bodies[name] = digest_text(view, found, pace)
        elif name not in home.plan.groups:  # its members get letters
            unreachable.append(wording.one_line(name))
    summary = digest_text(view, report_lists.digest(view, pace), pace)
    if summary and controller in contacts:
        note = f"\nБез адреса: {', '.join(unreachable)}\n" if unreachable else ""
        bodies[controller] = f"Сводка контролёру\n\n{summary}{note}"
    return bodies, unreachable


def _send(
    now: Session, home: NamedPlan, messages: list[EmailMessage], *, once: bool
) -> tuple[list[str], list[str]]:
    """Send a plan's messages, with `once` those not sent yet that day: who got one, what failed."""
    from roadmap_cli.exchange import mail as post  # noqa: PLC0415  # only to send

    user = os.environ.get("ROADMAP_SMTP_USER")
    server = post.read_server(os.environ.get("ROADMAP_SMTP", ""), user, _password())
    sent: list[str] = []
    if not once:
        failures = post.send(server, messages, lambda mail: sent.append(str(mail["To"])))
        return sent, failures
    outbox = post.Outbox(now.path(home))

    def delivered(mail: EmailMessage) -> None:
        """Record a message at once, so that an interrupted run does not repeat it."""
        outbox.add(mail, now.today.isoformat())
        sent.append(str(mail["To"]))

    with outbox.alone():
        known = outbox.sent()
        new = [mail for mail in messages if mail["Message-ID"] not in known]
        return sent, post.send(server, new, delivered)


def _controller(home: NamedPlan) -> str:
    """Name the plan's controller; empty if its order names nobody."""
    order = home.plan.order
    return (order.controlled_by or "") if order else ""


def _password() -> str | None:
    name = os.environ.get("ROADMAP_SMTP_PASSWORD_FILE")
    if not name:
        return os.environ.get("ROADMAP_SMTP_PASSWORD")
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise MailSettingsError(f"пароль из {name} не прочитан: {because(error)}") from None
