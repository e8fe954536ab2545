"""The edge of the program: clock, environment, and the plans that a run looks at."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from roadmap_cli import wording
from roadmap_cli.cli.russian.help import shared
from roadmap_cli.cli.terminal import (
    ProgressLine,
    as_path,
    as_text,
    ask,
    can_ask,
    say,
    say_error,
    working_directory,
)
from roadmap_cli.errors import (
    AmbiguousItemError,
    BrokenNeighbourError,
    ExitCode,
    MissingPlanError,
    NoSuchItemError,
    UnreadableTermError,
    UnseenItemError,
    UsageError,
)
from roadmap_cli.plan.model import State, is_address, postponed_day, same_id
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View, in_view, items_named, names_a_plan, plans_named
from roadmap_cli.planfile import find
from roadmap_cli.views import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadmap_cli.cli.russian.typer_private import Context
    from roadmap_cli.errors import RoadmapError
    from roadmap_cli.plan.changes import Stamp
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.terms import Period


_FORMS = (
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)",
    r"(?P<day>\d\d?)\.(?P<month>\d\d?)(?:\.(?P<year>\d{4}|\d\d)?)?",
)
_RELATIVE = {"сегодня": 0, "вчера": 1, "позавчера": 2}
DATE_FORMS = "2020-09-28, 28.09.2020, 28.09, вчера"


class Session:
    """The state of one run: options, clock, environment, plans."""

    def __init__(self, context: Context, *, silent: bool = False) -> None:
        """Take the shared options and the environment; an empty variable counts as unset.

        Completion is silent: it runs in the middle of the user's line.
        """
        options = shared(context)
        named: Sequence[str] = options.get("file") or ()
        if "" in named:
            raise UsageError("после --file нужно имя файла, а оно пустое")
        text = options.get("today")
        if text is None:
            text = os.environ.get("ROADMAP_TODAY") or "сегодня"
        self.clock = datetime.now().astimezone()
        self.today = read_date(text, self.clock.date())
        if not named:  # separated as in PATH, unless the variable is itself a file
            listed = as_text(os.environ.get("ROADMAP_FILE", ""))
            named = [listed] if as_path(listed).exists() else listed.split(os.pathsep)
        self.files = [as_path(name) for name in named if name]
        self.names: Sequence[str] = options.get("plan") or ()
        self.everything = bool(options.get("everything"))
        self.silent = silent
        self.to_change = False

    @cached_property
    def found(self) -> list[find.PlanFile]:
        """The plan files found."""
        folder = Path() if self.files else working_directory()
        try:
            return find.find(self.files, folder)
        except FileNotFoundError:
            # a relative name, and the working directory was deleted
            raise MissingPlanError(self.files[0], searched=False) from None

    @cached_property
    def _tried(self) -> find.Read:
        """All plans found, each read once, or the error."""
        progress = ProgressLine("читаю планы", len(self.found))
        return find.read_all(self.found, progress, to_change=self.to_change)

    @cached_property
    def failures(self) -> dict[str, RoadmapError]:
        """The errors of unreadable plans by short name; with `--plan`, of the requested ones."""
        found = self._tried.failures
        return {name: found[name] for name in self.names if name in found} or found

    @cached_property
    def _read(self) -> find.Read:
        """All plans found, after telling a person what is wrong with some, if not with all."""
        found, read = self.found, self._tried
        told = [error for name, error in read.failures.items() if name not in self.names]
        last = told.pop() if told and not read.plans else None
        if not self.silent:
            for error in told:
                say_error(error)
        if last:
            raise last
        if not self.silent:
            for first, second in find.copies(found, read):
                alike = f"{first} и {second}"
                say(f"{alike} похожи как план и его копия: уберите лишний файл из папки")
        return read

    @cached_property
    def _named(self) -> list[NamedPlan]:
        return [NamedPlan(name, loaded.plan) for name, loaded in self._read.plans.items()]

    @cached_property
    def _chosen(self) -> list[NamedPlan]:
        """The plans in view: the requested ones, else those of the day."""
        if self.everything and not self.names:
            return self._named
        chosen: set[str] = set()
        for name in self.names:
            if name in self._tried.failures:
                raise self._tried.failures[name]
            chosen.update(home.name for home in plans_named(self._named, name))
        if not self.names:
            chosen.update(each.name for each in self.found if each.named)
            rest = [home for home in self._named if home.name not in chosen]
            chosen.update(home.name for home in in_view(rest, self.today))
        return [home for home in self._named if home.name in chosen]

    @cached_property
    def view(self) -> View:
        """All items of the plans in view, as they stand today."""
        return View.of(self._chosen, self.today)

    @cached_property
    def everywhere(self) -> View:
        """All items of all plans found, unless plans are requested by name."""
        return View.of(self._chosen if self.names else self._named, self.today)

    def say_unread(self, view: View) -> None:
        """Tell a person which terms are unread, and how to fix them."""
        line = sentences.unclear_line(view)
        if line:
            say(line)

    def say_empty(self, view: View) -> None:
        """Tell a person about plans without items."""
        for home in view.plans:
            if not home.plan.items:
                say(f"в плане {wording.one_line(home.name)} нет ни одного пункта")

    @cached_property
    def others(self) -> View:
        """The items of the plans found but not in view."""
        chosen = {home.name for home in self._chosen}
        rest = [home for home in self._named if home.name not in chosen and not self.names]
        return View.of(rest, self.today)

    @property
    def with_debts(self) -> View:
        """The plans in view, and what is overdue in others: no debt disappears with the year."""
        late = [row for row in self.others.rows if row.state is State.OVERDUE]
        homes = {row.home.name: row.home for row in late}
        return View((*self.view.plans, *homes.values()), (*self.view.rows, *late), self.today)

    def say_debts(self, changed: NamedPlan | None = None) -> None:
        """Tell a person about overdue items in plans not in view, one of which may be changed."""
        others = self.others
        if changed and any(home.name == changed.name for home in others.plans):
            plans = [changed if home.name == changed.name else home for home in others.plans]
            others = View.of(plans, self.today)
        line = sentences.debts_line(others)
        if line:
            say(line)

    def say_period(self, *, always: bool = False) -> None:
        """Tell a person if today is outside every plan in view; off a terminal, only if asked."""
        spans = [home.plan.span for home in self._chosen]
        is_inside = any(self.today in span for span in spans)
        if spans and not is_inside and (always or can_ask()):
            span = wording.span(*spans[0])
            say(f"план на {span}, сегодня {wording.day(self.today)}")

    def name_of(self, row: Standing) -> str:
        """Return an item's name for a sentence, with its plan if several are found."""
        return row.ref if len(self.found) > 1 else row.item.id

    def loaded(self, home: NamedPlan) -> find.Loaded:
        """Return a plan's file as read."""
        return self._read.plans[home.name]

    @cached_property
    def paths(self) -> dict[str, Path]:
        """The files of all plans found, readable or not, by short name."""
        return {each.name: each.path for each in self.found}

    def path(self, home: NamedPlan | find.PlanFile) -> Path:
        """Return the file of a plan."""
        return self.paths[home.name]

    def folder(self, home: NamedPlan | find.PlanFile) -> Path:
        """Return the folder in which the file of a plan lies, with links followed."""
        return Path(os.path.realpath(self.path(home))).parent

    def file_of(self, home: NamedPlan, name: str) -> Path:
        """Return where a file lies that a plan names, relative to its folder."""
        return self.folder(home) / as_path(name)

    def has_item(self, word: str) -> bool:
        """Return whether a word is the number of an item in view."""
        return any(same_id(row.item.id) == same_id(word) for row in self.view.rows)

    def is_term(self, word: str) -> bool:
        """Return whether a word is a term to which an item in view may be postponed."""
        for home in self.view.plans:
            with suppress(UnreadableTermError):
                return bool(postponed_day(word, home.plan.span))
        return False

    def evidence(self, texts: Sequence[str], home: NamedPlan) -> tuple[str, ...]:
        """Return documents as a plan names them: addresses, paths relative to its folder."""
        found = []
        for text in texts:
            if is_address(text):
                found.append(text)
                continue
            path = as_path(text)
            if not path.is_file():
                raise UsageError(f"подтверждения нет на месте: файла {wording.one_line(text)} нет")
            way = os.path.relpath(os.path.realpath(path), self.folder(home))
            found.append(as_text(Path(way).as_posix()))
        return tuple(found)

    def meant(self, words: Sequence[str], *, to_change: bool) -> list[Standing]:
        """Find the items that references mean, asking at a terminal about ambiguous ones."""
        self.to_change = to_change
        unread = bool(self._read.failures) and not self.names
        if to_change and unread and not all(names_a_plan(word, self._named) for word in words):
            raise BrokenNeighbourError(self._named[0].name)
        decided: dict[str, str] = {}
        while True:
            try:
                return items_named(
                    words, self.view, self.others, late_elsewhere=to_change, decided=decided
                )
            except NoSuchItemError as error:
                if unread:
                    raise UnseenItemError(error) from None
                raise
            except AmbiguousItemError as error:
                if not can_ask():
                    raise
                question = f"Пункт {error.number} есть в разных планах. Какой?"
                chosen = ask(question, [(f"{ref} {told}", ref) for ref, told in error.choices])
                if chosen is None:
                    raise
                decided[error.number] = chosen

    @property
    def stamp(self) -> Stamp:
        """Who makes a change, when it is written, and the day that it is for."""
        from roadmap_cli.plan.changes import Stamp  # noqa: PLC0415  # only changes need it

        person = self.person(self.folder(self.found[0]))
        return Stamp(self.clock, person, self.today)

    def person(self, folder: Path) -> str:
        """Return who makes a change: as set, else by the git name in a clone that sync prepared."""
        from roadmap_cli.team import git  # noqa: PLC0415  # only changes need it

        told = as_text(os.environ.get("ROADMAP_USER", ""))
        return told or git.person(folder, os.environ) or _full_name()

    def date(self, text: str | None, *homes: NamedPlan) -> date | None:
        """Read a day of the command line; without a year it falls in the plans."""
        spans = [home.plan.span for home in homes]
        return None if text is None else read_date(text, self.today, spans)

    def end(self, *, found: bool = False) -> NoReturn:
        """End a read-only command; a broken plan that nobody left out outranks what was found."""
        code = ExitCode.FOUND if found else ExitCode.DONE
        if self._read.failures and not self.names:
            code = ExitCode.BROKEN
        raise typer.Exit(code)


def _full_name() -> str:
    from getpass import getuser  # noqa: PLC0415  # only a change asks for it

    with suppress(ImportError, KeyError, AttributeError):  # Windows; a container's user
        import pwd  # noqa: PLC0415  # the same

        full = as_text(pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0]).strip()
        if full:
            return full
    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # a container's user may have no name
        return "неизвестно кто"


def read_date(text: str, today: date, spans: Sequence[Period] = ()) -> date:
    """Read a day: 2020-09-28, 28.09.2020, 28.09.20, 28.09, «вчера» or «сегодня».

    The words refer to `today`, and a day without a year falls in one of the spans. UsageError says
    that it is none of these, that there is no such day, or that its year is ambiguous.
    """
    word = wording.fold(text)
    if word in _RELATIVE:
        return today - timedelta(days=_RELATIVE[word])
    shown = wording.one_line(text)
    found = re.fullmatch(_FORMS[0], word, re.ASCII) or re.fullmatch(_FORMS[1], word, re.ASCII)
    if not found:
        raise UsageError(f"нужна дата вида {DATE_FORMS}, а не «{shown}»")
    if found["year"]:
        years = {int(f"20{found['year']}"[-4:])}  # in two figures it is of this century
    else:
        years = {year for span in spans for year in span.years}
    days = []
    for year in sorted(years or {today.year}):
        with suppress(ValueError):
            days.append(date(year, int(found["month"]), int(found["day"])))
    if not days:
        raise UsageError(f"дня {shown} нет в календаре: проверьте число и месяц")
    inside = [day for day in days if any(day in span for span in spans)] or days
    if len(inside) > 1:
        past = [day for day in inside if day <= today][-1:]
        ahead = [day for day in inside if day > today][:1]
        advised = " или ".join(map(wording.day, past + ahead))
        raise UsageError(f"год дня {shown} неясен; допишите: {advised}")
    return inside[0]
