"""A promise that is at risk at best: what keeps it lifts a whole to amber, and no further."""

from datetime import date

import attrs
import polars as pl
import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from tests.alerts.world import at_least, measure, plan_of
from tests.conftest import Desk

from wes_rules import (
    AnnualIncrease,
    Any,
    AreaFigure,
    BenchmarkParity,
    Better,
    Each,
    Marker,
    Observed,
    Part,
    Plan,
    Quantity,
    Status,
    Threshold,
    Unit,
    batch,
    judge,
    strategies,
)
from wes_rules.judging.explain import decided_by
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.rules.kinds.composites import Advisory, All
from wes_rules.rules.unexpected import unexpected
from wes_rules.series.history import History

PLAN = """
[plan]
id = "p"
title = "P"
area = "H"
[calendars.quarters]
kind = "financial-quarter"
lag = "1 month"
[[measures]]
id = "recycling"
title = "Recycling"
unit = "percent"
decimals = 0
better = "higher"
calendar = "quarters"
number = {indicator = "recycling"}
rule = {kind = "any", of = [
  {kind = "threshold", at_least = 50, met_within = 10, met_within_in = "percent-of-target"},
  {kind = "quarterly-increase", against = "same-period-last-year", scope = "latest", at_best = "at-risk"},
]}
"""


@pytest.mark.parametrize(
    ("last_year", "now", "published"),
    [(46, 45, "on track"), (40, 45, "on track"), (43, 44, "at risk"), (40, 43, "at risk"), (44, 44, "off track"), (50, 44, "off track")],
)  # fmt: skip
def test_amber_by_improvement_comes_out_as_the_council_publishes_it(last_year, now, published):
    (recycling,) = parse_plan(PLAN).measures
    records = [
        {"area": "H", "period": period, "value": value}
        for period, value in (("2023/24 Q2", last_year), ("2024/25 Q2", now))
    ]
    history = History.from_records(records, indicator="recycling", kind="financial-quarter", unit="percent", source="H")
    found = judge(recycling, history, as_of=date(2024, 12, 1))
    assert found.words == published


def test_what_keeps_it_is_told_as_it_is_and_said_to_be_at_risk_at_best():
    found = Desk().judge(Threshold(at_least=50, at_best="at-risk"), {2020: 53})
    assert (found.status, found.margin, found.required) == (Status.AT_RISK, 3, "at least 50.0%, for at risk")
    assert "what keeps it is at risk at best" in found.reading


@pytest.mark.parametrize(
    ("rule", "value", "said"),
    [
        (Threshold(at_least=50, at_best="at-risk"), 50, "exactly met"),
        (Threshold(above=50, at_best="at-risk"), 50, "equal to the target, which is not enough"),
        (AnnualIncrease(scope="latest", strict=False, at_best="at-risk"), 47, "exactly met"),
        (
            Threshold(at_least=50, met_within=1, at_best="at-risk"),
            "49.5",
            "0.5 points short, which is near enough to count as met",
        ),
    ],
)
def test_what_meets_it_exactly_or_nearly_is_said_to_meet_it(rule, value, said):
    found = Desk().judge(rule, {2019: 47, 2020: value})
    assert found.row.margin_words == said
    assert (found.status is Status.AT_RISK) == (said != "equal to the target, which is not enough")


WAYS = st.sampled_from((Better.HIGHER, Better.LOWER))


def of_one_way(better):
    return strategies.measures(rule=strategies.rules(nested=False, better=better), better=better)


@given(WAYS.flatmap(of_one_way), strategies.histories())
def test_every_kind_gives_the_same_verdicts_up_to_at_risk(drawn, history):
    plain = attrs.evolve(drawn, rule=attrs.evolve(drawn.rule, at_best="on-track"))
    capped = attrs.evolve(drawn, rule=attrs.evolve(drawn.rule, at_best="at-risk"))
    was, now = (judge(one, history, as_of=date(2023, 1, 1)) for one in (plain, capped))
    assert now.outcomes == tuple(min(one, Status.AT_RISK) for one in was.outcomes)
    assert now.as_it_stands == tuple(min(one, Status.AT_RISK) for one in was.as_it_stands)
    assert (now.due, now.decided_in) == (was.due, was.decided_in)


def test_a_promise_that_nothing_can_put_on_track_is_noted():
    amber = at_least(60, at_best="at-risk")
    note = 'measure rate: nothing can put it on track, as at_best = "at-risk" is said of all that could'

    def notes(rule):
        return unexpected(plan_of(measure(rule=rule)), date(2024, 1, 1))

    assert (
        notes(amber)
        == notes(All(of=(at_least(50), amber)))
        == notes(Any(of=(amber,)))
        == notes(Advisory(rule=amber))
        == [note]
    )
    assert notes(Any(of=(at_least(70), amber))) == []


def test_many_areas_are_judged_as_each_is_by_itself():
    (recycling,) = parse_plan(PLAN).measures
    amber = attrs.evolve(recycling, id="amber", rule=recycling.rule.of[1])
    plan = Plan(id="p", title="P", area="H", measures=(recycling, amber))
    values = {"A": (40, 45), "B": (40, 43), "C": (44, 44), "D": (None, 44), "E": (None, 45)}
    rows = [
        {"area": area, "period": period, "value": None if value is None else str(value), "indicator": "recycling"}
        for area, pair in values.items()
        for period, value in zip(("2023/24 Q2", "2024/25 Q2"), pair, strict=True)
    ]
    found = batch.judge(plan, pl.DataFrame(rows), as_of=date(2024, 12, 1), missing="c").select("status")
    expected = ["on_track", "at_risk", "off_track", "undecided", "on_track"]
    assert found.to_series().to_list() == [*expected, "at_risk", "at_risk", "off_track", "undecided", "undecided"]


AMBER = AnnualIncrease(scope="latest", at_best="at-risk")


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("before", "now", "status", "said"),
    [
        ("59", "57", Status.OFF_TRACK, (-3, "at least 60.0%", "3.0 points short")),
        ("55", "57", Status.AT_RISK, (-3, "at least 60.0%", "3.0 points short")),
        ("59", "61", Status.ON_TRACK, (1, "at least 60.0%", "1.0 points better than needed")),
    ],
)
def test_a_whole_is_told_by_what_would_put_it_on_track(before, now, status, said, order):
    found = Desk().judge(Any(of=(Threshold(at_least=60), AMBER)[::order]), {2019: before, 2020: now})
    assert found.status is status
    assert (found.margin, found.required, found.row.margin_words) == said


def test_why_it_is_at_risk_and_no_worse_is_said_after_how_far_it_is_from_its_target():
    found = Desk().judge(Any(of=(AMBER, Threshold(at_least=60))), {2019: 55, 2020: 57})
    assert decided_by(found) == [
        "57.0% in 2020, target at least 60.0%: 3.0 points short.",
        "57.0% in 2020, after 55.0% in 2019: 2.0 points better than the target.",
    ]


def test_of_what_nobody_knows_the_part_that_may_lift_it_decides():
    found = Desk().judge(Any(of=(Threshold(at_least=60), AMBER)), {2020: 57})
    assert (found.status, found.required) == (Status.UNDECIDED, "")


BESTS = st.sampled_from(("on-track", "at-risk"))
SINGLE = st.one_of(
    st.builds(Threshold, at_least=st.integers(50, 58), tolerance=st.integers(0, 3), at_best=BESTS),
    st.builds(AnnualIncrease, scope=st.just("latest"), tolerance=st.integers(0, 3), at_best=BESTS),
)
SEVERAL = st.lists(SINGLE, min_size=2, max_size=3).map(tuple)
NESTED = st.lists(SINGLE | st.builds(All, of=SEVERAL) | st.builds(Any, of=SEVERAL), min_size=2, max_size=3).map(tuple)
VALUES = st.tuples(st.integers(48, 58), st.integers(48, 58))


def highest(rule):
    """The best that a promise can come to."""
    if isinstance(rule, All | Any):
        return (min if isinstance(rule, All) else max)(map(highest, rule.of))
    return Status.ON_TRACK if rule.at_best == "on-track" else Status.AT_RISK


@given(st.builds(Any, of=NESTED) | st.builds(All, of=NESTED), VALUES)
def test_the_part_that_decides_can_bring_the_best_that_the_whole_may_come_to(rule, values):
    desk = Desk()
    found = desk.judge(rule, dict(enumerate(values, 2019)), as_of=date(2021, 12, 31))
    able = [one for one in found.parts if highest(one.measure.rule) >= highest(rule)]
    nearest = max(one.status for one in able) if isinstance(rule, Any) else found.status
    margins = [one.margin for one in able if one.status is nearest]
    event(f"{rule.kind}, {found.words}, {len(able) < len(found.parts)}")
    assert found.margin == (max if isinstance(rule, Any) else min)(margins)
    assert found.status is not Status.ON_TRACK or found.margin >= 0
    assert found.status is highest(rule) or found.margin <= 0
    rows = [
        {"area": "937", "period": str(year), "value": str(value), "indicator": "rate"}
        for year, value in enumerate(values, 2019)
    ]
    plan = Plan(id="p", title="P", area="937", measures=(found.measure,))
    (many,) = batch.judge(plan, pl.DataFrame(rows), as_of=found.as_of).to_dicts()
    assert (many["status"], many["margin"]) == (found.status, found.margin)
    assert many["required"] == found.required_value


def test_what_known_parts_leave_of_an_undecided_whole_is_said():
    """Two wards are at risk, so that no figure of the third puts all on track."""
    level, hidden = Threshold(at_least=50, tolerance=2), Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
    desk = Desk()
    for kind, values, said in (
        (Each, (48, 48, hidden), "at risk at best"),
        (Each, (48, 55, hidden), "at risk at best"),
        (Each, (55, 55, hidden), ""),
    ):
        parts = [Part(name=f"Ward {n}", number=Observed(indicator=f"i{n}")) for n in range(3)]
        rows = [desk.figure(2020, value, indicator=f"i{n}") for n, value in enumerate(values)]
        found = judge(desk.measure(kind(rule=level, over=parts)), History(rows), as_of=date(2021, 8, 1))
        assert found.status is Status.UNDECIDED
        assert found.row.left_open == said
        assert found.row.not_known == f"not known for 2020{f', {said}' if said else ''}"
        assert (f" of 3 parts at risk, 1 undecided: {said}." in found.explain()) is bool(said)


def test_of_two_ways_one_that_is_at_risk_is_the_worst_that_it_comes_to():
    level = Threshold(at_least=50, tolerance=2)
    history = Desk().history({2020: 49})
    rule = Any(of=(level, BenchmarkParity(against=AreaFigure(area="970"))))
    found = judge(Desk().measure(rule), history, as_of=date(2021, 8, 1))
    assert (found.status, found.row.left_open) == (Status.UNDECIDED, "at risk at worst")
