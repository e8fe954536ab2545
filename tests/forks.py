"""Processes that begin with the program's modules loaded: to load them is most of what a short run takes.

Each is a process of its own, with its own environment, streams and end. How Python starts is no part of it: tests of
that start `python -m roadmap_cli`.
"""

from __future__ import annotations

import os
import runpy
import sys
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess
    from multiprocessing.synchronize import Barrier
    from pathlib import Path

if sys.platform == "linux":
    CONTEXT: ForkServerContext | SpawnContext = get_context("forkserver")
else:
    CONTEXT = get_context("spawn")
# Not the command line, which some tests load in their own way.
CONTEXT.set_forkserver_preload(
    ["__main__", "typer", "roadmap_cli.planfile.update", "roadmap_cli.views.output"]
)
BUSY = 6


def start(
    work: Callable[..., None],
    *arguments: object,
    environment: Mapping[str, str],
    streams: Sequence[object] = (os.devnull,) * 3,
    cwd: Path | None = None,
) -> BaseProcess:
    """Start a process.

    Args:
        work: what it does: a function of this module.
        arguments: those of the function.
        environment: all variables that it has.
        streams: paths of files for input, output and errors; or a `DupFd` for each.
        cwd: its folder.

    """
    begin = (dict(environment), streams, cwd)
    process = CONTEXT.Process(target=_begun, args=(begin, work, arguments))
    process.start()
    return process


def _begun(
    begin: tuple[dict[str, str], Sequence[Any], Path | None],
    work: Callable[..., None],
    arguments: Sequence[object],
) -> None:
    environment, streams, cwd = begin
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in enumerate(streams):
        fd = os.open(stream, os.O_RDWR) if isinstance(stream, str) else stream.detach()
        os.dup2(fd, number)
        os.close(fd)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # a number
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  # the same
    sys.stderr = open(  # noqa: SIM115  # the same
        2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
    )
    if cwd:
        os.chdir(cwd)
    work(*arguments)


def program(*words: str) -> None:
    """Do as `python -m roadmap_cli` does."""
    sys.argv = ["roadmap", *words]
    runpy.run_module("roadmap_cli", run_name="__main__", alter_sys=True)


def script(code: str, *words: str) -> None:
    """Do as `python -c` does."""
    sys.argv = ["-c", *words]
    exec(code, {"__name__": "__main__"})  # noqa: S102  # code of the tests


def changes(begin: Barrier, lines: Sequence[Sequence[str]]) -> None:
    """Make changes one after another, when all who do so are ready."""
    from roadmap_cli.cli.main import run  # noqa: PLC0415  # not for all of them

    begin.wait()
    for words in lines:
        while code := run(
            words
        ):  # who is told that the plan is busy, on a slow machine, tries again
            if code != BUSY:
                sys.exit(code)


def at_terminal(
    words: Sequence[str], environment: Mapping[str, str], *, typed: str, cwd: Path | None = None
) -> tuple[int, str]:
    """Run the program on a pseudo-terminal, where what is typed waits; give exit code and screen."""
    import pty  # noqa: PLC0415  # not every system has it
    from multiprocessing.reduction import DupFd  # noqa: PLC0415  # the same

    main, other = pty.openpty()
    streams = [DupFd(other) for _ in range(3)]
    process = start(program, *words, environment=environment, streams=streams, cwd=cwd)
    os.close(other)
    os.write(main, typed.encode())
    shown = screen(main)
    process.join()
    assert process.exitcode is not None
    return process.exitcode, shown


def screen(main: int) -> str:
    """Read what a terminal shows until all programs have left it."""
    shown = b""
    try:
        while piece := os.read(main, 65536):
            shown += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(main)
    return shown.decode()
