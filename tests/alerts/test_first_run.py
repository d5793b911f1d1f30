"""A first run on a plan without a start tells the latest state once, says what it leaves out, and reminds no more often than the plan allows."""

from datetime import date

from tests.alerts.world import measure, plan_of

from wes_rules import Calendar, Period, PeriodKind
from wes_rules.rules.policy import Policy

MONTHS = Calendar(kind=PeriodKind.MONTH, lag_months=1)
NO_START = "The plan states no start: of what has never been supplied, it asks for the latest period alone."


def in_months(world, number):
    for _ in range(number):
        month = world.today.month % 12 + 1
        world.until(f"{world.today.year + (month == 1)}-{month:02}-01")
        world.run()


def test_what_never_came_is_told_once_and_its_reminders_end(worlds):
    world = worlds(plan_of(measure(calendar=MONTHS), policy=Policy(overdue_reminders=2)))
    world.run()
    in_months(world, 9)
    assert world.heard(kind="overdue") == ["new", "still_open", "still_open"]
    first, *_, last = [one for _, one in world.news()]
    assert NO_START in first.details
    assert "This is the 2nd and last reminder: from now on this is only listed beside other news." in last.details
    assert not any("still missing" in line for _, one in world.news() for line in one.details)


def test_what_comes_after_its_reminders_ended_is_told(worlds):
    world = worlds(plan_of(measure(calendar=MONTHS), policy=Policy(overdue_reminders=1)))
    world.run()
    in_months(world, 4)
    world.publish(Period.containing(world.today, PeriodKind.MONTH) - 2, 95)
    world.run()
    assert world.heard(kind="overdue") == ["new", "still_open", "withdrawn"]


def test_a_plan_with_a_start_asks_for_all_since_in_one_message(worlds):
    world = worlds(plan_of(measure(calendar=MONTHS, starts=date(2015, 1, 1))))
    world.run()
    (said,) = [one for _, one in world.news()]
    assert "17 months from January 2015 to May 2016" in said.line
    assert NO_START not in said.details
