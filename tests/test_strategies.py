"""The published strategies draw what they say, and Hypothesis knows them by type."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import _wes_rules_hypothesis
from wes_rules import (
    Better,
    Calendar,
    History,
    Judgement,
    Measure,
    Observation,
    Period,
    PeriodKind,
    Plan,
    Quantity,
    Rule,
    Status,
    Unit,
    judge,
    judge_plan,
    strategies,
)
from wes_rules.rules.kinds import KINDS

TYPES = (Calendar, History, Judgement, Measure, Observation, Period, Plan, Quantity, Rule)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_hypothesis_draws_every_public_type_by_its_name(kind):
    @settings(max_examples=10)
    @given(st.from_type(kind))
    def drawn(one):
        assert isinstance(one, kind)

    drawn()


@given(strategies.periods(kind=PeriodKind.TERM, first=date(2019, 9, 1), last=date(2020, 8, 31)))
def test_periods_keep_to_their_kind_and_days(period):
    assert period.kind is PeriodKind.TERM
    assert str(period) in {"autumn 2019/20", "spring 2019/20", "summer 2019/20"}


@given(strategies.near("90", decimals=1))
def test_near_draws_on_the_line_and_a_tick_either_side(value):
    assert value in {D("89.9"), D(90), D("90.1")}


@given(strategies.quantities(unit=Unit.COUNT, decimals=0, missing=False, vague=False))
def test_exact_counts_are_whole_and_not_negative(quantity):
    assert quantity.is_exact
    assert quantity.low >= 0
    assert quantity.low == quantity.low.to_integral_value()


@settings(max_examples=30)
@given(strategies.measures(better=Better.LOWER), strategies.histories())
def test_every_drawn_measure_can_be_judged_on_every_drawn_history(measure, history):
    found = judge(measure, history, as_of=date(2025, 1, 1))
    assert found.status in Status
    assert found.explain()


@settings(max_examples=20)
@given(strategies.plans(), strategies.histories())
def test_every_drawn_plan_can_be_judged(plan, history):
    assert len(judge_plan(plan, history, as_of=date(2025, 1, 1))) == len(plan.measures)


PERCENT_KINDS = {"threshold", "from-baseline", "benchmark-parity", "rank-improvement", "quantile-band", "maintain", "trajectory",
                 "all", "any", "each", "advisory"}  # fmt: skip
DRAWN = [
    *((kind, better, Unit.PERCENT) for kind in sorted(PERCENT_KINDS) for better in (Better.HIGHER, Better.LOWER)),
    ("annual-increase", Better.HIGHER, Unit.PERCENT),
    ("annual-decrease", Better.LOWER, Unit.PERCENT),
    ("halt-then-decrease", Better.LOWER, Unit.PERCENT),
    ("everyone", Better.HIGHER, Unit.PERCENT),
    ("milestone", Better.HIGHER, Unit.COUNT),
]


@pytest.mark.parametrize(("kind", "better", "unit"), DRAWN)
def test_a_kind_of_rule_can_be_asked_for(kind, better, unit):
    @settings(max_examples=6)
    @given(strategies.rules(kinds={kind}, better=better, unit=unit, decimals=0))
    def drawn(rule):
        assert rule.kind == kind

    drawn()


def test_every_kind_but_the_quarterly_ones_is_drawn():
    assert {kind for kind, _, _ in DRAWN} == set(KINDS) - {"quarterly-increase", "quarterly-decrease"}


def run(code, **environ):
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, **environ}
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_hypothesis_alone_loads_nothing_of_the_library():
    assert run("import sys, hypothesis; print(*sorted(one for one in sys.modules if 'wes_rules' in one))") == [
        "_wes_rules_hypothesis"
    ]


@pytest.mark.parametrize("first", ["import hypothesis, wes_rules", "import wes_rules, hypothesis"])
def test_whichever_is_imported_last_makes_the_types_known(first):
    code = f"{first}; from hypothesis import strategies as st; print('map(plan)' in repr(st.from_type(wes_rules.Plan)))"
    assert run(code) == ["True"]
    assert run(code, HYPOTHESIS_NO_PLUGINS="1") == [str(first.endswith("wes_rules"))]


def test_where_hypothesis_loads_no_plugins_importing_the_strategies_is_enough():
    code = "import wes_rules, hypothesis.strategies as st, wes_rules.strategies; print('map(plan)' in repr(st.from_type(wes_rules.Plan)))"
    assert run(code, HYPOTHESIS_NO_PLUGINS="1") == ["True"]


def test_a_registration_that_fails_is_a_warning(monkeypatch):
    def broken(*arguments):
        raise RuntimeError("no registry")

    monkeypatch.setattr(st, "register_type_strategy", broken)
    with pytest.warns(UserWarning, match="no registry"):
        _wes_rules_hypothesis.register_if_imported()
