"""What a figure is compared with: an area, the mean of a set of areas, or another indicator."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs

from wes_rules.errors import DefinitionError, near_miss
from wes_rules.series.figure import NO_FIGURE, Figure, Lookup, round_fraction
from wes_rules.series.history import AreaSet
from wes_rules.series.numbers import Number, Observed
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class AreaFigure:
    """The same number of another area, such as England; `group` names another group there."""

    kind: ClassVar[str] = "area"

    area: str
    group: str | None = None

    def figure(self, lookup: Lookup, number: Number, area: str, period: Period) -> Figure:
        """Return the comparator's figure for a period."""
        return _regrouped(number, self.group).figure(lookup, self.area, period)

    def name(self, lookup: Lookup) -> str:
        """Return its name for people."""
        return lookup.history.name(self.area)


@attrs.frozen(kw_only=True)
class MeanOf:
    """
    The unweighted mean of a set of areas, the area itself left out, rounded to published precision.

    Areas without a figure are left out and counted; a suppressed figure has bounds and stays in.

    Args:
        mean_of: The area set's id.
        minimum: The least number of areas with a figure.
    """

    kind: ClassVar[str] = "mean"

    mean_of: str
    minimum: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    group: str | None = None

    def figure(self, lookup: Lookup, number: Number, area: str, period: Period) -> Figure:
        """Return the mean for a period."""
        number = _regrouped(number, self.group)
        members = [code for code in area_set(lookup, self.mean_of).areas if code != area]
        figures = with_data([number.figure(lookup, code, period) for code in members])
        count_of = (len(figures), len(members))
        if len(figures) < self.minimum:
            why = Reason.TOO_FEW_AREAS if figures or not members else Reason.BENCHMARK_MISSING
            return Figure(lookup.widest(), why=(why,), count_of=count_of)
        span = Span(_mean([f.span.low for f in figures]), _mean([f.span.high for f in figures]))
        notes = (Reason.AREAS_MISSING,) if len(figures) < len(members) else ()
        exact = _exact_mean(lookup, figures)
        return Figure(
            span if exact is None else Span(exact, exact),
            tuple(one for f in figures for one in f.observations),
            tuple(dict.fromkeys(reason for f in figures for reason in f.why)),
            notes,
            count_of=count_of,
        )

    def name(self, lookup: Lookup) -> str:
        """Return its name for people."""
        return f"the mean of {self.mean_of}"


@attrs.frozen(kw_only=True)
class IndicatorFigure:
    """Another indicator of the same area: places against demand."""

    kind: ClassVar[str] = "indicator"

    indicator: str
    group: str | None = None

    def figure(self, lookup: Lookup, number: Number, area: str, period: Period) -> Figure:
        """Return the other indicator's figure for a period."""
        return lookup.figure(self.indicator, area, self.group or "all", period)

    def name(self, lookup: Lookup) -> str:
        """Return its name for people."""
        return self.indicator


Against = AreaFigure | MeanOf | IndicatorFigure


def area_set(lookup: Lookup, name: str) -> AreaSet:
    """
    Return a named area set.

    Raises:
        DefinitionError: There is none of that name.
    """
    found = lookup.history.area_sets.get(name)
    if found is None:
        raise DefinitionError(f'unknown area set "{name}"; {near_miss(name, lookup.history.area_sets)}')
    return found


def with_data(figures: list[Figure]) -> list[Figure]:
    """Leave out areas that have no figure; one that has a figure nobody may see stays in."""
    return [figure for figure in figures if figure.observations and not _absent(figure)]


def _absent(figure: Figure) -> bool:
    return any(one.quantity.marker in NO_FIGURE for one in figure.observations)


def _regrouped(number: Number, group: str | None) -> Number:
    if group is None or not isinstance(number, Observed):
        return number
    return attrs.evolve(number, group=group)


def _exact_mean(lookup: Lookup, figures: list[Figure]) -> int | None:
    """Average the published figures before rounding, where each is one exact figure."""
    singles = [f.observations[0].quantity for f in figures if len(f.observations) == 1 and not f.why]
    values = [one.low for one in singles if one.is_exact and one.low is not None]
    if len(values) < len(figures):
        return None
    return round_fraction(sum(map(Fraction, values), Fraction()) * 10**lookup.decimals / len(values))


def _mean(ticks: list[int | float]) -> int | float:
    if not all(isinstance(one, int) for one in ticks):
        return sum(ticks)
    return round_fraction(Fraction(sum(map(Fraction, ticks), Fraction()), len(ticks)))
