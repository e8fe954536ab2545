"""What the YAML parser says of a text that it cannot read, in Russian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadmap_cli.errors import Problem

if TYPE_CHECKING:
    import yaml

_TAB = "found a tab character"
_UNKNOWN = "строка не читается как YAML: проверьте отступы, кавычки, скобки и двоеточия"
_SYNTAX = (
    ("found character '\\t'", "отступ сделан табуляцией: замените её пробелами"),
    (_TAB, "отступ сделан табуляцией: замените её пробелами"),
    (
        "cannot start any token",
        "значение начинается со знака, который надо взять в кавычки (@, ` или %)",
    ),
    (
        "mapping values are not allowed",
        "лишнее двоеточие: текст с «: » внутри возьмите в кавычки, проверьте и отступ",
    ),
    (
        "could not find expected ':'",
        "нет двоеточия после ключа: нужно «ключ: значение», текст в несколько строк — с отступом",
    ),
    (
        "did not find expected key",
        "нарушен отступ или после закрытой кавычки есть текст: выровняйте строку с соседними",
    ),
    ("did not find expected '-'", "нарушен отступ в списке: поставьте «- » ровно под предыдущим"),
    (
        "did not find expected ',' or",
        "не закрыта скобка [ или {, либо между значениями нет запятой",
    ),
    ("while scanning a quoted scalar", "не закрыта кавычка"),
    ("unexpected end of stream", "не закрыта кавычка"),
    (
        "unknown escape character",
        "знак «\\» в двойных кавычках особый: напишите «\\\\» или возьмите текст в одинарные",
    ),
    ("undefined alias", "слово со знаком * в начале возьмите в кавычки: иначе это ссылка"),
    ("alphabetic or numeric character", "слово со знаком *, & в начале возьмите в кавычки"),
    ("did not find expected node content", "не закрыта скобка [ или {, или стоит лишняя запятая"),
    ("control characters are not allowed", "в тексте управляющий знак: удалите его"),
    ("special characters are not allowed", "в тексте управляющий знак: удалите его"),
    ("did not find expected <document start>", "лишний текст: проверьте отступ этой строки"),
    (
        "block sequence entries are not allowed",
        "«- » здесь не к месту: начните список с новой строки",
    ),
)


def syntax_problem(error: yaml.YAMLError, source: str) -> Problem:
    """Say a parser's error about a text in Russian."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    context = getattr(error, "context", "")
    problem = getattr(error, "problem", "")
    words = f"{context} {problem} {error}"
    if mark and source[mark.index : mark.index + 1] == "\t":
        words = _TAB
    known = (russian for english, russian in _SYNTAX if english in words)
    text = next(known, _UNKNOWN)
    if not mark:
        return Problem(1, 1, text)
    return Problem(mark.line + 1, mark.column + 1, text)
