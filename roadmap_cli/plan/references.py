"""References: the items meant by `7`, `№ 7`, `7-9`, `2020/7`, and the plans meant by a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadmap_cli.errors import (
    AmbiguousItemError,
    DottedNumberError,
    NoSuchItemError,
    NotANumberError,
    UnknownPlanError,
)
from roadmap_cli.plan.model import State, same_id, state_name
from roadmap_cli.wording import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from roadmap_cli.plan.standing import NamedPlan, Standing
    from roadmap_cli.plan.view import View

_RANGE = re.compile(r"(?P<stem>(?:\w+\.)*)(?P<first>\d+)\s*[-–—]\s*(?P=stem)?(?P<last>\d+)\.?")
_LONGEST_RANGE = 1000  # numbers; more is a typing slip


def plans_named(plans: Iterable[NamedPlan], text: str) -> list[NamedPlan]:
    """Find the plans meant by a name.

    That is the plan with that name, the only one whose name ends so, or all that touch the year.

    Raises:
        UnknownPlanError: there is none.

    """
    plans = list(plans)
    found = _called(plans, text) or _of_year(plans, text.strip())
    if not found:
        raise UnknownPlanError(text, [each.name for each in plans])
    return found


def _of_year(plans: Sequence[NamedPlan], text: str) -> list[NamedPlan]:
    """Find the plans that touch a year."""
    if not re.fullmatch(r"\d{4}", text):
        return []
    year = int(text)
    found = []
    for each in plans:
        first, last = each.plan.span
        if first.year <= year <= last.year:
            found.append(each)
    return found


def _called(plans: Sequence[NamedPlan], text: str) -> list[NamedPlan]:
    """Find the plan with that name, or the only one whose name ends so."""
    wanted = fold(text)
    exact = [each for each in plans if fold(each.name) == wanted]
    if exact or not wanted:
        return exact
    tails = [each for each in plans if fold(each.name).endswith(wanted)]
    return tails if len(tails) == 1 else []


def _split(word: str, plans: Sequence[NamedPlan]) -> tuple[NamedPlan | None, str]:
    """Split a word at the last `/` whose left part names one plan, if there is one."""
    cut = word.rfind("/")
    while cut >= 0:
        named = _called(plans, word[:cut])
        if len(named) == 1:
            return named[0], word[cut + 1 :]
        cut = word.rfind("/", 0, cut)
    return None, word


def names_a_plan(word: str, plans: Sequence[NamedPlan]) -> bool:
    """Return whether a reference names a plan."""
    home, _ = _split(word, plans)
    return home is not None


def find(
    words: Sequence[str],
    seen: View,
    others: View,
    *,
    late_elsewhere: bool,
    decided: Mapping[str, str],
) -> list[Standing]:
    """Find items by references, without duplicates, in the order given.

    Args:
        words: as people type them.
        seen: all items of the plans in view, where bare numbers are looked for.
        others: all items of the other plans found, for references with a plan's name.
        late_elsewhere: whether a bare number is ambiguous if an overdue item of another plan has it
            too, as for changes: in January last year's item may well be meant.
        decided: the references that a person chose for ambiguous numbers.

    Raises:
        NoSuchItemError: one of the numbers does not exist.
        NotANumberError: one of several words is not a number.
        DottedNumberError: a number has a comma instead of a dot.
        AmbiguousItemError: items of several plans have the number.

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
    """Return the item that a person chose, else the only one, if any.

    Raises:
        AmbiguousItemError: there are several, and nobody chose.

    """
    chosen = [row for row in rows if row.ref == decided] or rows
    if len(chosen) > 1:
        told = [f"«{one_line(row.item.title)}»" for row in rows]
        if len(set(map(fold, told))) < len(told):
            told = [
                f"{title} ({state_name(row.state)})" for title, row in zip(told, rows, strict=True)
            ]
        raise AmbiguousItemError(
            number, [(row.ref, text) for row, text in zip(rows, told, strict=True)]
        )
    return chosen


def _refuse(missing: Sequence[str], words: Sequence[str], seen: View, others: View) -> None:
    """Say which numbers are missing, perhaps in a plan not in view, or which word is no number."""
    for number in missing:
        if len(words) > 1 and not re.search(r"\d", number):
            raise NotANumberError(one_line(number))
    home, _ = _split(words[0], others.plans)  # only for these the numbers in view are no help
    known = [seen.name_of(row) for row in seen.rows]
    if home:
        known = [row.ref for row in others.rows if row.home == home]
    elsewhere = [row.ref for row in others.rows if same_id(row.item.id) in missing]
    raise NoSuchItemError([one_line(number) for number in missing], known, elsewhere)


class _Index:
    """The items of all plans by their numbers."""

    def __init__(self, seen: View, others: View, *, late_elsewhere: bool) -> None:
        self.plans = [*seen.plans, *others.plans]
        self.seen = seen.plans
        self.late = others.plans if late_elsewhere else ()
        self.by_plan: dict[str, dict[str, Standing]] = {}
        for home in self.plans:
            self.by_plan[home.name] = {}
        for row in (*seen.rows, *others.rows):
            self.by_plan[row.home.name][same_id(row.item.id)] = row

    def meant(self, word: str) -> Iterator[tuple[list[Standing], str]]:
        """Yield each number of a word with the items that it may mean."""
        whole = self._bare(word)
        if whole:
            yield whole, same_id(word)
            return
        home, numbers = _split(word, self.plans)
        if home and self._in(home, numbers):
            yield self._in(home, numbers), same_id(numbers)
            return
        parts = [part for part in re.split(r"[,;]", numbers) if part.strip()]
        for part in parts or [numbers]:
            for number in self._numbers(part, home):
                yield self._rows(number, home), number

    def refuse_comma(self, word: str) -> None:
        """Refuse `1,1`, which names an item twice, and `1,2` if only an item 1.2 can be meant.

        Raises:
            DottedNumberError: a dot was meant.

        """
        home, numbers = _split(word, self.plans)
        parts = numbers.strip().removeprefix("№").strip().split(",")
        if len(parts) == 1 or not all(part.isdecimal() for part in parts):
            return
        dotted = ".".join(parts)
        is_whole = bool(self._rows(numbers, home))
        is_list = len(set(parts)) == len(parts) and all(self._rows(part, home) for part in parts)
        is_twice = len(set(parts)) == 1
        if not is_whole and (is_twice or (not is_list and self._rows(dotted, home))):
            raise DottedNumberError(one_line(word), dotted)

    def _numbers(self, part: str, home: NamedPlan | None) -> list[str]:
        """Return the numbers of a range, or the part itself as one number."""
        whole = same_id(part) or part
        found = _RANGE.fullmatch(part.strip().removeprefix("№").strip())
        if not found or self._rows(part, home):
            return [whole]
        first, last = int(found["first"]), int(found["last"])
        if not first <= last <= first + _LONGEST_RANGE:
            return [whole]
        return [f"{found['stem']}{number}" for number in range(first, last + 1)]

    def _rows(self, number: str, home: NamedPlan | None) -> list[Standing]:
        """Find a number in the named plan, or anywhere if none is named."""
        return self._in(home, number) if home else self._bare(number)

    def _in(self, home: NamedPlan, number: str) -> list[Standing]:
        """Find a number in one plan: one item or none."""
        row = self.by_plan[home.name].get(same_id(number))
        return [row] if row else []

    def _bare(self, number: str) -> list[Standing]:
        """Find a number in the plans in view and among the overdue items of others."""
        found: list[Standing] = []
        for home in self.seen:
            found += self._in(home, number)
        for home in self.late:
            elsewhere = self._in(home, number)
            found += [row for row in elsewhere if row.state is State.OVERDUE]
        return found
