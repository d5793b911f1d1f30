"""Which way a figure moved, as a message says it."""

from tests.alerts.world import measure, plan_of

from wes_rules import BenchmarkParity
from wes_rules.rules.policy import Policy


def test_what_is_promised_against_another_area_improves_for_itself_alone(worlds):
    world = worlds(plan_of(measure(rule=BenchmarkParity(against="E")), policy=Policy(overdue=False)))
    for year, own, england in ((2015, 40, 41), (2016, 43, 48)):
        world.until(f"{year + 1}-07-01")
        world.publish(year, own)
        world.publish(year, england, area="E")
        world.run()
    assert world.last().numbers.moved.startswith("The figure itself improved from 40.0% in 2015")
