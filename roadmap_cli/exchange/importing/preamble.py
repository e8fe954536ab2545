"""The text around the table: the plan's title and period, its order, who controls it."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.importing import Heading, existing_day
from roadmap_cli.exchange.importing.cells import is_month
from roadmap_cli.terms.tokens import MONTH_FORMS
from roadmap_cli.terms.vocabulary import MONTHS_OF
from roadmap_cli.wording import capitalized

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadmap_cli.exchange.importing import Row


_HARD_POSTS = "директор начальник специалист методист инспектор инженер консультант координатор"
_SOFT_POSTS = "заместитель председатель руководитель секретарь"
_POSTS = {
    **{f"{post}а": post for post in _HARD_POSTS.split()},
    **{f"{post[:-1]}я": post for post in _SOFT_POSTS.split()},
    "главу": "глава",
}
_ADJECTIVES = {
    "ведущего": "ведущий",
    "главного": "главный",
    "старшего": "старший",
    "первого": "первый",
    "заведующего": "заведующий",
    "заведующую": "заведующая",
    "исполняющего": "исполняющий",
}
_COMMON = re.compile(
    r"администрац|муниципальн|комитет|отдел|управлени|департамент|министерств|центр|служб"
    r"|образовани|культур|город|район|област|кра[йяю]\b|республик|округ|сельск|поселени"
    r"|учреждени|бюджетн|казенн|автономн|общеобразовательн|средн|основн|школ|детск|сад\b"
)
_SHORT = 3  # letters: «по», «для»; names are longer
# of surnames: the accusative and the nominative; Черных has none of these
_SURNAMES = {
    **{f"{stem}у": f"{stem}а" for stem in ("ов", "ев", "ёв", "ин", "ын")},
    **{f"{stem}а": stem for stem in ("ов", "ев", "ин")},
    **{f"{stem}ую": f"{stem}ая" for stem in ("ск", "цк")},
    **{f"{stem}ого": f"{stem}ий" for stem in ("ск", "цк")},
}
_SURNAME = re.compile(  # before its initials, or after them
    r"[А-ЯЁ][а-яё]+(?= [А-ЯЁ]\. ?[А-ЯЁ]\.)|(?<=\. |.\.)[А-ЯЁ][а-яё]+\Z"
)
# of bodies: the nominative and the genitive
_GENITIVES = {"ия": "ии", "ство": "ства", "ние": "ния", "ет": "ета", "ент": "ента", "ел": "ела"}


def person(text: str) -> str:
    """Put «ведущего специалиста … Минаеву Е.Л.» into the nominative: post and surname."""
    words = text.split(" ")
    for i, word in enumerate(words):
        plain = word.casefold()
        words[i] = _POSTS.get(plain) or _ADJECTIVES.get(plain) or word
        if plain not in _ADJECTIVES:
            break
    return _SURNAME.sub(lambda found: _with_ending(found[0], _SURNAMES), " ".join(words), count=1)


def _with_ending(word: str, endings: dict[str, str]) -> str:
    for ending, changed in endings.items():
        if word.endswith(ending):
            return word.removesuffix(ending) + changed
    return word


def _body(lines: list[str], sample: str) -> str:
    """Name the body of a letterhead: «АДМИНИСТРАЦИЯ» over «КОМИТЕТ» is its committee."""
    *above, own = [_lower(line, sample) for line in lines]
    if not above:
        return capitalized(own)
    first, space, rest = " ".join(above).partition(" ")
    parent = _with_ending(capitalized(first), _GENITIVES)
    return f"{capitalized(own)} {parent}{space}{rest}"


def _lower(line: str, sample: str) -> str:
    """Write a line of capitals in sentence case; an unknown long word may be a name."""

    def lower(found: re.Match[str]) -> str:
        word = found[0].casefold()
        is_known = _COMMON.match(word) or re.search(rf"\b{word}\b", sample)
        return word if is_known or len(found[0]) <= _SHORT else capitalized(word)

    if line != line.upper():
        return line
    return re.sub(r"«\w", lambda quoted: quoted[0].upper(), re.sub(r"\w+", lower, line))


_MONTH = "|".join([r"\d{2}", *MONTHS_OF])
_DATE = (
    r"[«\"“]?(?P<day>\d{1,2})[»\"”]?[.\s]*"
    rf"(?P<month>{_MONTH})[.\s]*(?P<year>20\d\d)"
)
_NUMBER = r"№\s*(?P<number>[^\s,;()_/]+(?:\s*/\s*[^\s,;()_/]+)*)"
_DATE_AND_NUMBER = (
    rf"{_DATE}(?:\s*г(?:ода|\.)?)?\W{{0,15}}?{_NUMBER}",  # 17.01.2020 № 13
    rf"{_NUMBER}\s+от\s+{_DATE}",  # № 13 от 17.01.2020
    _DATE,
)
_ACT_LINE = re.compile(r"^(приказ|распоряжени|постановлени|решени)\S*\Z", re.IGNORECASE)
_APPROVED = re.compile(r"\b(утвержд|приказ|распоряжени|постановлени)", re.IGNORECASE)
_APPROVAL = re.compile(r"^утвержд", re.IGNORECASE)
_WINDOW = 300  # characters after such a word in which its date and number stand
_ABOUT = re.compile(r"^Об? ")  # the title of an order
_PURPOSE = re.compile(
    r"(?<!\S)(В целях|С целью|В соответствии|Во исполнение|На основании|В рамках|В связи|Согласно"
    r"|Руководствуясь|По (итогам|результатам)|Исходя из|С уч[её]том|Учитывая),? "
)
_COMMAND = re.compile(r"[,:]?\s*приказываю:?\Z", re.IGNORECASE)
_POINT = re.compile(r"\d+[.)]")
_LONGEST_POST = 4  # lines of a signature
_KEEPS_CONTROL = re.compile(r"контроль[^\n]*(оставляю за собой|за собой оставляю)", re.IGNORECASE)
_LAYS_CONTROL = re.compile(r"контроль\b[^\n]*?\bвозл\w+ на ([^\n]+)", re.IGNORECASE)
_TITLE = re.compile(
    r"\W*(?:[А-ЯЁ][\w-]+ ){0,2}(?:план|дорожная карта|график|перечень мероприятий|циклограмма)\b"
    r"|\W*(?:программа|мероприятия по|комплекс мер)\b|\W*(?:мероприятия|перечень)\Z",
    re.IGNORECASE,
)
_SAYS_LITTLE = re.compile(r"\W*(план|перечень)?\W*(мероприяти[яй]|работы)?\W*", re.IGNORECASE)
_TITLE_ENDS = re.compile(
    r"\(|\d+[.)]\s|[IVX]+[.)]|(цел[ьи]|задач[аи]|сроки?)\b|ответствен|утвержд", re.IGNORECASE
)
_FIRST_OF_ALL = re.compile(r"(1[.)]?|I[.)]|раздел (1|I)\b)\s*\D", re.IGNORECASE)
_FIRST_PART = re.compile(r"I[.)]|(раздел|часть|глава|блок|модуль) (1|I)\b", re.IGNORECASE)
_AIMS = re.compile(r"(цел|задач)", re.IGNORECASE)
_YEAR_SAID = re.compile(r"20\d\d(\s*[-–—/]\s*(20)?\d\d)?\s*(уч\w*\.?\s*)?г", re.IGNORECASE)
_NAME = re.compile(r"[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё]+|[А-ЯЁ][а-яё]+ [А-ЯЁ]\. ?[А-ЯЁ]\.")
_AND_YEARS = (  # «2021 год и плановый период 2022 и 2023 годов», «с 2021 г. по 2023 г.»
    r"(?:(?:\s*г(?:ода?|\.))?(?:,|\s(?:и|по|до)(?:\s(?:на\s)?плановый\sпериод)?)\s(?P<end>20\d\d))"
)
_YEARS = re.compile(
    r"(?<![.\d])(?P<first>20\d\d)"
    rf"(?:\s*[-–—/]\s*(?P<last>20\d\d|\d\d)(?!\d)|{_AND_YEARS}+(?=\s*г))?"
    r"(?=(?P<unit>\s*\w*\.?\s?\w*))"
)
_UNTIL = re.compile(r"\bдо \Z", re.IGNORECASE)  # says nothing of the beginning
_SPAN = re.compile(rf"\bс {_DATE}(?: ?г(?:ода|\.)?)? по (?P<end>.*)", re.IGNORECASE)
_SOURCE = re.compile(  # the plan's basis, which has years of its own
    r"\b(по (итогам|результатам)|во исполнение|на основании|в соответствии|выявленн|утвержд"
    r"|год[ау] )[^,]*\Z",
    re.IGNORECASE,
)
_FOR = re.compile(r"\bна (период )?(\w+ )?\Z", re.IGNORECASE)  # the period, not the basis
_OF_YEAR = re.compile(r"\s*(г|уч)", re.IGNORECASE)
_SET_APART = re.compile(r"\b(?:[А-ЯЁа-яё] ){3,}[А-ЯЁа-яё]\b")  # П Л А Н


class Preamble(NamedTuple):
    """What the surrounding text says; None or empty if it does not."""

    title: str | None
    order: dict[str, str | date]
    headings: Sequence[Heading]
    """The headings of the first section, including a part above it."""
    texts: tuple[str, ...]


def read(above: Sequence[Row], below: Sequence[Row], *, several: bool = False) -> Preamble:
    """Read the text above the first table of a plan and below its last one, if it has several."""
    lines = _lines(above)
    texts = [line.text for line in lines]
    begin, end = _title_bounds(texts)
    if _SAYS_LITTLE.fullmatch(" ".join(filter(None, texts[begin:end]))):
        before = _title_bounds(texts[:begin])  # another title, above that of the table
        if before[0] < before[1]:
            begin, end = before
    title = " ".join(filter(None, texts[begin:end]))
    spoken = [line for line in lines[end:] if line.text]
    return Preamble(
        title=title or None,
        order=_order(texts[:begin] + texts[end:], [line.text for line in _lines(below)]),
        headings=(
            _headings(spoken)
            or [line for line in lines[:1] if is_month(line.text)]
            or [line for line in spoken[-1:] if several and _may_head(line.text)]
        ),
        texts=tuple(filter(None, texts)),
    )


def _lines(rows: Iterable[Row]) -> list[Heading]:
    """Return the lines of rows of text, also empty ones; each may be a heading."""
    lines = []
    for row in rows:
        for raw in (line for cell in row.cells for line in cell.text.split("\n")):
            plain = " ".join(raw.replace("*", "").split())  # asterisks mark bold type
            text = _SET_APART.sub(lambda spaced: spaced[0].replace(" ", ""), plain)
            lines.append(Heading(row.place, text))
    return lines


def _first(lines: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((place for place, line in enumerate(lines) if pattern.search(line)), None)


def _title_bounds(texts: Sequence[str]) -> tuple[int, int]:
    """Find the lines of the title; without one, two equal numbers."""
    begin = _title_begin(texts)
    if begin is None:
        return len(texts), len(texts)
    end = begin + 1
    is_report = begin and texts[begin - 1].startswith("об исполнении")
    while end < len(texts) and _title_goes_on(texts[begin:end], texts[end:]):
        if is_report and re.match(r"за |по состоянию на ", texts[end], re.IGNORECASE):
            break
        end += 1
    return begin, end


def _title_begin(texts: Sequence[str]) -> int | None:
    """Find the first line of the title: that of our own report, else the last that reads so."""
    for place, (text, following) in enumerate(pairwise(texts)):
        is_report = re.fullmatch(r"отч[её]т", text, re.IGNORECASE)
        if is_report and following.startswith("об исполнении"):
            return place + 2
    starts = {
        place
        for place, text in enumerate(texts)
        if _TITLE.match(text) and text.lstrip('«"“„')[:1].isupper()
    }
    begin = max(starts, default=None)
    while begin is not None and begin - 1 in starts:
        begin -= 1
    return begin


def _title_goes_on(title: Sequence[str], rest: Sequence[str]) -> bool:
    """Return whether the next line belongs to the title; in a short title it may be empty."""
    following = next(filter(None, rest), "")
    if not following or _TITLE_ENDS.match(following):
        return False
    if is_month(following) and not re.search(r"\b(на|за)\Z", title[-1]):
        return False
    if re.match(r"на (период|20\d\d|[IVX]+ )", following):
        return True
    if any(map(_YEAR_SAID.search, title)):
        return False
    return bool(rest[0]) or len(" ".join(title)) < len("План мероприятий по")


def _headings(spoken: Sequence[Heading]) -> Sequence[Heading]:
    """Take the last line above the table for the first section's heading, if it is one."""
    last = spoken[-1].text if spoken else ""
    before = spoken[-2].text if len(spoken) > 1 else ""
    if is_month(last):
        return spoken[-1:]
    if not _FIRST_OF_ALL.match(last) or before.endswith(":") or _AIMS.match(before):
        return ()
    return spoken[-2:] if _FIRST_PART.match(before) else spoken[-1:]


def _may_head(text: str) -> bool:
    """Return whether the last line below the title may be the heading of one of several tables."""
    is_other = _AIMS.match(text) or _NAME.search(text) or _YEAR_SAID.search(text)
    return not is_other and text[0].isupper() and text[-1] not in ".,:;)"


def _order(above: Sequence[str], below: Sequence[str]) -> dict[str, str | date]:
    fields = _number_and_date("\n".join(above))
    act, approval = _first(above, _ACT_LINE), _first(above, _APPROVAL)
    if act is not None:
        fields |= _order_text(above[:act], above[act:])
    elif approval is not None:
        fields["signed_by"] = _post_and_name(above[approval + 1 :])
    text = "\n".join([*above, *below])
    controller = _LAYS_CONTROL.search(text)
    if _KEEPS_CONTROL.search(text):
        fields["controlled_by"] = fields.get("signed_by")
    elif controller:
        said = controller[1].strip()
        name = _NAME.search(said)
        fields["controlled_by"] = person(said[: name.end()] if name else said.rstrip("."))
    return {name: value for name, value in fields.items() if value}


def _number_and_date(text: str) -> dict[str, str | date | None]:
    """Find the number and the date, or a date alone, after an approval."""
    said = _APPROVED.search(text)
    if said is None:
        return {}
    window = text[said.start() : said.start() + _WINDOW]
    for form in _DATE_AND_NUMBER:
        found = re.search(form, window, re.IGNORECASE)
        if found:
            named = found.groupdict()
            number = re.sub(r"\s", "", named.get("number", ""))
            return {"number": number.rstrip("."), "date": _day(named)}
    return {}


def _day(named: dict[str, str]) -> date | None:
    month = named["month"].casefold()
    return existing_day(named["day"], MONTH_FORMS.get(month, month), named["year"])


def _order_text(head: Sequence[str], lines: Sequence[str]) -> dict[str, str]:
    """Read the text of an order, from letterhead to signature; "" for what is missing."""
    purpose = next(filter(_PURPOSE.match, [*head, *lines]), "")
    letterhead = list(filter(None, head))
    sample = " ".join(line for line in lines if line != line.upper())
    points = [place for place, line in enumerate(lines) if _POINT.match(line)]
    return {
        "title": _title_of_order(lines),
        "issued_by": _body(letterhead, sample) if letterhead else "",
        "signed_by": _post_and_name(lines[points[-1] + 1 :]) if points else "",
        "purpose": _COMMAND.sub("", purpose).rstrip(" ,:"),
    }


def _title_of_order(lines: Sequence[str]) -> str:
    """Join the lines from «О …» down to the first empty one, or to the preamble."""
    place = _first(lines, _ABOUT)
    if place is None:
        return ""
    title = []
    for line in takewhile(bool, lines[place:]):
        end = _PURPOSE.search(line) or _COMMAND.search(line) or _POINT.match(line)
        title.append(line[: end.start()] if end else line)
        if end:
            break
    return " ".join(title).strip(" .,")


def _post_and_name(lines: Iterable[str]) -> str:
    """Join the lines down to the first name, without dates; empty if it is too far down."""
    spoken = list(filter(None, lines))
    end = _first(spoken, _NAME)
    if end is None or end > _LONGEST_POST:
        return ""
    undated = [line for line in spoken[: end + 1] if not re.search(_DATE, line)]
    return " ".join(" ".join(undated).replace("_", " ").split())


def period(text: str) -> str | None:
    """Find the period in a text («2019-2020 уч. год»), as `terms` expects it."""
    if span := _span(text):
        return span
    found = [each for each in _YEARS.finditer(text) if not _UNTIL.search(text[: each.start()])]
    chosen = [each for each in found if _OF_YEAR.match(each["unit"])] or found
    own = [each for each in chosen if _FOR.search(text[: each.start()])]
    if own:
        return _period(own[0])
    chosen = [each for each in chosen if not _SOURCE.search(text[: each.start()])] or chosen
    return _period(chosen[-1]) if chosen else None


def _span(text: str) -> str:
    """Return the period of «с 1 сентября 2019 года по 31 мая 2020 года», if it passes New Year."""
    begins = _SPAN.search(text)
    ends = begins and re.match(_DATE, begins["end"], re.IGNORECASE)
    first, last = (_day(each.groupdict()) if each else None for each in (begins, ends))
    if first is None or last is None or first.year >= last.year:
        return ""
    is_school_year = (first.month, first.day) == (9, 1) and last < date(first.year + 1, 9, 1)
    return f"{first.year}-{last.year}" if is_school_year else f"{first}..{last}"


def _period(found: re.Match[str]) -> str | None:
    """Return one year, a school year of two, or calendar years by days; None for «2021-20»."""
    first, last = found["first"], found["last"]
    if found["end"]:
        return f"{first}-01-01..{found['end']}-12-31" if first < found["end"] else None
    if last is None:
        return first
    if len(last) < len(first):
        last = first[:2] + last
    if last < first:
        return None
    is_calendar = re.match(r"\s*(г\.?\s?г|год[ыао])", found["unit"], re.IGNORECASE)
    if int(last) == int(first) + 1 and not is_calendar:
        return f"{first}-{last}"
    return f"{first}-01-01..{last}-12-31"
