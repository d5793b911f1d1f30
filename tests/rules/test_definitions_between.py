"""Figures of two definitions decide nothing together, whatever lies between them; what is kept for good stays so."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    Baseline,
    Better,
    FromBaseline,
    HaltThenDecrease,
    History,
    Milestone,
    Standing,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.values.reason import Reason

LATE = date(2040, 1, 1)


def defined(desk, figures, **more):
    return History([desk.figure(year, value, definition=said, **more) for year, (value, said) in figures.items()])


@pytest.mark.parametrize(
    ("rule", "figures"),
    [
        (AnnualIncrease(), {2019: (40, "wide"), 2021: (30, "narrow")}),
        (AnnualDecrease(), {2019: (30, "wide"), 2021: (40, "narrow")}),
    ],
)
def test_a_year_without_a_figure_does_not_connect_two_definitions(desk, rule, figures):
    better = Better.LOWER if rule.sign < 0 else Better.HIGHER
    measure = desk.measure(rule, better=better)
    assert judge(measure, defined(desk, figures), as_of=LATE, period=desk.year(2021)).status is Status.UNDECIDED
    same = {year: (value, "wide") for year, (value, _) in figures.items()}
    assert judge(measure, defined(desk, same), as_of=LATE, period=desk.year(2021)).status is Status.OFF_TRACK


def test_a_halt_without_a_figure_does_not_connect_two_definitions(desk):
    measure = desk.measure(HaltThenDecrease(halt=desk.year(2020)), better=Better.LOWER)
    for said, status in (("narrow", Status.UNDECIDED), ("wide", Status.OFF_TRACK)):
        history = defined(desk, {2019: (30, "wide"), 2021: (40, said)})
        assert judge(measure, history, as_of=LATE, period=desk.year(2021)).status is status


@pytest.mark.parametrize("rule", [FromBaseline(), AnnualIncrease()])
@pytest.mark.parametrize(("said", "status"), [("wide", Status.ON_TRACK), ("narrow", Status.UNDECIDED)])
def test_a_stated_baseline_is_counted_as_the_figure_of_its_period(desk, rule, said, status):
    measure = desk.measure(rule, baseline=Baseline(value=40, period=desk.year(2019)))
    history = defined(desk, {2019: (40, "wide"), 2020: (50, said)})
    assert judge(measure, history, as_of=LATE, period=desk.year(2020)).status is status


def test_a_forecast_states_no_definition(desk):
    rows = [
        desk.figure(2019, 40, definition="wide"),
        desk.figure(2020, 45, definition="narrow", standing=Standing.FORECAST),
    ]
    found = judge(desk.measure(AnnualIncrease()), History(rows), as_of=LATE, period=desk.year(2020))
    assert Reason.DEFINITION_DIFFERS not in found.reasons


@pytest.mark.parametrize("day", [date(2021, 12, 1), LATE])
def test_what_is_reached_by_an_earlier_period_is_on_track_before_and_after_the_day(desk, day):
    measure = desk.measure(Threshold(at_least=50, reach=True, by=date(2021, 12, 31)))
    history = desk.history({2019: 60, 2020: 40, 2021: 40})
    assert judge(measure, history, as_of=day, period=desk.year(2020)).status is Status.ON_TRACK


def test_a_milestone_after_the_last_period_is_missed_in_silence(desk):
    calendar = attrs.evolve(desk.calendar, last=desk.year(2020))
    measure = desk.measure(Milestone(by=date(2021, 6, 30)), calendar=calendar, unit=Unit.COUNT, decimals=0)
    assert judge(measure, History([]), as_of=LATE).status is Status.OFF_TRACK
