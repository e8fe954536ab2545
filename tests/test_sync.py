"""`roadmap sync` between clones of one bare repository: the steps, what it leaves alone, what it refuses."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from clones import NAME, Clone, Hub
from conftest import wait_for
from versions import ITEM_4, PLAN

from roadmap_cli.planfile.document import Document
from roadmap_cli.team import git, raw, repository, sync

if TYPE_CHECKING:
    from conftest import Outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell hooks and a pty")
MINAEVA, PETROVA, BELOVA = "Минаева Е.Л.", "Петрова А.Б.", "Белова С.В."


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path)


@pytest.fixture
def pair(hub: Hub) -> tuple[Clone, Clone]:
    one, two = hub.filled(MINAEVA, PETROVA)
    return one, two


def _mark(clone: Clone, *arguments: str) -> None:
    outcome = clone.roadmap(*arguments)
    assert outcome.code == 0, outcome.err


def test_the_first_sync_prepares_the_clone_and_says_so(hub: Hub) -> None:
    clone = hub.clone(MINAEVA)
    clone.plan.write_text(PLAN)
    outcome = clone.sync()
    assert (outcome.code, outcome.out) == (0, "Отправлено 1, получено 0\n")
    assert "план roadmap_2020.yaml добавлен" in outcome.err
    assert "папка подготовлена" in outcome.err
    assert clone.git("check-attr", "merge", NAME) == f"{NAME}: merge: roadmap"
    assert clone.git("status", "--porcelain") == ""
    assert clone.git("ls-files") == NAME
    assert clone.sync().err == ""


def test_marks_of_two_people_meet(pair: tuple[Clone, Clone], hub: Hub) -> None:
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    _mark(one, "note", "4", "акт")
    _mark(two, "done", "2", "--date", "2020-03-30")
    assert one.sync().out == "Отправлено 2, получено 0\n"
    assert two.sync().out == "Отправлено 1, получено 2\n"
    assert one.sync().out == "Отправлено 0, получено 1\n"
    assert one.plan.read_bytes() == two.plan.read_bytes()
    assert one.git("rev-parse", "HEAD") == two.git("rev-parse", "HEAD") == hub.head()
    assert one.items()["1"]["status"] == "done"
    assert one.items()["2"]["executed"] == ["2020-03-30"]


def test_documents_of_own_marks_are_sent_and_nothing_else(pair: tuple[Clone, Clone]) -> None:
    ours, theirs = pair
    for name in ("акт.pdf", "чужое.txt"):
        (ours.folder / name).write_text(name)
    assert ours.roadmap("done", "1", "--evidence", "акт.pdf").code == 0
    assert ours.sync().code == 0
    text = ours.plan.read_text().replace("evidence: [акт.pdf]", "evidence: [чужое.txt]")
    assert theirs.sync().code == 0
    assert (theirs.folder / "акт.pdf").read_text() == "акт.pdf"
    theirs.plan.write_text(text)  # a plan of others may name anything
    assert theirs.sync().code == 0
    assert ours.sync().code == 0
    assert ours.roadmap("done", "2").code == 0
    assert ours.sync().code == 0
    assert ours.git("ls-files", "-z").split("\0").count("чужое.txt") == 0


def test_a_document_outside_the_folder_stays_there_however_it_is_written(
    pair: tuple[Clone, Clone],
) -> None:
    ours, _ = pair
    (ours.folder.parent / "чужое.txt").write_text("")
    (ours.folder / "папка").mkdir()
    (ours.folder / "акт.pdf").write_text("")
    assert ours.roadmap("done", "1", "--evidence", "акт.pdf").code == 0
    told = "evidence: [папка/../../чужое.txt, папка/../акт.pdf]"
    ours.plan.write_text(ours.plan.read_text().replace("evidence: [акт.pdf]", told))
    assert ours.sync() == (0, "Отправлено 1, получено 0\n", "")
    assert "акт.pdf" in ours.git("ls-files", "-z").split("\0")


def test_each_version_of_a_plan_is_parsed_once(
    pair: tuple[Clone, Clone], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    assert one.sync().code == 0
    _mark(two, "note", "4", "акт")
    texts: list[str] = []
    parse = Document.__init__

    def counted(self: Document, text: str) -> None:
        if "sections:" in text:
            texts.append(text)
        parse(self, text)

    monkeypatch.setattr(Document, "__init__", counted)
    raw.parsed.cache_clear()
    assert two.sync().code == 0
    assert len(texts) == len(set(texts)) == len(("base", "ours", "theirs", "merged"))


def test_the_log_can_be_read_by_a_person(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    _mark(two, "cancel", "5", "--reason", "приказ № 61")
    one.plan.write_text(one.plan.read_text().replace("title: Сайт", "title: Сайт школы"))
    assert (one.sync().code, two.sync().code) == (0, 0)
    assert two.log()[0] == "Сведено: 1: исполнено 28.09.2020 (Минаева); 4: правка"
    assert set(two.log()[1:]) == {
        "5: снято с контроля 01.10.2020, приказ № 61 (Петрова)",
        "1: исполнено 28.09.2020 (Минаева); 4: правка",
        "план roadmap_2020.yaml добавлен",
    }


def test_cron_is_silent_without_news_and_told_of_questions(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    assert one.sync() == (0, "", "")
    _mark(one, "done", "1", "--date", "2020-09-28")
    _mark(two, "cancel", "1", "--reason", "приказ № 61")
    assert one.sync().code == 0
    before = two.plan.read_bytes()
    outcome = two.sync()
    assert (outcome.code, outcome.out) == (8, "")
    assert (
        "Пункт 1 «Отчёт» (roadmap_2020.yaml): у вас снято с контроля 01.10.2020, приказ № 61 (Петрова); прислано: исполнено 28.09.2020 (Минаева). Что остаётся?"
        in outcome.err
    )
    assert two.plan.read_bytes() == before


def test_who_gives_the_own_of_two_new_items_another_number_keeps_both(
    pair: tuple[Clone, Clone],
) -> None:
    one, two = pair
    _mark(one, "add", "Семинар", "--term", "Ноябрь", "--section", "2")
    _mark(two, "add", "Слёт", "--term", "Май", "--section", "2")
    assert one.sync().code == 0
    outcome = two.sync()
    assert outcome.code == 8
    advice = "Если нужны оба, дайте своему другой номер: 7. Что остаётся?"
    assert advice in outcome.err
    two.plan.write_text(two.plan.read_text().replace("id: 6\n", "id: 7\n"))
    assert two.sync().code == 0
    assert one.sync().code == 0
    for clone in pair:
        titles = {number: item["title"] for number, item in clone.items().items()}
        assert (titles["6"], titles["7"]) == ("Семинар", "Слёт")


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        ("1\n", "cancelled", 0),
        ("2\n", "done", 0),
        ("да\n\n", "cancelled", 8),
        ("\n", "cancelled", 8),
    ],
)
def test_a_question_is_answered_at_the_terminal(
    pair: tuple[Clone, Clone], answer: str, status: str, code: int
) -> None:
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    _mark(two, "cancel", "1", "--reason", "приказ № 61")
    assert one.sync().code == 0
    outcome = two.at_terminal("sync", answers=answer)
    assert outcome.code == code, outcome.out
    assert outcome.out.count("Что остаётся?\n  1. ваше\n  2. присланное\n") == 1
    item = two.items()["1"]
    assert item["status"] == status
    assert "<<<<<<<" not in two.plan.read_text()
    assert "(1–2, Enter — отложить): " in outcome.out
    if code == 0:
        assert len(item["history"]) == 3
        assert two.log()[0].startswith("Сведено: 1: в итоге ")
        assert "Отправлено 2, получено 1\n" in outcome.out
        assert item["history"][2]["by"] == PETROVA
        assert one.sync().out == "Отправлено 0, получено 2\n"
        assert one.plan.read_bytes() == two.plan.read_bytes()


def test_undo_names_the_reverse_command_once_a_mark_is_sent(pair: tuple[Clone, Clone]) -> None:
    one, _ = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    assert one.sync().code == 0
    _mark(one, "note", "4", "акт")
    assert one.roadmap("undo").code == 0
    outcome = one.roadmap("undo")
    assert (outcome.code, outcome.out) == (2, "")
    assert "roadmap reopen 1" in outcome.err
    assert one.items()["1"]["status"] == "done"
    for words, reverse in (
        (["done", "1", "--correct", "--date", "2020-09-27"], "done 1 --correct"),
        (["amend", "1", "--title", "Доклад", "--reason", "приказ"], "amend 1 --reason ТЕКСТ"),
        (["add", "Новый", "--term", "Май", "--section", "1"], "edit"),
        (["parties", "--rename", "МОЦ", "ЦРО"], "parties --rename НЫНЕШНЕЕ ПРЕЖНЕЕ"),
    ):
        _mark(one, *words)
        assert one.sync().code == 0
        assert one.roadmap("undo").err.endswith(f"обратная команда: roadmap {reverse}\n")


def test_the_reverse_command_names_the_plan_if_there_are_several(pair: tuple[Clone, Clone]) -> None:
    one, _ = pair
    (one.folder / "roadmap_школа.yaml").write_text(PLAN.replace("title: План", "title: Школа"))
    _mark(one, "done", "школа/1", "--date", "2020-09-28")
    assert one.sync().code == 0
    assert "roadmap reopen школа/1\n" in one.roadmap("undo").err
    assert one.roadmap("reopen", "школа/1").code == 0


# What must be there before anything is written


def test_without_a_branch_an_upstream_or_a_name_nothing_is_written(
    pair: tuple[Clone, Clone],
) -> None:
    one, _ = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    head = one.git("rev-parse", "HEAD")
    nobody = {"GIT_AUTHOR_NAME": "", "GIT_COMMITTER_NAME": "", "EMAIL": ""}
    assert _refused(one.sync(**nobody), "git config --global user.name")
    one.git("switch", "-q", "--detach")
    assert _refused(one.sync(), "git switch main")
    one.git("switch", "-q", "-c", "своя")
    assert _refused(one.sync(), "git push -u origin своя")
    one.git("switch", "-q", "main")
    (one.folder / ".git" / "MERGE_HEAD").write_text(f"{head}\n")
    assert _refused(one.sync(), "не закончено слияние")
    assert one.git("rev-parse", "HEAD") == head


def _refused(outcome: Outcome, words: str) -> bool:
    return (outcome.code, outcome.out) == (6, "") and words in outcome.err


def test_outside_a_clone_and_without_git(hub: Hub, tmp_path: Path) -> None:
    folder = tmp_path / "просто папка"
    folder.mkdir()
    alone = Clone(folder, MINAEVA, home=hub.home)
    alone.plan.write_text(PLAN)
    assert _refused(alone.sync(), "git clone")
    assert _refused(alone.sync(PATH=str(folder)), "git не найден")
    fake = folder / "git"
    fake.write_text("#!/bin/sh\necho git version 2.30.1\n")
    fake.chmod(0o755)
    assert _refused(alone.sync(PATH=f"{folder}:/usr/bin:/bin"), "нужен 2.34 или новее")


@pytest.mark.parametrize("program", ["#!/bin/sh\nexit 1\n", "#!/нет/такой\n", "мусор"])
def test_a_git_that_does_not_run_is_told(pair: tuple[Clone, Clone], program: str) -> None:
    one, _ = pair
    fake = one.home / "git"
    fake.write_text(program)
    fake.chmod(0o755)
    assert _refused(one.sync(PATH=f"{one.home}:/usr/bin:/bin"), "не отправлено: ")


def test_settings_that_git_cannot_read_are_not_taken_for_a_folder_without_git(
    pair: tuple[Clone, Clone],
) -> None:
    one, _ = pair
    (one.folder / ".git" / "config").write_text("[мусор\n")
    outcome = one.sync()
    assert _refused(outcome, "bad config line 1")
    assert "git clone" not in outcome.err


@pytest.mark.parametrize("place", ["info/attributes", "roadmap-sync.lock", "roadmap-sync.index"])
def test_what_the_system_refuses_is_told_with_its_place(
    pair: tuple[Clone, Clone], place: str
) -> None:
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    assert one.sync().code == 0
    _mark(two, "note", "4", "акт")
    path = two.folder / ".git" / place
    path.unlink(missing_ok=True)
    path.mkdir()
    assert _refused(two.sync(), f"не отправлено: система отказала (EISDIR) ({path})")
    path.rmdir()
    assert two.sync().out == "Отправлено 1, получено 1\n"


def test_lines_of_the_user_stay_in_the_files_of_git(hub: Hub) -> None:
    clone = hub.clone(MINAEVA)
    clone.plan.write_text(PLAN)
    exclude = clone.folder / ".git" / "info" / "exclude"
    mine = "# черновики\n*.tmp".encode("cp1251")
    exclude.write_bytes(mine)
    assert clone.sync().code == 0
    assert exclude.read_bytes() == mine + b"\n.roadmap_*\n"


def test_an_invalid_plan_is_not_sent(pair: tuple[Clone, Clone], hub: Hub) -> None:
    one, _ = pair
    head = hub.head()
    one.plan.write_text(PLAN.replace("status: planned", "status: сделано", 1))
    outcome = one.sync()
    assert (outcome.code, outcome.out) == (5, "")
    assert f"{NAME}:13:" in outcome.err
    assert (hub.head(), len(one.log())) == (head, 1)


def test_an_invalid_plan_of_others_is_not_taken(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    one.plan.write_text(PLAN.replace("status: planned", "status: сделано", 1))
    one.git("commit", "-qam", "мимо программы")
    one.git("push", "-q")
    for _ in range(2):  # first nothing of ours to merge, then a mark of ours
        outcome = two.sync()
        assert outcome.code == 5
        assert "присланный план roadmap_2020.yaml не читается" in outcome.err
        assert "Минаева" in outcome.err
        assert two.roadmap("list").code == 0
        _mark(two, "note", "4", "акт")


def test_a_former_plan_in_another_encoding_is_left_to_a_person(hub: Hub) -> None:
    one = hub.clone(MINAEVA)
    one.plan.write_bytes(PLAN.encode("cp1251"))
    one.git("add", "-A")
    one.git("commit", "-qm", "мимо программы")
    one.git("push", "-q")
    two = hub.clone(PETROVA)
    one.plan.write_text(PLAN)
    assert one.sync().code == 0
    two.plan.write_text(PLAN.replace("Сайт", "Сайт школы"))
    outcome = two.sync()
    assert outcome.code == 8
    assert "прежний план roadmap_2020.yaml не читается" in outcome.err
    assert "ответьте на экране" not in outcome.err


def test_a_plan_with_a_term_that_cannot_be_decided_here_is_no_reason_to_touch_others(
    pair: tuple[Clone, Clone],
) -> None:
    one, two = pair
    (two.folder / "другой").mkdir()
    (two.folder / "другой" / "roadmap_2019.yaml").write_text(PLAN.replace("2020", "2019", 1))
    _mark(two, "note", "4", "акт")
    assert two.sync().code == 0
    assert (
        two.git("status", "--porcelain")
        == '?? "\\320\\264\\321\\200\\321\\203\\320\\263\\320\\276\\320\\271/"'
    )
    assert one.sync().code == 0


# What is in the way


def test_offline_the_marks_stay_and_go_next_time(pair: tuple[Clone, Clone], hub: Hub) -> None:
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    away = hub.bare.with_name("away.git")
    hub.bare.rename(away)
    outcome = one.sync()
    assert (outcome.code, outcome.out) == (6, "")
    assert "нет связи; отметки сохранены здесь и уйдут в следующий раз" in outcome.err
    assert one.roadmap("undo", "--dry-run").code == 0
    away.rename(hub.bare)
    assert one.sync().out == "Отправлено 1, получено 0\n"
    assert two.sync().out == "Отправлено 0, получено 1\n"


@pytest.mark.parametrize("hook", ["pre-receive", "update"])
def test_a_refusal_by_the_server_is_told_with_its_reason(
    pair: tuple[Clone, Clone], hub: Hub, hook: str
) -> None:
    one, _ = pair
    path = hub.bare / "hooks" / hook
    path.write_text("#!/bin/sh\necho 'ветка защищена: отправьте запрос' >&2\nexit 1\n")
    path.chmod(0o755)
    _mark(one, "done", "1", "--date", "2020-09-28")
    assert _refused(one.sync(), "ветка защищена: отправьте запрос")
    path.unlink()
    assert one.sync().code == 0


def test_a_hook_of_the_user_is_obeyed(pair: tuple[Clone, Clone]) -> None:
    one, _ = pair
    hook = one.folder / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 'по пятницам нельзя' >&2\nexit 1\n")
    hook.chmod(0o755)
    _mark(one, "done", "1", "--date", "2020-09-28")
    assert _refused(one.sync(), "по пятницам нельзя")
    assert one.items()["1"]["status"] == "done"


def test_a_lock_left_behind_is_named(
    pair: tuple[Clone, Clone], hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "LOCK_PAUSE", 0)
    monkeypatch.setattr(sync, "LONGEST_PAUSE", 0)
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    lock = one.folder / ".git" / "index.lock"
    lock.touch()
    assert _refused(one.sync(), str(lock))
    lock.unlink()
    assert one.sync().code == 0
    (two.folder / ".git" / "index.lock").touch()
    before = two.plan.read_bytes()
    assert _refused(two.sync(), "index.lock")
    assert two.plan.read_bytes() == before
    (two.folder / ".git" / "index.lock").unlink()
    _mark(two, "note", "4", "акт")
    shared = hub.bare / "refs" / "heads" / "main.lock"
    shared.touch()
    assert _refused(two.sync(), str(shared))
    shared.unlink()
    assert two.sync().code == 0


@pytest.mark.parametrize(
    "name", ["refs/remotes/origin/main.lock", "refs/heads/main.lock", "HEAD.lock", "config.lock"]
)
def test_a_lock_of_any_step_is_named_and_never_taken_for_a_lost_connection(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(git, "LOCK_PAUSE", 0)
    one, two = hub.filled("Минаева", "Петрова")
    _mark(one, "done", "1", "--date", "2020-09-28")
    assert one.sync().code == 0
    _mark(two, "note", "4", "акт")
    lock = two.folder / ".git" / name
    lock.touch()
    ran = two.sync()
    assert _refused(ran, "git занят: есть файл ")
    assert f".git/{name}; если git сейчас не работает, удалите этот файл" in ran.err
    assert "нет связи" not in ran.err
    lock.unlink()
    assert two.sync().code == 0
    assert one.sync().code == 0
    assert one.plan.read_bytes() == two.plan.read_bytes()


def test_two_syncs_of_one_clone_at_once_and_marks_meanwhile(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    running = [one.start("sync") for _ in range(2)] + [
        one.start("note", "4", f"№ {n}") for n in range(3)
    ]
    assert [process.communicate()[1] for process in running] == [b""] * 5
    assert one.sync().code == 0
    assert two.sync().code == 0
    notes = {event["note"] for event in two.items()["4"]["history"]}
    assert notes == {"№ 0", "№ 1", "№ 2"}


# What is left alone


def test_other_work_is_untouched(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    for name in ("готовое.txt", "правка.txt", "спрятанное.txt"):
        (one.folder / name).write_text("было\n")
    one.git("add", "--", "правка.txt", "спрятанное.txt")
    one.git("commit", "-qm", "файлы")
    one.git("push", "-q")
    (one.folder / "спрятанное.txt").write_text("спрятано\n")
    one.git("stash", "-q")
    one.git("add", "--", "готовое.txt")
    (one.folder / "правка.txt").write_text("стало\n")
    (one.folder / "новое.txt").write_text("новое\n")
    _mark(two, "done", "1", "--date", "2020-09-28")
    (two.folder / "ещё.txt").write_text("от Петровой\n")
    assert two.sync().code == 0
    two.git("add", "--", "ещё.txt")
    two.git("commit", "-qm", "файл")
    two.git("push", "-q")
    _mark(one, "note", "4", "акт")
    before = one.git("status", "--porcelain", "--", "*.txt"), one.git("stash", "list")
    assert one.sync().code == 0
    assert (one.git("status", "--porcelain", "--", "*.txt"), one.git("stash", "list")) == before
    assert (one.folder / "ещё.txt").read_text() == "от Петровой\n"
    assert one.items()["1"]["status"] == "done"


def test_a_file_in_the_way_stops_the_taking_before_the_plan_is_touched(
    pair: tuple[Clone, Clone],
) -> None:
    one, two = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    (one.folder / "общее.txt").write_text("одно\n")
    one.git("add", "--", "общее.txt")
    one.git("commit", "-qm", "файл")
    assert one.sync().code == 0
    (two.folder / "общее.txt").write_text("другое\n")
    before = two.plan.read_bytes()
    assert two.sync().code == 6
    assert (two.plan.read_bytes(), (two.folder / "общее.txt").read_text()) == (before, "другое\n")


def test_other_files_are_merged_as_git_does_or_refused(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    lines = [f"строка {n}\n" for n in range(9)]
    (one.folder / "заметки.txt").write_text("".join(lines))
    one.git("add", "-A")
    one.git("commit", "-qm", "заметки")
    assert (one.sync().code, two.sync().code) == (0, 0)
    for clone, n in ((one, 0), (two, 8)):
        (clone.folder / "заметки.txt").write_text(
            "".join([*lines[:n], f"{clone.who}\n", *lines[n + 1 :]])
        )
        clone.git("commit", "-qam", "правка")
    assert (one.sync().code, two.sync().code) == (0, 0)
    both = (two.folder / "заметки.txt").read_text()
    assert MINAEVA in both
    assert PETROVA in both
    assert one.sync().code == 0
    for clone in (one, two):
        (clone.folder / "заметки.txt").write_text(f"{clone.who}\n")
        clone.git("commit", "-qam", "правка")
    assert one.sync().code == 0
    outcome = two.sync()
    assert outcome.code == 8
    assert "git pull --no-rebase" in outcome.err


def test_a_mode_changed_by_one_side_is_kept(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    script = "\n".join("абвгдежз") + "\n"
    (one.folder / "сводка.sh").write_text(script)
    one.git("add", "-A")
    one.git("commit", "-qm", "сводка")
    assert (one.sync().code, two.sync().code) == (0, 0)
    for clone, letter in ((one, "а"), (two, "з")):
        (clone.folder / "сводка.sh").write_text(script.replace(letter, letter.upper()))
    (one.folder / "сводка.sh").chmod(0o755)
    for clone in (one, two):
        clone.git("commit", "-qam", "правка")
    assert (one.sync().code, two.sync().code) == (0, 0)
    assert os.access(two.folder / "сводка.sh", os.X_OK)


# How files lie and how git is set


def test_line_breaks_of_the_system_and_a_byte_order_mark(hub: Hub) -> None:
    one, two = hub.filled(MINAEVA, PETROVA, text=f"\ufeff{PLAN}")
    two.git("config", "core.autocrlf", "true")
    two.plan.unlink()
    two.git("checkout", "--", NAME)
    assert b"\r\n" in two.plan.read_bytes()
    _mark(one, "done", "1", "--date", "2020-09-28")
    _mark(two, "note", "1", "акт")
    assert (one.sync().code, two.sync().code, one.sync().code) == (0, 0, 0)
    assert two.plan.read_bytes().replace(b"\r\n", b"\n") == one.plan.read_bytes()
    assert two.plan.read_bytes().count(b"\r\n") == two.plan.read_bytes().count(b"\n")
    assert one.plan.read_bytes().startswith(b"\xef\xbb\xbf")
    assert two.git("status", "--porcelain") == ""


def test_two_plans_in_folders_and_a_call_from_inside(hub: Hub) -> None:
    one = hub.clone(MINAEVA)
    for school in ("школа-1", "школа-2"):
        (one.folder / school).mkdir()
        (one.folder / school / NAME).write_text(PLAN)
    one.git("add", "-A")
    one.git("commit", "-qm", "планы")
    one.git("push", "-q")
    two = hub.clone(PETROVA)
    inside = [
        Clone(two.folder / school, PETROVA, home=hub.home) for school in ("школа-1", "школа-2")
    ]
    for clone in inside:
        _mark(clone, "note", "4", "акт")
    _mark(
        Clone(one.folder / "школа-1", MINAEVA, home=hub.home), "done", "1", "--date", "2020-09-28"
    )
    assert Clone(one.folder / "школа-1", MINAEVA, home=hub.home).sync().code == 0
    assert inside[1].sync().out == "Отправлено 2, получено 1\n"
    assert inside[0].items()["1"]["status"] == "done"
    assert "школа-1/2020/4: примечание: акт (Петрова)" in two.git("log", "--format=%B")


@pytest.mark.skipif(sys.platform == "darwin", reason="names of files are UTF-8 there")
def test_names_of_folders_that_are_no_utf8(hub: Hub) -> None:
    one = hub.clone(MINAEVA)
    for school in ("школа-1", "школа-2"):
        folder = Path(os.fsdecode(os.fsencode(one.folder) + b"/" + school.encode("cp1251")))
        folder.mkdir()
        (folder / NAME).write_text(PLAN)
    one.git("add", "-A")
    one.git("commit", "-qm", "планы")
    one.git("push", "-q")
    inside = Clone(folder, MINAEVA, home=hub.home)
    _mark(inside, "note", "4", "акт")
    assert inside.sync().out == "Отправлено 1, получено 0\n"
    assert "/4: примечание: акт (Минаева)" in one.log()[0]


def test_a_shallow_clone_gets_what_it_needs(hub: Hub) -> None:
    one, _ = hub.filled(MINAEVA, PETROVA)
    for n in range(3):
        _mark(one, "note", "4", f"№ {n}")
        assert one.sync().code == 0
    shallow = hub.clone(BELOVA, "--depth", "1")
    _mark(shallow, "note", "5", "акт")
    for n in range(3, 6):
        _mark(one, "note", "4", f"№ {n}")
        assert one.sync().code == 0
    shallow.git("fetch", "-q", "--depth", "1")
    assert shallow.sync().code == 0
    assert len(shallow.items()["4"]["history"]) == 6
    assert shallow.items()["5"]["note"] == "акт"


def test_settings_that_would_stop_git_pull(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    for name, value in (
        ("merge.ff", "false"),
        ("pull.ff", "only"),
        ("pull.rebase", "true"),
        ("push.default", "nothing"),
        ("commit.cleanup", "verbatim"),
    ):
        two.git("config", name, value)
    two.git("update-index", "--assume-unchanged", NAME)
    _mark(one, "done", "1", "--date", "2020-09-28")
    _mark(two, "note", "4", "акт")
    assert one.sync().code == 0
    assert two.sync().out == "Отправлено 1, получено 1\n"
    assert one.sync().out == "Отправлено 0, получено 1\n"


def test_a_link_stays_a_link(pair: tuple[Clone, Clone], tmp_path: Path) -> None:
    one, two = pair
    link = tmp_path / NAME
    link.symlink_to(two.plan)
    _mark(one, "done", "1", "--date", "2020-09-28")
    assert one.sync().code == 0
    outcome = two.roadmap("--file", str(link), "sync")
    assert (outcome.code, outcome.out) == (0, "Отправлено 0, получено 1\n")
    assert link.is_symlink()


def test_a_plan_removed_by_one_and_marked_by_the_other(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    one.git("rm", "-q", NAME)
    one.git("commit", "-qm", "план снят")
    one.git("push", "-q")
    _mark(two, "done", "1", "--date", "2020-09-28")
    outcome = two.sync()
    assert outcome.code == 8
    assert "у вас 1: исполнено 28.09.2020 (Петрова); прислано: план удалён" in outcome.err


def test_a_plan_that_others_removed_or_added_is_named(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    one.git("rm", "-q", NAME)
    one.git("commit", "-qm", "план снят")
    (one.folder / "roadmap_2021.yaml").write_text(PLAN.replace("2020", "2021"))
    assert one.sync().code == 0
    outcome = two.at_terminal("sync")
    assert "получено 2\n  план roadmap_2021.yaml добавлен\n" in outcome.out
    assert "  план roadmap_2020.yaml удалён\n" in outcome.out
    assert not two.plan.exists()


def test_a_clone_of_an_empty_repository_gets_the_plan(hub: Hub) -> None:
    empty = hub.clone(PETROVA)
    hub.filled(MINAEVA)
    outcome = empty.sync()
    assert outcome.out == "Отправлено 0, получено 1\n", outcome.err
    assert empty.plan.read_text() == PLAN


def test_a_plan_outside_the_clone_is_meant_only_when_it_is_named(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    outside = one.folder.parent / NAME
    outside.write_text(PLAN)
    folder = one.folder / "без плана"
    folder.mkdir()
    one.git("rm", "-q", NAME)
    assert Clone(folder, MINAEVA, home=one.home).sync().code == 0
    outcome = two.roadmap("-f", str(two.plan), "-f", str(outside), "sync")
    assert _refused(outcome, f"план {outside} лежит вне папки {two.folder}")


def test_two_beginnings_are_not_joined(hub: Hub) -> None:
    empty = hub.clone(PETROVA)
    hub.filled(MINAEVA)
    empty.plan.write_text(PLAN)
    assert _refused(empty.sync(), "нет общего начала")


# The merge driver, as plain git calls it


def _diverged(pair: tuple[Clone, Clone], ours: tuple[str, ...], theirs: tuple[str, ...]) -> Clone:
    one, two = pair
    assert two.sync().code == 0
    _mark(one, *theirs)
    assert one.sync().code == 0
    _mark(two, *ours)
    two.git("commit", "-qam", "отметка")
    two.git("fetch", "-q")
    return two


@pytest.mark.parametrize(
    "command", [("merge", "origin/main"), ("rebase", "origin/main"), ("cherry-pick", "origin/main")]
)
def test_git_itself_merges_by_items(pair: tuple[Clone, Clone], command: tuple[str, ...]) -> None:
    two = _diverged(pair, ("note", "1", "акт"), ("done", "1", "--date", "2020-09-28"))
    two.git(*command)
    item = two.items()["1"]
    assert (item["status"], item["note"], len(item["history"])) == ("done", "акт", 2)


def test_git_stash_is_merged_too(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    assert two.sync().code == 0
    _mark(one, "done", "1", "--date", "2020-09-28")
    assert one.sync().code == 0
    _mark(two, "note", "1", "акт")
    two.git("stash", "-q")
    two.git("pull", "-q", "--ff-only")
    two.git("stash", "pop", "-q")
    assert len(two.items()["1"]["history"]) == 2


def test_a_conflict_has_markers_around_the_item_alone(pair: tuple[Clone, Clone]) -> None:
    two = _diverged(
        pair, ("cancel", "1", "--reason", "приказ"), ("done", "1", "--date", "2020-09-28")
    )
    two.git("merge", "origin/main", check=False)
    text = two.plan.read_text()
    assert text.count("<<<<<<<") == text.count(">>>>>>>") == 1
    assert "status: cancelled" in text
    assert "status: done" in text
    assert text.partition(">>>>>>>")[2].endswith(ITEM_4 + PLAN.partition(ITEM_4)[2])
    assert _refused(two.sync(), "не закончено слияние")


DRIVERS = {
    "missing": "/нет/такой/программы",
    "killed": "sh -c 'kill -9 $$'",
    "crashing": "python3 -c 'raise SystemExit(2)'",
    "silent with success": "true",
}


@pytest.mark.parametrize("driver", DRIVERS.values(), ids=DRIVERS)
def test_a_driver_that_does_not_work_loses_nothing(pair: tuple[Clone, Clone], driver: str) -> None:
    two = _diverged(pair, ("note", "1", "наше"), ("note", "1", "их"))
    command = shlex.join([sys.executable, "-m", "roadmap_cli"])
    setting = two.git("config", "merge.roadmap.driver")
    assert command in setting
    two.git("config", "merge.roadmap.driver", setting.replace(command, driver))
    two.git("merge", "origin/main", check=False)
    assert two.git("status", "--porcelain", "--", NAME).startswith("UU")
    text = two.plan.read_text()
    assert "<<<<<<<" in text
    assert "наше" in text
    assert "их" in text
    two.git("merge", "--abort")
    assert two.sync().code == 0  # which sets the driver right again
    assert two.git("config", "merge.roadmap.driver") == setting


def test_the_driver_leaves_a_file_that_is_no_plan_to_git(pair: tuple[Clone, Clone]) -> None:
    one, two = pair
    assert two.sync().code == 0
    for clone, word in ((one, "одно"), (two, "другое")):
        clone.plan.write_text(f"{word}\n")
        clone.git("commit", "-qam", word)
    one.git("push", "-q")
    two.git("fetch", "-q")
    two.git("merge", "origin/main", check=False)
    assert two.plan.read_text().startswith("<<<<<<<")


def test_a_folder_of_somebody_else_is_told_with_the_command_that_helps(
    pair: tuple[Clone, Clone],
) -> None:
    one, _ = pair
    _mark(one, "done", "1", "--date", "2020-09-28")
    outcome = one.sync(GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert _refused(outcome, f"git config --global --add safe.directory '{one.folder}'")


def test_no_prompt_and_no_waiting_for_a_password(pair: tuple[Clone, Clone]) -> None:
    one, _ = pair
    fake = one.home / "ssh"
    fake.write_text(
        '#!/bin/sh\necho "$GIT_TERMINAL_PROMPT" > "$HOME/prompt"\necho "Permission denied (publickey)." >&2\nexit 255\n'
    )
    fake.chmod(0o755)
    one.git("remote", "set-url", "origin", "git@example.org:plan.git")
    outcome = one.sync(GIT_SSH_COMMAND=shlex.quote(str(fake)))
    assert _refused(outcome, "проверьте имя, пароль или ключ")
    assert (one.home / "prompt").read_text() == "0\n"


def test_the_users_own_settings_of_ssh_are_respected(pair: tuple[Clone, Clone]) -> None:
    one, _ = pair
    fake = one.home / "свой"
    fake.write_text('#!/bin/sh\ntouch "$HOME/called"\nexit 255\n')
    fake.chmod(0o755)
    one.git("config", "core.sshCommand", shlex.quote(str(fake)))
    one.git("remote", "set-url", "origin", "git@example.org:plan.git")
    assert one.sync().code == 6
    assert (one.home / "called").exists()
    assert os.environ.get("GIT_SSH_COMMAND") is None


def test_a_remote_that_never_answers_is_given_up(
    pair: tuple[Clone, Clone], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    fake = one.home / "ssh"
    fake.write_text('#!/bin/sh\necho $$ > "$HOME/pid"\nexec sleep 600\n')
    fake.chmod(0o755)
    one.git("remote", "set-url", "origin", "git@example.org:plan.git")
    number = one.home / "pid"
    seconds = 1
    while not number.exists():  # on a busy machine git is given up before it has called
        monkeypatch.setattr(repository, "NETWORK_SECONDS", seconds)
        assert _refused(one.sync(GIT_SSH_COMMAND=shlex.quote(str(fake))), f"нет ответа {seconds} с")
        seconds *= 4
    left = Path("/proc", number.read_text().strip(), "cmdline")
    wait_for(lambda: not (left.exists() and left.read_bytes()))  # a zombie has none
