"""Number kinds: what a measure counts, apart from what is promised of it."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

import attrs

from wes_rules.series.figure import Figure, Lookup
from wes_rules.series.shares import ShareImproved, ShareWithin
from wes_rules.values.fields import Declared, Name
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Span, Unit
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class Observed(Declared):
    """
    The published figure itself.

    Args:
        indicator: The name of the figures.
        group: The group of people that they are about.
    """

    kind: ClassVar[str] = "observed"

    indicator: Name
    group: Name = "all"

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the figure of an area for a period."""
        return lookup.figure(self.indicator, area, self.group, period)

    def describe(self) -> str:
        """Say in words what the number is."""
        return "the published figure"


@attrs.frozen(kw_only=True)
class Gap(Declared):
    """
    The distance between two groups: the comparison group minus the group in focus.

    Args:
        indicator: The name of the figures.
        group: The group in focus.
        from_group: The group it is compared with.
    """

    kind: ClassVar[str] = "gap"

    indicator: Name
    group: Name
    from_group: Name

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the gap in an area for a period; both figures at published precision."""
        other, focus = self._groups(lookup, area, period)
        return Figure(
            other.span - focus.span,
            (*other.observations, *focus.observations),
            _union(other.why, focus.why),
            _union(other.notes, focus.notes),
        )

    def describe(self) -> str:
        """Say in words what the number is."""
        return f"the gap between two groups ({self.from_group} minus {self.group})"

    def levelled_down(self, lookup: Lookup, area: str, before: Period, period: Period) -> bool:
        """Whether the gap is known to have closed between two periods without a rise of the group in focus."""
        (old_other, old_focus), (other, focus) = (self._groups(lookup, area, one) for one in (before, period))
        closed = (other.span - focus.span).high < (old_other.span - old_focus.span).low
        return closed and focus.span.high <= old_focus.span.low

    def _groups(self, lookup: Lookup, area: str, period: Period) -> tuple[Figure, Figure]:
        unit = published_unit(self, lookup.unit)
        lookup = Lookup.into(lookup.history, lookup.calendar, unit, lookup.decimals, lookup.as_of)
        focus = lookup.figure(self.indicator, area, self.group, period)
        return lookup.figure(self.indicator, area, self.from_group, period), focus


Number = Observed | Gap | ShareWithin | ShareImproved
NUMBERS: dict[str, type[Number]] = {one.kind: one for one in (Observed, Gap, ShareWithin, ShareImproved)}


def published_unit(number: Number, unit: Unit) -> Unit:
    """Return the unit in which the figures behind a number are published: a gap in points is one of percentages."""
    return Unit.PERCENT if isinstance(number, Gap) and unit is Unit.POINTS else unit


def bounds_of(number: Number, unit: Unit) -> tuple[Decimal | None, Decimal | None]:
    """Return the lowest and the highest value a number may have in a unit; None is without bound."""
    published = published_unit(number, unit)
    low, high = published.low, published.high
    if not isinstance(number, Gap):
        return low, high
    return (None, None) if low is None or high is None else (low - high, high - low)


def widest(lookup: Lookup, number: Number) -> Span:
    """Return the lowest and the highest value a number may have, in ticks."""
    return _widest(number, lookup.unit, lookup.decimals)


@lru_cache(maxsize=256)
def _widest(number: Number, unit: Unit, decimals: int) -> Span:
    low, high = bounds_of(number, unit)
    return Quantity(low=low, high=high).span(decimals, whole=unit.whole)


def groups(number: Number) -> tuple[str, ...]:
    """Return the groups of people whose figures a number is made from."""
    return (number.group, number.from_group) if isinstance(number, Gap) else (number.group,)


def _union(a: tuple[Reason, ...], b: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys((*a, *b)))
