"""Comparators: an area, the mean or a quantile of a set of areas, or another indicator."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Self

import attrs

from wes_rules.series.figure import Figure, Lookup
from wes_rules.series.means import mean_of, quantile_of
from wes_rules.series.number import NumberKind
from wes_rules.series.observed import Gap, Observed
from wes_rules.series.set_figures import area_set, figures_of
from wes_rules.values.checks import Bounds, wrong
from wes_rules.values.fields import Declared, Line, Name, PositiveInt
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span


@attrs.frozen
class AreaFigure(Declared):
    """
    The same number of another area, such as England; where a comparator is wanted, the code alone means it.

    Args:
        area: The code of the other area.
        group: The group of people there; by default the measure's own.
    """

    kind: ClassVar[str] = "area"

    area: Name
    group: Name | None = attrs.field(default=None, kw_only=True)

    @classmethod
    def taken(cls, raw: object, _: object) -> Self:
        """Take an area's code as its figure."""
        return cls(raw) if isinstance(raw, str) else wrong(raw, "an area's code", 'give one, such as "970"')

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
class OfSet(Declared):
    """
    What the figures of a set of areas come to, the area itself left out, rounded to published precision.

    Areas without a figure are left out and counted; a suppressed figure has bounds and stays in.

    Args:
        minimum: The least number of areas with a figure.
        group: The group of people in those areas; by default the measure's own.
    """

    minimum: PositiveInt = 1
    group: Name | None = None

    @property
    def among(self) -> str:
        """The area set's id."""
        raise NotImplementedError

    @property
    def statistic(self) -> str:
        """What it is of those figures, in words."""
        raise NotImplementedError

    def of(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Return the lowest and the highest result for some figures."""
        raise NotImplementedError

    def figure(self, lookup: Lookup, number: NumberKind, area: str, period: Period) -> Figure:
        """Return the comparator's figure for a period."""
        number = regrouped(number, self.group)
        members = [code for code in area_set(lookup, self.among).areas if code != area]
        found = figures_of(lookup, number, members, period)
        if len(found.known) < self.minimum:
            seen = (*found.passed_over, *found.observations)
            return Figure(found.widest, why=(found.too_few,), count_of=found.count_of, passed_over=seen)
        return Figure(
            self.of(lookup, found.all),
            found.observations,
            found.why,
            found.notes,
            count_of=found.count_of,
            passed_over=found.passed_over,
        )

    def name(self, lookup: Lookup) -> str:
        """Return its name for people."""
        return f"{self.statistic} of {area_set(lookup, self.among).words}"

    @property
    def code(self) -> str:
        """What tells it from others, whatever people call it."""
        return f"{self.statistic} of {self.among}"


@attrs.frozen(kw_only=True)
class MeanOf(OfSet):
    """
    The unweighted mean of a set of areas, the area itself left out.

    Args:
        mean_of: The area set's id.
        minimum: The least number of areas with a figure.
        group: The group of people in those areas; by default the measure's own.
    """

    kind: ClassVar[str] = "mean"
    statistic: ClassVar[str] = "the mean"

    mean_of: Name

    @property
    def among(self) -> str:
        """The area set's id."""
        return self.mean_of

    def of(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Return the mean of some figures."""
        return mean_of(lookup, figures)


@attrs.frozen(kw_only=True)
class MedianOf(OfSet):
    """
    The median of a set of areas, the area itself left out.

    Args:
        median_of: The area set's id.
        minimum: The least number of areas with a figure.
        group: The group of people in those areas; by default the measure's own.
    """

    kind: ClassVar[str] = "median"
    statistic: ClassVar[str] = "the median"

    median_of: Name

    @property
    def among(self) -> str:
        """The area set's id."""
        return self.median_of

    def of(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Return the median of some figures."""
        return quantile_of(lookup, figures, Fraction(1, 2))


@attrs.frozen(kw_only=True)
class QuantileOf(OfSet):
    """
    The value below which a percentage of a set of areas lies, the area itself left out, such as its upper quartile.

    Args:
        quantile_of: The area set's id.
        percent: How many percent of the areas lie below it: 75 for the upper quartile.
        minimum: The least number of areas with a figure.
        group: The group of people in those areas; by default the measure's own.
    """

    kind: ClassVar[str] = "quantile"

    quantile_of: Name
    percent: Annotated[int, Bounds(low=1, high=99)]

    @property
    def among(self) -> str:
        """The area set's id."""
        return self.quantile_of

    @property
    def statistic(self) -> str:
        """What it is of those figures, in words."""
        return {25: "the lower quartile", 75: "the upper quartile"}.get(self.percent, f"the {self.percent}% quantile")

    def times(self, factor: Decimal) -> Self:
        """Return the same quantile of figures that are multiplied: of negated ones the part that lay above lies below."""
        return self if factor > 0 else attrs.evolve(self, percent=100 - self.percent)

    def of(self, lookup: Lookup, figures: Sequence[Figure]) -> Span:
        """Return the quantile of some figures."""
        return quantile_of(lookup, figures, Fraction(self.percent, 100))


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


Against = AreaFigure | MeanOf | MedianOf | QuantileOf | IndicatorFigure
# By the key that tells each from the others in a table.
AGAINST: dict[str, type[Against]] = {
    "mean_of": MeanOf,
    "median_of": MedianOf,
    "quantile_of": QuantileOf,
    "indicator": IndicatorFigure,
    "area": AreaFigure,
}


def a_comparator(value: Against | str) -> Against:
    """Accept a comparator, or an area by its code, which `Declared` converts."""
    return value  # type: ignore[return-value] # converted afterwards


def gives_intervals(against: Against, lookup: Lookup, number: NumberKind, area: str) -> bool:
    """Whether a comparator's figures have intervals; one missing in some period is then unknown."""
    if isinstance(against, OfSet) or not isinstance(number, Observed):
        return False
    group = number.group if against.group is None else against.group
    if isinstance(against, AreaFigure):
        return lookup.gives_intervals(number.indicator, against.area, group)
    return lookup.gives_intervals(against.indicator, area, group)


def regrouped(number: NumberKind, group: str | None) -> NumberKind:
    """Return the number for another group, if it has one; else itself."""
    if group is None or number.of_rows or isinstance(number, Gap):
        return number
    regrouped: NumberKind = attrs.evolve(number, group=group)  # type: ignore[misc] # each kind is a class of attrs
    return regrouped
