"""A hand-edited YAML text as plain data with positions; problems are reported by place.

`data` is built from the parser's events with a stack of our own: this is several times faster than
composing nodes, bounded in depth, and shares aliased values instead of copying them. The nodes with
their marks, which errors and edits need, are composed on demand.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from roadmap_cli.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.plan.model import Location


Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"

MAX_DEPTH = 50
MAX_HIDDEN = 20  # problems of one kind; more would not help
_NON_PRINTABLE = yaml.reader.Reader.NON_PRINTABLE
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = ("str", "int", "float", "bool", "null", "seq", "map", "timestamp")
_CORE_TAGS = {None, "!", *(f"tag:yaml.org,2002:{name}" for name in _CORE)}
_NULLS = {"", "~", "null", "Null", "NULL"}
_ODD_NUMBER = re.compile(
    r"[-+]?(\d[\d_]*\.[\d_]*|\.\d+|0\d+|0[xob][\da-fA-F_]+|\d+_[\d_]*|\d+(:\d+)+|\d+e[-+]?\d+)\Z"
)
_PAPERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # Word and Excel, new and old; PDF
_FIRST_HIGH = 0x80  # where the bytes beyond ASCII begin
_FIRST_LETTER = 0xC0  # where the Cyrillic letters of cp1251 begin
_OTHER_SIGNS = b"\xa8\xb8\xab\xbb\xb9\x96\x97"  # Ё ё « » № – — of cp1251
# YAML ends a line at these, and a comment with it; an editor shows what follows inside the comment.
_HIDDEN_BREAK = re.compile(r"[\x85\u2028\u2029]|\r(?!\n)")
_CONFLICT = re.compile(r"^(<{7} .*|={7}|>{7} .*)\r?$", re.MULTILINE)


class DocumentError(Exception):
    """A text that is malformed; `problems` says where and why.

    `document` is what could still be read, so that other problems are reported in the same run.
    """

    def __init__(self, problems: Sequence[Problem], document: Document | None = None) -> None:
        """Keep both."""
        self.problems = tuple(problems)
        self.document = document
        super().__init__("\n".join(problem.text for problem in problems))


def decode(raw: bytes) -> tuple[str, bool]:
    """Return the text, and whether it began with a byte order mark; DocumentError if not UTF-8."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise DocumentError([Problem(1, 1, _recode("UTF-16", "utf-16"))])
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - before.rfind(b"\n")
        raise DocumentError([Problem(line, column, _not_utf8(raw))]) from None
    return text.removeprefix("\ufeff"), text.startswith("\ufeff")


def _not_utf8(raw: bytes) -> str:
    """Guess the encoding: in cp1251, most bytes of Cyrillic text are those of the alphabet."""
    if raw.startswith(_PAPERS):
        return "это не файл плана, а документ; план из него создаст: roadmap import ДОКУМЕНТ"
    high = [byte for byte in raw if byte >= _FIRST_HIGH]
    letters = [byte for byte in high if byte >= _FIRST_LETTER or byte in _OTHER_SIGNS]
    if len(letters) > 0.9 * len(high):
        return _recode("Windows-1251", "cp1251")
    return "файл не в кодировке UTF-8: сохраните его в редакторе как UTF-8"


def _recode(name: str, code: str) -> str:
    advice = f"iconv -f {code} -t utf-8 старый.yaml > новый.yaml"
    return f"файл в кодировке {name}, а нужна UTF-8: {advice}"


class Document:
    """A parsed text: its data and their positions."""

    def __init__(self, text: str) -> None:
        """Parse one YAML document without its byte order mark; DocumentError has all problems."""
        self.text = text
        if conflict := _conflict(text):
            raise DocumentError([conflict])
        builder = _Builder(limit=len(text) + 1)
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                builder.take(event)
        except yaml.YAMLError as error:
            problems = [*builder.problems, _syntax_problem(error, text)]
            raise DocumentError(problems) from None
        self.data: Data = builder.root[0] if builder.root else None
        problems = [*builder.problems, *_hidden_breaks(text)]
        if problems:
            raise DocumentError(problems, self)

    @cached_property
    def root(self) -> Any:
        """The composed nodes, whose marks count characters of `text`."""
        return yaml.compose(self.text, Loader=_LOADER)

    def entry(self, path: Sequence[str | int]) -> tuple[Any, Any]:
        """Return the nodes of a path's key (in a list, its value) and of its value; or KeyError."""
        key = node = self.root
        for step in path:
            key, node = _entry(node, step)
        return key, node

    def node(self, path: Sequence[str | int]) -> Any:
        """Return the node at a path; KeyError where there is none."""
        return self.entry(path)[1]

    @cached_property
    def items(self) -> dict[str, tuple[Location, dict[str, Any]]]:
        """The paths and the data of the items of a valid plan, by id."""
        data: Any = self.data
        return {
            item["id"].strip(): (("sections", s, "items", i), item)
            for s, section in enumerate(data["sections"])
            for i, item in enumerate(section["items"])
        }

    def position(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return line and column, from 1, of a key or list entry, or its nearest ancestor."""
        try:
            place, _ = self.entry(path)
        except KeyError:
            return self.position(path[:-1])
        return place.start_mark.line + 1, place.start_mark.column + 1

    def locate(self, findings: Iterable[tuple[Sequence[str | int], str]]) -> list[Problem]:
        """Turn findings about the data into problems with lines and columns, in file order."""
        return sorted(Problem(*self.position(place), text) for place, text in findings)


def unshared(data: Any) -> Any:
    """Copy data so that aliases no longer share anything."""
    if isinstance(data, dict):
        return {key: unshared(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [unshared(value) for value in data]
    return data


def _entry(node: Any, step: str | int) -> tuple[Any, Any]:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key, value
    raise KeyError(step)


class _Frame:
    """A collection being built: its contents, and its size with all aliases expanded."""

    def __init__(self, event: Any) -> None:
        self.event = event
        self.value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.size = 1
        self.key: str | None = None
        self.has_key = False
        self.lines: dict[str, int] = {}
        self.merged: list[Any] = []


class _Builder:
    """Build plain data from parser events, noting every syntactic problem."""

    def __init__(self, limit: int) -> None:
        """Limit the size of a value with all its aliases expanded."""
        self.limit = limit
        self.root: list[Any] = []
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.lines_of_anchors: dict[str, int] = {}

    def take(self, event: Any) -> None:
        """Process one event; raise DocumentError if it is unsafe to go on."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root:
            self._stop(
                event, "в файле второй документ после «---»: оставьте один план в одном файле"
            )

    def _problem(self, event: Any, text: str) -> None:
        """Note a problem and read on, so that one run reports all of them."""
        mark = event.start_mark
        self.problems.append(Problem(mark.line + 1, mark.column + 1, text))

    def _stop(self, event: Any, text: str) -> None:
        self._problem(event, text)
        raise DocumentError(self.problems)

    def _scalar(self, event: Any) -> None:
        """Take a value as text: numbers and dates are read later, null is None."""
        text: str | None = event.value
        plain = event.implicit[0] and not event.style
        if plain and text in _NULLS:
            text = None
        is_id = self.stack and self.stack[-1].has_key and self.stack[-1].key == "id"
        if plain and text and is_id and _ODD_NUMBER.match(text):
            self._problem(
                event,
                f'номер {text} без кавычек потеряет нули; возьмите его в кавычки: id: "{text}"',
            )
        self._properties(event)
        if event.anchor:
            self.anchors[event.anchor] = (text, 1)
        self._add(event, text, 1)

    def _properties(self, event: Any) -> None:
        """Refuse a type that only some programs know, and an anchor twice, as PyYAML does."""
        if event.tag not in _CORE_TAGS:
            self._problem(event, f"указание типа «{event.tag}» здесь не понимается: уберите его")
        if event.anchor in self.lines_of_anchors:
            line = self.lines_of_anchors[event.anchor]
            self._problem(event, f"имя &{event.anchor} уже есть в строке {line}: назовите иначе")
        elif event.anchor:
            self.lines_of_anchors[event.anchor] = event.start_mark.line + 1

    def _open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._stop(event, f"вложенность глубже {MAX_DEPTH} уровней: это не похоже на план")
        self._properties(event)
        if event.anchor:
            # Until it is closed, an alias to it would be a cycle.
            self.anchors.pop(event.anchor, None)
        self.stack.append(_Frame(event))

    def _close(self) -> None:
        """Finish a mapping or a list; its own keys win over those merged by `<<`."""
        frame = self.stack.pop()
        for merged in frame.merged:
            for key, value in merged.items():
                frame.value.setdefault(key, value)
        if frame.event.anchor:
            self.anchors[frame.event.anchor] = (frame.value, frame.size)
        self._add(frame.event, frame.value, frame.size)

    def _alias(self, event: Any) -> None:
        """Add the value of an anchor: shared, but its size counts every time."""
        if event.anchor not in self.anchors:
            self._stop(
                event,
                f"ссылка *{event.anchor} ведёт в никуда или сама в себя: "
                "впишите значение вместо неё",
            )
        value, size = self.anchors[event.anchor]
        self._add(event, value, size)

    def _add(self, event: Any, value: Any, size: int) -> None:
        if not self.stack:
            self.root.append(value)
            return
        frame = self.stack[-1]
        frame.size += size
        if frame.size > self.limit:
            self._stop(
                event,
                "ссылки (*имя) разворачиваются в слишком большой план: впишите значения вместо них",
            )
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.has_key:
            self._pair(frame, event, value)
        else:
            self._key(frame, event, value)

    def _key(self, frame: _Frame, event: Any, key: Any) -> None:
        """Keep a key until its value comes, and its line for reporting duplicates."""
        line: int = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            self._problem(event, "ключом может быть только слово: проверьте знаки «?», «{» и «[»")
            key = None
        elif key != "<<" and key in frame.lines:
            self._problem(
                event, f"ключ «{key}» повторяется: он уже есть в строке {frame.lines[key]}"
            )
        else:
            frame.lines[key] = line
        frame.key, frame.has_key = key, True

    def _pair(self, frame: _Frame, event: Any, value: Any) -> None:
        """Store a pair; what `<<` merges waits until all keys are known."""
        frame.has_key = False
        if frame.key != "<<":
            frame.value[frame.key] = value
            return
        parts = value if isinstance(value, list) else [value]
        if all(isinstance(part, dict) for part in parts):
            frame.merged += parts
        else:
            self._problem(event, "после «<<:» должна стоять ссылка на набор ключей")


def _hidden_breaks(text: str) -> list[Problem]:
    """Find line breaks outside quotes that editors do not show: a key could hide behind one."""
    # Most texts have none; this check is faster than the expression.
    if not any(mark in text for mark in "\x85\u2028\u2029\r"):
        return []
    found: list[re.Match[str]] = []
    start = 0
    events: Iterable[Any] = yaml.parse(text, Loader=_LOADER)
    for event in events:
        if getattr(event, "style", None) in {"'", '"'}:
            found += _HIDDEN_BREAK.finditer(text, start, event.start_mark.index)
            start = event.end_mark.index
    found += _HIDDEN_BREAK.finditer(text, start)
    # Editors show \r as a break where there is no other.
    only_old_breaks = "\n" not in text
    hidden = [match for match in found if not (only_old_breaks and match[0] == "\r")]
    return [
        Problem(
            *_line_and_column(text, match.start()),
            f"невидимый перевод строки U+{ord(match[0]):04X}: YAML начинает здесь новую строку, "
            "а редактор её не показывает; удалите этот знак",
        )
        for match in hidden[:MAX_HIDDEN]
    ]


def _line_and_column(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _conflict(text: str) -> Problem | None:
    marks: dict[str, re.Match[str]] = {}
    for match in _CONFLICT.finditer(text):
        marks.setdefault(match[0][0], match)  # the first of each sign
    if "<" not in marks or ">" not in marks:
        return None
    first, last = sorted(_line_and_column(text, marks[sign].start())[0] for sign in "<>")
    return Problem(
        first,
        1,
        f"в файле незаконченное слияние git (строки {first}–{last}): выберите нужные строки, "
        "уберите знаки <<<<<<<, ======= и >>>>>>>, затем: git add",
    )


_TAB = "found a tab character"
_UNKNOWN = "строка не читается как YAML: проверьте отступы, кавычки, скобки и двоеточия"
_SYNTAX = {
    _TAB: "отступ сделан табуляцией: замените её пробелами",
    "cannot start any token": (
        "значение начинается со знака, который надо взять в кавычки (@, ` или %)"
    ),
    "mapping values are not allowed": (
        "лишнее двоеточие: текст с «: » внутри возьмите в кавычки, проверьте и отступ"
    ),
    "could not find expected ':'": (
        "нет двоеточия после ключа: нужно «ключ: значение», текст в несколько строк — с отступом"
    ),
    "did not find expected key": (
        "нарушен отступ или после закрытой кавычки есть текст: выровняйте строку с соседними"
    ),
    "did not find expected '-'": "нарушен отступ в списке: поставьте «- » ровно под предыдущим",
    "did not find expected ',' or": "не закрыта скобка [ или {, либо между значениями нет запятой",
    "while scanning a quoted scalar": "не закрыта кавычка",
    "unknown escape character": (
        "знак «\\» в двойных кавычках особый: напишите «\\\\» или возьмите текст в одинарные"
    ),
    "alphabetic or numeric character": "слово со знаком *, & в начале возьмите в кавычки",
    "did not find expected node content": "не закрыта скобка [ или {, или стоит лишняя запятая",
    "control characters are not allowed": "в тексте управляющий знак: удалите его",
    "special characters are not allowed": "в тексте управляющий знак: удалите его",
    "did not find expected <document start>": "лишний текст: проверьте отступ этой строки",
    "block sequence entries are not allowed": (
        "«- » здесь не к месту: начните список с новой строки"
    ),
}


def _syntax_problem(error: yaml.YAMLError, source: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    words = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')} {error}"
    if mark and source[mark.index : mark.index + 1] == "\t":
        words = _TAB
    text = next((russian for english, russian in _SYNTAX.items() if english in words), _UNKNOWN)
    if mark:
        return Problem(mark.line + 1, mark.column + 1, text)
    sign = _NON_PRINTABLE.search(source)  # the one error that has no mark
    return Problem(*_line_and_column(source, sign.start() if sign else 0), text)


_TEXTS = {"title", "note", "comment", "result", "term", "responsible", "postponed_to"}
_GLUED = re.compile(r"[ \t]+(#[^\s#][^\r\n]*)")


def swallowed(document: Document) -> Iterator[Problem]:
    """Find unquoted texts that lost a word beginning with #, taken for a comment.

    A real comment has a blank after the sign: `Сентябрь # уточнить` is left alone.
    """
    for key, node in _texts(document.root, ""):
        if node.style:  # quoted; a plain scalar has None, or "" from libyaml
            continue
        match = _GLUED.match(document.text, node.end_mark.index)
        if match:
            end, dropped = node.end_mark, match[1].strip()
            text = (
                f"«{dropped}» после пробела — комментарий и в план не попало; "
                f'если это текст, возьмите всё в кавычки: {key}: "{node.value} {dropped}"'
            )
            yield Problem(end.line + 1, end.column + 1, text)


def _texts(node: Any, key: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _texts(value, name.value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _texts(child, key)
    elif key in _TEXTS:
        yield key, node
