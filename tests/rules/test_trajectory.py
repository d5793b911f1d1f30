"""The target between two stated ones of a trajectory."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import DefinitionError, Period, Point, Status, Trajectory, Unit
from wes_rules.rules.kinds.trajectory import compounded


def _points(first, last, apart=2):
    start = Period.parse("2018")
    return (Point(period=start, value=D(first)), Point(period=start + apart, value=D(last)))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("first", "last", "apart", "targets"),
    [
        (100, 81, 2, ["100.0", "90.0", "81.0"]),
        # 2 to the power of a third and of two thirds: 1.2599 and 1.5874.
        (10, 20, 3, ["10.0", "12.6", "15.9", "20.0"]),
        (50, 50, 2, ["50.0", "50.0", "50.0"]),
        # A target a tick from 0: the root of 0.1 times 0.2 is 0.14.
        ("0.1", "0.2", 2, ["0.1", "0.1", "0.2"]),
        # The root of 2.2 times 90.0 is 14.07, and of 2.2 times 95.0 14.457, to the tick.
        ("2.2", 95, 2, ["2.2", "14.5", "95.0"]),
    ],
)
def test_a_compound_trajectory_changes_by_an_equal_percentage(desk, first, last, apart, targets, sign):
    rule = Trajectory(points=_points(sign * D(first), sign * D(last), apart), between="compound")
    for year, target in enumerate(targets, 2018):
        on_it, below = (sign * D(target), sign * D(target) - D("0.1"))
        found = [desk.judge(rule, {year: one}, unit=Unit.SCORE).status for one in (on_it, below)]
        assert found == [Status.ON_TRACK, Status.OFF_TRACK]


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(2, 40), st.data())
def test_what_lies_between_by_equal_percentages_is_the_nearest_whole_number(first, last, apart, data):
    steps = data.draw(st.integers(1, apart - 1))
    found = compounded(first, last, Fraction(steps, apart))
    # Twice as fine on both sides of it, by whole numbers alone.
    power = first ** (apart - steps) * last**steps * 2**apart
    assert (2 * found - 1) ** apart <= power < (2 * found + 1) ** apart


@pytest.mark.parametrize(("first", "last"), [(0, 5), (5, 0), (5, -5)])
def test_no_percentage_leads_from_or_to_0_or_across_it(first, last):
    with pytest.raises(
        DefinitionError, match=f"no percentage leads from {first} to {last}; give points on one side of 0"
    ):
        Trajectory(points=_points(first, last), between="compound")
