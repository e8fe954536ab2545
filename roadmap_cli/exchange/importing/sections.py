"""Rows of a plan's tables as lines under sections: paired with columns, mended, gathered."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.importing import cells
from roadmap_cli.exchange.importing.cells import span_from, speaks_of_time
from roadmap_cli.exchange.importing.header import NUMBER, Heading, Role, Skipped, is_month
from roadmap_cli.exchange.importing.tables import LONGEST_HEADING, heads, numbered, texts_of
from roadmap_cli.wording import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.exchange.importing.header import Cell, Columns, HeadCell, Row
    from roadmap_cli.exchange.importing.tables import Table


# whose text a cell merged over several columns is: the first of these that it covers
_HARD_ROLES = (
    Role.MEASURE,
    Role.TERM,
    Role.PARTY,
    Role.MARK,
    Role.RESULT,
    Role.SECTION,
    Role.NUMBER,
    Role.EXTRA,
)
_DURATION = re.compile(r"длительност|продолжительност|\bдн(ей|и|я)?\b")
_BEGIN, _END = re.compile("начал"), re.compile("оконч|конец|заверш")


class Measure(NamedTuple):
    """A row of the plan's table as what its cells mean."""

    place: str
    number: str = ""
    title: str = ""
    term: str = ""
    party: str = ""  # with the line breaks of the cell: each may begin a party
    mark: str = ""
    result: str = ""
    section: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    continued: frozenset[Role] = frozenset()
    bold: bool = False


class Unpaired(NamedTuple):
    """A row whose cells belong to no column for certain."""

    place: str
    cells: int


def meaning(row: Row, columns: Columns, *, physical: bool) -> Measure | Heading | Unpaired:
    """Tell what a row with some text is.

    Args:
        row: the row.
        columns: the columns of the header above it.
        physical: whether each cell is known; otherwise cells at the end may be lost.

    """
    pairs = _pairs(row, columns, physical=physical)
    if pairs is None:
        return _numbered_heading(row) or Unpaired(row.place, len(row.cells))
    if _covers_the_table(pairs):
        return Heading(row.place, " ".join(row.lines))
    return _line(row, pairs)


def _says_one_thing(row: Row) -> bool:
    """Tell whether a row has one text, and that is not the text of one of its columns."""
    if len(row.cells) == 1:
        return True
    texts = row.lines
    if any(cell.continued for cell in row.cells):
        return False
    if len(set(texts)) > 1:
        return False
    is_in_each_cell = len(texts) == len(row.cells)
    if is_in_each_cell:
        return True
    return len(texts) == 1 and _is_of_the_row(row)


def _is_of_the_row(row: Row) -> bool:
    """Tell whether the one text of a row is of no column: merged over some, or before all."""
    filled = next(cell for cell in row.cells if cell.line)
    if filled.span > 1:
        return True
    text = row.cells[0].line
    if not text or NUMBER.fullmatch(text):
        return False
    return not text[0].islower()


def _numbered_heading(row: Row) -> Heading | None:
    """Give «I. Title» of a row that has nothing but a number and a text."""
    texts = row.lines
    is_pair = len(texts) == 2 and NUMBER.fullmatch(texts[0])  # noqa: PLR2004  # number and text
    return Heading(row.place, " ".join(texts)) if is_pair else None


class _Pair(NamedTuple):
    """A cell and the columns that it covers."""

    columns: tuple[HeadCell, ...]
    cell: Cell


def _pairs(row: Row, columns: Columns, *, physical: bool) -> list[_Pair] | None:
    """Pair cells with columns by count, else by the grid, else by what may be lost in text."""
    cells = list(row.cells)
    while len(cells) > len(columns) and not cells[-1].line:
        cells.pop()
    if len(cells) == len(columns):
        return _in_order(columns, cells)
    if row.width == columns[-1].end:
        return _by_grid(row, columns)
    return _overlapping(row, columns) if physical else _with_lost_cells(cells, columns)


def _overlapping(row: Row, columns: Columns) -> list[_Pair] | None:
    """Pair a row of another width by overlap, where each cell says what its column holds."""
    pairs = _by_grid(row, columns)
    said = [(pair.columns[0].role if pair.columns else None, pair.cell.line) for pair in pairs]
    filled = [role for role, text in said if text]
    if None in filled or len(set(filled)) < len(filled) or Role.MEASURE not in filled:
        return None
    for role, text in said:
        if role is Role.NUMBER and text and not NUMBER.fullmatch(text):
            return None
        if role is Role.TERM and text and not speaks_of_time(text):
            return None
    return pairs


def _in_order(columns: Iterable[HeadCell], cells: Iterable[Cell]) -> list[_Pair]:
    """Pair cells with columns, the first with the first, as far as there are cells."""
    pairs = zip(columns, cells, strict=False)
    return [_Pair((column,), cell) for column, cell in pairs]


def _by_grid(row: Row, columns: Columns) -> list[_Pair]:
    """Pair cells with all columns that they cover, were it in part."""
    pairs = []
    for start, cell in row.placed:
        end = start + cell.span
        whole = [each for each in columns if start <= each.start and each.end <= end]
        if not whole:  # shifted against the header: the column that it covers most of
            common = [(min(end, each.end) - max(start, each.start), each) for each in columns]
            most, nearest = max(common, key=lambda pair: pair[0])
            whole = [nearest] if most > 0 else []
        pairs.append(_Pair(tuple(whole), cell))
    return pairs


def _with_lost_cells(cells: Sequence[Cell], columns: Columns) -> list[_Pair] | None:
    """Pair the cells of a line of text: those at the end may be lost, or the number before them."""
    if not cells or len(cells) > len(columns):
        return None
    first = cells[0].line
    may_be_number = not first or NUMBER.fullmatch(first)
    if may_be_number or columns[0].role is not Role.NUMBER:
        return _in_order(columns, cells)
    if len(cells) == len(columns) - 1:
        return _in_order(columns[1:], cells)
    return None


def _covers_the_table(pairs: Sequence[_Pair]) -> bool:
    """Tell whether the only text beside a number covers the measure and what stands right of it."""
    beside: list[set[Role]] = []
    for pair in pairs:
        roles = {column.role for column in pair.columns}
        if pair.cell.line and not roles <= {Role.NUMBER, Role.BLANK}:
            beside.append(roles)
    if len(beside) != 1:
        return False
    roles = beside[0]
    if Role.MEASURE not in roles:
        return False
    return not roles.isdisjoint({Role.TERM, Role.PARTY})


class _Filled(NamedTuple):
    """A cell under the column whose text it has."""

    column: HeadCell
    cell: Cell


def _line(row: Row, pairs: Sequence[_Pair]) -> Measure:
    """Give a row as its cells mean it; a number comes down to no second row."""
    by_role = _by_role(pairs)
    continued = {role for role, cells in by_role.items() if cells[0].cell.continued}
    number = _in_one_line(by_role[Role.NUMBER])
    return Measure(
        place=row.place,
        number="" if Role.NUMBER in continued else number,
        title=_in_one_line(by_role[Role.MEASURE]),
        term=_term(by_role[Role.TERM]),
        party=_in_lines(by_role[Role.PARTY]),
        mark=_in_lines(by_role[Role.MARK]),
        result=_in_one_line(by_role[Role.RESULT]),
        section=_in_one_line(by_role[Role.SECTION]),
        extra=_under_words(by_role[Role.EXTRA]),
        continued=frozenset(continued),
        bold=_is_bold(by_role[Role.MEASURE]),
    )


def _by_role(pairs: Sequence[_Pair]) -> defaultdict[Role, list[_Filled]]:
    """Gather the cells by what they hold; under a column that is to be passed over is none."""
    by_role = defaultdict(list)
    for pair in pairs:
        column = _main(pair.columns)
        if column is not None:
            by_role[column.role].append(_Filled(column, pair.cell))
    return by_role


def _main(covered: tuple[HeadCell, ...]) -> HeadCell | None:
    """Choose, of the columns that a merged cell covers, the one whose text it is."""
    for role in _HARD_ROLES:
        for column in covered:
            if column.role is role:
                return column
    return None


def _in_one_line(cells: Sequence[_Filled]) -> str:
    """Join the texts of cells whose line ends mean nothing."""
    texts = [cell.line for _, cell in cells]
    return " ".join(filter(None, texts))


def _in_lines(cells: Sequence[_Filled]) -> str:
    """Join the texts of cells with the line ends that they have."""
    texts = [cell.text.strip() for _, cell in cells]
    return "\n".join(filter(None, texts))


def _under_words(cells: Sequence[_Filled]) -> tuple[tuple[str, str], ...]:
    """Give the texts of the cells that have any, each with the words above its column."""
    texts = [(column.words, cell.line) for column, cell in cells]
    return tuple((words, text) for words, text in texts if text)


def _is_bold(cells: Sequence[_Filled]) -> bool:
    """Tell whether all cells with some text are bold."""
    bold = [cell.bold for _, cell in cells if cell.line]
    return bool(bold) and all(bold)


def _term(cells: Sequence[_Filled]) -> str:
    """Put the term together where it stands in several columns: begin and end, month and day."""
    filled = _under_words(cells)
    if any(is_month(words) for words, _ in filled):
        return ", ".join(_in_month(words, text) for words, text in filled)
    begin = _named(_BEGIN, filled)
    end = _named(_END, filled)
    if begin and end:
        return begin if begin == end else f"с {begin} по {end}"
    lasts = _named(_DURATION, filled)
    days = [text for words, text in filled if not _DURATION.search(fold(words))]
    if lasts and (begin or days):
        return span_from(begin or days[0], lasts)
    texts = [text for _, text in filled]
    if len(texts) == 1:
        return _in_lines(cells)
    texts.sort(key=_begins_with_letters)  # «15» before «сентября»
    return " ".join(texts)


def _named(name: re.Pattern[str], filled: Iterable[tuple[str, str]]) -> str:
    """Give the text of the first column that is named so."""
    for words, text in filled:
        if name.search(words.casefold()):
            return text
    return ""


def _begins_with_letters(text: str) -> bool:
    """Give the key to sort parts of a term by: figures come first."""
    return not text[0].isdigit()


def _in_month(words: str, text: str) -> str:
    """Give the term of a cell under the name of a month: a sign there means the month."""
    return f"{text} {words}" if re.search(r"\d", text) else words


def mended(known: Sequence[Measure | Heading], skipped: list[Skipped]) -> list[Measure | Heading]:
    """Put together the halves of rows that a page break has torn."""
    numbered = any(isinstance(entry, Measure) and entry.number for entry in known)
    whole: list[Measure | Heading] = []
    for entry in known:
        before = whole[-1] if whole else None
        if not isinstance(entry, Measure) or not isinstance(before, Measure):
            whole.append(entry)
        elif _is_torn(before, entry, numbered=numbered):
            skipped.append(Skipped(entry.place, "продолжение строки выше"))
            whole[-1] = _joined(before, entry)
        else:
            whole.append(entry)
    return whole


def _is_torn(before: Measure, line: Measure, *, numbered: bool) -> bool:
    """Tell whether a row continues the one above; the number may stand on either half."""
    if before.number and line.number:
        return False
    if Role.MEASURE in line.continued:
        return False
    if not line.title:
        return True
    if not _begins_within(line.title):
        return False
    if numbered and (before.number or line.number):
        lacks_something = not line.term or not line.party
        return lacks_something or _says_nothing_new(before, line)
    return not (line.number or line.term or line.party)


def _says_nothing_new(before: Measure, line: Measure) -> bool:
    """Tell whether term and party, if there are any, are those of the row above."""
    same_term = _same_or_empty(before.term, line.term)
    return same_term and _same_or_empty(before.party, line.party)


def _begins_within(title: str) -> bool:
    """Tell whether a text cannot begin a measure."""
    return title[0].islower() or title[0] in "-–—•●,;:)»"


def _same_or_empty(before: str, text: str) -> bool:
    """Tell whether a text adds nothing to that above it; case aside."""
    return not text or fold(before) == fold(text)


def _joined(before: Measure, line: Measure) -> Measure:
    """Join two halves of a row; the number stands on either of them."""
    return before._replace(
        number=before.number or line.number,
        title=f"{before.title} {line.title}".strip(),
        term=_both(before.term, line.term, " "),
        party=_both(before.party, line.party, "\n"),
        mark=f"{before.mark}\n{line.mark}".strip(),
        result=f"{before.result} {line.result}".strip(),
        extra=(*before.extra, *line.extra),
    )


def _both(before: str, text: str, between: str) -> str:
    """Join what two halves say, unless they say the same."""
    if _same_or_empty(before, text):
        return before.strip()
    return f"{before}{between}{text}".strip()


class FoundSection(NamedTuple):
    """A section as found; without a title where the document names none."""

    title: str | None
    lines: tuple[Measure, ...]
    month: str = ""
    """The month of a row above, which is the term of what stands below."""


def gathered(entries: Sequence[Measure | Heading], skipped: list[Skipped]) -> list[FoundSection]:
    """Gather lines under their headings, also those that a row or a column names.

    Args:
        entries: lines and headings in the order of the document.
        skipped: here is added what has no items.

    """
    known = list(_with_headings(entries))
    months_lead = _months_lead(known)
    found: list[tuple[list[Heading], Heading | None, list[Measure]]] = [([], None, [])]
    waiting: list[Heading] = []  # headings that have no item so far
    for entry in known:
        path, month, lines = found[-1]
        if isinstance(entry, Measure):
            lines.append(entry)
            skipped += _without_items(each for each in waiting if each not in {*path, month})
            waiting = []
            continue
        if cells.is_month(entry.text):
            found.append(([] if months_lead else path, entry, []))
        else:
            held = month if months_lead else None
            found.append((_path(path, entry, has_items=bool(lines)), held, []))
        waiting.append(entry)
    skipped += _without_items(waiting)
    return [_section(*each) for each in found if each[-1]]


def _months_lead(entries: Sequence[Measure | Heading]) -> bool:
    """Tell whether rows of months stand above directions, not below them."""
    headings_in_pairs = 0
    for above, below in pairwise(entries):
        if isinstance(above, Heading) and isinstance(below, Heading):
            headings_in_pairs += cells.is_month(above.text) - cells.is_month(below.text)
    return headings_in_pairs >= 0


def _section(
    path: Sequence[Heading], month: Heading | None, lines: Iterable[Measure]
) -> FoundSection:
    """Give a section; a heading above another one is put before it."""
    term = cells.term_of(month.text) if month else ""
    headings = [*path] if path or month is None else [month]
    if not headings:
        return FoundSection(None, tuple(lines))
    *above, own = headings
    texts = [heading.text.rstrip(" .:") for heading in above]
    return FoundSection(". ".join([*texts, own.text]), tuple(lines), term)


def _without_items(headings: Iterable[Heading]) -> Iterator[Skipped]:
    """Tell of headings that no item followed: none of them becomes a section."""
    for heading in headings:
        beginning = heading.text[:40]
        yield Skipped(heading.place, f"строка без пунктов: «{beginning}»")


def _with_headings(entries: Sequence[Measure | Heading]) -> Iterator[Measure | Heading]:
    """Take rows that have no term and no party for the sections that they name."""
    lines = [entry for entry in entries if isinstance(entry, Measure)]
    bold_tells = not all(line.bold for line in lines)
    has_terms = any(line.term for line in lines)
    column_groups = _are_sections([line.section for line in lines])
    section = ""
    for entry, following in zip_longest(entries, entries[1:]):
        if isinstance(entry, Heading):
            yield entry
        elif _names_section(entry, following, bold_tells=bold_tells, has_terms=has_terms):
            title = f"{entry.number} {entry.title}"
            yield Heading(entry.place, title.strip())
        else:
            if column_groups and entry.section not in {"", section}:
                section = entry.section
                yield Heading(entry.place, section)
            yield entry


def _are_sections(names: Sequence[str]) -> bool:
    """Tell whether a column groups the rows; a word of its own for each row does not."""
    different = set(filter(None, names))
    return 2 * len(different) <= len(names)


_SECTION_NUMBER = re.compile(r"[IVXLC]+[.)]*|раздел.*", re.IGNORECASE)


def _names_section(
    line: Measure, following: Measure | Heading | None, *, bold_tells: bool, has_terms: bool
) -> bool:
    """Tell whether a row is the title of a section: by its number, its type, the row below."""
    if any((line.term, line.party, line.mark, line.result, line.extra, line.continued)):
        return False
    if line.number and _SECTION_NUMBER.fullmatch(line.number.strip()):
        return True
    if not line.number and (has_terms or cells.is_month(line.title)):
        return True
    if bold_tells and line.bold:
        return True
    if not isinstance(following, Measure):
        return False
    number = cells.plain_number(line.number)
    below = cells.plain_number(following.number)
    return below in {"", "1"} or below.startswith(f"{number}.")


def _path(path: list[Heading], heading: Heading, *, has_items: bool) -> list[Heading]:
    """Give the headings that hold below a new one: those above it of a kind of their own."""
    kinds = [_kind(each.text) for each in path]
    kind = _kind(heading.text)
    if kind in kinds:
        return [*path[: kinds.index(kind)], heading]
    return [heading] if has_items else [*path, heading]


def _kind(text: str) -> str:
    """Tell the kind of a heading by its number: «II.», «2.», «2.1», «Раздел 2», none."""
    if re.match(r"\W*[IVXLC]+\b", text):
        return "roman"
    found = re.match(r"\W*(\d+(?:\.\d+)*)", text)
    if found:
        return f"level {found[1].count('.')}"
    word = re.match(r"\W*(раздел|направление|блок|модуль|глава)\b", text, re.IGNORECASE)
    return word[1].casefold() if word else "plain"


_DITTO = re.compile(r"[-–—\s]*(//|\"|»|''|«\s*»)[-–—\s]*|то же|тот же|та же|те же", re.IGNORECASE)


class Reading(NamedTuple):
    """What recognition gives; `unpaired` are rows that nobody may guess."""

    sections: Sequence[FoundSection]
    skipped: Sequence[Skipped]
    unpaired: Sequence[Unpaired]


def read(group: Sequence[Table], heading: Heading | None, *, physical: bool) -> Reading:
    """Read the tables of one plan.

    Args:
        group: its tables in order.
        heading: the heading above the first table, if some line of text there is one.
        physical: whether empty cells are known to be there.

    """
    entries, skipped, unpaired = entries_of(group, heading, physical=physical)
    found = gathered(_with_measures(entries, skipped), skipped)
    return Reading(found, skipped, unpaired)


def entries_of(
    group: Sequence[Table], heading: Heading | None, *, physical: bool
) -> tuple[list[Measure | Heading], list[Skipped], list[Unpaired]]:
    """Give the rows of tables and the headings between them, in order, torn rows whole.

    Args:
        group: the tables.
        heading: the heading above the first table, if some line of text there is one.
        physical: whether empty cells are known to be there.

    Returns:
        These, the rows that give nothing, and those that nobody may guess.

    """
    skipped: list[Skipped] = []
    entries: list[Measure | Heading] = [heading] if heading else []
    unpaired: list[Unpaired] = []
    for i, table in enumerate(group):
        skipped += table.skipped
        if i:
            entries += _headings_between(table.above, skipped)
        for each in _meanings(table, skipped, physical=physical):
            if isinstance(each, Unpaired):
                unpaired.append(each)
            else:
                entries.append(each)
    return mended(entries, skipped), skipped, unpaired


def _headings_between(above: Sequence[Row], skipped: list[Skipped]) -> Iterator[Heading]:
    """Take the text between two tables as the heading of the second, unless it is too long."""
    spoken = [row for row in above if row.lines]
    text = " ".join(texts_of(spoken))
    if len(text) > LONGEST_HEADING:
        skipped += [Skipped(row.place, "текст между таблицами") for row in spoken]
    elif spoken:
        yield Heading(spoken[0].place, text)


def _meanings(
    table: Table, skipped: list[Skipped], *, physical: bool
) -> Iterator[Measure | Heading | Unpaired]:
    """Tell what each row is; below a repeated header its columns hold."""
    columns = table.columns
    repeated = {head.begin: head for head in heads(table.rows, columns)}
    head_end = 0
    above: dict[int, str] = {}
    for place, row in enumerate(table.rows):
        if place in repeated:
            _, head_end, columns = repeated[place]
            columns = numbered(columns, table.rows[head_end:])
        reason = _reason_to_skip(row, within_head=place < head_end)
        if reason:
            if physical or row.lines:  # an empty line of text is no row
                skipped.append(Skipped(row.place, reason))
            continue
        if _says_one_thing(row) and not _is_bare_measure(row, columns):
            yield Heading(row.place, row.lines[0])
        else:
            yield meaning(_filled(row, above), columns, physical=physical)


def _is_bare_measure(row: Row, columns: Columns) -> bool:
    """Tell whether a row has a measure alone in a table without terms: its party is not said."""
    if any(column.role is Role.TERM for column in columns) or len(row.cells) != len(columns):
        return False
    texts = [(column.role, cell) for column, cell in zip(columns, row.cells, strict=True)]
    filled = [(role, cell) for role, cell in texts if cell.line]
    return len(filled) == 1 and filled[0][0] is Role.MEASURE and not filled[0][1].bold


def _reason_to_skip(row: Row, *, within_head: bool) -> str | None:
    """Tell why a row gives nothing; None for one that is to be read."""
    if within_head:
        return "повтор заголовка таблицы"
    if not row.lines:
        return "пустая строка"
    if _counts_columns(row):
        return "номера столбцов"
    return None


def _counts_columns(row: Row) -> bool:
    """Tell whether a row is «1 | 2 | 3 | 4», the numbers of the columns."""
    texts = [text.rstrip(".") for text in row.lines]
    counted = [str(i) for i in range(1, len(texts) + 1)]
    return len(texts) > 2 and texts == counted  # noqa: PLR2004  # «1 | 2» may be a row


def _with_measures(
    entries: Iterable[Measure | Heading], skipped: list[Skipped]
) -> list[Measure | Heading]:
    """Leave out rows that name no measure, not even after the halves were put together."""
    kept = []
    for entry in entries:
        if isinstance(entry, Measure) and not entry.title:
            skipped.append(Skipped(entry.place, "в ней нет мероприятия"))
        else:
            kept.append(entry)
    return kept


def _filled(row: Row, above: dict[int, str]) -> Row:
    """Give to cells merged downwards, and to «-//-», the text of the cell that they continue.

    Args:
        row: the row.
        above: the text above by grid column; the row's own texts are put in.

    """
    cells = []
    for start, cell in row.placed:
        if not _repeats(cell):
            above[start] = cell.text
        cells.append(cell._replace(text=above.get(start, "")))
    return row._replace(cells=tuple(cells))


def _repeats(cell: Cell) -> bool:
    """Tell whether a cell says what the one above it says."""
    if not cell.line:
        return cell.continued
    return _DITTO.fullmatch(cell.line) is not None
