"""What a plan asks of its sources: each indicator, and how to read it."""

from __future__ import annotations

from pathlib import Path

import attrs

from wes_rules.errors import DefinitionError, PlanError, Problem
from wes_rules.plugins.asking import Request, Wanted
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.units_read import one_unit_each, published_units
from wes_rules.running.reading.needs import needed_series, spellings
from wes_rules.series.fractions import Values


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
