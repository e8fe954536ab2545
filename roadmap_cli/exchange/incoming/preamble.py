"""The text around the table: the plan's title and period, its order, who controls it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from roadmap_cli.exchange.incoming import nominative
from roadmap_cli.exchange.incoming.pairing import Heading
from roadmap_cli.terms.vocabulary import MONTHS_OF
from roadmap_cli.terms.words import MONTH_FORMS

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    r"\d+[.)]\s|[IVX]+[.)]|(цел[ьи]|задач[аи]|сроки?|ответствен|утвержд)\b", re.IGNORECASE
)
_YEAR_SAID = re.compile(r"20\d\d(\s*[-–—/]\s*(20)?\d\d)?\s*(уч\w*\.?\s*)?г", re.IGNORECASE)
_NAME = re.compile(r"[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё]+|[А-ЯЁ][а-яё]+ [А-ЯЁ]\. ?[А-ЯЁ]\.")
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
    title = " ".join(filter(None, texts[begin:end])) or None
    order = _order([*texts[:begin], *texts[end:]], [text for row in below for text in _texts(row)])
    return Preamble(title, order, _heading(lines[end:]), tuple(filter(None, texts)))


def _texts(row: Row) -> list[str]:
    """Give the lines of a row of text; letters set apart are one word, asterisks are bold type."""
    raw = [line for cell in row.cells for line in cell.text.split("\n")]
    clean = [" ".join(line.replace("*", "").split()) for line in raw]
    return [re.sub(r"\b(?:[А-ЯЁа-яё] ){3,}[А-ЯЁа-яё]\b", _closed_up, line) for line in clean]


def _closed_up(spaced: re.Match[str]) -> str:
    return spaced[0].replace(" ", "")


def _title_bounds(texts: Sequence[str]) -> tuple[int, int]:
    """Find the lines of the title; none: two equal numbers, at the end."""
    starts = [
        i for i, text in enumerate(texts) if _TITLE.match(text) and text[:1] != text[:1].lower()
    ]
    report = next((i for i, text in enumerate(texts) if _is_report(text, texts[i + 1 :])), None)
    if report is not None:
        begin = report + 2
        end = begin + 1
    elif starts:
        begin = starts[-1]
        while begin - 1 in starts:
            begin -= 1
        end = begin + 1
    else:
        return len(texts), len(texts)
    while end < len(texts) and _title_goes_on(texts[begin:end], texts[end:]):
        end += 1
    return begin, end


def _is_report(text: str, following: Sequence[str]) -> bool:
    """Tell whether a line begins our own report: «ОТЧЁТ», «об исполнении …», then the title."""
    report = re.fullmatch(r"отч[её]т", text, re.IGNORECASE)
    return report is not None and bool(following) and following[0].startswith("об исполнении")


def _title_goes_on(title: Sequence[str], rest: Sequence[str]) -> bool:
    following = next(filter(None, rest), "")
    if not following or _TITLE_ENDS.match(following) or following.startswith("("):
        return False
    if re.match(r"на (период|20\d\d|[IVX]+ )", following):
        return True
    if any(_YEAR_SAID.search(text) for text in title):
        return False
    short = len(" ".join(title)) < len("План мероприятий по")
    return bool(rest[0]) or short


def _heading(lines: Sequence[tuple[str, str]]) -> Heading | None:
    """Take the last line above the table for the first section's heading, if it is one."""
    spoken = [(place, text) for place, text in lines if text]
    if not spoken:
        return None
    place, text = spoken[-1]
    before = spoken[-2][1] if len(spoken) > 1 else ""
    is_list = before.endswith(":") or re.match(r"(цел|задач)", before, re.IGNORECASE)
    first_of_all = re.match(r"(1[.)]?|I[.)]|раздел (1|I)\b)\s*\D", text, re.IGNORECASE)
    return Heading(place, text) if first_of_all and not is_list else None


def _order(above: Sequence[str], below: Sequence[str]) -> dict[str, str | date]:
    """Gather the fields of the order that the text names."""
    text = "\n".join(above)
    fields: dict[str, str | date | None] = {**_number_and_date(text)}
    act = next((i for i, line in enumerate(above) if _is_act_line(line)), None)
    if act is not None:
        fields |= _order_text(above, act)
    else:
        fields["signed_by"] = _approver(above)
    controller = _controller("\n".join([*above, *below]))
    fields["controlled_by"] = fields.get("signed_by") if controller == "" else controller
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


def _order_text(lines: Sequence[str], act: int) -> dict[str, str | None]:
    """Read the text of an order, from the letterhead to the signature."""
    head = [line for line in lines[:act] if line]
    sample = " ".join(line for line in lines[act:] if line != line.upper())
    title_at = next((i for i in range(act, len(lines)) if re.match(r"Об? ", lines[i])), None)
    purpose = next((line for line in lines if re.match(_PURPOSE, line)), "")
    return {
        "title": _paragraph(lines[title_at:]) if title_at is not None else None,
        "issued_by": nominative.body(head, sample) if head else None,
        "signed_by": _signer(lines[act:]),
        "purpose": re.sub(r"[,:]?\s*приказываю:?\Z", "", purpose, flags=re.IGNORECASE).rstrip(" ,:")
        or None,
    }


_PURPOSE = r"(В целях|С целью|В соответствии|Во исполнение|На основании|В рамках) "


def _paragraph(lines: Sequence[str]) -> str:
    """Join the lines down to the first empty one."""
    end = next((i for i, line in enumerate(lines) if not line), len(lines))
    return " ".join(lines[:end])


_LONGEST_POST = 4  # lines of a signature


def _signer(lines: Sequence[str]) -> str | None:
    """Join the post and the name below the last point of an order."""
    spoken = [line for line in lines if line]
    points = [i for i, line in enumerate(spoken) if re.match(r"\d+[.)]", line)]
    tail = spoken[points[-1] + 1 :] if points else []
    return _post_and_name(tail)


def _approver(lines: Sequence[str]) -> str | None:
    """Join the post and the name below «УТВЕРЖДАЮ»."""
    spoken = [line for line in lines if line]
    start = next(
        (i for i, line in enumerate(spoken) if re.match(r"утвержд", line, re.IGNORECASE)), None
    )
    return None if start is None else _post_and_name(spoken[start + 1 :])


def _post_and_name(lines: Sequence[str]) -> str | None:
    names = (i for i, line in enumerate(lines) if _NAME.search(line))
    end = next(names, None)
    if end is None or end > _LONGEST_POST:
        return None
    parts = [re.sub(r"_+", " ", line) for line in lines[: end + 1] if not re.search(_DATE, line)]
    return " ".join(" ".join(parts).split())


def _controller(text: str) -> str | None:
    """Find on whom control is laid; "" where the one who signs keeps it."""
    if re.search(r"контроль[^\n]*(оставляю за собой|за собой оставляю)", text, re.IGNORECASE):
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
    said = [each for each in found if re.match(r"\s*(г|уч)", each["unit"], re.IGNORECASE)]
    chosen = (said or found)[-1:]
    return _period(chosen[0]) if chosen else None


def _period(found: re.Match[str]) -> str:
    first, last = found["first"], found["last"]
    if last is None:
        return first
    last = last if len(last) == len(first) else first[:2] + last
    calendar = re.match(r"\s*(г\.?\s?г|год[ыао])", found["unit"], re.IGNORECASE)
    if int(last) == int(first) + 1 and not calendar:
        return f"{first}-{last}"
    return f"{first}-01-01..{last}-12-31"
