"""What is counted is what the words name, and what is said of a verdict is true of the data."""

import re
from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from tests.conftest import LATE, Desk

from wes_rules import (
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    Everyone,
    FromBaseline,
    HaltThenDecrease,
    History,
    Inspection,
    Maintain,
    Marker,
    MeanOf,
    Milestone,
    Origin,
    Quantity,
    Reason,
    ShareImproved,
    Status,
    Threshold,
    Unit,
    judge,
)

ON, RISK, OFF, OPEN = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.UNDECIDED
LIKE_ENGLAND = BenchmarkParity(against=AreaFigure(area="970"), in_line="not-significantly-worse")


def test_a_number_rounded_to_five_lies_within_two_and_a_half():
    read = Quantity.read("15", unit=Unit.COUNT, rounded_to=D(5))
    assert (read.low, read.high, read.is_exact) == (D("12.5"), D("17.5"), False)
    assert Quantity.read("0", unit=Unit.COUNT, rounded_to=5).low == 0
    with pytest.raises(DefinitionError, match="7 is no multiple of the 5 it is rounded to"):
        Quantity.read("7", unit=Unit.COUNT, rounded_to=D(5))


def inspected(desk, *rows):
    number = ShareImproved(indicator="school")
    found = [
        Inspection(
            indicator="school",
            area="937",
            unit=unit,
            day=day,
            grade=grade,
            origin=Origin(publication="x"),
            predecessor="".join(more),
        )
        for unit, day, grade, *more in rows
    ]
    judged = judge(
        desk.measure(Everyone(), number=number), History(inspections=found), as_of=LATE, period=desk.year(2010)
    )
    return judged.finding.facts[0].figure.counts


def test_a_unit_that_was_inspected_twice_is_one_unit(desk):
    first = ("a", date(2009, 5, 8), 4)
    assert inspected(desk, first, ("a", date(2010, 1, 22), 3), ("a", date(2010, 5, 11), 2)) == (1, 1)
    assert inspected(desk, first, ("a", date(2010, 1, 22), 2), ("a", date(2010, 5, 11), 3)) == (0, 1)
    assert inspected(desk, ("a", date(2010, 1, 22), 3), ("a", date(2010, 5, 11), 2)) == (1, 1)
    assert inspected(desk, ("a", date(2009, 5, 8), 2), ("a", date(2010, 1, 22), 3), ("a", date(2010, 5, 11), 2)) is None


def test_a_school_and_the_academy_that_it_became_are_one_unit(desk):
    rows = [("a", date(2009, 5, 8), 4), ("a", date(2010, 1, 22), 3), ("b", date(2010, 5, 11), 2, "a")]
    assert inspected(desk, *rows) == (1, 1)


def significance(desk, own, other, *, better=Better.LOWER, rule=LIKE_ENGLAND, earlier=None, **more):
    given = {"value": 4, **own}
    figures = [
        desk.figure(2020, given.pop("value"), **given),
        desk.figure(2020, other.pop("value"), area="970", **other),
        *([desk.figure(2019, 3, area="970", interval=earlier)] if earlier else []),
    ]
    measure = desk.measure(rule, better=better, **more)
    return judge(measure, History(figures), as_of=LATE, period=desk.year(2020))


def test_a_national_point_counts_as_exact_unless_it_has_intervals_in_other_periods(desk):
    own = {"interval": (D("3.5"), D("4.5"))}
    exact = significance(desk, own, {"value": 3})
    assert (exact.status, "a benchmark that never has an interval counts as exact" in exact.reading) == (OFF, True)
    unknown = significance(desk, own, {"value": 3}, earlier=(D("2.7"), D("3.6")))
    assert (unknown.status, unknown.reasons) == (OPEN, (Reason.BENCHMARK_INTERVAL,))
    assert significance(desk, own, {"value": 3, "interval": (D("2.7"), D("3.6"))}).status is ON
    both = attrs.evolve(LIKE_ENGLAND, intervals="both")
    assert significance(desk, own, {"value": 3}, rule=both).status is OPEN
    assert significance(desk, own, {"value": D("3.6")}, rule=both).status is ON
    with pytest.raises(DefinitionError, match="the mean of a set of areas has no interval"):
        attrs.evolve(both, against=MeanOf(mean_of="near"))


def test_an_unknown_interval_holds_its_own_figure(desk):
    assert significance(desk, {"value": 1}, {"value": 0, "interval": (D(0), D(1))}).status is ON
    assert significance(desk, {"value": 2}, {"value": 0, "interval": (D(0), D(1))}).status is OPEN


def test_a_benchmark_that_is_hidden_may_be_beyond_reach_wherever_it_lies(desk):
    own = {"value": 50, "interval": (D(48), D(52))}
    hidden = significance(desk, own, {"value": Quantity.between(60, 70)}, better=Better.HIGHER)
    assert hidden.status is OFF
    assert significance(desk, own, {"value": Quantity.between(51, 70)}, better=Better.HIGHER).status is OPEN


def test_events_are_no_proportion(desk):
    own, england = {"value": 5, "numerator": 5, "denominator": 100}, {"value": D("1.8")}
    unsaid = significance(desk, own, dict(england))
    assert (unsaid.status, unsaid.reasons) == (OPEN, (Reason.COUNTS_UNCLEAR,))
    assert significance(desk, own, dict(england), rule=attrs.evolve(LIKE_ENGLAND, counts="people")).status is OFF
    events = attrs.evolve(LIKE_ENGLAND, counts="events")
    assert significance(desk, own, dict(england), rule=events).status is ON
    assert significance(desk, own, {"value": D("1.6")}, rule=events).status is OFF
    assert "the exact Poisson interval of its events" in events.reading(desk.measure(events))


@pytest.mark.parametrize(
    ("own", "benchmark", "status", "reasons"),
    [
        ({"value": 5, "numerator": 5, "denominator": 100}, "1.8", OPEN, {Reason.COUNTS_UNCLEAR}),
        ({"value": 5, "numerator": 5, "denominator": 100}, "1.6", OFF, set()),
        ({"value": 5, "numerator": 5, "denominator": 100}, "4.8", ON, set()),
        ({"value": 150, "numerator": 15, "denominator": 10}, "80.0", OFF, set()),
        ({"value": 150, "numerator": 15, "denominator": 10}, "90.0", ON, set()),
        ({"value": 7, "numerator": 5, "denominator": 100}, "1.8", OPEN, {Reason.COUNTS_UNCLEAR}),
        ({"value": 5}, "1.8", OPEN, {Reason.COUNTS_NEEDED}),
        ({"value": 5, "numerator": 0, "denominator": 0}, "1.8", OPEN, {Reason.NO_CASES}),
    ],
)
def test_the_rate_of_a_count_is_judged_or_says_why_not(desk, own, benchmark, status, reasons):
    found = significance(desk, own, {"value": D(benchmark)}, unit=Unit.RATIO)
    assert (found.status, set(found.reasons)) == (status, reasons)


def test_a_mean_of_fewer_areas_than_its_minimum_is_no_benchmark(desk):
    rule = BenchmarkParity(against=MeanOf(mean_of="near", minimum=2))
    sets = [AreaSet("near", date(2020, 1, 1), ("a", "b"))]
    for value, better in ((0, Better.LOWER), (100, Better.LOWER), (100, Better.HIGHER)):
        figures = [desk.figure(2020, value), desk.figure(2020, 50, area="a")]
        found = judge(
            desk.measure(rule, better=better), History(figures, area_sets=sets), as_of=LATE, period=desk.year(2020)
        )
        assert (found.status, Reason.TOO_FEW_AREAS in found.reasons) == (OPEN, True)


@pytest.mark.parametrize(("value", "status"), [(3, ON), (2, RISK), (1, OFF)])
def test_a_tolerance_finer_than_a_tick_forgives_a_tie(desk, value, status):
    rule = Threshold(above=D(2), tolerance=D(30), tolerance_in="percent-of-target")
    assert desk.judge(rule, {2020: value}, unit=Unit.COUNT, decimals=0).status is status


def test_a_count_of_homes_is_done_when_there_are_enough(desk):
    more = {"unit": Unit.COUNT, "decimals": 0}
    homes = Milestone(by=date(2020, 12, 31), at_least=D(250))
    assert desk.judge(homes, {2020: 12}, **more).status is OFF
    done = desk.judge(homes, {2020: 250}, **more)
    assert (done.status, "at least 250" in done.explain()) == (ON, True)
    assert desk.judge(homes, {2020: Quantity.between(240, 260)}, **more).status is OPEN


def test_a_count_over_one_is_not_taken_for_done(desk):
    yes_or_no = Milestone(by=date(2020, 12, 31))
    more = {"unit": Unit.COUNT, "decimals": 0}
    assert [desk.judge(yes_or_no, {2020: value}, **more).status for value in (0, 1)] == [OFF, ON]
    found = desk.judge(yes_or_no, {2020: 12}, **more)
    assert (found.status, found.reasons) == (OPEN, (Reason.ENOUGH_NOT_SAID,))
    assert "12 in 2020 is reported, where it was to be done by 31 December 2020" in found.explain()
    assert desk.judge(yes_or_no, {2019: 1, 2020: 12}, 2020, **more).status is ON


def test_reasons_of_a_halt_are_true_of_the_calendar(desk):
    rule, year = HaltThenDecrease(halt=desk.year(2012)), desk.year
    values = {2011: 5, 2012: 4, 2013: 3, 2014: 2}
    skipped = attrs.evolve(desk.calendar, not_collected=frozenset({year(2012)}))
    found = desk.judge(rule, values, 2013, better=Better.LOWER, calendar=skipped)
    assert (found.status, found.reasons) == (OPEN, (Reason.STANDS_IN, Reason.SUBSTITUTED))
    broken = attrs.evolve(desk.calendar, breaks=frozenset({year(2013)}))
    found = desk.judge(rule, values, 2014, better=Better.LOWER, calendar=broken)
    assert (found.status, Reason.SUBSTITUTED in found.reasons, Reason.RESTARTED in found.reasons) == (ON, False, True)
    begun = attrs.evolve(desk.calendar, first=year(2012))
    found = desk.judge(rule, {2012: 4}, 2012, better=Better.LOWER, calendar=begun)
    assert (found.status, found.reasons) == (OPEN, (Reason.NO_PREVIOUS,))


def test_an_isolated_period_hides_no_halt_that_was_missed(desk):
    rule = HaltThenDecrease(halt=desk.year(2012))
    isolated = attrs.evolve(desk.calendar, isolated=frozenset({desk.year(2014)}))
    more = {"better": Better.LOWER, "calendar": isolated}
    values = {2011: 5, 2012: 6, 2013: 4, 2014: 3}
    assert [desk.judge(rule, values, year, **more).status for year in (2013, 2014)] == [OFF, OFF]
    kept = desk.judge(rule, {**values, 2012: 5}, 2014, **more)
    assert (kept.status, kept.reasons) == (OPEN, (Reason.ISOLATED,))


def test_an_isolated_period_after_a_first_one_is_said_to_be_alone(desk):
    more = {"first": desk.year(2012), "isolated": frozenset({desk.year(2013)})}
    calendar = attrs.evolve(desk.calendar, **more)
    rule = HaltThenDecrease(halt=desk.year(2012))
    found = desk.judge(rule, {2012: 1, 2013: 1}, 2013, better=Better.LOWER, calendar=calendar)
    assert (found.status, found.reasons) == (OPEN, (Reason.ISOLATED,))


def defined(desk, *rows, area="937"):
    return [desk.figure(year, value, definition=word, area=area) for year, value, word in rows]


def test_a_second_definition_hides_no_miss(desk):
    rows = defined(desk, (2011, 1, "wide"), (2012, 2, "wide"), (2013, 1, "wide"), (2014, 4, "narrow"))
    halt = desk.measure(HaltThenDecrease(halt=desk.year(2012)), better=Better.LOWER)
    assert judge(halt, History(rows), as_of=LATE, period=desk.year(2014)).status is OFF
    own = defined(desk, (2011, 9, "wide"), (2012, 1, "wide"))
    england = defined(desk, (2011, 1, "narrow"), (2012, 4, "wide"), area="970")
    every = desk.measure(BenchmarkParity(against=AreaFigure(area="970"), scope="every"))
    assert judge(every, History([*own, *england]), as_of=LATE, period=desk.year(2012)).status is OFF


@pytest.mark.parametrize(
    ("counts", "unit", "value", "reason"),
    [
        ({}, Unit.PERCENT, "100", Reason.COUNTS_NEEDED),
        ({"numerator": 201, "denominator": 200}, Unit.RATIO, "1", Reason.COUNTS_CONTRADICT),
        ({}, Unit.RATIO, "1", Reason.COUNTS_NEEDED),
    ],
)
def test_why_not_all_are_known_is_true_of_the_counts(desk, counts, unit, value, reason):
    figures = [desk.figure(2020, value, **counts)]
    found = judge(desk.measure(Everyone(), unit=unit), History(figures), as_of=LATE, period=desk.year(2020))
    assert (found.status, found.reasons) == (OPEN, (reason,))


def test_a_hidden_own_figure_needs_no_counts_to_say_why(desk):
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    found = significance(desk, {"value": hidden}, {"value": 50})
    assert (found.status, found.reasons) == (OPEN, (Reason.SUPPRESSED,))


@pytest.mark.parametrize(
    "rule", [Threshold(at_least=50), FromBaseline(), AnnualIncrease(), Maintain(at_least=50)], ids=lambda one: one.kind
)
@pytest.mark.parametrize("latest", [55, None])
def test_pooled_years_are_called_by_all_of_them_whoever_wrote_them_as_one(rule, latest):
    """The figures, the baseline and the question name the last of three years alone."""
    desk = Desk()
    calendar = Calendar(kind="calendar-year", window=3, lag_months=6)
    figures = {2017: 50, 2018: 51, **({} if latest is None else {2019: latest})}
    measure = desk.measure(rule, calendar=calendar, baseline=Baseline(period=desk.year(2017)))
    found = judge(measure, desk.history(figures), as_of=date(2021, 1, 1), period=desk.year(2019))
    said = re.sub(r"\d+ (?:January|June|July|December) \d{4}", "", found.explain())
    assert "2017 - 2019" in said
    assert re.findall(r"(?<![-\d] )\b20\d\d\b(?! - \d)", said) == []
