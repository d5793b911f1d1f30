"""A part whose own figures are newer than the whole's verdict is told by those: as met again, or as off track."""

from datetime import UTC, date, datetime

import attrs
import pytest
from tests.alerts.world import YEARS, at_least, measure, plan_of

from wes_rules import Any, Calendar, Each, Observed, Part, PeriodKind
from wes_rules.rules.policy import Policy

EARLY = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=1)


@pytest.fixture
def world(worlds):
    over = tuple(
        Part(name=name, number=Observed(indicator=name.lower()), calendar=when)
        for name, when in (("Slow", YEARS), ("Fast", EARLY))
    )
    return worlds(plan_of(measure(rule=Each(rule=at_least(90), over=over))))


def added_to(world):
    alerting = attrs.evolve(world.plan.alerting, policy=Policy(subscribers=("Panel",)))
    world.plan = attrs.evolve(world.plan, alerting=alerting)
    world.run()
    return world.news()[-1][1]


def test_a_part_that_its_newest_figure_keeps_is_not_told_as_missed(world):
    world.publish(2015, 80, of="slow")
    world.publish(2015, 70, of="fast")
    world.run()
    assert "Also Slow: 80.0% in 2015; target: at least 90.0%; 10.0 points short." in world.last().details
    world.until("2017-02-01")
    world.publish(2016, 95, of="fast")
    news = added_to(world)
    assert news.line.startswith("Slow: 80.0% in 2015;")
    assert "Fast is met again: 95.0% in 2016; target: at least 90.0%; 5.0 points better than needed." in news.details
    assert not any("70.0%" in one for one in (news.line, *news.details))


def test_a_part_that_its_newest_figure_misses_is_not_told_as_kept_alone(worlds):
    parts = [
        Part(name=name, number=Observed(indicator=name.lower()), calendar=when)
        for name, when in (("Slow", YEARS), ("Fast", EARLY))
    ]
    world = worlds(
        plan_of(measure(rule=Any(of=tuple(Each(rule=at_least(90), over=(one,)) for one in parts)))),
        wall=datetime(2015, 7, 1, 9, tzinfo=UTC),
    )
    for name in ("slow", "fast"):
        world.publish(2014, 80, of=name, on=date(2015, 7, 1))
    world.run()
    world.publish(2015, 80, of="slow", on=date(2016, 7, 1))
    world.publish(2015, 95, of="fast", on=date(2016, 2, 1))
    world.until("2017-02-01")
    world.publish(2016, 70, of="fast")
    world.run()
    assert world.heard() == ["new", "recovered"]
    news = world.last()
    assert "95.0% in 2015" in news.line
    said = "Fast is off track by its newest figure: 70.0% in 2016; target: at least 90.0%; 20.0 points short."
    assert said in news.details
