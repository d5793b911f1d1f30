"""Evidence, outlook and turning points: the questions beside the status."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    All,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    Course,
    DefinitionError,
    Each,
    FromBaseline,
    Gap,
    History,
    IndicatorFigure,
    Maintain,
    Marker,
    MeanOf,
    Observed,
    Part,
    Period,
    PeriodKind,
    Quantity,
    Reason,
    Rolling,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules import Any as AnyOf
from wes_rules.judging.evidence import Movement, TrendTest, _tested
from wes_rules.judging.judgement import further
from wes_rules.rules.words import Words
from wes_rules.series.left_out import UnreadFigure

desk = Desk()
HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
HALF = Threshold(at_least=D(50))
EXACTLY = Threshold(equals=D(0))


def rising(first, *values):
    return dict(enumerate(values, first))


@pytest.mark.parametrize(
    ("values", "better", "movement"),
    [
        ((1, 2, 3, 4, 5), Better.HIGHER, Movement.IMPROVING),
        ((1, 2, 3, 4, 5), Better.LOWER, Movement.WORSENING),
        ((5, 4, 3, 2, 1), Better.HIGHER, Movement.WORSENING),
        ((1, 2, 3, 4, 5), Better.NONE, Movement.RISING),
        ((5, 4, 3, 2, 1), Better.NONE, Movement.FALLING),
        ((1, 2, 3, 5, 4), Better.HIGHER, Movement.NONE),
        ((1, 2, 3, 4), Better.HIGHER, Movement.INSUFFICIENT),
        ((100, 100, 100, 100, 100), Better.HIGHER, Movement.NONE),
    ],
)
def test_the_movement_follows_the_polarity(values, better, movement):
    found = desk.judge(EXACTLY, rising(2015, *values), better=better)
    assert found.evidence.movement is movement


def test_only_figures_that_compare_and_are_known_are_tested():
    broken = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks={desk.year(2016)}, isolated={desk.year(2018)})
    values = rising(2014, 1, 2, 3, 4, 5, HIDDEN, 7, 8)
    found = desk.judge(HALF, values, calendar=broken).evidence
    assert [fact.period.index for fact in found.figures] == [2016, 2017, 2020, 2021]
    assert found.slope == Fraction(10)
    assert found.reasons == (Reason.TOO_FEW_FIGURES,)


def test_windows_that_overlap_are_not_tested():
    rolling = Calendar(kind=PeriodKind.CALENDAR_YEAR, window=3)
    found = desk.judge(AnnualIncrease(), rising(2015, 1, 2, 3, 4, 5, 6), calendar=rolling)
    assert found.status is Status.ON_TRACK
    assert Reason.OVERLAPPING in found.reasons
    assert (found.evidence.movement, found.evidence.p) == (Movement.INSUFFICIENT, None)
    assert "their windows overlap" in found.explain()


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=9))
def test_a_mirror_changes_no_evidence(ticks):
    values = rising(2010, *(D(tick).scaleb(-1) for tick in ticks))
    negated = {year: -value for year, value in values.items()}
    one = desk.judge(EXACTLY, values, unit=Unit.SCORE).evidence
    other = desk.judge(EXACTLY, negated, unit=Unit.SCORE, better=Better.LOWER).evidence
    assert (one.movement, one.p, one.s) == (other.movement, other.p, -other.s)


def test_the_evidence_is_said_with_its_numbers():
    found = desk.judge(HALF, rising(2015, 41, 42, "43.5", 44, 45))
    assert (
        "Trend test: improving: 5 comparable figures from 2015 to 2019, rising by 1.0 points a year "
        "(exact Mann-Kendall test, S = 10, p = 0.017).\n"
    ) in found.explain()
    assert found.to_json()["evidence"] == {
        "movement": "improving", "figures": 5, "full_years": None, "slope": "1.00", "per": "year", "test": "exact-mann-kendall", "s": 10,
        "p": "0.0166667", "reasons": [],
    }  # fmt: skip


def test_a_month_calendar_of_one_month_a_year_has_changes_a_year():
    may = desk.year(2019).kind
    assert Calendar(kind=may).rhythm == "year"
    assert Calendar(kind=PeriodKind.FINANCIAL_QUARTER).rhythm == "quarter"
    assert Calendar(kind=PeriodKind.FINANCIAL_HALF).rhythm == "half"


def outlook(rule, values, *, deadline=date(2022, 12, 31), as_of=date(2020, 8, 1), england=None, **more):
    measure = desk.measure(rule, deadline=deadline, **more)
    return judge(measure, desk.history(values, england), as_of=as_of).outlook


def test_the_outlook_carries_the_course_on_to_the_deadline():
    found = outlook(HALF, rising(2016, 40, 42, 45, 46))
    assert (found.status, found.period) == (Status.ON_TRACK, desk.year(2022))
    assert [str(one.quantity.low) for one in found.course] == ["48.0", "50.0", "52.0"]
    assert outlook(HALF, rising(2016, 40, 41, 42, 43)).status is Status.OFF_TRACK


def test_the_outlook_of_parity_carries_the_benchmark_on_as_well():
    parity = BenchmarkParity(against=AreaFigure(area="970"))
    flat, steep = rising(2016, 50, 50, 50, 50), rising(2016, 46, 47, 48, 49)
    assert outlook(parity, steep, england=flat).status is Status.ON_TRACK
    assert outlook(parity, flat, england=steep).status is Status.OFF_TRACK
    assert outlook(parity, steep, england={2019: 50}).reasons == (Reason.TOO_FEW_FIGURES,)


def test_the_outlook_knows_nothing_that_is_published_later():
    known = rising(2016, 40, 42, 45, 46)
    assert outlook(HALF, {**known, 2020: 1, 2021: 1}) == outlook(HALF, known)


def test_the_outlook_stays_within_the_unit_and_starts_after_a_break():
    found = outlook(HALF, rising(2016, 70, 80, 90, 98))
    assert found.course[-1].quantity.low == D(100)
    broken = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6, breaks={desk.year(2018)})
    assert outlook(HALF, rising(2016, 40, 42, 45, 46), calendar=broken).status is None


def test_the_outlook_of_a_gap_carries_both_groups_on():
    measure = desk.measure(
        Threshold(at_most=D(8)),
        number=Gap(indicator="rate", group="fsm", from_group="other"),
        unit=Unit.POINTS,
        better=Better.LOWER,
        deadline=date(2022, 12, 31),
    )
    figures = [desk.figure(2016 + n, 50 + n, group="fsm") for n in range(4)]
    figures += [desk.figure(2016 + n, 64, group="other") for n in range(4)]
    found = judge(measure, History(figures), as_of=date(2020, 8, 1))
    assert found.status is Status.OFF_TRACK
    assert found.outlook.status is Status.ON_TRACK
    assert found.outlook.sentence(found) == (
        "on track at the deadline by its recent course if each series goes on by the median change over all pairs of its last 4 comparable figures "
        "(2016 to 2019): 8.0 points (other 64.0%, fsm 56.0%) in 2022"
    )


def test_there_is_no_outlook_without_a_deadline_ahead():
    assert outlook(HALF, {2019: 40}, deadline=None) is None
    assert outlook(HALF, {2019: 40}, as_of=date(2023, 1, 1)) is None
    assert outlook(HALF, {2019: 40}).reasons == (Reason.TOO_FEW_FIGURES,)


def points(rule, values, **more):
    return [str(one) for one in desk.judge(rule, values, **more).turning_points]


def test_a_hidden_count_turns_where_it_meets_the_limit():
    hidden = Quantity.read("c", unit=Unit.COUNT, suppressed_counts=(1, 4))
    assert points(Threshold(at_most=D(3)), {2020: hidden}, unit=Unit.COUNT, decimals=0) == [
        "It depends on the figure for 2020: on track if it is at most 3 and off track if it is exactly 4."
    ]


def test_of_two_values_each_decides_by_itself():
    one_or_two = Quantity.between(1, 2)
    assert points(Threshold(at_most=D(1)), {2020: one_or_two}, unit=Unit.COUNT, decimals=0) == [
        "It depends on the figure for 2020: on track if it is exactly 1 and off track if it is exactly 2."
    ]


def test_a_hidden_percentage_turns_within_its_tolerance_and_its_band():
    rule = Threshold(between=(D(30), D(40)), tolerance=D(2))
    assert points(rule, {2020: HIDDEN}) == [
        (
            "It depends on the figure for 2020: off track if it is at most 27.9%, at risk if it is from 28.0% to 29.9%, "
            "on track if it is from 30.0% to 40.0%, at risk if it is from 40.1% to 42.0% and off track if it is at least 42.1%."
        )
    ]


def test_a_year_in_the_middle_of_a_run_has_a_window():
    assert points(AnnualIncrease(), {2018: 41, 2019: HIDDEN, 2020: 43}) == [
        (
            "It depends on the figure for 2019: off track if it is at most 41.0%, on track if it is from 41.1% to 42.9% "
            "and off track if it is at least 43.0%."
        )
    ]


def test_two_unknown_figures_each_decide_only_in_part():
    parity = BenchmarkParity(against=AreaFigure(area="970"))
    bounded = Quantity.between(40, 45)
    assert points(parity, {2020: bounded}, england={2020: Quantity.between(42, 60)}) == [
        "It depends on the figure for 2020: off track if it is at most 41.9%, whatever the other unknown figures are.",
        "It depends on the figure of England for 2020: off track if it is at least 45.1%, whatever the other unknown figures are.",
    ]


def test_a_rounded_baseline_turns_within_its_rounding():
    start = Baseline(value=D(9), period=desk.year(2019), rounded=True)
    assert points(FromBaseline(), {2020: "8.8"}, baseline=start, better=Better.LOWER) == [
        (
            "It depends on the stated baseline before it was rounded, between 8.5% and 9.5%: off track if it is at most 8.8% "
            "and on track if it is at least 8.9%."
        )
    ]


def test_a_neighbour_s_hidden_figure_turns_the_mean():
    figures = [desk.figure(2020, 50), desk.figure(2020, HIDDEN, area="a"), desk.figure(2020, 60, area="b")]
    history = History(figures, area_sets=[AreaSet("near", date(2020, 1, 1), ("a", "b"))])
    found = judge(
        desk.measure(BenchmarkParity(against=MeanOf(mean_of="near"))), history, as_of=LATE, period=desk.year(2020)
    )
    assert [str(one) for one in found.turning_points] == [
        "It depends on the figure of a for 2020: on track if it is at most 40.0% and off track if it is at least 40.1%."
    ]


VALUES = st.integers(0, 60).map(lambda tick: D(tick).scaleb(-1))
RULES = st.sampled_from(
    [AnnualIncrease(), FromBaseline(change=D(1)), Threshold(between=(D(2), D(4))), BenchmarkParity(against=AreaFigure(area="970"))]
)  # fmt: skip


@given(RULES, st.fixed_dictionaries(dict.fromkeys(range(2018, 2021), VALUES)), st.integers(2018, 2020), VALUES)
def test_every_turning_point_says_what_judging_again_says(rule, values, year, england):
    """Completeness: with one figure unknown the ranges cover every value, each with the verdict it leads to."""
    start = Baseline(value=D(1), period=desk.year(2017))
    possible = Quantity.between(0, 6)
    more = {"baseline": start, "england": {2020: england}}
    found = desk.judge(rule, {**values, year: possible}, **more)
    for point in found.turning_points:
        assert point.alone
        for span, status in point.decided:
            for tick in range(int(span.low), int(span.high) + 1):
                assert desk.judge(rule, {**values, year: D(tick).scaleb(-1)}, **more).status is status
        assert sum(int(span.high) - int(span.low) + 1 for span, _ in point.decided) == 61
    assert (found.status is Status.UNDECIDED) == bool(found.turning_points)


def test_the_outlook_goes_on_from_the_last_figure_that_is_known_exactly(desk):
    hidden = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    found = desk.judge(
        Threshold(at_least=D(75)),
        {2017: 70, 2018: 71, 2019: 72, 2020: hidden},
        as_of=date(2021, 8, 1),
        deadline=date(2022, 12, 31),
    )
    assert found.outlook.status is Status.ON_TRACK
    assert (
        "Outlook: on track at the deadline by its recent course if the series goes on by the median change over all pairs of its last 3 "
        "comparable figures (2017 to 2019), a rise of 1.0 points a year: 75.0% in 2022" in found.explain()
    )


def test_a_level_that_one_year_may_reach_was_not_missed_for_good_by_the_closest(desk):
    known = {2017: 86, 2018: D("92.1"), 2019: 90, 2020: 86}
    found = desk.judge(Threshold(at_least=D("92.5"), reach=True, by=date(2022, 12, 31)), known, as_of=date(2021, 8, 1))
    said = found.outlook.sentence(found)
    assert said.startswith("off track at its due day by its recent course if the series goes on")
    assert said.endswith("in 2022")


def test_a_part_that_was_missed_for_good_is_why_a_course_that_keeps_the_rest_leads_nowhere(desk):
    rule = All(of=(Maintain(at_least=50), Threshold(at_least=60, by=date(2022, 12, 31))))
    found = desk.judge(
        rule, {2017: 49, 2018: 52, 2019: 55, 2020: 58}, as_of=date(2021, 8, 1), deadline=date(2022, 12, 31)
    )
    assert found.outlook.sentence(found).endswith(": it was missed in 2017, which later figures do not undo")


def test_a_figure_that_was_left_out_has_no_part_in_the_outlook():
    """2019 stands twice with two values, and a row about 2018 could not be read: three years remain, or too few."""
    more = {"indicator": "rate", "area": "937", "group": "all"}
    doubts = [UnreadFigure(**more, period=desk.year(year), any_edition=True) for year in (2018, 2019)]
    figures = [desk.figure(year, value) for year, value in rising(2015, 40, 41, 42, 90, 90).items()]
    measure = desk.measure(HALF, deadline=date(2022, 12, 31))
    found = judge(measure, History(figures, left_out=doubts), as_of=date(2020, 8, 1))
    assert [one.quantity.low for one in found.outlook.course] == [D(43), D(44), D(45), D(46), D(47)]
    assert found.outlook.status is Status.OFF_TRACK
    fewer = judge(measure, History(figures[1:], left_out=doubts), as_of=date(2020, 8, 1))
    assert fewer.outlook.reasons == (Reason.TOO_FEW_FIGURES,)


def test_the_outlook_across_a_break_says_so():
    broken = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6, breaks={desk.year(2021)})
    measure = desk.measure(HALF, deadline=date(2022, 12, 31), calendar=broken)
    found = judge(measure, desk.history(rising(2016, 40, 42, 45, 46)), as_of=date(2020, 8, 1))
    assert (
        found.outlook.sentence(found)
        == "unknown by its recent course: the series changed, so the periods do not compare"
    )


def test_the_outlook_that_a_suppressed_figure_leaves_open_does_not_say_that_it_is_known():
    hidden = desk.figure(2019, Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED), published=date(2019, 12, 1))
    history = History([*desk.history(rising(2016, 40, 42, 45)), hidden])
    found = judge(desk.measure(HALF, deadline=date(2019, 12, 31)), history, as_of=date(2019, 12, 30))
    assert "are known" not in found.outlook.sentence(found)


def test_the_outlook_at_a_deadline_whose_figure_is_known_goes_by_it():
    early = desk.figure(2019, 60, published=date(2019, 12, 1))
    history = History([*desk.history(rising(2016, 40, 42, 45)), early])
    found = judge(desk.measure(HALF, deadline=date(2019, 12, 31)), history, as_of=date(2019, 12, 30))
    assert (
        found.outlook.sentence(found)
        == "on track at the deadline by its recent course: the figures it rests on are known"
    )


@pytest.mark.parametrize(
    ("rule", "values", "said"),
    [
        (Maintain(at_least=D(71)), (70, 72, 74, 76), "off track at the deadline: it was missed in 2016, which"),
        (AnnualIncrease(), (70, 69, 74, 76), "off track at the deadline: it was missed in 2017, which"),
        (
            Threshold(at_least=D(76), reach=True),
            (70, 76, 74, 72),
            "on track at the deadline: it was kept in 2017, which",
        ),
    ],
)
def test_where_a_figure_on_file_decides_at_the_deadline_the_outlook_names_no_course(rule, values, said):
    """A course of 80% said beside "at least 71%, and off track" contradicts itself."""
    measure = desk.measure(rule, deadline=date(2022, 12, 31))
    found = judge(measure, desk.history(rising(2016, *values)), as_of=date(2020, 8, 1))
    assert found.outlook.sentence(found) == f"{said} later figures do not undo"


def test_where_an_earlier_miss_counts_for_good_the_outlook_names_no_course_that_keeps_the_promise():
    """By 2022 the own figure has come up with England's, which every year had to."""
    rule = BenchmarkParity(against=AreaFigure(area="970"), scope="every")
    history = desk.history(rising(2017, 50, 53, 56), rising(2017, 52, "54.5", 57))
    found = judge(desk.measure(rule, deadline=date(2021, 12, 31)), history, as_of=date(2020, 8, 1))
    assert (
        found.outlook.sentence(found)
        == "off track at the deadline: it was missed in 2019, which later figures do not undo"
    )


def test_the_outlook_names_no_course_of_a_part_that_is_kept_for_good(desk):
    rule = Threshold(at_least=60, reach=True, by=date(2025, 12, 31))
    parts = [Part(name=name, number=Observed(indicator=name.lower())) for name in ("North", "South")]
    rows = [desk.figure(2021 + n, value, indicator="north") for n, value in enumerate([61, 55, 50])]
    rows += [desk.figure(2021 + n, value, indicator="south") for n, value in enumerate([50, 57, 54])]
    found = judge(desk.measure(Each(rule=rule, over=parts)), History(rows), as_of=date(2024, 8, 1))
    said = found.outlook.sentence(found)
    assert "North" not in said
    assert said.endswith(": South: 58.0% in 2025")


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        (Maintain(at_least=D(71), by=date(2024, 12, 31)), (70, 72, 74, 76)),
        (Threshold(at_least=D(76), reach=True, by=date(2024, 12, 31)), (70, 76, 74, 72)),
    ],
)
def test_what_is_certain_before_its_day_needs_no_outlook(rule, values):
    found = judge(desk.measure(rule), desk.history(rising(2016, *values)), as_of=date(2020, 8, 1))
    assert found.row.course_words in {Course.CANNOT_BE_KEPT.words, Course.ALREADY_KEPT.words}
    assert "Outlook" not in found.explain()


@pytest.mark.parametrize(("given", "status"), [({}, Status.OFF_TRACK), ({"outlook_figures": 10}, Status.ON_TRACK)])
def test_a_measure_may_say_by_how_many_figures_its_course_goes(given, status):
    values = rising(2010, 30, 34, 38, 42, 46, 47, 47, 47, 47, 47)
    assert outlook(HALF, values, **given).status is status


def test_a_course_goes_by_three_figures_at_least():
    with pytest.raises(DefinitionError, match="outlook_figures"):
        desk.measure(HALF, outlook_figures=2)


def test_a_long_series_is_tested_by_the_normal_approximation(desk):
    values = [50 + n % 7 for n in range(60)]
    figures = [desk.figure(1950 + n, value) for n, value in enumerate(values)]
    found = judge(desk.measure(Threshold(at_least=D(0))), History(figures), as_of=LATE, period=desk.year(2009)).evidence
    assert (found.test, found.s) == (TrendTest.NORMAL, 78)
    assert found.p == pytest.approx(0.61931, abs=5e-5)


def test_a_month_in_the_middle_of_every_may_is_named_with_its_range():
    """Every May from 2018 on; that of 2019 is hidden, and alone decides, so no other unknown figure is spoken of."""
    may = Period.parse("May 2018")
    calendar = Calendar(kind=PeriodKind.MONTH, step=12, anchor=may, first=may)
    figures = [attrs.evolve(desk.figure(2018, v), period=may + 12 * n) for n, v in enumerate((80, HIDDEN, 81))]
    measure = desk.measure(Maintain(at_least=75), calendar=calendar)
    found = judge(measure, History(figures), as_of=date(2020, 8, 1), period=may + 24)
    assert [str(one) for one in found.turning_points] == [
        "It depends on the figure for May 2019: off track if it is at most 74.9% and on track if it is at least 75.0%."
    ]


@pytest.mark.parametrize(("figures", "test"), [(49, TrendTest.EXACT), (50, TrendTest.NORMAL)])
def test_the_last_number_of_figures_that_is_tested_exactly(figures, test):
    assert _tested([range(figures)], seasonal=False)[0] is test


@pytest.mark.parametrize(
    ("rule", "more", "years"),
    [(HALF, {}, "2016 - 2018"), (FromBaseline(), {"baseline": Baseline(period=desk.year(2015))}, "2013 - 2015")],
)
def test_a_rolling_figure_that_is_not_known_is_named_by_all_the_years_it_covers(rule, more, years):
    rolling = Calendar(kind=PeriodKind.CALENDAR_YEAR, window=3, step=3, anchor=desk.year(2018))
    values = {2015: HIDDEN, 2018: 60} if more else {2018: HIDDEN}
    (point,) = desk.judge(rule, values, calendar=rolling, **more).turning_points
    assert point.figure == f"the figure for {years}"


def test_of_many_unknown_figures_the_latest_six_are_named():
    kept = Maintain(at_least=D(50))
    found = points(kept, rising(2010, 60, *[HIDDEN] * 8))
    named = sorted(one.partition(":")[0] for one in found)
    assert named == [f"It depends on the figure for {year}" for year in range(2013, 2019)]


def test_a_span_of_years_that_begin_in_july_reads_as_two_years():
    last = Period.parse("June 2023", PeriodKind.MONTH)
    calendar = Calendar(kind=PeriodKind.MONTH, step=12, window=12, anchor=last)
    rows = [attrs.evolve(desk.figure(2019, 40 + n), period=last + 12 * n) for n in range(2)]
    found = judge(desk.measure(HALF, calendar=calendar), History(rows), as_of=LATE)
    assert "figures from July 2022 - June 2023 to July 2023 - June 2024" in found.explain()


def test_an_outlook_says_which_median_it_goes_on_by_and_how_much_that_is():
    found = desk.judge(
        Threshold(at_least=D(75)),
        {2016: 70, 2017: 69, 2018: D("73.5"), 2019: 68},
        as_of=date(2020, 8, 1),
        deadline=date(2021, 12, 31),
    )
    # Of the steps -1.0, +4.5 and -5.5 the median is another, -1.0.
    assert (
        "by the median change over all pairs of its last 4 comparable figures (2016 to 2019), a fall of 0.583 points a year: "
        in (found.outlook.sentence(found))
    )


@pytest.mark.parametrize(("decimals", "slope"), [(0, "0.40"), (1, "0.40"), (2, "0.40")])
def test_a_slope_in_pounds_is_in_pence(decimals, slope):
    found = desk.judge(HALF, {}, unit=Unit.POUNDS, decimals=decimals)
    made = attrs.evolve(found.evidence, slope=Fraction(4 * 10**decimals, 10))
    assert made.to_json(Words.of(found.measure))["slope"] == slope


@pytest.mark.parametrize("kind", [AnyOf, All])
def test_a_part_that_decides_the_whole_lends_it_its_outlook(desk, kind):
    """One part is on the way and nothing tells of the other: enough for one of two, and too little for both."""
    by = date(2026, 12, 31)
    sought = [Threshold(at_least=80, by=by), BenchmarkParity(against=IndicatorFigure(indicator="other"), by=by)]
    rows = [desk.figure(2019 + place, value) for place, value in enumerate([60, 64, 68, 72, 75])]
    rows += [desk.figure(year, 90, indicator="other") for year in (2022, 2023)]
    found = judge(desk.measure(kind(of=sought), deadline=by), History(rows), as_of=date(2024, 8, 1))
    ways = ["on the way", "not there yet"]
    assert [one.course_words for one in found.parts] == ways
    assert found.row.course_words == ways[kind is All]
    said = dict(further(found))["Outlook"]
    assert said.startswith("at least 80.0% by 31 December 2026: ") is (kind is AnyOf)


def test_the_outlook_of_a_total_that_is_not_known_exactly_names_the_total(desk):
    total = Rolling(indicator="rate", periods=4)
    measure = desk.measure(Threshold(at_least=30), number=total, unit="count", decimals=0, deadline=date(2024, 12, 31))
    values = {2017: 8, 2018: 8, 2019: 9, 2020: 9, 2021: 10, 2022: Quantity.between(1, 4), 2023: 10}
    rows = [desk.figure(year, value) for year, value in values.items()]
    rows[5] = attrs.evolve(rows[5], quantity=attrs.evolve(rows[5].quantity, marker=Marker.SUPPRESSED))
    found = judge(measure, History(rows), as_of=date(2024, 8, 1))
    assert ": between 31 and 34 (" in found.outlook.sentence(found)
