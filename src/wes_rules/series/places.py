"""The place of an area among others, as a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import Figure, Lookup
from wes_rules.series.ingredients import FINEST, Ingredient
from wes_rules.series.number import NumberKind, each_once, published_as, widest
from wes_rules.series.observed import Observed
from wes_rules.series.set_figures import area_set, figures_of
from wes_rules.values import accepting
from wes_rules.values.fields import Name
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Span, Unit


@attrs.frozen(kw_only=True)
class Place(NumberKind):
    """
    The place among a named set of areas: 1 for the best of them.

    One more than the number of areas that are strictly better (competition rank), of the figures as they were published.
    Who shares the last place is last.

    Args:
        indicator: The name of the figures.
        among: The area set's id; the area itself is added.
        best: Whether the highest or the lowest figure is the best.
        group: The group of people that they are about.
        figures_in: The unit of the figures.
    """

    kind: ClassVar[str] = "place"
    in_step: ClassVar[bool] = False

    indicator: Name
    among: Name
    best: Literal["highest", "lowest"]
    group: Name = "all"
    figures_in: AnyUnit = attrs.field(default=Unit.PERCENT, converter=accepting.unit)

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the place of an area for a period, between its best and worst if unknown."""
        anything, decimals = widest(lookup, self), lookup.decimals
        lookup = published_as(lookup, self.figures_in, FINEST)
        number = Observed(indicator=self.indicator, group=self.group)
        own = number.figure(lookup, area, period)
        members = [code for code in area_set(lookup, self.among).areas if code != area]
        found = figures_of(lookup, number, members, period)
        if not found.known:
            return Figure(anything, own.observations, own.why or (found.too_few,), passed_over=found.passed_over)
        # An area that is awaited may turn out to have no figure, and the place is then among fewer.
        counts = range(len(found.known), len(found.all) + 1)
        places = [_place(own, found.all[:count], self.best) for count in counts]
        place = Span(min(one.low for one in places), max(one.high for one in places))
        total = len(found.known) + 1
        tied = sum(one.span == own.span for one in found.known) if own.span.exact and place.low == place.high else 0
        name = f"{f'shared by {tied + 1}, ' if tied else ''}of {total}{' or more' if found.awaited else ''}"
        name += f" with {area_set(lookup, self.among).words}, own figure"
        return Figure(
            Span(place.low * 10**decimals, place.high * 10**decimals),
            each_once(own.observations, found.observations),
            each_once(own.why, () if place.low == place.high else found.why),
            each_once(own.notes, found.notes),
            count_of=(total, len(members) + 1),
            passed_over=found.passed_over,
            made_of=(Ingredient.of(name, own.span, lookup.unit, lookup.decimals),) if own.observations else (),
        )

    def published(self, unit: AnyUnit) -> AnyUnit:
        """Return the unit of the figures."""
        return self.figures_in

    @property
    def judged_alone(self) -> bool:
        """True: each area is compared with different others."""
        return True

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse a unit other than rank."""
        if unit is not Unit.RANK:
            what = f"a place among areas is not in {unit.value}"
            raise DefinitionError(Problem(what, f'write unit = "{Unit.RANK.value}"'))


def _place(own: Figure, others: Sequence[Figure], best: str) -> Span:
    """Return the best and the worst possible place among others."""
    better, worse = better_and_worse(own, others, 1 if best == "highest" else -1)
    last = len(others) + 1
    return Span(better.low + 1 if worse.high else last, better.high + 1 if worse.low else last)


def better_and_worse(own: Figure, others: Sequence[Figure], sign: int) -> tuple[Span, Span]:
    """Count, at least and at most, the figures strictly better than another and those strictly worse; of many areas in arrays."""
    mine = own.span if sign > 0 else -own.span
    theirs = [one.span if sign > 0 else -one.span for one in others]
    better = Span(sum(one.low > mine.high for one in theirs), sum(one.high > mine.low for one in theirs))
    return better, Span(sum(one.high < mine.low for one in theirs), sum(one.low < mine.high for one in theirs))
