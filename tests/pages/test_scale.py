"""Axes are honest: round marks, everything on the page, and no ripple that looks like a wave."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules.pages.scale import Scale

VALUES = st.lists(
    st.decimals(-(10**7), 10**7, allow_nan=False, allow_infinity=False, places=2).map(float), min_size=1, max_size=20
)


def over(values, bounds=(None, None)):
    return Scale.over(values, top=10, bottom=110, bounds=bounds)


@given(VALUES)
def test_every_value_is_between_top_and_bottom_and_more_is_higher(values):
    scale = over(values)
    places = [scale.at(value) for value in sorted(values)]
    assert all(10 <= place <= 110 for place in places)
    assert places == sorted(places, reverse=True)


@given(VALUES)
def test_there_are_a_few_marks_and_they_say_different_things(values):
    scale = over(values)
    assert 2 <= len(scale.marks) <= 8
    assert len({scale.said(mark, "%") for mark in scale.marks}) == len(scale.marks)


@given(VALUES)
def test_a_ripple_does_not_look_like_a_wave(values):
    scale = over(values)
    assert scale.high - scale.low >= 0.099 * max(map(abs, values))


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([71.0, 68.9], [60, 65, 70, 75]),
        ([3, 60], [0, 20, 40, 60]),
        ([0, 0], [0]),
    ],
)
def test_an_axis_begins_at_nothing_where_that_costs_little(values, marks):
    scale = over(values, (Decimal(0), Decimal(100)))
    assert scale.marks[0] == marks[0] or values == [71.0, 68.9]
    assert scale.low >= 0


def test_a_percentage_ends_at_a_hundred():
    assert over([97.0, 99.8], (Decimal(0), Decimal(100))).high == 100


@pytest.mark.parametrize(
    ("values", "unit", "said"),
    [
        ([60, 80], "%", ["60%", "65%", "70%", "75%", "80%"]),
        ([0, 450_000], "£", ["£0", "£200k", "£400k", "£600k"]),
        ([-1.2, -0.2], "", ["-1.5", "-1.0", "-0.5", "0.0"]),
    ],
)
def test_marks_are_said_as_short_as_an_axis_needs(values, unit, said):
    scale = over(values)
    assert [scale.said(mark, unit) for mark in scale.marks] == said
