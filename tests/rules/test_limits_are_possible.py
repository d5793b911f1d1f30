"""A limit that no figure can have, and a unit in which a rule or a number means nothing, are refused where they are written."""

from datetime import date

import pytest

from wes_rules import (
    AnnualIncrease,
    Baseline,
    Better,
    DefinitionError,
    Everyone,
    FromBaseline,
    Gap,
    Instead,
    Maintain,
    Marker,
    Milestone,
    Period,
    PeriodKind,
    Point,
    Quantity,
    Reason,
    ShareImproved,
    ShareWithin,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)

YEAR = Period(PeriodKind.CALENDAR_YEAR, 2020)


def line(value):
    return Trajectory(points=(Point(period=YEAR, value=value),))


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        (line(101), {}),
        (line(-1), {}),
        (line(-1), {"unit": Unit.COUNT, "decimals": 0}),
        (Maintain(at_least=101), {}),
        (Maintain(at_most=-1), {"unit": Unit.DAYS, "better": Better.LOWER}),
        (AnnualIncrease(instead=(Instead(period=YEAR, at_least=101, reason="COVID"),)), {}),
        (Threshold(between=(50, 120)), {}),
        (line(101), {"unit": Unit.POINTS, "number": Gap(indicator="rate", group="a", from_group="b")}),
    ],
)
def test_a_limit_that_no_figure_can_have_is_refused(desk, rule, more):
    with pytest.raises(DefinitionError, match="is outside what"):
        desk.measure(rule, **more)


FALL = {"better": Better.LOWER}
PUBLISHED, IN_2030 = Baseline(period=YEAR), date(2030, 12, 31)


def stated(value, **more):
    return Baseline(value=value, period=YEAR, **more)


@pytest.mark.parametrize(
    ("rule", "more", "said"),
    [
        (Threshold(above=100), {}, "above = 100 .*nothing in percent is above 100"),
        (Threshold(below=0), FALL, "below = 0 .*nothing in percent is below 0"),
        (Threshold(above=50, versions=[{"starting": YEAR, "above": 100}]), {}, "in 2020: above = 100 .*cannot be"),
        (Threshold(at_least=50), {"baseline": stated(150)}, "baseline.value = 150 is outside what percent allows"),
        (FromBaseline(), {"baseline": stated(100)}, "baseline.value = 100 .*nothing in percent is above 100"),
        (FromBaseline(), {"baseline": stated(0), **FALL}, "nothing in percent is below 0"),
        (FromBaseline(change=10), {"baseline": stated(95)}, "change = 10: the target of 105.0 is outside"),
        (FromBaseline(change=101), {"baseline": PUBLISHED}, "change = 101 is outside what percent allows"),
        (FromBaseline(change=150, change_in="percent"), {"baseline": PUBLISHED, **FALL}, "change = 150 is outside"),
        (FromBaseline(change=2, each="year", by=IN_2030), {"baseline": stated(81)}, "the target of 101.0 is outside"),
        (FromBaseline(change=5, change_in="percent"), {"baseline": stated(0)}, "a percentage of a baseline of 0"),
    ],
)
def test_what_cannot_be_reached_is_refused(desk, rule, more, said):
    with pytest.raises(DefinitionError, match=said):
        desk.measure(rule, **more)


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        (Threshold(above="99.9"), {}),
        (FromBaseline(), {"baseline": stated(99)}),
        (FromBaseline(change=5), {"baseline": stated(95)}),
        (FromBaseline(change=100), {"baseline": PUBLISHED}),
        (FromBaseline(change=100, change_in="percent"), {"baseline": PUBLISHED, **FALL}),
        (FromBaseline(change=2, each="year", by=IN_2030), {"baseline": stated(80)}),
        (FromBaseline(change=300, change_in="percent"), {"baseline": PUBLISHED, "unit": Unit.COUNT, "decimals": 0}),
        (FromBaseline(change=150, change_in="percent"), {"baseline": PUBLISHED, "unit": Unit.SCORE, **FALL}),
    ],
)
def test_what_can_just_be_reached_is_not(desk, rule, more):
    assert desk.measure(rule, **more).rule == rule


@pytest.mark.parametrize(
    ("values", "status", "reason"),
    [
        ({2020: 0, 2021: 0}, Status.UNDECIDED, Reason.NO_BASE),
        ({2020: 0, 2021: 9}, Status.UNDECIDED, Reason.NO_BASE),
        ({2020: 0}, Status.UNDECIDED, Reason.NO_BASE),
        ({2020: Quantity.missing(Unit.COUNT, Marker.SUPPRESSED), 2021: 9}, Status.UNDECIDED, Reason.NO_BASELINE),
        ({2020: 1, 2021: 2}, Status.ON_TRACK, None),
    ],
)
@pytest.mark.parametrize("each", [None, "year"])
def test_nothing_is_a_percentage_of_a_baseline_of_0(desk, values, status, reason, each):
    rule = FromBaseline(change=100, change_in="percent", each=each)
    measure = desk.measure(rule, baseline=PUBLISHED, unit=Unit.COUNT, decimals=0)
    found = judge(measure, desk.history(values), as_of=date(2022, 7, 1), period=YEAR + 1)
    assert (found.status, next(iter(found.reasons), None)) == (status, reason)


def test_a_rounded_baseline_that_may_be_at_the_end_of_its_unit_is_explained(desk):
    """From 0.0 nothing can fall by 0.2, and from 0.4 it can: what the baseline was before it was rounded may be either."""
    measure = desk.measure(FromBaseline(change="0.2"), baseline=stated(0, rounded=True), **FALL)
    found = judge(measure, desk.history({2021: "0.1"}), as_of=date(2022, 7, 1))
    assert found.status is Status.UNDECIDED
    assert "where at most a figure between -0.2% and 0.3% is asked for." in found.explain()


def test_a_target_is_possible_up_to_the_end_of_its_unit(desk):
    assert desk.measure(line(100)).rule == line(100)
    assert desk.measure(line(-100), unit=Unit.SCORE).rule == line(-100)
    assert desk.measure(Milestone(by=date(2023, 12, 31)), unit=Unit.COUNT, decimals=0)


@pytest.mark.parametrize("unit", [Unit.SCORE, Unit.DAYS, Unit.POUNDS, Unit.POINTS, Unit.RANK])
def test_everyone_is_refused_where_nothing_is_counted(desk, unit):
    with pytest.raises(DefinitionError, match=f"everyone is decided on .* {unit.value} says nothing"):
        desk.measure(Everyone(), unit=unit)


@pytest.mark.parametrize("number", [ShareWithin(indicator="cases", days=5), ShareImproved(indicator="visits")])
@pytest.mark.parametrize("unit", [one for one in Unit if one is not Unit.PERCENT])
def test_a_share_of_cases_is_a_percentage(desk, number, unit):
    with pytest.raises(DefinitionError, match="a share of cases is a percentage"):
        desk.measure(Threshold(at_least=1), number=number, unit=unit)
