"""A number that is made of counts is judged as it was counted, and said with as many decimals as tell it from its limit."""

import operator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk
from tests.test_may_fail import MONTHS, WITHIN, cases

from wes_rules import (
    Better,
    History,
    Maintain,
    Period,
    PeriodKind,
    Point,
    Rate,
    Rolling,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)

desk = Desk()
DUE = date(2024, 7, 1)
MAY = Period.parse("May 2024", PeriodKind.MONTH)
RATE = Rate(indicator="offences", population="people", per=100)


def of_counts(rows, rule, number, **more):
    figures = [desk.figure(year, value, indicator=name) for year, name, value in rows]
    return judge(desk.measure(rule, number=number, **more), History(figures), as_of=LATE, period=desk.year(2021))


def share(kept, failed, rule, **more):
    return judge(
        desk.measure(rule, number=WITHIN, calendar=MONTHS, values="percent", **more),
        History(cases=cases(kept, failed)),
        as_of=DUE,
    )


def test_a_share_that_prints_as_a_limit_it_is_below_is_below_it():
    """By hand: 3 of 301 are 0.99667%, which prints as 1.0%."""
    one = share(3, 298, Threshold(below=1), better=Better.LOWER)
    assert (one.status, one.observed, one.margin) == (Status.ON_TRACK, Decimal("0.997"), Decimal("0.003"))
    assert "0.997% (3 of 301)" in one.explain()
    assert one.required == "below 1.000%"


def test_a_share_that_prints_as_a_limit_it_falls_short_of_is_short_of_it():
    """By hand: 179 of 200 are 89.5%, which prints as 90% without decimals."""
    one = share(179, 21, Threshold(at_least=90), decimals=0)
    assert (one.status, one.observed, one.margin) == (Status.OFF_TRACK, Decimal("89.5"), Decimal("-0.5"))
    assert one.may_fail.more == -1


@pytest.mark.parametrize(("kept", "status"), [(180, Status.ON_TRACK), (179, Status.OFF_TRACK), (160, Status.OFF_TRACK)])
def test_a_share_that_its_printing_tells_from_the_limit_is_said_as_the_measure_says(kept, status):
    one = share(kept, 200 - kept, Threshold(at_least=90))
    assert (one.status, one.observed) == (status, Decimal(kept) / 2)
    assert one.measure.decimals == 1


def test_what_is_met_within_a_distance_is_so_as_counted():
    """By hand: 1700 of 2001 are 84.958%, which is 5.042 points short of 90, and prints as 85.0%."""
    rule = Threshold(at_least=90, met_within=5, tolerance=6)
    assert [share(1700, more, rule).status for more in (300, 301)] == [Status.ON_TRACK, Status.AT_RISK]


@pytest.mark.parametrize("rule", [Maintain(at_least=75), Trajectory(points=(Point(period=MAY, value=75),))])
def test_every_kind_that_states_a_value_goes_by_the_count(rule):
    """By hand: 2998 of 4000 are 74.95%, which prints as 75.0%."""
    assert share(2998, 1002, rule).status is Status.OFF_TRACK


def test_a_rate_of_counts_is_judged_as_counted():
    """By hand: 2,399 of 30,000 are 7.99667 for each 100, which prints as 8.0."""
    rows = [(2021, "offences", 2399), (2021, "people", 30000)]
    one = of_counts(rows, Threshold(below=8), RATE, unit=Unit.RATIO, better=Better.LOWER)
    assert (one.status, one.observed) == (Status.ON_TRACK, Decimal("7.997"))


def test_a_mean_counts_as_it_prints():
    rows = [(2020, "homes", 75), (2021, "homes", 74)]
    mean = Rolling(indicator="homes", periods=2, take="mean")
    assert of_counts(rows, Threshold(at_least=75), mean, unit=Unit.COUNT, decimals=0).status is Status.ON_TRACK


def test_a_published_percentage_counts_as_it_prints_be_it_with_its_counts():
    figure = desk.figure(2020, "1.0", numerator=3, denominator=301)
    measure = desk.measure(Threshold(below=1), better=Better.LOWER, values="percent")
    assert judge(measure, History([figure]), as_of=LATE, period=desk.year(2020)).status is Status.OFF_TRACK


@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 99), st.integers(0, 2))
@example(3, 301, 1, 1)
def test_the_verdict_is_that_of_the_fraction_and_so_is_what_is_shown(kept, of, limit, decimals):
    """A law: what is shown lies on the side of the limit on which the fraction lies."""
    of = max(kept, of)
    exact = Fraction(100 * kept, of)
    for name, side in (("at_least", operator.ge), ("above", operator.gt)):
        one = share(kept, of - kept, Threshold(**{name: limit}), decimals=decimals)
        assert (one.status is Status.ON_TRACK) is side(exact, limit) is side(one.observed, limit)
        assert (one.may_fail.more >= 0) is side(exact, limit)
