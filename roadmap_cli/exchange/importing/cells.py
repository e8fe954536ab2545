"""The words of cells: numbers of items, months and terms, responsible parties."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from roadmap_cli import terms, wording
from roadmap_cli.errors import UnreadableTermError
from roadmap_cli.exchange.importing import NUMBER, existing_day
from roadmap_cli.terms.points import SCHOOL_YEAR_STARTS
from roadmap_cli.terms.tokens import MONTH_FORMS
from roadmap_cli.wording import LOOKALIKES, fold

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
    number = re.sub(r"^(?:[№.\s]|п+(?![а-яё]))+|\s", "", first).rstrip(".)")
    return number if len(number) <= _LONGEST_NUMBER else ""


def typed(titles: Sequence[str]) -> list[tuple[str, str]] | None:
    """Part the measures into number and title; None if they are not consecutive: «9 мая»."""
    pairs = []
    for title in titles:
        found = _TYPED.match(title)
        if found is None or re.search(r"\s\d{1,2}[.)]\s", title):  # several in one cell
            return None
        pairs.append((found[1], title[found.end() :]))
    tails = [0, *(int(number.rpartition(".")[2]) for number, _ in pairs)]
    return pairs if all(now in {1, before + 1} for before, now in pairwise(tails)) else None


def numbered(groups: Sequence[Sequence[str]], titles: Sequence[str | None]) -> list[list[str]]:
    """Give every item of every titled section a unique id, by its number or "" in the document.

    Lost numbers become 1 … n, numbers that restart become `section.number`, an item without a
    number among others follows the one before it: after 7 comes 8 or, if that is taken, 7.1.
    """
    groups = [list(_with_letters(group)) for group in groups]
    own = [set(filter(None, group)) for group in groups]
    if sum(map(len, own)) > len(set().union(*own)):  # two sections have one number
        groups = list(_with_sections(groups, titles))
    taken = set(filter(None, chain.from_iterable(groups)))
    if taken:
        headed = zip(titles, groups, strict=True)
        groups = [_below_their_point(title or "", group, taken) for title, group in headed]
    ids = _unique(list(chain.from_iterable(groups)))
    return [list(islice(ids, len(group))) for group in groups]


def _with_letters(group: Iterable[str]) -> Iterator[str]:
    """Give «а)» the number above it."""
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


def _with_sections(
    groups: Sequence[Sequence[str]], titles: Sequence[str | None]
) -> Iterator[list[str]]:
    """Prefix numbers with those of the titles; count sections or items that lack their own."""
    found = [_SECTION_NUMBER.match(title or "") for title in titles]
    sections = [_arabic(each[1]) for each in found if each]
    if len(set(sections)) < len(titles):
        sections = [str(i) for i in range(1, len(titles) + 1)]
    for section, group in zip(sections, groups, strict=True):
        numbers = group if any(group) else [str(i) for i in range(1, len(group) + 1)]
        yield [f"{section}.{number}" if number else "" for number in numbers]


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _arabic(number: str) -> str:
    """Write a number, even a Roman one or one with leading zeros, in plain figures."""
    if number.isdigit():
        return str(int(number))
    values = [_ROMAN[letter] for letter in number.upper()]
    pairs = pairwise([*values, 0])
    return str(sum(-value if value < following else value for value, following in pairs))  # IV


def _unique(numbers: Sequence[str]) -> Iterator[str]:
    """Make ids of numbers; a missing or repeated one becomes the next free one after its like."""
    taken = set(filter(None, numbers))
    used: set[str] = set()
    tails: Counter[str] = Counter()
    before = "0"
    for number in numbers:
        own = number
        following = str(int(before) + 1) if before.isdecimal() else ""  # «7¹» has a footnote
        if not number and following and following not in taken:
            own = before = following
        elif not number or number in used:
            stem = own = number or before
            while own == stem or own in taken:  # the first free one of 7.1, 7.2 and so on
                tails[stem] += 1
                own = f"{stem}.{tails[stem]}"
        before = number or before
        taken.add(own)
        used.add(own)
        yield own


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
_TIME = re.compile(r"\d|теч|постоянн|ежа|еже|год|квартал|мере|раз\b|график", re.IGNORECASE)
_SHORT = 3  # letters in the abbreviation of a month
_SUMMER = (6, 7, 8)  # months of one summer in a school's plan: «июль, август»


def month_of(title: str) -> str | None:
    """Find the only month, quarter or half-year in a section's title."""
    if is_time(title):
        return term_of(title)
    found = [*_MONTH.finditer(title), *_QUARTER.finditer(title)]
    return found[0][0] if len(found) == 1 else None


def speaks_of_time(text: str) -> bool:
    """Return whether a text may be a term: it has a figure, a month or a word of time."""
    return _MONTH.search(text) is not None or _TIME.search(text) is not None


def span_from(begin: str, lasts: str) -> str:
    """Write a first day, with its year, and a duration as a span, left unclear if it has to be.

    The duration is in days, or in weeks; the first day counts.
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


def is_time(title: str) -> bool:
    """Return whether a title is days, months, a quarter or a half-year and nothing else."""
    rest = _QUARTER.sub("", _MONTH.sub("", _DAY_OF_MONTH.sub("", title)))
    return rest != title and not _OF_TIME.sub("", rest.casefold())


def term_of(title: str) -> str:
    """Return the term that a title of months and nothing else has, its number aside."""
    found = [*_MONTH.finditer(title), *_QUARTER.finditer(title)]
    if len(found) == 1 and not _DAY_OF_MONTH.search(title):
        return found[0][0]
    return re.sub(r"^\W*(\d+[.)](?!\d)\s*)?(месяц\W*)?|[\s.:;,]+\Z", "", title, flags=re.IGNORECASE)


def with_years(term: str, august: int, span: Period) -> str:
    """Add the year to every month of a term, once a person has said which August is meant."""

    def dated(found: re.Match[str]) -> str:
        if found[2]:  # the year
            return found[0]
        month = MONTH_FORMS[found[1][:_SHORT].casefold()]
        is_august = month == _SUMMER[-1]
        if is_august or (month in _SUMMER and august == span.first.year):
            year = august  # the summer before a school year stays together
        else:
            year = span.first.year if month >= SCHOOL_YEAR_STARTS else span.last.year
        return f"{found[0]} {year}"

    written = _MONTH.sub(dated, term)
    return written if can_read(written, span) else term


def can_read(term: str, span: Period) -> bool:
    """Return whether a term can be read without a person's help."""
    try:
        terms.read(term, span)
    except UnreadableTermError:
        return False
    return True


_ONE_MONTH = re.compile(
    r"(январ|феврал|март|апрел|май|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*\.?( 20\d\d)?"
    r"|(янв|февр?|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек)\.?( 20\d\d)?"
    r"|([ivх]+|[1-4])(-?[а-я]{1,2})? ?(квартал|кв|четверть|полугодие)"
)


def is_month(words: str) -> bool:
    """Return whether a column's name is a month or a quarter, and so the term."""
    return _ONE_MONTH.fullmatch(plain_words(words)) is not None


def plain_words(words: str) -> str:
    """Normalize words for lookup, without hyphenation and Latin letters."""
    whole = re.sub(r"(?<=[а-яё])-\s+(?=[а-яё])", "", words)
    return fold(whole).translate(LOOKALIKES).strip(" .:")


_INITIALS = r"[А-ЯЁ]\. ?[А-ЯЁ]\."
_NAME = re.compile(rf"\b[А-ЯЁ][а-яё]+(-[А-ЯЁ][а-яё]+)? {_INITIALS}|{_INITIALS} ?[А-ЯЁ][а-яё]+")
_SURNAME_FIRST = re.compile(rf"\b[А-ЯЁ][а-яё]+(-[А-ЯЁ][а-яё]+)? {_INITIALS}")
# of a deputy: УВР, ВР, НМР, АХЧ …
_AREA = r"(?:[А-ЯЁ]{0,3}Р|АХЧ|АХД|ИКТ|ОБЖ|ТБ|ОТ|БЖ|БДД)"
_AREAS_AT_END = re.compile(rf"\bпо {_AREA}\.?(?:(?:, ?| и ){_AREA}\.?)*\s*\Z")
_ONLY_AREA = re.compile(rf"{_AREA}\.?")
_AREA_THEN_WORD = re.compile(r"(?<=[А-ЯЁ]{2})\.\s*(?=[А-Яа-яЁё]{3})")
_BODY = re.compile(
    r"\s*(комитет|отдел|управлени|департамент|министерств|служб|комисси|сектор)", re.IGNORECASE
)
_FIELD = re.compile(  # of a body, in the genitive
    r"(образования|культуры|спорта|туризма|науки|здравоохранения|информатизации|экономики|финансов"
    r"|имущества|печати|связи|семьи|опеки|труда|(физической|молод[её]жной|социальной) \w+"
    r"|молод[её]жи|делам )\b"
)
_SUBJECT = re.compile(  # of teachers, in the genitive
    r"(?:(?:русского|родного|иностранного|английского|немецкого|французского) языка"
    r"|иностранных языков|литературы|математики|алгебры|физики|информатики|химии|биологии"
    r"|географии|истории|права"
    r"|обществознания|технологии|музыки|физической культуры|физкультуры|экономики|экологии"
    r"|астрономии|ИЗО|МХК|ОБЖ|ОРКСЭ|начальных классов)\b"
)
_OF_TEACHERS = re.compile(
    r"(учител|преподавател|[РШМ]?МО |методическ\w+ объединени)", re.IGNORECASE
)
_COUNTED = re.compile(r"(?:^|\s)\d{1,2}[.)]\s+(?=[А-ЯЁа-яё]{2})")
_MORE_NUMBERS = re.compile(r"(№ ?)?\d")  # of schools or classes
_A_BODY = re.compile(
    r"\b(центр|комитет|отдел|управление|департамент|министерство|служба|школа|гимназия|лицей"
    r"|институт|библиотека|музей|фонд|администрация)\b",
    re.IGNORECASE,
)
_OBLIQUE = re.compile(r"[а-яё]+(а|у|ой|ю|ей|го|му|ых|ия)\b.* и ")
_PLURAL_POST = re.compile(r"(директора|мастера|учителя|инспектора|доктора|тренера)\b")
_SINGULAR_POST = re.compile(r"(?!\w+(?:и|ы|ые|ие)\b)(?!(?:учителя|директора|мастера)\b)[а-яё]")
_HANGING = re.compile(
    r"(\b(по|и|на|при|с|за|для|от|в|зам|зам\.|ст\.|соц\.|пед\.|мед\.)|[-–«(])\Z", re.IGNORECASE
)
_LEANING = re.compile(
    r"(по|и|на|при|за|для|с) |[-–(»]|(директора|школы|отдела|центра|классов)\b"
    r"|\d[\d\s,и–-]*х?\s*кл(\b|асс)|\w+[иы]х (групп|классов)\b"  # «1-11 кл.»
)
_ADJECTIVE = re.compile(
    r"(?!завед|вожат|рабоч|дежурн|управля)\w+(ые|ие|ый|ий|ая)", re.IGNORECASE
)  # «Классные»
_POST = re.compile(
    r"(старши[йе] |классны[йе] |соц\w*[. ]*|мед\w*[. ]*|пед\w*[. ]*)?"
    r"(директора?|завучи?|завхозы?|воспитател[ьи]|учител[ья]|педагоги?|психологи?|методисты?"
    r"|вожаты[йе]|библиотекар[ьи]|сестра|работники?|инспекторы?|специалисты?|руководител[ьи]"
    r"|администрация|школы|родители|учащиеся|обучающиеся|сотрудники|педагоги?-\w+|учител[ья]-\w+|заместител[ьи].*|зам\b.*)",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(и\. ?о\. ?)?(директор|начальник|заведующ|председател|глава |зам\.|заместител|исполнител"
    r"|секретар|главный |ведущий |руководител|ректор)",
    re.IGNORECASE,
)
_WHOLE = "\u200c"  # of zero width; in our own papers, before a party and after a comma in its name
_SHORT_WORD = 4  # letters; the dot of «др.» and «зам.» is part of the word
_LONG_ENOUGH = 8  # letters; of short names two letters are a large part: «ВР», «УВР»
_SLIP = 2  # letters
_MOST_COMPARED = 400  # names, compared with all others; no plan has so many


_SCHOOLS = {
    "школы": "Школа",
    "гимназии": "Гимназия",
    "лицеи": "Лицей",
    "детские сады": "Детский сад",
    **{name: name for name in ("ОУ", "ОО", "ДОУ", "СОШ", "МБОУ СОШ", "МОУ СОШ", "МБДОУ")},
}
"""How one of many is called."""
_NUMBERED = re.compile(
    rf"(?P<many>{'|'.join(_SCHOOLS)}) ?№№? ?(?P<numbers>\d+(?: ?(?:[-–—,]|и) ?(?:№ ?)?\d+)+)",
    re.IGNORECASE,
)
_MOST_MEMBERS = 99


def members(party: str) -> tuple[str, ...]:
    """Name the members of a collective party: «школы № 1-3, 5»; none for a single one."""
    found = _NUMBERED.fullmatch(party.strip())
    if found is None:
        return ()
    many = found["many"]
    one = _SCHOOLS.get(many.lower()) or many
    numbers: list[int] = []
    for part in re.split(r",| и ", found["numbers"].replace("№", "")):
        first, *last = (int(number) for number in re.findall(r"\d+", part))
        end = last[0] if last else first
        if not first <= end <= first + _MOST_MEMBERS:
            return ()
        numbers += range(first, end + 1)
    return tuple(f"{one} № {number}" for number in dict.fromkeys(numbers))


def split_parties(text: str) -> list[str]:
    """Split the text of a cell into parties, keeping one with a comma or a line break whole."""
    lines: list[str] = []
    counted = (
        _COUNTED.split(line) if _COUNTED.match(line) else [line] for line in text.splitlines()
    )
    for raw in chain.from_iterable(counted):
        line = " ".join(raw.split()).lstrip("•●-–—* ")
        if line and lines and party_goes_on(lines[-1], line):
            lines[-1] = f"{lines[-1]} {line}"
        elif line:
            lines.append(line)
    pieces = [_trimmed(piece) for line in lines for piece in _pieces(line)]
    return list(filter(None, pieces))


def told_apart(parties: Sequence[str]) -> tuple[str, ...]:
    """Mark parties, one per line, where reading would wrongly split or join them."""
    if split_parties("\n".join(parties)) == list(parties):
        return tuple(parties)
    marked = [re.sub("[,;]", rf"\g<0>{_WHOLE}", party) for party in parties]
    return tuple(f"{_WHOLE}{party}" for party in marked)


def party_goes_on(before: str, line: str) -> bool:
    """Return whether a line of a cell continues the party in the line before it."""
    if line.startswith(_WHOLE):
        return False
    is_ended = before.endswith((",", ";"))
    is_one_post = _SINGULAR_POST.match(before.casefold()) is not None and is_head(before)
    return any(
        (
            _HANGING.search(before),
            _ADJECTIVE.fullmatch(before),
            _LEANING.match(line) and not is_ended,
            before.count("«") > before.count("»") or before.count("(") > before.count(")"),
            _ONLY_AREA.fullmatch(line.rstrip(" ,;")),
            re.fullmatch(rf"{_INITIALS}[,;]?", line) and not is_ended,
            _BODY.match(before) and _FIELD.match(line) and not is_ended,
            _MORE_NUMBERS.match(line) and re.search(r"\d,?\Z", before),
            is_one_post and not is_ended and _NAME.fullmatch(line),
            _is_post_of(before.rstrip(", "), line),
        )
    )


def _pieces(line: str) -> list[str]:
    """Split at commas, semicolons and the dot after an area, where a new party begins."""
    pieces: list[str] = []
    for part in _outside_brackets(_AREA_THEN_WORD.sub("; ", line)):
        separator, text = part[0], part[1:].strip()
        if separator == "," and pieces and _continues(pieces[-1], text):
            pieces[-1] = f"{pieces[-1]}, {text}"
        else:
            pieces += _people(text)
    return pieces


def _people(text: str) -> Iterator[str]:
    """Separate adjacent people: initials end a name."""
    names = list(_SURNAME_FIRST.finditer(text))
    start = 0
    for name, following in pairwise(names):
        between = text[name.end() : following.start()]
        if re.search(rf"[,;(«{_WHOLE}]", between):
            continue
        yield text[start : name.end()]
        start = name.end() + (len(" и ") if between.startswith(" и ") else 0)
    yield text[start:].strip()


def _outside_brackets(line: str) -> Iterator[str]:
    """Split at separators outside brackets and quotes; each part keeps the one before it."""
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
    """Return whether the text after a comma belongs to the party before it."""
    if _ONLY_AREA.fullmatch(piece.rstrip(" .")):
        return _AREAS_AT_END.search(before) is not None
    if _BODY.match(before) and not _FIELD.match(piece) and _OBLIQUE.match(piece):
        return not _PLURAL_POST.match(piece)
    return any(
        (
            _BODY.match(before) and _FIELD.match(piece),
            _MORE_NUMBERS.match(piece) and re.search(r"\d", before),
            _SUBJECT.match(piece) and _OF_TEACHERS.search(before),
            _is_post_of(before, piece),
        )
    )


def _is_post_of(before: str, piece: str) -> bool:
    """Return whether it is one person: «Степанов А.И.», then a post in the singular."""
    name = _NAME.match(before)  # a post before the name: it has one
    if name is None or "," in before or _NAME.search(piece):
        return False
    is_at_end = name.end() == len(before.rstrip())
    return is_at_end and _SINGULAR_POST.match(piece) is not None


def _trimmed(piece: str) -> str:
    """Strip commas and dots at the ends, except those of initials, «зам.» and «др.»."""
    words = piece.replace(_WHOLE, "").split()
    party = " ".join(words).strip(",; ")
    while party.endswith("."):
        rest = party.rstrip(". ")
        _, _, last = rest.rpartition(" ")
        is_short = len(last) < _SHORT_WORD and last.islower()
        if is_short or re.search(r"(?:^|[. ])[А-ЯЁ]\Z", rest):
            return f"{rest}."
        party = rest
    return party


def is_post(text: str) -> bool:
    """Return whether a line names a post rather than a section: «Воспитатели», «Зам. по ВР»."""
    return _POST.fullmatch(text.strip(" .,;")) is not None


def is_head(text: str) -> bool:
    """Return whether a text is the post of a signatory."""
    return is_post(text) or _HEAD.match(text) is not None


def is_person(text: str) -> bool:
    """Return whether a line ends in a name with initials, as no title of a section does."""
    name = _NAME.search(text)
    return name is not None and not text[name.end() :].strip(" .,;")


def bare(text: str) -> str:
    """Normalize a party or a title for comparing spellings: letters and figures only."""
    return re.sub(r"[\W_]+", "", fold(text))


def match_parties(cells: Sequence[Sequence[str]]) -> list[list[str]]:
    """Spell each party alike everywhere; split two adjacent ones if both are known alone."""
    known = {bare(party) for party in chain.from_iterable(cells)}
    parted = [[each for party in cell for each in _parted(party, known)] for cell in cells]
    spellings = Counter(chain.from_iterable(parted))
    best: dict[str, str] = {}
    for party, _ in spellings.most_common():
        best.setdefault(bare(party), party)
    return [list(dict.fromkeys(best[bare(party)] for party in cell)) for cell in parted]


def _parted(party: str, known: set[str]) -> list[str]:
    """Split where a known party is independent of the word before it, unlike «Директор школы»."""
    words = party.split(" ")
    for i in range(1, len(words)):
        both = " ".join(words[:i]), " ".join(words[i:])
        is_name = words[i][:1].isupper() and not words[i].isupper()
        is_apart = is_name or re.fullmatch("[А-ЯЁ]{2,}", words[i - 1])
        if is_apart and not _NAME.match(both[1]) and known.issuperset(map(bare, both)):
            return list(map(_trimmed, both))
    return [party]


def alike_parties(cells: Iterable[Iterable[str]]) -> list[tuple[str, str]]:
    """Find parties that may be the same: by a typo of one or two letters, or one in the other."""
    said = islice(dict.fromkeys(chain.from_iterable(cells)), _MOST_COMPARED)
    names = [name for name in map(_Name, said) if len(name.key) >= _LONG_ENOUGH]
    return [
        (other.party, name.party)
        for place, name in enumerate(names)
        for other in names[:place]
        if _slip(name, other) or _is_within(name, other) or _is_within(other, name)
    ]


def joined_parties(
    cells: Sequence[Sequence[str]], alike: Iterable[tuple[str, str]]
) -> list[list[str]]:
    """Replace similar parties with the more frequent one."""
    times = Counter(chain.from_iterable(cells))
    known: dict[str, str] = {}
    for one, other in alike:
        known |= {one: other} if times[other] > times[one] else {other: one}
    return [list(dict.fromkeys(known.get(party, party) for party in cell)) for cell in cells]


class _Name:
    """A party prepared, once, for comparison with all others."""

    def __init__(self, party: str) -> None:
        self.party = party
        self.key = bare(party)
        self.letters = frozenset(self.key)
        self.figures = re.findall(r"\d+", self.key)
        self.words = re.findall(r"\w+", party.casefold())
        # without their endings; short words have none
        self.stems = [word[:-2] if len(word) > _SHORT_WORD else word for word in self.words]


def _is_within(short: _Name, long: _Name) -> bool:
    """Return whether a body's name is within another's: «Центр» in «МКУ «Центр»»."""
    if len(short.key) >= len(long.key) or short.key not in long.key:
        return False
    if short.figures != long.figures or not _A_BODY.search(short.party):
        return False
    return f" {' '.join(short.words)} " in f" {' '.join(long.words)} "


def _slip(one: _Name, other: _Name) -> bool:
    """Return whether one name is probably a typo of the other; cheap comparisons come first."""
    if len(one.letters ^ other.letters) > 2 * _SLIP or one.figures != other.figures:
        return False
    if one.stems == other.stems:
        return False  # «воспитатель» and «воспитатели» are two parties, in good grammar
    return wording.distance(one.key, other.key, _SLIP) <= _SLIP
