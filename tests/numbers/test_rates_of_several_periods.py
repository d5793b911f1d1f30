"""A rate over several periods is what was counted in all of them over the population of all, or of the last one."""

from decimal import Decimal

import attrs
import pytest
from tests.numbers.world import completions, judged, measure, rows_of

import wes_rules as w
from wes_rules import Reason, Status

QUARTERS = w.Calendar(kind="financial-quarter", lag_months=1)
PER_1000 = w.Rate(indicator="infections", population="bed days", per=1000)
LIMIT = w.Threshold(at_most=Decimal("0.32"))


def series(values, indicator):
    return rows_of(values, "2023/24 Q1", indicator=indicator, kind="financial-quarter")


def found(number, infections=(5, 7, 4, 8), days=(20_000, 21_000, 19_000, 15_000), *, rule=LIMIT, rows=(), **more):
    given = {"unit": "ratio", "decimals": 2, "better": "lower", "calendar": QUARTERS, **more}
    return judged(measure(number, rule, **given), [*series(infections, "infections"), *series(days, "bed days"), *rows])


def test_the_rate_of_a_year_is_not_the_mean_of_its_rates():
    """By hand: 24 infections in 75,000 bed days are 0.32 per 1,000; the mean of the four rates is 0.33."""
    one = found(attrs.evolve(PER_1000, periods=4))
    assert one.row.judged_on.endswith(" (over 4 quarters)")  # a rate is no total
    assert (one.status, one.observed) == (Status.ON_TRACK, Decimal("0.32"))
    assert "0.32 (2023/24 Q1 to 2023/24 Q4: infections 24, bed days 75,000) in 2023/24 Q4" in one.explain()


@pytest.mark.parametrize(
    ("taken", "rate"),
    [
        ({"periods": 2}, "0.35"),  # 12 of 34,000
        ({"year": "financial"}, "0.32"),  # 24 of 75,000
        ({"since": w.Period.parse("2023/24 Q2")}, "0.35"),  # 19 of 55,000
        ({"periods": 4, "population_take": "last"}, "1.60"),  # 24 of 15,000
        ({"since": w.Period.parse("2023/24 Q2"), "population_take": "last"}, "1.27"),  # 19 of 15,000
    ],
)
def test_it_is_divided_once_all_are_added_up(taken, rate):
    assert found(attrs.evolve(PER_1000, **taken)).observed == Decimal(rate)


def test_the_year_begins_anew():
    rate = attrs.evolve(PER_1000, year="financial")
    one = found(rate, (5, 7, 4, 8, 3), (20_000, 21_000, 19_000, 15_000, 10_000))
    assert one.observed == Decimal("0.30")
    assert "(infections 3, bed days 10,000)" in one.explain()


@pytest.mark.parametrize("taken", [{"periods": 2}, {"year": "financial"}, {"periods": 3, "population_take": "last"}])
def test_what_is_hidden_leaves_it_between_bounds_that_every_completion_keeps(taken):
    rate, hidden = attrs.evolve(PER_1000, **taken), (5, "c", 4)
    open_ = found(rate, hidden, (2_000, 2_100, 1_900), rule=w.Threshold(at_most=4))
    rows = [*series(hidden, "infections"), *series((2_000, 2_100, 1_900), "bed days")]
    each = {judged(open_.measure, filled).observed for filled in completions(rows)}
    low, high = (
        Decimal(int(end)).scaleb(-2)
        for end in (open_.decided.facts[0].figure.span.low, open_.decided.facts[0].figure.span.high)
    )
    assert (min(each), max(each)) == (low, high)


def test_a_quarter_without_bed_days_leaves_it_open_from_below():
    one = found(attrs.evolve(PER_1000, periods=4), (5, 7, 4, 8), (20_000, None, 19_000, 15_000))
    assert one.status is Status.UNDECIDED
    assert (
        found(attrs.evolve(PER_1000, periods=4), (5, 7, 4, 800), (20_000, 1, 19_000, 15_000)).status is Status.OFF_TRACK
    )


def test_across_a_break_there_is_no_rate():
    broken = attrs.evolve(QUARTERS, breaks=[w.Period.parse("2023/24 Q3")])
    assert found(attrs.evolve(PER_1000, periods=4), calendar=broken).reasons[0] is Reason.SERIES_BREAK
    assert found(attrs.evolve(PER_1000, periods=2), calendar=broken).status is Status.OFF_TRACK


def test_nobody_at_all_has_no_rate():
    assert Reason.NO_CASES in found(attrs.evolve(PER_1000, periods=4), (0, 0, 0, 0), (0, 0, 0, 0)).reasons
    assert found(attrs.evolve(PER_1000, periods=4), (0, 0, 0, 0), (0, 0, 0, 5)).observed == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"periods": 4, "year": "financial"}, "periods and year both say"),
        ({"population_take": "last"}, 'population_take = "last" of one period'),
    ],
)
def test_what_contradicts_itself_is_refused(given, told):
    with pytest.raises(w.DefinitionError, match=told):
        attrs.evolve(PER_1000, **given)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"periods": 4, "population_in": "percent"}, "figures in percent of several periods do not add up"),
        ({"periods": 4, "figures_in": "score"}, "figures in score of several periods do not add up"),
        ({"since": w.Period.parse("2023")}, "the calendar's kind is financial-quarter"),
    ],
)
def test_what_cannot_be_added_up_is_refused(given, told):
    with pytest.raises(w.DefinitionError, match=told):
        found(attrs.evolve(PER_1000, **given))


def test_a_population_that_is_not_added_up_may_be_of_any_unit():
    rate = attrs.evolve(PER_1000, periods=4, population_in="score", population_take="last")
    days = rows_of((75_000,), "2023/24 Q4", indicator="bed days", kind="financial-quarter", unit="score")
    assert found(rate, days=(), rows=days).observed == Decimal("0.32")
