"""The words of Russian terms (сроки): wordings cut into tokens, each with its meaning, and a cursor over them."""

from __future__ import annotations

import re
from typing import NamedTuple, cast

LONGEST_NUMBER = 6  # figures; enough to be no day and no year
YEARS = range(1990, 2100)
CENTURY = 2000
MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
_SHORT = (
    "янв",
    "фев февр",
    "мар",
    "апр",
    "",
    "июн",
    "июл",
    "авг",
    "сен сент",
    "окт",
    "ноя нояб",
    "дек",
)


class Token(NamedTuple):
    """A piece of a wording.

    `kind` is `word`, `number`, `ordinal`, `date`, `month`, `year`, `time` or the sign itself; `value` is the word's
    root class, the number, or (day, month, year or None).
    """

    kind: str
    text: str
    value: object = None

    @property
    def number(self) -> int:
        """The number that a token of kind `number`, `month` or `year` stands for."""
        return cast("int", self.value)


def _month_forms() -> dict[str, int]:
    forms: dict[str, int] = {}
    for number, (name, short) in enumerate(zip(MONTHS, _SHORT, strict=True), start=1):
        if name.endswith("ь"):
            endings = [name, *(name[:-1] + ending for ending in ("я", "е", "ю", "ем"))]
        elif name == "май":
            endings = ["май", "мая", "мае", "маю", "маем"]
        else:
            endings = [name + ending for ending in ("", "а", "е", "у", "ом")]
        forms |= dict.fromkeys([*endings, *short.split()], number)
    return forms


MONTH_FORMS = _month_forms()
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "і": 1, "іі": 2, "ііі": 3, "іv": 4}
_COUNTS = ("один одного одна", "два двух две", "три трех", "четыре четырех")
_ORDINALS = ("перв", "втор", "трет", "четверт")
_ORDINAL_ENDINGS = "ый ий ой ое ая ого ому ом ую ые ых ье ья ьего ьей ьем ью"
_NUMBERS = {form: number for number, forms in enumerate(_COUNTS, 1) for form in forms.split()} | {
    stem + ending: number
    for number, stem in enumerate(_ORDINALS, 1)
    for ending in _ORDINAL_ENDINGS.split()
}

# Words whose forms are few, or whose stem begins other words too (год – годовой, раз – разработка, час – часть)
_FORMS = {
    "год": "г гг год года году годом годы годов",
    "квартал": "кв квартал квартала квартале кварталу кварталом кварталы кварталов кварталах кварталам",
    "месяц": "мес месяц месяца месяце месяцу месяцем месяцы месяцев месяцам",
    "полугодие": "пол",
    "дважды": "дважды трижды",
    "неделя": "нед неделя недели неделю неделе недель",
    "день": "день дня дней дни сут сутки суток",
    "раз": "раз раза",
    "период": "период периода периоде",
    "срок": "срок срока сроки сроков",
    "весь": "весь всего всей всех вся все",
    "круглый": "круглый круглого",
    "число": "число числа числу",
    "конец": "конец конца концу конце окончания",
    "начало": "начало начала началу начале",
    "учебный": "уч учебный учебного учебному учебном учебных",
    "отчетный": "отчетный отчетного отчетным отчетном",
    "течение": "теч течение течении",
    "текущий": "тек текущий текущего текущем",
    "день недели": "среда среды среду средам",
    "час": "ч час часа часов",
    "позднее": "позднее позже",
    "реже": "реже менее",
    "с": "с со",
    "в": "в во",
    "к": "к ко",
}
_EXACT = {form: word for word, forms in _FORMS.items() for form in forms.split()}
_STEMS = {
    "протяжени": "течение", "продолжени": "течение", "полугоди": "полугодие", "полгода": "полугодие",
    "декад": "декада", "реализаци": "реализация",
    "календарн": "календарный", "постоян": "постоянно", "систематич": "постоянно", "регулярн": "постоянно",
    "непрерывн": "постоянно", "круглогодич": "постоянно", "еженедел": "постоянно", "ежеднев": "постоянно",
    "ежемесяч": "ежемесячно", "помесячн": "ежемесячно", "ежекварт": "ежеквартально", "поквартальн": "ежеквартально",
    "ежегод": "ежегодно", "ежеполугод": "раз-полугодие", "кажд": "каждый", "включит": "включительно",
    "начина": "начиная", "следующ": "следующий", "понедельник": "день недели", "вторник": "день недели",
    "четверг": "день недели", "пятниц": "день недели", "суббот": "день недели", "воскресень": "день недели",
}  # fmt: skip

MEANINGS = ({*_FORMS, *_STEMS.values()} - {"в", "с", "к", "весь"}) | {"не", "до", "и", "но"}
"""Words that change a reading, so that no remark may hold them unread."""

_ABBREVIATIONS = {"...": "-", "..": "-", "г.г": "гг", "кв-л": "квартал", "п/г": "полугодие"}
_LOOKALIKES = str.maketrans("aeopcxykmthb", "аеорсхукмтнв")
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−…", "-")
    | dict.fromkeys('«»"“”„', " ")
    | {"\u00ad": "", "\u00a0": " ", "ё": "е"}
)
_TOKEN = re.compile(
    r"""(?P<iso>\d{4}-\d{2}-\d{2}(?!\d))
      | (?P<time>\d{1,2}:\d{2}|\d{1,2}(?:\.(?:00|1[3-9]|[2-5]\d)|-00)(?![\d.]*\d))
      | (?P<date>\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2}(?!\d)))?(?!\d))
      | (?P<month>(?:0?[1-9]|1[0-2])\.\d{4}(?!\d))
      | (?P<number>\d+)(?:-?(?P<ending>ого|его|ым|ой|ая|ое|ый|ий|му|го|й|е|я|х)(?![а-я]))?
      | (?P<roman>(?:iv|i{1,3}|іv|і{1,3})(?:(?=кв)|(?![a-zа-яі])))(?:-(?:ый|ой|ий|го|й|е)(?![а-я]))?
      | (?P<word>[а-яa-zі]+)
      | (?P<sign>[-,;()/\n])
      | (?P<noise>[\s.:]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


def tokens(text: str) -> list[Token]:
    """Cut a wording into tokens; spaces, dots and quotes are dropped."""
    clean = text.lower().translate(_DASHES).rstrip(" .").lstrip()
    for short, whole in _ABBREVIATIONS.items():
        clean = clean.replace(short, whole)
    found = []
    for match in _TOKEN.finditer(clean):
        kind = match.lastgroup if match.lastgroup != "ending" else "number"
        if kind == "month":  # 05.2020
            month, year = match[0].split(".")
            found += [Token("month", month, int(month)), Token("year", year, int(year))]
        elif kind != "noise":
            found.append(_token(kind or "", match))
    return found


def _token(kind: str, match: re.Match[str]) -> Token:
    text = match[0]
    if kind == "iso":
        year, month, day = map(int, text.split("-"))
        return Token("date", text, (day, month, year))
    if kind == "date":
        day, month, *rest = map(int, text.split("."))
        return Token("date", text, (day, month, _full_year(rest[0]) if rest else None))
    if kind == "number":
        number = int(match["number"][:LONGEST_NUMBER])
        is_year = len(match["number"]) == len("2020") and number in YEARS
        return Token("year" if is_year else "number", text, number)
    if kind == "roman":
        return Token("number", text, ROMAN[match["roman"]])
    if kind == "word":
        return _word(text)
    return Token(text if kind == "sign" else kind, text)


def _full_year(year: int) -> int:
    return year + CENTURY if year < 100 else year  # noqa: PLR2004  # two figures


def _word(text: str) -> Token:
    if re.search("[а-я]", text):
        text = text.translate(_LOOKALIKES)
    if text in MONTH_FORMS:
        return Token("month", text, MONTH_FORMS[text])
    if text in _EXACT:
        return Token("word", text, _EXACT[text])
    if text in _NUMBERS:
        return Token("number", text, _NUMBERS[text])
    return Token(
        "word", text, next((word for stem, word in _STEMS.items() if text.startswith(stem)), text)
    )


def near_months(text: str) -> list[str]:
    """Name the months that a misspelt word may mean."""
    from difflib import get_close_matches  # noqa: PLC0415  # only a mistake pays for it

    return get_close_matches(text.strip().lower(), MONTHS, n=2, cutoff=0.7)


class Cursor:
    """A position among the tokens of a wording."""

    def __init__(self, found: list[Token]) -> None:
        """Begin before the first token."""
        self.tokens = found
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        """Look at a token; behind the last one stands one of kind `end`."""
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else Token("end", "")

    def take(self, *wanted: str) -> Token | None:
        """Take the next token if its kind, or a word's meaning, is one of the wanted."""
        token = self.peek()
        if token.kind in wanted or (token.kind == "word" and token.value in wanted):
            self.at += 1
            return token
        return None

    def phrase(self, *wanted: str) -> bool:
        """Take several tokens, or none of them."""
        start = self.at
        if all(self.take(*word.split("|")) for word in wanted):
            return True
        self.at = start
        return False
