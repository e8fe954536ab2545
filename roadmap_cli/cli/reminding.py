"""The command that reminds people: on the screen, through cron, by mail."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.options import DryRun, ExitCodeOption, PartyOption
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, session
from roadmap_cli.cli.streams import on_terminal, say, write
from roadmap_cli.errors import MailSettingsError, UndeliveredError
from roadmap_cli.plan import filters, reminders
from roadmap_cli.plan.filters import Filters
from roadmap_cli.plan.reminders import Digest, Pace
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View
from roadmap_cli.planfile.files import because
from roadmap_cli.views import digests

commands = RussianTyper()


class RemindFormat(StrEnum):
    """Forms of a digest."""

    TEXT = "text"
    JSON = "json"


@commands.command()
def remind(  # noqa: PLR0913  # each parameter is one option of the command
    context: typer.Context,
    *,
    within: Annotated[
        int, typer.Option("--within", min=0, metavar="ДНЕЙ", help="срок наступит за столько дней")
    ] = 7,
    quiet: Annotated[
        int,
        typer.Option("--quiet", min=1, metavar="ДНЕЙ", help="идёт, а записей нет столько дней"),
    ] = 90,
    by_responsible: Annotated[
        bool, typer.Option("--by-responsible", help="отдельно по каждому ответственному")
    ] = False,
    responsible: PartyOption,
    form: Annotated[
        RemindFormat, typer.Option("--format", "-o", help="вид вывода")
    ] = RemindFormat.TEXT,
    exit_code: ExitCodeOption = False,
    mail: Annotated[bool, typer.Option("--mail", help="разослать почтой через $ROADMAP_SMTP")] = (
        False
    ),
    dry_run: DryRun = False,
) -> None:
    """Напомнить о сроках всех планов: просрочено, скоро, ждёт проверки, начинается, без записей."""
    now, pace = session(context), Pace(within, quiet)
    now.say_period()
    view = filters.choose(now.everywhere, Filters(parties=responsible))
    names = filters.parties_named(now.everywhere, responsible) if responsible else None
    found = reminders.digest(view, pace)
    if mail:
        _mail(now, view, names, pace, dry_run=dry_run)
    elif form is RemindFormat.JSON:
        write(digests.json_text(view, found))
    elif by_responsible:
        write(_by_party(view, names, pace))
    else:
        write(digests.text(view, found, pace))
    if not (found or mail) and on_terminal():
        write(f"Напоминать не о чем: на {wording.day(now.today)} всё в срок.\n")
    now.end(found=bool(found) and exit_code)


def _by_party(view: View, names: list[str] | None, pace: Pace) -> str:
    each = reminders.by_party(view, pace, names)
    parts = [
        f"{digests.heading(name)}{digests.text(view, found, pace)}" for name, found in each.items()
    ]
    return "\n".join(parts)


def _mail(now: Session, view: View, names: list[str] | None, pace: Pace, *, dry_run: bool) -> None:
    """Send the digests of each plan from its own controller, or show the messages."""
    from roadmap_cli.exchange import mail as post  # noqa: PLC0415  # loaded only to send

    messages, failures = [], []
    for home in view.plans:
        own = View((home,), tuple(row for row in view.rows if row.home is home), view.day)
        bodies = _bodies(own, home, names, pace)
        sender = _sender(home) if bodies else ""
        for party, body in bodies.items():
            try:
                messages.append(post.message(home.plan, party, sender, body, now.moment))
            except MailSettingsError as error:
                failures.append(str(error))
    if dry_run:
        write("\n".join(map(post.readable, messages)))
    elif messages:
        environment = os.environ
        user = environment.get("ROADMAP_SMTP_USER")
        server = post.read_server(environment.get("ROADMAP_SMTP", ""), user, _password())
        refused = post.send(server, messages)
        failures += refused
        if not refused and on_terminal():
            receivers = ", ".join(str(each["To"]) for each in messages)
            write(f"Отправлено писем: {len(messages)} ({receivers})\n")
    if failures:
        raise UndeliveredError(failures)


def _controller(home: NamedPlan) -> str:
    return (home.plan.order and home.plan.order.controlled_by) or ""


def _sender(home: NamedPlan) -> str:
    sender = os.environ.get("ROADMAP_MAIL_FROM") or home.plan.contacts.get(_controller(home))
    if not sender:
        raise MailSettingsError(
            "неизвестно, от кого письма: задайте $ROADMAP_MAIL_FROM или адрес контролёра в contacts"
        )
    return sender


def _bodies(view: View, home: NamedPlan, names: list[str] | None, pace: Pace) -> Mapping[str, str]:
    """Write to each party that has an address; the controller gets a summary and who has none."""
    contacts, controller = home.plan.contacts, _controller(home)
    each: dict[str, Digest] = reminders.by_party(view, pace, names)
    bodies = {
        name: digests.text(view, found, pace) for name, found in each.items() if name in contacts
    }
    without = ", ".join(wording.one_line(name) for name in each if name not in contacts)
    if without:
        say(f"нет адреса в contacts: {without}")
    summary = digests.text(view, reminders.digest(view, pace), pace)
    if summary and controller in contacts:
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
