"""Who signs a document: the post and the name in one text, taken apart."""

from __future__ import annotations

import re

from roadmap_cli.wording import capitalized

_INITIALS = r"[А-ЯЁ]\.\s?[А-ЯЁ]\."
_SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_SIGNER = re.compile(rf"(.*\S)\s+({_INITIALS}\s?{_SURNAME}|{_SURNAME}\s+{_INITIALS})")


def post_and_name(text: str) -> tuple[str, str]:
    """Part «председатель Комитета С.В. Белова»; what has no such name stays whole."""
    found = _SIGNER.fullmatch(text)
    if found is None:
        return capitalized(text), ""
    return capitalized(found[1]), found[2]
