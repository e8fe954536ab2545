"""What cells say: numbers, marks of execution, wordings of terms, parties."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli import terms, wording
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.terms.points import SCHOOL_YEAR_STARTS
from roadmap_cli.terms.tokens import MONTH_FORMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from roadmap_cli.terms import Period


_TYPED = re.compile(r"\s*\.?(\d+(?:\.\d+)+|\d+(?=[.)]))[.)]*\s*(?=[^\d\s.)])")
_SECTION_NUMBER = re.compile(r"\W*(?:раздел\s+)?(\d+|[IVXLC]+)\b", re.IGNORECASE)
_EXCEL_DATE = re.compile(
    r"(\d\d?)\.(янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек)", re.IGNORECASE
)


def plain_number(text: str) -> str:
    """Give a number as an id: no «№», spaces, last dot; 01.фев was 1.2 before Excel saw it."""
    dated = _EXCEL_DATE.fullmatch(text.strip())
    if dated:
        day = int(dated[1])
        month = MONTH_FORMS[dated[2].casefold()]
        return f"{day}.{month}"
    return re.sub(r"^[№п.\s]+|\s", "", text).rstrip(".)")


def typed(titles: Sequence[str]) -> list[tuple[str, str]] | None:
    """Take off the numbers typed into the measures.

    Returns:
        Pairs of number and title, or None where the figures do not count up: «9 мая» is no number.

    """
    pairs = []
    for title in titles:
        found = _TYPED.match(title)
        if found is None:
            return None
        pairs.append((found[1], title[found.end() :]))
    return pairs if _count_up([number for number, _ in pairs]) else None


def _count_up(numbers: Sequence[str]) -> bool:
    """Tell whether each number follows the one before it or begins anew."""
    before = 0
    for number in numbers:
        _, _, tail = number.rpartition(".")
        now = int(tail)
        if now not in {1, before + 1}:
            return False
        before = now
    return True


def numbered(groups: Sequence[Sequence[str]], titles: Sequence[str | None]) -> list[list[str]]:
    """Give every item of every section an id of its own.

    Args:
        groups: the numbers of each section's items as the document has them; "" where it has none.
        titles: the titles of these sections.

    Returns:
        Ids in the same shape. Lost numbers become 1 … n, numbers that restart become
        `section.number`, an item without a number among others follows the one before it: 9.1.

    """
    if not any(chain.from_iterable(groups)):
        return _counted(groups)
    if _restart(groups):
        pairs = zip(_section_numbers(titles), groups, strict=True)
        groups = [_within(section, group) for section, group in pairs]
    ids = _Ids(groups)
    return [[ids.of(number) for number in group] for group in groups]


def _within(section: str, group: Sequence[str]) -> list[str]:
    """Put the number of a section before those of its items, counted if all of them are lost."""
    numbers = group if any(group) else _counted_on(0, len(group))
    return [f"{section}.{number}" if number else "" for number in numbers]


def _counted_on(before: int, many: int) -> list[str]:
    """Give the numbers that follow one, so many of them."""
    return [str(before + i) for i in range(1, many + 1)]


def _counted(groups: Iterable[Sequence[str]]) -> list[list[str]]:
    """Count through all sections."""
    counted = []
    before = 0
    for group in groups:
        counted.append(_counted_on(before, len(group)))
        before += len(group)
    return counted


def _restart(groups: Sequence[Sequence[str]]) -> bool:
    """Tell whether two sections have items of the same number."""
    seen: set[str] = set()
    for group in groups:
        own = set(filter(None, group))
        if not seen.isdisjoint(own):
            return True
        seen |= own
    return False


def _section_numbers(titles: Sequence[str | None]) -> list[str]:
    """Take the numbers of the titles; where some are missing or repeat, number in order."""
    own = [_number_of(title or "") for title in titles]
    all_differ = len(set(own)) == len(own)
    return own if all(own) and all_differ else _counted_on(0, len(own))


def _number_of(title: str) -> str:
    """Give the number that a title begins with, in Arabic figures; "" where it has none."""
    found = _SECTION_NUMBER.match(title)
    return _arabic(found[1]) if found else ""


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _arabic(number: str) -> str:
    """Write a number in figures, be it Roman or with zeros before it."""
    if number.isdigit():
        return str(int(number))
    values = [_ROMAN[letter] for letter in number.upper()]
    total = 0
    followings = [*values[1:], 0]
    for value, following in zip(values, followings, strict=True):
        if value < following:  # IV
            total -= value
        else:
            total += value
    return str(total)


class _Ids:
    """The ids given so far, and the numbers that the document has for items to come.

    A number that is missing or repeated becomes the next one free after the number before it.
    """

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        """Take the numbers of the document: no id made up may be one of them."""
        self._taken = set(filter(None, chain.from_iterable(groups)))
        self._used: set[str] = set()
        self._before = "0"

    def of(self, number: str) -> str:
        """Give the id of the next item, whose number the document has so."""
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
        """Take the number after the last one, if nobody else has it: an item may be missing."""
        if self._before.isdecimal():  # «7¹» has the sign of a footnote
            following = str(int(self._before) + 1)
            if following not in self._taken:
                return following
        return self._below(self._before)

    def _below(self, number: str) -> str:
        """Take the first of 7.1, 7.2 … that nobody has."""
        tail = 1
        while f"{number}.{tail}" in self._taken:
            tail += 1
        return f"{number}.{tail}"


_DAY = r"(\d\d)\.(\d\d)\.(\d{4})"
_LATE = r"с нарушением срока на \d+ \w+"
_DONE = re.compile(rf"Исполнено {_DAY}(?: {_LATE})?\.?\s*(.*)", re.DOTALL)
_NO_DAY = r"Исполнено\. Дата исполнения не указана\."
_DONE_SOMEDAY = re.compile(rf"{_NO_DAY}\s*(.*)", re.DOTALL)
_DONE_EACH_TIME = re.compile(r"Исполнено \d+ из \d+\.")
_CANCELLED = re.compile(r"Снято с контроля\.?\s*(?:Основание: )?(.*)", re.DOTALL)
_COUNTED = re.compile(r"(?:Не исполнено в срок|Исполняется): исполнено (\d+) из \d+")
_POSTPONED = re.compile(rf"Срок перенес[её]н на {_DAY}\.?\s*(?:Основание: )?([^\n]*)")
_UNDER_WAY = re.compile(
    r"Исполняется в течение срока|"
    r"Исполняется по мере необходимости, срок не установлен\.(?: Сведения|\n\d\d\.)"
)
_SUBMITTED = re.compile(
    rf"Представлена информация {_DAY}(?:, {_LATE})?, проверяется\.?\s*(.*)", re.DOTALL
)
_SILENT = re.compile(
    r"(Срок не наступил|Сведения о ходе|Не исполнено|Исполняется|Срок в плане не прочитан)[^\n]*"
)
_DATED_LINE = re.compile(rf"^{_DAY}(?: – |\b)", re.MULTILINE)


class State(NamedTuple):
    """What a mark says of its item."""

    status: str = "planned"
    executed: tuple[date, ...] = ()
    postponed_to: date | None = None
    note: str = ""


def read_mark(mark: str) -> State:
    """Read a mark, line breaks kept."""
    lines = [" ".join(line.split()) for line in mark.splitlines()]
    text = "\n".join(lines).strip()
    done = _DONE.match(text)
    if done:
        return _done(done)
    someday = _DONE_SOMEDAY.match(text)
    if someday:
        return State("done", note=someday[1].strip())
    cancelled = _CANCELLED.match(text)
    if cancelled:
        return State("cancelled", note=cancelled[1].strip())
    return _open(text)


def _done(found: re.Match[str]) -> State:
    """Read the day of execution, or a day for each time; where it is no day, all is a note."""
    *figures, rest = found.groups()
    if _DONE_EACH_TIME.match(rest):
        return State("done", _dated(rest))
    day = _day(*figures)
    if day is None:
        return State(note=found.string)
    return State("done", (day,), note=rest.strip())


def _open(text: str) -> State:
    """Read what is said of an item that is not closed."""
    counted = _COUNTED.match(text)
    if counted:
        executed = _dated(text)[: int(counted[1])]
        return State("in_progress", executed, note=_rest(text))
    postponed = _POSTPONED.search(text)
    if postponed:
        *figures, reason = postponed.groups()
        day = _day(*figures)
        if day:
            return State(postponed_to=day, note=reason.strip())
    submitted = _SUBMITTED.match(text)
    if submitted:
        *figures, rest = submitted.groups()
        told = f"представлена информация {'.'.join(figures)}. {rest}"
        return State("submitted", note=told.strip(". "))
    status = "in_progress" if _UNDER_WAY.match(text) else "planned"
    return State(status, note=_rest(text))


def _dated(text: str) -> tuple[date, ...]:
    """Give the days that lines of their own begin with."""
    days = [_day(*each.groups()) for each in _DATED_LINE.finditer(text)]
    return tuple(day for day in days if day)


def _rest(text: str) -> str:
    """Give what the sentences of a report leave: dated lines, or all of a text not ours."""
    return _SILENT.sub("", text).strip()


def _day(day: str, month: str, year: str) -> date | None:
    """Give the day of these figures, None where the calendar has no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


_MONTH = re.compile(
    r"\b(январ|феврал|март|апрел|ма[йея]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
    r"(\s+20\d\d)?",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"\b([IV]{1,3}|[1-4])(-?[а-я]{1,2})? (квартал|полугодие)", re.IGNORECASE)
_AUGUST = re.compile(r"\bавгуст[а-я]*\b(?!\s*20\d\d)", re.IGNORECASE)
_SHORT = 3  # letters of the short form of a month
_SUMMER = (6, 7, 8)  # months that go together where a school's plan says «июль, август»


def month_of(title: str) -> str | None:
    """Find the one month, quarter or half-year that a section's title names."""
    found = [*_MONTH.finditer(title), *_QUARTER.finditer(title)]
    return found[0][0] if len(found) == 1 else None


def is_month(title: str) -> bool:
    """Tell whether a title is a month, a quarter or a half-year and nothing else."""
    own = month_of(title)
    if own is None:
        return False
    rest = title.replace(own, "")
    return not re.sub(r"\W|год|г\b|\d", "", rest)


def names_august(term: str) -> bool:
    """Tell whether a term has an August without a year."""
    return _AUGUST.search(term) is not None


def with_years(term: str, august: int, span: Period) -> str:
    """Write to every month of a term its year, once a person has said which August is meant."""

    def dated(found: re.Match[str]) -> str:
        """Give a month with its year; one that has a year keeps it."""
        if found[2]:
            return found[0]
        month = MONTH_FORMS[found[1][:_SHORT].casefold()]
        return f"{found[0]} {_year(month, august, span)}"

    written = _MONTH.sub(dated, term)
    return written if can_read(written, span) else term


def _year(month: int, august: int, span: Period) -> int:
    """Give the year of a month in a plan by school years; the summer before it goes together."""
    is_august = month == _SUMMER[-1]
    goes_with_august = month in _SUMMER and august == span.first.year
    if is_august or goes_with_august:
        return august
    return span.first.year if month >= SCHOOL_YEAR_STARTS else span.last.year


def can_read(term: str, span: Period) -> bool:
    """Tell whether a term can be read without a person."""
    try:
        terms.read(term, span)
    except UnreadableTermError:
        return False
    return True


_INITIALS = r"[А-ЯЁ]\. ?[А-ЯЁ]\."
_NAME = re.compile(rf"\b[А-ЯЁ][а-яё]+(-[А-ЯЁ][а-яё]+)? {_INITIALS}|{_INITIALS} ?[А-ЯЁ][а-яё]+")
# of a deputy: УВР, ВР, НМР, АХЧ …
_AREA = r"(?:[А-ЯЁ]{0,3}Р|АХЧ|АХД|ИКТ|ОБЖ|ТБ|ОТ|БЖ|БДД)"
_AREAS_AT_END = re.compile(rf"\bпо {_AREA}\.?(?:(?:, ?| и ){_AREA}\.?)*\s*\Z")
_ONLY_AREA = re.compile(rf"{_AREA}\.?")
_AREA_THEN_WORD = re.compile(r"(?<=[А-ЯЁ]{2})\.\s*(?=[А-Яа-яЁё]{3})")
_BODY = re.compile(
    r"\s*(комитет|отдел|управлени|департамент|министерств|служб|комисси|сектор)", re.IGNORECASE
)
_OBLIQUE = re.compile(r"[а-яё]+(а|у|ой|ю|ей|го|му|ых|ия)\b.* и ")
_PLURAL_POST = re.compile(r"(директора|мастера|учителя|инспектора|доктора|тренера)\b")
_SINGULAR_POST = re.compile(r"(?!\w+(?:и|ы|ые|ие)\b)(?!(?:учителя|директора|мастера)\b)[а-яё]")
_HANGING = re.compile(
    r"(\b(по|и|на|при|с|за|для|от|в|зам|зам\.|ст\.|соц\.|пед\.|мед\.)|[-–«(])\Z", re.IGNORECASE
)
_LEANING = re.compile(r"(по|и|на|при|за|для|с) |[-–(»]|(директора|школы|отдела|центра|классов)\b")
_ADJECTIVE = re.compile(r"(?!завед)\w+(ые|ие|ый|ий|ая)", re.IGNORECASE)  # «Классные»
_POST = re.compile(
    r"(старши[йе] |классны[йе] |соц\w*[. ]*|мед\w*[. ]*|пед\w*[. ]*)?"
    r"(директора?|завуч[и]?|завхозы?|воспитател[ьи]|учител[ья]|педагоги?|психологи?|методисты?"
    r"|вожаты[йе]|библиотекар[ьи]|сестра|работники?|инспекторы?|специалисты?|руководител[ьи]"
    r"|администрация|педагоги?-\w+|учител[ья]-\w+|заместител[ьи].*|зам\b.*)",
    re.IGNORECASE,
)
_WHOLE = "\u200c"  # of no width; in our own papers: before a party, after a comma within its name
_SHORT_WORD = 4  # letters; the dot of «др.» and «зам.» is of the word
_LONG_ENOUGH = 8  # letters; of short names two letters are a large part: «ВР», «УВР»
_SLIP = 2  # letters


class Alike(NamedTuple):
    """Two spellings that are likely one party."""

    one: str
    other: str


def split_parties(text: str) -> list[str]:
    """Split the text of a cell into parties; a party cut by a comma or a line stays whole."""
    parties: list[str] = []
    for line in _whole_lines(text):
        trimmed = [_trimmed(piece) for piece in _pieces(line)]
        parties += filter(None, trimmed)
    return parties


def told_apart(parties: Sequence[str]) -> tuple[str, ...]:
    """Mark parties, a line each, where reading would part or join them otherwise."""
    if split_parties("\n".join(parties)) == list(parties):
        return tuple(parties)
    marked = [re.sub("[,;]", rf"\g<0>{_WHOLE}", party) for party in parties]
    return tuple(f"{_WHOLE}{party}" for party in marked)


def _whole_lines(text: str) -> list[str]:
    """Join lines of a cell where the first cannot end or the second cannot begin a party."""
    lines: list[str] = []
    for raw in text.splitlines():
        line = " ".join(raw.split()).lstrip("•●-–* ")
        if not line:
            continue
        if lines and _belongs_to(lines[-1], line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return lines


def _belongs_to(before: str, line: str) -> bool:
    """Tell whether a line goes on with the party of the one before it."""
    if line.startswith(_WHOLE):
        return False
    if _HANGING.search(before) or _ADJECTIVE.fullmatch(before):
        return True
    is_ended = before.endswith((",", ";"))
    if _LEANING.match(line) and not is_ended:
        return True
    if _is_unclosed(before, "«", "»") or _is_unclosed(before, "(", ")"):
        return True
    if _ONLY_AREA.fullmatch(line.rstrip(" ,;")):
        return True
    return _is_post_of(before.rstrip(", "), line)


def _is_unclosed(text: str, opening: str, closing: str) -> bool:
    """Tell whether a text opens more than it closes, so that it goes on below."""
    return text.count(opening) > text.count(closing)


def _pieces(line: str) -> list[str]:
    """Split at commas, semicolons and the dot after an area, where a new party begins."""
    pieces: list[str] = []
    for part in _outside_brackets(_AREA_THEN_WORD.sub("; ", line)):
        separator, text = part[0], part[1:].strip()
        if separator == "," and pieces and _continues(pieces[-1], text):
            pieces[-1] = f"{pieces[-1]}, {text}"
        else:
            pieces.append(text)
    return pieces


def _outside_brackets(line: str) -> Iterator[str]:
    """Cut at separators outside brackets and quotes; each part keeps the separator before it."""
    depth = 0
    start = 0
    line = f";{line}"
    for i, sign in enumerate(line):
        if sign in "«(":
            depth += 1
        elif sign in "»)":
            depth = max(0, depth - 1)
        is_separator = sign in ",;" and not line.startswith(_WHOLE, i + 1)
        if is_separator and depth == 0 and i > start:
            yield line[start:i]
            start = i
    yield line[start:]


def _continues(before: str, piece: str) -> bool:
    """Tell whether what stands after a comma belongs to the party before it."""
    if _ONLY_AREA.fullmatch(piece.rstrip(" .")):
        return _AREAS_AT_END.search(before) is not None
    if _BODY.match(before) and _OBLIQUE.match(piece):
        return not _PLURAL_POST.match(piece)
    return _is_post_of(before, piece)


def _is_post_of(before: str, piece: str) -> bool:
    """Tell whether it is one person: «Степанов А.И.», then a post in the singular."""
    name = _NAME.search(before)
    if name is None or "," in before:
        return False
    is_at_end = name.end() == len(before.rstrip())
    return is_at_end and _SINGULAR_POST.match(piece) is not None


def _trimmed(piece: str) -> str:
    """Take off commas and dots at the ends, but not those of initials and short words."""
    words = piece.replace(_WHOLE, "").split()
    party = " ".join(words).strip(",; ")
    while party.endswith("."):
        bare = party.rstrip(". ")
        if _ends_in_abbreviation(bare):
            return f"{bare}."
        party = bare
    return party


def _ends_in_abbreviation(text: str) -> bool:
    """Tell whether a dot after a text is its own: after an initial, «зам» and «др»."""
    _, _, last = text.rpartition(" ")
    if len(last) < _SHORT_WORD and last.islower():
        return True
    return re.search(r"(?:^|[. ])[А-ЯЁ]\Z", text) is not None


def is_post(text: str) -> bool:
    """Tell whether a line is the name of a post, not of a section: «Воспитатели», «Зам. по ВР»."""
    return _POST.fullmatch(text.strip(" .,;")) is not None


def party_key(party: str) -> str:
    """Bring a party to the form in which spellings are compared: letters and figures only."""
    return re.sub(r"[\W_]+", "", party.casefold().replace("ё", "е"))


def match_parties(cells: Sequence[Sequence[str]]) -> list[list[str]]:
    """Write each party alike everywhere; part two side by side where both are known alone."""
    known = {party_key(party) for party in chain.from_iterable(cells)}
    parted = []
    for cell in cells:
        pairs = [_parted(party, known) for party in cell]
        parted.append(list(chain.from_iterable(pairs)))
    spellings = Counter(chain.from_iterable(parted))
    best: dict[str, str] = {}
    for party, _ in spellings.most_common():
        best.setdefault(party_key(party), party)
    return [_once(best[party_key(party)] for party in cell) for cell in parted]


def _parted(party: str, known: set[str]) -> list[str]:
    """Part two side by side that are both known by their keys."""
    words = party.split(" ")
    for i in range(1, len(words)):
        left = " ".join(words[:i])
        right = " ".join(words[i:])
        if party_key(left) in known and party_key(right) in known:
            return [_trimmed(left), _trimmed(right)]
    return [party]


def _once(parties: Iterable[str]) -> list[str]:
    """Name each party once; the first of two keeps its place."""
    return list(dict.fromkeys(parties))


def alike(cells: Iterable[Iterable[str]]) -> list[Alike]:
    """Find parties that differ by one or two letters: a slip of the keyboard, likely."""
    found = []
    names: list[_Name] = []  # in the order in which the document has them
    for party in _once(chain.from_iterable(cells)):
        name = _Name(party)
        if len(name.key) < _LONG_ENOUGH:
            continue
        found += [Alike(other.party, party) for other in names if _slip(name, other)]
        names.append(name)
    return found


def joined_parties(cells: Sequence[Sequence[str]], alike: Iterable[Alike]) -> list[list[str]]:
    """Write parties that are alike as the more frequent of the two."""
    times = Counter(chain.from_iterable(cells))
    known: dict[str, str] = {}
    for one, other in alike:
        if times[other] > times[one]:
            known[one] = other
        else:
            known[other] = one
    return [_once(known.get(party, party) for party in cell) for cell in cells]


class _Name:
    """A party as it is compared with others."""

    def __init__(self, party: str) -> None:
        """Keep what is compared, made once: each is compared with all others."""
        self.party = party
        self.key = party_key(party)
        self.letters = frozenset(self.key)
        self.figures = re.findall(r"\d+", self.key)


def _slip(one: _Name, other: _Name) -> bool:
    """Tell whether one name is likely the other, mistyped; what costs little is compared first."""
    if len(one.letters ^ other.letters) > 2 * _SLIP:
        return False
    if one.figures != other.figures:
        return False
    if _stems(one.party) == _stems(other.party):
        return False  # «воспитатель» and «воспитатели» are two parties, in good grammar
    return wording.distance(one.key, other.key, _SLIP) <= _SLIP


def _stems(party: str) -> list[str]:
    """Give the words without their endings; short words have none."""
    words = re.findall(r"\w+", party.casefold())
    return [word[:-2] if len(word) > _SHORT_WORD else word for word in words]
