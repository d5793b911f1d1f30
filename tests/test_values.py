"""Periods and quantities: laws first, then the spellings people use."""

import math
from datetime import date, timedelta
from decimal import Decimal as D

import pendulum
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wes_rules import DefinitionError, Marker, Period, PeriodError, PeriodKind, Quantity, Standing, Unit
from wes_rules.values.days import months_after
from wes_rules.values.quantity import Span, from_ticks, split_standing, ticks
from wes_rules.values.ticks import round_half_up, show

kinds = st.sampled_from(PeriodKind)
steps = st.integers(-60, 60)


@st.composite
def periods(draw, kind=kinds):
    kind = draw(kind)
    return Period.containing(draw(st.dates(date(1990, 1, 1), date(2100, 1, 1))), kind)


@given(periods(), steps)
def test_steps_can_be_taken_back(period, n):
    assert (period + n) - n == period
    assert (period + n) - period == n


@given(periods())
def test_periods_abut_and_contain_their_first_and_last_day(period):
    assert period.end == (period + 1).start
    assert Period.containing(period.start, period.kind) == period
    assert Period.containing(period.end - timedelta(days=1), period.kind) == period
    assert period.last_day == period.end.subtract(days=1)


@example(day=date(2024, 1, 31), months=1)
@example(day=date(2023, 12, 31), months=2)
@given(day=st.dates(date(1800, 1, 1), date(2299, 12, 31)), months=st.integers(0, 60))
def test_months_are_added_as_pendulum_adds_them(day, months):
    assert months_after(day, months) == pendulum.Date(day.year, day.month, day.day).add(months=months)


@given(periods())
def test_a_period_reads_back_as_it_is_written(period):
    assert Period.parse(str(period), period.kind) == period


@given(periods(), periods())
def test_kinds_do_not_mix(one, other):
    if one.kind is other.kind:
        assert (one < other) == (one.start < other.start)
    else:
        assert one != other
        for act in (lambda: one < other, lambda: one - other):
            with pytest.raises(PeriodError):
                act()


@pytest.mark.parametrize(
    ("text", "kind", "start"),
    [
        ("2019/20", None, "2019-09-01"),
        ("2019-20", None, "2019-09-01"),
        ("201920", None, "2019-09-01"),
        ("2019/2020", None, "2019-09-01"),
        ("18/19", None, "2018-09-01"),
        ("98/99", None, "1998-09-01"),
        ("99/00", None, "1999-09-01"),
        ("Jan-98", None, "1998-01-01"),
        ("1800", None, "1800-01-01"),
        ("2199/00", None, "2199-09-01"),
        ("2018/19", PeriodKind.FINANCIAL_YEAR, "2018-04-01"),
        ("2018/19", PeriodKind.TAX_YEAR, "2018-04-06"),
        ("1999/00", None, "1999-09-01"),
        ("2019", None, "2019-01-01"),
        ("2019 Q3", None, "2019-07-01"),
        ("2025-Q3", None, "2025-07-01"),
        ("2019/20 Q1", None, "2019-04-01"),
        ("2019/20 Q1", PeriodKind.ACADEMIC_QUARTER, "2019-09-01"),
        ("2019/20 H2", None, "2019-10-01"),
        ("Sept 2019", None, "2019-09-01"),
        ("May 2019", None, "2019-05-01"),
        ("2019-09", None, "2019-09-01"),
        ("2011-12", PeriodKind.MONTH, "2011-12-01"),
        ("summer 2019/20", None, "2020-04-01"),
        ("2019 week 12", None, "2019-03-18"),
    ],
)
def test_people_spell_periods_in_many_ways(text, kind, start):
    assert str(Period.parse(text, kind).start) == start


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("202426", None, "not consecutive"),
        ("2019-13", None, "not consecutive"),
        ("2019", PeriodKind.ACADEMIC_YEAR, "which of two"),
        ("2019/20", PeriodKind.CALENDAR_YEAR, "not a calendar-year"),
        ("2019 Q5", None, "cannot exist"),
        ("2021 week 53", None, "no week 53"),
        ("next year", None, "is not a period"),
        ("Ma 2019", None, "is not a period"),
    ],
)
def test_a_period_that_cannot_be_is_refused_with_a_sentence(text, kind, says):
    with pytest.raises(PeriodError, match=says):
        Period.parse(text, kind)


@pytest.mark.parametrize(
    ("time_period", "identifier", "written"),
    [
        ("201920", "Academic year", "2019/20"),
        ("201920", "AY", "2019/20"),
        ("2019", "Calendar year", "2019"),
        ("2019", "Reporting year", "2019"),
        ("201920", "Financial year Q4", "2019/20 Q4"),
        ("2019", "CYQ2", "2019 Q2"),
        ("201920", "Autumn term", "autumn 2019/20"),
        ("201920", "T3", "summer 2019/20"),
        ("2019", "January", "January 2019"),
        ("2019", "M9", "September 2019"),
        ("2019", "Week 12", "2019 week 12"),
        ("201920", "Part 1 (April to September)", "2019/20 H1"),
    ],
)
def test_the_time_identifiers_of_dfe_are_read(time_period, identifier, written):
    assert str(Period.from_dfe(time_period, identifier)) == written


@pytest.mark.parametrize(
    ("time_period", "identifier"), [("202426", "AY"), ("2019", "AY"), ("201920", "CY"), ("201920", "T1T2")]
)
def test_an_impossible_dfe_period_is_refused(time_period, identifier):
    with pytest.raises(PeriodError):
        Period.from_dfe(time_period, identifier)


decimals = st.integers(-1, 3)
numbers = st.decimals(-1000, 1000, places=4)


@given(numbers, numbers, decimals)
def test_rounding_keeps_the_order(one, other, places):
    assert (ticks(one, places) <= ticks(other, places)) or one > other


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("0.5", 0, "1"), ("-0.5", 0, "-1"), ("2.5", 0, "3"), ("285", -1, "290"), ("89.95", 1, "90.0")],
)
def test_halves_round_away_from_zero(value, places, rounded):
    assert round_half_up(D(value), places) == D(rounded)


@given(numbers, numbers, numbers, st.booleans(), st.booleans(), st.integers(0, 2))
def test_a_span_holds_the_tick_of_every_value_it_may_have(a, b, c, low_open, high_open, places):
    low, value, high = sorted((a, b, c))
    if (low_open and value == low) or (high_open and value == high):
        return
    span = Quantity(low=low, high=high, low_open=low_open, high_open=high_open).span(places)
    assert span.low <= ticks(value, places) <= span.high


@given(numbers, st.integers(0, 2))
def test_a_rounded_number_holds_every_value_that_prints_so(value, places):
    printed = round_half_up(value, places)
    quantity = Quantity.rounded(printed, places)
    assert quantity.low is not None
    assert quantity.low <= value <= quantity.high or value < 0


def test_a_difference_of_decimals_is_exact():
    assert ticks(D("68.6"), 1) - ticks(D("68.2"), 1) >= ticks(D("0.4"), 1)
    assert Quantity.exact(68.6).low == D("68.6")


@pytest.mark.parametrize("value", [math.nan, math.inf, "NaN", "1,234", "90%", "", True, "١"])
def test_what_is_not_a_plain_number_is_refused(value):
    with pytest.raises(DefinitionError):
        Quantity.exact(value)


@pytest.mark.parametrize(
    ("text", "marker"),
    [("z", Marker.NOT_APPLICABLE), ("x", Marker.NOT_AVAILABLE), ("c", Marker.SUPPRESSED), ("low", Marker.LOW), ("k", Marker.LOW),
     ("u", Marker.LOW_RELIABILITY), (":", Marker.NOT_AVAILABLE), ("~", Marker.LOW), ("..", Marker.NOT_AVAILABLE), ("-", Marker.NOT_AVAILABLE),
     ("", Marker.NOT_AVAILABLE)],
)  # fmt: skip
def test_symbols_keep_their_reason(text, marker):
    assert Quantity.read(text, unit=Unit.PERCENT).marker is marker


@pytest.mark.parametrize(
    ("text", "marker"), [("[c]", Marker.SUPPRESSED), ("[LOW]", Marker.LOW), ("[z]", Marker.NOT_APPLICABLE)]
)
def test_symbols_in_square_brackets_mean_the_same(text, marker):
    assert Quantity.read(text, unit=Unit.PERCENT).marker is marker


@pytest.mark.parametrize(("text", "unit", "value"), [
    ("1,449", Unit.COUNT, 1449), ("-1,234,567.5", Unit.SCORE, D("-1234567.5")), ("72.6%", Unit.PERCENT, D("72.6")),
    ("£1,234", Unit.POUNDS, 1234), ("-£5", Unit.POUNDS, -5), ("72.6 %", Unit.PERCENT, D("72.6")),
])  # fmt: skip
def test_signs_and_separators_that_mean_one_thing_are_read(text, unit, value):
    assert Quantity.read(text, unit=unit) == Quantity.exact(value)


@pytest.mark.parametrize(("text", "unit"), [
    ("1,44", Unit.COUNT), ("0,123", Unit.SCORE), ("1.234,5", Unit.SCORE), ("12%", Unit.COUNT), ("£5", Unit.COUNT), ("[p]", Unit.COUNT),
    ("*", Unit.COUNT), ("<", Unit.COUNT), ("[1]", Unit.COUNT),
])  # fmt: skip
def test_what_may_mean_two_things_is_refused(text, unit):
    with pytest.raises(DefinitionError):
        Quantity.read(text, unit=unit)


def test_less_than_five_is_a_count_below_five():
    assert Quantity.read("<5", unit=Unit.COUNT).span(0, whole=True) == Span(0, 4)
    assert Quantity.read("<5", unit=Unit.PERCENT).span(1) == Span(0, 50)


@pytest.mark.parametrize(("sign", "meant"), [
    ("<", {"low": 0, "high": 5, "high_open": True}), ("<=", {"low": 0, "high": 5}), ("\u2264", {"low": 0, "high": 5}),
    (">", {"low": 5, "high": 100, "low_open": True}), (">=", {"low": 5, "high": 100}), ("\u2265", {"low": 5, "high": 100}),
])  # fmt: skip
def test_a_bound_is_part_of_what_it_bounds_where_its_sign_says_so(sign, meant):
    assert Quantity.read(f"{sign} 5%", unit=Unit.PERCENT) == Quantity(**meant)


@pytest.mark.parametrize(("text", "bare", "standing"), [
    ("22.6 [p]", "22.6", Standing.PROVISIONAL), ("22.6[E]", "22.6", Standing.ESTIMATE), ("22.6 [r]", "22.6", Standing.REVISED), ("22.6 [x]", "22.6 [x]", None), ("22.6", "22.6", None), ("[c]", "[c]", None),
])  # fmt: skip
def test_a_letter_in_brackets_beside_a_number_is_its_standing(text, bare, standing):
    assert split_standing(text) == (bare, standing)


def test_minus_one_and_zero_are_numbers():
    assert Quantity.read("-1.00", unit=Unit.SCORE).is_exact
    assert Quantity.read("0", unit=Unit.COUNT).low == 0


def test_suppressed_counts_lie_where_the_source_says():
    quantity = Quantity.read("c", unit=Unit.COUNT, suppressed_counts=(1, 4))
    assert (quantity.span(0, whole=True).low, quantity.span(0, whole=True).high) == (1, 4)


@pytest.mark.parametrize(
    ("value", "unit", "places", "shown"),
    [("71.8", Unit.PERCENT, 1, "71.8%"), ("54", Unit.COUNT, 0, "54"), ("-1.12", Unit.SCORE, 2, "-1.12"), ("24.1", Unit.POINTS, 1, "24.1 points"), ("-3", Unit.POUNDS, 0, "-£3")],
)  # fmt: skip
def test_values_are_shown_with_their_unit(value, unit, places, shown):
    assert show(D(value), unit, places) == shown


@given(st.integers(-9999, 9999), st.integers(-1, 3))
def test_ticks_and_values_go_round(tick, places):
    assert ticks(from_ticks(tick, places), places) == tick


def test_a_tax_year_starts_on_6_april():
    days = {day: Period.containing(date(2020, 4, day), PeriodKind.TAX_YEAR).index for day in (5, 6)}
    assert days == {5: 2019, 6: 2020}


def test_an_unknown_number_is_of_a_unit_or_of_its_name():
    assert Quantity.missing("percent") == Quantity.missing(Unit.PERCENT)
