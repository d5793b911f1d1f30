"""What was worked out on the way to a verdict is given out under the same names in Python and in JSON."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import LATE, Desk

from wes_rules import (
    AreaFigure,
    AreaSet,
    Baseline,
    BenchmarkParity,
    FromBaseline,
    History,
    Place,
    QuantileBand,
    Quantity,
    RankImprovement,
    Threshold,
    judge,
)

desk = Desk()
NOTHING = {"intervals": [], "place": None, "line": None, "progress": None}
YEAR = desk.year(2020)


def computed(measure, figures, *, sets=()):
    history = History(figures, area_sets=sets, names={"970": "England"})
    return judge(measure, history, as_of=LATE, period=YEAR).to_json()["computed"]


def among_neighbours(rule, own, others):
    sets = [AreaSet("near", date(2020, 1, 1), tuple(f"n{place}" for place, _ in enumerate(others)))]
    figures = [desk.figure(2020, value, area=f"n{place}") for place, value in enumerate(others) if value is not None]
    return computed(desk.measure(rule), [*figures, desk.figure(2020, own)], sets=sets)


@pytest.mark.parametrize(
    ("figures", "way", "said"),
    [
        ({2020: 52}, "improved", "60.0% of the way from the baseline to the target"),
        ({2020: 60}, "improved", "all of the way from the baseline to the target"),
        ({2020: 63}, "improved", "all of the way from the baseline to the target, and more"),
        ({2020: 39}, "worsened", "further from the target than the baseline was"),
        (
            {2020: Quantity.between(44, 50)},
            "improved",
            "between 20.0% and 50.0% of the way from the baseline to the target",
        ),
    ],
)
def test_progress_and_direction_are_said_with_what_they_are_held_against(figures, way, said):
    measure = desk.measure(
        Threshold(at_least=60), baseline=Baseline(value=40, period=desk.year(2015)), direction_against="baseline"
    )
    history = History([desk.figure(2019, 45), *(desk.figure(year, value) for year, value in figures.items())])
    explained = judge(measure, history, as_of=LATE, period=YEAR).explain()
    assert f"Progress: {said}." in explained
    assert f"Direction: {way} from a baseline of 40.0% in 2015." in explained


@pytest.mark.parametrize(
    ("value", "said"),
    [("39.9", "further from the target than the baseline was"), (40, "0.0% of the way"), ("40.1", "0.5% of the way")],
)
def test_who_is_where_the_baseline_was_has_gone_nothing_of_the_way_and_a_tick_below_is_further_off(value, said):
    measure = desk.measure(Threshold(at_least=60), baseline=Baseline(value=40, period=desk.year(2015)))
    explained = judge(measure, History([desk.figure(2020, value)]), as_of=LATE, period=YEAR).explain()
    assert f"Progress: {said}" in explained


def progress(figures, rule=None, **more):
    given_by = {"baseline": Baseline(value=40, period=desk.year(2015)), **more}
    measure = desk.measure(rule or Threshold(at_least=60), **given_by)
    return computed(measure, [desk.figure(year, value) for year, value in figures.items()])["progress"]


def both(value):
    return {"lowest": value, "highest": value}


def test_the_intervals_of_a_test_are_given_with_whose_they_are():
    """By hand, Wilson's interval of 43 of 100: (44.92 +- 9.892) / 103.84 is 33.73% to 52.78%."""
    rule = BenchmarkParity(against=AreaFigure(area="970"), in_line="not-significantly-worse", counts="people")
    own = desk.figure(2020, 43, numerator=43, denominator=100)
    england = desk.figure(2020, 52, area="970", interval=(51, 53))
    assert computed(desk.measure(rule), [own, england])["intervals"] == [
        {"of": "own", "kind": "wilson", "lowest": "33.73", "highest": "52.78"},
        {"of": "benchmark", "kind": "published", "lowest": "51", "highest": "53"},
    ]
    better = desk.figure(2020, 57, numerator=57, denominator=100)
    assert computed(desk.measure(rule), [better, england]) == NOTHING, "what is ahead is not tested"


def test_the_place_is_given_with_the_number_of_areas():
    rule = RankImprovement(among="near", from_rank=3, from_of=4)
    found = among_neighbours(rule, 40, [50, 30, None])
    assert found == {**NOTHING, "place": {"lowest": 2, "highest": 2, "areas": 3, "asked": 4}}
    open_ = among_neighbours(rule, 40, [50, 30, Quantity.between(35, 45)])
    assert open_["place"] == {"lowest": 2, "highest": 3, "areas": 4, "asked": 4}


def test_a_number_that_is_a_place_is_one():
    number = Place(indicator="rate", among="near", best="highest")
    measure = desk.measure(Threshold(at_most=3), number=number, unit="rank", decimals=0, values=None)
    figures = [desk.figure(2020, value, area=area) for area, value in (("n0", 50), ("n1", 30), ("937", 40))]
    sets = [AreaSet("near", date(2020, 1, 1), ("n0", "n1"))]
    assert "2.0" not in repr(computed(measure, figures, sets=sets)["place"]), "a place is a whole number"
    assert computed(measure, figures, sets=sets)["place"] == {"lowest": 2, "highest": 2, "areas": 3, "asked": 3}


def test_the_line_of_a_band_is_given():
    """By hand: of two bands the line is the median of 10, 40 and 70."""
    assert among_neighbours(QuantileBand(among="near", of=2), 38, [10, 40, 70]) == {**NOTHING, "line": both("40.0")}


@pytest.mark.parametrize(
    ("figures", "more", "percent"),
    [
        ({2020: 55}, {}, "75.0"),
        ({2020: "59.9"}, {}, "99.5"),
        ({2020: 60}, {}, "100.0"),
        ({2020: "99.8"}, {"rule": Threshold(at_least="99.9"), "baseline": Baseline(value=0)}, "99.8"),
        ({2020: 35}, {}, "-25.0"),
        ({2020: "53.3"}, {"rule": FromBaseline(change=30)}, "44.3"),
        ({2020: 30}, {"rule": Threshold(at_most=20)}, "50.0"),
        ({2015: 50, 2020: 55}, {"baseline": Baseline(period=desk.year(2015))}, "50.0"),
    ],
)
def test_progress_is_the_share_of_the_way_from_baseline_to_target(figures, more, percent):
    assert progress(figures, **more) == both(percent)


def test_a_figure_between_bounds_has_come_between_bounds_of_the_way():
    assert progress({2020: Quantity.between(45, 50)}) == {"lowest": "25.0", "highest": "50.0"}


@pytest.mark.parametrize(
    ("figures", "more"),
    [
        ({2020: 55}, {"baseline": None}),
        ({2020: 55}, {"baseline": Baseline(value=60)}),
        ({2020: 55}, {"baseline": Baseline(value=70)}),
        ({2019: 55}, {}),
        ({2020: 55}, {"rule": FromBaseline()}),
        ({2020: 55}, {"baseline": Baseline(period=desk.year(2015))}),
    ],
)
def test_nothing_is_said_of_a_way_that_there_is_not_or_that_is_not_known(figures, more):
    assert progress(figures, **more) is None


@given(latest=st.integers(0, 999), target=st.integers(401, 999))
def test_the_way_is_gone_exactly_when_the_target_is_met(latest, target):
    rule = Threshold(at_least=target / 10)
    percent = progress({2020: latest / 10}, rule)["lowest"]
    assert (float(percent) >= 100) == (latest >= target)
