"""The base of all kinds of number: their figures, units and bounds."""

from __future__ import annotations

import abc
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar, TypeVar

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Figure, Lookup
from wes_rules.values.checks import wrong
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Quantity, Span, Unit
from wes_rules.values.reason import Reason

T = TypeVar("T")
Ends = tuple[Decimal | None, Decimal | None]


class NumberKind(Declared, abc.ABC):
    """
    A number as a value: which published figures it is made of, and how.

    A class sets `kind`, its name in plan files; `of_rows`, whether it is counted from rows of cases or inspections in place
    of published figures; `in_step`, whether it moves no faster than any figure that it is made of;
    and `is_gap`, whether it is the distance between two.
    """

    kind: ClassVar[str]
    of_rows: ClassVar[bool] = False
    in_step: ClassVar[bool] = True
    is_gap: ClassVar[bool] = False

    @property
    @abc.abstractmethod
    def indicator(self) -> str:
        """The name of the figures, the first where there are several."""

    @property
    @abc.abstractmethod
    def group(self) -> str:
        """The group of people that they are about."""

    @abc.abstractmethod
    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the number of an area for a period."""

    def published(self, unit: AnyUnit) -> AnyUnit:
        """Return the unit in which the figures of its indicator are published, where the number is in a unit."""
        return unit

    def units(self, unit: AnyUnit) -> dict[str, AnyUnit]:
        """Return the unit in which the figures of each indicator that it is made of are published."""
        return {self.indicator: self.published(unit)}

    def bounds(self, unit: AnyUnit) -> Ends:
        """Return the lowest and the highest value it may have in a unit; None is without bound."""
        return unit.low, unit.high

    def series(self, area: str) -> tuple[SeriesKey, ...]:
        """Return the series that the number of an area is made of, its own first."""
        return ((self.indicator, area, self.group),)

    def reaches_back(self, period: Period, calendar: Calendar) -> Period:
        """Return the earliest period whose figure it needs for a period."""
        return period

    def begins(self, calendar: Calendar) -> Period | None:
        """Return the first period of a calendar that can have such a number; None if unknown."""
        return calendar.begins

    def parted(self, period: Period, calendar: Calendar) -> Reason | None:
        """Return why there is no number for a period: its figures do not compare; None if they do."""
        return None

    def published_by(self, calendar: Calendar) -> Calendar:
        """Return the calendar of its figures: the measure's, unless it also takes figures between its periods."""
        return calendar

    @property
    def judged_alone(self) -> bool:
        """Whether a batch judges it one area at a time, because ticks do not suffice."""
        return False

    def overlaps(self, calendar: Calendar) -> bool:
        """Whether neighbouring periods share figures."""
        return calendar.window > calendar.step

    def levelled_down(self, lookup: Lookup, area: str, before: Period, period: Period) -> bool:
        """Whether a gap is known to have closed between two periods without a rise of the group in focus."""
        return False

    def grows_after(self, period: Period, calendar: Calendar) -> bool:
        """Whether the next figure includes everything in this one."""
        return False

    @property
    def is_difference(self) -> bool:
        """Whether it is how far two figures lie apart, which between percentages is in points."""
        return self.is_gap

    @classmethod
    def taken(cls, raw: object, *_: object) -> NumberKind:
        """Refuse what is no kind of number."""
        return wrong(raw, "a kind of number", 'give one, such as Observed(indicator="ehc")')

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """
        Check that it fits the unit and the calendar of a measure.

        Raises:
            DefinitionError: It does not.
        """


def published_as(lookup: Lookup, unit: AnyUnit, decimals: int | None = None) -> Lookup:
    """Return the lookup of figures that are published in another unit, or are read at another precision."""
    decimals = lookup.decimals if decimals is None else decimals
    if (unit, decimals) == (lookup.unit, lookup.decimals):
        return lookup
    return Lookup.into(lookup.history, lookup.calendar, unit, decimals, lookup.as_of)


def widest(lookup: Lookup, number: NumberKind) -> Span:
    """Return the lowest and the highest value a number may have, in ticks."""
    return span_of(number, lookup.unit, lookup.decimals)


@lru_cache(maxsize=256)
def span_of(number: NumberKind, unit: AnyUnit, decimals: int) -> Span:
    """Return the lowest and the highest value a number may have in a unit, in ticks."""
    low, high = number.bounds(unit)
    return Quantity(low=low, high=high).span(decimals, whole=unit.whole)


def each_once(*several: Iterable[T]) -> tuple[T, ...]:
    """Return the items of several lists, each once."""
    return tuple(dict.fromkeys(one for found in several for one in found))


def apart(unit: AnyUnit) -> Ends:
    """Return how far below and above another a figure in a unit may lie; None is without bound."""
    low, high = unit.low, unit.high
    return (None, None) if low is None or high is None else (low - high, high - low)


# Of these nobody publishes tens.
_NO_TENS = (Unit.PERCENT, Unit.POINTS, Unit.RANK, Unit.RATIO)


def rounds(number: NumberKind, unit: AnyUnit, decimals: int) -> None:
    """Refuse decimals below 0, which stand for tens, hundreds and thousands, where they make no sense."""
    if decimals < 0 and unit in _NO_TENS:
        what = f"decimals = {decimals} would round {unit.value} to tens or more"
        raise DefinitionError(Problem(what, "give 0 to 9"))
    if decimals < 0 and getattr(number, "take", "") == "sum":
        what = f"decimals = {decimals} would round every figure of a sum before they are added up"
        raise DefinitionError(Problem(what, "give 0 to 9"))
