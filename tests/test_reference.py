"""The program against the reference model: random courses of items, asked for every day."""

from __future__ import annotations

import json
import os
import random
import re
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import date, timedelta
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from docx import Document
from docx.oxml.ns import qn
from reference_model import (
    HALVES,
    QUARTERS,
    REPORTS,
    TERMS,
    UNCLEAR,
    Course,
    Deed,
    Event,
    Item,
    day,
)
from versions import data, merged

from roadmap_cli.cli.main import run
from roadmap_cli.exchange import word
from roadmap_cli.plan.problems import edited_by_hand
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View
from roadmap_cli.planfile import find
from roadmap_cli.team.raw import SIDES
from roadmap_cli.views import output, report_text
from roadmap_cli.views import report as reports

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

FIRST, LAST = date(2020, 1, 1), date(2021, 1, 31)
DAYS = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
WRITTEN = r"^_?Составлено |\"today\""
"""What a report says of the day on which it was written."""
FIGURES = (
    "done_in_time",
    "done_late",
    "overdue",
    "submitted",
    "in_progress",
    "not_due",
    "undated",
    "unclear",
    "cancelled",
)
DEEDS = {
    "start": 2,
    "progress": 3,
    "submit": 4,
    "return": 2,
    "done": 8,
    "correct": 3,
    "postpone": 4,
    "amend": 2,
    "cancel": 2,
    "reopen": 3,
    "note": 1,
    "undo": 2,
}


class Story(NamedTuple):
    """The terms of a plan's items, and what is done to them."""

    terms: tuple[str, ...]
    deeds: tuple[Deed, ...]


def a_story(chance: random.Random) -> Story:
    """Make up a plan of one to three items and up to a dozen deeds."""
    terms = tuple(chance.choice(list(TERMS)) for _ in range(chance.choice([1, 1, 2, 3])))
    ends = [last for spans in TERMS.values() for _, last in spans if last < LAST]
    pool = [chance.choice(DAYS) for _ in range(3)]
    pool += [chance.choice(ends) + timedelta(chance.choice([0, 0, 1, 6])) for _ in range(5)]
    days = sorted(min(chance.choice(pool), LAST) for _ in range(chance.randint(1, 12)))
    deeds = []
    for count, today in enumerate(days):
        did = chance.choices(list(DEEDS), list(DEEDS.values()))[0]
        number = chance.randrange(len(terms))
        term = terms[number]
        back = chance.choice([None, None, 0, 1, 5, 20, 60, -3])
        on = None if back is None or did in {"reopen", "undo"} else today - timedelta(days=back)
        if on and chance.random() < 0.5:
            on = chance.choice([day for day in pool if day <= today])
        if on and (on < FIRST or did == "return"):
            on = None
        new: str | date | None = None
        if did == "postpone":
            ends = [last for _, last in TERMS[term]]
            new = chance.choice([*ends, *(today + timedelta(days=n) for n in (-20, 1, 10, 30, 60))])
        if did == "amend":
            new = chance.choice(["Август", "Ноябрь", "Сентябрь", "ежеквартально"])
            if new == term:
                new = "до 15 марта"
        period = None
        if did in {"done", "correct"} and len(TERMS[term]) > 1:
            wanted = [*range(len(TERMS[term]))]
            period = chance.choice(wanted if did == "correct" else [None, None, *wanted])
        if did == "undo":
            deeds.append(Deed(today, number, did))
            continue
        said = did in {"progress", "note", "return", "cancel", "postpone", "amend"}
        note = f"п{count}" if said or chance.random() < 0.6 else None
        if did == "correct" and note is None and on is None:
            note = f"п{count}"
        deeds.append(Deed(today, number, did, on, note, period, new))
    return Story(terms, tuple(deeds))


def _line(deed: Deed, term: str) -> list[str]:
    """Give the command line of a deed."""
    number = str(deed.item + 1)
    words = ["done", number, "--correct"] if deed.did == "correct" else [deed.did, number]
    if deed.did == "undo":
        words = ["undo"]
    if deed.did == "postpone":
        words.append(f"{deed.term:%d.%m.%Y}")
    if deed.did == "amend":
        words += ["--term", str(deed.term)]
    if deed.note and deed.did in {"progress", "note"}:
        words.append(deed.note)
    elif deed.note:
        reasoned = deed.did in {"return", "cancel", "postpone", "amend"}
        words += ["--reason" if reasoned else "--note", deed.note]
    if deed.period is not None:
        names = HALVES if len(TERMS[term]) == len(HALVES) else QUARTERS
        words += ["--period", names[deed.period]]
    if deed.on:
        words += ["--date", deed.on.isoformat()]
    return [*words, "--today", deed.today.isoformat()]


def plan(terms: Sequence[str]) -> str:
    """Write a plan with an item a term."""
    lines = [
        f"      - id: {count}\n        title: Дело {count}\n        term: {term}\n"
        f"        responsible: [ОУ]\n        status: planned\n"
        for count, term in enumerate(terms, 1)
    ]
    return f"title: План\nyear: 2020\nsections:\n  - title: Раздел\n    items:\n{''.join(lines)}"


class World:
    """A plan on disk and the same in the model."""

    def __init__(self, folder: Path, terms: Sequence[str], *, stamped: bool = False) -> None:
        """Begin with nothing recorded; stamped, events get times of their own day."""
        self.stamped = stamped
        self.path = folder / "roadmap_2020.yaml"
        self.path.write_text(plan(terms), encoding="utf-8")
        for stray in folder.glob(".roadmap*"):
            stray.unlink()
        self.items = [Item(term) for term in terms]
        self.done: list[int] = []

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Run a command where the plan is."""
        out, err = StringIO(), StringIO()
        with chdir(self.path.parent), redirect_stdout(out), redirect_stderr(err):
            code = run(words)
        return code, out.getvalue(), err.getvalue()

    def play(self, deed: Deed, seq: int) -> Iterator[str]:
        """Do a deed in both; tell where only one of them takes it."""
        before = self.path.read_bytes()
        if deed.did == "undo" and self.stamped:
            return
        if deed.did == "undo":
            taken = bool(self.done)
            if taken:
                self.items[self.done.pop()].events.pop()
            term = ""
        else:
            item = self.items[deed.item]
            term = item.course(deed.today).term
            if deed.period is not None and not deed.period < len(TERMS[term]) > 1:
                deed = deed._replace(period=None)  # the term is another one by now
            event = item.decide(deed, seq)
            taken = event is not None
            if event:
                item.events.append(event)
                self.done.append(deed.item)
        code, out, err = self(*_line(deed, term))
        changed = self.path.read_bytes() != before
        if self.stamped and changed:
            at = f"{deed.today}T12:00:{seq:02}+00:00"
            old = [line for line in before.decode().splitlines() if "{at: " in line]
            lines = self.path.read_text("utf-8").splitlines(keepends=True)
            lines = [
                re.sub("at: [^,]*", f"at: '{at}'", line)
                if "{at: " in line and line.rstrip() not in old
                else line
                for line in lines
            ]
            self.path.write_text("".join(lines), "utf-8")
        if changed != taken:
            yield f"taken by {'the program' if changed else 'the model'} alone: {out or err}"
        if code not in {0, 2} and (code, deed.did) != (4, "undo"):
            yield f"exit {code}: {err}"

    def forget(self, said: dict[date, Any], deed: Deed, seq: int) -> None:
        """Leave out what was said of days for which something was recorded since, or taken back."""
        events = [event.day for item in self.items for event in item.events if event.seq == seq]
        for on in list(said):
            if deed.did == "undo" or any(day <= on < deed.today for day in events):
                del said[on]

    def look(self) -> NamedPlan:
        """Read the plan."""
        loaded = find.load(self.path)
        return NamedPlan("2020", loaded.plan)


def report(home: NamedPlan, on: date, today: date) -> dict[str, Any]:
    """Give the report as of a day as data."""
    found: dict[str, Any] = json.loads(report_text.json_text(View.of([home], on), today))
    for rows in found.values():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                row.pop("history", None)
    return found


def wanted_item(course: Course) -> dict[str, Any]:
    """Give what the model says of an item."""
    state, found = course.state(), course.marks
    dates = [mark.day.isoformat() if (mark := found.get(n)) else None for n in range(course.count)]
    while dates and dates[-1] is None:
        dates.pop()
    told: dict[str, Any] = {"status": course.status, "state": state, "executed": dates}
    if course.status not in {"done", "cancelled"}:
        told["due"] = course.due.isoformat() if course.due else None
        missed = course.missed()
        if missed and not course.report:
            told["days_late"] = (course.on - missed).days
        elif state == "submitted" and course.report:
            told["days_late"] = course.late(course.report)
    if state in {"done", "done_late"} and course.count == 1:
        told["days_late"] = sum(course.late(mark) for mark in found.values())
    return told


def wanted_report(items: Sequence[Item], on: date) -> dict[str, Any]:
    """Give what the model says in the report as of a day."""
    courses = [item.course(on) for item in items]
    columns = [course.column() for course in courses]
    sums = [course.terms() for course in courses]
    executed, removed = [], []
    for number, course in enumerate(courses, 1):
        for mark in course.marks.values():
            if not course.removal:
                due = end.isoformat() if (end := course.due_of(mark)) else None
                executed.append(
                    [str(number), due, mark.day.isoformat(), course.late(mark), mark.evidence]
                )
        if course.removal:
            removed.append([str(number), course.removal.day.isoformat(), course.removal.note])
    return {
        "figures": {name: columns.count(name) for name in FIGURES},
        "current": {name: sum(each[name] for each in sums) for name in sums[0]},
        "executed": sorted(executed, key=str),
        "cancelled": removed,
    }


def told_report(found: dict[str, Any], remarks: Container[str | None]) -> dict[str, Any]:
    """Give the same from the program's report; a remark may stand where there is no paper."""
    executed = [
        [each[key] for key in ("id", "due", "executed", "days_late", "evidence")]
        for each in found["executed"]
    ]
    for each in executed:
        each[-1] = None if each[-1] in remarks else each[-1]
    current = found["total"]["current"]
    return {
        "figures": {name: found["total"][name] for name in FIGURES},
        "current": {name: current[name] for name in ("due", "executed", "in_time", "early")},
        "executed": sorted(executed, key=str),
        "cancelled": [[each["id"], each["decided"], each["basis"]] for each in found["cancelled"]],
    }


def turning(items: Sequence[Item]) -> list[date]:
    """Give the days on which something may change, and their neighbours."""
    found = {FIRST, LAST}
    for item in items:
        found |= {last for spans in TERMS.values() for _, last in spans}
        for event in item.events:
            found.add(event.day)
            if isinstance(event.term, date):
                found.add(event.term)
    return sorted({day + timedelta(n) for day in found for n in (-1, 0, 1)} & set(DAYS))


def differences(
    folder: Path, story: Story, *, every_day: bool = False, hand: int | None = None
) -> Iterator[str]:
    """Play a story in both and tell where they differ."""
    world = World(folder, story.terms)
    said: dict[date, dict[str, Any]] = {}
    for seq, deed in enumerate(story.deeds):
        found = list(world.play(deed, seq))
        yield from (f"{seq}: {each}" for each in found)
        if found:
            return
        said[deed.today] = report(world.look(), deed.today, deed.today)
        world.forget(said, deed, seq)
        for on, then in said.items():
            now = report(world.look(), on, deed.today)
            yield from (
                f"{seq}: the report of {on} had {key}: {then[key]}, has {now[key]}"
                for key in then
                if key != "today" and then[key] != now[key]
            )
    yield from compared(world, every_day=every_day)
    yield from quarters(world)
    if hand is not None:
        yield from by_hand(world, random.Random(hand))


def compared(world: World, *, every_day: bool = False) -> Iterator[str]:
    """Ask both about the days and tell where they differ."""
    home = world.look()
    remarks = {event.note for item in world.items for event in item.events if event.did == "note"}
    for on in DAYS if every_day else turning(world.items):
        view = View.of([home], on)
        for row, item in zip(view.rows, world.items, strict=True):
            want, told = wanted_item(item.course(on)), output.item_json(row)
            for key, value in want.items():
                if told[key] != value:
                    yield f"{on} {row.item.id} {key}: {told[key]}, model {value}"
        want = wanted_report(world.items, on)
        told = told_report(report(home, on, LAST), remarks)
        for key, value in want.items():
            if told[key] != value:
                yield f"{on} report {key}: {told[key]}, model {value}"


def merge_differences(  # noqa: C901  # a story told in a row
    folder: Path, story: Story, split: int
) -> Iterator[str]:
    """Play the head of a story, its tail in two versions by turns, and merge these."""
    base = World(folder, story.terms, stamped=True)
    for seq, deed in enumerate(story.deeds[:split]):
        yield from base.play(deed, seq)
    text = base.path.read_text("utf-8")
    known = [list(item.events) for item in base.items]
    sides = []
    for side in (0, 1):
        world = World(folder, story.terms, stamped=True)
        world.path.write_text(text, encoding="utf-8")
        for item, events in zip(world.items, known, strict=True):
            item.events[:] = events
        for seq, deed in enumerate(story.deeds[split:], split):
            if seq % 2 == side:
                yield from world.play(deed, seq)
        sides.append((world.path.read_text("utf-8"), world.items))
    (ours, our_items), (theirs, their_items) = sides
    there, back = merged(text, ours, theirs), merged(text, theirs, ours)
    if bool(there.questions) != bool(back.questions):
        yield f"asked in one direction alone: {there.questions}, {back.questions}"
    for chosen in product(SIDES, repeat=len(there.questions)):
        answers = {each.key: side for each, side in zip(there.questions, chosen, strict=True)}
        base.path.write_text(merged(text, ours, theirs, answers).text, encoding="utf-8")
        home = base.look().plan
        edited = [(item.id, keys) for item in home.items if (keys := edited_by_hand(home, item))]
        if edited:
            yield f"answers {answers} leave what their replay does not say: {edited}"
    if there.questions or back.questions:
        return
    if data(there.text) != data(back.text):
        yield f"two directions differ: {there.text} {back.text}"
    corrected = [
        {
            event.period
            for one, known in zip(items, base.items, strict=True)
            for event in one.events
            if event.did == "correct" and event not in known.events
        }
        for items in (our_items, their_items)
    ]
    if corrected[0] & corrected[1]:
        return  # each keeps what it alone has said of the mark
    base.path.write_text(there.text, encoding="utf-8")
    for item, one, two in zip(base.items, our_items, their_items, strict=True):
        item.merge(one, two)
    yield from compared(base)


def by_hand(world: World, chance: random.Random) -> Iterator[str]:
    """Edit the summary of an item by hand, as the guide allows, and compare what the items are."""
    number = chance.randrange(len(world.items))
    item = world.items[number]
    now, latest = item.course(LAST), max((each.day for each in item.events), default=FIRST)
    kind = chance.choice(["executed", "status", "postponed_to"])
    if not now.open or now.removal or now.report:
        return
    if kind == "executed":
        which, on = now.open[0], chance.choice(DAYS)
        event = Event(999, "done", on, period=which)
        if now.status == "planned" and now.count > 1:
            item.events.append(Event(998, "start", latest))
        item.events.append(event)
        dates = [now.marks[n].day if n in now.marks else None for n in range(now.count)]
        dates[which] = on
        rest = dates[: 1 + max(n for n, each in enumerate(dates) if each)]
        status = "in_progress" if None in dates else "done"
        written = f"status: {status}\n        executed: [{', '.join(str(d or '~') for d in rest)}]"
    elif kind == "status":
        item.events.append(Event(999, "cancel", latest))
        written = "status: cancelled"
    else:
        if not now.due or now.moved:
            return
        on = now.due + timedelta(days=20)
        item.events.append(Event(999, "postpone", latest, period=now.open[0], term=on))
        written = f"status: {now.status}\n        postponed_to: {on:%d.%m.%Y}"
    head, *blocks = world.path.read_text("utf-8").split("      - id: ")
    if kind == "executed":
        blocks[number] = re.sub(r" *executed: .*\n", "", blocks[number])
    blocks[number] = re.sub(r"status: \w+", written, blocks[number], count=1)
    world.path.write_text("      - id: ".join([head, *blocks]), "utf-8")
    for each in compared(world):
        if " report " not in each:
            yield f"{kind} by hand: {each}"


def quarters(world: World) -> Iterator[str]:
    """Ask for the report of each quarter after the last of them, and tell where both differ."""
    for name, (_, last) in zip(QUARTERS, TERMS["ежеквартально"], strict=True):
        words = ("report", "--period", name, "--format", "json", "--today", LAST.isoformat())
        code, out, err = world(*words)
        if code:
            yield f"{name}: {err}"
            return
        total = json.loads(out)["total"]
        columns = [item.course(last).column(over=True) for item in world.items]
        told = {key: total[key] for key in FIGURES}
        want = {key: columns.count(key) for key in FIGURES}
        if told != want:
            yield f"{name}: {told}, model {want}"


def shortest(folder: Path, story: Story) -> Story:
    """Leave out deeds and items as long as there is a difference."""
    found = True
    while found:
        found = False
        for number in range(len(story.deeds)):
            less = story._replace(deeds=story.deeds[:number] + story.deeds[number + 1 :])
            if next(differences(folder, less), None):
                story, found = less, True
                break
    return story


def told(folder: Path, story: Story, hand: int | None = None) -> str:
    """Tell a story with its differences."""
    lines = [str(story.terms)]
    lines += [" ".join(_line(deed, story.terms[deed.item])) for deed in story.deeds]
    return "\n".join([*lines, *list(differences(folder, story, hand=hand))[:4]])


def _check(folder: Path, seed: int) -> None:
    story = a_story(random.Random(seed))
    if next(differences(folder, story, hand=seed), None):
        pytest.fail(f"seed {seed}: {told(folder, shortest(folder, story), seed)}")


def _check_merge(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    terms, deeds = a_story(chance)
    terms = tuple("Август" if term == UNCLEAR else term for term in terms)
    story = Story(terms, tuple(deed._replace(period=None) for deed in deeds))
    split = chance.randint(0, len(deeds) // 2)
    with chdir(folder):
        found = list(merge_differences(folder, story, split))
    assert not found, (seed, story, split, found[:4])


@pytest.mark.parametrize("seed", [*range(12), 10519, 11832, 13857, 14777, 40032])
def test_the_program_tells_what_the_model_tells(tmp_path: Path, seed: int) -> None:
    _check(tmp_path, seed)


def test_every_day_of_a_year(tmp_path: Path) -> None:
    story = a_story(random.Random(2))
    assert not list(differences(tmp_path, story, every_day=True))


def papers(home: NamedPlan, on: date, today: date) -> dict[str, list[str]]:
    """Give the words of the report as of a day in its forms, but for the day of writing."""
    content = reports.build(View.of([home], on), today)
    document = Document(BytesIO(word.report_document(content)))
    told = {
        "docx": [node.text for node in document.element.body.iter(qn("w:t"))],
        "markdown": report_text.markdown(content).splitlines(),
        "csv": report_text.csv_text(content).splitlines(),
        "json": json.dumps(report(home, on, today), indent=1).splitlines(),
    }
    for lines in told.values():
        lines[:] = [each for each in lines if not re.search(WRITTEN, each or "")]
    return {form: [each for each in lines if each] for form, lines in told.items()}


@pytest.mark.parametrize(
    "seed",
    [*range(40, 43), *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(43, 70))],
)
def test_a_report_written_later_is_the_one_of_its_day(tmp_path: Path, seed: int) -> None:
    story = a_story(random.Random(seed))
    world = World(tmp_path, story.terms)
    said: dict[date, dict[str, list[str]]] = {}
    for seq, deed in enumerate(story.deeds):
        assert not list(world.play(deed, seq))
        home = world.look()
        said[deed.today] = papers(home, deed.today, deed.today)
        world.forget(said, deed, seq)
        for on, then in said.items():
            assert papers(home, on, deed.today) == then, (seq, on)


@pytest.mark.parametrize(
    "seed", [*range(200, 206), 316, 393, 10385, 14080, 20298, 20396, 630030, 630049, 640023]
)
def test_a_merge_is_the_replay_of_both_sides(tmp_path: Path, seed: int) -> None:
    _check_merge(tmp_path, seed)


@pytest.mark.torture
@pytest.mark.timeout(36000)
@pytest.mark.parametrize("part", range(10))
def test_thousands_of_stories(tmp_path: Path, part: int) -> None:
    count = int(os.environ.get("TORTURE_EXAMPLES", "5000")) // 10
    for seed in range(10_000 + part * count, 10_000 + (part + 1) * count):
        _check(tmp_path, seed)
        if seed % 5 == 0:
            _check_merge(tmp_path, seed)


REPORTED = Deed(day("06-07"), 0, "submit", note="письмо")
DONE = Deed(day("03-16"), 0, "done", note="протокол")


@pytest.mark.parametrize(
    ("term", "deeds"),
    [
        # a correction to an earlier day keeps the note, as of the days between too
        ("Сентябрь", [DONE, Deed(day("12-01"), 0, "correct", day("02-12"))]),
        (
            "ежеквартально",
            [
                Deed(day("03-16"), 0, "submit", note="письмо"),
                Deed(day("03-17"), 0, "done"),
                Deed(day("12-01"), 0, "correct", day("02-12"), period=0),
            ],
        ),
        # a mark corrected twice keeps the report that it accepted, as of its first day too
        (
            "Сентябрь",
            [
                Deed(day("03-21"), 0, "submit", note="письмо"),
                Deed(day("05-05"), 0, "done", day("03-21"), "протокол"),
                Deed(day("06-19"), 0, "correct", day("04-20"), "акт"),
                Deed(day("06-19"), 0, "correct", day("03-21")),
            ],
        ),
        # and its note is the one of the latest correction, as of the days before that
        (
            "Сентябрь",
            [
                Deed(day("03-21"), 0, "done", note="протокол"),
                Deed(day("05-01"), 0, "correct", day("03-10")),
                Deed(day("05-02"), 0, "correct", note="акт"),
                Deed(day("05-03"), 0, "correct", day("03-05")),
            ],
        ),
        # a postponement of what an order had changed is none of the days before
        (
            REPORTS,
            [
                Deed(day("03-31"), 0, "amend", note="приказ", term="Ноябрь"),
                Deed(day("10-01"), 0, "postpone", note="письмо", term=day("12-10")),
            ],
        ),
        # a report is accepted with an earlier day; the paper of one that was sent back is nobody's
        ("Ноябрь", [REPORTED, Deed(day("07-10"), 0, "done", day("05-23"))]),
        (
            "Ноябрь",
            [
                REPORTED,
                Deed(day("06-08"), 0, "return", note="нет подписи"),
                Deed(day("07-10"), 0, "done"),
                Deed(day("07-11"), 0, "correct", day("06-30")),
            ],
        ),
        # an order between a mark and its reopening
        (
            "Сентябрь",
            [
                DONE,
                Deed(day("07-08"), 0, "amend", note="приказ", term="до 15 марта"),
                Deed(day("09-30"), 0, "reopen"),
            ],
        ),
        # an order that makes four terms of one, entered for a day before the reopening of that one
        (
            "Ноябрь",
            [
                DONE,
                Deed(day("10-06"), 0, "reopen"),
                Deed(day("10-06"), 0, "amend", day("04-15"), "приказ", term="ежеквартально"),
            ],
        ),
        # two terms marked under an order are no terms of the days before it
        (
            "до 15 марта",
            [
                Deed(day("07-27"), 0, "amend", day("06-30"), "приказ", term="ежеквартально"),
                Deed(day("12-31"), 0, "done", day("12-11"), "протокол"),
                Deed(day("12-31"), 0, "done", note="ещё протокол"),
            ],
        ),
        # a term marked under an order keeps its place as of days before the order
        (
            "ежеквартально",
            [
                Deed(day("12-01"), 0, "amend", note="приказ", term=REPORTS),
                Deed(day("12-02"), 0, "done", day("07-05"), "протокол", period=1),
            ],
        ),
        # so does a report that is accepted under an order of one term
        (
            "ежеквартально",
            [
                Deed(day("05-19"), 0, "submit"),
                Deed(day("10-10"), 0, "amend", note="приказ", term="Сентябрь"),
                Deed(day("12-07"), 0, "done"),
            ],
        ),
        # a wording that cannot be read, a report after its postponed term, another postponement
        (
            "Сентябр",
            [
                Deed(day("03-19"), 0, "postpone", note="письмо", term=day("03-20")),
                Deed(day("11-12"), 0, "postpone", note="второе", term=day("12-23")),
                Deed(day("11-30"), 0, "submit", day("09-06"), "отчёт"),
            ],
        ),
        # a mark alone is no beginning once it is taken back, whatever was decided in between
        (
            "2 раза в год",
            [
                Deed(day("03-04"), 0, "done"),
                Deed(day("03-31"), 0, "cancel", note="приказ"),
                Deed(day("11-03"), 0, "reopen"),
                Deed(day("11-04"), 0, "reopen"),
            ],
        ),
        (
            "2 раза в год",
            [
                Deed(day("03-04"), 0, "done"),
                Deed(day("07-06"), 0, "done"),
                Deed(day("11-03"), 0, "reopen"),
                Deed(day("11-04"), 0, "reopen"),
            ],
        ),
        # a removal entered for a day before the reopening of an execution drops no date
        (
            "Сентябр",
            [
                Deed(day("04-18"), 0, "done", note="протокол"),
                Deed(day("10-06"), 0, "reopen"),
                Deed(day("12-06"), 0, "cancel", day("04-18"), "приказ"),
            ],
        ),
        # decisions about the term count in the order of their days, whenever they are entered
        (
            "Сентябрь",
            [
                Deed(day("05-01"), 0, "postpone", note="второе", term=day("10-15")),
                Deed(day("06-01"), 0, "postpone", day("04-01"), "первое", term=day("11-15")),
                Deed(day("06-02"), 0, "amend", day("04-20"), "приказ", term="Август"),
            ],
        ),
        (
            "Сентябрь",
            [
                Deed(day("11-30"), 0, "amend", note="приказ", term="до 15 марта"),
                Deed(day("12-12"), 0, "postpone", day("10-13"), "письмо", term=day("2021-01-11")),
            ],
        ),
        # a removal is not entered again for a day on which it stood
        (
            "Август",
            [
                Deed(day("04-16"), 0, "cancel", day("04-11"), "приказ"),
                Deed(day("08-31"), 0, "reopen"),
                Deed(day("09-15"), 0, "cancel", day("04-16"), "другой приказ"),
            ],
        ),
        # a date that is corrected of a term that could not be read, and was given by a postponement
        (
            "Сентябр",
            [
                Deed(day("03-15"), 0, "postpone", day("01-15"), "письмо", term=day("04-14")),
                Deed(day("09-06"), 0, "done", day("08-17"), "протокол"),
                Deed(day("09-06"), 0, "correct", day("09-06")),
            ],
        ),
    ],
)
def test_stories_that_were_told_wrong(tmp_path: Path, term: str, deeds: list[Deed]) -> None:
    assert not list(differences(tmp_path, Story((term,), tuple(deeds))))


def test_two_orders_the_second_of_an_earlier_day(tmp_path: Path) -> None:
    world = World(tmp_path, ["до 15 марта"])
    for term, of, today in (("Сентябрь", "02-20", "02-20"), ("Август", "02-10", "04-20")):
        line = f"amend 1 --term {term} --reason приказ --date 2020-{of} --today 2020-{today}"
        assert world(*line.split())[0] == 0
    (row,) = View.of([world.look()], day("02-15")).rows
    assert row.due == day("08-31")
