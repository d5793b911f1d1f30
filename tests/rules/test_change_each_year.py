"""A change from the baseline by so much for each year: "fall by 5% a year", "rise by 2 points a year"."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from tests.conftest import LATE

from wes_rules import (
    Baseline,
    Better,
    Calendar,
    DefinitionError,
    FromBaseline,
    History,
    Measure,
    Observed,
    Period,
    PeriodKind,
    Reason,
    Status,
    Unit,
    judge,
)

ON, OFF = Status.ON_TRACK, Status.OFF_TRACK
FROM_80 = {"baseline": Baseline(value=D(80), period=Period.parse("2017"))}


@pytest.mark.parametrize(
    ("rule", "better", "year", "target"),
    [
        (FromBaseline(change=2, each="year"), Better.HIGHER, 2018, "82.0"),
        (FromBaseline(change=2, each="year"), Better.HIGHER, 2020, "86.0"),
        # 80 times 0.95 is 76, times 0.95 is 72.2, times 0.95 is 68.59.
        (FromBaseline(change=5, change_in="percent", each="year"), Better.LOWER, 2018, "76.0"),
        (FromBaseline(change=5, change_in="percent", each="year"), Better.LOWER, 2020, "68.5"),
        (FromBaseline(change=5, change_in="percent", each="year", change_of="baseline"), Better.LOWER, 2020, "68.0"),
        # 80 times 1.05 three times is 92.61.
        (FromBaseline(change=5, change_in="percent", each="year"), Better.HIGHER, 2020, "92.7"),
        # Halved each year: 40, 20, 10.
        (FromBaseline(change=50, change_in="percent", each="year"), Better.LOWER, 2020, "10.0"),
    ],
)
def test_each_year_since_the_baseline_asks_for_so_much(desk, rule, better, year, target):
    worse = D(target) - better.sign * D("0.1")
    assert [desk.judge(rule, {year: one}, better=better, **FROM_80).status for one in (D(target), worse)] == [ON, OFF]


@pytest.mark.parametrize(
    ("better", "year", "target"),
    # By 10% of its size a negative number rises to nearer 0, and falls further from it: -18 and -16.2; -22 and -24.2.
    [
        (Better.HIGHER, 2018, "-18.0"),
        (Better.HIGHER, 2019, "-16.2"),
        (Better.LOWER, 2018, "-22.0"),
        (Better.LOWER, 2019, "-24.2"),
    ],
)
def test_of_a_negative_baseline_a_percentage_is_of_its_size(desk, better, year, target):
    rule = FromBaseline(change=10, change_in="percent", each="year")
    start = Baseline(value=D(-20), period=Period.parse("2017"))
    worse = D(target) - better.sign * D("0.1")
    found = [
        desk.judge(rule, {year: one}, better=better, baseline=start, unit=Unit.SCORE).status
        for one in (D(target), worse)
    ]
    assert found == [ON, OFF]


def test_a_hidden_baseline_asks_for_all_that_it_may_be(desk):
    start = Baseline(value=D(80), period=Period.parse("2017"), rounded=True)
    rule = FromBaseline(change=2, each="year")
    found = [desk.judge(rule, {2019: one}, baseline=start).status for one in ("84.5", "84.4", "83.4")]
    assert found == [ON, Status.UNDECIDED, OFF]


def test_the_explanation_says_what_is_asked_for_after_so_many_years(desk):
    rule = FromBaseline(change=5, change_in="percent", each="year")
    said = desk.judge(rule, {2020: "68.5"}, better=Better.LOWER, **FROM_80).explain()
    assert "where at most 68.5% is asked for" in said
    assert "by at least 5% of the year before for each year since then, compounded" in said


def test_the_last_year_that_ended_by_the_day_decides(desk):
    rule = FromBaseline(change=2, each="year", by=date(2019, 12, 31))
    assert desk.judge(rule, {2019: 84, 2020: 84}, 2020, **FROM_80).status is ON
    assert desk.judge(rule, {2018: 84}, 2018, as_of=date(2019, 12, 31), **FROM_80).reasons[0] is Reason.NOT_DUE


def test_a_baseline_without_a_period_is_refused(desk):
    with pytest.raises(
        DefinitionError, match="has no period that years could be counted from; add period to the baseline"
    ):
        desk.measure(FromBaseline(change=2, each="year"), baseline=Baseline(value=D(80)))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"each": "year"}, 'each = "year", and no change; say by how much: change'),
        ({"change": 5, "change_of": "baseline"}, 'change_of = "baseline" without each'),
        ({"change": 5, "each": "year", "change_of": "baseline"}, 'change_of = "baseline" without each'),
    ],
)
def test_what_changes_by_nothing_or_of_nothing_is_refused(fields, says):
    with pytest.raises(DefinitionError, match=says):
        FromBaseline(**fields)


def test_in_quarters_a_year_counts_once_it_has_passed(desk):
    start = Baseline(value=D(80), period=Period.parse("2017 Q1"))
    rule, calendar = FromBaseline(change=2, each="year"), Calendar(kind=PeriodKind.CALENDAR_QUARTER)
    figures = {Period.parse("2017 Q4"): 0, Period.parse("2018 Q1"): D(82), Period.parse("2018 Q4"): D("81.9")}
    measure = desk.measure(rule, calendar=calendar, baseline=start)
    history = History(attrs.evolve(desk.figure(2017, value), period=period) for period, value in figures.items())
    found = [judge(measure, history, as_of=LATE, period=one) for one in figures]
    assert [(one.status, one.due) for one in found] == [(Status.UNDECIDED, False), (ON, True), (OFF, True)]


def test_before_the_first_year_has_passed_it_is_not_due_whether_the_figure_compares_or_not():
    first = Period.parse("2020 Q1")
    measure = Measure(
        id="m", title="M", area="a", number=Observed(indicator="rate"), unit="count", decimals=0, better="higher",
        calendar=Calendar(kind="calendar-quarter", isolated=[first + 2]), baseline=Baseline(value=D(1), period=first),
        rule=FromBaseline(change=D(2), each="year"),
    )  # fmt: skip
    assert not judge(measure, History([]), as_of=LATE, period=first + 2).due
    assert judge(measure, History([]), as_of=LATE, period=first + 4).due


MORE = "the latest figure is better than the baseline by at least"


@pytest.mark.parametrize(
    ("fields", "start", "said"),
    [
        ({}, "2017", "the latest figure is on the better side of the baseline; a tie is no change; not every year"),
        ({"change": 2}, "2017", f"{MORE} 2.0 points, once, not every year"),
        ({"change": 2, "each": "year"}, "2017", f"{MORE} 2.0 points for each year since then"),
        (
            {"change": 5, "change_in": "percent", "each": "year"},
            "2017",
            f"{MORE} 5% of the year before for each year since then, compounded",
        ),
        (
            {"change": 5, "change_in": "percent", "change_of": "baseline", "each": "year"},
            "2017",
            f"{MORE} 5% of the baseline for each year since then",
        ),
        (
            {"change": 2, "each": "year"},
            "2017 Q1",
            f"{MORE} 2.0 points for each year since then; a year counts once it has passed",
        ),
    ],
)
def test_its_reading_says_how_much_how_often_and_of_what(desk, fields, start, said):
    kind = PeriodKind.CALENDAR_QUARTER if "Q" in start else PeriodKind.CALENDAR_YEAR
    rule, baseline = FromBaseline(**fields), Baseline(value=D(80), period=Period.parse(start, kind))
    assert rule.reading(desk.measure(rule, baseline=baseline, calendar=Calendar(kind=kind))) == said
