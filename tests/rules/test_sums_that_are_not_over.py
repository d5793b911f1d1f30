"""A sum that has to be so much by a day: what its figures say before it is over."""

from __future__ import annotations

from datetime import date

import pytest
from tests.numbers.world import judged, measure, month, rows_of

import wes_rules as w

MARCH = date(2024, 3, 31)
YEAR = w.YearToDate(indicator="homes", year="financial")
SINCE = w.RunningTotal(indicator="homes", since=month("April 2023"))
HUNDRED = w.Threshold(at_least=100, by=MARCH)
MAY_BE = w.Threshold(at_most=100, by=MARCH)
AS_BEFORE = w.FromBaseline(by=MARCH)


def course_after(values, number, rule, **more):
    rows = rows_of(values, "April 2023", unit=more.get("unit", "count"))
    return judged(measure(number, rule, **more), rows, as_of=date(2024, 3, 1), period=max(one.period for one in rows))


@pytest.mark.parametrize("number", [YEAR, SINCE])
@pytest.mark.parametrize(
    ("values", "rule", "more", "course"),
    [
        ([10, 20, 30], HUNDRED, {}, "open"),
        ([10, 20, 70], HUNDRED, {}, "already_kept"),
        ([10, 20, 30], AS_BEFORE, {"baseline": w.Baseline(value=90)}, "open"),
        ([10, 20, 30], MAY_BE, {"better": "lower"}, "open"),
        ([10, 20, 71], MAY_BE, {"better": "lower"}, "cannot_be_kept"),
    ],
)
def test_it_is_open_until_it_is_reached_or_passed_and_certain_from_then_on(number, values, rule, more, course):
    assert course_after(values, number, rule, **more).course == course


def test_of_what_may_fall_nothing_is_certain_before_it_is_over():
    """Overspent by 120 so far, and a month to come may bring something back."""
    more = {"unit": "pounds", "better": "lower"}
    assert course_after([120], YEAR, MAY_BE, **more).course == "open"


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        (w.Rolling(indicator="homes", periods=3), HUNDRED),
        (
            YEAR,
            w.Trajectory(
                points=[w.Point(period=month("May 2023"), value=50), w.Point(period=month("March 2024"), value=100)],
                by=MARCH,
            ),
        ),
    ],
)
def test_a_level_and_what_names_a_target_for_each_period_have_their_course_all_along(number, rule):
    assert course_after([10, 10, 10], number, rule).course == "off_course"


def test_a_year_that_ended_before_the_last_one_was_over_and_says_where_it_leads():
    rows = rows_of([8] * 12, "April 2022")
    one = measure(YEAR, HUNDRED)
    assert judged(one, rows, as_of=date(2023, 5, 1), period=month("March 2023")).course == "off_course"
