"""A place in a text that moves on over what is read, and goes back where it is not."""

from __future__ import annotations

import functools
import re


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
