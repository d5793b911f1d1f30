"""A chart shows what the figures are, and nothing that they are not."""

from __future__ import annotations

import bisect
from decimal import Decimal as D
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules.judging.status import Answer
from wes_rules.pages.charts import chart_of
from wes_rules.pages.frame import Frame
from wes_rules.pages.labels import labels_of
from wes_rules.pages.placing import overlap
from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Notation, Place, Range, Series


def exact(value):
    return Range(D(str(value)), D(str(value)), f"{value}%")


def place(step, value=None, **more):
    return Place(
        name=str(2015 + step), step=step, year=str(2015 + step), figure=None if value is None else exact(value), **more
    )


PERCENT = Notation(after="%", bounds=(D(0), D(100)))


def series(*places, **more):
    given = {"title": "", "whose": "Ours", "better": "higher", "notation": PERCENT}
    return Series(places=places, **{**given, **more})


AT_LEAST = Range(D(75), None)


def kinds(chart):
    return [kind for kind, _ in chart.lines]


def test_a_series_without_a_figure_has_no_chart():
    assert chart_of(series(place(0), place(1, None, benchmark=exact(50)))) is None


def drawn(chart, kind):
    """Return where the lines of a kind begin and end: pairs of points."""
    paths = [d for one, d in chart.lines if one == kind]
    lines = [[tuple(map(float, each.split())) for each in one.split("L")] for d in paths for one in d.split("M")[1:]]
    return [pair for line in lines for pair in pairwise(line)]


def test_figures_are_joined_and_a_period_that_nobody_collected_is_named():
    hole = Place(name="2016", step=1, collected=False)
    chart = chart_of(series(place(0, 60), hole, place(2, 62), place(3, 63)))
    assert len(drawn(chart, "own")) == 1
    assert [one.name for one in chart.holes] == ["not collected"]


KNOWN = st.one_of(
    st.none(),
    st.integers(0, 100).map(exact),
    st.tuples(st.integers(0, 49), st.integers(50, 99)).map(lambda e: Range(*map(D, e))),
)


@given(st.lists(KNOWN, min_size=1, max_size=70).filter(any))
def test_no_line_is_drawn_over_a_period_without_an_exact_figure_and_every_exact_one_is_seen(figures):
    places = [attrs.evolve(place(step), figure=one) for step, one in enumerate(figures)]
    chart = chart_of(series(*places))
    frame = Frame.of(series(*places))
    at = {round(10 * frame.x(step)): one for step, one in enumerate(figures)}
    ends = drawn(chart, "own")
    xs = sorted(at)
    beyond = {round(10 * one.x) for one in chart.marks if one.shape in ("above", "below")}
    for (x, y), (other, end) in ends:
        before, after = bisect.bisect(xs, x) - 1, bisect.bisect_left(xs, other)
        assert after == before + 1
        assert at[xs[before]].exact is not None
        assert at[xs[after]].exact is not None
        # On the way to a figure beyond the scale a line ends at its edge.
        assert x in at or (xs[before] in beyond and y == 26)
        assert other in at or (xs[after] in beyond and end == 26)
    seen = {x for pair in ends for x, _ in pair} | {round(10 * one.x) for one in chart.marks}
    assert {x for x, one in at.items() if one is not None and one.exact is not None} <= seen


def test_what_is_hidden_has_an_open_mark_and_no_value():
    chart = chart_of(series(place(0, 60), place(1, hidden=True), place(2, 62)))
    assert drawn(chart, "own") == []
    assert [one.shape for one in chart.marks] == ["dot", "hidden", "dot"]
    assert ("hidden", "not published") in chart.key


@pytest.mark.parametrize(("redefined", "said"), [(False, "new series"), (True, "new definition")])
def test_nothing_is_joined_across_a_break(redefined, said):
    chart = chart_of(series(place(0, 60), place(1, 70, compares=False, redefined=redefined)))
    assert kinds(chart) == []
    assert len(chart.breaks) == 1
    assert [one.said for one in chart.notes] == [said]


def test_a_break_in_a_period_without_a_figure_is_a_break_all_the_same():
    chart = chart_of(series(place(0, 60), place(1, None, compares=False), place(2, 70)))
    assert kinds(chart) == []


def test_a_benchmark_is_not_joined_across_a_break_of_its_own():
    places = [place(0, 60, benchmark=exact(50)), place(1, 70, benchmark_compares=False, benchmark=exact(60))]
    ((_, one), (_, same)), ((_, other), (_, also)) = drawn(chart_of(series(*places, benchmark="England")), "bench")
    assert one == same != other == also


@pytest.mark.parametrize(("target", "kind"), [(None, "bench"), (Range(D(50), None), "target")])
def test_a_benchmark_goes_on_where_the_own_figures_are_redefined(target, kind):
    one = place(0, 60, benchmark=exact(50), target=target)
    other = place(1, 70, benchmark=exact(60), target=target and Range(D(60), None), compares=False, redefined=True)
    chart = chart_of(series(one, other, benchmark="England"))
    assert [d.count("M") for each, d in chart.lines if each == kind] == [1]
    assert len(chart.breaks) == 1


def test_periods_that_compare_with_none_are_told_once():
    places = [place(0, 60), place(1, 61, compares=False), place(2, 62, compares=False)]
    chart = chart_of(series(*places))
    assert [one.said for one in chart.notes] == ["not comparable"]
    assert len(chart.breaks) == 2


def test_a_target_of_one_value_is_one_line_and_the_kept_side_is_shaded():
    chart = chart_of(series(place(0, 70, target=AT_LEAST), place(1, 80, target=AT_LEAST)))
    assert kinds(chart) == ["target", "own"]
    (zone,) = chart.zone
    heights = {float(point.split()[1].rstrip("Z")) for point in zone[1:].split("L")}
    own = [mark.y for mark in chart.marks]
    assert min(heights) < own[1] < max(heights) < own[0]


def test_a_benchmark_that_is_the_target_is_drawn_as_the_target_and_called_so():
    places = [place(step, 70 + step, benchmark=exact(71), target=Range(D(71), None)) for step in range(2)]
    chart = chart_of(series(*places, benchmark="England"))
    assert kinds(chart) == ["target", "own"]
    assert [one.name for one in chart.labels if one.kind == "target"] == [("target:", "England")]
    assert sorted(one.kind for one in chart.labels) == ["own", "target"]
    assert chart.zone


def test_a_benchmark_is_drawn_where_it_is_no_target_yet():
    places = [
        place(step, 70, benchmark=exact(71), target=Range(D(71), None) if step > 1 else None) for step in range(4)
    ]
    chart = chart_of(series(*places, benchmark="England"))
    assert kinds(chart) == ["bench", "target", "own"]
    assert len(drawn(chart, "bench")) == 2


def test_a_target_that_is_an_earlier_figure_is_told_by_the_points_and_drawn_where_it_decides():
    places = [
        place(
            step,
            value,
            target=Range(D(was), None),
            moves=True,
            kept=value > was,
            decides=Answer.OFF_TRACK if step == 2 else None,
        )
        for step, (was, value) in enumerate(pairwise([50, 52, 51, 40]))
    ]
    chart = chart_of(series(*places))
    assert [one.shape for one in chart.marks] == ["kept", "missed", "off-track"]
    assert not chart.zone
    ((left, y), (right, other)) = drawn(chart, "target")[0]
    assert y == other
    assert left < 10 * chart.marks[2].x < right


def test_what_is_tolerated_is_a_band_beyond_the_target():
    places = [place(step, 70, target=Range(D(75), None), tolerated=Range(D(70), D(75))) for step in range(2)]
    chart = chart_of(series(*places))
    assert len(chart.tolerated) == 1
    assert ("tolerated", "at risk only") in chart.key


def test_a_figure_between_bounds_is_a_thin_line_with_ends_and_no_point():
    chart = chart_of(series(place(0, 60), attrs.evolve(place(1), figure=Range(D(1), D(4), "between"))))
    assert len(chart.ranges) == len(chart.marks) == 1
    assert chart.ranges[0][1].count("h6") == 2


def test_a_bound_that_there_is_not_has_no_end():
    chart = chart_of(series(place(0, 60), attrs.evolve(place(1), figure=Range(D(5), None, "5 or more"))))
    assert chart.ranges[0][1].count("h6") == 1


def test_the_judged_figure_has_the_shape_of_its_verdict_and_others_are_dots():
    chart = chart_of(
        series(place(0, 60, verdict=Answer.ON_TRACK), place(1, 50, verdict=Answer.OFF_TRACK, decides=Answer.OFF_TRACK))
    )
    assert [one.shape for one in chart.marks] == ["dot", "off-track"]
    assert chart.flags == ()


def test_what_comes_after_the_deadline_is_apart_and_the_judged_figure_is_named():
    chart = chart_of(series(place(0, 60, decides=Answer.ON_TRACK), place(1, 50, counts=False)))
    assert chart.ends is not None
    assert [one.said for one in chart.flags] == ["60%"]
    assert [one.said for one in chart.notes] == ["deadline"]
    assert not chart.breaks
    assert [one.shape for one in chart.marks] == ["on-track", "dot"]


def test_the_mark_is_on_the_period_that_broke_the_promise_and_not_on_the_last():
    places = [place(0, 60, verdict=Answer.OFF_TRACK, decides=Answer.OFF_TRACK), place(1, 80, verdict=Answer.OFF_TRACK)]
    assert [one.shape for one in chart_of(series(*places)).marks] == ["off-track", "dot"]


def test_a_target_goes_through_its_value_in_each_period():
    chart = chart_of(series(place(0, 70, target=AT_LEAST), place(1, 80, target=Range(D(85), None))))
    points = {x: y for pair in drawn(chart, "target") for x, y in pair}
    low, high = (points[round(10 * one.x)] for one in chart.marks)
    assert low > high
    assert (points[min(points)], points[max(points)]) == (low, high)


def test_a_benchmark_of_one_period_alone_is_a_line_all_the_same():
    chart = chart_of(series(place(0, 60, benchmark=exact(50)), place(1, 61), benchmark="England"))
    (drawn,) = [d for kind, d in chart.lines if kind == "bench"]
    (left, y), (right, other) = (map(float, one.split()) for one in drawn[1:].split("L"))
    assert left < right
    assert y == other


def test_a_figure_written_beside_its_mark_lies_on_the_side_that_no_line_crosses():
    peak = [place(0, 50), place(1, 80, decides=Answer.ON_TRACK), place(2, 50), place(3, 50)]
    valley = [place(0, 95), place(1, 40, decides=Answer.OFF_TRACK), place(2, 95), place(3, 0)]
    for places, above in ((peak, True), (valley, False)):
        chart = chart_of(series(*places))
        assert (chart.flags[0].y < chart.marks[1].y) == above


@given(st.lists(st.integers(0, 100), min_size=4, max_size=9), st.integers(0, 100), st.data())
def test_no_figure_is_written_on_the_dashed_line(values, limit, data):
    judged = data.draw(st.integers(0, len(values) - 2))
    held = Range(D(limit), None)
    places = [
        place(step, value, target=held, decides=Answer.ON_TRACK if step == judged else None)
        for step, value in enumerate(values)
    ]
    chart = chart_of(series(*places))
    y = drawn(chart, "target")[0][0][1]
    for one in chart.flags:
        top, bottom = one.box[1]
        assert not top <= y <= bottom


def test_a_provisional_figure_is_hollow():
    chart = chart_of(series(place(0, 60), place(1, 61, firm=False)))
    assert [one.firm for one in chart.marks] == [True, False]


def test_the_last_figure_is_written_at_its_mark_with_its_period_where_nothing_is_known_after_it():
    chart = chart_of(series(*(place(step, 7 if step < 3 else None, hidden=step > 2) for step in range(8))))
    (flag,) = chart.flags
    assert flag.said == "7% in 2017"
    assert flag.x > chart.marks[2].x
    assert [one.kind for one in chart.labels] == []


def test_of_very_many_figures_only_the_last_is_marked():
    chart = chart_of(series(*(place(step, 50) for step in range(40))))
    assert len(chart.marks) == 1
    assert 2 <= len(chart.names) <= 8


@pytest.mark.parametrize(
    ("first", "many", "named"),
    [
        (2, 50, ["Mar 2021", "2022", "2023", "2024", "2025", "Apr 2025"]),
        (0, 14, ["Jan 2021", "2022", "Feb 2022"]),
        (0, 1, ["Jan 2021"]),
    ],
)
def test_the_first_and_the_last_month_are_named_and_each_january_by_its_year(first, many, named):
    months = ["January", "February", "March", "April", *["May"] * 7, "December"]
    places = [
        attrs.evolve(place(at - first, 50), name=f"{months[at % 12]} {2021 + at // 12}", year=str(2021 + at // 12))
        for at in range(first, first + many)
    ]
    said = [name for _, name, _ in chart_of(series(*places)).names]
    assert said[0] == named[0]
    assert said[-1] == named[-1]
    assert set(said) <= set(named)
    assert len(said) >= len(named) - 1


@given(st.integers(1, 70), st.integers(1, 12), st.integers(0, 11))
def test_names_along_the_axis_do_not_overlap_and_lie_on_years(many, per_year, first):
    places = [
        attrs.evolve(place(at, 50), name=f"Month {at} of it", year=str(2001 + (at + first) // per_year))
        for at in range(many)
    ]
    names = chart_of(series(*places)).names
    for letter, shown in ((1.3, names), (2.2, [one for one in names if not one[2]])):
        for (x, said, _), (other, following, _) in pairwise(shown):
            assert x + len(said) * letter / 2 <= other - len(following) * letter / 2
    assert names[-1][1] == places[-1].name


@given(st.lists(st.none() | st.integers(0, 100), min_size=2, max_size=12).filter(any), st.data())
def test_what_is_written_in_a_chart_does_not_overlap(values, data):
    last = data.draw(st.integers(0, len(values) - 1))
    places = [
        place(
            step,
            value,
            counts=step <= last,
            compares=data.draw(st.booleans()),
            decides=Answer.ON_TRACK if step == last else None,
        )
        for step, value in enumerate(values)
    ]
    if all(one.figure is None for one in places):
        return
    chart = chart_of(series(*places))
    for written in (chart.notes, chart.flags):
        for one, other in pairwise(written):
            assert not overlap(one.box, other.box)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=9))
def test_labels_are_in_the_order_of_their_lines_apart_and_on_the_chart(values):
    places = [
        place(step, own, benchmark=exact(other), target=Range(D(limit), None))
        for step, (own, other, limit) in enumerate(values)
    ]
    shown = series(*places, benchmark="A place with a long name that is never ending", others="10 areas")
    labels = labels_of(shown, Frame(len(shown.places), Scale.over([0, 100], PERCENT, top=26, bottom=204)))
    for one, below in pairwise(labels):
        assert one.y + one.height <= below.y + 0.2
    assert all(0 <= one.y <= 232 and one.y + one.height <= 236 for one in labels)


COUNT = Notation(bounds=(D(0), None))


def counts(values, **more):
    return [attrs.evolve(place(step, one), **more) for step, one in enumerate(values)]


def test_a_figure_far_off_is_written_at_the_edge_and_the_others_can_be_told_apart():
    places = counts([20, 21, 22, 5000, 26, 28, 30, 33], target=Range(None, D(30)))
    chart = chart_of(series(*places, notation=COUNT))
    far, near = chart.marks[3], [one for one in chart.marks if one.shape == "dot"]
    assert (far.shape, far.y) == ("above", 26)
    assert max(one.y for one in near) - min(one.y for one in near) > 100
    assert [one.said for one in chart.flags] == ["5000% in 2018"]
    assert ("above", "above the scale, and not drawn to it") in chart.key
    # The line leaves the scale as steeply as it would go on, and comes back so.
    (left, right) = (pair for pair in drawn(chart, "own") if 26 in (pair[0][1], pair[1][1]))
    assert left[1][0] - left[0][0] < 5 > right[1][0] - right[0][0]


@pytest.mark.parametrize(
    ("values", "changed"),
    [
        ([20, 21, 22, 23, 26, 28, 30, 5000], {}),  # the newest
        ([20, 21, 22, 5000, 26, 28, 30, 33], {"decides": Answer.OFF_TRACK}),  # what was judged
        ([20, 21, 22, 5000, 26, 28, 30, 33], {"benchmark": exact(4000)}),  # nobody can read the others beside England
        ([20, 5000, 22, 33], {}),  # too few to say which is far off
        ([0, 0, 0, 3, 0, 0, 0, 0], {}),  # nothing to tell apart
        ([5000, 2000, 900, 300, 90, 40, 33, 30], {}),  # a long way, step by step
    ],
)
def test_a_scale_reaches_what_matters(values, changed):
    places = counts(values)
    places[3] = attrs.evolve(places[3], **changed)
    chart = chart_of(series(*places, notation=COUNT))
    assert not {one.shape for one in chart.marks} & {"above", "below"}


def test_a_loss_far_off_is_below_the_scale():
    chart = chart_of(series(*counts([-3, 2, 4, -900, 3, 5, 1, 2]), notation=Notation()))
    assert (chart.marks[3].shape, chart.marks[3].y) == ("below", 204)
    assert [one.said for one in chart.flags] == ["-900% in 2018"]


def test_published_intervals_are_drawn_through_their_figures():
    places = [place(0, 60), attrs.evolve(place(1), figure=Range(D(62), D(62), "62%", (D(54), D(70))))]
    chart = chart_of(series(*places))
    (((x, low), (same, high)),) = drawn(chart, "interval")
    assert x == same == 10 * chart.marks[1].x
    assert 204 >= low > chart.marks[1].y > high >= 26
    assert ("interval", "95% interval") in chart.key
    assert "interval" not in kinds(chart_of(series(*places[:1])))


def test_a_total_that_begins_anew_each_year_is_not_joined_to_the_year_before():
    places = [place(step, value, anew=step == 2) for step, value in enumerate((10, 20, 5, 15))]
    ((kind, path),) = chart_of(series(*places)).lines
    assert (kind, path.count("M"), path.count("L")) == ("own", 2, 2)


def test_parts_of_one_promise_have_one_scale_where_they_are_written_alike_and_of_a_size():
    low, high, few = (series(place(0, one), place(1, one + 2)) for one in (38, 59, 3))
    score = series(place(0, 40), place(1, 42), notation=Notation())
    high = attrs.evolve(high, notation=attrs.evolve(PERCENT, decimals=1))
    together = {chart_of(one, (low, high, score)).grid for one in (low, high)}
    assert len(together) == 1
    assert chart_of(score, (low, high, score)).grid == chart_of(score).grid
    assert chart_of(low, (low, high, few)).grid == chart_of(low).grid


@given(st.lists(st.none() | st.integers(-500, 500), min_size=1, max_size=40).filter(any))
def test_everything_is_within_the_chart(values):
    chart = chart_of(series(*(place(step, value) for step, value in enumerate(values)), notation=Notation()))
    assert all(10 <= one.x <= 73 and 0 <= one.y <= 232 for one in chart.marks)
    xs = [one.x for one in chart.marks]
    assert xs == sorted(xs)


@pytest.mark.parametrize(
    ("high", "said"),
    [(52, [("50\u201352%", ("target",))]), (90, [("90%", ("target:", "highest")), ("50%", ("target:", "lowest"))])],
)
def test_a_band_that_is_narrow_has_one_label(high, said):
    shown = series(place(0, 60, target=Range(D(50), D(high))))
    labels = labels_of(shown, Frame(len(shown.places), Scale.over([0, 100], PERCENT, top=26, bottom=204)))
    assert [(one.value, one.name) for one in labels if one.kind == "target"] == said
