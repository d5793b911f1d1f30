"""Laws about numbers that are negated or written in another unit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import attrs
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.rules.better import Better
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version
from wes_rules.series.changes import ChangeSince
from wes_rules.series.observed import Gap, Observed
from wes_rules.testing.laws.cases import Case, became, values_near
from wes_rules.testing.laws.holding import NumbersAreBound, law
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Unit

MIRROR, HUNDREDTH, THOUSANDFOLD = Decimal(-1), Decimal("0.01"), Decimal(1000)
# How many decimal places more the numbers have then.
_MORE = {MIRROR: 0, HUNDREDTH: 2, THOUSANDFOLD: -3}
_BOUND = (
    "is bound to its unit or its direction; if a field is an amount between two values, name it in `distances`, "
    "and if two fields change places where numbers are negated, return them so from fields_times(factor)"
)


def _multiplied(one: Measure, factor: Decimal) -> Measure:
    """Return a measure of numbers that are multiplied by a factor, with the promise that says the same of them."""
    turned = {Better.HIGHER: Better.LOWER, Better.LOWER: Better.HIGHER} if factor < 0 else {}
    start = one.baseline
    stated = start.value if start is not None else None
    return attrs.evolve(
        one,
        rule=one.rule.times(factor),
        decimals=one.decimals + _MORE[factor],
        better=turned.get(one.better, one.better),
        baseline=None if start is None or stated is None else attrs.evolve(start, value=stated * factor),
    )


def _as_score(one: Measure) -> Measure:
    """Return the measure in a unit without bounds, which would move with the numbers; of the figure where its number is bound to them."""
    linear = isinstance(one.number, Gap) or getattr(one.number, "take", "") == "mean"
    linear |= isinstance(one.number, ChangeSince) and one.number.change_in == "points"
    return attrs.evolve(one, unit=Unit.SCORE, number=one.number if linear else Observed(indicator="rate"))


def _goes_with(*factors: Decimal) -> Callable[[Measure], bool]:
    def fits(one: Measure) -> bool:
        return all(_multiplied(_as_score(one), factor) for factor in factors)

    return fits


@law(fits=_goes_with(MIRROR), where_nothing_fits=_BOUND, unchecked=NumbersAreBound)
def a_mirror_changes_nothing(case: Case, data: st.DataObject) -> None:
    """Negate every number and turn better around: status and margin stay."""
    _same_when_multiplied(case, data, MIRROR)


@law(fits=_goes_with(HUNDREDTH, THOUSANDFOLD), where_nothing_fits=_BOUND, unchecked=NumbersAreBound)
def the_unit_changes_nothing(case: Case, data: st.DataObject) -> None:
    """Write every number as a hundredth, 0.72 for 72, or in single ones, 72,000 to the nearest thousand: the status stays."""
    _same_when_multiplied(case, data, data.draw(st.sampled_from([HUNDREDTH, THOUSANDFOLD]), label="times"))


def _same_when_multiplied(case: Case, data: st.DataObject, factor: Decimal) -> None:
    plain = _with_a_version(_as_score(case.measure), case.last, data)
    try:
        changed = _multiplied(plain, factor)
    except DefinitionError as error:
        kind = case.measure.rule.kind
        remedy = (
            f"name the fields of {kind} that are amounts between two values: distances = FigureRule.distances | {{...}}; "
            "where two fields change places, or one is in no unit, let fields_times(factor) change what super() returns of it"
        )
        raise AssertionError(f"{error}, as every amount was multiplied by {factor}; {remedy}") from None
    figures = {key: Quantity.exact(one.low * factor) for key, one in case.figures.items() if one.low is not None}
    before, after = case.judge(measure=plain), case.judge(measure=changed, figures=figures)
    assert after.status is before.status, became(before, after)
    if before.margin is not None and case.measure.rule.counted is None:
        what = f"a margin of {before.margin} became {after.margin}, and not {before.margin * abs(factor)}"
        assert after.margin == before.margin * abs(factor), f"{what}: {became(before, after)}"


def _with_a_version(measure: Measure, last: Period, data: st.DataObject) -> Measure:
    """Let one amount of the promise change in the period that is judged, where it may."""
    rule = measure.rule
    if not isinstance(rule, FigureRule) or rule.versions:
        return measure
    amounts = [one.name for one in attrs.fields(type(rule)) if isinstance(getattr(rule, one.name), Decimal)]
    if not amounts:
        return measure
    name = data.draw(st.sampled_from(amounts), label="a version changes")
    changes = {name: data.draw(values_near(measure), label="to")}
    try:
        version = Version(starting=last, agreed=date(2000, 1, 1), changes=changes)
        return attrs.evolve(measure, rule=attrs.evolve(rule, versions=(version,)))
    except DefinitionError:
        return measure
