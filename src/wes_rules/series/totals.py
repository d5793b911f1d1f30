"""Sums and means of several periods of one series: rolling, for the year so far, or since a first period."""

from __future__ import annotations

import abc
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import Figure, Lookup, quotient
from wes_rules.series.ingredients import Ingredient
from wes_rules.series.means import as_published, exact_end, mean_of
from wes_rules.series.number import Ends, widest
from wes_rules.series.so_far import SoFar, counts_of, has_no_case, remembered
from wes_rules.series.worked_out import Piece, WorkedOut
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Name
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Span, Unit
from wes_rules.values.reason import Reason

Take = Literal["sum", "mean", "share"]
Year = Literal["calendar", "financial", "academic"]
# What a rate says to take the same periods together.
_OVER = {"rolling": "periods", "year-to-date": "year", "running-total": "since"}
# Percentages, ranks and scores of several periods have a mean, and no sum that means anything.
_NO_SUM = (Unit.PERCENT, Unit.POINTS, Unit.RANK, Unit.SCORE, Unit.RATIO)


class Total(WorkedOut):
    """A sum or a mean of the figures of several periods: all of them, or between bounds where one is not known."""

    @property
    @abc.abstractmethod
    def take(self) -> Take:
        """Whether figures are summed or averaged, or their counts are summed."""

    @abc.abstractmethod
    def parts(self, period: Period, calendar: Calendar) -> list[Period]:
        """List the periods that are taken together for a period, earliest first."""

    def pieces(self, area: str, period: Period, calendar: Calendar) -> list[Piece]:
        """List its figures, earliest first."""
        (own,) = self.series(area)
        return [(own, one) for one in self.parts(period, calendar)]

    def of(self, spans: Sequence[Span]) -> Span:
        """Add them up."""
        return added_up(spans)

    def worked_out(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Add them up, or take their mean, which is of the figures as they were published."""
        return super().worked_out(lookup, figures) if self.take == "sum" else mean_of(lookup, figures)

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the number of an area for a period; a share is of all that was counted, and has its counts."""
        found = super().figure(lookup, area, period)
        if self.take != "share" or not found.observations:
            return found
        above, below, complete = self._counted(lookup, area, period)
        # Of a period without counts nobody knows how many there were, so that the share may be any.
        unknown = tuple(why for why in found.why if why not in (Reason.ROUNDED, Reason.NOT_APPLICABLE))
        if not unknown and not complete:
            unknown = (Reason.COUNTS_NEEDED,)
        if not unknown and not below:
            unknown = (Reason.NO_CASES,)
        if unknown:
            return remembered(attrs.evolve(found, span=widest(lookup, self), why=unknown), [found])
        tick = quotient(above, below, 100, lookup.decimals)
        return remembered(attrs.evolve(found, span=Span(tick, tick), why=(), counts=(above, below)), [found])

    def _counted(self, lookup: Lookup, area: str, period: Period) -> tuple[int, int, bool]:
        """Return the counts of all periods, and whether each has some."""
        (own,) = self.series(area)
        by = self.read_by(lookup, self.indicator)
        every = [counts_of(by.figure(*own, one)) for one in self.parts(period, lookup.calendar)]
        counts = [one for one in every if one is not None]
        return sum(one[0] for one in counts), sum(one[1] for one in counts), len(counts) == len(every)

    def shown(self, lookup: Lookup, area: str, pieces: Sequence[Piece], figures: Sequence[Figure]) -> list[Ingredient]:
        """Return its figures; of a share with those that are none, as there was no case."""
        found = super().shown(lookup, area, pieces, figures)
        if self.take != "share":
            return found
        return [attrs.evolve(one, none=has_no_case(by)) for one, by in zip(found, figures, strict=True)]

    def so_far(self, lookup: Lookup, area: str, periods: Sequence[Period]) -> tuple[Fraction | float, Fraction | float]:
        """Return the least and the greatest sum of some periods, in ticks; for a mean, of figures as published."""
        (own,) = self.series(area)
        by = self.read_by(lookup, own[0])
        figures = [by.figure(*own, one) for one in periods]
        if self.take == "mean":
            ends = [as_published(lookup, one) for one in figures]
        else:
            ends = [(exact_end(one.span.low), exact_end(one.span.high)) for one in figures]
        # What is not known at all is infinite, and stays so whatever is added.
        return sum((low for low, _ in ends), Fraction()), sum((high for _, high in ends), Fraction())

    def names(self, lookup: Lookup, pieces: Sequence[Piece]) -> list[str]:
        """Name the periods."""
        return [str(period) for _, period in pieces]

    @property
    def judged_alone(self) -> bool:
        """Whether it is a mean, which uses figures as published."""
        return self.take != "sum"

    def bounds(self, unit: AnyUnit) -> Ends:
        """Return the bounds of its value; a sum may exceed those of one figure."""
        if self.take != "sum":
            return unit.low, unit.high
        zero = Decimal(0)
        return zero if unit.low is not None and unit.low >= 0 else None, None

    def overlaps(self, calendar: Calendar) -> bool:
        """True: neighbouring totals share periods."""
        return True

    def grows_after(self, period: Period, calendar: Calendar) -> bool:
        """Whether the next total includes this one: not for a mean, or at the start of a year."""
        following = self.parts(period + calendar.step, calendar)
        return self.take == "sum" and following[:-1] == self.parts(period, calendar)

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse a sum of units that do not add up, and of figures that overlap."""
        if self.take == "sum" and unit in _NO_SUM:
            what = f"figures in {unit.value} of several periods do not add up"
            way = 'take = "share" where they have counts, or take = "mean"' if unit is Unit.PERCENT else 'take = "mean"'
            raise DefinitionError(Problem(what, f"write {way}, or count in a unit that adds up"))
        if self.take == "share" and unit is not Unit.PERCENT:
            what = f'take = "share" adds up the counts of percentages, and the unit is {unit.value}'
            raise DefinitionError(
                Problem(
                    what,
                    f'write unit = "{Unit.PERCENT.value}", or divide two indicators, with kind = "rate" and {_OVER[self.kind]}',
                )
            )
        if calendar.window > calendar.step:
            what = f"each figure covers {calendar.window} periods, so figures of several periods share what they count"
            raise DefinitionError(Problem(what, "take the published figure"))
        if calendar.surveyed is not None:
            what = "surveys that keep no rhythm leave periods between them without a figure, and nothing to add up"
            raise DefinitionError(Problem(what, "take the published figure"))


@attrs.frozen(kw_only=True)
class Rolling(Total):
    """
    The sum or the mean of the latest periods: twelve months to the latest one, three years.

    Args:
        indicator: The name of the figures.
        periods: How many periods are taken together, the judged one the last of them.
        group: The group of people that they are about.
        take: Their sum or their unweighted mean; or of percentages with counts the share of all that was counted.
    """

    kind: ClassVar[str] = "rolling"

    indicator: Name
    periods: Annotated[int, Bounds(low=2, high=120)]
    group: Name = "all"
    take: Take = "sum"

    def parts(self, period: Period, calendar: Calendar) -> list[Period]:
        """List the periods that are taken together."""
        return [period - calendar.step * back for back in reversed(range(self.periods))]


_YEARS = {
    "calendar": PeriodKind.CALENDAR_YEAR,
    "financial": PeriodKind.FINANCIAL_YEAR,
    "academic": PeriodKind.ACADEMIC_YEAR,
}


@attrs.frozen(kw_only=True)
class YearToDate(Total):
    """
    The sum or the mean of the periods of a year up to the judged one.

    Args:
        indicator: The name of the figures.
        year: The year that they belong to: calendar, financial (from April) or academic (from September).
        group: The group of people that they are about.
        take: Their sum or their unweighted mean; or of percentages with counts the share of all that was counted.
    """

    kind: ClassVar[str] = "year-to-date"

    indicator: Name
    year: Year
    group: Name = "all"
    take: Take = "sum"

    def parts(self, period: Period, calendar: Calendar) -> list[Period]:
        """List the periods of the year up to one."""
        first = Period.containing(Period.containing(period.start, _YEARS[self.year]).start, period.kind)
        return [first + steps for steps in range(period - first + 1)]

    def published_by(self, calendar: Calendar) -> Calendar:
        """Return the calendar of all its figures, since a total judged once a year uses every figure of the year."""
        return attrs.evolve(calendar, step=1, anchor=None) if calendar.step == calendar.kind.per_year else calendar

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse periods that lie across the beginning of the year, and a calendar that leaves some out."""
        super().check(unit, calendar)
        kind = calendar.kind
        whole = _YEARS[self.year].first_month
        month = (whole - kind.first_month) % 12
        if kind is PeriodKind.WEEK or kind.per_year == 1 or not _begins(kind, month):
            what = f"{kind.value}s do not make up {'an' if self.year == 'academic' else 'a'} {self.year} year"
            raise DefinitionError(Problem(what, "use a calendar of months, or of quarters that begin with the year"))
        need_every_period(self.published_by(calendar), self.kind)


@attrs.frozen(kw_only=True)
class RunningTotal(Total):
    """
    The sum of all periods since a first one, such as that in which the plan starts.

    Args:
        indicator: The name of the figures.
        since: The first period that counts.
        group: The group of people that they are about.
        take: Their sum; or of percentages with counts the share of all that was counted.
    """

    kind: ClassVar[str] = "running-total"

    indicator: Name
    since: Period
    group: Name = "all"
    take: Literal["sum", "share"] = "sum"

    def parts(self, period: Period, calendar: Calendar) -> list[Period]:
        """List the periods since the first one; none for an earlier period."""
        return [self.since + steps for steps in range(period - self.since + 1)]

    @property
    def _adds_since(self) -> Period:
        """The first period that counts."""
        return self.since

    def worked_out(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Add them up; a share is of their counts."""
        if self.take == "share" and isinstance(figures[0].span.low, int):
            return widest(lookup, self)
        return self.of([one.span for one in figures])

    def _counted(self, lookup: Lookup, area: str, period: Period) -> tuple[int, int, bool]:
        """Return the counts since the first period, and whether each has some."""
        so_far = self._so_far(lookup, area)
        found = so_far.up_to(period)
        return *(found.counts or (0, 0)), not so_far.uncounted[period - so_far.since]

    def shown(self, lookup: Lookup, area: str, pieces: Sequence[Piece], figures: Sequence[Figure]) -> list[Ingredient]:
        """Return the figures since the first period."""
        return self._so_far(lookup, area).shown_up_to(pieces[-1][1], of_cases=self.take == "share")

    def _so_far(self, lookup: Lookup, area: str) -> SoFar:
        (own,) = self.series(area)
        return SoFar.of(self.read_by(lookup, self.indicator), own, self.since)

    def grows_after(self, period: Period, calendar: Calendar) -> bool:
        """Whether it is a sum, of which the next includes this one."""
        return self.take == "sum"

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse a first period that is none of the calendar's, and a calendar that leaves some out."""
        super().check(unit, calendar)
        if self.since.kind is not calendar.kind:
            raise DefinitionError(
                f"since {self.since} is {self.since.kind.a}, the calendar's kind is {calendar.kind.value}"
            )
        need_every_period(calendar, self.kind)


def added_up(spans: Sequence[Span]) -> Span:
    """Return the least and the greatest sum."""
    return Span(sum(one.low for one in spans), sum(one.high for one in spans))


def need_every_period(calendar: Calendar, what: str) -> None:
    """Refuse a calendar that has a figure only every so many periods."""
    if calendar.step > 1:
        said = f"{what} takes every {calendar.kind.value} together, and the calendar has one in {calendar.step}"
        raise DefinitionError(Problem(said, "leave step out of the calendar"))


def _begins(kind: PeriodKind, month: int) -> bool:
    """Whether a period of a kind begins so many months into the year that the kind counts by."""
    if kind is PeriodKind.TERM:
        return month == 0
    return month * kind.per_year % 12 == 0 and kind is not PeriodKind.TAX_QUARTER
