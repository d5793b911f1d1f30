"""The quantile band, and parity that allows for intervals: on the line and one tick either side."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    AreaFigure,
    AreaSet,
    BenchmarkParity,
    Better,
    DefinitionError,
    History,
    Marker,
    QuantileBand,
    Quantity,
    Reason,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.rules.kinds.quantile_band import band

desk = Desk()
ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED
HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)


def judged(own, others, *, better=Better.HIGHER, listed=True, **rule):
    areas = [f"n{place}" for place, _ in enumerate(others)]
    figures = [
        desk.figure(2020, value, area=area) for area, value in zip(areas, others, strict=True) if value is not None
    ]
    figures += [] if own is None else [desk.figure(2020, own)]
    areas += ["937"] * listed
    history = History(figures, area_sets=[AreaSet("near", date(2020, 1, 1), tuple(areas))])
    measure = desk.measure(QuantileBand(among="near", **rule), better=better)
    return judge(measure, history, as_of=LATE, period=desk.year(2020))


@pytest.mark.parametrize(
    ("own", "status", "margin"), [("40.0", ON, "0.0"), ("39.9", OFF, "-0.1"), ("40.2", ON, "0.1"), (50, ON, "5.0")]
)
def test_on_the_line_is_in_the_better_band(own, status, margin):
    # Of two bands the line is the median. The own figure is one of the four, as the set lists it: it lies halfway from 40 to it.
    found = judged(own, [10, 40, 70], of=2)
    assert (found.status, str(found.margin)) == (status, margin)


@pytest.mark.parametrize(("own", "status", "margin"), [("61.0", ON, "0.0"), ("60.9", OFF, "-0.1"), ("61.1", ON, "0.1")])
def test_an_area_that_the_set_does_not_list_has_no_part_in_the_line(own, status, margin):
    found = judged(own, [57, 58, 60, 62, 63, 64], of=2, listed=False)
    assert (found.status, str(found.margin)) == (status, margin)
    assert "reaching the best half of near takes 61.0% (6 of 6 areas have a figure)" in found.explain()


def test_it_takes_as_many_areas_as_bands_without_an_area_that_is_not_listed():
    assert judged(40, [10, 20, 30], of=4, listed=False).reasons == (Reason.TOO_FEW_AREAS,)
    assert judged(40, [10, 20, 30, 35], of=4, listed=False).status is ON


def test_lower_is_better_turns_the_bands_around():
    assert judged(10, [20, 30, 40], better=Better.LOWER).status is ON
    assert judged(40, [10, 20, 30], better=Better.LOWER, best=3).status is OFF
    assert judged(10, [20, 30, 40]).status is OFF


def test_it_says_the_line_and_the_areas():
    found = judged(40, [10, 20, 30, None])
    assert found.explain().splitlines()[1] == (
        "40.0% in 2020; reaching the best quarter of near takes 32.5% (4 of 5 areas have a figure): 7.5 points better than the target."
    )
    assert found.required == "best quarter: reached at 32.5%"
    assert "best quarter of the areas that its set lists" in found.reading
    assert Reason.AREAS_MISSING in found.reasons
    assert judged(40, [10, 20, 30, 40], of=5, best=2).required.startswith("best 2 of 5 bands")


def test_fewer_areas_than_bands_give_no_answer():
    found = judged(40, [10, 20])
    assert (found.status, found.reasons) == (OPEN, (Reason.TOO_FEW_AREAS,))
    assert (found.required, found.explain().splitlines()[1]) == ("", "40.0% in 2020.")


def test_what_is_hidden_decides_only_when_every_value_agrees():
    assert judged(HIDDEN, [10, 20, 30]).status is OPEN
    assert judged(None, [10, 20, 30]).status is OPEN
    assert judged(40, [10, 20, HIDDEN]).status is OPEN
    assert judged(15, [30, 20, HIDDEN], of=3).status is OFF


@given(
    st.lists(st.integers(0, 20), min_size=2, max_size=6),
    st.integers(0, 20),
    st.integers(2, 4),
    st.sampled_from((1, -1)),
)
def test_the_rule_and_the_band_agree(others, own, of, sign):
    better = Better.HIGHER if sign > 0 else Better.LOWER
    number = band(own, [own, *others], of, sign=sign)
    for best in range(1, of):
        status = judged(own, others, better=better, of=of, best=best).status
        assert status is (OPEN if number is None else ON if number <= best else OFF)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: QuantileBand(among="near", of=4, best=4), "fewer than all the 4 bands"),
        (lambda: QuantileBand(among="near", of=1), "of"),
        (lambda: desk.measure(QuantileBand(among="near"), better=Better.NONE), "does not say which band is best"),
    ],
)
def test_what_makes_no_sense_is_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def parity(own, benchmark, *, better=Better.HIGHER, other=None):
    figures = [
        desk.figure(2020, D("9.9") if better is Better.HIGHER else D("10.1"), interval=own),
        desk.figure(2020, benchmark, area="970", interval=other),
    ]
    rule = BenchmarkParity(against=AreaFigure(area="970"), in_line="not-significantly-worse")
    return judge(desk.measure(rule, better=better), History(figures), as_of=LATE, period=desk.year(2020))


@pytest.mark.parametrize(
    ("benchmark", "other", "status"),
    [("10.5", None, ON), ("10.6", None, OFF), ("12.0", ("10.5", "13"), ON), ("12.0", ("10.6", "13"), OFF)],
)
def test_a_benchmark_on_the_limit_of_the_interval_is_in_line(benchmark, other, status):
    other = other and (D(other[0]), D(other[1]))
    assert parity((D(9), D("10.5")), benchmark, other=other).status is status


def test_the_other_limit_counts_where_lower_is_better():
    assert parity((D("9.5"), D(11)), "9.5", better=Better.LOWER).status is ON
    assert parity((D("9.5"), D(11)), "9.4", better=Better.LOWER).status is OFF


def test_without_interval_and_counts_it_is_left_open():
    found = parity(None, "10.5")
    assert (found.status, Reason.COUNTS_NEEDED in found.reasons) == (OPEN, True)


def test_counts_of_a_number_that_is_no_percentage_are_not_taken_for_a_share():
    figures = [desk.figure(2020, 3, numerator=3, denominator=9), desk.figure(2020, 4, area="970")]
    rule = BenchmarkParity(against=AreaFigure(area="970"), in_line="not-significantly-worse")
    found = judge(desk.measure(rule, unit=Unit.RATIO), History(figures), as_of=LATE, period=desk.year(2020))
    assert found.status is OPEN


def test_the_benchmark_of_the_period_before_is_taken_where_the_rule_says_so():
    rule = BenchmarkParity(against=AreaFigure(area="970"), benchmark_of="period-before")
    found = desk.judge(rule, {2020: 60}, england={2019: 55, 2020: 70})
    assert found.status is ON
    assert "60.0% in 2020, against 55.0% in 2019 for England: 5.0 points better than needed." in found.explain()
    assert "the benchmark's period before" in found.reading


@pytest.mark.parametrize("interval", [(D(11), D(10)), (D(11), D(12)), (D(8), D(9))])
def test_an_interval_that_does_not_hold_the_figure_is_refused(interval):
    with pytest.raises(DefinitionError, match="does not hold the figure"):
        desk.figure(2020, 10, interval=interval)


def test_a_threshold_is_met_by_the_figure_whatever_its_interval():
    figures = [desk.figure(2020, 50, interval=(D(40), D(60)))]
    measure = desk.measure(Threshold(at_least=D(50)))
    assert judge(measure, History(figures), as_of=LATE, period=desk.year(2020)).status is ON
