"""Which way a figure moved, as a message and a row say it: beside a target that moved as well."""

import pytest
from tests.alerts.world import measure, plan_of

from wes_rules import BenchmarkParity, judge
from wes_rules.judging.direction import Way
from wes_rules.rules.policy import Policy


@pytest.mark.parametrize(
    ("figures", "said", "gap"),
    [
        (((40, 41), (43, 48)), "Improved from 40.0% in 2015, further behind E.", Way.WORSENED),
        (((40, 41), (39, 39.5)), "Worsened from 40.0% in 2015, less far behind E.", Way.IMPROVED),
        (((40, 41), (40, 41.5)), "Unchanged from 40.0% in 2015, further behind E.", Way.WORSENED),
        (((44, 41), (45, 46)), "Improved from 44.0% in 2015, now behind E.", Way.WORSENED),
        (((40, 41), (39, 38)), "Worsened from 40.0% in 2015, now ahead of E.", Way.IMPROVED),
        (((44, 41), (46, 46)), "Improved from 44.0% in 2015, now level with E.", Way.WORSENED),
        (((40, 41), (39, 39)), "Worsened from 40.0% in 2015, now level with E.", Way.IMPROVED),
        (((41, 41), (40, 39)), "Worsened from 41.0% in 2015, now ahead of E.", Way.IMPROVED),
        (((50, 41), (52, 48)), "Improved from 50.0% in 2015, less far ahead of E.", Way.WORSENED),
        (((50, 41), (48, 38)), "Worsened from 50.0% in 2015, further ahead of E.", Way.IMPROVED),
        (((40, 43), (43, 44)), "Improved from 40.0% in 2015.", Way.IMPROVED),
        (((40, 41), (43, 44)), "Improved from 40.0% in 2015.", Way.UNCHANGED),
    ],
)
def test_a_figure_that_moves_otherwise_than_its_distance_to_another_area_says_both(worlds, figures, said, gap):
    world = worlds(plan_of(measure(rule=BenchmarkParity(against="E")), policy=Policy(overdue=False)))
    for year, (own, england) in enumerate(figures, 2015):
        world.until(f"{year + 1}-07-01")
        world.publish(year, own)
        world.publish(year, england, area="E")
        world.run()
    row = judge(world.plan.measures[0], world.history(), as_of=world.today).row
    assert (row.direction_words, row.gap_direction) == (said, gap)
    if row.verdict.value == "off_track":
        assert world.last().numbers.moved == said
