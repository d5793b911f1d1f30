"""What a promise asks for now and by its day, where it asks for more each year: both stand in its row."""

from datetime import date

from tests.numbers.world import judged, measure, rows_of

import wes_rules as w

YEARS = w.Calendar(kind="calendar-year", lag_months=1)


def found(rule, as_of=date(2022, 3, 1)):
    rows = rows_of((40, 41), "2020", unit="percent", kind="calendar-year")
    given = {
        "unit": "percent",
        "calendar": YEARS,
        "baseline": w.Baseline(value=40, period=w.Period.parse("2020", "calendar-year")),
    }
    return judged(measure(w.Observed(indicator="homes"), rule, **given), rows, as_of=as_of, period=rows[-1].period)


def test_a_change_each_year_says_where_it_ends():
    rule = w.FromBaseline(change=2, each="year", by=date(2024, 12, 31))
    assert found(rule).required == "at least 42% so far, at least 48% by 31 December 2024"


def test_what_is_the_same_all_along_is_said_once():
    assert found(w.FromBaseline(change=2, by=date(2024, 12, 31))).required == "at least 42% by 31 December 2024"
