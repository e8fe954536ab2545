"""Rows of a plan's tables as measures under sections: paired with columns, repaired, grouped."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.importing import NUMBER, Heading, Row, Skipped, cells, texts_of
from roadmap_cli.exchange.importing.tables import LONGEST_HEADING, Role, checked, heads
from roadmap_cli.wording import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from roadmap_cli.exchange.importing import Cell
    from roadmap_cli.exchange.importing.tables import Columns, HeadCell, Table

    Entries: TypeAlias = list["Measure | Heading"]  # in the order of the document
    Pairs: TypeAlias = list[tuple[Columns, Cell]]  # each cell with the columns that it covers
    Filled: TypeAlias = list[tuple[HeadCell, Cell]]  # with the one whose text it has

# whose text a cell merged over several columns is: the first of these that it covers,
# in the order of `Role` but for the light ones, which come last
_LIGHT_ROLES = [Role.NUMBER, Role.EXTRA]
_HARD_ROLES = [role for role in Role if role not in {*_LIGHT_ROLES, Role.BLANK}] + _LIGHT_ROLES
_DURATION = re.compile(r"длительност|продолжительност|\bдн(ей|и|я)?\b")
_BEGIN, _END = re.compile(r"начал|\bс\Z"), re.compile(r"оконч|конец|заверш|\bпо\Z")
_SIGN = re.compile(r"[^\w]+|[xхv]", re.IGNORECASE)
_DASHES = "-–— "  # in a cell with nothing to say
_WORD = re.compile(r"[а-яё]{4}", re.IGNORECASE)
_LONGEST_TIME = 30  # characters of a term under the name of a month: «в течение месяца»
_TOTAL = re.compile(r"(итого|всего)\b", re.IGNORECASE)
_SECTION_NUMBER = re.compile(r"[IVXLC]+[.)]*|раздел.*", re.IGNORECASE)
_DIRECTION = re.compile(  # «Учебная работа»
    r"(.* )?(работа|деятельность)( .*)?|мероприятия (для|с) .*"
)
_NOTE = re.compile(
    r"\*|примечани[ея]\b|(продолжение|окончание) (таблицы|приложения|плана)", re.IGNORECASE
)
_DITTO = re.compile(r"[-–—\s]*(//|\"|»|''|«\s*»)[-–—\s]*|то же|тот же|та же|те же", re.IGNORECASE)


class Measure(NamedTuple):
    """A row of the plan's table by the contents of its cells."""

    place: str
    number: str = ""
    title: str = ""
    term: str = ""
    party: str = ""  # with the line breaks of the cell: each may begin a party
    mark: str = ""
    result: str = ""
    section: tuple[tuple[str, str], ...] = ()  # each with the words above its column, as in extra
    extra: tuple[tuple[str, str], ...] = ()
    continued: frozenset[Role] = frozenset()
    bold: bool = False


def _says_one_thing(row: Row) -> bool:
    """Return whether a row has a single text that does not belong to one of its columns."""
    if len(row.cells) == 1:
        return True
    texts = row.lines
    if any(cell.continued for cell in row.cells) or len(set(texts)) > 1:
        return False
    if len(texts) != 1:
        return len(texts) == len(row.cells)
    if next(cell for cell in row.cells if cell.line).span > 1:
        return True
    first = row.cells[0].line
    return bool(first) and not NUMBER.fullmatch(first) and not first[0].islower()


def _meaning(row: Row, columns: Columns) -> Measure | Heading | Row:
    """Recognise a row with text; return the row itself if its columns are uncertain."""
    pairs = _pairs(row, columns)
    texts = row.lines
    if pairs is None:
        is_numbered_title = len(texts) == 2 and NUMBER.fullmatch(texts[0])  # noqa: PLR2004  # both
        return Heading(row.place, " ".join(texts)) if is_numbered_title else row
    covered = [{column.role for column in columns} for columns, cell in pairs if cell.line]
    beside = [roles for roles in covered if not roles <= {Role.NUMBER, Role.BLANK}]
    # The only text beside a number covers the measure and what stands right of it
    if len(beside) == 1 and Role.MEASURE in beside[0] and beside[0] & {Role.TERM, Role.PARTY}:
        return Heading(row.place, " ".join(texts))
    return _measure(row, pairs)


def _pairs(row: Row, columns: Columns) -> Pairs | None:
    """Pair cells with columns by count, else by the grid, else by what may be lost in text."""
    cells = list(row.cells)
    while len(cells) > len(columns) and not cells[-1].line:
        cells.pop()
    if len(cells) == len(columns):
        return _in_order(columns, cells)
    if row.width == columns[-1].end:
        return _by_grid(row, columns)
    if row.physical:
        return _overlapping(row, columns)
    first = cells[0].line
    if first and not NUMBER.fullmatch(first) and columns[0].role is Role.NUMBER:
        columns = columns[1:]  # the number is lost, and then nothing else may be
        return _in_order(columns, cells) if len(cells) == len(columns) else None
    return _in_order(columns, cells) if len(cells) < len(columns) else None


def _in_order(columns: Columns, cells: Iterable[Cell]) -> Pairs:
    return [((column,), cell) for column, cell in zip(columns, cells, strict=False)]


def _by_grid(row: Row, columns: Columns) -> Pairs:
    """Pair cells with all columns that they cover, even partly."""
    pairs = []
    for start, cell in row.placed:
        end = start + cell.span
        whole = [each for each in columns if start <= each.start and each.end <= end]
        if not whole:  # shifted against the header: the column that it covers most of
            common = [(min(end, each.end) - max(start, each.start), each) for each in columns]
            most, nearest = max(common, key=lambda pair: pair[0])
            whole = [nearest] if most > 0 else []
        pairs.append((tuple(whole), cell))
    return pairs


def _overlapping(row: Row, columns: Columns) -> Pairs | None:
    """Pair a row of another width by overlap, if each cell fits its column's role."""
    pairs = _by_grid(row, columns)
    said = [(own[0].role if own else None, cell.line) for own, cell in pairs if cell.line]
    roles = [role for role, _ in said]
    if None in roles or len(set(roles)) < len(roles) or Role.MEASURE not in roles:
        return None
    for role, is_such in ((Role.NUMBER, NUMBER.fullmatch), (Role.TERM, cells.speaks_of_time)):
        if not all(is_such(text) for own, text in said if own is role):
            return None
    return pairs


def _measure(row: Row, pairs: Pairs) -> Measure:
    """Read the cells of a row; what is merged downwards is only marked as continued."""
    by_role: defaultdict[Role, Filled] = defaultdict(list)
    for covered, cell in pairs:
        known = [column for column in covered if column.role in _HARD_ROLES]
        if known:
            own = min(known, key=lambda column: _HARD_ROLES.index(column.role))
            by_role[own.role].append((own, cell))
    continued = {role for role, filled in by_role.items() if filled[0][1].continued}
    bold = [cell.bold for _, cell in by_role[Role.MEASURE] if cell.line]
    return Measure(
        place=row.place,
        number="" if Role.NUMBER in continued else _in_one_line(by_role[Role.NUMBER]),
        title=_in_one_line(by_role[Role.MEASURE]),
        term=_term(by_role[Role.TERM]),
        party=_in_lines(by_role[Role.PARTY]),
        mark=_in_lines(by_role[Role.MARK]),
        result=_in_one_line(by_role[Role.RESULT]),
        section=_under_words(by_role[Role.SECTION]),
        extra=_under_words(by_role[Role.EXTRA]),
        continued=frozenset(continued),
        bold=bool(bold) and all(bold),
    )


def _in_one_line(filled: Filled) -> str:
    return " ".join(cell.line for _, cell in filled if cell.line.strip(_DASHES))


def _in_lines(filled: Filled) -> str:
    return "\n".join(filter(None, (cell.text.strip() for _, cell in filled)))


def _under_words(filled: Filled) -> tuple[tuple[str, str], ...]:
    return tuple((column.words, cell.line) for column, cell in filled if cell.line)


def _term(filled: Filled) -> str:
    """Combine a term from several columns: begin and end, month and day."""
    said = _under_words(filled)
    has_signs = len(filled) > 1 and any(_SIGN.fullmatch(text) for _, text in said)
    if has_signs or any(cells.is_month(words) for words, _ in said):
        return ", ".join(
            _under_month(words, text) for words, text in said if not re.fullmatch(r"[-–—\s]+", text)
        )
    begin, end, lasts = (
        next((text for words, text in said if name.search(words.casefold())), "")
        for name in (_BEGIN, _END, _DURATION)
    )
    if begin and end:
        return begin if begin == end else f"с {begin} по {end}"
    ends = {name for name in (_BEGIN, _END) for each, _ in filled if name.search(fold(each.words))}
    is_half = len(ends) > 1 and len(said) == 1 and re.match(r"\d", begin or end)
    if is_half or (end and lasts):
        return f"с {begin}" if begin else f"до {end}"
    days = [text for words, text in said if not _DURATION.search(fold(words))]
    if lasts and (begin or days):
        return cells.span_from(begin or days[0], lasts)
    if len(said) == 1:
        return _in_lines(filled)
    # «15», «сентября», «10.00»; «до 10», «Сентябрь»
    ordered = sorted(
        ("врем" in fold(words), cells.is_time(text), not text[0].isdigit(), place, text)
        for place, (words, text) in enumerate(said)
    )
    return " ".join(text for *_, text in ordered)


def _under_month(words: str, text: str) -> str:
    """Return a term under the name of a month or a year, which a sign there means."""
    if _SIGN.fullmatch(text):
        return words
    if not cells.is_month(words) or re.match(r"(до |к |с )?\d{1,2}\.\d{1,2}\b", text):  # a day
        return text
    return f"{text} {words}" if re.search(r"\d", text) else f"{words} ({text})"


def _mended(known: Entries, skipped: list[Skipped]) -> Entries:
    """Join the halves of rows split by a page break."""
    numbered = any(entry.number for entry in _measures(known))
    whole: Entries = []
    for entry in known:
        before = whole[-1] if whole else None
        if not isinstance(entry, Measure) or not isinstance(before, Measure):
            whole.append(entry)
            continue
        has_term = entry.term and Role.TERM not in entry.continued
        if _is_torn(before, entry, numbered=numbered):
            skipped.append(Skipped(entry.place, "продолжение строки выше"))
            whole[-1] = _joined(before, entry)
        elif Role.MEASURE in entry.continued and not (entry.number or has_term):
            skipped.append(Skipped(entry.place, "ещё один ответственный строки выше"))
            more = entry._replace(title="", result=entry.result.removeprefix(before.result))
            whole[-1] = _joined(before, more)
        else:
            whole.append(entry)
    return whole


def _is_torn(before: Measure, row: Measure, *, numbered: bool) -> bool:
    """Return whether a row continues the one above; either half may have the number."""
    if (before.number and row.number) or Role.MEASURE in row.continued:
        return False
    if not row.title:
        return True
    if not row.title[0].islower() and row.title[0] not in "-–—•●,;:)»":
        return False
    if numbered and (before.number or row.number):
        is_known = _adds_nothing(before.term, row.term) and _adds_nothing(before.party, row.party)
        return not row.term or not row.party or is_known
    return not (row.number or row.term or row.party)


def _adds_nothing(before: str, text: str) -> bool:
    return not text or fold(before) == fold(text)


def _joined(before: Measure, row: Measure) -> Measure:
    return before._replace(
        number=before.number or row.number,
        title=f"{before.title} {row.title}".strip(),
        term=_both(before.term, row.term, " "),
        party=_both(before.party, row.party, "\n"),
        mark=f"{before.mark}\n{row.mark}".strip(),
        result=f"{before.result} {row.result}".strip(),
        extra=(*before.extra, *row.extra),
    )


def _both(before: str, text: str, between: str) -> str:
    return (before if _adds_nothing(before, text) else f"{before}{between}{text}").strip()


class FoundSection(NamedTuple):
    """A section as found, without a title if the document has none."""

    title: str | None
    measures: tuple[Measure, ...]
    month: str = ""
    """The month of a row above, which is the term of what stands below."""


def gathered(entries: Entries, skipped: list[Skipped]) -> tuple[FoundSection, ...]:
    """Group measures under their headings, including those that a row or a column names.

    What names no measure or has no items is added to the skipped.
    """
    known = list(_with_headings(_spoken(entries, skipped)))
    _take_typed_numbers(known)
    months_lead = 0  # rows of months are above directions, or, if negative, below them
    for above, below in pairwise(known):
        if isinstance(above, Heading) and isinstance(below, Heading):
            months_lead += cells.is_time(above.text) - cells.is_time(below.text)
    found: list[tuple[list[Heading], Heading | None, list[Measure]]] = [([], None, [])]
    waiting: list[Heading] = []  # headings without items so far
    for entry in known:
        path, month, measures = found[-1]
        if isinstance(entry, Measure):
            measures.append(entry)
            skipped += _without_items(each for each in waiting if each not in {*path, month})
            waiting = []
            continue
        if cells.is_time(entry.text):
            found.append(([] if months_lead >= 0 else path, entry, []))
        else:
            held = month if months_lead >= 0 else None
            found.append((_path(path, entry, has_items=bool(measures)), held, []))
        waiting.append(entry)
    skipped += _without_items(waiting)
    return tuple(_section(*each) for each in found if each[-1])


def _spoken(entries: Entries, skipped: list[Skipped]) -> Entries:
    """Leave out sums, rows without a measure, and at the end signatures: a post and a name."""
    spoken: Entries = []
    for entry in entries:
        if isinstance(entry, Heading):
            spoken.append(entry)
        elif _TOTAL.match(entry.title) and not (entry.number or entry.term or entry.party):
            skipped.append(Skipped(entry.place, f"итог: «{entry.title[:40]}»"))
        elif entry.title:
            spoken.append(entry)
        else:
            skipped.append(Skipped(entry.place, "в ней нет мероприятия"))
    for row in reversed(_measures(spoken)):
        is_signature = cells.is_head(row.title) and cells.is_person(row.party)
        if row.number or row.term or not is_signature:
            break
        spoken.remove(row)
        skipped.append(Skipped(row.place, f"подпись: «{row.title[:40]}»"))
    return spoken


def _measures(entries: Entries) -> list[Measure]:
    return [entry for entry in entries if isinstance(entry, Measure)]


def _take_typed_numbers(known: Entries) -> None:
    measures = _measures(known)
    pairs = cells.typed([each.title for each in measures])
    if pairs is None or any(each.number for each in measures):
        return
    typed = iter(pairs)
    for place, entry in enumerate(known):
        if isinstance(entry, Measure):
            number, title = next(typed)
            known[place] = entry._replace(number=number, title=title)


def _section(
    path: Sequence[Heading], month: Heading | None, measures: Iterable[Measure]
) -> FoundSection:
    """Build a section, its title prefixed with the headings above it."""
    texts = [heading.text for heading in (path or filter(None, [month]))]
    above = [text.rstrip(" .:") for text in texts[:-1]]
    title = ". ".join([*above, *texts[-1:]]) if texts else None
    return FoundSection(title, tuple(measures), cells.term_of(month.text) if month else "")


def _without_items(headings: Iterable[Heading]) -> list[Skipped]:
    return [Skipped(each.place, f"строка без пунктов: «{each.text[:40]}»") for each in headings]


def _with_headings(entries: Entries) -> Iterator[Measure | Heading]:
    """Treat rows without a term and a party as sections."""
    measures = _measures(entries)
    bold_tells = not all(each.bold for each in measures)
    has_terms = any(each.term for each in measures)
    named = {each.section for each in measures if each.section}
    column_groups = 2 * len(named) <= len(measures)  # a word of its own for each row does not
    section: tuple[tuple[str, str], ...] = ()
    for entry, following in zip_longest(entries, entries[1:]):
        if isinstance(entry, Heading):
            yield entry
        elif _names_section(entry, following, bold_tells=bold_tells, has_terms=has_terms):
            yield Heading(entry.place, f"{entry.number} {entry.title}".strip())
        elif not column_groups:
            yield entry._replace(extra=(*entry.section, *entry.extra))
        else:
            if entry.section and entry.section != section:
                section = entry.section
                yield Heading(entry.place, " ".join(text for _, text in section))
            yield entry


def _names_section(
    row: Measure, following: Measure | Heading | None, *, bold_tells: bool, has_terms: bool
) -> bool:
    """Return whether a row is the title of a section: by its number, its type, the row below."""
    said = (row.term, row.party, row.mark, row.result, row.section, row.extra)
    if any(said) or row.continued:
        return False
    is_of_section = has_terms or cells.is_time(row.title)
    if row.number:
        is_of_section = _SECTION_NUMBER.fullmatch(row.number.strip()) is not None
    if is_of_section or (bold_tells and row.bold):
        return True
    if not isinstance(following, Measure):
        return False
    below = cells.plain_number(following.number)
    return below in {"", "1"} or below.startswith(f"{cells.plain_number(row.number)}.")


def _path(path: list[Heading], heading: Heading, *, has_items: bool) -> list[Heading]:
    """Return the path of a new heading: those above it of other kinds, and itself."""
    kinds = [_kind(each.text) for each in path]
    kind = _kind(heading.text)
    if kind in kinds:
        return [*path[: kinds.index(kind)], heading]
    return [heading] if has_items else [*path, heading]


def _kind(text: str) -> str:
    """Return the kind of a heading by its number: «II.», «2.», «2.1», «Раздел 2», none."""
    if re.match(r"\W*[IVXLC]+\b", text):
        return "roman"
    found = re.match(r"\W*(\d+(?:\.\d+)*)", text)
    if found:
        return f"level {found[1].count('.')}"
    word = re.match(r"\W*(раздел|направление|блок|модуль|глава)\b", text, re.IGNORECASE)
    return word[1].casefold() if word else "plain"


def entries_of(
    group: Sequence[Table], headings: Sequence[Heading]
) -> tuple[Entries, list[Skipped], list[Row]]:
    """Return the rows of a plan's tables and the headings above and between them, in order.

    Also the rows without content, and the uncertain ones. Split rows are joined.
    """
    skipped: list[Skipped] = []
    entries: Entries = [*headings]
    unpaired: list[Row] = []
    for i, table in enumerate(group):
        skipped += table.skipped
        if i:
            entries += _headings_between(table.above, skipped)
        for each in _by_directions(table, skipped):
            if isinstance(each, Row):
                unpaired.append(each)
            else:
                entries.append(each)
    return _mended(entries, skipped), skipped, unpaired


def _headings_between(above: Sequence[Row], skipped: list[Skipped]) -> list[Heading]:
    """Take the text between two tables as the headings of the second, unless it is too long.

    A line with a number or a word for a section begins one; a note to the table above does not.
    """
    spoken = [row for row in above if row.lines]
    is_long = len(" ".join(texts_of(spoken))) > LONGEST_HEADING
    headings: list[Heading] = []
    for row in spoken:
        text = " ".join(row.lines)
        if is_long or _NOTE.match(row.lines[0]):
            skipped.append(Skipped(row.place, "текст между таблицами"))
        elif headings and _kind(text) == "plain":
            headings[-1] = headings[-1]._replace(text=f"{headings[-1].text} {text}")
        else:
            headings.append(Heading(row.place, text))
    return headings


def _by_directions(table: Table, skipped: list[Skipped]) -> Iterator[Measure | Heading | Row]:
    """Recognise each row; columns of measures, one per direction, are read one after another."""
    columns = table.columns
    directions = [
        each
        for each in columns
        if each.role in {Role.MEASURE, Role.EXTRA} and _DIRECTION.fullmatch(fold(each.words))
    ]
    is_plain = len(directions) == 1 or all(each.role is Role.EXTRA for each in directions)
    if is_plain or not table.rows:
        yield from _meanings(table, skipped)
        return
    for direction in directions:
        others = {each: each._replace(role=Role.BLANK) for each in directions}
        own = others | {direction: direction._replace(role=Role.MEASURE)}
        turned = table._replace(columns=tuple(own.get(each, each) for each in columns))
        yield Heading(table.rows[0].place, direction.words)
        for each in _meanings(turned, skipped):
            if not isinstance(each, Measure) or each.title:
                yield each
        skipped = []  # they are reported once


def _meanings(table: Table, skipped: list[Skipped]) -> Iterator[Measure | Heading | Row]:
    """Recognise each row; a repeated header sets the columns below it."""
    columns = table.columns
    repeated = {head.begin: head for head in heads(table.rows, columns)}
    by_months = _has_measures_by_months(table)
    head_end = 0
    above: dict[int, str] = {}
    for place, row in enumerate(table.rows):
        if place in repeated:
            _, head_end, columns = repeated[place]
            columns = checked(columns, table.rows[head_end:])
        reason = _reason_to_skip(row, within_head=place < head_end)
        if reason:
            if row.physical or row.lines:  # an empty line of text is no row
                skipped.append(Skipped(row.place, reason))
        elif _says_one_thing(row) and not _is_bare_measure(row, columns):
            yield Heading(row.place, row.lines[0])
        else:
            whole = _with_text_above(row, above)
            found = _of_months(whole, columns) if by_months else []
            yield from found or (_meaning(whole, columns),)


def _has_measures_by_months(table: Table) -> bool:
    """Return whether a table has measures under names of months, one direction per row."""
    months = [column.start for column in table.columns if cells.is_month(column.words)]
    said = [
        cell.line
        for row in table.rows
        for start, cell in row.placed
        if start in months and cell.line and cell.span == 1
    ]
    measures = [
        text
        for text in filter(_WORD.search, said)
        if len(text) > _LONGEST_TIME or not cells.speaks_of_time(text)
    ]
    return len(months) > 1 and 2 * len(measures) > len(said)


def _of_months(row: Row, columns: Columns) -> list[Measure]:
    """Return the measures of a row, one per month; its own column names their section."""
    roles = {Role.MEASURE: Role.SECTION, Role.NUMBER: Role.BLANK, Role.TERM: Role.BLANK}
    turned = [each._replace(role=roles.get(each.role, each.role)) for each in columns]
    found = []
    for place, month in enumerate(columns):
        if cells.is_month(month.words):
            measure = month._replace(role=Role.MEASURE)
            own = *turned[:place], measure, *turned[place + 1 :]
            meaning = _meaning(row, own)
            if isinstance(meaning, Measure) and meaning.title:
                found.append(meaning._replace(term=month.words))
    return found


def _is_bare_measure(row: Row, columns: Columns) -> bool:
    """Return whether a row has only a measure, without a party, in a table without terms."""
    if any(column.role is Role.TERM for column in columns) or len(row.cells) != len(columns):
        return False
    pairs = zip(columns, row.cells, strict=True)
    filled = [(column.role, cell.bold) for column, cell in pairs if cell.line]
    return filled == [(Role.MEASURE, False)]


def _reason_to_skip(row: Row, *, within_head: bool) -> str | None:
    if within_head:
        return "повтор заголовка таблицы"
    if not row.lines:
        return "пустая строка"
    if len(row.cells) == 1 and _NOTE.match(row.lines[0]):
        return "примечание"
    texts = [text.rstrip(".") for text in row.lines]
    is_count = texts == [str(i) for i in range(1, len(texts) + 1)]
    # «1 | 2 | 3 | 4»; but «1 | 2» may be a row
    return "номера столбцов" if is_count and len(texts) > 2 else None  # noqa: PLR2004  # see above


def _with_text_above(row: Row, above: dict[int, str]) -> Row:
    """Fill cells merged downwards, and «-//-», with the text above, by grid column."""
    cells = []
    for start, cell in row.placed:
        repeats = _DITTO.fullmatch(cell.line) is not None if cell.line else cell.continued
        if not repeats:
            above[start] = cell.text
        cells.append(cell._replace(text=above.get(start, "")))
    return row._replace(cells=tuple(cells))
