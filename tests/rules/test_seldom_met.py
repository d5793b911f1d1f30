"""What is seldom met: hidden figures beside a shared place, a break in the period of a halt, parts in different units."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import (
    All,
    AreaSet,
    BenchmarkParity,
    Each,
    HaltThenDecrease,
    History,
    IndicatorFigure,
    Observed,
    Part,
    Quantity,
    RankImprovement,
    Reason,
    SourceError,
    Status,
    Threshold,
    Unit,
    judge,
)

DESK = Desk()
NEAR = AreaSet("near", date(2018, 1, 1), ("a", "b"))


@pytest.mark.parametrize(("hidden", "shared"), [((40, 50), False), ((50, 50), True)])
def test_a_place_is_shared_only_if_somebody_is_sure_to_share_it(hidden, shared):
    theirs = [DESK.figure(2020, 30, area="a"), DESK.figure(2020, Quantity.between(*hidden), area="b")]
    history = History([DESK.figure(2020, 50), *theirs], area_sets=[NEAR])
    rule = RankImprovement(among="near", from_rank=2, from_of=3)
    found = judge(DESK.measure(rule), history, as_of=date(2030, 1, 1), period=DESK.year(2020))
    assert found.status is Status.ON_TRACK
    assert ("(shared)" in found.explain(), Reason.TIED in found.reasons) == (shared, shared)


def halted(year, **calendar):
    broken = attrs.evolve(DESK.calendar, breaks=[DESK.year(2021)], **calendar)
    rule = HaltThenDecrease(halt=DESK.year(2021))
    return DESK.judge(rule, {2020: 10, 2021: 20, 2022: 15}, year, better="lower", calendar=broken)


def test_a_break_in_the_period_of_a_halt_leaves_it_its_level():
    alone, later = halted(2021), halted(2022)
    assert (alone.status, alone.reasons) == (Status.UNDECIDED, (Reason.SERIES_BREAK,))
    assert (later.status, later.reasons) == (Status.ON_TRACK, (Reason.RESTARTED,))
    other = halted(2022, not_collected=[DESK.year(2021)])
    assert (other.status, other.reasons) == (Status.UNDECIDED, (Reason.STANDS_IN, Reason.SUBSTITUTED))


def test_the_worst_of_parts_in_different_units_is_the_furthest_from_its_own_target():
    days = Part(
        name="Days", unit=Unit.DAYS, better="lower", number=Observed(indicator="days"), rule=Threshold(at_most=D(7))
    )
    share = Part(name="Share", rule=Threshold(at_least=D(50)))
    both = [DESK.figure(2020, 45), DESK.figure(2020, 8, indicator="days")]
    history = History(both)
    rule = All(of=(Each(over=(share, days)), Threshold(at_least=D(40))))
    found = judge(DESK.measure(rule), history, as_of=date(2030, 1, 1), period=DESK.year(2020))
    assert (found.observed, found.margin, found.unit) == (D(8), D(-1), Unit.DAYS)
    assert found.row.part_called.endswith(": Days")


def test_percentages_compared_with_that_may_be_fractions_are_refused():
    other = [DESK.figure(year, value, indicator="goal") for year, value in ((2019, "0.5"), (2020, "0.6"))]
    history = History([DESK.figure(2019, 55), DESK.figure(2020, 60), *other])
    rule = BenchmarkParity(against=IndicatorFigure(indicator="goal", title="the goal"))
    measure = DESK.measure(rule, values=None)
    with pytest.raises(SourceError, match="goal"):
        judge(measure, history, as_of=date(2030, 1, 1), period=DESK.year(2020))
