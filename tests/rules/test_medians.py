"""The median and the quantiles of a set of areas as benchmarks: on the line, one tick either side, and with figures that are hidden."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    AreaSet,
    BenchmarkParity,
    Better,
    DefinitionError,
    History,
    Marker,
    MeanOf,
    MedianOf,
    QuantileOf,
    Quantity,
    Status,
    Unit,
    judge,
)

desk = Desk()
ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED
MEDIAN, UPPER = MedianOf(median_of="near"), QuantileOf(quantile_of="near", percent=75)
HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)


def judged(own, others, rule, better=Better.HIGHER):
    areas = [f"n{place}" for place, _ in enumerate(others)]
    figures = [desk.figure(2020, value, area=area) for area, value in zip(areas, others, strict=True)]
    history = History(
        [*figures, desk.figure(2020, own)],
        area_sets=[AreaSet("near", date(2020, 1, 1), (*areas, "937"), title="our neighbours")],
    )
    return judge(desk.measure(rule, better=better), history, as_of=LATE, period=desk.year(2020))


@pytest.mark.parametrize(("own", "status"), [("61.0", ON), ("60.9", OFF), ("61.1", ON)])
def test_the_median_is_that_of_the_others(own, status):
    found = judged(own, [57, 58, 60, 62, 63, 64], BenchmarkParity(against=MEDIAN))
    assert found.status is status
    assert "against 61.0% for the median of our neighbours (6 of 6 areas have a figure)" in found.explain()


@pytest.mark.parametrize(("own", "status"), [("40.0", OFF), ("40.1", ON), ("39.9", OFF)])
def test_the_upper_quartile_lies_between_neighbours(own, status):
    found = judged(own, [10, 20, 30, 40, 50], BenchmarkParity(against=UPPER, strict=True))
    assert found.status is status
    assert "40.0% for the upper quartile of our neighbours" in found.explain()


@pytest.mark.parametrize(("own", "status"), [(30, ON), ("29.9", OPEN), (20, OPEN), ("19.9", OFF)])
def test_a_hidden_figure_moves_a_median_no_further_than_the_neighbours(own, status):
    assert judged(own, [20, 30, HIDDEN], BenchmarkParity(against=MEDIAN)).status is status


def test_a_median_that_is_the_same_whatever_a_hidden_figure_is_is_the_requirement():
    found = judged("50.1", [60, 55, 50, 50, 40, 30, HIDDEN], BenchmarkParity(against=MEDIAN, strict=True))
    assert (found.status, found.row.required, str(found.row.required_value)) == (ON, "above 50.0%", "50.0")
    assert "(7 of 7 areas have a figure, not all of them known)" in found.explain()
    assert judged("50.1", [60, 55, 50, 50, 40, 30], BenchmarkParity(against=MEDIAN)).row.required == "at least 50.0%"


@given(st.lists(st.integers(0, 100), min_size=2, max_size=7), st.integers(0, 100), st.sampled_from((1, -1)))
def test_to_be_as_good_as_the_median_is_to_be_in_the_better_half_of_the_others(others, own, sign):
    better = Better.HIGHER if sign > 0 else Better.LOWER
    found = judged(own, others, BenchmarkParity(against=MEDIAN), better)
    line = sorted(others)[(len(others) - 1) // 2] + sorted(others)[len(others) // 2]
    assert found.status is (ON if sign * (2 * own - line) >= 0 else OFF)


def test_the_mean_and_the_median_are_two_things():
    of_mean = judged(30, [10, 20, 90], BenchmarkParity(against=MeanOf(mean_of="near")))
    assert (of_mean.status, judged(30, [10, 20, 90], BenchmarkParity(against=MEDIAN)).status) == (OFF, ON)


def test_a_quantile_of_all_or_of_nobody_is_refused():
    for percent in (0, 100):
        with pytest.raises(DefinitionError, match="percent"):
            QuantileOf(quantile_of="near", percent=percent)


@given(st.lists(st.integers(-100, 100), min_size=2, max_size=7), st.integers(1, 99), st.integers(-100, 100))
def test_where_all_numbers_are_negated_a_quantile_is_the_one_from_the_other_end(others, percent, own):
    def found(sign):
        areas = [f"n{place}" for place, _ in enumerate(others)]
        values = zip((*areas, "937"), (*others, own), strict=True)
        history = History(
            [desk.figure(2020, sign * value, area=area) for area, value in values],
            area_sets=[AreaSet("near", date(2020, 1, 1), (*areas, "937"))],
        )
        against = QuantileOf(quantile_of="near", percent=percent).times(D(sign))
        better = Better.HIGHER if sign > 0 else Better.LOWER
        one = desk.measure(BenchmarkParity(against=against), better=better, unit=Unit.SCORE)
        return judge(one, history, as_of=LATE, period=desk.year(2020)).margin

    assert found(1) == found(-1)


def test_a_quantile_is_the_same_in_another_unit():
    assert UPPER.times(D("0.01")) == UPPER
    assert UPPER.times(D(-1)) == QuantileOf(quantile_of="near", percent=25)
