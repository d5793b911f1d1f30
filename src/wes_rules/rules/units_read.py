"""The published units of the figures that promises use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import quoted
from wes_rules.rules.measure import Measure
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.values.quantity import AnyUnit


def published_units(leaf: Measure) -> Iterator[tuple[str, AnyUnit]]:
    """Yield the indicators of a promise, each with its published unit."""
    yield from leaf.number.units(leaf.unit).items()
    against = getattr(leaf.rule, "against", None)
    if isinstance(against, IndicatorFigure):
        yield against.indicator, leaf.number.published(leaf.unit)


def one_unit_each(leaves: Sequence[Measure]) -> dict[str, AnyUnit]:
    """Return the published unit of each indicator of some promises."""
    units: dict[str, AnyUnit] = {}
    for leaf in leaves:
        for name, unit in published_units(leaf):
            if units.setdefault(name, unit) != unit:
                what = f"indicator {quoted(name)} is used as {units[name].value} and as {unit.value}"
                raise DefinitionError(Problem(what, "use two indicators", subject=f"measure {quoted(leaf.id)}"))
    return units
