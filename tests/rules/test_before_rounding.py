"""Where rounding decides a verdict, the explanation says what the figure, and its target, are before they are rounded."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    AnnualDecrease,
    AnnualIncrease,
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    Case,
    ChangeSince,
    FromBaseline,
    Gap,
    HaltThenDecrease,
    History,
    Maintain,
    Point,
    RankImprovement,
    Rolling,
    ShareWithin,
    Status,
    Threshold,
    Trajectory,
    Version,
    judge,
)
from wes_rules.series.observation import nobody

LATE = date(2030, 1, 1)
desk = Desk()


def cases(kept, missed):
    day = date(2020, 3, 2)
    times = [day] * kept + [date(2020, 12, 1)] * missed
    return [
        Case(indicator="rate", area="937", id=str(n), opened=day, closed=closed, origin=nobody())
        for n, closed in enumerate(times)
    ]


def shared(rule, kept, missed, **more):
    measure = desk.measure(rule, number=ShareWithin(indicator="rate", days=20), **more)
    return judge(measure, History(cases=cases(kept, missed)), as_of=LATE, period=desk.year(2020))


@pytest.mark.parametrize(
    ("rule", "better", "decimals", "counts", "status", "said"),
    [
        (Threshold(below=1), "lower", 1, (3, 298), Status.OFF_TRACK, "Before rounding 1.0% was about 0.997%; the plan compares to 1 decimal place."),
        (Threshold(at_least=90), "higher", 0, (179, 21), Status.ON_TRACK, "Before rounding 90% was 89.5%; the plan compares whole numbers."),
        (Maintain(at_least=90), "higher", 0, (179, 21), Status.ON_TRACK, "Before rounding 90% was 89.5%; the plan compares whole numbers."),
        (Threshold(at_least=90), "higher", 1, (179, 21), Status.OFF_TRACK, ""),
        (Threshold(at_least=50), "higher", 1, (1, 1), Status.ON_TRACK, ""),
    ],
)  # fmt: skip
def test_a_share_that_prints_as_its_limit_is_said_as_it_was_counted(rule, better, decimals, counts, status, said):
    one = shared(rule, *counts, better=better, decimals=decimals)
    assert one.status is status
    assert [line for line in one.explain().splitlines() if "Before rounding" in line] == [said] * bool(said)


def test_two_published_figures_that_print_alike_are_said_as_they_were_published():
    measure = desk.measure(BenchmarkParity(against=AreaFigure(area="970")))
    one = judge(measure, desk.history({2020: "71.85"}, {2020: "71.94"}), as_of=LATE, period=desk.year(2020))
    said = "Before rounding 71.9% was 71.85%, and the target 71.94%; the plan compares to 1 decimal place."
    assert said in one.explain()


LINE = (Point(period=desk.year(2018), value=10), Point(period=desk.year(2021), value=11))
FROM_2018 = {"baseline": Baseline(period=desk.year(2018))}
COUNTED = {"unit": "count", "decimals": 0}
PEOPLE = {"unit": "percent", "values": "percent", "better": "lower"}
SAID = [
    (Threshold(between=(80, 90)), {2019: "90.04"}, {"better": "in-band"}, "90.0% was 90.04%"),
    (Threshold(at_least=90, met_within=1), {2019: "88.96"}, {}, "89.0% was 88.96%"),
    (Threshold(at_least=90, tolerance=1), {2019: "88.96"}, {}, "89.0% was 88.96%"),
    (Threshold(at_least=90, met_within=1), {2019: "89.96"}, {}, ""),
    (Threshold(at_least=90), {2019: "90.04"}, {}, ""),
    (Threshold(at_least=90), {2019: "89.95001"}, {}, "90.0% was about 89.95%"),
    (
        Threshold(at_least=60),
        {2017: "60.0", 2018: "59.9", 2019: "60.0"},
        {"number": Rolling(indicator="rate", periods=3, take="mean")},
        "60.0% was about 59.97%",
    ),
    (
        Threshold(at_most=3),
        {2018: 1000, 2019: "1030.4"},
        {"number": ChangeSince(indicator="rate", change_in="percent", figures_in="pounds"), **PEOPLE},
        "3.0% was 3.04%",
    ),
    (FromBaseline(), {2018: "41.04", 2019: "41.02"}, FROM_2018, ""),
    (FromBaseline(change=5), {2018: "41.04", 2019: "46.02"}, FROM_2018, "46.0% was 46.02%, and the target 46.04%"),
    (Trajectory(points=LINE), {2019: "10.32"}, {}, "10.3% was 10.32%, and the target about 10.33%"),
    (
        HaltThenDecrease(halt=desk.year(2018)),
        {2017: 42, 2018: "41.04", 2019: "41.02"},
        {"better": "lower"},
        "41.0% was 41.02%, and the target 41.04%",
    ),
    (
        AnnualDecrease(),
        {2017: "15.94", 2018: "15.86", 2019: 12},
        {"better": "lower"},
        "15.9% in 2018 was 15.86%, and the target 15.94%",
    ),
    (
        AnnualIncrease(strict=False),
        {2017: "15.94", 2018: "15.86", 2019: 20},
        {},
        "15.9% in 2018 was 15.86%, and the target 15.94%",
    ),
    # The line of before the version would have been at 57.5 in 2019.
    (
        Trajectory(
            points=[Point(period=desk.year(2016), value=50), Point(period=desk.year(2020), value=60)],
            versions=[Version(starting=desk.year(2019), changes={"points": [Point(period=desk.year(2019), value=55)]})],
        ),
        {2019: 56},
        {"decimals": 0},
        "",
    ),
    (
        Threshold(at_least=60, versions=[Version(starting=desk.year(2019), changes={"at_least": 55})]),
        {2019: "54.96"},
        {},
        "55.0% was 54.96%",
    ),
    # The step into 2018 is not known, so that without rounding nothing would be decided.
    (AnnualIncrease(), {2016: 50, 2018: 51, 2019: "51.04"}, {}, "51.0% was 51.04%"),
    (Threshold(at_most=5), {2019: "5.048"}, {"better": "lower"}, "5.0% was 5.048%"),
    (Threshold(equals=50), {2019: "50.04"}, {}, "50.0% was 50.04%"),
    (
        FromBaseline(change=900, change_in="percent"),
        {2018: "1.04", 2019: "10.3"},
        FROM_2018,
        "the target was 10.40%",
    ),
    (Threshold(at_least=90, tolerance=2), {2019: "87.96"}, {}, "88.0% was 87.96%"),
    (Threshold(at_least=D("-4.9")), {2019: "-4.9499"}, {"unit": "score", "values": None}, "-4.9 was -4.9499"),
    (
        FromBaseline(),
        {2019: "9.4"},
        {"baseline": Baseline(value=9, period=desk.year(2018), rounded=True), "decimals": 0},
        "",
    ),
    (
        Threshold(at_least=60),
        {2018: 60, 2019: 59},
        {"number": Rolling(indicator="rate", periods=2, take="mean"), **COUNTED},
        "60 was 59.5",
    ),
    (
        RankImprovement(among="near", from_rank=2, from_of=2),
        {2019: "50.04"},
        {"others": {2019: "50.03"}},
        "",
    ),
]


@pytest.mark.parametrize(("rule", "figures", "more", "said"), SAID)
def test_what_a_figure_and_its_target_were_is_said_where_rounding_decides_and_nowhere_else(rule, figures, more, said):
    others = more.get("others", {})
    near = [AreaSet("near", date(2018, 1, 1), ("970", "937"))]
    history = History([*desk.history(figures, others)], area_sets=near)
    found = judge(
        desk.measure(rule, **{name: one for name, one in more.items() if name != "others"}),
        history,
        as_of=LATE,
        period=desk.year(2019),
    )
    lines = [line for line in found.explain().splitlines() if "Before rounding" in line]
    compares = "whole numbers" if more.get("unit") == "count" else "to 1 decimal place"
    assert lines == ([f"Before rounding {said}; the plan compares {compares}."] if said else [])


LOWER = [Threshold(at_most=60, met_within=1), Threshold(below=60)]
RULES = [
    *LOWER,
    Threshold(at_least=60),
    Threshold(above=60, tolerance=1),
    FromBaseline(),
    FromBaseline(change=1),
    AnnualIncrease(strict=False),
    Maintain(at_least=60),
    BenchmarkParity(against=AreaFigure(area="970"), strict=True),
]
figures = st.decimals("59.9", "61.1", places=3)


@given(st.sampled_from(RULES), st.tuples(figures, figures, figures))
def test_it_is_said_exactly_where_the_verdict_would_be_another_one_by_figures_that_are_not_rounded(rule, values):
    before, latest, other = values
    better = "lower" if rule in LOWER else "higher"
    history = desk.history({2019: before, 2020: latest}, {2019: other, 2020: other})
    measure = desk.measure(rule, better=better, baseline=Baseline(period=desk.year(2019)), starts=date(2020, 1, 1))
    as_it_is, unrounded = (
        judge(one, history, as_of=LATE, period=desk.year(2020)) for one in (measure, attrs.evolve(measure, decimals=9))
    )
    assert ("Before rounding" in as_it_is.explain()) is (as_it_is.status is not unrounded.status)


def test_a_gap_is_said_as_it_was_and_not_as_two_rounded_figures_lie_apart():
    measure = desk.measure(
        Threshold(below=37),
        number=Gap(indicator="rate", group="fsm", from_group="other"),
        unit="percentage-points",
        decimals=0,
        better="lower",
    )
    history = History(
        [desk.figure(2020, D(value), group=group) for group, value in (("fsm", "23.57"), ("other", "60.53"))]
    )
    text = judge(measure, history, as_of=LATE, period=desk.year(2020)).explain()
    assert "Before rounding 37 points was 36.96 points; the plan compares whole numbers." in text
