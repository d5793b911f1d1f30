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


def version(**changes):
    return w.Version(starting=w.Period.parse("2023", "calendar-year"), agreed=date(2021, 6, 1), changes=changes)


def test_what_a_later_version_asks_for_by_the_day_is_all_that_is_asked_for():
    judgement = found(w.FromBaseline(change=1, by=date(2024, 12, 31), versions=[version(change=4)]))
    assert judgement.required == "at least 44% by 31 December 2024"
    assert "so far" not in judgement.explain()
    assert "; the figures for 2021 would not keep it." in judgement.explain()


def test_a_limit_that_a_later_version_raises_is_the_one_of_the_day():
    judgement = found(w.Threshold(at_least=42, by=date(2024, 12, 31), versions=[version(at_least=45)]))
    assert judgement.required == "at least 45% by 31 December 2024"
    assert judgement.explain().splitlines()[1:3] == [
        "41% in 2021, target at least 45% by 31 December 2024.",
        "The target was raised from 42% to 45% from 2023 on, agreed on 1 June 2021.",
    ]


def test_of_a_level_to_be_maintained_each_period_keeps_its_own():
    judgement = found(
        w.Maintain(at_least=42, by=date(2023, 12, 31), versions=[version(at_least=38, by=date(2024, 12, 31))])
    )
    assert judgement.required == "at least 42% in every period so far, at least 38% by 31 December 2024"
    assert judgement.course == "cannot_be_kept"


def test_what_was_asked_of_the_period_that_missed_it_is_not_asked_by_the_day():
    lowered = w.Version(starting=w.Period.parse("2021", "calendar-year"), changes={"at_least": 38})
    judgement = found(w.Maintain(at_least=42, by=date(2024, 12, 31), versions=[lowered]))
    assert (str(judgement.decided_in), judgement.course) == ("2020", "cannot_be_kept")
    assert judgement.required == "at least 42% in every period so far, at least 38% by 31 December 2024"


def test_a_day_that_a_later_version_puts_off_is_the_day_that_is_said():
    rule = w.Threshold(at_least=41, by=date(2024, 12, 31), versions=[version(by=date(2026, 12, 31))])
    assert found(rule).required == "at least 41% by 31 December 2026"
    assert "not due before 31 December 2026 has passed; the figures for 2021 would keep it." in found(rule).explain()


def test_a_version_that_is_not_agreed_yet_says_nothing():
    late = w.Version(starting=w.Period.parse("2023", "calendar-year"), agreed=date(2023, 1, 1), changes={"change": 4})
    rule = w.FromBaseline(change=1, by=date(2024, 12, 31), versions=[late])
    assert found(rule).required == "at least 41% by 31 December 2024"


def test_a_promise_without_a_value_of_its_own_says_its_day_in_the_last_period_too():
    step = w.AnnualIncrease(by=date(2021, 12, 31))
    assert found(step, as_of=date(2021, 12, 31)).required == "above 40% by 31 December 2021"
    level = w.Threshold(at_least=42, by=date(2021, 12, 31))
    assert found(level, as_of=date(2021, 12, 31)).required == "at least 42% by 31 December 2021"


def test_what_a_period_asks_for_so_far_is_not_said_to_be_asked_by_the_day():
    rule = w.HaltThenDecrease(halt=w.Period.parse("2021", "calendar-year"), by=date(2024, 12, 31))
    rows = rows_of((40, 41, 39), "2020", unit="percent", kind="calendar-year")
    one = measure(w.Observed(indicator="homes"), rule, unit="percent", calendar=YEARS, better="lower")
    assert judged(one, rows, as_of=date(2023, 3, 1)).required == "at most 40% so far, due by 31 December 2024"
