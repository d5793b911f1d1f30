"""The trend tests, against counting by hand, scipy, and results that others published."""

import json
from fractions import Fraction
from itertools import permutations
from math import exp
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules.judging.trend import exact_p, kendall_s, median_change, normal_p, years_needed

RAIN = json.loads((Path(__file__).parent / "vectors" / "monthly_rainfall.json").read_text())
MONTHS = [
    [(year, months[month]) for year, months in enumerate(RAIN["years"]) if months[month] is not None]
    for month in range(12)
]
FIVE_PERCENT = Fraction(5, 100)
SERIES = st.lists(st.integers(-50, 50), min_size=2, max_size=12)
SEASONS = st.lists(SERIES, min_size=1, max_size=5)


def values(runs):
    return [[value for _, value in run] for run in runs]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=7))
def test_the_exact_p_value_is_the_share_of_all_orders(values):
    reached = abs(kendall_s(values))
    orders = [abs(kendall_s(order)) >= reached for order in permutations(values)]
    assert exact_p(values) == Fraction(sum(orders), len(orders))


@pytest.mark.parametrize(
    ("values", "p"),
    [([1, 2, 3], Fraction(1, 3)), ([1, 2, 3, 4], Fraction(1, 12)), ([5, 4, 3, 2, 1], Fraction(1, 60)), ([7] * 12, 1)],
)
def test_the_shortest_series_that_can_speak_has_five_figures(values, p):
    assert exact_p(values) == p


@pytest.mark.parametrize(
    ("size", "factor", "p"),
    [
        (7, 3, 0.7726190476190476),
        (11, 2, 0.06017015392015392),
        (13, 5, 0.5097745711721406),
        (23, 4, 0.056554886822006184),
        (29, 8, 0.3418851403961595),
        (43, 2, 1.5160139993008937e-06),
        (47, 6, 0.02717508989364976),
        (47, 1, 7.733257027921188e-60),
    ],
)
def test_the_exact_p_value_is_that_of_scipy(size, factor, p):
    """As `scipy.stats.kendalltau(range(size), values, method="exact")` of scipy 1.17 says."""
    assert float(exact_p([factor * place % size for place in range(size)])) == pytest.approx(p, rel=1e-9)


def test_thirty_years_of_months_have_the_published_seasonal_p_value_and_slope():
    found = RAIN["seasonal"]
    assert sum(map(kendall_s, values(MONTHS))) == found["s"]
    assert normal_p(values(MONTHS)) == pytest.approx(found["p"], rel=1e-12)
    assert float(median_change(MONTHS)) == pytest.approx(found["slope"], rel=1e-12)


def test_353_figures_with_ties_have_the_published_p_value_of_the_normal_approximation():
    whole = [value for months in RAIN["years"] for value in months if value is not None]
    assert kendall_s(whole) == RAIN["plain"]["s"]
    assert normal_p([whole]) == pytest.approx(RAIN["plain"]["p"], rel=1e-12)


def test_a_season_s_sum_is_the_sum_of_its_seasons_by_hand():
    """Four quarters of four years, each below the year before: S = 4 x -6, its variance 4 x 4 x 3 x 13 / 18."""
    quarters = [[90 - 2 * year + place for year in range(4)] for place in range(4)]
    assert sum(map(kendall_s, quarters)) == -24
    assert normal_p(quarters) == pytest.approx(9.37e-5, rel=1e-3)


@given(st.permutations(range(10)))
def test_for_ten_figures_the_normal_approximation_is_near_the_exact_value(run):
    assert normal_p([run]) == pytest.approx(float(exact_p(run)), abs=0.02)


@given(SEASONS, st.data())
def test_a_constant_added_to_a_season_changes_nothing(seasons, data):
    by = data.draw(st.lists(st.integers(-999, 999), min_size=len(seasons), max_size=len(seasons)))
    moved = [[value + more for value in run] for run, more in zip(seasons, by, strict=True)]
    assert normal_p(moved) == normal_p(seasons)
    assert median_change(map(placed, moved)) == median_change(map(placed, seasons))


@given(SEASONS, st.randoms())
def test_the_order_of_the_seasons_changes_nothing(seasons, random):
    shuffled = random.sample(seasons, len(seasons))
    assert normal_p(shuffled) == pytest.approx(normal_p(seasons), rel=1e-12)
    assert median_change(map(placed, shuffled)) == median_change(map(placed, seasons))


@given(SEASONS)
def test_a_monotone_transformation_leaves_the_direction_and_the_p_value(seasons):
    bent = [[exp(value / 10) for value in run] for run in seasons]
    assert list(map(kendall_s, bent)) == list(map(kendall_s, seasons))
    assert normal_p(bent) == normal_p(seasons)
    assert [exact_p(run) for run in bent] == [exact_p(run) for run in seasons]


@given(SEASONS)
def test_a_mirror_turns_the_direction_and_leaves_the_p_value(seasons):
    mirrored = [[-value for value in run] for run in seasons]
    assert normal_p(mirrored) == normal_p(seasons)
    assert list(map(kendall_s, mirrored)) == [-kendall_s(run) for run in seasons]


@pytest.mark.parametrize(("seasons", "years"), [(1, 5), (2, 4), (3, 3), (4, 3), (12, 3), (52, 3)])
def test_a_test_needs_as_many_years_as_let_a_perfect_run_speak_and_three_at_least(seasons, years):
    assert years_needed(seasons, FIVE_PERCENT) == years
    assert normal_p([range(years)] * seasons) <= 0.05


def test_the_median_change_is_by_the_time_that_really_passed():
    assert median_change([[(0, 0), (4, 8)]]) == 2
    assert median_change([[(0, 0), (1, 1), (3, 7)]]) == Fraction(7, 3)
    assert median_change([[(0, 5)], []]) is None


def placed(run):
    return list(enumerate(run))
