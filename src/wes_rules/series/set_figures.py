"""The figures of a named set of areas for a period."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from wes_rules.errors import DefinitionError, near_miss
from wes_rules.quoting import quoted
from wes_rules.series.areas import AreaSet
from wes_rules.series.figure import NO_FIGURE, Figure, Lookup
from wes_rules.series.number import NumberKind, widest
from wes_rules.series.observation import Observation
from wes_rules.series.on_file import has_published
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import LEFT_OUT, Reason


def area_set(lookup: Lookup, name: str) -> AreaSet:
    """Return a named area set."""
    found = lookup.history.area_sets.get(name)
    if found is None:
        raise DefinitionError(f"unknown area set {quoted(name)}; {near_miss(name, lookup.history.area_sets)}")
    return found


@attrs.frozen
class SetFigures:
    """
    The figures of the areas of a set for a period.

    Args:
            known: The figures that have been published, suppressed ones included.
        awaited: The figures of areas that published before and have not yet, and of areas whose row was left out: each may turn
            out to be anything, or not to be at all.
        widest: What an unknown figure lies between.
        passed_over: The figures which say that there is none.
    """

    known: list[Figure]
    awaited: list[Figure]
    asked: int
    widest: Span
    passed_over: tuple[Observation, ...] = ()

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The published figures of those that have one."""
        return tuple(one for figure in self.known for one in figure.observations)

    @property
    def all(self) -> list[Figure]:
        """The figures that count: not of areas that never published, or published that there is none."""
        return self.known + self.awaited

    @property
    def count_of(self) -> tuple[int, int]:
        """The number of areas with a figure, and of all areas."""
        return len(self.known), self.asked

    @property
    def why(self) -> tuple[Reason, ...]:
        """The reasons why they are not all exact."""
        reasons = dict.fromkeys(reason for figure in self.known for reason in figure.why)
        return (*reasons, *self._unknown)

    @property
    def too_few(self) -> Reason:
        """The reason why there are too few."""
        if self.awaited:
            return self._unknown[0]
        return Reason.TOO_FEW_AREAS if self.known or not self.asked else Reason.BENCHMARK_MISSING

    @property
    def notes(self) -> tuple[Reason, ...]:
        """Notes on the figures."""
        awaited = tuple(one for one in self._unknown if one is Reason.AREAS_AWAITED)
        return (*awaited, Reason.AREAS_MISSING) if len(self.all) < self.asked else awaited

    @property
    def _unknown(self) -> tuple[Reason, ...]:
        """The reasons why some areas may or may not have a figure: awaited, or a row left out."""
        whys = [sorted(LEFT_OUT.intersection(one.why), key=lambda why: why.value) for one in self.awaited]
        return tuple(dict.fromkeys(why for found in whys for why in found or [Reason.AREAS_AWAITED]))


def figures_of(lookup: Lookup, number: NumberKind, areas: Sequence[str], period: Period) -> SetFigures:
    """Look up the figures of the areas of a set."""
    known, awaited = [], []
    passed_over: list[Observation] = []
    for area in areas:
        figure = number.figure(lookup, area, period)
        if Reason.AREA_ENDED in figure.why:
            continue
        if Reason.FORECAST_ONLY in figure.why or LEFT_OUT.intersection(figure.why):
            awaited.append(figure)
        elif any(one.quantity.marker in NO_FIGURE for one in figure.observations):
            passed_over += figure.observations
        elif figure.observations:
            known.append(figure)
        elif _AWAITED & set(figure.why) and has_published(number, lookup, area, period):
            awaited.append(figure)
    return SetFigures(known, awaited, len(areas), widest(lookup, number), tuple(passed_over))


_AWAITED = {Reason.OVERDUE, Reason.AWAITING_PUBLICATION}
