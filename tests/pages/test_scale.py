"""Axes are honest: round marks, everything on the page, and no ripple that looks like a wave."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Notation

SHARE = Notation(after="%", bounds=(Decimal(0), Decimal(100)))
COUNT = Notation(bounds=(Decimal(0), None))

VALUES = st.lists(st.decimals(-(10**7), 10**7, places=2).map(float), min_size=1, max_size=20)
NOTATIONS = st.builds(Notation, after=st.sampled_from(("%", " minutes", "m", "")), decimals=st.integers(0, 2))


def over(values, unit=Notation(decimals=2)):  # noqa: B008 - frozen
    return Scale.over(values, unit, top=10, bottom=110)


@given(VALUES)
def test_every_value_is_between_top_and_bottom_and_more_is_higher(values):
    scale = over(values)
    places = [scale.at(value) for value in sorted(values)]
    assert all(10 <= place <= 110 for place in places)
    assert places == sorted(places, reverse=True)


@given(VALUES, NOTATIONS)
def test_there_are_a_few_marks_and_they_say_different_things(values, unit):
    scale = over(values, unit)
    assert 2 <= len(scale.marks) <= 9
    assert len({scale.said(mark) for mark in scale.marks}) == len(scale.marks)


@given(VALUES, NOTATIONS)
def test_marks_are_whole_steps_of_one_two_or_five_that_enclose_everything(values, unit):
    values = [round(value, unit.decimals) for value in values]
    scale = over(values, unit)
    step = Decimal(repr(scale.step))
    assert step.normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert scale.step >= 10**-unit.decimals * (1 - 1e-9), "a step that figures cannot make"
    assert scale.marks[0] <= min(values)
    assert max(values) <= scale.marks[-1]


@given(VALUES)
def test_a_ripple_does_not_look_like_a_wave(values):
    scale = over(values)
    assert scale.high - scale.low >= 0.0099 * max(map(abs, values))


@given(VALUES)
def test_there_is_room_beyond_figures_and_target_but_where_nothing_can_be_or_at_nothing(values):
    scale = over(values, Notation(decimals=2))
    span = max(values) - min(values)
    for end, beyond in ((min(values), scale.low), (max(values), scale.high)):
        assert abs(end - beyond) >= 0.099 * span or not beyond


@pytest.mark.parametrize("values", [[71.0, 68.9], [3, 60], [0, 0], [100, 100]])
def test_an_axis_of_a_share_ends_at_nothing_and_at_a_hundred(values):
    scale = over(values, SHARE)
    assert scale.low >= 0
    assert scale.high <= 100


def test_an_axis_begins_at_nothing_where_that_costs_little():
    assert over([3, 60], SHARE).marks[0] == 0


@pytest.mark.parametrize(
    ("values", "unit", "said"),
    [
        ([60, 80], Notation(after="%"), ["60", "65", "70", "75", "80%"]),
        ([0, 450_000], Notation(before="\u00a3"), ["0", "100k", "200k", "300k", "400k", "\u00a3500k"]),
        (
            [-1.2, -0.2],
            Notation(decimals=1),
            ["\u22121.5", "\u22121.0", "\u22120.5", "0.0"],
        ),
        (
            [-5.2, 3.8],
            Notation(before="\u00a3", after="m", decimals=2),
            ["\u22126", "\u22124", "\u22122", "0", "2", "\u00a34m"],
        ),
        ([45, 69.9], Notation(after=" minutes", decimals=1), ["40", "50", "60", "70 minutes"]),
        ([0, 0], COUNT, ["0", "1", "2"]),
        ([7, 8], COUNT, ["6", "7", "8", "9"]),
        ([99.2, 99.9, 99.5], attrs.evolve(SHARE, decimals=1), ["99.2", "99.4", "99.6", "99.8", "100.0%"]),
    ],
)
def test_marks_are_said_as_short_as_an_axis_needs_and_the_topmost_with_the_unit(values, unit, said):
    scale = over(values, unit)
    assert [scale.said(mark) for mark in scale.marks] == said
