"""How close is close enough: one meaning for every kind of rule that figures decide."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Better,
    Everyone,
    FromBaseline,
    HaltThenDecrease,
    History,
    Instead,
    Maintain,
    Milestone,
    Period,
    PeriodKind,
    PlanError,
    Point,
    QuantileBand,
    RankImprovement,
    Reason,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.rule import FigureRule

ON, RISK, OFF, OPEN = Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK, Status.UNDECIDED
IN_FIGURES = sorted(kind for kind, cls in KINDS.items() if issubclass(cls, FigureRule))
FIELDS = ("by", "versions", "met_within", "met_within_in", "tolerance", "tolerance_in", "unchanged_within", "unchanged_within_in")  # fmt: skip
ENGLAND = AreaFigure(area="970")
GREEN_AND_AMBER = {
    "met_within": D(5), "met_within_in": "percent-of-target", "tolerance": D(10), "tolerance_in": "percent-of-target",
}  # fmt: skip
POINTS = {"met_within": D(2), "tolerance": D(4)}


def year(number: int) -> Period:
    return Period(PeriodKind.CALENDAR_YEAR, number)


@pytest.mark.parametrize("kind", IN_FIGURES)
def test_every_kind_that_figures_decide_has_every_distance(kind):
    assert set(FIELDS) <= set(attrs.fields_dict(KINDS[kind]))


LOWER = {"better": Better.LOWER}
COUNT = {"unit": Unit.COUNT, "decimals": 0}
FROM_60 = {"baseline": Baseline(value=D(60), period=year(2019))}
# The target is 60 wherever there is one; 57 is 5% off it, 54 is 10%.
ROWS = [
    (Threshold(at_least=D(60)), {}, {2020: "{}"}, {}),
    (Threshold(above=D(60)), {}, {2020: "{}"}, {}),
    (Threshold(at_least=D(60), reach=True), {}, {2019: "{}", 2020: 1}, {}),
    (Maintain(at_least=D(60)), {}, {2019: "{}", 2020: 70}, {}),
    (Trajectory(points=(Point(period=year(2018), value=D(50)), Point(period=year(2022), value=D(70)))), {}, {2020: "{}"}, {}),
    (FromBaseline(), FROM_60, {2019: 60, 2020: "{}"}, {}),
    (FromBaseline(change=D(10)), {"baseline": Baseline(value=D(50), period=year(2019))}, {2019: 50, 2020: "{}"}, {}),
    (AnnualIncrease(), {}, {2019: 60, 2020: "{}"}, {}),
    (AnnualIncrease(), {}, {2018: 60, 2019: "{}", 2020: 90}, {}),
    (AnnualIncrease(instead=(Instead(period=year(2020), at_least=D(60), reason="x"),)), {}, {2019: 90, 2020: "{}"}, {}),
    (BenchmarkParity(against=ENGLAND), {}, {2020: "{}"}, {2020: 60}),
    (BenchmarkParity(against=ENGLAND, strict=True), {}, {2020: "{}"}, {2020: 60}),
    (BenchmarkParity(against=ENGLAND, scope="every"), {}, {2019: "{}", 2020: 90}, {2019: 60, 2020: 60}),
]  # fmt: skip


def statuses(given, figure):
    """How each kind judges a figure that is held to 60."""
    for rule, more, values, england in ROWS:
        filled = {period: figure if value == "{}" else value for period, value in values.items()}
        yield rule, Desk().judge(attrs.evolve(rule, **given), filled, 2020, england=england, **more).status


@pytest.mark.parametrize(
    ("given", "figure", "status"),
    [
        (GREEN_AND_AMBER, "57.0", ON),
        (GREEN_AND_AMBER, "56.9", RISK),
        (GREEN_AND_AMBER, "54.0", RISK),
        (GREEN_AND_AMBER, "53.9", OFF),
        (GREEN_AND_AMBER, "60.0", ON),
        (POINTS, "58.0", ON),
        (POINTS, "57.9", RISK),
        (POINTS, "56.0", RISK),
        (POINTS, "55.9", OFF),
        ({"tolerance": D(4)}, "59.9", RISK),
    ],
)
def test_green_and_amber_begin_where_the_promise_says(given, figure, status):
    """Of each kind with a target of 60, in points and in percent of it, on the line and a tick beyond it."""
    assert {rule: said for rule, said in statuses(given, figure) if said is not status} == {}


@pytest.mark.parametrize(
    ("rule", "more", "values", "statuses"),
    [
        # What is lower than 60, and a figure over it by up to 3 and up to 6.
        (Threshold(at_most=D(60)), LOWER, {2020: "{}"}, (("63.0", ON), ("63.1", RISK), ("66.0", RISK), ("66.1", OFF))),
        (AnnualDecrease(), LOWER, {2019: 60, 2020: "{}"}, (("63.0", ON), ("63.1", RISK), ("66.0", RISK), ("66.1", OFF))),
        (HaltThenDecrease(halt=year(2019)), LOWER, {2018: 90, 2019: 60, 2020: "{}"},
         (("63.0", ON), ("63.1", RISK), ("66.0", RISK), ("66.1", OFF))),
        (HaltThenDecrease(halt=year(2020)), LOWER, {2019: 60, 2020: "{}"},
         (("63.0", ON), ("63.1", RISK), ("66.0", RISK), ("66.1", OFF))),
    ],
)  # fmt: skip
def test_a_figure_that_should_be_lower_is_near_enough_from_above(rule, more, values, statuses):
    for figure, status in statuses:
        given = {period: figure if value == "{}" else value for period, value in values.items()}
        assert Desk().judge(attrs.evolve(rule, **GREEN_AND_AMBER), given, 2020, **more).status is status, figure


def test_between_two_figures_that_are_near_enough_every_step_may_be():
    """60, unknown, 56 can have fallen by 2 each time, and 60, unknown, 55.9 cannot."""
    rule = AnnualIncrease(met_within=D(2))
    assert Desk().judge(rule, {2018: 60, 2020: "56.0"}, 2020).status is OPEN
    assert Desk().judge(rule, {2018: 60, 2020: "55.9"}, 2020).status is OFF
    share = AnnualIncrease(met_within=D(5), met_within_in="percent-of-target")
    # 95% of 95% of 60 is 54.15.
    assert Desk().judge(share, {2018: 60, 2020: "54.2"}, 2020).status is OPEN
    assert Desk().judge(share, {2018: 60, 2020: "54.1"}, 2020).status is OFF


def test_what_is_done_is_near_enough_by_its_number():
    milestone = Milestone(by=date(2020, 12, 31), at_least=D(250), **GREEN_AND_AMBER)
    statuses = [Desk().judge(milestone, {2020: done}, 2020, **COUNT).status for done in (238, 237, 225, 224)]
    assert statuses == [ON, RISK, RISK, OFF]


@pytest.mark.parametrize(
    ("within", "inside", "status"),
    [
        ({"met_within": D(4)}, 96, ON), ({"met_within": D(4)}, 95, OFF), ({"tolerance": D(4)}, 96, RISK),
        (GREEN_AND_AMBER, 95, ON), (GREEN_AND_AMBER, 94, RISK), (GREEN_AND_AMBER, 90, RISK), (GREEN_AND_AMBER, 89, OFF),
    ],
)  # fmt: skip
def test_of_all_cases_so_many_may_be_missing(within, inside, status):
    own = Desk().figure(2020, inside, numerator=inside, denominator=100)
    measure = Desk().measure(Everyone(**within))
    assert judge(measure, History([own]), as_of=date(2030, 1, 1), period=year(2020)).status is status


@pytest.mark.parametrize(
    ("within", "figure", "status"),
    [
        # 95.0 may be 94.95, which is not within 5%; of how many cases it is, nobody says.
        (GREEN_AND_AMBER, "95.1", ON), (GREEN_AND_AMBER, "95.0", OPEN), (GREEN_AND_AMBER, "94.9", RISK),
        ({"met_within": D(1)}, "50.0", OPEN), ({"tolerance": D(1)}, "99.0", OPEN),
    ],
)  # fmt: skip
def test_a_percentage_without_counts_is_near_enough_to_all_only_by_what_it_may_have_been(within, figure, status):
    assert Desk().judge(Everyone(**within), {2020: figure}, 2020).status is status


@pytest.mark.parametrize(
    ("given", "own", "others", "status"),
    [
        ({"tolerance": D(1)}, 55, [60, 50], RISK), ({}, 55, [60, 50], OFF), ({"met_within": D(1)}, 55, [60, 50], ON),
        ({"met_within": D(1)}, 40, [60, 50], ON), ({"tolerance": D(1)}, 40, [60, 50], RISK),
        # Third of four is behind 2 of 3, and not by more than one of three.
        ({"tolerance": D(1)}, 45, [60, 50, 40], RISK), ({"tolerance": D(1)}, 30, [60, 50, 40], RISK),
    ],
)  # fmt: skip
def test_a_place_may_be_so_many_places_off(given, own, others, status):
    figures = [Desk().figure(2020, own)]
    figures += [Desk().figure(2020, value, area=area) for area, value in zip("abc", others, strict=False)]
    history = History(figures, area_sets=[AreaSet("near", date(2021, 4, 1), tuple("abc"[: len(others)]))])
    rule = RankImprovement(among="near", from_rank=2, from_of=3, **given)
    assert judge(Desk().measure(rule), history, as_of=date(2030, 1, 1), period=year(2020)).status is status


def test_the_line_of_a_band_may_be_missed_by_a_part_of_it():
    figures = [Desk().figure(2020, value, area=area) for area, value in zip("abc", (40, 50, 60), strict=True)]

    def status(own):
        history = History(
            [Desk().figure(2020, own), *figures], area_sets=[AreaSet("near", date(2021, 4, 1), tuple("abc"))]
        )
        rule = QuantileBand(among="near", of=2, best=1, **GREEN_AND_AMBER)
        return judge(Desk().measure(rule), history, as_of=date(2030, 1, 1), period=year(2020)).status

    # The line is at 50; 5% off are 47.5, and 10% 45.
    assert [status(own) for own in ("47.5", "47.4", "45.0", "44.9")] == [ON, RISK, RISK, OFF]


def test_what_is_near_enough_is_said_wherever_the_promise_is():
    rule = Threshold(at_least=D(60), **GREEN_AND_AMBER)
    found = Desk().judge(rule, {2020: 58}, 2020)
    assert found.required == "at least 60.0%, or within 5% of the target"
    assert "2.0 points short, which is near enough to count as met." in found.explain()
    said = "a miss of up to 5% of the target counts as met; a miss of up to 10% of the target is at risk"
    assert said in found.explain()
    assert found.row.margin_words == "2.0 points short, which is near enough to count as met"
    assert found.required_value == 60
    places = RankImprovement(among="near", from_rank=2, from_of=3, met_within=D(1))
    assert "a miss of up to 1 place counts as met" in places.wording(Desk().measure(places))


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ('{kind = "trajectory", points = [{period = "2020", value = 1}], warning = 1}', 'unknown key "warning"; write tolerance'),
        ('{kind = "benchmark-parity", against = "970", within = 1}', 'unknown key "within"; write met_within'),
    ],
)  # fmt: skip
def test_an_old_name_in_a_plan_is_refused_with_the_new_one(rule, says):
    text = f"""
[plan]
id = "p"
title = "P"
area = "937"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "rate"
title = "Rate"
number = {{indicator = "rate"}}
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
rule = {rule}
"""
    with pytest.raises(PlanError, match=says):
        parse_plan(text)


def test_a_benchmark_is_worse_by_what_is_near_enough_for_a_test_as_well():
    own = {"numerator": 40, "denominator": 100}
    rule = BenchmarkParity(against=ENGLAND, in_line="not-significantly-worse", counts="people")

    def status(rule, england):
        history = History([Desk().figure(2020, 40, **own), Desk().figure(2020, england, area="970")])
        return judge(Desk().measure(rule), history, as_of=date(2030, 1, 1), period=year(2020)).status

    # Wilson's interval of 40 in 100 reaches to 49.8.
    assert [status(rule, figure) for figure in ("49.7", "50.0", "54.9")] == [ON, OFF, OFF]
    near = attrs.evolve(rule, met_within=D(5))
    assert [status(near, figure) for figure in ("54.7", "55.0")] == [ON, OFF]
    assert status(attrs.evolve(rule, tolerance=D(5)), "54.7") is RISK


@pytest.mark.parametrize("within", [{"tolerance": 1}, {"tolerance": 1, "tolerance_in": "percent-of-target"}])
def test_a_percentage_that_may_be_at_risk_says_that_it_takes_counts(within):
    """99% without counts is at risk or off track, and the reader is told why nobody can say which."""
    found = Desk().judge(Everyone(**within), {2020: 99}, 2020)
    assert (found.status, found.reasons) == (Status.UNDECIDED, (Reason.COUNTS_NEEDED,))


@pytest.mark.parametrize(("rule", "figure", "said"), [
    (Threshold(at_least=D(60), at_best="at-risk"), "60.0", "exactly met"),
    (AnnualIncrease(strict=False, at_best="at-risk"), "60.0", "exactly met"),
    (AnnualIncrease(at_best="at-risk"), "60.0", "equal to the target, which is not enough"),
    (Threshold(at_least=D(60), met_within=D(2), at_best="at-risk"), "58.5", "1.5 points short, which is near enough to count as met"),
    (Threshold(above=D(60), tolerance=D(2)), "60.0", "equal to the target, which is not enough"),
])  # fmt: skip
def test_what_is_kept_and_at_risk_at_best_is_not_said_to_be_missed(rule, figure, said):
    assert Desk().judge(rule, {2019: 60, 2020: figure}, 2020).row.margin_words == said


@pytest.mark.parametrize(("rule", "said"), [
    (Trajectory(points=(Point(period=Period.parse("2018"), value=D(85)),), met_within=D("0.2")), "0.2"),
    (FromBaseline(change=D(10), met_within=D("0.3")), "0.3"),
    (BenchmarkParity(against=AreaFigure(area="970"), met_within=D("0.4")), "0.4"),
    (Maintain(at_least=D(90), met_within=D("0.5")), "0.5"),
])  # fmt: skip
def test_a_sentence_of_a_miss_says_how_near_would_have_been_enough_whatever_the_kind(desk, rule, said):
    baseline = Baseline(value=D(80), period=desk.year(2017))
    found = desk.judge(rule, {2018: D(60)}, england={2018: D(70)}, baseline=baseline)
    assert found.status is Status.OFF_TRACK
    assert f"short, where a miss of up to {said} points counts as met." in found.explain().splitlines()[1]
    kept = Desk().judge(Threshold(at_least=D(70), met_within=D(1)), {2018: D(60)})
    assert kept.explain().splitlines()[1].count("1.0 point") == 1


@pytest.mark.parametrize(
    ("rule", "better", "last", "said"),
    [
        (Threshold(at_least=D(52), tolerance=D(10), tolerance_in="percent-of-target"), Better.HIGHER, "46.8", "down to 46.8%, off track below"),
        (Threshold(at_most=D(52), tolerance=D(10), tolerance_in="percent-of-target"), Better.LOWER, "57.2", "up to 57.2%, off track above"),
        # 2% of 88 is 1.76, which the edge leaves out.
        (
            Threshold(above=D(88), tolerance=D(2), tolerance_edge="excluded", tolerance_in="percent-of-target"),
            Better.HIGHER,
            "86.3",
            "down to 86.3%, off track below",
        ),
    ],
)  # fmt: skip
def test_where_a_tolerance_in_percent_of_the_target_ends_is_said_in_the_unit(rule, better, last, said):
    further = D(last) - better.sign * D("0.1")
    at_risk, off = (Desk().judge(rule, {2020: value}, 2020, better=better) for value in (D(last), further))
    assert (at_risk.status, off.status) == (Status.AT_RISK, Status.OFF_TRACK)
    for one in (at_risk, off):
        assert f"At risk {said}." in one.explain().splitlines()
    kept = Desk().judge(rule, {2020: D(52 if better is Better.LOWER else 90)}, 2020, better=better)
    assert "off track" not in kept.explain()


def test_nothing_is_said_to_be_off_track_that_no_figure_can_be():
    rule = Threshold(at_most=D(95), tolerance=D(20), tolerance_in="percent-of-target")
    assert "off track" not in Desk().judge(rule, {2020: 99}, 2020, better=Better.LOWER).explain()


@pytest.mark.parametrize("cases", [{}, {"met_within": D(3)}])
def test_a_percentage_that_prints_as_all_is_at_risk_whatever_its_cases_if_that_is_its_best(cases):
    near = {"tolerance": D(1), "tolerance_in": "percent-of-target", "at_best": "at-risk"}
    assert Desk().judge(Everyone(**near, **cases), {2020: 100}, 2020).status is RISK
    open_yet = Desk().judge(Everyone(**near | {"at_best": "on-track"}, **cases), {2020: 100}, 2020)
    assert open_yet.outcomes == (RISK, ON)
    found = open_yet.finding
    assert found.near.low <= found.near.high
