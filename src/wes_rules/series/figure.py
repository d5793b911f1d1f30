"""A figure as rules see it: whole ticks, exact or between bounds."""

from __future__ import annotations

import abc
import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from threading import get_ident
from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from wes_rules.errors import SourceError
from wes_rules.series.calendar import Calendar
from wes_rules.series.history import History
from wes_rules.series.ingredients import Ingredient
from wes_rules.series.observation import Observation, share_fault
from wes_rules.values.pasting import pasted
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Marker, Quantity, Span, Standing, Unit, per_unit
from wes_rules.values.reason import Reason

if TYPE_CHECKING:
    from fractions import Fraction

T = TypeVar("T")

_BY_MARKER = {
    Marker.NOT_APPLICABLE: Reason.NOT_APPLICABLE,
    Marker.NOT_AVAILABLE: Reason.NOT_AVAILABLE,
    Marker.SUPPRESSED: Reason.SUPPRESSED,
    Marker.LOW: Reason.ROUNDED,
    Marker.LOW_RELIABILITY: Reason.LOW_RELIABILITY,
}
BY_STANDING = {
    Standing.PROVISIONAL: (Reason.PROVISIONAL,),
    Standing.REVISED: (Reason.REVISED,),
    Standing.ESTIMATE: (Reason.ESTIMATE,),
    Standing.FINAL: (),
}


@attrs.frozen
class Figure:
    """
    What is known about one number.

    Args:
        span: Its lowest and highest possible value, in ticks of the measure's precision.
        observations: The published figures it was made from.
        why: Why it is not known exactly; empty when it is.
        notes: What else must be said of it.
        counts: Numerator and denominator, where known.
        interval: The published 95% confidence interval, where there is one.
        count_of: How many areas it was made from, and how many were asked.
        passed_over: Figures that were looked at and are no part of it, as those which say that there is none.
        counted_as: The definitions it is taken to be counted by, beside those of its observations.
        failed: How many of the cases that it is the share of failed, at least and at most; None where nobody counts them.
        cases: How many cases there are so far, and how many of them may still go either way, where it is not known exactly
            and all of them could be read.
        made_of: The figures that it was worked out from, where people want to see them beside it.
    """

    span: Span
    observations: tuple[Observation, ...] = ()
    why: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    counts: tuple[int, int] | None = None
    interval: tuple[Decimal, Decimal] | None = None
    count_of: tuple[int, int] | None = None
    passed_over: tuple[Observation, ...] = attrs.field(default=(), repr=False)
    counted_as: frozenset[str] = frozenset()
    failed: Span | None = attrs.field(default=None, kw_only=True)
    cases: tuple[int, int] | None = attrs.field(default=None, kw_only=True)
    made_of: tuple[Ingredient, ...] = attrs.field(default=(), repr=False)
    __repr__ = pasted

    @property
    def is_missing(self) -> bool:
        """Whether no published number lies behind it."""
        return bool(self.why) and Reason.ROUNDED not in self.why

    @cached_property
    def definitions(self) -> frozenset[str]:
        """The stated definitions of the figures it was made from; a forecast decides nothing."""
        stated = [
            one.definition for one in self.observations if one.definition and one.standing is not Standing.FORECAST
        ]
        return self.counted_as.union(stated) if stated else self.counted_as

    @cached_property
    def populations(self) -> frozenset[str]:
        """The stated populations of the figures it was made from."""
        stated = [one.population for one in self.observations if one.population]
        return frozenset(stated) if stated else _NONE


_NONE = frozenset[str]()

# Published without a number because there is none: such an area or period is not part of a mean, a rank or a run.
NO_FIGURE = (Marker.NOT_APPLICABLE, Marker.NOT_AVAILABLE)

# Any number at all.
ANYTHING = Span(-math.inf, math.inf)

# For how many ways of looking at it a history remembers its figures.
_VIEWS = 64


class Followed(abc.ABC):
    """Results worked out from one period after another."""

    __slots__ = ()

    @abc.abstractmethod
    def before(self, period: Period) -> Followed | None:
        """Return what was worked out from earlier figures alone; None where it goes by other periods."""


@attrs.frozen(eq=False)
class Lookup:
    """
    Looks up figures in a history, on a day and at a precision.

    Args:
        decimals: The measure's declared number of decimal places.
    """

    history: History
    calendar: Calendar
    unit: AnyUnit
    decimals: int
    as_of: date
    intervals: dict[tuple[str, str, str], bool] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    runs: dict[object, object] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    observed: dict[object, list[Period]] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    # What is evolved from this one reads the same figures, and need not look them up anew.
    resolved: dict[tuple[str, str, str, Period], Figure] = attrs.field(factory=dict, eq=False, repr=False, kw_only=True)

    @classmethod
    def into(cls, history: History, calendar: Calendar, unit: AnyUnit, decimals: int, as_of: date) -> Lookup:
        """Return the lookup for these arguments, cached per thread."""
        key = (calendar, unit, decimals, as_of, get_ident())
        found = history.lookups.get(key)
        if not isinstance(found, Lookup):
            if len(history.lookups) >= _VIEWS:
                history.lookups.clear()
            found = history.lookups[key] = cls(history, calendar, unit, decimals, as_of)
        return found

    def figure(self, indicator: str, area: str, group: str, period: Period) -> Figure:
        """Look up one published figure; a missing one is as wide as its unit allows."""
        key = (indicator, area, group, period)
        found = self.resolved.get(key)
        if found is None:
            found = self.resolved[key] = self._resolved(*key)
        return found

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Return the cached value of a key, or make it."""
        if key not in self.runs:
            self.runs[key] = make()
        return cast("T", self.runs[key])

    def gives_intervals(self, indicator: str, area: str, group: str) -> bool:
        """Whether any known figure of a series has an interval."""
        key = (indicator, area, group)
        if key not in self.intervals:
            seen = (self.history.known(key, period, self.calendar, self.as_of) for period in self.history.periods(key))
            self.intervals[key] = any(one is not None and one.interval is not None for one in seen)
        return self.intervals[key]

    def _resolved(self, indicator: str, area: str, group: str, period: Period) -> Figure:
        series = indicator, area, group
        ended = self.history.ended.get(area)
        if ended is not None and not ended.has(period):
            return Figure(self.widest(), why=(Reason.AREA_ENDED,))
        one = self.history.known(series, period, self.calendar, self.as_of)
        if self.calendar.collects(period):
            doubts = self.history.doubts(series, period, self.calendar, self.as_of)
            if one is not None and one.unread is not None:
                doubts = (one.unread, *doubts)
            if doubts:
                # A number outside the unit shows that the unit's bounds need not hold.
                span = ANYTHING if Reason.OUTSIDE_UNIT in doubts else self.widest()
                return Figure(span, () if one is None else (one,), tuple(dict.fromkeys(doubts)))
        if one is None or not self.calendar.collects(period):
            held = self.once(("held", series), lambda: self.history.held_from(series, self.calendar, self.as_of))
            return Figure(self.widest(), why=(self.absence(period, held),))
        if one.standing is Standing.FORECAST:
            late = (Reason.OVERDUE,) if self.calendar.due(period) <= self.as_of else ()
            return Figure(self.widest(), (one,), (Reason.FORECAST_ONLY, *late))
        if one.standing is Standing.PROVISIONAL and self.history.awaits_final:
            return Figure(self.widest(), (one,), (Reason.PROVISIONAL,))
        notes = BY_STANDING[one.standing]
        if one.origin.made_up:
            notes = (*notes, Reason.MADE_UP)
        counts = self.counts(one)
        return Figure(self.span(one.quantity), (one,), vagueness(one.quantity), notes, counts, one.interval)

    def counts(self, one: Observation) -> tuple[int, int] | None:
        """Return the numerator and the denominator of a published figure, where it has them."""
        if one.numerator is None or one.denominator is None:
            return None
        if self.unit is Unit.PERCENT and (fault := share_fault(one.quantity, one.numerator, one.denominator)):
            what = f"{one.indicator} of area {one.area} for {one.period}: {fault.what}"
            raise SourceError(attrs.evolve(fault, what=what, file=one.origin.file, line=one.origin.row))
        return one.numerator, one.denominator

    def span(self, quantity: Quantity) -> Span:
        """Return a quantity in whole ticks."""
        return quantity.span(self.decimals, whole=self.unit.whole)

    def widest(self) -> Span:
        """Return the widest span the unit allows."""
        return _widest(self.unit, self.decimals)

    def absence(self, period: Period, held_from: Period | None) -> Reason:
        """Return why a period has no figure, given the period from which the series is on file."""
        if not self.calendar.collects(period):
            return Reason.NOT_COLLECTED
        if self.calendar.due(period) > self.as_of:
            return Reason.AWAITING_PUBLICATION
        if held_from is None:
            return Reason.NO_FIGURES
        return Reason.NOT_HELD if period < held_from else Reason.OVERDUE


def supposing(history: History, one: Observation) -> History:
    """Return a history in which a supposed figure replaces others, with the look-ups that stay valid."""
    supposed = history.supposing(one)
    # A copy, as another thread may look up more meanwhile; what that remembers is its own.
    mine = [
        (key, one) for key, one in tuple(history.lookups.items()) if isinstance(key, tuple) and key[-1] == get_ident()
    ]
    for key, lookup in mine:
        assert isinstance(lookup, Lookup)  # nothing else is kept there
        # Why a figure is not known depends on others; one that is known exactly stands for itself.
        kept = {place: known for place, known in lookup.resolved.items() if not known.why}
        kept.pop((*one.series, one.period), None)
        supposed.lookups[key] = again = attrs.evolve(lookup, history=supposed, resolved=kept)
        # Whether a series has intervals is a question to all of its figures, not only to earlier ones.
        if not any(lookup.intervals.values()):
            runs = ((key, made.before(one.period)) for key, made in lookup.runs.items() if isinstance(made, Followed))
            again.runs.update((key, run) for key, run in runs if run is not None)
    return supposed


@lru_cache(maxsize=256)
def _widest(unit: AnyUnit, decimals: int) -> Span:
    return Quantity.missing(unit).span(decimals, whole=unit.whole)


def vagueness(quantity: Quantity) -> tuple[Reason, ...]:
    """Return why a published quantity is not exact."""
    if quantity.marker is not None:
        return (_BY_MARKER[quantity.marker],)
    return () if quantity.is_exact else (Reason.ROUNDED,)


def quotient(end: int | float, of: int | float, times: int, decimals: int, *, less: int = 0) -> int | float:
    """Return an end so many times, divided by another one, in ticks; what is `less` is taken off before it is rounded. Anything is above 0, if only just, where that is 0."""
    if isinstance(end, float) or (end and not of):
        return end * math.inf
    from fractions import Fraction

    share = Fraction(0) if isinstance(of, float) or not end else Fraction(end * times, of)
    return round_fraction((share - less) * per_unit(decimals))


def round_fraction(value: Fraction) -> int:
    """Round half away from zero, as published statistics are."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size


def share(numerator: int, denominator: int, decimals: int) -> int:
    """Return a percentage in ticks of `decimals` places, rounded half up."""
    from fractions import Fraction

    return round_fraction(Fraction(100 * numerator * 10**decimals, denominator))
