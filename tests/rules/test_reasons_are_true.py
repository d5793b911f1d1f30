"""Every undecided verdict has a reason, and what each reason says is true of the data."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    HaltThenDecrease,
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
    Reason,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.values.quantity import Standing

ORIGIN = Origin(publication="a publication")
NO_NUMBER = (Marker.NOT_AVAILABLE, Marker.NOT_APPLICABLE)
KINDS = st.sampled_from((PeriodKind.CALENDAR_YEAR, PeriodKind.CALENDAR_QUARTER))
RUN = 7


@st.composite
def worlds(draw):
    """Draw a measure, its figures, a day and a period, with what a plan may add drawn together."""
    kind = draw(KINDS)
    run = [Period.containing(date(2010, 1, 1), kind) + n for n in range(RUN)]
    some = st.lists(st.sampled_from(run), max_size=2, unique=True)
    calendar = Calendar(
        kind=kind,
        lag_months=draw(st.integers(0, 6)),
        not_collected=draw(some),
        breaks=draw(some),
        isolated=draw(some),
        first=draw(st.none() | st.sampled_from(run[:3])),
    )
    yearly = kind is PeriodKind.CALENDAR_YEAR
    against = draw(st.sampled_from(("previous", "same-period-last-year")))
    step = AnnualDecrease if yearly else QuarterlyDecrease
    instead = draw(st.lists(st.sampled_from(run), max_size=1))
    targets = tuple(Instead(period=one, at_most=D(2)) for one in instead)
    scope = draw(st.sampled_from(("every", "latest")))
    rule = draw(
        st.sampled_from(
            (
                step(against=against, scope=scope, instead=targets),
                Maintain(at_most=D(3)),
                Threshold(at_most=D(1), reach=True),
                HaltThenDecrease(halt=run[2]),
                BenchmarkParity(against=AreaFigure(area="b"), scope=scope, benchmark_of="period-before"),
            )
        )
    )
    measure = Measure(
        id="r",
        title="R",
        number=Observed(indicator="r"),
        unit=Unit.COUNT,
        decimals=0,
        better=Better.LOWER,
        calendar=calendar,
        rule=rule,
        area="a",
        starts=draw(st.none() | st.sampled_from(run).map(lambda one: date(one.start.year, one.start.month, 1))),
        baseline=draw(st.none() | st.sampled_from(run[:3]).map(lambda one: Baseline(value=D(4), period=one))),
    )
    value = st.integers(0, 5).map(Quantity.exact) | st.sampled_from(
        [Quantity.missing(Unit.COUNT, one) for one in (Marker.SUPPRESSED, *NO_NUMBER)]
    )
    rows = [
        Observation(indicator="r", area=area, period=one, quantity=draw(value), origin=ORIGIN)
        for area in "ab"
        for one in run
        if draw(st.integers(0, 3))
    ]
    as_of = draw(st.dates(date(2010, 6, 1), date(2020, 1, 1)))
    return measure, rows, as_of, draw(st.sampled_from(run))


def known(measure, rows, as_of, area="a"):
    """The markers of the own figures that are known, by period."""
    calendar = measure.calendar
    return {
        one.period: one.quantity.marker
        for one in rows
        if one.area == area and calendar.due(one.period) <= as_of and one.period not in calendar.not_collected
    }


def compared(measure, period):
    """Whether an earlier period is one that the rule would compare with the judged one."""
    seasonal = getattr(measure.rule, "against", None) == "same-period-last-year"
    return lambda one: one == period.same_period_last_year if seasonal else one < period


class Data:
    """What the sentences are about."""

    def __init__(self, measure, rows, as_of, period):
        self.measure, self.rows, self.as_of, self.period = measure, rows, as_of, period
        self.calendar, self.own = measure.calendar, known(measure, rows, as_of)
        self.markers = {*self.own.values(), *known(measure, rows, as_of, "b").values()}
        self.alone = self.calendar.isolated | {one for one in self.calendar.breaks if one <= period}
        real = {one for one, marker in self.own.items() if marker not in NO_NUMBER and one in self.calendar}
        self.compared = [one for one in real if compared(measure, period)(one)]
        self.begun = measure.starts is not None and period.end > measure.starts

    def is_late(self):
        due = (one for one in map(self.period.__sub__, range(2 * RUN)) if self.calendar.due(one) <= self.as_of)
        return any(one not in self.own for one in due)


TRUE = {
    Reason.NO_PREVIOUS: lambda it: not it.compared,
    Reason.SERIES_BREAK: lambda it: any(one <= it.period for one in it.calendar.breaks),
    Reason.ISOLATED: lambda it: bool(it.calendar.isolated),
    Reason.STANDS_IN: lambda it: (
        it.measure.rule.halt not in it.calendar or it.measure.rule.halt in it.calendar.isolated
    ),
    Reason.NOT_COMPARED: lambda it: bool(it.alone),
    Reason.RESTARTED: lambda it: bool(it.alone),
    Reason.NOT_COLLECTED: lambda it: bool(it.calendar.not_collected),
    Reason.NO_RULE: lambda it: not it.begun or it.measure.baseline is not None,
    Reason.NOT_IN_CALENDAR: lambda it: it.calendar.first is not None and it.period < it.calendar.first,
    Reason.SUPPRESSED: lambda it: Marker.SUPPRESSED in it.markers,
    Reason.NOT_AVAILABLE: lambda it: Marker.NOT_AVAILABLE in it.markers,
    Reason.NOT_APPLICABLE: lambda it: Marker.NOT_APPLICABLE in it.markers,
    Reason.NO_FIGURES: lambda it: not it.own,
    Reason.SPANS_A_GAP: lambda it: bool(it.calendar.not_collected or it.calendar.isolated),
    Reason.TARGET_REPLACED: lambda it: any(one.period == it.period for one in it.measure.rule.instead),
    Reason.SUBSTITUTED: lambda it: (
        it.measure.rule.halt not in it.calendar or it.measure.rule.halt in it.calendar.isolated
    ),
    Reason.NOT_HELD: lambda it: any(one.area == "a" for one in it.rows),
    Reason.OVERDUE: Data.is_late,
}


@given(worlds())
def test_every_undecided_verdict_has_a_reason_and_each_reason_is_true(world):
    measure, rows, as_of, period = world
    found = judge(measure, History(rows), as_of=as_of, period=period)
    assert found.reasons or found.status is not Status.UNDECIDED
    for reason in found.reasons:
        event(reason.value)
        assert TRUE.get(reason, lambda _: True)(Data(*world)), f"{reason.value}: {reason.sentence}"


@given(st.dictionaries(st.integers(2015, 2021), st.integers(40, 60), min_size=1), st.data())
def test_a_first_figure_says_that_there_is_none_before_it(values, data):
    """No earlier figure is said of a step exactly where none is known that it could come from."""
    year = data.draw(st.sampled_from(sorted(values)))
    found = Desk().judge(AnnualDecrease(), values, year, better=Better.LOWER)
    assert (Reason.NO_PREVIOUS in found.reasons) is (year == min(values))


def test_a_figure_to_compare_with_that_is_missing_is_said_of_its_own_period_and_area(desk):
    before = BenchmarkParity(against=AreaFigure(area="970"), scope="every", benchmark_of="period-before")
    day = date(2022, 9, 1)
    known = desk.history(dict.fromkeys(range(2018, 2022), 50), {2017: 40, 2018: 40, 2020: 40})
    text = judge(desk.measure(before), known, as_of=day).explain()
    assert "The figure for 2019 (England) was due on 1 July 2020 and has not come." in text
    assert "The figure for 2021" not in text
    same = attrs.evolve(before, benchmark_of="same-period")
    text = judge(
        desk.measure(same), desk.history(dict.fromkeys(range(2012, 2022), 50), {2012: 40, 2021: 40}), as_of=day
    )
    assert (
        "The figures for 8 years from 2013 to 2020 (England) are overdue, the first since 1 July 2014."
        in text.explain()
    )


def test_a_change_over_two_years_is_said_to_be_every_two_years(desk):
    calendar = attrs.evolve(desk.calendar, step=2, anchor=desk.year(2012))
    found = judge(
        desk.measure(Threshold(at_least=1), calendar=calendar),
        desk.history({year: year - 2007 for year in range(2012, 2021, 2)}),
        as_of=LATE,
    )
    assert "rising by 2.0 points every 2 years" in found.explain()


@pytest.mark.parametrize(
    "rule",
    [
        Maintain(at_least=75),
        AnnualIncrease(),
        BenchmarkParity(against=AreaFigure(area="970"), scope="every"),
        HaltThenDecrease(halt=Period(PeriodKind.CALENDAR_YEAR, 2020)),
    ],
    ids=lambda rule: rule.kind,
)
@pytest.mark.parametrize("provisional", [2020, 2022])
def test_a_verdict_rests_on_what_decided_it(desk, rule, provisional):
    """A provisional figure is told of where it decided, whether it is of the judged period or of an earlier one."""
    falls = rule.kind == "halt-then-decrease"
    values = {2019: 70, 2020: 80, 2021: 60, 2022: 59} if falls else {2019: 80, 2020: 70, 2021: 90, 2022: 91}
    rows = [
        desk.figure(year, value, standing=Standing.PROVISIONAL if year == provisional else Standing.FINAL)
        for year, value in values.items()
    ]
    rows += [desk.figure(year, 75, area="970") for year in values]
    found = judge(
        desk.measure(rule, better=Better.LOWER if falls else Better.HIGHER),
        History(rows),
        as_of=LATE,
        period=desk.year(2022),
    )
    assert (found.status, found.decided_in) == (Status.OFF_TRACK, desk.year(2020))
    assert (Reason.PROVISIONAL in found.reasons) is (provisional == 2020)
    assert ("(provisional)" in found.row.judged_on) is (provisional == 2020)
