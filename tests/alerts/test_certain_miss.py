"""A promise that can no longer be kept before its day: its alert is told once, and taken back by a revision alone."""

from datetime import date

import pytest
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import All, Better, Calendar, PeriodKind, RunningTotal, Threshold, Unit
from wes_rules import Period as P
from wes_rules.rules.policy import Policy

DAY = date(2020, 12, 31)
CEILING = Threshold(at_most=D(190), by=DAY)
YEARS = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6)


def spent(rule=CEILING):
    number = RunningTotal(indicator="rate", since=P(PeriodKind.CALENDAR_YEAR, 2015))
    return measure(rule=rule, number=number, unit=Unit.COUNT, decimals=0, better=Better.LOWER, calendar=YEARS)


def told(world):
    return [(one.change.value, one.severity) for _, one in world.news()]


def each_year(world, values):
    for year, value in enumerate(values, 2015):
        world.publish(year, value, on=date(year + 1, 7, 1))
        world.until(f"{year + 1}-07-01")
        world.run()


def test_it_is_told_once_and_again_only_when_the_miss_grows(worlds):
    world = worlds(plan_of(spent()))
    each_year(world, [100, 91, 0, 0, 20, 0])
    assert told(world) == [(one, "off_track") for one in ("new", "worse", "still_open")]
    assert "has passed" in world.receivers["post"].taken[-1].text
    text = world.receivers["post"].taken[0].text
    assert "Can no longer be kept (1)" in text
    assert "only a revised figure can change this" in text


def test_a_revision_takes_it_back(worlds):
    world = worlds(plan_of(spent()))
    each_year(world, [100, 91])
    world.publish(2016, 90, on=date(2017, 8, 1))
    world.until("2017-08-01")
    world.run()
    assert told(world) == [("new", "off_track"), ("withdrawn", "")]


@pytest.mark.parametrize(("values", "changes"), [([100, 91], []), ([100, 101], ["new"])])
def test_within_the_tolerance_it_is_at_risk(worlds, values, changes):
    world = worlds(plan_of(spent(Threshold(at_most=D(190), tolerance=D(5), by=DAY))))
    each_year(world, values)
    assert [change for change, _ in told(world)] == changes


def test_it_waits_for_no_second_period_as_none_can_change_it(worlds):
    world = worlds(plan_of(spent(), policy=Policy(after=2)))
    each_year(world, [191])
    assert told(world) == [("new", "off_track")]


def test_one_part_that_can_no_longer_be_kept_is_enough(worlds):
    world = worlds(plan_of(spent(All(of=(Threshold(at_most=D(900), by=DAY), CEILING)))))
    each_year(world, [191])
    assert told(world) == [("new", "off_track")]
    assert "at most 190" in world.receivers["post"].taken[0].text


def test_what_is_not_kept_yet_is_told_of_nobody(worlds):
    world = worlds(plan_of(measure(rule=at_least(90, by=DAY))))
    for year in (2015, 2016):
        world.publish(year, 50, on=date(year + 1, 7, 1))
    world.until("2017-07-02")
    world.run()
    assert told(world) == []
