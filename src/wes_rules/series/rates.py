"""Rates: what was counted divided by another figure, such as offences for each 1,000 people, in one period or several."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Figure, Lookup, quotient
from wes_rules.series.ingredients import Ingredient
from wes_rules.series.number import Ends, widest
from wes_rules.series.so_far import SoFar
from wes_rules.series.totals import Rolling, RunningTotal, Total, Year, YearToDate, added_up
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

    Both are taken as they were published, and only the rate is rounded. With `periods`, `year` or `since` each is added up
    over several periods first: infections of four quarters per 1,000 bed days of these quarters.

    Args:
        indicator: The name of the figures that are divided, such as offences.
        population: The name of the figures that they are divided by, such as people.
        per: For each how many.
        group: The group of people that both are about.
        population_group: The group of the population, where it is another one.
        figures_in: The unit of the figures that are divided.
        population_in: The unit of the figures that they are divided by, such as pounds of a pay bill.
        periods: How many periods are taken together, the judged one the last of them.
        year: The year of which all periods up to the judged one are taken together: calendar, financial or academic.
        since: The first period of those that are taken together.
        population_take: Whether the population of several periods is their sum, as of bed days, or that of the last one, as
            of residents.
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
    periods: Annotated[int, Bounds(low=2, high=120)] | None = None
    year: Year | None = None
    since: Period | None = None
    population_take: Literal["sum", "last"] = "sum"

    def __attrs_post_init__(self) -> None:
        if self.population == self.indicator and self.population_group in (None, self.group):
            raise DefinitionError(Problem("a rate of figures and themselves is always the same", "name the population"))
        said = [name for name in ("periods", "year", "since") if getattr(self, name) is not None]
        if len(said) > 1:
            raise DefinitionError(
                Problem(f"{said[0]} and {said[1]} both say which periods are taken", "write one of them")
            )
        if not said and self.population_take != "sum":
            what = f'population_take = "{self.population_take}" of one period'
            raise DefinitionError(Problem(what, "leave it out, or say with periods, year or since which are taken"))

    @property
    def over(self) -> Total | None:
        """The dividend as a number, if it is summed over several periods."""
        if self.periods is not None:
            return Rolling(indicator=self.indicator, periods=self.periods, group=self.group)
        if self.year is not None:
            return YearToDate(indicator=self.indicator, year=self.year, group=self.group)
        return (
            None if self.since is None else RunningTotal(indicator=self.indicator, since=self.since, group=self.group)
        )

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
        """List what is divided, earliest first, and then what it is divided by."""
        own, people = self.series(area)
        over = self.over
        parts = [period] if over is None else over.parts(period, calendar)
        divided_by = parts if self.population_take == "sum" else parts[-1:]
        return [*((own, one) for one in parts), *((people, one) for one in divided_by)]

    @property
    def _adds_since(self) -> Period | None:
        """The first of the periods that are taken together, where it is always the same."""
        return self.since

    def _sums(self, lookup: Lookup, area: str, since: Period, period: Period) -> list[Figure]:
        """Return both sums; of a population that is not added up that of the period."""
        if self.population_take == "sum":
            return super()._sums(lookup, area, since, period)
        (own, people), by = self.series(area), self.read_by(lookup, self.indicator)
        population = self.read_by(lookup, self.population).figure(*people, period)
        return [SoFar.of(by, own, since).up_to(period), population]

    def undefined(self, lookup: Lookup, spans: Sequence[Span]) -> Reason | None:
        """Return why there is no rate: the population is 0 or less, or certainly smaller than the count; else None."""
        counted, people = self._both(spans)
        if people.high <= 0:
            return Reason.NO_CASES
        return Reason.MORE_THAN_ALL if lookup.unit is Unit.PERCENT and counted.low > people.high else None

    def worked_out(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Divide the lowest there may be by the highest, and the highest by the lowest."""
        counted, people = self._both([figure.span for figure in figures])
        if people.low <= 0 or (lookup.unit is Unit.PERCENT and counted.high > people.low):
            # There may be nobody, or more counted than there are, and no such rate.
            return widest(lookup, self)
        low = quotient(counted.low, people.high if counted.low >= 0 else people.low, self.per, lookup.decimals)
        high = quotient(counted.high, people.low if counted.high >= 0 else people.high, self.per, lookup.decimals)
        return Span(low, high)

    def _both(self, spans: Sequence[Span]) -> tuple[Span, Span]:
        """Add up what is divided, and what it is divided by."""
        divided = len(spans) // 2 if self.population_take == "sum" else len(spans) - 1
        return added_up(spans[:divided]), added_up(spans[divided:])

    def shown(self, lookup: Lookup, area: str, pieces: Sequence[Piece], figures: Sequence[Figure]) -> list[Ingredient]:
        """Return both sums."""
        both = [Figure(one) for one in self._both([figure.span for figure in figures])]
        return super().shown(lookup, area, [pieces[0], pieces[-1]], both)

    def names(self, lookup: Lookup, pieces: Sequence[Piece]) -> list[str]:
        """Name the two indicators, with the first and last of several periods."""
        (own, first), (people, last) = pieces
        when = f"{first} to {last}: " if first != last else ""
        return [f"{when}{lookup.history.name(own[0])}", lookup.history.name(people[0])]

    def published_by(self, calendar: Calendar) -> Calendar:
        """Return the calendar of the figures that it is made of."""
        return calendar if self.over is None else self.over.published_by(calendar)

    def overlaps(self, calendar: Calendar) -> bool:
        """Whether neighbouring rates share figures: if they span several periods."""
        return self.over is not None or super().overlaps(calendar)

    @property
    def judged_alone(self) -> bool:
        """True: a rate divides figures as published."""
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
        if self.over is not None:
            self.over.check(self.figures_in, calendar)
            if self.population_take == "sum":
                self.over.check(self.population_in, calendar)
