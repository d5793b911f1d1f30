"""An area that ended has no promise any more: its alerts close, and say who came after it."""

from datetime import date

import attrs
import pytest
from tests.alerts.world import at_least, measure, plan_of

from wes_rules import EndedArea, Gap, Maintain

ENDED = (EndedArea(code="937", until=date(2016, 12, 31), successors=("a", "b")),)
SAID = (
    "Westshire ended on 31 December 2016; figures of Northshire and Southshire, which came after it, are not its own."
)


def plan(rule, **more):
    made = plan_of(measure(rule=rule), **more)
    return attrs.evolve(made, areas={"937": "Westshire", "a": "Northshire", "b": "Southshire"}, ended_areas=ENDED)


@pytest.mark.parametrize("rule", [at_least(90), Maintain(at_least=90)], ids=["latest", "every"])
def test_an_open_alert_closes_with_the_first_period_after_its_area(worlds, rule):
    world = worlds(plan(rule))
    for year in (2015, 2016):
        world.publish(year, 80)
        world.until(f"{year + 1}-07-01")
        world.run()
    world.until("2018-07-02")
    world.run()
    world.until("2019-07-02")
    world.run()
    assert world.heard() == ["new", "still_open", "not_applicable"]
    assert (world.last().period, world.last().line) == ("2017", SAID)
    assert world.current_alerts()["p/rate/937/off_track"].quiet_because == SAID.rstrip(".")


def test_nobody_waits_for_a_figure_of_an_area_that_ended(worlds):
    world = worlds(plan(at_least(90)))
    world.publish(2015, 95)
    world.until("2017-12-01")
    world.run()
    assert (world.heard(kind="overdue"), world.last("overdue").next_due) == (["new"], None)
    world.until("2018-08-01")
    world.run()
    assert world.heard(kind="overdue") == ["new", "withdrawn"]
    assert not world.current_alerts()["p/rate/937/overdue"].open


def test_of_a_gap_to_an_area_that_ended_a_miss_is_told_once_more_with_the_reason(worlds):
    number = Gap(indicator="rate", from_area="x")
    made = plan_of(measure(rule=Maintain(at_most=5), number=number, unit="percentage-points", better="lower"))
    gone = EndedArea(code="x", until=date(2016, 12, 31))
    world = worlds(attrs.evolve(made, areas={"937": "Westshire", "x": "Northshire"}, ended_areas=(gone,)))
    for year in (2015, 2016):
        world.publish(year, 50)
        world.publish(year, 60, area="x")
        world.until(f"{year + 1}-07-01")
        world.run()
    for year in (2018, 2019, 2020):
        world.until(f"{year}-07-02")
        world.run()
    assert world.heard() == ["new", "still_open", "still_open"]
    assert "Northshire, which ended on 31 December 2016, and nothing can undo the earlier miss." in world.last().line
    assert world.heard(kind="overdue") == []
