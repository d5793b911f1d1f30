"""The least worsening that is told: a chronic miss that moves by a little is not worse, and many little steps are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.test_news import told_year_by_year
from tests.alerts.world import D, World, at_least, measure, plan_of

from wes_rules import All, Better, Quantity, Threshold, Unit
from wes_rules.rules.policy import Policy


def worse_by(value, unit="points", **more):
    return plan_of(policy=Policy(worse_by=value, worse_by_in=unit, **more))


def test_by_default_less_than_a_hundredth_of_the_target_is_no_news_of_a_worsening(world):
    assert told_year_by_year(world, [80, "79.2", "78.2"]) == [["new"], ["still_open"], ["worse"]]


def test_many_small_steps_are_told_as_worse_once_they_sum_up(worlds):
    said = told_year_by_year(worlds(worse_by(1)), [80, "79.6", "79.2", "78.9", "78.5", "77.9"])
    assert said == [["new"], ["still_open"], ["still_open"], ["worse"], ["still_open"], ["worse"]]


def test_where_nobody_is_reminded_small_steps_are_told_all_the_same_once_they_sum_up(worlds):
    said = told_year_by_year(worlds(worse_by(1, remind="never")), [80, "79.6", "79.2", "78.9"])
    assert said == [["new"], [], [], ["worse"]]


def test_what_got_better_is_what_a_worsening_is_counted_from(worlds):
    said = told_year_by_year(worlds(worse_by(2)), [80, 83, "81.5", 81])
    assert said == [["new"], ["still_open"], ["still_open"], ["worse"]]


def test_a_miss_whose_size_is_not_known_yet_hides_no_worsening(worlds):
    somewhere = Quantity(low=D(60), high=D(84))
    world = worlds(worse_by(1))
    assert told_year_by_year(world, [80, somewhere, 70]) == [["new"], ["still_open"], ["worse"]]
    assert "Missed by 20.0 points, and by 10.0 points when that was last known." in world.last().details


def test_a_worsening_says_by_how_much_it_was_missed_before(worlds):
    world = worlds(worse_by(1))
    told_year_by_year(world, [80, "79.6", "78.9"])
    assert "Missed by 11.1 points, and by 10.4 points when last told." in world.last().details


def test_off_track_again_before_it_counts_as_recovered_is_no_worsening(worlds):
    """What was kept last was missed by nothing, and the miss before it was larger."""
    world = worlds(plan_of(policy=Policy(close_after=2)))
    assert told_year_by_year(world, [80, 90, 85, "84.5"]) == [["new"], ["eased"], ["reopened"], ["still_open"]]
    again = world.news()[2][0]
    assert again.subject.startswith("Now off track: ")
    assert "It was on track when last told: 90.0% in 2016; target: at least 90.0%; exactly met." in again.text
    assert told_year_by_year(world, [80], 2019)[-1] == ["worse"]
    assert "Missed by 10.0 points, and by 5.5 points when last told." in world.last().details


def test_equal_to_a_target_that_has_to_be_passed_is_missed_by_no_amount(worlds):
    world = worlds(plan_of(measure(rule=Threshold(above=D(90)))))
    assert told_year_by_year(world, [90, 80]) == [["new"], ["worse"]]
    assert "Missed by 10.0 points, and equal to the target when last told." in world.last().details


@pytest.mark.parametrize(
    ("policy", "heard"),
    [
        (Policy(worse_by=0), "worse"),
        (Policy(worse_by=D("0.1")), "worse"),
        (Policy(worse_by=D("0.11")), "still_open"),
        (Policy(worse_by=D("0.2")), "still_open"),
        (Policy(worse_by=D("0.1"), worse_by_in="percent-of-target"), "worse"),
        (Policy(worse_by=D("0.2"), worse_by_in="percent-of-target"), "still_open"),
    ],
)
def test_it_is_in_the_unit_of_the_measure_or_in_percent_of_the_target(worlds, policy, heard):
    assert told_year_by_year(worlds(plan_of(policy=policy)), [80, "79.9"]) == [["new"], [heard]]


def test_what_is_over_its_limit_is_worse_by_what_it_is_more(worlds):
    spent = measure(rule=Threshold(at_most=D(100)), better=Better.LOWER, unit=Unit.POUNDS, decimals=0)
    said = told_year_by_year(worlds(plan_of(spent)), [110, 110, 112])
    assert said == [["new"], ["still_open"], ["worse"]]


def test_a_part_that_is_missed_now_as_well_is_always_news_and_named(worlds):
    girls = Threshold(at_least=D(50))
    both = All(of=(at_least(90), girls))
    world = worlds(plan_of(measure(rule=both), policy=Policy(worse_by=60)))
    assert told_year_by_year(world, [80, 45]) == [["new"], ["worse"]]
    assert "The part with the target at least 50.0% is missed now as well." in world.last().details


def test_an_acknowledgement_stands_until_a_worsening_that_is_told(worlds):
    world = worlds(worse_by(1))
    told_year_by_year(world, [80])
    assert world.acknowledge()
    assert told_year_by_year(world, ["79.6", "79.2"], first=2016) == [[], []]
    assert told_year_by_year(world, ["78.8"], first=2018) == [["worse"]]


TENTHS = st.integers(700, 899).map(lambda tenths: D(tenths) / 10)


@given(figures=st.lists(TENTHS, min_size=1, max_size=6), least=st.sampled_from([D(0), D("0.5"), D(3), D(15)]))
def test_whoever_is_told_never_lacks_a_worsening_that_is_worth_telling(figures, least):
    """The law: after each run, the figure is worse than the best that was told since by less than the least."""
    world = World(worse_by(least))
    try:
        best = None
        for said, figure in zip(told_year_by_year(world, figures), figures, strict=True):
            worse = best is not None and best > figure and best - figure >= least
            assert said == (["new"] if best is None else ["worse"] if worse else ["still_open"])
            best = figure if best is None or worse else max(best, figure)
    finally:
        world.close()


@pytest.mark.parametrize(
    ("target", "figures", "heard"),
    [
        (2, ["3", "3.4"], "still_open"),
        (2, ["3", "3.5"], "worse"),
        (2, ["2.1", "2.2"], "worse"),
        (2, ["2.4", "2.5"], "still_open"),
        (90, ["98", "98.8"], "still_open"),
        (90, ["98", "98.9"], "worse"),
    ],
)
def test_of_a_percentage_half_a_point_is_the_least_by_default_unless_the_miss_grew_by_half(
    worlds, target, figures, heard
):
    rule = Threshold(at_most=D(target))
    world = worlds(plan_of(measure(rule=rule, better=Better.LOWER)))
    assert told_year_by_year(world, figures) == [["new"], [heard]]


def test_of_a_count_the_default_is_in_percent_of_the_target_alone(worlds):
    rule = Threshold(at_most=D(2))
    world = worlds(plan_of(measure(rule=rule, better=Better.LOWER, unit=Unit.COUNT, decimals=0)))
    assert told_year_by_year(world, [20, 21]) == [["new"], ["worse"]]
