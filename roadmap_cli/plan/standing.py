"""Pure questions about a plan: how each item stands on a day, which items match, who is who."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import (
    NoSuchItemError,
    UnknownPartyError,
    UnknownSectionError,
    UnknownStatusError,
)
from roadmap_cli.plan.model import Status
from roadmap_cli.wording import STATE_NAMES, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Item, Plan, Section
    from roadmap_cli.terms import Period, Term


class State(StrEnum):
    """How an item stands on a day; derived, never stored."""

    OVERDUE = "overdue"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    DONE_LATE = "done_late"
    DONE = "done"
    CANCELLED = "cancelled"


CLOSED = frozenset({State.DONE, State.DONE_LATE, State.CANCELLED})


class Standing(NamedTuple):
    """An item as it stands on a day.

    `marks` has the date of execution, or None, of every period of `term`; `stake` is the earliest period without a
    mark, the one that the item is waiting for; `due` is its last day, the last period's when all have a mark, None for
    an undated item.
    """

    section: Section
    item: Item
    term: Term
    approved: Term
    marks: tuple[date | None, ...]
    stake: Period | None
    state: State
    due: date | None
    days_late: int

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something."""
        return self.state not in CLOSED

    @property
    def is_done(self) -> bool:
        """Tell whether the item is executed, in time or late."""
        return self.state in {State.DONE, State.DONE_LATE}

    @property
    def executed_periods(self) -> int:
        """Count the periods of the term that are executed."""
        return len(self.marks) if self.is_done else sum(map(bool, self.marks))


def standing(plan: Plan, section: Section, item: Item, today: date) -> Standing:
    """Derive how an item stands on a day; marks dated later do not count yet."""
    term = plan.current_term_of(item)
    marks = tuple(
        mark if mark and mark <= today else None
        for _, mark in zip_longest(term.periods, item.executed[: len(term.periods)])
    )
    finished = item.status is Status.DONE and not any(
        mark and mark > today for mark in item.executed
    )
    pairs = list(zip(term.periods, marks, strict=True))
    stake = next((period for period, mark in pairs if not mark), None)
    due = (stake if stake and not finished else term.periods[-1]).last if pairs else None
    if item.status is Status.CANCELLED:
        state, late = State.CANCELLED, 0
    elif finished:
        late = max((_days_after(mark, period.last) for period, mark in pairs if mark), default=0)
        state = State.DONE_LATE if late else State.DONE
    elif stake and due and due < today:
        state, late = State.OVERDUE, _days_after(today, due)
    else:
        begun = item.status is not Status.PLANNED or any(marks)
        state, late = State.IN_PROGRESS if begun else State.PLANNED, 0
    return Standing(section, item, term, plan.term_of(item), marks, stake, state, due, late)


def _days_after(day: date, last: date) -> int:
    return max(0, (day - last).days)


def standings(plan: Plan, today: date) -> list[Standing]:
    """Give how every item stands on a day, in the document's order."""
    return [
        standing(plan, section, item, today) for section in plan.sections for item in section.items
    ]


class Filters(NamedTuple):
    """What to choose: the filters combine by AND, the values of one filter by OR; an empty filter lets all pass."""

    parties: Sequence[str] = ()
    statuses: Sequence[str] = ()
    sections: Sequence[str] = ()
    search: Sequence[str] = ()
    overdue: bool = False
    within: int | None = None


def choose(plan: Plan, rows: Sequence[Standing], filters: Filters, today: date) -> list[Standing]:
    """Choose the rows that match the filters.

    Raises:
        UnknownPartyError, UnknownSectionError, UnknownStatusError: nothing in the plan is called so.

    """
    tests: list[Callable[[Standing], bool]] = []
    if filters.parties:
        parties = set(parties_named(plan, filters.parties))
        tests.append(lambda row: not parties.isdisjoint(row.item.responsible))
    if filters.statuses:
        wanted = {read_status(text) for text in filters.statuses}
        tests.append(lambda row: row.item.status in wanted or row.state in wanted)
    if filters.sections:
        titles = {title for text in filters.sections for title in match_sections(plan, text)}
        tests.append(lambda row: row.section.title in titles)
    if filters.search:
        needles = [fold(text) for text in filters.search]
        tests.append(lambda row: any(needle in _searchable(row.item) for needle in needles))
    if filters.overdue:
        tests.append(lambda row: row.state is State.OVERDUE)
    if filters.within is not None:
        tests.append(lambda row: due_within(row, today, filters.within or 0))
    return [row for row in rows if all(test(row) for test in tests)]


def due_within(row: Standing, today: date, days: int) -> bool:
    """Tell whether an open item falls due from today to `days` days ahead, both inside."""
    return row.is_open and row.due is not None and 0 <= (row.due - today).days <= days


def by_month(
    rows: Iterable[Standing], spans: Sequence[Period]
) -> tuple[list[Standing], list[Standing]]:
    """Part the rows into those due inside one of the spans and those that merely run through one."""
    due: list[Standing] = []
    running: list[Standing] = []
    for row in rows:
        if any(period.last in span for period in row.term.periods for span in spans):
            due.append(row)
        elif any(period.overlaps(span) for period in row.term.periods for span in spans):
            running.append(row)
    return due, running


def worst_first(rows: Iterable[Standing]) -> list[Standing]:
    """Choose the overdue rows, the longest overdue first."""
    return sorted(
        (row for row in rows if row.state is State.OVERDUE), key=lambda row: -row.days_late
    )


class SortKey(StrEnum):
    """Orders of a list."""

    PLAN = "plan"
    DUE = "due"
    STATE = "state"
    PARTY = "party"


def sort_rows(rows: Iterable[Standing], key: SortKey) -> list[Standing]:
    """Sort rows; what is equal stays in the document's order, undated items come last."""
    order = list(State)
    keys: dict[SortKey, Callable[[Standing], tuple[object, ...]]] = {
        SortKey.PLAN: lambda _: (),
        SortKey.DUE: lambda row: (row.due is None, row.due),
        SortKey.STATE: lambda row: (order.index(row.state), -row.days_late),
        SortKey.PARTY: lambda row: tuple(map(fold, row.item.responsible)),
    }
    return sorted(rows, key=keys[key])


def match_parties(parties: Sequence[str], name: str) -> list[str]:
    """Find the parties meant by a name: the one called exactly so, else all with the name inside theirs.

    Raises:
        UnknownPartyError: no party is called so.

    """
    found = _match(parties, name)
    if not found:
        raise UnknownPartyError(name, parties)
    return found


def parties_named(plan: Plan, names: Sequence[str]) -> list[str]:
    """Find the parties meant by any of some names, in the plan's order; without names, all.

    Raises:
        UnknownPartyError: no party is called so.

    """
    meant = {party for name in names for party in match_parties(plan.parties, name)}
    return [party for party in plan.parties if party in meant or not names]


def match_sections(plan: Plan, text: str) -> list[str]:
    """Find the sections meant by a number from 1 or by a part of the title.

    Raises:
        UnknownSectionError: no section is called so.

    """
    titles = [section.title for section in plan.sections]
    by_number = [
        title for number, title in enumerate(titles, start=1) if str(number) == text.strip()
    ]
    found = by_number or _match(titles, text)
    if not found:
        raise UnknownSectionError(text, titles)
    return found


def _match(names: Sequence[str], wanted: str) -> list[str]:
    """Find names equal to the wanted one, else those that have it inside."""
    needle = fold(wanted)
    exact = [name for name in names if fold(name) == needle]
    return exact or [name for name in names if needle and needle in fold(name)]


def read_status(text: str) -> str:
    """Read a status or a state, by its word in the file or by its Russian name.

    Raises:
        UnknownStatusError: there is no such status or state.

    """
    wanted = fold(text).replace("-", "_")
    for state, name in STATE_NAMES.items():
        if wanted in {state, fold(name)}:
            return state
    raise UnknownStatusError(text, [*STATE_NAMES, *STATE_NAMES.values()])


def item_id(text: str) -> str:
    """Bring a typed number to the form of the file: "7." and "№ 7" are 7."""
    return text.strip().removeprefix("№").strip().removesuffix(".")


def find_items(plan: Plan, ids: Iterable[str]) -> list[tuple[Section, Item]]:
    """Find items by their numbers, each once, in the order asked for.

    Raises:
        NoSuchItemError: one of the numbers is not in the plan.

    """
    known = {
        item_id(item.id): (section, item) for section in plan.sections for item in section.items
    }
    wanted = list(dict.fromkeys(map(item_id, ids)))
    missing = [text for text in wanted if text not in known]
    if missing:
        raise NoSuchItemError(missing, list(known))
    return [known[text] for text in wanted]


def _searchable(item: Item) -> str:
    return fold("\n".join([item.id, item.title, item.term, item.note or "", *item.responsible]))


class Tally(NamedTuple):
    """How many rows there are, and how many of them are executed and overdue."""

    total: int
    done: int
    overdue: int


def tally(rows: Sequence[Standing]) -> Tally:
    """Count rows by what a summary line says."""
    done = sum(row.is_done for row in rows)
    return Tally(len(rows), done, sum(row.state is State.OVERDUE for row in rows))


class PartyFigures(NamedTuple):
    """What one party answers for: how many items in each state, and the next control date of an open one."""

    name: str
    total: int
    states: Counter[State]
    next_due: date | None


def by_party(parties: Sequence[str], rows: Sequence[Standing]) -> list[PartyFigures]:
    """Count each party's items; an item of two parties counts for both."""
    figures = []
    for name in parties:
        own = [row for row in rows if name in row.item.responsible]
        dates = [row.due for row in own if row.is_open and row.due]
        figures.append(
            PartyFigures(
                name, len(own), Counter(row.state for row in own), min(dates, default=None)
            )
        )
    return figures
