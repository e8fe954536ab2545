"""Edits of hand-written YAML: exact texts before and after, and the forms that are refused."""

from __future__ import annotations

import pytest
import yaml

from roadmap_cli.planfile import document
from roadmap_cli.planfile.document import Document, DocumentError, decode
from roadmap_cli.planfile.edit import UnsafeEdit, edit, item_slice

ITEM = ("sections", 0, "items", 0)
EVENT = {"at": "2020-09-28T10:00:00", "by": "me", "did": "done"}
LINE = "{at: 2020-09-28T10:00:00, by: me, did: done}"


def _plan(item: str) -> str:
    return f"title: t\nyear: 2020\nsections:\n- title: s\n  items:\n{item}"


BLOCK = "  - id: 1\n    title: a\n    term: май\n    status: planned\n"
DATES = BLOCK + "    executed:\n      - 2020-03-05   # № 1\n      - 2020-06-05   # № 2\n"
FLOW = BLOCK + "    executed: [2020-03-05,  # № 1\n      2020-06-05]\n"
CASES = [
    (
        "a date goes with its own line only",
        DATES,
        {"executed": ["2020-03-05"]},
        DATES.replace("      - 2020-06-05   # № 2\n", ""),
    ),
    (
        "a date goes with its own line only, with Windows line ends",
        DATES.replace("\n", "\r\n"),
        {"executed": ["2020-03-05"]},
        DATES.replace("      - 2020-06-05   # № 2\n", "").replace("\n", "\r\n"),
    ),
    ("a plain value", BLOCK, {"status": "done"}, BLOCK.replace("planned", "done")),
    (
        "single quotes stay",
        BLOCK.replace("planned", "'planned'"),
        {"status": "done"},
        BLOCK.replace("planned", "'done'"),
    ),
    (
        "double quotes stay",
        BLOCK.replace("planned", '"planned"'),
        {"status": "done"},
        BLOCK.replace("planned", '"done"'),
    ),
    (
        "a comment stays on its line",
        BLOCK.replace("planned", "planned   # ждём"),
        {"status": "done", "note": "x"},
        BLOCK.replace("planned", "done   # ждём") + "    note: x\n",
    ),
    (
        "a new field goes below the last line, above the comment that follows",
        BLOCK + "\n  # следующий\n  - id: 2\n    title: b\n    term: май\n",
        {"note": "x"},
        BLOCK + "    note: x\n\n  # следующий\n  - id: 2\n    title: b\n    term: май\n",
    ),
    (
        "CRLF stays",
        BLOCK.replace("\n", "\r\n"),
        {"note": "x"},
        BLOCK.replace("\n", "\r\n") + "    note: x\r\n",
    ),
    ("no final newline stays so", BLOCK[:-1], {"note": "x"}, BLOCK + "    note: x"),
    (
        "an empty value gets one",
        BLOCK + "    note:   # пусто\n",
        {"note": "x"},
        BLOCK + "    note: x   # пусто\n",
    ),
    ("a null is replaced", BLOCK + "    note: ~\n", {"note": "x"}, BLOCK + "    note: x\n"),
    (
        "a block of lines becomes one line, its comment stays",
        BLOCK.replace("    title", "    note: |  # важно\n      раз\n      два\n\n    title"),
        {"note": "x"},
        BLOCK.replace("    title", "    note: x  # важно\n\n    title"),
    ),
    (
        "a flow mapping stays one",
        "  - {id: 1, title: a, term: май, status: planned}  # да\n",
        {"status": "done", "executed": ["2020-09-28"], "history": [EVENT]},
        f"  - {{id: 1, title: a, term: май, status: done, executed: [2020-09-28], history: [{LINE}]}}  # да\n",
    ),
    (
        "a flow mapping over several lines keeps its comments",
        "  - { id: 1, title: a,\n      term: май, # май\n      status: planned, # вот\n    }\n",
        {"note": "x"},
        "  - { id: 1, title: a,\n      term: май, # май\n      status: planned, note: x, # вот\n    }\n",
    ),
    (
        "a date is added to a list in brackets",
        BLOCK + "    executed: [2020-03-30]  # первый\n",
        {"executed": ["2020-03-30", "2020-06-30"]},
        BLOCK + "    executed: [2020-03-30, 2020-06-30]  # первый\n",
    ),
    (
        "a date is added to a list of lines",
        BLOCK + "    executed:\n    - 2020-03-30  # первый\n",
        {"executed": ["2020-03-30", "2020-06-30"]},
        BLOCK + "    executed:\n    - 2020-03-30  # первый\n    - 2020-06-30\n",
    ),
    (
        "a gap is filled",
        BLOCK + "    executed: [null, 2020-06-30]\n",
        {"executed": ["2020-03-30", "2020-06-30"]},
        BLOCK + "    executed: [2020-03-30, 2020-06-30]\n",
    ),
    (
        "a gap stays as it was written",
        BLOCK + "    executed: [~, 2020-06-30]\n",
        {"executed": [None, "2020-06-30", "2020-09-30"]},
        BLOCK + "    executed: [~, 2020-06-30, 2020-09-30]\n",
    ),
    (
        "the last date is taken away",
        BLOCK + "    executed: [2020-03-30, 2020-06-30]\n",
        {"executed": ["2020-03-30"]},
        BLOCK + "    executed: [2020-03-30]\n",
    ),
    (
        "a field's whole line is removed",
        BLOCK + "    executed: [2020-03-30]\n",
        {"executed": None},
        BLOCK,
    ),
    (
        "but not the comment on it",
        BLOCK + "    executed: [2020-03-30] # см. протокол\n",
        {"executed": None},
        BLOCK + "    executed: [] # см. протокол\n",
    ),
    (
        "an empty history begins",
        BLOCK + "    history: []\n",
        {"history": [EVENT]},
        BLOCK + f"    history:\n      - {LINE}\n",
    ),
    (
        "a null history begins",
        BLOCK + "    history:\n",
        {"history": [EVENT]},
        BLOCK + f"    history:\n      - {LINE}\n",
    ),
    (
        "a history goes on, new fields come before it",
        BLOCK + f"    history:\n    - {LINE}\n",
        {"note": "x", "history": [EVENT, EVENT]},
        BLOCK + f"    note: x\n    history:\n    - {LINE}\n    - {LINE}\n",
    ),
    (
        "keys may begin at any column",
        "  -    id: 1\n       title: a\n       term: май\n",
        {"status": "done"},
        "  -    id: 1\n       title: a\n       term: май\n       status: done\n",
    ),
    (
        "a value that needs quotes gets them",
        BLOCK,
        {"note": "да: # - {"},
        BLOCK + "    note: 'да: # - {'\n",
    ),
    ("a line break is written in one line", BLOCK, {"note": "а\nб"}, BLOCK + '    note: "а\\nб"\n'),
    (
        "a block at the end keeps its blank lines",
        BLOCK + "    note: |+\n      a\n\n\n",
        {"executed": ["2020-09-28"]},
        BLOCK + "    executed: [2020-09-28]\n    note: |+\n      a\n\n\n",
    ),
    (
        "a colon may stand apart",
        BLOCK + "    history : []\n    note : a\n",
        {"note": "x", "history": [EVENT]},
        BLOCK + f"    history :\n      - {LINE}\n    note : x\n",
    ),
    (
        "a key may be marked as one",
        "  - ? id\n    : 1\n    ? title\n    : a\n    ? term\n    : май\n    ? history\n    : []\n",
        {"status": "done", "history": [EVENT]},
        "  - ? id\n    : 1\n    ? title\n    : a\n    ? term\n    : май\n    status: done\n    ? history\n"
        f"    : [{LINE}]\n",
    ),
    (
        "a comment between a key and its empty list stays",
        BLOCK + "    history:  # пока пусто\n      []\n",
        {"history": [EVENT]},
        BLOCK + f"    history:  # пока пусто\n      [{LINE}]\n",
    ),
    (
        "an empty value without a blank gets one",
        BLOCK + "    note:\n",
        {"note": "x"},
        BLOCK + "    note: x\n",
    ),
    (
        "a spaced empty value in braces gets no second blank",
        "  - {id: 1, title: a, term: май, note: , status: planned}\n",
        {"note": "x"},
        "  - {id: 1, title: a, term: май, note: x, status: planned}\n",
    ),
    (
        "a field in braces is emptied",
        "  - {id: 1, title: a, term: май, executed: [2020-05-03], note: x}\n",
        {"executed": None, "note": None},
        "  - {id: 1, title: a, term: май, executed: [], note: null}\n",
    ),
    (
        "blanks at the end of its line go along",
        BLOCK + "    executed: [2020-05-03]  \n    note: x\n",
        {"executed": None},
        BLOCK + "    note: x\n",
    ),
    (
        "a field in the middle is removed with its line break",
        BLOCK.replace("    term", "    executed: [2020-05-03]\n    term").replace("\n", "\r\n"),
        {"executed": None},
        BLOCK.replace("\n", "\r\n"),
    ),
    (
        "a list of lines is removed whole",
        BLOCK + "    executed:\n    - 2020-03-30\n    - 2020-06-30\n    note: x\n",
        {"executed": None},
        BLOCK + "    note: x\n",
    ),
    (
        "a field on the line of the dash is emptied",
        "  - executed: [2020-05-03]\n    id: 1\n    title: a\n    term: май\n",
        {"executed": None},
        "  - executed: []\n    id: 1\n    title: a\n    term: май\n",
    ),
    (
        "a field below its comment is emptied, not taken from under it",
        BLOCK + "    # когда исполнено\n    executed: [2020-05-03]\n",
        {"executed": None},
        BLOCK + "    # когда исполнено\n    executed: []\n",
    ),
    (
        "so is a field below a blank line",
        BLOCK + "\n    executed: [2020-05-03]\n",
        {"executed": None},
        BLOCK + "\n    executed: []\n",
    ),
    (
        "a list of lines below its comment is emptied in the line of its key",
        BLOCK
        + "    # когда исполнено\n    executed:\n    - 2020-05-03\n    - 2020-06-03\n    note: x\n",
        {"executed": None},
        BLOCK + "    # когда исполнено\n    executed: []\n    note: x\n",
    ),
    (
        "so is one whose colon stands apart",
        BLOCK + "    # когда исполнено\n    executed :\n      - 2020-05-03\n",
        {"executed": None},
        BLOCK + "    # когда исполнено\n    executed : []\n",
    ),
    (
        "and one that begins in the line of the dash",
        "  - executed:\n    - 2020-05-03\n    id: 1\n    title: a\n    term: май\n",
        {"executed": None},
        "  - executed: []\n    id: 1\n    title: a\n    term: май\n",
    ),
]


@pytest.mark.parametrize(
    ("before", "fields", "after"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_an_edit_touches_only_what_it_must(
    before: str, fields: dict[str, object], after: str
) -> None:
    document = Document(_plan(before))
    changed = edit(document, {ITEM: fields})  # type: ignore[dict-item]  # the table mixes kinds of values
    text = changed.text
    assert text == _plan(after)
    start, end = item_slice(changed, ITEM)
    old_start, old_end = item_slice(document, ITEM)
    assert text[:start] + document.text[old_start:old_end] + text[end:] == document.text


REFUSED = [
    (
        "an alias as the value",
        BLOCK + "    note: &n x\n  - {id: 2, title: b, term: май, note: *n}\n",
        1,
        {"note": "y"},
    ),
    (
        "an anchor on the value",
        BLOCK + "    note: &n x\n  - {id: 2, title: b, term: *n}\n",
        0,
        {"note": "y"},
    ),
    (
        "an item that is an alias",
        "  - &i\n    id: 1\n    title: a\n    term: май\n  - *i\n",
        1,
        {"status": "done"},
    ),
    (
        "an item with an anchor",
        "  - &i\n    id: 1\n    title: a\n    term: май\n  - *i\n",
        0,
        {"status": "done"},
    ),
    (
        "an item of which another is made by a merge key",
        "  - &i {id: 1, title: a, term: май, status: planned}\n  - <<: *i\n    id: 2\n",
        0,
        {"status": "done"},
    ),
    ("an explicit tag on the value", BLOCK + "    note: !!str x\n", 0, {"note": "y"}),
    ("a comment between dates in brackets", FLOW, 0, {"executed": ["2020-03-05"]}),
    ("a comment between dates, all of which go", DATES, 0, {"executed": None}),
    (
        "a comment above a date that goes",
        DATES.replace("# № 1\n", "\n      # второй\n"),
        0,
        {"executed": ["2020-03-05"]},
    ),
]


@pytest.mark.parametrize(
    ("text", "index", "fields"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_cannot_be_edited_safely_is_refused(
    text: str, index: int, fields: dict[str, str]
) -> None:
    document = Document(_plan(text))
    with pytest.raises(UnsafeEdit) as refused:
        edit(document, {("sections", 0, "items", index): fields})
    assert any(word in refused.value.reason for word in ("впишите", "запись", "уберите дату сами"))
    assert refused.value.position > (5, 0)


def test_items_are_edited_together() -> None:
    text = _plan(BLOCK + BLOCK.replace("1", "2"))
    other = ("sections", 0, "items", 1)
    done = {"status": "done"}
    changed = edit(Document(text), {ITEM: done, other: done})
    assert changed.text == text.replace("planned", "done")


PROBLEMS = [
    ("a tab", "a:\n\tb: 1\n", (2, 1), "отступ сделан табуляцией: замените её пробелами"),
    (
        "a tab before a list",
        "ж:\n\t- b: 1\n",
        (2, 1),
        "отступ сделан табуляцией: замените её пробелами",
    ),
    (
        "an at sign",
        "a: @b\n",
        (1, 4),
        "значение начинается со знака, который надо взять в кавычки (@, ` или %)",
    ),
    (
        "a colon in a text",
        "a: b: c\n",
        (1, 5),
        "лишнее двоеточие: текст с «: » внутри возьмите в кавычки, проверьте и отступ",
    ),
    ("an unclosed quote", 'a: "b\n', (2, 1), "не закрыта кавычка"),
    (
        "an unclosed bracket",
        "a: [1, 2\nb: 3\n",
        (2, 2),
        "не закрыта скобка [ или {, либо между значениями нет запятой",
    ),
    (
        "a repeated key",
        "a: 1\nb: 2\na: 3\n",
        (3, 1),
        "ключ «a» повторяется: он уже есть в строке 1",
    ),
    (
        "an alias to nothing",
        "a: *b\n",
        (1, 4),
        "ссылка *b ведёт в никуда или сама в себя: впишите значение вместо неё",
    ),
    (
        "an alias to itself",
        "a: &a [*a]\n",
        (1, 8),
        "ссылка *a ведёт в никуда или сама в себя: впишите значение вместо неё",
    ),
    (
        "an anchor twice",
        "a: &x 1\nb: [&x 2]\n",
        (2, 5),
        "имя &x уже есть в строке 1: назовите иначе",
    ),
    (
        "a second document",
        "a: 1\n---\nb: 2\n",
        (2, 1),
        "в файле второй документ после «---»: оставьте один план в одном файле",
    ),
    (
        "a tag",
        "a: !!python/object:x {}\n",
        (1, 4),
        "указание типа «tag:yaml.org,2002:python/object:x» здесь не понимается: уберите его",
    ),
    (
        "a float for a number",
        "id: 1.10\n",
        (1, 5),
        'номер 1.10 без кавычек потеряет нули; возьмите его в кавычки: id: "1.10"',
    ),
    (
        "an octal number",
        "id: 010\n",
        (1, 5),
        'номер 010 без кавычек потеряет нули; возьмите его в кавычки: id: "010"',
    ),
    (
        "a list as a key",
        "? [a]\n: b\n",
        (1, 3),
        "ключом может быть только слово: проверьте знаки «?», «{» и «[»",
    ),
    (
        "an unfinished merge",
        "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n",
        (2, 1),
        "в файле незаконченное слияние git (строки 2–6): выберите нужные строки, уберите знаки <<<<<<<, ======= и >>>>>>>, затем: git add",
    ),
    (
        "deep nesting",
        "[" * 60 + "]" * 60,
        (1, 51),
        "вложенность глубже 50 уровней: это не похоже на план",
    ),
    (
        "bad indentation",
        "a:\n  b: 1\n c: 2\n",
        (3, 2),
        "нарушен отступ или после закрытой кавычки есть текст: выровняйте строку с соседними",
    ),
    (
        "a list in the wrong place",
        "a: - b\n",
        (1, 4),
        "«- » здесь не к месту: начните список с новой строки",
    ),
    ("a star", "a: *\n", (1, 5), "слово со знаком *, & в начале возьмите в кавычки"),
    ("an ampersand", "a: &\n", (1, 5), "слово со знаком *, & в начале возьмите в кавычки"),
    ("an unclosed single quote", "a: 'b\n", (2, 1), "не закрыта кавычка"),
    (
        "a backtick",
        "a: `b`\n",
        (1, 4),
        "значение начинается со знака, который надо взять в кавычки (@, ` или %)",
    ),
    (
        "a percent sign",
        "a: %b\n",
        (1, 4),
        "значение начинается со знака, который надо взять в кавычки (@, ` или %)",
    ),
    (
        "a line without a colon",
        "a: 1\nслова\nb: 2\n",
        (3, 1),
        "нет двоеточия после ключа: нужно «ключ: значение», текст в несколько строк — с отступом",
    ),
    (
        "a key in a list",
        "a:\n  - b\n  c: d\n",
        (3, 3),
        "нарушен отступ в списке: поставьте «- » ровно под предыдущим",
    ),
    (
        "a text behind a quote",
        "a: 'b' c\n",
        (1, 8),
        "нарушен отступ или после закрытой кавычки есть текст: выровняйте строку с соседними",
    ),
    (
        "a backslash in quotes",
        'a: "C:\\d"\n',
        (1, 7),
        "знак «\\» в двойных кавычках особый: напишите «\\\\» или возьмите текст в одинарные",
    ),
    (
        "a comma too many",
        "a: [1,, 2]\n",
        (1, 7),
        "не закрыта скобка [ или {, или стоит лишняя запятая",
    ),
    (
        "a bracket that closes nothing",
        "a: ]\n",
        (1, 4),
        "не закрыта скобка [ или {, или стоит лишняя запятая",
    ),
    (
        "a first line too far right",
        " a: 1\nb: 2\n",
        (2, 1),
        "лишний текст: проверьте отступ этой строки",
    ),
    (
        "a directive",
        "%YAML 3.0\n---\na: b\n",
        (1, 1),
        "строка не читается как YAML: проверьте отступы, кавычки, скобки и двоеточия",
    ),
    ("a word merged", "<<: x\n", (1, 5), "после «<<:» должна стоять ссылка на набор ключей"),
    (
        "a list of words merged",
        "b: {<<: [x]}\n",
        (1, 9),
        "после «<<:» должна стоять ссылка на набор ключей",
    ),
]


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [case[1:] for case in PROBLEMS],
    ids=[case[0] for case in PROBLEMS],
)
def test_a_problem_of_form_is_told_in_russian_with_its_place(
    text: str, place: tuple[int, int], told: str
) -> None:
    with pytest.raises(DocumentError) as refused:
        Document(text)
    assert refused.value.problems[0] == (*place, told)


UNKNOWN = "строка не читается как YAML: проверьте отступы, кавычки, скобки и двоеточия"
VAGUE = {
    "an unclosed bracket",
    "bad indentation",
    "a list in the wrong place",
    "a key in a list",
    "a text behind a quote",
    "a comma too many",
    "a bracket that closes nothing",
    "a first line too far right",
}
"""Problems that the slow parser, where the fast one is not built, names otherwise."""


@pytest.mark.parametrize(
    ("name", "text", "line", "told"),
    [(name, text, line, told) for name, text, (line, _), told in PROBLEMS],
    ids=[case[0] for case in PROBLEMS],
)
def test_without_the_fast_parser_a_problem_of_form_is_told_with_its_line(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, line: int, told: str
) -> None:
    monkeypatch.setattr(document, "_LOADER", yaml.SafeLoader)
    with pytest.raises(DocumentError) as refused:
        Document(text)
    problem = refused.value.problems[0]
    assert (problem.line, problem.text) == (line, UNKNOWN if name in VAGUE else told)


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("sign", ["\x01", "\x07", "\x7f", "\ufffe"], ids=ascii)
def test_a_sign_that_no_text_has_is_refused(
    monkeypatch: pytest.MonkeyPatch, sign: str, loader: str
) -> None:
    monkeypatch.setattr(document, "_LOADER", getattr(yaml, loader))
    with pytest.raises(DocumentError) as refused:
        Document(f"a: 1\nb: 'x{sign}'\nc: {sign}\n")
    assert refused.value.problems == ((2, 6, "в тексте управляющий знак: удалите его"),)


def test_all_repeated_keys_are_told_at_once() -> None:
    with pytest.raises(DocumentError) as refused:
        Document("a: 1\na: 2\nb: {c: 1, c: 2}\n")
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [
        (2, 1),
        (3, 11),
    ]


HIDDEN = [
    ("in a comment", "a: 1  # x{}status: done\n", (1, 10)),
    ("in a comment of its own line", "a: 1\n# x{}b: 1\n", (2, 4)),
    ("in a text without quotes", "a: x{}  y\nb: 1\n", (1, 5)),
    ("in a block of lines", "a: |\n  x{}  y\n", (2, 4)),
    ("before a text in quotes", "# x{}b: 2\na: 'x'\n", (1, 4)),
    ("after a text in quotes", "a: 'x'  # {}b: 1\n", (1, 11)),
    ("before all else", "{}a: 1\nb: 2\n", (1, 1)),
    ("at the end", "a: 1\nb: 2  # x{}", (2, 10)),
    ("below an empty first line", "\n# x{}b: 1\na: 1\n", (2, 4)),
]


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029", "\r"], ids=ascii)
@pytest.mark.parametrize(
    ("text", "place"), [case[1:] for case in HIDDEN], ids=[case[0] for case in HIDDEN]
)
def test_a_line_break_that_no_editor_shows_is_refused(
    text: str, place: tuple[int, int], mark: str
) -> None:
    with pytest.raises(DocumentError) as refused:
        Document(text.format(mark))
    told = (
        f"невидимый перевод строки U+{ord(mark):04X}: YAML начинает здесь новую строку, "
        "а редактор её не показывает; удалите этот знак"
    )
    assert refused.value.problems == ((*place, told),)


@pytest.mark.parametrize("mark", ["\x85", "\u2028", "\u2029", "\r"], ids=ascii)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_inside_quotes_such_a_line_break_hides_nothing(mark: str, quote: str) -> None:
    assert Document(f"a: {quote}x{mark}y{quote}  # да\nb: 1\n").data


@pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=ascii)
def test_line_breaks_of_other_systems_are_none_of_these(newline: str) -> None:
    data = Document(f"a: 1  # x{newline}b: 2{newline}").data
    assert data == {"a": "1", "b": "2"}


def test_many_hidden_line_breaks_are_told_in_bounded_time() -> None:
    with pytest.raises(DocumentError) as refused:
        Document("# x\u2028" * 10**5)
    assert len(refused.value.problems) == 20


@pytest.mark.parametrize("piece", ["[", "{", "- ", "? ", "a: ["])
def test_endless_nesting_is_refused_at_once(piece: str) -> None:
    with pytest.raises(DocumentError):
        Document(piece * 10**5)


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(DocumentError) as refused:
        Document("\n".join(lines))
    told = "ссылки (*имя) разворачиваются в слишком большой план: впишите значения вместо них"
    assert refused.value.problems[0].text == told


def test_references_may_double_a_plan_and_no_more() -> None:
    """Each value counts, each time: all of them may be as many as the file has signs, plus one."""
    text = (
        "a: &a [x, x, x, x, x, x, x, &b x]\nb: {c: *b}\nd: [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
    )
    values = 1 + (1 + 9) + (1 + 3) + (1 + 1 + 9 * 9)
    assert Document(text.ljust(values - 1, "#")).data
    with pytest.raises(DocumentError, match="разворачиваются"):
        Document(text.ljust(values - 2, "#"))


def test_the_shortest_plain_data_are_never_taken_for_references() -> None:
    assert Document("{a,b,c,d,e,f}").data == dict.fromkeys("abcdef")
    assert Document("[[],[],[],[]]").data == [[], [], [], []]


def test_scalars_are_read_as_they_are_written() -> None:
    data = Document('a: no\nb: 1.50\nc: 2020-01-02\nd: 0x1F\ne: ~\nf: "~"\ng:\nh: 12:30\n').data
    assert data == {
        "a": "no",
        "b": "1.50",
        "c": "2020-01-02",
        "d": "0x1F",
        "e": None,
        "f": "~",
        "g": None,
        "h": "12:30",
    }


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("!!str 2020", "2020"),
        ("!!str ~", "~"),
        ("!!int 5", "5"),
        ("!!float 1.5", "1.5"),
        ("!!bool yes", "yes"),
        ("!!null null", "null"),
        ("!!timestamp 2020-09-28", "2020-09-28"),
        ("!!map {b: c}", {"b": "c"}),
        ("!!seq [b]", ["b"]),
        ("! 5", "5"),
    ],
)
def test_the_types_that_all_programs_know_are_no_mistake(value: str, read: object) -> None:
    assert Document(f"a: {value}\n").data == {"a": read}


@pytest.mark.parametrize("value", ["!!set {b}", "!!binary YQ==", "!!omap [b: c]", "!mine b"])
def test_the_types_that_some_programs_know_are_refused(value: str) -> None:
    with pytest.raises(
        DocumentError, match=r"^указание типа «.*» здесь не понимается: уберите его\Z"
    ):
        Document(f"a: {value}\n")


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("<<<<<<< y", "<<<<<<< y"),
        (">>>>>>> y", ">>>>>>> y"),
        ("=======", "======="),
        ("<<<<<< y\n>>>>>> y", "<<<<<< y >>>>>> y"),
        ("<<<<<<<y\n>>>>>>>y", "<<<<<<<y >>>>>>>y"),
        (" <<<<<<< y\n >>>>>>> y", "<<<<<<< y >>>>>>> y"),
    ],
)
def test_what_only_looks_like_a_merge_is_text(lines: str, read: str) -> None:
    assert Document(f"a: 'x\n{lines}\n  z'\n").data == {"a": f"x {read} z"}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=ascii)
def test_of_several_merges_the_first_is_named(newline: str) -> None:
    merge = ["<<<<<<< HEAD", "b: 1", "=======", "b: 2", ">>>>>>> x"]
    with pytest.raises(DocumentError) as refused:
        Document(newline.join(["a: 1", *merge, *merge, ""]))
    (problem,) = refused.value.problems
    assert (problem.line, problem.column) == (2, 1)
    assert problem.text.startswith("в файле незаконченное слияние git (строки 2–6): ")


def test_an_unfinished_merge_is_told_from_above_whatever_the_order_of_its_marks() -> None:
    with pytest.raises(DocumentError) as refused:
        Document("a: 1\n>>>>>>> x\nb: 1\n<<<<<<< HEAD\n")
    (problem,) = refused.value.problems
    assert problem.line == 2
    assert problem.text.startswith("в файле незаконченное слияние git (строки 2–4): ")


def test_merge_keys_are_read() -> None:
    data = Document("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\nc:\n  <<: [*a, {z: 4}]\n").data
    assert isinstance(data, dict)
    assert (data["b"], data["c"]) == ({"x": "1", "y": "3"}, {"x": "1", "y": "2", "z": "4"})


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode("\ufefftitle: ж\n".encode()) == ("title: ж\n", True)
    assert decode("title: ж\n".encode()) == ("title: ж\n", False)


PAPER = "это не файл плана, а документ; план из него создаст: roadmap import ДОКУМЕНТ"
ODD = "файл не в кодировке UTF-8: сохраните его в редакторе как UTF-8"
RECODE = "файл в кодировке {}, а нужна UTF-8: iconv -f {} -t utf-8 старый.yaml > новый.yaml"


@pytest.mark.parametrize(
    ("raw", "place", "told"),
    [
        ("title: Дорожная карта — «план» № 1\n".encode("cp1251"), (1, 8), RECODE.format("Windows-1251", "cp1251")),
        ("title: Ёж\nnote: ещё\n".encode("cp1251"), (1, 8), RECODE.format("Windows-1251", "cp1251")),
        ("title: план\n".encode("utf-16"), (1, 1), RECODE.format("UTF-16", "utf-16")),
        (b"\xfe\xff" + "title: план\n".encode("utf-16-be"), (1, 1), RECODE.format("UTF-16", "utf-16")),
        (b"title: \xff\xfe\x00\x81\n", (1, 8), ODD),
        (b"a: 1\nb: 2\nnote: x\x81\n", (3, 8), ODD),
        (b"PK\x03\x04\x14\x00\xff", (1, 7), PAPER),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", (1, 1), PAPER),
        (b"%PDF-1.4\n%\xe2\xe3\n", (2, 2), PAPER),
    ],
)  # fmt: skip
def test_another_encoding_is_named(raw: bytes, place: tuple[int, int], told: str) -> None:
    with pytest.raises(DocumentError) as refused:
        decode(raw)
    assert refused.value.problems == ((*place, told),)


WINDOWS = RECODE.format("Windows-1251", "cp1251")


@pytest.mark.parametrize("sign", "АЯаяЁё«»№–—")
def test_each_sign_of_russian_texts_is_known_in_the_encoding_of_windows(sign: str) -> None:
    with pytest.raises(DocumentError) as refused:
        decode(f"a: {sign}\n".encode("cp1251"))
    assert refused.value.problems == ((1, 4, WINDOWS),)


@pytest.mark.parametrize(("letters", "told"), [(9, ODD), (10, WINDOWS)])
def test_one_odd_sign_in_eleven_may_be_a_mistake(letters: int, told: str) -> None:
    with pytest.raises(DocumentError) as refused:
        decode(b"title: " + b"\xe0" * letters + b"\x81")
    assert refused.value.problems == ((1, 8, told),)


def test_positions_are_those_of_keys_and_list_entries() -> None:
    document = Document(_plan(BLOCK))
    assert document.position((*ITEM, "term")) == (8, 5)
    assert document.position(ITEM) == (6, 5)
    assert document.position((*ITEM, "note")) == (6, 5)
    assert document.position(("nothing",)) == (1, 1)
