"""A total or a change that takes in figures of two definitions does not exist, and what differs is named truly."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.conftest import Desk
from tests.numbers.world import judged, measure, rows_of

import wes_rules as w

YEARS = "calendar-year"
SUMS = w.Rolling(indicator="homes", periods=3, take="mean")
CHANGE = w.ChangeSince(indicator="homes")
KEPT, UP = w.Maintain(at_least=55), w.Maintain(at_least=0)
BEFORE = ["59.0", "60.0", "60.0", "61.1", "62.2", "62.3"]


def found(number, rule, values, *, since=2022):
    unit = "percentage-points" if number is CHANGE else "percent"
    calendar = w.Calendar(kind=YEARS)
    given = {"unit": unit, "decimals": 1, "calendar": calendar, "starts": date(2018, 1, 1), "values": "percent"}
    rows = [
        attrs.evolve(one, definition="new" if one.period >= w.Period.parse(str(since), YEARS) else "old")
        for one in rows_of(values, "2016", kind=YEARS, unit="percent")
    ]
    return judged(measure(number, rule, **given), rows)


@pytest.mark.parametrize(
    ("number", "rule", "after", "status"),
    [
        (SUMS, KEPT, ["58.0", "59.0", "60.1", "60.2"], "on_track"),
        (SUMS, KEPT, ["50.0", "51.0", "52.0", "70.0"], "off_track"),
        (CHANGE, UP, ["58.0", "59.0"], "on_track"),
        (CHANGE, UP, ["58.0", "57.0"], "off_track"),
        # The judged one does not exist itself.
        (SUMS, KEPT, ["58.0", "59.0"], "undecided"),
        (CHANGE, UP, ["58.0"], "undecided"),
        # A step from one definition to another stays open, as that between two figures does.
        (SUMS, w.AnnualIncrease(), ["58.0", "59.0", "60.1", "60.2"], "undecided"),
        (SUMS, w.AnnualIncrease(scope="latest"), ["58.0", "59.0", "60.1", "60.2"], "on_track"),
        (SUMS, w.AnnualIncrease(), ["58.0", "59.0", "60.1", "57.9"], "off_track"),
    ],
)
def test_after_a_change_of_definition_a_run_goes_by_the_numbers_that_exist(number, rule, after, status):
    assert found(number, rule, BEFORE + after).status.value == status


def test_what_was_missed_before_a_change_of_definition_stays_missed():
    assert found(SUMS, w.Maintain(at_least=60), [*BEFORE, "70.0", "70.0", "70.0"]).status.value == "off_track"


def test_the_total_that_takes_in_both_names_no_other():
    said = found(SUMS, KEPT, [*BEFORE, "58.0"])
    assert said.reasons[0] == "definition_differs"
    assert "counted by different definitions" in said.explain()
    assert "Earlier figures" not in said.explain()


def test_a_step_that_stays_open_names_the_totals_that_differ():
    said = found(SUMS, w.AnnualIncrease(), [*BEFORE, "58.0", "59.0", "60.1", "60.2"]).explain()
    assert "so they do not compare: 61.9%" in said
    assert "in 2021 and 59.0%" in said


@pytest.mark.parametrize("definitions", [("old", "new"), ("new", "old")])
def test_a_step_that_was_left_open_by_definitions_is_named_and_no_later_one(definitions):
    desk = Desk()
    values = {2019: 50, 2020: 51, 2021: 49, 2022: 50}
    rows = [desk.figure(year, value, definition=definitions[year > 2020]) for year, value in values.items()]
    said = w.judge(desk.measure(w.AnnualIncrease()), w.History(rows), as_of=date(2040, 1, 1), period=desk.year(2022))
    assert said.status.value == "undecided"
    text = said.explain()
    assert "so they do not compare: 51.0% in 2020 and 49.0% in 2021." in text
    assert "The figures are counted by different definitions" not in text


def test_a_pair_of_earlier_years_is_named_with_whose_figure_it_is():
    desk = Desk()
    rows = [desk.figure(year, 60, definition="new") for year in (2019, 2020)]
    rows += [desk.figure(year, 50, area="E", definition=said) for year, said in ((2019, "old"), (2020, "new"))]
    rule = w.BenchmarkParity(against="E", scope="every")
    said = w.judge(desk.measure(rule), w.History(rows), as_of=date(2040, 1, 1), period=desk.year(2020))
    assert said.status.value == "undecided"
    assert "so they do not compare: 60.0% in 2019 and 50.0% in 2019 for E." in said.explain()
