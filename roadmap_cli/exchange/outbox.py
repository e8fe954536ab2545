"""What was sent for a plan, remembered beside it in a file of its own, never in the plan.

A line is the day and the identifier of one message, added after its delivery. So a run that was
killed sends at most the one message again that it was just delivering.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from roadmap_cli.errors import UnwritableError
from roadmap_cli.planfile import lock
from roadmap_cli.planfile.files import because, beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

WAIT = 60.0  # seconds for another run that is sending


class Outbox:
    """The messages sent for one plan."""

    def __init__(self, plan: Path) -> None:
        """Take the plan file beside which the memory lies."""
        self.place = beside(lock.resolved(plan), "sent")

    def sent(self) -> set[str]:
        """Give the identifiers of all messages that were delivered."""
        try:
            lines = self.place.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise self._unwritable(error) from None
        sent = set()
        for line in lines:
            _, _, identifier = line.partition(" ")
            if identifier:  # the line of a run that was killed may lack it
                sent.add(identifier)
        return sent

    def add(self, mail: EmailMessage, day: str) -> None:
        """Remember that a message was delivered on a day."""
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
        """Keep another run from sending the same messages meanwhile.

        Raises:
            UnwritableError: it takes too long, or the folder cannot be written.

        """
        try:
            held = lock.take(self.place.with_name(f"{self.place.name}.lock"), WAIT)
        except TimeoutError:
            busy = "письма уже рассылает другая программа; повторите позже"
            raise UnwritableError("рассылка не начата", busy) from None
        except OSError as error:
            raise self._unwritable(error) from None
        with held:
            yield

    def _unwritable(self, error: OSError) -> UnwritableError:
        """Say that the memory cannot be used, so nothing may be sent."""
        what = f"память о рассылке {self.place} недоступна"
        return UnwritableError(what, because(error))
