"""`import --marks`: a letter or a sheet that comes back filled, in the forms that people make of it."""

from __future__ import annotations

import html
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import plan_text
from docx import Document
from docx.oxml import parse_xml
from openpyxl import load_workbook
from test_import_table import rows as table_rows

from roadmap_cli.errors import UsageError
from roadmap_cli.exchange.importing import Source, replies
from roadmap_cli.plan.standing import NamedPlan
from roadmap_cli.plan.view import View
from roadmap_cli.planfile import find
from roadmap_cli.terms import read_plan_period

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Office, Roadmap

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FILLED = {"4": "31.01.2020, исх. № 12", "7": "Исполнено 28 сентября 2020 г., протокол № 4"}
PROPOSED = [
    "  4: исполнено 31.01.2020, исх. № 12",
    "  7: исполнено 28.09.2020, протокол № 4",
]


@pytest.fixture
def letter(plan: Path, roadmap: Roadmap) -> Path:
    """Give the letter to МОЦ with two items filled in."""
    assert roadmap("letters", "-r", "МОЦ", "--until", "12.10.2020", "--output", ".").code == 0
    path = plan.with_name("МОЦ.docx")
    document = Document(str(path))
    for row in document.tables[0].rows:
        text = FILLED.get(row.cells[0].text)
        if text:
            row.cells[-1].text = text
    document.save(str(path))
    return path


def _plain(document: Any) -> None:
    assert document.tables


def _renumbered(document: Any) -> None:
    for number, row in enumerate(document.tables[0].rows[1:], start=1):
        row.cells[0].text = f"{number}."


def _with_rows_deleted(document: Any) -> None:
    table = document.tables[0]
    for row in table.rows[1:]:
        if row.cells[0].text not in FILLED:
            table._tbl.remove(row._tr)  # noqa: SLF001  # python-docx deletes no rows


def _with_letterhead(document: Any) -> None:
    first = document.element.body[0]
    for text in ("МБУ «Методический центр»", "от 05.10.2020 № 77", "на № 5 от 01.10.2020"):
        first.addprevious(parse_xml(f"<w:p {W}><w:r><w:t>{text}</w:t></w:r></w:p>"))
    cell = f"<w:tc {W}><w:p><w:r><w:t>Герб</w:t></w:r></w:p></w:tc>"
    first.addprevious(parse_xml(f"<w:tbl {W}><w:tr>{cell}{cell}</w:tr></w:tbl>"))


def _with_own_first_row(document: Any) -> None:
    table = document.tables[0]
    row = deepcopy(table.rows[0]._tr)  # noqa: SLF001  # the same
    table.rows[0]._tr.addprevious(row)  # noqa: SLF001  # the same
    first, *_, last = table.rows[0].cells
    merged = first.merge(last)
    merged.text = "Информация МОЦ"


def _with_a_column_of_evidence(document: Any) -> None:
    table = document.tables[0]
    table.add_column(table.columns[0].width)
    table.rows[0].cells[-1].text = "Подтверждающий документ"
    for row in table.rows[1:]:
        *_, mark, evidence = row.cells
        if "," in mark.text:
            day, _, note = mark.text.partition(", ")
            mark.text, evidence.text = day, note


def _widened(document: Any) -> None:
    table = document.tables[0]
    for cell in table.columns[3].cells:
        cell.width = 3 * cell.width


def _with_a_column_that_is_not_ours(document: Any) -> None:
    table = document.tables[0]
    table.add_column(table.columns[0].width)
    table.rows[0].cells[-1].text = "Примечание"
    for row in table.rows[1:]:
        *_, mark, note = row.cells
        mark.text, note.text = "", mark.text


def _corrected_in_word(document: Any) -> None:
    """Cut texts into runs, insert them as a correction, wrap them as a control does."""
    for row in document.tables[0].rows[1:]:
        paragraph = row.cells[-1].paragraphs[0]._p  # noqa: SLF001  # the same
        text = paragraph.xpath("string(.)")
        for child in list(paragraph):
            paragraph.remove(child)
        half = len(text) // 2
        run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
        gone = '<w:del w:id="1" w:author="a"><w:r><w:delText>01.01.2020</w:delText></w:r></w:del>'
        inserted = f'<w:ins w:id="2" w:author="a">{run.format(text[:half])}</w:ins>'
        control = f"<w:sdt><w:sdtContent>{run.format(text[half:])}</w:sdtContent></w:sdt>"
        for piece in parse_xml(f"<w:p {W}>{gone}{inserted}<w:proofErr/>{control}</w:p>"):
            paragraph.append(piece)


def _with_titles_mended(document: Any) -> None:
    for row in document.tables[0].rows[1:]:
        title = row.cells[1].text
        row.cells[1].text = title.replace("и педагогов", "и  педагогов").rstrip(".") + "."


def _with_titles_corrected(document: Any) -> None:
    for row in document.tables[0].rows[1:]:
        row.cells[1].text = row.cells[1].text.replace(" школ", " учреждений")


FORMS: dict[str, Callable[[Any], None]] = {
    "as it was sent": _plain,
    "rows numbered anew": _renumbered,
    "rows deleted": _with_rows_deleted,
    "a letterhead above": _with_letterhead,
    "an own first row": _with_own_first_row,
    "a column of evidence more": _with_a_column_of_evidence,
    "columns widened": _widened,
    "written in a column of their own": _with_a_column_that_is_not_ours,
    "corrected in Word": _corrected_in_word,
    "titles mended": _with_titles_mended,
    "a word of titles corrected": _with_titles_corrected,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_letter_that_comes_back_is_read(form: str, letter: Path, roadmap: Roadmap) -> None:
    document = Document(str(letter))
    FORMS[form](document)
    document.save(str(letter))
    before = letter.with_name("roadmap_2020.yaml").read_bytes()
    outcome = roadmap("import", "--marks", str(letter))
    assert outcome.code == 2
    assert outcome.err.splitlines()[1:3] == PROPOSED
    assert letter.with_name("roadmap_2020.yaml").read_bytes() == before


@pytest.mark.parametrize("ending", ["docx", "html", "xlsx"])
def test_a_letter_or_sheet_saved_by_libreoffice_is_read(
    ending: str, letter: Path, roadmap: Roadmap, office: Office, tmp_path: Path
) -> None:
    source = letter
    if ending == "xlsx":
        source = tmp_path / "лист.xlsx"
        assert roadmap("report", "--output", str(source)).code == 0
        _fill_sheet(source)
    (saved,) = office(ending, tmp_path / "saved", source)
    outcome = roadmap("import", "--marks", str(saved))
    assert outcome.code == 2
    assert outcome.err.splitlines()[1:3] == PROPOSED


def _fill_sheet(path: Path) -> None:
    """Write marks below those of our report, which stand in the same cells."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        text = FILLED.get(str(row[0].value))
        if text:
            row[-1].value = f"{row[-1].value}\n{text}"
    book.save(path)


def test_a_page_and_a_paste_are_read_too(letter: Path, roadmap: Roadmap) -> None:
    rows = [[cell.text for cell in row.cells] for row in Document(str(letter)).tables[0].rows]
    lines = ["".join(f"<td>{html.escape(cell)}" for cell in row) for row in rows]
    page = letter.with_suffix(".html")
    page.write_text(f"<html><table>{''.join(f'<tr>{line}' for line in lines)}</table>")
    paste = letter.with_suffix(".txt")
    paste.write_text("\n".join("\t".join(" ".join(c.split()) for c in row) for row in rows))
    for path in (page, paste):
        outcome = roadmap("import", "--marks", str(path))
        assert outcome.err.splitlines()[1:3] == PROPOSED


def test_what_is_accepted_waits_for_the_controller(letter: Path, roadmap: Roadmap) -> None:
    outcome = roadmap("import", "--marks", str(letter), "--accept")
    assert outcome.code == 0
    assert [line.partition(".")[0] for line in outcome.out.splitlines()[:2]] == ["4", "7"]
    assert "→ на проверке" in outcome.out
    assert "Не записано (ничего не записано): 3, 6, 12, 13, 16." in outcome.err
    shown = roadmap("show", "7").out
    assert "представлено на проверку 28.09.2020" in shown
    assert "исполнено 0 из" not in shown
    again = roadmap("import", "--marks", str(letter), "--accept")
    assert again.code == 0
    assert again.out == ""
    assert "(отчёт уже есть): 4, 7." in again.err
    assert roadmap("undo").code == 0
    assert "на проверке" not in roadmap("list").out


def test_what_is_executed_or_removed_already_is_named(letter: Path, roadmap: Roadmap) -> None:
    assert roadmap("done", "4").code == 0
    assert roadmap("cancel", "7", "--reason", "приказ № 9").code == 0
    outcome = roadmap("import", "--marks", str(letter), "--accept")
    assert (outcome.code, outcome.out) == (0, "")
    assert "пункт 4 не изменён: он уже исполнен" in outcome.err
    assert "пункт 7 не изменён: он снят с контроля" in outcome.err


def test_sentences_of_a_report_for_a_period_are_no_reply(letter: Path, roadmap: Roadmap) -> None:
    report = letter.with_name("отчёт.docx")
    roadmap("report", "--period", "III квартал", "--output", str(report))
    assert "нет дня исполнения" not in roadmap("import", "--marks", str(report)).err


def test_what_is_not_of_the_plan_is_named(letter: Path, roadmap: Roadmap) -> None:
    document = Document(str(letter))
    row = document.tables[0].rows[1]
    row.cells[1].text = "Отчёт о летнем отдыхе"
    row.cells[3].text = "Исполнено 01.09.2020"
    document.save(str(letter))
    outcome = roadmap("import", "--marks", str(letter))
    assert "(такого пункта в плане нет): таблица 1, строка 2 «Отчёт о летнем отдыхе»" in outcome.err


def test_a_document_of_another_plan_is_refused(
    letter: Path, roadmap: Roadmap, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "roadmap_2020.yaml"
    other.parent.mkdir()
    other.write_text(plan_text("2020", "id: 7, title: Отчёт, term: май"))
    outcome = roadmap("-f", str(other), "import", "--marks", str(letter), "--accept")
    assert outcome.code == 2
    assert "нет ни одного пункта плана" in outcome.err


def test_a_letter_about_an_old_debt_is_of_the_plan_that_it_names(
    letter: Path, roadmap: Roadmap
) -> None:
    old = letter.with_name("roadmap_2020.yaml")
    text = old.read_text().replace("на 2020 год", "на 2021 год").replace("year: 2020", "year: 2021")
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("uid"))
    old.with_name("roadmap_2021.yaml").write_text(text)
    outcome = roadmap("--today", "2021-02-01", "import", "--marks", str(letter), "--accept")
    assert outcome.code == 0
    assert outcome.out.startswith("2020/4. ")
    assert "submitted" not in old.with_name("roadmap_2021.yaml").read_text()


def test_the_letter_of_a_member_of_a_group_is_its_report(tmp_path: Path, roadmap: Roadmap) -> None:
    path = tmp_path / "roadmap_2020.yaml"
    item = "id: 7, title: Отчёт школ, term: сентябрь, responsible: [ОУ]"
    groups = "groups: {ОУ: [Школа № 1, Школа № 2]}\n"
    path.write_text(plan_text("2020", item).replace("sections:", f"{groups}sections:"))
    folder = tmp_path / "письма"
    made = roadmap("-f", str(path), "letters", "--until", "12.10.2020", "--output", str(folder))
    assert made.code == 0
    for letter in folder.iterdir():
        document = Document(str(letter))
        document.tables[0].rows[1].cells[-1].text = "28.09.2020, исх. № 5"
        document.save(str(letter))
    first, second = sorted(folder.iterdir())
    outcome = roadmap("-f", str(path), "import", "--marks", str(first))
    assert outcome.err.splitlines()[1] == "  7: исполнено 28.09.2020, исх. № 5, Школа № 1"
    assert roadmap("-f", str(path), "import", "--marks", str(first), "--accept").code == 0
    assert "Школа № 1" in path.read_text().partition("history:")[2]
    again = roadmap("-f", str(path), "import", "--marks", str(first), "--accept")
    assert (again.out, again.code) == ("", 0)
    document = Document(str(second))
    for paragraph in document.paragraphs:
        paragraph.text = paragraph.text.replace("Школа", "Лицей")
    document.save(str(second))
    nameless = roadmap("-f", str(path), "import", "--marks", str(second), "--accept")
    assert "назовите, кто: --by" in nameless.err
    words = ("--by", "Школа № 2", "--accept")
    assert roadmap("-f", str(path), "import", "--marks", str(second), *words).code == 0
    assert "на проверке" in roadmap("-f", str(path), "show", "7").out


def test_options_of_a_new_plan_do_not_go_with_marks(letter: Path, roadmap: Roadmap) -> None:
    outcome = roadmap("import", "--marks", str(letter), "--output", "план.yaml")
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)


OUR_MARKS = {
    "Исполнено 14.02.2020 с нарушением срока на 14 дней. Письмо № 56.": (
        "done 14.02.2020 / Письмо № 56."
    ),
    "Исполнено. Дата исполнения не указана. Акт.": "done / Акт.",
    "Исполнено 02.10.2020. Исполнено 2 из 2.\n30.03.2020 – исполнено;\n02.10.2020 – исполнено.": (
        "done 30.03.2020 02.10.2020"
    ),
    "Исполнено 02.10.2020. Исполнено 2 из 2, с нарушением срока – 1.\n"
    "30.03.2020 – исполнено за I квартал 2020 года;\n"
    "02.10.2020 – исполнено за период 01.07-30.09.2020, с нарушением срока на 2 дня.": (
        "done 30.03.2020 (I квартал 2020 года) 02.10.2020 (01.07-30.09.2020)"
    ),
    "Исполнено 31.02.2020.": "planned / Исполнено 31.02.2020.",
    "Представлена информация 28.09.2020, проверяется. Исх. № 12 от 28.09.2020.": (
        "submitted / представлена информация 28.09.2020. Исх. № 12 от 28.09.2020"
    ),
    "Представлена информация 02.10.2020, с нарушением срока на 2 дня, проверяется.": (
        "submitted / представлена информация 02.10.2020"
    ),
    "Представлена информация 10.02.2020 за III квартал 2020 года, проверяется. Акт.": (
        "submitted / представлена информация 10.02.2020 за III квартал 2020 года. Акт"
    ),
    "Представлена информация, проверяется. Акт. Всего исполнено 1 из 4.\n30.03.2020 – исполнено.": (
        "submitted 30.03.2020 / Акт.\n30.03.2020 – исполнено."
    ),
    "Не исполнено, просрочено 5 дней (срок – 30.09.2020).": "planned",
    "Не исполнено, просрочено 5 дней (срок – 30.09.2020).\n01.09.2020 – начато.": (
        "planned / 01.09.2020 – начато."
    ),
    "Исполняется в течение срока, срок – 31.12.2020.\n05.03.2020 – семинар.": (
        "in_progress / 05.03.2020 – семинар."
    ),
    "Исполняется в течение срока, срок – 31.12.2020. Сведения о ходе исполнения не внесены.": (
        "in_progress"
    ),
    "Исполняется по мере необходимости, срок не установлен.": "planned",
    "Исполняется по мере необходимости, срок не установлен.\n05.03.2020 – семинар.": (
        "in_progress / 05.03.2020 – семинар."
    ),
    "Исполняется по мере необходимости, срок не установлен. Сведения о ходе исполнения не внесены.": (
        "in_progress"
    ),
    "Исполнено 01.02.2020. Срок перенесён на 31.02.2020. Основание не указано.": (
        "done 01.02.2020 (Срок перенесён на 31.02.2020. Основание не указано.)"
    ),
    "Исполнено 31.02.2020. Срок перенесён на 01.03.2020.": (
        "planned / Исполнено 31.02.2020. Срок перенесён на 01.03.2020."
    ),
    " Исполнено  01.02.2020 \n Акт ": "done 01.02.2020 / Акт",
    "Исполняется: исполнено 2 из 4.\n01.02.2020 – а;\n31.02.2020 – б;\n02.03.2020 – в": (
        "in_progress 01.02.2020 02.03.2020 / 01.02.2020 – а;\n31.02.2020 – б;\n02.03.2020 – в"
    ),
    "Исполняется: исполнено 2 из 4.\n01.02.2020, а;\n02.03.2020 в\n03.03.20201": (
        "in_progress 01.02.2020 02.03.2020 / 01.02.2020, а;\n02.03.2020 в\n03.03.20201"
    ),
    "Исполнено 02.10.2020. Исполнено 1 из 2.\n30.03.2020 – исполнено за I квартал 2020;\n"
    "02.10.2020 – исполнено за период май 2020 года, слова": (
        "done 30.03.2020 (I квартал 2020) 02.10.2020 (май 2020 года)"
    ),
    "Представлена информация, проверяется": "submitted",
    "Представлена информация 01.02.2020, проверяется. Акт.\n"
    "Срок перенесён на 01.03.2020. Основание: письмо.\nещё": (
        "submitted → 01.03.2020 / представлена информация 01.02.2020. Акт.\n"
        "Срок перенесён на 01.03.2020. Основание: письмо.\nещё"
    ),
    "Срок перенесён на 01.03.2020": "planned → 01.03.2020",
    "Срок не наступил.\nслова\nСведения о ходе исполнения не внесены.": "planned / слова",
    "Исполняется в течение срока, срок – 31.12.2020. Слова\nещё": "in_progress / ещё",
    "слова\nИсполняется в течение срока": "planned / слова",
    "Исполнено. Дата исполнения не указана.": "done",
    "Снято с контроля. Приказ": "cancelled / Приказ",
    "Срок не наступил (30.11.2020).": "planned",
    "Сведения о ходе исполнения не внесены.": "planned",
    "Срок в плане не прочитан: «Сентябр 2».": "planned",
    "Снято с контроля. Основание: приказ № 61.": "cancelled / приказ № 61.",
    "Снято с контроля": "cancelled",
    "Срок не наступил (30.11.2020).\nСрок перенесён на 30.11.2020. Основание: письмо № 2.\n"
    "Срок переносился 2 раза, прежние решения: на 31.10.2020 (письмо № 1).": (
        "planned → 30.11.2020 / письмо № 2.\n"
        "Срок переносился 2 раза, прежние решения: на 31.10.2020 (письмо № 1)."
    ),
    "Срок не наступил (30.11.2020).\nСрок перенесен на 30.11.2020. Основание не указано.": (
        "planned → 30.11.2020"
    ),
    "Не исполнено в срок: исполнено 1 из 4, просрочено 5 дней (срок – 30.09.2020).\n"
    "30.03.2020 – исполнено;\n02.07.2020 – сказано.": (
        "in_progress 30.03.2020 / 30.03.2020 – исполнено;\n02.07.2020 – сказано."
    ),
    "Исполняется: исполнено 1 из 4, ближайший срок – 31.12.2020.\n30.03.2020 – отчёт.": (
        "in_progress 30.03.2020 / 30.03.2020 – отчёт."
    ),
}
"""What reports made here say of an item, and what of it a new plan has."""


@pytest.mark.parametrize("mark", OUR_MARKS)
def test_a_mark_of_our_own_report_is_read_as_it_was_meant(mark: str) -> None:
    read = replies.read_mark(mark)
    told = [read.status]
    for day, period in read.executed:
        told.append(f"{day:%d.%m.%Y}" + (f" ({period})" if period else ""))
    told += [f"→ {read.postponed_to:%d.%m.%Y}"] if read.postponed_to else []
    told += [f"/ {read.note}"] if read.note else []
    told += [f"({read.decided})"] if read.decided else []
    assert " ".join(told) == OUR_MARKS[mark]


@pytest.mark.parametrize(
    ("text", "term", "moved"),
    [
        ("Сентябрь", "Сентябрь", None),
        ("Сентябрь\nпросрочено на 66 дней", "Сентябрь", None),
        ("Сентябрь, перенесён на 25.11.2020", "Сентябрь", date(2020, 11, 25)),
        ("Май, перенесен на 25.11.2020\nпросрочено на 2 дня", "Май", date(2020, 11, 25)),
        (
            "ежеквартально\nза II квартал 2020 года, срок – 30.06.2020, просрочено на 97 дней",
            "ежеквартально",
            None,
        ),
        ("Март\nМай", "Март\nМай", None),
        ("Май\nпросрочено", "Май\nпросрочено", None),
        ("", "", None),
    ],
)
def test_a_term_of_our_own_letter(text: str, term: str, moved: date | None) -> None:
    assert replies.read_term_of_letter(text) == (term, moved)


NO_DAY, SEVERAL = "нет дня исполнения", "несколько дней"
NOT_DONE, NO_SUCH_DAY = "об исполнении не говорит", "такого дня нет или его год неясен"
SAID: list[tuple[str, str]] = [
    ("28.09.2020", "28.09.2020"),
    ("Исполнено 28.09.2020. Протокол № 4 от 28.09.2020.", "28.09.2020 Протокол № 4 от 28.09.2020."),
    ("28 сентября 2020 г.", "28.09.2020"),
    ("«28» сентября 2020 года, исх. № 12", "28.09.2020 исх. № 12"),
    ("28-го сентября", "28.09.2020"),
    ("исполнено 28.9.2020 г., справка", "28.09.2020 справка"),
    ("28.09.20", "28.09.2020"),
    ("28. 09. 2020", "28.09.2020"),
    ("28/09/2020 исх.12", "28.09.2020 исх.12"),
    ("2020-09-28", "28.09.2020"),
    ("28.09 прошёл семинар", "28.09.2020 прошёл семинар"),
    ("Семинар 28 сент. 2020", "28.09.2020 Семинар"),
    ("Протокол от 28.09.2020 № 4", "28.09.2020 Протокол от 28.09.2020 № 4"),
    ("Приказ 28.09.2020 г. № 4-од", "28.09.2020 Приказ 28.09.2020 г. № 4-од"),
    (
        "Исполнено 28.09.2020, приказ № 13/01-04 от 30.09.2020",
        "28.09.2020 приказ № 13/01-04 от 30.09.2020",
    ),
    (
        "исх. № 12 от 01.10.2020. Проведено 28.09.2020",
        "28.09.2020 исх. № 12 от 01.10.2020. Проведено",
    ),
    ("Исполнено 28.09.2020 (срок 30.09.2020)", "28.09.2020 (срок 30.09.2020)"),
    ("Выполнено\n28.09.2020\nисх. № 5", "28.09.2020 исх. № 5"),
    ("01.09.2020, 15.09.2020", SEVERAL),
    ("протокол № 4 от 01.09.2020, приказ № 5 от 15.09.2020", SEVERAL),
    ("Исполнено", NO_DAY),
    ("да", NO_DAY),
    ("исх. № 28.09", NO_DAY),
    ("в сентябре", NO_DAY),
    ("пункт 3.4 выполнен в 12 школах", NO_DAY),
    ("31.09.2020", NO_SUCH_DAY),
    ("Исполнено 31.09.2020, протокол № 4 от 28.09.2020", NO_SUCH_DAY),
    ("Не исполнено, письмо от 28.09.2020", NOT_DONE),
    ("не было исполнено 28.09.2020", NOT_DONE),
    ("Просим перенести на 25.11.2020", NOT_DONE),
    ("Семинар будет проведён 28.09.2020", NOT_DONE),
    ("Запланировано на 28.09.2020", NOT_DONE),
    ("В работе с 28.09.2020", NOT_DONE),
    ("Исполнено частично 28.09.2020", NOT_DONE),
    ("Не состоялось 28.09.2020", NOT_DONE),
    ("Отчёт не представлен 28.09.2020", NOT_DONE),
    ("Не завершено 28.09.2020", NOT_DONE),
    ("Не проведено, письмо от 28.09.2020", NOT_DONE),
    ("Семинар не проводился, справка от 28.09.2020", NOT_DONE),
    ("Не направлено, исх. № 12 от 28.09.2020", NOT_DONE),
    ("Невыполнено на 28.09.2020", NOT_DONE),
    ("Перенос на 28.09.2020", NOT_DONE),
    ("Переносится на 28.09.2020", NOT_DONE),
    ("Срок перенесён на 28.09.2020", NOT_DONE),
    ("Отменено 28.09.2020", NOT_DONE),
    ("Готовится к 28.09.2020", NOT_DONE),
    ("Проведено 28.09.2020, не менее 12 школ", "28.09.2020 Проведено, не менее 12 школ"),
    ("Отчёт не сдан 28.09.2020", NOT_DONE),
    ("Не готово на 28.09.2020", NOT_DONE),
    ("Не начато на 28.09.2020", NOT_DONE),
    ("Не выполнено на 28.09.2020", NOT_DONE),
    ("Выезды будут 28.09.2020", NOT_DONE),
    ("Планируется 28.09.2020", NOT_DONE),
    ("План: планов на 28.09.2020 нет", NOT_DONE),
    ("Предполагается 28.09.2020", NOT_DONE),
    ("Намечено на 28.09.2020", NOT_DONE),
    ("Перенесено на 28.09.2020", NOT_DONE),
    ("Отложено до 28.09.2020", NOT_DONE),
    ("Продлить до 28.09.2020", NOT_DONE),
    ("Просьба о сроке 28.09.2020", NOT_DONE),
    ("Прошу срок 28.09.2020", NOT_DONE),
    ("В процессе с 28.09.2020", NOT_DONE),
    ("В стадии сбора, 28.09.2020", NOT_DONE),
    ("Исполняется с 28.09.2020", NOT_DONE),
    ("Выполняется с 28.09.2020", NOT_DONE),
    ("Проводится 28.09.2020", NOT_DONE),
    ("Ведётся с 28.09.2020", NOT_DONE),
    (
        "План работы от 01.09.2020, проведён 28.09.2020",
        "28.09.2020 План работы от 01.09.2020, проведён",
    ),
    ("Сделано 28.09.2020, доклад 01.10.2020", "28.09.2020 Сделано, доклад 01.10.2020"),
    ("Выполнена 28.09.2020, доклад 01.10.2020", "28.09.2020 доклад 01.10.2020"),
    ("Состоялся 28.09.2020, доклад 01.10.2020", "28.09.2020 Состоялся, доклад 01.10.2020"),
    ("Завершён – 28.09.2020, доклад 01.10.2020", "28.09.2020 Завершён –, доклад 01.10.2020"),
    ("Проведен: 28.09.2020, доклад 01.10.2020", "28.09.2020 Проведен:, доклад 01.10.2020"),
    ("n 12 от 28.09.2020", "28.09.2020 n 12 от 28.09.2020"),
    ("28.09.2019", "день раньше начала плана"),
    (
        "исх. № 5 от 01/09/2020, проведено 28/09/2020 в школе",
        "28.09.2020 исх. № 5 от 01/09/2020, проведено в школе",
    ),
    ("31.12.2019", "день раньше начала плана"),
    ("01.01.2020", "01.01.2020"),
    ("28.09 и 01.10.2020", "01.10.2020 28.09 и"),
    ("28.09.2020 !!!", "28.09.2020"),
    ("28.09.2020\nакт\n\n справка ", "28.09.2020 акт; справка"),
    ("Семинар 28.09.2020 (акт)", "28.09.2020 Семинар (акт)"),
    ("28.09.2020 и ещё раз 28.09.2020", "28.09.2020 28.09.2020 и ещё раз 28.09.2020"),
    ("28.09.2020, приказ от 28.09.2020", "28.09.2020 приказ от 28.09.2020"),
    ("приказ 28.09.2020 № 5", "28.09.2020 приказ 28.09.2020 № 5"),
    ("28.09.99", "28.09.2099"),
    ("Исполнена – 28.09.2020", "28.09.2020"),
    ("Исполнение 28.09.2020", "28.09.2020 Исполнение"),
    ("исх. № 5 от 01.09.2020, 15.09.2020 и 20.09.2020", SEVERAL),
    ("Исполнено 01.09.2020, исполнено 15.09.2020", SEVERAL),
    ("28.09.2020 14.30", "28.09.2020 14.30"),
    ("", "ничего не записано"),
]


def _replied(text: str, period: str = "2020") -> replies.Reply | str:
    raw = plan_text(period, "id: 7, title: Отчёт, term: 28.09.2020").encode()
    [row] = View.of_plan(find.parse(Path("план.yaml"), raw).plan, date(2020, 10, 1)).rows
    return replies.reply_of(row, text)


@pytest.mark.parametrize(
    ("period", "text", "day"),
    [
        ("2020-09-01 2021-08-31", "28.09", "28.09.2020"),
        ("2020-09-01 2021-08-31", "28 марта", "28.03.2021"),
        ("2020-09-01 2021-08-31", "01.09", "01.09.2020"),
        ("2020-09-01 2021-08-31", "31.08", "31.08.2021"),
        ("2020-01-01 2021-12-31", "28.09", NO_SUCH_DAY),
        ("2020-09-01 2021-05-31", "28.07", NO_SUCH_DAY),
        ("2020-01-01 2021-12-31", "29.02", "29.02.2020"),
        ("2020-09-01 2021-08-31", "31.08.2020", "день раньше начала плана"),
    ],
)
def test_a_day_without_a_year_is_that_of_the_plan(period: str, text: str, day: str) -> None:
    reply = _replied(text, period)
    assert (reply if isinstance(reply, str) else f"{reply.day:%d.%m.%Y}") == day


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_the_day_of_a_reply(text: str, expected: str) -> None:
    reply = _replied(text)
    told = reply if isinstance(reply, str) else f"{reply.day:%d.%m.%Y} {reply.note}".strip()
    assert told == expected


@pytest.mark.parametrize(
    "text",
    [
        "с 14 по 28 сентября",
        "14.09.2020-28.09.2020 выезды",
        "14.09.2020 — 28.09.2020",
        "14.09 – 28.09",
        "с 14.09.2020 до 28.09.2020",
    ],
)
def test_what_lasted_some_days_was_executed_on_the_last(text: str) -> None:
    reply = _replied(text)
    assert isinstance(reply, replies.Reply)
    assert (reply.day, reply.note) == (date(2020, 9, 28), text)


HEAD = "№ | Мероприятие | Срок | Отметка об исполнении"
ITEMS = (
    "id: 1, title: Отчёт школы, term: сентябрь, result: Справка",
    "id: 2, title: Слёт, term: май",
    "id: 3, title: Слёт, term: июнь",
    "id: 4, title: абвгдежзик, term: май",
)
TODAY = date(2020, 10, 1)


def _plan(name: str, title: str, *items: str, year: str = "2020") -> NamedPlan:
    text = plan_text(year, *items, title=title)
    return NamedPlan(name, find.parse(Path(f"{name}.yaml"), text.encode()).plan)


def _read(text: str, *plans: NamedPlan, seen: tuple[NamedPlan, ...] | None = None) -> list[str]:
    """Say what is read of a letter of such rows about such plans, of which some are in view."""
    in_view = View.of(plans if seen is None else seen, TODAY)
    source = Source("письмо.docx", table_rows(text))
    made, left = replies.read(source, None, in_view, View.of(plans, TODAY))
    names = [each.row.ref if len(plans) > 1 else each.row.item.id for each in made]
    replied = zip(names, made, strict=True)
    told = [f"{name}: {each.day:%d.%m.%Y} {each.note}".strip() for name, each in replied]
    return [*told, *(f"– {place}: {reason}" for place, reason in left)]


def test_what_a_letter_says_of_each_item_and_what_it_leaves_open() -> None:
    text = f"""
{HEAD}
1 | Отчёт школы | сентябрь | 28.09.2020, исх. № 5
2 | Слёт | май | сделано
3 | Слёт | июнь |
7 | Слёт | июнь | 01.06.2020
4 | абвгдежжжк | май | 02.05.2020
4 | абвгджжжжк | май | 03.05.2020
5 | {"Бал " * 30} | май | 04.05.2020
8 | Пикник | завтра
"""
    plan = _plan("первый", "План школы", *ITEMS)
    assert _read(text, plan) == [
        "1: 28.09.2020 исх. № 5",
        "4: 02.05.2020",
        "– строка 9: какая ячейка к какому столбцу, не видно",
        "– строка 5 «Слёт»: такого пункта в плане нет",
        "– строка 7 «абвгджжжжк»: такого пункта в плане нет",
        f"– строка 8 «{' '.join(['Бал'] * 15)}…»: такого пункта в плане нет",
        "– 2 «сделано»: нет дня исполнения",
        "– 3: ничего не записано",
    ]


def test_several_rows_about_one_item_are_one_reply() -> None:
    text = f"""
{HEAD}
1 | Отчёт школы | сентябрь | 28.09.2020 / справка
2 | Слёт | май | {"сделано " * 11}
1 | Отчёт школы | сентябрь | исх. № 5
1 | Отчёт школы | сентябрь | исх. № 5
2 | Слёт | май | позже
"""
    assert _read(text, _plan("первый", "План школы", *ITEMS)) == [
        "1: 28.09.2020 справка; исх. № 5",
        f"– 2 «{' '.join(['сделано'] * 10)}…»: нет дня исполнения",
    ]
    short = text.replace("сделано " * 11, "сделано")
    assert _read(short, _plan("первый", "План школы", *ITEMS))[1:] == [
        "– 2 «сделано; позже»: нет дня исполнения"
    ]


def test_columns_and_sentences_of_our_own_say_nothing() -> None:
    text = f"""
{HEAD} | Результат | Состояние | Дней просрочки | Контрольная дата | План | Место
1 | Отчёт школы | сентябрь | Не исполнено, просрочено 1 день (срок – 30.09.2020). 28.09.2020 / ещё | Справка | просрочено | 5 | 30.09.2020 | 01.01.2020 | зал
2 | Слёт | май | 02.05.2020 | Акт | | | | |
"""
    assert _read(text, _plan("первый", "План школы", *ITEMS)) == [
        "1: 28.09.2020 ещё; зал",
        "2: 02.05.2020 Акт",
    ]


OURS = [
    "Срок не наступил (30.09.2020).",
    "Срок истекает 30.09.2020.",
    "Сведения о ходе исполнения не внесены.",
    "Сведения о ходе исполнения за этот период не внесены.",
    "Не исполнено (срок – 30.09.2020).",
    "Не исполнено, просрочено 5 дней (срок – 30.09.2020).",
    "Не исполнено в срок (срок – 30.09.2020).",
    "Не исполнено в срок: исполнено 1 из 4 (срок – 30.09.2020).",
    "Не исполнено в срок: исполнено 1 из 4, просрочено 5 дней, (срок – 30.09.2020).",
    "Исполняется – 30.09.2020.",
    "Исполняется: исполнено 1 из 4, ближайший срок – 30.09.2020.",
    "Исполняется в течение срока, срок – 30.09.2020.",
    "Исполняется по мере необходимости, срок не установлен.",
    "Срок перенесён на 30.09.2020. Основание: письмо № 5.",
    "Срок перенесён на 30.09.2020. Основание не указано.",
]


@pytest.mark.parametrize("sentence", OURS)
def test_a_sentence_of_our_report_is_no_reply(sentence: str) -> None:
    plan = _plan("первый", "План школы", *ITEMS)
    alone = f"{HEAD}\n1 | Отчёт школы | сентябрь | {sentence}"
    silent = "Исполняется – " in sentence
    assert _read(alone, plan) == (
        ["– 1 «Исполняется – 30.09.2020.»: об исполнении не говорит"]
        if silent
        else ["– 1: ничего не записано"]
    )
    below = f"{HEAD}\n1 | Отчёт школы | сентябрь | {sentence} / 28.09.2020, акт"
    if not silent:
        assert _read(below, plan) == ["1: 28.09.2020 акт"]


def test_our_own_mark_of_an_item_is_no_reply() -> None:
    done = "id: 1, title: Отчёт школы, term: сентябрь, status: done, executed: [2020-09-28]"
    text = f"{HEAD}\n1 | Отчёт школы | сентябрь | Исполнено 28.09.2020."
    assert _read(text, _plan("первый", "План школы", done)) == ["– 1: ничего не записано"]
    assert _read(text, _plan("первый", "План школы", *ITEMS)) == ["1: 28.09.2020"]
    more = text.replace("28.09.2020.", "28.09.2020. / акт")
    assert _read(more, _plan("первый", "План школы", done)) == ["– 1 «акт»: нет дня исполнения"]
    later = _plan("первый", "План школы", *ITEMS, year="2021")
    assert _read(text.replace("09.2020", "09.2021"), later) == ["1: 28.09.2021"]


BOTH = f"{HEAD}\n1 | Отчёт школы | сентябрь | 28.09.2020\n2 | Слёт | май | 02.05.2020"
OF_TWO = "документ подходит к нескольким планам (первый, второй); назовите его: --plan"


def test_the_plan_that_a_letter_is_about() -> None:
    first = _plan("первый", "План школы", *ITEMS)
    second = _plan("второй", "План сада", *ITEMS[:2])
    assert _read(BOTH, first, second, seen=(second,))[0].startswith("второй/1")
    assert _read(BOTH, first, second, seen=(first,))[0].startswith("первый/1")
    assert _read(f"«План  сада»\n{BOTH}", first, second)[0].startswith("второй/1")
    assert _read(f"План сада\n{BOTH}", first, second, seen=(first,))[0].startswith("второй/1")
    assert _read(f"План\nсада\n{BOTH}", first, second)[0].startswith("второй/1")
    more = f"{BOTH}\n4 | абвгдежзик | май | 03.05.2020"
    assert [line[:8] for line in _read(more, first, second)] == ["первый/1", "первый/2", "первый/4"]
    assert _read("План сада\n" + HEAD + "\n4 | абвгдежзик | май | 03.05.2020", first, second) == [
        "первый/4: 03.05.2020"
    ]
    for text, seen in ((BOTH, None), (BOTH, ()), (f"План сада, План школы\n{BOTH}", (first,))):
        with pytest.raises(UsageError) as refusal:
            _read(text, first, second, seen=seen)
        assert str(refusal.value) == OF_TWO


def test_a_letter_about_no_item_of_a_plan() -> None:
    with pytest.raises(UsageError) as refusal:
        _read(f"{HEAD}\n1 | Бал | май | 03.05.2020", _plan("первый", "План школы", *ITEMS))
    assert str(refusal.value) == (
        "в письмо.docx нет ни одного пункта плана; "
        "проверьте, тот ли это документ, или назовите план: --plan"
    )


def test_an_item_is_found_by_its_title_or_by_its_number_with_its_plan() -> None:
    first = _plan("школа", "План школы", *ITEMS)
    text = f"{HEAD}\n9 | Отчёт, школы | | 28.09.2020\nшкола/2 | Слёт | | 02.05.2020\n| Слёт | | 03.05.2020"
    other = _plan("сад", "План сада", ITEMS[3])
    assert _read(text, first, other) == [
        "школа/1: 28.09.2020",
        "школа/2: 02.05.2020",
        "– строка 4 «Слёт»: такого пункта в плане нет",
    ]


def test_a_word_of_a_long_title_may_be_corrected() -> None:
    title = "Провести совещание о подготовке школ и детских садов к зиме " * 5
    plan = _plan("первый", "План школы", f"id: 1, title: {title}, term: сентябрь")
    corrected = title.replace("Провести", "Организовать", 1)
    text = f"{HEAD}\nКадры >4\n1 | {corrected} | сентябрь | 28.09.2020"
    assert _read(text, plan) == ["1: 28.09.2020"]


def test_a_postponement_below_an_execution_is_no_evidence() -> None:
    read = replies.read_mark(
        "Исполнено 01.02.2020. Срок перенесён на 01.03.2020. Основание: письмо.\nАкт"
    )
    assert (read.status, read.executed) == ("done", ((date(2020, 2, 1), ""),))
    assert (read.postponed_to, read.note) == (date(2020, 3, 1), "Акт")
    assert read.decided == "Срок перенесён на 01.03.2020. Основание: письмо."


@pytest.mark.parametrize(
    ("marks", "term", "executed"),
    [
        ("30.03 I квартал 2020 года; 30.09 III квартал 2020 года", "ежеквартально", "30.03 – 30.09"),
        ("30.09 III квартал 2020 года; 30.03 I квартал 2020 года", "ежеквартально", "30.03 – 30.09"),
        ("30.09 III квартал 2020 года", "ежеквартально", "– – 30.09"),
        ("30.03 I квартал 2020 года; 30.09", "ежеквартально", "30.03 30.09"),
        ("30.03 когда-нибудь", "ежеквартально", "30.03"),
        ("30.05 май 2020", "ежеквартально", "30.05"),
        ("30.05 май 2020", "когда-нибудь", "30.05"),
        ("30.05 май 2020", "май", "30.05"),
        ("", "ежеквартально", ""),
    ],
)  # fmt: skip
def test_days_of_execution_in_the_places_of_their_periods(
    marks: str, term: str, executed: str
) -> None:
    said = [each.partition(" ") for each in marks.split("; ") if each]
    pairs = [(date(2020, int(day[3:]), int(day[:2])), period) for day, _, period in said]
    found = replies.by_period(pairs, term, read_plan_period("2020"))
    assert " ".join(f"{day:%d.%m}" if day else "–" for day in found) == executed
