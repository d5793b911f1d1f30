"""A run begins where the calendar and the plan's start say, never where figures happen to be known."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    History,
    Instead,
    Maintain,
    Marker,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Quantity,
    QuarterlyDecrease,
    QuarterlyIncrease,
    Reason,
    Status,
    Threshold,
    Unit,
    judge,
)

ON, OFF, OPEN = Status.ON_TRACK, Status.OFF_TRACK, Status.UNDECIDED
ABSENT = object()
HIDDEN = Quantity.missing(Unit.COUNT, Marker.SUPPRESSED)
NOT_AVAILABLE = Quantity.missing(Unit.COUNT, Marker.NOT_AVAILABLE)
STARTS = date(2012, 1, 1)


def counted(desk, rule, values, year=None, **more):
    values = {year: value for year, value in values.items() if value is not ABSENT}
    return desk.judge(rule, values, year, unit=Unit.COUNT, decimals=0, **more)


@pytest.mark.parametrize("before", [ABSENT, HIDDEN, NOT_AVAILABLE, 5, 3, 6])
def test_the_first_step_of_a_plan_leads_from_the_period_before_it(desk, before):
    """What lies before the plan was never promised; what the first step leads from may be anything."""
    found = counted(desk, AnnualIncrease(), {2010: 5, 2011: before, 2012: 5}, 2012, starts=STARTS)
    assert found.status is {5: OFF, 3: ON, 6: OFF}.get(before, OPEN)
    assert found.reasons or found.status is not OPEN


@pytest.mark.parametrize("unknown", [HIDDEN, NOT_AVAILABLE, ABSENT])
def test_a_period_that_nobody_collected_hands_on_to_the_one_before_it(desk, unknown):
    calendar = attrs.evolve(desk.calendar, not_collected=frozenset({desk.year(2011)}))
    more = {"starts": STARTS, "calendar": calendar}
    assert counted(desk, AnnualIncrease(), {2010: unknown, 2012: 2, 2013: 5}, 2013, **more).status is OPEN
    assert counted(desk, AnnualIncrease(), {2010: unknown, 2012: 5, 2013: 2}, 2013, **more).status is OFF
    assert counted(desk, AnnualIncrease(), {2010: 1, 2012: 2, 2013: 5}, 2013, **more).status is ON
    assert counted(desk, AnnualIncrease(), {2010: 9, 2012: 2, 2013: 5}, 2013, **more).status is OFF


def test_a_series_that_begins_with_the_plan_has_no_step_into_its_first_period(desk):
    """Where the calendar says that there was nothing before, there is no step to wait for."""
    begun = attrs.evolve(desk.calendar, first=desk.year(2012))
    values = {2012: 5, 2013: 6}
    assert counted(desk, AnnualIncrease(), values, 2013, starts=STARTS, calendar=begun).status is ON
    assert counted(desk, AnnualIncrease(), values, 2013, starts=STARTS).status is OPEN
    first = counted(desk, AnnualIncrease(), values, 2012, starts=STARTS, calendar=begun)
    assert (first.status, first.reasons) == (OPEN, (Reason.NO_PREVIOUS,))


@pytest.mark.parametrize("rule", [AnnualIncrease(), Maintain(at_least=D(4)), Threshold(at_least=D(9), reach=True)])
@pytest.mark.parametrize("first", [HIDDEN, NOT_AVAILABLE])
def test_without_a_start_a_figure_that_is_on_file_and_unknown_counts(desk, rule, first):
    assert counted(desk, rule, {2010: first, 2011: 5, 2012: 6}, 2012).status is OPEN


def test_a_period_before_the_plan_is_not_judged(desk):
    found = counted(desk, AnnualIncrease(), {2009: 5, 2010: 4, 2011: 3}, 2011, starts=STARTS)
    assert (found.status, found.reasons) == (OPEN, (Reason.NO_RULE,))


QUARTERS = PeriodKind.FINANCIAL_QUARTER
SAME = "same-period-last-year"
YEARS = ((54, 64, 74, 84), (56, 66, 76, 82), (53, 62, 72, 80), (52, 60, 70, 78))


def seasonal(rule, values, day=None, *, kind=QUARTERS, first="2019/20 Q1", period=None, **more):
    start = Period.parse(first, kind)
    figures = [
        Observation(
            indicator="r", area="a", period=start + n, quantity=Quantity.exact(value), origin=Origin(publication="x")
        )
        for n, value in enumerate(values)
        if value is not None
    ]
    given = {"calendar": Calendar(kind=kind, lag_months=1), "better": Better.LOWER, "decimals": 1, **more}
    measure = Measure(
        id="r", title="R", number=Observed(indicator="r"), unit=Unit.PERCENT, area="a", rule=rule, **given
    )
    return judge(measure, History(figures), as_of=day or date(2040, 1, 1), period=period)


LAST_OF_YEAR = Period.parse("2019/20 Q4", QUARTERS)


@pytest.mark.parametrize("scope", ["every", "latest"])
@pytest.mark.parametrize(
    "more",
    [
        {"starts": date(2020, 4, 1)},
        {"baseline": Baseline(period=LAST_OF_YEAR)},
        {"baseline": Baseline(value=D(84), period=LAST_OF_YEAR)},
        {"starts": date(2020, 4, 1), "baseline": Baseline(value=D(84), period=LAST_OF_YEAR)},
    ],
)
def test_the_first_quarter_of_a_plan_is_held_against_that_of_the_year_before(scope, more):
    rule = QuarterlyDecrease(against=SAME, scope=scope)
    values = [one for year in YEARS for one in year]
    first = seasonal(rule, values, date(2020, 8, 15), **more)
    assert (first.status, first.observed) == (OFF, D("56.0"))
    assert "after 54.0% in 2019/20 Q1" in first.explain()
    last = seasonal(rule, values, date(2023, 5, 15), **more)
    assert last.status is (OFF if scope == "every" else ON)


def test_months_are_held_against_those_of_the_year_before_the_plan():
    values = [*range(50, 62), *(one + 2 for one in range(50, 62))]
    rule = QuarterlyDecrease(against=SAME)
    more = {"kind": PeriodKind.MONTH, "first": "April 2019", "starts": date(2020, 4, 1)}
    found = seasonal(rule, values, date(2020, 6, 15), **more)
    assert (found.status, Reason.NO_PREVIOUS in found.reasons) == (OFF, False)


def test_more_months_on_file_make_no_verdict_weaker():
    rule = QuarterlyDecrease(against=SAME)
    values = [54, 64, 74, 84, 56]
    for known in range(5):
        shown = [None if n < known and n else one for n, one in enumerate(values)]
        period = Period.parse("2020/21 Q1", QUARTERS)
        assert seasonal(rule, shown, starts=date(2020, 4, 1), period=period).status is OFF


def test_a_quarter_without_its_fellow_hides_no_miss():
    calendar = Calendar(
        kind=PeriodKind.CALENDAR_QUARTER,
        not_collected=frozenset(Period.parse(f"2010 Q{n}", PeriodKind.CALENDAR_QUARTER) for n in (2, 4)),
    )
    values = [2, None, 2, None, 1, 3, 3]
    more = {"kind": PeriodKind.CALENDAR_QUARTER, "first": "2010 Q1", "calendar": calendar, "better": Better.HIGHER}
    for number in (4, 5, 6):
        period = Period.parse("2010 Q1", PeriodKind.CALENDAR_QUARTER) + number
        found = seasonal(QuarterlyIncrease(against=SAME), values[: number + 1], period=period, **more)
        assert found.status is OFF, period
        assert "did not rise in 2011 Q1, with 1.0% after 2.0% in 2010 Q1" in found.explain() or number == 4
    kept = seasonal(
        QuarterlyIncrease(against=SAME), [2, None, 2, None, 3, 3], period=Period.parse("2011 Q2", calendar.kind), **more
    )
    assert (kept.status, Reason.NOT_COLLECTED in kept.reasons) == (OPEN, True)


def test_an_isolated_period_hides_no_miss(desk):
    calendar = attrs.evolve(desk.calendar, isolated=frozenset({desk.year(2014)}))
    values = {2012: 5, 2013: 4, 2014: 9, 2015: 9}
    found = [counted(desk, AnnualIncrease(), values, year, calendar=calendar) for year in (2013, 2014, 2015)]
    assert [one.status for one in found] == [OFF, OFF, OFF]
    kept = counted(desk, AnnualIncrease(), {2012: 5, 2013: 6, 2014: 9}, 2014, calendar=calendar)
    assert (kept.status, kept.reasons) == (OPEN, (Reason.ISOLATED,))


def test_a_target_of_its_own_counts_where_calendar_words_meet(desk):
    rule = AnnualDecrease(instead=(Instead(period=desk.year(2012), at_most=D(3), reason="moved"),))
    values = {2011: 5, 2012: 4, 2013: 4, 2014: 3, 2015: 2}
    for breaks in ((), (2012,)):
        calendar = attrs.evolve(
            desk.calendar, breaks=frozenset(map(desk.year, breaks)), isolated=frozenset({desk.year(2012)})
        )
        found = counted(desk, rule, values, 2015, calendar=calendar, better=Better.LOWER)
        assert found.status is OFF, breaks
        assert "the target set for 2012, at most 3, was missed with 4 in 2012" in found.explain()


def test_a_target_before_the_first_figure_is_promised_all_the_same(desk):
    rule = AnnualDecrease(instead=(Instead(period=desk.year(2010), at_most=D(3), reason="moved"),))
    assert counted(desk, rule, {2011: 2, 2012: 1}, 2012, better=Better.LOWER).status is OPEN
    assert counted(desk, rule, {2011: 5, 2012: 4}, 2012, better=Better.LOWER).status is OFF


def test_a_break_hides_no_miss_for_ever(desk):
    rule = BenchmarkParity(against=AreaFigure(area="970"), scope="every", benchmark_of="period-before")
    calendar = attrs.evolve(desk.calendar, breaks=frozenset({desk.year(2013)}))
    own = {2012: 5, 2013: 5, 2014: 1, 2015: 9}
    england = {2011: 3, 2012: 3, 2013: 4, 2014: 4, 2015: 5}
    found = {
        year: counted(desk, rule, own, year, england=england, calendar=calendar) for year in (2012, 2013, 2014, 2015)
    }
    assert {year: one.status for year, one in found.items()} == {2012: OPEN, 2013: OPEN, 2014: OFF, 2015: OFF}
    assert found[2012].reasons == (Reason.NO_PREVIOUS,)
    assert found[2013].reasons == (Reason.SERIES_BREAK,)
    kept = counted(desk, rule, {**own, 2014: 6}, 2015, england=england, calendar=calendar)
    assert (kept.status, Reason.NOT_COMPARED in kept.reasons) == (ON, True)


def test_a_period_without_a_comparable_benchmark_hides_no_miss(desk):
    rule = BenchmarkParity(against=AreaFigure(area="970"), scope="every", benchmark_of="period-before")
    calendar = attrs.evolve(desk.calendar, breaks=frozenset({desk.year(2014)}))
    own, england = {2012: 5, 2013: 1, 2014: 9}, {2011: 3, 2012: 3, 2013: 4}
    assert counted(desk, rule, own, 2014, england=england, calendar=calendar).status is OFF


@pytest.mark.parametrize("scope", ["latest", "every"])
def test_the_first_period_on_file_has_no_benchmark_of_a_period_before_it_and_does_not_count(desk, scope):
    """Nobody will publish what it could be compared with, and so it left every later period undecided."""
    rule = BenchmarkParity(against=AreaFigure(area="970"), scope=scope, benchmark_of="period-before")
    measure = desk.measure(rule)
    for england in ({2018: 50, 2019: 50}, {2017: 70, 2018: 50, 2019: 50}):
        history = desk.history({2018: 60, 2019: 60, 2020: 60}, england)
        assert judge(measure, history, as_of=date(2021, 8, 1)).status is Status.ON_TRACK
    first = judge(measure, desk.history({2018: 60}, {2018: 50}), as_of=date(2019, 8, 1))
    assert first.status is Status.UNDECIDED
    every = {"every": Reason.NO_PREVIOUS, "latest": Reason.BENCHMARK_MISSING}
    assert every[scope] in first.reasons
    # What the plan itself begins with is promised all the same.
    begun = desk.measure(rule, starts=date(2018, 1, 1))
    missed = desk.history({2018: 60, 2019: 60, 2020: 60}, {2017: 70, 2018: 50, 2019: 50})
    assert (judge(begun, missed, as_of=date(2021, 8, 1)).status is Status.OFF_TRACK) is (scope == "every")


def test_a_run_of_seasons_begins_again_after_a_break_within_the_year_before_the_plan():
    calendar = Calendar(kind="calendar-quarter", breaks=["2015 Q3"])
    more = {"kind": PeriodKind.CALENDAR_QUARTER, "first": "2015 Q3", "calendar": calendar, "better": Better.HIGHER}
    period = Period.parse("2016 Q4", calendar.kind)
    found = seasonal(QuarterlyIncrease(against=SAME), range(1, 7), starts=date(2016, 1, 1), period=period, **more)
    assert Reason.RESTARTED in found.finding.reasons
