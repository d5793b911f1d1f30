"""Sums from a first period on: each is the one before it and one more figure, however long the series is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Self

import attrs

from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Figure, Lookup
from wes_rules.series.ingredients import Ingredient
from wes_rules.series.number import each_once
from wes_rules.series.observation import Observation
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


@attrs.define
class SoFar:
    """
    What the figures of one series add up to since a first period.

    Args:
        sums: The sum up to each period, without its observations.
        observations: Those of all periods, earliest first.
        there: How many of them there are up to each period.
        uncounted: How many periods up to each have no counts.
        shown: The figures of the first periods as shown beside the sum, as many as somebody has asked for.
    """

    by: Lookup
    series: SeriesKey
    since: Period
    sums: list[Figure] = attrs.field(factory=list)
    observations: list[Observation] = attrs.field(factory=list)
    there: list[int] = attrs.field(factory=list)
    uncounted: list[int] = attrs.field(factory=list)
    shown: list[Ingredient] = attrs.field(factory=list)

    @classmethod
    def of(cls, by: Lookup, series: SeriesKey, since: Period) -> Self:
        """Return the sums of a series, cached with its figures."""
        return by.once(("so far", series, since), lambda: cls(by, series, since))

    def up_to(self, period: Period) -> Figure:
        """Return the sum of all figures up to a period."""
        place = period - self.since
        while len(self.sums) <= place:
            self._add(self.by.figure(*self.series, self.since + len(self.sums)))
        found = self.sums[place]
        return remembered(
            attrs.evolve(found, observations=tuple(islice(self.observations, self.there[place]))), [found]
        )

    def shown_up_to(self, period: Period, *, of_cases: bool) -> list[Ingredient]:
        """Return the figures up to a period as shown beside their sum; of a share of cases some are none."""
        count = period - self.since + 1
        for place in range(len(self.shown), count):
            one = self.since + place
            found = self.by.figure(*self.series, one)
            shown = Ingredient.of(str(one), found.span, self.by.unit, self.by.decimals)
            self.shown.append(attrs.evolve(shown, none=True) if of_cases and has_no_case(found) else shown)
        return self.shown[:count]

    def _add(self, one: Figure) -> None:
        counts = counts_of(one)
        last = self.sums[-1] if self.sums else Figure(Span(0, 0), counts=(0, 0))
        above, below = last.counts or (0, 0)
        found = Figure(
            Span(last.span.low + one.span.low, last.span.high + one.span.high),
            (),
            each_once(last.why, one.why),
            each_once(last.notes, one.notes),
            (above, below) if counts is None else (above + counts[0], below + counts[1]),
        )
        self.uncounted.append((self.uncounted[-1] if self.uncounted else 0) + (counts is None))
        self.observations += one.observations
        self.there.append(len(self.observations))
        self.sums.append(remembered(found, [last, one]))


def remembered(found: Figure, made_of: Sequence[Figure]) -> Figure:
    """Return a figure that knows what its observations say of definitions and populations, as figures that it is made of do."""
    # They would be worked out anew of all observations of each period; the figure is new, and nobody has asked it.
    for name in ("definitions", "populations"):
        object.__setattr__(found, name, frozenset().union(*(getattr(one, name) for one in made_of)))
    return found


def counts_of(one: Figure) -> tuple[int, int] | None:
    """Return the counts of a period: none of none where there was no case; None where nobody says."""
    return (0, 0) if Reason.NOT_APPLICABLE in one.why else one.counts


def has_no_case(one: Figure) -> bool:
    """Whether a period is known to have had no case."""
    counts = counts_of(one)
    return counts is not None and not counts[1]


def of_them(calendar: Calendar, since: Period, period: Period) -> list[Period]:
    """List the periods from a first to a last one that tell whether all of them compare."""
    return [since, *sorted(one for one in calendar.isolated if since < one < period), period]
