"""Numbers of things, as people read them."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number of things, such as "1 alert" or "2 alerts"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
