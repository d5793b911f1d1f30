"""One sentence says which way the newest figures went; better and worse are said in the sense of the promise only."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import AnnualIncrease, AreaFigure, BenchmarkParity, Threshold

DESK = Desk()
PARITY = BenchmarkParity(against=AreaFigure(area="970"))
TICKS = st.integers(30, 60)


def settled(rule, values, **more):
    """Judged in 2023, whose end is the deadline, as known in 2026."""
    return DESK.judge(rule, values, year=2023, as_of=date(2026, 1, 1), deadline=date(2023, 12, 31), **more)


def test_a_series_that_falls_is_said_to_fall_up_to_its_newest_figure():
    values = {2019: 90, 2020: "74.9", 2021: "56.2", 2022: "42.9", 2023: "42.9", 2024: "21.3"}
    text = DESK.judge(Threshold(at_least=60), {**values, 2023: "35.0"}, year=2023).explain()
    assert "Direction: fell 5 years running, from 90.0% in 2019 to 21.3% in 2024.\n" in text
    assert "Direction: fell from 42.9% in 2023 to 21.3% in 2024.\n" in settled(Threshold(at_least=60), values).explain()


def test_a_test_that_finds_nothing_says_no_change_and_stands_among_how_it_is_judged():
    text = DESK.judge(
        Threshold(at_least=60), {2018 + n: value for n, value in enumerate((90, 70, 95, 60, 88))}
    ).explain()
    assert "Trend:" not in text
    assert (
        "Trend test: no trend beyond noise: 5 comparable figures from 2018 to 2022 (exact Mann-Kendall test, S = -2, p = 0.817)."
        in text
    )


def test_of_a_promise_against_somebody_else_the_newest_figure_is_worse_where_its_shortfall_grew():
    found = settled(PARITY, {2023: 40, 2024: 41}, england={2023: 44, 2024: 48})
    assert found.row.since_then == "41.0% in 2024 (further behind England than in 2023: 7.0 points short)"
    better = settled(PARITY, {2023: 14, 2024: "13.5"}, england={2023: 20, 2024: "17.3"})
    assert better.row.since_then == "13.5% in 2024 (less far behind England than in 2023: 3.8 points short)"


@pytest.mark.parametrize(
    ("values", "england", "than"),
    [
        ((50, 60), (45, 57), "less far ahead of England than in 2023: 3.0 points better than needed"),
        ((50, 60), (45, 55), "as far ahead of England as in 2023: 5.0 points better than needed"),
        ((50, 60), (45, 61), "now behind England: 1.0 points short"),
        ((40, 60), (45, 60), "now level with England: exactly met"),
        ((50, 60), (50, 60), "still level with England: exactly met"),
    ],
)
def test_how_the_newest_figure_stands_names_whom_it_is_held_against(values, england, than):
    years = (2023, 2024)
    found = settled(PARITY, dict(zip(years, values, strict=True)), england=dict(zip(years, england, strict=True)))
    assert found.row.since_then == f"60.0% in 2024 ({than})"


def test_a_change_that_counts_as_none_is_not_called_the_same():
    found = settled(Threshold(at_least=50, unchanged_within=2), {2023: 50, 2024: 51})
    assert found.row.since_then == "51.0% in 2024 (little changed from 2023)"


def test_where_the_other_s_newest_figure_is_not_known_nothing_is_better_or_worse():
    assert settled(PARITY, {2023: 40, 2024: 41}, england={2023: 44}).row.since_then == "41.0% in 2024"


def test_a_series_that_went_on_rising_by_less_is_not_called_better_or_worse():
    assert (
        settled(AnnualIncrease(), {2022: 54, 2023: 60, 2024: 61}).row.since_then
        == "61.0% in 2024 (higher than in 2023)"
    )


RULES = st.sampled_from((PARITY, Threshold(at_least=45), AnnualIncrease(scope="latest")))


@given(RULES, st.tuples(TICKS, TICKS, TICKS), st.tuples(TICKS, TICKS, TICKS))
def test_the_adjective_agrees_with_the_change_in_the_distance_to_the_promise(rule, own, theirs):
    years = (2022, 2023, 2024)
    values, england = dict(zip(years, own, strict=True)), dict(zip(years, theirs, strict=True))
    judged = settled(rule, values, england=england)
    then = DESK.judge(rule, values, year=2024, england=england)
    change = then.margin - judged.margin
    if judged.row.newest_direction == "improved":
        assert change > 0
    if judged.row.newest_direction == "worsened":
        assert change < 0


@pytest.mark.parametrize(("hidden", "said"), [(2021, False), (None, True)])
def test_a_run_ends_where_a_figure_is_missing(hidden, said):
    values = {year: 100 - 10 * (year - 2018) for year in range(2018, 2024) if year != hidden}
    assert ("fell 5 years running" in DESK.judge(PARITY, values).explain()) is said
