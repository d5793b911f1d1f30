"""A period without a case ends no promise about all cases: the next one may have some again."""

from datetime import date

import pytest
from tests.alerts.world import at_least, measure, plan_of

from wes_rules import Everyone, Quantity, Unit

NOTHING = Quantity.read("z", unit=Unit.PERCENT)


@pytest.mark.parametrize(("rule", "heard"), [(Everyone(), ["new"]), (at_least(96), ["new", "not_applicable"])])
def test_what_does_not_apply_is_of_all_cases_a_period_without_one(worlds, rule, heard):
    world = worlds(plan_of(measure(rule=rule)))
    world.publish(2015, 95)
    world.run()
    world.publish(2016, NOTHING, on=date(2017, 7, 1))
    world.until("2017-07-01")
    world.run()
    assert world.heard() == heard
    current = world.current_alerts()["p/rate/937/off_track"]
    assert current.open is (heard == ["new"])
    last = current.latest.row.last
    assert (last is not None and last.status.value == "off_track") is current.open
