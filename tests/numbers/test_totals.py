"""Rolling sums and means, the year so far, and running totals: from raw months and quarters, and never a part of them."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.numbers.world import MONTHS, judged, measure, month, rows_of

import wes_rules as w

KEPT = w.Threshold(at_least=0)
QUARTERS = w.Calendar(kind="financial-quarter")
YEAR = w.YearToDate(indicator="homes", year="financial")


def figure(number, rows, period, **more):
    """The figure of a total, with why it is not known exactly."""
    kind = more.get("calendar", MONTHS).kind
    found = judged(measure(number, KEPT, **more), rows, period=w.Period.parse(period, kind))
    one = found.finding.facts[0].figure
    return one.span.low, one.span.high, [reason.value for reason in one.why]


@pytest.mark.parametrize(
    ("year", "period", "total"),
    [
        ("financial", "April 2023", 1),
        ("financial", "March 2024", 78),
        ("financial", "April 2024", 13),
        ("calendar", "January 2024", 10),
        ("calendar", "December 2024", 186),
        ("academic", "September 2023", 6),
        ("academic", "August 2024", 138),
    ],
)
def test_the_year_so_far_begins_anew_with_its_year(year, period, total):
    rows = rows_of(range(1, 25))
    assert figure(attrs.evolve(YEAR, year=year), rows, period) == (total, total, [])


def test_quarters_add_up_to_a_year_as_months_do():
    rows = rows_of([10, 20, 30, 40, 50], "2023/24 Q1", kind="financial-quarter")
    assert figure(YEAR, rows, "2023/24 Q4", calendar=QUARTERS) == (100, 100, [])
    assert figure(YEAR, rows, "2024/25 Q1", calendar=QUARTERS) == (50, 50, [])


def test_a_rolling_sum_takes_so_many_periods_and_a_mean_is_rounded_once():
    rows = rows_of([1, 2, 4, 8])
    three = w.Rolling(indicator="homes", periods=3)
    assert figure(three, rows, "June 2023") == (7, 7, [])
    assert figure(three, rows, "July 2023") == (14, 14, [])
    rates = rows_of(["10.05", "10.05", "10.06"], unit="percent")
    mean = attrs.evolve(three, take="mean")
    assert figure(mean, rates, "June 2023", unit="percent", decimals=1) == (101, 101, [])


def test_a_running_total_counts_since_its_first_period_and_is_nothing_before():
    rows = rows_of([1, 2, 4, 8])
    total = w.RunningTotal(indicator="homes", since=month("May 2023"))
    assert figure(total, rows, "July 2023") == (14, 14, [])
    low, _, why = figure(total, rows, "April 2023")
    assert (low, why) == (0, ["not_in_calendar"])


@pytest.mark.parametrize(
    ("values", "low", "high", "why"),
    [
        ([1, "c", 3], 5, 8, ["suppressed"]),
        ([1, None, 3], 4, float("inf"), ["overdue"]),
        (["x", 2, 3], 5, float("inf"), ["not_available"]),
        ([1, 2, None], 3, float("inf"), ["overdue"]),
    ],
)
def test_what_is_not_known_of_one_month_leaves_the_total_between_bounds(values, low, high, why):
    assert figure(YEAR, rows_of(values), "June 2023") == (low, high, why)


def test_a_month_that_nobody_collects_leaves_the_total_open_and_a_break_leaves_nothing_of_it():
    rows = rows_of([1, 2, 3])
    skipped = attrs.evolve(MONTHS, not_collected=[month("May 2023")])
    assert figure(YEAR, rows, "June 2023", calendar=skipped) == (4, float("inf"), ["not_collected"])
    broken = attrs.evolve(MONTHS, breaks=[month("May 2023")])
    assert figure(YEAR, rows, "June 2023", calendar=broken) == (0, float("inf"), ["series_break"])
    alone = attrs.evolve(MONTHS, isolated=[month("May 2023")])
    assert figure(YEAR, rows, "June 2023", calendar=alone) == (0, float("inf"), ["isolated"])
    later = attrs.evolve(MONTHS, breaks=[month("April 2023")])
    assert figure(YEAR, rows, "June 2023", calendar=later) == (6, 6, [])


def test_a_total_that_is_certain_decides_although_a_month_is_missing():
    enough = measure(YEAR, w.Threshold(at_least=100))
    missing = rows_of([60, None, 50])
    assert judged(enough, missing).status is w.Status.ON_TRACK
    assert judged(enough, rows_of([60, None, 30])).status is w.Status.UNDECIDED


def test_every_period_begins_with_the_first_that_has_all_its_own():
    held = measure(w.Rolling(indicator="homes", periods=3), w.Maintain(at_least=6))
    assert judged(held, rows_of([1, 2, 3, 4])).status is w.Status.ON_TRACK
    assert judged(held, rows_of([1, 2, 2, 4])).status is w.Status.OFF_TRACK
    year = measure(YEAR, w.Maintain(at_least=1))
    # The year in which the series begins is not all there.
    assert judged(year, rows_of([5, 5, 1, 1], "February 2024")).status is w.Status.ON_TRACK
    assert judged(year, rows_of([5, 5, 0, 1], "February 2024")).status is w.Status.OFF_TRACK


def test_the_explanation_names_the_months_it_was_made_of():
    enough = measure(YEAR, w.Threshold(at_least=10))
    assert "6 (April 2023 1, May 2023 2, June 2023 3) in June 2023" in judged(enough, rows_of([1, 2, 3])).explain()
    hidden = judged(enough, rows_of([1, "c", 3, 4, 5, 6]), period=month("September 2023")).explain()
    assert "(6 figures from April 2023 to September 2023, May 2023 between 1 and 4)" in hidden
    many = judged(enough, rows_of([1, "c", "c", "c", "c", "c", "c", 8]), period=month("November 2023")).explain()
    assert ", August 2023 between 1 and 4, 2 others not known exactly) in November 2023" in many
    missing = judged(enough, rows_of([1, None, 3])).explain()
    assert "May 2023 not known" in missing


def test_an_early_month_does_not_stand_for_a_total_that_is_not_out():
    """A month that is published before its due day is judged, and one that is not out is not, whatever others are out."""
    rows = [attrs.evolve(one, published=one.period.end) for one in rows_of([1, 2, 3])]
    found = judged(measure(YEAR, KEPT), rows, as_of=month("July 2023").start)
    assert found.period == month("June 2023")
    broken = attrs.evolve(MONTHS, lag_months=3, breaks=[month("June 2023")])
    found = judged(measure(YEAR, KEPT, calendar=broken), rows[:2], as_of=month("August 2023").start)
    assert found.period == month("May 2023")


@pytest.mark.parametrize(
    ("number", "given", "said"),
    [
        (YEAR, {"unit": "percent"}, "figures in percent of several periods do not add up"),
        (YEAR, {"calendar": w.Calendar(kind="calendar-year")}, "calendar-years do not make up a financial year"),
        (
            attrs.evolve(YEAR, year="calendar"),
            {"calendar": w.Calendar(kind="calendar-year")},
            "calendar-years do not make up a calendar year",
        ),
        (YEAR, {"calendar": w.Calendar(kind="week")}, "weeks do not make up a financial year"),
        (attrs.evolve(YEAR, year="academic"), {"calendar": QUARTERS}, "do not make up an academic year"),
        (YEAR, {"calendar": w.Calendar(kind="month", step=3, anchor=month("June 2023"))}, "has one in 3"),
        (w.Rolling(indicator="homes", periods=3), {"calendar": attrs.evolve(MONTHS, window=12)}, "covers 12 periods"),
        (
            w.RunningTotal(indicator="homes", since=month("May 2023")),
            {"calendar": QUARTERS},
            "since May 2023 is a month",
        ),
    ],
)
def test_what_does_not_add_up_is_refused(number, given, said):
    with pytest.raises(w.DefinitionError, match=said):
        measure(number, KEPT, **given)


def test_a_number_reaches_back_to_the_first_of_its_periods_and_one_of_none_to_the_period_itself():
    number = w.RunningTotal(indicator="homes", since=month("April 2023"))
    reached = {"July 2023": "April 2023", "April 2023": "April 2023", "March 2023": "March 2023"}
    assert {name: str(number.reaches_back(month(name), MONTHS)) for name in reached} == reached
    rolling = w.Rolling(indicator="homes", periods=3)
    assert str(rolling.reaches_back(month("July 2023"), MONTHS)) == "May 2023"


BEGUN = {"starts": date(2023, 4, 15)}
FIRST = {"calendar": attrs.evolve(MONTHS, first=month("April 2023"))}


@pytest.mark.parametrize("plan", [FIRST, {**FIRST, **BEGUN}])
@pytest.mark.parametrize(
    ("number", "least"),
    [(w.Rolling(indicator="homes", periods=3), 6), (w.ChangeSince(indicator="homes", against="previous"), 1)],
)
def test_where_the_calendar_begins_nothing_is_taken_in_from_before(number, least, plan):
    """No one will ever know a total of more months than the series has, so nothing is promised of one."""
    held = measure(number, w.Maintain(at_least=least), **plan)
    assert judged(held, rows_of([1, 2, 3, 4])).status is w.Status.ON_TRACK
    assert judged(held, rows_of([1, 2, 2, 2])).status is w.Status.OFF_TRACK
    early = judged(held, rows_of([1, 2, 3, 4]), period=month("April 2023"))
    assert early.reasons[0] is w.Reason.NO_RULE
    told = w.timeline(held, w.History(rows_of([1, 2, 3, 4])), until=date(2023, 12, 1))
    assert str(told[0].period) == ("June 2023" if number.kind == "rolling" else "May 2023")


def test_with_a_start_alone_earlier_months_may_still_come():
    held = measure(w.Rolling(indicator="homes", periods=3), w.Maintain(at_least=6), **BEGUN)
    assert judged(held, rows_of([1, 2, 3, 4])).status is w.Status.UNDECIDED


@pytest.mark.parametrize("plan", [{}, BEGUN])
@pytest.mark.parametrize(
    ("rule", "least"),
    [
        (w.Threshold(at_least=7, reach=True, by=date(2023, 7, 31)), "7"),
        (w.Threshold(at_least=8, reach=True, by=date(2023, 7, 31)), "8"),
        (w.Maintain(at_least=3), "3"),
        (w.Maintain(at_least=4), "4"),
    ],
)
def test_a_running_total_promises_nothing_of_what_is_before_it(rule, least, plan):
    """May 3 and July 7 are all there is of it, whatever was before."""
    total = measure(w.RunningTotal(indicator="homes", since=month("May 2023")), rule, **plan)
    found = judged(total, rows_of([100, 3, 0, 4]))
    assert found.status is (w.Status.ON_TRACK if least in "37" else w.Status.OFF_TRACK)
    told = w.timeline(total, w.History(rows_of([100, 3, 0, 4])), until=date(2023, 12, 1))
    assert str(told[0].period) == "May 2023"


def test_no_step_leads_into_the_first_of_a_running_total():
    rising = w.QuarterlyIncrease()
    more = {"calendar": QUARTERS, "starts": date(2023, 4, 1)}
    total = measure(
        w.RunningTotal(indicator="homes", since=w.Period.parse("2023/24 Q2", QUARTERS.kind)), rising, **more
    )
    rows = rows_of([9, 1, 2, 3], "2023/24 Q1", kind=QUARTERS.kind)
    assert judged(total, rows).status is w.Status.ON_TRACK
    flat = rows_of([9, 1, 2, 0], "2023/24 Q1", kind=QUARTERS.kind)
    assert judged(total, flat).status is w.Status.OFF_TRACK


def test_a_day_before_a_running_total_begins_is_refused():
    rule = w.Threshold(at_least=7, by=date(2023, 4, 30))
    with pytest.raises(w.DefinitionError, match="before the number's first, May 2023"):
        measure(w.RunningTotal(indicator="homes", since=month("May 2023")), rule)
