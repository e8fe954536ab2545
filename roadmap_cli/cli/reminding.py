"""The command that reminds people: on the screen, through cron, by mail."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from roadmap_cli import wording
from roadmap_cli.cli.reading import PartyOption
from roadmap_cli.cli.russian import RussianTyper
from roadmap_cli.cli.session import Session, on_terminal, say, session, write
from roadmap_cli.errors import MailSettingsError, UndeliveredError
from roadmap_cli.plan import reminders, standing
from roadmap_cli.plan.standing import Filters, Standing
from roadmap_cli.planfile.files import because

commands = RussianTyper()


@commands.command()
def remind(  # noqa: PLR0913  # each parameter is one option of the command
    context: typer.Context,
    *,
    within: Annotated[
        int, typer.Option("--within", min=0, metavar="ДНЕЙ", help="срок наступит за столько дней")
    ] = 7,
    by_responsible: Annotated[
        bool, typer.Option("--by-responsible", help="отдельно по каждому ответственному")
    ] = False,
    responsible: PartyOption,
    mail: Annotated[
        bool, typer.Option("--mail", help="разослать почтой через $ROADMAP_SMTP")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="с --mail: показать письма, а не слать")
    ] = False,
) -> None:
    """Напомнить о просроченном, о близких сроках и о том, что начинается в этом месяце."""
    now = session(context)
    rows = standing.choose(now.plan, now.rows, Filters(parties=responsible), now.today)
    names = standing.parties_named(now.plan, responsible)
    if mail:
        _mail(now, names, rows, within, dry_run=dry_run)
        return
    if by_responsible:
        digests = reminders.by_party(names, rows, now.today, within)
        text = "\n".join(
            f"{_heading(name)}{reminders.text(each, now.today, within)}"
            for name, each in digests.items()
        )
    else:
        text = reminders.text(reminders.digest(rows, now.today, within), now.today, within)
    if not text and on_terminal():
        text = f"Напоминать не о чем: на {wording.day(now.today)} всё в срок.\n"
    write(text)


def _heading(name: str) -> str:
    line = wording.one_line(name)
    return f"{line}\n{'=' * min(len(line), reminders.WIDTH)}\n\n"


def _mail(
    now: Session, names: Sequence[str], rows: Sequence[Standing], within: int, *, dry_run: bool
) -> None:
    """Send each party its own digest and the controller a summary, or show the messages."""
    from roadmap_cli.exchange import mail as post  # noqa: PLC0415  # the mail library is loaded only to send

    controller = (now.plan.order and now.plan.order.controlled_by) or ""
    sender = os.environ.get("ROADMAP_MAIL_FROM") or now.plan.contacts.get(controller)
    if not sender:
        raise MailSettingsError(
            "неизвестно, от кого письма: задайте $ROADMAP_MAIL_FROM или адрес контролёра в contacts"
        )
    messages, failures = [], []
    for party, body in _bodies(now, names, rows, within, controller).items():
        try:
            messages.append(post.message(now.plan, party, sender, body, now.now))
        except MailSettingsError as error:
            failures.append(str(error))
    if dry_run:
        write("\n".join(map(post.readable, messages)))
    elif messages:
        environment = os.environ
        user = environment.get("ROADMAP_SMTP_USER")
        failures += post.send(
            post.read_server(environment.get("ROADMAP_SMTP", ""), user, _password()), messages
        )
    if failures:
        raise UndeliveredError(failures)


def _bodies(
    now: Session, names: Sequence[str], rows: Sequence[Standing], within: int, controller: str
) -> dict[str, str]:
    """Write to each named party that has an address; the controller gets a summary and who has none."""
    contacts = now.plan.contacts
    digests = reminders.by_party(names, rows, now.today, within)
    bodies = {
        name: reminders.text(each, now.today, within)
        for name, each in digests.items()
        if name in contacts
    }
    without = ", ".join(wording.one_line(name) for name in digests if name not in contacts)
    if without:
        say(f"нет адреса в contacts: {without}")
    summary = reminders.text(reminders.digest(rows, now.today, within), now.today, within)
    if summary and controller in contacts:
        bodies[controller] = f"Сводка контролёру\n\n{summary}" + (
            f"\nБез адреса: {without}\n" if without else ""
        )
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
