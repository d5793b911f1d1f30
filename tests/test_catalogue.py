"""
The edge cases that target systems answer differently, each with the answer given here.

The number in a test's name is the case's number in the catalogue of docs/decisions.md, which also says which cases are
answered otherwise. Cases about files stand with the tests of their reader.
"""

import re
from datetime import date
from decimal import Decimal as D
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from tests.conftest import LATE

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    FromBaseline,
    Gap,
    HaltThenDecrease,
    History,
    Marker,
    MeanOf,
    Observed,
    Period,
    PeriodKind,
    Plan,
    Point,
    Quantity,
    QuarterlyIncrease,
    RankImprovement,
    Reason,
    Standing,
    Status,
    Threshold,
    Trajectory,
    Unit,
    alerts_for,
    judge,
    judge_plan,
    timeline,
)

ON, RISK, OFF, OPEN = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.UNDECIDED
ENGLAND = AreaFigure(area="970")


HERE = Path(__file__).parent
DECISIONS = HERE.parent / "docs" / "decisions.md"


def year(number):
    return Period(PeriodKind.CALENDAR_YEAR, number)


def neighbours(desk, own, others, rule, *, when=2020, better=Better.HIGHER):
    """Judge among as many areas as there are others; None is an area without a figure."""
    areas = [f"n{place}" for place, _ in enumerate(others)]
    figures = [desk.figure(when, v, area=a) for a, v in zip(areas, others, strict=True) if v is not None]
    history = History([*figures, desk.figure(when, own)], area_sets=[AreaSet("near", date(2020, 1, 1), tuple(areas))])
    return judge(desk.measure(rule, better=better), history, as_of=LATE, period=desk.year(when))


@pytest.mark.parametrize(
    ("rule", "better"), [(Threshold(at_least=D(90)), Better.HIGHER), (Threshold(at_most=D(90)), Better.LOWER)]
)
def test_case_01_a_value_exactly_at_target_meets_it(desk, rule, better):
    found = desk.judge(rule, {2020: 90}, better=better)
    assert (found.status, found.margin) == (ON, 0)


def test_case_01_unless_the_text_says_more_than(desk):
    assert desk.judge(Threshold(above=D(90)), {2020: 90}).status is OFF


def test_case_02_in_line_includes_equality_with_a_margin_of_nought(desk):
    found = desk.judge(BenchmarkParity(against=ENGLAND), {2019: "71.8"}, england={2019: "71.8"})
    assert (found.status, found.margin) == (ON, 0)


def test_case_03_in_line_is_by_the_point_unless_said_otherwise_and_the_reading_is_shown(desk):
    by_point = desk.judge(BenchmarkParity(against=ENGLAND), {2019: "68.1"}, england={2019: "68.3"})
    within = BenchmarkParity(against=ENGLAND, met_within=D("0.2"))
    close = desk.judge(within, {2019: "68.1"}, england={2019: "68.3"})
    assert (by_point.status, close.status) == (OFF, ON)
    assert by_point.reading != close.reading
    assert by_point.reading in by_point.explain()


def test_case_04_figures_are_compared_as_they_are_shown(desk):
    assert desk.judge(Threshold(at_least=D(90)), {2020: "89.96"}).status is ON
    assert desk.judge(Threshold(at_least=D(90)), {2020: "89.96"}, decimals=2).status is OFF


def test_case_05_differences_are_exact(desk):
    assert desk.judge(FromBaseline(change=D("0.4")), {2020: "68.6"}, baseline=Baseline(value=D("68.2"))).status is ON


@pytest.mark.parametrize(("value", "points", "percent"), [("11.0", ON, ON), ("15.2", OFF, ON), ("15.3", OFF, OFF)])
def test_case_06_by_5_percent_is_points_or_percent_of_the_value_as_declared(desk, value, points, percent):
    start = Baseline(value=D(16))
    for unit, status in (("points", points), ("percent", percent)):
        rule = FromBaseline(change=D(5), change_in=unit)
        assert desk.judge(rule, {2020: value}, baseline=start, better=Better.LOWER).status is status


def test_case_07_a_tolerance_carries_its_unit(desk):
    points = Threshold(at_least=D(90), tolerance=D(5))
    share = Threshold(at_least=D(90), tolerance=D(5), tolerance_in="percent-of-target")
    assert desk.judge(points, {2020: "85.2"}).status is RISK
    assert desk.judge(share, {2020: "85.2"}).status is OFF
    assert desk.judge(share, {2020: "85.5"}).status is RISK


def test_case_08_a_relative_tolerance_of_a_target_of_nought_is_refused(desk):
    with pytest.raises(DefinitionError, match="percent of a zero target"):
        desk.measure(Threshold(at_most=D(0), tolerance=D(5), tolerance_in="percent-of-target"))


def test_case_09_negative_scores_are_numbers(desk):
    found = desk.judge(AnnualIncrease(), {2019: "-1.00", 2020: "-0.40"}, unit=Unit.SCORE, decimals=2)
    assert (found.status, found.margin) == (ON, D("0.60"))


def test_case_10_a_baseline_already_past_the_target_is_met(desk):
    found = desk.judge(Threshold(at_least=D(75)), {2020: 80}, baseline=Baseline(value=D(78)))
    assert (found.status, found.margin) == (ON, D("5.0"))


def test_case_11_a_halt_is_no_worse_than_before(desk):
    rule = HaltThenDecrease(halt=desk.year(2020))
    assert desk.judge(rule, {2019: 20, 2020: 20}, better=Better.LOWER).status is ON
    assert desk.judge(rule, {2019: 20, 2020: "20.1"}, better=Better.LOWER).status is OFF


def test_case_12_a_late_figure_leaves_no_answer_and_names_the_last_one(desk):
    found = desk.judge(Threshold(at_least=D(75)), {2018: 80}, 2020)
    assert (found.status, found.reasons) == (OPEN, (Reason.OVERDUE, Reason.STALE))
    assert "The latest figure known is 80.0% in 2018, 2 years earlier." in found.explain()
    (alert,) = alerts_for(Plan(id="p", title="P", area="937", measures=(found.measure,)), [found])
    assert alert.kind.value == "overdue"


@pytest.mark.parametrize(
    ("skipped", "said"),
    [
        ([2019, 2020], "3 years earlier (2019 and 2020 were not collected)."),
        ([2020], "3 years earlier (2020 was not collected)."),
        ([2017], "3 years earlier."),
    ],
)
def test_case_12_periods_that_nobody_collected_are_counted_and_named(desk, skipped, said):
    calendar = attrs.evolve(desk.calendar, not_collected=[desk.year(year) for year in skipped])
    found = desk.judge(Threshold(at_least=D(75)), {2018: 80}, 2021, calendar=calendar)
    assert f"The latest figure known is 80.0% in 2018, {said}" in found.explain()


def test_case_13_a_step_over_a_missing_year_is_not_an_annual_step(desk):
    found = desk.judge(AnnualDecrease(scope="latest"), {2018: 16, 2020: 14}, better=Better.LOWER)
    assert found.status is OPEN


def test_case_14_a_cancelled_collection_is_nobodys_failure(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, not_collected=frozenset({year(2020), year(2021)}))
    found = desk.judge(AnnualDecrease(), {2019: 16}, 2020, calendar=calendar, better=Better.LOWER)
    assert (found.status, found.reasons) == (OPEN, (Reason.NOT_COLLECTED,))
    assert alerts_for(Plan(id="p", title="P", area="937", measures=(found.measure,)), [found]) == ()
    after = desk.judge(AnnualDecrease(), {2019: 16, 2022: 15}, calendar=calendar, better=Better.LOWER)
    assert Reason.SPANS_A_GAP in after.reasons


def test_case_15_nothing_over_time_compares_across_a_break_and_parity_within_the_year_stands(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=frozenset({year(2022)}))
    fell = desk.judge(AnnualIncrease(scope="latest"), {2021: "71.8", 2022: "66.0"}, calendar=calendar)
    assert (fell.status, Reason.SERIES_BREAK in fell.reasons) == (OPEN, True)
    level = desk.judge(BenchmarkParity(against=ENGLAND), {2022: 66}, england={2022: 65}, calendar=calendar)
    assert level.status is ON


def test_case_16_a_period_that_cannot_be_judged_gives_no_answer(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, not_collected=frozenset({year(2021)}))
    assert desk.judge(Threshold(at_least=D(70)), {2021: "74.9"}, calendar=calendar).status is OPEN


def test_case_17_a_suppressed_figure_decides_only_where_every_value_agrees(desk):
    hidden = Quantity.read("c", unit=Unit.COUNT, suppressed_counts=(1, 4))
    counts = {"unit": Unit.COUNT, "decimals": 0}
    assert desk.judge(Threshold(at_most=D(5)), {2020: hidden}, **counts).status is ON
    unsure = desk.judge(Threshold(at_most=D(3)), {2020: hidden}, **counts)
    assert (unsure.status, unsure.reasons) == (OPEN, (Reason.SUPPRESSED,))
    assert "on track if it is at most 3" in unsure.explain()


def test_case_18_low_is_nearly_nought(desk):
    low = Quantity.read("low", unit=Unit.PERCENT, rounded_to=D("0.1"))
    assert desk.judge(Threshold(below=D(1)), {2020: low}).status is ON


def test_case_19_not_applicable_is_no_nought_and_no_alert(desk):
    found = desk.judge(Threshold(at_most=D(5)), {2020: Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE)})
    assert (found.status, found.reasons) == (OPEN, (Reason.NOT_APPLICABLE,))
    assert alerts_for(Plan(id="p", title="P", area="937", measures=(found.measure,)), [found]) == ()
    mean = neighbours(
        desk,
        50,
        [60, Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE)],
        BenchmarkParity(against=MeanOf(mean_of="near")),
    )
    assert mean.required.endswith("60.0%")


@pytest.mark.parametrize(
    ("standing", "status", "reason"),
    [
        (Standing.FORECAST, OPEN, Reason.FORECAST_ONLY),
        (Standing.PROVISIONAL, ON, Reason.PROVISIONAL),
        (Standing.ESTIMATE, ON, Reason.ESTIMATE),
        (Standing.REVISED, ON, Reason.REVISED),
    ],
)
def test_case_20_the_standing_of_a_figure_is_carried_and_a_forecast_meets_nothing(desk, standing, status, reason):
    history = History([desk.figure(2020, 80, standing=standing)])
    found = judge(desk.measure(Threshold(at_least=D(75))), history, as_of=LATE, period=desk.year(2020))
    assert (found.status, found.reasons[0]) == (status, reason)


def test_case_21_a_final_figure_changes_the_verdict_from_its_day_on(desk):
    early, late = date(2021, 3, 1), date(2021, 9, 1)
    history = History(
        [
            desk.figure(2020, 76, standing=Standing.PROVISIONAL, published=early),
            desk.figure(2020, 74, standing=Standing.REVISED, published=late),
        ]
    )
    first, second = timeline(desk.measure(Threshold(at_least=D(75))), history, until=date(2021, 12, 31))
    assert [(one.day, one.judgement.status) for one in (first, second)] == [(early, ON), (late, OFF)]
    assert second.moved == ("own figure",)


def test_case_22_a_revision_of_the_benchmark_alone_is_named(desk):
    early, late = date(2021, 3, 1), date(2021, 9, 1)
    history = History(
        [
            desk.figure(2020, 76, published=early),
            desk.figure(2020, 75, area="970", published=early, standing=Standing.PROVISIONAL),
            desk.figure(2020, 77, area="970", published=late, standing=Standing.REVISED),
        ]
    )
    *_, last = timeline(desk.measure(BenchmarkParity(against=ENGLAND)), history, until=date(2021, 12, 31))
    assert (last.judgement.status, last.moved) == (OFF, ("970",))


def test_case_23_an_older_benchmark_does_not_stand_in(desk):
    rule = BenchmarkParity(against=ENGLAND)
    history = History([desk.figure(2020, 76, published=date(2021, 1, 10)), desk.figure(2019, 70, area="970")])
    found = judge(desk.measure(rule), history, as_of=date(2021, 1, 15), period=desk.year(2020))
    assert (found.status, found.reasons) == (OPEN, (Reason.BENCHMARK_PENDING,))


def test_case_24_a_halt_year_without_figures_starts_at_the_first_comparable_pair(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, not_collected=frozenset({year(2021)}))
    gaps = {2022: "24.9", 2023: "24.1", 2024: "27.5", 2025: "30.0"}
    rule = HaltThenDecrease(halt=desk.year(2021))
    found = [desk.judge(rule, gaps, when, calendar=calendar, better=Better.LOWER).status for when in (2023, 2024, 2025)]
    assert found == [ON, OFF, OFF]


def test_case_25_a_gap_that_closes_because_the_others_fell_says_so(desk):
    figures = [
        desk.figure(when, value, group=group)
        for when, group, value in [(2019, "a", 70), (2019, "b", 50), (2020, "a", 60), (2020, "b", 49)]
    ]
    measure = desk.measure(
        AnnualDecrease(),
        number=Gap(indicator="rate", group="b", from_group="a"),
        unit=Unit.POINTS,
        better=Better.LOWER,
    )
    found = judge(measure, History(figures), as_of=LATE, period=desk.year(2020))
    assert (found.status, Reason.LEVELLING_DOWN in found.reasons, found.observed) == (ON, True, D("11.0"))


def test_case_26_joint_last_is_not_an_improvement_on_last(desk):
    rule = RankImprovement(among="near", from_rank=3, from_of=3)
    tied = neighbours(desk, 40, [50, 40], rule)
    assert (tied.status, Reason.TIED in tied.reasons) == (OFF, True)
    assert neighbours(desk, 41, [50, 40], rule).status is ON


def test_case_27_a_rank_among_fewer_areas_is_a_share_and_flagged(desk):
    rule = RankImprovement(among="near", from_rank=9, from_of=11)
    found = neighbours(desk, 40, [*range(50, 57), 30, 20, None], rule)
    assert Reason.AREAS_DIFFER in found.reasons
    assert found.status is (ON if Fraction(8, 10) < Fraction(9, 11) else OFF)


def test_case_28_a_set_of_neighbours_is_pinned_by_its_name_and_day(desk):
    rule = RankImprovement(among="near", from_rank=3, from_of=3)
    found = neighbours(desk, 40, [50, 30], rule)
    assert found.measure.rule.among == "near"
    with pytest.raises(DefinitionError, match='unknown area set "nearer"'):
        neighbours(desk, 40, [50, 30], attrs.evolve(rule, among="nearer"))


def test_case_29_the_number_of_areas_travels_with_the_rank(desk):
    assert (
        "rank 2 of 3 with near"
        in neighbours(desk, 40, [50, 30], RankImprovement(among="near", from_rank=3, from_of=3)).explain()
    )


def test_case_30_a_tie_breaks_reduce_annually_and_keeps_maintain_or_reduce(desk):
    tie = {2019: 16, 2020: 16}
    strict = desk.judge(AnnualDecrease(), tie, better=Better.LOWER)
    assert (strict.status, Reason.NO_CHANGE in strict.reasons) == (OFF, True)
    assert desk.judge(AnnualDecrease(strict=False), tie, better=Better.LOWER).status is ON


@pytest.mark.parametrize(
    ("rule", "value", "better"), [(AnnualDecrease(), 0, Better.LOWER), (AnnualIncrease(), 100, Better.HIGHER)]
)
def test_case_31_what_can_go_no_further_keeps_the_promise(desk, rule, value, better):
    found = desk.judge(rule, {2019: value, 2020: value}, better=better)
    assert (found.status, Reason.AT_BOUND in found.reasons) == (ON, True)


def test_case_32_a_series_that_never_changes_is_judged_and_has_no_trend(desk):
    found = desk.judge(Threshold(at_least=D(90)), dict.fromkeys(range(2010, 2021), 100))
    assert (found.status, found.evidence.movement.value) == (ON, "none")


def test_case_36_each_period_is_judged_by_the_target_in_force(desk):
    rule = Trajectory(
        points=(Point(period=desk.year(2019), value=D(70)), Point(period=desk.year(2020), value=D(80))), between="step"
    )
    figures = {2019: 75, 2020: 75}
    assert [desk.judge(rule, figures, when).status for when in (2019, 2020)] == [ON, OFF]


@pytest.mark.parametrize(("count", "movement"), [(4, "insufficient"), (5, "improving")])
def test_case_38_four_points_are_no_trend(desk, count, movement):
    figures = {2020 - count + n + 1: 50 + n for n in range(count)}
    assert desk.judge(AnnualIncrease(), figures).evidence.movement.value == movement


def test_case_39_the_slope_is_said_with_the_exact_probability(desk):
    found = desk.judge(AnnualIncrease(), {2013 + n: 50 + n for n in range(8)})
    assert "Trend: improving" in found.explain()
    assert "rising by 1.0 points a year (exact Mann-Kendall test, S = 28, p < 0.001)" in found.explain()


@pytest.mark.parametrize(("value", "counts"), [(100, (20, 20)), (0, (0, 20))])
def test_case_40_all_or_none_of_the_cases_has_an_interval_like_any_other(desk, value, counts):
    own = desk.figure(2020, value, numerator=counts[0], denominator=counts[1])
    rule = BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse")
    history = History([own, desk.figure(2020, 90, area="970")])
    found = judge(desk.measure(rule), history, as_of=LATE, period=desk.year(2020))
    assert found.status is (ON if value else OFF)


def test_case_41_without_an_interval_significance_is_left_open(desk):
    rule = BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse")
    found = desk.judge(rule, {2020: 60}, england={2020: 90})
    assert (found.status, found.reasons) == (OPEN, (Reason.COUNTS_NEEDED,))


def test_case_42_windows_that_overlap_have_a_status_and_no_evidence(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, window=3)
    found = desk.judge(AnnualIncrease(), {2010 + n: 50 + n for n in range(11)}, calendar=calendar)
    assert (found.status, Reason.OVERLAPPING in found.reasons) == (ON, True)
    assert found.evidence.movement.value == "insufficient"


def test_case_43_a_quarter_is_compared_with_the_one_before_or_that_of_a_year_before_as_declared(desk):
    calendar = Calendar(kind=PeriodKind.FINANCIAL_QUARTER)
    first = Period(PeriodKind.FINANCIAL_QUARTER, 8080)
    values = (50, 40, 60, 70, 55)
    figures = [attrs.evolve(desk.figure(2020, value), period=first + n) for n, value in enumerate(values)]
    found = [
        judge(
            desk.measure(QuarterlyIncrease(against=against, scope="latest"), calendar=calendar),
            History(figures),
            as_of=LATE,
            period=first + 4,
        ).status
        for against in ("previous", "same-period-last-year")
    ]
    assert found == [OFF, ON]


@pytest.mark.parametrize(("value", "status"), [("59.9", OFF), (60, ON)])
def test_case_44_and_46_between_two_milestones_the_line_decides_and_says_so(desk, value, status):
    rule = Trajectory(points=(Point(period=desk.year(2018), value=D(50)), Point(period=desk.year(2022), value=D(70))))
    found = desk.judge(rule, {2020: value})
    assert (found.status, Reason.INTERPOLATED in found.reasons) == (status, True)
    assert desk.judge(rule, {2017: 50}).reasons == (Reason.NOT_DUE,)


def test_case_47_a_figure_is_late_only_after_its_publication_lag(desk):
    rule = Threshold(at_least=D(75), by=date(2020, 12, 31))
    assert desk.judge(rule, {2019: 70}, 2020, as_of=date(2021, 3, 1)).reasons == (Reason.AWAITING_PUBLICATION,)
    assert desk.judge(rule, {2019: 70}, 2020, as_of=date(2021, 9, 1)).reasons[0] is Reason.OVERDUE


@pytest.mark.parametrize(("value", "status"), [(79, OFF), (80, ON), (90, ON), (91, OFF)])
def test_case_48_a_range_can_be_missed_on_either_side(desk, value, status):
    assert desk.judge(Threshold(between=(D(80), D(90))), {2020: value}, better=Better.IN_BAND).status is status


def test_case_49_a_polarity_is_never_guessed(desk):
    with pytest.raises(DefinitionError, match="which"):
        desk.measure(FromBaseline(), better=Better.NONE, baseline=Baseline(value=D(5)))


def test_case_51_two_definitions_are_two_measures_and_do_not_mix(desk):
    history = History(
        [desk.figure(2020, "90.0", indicator="without-exceptions"), desk.figure(2020, "89.2", indicator="with")]
    )
    found = [
        judge(
            desk.measure(Threshold(at_least=D(90)), number=Observed(indicator=which)),
            history,
            as_of=LATE,
            period=desk.year(2020),
        ).status
        for which in ("without-exceptions", "with")
    ]
    assert found == [ON, OFF]


def test_case_53_a_tiny_number_of_cases_is_judged_as_worded_and_is_no_evidence(desk):
    found = desk.judge(AnnualIncrease(), {2018: 69, 2019: 83, 2020: 92})
    assert (found.status, found.evidence.movement.value) == (ON, "insufficient")


@pytest.mark.parametrize(("value", "status"), [("70.0", ON), ("69.9", RISK), ("60.0", RISK), ("59.9", OFF)])
def test_case_55_the_edge_of_a_band_belongs_to_the_better_one(desk, value, status):
    assert desk.judge(Threshold(at_least=D(70), tolerance=D(10)), {2020: value}).status is status


def test_case_56_the_same_figures_give_the_same_alert_key(desk):
    found = desk.judge(Threshold(at_least=D(75)), {2020: 70})
    plan = Plan(id="p", title="P", area="937", measures=(found.measure,))
    first, second = ([one.key for one in alerts_for(plan, [found])] for _ in range(2))
    assert first == second == ["p/rate/937/off_track"]


def test_case_57_a_verdict_has_no_memory(desk):
    rule = Threshold(at_least=D(75))
    assert [desk.judge(rule, {2018: 74, 2019: 75, 2020: 74}, when).status for when in (2018, 2019, 2020)] == [
        OFF,
        ON,
        OFF,
    ]


def test_case_58_a_future_period_is_not_due(desk):
    found = desk.judge(Threshold(at_least=D(75)), {2019: 80}, 2021, as_of=date(2020, 9, 1))
    assert (found.status, found.reasons) == (OPEN, (Reason.AWAITING_PUBLICATION,))


def test_case_59_reduce_from_a_baseline_and_reduce_annually_are_two_promises(desk):
    start, figures = Baseline(value=D(16), period=desk.year(2017)), {2018: 14, 2019: 15}
    since = desk.judge(FromBaseline(), figures, baseline=start, better=Better.LOWER)
    annual = desk.judge(AnnualDecrease(), figures, baseline=start, better=Better.LOWER)
    assert (since.status, annual.status) == (ON, OFF)


def test_case_60_a_plan_is_counted_by_status_and_nothing_undecided_is_green(desk):
    measures = tuple(
        desk.measure(Threshold(at_least=D(limit)), id=name, number=Observed(indicator=name))
        for name, limit in (("a", 70), ("b", 90), ("c", 70))
    )
    history = History([desk.figure(2020, 80, indicator="a"), desk.figure(2020, 80, indicator="b")])
    found = judge_plan(Plan(id="p", title="P", area="937", measures=measures), history, as_of=date(2021, 12, 1))
    assert [one.status for one in found] == [ON, OFF, OPEN]


def test_case_62_a_stated_baseline_is_used_and_the_published_one_shown_with_its_verdict(desk):
    start = Baseline(value=D(16), period=desk.year(2017))
    found = desk.judge(FromBaseline(), {2017: "14.96", 2020: "15.50"}, baseline=start, better=Better.LOWER, decimals=2)
    assert (found.status, Reason.BASELINE_DIFFERS in found.reasons) == (ON, True)
    assert "14.96% in 2017; judged from that one it would be off track." in found.explain()


def test_case_62_a_verdict_that_would_be_the_same_from_the_published_baseline_is_so_as_well(desk):
    start = Baseline(value=D(14), period=desk.year(2017))
    found = desk.judge(FromBaseline(), {2017: "14.96", 2020: "15.50"}, baseline=start, better=Better.LOWER, decimals=2)
    assert "14.96% in 2017; judged from that one it would be off track as well." in found.explain()


def test_every_case_of_the_catalogue_has_a_test_or_a_decision():
    names = re.findall(
        r"def test_case_(\d+)(?:_and_(\d+))?_", "".join(one.read_text() for one in HERE.glob("test_*.py"))
    )
    tested = {int(number) for pair in names for number in pair if number}
    section = DECISIONS.read_text().partition("## Cases answered otherwise")[2].partition("\n## ")[0]
    decided = {int(number) for case in re.findall(r"\*\*([\d, ]+):", section) for number in case.split(",")}
    assert tested | decided == set(range(1, 63))
    assert not tested & decided
