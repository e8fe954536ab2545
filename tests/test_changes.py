"""What each change writes: fields of the item, the line of its history, or a refusal in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from small_plans import Data, day, event, item, turn, view_of

from roadmap_cli.errors import RefusedChangeError, UnreadableTermError
from roadmap_cli.plan import changes, execution
from roadmap_cli.plan.changes import Amendment, Change, Decision, Matter, Stamp
from roadmap_cli.plan.execution import Marking, Reporting

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = "06-10"
OF_THE_TERM = ("period", "old_term", "old_start", "old_due")
NOW = datetime(2020, 6, 11, 9, 30, 15, 999)  # noqa: DTZ001  # the file has local times
CANCELLED = {"status": "cancelled"}
DONE = {"status": "done"}
IN_WORK = {"status": "in_progress"}
SUBMITTED = {"status": "submitted"}
REPORTED = SUBMITTED | {"history": [turn("06-03 submit in_progress submitted")]}
QUARTERLY = {"term": "ежеквартально"}
TWICE = {"term": "2 раза в год"}
UNDATED = {"term": "по мере необходимости"}
POSTPONED = {"postponed_to": "до 15 июля"}
SCHOOLS = {"responsible": ["Школы"]}
ASKED = [event("06-01 request", was="Май", became="до 15 июля", note="ремонт")]
OF_SCHOOL = IN_WORK | SCHOOLS | {"history": [event("06-03 submit", member="Школа № 1")]}


def _change(decision: Decision, today: str = TODAY, **fields: object) -> Change:
    groups = {"Школы": ["Школа № 1", "Школа № 2"]}
    (row,) = view_of(today, item(7, **fields), groups=groups).rows
    return decision(Matter.of(row, Stamp(NOW, "Ким А.Б.", day(today))))


def _by(function: Callable[..., Change], *wanted: Any, **more: Any) -> Decision:
    """Give the decision of a function that takes what is wanted."""
    return lambda matter: function(matter, *wanted, **more)


def _written(change: Change) -> tuple[Data, str]:
    """Give the fields, and the event in a line: deed, day, then what it holds."""
    assert change.item.id == "7"
    told = {key: str(fact) for key, fact in change.event.items()}
    if told:
        assert (told.pop("at"), told.pop("by")) == ("2020-06-11T09:30:15", "Ким А.Б.")
    for key in OF_THE_TERM:  # a table of their own, below
        told.pop(key, None)
    line = f"{told.pop('did', '')} {told.pop('date', '').removeprefix('2020-')}".strip()
    return change.fields, " ".join([line, *(f"{key}={text}" for key, text in told.items())])


def _marks(*days: str | None) -> Data:
    return {"executed": [f"2020-{each}" if each else None for each in days]}


def test_a_change_is_of_the_item_asked_for_and_by_the_term_of_its_own_section() -> None:
    first = {"title": "Апрель", "term": "Апрель", "items": [item(1, term="25-26")]}
    second = {"title": "Май", "term": "Май", "items": [item(2, term="25-26")]}
    row = view_of(TODAY, sections=[first, second]).rows[1]
    stamp = Stamp(NOW, "Ким А.Б.", day(TODAY))
    with pytest.raises(RefusedChangeError, match=r"не позже утверждённого 26\.05\.2020"):
        changes.postpone(Matter.of(row, stamp), "20 мая", "х")
    assert changes.start(Matter.of(row, stamp)).item is row.item


# --- start, progress, submit, return


@pytest.mark.parametrize(
    ("made", "fields", "written", "line"),
    [
        (
            _by(changes.start),
            {},
            {"status": "in_progress"},
            "start 06-10 was=planned became=in_progress",
        ),
        (
            _by(changes.start, day("06-01"), "с утра"),
            {"note": "прежнее"},
            {"status": "in_progress", "note": "с утра"},
            "start 06-01 was=planned became=in_progress note=с утра old_note=прежнее",
        ),
        (
            _by(changes.start, day("06-10")),
            {},
            {"status": "in_progress"},
            "start 06-10 was=planned became=in_progress",
        ),
        (_by(changes.start, note="х"), IN_WORK, {}, ""),
        (_by(changes.start), SUBMITTED, {}, ""),
        # a line about the course never touches the item's own note
        (
            _by(changes.progress, "собрано 3 из 5"),
            {"note": "прежнее"},
            {"status": "in_progress"},
            "progress 06-10 was=planned became=in_progress note=собрано 3 из 5",
        ),
        (
            _by(changes.progress, "х", day("06-01")),
            IN_WORK | {"note": "прежнее"},
            {},
            "progress 06-01 note=х",
        ),
        (_by(changes.progress, "х"), SUBMITTED, {}, "progress 06-10 note=х"),
        # the same line of another day or another person is another line
        (
            _by(changes.progress, "х"),
            IN_WORK | {"history": [event("06-10 progress", note="х", by="Ким А.Б.")]},
            {},
            "",
        ),
        (
            _by(changes.progress, "х"),
            IN_WORK | {"history": [event("06-10 progress", note="х")]},
            {},
            "progress 06-10 note=х",
        ),
        (
            _by(changes.progress, "х"),
            IN_WORK | {"history": [event("06-09 progress", note="х", by="Ким А.Б.")]},
            {},
            "progress 06-10 note=х",
        ),
        (
            _by(changes.progress, "х"),
            IN_WORK
            | {"history": [event("06-10 progress", note=note, by="Ким А.Б.") for note in "ху"]},
            {},
            "progress 06-10 note=х",
        ),
        (
            _by(execution.submit, Reporting(day("06-02"), "протокол")),
            IN_WORK,
            {"status": "submitted", "note": "протокол"},
            "submit 06-02 was=in_progress became=submitted note=протокол",
        ),
        (
            _by(execution.submit, Reporting()),
            {},
            {"status": "submitted"},
            "submit 06-10 was=planned became=submitted",
        ),
        (_by(execution.submit, Reporting()), SUBMITTED, {}, ""),
        (
            _by(execution.give_back, "нет подписи"),
            SUBMITTED | {"note": "прежнее"},
            {"status": "in_progress"},
            "return 06-10 was=submitted became=in_progress note=нет подписи",
        ),
        (
            _by(execution.give_back, "х", day("06-05")),
            SUBMITTED,
            {"status": "in_progress"},
            "return 06-05 was=submitted became=in_progress note=х",
        ),
        (
            _by(changes.progress, "х"),
            IN_WORK | {"history": [event("06-10 start", note="х", by="Ким А.Б.")], "note": "х"},
            {},
            "progress 06-10 note=х",
        ),
        (
            _by(changes.progress, "х"),
            IN_WORK | {"history": [event("06-10 progress", note="у", by="Ким А.Б.")]},
            {},
            "progress 06-10 note=х",
        ),
        (
            _by(changes.progress, "х", evidence=["https://a.ru/1"]),
            IN_WORK,
            {},
            "progress 06-10 note=х evidence=['https://a.ru/1']",
        ),
        # a request is refused, of whatever day
        (
            _by(execution.give_back, "х", day("06-05")),
            {"history": ASKED},
            {},
            "return 06-05 note=х",
        ),
        # the same report of the same period is known
        (_by(execution.submit, Reporting(day("06-03"))), REPORTED, {}, ""),
        (_by(execution.submit, Reporting(period="I квартал")), QUARTERLY | REPORTED, {}, ""),
        (
            _by(execution.submit, Reporting(day("06-03"), member="Школа № 1")),
            OF_SCHOOL,
            {},
            "",
        ),
        # a single term is reported on at any time
        (
            _by(execution.submit, Reporting(member="Школа № 1")),
            SCHOOLS | {"term": "Июль"},
            {"status": "in_progress"},
            "submit 06-10 was=planned became=in_progress member=Школа № 1",
        ),
        # and on a quarter from its first day
        (
            _by(execution.submit, Reporting(day("04-01"), member="Школа № 1")),
            SCHOOLS
            | QUARTERLY
            | IN_WORK
            | {"history": [event("03-03 submit", member="Школа № 1", period="2020-03-31")]},
            {"status": "in_progress"},
            "submit 04-01 was=in_progress became=in_progress member=Школа № 1",
        ),
        # an earlier quarter's report goes on waiting
        (
            _by(execution.give_back, "х"),
            QUARTERLY
            | SUBMITTED
            | {
                "history": [
                    event("04-03 submit", period="2020-03-31"),
                    event("06-03 submit", period="2020-06-30"),
                ]
            },
            {"status": "submitted"},
            "return 06-10 was=submitted became=submitted note=х",
        ),
        # also on the very day of the report
        (
            _by(execution.give_back, "х", day("06-03")),
            REPORTED,
            {"status": "in_progress"},
            "return 06-03 was=submitted became=in_progress note=х",
        ),
        (
            _by(execution.give_back, "х", day("06-03"), "Школа № 1"),
            OF_SCHOOL,
            {"status": "in_progress"},
            "return 06-03 was=in_progress became=in_progress member=Школа № 1 note=х",
        ),
    ],
)
def test_the_way_to_execution(made: Decision, fields: Data, written: Data, line: str) -> None:
    assert _written(_change(made, **fields)) == (written, line)


CLOSED = "пункт 7 не изменён: он {}; чтобы открыть его снова: roadmap reopen 7"
WAITS = (
    "пункт 7 не изменён: отчёт уже представлен{} и ждёт проверки; сначала примите его "
    '(roadmap done 7) или верните: roadmap return 7 --reason "…"'
)
FUTURE = "пункт 7 не изменён: день 11.06.2020 ещё не наступил"
LATER = day("06-11")


@pytest.mark.parametrize(
    ("made", "fields", "sentence"),
    [
        (_by(changes.start), DONE, CLOSED.format("уже исполнен")),
        (_by(changes.start), CANCELLED, CLOSED.format("снят с контроля")),
        (_by(changes.start), _marks("05-20"), CLOSED.format("уже исполнен")),
        (_by(changes.start, LATER), {}, FUTURE),
        (_by(changes.progress, "х"), CANCELLED, CLOSED.format("снят с контроля")),
        (_by(changes.progress, "х", LATER), {}, FUTURE),
        (_by(changes.progress, "х", LATER), IN_WORK, FUTURE),
        (_by(execution.submit, Reporting()), DONE, CLOSED.format("уже исполнен")),
        (_by(execution.submit, Reporting(LATER)), {}, FUTURE),
        (
            _by(execution.give_back, "х"),
            IN_WORK,
            "пункт 7 не изменён: он не на проверке, возвращать нечего",
        ),
        (
            _by(execution.give_back, "х", day("06-02")),
            REPORTED,
            "пункт 7 не изменён: представлен он 03.06.2020, а возвращён был бы раньше: 02.06.2020",
        ),
        (
            _by(execution.give_back, "х", day("06-02"), "Школа № 1"),
            OF_SCHOOL,
            "пункт 7 не изменён: отчёт представлен 03.06.2020, раньше его не вернуть",
        ),
        (
            _by(execution.give_back, "х", member="Школа № 1"),
            OF_SCHOOL | DONE | _marks("06-05"),
            "пункт 7 не изменён: отчёт уже принят; чтобы вернуть его, сначала: roadmap reopen 7",
        ),
        (_by(changes.cancel, "х", LATER), {}, FUTURE),
        (
            _by(changes.cancel, "х"),
            DONE,
            "пункт 7 не изменён: он уже исполнен; если это ошибка, сначала: roadmap reopen 7",
        ),
        (_by(changes.postpone, "июль", "х"), DONE, CLOSED.format("уже исполнен")),
        (_by(changes.postpone, "июль", "х", LATER), {}, FUTURE),
        (
            _by(changes.postpone, "июль", "х"),
            UNDATED,
            "пункт 7 не изменён: у него нет срока («по мере необходимости»), переносить нечего",
        ),
        (
            _by(execution.submit, Reporting(period="I квартал")),
            QUARTERLY | IN_WORK | _marks("03-03"),
            "пункт 7 не изменён: этот период уже исполнен",
        ),
        (_by(execution.submit, Reporting(day("06-05"))), REPORTED, WAITS.format(" 03.06.2020")),
        (_by(execution.submit, Reporting(note="х")), SUBMITTED, WAITS.format("")),
        (
            _by(execution.submit, Reporting(period="II квартал")),
            QUARTERLY | REPORTED,
            WAITS.format(" 03.06.2020 за период 01.01.2020 – 31.03.2020"),
        ),
        (
            _by(execution.submit, Reporting(period="II полугодие")),
            TWICE | REPORTED,
            WAITS.format(" 03.06.2020 за период 01.01.2020 – 30.06.2020"),
        ),
        (
            _by(execution.submit, Reporting(note="х", member="Школа № 1")),
            OF_SCHOOL,
            "пункт 7 не изменён: отчёт уже есть: Школа № 1, 03.06.2020; чтобы заменить его, "
            'сначала: roadmap return 7 --by "Школа № 1" --reason …',
        ),
        # both are executed before they begin, and then somebody reports
        (
            _by(execution.submit, Reporting(member="Школа № 1")),
            SCHOOLS | DONE | {"term": "июль, декабрь"} | _marks("05-20", "05-21"),
            "пункт 7 не изменён: его период 01.07.2020 – 31.07.2020 ещё не начался; "
            "если он исполнен досрочно, назовите его: --period",
        ),
        (
            _by(changes.request, "июль", "х"),
            SUBMITTED,
            "пункт 7 не изменён: он на проверке, переносить срок поздно",
        ),
        (
            _by(changes.request, "31 мая", "х"),
            POSTPONED,
            "пункт 7 не изменён: это его утверждённый срок",
        ),
        (
            _by(changes.postpone, "апрель", "х"),
            {},
            "пункт 7 не изменён: новый срок 30.04.2020 не позже утверждённого 31.05.2020: назовите более поздний",
        ),
        (
            _by(changes.postpone, "31 мая", "х"),
            {},
            "пункт 7 не изменён: новый срок 31.05.2020 не позже утверждённого 31.05.2020: назовите более поздний",
        ),
        (
            _by(changes.postpone, "Май", "х"),
            {},
            "пункт 7 не изменён: новый срок 31.05.2020 не позже утверждённого 31.05.2020: назовите более поздний",
        ),
        (
            _by(changes.postpone, "ежеквартально", "х"),
            QUARTERLY,
            "пункт 7 не изменён: новый срок 31.03.2020 не позже утверждённого 31.03.2020: назовите более поздний",
        ),
        (
            _by(changes.postpone, "1 июня", "х"),
            QUARTERLY | _marks("03-01"),
            "пункт 7 не изменён: новый срок 01.06.2020 не позже утверждённого 30.06.2020: назовите более поздний",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(made: Decision, fields: Data, sentence: str) -> None:
    with pytest.raises(RefusedChangeError) as caught:
        _change(made, **fields)
    assert str(caught.value) == sentence


# --- done: which period, what is written


ACCEPTED: Data = (
    QUARTERLY
    | IN_WORK
    | _marks("04-03")
    | {
        "note": "исх. № 5",
        "history": [
            event("04-03 submit", note="исх. № 5"),
            event("06-10 done", date="2020-04-03", accepted="2020-06-10"),
        ],
    }
)


@pytest.mark.parametrize(
    ("report", "place"),
    [
        (Reporting(day("04-03"), "исх. № 5"), 0),
        (Reporting(day("04-03"), "исх. № 6"), None),
        (Reporting(day("04-04"), "исх. № 5"), None),
        (Reporting(day("04-03"), "исх. № 5", period="II квартал"), None),
        (Reporting(day("04-03")), None),
    ],
)
def test_a_report_that_was_accepted_is_known(report: Reporting, place: int | None) -> None:
    change = _change(_by(execution.submit, report), **ACCEPTED)
    assert (bool(change.event), change.place) == (place is None, place)


@pytest.mark.parametrize(
    ("wanted", "fields", "written", "line"),
    [
        (Marking(), {}, DONE | _marks("06-10"), "done 06-10 was=planned became=done"),
        (Marking(), UNDATED, DONE | _marks("06-10"), "done 06-10 was=planned became=done"),
        (
            Marking(day("05-20")),
            IN_WORK,
            DONE | _marks("05-20"),
            "done 05-20 was=in_progress became=done",
        ),
        (Marking(day("01-01")), {}, DONE | _marks("01-01"), "done 01-01 was=planned became=done"),
        # a note that is not given stays
        (
            Marking(),
            {"note": "пиши Ольге"},
            DONE | _marks("06-10"),
            "done 06-10 was=planned became=done",
        ),
        (
            Marking(note="протокол № 4"),
            {"note": "пиши Ольге"},
            DONE | _marks("06-10") | {"note": "протокол № 4"},
            "done 06-10 was=planned became=done note=протокол № 4 old_note=пиши Ольге",
        ),
        # a report that is accepted was made on its own day
        (Marking(), REPORTED, DONE | _marks("06-03"), "done 06-03 was=submitted became=done"),
        (
            Marking(day("06-05")),
            REPORTED,
            DONE | _marks("06-05"),
            "done 06-05 was=submitted became=done",
        ),
        (Marking(), SUBMITTED, DONE | _marks("06-10"), "done 06-10 was=submitted became=done"),
        # a report of the first quarter waits while another quarter is marked, on its own day
        (
            Marking(period="II квартал"),
            QUARTERLY | REPORTED,
            SUBMITTED | _marks(None, "06-10"),
            "done 06-10 was=submitted became=submitted",
        ),
        (
            Marking(period="I квартал"),
            QUARTERLY | REPORTED | _marks(None, "06-01"),
            IN_WORK | _marks("06-03", "06-01"),
            "done 06-03 was=submitted became=in_progress accepted=2020-06-10",
        ),
        (
            Marking(),
            QUARTERLY | REPORTED | _marks("03-03"),
            IN_WORK | _marks("03-03", "06-03"),
            "done 06-03 was=submitted became=in_progress accepted=2020-06-10",
        ),
        (
            Marking(),
            TWICE | REPORTED,
            IN_WORK | _marks("06-03"),
            "done 06-03 was=submitted became=in_progress accepted=2020-06-10",
        ),
        # the earliest quarter that is open and has begun
        (
            Marking(),
            QUARTERLY,
            IN_WORK | _marks("06-10"),
            "done 06-10 was=planned became=in_progress",
        ),
        (
            Marking(),
            QUARTERLY | IN_WORK | _marks("03-03"),
            IN_WORK | _marks("03-03", "06-10"),
            "done 06-10 was=in_progress became=in_progress",
        ),
        (
            Marking(day("04-02")),
            QUARTERLY | _marks(None, "06-01"),
            IN_WORK | _marks("04-02", "06-01"),
            "done 04-02 was=planned became=in_progress",
        ),
        # the last open one closes the item
        (
            Marking(period="III квартал"),
            QUARTERLY | _marks("03-03", "06-01", None, "06-02"),
            DONE | _marks("03-03", "06-01", "06-10", "06-02"),
            "done 06-10 was=planned became=done",
        ),
        # a period named closes itself and leaves a gap
        (
            Marking(period="III квартал"),
            QUARTERLY,
            IN_WORK | _marks(None, None, "06-10"),
            "done 06-10 was=planned became=in_progress",
        ),
        (
            Marking(period="сентябрь"),
            QUARTERLY,
            IN_WORK | _marks(None, None, "06-10"),
            "done 06-10 was=planned became=in_progress",
        ),
        (Marking(period="май"), {}, DONE | _marks("06-10"), "done 06-10 was=planned became=done"),
        # a date of the future was no execution: it makes room and stays in the history
        (
            Marking(),
            _marks("06-11"),
            DONE | _marks("06-10"),
            "done 06-10 was=planned became=done old_date=2020-06-11",
        ),
        # dates beyond the periods are nobody's to drop
        (
            Marking(),
            _marks(None, "02-01"),
            DONE | _marks("06-10", "02-01"),
            "done 06-10 was=planned became=done",
        ),
        # the same report again says nothing new
        (Marking(day("06-10")), DONE | _marks("06-10"), {}, ""),
        (Marking(), DONE | _marks("05-20"), {}, ""),
        (Marking(), DONE, {}, ""),
        (Marking(note="х"), DONE | _marks("05-20") | {"note": "х"}, {}, ""),
        (Marking(day("03-03")), QUARTERLY | _marks("03-03"), {}, ""),
        (Marking(period="I квартал"), QUARTERLY | _marks("03-03"), {}, ""),
        (Marking(day("03-03"), period="I квартал"), QUARTERLY | _marks("03-03"), {}, ""),
        # without those who have not reported
        (
            Marking(anyway=True),
            OF_SCHOOL,
            DONE | _marks("06-10"),
            "done 06-10 was=in_progress became=done",
        ),
        # nothing has begun that is open
        (Marking(), QUARTERLY | _marks("03-03", "06-01"), {}, ""),
        # a report that was accepted today is not accepted twice, but another day is another report
        (Marking(), ACCEPTED, {}, ""),
        (
            Marking(day("06-10")),
            ACCEPTED,
            IN_WORK | _marks("04-03", "06-10"),
            "done 06-10 was=in_progress became=in_progress",
        ),
    ],
)
def test_done(wanted: Marking, fields: Data, written: Data, line: str) -> None:
    assert _written(_change(_by(execution.done, wanted), **fields)) == (written, line)


@pytest.mark.parametrize(
    ("wanted", "fields", "written"),
    [
        # one period is closed at any time, also before it begins
        (Marking(), {"term": "Декабрь"}, DONE | _marks("06-10")),
        # a date to come beyond the periods keeps nothing open
        (Marking(), _marks(None, "06-11"), DONE | _marks("06-10", "06-11")),
        # a quarter is meant by its own name though another one was moved into it
        (
            Marking(period="II квартал"),
            QUARTERLY | {"postponed_to": "до 15 мая"},
            IN_WORK | _marks(None, "06-10"),
        ),
    ],
)
def test_which_period_is_closed(wanted: Marking, fields: Data, written: Data) -> None:
    assert _change(_by(execution.done, wanted), **fields).fields == written


@pytest.mark.parametrize(
    ("period", "marks"),
    [("I квартал", ["2020-07-05"]), ("II квартал", [None, "2020-07-05"])],
)
def test_of_the_two_quarters_of_half_a_year_the_one_reported_on_is_meant(
    period: str, marks: list[str | None]
) -> None:
    half = {"start": "2020-01-01", "end": "2020-06-30"}
    report = item(7, term="ежеквартально, до 10 числа месяца, следующего за отчетным")
    (row,) = view_of("07-05", report, period=half).rows
    matter = Matter.of(row, Stamp(NOW, "Ким А.Б.", day("07-05")))
    assert execution.done(matter, Marking(period=period)).fields["executed"] == marks


def test_a_day_that_is_named_is_the_event_s_day() -> None:
    for decision, fields in (
        (_by(changes.progress, "х", day("06-01")), {}),
        (_by(changes.postpone, "Май", "х", day("06-01")), {"postponed_to": "до 15 июля"}),
    ):
        assert _change(decision, **fields).event["date"] == "2020-06-01"


def test_a_period_that_begins_today_has_begun() -> None:
    fields = QUARTERLY | _marks("03-03", "06-01")
    written, line = _written(_change(_by(execution.done, Marking()), today="07-01", **fields))
    assert written == IN_WORK | _marks("03-03", "06-01", "07-01")
    assert line == "done 07-01 was=planned became=in_progress"


NO = "пункт 7 не изменён: "
CORRECT = "; чтобы исправить запись, добавьте --correct"
QUARTERS = "01.01.2020 – 31.03.2020; 01.04.2020 – 30.06.2020; 01.07.2020 – 30.09.2020; 01.10.2020 – 31.12.2020"


@pytest.mark.parametrize(
    ("wanted", "fields", "sentence"),
    [
        (Marking(), CANCELLED, "он снят с контроля; чтобы открыть его снова: roadmap reopen 7"),
        (Marking(day("06-11")), {}, "дата исполнения 11.06.2020 ещё не наступила"),
        (
            Marking(day("2019-12-31")),
            {},
            "дата исполнения 31.12.2019 раньше начала плана (01.01.2020)",
        ),
        # what would drop a date or a note in silence
        (Marking(day("05-21")), DONE | _marks("05-20"), f"он уже исполнен 20.05.2020{CORRECT}"),
        (
            Marking(note="х"),
            DONE | _marks("05-20") | {"note": "прежнее\nпримечание"},
            f"он уже исполнен 20.05.2020, примечание «прежнее примечание»{CORRECT}",
        ),
        (Marking(note="х"), DONE | _marks("05-20"), f"он уже исполнен 20.05.2020{CORRECT}"),
        (Marking(day("05-21")), DONE, f"он уже исполнен без даты{CORRECT}"),
        (
            Marking(),
            OF_SCHOOL,
            "не отчитались 1 из 2: Школа № 2; чтобы отметить без них, добавьте --anyway",
        ),
        (
            Marking(day("03-20"), correct=True),
            QUARTERLY | _marks("03-03", "06-01"),
            "исполнено несколько его периодов; назовите тот, который исправить: --period",
        ),
        # a mark of a later day than the one that counts as today is not what is meant
        (
            Marking(),
            DONE | _marks("06-20") | {"history": [turn("06-20 done planned done")]},
            f"он уже исполнен 20.06.2020{CORRECT}",
        ),
        # of two periods only what has begun; nothing is said to be executed that is not
        (
            Marking(),
            {"term": "июль, декабрь"},
            "его период 01.07.2020 – 31.07.2020 ещё не начался; "
            "если он исполнен досрочно, назовите его: --period",
        ),
        (Marking(note="х"), DONE, f"он уже исполнен без даты{CORRECT}"),
        (
            Marking(day("05-21"), period="I квартал"),
            QUARTERLY | _marks("03-03", "05-21"),
            f"его период 01.01.2020 – 31.03.2020 уже исполнен 03.03.2020{CORRECT}",
        ),
        (
            Marking(day("03-03"), note="х"),
            QUARTERLY | _marks("03-03", "06-01"),
            f"его период 01.01.2020 – 31.03.2020 уже исполнен 03.03.2020{CORRECT}",
        ),
        (
            Marking(day("05-21")),
            QUARTERLY | _marks("03-03", "06-01"),
            f"его период 01.04.2020 – 30.06.2020 уже исполнен 01.06.2020{CORRECT}",
        ),
        (
            Marking(day("05-21")),
            {"term": "март, май"} | _marks("03-03", "05-20"),
            f"его период 01.05.2020 – 31.05.2020 уже исполнен 20.05.2020{CORRECT}",
        ),
        # which period is meant
        (Marking(period="май"), QUARTERLY, f"периода «май» у него нет; его периоды: {QUARTERS}"),
        (
            Marking(period="март,\nиюнь"),
            QUARTERLY,
            f"периода «март, июнь» у него нет; его периоды: {QUARTERS}",
        ),
        (Marking(period="май"), UNDATED, "у него нет периодов: уберите --period"),
        # corrections
        (Marking(correct=True), {}, "он ещё не исполнен, исправлять нечего"),
        (Marking(day("05-20"), correct=True), IN_WORK, "он ещё не исполнен, исправлять нечего"),
        (
            Marking(period="II квартал", correct=True),
            QUARTERLY | _marks("03-03"),
            "этот период ещё не исполнен, исправлять нечего",
        ),
    ],
)
def test_done_refuses(wanted: Marking, fields: Data, sentence: str) -> None:
    with pytest.raises(RefusedChangeError) as caught:
        _change(_by(execution.done, wanted), **fields)
    assert str(caught.value) == NO + sentence


@pytest.mark.parametrize(
    ("wanted", "fields", "written", "line"),
    [
        (
            Marking(day("05-21")),
            DONE | _marks("05-20"),
            DONE | _marks("05-21"),
            "correct 05-21 was=done became=done old_date=2020-05-20",
        ),
        (
            Marking(note="х"),
            DONE | _marks("05-20") | {"note": "прежнее"},
            DONE | _marks("05-20") | {"note": "х"},
            "correct 05-20 was=done became=done note=х old_note=прежнее",
        ),
        (
            Marking(day("05-21"), "х"),
            DONE | _marks("05-20"),
            DONE | _marks("05-21") | {"note": "х"},
            "correct 05-21 was=done became=done note=х old_date=2020-05-20",
        ),
        # an execution without a date gets one
        (
            Marking(day("05-21")),
            DONE,
            DONE | _marks("05-21"),
            "correct 05-21 was=done became=done",
        ),
        # of several periods the latest date is meant, of equal ones the last
        (
            Marking(day("06-02")),
            QUARTERLY | _marks("06-05", "06-01"),
            IN_WORK | _marks("06-02", "06-01"),
            "correct 06-02 was=planned became=in_progress old_date=2020-06-05",
        ),
        (
            Marking(day("06-02")),
            QUARTERLY | _marks("06-05", "06-05"),
            IN_WORK | _marks("06-05", "06-02"),
            "correct 06-02 was=planned became=in_progress old_date=2020-06-05",
        ),
        (
            Marking(day("06-02"), period="I квартал"),
            QUARTERLY | _marks("03-03", "06-01"),
            IN_WORK | _marks("06-02", "06-01"),
            "correct 06-02 was=planned became=in_progress old_date=2020-03-03",
        ),
        # a day that one of them has says which; a single mark may move before its quarter
        (
            Marking(day("03-03"), "х"),
            QUARTERLY | _marks("03-03", "06-01"),
            IN_WORK | _marks("03-03", "06-01") | {"note": "х"},
            "correct 03-03 was=planned became=in_progress note=х",
        ),
        (
            Marking(day("03-20")),
            QUARTERLY | _marks(None, "06-01"),
            IN_WORK | _marks(None, "03-20"),
            "correct 03-20 was=planned became=in_progress old_date=2020-06-01",
        ),
        # a note alone leaves the day, which is no former one
        (
            Marking(note="х", period="I квартал"),
            QUARTERLY | _marks("03-03", "06-01"),
            IN_WORK | _marks("03-03", "06-01") | {"note": "х"},
            "correct 03-03 was=planned became=in_progress note=х",
        ),
        # a status that a hand has set stays
        (
            Marking(day("06-02"), period="I квартал"),
            QUARTERLY | DONE | _marks("03-03"),
            DONE | _marks("06-02"),
            "correct 06-02 was=done became=done old_date=2020-03-03",
        ),
        # nothing new
        (Marking(day("05-20")), DONE | _marks("05-20"), {}, ""),
        (Marking(), DONE | _marks("05-20"), {}, ""),
        (Marking(note="х"), DONE | _marks("05-20") | {"note": "х"}, {}, ""),
        (Marking(), DONE, {}, ""),
    ],
)
def test_a_correction(wanted: Marking, fields: Data, written: Data, line: str) -> None:
    decision = _by(execution.done, wanted._replace(correct=True))
    assert _written(_change(decision, **fields)) == (written, line)


# --- cancel, reopen


@pytest.mark.parametrize(
    ("made", "fields", "written", "line"),
    [
        (
            _by(changes.cancel, "приказ № 5"),
            {"note": "прежнее"},
            CANCELLED | {"note": "приказ № 5"},
            "cancel 06-10 was=planned became=cancelled note=приказ № 5 old_note=прежнее",
        ),
        (
            _by(changes.cancel, "х", day("06-01")),
            SUBMITTED,
            CANCELLED | {"note": "х"},
            "cancel 06-01 was=submitted became=cancelled note=х",
        ),
        (_by(changes.cancel, "х"), CANCELLED, {}, ""),
        (_by(changes.reopen), {}, {}, ""),
        (_by(changes.reopen), IN_WORK, {}, ""),
        (
            _by(changes.reopen, "ошибка", day("06-09")),
            DONE | _marks("05-20"),
            {"status": "planned", "executed": None, "note": "ошибка"},
            "reopen 06-09 was=done became=planned note=ошибка old_date=2020-05-20",
        ),
        (
            _by(changes.reopen),
            DONE,
            {"status": "planned"},
            "reopen 06-10 was=done became=planned",
        ),
        (
            _by(changes.reopen),
            _marks("05-20"),
            {"status": "planned", "executed": None},
            "reopen 06-10 was=planned became=planned old_date=2020-05-20",
        ),
        # only the latest date goes, of equal ones the last; the rest is still executed
        (
            _by(changes.reopen),
            QUARTERLY | IN_WORK | _marks("03-03", "06-01"),
            IN_WORK | _marks("03-03"),
            "reopen 06-10 was=in_progress became=in_progress old_date=2020-06-01",
        ),
        (
            _by(changes.reopen),
            QUARTERLY | DONE | _marks("06-05", "06-01"),
            IN_WORK | _marks(None, "06-01"),
            "reopen 06-10 was=done became=in_progress old_date=2020-06-05",
        ),
        (
            _by(changes.reopen),
            QUARTERLY | DONE | _marks("06-01", "06-01"),
            IN_WORK | _marks("06-01"),
            "reopen 06-10 was=done became=in_progress old_date=2020-06-01",
        ),
        (
            _by(changes.reopen),
            QUARTERLY | DONE | _marks(None, "06-01"),
            {"status": "planned", "executed": None},
            "reopen 06-10 was=done became=planned old_date=2020-06-01",
        ),
        # what was cancelled keeps its dates
        (
            _by(changes.reopen),
            QUARTERLY | CANCELLED | _marks("03-03"),
            IN_WORK,
            "reopen 06-10 was=cancelled became=in_progress",
        ),
        (
            _by(changes.reopen),
            CANCELLED,
            {"status": "planned"},
            "reopen 06-10 was=cancelled became=planned",
        ),
    ],
)
def test_cancel_and_reopen(made: Decision, fields: Data, written: Data, line: str) -> None:
    assert _written(_change(made, **fields)) == (written, line)


@pytest.mark.parametrize(
    ("history", "becomes"),
    [
        (["05-20 done planned done"], "planned"),
        (["05-20 done in_progress done"], "in_progress"),
        (["05-20 done submitted done"], "in_progress"),
        (["05-20 cancel in_progress cancelled"], "in_progress"),
        (["05-20 start planned in_progress"], "in_progress"),
        (
            ["05-20 done in_progress done", "05-21 reopen done planned", "05-22 done planned done"],
            "in_progress",
        ),
        (
            ["05-20 done planned done", "05-21 reopen done planned", "05-22 done in_progress done"],
            "in_progress",
        ),
    ],
)
def test_reopened_it_is_what_it_was_before(history: list[str], becomes: str) -> None:
    change = _change(_by(changes.reopen), **DONE, history=[turn(each) for each in history])
    assert change.fields["status"] == becomes


# --- request, postpone


@pytest.mark.parametrize(
    ("made", "fields", "written", "line"),
    [
        (
            _by(changes.postpone, "до 15 июля", "письмо"),
            {"note": "прежнее"},
            POSTPONED | {"note": "письмо"},
            "postpone 06-10 was=Май became=до 15 июля note=письмо old_note=прежнее",
        ),
        (
            _by(changes.postpone, "1 июня", "х", day("06-01")),
            {},
            {"postponed_to": "1 июня", "note": "х"},
            "postpone 06-01 was=Май became=1 июня note=х",
        ),
        (_by(changes.postpone, "до 15 июля", "х"), POSTPONED, {}, ""),
        # as it was asked for, or by what the controller says instead
        (
            _by(changes.postpone),
            {"history": ASKED},
            POSTPONED | {"note": "ремонт"},
            "postpone 06-10 was=Май became=до 15 июля note=ремонт",
        ),
        (
            _by(changes.postpone, "до 1 июля"),
            {"history": ASKED},
            {"postponed_to": "до 1 июля", "note": "ремонт"},
            "postpone 06-10 was=Май became=до 1 июля note=ремонт",
        ),
        # further, or back to a day after the approved one
        (
            _by(changes.postpone, "август", "х"),
            POSTPONED,
            {"postponed_to": "август", "note": "х"},
            "postpone 06-10 was=до 15 июля became=август note=х",
        ),
        (
            _by(changes.postpone, "июнь", "х"),
            POSTPONED,
            {"postponed_to": "июнь", "note": "х"},
            "postpone 06-10 was=до 15 июля became=июнь note=х",
        ),
        # the approved term, by its day or its words, takes the postponement back
        (
            _by(changes.postpone, "31 мая", "х"),
            POSTPONED,
            {"postponed_to": None, "note": "х"},
            "postpone 06-10 was=до 15 июля became=Май note=х",
        ),
        (
            _by(changes.postpone, " май ", "х"),
            POSTPONED,
            {"postponed_to": None, "note": "х"},
            "postpone 06-10 was=до 15 июля became=Май note=х",
        ),
        (
            _by(changes.postpone, "Ежеквартально", "х"),
            QUARTERLY | POSTPONED,
            {"postponed_to": None, "note": "х"},
            "postpone 06-10 was=до 15 июля became=ежеквартально note=х",
        ),
        # of a quarterly item the earliest open quarter is meant
        (
            _by(changes.postpone, "1 июля", "х"),
            QUARTERLY | _marks("03-03"),
            {"postponed_to": "1 июля", "note": "х"},
            "postpone 06-10 was=ежеквартально became=1 июля note=х",
        ),
        # what moved an earlier period is not the term of the next
        (
            _by(changes.postpone, "ноябрь", "х"),
            {"term": "март, октябрь", "postponed_to": "до 10 апреля"} | _marks("04-05"),
            {"postponed_to": "ноябрь", "note": "х"},
            "postpone 06-10 was=март, октябрь became=ноябрь note=х",
        ),
        (
            _by(changes.postpone, "ноябрь", "х"),
            {"term": "март, октябрь", "postponed_to": "31 октября"} | _marks("04-05"),
            {"postponed_to": "ноябрь", "note": "х"},
            "postpone 06-10 was=март, октябрь became=ноябрь note=х",
        ),
        # what could not be read gets a date
        (
            _by(changes.postpone, "1 марта", "х"),
            {"term": "до 31 июня"},
            {"postponed_to": "1 марта", "note": "х"},
            "postpone 06-10 was=до 31 июня became=1 марта note=х",
        ),
        (
            _by(changes.postpone, "до 31 июня", "х"),
            {"term": "до 31 июня", "postponed_to": "1 марта"},
            {"postponed_to": None, "note": "х"},
            "postpone 06-10 was=1 марта became=до 31 июня note=х",
        ),
        (
            _by(changes.postpone, "1 февраля", "х"),
            {"term": "до 31 июня", "postponed_to": "1 марта"},
            {"postponed_to": "1 февраля", "note": "х"},
            "postpone 06-10 was=1 марта became=1 февраля note=х",
        ),
    ],
)
def test_postpone(made: Decision, fields: Data, written: Data, line: str) -> None:
    assert _written(_change(made, **fields)) == (written, line)


LATER_MOVED = [event("06-05 postpone", was="Май", became="до 15 июля", note="ремонт")]


@pytest.mark.parametrize(
    ("made", "fields", "line"),
    [
        (
            _by(changes.request, "до 15 июля", "ремонт"),
            {"note": "прежнее"},
            "request 06-10 was=Май became=до 15 июля note=ремонт",
        ),
        # another term or reason is another request; the same is known
        (_by(changes.request, "до 15 июля", "ремонт"), {"history": ASKED}, ""),
        (
            _by(changes.request, "до 15 июля", "карантин"),
            {"history": ASKED},
            "request 06-10 was=Май became=до 15 июля note=карантин",
        ),
        (
            _by(changes.request, "август", "ремонт"),
            {"history": ASKED},
            "request 06-10 was=Май became=август note=ремонт",
        ),
        # of a day it is from the term of that day
        (
            _by(changes.request, "август", "х"),
            POSTPONED | {"note": "ремонт", "history": LATER_MOVED},
            "request 06-10 was=до 15 июля became=август note=х",
        ),
        (
            _by(changes.request, "август", "х", day("06-04")),
            POSTPONED | {"note": "ремонт", "history": LATER_MOVED},
            "request 06-04 was=Май became=август note=х",
        ),
    ],
)
def test_a_request_for_another_term(made: Decision, fields: Data, line: str) -> None:
    assert _written(_change(made, **fields)) == ({}, line)


def test_a_postponement_by_hand_is_named_by_the_first_event_after_it() -> None:
    named = " postponed_to=до 15 июля"
    line = "progress 06-10 note=х"
    fields: Data = IN_WORK | POSTPONED
    assert _written(_change(_by(changes.progress, "х"), **fields))[1] == line + named
    fields |= {"history": [event("06-01 progress", note="начато", postponed_to="до 15 июля")]}
    assert _written(_change(_by(changes.progress, "х"), **fields))[1] == line


def test_a_postponement_to_no_date_is_not_understood() -> None:
    with pytest.raises(UnreadableTermError):
        _change(_by(changes.postpone, "когда-нибудь", "х"))


# --- note, amend


@pytest.mark.parametrize(
    ("made", "fields", "written", "line"),
    [
        (_by(changes.note, "х"), {}, {"note": "х"}, "note 06-10 note=х"),
        (
            _by(changes.note, "х", day("06-01")),
            {"note": "прежнее"},
            {"note": "х"},
            "note 06-01 note=х old_note=прежнее",
        ),
        (_by(changes.note, "х"), {"note": "х"}, {}, ""),
        (_by(changes.note, "х"), CANCELLED, {"note": "х"}, "note 06-10 note=х"),
        # a former note that stands in the history already is not written there twice
        (
            _by(changes.note, "х"),
            {"note": "прежнее", "history": [event("06-01 note", note="прежнее")]},
            {"note": "х"},
            "note 06-10 note=х",
        ),
        (
            _by(changes.note, "х"),
            {"note": "прежнее", "history": [event("06-01 note", note="другое")]},
            {"note": "х"},
            "note 06-10 note=х old_note=прежнее",
        ),
        # an order changes what it names; the item's note stays
        (
            _by(changes.amend, Amendment(title="Иначе"), "приказ № 9"),
            {"note": "прежнее"},
            {"title": "Иначе"},
            "amend 06-10 was=мероприятие: дело 7 became=мероприятие: Иначе note=приказ № 9",
        ),
        (
            _by(changes.amend, Amendment(term="Июнь"), "х", day("06-01")),
            {},
            {"term": "Июнь"},
            "amend 06-01 was=срок: Май became=срок: Июнь note=х",
        ),
        (
            _by(changes.amend, Amendment(responsible=["ОУ", "МОЦ"]), "х"),
            {"responsible": ["МОЦ"]},
            {"responsible": ["ОУ", "МОЦ"]},
            "amend 06-10 was=ответственные: МОЦ became=ответственные: ОУ, МОЦ note=х",
        ),
        (
            _by(changes.amend, Amendment("Иначе", "Июнь", ("ОУ",)), "х"),
            {"responsible": ["МОЦ", "ИРО"]},
            {"title": "Иначе", "term": "Июнь", "responsible": ["ОУ"]},
            "amend 06-10 was=мероприятие: дело 7; срок: Май; ответственные: МОЦ, ИРО"
            " became=мероприятие: Иначе; срок: Июнь; ответственные: ОУ note=х",
        ),
        # dates beside a wording go with it, whichever of the two there are
        (
            _by(changes.amend, Amendment(term="Июнь"), "х"),
            {"due": "2020-05-20"},
            {"term": "Июнь", "start": None, "due": None},
            "amend 06-10 was=срок: Май became=срок: Июнь note=х",
        ),
        (
            _by(changes.amend, Amendment(term="Июнь"), "х"),
            {"start": "2020-05-20"},
            {"term": "Июнь", "start": None, "due": None},
            "amend 06-10 was=срок: Май became=срок: Июнь note=х",
        ),
        (
            _by(changes.amend, Amendment(title="Иначе"), "х"),
            {"due": "2020-05-20"},
            {"title": "Иначе"},
            "amend 06-10 was=мероприятие: дело 7 became=мероприятие: Иначе note=х",
        ),
        # a date that an order names stands beside the wording, the old one or the new one
        (
            _by(changes.amend, Amendment(due=day("06-20")), "х"),
            {},
            {"due": "2020-06-20"},
            "amend 06-10 was=контрольная дата: — became=контрольная дата: 2020-06-20 note=х",
        ),
        (
            _by(changes.amend, Amendment(term="по графику", due="нет"), "х"),
            {"start": "2020-05-01", "due": "2020-05-20"},
            {"term": "по графику", "start": None, "due": "нет"},
            "amend 06-10 was=срок: Май; контрольная дата: 2020-05-20"
            " became=срок: по графику; контрольная дата: нет note=х",
        ),
        (
            _by(changes.amend, Amendment(term="до 31 июня", due=day("05-20")), "х"),
            {"due": "2020-05-20"},
            {"term": "до 31 июня", "start": None, "due": "2020-05-20"},
            "amend 06-10 was=срок: Май became=срок: до 31 июня note=х",
        ),
        (_by(changes.amend, Amendment(due=day("05-20")), "х"), {"due": "2020-05-20"}, {}, ""),
        # a first day that no date follows goes, as no command could take it away
        (
            _by(changes.amend, Amendment(due="нет"), "х"),
            {"start": "2020-05-01", "due": "2020-05-20"},
            {"due": "нет", "start": None},
            "amend 06-10 was=контрольная дата: 2020-05-20 became=контрольная дата: нет note=х",
        ),
        (
            _by(changes.amend, Amendment(due=day("04-20")), "х"),
            {"start": "2020-05-01", "due": "2020-05-20"},
            {"due": "2020-04-20", "start": None},
            "amend 06-10 was=контрольная дата: 2020-05-20 became=контрольная дата: 2020-04-20 note=х",
        ),
        (
            _by(changes.amend, Amendment(due=day("06-20")), "х"),
            {"start": "2020-05-01", "due": "2020-05-20"},
            {"due": "2020-06-20"},
            "amend 06-10 was=контрольная дата: 2020-05-20 became=контрольная дата: 2020-06-20 note=х",
        ),
        # a term of one day begins and ends on it
        (
            _by(changes.amend, Amendment(due=day("05-01")), "х"),
            {"start": "2020-05-01", "due": "2020-05-20"},
            {"due": "2020-05-01"},
            "amend 06-10 was=контрольная дата: 2020-05-20 became=контрольная дата: 2020-05-01 note=х",
        ),
        # a new term ends a postponement of the old one
        (
            _by(changes.amend, Amendment(term="Июнь"), "х"),
            POSTPONED,
            {"term": "Июнь", "postponed_to": None},
            "amend 06-10 was=срок: Май became=срок: Июнь note=х",
        ),
        # what is so already changes nothing
        (
            _by(changes.amend, Amendment("дело 7", "Май", ["МОЦ"]), "х"),
            {"responsible": ["МОЦ"]},
            {},
            "",
        ),
        (_by(changes.amend, Amendment(), "х"), {}, {}, ""),
        # marks fit a term of as many periods
        (
            _by(changes.amend, Amendment(term="Июнь"), "х"),
            DONE | _marks("05-20"),
            {"term": "Июнь"},
            "amend 06-10 was=срок: Май became=срок: Июнь note=х",
        ),
        (
            _by(changes.amend, Amendment(term="ежеквартально"), "х"),
            {},
            {"term": "ежеквартально"},
            "amend 06-10 was=срок: Май became=срок: ежеквартально note=х",
        ),
        (
            _by(changes.amend, Amendment(title="Иначе"), "х"),
            QUARTERLY | _marks("03-03"),
            {"title": "Иначе"},
            "amend 06-10 was=мероприятие: дело 7 became=мероприятие: Иначе note=х",
        ),
    ],
)
def test_note_and_amend(made: Decision, fields: Data, written: Data, line: str) -> None:
    assert _written(_change(made, **fields)) == (written, line)


@pytest.mark.parametrize(
    ("wanted", "fields", "periods"),
    [
        (Amendment(term="ежеквартально"), _marks("05-20"), "было 1, станет 4"),
        (Amendment(due=day("12-01")), QUARTERLY | _marks("05-20"), "было 4, станет 1"),
    ],
)
def test_an_amended_term_must_fit_the_marks(wanted: Amendment, fields: Data, periods: str) -> None:
    with pytest.raises(RefusedChangeError) as caught:
        _change(_by(changes.amend, wanted, "х"), **fields)
    assert str(caught.value) == (
        "пункт 7 не изменён: у него есть отметки об исполнении, а новый срок делит его иначе "
        f"(периодов {periods}); сначала снимите отметки: roadmap reopen 7"
    )


def test_an_amended_term_must_be_readable_in_its_section() -> None:
    section = {"title": "Апрель", "term": "Апрель", "items": [item(7, term="25-26")]}
    (row,) = view_of(TODAY, sections=[section]).rows
    decision = _by(changes.amend, Amendment(term="27-28"), "х")
    stamp = Stamp(NOW, "Ким А.Б.", day(TODAY))
    assert decision(Matter.of(row, stamp)).fields == {"term": "27-28"}
    with pytest.raises(UnreadableTermError):
        _change(decision)


BOTH_QUARTERS = QUARTERLY | IN_WORK | _marks("03-03", "06-01")


@pytest.mark.parametrize(
    ("made", "fields", "kept"),
    [
        (_by(execution.done, Marking()), {}, "period=05-31"),
        (_by(execution.done, Marking()), UNDATED, ""),
        (_by(execution.done, Marking(period="III квартал")), QUARTERLY, "period=09-30"),
        # an approved term, also of a period that was moved
        (_by(execution.done, Marking()), POSTPONED, "period=05-31"),
        (
            _by(execution.done, Marking(day("03-04"), period="I квартал", correct=True)),
            BOTH_QUARTERS,
            "period=03-31",
        ),
        (_by(execution.submit, Reporting()), QUARTERLY | _marks("03-03"), "period=06-30"),
        (_by(execution.submit, Reporting(period="IV квартал")), QUARTERLY, "period=12-31"),
        (_by(execution.submit, Reporting(member="Школа № 1")), SCHOOLS, "period=05-31"),
        (
            _by(execution.submit, Reporting(member="Школа № 1", period="II квартал")),
            QUARTERLY | SCHOOLS,
            "period=06-30",
        ),
        (
            _by(execution.submit, Reporting(member="Школа № 1")),
            QUARTERLY
            | SCHOOLS
            | IN_WORK
            | {"history": [event("04-03 submit", member="Школа № 1", period="2020-03-31")]},
            "period=06-30",
        ),
        (_by(execution.give_back, "х"), QUARTERLY | REPORTED | _marks("03-03"), "period=06-30"),
        (_by(execution.give_back, "х", member="Школа № 1"), OF_SCHOOL, "period=05-31"),
        (_by(changes.reopen), BOTH_QUARTERS, "period=06-30"),
        (_by(changes.reopen), CANCELLED, ""),
        (_by(changes.request, "июль", "х"), QUARTERLY | _marks("03-03"), "period=06-30"),
        (_by(changes.postpone, "июль", "х"), QUARTERLY | _marks("03-03"), "period=06-30"),
        (_by(changes.postpone, "июль", "х"), {"term": "до 31 июня"}, ""),
        (_by(changes.amend, Amendment("Иначе"), "х"), {"due": "2020-05-20"}, ""),
        (
            _by(changes.amend, Amendment(term="Июнь"), "х"),
            {"start": "2020-05-02", "due": "2020-05-20"},
            "old_term=Май old_start=05-02 old_due=05-20",
        ),
        (_by(changes.amend, Amendment(due=day("06-20")), "х"), {}, "old_term=Май"),
        (
            _by(changes.amend, Amendment(due=day("06-20")), "х"),
            {"term": "по графику", "due": "нет"},
            "old_term=по графику old_due=нет",
        ),
    ],
)
def test_an_event_names_its_period_and_the_term_it_replaces(
    made: Decision, fields: Data, kept: str
) -> None:
    event = _change(made, **fields).event
    told = [f"{key}={event[key]}".replace("=2020-", "=") for key in OF_THE_TERM if key in event]
    assert " ".join(told) == kept
