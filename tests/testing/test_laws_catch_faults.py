"""Faults of judging that were there once, and their sisters, are caught by a law: each is planted, and the law named with it fails."""

from datetime import date

import attrs
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from tests.conftest import LATE, Desk
from tests.oracle import test_it_catches as faults
from tests.rules.test_own_targets import a_target_of_its_own_is_judged_as_that_target_alone

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    BenchmarkParity,
    History,
    Inspection,
    Maintain,
    Origin,
    QuarterlyIncrease,
    ShareImproved,
    Threshold,
    judge,
)
from wes_rules.rules import pairs, step, stepping, steps
from wes_rules.rules.view import View
from wes_rules.series import shares
from wes_rules.series.shares import inspected_again
from wes_rules.testing import laws
from wes_rules.values.quantity import Span

unknowns, missed = laws.filling_unknowns_never_flips_a_definite_status, laws.what_was_missed_stays_missed
starts, own_target = laws.nothing_is_promised_before_the_plan, a_target_of_its_own_is_judged_as_that_target_alone


def a_start_is_not_looked_at(plant):
    real = steps.first_promised
    plant(steps, "first_promised", lambda view, rule: view.first_on_file() if view.measure.starts else real(view, rule))


def every_period_begins_with_the_first_figure_whatever_the_start(plant):
    plant(View, "begins", lambda view: view.first_on_file() or view.period)


def what_lies_before_the_start_is_nothing(plant):
    real = step.came_from

    def came_from(view, rule, first, period):
        found = real(view, rule, first, period)
        return None if found is not None and found.period is not None and found.period < first else found

    plant(step, "came_from", came_from)


def a_pair_that_does_not_compare_hides_a_miss(plant):
    real = BenchmarkParity._found

    def found(self, view, run, held):
        hidden = held.pair.other is None
        return real(self, view, run, attrs.evolve(held, slack=None) if hidden else held)

    plant(BenchmarkParity, "_found", found)


def what_is_not_known_hides_a_miss(plant):
    real = steps.slack_of
    plant(steps, "slack_of", lambda view, state: real(view, state) if _known(state) else Span(-1, 1))


def _known(state):
    return state.step is None or state.step.slack.low == state.step.slack.high


def a_target_of_its_own_is_lost_in_an_isolated_period(plant):
    real = step.step_into

    def step_into(view, rule, first, period):
        lost = period in view.calendar.isolated
        return real(view, attrs.evolve(rule, instead=()) if lost else rule, first, period)

    for room in (steps, stepping):
        plant(room, "step_into", step_into)


def a_target_of_its_own_says_nothing_of_the_latest_step(plant):
    real = steps.step_into
    plant(steps, "step_into", lambda view, rule, *rest: real(view, attrs.evolve(rule, instead=()), *rest))


def an_own_figure_without_interval_is_a_point(plant):
    real = pairs.in_line

    def in_line(own, other, ahead, **more):
        value = own.span.low
        bare = own.interval is None and own.span.exact
        scale = 10 ** more["decimals"]
        return real(attrs.evolve(own, interval=(value / scale, value / scale)) if bare else own, other, ahead, **more)

    plant(pairs, "in_line", in_line)


def a_missing_interval_is_a_narrow_one(plant):
    real = pairs.in_line

    def in_line(own, other, ahead, **more):
        low, high = (float(end) / 10 ** more["decimals"] for end in (other.span.low - 1, other.span.high + 1))
        bare = more["both"] and other.interval is None and other.span.exact
        return real(own, attrs.evolve(other, interval=(low, high)) if bare else other, ahead, **more)

    plant(pairs, "in_line", in_line)


TESTED = BenchmarkParity(against=AreaFigure(area="970"), in_line="not-significantly-worse")
EVERY = BenchmarkParity(against=AreaFigure(area="970"), scope="every", benchmark_of="period-before")
BY_SEASON = QuarterlyIncrease(against="same-period-last-year")
CAUGHT = [
    (faults.a_run_begins_with_what_is_known, unknowns, AnnualIncrease),
    (a_start_is_not_looked_at, starts, AnnualIncrease),
    (every_period_begins_with_the_first_figure_whatever_the_start, starts, Maintain(at_least=50)),
    (faults.a_fellow_before_the_start_is_no_fellow, starts, BY_SEASON),
    (what_lies_before_the_start_is_nothing, starts, AnnualIncrease),
    (faults.what_cannot_be_judged_hides_a_miss, missed, QuarterlyIncrease),
    (a_pair_that_does_not_compare_hides_a_miss, missed, EVERY),
    (what_is_not_known_hides_a_miss, missed, AnnualIncrease),
    (faults.a_target_of_its_own_is_lost_at_a_break, own_target, AnnualDecrease),
    (a_target_of_its_own_is_lost_in_an_isolated_period, own_target, AnnualDecrease),
    (a_target_of_its_own_says_nothing_of_the_latest_step, own_target, AnnualDecrease),
    (faults.no_interval_is_a_point, unknowns, TESTED),
    (an_own_figure_without_interval_is_a_point, unknowns, TESTED),
    (a_missing_interval_is_a_narrow_one, unknowns, TESTED),
]


def the_first_inspection_of_a_period_counts(plant):
    def again(rows, kind):
        first = {(row.unit, row.day.year): row for row in sorted(rows, key=lambda one: one.day, reverse=True)}
        return inspected_again(list(first.values()), kind)

    plant(shares, "inspected_again", again)


def what_was_good_before_counts_as_well(plant):
    def again(rows, kind):
        found = inspected_again(rows, kind)
        return {period: [attrs.evolve(one, before=4) for one in units] for period, units in found.items()}

    plant(shares, "inspected_again", again)


ORIGIN = Origin(publication="drawn by Hypothesis", made_up=True)
GRADES = st.lists(st.integers(1, 4), min_size=2, max_size=4)


@settings(max_examples=60, phases=[Phase.generate], database=None, derandomize=True)
@given(st.dictionaries(st.sampled_from("uvw"), st.tuples(st.integers(1, 4), GRADES), min_size=1))
def what_lies_between_the_first_grade_and_the_last_counts_for_nothing(units):
    """A unit that was less than good before the period counts once, by its last grade in it; one that was good counts for nothing."""
    rows, plain = [], []
    for unit, (before, inside) in units.items():
        days = [date(2019, 5, 1), *(date(2020, month, 1) for month in range(1, len(inside) + 1))]
        known = [
            Inspection(indicator="school", area="937", unit=unit, day=day, grade=grade, origin=ORIGIN)
            for day, grade in zip(days, (before, *inside), strict=True)
        ]
        rows += known
        plain += [known[0], known[-1]] if before > 2 else []
    assume(plain)
    measure = Desk().measure(Threshold(at_least=50), number=ShareImproved(indicator="school"))
    found, once = (
        judge(measure, History(inspections=some), as_of=LATE, period=Desk().year(2020)) for some in (rows, plain)
    )
    assert found.finding.facts[0].figure.counts == once.finding.facts[0].figure.counts


INSPECTED = (
    faults.each_inspection_counts,
    the_first_inspection_of_a_period_counts,
    what_was_good_before_counts_as_well,
)


def test_what_lies_between_the_first_grade_and_the_last_counts_for_nothing():
    what_lies_between_the_first_grade_and_the_last_counts_for_nothing()


@pytest.mark.parametrize("fault", INSPECTED)
def test_the_law_of_inspections_catches_a_fault(fault, monkeypatch):
    fault(monkeypatch.setattr)
    with pytest.raises(AssertionError):
        what_lies_between_the_first_grade_and_the_last_counts_for_nothing()


@pytest.fixture
def found_alone():
    settings.register_profile("found", deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    settings.load_profile("found")
    yield
    settings.load_profile("default")


@pytest.mark.parametrize(
    ("fault", "law", "kind"), CAUGHT, ids=lambda one: getattr(one, "__name__", one.__class__.__name__)
)
def test_a_law_catches_a_fault_that_was_there(fault, law, kind, monkeypatch, found_alone):
    fault(monkeypatch.setattr)
    with pytest.raises(AssertionError):
        law(kind, examples=1000)
