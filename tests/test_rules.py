"""Every rule on the line and one tick either side of it."""

from datetime import date
from decimal import Decimal as D

import attrs
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
    Observed,
    Part,
    Period,
    PeriodKind,
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
)

ON, OFF, RISK, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.AT_RISK, Status.UNDECIDED
LOWER = Better.LOWER


@pytest.mark.parametrize(
    ("rule", "value", "status", "margin"),
    [
        (Threshold(at_least=D(90)), "90.0", ON, "0.0"),
        (Threshold(at_least=D(90)), "89.9", OFF, "-0.1"),
        (Threshold(at_least=D(90)), "89.96", ON, "0.0"),
        (Threshold(at_least=D(90)), "89.94", OFF, "-0.1"),
        (Threshold(at_most=D(3)), "3.0", ON, "0.0"),
        (Threshold(at_most=D(3)), "3.1", OFF, "-0.1"),
        (Threshold(above=D(50)), "50.0", OFF, "0.0"),
        (Threshold(above=D(50)), "50.1", ON, "0.1"),
        (Threshold(below=D(50)), "50.0", OFF, "0.0"),
        (Threshold(below=D(50)), "49.9", ON, "0.1"),
        (Threshold(equals=D(0)), "0", ON, "0.0"),
        (Threshold(equals=D(0)), "0.1", OFF, "-0.1"),
        (Threshold(between=(D(3), D(5))), "3", ON, "0.0"),
        (Threshold(between=(D(3), D(5))), "4", ON, "1.0"),
        (Threshold(between=(D(3), D(5))), "5.1", OFF, "-0.1"),
        (Threshold(at_least=D(90), tolerance=D(5)), "85.0", RISK, "-5.0"),
        (Threshold(at_least=D(90), tolerance=D(5)), "84.9", OFF, "-5.1"),
        (Threshold(at_least=D(90), tolerance=D(5), tolerance_in="percent-of-target"), "85.5", RISK, "-4.5"),
        (Threshold(at_least=D(90), tolerance=D(5), tolerance_in="percent-of-target"), "85.2", OFF, "-4.8"),
    ],
)
def test_a_threshold_is_met_at_its_limit_and_missed_one_tick_beyond(desk, rule, value, status, margin):
    found = desk.judge(rule, {2020: value})
    assert (found.status, str(found.margin)) == (status, margin)


def test_before_its_date_a_threshold_is_not_due_and_after_it_the_last_period_by_then_decides(desk):
    rule = Threshold(equals=D(0), by=date(2023, 12, 31))
    assert desk.judge(rule, {2022: 4}, as_of=date(2023, 12, 31)).reasons[0] is Reason.NOT_DUE
    assert desk.judge(rule, {2022: 4, 2023: 0}, 2022).status is OPEN
    assert desk.judge(rule, {2022: 4, 2023: 0}).status is ON
    assert desk.judge(rule, {2023: 0, 2024: 1}).status is ON
    late = desk.judge(rule, {2023: 1, 2024: 0})
    assert (late.status, late.observed, "1.0% in 2023" in late.explain()) == (OFF, D("1.0"), True)


def test_a_target_once_reached_stays_reached_and_says_that_it_was_not_held(desk):
    rule = Threshold(at_least=D(80), reach=True, by=date(2023, 12, 31))
    found = desk.judge(rule, {2021: 80, 2022: 70}, as_of=date(2023, 8, 1))
    assert found.status is ON
    assert Reason.REACHED_NOT_HELD in found.reasons
    assert desk.judge(rule, {2021: 70, 2022: 75, 2023: 79}).status is OFF
    assert desk.judge(rule, {2021: 70, 2023: 79}).status is OPEN  # nobody knows whether 2022 reached it
    assert desk.judge(rule, {2022: 70, 2023: 70, 2024: 90}).status is OFF  # reached too late


@pytest.mark.parametrize(("counts", "status"), [((5, 5), ON), ((199, 200), OFF), ((0, 0), OPEN), (None, OPEN)])
def test_everyone_is_decided_on_counts_and_not_on_a_rounded_hundred(desk, counts, status):
    more = dict(zip(("numerator", "denominator"), counts, strict=True)) if counts else {}
    value = Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE) if counts == (0, 0) else Quantity.exact(100)
    value = Quantity.exact("99.5") if counts == (199, 200) else value
    history = History([desk.figure(2020, value, **more)])
    found = judge(desk.measure(Everyone(), decimals=0), history, as_of=date(2030, 1, 1), period=desk.year(2020))
    assert found.status is status


def test_a_share_below_a_hundred_is_not_everyone_even_without_counts(desk):
    assert desk.judge(Everyone(), {2020: "99.4"}).status is OFF
    assert desk.judge(Everyone(), {2020: "100"}).reasons == (Reason.COUNTS_NEEDED,)


def test_a_tie_breaks_an_annual_decrease(desk):
    found = desk.judge(AnnualDecrease(), {2019: 16, 2020: 16}, better=LOWER)
    assert (found.status, found.margin) == (OFF, 0)
    assert Reason.NO_CHANGE in found.reasons
    assert desk.judge(AnnualDecrease(strict=False), {2019: 16, 2020: 16}, better=LOWER).status is ON


@pytest.mark.parametrize(
    ("rule", "value", "better"), [(AnnualDecrease(), 0, LOWER), (AnnualIncrease(), 100, Better.HIGHER)]
)
def test_a_tie_at_the_limit_of_the_unit_keeps_a_step(desk, rule, value, better):
    found = desk.judge(rule, {2019: value, 2020: value}, better=better)
    assert found.status is ON
    assert Reason.AT_BOUND in found.reasons


def test_one_rise_breaks_an_annual_decrease_for_good_and_the_explanation_names_it(desk):
    found = desk.judge(AnnualDecrease(), {2018: 10, 2019: 8, 2020: 9, 2021: 7}, better=LOWER)
    assert (found.status, str(found.margin)) == (OFF, "-1.0")
    assert "it did not fall in 2020, with 9.0% after 8.0% in 2019" in found.explain()
    assert desk.judge(AnnualDecrease(scope="latest"), {2019: 8, 2020: 9, 2021: 7}, better=LOWER).status is ON


def test_two_figures_around_an_unknown_one_can_prove_that_a_run_is_broken(desk):
    assert desk.judge(AnnualDecrease(), {2019: 14, 2021: 15}, better=LOWER).status is OFF
    assert desk.judge(AnnualDecrease(), {2019: 14, 2021: "13.9"}, better=LOWER).status is OFF  # no room for two steps
    assert desk.judge(AnnualDecrease(), {2019: 14, 2021: "13.8"}, better=LOWER).status is OPEN


def test_an_answer_proved_around_an_unknown_year_names_the_two_figures(desk):
    found = desk.judge(AnnualDecrease(), {2019: 14, 2021: 15}, better=LOWER)
    assert "cannot have fallen every time from 14.0% in 2019 to 15.0% in 2021" in found.explain()


def test_the_first_step_is_from_the_stated_baseline(desk):
    baseline = Baseline(value=D(54), period=desk.year(2019))
    assert desk.judge(AnnualIncrease(), {2020: 54}, baseline=baseline).status is OFF
    assert desk.judge(AnnualIncrease(), {2020: "54.1"}, baseline=baseline).status is ON


def test_a_stated_baseline_that_is_not_the_published_figure_is_flagged_with_the_figure(desk):
    baseline = Baseline(value=D(16), period=desk.year(2017), rounded=True, source="the plan")
    found = desk.judge(AnnualDecrease(), {2017: "14.96", 2018: "10.26"}, better=LOWER, decimals=2, baseline=baseline)
    assert found.status is ON
    assert Reason.BASELINE_DIFFERS in found.reasons
    assert "14.96%" in found.explain()


def test_a_target_of_its_own_replaces_one_step_only(desk):
    instead = (Instead(period=desk.year(2021), at_least=D(55), reason="a reason"),)
    rule, baseline = AnnualIncrease(instead=instead), Baseline(value=D(68), period=desk.year(2019))
    figures = {2020: 69, 2021: 55, 2022: "55.1"}
    for year, status in ((2020, ON), (2021, ON), (2022, ON)):
        assert desk.judge(rule, figures, year, baseline=baseline).status is status
    assert desk.judge(rule, {**figures, 2021: "54.9"}, 2021, baseline=baseline).status is OFF
    assert desk.judge(rule, {**figures, 2022: 55}, 2022, baseline=baseline).status is OFF


def test_steps_skip_what_nobody_collects_and_say_so(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, not_collected=frozenset({desk.year(2020), desk.year(2021)}))
    found = desk.judge(AnnualIncrease(), {2019: 70, 2022: 71}, calendar=calendar)
    assert found.status is ON
    assert Reason.SPANS_A_GAP in found.reasons
    assert desk.judge(AnnualIncrease(), {2019: 70}, 2020, calendar=calendar).reasons == (Reason.NOT_COLLECTED,)


def test_nothing_compares_across_a_break_and_steps_restart_after_it(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=frozenset({desk.year(2021)}))
    figures = {2019: 70, 2020: 60, 2021: 66, 2022: 67}
    assert desk.judge(AnnualIncrease(), figures, 2020, calendar=calendar).status is OFF
    assert desk.judge(AnnualIncrease(), figures, 2021, calendar=calendar).reasons == (Reason.SERIES_BREAK,)
    after = desk.judge(AnnualIncrease(), figures, 2022, calendar=calendar)
    assert after.status is ON
    assert Reason.RESTARTED in after.reasons


def test_a_quarter_can_be_compared_with_the_same_quarter_of_the_year_before(desk):
    kind = PeriodKind.CALENDAR_QUARTER
    calendar = Calendar(kind=kind)
    values = [30, 20, 25, 40, 31, 21, 26, 41]
    history = History(
        attrs.evolve(desk.figure(2020, value), period=Period(kind, 2020 * 4 + n)) for n, value in enumerate(values)
    )
    measure = desk.measure(QuarterlyIncrease(), calendar=calendar, unit=Unit.COUNT, decimals=0)
    assert judge(measure, history, as_of=date(2030, 1, 1), period=Period(kind, 2021 * 4 + 3)).status is OFF
    seasonal = desk.measure(
        QuarterlyIncrease(against="same-period-last-year"), calendar=calendar, unit=Unit.COUNT, decimals=0
    )
    assert judge(seasonal, history, as_of=date(2030, 1, 1), period=Period(kind, 2021 * 4 + 3)).status is ON


@pytest.mark.parametrize(
    ("rule", "value", "status"),
    [
        (FromBaseline(), "41.0", OFF),
        (FromBaseline(), "41.1", ON),
        (FromBaseline(change=D(5)), "46.0", ON),
        (FromBaseline(change=D(5)), "45.9", OFF),
        (
            FromBaseline(change=D(5), change_in="percent"),
            "43.0",
            OFF,
        ),  # 41 and five percent are 43.05: 43.0 is short of it
        (FromBaseline(change=D(5), change_in="percent"), "43.1", ON),
    ],
)
def test_from_baseline_points_and_percent_are_different_promises(desk, rule, value, status):
    baseline = Baseline(value=D(41), period=desk.year(2019))
    assert desk.judge(rule, {2020: value}, baseline=baseline).status is status


def test_a_rounded_baseline_leaves_what_rounding_hides_undecided(desk):
    baseline = Baseline(value=D(9), period=desk.year(2019), rounded=True)
    for value, status in (("8.4", ON), ("8.5", OPEN), ("9.4", OPEN), ("9.5", OFF)):
        assert desk.judge(FromBaseline(), {2020: value}, better=LOWER, baseline=baseline).status is status


def test_without_a_baseline_a_change_from_it_is_undecided(desk):
    assert desk.judge(FromBaseline(), {2020: 50}).reasons == (Reason.NO_BASELINE,)


ENGLAND = AreaFigure(area="970")


@pytest.mark.parametrize(
    ("rule", "value", "status"),
    [
        (BenchmarkParity(against=ENGLAND), "71.8", ON),
        (BenchmarkParity(against=ENGLAND), "71.7", OFF),
        (BenchmarkParity(against=ENGLAND, strict=True), "71.8", OFF),
        (BenchmarkParity(against=ENGLAND, strict=True), "71.9", ON),
        (BenchmarkParity(against=ENGLAND, met_within=D(1)), "70.8", ON),
        (BenchmarkParity(against=ENGLAND, met_within=D(1)), "70.7", OFF),
    ],
)
def test_parity_is_met_by_equality_unless_better_is_promised(desk, rule, value, status):
    assert desk.judge(rule, {2019: value}, england={2019: "71.8"}).status is status


def test_parity_of_a_lower_is_better_measure_turns_round(desk):
    rule = BenchmarkParity(against=ENGLAND)
    assert desk.judge(rule, {2019: "3.4"}, england={2019: "3.4"}, better=LOWER).status is ON
    assert desk.judge(rule, {2019: "3.5"}, england={2019: "3.4"}, better=LOWER).status is OFF


@pytest.mark.parametrize(("inside", "status"), [(43, ON), (35, OFF)])
def test_parity_by_significance_asks_whether_the_benchmark_is_beyond_the_interval(desk, inside, status):
    """Of 100 cases, Wilson's 95% interval around 43 contains 52, and around 35 does not."""
    rule = BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse")
    own = desk.figure(2020, inside, numerator=inside, denominator=100)
    history = History([own, desk.figure(2020, 52, area="970")])
    assert judge(desk.measure(rule), history, as_of=date(2030, 1, 1), period=desk.year(2020)).status is status


def test_to_remain_better_is_broken_by_one_year_and_presupposes_the_first(desk):
    rule = BenchmarkParity(against=ENGLAND, strict=True, scope="every", from_period=desk.year(2018))
    england = {2018: 50, 2019: 50, 2020: 50}
    assert desk.judge(rule, {2018: 51, 2019: 51, 2020: 51}, england=england).status is ON
    assert desk.judge(rule, {2018: 51, 2019: 50, 2020: 51}, england=england).status is OFF
    never = desk.judge(rule, {2018: 49, 2019: 51, 2020: 51}, england=england)
    assert Reason.PRESUPPOSITION_FAILED in never.reasons


def test_a_missing_benchmark_is_named_as_such(desk):
    found = desk.judge(BenchmarkParity(against=ENGLAND), {2019: 70, 2020: 70}, england={2019: 70})
    assert (found.status, found.reasons) == (OPEN, (Reason.BENCHMARK_MISSING,))


def test_a_mean_leaves_the_area_itself_out_and_wants_its_minimum(desk):
    sets = [AreaSet("near", date(2021, 4, 1), ("937", "a", "b", "c"))]
    figures = [desk.figure(2020, v, area=a) for a, v in (("937", 60), ("a", 50), ("b", 61))]
    history = History(figures, area_sets=sets)
    rule = BenchmarkParity(against=MeanOf(mean_of="near", minimum=2))
    found = judge(desk.measure(rule), history, as_of=date(2030, 1, 1), period=desk.year(2020))
    assert (found.status, found.margin) == (ON, D("4.5"))
    assert Reason.AREAS_MISSING in found.reasons
    strictest = BenchmarkParity(against=MeanOf(mean_of="near", minimum=3))
    assert (
        Reason.TOO_FEW_AREAS
        in judge(desk.measure(strictest), history, as_of=date(2030, 1, 1), period=desk.year(2020)).reasons
    )


def test_another_measure_can_stand_on_the_right_hand_side(desk):
    rule = BenchmarkParity(against=IndicatorFigure(indicator="demand"))
    for demand, status in ((100, ON), (101, OFF)):
        history = History([desk.figure(2020, 100), desk.figure(2020, demand, indicator="demand")])
        measure = desk.measure(rule, unit=Unit.COUNT, decimals=0)
        assert judge(measure, history, as_of=date(2030, 1, 1), period=desk.year(2020)).status is status


def ranked(desk, own, others, rule=None):
    rule = rule or RankImprovement(among="near", from_rank=3, from_of=3)
    areas = tuple("abcdefgh"[: len(others)])
    figures = [desk.figure(2020, own)]
    figures += [desk.figure(2020, v, area=a) for a, v in zip(areas, others, strict=True) if v is not None]
    history = History(figures, area_sets=[AreaSet("near", date(2021, 4, 1), areas)])
    return judge(desk.measure(rule), history, as_of=date(2030, 1, 1), period=desk.year(2020))


def test_a_rank_improves_only_when_somebody_is_strictly_worse(desk):
    assert ranked(desk, 50, [60, 50]).status is OFF  # shares the last place
    assert ranked(desk, 50, [60, 49]).status is ON
    assert ranked(desk, 50, [60, 51]).status is OFF
    (place,) = (fact for fact in ranked(desk, 50, [60, 49]).finding.facts if fact.role == "place")
    assert (place.name, place.code) == ("near", "near")


def test_a_rank_among_fewer_areas_is_compared_as_a_share_and_flagged(desk):
    found = ranked(desk, 50, [60, None])
    assert (found.status, Reason.AREAS_DIFFER in found.reasons) == (
        OFF,
        True,
    )  # last of two is no better than last of three


def test_a_suppressed_neighbour_leaves_a_rank_undecided_only_when_it_matters(desk):
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    assert ranked(desk, 50, [60, hidden]).status is OPEN
    middle = RankImprovement(among="near", from_rank=3, from_of=3)
    assert ranked(desk, 50, [49, hidden], middle).status is ON


def gap(desk, halt, years, not_collected=(), breaks=()):
    figures = [desk.figure(year, 50, group="focus") for year in years]
    figures += [desk.figure(year, 50 + size, group="rest") for year, size in years.items()]
    calendar = Calendar(
        kind=PeriodKind.CALENDAR_YEAR,
        not_collected=frozenset(map(desk.year, not_collected)),
        breaks=frozenset(map(desk.year, breaks)),
    )
    number = Gap(indicator="rate", group="focus", from_group="rest")
    measure = desk.measure(
        HaltThenDecrease(halt=desk.year(halt)), number=number, unit=Unit.POINTS, better=LOWER, calendar=calendar
    )
    return lambda year: judge(measure, History(figures), as_of=date(2040, 1, 1), period=desk.year(year)).status


def test_a_gap_is_halted_and_then_shrinks(desk):
    status = gap(desk, 2020, {2019: 20, 2020: 20, 2021: 19, 2022: 20, 2023: 18})
    assert [status(year) for year in (2019, 2020, 2021, 2022, 2023)] == [OPEN, ON, ON, OFF, ON]
    assert gap(desk, 2020, {2019: 20, 2020: 21})(2020) is OFF
    assert gap(desk, 2020, {2019: 20, 2020: 21, 2021: 15})(2021) is OFF  # it was never halted


def test_a_halt_year_without_figures_starts_at_the_first_comparable_pair(desk):
    years = {2019: 19, 2022: 25, 2023: 24, 2024: 27}
    status = gap(desk, 2021, years, not_collected=(2020, 2021), breaks=(2022,))
    assert [status(year) for year in (2019, 2022, 2023, 2024)] == [OPEN, OPEN, ON, OFF]


def test_one_dip_ends_what_was_to_be_maintained(desk):
    rule = Maintain(at_least=D(75))
    assert desk.judge(rule, {2019: 75, 2020: 80}).status is ON
    found = desk.judge(rule, {2019: "74.9", 2020: 80})
    assert found.status is OFF
    assert "74.9% in 2019" in found.explain()
    assert desk.judge(rule, {2018: 80, 2020: 80}).status is OPEN  # 2019 is unknown
    assert desk.judge(rule, {2018: 60, 2020: 80}, starts=date(2020, 1, 1)).status is ON


def test_a_milestone_is_due_after_its_date_and_lag_and_silence_is_then_missed(desk):
    rule = Milestone(by=date(2023, 12, 31))
    count = {"unit": Unit.COUNT, "decimals": 0}
    assert desk.judge(rule, {2022: 1}, 2022, **count).status is ON
    assert desk.judge(rule, {}, 2023, as_of=date(2024, 6, 1), **count).status is OPEN
    missed = desk.judge(rule, {}, 2023, as_of=date(2024, 7, 1), **count)
    assert (missed.status, missed.reasons[0]) == (OFF, Reason.NOT_REPORTED)
    assert desk.judge(rule, {2023: 0}, **count).status is OFF
    assert desk.judge(rule, {2024: 1}, **count).status is OFF
    open_rule = Milestone(by=date(2023, 12, 31), unreported="undecided")
    assert desk.judge(open_rule, {}, 2023, **count).status is OPEN


@pytest.mark.parametrize(
    ("year", "value", "status"),
    [(2019, 0, OPEN), (2020, 10, ON), (2021, "14.9", RISK), (2021, 15, ON), (2022, "18.9", OFF), (2023, 20, ON)],
)
def test_a_trajectory_lies_on_the_line_between_its_points(desk, year, value, status):
    points = (Point(period=desk.year(2020), value=D(10)), Point(period=desk.year(2022), value=D(20)))
    assert desk.judge(Trajectory(points=points, tolerance=D(1)), {year: value}).status is status


def test_a_stepped_trajectory_keeps_the_last_point(desk):
    points = (Point(period=desk.year(2020), value=D(10)), Point(period=desk.year(2022), value=D(20)))
    assert desk.judge(Trajectory(points=points, between="step"), {2021: 10}).status is ON


def test_all_is_the_worst_and_any_the_best_of_its_parts(desk):
    good, bad, risky = Threshold(at_least=D(1)), Threshold(at_least=D(99)), Threshold(at_least=D(55), tolerance=D(9))
    unknown = BenchmarkParity(against=ENGLAND)
    table = {
        All(of=(good, bad)): OFF,
        All(of=(unknown, bad)): OFF,
        All(of=(unknown, good)): OPEN,
        All(of=(risky, good)): RISK,
        All(of=(risky, unknown)): OPEN,
        Any(of=(good, bad)): ON,
        Any(of=(unknown, good)): ON,
        Any(of=(unknown, bad)): OPEN,
        Any(of=(risky, bad)): RISK,
    }
    for rule, status in table.items():
        assert desk.judge(rule, {2020: 50}).status is status


def test_each_judges_every_part_with_its_own_number(desk):
    rule = Each(
        rule=Threshold(at_least=D(50)),
        over=(Part(name="first"), Part(name="second", number=Observed(indicator="other"))),
    )
    history = History([desk.figure(2020, 60), desk.figure(2020, 40, indicator="other")])
    found = judge(desk.measure(rule), history, as_of=date(2030, 1, 1), period=desk.year(2020))
    assert [part.status for part in found.parts] == [ON, OFF]
    assert found.status is OFF


def test_an_advisory_promise_is_judged_and_never_alerted(desk):
    from wes_rules import Plan

    measure = desk.measure(Advisory(rule=Threshold(at_least=D(99))))
    found = judge(measure, desk.history({2020: 50}), as_of=date(2021, 7, 1))
    assert found.status is OFF
    plan = Plan(id="p", title="P", area="937", measures=(measure,))
    assert alerts_for(plan, [found]) == ()


def test_a_forecast_never_meets_a_target(desk):
    history = History([desk.figure(2020, 99, standing=Standing.FORECAST, published=date(2020, 6, 1))])
    days = (date(2021, 6, 30), date(2021, 7, 1))
    found = [judge(desk.measure(Threshold(at_least=D(50))), history, as_of=day, period=desk.year(2020)) for day in days]
    assert [one.status for one in found] == [OPEN, OPEN]
    assert [one.reasons for one in found] == [(Reason.FORECAST_ONLY,), (Reason.FORECAST_ONLY, Reason.OVERDUE)]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (Threshold, "exactly one"),
        (lambda: Threshold(at_least=D(1), at_most=D(2)), "exactly one"),
        (lambda: Threshold(between=(D(2), D(1))), "lower value"),
        (lambda: Threshold(at_most=D(0), tolerance=D(5), tolerance_in="percent-of-target"), "zero target"),
        (lambda: Instead(period=Period(PeriodKind.CALENDAR_YEAR, 2020)), "exactly one"),
        (lambda: BenchmarkParity(against=ENGLAND, within=D(1)), "within"),
        (lambda: RankImprovement(among="x", from_rank=3, from_of=2), "beyond"),
        (lambda: Trajectory(points=()), "at least one point"),
        (Maintain, "exactly one"),
    ],
)
def test_a_rule_that_makes_no_sense_cannot_be_made(make, says):
    with pytest.raises(DefinitionError, match=says):
        make()


@pytest.mark.parametrize(
    ("rule", "more", "says"),
    [
        (AnnualDecrease(), {}, "one of the two is wrong"),
        (
            AnnualIncrease(),
            {"calendar": Calendar(kind=PeriodKind.CALENDAR_QUARTER)},
            "needs 1 figure a year; the calendar has one every quarter",
        ),
        (Threshold(at_least=D("90.55")), {}, "decimal places"),
        (Threshold(at_least=D(101)), {}, "outside"),
        (FromBaseline(direction="decrease"), {}, "contradicts"),
        (BenchmarkParity(against=ENGLAND), {"better": Better.NONE}, "better"),
        (Milestone(by=date(2023, 1, 1)), {}, "counts"),
    ],
)
def test_a_rule_that_does_not_fit_its_measure_is_refused(desk, rule, more, says):
    with pytest.raises(DefinitionError, match=says):
        desk.measure(rule, **more)


def test_faults_of_all_parts_are_told_each_with_its_part(desk):
    rule = All(of=(Threshold(at_least=D(101)), AnnualDecrease(), Threshold(at_least=D(1))))
    with pytest.raises(DefinitionError) as caught:
        desk.measure(rule)
    assert [one.what.split(":")[0] for one in caught.value.problems] == [
        "threshold (part 1)",
        "annual-decrease (part 2)",
    ]
    each = Each(rule=Threshold(at_least=D("0.5")), over=(Part(name="fine"), Part(name="coarse", decimals=0)))
    with pytest.raises(DefinitionError, match='part "coarse"'):
        desk.measure(each)
    with pytest.raises(DefinitionError, match="share a name: one"):
        Each(rule=Threshold(at_least=D(1)), over=(Part(name="one"), Part(name="one")))


def test_the_parts_of_a_promise_are_judged_for_the_area_that_is_asked_for(desk):
    figures = [desk.figure(2020, 95), desk.figure(2020, 40, area="901")]
    measure = desk.measure(All(of=(Threshold(at_least=D(90)),)))
    found = judge(measure, History(figures), as_of=LATE, area="901", period=desk.year(2020))
    assert (found.status, found.parts[0].area, found.observed) == (Status.OFF_TRACK, "901", D(40))


def test_what_would_have_to_be_true_is_asked_for_the_area_that_is_judged(desk):
    hidden = Quantity.read("c", unit=Unit.COUNT, suppressed_counts=(1, 4))
    figures = [desk.figure(2020, 9), desk.figure(2020, hidden, area="901")]
    measure = desk.measure(Threshold(at_most=D(2)), unit=Unit.COUNT, decimals=0)
    found = judge(measure, History(figures), as_of=LATE, area="901", period=desk.year(2020))
    assert "on track if it is at most 2" in found.explain()


def test_a_value_maintained_on_the_worse_side_is_refused(desk):
    with pytest.raises(DefinitionError, match="one of the two is wrong"):
        desk.measure(Maintain(at_most=D(5)), better=Better.HIGHER)


@pytest.mark.parametrize(
    ("value", "status"), [(D("13.5"), Status.AT_RISK), (D("13.4"), Status.OFF_TRACK), (15, Status.ON_TRACK)]
)
def test_a_warning_may_be_a_share_of_each_periods_target(desk, value, status):
    rule = Trajectory(
        points=(Point(period=desk.year(2020), value=D(15)),), tolerance=D(10), tolerance_in="percent-of-target"
    )
    assert desk.judge(rule, {2020: value}).status is status


def test_of_reports_of_more_than_one_the_first_says_what_is_unclear(desk):
    found = desk.judge(Milestone(by=date(2020, 12, 31)), {2018: 2, 2019: 2}, 2020, unit=Unit.COUNT, decimals=0)
    assert [one.period for one in found.finding if one.role == "reported"] == [desk.year(2018)]
