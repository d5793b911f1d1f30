"""Which of the areas compared with leaves a mean, a line or a place between bounds is named, and why."""

from datetime import date

import attrs
import pytest

from wes_rules import (
    AreaSet,
    BenchmarkParity,
    History,
    Marker,
    MeanOf,
    Origin,
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


def test_an_area_that_has_long_had_no_figure_is_asked_about(desk):
    values = {2016: ("937", "a", "b", "c"), **dict.fromkeys((2017, 2018, 2019), ("937", "a"))}
    figures = [desk.figure(year, 70, area=area) for year, areas in values.items() for area in areas]
    history = History(figures, names=NAMES, area_sets=[AreaSet("near", date(2015, 1, 1), tuple("abc"))])
    measure = desk.measure(BenchmarkParity(against=MeanOf(mean_of="near")))

    def said(year):
        return judge(measure, history, as_of=date(2021, 8, 1), period=desk.year(year)).explain()

    asked = "Barton, Carton have had no figure since 2016: if they ended, say so in [[ended_areas]]."
    assert asked in said(2019).splitlines()
    assert "[[ended_areas]]" not in said(2018)


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        (3, "a publication (file.csv rows 1, 2, 3, 4)"),
        (20, "a publication (21 rows of file.csv, its own is row 1)"),
    ],
)
def test_of_many_rows_of_one_file_the_own_ones_are_named(desk, areas, said):
    codes = [f"x{number}" for number in range(areas)]
    figures = [
        attrs.evolve(
            desk.figure(2020, 70, area=area), origin=Origin(publication="a publication", file="file.csv", row=row)
        )
        for row, area in enumerate(("937", *codes), 1)
    ]
    history = History(figures, area_sets=[AreaSet("near", date(2018, 1, 1), tuple(codes))])
    found = judge(
        desk.measure(BenchmarkParity(against=MeanOf(mean_of="near"))), history, as_of=date(2021, 8, 1)
    ).explain()
    assert f"Sources: {said}; area set near as published on 1 January 2018." in found


def test_a_place_names_the_areas_among_which_it_is(desk, near):
    rule = RankImprovement(among="near", from_rank=2, from_of=4)
    found = judge(desk.measure(rule), near, as_of=date(2022, 1, 1), period=desk.year(2020))
    place = next(one for one in found.finding if one.role == "place")
    assert (place.name, place.code) == ("near", "near")
