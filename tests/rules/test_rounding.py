"""Figures to the nearest ten, hundred or thousand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import History, PlanError, Status, judge
from wes_rules.planfiles.planfile import parse_plan

PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "m"
title = "M"
unit = "count"
decimals = {decimals}
better = "higher"
calendar = "years"
number = {number}
rule = {rule}
"""
HOMES = '{indicator = "homes"}'


def measure(decimals, rule, number=HOMES):
    return parse_plan(PLAN.format(decimals=decimals, rule=rule, number=number)).measures[0]


def judged(one, *values):
    rows = [{"period": 2023 - back, "value": value} for back, value in enumerate(reversed(values))]
    history = History.from_records(
        rows, area="937", group="all", indicator="homes", kind="calendar-year", unit="count", source="s"
    )
    return judge(one, history, as_of=date(2024, 6, 1))


def test_a_figure_is_compared_as_it_is_published_to_the_nearest_hundred():
    at_least = measure(-2, '{kind = "threshold", at_least = 1200}')
    found = judged(at_least, 1150)
    assert (found.status, found.observed, found.margin) == (Status.ON_TRACK, 1200, 0)
    assert "1,200 in 2023" in found.explain()
    assert judged(at_least, 1149).status is Status.OFF_TRACK
    assert judged(measure(0, '{kind = "threshold", at_least = 1200}'), 1150).status is Status.OFF_TRACK


def test_a_change_within_the_rounding_is_a_tie():
    rise = measure(-3, '{kind = "annual-increase"}')
    assert judged(rise, 10_000, 10_499).status is Status.OFF_TRACK
    assert judged(rise, 10_000, 10_500).status is Status.ON_TRACK


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(-4, -1))
def test_rounding_published_figures_once_more_to_the_same_tens_changes_nothing(figure, target, decimals):
    tens = 10**-decimals
    target = target // tens * tens
    one = measure(decimals, f'{{kind = "threshold", at_least = {target}}}')
    rounded = (figure + tens // 2) // tens * tens
    assert judged(one, figure).status is judged(one, rounded).status
    assert (judged(one, figure).status is Status.ON_TRACK) == (rounded >= target)


@pytest.mark.parametrize(
    ("rule", "number", "unit", "problem"),
    [
        (
            '{kind = "threshold", at_least = 1230}',
            HOMES,
            "count",
            "= 1230 is no multiple of 100, to which the measure's",
        ),
        (
            '{kind = "threshold", at_least = 1200}',
            '{kind = "rolling", indicator = "homes", periods = 3}',
            "count",
            "decimals = -2 would round every figure of a sum before they are added up; give 0 to 9",
        ),
        (
            '{kind = "threshold", at_least = 100}',
            HOMES,
            "percent",
            "decimals = -2 would round percent to tens or more; give 0 to 9",
        ),
    ],
)
def test_tens_that_make_no_sense_are_refused(rule, number, unit, problem):
    text = PLAN.format(decimals=-2, rule=rule, number=number).replace('"count"', f'"{unit}"')
    with pytest.raises(PlanError) as caught:
        parse_plan(text)
    assert problem in str(caught.value)


def test_things_that_are_counted_are_said_whole_though_a_limit_may_lie_between_two():
    found = judged(measure(1, '{kind = "threshold", at_least = 112.5}'), 113)
    assert found.explain().splitlines()[1] == "113 in 2023, target at least 112.5: 0.5 better than needed."
