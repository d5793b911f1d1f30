"""Means and quantiles of figures, some of which may only have bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import attrs

from wes_rules.series.figure import Figure, Lookup, round_fraction
from wes_rules.values.quantity import Span, per_unit


def mean_of(lookup: Lookup, figures: Sequence[Figure]) -> Span:
    """Return the mean of the lowest and of the highest values; only the mean is rounded."""
    ends = [_ends(lookup, figure) for figure in figures]
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    return Span(-_rounded([_End(-one.value, excluded=one.excluded) for one in lows]), _rounded(highs))


def quantile_of(lookup: Lookup, figures: Sequence[Figure], part: Fraction) -> Span:
    """Return the lowest and the highest quantile; only the result is rounded."""
    ends = [_ends(lookup, figure) for figure in figures]
    lows = [_End(-low.value, excluded=low.excluded) for low, _ in ends]
    return Span(-_rounded(_around(lows, 1 - part)), _rounded(_around([high for _, high in ends], part)))


def _around(ends: list[_End], part: Fraction) -> list[_End]:
    """Return the two upper ends that a quantile lies between, each as often as it counts, so that it is their mean."""
    # What is below a value, however little, comes before it.
    ordered = sorted(ends, key=lambda one: (one.value, not one.excluded))
    place = (len(ordered) - 1) * part
    above = place % 1
    low = int(place)
    return [ordered[low]] * (above.denominator - above.numerator) + ordered[low + 1 : low + 2] * above.numerator


def as_published(lookup: Lookup, figure: Figure) -> tuple[Fraction | float, Fraction | float]:
    """Return the lowest and the highest value of a figure, in ticks that are not rounded."""
    low, high = _ends(lookup, figure)
    return low.value, high.value


@attrs.frozen
class _End:
    value: Fraction | float
    excluded: bool = attrs.field(default=False, kw_only=True)


def _ends(lookup: Lookup, figure: Figure) -> tuple[_End, _End]:
    """Return the ends of a figure in ticks: those of the one published figure behind it, unrounded, where there is one."""
    if len(figure.observations) == 1 and not lookup.unit.whole:
        quantity = figure.observations[0].quantity
        if figure.span == lookup.span(quantity):
            scale = per_unit(lookup.decimals)
            low = -math.inf if quantity.low is None else Fraction(quantity.low) * scale
            high = math.inf if quantity.high is None else Fraction(quantity.high) * scale
            return _End(low, excluded=quantity.low_open), _End(high, excluded=quantity.high_open)
    return _End(exact_end(figure.span.low)), _End(exact_end(figure.span.high))


def exact_end(end: int | float) -> Fraction | float:
    """Return an end in ticks for exact arithmetic; one without bound stays infinite."""
    return Fraction(end) if isinstance(end, int) else end


def _rounded(ends: list[_End]) -> int | float:
    """Round the mean of upper ends; under an excluded one that lies on a rounding boundary everything rounds down."""
    values = [one.value for one in ends]
    if any(isinstance(one, float) for one in values):
        return float(sum(values))
    mean = sum(values, Fraction()) / len(values)
    tick = round_fraction(mean)  # type: ignore[arg-type]
    return tick - 1 if any(one.excluded for one in ends) and mean == tick - Fraction(1, 2) else tick
