"""The sentences people read, word for word: found, requirement and reading of each kind of rule."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

from wes_rules import (
    All,
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    Each,
    Everyone,
    FromBaseline,
    Gap,
    HaltThenDecrease,
    History,
    Instead,
    Maintain,
    Marker,
    MeanOf,
    Milestone,
    Part,
    Period,
    PeriodKind,
    Point,
    Quantity,
    QuarterlyDecrease,
    RankImprovement,
    Reason,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)
from wes_rules.values.days import said_day
from wes_rules.values.quantity import Span

ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED
LOWER = Better.LOWER
ENGLAND = AreaFigure(area="970")
YEAR = 2020


def said(found):
    return found.explain().splitlines()[1], found.required, found.reading


def base(value, year=2019, **more):
    return Baseline(value=D(value), period=Period(PeriodKind.CALENDAR_YEAR, year), **more)


@pytest.mark.parametrize(
    ("rule", "values", "more", "sentence", "required", "reading"),
    [
        (
            Threshold(at_least=D(90)), {2020: "88.5"}, {},
            "88.5% in 2020, target at least 90.0%: 1.5 points short.", "at least 90.0%", "at least 90.0%; equality meets the limit",
        ),
        (
            Threshold(above=D(50)), {2020: 50}, {},
            "50.0% in 2020, target above 50.0%: equal to the target, which is not enough.", "above 50.0%", "above 50.0%; equality does not meet the limit",
        ),
        (
            Threshold(below=D(50), by=date(2020, 12, 31)), {2020: 40}, {},
            "40.0% in 2020, target below 50.0% by 31 December 2020: 10.0 points better than the target.", "below 50.0% by 31 December 2020",
            "below 50.0%; equality does not meet the limit; not due before 31 December 2020 has passed, and then the last period that ended by then decides",
        ),
        (
            Threshold(between=(D(3), D(5)), tolerance=D(1)), {2020: "5.5"}, {},
            "5.5% in 2020, target between 3.0% and 5.0%: 0.5 points over the limit.", "between 3.0% and 5.0%",
            "between 3.0% and 5.0%, the limits included; a miss of up to 1.0 points is at risk",
        ),
        (
            Threshold(at_least=D(80), reach=True), {2019: 81, 2020: 79}, {},
            "79.0% in 2020, target at least 80.0%; reached with 81.0% in 2019: 1.0 points better than the target.", "at least 80.0%",
            "at least 80.0%; equality meets the limit; once reached is reached, even when it is not held",
        ),
        (
            AnnualDecrease(), {2019: 16, 2020: 15}, {"better": LOWER},
            "15.0% in 2020, after 16.0% in 2019: 1.0 points better than the target.", "below 16.0%",
            "every period since the first on file is lower than the one before; a tie breaks it, except at the limit of the unit",
        ),
        (
            AnnualIncrease(strict=False, scope="latest"), {2019: 16, 2020: 15}, {},
            "15.0% in 2020, after 16.0% in 2019: 1.0 points short.", "at least 16.0%",
            "the latest period is no lower than the one before",
        ),
        (
            AnnualDecrease(strict=False), {2018: 15, 2019: 16, 2020: 15}, {"better": LOWER},
            "15.0% in 2020, after 16.0% in 2019; it rose in 2019, with 16.0% after 15.0% in 2018: 1.0 points above the target.",
            "at most 15.0%", "every period since the first on file is no higher than the one before",
        ),
        (
            AnnualIncrease(tolerance=D("0.5"), instead=(Instead(period=Period(PeriodKind.CALENDAR_YEAR, 2019), at_least=D(62), reason="COVID"),)),
            {2018: 50, 2019: 60, 2020: 61}, {},
            ("61.0% in 2020, after 60.0% in 2019; the target set for 2019, at least 62.0%, was missed with 60.0% in 2019: "
             "2.0 points short."), "at least 62.0%",
            ("every period since the first on file or with a target of its own is higher than the one before; a tie breaks it, except at the limit of the unit; "
            "the target for 2019 is at least 62.0% instead (COVID); a miss of up to 0.5 points is at risk"),
        ),
        (
            AnnualIncrease(instead=(Instead(period=Period(PeriodKind.CALENDAR_YEAR, 2020), at_least=D(55), reason="COVID", author="cabinet"),)),
            {2019: 60, 2020: 54}, {},
            "54.0% in 2020, target at least 55.0%, set for that period only: 1.0 points short.", "at least 55.0%",
            ("every period since the first on file or with a target of its own is higher than the one before; a tie breaks it, except at the limit of the unit; "
            "the target for 2020 is at least 55.0% instead (COVID, cabinet)"),
        ),
        (
            AnnualIncrease(), {2020: 42}, {"baseline": base(41, rounded=True, source="the plan")},
            "42.0% in 2020, after between 40.5% and 41.5% in 2019 (as stated by the plan).", "above a figure between 40.5% and 41.5%",
            "every period since the baseline is higher than the one before; a tie breaks it, except at the limit of the unit",
        ),
        (
            FromBaseline(), {2020: 40}, {"baseline": base(41, source="the plan")},
            "40.0% in 2020, from a baseline of 41.0% in 2019 (as stated by the plan): 1.0 points short.", "above 41.0%",
            "the latest figure is on the better side of the baseline; a tie is no change; not every year",
        ),
        (
            FromBaseline(change=D(1)), {2020: 20}, {"baseline": base(21), "better": LOWER},
            "20.0% in 2020, from a baseline of 21.0% in 2019, where at most 20.0% is asked for: exactly met.", "at most 20.0%",
            "the latest figure is better than the baseline by at least 1.0 points, once, not every year",
        ),
        (
            FromBaseline(change=D(10), change_in="percent", direction="decrease"), {2020: 19}, {"baseline": base(20), "better": Better.NONE},
            "19.0% in 2020, from a baseline of 20.0% in 2019, where at most 18.0% is asked for: 1.0 points over the limit.", "at most 18.0%",
            "the latest figure is better than the baseline by at least 10% of the baseline, once, not every year",
        ),
        (FromBaseline(), {2020: 40}, {}, "40.0% in 2020; no baseline is known.", "",
         "the latest figure is on the better side of the baseline; a tie is no change; not every year"),
        (
            BenchmarkParity(against=ENGLAND), {2020: 70}, {"england": {2020: 71}},
            "70.0% in 2020, against 71.0% for England: 1.0 points short.", "at least 71.0%",
            "in line with the benchmark or better, equality is in line; same group, same period, both at the measure's precision",
        ),
        (
            BenchmarkParity(against=ENGLAND, strict=True, scope="every"), {2019: 70, 2020: 72}, {"england": {2019: 71, 2020: 71}},
            "72.0% in 2020, against 71.0% for England; last missed with 70.0% in 2019, against 71.0% for England: 1.0 points short.",
            "above 71.0%",
            ("better than the benchmark, equality is not enough; in every period since the first on file; same group, same period, "
            "both at the measure's precision"),
        ),
        (
            BenchmarkParity(against=ENGLAND, met_within=D(2)), {2020: 70}, {"england": {2020: 71}},
            "70.0% in 2020, against 71.0% for England: 1.0 points short, which is near enough to count as met.",
            "at least 71.0%, or within 2.0 points",
            "in line with the benchmark or better, equality is in line; same group, same period, both at the measure's precision; a miss of up to 2.0 points counts as met",
        ),
        (
            BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse"), {2020: 70}, {"england": {2020: 71}},
            "70.0% in 2020, against 71.0% for England.", "not significantly worse than 71.0%",
            "not significantly worse at 95% (the published interval, or else Wilson's, of events the exact Poisson interval) is in line; a benchmark that never has an interval counts as exact; same group, same period, both at the measure's precision",
        ),
        (
            Maintain(at_least=D(75)), {2019: 70, 2020: 80}, {},
            "80.0% in 2020, where at least 75.0% was to be maintained; last missed with 70.0% in 2019: 5.0 points short.",
            "at least 75.0% in every period", "at least 75.0% in every period since the first on file; one dip breaks it, and equality keeps it",
        ),
        (
            Maintain(at_most=D(5), since=Period(PeriodKind.CALENDAR_YEAR, 2020)), {2019: 70, 2020: 4}, {"better": LOWER},
            "4.0% in 2020, where at most 5.0% was to be maintained: 1.0 points better than needed.",
            "at most 5.0% in every period", "at most 5.0% in every period since 2020; one dip breaks it, and equality keeps it",
        ),
        (
            HaltThenDecrease(halt=Period(PeriodKind.CALENDAR_YEAR, 2019)), {2018: 20, 2019: 20, 2020: 19}, {"better": LOWER},
            "19.0% in 2020; before the halt it was 20.0% in 2018; the level to fall below is 20.0% in 2019: 1.0 points better than the target.",
            "below 20.0%",
            ("in 2019 no larger than the comparable period before; after it the first and the latest figure are below that level; "
            "a halt period without figures is replaced by the first comparable one"),
        ),
        (
            HaltThenDecrease(halt=Period(PeriodKind.CALENDAR_YEAR, 2020)), {2019: 20, 2020: 21}, {"better": LOWER},
            "21.0% in 2020; before the halt it was 20.0% in 2019: 1.0 points above the target.", "at most 20.0%",
            ("in 2020 no larger than the comparable period before; after it the first and the latest figure are below that level; "
            "a halt period without figures is replaced by the first comparable one"),
        ),
        (
            Trajectory(points=(Point(period=Period(PeriodKind.CALENDAR_YEAR, 2019), value=D(10)), Point(period=Period(PeriodKind.CALENDAR_YEAR, 2021), value=D(20)))),
            {2020: 14}, {}, "14.0% in 2020, target at least 15.0%: 1.0 points short.", "at least 15.0%",
            "between stated targets the target is on a straight line, at the precision of the figures; equality meets it",
        ),
        (
            Trajectory(points=(Point(period=Period(PeriodKind.CALENDAR_YEAR, 2020), value=D(15)),), tolerance=D(10), tolerance_in="percent-of-target"),
            {2020: D("13.5")}, {}, "13.5% in 2020, target at least 15.0%: 1.5 points short.", "at least 15.0%",
            ("between stated targets the target is on a straight line, at the precision of the figures; equality meets it; "
            "a miss of up to 10% of the target is at risk"),
        ),
        (
            Trajectory(points=(Point(period=Period(PeriodKind.CALENDAR_YEAR, 2021), value=D(20)),), between="step"),
            {2020: 14}, {"better": LOWER}, "14.0% in 2020, no target yet.", "",
            "between stated targets the target is at the last stated one; equality meets it",
        ),
    ],
)  # fmt: skip
def test_each_kind_says_what_it_found_what_it_needs_and_how_it_reads(
    desk, rule, values, more, sentence, required, reading
):
    assert said(desk.judge(rule, values, **more)) == (sentence, required, reading)


COUNT = {"unit": Unit.COUNT, "decimals": 0}


@pytest.mark.parametrize(
    ("rule", "values", "sentence"),
    [
        (Milestone(by=date(2020, 12, 31)), {2019: 1}, "Reported as done in 2019, on or before 31 December 2020."),
        (Milestone(by=date(2020, 12, 31)), {2020: 1}, "Reported as done in 2020, on or before 31 December 2020."),
        (
            Milestone(by=date(2020, 12, 30)),
            {2020: 1},
            "Reported as done, 1 in 2020, in a period that ends after 30 December 2020.",
        ),
        (
            Milestone(by=date(2020, 12, 31)),
            {2020: 0},
            "Not done by 31 December 2020: the report for 2020, the period with that day, is 0.",
        ),
    ],
)
def test_a_milestone_says_when_it_was_done_or_that_it_was_not(desk, rule, values, sentence):
    found = desk.judge(rule, values, 2020, **COUNT)
    assert said(found)[:2] == (sentence, f"done by {said_day(rule.by)}")


def test_a_milestone_says_what_silence_means(desk):
    missed, unknown = Milestone(by=date(2020, 1, 1)), Milestone(by=date(2020, 1, 1), unreported="undecided")
    assert (
        missed.reading(desk.measure(missed, **COUNT))
        == "done on or before 1 January 2020; 1 says that it is done; silence after the date and its report's lag is missed"
    )
    assert unknown.reading(desk.measure(unknown, **COUNT)).endswith("is undecided")


def test_everyone_says_how_many_and_by_when(desk):
    history = History([desk.figure(2020, 90, numerator=9, denominator=10)])
    found = judge(
        desk.measure(Everyone(by=date(2020, 12, 31))), history, as_of=date(2030, 1, 1), period=desk.year(2020)
    )
    assert said(found)[:2] == (
        "90.0% (9 of 10) in 2020, where all are needed: 1 case short.",
        "all by 31 December 2020",
    )


def test_a_benchmark_known_between_bounds_is_required_where_every_value_decides_alike(desk):
    """What was off track stood without a target: by hand, (95 + 0) / 2 and (95 + 100) / 2, and 40% is below both."""
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    figures = [desk.figure(2020, value, area=area) for area, value in (("937", 40), ("a", 95), ("b", hidden))]
    sets = [AreaSet("near", date(2021, 4, 1), ("a", "b"), title="our neighbours")]
    rule = BenchmarkParity(against=MeanOf(mean_of="near"))
    found = judge(desk.measure(rule), History(figures, area_sets=sets), as_of=date(2030, 1, 1), period=desk.year(2020))
    assert (found.row.required, found.row.required_of) == (
        "at least a figure between 47.5% and 97.5%",
        "the mean of our neighbours",
    )


def test_a_mean_says_how_many_areas_it_is_made_of(desk):
    sets = [AreaSet("near", date(2021, 4, 1), ("a", "b", "c"))]
    figures = [desk.figure(2020, value, area=area) for area, value in (("937", 60), ("a", 50), ("b", 61))]
    rule = BenchmarkParity(against=MeanOf(mean_of="near"))
    found = judge(desk.measure(rule), History(figures, area_sets=sets), as_of=date(2030, 1, 1), period=desk.year(2020))
    assert (
        said(found)[0]
        == "60.0% in 2020, against 55.5% for the mean of near (2 of 3 areas have a figure): 4.5 points better than needed."
    )


def test_a_mean_averages_published_figures_before_it_rounds(desk):
    """At whole percent, 50.4 and 50.4 average 50.4, which rounds to 50; rounding first would give the same, 0.5s would not."""
    sets = [AreaSet("near", date(2021, 4, 1), ("a", "b", "c"))]
    figures = [
        desk.figure(2020, value, area=area)
        for area, value in (("937", 50), ("a", "50.5"), ("b", "50.5"), ("c", "50.2"))
    ]
    rule = BenchmarkParity(against=MeanOf(mean_of="near"))
    found = judge(
        desk.measure(rule, decimals=0), History(figures, area_sets=sets), as_of=date(2030, 1, 1), period=desk.year(2020)
    )
    assert found.required == "at least 50%"


def test_a_rank_says_its_place_its_ties_and_who_is_missing(desk):
    sets = [AreaSet("near", date(2021, 4, 1), ("a", "b", "c"))]
    figures = [desk.figure(2020, value, area=area) for area, value in (("937", 60), ("a", 60), ("b", 50))]
    rule = RankImprovement(among="near", from_rank=3, from_of=4)
    found = judge(desk.measure(rule), History(figures, area_sets=sets), as_of=date(2030, 1, 1), period=desk.year(2020))
    assert said(found)[:2] == (
        "60.0% in 2020: rank 1 (shared) of 3 with near, to improve on 3 of 4; 1 of its areas has no figure.",
        "better than 3 of 4",
    )
    assert set(found.reasons) == {Reason.TIED, Reason.AREAS_DIFFER, Reason.AREAS_MISSING}


def test_quarters_fall_when_they_are_to_fall(desk):
    kind = PeriodKind.CALENDAR_QUARTER
    for values, status in (([5, 4, 3], ON), ([5, 4, 4], OFF), ([3, 4, 3], OFF)):
        history = History(
            attrs.evolve(desk.figure(2020, value), period=Period(kind, 8080 + n)) for n, value in enumerate(values)
        )
        measure = desk.measure(QuarterlyDecrease(), calendar=Calendar(kind=kind), better=LOWER, **COUNT)
        assert judge(measure, history, as_of=date(2030, 1, 1), period=Period(kind, 8082)).status is status


def test_a_baseline_from_before_a_break_does_not_compare_and_one_from_it_does(desk):
    for year, reasons in ((2019, (Reason.SERIES_BREAK,)), (2020, ())):
        calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=frozenset({desk.year(2020)}))
        assert desk.judge(FromBaseline(), {2021: 50}, calendar=calendar, baseline=base(40, year)).reasons == reasons


def test_an_isolated_year_compares_with_no_other_and_is_passed_over(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, isolated=frozenset({desk.year(2020)}))
    values = {2019: 50, 2020: 90, 2021: 51}
    assert desk.judge(AnnualIncrease(), values, 2020, calendar=calendar).reasons == (Reason.ISOLATED,)
    assert desk.judge(AnnualIncrease(), values, 2021, calendar=calendar).status is ON
    assert desk.judge(FromBaseline(), values, 2020, calendar=calendar, baseline=base(40)).reasons == (
        Reason.ISOLATED,
        Reason.BASELINE_DIFFERS,
    )
    parity = desk.judge(BenchmarkParity(against=ENGLAND), values, 2020, calendar=calendar, england={2020: 80})
    assert parity.status is ON  # within one year parity stays valid


def test_a_halt_without_a_comparable_year_before_starts_with_phase_two(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=frozenset({desk.year(2020)}))
    rule = HaltThenDecrease(halt=desk.year(2020))
    values = {2019: 10, 2020: 20, 2021: 19}
    assert desk.judge(rule, values, 2020, calendar=calendar, better=LOWER).status is OPEN
    assert desk.judge(rule, values, 2021, calendar=calendar, better=LOWER).status is ON


def test_the_first_of_a_series_has_nothing_before_it_and_one_before_the_baseline_is_not_asked(desk):
    assert desk.judge(AnnualIncrease(), {2020: 50}).reasons == (Reason.NO_PREVIOUS,)
    assert desk.judge(AnnualIncrease(), {2018: 50}, baseline=base(40)).reasons == (Reason.NO_RULE,)
    assert desk.judge(FromBaseline(), {2019: 50}, baseline=base(40)).reasons == (Reason.NO_RULE,)


def test_a_run_without_a_baseline_starts_with_the_last_figure_before_the_plan(desk):
    starts = date(2020, 1, 1)
    values = {2017: 90, 2018: 80, 2019: 50, 2020: 51}
    assert desk.judge(AnnualIncrease(), values, starts=starts).status is ON
    assert desk.judge(AnnualIncrease(), values).status is OFF


@pytest.mark.parametrize(("benchmark", "status"), [("52.7", ON), ("52.8", OFF)])
def test_the_interval_of_wilson_is_exact_to_the_tick(desk, benchmark, status):
    """Wilson's 95% interval of 43 of 100 ends just under 52.8 percent."""
    rule = BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse", counts="people")
    history = History([desk.figure(2020, 43, numerator=43, denominator=100), desk.figure(2020, benchmark, area="970")])
    assert judge(desk.measure(rule), history, as_of=date(2030, 1, 1), period=desk.year(2020)).status is status


def test_each_names_its_parts(desk):
    rule = Each(rule=Threshold(at_least=D(1)), over=(Part(name="Boys"), Part(name="Girls")))
    assert rule.reading(desk.measure(rule)) == "each of Boys, Girls: at least 1.0%; equality meets the limit"
    text = desk.judge(rule, {2020: 5}).explain()
    assert "- Boys (2020): on track.\n  5.0% in 2020, target at least 1.0%: 4.0 points better than needed." in text


@pytest.mark.parametrize(
    ("as_of", "said"),
    [(date(2021, 3, 1), "is due on 1 July 2021"), (date(2021, 7, 1), "was due on 1 July 2021 and has not come")],
)
def test_a_figure_is_due_until_its_day_and_was_due_from_then_on(desk, as_of, said):
    found = desk.judge(Threshold(at_least=D(50)), {2019: 60}, 2020, as_of=as_of)
    assert f"The figure for 2020 {said}." in found.explain()


def test_before_the_first_figure_is_due_there_is_no_period(desk):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, first=desk.year(2030))
    rule = All(of=(Threshold(at_least=D(50)),))
    found = judge(desk.measure(rule, calendar=calendar), desk.history({}), as_of=date(2022, 1, 1))
    assert (found.period, found.status, found.reasons) == (None, Status.UNDECIDED, (Reason.AWAITING_PUBLICATION,))
    assert "- Threshold: undecided.\n" in found.explain()


def test_a_period_up_to_the_baseline_is_told_with_both_figures(desk):
    start = Baseline(value=D(50), period=desk.year(2020))
    found = desk.judge(FromBaseline(), {2020: 51}, baseline=start)
    assert found.reasons[0] is Reason.NO_RULE
    assert "51.0% in 2020, from a baseline of 50.0% in 2020." in found.explain()


def test_before_the_halt_nothing_is_required(desk):
    found = desk.judge(HaltThenDecrease(halt=desk.year(2022)), {2020: 20}, better=Better.LOWER)
    assert (found.required, found.reasons) == ("", (Reason.NOT_DUE,))


def test_a_baseline_to_fall_below_is_required_to_be_below(desk):
    found = desk.judge(FromBaseline(), {2019: 50, 2020: 40}, better=LOWER, baseline=Baseline(period=desk.year(2019)))
    assert (found.status, found.required) == (ON, "below 50.0%")


def test_a_milestone_that_is_not_due_shows_its_latest_report(desk):
    rule = Milestone(by=date(2023, 12, 31))
    found = desk.judge(rule, {2021: 0}, as_of=date(2022, 9, 1), unit=Unit.COUNT, decimals=0)
    assert (found.observed, found.reasons, found.outcomes[0]) == (D(0), (Reason.NOT_DUE,), OFF)
    assert found.finding.slack == Span(-1, 0)


@pytest.mark.parametrize(("day", "due"), [(date(2016, 6, 30), False), (date(2016, 7, 1), True)])
def test_a_milestone_of_before_the_first_report_is_due_with_it(desk, day, due):
    calendar = attrs.evolve(desk.calendar, first=desk.year(2015))
    rule = Milestone(by=date(2014, 6, 30))
    found = desk.judge(rule, {2015: 0}, 2015, as_of=day, unit=Unit.COUNT, decimals=0, calendar=calendar)
    assert (Reason.NOT_DUE not in found.reasons) is due


def test_a_band_of_which_one_end_is_unknown_says_the_other(desk):
    found = desk.judge(
        AnnualIncrease(scope="latest"),
        {2019: Quantity.read("low", unit=Unit.COUNT), 2020: 5},
        unit=Unit.COUNT,
        decimals=0,
    )
    assert found.required == "above a figure of 1 or more"


def test_a_gap_is_said_with_the_two_figures_it_lies_between(desk):
    figures = [desk.figure(2020, 60, group="others"), desk.figure(2020, 45, group="fsm")]
    number = Gap(indicator="rate", group="fsm", from_group="others")
    measure = desk.measure(Threshold(at_most=D(10)), number=number, unit=Unit.POINTS)
    found = judge(measure, History(figures), as_of=date(2030, 1, 1), period=desk.year(2020))
    assert "15.0 points (others 60.0%, fsm 45.0%) in 2020, target at most 10.0 points" in found.explain()


def test_what_only_equals_a_limit_that_does_not_count_itself_is_met_because_it_is_near_enough(desk):
    found = desk.judge(
        Threshold(below=D(10), met_within=D(1)), {2021: 10}, unit=Unit.COUNT, decimals=0, better=Better.LOWER
    )
    assert found.row.margin_words == "equal to the target, which is near enough to count as met"
