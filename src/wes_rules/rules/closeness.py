"""How close is close enough: what every promise about figures says of distances, declared once for all kinds."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from wes_rules.rules.measure import Rule
from wes_rules.values import accepting
from wes_rules.values.fields import Amount
from wes_rules.values.quantity import Span, ticks


@attrs.frozen(kw_only=True)
class Closeness(Rule):
    """
    What a promise about figures says of distances, whatever its kind.

    Args:
        unchanged_within: How little a figure may move and still count as unchanged in its direction of travel; it
            decides no status.
        unchanged_within_in: Whether that is in points, or in percent of the figure it is held against.
    """

    unchanged_within: Amount = attrs.field(default=Decimal(0), converter=accepting.number)
    unchanged_within_in: Literal["points", "percent"] = "points"

    def may_move(self, before: Span, decimals: int) -> Span:
        """Return by how many ticks a figure may differ from an earlier one and count as unchanged, at least and at most."""
        if self.unchanged_within_in == "points":
            amount = ticks(self.unchanged_within, decimals)
            return Span(amount, amount)
        ends = (abs(before.low), abs(before.high))
        nearest = 0 if before.low < 0 < before.high else min(ends)
        return Span(share(nearest, self.unchanged_within), share(max(ends), self.unchanged_within))


def share(of: int | float, percent: Decimal) -> int | float:
    """Return the whole ticks in a percentage of some ticks, infinite where they are."""
    if not percent:
        return 0
    return of if isinstance(of, float) and math.isinf(of) else math.floor(of * Fraction(percent) / 100)
