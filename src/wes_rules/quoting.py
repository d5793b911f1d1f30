"""Text that others wrote, made fit to be quoted in a sentence: short, and with nothing in it that steers."""

from __future__ import annotations

import unicodedata

# So much of a value is enough to find it again, and too little to copy a file out with.
MOST_QUOTED = 80
# Marks that turn the direction of text around make it read as something else than it says.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str, *, keep: str = "") -> str:
    r"""
    Return a text with every character that steers instead of being read shown as an escape, such as `\x1b`.

    Args:
        text: The text.
        keep: Characters to leave alone, such as a line feed.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(one if one in keep or not _steers(one) else one.encode("unicode_escape").decode() for one in text)


def shortened(value: object, most: int = MOST_QUOTED) -> str:
    """
    Return what others wrote as at most so many visible characters; what is cut off ends in "...".

    Args:
        value: A text, or anything that is shown as one.
        most: How many characters.
    """
    text = str(value)
    shown = visible(text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def quoted(value: object) -> str:
    """Return what others wrote in quotation marks, shortened."""
    return f'"{shortened(value)}"'


def _steers(one: str) -> bool:
    return unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in _TURNING
