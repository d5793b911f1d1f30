"""A status is definite only if it would be the same whatever the unknown figures turn out to be."""

from datetime import date
from decimal import Decimal as D
from itertools import product

import attrs
import polars as pl
import pytest
from tests.conftest import LATE

from wes_rules import (
    Advisory,
    All,
    AnnualDecrease,
    AnnualIncrease,
    Any,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    DefinitionError,
    Each,
    Everyone,
    FromBaseline,
    Gap,
    HaltThenDecrease,
    History,
    IndicatorFigure,
    Instead,
    Maintain,
    Marker,
    MeanOf,
    Milestone,
    Part,
    Period,
    PeriodKind,
    Plan,
    QuantileBand,
    Quantity,
    QuarterlyIncrease,
    RankImprovement,
    Reason,
    Standing,
    Status,
    Threshold,
    Unit,
    batch,
    judge,
)

ON, RISK, OFF, OPEN = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.UNDECIDED
QUARTERS = PeriodKind.FINANCIAL_QUARTER
FIRST_QUARTER = Period.parse("2019/20 Q1", QUARTERS)


def between(low, high):
    return Quantity.between(str(low), str(high))


def quarter(desk, number, value):
    """Make a figure of a quarter, counted on from the first one of 2019/20."""
    return attrs.evolve(desk.figure(2020, value), period=FIRST_QUARTER + number)


def test_one_of_two_promises_at_risk_is_not_the_answer_while_the_other_may_be_kept(desk):
    risky = Threshold(at_least=D(75), tolerance=D(5))
    rule = Any(of=(risky, BenchmarkParity(against=AreaFigure(area="970"))))
    assert desk.judge(rule, {2020: 72}, england={2020: between(60, 80)}).status is OPEN
    assert desk.judge(rule, {2020: 72}, england={2020: between(60, 72)}).status is ON
    assert desk.judge(rule, {2020: 72}, england={2020: between(73, 80)}).status is RISK


def test_a_part_that_is_at_risk_at_worst_leaves_a_conjunction_at_risk(desk):
    near = Threshold(at_least=D(75), tolerance=D(10))
    far = Threshold(at_least=D(80), tolerance=D(10))
    assert desk.judge(All(of=(near, far)), {2020: between(74, 79)}).status is RISK
    assert desk.judge(Any(of=(near, far)), {2020: between(72, 74)}).status is RISK


def test_parts_of_parts_keep_what_is_certain(desk):
    near = Threshold(at_least=D(75), tolerance=D(10))
    inner = Any(of=(near, Threshold(at_least=D(90))))
    assert (
        desk.judge(All(of=(inner, Threshold(at_least=D(85), tolerance=D(20)))), {2020: between(74, 76)}).status is RISK
    )


def test_a_target_instead_of_a_step_may_be_missed_within_the_tolerance(desk):
    target = Instead(period=desk.year(2019), at_least=D(50))
    rule = AnnualIncrease(instead=(target,), tolerance=D("0.2"))
    found = desk.judge(rule, {2018: 50, 2019: between(40, 60), 2020: "49.9"})
    # 49.8 in 2019 misses the target by no more than the tolerance, and 49.9 is higher.
    assert found.status is OPEN
    assert desk.judge(rule, {2018: 50, 2019: "49.8", 2020: "49.9"}).status is RISK


def test_a_target_of_its_own_instead_of_a_step_bounds_what_follows(desk):
    target = Instead(period=desk.year(2019), at_least=D(50))
    rule = AnnualIncrease(instead=(target,))
    assert desk.judge(rule, {2018: 60, 2019: between(40, 60), 2020: "55"}).status is OPEN
    assert desk.judge(rule, {2018: 60, 2019: between(40, 60), 2020: "50"}).status is OFF


def test_years_that_cannot_all_have_risen_are_told_also_with_a_tolerance_at_the_limit(desk):
    rule = AnnualIncrease(tolerance=D("0.1"))
    figures = {2017: "99.8", 2018: "99.9", 2020: "99.6"}
    found = desk.judge(rule, {**figures, 2019: between("99.6", "99.9")})
    # Down by 0.3 points in two steps: one of them misses by 0.2 at least.
    assert found.status is OFF
    exact = [desk.judge(rule, {**figures, 2019: one}).status for one in ("99.6", "99.7", "99.8", "99.9")]
    assert set(exact) == {found.status}


def test_seasons_are_runs_of_their_own(desk):
    rule = QuarterlyIncrease(against="same-period-last-year")
    values = (50, 40, 40, 40, between(40, 60), 41, 41, 41, "50.1")
    figures = [quarter(desk, n, value) for n, value in enumerate(values)]
    measure = desk.measure(rule, calendar=Calendar(kind=QUARTERS))
    assert judge(measure, History(figures), as_of=LATE, period=FIRST_QUARTER + 8).status is OFF


@pytest.mark.parametrize("scope", ["latest", "every"])
def test_a_quarter_without_its_fellow_of_the_year_before_is_not_judged_by_another_quarter(desk, scope):
    calendar = Calendar(kind=QUARTERS, not_collected=frozenset({FIRST_QUARTER + 4}))
    rule = QuarterlyIncrease(against="same-period-last-year", scope=scope)
    figures = [quarter(desk, n, 50 + n) for n in (0, 1, 2, 3, 5, 6, 7, 8)]
    found = judge(desk.measure(rule, calendar=calendar), History(figures), as_of=LATE, period=FIRST_QUARTER + 8)
    assert (found.status, Reason.NOT_COLLECTED in found.reasons) == (OPEN, True)


@pytest.mark.parametrize(("start", "status"), [(between(-3, -2), OPEN), (between(-2, -2), ON), (between(-3, -3), OFF)])
def test_a_percentage_over_100_of_a_negative_score_turns_its_bounds_around(desk, start, status):
    rule = FromBaseline(change=D(150), change_in="percent")
    # From -2 by 150% is to +1, from -3 is to +1.5: the lower start asks for more.
    found = desk.judge(rule, {2019: start, 2020: "1.2"}, unit=Unit.SCORE, baseline=Baseline(period=desk.year(2019)))
    assert found.status is status


def test_a_percentage_over_100_asks_least_of_a_start_at_nought(desk):
    rule = FromBaseline(change=D(150), change_in="percent")
    figures = {2019: between(-3, 1), 2020: "1.0"}
    found = desk.judge(rule, figures, unit=Unit.SCORE, baseline=Baseline(period=desk.year(2019)))
    assert found.status is OPEN


def test_a_percentage_of_an_unknown_score_is_unknown_either_way(desk):
    rule = FromBaseline(change=D(150), change_in="percent")
    unknown = Quantity.missing(Unit.SCORE)
    found = desk.judge(rule, {2019: unknown, 2020: 5}, unit=Unit.SCORE, baseline=Baseline(period=desk.year(2019)))
    assert found.status is OPEN


def test_a_milestone_is_not_missed_in_a_period_before_its_day(desk):
    measure = desk.measure(Milestone(by=date(2022, 12, 31)), unit=Unit.COUNT, decimals=0)
    history = History([desk.figure(year, done) for year, done in ((2020, 0), (2021, 0), (2022, 1))])
    found = [judge(measure, history, as_of=LATE, period=desk.year(year)) for year in (2020, 2022)]
    assert [one.status for one in found] == [OPEN, ON]
    assert found[0].reasons[0] is Reason.NOT_DUE


def test_a_figure_for_a_year_that_nobody_collected_is_no_baseline(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, not_collected=frozenset({desk.year(2019)}))
    start = Baseline(period=desk.year(2019))
    found = desk.judge(FromBaseline(), {2019: 50, 2020: 60}, calendar=calendar, baseline=start)
    assert (found.status, found.reasons) == (OPEN, (Reason.NO_BASELINE,))


def test_a_forecast_that_is_out_early_does_not_stand_in_front_of_the_figure_that_is_due(desk):
    early = desk.figure(2021, 80, standing=Standing.FORECAST, published=date(2022, 1, 5))
    found = judge(
        desk.measure(Threshold(at_least=D(75))), History([desk.figure(2020, 70), early]), as_of=date(2022, 2, 1)
    )
    assert (found.period, found.status) == (desk.year(2020), OFF)


def test_half_of_a_gap_that_is_out_early_does_not_stand_in_front_of_the_gap_that_is_due(desk):
    number = Gap(indicator="rate", group="b", from_group="a")
    figures = [
        desk.figure(2019, 70, group="a"),
        desk.figure(2019, 50, group="b"),
        desk.figure(2020, 70, group="a"),
        desk.figure(2020, 40, group="b"),
        desk.figure(2021, 70, group="a", published=date(2022, 1, 5)),
    ]
    measure = desk.measure(AnnualDecrease(), number=number, better=Better.LOWER, unit=Unit.POINTS)
    found = judge(measure, History(figures), as_of=date(2022, 2, 1))
    assert (found.period, found.status) == (desk.year(2020), OFF)


def test_a_stated_baseline_that_was_rounded_stays_within_its_unit(desk):
    start = Baseline(value=D(0), period=desk.year(2019), rounded=True)
    found = desk.judge(FromBaseline(), {2020: 0}, baseline=start)
    assert found.status is OFF
    low = desk.judge(FromBaseline(), {2020: "-9.5"}, unit=Unit.SCORE, baseline=Baseline(value=D(-9), rounded=True))
    assert low.status is OFF


def test_an_unknown_score_of_one_area_need_not_move_the_line_of_a_band(desk):
    near = {"area_sets": [AreaSet("near", date(2020, 1, 1), ("937", "970", "b"))]}
    unknown = desk.figure(2020, Quantity.missing(Unit.SCORE, Marker.SUPPRESSED), area="b")
    for best, status in ((2, ON), (1, OPEN)):
        measure = desk.measure(QuantileBand(among="near", of=3, best=best), unit=Unit.SCORE)
        history = History([desk.figure(2020, 50), desk.figure(2020, 50, area="970"), unknown], **near)
        found = judge(measure, history, as_of=LATE, period=desk.year(2020))
        assert found.status is status
        assert found.explain()


def test_a_milestone_whose_reports_are_hidden_is_open_after_its_day(desk):
    measure = desk.measure(Milestone(by=date(2020, 12, 31)), unit=Unit.COUNT, decimals=0)
    hidden = Quantity.missing(Unit.COUNT, Marker.SUPPRESSED)
    found = judge(measure, History([desk.figure(2020, hidden)]), as_of=LATE, period=desk.year(2020))
    assert (found.status, found.reasons, found.outcomes) == (OPEN, (Reason.SUPPRESSED,), (OFF, ON))


def test_parts_are_judged_for_the_area_and_period_that_are_asked_for(desk):
    rule = All(of=(Threshold(at_least=D(50)), Any(of=(Threshold(at_least=D(60)), Threshold(at_least=D(70))))))
    figures = [desk.figure(2019, 40), desk.figure(2019, 65, area="9"), desk.figure(2020, 40, area="9")]
    found = judge(desk.measure(rule), History(figures), as_of=LATE, area="9", period=desk.year(2019))
    assert (found.status, found.area, found.period) == (ON, "9", desk.year(2019))
    assert [part.area for part in found.parts] == ["9", "9"]


def test_what_it_depends_on_is_worked_out_for_the_area_that_is_asked_for(desk):
    figures = [desk.figure(2020, 90), desk.figure(2020, between(60, 80), area="9")]
    found = judge(
        desk.measure(Threshold(at_least=D(75))), History(figures), as_of=LATE, area="9", period=desk.year(2020)
    )
    assert [str(one) for one in found.turning_points] == [
        "It depends on the figure for 2020: off track if it is at most 74.9% and on track if it is at least 75.0%."
    ]


def test_the_latest_step_against_the_year_before_is_that_of_the_period_asked_for(desk):
    rule = QuarterlyIncrease(against="same-period-last-year", scope="latest")
    measure = desk.measure(rule, calendar=Calendar(kind=QUARTERS))
    figures = [quarter(desk, n, value) for n, value in enumerate((50, 60, 70, 80, 40, 61))]
    found = [judge(measure, History(figures), as_of=LATE, period=FIRST_QUARTER + number).status for number in (4, 5)]
    assert found == [OFF, ON]


@pytest.mark.parametrize(("start", "reason"), [(2017, Reason.RESTARTED), (2018, None), (2019, None)])
def test_a_baseline_counts_after_a_break_only_if_it_lies_after_it(desk, start, reason):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=frozenset({desk.year(2018)}))
    stated = Baseline(value=D(55), period=desk.year(start))
    found = desk.judge(AnnualIncrease(), {2018: 50, 2019: 51, 2020: 52}, calendar=calendar, baseline=stated)
    assert (reason in found.reasons) is (reason is not None)
    assert found.status is (ON if reason else OFF)


def test_a_published_baseline_on_the_edge_of_the_stated_rounding_is_the_same(desk):
    stated = Baseline(value=D(51), period=desk.year(2019))
    for published, differs in (("50.5", False), ("50.4", True), ("51.5", False), ("51.6", True)):
        found = desk.judge(FromBaseline(), {2019: published, 2020: 60}, baseline=stated)
        assert (Reason.BASELINE_DIFFERS in found.reasons) is differs


def test_what_a_threshold_depends_on_has_nothing_to_do_with_a_rounded_baseline(desk):
    start = Baseline(value=D(9), rounded=True)
    found = desk.judge(Threshold(at_least=D(75)), {2020: between(60, 80)}, baseline=start)
    assert len(found.turning_points) == 1


def test_steps_from_a_stated_baseline_without_a_period_start_at_the_first_figure(desk):
    for value, status in ((52, ON), (51, OFF)):
        found = desk.judge(AnnualIncrease(), {2019: value, 2020: 53}, baseline=Baseline(value=D(51)))
        assert found.status is status


def test_each_part_is_a_measure_of_its_own_name(desk):
    rule = Each(rule=Threshold(at_least=D(50)), over=(Part(name="Boys"), Part(name="Girls")))
    assert [part.measure.id for part in desk.judge(rule, {2020: 60}).parts] == ["rate/Boys", "rate/Girls"]


@pytest.mark.parametrize("unit", [Unit.POINTS, Unit.COUNT, Unit.RATIO, Unit.DAYS, Unit.RANK])
def test_a_gap_may_be_negative_whatever_its_unit(desk, unit):
    """A gap that goes from -5 to 0 has not shrunk: 0 is no limit of it."""
    figures = [desk.figure(2019, 40, group="a"), desk.figure(2019, 45, group="b")]
    figures += [desk.figure(2020, 45, group="a"), desk.figure(2020, 45, group="b")]
    number = Gap(indicator="rate", group="b", from_group="a")
    measure = desk.measure(AnnualDecrease(), number=number, unit=unit, decimals=0, better=Better.LOWER)
    found = judge(measure, History(figures), as_of=LATE, period=desk.year(2020))
    assert (found.status, found.reasons) == (OFF, ())


def test_an_unknown_gap_of_counts_has_no_bounds(desk):
    figures = [desk.figure(2020, 5, group="a")]
    number = Gap(indicator="rate", group="b", from_group="a")
    measure = desk.measure(Threshold(at_least=D(-50)), number=number, unit=Unit.COUNT, decimals=0)
    found = judge(measure, History(figures), as_of=LATE, period=desk.year(2020))
    assert (found.status, found.finding.slack.low) == (OPEN, float("-inf"))


def test_a_gap_of_percentages_is_in_points(desk):
    with pytest.raises(DefinitionError, match="percentage-points"):
        desk.measure(Threshold(at_most=D(5)), number=Gap(indicator="rate", group="b", from_group="a"))


@pytest.mark.parametrize(("limit", "status"), [(0, OFF), (1, OPEN), (4, OPEN)])
def test_a_low_count_of_an_unknown_rounding_is_one_or_more(desk, limit, status):
    low = Quantity.read("low", unit=Unit.COUNT)
    found = desk.judge(Threshold(at_most=D(limit)), {2020: low}, unit=Unit.COUNT, decimals=0)
    assert found.status is status


@pytest.mark.parametrize(("limit", "status"), [(0, OFF), (1, OPEN), (2, ON)])
def test_a_low_count_of_a_known_rounding_is_under_half_of_it(desk, limit, status):
    low = Quantity.read("low", unit=Unit.COUNT, rounded_to=D(5))
    found = desk.judge(Threshold(at_most=D(limit)), {2020: low}, unit=Unit.COUNT, decimals=0)
    assert found.status is status


def test_a_mean_of_figures_between_bounds_is_rounded_once(desk):
    """Four figures of at most 50.04 and one of 50.1 may average 50.05: rounded first, they could not."""
    near = AreaSet("near", date(2020, 1, 1), ("a", "b", "c", "d", "e"))
    figures = [desk.figure(2020, between("49.96", "50.04"), area=code) for code in "abcd"]
    figures += [desk.figure(2020, "50.1", area="e"), desk.figure(2020, "50.0")]
    measure = desk.measure(BenchmarkParity(against=MeanOf(mean_of="near")))
    found = judge(measure, History(figures, area_sets=[near]), as_of=LATE, period=desk.year(2020))
    assert found.status is OPEN


def test_the_bounds_of_a_mean_leave_out_an_excluded_end(desk):
    near = AreaSet("near", date(2020, 1, 1), ("a", "b"))
    low = Quantity.read("low", unit=Unit.PERCENT, rounded_to=D("0.1"))
    figures = [desk.figure(2020, low, area=code) for code in "ab"] + [desk.figure(2020, 0)]
    measure = desk.measure(BenchmarkParity(against=MeanOf(mean_of="near"), strict=True), better=Better.LOWER)
    found = judge(measure, History(figures, area_sets=[near]), as_of=LATE, period=desk.year(2020))
    # Both are over 0 and under 0.05, and so is their mean, which rounds to 0.0.
    assert found.status is OFF


SET = AreaSet("near", date(2015, 1, 1), ("937", "a", "b", "c"))
LATER = [
    (RankImprovement(among="near", from_rank=4, from_of=4), Better.HIGHER),
    (BenchmarkParity(against=MeanOf(mean_of="near")), Better.HIGHER),
    (QuantileBand(among="near", of=2), Better.HIGHER),
]


def neighbours(desk, *rows):
    return [desk.figure(year, value, area=area, **more) for area, year, value, more in rows]


@pytest.mark.parametrize(("rule", "better"), LATER)
@pytest.mark.parametrize("day", [date(2021, 1, 1), LATE])
def test_a_member_of_a_set_that_is_late_may_still_decide(desk, rule, better, day):
    """Never on track because a figure is missing: c had one the year before, and may be better or worse."""
    own = {"published": date(2021, 1, 1)}
    figures = neighbours(
        desk,
        ("937", 2020, 50, own),
        ("a", 2020, 51, own),
        ("b", 2020, 49, own),
        ("c", 2019, 40, {}),
        ("a", 2019, 1, {}),
    )
    found = judge(
        desk.measure(rule, better=better), History(figures, area_sets=[SET]), as_of=day, period=desk.year(2020)
    )
    assert found.status is (ON if isinstance(rule, RankImprovement) else OPEN)
    assert (Reason.AREAS_AWAITED in found.reasons, Reason.AREAS_MISSING in found.reasons) == (True, False)
    assert any(
        said in found.explain() for said in ("(2 of 3 areas", "(3 of 4 areas", "of 3 and those awaited with near")
    )


@pytest.mark.parametrize(("rule", "better"), LATER)
def test_a_member_that_never_had_a_figure_or_has_published_none_is_left_out(desk, rule, better):
    figures = neighbours(desk, ("937", 2020, 50, {}), ("a", 2020, 49, {}))
    for more in ([], [desk.figure(2020, Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE), area="c")]):
        history = History([*figures, *more], area_sets=[SET])
        found = judge(desk.measure(rule, better=better), history, as_of=LATE, period=desk.year(2020))
        assert (found.status, Reason.AREAS_AWAITED in found.reasons) == (ON, False)


@pytest.mark.parametrize("late", [0, 1, 2, 3])
@pytest.mark.parametrize("from_of", [2, 3, 4])
@pytest.mark.parametrize("from_rank", [1, 2, 3, 4])
def test_a_rank_with_late_members_is_certain_whatever_they_publish(desk, late, from_of, from_rank):
    """Each late member may publish a better figure, the same, a worse one, or that it has none."""
    if from_rank > from_of:
        pytest.skip("a rank beyond the number of areas is no rank")
    measure = desk.measure(RankImprovement(among="near", from_rank=from_rank, from_of=from_of))
    known = dict(list({"a": 51, "b": 49, "c": 50}.items())[: 3 - late])
    figures = [desk.figure(2020, 50)] + [desk.figure(2019, 50, area=code) for code in "abc"]
    figures += [desk.figure(2020, value, area=code) for code, value in known.items()]
    found = judge(measure, History(figures, area_sets=[SET]), as_of=LATE, period=desk.year(2020)).status
    outcomes = set()
    for values in product((60, 50, 40, Quantity.missing(Unit.PERCENT, Marker.NOT_AVAILABLE)), repeat=late):
        more = [desk.figure(2020, value, area=code) for code, value in zip("cba", values, strict=False)]
        judged = judge(measure, History([*figures, *more], area_sets=[SET]), as_of=LATE, period=desk.year(2020))
        # Where none has a figure there is no rank at all, which decides nothing.
        outcomes |= {judged.status} if Reason.BENCHMARK_MISSING not in judged.reasons else set()
    assert found is (outcomes.pop() if len(outcomes) == 1 and known else OPEN)


STARTED = Baseline(period=Period(PeriodKind.CALENDAR_YEAR, 2019))
STATED = attrs.evolve(STARTED, value=D(50))


@pytest.mark.parametrize("rule", [AnnualDecrease(), AnnualDecrease(scope="latest")])
@pytest.mark.parametrize(
    ("breaks", "baseline"), [((), STARTED), ((), STATED), ((2019,), STARTED), ((2019,), STATED), ((2019,), None)]
)
def test_an_isolated_period_starts_no_run(desk, rule, breaks, baseline):
    calendar = attrs.evolve(
        desk.calendar, isolated=frozenset({desk.year(2019)}), breaks=frozenset(map(desk.year, breaks))
    )
    values = {2019: 50, 2020: 55, 2021: 54}
    first = desk.judge(rule, values, 2020, calendar=calendar, baseline=baseline, better=Better.LOWER)
    assert (first.status, first.reasons) == (OPEN, (Reason.SERIES_BREAK,))
    found = desk.judge(rule, values, 2021, calendar=calendar, baseline=baseline, better=Better.LOWER)
    assert found.status is ON
    assert (Reason.RESTARTED in found.reasons) is (baseline is not None)
    assert {str(one.period) for one in found.observations} == {"2020", "2021"}


@pytest.mark.parametrize("scope", ["every", "latest"])
def test_a_break_on_a_period_that_nobody_collected_restarts_at_the_next_one(desk, scope):
    calendar = attrs.evolve(
        desk.calendar, breaks=frozenset({desk.year(2019)}), not_collected=frozenset({desk.year(2019)})
    )
    rule = AnnualDecrease(scope=scope)
    values = {2018: 40, 2020: 55, 2021: 54, 2022: 56}
    found = {
        year: desk.judge(rule, values, year, calendar=calendar, better=Better.LOWER).status
        for year in (2020, 2021, 2022)
    }
    assert found == {2020: OPEN, 2021: ON, 2022: OFF}


def test_a_break_between_two_periods_with_figures_restarts_at_the_later_one(desk):
    months = PeriodKind.MONTH
    january, september = Period.parse("January 2018", months), Period.parse("September 2019", months)
    calendar = Calendar(kind=months, step=12, anchor=january, breaks=frozenset({september}))
    figures = [
        attrs.evolve(desk.figure(2018, value), period=january + 12 * n) for n, value in enumerate((9, 8, 20, 19))
    ]
    measure = desk.measure(AnnualDecrease(), calendar=calendar, better=Better.LOWER)
    found = [judge(measure, History(figures), as_of=LATE, period=january + 12 * n) for n in (1, 2, 3)]
    assert [one.status for one in found] == [ON, OPEN, ON]
    assert (found[1].reasons, Reason.RESTARTED in found[2].reasons) == ((Reason.SERIES_BREAK,), True)


@pytest.mark.parametrize("marker", [None, Marker.NOT_AVAILABLE])
def test_an_early_no_does_not_answer_for_a_milestone_whose_last_reports_are_missing(desk, marker):
    rule = Milestone(by=date(2023, 12, 31), unreported="undecided")
    silence = {} if marker is None else {year: Quantity.missing(Unit.COUNT, marker) for year in (2022, 2023)}
    found = desk.judge(rule, {2021: 0, **silence}, 2023, unit=Unit.COUNT, decimals=0)
    assert (found.status, Reason.NOT_REPORTED in found.reasons) == (OPEN, True)
    assert desk.judge(rule, {2021: 0, 2022: 0, 2023: 0}, 2023, unit=Unit.COUNT, decimals=0).status is OFF
    missed = attrs.evolve(rule, unreported="missed")
    assert desk.judge(missed, {2021: 0, **silence}, 2023, unit=Unit.COUNT, decimals=0).status is OFF


def test_a_forecast_never_replaces_a_figure(desk):
    figures = [
        desk.figure(2020, 60, published=date(2021, 3, 1)),
        desk.figure(2020, 90, published=date(2021, 4, 1), standing=Standing.FORECAST),
    ]
    measure = desk.measure(Threshold(at_least=D(75)))
    days = (date(2021, 3, 1), date(2021, 4, 1))
    found = [judge(measure, History(figures), as_of=day, period=desk.year(2020)) for day in days]
    assert [one.status for one in found] == [OFF, OFF]
    assert Reason.FORECAST_ONLY not in found[1].reasons


@pytest.mark.parametrize(("unreported", "said"), [("missed", "off_track"), ("undecided", "undecided")])
def test_a_forecast_is_no_report_whatever_counts_as_met(desk, unreported, said):
    rule = Milestone(by=date(2021, 12, 31), at_least=D(2), met_within=D(3), unreported=unreported)
    measure = desk.measure(rule, unit=Unit.COUNT, decimals=0)
    forecast = desk.figure(2021, 2, published=date(2021, 9, 1), standing=Standing.FORECAST)
    found = judge(measure, History([forecast]), as_of=LATE, period=desk.year(2021))
    assert (found.status.value, Reason.NOT_REPORTED in found.reasons) == (said, True)
    row = {"indicator": forecast.indicator, "area": forecast.area, "period": "2021", "value": "2", "standing": "f"}
    frame = pl.DataFrame([{**row, "published": date(2021, 9, 1)}])
    plan = Plan(id="p", title="P", area=forecast.area, measures=(measure,))
    (alike,) = batch.judge(plan, frame, as_of=LATE).to_dicts()
    assert alike["status"] == said


@pytest.mark.parametrize("rule", [Maintain(at_least=D(40)), AnnualIncrease()])
def test_a_period_that_has_only_a_forecast_still_needs_its_figure(desk, rule):
    figures = [desk.figure(2018, 30, standing=Standing.FORECAST), desk.figure(2019, 50), desk.figure(2020, 60)]
    found = judge(desk.measure(rule), History(figures), as_of=LATE, period=desk.year(2020))
    assert (found.status, Reason.OVERDUE in found.reasons) == (OPEN, True)


def test_a_late_figure_after_an_isolated_first_one_still_counts(desk):
    calendar = attrs.evolve(desk.calendar, isolated=frozenset({desk.year(2018)}))
    found = desk.judge(AnnualIncrease(), {2018: 10, 2020: 20, 2021: 30}, 2021, calendar=calendar)
    assert found.status is OPEN


@pytest.mark.parametrize("rule", [AnnualDecrease(), Maintain(at_most=D(70))])
def test_an_earlier_figure_that_is_overdue_is_the_one_that_is_named(desk, rule):
    found = desk.judge(rule, {2018: 60, 2020: 50}, 2020, better=Better.LOWER)
    assert (found.status, Reason.OVERDUE in found.reasons, Reason.STALE in found.reasons) == (OPEN, True, False)
    said = found.explain()
    assert "The figure for 2019 was due on 1 July 2020 and has not come." in said
    assert "The figure for 2020 was due" not in said
    assert "latest figure known" not in said


def test_every_figure_that_is_overdue_is_named_with_its_day(desk):
    said = desk.judge(Maintain(at_least=D(40)), {2018: 60}, 2020).explain()
    assert "The latest figure known is 60.0% in 2018, 2 years earlier." in said
    assert "The figures for 2019 and 2020 are overdue, the first since 1 July 2020." in said


def test_a_member_that_published_that_it_has_no_figure_is_late_as_well(desk):
    none = Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE)
    figures = [desk.figure(2020, 50), desk.figure(2020, 50, area="b"), desk.figure(2019, none, area="a")]
    measure = desk.measure(RankImprovement(among="near", from_rank=4, from_of=5))
    found = judge(measure, History(figures, area_sets=[SET]), as_of=LATE, period=desk.year(2020))
    # Joint last of two, or, with a below, joint first of three.
    assert (found.status, Reason.AREAS_AWAITED in found.reasons) == (OPEN, True)


def test_places_among_another_number_of_areas_are_no_distance(desk):
    """2nd of 2 is no better than 4th of 5, though two places lie between them."""
    figures = [desk.figure(2020, 50), desk.figure(2020, 50, area="b")]
    measure = desk.measure(RankImprovement(among="near", from_rank=4, from_of=5))
    found = judge(measure, History(figures, area_sets=[SET]), as_of=LATE, period=desk.year(2020))
    assert (found.status, found.margin) == (OFF, None)
    assert "better than needed" not in found.explain()


@pytest.mark.parametrize("baseline", [Baseline(value=D(51)), None])
def test_a_run_begins_with_the_plan_also_where_its_first_figure_is_missing(desk, baseline):
    """2016 may have been 0, and then 2017 was a rise; so may 2015, and then 2016 was one."""
    more = {"baseline": baseline, "starts": date(2016, 1, 1), "better": Better.LOWER}
    assert desk.judge(AnnualDecrease(), {2017: 49, 2018: 48}, 2018, **more).status is OPEN
    begun = desk.judge(AnnualDecrease(), {2016: 50, 2017: 49, 2018: 48}, 2018, **more)
    assert begun.status is (ON if baseline else OPEN)
    assert desk.judge(AnnualDecrease(), {2015: 51, 2016: 50, 2017: 49, 2018: 48}, 2018, **more).status is ON
    assert desk.judge(AnnualDecrease(), {2015: 51, 2017: 49, 2018: 48}, 2018, **more).status is OPEN
    assert desk.judge(AnnualDecrease(), {2017: 49, 2018: 49}, 2018, **more).status is OFF


@pytest.mark.parametrize(
    ("figures", "status"), [({2018: 80}, OPEN), ({2017: 80, 2018: 10}, ON), ({2017: 10, 2018: 80}, OFF)]
)
def test_a_figure_of_after_the_day_does_not_show_that_something_was_reached_by_it(desk, figures, status):
    rule = Threshold(at_least=D(75), by=date(2018, 6, 30), reach=True)
    assert desk.judge(rule, figures, 2018).status is status


@pytest.mark.parametrize("unreported", ["missed", "undecided"])
def test_a_year_without_a_report_in_between_may_be_the_one_in_which_it_was_done(desk, unreported):
    rule = Milestone(by=date(2023, 12, 31), unreported=unreported)
    found = desk.judge(rule, {2021: 0, 2023: 0}, 2023, unit=Unit.COUNT, decimals=0)
    assert found.status is (OFF if unreported == "missed" else OPEN)


@pytest.mark.parametrize("more", [{}, {"at_best": "at-risk"}, {"at_best": "at-risk", "met_within": D(1)}])
def test_silence_that_leaves_a_milestone_undecided_does_so_whatever_is_forgiven(desk, more):
    rule = Milestone(by=date(2023, 12, 31), at_least=D(2), unreported="undecided", tolerance=D(3), **more)
    assert desk.judge(rule, {2021: 0, 2023: 0}, 2023, unit=Unit.COUNT, decimals=0).status is OPEN
    all_told = desk.judge(rule, {2021: 0, 2022: 0, 2023: 0}, 2023, unit=Unit.COUNT, decimals=0)
    assert all_told.status is RISK


def test_a_milestone_at_risk_on_either_side_of_its_day_is_at_risk_if_that_is_its_best(desk):
    rule = Milestone(by=date(2023, 6, 30), at_least=D(2), tolerance=D(1), at_best="at-risk")
    found = desk.judge(rule, {2022: 1, 2023: 2}, 2023, unit=Unit.COUNT, decimals=0)
    assert found.status is RISK
    silent = desk.judge(
        attrs.evolve(rule, unreported="undecided"), {2021: 1, 2023: 2}, 2023, unit=Unit.COUNT, decimals=0
    )
    assert silent.status is OPEN


@pytest.mark.parametrize(("rule", "figures", "status"), [
    (Threshold(above=D(90), tolerance=D(1)), {2020: 90}, RISK),
    (Threshold(above=D(90), tolerance=D(1)), {2020: 89}, RISK),
    (Threshold(above=D(90), tolerance=D(1)), {2020: "88.9"}, OFF),
    (Threshold(above=D(90)), {2020: 90}, OFF),
    (AnnualIncrease(tolerance=D(1)), {2019: 90, 2020: 90}, RISK),
    (AnnualIncrease(tolerance=D(1)), {2019: 90, 2020: 89}, RISK),
    (AnnualIncrease(tolerance=D(1)), {2019: 90, 2020: "88.9"}, OFF),
    (AnnualIncrease(tolerance=D(1)), {2019: 100, 2020: 99}, RISK),
    (AnnualIncrease(tolerance=D(1)), {2019: 100, 2020: "98.9"}, OFF),
])  # fmt: skip
def test_a_tolerance_is_as_wide_for_a_strict_promise_as_it_says(desk, rule, figures, status):
    assert desk.judge(rule, figures).status is status


@pytest.mark.parametrize("more", [{"isolated": [2020]}, {"breaks": [2020]}, {"first": True}])
@pytest.mark.parametrize(("value", "status"), [(30, OFF), (50, ON), (between(45, 55), OPEN)])
def test_a_target_of_its_own_counts_also_where_the_period_compares_with_no_other(desk, more, value, status):
    sets = {name: frozenset(map(desk.year, years)) for name, years in more.items() if name != "first"}
    calendar = attrs.evolve(desk.calendar, **sets)
    rule = AnnualIncrease(instead=(Instead(period=desk.year(2020), at_least=D(50), reason="closures"),))
    figures = {2020: value, 2021: 60} if "first" in more else {2019: 40, 2020: value, 2021: 60}
    found = [desk.judge(rule, figures, year, calendar=calendar) for year in (2020, 2021)]
    assert [one.status for one in found] == [status, status]
    if status is OFF:
        assert "the target set for 2020, at least 50.0%, was missed with 30.0% in 2020" in found[1].explain()


def test_an_undated_figure_revises_what_was_published_before_it_was_due(desk):
    first = desk.figure(2020, 95, published=date(2021, 1, 10), standing=Standing.PROVISIONAL)
    measure, history = desk.measure(Threshold(at_least=D(90))), History([first, desk.figure(2020, 85)])
    found = [
        judge(measure, history, as_of=day, period=desk.year(2020)) for day in (date(2021, 6, 30), date(2021, 7, 1))
    ]
    assert [one.status for one in found] == [ON, OFF]


@pytest.mark.parametrize("rule", [rule for rule, _ in LATER])
def test_a_member_with_a_forecast_alone_is_awaited(desk, rule):
    figures = [desk.figure(2020, 50), desk.figure(2020, 50, area="a"), desk.figure(2020, 49, area="b")]
    forecast = desk.figure(2020, 10, area="c", standing=Standing.FORECAST)
    found = judge(
        desk.measure(rule), History([*figures, forecast], area_sets=[SET]), as_of=LATE, period=desk.year(2020)
    )
    assert (Reason.AREAS_AWAITED in found.reasons, Reason.TIED in found.reasons) == (True, False)
    assert found.status is (OPEN if isinstance(rule, BenchmarkParity) else ON)


def test_a_forecast_is_none_of_the_areas_that_a_mean_needs(desk):
    figures = [desk.figure(2020, 50), desk.figure(2020, 40, area="a")]
    figures += [desk.figure(2020, 10, area="b", standing=Standing.FORECAST)]
    measure = desk.measure(BenchmarkParity(against=MeanOf(mean_of="near", minimum=2)))
    assert judge(measure, History(figures, area_sets=[SET]), as_of=LATE, period=desk.year(2020)).status is OPEN


def test_another_indicator_is_of_the_same_group_unless_another_is_named(desk):
    figures = [desk.figure(2020, 60, group="girls")]
    figures += [desk.figure(2020, value, indicator="aim", group=group) for group, value in (("girls", 80), ("all", 50))]
    number = attrs.evolve(desk.measure(Threshold(at_least=D(1))).number, group="girls")
    for group, status in ((None, OFF), ("all", ON)):
        rule = BenchmarkParity(against=IndicatorFigure(indicator="aim", group=group))
        measure = desk.measure(rule, number=number)
        assert judge(measure, History(figures), as_of=LATE, period=desk.year(2020)).status is status


@pytest.mark.parametrize("against", [IndicatorFigure(indicator="aim"), AreaFigure(area="970", group="girls")])
def test_a_gap_is_held_against_the_same_gap_alone(desk, against):
    number = Gap(indicator="rate", group="b", from_group="a")
    with pytest.raises(DefinitionError, match="gap"):
        desk.measure(BenchmarkParity(against=against), number=number, unit=Unit.POINTS)


@pytest.mark.parametrize(("published", "value", "status"), [
    (date(2023, 5, 1), 1, ON), (date(2024, 1, 1), 1, OPEN), (date(2024, 1, 1), 0, OFF),
])  # fmt: skip
def test_the_report_of_the_period_in_which_the_day_lies(desk, published, value, status):
    rule = Milestone(by=date(2023, 6, 30), unreported="undecided")
    figures = [desk.figure(2022, 0), desk.figure(2023, value, published=published)]
    measure = desk.measure(rule, unit=Unit.COUNT, decimals=0)
    assert judge(measure, History(figures), as_of=LATE, period=desk.year(2023)).status is status
    waiting = judge(measure, History(figures[:1]), as_of=date(2023, 7, 2), period=desk.year(2022))
    assert (waiting.status, Reason.NOT_DUE in waiting.reasons) == (OPEN, True)


def test_a_series_that_has_ended_says_nothing_of_a_later_day(desk):
    rule = Milestone(by=date(2023, 12, 31), unreported="undecided")
    calendar = attrs.evolve(desk.calendar, last=desk.year(2019))
    found = desk.judge(rule, {2019: 0}, 2019, unit=Unit.COUNT, decimals=0, calendar=calendar)
    assert found.status is OPEN


@pytest.mark.parametrize("rule", [Threshold(at_most=D(10)), Maintain(at_most=D(10)), AnnualDecrease()])
def test_the_two_figures_of_a_gap_are_of_one_definition(desk, rule):
    figures = [
        desk.figure(year, value, group=group, definition=group)
        for year in (2019, 2020) for group, value in (("a", 45), ("b", 40 + year - 2019))
    ]  # fmt: skip
    number = Gap(indicator="rate", group="b", from_group="a")
    measure = desk.measure(rule, number=number, unit=Unit.POINTS, better=Better.LOWER)
    found = judge(measure, History(figures), as_of=LATE, period=desk.year(2020))
    assert (found.status, found.reasons[0]) == (OPEN, Reason.DEFINITION_DIFFERS)


@pytest.mark.parametrize("rule", [FromBaseline(), AnnualIncrease()])
def test_a_baseline_without_a_period_lies_before_every_break(desk, rule):
    calendar = attrs.evolve(desk.calendar, breaks=frozenset({desk.year(2020)}))
    found = desk.judge(rule, {2020: 60}, calendar=calendar, baseline=Baseline(value=D(41)))
    assert (found.status, found.reasons[0]) == (OPEN, Reason.SERIES_BREAK)


@pytest.mark.parametrize(("interval", "status"), [(None, OFF), ((52, 68), ON), ((58, 62), OFF)])
def test_a_benchmark_is_not_significantly_better_where_its_interval_reaches_wilsons(desk, interval, status):
    ends = None if interval is None else tuple(map(D, interval))
    figures = [desk.figure(2020, 50, numerator=100, denominator=200), desk.figure(2020, 60, area="970", interval=ends)]
    rule = BenchmarkParity(against=AreaFigure(area="970"), in_line="not-significantly-worse", counts="people")
    assert judge(desk.measure(rule), History(figures), as_of=LATE, period=desk.year(2020)).status is status


def test_a_promise_to_remain_better_begins_with_the_plan(desk):
    rule = BenchmarkParity(against=AreaFigure(area="970"), scope="every")
    more = {"starts": date(2018, 1, 1), "england": {2018: 50, 2019: 50, 2020: 50}}
    assert desk.judge(rule, {2020: 60}, **more).status is OPEN
    assert desk.judge(rule, {2018: 55, 2019: 51, 2020: 60}, **more).status is ON


@pytest.mark.parametrize(("counts", "status"), [((200, 200), ON), ((201, 200), OPEN)])
def test_everyone_is_no_more_than_all(desk, counts, status):
    figures = [desk.figure(2020, 1, numerator=counts[0], denominator=counts[1])]
    measure = desk.measure(Everyone(), unit=Unit.RATIO)
    assert judge(measure, History(figures), as_of=LATE, period=desk.year(2020)).status is status


@pytest.mark.parametrize(("rule", "said"), [
    (All(of=(Threshold(at_least=D(1)), Advisory(rule=Threshold(at_least=D(2))))), "for information only would decide"),
    (Any(of=(Advisory(rule=Threshold(at_least=D(2))),)), "for information only would decide"),
    (Threshold(at_least=D(1), by=date(2024, 1, 1)), "after the deadline"),
    (Everyone(by=date(2024, 1, 1)), "after the deadline"),
])  # fmt: skip
def test_what_could_never_be_answered_is_refused(desk, rule, said):
    with pytest.raises(DefinitionError, match=said):
        desk.measure(rule, deadline=date(2023, 12, 31))


def test_a_calendar_of_seven_months_is_no_year(desk):
    calendar = Calendar(kind=PeriodKind.MONTH, step=7, anchor=Period.parse("January 2020", PeriodKind.MONTH))
    with pytest.raises(DefinitionError, match="needs 1 figure a year; the calendar has one every 7 months"):
        desk.measure(AnnualIncrease(), calendar=calendar)


def test_a_figure_that_is_hidden_is_said_with_its_bounds(desk):
    hidden = Quantity.read("c", unit=Unit.COUNT, suppressed_counts=(1, 4))
    found = desk.judge(Threshold(at_most=D(4)), {2020: hidden}, unit=Unit.COUNT, decimals=0)
    assert (found.status, "Between 1 and 4 in 2020" in found.explain()) == (ON, True)
    hidden = Quantity.missing(Unit.COUNT, Marker.SUPPRESSED)
    nothing = desk.judge(Threshold(at_most=D(4)), {2020: hidden}, unit=Unit.COUNT, decimals=0)
    assert "Not known in 2020" in nothing.explain()


def test_a_halt_that_was_never_judged_is_said_to_be_left_out(desk):
    rule = HaltThenDecrease(halt=desk.year(2019))
    calendar = attrs.evolve(desk.calendar, breaks=frozenset({desk.year(2019)}))
    found = desk.judge(rule, {2018: 40, 2019: 50, 2020: 45}, calendar=calendar, better=Better.LOWER)
    assert (found.status, Reason.RESTARTED in found.reasons) == (ON, True)
    judged = desk.judge(rule, {2018: 60, 2019: 50, 2020: 45}, better=Better.LOWER)
    assert (judged.status, judged.reasons) == (ON, ())


def test_one_group_of_a_gap_that_is_published_early_makes_no_period_due(desk):
    figures = [desk.figure(2019, 40, group="b"), desk.figure(2020, 41, group="b", published=date(2021, 2, 1))]
    number = Gap(indicator="rate", group="b", from_group="a")
    measure = desk.measure(Threshold(at_most=D(10)), number=number, unit=Unit.POINTS, better=Better.LOWER)
    assert judge(measure, History(figures), as_of=date(2021, 3, 1)).period == desk.year(2019)
