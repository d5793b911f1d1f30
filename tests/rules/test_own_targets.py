"""A target of its own in one period is judged as that target alone would be, wherever the series breaks."""

import re

import attrs
import pytest
from hypothesis import reject
from hypothesis import strategies as st

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    DefinitionError,
    Instead,
    QuarterlyDecrease,
    QuarterlyIncrease,
    Status,
    Threshold,
)
from wes_rules.testing.laws.cases import values_near
from wes_rules.testing.laws.holding import law

PLAIN = {"by": None, "versions": (), "at_best": "on-track"}


@law()
def a_target_of_its_own_is_judged_as_that_target_alone(case, data):
    rule, last = case.measure.rule, case.last
    limit = {"at_least" if rule.sign > 0 else "at_most": data.draw(values_near(case.measure), label="the target")}
    distances = {name: getattr(rule, name) for name in ("tolerance", "tolerance_in", "met_within", "met_within_in")}
    measure = attrs.evolve(case.measure, deadline=None)
    # A break that begins with the period, and a period that compares with none.
    hard = data.draw(st.sampled_from(("breaks", "isolated")), label="in")
    measure = attrs.evolve(measure, calendar=attrs.evolve(measure.calendar, **{hard: frozenset({last})}))
    try:
        expected = case.judge(measure=attrs.evolve(measure, rule=Threshold(**limit, **distances))).status
    except DefinitionError:
        # Nothing is a percentage of 0.
        reject()
    for scope in ("latest", "every"):
        own = attrs.evolve(rule, instead=(Instead(period=last, **limit, reason="drawn"),), scope=scope, **PLAIN)
        found = case.judge(measure=attrs.evolve(measure, rule=own)).status
        kept = scope == "every" and expected is not Status.OFF_TRACK
        assert kept or found is expected, f"{found.words} by {scope}, and {expected.words} alone"


@pytest.mark.hypothesis
@pytest.mark.parametrize("kind", [AnnualDecrease, AnnualIncrease, QuarterlyDecrease, QuarterlyIncrease])
def test_a_target_of_its_own_is_judged_as_that_target_alone(kind):
    a_target_of_its_own_is_judged_as_that_target_alone(kind)


@pytest.mark.parametrize(("rule", "side"), [(AnnualDecrease, "at_least"), (AnnualIncrease, "at_most")])
def test_a_target_of_its_own_on_the_side_that_is_worse_is_refused(desk, rule, side):
    better = "lower" if rule is AnnualDecrease else "higher"
    with pytest.raises(DefinitionError, match=re.escape(f"the target for 2019: {side} on a measure whose better is")):
        desk.measure(rule(instead=[Instead(period=desk.year(2019), **{side: 10})]), better=better)
