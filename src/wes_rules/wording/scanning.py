"""Go through a text: from phrase to phrase, or with a place that moves on over what is read, and goes back where it is not."""

from __future__ import annotations

import functools
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


@functools.lru_cache(maxsize=4096)
def phrase(words: str) -> re.Pattern[str]:
    """Return a pattern for consecutive words, ignoring case and the amount of space."""
    parts = [re.escape(part) for part in words.split()]
    start = r"(?<!\w)" if words[:1].isalnum() else ""
    end = r"(?!\w)" if words[-1:].isalnum() else ""
    return re.compile(
        start + r"\s*".join(parts) + end if len(parts) == 1 else start + r"\s+".join(parts) + end, re.IGNORECASE
    )


class Scanner:
    """A text, and how far it has been read."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Consume what a pattern matches here, with the space before it; return None and stay if it does not match."""
        start = self.at
        while start < len(self.text) and self.text[start].isspace():
            start += 1
        found = pattern.match(self.text, start)
        if found is not None:
            self.at = found.end()
        return found

    def word(self, words: str) -> bool:
        """Move over words; false where they are not here."""
        return self.match(phrase(words)) is not None

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return not self.text[self.at :].strip()


def plain(sentence: str) -> str:
    """Replace quotes, dashes and spaces by plain ones, keeping the length of the sentence."""
    return _MINUS_APART.sub(r"\1 -", sentence.translate(_PLAIN))


def items_in(text: str) -> list[Item]:
    """Find the phrases that mean something, from left to right, preferring the longest; words are separated by single spaces."""
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
        if (held := build(match)) is not None:
            best = match.end(), Item(what=what, start=at, end=match.end(), text=match[0], **held)  # type: ignore[arg-type]
    if best is None and first and not text[:at].strip() and (match := _AT_START.match(text, at)):
        way = "up" if match["more"] else "down"
        return Item(what=Is.CHANGE, start=at, end=match.end(), text=match[0], way=way)
    return None if best is None else best[1]
