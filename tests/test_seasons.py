"""Months and quarters: a trend and a course are told from the season, or it is said that they cannot be."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    Baseline,
    Better,
    Calendar,
    History,
    Movement,
    Period,
    PeriodKind,
    Reason,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.judging import course
from wes_rules.rules.words import Words
from wes_rules.values.period_kind import week_of

desk = Desk()
MONTH = Calendar(kind=PeriodKind.MONTH)
QUARTER = Calendar(kind=PeriodKind.CALENDAR_QUARTER)
HALF = Calendar(kind=PeriodKind.FINANCIAL_HALF)
EVERY_THIRD = Calendar(kind=PeriodKind.MONTH, step=3, anchor=Period(PeriodKind.MONTH, 12 * 2015))
SIXTEEN = [level - 2 * year for year in range(4) for level in (60, 70, 80, 90)]


def judged(values, first="2019 Q1", calendar=QUARTER, rule=None, as_of=LATE, **more):
    """Judge the last of a run of figures, the first of which is about a period; None stands for no figure."""
    rule = rule or Threshold(at_most=D(50))
    start = Period.parse(first, calendar.kind)
    figures = [
        attrs.evolve(desk.figure(2020, value), period=start + n) for n, value in enumerate(values) if value is not None
    ]
    measure = desk.measure(rule, calendar=calendar, **{"better": Better.LOWER, **more})
    return judge(measure, History(figures), as_of=as_of, period=start + len(values) - 1 if as_of is LATE else None)


def test_sixteen_quarters_that_fall_by_two_a_year_are_a_trend():
    found = judged(SIXTEEN)
    assert found.evidence.movement is Movement.IMPROVING
    assert (found.evidence.s, found.evidence.slope) == (-24, -20)
    assert found.evidence.p == pytest.approx(0.00009, abs=5e-6)
    assert (
        "Trend test: improving: 16 comparable figures from 2019 Q1 to 2022 Q4, falling by 2.0 points a year "
        "(seasonal Kendall test by the normal approximation, 4 figures or more of each season, S = -24, p < 0.001)."
    ) in found.explain()
    assert found.evidence.to_json(Words.of(found.measure)) == {
        "movement": "improving", "figures": 16, "full_years": 4, "slope": "-2.00", "per": "year", "test": "seasonal-kendall", "s": -24,
        "p": "9.36985e-05", "reasons": [],
    }  # fmt: skip


def test_six_months_of_a_season_are_no_trend():
    found = judged(["2.0", "2.4", "2.7", "3.1", "3.4", "3.7"], "September 2024", MONTH)
    assert found.evidence.movement is Movement.INSUFFICIENT
    assert (found.evidence.p, found.evidence.slope) == (None, None)
    assert found.evidence.reasons == (Reason.TOO_FEW_YEARS,)
    assert (
        "Trend test: insufficient: 6 comparable figures from September 2024 to February 2025; "
        "too little to tell a trend from the season: the season with the fewest figures has none of the 3 needed."
    ) in found.explain()


@pytest.mark.parametrize("stated", [False, True])
@pytest.mark.parametrize("flat", [9, 12])
def test_one_fall_and_nothing_since_is_no_course_that_falls_again(stated, flat):
    """From 90 to 60 at once: against the year before, every month since has fallen by 30."""
    baseline = {"baseline": Baseline(period=Period.parse("January 2024", "month"))} if stated else {}
    since = Period.parse("November 2023", "month")
    rule = Threshold(at_most=D(50), by=(since + 24).start)
    day = (since + flat).start
    found = judged([90] * 22 + [60] * flat, "January 2022", MONTH, rule, as_of=day, **baseline)
    assert found.outlook.status is Status.OFF_TRACK
    assert {one.quantity.low for one in found.outlook.course} == {60}
    assert (
        ", which is none, leaving out a fall of 30.0 points at once in November 2023: 60.0%"
    ) in found.outlook.sentence(found)


@given(
    st.sampled_from([MONTH, QUARTER, HALF, EVERY_THIRD]),
    st.lists(st.integers(-300, 300), min_size=12, max_size=12),
    st.integers(-40, 40),
    st.integers(-300, 300),
    st.data(),
)
def test_a_level_shift_changes_the_level_and_never_the_course(calendar, season, slope, shift, data):
    of = course.seasons(calendar)
    figures = data.draw(st.integers(2 * of + course.FEWEST, 5 * of), label="figures")
    since = data.draw(st.integers(1, figures - course.FEWEST), label="since")
    # A steep course and a shift against it may look like a flat one and a shift with it.
    assume(not shift or abs(slope) < abs(slope + shift))
    first = Period(calendar.kind, 2015 * calendar.kind.per_year)
    plain = [(first + n * calendar.step, season[n % of] + slope * (n // of)) for n in range(figures)]
    shifted = [(period, value + shift * (n >= since)) for n, (period, value) in enumerate(plain)]
    one, two = (course.Recent.of(calendar, points, 6) for points in (plain, shifted))
    assert two.change == one.change == slope
    assert [(period, value + shift) for period, value in one.latest] == list(two.latest)


@given(st.lists(st.integers(-300, 300), min_size=4, max_size=4), st.integers(1, 40), st.integers(5, 12))
def test_a_course_that_turned_is_no_level_shift(season, slope, since):
    first = Period.parse("2015 Q1")
    points = [(first + n, season[n % 4] + slope * max(0, n - 20 + since)) for n in range(20)]
    found = course.Recent.of(QUARTER, points, 6)
    assert found.shift is None
    assert found.change == 4 * slope or since < 9


def test_the_level_shifts_of_several_series_are_named_without_their_amounts():
    points = [(Period.parse("January 2022") + n, 900 if n < 22 else 600) for n in range(31)]
    found = course.Recent.of(MONTH, points, 6)
    assert course.goes_on([found, found]).endswith(", leaving out what changed at once in November 2023")


@pytest.mark.parametrize(("figures", "years"), [(11, 2), (12, 3), (13, 3), (15, 3), (16, 4)])
def test_a_year_is_full_when_each_of_its_quarters_has_a_figure(figures, years):
    found = judged([*SIXTEEN][:figures]).evidence
    assert found.full_years == years
    assert (found.test is None) == (years < 3)


def test_a_quarter_nobody_collects_is_not_waited_for_and_one_that_is_missing_is():
    gone = [None if n % 4 == 2 else value for n, value in enumerate(SIXTEEN)]
    first = Period.parse("2019 Q1", PeriodKind.CALENDAR_QUARTER)
    calendar = attrs.evolve(QUARTER, not_collected={first + n for n in range(2, 16, 4)})
    assert judged(gone, calendar=calendar).evidence.full_years == 4
    assert judged(gone).evidence.full_years == 0


def test_a_season_alone_moves_nothing_however_steep():
    found = judged([60, 70, 80, 90] * 4).evidence
    assert (found.movement, found.s, found.p, found.slope) == (Movement.NONE, 0, 1.0, 0)


def test_a_break_leaves_too_few_years_and_is_named():
    calendar = attrs.evolve(QUARTER, breaks={Period.parse("2021 Q1", PeriodKind.CALENDAR_QUARTER)})
    found = judged(SIXTEEN, calendar=calendar)
    assert (
        "Trend test: insufficient: 8 comparable figures from 2021 Q1 to 2022 Q4; "
        "too little to tell a trend from the season: the season with the fewest figures has 2 of the 3 needed, "
        "and nothing before the break in 2021 Q1 compares."
    ) in found.explain()


def test_every_may_has_no_season():
    calendar = Calendar(kind=PeriodKind.MONTH, step=12, anchor=Period.parse("May 2015", PeriodKind.MONTH))
    values = [value for year in range(5) for value in (50 - year, *[None] * 11)][:49]
    found = judged(values, "May 2015", calendar).evidence
    assert (found.test, found.full_years, found.per) == ("exact-mann-kendall", None, "year")


def test_week_53_belongs_to_no_season():
    start = Period(PeriodKind.WEEK, week_of(2018, 1))
    weeks = [str(start + n) for n in range(4 * 52 + 1)]
    assert "2020 week 53" in weeks
    calendar = Calendar(kind=PeriodKind.WEEK)
    found = judged([20 + n % 7 for n in range(len(weeks))], "2018 week 1", calendar).evidence
    assert found.full_years == 4


@given(st.lists(st.integers(-99, 99), min_size=12, max_size=24), st.lists(st.integers(-99, 99), min_size=4, max_size=4))
def test_a_season_added_to_the_figures_changes_no_evidence(values, season):
    more = {"unit": Unit.SCORE, "rule": Threshold(at_most=D(0))}
    plain = judged(values, **more).evidence
    moved = judged([value + season[n % 4] for n, value in enumerate(values)], **more).evidence
    assert (moved.movement, moved.s, moved.p, moved.slope) == (plain.movement, plain.s, plain.p, plain.slope)


@given(st.lists(st.integers(0, 99), min_size=13, max_size=20), st.integers(1, 8), st.integers(0, 99))
def test_evidence_and_outlook_know_nothing_that_is_published_later(values, hidden, other):
    day = (Period.parse("2019 Q1", PeriodKind.CALENDAR_QUARTER) + len(values)).start
    more = {"as_of": day, "deadline": date(2027, 12, 31)}
    one, two = judged(values, **more), judged([*values, *[other] * hidden], **more)
    assert (one.evidence, one.outlook) == (two.evidence, two.outlook)
    assert one.explain() == two.explain()


def test_the_outlook_of_a_season_goes_on_from_the_same_quarter_a_year_before():
    found = judged(SIXTEEN, as_of=date(2023, 2, 1), deadline=date(2023, 6, 30), rule=Threshold(at_most=D(62)))
    assert [str(one.quantity.low) for one in found.outlook.course] == ["52.0", "62.0"]
    assert found.outlook.status is Status.ON_TRACK
    assert (
        "Outlook: on track at the deadline by its recent course if the series goes on by the median change of its last 6 comparable figures "
        "against the same period a year before (2021 Q3 to 2022 Q4), a fall of 2.0 points a year: 62.0% in 2023 Q2."
    ) in found.explain()


@pytest.mark.parametrize(("figures", "status"), [(10, None), (11, Status.ON_TRACK)])
def test_seasons_have_a_course_once_three_changes_begin_after_another_has_ended(figures, status):
    """With fewer, a year of falls and one fall a year ago look alike."""
    end = Period.parse("2019 Q1", PeriodKind.CALENDAR_QUARTER) + figures
    found = judged(SIXTEEN[:figures], as_of=end.start, deadline=date(2023, 12, 31), rule=Threshold(at_most=D(90)))
    assert found.outlook.status is status
    if status is None:
        assert found.outlook.sentence(found) == (
            "unknown by its recent course: there are too few figures of each season to tell a course from it"
        )


def test_surveys_that_keep_no_rhythm_have_no_seasons_whatever_their_kind():
    quarters = [Period.parse(one) for one in ("2019 Q1", "2020 Q3", "2022 Q2")]
    calendar = Calendar(kind=PeriodKind.CALENDAR_QUARTER, surveyed=frozenset(quarters))
    assert course.seasons(calendar) == 1
    assert course.by_season(calendar, [(one, 1) for one in quarters]) == [[(one, 1) for one in quarters]]


def test_a_season_that_has_had_no_figure_leaves_the_outlook_unknown_and_not_the_command_in_pieces():
    """Nobody collected the last quarter of 2012, and that of 2013 is to come: nobody knows how last quarters go on."""
    first = Period.parse("2012 Q1", PeriodKind.CALENDAR_QUARTER)
    calendar = Calendar(kind=PeriodKind.CALENDAR_QUARTER, not_collected={first + 3})
    desk = Desk()
    measure = desk.measure(Threshold(at_least=5), calendar=calendar, deadline=date(2017, 12, 31))
    figures = [attrs.evolve(desk.figure(2012, 4 + n), period=first + n) for n in (0, 1, 2, 4, 5, 6)]
    found = judge(measure, History(figures), as_of=date(2014, 2, 1))
    assert found.outlook.reasons == (Reason.TOO_FEW_YEARS,)
