"""The contents of cells: numbers, marks of execution, wordings of terms."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from itertools import chain, count, pairwise
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.exchange.importing.header import NUMBER, existing_day
from roadmap_cli.terms.points import SCHOOL_YEAR_STARTS
from roadmap_cli.terms.tokens import MONTH_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.terms import Period


_TYPED = re.compile(r"\s*\.?(\d{1,9}(?:\.\d{1,9}){1,9}|\d{1,9}(?=[.)]))[.)]*\s*(?=[^\d\s.)])")
_LONGEST_NUMBER = 40  # characters; more is no number
_SECTION_NUMBER = re.compile(r"\W*(?:раздел\s+)?(\d{1,9}|[IVXLC]{1,9})\b", re.IGNORECASE)
_EXCEL_DATE = re.compile(
    r"(\d\d?)[. ](янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек)[а-я]*( \d{4})?"
    r"|(\d\d?)\.(\d\d)\.\d{4}",
    re.IGNORECASE,
)


def is_number(text: str) -> bool:
    """Return whether a text is an item's number, even one that Excel turned into a date."""
    return (NUMBER.fullmatch(text) or _EXCEL_DATE.fullmatch(text)) is not None


def plain_number(text: str) -> str:
    """Return a number as an id, without «№», spaces, last dot; Excel turns 1.2 into 01.фев."""
    dated = _EXCEL_DATE.fullmatch(text.strip())
    if dated:
        day, month, _, other_day, figures = dated.groups()
        month_number = MONTH_FORMS[month[:3].casefold()] if month else int(figures)
        return f"{int(day or other_day)}.{month_number}"
    first = re.sub(r"(?<=\d)\s+\d.*", "", text)  # of several in a cell
    number = re.sub(r"^[№п.\s]+|\s", "", first).rstrip(".)")
    return number if len(number) <= _LONGEST_NUMBER else ""


def typed(titles: Sequence[str]) -> list[tuple[str, str]] | None:
    """Strip the numbers typed into the measures.

    Returns:
        Pairs of number and title, or None if the numbers are not consecutive: «9 мая» is not one.

    """
    pairs = []
    for title in titles:
        found = _TYPED.match(title)
        if found is None or re.search(r"\s\d{1,2}[.)]\s", title):  # several in one cell
            return None
        pairs.append((found[1], title[found.end() :]))
    tails = [0, *(int(number.rpartition(".")[2]) for number, _ in pairs)]
    return pairs if all(now in {1, before + 1} for before, now in pairwise(tails)) else None


def numbered(groups: Sequence[Sequence[str]], titles: Sequence[str | None]) -> list[list[str]]:
    """Give every item of every section a unique id.

    Args:
        groups: the numbers of each section's items in the document; "" if there is none.
        titles: the titles of these sections.

    Returns:
        Ids in the same shape. Lost numbers become 1 … n, numbers that restart become
        `section.number`, an item without a number among others follows the one before it: 9.1.

    """
    if not any(chain.from_iterable(groups)):
        following = count(1)
        return [[str(next(following)) for _ in group] for group in groups]
    groups = [list(_with_letters(group)) for group in groups]
    own = [set(filter(None, group)) for group in groups]
    if sum(map(len, own)) > len(set().union(*own)):  # two sections have one number
        pairs = zip(_section_numbers(titles), groups, strict=True)
        groups = [_within(section, group) for section, group in pairs]
    taken = set().union(*groups)
    headed = zip(titles, groups, strict=True)
    groups = [_below_their_point(title or "", group, taken) for title, group in headed]
    ids = _Ids(groups)
    return [[ids.of(number) for number in group] for group in groups]


def _with_letters(group: Iterable[str]) -> Iterator[str]:
    """Yield to «а)» the number above it."""
    point = ""
    for number in group:
        is_letter = re.fullmatch("[а-я]", number) is not None
        yield f"{point}.{number}" if point and is_letter else number
        if not is_letter:
            point = number or point


def _below_their_point(title: str, group: Sequence[str], taken: set[str]) -> list[str]:
    """Give 3.1 and so on to the first items below «3. Организовать:», which is not an item."""
    point = re.match(r"(\d{1,9})[.)]?\s", title)
    first = next((place for place, number in enumerate(group) if number), len(group))
    own = [f"{point[1]}.{place + 1}" for place in range(first)] if point else []
    is_free = point and point[1] not in taken and taken.isdisjoint(own)
    return [*own, *group[first:]] if is_free else [*group]


def _within(section: str, group: Sequence[str]) -> list[str]:
    """Prefix the numbers of a section's items with its own; count the items if all are lost."""
    numbers = group if any(group) else [str(i) for i in range(1, len(group) + 1)]
    return [f"{section}.{number}" if number else "" for number in numbers]


def _section_numbers(titles: Sequence[str | None]) -> list[str]:
    """Take the numbers of the titles, or count the sections if some are missing or repeat."""
    found = [_SECTION_NUMBER.match(title or "") for title in titles]
    own = [_arabic(each[1]) for each in found if each]
    is_known = len(set(own)) == len(titles)
    return own if is_known else [str(i) for i in range(1, len(titles) + 1)]


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _arabic(number: str) -> str:
    """Write a number, even a Roman one or one with leading zeros, in plain figures."""
    if number.isdigit():
        return str(int(number))
    values = [_ROMAN[letter] for letter in number.upper()]
    pairs = pairwise([*values, 0])
    return str(sum(-value if value < following else value for value, following in pairs))  # IV


class _Ids:
    """The ids given so far, and the numbers that the document has for items to come.

    A missing or repeated number becomes the next free one after the number before it.
    """

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        """Take the numbers of the document, so that generated ids avoid them."""
        self._taken = set(filter(None, chain.from_iterable(groups)))
        self._used: set[str] = set()
        self._before = "0"
        self._tails: Counter[str] = Counter()

    def of(self, number: str) -> str:
        """Return the id of the next item, given its number in the document."""
        if not number:
            own = self._following()
        elif number in self._used:
            own = self._below(number)
        else:
            own = number
        self._taken.add(own)
        self._used.add(own)
        if number:
            self._before = number
        return own

    def _following(self) -> str:
        """Take the number after the last one if it is free, as an item may be missing."""
        if self._before.isdecimal():  # «7¹» has the sign of a footnote
            following = str(int(self._before) + 1)
            if following not in self._taken:
                self._before = following
                return following
        return self._below(self._before)

    def _below(self, number: str) -> str:
        """Take the first free one of 7.1, 7.2 and so on."""
        own = number
        while own in self._taken or own == number:
            self._tails[number] += 1
            own = f"{number}.{self._tails[number]}"
        return own


_DAY = r"(\d\d)\.(\d\d)\.(\d{4})"
_LATE = r"с нарушением срока на \d+ \w+"
_DONE = re.compile(rf"Исполнено {_DAY}(?: {_LATE})?\.?\s*(.*)", re.DOTALL)
_NO_DAY = r"Исполнено\. Дата исполнения не указана\."
_DONE_SOMEDAY = re.compile(rf"{_NO_DAY}\s*(.*)", re.DOTALL)
_DONE_EACH_TIME = re.compile(r"Исполнено \d+ из \d+(?:, с нарушением срока – \d+)?\.")
_CANCELLED = re.compile(r"Снято с контроля\.?\s*(?:Основание: )?(.*)", re.DOTALL)
_COUNTED = re.compile(
    r"^(?:Не исполнено в срок: |Исполняется: |.*проверяется\..* Всего )исполнено (\d+) из \d+",
    re.MULTILINE,
)
_POSTPONED = re.compile(
    rf"Срок перенес[её]н на {_DAY}\.?\s*(?:Основание(?:: | не указано\.))?([^\n]*)"
)
_UNDER_WAY = re.compile(
    r"Исполняется в течение срока|"
    r"Исполняется по мере необходимости, срок не установлен\.(?: Сведения|\n\d\d\.)"
)
_SUBMITTED = re.compile(
    rf"^Представлена информация(?: {_DAY})?(?:, {_LATE})?, проверяется\.? *"
    r"(.*?)(?: ?Всего исполнено \d+ из \d+\.)?$",
    re.MULTILINE,
)
_SILENT = re.compile(
    r"(Срок не наступил|Сведения о ходе|Не исполнено|Исполняется|Срок в плане не прочитан)[^\n]*"
)
_DATED_LINE = re.compile(rf"^{_DAY}(?: – |\b)", re.MULTILINE)
_MARK_LINE = re.compile(
    rf"^{_DAY} – исполнено\b(?: за (?:период )?([^,;\n]*?\d{{4}}(?: года?)?)(?=[,;.]|$))?",
    re.MULTILINE,
)


_MOVED = re.compile(rf"(.+), перенес[её]н на {_DAY}")
_OWED = re.compile(rf"просрочено на \d+ д|за .+, срок – {_DAY}")


class ReadMark(NamedTuple):
    """What a mark says of its item; days of execution with the period that each names, if any."""

    status: str = "planned"
    executed: tuple[tuple[date, str], ...] = ()
    postponed_to: date | None = None
    note: str = ""


def read_term_of_letter(text: str) -> tuple[str, date | None]:
    """Strip what our letters add below a term, and return the day of its postponement."""
    first, *more = text.splitlines() or [""]
    if not all(map(_OWED.match, more)):
        first = text
    moved = _MOVED.fullmatch(first)
    if moved is None:
        return first, None
    term, *figures = moved.groups()
    return term, existing_day(*figures)


def read_mark(mark: str) -> ReadMark:
    """Read a mark, keeping line breaks."""
    lines = [" ".join(line.split()) for line in mark.splitlines()]
    text = "\n".join(lines).strip()
    done = _DONE.match(text)
    if done:
        return _done(done)
    someday = _DONE_SOMEDAY.match(text)
    if someday:
        return ReadMark("done", note=someday[1].strip())
    cancelled = _CANCELLED.match(text)
    if cancelled:
        return ReadMark("cancelled", note=cancelled[1].strip())
    return _open(text)


def _done(found: re.Match[str]) -> ReadMark:
    """Read the day or days of execution; without a valid day, all is a note."""
    *figures, rest = found.groups()
    if _DONE_EACH_TIME.match(rest):
        return ReadMark("done", _dated(rest))
    day = existing_day(*figures)
    if day is None:
        return ReadMark(note=found.string)
    return ReadMark("done", ((day, ""),), note=rest.strip())


def _open(text: str) -> ReadMark:
    counted = _COUNTED.search(text)
    executed = _dated(text)[: int(counted[1])] if counted else ()
    submitted = _SUBMITTED.search(text)
    postponed = _POSTPONED.search(text)
    status = "in_progress" if executed or _UNDER_WAY.match(text) else "planned"
    moved, note = None, _rest(text)
    if postponed:
        *figures, basis = postponed.groups()
        moved = existing_day(*figures)
        note = f"{basis}\n{_rest(_POSTPONED.sub('', text))}"
    if submitted:
        *figures, said = submitted.groups()
        status = "submitted"
        report = f"представлена информация {'.'.join(figures)}. {said}" if figures[0] else said
        rest = _rest(_SUBMITTED.sub("", text))
        note = report.strip(". ") + (f".\n{rest}" if rest else "")
    return ReadMark(status, executed, moved, note.strip())


def _dated(text: str) -> tuple[tuple[date, str], ...]:
    """Return the dates of lines whose first word makes them marks; else of all dated lines."""
    lines = _MARK_LINE.findall(text) or [(*line, "") for line in _DATED_LINE.findall(text)]
    days = [(existing_day(*figures), period) for *figures, period in lines]
    return tuple((day, period) for day, period in days if day)


def by_period(
    marks: Sequence[tuple[date, str]], term: str, span: Period
) -> tuple[date | None, ...]:
    """Put days of execution in the places of the periods that they name, with None for gaps."""
    in_order = tuple(day for day, _ in marks)
    if not all(period for _, period in marks):
        return in_order
    try:
        begins = [period.first for period in terms.read(term, span).periods]
        places = {
            begins.index(terms.read_span(period, span)[0].first): day for day, period in marks
        }
    except (UnreadableTermError, ValueError):
        return in_order
    return tuple(places.get(place) for place in range(max(places, default=-1) + 1))


def _rest(text: str) -> str:
    """Return what our report's sentences leave over: dated lines, or all of a foreign text."""
    return _SILENT.sub("", text).strip()


_MONTH = re.compile(
    r"\b(январ|феврал|март|апрел|ма[йея]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
    r"(\s+20\d\d)?",
    re.IGNORECASE,
)
_DAY_OF_MONTH = re.compile(
    r"\d\s*(января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\b"
    r"|\b\d{1,2}\.\d\d\.20\d\d",
    re.IGNORECASE,
)
_OF_TIME = re.compile(
    r"\W|года?|г\b|месяц|\d|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье"
)
_QUARTER = re.compile(r"\b([IV]{1,3}|[1-4])(-?[а-я]{1,2})? (квартал|полугодие)", re.IGNORECASE)
_AUGUST = re.compile(r"\bавгуст[а-я]*\b(?!\s*20\d\d)", re.IGNORECASE)
_TIME = re.compile(r"\d|теч|постоянн|ежа|еже|год|квартал|мере|раз\b|график", re.IGNORECASE)
_SHORT = 3  # letters in the abbreviation of a month
_SUMMER = (6, 7, 8)  # months of one summer in a school's plan: «июль, август»


def month_of(title: str) -> str | None:
    """Find the only month, quarter or half-year in a section's title."""
    if is_month(title):
        return term_of(title)
    found = [*_MONTH.finditer(title), *_QUARTER.finditer(title)]
    return found[0][0] if len(found) == 1 else None


def speaks_of_time(text: str) -> bool:
    """Return whether a text may be a term: it has a figure, a month or a word of time."""
    return _MONTH.search(text) is not None or _TIME.search(text) is not None


def span_from(begin: str, lasts: str) -> str:
    """Write a start and a duration as a span, left unclear if it has to be.

    Args:
        begin: the first day, with a year.
        lasts: days, or weeks; the first day counts.

    """
    day = re.fullmatch(r"\D*(\d{1,2})\.(\d{1,2})\.(\d{4})\D*", begin)
    found = re.fullmatch(r"(\d{1,3})\s*(дн|дней|день|дня|сут|нед|$)\D*", lasts.strip())
    first = existing_day(day[1], day[2], day[3]) if day else None
    if first is None or found is None:
        begins = f"с {begin}" if re.match(r"\d", begin) else begin
        return f"{begins} ({lasts})"
    days = int(found[1]) * (7 if found[2] == "нед" else 1)
    last = first + timedelta(days=max(days, 1) - 1)
    return f"{first:%d.%m.%Y}" if last == first else f"с {first:%d.%m.%Y} по {last:%d.%m.%Y}"


def is_month(title: str) -> bool:
    """Return whether a title is days, months, a quarter or a half-year and nothing else."""
    rest = _QUARTER.sub("", _MONTH.sub("", _DAY_OF_MONTH.sub("", title)))
    return rest != title and not _OF_TIME.sub("", rest.casefold())


def term_of(title: str) -> str:
    """Return the term that a title of months and nothing else has, its number aside."""
    found = [*_MONTH.finditer(title), *_QUARTER.finditer(title)]
    if len(found) == 1 and not _DAY_OF_MONTH.search(title):
        return found[0][0]
    return re.sub(r"^\W*(\d+[.)](?!\d)\s*)?(месяц\W*)?|[\s.:;,]+\Z", "", title, flags=re.IGNORECASE)


def names_august(term: str) -> bool:
    """Return whether a term has an August without a year."""
    return _AUGUST.search(term) is not None


def with_years(term: str, august: int, span: Period) -> str:
    """Add the year to every month of a term, once a person has said which August is meant."""

    def dated(found: re.Match[str]) -> str:
        """Return a month with its year, keeping one already there."""
        if found[2]:
            return found[0]
        month = MONTH_FORMS[found[1][:_SHORT].casefold()]
        return f"{found[0]} {_year(month, august, span)}"

    written = _MONTH.sub(dated, term)
    return written if can_read(written, span) else term


def _year(month: int, august: int, span: Period) -> int:
    """Return the year of a month in a plan by school years; the summer before it stays together."""
    is_august = month == _SUMMER[-1]
    goes_with_august = month in _SUMMER and august == span.first.year
    if is_august or goes_with_august:
        return august
    return span.first.year if month >= SCHOOL_YEAR_STARTS else span.last.year


def can_read(term: str, span: Period) -> bool:
    """Return whether a term can be read without a person's help."""
    try:
        terms.read(term, span)
    except UnreadableTermError:
        return False
    return True
