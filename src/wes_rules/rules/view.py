"""Views: what a rule sees of one measure, area and period on one day."""

from __future__ import annotations

import math
from bisect import bisect_right
from datetime import date
from typing import TYPE_CHECKING, Self

import attrs

from wes_rules.rules.cells import Cells
from wes_rules.rules.facts import Fact
from wes_rules.rules.measure import Baseline, Measure
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import ANYTHING, Figure, Lookup
from wes_rules.series.history import History
from wes_rules.series.number import widest
from wes_rules.series.on_file import first_on_file, observed_periods
from wes_rules.series.worked_out import WorkedOut
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Span
from wes_rules.values.reason import LEFT_OUT, Reason

if TYPE_CHECKING:
    from wes_rules.series.comparators import Against

__all__ = ["View"]


class View(Cells):
    """
    One measure, one area and one period, as known on one day.

    Args:
        measure: The measure that is judged.
        history: Everything there is; `lookup` finds figures in it.
        area: The area that is judged.
        period: The period that is judged.
        as_of: The day of knowing.
        lookup: How its figures are looked up, where that is at hand.
    """

    __slots__ = ("area", "as_of", "lenient", "lookup", "measure", "period")

    def __init__(
        self,
        measure: Measure,
        history: History,
        area: str,
        period: Period,
        as_of: date,
        lookup: Lookup | None = None,
    ) -> None:
        self.measure = measure
        self.area = area
        self.period = period
        self.as_of = as_of
        self.lenient = False
        self.lookup = lookup or Lookup.into(history, measure.calendar, measure.unit, measure.decimals, as_of)

    @property
    def calendar(self) -> Calendar:
        """The measure's calendar."""
        return self.measure.calendar

    def of(self, period: Period) -> Self:
        """Return the view of another period."""
        return self._but(period, lenient=self.lenient)

    def of_area(self, area: str) -> Self:
        """Return the view of another area."""
        other = self.of(self.period)
        other.area = area
        return other

    def leniently(self) -> Self:
        """Return the view in which the tolerance is forgiven."""
        return self._but(self.period, lenient=True)

    def _but(self, period: Period, *, lenient: bool) -> Self:
        # What `copy` does, which takes as long as to judge.
        other = object.__new__(type(self))
        other.measure, other.area, other.as_of, other.lookup = self.measure, self.area, self.as_of, self.lookup
        other.period, other.lenient = period, lenient
        return other

    def own(self, period: Period) -> Figure:
        """Return the measure's own figure for a period."""
        figure = self.measure.number.figure(self.lookup, self.area, period)
        return figure if len(figure.observations) < 2 else self._of_one_definition(figure)

    def parted(self, period: Period, known: Figure | None = None) -> Reason | None:
        """
        Return why the measure has no number for a period: its figures do not compare; None if they do.

        Args:
            known: Its own figure for the period, where that is at hand.
        """
        number = self.measure.number
        if (why := number.parted(period, self.calendar)) is not None or not isinstance(number, WorkedOut):
            return why
        mixed = len((known or self.own(period)).definitions) > 1
        # Figures of one period that are counted otherwise leave its number open, and do not make it none.
        across = mixed and number.reaches_back(period, self.calendar) != period
        return Reason.DEFINITION_DIFFERS if across else None

    def latest(self) -> Fact:
        """Return the own figure of the judged period."""
        return Fact("latest", self.own(self.period), self.period)

    def against(self, comparator: Against, period: Period) -> Fact:
        """Return a comparator's figure for a period; reasons name the benchmark."""
        figure = comparator.figure(self.lookup, self.measure.number, self.area, period)
        if figure.why:
            figure = self._of_others(figure)
        return Fact("benchmark", self._of_one_definition(figure), period, comparator.name(self.lookup), comparator.code)

    def _of_others(self, figure: Figure) -> Figure:
        why, span = figure.why, figure.span
        if Reason.AREA_ENDED in why:
            # There is no such benchmark, and so no bounds of it.
            span = Span(-math.inf, math.inf)
        if {Reason.OVERDUE, Reason.NO_FIGURES, Reason.NOT_HELD} & set(why):
            why = (Reason.BENCHMARK_MISSING,)
        elif Reason.AWAITING_PUBLICATION in why:
            why = (Reason.BENCHMARK_PENDING,)
        return attrs.evolve(figure, span=span, why=why)

    def _of_one_definition(self, figure: Figure) -> Figure:
        if len(figure.observations) < 2 or len(figure.definitions) < 2:
            return figure
        return attrs.evolve(figure, span=self.bounds(), why=(Reason.DEFINITION_DIFFERS,), counts=None, interval=None)

    def others(self, among: str) -> list[str]:
        """List the areas of a set without the judged one."""
        from wes_rules.series.set_figures import area_set

        return [code for code in area_set(self.lookup, among).areas if code != self.area]

    def called(self, among: str) -> str:
        """Return the name of a set of areas."""
        from wes_rules.series.set_figures import area_set

        return area_set(self.lookup, among).words

    def bounds(self) -> Span:
        """Return the lowest and highest value the number may have in its unit."""
        return widest(self.lookup, self.measure.number)

    def observed_periods(self) -> list[Period]:
        """List the periods with a published own figure, up to the one that is judged."""
        found = observed_periods(self.measure.number, self.lookup, self.area)
        if not found or found[-1] <= self.period:
            return found
        return found[: bisect_right(found, self.period)]

    def latest_known(self) -> Fact | None:
        """Return the latest own figure with anything known, up to the judged period; None if there is none."""
        found = (Fact("known", self.own(period), period) for period in reversed(self.observed_periods()))
        return next((fact for fact in found if self.is_known(fact.figure)), None)

    def is_known(self, figure: Figure) -> bool:
        """
        Whether anything is known about an own figure, including the bounds of a single series.

        Of a number that is made of several series, bounds say more of the one that is not known than of the number.
        """
        if not figure.is_missing:
            return True
        return figure.span not in (self.bounds(), ANYTHING) and len(self.measure.number.series(self.area)) == 1

    def levelled_down(self) -> bool:
        """Whether the measure is a gap that closed since the period before only because the comparison group fell."""
        number = self.measure.number
        if not number.is_gap:
            return False
        before = self.calendar.previous(self.period)
        if before is None or not self.calendar.comparable(before, self.period):
            return False
        return number.levelled_down(self.lookup, self.area, before, self.period)

    def first_on_file(self) -> Period | None:
        """Return the first period with anything on file, even a hidden figure; None if there is none."""
        return first_on_file(self.measure.number, self.lookup, self.area)

    def begins(self) -> Period:
        """
        Return the first period of a promise about every period.

        It is that of the plan's start; without one the first that the calendar has the number for, or else the first one on file.
        """
        first = self.measure.begins or self.first_on_file()
        if first is not None and self.measure.starts is not None:
            return first
        return self.period if first is None else min(first, self.period)

    def baseline(self) -> Fact | None:
        """Return the stated baseline, or the published figure of its period; None when there is none."""
        stated = self.measure.baseline
        if stated is None:
            return None
        period = None if stated.period is None else self.calendar.written(stated.period)
        if stated.value is not None:
            return Fact("baseline", self._stated(stated), period, stated.source)
        assert period is not None  # a baseline has a value or a period
        return Fact("baseline", self._as_baseline(self.own(period)), period)

    def _as_baseline(self, figure: Figure) -> Figure:
        """Return a published figure as a baseline, of which one thing alone says more than that it is not known: a lost row."""
        if not figure.is_missing:
            return figure
        lost = tuple(one for one in figure.why if one in LEFT_OUT)
        return attrs.evolve(figure, why=lost or (Reason.NO_BASELINE,))

    def _stated(self, stated: Baseline) -> Figure:
        assert stated.value is not None  # the caller asked for a stated one
        value = stated.value
        places = max(0, -int(value.as_tuple().exponent))
        quantity = Quantity.rounded(value, places) if stated.rounded else Quantity.exact(value)
        span, bounds = self.lookup.span(quantity), self.bounds()
        if stated.rounded:
            span = Span(max(span.low, bounds.low), min(span.high, bounds.high))
        why = () if span.exact else (Reason.ROUNDED,)
        counted_as = frozenset[str]() if stated.period is None else self.own(stated.period).definitions
        return Figure(span, why=why, notes=self._published_differs(stated), counted_as=counted_as)

    def published_baseline(self) -> tuple[Fact, ...]:
        """Return the published figure of the baseline's period if it differs from the stated one; else nothing."""
        stated = self.measure.baseline
        if stated is None or stated.period is None or not self._published_differs(stated):
            return ()
        period = self.calendar.written(stated.period)
        return (Fact("published_baseline", self.own(period), period),)

    def _published_differs(self, stated: Baseline) -> tuple[Reason, ...]:
        if stated.period is None or stated.value is None or self.measure.number.kind != "observed":
            return ()
        published = self.own(stated.period)
        places = max(0, -int(stated.value.as_tuple().exponent))
        near = self.lookup.span(Quantity.rounded(stated.value, places))
        apart = published.span.high < near.low or published.span.low > near.high
        return (Reason.BASELINE_DIFFERS,) if published.observations and apart else ()
