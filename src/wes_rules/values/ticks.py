"""Values in whole ticks of their last decimal place: exact arithmetic, rounding and formatting."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

import attrs

from wes_rules.values.checks import MOST_MEASURED
from wes_rules.values.made import Made
from wes_rules.values.pasting import pasted
from wes_rules.values.units import AnyUnit

# Loaded by the few who divide.
if TYPE_CHECKING:
    from fractions import Fraction

EXACT = Context(prec=2 * MOST_MEASURED)


@attrs.frozen
class Span:
    """
    A closed interval of whole ticks; an end without bound is plus or minus infinity.

    Args:
        low: The lowest value it may have.
        high: The highest.
    """

    low: int | float
    high: int | float
    __repr__ = pasted

    @property
    def exact(self) -> bool:
        """Whether it is a single value."""
        return self.low == self.high

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.high - other.low)

    def less(self, ticks: int) -> Span:
        """Return both ends lowered by so many ticks."""
        return Span(self.low - ticks, self.high - ticks) if ticks else self

    def __neg__(self) -> Span:
        return Span(-self.high, -self.low)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """
    Round half away from zero, as published statistics are; negative `decimals` round to tens and more.

    Source: `round_five_up` of DfE's dfeR package.
    """
    return from_ticks(ticks(value, decimals), decimals)


def ticks(value: Decimal, decimals: int) -> int:
    """Return a value in whole ticks of 10^-decimals, rounded half away from zero."""
    if not value:
        return 0
    return int(value.scaleb(decimals, EXACT).to_integral_value(ROUND_HALF_UP))


def from_ticks(tick: int, decimals: int) -> Decimal:
    """Return the value of so many ticks, with that many decimal places."""
    return Decimal(tick).scaleb(-decimals, EXACT) if decimals >= 0 else Decimal(tick * 10**-decimals)


# Distances to a target are few, and asked for with every verdict.
EXACT_SPANS = Made[int, Span](lambda tick: Span(tick, tick), 4096)
# By the number of decimals.
VALUES = Made[int, Made[int, Decimal]](lambda decimals: Made(lambda tick: from_ticks(tick, decimals), 4096))


def per_unit(decimals: int) -> int | Fraction:
    """Return how many ticks of 10^-decimals make 1, exactly."""
    if decimals >= 0:
        return int(10**decimals)
    from fractions import Fraction

    return Fraction(1, 10**-decimals)


# The first word after a number, where it is of several things: 1 minute, 1 hour per class, but 1 km/s.
_MANY = re.compile(r"( [^\W\d_]{2,}[^\W\d_s])s(?![\w/])")


def show(value: Decimal | None, unit: AnyUnit, decimals: int) -> str:
    """Format a value with its unit and separators of thousands; an unknown one is "not known"."""
    if value is None:
        return "not known"
    said = format(round_half_up(value, decimals), ",f")
    said += _MANY.sub(r"\1", unit.suffix, count=1) if said.lstrip("-") == "1" else unit.suffix
    return f"-{unit.prefix}{said[1:]}" if said.startswith("-") else f"{unit.prefix}{said}"
