"""A period in which there was no case adds none to a share of several periods."""

import attrs
import pytest
from tests.conftest import LATE, Desk

from wes_rules import Better, History, Marker, Quantity, Reason, Rolling, Status, Threshold, Unit, judge

desk = Desk()
SHARE = Rolling(indicator="appeals", periods=3, take="share")


def of_three(middle, **more):
    figures = [
        desk.figure(2019, 0, indicator="appeals", numerator=0, denominator=4),
        attrs.evolve(desk.figure(2020, 0, indicator="appeals"), quantity=middle, **more),
        desk.figure(2021, "16.7", indicator="appeals", numerator=1, denominator=6),
    ]
    measure = desk.measure(Threshold(at_most=10), number=SHARE, better=Better.LOWER)
    return judge(measure, History(figures), as_of=LATE, period=desk.year(2021))


def test_a_period_without_a_case_adds_none():
    """By hand: 0 of 4, none, and 1 of 6 are 1 of 10."""
    one = of_three(Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE))
    assert (one.status, one.observed, one.finding.facts[0].figure.counts) == (Status.ON_TRACK, 10, (1, 10))


@pytest.mark.parametrize("marker", [Marker.NOT_AVAILABLE, Marker.SUPPRESSED])
def test_a_period_of_which_nobody_knows_leaves_it_open(marker):
    one = of_three(Quantity.missing(Unit.PERCENT, marker))
    assert one.status is Status.UNDECIDED


def test_periods_without_a_case_alone_have_no_share():
    figures = [
        attrs.evolve(
            desk.figure(year, 0, indicator="appeals"), quantity=Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE)
        )
        for year in (2019, 2020, 2021)
    ]
    measure = desk.measure(Threshold(at_most=10), number=SHARE, better=Better.LOWER)
    one = judge(measure, History(figures), as_of=LATE, period=desk.year(2021))
    assert (one.status, one.reasons[0]) == (Status.UNDECIDED, Reason.NO_CASES)
