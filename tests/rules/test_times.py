"""A promise multiplied: the same for other units, and its mirror."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    DefinitionError,
    FromBaseline,
    HaltThenDecrease,
    Instead,
    Maintain,
    Period,
    PeriodKind,
    Point,
    QuarterlyDecrease,
    QuarterlyIncrease,
    Threshold,
    Trajectory,
    Version,
)

YEAR = Period(PeriodKind.CALENDAR_YEAR, 2020)
MIRROR, HUNDREDTH = D(-1), D("0.01")


@pytest.mark.parametrize(
    ("rule", "factor", "same"),
    [
        (Threshold(at_least=D(75), tolerance=D(5)), HUNDREDTH, Threshold(at_least=D("0.75"), tolerance=D("0.05"))),
        (Threshold(at_least=D(75), tolerance=D(5)), MIRROR, Threshold(at_most=D(-75), tolerance=D(5))),
        (Threshold(below=D(3), by=date(2021, 1, 1)), MIRROR, Threshold(above=D(-3), by=date(2021, 1, 1))),
        (Threshold(between=(D(3), D(5))), MIRROR, Threshold(between=(D(-5), D(-3)))),
        (Threshold(between=(D(3), D(5))), HUNDREDTH, Threshold(between=(D("0.03"), D("0.05")))),
        (
            Threshold(at_least=D(80), tolerance=D(5), tolerance_in="percent-of-target"),
            HUNDREDTH,
            Threshold(at_least=D("0.80"), tolerance=D(5), tolerance_in="percent-of-target"),
        ),
        (Maintain(at_most=D(3), since=YEAR), MIRROR, Maintain(at_least=D(-3), since=YEAR)),
        (AnnualIncrease(tolerance=D(1)), MIRROR, AnnualDecrease(tolerance=D(1))),
        (AnnualDecrease(strict=False), MIRROR, AnnualIncrease(strict=False)),
        (QuarterlyIncrease(scope="latest"), MIRROR, QuarterlyDecrease(scope="latest")),
        (QuarterlyDecrease(tolerance=D(1)), HUNDREDTH, QuarterlyDecrease(tolerance=D("0.01"))),
        (
            AnnualIncrease(instead=(Instead(period=YEAR, at_least=D(50), reason="closure", author="me"),)),
            MIRROR,
            AnnualDecrease(instead=(Instead(period=YEAR, at_most=D(-50), reason="closure", author="me"),)),
        ),
        (
            AnnualDecrease(instead=(Instead(period=YEAR, at_most=D(50)),)),
            HUNDREDTH,
            AnnualDecrease(instead=(Instead(period=YEAR, at_most=D("0.50")),)),
        ),
        (FromBaseline(), MIRROR, FromBaseline()),
        (FromBaseline(direction="increase", change=D(2)), MIRROR, FromBaseline(direction="decrease", change=D(2))),
        (
            FromBaseline(direction="decrease", change=D(2)),
            HUNDREDTH,
            FromBaseline(direction="decrease", change=D("0.02")),
        ),
        (FromBaseline(direction="decrease", change=D(2)), MIRROR, FromBaseline(direction="increase", change=D(2))),
        (FromBaseline(change=D(2), change_in="percent"), HUNDREDTH, FromBaseline(change=D(2), change_in="percent")),
        (
            Trajectory(points=(Point(period=YEAR, value=D(60)),), tolerance=D(2)),
            MIRROR,
            Trajectory(points=(Point(period=YEAR, value=D(-60)),), tolerance=D(2)),
        ),
        (HaltThenDecrease(halt=YEAR), HUNDREDTH, HaltThenDecrease(halt=YEAR)),
    ],
    ids=lambda one: getattr(one, "kind", str(one)),
)
def test_a_promise_can_be_multiplied(rule, factor, same):
    assert rule.times(factor) == same


def _changed(**changes):
    return (Version(starting=YEAR, agreed=date(2020, 1, 1), changes=changes),)


def _later(**changes):
    return Version(starting=YEAR + 1, agreed=date(2021, 1, 1), changes=changes)


@pytest.mark.parametrize(
    ("rule", "factor", "same"),
    [
        (
            FromBaseline(change=D(2), versions=_changed(change=D(3))),
            HUNDREDTH,
            FromBaseline(change=D("0.02"), versions=_changed(change=D("0.03"))),
        ),
        (
            FromBaseline(change=D(2), change_in="percent", versions=_changed(change=D(3))),
            HUNDREDTH,
            FromBaseline(change=D(2), change_in="percent", versions=_changed(change=D(3))),
        ),
        (
            Threshold(at_least=D(90), versions=_changed(at_least=D(91))),
            MIRROR,
            Threshold(at_most=D(-90), versions=_changed(at_most=D(-91))),
        ),
        (
            Threshold(
                at_least=D(90), tolerance=D(5), tolerance_in="percent-of-target", versions=_changed(tolerance=D(6))
            ),
            MIRROR,
            Threshold(
                at_most=D(-90), tolerance=D(5), tolerance_in="percent-of-target", versions=_changed(tolerance=D(6))
            ),
        ),
        (
            Threshold(at_least=D(90), tolerance=D(5), versions=_changed(tolerance=D("0.05"))),
            HUNDREDTH,
            Threshold(at_least=D("0.9"), tolerance=D("0.05"), versions=_changed(tolerance=D("0.0005"))),
        ),
        (
            # Each version is multiplied as it stands, and not as a later one changes it.
            Threshold(at_least=D(75), versions=(*_changed(at_least=D(80)), _later(at_least=D(85), tolerance=D(5)))),
            HUNDREDTH,
            Threshold(
                at_least=D("0.75"),
                versions=(*_changed(at_least=D("0.8")), _later(at_least=D("0.85"), tolerance=D("0.05"))),
            ),
        ),
        (
            Maintain(at_least=D(75), versions=_changed(at_least=D(80))),
            MIRROR,
            Maintain(at_most=D(-75), versions=_changed(at_most=D(-80))),
        ),
        (
            AnnualIncrease(tolerance=D(1), versions=_changed(tolerance=D(2))),
            MIRROR,
            AnnualDecrease(tolerance=D(1), versions=_changed(tolerance=D(2))),
        ),
    ],
    ids=lambda one: getattr(one, "kind", str(one)),
)
def test_the_versions_of_a_promise_are_multiplied_with_it(rule, factor, same):
    assert rule.times(factor) == same


def test_a_promise_with_a_limit_on_one_side_only_cannot_be_turned_around():
    one_sided = attrs.make_class(
        "OneSided", {"at_least": attrs.field(default=D(3))}, bases=(HaltThenDecrease,), kw_only=True, frozen=True
    )
    rule = one_sided(halt=YEAR)
    assert rule.times(D(2)).at_least == D(6)
    with pytest.raises(DefinitionError, match="halt-then-decrease has a limit on one side only, and cannot be turned"):
        rule.times(MIRROR)
