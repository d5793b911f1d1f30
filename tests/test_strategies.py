"""The published strategies draw what they say, and Hypothesis knows them by type."""

import datetime as dt
import decimal
import os
import subprocess
import sys
import typing
from collections import Counter
from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st
from tests.saboteurs.planted_spreads import Spread

import _wes_rules_hypothesis
import wes_rules
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
    Threshold,
    Unit,
    judge,
    judge_plan,
    plugins,
    strategies,
)
from wes_rules.rules.kinds import KINDS
from wes_rules.series.rates import Rate
from wes_rules.strategies.by_declaration import by_declaration
from wes_rules.strategies.registering import _MADE
from wes_rules.testing.laws import holding
from wes_rules.values.fields import Declared, Name, hints_of

TYPES = (Calendar, History, Judgement, Measure, Observation, Period, Plan, Quantity, Rule)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_hypothesis_draws_every_public_type_by_its_name(kind):
    @settings(max_examples=10)
    @given(st.from_type(kind))
    def drawn(one):
        assert isinstance(one, kind)

    drawn()


def test_hypothesis_draws_a_kind_of_ones_own_with_versions_that_it_may_have():
    seen = Counter()

    @settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
    @given(st.from_type(Spread))
    def drawn(one):
        seen[bool(one.versions)] += 1

    drawn()
    assert seen[True] > 10


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


@pytest.mark.parametrize(
    "first",
    [
        "import hypothesis, wes_rules, wes_rules.plugins",
        "import wes_rules, wes_rules.plugins, hypothesis",
        # Before anybody imports Hypothesis.
        "import wes_rules.strategies, wes_rules.plugins",
    ],
)
def test_whichever_is_imported_last_makes_the_types_known(first):
    code = f"import warnings; warnings.simplefilter('error'); {first}; from hypothesis import strategies as st"
    shown = "print('map(plan)' in repr(st.from_type(wes_rules.Plan)), 'map(made)' in repr(st.from_type(wes_rules.plugins.Figures)))"
    assert run(f"{code}; {shown}") == ["True", "True"]


def test_where_hypothesis_loads_no_plugins_importing_the_strategies_is_enough():
    code = "import wes_rules, hypothesis.strategies as st, wes_rules.strategies; print('map(plan)' in repr(st.from_type(wes_rules.Plan)))"
    assert run(code, HYPOTHESIS_NO_PLUGINS="1") == ["True"]


def test_a_registration_that_fails_is_a_warning(monkeypatch):
    def broken(*arguments):
        raise RuntimeError("no registry")

    monkeypatch.setattr(st, "register_type_strategy", broken)
    with pytest.warns(UserWarning, match="no registry"):
        _wes_rules_hypothesis.register_if_imported()


# What describes or holds code is no value.
CODE = {plugins.Context, plugins.NotifierType, plugins.Plugins, plugins.SourceType, plugins.StoreType}
PUBLIC = [
    one
    for module in (wes_rules, plugins)
    for name in module.__all__
    if isinstance(one := getattr(module, name), type) and one not in CODE and not getattr(one, "_is_protocol", False)
]


@pytest.mark.parametrize("cls", PUBLIC, ids=lambda cls: cls.__name__)
def test_hypothesis_draws_every_public_class(cls):
    @settings(max_examples=3, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.from_type(cls))
    def drawn(one):
        assert isinstance(one, cls)

    drawn()


@settings(max_examples=50)
@given(st.from_type(plugins.Numbers))
def test_numbers_that_are_told_are_finite(numbers):
    assert all(one is None or one.is_finite() for one in (numbers.observed, numbers.required_value, numbers.margin))


@settings(max_examples=50)
@given(st.from_type(plugins.Request))
def test_figures_are_wanted_at_a_precision_that_a_measure_may_have(request):
    for one in request.indicators.values():
        assert -9 <= one.decimals <= 9


def made_of(classes):
    """The classes with declared fields that public classes are made of, and that are drawn by their fields."""
    found, more = set(), set(classes)
    while more:
        found |= more
        hints = [hint for cls in more if cls not in _MADE for _, hint in hints_of(cls).values()]
        within = {one for hint in hints for one in classes_in(hint)}
        more = {one for one in within if issubclass(one, Declared)} - found
    return found


def classes_in(hint):
    if isinstance(hint, type):
        yield hint
    for one in typing.get_args(hint):
        yield from classes_in(one)


MADE_OF = made_of(one for one in PUBLIC if issubclass(one, Declared))


@pytest.mark.parametrize(
    "cls", sorted(MADE_OF - set(PUBLIC), key=lambda cls: cls.__name__), ids=lambda cls: cls.__name__
)
def test_hypothesis_draws_what_public_classes_are_made_of(cls):
    test_hypothesis_draws_every_public_class(cls)


def test_one_in_five_drawn_judgements_and_more_is_on_track_or_off_track():
    seen = Counter()

    @seed(0)
    @settings(max_examples=100, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategies.judgements())
    def look(verdict):
        seen[verdict.words] += 1

    look()
    assert min(seen["on track"], seen["off track"]) > 7
    assert seen["on track"] + seen["off track"] > 20


RATE = Measure(
    id="rate", title="Rate", number=Rate(indicator="incidents", population="people", per=1000), unit=Unit.RATIO, decimals=1,
    better=Better.LOWER, calendar=Calendar(kind=PeriodKind.FINANCIAL_YEAR, lag_months=3), area="937", rule=Threshold(at_most=9),
)  # fmt: skip


@settings(max_examples=20)
@given(strategies.histories(of=RATE, as_of=date(2024, 5, 1), missing=False, revised=False))
def test_a_history_of_a_measure_has_all_its_figures_up_to_the_last_that_is_due(history):
    own = [one for one in history if one.area == "937"]
    assert {one.indicator for one in own} == {"incidents", "people"}
    assert max(str(one.period) for one in own) == "2022/23"
    assert len(own) == 12


def pasted(text):
    names = {"datetime": dt, "decimal": decimal}
    exec("from wes_rules import *", names)
    return eval(text, names)


@pytest.mark.parametrize(
    "cls", [Measure, Plan, Rule, Observation, Calendar, Period, Quantity], ids=lambda cls: cls.__name__
)
def test_a_counterexample_can_be_pasted(cls):
    @settings(max_examples=10, phases=[Phase.generate])
    @given(st.from_type(cls))
    def drawn(one):
        assert pasted(repr(one)) == one

    drawn()


PLAINEST = settings(max_examples=300, database=None, derandomize=True, phases=[Phase.generate, Phase.shrink])


def test_a_rule_shrinks_to_the_plainest_one():
    assert find(strategies.rules(), lambda rule: True, settings=PLAINEST) == Threshold(at_least=D("0.0"))


def test_a_measure_shrinks_to_one_with_the_plainest_rule_and_nothing_added():
    found = find(strategies.measures(), lambda measure: True, settings=PLAINEST)
    assert found.rule == Threshold(at_least=D("0.0"))
    assert (found.baseline, found.owner, found.better) == (None, "", Better.HIGHER)


def test_a_history_shrinks_to_the_fewest_figures():
    assert len(find(strategies.histories(), lambda history: True, settings=PLAINEST)) == 0
    two = find(strategies.histories(), lambda history: len(history) >= 2, settings=PLAINEST)
    assert [one.quantity for one in two] == [Quantity.exact("0.0")] * 2
    revised = find(strategies.histories(), lambda history: any(one.published for one in history), settings=PLAINEST)
    assert len(revised) == 2


def test_a_verdict_shrinks_to_the_figure_that_makes_it():
    def off_track(judgement):
        return judgement.status is Status.OFF_TRACK

    found = find(strategies.judgements(), off_track, settings=PLAINEST)
    assert found.measure.rule.kind == "threshold"
    assert len(found.history) == 1


@pytest.fixture
def four_examples():
    settings.register_profile("four", max_examples=4, database=None, phases=[Phase.generate], derandomize=False)
    settings.load_profile("four")
    yield
    settings.load_profile("default")


def test_laws_draw_what_profile_and_seed_say(four_examples, monkeypatch):
    def drawn(seed):
        # What `--hypothesis-seed` sets.
        monkeypatch.setattr("hypothesis.core.global_force_seed", seed)
        seen = []
        holding.law()(lambda case, data: seen.append(repr(case)))(Threshold(at_least=50))
        return seen

    assert drawn(1) == drawn(1) != drawn(2)
    assert len(drawn(1)) == 4


def test_a_field_without_a_default_is_drawn_at_the_first_try():
    tried = []

    @attrs.frozen(kw_only=True)
    class Two(Declared):
        at_least: D
        name: Name

        def __attrs_pre_init__(self):
            tried.append(self)

    @settings(max_examples=10, phases=[Phase.generate])
    @given(by_declaration(Two))
    def drawn(one):
        assert tried.pop() is one
        assert not tried

    drawn()


MONTHLY = wes_rules.Measure(
    id="repairs",
    title="Repairs in time",
    number=wes_rules.Observed(indicator="repairs"),
    unit="percent",
    decimals=1,
    better="higher",
    area="N1",
    calendar=wes_rules.Calendar(kind="month", lag_months=1),
    rule=wes_rules.Threshold(at_least=95),
)


def test_a_false_claim_about_a_drawn_history_is_answered_with_one_that_can_be_pasted():
    @settings(max_examples=200, derandomize=True, database=None, phases=set(Phase) - {Phase.explain})
    @given(strategies.histories(of=MONTHLY))
    def never_far(history):
        verdict = judge(MONTHLY, history, as_of=date(2025, 1, 1))
        assert verdict.margin is None or verdict.margin > -30

    with pytest.raises(AssertionError) as error:
        never_far()
    (said,) = [one for one in error.value.__notes__ if "history=" in one]
    text = said.partition("history=")[2].rpartition(")")[0].strip().rstrip(",")
    names = {**{name: getattr(wes_rules, name) for name in wes_rules.__all__}, "datetime": dt, "decimal": decimal}
    pasted = eval(text, names)  # it is what Hypothesis printed
    assert judge(MONTHLY, pasted, as_of=date(2025, 1, 1)).margin <= -30
