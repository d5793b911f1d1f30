"""A total that each year has to come to: judged when the year is over, on the figures of all its parts."""

from datetime import date

import attrs
import polars as pl
import pytest
from tests.conftest import Desk

from wes_rules import (
    AnnualIncrease,
    Calendar,
    History,
    Maintain,
    Period,
    PeriodKind,
    Plan,
    Rate,
    Rolling,
    RunningTotal,
    Status,
    Threshold,
    YearToDate,
    batch,
    judge,
)
from wes_rules.rules.unexpected import unexpected

desk = Desk()
QUARTER = PeriodKind.FINANCIAL_QUARTER
YEARS = Calendar(kind=QUARTER, lag_months=1, step=4, anchor=Period.parse("2024/25 Q4", QUARTER))
TOTAL = YearToDate(indicator="homes", year="financial")
KEPT, IN_ALL = Threshold(at_least=5), [1, 1, 1, 1, 1, 2, 1, 1, 2]
LABELS = [f"{year}/{year - 1999} Q{part}" for year in (2024, 2025, 2026) for part in (1, 2, 3, 4)]


def measure(rule=KEPT, calendar=YEARS, **more):
    return desk.measure(rule, calendar=calendar, unit="count", decimals=0, **({"number": TOTAL} | more))


def judged(rule, day, calendar=YEARS, **more):
    figures = [
        attrs.evolve(desk.figure(2020, value, indicator="homes"), period=Period.parse(label, QUARTER))
        for label, value in zip(LABELS, IN_ALL, strict=False)
    ]
    return judge(measure(rule, calendar, **more), History(figures), as_of=day)


@pytest.mark.parametrize(
    ("day", "status", "period", "observed"),
    [
        (date(2025, 5, 1), Status.OFF_TRACK, "2024/25 Q4", 4),
        (date(2026, 4, 30), Status.OFF_TRACK, "2024/25 Q4", 4),
        (date(2026, 5, 1), Status.ON_TRACK, "2025/26 Q4", 5),
        (date(2026, 10, 1), Status.ON_TRACK, "2025/26 Q4", 5),
        (date(2027, 5, 1), Status.UNDECIDED, "2026/27 Q4", None),
    ],
)
def test_five_a_year_is_judged_on_each_year_that_is_over(day, status, period, observed):
    one = judged(KEPT, day)
    assert (one.status, str(one.period), one.observed) == (status, period, observed)


@pytest.mark.parametrize(
    ("rule", "status"),
    [(KEPT, Status.ON_TRACK), (Maintain(at_least=5), Status.OFF_TRACK), (AnnualIncrease(), Status.ON_TRACK)],
)
def test_every_year_counts_and_a_batch_says_the_same(rule, status):
    day = date(2026, 10, 1)
    rows = {"indicator": ["homes"] * 9, "area": ["937"] * 9, "period": LABELS[:9], "value": IN_ALL}
    plan = Plan(id="p", title="P", area="937", measures=(measure(rule),))
    (found,) = batch.judge(plan, pl.DataFrame(rows), as_of=day).select("status", "period").rows()
    one = judged(rule, day)
    assert (one.status, (one.status.value, str(one.period))) == (status, found)


def test_a_year_that_every_quarter_is_held_against_is_noted_and_one_that_is_judged_at_its_end_is_not():
    plain = Calendar(kind=QUARTER, lag_months=1)
    told = [
        unexpected(Plan(id="p", title="P", area="937", measures=(one,)), date(2026, 10, 1))
        for one in (measure(KEPT, plain), measure(), measure(Threshold(at_least=5, by=date(2027, 3, 31)), plain))
    ]
    assert [len(one) for one in told] == [1, 0, 0]
    assert "write step = 4 and as anchor the last quarter of a year" in told[0][0]


def test_a_calendar_whose_periods_do_not_end_the_year_is_noted():
    half = attrs.evolve(YEARS, anchor=Period.parse("2024/25 Q2", QUARTER))
    plan = Plan(id="p", title="P", area="937", measures=(measure(KEPT, half),))
    assert "2024/25 Q1 to 2024/25 Q2 come to, 2 of the 4 periods of the year" in unexpected(plan, date(2026, 10, 1))[0]
    rate = Rate(indicator="homes", population="people", year="financial")
    of_half = desk.measure(KEPT, number=rate, calendar=half, unit="ratio", decimals=1)
    assert "2 of the 4 periods of the year" in unexpected(attrs.evolve(plan, measures=(of_half,)), date(2026, 10, 1))[0]


def test_a_year_that_is_off_track_is_not_said_to_be_the_first_figure_on_file():
    assert judged(KEPT, date(2025, 5, 1)).row.since_words == "2024/25 Q4"


@pytest.mark.parametrize(
    ("better", "rule", "begins"),
    [
        ("higher", KEPT, "each year begins off track"),
        ("lower", Threshold(at_most=5), "each year begins far on the kept side"),
    ],
)
def test_a_target_for_a_year_that_is_held_against_every_quarter_is_named(better, rule, begins):
    every_quarter = Calendar(kind=QUARTER, lag_months=1)
    plan = Plan(id="p", title="P", area="937", measures=(measure(rule, every_quarter, better=better),))
    (said,) = unexpected(plan, date(2026, 5, 1))
    assert begins in said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (TOTAL, "4 (year to date)"),
        (Rolling(indicator="homes", periods=2), "2 (total of 2 quarters)"),
        (Rolling(indicator="homes", periods=2, take="mean"), "1 (mean of 2 quarters)"),
        (RunningTotal(indicator="homes", since=Period.parse("2024/25 Q2", QUARTER)), "3 (since 2024/25 Q2)"),
    ],
)
def test_what_several_periods_come_to_is_not_shown_as_one_periods_figure(number, said):
    one = judged(KEPT, date(2025, 5, 1), Calendar(kind=QUARTER, lag_months=1), number=number)
    assert (one.row.judged_on, one.row.judged_on_period) == (said, "2024/25 Q4")
