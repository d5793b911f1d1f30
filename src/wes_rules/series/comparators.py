"""What a figure is compared with: an area, the mean of a set of areas, or another indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import attrs

from wes_rules.errors import DefinitionError, near_miss
from wes_rules.quoting import quoted
from wes_rules.series.areas import AreaSet
from wes_rules.series.figure import NO_FIGURE, Figure, Lookup
from wes_rules.series.means import mean_of
from wes_rules.series.number import NumberKind, widest
from wes_rules.series.observation import Observation
from wes_rules.series.observed import Gap, Observed
from wes_rules.series.on_file import has_published
from wes_rules.values.fields import Declared, Line, Name, Places
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import LEFT_OUT, Reason


@attrs.frozen(kw_only=True)
class AreaFigure(Declared):
    """
    The same number of another area, such as England.

    Args:
        area: The code of the other area.
        group: The group of people there; by default the measure's own.
    """

    kind: ClassVar[str] = "area"

    area: Name
    group: Name | None = None

    def figure(self, lookup: Lookup, number: NumberKind, area: str, period: Period) -> Figure:
        """Return the comparator's figure for a period."""
        return regrouped(number, self.group).figure(lookup, self.area, period)

    def name(self, lookup: Lookup) -> str:
        """Return its name for people."""
        return lookup.history.name(self.area)

    @property
    def code(self) -> str:
        """What tells it from others, whatever people call it; empty where its name does."""
        return ""


@attrs.frozen(kw_only=True)
class MeanOf(Declared):
    """
    The unweighted mean of a set of areas, the area itself left out, rounded to published precision.

    Areas without a figure are left out and counted; a suppressed figure has bounds and stays in.

    Args:
        mean_of: The area set's id.
        minimum: The least number of areas with a figure.
        group: The group of people in those areas; by default the measure's own.
    """

    kind: ClassVar[str] = "mean"

    mean_of: Name
    minimum: Places = 1
    group: Name | None = None

    def figure(self, lookup: Lookup, number: NumberKind, area: str, period: Period) -> Figure:
        """Return the mean for a period."""
        number = regrouped(number, self.group)
        members = [code for code in area_set(lookup, self.mean_of).areas if code != area]
        found = figures_of(lookup, number, members, period)
        if len(found.known) < self.minimum:
            seen = (*found.passed_over, *found.observations)
            return Figure(found.widest, why=(found.too_few,), count_of=found.count_of, passed_over=seen)
        return Figure(
            mean_of(lookup, found.all),
            found.observations,
            found.why,
            found.notes,
            count_of=found.count_of,
            passed_over=found.passed_over,
        )

    def name(self, lookup: Lookup) -> str:
        """Return its name for people."""
        return f"the mean of {area_set(lookup, self.mean_of).words}"

    @property
    def code(self) -> str:
        """What tells it from others, whatever people call it."""
        return f"the mean of {self.mean_of}"


@attrs.frozen(kw_only=True)
class IndicatorFigure(Declared):
    """
    Another indicator of the same area: places against demand.

    Args:
        indicator: The name of the figures.
        group: The group of people that they are about; by default the measure's own.
        title: What people call them, such as "demand for places".
    """

    kind: ClassVar[str] = "indicator"

    indicator: Name
    group: Name | None = None
    title: Line = ""

    def figure(self, lookup: Lookup, number: NumberKind, area: str, period: Period) -> Figure:
        """Return the other indicator's figure for a period."""
        group = number.group if self.group is None else self.group
        return lookup.figure(self.indicator, area, group, period)

    def name(self, lookup: Lookup) -> str:
        """Return its name for people."""
        return self.title or self.indicator

    @property
    def code(self) -> str:
        """What tells it from others, whatever people call it."""
        return self.indicator


Against = AreaFigure | MeanOf | IndicatorFigure


def gives_intervals(against: Against, lookup: Lookup, number: NumberKind, area: str) -> bool:
    """Whether a comparator's figures are known to have intervals: one that has none in some period is then unknown there."""
    if isinstance(against, MeanOf) or not isinstance(number, Observed):
        return False
    group = number.group if against.group is None else against.group
    if isinstance(against, AreaFigure):
        return lookup.gives_intervals(number.indicator, against.area, group)
    return lookup.gives_intervals(against.indicator, area, group)


def area_set(lookup: Lookup, name: str) -> AreaSet:
    """
    Return a named area set.

    Raises:
        DefinitionError: There is none of that name.
    """
    found = lookup.history.area_sets.get(name)
    if found is None:
        raise DefinitionError(f"unknown area set {quoted(name)}; {near_miss(name, lookup.history.area_sets)}")
    return found


@attrs.frozen
class SetFigures:
    """
    The figures of the areas of a set for a period.

    Args:
        known: Those that have one, be it one that nobody may see.
        awaited: Those that published before and have not yet, and those whose row was left out; it may turn out to be
            anything, or that there is none.
        asked: The number of areas.
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
        """All that count: an area that never published, or has published that there is none, does not."""
        return self.known + self.awaited

    @property
    def count_of(self) -> tuple[int, int]:
        """How many have a figure, and how many were asked."""
        return len(self.known), self.asked

    @property
    def why(self) -> tuple[Reason, ...]:
        """Why they are not all known exactly."""
        reasons = dict.fromkeys(reason for figure in self.known for reason in figure.why)
        return (*reasons, *self._unknown)

    @property
    def too_few(self) -> Reason:
        """Why nothing can be said of so few."""
        if self.awaited:
            return self._unknown[0]
        return Reason.TOO_FEW_AREAS if self.known or not self.asked else Reason.BENCHMARK_MISSING

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What else must be said of them."""
        awaited = tuple(one for one in self._unknown if one is Reason.AREAS_AWAITED)
        return (*awaited, Reason.AREAS_MISSING) if len(self.all) < self.asked else awaited

    @property
    def _unknown(self) -> tuple[Reason, ...]:
        """Why it is not known of some whether they have a figure: they are awaited, or their row was left out."""
        whys = [sorted(LEFT_OUT.intersection(one.why), key=lambda why: why.value) for one in self.awaited]
        return tuple(dict.fromkeys(why for found in whys for why in found or [Reason.AREAS_AWAITED]))


def figures_of(lookup: Lookup, number: NumberKind, areas: Sequence[str], period: Period) -> SetFigures:
    """Look up the figures of the areas of a set."""
    known, awaited = [], []
    passed_over: list[Observation] = []
    for area in areas:
        figure = number.figure(lookup, area, period)
        if Reason.FORECAST_ONLY in figure.why or LEFT_OUT.intersection(figure.why):
            awaited.append(figure)
        elif _absent(figure):
            passed_over += figure.observations
        elif figure.observations:
            known.append(figure)
        elif _AWAITED & set(figure.why) and has_published(number, lookup, area, period):
            awaited.append(figure)
    return SetFigures(known, awaited, len(areas), widest(lookup, number), tuple(passed_over))


_AWAITED = {Reason.OVERDUE, Reason.AWAITING_PUBLICATION}


def _absent(figure: Figure) -> bool:
    return any(one.quantity.marker in NO_FIGURE for one in figure.observations)


def regrouped(number: NumberKind, group: str | None) -> NumberKind:
    """Return the number of another group, where it is about one; else itself."""
    if group is None or number.of_rows or isinstance(number, Gap):
        return number
    regrouped: NumberKind = attrs.evolve(number, group=group)  # type: ignore[misc] # each kind is a class of attrs
    return regrouped
