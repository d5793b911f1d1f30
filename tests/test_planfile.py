"""Plan files: what is read, and how faults are told."""

import tomllib
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import (
    Advisory,
    All,
    AnnualDecrease,
    AreaFigure,
    BenchmarkParity,
    Instead,
    Maintain,
    MeanOf,
    Milestone,
    Period,
    PeriodKind,
    PlanError,
    Point,
    RankImprovement,
    Rule,
    Threshold,
    Trajectory,
)
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.planfiles.toml_lines import key_lines
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.reading import Reader
from wes_rules.rules.writing import write

PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
deadline = 2023-12-31

[calendars.years]
kind = "academic-year"
lag = "3 months"
not_collected = ["2019/20", "2020/21"]

[[measures]]
id = "gld"
title = "Good level of development"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "gld"}
baseline = {value = 71.8, period = "2018/19"}
rule = {kind = "all", of = [
  {kind = "benchmark-parity", against = "970"},
  {kind = "threshold", at_least = 70},
]}
"""


def faults(text):
    with pytest.raises(PlanError) as caught:
        parse_plan(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_plan_is_read():
    plan = parse_plan(PLAN)
    measure = plan.measure("gld")
    assert measure.rule == All(of=(BenchmarkParity(against=AreaFigure(area="970")), Threshold(at_least=D(70))))
    assert (measure.deadline.year, measure.area, measure.calendar.lag_months) == (2023, "937", 3)
    assert measure.baseline.period == Period(PeriodKind.ACADEMIC_YEAR, 2018)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("at_least = 70", "at_leest = 70", 'plan.toml:23: measure "gld": unknown key "at_leest"; did you mean "at_least"?'),
        ('"threshold"', '"treshold"', 'plan.toml:23: measure "gld": unknown rule kind "treshold"; did you mean "threshold"?'),
        ("at_least = 70", "at_least = 170", 'plan.toml:12: measure "gld": threshold (part 2): at_least = 170 is outside what percent allows'),
        ("at_least = 70", "at_least = true", "true is not a number"),
        ("at_least = 70", "at_least = 70, at_most = 80", "exactly one of"),
        ('"percent"', '"per cent"', 'plan.toml:15: measure "gld": unit: unknown value "per cent"; did you mean "percent"?'),
        ("decimals = 1", 'decimals = "1"', '"1" is not a whole number'),
        ('"higher"', '"up"', 'unknown value "up"'),
        ('calendar = "years"', 'calendar = "month"', 'unknown calendar "month"; add [calendars.month] with kind = "month"'),
        ('calendar = "years"', 'calendar = "yeers"', 'unknown calendar "yeers"; did you mean "years"?'),
        ("2018/19", "201820", "not consecutive"),
        ("2018/19", "2019", "which of two"),
        ('["2019/20"', '["2019/21"', 'plan.toml:10: calendar "years"'),
        ("3 months", "a while", 'plan.toml:9: calendar "years": "a while" is not a lag'),
        ('title = "Good level of development"\n', "", 'plan.toml:12: measure "gld": "title" is missing'),
        ("area = ", "aera = ", 'plan.toml:4: [plan]: unknown key "aera"; did you mean "area"?'),
        ("[calendars.years]", "[calendar.years]", 'unknown section "calendar"; did you mean "calendars"?'),
        ('against = "970"', 'against = {mean_of = "near"}', 'unknown area set "near"'),
                ('id = "p"', "id = p", "it is not TOML"),
        ('"A plan"', '"A \\u001b[31m plan"', "plan.toml:3: [plan]: title: it holds the control character '\\x1b'; remove it"),
        ("2023-12-31", '"2023-12-31"', "is not a date"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_its_measure_and_the_remedy(old, new, says):
    assert old in PLAN
    assert any(says in line for line in faults(PLAN.replace(old, new)))


def test_ten_mistakes_are_ten_located_faults_in_the_order_of_their_lines():
    text = PLAN
    for old, new in [
        ('id = "p"', 'idd = "p"'),
        ("3 months", "soon"),
        ('unit = "percent"', 'unit = "persent"'),
        ("decimals = 1", "decimals = 1.5"),
        ('better = "higher"', 'better = "hihger"'),
        ('calendar = "years"', 'calendar = "yeras"'),
        ("value = 71.8", 'value = "much"'),
        ('"benchmark-parity", against', '"benchmark-parity", agianst'),
        ("at_least = 70", "at_laest = 70"),
        ('title = "A plan"', "title = 5"),
    ]:
        assert old in text
        text = text.replace(old, new)
    found = faults(text)
    lines = [int(line.split(":")[1]) for line in found]
    assert lines == [2, 3, 9, 15, 16, 17, 18, 20, 22, 23]


def test_two_measures_with_one_id_are_refused():
    again = PLAN + PLAN[PLAN.index("[[measures]]") :]
    assert any('two measures have the id "gld"' in line for line in faults(again))


def test_an_empty_plan_says_what_is_missing():
    found = faults("")
    assert any("[plan]" in line for line in found)
    assert any("no measures" in line for line in found)


YEAR = PeriodKind.ACADEMIC_YEAR
ONE_OF_EACH = [
    Threshold(at_least=D("90.5"), tolerance=D(1)),
    Threshold(between=(D(3), D(5))),
    AnnualDecrease(instead=(Instead(period=Period(YEAR, 2020), at_most=D(9), reason="x"),)),
    BenchmarkParity(against=MeanOf(mean_of="near", minimum=8), strict=True),
    RankImprovement(among="near", from_rank=11, from_of=11),
    Maintain(at_least=D(75), since=Period(YEAR, 2019)),
    Milestone(by=__import__("datetime").date(2023, 12, 31)),
    Trajectory(points=(Point(period=Period(YEAR, 2020), value=D(5)),)),
    Advisory(rule=All(of=(Threshold(below=D(3)),))),
]


@given(
    st.recursive(
        st.sampled_from(ONE_OF_EACH),
        lambda some: st.lists(some, min_size=1, max_size=3).map(lambda of: All(of=tuple(of))),
    )
)
def test_a_rule_reads_back_as_it_is_written(rule):
    problems = []
    reader = Reader(fault=lambda *fault: problems.append(fault), kind=YEAR)
    assert reader.value(Rule, write(rule), ()) == rule
    assert not problems


def test_every_kind_of_rule_is_found_by_its_name():
    assert set(KINDS) >= {"threshold", "everyone", "annual-decrease", "annual-increase", "quarterly-increase",
                          "quarterly-decrease", "from-baseline", "benchmark-parity", "rank-improvement",
                          "halt-then-decrease", "maintain", "milestone", "trajectory", "all", "any", "each", "advisory"}  # fmt: skip


NASTY = '''\
# a comment with [brackets] and = signs
"quoted key" = "a # that is no comment"
a.b.c = 1
text = """
[not.a.table]
key = "no"
"""
literal = \'\'\'
x = 1\'\'\'
list = [
  1, # one
  {inner = "]", other = [2, 3]},
]

[table."dotted.name"]
when = 2019-05-01 07:32:00

[[many]]
x = 1
[[many]]
x = {y = {z = 1}}
[many.sub]
k = true
'''


def test_keys_are_found_on_their_lines_in_nasty_toml():
    tomllib.loads(NASTY)
    lines = key_lines(NASTY)
    expected = {("quoted key",): 2, ("a", "b", "c"): 3, ("text",): 4, ("literal",): 8, ("list", 1, "inner"): 12,
                ("list", 1, "other", 1): 12, ("table", "dotted.name", "when"): 16, ("many", 0, "x"): 19,
                ("many", 1, "x", "y", "z"): 21, ("many", 1, "sub", "k"): 23}  # fmt: skip
    assert {path: lines[path] for path in expected} == expected
    assert not any("not" in path for path in lines)
