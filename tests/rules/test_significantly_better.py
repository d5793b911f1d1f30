"""Significantly better than a benchmark: beyond its 95% interval, on the better side."""

from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    AreaFigure,
    BenchmarkParity,
    Better,
    DefinitionError,
    History,
    Marker,
    Quantity,
    Status,
    Unit,
    judge,
)
from wes_rules.rules.significance import intervals_of
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.values.quantity import Span

desk = Desk()
ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED
BETTER = BenchmarkParity(against=AreaFigure(area="970"), in_line="significantly-better")
WORSE = attrs.evolve(BETTER, in_line="not-significantly-worse")


def own(value, **more):
    return desk.figure(2020, value, **more)


def england(value, **more):
    return desk.figure(2020, value, area="970", **more)


def found(rule, *figures, better=Better.HIGHER):
    history = History(figures, names={"970": "England"})
    return judge(desk.measure(rule, better=better), history, as_of=LATE, period=desk.year(2020))


@pytest.mark.parametrize(
    ("figure", "benchmark", "status"),
    [
        # The published interval touches the benchmark, or lies a tick above it.
        (own(60, interval=(D(50), D(70))), england(50), OFF),
        (own(60, interval=(D("50.1"), D(70))), england(50), ON),
        # As good as the benchmark, and worse than it.
        (own(50, interval=(D(45), D(55))), england(50), OFF),
        (own(40, interval=(D(35), D(45))), england(50), OFF),
        # Two intervals that touch, and that do not.
        (own(60, interval=(D(55), D(65))), england(50, interval=(D(45), D(55))), OFF),
        (own(60, interval=(D("55.1"), D(65))), england(50, interval=(D(45), D(55))), ON),
        # Wilson's interval of 120 of 200 is 53.1 to 66.5.
        (own(60, numerator=120, denominator=200), england(53), ON),
        (own(60, numerator=120, denominator=200), england("53.2"), OFF),
    ],
)
def test_the_interval_has_to_lie_on_the_better_side(figure, benchmark, status):
    people = attrs.evolve(BETTER, counts="people")
    assert found(people, figure, benchmark).status is status


def test_against_a_benchmark_that_counts_as_exact_its_interval_decides_nothing_and_is_not_said():
    # Fingertips calls 62.2 to 72.3 better than England's 72.7 (72.2 to 73.2), where lower is better.
    figures = own("67.1", interval=(D("62.2"), D("72.3"))), england("72.7", interval=(D("72.2"), D("73.2")))
    alone = attrs.evolve(BETTER, intervals="own-alone")
    assert found(BETTER, *figures, better=Better.LOWER).status is OFF
    judged = found(alone, *figures, better=Better.LOWER)
    assert judged.status is ON
    assert "against 72.7% for England, significantly better at 95%" in judged.explain()
    assert "its benchmark counts as exact" in judged.reading
    # A benchmark that has an interval in another period is no less exact.
    other = desk.figure(2019, 50, area="970", interval=(D(45), D(55)))
    assert found(alone, figures[0], england("72.4"), other, better=Better.LOWER).status is ON


def test_where_nobody_says_what_the_counts_are_of_both_intervals_have_to_agree():
    # The exact Poisson interval of 120 events in 200 is 49.7 to 71.7.
    figure = own(60, numerator=120, denominator=200)
    assert [found(BETTER, figure, england(value)).status for value in ("49.6", 52, "53.2")] == [ON, OPEN, OFF]


def test_without_interval_and_counts_it_is_undecided_if_the_figure_is_better_and_off_track_if_not():
    assert [found(BETTER, own(60), england(value)).status for value in (50, 60, 70)] == [OPEN, OFF, OFF]


def test_it_says_both_figures_with_their_intervals():
    figure = own(60, interval=(D("55.1"), D(65)))
    said = found(BETTER, figure, england(50)).explain()
    assert "60.0% in 2020 (95% interval 55.1% to 65.0%), against 50.0% for England" in said
    assert "significantly better at 95%" in said
    said = found(BETTER, figure, england(58)).explain()
    assert "not significantly better at 95%" in said


def test_only_the_intervals_that_the_test_went_by_are_said():
    """The counts of a benchmark are not used: it counts as exact, or its interval has to be published."""
    figure, counted = own(40, numerator=40, denominator=100), england(50, numerator=5000, denominator=10000)
    people = attrs.evolve(WORSE, counts="people")
    assert (
        "(95% interval, Wilson 30.94% to 49.80%), against 50.0% (5,000 of 10,000) for England, significantly worse at 95%."
        in (found(people, figure, counted).explain())
    )
    both = found(attrs.evolve(people, intervals="both"), figure, counted)
    assert both.status is OPEN
    assert "against 50.0% (5,000 of 10,000) for England.\n" in both.explain()


def test_how_the_test_of_the_judged_period_came_out_is_not_how_that_of_an_earlier_one_did():
    rule = attrs.evolve(WORSE, scope="every", intervals="both")
    missed = [
        desk.figure(2019, 40, interval=(D(37), D(43))),
        desk.figure(2019, 50, area="970", interval=(D(49), D(51))),
    ]
    passed = found(rule, *missed, own(49, interval=(D(45), D(53))), england(50, interval=(D(49), D(51))))
    assert "against 50.0% for England (95% interval 49.0% to 51.0%), not significantly worse at 95%; last missed" in (
        passed.explain()
    )
    unknown = found(rule, *missed, own(40), england(50, interval=(D(49), D(51))))
    assert (passed.status, unknown.status) == (OFF, OFF)
    assert "significantly worse at 95%;" not in unknown.explain()


def test_what_is_near_enough_moves_the_benchmark():
    figure = own(60, interval=(D(50), D(70)))
    assert found(attrs.evolve(BETTER, met_within=D(1)), figure, england(50)).status is ON
    assert found(attrs.evolve(BETTER, tolerance=D(1)), figure, england(50)).status is Status.AT_RISK


@given(
    st.one_of(st.integers(0, 40), st.none()),
    st.integers(0, 100),
    st.one_of(st.none(), st.tuples(st.integers(0, 20), st.integers(0, 20))),
    st.sampled_from((None, "people", "events")),
    st.sampled_from(("own", "both", "own-alone")),
)
def test_it_is_significantly_worse_where_the_other_way_is_better(cases, benchmark, around, counts, intervals):
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    counted = {} if cases is None else {"numerator": cases, "denominator": 40}
    figure = own(hidden if cases is None else D(cases) * 100 / 40, **counted)
    ends = (
        {} if around is None else {"interval": (D(max(0, benchmark - around[0])), D(min(100, benchmark + around[1])))}
    )
    theirs, more = england(benchmark, **ends), {"counts": counts, "intervals": intervals}
    better = found(attrs.evolve(BETTER, **more), figure, theirs).status
    mirrored = found(attrs.evolve(WORSE, **more), figure, theirs, better=Better.LOWER).status
    assert better is {ON: OFF, OFF: ON, OPEN: OPEN}[mirrored]


@pytest.mark.parametrize(("within", "status"), [(D("0.9"), OFF), (D(1), ON)])
def test_the_interval_of_a_benchmark_moves_by_what_is_near_enough_and_one_that_touches_is_in_line(within, status):
    """By hand: of 52 (50 to 54) one less is 51 (49 to 53), which 45 (40 to 49) touches; of lower is better the mirror."""
    theirs, worse = england(52, interval=(D(50), D(54))), own(45, interval=(D(40), D(49)))
    assert found(attrs.evolve(WORSE, met_within=within), worse, theirs).status is status
    higher = own(59, interval=(D(55), D(64)))
    assert found(attrs.evolve(WORSE, met_within=within), higher, theirs, better=Better.LOWER).status is status


@pytest.mark.parametrize(
    ("inside", "counts", "kinds"),
    [
        (19, None, ["wilson", "poisson"]),
        (20, None, ["wilson", "poisson"]),
        (21, None, ["poisson"]),
        (20, "people", ["wilson"]),
        (20, "events", ["poisson"]),
        (21, "people", ["poisson"]),
    ],
)
def test_all_of_twenty_may_be_people_and_twenty_one_are_events(inside, counts, kinds):
    figure = Figure(Span(inside * 50, inside * 50), counts=(inside, 20))
    assert [one.kind.value for one in intervals_of(figure, Words(Unit.PERCENT, 1), counts)] == kinds


@pytest.mark.parametrize(("value", "status"), [("50.1", ON), (50, ON), ("49.9", OPEN)])
def test_without_interval_and_counts_a_figure_within_the_interval_of_the_benchmark_is_in_line(value, status):
    """Whatever its own interval may be, it holds the figure."""
    assert found(WORSE, own(value), england(55, interval=(D(50), D(60)))).status is status
    mirrored = found(WORSE, own(100 - D(value)), england(45, interval=(D(40), D(50))), better=Better.LOWER)
    assert mirrored.status is status


def test_a_strict_test_is_refused():
    with pytest.raises(DefinitionError, match="strict parity is judged as a point"):
        attrs.evolve(BETTER, strict=True)


@pytest.mark.parametrize(
    ("rule", "value", "interval", "said"),
    [
        (BETTER, 60, (50, 70), "better, but not by more than chance"),
        (BETTER, 60, (55, 65), "better by more than chance"),
        (BETTER, 50, (45, 55), "equal"),
        (BETTER, 40, (30, 60), "worse"),
        (WORSE, 40, (30, 60), "worse, but not by more than chance"),
        (WORSE, 40, (35, 45), "worse by more than chance"),
        (WORSE, 60, (55, 65), "10.0 points better than the target"),
        (attrs.evolve(WORSE, met_within=D(6)), 40, (35, 45), "worse, but not by enough to count as missed"),
        (attrs.evolve(WORSE, tolerance=D(6)), 40, (35, 45), "worse by more than chance"),
        (attrs.evolve(BETTER, met_within=D(6)), 51, (49, 53), "better"),
        (attrs.evolve(BETTER, at_best="at-risk"), 60, (55, 65), "better by more than chance"),
        (attrs.evolve(WORSE, at_best="at-risk"), 40, (30, 60), "worse, but not by more than chance"),
    ],
)
def test_a_row_says_what_the_test_has_found(rule, value, interval, said):
    judged = found(rule, own(value, interval=tuple(map(D, interval))), england(50))
    assert judged.row.margin_words == said
    assert judged.explain().count("chance") == 0


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            attrs.evolve(WORSE, met_within=D(6)),
            "not significantly worse at 95% than what is near enough to count as met.",
        ),
        (attrs.evolve(WORSE, met_within=D(1)), "significantly worse at 95%."),
        (attrs.evolve(WORSE, tolerance=D(6)), "significantly worse at 95%, by no more than the tolerance."),
        (attrs.evolve(WORSE, tolerance=D(1)), "significantly worse at 95%."),
        (WORSE, "significantly worse at 95%."),
    ],
)
def test_an_explanation_says_whether_a_distance_decided_the_test(rule, said):
    assert f"for England, {said}" in found(rule, own(40, interval=(D(35), D(45))), england(50)).explain()
