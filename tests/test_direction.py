"""Direction of travel: improved, unchanged, worsened, or not known."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    All,
    AnnualIncrease,
    Baseline,
    BenchmarkParity,
    Better,
    Calendar,
    ChangeSince,
    DefinitionError,
    History,
    Maintain,
    Observed,
    Period,
    PeriodKind,
    Quantity,
    Reason,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.judging.direction import Way, direction_of
from wes_rules.rules.words import Words

DESK = Desk()
AT_LEAST = Threshold(at_least=50)


@pytest.mark.parametrize(
    ("better", "before", "now", "way"),
    [
        ("higher", 50, 51, Way.IMPROVED),
        ("higher", 51, 50, Way.WORSENED),
        ("lower", 50, 51, Way.WORSENED),
        ("lower", 51, 50, Way.IMPROVED),
        ("none", 50, 51, Way.ROSE),
        ("none", 51, 50, Way.FELL),
        ("higher", 50, 50, Way.UNCHANGED),
        # At the precision at which figures are compared.
        ("higher", "50.04", "49.96", Way.UNCHANGED),
    ],
)
def test_the_way_is_said_by_what_is_better(better, before, now, way):
    rule = Threshold(equals=50) if better == "none" else AT_LEAST if better == "higher" else Threshold(at_most=50)
    assert direction_of(DESK.judge(rule, {2020: before, 2021: now}, better=Better(better))).way is way


@pytest.mark.parametrize(
    ("within", "before", "now", "way"),
    [
        ({"unchanged_within": 2}, 50, 52, Way.UNCHANGED),
        ({"unchanged_within": 2}, 50, 48, Way.UNCHANGED),
        ({"unchanged_within": 2}, 50, "52.1", Way.IMPROVED),
        ({"unchanged_within": 2}, 50, "47.9", Way.WORSENED),
        # 5% of 50 is 2.5, and of 49.9 a little less.
        ({"unchanged_within": 5, "unchanged_within_in": "percent"}, 50, "52.5", Way.UNCHANGED),
        ({"unchanged_within": 5, "unchanged_within_in": "percent"}, "49.9", "52.4", Way.IMPROVED),
        ({"unchanged_within": 2}, Quantity.between(49, 52), 51, Way.UNCHANGED),
        ({"unchanged_within": 2}, Quantity.between(48, 52), 51, Way.UNKNOWN),
        ({"unchanged_within": 50, "unchanged_within_in": "percent"}, Quantity.between(10, 20), 31, Way.IMPROVED),
        ({"unchanged_within": 50, "unchanged_within_in": "percent"}, Quantity.between(10, 20), 30, Way.UNKNOWN),
    ],
)
def test_a_small_move_counts_as_unchanged_where_the_promise_says_so(within, before, now, way):
    rule = Threshold(at_least=50, **within)
    assert direction_of(DESK.judge(rule, {2020: before, 2021: now})).way is way


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100), st.sampled_from(("points", "percent")))
def test_what_counts_as_unchanged_turns_no_way_round_and_no_status(before, now, within, unit):
    plain = DESK.judge(AT_LEAST, {2020: before, 2021: now})
    rule = Threshold(at_least=50, unchanged_within=within, unchanged_within_in=unit)
    near = DESK.judge(rule, {2020: before, 2021: now})
    assert near.status is plain.status
    assert direction_of(near).way in (Way.UNCHANGED, direction_of(plain).way)


@given(before=st.integers(0, 100), now=st.integers(0, 100))
def test_the_mirror_image_turns_nothing(before, now):
    up = direction_of(DESK.judge(AT_LEAST, {2020: before, 2021: now}))
    down = direction_of(DESK.judge(Threshold(at_most=50), {2020: 100 - before, 2021: 100 - now}))
    assert up.way is down.way


@given(low=st.integers(0, 100), width=st.integers(0, 20), now=st.integers(0, 100), share=st.fractions(0, 1))
def test_a_way_that_is_said_holds_whatever_the_unknown_figure_is(low, width, now, share):
    high = min(100, low + width)
    value = low + int(share * (high - low))
    known = direction_of(DESK.judge(AT_LEAST, {2020: Quantity.between(low, high), 2021: now})).way
    assert known in (Way.UNKNOWN, direction_of(DESK.judge(AT_LEAST, {2020: value, 2021: now})).way)


@pytest.mark.parametrize(
    ("values", "calendar", "reason"),
    [
        ({2021: 60}, {}, Reason.NOT_HELD),
        ({2020: 60, 2021: Quantity.missing(Unit.PERCENT, "c")}, {}, Reason.SUPPRESSED),
        ({2020: 60, 2021: 61}, {"breaks": frozenset({DESK.year(2021)})}, Reason.SERIES_BREAK),
    ],
)
def test_a_way_that_nobody_can_know_has_its_reason(values, calendar, reason):
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6, **calendar)
    found = direction_of(DESK.judge(AT_LEAST, values, calendar=calendar))
    assert (found.way, found.reasons[0]) == (Way.UNKNOWN, reason)


def test_a_year_that_nobody_collected_is_passed_over():
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=6, not_collected=frozenset({DESK.year(2020)}))
    found = direction_of(DESK.judge(AT_LEAST, {2019: 60, 2021: 61}, calendar=calendar))
    assert found.sentence(Words(Unit.PERCENT, 1)) == "Improved from 60.0% in 2019."


def test_a_quarter_is_held_against_the_same_of_the_year_before():
    quarters = [Period(PeriodKind.CALENDAR_QUARTER, 8080 + step) for step in range(5)]
    figures = [
        attrs.evolve(DESK.figure(2020, value), period=period)
        for period, value in zip(quarters, (50, 90, 90, 90, 51), strict=True)
    ]
    measure = DESK.measure(AT_LEAST, calendar=Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1))
    judged = judge(measure, History(figures), as_of=quarters[-1].end.add(months=2))
    assert direction_of(judged).way is Way.IMPROVED


def test_of_a_promise_of_several_the_part_that_decides_is_asked():
    rule = All(of=(AT_LEAST, Threshold(at_least=70)))
    assert direction_of(DESK.judge(rule, {2020: 60, 2021: 61})).way is Way.IMPROVED


def test_the_direction_is_held_against_what_the_measure_says():
    figures, base = {2019: 60, 2020: 50, 2021: 55}, Baseline(period=DESK.year(2019))
    found = {
        against: DESK.judge(AT_LEAST, figures, baseline=base, direction_against=against).direction
        for against in ("previous", "same-period-last-year", "baseline", None)
    }
    assert [one.way for one in found.values()] == [Way.IMPROVED, Way.IMPROVED, Way.WORSENED, Way.IMPROVED]
    assert found["baseline"].sentence(Words(Unit.PERCENT, 1)) == "Worsened from a baseline of 60.0% in 2019."
    assert found[None].against == "previous"
    row = DESK.judge(AT_LEAST, figures, baseline=base, direction_against="baseline").to_json()
    assert (row["direction"], row["direction_against"]) == ("worsened", "baseline")


def test_quarters_may_be_held_against_the_quarter_before():
    calendar = Calendar(kind=PeriodKind.CALENDAR_QUARTER)
    first = Period.parse("2020 Q1", PeriodKind.CALENDAR_QUARTER)
    values = [50, 60, 60, 60, 55]
    history = History([attrs.evolve(DESK.figure(2020, value), period=first + n) for n, value in enumerate(values)])
    ways = {}
    for against in (None, "previous"):
        measure = DESK.measure(AT_LEAST, calendar=calendar, direction_against=against)
        ways[against] = judge(measure, history, as_of=(first + 5).start).direction.way
    assert ways == {None: Way.IMPROVED, "previous": Way.WORSENED}


def test_a_baseline_across_a_break_or_not_there_gives_no_way():
    broken = Calendar(kind=PeriodKind.CALENDAR_YEAR, breaks=[DESK.year(2020)])
    base = {"baseline": Baseline(period=DESK.year(2019)), "direction_against": "baseline"}
    found = DESK.judge(AT_LEAST, {2019: 60, 2021: 55}, calendar=broken, **base).direction
    assert (found.way, found.reasons) == (Way.UNKNOWN, (Reason.SERIES_BREAK,))
    with pytest.raises(DefinitionError, match="there is none"):
        DESK.measure(AT_LEAST, direction_against="baseline")


def test_what_has_moved_has_no_reason_and_what_has_nothing_before_it_is_said_of_itself():
    rounded = Quantity.rounded(Decimal(40), 0)
    moved = direction_of(DESK.judge(AT_LEAST, {2019: rounded, 2020: 60}))
    assert (moved.way, moved.reasons) == (Way.IMPROVED, ())
    alone = direction_of(DESK.judge(AT_LEAST, {2020: 60}, calendar=attrs.evolve(DESK.calendar, first=DESK.year(2020))))
    assert alone.reasons == (Reason.NO_PREVIOUS,)
    assert alone.latest is not None
    assert alone.latest.period == DESK.year(2020)


def test_why_it_is_not_known_of_an_earlier_figure_is_said_with_its_period():
    rows = [DESK.figure(2018, Quantity.read("z", unit=Unit.PERCENT)), DESK.figure(2019, 60)]
    found = judge(DESK.measure(AT_LEAST), History(rows), as_of=date(2030, 1, 1), period=DESK.year(2019))
    assert found.direction.sentence(found.in_words) == "Not known. 2018: the figure does not apply here."


@pytest.mark.parametrize("year", [2021, None])
def test_an_explanation_asks_a_promise_once_for_each_period(desk, monkeypatch, year):
    history = desk.history({2018: 60, 2019: 61, 2020: 62, 2021: 63}, {2018: 61, 2019: 63, 2020: 65, 2021: 67})
    asked, slack = Counter(), BenchmarkParity.slack

    def counted(rule, cells):
        # What unknown figures might be is judged on other histories.
        asked[cells.period] += cells.lookup.history is history
        return slack(rule, cells)

    monkeypatch.setattr(BenchmarkParity, "slack", counted)
    period = None if year is None else desk.year(year)
    found = judge(desk.measure(BenchmarkParity(against="970")), history, as_of=date(2030, 1, 1), period=period)
    assert "further behind England" in found.explain()
    assert set(asked.values()) <= {0, 1}


def test_a_figure_that_is_held_against_the_year_before_does_not_say_that_no_earlier_one_is_there():
    quarters, kind = Calendar(kind="calendar-quarter", lag_months=1, first="2020 Q1"), PeriodKind.CALENDAR_QUARTER
    figures = [
        attrs.evolve(DESK.figure(2020, value), period=Period.parse(f"2020 Q{number}", kind))
        for number, value in enumerate((50, 60, 70), 1)
    ]
    found = judge(DESK.measure(AT_LEAST, calendar=quarters), History(figures), as_of=date(2020, 11, 15))
    said = "Not known. There is no figure of the same period a year before to compare with."
    assert found.row.direction_words == said


def test_the_direction_of_a_promise_broken_before_is_that_of_the_newest_figure_where_the_judged_one_is_overdue(desk):
    """The row says what the explanation says of the movement."""
    values = {2018: 80, 2019: 70, 2020: 78, 2021: 79}
    found = judge(desk.measure(Maintain(at_least=75)), desk.history(values), as_of=date(2023, 8, 1))
    assert (found.status, found.period) == (Status.OFF_TRACK, desk.year(2022))
    assert (found.row.direction, found.row.direction_words) == (
        Way.IMPROVED,
        "79.0% in 2021, improved from 78.0% in 2020.",
    )
    assert "Direction: rose 2 years running, from 70.0% in 2019 to 79.0% in 2021." in found.explain()


def test_the_direction_of_a_last_verdict_that_an_earlier_period_decided_names_the_figure_that_moved(desk):
    values = {2018: 78, 2019: D("74.6"), 2020: 75}
    row = desk.judge(Maintain(at_least=75, tolerance=1), values, 2021).row
    assert (row.judged_on, row.judged_on_period) == ("74.6%", "2019")
    assert row.direction_words == "75.0% in 2020, improved from 74.6% in 2019."


@pytest.mark.parametrize(
    ("rule", "number", "unit"),
    [
        (AnnualIncrease(against="same-period-last-year"), Observed(indicator="rate"), "percent"),
        (Threshold(at_least=1), ChangeSince(indicator="rate"), "percentage-points"),
    ],
    ids=["step", "change"],
)
def test_a_figure_that_nobody_collected_is_named_by_its_period(desk, rule, number, unit):
    gap = attrs.evolve(desk.calendar, not_collected=[desk.year(2020)])
    measure = desk.measure(rule, number=number, unit=unit, calendar=gap)
    found = judge(measure, desk.history({2019: 50, 2021: 60}), as_of=LATE, period=desk.year(2021))
    assert found.reasons[0] is Reason.NOT_COLLECTED
    assert "Nobody collected the figure for 2020." in found.explain()
    assert "for that period" not in found.row.first_why
