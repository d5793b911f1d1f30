"""The published figure itself, and the gap between two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Figure, Lookup
from wes_rules.series.number import Ends, NumberKind, apart
from wes_rules.series.worked_out import Piece, WorkedOut
from wes_rules.values.fields import Name
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Span, Unit


@attrs.frozen
class Observed(NumberKind):
    """
    The published figure itself.

    Args:
        indicator: The name of the figures.
        group: The group of people that they are about.
    """

    kind: ClassVar[str] = "observed"

    indicator: Name
    group: Name = attrs.field(default="all", kw_only=True)

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the figure of an area for a period."""
        return lookup.figure(self.indicator, area, self.group, period)


@attrs.frozen(kw_only=True)
class Gap(WorkedOut):
    """
    The distance between two groups, or to another area: the figure compared with, minus that of the group in focus.

    Args:
        indicator: The name of the figures.
        group: The group in focus.
        from_group: The group it is compared with; by default the same one.
        from_area: The code of the area it is compared with, such as England; by default the same one.

    Raises:
        DefinitionError: It names neither another group nor another area.
    """

    kind: ClassVar[str] = "gap"
    is_gap: ClassVar[bool] = True

    indicator: Name
    group: Name = "all"
    from_group: Name | None = None
    from_area: Name | None = None

    def __attrs_post_init__(self) -> None:
        if self.from_group is None and self.from_area is None:
            what = "a gap that names nothing to compare with"
            raise DefinitionError(
                Problem(what, "add from_group, the other group, or from_area, the code of another area")
            )

    def pieces(self, area: str, period: Period, calendar: Calendar) -> list[Piece]:
        """List the figure it is compared with, and its own."""
        own, other = self.series(area)
        return [(other, period), (own, period)]

    def of(self, spans: Sequence[Span]) -> Span:
        """Subtract one from the other."""
        other, own = spans
        return other - own

    def names(self, lookup: Lookup, pieces: Sequence[Piece]) -> list[str]:
        """Name the two groups, or areas."""
        if self.from_area is None:
            return [lookup.history.name(group) for (_, _, group), _ in pieces]
        places = [lookup.history.name(area) for (_, area, _), _ in pieces]
        groups = [lookup.history.name(group) for (_, _, group), _ in pieces]
        if len(set(groups)) == 1:
            return places
        return [f"{group} in {place}" for group, place in zip(groups, places, strict=True)]

    def published(self, unit: AnyUnit) -> AnyUnit:
        """Return the unit of the two figures: a gap in points is one of percentages."""
        return Unit.PERCENT if unit is Unit.POINTS else unit

    def bounds(self, unit: AnyUnit) -> Ends:
        """Return the lowest and the highest value it may have."""
        return apart(self.published(unit))

    def series(self, area: str) -> tuple[SeriesKey, ...]:
        """Return the two series."""
        other = self.indicator, self.from_area or area, self.from_group or self.group
        return ((self.indicator, area, self.group), other)

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse a gap in percent."""
        if unit is Unit.PERCENT:
            what = "the gap between two percentages is not a percentage"
            raise DefinitionError(Problem(what, f'write unit = "{Unit.POINTS.value}"'))

    def levelled_down(self, lookup: Lookup, area: str, before: Period, period: Period) -> bool:
        """Whether the gap certainly closed between two periods without a rise of the group in focus."""
        (old_other, old_focus), (other, focus) = (self._spans(lookup, area, one) for one in (before, period))
        closed = (other - focus).high < (old_other - old_focus).low
        return closed and focus.high <= old_focus.low

    def _spans(self, lookup: Lookup, area: str, period: Period) -> list[Span]:
        pieces = self.pieces(area, period, lookup.calendar)
        return [self.read_by(lookup, series[0]).figure(*series, one).span for series, one in pieces]
