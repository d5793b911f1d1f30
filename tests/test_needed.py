"""What is still needed: the change in each period from the latest figure to the target."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    Advisory,
    All,
    AnnualDecrease,
    AnnualIncrease,
    Baseline,
    Calendar,
    FromBaseline,
    Instead,
    Maintain,
    PeriodKind,
    Point,
    Quantity,
    Status,
    Threshold,
    Trajectory,
    Version,
    judge,
)
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
    said = "a rise of 1.9 points a year, rounded up, from 54.5% in 2022 to 60.0% in 2025"
    assert one.needed.sentence(Words.of(one.measure)) == said
    assert f"Still needed: {said}." in one.explain()
    ahead = {"periods": 3, "target": "60.0", "enough": "60.0", "by": "2025"}
    assert one.to_json()["needed"] == {"change": "1.9", "average": None, "total": None, "possible": True, **ahead}


def test_what_has_to_fall_is_said_to_fall_and_one_year_is_not_counted():
    one = judged({2024: 70}, Advisory(rule=Threshold(at_most=60)), better="lower")
    assert one.needed.sentence(Words.of(one.measure)) == ("a fall of 10.0 points, from 70.0% in 2024 to 60.0% in 2025")


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


@pytest.mark.parametrize(
    ("rule", "more", "said"),
    [
        (
            Threshold(at_least=60, met_within=2),
            {},
            "3.5 points, from 54.5% in 2024 to 58.0% in 2025, near enough to 60.0%",
        ),
        (Threshold(at_least=60, tolerance=2), {}, "5.5 points, from 54.5% in 2024 to 60.0% in 2025"),
        (Threshold(above=60), {}, "5.6 points, from 54.5% in 2024 to 60.1% in 2025"),
        (FromBaseline(), {"baseline": Baseline(value=55)}, "0.6 points, from 54.5% in 2024 to 55.1% in 2025"),
    ],
)
def test_what_counts_as_met_is_enough_and_what_is_at_risk_is_not(rule, more, said):
    one = judged({2024: "54.5"}, rule, **more)
    assert one.needed.sentence(Words.of(one.measure)).startswith(f"a rise of {said}")


PROMISES = [
    (Threshold(at_least=60), {}),
    (Threshold(above="60.1", met_within="1.5", tolerance=3), {}),
    (Threshold(at_most=60, met_within=5, met_within_in="percent-of-target"), {"better": "lower"}),
    (Threshold(below=60), {"better": "lower"}),
    (
        Threshold(
            at_least=40,
            versions=[Version(starting=desk.year(2024), agreed=date(2020, 1, 1), changes={"at_least": D(62)})],
        ),
        {},
    ),
    (FromBaseline(), {}),
    (FromBaseline(change=5, change_in="percent", each="year", met_within="0.4", by=date(2025, 12, 31)), {}),
    (FromBaseline(change=7), {"better": "lower"}),
    (
        Trajectory(
            points=[Point(period=desk.year(2019), value=45), Point(period=desk.year(2027), value=70)],
            by=date(2025, 12, 31),
        ),
        {},
    ),
    (AnnualIncrease(scope="latest", instead=[Instead(period=desk.year(2025), at_least=61)], met_within=1), {}),
]


@given(st.sampled_from(PROMISES), st.integers(0, 1000), st.integers(1, 4))
def test_who_changes_by_what_is_said_is_on_track_at_the_end_and_by_one_tick_less_is_not(promise, latest, years):
    rule, more = promise
    more = {"baseline": Baseline(value="52.3", period=desk.year(2019)), **more}
    start = {2025 - years: D(latest).scaleb(-1)}
    one = judged(start, rule, **more)

    def on_track_by(change):
        course = {2025 - years + n: start[2025 - years] + n * change for n in range(years + 1)}
        return judged(course, rule, **more).status is Status.ON_TRACK

    if one.needed is None:
        assert on_track_by(D(0))
        return
    change = D(one.needed.to_json(Words.of(one.measure))["change"])
    assert on_track_by(change)
    assert not on_track_by(change - D("0.1").copy_sign(change))


def test_nothing_is_needed_of_a_period_that_is_over_and_whose_figure_is_awaited():
    measure = desk.measure(Threshold(at_least=90, by=date(2023, 12, 31)), calendar=YEARLY)
    told = {
        day: judge(measure, desk.history({2022: 56}), as_of=day, period=desk.year(2022)).needed is not None
        for day in (date(2023, 12, 31), date(2024, 1, 1))
    }
    assert told == {date(2023, 12, 31): True, date(2024, 1, 1): False}


def test_a_verdict_that_stands_says_on_which_day_the_figure_comes_that_is_not_due_yet():
    yearly = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)
    measure = desk.measure(Maintain(at_least=60), calendar=yearly, deadline=date(2023, 12, 31))
    said = judge(measure, desk.history({2021: 70, 2022: 50}), as_of=date(2024, 6, 1)).explain()
    assert said.startswith("Off track")
    assert "The figure for 2023 is due on 1 July 2024." in said


def test_what_every_year_has_to_keep_is_not_made_good_by_the_last():
    assert judged({2022: 55}, Maintain(at_least=60)).needed is None
    assert judged({2022: 55}, AnnualIncrease(instead=[Instead(period=desk.year(2025), at_least=61)])).needed is None


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            Trajectory(points=[Point(period=desk.year(2021), value=60), Point(period=desk.year(2024), value=67)]),
            "a rise of 0.7 points, from 64.0% in 2022 to 64.7% in 2023",
        ),
        (FromBaseline(change=2, each="year"), "a rise of 1.0 points, from 64.0% in 2022 to 65.0% in 2023"),
    ],
)
def test_where_more_is_asked_for_every_year_the_next_year_is_what_is_needed_for(rule, said):
    one = judged({2022: 64}, rule, baseline=Baseline(value=57, period=desk.year(2019)))
    assert one.needed.sentence(Words.of(one.measure)) == said


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
            "3.0 points, from 57.0% in 2022",
        ),
        (
            {2015: 50, 2018: 56},
            {"surveyed": [2015, 2018, 2022, 2025]},
            "2.0 points with each of the 2 figures to come, from 56.0% in 2018",
        ),
        ({2022: 57}, {"not_collected": [2023, 2024]}, "3.0 points, from 57.0% in 2022"),
    ],
)
def test_years_without_a_figure_are_not_passed_over_as_if_they_did_not_lie_between(figures, odd, said):
    """One survey is left, and three years."""
    calendar = Calendar(
        kind=PeriodKind.CALENDAR_YEAR, **{name: [*map(desk.year, years)] for name, years in odd.items()}
    )
    one = judged(figures, calendar=calendar)
    assert one.needed.sentence(Words.of(one.measure)) == f"a rise of {said} to 60.0% in 2025"


@pytest.mark.parametrize(("before", "needed"), [(15, True), (13, False)])
def test_nothing_is_needed_of_several_of_which_one_that_has_to_hold_is_broken_for_good(before, needed):
    desk = Desk()
    one = desk.measure(All(of=(Threshold(at_most=10), AnnualDecrease())), better="lower", deadline=date(2030, 12, 31))
    history = desk.history({2018: 16, 2019: before, 2020: 14})
    found = judge(one, history, as_of=date(2021, 12, 1), period=desk.year(2020))
    assert found.decisive.measure.rule.kind == "threshold"
    assert ("Still needed" in found.explain()) is needed


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (D("49.9"), "a rise of 0.1 points in all, from 49.9% in 2020 to 50.0% in 2023"),
        (D("49.7"), "a rise of 0.1 points a year, from 49.7% in 2020 to 50.0% in 2023"),
        (D("49.0"), "a rise of 0.4 points a year, rounded up, from 49.0% in 2020 to 50.0% in 2023"),
    ],
)
def test_the_change_in_all_periods_is_what_is_needed_or_it_says_that_it_is_rounded(desk, value, said):
    rule = Threshold(at_least=50)
    found = desk.judge(rule, {2020: value}, deadline=date(2023, 12, 31), as_of=date(2021, 8, 1))
    assert found.row.needed_words == said
