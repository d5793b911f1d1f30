"""The figures that a number was worked out from, as shown beside it."""

from __future__ import annotations

import attrs

from wes_rules.values.quantity import AnyUnit, Span, Unit

# The precision at which figures are read as they were published, in place of rounded to a measure's decimals.
FINEST = 9


@attrs.frozen
class Ingredient:
    """
    One of the figures that a number was worked out from.

    Args:
        name: What it is, as people say it beside the others: a group, an area, a period.
        span: Its lowest and highest possible value, in ticks.
        decimals: The precision of its ticks.
        whose: Whose it is; empty for the measure's own.
        none: There is none, as there was no case.
    """

    name: str
    span: Span
    unit: AnyUnit
    decimals: int
    whose: str = ""
    none: bool = False

    @classmethod
    def of(cls, name: str, span: Span, unit: AnyUnit, decimals: int, whose: str = "") -> Ingredient:
        """Return what was looked up; what was read as it was published, with no more decimals than it has."""
        if decimals < FINEST:
            return cls(name, span, unit, decimals, whose)
        ends = [int(end) for end in (span.low, span.high) if isinstance(end, int)]
        taken_off = 0
        while taken_off < decimals and all(end % 10 ** (taken_off + 1) == 0 for end in ends):
            taken_off += 1
        if unit is Unit.POUNDS and decimals - taken_off == 1:
            taken_off -= 1
        low, high = (end // 10**taken_off if isinstance(end, int) else end for end in (span.low, span.high))
        return cls(name, Span(low, high), unit, decimals - taken_off, whose)
