"""Every built-in kind of rule keeps every published law."""

import subprocess
import sys
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import settings

from wes_rules import (
    Advisory,
    All,
    AnnualIncrease,
    Any,
    AreaFigure,
    BenchmarkParity,
    Calendar,
    DefinitionError,
    Each,
    FromBaseline,
    MeanOf,
    Measure,
    Part,
    Period,
    Quantity,
    Rolling,
    Threshold,
    Version,
)
from wes_rules.rules.kinds import KINDS
from wes_rules.testing import laws
from wes_rules.testing.laws.cases import Case

# Each kind has some twenty laws; `python3 dev.py prove` tries them on twenty times as many histories.
EXAMPLES = max(3, settings.default.max_examples // 20)
ENGLAND = AreaFigure(area="970")
HALF = Threshold(at_least=D(50))
# A part with a rhythm of its own, and a promise that changes: for measures by year.
LATE = Calendar(kind="calendar-year", lag_months=18, isolated=frozenset({Period("calendar-year", 2020)}))
RAISED = Version(starting=Period("calendar-year", 2020), changes={"at_least": D(51)})
READINGS = [
    Threshold(between=(D(49), D(51)), tolerance=D(1)),
    Threshold(above=D(50), tolerance=D(1), tolerance_in="percent-of-target"),
    Threshold(equals=D(50)),
    Threshold(at_most=D(51), reach=True, by=date(2020, 12, 31)),
    FromBaseline(change=D(1), change_in="percent"),
    BenchmarkParity(against=ENGLAND, met_within=D(1)),
    BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse"),
    BenchmarkParity(against=MeanOf(mean_of="near", minimum=2), strict=True, scope="every"),
    All(of=(HALF, AnnualIncrease())),
    Any(of=(HALF, BenchmarkParity(against=ENGLAND))),
    Any(of=(Threshold(at_least=D(51), tolerance=D(1)), BenchmarkParity(against=ENGLAND))),
    Each(rule=HALF, over=(Part(name="one"), Part(name="two"))),
    Each(rule=Threshold(at_least=D(50), versions=(RAISED,)), over=(Part(name="one"), Part(name="two", calendar=LATE))),
    Advisory(rule=HALF),
]
# They count cases, are done or not, or need what gets lower: numbers written otherwise are other promises.
BOUND = {
    "everyone": laws.OF_NUMBERS,
    "milestone": laws.OF_NUMBERS,
    "halt-then-decrease": [laws.a_mirror_changes_nothing],
}


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"all", "any", "each", "advisory"}))
def test_a_kind_of_rule_keeps_every_law(kind):
    laws.check_all(KINDS[kind], examples=EXAMPLES, without=BOUND.get(kind, ()))


@pytest.mark.parametrize("rule", READINGS, ids=lambda rule: f"{rule.kind} {getattr(rule, 'in_line', '')}".strip())
def test_a_reading_keeps_every_law(rule):
    laws.check_all(rule, examples=EXAMPLES)


def test_a_share_of_figures_with_three_decimals_has_counts_that_agree_with_them():
    share = Rolling(indicator="rate", periods=2, take="share")
    calendar = Calendar(kind="calendar-year", lag_months=6)
    measure = Measure(
        id="rate",
        title="Rate",
        number=share,
        unit="percent",
        decimals=3,
        better="higher",
        calendar=calendar,
        rule=HALF,
        area="937",
    )
    published = zip((2020, 2021), ("50", "49.999"), strict=True)
    figures = {("937", Period("calendar-year", year)): Quantity.exact(value) for year, value in published}
    assert Case(measure, figures).judge().observed == D("50.000")


def test_laws_that_hold_print_nothing():
    # Only with examples that chance draws does Hypothesis say how to reproduce them.
    code = "from wes_rules import Threshold; from wes_rules.testing import laws; laws.check_all(Threshold(at_least=90), examples=1)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_what_is_no_rule_and_what_is_no_law_are_refused(desk):
    with pytest.raises(DefinitionError, match=r"is no rule; give a rule, such as measure\.rule, or a class of rules"):
        laws.check_all(desk.measure(HALF))
    with pytest.raises(DefinitionError, match="rule: 95 is no rule"):
        laws.check_all(95)
    with pytest.raises(DefinitionError, match="without: 'a_mirror_changes_nothing' is no law; give laws, such as"):
        laws.check_all(HALF, without=["a_mirror_changes_nothing"])
