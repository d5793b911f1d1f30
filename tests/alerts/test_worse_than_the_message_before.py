"""Every "before" of a worsening is what the message before said, and only a target that moved is told to have moved."""

import re
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.world import D, World, at_least, measure, plan_of

from wes_rules import AreaFigure, BenchmarkParity, Calendar, Period, PeriodKind

PARITY = measure(rule=BenchmarkParity(against=AreaFigure(area="970")))
WORSE = re.compile(r"Missed by ([\d.]+) points, and by ([\d.]+) points before(.*)\.$")


def test_a_figure_that_zigzags_with_the_seasons_did_not_improve_and_its_target_stood_still(worlds):
    quarters = Calendar(kind=PeriodKind.FINANCIAL_QUARTER, lag_months=1)
    rule = at_least(90, tolerance=5)
    world = worlds(plan_of(measure(rule=rule, decimals=0, calendar=quarters)))
    first = Period.containing(date(2022, 4, 2), PeriodKind.FINANCIAL_QUARTER)
    for place, value in enumerate((87, 81, 88, 82, 89, 83)):
        world.until((first + place).end.add(months=1).isoformat())
        world.publish(first + place, value)
        world.run()
    assert world.heard()[-1] == "worse"
    assert "Missed by 7 points, and by 1 point when last told." in world.last().details
    assert not any("target moved" in message.text for message, _ in world.news())


def test_a_figure_that_rose_by_less_than_its_target_is_told_with_both_ends_of_both(worlds):
    world = worlds(plan_of(PARITY))
    for year, own, theirs in ((2015, 41, 45), (2016, 42, 49)):
        world.until(f"{year + 1}-07-01")
        world.publish(year, own)
        world.publish(year, theirs, area="970")
        world.run()
    said = "Missed by 7.0 points, and by 4.0 points when last told: the figure improved from 41.0% to 42.0%, but the target moved from 45.0% to 49.0%."
    assert said in world.last().details


@given(pairs=st.lists(st.tuples(st.integers(40, 60), st.integers(40, 60)), min_size=2, max_size=6))
def test_what_was_before_is_what_the_message_before_said(pairs):
    world = World(plan_of(PARITY))
    for year, (own, theirs) in enumerate(pairs, 2015):
        world.until(f"{year + 1}-07-01")
        world.publish(year, own)
        world.publish(year, theirs, area="970")
        world.run()
    world.close()
    told = [one for _, one in world.news() if one.kind.value == "off_track"]
    for before, now in pairwise(told):
        for said in filter(None, map(WORSE.match, now.details)):
            assert (-D(said[1]), -D(said[2])) == (now.numbers.margin, before.numbers.margin)
            targets = before.numbers.required_value, now.numbers.required_value
            assert ("the target moved" in said[3]) == (now.numbers.observed > before.numbers.observed)
            assert "the target moved" not in said[3] or targets[0] != targets[1]
