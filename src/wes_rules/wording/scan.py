"""A sentence taken apart into what means something and the words between."""

from __future__ import annotations

import re

from wes_rules.wording.comparing import COMPARING
from wes_rules.wording.islands import RULES
from wes_rules.wording.items import Is, Item
from wes_rules.wording.lexicon import LESS_AT_START, MORE_AT_START, any_of

_ALL_RULES = [*COMPARING, *RULES]
# Signs that people write in several ways, each as one character, so that places stay what they are.
_PLAIN = str.maketrans("\u2019\u2018\u201c\u201d\u2013\u2014\u2212\u2011\u00a0\u2009\t\n\r", "''\"\"----     ")
_AT_START = re.compile(rf"(?P<more>{any_of(MORE_AT_START)})|{any_of(LESS_AT_START)}", re.IGNORECASE)
_MINUS_APART = re.compile(r"([<>=≤≥] )- (?=\d)")
_WORD = re.compile(r"[\w'£%]+|[^\w\s]")


def plain(sentence: str) -> str:
    """Write a sentence with plain quotes, dashes and spaces, as many characters as it had."""
    return _MINUS_APART.sub(r"\1 -", sentence.translate(_PLAIN))


def items_in(text: str) -> list[Item]:
    """Find what means something, from the left, the longest phrase at each place; single spaces are taken for granted."""
    found: list[Item] = []
    at = 0
    while (word := _WORD.search(text, at)) is not None:
        item = _longest(text, word.start(), first=not found)
        at = word.end() if item is None else item.end
        if item is not None:
            found.append(item)
    return found


def _longest(text: str, at: int, *, first: bool) -> Item | None:
    best: tuple[int, Item] | None = None
    if at and text[at - 1].isalnum() and text[at].isalnum():
        return None
    for what, pattern, build in _ALL_RULES:
        match = pattern.match(text, at)
        if match is None or match.end() == at or (best is not None and match.end() <= best[0]):
            continue
        best = match.end(), Item(what=what, start=at, end=match.end(), text=match[0], **build(match))  # type: ignore[arg-type]
    if best is None and first and not text[:at].strip() and (match := _AT_START.match(text, at)):
        way = "up" if match["more"] else "down"
        return Item(what=Is.CHANGE, start=at, end=match.end(), text=match[0], way=way)
    return None if best is None else best[1]
