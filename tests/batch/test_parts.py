"""Figures that are not in memory are checked whole and judged part by part, and every verdict is that of the frame in memory."""

from __future__ import annotations

from datetime import date

import attrs
import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import wes_rules as w
from wes_rules.batch import Cache, engines, judge
from wes_rules.batch.engines import judged_frame
from wes_rules.rules import stepping

YEARS = w.Calendar(kind="calendar-year", lag_months=3)
DAY = date(2024, 6, 1)
AREAS = [f"E{n}" for n in range(8)]


def measure(key, rule, indicator="rate", **more):
    given = {"unit": "percent", "decimals": 1, "better": "higher", **more}
    number = w.Observed(indicator=indicator)
    return w.Measure(id=key, title=key, calendar=YEARS, rule=rule, area="E0", number=number, **given)


PLAN = w.Plan(
    id="p", title="P", area="E0",
    area_sets=(w.AreaSet(id="near", areas=("E1", "E2", "E3"), published=date(2020, 1, 1)),),
    measures=(
        measure("limit", w.Threshold(at_least=60)),
        measure("parity", w.BenchmarkParity(against=w.AreaFigure(area="E7"))),
        measure("mean", w.BenchmarkParity(against=w.MeanOf(mean_of="near"))),
        measure("other", w.BenchmarkParity(against=w.IndicatorFigure(indicator="need")), values="percent"),
    ),
)  # fmt: skip
CLEAR = w.Plan(id="p", title="P", area="E0", measures=(measure("need", w.Threshold(at_least=60), "need"),))


def figures(**more):
    rows = [("rate", area, "2023", str(60 + place)) for place, area in enumerate(AREAS)]
    rows += [("need", area, "2023", "64.5" if area == "E6" else "0.5") for area in AREAS[1:7]]
    rows += [("spare", area, "2023", "1") for area in ("E0", "E9")]
    return pl.DataFrame(rows, schema=["indicator", "area", "period", "value"], orient="row").with_columns(**more)


def relation(frame):
    return duckdb.from_arrow(frame.to_arrow())


def in_parts(frame, plan=PLAN, **more):
    return judged_frame(plan, frame, as_of=DAY, rows_at_once=3, **more)


@pytest.mark.parametrize("lazy", [pl.DataFrame.lazy, relation], ids=["polars", "duckdb"])
@pytest.mark.parametrize("kind", [pl.String, pl.Float64], ids=["texts", "numbers"])
def test_parts_have_the_verdicts_and_the_order_of_the_whole(lazy, kind):
    frame = figures(value=pl.col("value").cast(kind))
    found = in_parts(lazy(frame))
    assert_frame_equal(pl.DataFrame(found), judge(PLAN, frame, as_of=DAY))
    assert len(found) == 9 * 4


def test_a_file_of_parquet_is_judged_without_being_read_whole(tmp_path):
    figures().write_parquet(tmp_path / "figures.parquet")
    told = []
    found = in_parts(pl.scan_parquet(tmp_path / "figures.parquet"), progress=told.append)
    assert_frame_equal(found, judge(PLAN, figures(), as_of=DAY))
    assert told[0] == "judging areas 1 to 2 of 9"
    assert len(told) > 3


def test_only_the_areas_that_are_asked_for_are_judged_and_compared_with_all():
    whole = judge(PLAN, figures(), as_of=DAY)
    some = ["E2", "E5"]
    wanted = whole.filter(pl.col("area").is_in(some))
    assert_frame_equal(judge(PLAN, figures(), as_of=DAY, areas=some), wanted)
    assert_frame_equal(in_parts(figures().lazy(), areas=some), wanted)


def test_an_area_that_is_asked_for_and_has_no_figure_is_undecided():
    for frame in (figures(), figures().lazy()):
        found = judge(PLAN, frame, as_of=DAY, areas=["E99"])
        assert found.select("area", "status").unique().rows() == [("E99", "undecided")]


def test_a_series_that_only_other_parts_have_is_missing_and_not_unheard_of():
    # E0 has no row of "need", which the others have.
    found = in_parts(figures().lazy(), areas=["E0"]).filter(pl.col("measure") == "other")
    assert found["reason"].to_list() == ["benchmark_missing"]


def test_percentages_of_which_a_part_looks_like_fractions_are_none_where_the_whole_does_not():
    assert_frame_equal(in_parts(figures().lazy(), CLEAR), judge(CLEAR, figures(), as_of=DAY))
    with pytest.raises(w.SourceError, match=r"need: .* lie between 0 and 1"):
        in_parts(figures(value=pl.lit("0.5")).lazy(), CLEAR)


FAULTS = {
    "an empty area": ({"area": pl.lit(None, pl.String)}, '"area" is empty in 16 rows'),
    "an empty period": ({"period": pl.when(pl.col("area") != "E4").then("period")}, '"period" is empty in 2 rows'),
    "nothing for a value": ({"value": pl.lit(None, pl.String)}, "in 16 rows nothing stands in place of a number"),
    "no number at all": ({"value": pl.lit(float("nan"))}, "in 16 rows nothing stands in place of a number"),
    "a column of counts": ({"numerator": pl.lit(1)}, "does not read the column"),
    "areas that are no names": ({"area": pl.lit(1.5)}, '"area" holds Float64'),
    "a value": ({"value": pl.when(pl.col("area") == "E5").then(pl.lit("many")).otherwise("value")}, "many"),
}


@pytest.mark.parametrize("lazy", [pl.DataFrame.lazy, relation], ids=["polars", "duckdb"])
@pytest.mark.parametrize(("change", "said"), FAULTS.values(), ids=FAULTS)
def test_nothing_passes_unchecked(change, said, lazy):
    with pytest.raises(w.SourceError, match=said):
        in_parts(lazy(figures(**change)))


def test_a_figure_that_stands_twice_is_refused_in_whichever_part_it_is():
    twice = pl.concat([figures(), figures().filter(pl.col("area") == "E5").with_columns(value=pl.lit("3"))])
    with pytest.raises(w.SourceError, match="stand twice with different values"):
        in_parts(twice.lazy())


def test_codes_that_are_numbers_are_names():
    rows = {"indicator": "rate", "area": [937, 938], "period": 2023, "value": [61, 3]}
    plan = w.Plan(id="p", title="P", area="937", measures=(measure("limit", w.Threshold(at_least=60)),))
    assert_frame_equal(in_parts(pl.LazyFrame(rows), plan), judge(plan, pl.DataFrame(rows), as_of=DAY))


@pytest.mark.parametrize(("forgotten", "plan"), [("areas_compared", PLAN), ("_witnesses", CLEAR)])
def test_without_what_all_parts_share_the_verdicts_would_be_others(forgotten, plan, monkeypatch):
    monkeypatch.setattr(engines, forgotten, lambda *_: set())
    with pytest.raises((AssertionError, w.SourceError)):
        assert_frame_equal(in_parts(figures().lazy(), plan), judge(plan, figures(), as_of=DAY))


def test_every_period_of_an_area_has_a_verdict_from_its_first_figure_on():
    rows = [("rate", "E0", "2020", "61"), ("rate", "E0", "2022", "58"), ("rate", "E1", "2023", "70")]
    rows += [("other", "E2", "2023", "1")]
    frame = pl.DataFrame(rows, schema=["indicator", "area", "period", "value"], orient="row")
    plan = w.Plan(id="p", title="P", area="E0", measures=(measure("limit", w.Threshold(at_least=60)),))
    for one in (frame, frame.lazy()):
        found = judge(plan, one, as_of=DAY, every_period=True).select("area", "period", "status", "margin", "reason")
        assert found.rows() == [
            ("E0", "2020", "on_track", 1.0, None),
            ("E0", "2021", "undecided", None, "overdue"),
            ("E0", "2022", "off_track", -2.0, None),
            ("E0", "2023", "undecided", None, "overdue"),
            ("E1", "2023", "on_track", 10.0, None),
        ]


def test_a_run_is_followed_once_for_every_period_also_where_areas_differ_in_what_broke_it(monkeypatch):
    state, followed = stepping._state, []
    monkeypatch.setattr(stepping, "_state", lambda *given: followed.append(given[-1]) or state(*given))
    rows = [
        ("rate", f"E{area}", str(year), str(50 + (year + area) % 5)) for area in range(20) for year in range(2014, 2024)
    ]
    frame = pl.DataFrame(rows, schema=["indicator", "area", "period", "value"], orient="row")
    plan = w.Plan(id="p", title="P", area="E0", measures=(measure("up", w.AnnualIncrease()),))
    assert len(judge(plan, frame, as_of=DAY, every_period=True)) == 200
    assert [str(period) for period in followed] == [str(year) for year in range(2014, 2024)]


def test_every_period_is_refused_where_parts_have_calendars_of_their_own_and_with_a_cache(tmp_path):
    parts = [w.Part(name=kind, calendar=w.Calendar(kind=kind)) for kind in ("calendar-year", "calendar-quarter")]
    plan = attrs.evolve(CLEAR, measures=(measure("both", w.Each(rule=w.Threshold(at_least=60), over=parts)),))
    with pytest.raises(w.DefinitionError, match='measure "both": its parts have calendars of their own'):
        judge(plan, figures(), as_of=DAY, every_period=True)
    with pytest.raises(w.DefinitionError, match="leave the cache out"):
        judge(CLEAR, figures(), as_of=DAY, every_period=True, cache=Cache(tmp_path / "cache"))


def test_of_two_promises_one_that_is_lost_leaves_nothing_open_beside_one_that_is_missed():
    rule = w.Any(of=[w.Threshold(at_most=50), w.Threshold(at_most=60, by=date(2025, 3, 31))])
    year = w.YearToDate(indicator="rate", year="financial")
    quarters = w.Calendar(kind="financial-quarter", lag_months=1)
    one = attrs.evolve(
        measure("m", w.Threshold(at_least=60)),
        unit="count",
        decimals=0,
        better="lower",
        number=year,
        calendar=quarters,
        rule=rule,
    )
    plan = w.Plan(id="p", title="P", area="E0", measures=(one,))
    rows = [("rate", area, "2024/25 Q1", value) for area, value in (("E0", "61"), ("E1", "60"), ("E2", "50"))]
    frame = pl.DataFrame(rows, schema=["indicator", "area", "period", "value"], orient="row")
    found = judge(plan, frame, as_of=date(2024, 9, 1))
    assert found.select("area", "status", "due").rows() == [
        ("E0", "off_track", True), ("E1", "undecided", False), ("E2", "on_track", True),
    ]  # fmt: skip
