"""What a plan wants of its sources: each indicator, and how it is read."""

from __future__ import annotations

from pathlib import Path

import attrs

from wes_rules.errors import PlanError, Problem
from wes_rules.plugins.asking import Wanted
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import Rule
from wes_rules.running.reading.needs import needed_series
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.fractions import Values


def wanted(plan: Plan) -> dict[str, Wanted]:
    """List the indicators a plan needs, each with the unit, precision and kinds of period it is read with."""
    found: dict[str, Wanted] = {}
    for measure in plan.measures:
        for one in leaves(measure):
            compared = dict.fromkeys(_compared(one.rule), one.number.published(one.unit))
            for name, unit in (*one.number.units(one.unit).items(), *compared.items()):
                known = found.get(name)
                calendars = (*known.calendars, one.calendar) if known else (one.calendar,)
                decimals = max(known.decimals, one.decimals) if known else one.decimals
                values = _values_of(known, one, name, plan)
                if known is not None and known.unit != unit:
                    what = f"indicator {quoted(name)} is used as {known.unit.value} and as {unit.value}"
                    raise PlanError(
                        Problem(what, "use two indicators", Path(plan.file).name, subject=f"measure {quoted(one.id)}")
                    )
                found[name] = Wanted(unit, decimals, tuple(dict.fromkeys(calendars)), values)
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


def _compared(rule: Rule) -> list[str]:
    """List the other indicators that a rule compares with."""
    fields = attrs.asdict(rule, recurse=False).values()
    return [one.indicator for one in fields if isinstance(one, IndicatorFigure)]
