"""Text that others wrote, made fit to be quoted in a sentence: short, and with nothing in it that steers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

# So much of a value is enough to find it again, and too little to copy a file out with.
MOST_QUOTED = 80


@cache
def steering() -> re.Pattern[str]:
    """
    Return what finds a character that steers.

    Control characters, halves of characters, separators of lines, marks that turn the direction of the text around them, and
    what nobody can see: spaces without width and marks of byte order.
    """
    return re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]")


def in_address(text: str) -> str:
    """Return a name as an address can hold it."""
    return re.sub("[^A-Za-z0-9_-]+", "-", text)


def in_addresses(names: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """Return each name as an address can hold it; no two are the same, be it in capitals, nor one that is `taken`."""
    found: dict[str, str] = {}
    used = set(taken)
    for one in names:
        base = name = in_address(one)
        number = 1
        while name.lower() in used:
            number += 1
            name = f"{base}-{number}"
        used.add(name.lower())
        found[one] = name
    return found


def visible(text: str, *, keep: str = "") -> str:
    r"""
    Return a text with every character that steers instead of being read shown as an escape, such as `\x1b`.

    Args:
        keep: Characters to leave alone, such as a line feed.
    """
    return steering().sub(lambda one: one[0] if one[0] in keep else one[0].encode("unicode_escape").decode(), text)


def shortened(value: object, most: int = MOST_QUOTED) -> str:
    """Return what others wrote as at most so many visible characters; what is cut off ends in "..."."""
    text = str(value)
    shown = visible(text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def quoted(value: object) -> str:
    """Return what others wrote in quotation marks, shortened."""
    return f'"{shortened(value)}"'
