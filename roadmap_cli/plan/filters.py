"""Which rows are wanted: filters with the words for them, groups by month, orders."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms
from roadmap_cli.errors import (
    UnknownPartyError,
    UnknownSectionError,
    UnknownStatusError,
    UnreadableTermError,
)
from roadmap_cli.plan.states import LOOKS, OPEN_WORDS, State, every_word
from roadmap_cli.wording import NOBODY, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roadmap_cli.plan.model import Plan, Section
    from roadmap_cli.plan.standing import Standing
    from roadmap_cli.plan.view import View
    from roadmap_cli.terms import Period

    Test = Callable[[Standing], bool]


class Filters(NamedTuple):
    """What to choose: filters combine by AND, the values of one by OR; an empty one passes all."""

    months: Sequence[str] = ()
    due_only: bool = False
    parties: Sequence[str] = ()
    statuses: Sequence[str] = ()
    sections: Sequence[str] = ()
    search: Sequence[str] = ()
    overdue: bool = False
    within: int | None = None

    def words(self) -> list[str]:
        """Say which filters there are, in the words of the command line."""
        listed = {
            "месяц": self.months,
            "ответственный": self.parties,
            "статус": self.statuses,
            "раздел": self.sections,
            "текст": self.search,
        }
        words = [
            f"{name}: {' или '.join(values)}"
            for name, values in listed.items()
            if values
        ]
        if self.due_only:
            words.append("только со сроком в нём")
        if self.overdue:
            words.append("просроченные")
        if self.within is not None:
            words.append(f"срок за столько дней: {self.within}")
        return words


def choose(view: View, filters: Filters) -> View:
    """Choose the rows that match the filters, those about months aside.

    Raises:
        UnknownPartyError, UnknownSectionError, UnknownStatusError: nothing is called so.

    """
    tests = [*_tests_of_names(view, filters), *_tests_of_dates(view, filters)]
    return view.only(row for row in view.rows if all(test(row) for test in tests))


def _tests_of_names(view: View, filters: Filters) -> Iterable[Test]:
    if filters.parties:
        parties = set(parties_named(view, filters.parties))
        yield lambda row: not parties.isdisjoint(row.item.responsible or (NOBODY,))
    if filters.statuses:
        opened = any(fold(text) in OPEN_WORDS for text in filters.statuses)
        wanted: set[str] = {
            read_status(text)
            for text in filters.statuses
            if fold(text) not in OPEN_WORDS
        }
        yield (
            lambda row: (
                (opened and row.is_open)
                or row.item.status in wanted
                or row.state in wanted
            )
        )
    if filters.sections:
        plans = [home.plan for home in view.plans]
        found = [
            section
            for text in filters.sections
            for section in sections_named(plans, text)
        ]
        sections = set(map(id, found))
        yield lambda row: id(row.section) in sections
    if filters.search:
        needles = [fold(text) for text in filters.search]
        yield lambda row: any(needle in _searchable(row) for needle in needles)


def _tests_of_dates(view: View, filters: Filters) -> Iterable[Test]:
    within = filters.within
    if filters.overdue:
        yield lambda row: row.state is State.OVERDUE
    if within is not None:
        yield lambda row: due_within(view, row, within)


def _searchable(row: Standing) -> str:
    item = row.item
    past = [text for event in item.history for text in (event.note, event.old_note)]
    texts = [item.id, item.title, item.term, item.note, *item.responsible, *past]
    return fold("\n".join(filter(None, texts)))


def due_within(view: View, row: Standing, days: int) -> bool:
    """Tell whether an open item falls due from the view's day to `days` days ahead, both inside."""
    return (
        row.is_open and row.due is not None and 0 <= (row.due - view.day).days <= days
    )


def due_soon(view: View, days: int) -> list[Standing]:
    """Choose what falls due in so many days and is not reported yet, the nearest first."""
    near = [
        row for row in view.rows if due_within(view, row, days) and not row.is_submitted
    ]
    return sorted(near, key=lambda row: row.due or view.day)


def by_month(view: View, months: Sequence[str]) -> tuple[View, View]:
    """Part the rows into those due in one of some months and those that merely run through one.

    Args:
        view: a month without a year is one of each plan's own period.
        months: as `--month` takes them.

    Raises:
        UnreadableTermError: no plan knows such a month.

    """
    spans: dict[str, list[Period]] = {home.name: [] for home in view.plans}
    for text in months:
        for name, periods in read_in_each(view, text, terms.read_span).items():
            spans[name] += periods
    due, running = [], []
    for row in view.rows:
        periods, wanted = row.term.periods, spans[row.home.name]
        if any(period.last in span for period in periods for span in wanted):
            due.append(row)
        elif any(period.overlaps(span) for period in periods for span in wanted):
            running.append(row)
    return view.only(due), view.only(running)


def read_in_each(
    view: View, text: str, read: Callable[[str, Period], tuple[Period, ...]]
) -> dict[str, tuple[Period, ...]]:
    """Read words for every plan that understands them, by the plans' short names.

    Args:
        view: the plans.
        text: the words; a month without a year is one of each plan's own period.
        read: what reads them for the period of a plan.

    Raises:
        UnreadableTermError: no plan understands them.

    """
    found: dict[str, tuple[Period, ...]] = {}
    failures: list[UnreadableTermError] = []
    for home in view.plans:
        try:
            found[home.name] = read(text, home.plan.span)
        except UnreadableTermError as error:
            failures.append(error)
    if failures and not found:
        raise failures[0]
    return found


def worst_first(rows: Iterable[Standing]) -> list[Standing]:
    """Choose the overdue rows, the longest overdue first."""
    late = (row for row in rows if row.state is State.OVERDUE)
    return sorted(late, key=lambda row: -row.days_late)


class SortKey(StrEnum):
    """Orders of a list."""

    PLAN = "plan"
    DUE = "due"
    STATE = "state"
    PARTY = "party"


def sort_rows(view: View, key: SortKey) -> View:
    """Sort rows; what is equal stays in the document's order, items without a date come last."""
    order = {state: place for place, state in enumerate(State)}
    keys: dict[SortKey, Callable[[Standing], tuple[object, ...]]] = {
        SortKey.PLAN: lambda _: (),
        SortKey.DUE: lambda row: (row.due is None, row.due),
        SortKey.STATE: lambda row: (order[row.state], -row.days_late),
        SortKey.PARTY: lambda row: tuple(map(fold, row.item.responsible)),
    }
    return view.only(sorted(view.rows, key=keys[key]))


def parties_named(view: View, names: Sequence[str]) -> list[str]:
    """Find the parties meant by any of some names, in the order of the plans.

    The one called exactly so is meant, else all with the name inside theirs.

    Raises:
        UnknownPartyError: no party is called so.

    """
    nobody = any(not row.item.responsible for row in view.rows)
    known = [*view.parties, *([NOBODY] if nobody else [])]
    meant: set[str] = set()
    for name in names:
        found = match_names(known, name)
        if not found:
            raise UnknownPartyError(name, known)
        meant.update(found)
    return [party for party in known if party in meant]


def sections_named(plans: Sequence[Plan], text: str) -> list[Section]:
    """Find the sections of some plans meant by a number from 1 or by a part of a title.

    Raises:
        UnknownSectionError: no section is called so.

    """
    numbered = [
        section
        for plan in plans
        for number, section in enumerate(plan.sections, start=1)
        if str(number) == text.strip()
    ]
    if numbered:
        return numbered
    sections = [section for plan in plans for section in plan.sections]
    titles = [section.title for section in sections]
    named = set(match_names(titles, text))
    if not named:
        raise UnknownSectionError(text, titles)
    return [section for section in sections if section.title in named]


def match_names(names: Sequence[str], wanted: str) -> list[str]:
    """Find names equal to the wanted one, else those that have it inside."""
    needle = fold(wanted)
    exact = [name for name in names if fold(name) == needle]
    return exact or [name for name in names if needle and needle in fold(name)]


def read_status(text: str) -> State:
    """Read a status or a state by its key or its Russian name.

    Raises:
        UnknownStatusError: there is no such status or state.

    """
    wanted = fold(text).replace("-", "_")
    for state, look in LOOKS.items():
        if wanted in {state, fold(look.name)}:
            return state
    raise UnknownStatusError(text, every_word())
