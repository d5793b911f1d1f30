"""Rates: one published figure divided by another, such as offences for each 1,000 people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, ClassVar

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Figure, Lookup, quotient
from wes_rules.series.number import Ends, widest
from wes_rules.series.worked_out import Piece, WorkedOut
from wes_rules.values import accepting
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Name
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Span, Unit
from wes_rules.values.reason import Reason

# A rate is no whole number of anything, and no place.
_NO_RATE = (Unit.COUNT, Unit.RANK, Unit.POINTS)


@attrs.frozen(kw_only=True)
class Rate(WorkedOut):
    """
    A figure for each so many of another: offences per 1,000 people, pounds per head, places per 100 children.

    Both are taken as they were published, and only the rate is rounded.

    Args:
        indicator: The name of the figures that are divided, such as offences.
        population: The name of the figures that they are divided by, such as people.
        per: For each how many.
        group: The group of people that both are about.
        population_group: The group of the population, where it is another one.
        figures_in: The unit of the figures that are divided.
        population_in: The unit of the figures that they are divided by, such as pounds of a pay bill.
    """

    kind: ClassVar[str] = "rate"
    in_step: ClassVar[bool] = False
    as_published: ClassVar[bool] = True

    indicator: Name
    population: Name
    per: Annotated[int, Bounds(low=1)] = 1000
    group: Name = "all"
    population_group: Name | None = None
    figures_in: AnyUnit = attrs.field(default=Unit.COUNT, converter=accepting.unit)
    population_in: AnyUnit = attrs.field(default=Unit.COUNT, converter=accepting.unit)

    def __attrs_post_init__(self) -> None:
        if self.population == self.indicator and self.population_group in (None, self.group):
            raise DefinitionError(Problem("a rate of figures and themselves is always the same", "name the population"))

    def series(self, area: str) -> tuple[SeriesKey, ...]:
        """Return the series of what is divided, and of the population."""
        people = self.population, area, self.population_group or self.group
        return ((self.indicator, area, self.group), people)

    def units(self, unit: AnyUnit) -> dict[str, AnyUnit]:
        """Return the units of both."""
        return {self.population: self.population_in, self.indicator: self.figures_in}

    def published(self, unit: AnyUnit) -> AnyUnit:
        """Return the unit of what is divided."""
        return self.figures_in

    def bounds(self, unit: AnyUnit) -> Ends:
        """Return the lowest and the highest value it may have."""
        least = Decimal(0) if self.figures_in.low is not None and self.figures_in.low >= 0 else None
        return least, (unit.high if unit is Unit.PERCENT else None)

    def pieces(self, area: str, period: Period, calendar: Calendar) -> list[Piece]:
        """List what is divided, and what it is divided by."""
        return [(series, period) for series in self.series(area)]

    def undefined(self, lookup: Lookup, spans: Sequence[Span]) -> Reason | None:
        """Say that there is nobody, or that more were counted than there are."""
        counted, people = spans
        if people.high <= 0:
            return Reason.NO_CASES
        return Reason.COUNTS_CONTRADICT if lookup.unit is Unit.PERCENT and counted.low > people.high else None

    def worked_out(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Divide the lowest there may be by the highest, and the highest by the lowest."""
        counted, people = (figure.span for figure in figures)
        if people.low <= 0 or (lookup.unit is Unit.PERCENT and counted.high > people.low):
            # There may be nobody, or more counted than there are, and no such rate.
            return widest(lookup, self)
        low = quotient(counted.low, people.high if counted.low >= 0 else people.low, self.per, lookup.decimals)
        high = quotient(counted.high, people.low if counted.high >= 0 else people.high, self.per, lookup.decimals)
        return Span(low, high)

    def names(self, lookup: Lookup, pieces: Sequence[Piece]) -> list[str]:
        """Name the two indicators."""
        return [lookup.history.name(indicator) for (indicator, _, _), _ in pieces]

    @property
    def judged_alone(self) -> bool:
        """It is a share of figures as they were published."""
        return True

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse a unit that a rate cannot be in."""
        if unit in _NO_RATE:
            what = f"a rate is not in {unit.value}"
            raise DefinitionError(Problem(what, f'write unit = "{Unit.RATIO.value}", or a unit of the plan\'s own'))
        if Unit.RANK in (self.figures_in, self.population_in):
            raise DefinitionError(
                Problem("a place is nothing to count, and has no rate", "name figures that are counted")
            )
        if unit is Unit.PERCENT and self.per != 100:
            raise DefinitionError(Problem(f"per = {self.per}, and a percentage is of 100", "write per = 100"))
