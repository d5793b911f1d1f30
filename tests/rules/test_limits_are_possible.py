"""A limit that no figure can have, and a unit in which a rule or a number means nothing, are refused where they are written."""

from datetime import date

import pytest

from wes_rules import (
    AnnualIncrease,
    Better,
    DefinitionError,
    Everyone,
    Gap,
    Instead,
    Maintain,
    Milestone,
    Period,
    PeriodKind,
    Point,
    ShareImproved,
    ShareWithin,
    Threshold,
    Trajectory,
    Unit,
)

YEAR = Period(PeriodKind.CALENDAR_YEAR, 2020)


def line(value):
    return Trajectory(points=(Point(period=YEAR, value=value),))


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        (line(101), {}),
        (line(-1), {}),
        (line(-1), {"unit": Unit.COUNT, "decimals": 0}),
        (Maintain(at_least=101), {}),
        (Maintain(at_most=-1), {"unit": Unit.DAYS, "better": Better.LOWER}),
        (AnnualIncrease(instead=(Instead(period=YEAR, at_least=101, reason="COVID"),)), {}),
        (Threshold(between=(50, 120)), {}),
        (line(101), {"unit": Unit.POINTS, "number": Gap(indicator="rate", group="a", from_group="b")}),
    ],
)
def test_a_limit_that_no_figure_can_have_is_refused(desk, rule, more):
    with pytest.raises(DefinitionError, match="is outside what"):
        desk.measure(rule, **more)


def test_a_target_is_possible_up_to_the_end_of_its_unit(desk):
    assert desk.measure(line(100)).rule == line(100)
    assert desk.measure(line(-100), unit=Unit.SCORE).rule == line(-100)
    assert desk.measure(Milestone(by=date(2023, 12, 31)), unit=Unit.COUNT, decimals=0)


@pytest.mark.parametrize("unit", [Unit.SCORE, Unit.DAYS, Unit.POUNDS, Unit.POINTS, Unit.RANK])
def test_everyone_is_refused_where_nothing_is_counted(desk, unit):
    with pytest.raises(DefinitionError, match=f"everyone is decided on .* {unit.value} says nothing"):
        desk.measure(Everyone(), unit=unit)


@pytest.mark.parametrize("number", [ShareWithin(indicator="cases", days=5), ShareImproved(indicator="visits")])
@pytest.mark.parametrize("unit", [one for one in Unit if one is not Unit.PERCENT])
def test_a_share_of_cases_is_a_percentage(desk, number, unit):
    with pytest.raises(DefinitionError, match="a share of cases is a percentage"):
        desk.measure(Threshold(at_least=1), number=number, unit=unit)
