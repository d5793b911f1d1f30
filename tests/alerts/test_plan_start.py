"""What ended before the plan starts is nobody's promise: it opens no alert, and no message counts it."""

from datetime import date

import pytest
from tests.alerts.world import YEARS, at_least, measure, plan_of

from wes_rules import All, AnnualIncrease, Calendar, Period, PeriodKind
from wes_rules.rules.policy import Policy

QUARTERS = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)


def quarter(year, number):
    return Period.parse(f"{year} Q{number}", PeriodKind.CALENDAR_QUARTER)


def test_periods_before_the_start_are_not_counted(worlds):
    world = worlds(plan_of(measure(calendar=QUARTERS, starts=date(2017, 4, 1))))
    for year, number, value in ((2016, 3, 80), (2016, 4, 80), (2017, 1, 80), (2017, 2, 70)):
        world.publish(quarter(year, number), value)
    world.until("2017-08-02")
    world.run()
    assert world.heard() == ["new"]
    assert (world.last().since, world.last().details) == ("2017 Q2", ())


@pytest.mark.parametrize("rule", [at_least(90), All(of=(at_least(90), AnnualIncrease()))], ids=["one", "parts"])
def test_an_alert_opens_with_the_period_in_which_the_plan_starts(worlds, rule):
    world = worlds(plan_of(measure(rule=rule, starts=date(2016, 9, 1)), announce_from=date(2000, 1, 1)))
    heard = []
    for year in (2014, 2015, 2016):
        world.publish(year, 80)
        world.until(f"{year + 1}-07-01")
        world.run()
        heard.append(world.heard())
    assert heard == [[], [], ["new"]]
    assert world.last().period == "2016"


def test_periods_before_the_start_do_not_make_up_the_number_that_opens_it(worlds):
    world = worlds(plan_of(measure(starts=date(2016, 1, 1)), policy=Policy(after=2)))
    for year in (2014, 2015, 2016):
        world.publish(year, 80)
    world.until("2017-07-01")
    world.run()
    assert world.heard() == []
    assert world.current_alerts()["p/rate/937/off_track"].progress.startswith("off track for 1 of the 2 periods")


def test_while_every_period_lies_before_the_plan_that_is_why_nothing_is_told(worlds):
    world = worlds(plan_of(measure(starts=date(2020, 1, 1), calendar=YEARS)))
    world.publish(2015, 80)
    world.run()
    found = world.current_alerts()["p/rate/937/off_track"]
    assert found.quiet_because == "the plan starts on 2020-01-01, and there is no verdict on a period since"


MONTHS = Calendar(kind=PeriodKind.MONTH, lag_months=1)


def month(text):
    return Period.parse(text, PeriodKind.MONTH)


def test_no_figure_is_overdue_of_periods_before_the_plan_starts(worlds):
    """Figures that nobody published before the plan are nobody's fault, be a period before it judged or one within it."""
    world = worlds(plan_of(measure(calendar=MONTHS, starts=date(2022, 7, 10)), announce_from=date(2000, 1, 1)))
    world.publish(month("September 2021"), 95)
    world.until("2022-08-05")
    world.run()
    assert world.heard(kind="overdue") == []
    world.until("2022-09-05")
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    assert world.last("overdue").line.startswith(
        "The figure for July 2022 was due on 1 September 2022 and has not come."
    )
