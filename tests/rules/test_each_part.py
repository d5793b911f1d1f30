"""The same promise for each of several numbers: what a part takes from the whole, and what it does not."""

from datetime import date
from decimal import Decimal as D

import pytest
from tests.conftest import Desk

from wes_rules import Each, EndedArea, History, Part, Reason, Threshold, Version, judge

desk = Desk()


@pytest.mark.parametrize(("unit", "values"), [(None, "percent"), ("percent", "percent"), ("count", None)])
def test_what_percentages_are_is_said_of_the_parts_that_are_some(unit, values):
    rule = Each(rule=Threshold(at_least=D(5)), over=(Part(name="one", unit=unit),))
    assert rule.measure(desk.measure(rule), rule.over[0]).values == values


def test_the_wording_on_a_day_knows_nothing_of_what_was_agreed_later():
    later = Version(starting=desk.year(2024), agreed=date(2023, 5, 1), changes={"tolerance": D(2)})
    rule = Each(rule=Threshold(at_least=D(60), versions=[later]), over=(Part(name="one"), Part(name="two")))
    measure = desk.measure(rule)
    before, after = (rule.wording(measure, date(2023, 4, 30)), rule.wording(measure, date(2023, 5, 1)))
    assert before == "each of one, two: equality meets the limit"
    assert after != before
    assert after == rule.wording(measure) == rule.reading(measure)


@pytest.mark.parametrize(("year", "reasons"), [(2019, ()), (2020, (Reason.AREA_ENDED,))])
def test_an_area_has_its_figures_up_to_its_last_day_and_says_after_it_that_it_ended(year, reasons):
    history = History(
        [desk.figure(2019, 60), desk.figure(2020, 60)], ended=[EndedArea(code="937", until=date(2019, 12, 31))]
    )
    found = judge(desk.measure(Threshold(at_least=D(50))), history, as_of=date(2030, 1, 1), period=desk.year(year))
    assert found.reasons == reasons
