"""A period is judged early once its own figures are out, whatever is known of the earlier ones that it takes in."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.numbers.world import measure, month, row

import wes_rules as w
from wes_rules.series.left_out import UnreadFigure

TAKES_IN_THE_MONTH_BEFORE = pytest.mark.parametrize(
    "number",
    [w.Rolling(indicator="homes", periods=2), w.ChangeSince(indicator="homes", against="previous")],
    ids=["rolling", "change"],
)
# April's figures are due, and May's are not.
AUGUST = date(2023, 8, 1)


def judged_period(number, rows, left_out=()):
    one = measure(number, w.Threshold(at_least=9), calendar=w.Calendar(kind="month", lag_months=3))
    return w.judge(one, w.History(rows, left_out=left_out), as_of=AUGUST).period


def unread(when, group="all"):
    return UnreadFigure(indicator="homes", area="a", group=group, period=month(when), any_edition=True)


@TAKES_IN_THE_MONTH_BEFORE
def test_an_earlier_figure_that_cannot_be_read_makes_no_later_period_due(number):
    rows = [row(5, month("March 2023")), row(5, month("May 2023"))]
    assert judged_period(number, rows, [unread("April 2023")]) == month("April 2023")


@TAKES_IN_THE_MONTH_BEFORE
def test_a_figure_that_came_early_is_judged_though_the_one_before_is_a_forecast(number):
    rows = [row(5, month("March 2023"))]
    forecast = attrs.evolve(row(5, month("April 2023")), standing=w.Standing.FORECAST)
    early = attrs.evolve(row(5, month("May 2023")), published=date(2023, 7, 20))
    assert judged_period(number, [*rows, forecast, early]) == month("May 2023")
    assert judged_period(number, [*rows, forecast]) == month("April 2023")


def test_a_gap_of_which_one_group_cannot_be_read_waits_for_the_other():
    gap = w.Gap(indicator="homes", group="few", from_group="many")
    rows = [row(5, month("April 2023"), group=group) for group in ("few", "many")]
    assert judged_period(gap, rows, [unread("May 2023", "few")]) == month("April 2023")
    assert judged_period(gap, rows, [unread("May 2023", group) for group in ("few", "many")]) == month("May 2023")
