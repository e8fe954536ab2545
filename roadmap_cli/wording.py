"""Russian plurals, dates, percentages; making texts safe to show."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

DAYS = ("день", "дня", "дней")
ITEMS = ("пункт", "пункта", "пунктов")
NO_TERM = "без срока"
UNREAD_TERM = "срок не прочитан"
NOBODY = "без ответственного"
NOTHING = "—"

LOOKALIKES = str.maketrans("aceopxykmtbh", "асеорхукмтвн")
"""Small Latin letters, and the Cyrillic ones for which they are typed."""

CONTROLS = "\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
"""DEL, C1, marks of no width and those that reorder text: a terminal would obey or hide them."""

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)
TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_INSEPARABLE = (
    r"(?<=№) (?=\S)| (?=– )|(?<=\d) (?=%|д(?:ень|ня|ней)\b|срок|из \d)"
    r"|(?<=\d из) (?=\d)|(?<=\d –) (?=\d)"
    r"|(?<=\d) (?=(?:янв|фев|мар|апр|ма[йя]|ию[нл]|авг|сен|окт|ноя|дек)[а-я]*\b)"
    r"|(?<=[А-ЯЁ]\.) (?=[А-ЯЁ][.а-яё])|(?<=[а-яё]) (?=[А-ЯЁ]\. ?[А-ЯЁ]\.)"  # С.В. Белова
)
_UNSAFE = rf"[\x00-\x1f{CONTROLS}\ud800-\udfff]"
_FIRST_PICTURE = 0x2400  # Unicode has a picture of each C0 control, in the same order
_C0 = 0x20


def is_one(number: int) -> bool:
    """Return whether a number takes the singular: 1, 21, 101, but not 11."""
    return number % 10 == 1 and number // 10 % 10 != 1


def plural(number: int, forms: tuple[str, str, str]) -> str:
    """Write a number with the right form of its noun: 1 день, 2 дня, 5 дней, 11 дней, 21 день."""
    one, few, many = forms
    if is_one(number):
        return f"{number} {one}"
    is_few = number % 10 in {2, 3, 4} and number // 10 % 10 != 1
    return f"{number} {few if is_few else many}"


def day(value: date) -> str:
    """Write a date as documents do: 28.09.2020."""
    return f"{value:%d.%m.}{value.year:04d}"


def day_off(value: date, *, brief: bool = False) -> str:
    """Name the weekday of a date at the weekend; empty for other days."""
    name, short = {5: ("суббота", "сб"), 6: ("воскресенье", "вс")}.get(value.weekday(), ("", ""))
    return short if brief else name


def moment(value: datetime) -> str:
    """Write a day and the time of day: 28.09.2020 14:05."""
    return f"{day(value)} {value:%H:%M}"


def day_or(value: date | None, nothing: str = NOTHING) -> str:
    """Write a date, or a replacement if there is none."""
    return day(value) if value else nothing


def iso(value: date | None) -> str | None:
    """Write a date in ISO form, if there is one."""
    return value.isoformat() if value else None


def span(first: date, last: date) -> str:
    """Write the first and last day of a period, or its only day."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def composed(text: str) -> str:
    """Normalize the letters of a text: «й» is one character, and there are no soft hyphens.

    Text in files from macOS or copied from a PDF may not be normalized.
    """
    return text if is_composed(text) else unicodedata.normalize("NFC", text).replace("\u00ad", "")


def is_composed(text: str) -> bool:
    """Return whether the letters of a text are normalized."""
    return text.isascii() or ("\u00ad" not in text and unicodedata.is_normalized("NFC", text))


def without_yo(text: str) -> str:
    """Write «ё» as «е»: people use both in one name."""
    return text.replace("ё", "е").replace("Ё", "Е")


def fold(text: str) -> str:
    """Normalize a text for comparison, ignoring case and spaces, with ё as е."""
    return " ".join(without_yo(composed(text).casefold()).split())


def mixed_words(text: str) -> list[str]:
    """Find words that mix Latin and Cyrillic letters; «XXIв» begins with a number."""
    words = re.findall(r"[^\W\d_]+", composed(text))
    return [
        word
        for word in words
        if re.search("[A-Za-z]", word)
        and re.search("[А-яЁё]", word)
        and not re.fullmatch("[IVXLC]+[а-яё]+", word)
    ]


def capitalized(text: str) -> str:
    """Capitalize the first letter of a text and leave the others: МОЦ, «Дом»."""
    return text[:1].upper() + text[1:]


def visible(text: str) -> str:
    """Show control characters instead of sending them to the terminal."""
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, _picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(_FIRST_PICTURE + code) if code < _C0 else f"\\u{code:04x}"


def one_line(text: str) -> str:
    """Put a text on one line, safe to show: breaks and tabs become blanks."""
    return visible(" ".join(text.split()))


def on_paper(text: str) -> str:
    """Put a text on one line for a document, without invisible or unprintable characters."""
    return re.sub(rf"{_UNSAFE}|[\ufffe\uffff]", "", " ".join(text.split()))


def unbroken(text: str) -> str:
    """Put no-break spaces where a line must not break: № 4, 80 %, 5 дней, 2 из 4, before a dash."""
    return re.sub(_INSEPARABLE, "\u00a0", text)


def nearest(word: str, known: Iterable[str], most: int = 3, likeness: float = 0.6) -> list[str]:
    """Find the names most similar to the one typed, in any case and keyboard layout, best first.

    At most so many; `likeness` is how similar a name must be: 1 is equal.
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only a mistake pays for it

    folded = {fold(name): name for name in known}
    typed = fold(word)
    near = get_close_matches(typed, folded, n=most, cutoff=likeness)
    for layout in (_TO_LATIN, TO_RUSSIAN):
        if not near:
            meant = typed.translate(layout)
            near = get_close_matches(meant, folded, n=1, cutoff=likeness)
    return [folded[name] for name in near]


def common_start(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the characters, or the lines, that two texts share at the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def distance(one: str, other: str, most: int) -> int:
    """Return the Levenshtein distance; counting stops beyond `most`."""
    for _ in range(2):  # the common start and, reversed, the common end
        alike = common_start(one, other)
        one, other = one[alike:][::-1], other[alike:][::-1]
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row = row, [i]
        for j, target in enumerate(other, start=1):
            added, dropped = above[j] + 1, row[-1] + 1
            kept_or_replaced = above[j - 1] + (letter != target)
            row.append(min(added, dropped, kept_or_replaced))
        if min(row) > most:
            break
    return row[-1]


def listed(names: Sequence[str], most: int = 12) -> str:
    """List names on a line; if there are too many, the first ones and the number of the rest."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return f"{shown} и ещё {more}" if more > 0 else shown


def perhaps(names: Iterable[str]) -> str:
    """Ask whether one of the names was meant; empty without names."""
    quoted = " или ".join(f"«{name}»" for name in names)
    return f"возможно, {quoted}?" if quoted else ""


def percent(part: int, whole: int) -> str:
    """Write a share in Russian style, 86,7 % with a comma; «—» if the whole is 0.

    Rounding never gives a false 100 or 0: 2999 of 3000 is 99,9 %.
    """
    if not whole:
        return NOTHING
    tenths = (2000 * part + whole) // (2 * whole)  # rounded half up
    if 0 < part < whole:
        tenths = min(999, max(1, tenths))
    text = f"{tenths // 10},{tenths % 10}".removesuffix(",0")
    return f"{text}\u00a0%"


def bar(part: int, whole: int, signs: str = "█░", width: int = 10) -> str:
    """Draw a share as a bar of full and empty signs; it is full only at 100 %."""
    filled = width * part // whole if whole else 0
    if part and not filled:
        filled = 1
    return signs[0] * filled + signs[1] * (width - filled)
