"""News of missing figures says exactly of what there has never been one, whose the last known one is, and what decides."""

from datetime import date

import pytest
from tests.alerts.world import YEARS, at_least, measure, plan_of

from wes_rules import Calendar, Each, Observed, Part, Period, PeriodKind

LONG_AGO = date(2015, 1, 1)
QUARTERS = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)


@pytest.mark.parametrize(
    ("figure", "number", "said"),
    [
        ({"area": "E"}, "all", "None has ever been supplied for this area or group; for others some have."),
        ({}, "girls", "None has ever been supplied for this area or group; for others some have."),
        ({"of": "other"}, "all", "None has ever been supplied."),
    ],
)
def test_that_none_was_ever_supplied_says_of_what(worlds, figure, number, said):
    world = worlds(plan_of(measure(number=Observed(indicator="rate", group=number))))
    world.publish(2014, 80, on=LONG_AGO, **figure)
    world.run()
    assert world.last("overdue").line.endswith(f"has not come. {said}")


def test_a_last_known_figure_of_a_part_is_named(worlds):
    over = tuple(
        Part(name=name, number=Observed(indicator=name.lower()), calendar=when)
        for name, when in (("Slow", YEARS), ("Fast", QUARTERS))
    )
    world = worlds(plan_of(measure(rule=Each(rule=at_least(90), over=over))))
    world.publish(2015, 95, of="slow")
    world.publish(Period(PeriodKind.CALENDAR_QUARTER, 2015 * 4 + 3), 96, of="fast", on=date(2016, 2, 1))
    world.run()
    message = next(message for message, one in world.news() if one.kind.value == "overdue")
    assert "  Last known: Fast: 96.0% in 2015 Q4.\n" in message.text


def test_what_a_promise_goes_by_says_when_its_figure_is_due(worlds):
    rule = at_least(90, by=date(2016, 12, 31))
    world = worlds(plan_of(measure(calendar=QUARTERS, rule=rule, starts=date(2016, 1, 1))))
    for day in ("2016-05-01", "2016-08-01", "2016-11-01", "2017-01-01"):
        world.until(day)
        world.run()
    news = world.last("overdue")
    assert (news.change.value, news.open) == ("withdrawn", False)
    assert "the promise goes by 2016 Q4 now: its figure is due on 1 February 2017." in news.line
