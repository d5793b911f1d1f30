"""Numbers of things and first letters, as people read them."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """Return a number of things, such as "1 alert" or "2 alerts"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def opened(text: str) -> str:
    """Return what begins a sentence, with a capital letter."""
    return text[:1].upper() + text[1:]


def running_on(text: str) -> str:
    """Return a sentence as it goes on after a colon, with a small letter."""
    return text[:1].lower() + text[1:]


def from_to(first: object, last: object) -> str:
    """Return a span between two names, such as "from 2019 to 2021"; one that has a "to" itself is written with a dash."""
    ends = (str(one).replace(" to ", " - ") for one in (first, last))
    return f"from {' to '.join(ends)}"


def ordinal(number: int) -> str:
    """Return a place among things, such as "1st", "2nd" or "11th"."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def some_of(names: Sequence[str], most: int, rest: str = " and {} more") -> str:
    """List the first of several names, at most so many, and say how many there are besides: {} in `rest`."""
    return ", ".join(names[:most]) + (rest.format(len(names) - most) if len(names) > most else "")
