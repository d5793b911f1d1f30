"""What a promise of several parts shows while it is not due is that of the part that makes its course."""

from datetime import date
from decimal import Decimal

from tests.conftest import Desk

from wes_rules import All, Any, Baseline, Better, Course, FromBaseline, History, Threshold, Unit, judge

desk = Desk()
HALF = FromBaseline(change=45, change_in="percent", by=date(2030, 12, 31))
NONE = Threshold(equals=0, by=date(2050, 12, 31))


def judged(rule):
    measure = desk.measure(
        rule, unit=Unit.COUNT, decimals=0, better=Better.LOWER, baseline=Baseline(period=desk.year(2019))
    )
    figures = {2019: 1000, 2023: 800, 2024: 700, 2025: 550}
    return judge(measure, History([desk.figure(*one) for one in figures.items()]), as_of=date(2026, 10, 1))


def test_all_of_two_shows_the_part_that_is_off_course():
    """By hand: 550 is 45% less than 1,000, and more than nothing."""
    one = judged(All(of=(HALF, NONE)))
    assert (one.course, one.decisive.measure.rule) == (Course.OFF_COURSE, NONE)
    assert one.required.startswith("exactly 0")
    assert one.computed.progress is None or one.computed.progress[0] < Decimal(100)


def test_any_of_two_shows_the_part_that_is_on_course():
    one = judged(Any(of=(NONE, HALF)))
    assert (one.course, one.decisive.measure.rule) == (Course.ON_COURSE, HALF)
