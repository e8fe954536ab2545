"""A term that nobody could read: the plan is used, every command names it, nothing is invented."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import plan_text

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program, Roadmap

ITEMS = (
    "id: 1, title: ясное, term: май, responsible: [МОЦ]",
    "id: 5, title: неясное, term: мартобрь, responsible: [МОЦ]",
    "id: 9, title: событие, term: через 10 дней после приказа, responsible: [ОУ]",
)
MEND = "roadmap amend 5 --due 31.12.2020 --reason ОСНОВАНИЕ"
TOLD = f"roadmap: срок не прочитан: пункты 5, 9; исправьте: {MEND} (--due нет — без срока)\n"


@pytest.fixture
def unclear(plan: Path) -> Path:
    """Give a plan with one readable term and two others."""
    plan.write_text(plan_text("2020", *ITEMS))
    return plan


@pytest.mark.usefixtures("unclear")
@pytest.mark.parametrize(
    "command",
    [
        "list",
        "list -m май",
        "list --format json",
        "overdue",
        "overdue --exit-code --today 2020-02-01",
        "remind",
        "report",
        "report --format html",
        "report --format json",
    ],
)
def test_what_is_not_read_is_named_once_with_the_command_that_mends_it(
    roadmap: Roadmap, command: str
) -> None:
    outcome = roadmap(*command.split())
    assert outcome == (0, outcome.out, TOLD)


@pytest.mark.usefixtures("unclear")
@pytest.mark.parametrize("command", ["list -s open", "overdue", "remind", "report"])
def test_who_asks_about_one_party_is_told_of_its_terms_alone(
    roadmap: Roadmap, command: str
) -> None:
    told = roadmap(*command.split(), "-r", "ОУ").err
    assert told.startswith("roadmap: срок не прочитан: пункт 9; исправьте: ")


@pytest.mark.usefixtures("unclear")
@pytest.mark.parametrize("command", ["show 1", "parties", "timeline", "start 1", "done 1"])
def test_other_commands_do_not_speak_of_it(roadmap: Roadmap, command: str) -> None:
    outcome = roadmap(*command.split())
    assert outcome == (0, outcome.out, "")


def test_the_command_that_is_named_mends_it(roadmap: Roadmap, unclear: Path) -> None:
    assert roadmap(*MEND.split()[1:]).code == 0
    assert roadmap("list").err == TOLD.replace("пункты 5, 9", "пункт 9").replace(
        "amend 5", "amend 9"
    )
    assert roadmap("amend", "9", "--due", "нет", "--reason", "приказ").code == 0
    assert roadmap("list").err == ""
    assert unclear.read_text().count("due: ") == 2


def test_a_cron_job_hears_of_it_though_nothing_is_overdue(program: Program, unclear: Path) -> None:
    outcome = program(
        "-f", str(unclear), "overdue", "--exit-code", cwd=unclear.parent, ROADMAP_TODAY="2020-02-01"
    )
    assert outcome == (0, "", TOLD)


def test_check_explains_each_and_says_what_to_write(roadmap: Roadmap, unclear: Path) -> None:
    outcome = roadmap("check")
    assert outcome.code == 5
    lines = [line for line in outcome.out.splitlines() if line.startswith(f"{unclear}:")]
    assert [line.split(": ")[1] for line in lines] == ["пункт 5", "пункт 9"]
    assert ["мартобрь" in lines[0], "через 10 дней после приказа" in lines[1]] == [True, True]
    assert "напишите «январь 2020»" in lines[0]
    assert all("due: нет" in line for line in lines)
    found = json.loads(roadmap("check", "--format", "json").out)["findings"]
    assert [(each["line"], each["level"]) for each in found] == [(7, "error"), (8, "error")]
    assert {each["file"] for each in found} == {str(unclear)}


@pytest.mark.usefixtures("unclear")
def test_it_has_no_date_and_is_never_overdue(roadmap: Roadmap) -> None:
    lines = [line.split("\t") for line in roadmap("list", "--today", "2020-12-31").out.splitlines()]
    assert [line[:4] for line in lines[1:]] == [
        ["5", "planned", "-", "0"],
        ["9", "planned", "-", "0"],
    ]
    assert len(roadmap("overdue", "--today", "2020-12-31").out.splitlines()) == 1
    assert roadmap("list", "-m", "март").out == ""


@pytest.mark.usefixtures("unclear")
@pytest.mark.parametrize(
    "command", ["list --format table --compact", "show 5", "list --format markdown", "remind"]
)
def test_people_read_that_it_is_not_read(
    roadmap: Roadmap, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert "срок не прочитан" in roadmap(*command.split()).out.casefold()


@pytest.mark.usefixtures("unclear")
def test_digest_report_and_page_have_a_part_for_it(roadmap: Roadmap) -> None:
    part = roadmap("remind").out.partition("Срок не прочитан, исправьте его (roadmap check)")[2]
    assert part.startswith(": 2 пункта\n\n5. неясное\n")
    assert "5. неясное" in roadmap("remind", "--by-responsible", "-r", "МОЦ").out
    report = roadmap("report").out.partition("## Срок не прочитан")[2]
    assert "| 5 | неясное | МОЦ | мартобрь |" in report
    assert "срок не прочитан" in roadmap("report", "--format", "html").out.casefold()
    total = json.loads(roadmap("report", "--format", "json").out)
    assert (total["total"]["unclear"], total["total"]["terms"]) == (2, 1)
    assert [item["id"] for item in total["unclear"]] == ["5", "9"]


def test_it_can_be_done_with_its_timeliness_unknown(roadmap: Roadmap, unclear: Path) -> None:
    line = roadmap("done", "5", "--date", "2020-04-01")
    assert (line.code, "мартобрь" in unclear.read_text()) == (0, True)
    assert "→ исполнено 01.04.2020; всего исполнено 1 из 3" in line.out
    left = TOLD.replace("пункты 5, 9", "пункт 9").replace("amend 5", "amend 9")
    assert roadmap("list").err == left
    current = json.loads(roadmap("report", "--format", "json").out)["total"]["current"]
    assert (current["due"], current["executed"]) == (1, 0)


@pytest.mark.parametrize(
    ("more", "due", "kind"),
    [
        (", due: 2020-03-31", "2020-03-31", "dated"),
        (", start: 2020-03-01, due: 2020-03-31", "2020-03-31", "dated"),
        (", postponed_to: до 15 апреля", "2020-04-15", "dated"),
        (", due: нет", None, "undated"),
    ],
)
def test_explicit_dates_settle_it(
    roadmap: Roadmap, plan: Path, more: str, due: str | None, kind: str
) -> None:
    plan.write_text(plan_text("2020", ITEMS[1] + more))
    outcome = roadmap("list", "--format", "json")
    item = json.loads(outcome.out)["items"][0]
    assert (item["due"], item["kind"], outcome.err) == (due, kind, "")


def test_an_unclear_item_can_be_postponed_to_a_date(roadmap: Roadmap, unclear: Path) -> None:
    assert roadmap("postpone", "5", "до 15 ноября", "-n", "письмо").code == 0
    assert roadmap("list", "--search", "неясное").out.split("\t")[2] == "2020-11-15"
    assert unclear.exists()


@pytest.mark.usefixtures("unclear")
@pytest.mark.parametrize("command", ["postpone", "request"])
def test_an_unclear_item_cannot_be_moved_to_its_own_wording(roadmap: Roadmap, command: str) -> None:
    refused = roadmap(command, "5", "мартобрь", "--reason", "письмо")
    assert (refused.code, refused.out) == (2, "")
    assert "срок «мартобрь» не понят" in refused.err
    assert roadmap("postpone", "5", "до 15 ноября", "--reason", "письмо").code == 0
    assert "→ срок не прочитан" in roadmap("postpone", "5", "мартобрь", "--reason", "ошибка").out


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ("term: май, due: нет", "«due: нет» рядом со сроком, который читается"),
        ("term: по графику, due: нет, start: 2020-05-01", "«due: нет» рядом со start"),
        ("term: мартобрь, due: никогда", "нужна дата вида 2020-09-28"),
    ],
)
def test_no_term_beside_a_term_is_an_error(
    roadmap: Roadmap, plan: Path, item: str, sentence: str
) -> None:
    plan.write_text(plan_text("2020", f"id: 1, title: т, {item}"))
    outcome = roadmap("list")
    assert (outcome.code, outcome.out) == (5, "")
    assert sentence in outcome.err


def test_what_has_no_term_cannot_be_postponed(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(plan_text("2020", ITEMS[1] + ", due: нет"))
    refused = roadmap("postpone", "5", "май", "-n", "x")
    assert refused.code == 2
    assert "у него нет срока" in refused.err
    assert roadmap("check").code == 0
    assert "без срока" in roadmap("show", "5").out


def test_several_plans_name_theirs_by_reference(roadmap: Roadmap, unclear: Path) -> None:
    unclear.with_name("roadmap_2021.yaml").write_text(plan_text("2021", ITEMS[1]))
    assert "срок не прочитан: пункты 2020/5, 2020/9, 2021/5" in roadmap("overdue").err
    assert roadmap("list").err == TOLD
