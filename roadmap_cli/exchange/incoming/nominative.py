"""Names of posts and bodies out of the cases and the capitals in which an order has them."""

from __future__ import annotations

import re

_POSTS = {
    "директора": "директор",
    "заместителя": "заместитель",
    "председателя": "председатель",
    "руководителя": "руководитель",
    "начальника": "начальник",
    "специалиста": "специалист",
    "методиста": "методист",
    "инспектора": "инспектор",
    "инженера": "инженер",
    "консультанта": "консультант",
    "секретаря": "секретарь",
    "координатора": "координатор",
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
_SURNAMES = (
    *(("ову", "ова"), ("еву", "ева"), ("ёву", "ёва"), ("ину", "ина"), ("ыну", "ына")),
    *(("скую", "ская"), ("цкую", "цкая"), ("ова", "ов"), ("ева", "ев"), ("ина", "ин")),
    *(("ского", "ский"), ("цкого", "цкий")),
)
_SURNAME_BEFORE = re.compile(r"([А-ЯЁ][а-яё]+)(?= [А-ЯЁ]\. ?[А-ЯЁ]\.)")
_SURNAME_AFTER = re.compile(r"(?<=\. |.\.)([А-ЯЁ][а-яё]+)\Z")
_GENITIVES = (
    ("ия", "ии"),
    ("ство", "ства"),
    ("ние", "ния"),
    ("ет", "ета"),
    ("ент", "ента"),
    ("ел", "ела"),
)


def person(text: str) -> str:
    """Put «ведущего специалиста … Минаеву Е.Л.» into the nominative: post and surname."""
    words = text.split(" ")
    for i, word in enumerate(words):
        known = _ADJECTIVES.get(word.casefold()) or _POSTS.get(word.casefold())
        if known is None:
            break
        words[i] = known
        if word.casefold() in _POSTS:
            break
    named = " ".join(words)
    surname = _SURNAME_BEFORE.search(named) or _SURNAME_AFTER.search(named)
    if surname is None:
        return named
    return named[: surname.start()] + _surname(surname[1]) + named[surname.end() :]


def _surname(word: str) -> str:
    """Take the accusative off a surname; one that has none, like Черных, stays."""
    for ending, nominative in _SURNAMES:
        if word.endswith(ending):
            return word.removesuffix(ending) + nominative
    return word


def body(lines: list[str], sample: str) -> str:
    """Name the body of a letterhead: «АДМИНИСТРАЦИЯ» over «КОМИТЕТ» is its committee.

    Args:
        lines: the lines of the letterhead, the largest body first.
        sample: other text of the document, which shows what words have a capital letter.

    """
    *above, own = [_lower(line, sample) for line in lines]
    parents = [_genitive(_capital(" ".join(above)))] if above else []
    return " ".join([_capital(own), *parents])


def _lower(line: str, sample: str) -> str:
    """Write a line of capitals as a sentence has it; a word that nothing tells may be a name."""
    if line != line.upper():
        return line
    lowered = re.sub(r"\w+", lambda word: _lower_word(word[0], sample), line)
    return re.sub(r"«\w", lambda quoted: quoted[0].upper(), lowered)


def _lower_word(word: str, sample: str) -> str:
    lowered = word.casefold()
    if _COMMON.match(lowered) or re.search(rf"\b{lowered}\b", sample):
        return lowered
    return _capital(lowered) if len(word) > _SHORT else lowered


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _genitive(text: str) -> str:
    """Put the first word of a body's name into the genitive where its ending tells how."""
    first, space, rest = text.partition(" ")
    for ending, genitive in _GENITIVES:
        if first.endswith(ending):
            return first.removesuffix(ending) + genitive + space + rest
    return text
