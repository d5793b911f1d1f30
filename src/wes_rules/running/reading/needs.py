"""The series that a plan needs, and its request to the sources: each indicator and how to read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import attrs

from wes_rules.errors import DefinitionError, PlanError, Problem
from wes_rules.plugins.asking import Request, Wanted, plainly
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import area_sets_of, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.units_read import one_unit_each, published_units
from wes_rules.series.comparators import AreaFigure, IndicatorFigure, regrouped
from wes_rules.series.fractions import Values

Key = tuple[str, str, str]


@attrs.frozen
class Need:
    """A series that a measure, or a comparator of it, needs."""

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
    """Return the areas and groups that a plan needs, by indicator; areas of a set only a source knows have no end."""
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


def request_of(plan: Plan, *, every_area: bool) -> Request:
    """Return what a plan asks of its sources."""
    return Request(wanted(plan), every_area, frozenset(spellings(plan)))


def wanted(plan: Plan) -> dict[str, Wanted]:
    """List the indicators a plan needs, each with the unit, precision and kinds of period it is read with."""
    found: dict[str, Wanted] = {}
    asking = [leaf for measure in plan.measures for leaf in leaves(measure)]
    try:
        units = one_unit_each(asking)
    except DefinitionError as error:
        raise PlanError([attrs.evolve(one, file=Path(plan.file).name) for one in error.problems]) from None
    for one in asking:
        for name, _ in published_units(one):
            known = found.get(name)
            calendars = (*(known.calendars if known else ()), one.number.published_by(one.calendar))
            decimals = max(known.decimals, one.decimals) if known else one.decimals
            values = _values_of(known, one, name, plan)
            found[name] = Wanted(units[name], decimals, tuple(dict.fromkeys(calendars)), values)
    series = needed_series(plan)
    return {name: attrs.evolve(one, series=series.get(name)) for name, one in found.items()}


def _values_of(known: Wanted | None, one: Measure, name: str, plan: Plan) -> Values | None:
    """Return what the percentages of an indicator are: fractions if any measure says so, really below 1% if all do."""
    if known is None or known.values is one.values:
        return one.values
    said = {known.values, one.values}
    if None not in said:
        what = f"the values of indicator {quoted(name)} are said to be fractions, and to be percent"
        subject = f"measure {quoted(one.id)}"
        raise PlanError(Problem(what, "say the same in each measure", Path(plan.file).name, subject=subject))
    return Values.FRACTIONS if Values.FRACTIONS in said else None
