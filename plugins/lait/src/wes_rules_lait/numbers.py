"""Numbers freed of what binary floats have left in them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# A number with so many digits was printed from a binary float, which holds no more than 15 to 17 of them.
_SUSPECT = 15
# A number further from the point is left to the reader of figures, which refuses it.
_MOST_DIGITS = 30
# No published figure has more digits than this.
_KEPT = Context(prec=12, rounding=ROUND_HALF_UP)


def cleaned(text: str, decimals: int | None) -> str:
    """
    Return a number's text as it was before it went through a spreadsheet: 72.599999999999994 is 72.6.

    A whole number, or one with few digits, is as it was written; one with many is the shortest that its float means, with 12 digits at
    most: the noise of 93.2 = 86.1 + 7.1 goes with the thirteenth.

    Args:
        text: The cell; what is not a number is returned as it is.
        decimals: The places the indicator is published with, where its dictionary says so: a number that lies within the
            noise of one with so many places is that one.
    """
    word = text.strip()
    if _NUMBER.fullmatch(word) is None:
        return text
    number = Decimal(word)
    if abs(number.adjusted()) > _MOST_DIGITS:
        return text
    if len(number.as_tuple().digits) < _SUSPECT or number == number.to_integral_value():
        return format(number, "f")
    if decimals is not None:
        near = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        if abs(near - number) <= abs(number) * Decimal("1e-13"):
            return format(near, "f")
    short = _KEPT.plus(Decimal(repr(float(word)))).normalize()
    return format(short, "f")
