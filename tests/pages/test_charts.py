"""A chart shows what the figures are, and nothing that they are not."""

from __future__ import annotations

from decimal import Decimal as D
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules.judging.status import Answer
from wes_rules.pages.charts import chart_of
from wes_rules.pages.labels import labels_of
from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Place, Range, Series


def exact(value):
    return Range(D(str(value)), D(str(value)), f"{value}%")


def place(step, value=None, **more):
    return Place(name=str(2015 + step), step=step, figure=None if value is None else exact(value), **more)


def series(*places, **more):
    given = {"title": "", "whose": "Ours", "better": "higher", "unit": "%", "bounds": (D(0), D(100))}
    return Series(places=places, **{**given, **more})


AT_LEAST = Range(D(75), None)


def kinds(chart):
    return [kind for kind, _ in chart.lines]


def test_a_series_without_a_figure_has_no_chart():
    assert chart_of(series(place(0), place(1, None, benchmark=exact(50)))) is None


def test_figures_are_joined_and_over_a_hole_the_line_is_broken():
    hole = Place(name="2016", step=1, collected=False)
    chart = chart_of(series(place(0, 60), hole, place(2, 62), place(3, 63)))
    assert kinds(chart) == ["own gap", "own"]
    assert [one.name for one in chart.holes] == ["not collected"]


def test_nothing_is_joined_across_a_break():
    chart = chart_of(series(place(0, 60), place(1, 70, compares=False)))
    assert kinds(chart) == []
    assert [said for _, said in chart.breaks] == ["new series"]


def test_a_break_in_a_period_without_a_figure_is_a_break_all_the_same():
    chart = chart_of(series(place(0, 60), place(1, None, compares=False), place(2, 70)))
    assert kinds(chart) == []


def test_a_benchmark_is_not_joined_across_a_break_either():
    places = [place(0, 60, benchmark=exact(50)), place(1, 70, compares=False, benchmark=exact(60))]
    assert kinds(chart_of(series(*places, benchmark="England"))) == ["bench", "bench"]


def test_periods_that_compare_with_none_are_told_once():
    places = [place(0, 60), place(1, 61, compares=False), place(2, 62, compares=False)]
    assert [said for _, said in chart_of(series(*places)).breaks] == ["not comparable", ""]


def test_a_target_of_one_value_is_one_line_and_the_kept_side_is_shaded():
    chart = chart_of(series(place(0, 70, target=AT_LEAST), place(1, 80, target=AT_LEAST)))
    assert kinds(chart) == ["target", "own"]
    (zone,) = chart.zone
    heights = {float(point.split()[1].rstrip("Z")) for point in zone[1:].split("L")}
    own = [mark.y for mark in chart.marks]
    assert min(heights) < own[1] < max(heights) < own[0]


def test_a_benchmark_that_is_the_target_is_drawn_once():
    places = [place(step, 70 + step, benchmark=exact(71), target=Range(D(71), None)) for step in range(2)]
    chart = chart_of(series(*places, benchmark="England"))
    assert kinds(chart) == ["bench", "own"]
    assert sorted(one.kind for one in chart.labels) == ["bench", "own"]
    assert chart.zone


def test_a_figure_between_bounds_is_a_bar_and_no_point():
    chart = chart_of(series(place(0, 60), attrs.evolve(place(1), figure=Range(D(1), D(4), "between"))))
    assert len(chart.bars) == len(chart.marks) == 1


def test_the_judged_figure_has_the_shape_of_its_verdict_and_others_are_dots():
    chart = chart_of(
        series(place(0, 60, verdict=Answer.ON_TRACK), place(1, 50, verdict=Answer.OFF_TRACK, decides=Answer.OFF_TRACK))
    )
    assert [one.shape for one in chart.marks] == ["dot", "off-track"]
    assert chart.flag is None


def test_what_comes_after_the_deadline_is_apart_and_the_judged_figure_is_named():
    chart = chart_of(series(place(0, 60, decides=Answer.ON_TRACK), place(1, 50, counts=False)))
    assert chart.ends is not None
    assert chart.flag.said == "60%"
    assert [one.shape for one in chart.marks] == ["on-track", "dot"]


def test_the_mark_is_on_the_period_that_broke_the_promise_and_not_on_the_last():
    places = [place(0, 60, verdict=Answer.OFF_TRACK, decides=Answer.OFF_TRACK), place(1, 80, verdict=Answer.OFF_TRACK)]
    assert [one.shape for one in chart_of(series(*places)).marks] == ["off-track", "dot"]


def test_a_target_in_steps_is_upright_midway_between_two_periods():
    chart = chart_of(series(place(0, 70, target=AT_LEAST), place(1, 80, target=Range(D(85), None))))
    (drawn,) = [d for kind, d in chart.lines if kind == "target"]
    points = [tuple(map(float, one.split())) for one in drawn[1:].split("L")]
    assert all(x == other or y == below for (x, y), (other, below) in pairwise(points))
    assert points[1][0] == points[2][0] == 10 * (chart.marks[0].x + chart.marks[1].x) / 2


def test_a_benchmark_of_one_period_alone_is_a_line_all_the_same():
    chart = chart_of(series(place(0, 60, benchmark=exact(50)), place(1, 61), benchmark="England"))
    (drawn,) = [d for kind, d in chart.lines if kind == "bench"]
    (left, y), (right, other) = (map(float, one.split()) for one in drawn[1:].split("L"))
    assert left < right
    assert y == other


def test_a_figure_written_beside_its_mark_lies_on_the_side_that_no_line_crosses():
    peak = [place(0, 50), place(1, 80, decides=Answer.ON_TRACK), place(2, 50), place(3, 50)]
    valley = [place(0, 80), place(1, 50, decides=Answer.OFF_TRACK), place(2, 80), place(3, 20)]
    for places, above in ((peak, True), (valley, False)):
        chart = chart_of(series(*places))
        assert (chart.flag.y < chart.marks[1].y) == above


def test_a_provisional_figure_is_hollow():
    chart = chart_of(series(place(0, 60), place(1, 61, firm=False)))
    assert [one.firm for one in chart.marks] == [True, False]


def test_of_very_many_figures_only_the_last_is_marked():
    chart = chart_of(series(*(place(step, 50) for step in range(40))))
    assert len(chart.marks) == 1
    assert 2 <= len(chart.names) <= 5


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=9))
def test_labels_are_in_the_order_of_their_lines_apart_and_on_the_chart(values):
    places = [
        place(step, own, benchmark=exact(other), target=Range(D(limit), None))
        for step, (own, other, limit) in enumerate(values)
    ]
    shown = series(*places, benchmark="A place with a long name that is never ending", others="10 areas")
    labels = labels_of(shown, Scale.over([0, 100], top=26, bottom=204, bounds=(D(0), D(100))))
    for one, below in pairwise(labels):
        assert one.y + one.height <= below.y + 0.2
    assert all(0 <= one.y <= 232 and one.y + one.height <= 236 for one in labels)


@given(st.lists(st.none() | st.integers(-500, 500), min_size=1, max_size=40).filter(any))
def test_everything_is_within_the_chart(values):
    chart = chart_of(series(*(place(step, value) for step, value in enumerate(values)), bounds=(None, None)))
    assert all(10 <= one.x <= 73 and 0 <= one.y <= 232 for one in chart.marks)
    xs = [one.x for one in chart.marks]
    assert xs == sorted(xs)


@pytest.mark.parametrize(
    ("high", "said"),
    [(52, [("50\u201352%", ("allowed",))]), (90, [("90%", ("highest", "allowed")), ("50%", ("lowest", "allowed"))])],
)
def test_a_band_that_is_narrow_has_one_label(high, said):
    shown = series(place(0, 60, target=Range(D(50), D(high))), unit="%")
    labels = labels_of(shown, Scale.over([0, 100], top=26, bottom=204, bounds=(D(0), D(100))))
    assert [(one.value, one.name) for one in labels if one.kind == "target"] == said
