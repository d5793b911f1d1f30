"""A plan's own units: their names, symbols and bounds, from the file to every figure that is shown."""

from __future__ import annotations

import attrs
import pytest
from tests.numbers.world import judged, measure, rows_of

import wes_rules as w
from wes_rules.dicts import from_dict, to_dict
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.series.number import apart
from wes_rules.values.ticks import show

EUROS = w.OwnUnit(name="euros", symbol="€", symbol_place="before")
MILLIONS = w.OwnUnit(name="million pounds", symbol="£m")
MINUTES = w.OwnUnit(name="minutes", symbol="minutes", lowest=0)
RATE = w.OwnUnit(name="per-1000", symbol="per 1,000", lowest=0, highest=1000)
YEARS = w.Calendar(kind="calendar-year")
PLAN = """
[plan]
id = "p"
title = "P"
area = "a"

[units.minutes]
symbol = "minutes"
lowest = 0

[calendars.years]
kind = "calendar-year"

[[measures]]
id = "m"
title = "Minutes to answer"
number = {indicator = "homes"}
unit = "minutes"
decimals = 1
better = "lower"
calendar = "years"
rule = {kind = "threshold", at_most = 90}
"""


@pytest.mark.parametrize(
    ("unit", "value", "said"),
    [
        (EUROS, "1234567.5", "€1,234,567.50"),
        (EUROS, "-3", "-€3.00"),
        (MINUTES, "1", "1.00 minutes"),
        (RATE, "999.5", "999.50 per 1,000"),
        (w.OwnUnit(name="degrees", symbol="°"), "20", "20.00°"),
        (w.OwnUnit(name="things"), "20", "20.00"),
        (MILLIONS, "-2.5", "-£2.50m"),
        (w.OwnUnit(name="k", symbol="£ thousand"), "1234.5", "£1,234.50 thousand"),
        (w.OwnUnit(name="crowns", symbol="€"), "2", "€2.00"),
        (w.OwnUnit(name="after", symbol="€", symbol_place="after"), "2", "2.00€"),
        (w.Unit.POUNDS, "-1234", "-£1,234.00"),
    ],
)
def test_a_number_stands_with_its_symbol_where_the_unit_says(unit, value, said):
    assert show(w.Quantity.exact(value).low, unit, 2) == said


@pytest.mark.parametrize(
    ("symbol", "said"),
    [
        ("minutes", "1 minute"),
        ("hours per class", "1 hour per class"),
        ("km/s", "1 km/s"),
        ("per 1,000", "1 per 1,000"),
    ],
)
def test_one_of_many_is_one(symbol, said):
    assert show(w.Quantity.exact(1).low, w.OwnUnit(name="own", symbol=symbol), 0) == said


def test_a_figure_may_be_written_with_the_symbol():
    assert w.Quantity.read("€1,234", unit=EUROS) == w.Quantity.exact(1234)
    assert w.Quantity.read("12 minutes", unit=MINUTES) == w.Quantity.exact(12)
    assert w.Quantity.read("-£2.5m", unit=MILLIONS) == w.Quantity.exact("-2.5")
    with pytest.raises(w.DefinitionError, match="neither a number"):
        w.Quantity.read("£2.5", unit=MILLIONS)


def test_what_is_not_known_is_as_wide_as_the_plan_says():
    assert w.Quantity.read("x", unit=RATE).high == 1000
    one = measure(w.Observed(indicator="homes"), w.Threshold(at_least=0), unit=RATE, calendar=YEARS)
    assert judged(one, rows_of(["x"], "2020", kind="calendar-year")).status is w.Status.ON_TRACK
    with pytest.raises(w.DefinitionError, match="1001 is outside what per-1000 allows"):
        measure(w.Observed(indicator="homes"), w.Threshold(at_least=1001), unit=RATE, calendar=YEARS)


def test_a_plan_declares_its_units_and_its_measures_name_them():
    (one,) = parse_plan(PLAN).measures
    assert one.unit == MINUTES
    rows = rows_of(["91.5"], "2020", kind="calendar-year", unit="score")
    told = judged(one, rows)
    assert "91.5 minutes in 2020, target at most 90.0 minutes: 1.5 minutes over the limit" in told.explain()
    assert told.to_json()["unit"] == "minutes"
    assert told.row.unit == "minutes"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('unit = "minutes"', 'unit = "minuts"', 'unknown value "minuts"; did you mean "minutes"'),
        ("[units.minutes]", "[units.percent]", '"percent" is a unit of the library'),
        (
            "lowest = 0",
            "lowest = 5\nhighest = 5",
            "a unit from 5 to 5 leaves nothing to measure; give a highest value above the lowest",
        ),
        ("lowest = 0", "least = 0", 'unknown key "least"'),
    ],
)
def test_a_unit_that_is_wrong_is_told_with_its_line(old, new, said):
    with pytest.raises(w.PlanError) as told:
        parse_plan(PLAN.replace(old, new, 1))
    assert said in str(told.value)


def test_a_measure_in_a_units_own_survives_being_written():
    (one,) = parse_plan(PLAN).measures
    assert from_dict(w.Measure, to_dict(one)) == one
    assert eval(repr(MINUTES), {"OwnUnit": w.OwnUnit}) == MINUTES  # it is what was written
    assert attrs.evolve(one, unit="percent", values="percent").unit is w.Unit.PERCENT


def test_a_rate_may_be_in_a_unit_of_the_plans_own():
    number = w.Rate(indicator="homes", population="people", per=1000)
    one = measure(number, w.Threshold(at_most=3), unit=RATE, decimals=1, better="lower", calendar=YEARS)
    rows = [*rows_of([77], "2020", kind="calendar-year")]
    rows += rows_of([32_000], "2020", kind="calendar-year", indicator="people")
    assert (
        "2.4 per 1,000 (homes 77, people 32,000) in 2020, target at most 3.0 per 1,000" in judged(one, rows).explain()
    )


@pytest.mark.parametrize("unit", ["percent", w.OwnUnit(name="of the plan", symbol="%")])
def test_percentages_lie_points_apart_whatever_their_unit_is_called(unit):
    one = measure(w.Observed(indicator="homes"), w.Threshold(at_least=60), unit=unit, decimals=1)
    found = judged(one, rows_of(["64.4"], unit="score"))
    assert "64.4% in April 2023, target at least 60.0%: 4.4 points better than needed" in found.explain()
    assert found.row.signed == "+4.4 pts"


def test_two_figures_of_a_unit_lie_as_far_apart_as_its_ends():
    assert apart(w.OwnUnit(name="degrees", symbol="degrees", lowest=10, highest=50)) == (-40, 40)
