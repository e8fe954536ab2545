"""Names of posts and bodies out of the cases and the capitals in which an order has them."""

from __future__ import annotations

import re

from roadmap_cli.wording import capitalized

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
# of surnames: the accusative and the nominative; Черных has none of these
_SURNAMES = {
    "ову": "ова",
    "еву": "ева",
    "ёву": "ёва",
    "ину": "ина",
    "ыну": "ына",
    "скую": "ская",
    "цкую": "цкая",
    "ова": "ов",
    "ева": "ев",
    "ина": "ин",
    "ского": "ский",
    "цкого": "цкий",
}
_SURNAME_BEFORE = re.compile(r"([А-ЯЁ][а-яё]+)(?= [А-ЯЁ]\. ?[А-ЯЁ]\.)")
_SURNAME_AFTER = re.compile(r"(?<=\. |.\.)([А-ЯЁ][а-яё]+)\Z")
# of bodies: the nominative and the genitive
_GENITIVES = {"ия": "ии", "ство": "ства", "ние": "ния", "ет": "ета", "ент": "ента", "ел": "ела"}


def person(text: str) -> str:
    """Put «ведущего специалиста … Минаеву Е.Л.» into the nominative: post and surname."""
    words = text.split(" ")
    for i, word in enumerate(words):
        plain = word.casefold()
        if plain in _POSTS:
            words[i] = _POSTS[plain]
            break
        if plain not in _ADJECTIVES:
            break
        words[i] = _ADJECTIVES[plain]
    named = " ".join(words)
    surname = _SURNAME_BEFORE.search(named) or _SURNAME_AFTER.search(named)
    if surname is None:
        return named
    nominative = _with_ending(surname[1], _SURNAMES)
    before = named[: surname.start()]
    behind = named[surname.end() :]
    return f"{before}{nominative}{behind}"


def _with_ending(word: str, endings: dict[str, str]) -> str:
    """Change the first of these endings that a word has; a word that has none stays."""
    for ending, changed in endings.items():
        if word.endswith(ending):
            return word.removesuffix(ending) + changed
    return word


def body(lines: list[str], sample: str) -> str:
    """Name the body of a letterhead: «АДМИНИСТРАЦИЯ» over «КОМИТЕТ» is its committee.

    Args:
        lines: the lines of the letterhead, the largest body first.
        sample: other text of the document, which shows what words have a capital letter.

    """
    *above, own = [_lower(line, sample) for line in lines]
    if not above:
        return capitalized(own)
    first, space, rest = " ".join(above).partition(" ")
    parent = _with_ending(capitalized(first), _GENITIVES)
    return f"{capitalized(own)} {parent}{space}{rest}"


def _lower(line: str, sample: str) -> str:
    """Write a line of capitals as a sentence has it; a word that nothing tells may be a name."""
    if line != line.upper():
        return line
    lowered = re.sub(r"\w+", lambda word: _lower_word(word[0], sample), line)
    return re.sub(r"«\w", lambda quoted: quoted[0].upper(), lowered)


def _lower_word(word: str, sample: str) -> str:
    """Write a word small where it is common, short, or small in the sample."""
    lowered = word.casefold()
    if _COMMON.match(lowered) or re.search(rf"\b{lowered}\b", sample):
        return lowered
    return capitalized(lowered) if len(word) > _SHORT else lowered
