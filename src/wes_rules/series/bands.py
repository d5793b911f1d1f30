"""Quantile bands: into which quarter or fifth of a set of areas a figure falls."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def quantile(values: Sequence[int | float], part: int, of: int) -> Fraction | float:
    """
    Return the value below which so many parts of a set lie, by linear interpolation between neighbours.

    Source: Hyndman and Fan (1996), definition 7: the one of R, spreadsheets and the published quintiles
    of public-health indicators.

    Args:
        values: The set, in ticks, at least one; plus or minus infinity where a value is without bound.
        part: How many parts.
    """
    ordered = sorted(values)
    place = Fraction((len(ordered) - 1) * part, of)
    low = int(place)
    below, above = ordered[low], ordered[min(low + 1, len(ordered) - 1)]
    if place == low:
        return Fraction(below) if isinstance(below, int) else below
    if isinstance(below, float) or isinstance(above, float):
        return below if isinstance(below, float) else above
    return below + (above - below) * (place - low)


def band(value: int, values: Sequence[int], of: int, *, sign: int) -> int | None:
    """
    Return the band of a value, 1 for the best; on the line between two it is in the better one.

    Args:
        values: The set it is in, in ticks.
        of: How many bands there are.
        sign: 1 when higher is better, -1 when lower is.

    Returns:
        None for a set with fewer values than bands.
    """
    if len(values) < of:
        return None
    mine, theirs = sign * value, [sign * one for one in values]
    return next(number for number in range(1, of + 1) if number == of or mine >= quantile(theirs, of - number, of))
