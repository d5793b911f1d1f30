"""A row holds on its own: what it shows as latest, required and margin is what decided the status."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    BenchmarkParity,
    Better,
    Maintain,
    Marker,
    Quantity,
    Status,
    Threshold,
    Unit,
    judge,
)
from wes_rules.rules.kinds.halt_then_decrease import HaltThenDecrease

D = Decimal
UNKNOWN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
ENGLAND = AreaFigure(area="970")
OFF, ON = Status.OFF_TRACK, Status.ON_TRACK


def row(found):
    return found.observed, found.required, found.margin, found.decided_in and str(found.decided_in)


def test_a_step_that_broke_the_promise_years_ago_is_the_row(desk):
    found = desk.judge(
        AnnualDecrease(), {2018: D("8.5"), 2019: D("9.4"), 2022: D("13.9"), 2023: D("13.8")}, 2023, better=Better.LOWER
    )
    assert row(found) == (D("9.4"), "below 8.5%", D("-0.9"), "2019")
    assert found.explain().splitlines()[1] == (
        "13.8% in 2023, after 13.9% in 2022; it did not fall in 2019, with 9.4% after 8.5% in 2018: 0.9 points above the target."
    )


def test_a_step_that_broke_it_with_the_judged_period_is_the_judged_one(desk):
    found = desk.judge(AnnualIncrease(), {2018: 50, 2019: 40, 2020: 39}, 2020)
    assert row(found) == (39, "above 40.0%", -1, None)


def test_a_run_that_holds_shows_its_latest_step_whichever_was_the_closest(desk):
    assert row(desk.judge(AnnualIncrease(), {2018: 50, 2019: 51, 2020: 70}, 2020)) == (70, "above 51.0%", 19, None)
    assert row(desk.judge(Maintain(at_least=D(50)), {2018: 51, 2019: 60, 2020: 70}, 2020))[2:] == (20, None)


@pytest.mark.parametrize(("values", "decided"), [
    ({2018: 100, 2019: 99, 2020: 90, 2021: 95}, (90, "above 99.0%", -9, "2020")),  # 2019 was at risk only
    ({2018: 100, 2019: 99, 2020: 99, 2021: 100}, (99, "above 99.0%", 0, "2020")),
])  # fmt: skip
def test_what_is_missed_beyond_its_tolerance_decides_before_what_is_at_risk(desk, values, decided):
    assert row(desk.judge(AnnualIncrease(tolerance=D(2)), values, 2021)) == decided


def test_the_last_dip_below_what_was_to_be_maintained_is_the_row(desk):
    found = desk.judge(Maintain(at_least=D(75)), {2018: 80, 2019: 68, 2020: 63, 2021: 76}, 2021)
    assert row(found) == (63, "at least 75.0% in every period", -12, "2020")


def test_a_year_behind_the_benchmark_is_the_row_where_every_year_was_promised(desk):
    rule = BenchmarkParity(against=ENGLAND, scope="every", strict=True)
    found = desk.judge(rule, {2019: 70, 2020: 75}, england={2019: 70, 2020: 71})
    assert row(found) == (70, "above 70.0%", 0, "2019")


def test_a_target_that_was_reached_and_not_held_shows_the_year_that_reached_it(desk):
    found = desk.judge(Threshold(at_least=D(90), reach=True), {2018: 92, 2019: 85}, 2019)
    assert (found.status, row(found)) == (ON, (92, "at least 90.0%", 2, "2018"))


def test_a_gap_that_was_not_halted_shows_the_year_it_should_have_been(desk):
    rule = HaltThenDecrease(halt=desk.year(2020))
    found = desk.judge(rule, {2019: 20, 2020: 22, 2021: 19, 2022: 18}, 2022, better=Better.LOWER)
    assert row(found) == (22, "at most 20.0%", -2, "2020")


def test_an_amount_that_is_still_in_line_stands_in_what_is_required(desk):
    rule = BenchmarkParity(against=ENGLAND, met_within=D(500_000))
    more = {"unit": Unit.POUNDS, "decimals": 0, "better": Better.LOWER}
    found = desk.judge(rule, {2020: 53_250_000}, england={2020: 52_800_000}, **more)
    assert row(found) == (53_250_000, "at most £52,800,000, or within £500,000", -450_000, None)


def test_an_undecided_row_has_no_margin(desk):
    found = desk.judge(AnnualIncrease(), {2018: 50, 2019: UNKNOWN, 2020: 60}, 2020)
    assert (found.status, found.margin) == (Status.UNDECIDED, None)


RULES = st.sampled_from([
    AnnualIncrease(), AnnualIncrease(strict=False, tolerance=D(3)), Maintain(at_least=D(50)),
    Threshold(at_least=D(50), reach=True), BenchmarkParity(against=ENGLAND, scope="every"),
])  # fmt: skip


@given(RULES, st.lists(st.integers(0, 100), min_size=2, max_size=6), st.integers(30, 70))
def test_the_margin_of_a_row_agrees_with_its_status_and_its_figure(rule, values, england):
    from tests.conftest import Desk

    years = range(2015, 2015 + len(values))
    found = Desk().judge(rule, dict(zip(years, values, strict=True)), england=dict.fromkeys(years, england))
    assume(found.margin is not None)
    assert (found.margin >= 0 if found.status is ON else found.margin <= 0) or found.margin == 0
    if isinstance(rule, Maintain | Threshold):
        assert found.observed == found.margin + 50
    if isinstance(rule, BenchmarkParity):
        assert found.observed == found.margin + england


@pytest.mark.parametrize(("rule", "value", "unit", "better", "said"), [
    (Threshold(at_most=D(0)), 450_000, Unit.POUNDS, Better.LOWER, "£450,000 over."),
    (Threshold(equals=D(0)), 1, Unit.COUNT, Better.LOWER, "1 more than the target."),
    (Threshold(at_most=D(5)), 7, Unit.COUNT, Better.LOWER, "2 over the limit."),
    (Threshold(at_least=D(5)), 3, Unit.COUNT, Better.HIGHER, "2 short."),
    (Threshold(between=(D(3), D(5))), 1, Unit.COUNT, Better.IN_BAND, "2 short."),
    (Threshold(between=(D(3), D(5))), 9, Unit.COUNT, Better.IN_BAND, "4 over the limit."),
    (Maintain(at_most=D(5)), 9, Unit.DAYS, Better.LOWER, "4 days over the limit."),
])  # fmt: skip
def test_only_what_should_have_been_more_is_short_of_a_limit(desk, rule, value, unit, better, said):
    found = desk.judge(rule, {2020: value}, unit=unit, decimals=0, better=better)
    assert found.status is OFF
    assert found.explain().splitlines()[1].endswith(": " + said)


@pytest.mark.parametrize(("unit", "said"), [
    (Unit.DAYS, "1.3 days longer than the target."), (Unit.PERCENT, "1.3 points above the target."), (Unit.POUNDS, "£1.3 more than the target."),
])  # fmt: skip
def test_what_should_have_fallen_is_longer_higher_or_more(desk, unit, said):
    found = desk.judge(AnnualDecrease(), {2019: D("40.2"), 2020: D("41.5")}, unit=unit, better=Better.LOWER)
    assert found.explain().splitlines()[1].endswith(": " + said)


def test_figures_that_nothing_between_can_reconcile_are_the_row(desk):
    found = desk.judge(AnnualIncrease(), {2018: 50, 2019: UNKNOWN, 2020: 48, 2021: 60}, 2021)
    assert (found.status, row(found)) == (OFF, (48, "above 50.0%", -2, "2020"))
    assert (
        "whatever lies between, it cannot have risen every time from 50.0% in 2018 to 48.0% in 2020" in found.explain()
    )


def test_what_a_deadline_has_settled_waits_for_the_figure_of_its_period_until_that_is_due(desk):
    measure = desk.measure(Threshold(at_least=D(50)), deadline=date(2020, 12, 31))
    history = desk.history({2019: 60, 2020: 40})
    days = (date(2020, 12, 1), date(2021, 2, 1), date(2021, 7, 1))
    found = [judge(measure, history, as_of=day) for day in days]
    assert [(one.settled, one.row.next_due) for one in found] == [
        (False, date(2021, 7, 1)),
        (True, date(2021, 7, 1)),
        (True, None),
    ]


def test_a_figure_that_came_before_its_day_is_not_the_next_one_due(desk):
    """Each has come months early: what is due next is the year after the one judged, in the row and in the mail."""
    early = attrs.evolve(desk.figure(2020, 50), published=date(2020, 10, 1))
    one = judge(desk.measure(Threshold(at_least=40)), desk.history({}).plus([early]), as_of=date(2020, 11, 1))
    assert (str(one.period), one.row.next_due) == ("2020", desk.calendar.due(one.period + 1))


def test_a_benchmark_that_is_awaited_is_the_next_figure_due(desk):
    rule = BenchmarkParity(against=ENGLAND)
    early = attrs.evolve(desk.figure(2020, 50), published=date(2021, 1, 10))
    history = desk.history({2019: 50}, {2019: 50}).plus([early])
    one = judge(desk.measure(rule), history, as_of=date(2021, 2, 1))
    assert (str(one.period), one.status, one.row.next_due) == (
        "2020",
        Status.UNDECIDED,
        desk.calendar.due(desk.year(2020)),
    )


def test_no_figure_of_before_the_plan_is_the_next_one_due(desk):
    measure = desk.measure(Threshold(at_least=40), starts=date(2025, 1, 1))
    one = judge(measure, desk.history({2018: 50, 2019: 50}), as_of=date(2020, 12, 1))
    assert one.row.next_due == desk.calendar.due(desk.year(2025))
