"""Typer in Russian: help, usage errors and completion.

`RussianTyper` stands for `typer.Typer`, and `mistakes.sentence` says what a `typer.TyperException`
means. Wherever Typer offers a hook the words are built here from values; its English texts are
never parsed. Its private names stand in `typer_private`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from roadmap_cli.cli.russian.help import RussianCommand, RussianGroup
from roadmap_cli.cli.russian.typer_private import get_command_from_info

if TYPE_CHECKING:
    from collections.abc import Callable

    from roadmap_cli.cli.russian.typer_private import Command

__all__ = ["RussianGroup", "RussianTyper"]


class RussianTyper(typer.Typer):
    """`typer.Typer` with these classes and without Rich."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401  # Typer's own settings pass through
        """Take the settings of `typer.Typer`."""
        ours = {
            "cls": RussianGroup,
            "rich_markup_mode": None,
            "no_args_is_help": True,
            "context_settings": {"max_content_width": 100, "help_option_names": ["-h", "--help"]},
        }
        super().__init__(**{**ours, **settings})

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401  # as above
        """Register a command as `typer.Typer.command` does."""
        return super().command(name, **{"cls": RussianCommand, **settings})

    def build(self, name: str) -> Command:
        """Build one registered command, much faster than all of them."""
        if get_command_from_info is None:
            return typer.main.get_group(self).commands[name]
        infos = {
            info.name or getattr(info.callback, "__name__", ""): info
            for info in self.registered_commands
        }
        return get_command_from_info(
            infos[name], pretty_exceptions_short=False, rich_markup_mode=None
        )
