"""Numbers that are worked out from several published figures, one area or many at a time."""

from __future__ import annotations

import abc
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import ClassVar

from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Figure, Lookup
from wes_rules.series.ingredients import FINEST, Ingredient
from wes_rules.series.number import NumberKind, each_once, published_as, widest
from wes_rules.series.observation import Observation
from wes_rules.series.so_far import SoFar, of_them, remembered
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

Piece = tuple[SeriesKey, Period]


class WorkedOut(NumberKind):
    """
    A number worked out from figures of several series or periods.

    An unknown one leaves it between bounds; figures that do not compare give no number. A class sets `nothing`, the
    reason why it has no number without pieces.
    """

    nothing: ClassVar[Reason] = Reason.NOT_IN_CALENDAR

    @property
    def _adds_since(self) -> Period | None:
        """The first period of all whose figures it adds up; None where it goes on from none."""
        return None

    @abc.abstractmethod
    def pieces(self, area: str, period: Period, calendar: Calendar) -> list[Piece]:
        """List the figures that it is made of, each as a series and a period; none where it has no number."""

    @property
    def as_published(self) -> bool:
        """Whether it uses figures as published instead of rounded to the measure's decimals."""
        return False

    @abc.abstractmethod
    def names(self, lookup: Lookup, pieces: Sequence[Piece]) -> list[str]:
        """Name the pieces, in contrast to each other."""

    def whose(self, lookup: Lookup, area: str, series: SeriesKey) -> str:
        """Name one of its series; empty for the only one, and for the own area's beside another's."""
        several = self.series(area)
        ways = [place for place in (1, 0, 2) if len({one[place] for one in several}) > 1]
        if not ways or (ways[0] == 1 and series[1] == area):
            return ""
        return lookup.history.name(series[ways[0]])

    def of(self, spans: Sequence[Span]) -> Span:
        """
        Work it out from what is known of the pieces in ticks: integers, or arrays with one for each of many areas.

        A kind that is not in a batch may say in `worked_out` alone how it is worked out.
        """
        raise NotImplementedError

    def worked_out(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Work it out from the figures of one area, in ticks of the measure's precision."""
        return self.of([one.span for one in figures])

    def unlike(self, calendar: Calendar, periods: Sequence[Period]) -> Reason | None:
        """Return why the figures of its periods do not combine; None if they do."""
        return unlike_each_other(calendar, periods)

    def parted(self, period: Period, calendar: Calendar) -> Reason | None:
        """Return which of a break and an isolated period lies among its periods; None for neither."""
        if not calendar.breaks and not calendar.isolated:
            return None
        since = self._adds_since
        if since is not None and period > since:
            return unlike_each_other(calendar, of_them(calendar, since, period))
        periods = [one for _, one in self.pieces("", period, calendar)]
        return unlike_each_other(calendar, periods) if periods else None

    def undefined(self, lookup: Lookup, spans: Sequence[Span]) -> Reason | None:
        """Return why the pieces give no number; None if they do."""
        return None

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the number of an area for a period."""
        if self._adds_since is not None and period > self._adds_since:
            return self._added_up(lookup, area, self._adds_since, period)
        pieces = self.pieces(area, period, lookup.calendar)
        if not pieces:
            return Figure(widest(lookup, self), why=(self.nothing,))
        read = [self.read_by(lookup, series[0]) for series, _ in pieces]
        figures = [by.figure(*series, one) for by, (series, one) in zip(read, pieces, strict=True)]
        fault = self.unlike(lookup.calendar, [one for _, one in pieces])
        return self._made(lookup, area, pieces, figures, each_once(*(one.observations for one in figures)), fault)

    def _sums(self, lookup: Lookup, area: str, since: Period, period: Period) -> list[Figure]:
        """Return what the figures of each series add up to, where it adds up all since a first period."""
        return [SoFar.of(self.read_by(lookup, one[0]), one, since).up_to(period) for one in self.series(area)]

    def _added_up(self, lookup: Lookup, area: str, since: Period, period: Period) -> Figure:
        series, figures = self.series(area), self._sums(lookup, area, since, period)
        # Of one series it is the same tuple, and no copy of it.
        observations = sum((one.observations for one in figures), ())
        fault = self.unlike(lookup.calendar, of_them(lookup.calendar, since, period))
        ends = [(series[0], since), (series[-1], period)]
        return remembered(self._made(lookup, area, ends, figures, observations, fault), figures)

    def _made(
        self,
        lookup: Lookup,
        area: str,
        pieces: Sequence[Piece],
        figures: Sequence[Figure],
        observations: tuple[Observation, ...],
        fault: Reason | None,
    ) -> Figure:
        """Return the number that figures give, or none with its reason."""
        anything, why = widest(lookup, self), each_once(*(one.why for one in figures))
        # Of an area that had ended there is no figure to work anything out from.
        fault = fault or (Reason.AREA_ENDED if Reason.AREA_ENDED in why else None)
        fault = fault or self.undefined(lookup, [one.span for one in figures])
        if fault is not None:
            told = tuple(self.shown(lookup, area, pieces, figures)) if fault is Reason.MORE_THAN_ALL else ()
            return Figure(anything, observations, each_once((fault,), why), made_of=told)
        return Figure(
            self.worked_out(lookup, figures),
            observations,
            why,
            each_once(*(one.notes for one in figures)),
            made_of=tuple(self.shown(lookup, area, pieces, figures)) if len(pieces) > 1 and observations else (),
        )

    def shown(self, lookup: Lookup, area: str, pieces: Sequence[Piece], figures: Sequence[Figure]) -> list[Ingredient]:
        """Return the figures shown beside the number: by default all that it is made of."""
        read = [self.read_by(lookup, series[0]) for series, _ in pieces]
        whose = [self.whose(lookup, area, series) for series, _ in pieces]
        named = zip(self.names(lookup, pieces), figures, read, whose, strict=True)
        return [Ingredient.of(name, one.span, by.unit, by.decimals, whose) for name, one, by, whose in named]

    def read_by(self, lookup: Lookup, indicator: str) -> Lookup:
        """Return how the figures of an indicator are looked up: in the unit they are published in."""
        return published_as(lookup, self.units(lookup.unit)[indicator], FINEST if self.as_published else None)

    def begins(self, calendar: Calendar) -> Period | None:
        """Return the first period that it adds up, or of which nothing that it is made of lies before the calendar's first."""
        return self._adds_since or _begins(self, calendar)

    def reaches_back(self, period: Period, calendar: Calendar) -> Period:
        """Return the earliest period whose figure it needs."""
        if self._adds_since is not None:
            return min(self._adds_since, period)
        return min((one for _, one in self.pieces("", period, calendar)), default=period, key=lambda one: one.index)


@lru_cache(maxsize=1024)
def _begins(number: WorkedOut, calendar: Calendar) -> Period | None:
    begins = period = calendar.begins
    while period is not None and begins is not None:
        pieces = number.pieces("", period, calendar)
        if pieces and all(one >= begins for _, one in pieces):
            break
        period = calendar.next(period)
    return period


def unlike_each_other(calendar: Calendar, periods: Sequence[Period]) -> Reason | None:
    """Return why figures of several periods do not combine; None if they do."""
    first, last = min(periods, key=attrgetter("index")), max(periods, key=attrgetter("index"))
    if first == last or (calendar.comparable(first, last) and calendar.isolated.isdisjoint(periods)):
        return None
    return calendar.unlike(*periods)
