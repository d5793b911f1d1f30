"""The same promise for each of several numbers: what a part takes from the whole, and what it does not."""

from datetime import date
from decimal import Decimal as D
from typing import ClassVar

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import All, Each, EndedArea, History, Part, Reason, Threshold, Version, judge
from wes_rules.errors import PluginError
from wes_rules.judging.asking import asked

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


@attrs.frozen(kw_only=True)
class Odd(Threshold):
    """A kind of rule from elsewhere."""

    kind: ClassVar[str] = "odd"


def test_of_several_rules_the_one_from_elsewhere_is_said_to_have_raised():
    def ask():
        raise KeyError("finding")

    whole = desk.measure(All(of=(Threshold(at_least=D(5)), Odd(at_least=D(5)))))
    with pytest.raises(PluginError, match='the rule kind "odd" raised KeyError'):
        asked(whole, ask)
    with pytest.raises(KeyError):
        asked(desk.measure(All(of=(Threshold(at_least=D(5)), Threshold(at_least=D(6))))), ask)
