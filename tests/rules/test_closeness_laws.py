"""Laws of what is near enough: they hold for every kind of rule that figures decide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk
from tests.rules.test_closeness import GREEN_AND_AMBER, OFF, RISK

from wes_rules import (
    AnnualIncrease,
    Better,
    DefinitionError,
    PeriodKind,
    Quantity,
    RankImprovement,
    judge,
    strategies,
)
from wes_rules.rules.rule import FigureRule


def close(rule: FigureRule, **given: object) -> FigureRule | None:
    try:
        return attrs.evolve(rule, **given)
    except DefinitionError:
        return None


@st.composite
def widened(draw: st.DrawFn) -> tuple:
    """Draw a measure, and how far off something is near enough, more and less."""
    better, period = draw(st.sampled_from((Better.HIGHER, Better.LOWER))), PeriodKind.CALENDAR_YEAR
    measure = draw(
        strategies.measures(rule=strategies.rules(nested=False, better=better, versions=False), better=better)
    )
    less, more = sorted(draw(st.lists(st.integers(0, 100), min_size=2, max_size=2)))
    percent = draw(st.booleans()) and not isinstance(measure.rule, RankImprovement)
    assert measure.calendar.kind is period
    fine = D(1) if percent or measure.rule.counted else D(1).scaleb(-measure.decimals)
    return measure, less * fine, more * fine, "percent-of-target" if percent else "points"


@given(widened(), strategies.histories(), st.sampled_from(("met_within", "tolerance")))
def test_a_wider_distance_never_worsens_a_status(drawn, history, name):
    measure, less, more, unit = drawn
    plain = attrs.evolve(measure.rule, met_within=0, tolerance=0)
    rules = [close(plain, **{name: amount, f"{name}_in": unit}) for amount in (less, more)]
    if None in rules:
        return
    near, far = (judge(attrs.evolve(measure, rule=rule), history, as_of=date(2023, 1, 1)) for rule in rules)
    assert near.outcomes[0] <= far.outcomes[0]
    assert near.outcomes[1] <= far.outcomes[1]
    assert near.margin == far.margin or near.status is not far.status


@given(widened(), strategies.histories())
def test_a_tolerance_turns_nothing_but_off_track_into_at_risk(drawn, history):
    measure, _, more, unit = drawn
    plain = attrs.evolve(measure.rule, tolerance=0)
    tolerant = close(plain, tolerance=more, tolerance_in=unit)
    if tolerant is None:
        return
    strict, near = (
        judge(attrs.evolve(measure, rule=rule), history, as_of=date(2023, 1, 1)) for rule in (plain, tolerant)
    )
    for before, after in zip(strict.outcomes, near.outcomes, strict=True):
        assert after is before or (before, after) == (OFF, RISK)


@given(low=st.integers(40, 70), width=st.integers(0, 20), of=st.integers(0, 20))
def test_a_status_that_is_certain_holds_for_every_figure_within_what_is_known(low, width, of):
    rule = AnnualIncrease(**GREEN_AND_AMBER)
    known = Desk().judge(rule, {2019: Quantity.between(low, low + width), 2020: 57}, 2020)
    filled = Desk().judge(rule, {2019: low + min(of, width), 2020: 57}, 2020)
    assert known.outcomes[0] <= filled.status <= known.outcomes[1]
