"""What is still needed: the change in each period from the latest figure to the target."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import Advisory, Calendar, PeriodKind, Quantity, Threshold, judge
from wes_rules.rules.words import Words

desk = Desk()
YEARLY = Calendar(kind=PeriodKind.CALENDAR_YEAR)


def judged(figures, rule=None, **more):
    given_by = {"calendar": YEARLY, "deadline": date(2025, 12, 31), **more}
    measure = desk.measure(rule or Threshold(at_least=60), **given_by)
    return judge(measure, desk.history(figures), as_of=date(max(figures) + 1, 1, 1))


def test_the_change_a_year_is_what_is_left_over_the_years_that_are_left():
    """By hand: 60 - 54.5 = 5.5 over 2023, 2024 and 2025 is 1.84, which three times rounded down would not do."""
    one = judged({2021: 50, 2022: "54.5"})
    said = "a rise of 1.9 points in each of 3 years, from 54.5% in 2022 to 60.0% in 2025"
    assert one.needed.sentence(Words.of(one.measure)) == said
    assert f"Still needed: {said}." in one.explain()
    ahead = {"periods": 3, "target": "60.0", "by": "2025"}
    assert one.to_json()["needed"] == {"change": "1.9", "average": None, "possible": True, **ahead}


def test_what_has_to_fall_is_said_to_fall_and_the_one_year_left_is_named():
    one = judged({2024: 70}, Advisory(rule=Threshold(at_most=60)), better="lower")
    assert one.needed.sentence(Words.of(one.measure)) == (
        "a fall of 10.0 points in the one year left, from 70.0% in 2024 to 60.0% in 2025"
    )


@pytest.mark.parametrize(
    ("figures", "more"),
    [
        ({2022: 60}, {}),
        ({2022: 50}, {"deadline": None}),
        ({2025: 50}, {}),
        ({2022: Quantity.between(40, 50)}, {}),
        ({2022: 50}, {"calendar": Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=[desk.year(2024)])}),
    ],
)
def test_nothing_is_said_where_nothing_is_needed_or_it_cannot_be_told(figures, more):
    one = judged(figures, **more)
    assert (one.needed, one.to_json()["needed"]) == (None, None)
    assert "Still needed" not in one.explain()


@given(latest=st.integers(0, 599), target=st.integers(1, 999), years=st.integers(1, 9))
def test_the_change_that_is_said_is_enough_and_one_tick_less_is_not(latest, target, years):
    rule = Threshold(at_least=target / 10)
    one = judged({2025 - years: latest / 10}, rule)
    if latest >= target:
        assert one.needed is None
        return
    change = int(10 * float(one.needed.to_json(Words.of(one.measure))["change"]) + 0.5)
    assert latest + years * change >= target
    assert latest + years * (change - 1) < target


def test_what_has_been_reached_once_needs_nothing_more():
    figures = {2021: 61, 2022: 55}
    assert judged(figures, Threshold(at_least=60, reach=True)).needed is None
    assert judged(figures).needed is not None


@pytest.mark.parametrize(
    ("figures", "odd", "said"),
    [
        (
            {2015: 50, 2022: 57},
            {"surveyed": [2015, 2022, 2025]},
            "3.0 points with the one figure to come, from 57.0% in 2022",
        ),
        (
            {2015: 50, 2018: 56},
            {"surveyed": [2015, 2018, 2022, 2025]},
            "2.0 points with each of 2 figures to come, from 56.0% in 2018",
        ),
        ({2022: 57}, {"not_collected": [2023, 2024]}, "3.0 points with the one figure to come, from 57.0% in 2022"),
    ],
)
def test_years_without_a_figure_are_not_passed_over_as_if_they_did_not_lie_between(figures, odd, said):
    """One survey is left, and three years."""
    calendar = Calendar(
        kind=PeriodKind.CALENDAR_YEAR, **{name: [*map(desk.year, years)] for name, years in odd.items()}
    )
    one = judged(figures, calendar=calendar)
    assert one.needed.sentence(Words.of(one.measure)) == f"a rise of {said} to 60.0% in 2025"
