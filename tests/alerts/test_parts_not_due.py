"""A promise with a part that is not due yet: its alert goes by the parts that are."""

from datetime import date

import pytest
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import All, Any, Each, Part, Threshold
from wes_rules.rules.policy import Policy

FAR = Threshold(at_least=D(95), by=date(2030, 12, 31))
NOW = at_least(90, tolerance=D(2))
BOTH = All(of=(NOW, FAR))
NESTED = All(of=(BOTH, Any(of=(FAR, FAR))))
EACH = Each(over=(Part(name="now", rule=NOW), Part(name="later", rule=FAR)))


def told(worlds, rule, values, **policy):
    """Publish a figure each July and run; return what each run says of the alert."""
    world = worlds(plan_of(measure(rule=rule), policy=Policy(**policy)))
    said = []
    for year, value in enumerate(values, 2015):
        world.until(f"{year + 1}-07-01")
        world.publish(year, value)
        before = len(world.news())
        world.run()
        said += [[one.change.value for _, one in world.news()[before:]]]
    return said


@pytest.mark.parametrize("rule", [BOTH, NESTED, EACH])
def test_an_alert_recovers_with_the_parts_that_are_due(worlds, rule):
    assert told(worlds, rule, [80, 89, 91, 80]) == [["new"], [], ["recovered"], ["new"]]


def test_nobody_hears_first_of_a_miss_that_what_is_due_has_mended(worlds):
    world = worlds(plan_of(measure(rule=BOTH)))
    world.publish(2015, 80, on=date(2016, 7, 1))
    world.publish(2016, 91, on=date(2017, 7, 1))
    world.until("2017-07-02")
    world.run()
    assert world.news() == []


@pytest.mark.parametrize("severity", ["off_track", "at_risk"])
def test_a_part_that_is_at_risk_neither_opens_nor_closes(worlds, severity):
    assert told(worlds, BOTH, [89, 80, 89, 91], severity=severity) == [[], ["new"], [], ["recovered"]]


def test_where_one_part_is_enough_nothing_is_said_before_all_are_due(worlds):
    assert told(worlds, Any(of=(NOW, FAR)), [80, 91, 80]) == [[], [], []]


def test_parts_of_too_few_say_nothing(worlds):
    world = worlds(plan_of(measure(rule=BOTH), policy=Policy(minimum_denominator=10)))
    for year, value, of in ((2015, 80, 100), (2016, 100, 2)):
        world.publish(year, value, on=date(year + 1, 7, 1), numerator=value * of // 100, denominator=of)
    world.until("2017-07-02")
    world.run()
    assert [one.change.value for _, one in world.news()] == ["new"]
