"""The change since an earlier period, as a number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import Figure, Lookup, quotient
from wes_rules.series.number import Ends, apart, widest
from wes_rules.series.worked_out import Piece, WorkedOut
from wes_rules.values import accepting
from wes_rules.values.fields import Name
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Span, Unit
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class ChangeSince(WorkedOut):
    """
    By how much the figure has changed since an earlier one: above 0 where it has risen.

    In points it is the figure minus the earlier one, in their own unit (percentages: in percentage points). In percent it is
    a share of the earlier figure, in the unit percent, and `figures_in` says what the figures are.

    Args:
        indicator: The name of the figures.
        group: The group of people that they are about.
        against: The earlier figure: that of the same period last year, or of the period before.
        change_in: Whether the change is in the unit of the figures, or in percent of the earlier one.
        figures_in: The unit of the figures, where the change is in percent.

    Raises:
        DefinitionError: A change in percent that does not say what the figures are, or one in points that does.
    """

    kind: ClassVar[str] = "change"
    nothing: ClassVar[Reason] = Reason.NO_PREVIOUS
    in_step: ClassVar[bool] = False

    indicator: Name
    group: Name = "all"
    against: Literal["previous", "same-period-last-year"] = "same-period-last-year"
    change_in: Literal["points", "percent"] = "points"
    figures_in: AnyUnit | None = attrs.field(default=None, converter=accepting.unit_or_none)

    def __attrs_post_init__(self) -> None:
        if (self.change_in == "percent") is (self.figures_in is None):
            what = f'change_in = "{self.change_in}" with{"out" if self.figures_in is None else ""} figures_in'
            remedy = (
                "leave figures_in out"
                if self.figures_in
                else 'say the unit of the figures, such as figures_in = "count"'
            )
            raise DefinitionError(Problem(what, remedy))

    def pieces(self, area: str, period: Period, calendar: Calendar) -> list[Piece]:
        """List its own figure, and the earlier one."""
        (own,) = self.series(area)
        last_year = self.against == "same-period-last-year"
        before = period.same_period_last_year if last_year else calendar.previous(period)
        return [] if before is None else [(own, period), (own, before)]

    def of(self, spans: Sequence[Span]) -> Span:
        """Take the earlier figure from the own one."""
        own, before = spans
        return own - before

    def unlike(self, calendar: Calendar, periods: Sequence[Period]) -> Reason | None:
        """Return why there is no change, also if the calendar lacks the earlier period; None if there is one."""
        if all(one in calendar for one in periods):
            return super().unlike(calendar, periods)
        return Reason.NOT_IN_CALENDAR if all(map(calendar.collects, periods)) else Reason.NOT_COLLECTED

    def worked_out(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Subtract the earlier figure, or return the change as a share of it."""
        if self.change_in == "points":
            return super().worked_out(lookup, figures)
        own, before = (figure.span for figure in figures)
        # Where it may have been nothing, there may be no such change.
        some = before.low > 0 or (before.low == 0 and _excludes_lowest(figures[1]))
        return _in_percent(own, before, lookup.decimals) if some else widest(lookup, self)

    def undefined(self, lookup: Lookup, spans: Sequence[Span]) -> Reason | None:
        """Return why a change in percent is undefined: the earlier figure is certainly 0 or less; else None."""
        return Reason.NO_BASE if self.change_in == "percent" and spans[1].high <= 0 else None

    @property
    def as_published(self) -> bool:
        """Whether it uses figures as published: for a change in percent."""
        return self.change_in == "percent"

    @property
    def judged_alone(self) -> bool:
        """Whether it is in percent, which needs figures as published."""
        return self.figures_in is not None

    @property
    def is_difference(self) -> bool:
        """Whether it is no share of the earlier figure."""
        return self.change_in == "points"

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse a measure whose unit is not that of the change."""
        if self.change_in == "percent" and unit is not Unit.PERCENT:
            what = f'change_in = "percent", and the unit is {unit.value}'
            raise DefinitionError(Problem(what, f'write unit = "{Unit.PERCENT.value}"'))
        if self.change_in == "points" and unit is Unit.PERCENT:
            what = "the change between two percentages is not a percentage"
            remedy = f'write unit = "{Unit.POINTS.value}"; or change_in = "percent" for a share of the earlier figure'
            raise DefinitionError(Problem(what, remedy))
        if self.published(unit) is Unit.RANK:
            raise DefinitionError(Problem("a change of ranks is no rank", "promise a rank, or an improvement of it"))

    def names(self, lookup: Lookup, pieces: Sequence[Piece]) -> list[str]:
        """Name the periods."""
        return [str(period) for _, period in pieces]

    def published(self, unit: AnyUnit) -> AnyUnit:
        """Return the unit of the figures: a change in points is one of percentages."""
        return self.figures_in or (Unit.PERCENT if unit is Unit.POINTS else unit)

    def bounds(self, unit: AnyUnit) -> Ends:
        """Return the lowest and the highest value it may have."""
        figures = self.published(unit)
        if self.change_in == "points":
            return apart(figures)
        return (Decimal(-100) if figures.low is not None and figures.low >= 0 else None), None


def _excludes_lowest(figure: Figure) -> bool:
    """Whether a figure is above its lowest value, as what is suppressed as low is above 0."""
    published = figure.observations[:1] if figure.why == (Reason.ROUNDED,) else ()
    return any(one.quantity.low_open for one in published)


def _in_percent(own: Span, before: Span, decimals: int) -> Span:
    """Return the lowest and the highest change there may be, in ticks of percent of an earlier figure above 0."""
    low = quotient(own.low, before.high if own.low >= 0 else before.low, 100, decimals, less=100)
    high = quotient(own.high, before.low if own.high >= 0 else before.high, 100, decimals, less=100)
    return Span(low, high)
