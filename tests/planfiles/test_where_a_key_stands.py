"""A key, a unit or a direction that cannot stand where it was written is refused with what to write instead."""

import pytest

from wes_rules import Better, Calendar, PeriodKind, PlanError, SourceError
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.plugins.asking import Wanted
from wes_rules.tables.values import read_unit
from wes_rules.values.units import Unit

WARDS = (
    '{name = "Aston", number = {indicator = "x", area = "A"}}, {name = "Brook", number = {indicator = "x", area = "B"}}'
)
PLAN = """[plan]
id = "p"
title = "P"
area = "A"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "rate"
title = "Rate"
number = {indicator = "x"}
unit = "percent"
decimals = 0
better = "BETTER"
calendar = "years"
rule = RULE
"""
PARITY = (
    '{kind = "benchmark-parity", against = {indicator = "budget"}, met_within = 2, met_within_in = "percent-of-target"}'
)
POINTS = '{kind = "trajectory", points = [{period = "2024", value = 60}]}'
EACH = '{kind = "each", over = [{name = "not above", better = "lower"}, {name = "not below", better = "higher"}], rule = RULE}'


def plan(rule, better="higher"):
    return parse_plan(PLAN.replace("RULE", rule).replace("BETTER", better))


def faults(rule, better="higher"):
    with pytest.raises(PlanError) as caught:
        plan(rule, better)
    return [str(one) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("deadline", '{kind = "threshold", at_least = 6, deadline = 2030-12-31}'),
    ],
)
def test_what_is_said_of_a_whole_measure_is_refused_within_it_once_with_where_it_stands(key, rule):
    (found,) = faults(rule)
    assert found == (
        f'plan.toml:15: measure "rate": unknown key "{key}"; {key} is said of a whole measure: write it there, and a measure '
        "for each where it differs"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('area = "A"', 'unknown section "area"; write area below [plan]'),
        ('areas = "A"', "areas is not a table; write it once, as [areas]"),
        ('namez = "A"', 'unknown section "namez"; did you mean "names"?'),
    ],
)
def test_a_key_above_every_section_is_told_once_with_where_it_belongs(line, told):
    text = f"{line}\n{PLAN}".replace("RULE", '{kind = "everyone"}').replace("BETTER", "higher")
    with pytest.raises(PlanError) as caught:
        parse_plan(text)
    assert [str(one) for one in caught.value.problems] == [f"plan.toml:1: {told}"]


def test_what_a_part_says_is_refused_in_its_number_with_where_it_stands():
    (found,) = faults(f'{{kind = "each", rule = {{kind = "threshold", at_least = 6}}, over = [{WARDS}]}}')
    assert found == 'plan.toml:15: measure "rate": unknown key "area"; write area beside number'


def test_a_part_of_which_nothing_is_promised_is_refused():
    (found,) = faults('{kind = "each", over = [{name = "A", rule = {kind = "everyone"}}, {name = "B"}]}')
    assert found.endswith("nothing is promised of B; give each a rule, or one for every part: rule = {kind = ...}")


def test_a_slip_that_is_near_a_key_of_its_table_is_still_taken_for_that_key():
    assert (
        'did you mean "starting"?'
        in faults('{kind = "threshold", at_least = 6, versions = [{starts = "2025", at_least = 7}]}')[0]
    )


@pytest.mark.parametrize("rule", [PARITY, POINTS])
def test_a_band_around_what_moves_is_refused_with_how_to_write_it(rule):
    (found,) = faults(rule, "in-band")
    assert (
        found.partition("; ")[2]
        == f'write better = "higher" or "lower"; for both sides, put {EACH.replace("RULE", "...")} around the rule'
    )
    assert plan(EACH.replace("RULE", rule), "in-band").measures[0].better is Better.IN_BAND


def test_a_unit_that_is_not_the_plan_s_is_never_answered_by_a_wrong_unit():
    counts = Wanted(Unit.COUNT, 0, (Calendar(kind=PeriodKind.CALENDAR_YEAR),))
    with pytest.raises(SourceError) as caught:
        read_unit("pounds", counts)
    assert "where the figures are in pounds, say so in the plan; correct the column only where it is wrong" in str(
        caught.value
    )
    assert "a rate is of a count alone: of anything else, publish the rate as a figure of its own" in str(caught.value)
