"""Where rounding decides a verdict, the explanation says what the figure is before it is rounded."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Case,
    FromBaseline,
    History,
    Maintain,
    ShareWithin,
    Status,
    Threshold,
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
        (Threshold(below=1), "lower", 1, (3, 298), Status.OFF_TRACK, "Before rounding 1.0% was 0.997%; the plan compares to 1 decimal place."),
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
    assert "Before rounding they were 71.85% and 71.94%; the plan compares to 1 decimal place." in one.explain()


@pytest.mark.parametrize(
    ("rule", "figures", "more"),
    [
        (FromBaseline(), {2018: "41.04", 2019: "41.02"}, {"baseline": Baseline(period=desk.year(2018))}),
        (Threshold(at_least=90, met_within=1), {2019: "89.96"}, {}),
    ],
)
def test_nothing_is_said_of_what_is_reckoned_from_a_figure_that_was_rounded_too_or_where_it_decides_nothing(
    rule, figures, more
):
    found = judge(desk.measure(rule, **more), desk.history(figures), as_of=LATE, period=desk.year(2019))
    assert "Before rounding" not in found.explain()


@given(st.decimals(0, 100, places=3), st.decimals(0, 100, places=1))
def test_it_is_said_exactly_where_the_figure_lies_on_another_side_of_its_limit_once_it_is_rounded(value, limit):
    one = judge(
        desk.measure(Threshold(at_least=limit)), desk.history({2020: value}), as_of=LATE, period=desk.year(2020)
    )
    printed = Decimal(one.observed)
    moved = ((value > limit) - (value < limit)) != ((printed > limit) - (printed < limit))
    assert ("Before rounding" in one.explain()) is moved
