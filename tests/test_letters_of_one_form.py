"""«й» in two signs, soft hyphens, «е» for «ё», Latin letters in Russian words: one form everywhere."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal

import pytest
from conftest import plan_text

from roadmap_cli import wording

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Roadmap

SHY = "\u00ad"
COMPOSED = "Районный отдел Артёмова"
IN_PARTS = unicodedata.normalize("NFD", COMPOSED)
TWO_FORMS: list[Literal["NFC", "NFD"]] = ["NFC", "NFD"]
FORMS = [COMPOSED, IN_PARTS, f"Район{SHY}ный отдел Артёмова", "Районный отдел Артемова"]
TITLE = unicodedata.normalize("NFD", "Ежегодный чемпи") + f"{SHY}онат «Юный ёж»"


@pytest.fixture(params=FORMS, ids=["composed", "parts", "hyphen", "ye"])
def written(request: pytest.FixtureRequest, plan: Path) -> Path:
    """Give a plan with a party in two of the forms, and a title in parts."""
    items = [
        f"id: 1, title: '{TITLE}', term: до 15 маи, responsible: ['{COMPOSED}']",
        f"id: 2, title: другое, term: Октябрь, responsible: ['{request.param}']",
    ]
    text = plan_text("2020", *items).replace("до 15 маи", unicodedata.normalize("NFD", "Май"))
    contacts = f"contacts:\n  '{IN_PARTS}': a@example.org\nsections:\n"
    plan.write_text(text.replace("sections:\n", contacts))
    return plan


@pytest.mark.parametrize("typed", FORMS, ids=["composed", "parts", "hyphen", "ye"])
def test_a_party_is_one_however_it_is_written(
    roadmap: Roadmap, written: Path, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = written.read_bytes()
    assert len(roadmap("list", "-r", typed).out.splitlines()) == 2
    assert len(roadmap("parties").out.splitlines()) == 1
    assert len(roadmap("list", "--search", typed).out.splitlines()) == 2
    assert roadmap("remind", "--by-responsible", "-r", typed).out.count("====") >= 1
    monkeypatch.setenv("ROADMAP_MAIL_FROM", "chief@example.org")
    mails = roadmap("remind", "--mail", "--dry-run", "-r", typed)
    assert (mails.code, mails.out.count("To: a@example.org")) == (0, 1)
    folder = written.parent / "письма"
    assert roadmap("letters", "-r", typed, "--until", "01.11.2020", "-o", "письма").code == 0
    assert len(list(folder.iterdir())) == 1
    assert "нет ответственного" not in roadmap("check").out
    assert written.read_bytes() == before


@pytest.mark.parametrize(
    "spelled",
    ["[лётные]", "лётные: [", "[Школа лётная,", "Школа лётная: a@", "member: Школа лётная"],
)
def test_a_group_its_members_and_their_reports_are_known_in_either_spelling(
    roadmap: Roadmap, plan: Path, spelled: str
) -> None:
    item = "id: 1, title: о, term: Октябрь, responsible: [лётные]"
    people = """\
groups:
  лётные: [Школа лётная, Школа № 2]
contacts:
  Школа лётная: a@example.org
  Школа № 2: b@example.org
"""
    own = "id: 2, title: п, term: Октябрь, responsible: [Школа лётная]"
    plan.write_text(plan_text("2020", item, own).replace("sections:\n", f"{people}sections:\n"))
    assert roadmap("submit", "1", "--by", "Школа лётная", "--date", "01.09.2020").code == 0
    before = roadmap("check").out
    text = plan.read_text()
    assert spelled in text
    plan.write_text(text.replace(spelled, spelled.replace("ё", "е")))
    told = roadmap("show", "1").out
    assert "отчитались 1 из 2" in told
    assert "не отчитались: Школа № 2" in told
    assert roadmap("check").out == before
    assert len(roadmap("list", "-r", "Школа летная").out.splitlines()) == 2


@pytest.mark.parametrize("form", TWO_FORMS)
def test_a_number_with_a_letter_is_found_however_it_is_written(
    roadmap: Roadmap, plan: Path, form: Literal["NFC", "NFD"]
) -> None:
    number = unicodedata.normalize(form, "2й")
    plan.write_text(plan_text("2020", f"id: {number}, title: о, term: май"))
    for typed in TWO_FORMS:
        assert roadmap("start", unicodedata.normalize(typed, "2й")).code == 0
    (line,) = [each for each in plan.read_text().splitlines() if "id:" in each]
    assert f"id: {number}, title: о, term: май, status: in_progress" in line
    twice = [f"id: {unicodedata.normalize(each, '2й')}, title: о, term: май" for each in TWO_FORMS]
    plan.write_text(plan_text("2020", *twice))
    assert "уже есть у пункта выше" in roadmap("check").err


def test_a_file_of_another_kind_is_refused_whatever_its_letters(
    roadmap: Roadmap, plan: Path
) -> None:
    plan.write_text("- ёлка\n")
    refused = roadmap("check")
    assert (refused.code, "файл должен начинаться с ключей" in refused.err) == (5, True)


def test_a_letter_written_by_its_code_is_the_same(roadmap: Roadmap, plan: Path) -> None:
    item = r'id: 1, title: о, term: май, responsible: ["Лице\u0438\u0306"]'
    plan.write_text(plan_text("2020", item))
    assert len(roadmap("list", "-r", "Лицей").out.splitlines()) == 1


@pytest.mark.parametrize(
    ("people", "parties", "told"),
    [
        ("", ("Артёмов", "Артемов"), ""),
        ("", ("ЁЛКИНА", "ЕЛКИНА"), ""),
        ("groups:\n  лётные: [Школа]\n", ("летные", "летные"), ""),
        (
            "groups:\n  ОУ: [Школа лётная]\n  ДОУ: [Школа летная]\n",
            ("ОУ", "ДОУ"),
            "«Школа лётная» есть и в группе «ОУ», и в группе «ДОУ»",
        ),
        ("contacts:\n  Артёмов: a@example.org\n", ("Артемов", "Артемов"), ""),
        (
            "contacts:\n  Артёмов: a@example.org\n",
            ("ОУ", "ОУ"),
            "адрес есть, а ответственного «Артёмов» в плане нет",
        ),
    ],
)
def test_check_takes_two_spellings_for_one_party(
    roadmap: Roadmap, plan: Path, people: str, parties: tuple[str, str], told: str
) -> None:
    items = [
        f"id: {n}, title: о, term: Май, responsible: ['{name}']" for n, name in enumerate(parties)
    ]
    text = plan_text("2020", *items).replace("sections:\n", f"{people}sections:\n")
    plan.write_text(text)
    checked = roadmap("check")
    warned = [line for line in checked.out.splitlines() if "предупреждение" in line]
    assert checked.err == ""
    assert [line.partition("предупреждение: ")[2] for line in warned] == [told] * bool(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "contacts:\n  ~: a@example.org\nsections:\n",
            "ключ без имени: напишите имя перед двоеточием",
        ),
        ("groups:\n  ~: [ОУ]\nsections:\n", "ключ без имени: напишите имя перед двоеточием"),
        ("groups:\n  ОУ: [~, лётная]\nsections:\n", "«ОУ»: нужен текст"),
        ("contacts: [лётная]\nsections:\n", "«contacts»: нужны пары «ключ: значение»"),
    ],
)
def test_what_is_no_name_is_refused_beside_names_of_two_spellings(
    roadmap: Roadmap, plan: Path, text: str, told: str
) -> None:
    items = [
        f"id: {name}, title: о, term: Май, responsible: [{name}]" for name in ("лётные", "летные")
    ]
    plan.write_text(plan_text("2020", *items).replace("sections:\n", text))
    checked = roadmap("check")
    assert checked.code == 5
    assert [line.split(": ", 1)[1] for line in checked.err.splitlines()] == [told]


def test_a_member_that_is_no_name_is_refused_beside_names_of_two_spellings(
    roadmap: Roadmap, plan: Path
) -> None:
    report = "{at: 2020-05-01T12:00:00, by: я, did: submit, member: [лётные]}"
    items = [
        "id: 1, title: о, term: Май, responsible: [лётные]",
        f"id: 2, title: о, term: Май, responsible: [летные], history: [{report}]",
    ]
    plan.write_text(plan_text("2020", *items))
    assert roadmap("check").err.endswith("«member»: нужен текст\n")


def test_a_party_named_twice_in_an_item_answers_for_it_once(roadmap: Roadmap, plan: Path) -> None:
    plan.write_text(plan_text("2020", "id: 1, title: о, term: Октябрь, responsible: [ОУ, ОУ]"))
    assert [line.split("\t")[:2] for line in roadmap("parties").out.splitlines()] == [["ОУ", "1"]]
    assert len(roadmap("list", "-r", "ОУ").out.splitlines()) == 1


@pytest.mark.parametrize("typed", ["ежегодный чемпионат", "Юный еж", "юный ёж", f"чемпи{SHY}онат"])
def test_search_finds_a_text_however_it_is_written(
    roadmap: Roadmap, written: Path, typed: str
) -> None:
    assert written.exists()
    for form in (typed, unicodedata.normalize("NFD", typed)):
        assert roadmap("list", "--search", form).out.startswith("1\t")
    assert "31.05.2020" in roadmap("show", "1").out


def test_parties_of_two_plans_are_one(roadmap: Roadmap, plan: Path) -> None:
    item = "id: 1, title: о, term: Октябрь, responsible: ['{}']"
    plan.write_text(plan_text("2020", item.format(COMPOSED)))
    other = plan.with_name("roadmap_2020_школа.yaml")
    other.write_text(plan_text("2020", item.format(FORMS[3])))
    assert [line.split("\t")[:2] for line in roadmap("parties", "--all").out.splitlines()] == [
        ["Районный отдел Артёмова", "2"]
    ]
    assert len(roadmap("list", "--all", "-r", FORMS[3]).out.splitlines()) == 2


def test_a_document_has_its_letters_in_one_form(roadmap: Roadmap, plan: Path) -> None:
    plan.unlink()
    rows = f"№;Мероприятие;Срок;Ответственные\n1;{TITLE};Май;{IN_PARTS}\n2;б;Июнь;{FORMS[2]}\n"
    table = plan.with_name("план.csv")
    table.write_text(unicodedata.normalize("NFD", rows))
    outcome = roadmap("import", "план.csv", "--accept", "--year", "2020", "-o", "roadmap_2020.yaml")
    assert outcome.code == 0, outcome
    text = plan.read_text()
    assert wording.is_composed(text)
    assert text.count(COMPOSED) == 2


@pytest.mark.parametrize(
    ("party", "told"),
    [
        ("MОЦ", "в слове «MОЦ» латинские буквы (M)"),
        ("OУ", "в слове «OУ» латинские буквы (O)"),
        ("MOЦ", "в слове «MOЦ» латинские буквы (M, O)"),
        ("Кооpдинатор", "в слове «Кооpдинатор» латинские буквы (p)"),
        ("OO", "похожи"),
        ("IT-отдел", ""),
        ("ООО «Zoom-центр»", ""),
        ("школа XXIв", ""),
    ],
)
def test_check_warns_of_latin_letters_in_russian_words(
    roadmap: Roadmap, plan: Path, party: str, told: str
) -> None:
    first = "id: 1, title: а, term: май, responsible: [ОО]"
    plan.write_text(
        plan_text("2020", first, f"id: 2, title: б, term: май, responsible: ['{party}']")
    )
    out = roadmap("check").out
    assert ("предупреждение" in out) is bool(told)
    assert told in out
