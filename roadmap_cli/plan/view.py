"""A view: plans, a day, and how their items stand on that day, kept together so as to agree.

Its counts, filters and orders: month, party, section, state, words; an item before and after a
change; and the items and plans that people name by references: `7`, `№ 7`, `7-9`, `2020/7`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms
from roadmap_cli.errors import (
    AmbiguousItemError,
    NoSuchItemError,
    NotANumberError,
    UnknownPartyError,
    UnknownPlanError,
    UnknownSectionError,
    UnknownStatusError,
    UnreadableTermError,
    UsageError,
)
from roadmap_cli.plan.model import DONE, LOOKS, OPEN_WORDS, State, same_id, state_name
from roadmap_cli.plan.standing import NamedPlan, Standing, for_member, standings
from roadmap_cli.wording import NOBODY, fold, one_line, without_yo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from roadmap_cli.plan.model import Plan, Section
    from roadmap_cli.terms import Period


@dataclass(frozen=True)
class View:
    """Rows of some plans as of a day: all of their items, or chosen ones.

    `written` is the later day on which a report about a past period is written; the rows are then
    as of the end of the day.
    """

    plans: tuple[NamedPlan, ...]
    rows: tuple[Standing, ...]
    day: date
    written: date | None = None

    @classmethod
    def of(cls, plans: Iterable[NamedPlan], day: date, written: date | None = None) -> View:
        """View all items of the plans, in the order of the documents."""
        plans, is_over = tuple(plans), written is not None
        rows = (row for home in plans for row in standings(home, day, is_over=is_over))
        return cls(plans, tuple(rows), day, written)

    @classmethod
    def of_plan(cls, plan: Plan, day: date, name: str = "") -> View:
        """View all items of one plan."""
        return cls.of([NamedPlan(name, plan)], day)

    def only(self, rows: Iterable[Standing]) -> View:
        """Keep some of the rows."""
        return replace(self, rows=tuple(rows))

    def within(self, home: NamedPlan) -> View:
        """Keep one of the plans, with its rows."""
        rows = tuple(row for row in self.rows if row.home is home)
        return replace(self, plans=(home,), rows=rows)

    @property
    def several(self) -> bool:
        """Whether there are several plans, so that numbers alone are ambiguous."""
        return len(self.plans) > 1

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """All parties of the plans, in order of first mention."""
        found: dict[str, str] = {}
        for home in self.plans:
            for name in home.plan.parties:
                found.setdefault(without_yo(name), name)
        return tuple(found.values())

    def name_of(self, row: Standing) -> str:
        """Return an item's name here: its number, with its plan if there are several."""
        return row.ref if self.several else row.item.id

    def by_party(
        self, parties: Sequence[str] | None = None
    ) -> list[tuple[str, tuple[Standing, ...]]]:
        """Give each party its rows as they stand for it; by default all, then those of nobody."""
        wanted = self.parties if parties is None else parties
        own: dict[str, list[Standing]] = {without_yo(name): [] for name in wanted}
        for row in self.rows:
            for name in row.plan.answering(row.item):
                rows = own.get(without_yo(name))
                if rows is not None:
                    is_member = name not in row.item.responsible
                    rows.append(for_member(row, name, self.day) if is_member else row)
        found = [(name, tuple(own[without_yo(name)])) for name in wanted]
        nobodys = tuple(row for row in self.rows if not row.item.responsible)
        if parties is None and nobodys:
            found.append((NOBODY, nobodys))
        return found


class Turn(NamedTuple):
    """An item before and after a change; `row` is how it stands, or stood if it is gone.

    `place` is the named period that already is as wanted.
    """

    row: Standing
    before: Standing | None
    after: Standing | None
    place: int | None = None

    @property
    def is_change(self) -> bool:
        """Whether the item is changed, new or gone."""
        if self.before is None or self.after is None:
            return True
        return self.before.item != self.after.item


class Count(NamedTuple):
    """How many rows there are in each state."""

    states: Counter[State]

    @classmethod
    def of(cls, rows: Iterable[Standing]) -> Count:
        """Count rows."""
        return cls(Counter(row.state for row in rows))

    @property
    def total(self) -> int:
        """Count all of them."""
        return self.states.total()

    @property
    def done(self) -> int:
        """Count the executed ones."""
        return sum(self.states[state] for state in DONE)

    @property
    def overdue(self) -> int:
        """Count the overdue ones."""
        return self.states[State.OVERDUE]


class PartyCount(NamedTuple):
    """One party's items, and the next control date of an open one."""

    name: str
    tally: Count
    next_due: date | None


def party_counts(view: View) -> list[PartyCount]:
    """Count each party's items, and those without a party; an item of two counts for both."""
    found = []
    for name, rows in view.by_party():
        next_due = min((row.due for row in rows if row.is_open and row.due), default=None)
        found.append(PartyCount(name, Count.of(rows), next_due))
    return found


def in_view(plans: Sequence[NamedPlan], today: date) -> list[NamedPlan]:
    """Choose the plans whose period includes a day, else those that ended last or begin first."""
    now = [home for home in plans if today in home.plan.span]
    past = [home for home in plans if home.plan.span.last < today]
    if now or not plans:
        return now
    if past:
        latest = max(home.plan.span.last for home in past)
        return [home for home in past if home.plan.span.last == latest]
    earliest = min(home.plan.span.first for home in plans)
    return [home for home in plans if home.plan.span.first == earliest]


class Filters(NamedTuple):
    """What to choose: filters combine by AND, values of one by OR; an empty one passes all."""

    parties: Sequence[str] = ()
    statuses: Sequence[str] = ()
    sections: Sequence[str] = ()
    search: Sequence[str] = ()
    overdue: bool = False
    within: int | None = None  # days

    def words(self) -> list[str]:
        """Describe the filters in the words of the command line."""
        listed = {
            "ответственный": self.parties,
            "статус": self.statuses,
            "раздел": self.sections,
            "текст": self.search,
        }
        words = [f"{name}: {' или '.join(values)}" for name, values in listed.items() if values]
        if self.overdue:
            words.append("просроченные")
        if self.within is not None:
            words.append(f"срок за столько дней: {self.within}")
        return words


def choose(view: View, filters: Filters) -> View:
    """Choose by filters; raise UnknownPartyError, UnknownSectionError or UnknownStatusError."""
    rows = list(view.rows)
    if filters.parties:
        wanted = set(map(without_yo, parties_named(view, filters.parties)))
        rows = [row for row in rows if _answers(row, wanted)]
    if filters.statuses:
        rows = _of_statuses(rows, filters.statuses)
    if filters.sections:
        plans = [home.plan for home in view.plans]
        named = {id(each) for text in filters.sections for each in sections_named(plans, text)}
        rows = [row for row in rows if id(row.section) in named]
    if filters.search:
        texts = [fold(text) for text in filters.search]
        rows = [row for row in rows if _mentions(row, texts)]
    if filters.overdue:
        rows = [row for row in rows if row.state is State.OVERDUE]
        if filters.parties:
            seen = (_as_owed(row, wanted, view.day) for row in rows)
            rows = [row for row in seen if row]
    if filters.within is not None:
        rows = [row for row in rows if due_within(view, row, filters.within)]
    return view.only(rows)


def _answers(row: Standing, parties: set[str]) -> bool:
    own = row.plan.answering(row.item) or (NOBODY,)
    return not parties.isdisjoint(map(without_yo, own))


def _as_owed(row: Standing, parties: set[str], day: date) -> Standing | None:
    """Return an overdue item as it stands for those of its parties, None if all have reported."""
    if not parties.isdisjoint(map(without_yo, row.item.responsible)):
        return row
    members = [each for each in row.plan.members_of(row.item) if without_yo(each) in parties]
    seen = (for_member(row, each, day) for each in members)
    late = [each for each in seen if each.state is State.OVERDUE]
    if not late:
        return None
    own = max(late, key=lambda each: each.days_late)
    return row.at(own.place)._replace(days_late=own.days_late)


def _of_statuses(rows: Iterable[Standing], texts: Sequence[str]) -> list[Standing]:
    named: list[str] = [read_status(text) for text in texts if fold(text) not in OPEN_WORDS]
    open_too = len(named) < len(texts)
    return [
        row
        for row in rows
        if row.course.status in named or row.state in named or (open_too and row.is_open)
    ]


def _mentions(row: Standing, texts: Iterable[str]) -> bool:
    item = row.item
    own = [item.id, item.title, item.term, item.comment, item.note, *row.plan.answering(item)]
    for event in item.history:
        own += [event.note, event.old_note]
    searched = fold("\n".join(filter(None, own)))
    return any(text in searched for text in texts)


def due_within(view: View, row: Standing, days: int) -> bool:
    """Return whether an open item falls due from the view's day to `days` days later, inclusive."""
    if not row.is_open or row.due is None:
        return False
    ahead = (row.due - view.day).days
    first = 1 if view.written else 0  # at the end of a day, what was due on it is missed
    return first <= ahead <= days


def due_soon(view: View, days: int) -> list[Standing]:
    """Choose what falls due within so many days and is not reported yet, nearest first."""
    unreported = [row.beside_report if row.is_submitted else row for row in view.rows]
    near = [row for row in unreported if row and due_within(view, row, days)]
    return sorted(near, key=lambda row: row.due or view.day)


def by_month(view: View, months: Sequence[str]) -> tuple[View, View]:
    """Split the rows into those due in one of the months and those that merely run through one.

    A month without a year is one in each plan's own period. Raises UnreadableTermError if no plan
    has such a month.
    """
    spans: dict[str, list[Period]] = {home.name: [] for home in view.plans}
    for text in months:
        read = read_in_each(view, text, terms.read_span)
        for name, periods in read.items():
            spans[name] += periods
    due, running = [], []
    for row in view.rows:
        wanted = spans[row.home.name]
        periods = row.term.periods
        if any(period.ends_in(wanted) for period in periods):
            due.append(row)
        elif any(period.overlaps(span) for period in periods for span in wanted):
            running.append(row)
    return view.only(due), view.only(running)


def month_words(months: Sequence[str], *, due_only: bool) -> list[str]:
    """Describe the months shown, as `Filters.words` describes the rest."""
    words = [f"месяц: {' или '.join(months)}"] if months else []
    return [*words, "только со сроком в нём"] if due_only else words


def months_not_read(view: View, months: Sequence[str]) -> Iterator[tuple[str, UnreadableTermError]]:
    """Name the plans for which `by_month` cannot read a month, and why."""
    for home in view.plans:
        try:
            for text in months:
                terms.read_span(text, home.plan.span)
        except UnreadableTermError as error:
            yield home.name, error


def read_in_each(
    view: View, text: str, read: Callable[[str, Period], tuple[Period, ...]]
) -> dict[str, tuple[Period, ...]]:
    """Read words in every plan that understands them, by the plans' short names.

    `read` takes the words and the plan's period, to which a month without a year belongs. Raises
    UnreadableTermError if no plan understands them.
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


_SORT_KEYS: dict[SortKey, Callable[[Standing], tuple[object, ...]]] = {
    SortKey.PLAN: lambda _: (),
    SortKey.DUE: lambda row: (row.due is None, row.due),
    SortKey.STATE: lambda row: (list(State).index(row.state), -row.days_late),
    SortKey.PARTY: lambda row: tuple(map(fold, row.item.responsible)),
}


def by_plan(rows: Iterable[Standing]) -> Iterator[tuple[NamedPlan, list[Standing]]]:
    """Yield runs of rows of one plan, with the plan."""
    for _, group in groupby(rows, key=lambda row: row.home.name):
        members = list(group)
        yield members[0].home, members


def by_section(rows: Iterable[Standing]) -> Iterator[tuple[Section, list[Standing]]]:
    """Yield runs of rows of one section, with the section."""
    for _, group in groupby(rows, key=lambda row: id(row.section)):
        members = list(group)
        yield members[0].section, members


def sort_rows(view: View, key: SortKey) -> View:
    """Sort rows stably, with items without a date last."""
    return view.only(sorted(view.rows, key=_SORT_KEYS[key]))


def parties_named(view: View, names: Sequence[str]) -> list[str]:
    """Find the parties meant by any of some names, in the order of the plans.

    An exact match is meant, else all parties whose names contain it. Raises UnknownPartyError.
    """
    known = list(view.parties)
    if any(not row.item.responsible for row in view.rows):
        known.append(NOBODY)
    meant: set[str] = set()
    for name in names:
        found = match_names(known, name)
        if not found:
            raise UnknownPartyError(name, known)
        meant.update(found)
    return [party for party in known if party in meant]


def sections_named(plans: Sequence[Plan], text: str) -> list[Section]:
    """Find the sections of a number from 1 or a part of a title, else raise UnknownSectionError."""
    numbered = [(str(n), each) for plan in plans for n, each in enumerate(plan.sections, start=1)]
    found = [section for number, section in numbered if number == text.strip()]
    if found:
        return found
    titles = [section.title for _, section in numbered]
    named = match_names(titles, text)
    if not named:
        raise UnknownSectionError(text, titles)
    return [section for _, section in numbered if section.title in named]


def match_names(names: Sequence[str], wanted: str) -> list[str]:
    """Find names equal to the wanted one, «№» and quotes ignored, else those that contain it."""
    needle = fold(wanted)
    exact = [name for name in names if fold(name) == needle]
    exact = exact or [name for name in names if _bare(name) == _bare(wanted)]
    if exact or not needle:
        return exact
    return [name for name in names if needle in fold(name)]


def _bare(name: str) -> str:
    """Strip from a name what people leave out: «Школа № 3» is «школа 3»."""
    return fold(re.sub(r"[№«»\"]", " ", name))


def read_status(text: str) -> State:
    """Read a status or a state by its key or its Russian name, else raise UnknownStatusError."""
    wanted = fold(text).replace("-", "_")
    for state, look in LOOKS.items():
        if wanted in {state, fold(look.name)}:
            return state
    names = (look.name for look in LOOKS.values())
    raise UnknownStatusError(text, [*LOOKS, *names, *OPEN_WORDS])


_RANGE = r"(?P<stem>(?:\w+\.)*)(?P<first>\d+)\s*[-–—]\s*(?P=stem)?(?P<last>\d+)\.?"
_DAY = r"\d\d?\.\d\d?\.(20)?\d\d|20\d\d-\d\d-\d\d"
_LONGEST_RANGE = 1000  # numbers; more is a typing slip


def plans_named(plans: Iterable[NamedPlan], text: str) -> list[NamedPlan]:
    """Find the plan of a name, the only one whose name ends so or in that folder, or all of a year.

    Raises UnknownPlanError.
    """
    plans = list(plans)
    found = _called(plans, text)
    if not found and re.fullmatch(r"\d{4}", text.strip()):
        spans = [(each, each.plan.span) for each in plans]
        found = [each for each, (first, last) in spans if first.year <= int(text) <= last.year]
    if not found:
        raise UnknownPlanError(text, [each.name for each in plans])
    return found


def _called(plans: Sequence[NamedPlan], text: str) -> list[NamedPlan]:
    wanted = fold(text)
    exact = [each for each in plans if fold(each.name) == wanted]
    if exact or not wanted:
        return exact
    tails = [each for each in plans if fold(each.name).endswith(wanted)]
    found = tails or [each for each in plans if fold(each.name).startswith(f"{wanted}/")]
    return found if len(found) == 1 else []


def _split(word: str, plans: Sequence[NamedPlan]) -> tuple[NamedPlan | None, str]:
    """Split a word at the last `/` whose left part names one plan, if there is one."""
    cut = word.rfind("/")
    while cut >= 0:
        named = _called(plans, word[:cut])
        if len(named) == 1:
            return named[0], word[cut + 1 :]
        cut = word[:cut].rfind("/")
    return None, word


def names_a_plan(word: str, plans: Sequence[NamedPlan]) -> bool:
    """Return whether a reference names a plan."""
    return _split(word, plans)[0] is not None


def items_named(
    words: Sequence[str],
    seen: View,
    others: View,
    *,
    late_elsewhere: bool,
    decided: Mapping[str, str],
) -> list[Standing]:
    """Find items by references, without duplicates, in the order given.

    Bare numbers are looked for in `seen`, all items of the plans in view, references with a plan's
    name also in `others`, those of the other plans found. With `late_elsewhere` a bare number is
    ambiguous if an overdue item of another plan has it too, as for changes: in January last year's
    item may well be meant. `decided`: the references that a person chose for ambiguous numbers.
    Raises NoSuchItemError, NotANumberError, AmbiguousItemError, UsageError.
    """
    index = _Index(seen, others, late_elsewhere=late_elsewhere)
    found: list[Standing] = []
    missing: list[str] = []
    for word in words:
        index.refuse_comma(word)
        for rows, number in index.meant(word):
            if not rows:
                missing.append(number)
            found += _only_one(rows, number, decided.get(number))
    if missing:
        _refuse(missing, words, seen, others)
    return list({row.ref: row for row in found}.values())


def _only_one(rows: list[Standing], number: str, decided: str | None) -> list[Standing]:
    chosen = [row for row in rows if row.ref == decided] or rows
    if len(chosen) > 1:
        told = [f"«{one_line(row.item.title)}»" for row in rows]
        if len(set(map(fold, told))) < len(told):
            told = [f"«{one_line(row.item.title)}» ({state_name(row.state)})" for row in rows]
        refs = [row.ref for row in rows]
        raise AmbiguousItemError(number, list(zip(refs, told, strict=True)))
    return chosen


def _refuse(missing: Sequence[str], words: Sequence[str], seen: View, others: View) -> None:
    for number in missing:
        if len(words) > 1 and (re.fullmatch(_DAY, number) or not re.search(r"\d", number)):
            raise NotANumberError(one_line(number))
    home, _ = _split(words[0], others.plans)  # only for these the numbers in view are no help
    known = [seen.name_of(row) for row in seen.rows]
    if home:
        known = [row.ref for row in others.rows if row.home == home]
    elsewhere = [row.ref for row in others.rows if same_id(row.item.id) in missing]
    raise NoSuchItemError([one_line(number) for number in missing], known, elsewhere)


class _Index:
    def __init__(self, seen: View, others: View, *, late_elsewhere: bool) -> None:
        self.plans = [*seen.plans, *others.plans]
        self.seen = seen.plans
        self.late = others.plans if late_elsewhere else ()
        self.by_plan: dict[str, dict[str, Standing]] = {home.name: {} for home in self.plans}
        for row in (*seen.rows, *others.rows):
            self.by_plan[row.home.name][same_id(row.item.id)] = row

    def meant(self, word: str) -> Iterator[tuple[list[Standing], str]]:
        """Yield each number of a word with the items that it may mean."""
        home, numbers = _split(word, self.plans)
        for number, named in ((word, None), (numbers, home)):  # it may have a comma or a slash
            found = self._rows(number, named)
            if found:
                yield found, same_id(number)
                return
        parts = [part for part in re.split(r"[,;]", numbers) if part.strip()]
        for part in parts or [numbers]:
            for number in self._numbers(part, home):
                yield self._rows(number, home), number

    def refuse_comma(self, word: str) -> None:
        """Refuse `1,1`, which names an item twice, and `1,2` if only an item 1.2 can be meant."""
        home, numbers = _split(word, self.plans)
        parts = numbers.strip().removeprefix("№").strip().split(",")
        if len(parts) == 1 or not all(part.isdecimal() for part in parts):
            return
        dotted = ".".join(parts)
        is_whole = bool(self._rows(numbers, home))
        is_list = len(set(parts)) == len(parts) and all(self._rows(part, home) for part in parts)
        is_twice = len(set(parts)) == 1
        if not is_whole and (is_twice or (not is_list and self._rows(dotted, home))):
            shown = one_line(word)
            raise UsageError(f"«{shown}» — пункт {dotted}? Номер пишется через точку: {dotted}")

    def _numbers(self, part: str, home: NamedPlan | None) -> list[str]:
        whole = same_id(part) or part
        found = re.fullmatch(_RANGE, part.strip().removeprefix("№").strip())
        if not found or self._rows(part, home):
            return [whole]
        first, last = int(found["first"]), int(found["last"])
        if not first <= last <= first + _LONGEST_RANGE:
            return [whole]
        return [f"{found['stem']}{number}" for number in range(first, last + 1)]

    def _rows(self, number: str, home: NamedPlan | None) -> list[Standing]:
        """Find a number in the named plan, else in those in view and overdue items of others."""
        if home:
            row = self.by_plan[home.name].get(same_id(number))
            return [row] if row else []
        found = [row for each in self.seen for row in self._rows(number, each)]
        elsewhere = [row for each in self.late for row in self._rows(number, each)]
        return found + [row for row in elsewhere if row.state is State.OVERDUE]
