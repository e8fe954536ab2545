"""The tables of a document that form the plan, and what their columns hold."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import wording
from roadmap_cli.errors import ExitCode, UsageError
from roadmap_cli.exchange.importing import (
    Row,
    Skipped,
    Source,
    UnreadableDocumentError,
    preamble,
    texts_of,
)
from roadmap_cli.exchange.importing.cells import is_month, is_number, plain_words
from roadmap_cli.wording import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


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
_PART = r"раздел|направлени[ея]|блок|модуль|задач[аи]|этапы?"
_TASKS = re.compile(r"задач[аи] .*(исполнител|ответственн).*")  # a measure if there is no other
# The order counts: «Ответственный за исполнение» is a party, «Срок исполнения» is a term.
_WORDS: tuple[tuple[Role, str], ...] = (
    (Role.NUMBER, rf"(№|n|#|номер)( ?№)*\.?\s*({_POINT}|пункта|по порядку)?|{_POINT}"),
    (Role.MEASURE, _TASKS.pattern),
    (Role.RESULT, r".*(ожида|планиру|предполага|прогнозиру)ем\w* (\w+ )?результат.*"),
    (Role.RESULT, r"результат(ы|а)?( мероприяти[яй]| реализации)?|(чем )?подтвержда(ется|ющ.*)"),
    (Role.RESULT, r"(\w+ )*(показател|индикатор)\w*( .*)?|выход( на результат)?|вид отч[её]тности"),
    (Role.RESULT, r"((вид|форма) )?(\w+(ий|ый|ой|ого|его) )?документа?"),
    (Role.RESULT, r"форма (отч[её]тности|отч[её]та|представления( результат.*)?)"),
    (Role.RESULT, r"итоги?( контроля)?|(где |форма )?подв\w+ итог\w*|результаты контроля\b.*"),
    (Role.PARTY, r".*(ответств|\bотв\b|исполнител|\bисполн\b|организатор).*"),
    (Role.PARTY, r"кто( проводит| отвечает| исполняет)?\??|проводящ\w+ .*|должностн\w+ лиц\w+"),
    (Role.EXTRA, r"контрольн.*|(дата|срок|отметка) контрольн.*|.*кто контролирует.*"),
    (Role.MARK, r".*(отметк[аи] об? |информация об исполнении|ход исполнения).*"),
    (Role.MARK, r".*(отметк|статус|состояние).*"),
    (Role.MARK, rf"{_FACT}|{_EXECUTION}"),
    (Role.TERM, r".*\b(срок|сроки|сроку|дата|даты|время|период|когда)\b.*"),
    (Role.TERM, r"(месяц|календарный срок|календарные сроки|дни|число|квартал)(ы|а)?"),
    (Role.TERM, r"периодичность( .*)?|годы?( реализации| исполнения| выполнения)?"),
    (Role.TERM, r"(длительност|продолжительност)ь\W*((кол-?во )?(дн|дней|нед|мес|сут)\w*\W*)?"),
    (Role.TERM, r"(начало|окончание|конец|завершение)( .*)?"),
    (Role.MEASURE, r".*(мероприяти).*"),
    (Role.MEASURE, r".*(содержание|наименование|название|перечень|что с?дела\w+).*"),
    (Role.MEASURE, r".*(вид|виды|формы?) (деятельности|работы?|проведения).*"),
    (Role.MEASURE, r"(.* )?(тема|тематика|темы|действи[ея]|работ[аы]|дел[ао]|шаги?)( .*)?"),
    (Role.MEASURE, r"(.* )?(вопросы?|поручени[ея]|пункты? плана)( .*)?"),
    (Role.SECTION, rf"(.* )?({_PART})( .*)?"),
)
_SECTION_WORDS = re.compile(rf"(.* )?({_PART}|вид|виды)( .*)?")
_FACT_WORDS = re.compile(r"факт|отметк|\bдата (исполнения|выполнения)")
_OF_TASKS = (
    r".*предшественник.*|.*\bсдр\b.*|%.*(заверш|выполн|готовност).*|.*трудо(емкост|затрат).*"
)
_OF_PROJECT = [plain_words(words) for words in ("wbs", "predecessors", "task name")]
_OF_GOODS = r"(.*\W)?(цена|сумма|стоимость|кол-?во|количество)\b.*|ед(\.|иница).*"
_ALIASES = (  # of columns, as a person may name them
    "номер,n,сроки,мероприятия,ответственные,исполнитель,исполнители,примечания,ожидаемый результат"
)


@lru_cache(maxsize=1024)  # a table has the same terms and parties again and again
def role_of(words: str) -> Role:
    """Return the role of a column by the words above it; an unknown one is an extra column."""
    if len(words) > _LONGEST_WORDS:
        return Role.EXTRA
    plain = plain_words(words)
    if is_month(plain):
        return Role.TERM
    for role, pattern in _WORDS:
        if re.fullmatch(pattern, plain):
            return role
    return Role.EXTRA


def _other_table(columns: Columns) -> str | None:
    """Name the kind of a table whose header has a measure and a term but is not a plan's."""
    words = [plain_words(column.words) for column in columns]
    if len(list(filter(None, words))) > _MOST_COLUMNS:
        return "диаграмма по дням"
    if any(re.fullmatch(_OF_TASKS, each) or each in _OF_PROJECT for each in words):
        return "дерево задач"
    is_plan = any("ответствен" in each for each in words)  # a supplier is an «исполнитель» too
    goods = [each for each in words if re.fullmatch(_OF_GOODS, each)]
    return "спецификация договора" if len(goods) > 1 and not is_plan else None


def read_header(row: Row, below: Row | None = None) -> Columns | None:
    """Read a row as a plan's header, if it is one, and a second row under divided cells."""
    if max(len(cell.line) for cell in row.cells) > _LONGEST_WORDS:
        return None
    columns = _columns(row)
    if below is not None:
        columns = list(_divided(columns, below))
    roles = {column.role for column in columns}
    if roles.isdisjoint({Role.TERM, Role.PARTY}):
        return None
    if not columns[0].words and Role.NUMBER not in roles:
        columns[0] = columns[0]._replace(role=Role.NUMBER)
    if roles >= {Role.TERM, Role.PARTY} and roles.isdisjoint({Role.MEASURE, Role.SECTION}):
        unknown = [i for i, each in enumerate(columns) if each.role is Role.EXTRA and each.words]
        if unknown:
            columns[unknown[0]] = columns[unknown[0]]._replace(role=Role.MEASURE)
    made = tuple(_without_rivals(columns))
    return made if any(column.role is Role.MEASURE for column in made) else None


def _columns(row: Row) -> list[HeadCell]:
    return [HeadCell(role_of(cell.line), cell.line, start, cell.span) for start, cell in row.placed]


def _is_second_row(row: Row, below: Row) -> bool:
    """Return whether a row divides header cells: «Срок» into «начало» and «окончание»."""
    if below.width != row.width or len(below.cells) == 1 or below.cells[0].line:
        return False
    columns = _columns(row)
    divided = [
        _at(start, columns) for start, cell in below.placed if cell.line and not cell.continued
    ]
    bare = {each.start for each in columns if not each.words}  # of a format without spans
    return bool(divided) and all(
        each.span > 1 or not each.words or each.end in bare for each in divided
    )


def _at(start: int, columns: Iterable[HeadCell]) -> HeadCell:
    return next(each for each in columns if each.start <= start < each.end)


def _divided(columns: Sequence[HeadCell], below: Row) -> Iterator[HeadCell]:
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


def _without_rivals(columns: Sequence[HeadCell]) -> Iterator[HeadCell]:
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
    words = fold(column.words)
    if column.role is Role.MEASURE:
        of_section = _SECTION_WORDS.fullmatch(words) and not _TASKS.fullmatch(words)
        return Role.SECTION if of_section else Role.EXTRA
    if column.role is Role.TERM:
        if "подготовк" in words:  # of the measure beside it, whose own term is another column
            return Role.EXTRA
        return Role.MARK if _FACT_WORDS.search(words) else Role.TERM
    if column.role in {Role.NUMBER, Role.MARK}:
        return Role.EXTRA
    return column.role


def _best(columns: Iterable[HeadCell], role: Role) -> HeadCell | None:
    """Choose the column whose words are the plainest, else the first."""
    found = [column for column in columns if column.role is role]
    return min(found, key=_rank, default=None)


def _rank(column: HeadCell) -> int:
    """Return the index of the pattern that matches a column; its role may have another source."""
    words = plain_words(column.words)
    if _TASKS.fullmatch(words):
        return len(_WORDS)
    for place, (role, pattern) in enumerate(_WORDS):
        if role is column.role and re.fullmatch(pattern, words):
            return place
    return len(_WORDS)


def _named(text: str) -> Columns:
    """Read `--columns "№,мероприятие,срок,ответственный"`, or refuse them."""
    roles = {role.value: role for role in Role} | {"-": Role.BLANK, "": Role.BLANK}
    roles |= {name: role_of(name) for name in _ALIASES.split(",")}
    columns = []
    for start, name in enumerate(text.split(",")):
        role = roles.get(fold(name))
        if role is None:
            offered = ", ".join(role for role in Role if role is not Role.BLANK)
            raise UsageError(
                f"--columns: нет столбца «{one_line(name)}»; бывают: {offered}; «-» пропускает"
            )
        columns.append(HeadCell(role, name.strip(), start))
    if all(column.role is not Role.MEASURE for column in columns):
        raise UsageError("--columns: среди столбцов нужно «мероприятие»")
    return tuple(columns)


LONGEST_HEADING = 250  # characters between two tables of a plan
_PLAN = re.compile(
    r"\W*(\w+ )?(план|дорожная карта|график|перечень мероприятий|циклограмма)\b", re.IGNORECASE
)
_SIGNATURES = re.compile(
    r"_{3,}|\b(согласовано|ознакомлен\w*|подпис[ьи]|телефон\w*|лист согласования)\b", re.IGNORECASE
)
_TELEPHONE = re.compile(r"(т(ел)?\.?\s*)?\+?\d[\d\s()-]{4,}\d")
_OWN_TITLE = re.compile(r"\b20\d\d\b|утвержд|приложени", re.IGNORECASE)


class Table(NamedTuple):
    """A table of a plan: its number among all, the text above it, its columns, the rows below."""

    number: int
    above: Sequence[Row]
    columns: Columns
    rows: Sequence[Row]
    skipped: Sequence[Skipped] = ()
    continues: bool = False
    """It has no header of its own and is taken as a continuation of the one above."""


class FoundTables(NamedTuple):
    """A document's tables of plans, the lines after the last, the tables left out."""

    source: Source
    tables: Sequence[Table]
    below: Sequence[Row]
    skipped: Sequence[Skipped]


def _find(source: Source, named: Columns | None) -> FoundTables:
    """Find the tables of plans; with named columns, all that have that many."""
    found: list[Table] = []
    above: list[Row] = []
    skipped: list[Skipped] = []
    for number, group in groupby(source.rows, key=lambda row: row.table):
        here = list(group)
        parts = _parts(number, here, named) if number else []
        if number and found and not parts:
            before = found[-1].columns
            if _goes_on(here, above, before):
                parts = [Table(number, (), before, here, continues=True)]
            else:  # what stands before the plan is its approval
                skipped.append(Skipped(f"таблица {number}", "без заголовка плана"))
        if not parts:
            above += here
        for part in parts:
            found.append(part._replace(above=[*above, *part.above]))
            above = []
    ours = []
    for table in found:
        other = None if named else _other_table(table.columns)
        if other:
            skipped.append(Skipped(f"таблица {table.number}", f"это {other}, а не план"))
        else:
            ours.append(table)
    kept = _with_terms(ours, skipped)
    numbers = [table.number for table in kept]
    if len(set(numbers)) < len(numbers):  # several plans within one table
        kept = [table._replace(number=i) for i, table in enumerate(kept, start=1)]
    return FoundTables(source, kept, above, skipped)


def _with_terms(found: list[Table], skipped: list[Skipped]) -> list[Table]:
    """Leave out tables without terms if others have them: a list of people is not a plan."""
    dated = [any(column.role is Role.TERM for column in table.columns) for table in found]
    if not any(dated):
        return found
    kept: list[Table] = []
    above: list[Row] = []
    for table, has_terms in zip(found, dated, strict=True):
        above += table.above
        if has_terms:
            kept.append(table._replace(above=above))
            above = []
        else:
            skipped.append(Skipped(f"таблица {table.number}", "без сроков"))
    return kept


def _goes_on(rows: Sequence[Row], above: Sequence[Row], columns: Columns) -> bool:
    """Return whether a table without a header, and not of people, continues the one before it."""
    fits = all(len(row.cells) in {1, len(columns)} or row.width == columns[-1].end for row in rows)
    said = [*texts_of(above), *texts_of(rows)]
    telephones = sum(any(map(_TELEPHONE.fullmatch, row.lines)) for row in rows)
    is_of_people = any(map(_SIGNATURES.search, said)) or 2 * telephones > len(rows)
    is_heading = len(" ".join(texts_of(above))) <= LONGEST_HEADING and not begins_plan(above)
    return fits and is_heading and not is_of_people


def _parts(number: int, rows: Sequence[Row], named: Columns | None) -> Sequence[Table]:
    """Return the tables of plans within a table.

    If a person has named the columns, it begins with the first row that has as many. A header is
    skipped right there or below lines of text; further down it is an item that uses such words.
    """
    found = list(heads(rows))
    if named is None:
        return _cut(number, rows, found) if found else []
    widths = [len(row.cells) for row in rows]
    if len(named) not in widths:
        return []
    first = widths.index(len(named))
    below_text = first
    while below_text < len(rows) and _is_text(rows[below_text]):
        below_text += 1
    for head in found:
        if head.begin == below_text:
            return [_table(number, rows, head)._replace(columns=named)]
    return [Table(number, rows[:first], named, rows[first:])]


def _is_text(row: Row) -> bool:
    """Return whether a row has at most one text, like a line outside tables."""
    return len(row.lines) <= 1


def _cut(number: int, rows: Sequence[Row], found: Sequence[Header]) -> Sequence[Table]:
    """Split a table where a header with another plan's title above it begins, from the end."""
    first, *later = found
    parts = []
    for head in reversed(later):
        title = head.begin
        while title > 0 and _is_text(rows[title - 1]):
            title -= 1
        if title < head.begin and begins_plan(rows[title : head.begin]):
            parts.append(_table(number, rows, head, title))
            rows = rows[:title]
    parts.append(_table(number, rows, first))
    return parts[::-1]


def _table(number: int, rows: Sequence[Row], head: Header, begin: int = 0) -> Table:
    own = rows[head.begin : head.end]
    skipped = [Skipped(row.place, "заголовок таблицы") for row in own]
    below = rows[head.end :]
    return Table(number, rows[begin : head.begin], checked(head.columns, below), below, skipped)


def checked(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Keep a column as the numbers only if most of its cells are numbers.

    Otherwise a column without a name may have directions, and a named one is kept as a note.
    """
    made = list(columns)
    for place, column in enumerate(columns):
        if column.role is Role.NUMBER:
            below = [row.cells[place].line for row in rows if len(row.cells) == len(columns)]
            texts = list(filter(None, below))
            if 2 * sum(map(is_number, texts)) < len(texts):
                made[place] = column._replace(role=Role.EXTRA if column.words else Role.SECTION)
    return tuple(made)


class Header(NamedTuple):
    """A header: its first row, the row after it, its columns."""

    begin: int
    end: int
    columns: Columns


def heads(rows: Sequence[Row], first: Columns | None = None) -> Iterator[Header]:
    """Find every header in the rows of a table, or in those below its first header."""
    for place, (row, below) in enumerate(zip_longest(rows, rows[1:])):
        if len(row.lines) < 2:  # noqa: PLR2004  # a title, in whatever cell
            continue
        is_double = below is not None and _is_second_row(row, below)
        columns = read_header(row, below if is_double else None)
        if columns is None:
            continue
        if first is None:
            first = columns
        elif not any(each.role is Role.NUMBER and each.words for each in columns):
            words = [fold(cell.line) for cell in row.cells]
            if words != [fold(column.words) for column in first]:
                continue  # a measure may use a header's words too
        yield Header(place, place + (2 if is_double else 1), columns)


def begins_plan(lines: Iterable[Row]) -> bool:
    """Return whether text has a plan's title, not a section's: with a year or an approval."""
    texts = texts_of(lines)
    if not any(map(_PLAN.match, texts)):
        return False
    return _OWN_TITLE.search(" ".join(texts)) is not None


def plans(found: FoundTables) -> list[list[Table]]:
    """Group the tables by plan: each plan begins with a title."""
    groups: list[list[Table]] = []
    for table in found.tables:
        if not groups or begins_plan(table.above):
            groups.append([])
        groups[-1].append(table)
    return groups


_NO_TABLE = (
    "таблицы в нём нет (возможно, это скан или текст без столбцов); "
    "нужен документ с таблицей: № | Мероприятие | Срок | Ответственные"
)
_NAME_COLUMNS = 'назовите столбцы: --columns "№,мероприятие,срок,ответственный"'
_IF_PLAN = f"если это всё же план, {_NAME_COLUMNS}"
_NO_HEADER = (
    "таблица плана в нём не найдена: нет заголовка со словами «Мероприятие» и «Срок»; "
    f"{_NAME_COLUMNS}"
)
_CONTRACT = re.compile(
    r"\W*((муниципальный|государственный) )?(договор|контракт)\b(?! о)", re.IGNORECASE
)
_SIDES = re.compile(r"именуем\w+ в дальнейшем|\bстороны\b", re.IGNORECASE)


class SeveralPlansError(UnreadableDocumentError):
    """A document with several plans; `choices` are the numbers of tables and their words."""

    exit_code = ExitCode.USAGE

    def __init__(self, name: str, choices: Sequence[tuple[int, str]]) -> None:
        """List the plans."""
        self.choices = tuple(choices)
        offered = [f"--table {number} — {words}" for number, words in choices]
        numbers = ",".join(str(number) for number, _ in choices)
        super().__init__(
            name,
            f"в нём несколько планов, выберите: {'; '.join(offered)}; "
            f"вместе, одним планом: --table {numbers}; каждый в свой файл: --each",
        )


def find(source: Source, columns: str | None) -> FoundTables:
    """Find the tables of plans in a document; a person may have named the columns.

    Raise UnreadableDocumentError if there is none, UsageError if a column name is unknown.
    """
    found = _find(source, _named(columns) if columns else None)
    around = source.around
    is_contract = any(map(_CONTRACT.match, around)) and any(map(_SIDES.search, around))
    if found.tables and (columns or not is_contract):
        return found
    reason = _NO_HEADER if any(row.table for row in source.rows) else _NO_TABLE
    if found.tables:
        reason = f"это договор, а не план мероприятий; {_IF_PLAN}"
    elif found.skipped:
        place, what = found.skipped[0]
        reason = f"{place}: {what}; {_IF_PLAN}"
    raise UnreadableDocumentError(source.name, reason)


def chosen(
    found: FoundTables, numbers: Sequence[int], *, continued: bool
) -> tuple[Sequence[Table], Sequence[Row]]:
    """Choose the tables of one plan, and the lines below them, which belong to the last plan.

    The numbers are those of its tables, if a person gave some; raise UnreadableDocumentError if
    there is no such table, SeveralPlansError if a person must choose. `continued`: whether a table
    without a header continues the one above it.
    """
    if not continued:
        found = found._replace(tables=[table for table in found.tables if not table.continues])
    groups = plans(found)
    if not numbers:
        if len(groups) > 1:
            raise SeveralPlansError(found.source.name, list(map(_offered, groups)))
        return groups[0], found.below
    known = {table.number: plan for plan in groups for table in plan}
    for number in numbers:
        if number not in known:
            listed = ", ".join(map(str, known))
            reason = f"таблицы плана № {number} в нём нет; есть: {listed}"
            raise UnreadableDocumentError(found.source.name, reason)
    plan = known[numbers[0]]
    if len(numbers) > 1 or len(groups) == 1:
        plan = [table for group in groups for table in group if table.number in numbers]
    is_last = plan[-1] is found.tables[-1] or len(groups) == 1
    return plan, found.below if is_last else ()


def _offered(plan: Sequence[Table]) -> tuple[int, str]:
    title = preamble.read(plan[0].above, ()).title or "без названия"
    rows = [row for table in plan for row in table.rows if len(row.lines) > 1]
    count = wording.plural(len(rows), ("строка", "строки", "строк"))
    measure = ""
    if rows:  # its longest text if the cells are shifted
        starts = {each.start for each in plan[0].columns if each.role is Role.MEASURE}
        said = [cell.line for start, cell in rows[0].placed if start in starts and cell.line]
        measure = said[0] if said else max(rows[0].lines, key=len)
    first = f", первая: {one_line(measure)[:40]}" if measure else ""
    return plan[0].number, f"«{one_line(title)}» ({count}{first})"
