"""`sync` beside what people, hooks, kills and strangers do to a clone: nothing lost, nothing stuck."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from clones import NAME, Clone, Hub
from versions import MINAEVA, PETROVA, PLAN

if TYPE_CHECKING:
    from pathlib import Path

MOVED = "архив/roadmap_moc.yaml"
ONE_DONE = ("done", "1", "--date", "2020-09-28")


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path)


def _pair(hub: Hub, text: str = PLAN) -> tuple[Clone, Clone]:
    one, two = hub.filled(MINAEVA, PETROVA, text=text)
    assert two.sync().code == 0
    return one, two


def _mark(clone: Clone, *arguments: str) -> None:
    outcome = clone.roadmap(*arguments)
    assert outcome.code == 0, outcome.err


def _hook(clone: Clone, name: str, lines: str) -> Path:
    path = clone.folder / ".git" / "hooks" / name
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("text", [PLAN, f"uid: 5d1c\n{PLAN}"], ids=["no uid", "uid"])
@pytest.mark.parametrize("by_git", [False, True], ids=["mv", "git mv"])
def test_a_plan_that_got_another_name_and_place_has_it_for_everybody(
    hub: Hub, text: str, *, by_git: bool
) -> None:
    one, two = _pair(hub, text)
    _mark(one, *ONE_DONE)
    assert one.sync().code == 0
    _mark(two, "note", "4", "акт")
    new = two.folder / MOVED
    new.parent.mkdir()
    if by_git:
        two.git("mv", NAME, MOVED)
    else:
        two.plan.rename(new)
    outcome = two.sync()
    assert (outcome.code, outcome.out) == (0, "Отправлено 2, получено 1\n"), outcome.err
    assert not two.plan.exists()
    outcome = one.at_terminal("sync")
    assert f"план {NAME} теперь {MOVED}\n" in outcome.out
    assert not one.plan.exists()
    assert (one.folder / MOVED).read_bytes() == new.read_bytes()
    assert "status: done" in new.read_text()
    assert "note: акт" in new.read_text()
    assert two.sync().code == one.sync().code == 0


def test_a_plan_removed_from_one_folder_alone_stays_with_the_others(hub: Hub) -> None:
    one, two = _pair(hub)
    two.plan.unlink()
    outcome = two.sync()
    assert outcome.code == 0
    assert f"план {NAME} удалён только у вас" in outcome.err
    assert two.sync() == (0, "", "")  # cron is told once
    _mark(one, *ONE_DONE)
    assert one.sync().code == 0
    outcome = two.sync()
    assert outcome.code == 8
    assert "у вас план удалён; прислано: 1: исполнено 28.09.2020 (Минаева)" in outcome.err
    assert "import" not in outcome.err
    assert not two.plan.exists()
    assert one.sync().code == 0
    assert one.plan.exists()


def test_two_plans_that_took_each_others_names(hub: Hub) -> None:
    one, two = _pair(hub)
    other = "roadmap_2021.yaml"
    text = PLAN.replace("title: План", "title: План 2021").replace("year: 2020", "year: 2021")
    (one.folder / other).write_text(text)
    assert one.sync().code == 0
    assert two.sync().code == 0
    _mark(two, "note", "2020/4", "акт")
    one.plan.rename(one.folder / "x")
    (one.folder / other).rename(one.plan)
    (one.folder / "x").rename(one.folder / other)
    outcome = one.sync()
    assert outcome.code == 0, outcome.err
    outcome = two.sync()
    assert (outcome.code, one.sync().code) == (0, 0), outcome.err
    for clone in (one, two):
        assert "title: План 2021" in clone.plan.read_text()
        assert "note: акт" in (clone.folder / other).read_text()


@pytest.mark.parametrize(("answer", "is_there"), [("1\n", False), ("2\n", True)])
def test_a_plan_removed_here_and_marked_there_is_asked_about(
    hub: Hub, answer: str, *, is_there: bool
) -> None:
    one, two = _pair(hub)
    two.plan.unlink()
    _mark(one, *ONE_DONE)
    assert one.sync().code == 0
    outcome = two.at_terminal("sync", answers=answer)
    assert outcome.code == 0, outcome.out
    assert outcome.out.count("Что остаётся?") == 1
    assert one.sync().code == 0
    assert (one.plan.exists(), two.plan.exists()) == (is_there, is_there)
    if is_there:
        assert two.items()["1"]["status"] == "done"


def test_git_killed_between_branch_and_index_is_mended(hub: Hub) -> None:
    one, two = _pair(hub)
    (two.folder / "письмо.txt").write_text("черновик")
    two.git("add", "письмо.txt")
    _mark(two, "note", "4", "акт")
    hook = _hook(two, "reference-transaction", '[ "$1" = committed ] && kill -9 $PPID\nexit 0')
    assert two.sync().code != 0
    hook.unlink()
    (two.folder / ".git" / "index.lock").unlink(missing_ok=True)
    _mark(one, *ONE_DONE)
    assert one.sync().code == 0
    outcome = two.sync()
    assert outcome.code == 0, outcome.err
    assert (two.items()["1"]["status"], two.items()["4"]["note"]) == ("done", "акт")
    assert two.git("-c", "core.quotePath=false", "status", "--short") == "A  письмо.txt"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("pre-commit", f"echo '# проверено' >> {NAME}; git add {NAME}"),
        ("pre-commit", f"echo '# проверено' >> {NAME}"),
        ("post-commit", f"echo '# проверено' >> {NAME}"),
    ],
)
def test_what_a_hook_writes_into_the_plan_is_sent(hub: Hub, name: str, lines: str) -> None:
    one, two = _pair(hub)
    _hook(two, name, lines)
    _mark(two, "note", "4", "акт")
    _mark(one, *ONE_DONE)
    assert one.sync().code == 0
    outcome = two.sync()
    assert outcome.code == 0, outcome.err
    assert two.git("status", "--short") == ""
    assert one.sync().code == 0
    assert one.plan.read_text() == two.plan.read_text()
    assert two.plan.read_text().count("# проверено") == 1


def test_a_plan_behind_a_link_of_the_clone(hub: Hub) -> None:
    one, two = _pair(hub)
    (one.folder / "real").mkdir()
    one.plan.rename(one.folder / "real" / "plan.yaml")
    one.plan.symlink_to("real/plan.yaml")
    one.git("add", "-A")
    one.git("commit", "-qm", "план за ссылкой")
    _mark(one, *ONE_DONE)
    assert one.sync().code == 0
    assert two.sync().code == 0
    assert two.items()["1"]["status"] == "done"
    assert two.plan.is_symlink()


def test_messages_are_utf8_whatever_the_setting(hub: Hub) -> None:
    one, _ = _pair(hub)
    one.git("config", "i18n.commitEncoding", "windows-1251")
    _mark(one, *ONE_DONE)
    assert one.sync().code == 0
    raw = one.git("cat-file", "commit", "HEAD")
    assert "исполнено" in raw
    assert "encoding" not in raw


def _link(clone: Clone) -> None:
    (clone.folder / "roadmap_2021.yaml").symlink_to("../../тайна.yaml")


def _folder_link(clone: Clone) -> None:
    (clone.folder / "data").symlink_to("/etc")


def _odd_name(clone: Clone) -> None:
    (clone.folder / "roadmap_а\nб.yaml").write_text(PLAN)


def _huge(clone: Clone) -> None:
    (clone.folder / "roadmap_2021.yaml").write_text("#" * 9 * 1024 * 1024)


@pytest.mark.parametrize(
    ("do", "words"),
    [
        (_link, "ссылка за пределы общей папки: ../../тайна.yaml"),
        (_folder_link, "ссылка за пределы общей папки: /etc"),
        (_odd_name, "в имени файла есть знаки, которым там не место"),
        (_huge, "в нём 9 МБ, это не похоже на план"),
    ],
)
def test_what_a_stranger_sent_is_refused_by_name(hub: Hub, do, words: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    one, two = _pair(hub)
    do(one)
    one.git("add", "-A")
    one.git("commit", "-qm", "чужое")
    one.git("push", "-q")
    before = sorted(path.name for path in two.folder.iterdir())
    outcome = two.sync()
    assert outcome.code == 5
    assert words in outcome.err
    assert "Traceback" not in outcome.err
    assert sorted(path.name for path in two.folder.iterdir()) == before


@pytest.mark.parametrize(
    "broken",
    [
        PLAN.replace("- id: 1\n", "- просто текст\n      - id: 1\n"),
        PLAN.replace("- id: 1\n        title", "- title"),
        PLAN.replace("sections:\n", "sections: нет\nитак:\n"),
        PLAN.replace("title: План", "title: [План"),
    ],
)
def test_a_broken_plan_committed_by_hand_is_repaired_and_sent(hub: Hub, broken: str) -> None:
    one, two = _pair(hub)
    one.plan.write_text(broken)
    one.git("commit", "-qam", "так")
    one.plan.write_text(PLAN.replace("title: Сайт", "title: Сайт школы"))
    outcome = one.sync()
    assert (outcome.code, outcome.err) == (0, "")
    assert two.sync().code == 0
    assert two.items()["4"]["title"] == "Сайт школы"
    assert "план исправлен: прежний файл не читался" in one.log()[0]


def test_names_that_look_like_options_or_patterns_are_names(hub: Hub) -> None:
    one, two = _pair(hub)
    for folder in ("-x", "--upload-pack=touch взлом", ":(glob)*", "[a]"):
        (one.folder / folder).mkdir()
        text = PLAN.replace("title: План", f"title: План '{folder}'")
        (one.folder / folder / "roadmap_2021.yaml").write_text(text)
        one.git("add", "--", f":(literal){folder}")
    one.git("commit", "-qm", "папки")
    assert one.sync().code == 0
    assert two.sync().code == 0
    path = two.folder / "[a]" / "roadmap_2021.yaml"
    path.write_text(path.read_text().replace("title: Отчёт", "title: Отчёты", 1))
    assert two.sync().out == "Отправлено 1, получено 0\n"
    assert not (two.folder / "взлом").exists()


def test_a_history_rewritten_by_force_takes_no_mark_away(hub: Hub) -> None:
    one, two = _pair(hub)
    _mark(one, *ONE_DONE)
    assert one.sync().code == 0
    assert two.sync().code == 0
    one.git("reset", "-q", "--hard", "HEAD~")
    _mark(one, "note", "4", "акт")
    one.git("commit", "-qam", "иначе")
    one.git("push", "-q", "--force")
    outcome = two.sync()
    assert outcome.code == 0
    assert "общая история переписана" in outcome.err
    assert one.sync().code == 0
    for clone in (one, two):
        assert (clone.items()["1"]["status"], clone.items()["4"]["note"]) == ("done", "акт")


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is asked")
def test_of_two_new_items_with_one_number_both_stay(hub: Hub) -> None:
    one, two = _pair(hub)
    _mark(one, "add", "Семинар", "--term", "Ноябрь", "--section", "2")
    _mark(two, "add", "Слёт", "--term", "Май", "--section", "2")
    assert one.sync().code == 0
    outcome = two.at_terminal("sync", answers="3\n")
    assert outcome.code == 0, outcome.out
    assert "3. оба, ваше под номером 7\n" in outcome.out
    assert one.sync().code == 0
    for clone in (one, two):
        titles = {number: item["title"] for number, item in clone.items().items()}
        assert (titles["6"], titles["7"]) == ("Семинар", "Слёт")
        assert clone.roadmap("check").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is asked")
def test_an_item_that_was_kept_is_not_called_removed(hub: Hub) -> None:
    one, two = _pair(hub)
    text = one.plan.read_text()
    start, end = text.index("      - id: 5"), len(text)
    one.plan.write_text(text[:start] + text[end:])
    assert one.sync().code == 0
    _mark(two, "done", "5", "--date", "2020-09-28")
    outcome = two.at_terminal("sync", answers="1\n")
    assert outcome.code == 0, outcome.out
    assert "получено 0" in outcome.out
    assert two.items()["5"]["status"] == "done"


def test_git_killed_while_it_takes_what_was_sent_is_mended(hub: Hub) -> None:
    one, two = _pair(hub)
    _mark(one, *ONE_DONE)
    (one.folder / "письмо.txt").write_text("для всех")
    one.git("add", "письмо.txt")
    one.git("commit", "-qm", "письмо")
    assert one.sync().code == 0
    _mark(two, "note", "4", "акт")
    kill = 'grep -q refs/heads && [ "$1" = committed ] && kill -9 $PPID\nexit 0'
    two.git("commit", "-qam", "акт")
    hook = _hook(two, "reference-transaction", kill)
    assert two.sync().code != 0
    hook.unlink()
    (two.folder / ".git" / "index.lock").unlink(missing_ok=True)
    outcome = two.sync()
    assert outcome.code == 0, outcome.err
    assert two.git("status", "--short") == ""
    assert one.sync().code == 0
    assert one.plan.read_bytes() == two.plan.read_bytes()


def test_two_new_names_of_one_plan_are_asked_about(hub: Hub) -> None:
    one, two = _pair(hub)
    one.plan.rename(one.folder / "roadmap_moc.yaml")
    two.plan.rename(two.folder / "roadmap_oo.yaml")
    assert one.sync().code == 0
    outcome = two.sync()
    assert outcome.code == 8
    assert "файл назван roadmap_oo.yaml; прислано: файл назван roadmap_moc.yaml" in outcome.err
    outcome = two.at_terminal("sync", answers="2\n")
    assert outcome.code == 0, outcome.out
    assert [path.name for path in two.folder.glob("*.yaml")] == ["roadmap_moc.yaml"]


def test_a_plan_renamed_here_and_removed_there(hub: Hub) -> None:
    one, two = _pair(hub)
    one.git("rm", "-q", NAME)
    assert one.sync().code == 0
    two.plan.rename(two.folder / "roadmap_moc.yaml")
    _mark(two, *ONE_DONE)
    outcome = two.sync()
    assert outcome.code == 8, outcome.err
    assert "прислано: план удалён" in outcome.err


def test_a_nested_repository_in_conflict_is_left_to_a_person(hub: Hub) -> None:
    one, two = _pair(hub)
    for clone, commit in ((one, "1" * 40), (two, "2" * 40)):
        clone.git("update-index", "--add", "--cacheinfo", f"160000,{commit},вложено")
        clone.git("commit", "-qm", "вложено")
        _mark(clone, *ONE_DONE)
    assert one.sync().code == 0
    outcome = two.sync()
    assert outcome.code == 8
    assert "вложено (ссылка или вложенный репозиторий)" in outcome.err
