"""What validate says of figures that are held against themselves or nothing, or were known too early."""

from datetime import date

import attrs
import pytest
from tests.alerts.world import measure, plan_of
from tests.conftest import Desk

from wes_rules import BenchmarkParity, FromBaseline, History, Standing, Threshold
from wes_rules.planfiles.notes import notes_on

PARITY = BenchmarkParity(against="937")


def noted(rule, published=date(2016, 7, 1), standing=Standing.FINAL):
    row = attrs.evolve(Desk().figure(2015, 70), area="937", published=published, standing=standing)
    found = notes_on(plan_of(measure(rule=rule)), date(2016, 8, 1), History([row]))
    return [one for one in found if one.startswith("rate: ")]


@pytest.mark.parametrize(
    ("rule", "given", "said"),
    [
        (PARITY, {}, 'rate: its figure is held against that of its own area, "937"; name another in against'),
        (FromBaseline(), {}, "rate: nothing says where it starts, so it stays undecided; write its baseline"),
        (
            Threshold(at_least=60),
            {"published": date(2015, 12, 31)},
            "rate: 1 figure published before the end of the period, as the one for 2015 on 31 December 2015; correct published, or the period",
        ),
    ],
)
def test_it_is_noted(rule, given, said):
    assert noted(rule, **given) == [said]


@pytest.mark.parametrize(
    "given", [{}, {"published": date(2016, 1, 1)}, {"published": date(2015, 6, 1), "standing": "f"}]
)
def test_nothing_is_noted_of_what_came_in_its_time_or_is_a_forecast(given):
    given = {**given, "standing": Standing(given["standing"])} if "standing" in given else given
    assert noted(Threshold(at_least=60), **given) == []
