"""The text around the table: the plan's title and period, its order, who controls it."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain, takewhile
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.incoming import nominative
from roadmap_cli.exchange.incoming.pairing import Heading
from roadmap_cli.terms.vocabulary import MONTHS_OF
from roadmap_cli.terms.words import MONTH_FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from roadmap_cli.exchange.incoming.rows import Row

_DATE = (
    r"[«\"“]?(?P<day>\d{1,2})[»\"”]?[.\s]*(?P<month>\d{2}|"
    + "|".join(MONTHS_OF)
    + r")[.\s]*(?P<year>20\d\d)"
)
_NUMBER = r"№\s*(?P<number>[^\s,;()_/]+(?:\s*/\s*[^\s,;()_/]+)*)"
_ACT = re.compile(r"\b(приказ|распоряжени|постановлени|решени)", re.IGNORECASE)
_APPROVED = re.compile(r"\b(утвержд|приказ|распоряжени|постановлени)", re.IGNORECASE)
_WINDOW = 300  # characters after such a word in which its date and number stand
_TITLE = re.compile(
    r"\W*(?:[А-ЯЁ][\w-]+ ){0,2}(?:план|дорожная карта|график|перечень мероприятий|циклограмма)\b"
    r"|\W*(?:программа|мероприятия по)\b",
    re.IGNORECASE,
)
_TITLE_ENDS = re.compile(
    r"\(|\d+[.)]\s|[IVX]+[.)]|(цел[ьи]|задач[аи]|сроки?|ответствен|утвержд)\b",
    re.IGNORECASE,
)
_FIRST_OF_ALL = re.compile(r"(1[.)]?|I[.)]|раздел (1|I)\b)\s*\D", re.IGNORECASE)
_AIMS = re.compile(r"(цел|задач)", re.IGNORECASE)
_YEAR_SAID = re.compile(
    r"20\d\d(\s*[-–—/]\s*(20)?\d\d)?\s*(уч\w*\.?\s*)?г", re.IGNORECASE
)
_NAME = re.compile(
    r"[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё]+|[А-ЯЁ][а-яё]+ [А-ЯЁ]\. ?[А-ЯЁ]\."
)
_YEARS = re.compile(
    r"(?<![.\d])(?P<first>20\d\d)(?:\s*[-–—/]\s*(?P<last>20\d\d|\d\d)(?!\d))?(?P<unit>\s*\w*\.?\s?\w*)"
)


class Preamble(NamedTuple):
    """What the text around says; None and nothing where it does not."""

    title: str | None
    order: dict[str, str | date]
    heading: Heading | None
    texts: tuple[str, ...]


def read(above: Sequence[Row], below: Sequence[Row]) -> Preamble:
    """Read the text above the first table of a plan and below its last one."""
    lines = [(row.place, text) for row in above for text in _texts(row)]
    texts = [text for _, text in lines]
    begin, end = _title_bounds(texts)
    around = [*texts[:begin], *texts[end:]]
    after = list(chain.from_iterable(map(_texts, below)))
    return Preamble(
        title=_spoken_line(texts[begin:end]) or None,
        order=_order(around, after),
        heading=_heading(lines[end:]),
        texts=tuple(filter(None, texts)),
    )


def _spoken_line(lines: Iterable[str]) -> str:
    """Join the lines that have some text."""
    return " ".join(filter(None, lines))


def _first(lines: Sequence[str], fits: Callable[[str], object]) -> int | None:
    """Find the first line that fits."""
    for place, line in enumerate(lines):
        if fits(line):
            return place
    return None


def _texts(row: Row) -> list[str]:
    """Give the lines of a row of text; letters set apart are one word, asterisks are bold type."""
    raw = [line for cell in row.cells for line in cell.text.split("\n")]
    clean = [" ".join(line.replace("*", "").split()) for line in raw]
    return [
        re.sub(r"\b(?:[А-ЯЁа-яё] ){3,}[А-ЯЁа-яё]\b", _closed_up, line) for line in clean
    ]


def _closed_up(spaced: re.Match[str]) -> str:
    return spaced[0].replace(" ", "")


def _title_bounds(texts: Sequence[str]) -> tuple[int, int]:
    """Find the lines of the title; none: two equal numbers, at the end."""
    begin = _title_begin(texts)
    if begin is None:
        return len(texts), len(texts)
    end = begin + 1
    while end < len(texts) and _title_goes_on(texts[begin:end], texts[end:]):
        end += 1
    return begin, end


def _title_begin(texts: Sequence[str]) -> int | None:
    """Find the first line of the title: that of our own report, else the last that reads so."""
    for place, text in enumerate(texts):
        if _is_report(text, texts[place + 1 :]):
            return place + 2
    starts = {place for place, text in enumerate(texts) if _begins_title(text)}
    if not starts:
        return None
    begin = max(starts)
    while begin - 1 in starts:
        begin -= 1
    return begin


def _begins_title(text: str) -> bool:
    begins_low = text[:1] == text[:1].lower()
    return not begins_low and _TITLE.match(text) is not None


def _is_report(text: str, following: Sequence[str]) -> bool:
    """Tell whether a line begins our own report: «ОТЧЁТ», «об исполнении …», then the title."""
    report = re.fullmatch(r"отч[её]т", text, re.IGNORECASE)
    return (
        report is not None
        and bool(following)
        and following[0].startswith("об исполнении")
    )


def _title_goes_on(title: Sequence[str], rest: Sequence[str]) -> bool:
    following = next(filter(None, rest), "")
    if not following or _TITLE_ENDS.match(following):
        return False
    if re.match(r"на (период|20\d\d|[IVX]+ )", following):
        return True
    if any(map(_YEAR_SAID.search, title)):
        return False
    is_short = len(" ".join(title)) < len("План мероприятий по")
    return bool(rest[0]) or is_short


def _heading(lines: Sequence[tuple[str, str]]) -> Heading | None:
    """Take the last line above the table for the first section's heading, if it is one."""
    spoken = [Heading(place, text) for place, text in lines if text]
    if not spoken or not _FIRST_OF_ALL.match(spoken[-1].text):
        return None
    *above, last = spoken
    before = above[-1].text if above else ""
    is_of_list = before.endswith(":") or _AIMS.match(before)
    return None if is_of_list else last


def _order(above: Sequence[str], below: Sequence[str]) -> dict[str, str | date]:
    """Gather the fields of the order that the text names."""
    fields: dict[str, str | date | None] = {**_number_and_date("\n".join(above))}
    act = _first(above, _is_act_line)
    if act is None:
        fields["signed_by"] = _approver(above)
    else:
        fields |= _order_text(above[:act], above[act:])
    controller = _controller("\n".join([*above, *below]))
    fields["controlled_by"] = (
        fields.get("signed_by") if controller == "" else controller
    )
    return {name: value for name, value in fields.items() if value}


def _is_act_line(line: str) -> bool:
    return _ACT.match(line) is not None and len(line.split()) == 1


def _number_and_date(text: str) -> dict[str, str | date | None]:
    """Find «17.01.2020 № 13», «№ 13 от 17.01.2020» or a date alone after an approval."""
    said = _APPROVED.search(text)
    if said is None:
        return {}
    window = text[said.start() : said.start() + _WINDOW]
    forms = (
        rf"{_DATE}(?:\s*г(?:ода|\.)?)?\W{{0,15}}?{_NUMBER}",
        rf"{_NUMBER}\s+от\s+{_DATE}",
        _DATE,
    )
    for form in forms:
        found = re.search(form, window, re.IGNORECASE)
        if found:
            named = found.groupdict()
            number = re.sub(r"\s", "", named.get("number") or "").rstrip(".")
            return {"number": number or None, "date": _day(named)}
    return {}


def _day(named: dict[str, str]) -> date | None:
    month = named["month"].casefold()
    number = int(month) if month.isdigit() else MONTH_FORMS[month]
    try:
        return date(int(named["year"]), number, int(named["day"]))
    except ValueError:
        return None


def _order_text(head: Sequence[str], lines: Sequence[str]) -> dict[str, str | None]:
    """Read the text of an order, from the letterhead to the signature."""
    letterhead = list(filter(None, head))
    sample = " ".join(line for line in lines if line != line.upper())
    purpose = next(filter(_PURPOSE.match, [*head, *lines]), "")
    return {
        "title": _paragraph(lines, re.compile("Об? ")),
        "issued_by": nominative.body(letterhead, sample) if letterhead else None,
        "signed_by": _signer(lines),
        "purpose": _COMMAND.sub("", purpose).rstrip(" ,:") or None,
    }


_PURPOSE = re.compile(
    "(В целях|С целью|В соответствии|Во исполнение|На основании|В рамках) "
)
_COMMAND = re.compile(r"[,:]?\s*приказываю:?\Z", re.IGNORECASE)


def _paragraph(lines: Sequence[str], begin: re.Pattern[str]) -> str | None:
    """Join the lines from one that begins so down to the first empty one."""
    place = _first(lines, begin.match)
    if place is None:
        return None
    return " ".join(takewhile(bool, lines[place:]))


_LONGEST_POST = 4  # lines of a signature


def _signer(lines: Sequence[str]) -> str | None:
    """Join the post and the name below the last point of an order."""
    below: list[str] | None = None
    for line in filter(None, lines):
        if re.match(r"\d+[.)]", line):
            below = []
        elif below is not None:
            below.append(line)
    return _post_and_name(below) if below else None


def _approver(lines: Sequence[str]) -> str | None:
    """Join the post and the name below «УТВЕРЖДАЮ»."""
    spoken = list(filter(None, lines))
    place = _first(spoken, re.compile("утвержд", re.IGNORECASE).match)
    return None if place is None else _post_and_name(spoken[place + 1 :])


def _post_and_name(lines: Sequence[str]) -> str | None:
    end = _first(lines, _NAME.search)
    if end is None or end > _LONGEST_POST:
        return None
    undated = (line for line in lines[: end + 1] if not re.search(_DATE, line))
    words = " ".join(undated).replace("_", " ").split()
    return " ".join(words)


def _controller(text: str) -> str | None:
    """Find on whom control is laid; "" where the one who signs keeps it."""
    if re.search(
        r"контроль[^\n]*(оставляю за собой|за собой оставляю)", text, re.IGNORECASE
    ):
        return ""
    found = re.search(r"контроль\b[^\n]*?\bвозл\w+ на ([^\n]+)", text, re.IGNORECASE)
    if found is None:
        return None
    named = found[1].strip()
    whole = _NAME.search(named)
    return nominative.person(named[: whole.end()] if whole else named.rstrip("."))


def period(text: str) -> str | None:
    """Find the period that a text names («2019-2020 уч. год») as `terms` takes it."""
    found = list(_YEARS.finditer(text))
    said = [
        each for each in found if re.match(r"\s*(г|уч)", each["unit"], re.IGNORECASE)
    ]
    chosen = (said or found)[-1:]
    return _period(chosen[0]) if chosen else None


def _period(found: re.Match[str]) -> str:
    first, last = found["first"], found["last"]
    if last is None:
        return first
    if len(last) < len(first):
        last = first[:2] + last
    is_of_calendar = re.match(r"\s*(г\.?\s?г|год[ыао])", found["unit"], re.IGNORECASE)
    follows = int(last) == int(first) + 1
    if follows and not is_of_calendar:
        return f"{first}-{last}"
    return f"{first}-01-01..{last}-12-31"
