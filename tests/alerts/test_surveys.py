"""Alerts of irregular surveys count surveys: the years in between, which nobody surveyed, start nothing again."""

from tests.alerts.world import measure, plan_of

from wes_rules import Calendar, Period
from wes_rules.rules.policy import Policy

SURVEYED = frozenset(Period.parse(year) for year in ("2012", "2015", "2018"))


def told_survey_by_survey(world):
    found = []
    for year, day in ((2012, "2013-07-01"), (2015, "2016-07-01"), (2018, "2019-07-01")):
        before = len(world.receivers["post"].taken)
        world.until(day)
        world.publish(year, 80)
        world.run()
        found.append(len(world.receivers["post"].taken) - before)
    return found


def test_an_alert_after_two_misses_opens_with_the_second_survey(worlds):
    calendar = Calendar(kind="calendar-year", lag_months=6, surveyed=SURVEYED)
    world = worlds(plan_of(measure(calendar=calendar), policy=Policy(after=2, overdue=False, remind="never")))
    assert told_survey_by_survey(world) == [0, 1, 0]


def test_years_that_nobody_collected_start_the_run_again(worlds):
    others = frozenset(Period.parse(str(year)) for year in range(2000, 2030)) - SURVEYED
    calendar = Calendar(kind="calendar-year", lag_months=6, not_collected=others)
    world = worlds(plan_of(measure(calendar=calendar), policy=Policy(after=2, overdue=False, remind="never")))
    assert told_survey_by_survey(world) == [0, 0, 0]


def test_a_survey_that_is_late_is_overdue_and_one_that_nobody_announced_is_not(worlds):
    for surveyed, late in ((SURVEYED, 1), (SURVEYED - {Period.parse("2018")}, 0)):
        world = worlds(plan_of(measure(calendar=Calendar(kind="calendar-year", lag_months=6, surveyed=surveyed))))
        world.publish(2015, 95)
        world.until("2019-08-01")
        world.run()
        assert len(world.receivers["post"].taken) == late


def test_surveys_are_counted_as_surveys(worlds):
    calendar = Calendar(kind="calendar-year", lag_months=6, surveyed=SURVEYED)
    world = worlds(plan_of(measure(calendar=calendar)))
    assert told_survey_by_survey(world) == [1, 1, 1]
    assert "Off track in all 3 surveys since 2012." in world.last().details
