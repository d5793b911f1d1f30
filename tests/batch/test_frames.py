"""Frames of every kind give the same verdicts, and what cannot be read is refused with what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import wes_rules as w
from wes_rules.batch import Cache, judge

YEARS = w.Calendar(kind="calendar-year", lag_months=3)
DAY = date(2024, 6, 1)
AREAS = ["E1", "E2", "E3"]


def plan(rule=None, **more):
    given = {"unit": "percent", "decimals": 1, "better": "higher", "number": w.Observed(indicator="rate"), **more}
    rule = rule or w.Threshold(at_least=60)
    one = w.Measure(id="m", title="M", calendar=YEARS, rule=rule, area="E1", **given)
    return w.Plan(id="p", title="P", area="E1", measures=(one,))


def table(values, **more):
    return {"indicator": ["rate"] * 3, "area": AREAS, "period": ["2023"] * 3, "value": values, **more}


def told(frame, *names, by=None, **more):
    found = judge(by or plan(), frame, as_of=DAY, **more)
    return [tuple(row[name] for name in names) for row in pl.DataFrame(found).to_dicts()]


VALUES = {
    "floats": [60.0, 59.9, 0.1 + 0.2],
    "Decimals": [D(60), D("59.9"), D("0.3")],
    "texts": ["60", "59.9", "0.3"],
    "shorter floats": np.array([60, 59.9, 0.3], dtype=np.float32),
}


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "pyarrow"])
def test_a_frame_of_verdicts_is_of_the_kind_of_the_figures(kind, values):
    found = judge(plan(), kind(table(values)), as_of=DAY)
    assert type(found) is type(kind({"a": [1]}))
    rows = found.to_dict("records") if kind is pd.DataFrame else pl.DataFrame(found).to_dicts()
    assert [(row["area"], row["status"], row["margin"]) for row in rows] == [
        ("E1", "on_track", 0.0),
        ("E2", "off_track", -0.1),
        ("E3", "off_track", -59.7),
    ]


def test_a_float_between_two_ticks_is_rounded_as_it_prints():
    # 0.285 is a little less than 285 thousandths as a float, and prints as them.
    by = plan(w.Threshold(at_least=D("0.29")), decimals=2, values="percent")
    frame = pl.DataFrame(table([0.285, 0.284, 1.005]))
    assert told(frame, "observed", "status", by=by) == [(0.29, "on_track"), (0.28, "off_track"), (1.01, "on_track")]


@pytest.mark.parametrize(
    "values", [[1150, 1149, 85], [1150.0, 1149.5, 85.0], ["1150", "1149", "85"]], ids=["ints", "floats", "texts"]
)
def test_figures_are_rounded_to_tens_as_one_area_alone_is(values):
    by = plan(w.Threshold(at_least=1200), decimals=-2, unit="score")
    found = told(pl.DataFrame(table(values)), "observed", "status", "margin", by=by)
    assert found == [(1200.0, "on_track", 0.0), (1100.0, "off_track", -100.0), (100.0, "off_track", -1100.0)]


def test_codes_and_years_may_be_numbers_of_a_frame():
    frame = pl.DataFrame({"indicator": ["rate"], "area": [937], "period": [2023], "value": [61]})
    assert told(frame, "area", "period", "status") == [("937", "2023", "on_track")]


def test_the_order_of_rows_is_irrelevant():
    frame = pl.DataFrame(table(["70", "50", "c"]))
    names = ("area", "status", "reason")
    assert told(frame, *names) == told(frame.reverse(), *names)


def test_of_several_editions_the_newest_that_is_known_counts():
    frame = pl.DataFrame(
        {
            "indicator": "rate", "area": "E1", "period": "2023", "value": [50.0, 70.0, 40.0],
            "published": [None, date(2024, 5, 1), date(2024, 7, 1)], "standing": ["p", "r", None],
        }
    )  # fmt: skip
    assert told(frame, "observed", "reason") == [(70.0, "revised")]


def test_an_area_whose_figure_is_out_early_is_judged_by_it():
    periods, out = ["2023", "2024", "2024"], [None, date(2024, 5, 1), None]
    frame = pl.DataFrame({**table([61.0, 62.0, 63.0], published=out), "period": periods})
    assert told(frame, "period", "observed") == [("2023", 61.0), ("2024", 62.0), ("2023", None)]


def test_nothing_in_place_of_a_number_is_what_one_says_it_is():
    for nothing in (pl.DataFrame(table([61.0, None, float("nan")])), pd.DataFrame(table([61.0, None, float("nan")]))):
        with pytest.raises(
            w.SourceError, match="in 2 rows nothing stands in place of a number; say what it stands for"
        ):
            judge(plan(), nothing, as_of=DAY)
        assert told(nothing, "reason", missing="c") == [(None,), ("suppressed",), ("suppressed",)]


def test_a_symbol_and_a_letter_beside_a_number_are_read():
    assert told(pl.DataFrame(table(["z", "61.0 [p]", "low"])), "status", "reason") == [
        ("undecided", "not_applicable"),
        ("on_track", "provisional"),
        ("undecided", "rounded"),
    ]


def test_an_empty_frame_has_no_areas():
    empty = pl.DataFrame(table(["1", "2", "3"])).clear()
    assert judge(plan(), empty, as_of=DAY).is_empty()


def test_columns_that_are_not_read_are_refused_all_at_once():
    frame = pl.DataFrame({"indicator": ["rate"], "aera": ["E1"], "period": ["2023"], "value": [1], "numerator": [3]})
    with pytest.raises(w.SourceError) as refused:
        judge(plan(), frame, as_of=DAY)
    assert [problem.what for problem in refused.value.problems] == [
        'the frame: there is no column "area"',
        'the frame: unknown column "aera"',
        'the frame: a batch does not read the column "numerator"',
    ]


FAULTS = {
    "a list": (lambda: [1, 2], "a list is not a frame; give one of pandas"),
    "no area": (lambda: pl.DataFrame(table([1, 2, 3]) | {"area": ["E1", None, "E3"]}), '"area" is empty in 1 rows'),
    "a period": (lambda: pl.DataFrame(table([1, 2, 3]) | {"period": "soon"}), '"rate": .*soon'),
    "a text": (
        lambda: pl.DataFrame(table(["60", "many", "x"])),
        '"rate": "many" is neither a number nor a known symbol',
    ),
    "too much": (lambda: pl.DataFrame(table([60.0, 100.5, 3.0])), '"rate": 100.5 is outside what percent allows'),
    "infinity": (lambda: pl.DataFrame(table([60.0, float("inf"), 3.0])), '"rate": a value is not finite'),
    "a standing": (lambda: pl.DataFrame(table([1, 2, 3], standing=["p", "q", ""])), 'unknown standing "q"'),
    "a day": (lambda: pl.DataFrame(table([1, 2, 3], published=["2024-05-01", "soon", ""])), "soon"),
    "fractions": (lambda: pl.DataFrame(table([0.6, 0.5, 1.0])), "rate: all 3 figures lie between 0 and 1, such as 0.5"),
    "fractions in texts": (lambda: pl.DataFrame(table(["0.6", "x", "1.0"])), "rate: all 3 figures lie between 0 and 1"),
}


WAYS = {"by kernels": w.Observed(indicator="rate"), "alone": w.Rolling(indicator="rate", periods=2, take="mean")}


@pytest.mark.parametrize("number", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize(("frame", "said"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_read_is_refused_however_it_is_judged(frame, said, number):
    with pytest.raises(w.SourceError, match=said):
        judge(plan(number=number), frame(), as_of=DAY)


@pytest.mark.parametrize("number", WAYS.values(), ids=WAYS)
def test_every_label_that_is_no_period_is_told_in_order(number):
    with pytest.raises(w.SourceError) as refused:
        judge(
            plan(number=number),
            pl.DataFrame(table([61, 62, 63]) | {"period": ["2022/23", "2021/22", "2023"]}),
            as_of=DAY,
        )
    assert [one.what for one in refused.value.problems] == [
        f'"rate": "{label}" is not a calendar-year' for label in ("2021/22", "2022/23")
    ]


def test_what_is_judged_alone_has_no_parts_that_read_one_indicator_by_two_kinds_of_years():
    years = [w.Calendar(kind=kind) for kind in ("academic-year", "financial-year")]
    parts = [w.Part(name=one.kind.value, calendar=one) for one in years]
    by = plan(w.Each(rule=w.Threshold(at_least=60), over=parts), number=WAYS["alone"])
    with pytest.raises(w.DefinitionError, match='its parts read "rate" by calendars of two kinds'):
        judge(by, pl.DataFrame(table([61, 62, 63]) | {"period": "2022/23"}), as_of=DAY)


def test_a_figure_that_stands_twice_with_two_values_is_refused_and_a_repeat_is_not():
    twice = pl.DataFrame({"indicator": "rate", "area": "E1", "period": "2023", "value": [61.0, 61.0]})
    assert told(twice, "status") == [("on_track",)]
    with pytest.raises(w.SourceError, match='"rate": 1 figures stand twice with different values'):
        judge(plan(), twice.with_columns(value=pl.Series([61.0, 62.0])), as_of=DAY)


@pytest.mark.parametrize("values", [[2.0**60] * 3, [2**60] * 3, [str(2**60)] * 3], ids=["float", "int", "text"])
def test_more_ticks_than_can_be_added_are_refused(values):
    by = plan(w.Threshold(at_least=60), unit="score")
    with pytest.raises(w.SourceError, match="has more ticks than a batch can add"):
        judge(by, pl.DataFrame(table(values)), as_of=DAY)


def test_a_large_number_is_exact_to_its_last_tick():
    by = plan(w.Threshold(at_least=60), unit="score")
    value = 900_719_925_474_099.1
    assert told(pl.DataFrame(table([value, value, 3.0])), "slack_low", by=by)[0] == (9_007_199_254_740_391,)


@pytest.mark.parametrize("package", ["narwhals", "numpy"])
def test_a_package_that_is_not_there_is_named(package, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, package, None)
    for name in [one for one in sys.modules if one.startswith("wes_rules.batch.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(w.DefinitionError, match="a batch needs the packages narwhals and numpy"):
        judge(plan(), None, as_of=DAY)


def test_several_measures_are_told_in_the_order_of_the_plan_as_each_alone_is():
    rules = {
        "a": ("rate", w.Threshold(at_least=60)),
        "b": ("other", w.AnnualIncrease()),
        "c": ("rate", w.AnnualIncrease()),
    }
    measures = [
        attrs.evolve(plan(rule, number=w.Observed(indicator=name)).measures[0], id=key)
        for key, (name, rule) in rules.items()
    ]
    both = {name: [*column, *column, *column] for name, column in table([60.0, 59.9, 61.0]).items()}
    both["indicator"] = ["rate"] * 6 + ["other"] * 3
    both["period"] = ["2023"] * 3 + ["2022"] * 3 + ["2023"] * 3
    both["value"][3:6] = [59.0, 60.0, 61.0]
    whole = attrs.evolve(plan(), measures=tuple(measures))
    alone = [judge(attrs.evolve(whole, measures=(one,)), pl.DataFrame(both), as_of=DAY) for one in measures]
    for kind in (pd.DataFrame, pl.DataFrame, pa.table):
        found = judge(whole, kind(both), as_of=DAY)
        rows = found.to_dict("records") if kind is pd.DataFrame else pl.DataFrame(found).to_dicts()
        told = [(row["measure"], row["area"], row["status"]) for row in rows]
        assert told == [row for each in alone for row in each.select("measure", "area", "status").rows()]
        assert kind is not pd.DataFrame or found.index.tolist() == list(range(len(rows)))
    assert [row[2] for row in told] == [
        "on_track", "off_track", "on_track", *["undecided"] * 3, "on_track", "off_track", "off_track",
    ]  # fmt: skip


def test_what_is_not_known_is_null_in_every_column_of_numbers_and_texts():
    found = judge(plan(), pl.DataFrame(table(["60", "c", "61"])), as_of=DAY)
    assert found.schema["slack_low"] == pl.Int64
    assert found.schema["margin"] == pl.Float64
    assert found.filter(pl.col("area") == "E2").select("observed", "margin", "required", "reason").row(0) == (
        None, None, None, "suppressed",
    )  # fmt: skip
    assert found["reason"].null_count() == 2


@pytest.mark.parametrize("decided_alone", [False, True])
@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pa.table, pl.LazyFrame])
def test_what_is_exceeded_is_a_column_that_may_be_null(kind, decided_alone, monkeypatch):
    monkeypatch.setattr("wes_rules.batch.judging.is_judged_alone", lambda measure: decided_alone)
    rule = w.Threshold(at_least=60, exceeded_by=5, exceeded_by_in="percent-of-target")
    assert told(kind(table([62.9, 63.0, 59.0])), "status", "exceeded", by=plan(rule)) == [
        ("on_track", False), ("on_track", True), ("off_track", None),
    ]  # fmt: skip
    assert told(kind(table([62.9, 63.0, 59.0])), "exceeded") == [(None,)] * 3


def test_a_cache_keeps_what_is_exceeded(tmp_path):
    rule, cache = w.Threshold(at_least=60, exceeded_by=2, exceeded_by_edge="excluded"), Cache(tmp_path / "cache")
    first, again = (
        told(pl.DataFrame(table([62.0, 62.1, 59.0])), "exceeded", by=plan(rule), cache=cache) for _ in range(2)
    )
    assert first == again == [(False,), (True,), (None,)]
    assert cache.kept == 3
