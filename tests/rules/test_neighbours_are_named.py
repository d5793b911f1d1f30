"""Which of the areas compared with leaves a mean, a line or a place between bounds is named, and why."""

from datetime import date

import pytest

from wes_rules import (
    AreaSet,
    BenchmarkParity,
    History,
    Marker,
    MeanOf,
    Place,
    QuantileBand,
    Quantity,
    RankImprovement,
    Status,
    Threshold,
    Unit,
    judge,
)

HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
NAMES = {"a": "Arden", "b": "Barton", "c": "Carton", "d": "Dalton"}
PLACE = {
    "number": Place(indicator="rate", among="near", best="highest"),
    "unit": Unit.RANK,
    "decimals": 0,
    "better": "lower",
}


@pytest.fixture
def near(desk):
    """Four neighbours: one is hidden, and one that published before has not yet."""
    values = {"937": 77, "a": 60, "b": 70, "c": HIDDEN}
    figures = [desk.figure(2020, value, area=area) for area, value in values.items()]
    figures += [desk.figure(2019, 70, area=area) for area in ("937", "a", "b", "c", "d")]
    return History(figures, names=NAMES, area_sets=[AreaSet("near", date(2018, 1, 1), tuple("abcd"))])


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        (BenchmarkParity(against=MeanOf(mean_of="near")), {}),
        (RankImprovement(among="near", from_rank=3, from_of=5), {}),
        (QuantileBand(among="near", of=2), {}),
        (Threshold(at_most=3), PLACE),
    ],
    ids=["mean", "rank", "line", "place"],
)
def test_an_area_without_an_exact_figure_is_named_with_the_reason(desk, near, rule, more):
    said = judge(desk.measure(rule, **more), near, as_of=date(2021, 8, 1), period=desk.year(2020)).explain()
    named = "Carton (suppressed), Dalton (not published yet)"
    assert f"Not known exactly in 2020 among the areas compared with: {named}." in said


def test_it_is_named_also_where_the_verdict_is_the_same_whatever_it_is(desk, near):
    measure = desk.measure(BenchmarkParity(against=MeanOf(mean_of="near")))
    best = History(
        [*near, desk.figure(2020, 99, published=date(2021, 7, 2))], names=NAMES, area_sets=near.area_sets.values()
    )
    found = judge(measure, best, as_of=date(2021, 8, 1), period=desk.year(2020))
    assert found.status is Status.ON_TRACK
    assert "Carton (suppressed)" in found.explain()


def test_nobody_is_named_where_all_is_exact(desk, near):
    measure = desk.measure(BenchmarkParity(against=MeanOf(mean_of="near")))
    assert "Not known exactly" not in judge(measure, near, as_of=date(2020, 8, 1), period=desk.year(2019)).explain()
