"""The series that a plan needs: indicators, areas and groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import attrs

from wes_rules.plugins.asking import plainly
from wes_rules.rules.kinds.composites import area_sets_of, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.series.comparators import AreaFigure, IndicatorFigure, regrouped

Key = tuple[str, str, str]


@attrs.frozen
class Need:
    """
    A series that a measure needs.

    Args:
        compared: Whether it is a comparator's.
    """

    measure: str
    indicator: str
    area: str
    group: str
    compared: bool = False

    @property
    def key(self) -> Key:
        """The series."""
        return self.indicator, self.area, self.group


def needs(plan: Plan) -> Iterator[Need]:
    """Yield the series of a plan's measures and comparators, except those of area sets."""
    for measure in plan.measures:
        for leaf in leaves(measure):
            yield from _needs_of(measure, leaf)


def _needs_of(measure: Measure, leaf: Measure) -> Iterator[Need]:
    number, against = leaf.number, getattr(leaf.rule, "against", None)
    for indicator, area, group in number.series(leaf.area):
        yield Need(measure.id, indicator, area, group, compared=area != leaf.area)
    if isinstance(against, AreaFigure):
        for indicator, area, group in regrouped(number, against.group).series(against.area):
            yield Need(measure.id, indicator, area, group, compared=True)
    if isinstance(against, IndicatorFigure):
        yield Need(measure.id, against.indicator, leaf.area, against.group or number.group)


def needed_of_sets(plan: Plan) -> Iterator[Need]:
    """Yield the series of the areas in area sets that measures use."""
    sets = {one.id: one.areas for one in plan.area_sets}
    for measure in plan.measures:
        areas = [area for name in area_sets_of(measure) for area in sets.get(name, ())]
        for leaf in leaves(measure):
            yield from (Need(measure.id, *key, compared=True) for area in areas for key in leaf.number.series(area))


def spellings(plan: Plan) -> dict[tuple[str, ...], list[Need]]:
    """Return a plan's series by plain spelling, by the name of an area as well as its code."""
    found = defaultdict[tuple[str, ...], list[Need]](list)
    for need in dict.fromkeys((*needs(plan), *needed_of_sets(plan))):
        indicator, area, group = need.key
        for key in {plainly(indicator, one, group) for one in (area, plan.areas.get(area, area))}:
            found[key].append(need)
    return found


def needed_series(plan: Plan) -> dict[str, frozenset[tuple[str, str]]]:
    """Return the areas and groups that a plan asks about, by indicator; one of a set that only a source knows has no end."""
    known = {one.id for one in plan.area_sets}
    found: dict[str, set[tuple[str, str]]] = {}
    for indicator, area, group in (one.key for one in (*needs(plan), *needed_of_sets(plan))):
        found.setdefault(indicator, set()).add((area, group))
    for measure in plan.measures:
        if not known.issuperset(area_sets_of(measure)):
            for leaf in leaves(measure):
                for indicator in leaf.number.units(leaf.unit):
                    found.pop(indicator, None)
    return {indicator: frozenset(series) for indicator, series in found.items()}
