"""Finding, naming and creating plan files, one rule at a time."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import plan_text
from small_plans import item, plan_of

from roadmap_cli.errors import InvalidPlanError, MissingPlanError, UnwritableError, UsageError
from roadmap_cli.planfile import find
from roadmap_cli.planfile.document import Document
from roadmap_cli.terms import Period

if TYPE_CHECKING:
    from conftest import Roadmap

TEXT = plan_text("2020", "id: 1, title: а, term: Май")
AFTER = "или создайте план: roadmap import ДОКУМЕНТ, roadmap new ГОД, roadmap init"


def _made(folder: Path, *names: str) -> None:
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(TEXT)


@pytest.mark.parametrize(
    ("name", "is_plan"),
    [
        ("roadmap_2020.yaml", True),
        ("roadmap_2020.yml", True),
        ("ROADMAP_школа.YAML", True),
        ("roadmap_.yaml", False),
        ("roadmap.yaml", False),
        ("roadmap_2020.yaml~", False),
        ("roadmap_2020.json", False),
        (".roadmap_2020.yaml", False),
        ("моя_roadmap_2020.yaml", False),
    ],
)
def test_what_a_plan_is_called(tmp_path: Path, name: str, *, is_plan: bool) -> None:
    _made(tmp_path, name)
    assert find.in_folder(tmp_path) == [tmp_path / name] * is_plan
    if is_plan:
        assert [each.path.name for each in find.find([tmp_path], tmp_path)] == [name]


@pytest.mark.parametrize(
    ("made", "start", "found"),
    [
        (["roadmap_2.yaml", "roadmap_1.yml"], ".", ["roadmap_1.yml", "roadmap_2.yaml"]),
        (["data/roadmap_1.yaml", "roadmap_2.yaml"], ".", ["roadmap_2.yaml", "data/roadmap_1.yaml"]),
        (["roadmap_1.yaml", "a/b/x.txt"], "a/b", ["roadmap_1.yaml"]),
        (["data/roadmap_1.yaml", "a/x.txt"], "a", ["data/roadmap_1.yaml"]),
        (["roadmap_1.yaml", "a/data/roadmap_2.yaml"], "a", ["a/data/roadmap_2.yaml"]),
        (["roadmap_1.yaml", "data/roadmap_2.yaml"], "data", ["data/roadmap_2.yaml"]),
        (["a/roadmap_1.yaml"], ".", []),
    ],
)
def test_the_nearest_folder_upwards_with_plans_counts(
    tmp_path: Path, made: list[str], start: str, found: list[str]
) -> None:
    _made(tmp_path, *made)
    assert find.nearest(tmp_path / start) == [tmp_path / name for name in found]


def test_below_a_folder_all_but_hidden_ones_are_searched(tmp_path: Path) -> None:
    names = ["roadmap_2.yaml", "roadmap_1.yaml", "я/roadmap_3.yaml", "а/б/roadmap_4.yml"]
    _made(tmp_path, *names, ".git/roadmap_5.yaml", "а/.x/roadmap_6.yaml", "а/другое.yaml")
    found = find.find([tmp_path], tmp_path / "нет")
    assert [str(each.path.relative_to(tmp_path)) for each in found] == [
        "roadmap_1.yaml",
        "roadmap_2.yaml",
        "а/б/roadmap_4.yml",
        "я/roadmap_3.yaml",
    ]
    assert [(each.name, each.named) for each in found] == [
        ("1", False),
        ("2", False),
        ("4", False),
        ("3", False),
    ]


def test_a_file_counts_once_and_is_named_where_anything_names_it(tmp_path: Path) -> None:
    _made(tmp_path, "roadmap_1.yaml", "roadmap_2.yaml")
    one, other = tmp_path / "roadmap_1.yaml", tmp_path / "roadmap_2.yaml"
    link = tmp_path / "ссылка.yaml"
    link.symlink_to(one)
    assert find.find([tmp_path, link], tmp_path) == [("1", one, True), ("2", other, False)]
    assert find.find([link, one], tmp_path) == [("ссылка", link, True)]
    missing = tmp_path / "нет.yaml"
    assert find.find([missing], tmp_path) == [("нет", missing, True)]


@pytest.mark.parametrize("is_named", [True, False])
def test_where_there_is_no_plan_the_folder_is_told(tmp_path: Path, *, is_named: bool) -> None:
    folder = tmp_path / "пусто"
    folder.mkdir()
    other = tmp_path / "другая"
    with pytest.raises(MissingPlanError) as caught:
        find.find([folder] if is_named else [], other if is_named else folder)
    assert str(caught.value) == (
        f"в папке {folder} и выше нет ни roadmap_*.yaml, ни data/roadmap_*.yaml; "
        f"укажите файл: roadmap --file ПЛАН.yaml, {AFTER}"
    )


@pytest.mark.parametrize(
    ("first", "last", "made", "place"),
    [
        ("2021-01-01", "2021-12-31", [], "roadmap_2021.yaml"),
        ("2021-09-01", "2022-08-31", [], "roadmap_2021-2022.yaml"),
        ("2021-01-01", "2021-12-31", ["roadmap_2020.yaml"], "roadmap_2021.yaml"),
        ("2021-01-01", "2021-12-31", ["data/roadmap_2020.yaml"], "data/roadmap_2021.yaml"),
    ],
)
def test_where_a_new_plan_goes(
    tmp_path: Path, first: str, last: str, made: list[str], place: str
) -> None:
    _made(tmp_path, *made)
    span = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert find.usual_place(span, tmp_path) == tmp_path / place


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        ([], []),
        (["/п/roadmap_2020.yaml"], ["2020"]),
        (["/п/школа.yaml"], ["школа"]),
        (["/п/roadmap_roadmap_1.yaml"], ["roadmap_1"]),
        (["/п/моя_roadmap_1.yaml"], ["моя_roadmap_1"]),
        (["/п/roadmap_2020.yaml", "/п/roadmap_2021.yaml"], ["2020", "2021"]),
        (["/а/roadmap_2020.yaml", "/б/roadmap_2020.yaml"], ["а/2020", "б/2020"]),
        (
            ["/а/roadmap_2020.yaml", "/б/roadmap_2020.yaml", "/б/roadmap_2021.yaml"],
            ["а/2020", "б/2020", "2021"],
        ),
        (
            ["/а/x/roadmap_2020.yaml", "/б/x/roadmap_2020.yaml", "/б/y/roadmap_2020.yaml"],
            ["а/x/2020", "б/x/2020", "y/2020"],
        ),
        (
            ["/x/roadmap_2020.yaml", "/б/x/roadmap_2020.yaml"],
            ["x/2020", "б/x/2020"],
        ),
        (
            ["/п/roadmap_2020.yaml", "/п/roadmap_2020.yml", "/п/roadmap_2021.yaml"],
            ["roadmap_2020.yaml", "roadmap_2020.yml", "2021"],
        ),
        (
            ["/а/roadmap_2020.yaml", "/а/roadmap_2020.yml", "/б/roadmap_2020.yaml"],
            ["roadmap_2020.yaml", "roadmap_2020.yml", "2020"],
        ),
    ],
)
def test_short_names(paths: list[str], names: list[str]) -> None:
    assert find.short_names(list(map(Path, paths))) == names


@pytest.mark.parametrize(
    ("plans", "known"),
    [
        ([({"uid": "u"}, "школа/roadmap_2020.yaml")], [["uid", "u"]]),
        (
            [({"order": {"number": "5", "date": "2020-01-17"}}, "школа/x.yaml")],
            [["order", "5", "2020-01-17"]],
        ),
        ([({"order": {"number": "5"}}, "школа/x.yaml")], [["order", "5", "None"]]),
        ([({"order": {"date": "2020-01-17"}}, "школа/x.yaml")], [["школа", "x"]]),
        ([({}, "школа/roadmap_2020.yaml")], [["школа", "roadmap_2020"]]),
        ([({}, "школа/data/roadmap_2020.yaml")], [["школа", "roadmap_2020"]]),
        (
            [({"order": {"number": "5"}}, "а/x.yaml"), ({"order": {"number": "5"}}, "б/x.yaml")],
            [["order", "5", "None", "а", "x"], ["order", "5", "None", "б", "x"]],
        ),
        (
            [({"uid": "u"}, "а/x.yaml"), ({"uid": "v"}, "б/x.yaml"), ({}, "в/x.yaml")],
            [["uid", "u"], ["uid", "v"], ["в", "x"]],
        ),
    ],
)
def test_what_identifies_plans(
    tmp_path: Path, plans: list[tuple[dict[str, object], str]], known: list[list[str]]
) -> None:
    made = ((plan_of(item(), **more), tmp_path / place) for more, place in plans)
    assert [json.loads(each) for each in find.identities(made)] == known


@pytest.mark.parametrize(
    ("change", "is_copy"),
    [
        (("Май", "Июнь"), True),
        (("title: П", "title: Ж"), False),
        (("year: 2020", "year: 2021"), False),
        (("title: П", "title: П\norder: {number: 5}"), False),
    ],
)
def test_what_looks_like_a_copy(tmp_path: Path, change: tuple[str, str], *, is_copy: bool) -> None:
    text = plan_text("2020", "id: 1, title: а, term: Май", title="П")
    names = ["roadmap_1.yaml", "roadmap_2.yaml", "папка/roadmap_3.yaml"]
    _made(tmp_path, *names)
    for name, written in zip(names, (text, text.replace(*change), text), strict=True):
        (tmp_path / name).write_text(written)
    (tmp_path / "roadmap_4.yaml").write_text("{")
    found = find.find([tmp_path], tmp_path)
    told: list[int] = []
    read = find.read_all(found, told.append, to_change=False)
    assert told == [1, 2, 3, 4]
    assert (list(read.plans), list(read.failures)) == (["1", "2", "3"], ["4"])
    copies = [(tmp_path / names[0], tmp_path / names[1])] * is_copy
    assert list(find.copies(found, read)) == copies


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    for raw in (b"", "\ufeff# заметка\n".encode()):
        with pytest.raises(InvalidPlanError) as caught:
            find.parse(tmp_path, raw)
        told = "файл пуст: запишите в него план или создайте новый: roadmap init"
        assert str(caught.value) == f"{tmp_path}:1:1: {told}"


def test_mistakes_of_form_and_of_contents_are_told_together(tmp_path: Path) -> None:
    raw = TEXT.replace("term: Май", "term: мартобрь").replace("year: 2020", "year: 2020\nyear: 1")
    with pytest.raises(InvalidPlanError) as caught:
        find.parse(tmp_path, raw.encode())
    places = [(each.line, each.column) for each in caught.value.problems]
    assert places == sorted(places)
    texts = [each.text for each in caught.value.problems]
    assert "ключ «year» повторяется: он уже есть в строке 2" in texts
    assert len(texts) > 1


def test_a_change_that_no_plan_can_have_is_told_once(tmp_path: Path) -> None:
    loaded = find.parse(tmp_path, TEXT.encode())
    items = "".join(f"      - {{id: {n}, title: а, term: Май}}\n" for n in (1, 1, 1, 2, 2))
    document = Document(TEXT.partition("      - ")[0] + items)
    with pytest.raises(UsageError) as caught:
        loaded.with_document(tmp_path, document)
    assert str(caught.value) == (
        "план не изменён: номер «1» уже есть у пункта выше: номера не повторяются; "
        "номер «2» уже есть у пункта выше: номера не повторяются"
    )


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_byte_order_mark_is_written_as_it_was(tmp_path: Path, mark: str) -> None:
    loaded = find.parse(tmp_path, f"{mark}{TEXT}".encode())
    assert loaded.encode("новое") == f"{mark}новое".encode()


def test_the_period_of_a_plan_with_mistakes_elsewhere_is_known(tmp_path: Path) -> None:
    path = tmp_path / "roadmap_2020.yaml"
    path.write_text(TEXT.replace("term: Май", "term: мартобрь, due: x"))
    assert find.span(path) == (date(2020, 1, 1), date(2020, 12, 31))
    for text in ("{", TEXT.replace("year: 2020", "year: x")):
        path.write_text(text)
        with pytest.raises(InvalidPlanError):
            find.span(path)


def test_the_built_in_plan_is_written_with_a_uid_of_its_own(
    tmp_path: Path, roadmap: Roadmap
) -> None:
    path = tmp_path / "roadmap_x.yaml"
    assert roadmap("init", str(path)).code == 0
    lines = path.read_text().splitlines()
    built_in = find.built_in().document.text.splitlines()
    assert lines[0] == "# yaml-language-server: $schema=roadmap.schema.json"
    (place,) = (number for number, line in enumerate(lines) if line.startswith("uid: "))
    assert lines[place - 1] == "year: 2020"
    assert re.fullmatch("uid: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", lines[place])
    assert lines[1:place] + lines[place + 1 :] == built_in


def test_a_plan_that_cannot_be_created_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError) as caught:
        find.create_from(tmp_path / ("x" * 300), b"", "иначе")
    assert (
        str(caught.value) == f"файл {tmp_path / ('x' * 300)} не создан: слишком длинное имя файла"
    )


def test_the_schema_tells_editors_nothing_in_english() -> None:
    schema = find.schema()
    assert not [name for name, each in schema["$defs"].items() if "description" in each]
    assert "description" not in schema
    told = re.findall('"description": "([^"]*)"', json.dumps(schema, ensure_ascii=False))
    assert told
    assert not [text for text in told if not re.search("[а-яё]", text)]
