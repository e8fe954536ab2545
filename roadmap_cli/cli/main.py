"""The one place where errors become sentences and exit codes."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import typer

from roadmap_cli import russian
from roadmap_cli.cli import changing, plans, reading  # noqa: F401  # they add their commands to the app
from roadmap_cli.cli.app import app
from roadmap_cli.cli.session import say
from roadmap_cli.errors import InvalidPlanError, RoadmapError, UsageError

CRASHED = 1
INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line of this process and exit with its code."""
    _speak_utf8()
    sys.exit(_run())


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale; an undecodable byte of a file name is shown, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")  # type: ignore[union-attr]
    if sys.stdin is not None:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def _run() -> int:
    try:
        command = typer.main.get_command(app)
        return command.main(prog_name="roadmap", standalone_mode=False) or 0
    except typer.TyperException as error:
        say(russian.sentence(error))
        return UsageError.exit_code
    except InvalidPlanError as error:
        say(str(error), prefix="")
        return error.exit_code
    except RoadmapError as error:
        say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("ROADMAP_DEBUG"):
            raise
        say(f"сбой самой программы ({type(error).__name__}: {error}); подробности: ROADMAP_DEBUG=1 roadmap …")
        return CRASHED
