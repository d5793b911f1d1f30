"""The newest figure known stands beside the one that decided, wherever it is another, with whether it is better."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import (
    AnnualIncrease,
    Better,
    Calendar,
    History,
    Marker,
    Period,
    PeriodKind,
    Quantity,
    Standing,
    Threshold,
    Unit,
    YearToDate,
    judge,
)
from wes_rules.judging.ahead import counts_later

DESK = Desk()
BY_2020 = Threshold(at_least=90, by=date(2020, 12, 31))


def said(judgement):
    return judgement.row.judged_on, judgement.row.since_then


@pytest.mark.parametrize(
    ("after", "than", "way"),
    [(60, "worse than", "worsened"), (95, "better than", "improved"), (91, "the same as", "unchanged")],
)
def test_after_the_deadline_the_newest_figure_is_told_with_whether_it_is_better(after, than, way):
    row = DESK.judge(BY_2020, {2019: 80, 2020: 91, 2021: after}, year=2020, as_of=date(2022, 8, 1)).row
    assert (row.judged_on, row.since_then) == ("91.0%", f"{after}.0% in 2021 ({than} in 2020)")
    assert (row.newest_direction, row.newest_value) == (way, after)


def test_the_newest_figure_of_a_promise_to_get_lower_is_worse_where_it_is_higher():
    rule = Threshold(at_most=10, by=date(2020, 12, 31))
    found = DESK.judge(rule, {2020: 9, 2021: 12}, year=2020, as_of=date(2022, 8, 1), better=Better.LOWER)
    assert said(found) == ("9.0%", "12.0% in 2021 (worse than in 2020)")


def test_where_an_earlier_period_decided_the_newest_figure_stands_beside_it():
    found = DESK.judge(AnnualIncrease(), {2017: 50, 2018: 49, 2019: 55}, starts=date(2017, 1, 1))
    assert said(found) == ("49.0%", "55.0% in 2019 (better than in 2018)")
    assert found.row.direction_words == "55.0% in 2019, improved from 49.0% in 2018."


def test_where_the_figure_that_decided_is_the_newest_nothing_more_is_told():
    found = DESK.judge(BY_2020, {2019: 80, 2020: 91}, as_of=date(2021, 8, 1))
    assert said(found) == ("91.0%", "")


def test_across_a_break_neither_better_nor_worse_is_said():
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=[DESK.year(2021)])
    found = DESK.judge(BY_2020, {2020: 91, 2021: 60}, year=2020, as_of=date(2022, 8, 1), calendar=calendar)
    assert said(found) == ("91.0%", "60.0% in 2021")


def test_a_figure_known_after_the_day_a_forecast_and_a_period_that_is_not_over_are_not_the_newest():
    measure, day = DESK.measure(BY_2020), date(2022, 8, 1)
    forecast = DESK.figure(2021, 60, standing=Standing.FORECAST)
    later = DESK.figure(2021, 60, published=date(2022, 9, 1))
    running = DESK.figure(2022, 60, published=date(2022, 5, 1))
    for one in (forecast, later, running):
        found = judge(measure, History([DESK.figure(2020, 91), one]), as_of=day)
        assert said(found) == ("91.0%", "")


def test_a_figure_of_an_earlier_period_is_not_newer_than_one_known_between_bounds():
    rounded_away = Quantity(low=85, high=95, marker=Marker.SUPPRESSED)
    found = DESK.judge(Threshold(at_least=50), {2019: 80, 2020: rounded_away})
    assert said(found) == ("between 85.0% and 95.0%", "")


def test_what_counts_later_and_is_hidden_is_not_said_with_the_figure_of_the_period_before():
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    row = DESK.judge(Threshold(at_least=50), {2019: 80, 2020: hidden}, as_of=date(2021, 8, 1)).row
    assert counts_later(row) == "2020 counts from 1 August 2021 on: undecided"


def test_of_a_total_that_lacks_an_older_part_what_it_comes_to_so_far_is_the_latest_known():
    def month(number, value):
        return attrs.evolve(DESK.figure(2025, value), period=Period.parse(f"2025-{number:02}", PeriodKind.MONTH))

    hidden = Quantity.missing(Unit.COUNT, Marker.SUPPRESSED)
    figures = [month(number, value) for number, value in ((1, 1), (2, 2), (3, hidden), (4, 3), (5, 1))]
    calendar, total = Calendar(kind=PeriodKind.MONTH, lag_days=15), YearToDate(indicator="rate", year="calendar")
    measure = DESK.measure(Threshold(at_least=50), number=total, calendar=calendar, unit=Unit.COUNT, decimals=0)
    found = judge(measure, History(figures), as_of=date(2025, 8, 1))
    assert found.row.since_then == "7 or more (year to date) in May 2025 (higher than in February 2025)"
    assert found.row.last_verdict_words.startswith("off track, 3 (year to date) in February 2025")
    assert "The latest figure known is 7 or more (5 figures from January 2025 to May 2025, March 2025 not known)" in (
        found.explain()
    )
