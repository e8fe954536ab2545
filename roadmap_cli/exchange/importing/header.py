"""The grid of a document, and the header of a plan's table: which column holds what."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.errors import ExitCode, RoadmapError, UsageError
from roadmap_cli.wording import LOOKALIKES, fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


NUMBER = re.compile(
    r"[№п.\s]*\d+(\.\d+)*\s*[.)]*|[№п.\s]*[ivxlc]+\s*[.)]*|\d+[а-я][.)]*|[а-я]\)",
    re.IGNORECASE,
)

STANDARD_INPUT = "стандартный ввод"
"""The name of a document that comes from there."""


class UnreadableDocumentError(RoadmapError):
    """A document from which no plan can be read."""

    exit_code = ExitCode.BROKEN

    def __init__(self, name: str, reason: str) -> None:
        """Name the document, the reason and what to do."""
        super().__init__(f"документ {one_line(name)} не прочитан: {reason}")


MAX_ROWS = 5000
"""Of a table; no plan has so many."""


class RefusedPartError(Exception):
    """A part of a document that a reader refuses; the text says why, and what to do."""


def check_rows(number: int, where: str) -> None:
    """Refuse a table that has more rows than any plan."""
    if number > MAX_ROWS:
        raise RefusedPartError(
            f"{where}: строк больше {MAX_ROWS}, это не план; оставьте в ней план"
        )


_MAX_SPAN = 256  # columns; no plan has so many


def read_span(text: str | None) -> int:
    """Read how many columns or rows a cell spans; nonsense counts as one."""
    if text is None or not text.strip().isdecimal():
        return 1
    return min(max(1, int(text.strip()[:6])), _MAX_SPAN)


_UNSEEN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u00ad": "", "\u200b": "", "\ufeff": ""})


def clean(text: str) -> str:
    """Replace no-break spaces with plain ones, and drop invisible characters."""
    return text.translate(_UNSEEN)


def tidy(text: str) -> str:
    """Strip lines and drop empty ones."""
    lines = [" ".join(line.split()) for line in clean(text).split("\n")]
    return "\n".join(filter(None, lines))


def existing_day(day: str | int, month: str | int, year: str | int) -> date | None:
    """Return the date, or None if the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


class Cell(NamedTuple):
    """A physical cell: its text, its width in columns, whether it continues the one above."""

    text: str
    span: int = 1
    continued: bool = False
    bold: bool = False

    @property
    def line(self) -> str:
        """The text in one line."""
        return " ".join(self.text.split())


class Row(NamedTuple):
    """A row of a table, or, with `table` 0, a line of the text around."""

    cells: tuple[Cell, ...]
    place: str
    table: int = 0
    heading: bool = False

    @property
    def lines(self) -> list[str]:
        """The non-empty texts of the cells, each on one line."""
        return [cell.line for cell in self.cells if cell.line]

    @property
    def width(self) -> int:
        """The number of columns that the cells cover."""
        return sum(cell.span for cell in self.cells)

    @property
    def placed(self) -> list[tuple[int, Cell]]:
        """The cells, each with the first grid column that it covers."""
        starts = accumulate((cell.span for cell in self.cells), initial=0)
        return list(zip(starts, self.cells, strict=False))


class Heading(NamedTuple):
    """A row that names what follows."""

    place: str
    text: str


class Skipped(NamedTuple):
    """A row that yields no item, and why."""

    place: str
    reason: str


class Source(NamedTuple):
    """A document's name and its rows in order.

    `physical`: all cells are known; in pasted text an empty cell at the end may be lost.
    """

    name: str
    rows: Sequence[Row]
    physical: bool = True
    skipped: Sequence[Skipped] = ()


# characters of a column heading; a longer text is a measure that uses such words
_LONGEST_WORDS = 120
_MOST_COLUMNS = 60  # with words above them; more columns are a chart by days


class Role(StrEnum):
    """What a column holds."""

    NUMBER = "№"
    MEASURE = "мероприятие"
    TERM = "срок"
    PARTY = "ответственный"
    MARK = "отметка"
    RESULT = "результат"
    SECTION = "раздел"
    EXTRA = "примечание"
    BLANK = "пустой"


class HeadCell(NamedTuple):
    """A column: its role, the words above it and the first grid column that it covers."""

    role: Role
    words: str
    start: int
    span: int = 1

    @property
    def end(self) -> int:
        """The first grid column after it."""
        return self.start + self.span


Columns = tuple[HeadCell, ...]

_POINT = r"п ?[/.\\]? ?п\.?"  # п/п
_FACT = r"(дата )?(факт|фактическ|реальн).*"
_EXECUTION = r"(исполнен|выполнен)(ие|о)?( мероприяти[яй])?"
_ACTION = r"тема|тематика|темы|действи[ея]|работ[аы]|дел[ао]|шаги?"
_PART = r"раздел|направлени[ея]|блок|модуль|задач[аи]|этапы?"
_TASKS = re.compile(r"задачи? .*(исполнител|ответственн).*")  # a measure if there is no other
# The order counts: «Ответственный за исполнение» is a party, «Срок исполнения» is a term.
_WORDS: tuple[tuple[Role, str], ...] = (
    (Role.NUMBER, rf"(№|n|#|номер)( ?№)*\.?\s*({_POINT}|пункта|по порядку)?|{_POINT}"),
    (Role.MEASURE, _TASKS.pattern),
    (Role.RESULT, r".*(ожида|планиру|предполага|прогнозиру)ем\w* (\w+ )?результат.*"),
    (Role.RESULT, r"результат(ы|а)?( мероприяти[яй]| реализации)?|(\w+ )*показател[ьи]( .*)?"),
    (
        Role.RESULT,
        r"((вид|форма) )?(\w+(ий|ый|ого|его) )?документа?|выход( на результат)?|вид отч[её]тности",
    ),
    (Role.RESULT, r"форма (отч[её]тности|отч[её]та|представления( результат.*)?)"),
    (Role.RESULT, r"итоги?( контроля)?|(где |форма )?подв\w+ итог\w*|результаты контроля\b.*"),
    (Role.PARTY, r".*(ответств|\bотв\b|исполнител|\bисполн\b|организатор).*"),
    (Role.PARTY, r"кто( проводит| отвечает| исполняет)?\??|проводящ\w+ .*|должностн\w+ лиц\w+"),
    (Role.EXTRA, r"контрольн.*|(дата|срок|отметка) контрольн.*|.*кто контролирует.*"),
    (Role.MARK, r".*(отметк[аи] об? |информация об исполнении|ход исполнения).*"),
    (Role.MARK, r".*(отметк|статус|состояние).*"),
    (Role.MARK, rf"{_FACT}|{_EXECUTION}"),
    (Role.TERM, r".*\b(срок|сроки|дата|даты|время|период|когда)\b.*"),
    (Role.TERM, r"(месяц|календарный срок|календарные сроки|дни|число|квартал)(ы|а)?"),
    (Role.TERM, r"периодичность( .*)?|годы?( реализации| исполнения| выполнения)?"),
    (Role.TERM, r"(длительност|продолжительност)ь\W*((кол-?во )?(дн|дней|нед|мес|сут)\w*\W*)?"),
    (Role.TERM, r"(начало|окончание|конец|завершение)( .*)?"),
    (Role.MEASURE, r".*(мероприяти).*"),
    (Role.MEASURE, r".*(содержание|наименование|название|перечень|что делать).*"),
    (Role.MEASURE, r".*(вид|виды|формы?) (деятельности|работы?|проведения).*"),
    (Role.MEASURE, rf"(.* )?({_ACTION})( .*)?"),
    (Role.MEASURE, r"(.* )?(вопросы?|поручени[ея]|пункты? плана)( .*)?"),
    (Role.SECTION, rf"(.* )?({_PART})( .*)?"),
)
_SECTION_WORDS = re.compile(rf"(.* )?({_PART}|вид|виды)( .*)?")
_FACT_WORDS = re.compile(r"факт|отметк|\bдата (исполнения|выполнения)")
_MONTH = re.compile(
    r"(январ|феврал|март|апрел|май|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*\.?( 20\d\d)?"
    r"|(янв|февр?|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек)\.?( 20\d\d)?"
    r"|([ivх]+|[1-4])(-?[а-я]{1,2})? ?(квартал|кв|четверть|полугодие)"
)
_OTHER_TABLES = (
    ("дерево задач", 1, r".*предшественник.*|wbs.*|.*\bсдр\b.*|%.*(заверш|выполн|готовност).*"),
    ("дерево задач", 1, r".*(трудозатрат|трудо[её]мкост).*|predecessors|task name"),
    (
        "спецификация договора",
        2,
        r"(.*\W)?(цена|сумма|стоимость|кол-?во|количество)\b.*|ед(\.|иница).*",
    ),
)
_ALIASES = {
    "номер": Role.NUMBER,
    "n": Role.NUMBER,
    "сроки": Role.TERM,
    "мероприятия": Role.MEASURE,
    "ответственные": Role.PARTY,
    "исполнитель": Role.PARTY,
    "исполнители": Role.PARTY,
    "примечания": Role.EXTRA,
    "ожидаемый результат": Role.RESULT,
    "-": Role.BLANK,
    "": Role.BLANK,
}


@lru_cache(maxsize=1024)  # a table has the same terms and parties again and again
def role_of(words: str) -> Role:
    """Return the role of a column by the words above it; an unknown one is an extra column."""
    if len(words) > _LONGEST_WORDS:
        return Role.EXTRA
    plain = _plain(words)
    if is_month(plain):
        return Role.TERM
    for role, pattern in _WORDS:
        if re.fullmatch(pattern, plain):
            return role
    return Role.EXTRA


def other_table(columns: Columns) -> str | None:
    """Name the kind of a table whose header has a measure and a term but is not a plan's."""
    words = [_plain(column.words) for column in columns]
    if len(list(filter(None, words))) > _MOST_COLUMNS:
        return "диаграмма по дням"
    is_plan = any("ответствен" in each for each in words)  # a supplier is an «исполнитель» too
    for name, least, pattern in _OTHER_TABLES[: 2 if is_plan else None]:
        if sum(re.fullmatch(pattern, each) is not None for each in words) >= least:
            return name
    return None


def is_month(words: str) -> bool:
    """Return whether a column's name is a month or a quarter, and so the term."""
    return _MONTH.fullmatch(_plain(words)) is not None


def _plain(words: str) -> str:
    """Normalize words for lookup, without hyphenation and Latin letters."""
    whole = re.sub(r"(?<=[а-яё])-\s+(?=[а-яё])", "", words)
    return fold(whole).translate(LOOKALIKES).strip(" .:")


def read(row: Row, below: Row | None = None) -> Columns | None:
    """Read a row as a header.

    Args:
        row: the row.
        below: a second row of the header, under divided cells.

    Returns:
        The columns, or None if the row is not a plan's header.

    """
    if max(len(cell.line) for cell in row.cells) > _LONGEST_WORDS:
        return None
    columns = _columns(row)
    if below is not None:
        columns = tuple(_divided(columns, below))
    if _roles(columns).isdisjoint({Role.TERM, Role.PARTY}):
        return None
    columns = tuple(_without_rivals(_with_measure(_with_number(columns))))
    return columns if Role.MEASURE in _roles(columns) else None


def _roles(columns: Iterable[HeadCell]) -> set[Role]:
    return {column.role for column in columns}


def _columns(row: Row) -> Columns:
    return tuple(
        HeadCell(role_of(cell.line), cell.line, start, cell.span) for start, cell in row.placed
    )


def is_second_row(row: Row, below: Row) -> bool:
    """Return whether a row divides header cells: «Срок» into «начало» and «окончание»."""
    if below.width != row.width or len(below.cells) == 1 or below.cells[0].line:
        return False
    columns = _columns(row)
    placed = [start for start, cell in below.placed if cell.line and not cell.continued]
    return bool(placed) and all(_may_be_divided(_at(each, columns), columns) for each in placed)


def _at(start: int, columns: Columns) -> HeadCell:
    return next(each for each in columns if each.start <= start < each.end)


def _may_be_divided(column: HeadCell, above: Columns) -> bool:
    """Return whether a cell is merged, or may be in a format without spans."""
    if column.span > 1 or not column.words:
        return True
    return any(each.start == column.end and not each.words for each in above)


def _divided(columns: Columns, below: Row) -> Iterator[HeadCell]:
    """Take the words of the second row, or else those of the first."""
    named = columns[0]  # the last one with words
    for start, cell in below.placed:
        above = _at(start, columns)
        if above.words:
            named = above
        if cell.continued or not cell.line:
            yield above._replace(start=start, span=cell.span)
            continue
        role = role_of(cell.line)
        says_little = role in {Role.EXTRA, Role.MEASURE}
        is_time = is_month(cell.line) or (says_little and named.role is Role.TERM)
        words = cell.line if is_time else f"{named.words} {cell.line}"
        yield HeadCell(named.role if says_little else role, words, start, cell.span)


def _with_number(columns: Columns) -> Columns:
    """Treat a first column without words as the numbers, if no other column is."""
    first, *rest = columns
    if first.words or Role.NUMBER in _roles(columns):
        return columns
    return first._replace(role=Role.NUMBER), *rest


def _with_measure(columns: Columns) -> Columns:
    """Treat the first unknown column as the measure, if term and party are known."""
    roles = _roles(columns)
    is_known = not roles.isdisjoint({Role.MEASURE, Role.SECTION})
    if is_known or not roles >= {Role.TERM, Role.PARTY}:
        return columns
    for place, column in enumerate(columns):
        if column.role is Role.EXTRA and column.words:
            measure = column._replace(role=Role.MEASURE)
            return *columns[:place], measure, *columns[place + 1 :]
    return columns


def _without_rivals(columns: Columns) -> Iterator[HeadCell]:
    """Keep one column of measures and one of numbers; an actual date beside a term is a mark."""
    measure = _best(columns, Role.MEASURE)
    mark = _best(columns, Role.MARK)
    numbers = [column for column in columns if column.role is Role.NUMBER]
    before = [each for each in numbers if measure is not None and each.start < measure.start]
    chosen = {measure, mark, *(before[-1:] or numbers[:1])}  # another one is for sections
    terms = [column for column in columns if column.role is Role.TERM]
    for column in columns:
        if column in chosen:
            yield column
        elif column.role is Role.SECTION and measure is None:
            yield column._replace(role=Role.MEASURE)
        elif column.role is Role.TERM and len(terms) == 1:
            yield column
        else:
            yield column._replace(role=_role_beside(column))


def _role_beside(column: HeadCell) -> Role:
    """Return the role of a column beside a better one of its kind."""
    words = fold(column.words)
    if column.role is Role.MEASURE:
        of_section = _SECTION_WORDS.fullmatch(words) and not _TASKS.fullmatch(words)
        return Role.SECTION if of_section else Role.EXTRA
    if column.role is Role.TERM:
        return Role.MARK if _FACT_WORDS.search(words) else Role.TERM
    if column.role in {Role.NUMBER, Role.MARK}:
        return Role.EXTRA
    return column.role


def _best(columns: Columns, role: Role) -> HeadCell | None:
    """Choose the column whose words are the plainest, else the first."""
    found = [column for column in columns if column.role is role]
    return min(found, key=_rank, default=None)


def _rank(column: HeadCell) -> int:
    """Return the index of the pattern that matches a column; its role may have another source."""
    words = _plain(column.words)
    if _TASKS.fullmatch(words):
        return len(_WORDS)
    for place, (role, pattern) in enumerate(_WORDS):
        if role is column.role and re.fullmatch(pattern, words):
            return place
    return len(_WORDS)


def named(text: str) -> Columns:
    """Read `--columns "№,мероприятие,срок,ответственный"`.

    Raises:
        UsageError: a name is unknown, or there is no measure.

    """
    roles = {role.value: role for role in Role} | _ALIASES
    columns = []
    for start, name in enumerate(text.split(",")):
        role = roles.get(fold(name))
        if role is None:
            offered = ", ".join(role for role in Role if role is not Role.BLANK)
            raise UsageError(
                f"--columns: нет столбца «{one_line(name)}»; бывают: {offered}; «-» пропускает"
            )
        columns.append(HeadCell(role, name.strip(), start))
    if Role.MEASURE not in _roles(columns):
        raise UsageError("--columns: среди столбцов нужно «мероприятие»")
    return tuple(columns)


def repeats(row: Row, columns: Columns, first: Columns) -> bool:
    """Return whether a row that reads as a header repeats one of its table.

    A measure may use a header's words too: only the same words, or a named column of numbers, are
    certain.

    Args:
        row: the row.
        columns: the row read as a header.
        first: the first header.

    """
    if any(column.role is Role.NUMBER and column.words for column in columns):
        return True
    return [fold(cell.line) for cell in row.cells] == [fold(column.words) for column in first]
