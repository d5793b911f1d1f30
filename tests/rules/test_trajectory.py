"""The target between two stated ones of a trajectory."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    Calendar,
    DefinitionError,
    History,
    Observation,
    Origin,
    Period,
    PeriodKind,
    Point,
    Quantity,
    Status,
    Trajectory,
    Unit,
    judge,
)
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


QUARTERS = Calendar(kind=PeriodKind.FINANCIAL_QUARTER)
Q1 = Period.parse("2024/25 Q1")


def _of_a_year(*values, first=Q1, each_year=True, **more):
    points = tuple(Point(period=first + place, value=D(value)) for place, value in enumerate(values))
    return Trajectory(points=points, each_year=each_year, **more)


def _judged(rule, period, value, calendar=QUARTERS):
    measure = Desk().measure(rule, calendar=calendar)
    figure = Observation(
        indicator="rate", area="937", period=period, quantity=Quantity.exact(value), origin=Origin(publication="a")
    )
    return judge(measure, History([figure]), as_of=date(2090, 1, 1), period=period)


@given(st.integers(0, 40), st.sampled_from([D("-0.1"), D(0), D("0.1")]))
def test_a_profile_of_each_year_asks_of_a_season_what_it_asks_in_every_other_year(quarters, ahead):
    target = (48, 46, 42, 40)[quarters % 4]
    found = _judged(_of_a_year(48, 46, 42, 40), Q1 + quarters, target + ahead)
    assert (found.status, found.margin) == (Status.ON_TRACK if ahead >= 0 else Status.OFF_TRACK, ahead)
    assert found.required == f"at least {target}.0%"


def test_a_profile_that_is_not_of_each_year_ends_with_its_last_target():
    later = Period.parse("2025/26 Q1")
    assert _judged(_of_a_year(48, 46, 42, 40, each_year=False), later, 42).status is Status.ON_TRACK
    assert _judged(_of_a_year(48, 46, 42, 40), later, 42).status is Status.OFF_TRACK


def test_before_its_first_period_a_profile_of_each_year_is_not_due():
    assert not _judged(_of_a_year(48, 46, 42, 40), Q1 - 4, 60).due


def test_a_new_profile_holds_from_its_version_on():
    later = Period.parse("2026/27 Q1")
    points = tuple(Point(period=later + place, value=D(value)) for place, value in enumerate((50, 48, 44, 42)))
    rule = _of_a_year(48, 46, 42, 40, versions=({"starting": later, "points": points},))
    asked = [_judged(rule, Q1 + quarters, 0).required for quarters in (4, 8, 13)]
    assert asked == ["at least 48.0%", "at least 50.0%", "at least 48.0%"]


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: _of_a_year(48, 46, 42, 40, 48), "of more than one year; give those of one year"),
        (lambda: _of_a_year(48, 46, between="step"), 'between = "step", and each_year = true leaves nothing between'),
        (lambda: _of_a_year(48, first=Period.parse("2024 week 1")), "years differ in their weeks"),
    ],
)
def test_what_each_year_cannot_be_of_is_refused(made, told):
    with pytest.raises(DefinitionError, match=told):
        made()


def test_a_profile_of_each_year_has_a_target_for_each_period_of_a_year():
    rule = Trajectory(points=[Point(period=Q1, value=48), Point(period=Q1 + 2, value=42)], each_year=True)
    with pytest.raises(DefinitionError, match="no target for 2024/25 Q2, 2024/25 Q4; give a point for each period"):
        _judged(rule, Q1, 50)


def test_a_profile_of_each_year_has_targets_where_the_calendar_has_figures():
    every_half = Calendar(kind=PeriodKind.FINANCIAL_QUARTER, step=2, anchor=Period.parse("2020/21 Q2"))
    rule = Trajectory(points=[Point(period=Q1 + 1, value=46), Point(period=Q1 + 3, value=40)], each_year=True)
    assert _judged(rule, Q1 + 7, 41, every_half).required == "at least 40.0%"
