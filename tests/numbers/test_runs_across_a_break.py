"""A total or a change with a break among what it is made of does not exist, and is no period of a run."""

from __future__ import annotations

from datetime import date

import pytest
from tests.numbers.world import judged, measure, rows_of

import wes_rules as w

YEARS = "calendar-year"
MEANS = w.Rolling(indicator="homes", periods=3, take="mean")
CHANGE = w.ChangeSince(indicator="homes")
STEPS, KEPT = w.AnnualIncrease(), w.Maintain(at_least=55)
UP = w.Maintain(at_least=0)
BEFORE = ["59.0", "60.0", "60.0", "61.1", "62.2", "62.3"]


def found(number, rule, values, *, apart="breaks", year="2022", starts=date(2018, 1, 1)):
    years = frozenset({w.Period.parse(year, YEARS)})
    calendar = w.Calendar(kind=YEARS, **{apart: years})
    unit = "percentage-points" if number is CHANGE else "percent"
    one = measure(number, rule, unit=unit, decimals=1, calendar=calendar, starts=starts, values="percent")
    return judged(one, rows_of(values, "2016", kind=YEARS, unit="percent"))


@pytest.mark.parametrize(
    ("number", "rule", "after", "status"),
    [
        (MEANS, STEPS, ["58.0", "59.0", "60.1", "60.2"], "on_track"),
        (MEANS, STEPS, ["58.0", "59.0", "60.1", "57.9"], "off_track"),
        (MEANS, KEPT, ["58.0", "59.0", "60.1", "60.2"], "on_track"),
        (MEANS, KEPT, ["50.0", "51.0", "52.0", "70.0"], "off_track"),
        (CHANGE, UP, ["58.0", "59.0"], "on_track"),
        (CHANGE, UP, ["58.0", "57.0"], "off_track"),
        # The judged one does not exist itself.
        (MEANS, KEPT, ["58.0", "59.0"], "undecided"),
        (MEANS, STEPS, ["58.0", "59.0", "60.1"], "undecided"),
        (CHANGE, UP, ["58.0"], "undecided"),
    ],
)
def test_after_a_break_a_run_goes_by_the_numbers_that_exist(number, rule, after, status):
    assert found(number, rule, BEFORE + after).status.value == status


def test_what_was_missed_before_a_break_stays_missed_where_the_limit_is_a_value():
    assert found(MEANS, w.Maintain(at_least=60), [*BEFORE, "70.0", "70.0", "70.0"]).status.value == "off_track"
    assert found(MEANS, w.Maintain(at_least=60), [*BEFORE, "70.0"]).status.value == "off_track"


@pytest.mark.parametrize(("last", "status"), [("63.0", "on_track"), ("50.0", "off_track")])
def test_the_means_that_take_in_an_isolated_year_are_passed_over(last, status):
    values = [*BEFORE, "90.0", "63.0", "63.0", last]
    said = found(MEANS, STEPS, values, apart="isolated", starts=date(2019, 1, 1))
    assert said.status.value == status
    # The mean of 2019 to 2021 is the last one without the isolated year.
    assert "after 61.9%" in w.judge(said.measure, said.history, as_of=said.as_of, period=said.period).explain()
