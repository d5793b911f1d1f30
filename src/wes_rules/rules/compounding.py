"""Compound changes by a percentage, before and after rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from wes_rules.rules.words import Words, finer

# So many decimals more than a measure has are said of what lies between two of its values.
_MORE = 2


def compounded(start: int | float, percent: Decimal, times: int, sign: int) -> Fraction | float:
    """Return a number changed by a percentage, several times; a bound may be infinite."""
    value: Fraction | float = start if isinstance(start, float) else Fraction(start)
    for _ in range(times):
        factor = 1 + (sign if value > 0 else -sign) * Fraction(percent) / 100
        if isinstance(value, float):
            value = Fraction(0) if factor == 0 else value if factor > 0 else -value
        else:
            value *= factor
    return value


def enough(value: Fraction | float, sign: int) -> int | float:
    """Return the first whole number that reaches a value; 38 for a maximum of 38.7."""
    if isinstance(value, float):
        return value
    return ceil(value) if sign > 0 else floor(value)


def said_between(ticks: Fraction, words: Words) -> str:
    """Format a value between two ticks with its own decimals, or as "about"."""
    more = next((one for one in range(1, _MORE) if (ticks * 10**one).denominator == 1), _MORE)
    said = finer(words, ticks, more)
    return said if (ticks * 10**more).denominator == 1 else f"about {said}"
