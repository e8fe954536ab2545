"""The calendar, read back by a library that knows the format."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from golden_files import same_as_golden
from icalendar import Calendar
from papers import write_plan

from roadmap_cli.exchange import ics

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap


SATURDAY = 5


def _events(text: str) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def _by_title(text: str) -> dict[str, Any]:
    return {str(each["SUMMARY"]): each for each in _events(text)}


@pytest.mark.usefixtures("october")
def test_open_items_stand_on_their_control_dates(roadmap: Roadmap) -> None:
    events = _events(roadmap("calendar").out)
    numbers = [str(each["SUMMARY"]).split(".")[0] for each in events]
    assert numbers == ["3", "5", "6", "8", "9", "10", "12", "13", "14", "15", "16", "17", "18"]
    days = {str(each["SUMMARY"]).split(".")[0]: each["DTSTART"].dt for each in events}
    assert (days["8"], days["14"], days["3"]) == (
        date(2020, 10, 31),
        date(2020, 12, 20),
        date(2020, 12, 31),
    )
    for each in events:
        assert each["DTEND"].dt - each["DTSTART"].dt == timedelta(days=1)
        assert each["TRANSP"] == "TRANSPARENT"
        (alarm,) = each.walk("VALARM")
        rings = datetime.combine(each["DTSTART"].dt, time()) + alarm["TRIGGER"].dt
        assert (rings.hour, rings.weekday() < SATURDAY) == (9, True)
        assert timedelta(days=-6) < alarm["TRIGGER"].dt < timedelta(days=-2)
    moved = next(each for each in events if str(each["SUMMARY"]).startswith("14."))
    assert "Срок по плану: Ноябрь, перенесён на 20.12.2020" in str(moved["DESCRIPTION"])


def test_a_calendar_word_for_word(plan: Path, roadmap: Roadmap) -> None:
    moved = {"by": "Я", "did": "postpone", "was": "Ноябрь", "became": "до 20 декабря"}
    moved |= {"at": "2020-09-21T10:00:00+03:00", "date": "2020-09-21", "note": "письмо"}
    items = [
        {"id": 1, "title": "Отчёт; о \\делах\\, всех", "term": "ежеквартально"},
        {"id": 2, "title": "Слёт", "term": "Ноябрь", "postponed_to": "до 20 декабря"},
        {"id": 3, "title": "Поход", "term": "до 6 октября"},
    ]
    items[0] |= {"responsible": ["МОЦ", "ОУ"], "executed": [date(2020, 3, 30)]}
    items[1] |= {"responsible": ["МОЦ"], "history": [moved]}
    write_plan(plan, items, order={"number": "5", "date": date(2020, 1, 17)})
    text = roadmap("calendar").out
    assert text.count("\r\n") == text.count("\n")
    same_as_golden("calendar.ics", text.replace("\r\n", "\n"))


@pytest.mark.usefixtures("october")
def test_two_runs_write_the_same_bytes(roadmap: Roadmap, plan: Path) -> None:
    for name in ("а.ics", "б.ics"):
        assert roadmap("calendar", "--output", name).out == f"Записано: {name}\n"
    first, second = ((plan.parent / name).read_bytes() for name in ("а.ics", "б.ics"))
    assert first == second
    assert first.decode() == roadmap("calendar").out


def test_an_item_that_moves_keeps_its_name_and_counts_up(plan: Path, roadmap: Roadmap) -> None:
    before = {str(each["UID"]): each for each in _events(roadmap("calendar").out)}
    assert len(before) == 18
    roadmap("postpone", "14", "до 20 декабря", "--reason", "письмо")
    after = {str(each["UID"]): each for each in _events(roadmap("calendar").out)}
    assert after.keys() == before.keys()
    moved = [uid for uid in after if after[uid]["DTSTART"].dt != before[uid]["DTSTART"].dt]
    assert [str(after[uid]["SUMMARY"])[:3] for uid in moved] == ["14."]
    assert after[moved[0]]["SEQUENCE"] > before[moved[0]]["SEQUENCE"]
    assert after[moved[0]]["DTSTAMP"].dt > before[moved[0]]["DTSTAMP"].dt
    copy = plan.rename(plan.with_name("roadmap_иначе.yaml"))
    elsewhere = _events(roadmap("--file", str(copy), "calendar").out)
    assert {str(each["UID"]) for each in elsewhere} == after.keys()


def test_each_open_period_has_its_own_event(plan: Path, roadmap: Roadmap) -> None:
    quarterly = {"id": 1, "title": "а", "term": "ежеквартально"}
    undated = {"id": 2, "title": "б", "term": "по мере необходимости"}
    write_plan(plan, [quarterly, undated])
    whole = {str(each["UID"]): each["DTSTART"].dt for each in _events(roadmap("calendar").out)}
    assert list(whole.values()) == [
        date(2020, 3, 31),
        date(2020, 6, 30),
        date(2020, 9, 30),
        date(2020, 12, 31),
    ]
    roadmap("done", "1", "--date", "2020-03-30")
    rest = {str(each["UID"]): each["DTSTART"].dt for each in _events(roadmap("calendar").out)}
    assert rest == dict(list(whole.items())[1:])


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ({}, {"title": "Иначе"}, True),
        ({}, {"folder": "школа-2"}, False),
        ({"folder": "школа-1/data"}, {"folder": "школа-2/data"}, False),
        ({"name": "roadmap_а.yaml"}, {"name": "roadmap_б.yaml"}, False),
        ({"order": "5"}, {"order": "5", "title": "Иначе", "folder": "школа-2"}, True),
        ({"order": "5"}, {"order": "6"}, False),
        ({"uid": "а1"}, {"uid": "а1", "order": "5", "name": "roadmap_б.yaml"}, True),
        ({"uid": "а1"}, {"uid": "а2"}, False),
    ],
)
def test_a_plan_is_known_by_its_uid_else_its_order_else_its_place(
    tmp_path: Path,
    roadmap: Roadmap,
    first: dict[str, str],
    second: dict[str, str],
    *,
    is_same: bool,
) -> None:
    names = []
    for facts in (first, second):
        more: dict[str, Any] = {key: facts[key] for key in ("title", "uid") if key in facts}
        if "order" in facts:
            more["order"] = {"number": facts["order"], "date": date(2020, 1, 17)}
        folder = tmp_path / facts.get("folder", "школа-1")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / facts.get("name", "roadmap_2020.yaml")
        write_plan(path, [{"id": 1, "title": facts.get("title", "а"), "term": "Сентябрь"}], **more)
        (event,) = _events(roadmap("--file", str(path), "calendar").out)
        names.append(str(event["UID"]))
    assert (names[0] == names[1]) is is_same


def test_schools_under_one_order_have_events_of_their_own(tmp_path: Path, roadmap: Roadmap) -> None:
    for school in ("школа-1", "школа-2"):
        (tmp_path / school).mkdir()
        order = {"number": "5", "date": date(2020, 1, 17)}
        item = {"id": 1, "title": "а", "term": "Сентябрь"}
        write_plan(tmp_path / school / "roadmap_2020.yaml", [item], order=order)
    events = _events(roadmap("--file", str(tmp_path), "calendar").out)
    assert len({str(each["UID"]) for each in events}) == 2


def test_a_file_that_is_replaced_never_counts_down(plan: Path, roadmap: Roadmap) -> None:
    write_plan(plan, [{"id": 1, "title": "а", "term": "Ноябрь"}])
    told = []
    for todo in (
        ("calendar", "--output", "п.ics"),
        ("postpone", "1", "Декабрь", "--reason", "письмо"),
        ("undo",),
        ("calendar", "--output", "п.ics"),
        ("postpone", "1", "до 20 декабря", "--reason", "письмо"),
    ):
        assert roadmap(*todo).code == 0
        assert roadmap("calendar", "--output", "п.ics").code == 0
        (event,) = _events(plan.with_name("п.ics").read_text())
        told.append((int(event["SEQUENCE"]), event["DTSTART"].dt))
    assert told == [
        (0, date(2020, 11, 30)),
        (1, date(2020, 12, 31)),
        (2, date(2020, 11, 30)),
        (2, date(2020, 11, 30)),
        (3, date(2020, 12, 20)),
    ]


def test_no_undo_makes_an_event_older(plan: Path, roadmap: Roadmap) -> None:
    write_plan(plan, [{"id": 1, "title": "а", "term": "Ноябрь"}])
    text, told = plan.read_text(), []
    for todo in (
        ("note", "1", "ждём письма"),
        ("postpone", "1", "Декабрь", "--reason", "письмо"),
        ("undo",),
        ("postpone", "1", "до 20 декабря", "--reason", "письмо"),
        ("undo",),
        ("undo",),
        ("add", "б", "--term", "Октябрь"),
        ("undo",),
        ("add", "в", "--term", "Октябрь"),
    ):
        assert roadmap(*todo).code == 0
        events = [_events(roadmap("calendar").out) for _ in range(2)]
        assert events[0] == events[1]
        told.append({str(each["UID"]): int(each["SEQUENCE"]) for each in events[0]})
    first = min(told[0])
    assert [each[first] for each in told[:6]] == [1, 2, 3, 4, 5, 6]
    (added,) = told[6].keys() - {first}
    assert told[6][added] < told[8][added]
    plan.write_text(text)
    assert roadmap("undo").code == 4


def test_what_is_no_calendar_is_replaced_as_before(plan: Path, roadmap: Roadmap) -> None:
    plan.with_name("п.ics").write_bytes(b"\xff BEGIN:VEVENT SEQUENCE:x")
    assert roadmap("calendar", "--output", "п.ics").code == 0
    assert len(_events(plan.with_name("п.ics").read_text())) == 18


def test_texts_are_data_and_lines_are_folded_by_bytes(plan: Path, roadmap: Roadmap) -> None:
    title = "Отчёт; с запятой, и \\ чертой\r\nBEGIN:VEVENT\x07" + "слово " * 40
    shown = "Отчёт; с запятой, и \\ чертой BEGIN:VEVENT" + "слово " * 40
    write_plan(plan, [{"id": 1, "title": title, "term": "Сентябрь", "responsible": ["А;Б"]}])
    text = roadmap("calendar").out
    assert list(_by_title(text)) == [f"1. {shown.strip()}"]
    assert str(_events(text)[0]["DESCRIPTION"]).startswith("Ответственные: А;Б\nСрок по плану")
    assert "с запятой\\, и \\\\ чертой" in text.replace("\r\n ", "")
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert b"\n" not in text.encode().replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--output", "план.txt"], 2, "его окончание: .ics"),
        (["--output", "нет/план.ics"], 6, "нет папки нет"),
        (["-r", "никто"], 2, "нет ответственного"),
    ],
)
def test_a_calendar_that_is_not_written(
    plan: Path, roadmap: Roadmap, words: list[str], code: int, told: str
) -> None:
    outcome = roadmap("calendar", *words)
    assert (outcome.code, outcome.out, sorted(plan.parent.iterdir())) == (code, "", [plan])
    assert told in outcome.err


@pytest.mark.usefixtures("plan")
def test_a_party_can_have_a_calendar_of_its_own(roadmap: Roadmap) -> None:
    assert [title[:2] for title in _by_title(roadmap("calendar", "-r", "СОИРО").out)] == ["16"]


def test_the_last_day_of_all_has_an_event_without_an_end(plan: Path, roadmap: Roadmap) -> None:
    write_plan(plan, [{"id": 1, "title": "а", "term": "по графику", "due": date.max}])
    (event,) = _events(roadmap("calendar").out)
    assert (event["DTSTART"].dt, "DTEND" in event) == (date.max, False)


def test_only_the_event_of_a_moved_period_says_so(plan: Path, roadmap: Roadmap) -> None:
    write_plan(plan, [{"id": 1, "title": "а", "term": "ежеквартально", "responsible": ["ОУ"]}])
    roadmap("--today", "2020-04-01", "submit", "1")
    roadmap("--today", "2020-06-21", "postpone", "1", "до 20 июля", "--reason", "письмо")
    told = {
        each["DTSTART"].dt: "перенесён на" in str(each["DESCRIPTION"])
        for each in _events(roadmap("--today", "2020-07-15", "calendar").out)
    }
    assert told == {
        date(2020, 3, 31): False,
        date(2020, 7, 20): True,
        date(2020, 9, 30): False,
        date(2020, 12, 31): False,
    }


EVENT = "BEGIN:VEVENT\r\nUID:{}\r\nSEQUENCE:{}\r\nDTSTART;VALUE=DATE:{}\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("ничего похожего", {}),
        (EVENT.format("а", 3, "20201130"), {"а": (3, "20201130")}),
        (
            EVENT.format("а", 0, "20201130") + EVENT.format("б", 12, "20201231"),
            {"а": (0, "20201130"), "б": (12, "20201231")},
        ),
        (EVENT.format("а\r\n  б", 3, "2020\r\n 1130"), {"а б": (3, "20201130")}),  # folded
        (EVENT.format("а", 3, "20201130").replace("\r", ""), {"а": (3, "20201130")}),
        (EVENT.format("а", 3, "20201130").replace(";VALUE=DATE", ""), {"а": (3, "")}),  # a moment
        (EVENT.format("а", "", "20201130"), {}),
        (EVENT.format("а", "-1", "20201130"), {}),
        (EVENT.format("а", 3, "20201130").replace("SEQUENCE", "X-NUMBER"), {}),
        (EVENT.format("а", 3, "20201130").replace("UID", "X-UID-OF"), {}),
    ],
)
def test_what_a_former_calendar_is_known_to_have_had(
    text: str, found: dict[str, tuple[int, str]]
) -> None:
    assert ics.kept(text) == found


@pytest.mark.parametrize(
    ("former", "number"),
    [
        ("SEQUENCE:0", 1),  # of the event: a postponement
        ("SEQUENCE:1", 1),
        ("SEQUENCE:7", 7),  # it was written where more was known of the plan
        ("SEQUENCE:7 20201219", 8),
        ("SEQUENCE:0 20201219", 1),
        ("SEQUENCE:1 20201219", 2),
        ("SEQUENCE:х", 1),
    ],
)
def test_a_calendar_counts_on_from_the_one_that_it_replaces(
    plan: Path, roadmap: Roadmap, former: str, number: int
) -> None:
    write_plan(plan, [{"id": 1, "title": "а", "term": "Ноябрь"}])
    assert roadmap("postpone", "1", "до 20 декабря", "--reason", "письмо").code == 0
    text = roadmap("calendar").out
    sequence, _, day = former.partition(" ")
    old = text.replace("SEQUENCE:1", sequence).replace("20201220", day or "20201220")
    plan.with_name("п.ics").write_bytes(old.encode())
    assert roadmap("calendar", "--output", "п.ics").code == 0
    expected = text.replace("SEQUENCE:1", f"SEQUENCE:{number}")
    assert plan.with_name("п.ics").read_bytes().decode() == expected


@pytest.mark.parametrize(
    ("term", "trigger"),
    [
        ("до 1 июня", "-P2DT15H"),  # a Monday: on the Friday before
        ("до 2 июня", "-P3DT15H"),
        ("до 3 июня", "-P4DT15H"),
        ("до 4 июня", "-P2DT15H"),
        ("до 5 июня", "-P2DT15H"),
        ("до 6 июня", "-P2DT15H"),
        ("до 7 июня", "-P2DT15H"),
    ],
)
def test_an_alarm_rings_at_nine_on_a_working_day_before(
    plan: Path, roadmap: Roadmap, term: str, trigger: str
) -> None:
    write_plan(plan, [{"id": 1, "title": "а", "term": term}])
    (line,) = [line for line in roadmap("calendar").out.splitlines() if "TRIGGER" in line]
    assert line == f"TRIGGER:{trigger}"


@pytest.mark.parametrize(
    ("more", "at", "stamp"),
    [
        ({}, [], "20200101T000000Z"),
        ({"order": {"number": "5"}}, [], "20200101T000000Z"),
        ({"order": {"date": date(2020, 1, 17)}}, [], "20200117T000000Z"),
        ({"order": {"date": date(2020, 1, 17)}}, ["2020-02-03T10:00:00"], "20200203T100000Z"),
        ({}, ["2020-02-03T10:00:00+03:00"], "20200203T070000Z"),
        ({}, ["2020-02-03T10:00:00+03:00", "2020-02-03T08:00:00"], "20200203T080000Z"),
        ({}, ["2020-02-03T10:00:00", "2020-02-03T12:00:00+03:00"], "20200203T100000Z"),
    ],
)
def test_an_event_is_as_old_as_the_last_thing_that_was_recorded(
    plan: Path, roadmap: Roadmap, more: dict[str, Any], at: list[str], stamp: str
) -> None:
    history = [
        {"at": moment, "by": "Я", "did": "note", "date": "2020-02-03", "note": f"дело {number}"}
        for number, moment in enumerate(at)
    ]
    write_plan(plan, [{"id": 1, "title": "а", "term": "Ноябрь", "history": history}], **more)
    (line,) = [line for line in roadmap("calendar").out.splitlines() if "DTSTAMP" in line]
    assert line == f"DTSTAMP:{stamp}"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("x" * 64, [f"SUMMARY:1. {'x' * 64}"]),  # 75 bytes
        ("x" * 65, [f"SUMMARY:1. {'x' * 64}", " x"]),
        ("x" * (64 + 74), [f"SUMMARY:1. {'x' * 64}", f" {'x' * 74}"]),
        ("x" * (64 + 75), [f"SUMMARY:1. {'x' * 64}", f" {'x' * 74}", " x"]),
        (f"{'x' * 62}ж", [f"SUMMARY:1. {'x' * 62}ж"]),
        (f"{'x' * 63}жж", [f"SUMMARY:1. {'x' * 63}", " жж"]),  # no letter is cut
    ],
)
def test_a_line_is_folded_at_75_bytes(
    plan: Path, roadmap: Roadmap, title: str, lines: list[str]
) -> None:
    write_plan(plan, [{"id": 1, "title": title, "term": "Ноябрь"}])
    text = roadmap("calendar").out
    summary = "SUMMARY" + text.partition("SUMMARY")[2].partition("\r\nDESCRIPTION")[0]
    assert summary.split("\r\n") == lines


def test_several_plans_share_a_calendar_under_their_names(plan: Path, roadmap: Roadmap) -> None:
    write_plan(plan, [{"id": 1, "title": "а", "term": "Ноябрь"}], title="План; первый")
    other = plan.with_name("roadmap_2021.yaml")
    write_plan(other, [{"id": 1, "title": "б", "term": "Май"}], title="Второй", year=2021)
    text = roadmap("--all", "calendar").out
    assert "X-WR-CALNAME:План\\; первый · Второй" in text.split("\r\n")
    told = {str(each["SUMMARY"]): str(each["DESCRIPTION"]) for each in _events(text)}
    assert told == {
        "2020/1. а": "Ответственные: без ответственного\nСрок по плану: Ноябрь\n"
        "Состояние: запланировано\nПлан; первый",
        "2021/1. б": "Ответственные: без ответственного\nСрок по плану: Май\n"
        "Состояние: запланировано\nВторой",
    }
